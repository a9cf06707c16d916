// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Messages
import Plan
import SwiftProtobuf
import Synchronization
import Testing

/// Plans of any size and depth are planned, or refused with words when they are made, and let go of.
@Suite struct PlanSizeTests {
    private func range(_ partitions: Int = 1) -> Lineage {
        Lineage(.range(start: 0, step: 1, count: 1, partitions: partitions), rowType: .int, name: "range")
    }

    private func scripted(_ parent: Lineage, _ name: String = "mapPartitions") -> Lineage {
        let script = PartitionScript(code: [], inputType: .int, resultType: .int, passesIndex: true)
        return Lineage(.transformed(parent, .partition(script)), rowType: .int, name: name)
    }

    private func programmed(_ parent: Lineage) -> Lineage {
        let program = Program(
            registers: [.int], constants: [],
            segments: [Segment(parameters: [Register(0)], instructions: [], terminator: .yield(Register(0)))],
            sourceMap: SourceMap())
        return Lineage(.transformed(parent, .program(program)), rowType: .int, name: "map")
    }

    private func product(_ left: Lineage, _ name: String) -> Lineage {
        Lineage(.product(left, range()), rowType: .tuple([left.rowType, .int]), name: name)
    }

    private func shuffled(
        _ parent: Lineage, _ id: Int, onRelease: @escaping @Sendable (ShuffleID) -> Void = { _ in }
    ) -> Lineage {
        let shuffle = Shuffle(
            id: ShuffleID(id), parent: parent, partitionCount: 1, rowType: .int, way: .known(.roundRobin),
            onRelease: onRelease)
        return Lineage(.shuffled(shuffle), rowType: .int, name: "shuffle \(id)")
    }

    private func plan(_ lineage: Lineage) throws -> Job {
        var next = 0
        return try Planner.job(JobID(1), name: "count at a.py:1", lineage: lineage, sink: .count) {
            next += 1
            return StageID(next)
        }
    }

    private func refusal(_ lineage: Lineage) -> String {
        do {
            _ = try plan(lineage)
            return "none"
        } catch {
            return "\(error)"
        }
    }

    @Test func `what is nested as deep as possible travels, and one more is refused when it is planned`() throws {
        var lineage = range()
        for number in 1...PlanLimits.nestingMax { lineage = product(lineage, "cartesian \(number)") }
        let stage = try plan(lineage).resultStage
        let definition = try Martlet_StageDefinition.decode(stage.definition.encoded(), "StageDefinition")
        #expect(try Stage(definition).branches == stage.branches)
        let launch = stage.launch(partition: 0, attempt: TaskAttemptID(1)).message
        let orders = Martlet_ExecutorOrders.with { $0.orders = [.with { $0.launch.tasks = [launch] }] }
        let received = try Martlet_ExecutorOrders.decode(orders.encoded(), "ExecutorOrders")
        #expect(try InputPart(received.orders[0].launch.tasks[0]) == stage.tasks[0].part)
        for depth in [PlanLimits.nestingMax + 1, 40, 5_000] {
            while lineage.nesting < depth { lineage = product(lineage, "cartesian \(lineage.nesting + 1)") }
            let text = refusal(programmed(lineage))
            #expect(text.contains("'cartesian \(depth)'") && text.contains("nestingMax"), "\(text)")
            #expect(text.contains("count at a.py:1") && text.contains("repartition()"), "\(text)")
        }
    }

    @Test func `a shuffle between ends the nesting`() throws {
        var lineage = range()
        for round in 1...5 {
            for _ in 0..<10 { lineage = product(lineage, "cartesian") }
            lineage = shuffled(lineage, round)
        }
        #expect(try plan(lineage).stages.count == 6)
    }

    @Test func `a union made one by one is planned in linear time and order`() throws {
        var lineage = range()
        let count = 10_000
        for _ in 1..<count { lineage = Lineage(.union([lineage, range()]), rowType: .int, name: "union") }
        let stage = try plan(lineage).resultStage
        #expect(stage.branches.count == count && stage.tasks.map(\.branch) == Array(0..<count))
        var other = range()
        for _ in 1..<count { other = Lineage(.union([range(), other]), rowType: .int, name: "union") }
        #expect(try plan(other).resultStage.tasks.map(\.branch) == Array(0..<count))
    }

