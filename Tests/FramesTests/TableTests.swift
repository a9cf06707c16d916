// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Foundation
import Frames
import Martlet
import Relational
import Testing

private func condition(_ body: () throws -> Void) -> String? {
    do { try body() } catch { return (error as? MartletError)?.sqlError?.condition ?? "\(error)" }
    return nil
}

/// Tables of a warehouse, on the disk and in memory.
@Suite struct TableTests {
    private func withWarehouses(_ body: (SQLSession, String) throws -> Void) throws {
        var template = Array("/tmp/martlet-tables-XXXXXX".utf8CString)
        let folder = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let memory = MemoryFileSystem()
        for root in [folder, "memory:/house"] {
            var options = SessionOptions(master: "local[2]")
            options.fileSystems["memory"] = { _ in memory }
            let session = try Session(options)
            defer { session.stop() }
            let sql = SQLSession(session)
            try sql.set("spark.sql.warehouse.dir", root)
            try body(sql, root)
        }
    }

    @Test func `a table is made, filled, read and dropped`() throws {
        try withWarehouses { (sql: SQLSession, root: String) throws in
            try sql.sql("CREATE TABLE t (a INT, b STRING) USING json")
            #expect(try sql.table("t").count() == 0)
            try sql.sql("INSERT INTO t VALUES (1, 'x'), (2, NULL)")
            let frame = try sql.table("default.t").sorted(by: "a")
            #expect(try frame.collect() == [[.int(1), .string("x")], [.int(2), .null]])
            try sql.range(3..<5).select("CAST(id AS INT) AS i", "'y' AS j").insertInto("t")
            #expect(try frame.count() == 4)
            #expect(condition { try sql.sql("CREATE TABLE T (c INT)") } == "TABLE_OR_VIEW_ALREADY_EXISTS")
            #expect(
                try sql.sql("SHOW TABLES").collect() == [[.string("default"), .string("t"), .bool(false)]])
            try sql.sql("DROP TABLE t")
            #expect(condition { _ = try sql.table("t") } == "TABLE_OR_VIEW_NOT_FOUND")
        }
    }

    @Test func `one source fills several tables`() throws {
        try withWarehouses { (sql: SQLSession, root: String) throws in
            try sql.sql("CREATE TABLE low (a BIGINT) USING json")
            try sql.sql("CREATE TABLE high (a BIGINT, s STRUCT<x: BIGINT, y: STRING>) USING json")
            try sql.sql("WITH s AS (SELECT 7 AS a) INSERT INTO low SELECT a FROM s")
            try sql.sql(
                """
                FROM range(6) INSERT INTO low SELECT id WHERE id < 2
                INSERT OVERWRITE high SELECT id, named_struct('p', id + 1, 'q', 'z') WHERE id > 4
                """)
            let low = try sql.sql("SELECT a FROM low ORDER BY a").collect()
            #expect(low == [[.int(0)], [.int(1)], [.int(7)]])
            // Members of structs are taken by their places.
            let high = try sql.sql("SELECT default.high.s.x, high.s.y FROM default.high").collect()
            #expect(high == [[.int(6), .string("z")]])
            #expect(
                condition {
                    try sql.sql("INSERT INTO high BY NAME SELECT 1L AS a, named_struct('p', 1L, 'y', '') AS s")
                }
                    == "INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST")
        }
    }

    @Test func `a frame becomes a table`() throws {
        try withWarehouses { (sql: SQLSession, root: String) throws in
            let frame = try sql.range(0..<10, partitions: 3).select("id", "id % 2 AS odd")
            try frame.saveAsTable("t", format: "csv", partitionBy: ["odd"])
            #expect(try sql.sql("SELECT sum(id) FROM t WHERE odd = 1").collect() == [[.int(25)]])
            #expect(condition { try frame.saveAsTable("t") } == "TABLE_OR_VIEW_ALREADY_EXISTS")
            try frame.saveAsTable("t", mode: "ignore")
            try frame.saveAsTable("t", mode: "append")
            #expect(try sql.table("t").count() == 20)
            // Of itself.
            try sql.table("t").filter("id = 3").saveAsTable("t", mode: "overwrite")
            #expect(try sql.table("t").collect() == [[.int(3), .int(1)], [.int(3), .int(1)]])
        }
    }

    @Test func `what fails leaves the table as it was`() throws {
        try withWarehouses { (sql: SQLSession, root: String) throws in
            try sql.sql("CREATE TABLE t AS SELECT 1 AS a")
            for text in [
                "INSERT INTO t SELECT 1 div (id - 50) FROM range(100)",
                "INSERT OVERWRITE t SELECT 1 div (id - 50) FROM range(100)",
                "CREATE OR REPLACE TABLE t AS SELECT 1 div (id - 50) AS b FROM range(100)",
                "INSERT INTO t SELECT 3000000000 + id FROM range(2)",
                "CREATE TABLE u AS SELECT 1 div (id - 50) AS b FROM range(100)",
            ] {
                #expect(throws: MartletError.self) { try sql.sql(text) }
                #expect(try sql.table("t").collect() == [[.int(1)]])
            }
            try sql.sql("CREATE TABLE u AS SELECT 2 AS a")
        }
    }

    @Test func `two sessions share what is known of tables`() throws {
        var template = Array("/tmp/martlet-tables-XXXXXX".utf8CString)
        let folder = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let sessions = try (0..<2).map { _ in try Session(SessionOptions(master: "local[1]")) }
        defer { for session in sessions { session.stop() } }
        let both = sessions.map { SQLSession($0) }
        for sql in both { try sql.set("spark.sql.warehouse.dir", folder) }
        try both[0].sql("CREATE TABLE t AS SELECT 1 AS a")
        #expect(condition { try both[1].sql("CREATE TABLE t (a INT)") } == "TABLE_OR_VIEW_ALREADY_EXISTS")
        let frame = try both[1].table("t")
        try both[0].sql("INSERT INTO t VALUES (2)")
        #expect(try frame.count() == 2)
        try both[1].sql("CREATE OR REPLACE TABLE t AS SELECT 'x' AS b")
        #expect(try both[0].table("t").collect() == [[.string("x")]])
        let catalog = folder + "/_catalog/default"
        #expect(try FileManager.default.contentsOfDirectory(atPath: catalog) == ["t.2.json"])
        try "{\"version\": 7}".write(toFile: catalog + "/t.2.json", atomically: true, encoding: .utf8)
        #expect(condition { _ = try both[0].table("t") } == "CORRUPTED_TABLE_METADATA")
        try both[0].sql("DROP TABLE t")
        #expect(condition { _ = try both[1].table("t") } == "TABLE_OR_VIEW_NOT_FOUND")
    }

    @Test func `names do not lead out of the warehouse`() throws {
        try withWarehouses { (sql: SQLSession, root: String) throws in
            for name in ["..", "../x", "a/b", "a.b", "a b", "é", "", String(repeating: "x", count: 201)] {
                for text in ["CREATE TABLE `\(name)` (a INT)", "CREATE DATABASE `\(name)`"] {
                    #expect(condition { try sql.sql(text) } == "INVALID_SCHEMA_OR_RELATION_NAME")
                }
            }
        }
    }
}
