// SPDX-License-Identifier: Apache-2.0

import Columnar

extension FunctionTable {
    /// Regular expressions, digests, encodings, and texts in other forms.
    static let byteFunctions: [SQLFunction] = [
        plain(
            "regexp_extract_all", of: [.string, .string, .int], defaults: [int(1)], .regexExtractAll,
            .array(.string, containsNull: true), "The group of each find of a regular expression."),
        plain("regexp_count", of: [.string, .string], .regexCount, .int, "How often a regular expression is found."),
        plain(
            "regexp_instr", of: [.string, .string, .int], defaults: [int(0)], .regexPosition, .int,
            "Where the first find begins, from 1; 0 without one."),
        plain(
            "regexp_substr", of: [.string, .string], .regexSubstring, .string, isNullable: true,
            "The first find of a regular expression; null without one."),
        plain("md5", of: [.binary], .md5, .string, "The MD5 of bytes, in hexadecimal digits."),
        plain("sha1", "sha", of: [.binary], .sha1, .string, "The SHA-1 of bytes, in hexadecimal digits."),
        plain(
            "sha2", of: [.binary, .int], .sha2, .string, isNullable: true,
            "The SHA-2 of bytes, of 224, 256, 384 or 512 bits (0 is 256)."),
        plain("crc32", of: [.binary], .crc32, .bigint, "The CRC-32 of bytes."),
        plain("base64", of: [.binary], .base64, .string, "Bytes in Base64."),
        plain("unbase64", of: [.string], .unbase64, .binary, "The bytes of a text in Base64."),
        plain("unhex", of: [.string], .unhex, .binary, isNullable: true, "The bytes of hexadecimal digits."),
        plain("encode", of: [.string, .string], .encode, .binary, "A text in a charset."),
        SQLFunction("decode", takes: 2...Int.max, "The text of bytes in a charset; or the result behind the match.") {
            (call) throws(SQLError) in
            guard call.arguments.count > 2 else {
                return call.result(
                    .decode, [try call.argument(0, as: .binary), try call.text(1)], .string,
                    onFailure: call.settings.onFailure)
            }
            return try chosen(call)
        },
        SQLFunction("to_binary", takes: 1...2, "The bytes of a text in a format: hex, base64, utf-8.") {
            (call) throws(SQLError) in
            let format = call.arguments.count > 1 ? try call.literalText(1).lowercased() : "hex"
            switch format {
            case "hex": return call.result(.unhex, [try call.text(0)], .binary, isNullable: true)
            case "base64": return call.result(.unbase64, [try call.text(0)], .binary)
            case "utf-8", "utf8": return call.result(.textBytes, [try call.text(0)], .binary)
            default:
                throw call.mismatch(
                    "INVALID_ARG_VALUE",
                    [
                        "inputName": "format", "requireType": "hex", "validValues": "'utf-8', 'utf8', 'hex', 'base64'",
                        "inputValue": "'\(format)'",
                    ])
            }
        },
        tolerant("try_to_binary", "to_binary", takes: 1...2, "As to_binary, or null."),
        plain("url_encode", of: [.string], .urlEncode, .string, "A text for a URL."),
        plain("url_decode", of: [.string], .urlDecode, .string, "A text out of a URL."),
        tolerant("try_url_decode", "url_decode", takes: 1...1, "As url_decode, or null."),
        plain(
            "parse_url", of: [.string, .string, .string], defaults: [.literal(.null, .string)], .parseURL, .string,
            isNullable: true, hidesDefaults: true, "A part of a URL: HOST, PATH, QUERY, REF, PROTOCOL, FILE, …"),
        tolerant("try_parse_url", "parse_url", takes: 2...3, "As parse_url, or null."),
        plain("bin", of: [.bigint], .binaryDigits, .string, "The binary digits of a number."),
        plain(
            "conv", of: [.string, .int, .int], .convertBase, .string, isNullable: true,
            "A number from one base in another."),
        plain(
            "get_json_object", of: [.string, .string], .jsonPath, .string, isNullable: true,
            "What a path finds in JSON, as text."),
        plain(
            "json_array_length", of: [.string], .jsonLength, .int, isNullable: true,
            "How many elements a JSON array has."),
        plain(
            "json_object_keys", of: [.string], .jsonKeys, .array(.string, containsNull: true), isNullable: true,
            "The names in a JSON object."),
        SQLFunction("hash", takes: 1...Int.max, "Spark's 32-bit hash of columns (Murmur3, seed 42).") {
            (call) throws(SQLError) in call.result(.hashMurmur, try hashed(call), .int, isNullable: false)
        },
        SQLFunction("xxhash64", takes: 1...Int.max, "Spark's 64-bit hash of columns (xxHash, seed 42).") {
            (call) throws(SQLError) in call.result(.hashXX, try hashed(call), .bigint, isNullable: false)
        },
        records("to_json", .toJSON), records("to_csv", .toCSV),
        SQLFunction(
            "schema_of_json", takes: 1...2, named: .custom { "schema_of_json(\($0[0]))" }, "The type of JSON as DDL."
        ) { (call) throws(SQLError) in
            call.result(.jsonSchema, [try call.text(0), try options(call, 1)], .string)
        },
        SQLFunction(
            "schema_of_csv", takes: 1...2, named: .custom { "schema_of_csv(\($0[0]))" }, "The type of a line as DDL."
        ) { (call) throws(SQLError) in
            call.result(.csvSchema, [try call.text(0), try options(call, 1)], .string)
        },
    ]

