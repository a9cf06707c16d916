// SPDX-License-Identifier: Apache-2.0

import Columnar
import Relational

// Calls that are written in forms of their own.
extension SQLParser {
    /// An argument, whose name may stand in front: `collection => …`.
    mutating func argument() throws(SQLError) -> (name: String?, value: Syntax) {
        var name: String?
        if case .word(let written) = token.kind, isSign("=>", 1) {
            name = written
            advance()
            advance()
        }
        return (name, try selectItem())
    }

    /// `TRIM([BOTH | LEADING | TRAILING] [characters] FROM text)`, and the plain call.
    mutating func trimExpression(_ start: Int) throws(SQLError) -> Syntax {
        advance()
        advance()
        let sides = ["BOTH": "trim", "LEADING": "ltrim", "TRAILING": "rtrim"]
        var name = "trim"
        var isSpelled = false
        if let side = word().flatMap({ sides[$0] }), !isSign(")", 1), !isSign(",", 1) {
            name = side
            isSpelled = true
            advance()
        }
        var arguments: [Syntax] = []
        if word() != "FROM" || !isSpelled { arguments.append(try expression()) }
        if take(word: "FROM") {
            arguments.append(try expression())
        } else if take(sign: ",") {
            arguments.append(try expression())
        }
        try expect(sign: ")")
        return .placed(.call(name, arguments), place(from: start))
    }

    /// `OVERLAY(text PLACING text FROM position [FOR length])`, and the plain call.
    mutating func overlayExpression(_ start: Int) throws(SQLError) -> Syntax {
        advance()
        advance()
        var arguments = [try expression()]
        if take(word: "PLACING") {
            arguments.append(try expression())
            try expect(word: "FROM")
            arguments.append(try expression())
            if take(word: "FOR") { arguments.append(try expression()) }
        } else {
            while take(sign: ",") { arguments.append(try expression()) }
        }
        try expect(sign: ")")
        return .placed(.call("overlay", arguments), place(from: start))
    }

    /// `POSITION(part IN text)`, and the plain call.
    mutating func positionExpression(_ start: Int) throws(SQLError) -> Syntax {
        advance()
        advance()
        var arguments = [try binary(SQLParser.comparisons + 1)]
        let isStandard = take(word: "IN")
        if isStandard {
            arguments.append(try expression())
        } else {
            while take(sign: ",") { arguments.append(try expression()) }
        }
        try expect(sign: ")")
        // Spark shows the standard's form by its own function's name.
        return .placed(.call(isStandard ? "locate" : "position", arguments), place(from: start))
    }

    /// `IDENTIFIER('name')`: a column, or a function when a parenthesis follows.
    mutating func identifierExpression(_ start: Int) throws(SQLError) -> Syntax {
        let parts = try identifier()
        guard take(sign: "(") else { return .placed(.column(parts, frame: nil), place(from: start)) }
        let arguments = isSign(")") ? [] : try list()
        try expect(sign: ")")
        return .placed(.call(parts[parts.count - 1], arguments), place(from: start))
    }

    /// The call that `WITHIN GROUP (ORDER BY …)` makes of a function of one.
    mutating func withinGroup(
        _ function: String, _ arguments: [Syntax]
    ) throws(SQLError) -> (String, [Syntax]) {
        let lower = function.lowercased()
        guard WithinGroup.functions.contains(lower) else { throw unsupported("WITHIN GROUP of \(function)") }
        advance()
        try expect(word: "GROUP")
        try expect(sign: "(")
        guard take(words: "ORDER", "BY") else { throw unexpected() }
        let keys = try sortKeys()
        try expect(sign: ")")
        guard keys.count == 1, case .sort(let key, let isDescending, let nullsFirst) = keys[0].bare else {
            throw unsupported("WITHIN GROUP by several keys")
        }
        func flag(_ value: Bool) -> Syntax { .literal(.bool(value), .boolean) }
        switch lower {
        case "mode":
            guard arguments.isEmpty else { throw unexpected() }
            return (WithinGroup.mode, [key, flag(isDescending)])
        case "listagg", "string_agg":
            guard let value = arguments.first, arguments.count <= 2 else { throw unexpected() }
            let delimiter = arguments.count > 1 ? arguments[1] : .literal(.null, .void)
            return (
                WithinGroup.joined,
                [value, delimiter, key, flag(isDescending), flag(nullsFirst ?? !isDescending)]
            )
        default:
            guard arguments.count == 1 else { throw unexpected() }
            return (lower, [arguments[0], key, flag(isDescending)])
        }
    }
}
