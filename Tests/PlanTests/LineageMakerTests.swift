// SPDX-License-Identifier: Apache-2.0

import Closures
import Columnar
import Plan
import Synchronization
import Testing

@Suite struct LineageMakerTests {
    private static let pair = DataType.tuple([.int, .int])
    private let maker: LineageMaker

    init() {
        final class Counter: Sendable { let last = Atomic<Int>(0) }
        let counter = Counter()
        maker = LineageMaker(
            name: "operation", nextShuffle: { ShuffleID(counter.last.add(1, ordering: .relaxed).newValue) },
            onRelease: { _ in })
    }

    private func pairs(_ partitions: Int) -> Lineage {
        Lineage(.blocks(Array(repeating: [], count: partitions)), rowType: Self.pair, name: "pairs")
    }

    private func plan(_ lineage: Lineage) throws -> Job {
        var next = 0
        let job = try Planner.job(JobID(1), name: "job", lineage: lineage, sink: .collect(lineage.rowType)) {
            next += 1
            return StageID(next)
        }
        // What executors run.
        for stage in job.stages { _ = try VerifiedStage(stage) }
        return job
    }

    private let sum = Aggregation(
        calls: [AggregateCall(.sum, input: 0), AggregateCall(.count)], keyType: .int, valueType: .tuple([.int]))

    private func values(_ parent: Lineage) throws -> Lineage {
        // (key, value) becomes (key, (value)).
        let compiler = PipelineCompiler(input: parent.rowType)
        let row = Variable("row")
        let body = Node(
            .tuple([Node(.member(Node(.variable(row)), 0)), Node(.tuple([Node(.member(Node(.variable(row)), 1))]))]))
        try compiler.map(.traced(parameters: [row], body: body, file: "Test.swift", line: 1))
        return maker.running(try compiler.finish(), on: parent, placement: parent.placement)
    }

    @Test func `an aggregation is made in parts before its shuffle`() throws {
        let lineage = maker.aggregated(try values(pairs(3)), sum, partitions: 4)
        let job = try plan(lineage)
        #expect(job.stages.map(\.tasks.count) == [3, 4])
        guard case .aggregate(let partial)? = job.stages[0].branches[0].operators.last,
            case .aggregate(let final)? = job.stages[1].branches[0].operators.first
        else { return #expect(Bool(false)) }
        #expect(partial.phase == .partial && final.phase == .final)
        #expect(lineage.rowType == .tuple([.int, .tuple([.int, .int])]) && lineage.isPlacedByKey(among: 4))
    }

    @Test func `what lies where it is needed is not shuffled again`() throws {
        let placed = maker.placedByKey(pairs(3), partitions: 4)
        #expect(maker.placedByKey(placed, partitions: 4) === placed)
        let aggregated = maker.aggregated(try values(placed), sum)
        #expect(try plan(aggregated).stages.map(\.tasks.count) == [3, 4])
        // Another number of partitions is another place.
        #expect(try plan(maker.aggregated(try values(placed), sum, partitions: 2)).stages.count == 3)
        // Joins of what was aggregated, one after another, in one stage.
        var joined = try #require(maker.joined(aggregated, placed, Join(.left), partitions: 4))
        joined = try #require(maker.joined(joined, placed, Join(.semi)))
        let job = try plan(joined)
        #expect(job.stages.count == 2 && job.resultStage.branches.count == 1)
        #expect(job.resultStage.branches[0].inputShuffles.count == 3 && Set(job.resultStage.inputShuffles).count == 1)
        #expect(job.resultStage.tasks.allSatisfy { $0.part.sides.count == 2 })
        #expect(joined.isPlacedByKey(among: 4))
        // A program may move keys, unless it is known where they are.
        let program = try PipelineCompiler(input: Self.pair).finish()
        #expect(maker.running(program, on: placed).placement == nil)
        let taken = maker.running(program, on: placed, placement: .members([0, 1]))
        #expect(taken.placement == .members([0, 1]) && !taken.isPlacedByKey)
        let sorted = maker.sorted(placed, SortOrder(key: nil, descending: false), partitions: 2)
        #expect(sorted.placement == nil)
    }

    @Test func `without a key all parts come together in one partition`() throws {
        let whole = Aggregation(calls: [AggregateCall(.average, input: 1)], keyType: nil, valueType: Self.pair)
        #expect(try plan(maker.aggregated(pairs(5), whole)).stages.map(\.tasks.count) == [5, 1])
        #expect(try plan(maker.aggregated(pairs(0), whole)).stages.map(\.tasks.count) == [0, 1])
        #expect(try plan(maker.aggregated(pairs(1), whole)).stages.map(\.tasks.count) == [1])
    }

    @Test func `first rows are those of each partition first`() throws {
        let order = SortOrder(
            key: nil, directions: [SortDirection(descending: true), SortDirection(descending: false)])
        let top = try plan(maker.top(pairs(6), order, rows: 3, skip: 2))
        #expect(top.stages[0].branches[0].operators == [.top(order, rows: 5)])
        #expect(top.stages[1].branches[0].operators == [.top(order, rows: 5), .limit(skip: 2, rows: 3)])
        #expect(try plan(maker.top(pairs(1), order, rows: 3)).stages.count == 1)
        let limited = try plan(maker.limited(pairs(6), rows: .max, skip: 2))
        #expect(limited.stages[0].branches[0].operators == [.limit(skip: 0, rows: .max)])
        #expect(limited.stages[1].branches[0].operators == [.limit(skip: 2, rows: .max)])
    }

    @Test func `windows sort what lies together by its key`() throws {
        let rows = Lineage(.blocks([[], [], []]), rowType: .tuple([.int, .tuple([.int])]), name: "rows")
        let window = Window([WindowCall(.rowNumber)], order: [])
        let order = SortOrder(key: nil, descending: false)
        let made = try #require(maker.windowed(rows, window, order: order, partitions: 4))
        #expect(made.rowType == .tuple([.int, .tuple([.int, .int])]) && made.isPlacedByKey(among: 4))
        let job = try plan(made)
        #expect(job.stages.map(\.tasks.count) == [3, 4])
        #expect(job.resultStage.branches[0].operators == [.sort(order), .window(window)])
        // Without a key all rows are together; without an order nothing is sorted.
        let whole = Lineage(.blocks([[], []]), rowType: .tuple([.null, .tuple([.int])]), name: "rows")
        let one = try plan(#require(maker.windowed(whole, window, order: nil)))
        #expect(one.stages.map(\.tasks.count) == [2, 1])
        #expect(one.resultStage.branches[0].operators == [.window(window)])
        #expect(maker.windowed(pairs(1), window, order: order) == nil)
    }

    @Test func `a whole side is read by each partition`() throws {
        let joined = try #require(maker.joinedWithWhole(pairs(4), pairs(3), Join(.inner)))
        let job = try plan(joined)
        #expect(job.stages.map(\.tasks.count) == [3, 4])
        #expect(job.resultStage.tasks.allSatisfy { $0.part.sides.map(\.input) == [.shufflePartition(0)] })
        #expect(maker.joinedWithWhole(pairs(4), pairs(3), Join(.full)) == nil)
        #expect(try plan(#require(maker.joined(pairs(4), pairs(3), Join(.antiUnlessNull)))).stages.count == 2)
        let texts = Lineage(.blocks([[]]), rowType: .tuple([.string, .int]), name: "texts")
        #expect(maker.joined(pairs(4), texts, Join(.inner)) == nil)
    }
}
