// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

extension SQLFunctions {
    static func text(_ code: SQLFunctionCode, _ arguments: FunctionArguments) throws(Failure) -> Scalar {
        switch code {
        case .capitalise: return .string(capitalised(arguments.string(0)))
        case .translate: return .string(translated(arguments.string(0), arguments.string(1), arguments.string(2)))
        case .locate: return .int(located(arguments.bytes(0), arguments.bytes(1), arguments.int(2)))
        case .substringIndex:
            return .string(upTo(arguments.int(2), arguments.string(1), arguments.string(0)))
        case .levenshtein: return .int(try distance(arguments.string(0), arguments.string(1), most: arguments.int(2)))
        case .soundex: return .string(soundex(arguments.string(0)))
        case .ascii: return .int(Int(arguments.string(0).unicodeScalars.first?.value ?? 0))
        case .character:
            let number = arguments.int(0)
            return .string(number < 0 ? "" : String(Unicode.Scalar(UInt8(number & 255))))
        case .trimOf: return .string(trimmed(arguments.string(0), of: arguments.string(1), arguments.int(2)))
        case .overlay:
            return try overlaid(arguments.string(0), arguments.string(1), arguments.int(2), arguments.int(3))
        case .splitPart: return try part(arguments.string(0), arguments.string(1), arguments.int(2))
        case .findInSet:
            let wanted = arguments.string(0)
            if wanted.utf8.contains(0x2C) { return .int(0) }
            let parts = arguments.string(1).split(separator: ",", omittingEmptySubsequences: false)
            return .int((parts.firstIndex { $0.utf8.elementsEqual(wanted.utf8) } ?? -1) + 1)
        case .reverseText: return .string(reversed(arguments.string(0)))
        case .mask: return masked(arguments)
        case .quoteText:
            return .string("'" + arguments.string(0).replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'")
        case .joinPresent:
            return try checked(texts(arguments.list(0)).compactMap { $0 }.joined(separator: arguments.string(1)))
        case .joinFilled:
            let filling = arguments.string(2)
            return try checked(texts(arguments.list(0)).map { $0 ?? filling }.joined(separator: arguments.string(1)))
        case .textToMap: return try pairs(arguments)
        case .jaroWinkler: return .float(try similarity(arguments.string(0), arguments.string(1)))
        case .formatNumber:
            let (number, places) = (arguments.string(0), arguments.int(1))
            guard (0...ComputeLimits.placesShownMax).contains(places) else { throw tooLong("a number") }
            let isNumber = number.utf8.allSatisfy { "+-.0123456789E".utf8.contains($0) }
            return isNumber || number == "NaN" || number.hasSuffix("Infinity")
                ? .string(grouped(number, places)) : .null
        default: return try formatted(arguments)
        }
    }

    static func texts(_ items: [Scalar]) -> [String?] {
        items.map { if case .string(let text) = $0 { text } else { nil } }
    }

    private static func reversed(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        result.append(contentsOf: text.unicodeScalars.reversed())
        return String(result)
    }

    private static func capitalised(_ text: String) -> String {
        var result = ""
        var isFirst = true
        for scalar in text.unicodeScalars {
            result += isFirst ? scalar.properties.titlecaseMapping : scalar.properties.lowercaseMapping
            isFirst = scalar == " "
        }
        return result
    }

    private static func translated(_ text: String, _ from: String, _ to: String) -> String {
        let (old, new) = (Array(from.unicodeScalars), Array(to.unicodeScalars))
        var table: [Unicode.Scalar: Unicode.Scalar?] = [:]
        for (index, scalar) in old.enumerated() where table[scalar] == nil {
            table[scalar] = .some(index < new.count ? new[index] : nil)
        }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if let known = table[scalar] {
                if let known { result.append(known) }
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    private static func located(
        _ part: UnsafeRawBufferPointer, _ text: UnsafeRawBufferPointer, _ start: Int
    ) -> Int {
        guard start > 0 else { return 0 }
        let length = scalarCount(text)
        if start > length + 1 { return 0 }
        let from = byteOffset(text, scalar: start - 1)
        if part.isEmpty { return start }
        let found = findBytes(text, part, from: from)
        return found < 0 ? 0 : scalarCount(UnsafeRawBufferPointer(rebasing: text[..<found])) + 1
    }

    private static func upTo(_ count: Int, _ delimiter: String, _ text: String) -> String {
        if count == 0 || delimiter.isEmpty { return "" }
        let (bytes, mark) = (Array(text.utf8), Array(delimiter.utf8))
        guard bytes.count >= mark.count else { return text }
        var found = 0
        if count > 0 {
            var place = 0
            while place + mark.count <= bytes.count {
                if bytes[place..<place + mark.count].elementsEqual(mark) {
                    found += 1
                    if found == count { return String(decoding: bytes[..<place], as: UTF8.self) }
                    place += mark.count
                } else {
                    place += 1
                }
            }
            return text
        }
        var place = bytes.count - mark.count
        while place >= 0 {
            if bytes[place..<place + mark.count].elementsEqual(mark) {
                found -= 1
                if found == count { return String(decoding: bytes[(place + mark.count)...], as: UTF8.self) }
                place -= mark.count
            } else {
                place -= 1
            }
        }
        return text
    }

    private static func distance(_ one: String, _ two: String, most: Int) throws(Failure) -> Int {
        let (a, b) = (Array(one.unicodeScalars), Array(two.unicodeScalars))
        guard a.count * b.count <= ComputeLimits.pairsCompared else { throw tooLong("the distance of two texts") }
        var row = Array(0...b.count)
        for (line, scalar) in a.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for (column, other) in b.enumerated() {
                let cost = min(diagonal + (scalar == other ? 0 : 1), row[column] + 1, row[column + 1] + 1)
                diagonal = row[column + 1]
                row[column + 1] = cost
            }
        }
        return most >= 0 && row[b.count] > most ? -1 : row[b.count]
    }

    private static func soundex(_ text: String) -> String {
        let codes = Array("01230120022455012623010202".utf8)
        let bytes = Array(text.utf8)
        func letter(_ byte: UInt8) -> UInt8? {
            let upper = byte & 0xDF
            return (65...90).contains(upper) && byte >= 65 ? upper : nil
        }
        guard let first = bytes.first.flatMap({ letter($0) }) else { return text }
        var result = [first]
        var last = codes[Int(first - 65)]
        for byte in bytes.dropFirst() {
            guard let upper = letter(byte) else {
                last = 48
                continue
            }
            let code = codes[Int(upper - 65)]
            // H and W do not part letters of one code.
            if upper == 72 || upper == 87 { continue }
            if code != 48 && code != last {
                result.append(code)
                if result.count == 4 { break }
            }
            last = code
        }
        while result.count < 4 { result.append(48) }
        return String(decoding: result, as: UTF8.self)
    }

    private static func trimmed(_ text: String, of unwanted: String, _ side: Int) -> String {
        let set = Set(unwanted.unicodeScalars)
        var rest = Array(text.unicodeScalars)[...]
        if side != 2 { rest = rest.drop { set.contains($0) } }
        if side != 1 { while let last = rest.last, set.contains(last) { rest.removeLast() } }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: rest)
        return String(result)
    }

    private static func overlaid(
        _ text: String, _ over: String, _ position: Int, _ length: Int
    ) throws(Failure) -> Scalar {
        let (scalars, new) = (Array(text.unicodeScalars), Array(over.unicodeScalars))
        let count = length >= 0 ? length : new.count
        func piece(_ start: Int, _ count: Int) -> ArraySlice<Unicode.Scalar> {
            let range = sqlRange(start, count, scalars.count)
            return scalars[range]
        }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: piece(1, position &- 1))
        result.append(contentsOf: new)
        result.append(contentsOf: piece(position &+ min(count, scalars.count + 1), .max))
        return try checked(String(result))
    }

