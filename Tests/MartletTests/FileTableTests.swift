// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Formats
import Martlet
import Testing

/// Tables in files, written and read by a session.
@Suite struct FileTableTests {
    private let schema = [FileColumn("i", .int64), FileColumn("k", .int32), FileColumn("s", .text)]

    private func withEngine(_ change: (inout SessionOptions) -> Void = { _ in }, _ body: (Engine) throws -> Void) throws
    {
        var options = SessionOptions(master: "local[2]")
        let fileSystem = MemoryFileSystem()
        options.fileSystems = ["memory": { _ in fileSystem }]
        change(&options)
        let engine = try Engine(options)
        defer { engine.stop() }
        try body(engine)
    }

    /// Rows (i, i mod 3, text) in two partitions.
    private func table(_ engine: Engine, _ count: Int) throws -> Dataset {
        let texts: [Scalar] = (0..<count).map { $0 % 5 == 0 ? .null : .string("text, \($0)") }
        let rows = Column.tuple(
            [
                .ints(count: count) { out in for row in 0..<count { out[row] = row } },
                .ints(count: count) { out in for row in 0..<count { out[row] = row % 3 } },
                try #require(Column(.string, texts)),
            ], count: count)
        return try Dataset.local(engine, rows, partitions: 2, name: "rows")
    }

    private func output(
        _ directory: String, _ format: String = "csv", _ mode: FileOutput.Mode = .error,
        _ options: [String: String] = [:],
        partitionBy: [Int] = []
    ) -> FileOutput {
        FileOutput(
            directory: directory, format: format, mode: mode, options: options, columns: schema,
            partitionBy: partitionBy)
    }

    private func read(
        _ engine: Engine, _ path: String, _ format: String = "csv", _ options: [String: String] = [:],
        schema: [FileColumn]? = nil
    ) throws -> (table: FileTable, dataset: Dataset) {
        let table = try engine.fileTable(
            format: format, paths: [path], schema: schema, options: options, name: "read")
        return (table, try Dataset.files(engine, table, name: "read"))
    }

    private func ints(_ dataset: Dataset, _ member: Int) throws -> [Int] {
        try dataset.collect(name: "collect").flatMap { column in
            (0..<column.count).map { column.children[member].ints[$0] }
        }
    }

    private func names(_ engine: Engine, _ path: String) throws -> [String] {
        try engine.fileSystems.list(path).map(\.name)
    }

