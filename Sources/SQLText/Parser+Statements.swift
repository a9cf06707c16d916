// SPDX-License-Identifier: Apache-2.0

import Columnar
public import Relational

extension SQLParser {
    /// A statement: a query, or what makes, fills, shows and drops tables and views. Parameters as `query` takes them.
    public static func statement(
        _ text: String, parameters: [String: Syntax] = [:], settings: SQLSettings = SQLSettings()
    ) throws(SQLError) -> Statement {
        var parser = try SQLParser(text, parameters: parameters, settings: settings)
        if parser.isAtEnd { throw SQLError("PARSE_EMPTY_STATEMENT", at: parser.place(parser.token), kind: .parse) }
        let statement = try parser.statement()
        _ = parser.take(sign: ";")
        try parser.expectEnd()
        return statement
    }

    private mutating func statement() throws(SQLError) -> Statement {
        let start = self
        switch word() {
        case "CREATE":
            advance()
            return try create(start)
        case "INSERT":
            advance()
            return .insert(try insert { (parser) throws(SQLError) in try parser.query() })
        case "WITH", "FROM":
            if let inserts = try inserts() { return inserts }
            return .query(try query())
        case "DROP":
            advance()
            return try drop(start)
        case "SHOW":
            advance()
            return try show(start)
        case "DESCRIBE", "DESC":
            advance()
            return try describe()
        case "USE":
            advance()
            for word in ["DATABASE", "SCHEMA", "NAMESPACE"] where isName(1) && take(word: word) { break }
            return .use(try qualifiedName())
        case "REFRESH":
            advance()
            return try refresh(start)
        case "MSCK", "REPAIR":
            _ = take(word: "MSCK")
            try expect(word: "REPAIR")
            try expect(word: "TABLE")
            let repair = try placed { .refresh($0, at: $1) }
            _ = take(words: "ADD", "PARTITIONS") || take(words: "SYNC", "PARTITIONS")
            return repair
        case "TRUNCATE":
            advance()
            try expect(word: "TABLE")
            let place = at
            let name = try qualifiedName()
            let end = self.place(from: place)
            return .truncate(name, partition: try partitionValues(), at: end)
        case "ALTER":
            advance()
            return try alter(start)
        case "DECLARE", "SET", "EXECUTE": return try aboutVariables()
        case "COMMENT":
            advance()
            return try comment(start)
        case "ANALYZE":
            advance()
            return try analyse()
        case "MERGE", "UPDATE", "DELETE":
            throw start.unsupported(
                "the statement \(word() ?? ""): tables do not change in place; write the rows anew with "
                    + "INSERT OVERWRITE or df.write.mode('overwrite')")
        case "EXPLAIN":
            advance()
            var mode = ""
            for word in ["EXTENDED", "FORMATTED", "COST", "CODEGEN", "LOGICAL", "ANALYZE"] where take(word: word) {
                mode = word == "LOGICAL" ? "extended" : word.lowercased()
                break
            }
            return .explain(try nested { (parser) throws(SQLError) in try parser.statement() }, mode: mode)
        default: return .query(try query())
        }
    }

    private mutating func refresh(_ start: SQLParser) throws(SQLError) -> Statement {
        if case .text = token.kind {
            advance()
            return .refresh([], at: nil)
        }
        guard word() != "FUNCTION" else { throw start.unsupported("the statement REFRESH FUNCTION") }
        _ = take(word: "TABLE")
        return try placed { .refresh($0, at: $1) }
    }

    /// Sizes and counts are what files say when a query runs: there is nothing to compute.
    private mutating func analyse() throws(SQLError) -> Statement {
        try expect(word: "TABLE")
        let table = try placed { .refresh($0, at: $1) }
        _ = try partitionValues()
        guard take(words: "COMPUTE", "STATISTICS") else { throw unexpected() }
        while !isAtEnd, !isSign(";") { advance() }
        return table
    }

    /// A statement about the table or view whose name stands here.
    mutating func placed(_ make: ([String], SQLPlace) -> Statement) throws(SQLError) -> Statement {
        let start = at
        let name = try qualifiedName()
        return make(name, place(from: start))
    }

    // MARK: Parts

    /// A text in quotes.
    mutating func quotedText() throws(SQLError) -> String {
        guard case .text(let text) = token.kind else { throw unexpected() }
        advance()
        return text
    }

    mutating func takeIfExists() -> Bool { take(words: "IF", "EXISTS") }
    mutating func takeIfNotExists() -> Bool { take(words: "IF", "NOT", "EXISTS") }

