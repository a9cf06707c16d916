// SPDX-License-Identifier: Apache-2.0

import Columnar

extension FunctionTable {
    /// Texts, bytes, XML and vectors beyond the everyday ones.
    static let furtherFunctions: [SQLFunction] = [
        pictured("to_char"), pictured("to_varchar"), numbered("to_number", .fail), numbered("try_to_number", .null),
        plain("to_base32", of: [.binary], .base32, .string, "Bytes in Base32."),
        plain("from_base32", of: [.string], .unbase32, .binary, "The bytes of a text in Base32."),
        SQLFunction(
            "hmac", takes: 2...3, named: .custom { "hmac(\($0[0]), \($0[1]), \($0.count > 2 ? $0[2] : "SHA-256"))" },
            "The message's code by a key, with a digest: SHA-256 unless said."
        ) { (call) throws(SQLError) in
            let sides = [try utf8(call, 0), try utf8(call, 1)]
            return call.result(
                .hmac, sides + [call.arguments.count > 2 ? try call.text(2) : text("SHA-256")], .binary)
        },
        ciphering("aes_encrypt", .encryptAES, .fail, "Bytes that AES has encrypted, with a key of 16, 24 or 32 bytes."),
        ciphering("aes_decrypt", .decryptAES, .fail, "What aes_encrypt was given."),
        ciphering("try_aes_decrypt", .decryptAES, .null, "What aes_encrypt was given, or null."),
        plain("luhn_check", of: [.string], .isLuhn, .boolean, "Whether the digits have Luhn's checksum."),
        plain("space", of: [.int], .spaces, .string, "So many spaces."),
        SQLFunction(
            "sentences", takes: 1...3,
            named: .custom { "sentences(" + ($0 + ["", ""].dropFirst($0.count - 1)).joined(separator: ", ") + ")" },
            "The words of each sentence."
        ) { (call) throws(SQLError) in
            call.result(
                .sentences, [try call.text(0)], .array(.array(.string, containsNull: false), containsNull: false))
        },
        SQLFunction("collation", takes: 1...1, "The name of a text's collation.") { (call) throws(SQLError) in
            _ = try call.text(0)
            return text("SYSTEM.BUILTIN.UTF8_BINARY")
        },
        SQLFunction("is_valid_utf8", takes: 1...1, "Whether bytes are UTF-8.") { (call) throws(SQLError) in
            call.result(.isUTF8, [try utf8(call, 0)], .boolean)
        },
        SQLFunction("make_valid_utf8", takes: 1...1, "Text with what is no UTF-8 replaced.") {
            (call) throws(SQLError) in call.coercion.cast(try utf8(call, 0), to: .string)
        },
        validated("validate_utf8", isTolerant: false), validated("try_validate_utf8", isTolerant: true),
        xpath("xpath", .xmlTexts, .array(.string, containsNull: true), "The texts that an XPath finds in XML."),
        xpath("xpath_string", .xmlText, .string, "What an XPath finds in XML, as text."),
        xpath("xpath_boolean", .xmlBool, .boolean, "Whether an XPath finds something in XML."),
        xpath("xpath_double", .xmlNumber, .double, "What an XPath finds in XML, as a number."),
        xpath("xpath_number", .xmlNumber, .double, "What an XPath finds in XML, as a number."),
        xpath("xpath_float", .xmlNumber, .float, "What an XPath finds in XML, as a number."),
        xpath("xpath_long", .xmlNumber, .bigint, "What an XPath finds in XML, as a whole number; 0 of no number."),
        xpath("xpath_int", .xmlNumber, .int, "What an XPath finds in XML, as a whole number; 0 of no number."),
        xpath("xpath_short", .xmlNumber, .smallint, "What an XPath finds in XML, as a whole number; 0 of no number."),
        pairOfVectors("vector_inner_product", 0, "The inner product of two vectors."),
        pairOfVectors("vector_cosine_similarity", 1, "The cosine of the angle between two vectors."),
        pairOfVectors("vector_l2_distance", 2, "The distance of two vectors."),
        normed("vector_norm", .vectorNorm, "The norm of a vector."),
        normed("vector_normalize", .vectorScaled, "The vector divided by its norm."),
        SQLFunction("bitmap_bit_position", takes: 1...1, "The bit of a number in its bitmap.") {
            (call) throws(SQLError) in try bitmapPlace(call, isBucket: false)
        },
        SQLFunction("bitmap_bucket_number", takes: 1...1, "The bitmap in which a number is.") {
            (call) throws(SQLError) in try bitmapPlace(call, isBucket: true)
        },
        plain("bitmap_count", of: [.binary], .bitmapCount, .bigint, "How many bits are set."),
    ]

