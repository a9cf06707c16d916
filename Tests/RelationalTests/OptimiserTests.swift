// SPDX-License-Identifier: Apache-2.0

import Columnar
import Relational
import SQLText
import Testing

/// Rows of which only the number and spans are known.
private final class Counted: RowSource {
    let description = "Counted"
    let statistics: SourceStatistics?

    init(_ rows: Double, _ spans: [String: ClosedRange<Int>]) {
        statistics = SourceStatistics(rowCount: rows, spans: spans)
    }
}

private let averages = "SELECT l_part AS k, avg(price) AS mean FROM lines GROUP BY l_part"
private let average = "SELECT avg(price) FROM lines WHERE l_part = part"

/// What the optimiser makes of relations, without running them.
@Suite struct OptimiserTests {
    private let tables: [String: Relation]

    init() {
        func table(_ rows: Double, _ columns: [(String, SQLType)], _ spans: [String: ClosedRange<Int>]) -> Relation {
            Relation(
                .rows(Counted(rows, spans)), columns.map { Attribute($0.0, $0.1, isNullable: true) })
        }
        tables = [
            "lines": table(
                6_000_000, [("l_order", .bigint), ("l_part", .bigint), ("price", .int)],
                ["l_order": 1...6_000_000, "l_part": 1...200_000, "price": 1...100]),
            "orders": table(
                1_500_000, [("o_order", .bigint), ("o_buyer", .bigint), ("day", .date)],
                ["o_order": 1...6_000_000, "o_buyer": 1...150_000, "day": 8_000...10_500]),
            "buyers": table(
                150_000, [("buyer", .bigint), ("segment", .string)], ["buyer": 1...150_000]),
            "parts": table(200_000, [("part", .bigint), ("brand", .string)], ["part": 1...200_000]),
        ]
    }

    private func optimised(_ text: String) throws -> Relation {
        let tables = tables
        let analyser = Analyser(settings: SQLSettings(), frame: { _ in nil }, named: { tables[$0[0]] })
        return Optimiser.optimised(try analyser.analyse(SQLParser.query(text))) { value(of: $0) }
    }

    /// Of equalities of texts.
    private func value(of expression: Expression) -> Scalar? {
        guard case .call(.equal, let sides, _) = expression.kind, case .literal(.string(let one)) = sides[0].kind,
            case .literal(.string(let two)) = sides[1].kind
        else { return nil }
        return .bool(one == two)
    }

    /// The sources below, from the left.
    private func sources(_ relation: Relation) -> [String] {
        if case .rows = relation.kind { return [relation.output[0].name] }
        return relation.inputs.flatMap { sources($0) }
    }

    private func all(_ relation: Relation, _ test: (Relation) -> Bool) -> [Relation] {
        (test(relation) ? [relation] : []) + relation.inputs.flatMap { all($0, test) }
    }

    private func filters(_ relation: Relation) -> [Relation] {
        all(relation) { if case .filter = $0.kind { true } else { false } }
    }

