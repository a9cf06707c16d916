// SPDX-License-Identifier: Apache-2.0

import Columnar
import Values

/// What a column is called that the user gave no name.
struct Naming {
    /// The name of a column that was written in these parts.
    let column: ([String]) -> String
    /// The type of an expression, where it has one here: structs show their fields behind a dot, times what moves them.
    let type: (Syntax) -> SQLType?

    /// Columns of the rows around a query that it names, in order.
    var outer: (RelationSyntax) -> [String] = { _ in [] }

    /// The names that a star stands for.
    var columns: ([String]) -> [String] = { [($0 + ["*"]).joined(separator: ".")] }

    /// The name as a whole, of at most so many bytes.
    func name(_ syntax: Syntax) -> String {
        let text = write(syntax)
        guard text.utf8.count > RelationalLimits.nameBytesMax else { return text }
        return String(text.prefix(RelationalLimits.nameBytesMax)) + "..."
    }

    /// The name, however long.
    func whole(_ syntax: Syntax) -> String { write(syntax) }

    private func write(_ syntax: Syntax) -> String {
        switch syntax {
        case .column(let parts, _): return column(parts)
        case .star(let parts): return (parts + ["*"]).joined(separator: ".")
        case .literal(let value, let type): return Naming.literal(value, type)
        case .interval(_, _, let shown): return shown
        case .call(let name, let arguments, let modifiers): return call(name, arguments, modifiers)
        case .cast(let value, let type, .typed):
            guard case .literal(.string(let text), _) = value.bare else { return write(value) }
            return "\(type.sqlName) '\(Naming.clock(text))'"
        // What becomes an array, a map or a struct keeps its name.
        case .cast(let value, let type, _) where type.isNested: return write(value)
        case .cast(let value, let type, let form):
            return (form.isAttempt ? "TRY_CAST(" : "CAST(") + write(value) + " AS \(type.sqlName))"
        case .alias(let value, let names):
            return write(value) + " AS " + (names.count == 1 ? names[0] : "(" + names.joined(separator: ", ") + ")")
        case .caseWhen(let branches, let otherwise):
            return "CASE "
                + branches.map { "WHEN \(write($0.condition)) THEN \(write($0.value)) " }.joined()
                + (otherwise.map { "ELSE \(write($0)) " } ?? "") + "END"
        case .sort(let value, let descending, let nullsFirst):
            return write(value) + (descending ? " DESC" : " ASC")
                + ((nullsFirst ?? !descending) ? " NULLS FIRST" : " NULLS LAST")
        case .field(let value, let key):
            if case .literal(.string(let name), _) = key.bare {
                switch type(value) {
                case .structure, .array(.structure, _): return write(value) + ".\(name)"
                default: break
                }
            }
            return write(value) + "[\(write(key))]"
        case .lambda(let names, let body):
            let shown = names.map { _ in "namedlambdavariable()" }
            return "lambdafunction(" + ([write(body)] + shown).joined(separator: ", ") + ")"
        case .user(let function, let arguments):
            return function.text(arguments.map { write($0) })
        case .variable: return "namedlambdavariable()"
        case .placed(let inner, _), .noted(let inner, _): return write(inner)
        case .over(let function, let window):
            return write(function) + " OVER " + window.text(of: function, write, type)
        case .subquery(let kind, let query, let values):
            let named = outer(query).joined(separator: ", ")
            switch kind {
            case .scalar: return "scalarsubquery(\(named))"
            case .exists: return "exists(\(named))"
            case .isIn: return "(" + values.map { write($0) }.joined(separator: ", ") + " IN (listquery(\(named))))"
            }
        }
    }

    private func call(_ name: String, _ arguments: [Syntax], _ modifiers: CallModifiers) -> String {
        let written = arguments
        var arguments = arguments
        if name.lowercased() == "count", !modifiers.isDistinct, arguments.count == 1,
            case .star([]) = arguments[0].bare
        {
            arguments = [.literal(.int(1), .int)]
        }
        if ["from_json", "from_csv"].contains(name.lowercased()) { arguments = Array(arguments.prefix(1)) }
        if name.lowercased() == "from_json", case .map? = type(.call(name, written)) { return "entries" }
        let shown = arguments.flatMap { argument in
            if case .star(let parts) = argument.bare { columns(parts) } else { [write(argument)] }
        }
        if name == "withField", shown.count == 3 { return "update_fields(\(shown[0]), WithField(\(shown[2])))" }
        // A cast as a function has no name of its own.
        if SQLType(castFunction: name.lowercased()) != nil, shown.count == 1 { return shown[0] }
        if name == "+" || name == "-", arguments.count == 2 { return sum(name, arguments[0], arguments[1]).text }
        if ["to_char", "to_varchar"].contains(name.lowercased()), shown.count == 2, let given = type(arguments[0]) {
            // As the function that does it.
            if given.isTime { return "date_format(\(shown[0]), \(shown[1]))" }
            if given == .binary, shown[1].lowercased() == "utf-8" { return "decode(\(shown[0]), \(shown[1]))" }
            if given == .binary { return "\(shown[1].lowercased())(\(shown[0]))" }
        }
        guard let function = FunctionTable.function(name) else { return "\(name)(\(shown.joined(separator: ", ")))" }
        let text = function.shown(shown, as: name, isDistinct: modifiers.isDistinct)
        return modifiers.filter.map { text + " FILTER (WHERE \(write($0)))" } ?? text
    }

    /// A time as it is shown: a day alone begins at midnight.
    private static func clock(_ text: String) -> String {
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == " " || $0 == "T" }
        guard let first = parts.first, let days = CivilText.days(String(first)) else { return text }
        guard parts.count == 2 else { return CivilText.text(days: days) + " 00:00:00" }
        let isPlain =
            parts[1].utf8.count >= 8
            && parts[1].utf8.enumerated().allSatisfy { place, byte in
                place == 2 || place == 5 ? byte == 0x3A : place == 8 ? byte == 0x2E : isASCIIDigit(byte)
            }
        guard isPlain else { return text }
        var time = String(parts[1])
        while time.utf8.count > 8, time.hasSuffix("0") || time.hasSuffix(".") { time.removeLast() }
        return CivilText.text(days: days) + " " + time
    }

    static func literal(_ value: Scalar, _ type: SQLType) -> String {
        if value == .null { return "NULL" }
        switch type {
        case .decimal: return ValueText.ofJava(value, type)
        case .date: return "DATE '\(ValueText.of(value, type, zone: .utc))'"
        case .timestamp: return "TIMESTAMP '\(ValueText.of(value, type, zone: .utc))'"
        case .timestampNTZ: return "TIMESTAMP_NTZ '\(ValueText.of(value, type, zone: .utc))'"
        case .timeOfDay: return "TIME '\(ValueText.of(value, type, zone: .utc))'"
        case .binary:
            guard case .bytes(let bytes) = value else { return "\(value)" }
            return "X'" + bytes.map { ValueText.hexadecimal($0) }.joined() + "'"
        default: return ValueText.of(value, type, zone: .utc)
        }
    }
}
