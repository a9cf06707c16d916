// SPDX-License-Identifier: Apache-2.0

import Driver
import Glibc
import Martlet
import Testing

extension ClusterTests {
    /// Memory of executors when one key has most of the rows, or rows are wide.
    @Suite struct SkewTests {
        @Test func `a product of 3 000 by 3 000 rows of one key is not built`() throws {
            try withWorkplace { place throws in
                try place.withSession("local-cluster[1,1,256m]") { session throws in
                    let filler = String(repeating: "an address, a name and what else a row may have; ", count: 4)
                    let left = try session.range(0..<30_000, partitions: 2)
                        .map { pair(when($0 < 3_000, 7, else: $0), text("\($0) here: ") + filler) }
                    let right = try session.range(0..<30_000, partitions: 3)
                        .map { pair(when($0 % 10 == 0, 7, else: -$0), text("\($0) there: ") + filler) }
                    #expect(try left.join(right, partitions: 2).count() == 9_000_000)
                    // And through another shuffle, one reader's output at a time.
                    let lengths = try left.join(right, partitions: 1).map { pair($0.value.first.count % 3, 1) }
                        .reduceByKey { $0 + $1 }.collect()
                    #expect(lengths.reduce(0) { $0 + $1.value } == 9_000_000)
                    try ResourceTests.expectWithinMemory(session, 256 << 20)
                }
            }
        }

        @Test func `one key with nine tenths of five million rows is joined to one row`() throws {
            try withWorkplace { place throws in
                try place.withSession("local-cluster[1,1,512m]") { session throws in
                    let count = 5_000_000
                    let left = try session.range(0..<count, partitions: 4)
                        .map { pair(when($0 % 10 == 0, $0, else: 7), text("row \($0) of the large side")) }
                    let right = try session.range(7..<8, partitions: 1).map { pair($0, text("the one row")) }
                    #expect(try left.join(right, partitions: 2).count() == count / 10 * 9)
                    #expect(try right.join(left, partitions: 2).count() == count / 10 * 9)
                    #expect(try left.leftOuterJoin(right, partitions: 2).count() == count)
                    try ResourceTests.expectWithinMemory(session, 512 << 20)
                }
            }
        }

        @Test func `a join of four times the memory spills, gives the same rows and stays within memory`() throws {
            try withWorkplace { place throws in
                let count = 700_000
                func rows(_ session: Session) throws -> RDD<Pair<Int, Pair<String, Int>>> {
                    let filler = String(repeating: "x", count: 120)
                    let left = try session.range(0..<count, partitions: 3)
                        .map { pair(($0 * 48_271) % 700_001, text("\($0)-") + filler) }
                    let right = try session.range(0..<count, partitions: 2).map { pair(($0 * 16_807) % 700_001, $0) }
                    return try left.join(right, partitions: 2)
                }
                func digest(_ session: Session) throws -> [Int] {
                    // A function of the order too.
                    let lines = try rows(session).map { $0.key * 31 + $0.value.second }.collect()
                    return [lines.count, lines.reduce(0) { ($0 &* 1_000_003) ^ $1 }]
                }
                let spilled = try place.withSession("local-cluster[1,1,32m]") { session throws in
                    let digest = try digest(session)
                    let summary = try #require(session.lastSummary)
                    #expect(summary.bytesSpilled > 16 << 20, "spilled \(summary.bytesSpilled) bytes")
                    try ResourceTests.expectWithinMemory(session, 32 << 20)
                    return digest
                }
                let held = try place.withSession("local-cluster[2,1,1g]") { session throws in try digest(session) }
                #expect(spilled == held)
            }
        }

        @Test func `a group that does not fit is an error that names it, within memory`() throws {
            try withWorkplace { place throws in
                try place.withSession("local-cluster[1,1,64m]") { session throws in
                    func grouped(_ count: Int) throws -> RDD<Int> {
                        try session.range(0..<count, partitions: 4).map { pair(when($0 % 10 == 0, $0, else: 7), $0) }
                            .groupByKey(partitions: 1).map { $0.value.count }
                    }
                    #expect(try grouped(500_000).sum() == 500_000)
                    let error = message { _ = try grouped(12_000_000).sum() }
                    #expect(error.contains("the key 7 ") && error.contains("in partition 0"), "\(error)")
                    #expect(error.contains("spark.executor.memory"), "\(error)")
                    try ResourceTests.expectWithinMemory(session, 64 << 20)
                }
            }
        }

