// SPDX-License-Identifier: Apache-2.0

import Columnar
public import Relational

extension SQLParser {
    /// An expression that may have an alias, or a star.
    mutating func selectItem() throws(SQLError) -> Syntax {
        let start = at
        let value = try expression()
        if word() == "AS", isSign("(", 1) {
            advance()
            advance()
            var names = [try name()]
            while take(sign: ",") { names.append(try name()) }
            try expect(sign: ")")
            return .placed(.alias(value, names), place(from: start))
        }
        guard let alias = try optionalAlias() else { return value }
        return .placed(.alias(value, [alias]), place(from: start))
    }

    mutating func expression() throws(SQLError) -> Syntax {
        try nested { (parser) throws(SQLError) in try parser.binary(0) }
    }

    /// Operators by how tightly they bind, the loosest first.
    private static let levels: [[String: String]] = [
        ["OR": "or"], ["AND": "and"],
        // NOT and predicates stand between.
        ["=": "=", "==": "=", "<=>": "<=>", "<>": "!=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="],
        ["|": "|"], ["^": "^"], ["&": "&"], SQLParser.shifts, ["+": "+", "-": "-", "||": "||"],
        ["*": "*", "/": "/", "%": "%", "DIV": "div"],
    ]
    static let comparisons = 2
    /// Of several signs, which the lexer leaves apart: `array<array<int>>` ends with two.
    private static let shifts = ["<<": "<<", ">>": ">>", ">>>": ">>>"]

    /// Signs without space between them that shift bits; nil when none stand here.
    private func shift() -> String? {
        for (name, sign) in [(">>>", ">"), (">>", ">"), ("<<", "<")] {
            let count = name.utf8.count
            let isHere = (0..<count).allSatisfy { offset in
                isSign(sign, offset) && (offset == 0 || tokens[at + offset].start == tokens[at + offset - 1].end)
            }
            if isHere { return name }
        }
        return nil
    }

    private func operation(_ level: Int) -> String? {
        switch token.kind {
        case .sign(let sign): SQLParser.levels[level][sign]
        case .word(let word): SQLParser.levels[level][word.uppercased()]
        default: nil
        }
    }

    mutating func binary(_ level: Int) throws(SQLError) -> Syntax {
        guard level < SQLParser.levels.count else { return try unary() }
        if level == SQLParser.comparisons, word() == "NOT" || isSign("!") {
            let start = at
            advance()
            let value = try nested { (parser) throws(SQLError) in try parser.binary(SQLParser.comparisons) }
            return .placed(.call("not", [value]), place(from: start))
        }
        let start = at
        var left = try binary(level + 1)
        while true {
            if SQLParser.levels[level] == SQLParser.shifts {
                guard let name = shift() else { return left }
                for _ in name.utf8 { advance() }
                left = .placed(.call(name, [left, try binary(level + 1)]), place(from: start))
            } else if level == SQLParser.comparisons, shift() != nil {
                return left
            } else if let name = operation(level) {
                advance()
                let right = try binary(level + 1)
                left = .placed(.call(name, [left, right]), place(from: start))
            } else if level == SQLParser.comparisons, let predicate = try predicate(left, start) {
                left = predicate
            } else {
                return left
            }
        }
    }