    @Test(arguments: ["csv", "json"]) func `a table is written and read again`(_ format: String) throws {
        try withEngine { engine in
            let header = ["header": "true"]
            #expect(try table(engine, 1_000).saveAsFiles(output("memory:/t", format, .error, header), name: "save"))
            let listed = try names(engine, "memory:/t")
            #expect(listed.count == 3 && listed[0] == "_SUCCESS")
            for (number, name) in listed.dropFirst().enumerated() {
                let pattern =
                    /part-0000[01]-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}-c000\.(csv|json)/
                #expect(name.wholeMatch(of: pattern) != nil && name.hasPrefix("part-0000\(number)"), "\(name)")
            }
            for given in [schema, nil] {
                let (found, dataset) = try read(
                    engine, "memory:/t", format, ["header": "true", "inferSchema": "true"], schema: given)
                let types = found.columns.map { "\($0.name) \($0.type)" }
                let whole = given == nil && format == "csv" ? "int" : "bigint"
                #expect(types == ["i \(whole)", "k \(format == "csv" || given != nil ? "int" : "bigint")", "s string"])
                #expect(try ints(dataset, 0) == Array(0..<1_000))
                #expect(try dataset.count(name: "count") == 1_000)
                let none = try Dataset.files(engine, found, wanted: [], name: "read")
                #expect(try none.count(name: "count") == 1_000)
                let one = try Dataset.files(engine, found, wanted: [2], name: "read")
                let nulls = try one.collect(name: "collect").reduce(0) { total, column in
                    total + (0..<column.count).count { column.children[0].isNull($0) }
                }
                #expect(nulls == 200)
            }
        }
    }

    @Test func `columns name folders and give their values again`() throws {
        try withEngine { engine in
            try table(engine, 90).saveAsFiles(output("memory:/p", partitionBy: [1]), name: "save")
            #expect(try names(engine, "memory:/p") == ["_SUCCESS", "k=0", "k=1", "k=2"])
            let (found, dataset) = try read(engine, "memory:/p", "csv", ["inferSchema": "true"])
            #expect(found.partitionColumns == [FileColumn("k", .int32)])
            #expect(found.columns.map(\.type) == [.int32, .text])
            let values = try ints(dataset, 0)
            #expect(values.sorted() == Array(0..<90))
            #expect(zip(values, try ints(dataset, 2)).allSatisfy { $0 % 3 == $1 })
            // Those of other partitions stay.
            let fewer = try Dataset.local(
                engine,
                Column.tuple(
                    [
                        .ints(count: 1) { $0[0] = 7 }, .ints(count: 1) { $0[0] = 1 },
                        try #require(Column(.string, [.null])),
                    ],
                    count: 1), partitions: 1, name: "rows")
            try fewer.saveAsFiles(output("memory:/p", "csv", .overwritePartitions, partitionBy: [1]), name: "save")
            #expect(try read(engine, "memory:/p").dataset.count(name: "count") == 61)
        }
    }

    @Test func `modes say what becomes of a table that exists`() throws {
        try withEngine { engine in
            func save(_ mode: FileOutput.Mode) throws -> Bool {
                try table(engine, 10).saveAsFiles(output("memory:/m", "csv", mode), name: "save")
            }
            func count() throws -> Int { try read(engine, "memory:/m").dataset.count(name: "count") }
            #expect(try save(.ignore))
            #expect(throws: MartletError.self) { try save(.error) }
            #expect(try !save(.ignore))
            #expect(try count() == 10)
            #expect(try save(.append))
            #expect(try count() == 20)
            // What is overwritten is read meanwhile.
            let own = try read(engine, "memory:/m", schema: schema).dataset
            try own.saveAsFiles(output("memory:/m", "csv", .overwrite), name: "save")
            #expect(try count() == 20)
            #expect(try save(.overwrite))
            #expect(try count() == 10)
        }
    }

    @Test func `files have at most so many rows`() throws {
        try withEngine { engine in
            try table(engine, 10).saveAsFiles(
                output("memory:/r", "csv", .error, ["maxRecordsPerFile": "2"]), name: "save")
            let listed = try names(engine, "memory:/r")
            #expect(listed.count == 7 && listed[3].hasSuffix("-c002.csv"))
            #expect(try ints(try read(engine, "memory:/r", schema: schema).dataset, 0) == Array(0..<10))
        }
    }

    @Test func `a table without rows has a file`() throws {
        try withEngine { engine in
            let empty = Dataset.empty(engine, type: .tuple([.int, .int, .string]), name: "empty")
            try empty.saveAsFiles(output("memory:/e", "csv", .error, ["header": "true"]), name: "save")
            #expect(try names(engine, "memory:/e").count == 2)
            let (found, dataset) = try read(engine, "memory:/e", "csv", ["header": "true"])
            #expect(found.columns.map(\.name) == ["i", "k", "s"])
            #expect(try dataset.count(name: "count") == 0)
        }
    }

    @Test func `what cannot be read says so before a job runs`() throws {
        try withEngine { engine in
            func message(_ body: () throws -> Void) -> String {
                do {
                    try body()
                    return ""
                } catch { return "\(error)" }
            }
            #expect(message { _ = try read(engine, "memory:/nowhere") }.contains("memory:/nowhere"))
            #expect(message { _ = try read(engine, "memory:/x", "klingon") }.contains("klingon"))
            try engine.fileSystems.resolve("memory:/d").makeDirectories("memory:/d")
            #expect(message { _ = try read(engine, "memory:/d") }.contains("UNABLE_TO_INFER_SCHEMA"))
            #expect(message { _ = try read(engine, "nosuch:/d") }.contains("nosuch:"))
            var wide = output("memory:/w")
            wide.columns[0].type = .list(.int64)
            #expect(message { try table(engine, 1).saveAsFiles(wide, name: "save") }.contains("rows of"))
        }
    }

    /// A format, and above a file system, that the session alone knows.
    @Test func `a session has formats of its own`() throws {
        try withEngine({ $0.formats.register(WordsFormat.self) }) { engine in
            try engine.fileSystems.write("memory:/words", Array("one two three\nfour".utf8))
            let dataset = try read(engine, "memory:/words", "words").dataset
            #expect(try dataset.count(name: "count") == 4)
        }
    }
}

/// Words between white space.
private struct WordsFormat: FileFormat {
    static let name = "words"

    init(_ options: FormatOptions) {}

    var isSplittable: Bool { false }
    var fileSuffix: String { "" }

    func columns(of inspected: [[UInt8]]) -> [FileColumn] { [FileColumn("word", .text)] }

    func makeReader(
        _ split: FileSplit, _ columns: [FileColumn], wanted: [Int], _ context: ReadContext
    ) throws(FileError) -> any FormatReader {
        let file = try context.fileSystem.open(split.path)
        let space = UnsafeMutableRawBufferPointer.allocate(byteCount: split.byteCount, alignment: 8)
        defer { space.deallocate() }
        let count = try file.read(at: 0, into: space)
        let text = String(decoding: space[..<count], as: UTF8.self)
        return Reader(words: text.split { $0.isWhitespace }.map(String.init))
    }

    private final class Reader: FormatReader {
        private var words: [String]
        let bytesRead = 0

        init(words: [String]) { self.words = words }

        func next() -> Column? {
            if words.isEmpty { return nil }
            defer { words = [] }
            return Column(.tuple([.string]), words.map { .tuple([.string($0)]) })
        }
    }
}

extension FileSystems {
    fileprivate func write(_ path: String, _ bytes: [UInt8]) throws {
        let file = try resolve(path).create(path)
        try bytes.withUnsafeBytes { try file.write($0) }
        try file.close()
    }
}