        @Test func `groups of many times the memory come one after another`() throws {
            try withWorkplace { place throws in
                try place.withSession("local-cluster[1,1,64m]") { session throws in
                    let count = 2_000_000
                    let filler = String(repeating: "x", count: 100)
                    let sizes = try session.range(0..<count, partitions: 4).map {
                        pair($0 % 200, text("\($0)-") + filler)
                    }
                    .groupByKey(partitions: 1).map { $0.value.count }.collect()
                    #expect(sizes == Array(repeating: count / 200, count: 200))
                    try ResourceTests.expectWithinMemory(session, 64 << 20)
                }
            }
        }

        @Test func `wide rows are sorted within memory`() throws {
            try withWorkplace { place throws in
                try place.withSession("local-cluster[1,1,64m]") { session throws in
                    let filler = String(repeating: "wide ", count: 20_000)
                    let lengths = try session.range(0..<3_000, partitions: 60)
                        .map { text("\(($0 * 271) % 3_001) ") + filler }
                        .sortBy(partitions: 1) { $0 }.map { $0.count }.collect()
                    #expect(lengths.count == 3_000 && lengths.allSatisfy { $0 > 100_000 })
                    try ResourceTests.expectWithinMemory(session, 64 << 20)
                }
            }
        }

        /// 3 000 rows of 100 kB, made of numbers in batches of 1 000.
        private func wideRows(_ session: Session) throws -> RDD<String> {
            let filler = String(repeating: "wide ", count: 20_000)
            return try session.range(0..<3_000, partitions: 3).map { text("\(($0 * 271) % 3_001) ") + filler }
        }

        @Test func `wide rows are made of numbers and counted within memory`() throws {
            try withWorkplace { place throws in
                try place.withSession("local-cluster[1,1,64m]") { session throws in
                    let rows = try wideRows(session)
                    #expect(try rows.map { $0.count }.sum() > 300_000_000)
                    #expect(try rows.filter { $0.contains("17 wide") }.count() > 0)
                    try ResourceTests.expectWithinMemory(session, 64 << 20)
                }
            }
        }

        @Test func `wide rows are joined, grouped, reduced and repartitioned within memory`() throws {
            try withWorkplace { place throws in
                try place.withSession("local-cluster[1,1,64m]") { session throws in
                    let pairs = try wideRows(session).map { pair($0.count % 7, $0) }
                    let small = try session.range(0..<7, partitions: 1).map { pair($0, $0) }
                    #expect(try pairs.join(small, partitions: 2).map { $0.value.first.count }.sum() > 300_000_000)
                    let byNumber = try session.range(0..<3_000, partitions: 3)
                        .map { pair($0 % 300, text("\($0) ") + String(repeating: "wide ", count: 20_000)) }
                    #expect(
                        try byNumber.groupByKey(partitions: 2).map { $0.value.count }.collect()
                            == Array(repeating: 10, count: 300))
                    #expect(
                        try byNumber.reduceByKey(partitions: 2) { when($0 < $1, $0, else: $1) }
                            .map { $0.value.count }.sum() > 30_000_000)
                    #expect(try wideRows(session).repartition(5).map { $0.count }.sum() > 300_000_000)
                    try ResourceTests.expectWithinMemory(session, 64 << 20)
                }
            }
        }

        @Test func `wide rows are sorted into several partitions, written, read and collected within memory`() throws {
            try withWorkplace { place throws in
                try place.withSession("local-cluster[1,1,64m]") { session throws in
                    let folder = place.path + "/lines"
                    try wideRows(session).sortBy(partitions: 4) { $0 }.saveAsTextFile(folder)
                    let lines = try session.textFile(folder)
                    #expect(try lines.count() == 3_000)
                    #expect(try lines.map { $0.count }.sum() > 300_000_000)
                    #expect(try lines.filter { $0 < "11" }.collect().count > 100)
                    try ResourceTests.expectWithinMemory(session, 64 << 20)
                }
            }
        }

        @Test func `the limit on results counts what compresses well as it will be held`() throws {
            try withWorkplace { place throws in
                try place.withSession("local-cluster[1,1,256m]", { $0.resultBytesMax = 16 << 20 }) { session throws in
                    let wide = String(repeating: "x", count: 1 << 20)
                    let texts = try session.range(0..<40, partitions: 40).map { text("\($0)") + wide }
                    let error = message { _ = try texts.collect() }
                    #expect(error.contains("has more than 16777216 bytes"), "\(error)")
                    #expect(error.contains("uncompressed") && error.contains("spark.driver.maxResultSize"), "\(error)")
                    #expect(try texts.take(3).count == 3)
                    #expect(
                        try session.range(0..<10, partitions: 10).map { text("\($0)") + wide }.collect().count == 10)
                }
            }
        }
    }
}
