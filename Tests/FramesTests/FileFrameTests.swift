// SPDX-License-Identifier: Apache-2.0

import Columnar
import Foundation
import Frames
import Martlet
import Relational
import Testing

/// Files out and in, through tasks on two threads.
@Suite struct FileFrameTests {
    private func withFolder(_ body: (SQLSession, String) throws -> Void) throws {
        var template = Array("/tmp/martlet-frames-XXXXXX".utf8CString)
        let folder = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let session = try Session(SessionOptions(master: "local[2]"))
        defer { session.stop() }
        try body(SQLSession(session), folder)
    }

    @Test func `rows are written as CSV and counted back`() throws {
        try withFolder { (sql: SQLSession, folder: String) throws in
            let path = folder + "/numbers"
            try sql.range(0..<1_000, partitions: 3).select("id", "id * 2 AS twice").write("csv", to: path)
            let back = try sql.read("csv", path)
            #expect(back.columns == ["_c0", "_c1"])
            #expect(try back.count() == 1_000)
            let typed = try sql.read("csv", path, schema: "id BIGINT, twice BIGINT")
            #expect(try typed.filter("twice = 2 * id AND id >= 990").count() == 10)
            #expect(try typed.select("sum(twice)").collect() == [[.int(999_000)]])
            let inferred = try sql.read("csv", path, options: ["inferSchema": "true"])
            #expect(inferred.schema.fields.map(\.type) == [.int, .int])
            #expect(throws: MartletError.self) { try typed.write("csv", to: path) }
            try typed.limit(2).write("json", to: path, mode: "overwrite")
            #expect(try sql.read("json", path).count() == 2)
        }
    }

    @Test func `a path that is not there has its condition`() throws {
        try withFolder { (sql: SQLSession, folder: String) throws in
            do {
                _ = try sql.read("csv", folder + "/nowhere")
                Issue.record("it was read")
            } catch let error as MartletError { #expect(error.sqlError?.condition == "PATH_NOT_FOUND") }
        }
    }
}
