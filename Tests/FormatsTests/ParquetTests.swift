// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Formats
import Testing

@Suite struct ParquetTests {
    private static let plainRows = [
        "3|apple|0.5|true", "-1|applause|NULL|NULL", "NULL|NULL|-2.25|false", "1099511627776||1e+300|true",
        "7|a text of more than twelve bytes|0.0|true", "7|é|1.0|true", "7|app|2.0|true", "7|app|3.0|true",
        "7|b|4.0|true", "7|b|5.0|true", "7|b|6.0|true", "7|b|7.0|true", "7|b|8.0|true", "7|b|9.0|true",
    ]

    @Test(arguments: [
        ParquetSamples.dictionaries, ParquetSamples.dictionariesV2, ParquetSamples.plain, ParquetSamples.deltas,
        ParquetSamples.deltaLengths,
    ])
    func `encodings, codecs and versions of pages give the same rows`(_ content: [UInt8]) throws {
        let schema = try columns("n bigint, s string, f double, b boolean")
        #expect(try inferred("parquet", content) == schema)
        for rowsMax in [1, 3, 4096] {
            #expect(try rows("parquet", content, schema, rowsMax: rowsMax) == ParquetTests.plainRows)
        }
        let some = ParquetTests.plainRows.map { row in
            let fields = row.split(separator: "|", omittingEmptySubsequences: false)
            return "\(fields[3])|\(fields[1])"
        }
        #expect(try rows("parquet", content, schema, wanted: [3, 1]) == some)
        #expect(try rows("parquet", content, schema, wanted: []) == Array(repeating: "", count: 14))
        for cut in stride(from: 1, to: content.count, by: 37) {
            #expect(try rows("parquet", content, schema, cuts: [cut]) == ParquetTests.plainRows)
        }
    }

