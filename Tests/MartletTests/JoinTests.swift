// SPDX-License-Identifier: Apache-2.0

import Columnar
import Martlet
import Testing

/// Joins of RDDs, by tasks on two threads.
@Suite struct JoinTests {
    private func withSession(_ body: (Session) throws -> Void) throws {
        for batchRows in [1, 3, 0] {
            var options = SessionOptions(master: "local[2]")
            options.batchRows = batchRows
            let session = try Session(options)
            defer { session.stop() }
            try body(session)
        }
    }

    private func pairs(
        _ session: Session, _ count: Int, _ modulus: Int, _ partitions: Int
    ) throws -> RDD<Pair<Int, Int>> {
        try session.range(0..<count, partitions: partitions).map { pair($0 % modulus, $0) }
    }

    /// What the rows of two sides give, in no order.
    private func expected(_ left: Int, _ right: Int, _ ours: Int, _ theirs: Int) -> [[Int?]] {
        var rows: [[Int?]] = []
        for one in 0..<left {
            let matches = (0..<right).filter { $0 % theirs == one % ours }
            rows += matches.isEmpty ? [[one % ours, one, nil]] : matches.map { [one % ours, one, $0] }
        }
        for two in 0..<right where !(0..<left).contains(where: { $0 % ours == two % theirs }) {
            rows.append([two % theirs, nil, two])
        }
        return rows.sorted(by: before)
    }

    private func before(_ left: [Int?], _ right: [Int?]) -> Bool {
        left.map { $0 ?? -1 }.lexicographicallyPrecedes(right.map { $0 ?? -1 })
    }

    @Test func `joins have the rows with equal keys, whatever the partitions`() throws {
        try withSession { session in
            for (parts, others, wanted) in [(1, 1, nil), (3, 2, 1), (2, 5, 7)] as [(Int, Int, Int?)] {
                let (left, right) = (try pairs(session, 60, 9, parts), try pairs(session, 40, 13, others))
                let all = expected(60, 40, 9, 13)
                let inner = try left.join(right, partitions: wanted)
                #expect(
                    try inner.collect().map { [$0.key, $0.value.first, $0.value.second] as [Int?] }.sorted(by: before)
                        == all.filter { $0[1] != nil && $0[2] != nil })
                #expect(
                    try left.leftOuterJoin(right, partitions: wanted).collect()
                        .map { [$0.key, $0.value.first, $0.value.second] }.sorted(by: before)
                        == all.filter { $0[1] != nil })
                #expect(
                    try left.rightOuterJoin(right, partitions: wanted).collect()
                        .map { [$0.key, $0.value.first, $0.value.second] }.sorted(by: before)
                        == all.filter { $0[2] != nil })
                #expect(
                    try left.fullOuterJoin(right, partitions: wanted).collect()
                        .map { [$0.key, $0.value.first, $0.value.second] }.sorted(by: before) == all)
                #expect(
                    try right.subtractByKey(left, partitions: wanted).collect().map { [$0.key, nil, $0.value] }
                        .sorted(by: before) == all.filter { $0[1] == nil })
                #expect(try inner.collect() == (try inner.collect()), "in the same order each time")
            }
        }
    }

    @Test func `what lies by its key already is not shuffled again`() throws {
        try withSession { session in
            let sums = try pairs(session, 100, 10, 3).reduceByKey(partitions: 4) { $0 + $1 }
            let counts = try pairs(session, 50, 20, 2).mapValues { _ in 1 }.reduceByKey(partitions: 4) { $0 + $1 }
            let joined = try sums.mapValues { $0 * 2 }.filter { $0.key != 3 }.join(counts, partitions: 4)
            // Two shuffles, the join, and what is joined to it in the same places.
            #expect(try stages(joined) == 3)
            #expect(try stages(try joined.mapValues { $0.first + $0.second }.join(sums, partitions: 4)) == 3)
            #expect(try stages(try sums.join(counts, partitions: 5)) == 5)
            #expect(try stages(try sums.map { pair($0.key + 1, $0.value) }.join(counts, partitions: 4)) == 4)
            let rows = try joined.collect().map { [$0.key, $0.value.first, $0.value.second] }
            let wanted = (0..<10).filter { $0 != 3 }.map { key in
                [key, 2 * (0..<10).reduce(0) { $0 + 10 * $1 + key }, key < 10 ? 3 : 2]
            }
            #expect(rows.sorted { $0[0] < $1[0] } == wanted)
            let itself = try sums.join(sums, partitions: 4)
            #expect(try stages(itself) == 2)
            #expect(try itself.collect().allSatisfy { $0.value.first == $0.value.second })
        }
    }

    private func stages<Element>(_ rdd: RDD<Element>) throws -> Int {
        try rdd.explain().split(separator: "\n").count { $0.hasPrefix("Stage ") }
    }
}
