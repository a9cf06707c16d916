// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Formats
import Testing

@Suite struct ValueTests {
    /// Each text as a value of the type, `NULL` where it is none.
    private func read(_ texts: [String], _ type: String) throws -> [String] {
        try rows("csv", Array(texts.map { $0 + ",\n" }.joined().utf8), columns("a \(type), b int"), wanted: [0])
    }

    @Test func `doubles are the ones next to their text`() throws {
        var random = SystemRandomNumberGenerator()
        var texts: [String] = []
        for _ in 0..<5_000 {
            let digits = (0..<Int.random(in: 1...22, using: &random)).map { _ in "\(Int.random(in: 0...9))" }.joined()
            let point = Int.random(in: 0...digits.count)
            var text = digits.prefix(point) + "." + digits.dropFirst(point)
            if digits.count == point || Bool.random() { text = digits[...] }
            if Bool.random() { text += "e\(Int.random(in: -40...40))" }
            texts.append(String(text))
        }
        // Halves between two doubles and their neighbours.
        for exponent in 0...70 {
            let value = Double(sign: .plus, exponent: exponent, significand: 1)
            texts += ["\(value)", "\(value.nextUp)", "\(value.nextDown)"]
            if exponent >= 53, exponent < 63 {
                let half = (UInt64(1) << exponent) + (UInt64(1) << (exponent - 53))
                texts += ["\(half)", "\(half - 1)", "\(half + 1)"]
            }
        }
        let found = try read(texts, "double")
        for (text, value) in zip(texts, found) {
            let plain = text.hasPrefix(".") ? "0" + text : text
            let whole = plain.replacing(".e", with: "e")
            #expect(Double(value) == Double(whole.hasSuffix(".") ? String(whole.dropLast()) : whole), "\(text)")
        }
    }