    @Test func `a union with itself again and again is counted and not walked`() {
        var lineage = range()
        for _ in 0..<80 { lineage = Lineage(.union([lineage, lineage]), rowType: .int, name: "union") }
        #expect(lineage.partitionCount == .max && lineage.branchCount == .max)
        #expect(refusal(lineage).contains("branchesMax"))
        var empty = Lineage(.blocks([]), rowType: .int, name: "empty")
        for _ in 0..<80 { empty = Lineage(.union([empty, empty]), rowType: .int, name: "union of nothing") }
        #expect(refusal(empty).contains("'union of nothing'") && refusal(empty).contains("branchesMax"))
    }

    @Test func `too many steps are refused by name`() throws {
        var lineage = range()
        for _ in 0..<PlanLimits.partitionScriptsMax { lineage = scripted(lineage) }
        #expect(try plan(lineage).resultStage.branches[0].operators.count == PlanLimits.partitionScriptsMax)
        let text = refusal(scripted(lineage, "one more"))
        #expect(text.contains("'one more'") && text.contains("partitionScriptsMax"), "\(text)")
        lineage = range()
        for _ in 0..<PlanLimits.operatorsMax { lineage = programmed(lineage) }
        _ = try plan(lineage)
        #expect(refusal(programmed(lineage)).contains("operatorsMax"))
    }

    @Test func `more tasks above than a job may have are refused before they are made`() {
        let coalesced = Lineage(
            .coalesced(range(PlanLimits.tasksMax + 1), partitions: 1), rowType: .int, name: "coalesce")
        #expect(refusal(coalesced).contains("tasksMax"))
    }

    @Test func `a lineage with thousands of shuffles is planned, and one with too many is refused`() throws {
        var lineage = range()
        for id in 1..<PlanLimits.stagesMax { lineage = shuffled(lineage, id) }
        let job = try plan(lineage)
        #expect(job.stages.count == PlanLimits.stagesMax)
        #expect(job.stages.dropLast().map { $0.outputShuffle?.rawValue } == (1..<PlanLimits.stagesMax).map { $0 })
        #expect(refusal(shuffled(lineage, PlanLimits.stagesMax)).contains("stagesMax"))
    }

    @Test func `a lineage of any length and form is let go of`() {
        let released = Atomic<Int>(0)
        let length = 300_000
        do {
            var lineage = range()
            for id in 1...length {
                switch id % 3 {
                case 0: lineage = shuffled(lineage, id) { _ in released.add(1, ordering: .relaxed) }
                case 1: lineage = programmed(lineage)
                default: lineage = Lineage(.union([lineage, range()]), rowType: .int, name: "union")
                }
            }
            #expect(lineage.partitionCount > 0)
        }
        #expect(released.load(ordering: .relaxed) == length / 3)
    }

    @Test func `what was planned once is the same in the next job, and keeps nothing alive`() throws {
        let released = Atomic<Int>(0)
        let count = 5_000
        do {
            var lineage = range()
            for id in 1...count {
                let before = lineage
                lineage = shuffled(programmed(before), id) { _ in released.add(1, ordering: .relaxed) }
                // Some read two shuffles, one of them twice.
                if id % 100 == 0 { lineage = Lineage(.union([lineage, before, before]), rowType: .int, name: "union") }
            }
            let job = try plan(lineage)
            #expect(job.stages.count == count + 1)
            #expect(try plan(lineage).stages == job.stages)
            #expect(try plan(programmed(lineage)).stages.dropLast() == job.stages.dropLast())
        }
        #expect(released.load(ordering: .relaxed) == count)
    }

    @Test func `what others refer to stays`() {
        let released = Atomic<Int>(0)
        let kept = shuffled(programmed(range()), 1) { _ in released.add(1, ordering: .relaxed) }
        do {
            let above = shuffled(programmed(kept), 2) { _ in released.add(1, ordering: .relaxed) }
            withExtendedLifetime(above) {}
        }
        #expect(released.load(ordering: .relaxed) == 1)
        #expect(kept.parents.count == 1 && kept.parents[0].parents[0].name == "range")
    }
}