    /// Binary values, and texts as UTF-8.
    static func utf8(_ call: FunctionCall, _ index: Int) throws(SQLError) -> Expression {
        if call.types[index] == .binary { return call.arguments[index] }
        return call.coercion.cast(try call.text(index), to: .binary)
    }

    private static func ciphering(
        _ name: String, _ operation: Operation, _ onFailure: OnFailure, _ documentation: String
    ) -> SQLFunction {
        let isEncrypting = operation == .encryptAES
        let standard = isEncrypting ? ["GCM", "DEFAULT", "", ""] : ["GCM", "DEFAULT", ""]
        return SQLFunction(
            name, takes: 2...(2 + standard.count),
            named: .custom { "\(name)(" + ($0 + standard.dropFirst($0.count - 2)).joined(separator: ", ") + ")" },
            documentation
        ) { (call) throws(SQLError) in
            var arguments = [try utf8(call, 0), try utf8(call, 1)]
            for (index, word) in standard.enumerated() {
                let isWord = index < 2
                guard index + 2 < call.arguments.count else {
                    arguments.append(isWord ? text(word) : .literal(.bytes([]), .binary))
                    continue
                }
                arguments.append(isWord ? try call.text(index + 2) : try utf8(call, index + 2))
            }
            if !isEncrypting { arguments.insert(.literal(.bytes([]), .binary), at: 4) }
            // A vector that is not given is another one in each query, and by the place of each row.
            arguments.append(.literal(.int(isEncrypting ? Int.random(in: 0...Int.max) : 0), .bigint))
            return call.result(
                operation, arguments, .binary, isNullable: onFailure == .null ? true : nil, onFailure: onFailure)
        }
    }

    private static func validated(_ name: String, isTolerant: Bool) -> SQLFunction {
        SQLFunction(name, takes: 1...1, isTolerant ? "Text that is UTF-8, or null." : "Text that is UTF-8.") {
            (call) throws(SQLError) in
            let bytes = try utf8(call, 0)
            let message = text(
                "[INVALID_UTF8_STRING] Invalid UTF8 byte sequence found in string. SQLSTATE: 22029")
            let otherwise: Expression =
                isTolerant ? .literal(.null, .string) : call.result(.raiseError, [message], .string)
            return Expression(
                .caseWhen(
                    [
                        (
                            condition: call.result(.isNull, [bytes], .boolean, isNullable: false),
                            value: .literal(.null, .string)
                        ),
                        (
                            condition: call.result(.isUTF8, [bytes], .boolean),
                            value: call.coercion.cast(bytes, to: .string)
                        ),
                    ], otherwise: otherwise), .string, isNullable: isTolerant || bytes.isNullable, at: call.place)
        }
    }

    private static func xpath(
        _ name: String, _ operation: Operation, _ type: SQLType, _ documentation: String
    ) -> SQLFunction {
        SQLFunction(name, takes: 2...2, documentation) { (call) throws(SQLError) in
            let path = text(try call.literalText(1))
            guard operation == .xmlNumber else {
                return call.result(operation, [try call.text(0), path], type, isNullable: true)
            }
            let number = call.result(operation, [try call.text(0), path], .double, isNullable: true)
            guard type.isInteger else { return call.coercion.cast(number, to: type) }
            // What is no number is 0.
            let whole = call.result(.nanOr, [number, .literal(.float(0), .double)], .double, isNullable: true)
            return Expression(.cast(whole, .wrap), type, isNullable: true, at: call.place)
        }
    }

    // MARK: Pictures

    private static func pictured(_ name: String) -> SQLFunction {
        SQLFunction(name, takes: 2...2, "A number, time or bytes as text in a format.") { (call) throws(SQLError) in
            if call.types[0].isTime {
                return call.result(.formatClock, [try call.timestamp(0), try call.text(1)], .string)
            }
            if call.types[0] == .binary {
                switch try call.literalText(1).lowercased() {
                case "base64": return call.result(.base64, [call.arguments[0]], .string)
                case "hex": return call.result(.hexBytes, [call.arguments[0]], .string)
                case "utf-8": return call.coercion.cast(call.arguments[0], to: .string)
                default:
                    throw call.mismatch(
                        "INVALID_ARG_VALUE",
                        [
                            "inputName": "format", "requireType": "case-insensitive \"string\"",
                            "validValues": "'base64', 'hex', 'utf-8'", "inputValue": "'\(try call.literalText(1))'",
                        ])
                }
            }
            let format = try checkedPicture(call)
            let number = call.coercion.cast(try call.number(0), to: .string)
            return call.result(.numberPicture, [number, text(format.text)], .string)
        }
    }

