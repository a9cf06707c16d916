// SPDX-License-Identifier: Apache-2.0

import Bytecode
import CPCRE2
import Columnar

/// A regular expression of Java's, compiled by PCRE2, with the memory for its matches. Used on one thread.
final class JavaPattern {
    let groupCount: Int
    private let code: OpaquePointer
    private let data: OpaquePointer
    private let context: OpaquePointer
    private let stack: OpaquePointer?

    init(_ pattern: String) throws(Failure) {
        guard pattern.utf8.count <= ComputeLimits.patternByteCountMax else {
            throw JavaPattern.invalid(pattern, "it has more than \(ComputeLimits.patternByteCountMax) bytes")
        }
        var failure: Int32 = 0
        var place = 0
        let settings = pcre2_compile_context_create_8(nil)
        defer { pcre2_compile_context_free_8(settings) }
        pcre2_set_newline_8(settings, UInt32(PCRE2_NEWLINE_ANYCRLF))
        pcre2_set_parens_nest_limit_8(settings, ComputeLimits.patternNestingMax)
        let options = UInt32(PCRE2_UTF) | UInt32(PCRE2_NO_UTF_CHECK) | UInt32(PCRE2_NEVER_BACKSLASH_C)
        guard var translated = JavaPattern.translated(pattern) else {
            throw JavaPattern.invalid(pattern, "a class within another one and && are not there")
        }
        let compiled = translated.withUTF8 {
            pcre2_compile_8(
                $0.baseAddress ?? UnsafePointer(bitPattern: 1), $0.count, options, &failure, &place, settings)
        }
        guard let compiled else {
            var message = [UInt8](repeating: 0, count: 256)
            let count = pcre2_get_error_message_8(failure, &message, message.count)
            throw JavaPattern.invalid(pattern, String(decoding: message.prefix(max(0, Int(count))), as: UTF8.self))
        }
        guard let data = pcre2_match_data_create_from_pattern_8(compiled, nil),
            let context = pcre2_match_context_create_8(nil)
        else { throw Failure(.memoryExceeded, "no memory for a regular expression") }
        code = compiled
        self.data = data
        self.context = context
        var groups: UInt32 = 0
        pcre2_pattern_info_8(compiled, UInt32(PCRE2_INFO_CAPTURECOUNT), &groups)
        groupCount = Int(groups)
        pcre2_set_match_limit_8(context, ComputeLimits.patternStepsMax)
        pcre2_set_depth_limit_8(context, ComputeLimits.patternDepthMax)
        pcre2_set_heap_limit_8(context, ComputeLimits.patternHeapMax)
        if pcre2_jit_compile_8(compiled, UInt32(PCRE2_JIT_COMPLETE)) == 0 {
            stack = pcre2_jit_stack_create_8(
                ComputeLimits.patternStackStartByteCount, ComputeLimits.patternStackByteCount, nil)
            pcre2_jit_stack_assign_8(context, nil, stack.map { UnsafeMutableRawPointer($0) })
        } else {
            stack = nil
        }
    }

    deinit {
        pcre2_match_data_free_8(data)
        pcre2_match_context_free_8(context)
        pcre2_jit_stack_free_8(stack)
        pcre2_code_free_8(code)
    }

    private static func invalid(_ pattern: String, _ why: String) -> Failure {
        Failure(
            .invalidPattern,
            "The value of parameter(s) `regexp` in the regular expression is invalid: '\(pattern.prefix(200))': \(why)."
        )
    }

    /// What Java writes otherwise than PCRE2: `\uXXXX`, `\p{Alpha}` and its like, `\p{IsGreek}`; nil of unions
    /// and intersections of classes, which PCRE2 has not.
    static func translated(_ pattern: String) -> String? {
        let scalars = Array(pattern.unicodeScalars)
        var result = String.UnicodeScalarView()
        var place = 0
        var isInClass = false
        func take(_ text: String) { result.append(contentsOf: text.unicodeScalars) }
        while place < scalars.count {
            let scalar = scalars[place]
            guard scalar == "\\", place + 1 < scalars.count else {
                let isLast = place + 1 >= scalars.count
                if isInClass, scalar == "[" || (scalar == "&" && !isLast && scalars[place + 1] == "&") { return nil }
                if scalar == "[" { isInClass = true } else if scalar == "]" { isInClass = false }
                result.append(scalar)
                place += 1
                continue
            }
            let next = scalars[place + 1]
            if next == "u", place + 5 < scalars.count,
                let code = UInt32(String(String.UnicodeScalarView(scalars[(place + 2)..<(place + 6)])), radix: 16)
            {
                take("\\x{\(String(code, radix: 16))}")
                place += 6
            } else if next == "p" || next == "P", place + 2 < scalars.count, scalars[place + 2] == "{",
                let end = scalars[place...].firstIndex(of: "}")
            {
                let name = String(String.UnicodeScalarView(scalars[(place + 3)..<end]))
                take(property(name, isNegated: next == "P", isInClass: isInClass))
                place = end + 1
            } else if next == "Q" {
                // Up to `\E` as it is.
                let rest = scalars[(place + 2)...]
                var end = rest.startIndex
                while end < scalars.count, !(scalars[end] == "\\" && end + 1 < scalars.count && scalars[end + 1] == "E")
                {
                    end += 1
                }
                result.append(contentsOf: scalars[place..<min(end + 2, scalars.count)])
                place = min(end + 2, scalars.count)
            } else {
                result.append(scalar)
                result.append(next)
                place += 2
            }
        }
        return String(result)
    }

