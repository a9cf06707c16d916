// SPDX-License-Identifier: Apache-2.0

import Columnar

extension FunctionTable {
    static let moreTextFunctions: [SQLFunction] = [
        plain("ascii", of: [.string], .ascii, .int, "The number of the first code point."),
        plain("char", "chr", of: [.bigint], .character, .string, "The character of a number."),
        plain(
            "levenshtein", of: [.string, .string, .int], defaults: [int(-1)], .levenshtein, .int, hidesDefaults: true,
            "How many edits lead from one text to the other; -1 beyond a bound."),
        plain("soundex", of: [.string], .soundex, .string, "The Soundex code of a word."),
        plain(
            "substring_index", of: [.string, .string, .int], .substringIndex, .string,
            "Up to the n-th delimiter, or behind it from the end."),
        plain("split_part", of: [.string, .string, .int], .splitPart, .string, "The n-th part between delimiters."),
        plain(
            "find_in_set", of: [.string, .string], .findInSet, .int, "The position of a text in a list with commas."),
        plain(
            "jaro_winkler_similarity", of: [.string, .string], .jaroWinkler, .double,
            "How alike two texts are, from 0 to 1."),
        plain("quote", of: [.string], .quoteText, .string, "The text in quotes."),
        SQLFunction("btrim", takes: 1...2, "The text without spaces, or other code points, at both ends.") {
            (call) throws(SQLError) in
            let unwanted = call.arguments.count > 1 ? try call.text(1) : text(" ")
            return call.result(.trimOf, [try call.text(0), unwanted, int(0)], .string)
        },
        plain(
            "overlay", of: [.string, .string, .int, .int], defaults: [int(-1)], .overlay, .string,
            "A text with another one put over a part of it."),
        plain(
            "mask", of: [.string, .string, .string, .string, .string],
            defaults: [text("X"), text("x"), text("n"), .literal(.null, .string)], .mask, .string, isNullable: true,
            "Letters and digits hidden."),
        SQLFunction("right", takes: 2...2, "The last code points.") { (call) throws(SQLError) in
            let (value, count) = (try call.text(0), try call.int(1))
            let none = call.result(.lessOrEqual, [count, int(0)], .boolean)
            let last = call.result(.substring, [value, call.result(.negate, [count], .int), count], .string)
            let isMissing = call.result(.isNull, [value], .boolean, isNullable: false)
            return Expression(
                .caseWhen(
                    [(condition: isMissing, value: .literal(.null, .string)), (condition: none, value: text(""))],
                    otherwise: last), .string,
                isNullable: value.isNullable || count.isNullable, at: call.place)
        },
        SQLFunction("octet_length", takes: 1...1, "How many bytes.") { (call) throws(SQLError) in
            call.result(.byteCount, [try bytes(call, 0)], .int)
        },
        SQLFunction("bit_length", takes: 1...1, "How many bits.") { (call) throws(SQLError) in
            call.result(.multiply, [call.result(.byteCount, [try bytes(call, 0)], .int), int(8)], .int)
        },
        SQLFunction("hex", takes: 1...1, "The number, text or bytes in hexadecimal digits.") {
            (call) throws(SQLError) in
            if call.types[0].isInteger {
                return call.result(.hexInt, [call.coercion.cast(call.arguments[0], to: .bigint)], .string)
            }
            if call.types[0].isNumeric {
                return call.result(.hexInt, [call.coercion.cast(call.arguments[0], to: .bigint)], .string)
            }
            return call.result(.hexBytes, [try bytes(call, 0)], .string)
        },
        SQLFunction("format_string", "printf", takes: 1...Int.max, "The format of Java's Formatter with values.") {
            (call) throws(SQLError) in
            let format = try call.text(0)
            return call.result(
                .formatText, [format] + call.arguments.dropFirst(), .string, isNullable: format.isNullable)
        },
        SQLFunction("format_number", takes: 2...2, "The number with commas and so many digits behind the point.") {
            (call) throws(SQLError) in
            if call.types[1] == .string {
                let number = call.coercion.cast(try call.number(0), to: .string)
                return call.result(.patternNumber, [number, try call.text(1)], .string)
            }
            let number = call.coercion.cast(try call.number(0), to: .string)
            let places = try call.int(1)
            let isNone = call.result(.less, [places, int(0)], .boolean)
            let shown = call.result(.formatNumber, [number, places], .string)
            return Expression(
                .caseWhen([(condition: isNone, value: .literal(.null, .string))], otherwise: shown), .string,
                isNullable: true, at: call.place)
        },
        SQLFunction("elt", takes: 2...Int.max, "The one of the further values that the first counts to.") {
            (call) throws(SQLError) in
            var branches: [(condition: Expression, value: Expression)] = []
            let index = try call.int(0)
            let type: SQLType = call.types.dropFirst().allSatisfy { $0 == .binary } ? .binary : .string
            for number in call.arguments.indices.dropFirst() {
                let value = try call.argument(number, as: type)
                branches.append((call.result(.equal, [index, int(number)], .boolean), value))
            }
            let missing = call.result(.isNull, [index], .boolean, isNullable: false)
            branches.insert((missing, .literal(.null, type)), at: 0)
            let mark = "\u{1}"
            let message = SQLError(
                "INVALID_ARRAY_INDEX", ["indexValue": mark, "arraySize": "\(call.arguments.count - 1)"]
            ).description.split(separator: mark).map { text(String($0)) }
            let shown = call.result(
                .concatenate, [message[0], call.coercion.cast(index, to: .string)] + message.dropFirst(), .string)
            let otherwise = call.settings.isANSI ? call.result(.raiseError, [shown], type) : nil
            return Expression(.caseWhen(branches, otherwise: otherwise), type, isNullable: true, at: call.place)
        },
    ]