    private static func part(_ text: String, _ delimiter: String, _ number: Int) throws(Failure) -> Scalar {
        guard number != 0 else {
            throw Failure(
                .invalidIndexOfZero,
                "The index 0 is invalid. An index shall be either < 0 or > 0 (the first element has index 1).")
        }
        let parts = delimiter.isEmpty ? [text] : pieces(text, delimiter)
        let index = number > 0 ? number - 1 : parts.count + number
        return .string(parts.indices.contains(index) ? parts[index] : "")
    }

    /// The parts between delimiters, by bytes.
    static func pieces(_ text: String, _ delimiter: String) -> [String] {
        let (bytes, mark) = (Array(text.utf8), Array(delimiter.utf8))
        var (parts, start, place): ([String], Int, Int) = ([], 0, 0)
        while place + mark.count <= bytes.count {
            if bytes[place] == mark[0], bytes[place..<place + mark.count].elementsEqual(mark) {
                parts.append(String(decoding: bytes[start..<place], as: UTF8.self))
                place += mark.count
                start = place
            } else {
                place += 1
            }
        }
        return parts + [String(decoding: bytes[start...], as: UTF8.self)]
    }

    private static func masked(_ arguments: FunctionArguments) -> Scalar {
        if arguments.isNull(0) { return .null }
        let replacements = (1...4).map { arguments.isNull($0) ? nil : arguments.string($0).unicodeScalars.first }
        var result = String.UnicodeScalarView()
        for scalar in arguments.string(0).unicodeScalars {
            let properties = scalar.properties
            let kind =
                properties.isUppercase
                ? 0 : properties.isLowercase ? 1 : properties.numericType == .decimal ? 2 : 3
            result.append(replacements[kind] ?? scalar)
        }
        return .string(String(result))
    }

