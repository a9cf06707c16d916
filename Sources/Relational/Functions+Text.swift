// SPDX-License-Identifier: Apache-2.0

import Columnar

extension FunctionTable {
    static let textFunctions: [SQLFunction] = [
        SQLFunction("upper", "ucase", takes: 1...1, "The text in upper case.") { (call) throws(SQLError) in
            call.result(.uppercase, [try call.text(0)], .string)
        },
        SQLFunction("lower", "lcase", takes: 1...1, "The text in lower case.") { (call) throws(SQLError) in
            call.result(.lowercase, [try call.text(0)], .string)
        },
        SQLFunction("initcap", takes: 1...1, "Each word with a capital.") { (call) throws(SQLError) in
            call.result(.capitalise, [try call.text(0)], .string)
        },
        trimming("trim", .trim), trimming("ltrim", .trimStart), trimming("rtrim", .trimEnd),
        SQLFunction("length", "len", "char_length", "character_length", takes: 1...1, "How many code points or bytes.")
        {
            (call) throws(SQLError) in
            let value = call.types[0] == .binary ? call.arguments[0] : try call.text(0)
            return call.result(.length, [value], .int)
        },
        SQLFunction(
            "substring", "substr", takes: 2...3,
            named: .custom { "substring(\($0[0]), \($0[1]), \($0.count > 2 ? $0[2] : "2147483647"))" },
            "So many code points from a position, which counts from 1, or from the end when it is negative."
        ) { (call) throws(SQLError) in
            let length = call.arguments.count > 2 ? try call.int(2) : .literal(.int(Int(Int32.max)), .int)
            if call.types[0] == .binary {
                return call.result(.substring, [call.arguments[0], try call.int(1), length], .binary)
            }
            return call.result(.substring, [try call.text(0), try call.int(1), length], .string)
        },
        SQLFunction("left", takes: 2...2, "The first code points.") { (call) throws(SQLError) in
            let value = call.types[0] == .binary ? call.arguments[0] : try call.text(0)
            return call.result(.substring, [value, .literal(.int(1), .int), try call.int(1)], value.type)
        },
        SQLFunction("concat", takes: 0...Int.max, "The texts, or arrays, behind one another.") {
            (call) throws(SQLError) in
            try concatenated(call)
        },
        SQLFunction("||", takes: 2...2, named: .call("concat"), "The texts behind one another.") {
            (call) throws(SQLError) in try concatenated(call)
        },
        SQLFunction("concat_ws", takes: 1...Int.max, "The texts that are there, a separator between them.") {
            (call) throws(SQLError) in
            var parts: [Expression] = [try call.text(0)]
            for index in call.arguments.indices.dropFirst() {
                if case .array(.string, _) = call.types[index] {
                    parts.append(call.arguments[index])
                } else {
                    parts.append(try call.text(index))
                }
            }
            return call.result(.concatenateWithSeparator, parts, .string, isNullable: parts[0].isNullable)
        },
        test("startswith", .startsWith, "Whether the text begins so."),
        test("endswith", .endsWith, "Whether the text ends so."),
        test("contains", .contains, "Whether the text has this in it."),
        SQLFunction(
            "instr", takes: 2...4,
            named: .custom { given in
                let shown = given.count == 3 ? given + ["1"] : given
                return "instr(" + shown.joined(separator: ", ") + ")"
            },
            "Where the second begins in the first, from 1, or its n-th find from a position on; 0 when it is not there."
        ) { (call) throws(SQLError) in
            guard call.arguments.count > 2 else {
                return call.result(.position, [try call.text(0), try call.text(1)], .int)
            }
            let number = call.arguments.count > 3 ? try call.int(3) : int(1)
            return call.result(
                .occurrence, [try call.text(0), try call.text(1), try call.int(2), number], .int)
        },
        SQLFunction(
            "locate", "position", takes: 2...3,
            named: .custom { "locate(\($0[0]), \($0[1]), \($0.count > 2 ? $0[2] : "1"))" },
            "Where the first begins in the second, from 1; 0 when it is not there."
        ) { (call) throws(SQLError) in
            guard call.arguments.count > 2 else {
                return call.result(.position, [try call.text(1), try call.text(0)], .int)
            }
            let start = try call.int(2)
            let place = call.result(.locate, [try call.text(0), try call.text(1), start], .int)
            guard start.isNullable else { return place }
            // Nowhere is found from a place that is not known.
            let isMissing = call.result(.isNull, [start], .boolean, isNullable: false)
            return Expression(
                .caseWhen([(condition: isMissing, value: int(0))], otherwise: place), .int, isNullable: true,
                at: call.place)
        },
        SQLFunction(
            "replace", takes: 2...3, named: .custom { "replace(\($0[0]), \($0[1]), \($0.count > 2 ? $0[2] : ""))" },
            "The text with all occurrences of the second replaced by the third."
        ) { (call) throws(SQLError) in
            let with = call.arguments.count > 2 ? try call.text(2) : .literal(.string(""), .string)
            return call.result(.replace, [try call.text(0), try call.text(1), with], .string)
        },
        SQLFunction("repeat", takes: 2...2, "The text so many times.") { (call) throws(SQLError) in
            call.result(.repeated, [try call.text(0), try call.int(1)], .string)
        },
        SQLFunction("reverse", takes: 1...1, "The text, or array, from its end.") { (call) throws(SQLError) in
            if case .array = call.types[0] { return call.result(.reverse, call.arguments, call.types[0]) }
            if call.types[0] == .binary {
                // A byte is a character of Latin-1.
                let charset = text("ISO-8859-1")
                let turned = call.result(
                    .reverse, [call.result(.decode, [call.arguments[0], charset], .string)], .string)
                return call.result(.encode, [turned, charset], .binary)
            }
            return call.result(.reverse, [try call.text(0)], .string)
        },
        padding("lpad", .padStart), padding("rpad", .padEnd),
        SQLFunction(
            "like", takes: 2...3,
            named: .custom { "\($0[0]) LIKE \($0[1])" + ($0.count > 2 ? " ESCAPE '\($0[2])'" : "") },
            "Whether the text is as the pattern says: % for any text, _ for any code point."
        ) { (call) throws(SQLError) in try like(call, .like) },
        SQLFunction(
            "ilike", takes: 2...3, named: .custom { "ilike(\($0[0]), \($0[1]))" }, "As like, whatever the case."
        ) { (call) throws(SQLError) in try like(call, .likeIgnoringCase) },
        likeSeveral("like any", .or, isNegated: false, shown: "likeany"),
        likeSeveral("like all", .and, isNegated: false, shown: "likeall"),
        likeSeveral("not like any", .or, isNegated: true, shown: "notlikeany"),
        likeSeveral("not like all", .and, isNegated: true, shown: "notlikeall"),
        expression("rlike"), expression("regexp"), expression("regexp_like"),
        SQLFunction(
            "split", takes: 2...3, named: .custom { "split(\($0[0]), \($0[1]), \($0.count > 2 ? $0[2] : "-1"))" },
            "The parts between what the regular expression finds."
        ) { (call) throws(SQLError) in
            let limit = call.arguments.count > 2 ? try call.int(2) : int(-1)
            return call.result(
                .split, [try call.text(0), try call.text(1), limit], .array(.string, containsNull: false))
        },
        SQLFunction(
            "regexp_replace", takes: 3...4,
            named: .custom { "regexp_replace(\($0[0]), \($0[1]), \($0[2]), \($0.count > 3 ? $0[3] : "1"))" },
            "The text with all that the regular expression finds replaced."
        ) { (call) throws(SQLError) in
            let start = call.arguments.count > 3 ? try call.int(3) : int(1)
            return call.result(.regexReplace, [try call.text(0), try call.text(1), try call.text(2), start], .string)
        },
        SQLFunction(
            "regexp_extract", takes: 2...3,
            named: .custom { "regexp_extract(\($0[0]), \($0[1]), \($0.count > 2 ? $0[2] : "1"))" },
            "The group of the first that the regular expression finds; empty when nothing is found."
        ) { (call) throws(SQLError) in
            let group = call.arguments.count > 2 ? try call.int(2) : .literal(.int(1), .int)
            return call.result(.regexExtract, [try call.text(0), try call.text(1), group], .string)
        },
        SQLFunction("translate", takes: 3...3, "Each code point of the second replaced by that of the third.") {
            (call) throws(SQLError) in
            call.result(.translate, [try call.text(0), try call.text(1), try call.text(2)], .string)
        },
    ]