    private static func bytes(_ call: FunctionCall, _ index: Int) throws(SQLError) -> Expression {
        if call.types[index] == .binary { return call.arguments[index] }
        return call.coercion.cast(try call.text(index), to: .binary)
    }

    static let moreNumberFunctions: [SQLFunction] = [
        angle("acos", .arcCosine), angle("asin", .arcSine), angle("atan", .arcTangent),
        angle("acosh", .arcCosineHyperbolic),
        angle("asinh", .arcSineHyperbolic), angle("atanh", .arcTangentHyperbolic), angle("cosh", .cosineHyperbolic),
        angle("sinh", .sineHyperbolic), angle("tanh", .tangentHyperbolic), angle("expm1", .exponentialMinusOne),
        plain("atan2", of: [.double, .double], .arcTangent2, .double, shown: "ATAN2", "The angle of a point."),
        plain("hypot", of: [.double, .double], .hypotenuse, .double, shown: "HYPOT", "The length of a vector."),
        reciprocal("sec", .cosine, "The secant."), reciprocal("csc", .sine, "The cosecant."),
        reciprocal("cot", .tangent, "The cotangent."),
        SQLFunction("rint", takes: 1...1, "The nearest whole number, half to even, as a double.") {
            (call) throws(SQLError) in
            let value = try call.double(0)
            let rounded = call.result(.roundHalfEven, [value, int(0)], .double)
            // What becomes 0 keeps its sign.
            let zero = Expression.literal(.float(0), .double)
            let signed = call.result(.multiply, [value, zero], .double)
            return Expression(
                .caseWhen(
                    [(condition: call.result(.equal, [rounded, zero], .boolean), value: signed)],
                    otherwise: rounded), .double, isNullable: value.isNullable, at: call.place)
        },
        factor("degrees", 180 / Double.pi, named: "DEGREES"), factor("radians", Double.pi / 180, named: "RADIANS"),
        SQLFunction("pi", takes: 0...0, named: .call("PI"), "The circle's number.") { (call) throws(SQLError) in
            .literal(.float(.pi), .double)
        },
        SQLFunction("e", takes: 0...0, named: .call("E"), "Euler's number.") { (call) throws(SQLError) in
            .literal(.float(2.718281828459045), .double)
        },
        plain("factorial", of: [.int], .factorial, .bigint, isNullable: true, "The factorial; null beyond 20."),
        plain(
            "width_bucket", of: [.double, .double, .double, .bigint], .widthBucket, .bigint, isNullable: true,
            "The bucket of a value between two bounds."),
        SQLFunction("bit_count", takes: 1...1, "How many bits are set.") { (call) throws(SQLError) in
            guard call.types[0].isInteger || call.types[0] == .boolean else {
                throw call.unexpected(0, "(\"INTEGRAL\" or \"BOOLEAN\")")
            }
            return call.result(.bitCount, [call.coercion.cast(call.arguments[0], to: .bigint)], .int)
        },
        SQLFunction("bit_get", "getbit", takes: 2...2, "The bit at a position from the right.") {
            (call) throws(SQLError) in
            guard call.types[0].isInteger || call.types[0] == .void else { throw call.unexpected(0, "\"INTEGRAL\"") }
            return try bit(call)
        },
        SQLFunction("bitwise_not", takes: 1...1, named: .custom { "~\($0[0])" }, "All bits turned.") {
            (call) throws(SQLError) in
            guard call.types[0].isInteger else { throw call.unexpected(0, "\"INTEGRAL\"") }
            return call.result(.bitNot, call.arguments, call.types[0])
        },
        shift("shiftleft", .shiftBitsLeft), shift("shiftright", .shiftBitsRight),
        shift("shiftrightunsigned", .shiftBitsRightUnsigned),
    ]

