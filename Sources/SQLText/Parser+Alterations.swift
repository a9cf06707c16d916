// SPDX-License-Identifier: Apache-2.0

import Columnar
import Relational

// ALTER, and functions that SQL defines.
extension SQLParser {
    mutating func alter(_ start: SQLParser) throws(SQLError) -> Statement {
        if take(word: "VIEW") {
            let first = at
            let name = try qualifiedName()
            let place = place(from: first)
            if word() == "RENAME" || word() == "SET" || word() == "UNSET" {
                return .alterTable(name, try alteration(start), ifExists: false, at: place)
            }
            try expect(word: "AS")
            let begin = at
            let query = try query()
            return .alterView(name, query: query, text: self.place(from: begin).fragment ?? "", at: place)
        }
        guard take(word: "TABLE") else { throw start.unsupported("the statement ALTER \(word() ?? "")") }
        let first = at
        let name = try qualifiedName()
        let place = place(from: first)
        return .alterTable(name, try alteration(start), ifExists: false, at: place)
    }

    private mutating func alteration(_ start: SQLParser) throws(SQLError) -> Statement.Alteration {
        if take(words: "RENAME", "TO") { return .rename(try qualifiedName()) }
        if take(words: "SET", "TBLPROPERTIES") { return .setProperties(try properties()) }
        if take(words: "UNSET", "TBLPROPERTIES") {
            let ifExists = takeIfExists()
            try expect(sign: "(")
            var keys: [String] = []
            repeat {
                if case .text = token.kind {
                    keys.append(try quotedText())
                } else {
                    keys.append(try qualifiedName().joined(separator: "."))
                }
            } while take(sign: ",")
            try expect(sign: ")")
            return .unsetProperties(keys, ifExists: ifExists)
        }
        if take(word: "ADD") {
            if take(word: "COLUMNS") || take(word: "COLUMN") {
                let hasParentheses = take(sign: "(")
                let fields = try columns()
                if hasParentheses { try expect(sign: ")") }
                return .addColumns(fields)
            }
            let ifNotExists = takeIfNotExists()
            if word() == "PARTITION" { return .addPartitions(try partitionList(), ifNotExists: ifNotExists) }
        }
        if take(word: "DROP") {
            let ifExists = takeIfExists()
            if word() == "PARTITION" {
                let partitions = try partitionList()
                _ = take(word: "PURGE")
                return .dropPartitions(partitions, ifExists: ifExists)
            }
        }
        if take(word: "ALTER") || take(word: "CHANGE") {
            _ = take(word: "COLUMN")
            let column = try qualifiedName()
            if take(word: "COMMENT") { return .comment(column: column, try quotedText()) }
        }
        throw start.unsupported("ALTER TABLE … \(word() ?? ""): make a table anew with CREATE TABLE … AS SELECT")
    }

    /// `COMMENT ON TABLE name IS text`
    mutating func comment(_ start: SQLParser) throws(SQLError) -> Statement {
        try expect(word: "ON")
        guard take(word: "TABLE") else { throw start.unsupported("COMMENT ON \(word() ?? "")") }
        let first = at
        let table = try qualifiedName()
        let place = place(from: first)
        try expect(word: "IS")
        let text = take(word: "NULL") ? nil : try quotedText()
        return .alterTable(table, .describe(text), ifExists: false, at: place)
    }

    private mutating func partitionList() throws(SQLError) -> [[(name: String, value: Syntax?)]] {
        var found: [[(name: String, value: Syntax?)]] = []
        repeat { found.append(try partitionValues()) } while take(sign: ",") || word() == "PARTITION"
        return found
    }

    /// `CREATE TEMPORARY FUNCTION name(parameter type [DEFAULT value], …) [RETURNS type] RETURN expression`
    mutating func createFunction(_ start: SQLParser, replaces: Bool) throws(SQLError) -> Statement {
        let ifNotExists = takeIfNotExists()
        let name = try qualifiedName()
        guard take(sign: "(") else {
            throw start.unsupported("a function of Java: write its body with RETURN, or use spark.udf.register")
        }
        var parameters: [SQLMacro.Parameter] = []
        if !take(sign: ")") {
            repeat {
                let parameter = try self.name()
                let type = try type(0)
                let standard = take(word: "DEFAULT") ? try expression() : nil
                if take(word: "COMMENT") { _ = try quotedText() }
                parameters.append(.init(name: parameter, type: type, standard: standard))
            } while take(sign: ",")
            try expect(sign: ")")
        }
        var returned: SQLType?
        while word() != "RETURN" {
            if take(word: "RETURNS") {
                if word() == "TABLE" { throw start.unsupported("a function that returns a table") }
                returned = try type(0)
            } else if take(word: "COMMENT") {
                _ = try quotedText()
            } else if take(word: "DETERMINISTIC") || take(words: "NOT", "DETERMINISTIC")
                || take(words: "CONTAINS", "SQL") || take(words: "LANGUAGE", "SQL")
                || take(words: "READS", "SQL", "DATA")
            {
                continue
            } else {
                throw unexpected()
            }
        }
        try expect(word: "RETURN")
        let body = try expression()
        return .createFunction(
            SQLMacro(name[name.count - 1], parameters, returned, body: body), replaces: replaces,
            ifNotExists: ifNotExists)
    }
}