    private static func concatenated(_ call: FunctionCall) throws(SQLError) -> Expression {
        if call.types.contains(where: { if case .array = $0 { true } else { false } }) {
            let lists = try call.alike()
            return lists.dropFirst().reduce(lists[0]) { call.result(.concatenateLists, [$0, $1], lists[0].type) }
        }
        if !call.types.isEmpty, call.types.allSatisfy({ $0 == .binary }) {
            return call.arguments.dropFirst().reduce(call.arguments[0]) {
                call.result(.concatenateBinary, [$0, $1], .binary)
            }
        }
        var parts: [Expression] = []
        for index in call.arguments.indices { parts.append(try call.text(index)) }
        guard !parts.isEmpty else { return .literal(.string(""), .string) }
        return call.result(.concatenate, parts, .string)
    }

    private static func expression(_ name: String) -> SQLFunction {
        SQLFunction(name, takes: 2...2, named: .call(name.uppercased()), "Whether the regular expression is found.") {
            (call) throws(SQLError) in call.result(.matches, [try call.text(0), try call.text(1)], .boolean)
        }
    }

    private static func trimming(_ name: String, _ operation: Operation) -> SQLFunction {
        let side = name == "trim" ? "BOTH" : name == "ltrim" ? "LEADING" : "TRAILING"
        return SQLFunction(
            name, takes: 1...2,
            named: .custom { $0.count > 1 ? "TRIM(\(side) \($0[0]) FROM \($0[1]))" : "\(name)(\($0[0]))" },
            "The text without spaces, or other code points, at its ends."
        ) { (call) throws(SQLError) in
            guard call.arguments.count == 1 else {
                // The code points come first, as in TRIM(BOTH x FROM y).
                let side = operation == .trim ? 0 : operation == .trimStart ? 1 : 2
                return call.result(.trimOf, [try call.text(1), try call.text(0), int(side)], .string)
            }
            return call.result(operation, [try call.text(0)], .string)
        }
    }

