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

/// (k, v, d): two partitions by k with peers, and a null order value.
private func withView(_ body: (SQLSession) throws -> Void) throws {
    try withSession { (sql: SQLSession) throws in
        for partitions in [1, 3] {
            try sql.frame(
                [
                    [.string("a"), .int(1), .float(1)], [.string("b"), .int(5), .float(0.5)],
                    [.string("a"), .int(2), .float(2)], [.string("a"), .int(2), .float(3)],
                    [.string("b"), .null, .float(4)], [.string("a"), .int(4), .float(4)],
                    [.string("b"), .int(7), .float(1.5)],
                ], schema: "k STRING, v INT, d DOUBLE", partitions: partitions
            ).createOrReplaceTempView("t")
            try body(sql)
        }
    }
}

/// Functions over windows, by SQL text.
@Suite struct WindowFrameTests {
    private func check(_ query: String, _ expected: [[Scalar]]) throws {
        try withView { (sql: SQLSession) throws in
            #expect(try sql.sql(query).collect() == expected, "\(query)")
        }
    }

    private func ints(_ values: [Int?]) -> [[Scalar]] { values.map { [$0.map { .int($0) } ?? .null] } }

    @Test func `places in the order`() throws {
        try check(
            """
            SELECT row_number() OVER w, rank() OVER w, dense_rank() OVER w, ntile(2) OVER w, percent_rank() OVER w,
                cume_dist() OVER w
            FROM t WINDOW w AS (PARTITION BY k ORDER BY v) ORDER BY k, v, d
            """,
            [
                [.int(1), .int(1), .int(1), .int(1), .float(0), .float(0.25)],
                [.int(2), .int(2), .int(2), .int(1), .float(1.0 / 3), .float(0.75)],
                [.int(3), .int(2), .int(2), .int(2), .float(1.0 / 3), .float(0.75)],
                [.int(4), .int(4), .int(3), .int(2), .float(1), .float(1)],
                [.int(1), .int(1), .int(1), .int(1), .float(0), .float(1.0 / 3)],
                [.int(2), .int(2), .int(2), .int(1), .float(0.5), .float(2.0 / 3)],
                [.int(3), .int(3), .int(3), .int(2), .float(1), .float(1)],
            ])
    }

    @Test func `the frame is up to the peers with an order, and all without`() throws {
        try check(
            "SELECT sum(v) OVER (PARTITION BY k ORDER BY v) FROM t ORDER BY k, v, d", ints([1, 5, 5, 9, nil, 5, 12]))
        try check("SELECT sum(v) OVER (PARTITION BY k) FROM t ORDER BY k, v, d", ints([9, 9, 9, 9, 12, 12, 12]))
        try check("SELECT count(*) OVER () FROM t ORDER BY k, v, d", ints([7, 7, 7, 7, 7, 7, 7]))
        try check(
            "SELECT last_value(v) OVER (PARTITION BY k ORDER BY v) FROM t ORDER BY k, v, d",
            ints([1, 2, 2, 4, nil, 5, 7]))
    }

    @Test func `frames of rows`() throws {
        try check(
            """
            SELECT sum(v) OVER (PARTITION BY k ORDER BY v, d ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING)
            FROM t ORDER BY k, v, d
            """, ints([3, 5, 8, 6, 5, 12, 12]))
        try check(
            "SELECT sum(v) OVER (PARTITION BY k ORDER BY v, d ROWS UNBOUNDED PRECEDING) FROM t ORDER BY k, v, d",
            ints([1, 3, 5, 9, nil, 5, 12]))
        try check(
            """
            SELECT max(v) OVER (PARTITION BY k ORDER BY v, d ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING),
                count(v) OVER (PARTITION BY k ORDER BY v, d ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING),
                first_value(v) OVER (PARTITION BY k ORDER BY v, d ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
            FROM t ORDER BY k, v, d
            """,
            [
                [.int(4), .int(2), .int(1)], [.int(4), .int(1), .int(1)], [.int(4), .int(0), .int(2)],
                [.int(4), .int(0), .int(2)], [.int(7), .int(1), .null], [.int(7), .int(0), .null],
                [.int(7), .int(0), .int(5)],
            ])
    }

