// SPDX-License-Identifier: Apache-2.0

import Columnar
import Relational
import SQLText
import Testing

/// Statements as text.
@Suite struct StatementTests {
    private func createTable(_ text: String) throws -> CreateTable? {
        guard case .createTable(let table) = try SQLParser.statement(text) else { return nil }
        return table
    }

    @Test func `CREATE TABLE has its clauses in any order`() throws {
        let table = try #require(
            try createTable(
                """
                CREATE TABLE IF NOT EXISTS a.`b c` (x INT COMMENT 'the x', y STRING NOT NULL) COMMENT 'c'
                LOCATION '/p' OPTIONS (header true, 'sep' = '|', a.b 1.50) PARTITIONED BY (y, z DATE) USING CSV
                TBLPROPERTIES ('k' = 'v')
                """))
        #expect(table.name == ["a", "b c"] && table.ifNotExists && !table.replaces && table.query == nil)
        #expect(table.fields.map(\.name) == ["x", "y", "z"] && table.fields.map(\.type) == [.int, .string, .date])
        #expect(table.fields[0].comment == "the x" && table.provider == "CSV" && table.partitionColumns == ["y", "z"])
        #expect(table.options == ["header": "true", "sep": "|", "a.b": "1.50"] && table.properties == ["k": "v"])
        #expect(table.location == "/p" && table.comment == "c")
        #expect(try createTable("CREATE OR REPLACE TABLE t USING json AS SELECT 1 AS a;")?.query != nil)
        #expect(try createTable("CREATE TABLE t (SELECT 1 AS a)")?.query != nil)
    }

    @Test func `INSERT has tables, columns and partitions`() throws {
        func insert(_ text: String) throws -> Insert? {
            guard case .insert(let insert) = try SQLParser.statement(text) else { return nil }
            return insert
        }
        let plain = try #require(try insert("INSERT INTO t VALUES (1, 'x'), (2, NULL)"))
        #expect(plain.table == ["t"] && !plain.isOverwrite && plain.columns.isEmpty && !plain.isByName)
        let full = try #require(
            try insert("INSERT OVERWRITE TABLE d.t PARTITION (p = 'a', q) (x, `y z`) SELECT 1, 2, 3"))
        #expect(full.table == ["d", "t"] && full.isOverwrite && full.columns == ["x", "y z"])
        #expect(full.partition.map(\.name) == ["p", "q"] && full.partition[1].value == nil)
        #expect(try insert("INSERT INTO t BY NAME SELECT 1 AS a")?.isByName == true)
        #expect(try insert("INSERT INTO t (SELECT 1)")?.columns == [])
        #expect(try insert("INSERT INTO TABLE t TABLE x")?.table == ["t"])
        #expect(try insert("INSERT INTO t WITH x AS (SELECT 1) SELECT * FROM x") != nil)
    }

    @Test func `INSERT stands behind WITH and FROM`() throws {
        guard case .insert(let insert) = try SQLParser.statement("WITH s AS (SELECT 1) INSERT INTO t SELECT * FROM s"),
            case .with(let common, _) = insert.query
        else {
            Issue.record("no insert")
            return
        }
        #expect(insert.table == ["t"] && common.map(\.0) == ["s"])
        let text = "FROM s INSERT INTO a SELECT x WHERE x > 1 INSERT OVERWRITE b PARTITION (p = 1) SELECT y ORDER BY y;"
        guard case .inserts(let inserts) = try SQLParser.statement(text) else {
            Issue.record("no inserts")
            return
        }
        #expect(inserts.map(\.table) == [["a"], ["b"]] && inserts.map(\.isOverwrite) == [false, true])
        for text in [
            "FROM s SELECT x", "WITH s AS (SELECT 1) SELECT * FROM s", "WITH insert AS (SELECT 1) TABLE insert",
        ] {
            guard case .query = try SQLParser.statement(text) else {
                Issue.record("no query: \(text)")
                return
            }
        }
        for text in ["FROM s INSERT INTO a", "WITH s AS (SELECT 1) INSERT INTO t", "FROM s INSERT a SELECT 1"] {
            #expect(throws: SQLError.self, "\(text)") { try SQLParser.statement(text) }
        }
    }

    @Test func `variables are declared, set, dropped and used`() throws {
        func declared(_ text: String) throws -> (name: [String], type: SQLType?, text: String, replaces: Bool)? {
            guard case .declareVariable(let name, let type, _, let text, let replaces) = try SQLParser.statement(text)
            else { return nil }
            return (name.parts, type, text, replaces)
        }
        let full = try #require(
            try declared("DECLARE OR REPLACE VARIABLE session.v MAP<STRING, INT> DEFAULT map('a', 1)"))
        #expect(full.name == ["session", "v"] && full.type != nil && full.replaces && full.text == "map('a', 1)")
        #expect(try declared("DECLARE v INT")?.text == "NULL")
        #expect(try declared("DECLARE VAR v = 5;")?.name == ["v"])
        // Words are names where no name follows.
        #expect(try declared("DECLARE var = 'x'")?.name == ["var"])
        #expect(try declared("DECLARE OR REPLACE VARIABLE INT DEFAULT 5")?.name == ["INT"])
        guard case .setVariables(let names, .values(let values)) = try SQLParser.statement("SET VAR a = 1, b.c = a + 1")
        else {
            Issue.record("nothing is set")
            return
        }
        #expect(names.map(\.parts) == [["a"], ["b", "c"]] && values.count == 2)
        guard case .setVariables(let row, .query) = try SQLParser.statement("SET VARIABLE (a, b) = (SELECT 1, 2)")
        else {
            Issue.record("no row is set")
            return
        }
        #expect(row.map(\.parts) == [["a"], ["b"]])
        let text = "EXECUTE IMMEDIATE q INTO a, b USING 1, (x) AS y"
        guard case .executeImmediate(_, let into, let given) = try SQLParser.statement(text) else {
            Issue.record("nothing is executed")
            return
        }
        #expect(into.map(\.parts) == [["a"], ["b"]] && given.map(\.name) == [nil, "y"])
        guard case .dropVariable(let dropped, true) = try SQLParser.statement("DROP TEMP VARIABLE IF EXISTS a") else {
            Issue.record("nothing is dropped")
            return
        }
        #expect(dropped.parts == ["a"])
        for text in [
            "DECLARE", "DECLARE a", "DECLARE a INT DEFAULT", "SET a = 1", "SET VAR a", "SET VAR (a = 1",
            "DROP VARIABLE a",
            "SET VAR () = (SELECT 1)", "EXECUTE q", "EXECUTE IMMEDIATE q INTO (a)", "EXECUTE IMMEDIATE q USING",
        ] {
            #expect(throws: SQLError.self, "\(text)") { try SQLParser.statement(text) }
        }
    }

    @Test func `views keep the text of their query`() throws {
        let text = "CREATE OR REPLACE VIEW v (a COMMENT 'x', b) COMMENT 'c' AS  SELECT 1,\n2 ; "
        guard case .createView(let view) = try SQLParser.statement(text) else {
            Issue.record("no view")
            return
        }
        #expect(view.text == "SELECT 1,\n2" && view.replaces && view.scope == .warehouse && view.comment == "c")
        #expect(view.columns.map(\.name) == ["a", "b"] && view.columns[0].comment == "x")
    }

    @Test func `statements that are none say so`() {
        for text in [
            "CREATE", "CREATE TABLE", "CREATE TABLE t (", "CREATE TABLE t ()", "CREATE TABLE t (a)",
            "INSERT t VALUES (1)",
            "INSERT INTO t", "INSERT INTO t (a,) VALUES (1)", "DROP", "DROP TABLE", "SHOW", "SHOW TABLES LIKE x",
            "DESCRIBE", "USE", "TRUNCATE t", "CREATE VIEW v SELECT 1", "CREATE TABLE t USING", "SHOW COLUMNS t",
            "CREATE TABLE t (a INT) OPTIONS (x)", "DROP TABLE t u", "CREATE DATABASE d WITH (a 1)", "EXPLAIN",
            "MERGE INTO t", "CREATE TABLE t (a INT DEFAULT 1)", "CREATE TABLE t CLUSTERED BY (a) INTO 2 BUCKETS",
            "INSERT OVERWRITE DIRECTORY '/x' SELECT 1", "CREATE TABLE t (a INT) STORED AS ORC",
        ] {
            #expect(throws: SQLError.self, "\(text)") { try SQLParser.statement(text) }
        }
    }

    @Test func `words of statements are names elsewhere`() throws {
        for text in [
            "SELECT show, describe FROM create", "SELECT 1 AS insert", "DESCRIBE extended", "DESCRIBE EXTENDED query",
            "SHOW TABLES IN show", "USE database", "DROP TABLE view", "SELECT * FROM tables AS drop",
        ] { _ = try SQLParser.statement(text) }
        guard case .describeTable(let name, let isExtended, _, _) = try SQLParser.statement("DESCRIBE extended") else {
            Issue.record("no table")
            return
        }
        #expect(name == ["extended"] && !isExtended)
    }

    @Test func `cut and mixed statements end with an error or a meaning`() {
        let texts = [
            "CREATE TABLE t (a INT, b STRING) USING csv OPTIONS (sep '|') PARTITIONED BY (b) AS SELECT 1 AS a",
            "INSERT OVERWRITE t PARTITION (p = 1, q) (a, b) VALUES (1, 2), (3, 4)", "DESCRIBE TABLE EXTENDED a.b c",
            "CREATE GLOBAL TEMP VIEW v (a COMMENT 'x') AS SELECT * FROM t", "SHOW TABLES IN d LIKE 'x*|y'",
            "FROM s INSERT INTO a SELECT x WHERE x > 1 INSERT OVERWRITE b SELECT y",
            "DECLARE OR REPLACE VARIABLE v INT = 5",
            "SET VAR ( a , b ) = ( SELECT 1 , 2 )", "EXECUTE IMMEDIATE 'SELECT ?' INTO a USING ( 1 , b )",
            "EXPLAIN EXTENDED INSERT INTO t SELECT 1", "CREATE DATABASE IF NOT EXISTS d COMMENT 'x' LOCATION '/y'",
        ]
        for text in texts {
            let words = text.split(separator: " ")
            for count in words.indices {
                _ = try? SQLParser.statement(words[..<count].joined(separator: " "))
                _ = try? SQLParser.statement(words[count...].joined(separator: " "))
                _ = try? SQLParser.statement((words[count...] + words[..<count]).joined(separator: " "))
            }
        }
        let deep = String(repeating: "EXPLAIN ", count: 10_000) + "SELECT 1"
        #expect(throws: SQLError.self) { try SQLParser.statement(deep) }
    }
}
