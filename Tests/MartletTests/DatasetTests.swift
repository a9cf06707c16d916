// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Driver
import Glibc
import Martlet
import Plan
import Scheduling
import Testing

/// Rows of an int column, or of the int members of tuples.
private func numbers(_ columns: [Column]) -> [[Int]] {
    columns.flatMap { column in (0..<column.count).map { flat(column.scalar($0)) } }
}

private func flat(_ scalar: Scalar) -> [Int] {
    switch scalar {
    case .int(let value): [value]
    case .tuple(let members): members.flatMap(flat)
    default: []
    }
}

private func mapping(_ body: (Node) -> Node) -> Dataset.Step {
    let variable = Variable("$0")
    return .map(
        .traced(parameters: [variable], body: body(Node(.variable(variable))), file: "DatasetTests.swift", line: 1))
}

private func constant(_ value: Int) -> Node { Node(.constant(Constant(type: .int, value: .int(value)))) }

private func withEngine(_ body: (Engine) throws -> Void) throws {
    for batchRows in [1, 7, 0] {
        var options = SessionOptions(master: "local[2]")
        options.batchRows = batchRows
        let engine = try Engine(options)
        defer { engine.stop() }
        try body(engine)
    }
}

/// What every front end builds on, by tasks on two threads.
@Suite struct DatasetTests {
    private func range(_ engine: Engine, _ count: Int, _ partitions: Int) throws -> Dataset {
        try Dataset.range(engine, start: 0, step: 1, count: count, partitions: partitions, name: "range")
    }

    private func partitions(_ dataset: Dataset) throws -> [[[Int]]] {
        let stream = try dataset.stream(name: "stream")
        var parts: [[[Int]]] = []
        while let part = try stream.next() { parts.append(numbers(part)) }
        return parts
    }

    @Test func `coalesce joins neighbours without losing order`() throws {
        try withEngine { engine in
            let rows = try range(engine, 100, 10)
            for count in [1, 3, 9, 10, 20] {
                let joined = try rows.coalesced(count, name: "coalesce")
                #expect(joined.partitionCount == min(count, 10))
                #expect(numbers(try joined.collect(name: "collect")) == (0..<100).map { [$0] })
                #expect(try joined.count(name: "count") == 100)
                #expect(numbers(try joined.take(25, name: "take")) == (0..<25).map { [$0] })
                // Over a shuffle, and below another one.
                let spread = try joined.repartitioned(4, name: "repartition").coalesced(2, name: "coalesce")
                    .repartitioned(3, name: "repartition")
                #expect(numbers(try spread.collect(name: "collect")).sorted { $0[0] < $1[0] } == (0..<100).map { [$0] })
            }
            #expect(throws: MartletError.self) { try rows.coalesced(0, name: "coalesce") }
        }
    }

    @Test func `zip pairs rows in the same places and refuses unequal partitions`() throws {
        try withEngine { engine in
            let rows = try range(engine, 50, 4)
            let doubled = try rows.adding(mapping { Node(.binary(.multiply, $0, constant(2))) })
            let zipped = try rows.zipped(with: doubled, name: "zip")
            #expect(numbers(try zipped.collect(name: "collect")) == (0..<50).map { [$0, $0 * 2] })
            #expect(numbers(try zipped.take(3, name: "take")) == (0..<3).map { [$0, $0 * 2] })
            let shuffled = try rows.repartitioned(4, name: "repartition")
            let both = try shuffled.zipped(with: try shuffled.zipped(with: shuffled, name: "zip"), name: "zip")
            #expect(numbers(try both.collect(name: "collect")).allSatisfy { $0.count == 3 && Set($0).count == 1 })
            #expect(throws: MartletError.self) { try rows.zipped(with: try range(engine, 50, 5), name: "zip") }
            for other in [49, 51, 0] {
                let uneven = try rows.zipped(with: try range(engine, other, 4), name: "zip")
                do {
                    _ = try uneven.collect(name: "collect")
                    Issue.record("rows of \(other) were zipped with 50")
                } catch {
                    #expect("\(error)".contains("Can only zip RDDs with same number of elements"), "\(error)")
                }
            }
        }
    }

    @Test func `a product has every pair in order`() throws {
        try withEngine { engine in
            for (left, right, parts) in [(10, 7, 3), (5, 0, 2), (0, 5, 2), (40, 300, 1)] {
                let product = try range(engine, left, parts).product(
                    with: try range(engine, right, 2), name: "cartesian")
                #expect(product.partitionCount == parts * 2)
                let pairs = numbers(try product.collect(name: "collect"))
                #expect(Set(pairs) == Set((0..<left).flatMap { a in (0..<right).map { [a, $0] } }))
                #expect(pairs.count == left * right)
                #expect(try product.count(name: "count") == left * right)
                if parts == 1 {
                    let firstHalf = (0..<left).flatMap { a in (0..<right / 2).map { [a, $0] } }
                    #expect(Array(pairs.prefix(firstHalf.count)) == firstHalf)
                }
            }
        }
    }