    /// `[NOT] BETWEEN`, `IN`, `LIKE`, `RLIKE`, and `IS`; nil when none follows.
    private mutating func predicate(_ left: Syntax, _ start: Int) throws(SQLError) -> Syntax? {
        if take(word: "IS") { return try isPredicate(left, start) }
        let isNegated = word() == "NOT"
        let next = word(isNegated ? 1 : 0)
        guard ["BETWEEN", "IN", "LIKE", "ILIKE", "RLIKE", "REGEXP"].contains(next) else { return nil }
        if isNegated { advance() }
        advance()
        let found: Syntax
        switch next {
        case "BETWEEN":
            let low = try binary(SQLParser.comparisons + 1)
            try expect(word: "AND")
            found = .call("between", [left, low, try binary(SQLParser.comparisons + 1)])
        case "IN":
            try expect(sign: "(")
            if let query = try parenthesisedQuery() {
                var members = [left]
                if case .call("struct", let parts, _) = left.bare { members = parts }
                found = .subquery(.isIn, query, members)
                break
            }
            var values = [left]
            repeat { values.append(try expression()) } while take(sign: ",")
            try expect(sign: ")")
            found = .call("in", values)
        case "LIKE", "ILIKE":
            let name = next == "LIKE" ? "like" : "ilike"
            if ["ANY", "SOME", "ALL"].contains(word()), isSign("(", 1) {
                found = try likeSeveral(left, name, isNegated)
                return .placed(found, place(from: start))
            }
            let pattern = try binary(SQLParser.comparisons + 1)
            if take(word: "ESCAPE") {
                found = .call(name, [left, pattern, try binary(SQLParser.comparisons + 1)])
            } else {
                found = .call(name, [left, pattern])
            }
        default: found = .call("rlike", [left, try binary(SQLParser.comparisons + 1)])
        }
        let placed = Syntax.placed(found, place(from: start))
        return isNegated ? .placed(.call("not", [placed]), place(from: start)) : placed
    }

    /// `LIKE ANY (patterns)`, `NOT LIKE ALL (patterns)`: of each, brought together.
    private mutating func likeSeveral(_ left: Syntax, _ name: String, _ isNegated: Bool) throws(SQLError) -> Syntax {
        let isAll = word() == "ALL"
        advance()
        advance()
        let patterns = try list()
        try expect(sign: ")")
        if patterns.allSatisfy({ if case .literal = $0.bare { true } else { false } }) {
            let quantifier = (isNegated ? "not " : "") + "like " + (isAll ? "all" : "any")
            guard name == "ilike" else { return .call(quantifier, [left] + patterns) }
            return .call(quantifier, ([left] + patterns).map { .call("lower", [$0]) })
        }
        let tests = patterns.map { pattern in
            let test = Syntax.call(name, [left, pattern])
            return isNegated ? Syntax.call("not", [test]) : test
        }
        return tests.dropFirst().reduce(tests[0]) { .call(isAll ? "and" : "or", [$0, $1]) }
    }

    private mutating func isPredicate(_ left: Syntax, _ start: Int) throws(SQLError) -> Syntax {
        let isNegated = take(word: "NOT")
        let found: Syntax
        if take(word: "NULL") {
            return .placed(.call(isNegated ? "isnotnull" : "isnull", [left]), place(from: start))
        } else if take(word: "TRUE") {
            found = .call("<=>", [left, .literal(.bool(true), .boolean)])
        } else if take(word: "FALSE") {
            found = .call("<=>", [left, .literal(.bool(false), .boolean)])
        } else if take(word: "UNKNOWN") {
            found = .call("isnull", [left])
        } else if take(words: "DISTINCT", "FROM") {
            let equal = Syntax.call("<=>", [left, try binary(SQLParser.comparisons + 1)])
            return .placed(isNegated ? equal : .call("not", [equal]), place(from: start))
        } else {
            throw unexpected()
        }
        let placed = Syntax.placed(found, place(from: start))
        return isNegated ? .placed(.call("not", [placed]), place(from: start)) : placed
    }

    mutating func unary() throws(SQLError) -> Syntax {
        let start = at
        for (sign, name) in [("-", "unary-"), ("+", "positive"), ("~", "~")] where take(sign: sign) {
            // A sign belongs to its number.
            if sign == "-", case .number(let written) = token.kind {
                let literal = try number(written, isNegative: true)
                advance()
                return try postfix(literal, start)
            }
            let value = try nested { (parser) throws(SQLError) in try parser.unary() }
            return .placed(.call(name, [value]), place(from: start))
        }
        return try postfix(try primary(), start)
    }

