// SPDX-License-Identifier: Apache-2.0

import Columnar
import Driver
import Frames
import Martlet
import Plan
import Relational
import Testing

/// Queries whose rows are kept. What is made of a range reads no bytes, so those that a query has read are kept rows.
@Suite struct StoredFrameTests {
    private func withSession(_ body: (SQLSession, Session) throws -> Void) throws {
        for batchRows in [3, 0] {
            var options = SessionOptions(master: "local[2]")
            options.batchRows = batchRows
            let session = try Session(options)
            defer { session.stop() }
            try body(SQLSession(session), session)
        }
    }

    private func bytesRead(_ session: Session) -> Int { session.lastSummary?.bytesRead ?? -1 }

    @Test func `a kept query is computed once, whatever is made of it`() throws {
        try withSession { (sql: SQLSession, session: Session) throws in
            let frame = try sql.range(0..<1_000, partitions: 4).select("id", "id % 10 AS k", "CAST(id AS STRING) AS s")
            let groups = try frame.grouped(by: "k", into: ["sum(id) AS total"]).sorted(by: "k")
            let expected = try groups.collect()
            frame.persist()
            #expect(frame.isPersisted && !groups.isPersisted)
            #expect(try frame.count() == 1_000 && bytesRead(session) == 0)
            #expect(try frame.count() == 1_000 && bytesRead(session) > 0)
            #expect(try groups.collect() == expected && bytesRead(session) > 0)
            #expect(try frame.filter("k = 3 AND s LIKE '%13'").collect().count == 10 && bytesRead(session) > 0)
            #expect(try frame.take(2).map { $0[0] } == [.int(0), .int(1)])
            try frame.createOrReplaceTempView("numbers")
            #expect(try sql.sql("SELECT a.s FROM numbers a JOIN numbers b ON a.id = b.id + 1").count() == 999)
            #expect(bytesRead(session) > 0)
            #expect(!session.engine.events.snapshot.stored.isEmpty)
            frame.unpersist()
            #expect(!frame.isPersisted)
            #expect(try frame.count() == 1_000 && bytesRead(session) == 0)
            #expect(session.engine.events.snapshot.stored.isEmpty)
        }
    }

    @Test func `queries that do the same are the same, and no others`() throws {
        try withSession { (sql: SQLSession, _: Session) throws in
            try sql.range(0..<100, partitions: 2).select("id", "id % 7 AS k").createOrReplaceTempView("t")
            let text = """
                SELECT k, count(*) AS n, max(id) FROM t WHERE id > 5 AND k IN (1, 2, 3) GROUP BY k
                HAVING n > 1 ORDER BY k DESC LIMIT 2
                """
            try sql.sql(text).persist()
            #expect(try sql.sql(text).isPersisted)
            #expect(try sql.sql(text.replacing("max(id)", with: "max(id) AS most")).isPersisted, "names are none of it")
            #expect(try sql.sql(text.replacing("FROM t", with: "FROM t AS other")).isPersisted)
            let others = [
                ("id > 5", "id > 6"), ("max", "min"), ("LIMIT 2", "LIMIT 3"), ("DESC", "ASC"),
                ("IN (1, 2, 3)", "IN (1, 2)"), ("count(*)", "count(DISTINCT id)"), ("WHERE id", "WHERE k"),
                ("n > 1", "n > 2"),
            ]
            for (old, new) in others {
                #expect(try !sql.sql(text.replacing(old, with: new)).isPersisted, "\(new)")
            }
            #expect(try sql.sql(text).collect() == sql.sql(text).select("*").collect())
        }
    }

    @Test func `orders, limits, joins and sets are kept as they are`() throws {
        try withSession { (sql: SQLSession, session: Session) throws in
            let rows = try sql.range(0..<50, partitions: 3).select("id", "id % 5 AS k")
            let queries = [
                try rows.sorted(by: "k DESC", "id"), try rows.sorted(by: "id DESC").limit(7), try rows.distinct(),
                try rows.union(rows), try rows.select("explode(sequence(0, k)) AS e", "id"),
                try rows.select("id", "row_number() OVER (PARTITION BY k ORDER BY id DESC) AS r"),
            ]
            for query in queries {
                let expected = try query.collect()
                query.persist(.disk)
                for _ in 0..<2 {
                    #expect(try query.collect() == expected)
                    #expect(try query.count() == expected.count && bytesRead(session) > 0)
                    #expect(try query.take(3) == Array(expected.prefix(3)))
                }
                query.unpersist()
            }
        }
    }
}
