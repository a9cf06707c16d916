// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Values

extension SQLFunctions {
    /// `formatText`: types, format, values.
    static func formatted(_ arguments: FunctionArguments) throws(Failure) -> Scalar {
        if arguments.isNull(0) || arguments.isNull(1) { return .null }
        let types = arguments.string(0).split(separator: " ").map { LogicalType(String($0)) ?? .void }
        var result = ""
        var rest = arguments.string(1)[...]
        var next = 0
        while let sign = rest.firstIndex(of: "%") {
            result += rest[..<sign]
            rest = rest[rest.index(after: sign)...]
            var directive = FormatDirective()
            guard directive.read(&rest) else { throw malformed(arguments.string(1)) }
            if directive.conversion == "n" {
                result += "\n"
                continue
            }
            if directive.conversion == "%" {
                result += directive.padded("%")
                continue
            }
            let index = directive.argument ?? next
            if directive.argument == nil { next += 1 }
            guard index + 2 < arguments.count else { throw malformed(arguments.string(1)) }
            let type = index < types.count ? types[index] : .void
            guard let text = directive.text(arguments.scalar(index + 2), type, arguments.machine) else {
                throw malformed(arguments.string(1))
            }
            result += text
        }
        return try checked(result + rest)
    }

    private static func malformed(_ format: String) -> Failure {
        Failure(.invalidParameterFormat, "The format '\(format)' does not fit its values.")
    }
}

/// One `%` of Java's `Formatter`.
private struct FormatDirective {
    var argument: Int?
    var flags = Set<Character>()
    var width = 0
    var precision: Int?
    var conversion: Character = "s"

    /// Reads what stands behind the `%`.
    mutating func read(_ rest: inout Substring) -> Bool {
        func digits() -> Int? {
            let text = rest.prefix { $0.isASCII && $0.isNumber }
            guard !text.isEmpty, text.count < 6 else { return nil }
            rest = rest.dropFirst(text.count)
            return Int(text)
        }
        if let first = rest.first, first.isNumber, first != "0" {
            let before = rest
            let number = digits()
            if rest.first == "$" {
                rest = rest.dropFirst()
                argument = (number ?? 1) - 1
            } else {
                rest = before
            }
        }
        while let flag = rest.first, "-#+ 0,(".contains(flag) {
            flags.insert(flag)
            rest = rest.dropFirst()
        }
        width = digits() ?? 0
        if rest.first == "." {
            rest = rest.dropFirst()
            guard let count = digits() else { return false }
            precision = count
        }
        guard let letter = rest.first else { return false }
        conversion = letter
        rest = rest.dropFirst()
        return "bBsScCdoxXeEfgGn%hH".contains(letter)
    }

    func padded(_ text: String) -> String {
        let missing = width - text.unicodeScalars.count
        guard missing > 0 else { return text }
        let filling = String(repeating: " ", count: missing)
        return flags.contains("-") ? text + filling : filling + text
    }

    /// Nil where the value is not of the kind.
    func text(_ value: Scalar, _ type: LogicalType, _ machine: Machine) -> String? {
        let isUpper = conversion.isUppercase
        var result: String
        switch Character(conversion.lowercased()) {
        case "s", "h":
            result = value == .null ? "null" : NestedText(zone: .utc).of(value, type)
            if let precision { result = String(result.unicodeScalars.prefix(precision).map { Character($0) }) }
        case "b": result = value == .bool(false) || value == .null ? "false" : "true"
        // Spark's precision cuts what stands for null, too.
        case _ where value == .null: result = String("null".prefix(precision ?? 4))
        case "c":
            switch value {
            case .int(let code): result = Unicode.Scalar(UInt32(truncatingIfNeeded: code)).map { String($0) } ?? "?"
            case .string(let text): result = text
            default: return nil
            }
        case "d":
            guard case .int(let number) = value, !isFractional(type) else { return nil }
            return number.magnitude == 0 ? signed(false, "0") : signed(number < 0, String(number.magnitude))
        case "o", "x":
            guard case .int(let number) = value else { return nil }
            let bits: UInt64 =
                type == .bigint
                ? UInt64(bitPattern: Int64(number)) : UInt64(UInt32(truncatingIfNeeded: number))
            let digits = String(bits, radix: conversion == "o" ? 8 : 16)
            result = (flags.contains("#") ? (conversion == "o" ? "0" : "0x") : "") + digits
            if flags.contains("0") {
                result = String(repeating: "0", count: max(width - result.utf8.count, 0)) + result
            }
        default:
            guard let plain = decimalText(value, type) else { return nil }
            return number(plain)
        }
        return padded(isUpper ? result.uppercased() : result)
    }

