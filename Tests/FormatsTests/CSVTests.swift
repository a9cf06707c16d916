// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Formats
import Testing

@Suite struct CSVTests {
    private let people =
        "id,name,born\n1,\"Ann, \\\"A\\\"\",2001-02-03\r\n2,,1999-12-31\n\n3,Bob \"B\" Long Name,\r\n4,é,0001-01-01"

    @Test func `records are read once whatever the splits and batches`() throws {
        let content = Array(people.utf8)
        let schema = try columns("id int, name string, born date")
        let whole = try rows("csv", content, schema, ["header": "true"])
        #expect(
            whole == [
                "1|Ann, \"A\"|2001-02-03", "2|NULL|1999-12-31", "3|Bob \"B\" Long Name|NULL", "4|é|0001-01-01",
            ])
        for cut in 1..<content.count {
            #expect(try rows("csv", content, schema, ["header": "true"], cuts: [cut]) == whole, "cut at \(cut)")
        }
        // The header may begin in a later split.
        let late = Array("\n \n#c\na,b\n1,2\n".utf8)
        for cut in 1..<late.count {
            let options = ["header": "true", "comment": "#", "inferSchema": "true"]
            #expect(try rows("csv", late, columns("a int, b int"), options, cuts: [cut]) == ["1|2"], "cut at \(cut)")
            #expect(try inferred("csv", late, options, cuts: [cut]) == (try columns("a int, b int")), "cut at \(cut)")
        }
        for rowsMax in [1, 2, 3] {
            #expect(
                try rows("csv", content, schema, ["header": "true"], cuts: [7, 20, 21, 60], rowsMax: rowsMax) == whole)
        }
    }

    @Test func `only the wanted columns are read, in the wanted order`() throws {
        let content = Array("1,a,x\n2,b\n3\n".utf8)
        let schema = try columns("i int, s string, t int")
        #expect(try rows("csv", content, schema, wanted: [1, 0]) == ["a|1", "b|2", "NULL|3"])
        #expect(try rows("csv", content, schema, wanted: [2]) == ["NULL", "NULL", "NULL"])
        #expect(try rows("csv", content, schema, wanted: []) == ["", "", ""])
        // A count sees what a collect does.
        for wanted in [[0, 1, 2], [], [1]] {
            #expect(try rows("csv", content, schema, ["mode": "dropmalformed"], wanted: wanted).isEmpty)
        }
    }

    @Test func `bad records are kept, dropped or fail`() throws {
        let content = Array("1,a\nx,b\n3\n4,5,6\n".utf8)
        let schema = try columns("i int, s string, _corrupt_record string")
        #expect(
            try rows("csv", content, schema) == ["1|a|NULL", "NULL|b|x,b", "3|NULL|3", "4|5|4,5,6"])
        #expect(try rows("csv", content, schema, wanted: [2]) == ["NULL", "x,b", "3", "4,5,6"])
        let plain = try columns("i int, s string")
        #expect(try rows("csv", content, plain, ["mode": "DROPMALFORMED"]) == ["1|a"])
        do {
            _ = try rows("csv", content, plain, ["mode": "FAILFAST"])
            Issue.record("a bad record was read")
        } catch let error as FileError {
            #expect(error.kind == .malformed && error.description.contains("x,b"), "\(error)")
        }
    }

    @Test func `compressed files are read`() throws {
        let lines = (0..<5_000).map { "\($0),\"text \($0)\"" }
        let fileSystem = MemoryFileSystem()
        for compression in [FileCompression.gzip, .bzip2] {
            let writer = try TextWriter(
                fileSystem.create("/x\(compression)"), WriteContext(compression: compression))
            try writer.write(stringColumn(lines))
            try writer.close()
            let content = try #require(fileSystem.content("/x\(compression)"))
            #expect(content.count < 30_000)
            let found = try rows("csv", content, columns("i int, s string"), compression: compression)
            #expect(found == (0..<5_000).map { "\($0)|text \($0)" })
            // Cut short, or damaged in the middle: an error, never fewer rows.
            for broken in [
                Array(content.dropLast(9)), content.enumerated().map { $0.offset == 700 ? 0x55 : $0.element },
            ] {
                #expect(throws: FileError.self) {
                    try rows("csv", broken, columns("i int, s string"), compression: compression)
                }
            }
        }
    }

    @Test func `other encodings are read`() throws {
        let text = "a,é\n\"ü,\",2\n"
        let expected = ["a|é", "ü,|2"]
        let utf16: [UInt8] = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let schema = try columns("a string, b string")
        #expect(try rows("csv", utf16, schema, ["encoding": "UTF-16LE"]) == expected)
        let latin: [UInt8] = text.unicodeScalars.map { UInt8($0.value) }
        #expect(try rows("csv", latin, schema, ["encoding": "ISO-8859-1"]) == expected)
        #expect(try rows("csv", [0xEF, 0xBB, 0xBF] + Array(text.utf8), schema) == expected)
        #expect(try rows("csv", [0x61, 0x2C, 0xFF, 10], schema) == ["a|\u{FFFD}"])
        // A split may end with the mark, and the line be read all the same.
        for cut in 1...5 {
            let marked: [UInt8] = [0xEF, 0xBB, 0xBF, 0xFF, 0x2C, 0x62, 13]
            #expect(try rows("csv", marked, schema, cuts: [cut]) == ["\u{FFFD}|b"], "cut at \(cut)")
        }
    }

    @Test func `records of several lines are read from whole files`() throws {
        let content = Array("a,\"b\r\nc\"\r\n\"d\ne\",f\n#x\n\ng,\"h".utf8)
        let schema = try columns("a string, b string")
        let found = try rows("csv", content, schema, ["multiLine": "true", "comment": "#"])
        #expect(found == ["a|b\r\nc", "d\ne|f", "g|h"])
        #expect(try FileFormats.standard.make("csv", ["multiLine": "true"]).isSplittable == false)
    }

    @Test func `options that cannot be meant are refused by name`() throws {
        let cases = [
            ["header": "maybe"], ["sep": ""], ["sep": "\n"], ["quote": "ab"], ["mode": "LENIENT"],
            ["encoding": "klingon"], ["dateFormat": "yyyy-bb"], ["timestampFormat": "'open"], ["sep": "\"\""],
            ["maxColumns": "many"],
        ]
        for options in cases {
            #expect(throws: FileError.self, "\(options)") { try FileFormats.standard.make("csv", options) }
        }
        do {
            _ = try FileFormats.standard.make("klingon", [:])
            Issue.record("there is no such format")
        } catch {
            #expect(error.description.contains("csv") && error.description.contains("klingon"))
        }
        #expect(throws: FileError.self) { try rows("csv", [], columns("a array<int>")) }
        #expect(throws: FileError.self) { try rows("csv", [], columns("a timestamp"), ["timeZone": "Mars/Base"]) }
    }

    @Test func `times are of the session's zone`() throws {
        let content = Array("2020-01-02 03:04:05\n2020-01-02T03:04:05Z\n".utf8)
        let schema = try columns("t timestamp")
        #expect(
            try rows("csv", content, schema, ["timeZone": "+02:00"]) == ["2020-01-02 01:04:05", "2020-01-02 03:04:05"])
        let instant = try batch(schema, [[.int(1_577_934_245_000_000)], [.int(-1)]])
        #expect(
            try written("csv", [instant], schema, ["timeZone": "+02:00"])
                == "2020-01-02T05:04:05.000+02:00\n1970-01-01T01:59:59.999999+02:00\n")
    }

    @Test func `the types of all splits are merged`() throws {
        let content = Array("id,v,w\n1,2,2020-01-01\n3000000000,x,2020-01-01 10:00:00\n4,,\n".utf8)
        for cut in 1..<content.count {
            let found = try inferred("csv", content, ["header": "true", "inferSchema": "true"], cuts: [cut])
            #expect(found == (try columns("id bigint, v string, w timestamp")), "cut at \(cut)")
        }
        #expect(try inferred("csv", content, ["header": "true"]) == (try columns("id string, v string, w string")))
        // What travels is checked.
        let format = try FileFormats.standard.make("csv", ["inferSchema": "true"])
        for bytes: [UInt8] in [
            [], [0, 0, 0], [0, 0, 0, 0, 255, 255, 255, 255], [0, 0, 0, 0, 1, 0, 0, 0, 9, 0, 0, 0, 65],
        ] {
            #expect(throws: FileError.self) { try format.columns(of: [bytes]) }
        }
    }

    // MARK: Writing

    private let all = "i int, s string, d double, b boolean, dd date, t timestamp, n decimal(5,2), y binary"

    @Test func `rows are written as Spark writes them`() throws {
        let schema = try columns(all)
        let nulls = [Scalar](repeating: .null, count: 8)
        func row(_ number: Int, _ text: String, _ double: Double) -> [Scalar] {
            [.int(number), .string(text), .float(double), .bool(true), .null, .null, .null, .null]
        }
        let table = try batch(
            schema,
            [
                [
                    .int(1), .string("a,b"), .float(1.5), .bool(true), .int(18_263), .int(1_577_934_245_123_456),
                    .int(150), .bytes([0x68, 0x69]),
                ],
                nulls,
                [
                    .int(2), .string("say \"hi\""), .float(1e7), .bool(false), .int(-719_162),
                    .int(1_577_923_200_000_000),
                    .int(0), .bytes([]),
                ],
                row(3, " x ", .nan), row(4, "", .infinity), row(5, "a\\b", 1e-4), row(6, "a\nb", -0.0),
                row(7, "\"", 1), row(8, "\\", 1), row(9, "#c", 1), row(10, "a\rb", 123456789.123), row(11, "\\\"x", 1),
            ])
        let expected = [
            "1,\"a,b\",1.5,true,2020-01-02,2020-01-02T03:04:05.123456Z,1.50,[68 69]", ",,,,,,,",
            "2,\"say \\\"hi\\\"\",1.0E7,false,0001-01-01,2020-01-02T00:00:00.000Z,0.00,[]", "3,x,NaN,true,,,,",
            "4,\"\",Infinity,true,,,,", "5,a\\b,1.0E-4,true,,,,", "6,\"a\nb\",-0.0,true,,,,", "7,\"\\\"\",1.0,true,,,,",
            "8,\\,1.0,true,,,,", "9,#c,1.0,true,,,,", "10,\"a\rb\",1.23456789123E8,true,,,,",
            "11,\"\\\\\\\"x\",1.0,true,,,,",
        ]
        #expect(try written("csv", [table], schema) == expected.map { $0 + "\n" }.joined())
        let pieces = (0..<table.count).map { table.slice($0, 1) }
        #expect(try written("csv", pieces, schema) == expected.map { $0 + "\n" }.joined())
    }

    @Test func `options of writing`() throws {
        let schema = try columns("s string, i int")
        let table = try batch(
            schema,
            [[.string("a;\"b"), .int(1)], [.null, .null], [.string(""), .int(-2)], [.string(" x "), .int(3)]])
        func text(_ options: [String: String]) throws -> String { try written("csv", [table], schema, options) }
        #expect(try text(["header": "true", "sep": ";"]) == "s;i\n\"a;\\\"b\";1\n;\n\"\";-2\nx;3\n")
        #expect(try text(["escape": "\""]) == "\"a;\"\"b\",1\n,\n\"\",-2\nx,3\n")
        #expect(try text(["nullValue": "NA", "emptyValue": "E"]) == "\"a;\\\"b\",1\nNA,NA\nE,-2\nx,3\n")
        #expect(try text(["quoteAll": "true"]) == "\"a;\\\"b\",\"1\"\n\"\",\"\"\n\"\",\"-2\"\n\"x\",\"3\"\n")
        #expect(try text(["escapeQuotes": "false"]) == "a;\"b,1\n,\n\"\",-2\nx,3\n")
        let spaces = ["ignoreLeadingWhiteSpace": "false", "ignoreTrailingWhiteSpace": "false", "lineSep": "\r\n"]
        #expect(try text(spaces) == "\"a;\\\"b\",1\r\n,\r\n\"\",-2\r\n x ,3\r\n")
        let first = try batch(try columns("s string"), [[.string("#c")]])
        #expect(try written("csv", [first], try columns("s string")) == "\"#c\"\n")
        let times = try batch(try columns("d date, t timestamp"), [[.int(18_263), .int(1_577_934_245_123_456)]])
        #expect(
            try written(
                "csv", [times], try columns("d date, t timestamp"),
                ["dateFormat": "dd.MM.yy", "timestampFormat": "yyyy/MM/dd HH:mm"]) == "02.01.20,2020/01/02 03:04\n")
        #expect(try written("csv", [], try columns("a int, b int"), ["header": "true"]) == "a,b\n")
    }

    @Test func `what is written is read again`() throws {
        var random = SystemRandomNumberGenerator()
        let schema = try columns(
            "a string, b double, c bigint, d date, e timestamp, f decimal(10,3), g boolean, h string")
        let letters = Array("ab\"\\,;\n\r\t é€😀#'")
        func text() -> String {
            String((0..<Int.random(in: 1...20, using: &random)).map { _ in letters.randomElement()! })
        }
        let rows = (0..<500).map { _ -> [Scalar] in
            [
                .string("x" + text() + "y"), .float(Double(bitPattern: UInt64.random(in: 0...0x7FEF_FFFF_FFFF_FFFF))),
                .int(.random(in: .min ... .max)), .int(.random(in: -700_000...2_900_000)),
                .int(.random(in: -62_135_596_800_000_000...253_402_300_799_999_999)),
                .int(.random(in: -9_999_999_999...9_999_999_999)), .bool(.random()), .string("z" + text() + "z"),
            ]
        }
        let table = try batch(schema, rows)
        let expected = (0..<table.count).map { row in
            schema.indices.map { shown(table.children[$0], row, schema[$0].type) }.joined(separator: "|")
        }
        for options in [[:], ["escape": "\""], ["sep": "||", "quote": "'"], ["quoteAll": "true", "sep": "\t"]] {
            let content = Array(try written("csv", [table], schema, options).utf8)
            let read = options.merging(["multiLine": "true"]) { $1 }
            #expect(try FormatsTests.rows("csv", content, schema, read) == expected, "\(options)")
        }
    }

    @Test func `long texts for empty ones and long patterns have room`() throws {
        let schema = try columns("a string, d date, b string")
        let long = String(repeating: "e", count: 700_000)
        let table = try batch(schema, [[.string(""), .int(0), .string("")]])
        #expect(try written("csv", [table], schema, ["emptyValue": long]) == "\(long),1970-01-01,\(long)\n")
        let quotes = ["dateFormat": "'" + String(repeating: "\"", count: 60) + "'"]
        let quoted = String(repeating: "\\\"", count: 60)
        #expect(try written("csv", [table], schema, quotes) == "\"\",\"\(quoted)\",\"\"\n")
    }

    @Test func `nested values and wide texts`() throws {
        #expect(throws: FileError.self) { try written("csv", [], columns("a array<int>")) }
        let schema = try columns("s string, i int")
        let long = String(repeating: "y,", count: 400_000)
        let table = try batch(schema, [[.string(long), .int(1)], [.string("short"), .int(2)]])
        let content = try written("csv", [table], schema)
        #expect(content == "\"\(long)\",1\nshort,2\n")
        #expect(try rows("csv", Array(content.utf8), schema) == ["\(long)|1", "short|2"])
    }
}