    /// Values that have a hash: no maps among them.
    private static func hashed(_ call: FunctionCall) throws(SQLError) -> [Expression] {
        guard call.types.allSatisfy({ !$0.holdsMap }) else {
            throw call.mismatch("HASH_MAP_TYPE", ["functionName": quoted(call.function.names[0])])
        }
        return call.arguments
    }

    private static func records(_ name: String, _ operation: Operation) -> SQLFunction {
        SQLFunction(
            name, takes: 1...2, named: .custom { "\(name)(\($0[0]))" }, "The value as a line of its format."
        ) { (call) throws(SQLError) in
            guard call.types[0].isNested else {
                throw call.unexpected(0, "(\"STRUCT\" or \"ARRAY\" or \"MAP\")")
            }
            return call.result(operation, [try options(call, 1), call.arguments[0]], .string)
        }
    }

    /// A map of options that is written out, as one text.
    static func options(_ call: FunctionCall, _ index: Int) throws(SQLError) -> Expression {
        guard index < call.arguments.count else { return text("") }
        guard case .call(let operation, let sides, _) = call.arguments[index].kind, sides.count == 2,
            operation == .mapFromLists || operation == .mapFromListsLast,
            case .call(.makeArray, let keys, _) = sides[0].kind, case .call(.makeArray, let values, _) = sides[1].kind
        else { throw .unsupported("\(call.name): options must be a map() that is written out", at: call.place) }
        var parts: [String] = []
        for (key, value) in zip(keys, values) {
            guard case .literal(.string(let name)) = key.kind, case .literal(.string(let setting)) = value.kind else {
                throw .unsupported("\(call.name): options must be texts that are written out", at: call.place)
            }
            parts += [name, setting]
        }
        return text(parts.joined(separator: "\0"))
    }

    /// `decode(value, search, result, …, otherwise)`.
    private static func chosen(_ call: FunctionCall) throws(SQLError) -> Expression {
        let pairs = (call.arguments.count - 1) / 2
        var values = (0..<pairs).map { call.arguments[2 + 2 * $0] }
        if call.arguments.count % 2 == 0 { values.append(call.arguments[call.arguments.count - 1]) }
        guard let type = call.coercion.widest(values.map(\.type)) else {
            throw call.mismatch(
                "DATA_DIFF_TYPES",
                [
                    "functionName": "`decode`",
                    "dataType": "[" + values.map { "\"\($0.type.sqlName)\"" }.joined(separator: ", ") + "]",
                ])
        }
        var branches: [(condition: Expression, value: Expression)] = []
        for pair in 0..<pairs {
            var test = call
            test.arguments = [call.arguments[0], call.arguments[1 + 2 * pair]]
            let equal = try compare(test, .nullSafeEqual, symbol: "<=>")
            branches.append((equal, call.coercion.cast(call.arguments[2 + 2 * pair], to: type)))
        }
        let otherwise = values.count > pairs ? call.coercion.cast(values[pairs], to: type) : nil
        return Expression(.caseWhen(branches, otherwise: otherwise), type, isNullable: true, at: call.place)
    }
}