    private func isFractional(_ type: LogicalType) -> Bool {
        switch type {
        case .float, .double, .decimal: true
        default: false
        }
    }

    private func decimalText(_ value: Scalar, _ type: LogicalType) -> String? {
        switch value {
        case .float(let number): javaText(number)
        case .int, .decimal:
            if case .decimal = type { NestedText(zone: .utc).of(value, type) } else { nil }
        default: nil
        }
    }

    /// `f`, `e` and `g`.
    private func number(_ plain: String) -> String {
        if plain == "NaN" || plain.hasSuffix("Infinity") {
            return padded(plain == "Infinity" && flags.contains("+") ? "+Infinity" : plain)
        }
        let places = precision ?? 6
        let value = PlainNumber(plain)
        if conversion == "f" {
            let rounded = value.rounded(places, halfEven: false)
            return signed(value.isNegative, rounded.whole + (places > 0 ? "." + rounded.fraction : ""))
        }
        let digits = value.whole == "0" ? value.fraction.drop { $0 == "0" } : (value.whole + value.fraction)[...]
        let exponent =
            value.isZero
            ? 0
            : value.whole == "0"
                ? -(value.fraction.utf8.count - digits.utf8.count) - 1 : value.whole.utf8.count - 1
        if conversion == "g" || conversion == "G" {
            let significant = max(places, 1)
            if exponent >= -4, exponent < significant {
                let rounded = value.rounded(max(significant - 1 - exponent, 0), halfEven: false)
                return signed(
                    value.isNegative, rounded.whole + (rounded.fraction.isEmpty ? "" : "." + rounded.fraction))
            }
            return scientific(value.isNegative, digits, exponent, significant - 1)
        }
        return scientific(value.isNegative, digits, exponent, places)
    }

    private func scientific(_ isNegative: Bool, _ digits: Substring, _ exponent: Int, _ places: Int) -> String {
        let mantissa = PlainNumber("\(digits.first ?? "0").\(digits.dropFirst())").rounded(places, halfEven: false)
        var (whole, power) = (mantissa.whole, exponent)
        if whole.utf8.count > 1 { (whole, power) = ("1", exponent + 1) }
        let size = String(abs(power))
        let text =
            whole + (places > 0 ? "." + mantissa.fraction : "") + "e" + (power < 0 ? "-" : "+")
            + (size.utf8.count < 2 ? "0" : "") + size
        return signed(isNegative, conversion.isUppercase ? text.uppercased() : text)
    }

    /// With sign, commas and padding.
    private func signed(_ isNegative: Bool, _ magnitude: String) -> String {
        var digits = magnitude
        if flags.contains(",") {
            let whole = digits.prefix { $0.isNumber }
            var groups = ""
            for (index, digit) in whole.enumerated() {
                if index > 0, (whole.count - index) % 3 == 0 { groups += "," }
                groups.append(digit)
            }
            digits = groups + digits.dropFirst(whole.count)
        }
        let sign =
            isNegative ? (flags.contains("(") ? "(" : "-") : flags.contains("+") ? "+" : flags.contains(" ") ? " " : ""
        let end = isNegative && flags.contains("(") ? ")" : ""
        if flags.contains("0") {
            let missing = width - sign.utf8.count - digits.utf8.count - end.utf8.count
            digits = String(repeating: "0", count: max(missing, 0)) + digits
        }
        return padded(sign + digits + end)
    }
}
