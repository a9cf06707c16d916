// SPDX-License-Identifier: Apache-2.0

import Relational
import SQLText
import Testing

/// SQL text means what it should, seen by the names that its expressions get.
@Suite struct ParserTests {
    private func name(_ text: String) throws -> String { Analyser.name(of: try SQLParser.expression(text)) }

    @Test func `operators bind as in SQL`() throws {
        let cases = [
            ("1 + 2 * 3", "(1 + (2 * 3))"), ("a or b and not c = 1", "(a OR (b AND (NOT (c = 1))))"),
            ("-a", "(- a)"), ("-2", "-2"), ("a - -1", "(a - -1)"),
            ("a between 1 and 2 or b", "(between(a, 1, 2) OR b)"),
            ("a in (1, 2)", "(a IN (1, 2))"), ("a not in (1)", "(NOT (a IN (1)))"),
            ("a is not null", "(a IS NOT NULL)"),
            ("name like 'x%'", "name LIKE x%"), ("a <=> null", "(a <=> NULL)"), ("a != 1", "(NOT (a = 1))"),
            ("case a when 1 then 'x' else 'y' end", "CASE WHEN (a = 1) THEN x ELSE y END"),
            ("cast(a as decimal(10, 2))", "CAST(a AS DECIMAL(10,2))"), ("a::int", "CAST(a AS INT)"),
            ("split(a, ',')[0]", "split(a, ,, -1)[0]"), ("count(distinct a, b)", "count(DISTINCT a, b)"),
            ("count(*)", "count(1)"), ("date '2020-01-01'", "DATE '2020-01-01'"), ("1.5", "1.5"), ("1e3", "1000.0"),
            ("'it''s'", "it's"), ("\"x\"", "x"), ("a || 'b'", "concat(a, b)"), ("`a b`", "a b"),
            ("7 div 2", "(7 div 2)"),
            ("a & 1 | 2", "((a & 1) | 2)"), ("if(a > 1, 2, 3)", "(IF((a > 1), 2, 3))"),
        ]
        for (text, wanted) in cases { #expect(try name(text) == wanted) }
    }

    @Test func `literals have the narrowest type`() throws {
        let cases: [(String, SQLType)] = [
            ("1", .int), ("3000000000", .bigint), ("1.5", .decimal(precision: 2, scale: 1)), ("1e3", .double),
            ("1L", .bigint), ("1S", .smallint), ("1Y", .tinyint), ("1.5f", .float), ("1.5D", .double),
            ("3BD", .decimal(precision: 1, scale: 0)), ("0.01", .decimal(precision: 2, scale: 2)),
        ]
        for (text, type) in cases {
            guard case .literal(_, let found) = try SQLParser.expression(text).bare else {
                Issue.record("\(text) is no literal")
                continue
            }
            #expect(found == type, "\(text)")
        }
    }

    @Test func `types and schemas are read as DDL`() throws {
        #expect(
            try SQLParser.type("array<struct<a: int, b: map<string, double>>>").simpleName
                == "array<struct<a:int,b:map<string,double>>>")
        let schema = try SQLParser.schema("a INT NOT NULL, `b c` STRING COMMENT 'x', d: decimal(12,3)")
        #expect(schema.fields.map(\.name) == ["a", "b c", "d"])
        #expect(schema.fields.map(\.isNullable) == [false, true, true])
        #expect(schema.fields[1].metadata == #"{"comment":"x"}"#)
        #expect(try SQLParser.schema("int").fields.map(\.name) == ["value"])
        #expect(throws: SQLError.self) { try SQLParser.type("nonsense") }
    }

    @Test func `what is no SQL is an error at its place`() {
        do {
            _ = try SQLParser.query("SELECT a\nFROM t WHERE")
            Issue.record("it was read")
        } catch {
            #expect(error.condition == "PARSE_SYNTAX_ERROR")
            #expect(
                error.description == """

                    [PARSE_SYNTAX_ERROR] Syntax error at or near end of input. SQLSTATE: 42601 (line 2, pos 12)

                    == SQL ==
                    SELECT a
                    FROM t WHERE
                    ------------^^^

                    """)
        }
        for text in ["a +", "(a", "a b c", "cast(a)", "case end", "1 2", "'open", "a..b", "count(", "x in ()"] {
            #expect(throws: SQLError.self, "\(text)") { try SQLParser.expression(text) }
        }
        #expect(throws: SQLError.self) {
            try SQLParser.expression(String(repeating: "(", count: 100_000) + "1")
        }
    }
}