    /// `[index]`, `.field`, `::type`.
    private mutating func postfix(_ value: Syntax, _ start: Int) throws(SQLError) -> Syntax {
        var value = value
        while true {
            if take(sign: "[") {
                let key = try expression()
                try expect(sign: "]")
                value = .placed(.field(value, key: key), place(from: start))
            } else if take(sign: "::") {
                value = .placed(.cast(value, try type(0), .cast), place(from: start))
            } else if isSign(".") {
                advance()
                value = .placed(.field(value, key: .literal(.string(try name()), .string)), place(from: start))
            } else {
                return value
            }
        }
    }

    private mutating func primary() throws(SQLError) -> Syntax {
        let start = at
        switch token.kind {
        case .number(let written):
            let literal = try number(written, isNegative: false)
            advance()
            return literal
        case .text(let first):
            advance()
            var text = first
            while case .text(let more) = token.kind {
                text += more
                advance()
            }
            return .literal(.string(text), .string)
        case .sign("("): return try parenthesised(start)
        case .sign("*"):
            advance()
            return try starExcept(.placed(.star([]), place(from: start)), start)
        case .sign("?"):
            advance()
            parametersUsed += 1
            return try parameter("\(parametersUsed - 1)", start)
        case .parameter(let name):
            advance()
            return try parameter(name, start)
        case .quotedName where isSign("(", 1): return try callExpression(start)
        case .quotedName: return try reference(start)
        case .word: return try wordExpression(start)
        default: throw unexpected()
        }
    }

    private func parameter(_ name: String, _ start: Int) throws(SQLError) -> Syntax {
        guard let value = parameter(named: name) else {
            throw SQLError("UNBOUND_SQL_PARAMETER", ["name": quoted(name)], at: place(from: start))
        }
        return .placed(value, place(from: start))
    }

    private mutating func parenthesised(_ start: Int) throws(SQLError) -> Syntax {
        advance()
        if let query = try parenthesisedQuery() {
            return .placed(.subquery(.scalar, query, []), place(from: start))
        }
        var values = [try selectItem()]
        while take(sign: ",") { values.append(try selectItem()) }
        try expect(sign: ")")
        if take(sign: "->") {
            var names: [String] = []
            for value in values {
                guard case .column(let parts, nil) = value.bare, parts.count == 1 else { throw unexpected() }
                names.append(parts[0])
            }
            return .lambda(names, over: try expression())
        }
        if values.count == 1 { return values[0] }
        return .placed(.call("struct", values), place(from: start))
    }

    // MARK: Words

    private mutating func wordExpression(_ start: Int) throws(SQLError) -> Syntax {
        let word = word() ?? ""
        let isCall = isSign("(", 1)
        switch word {
        case "NULL" where !isCall:
            advance()
            return .literal(.null, .void)
        case "TRUE", "FALSE":
            guard !isCall else { break }
            advance()
            return .literal(.bool(word == "TRUE"), .boolean)
        case "CASE":
            advance()
            return try caseExpression(start)
        case "CAST" where isCall, "TRY_CAST" where isCall: return try castExpression(word == "TRY_CAST", start)
        case "EXTRACT" where isCall:
            advance()
            advance()
            let field = try name()
            try expect(word: "FROM")
            let value = try expression()
            try expect(sign: ")")
            return .placed(.call("extract", [.literal(.string(field), .string), value]), place(from: start))
        case "DATE", "TIME", "TIMESTAMP", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "X":
            if at + 1 < tokens.count, case .text(let content) = tokens[at + 1].kind {
                return try typedLiteral(word, content, start)
            }
        case "INTERVAL" where isInterval: return try interval()
        case "TRIM" where isCall: return try trimExpression(start)
        case "OVERLAY" where isCall: return try overlayExpression(start)
        case "POSITION" where isCall: return try positionExpression(start)
        case "IDENTIFIER" where isCall: return try identifierExpression(start)
        case "EXISTS" where isCall && isQuery(2):
            advance()
            advance()
            let query = try query()
            try expect(sign: ")")
            return .placed(.subquery(.exists, query, []), place(from: start))
        case "SELECT", "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "THEN", "WHEN", "ELSE", "END", "AND", "OR", "ON":
            throw unexpected()
        default: break
        }
        return isCall ? try callExpression(start) : try reference(start)
    }