    @Test func `conditions stand above their sources`() throws {
        let found = try optimised(
            """
            SELECT * FROM (SELECT o_order AS k, day FROM orders) o JOIN lines ON k = l_order
            WHERE day < DATE '1995-01-01' AND price > 5
            """)
        #expect(filters(found).count == 2)
        for filter in filters(found) { #expect(sources(filter).count == 1 && filter.inputs[0].inputs.isEmpty) }
    }

    @Test func `no product is made of what is connected`() throws {
        let found = try optimised(
            """
            SELECT count(*) FROM buyers, parts, lines, orders
            WHERE segment = 'x' AND brand = 'y' AND buyer = o_buyer AND o_order = l_order AND l_part = part
            """)
        let joins = all(found) { if case .join = $0.kind { true } else { false } }
        #expect(joins.count == 3)
        for join in joins {
            guard case .join(_, _, .inner, let condition) = join.kind else {
                Issue.record("\(join.explanation)")
                continue
            }
            #expect(condition != nil)
        }
        // The large one goes by, the small ones are on the right.
        #expect(sources(found).first == "l_order")
    }

    @Test func `alternatives lend what they share`() throws {
        let found = try optimised(
            """
            SELECT count(*) FROM lines, parts
            WHERE (l_part = part AND brand = 'a' AND price < 10) OR (l_part = part AND brand = 'b' AND price < 20)
            """)
        let joins = all(found) { if case .join = $0.kind { true } else { false } }
        guard joins.count == 1, case .join(_, _, _, let condition?) = joins[0].kind else {
            Issue.record("\(found.explanation)")
            return
        }
        #expect(condition.conjuncts.count == 2)
        // Each side keeps only what one of the alternatives may want.
        #expect(filters(found).count == 2)
    }

    @Test func `groups that a condition on their sum leaves are few`() throws {
        func found(_ condition: String) throws -> [String] {
            let relation = try optimised(
                """
                SELECT segment, sum(price) FROM buyers, orders, lines
                WHERE o_order IN (SELECT l_order FROM lines GROUP BY l_order HAVING \(condition))
                    AND buyer = o_buyer AND o_order = l_order
                GROUP BY segment
                """)
            let semi = all(relation) { if case .join(_, _, .semi, _) = $0.kind { true } else { false } }
            return semi.flatMap { sources($0.inputs[0]) }
        }
        // Sums of few numbers up to 100 that are beyond 1,000 are few: the semi join is done first.
        #expect(try found("sum(price) > 1000L") == ["o_order"])
        #expect(try found("1000L < sum(price)") == ["o_order"])
        #expect(try found("count(*) >= 50L") == ["o_order"])
        // Of these nearly all are left.
        #expect(try found("sum(price) > 1L") != ["o_order"])
        #expect(try found("sum(price) < 1000L") != ["o_order"])
    }

    @Test func `an outer join whose nulls are refused is an inner one`() throws {
        let join = "SELECT * FROM buyers LEFT JOIN orders ON buyer = o_buyer"
        func types(_ text: String) throws -> [JoinType] {
            all(try optimised(text)) { if case .join = $0.kind { true } else { false } }.compactMap {
                if case .join(_, _, let type, _) = $0.kind { type } else { nil }
            }
        }
        #expect(try types(join + " WHERE day > DATE '1995-01-01'") == [.inner])
        #expect(try types(join + " WHERE day IS NULL") == [.left])
        #expect(try types(join + " WHERE coalesce(day, DATE '2000-01-01') > DATE '1995-01-01'") == [.left])
        #expect(try types(join + " WHERE segment = 'x'") == [.left])
    }

    @Test func `what may fail stays behind its guard`() throws {
        let found = try optimised(
            "SELECT * FROM lines JOIN orders ON l_order = o_order WHERE price <> 0 AND 100 div price > 3 AND day > day"
        )
        // The guard goes down, and what cannot fail; the quotient stays with the join.
        #expect(filters(found).map { sources($0) } == [["l_order"], ["o_order"]])
        #expect(filters(found).allSatisfy { !$0.explanation.contains("integralDivide") })
    }

    @Test func `equalities that fail for no value there is join`() throws {
        func products(_ text: String) throws -> Int {
            all(try optimised(text)) {
                if case .join(_, _, _, let condition) = $0.kind {
                    !(condition?.conjuncts ?? []).contains {
                        if case .call(.equal, _, _) = $0.kind { true } else { false }
                    }
                } else {
                    false
                }
            }.count
        }
        let three = "SELECT 1 FROM lines, orders, parts WHERE l_part = part AND "
        // Days and keys are known to be small, the sum is not.
        #expect(try products(three + "o_order = l_order + 1") == 0)
        #expect(try products(three + "date_add(day, 5) = date_sub(day, price)") == 1)
        let ranked = "(SELECT o_buyer, rank() OVER (PARTITION BY o_buyer ORDER BY day) AS place FROM orders)"
        let found = try optimised(
            """
            SELECT 1 FROM \(ranked) a, \(ranked) b, \(ranked) c WHERE a.o_buyer = b.o_buyer AND a.o_buyer = c.o_buyer
            AND a.place = b.place + 1 AND a.place = c.place - 1
            """)
        let keys = all(found) { if case .join = $0.kind { true } else { false } }.map { join -> Int in
            if case .join(_, _, _, let condition) = join.kind { condition?.conjuncts.count ?? 0 } else { 0 }
        }
        #expect(keys == [2, 2])
    }

    @Test func `what is asked of a key is asked of the other side's`() throws {
        func asked(_ text: String) throws -> [[String]] { filters(try optimised(text)).map { sources($0) } }
        let on = "JOIN orders ON o_order = l_order"
        #expect(try asked("SELECT * FROM lines LEFT \(on) WHERE l_order = 7") == [["l_order"], ["o_order"]])
        #expect(try asked("SELECT * FROM lines RIGHT \(on) WHERE o_order < 7") == [["l_order"], ["o_order"]])
        #expect(try asked("SELECT * FROM lines LEFT SEMI \(on) WHERE l_order = 7") == [["l_order"], ["o_order"]])
        #expect(try asked("SELECT * FROM lines LEFT ANTI \(on) WHERE l_order = 7") == [["l_order"], ["o_order"]])
        #expect(try asked("SELECT * FROM lines FULL \(on) WHERE l_order = 7") == [["l_order", "o_order"]])
        #expect(try asked("SELECT * FROM lines LEFT \(on) WHERE price = 7") == [["l_order"]])
    }

    @Test func `windows of which the first rows are wanted are told so`() throws {
        func wanted(_ condition: String, _ order: String = "ORDER BY price", with: String = "") throws -> [Int?] {
            let found = try optimised(
                """
                SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY l_part \(order)) AS place\(with) FROM lines)
                WHERE \(condition)
                """)
            return all(found) { if case .window = $0.kind { true } else { false } }.map { window in
                if case .window(_, let calls) = window.kind { calls[0].expression.window?.rowsWanted } else { nil }
            }
        }
        #expect(try wanted("place <= 3") == [3])
        #expect(try wanted("place < 3 AND price > 2") == [2])
        #expect(try wanted("place = 1") == [1])
        #expect(try wanted("CAST(5 AS BIGINT) >= place AND 7 > place") == [5])
        #expect(try wanted("place <= 3", with: ", rank() OVER (PARTITION BY l_part ORDER BY price) AS r") == [3])
        // No bound, or one that leaves most rows.
        #expect(try wanted("place > 3") == [nil])
        #expect(try wanted("place <= 3 OR price = 1") == [nil])
        #expect(try wanted("place <= 20") == [nil])
        // Sums over all rows of a partition see those that are not wanted.
        #expect(try wanted("place <= 3", with: ", sum(price) OVER (PARTITION BY l_part ORDER BY price) AS s") == [nil])
    }

    @Test func `branches that a condition refuses are not there`() throws {
        let union = "(SELECT 'a' AS kind, l_order AS k FROM lines UNION ALL SELECT 'b', o_order FROM orders)"
        #expect(sources(try optimised("SELECT k FROM \(union) WHERE kind = 'b' AND k > 3")) == ["o_order"])
        #expect(sources(try optimised("SELECT k FROM \(union) WHERE k > 3")) == ["l_order", "o_order"])
        #expect(sources(try optimised("SELECT k FROM \(union) WHERE kind = 'c'")) == ["l_order"])
    }

    @Test func `semi joins come early where they leave little`() throws {
        let found = try optimised(
            """
            SELECT count(*) FROM orders, lines WHERE o_order = l_order
            AND o_order IN (SELECT l_order FROM lines GROUP BY l_order HAVING sum(price) > 300 AND max(price) = 5)
            """)
        let semi = all(found) { if case .join(_, _, .semi, _) = $0.kind { true } else { false } }
        #expect(semi.count == 1)
        if let semi = semi.first { #expect(sources(semi.inputs[0]) == ["o_order"]) }
    }

    @Test func `semi joins come early through filters and projections`() throws {
        let found = try optimised(
            """
            SELECT sum(price) FROM lines WHERE l_part IN (SELECT part FROM parts WHERE brand = 'x')
            AND price > (SELECT avg(o_buyer) FROM orders WHERE o_order = l_order)
            """)
        let semi = all(found) { if case .join(_, _, .semi, _) = $0.kind { true } else { false } }
        #expect(semi.contains { sources($0) == ["l_order", "part"] })
    }

    @Test(arguments: [
        "SELECT sum(price) FROM lines, parts WHERE part = l_part AND brand = 'x' AND price < (\(average))",
        "SELECT sum(price) FROM lines JOIN (\(averages)) ON k = l_part, parts WHERE part = l_part AND brand = 'x'",
        "SELECT part, (\(average)) FROM parts WHERE brand = 'x'",
        "SELECT * FROM parts LEFT JOIN (\(averages)) ON k = part WHERE brand = 'x'",
        "SELECT * FROM (\(averages)) RIGHT JOIN parts ON k = part WHERE brand = 'x'",
        "SELECT * FROM parts LEFT SEMI JOIN (\(averages)) ON k = part AND mean > 3 WHERE brand = 'x'",
        "SELECT * FROM parts LEFT ANTI JOIN (\(averages)) ON k = part AND mean > 3 WHERE brand = 'x'",
        "SELECT * FROM (SELECT DISTINCT l_part AS k, price FROM lines), parts WHERE k = part AND brand = 'x'",
    ])
    func `groups that no join asks for are not made`(_ text: String) throws {
        let found = try optimised(text)
        let groups = all(found) {
            switch $0.kind {
            case .aggregate(_, let keys, _): !keys.isEmpty
            case .distinct: true
            default: false
            }
        }
        #expect(groups.count == 1)
        guard let group = groups.first, case .join(_, let values, .semi, _) = group.inputs[0].kind else {
            Issue.record("\(found.explanation)")
            return
        }
        #expect(sources(values) == ["part"] && values.output.count == 1)
    }

    @Test(arguments: [
        // As many groups as parts.
        "SELECT * FROM parts LEFT JOIN (\(averages)) ON k = part",
        // All groups are wanted.
        "SELECT * FROM parts RIGHT JOIN (\(averages)) ON k = part AND brand = 'x'",
        "SELECT * FROM (SELECT * FROM parts WHERE brand = 'x') FULL JOIN (\(averages)) ON k = part",
        // Other rows each time they are asked for, and rows that may be an error.
        "SELECT * FROM parts LEFT JOIN (\(averages)) ON k = part WHERE rand() < 0.001",
        "SELECT * FROM (SELECT * FROM parts WHERE 1 div (part - 7) = 0 AND brand = 'x') "
            + "LEFT JOIN (\(averages)) ON k = part",
    ])
    func `groups that may be asked for are made`(_ text: String) throws {
        let found = try optimised(text)
        #expect(all(found) { if case .join(_, _, .semi, _) = $0.kind { true } else { false } }.isEmpty)
    }

    private func isJoin(_ relation: Relation) -> Bool { if case .join = relation.kind { true } else { false } }

    @Test(arguments: [
        // Of two joins the one above the other.
        ("SELECT k FROM j UNION ALL SELECT price FROM j", 4, 2),
        ("SELECT x.k FROM j x, j y WHERE x.k = y.price", 5, 2),
        ("SELECT k FROM j UNION ALL SELECT sum(price) FROM j UNION ALL SELECT max(price) FROM j", 6, 3),
        // What differs, and what is in groups that come twice.
        ("SELECT k FROM j WHERE price > 5 UNION ALL SELECT k FROM j WHERE price < 5", 4, 0),
        ("SELECT n FROM g UNION ALL SELECT k FROM g", 4, 0),
        // It leaves most rows.
        ("SELECT k FROM m UNION ALL SELECT price FROM m", 2, 0),
    ])
    func `joins that come twice and leave few rows are found`(_ text: String, joins: Int, kept: Int) throws {
        let found = try optimised(
            """
            WITH j AS (
                SELECT l_part AS k, price FROM lines, parts, orders
                WHERE part = l_part AND brand = 'x' AND o_order = l_order AND day = DATE '1995-01-01'),
            g AS (SELECT k, count(*) AS n FROM j GROUP BY k),
            m AS (SELECT l_part AS k, price FROM lines, parts WHERE part = l_part)
            \(text)
            """)
        let repeated = RepeatedRows(in: found, needed: Set(found.output.map(\.id)), Cardinality())
        let all = all(found, isJoin)
        #expect(all.count == joins)
        let names = all.compactMap { join in
            repeated.columns(of: join).map { ids in Set(join.output.filter { ids.contains($0.id) }.map(\.name)) }
        }
        #expect(names.count == kept)
        // What one place asks for is there for all.
        for names in names { #expect(names.isSuperset(of: ["l_part", "price"])) }
    }

    @Test func `sets of groups and unions ask a join for no more than they read`() throws {
        let found = try optimised(
            """
            WITH j AS (
                SELECT l_part AS k, price, brand, day FROM lines, parts, orders
                WHERE part = l_part AND brand = 'x' AND o_order = l_order AND day = DATE '1995-01-01')
            SELECT k, sum(price) FROM j GROUP BY ROLLUP(k) UNION ALL SELECT k, price FROM j
            """)
        let repeated = RepeatedRows(in: found, needed: Set(found.output.map(\.id)), Cardinality())
        let names = all(found, isJoin).compactMap { join in
            repeated.columns(of: join).map { ids in Set(join.output.filter { ids.contains($0.id) }.map(\.name)) }
        }
        #expect(names == [["l_part", "price"], ["l_part", "price"]])
    }
}
