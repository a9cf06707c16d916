// SPDX-License-Identifier: Apache-2.0

import Columnar
public import Relational

// Variables of the session, and statements in them.
extension SQLParser {
    /// DECLARE, SET VARIABLE, EXECUTE IMMEDIATE.
    mutating func aboutVariables() throws(SQLError) -> Statement {
        let verb = word()
        advance()
        switch verb {
        case "DECLARE": return try declare()
        case "SET": return try setVariables()
        default: return try executeImmediate()
        }
    }

    /// `DECLARE [OR REPLACE] [VARIABLE] name [type] [{DEFAULT | =} value]`
    private mutating func declare() throws(SQLError) -> Statement {
        let start = at - 1
        let replaces = take(words: "OR", "REPLACE")
        if word() == "VARIABLE" || word() == "VAR", isName(1), word(1) != "DEFAULT", !isLast(1) { advance() }
        let name = try variable()
        var type: SQLType?
        if isName(0), word() != "DEFAULT" { type = try self.type(0) }
        let first = at + 1
        var standard: Syntax?
        if take(word: "DEFAULT") || take(sign: "=") { standard = try expression() }
        guard type != nil || standard != nil else {
            throw SQLError(
                "INVALID_SQL_SYNTAX.VARIABLE_TYPE_OR_DEFAULT_REQUIRED", at: place(from: start), kind: .parse)
        }
        let text = standard == nil ? "NULL" : place(from: first).fragment ?? ""
        return .declareVariable(
            name, type: type, standard: standard ?? .literal(.null, .void), text: text, replaces: replaces)
    }

    /// `SET VARIABLE name = value, …` and `SET VARIABLE (name, …) = (query)`
    private mutating func setVariables() throws(SQLError) -> Statement {
        guard take(word: "VARIABLE") || take(word: "VAR") else { throw unexpected() }
        if take(sign: "(") {
            var names = [try variable()]
            while take(sign: ",") { names.append(try variable()) }
            try expect(sign: ")")
            try expect(sign: "=")
            try expect(sign: "(")
            let query = try query()
            try expect(sign: ")")
            return .setVariables(names, .query(query))
        }
        var names: [VariableName] = []
        var values: [Syntax] = []
        repeat {
            names.append(try variable())
            try expect(sign: "=")
            values.append(try expression())
        } while take(sign: ",")
        return .setVariables(names, .values(values))
    }

    /// `EXECUTE IMMEDIATE text [INTO name, …] [USING value [AS name], …]`
    private mutating func executeImmediate() throws(SQLError) -> Statement {
        try expect(word: "IMMEDIATE")
        let text = try expression()
        var into: [VariableName] = []
        if take(word: "INTO") { repeat { into.append(try variable()) } while take(sign: ",") }
        var given: [(name: String?, value: Syntax)] = []
        if take(word: "USING") {
            // Parentheses around all of them, or around the first.
            var ahead = self
            if ahead.take(sign: "("), let list = try? ahead.usedValues(), ahead.take(sign: ")"), ahead.isLast(-1) {
                (self, given) = (ahead, list)
            } else {
                given = try usedValues()
            }
        }
        let names = given.compactMap(\.name)
        let repeated = Set(names.filter { name in names.count(where: { $0.lowercased() == name.lowercased() }) > 1 })
        guard repeated.isEmpty else {
            throw SQLError(
                "EXEC_IMMEDIATE_DUPLICATE_ARGUMENT_ALIASES",
                ["aliases": repeated.sorted().map { quoted($0) }.joined(separator: ", ")], at: place(token),
                kind: .parse)
        }
        return .executeImmediate(text, into: into, using: given)
    }

    private mutating func usedValues() throws(SQLError) -> [(name: String?, value: Syntax)] {
        var found: [(name: String?, value: Syntax)] = []
        repeat {
            let value = try expression()
            found.append((try optionalAlias(), value))
        } while take(sign: ",")
        return found
    }

    /// Whether a text has parameters by place, and by name.
    public static func parameters(in text: String) throws(SQLError) -> (areByPlace: Bool, areByName: Bool) {
        let tokens = try Lexer.tokens(of: text)
        return (
            tokens.contains { $0.kind == .sign("?") },
            tokens.contains { if case .parameter = $0.kind { true } else { false } }
        )
    }

    mutating func variable() throws(SQLError) -> VariableName {
        let start = at
        return VariableName(try qualifiedName(), at: place(from: start))
    }

    /// Whether a name stands at an offset, quoted or not.
    func isName(_ offset: Int) -> Bool {
        guard at + offset < tokens.count else { return false }
        switch tokens[at + offset].kind {
        case .word, .quotedName: return true
        default: return false
        }
    }

    /// Whether nothing stands behind a token.
    private func isLast(_ offset: Int) -> Bool {
        let next = at + offset + 1
        return next >= tokens.count || tokens[next].kind == .end || tokens[next].kind == .sign(";")
    }
}