    /// `(key = value, …)`; names with dots are one key.
    mutating func properties() throws(SQLError) -> [String: String] {
        var found: [String: String] = [:]
        try expect(sign: "(")
        repeat {
            let key: String
            if case .text(let text) = token.kind {
                advance()
                key = text
            } else {
                key = try qualifiedName().joined(separator: ".")
            }
            _ = take(sign: "=") || take(sign: "==")
            let value = try expression()
            guard case .literal(let scalar, let type) = value.bare else {
                throw unsupported("options whose values are not written out")
            }
            found[key] = ValueText.option(scalar, type)
        } while take(sign: ",")
        try expect(sign: ")")
        return found
    }

    /// `PARTITION (a = 1, b)`, or nothing.
    mutating func partitionValues() throws(SQLError) -> [(name: String, value: Syntax?)] {
        guard take(word: "PARTITION") else { return [] }
        var found: [(name: String, value: Syntax?)] = []
        try expect(sign: "(")
        repeat {
            let name = try name()
            found.append((name, take(sign: "=") || take(sign: "==") ? try expression() : nil))
        } while take(sign: ",")
        try expect(sign: ")")
        return found
    }

    // MARK: INSERT

    /// `WITH … INSERT …` and `FROM … INSERT … SELECT … INSERT … SELECT …`; nil where a query stands.
    private mutating func inserts() throws(SQLError) -> Statement? {
        var ahead = self
        let common = word() == "WITH" ? try? ahead.commonQueries() : nil
        if common != nil, ahead.word() == "INSERT" {
            ahead.advance()
            var insert = try ahead.insert { (parser) throws(SQLError) in try parser.query() }
            if let common { insert.query = common(insert.query) }
            self = ahead
            return .insert(insert)
        }
        guard ahead.word() == "FROM", let source = try? ahead.firstRelations(), ahead.word() == "INSERT" else {
            return nil
        }
        var found: [Insert] = []
        while ahead.take(word: "INSERT") {
            var insert = try ahead.insert { (parser) throws(SQLError) in
                try parser.organised(.select(try parser.select(source)))
            }
            if let common { insert.query = common(insert.query) }
            found.append(insert)
        }
        self = ahead
        return .inserts(found)
    }

    private mutating func insert(
        _ body: (inout SQLParser) throws(SQLError) -> RelationSyntax
    ) throws(SQLError) -> Insert {
        let isOverwrite = take(word: "OVERWRITE")
        if !isOverwrite { try expect(word: "INTO") }
        if word() == "DIRECTORY" || word() == "LOCAL" {
            throw unsupported("INSERT OVERWRITE DIRECTORY: use df.write.save(path)")
        }
        if word() == "TABLE", word(1) != nil || !isSign("(", 1) { advance() }
        let start = at
        let table = try qualifiedName()
        let place = place(from: start)
        let partition = try partitionValues()
        if take(words: "IF", "NOT", "EXISTS") { throw unsupported("INSERT OVERWRITE … IF NOT EXISTS") }
        if word() == "REPLACE" { throw unsupported("INSERT INTO … REPLACE") }
        let isByName = take(words: "BY", "NAME")
        var columns: [String] = []
        if isSign("("), !isQuery {
            advance()
            repeat { columns.append(try name()) } while take(sign: ",")
            try expect(sign: ")")
        }
        return Insert(
            table: table, place: place, isOverwrite: isOverwrite, columns: columns, isByName: isByName,
            partition: partition, query: try body(&self))
    }

    // MARK: SHOW and DESCRIBE

    private mutating func show(_ start: SQLParser) throws(SQLError) -> Statement {
        switch word() {
        case "TABLES":
            advance()
            return .show(.tables(database: try database(), pattern: try pattern()))
        case "VIEWS":
            advance()
            return .show(.views(database: try database(), pattern: try pattern()))
        case "DATABASES", "SCHEMAS", "NAMESPACES":
            advance()
            return .show(.databases(pattern: try pattern()))
        case "COLUMNS":
            advance()
            let place = at
            guard var table = try database() else { throw unexpected() }
            let end = self.place(from: place + 1)
            if let database = try database(), let name = table.last { table = database + [name] }
            return .show(.columns(table: table, at: end))
        case "FUNCTIONS", "USER", "SYSTEM", "ALL":
            for kind in ["USER", "SYSTEM", "ALL"] where take(word: kind) { break }
            try expect(word: "FUNCTIONS")
            _ = try database()
            if case .word = token.kind, word() != "LIKE" { return .show(.functions(pattern: try name())) }
            return .show(.functions(pattern: try pattern()))
        case "CATALOGS":
            advance()
            return .show(.catalogs(pattern: try pattern()))
        case "PARTITIONS":
            advance()
            return try placed { .show(.partitions(table: $0, at: $1)) }
        case "TBLPROPERTIES":
            advance()
            let place = at
            let table = try qualifiedName()
            let end = self.place(from: place)
            var key: String?
            if take(sign: "(") {
                if case .text = token.kind {
                    key = try quotedText()
                } else {
                    key = try qualifiedName().joined(separator: ".")
                }
                try expect(sign: ")")
            }
            return .show(.properties(table: table, key: key, at: end))
        case "CREATE":
            advance()
            try expect(word: "TABLE")
            let statement = try placed { .showCreateTable($0, at: $1) }
            _ = take(words: "AS", "SERDE")
            return statement
        case "CURRENT":
            advance()
            guard take(word: "NAMESPACE") || take(word: "DATABASE") || take(word: "SCHEMA") else { throw unexpected() }
            return .show(.currentDatabase)
        default: throw start.unsupported("the statement SHOW \(word() ?? "")")
        }
    }