    @Test func `frames of values`() throws {
        try check(
            """
            SELECT sum(v) OVER (PARTITION BY k ORDER BY v RANGE BETWEEN 1 PRECEDING AND CURRENT ROW)
            FROM t ORDER BY k, v, d
            """, ints([1, 5, 5, 4, nil, 5, 7]))
        try check(
            """
            SELECT count(*) OVER (PARTITION BY k ORDER BY v DESC RANGE BETWEEN 2 PRECEDING AND 1 FOLLOWING)
            FROM t ORDER BY k, v, d
            """, ints([3, 4, 4, 1, 1, 2, 1]))
    }

    @Test func `values of other rows`() throws {
        try check(
            """
            SELECT lag(v) OVER w, lead(v, 2, -1) OVER w, nth_value(v, 2) OVER w, lag(v) IGNORE NULLS OVER w
            FROM t WINDOW w AS (PARTITION BY k ORDER BY v, d) ORDER BY k, v, d
            """,
            [
                [.null, .int(2), .null, .null], [.int(1), .int(4), .int(2), .int(1)],
                [.int(2), .int(-1), .int(2), .int(2)], [.int(2), .int(-1), .int(2), .int(2)],
                [.null, .int(7), .null, .null], [.null, .int(-1), .int(5), .null],
                [.int(5), .int(-1), .int(5), .int(5)],
            ])
    }

    @Test func `over groups, in order by, and in qualify`() throws {
        try check(
            "SELECT k, sum(sum(v)) OVER (ORDER BY k) FROM t GROUP BY k ORDER BY k",
            [[.string("a"), .int(9)], [.string("b"), .int(21)]])
        try check(
            "SELECT k, v FROM t QUALIFY row_number() OVER (PARTITION BY k ORDER BY v DESC) = 1 ORDER BY k",
            [[.string("a"), .int(4)], [.string("b"), .int(7)]])
        try check(
            "SELECT k, v FROM t ORDER BY count(*) OVER (PARTITION BY k), v DESC LIMIT 2",
            [[.string("b"), .int(7)], [.string("b"), .int(5)]])
        try check(
            "SELECT avg(CAST(v AS DECIMAL(4,1))) OVER (PARTITION BY k) * 2 FROM t WHERE k = 'a' LIMIT 1",
            [[.int(450_000)]])
    }

    @Test func `names and refusals`() throws {
        try withView { (sql: SQLSession) throws in
            let named = try sql.sql(
                """
                SELECT sum(v) OVER (PARTITION BY k ORDER BY v), lag(v) OVER (ORDER BY v DESC), rank() OVER (ORDER BY k),
                    count(1) OVER (PARTITION BY k)
                FROM t
                """)
            #expect(
                named.columns == [
                    "sum(v) OVER (PARTITION BY k ORDER BY v ASC NULLS FIRST RANGE BETWEEN UNBOUNDED PRECEDING AND "
                        + "CURRENT ROW)",
                    "lag(v, 1, NULL) OVER (ORDER BY v DESC NULLS LAST ROWS BETWEEN -1 FOLLOWING AND -1 FOLLOWING)",
                    "RANK() OVER (ORDER BY k ASC NULLS FIRST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)",
                    "count(1) OVER (PARTITION BY k ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)",
                ])
            for (query, condition) in [
                ("SELECT row_number() FROM t", "WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE"),
                ("SELECT rank() OVER (PARTITION BY k) FROM t", "WINDOW_FUNCTION_FRAME_NOT_ORDERED"),
                ("SELECT upper(k) OVER (ORDER BY v) FROM t", "UNSUPPORTED_EXPR_FOR_WINDOW"),
                ("SELECT count(DISTINCT v) OVER (PARTITION BY k) FROM t", "DISTINCT_WINDOW_FUNCTION_UNSUPPORTED"),
                ("SELECT v FROM t WHERE rank() OVER (ORDER BY v) = 1", "INVALID_WHERE_CONDITION"),
            ] {
                #expect {
                    _ = try sql.sql(query)
                } throws: { error in
                    (error as? MartletError)?.sqlError?.condition == condition
                }
            }
        }
    }
}
