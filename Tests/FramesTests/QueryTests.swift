// SPDX-License-Identifier: Apache-2.0

import Columnar
import Frames
import Martlet
import Testing

/// Queries within queries, and what SELECT may have around it, by SQL text.
@Suite struct QueryTests {
    private func withTables(_ body: (SQLSession) throws -> Void) throws {
        for batchRows in [1, 0] {
            var options = SessionOptions(master: "local[2]")
            options.batchRows = batchRows
            let session = try Session(options)
            defer { session.stop() }
            let sql = SQLSession(session)
            try sql.frame(
                [
                    [.int(1), .string("a"), .int(10)], [.int(2), .string("a"), .int(20)],
                    [.int(3), .string("b"), .int(30)], [.int(4), .string("c"), .null], [.null, .string("c"), .int(5)],
                ], schema: "id INT, k STRING, v INT", partitions: 2
            ).createOrReplaceTempView("t")
            try sql.frame(
                [[.int(1), .int(7)], [.int(1), .int(9)], [.int(3), .int(30)]], schema: "id INT, w INT", partitions: 2
            ).createOrReplaceTempView("u")
            try sql.frame([[.int(1)], [.null]], schema: "n INT", partitions: 1).createOrReplaceTempView("nulls")
            try body(sql)
        }
    }

    private func check(_ query: String, _ expected: [[Scalar]]) throws {
        try withTables { (sql: SQLSession) throws in
            #expect(try sql.sql(query).collect() == expected, "\(query)")
        }
    }

    private func ids(_ values: Int?...) -> [[Scalar]] { values.map { [$0.map { .int($0) } ?? .null] } }

    @Test func `queries by name`() throws {
        try check(
            "WITH a AS (SELECT id FROM t WHERE v > 5), b(x) AS (SELECT id + 1 FROM a) SELECT x FROM b ORDER BY x",
            ids(2, 3, 4))
        try check("WITH a AS (SELECT 1 AS x) SELECT l.x + r.x FROM a l JOIN a r ON l.x = r.x", ids(2))
        try check("SELECT s FROM (SELECT sum(v) AS s FROM t) q", ids(65))
    }

    @Test func `exists and in`() throws {
        try check("SELECT id FROM t WHERE EXISTS (SELECT * FROM u WHERE u.id = t.id) ORDER BY id", ids(1, 3))
        try check("SELECT id FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.id = t.id) ORDER BY id", ids(nil, 2, 4))
        try check("SELECT id FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.id = t.id AND u.w > t.v)", [])
        try check("SELECT id FROM t WHERE id IN (SELECT id FROM u) ORDER BY id", ids(1, 3))
        try check("SELECT id FROM t WHERE id NOT IN (SELECT id FROM u) ORDER BY id", ids(2, 4))
        // One null among them, and nothing is known not to be there.
        try check("SELECT id FROM t WHERE id NOT IN (SELECT n FROM nulls)", [])
        try check(
            "SELECT id FROM t WHERE id NOT IN (SELECT n FROM nulls WHERE n > 5) ORDER BY id", ids(nil, 1, 2, 3, 4))
        try check("SELECT id FROM t WHERE (id, v) IN (SELECT id, w FROM u)", ids(3))
        try check(
            "SELECT id FROM t WHERE v NOT IN (SELECT w FROM u WHERE u.id = t.id) ORDER BY id", ids(nil, 1, 2, 4))
        try check("SELECT a.id FROM t a WHERE EXISTS (SELECT 1 FROM t b WHERE b.k = a.k AND b.id > a.id)", ids(1))
    }

    @Test func `asked within other expressions`() throws {
        try check(
            "SELECT id FROM t WHERE id = 2 OR EXISTS (SELECT 1 FROM u WHERE u.id = t.id) ORDER BY id", ids(1, 2, 3))
        try check(
            "SELECT id, id IN (SELECT n FROM nulls) FROM t WHERE v IS NOT NULL ORDER BY id",
            [[.null, .null], [.int(1), .bool(true)], [.int(2), .null], [.int(3), .null]])
        try check("SELECT EXISTS (SELECT 1 FROM u WHERE w > 100)", [[.bool(false)]])
    }