    private mutating func reference(_ start: Int) throws(SQLError) -> Syntax {
        var parts = [try name()]
        if take(sign: "->") { return .lambda(parts, over: try expression()) }
        while isSign(".") {
            advance()
            if take(sign: "*") { return try starExcept(.placed(.star(parts), place(from: start)), start) }
            // A name may begin with digits.
            parts.append(try name())
        }
        return .placed(.column(parts, frame: nil), place(from: start))
    }

    /// `* EXCEPT (columns)`
    private mutating func starExcept(_ star: Syntax, _ start: Int) throws(SQLError) -> Syntax {
        guard word() == "EXCEPT", isSign("(", 1), !isQuery(1) else { return star }
        advance()
        advance()
        var columns: [Syntax] = []
        repeat {
            let first = at
            columns.append(.placed(.column(try qualifiedName(), frame: nil), place(from: first)))
        } while take(sign: ",")
        try expect(sign: ")")
        return .placed(.call(StarCall.except, [star] + columns), place(from: start))
    }

    private mutating func caseExpression(_ start: Int) throws(SQLError) -> Syntax {
        let subject = word() == "WHEN" ? nil : try expression()
        var branches: [(condition: Syntax, value: Syntax)] = []
        while take(word: "WHEN") {
            let test = try expression()
            try expect(word: "THEN")
            let condition = subject.map { Syntax.call("=", [$0, test]) } ?? test
            branches.append((condition, try expression()))
        }
        guard !branches.isEmpty else { throw unexpected() }
        let otherwise = take(word: "ELSE") ? try expression() : nil
        try expect(word: "END")
        return .placed(.caseWhen(branches, otherwise: otherwise), place(from: start))
    }

    private mutating func castExpression(_ isAttempt: Bool, _ start: Int) throws(SQLError) -> Syntax {
        advance()
        try expect(sign: "(")
        let value = try expression()
        try expect(word: "AS")
        let type = try type(0)
        try expect(sign: ")")
        return .placed(.cast(value, type, isAttempt ? .attempt : .cast), place(from: start))
    }

    private mutating func callExpression(_ start: Int) throws(SQLError) -> Syntax {
        var function = try name()
        try expect(sign: "(")
        var modifiers = CallModifiers()
        var arguments: [Syntax] = []
        if take(word: "DISTINCT") { modifiers.isDistinct = true } else { _ = take(word: "ALL") }
        if !take(sign: ")") {
            var given: [(name: String?, value: Syntax)] = []
            repeat { given.append(try argument()) } while take(sign: ",")
            arguments = try NamedArguments.ordered(function, given, at: place(from: start))
            if take(words: "IGNORE", "NULLS") {
                modifiers.ignoresNulls = true
            } else {
                _ = take(words: "RESPECT", "NULLS")
            }
            // `substring(text FROM first FOR length)`
            if ["SUBSTRING", "SUBSTR"].contains(function.uppercased()), arguments.count == 1, take(word: "FROM") {
                arguments.append(try expression())
                if take(word: "FOR") { arguments.append(try expression()) }
            }
            try expect(sign: ")")
        }
        if take(words: "IGNORE", "NULLS") { modifiers.ignoresNulls = true } else { _ = take(words: "RESPECT", "NULLS") }
        if word() == "WITHIN" { (function, arguments) = try withinGroup(function, arguments) }
        if word() == "FILTER", isSign("(", 1) {
            advance()
            advance()
            try expect(word: "WHERE")
            modifiers.filter = try expression()
            try expect(sign: ")")
        }
        if word() == "OVER" {
            let call = Syntax.placed(.call(function, arguments, modifiers), place(from: start))
            advance()
            return .placed(.over(call, try window()), place(from: start))
        }
        arguments = try SQLParser.readingTypes(function, arguments)
        if SQLParser.unitFunctions.contains(function.lowercased()), arguments.count == 3,
            case .literal(.string(let unit), _)? = arguments.first?.bare
        {
            throw SQLError(
                "INVALID_PARAMETER_VALUE.DATETIME_UNIT",
                ["functionName": "`\(function)`", "parameter": "`unit`", "invalidValue": "'\(unit)'"],
                at: place(from: start), kind: .parse)
        }
        // A unit is a word of its own.
        if SQLParser.unitFunctions.contains(function.lowercased()), let first = arguments.first,
            case .column(let parts, nil) = first.bare, parts.count == 1, arguments.count == 3
        {
            arguments[0] = .literal(.string(parts[0]), .string)
            let lower = function.lowercased()
            let name = lower.hasSuffix("add") ? "timestampadd" : "timestampdiff"
            return .placed(.call(name, arguments, modifiers), place(from: start))
        }
        return .placed(.call(function, arguments, modifiers), place(from: start))
    }

