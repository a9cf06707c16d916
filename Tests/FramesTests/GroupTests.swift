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

private func table(_ sql: SQLSession, partitions: Int) throws -> DataFrame {
    try sql.frame(
        [
            [.string("a"), .int(1), .float(1.5)], [.string("b"), .int(2), .float(.nan)],
            [.string("a"), .null, .float(2.5)],
            [.null, .int(4), .null], [.string("b"), .int(2), .float(-0.0)], [.null, .int(5), .float(0)],
        ], schema: "k STRING, v INT, d DOUBLE", partitions: partitions)
}

/// Groups, order, rows that are wanted, and joins, over one partition and several.
@Suite struct GroupTests {
    @Test func `many aggregates in one pass`() throws {
        try withSession { (sql: SQLSession) throws in
            for partitions in [1, 4] {
                let frame = try table(sql, partitions: partitions)
                let grouped = try frame.grouped(
                    by: "k",
                    into: ["count(*)", "count(v)", "sum(v)", "avg(v)", "min(v)", "max(d)", "count(DISTINCT v)"])
                #expect(
                    grouped.columns == [
                        "k", "count(1)", "count(v)", "sum(v)", "avg(v)", "min(v)", "max(d)", "count(DISTINCT v)",
                    ])
                let rows = try grouped.sorted(by: "k").collect()
                #expect(rows.map { $0[0] } == [.null, .string("a"), .string("b")])
                #expect(rows[0][1...] == [.int(2), .int(2), .int(9), .float(4.5), .int(4), .float(0), .int(2)])
                #expect(rows[1][1...] == [.int(2), .int(1), .int(1), .float(1), .int(1), .float(2.5), .int(1)])
                #expect(rows[2][1..<6] == [.int(2), .int(2), .int(4), .float(2), .int(2)])
                #expect(rows[2][7] == .int(1))
                if case .float(let most) = rows[2][6] { #expect(most.isNaN) }
            }
        }
    }

    @Test func `one row without rows`() throws {
        try withSession { (sql: SQLSession) throws in
            let none = try table(sql, partitions: 2).filter("v > 100").select("count(*)", "sum(v)", "max(d)")
            #expect(try none.collect() == [[.int(0), .null, .null]])
        }
    }

    @Test func `zeros and NaN are one group each`() throws {
        try withSession { (sql: SQLSession) throws in
            #expect(try table(sql, partitions: 3).select("d").distinct().count() == 5)
            #expect(
                try table(sql, partitions: 3).grouped(by: "d", into: ["count(*) AS n"]).filter("d = 0").collect()[0][1]
                    == .int(2))
        }
    }

    @Test func `order by several keys, each its own way`() throws {
        try withSession { (sql: SQLSession) throws in
            let frame = try table(sql, partitions: 3)
            let rows = try frame.sorted(by: "k DESC NULLS FIRST, v").select("k", "v").collect()
            #expect(
                rows == [
                    [.null, .int(4)], [.null, .int(5)], [.string("b"), .int(2)], [.string("b"), .int(2)],
                    [.string("a"), .null], [.string("a"), .int(1)],
                ])
            #expect(try frame.sorted(by: "v DESC").limit(2).select("v").collect() == [[.int(5)], [.int(4)]])
            #expect(try frame.sorted(by: "v DESC").take(1)[0][1] == .int(5))
            #expect(try frame.limit(4).count() == 4)
        }
    }

    @Test func `joins by equal values and by conditions`() throws {
        try withSession { (sql: SQLSession) throws in
            try table(sql, partitions: 3).createOrReplaceTempView("t")
            try sql.frame(
                [[.string("a"), .int(10)], [.string("c"), .int(30)], [.null, .int(0)]], schema: "k STRING, w INT"
            )
            .createOrReplaceTempView("u")
            #expect(try sql.sql("SELECT v, w FROM t JOIN u USING (k)").count() == 2)
            #expect(try sql.sql("SELECT t.k, w FROM t LEFT JOIN u ON t.k = u.k WHERE w IS NULL").count() == 4)
            #expect(try sql.sql("SELECT * FROM t FULL JOIN u ON t.k = u.k").count() == 8)
            #expect(try sql.sql("SELECT * FROM t SEMI JOIN u ON t.k <=> u.k").count() == 4)
            #expect(try sql.sql("SELECT * FROM t ANTI JOIN u ON t.k = u.k").count() == 4)
            #expect(try sql.sql("SELECT * FROM t, u WHERE t.k = u.k AND v < w").count() == 1)
            #expect(try sql.sql("SELECT * FROM t CROSS JOIN u").count() == 18)
            #expect(try sql.sql("SELECT * FROM t LEFT JOIN u ON v * 5 < w").count() == 7)
            #expect(try sql.sql("SELECT k FROM t INTERSECT SELECT k FROM u").count() == 2)
            #expect(try sql.sql("SELECT k FROM t EXCEPT SELECT k FROM u").count() == 1)
        }
    }

    @Test func `statements group, filter and order their groups`() throws {
        try withSession { (sql: SQLSession) throws in
            try table(sql, partitions: 2).createOrReplaceTempView("t")
            let rows = try sql.sql(
                "SELECT k, sum(v) AS s FROM t WHERE v IS NOT NULL GROUP BY k HAVING count(*) > 1 "
                    + "ORDER BY sum(v) DESC LIMIT 5"
            ).collect()
            #expect(rows == [[.null, .int(9)], [.string("b"), .int(4)]])
            #expect(
                try sql.sql("SELECT DISTINCT k FROM t ORDER BY k").collect() == [
                    [.null], [.string("a")], [.string("b")],
                ])
            #expect(
                try sql.sql("SELECT v + 1 AS x, count(*) FROM t GROUP BY v + 1 ORDER BY 1 DESC").collect()[0][0]
                    == .int(6))
        }
    }
}
