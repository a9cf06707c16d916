// SPDX-License-Identifier: Apache-2.0

import Columnar
import Relational
import SQLText
import Testing

/// Rows of which the number is known, or guessed.
private final class Counted: RowSource {
    let description = "Counted"
    let statistics: SourceStatistics?

    init(_ rows: Double, bytes: Double?) { statistics = SourceStatistics(rowCount: rows, byteCount: bytes) }
}

/// What is known of the size of relations, and what is only guessed.
@Suite struct CardinalityTests {
    private let tables = [
        "few": Relation(.rows(Counted(10, bytes: 1_000)), [Attribute("a", .bigint, isNullable: true)]),
        "guessed": Relation(.rows(Counted(10, bytes: nil)), [Attribute("b", .bigint, isNullable: true)]),
    ]

    /// Bytes of all columns at most.
    private func most(_ text: String) throws -> Double? {
        let tables = tables
        let analyser = Analyser(settings: SQLSettings(), frame: { _ in nil }, named: { tables[$0[0]] })
        let relation = try analyser.analyse(SQLParser.query(text))
        return Cardinality().byteCountMax(of: relation, Set(relation.output.map(\.id)))
    }

    @Test func `bytes of the driver's own rows are known`() throws {
        // What lies there, and for each row what its columns take.
        #expect(try most("SELECT a FROM few") == 1_000 + 10 * 16)
        #expect(try most("SELECT a, a + 1 AS b, 'x' AS c FROM few") == 1_000 + 10 * (8 + 8 + 8 + 32))
        #expect(try most("VALUES (1), (2)") == 2 * 16)
        #expect(try most("SELECT 1 AS a") == 16)
        #expect(try most("SELECT id FROM range(0, 100, 2)") == 50 * 16)
    }

    @Test func `conditions leave no more than there was, whatever is guessed of them`() throws {
        #expect(try most("SELECT a FROM few WHERE a = 1") == 1_000 + 10 * 16)
        #expect(try most("SELECT a FROM few GROUP BY a") == 1_000 + 10 * 16)
        #expect(try most("SELECT DISTINCT a FROM few ORDER BY a") == 1_000 + 10 * 16)
        #expect(try most("SELECT count(*) AS n FROM few") == 1_000 + 16)
        #expect(try most("SELECT a FROM few LIMIT 3") == 1_000 + 3 * 16)
    }

    @Test func `joins give at most all pairs`() throws {
        let pairs = "few x JOIN few y ON x.a = y.a"
        #expect(try most("SELECT x.a FROM \(pairs)") == 2 * 10 * 1_000 + 100 * 16)
        #expect(try most("SELECT x.a FROM few x SEMI JOIN few y ON x.a = y.a") == 1_000 + 10 * 16)
        #expect(try most("SELECT x.a FROM few x FULL JOIN few y ON x.a = y.a") == 2 * 11 * 1_000 + 120 * 16)
        #expect(try most("SELECT a FROM few UNION ALL SELECT a FROM few") == 2 * (1_000 + 10 * 16))
    }

    @Test func `nothing is known where a source only guesses, or rows make rows`() throws {
        #expect(try most("SELECT b FROM guessed") == nil)
        #expect(try most("SELECT b FROM guessed LIMIT 3") == nil)
        #expect(try most("SELECT a FROM few UNION ALL SELECT b FROM guessed") == nil)
        #expect(try most("SELECT a FROM few JOIN guessed ON a = b") == nil)
        #expect(try most("SELECT explode(sequence(1, a)) AS b FROM few") == nil)
        #expect(try most("SELECT a FROM few WHERE a IN (SELECT b FROM guessed)") == 1_000 + 10 * 16)
    }
}