    private static func angle(_ name: String, _ operation: Operation) -> SQLFunction {
        plain(
            name, of: [.double], operation, .double, fails: false, shown: name.uppercased(), "The \(name) of a number.")
    }

    private static func factor(_ name: String, _ factor: Double, named: String) -> SQLFunction {
        SQLFunction(name, takes: 1...1, named: .call(named), "An angle in \(name).") { (call) throws(SQLError) in
            call.result(.multiply, [try call.double(0), .literal(.float(factor), .double)], .double)
        }
    }

    private static func reciprocal(_ name: String, _ operation: Operation, _ documentation: String) -> SQLFunction {
        SQLFunction(name, takes: 1...1, named: .call(name.uppercased()), documentation) { (call) throws(SQLError) in
            call.result(
                .nanOr,
                [
                    call.result(
                        .floatQuotient,
                        [.literal(.float(1), .double), call.result(operation, [try call.double(0)], .double)], .double),
                    .literal(.float(.nan), .double),
                ], .double)
        }
    }

    private static func shift(_ name: String, _ operation: Operation) -> SQLFunction {
        SQLFunction(name, takes: 2...2, "Bits moved.") { (call) throws(SQLError) in
            guard call.types[0].isInteger || call.types[0] == .void else {
                throw call.unexpected(0, "(\"INT\" or \"BIGINT\")")
            }
            let isLong = call.types[0] == .bigint
            let value = isLong ? call.arguments[0] : call.coercion.cast(call.arguments[0], to: .int)
            return call.result(operation, [value, try call.int(1), int(isLong ? 64 : 32)], isLong ? .bigint : .int)
        }
    }

    /// What belongs to no kind of value.
    static let sessionFunctions: [SQLFunction] = [
        SQLFunction("typeof", takes: 1...1, "The name of the type.") { (call) throws(SQLError) in
            text(call.types[0].simpleName)
        },
        SQLFunction("current_user", "user", "session_user", takes: 0...0, "The name of the user.") {
            (call) throws(SQLError) in text(call.settings.user)
        },
        SQLFunction("current_path", takes: 0...0, "Where functions are looked for.") { (call) throws(SQLError) in
            text("system.builtin,system.session,spark_catalog.\(call.settings.database)")
        },
        SQLFunction("input_file_name", takes: 0...0, "The file that the row was read from.") {
            (call) throws(SQLError) in call.result(.inputFile, [], .string, isNullable: false)
        },
        fixed("current_catalog", TableName.catalog), fixed("version", "4.1.0"),
        SQLFunction(
            names: ["current_schema", "current_database"], takes: 0...0, "The current database."
        ) { (call) throws(SQLError) in text(call.settings.database) },
        SQLFunction("current_timezone", takes: 0...0, "The session's time zone.") { (call) throws(SQLError) in
            text(call.settings.timeZone)
        },
        SQLFunction("raise_error", takes: 1...1, "Ends the query with a message.") { (call) throws(SQLError) in
            raised(call, try call.text(0))
        },
        SQLFunction(
            "assert_true", takes: 1...2,
            named: .custom { "assert_true(\($0[0]), \($0.count > 1 ? $0[1] : "'\($0[0])' is not true!"))" },
            "Null where it is true; else the query ends with a message."
        ) { (call) throws(SQLError) in
            let message = call.arguments.count > 1 ? try call.text(1) : text("'\(call.shownArgument(0))' is not true!")
            return Expression(
                .caseWhen(
                    [(condition: try call.boolean(0), value: .literal(.null, .void))],
                    otherwise: raised(call, message)),
                .void, isNullable: true, at: call.place)
        },
        SQLFunction("equal_null", takes: 2...2, "Equality by which null equals null.") { (call) throws(SQLError) in
            try compare(call, .nullSafeEqual, symbol: "<=>")
        },
        SQLFunction("nullifzero", takes: 1...1, "Null where it is zero.") { (call) throws(SQLError) in
            var test = call
            test.arguments = [try call.number(0), int(0)]
            let value = test.arguments[0]
            return Expression(
                .caseWhen(
                    [(condition: try compare(test, .equal, symbol: "="), value: .literal(.null, value.type))],
                    otherwise: value), value.type, isNullable: true, at: call.place)
        },
        SQLFunction("zeroifnull", takes: 1...1, "Zero where it is null.") { (call) throws(SQLError) in
            var both = call
            both.arguments = [call.types[0] == .void ? int(0) : try call.number(0), int(0)]
            let values = try both.alike()
            return call.result(.coalesce, values, values[0].type, isNullable: false)
        },
    ]

