// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Driver
import Martlet
import Plan
import Testing

/// Datasets that executors keep, by tasks on two threads. What is made of a range reads no bytes, so those that an
/// action has read are those of kept rows.
@Suite struct StoredTests {
    private func withEngine(memory: String = "1g", batchRows: Int = 0, _ body: (Engine) throws -> Void) throws {
        var options = SessionOptions(master: "local[2]")
        options.batchRows = batchRows
        options.localMemory = memory
        let engine = try Engine(options)
        defer { engine.stop() }
        try body(engine)
    }

    private func range(_ engine: Engine, _ count: Int, _ partitions: Int) throws -> Dataset {
        try Dataset.range(engine, start: 0, step: 1, count: count, partitions: partitions, name: "range")
    }

    private func doubled(_ dataset: Dataset) throws -> Dataset {
        let row = Variable("$0")
        return try dataset.adding(
            .map(
                .traced(
                    parameters: [row], body: Node(.binary(.add, Node(.variable(row)), Node(.variable(row)))), file: "",
                    line: 0)))
    }

    private func sum(_ dataset: Dataset) throws -> Int {
        try dataset.aggregatePartitions(.sum, name: "sum").reduce(0) { total, column in
            (0..<column.count).reduce(total) { $0 + column.ints[$1] }
        }
    }

    private func bytesRead(_ engine: Engine) -> Int { engine.lastSummary?.bytesRead ?? -1 }

    private func kept(_ engine: Engine, _ dataset: Dataset) -> StoredDataset? {
        dataset.stored.flatMap { engine.events.snapshot.stored[$0.id] }
    }

    @Test(arguments: StorageLevel.allCases, [1, 7, 0])
    func `the first action keeps the rows and later ones read them`(level: StorageLevel, batchRows: Int) throws {
        try withEngine(batchRows: batchRows) { engine in
            let rows = try doubled(try range(engine, 1_000, 4)).stored(level, label: "here", name: "rows")
            #expect(kept(engine, rows)?.facts.name == nil || kept(engine, rows)?.partitionsStored == 0)
            #expect(try sum(rows) == 999_000 && bytesRead(engine) == 0)
            let facts = try #require(kept(engine, rows))
            #expect(facts.partitionsStored == 4 && facts.facts.label == "here" && facts.facts.level == level)
            #expect(level == .disk ? facts.memoryBytes == 0 : facts.memoryBytes >= 8_000)
            #expect(level == .disk ? facts.diskBytes > 0 : facts.diskBytes == 0)
            #expect(facts.blocks.values.allSatisfy { $0.values.allSatisfy { $0.rows == 250 } })
            #expect(try sum(rows) == 999_000 && bytesRead(engine) >= 8_000)
            #expect(try sum(try doubled(rows)) == 1_998_000 && bytesRead(engine) >= 8_000, "what is made of it, too")
            rows.stored?.release()
            #expect(try sum(rows) == 999_000 && bytesRead(engine) == 0)
            #expect(kept(engine, rows) == nil)
            rows.stored?.release()
        }
    }

    @Test func `an action that wants few rows keeps whole partitions, and one that fails keeps none`() throws {
        try withEngine { engine in
            let rows = try doubled(try range(engine, 100_000, 4)).stored(.memory, name: "rows")
            #expect(try rows.take(3, name: "take").map(\.count) == [3])
            #expect(kept(engine, rows)?.blocks[0]?.values.map(\.rows) == [25_000])
            #expect(try rows.count(name: "count") == 100_000)
            #expect(kept(engine, rows)?.partitionsStored == 4)
            let row = Variable("$0")
            let one = Node(.constant(Constant(type: .int, value: .int(1))))
            let rest = Node(.binary(.remainder, one, Node(.variable(row))))
            let failing = try rows.adding(.map(.traced(parameters: [row], body: rest, file: "", line: 0)))
                .stored(.memory, name: "failing")
            #expect(throws: MartletError.self) { try failing.collect(name: "collect", partitions: [0]) }
            #expect(kept(engine, failing)?.partitionsStored == 0)
        }
    }

    @Test func `kept rows stand among others: in unions, joined partitions, products and behind shuffles`() throws {
        try withEngine { engine in
            let rows = try doubled(try range(engine, 60, 3)).stored(.memory, name: "rows")
            let united = try Dataset.union([rows, try range(engine, 40, 2), rows], name: "union")
            let more = try united.stored(.disk, name: "more")
            let total = 3_540 * 2 + 780
            for _ in 0..<2 {
                #expect(try sum(more) == total)
                #expect(try sum(try more.coalesced(2, name: "coalesce")) == total)
                let spread = try more.repartitioned(5, name: "repartition")
                #expect(try sum(try spread.stored(.memory, name: "spread")) == total)
                #expect(try rows.product(with: rows, name: "cartesian").count(name: "count") == 3_600)
                #expect(try rows.zipped(with: rows, name: "zip").count(name: "count") == 60)
            }
            #expect(kept(engine, rows)?.partitionsStored == 3 && kept(engine, more)?.partitionsStored == 8)
            rows.stored?.release()
            #expect(try sum(more) == total && bytesRead(engine) > 0)
            more.stored?.release()
            #expect(try sum(more) == total)
        }
    }

    @Test(arguments: StorageLevel.allCases)
    func `more rows than memory are kept as far as there is room`(level: StorageLevel) throws {
        try withEngine(memory: "32m") { engine in
            let count = 8_000_000
            let rows = try doubled(try range(engine, count, 16)).stored(level, name: "rows")
            let other = try range(engine, 1_000_000, 4).stored(.memory, name: "other")
            #expect(try sum(other) == 499_999_500_000)
            for _ in 0..<3 { #expect(try sum(rows) == count * (count - 1)) }
            let facts = try #require(kept(engine, rows))
            #expect(facts.memoryBytes <= 24 << 20, "three quarters of the memory")
            switch level {
            case .memory: #expect((1..<16).contains(facts.partitionsStored) && facts.diskBytes == 0)
            case .memoryAndDisk: #expect(facts.partitionsStored == 16 && facts.memoryBytes > 0 && facts.diskBytes > 0)
            case .disk: #expect(facts.partitionsStored == 16 && facts.memoryBytes == 0 && facts.diskBytes > 0)
            }
            // Work that needs the memory gets it.
            let sorted = try rows.sorted(by: nil, descending: true, name: "sortBy", partitions: 4)
            #expect(try sorted.take(1, name: "take").first?.scalar(0) == .int(2 * (count - 1)))
            #expect(try sum(rows) == count * (count - 1))
        }
    }

    @Test func `a dataset that nothing refers to any more is not kept`() throws {
        try withEngine { engine in
            do {
                let rows = try range(engine, 1_000, 2).stored(.memory, name: "rows")
                #expect(try doubled(rows).count(name: "count") == 1_000)
                #expect(engine.events.snapshot.stored.count == 1)
            }
            #expect(try range(engine, 10, 1).count(name: "count") == 10)
            #expect(engine.events.snapshot.stored.isEmpty)
        }
    }

    @Test func `results that are large for the memory are compressed where they are made`() throws {
        // Eight bytes a number are all that a task may have, four are not.
        try withEngine(memory: "96m") { engine in
            let count = 8_000_000
            let columns = try range(engine, count, 1).collect(name: "collect")
            #expect(columns.reduce(0) { $0 + $1.count } == count)
            var next = 0
            for column in columns {
                #expect((0..<column.count).allSatisfy { column.ints[$0] == next + $0 })
                next += column.count
            }
        }
    }
}