    private static let unitFunctions: Set<String> = [
        "timestampadd", "timestampdiff", "dateadd", "date_add", "datediff", "date_diff", "timediff",
    ]

    /// The arguments of a call, where a type that is written as a text is replaced by its JSON.
    public static func readingTypes(_ function: String, _ arguments: [Syntax]) throws(SQLError) -> [Syntax] {
        guard ["from_json", "from_csv"].contains(function.lowercased()), arguments.count > 1,
            case .literal(.string(let written), _) = arguments[1].bare, SQLType(json: written) == nil
        else { return arguments }
        var arguments = arguments
        let type: SQLType
        if let single = SQLType(typeName: written) {
            type = single
        } else if let known = try? SQLParser.type(written) {
            type = known
        } else {
            type = .structure(try SQLParser.schema(written).fields)
        }
        arguments[1] = .literal(.string(type.json), .string)
        return arguments
    }

    // MARK: Literals

    private static func isSpecialTime(_ text: String) -> Bool {
        ["epoch", "now", "today", "tomorrow", "yesterday"].contains(text.lowercased().filter { $0 != " " })
    }

    private mutating func typedLiteral(_ word: String, _ content: String, _ start: Int) throws(SQLError) -> Syntax {
        advance()
        advance()
        func invalid(_ type: String) -> SQLError {
            SQLError(
                "INVALID_TYPED_LITERAL", ["valueType": "\"\(type)\"", "value": "'\(content)'"],
                at: place(from: start), kind: .parse)
        }
        switch word {
        case "DATE":
            guard let days = CivilText.days(content) else {
                guard SQLParser.isSpecialTime(content) else { throw invalid("DATE") }
                return .placed(.cast(.literal(.string(content), .string), .date, .typed), place(from: start))
            }
            return .literal(.int(days), .date)
        case "TIME":
            guard let nanos = CivilText.timeOfDay(content) else { throw invalid("TIME") }
            return .literal(.int(nanos), .timeOfDay(RelationalLimits.timeDigitsMax))
        case "X":
            let digits = Array(content.utf8)
            var bytes: [UInt8] = []
            let padded = digits.count % 2 == 0 ? digits : [UInt8(ascii: "0")] + digits
            for index in stride(from: 0, to: padded.count, by: 2) {
                let pair = String(decoding: padded[index...index + 1], as: UTF8.self)
                guard let byte = UInt8(pair, radix: 16) else { throw invalid("X") }
                bytes.append(byte)
            }
            return .literal(.bytes(bytes), .binary)
        default:
            // The zone of the session is known when the query runs.
            var type: SQLType = word == "TIMESTAMP_NTZ" ? .timestampNTZ : .timestamp
            // A text with a zone is an instant.
            let zone = CivilText.zone(content)
            if word == "TIMESTAMP", zone?.isEmpty ?? true { type = settings.timestamp }
            // A time of day alone is one of the day on which the query runs.
            guard zone != nil || SQLParser.isSpecialTime(content) || content.contains(":") && !content.contains("-")
            else { throw invalid(type.sqlName) }
            return .placed(.cast(.literal(.string(content), .string), type, .typed), place(from: start))
        }
    }
}
