// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Plan
import Testing
import Threads

@Suite struct PlannerTests {
    private let pair = DataType.tuple([.int, .int])

    private func range(_ count: Int, _ partitions: Int) -> Lineage {
        Lineage(.range(start: 10, step: 3, count: count, partitions: partitions), rowType: .int, name: "range")
    }

    private func shuffled(
        _ parent: Lineage, _ id: Int, partitions: Int, way: Shuffle.Way = .known(.roundRobin)
    ) -> Lineage {
        let shuffle = Shuffle(
            id: ShuffleID(id), parent: parent, partitionCount: partitions, rowType: parent.rowType, way: way,
            onRelease: { _ in })
        return Lineage(.shuffled(shuffle), rowType: parent.rowType, name: "shuffle \(id)")
    }

    private func plan(_ lineage: Lineage, partitions: [Int]? = nil) throws -> Job {
        var next = 0
        return try Planner.job(
            JobID(1), name: "job", lineage: lineage, sink: .count, partitions: partitions,
            nextStage: {
                next += 1
                return StageID(next)
            })
    }

    @Test(arguments: [(0, 1), (1, 3), (10, 3), (100, 7), (5, 5)])
    func aRangeIsCutWithoutGapsOrOverlaps(_ count: Int, _ partitions: Int) throws {
        let job = try plan(range(count, partitions))
        #expect(job.stages.count == 1 && job.resultStage.tasks.count == partitions)
        var values: [Int] = []
        for task in job.resultStage.tasks {
            guard case .range(let start, let step, let rows) = task.input else { return #expect(Bool(false)) }
            #expect(rows >= count / partitions && rows <= count / partitions + 1)
            values += (0..<rows).map { start + $0 * step }
        }
        #expect(values == (0..<count).map { 10 + 3 * $0 })
    }

    @Test func stagesAreCutAtShufflesParentsFirst() throws {
        let first = shuffled(range(10, 2), 1, partitions: 3)
        let second = shuffled(first, 2, partitions: 4)
        let job = try plan(second)
        #expect(job.stages.map(\.outputShuffle) == [ShuffleID(1), ShuffleID(2), nil])
        #expect(job.stages.map(\.inputShuffles) == [[], [ShuffleID(1)], [ShuffleID(2)]])
        #expect(job.stages.map(\.tasks.count) == [2, 3, 4])
    }

    @Test func aShuffleThatIsReadTwiceIsPlannedOnce() throws {
        let shared = shuffled(range(10, 2), 1, partitions: 3)
        let union = Lineage(.union([shared, shared]), rowType: .int, name: "union")
        let job = try plan(union)
        #expect(job.stages.count == 2)
        #expect(job.resultStage.branches.count == 2 && job.resultStage.tasks.map(\.branch) == [0, 0, 0, 1, 1, 1])
        #expect(job.resultStage.tasks.map(\.number) == [0, 1, 2, 0, 1, 2])
    }

    @Test func programsOfAUnionGoIntoEachBranch() throws {
        let program = try PipelineCompiler(input: .int).finish()
        let union = Lineage(.union([range(4, 2), range(6, 3)]), rowType: .int, name: "union")
        let job = try plan(Lineage(.transformed(union, .program(program)), rowType: .int, name: "map"))
        #expect(job.stages.count == 1 && job.resultStage.branches.map(\.programs.count) == [1, 1])
        #expect(job.resultStage.tasks.count == 5)
    }

    @Test func `partitions with the same number come together, and those of unions so made with them`() throws {
        func aligned(_ parents: Lineage...) -> Lineage { Lineage(.aligned(parents), rowType: .int, name: "union") }
        let lineage = aligned(aligned(range(4, 2), range(6, 2)), range(8, 2))
        #expect(lineage.partitionCount == 2 && lineage.nesting == 1)
        let tasks = try plan(lineage).resultStage.tasks
        #expect(tasks.map(\.number) == [0, 1])
        for (number, task) in tasks.enumerated() {
            guard case .parts(let parts) = task.input else {
                Issue.record("\(task.input)")
                continue
            }
            #expect(parts.map(\.branch) == [0, 1, 2] && parts.map(\.number) == [number, number, number])
        }
        #expect(throws: PlanError.self) { try plan(aligned(range(4, 2), range(4, 3))) }
    }

    @Test func `rows that lie alike stay so, until nothing more could be nested`() throws {
        func placed(_ id: Int, _ partitions: Int = 3) -> Lineage {
            let shuffle = Shuffle(
                id: ShuffleID(id), parent: Lineage(.blocks([[]]), rowType: pair, name: "parallelize"),
                partitionCount: partitions, rowType: pair, way: .known(.hashOfKey), onRelease: { _ in })
            return Lineage(.shuffled(shuffle), rowType: pair, name: "shuffle \(id)")
        }
        func aligned(_ parents: Lineage...) -> Lineage { Lineage(.aligned(parents), rowType: pair, name: "union") }
        var lineage = aligned(placed(1), placed(2))
        #expect(lineage.isPlacedByKey(among: 3))
        #expect(!aligned(placed(1), Lineage(.blocks([[], [], []]), rowType: pair, name: "parallelize")).isPlacedByKey)
        let same = try PipelineCompiler(input: pair).finish()
        for id in 3... {
            let above = Lineage(.transformed(lineage, .program(same)), rowType: pair, name: "map", keepsKeys: true)
            lineage = aligned(above, placed(id))
            guard lineage.nesting < PlanLimits.nestingMax else { break }
            #expect(lineage.isPlacedByKey)
        }
        #expect(!lineage.isPlacedByKey)
        _ = try plan(lineage)
    }

    @Test func aPartOfThePartitionsKeepsTheirNumbers() throws {
        let job = try plan(range(100, 10), partitions: [3, 7])
        #expect(job.resultStage.tasks.map(\.number) == [3, 7])
    }

    @Test func boundsMustBeSampledBeforePlanning() throws {
        let order = SortOrder(key: nil, descending: false)
        let sorted = shuffled(range(10, 2), 1, partitions: 2, way: .rangeToBeSampled(order, keyType: .int))
        #expect(sorted.shufflesToSample.map(\.id) == [ShuffleID(1)])
        #expect(throws: PlanError.self) { try plan(sorted) }
        sorted.shufflesToSample[0].resolve(bounds: [1])
        #expect(sorted.shufflesToSample.isEmpty)
        #expect(try plan(sorted).stages.count == 2)
    }

    @Test func aShuffleIsReleasedWithItsLastReference() {
        final class Released: Sendable { let ids = Lock<[ShuffleID]>([]) }
        let released = Released()
        do {
            let shuffle = Shuffle(
                id: ShuffleID(5), parent: range(1, 1), partitionCount: 1, rowType: .int, way: .known(.roundRobin),
                onRelease: { id in released.ids.withLock { $0.append(id) } })
            #expect(shuffle.partitioning == .roundRobin)
        }
        #expect(released.ids.withLock { $0 } == [ShuffleID(5)])
    }
}
