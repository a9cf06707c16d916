// SPDX-License-Identifier: Apache-2.0

import Driver
import Plan
import Scheduling
import Testing

/// Rows and time of nodes, from what the steps of stages did.
@Suite struct NodeCountTests {
    private func nodes(_ parents: Int?...) -> [PlanNode] {
        parents.enumerated().map { PlanNode(number: $0.offset, parent: $0.element, label: "node \($0.offset)") }
    }

    /// A snapshot with one query of one job of these stages.
    private func counts(_ nodes: [PlanNode], _ stages: [(steps: [StageStep], rows: [Int])]) -> [NodeCounts] {
        let all = stages.enumerated().map { number, stage in
            var progress = StageProgress(
                stage: StageID(number + 1), name: "stage", taskCount: 1, doneCount: 0, runningCount: 0,
                failedAttempts: 0)
            progress.steps = stage.steps
            return progress
        }
        var told = DriverSnapshot()
        told.apply(.queryStarted(QueryFacts(id: 7, name: "collect", plan: "", startedMillis: 0)))
        told.apply(.queryPlanned(7, nodes))
        told.apply(
            .jobStarted(
                JobFacts(
                    id: JobID(1), name: "collect", stages: all.map(\.stage),
                    properties: [QueryFacts.property: "7"], startedMillis: 0, stagesAtStart: all)))
        for (number, stage) in stages.enumerated() {
            told.apply(
                .stageCounted(
                    StageID(number + 1),
                    stage.rows.enumerated().map { StepCount($0.offset, rows: $0.element, batches: 1, nanos: 10) }))
            // Its counts stay when others change.
            told.apply(.stageChanged(all[number]))
        }
        return told.nodeCounts(of: 7)
    }

    private func map(_ node: Int) -> StepPart { StepPart(node, keepsCount: true) }
    private let sink = StageStep(.sink, "to the driver")
    private func source(_ node: Int, next: Int = 2) -> StageStep {
        StageStep(.source, "range", parts: [StepPart(node)], next: next)
    }
    private func program(_ parts: StepPart..., next: Int = 0) -> StageStep {
        StageStep(.operator, "program", parts: parts, next: next)
    }

    @Test func `a program of one condition tells the rows of all its nodes`() {
        // 3 range, 2 map, 1 filter, 0 map
        let found = counts(
            nodes(nil, 0, 1, 2), [([sink, source(3), program(map(2), StepPart(1), map(0))], [0, 100, 25])])
        #expect(found.map(\.rows) == [25, 25, 100, 100])
        #expect(found.map(\.nanos) == [10, nil, nil, 10])
        #expect(found[0].sharing == [2, 1] && found[1].sharedWith == 0 && found[2].sharedWith == 0)
        #expect(found.allSatisfy { $0.stages == [StageID(1)] })
    }

    @Test func `rows between two conditions of a program are not made up`() {
        let found = counts(
            nodes(nil, 0, 1), [([sink, source(2), program(StepPart(1), StepPart(0))], [0, 100, 25])])
        #expect(found.map(\.rows) == [25, nil, 100])
    }

    @Test func `a node of several steps gives what leaves it, and a shuffle of its own is its time`() {
        let shuffle = ShuffleID(4)
        let write = StageStep(.sink, "to shuffle 4", shuffle: shuffle)
        let read = StageStep(.source, "shuffle 4", parts: [StepPart(0)], next: 2, shuffle: shuffle)
        let found = counts(
            nodes(nil, 0),
            [
                ([write, source(1), program(map(0), next: 3), program(StepPart(0))], [0, 100, 100, 12]),
                ([sink, read, program(StepPart(0), next: 3), program(map(0))], [0, 12, 6, 6]),
            ])
        #expect(found.map(\.rows) == [6, 100])
        // Two steps and the writing in the first stage, three steps in the second.
        #expect(found.map(\.nanos) == [60, 10])
        #expect(found[0].stages == [StageID(1), StageID(2)])
    }

    @Test func `what is sampled is not counted twice`() {
        let found = counts(
            nodes(nil, 0),
            [
                ([StageStep(.sample, "sample of keys"), source(1, next: 0)], [0, 100]),
                ([sink, source(1), program(StepPart(0))], [0, 100, 100]),
            ])
        #expect(found.map(\.rows) == [100, 100])
        #expect(found[1].nanos == 20)
    }

    @Test func `a node without steps hands on what it gets, and one that has not run says nothing`() {
        let found = counts(
            nodes(nil, 0, 0, nil),
            [([sink, source(1, next: 0), source(2, next: 0)], [0, 100, 11])])
        #expect(found.map(\.rows) == [111, 100, 11, nil])
        #expect(found[0].nanos == nil && found[3].stages.isEmpty)
        #expect(counts([], []).isEmpty)
        // Nodes that name ones behind them, or leave numbers out, are not taken in.
        #expect(counts([PlanNode(number: 0, parent: 3, label: "")], []).isEmpty)
        #expect(counts([PlanNode(number: 5, parent: nil, label: "")], []).isEmpty)
    }

    @Test func `sums are kept within 64 bits`() {
        var sum = [StepCount(1, rows: .max - 5, batches: 1, nanos: 2)]
        sum.add([StepCount(0, nanos: 7), StepCount(1, rows: 100, batches: 1, nanos: .max), StepCount(4, rows: 1)])
        #expect(
            sum == [
                StepCount(0, nanos: 7), StepCount(1, rows: .max, batches: 2, nanos: .max), StepCount(4, rows: 1),
            ])
    }
}