    @Test func `decimals of many digits are read and written in all formats of text`() throws {
        let texts = [
            "1e20", "\"1,234,567,890,123,456,789.25\"", "-0.0000000005", "0.00000000049", "1e28", "x", ".5", "5.",
            "+7", "-12345678901234567890.12345678905", "9999999999999999999999999999.9999999999", "--1", "1e", "e1",
            ".",
        ]
        #expect(
            try read(texts, "decimal(38,10)") == [
                "100000000000000000000.0000000000", "1234567890123456789.2500000000", "-0.0000000005", "0.0000000005",
                "NULL", "NULL", "0.5000000000", "5.0000000000", "7.0000000000",
                "-12345678901234567890.1234567891", "9999999999999999999999999999.9999999999", "NULL", "NULL", "NULL",
                "NULL",
            ])
        let schema = try columns("a decimal(38,10), b decimal(38,0), c decimal(38,38), d decimal(18,2)")
        let most = (0..<38).reduce(0 as Int128) { value, _ in value * 10 + 9 }
        let numbers: [Int128] = [0, 1, -1, 5_000_000_000, most, -most, 12_345_678_901_234_567_890]
        let table = try batch(
            schema,
            numbers.map { [.decimal($0), .decimal($0), .decimal($0), .int(-5)] }
                + [[.null, .null, .null, .null]])
        let expected = (0..<table.count).map { row in
            schema.indices.map { shown(table.children[$0], row, schema[$0].type) }.joined(separator: "|")
        }
        for format in ["csv", "json"] {
            let content = Array(try written(format, [table], schema).utf8)
            #expect(try rows(format, content, schema) == expected, "\(format)")
        }
        #expect(
            try written("csv", [table], schema).split(separator: "\n")[2]
                == "-0.0000000001,-1,-0.\(String(repeating: "0", count: 37))1,-0.05")
    }

    @Test func `doubles are written as Java writes them`() throws {
        let cases: [(Double, String)] = [
            (0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (100, "100.0"), (1234567.5, "1234567.5"), (9999999, "9999999.0"),
            (1e7, "1.0E7"), (12345678, "1.2345678E7"), (1e21, "1.0E21"), (0.001, "0.001"), (0.00099, "9.9E-4"),
            (1e-4, "1.0E-4"), (0.1, "0.1"), (0.1 + 0.2, "0.30000000000000004"), (123456.789, "123456.789"),
            (.pi, "3.141592653589793"), (.greatestFiniteMagnitude, "1.7976931348623157E308"),
            (-2.5, "-2.5"), (1.0 / 3, "0.3333333333333333"), (2e-3, "0.002"), (1e16, "1.0E16"), (.nan, "NaN"),
            (-.infinity, "-Infinity"), (0.0012345, "0.0012345"),
        ]
        let schema = try columns("a double")
        for (value, text) in cases {
            let table = try batch(schema, [[.float(value)]])
            #expect(try written("csv", [table], schema) == text + "\n")
        }
        let narrow = try columns("a float")
        for (value, text) in [(Float(0.1), "0.1"), (1e10, "1.0E10"), (16_777_216, "1.6777216E7"), (3.4e38, "3.4E38")] {
            let table = try batch(narrow, [[.float(Double(value))]])
            #expect(try written("csv", [table], narrow) == text + "\n")
        }
        let values = (0..<2_000).flatMap { _ in
            let near = Double.random(in: -1e7...1e7)
            return [.init(bitPattern: .random(in: 0...0x7FEF_FFFF_FFFF_FFFF)), near, (near * 100).rounded() / 100]
        }
        let text = try written("csv", [try batch(schema, values.map { [.float($0)] })], schema)
        #expect(text.split(separator: "\n").map { Double($0) } == values)
    }

    @Test func `ints of every length`() throws {
        var values = [0, Int.max, Int.min, Int.max - 1, Int.min + 1]
        var unit = 1
        for _ in 0..<18 {
            unit *= 10
            values += [unit, unit - 1, unit + 1, -unit, 1 - unit, unit / 2, unit / 10 * 7]
        }
        values += (0..<2_000).map { _ in Int.random(in: .min ... .max) >> Int.random(in: 0...62) }
        #expect(try read(values.map(String.init), "bigint") == values.map(String.init))
        let schema = try columns("a bigint")
        let table = try batch(schema, values.map { [.int($0)] })
        #expect(try written("csv", [table], schema) == values.map { "\($0)\n" }.joined())
        let none = [
            "", "-", "+", "1 ", " 1", "1a", "a1", "12345678x", "x2345678", "1234567890123456x", "1_0",
            "9223372036854775808",
        ]
        #expect(try read(none, "bigint") == none.map { _ in "NULL" })
    }

    @Test func `every date of ten thousand years`() throws {
        let schema = try columns("d date")
        let days = stride(from: -719_162, through: 2_932_896, by: 397)
        let table = try batch(schema, days.map { [.int($0)] })
        let text = try written("csv", [table], schema)
        #expect(text == days.map { date($0) + "\n" }.joined())
        #expect(try rows("csv", Array(text.utf8), schema) == days.map { date($0) })
        let none = ["2021-02-29", "1900-02-29", "2020-00-01", "2020-01-00", "2020-04-31", "20-01-01", "x"]
        #expect(try read(none, "date") == none.map { _ in "NULL" })
        #expect(
            try read(["2000-02-29", "2020-2-9", "2020", "2020-05"], "date") == [
                "2000-02-29", "2020-02-09", "2020-01-01", "2020-05-01",
            ])
    }

    @Test func `what no int counts is no time`() throws {
        let none = ["9999999-01-01 00:00:00", "-9999999-12-31 00:00:00", "300000-01-01 00:00:00"]
        #expect(try read(none, "timestamp") == none.map { _ in "NULL" })
        let wide = Array("999999 01 01\n".utf8)
        #expect(
            try rows("csv", wide, columns("t timestamp"), ["timestampFormat": "yyyyyy MM dd", "sep": ";"]) == ["NULL"])
        let json = Array("{\"t\":9223372036854775807}\n{\"t\":1}\n".utf8)
        #expect(try rows("json", json, columns("t timestamp")) == ["NULL", "1970-01-01 00:00:01"])
        let schema = try columns("t timestamp, d date")
        let table = try batch(schema, [[.int(.max), .int(.max)], [.int(.min), .int(.min)]])
        for options in [["timeZone": "+01:00"], ["timestampFormat": "yyyy", "dateFormat": "D"], [:]] {
            #expect(try written("csv", [table], schema, options).split(separator: "\n").count == 2)
        }
    }

    @Test func `types are written and read`() {
        for text in [
            "int", "decimal(10,2)", "array<map<string,struct<a:int,`b c`:void>>>", "timestamp_ntz", "struct<>",
            "struct<`a``b`:double>",
        ] {
            #expect(FileType(text).map { "\($0)" } == text)
        }
        #expect(FileType(" ARRAY < Integer > ").map { "\($0)" } == "array<int>")
        #expect(FileType("decimal") == .decimal(precision: 10, scale: 0))
        for text in [
            "", "itn", "decimal(39,2)", "decimal(2,3)", "array<int", "int>", "map<int>", "struct<int>", "int int",
        ] {
            #expect(FileType(text) == nil, "\(text)")
        }
        #expect(FileType(String(repeating: "array<", count: 10_000)) == nil)
    }
}
