// SPDX-License-Identifier: Apache-2.0

import Columnar
public import Relational

/// Reads SQL: expressions, types, columns of schemas, queries.
public struct SQLParser {
    let text: String
    let tokens: [Token]
    var at = 0
    private var depth = 0
    /// Values of parameters by name; those without a name by their numbers from 0.
    let parameters: [String: Syntax]
    var parametersUsed = 0
    let settings: SQLSettings

    init(
        _ text: String, parameters: [String: Syntax] = [:], settings: SQLSettings = SQLSettings()
    ) throws(SQLError) {
        self.text = text
        self.parameters = parameters
        self.settings = settings
        tokens = try Lexer.tokens(of: text, quotesNames: settings.quotesNames)
    }

    /// An expression: what `expr` and `filter` take. A name behind it is its alias.
    public static func expression(
        _ text: String, settings: SQLSettings = SQLSettings()
    ) throws(SQLError) -> Syntax {
        var parser = try SQLParser(text, settings: settings)
        let item = try parser.selectItem()
        try parser.expectEnd()
        return item
    }

    /// Keys of a sort, each with `ASC` or `DESC` behind it where wanted.
    public static func sortKeys(_ texts: [String]) throws(SQLError) -> [Syntax] {
        var keys: [Syntax] = []
        for text in texts {
            var parser = try SQLParser(text)
            keys += try parser.sortKeys()
            try parser.expectEnd()
        }
        return keys
    }

    /// A query, its parameters by name, or by number from 0.
    public static func query(
        _ text: String, parameters: [String: Syntax] = [:], settings: SQLSettings = SQLSettings()
    ) throws(SQLError) -> RelationSyntax {
        var parser = try SQLParser(text, parameters: parameters, settings: settings)
        if parser.isAtEnd { throw SQLError("PARSE_EMPTY_STATEMENT", at: parser.place(parser.token), kind: .parse) }
        let query = try parser.query()
        _ = parser.take(sign: ";")
        try parser.expectEnd()
        return query
    }

    /// A type: `array<int>`.
    public static func type(_ text: String, settings: SQLSettings = SQLSettings()) throws(SQLError) -> SQLType {
        var parser = try SQLParser(text, settings: settings)
        let type = try parser.type(0)
        try parser.expectEnd()
        return type
    }

    /// Columns: `a INT, b STRING NOT NULL`; or a type, which becomes that of the column `value` unless it is a struct.
    public static func schema(_ text: String) throws(SQLError) -> Schema {
        do throws(SQLError) {
            var parser = try SQLParser(text)
            let fields = try parser.fields(until: nil, 0)
            try parser.expectEnd()
            return Schema(fields)
        } catch {
            guard let type = try? type(text) else { throw error }
            if case .structure(let fields) = type { return Schema(fields) }
            return Schema([Field("value", type)])
        }
    }

    // MARK: Tokens

    var token: Token { tokens[at] }

    var isAtEnd: Bool { token.kind == .end }

    mutating func advance() { if at < tokens.count - 1 { at += 1 } }

    /// The word at the cursor in upper case; nil when there is none.
    func word(_ offset: Int = 0) -> String? {
        guard at + offset < tokens.count, case .word(let word) = tokens[at + offset].kind else { return nil }
        return word.uppercased()
    }

    func isSign(_ sign: String, _ offset: Int = 0) -> Bool {
        at + offset < tokens.count && tokens[at + offset].kind == .sign(sign)
    }

    mutating func take(word wanted: String) -> Bool {
        guard word() == wanted else { return false }
        advance()
        return true
    }

    /// All of the words, or none.
    mutating func take(words wanted: String...) -> Bool {
        for (offset, wanted) in wanted.enumerated() where word(offset) != wanted { return false }
        for _ in wanted { advance() }
        return true
    }

    mutating func take(sign: String) -> Bool {
        guard isSign(sign) else { return false }
        advance()
        return true
    }

    mutating func expect(word wanted: String) throws(SQLError) {
        guard take(word: wanted) else { throw unexpected() }
    }

    mutating func expect(sign: String) throws(SQLError) {
        guard take(sign: sign) else { throw unexpected() }
    }

    func expectEnd() throws(SQLError) {
        guard isAtEnd else { throw unexpected() }
    }

    func place(_ token: Token) -> SQLPlace { .text(text, start: token.start, end: token.end) }

