// SPDX-License-Identifier: Apache-2.0

import Columnar
import Relational
import SQLText
import Testing

/// What analysis makes of queries within queries and of windows: the relations, without running them.
@Suite struct SubqueryTests {
    private func relation(_ text: String) throws -> Relation {
        func rows(_ names: String...) -> Relation {
            let one = Relation(.oneRow, [])
            let items = names.map {
                NamedExpression(Attribute($0, .int, isNullable: true), .literal(.int(1), .int))
            }
            return Relation(.project(one, items), items.map(\.attribute))
        }
        let tables = ["t": rows("id", "v"), "u": rows("id", "w")]
        let analyser = Analyser(settings: SQLSettings(), frame: { _ in nil }, named: { tables[$0[0]] })
        return try analyser.analyse(SQLParser.query(text))
    }

    private func joins(_ relation: Relation) -> [JoinType] {
        let own: [JoinType] = if case .join(_, _, let type, _) = relation.kind { [type] } else { [] }
        return own + relation.inputs.flatMap { joins($0) }
    }

    @Test(
        arguments: [
            ("EXISTS (SELECT 1 FROM u WHERE u.id = t.id)", JoinType.semi),
            ("NOT EXISTS (SELECT 1 FROM u WHERE u.id = t.id)", .anti), ("id IN (SELECT id FROM u)", .semi),
            ("id NOT IN (SELECT id FROM u)", .antiUnlessNull), ("5 NOT IN (SELECT id FROM u)", .anti),
            ("v NOT IN (SELECT w FROM u WHERE u.id = t.id)", .anti), ("v = (SELECT max(w) FROM u)", .cross),
            ("v = (SELECT max(w) FROM u WHERE u.id = t.id)", .left),
            ("v = 1 OR EXISTS (SELECT 1 FROM u WHERE u.id = t.id)", .left),
        ])
    func `joins take the place of subqueries`(condition: String, type: JoinType) throws {
        let found = try relation("SELECT id FROM t WHERE \(condition)")
        #expect(joins(found) == [type])
        #expect(found.output.map(\.name) == ["id"])
    }

    @Test(
        arguments: [
            // A count of no rows is a row: the values are there before it.
            (
                "SELECT id, (SELECT count(*) FROM u WHERE u.id = t.id HAVING count(*) < 2) FROM t",
                [JoinType.left, .left]
            ),
            ("SELECT id FROM t WHERE EXISTS (SELECT count(*) FROM u WHERE u.id = t.id HAVING count(*) = 0)", [.semi]),
            ("SELECT * FROM t, LATERAL (SELECT w FROM u WHERE u.id = t.id UNION ALL SELECT t.v)", [.inner]),
            ("SELECT * FROM t, LATERAL (SELECT sum(w) OVER (ORDER BY w) FROM u WHERE u.id >= t.id)", [.inner]),
            ("SELECT * FROM t LEFT JOIN LATERAL (SELECT w FROM u WHERE u.id = t.id) ON v = w", [.left]),
            ("SELECT id, v IN (SELECT w FROM u WHERE u.id > t.id) FROM t", [.left]),
            ("SELECT id, (id, v) IN (SELECT id, w FROM u) FROM t", [.left]),
        ])
    func `what cannot move up is computed for each value of the rows around`(query: String, types: [JoinType]) throws {
        let found = try relation(query)
        #expect(Array(joins(found).prefix(types.count)) == types, "\(found.explanation)")
    }

    @Test func `an aggregate without keys always has a row`() throws {
        let found = try relation("SELECT id FROM t WHERE EXISTS (SELECT count(*) FROM u WHERE u.id = t.id)")
        #expect(joins(found).isEmpty)
    }

    @Test(arguments: [
        ("t JOIN u ON t.id = u.id AND EXISTS (SELECT 1 FROM u x WHERE x.w = t.v)", [JoinType.semi, .inner]),
        ("t LEFT JOIN u ON t.id = u.id AND u.w IN (SELECT id FROM t)", [.left, .cross, .cross, .left]),
        ("t FULL JOIN u ON t.id = u.id AND t.v NOT IN (SELECT id FROM u)", [.full, .cross, .cross, .left]),
    ])
    func `conditions of joins ask subqueries of the side that they name`(joined: String, types: [JoinType]) throws {
        let found = try relation("SELECT t.id, u.w FROM \(joined)")
        #expect(joins(found) == types)
    }

    @Test func `columns of the same table inside and outside are others`() throws {
        let found = try relation("SELECT id FROM t a WHERE EXISTS (SELECT 1 FROM t b WHERE b.v = a.id)")
        guard case .project(let join, _) = found.kind, case .join(let left, let right, .semi, _) = join.kind else {
            Issue.record("\(found.explanation)")
            return
        }
        #expect(Set(left.output.map(\.id)).isDisjoint(with: right.output.map(\.id)))
    }

    @Test func `functions of one window are computed together`() throws {
        let found = try relation(
            """
            SELECT rank() OVER w, sum(v) OVER w + 1, sum(v) OVER w, count(*) OVER (PARTITION BY v)
            FROM t WINDOW w AS (PARTITION BY id ORDER BY v)
            """)
        var calls: [Int] = []
        var open = [found]
        while let next = open.popLast() {
            if case .window(_, let own) = next.kind { calls.append(own.count) }
            open += next.inputs
        }
        #expect(calls.sorted() == [1, 2])
    }

    @Test(arguments: [
        (
            "SELECT (SELECT id, w FROM u)",
            "INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN"
        ),
        ("SELECT id FROM t WHERE (id, v) IN (SELECT id FROM u)", "DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH"),
        ("SELECT id FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.id = nothing)", "UNRESOLVED_COLUMN.WITH_SUGGESTION"),
        ("SELECT grouping(id) FROM t GROUP BY id", "UNSUPPORTED_GROUPING_EXPRESSION"),
        ("SELECT grouping(v) FROM t GROUP BY CUBE(id)", "GROUPING_COLUMN_MISMATCH"),
        ("SELECT explode(array(1)) + 1", "UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS"),
        ("SELECT explode(array(1)), explode(array(2))", "UNSUPPORTED_GENERATOR.MULTI_GENERATOR"),
    ])
    func `mistakes have Spark's conditions`(query: String, condition: String) {
        #expect {
            _ = try relation(query)
        } throws: { ($0 as? SQLError)?.condition == condition }
    }
}
