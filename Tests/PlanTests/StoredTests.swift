// SPDX-License-Identifier: Apache-2.0

import Columnar
import Plan
import Testing
import Threads

@Suite struct StoredTests {
    private let released = Lock<[StoredID]>([])

    private func stored(_ parent: Lineage, _ id: Int) -> (Lineage, Stored) {
        let stored = Stored(id: StoredID(id), level: .memory) { [released] id in released.withLock { $0.append(id) } }
        return (Lineage(.stored(parent, stored), rowType: parent.rowType, name: "persist"), stored)
    }

    private func range(_ partitions: Int) -> Lineage {
        Lineage(.range(start: 0, step: 1, count: 100, partitions: partitions), rowType: .int, name: "range")
    }

    private func job(_ lineage: Lineage, partitions: [Int]? = nil) throws -> Job {
        try Planner.job(
            JobID(1), name: "count", lineage: lineage, sink: .count, partitions: partitions, nextStage: { StageID(1) })
    }

    private func limited(_ lineage: Lineage) -> Lineage {
        Lineage(.transformed(lineage, .limit(skip: 0, rows: 5)), rowType: .int, name: "limit")
    }

    @Test func `a stage names what is stored, each task its partition and where it would like to run`() throws {
        let (first, one) = stored(range(3), 1)
        let (second, two) = stored(limited(first), 2)
        let job = try job(limited(second), partitions: [2])
        let stage = job.resultStage
        let operators: [Operator] = [
            .stored(StoredRows(one.id, .memory)), .limit(skip: 0, rows: 5), .stored(StoredRows(two.id, .memory)),
            .limit(skip: 0, rows: 5),
        ]
        #expect(stage.branches[0].operators == operators)
        #expect(stage.tasks[0].part.indexes == [2, 2])
        #expect(stage.tasks[0].stored == [StoredPartition(two.id, 2), StoredPartition(one.id, 2)])
        _ = try VerifiedStage(stage)
    }

    @Test func `unions, joined partitions and pairs know what of theirs is stored`() throws {
        let (rows, one) = stored(range(4), 1)
        let both = Lineage(.union([range(2), rows]), rowType: .int, name: "union")
        #expect(try job(both).resultStage.tasks.map(\.stored.first?.partition) == [nil, nil, 0, 1, 2, 3])
        let few = Lineage(.coalesced(rows, partitions: 2), rowType: .int, name: "coalesce")
        #expect(try job(few).resultStage.tasks.map(\.stored) == [0, 2].map { [StoredPartition(one.id, $0)] })
        let pairs = Lineage(.zipped(range(4), rows), rowType: .tuple([.int, .int]), name: "zip")
        #expect(try job(pairs).resultStage.tasks[3].stored == [StoredPartition(one.id, 3)])
    }

    @Test func `what is released is computed again, also where a shuffle was planned with it`() throws {
        let (rows, one) = stored(range(2), 1)
        let shuffle = Shuffle(
            id: ShuffleID(1), parent: rows, partitionCount: 2, rowType: .int, way: .known(.roundRobin),
            onRelease: { _ in })
        let lineage = Lineage(.shuffled(shuffle), rowType: .int, name: "repartition")
        #expect(try job(lineage).stages[0].branches[0].operators.count == 1)
        one.release()
        one.release()
        #expect(try job(lineage).stages[0].branches[0].operators.isEmpty)
        #expect(try job(lineage).stages[0].tasks.allSatisfy { $0.part.indexes.isEmpty && $0.stored.isEmpty })
        #expect(released.withLock { $0 } == [one.id], "once")
    }

    @Test func `a dataset that nothing refers to any more is released`() throws {
        do {
            let (rows, _) = stored(range(2), 7)
            _ = limited(rows)
            #expect(released.withLock { $0 }.isEmpty)
        }
        #expect(released.withLock { $0 } == [StoredID(7)])
    }
}