    @Test func `types are what they mean`() throws {
        let found = try inferred("parquet", ParquetSamples.types)
        #expect(found == (try columns("i int, u bigint, t timestamp, m decimal(9,2), w decimal(38,2), d date")))
        let schema = try columns("i bigint, u bigint, t timestamp, m decimal(12,4), d date, gone string")
        #expect(
            try rows("parquet", ParquetSamples.types, schema) == [
                "-5|4294967295|2024-02-29 01:02:03.000004|1.2500|0001-01-01|NULL", "NULL|0|NULL|-0.0100|NULL|NULL",
                "2147483647|NULL|1969-12-31 00:00:00|NULL|2024-02-29|NULL",
            ])
        let wide = try scalars(ParquetSamples.types, try columns("w decimal(38,2)"))
        let million = (0..<32).reduce(Int128(1)) { value, _ in value * 10 }
        #expect(wide == [.tuple([.decimal(million)]), .tuple([.null]), .tuple([.decimal(-100)])])
        for refused in ["i string", "m decimal(3,2)", "t timestamp_ntz", "d array<date>", "w struct<a:int>"] {
            #expect(throws: FileError.self) { try rows("parquet", ParquetSamples.types, try columns(refused)) }
        }
    }

    @Test func `nested values are put together`() throws {
        let schema = try columns(
            "l array<int>, p struct<x:bigint,s:string>, m map<string,double>, ll array<array<bigint>>")
        #expect(try inferred("parquet", ParquetSamples.nested) == schema)
        let expected = [
            "[1,NULL]|(1,a)|{a:1.5}|[[1],[]]", "[]|NULL|NULL|[NULL,[2,3]]", "NULL|(NULL,b)|{}|NULL",
            "[4]|(4,NULL)|{b:NULL,c:2.5}|[]",
        ]
        for rowsMax in [1, 2, 4096] {
            #expect(try rows("parquet", ParquetSamples.nested, schema, rowsMax: rowsMax) == expected)
        }
        let other = try columns("p struct<none:int,S:string>, l array<bigint>, q struct<a:int>")
        #expect(
            try rows("parquet", ParquetSamples.nested, other) == [
                "(NULL,a)|[1,NULL]|NULL", "NULL|[]|NULL", "(NULL,b)|NULL|NULL", "(NULL,NULL)|[4]|NULL",
            ])
        // A struct of which no field is wanted is there all the same.
        #expect(
            try rows("parquet", ParquetSamples.nested, try columns("p struct<none:int>")) == [
                "(NULL)", "NULL", "(NULL)", "(NULL)",
            ])
    }

    @Test func `lists of old writers, packed levels and Hadoop's LZ4 are read`() throws {
        #expect(try inferred("parquet", ParquetSamples.legacy) == (try columns("l array<int>")))
        let found = try rows("parquet", ParquetSamples.legacy, try columns("l array<int>"))
        #expect(found == ["[1,2]", "NULL", "[]", "[3]"])
    }

    @Test func `damaged files are refused or read, whatever byte is wrong`() throws {
        for content in ParquetSamples.all {
            for place in content.indices {
                for flip: UInt8 in [0x01, 0x80, 0xFF] {
                    var damaged = content
                    damaged[place] ^= flip
                    readOrRefuse(damaged)
                }
                readOrRefuse(Array(content[..<place]))
            }
        }
    }

    private func readOrRefuse(_ content: [UInt8]) {
        guard let schema = try? inferred("parquet", content) else { return }
        _ = try? scalars(content, schema)
    }

    /// At most so many rows: a damaged file may say that there are more than anybody reads.
    private func scalars(_ content: [UInt8], _ columns: [FileColumn]) throws -> [Scalar] {
        let fileSystem = MemoryFileSystem()
        fileSystem.put("/f", content)
        let format = try FileFormats.standard.make("parquet", [:])
        let split = FileSplit(
            path: "/f", start: 0, byteCount: content.count, fileByteCount: content.count, compression: .none, hosts: [])
        let context = ReadContext(fileSystem: fileSystem, rowsMax: 100, reserve: { $0 < 64 << 20 })
        let reader = try format.makeReader(split, columns, wanted: Array(columns.indices), context)
        var found: [Scalar] = []
        while found.count < 1_000, let batch = try reader.next() {
            for row in 0..<batch.count { found.append(batch.scalar(row)) }
        }
        return found
    }

    // MARK: Written

    @Test(arguments: ["none", "snappy", "gzip", "zstd"])
    func `what is written is read, and batches change no byte`(_ codec: String) throws {
        let schema = try columns(
            "b boolean, t tinyint, s smallint, i int, l bigint, f float, d double, x binary, c string, day date, "
                + "at timestamp, clock timestamp_ntz, m decimal(9,2), n decimal(18,0), w decimal(38,10), "
                + "list array<array<string>>, p struct<x:bigint,y:array<int>>, k map<string,struct<z:double>>")
        var dice = Dice(state: 7)
        let table = (0..<5_000).map { _ in Scalar.tuple(schema.map { dice.value($0.type, depth: 0) }) }
        let whole = try #require(Column(.tuple(schema.map(\.type.layout)), table))
        let bytes = try write([whole], schema, codec)
        let parts = stride(from: 0, to: 5_000, by: 7).map { whole.slice($0, min(7, 5_000 - $0)) }
        #expect(try write(parts, schema, codec) == bytes)
        #expect(try inferred("parquet", bytes) == schema)
        let fileSystem = MemoryFileSystem()
        fileSystem.put("/f", bytes)
        let split = FileSplit(
            path: "/f", start: 0, byteCount: bytes.count, fileByteCount: bytes.count, compression: .none, hosts: [])
        let reader = try FileFormats.standard.make("parquet", [:]).makeReader(
            split, schema, wanted: Array(schema.indices), ReadContext(fileSystem: fileSystem))
        var place = 0
        while let batch = try reader.next() {
            for row in 0..<batch.count {
                #expect(batch.scalar(row) == table[place])
                place += 1
            }
        }
        #expect(place == 5_000)
    }

    @Test func `pages and row groups end by what they hold`() throws {
        let schema = try columns("i bigint, s string")
        let long = String(repeating: "long text ", count: 40_000)
        let table = (0..<300).map { Scalar.tuple([.int($0), .string($0 % 2 == 0 ? long + String($0) : "short")]) }
        let whole = try #require(Column(.tuple([.int, .string]), table))
        let bytes = try write([whole], schema, "none")
        #expect(try write((0..<300).map { whole.slice($0, 1) }, schema, "none") == bytes)
        #expect(bytes.count > 50 << 20)
        #expect(try rows("parquet", bytes, schema, wanted: [0]) == (0..<300).map { String($0) })
        #expect(try scalars(bytes, schema) == table)
    }

    @Test func `files without rows and without values`() throws {
        let schema = try columns("i int, s string")
        let none = try write([], schema, "snappy")
        #expect(try inferred("parquet", none) == schema)
        #expect(try rows("parquet", none, schema) == [])
        #expect(try rows("parquet", [], schema) == [])
        let nulls = try batch(schema, Array(repeating: [.null, .null], count: 9))
        #expect(
            try rows("parquet", try write([nulls], schema, "zstd"), schema) == Array(repeating: "NULL|NULL", count: 9))
    }

    @Test func `what Parquet cannot hold is refused`() throws {
        for refused in ["v void", "s struct<a:int,b:void>"] {
            #expect(throws: FileError.self) { try write([], try columns(refused), "snappy") }
        }
        #expect(throws: FileError.self) { try FileFormats.standard.make("parquet", ["compression": "bzip2"]) }
    }

    @Test func `memory that is not there is an error`() throws {
        let fileSystem = MemoryFileSystem()
        fileSystem.put("/f", ParquetSamples.plain)
        let split = FileSplit(
            path: "/f", start: 0, byteCount: ParquetSamples.plain.count, fileByteCount: ParquetSamples.plain.count,
            compression: .none, hosts: [])
        var calls = 0
        let context = ReadContext(
            fileSystem: fileSystem,
            reserve: { _ in
                calls += 1; return calls < 4
            })
        let schema = try columns("n bigint, s string")
        do {
            let reader = try FileFormats.standard.make("parquet", [:]).makeReader(
                split, schema, wanted: [0, 1], context)
            while try reader.next() != nil {}
            Issue.record("read without memory")
        } catch let error as FileError { #expect(error.kind == .noMemory) }
    }

    private func write(_ batches: [Column], _ columns: [FileColumn], _ codec: String) throws -> [UInt8] {
        let fileSystem = MemoryFileSystem()
        let format = try FileFormats.standard.make("parquet", ["compression": codec])
        let writer = try format.makeWriter(columns, fileSystem.create("/f"), WriteContext())
        for batch in batches { try writer.write(batch) }
        try writer.close()
        let content = try #require(fileSystem.content("/f"))
        #expect(writer.bytesWritten == content.count)
        return content
    }
}

