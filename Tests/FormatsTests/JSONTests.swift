// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Formats
import Testing

@Suite struct JSONTests {
    @Test func `objects are read once whatever the splits and batches`() throws {
        let text =
            "{\"a\":1,\"s\":\"x\\n\\u00e9 long enough\"}\r\n{\"s\":\"y\",\"a\":2}\n\n"
            + "{\"a\":null}\n{\"b\":{\"c\":[1,2]},\"a\":3}"
        let content = Array(text.utf8)
        let schema = try columns("a bigint, s string, b struct<c:array<int>>")
        let whole = try rows("json", content, schema)
        #expect(whole == ["1|x\né long enough|NULL", "2|y|NULL", "NULL|NULL|NULL", "3|NULL|([1,2])"])
        for cut in 1..<content.count {
            #expect(try rows("json", content, schema, cuts: [cut]) == whole, "cut at \(cut)")
        }
        for rowsMax in [1, 2, 3] { #expect(try rows("json", content, schema, rowsMax: rowsMax) == whole) }
        #expect(try rows("json", content, schema, wanted: [2, 0]) == ["NULL|1", "NULL|2", "NULL|NULL", "([1,2])|3"])
        #expect(try rows("json", content, schema, wanted: []) == ["", "", "", ""])
    }

    @Test func `bad records are kept, dropped or fail`() throws {
        let content = Array("{\"a\":1}\nbad\n{\"a\":\"x\"}\n".utf8)
        let schema = try columns("a int, _corrupt_record string")
        #expect(try rows("json", content, schema) == ["1|NULL", "NULL|bad", "NULL|{\"a\":\"x\"}"])
        for wanted in [[0], []] {
            let found = try rows("json", content, try columns("a int"), ["mode": "DROPMALFORMED"], wanted: wanted)
            #expect(found.count == 1)
            #expect(throws: FileError.self) {
                try rows("json", content, try columns("a int"), ["mode": "FAILFAST"], wanted: wanted)
            }
        }
    }

    @Test func `a value of another type alone fails where nothing may be bad`() throws {
        for record in ["{\"a\":\"x\"}", "{\"a\":-0.5}", "{\"a\":{}}", "null", "[{\"a\":1},{\"a\":true}]"] {
            let content = Array("{\"a\":1}\n\(record)\n".utf8)
            for wanted in [[0], []] {
                #expect(throws: FileError.self, "\(record)") {
                    try rows("json", content, try columns("a int"), ["mode": "FAILFAST"], wanted: wanted)
                }
            }
        }
    }

    @Test func `what holds a value of another type is null, as far as the next member of an object`() throws {
        let content = Array(
            "{\"l\":[1,\"x\"],\"m\":{\"k\":1,\"j\":[]},\"u\":[{\"p\":1,\"q\":\"a\"},{\"p\":\"b\"}],\"i\":7}\n".utf8)
        let schema = try columns("l array<int>, m map<string,int>, u array<struct<p:int,q:string>>, i int")
        #expect(try rows("json", content, schema) == ["NULL|NULL|[(1,a),(NULL,NULL)]|7"])
    }

    @Test func `texts without characters say nothing of a type`() throws {
        let content = Array("{\"a\":\"\",\"b\":[\"\",1]}\nnull\n{\"a\":{\"x\":1},\"b\":[2.5]}\n".utf8)
        #expect(try inferred("json", content) == (try columns("a struct<x:bigint>, b array<double>")))
        let times = Array("{\"a\":\"2020-01-01T10:00:00Z\"}\n{\"a\":\"\"}\n".utf8)
        #expect(try inferred("json", times, ["inferTimestamp": "true"]) == (try columns("a timestamp")))
        #expect(try inferred("json", times) == (try columns("a string")))
        let decimals = Array("{\"a\":\"-0.50\",\"b\":0.5}\n{\"a\":\"12\"}\n".utf8)
        #expect(
            try inferred("json", decimals, ["prefersDecimal": "true"])
                == (try columns("a decimal(4,2), b decimal(1,1)")))
    }

    @Test func `the types of all splits are merged`() throws {
        let content = Array("{\"b\":1,\"a\":{\"x\":1}}\n{\"b\":2.5,\"a\":{\"y\":[true]}}\n{\"c\":null}\n".utf8)
        for cut in 1..<content.count {
            let found = try inferred("json", content, cuts: [cut])
            #expect(found == (try columns("a struct<x:bigint,y:array<boolean>>, b double, c string")), "cut at \(cut)")
        }
    }

    @Test func `nesting without end is a bad record`() throws {
        let deep = String(repeating: "[", count: 100_000)
        let content = Array("{\"a\":\(deep)\n{\"a\":2}\n".utf8)
        #expect(try rows("json", content, try columns("a bigint")) == ["NULL", "2"])
        #expect(try rows("json", content, try columns("b bigint")) == ["NULL", "NULL"])
        #expect(try inferred("json", content) == (try columns("_corrupt_record string, a bigint")))
    }

    @Test func `rows are written as Spark writes them`() throws {
        let schema = try columns(
            "i int, s string, d double, b boolean, dd date, t timestamp, n decimal(5,2), y binary, l array<int>, "
                + "m map<string,double>, u struct<p:int,q:string>"
        )
        let nulls = [Scalar](repeating: .null, count: 11)
        let table = try batch(
            schema,
            [
                [
                    .int(1), .string("say \"hi\"\\\n\u{1}é"), .float(1e7), .bool(true), .int(18_263),
                    .int(1_577_934_245_123_000), .int(150), .bytes([0x68, 0x69]), .list([.int(1), .null]),
                    .map([Scalar.Entry(key: .string("k"), value: .float(.nan))]), .tuple([.null, .string("z")]),
                ], nulls,
            ])
        #expect(
            try written("json", [table], schema)
                == "{\"i\":1,\"s\":\"say \\\"hi\\\"\\\\\\n\\u0001é\",\"d\":1.0E7,\"b\":true,\"dd\":\"2020-01-02\","
                + "\"t\":\"2020-01-02T03:04:05.123Z\",\"n\":1.50,\"y\":\"aGk=\",\"l\":[1,null],\"m\":{\"k\":\"NaN\"},"
                + "\"u\":{\"q\":\"z\"}}\n{}\n")
        let small = try batch(try columns("a int"), [[.null]])
        #expect(try written("json", [small], try columns("a int"), ["ignoreNullFields": "false"]) == "{\"a\":null}\n")
    }

    @Test func `what is written is read again`() throws {
        let schema = try columns(
            "s string, d double, f float, t timestamp, y binary, l array<string>, u struct<p:bigint,q:date>")
        let table = try batch(
            schema,
            (0..<200).map { number in
                [
                    .string("\"\\\t\(number)\u{8}😀"), .float(Double(number) / 7), .float(Double(Float(number) / 3)),
                    .int(number * 86_400_123_457), .bytes((0..<number % 7).map { UInt8($0 * 40) }),
                    .list([.string("é"), .null]), .tuple([.int(-number), .int(number)]),
                ]
            })
        let content = Array(try written("json", [table], schema).utf8)
        let expected = (0..<table.count).map { row in
            schema.indices.map { shown(table.children[$0], row, schema[$0].type) }.joined(separator: "|")
        }
        #expect(try rows("json", content, schema) == expected)
        #expect(try rows("json", content, schema, ["multiLine": "true"]) == expected)
    }
}