    private static func pairs(_ arguments: FunctionArguments) throws(Failure) -> Scalar {
        let machine = arguments.machine
        let outer = try machine.javaPattern(arguments.string(1))
        let inner = try machine.javaPattern(arguments.string(2))
        var entries: [Scalar.Entry] = []
        for pair in try outer.split(arguments.string(0), -1) {
            let parts = try inner.split(pair, 2)
            entries.append(.init(key: .string(parts[0]), value: parts.count > 1 ? .string(parts[1]) : .null))
        }
        return try unique(entries)
    }

    private static func similarity(_ one: String, _ two: String) throws(Failure) -> Double {
        let (a, b) = (Array(one.unicodeScalars), Array(two.unicodeScalars))
        guard a.count * b.count <= ComputeLimits.pairsCompared else { throw tooLong("the likeness of two texts") }
        if a.isEmpty && b.isEmpty { return 1 }
        if a.isEmpty || b.isEmpty { return 0 }
        let reach = max(max(a.count, b.count) / 2 - 1, 0)
        var (usedA, usedB) = ([Bool](repeating: false, count: a.count), [Bool](repeating: false, count: b.count))
        var matches = 0
        for (place, scalar) in a.enumerated() {
            let from = max(place - reach, 0)
            let to = min(place + reach + 1, b.count)
            guard from < to else { continue }
            for other in from..<to where !usedB[other] && b[other] == scalar {
                (usedA[place], usedB[other]) = (true, true)
                matches += 1
                break
            }
        }
        if matches == 0 { return 0 }
        let first = a.indices.filter { usedA[$0] }.map { a[$0] }
        let second = b.indices.filter { usedB[$0] }.map { b[$0] }
        let swaps = Double(zip(first, second).filter { $0 != $1 }.count) / 2
        let count = Double(matches)
        let jaro = (count / Double(a.count) + count / Double(b.count) + (count - swaps) / count) / 3
        let prefix = zip(a.prefix(4), b.prefix(4)).prefix { $0 == $1 }.count
        return jaro + Double(prefix) * 0.1 * (1 - jaro)
    }

    // MARK: Numbers

    /// A decimal number in Java's text, with commas and so many digits behind the point, half to even.
    static func grouped(_ text: String, _ places: Int) -> String {
        if text == "NaN" { return "NaN" }
        if text.hasSuffix("Infinity") { return text.hasPrefix("-") ? "-∞" : "∞" }
        let number = PlainNumber(text).rounded(places, halfEven: true)
        var whole = ""
        for (index, digit) in number.whole.enumerated() {
            if index > 0, (number.whole.count - index) % 3 == 0 { whole += "," }
            whole.append(digit)
        }
        return (number.isNegative ? "-" : "") + whole
            + (places > 0 ? "." + number.fraction : "")
    }
}

/// A decimal number by its digits.
struct PlainNumber {
    var isNegative: Bool
    var whole: String
    var fraction: String

    /// `text` as Java writes numbers, with an exponent or without.
    init(_ text: String) {
        isNegative = text.hasPrefix("-")
        let parts = text.drop { $0 == "-" || $0 == "+" }.split(separator: "E", maxSplits: 1)
        let mantissa = (parts.first ?? "0").split(separator: ".", omittingEmptySubsequences: false)
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let digits = Array((mantissa[0] + (mantissa.count > 1 ? mantissa[1] : "")).utf8)
        let point = mantissa[0].utf8.count + max(min(exponent, 4_000), -4_000)
        func joined(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }
        if point <= 0 {
            whole = "0"
            fraction = String(repeating: "0", count: -point) + joined(digits)
        } else if point >= digits.count {
            whole = joined(digits) + String(repeating: "0", count: point - digits.count)
            fraction = ""
        } else {
            whole = joined(digits[..<point])
            fraction = joined(digits[point...])
        }
        trim()
    }

    private mutating func trim() {
        let trimmed = whole.drop { $0 == "0" }
        whole = trimmed.isEmpty ? "0" : String(trimmed)
    }

    var isZero: Bool { whole == "0" && fraction.allSatisfy { $0 == "0" } }

    /// With so many digits behind the point.
    func rounded(_ places: Int, halfEven: Bool) -> PlainNumber {
        var result = self
        let fractionDigits = Array(fraction.utf8)
        guard fractionDigits.count > places else {
            result.fraction += String(repeating: "0", count: places - fractionDigits.count)
            return result
        }
        var digits = Array(whole.utf8) + fractionDigits[..<places]
        let rest = fractionDigits[places...]
        let isHalf = rest.first == 53 && rest.dropFirst().allSatisfy { $0 == 48 }
        let isUp = isHalf ? !halfEven || (digits.last ?? 48) & 1 == 1 : (rest.first ?? 48) >= 53
        if isUp {
            var place = digits.count - 1
            while place >= 0, digits[place] == 57 {
                digits[place] = 48
                place -= 1
            }
            if place >= 0 { digits[place] += 1 } else { digits.insert(49, at: 0) }
        }
        result.whole = String(decoding: digits[..<(digits.count - places)], as: UTF8.self)
        result.fraction = String(decoding: digits[(digits.count - places)...], as: UTF8.self)
        result.trim()
        return result
    }
}