    /// `IN name`, or nothing.
    private mutating func database() throws(SQLError) -> [String]? {
        take(word: "IN") || take(word: "FROM") ? try qualifiedName() : nil
    }

    /// `LIKE 'pattern'`, the word may be left out.
    private mutating func pattern() throws(SQLError) -> String? {
        if take(word: "LIKE") { return try quotedText() }
        if case .text = token.kind { return try quotedText() }
        return nil
    }

    private mutating func describe() throws(SQLError) -> Statement {
        if word() == "FUNCTION", !isAtEnd, self.word(1) != nil || at + 2 < tokens.count {
            advance()
            let isExtended = self.word(1) != nil && take(word: "EXTENDED")
            let start = at
            var name = [String]()
            switch token.kind {
            case .sign(let sign):
                advance()
                name = [sign]
            case .text(let text):
                advance()
                name = [text]
            default: name = try qualifiedName()
            }
            return .describeFunction(name, isExtended: isExtended, at: place(from: start))
        }
        for word in ["DATABASE", "SCHEMA", "NAMESPACE"] where self.word(1) != nil && take(word: word) {
            let isExtended = take(word: "EXTENDED")
            return .describeDatabase(try qualifiedName(), isExtended: isExtended)
        }
        if word() == "QUERY", self.word(1) != nil || isSign("(", 1) {
            advance()
            return .describeQuery(try query())
        }
        // A table may be called so: what begins a query is followed by more.
        if isQuery, word() != "TABLE" { return .describeQuery(try query()) }
        if word() == "TABLE", word(1) != nil || at + 1 < tokens.count { _ = take(word: "TABLE") }
        let isExtended = word(1) != nil && (take(word: "EXTENDED") || take(word: "FORMATTED"))
        let start = at
        let table = try qualifiedName()
        let place = place(from: start)
        if word() == "PARTITION" { throw unsupported("DESCRIBE … PARTITION") }
        if take(words: "AS", "JSON") { throw unsupported("DESCRIBE … AS JSON") }
        let column = isAtEnd || isSign(";") ? [] : try qualifiedName()
        return .describeTable(table, isExtended: isExtended, column: column, at: place)
    }

    // MARK: DROP

    private mutating func drop(_ start: SQLParser) throws(SQLError) -> Statement {
        switch word() {
        case "TABLE":
            advance()
            let ifExists = takeIfExists()
            let statement = try placed { .dropTable($0, ifExists: ifExists, at: $1) }
            _ = take(word: "PURGE")
            return statement
        case "VIEW":
            advance()
            let ifExists = takeIfExists()
            return try placed { .dropView($0, ifExists: ifExists, at: $1) }
        case "DATABASE", "SCHEMA", "NAMESPACE":
            advance()
            let ifExists = takeIfExists()
            let name = try qualifiedName()
            let isCascade = take(word: "CASCADE")
            _ = take(word: "RESTRICT")
            return .dropDatabase(name, ifExists: ifExists, isCascade: isCascade)
        case "TEMPORARY", "TEMP", "FUNCTION":
            let isTemporary = take(word: "TEMPORARY") || take(word: "TEMP")
            if isTemporary, take(word: "VARIABLE") || take(word: "VAR") {
                let ifExists = takeIfExists()
                return .dropVariable(try variable(), ifExists: ifExists)
            }
            try expect(word: "FUNCTION")
            let ifExists = takeIfExists()
            return try placed { .dropFunction($0, ifExists: ifExists, at: $1) }
        default: throw start.unsupported("the statement DROP \(word() ?? "")")
        }
    }
}