    private static func numbered(_ name: String, _ onFailure: OnFailure) -> SQLFunction {
        SQLFunction(name, takes: 2...2, "The number of a text in a format.") { (call) throws(SQLError) in
            let format = try checkedPicture(call)
            let digits = call.result(
                .pictureNumber, [try call.text(0), text(format.text)], .string,
                isNullable: onFailure == .null ? true : nil, onFailure: onFailure)
            let type = SQLType.decimal(
                precision: min(format.whole + format.fraction, RelationalLimits.decimalDigitsMax),
                scale: format.fraction)
            return Expression(
                .cast(digits, onFailure), type, isNullable: onFailure == .null || digits.isNullable, at: call.place)
        }
    }

    /// A picture that is written out, and how many digits it has before and behind the point.
    private static func checkedPicture(
        _ call: FunctionCall
    ) throws(SQLError) -> (text: String, whole: Int, fraction: Int) {
        let format = try call.literalText(1).uppercased()
        func invalid(_ kind: String, _ why: String) -> SQLError {
            SQLError("INVALID_FORMAT.\(kind)", ["format": "'\(format)'", "why": why], at: call.place)
        }
        if format.isEmpty { throw invalid("EMPTY", "The number format string cannot be empty.") }
        var rest = format[...]
        func take(_ signs: String...) -> Bool {
            for sign in signs where rest.hasPrefix(sign) {
                rest = rest.dropFirst(sign.count)
                return true
            }
            return false
        }
        guard format.contains(where: { $0 == "0" || $0 == "9" }) else {
            throw invalid("WRONG_NUM_DIGIT", "The format string requires at least one number digit.")
        }
        _ = take("MI", "S")
        _ = take("$")
        let whole = rest.prefix { "09,G".contains($0) }
        rest = rest.dropFirst(whole.count)
        var fraction = ""
        if take(".", "D") {
            fraction = String(rest.prefix { "09".contains($0) })
            rest = rest.dropFirst(fraction.count)
        }
        _ = take("$")
        _ = take("PR", "MI", "S")
        guard rest.isEmpty, !whole.hasPrefix(","), !whole.hasPrefix("G"), !whole.hasSuffix(","), !whole.hasSuffix("G")
        else {
            throw invalid(
                "UNEXPECTED_TOKEN",
                "Found the unexpected '\(rest)' in the format string; the structure of the format string must match: "
                    + "`[MI|S]` `[$]` `[0|9|G|,]*` `[.|D]` `[0|9]*` `[$]` `[PR|MI|S]`.")
        }
        return (format, whole.filter { "09".contains($0) }.count, fraction.count)
    }

    // MARK: Vectors and bitmaps

    /// An array of numbers of 32 bits.
    static func vector(_ call: FunctionCall, _ index: Int) throws(SQLError) -> Expression {
        guard case .array(.float, _) = call.types[index] else { throw call.unexpected(index, "\"ARRAY<FLOAT>\"") }
        return call.arguments[index]
    }

    private static func pairOfVectors(_ name: String, _ which: Int, _ documentation: String) -> SQLFunction {
        SQLFunction(name, takes: 2...2, documentation) { (call) throws(SQLError) in
            call.result(
                .vectorPair, [try vector(call, 0), try vector(call, 1), int(which)], .float, isNullable: true)
        }
    }

    private static func normed(_ name: String, _ operation: Operation, _ documentation: String) -> SQLFunction {
        SQLFunction(
            name, takes: 1...2, named: .custom { "\(name)(\($0[0]), \($0.count > 1 ? $0[1] : "2.0"))" }, documentation
        ) { (call) throws(SQLError) in
            let degree = call.arguments.count > 1 ? try call.double(1) : .literal(.float(2), .double)
            return call.result(
                operation, [try vector(call, 0), degree],
                operation == .vectorNorm ? .float : .array(.float, containsNull: false), isNullable: true)
        }
    }

    /// Bitmaps have 32768 bits; the first one begins with 1.
    private static func bitmapPlace(_ call: FunctionCall, isBucket: Bool) throws(SQLError) -> Expression {
        let value = try call.argument(0, as: .bigint)
        let size = Expression.literal(.int(32_768), .bigint)
        let (zero, one) = (Expression.literal(.int(0), .bigint), Expression.literal(.int(1), .bigint))
        let isPositive = call.result(.greater, [value, zero], .boolean)
        let before = call.result(.subtract, [value, one], .bigint)
        let turned = call.result(.negate, [value], .bigint)
        let positive: Expression
        let other: Expression
        if isBucket {
            positive = call.result(.add, [one, call.result(.integralDivide, [before, size], .bigint)], .bigint)
            other = call.result(.integralDivide, [value, size], .bigint)
        } else {
            positive = call.result(.remainder, [before, size], .bigint)
            other = call.result(.remainder, [turned, size], .bigint)
        }
        return Expression(
            .caseWhen([(condition: isPositive, value: positive)], otherwise: other), .bigint,
            isNullable: value.isNullable, at: call.place)
    }
}