    /// From the token with number `start` to the last one that was read.
    func place(from start: Int) -> SQLPlace {
        .text(text, start: tokens[start].start, end: tokens[max(at - 1, start)].end)
    }

    /// What stands here does not belong here.
    func unexpected(_ hint: String = "") -> SQLError {
        let near = isAtEnd ? "end of input" : "'\(place(token).fragment ?? "")'"
        return SQLError("PARSE_SYNTAX_ERROR", ["error": near, "hint": hint], at: place(token), kind: .parse)
    }

    /// What SQL has and the engine does not, here.
    func unsupported(_ what: String) -> SQLError { .unsupported(what, at: place(token)) }

    mutating func nested<Result>(
        _ body: (inout SQLParser) throws(SQLError) -> Result
    ) throws(SQLError) -> Result {
        depth += 1
        defer { depth -= 1 }
        guard depth <= SQLTextLimits.nestingMax else {
            throw .unsupported(
                "SQL that nests deeper than \(SQLTextLimits.nestingMax) levels", at: place(token))
        }
        return try body(&self)
    }

    /// A name, quoted or not.
    mutating func name() throws(SQLError) -> String {
        switch token.kind {
        case .word(let word):
            advance()
            return word
        case .quotedName(let name):
            advance()
            return name
        default: throw unexpected()
        }
    }

    /// A parameter by its name, whatever its case.
    func parameter(named name: String) -> Syntax? {
        parameters[name] ?? parameters.first { $0.key.lowercased() == name.lowercased() }?.value
    }

    /// `IDENTIFIER(text)`: the parts of a name that a text, written out or a parameter, says.
    mutating func identifier() throws(SQLError) -> [String] {
        let start = at
        advance()
        try expect(sign: "(")
        let value = try expression()
        try expect(sign: ")")
        guard let text = constantText(value), let parts = NameParts.split(text), !parts.isEmpty else {
            throw SQLError(
                "NOT_A_CONSTANT_STRING.NOT_CONSTANT", ["name": "IDENTIFIER", "expr": "\"expression\""],
                at: place(from: start))
        }
        return parts
    }

    /// The text of a literal or a variable, or of several that `||` brings together.
    private func constantText(_ value: Syntax) -> String? {
        switch value.bare {
        case .literal(.string(let text), _): return text
        case .column(let parts, nil):
            guard let known = settings.variable(parts), known.fields.isEmpty, known.variable.type == .string,
                case .string(let text) = known.variable.value
            else { return nil }
            return text
        case .call(let name, let arguments, _) where name == "||" || name.lowercased() == "concat":
            let texts = arguments.compactMap { constantText($0) }
            return texts.count == arguments.count ? texts.joined() : nil
        default: return nil
        }
    }

    /// Names with dots between them.
    mutating func qualifiedName() throws(SQLError) -> [String] {
        if word() == "IDENTIFIER", isSign("(", 1) { return try identifier() }
        var parts = [try name()]
        while isSign("."), at + 1 < tokens.count {
            advance()
            parts.append(try name())
        }
        return parts
    }

    /// A name that follows as an alias; nil when something else does.
    mutating func optionalAlias() throws(SQLError) -> String? {
        if take(word: "AS") { return try name() }
        switch token.kind {
        case .quotedName: return try name()
        // `FROM t INSERT INTO …`
        case .word where word() == "INSERT" && (word(1) == "INTO" || word(1) == "OVERWRITE"): return nil
        case .word(let word) where !SQLParser.reserved.contains(word.uppercased()): return try name()
        default: return nil
        }
    }

    /// Words that end an expression or a relation, and so are no aliases without AS.
    static let reserved: Set<String> = [
        "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "SORT", "CLUSTER", "DISTRIBUTE", "LIMIT", "OFFSET", "UNION",
        "EXCEPT",
        "MINUS", "INTERSECT", "ON", "USING", "JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "NATURAL", "OUTER",
        "SEMI",
        "ANTI", "LATERAL", "WINDOW", "AND", "OR", "NOT", "IN", "IS", "LIKE", "ILIKE", "RLIKE", "REGEXP", "BETWEEN",
        "THEN",
        "ELSE", "END", "WHEN", "AS", "ASC", "DESC", "NULLS", "SELECT", "DIV", "PIVOT", "UNPIVOT", "TABLESAMPLE",
        "QUALIFY",
        "ESCAPE", "FILTER", "OVER", "SET", "FOR", "ROWS", "RANGE", "PRECEDING", "FOLLOWING", "WITH",
    ]
}