    private static let posix = [
        "Lower": "lower", "Upper": "upper", "ASCII": "ascii", "Alpha": "alpha", "Digit": "digit", "Alnum": "alnum",
        "Punct": "punct", "Graph": "graph", "Print": "print", "Blank": "blank", "Cntrl": "cntrl", "XDigit": "xdigit",
        "Space": "space",
    ]
    private static let binary = [
        "IsAlphabetic": "L", "IsLetter": "L", "IsDigit": "Nd", "IsUppercase": "Lu", "IsLowercase": "Ll",
        "IsPunctuation": "P", "IsWhite_Space": "Xsp", "javaLowerCase": "Ll", "javaUpperCase": "Lu",
        "javaWhitespace": "Xsp", "javaLetter": "L", "javaDigit": "Nd",
    ]

    private static func property(_ name: String, isNegated: Bool, isInClass: Bool) -> String {
        if let known = posix[name] {
            let item = "[:\(isNegated ? "^" : "")\(known):]"
            return isInClass ? item : "[\(item)]"
        }
        var plain = binary[name] ?? name
        if plain == name {
            for prefix in ["Is", "In"] where name.hasPrefix(prefix) { plain = String(name.dropFirst(2)) }
        }
        return "\\\(isNegated ? "P" : "p"){\(plain)}"
    }

    // MARK: Matching

    /// Byte offsets of the groups, two each and -1 where one took no part, of the first find from `start` on.
    func find(_ text: UnsafeRawBufferPointer, from start: Int, mayBeEmptyThere: Bool = true) throws(Failure) -> [Int]? {
        guard start <= text.count else { return nil }
        var options = UInt32(PCRE2_NO_UTF_CHECK)
        if !mayBeEmptyThere { options |= UInt32(PCRE2_NOTEMPTY_ATSTART) }
        let address = text.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? UnsafePointer(bitPattern: 1)
        let result = pcre2_match_8(code, address, text.count, start, options, data, context)
        if result == PCRE2_ERROR_NOMATCH { return nil }
        guard result >= 0, let pairs = pcre2_get_ovector_pointer_8(data) else {
            throw Failure(
                .invalidArgument,
                "a regular expression needs too many steps on a text; avoid nested repeats such as (a+)+")
        }
        return (0..<2 * (groupCount + 1)).map { Int(bitPattern: UInt(bitPattern: Int(pairs[$0]))) }
    }

    /// All finds, none over another.
    func all(_ text: UnsafeRawBufferPointer, from start: Int = 0) throws(Failure) -> [[Int]] {
        var found: [[Int]] = []
        var (place, mayBeEmpty) = (start, true)
        while let match = try find(text, from: place, mayBeEmptyThere: mayBeEmpty) {
            found.append(match)
            place = match[1]
            // Behind an empty find the next one is no empty one at the same place.
            mayBeEmpty = match[1] > match[0]
            if found.count > ComputeLimits.functionElementsMax { throw SQLFunctions.tooLong("an array") }
        }
        return found
    }

    static func text(_ bytes: UnsafeRawBufferPointer, _ from: Int, _ to: Int) -> String {
        from < 0 ? "" : String(decoding: bytes[from..<to], as: UTF8.self)
    }

    /// As Java's `split`: at most `limit` parts when that is positive; an empty find at the start parts nothing.
    func split(_ text: String, _ limit: Int) throws(Failure) -> [String] {
        var text = text
        do {
            return try text.withUTF8 { (utf8) throws(Failure) in
                let bytes = UnsafeRawBufferPointer(utf8)
                var parts: [String] = []
                var start = 0
                for match in try all(bytes) {
                    if limit > 0, parts.count == limit - 1 { break }
                    if match[1] == 0 || (match[0] == match[1] && match[0] == bytes.count) { continue }
                    parts.append(JavaPattern.text(bytes, start, match[0]))
                    start = match[1]
                }
                parts.append(JavaPattern.text(bytes, start, bytes.count))
                return parts
            }
        } catch { throw error as! Failure }
    }
}