    private static func test(_ name: String, _ operation: Operation, _ documentation: String) -> SQLFunction {
        SQLFunction(name, takes: 2...2, documentation) { (call) throws(SQLError) in
            guard call.types[0] == .binary, call.types[1] == .binary else {
                return call.result(operation, [try call.text(0), try call.text(1)], .boolean)
            }
            // A byte is a character of Latin-1.
            let texts = call.arguments.map { call.result(.decode, [$0, text("ISO-8859-1")], .string) }
            return call.result(operation, texts, .boolean)
        }
    }

    private static func padding(_ name: String, _ operation: Operation) -> SQLFunction {
        SQLFunction(
            name, takes: 2...3, named: .custom { "\(name)(\($0[0]), \($0[1]), \($0.count > 2 ? $0[2] : " "))" },
            "The text filled up or cut to a length."
        ) { (call) throws(SQLError) in
            if call.types[0] == .binary, call.types.count < 3 || call.types[2] == .binary {
                let pad = call.arguments.count > 2 ? call.arguments[2] : .literal(.bytes([0]), .binary)
                return call.result(operation, [call.arguments[0], try call.int(1), pad], .binary)
            }
            let pad = call.arguments.count > 2 ? try padText(call) : text(" ")
            return call.result(operation, [try call.text(0), try call.int(1), pad], .string)
        }
    }

    /// What a text is padded with: bytes are those of a text.
    private static func padText(_ call: FunctionCall) throws(SQLError) -> Expression {
        call.types[2] == .binary ? call.coercion.cast(call.arguments[2], to: .string) : try call.text(2)
    }

    /// The text against each of the patterns, brought together.
    private static func likeSeveral(
        _ name: String, _ operation: Operation, isNegated: Bool, shown: String
    ) -> SQLFunction {
        SQLFunction(
            name, takes: 2...Int.max, named: .custom { "\(shown)(\($0[0]))" },
            "Whether the text is as one, or all, of the patterns say."
        ) { (call) throws(SQLError) in
            var tests: [Expression] = []
            for pattern in call.arguments.dropFirst() {
                var one = call
                one.arguments = [call.arguments[0], pattern]
                let test = try like(one, .like)
                tests.append(isNegated ? call.result(.not, [test], .boolean) : test)
            }
            return tests.dropFirst().reduce(tests[0]) { call.result(operation, [$0, $1], .boolean) }
        }
    }

    private static func like(_ call: FunctionCall, _ operation: Operation) throws(SQLError) -> Expression {
        let escape = call.arguments.count > 2 ? try call.literalText(2) : "\\"
        return call.result(
            operation, [try call.text(0), try call.text(1), .literal(.string(escape), .string)], .boolean)
    }
}