/// Values by dice that fall alike each time.
private struct Dice {
    var state: UInt64

    mutating func next(_ count: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(count))
    }

    mutating func value(_ type: FileType, depth: Int) -> Scalar {
        if next(6) == 0 { return .null }
        return present(type, depth)
    }

    private mutating func present(_ type: FileType, _ depth: Int) -> Scalar {
        switch type {
        case .null: return .null
        case .bool: return .bool(next(2) == 0)
        case .int8: return .int(next(256) - 128)
        case .int16: return .int(next(65_536) - 32_768)
        case .float32: return .float(Double(Float(next(1_000)) / 7))
        case .float64: return .float([Double(next(1 << 20)) / 3, -.infinity, -0.0][next(3)])
        case .decimal(let precision, _) where precision > 18:
            return .decimal(Int128(next(1 << 30) - (1 << 29)) * 1_000_000_000_000_000_003)
        case .text: return .string(String(repeating: "é", count: next(12)) + String(next(50)))
        case .binary: return .bytes((0..<next(20)).map { _ in UInt8(next(256)) })
        case .list(let element): return .list((0..<next(4)).map { _ in value(element, depth: depth + 1) })
        case .map(let key, let item):
            return .map(
                (0..<next(3)).map { _ in Scalar.Entry(key: present(key, depth), value: value(item, depth: depth + 1)) })
        case .structure(let fields): return .tuple(fields.map { value($0.type, depth: depth + 1) })
        default: return .int((next(1 << 30) - (1 << 29)) >> next(30))
        }
    }
}
