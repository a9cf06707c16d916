// SPDX-License-Identifier: Apache-2.0

import Columnar
import Driver
import Files
import Frames
import Martlet
import Plan
import Testing

/// What nodes of plans are said to have given, in batches of one, three and many rows.
@Suite struct PlanCountTests {
    private func withSession(_ body: (Session, SQLSession) throws -> Void) throws {
        for batchRows in [1, 3, 0] {
            var options = SessionOptions(master: "local[2]")
            options.batchRows = batchRows
            let session = try Session(options)
            defer { session.stop() }
            try body(session, SQLSession(session))
        }
    }

    /// Of the last query: the first word of each node, and its rows; nil where they are not counted.
    private func rows(_ session: Session) throws -> [String] {
        let now = session.engine.events.snapshot
        let query = try #require(now.queries.values.max { $0.id < $1.id })
        let counts = now.nodeCounts(of: query.id)
        try #require(counts.count == query.nodes.count && !counts.isEmpty)
        let times = counts.compactMap(\.nanos)
        #expect(!times.isEmpty && times.reduce(0, +) > 0)
        return PlanText(query.nodes, counts).lines.map { _, node in
            let word = node.label.split(separator: " ").first.map(String.init) ?? ""
            return "\(word) \(counts[node.number].rows.map(String.init) ?? "?")"
        }
    }

    private func numbers(_ sql: SQLSession) throws -> DataFrame { try sql.range(0..<100, partitions: 4) }

    @Test func `a condition and what is computed behind it are one program`() throws {
        try withSession { session, sql in
            let frame = try numbers(sql).filter("id % 4 = 0").select("id * 2 AS twice")
            #expect(try frame.collect().count == 25)
            #expect(try rows(session) == ["Project 25", "Filter 25", "Range 100"])
            #expect(try frame.count() == 25)
            #expect(try rows(session).last == "Range 100")
        }
    }

    @Test func `groups`() throws {
        try withSession { session, sql in
            let frame = try numbers(sql).filter("id >= 40").grouped(by: "id % 7 AS k", into: ["sum(id) AS s"])
            #expect(try frame.collect().count == 7)
            let told = try rows(session)
            #expect(told.contains("Aggregate 7") && told.contains("Filter 60") && told.last == "Range 100")
        }
    }

    @Test func `order, the first rows of it, and some rows`() throws {
        try withSession { session, sql in
            // The keys are sampled by a job that reads the rows once more, which do not count.
            #expect(try numbers(sql).sorted(by: "id % 10 DESC", "id").collect().count == 100)
            #expect(try rows(session) == ["Sort 100", "Range 100"])
            #expect(try numbers(sql).sorted(by: "id DESC").limit(7).collect().count == 7)
            let first = try rows(session)
            #expect(first.first == "Limit 7" && first.last == "Range 100")
            #expect(try numbers(sql).filter("id > 10").limit(5).collect().count == 5)
            #expect(try rows(session).first == "Limit 5")
        }
    }

    @Test func `joins`() throws {
        try withSession { session, sql in
            try numbers(sql).select("id AS a", "id % 5 AS k").createOrReplaceTempView("lefts")
            try sql.range(0..<10, partitions: 2).filter("id < 3").select("id AS b").createOrReplaceTempView("rights")
            for kind in ["", "LEFT", "LEFT SEMI", "LEFT ANTI"] {
                let frame = try sql.sql("SELECT * FROM lefts \(kind) JOIN rights ON k = b")
                let count = try frame.collect().count
                #expect(count == ["": 60, "LEFT": 100, "LEFT SEMI": 60, "LEFT ANTI": 40][kind])
                let told = try rows(session)
                #expect(told.contains("Join \(count)"), "\(told)")
                #expect(told.contains("Range 100") && told.contains("Range 10") && told.contains("Filter 3"), "\(told)")
            }
        }
    }

    @Test func `unions and windows`() throws {
        try withSession { session, sql in
            let both = try numbers(sql).union(try sql.range(0..<11, partitions: 2).filter("id < 7"))
            #expect(try both.collect().count == 107)
            let told = try rows(session)
            #expect(told.first == "Union 107" && told.contains("Range 100"), "\(told)")
            #expect(told.contains("Filter 7") && told.contains("Range 11"), "\(told)")
            let frame = try numbers(sql).select(
                "id", "row_number() OVER (PARTITION BY id % 3 ORDER BY id DESC) AS n")
            #expect(try frame.collect().count == 100)
            #expect(try rows(session).contains("Window 100"))
        }
    }

    @Test func `explain shows guesses, and then what ran`() throws {
        try withSession { session, sql in
            let frame = try numbers(sql).filter("id < 20")
            let before = try frame.explain()
            #expect(before.hasPrefix("== Physical Plan ==\nFilter ") && before.contains("about 100 rows"))
            #expect(!before.contains("Last Run"))
            #expect(try frame.count() == 20)
            let after = try frame.explain()
            #expect(after.contains("== Last Run ==\nquery ") && after.contains("count at "), "\(after)")
            #expect(after.contains("(0) Filter") && after.contains("[20 rows, "), "\(after)")
            #expect(after.contains("+- (1) Range") && after.contains("[100 rows, "), "\(after)")
            // Another frame is another one.
            #expect(!(try numbers(sql).filter("id < 20").explain().contains("Last Run")))
            for mode in ["extended", "cost", "formatted", "codegen"] {
                #expect(try frame.explain(mode).contains("== Last Run =="))
            }
            #expect(try frame.explain("cost").contains("Statistics(sizeInBytes="))
            #expect(try frame.explain("codegen").contains("== Stages ==\nStage "))
            #expect(throws: MartletError.self) { try frame.explain("loud") }
            let shown = try sql.sql("EXPLAIN ANALYZE SELECT * FROM range(50) WHERE id > 9").collect()
            guard case .string(let text) = shown[0][0] else {
                Issue.record("\(shown)")
                return
            }
            #expect(text.contains("== Last Run ==") && text.contains("[40 rows, "), "\(text)")
        }
    }

    @Test func `files of which some columns are read`() throws {
        try withSession { session, sql in
            let folder = "/tmp/martlet-plan-counts-\(UInt64.random(in: 0 ... .max))"
            defer { try? session.engine.fileSystems.resolve(folder).delete(folder, recursive: true) }
            try numbers(sql).select("id", "id % 2 AS odd", "cast(id AS string) AS text").write("parquet", to: folder)
            let frame = try sql.read("parquet", folder).filter("odd = 1").select("odd")
            #expect(try frame.collect().count == 50)
            let told = try rows(session)
            #expect(told == ["Project 50", "Filter 50", "FileScan 100"], "\(told)")
            let steps = session.engine.events.snapshot.stages.values.flatMap(\.steps).map(\.label)
            #expect(steps.contains("parquet files: odd"), "\(steps)")
        }
    }
}
