// SPDX-License-Identifier: Apache-2.0

import Relational

// CREATE.
extension SQLParser {
    mutating func create(_ start: SQLParser) throws(SQLError) -> Statement {
        let replaces = take(words: "OR", "REPLACE")
        if take(words: "GLOBAL", "TEMPORARY") || take(words: "GLOBAL", "TEMP") {
            try expect(word: "VIEW")
            return try createView(.global, replaces: replaces)
        }
        if take(word: "TEMPORARY") || take(word: "TEMP") {
            if take(word: "FUNCTION") { return try createFunction(start, replaces: replaces) }
            guard word() == "VIEW" else { throw start.unsupported("the statement CREATE TEMPORARY \(word() ?? "")") }
            advance()
            return try createView(.session, replaces: replaces)
        }
        if take(word: "VIEW") { return try createView(.warehouse, replaces: replaces) }
        if take(words: "EXTERNAL", "TABLE") || take(word: "TABLE") { return try createTable(replaces: replaces) }
        for word in ["DATABASE", "SCHEMA", "NAMESPACE"] where take(word: word) {
            guard !replaces else { throw unexpected() }
            return try createDatabase()
        }
        throw start.unsupported("the statement CREATE \(word() ?? "")")
    }

    private mutating func createDatabase() throws(SQLError) -> Statement {
        let ifNotExists = takeIfNotExists()
        let name = try qualifiedName()
        var database = DatabaseDefinition(name: name.last ?? "")
        while true {
            if take(word: "COMMENT") {
                database.comment = try quotedText()
            } else if take(word: "LOCATION") {
                database.location = try quotedText()
            } else if take(word: "WITH") {
                guard take(word: "DBPROPERTIES") || take(word: "PROPERTIES") else { throw unexpected() }
                database.properties = try properties()
            } else {
                return .createDatabase(name, ifNotExists: ifNotExists, database)
            }
        }
    }

    // MARK: Views

    private mutating func createView(_ scope: CreateView.Scope, replaces: Bool) throws(SQLError) -> Statement {
        let ifNotExists = takeIfNotExists()
        let start = at
        let name = try qualifiedName()
        let place = place(from: start)
        if scope == .session, word() == "USING" {
            throw unsupported("CREATE TEMPORARY VIEW … USING: use spark.read…createOrReplaceTempView(name)")
        }
        if scope != .warehouse, name.count > 1 {
            throw SQLError(
                "INVALID_TEMP_OBJ_QUALIFIER",
                [
                    "objectType": "VIEW", "objectName": TableName.quoted([name[name.count - 1]]),
                    "qualifier": TableName.quoted(Array(name.dropLast())),
                ], at: place, kind: .parse)
        }
        var columns: [(name: String, comment: String?)] = []
        if take(sign: "(") {
            repeat {
                let name = try self.name()
                columns.append((name, take(word: "COMMENT") ? try quotedText() : nil))
            } while take(sign: ",")
            try expect(sign: ")")
        }
        var comment: String?
        var found: [String: String] = [:]
        while !isSign("("), word() != "AS" {
            if take(word: "COMMENT") {
                comment = try quotedText()
            } else if take(word: "TBLPROPERTIES") {
                found = try properties()
            } else {
                throw unexpected()
            }
        }
        try expect(word: "AS")
        let first = at
        let query = try query()
        var view = CreateView(
            name: name, scope: scope, replaces: replaces, ifNotExists: ifNotExists, query: query,
            text: self.place(from: first).fragment ?? "")
        (view.columns, view.comment, view.properties) = (columns, comment, found)
        return .createView(view)
    }

    // MARK: Tables

    private mutating func createTable(replaces: Bool) throws(SQLError) -> Statement {
        let ifNotExists = takeIfNotExists()
        let start = at
        var table = CreateTable(name: try qualifiedName(), place: place(from: start))
        (table.ifNotExists, table.replaces) = (ifNotExists, replaces)
        if take(word: "LIKE") { return try createTableLike(table) }
        if isSign("("), !isQuery {
            advance()
            table.fields = try columns()
            try expect(sign: ")")
        }
        while try clause(&table) {}
        let hasAs = take(word: "AS")
        if hasAs || isQuery {
            guard table.fields.isEmpty else {
                throw SQLError(
                    "UNSUPPORTED_SCHEMA_WITH_QUERY", ["table": TableName.quoted(table.name)], at: table.place,
                    kind: .parse)
            }
            table.query = try query()
        }
        return .createTable(table)
    }

    private mutating func createTableLike(_ table: CreateTable) throws(SQLError) -> Statement {
        let source = try qualifiedName()
        var made = table
        while try clause(&made) {}
        guard !table.replaces else { throw unexpected() }
        return .createTableLike(
            table.name, source: source, ifNotExists: table.ifNotExists, provider: made.provider,
            location: made.location)
    }

    /// One of the clauses that may come in any order; false when something else stands here.
    private mutating func clause(_ table: inout CreateTable) throws(SQLError) -> Bool {
        switch word() {
        case "USING":
            advance()
            table.provider = try qualifiedName().joined(separator: ".")
        case "OPTIONS":
            advance()
            table.options = try properties()
        case "TBLPROPERTIES":
            advance()
            table.properties = try properties()
        case "LOCATION":
            advance()
            table.location = try quotedText()
        case "COMMENT":
            advance()
            table.comment = try quotedText()
        case "PARTITIONED":
            advance()
            try expect(word: "BY")
            try partitions(&table)
        case "STORED":
            advance()
            try expect(word: "AS")
            guard let format = word(), ["PARQUET", "TEXTFILE", "JSONFILE", "CSV", "JSON"].contains(format) else {
                throw unsupported("STORED AS \(word() ?? ""): use USING csv, json, parquet or text")
            }
            guard format != "TEXTFILE" else {
                throw unsupported("STORED AS TEXTFILE, which is Hive's: use USING csv OPTIONS (sep '…')")
            }
            advance()
            table.provider = format == "JSONFILE" ? "json" : format.lowercased()
        case "CLUSTERED", "CLUSTER", "SKEWED", "ROW", "SORTED":
            throw unsupported("\(word() ?? "") in CREATE TABLE: use USING csv, json, parquet or text")
        default: return false
        }
        return true
    }

    /// Names of columns, or new columns with their types.
    private mutating func partitions(_ table: inout CreateTable) throws(SQLError) {
        try expect(sign: "(")
        repeat {
            let start = at
            let name = try name()
            if isSign("(") {
                at = start
                throw unsupported("PARTITIONED BY functions of columns")
            }
            if !isSign(",") && !isSign(")") {
                at = start
                table.fields += try oneColumn()
            }
            table.partitionColumns.append(name)
        } while take(sign: ",")
        try expect(sign: ")")
    }

    mutating func columns() throws(SQLError) -> [Field] {
        var found: [Field] = []
        repeat { found += try oneColumn() } while take(sign: ",")
        return found
    }

    private mutating func oneColumn() throws(SQLError) -> [Field] {
        if ["CONSTRAINT", "PRIMARY", "FOREIGN", "CHECK", "UNIQUE"].contains(word() ?? ""), word(1) != nil,
            SQLType(typeName: word(1) ?? "") == nil
        {
            throw unsupported("constraints of tables")
        }
        let found = try oneField(0)
        if word() == "DEFAULT" { throw unsupported("DEFAULT values of columns") }
        if word() == "GENERATED" { throw unsupported("GENERATED columns") }
        return [found]
    }
}
