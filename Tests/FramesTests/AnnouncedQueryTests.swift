// SPDX-License-Identifier: Apache-2.0

import Driver
import Frames
import Glibc
import Martlet
import Testing

/// What those who watch a session hear of its frames.
@Suite struct AnnouncedQueryTests {
    private func queries(_ body: (SQLSession) throws -> Void) throws -> (queries: [QueryFacts], jobs: [JobFacts]) {
        var options = SessionOptions(master: "local[2]", appName: "frames")
        try options.apply(["spark.ui.port": "0"])
        let session = try Session(options)
        try body(SQLSession(session))
        session.stop()
        let now = session.engine.events.snapshot
        return (now.queries.values.sorted { $0.id < $1.id }, now.jobs.values.sorted { $0.id < $1.id })
    }

    @Test func `actions on frames are queries, with their plans and their jobs`() throws {
        let found = try queries { sql in
            let frame = try sql.range(0..<100).filter("id > 3")
            #expect(try frame.count() == 96)
            #expect(try frame.collect().count == 96)
            #expect(try frame.take(2).count == 2)
            _ = try frame.shown()
        }
        #expect(found.queries.map { $0.name.prefix { $0 != " " } } == ["count", "collect", "take", "show"])
        for query in found.queries {
            #expect(query.end == .succeeded && query.plan.contains("Filter") && query.plan.contains("Range"))
            #expect(found.jobs.contains { $0.properties[QueryFacts.property] == String(query.id) }, "\(query.name)")
        }
        #expect(found.jobs.allSatisfy { $0.properties[QueryFacts.property] != nil })
    }

    @Test func `what is written is one, and what fails says why`() throws {
        var template = Array("/tmp/martlet-test-XXXXXX".utf8CString)
        let folder = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)!) }
        let found = try queries { sql in
            let frame = try sql.range(0..<10)
            try frame.write("json", to: folder + "/out")
            #expect(throws: MartletError.self) { try frame.write("json", to: folder + "/out") }
            #expect(throws: MartletError.self) {
                try frame.select("id", "CAST('x' || id AS INT) AS n").collect()
            }
            // Nothing runs before an action.
            _ = try sql.sql("SELECT 1")
        }
        #expect(found.queries.map { $0.name.prefix { $0 != " " } } == ["write", "write", "collect"])
        #expect(found.queries[0].end == .succeeded)
        for failed in found.queries.dropFirst() {
            guard case .failed(let message) = failed.end else {
                Issue.record("\(failed.name) has not failed")
                continue
            }
            #expect(!message.isEmpty)
        }
    }

    @Test func `statements that change something are queries, too`() throws {
        let found = try queries { sql in
            try sql.sql("CREATE OR REPLACE TEMPORARY VIEW birds AS SELECT 1 AS id")
            #expect(try sql.table("birds").count() == 1)
        }
        #expect(found.queries.map { $0.name.prefix { $0 != " " } } == ["sql", "count"])
        #expect(found.queries.first?.plan.contains("TEMPORARY VIEW birds") == true)
    }
}
