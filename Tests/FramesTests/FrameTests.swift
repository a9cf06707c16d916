// SPDX-License-Identifier: Apache-2.0

import Columnar
import Frames
import Martlet
import Relational
import Testing

private func withSession(_ body: (SQLSession) throws -> Void) throws {
    for batchRows in [1, 3, 0] {
        var options = SessionOptions(master: "local[2]")
        options.batchRows = batchRows
        let session = try Session(options)
        defer { session.stop() }
        try body(SQLSession(session))
    }
}

/// The one value of an expression, by the engine.
private func value(_ text: String, _ sql: SQLSession) throws -> Scalar {
    try sql.range(0..<1).select("id AS row").select(text).collect()[0][0]
}

/// Queries by tasks on two threads, in batches of one, three and many rows.
@Suite struct FrameTests {
    @Test func `a query goes through all layers`() throws {
        try withSession { (sql: SQLSession) throws in
            let frame = try sql.range(0..<10, partitions: 3).select("id * 2 AS x").filter("x > 4")
            #expect(
                try frame.shown(3) == """
                    +---+
                    |  x|
                    +---+
                    |  6|
                    |  8|
                    | 10|
                    +---+
                    only showing top 3 rows
                    """)
            #expect(try frame.count() == 7)
            #expect(try frame.collect() == [6, 8, 10, 12, 14, 16, 18].map { [.int($0)] })
        }
    }

    @Test func `nulls are told from values`() throws {
        try withSession { (sql: SQLSession) throws in
            let rows = try sql.frame(
                [[.int(1), .string("a")], [.null, .string("b")], [.int(3), .null]], schema: "a INT, b STRING",
                partitions: 2)
            #expect(try rows.filter("a > 1").count() == 1)
            #expect(try rows.filter("NOT (a > 1)").count() == 1)
            #expect(try rows.filter("a > 1 OR b = 'b'").count() == 2)
            #expect(try rows.filter("a IS NULL AND b IS NOT NULL").count() == 1)
            #expect(try rows.select("a > 1 AND b = 'x'").collect() == [[.bool(false)], [.bool(false)], [.null]])
            #expect(try rows.select("a > 1 OR b = 'b'").collect() == [[.bool(false)], [.bool(true)], [.bool(true)]])
            #expect(
                try rows.select("coalesce(a, 0)", "upper(b)").collect()
                    == [[.int(1), .string("A")], [.int(0), .string("B")], [.int(3), .null]])
            #expect(try rows.filter("a NOT IN (1, NULL)").count() == 0)
            #expect(try rows.filter("a <=> NULL").count() == 1)
        }
    }

    @Test func `expressions have Spark's values`() throws {
        let cases: [(String, Scalar)] = [
            ("7 / 2", .float(3.5)), ("-7 div 2", .int(-3)), ("-7 % 2", .int(-1)), ("pmod(-7, 2)", .int(1)),
            ("1 = 1.0", .bool(true)), ("'1' + 1", .int(2)), ("'10' > 9", .bool(true)), ("'10' > '9'", .bool(false)),
            ("NULL AND FALSE", .bool(false)), ("NULL OR TRUE", .bool(true)), ("1 IN (2, NULL)", .null),
            ("round(2.5D)", .float(3)), ("round(-2.5D)", .float(-3)), ("round(2.675D, 2)", .float(2.68)),
            ("floor(1.5D)", .int(1)), ("ceil(-1.5D)", .int(-1)), ("ln(0D)", .null), ("length('straße')", .int(6)),
            ("substring('hello', 0, 2)", .string("he")), ("substring('hello', -3, 2)", .string("ll")),
            ("substring('hello', -10, 7)", .string("he")), ("instr('hello', 'l')", .int(3)),
            ("lpad('abc', 2)", .string("ab")), ("lpad('abc', 5, 'xy')", .string("xyabc")),
            ("concat_ws('-', 'a', NULL, 'b')", .string("a-b")), ("concat('a', 1)", .string("a1")),
            ("CASE WHEN 1 > 2 THEN 'a' WHEN NULL THEN 'b' ELSE 'c' END", .string("c")),
            ("greatest(1, NULL, 3)", .int(3)), ("least(2D, 'NaN')", .float(2)), ("nullif(1, 1)", .null),
            ("year(DATE '2024-02-29')", .int(2024)), ("month(DATE '1969-12-31')", .int(12)),
            ("day(DATE '1900-03-01')", .int(1)), ("dayofweek(DATE '2024-03-03')", .int(1)),
            ("dayofyear(DATE '2024-12-31')", .int(366)), ("dayofyear(DATE '2023-02-28')", .int(59)),
            ("datediff(DATE '2024-03-01', DATE '2024-02-01')", .int(29)),
            ("split('a,b,,', ',')", .list(["a", "b", "", ""].map { .string($0) })),
            ("array(1, 2)[1]", .int(2)), ("size(array(1, 2, 3))", .int(3)), ("named_struct('a', 1).a", .int(1)),
            ("'abc' LIKE 'a%'", .bool(true)), ("'abc' LIKE '%b%'", .bool(true)), ("CAST(3.7D AS INT)", .int(3)),
            ("CAST('12' AS INT)", .int(12)), ("CAST(1.25 AS DECIMAL(3,1))", .int(13)), ("0.1 + 0.2 = 0.3", .bool(true)),
            ("if(true, 1, 2)", .int(1)),
            ("CAST(1e7 AS STRING)", .string("1.0E7")), ("CAST(1.50 AS STRING)", .string("1.50")),
            ("CAST(DATE '2024-02-29' AS STRING)", .string("2024-02-29")), ("CAST('2020-1-2' AS DATE)", .int(18263)),
            ("add_months(DATE '2024-01-31', 1)", .int(19782)), ("last_day(DATE '2023-02-03')", .int(19416)),
            ("CAST('1.5' AS DECIMAL(5,2)) * 2", .int(300)), ("1.0 / 3", .int(333333)),
            ("'a_c' LIKE 'a\\\\_c'", .bool(true)),
            ("'abc' LIKE '_b%'", .bool(true)), ("trim('  x ')", .string("x")), ("try_divide(1, 0)", .null),
            ("TRY_CAST('x' AS INT)", .null), ("hour(TIMESTAMP '2024-01-01 13:05:07')", .int(13)),
            ("date_add(DATE '2024-02-28', 2)", .int(19783)), ("0.1f + 0.2f", .float(Double(Float(0.1) + Float(0.2)))),
            ("isnan(CAST('NaN' AS DOUBLE))", .bool(true)),
        ]
        try withSession { (sql: SQLSession) throws in
            for (text, wanted) in cases {
                do {
                    #expect(try value(text, sql) == wanted, "\(text)")
                } catch { Issue.record("\(text): \(error)") }
            }
        }
    }

    @Test func `what has no value fails with its condition`() throws {
        try withSession { (sql: SQLSession) throws in
            for (text, condition) in [
                ("1 / (id - id)", "DIVIDE_BY_ZERO"), ("1 % (id - id)", "REMAINDER_BY_ZERO"),
                ("CAST(id + 2147483647 AS INT) + 1", "ARITHMETIC_OVERFLOW"),
                ("CAST(id + 3000000000 AS INT)", "CAST_OVERFLOW"),
                ("array(1)[5]", "INVALID_ARRAY_INDEX"),
            ] {
                do {
                    _ = try sql.range(0..<1).select(text).collect()
                    Issue.record("\(text) has a value")
                } catch { #expect("\(error)".contains(condition), "\(text): \(error)") }
            }
            // The left side guards the right one.
            #expect(try sql.range(0..<3).filter("id <> 0 AND 6 / id > 2").count() == 2)
            #expect(try sql.range(0..<3).select("CASE WHEN id = 0 THEN 0 ELSE 6 / id END").count() == 3)
        }
    }

    @Test func `views are queried by name`() throws {
        try withSession { (sql: SQLSession) throws in
            try sql.range(0..<5).createOrReplaceTempView("numbers")
            let frame = try sql.sql("SELECT n.id, id + 1 AS next FROM numbers n WHERE id >= 3")
            #expect(frame.columns == ["id", "next"])
            #expect(try frame.collect() == [[.int(3), .int(4)], [.int(4), .int(5)]])
            #expect(try sql.sql("SELECT * FROM numbers UNION ALL SELECT id * 10 FROM numbers").count() == 10)
        }
    }

    @Test func `only columns that are asked for are carried`() throws {
        try withSession { (sql: SQLSession) throws in
            let frame = try sql.range(0..<4).select("id", "1 / (id - 2) AS fails").select("id")
            #expect(try frame.collect().count == 4)
            #expect(try sql.range(0..<4).select("1 / (id - 2) AS fails", "id").count() == 4)
        }
    }
}