    @Test func `one value`() throws {
        try check("SELECT id FROM t WHERE v > (SELECT avg(v) FROM t) ORDER BY id", ids(2, 3))
        try check(
            "SELECT id FROM t WHERE v = (SELECT max(w) FROM u WHERE u.id = t.id)", ids(3))
        try check(
            "SELECT id, (SELECT count(*) FROM u WHERE u.id = t.id) FROM t WHERE id IS NOT NULL ORDER BY id",
            [[.int(1), .int(2)], [.int(2), .int(0)], [.int(3), .int(1)], [.int(4), .int(0)]])
        try check("SELECT (SELECT w FROM u WHERE id = 3)", ids(30))
        try check("SELECT (SELECT w FROM u WHERE id = 99)", ids(nil))
        try withTables { (sql: SQLSession) throws in
            let several = try sql.sql("SELECT (SELECT w FROM u)")
            #expect {
                _ = try several.collect()
            } throws: { "\($0)".contains("SCALAR_SUBQUERY_TOO_MANY_ROWS") }
        }
    }

    @Test func `limits, values and no source`() throws {
        try check("SELECT id FROM t ORDER BY id OFFSET 3", ids(3, 4))
        try check("SELECT id FROM t ORDER BY id LIMIT 2 OFFSET 1", ids(1, 2))
        try check("SELECT * FROM VALUES (1, 'x'), (2, NULL) AS v(a, b)", [[.int(1), .string("x")], [.int(2), .null]])
        try check("VALUES (1), (2.5)", [[.int(10)], [.int(25)]])
        try check("SELECT 1 + 1", ids(2))
        try check("SELECT count(*) FROM range(10) OFFSET 1", [])
        try check("SELECT 1 AS a UNION ALL SELECT 3 UNION ALL SELECT 2 ORDER BY 1 DESC LIMIT 2", ids(3, 2))
    }

    @Test func `equal rows are counted`() throws {
        try check(
            "SELECT * FROM VALUES (1), (1), (NULL), (NULL), (2) EXCEPT ALL SELECT * FROM VALUES (1), (NULL) ORDER BY 1",
            ids(nil, 1, 2))
        try check(
            "SELECT * FROM VALUES (1), (1), (1), (2) INTERSECT ALL SELECT * FROM VALUES (1), (1), (3) ORDER BY 1",
            ids(1, 1))
    }

    @Test func `several sets of keys`() throws {
        try check(
            "SELECT k, count(*), grouping(k) FROM t GROUP BY ROLLUP(k) ORDER BY grouping(k), k",
            [
                [.string("a"), .int(2), .int(0)], [.string("b"), .int(1), .int(0)], [.string("c"), .int(2), .int(0)],
                [.null, .int(5), .int(1)],
            ])
        try check(
            """
            SELECT k, id, sum(v), grouping_id() FROM t WHERE id < 3 GROUP BY CUBE(k, id)
            ORDER BY grouping_id(), k, id
            """,
            [
                [.string("a"), .int(1), .int(10), .int(0)], [.string("a"), .int(2), .int(20), .int(0)],
                [.string("a"), .null, .int(30), .int(1)], [.null, .int(1), .int(10), .int(2)],
                [.null, .int(2), .int(20), .int(2)], [.null, .null, .int(30), .int(3)],
            ])
        try check(
            "SELECT k, sum(v) FROM t WHERE id < 4 GROUP BY GROUPING SETS ((k), ()) ORDER BY k NULLS LAST",
            [[.string("a"), .int(30)], [.string("b"), .int(30)], [.null, .int(60)]])
        try check("SELECT k, sum(v) AS s FROM t GROUP BY ALL ORDER BY k LIMIT 1", [[.string("a"), .int(30)]])
        try check(
            "SELECT k, count(*) FILTER (WHERE v > 15) FROM t GROUP BY 1 HAVING count(*) > 1 ORDER BY 1",
            [[.string("a"), .int(1)], [.string("c"), .int(0)]])
    }

    @Test func `rows of one row`() throws {
        try check("SELECT explode(array(1, 2))", ids(1, 2))
        try check(
            "SELECT id, pos, x FROM t LATERAL VIEW posexplode(array(id, v)) q AS pos, x WHERE id < 3 ORDER BY id, pos",
            [
                [.int(1), .int(0), .int(1)], [.int(1), .int(1), .int(10)], [.int(2), .int(0), .int(2)],
                [.int(2), .int(1), .int(20)],
            ])
        try check(
            "SELECT posexplode_outer(CAST(NULL AS ARRAY<INT>))", [[.null, .null]])
        try check(
            "SELECT * FROM (SELECT 1 AS id) LATERAL VIEW OUTER explode(CAST(array() AS ARRAY<INT>)) AS x",
            [[.int(1), .null]])
        try check("SELECT inline(array(struct(1 AS a, 'x' AS b)))", [[.int(1), .string("x")]])
    }

    @Test func `columns of rows, and rows of columns`() throws {
        try check(
            """
            SELECT * FROM (SELECT k, id % 2 AS odd, v FROM t WHERE id IS NOT NULL)
            PIVOT (sum(v) FOR odd IN (0 AS even, 1 AS odd)) ORDER BY k
            """,
            [
                [.string("a"), .int(20), .int(10)], [.string("b"), .null, .int(30)], [.string("c"), .null, .null],
            ])
        try check(
            "SELECT * FROM (SELECT id, v FROM t WHERE id < 3) UNPIVOT (x FOR name IN (v)) ORDER BY id",
            [[.int(1), .string("v"), .int(10)], [.int(2), .string("v"), .int(20)]])
    }

    @Test func `partitions by values`() throws {
        try withTables { (sql: SQLSession) throws in
            let rows = try sql.sql("SELECT k, v FROM t DISTRIBUTE BY k SORT BY v").collect()
            #expect(rows.count == 5)
            #expect(rows.filter { $0[0] == .string("a") } == [[.string("a"), .int(10)], [.string("a"), .int(20)]])
        }
    }
}
