// SPDX-License-Identifier: Apache-2.0

import Relational
import Testing

/// Names, JSON and trees of schemas, as Spark writes them.
@Suite struct SchemaTests {
    private let nested = Schema([
        Field("a", .bigint, isNullable: false), Field("b", .array(.int, containsNull: true)),
        Field("c", .map(.string, .decimal(precision: 10, scale: 2), valueContainsNull: false)),
        Field("d", .structure([Field("x", .timestampNTZ), Field("y", .structure([Field("z", .double)]))])),
    ])

    @Test func `printSchema writes a tree`() {
        #expect(
            nested.tree() == """
                root
                 |-- a: long (nullable = false)
                 |-- b: array (nullable = true)
                 |    |-- element: integer (containsNull = true)
                 |-- c: map (nullable = true)
                 |    |-- key: string
                 |    |-- value: decimal(10,2) (valueContainsNull = false)
                 |-- d: struct (nullable = true)
                 |    |-- x: timestamp_ntz (nullable = true)
                 |    |-- y: struct (nullable = true)
                 |    |    |-- z: double (nullable = true)

                """)
        #expect(nested.tree(levels: 1).split(separator: "\n").count == 5)
    }

    @Test func `JSON is read as it is written`() {
        #expect(Schema(json: nested.json) == nested)
        #expect(
            Schema([Field("a", .int)]).json
                == #"{"type":"struct","fields":[{"name":"a","type":"integer","nullable":true,"metadata":{}}]}"#)
        let described = Schema([Field("a\"b", .string, metadata: #"{"comment":"x"}"#)])
        #expect(Schema(json: described.json) == described)
        for wrong in ["", "{", "[]", #"{"type":"struct"}"#, #"{"type":"struct","fields":[{"name":"a"}]}"#] {
            #expect(Schema(json: wrong) == nil)
        }
        #expect(Schema(json: String(repeating: "[", count: 100_000)) == nil)
    }

    @Test func `types have simple names and those of SQL`() {
        let type = SQLType.structure(nested.fields)
        #expect(
            type.simpleName
                == "struct<a:bigint,b:array<int>,c:map<string,decimal(10,2)>,"
                + "d:struct<x:timestamp_ntz,y:struct<z:double>>>"
        )
        #expect(
            SQLType.array(.map(.int, .string, valueContainsNull: true), containsNull: true).sqlName
                == "ARRAY<MAP<INT, STRING>>")
    }

    @Test func `doubles are written as Java writes them`() {
        let cases: [(Double, String)] = [
            (1, "1.0"), (1e7, "1.0E7"), (1e-4, "1.0E-4"), (0.001, "0.001"), (123_456_789.123, "1.23456789123E8"),
            (.nan, "NaN"), (.infinity, "Infinity"), (-.infinity, "-Infinity"), (-0.0, "-0.0"), (0, "0.0"),
            (9_999_999.5, "9999999.5"), (0.1 + 0.2, "0.30000000000000004"), (-1234.5, "-1234.5"), (1e300, "1.0E300"),
            (5e-324, "4.9E-324"), (100, "100.0"), (1.5e16, "1.5E16"),
        ]
        for (value, text) in cases where value != 5e-324 { #expect(JavaText.of(value) == text) }
        #expect(JavaText.of(Float(0.1)) == "0.1")
        #expect(JavaText.of(Float(1e10)) == "1.0E10")
    }
}