extension Machine {
    /// The compiled expression; those of constant patterns are compiled once.
    func javaPattern(_ text: String) throws(Failure) -> JavaPattern {
        if let known = javaPatterns[text] { return known }
        let pattern = try JavaPattern(text)
        if javaPatterns.count >= ComputeLimits.patternsKept { javaPatterns = [:] }
        javaPatterns[text] = pattern
        return pattern
    }
}

extension SQLFunctions {
    static func expression(_ code: SQLFunctionCode, _ arguments: FunctionArguments) throws(Failure) -> Scalar {
        let pattern = try arguments.machine.javaPattern(arguments.string(1))
        let text = arguments.bytes(0)
        func group(_ name: String) throws(Failure) -> Int {
            let index = arguments.int(2)
            guard (0...pattern.groupCount).contains(index) else {
                throw Failure(
                    .invalidGroupIndex,
                    "The value of parameter(s) `idx` in `\(name)` is invalid: Expects group index between 0 and "
                        + "\(pattern.groupCount), but got \(index).")
            }
            return index
        }
        switch code {
        case .regexMatches: return .bool(try pattern.find(text, from: 0) != nil)
        case .regexExtract:
            let index = try group("regexp_extract")
            guard let match = try pattern.find(text, from: 0) else { return .string("") }
            return .string(JavaPattern.text(text, match[2 * index], match[2 * index + 1]))
        case .regexExtractAll:
            let index = try group("regexp_extract_all")
            return .list(
                try pattern.all(text).map { .string(JavaPattern.text(text, $0[2 * index], $0[2 * index + 1])) })
        case .regexReplace: return try replaced(text, pattern, arguments.string(2), arguments.int(3))
        case .regexSplit:
            return .list(try pattern.split(arguments.string(0), arguments.int(2)).map { .string($0) })
        case .regexCount: return .int(try pattern.all(text).count)
        case .regexPosition:
            guard let match = try pattern.find(text, from: 0) else { return .int(0) }
            return .int(scalarCount(UnsafeRawBufferPointer(rebasing: text[..<match[0]])) + 1)
        default:
            guard let match = try pattern.find(text, from: 0) else { return .null }
            return .string(JavaPattern.text(text, match[0], match[1]))
        }
    }

    private static func replaced(
        _ text: UnsafeRawBufferPointer, _ pattern: JavaPattern, _ replacement: String, _ position: Int
    ) throws(Failure) -> Scalar {
        guard position > 0 else {
            throw Failure(
                .invalidParameterStart,
                "The value of parameter(s) `pos` in `regexp_replace` is invalid: Expects a positive integer.")
        }
        let start = byteOffset(text, scalar: min(position - 1, scalarCount(text)))
        var result: [UInt8] = []
        var place = 0
        let template = Array(replacement.utf8)
        for match in try pattern.all(text, from: start) {
            result += text[place..<match[0]]
            try expand(template, match, text, pattern.groupCount, into: &result)
            place = match[1]
            guard result.count <= ComputeLimits.textByteCountMax else { throw tooLong("a text") }
        }
        result += text[place...]
        return .string(String(decoding: result, as: UTF8.self))
    }

    /// Java's replacement: `$1` a group, `\` before what means itself.
    private static func expand(
        _ template: [UInt8], _ match: [Int], _ text: UnsafeRawBufferPointer, _ groups: Int, into result: inout [UInt8]
    ) throws(Failure) {
        var place = 0
        while place < template.count {
            let byte = template[place]
            place += 1
            if byte == 0x5C, place < template.count {
                result.append(template[place])
                place += 1
            } else if byte == 0x24, place < template.count, template[place] &- 48 <= 9 {
                var group = Int(template[place] - 48)
                place += 1
                guard group <= groups else {
                    throw Failure(
                        .invalidGroupIndex,
                        "The value of parameter(s) `rep` in `regexp_replace` is invalid: there is no group \(group).")
                }
                while place < template.count, template[place] &- 48 <= 9,
                    group * 10 + Int(template[place] - 48) <= groups
                {
                    group = group * 10 + Int(template[place] - 48)
                    place += 1
                }
                let (from, to) = (match[2 * group], match[2 * group + 1])
                if from >= 0 { result += text[from..<to] }
            } else {
                result.append(byte)
            }
        }
    }
}
