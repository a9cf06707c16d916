// SPDX-License-Identifier: Apache-2.0

import Columnar
import Relational
import Testing
import Values

/// What `show` prints, byte for byte.
@Suite struct ShowTextTests {
    private let schema = Schema([Field("id", .bigint), Field("name", .string), Field("v", .double)])
    private let rows: [[Scalar]] = [
        [.int(1), .string("abcdefghijklmnopqrstuvwxyz"), .float(0.5)], [.null, .string("漢字"), .float(1e10)],
    ]

    private func text(_ truncate: Int, more: Bool = false, vertical: Bool = false) -> String {
        ShowText(schema: schema, truncate: truncate, zone: .utc).table(rows, hasMore: more, isVertical: vertical)
    }

    @Test func `cells stand to the right and are cut`() {
        #expect(
            text(20) == """
                +----+--------------------+------+
                |  id|                name|     v|
                +----+--------------------+------+
                |   1|abcdefghijklmnopq...|   0.5|
                |NULL|                漢字|1.0E10|
                +----+--------------------+------+

                """)
        #expect(text(20, more: true).hasSuffix("+------+\nonly showing top 2 rows"))
    }

    @Test func `whole cells stand to the left`() {
        #expect(
            text(0) == """
                +----+--------------------------+------+
                |id  |name                      |v     |
                +----+--------------------------+------+
                |1   |abcdefghijklmnopqrstuvwxyz|0.5   |
                |NULL|漢字                      |1.0E10|
                +----+--------------------------+------+

                """)
        #expect(text(3).contains("|  1| abc|0.5|"))
    }

    @Test func `records stand below each other`() {
        #expect(
            text(20, vertical: true) == """
                -RECORD 0--------------------
                 id   | 1                    
                 name | abcdefghijklmnopq... 
                 v    | 0.5                  
                -RECORD 1--------------------
                 id   | NULL                 
                 name | 漢字                 
                 v    | 1.0E10               

                """)
    }

    @Test func `values within values are written as they are`() {
        let type = SQLType.structure([
            Field("a", .array(.int, containsNull: true)), Field("m", .map(.string, .boolean, valueContainsNull: true)),
            Field("d", .date), Field("t", .timestamp), Field("n", .decimal(precision: 5, scale: 2)),
            Field("b", .binary),
        ])
        let value = Scalar.tuple([
            .list([.int(1), .null]), .map([.init(key: .string("k"), value: .bool(true))]), .int(-1), .int(1_500_000),
            .int(-5), .bytes([1, 171]),
        ])
        #expect(
            ValueText.of(value, type, zone: .utc)
                == "{[1, NULL], {k -> true}, 1969-12-31, 1970-01-01 00:00:01.5, -0.05, [01 AB]}")
    }
}