    @Test func `rows go to the partition that they name`() throws {
        try withEngine { engine in
            let named = try range(engine, 40, 3).adding(
                mapping { Node(.tuple([Node(.binary(.subtract, $0, constant(20))), $0])) })
            let parts = try partitions(try named.partitionedByNumber(6, name: "partitionBy"))
            #expect(parts == (0..<6).map { part in (0..<40).filter { (($0 - 20) % 6 + 6) % 6 == part }.map { [$0] } })
            #expect(throws: MartletError.self) {
                try range(engine, 4, 1).partitionedByNumber(6, name: "partitionBy")
            }
        }
    }

    @Test func `a dataset may have no partitions`() throws {
        try withEngine { engine in
            let none = Dataset.empty(engine, type: .int, name: "emptyRDD")
            #expect(none.partitionCount == 0)
            #expect(try none.collect(name: "collect").isEmpty)
            #expect(try none.count(name: "count") == 0)
            #expect(try none.take(3, name: "take").isEmpty)
            #expect(try partitions(none).isEmpty)
            #expect(try none.reduce(.sum, name: "sum") == nil)
            let some = try range(engine, 3, 2)
            #expect(
                numbers(try Dataset.union([none, some], name: "union").collect(name: "collect")) == [[0], [1], [2]])
            #expect(try none.repartitioned(3, name: "repartition").count(name: "count") == 0)
            #expect(
                try none.sorted(by: nil, descending: false, name: "sortBy", partitions: 2).count(name: "count") == 0)
            #expect(try none.coalesced(2, name: "coalesce").partitionCount == 0)
            #expect(try none.product(with: some, name: "cartesian").count(name: "count") == 0)
        }
    }

    @Test func `a union of what is placed alike is in as many partitions, and needs no shuffle to be grouped`() throws {
        try withEngine { engine in
            let parts = try (2...4).map { count in
                let numbers = try range(engine, 50, count)
                return try numbers.zipped(with: numbers, name: "zip").partitionedByKey(4, name: "partitionBy")
            }
            let union = try Dataset.union(parts, isAligned: true, name: "union")
            #expect(union.partitionCount == 4)
            let apart = try Dataset.union(parts, name: "union")
            #expect(apart.partitionCount == 12)
            let rows = try partitions(union)
            let others = try partitions(apart)
            for number in 0..<4 { #expect(rows[number] == others[number] + others[4 + number] + others[8 + number]) }
            // Of rows of different types keys lie elsewhere.
            let mixed = try Dataset.union([parts[0], try parts[1].adding(.toAny)], isAligned: true, name: "union")
            #expect(mixed.partitionCount == 8)
        }
    }

    @Test func `a stream brings partition after partition`() throws {
        try withEngine { engine in
            let rows = try range(engine, 30, 4).repartitioned(5, name: "repartition")
            let parts = try partitions(rows)
            #expect(parts.count == 5)
            #expect(parts.flatMap { $0 } == numbers(try rows.collect(name: "collect")))
            #expect(parts[2] == numbers(try rows.collect(name: "collect", partitions: [2])))
            #expect(throws: MartletError.self) { try rows.collect(name: "collect", partitions: [5]) }
            let stream = try rows.stream(name: "stream")
            _ = try stream.next()
            engine.cancel(stream.control, reason: "enough")
            #expect(throws: MartletError.self) { try stream.next() }
        }
    }

    @Test func `values of any size travel`() throws {
        let engine = try Engine(SessionOptions(master: "local[2]"))
        defer { engine.stop() }
        // More than one message takes, in one task.
        let text = String(repeating: "0123456789abcdef", count: 64)
        var state: UInt64 = 1
        let builder = ColumnBuilder(.string)
        for _ in 0..<30_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1
            _ = builder.append(.string("\(state)" + text.dropFirst(Int(state >> 60))))
        }
        let column = builder.finish()
        let rows = try Dataset.local(engine, column, partitions: 1, name: "parallelize")
        #expect(try rows.count(name: "count") == 30_000)
        let joined = try Dataset.local(engine, column, partitions: 7, name: "parallelize").coalesced(
            2, name: "coalesce")
        let back = Column.concatenate(try joined.collect(name: "collect"))
        #expect(back.count == column.count && back.scalar(29_999) == column.scalar(29_999))
        #expect((0..<back.count).allSatisfy { back.compare($0, with: column, $0) == 0 })
        // More than one message takes, in one row.
        let huge = ColumnBuilder(.string)
        let content = String(repeating: text, count: 20_000)
        _ = huge.append(.string(content))
        let one = try Dataset.local(engine, huge.finish(), partitions: 1, name: "parallelize")
        #expect(try Column.concatenate(one.collect(name: "collect")).scalar(0) == .string(content))
    }

    @Test func `an action is cancelled alone, between its jobs too`() throws {
        let engine = try Engine(SessionOptions(master: "local[2]"))
        defer { engine.stop() }
        let endless = try Dataset.range(engine, start: 0, step: 1, count: 1 << 50, partitions: 2, name: "range")
        let control = ActionControl()
        let ended = Ended()
        let thread = Worker {
            do {
                _ = try endless.count(name: "count", control: control)
                ended.set("a result")
            } catch {
                ended.set("\(error)")
            }
        }
        while engine.progress(of: control)?.rowsRead ?? 0 == 0 { usleep(1_000) }
        let progress = try #require(engine.progress(of: control))
        #expect(progress.taskCount == 2 && progress.seconds > 0 && progress.stages[0].runningCount == 2)
        engine.cancel(control, reason: "by the test")
        thread.join()
        #expect(ended.text.contains("by the test"), "\(ended.text)")
        // Others are as they were; this one begins nothing any more.
        #expect(try range(engine, 10, 2).count(name: "count") == 10)
        #expect(throws: MartletError.self) { try range(engine, 10, 2).count(name: "count", control: control) }
    }

    @Test func `actions run side by side`() throws {
        let engine = try Engine(SessionOptions(master: "local[2]"))
        defer { engine.stop() }
        let wrong = Ended()
        let threads = (0..<8).map { number in
            Worker {
                do {
                    for round in 1...10 {
                        let rows = try Dataset.range(
                            engine, start: number, step: 1, count: 100 * round, partitions: 3, name: "range")
                        let control = ActionControl()
                        let spread = try rows.repartitioned(2, name: "repartition")
                        let count = try spread.count(name: "count \(number)", control: control)
                        if count != 100 * round || control.summary.tasks != 5 { wrong.set("\(count)") }
                        _ = engine.progress()
                    }
                } catch {
                    wrong.set("\(error)")
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(wrong.text == "")
    }

    @Test func `whole files are rows of path and text`() throws {
        let folder = "/tmp/martlet-whole-\(getpid())"
        mkdir(folder, 0o755)
        defer { for name in ["a.txt", "b.txt", "c.txt", "d.txt"] { unlink(folder + "/" + name) } }
        defer { rmdir(folder) }
        let contents = [
            "a.txt": "one\ntwo\n", "b.txt": "", "c.txt": "größe", "d.txt": String(repeating: "x", count: 9_000),
        ]
        for (name, text) in contents {
            let file = fopen(folder + "/" + name, "w")
            fputs(text, file)
            fclose(file)
        }
        try withEngine { engine in
            for partitions in [1, 2, 9] {
                let files = try Dataset.wholeText(
                    engine, folder, partitionsMin: partitions, name: "wholeTextFiles")
                #expect(files.rowType == .tuple([.string, .string]))
                let rows = try files.collect(name: "collect").flatMap { column in
                    (0..<column.count).map { column.scalar($0) }
                }
                let wanted = contents.sorted { $0.key < $1.key }.map {
                    Scalar.tuple([.string("file:\(folder)/\($0.key)"), .string($0.value)])
                }
                #expect(rows == wanted)
            }
            #expect(throws: MartletError.self) {
                try Dataset.wholeText(engine, folder + "/none", partitionsMin: 1, name: "wholeTextFiles")
            }
        }
    }
}

/// A text that one thread leaves for another.
private final class Ended: @unchecked Sendable {  // read after the writer was joined, or written by one of many
    private(set) var text = ""
    func set(_ text: String) { self.text = text }
}

/// A thread that runs a closure.
private final class Worker: @unchecked Sendable {  // the closure is run once, by the thread
    private var thread = pthread_t()
    fileprivate let body: () -> Void

    init(_ body: @escaping () -> Void) {
        self.body = body
        pthread_create(&thread, nil, workerMain, Unmanaged.passRetained(self).toOpaque())
    }

    func join() { pthread_join(thread, nil) }
}

private func workerMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    Unmanaged<Worker>.fromOpaque(context!).takeRetainedValue().body()
    return nil
}