    /// The bit at a position that the type has.
    private static func bit(_ call: FunctionCall) throws(SQLError) -> Expression {
        let widths: [SQLType: Int] = [.tinyint: 8, .smallint: 16, .bigint: 64]
        let (position, width) = (try call.int(1), widths[call.types[0]] ?? 32)
        let message = call.result(
            .concatenate,
            [
                text(
                    "[INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE] The value of parameter(s) `pos` in `bit_get` is "
                        + "invalid: expects an integer value in [0, \(width)), but got "),
                call.coercion.cast(position, to: .string), text(". SQLSTATE: 22023"),
            ], .string)
        let value = call.coercion.cast(call.arguments[0], to: .bigint)
        let isOutside = call.result(
            .or,
            [
                call.result(.less, [position, int(0)], .boolean),
                call.result(.greaterOrEqual, [position, int(width)], .boolean),
            ], .boolean)
        let hasValue = call.result(
            .not, [call.result(.isNull, [value], .boolean, isNullable: false)], .boolean, isNullable: false)
        return Expression(
            .caseWhen(
                [
                    (
                        condition: call.result(.and, [hasValue, isOutside], .boolean),
                        value: call.result(.raiseError, [message], .tinyint)
                    )
                ], otherwise: call.result(.bitGet, [value, position], .tinyint)),
            .tinyint, isNullable: value.isNullable || position.isNullable, at: call.place)
    }

    /// Ends the query with a message of the user's.
    private static func raised(_ call: FunctionCall, _ message: Expression) -> Expression {
        let whole = call.result(
            .concatenate, [text("[USER_RAISED_EXCEPTION] "), message, text(" SQLSTATE: P0001")], .string)
        return call.result(.raiseError, [whole], .void, isNullable: true)
    }

    private static func fixed(_ name: String, _ value: String) -> SQLFunction {
        SQLFunction(names: [name], takes: 0...0, "A name of the session's.") { (_) throws(SQLError) in
            text(value)
        }
    }
}

extension SQLType {
    /// The type that a function of its name casts to.
    init?(castFunction name: String) {
        switch name {
        case "boolean", "tinyint", "smallint", "int", "bigint", "float", "double", "string", "binary", "timestamp",
            "date":
            guard let type = SQLType(typeName: name) else { return nil }
            self = type
        case "decimal": self = .decimal(precision: 10, scale: 0)
        default: return nil
        }
    }

    /// The type with nulls everywhere, as what is read from texts has.
    var allNullable: SQLType {
        switch self {
        case .array(let element, _): .array(element.allNullable, containsNull: true)
        case .map(let key, let value, _): .map(key.allNullable, value.allNullable, valueContainsNull: true)
        case .structure(let fields):
            .structure(fields.map { Field($0.name, $0.type.allNullable, isNullable: true, metadata: $0.metadata) })
        default: self
        }
    }
}
