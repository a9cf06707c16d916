// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Python's `int(text, base)`: base 0 reads the prefix. Fails with `ValueError`.
public func parseInt(_ text: Text, base: Int) throws(Raised) -> Value {
    if base != 0 && !(2...36).contains(base) {
        throw Raised("ValueError", "int() base must be >= 2 and <= 36, or 0")
    }
    if base == 10, let value = plainNumber(text.utf8) { return .int(value) }
    if let value = try wholeNumber(asciiForm(text), base) { return value }
    let shown = ReprText.of(text)
    throw Raised("ValueError", "invalid literal for int() with base \(base): \(shown)")
}

/// A few decimal digits with at most a sign; nil for everything else.
private func plainNumber(_ bytes: [UInt8]) -> Int? {
    let isNegative = bytes.first == 45
    let start = isNegative ? 1 : 0
    guard bytes.count > start, bytes.count - start <= 18 else { return nil }
    var value = 0
    for index in start..<bytes.count {
        let digit = Int(bytes[index]) &- 48
        guard digit >= 0 && digit <= 9 else { return nil }
        value = value &* 10 &+ digit
    }
    return isNegative ? 0 &- value : value
}

/// Digits with sign, prefix and `_` between digits; nil when it is no such number.
private func wholeNumber(_ bytes: [UInt8], _ base: Int) throws(Raised) -> Value? {
    var index = 0
    var radix = base
    let isNegative = bytes.first == 45
    if isNegative || bytes.first == 43 { index = 1 }
    var mayBeUnderscore = false
    if bytes.count - index > 2 && bytes[index] == 48 {
        let named = [120: 16, 88: 16, 111: 8, 79: 8, 98: 2, 66: 2][Int(bytes[index + 1])]
        if let named, base == 0 || base == named {
            radix = named
            index += 2
            mayBeUnderscore = true
        }
    }
    let isPlainZero = radix == 0
    if radix == 0 { radix = 10 }
    if index == bytes.count { return nil }
    let first = index
    var value = 0
    var overflows = false
    var wasDigit = mayBeUnderscore
    while index < bytes.count {
        let byte = bytes[index]
        if byte == 95 {
            if !wasDigit || index + 1 == bytes.count { return nil }
            wasDigit = false
            index += 1
            continue
        }
        guard let digit = digitValue(byte), digit < radix else { return nil }
        wasDigit = true
        if !overflows {
            let (scaled, first) = value.multipliedReportingOverflow(by: radix)
            let (next, second) = scaled.subtractingReportingOverflow(digit)
            overflows = first || second
            value = next
        }
        index += 1
    }
    // Without a base, a number does not begin with zero.
    if isPlainZero && bytes[first] == 48 && value != 0 { return nil }
    if overflows || (!isNegative && value == .min) {
        let digits = bytes[first...].filter { $0 != 95 }
        if digits.count > NumberLimits.textDigitsMax, radix & (radix - 1) != 0 {
            throw Raised(
                "ValueError",
                "Exceeds the limit (\(NumberLimits.textDigitsMax) digits) for integer string conversion: value has "
                    + "\(digits.count) digits; use sys.set_int_max_str_digits() to increase the limit")
        }
        if digits.count > NumberLimits.binaryDigitsMax {
            throw Raised("MemoryError", "an int of \(digits.count) digits is more than a task reads")
        }
        let magnitude = BigInteger(digits: digits, base: radix)
        return wideValue(isNegative ? magnitude.negated : magnitude)
    }
    return .int(isNegative ? value : -value)
}

private func digitValue(_ byte: UInt8) -> Int? {
    switch byte {
    case 48...57: Int(byte) - 48
    case 97...122: Int(byte) - 87
    case 65...90: Int(byte) - 55
    default: nil
    }
}

/// The text without white space around it, decimal digits of any script as ASCII.
private func asciiForm(_ text: Text) -> [UInt8] {
    let range = trimmed(text.utf8, start: true, end: true)
    if text.isASCII { return Array(text.utf8[range]) }
    var plain: [UInt8] = []
    for scalar in text.part(range).scalars {
        if !scalar.isASCII, isDecimal(scalar), let value = scalar.properties.numericValue {
            plain.append(48 + UInt8(value))
        } else {
            plain.appendScalar(scalar)
        }
    }
    return plain
}

/// A float of at most 15 digits without an exponent, of which digits and power of ten are floats themselves: one
/// division rounds it rightly. nil for everything else.
private func plainFloat(_ bytes: [UInt8]) -> Double? {
    let isNegative = bytes.first == 45
    var digits = 0
    var decimals = -1
    var value = 0
    guard bytes.count <= 17 else { return nil }
    for index in (isNegative ? 1 : 0)..<bytes.count {
        if bytes[index] == 46 && decimals < 0 {
            decimals = 0
            continue
        }
        let digit = Int(bytes[index]) &- 48
        guard digit >= 0 && digit <= 9 else { return nil }
        value = value &* 10 &+ digit
        digits += 1
        if decimals >= 0 { decimals += 1 }
    }
    guard digits > 0 && digits <= 15 else { return nil }
    let result = decimals > 0 ? Double(value) / powersOfTen[decimals] : Double(value)
    return isNegative ? -result : result
}

private let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
]

/// Python's `float(text)`. Fails with `ValueError`.
public func parseFloat(_ text: Text) throws(Raised) -> Double {
    if let value = plainFloat(text.utf8) { return value }
    if let value = floatNumber(asciiForm(text)) { return value }
    throw Raised("ValueError", "could not convert string to float: \(ReprText.of(text))")
}

/// `repr` of a text without an interpreter.
enum ReprText {
    static func of(_ text: Text) -> String {
        let quote = text.utf8.contains(39) && !text.utf8.contains(34) ? "\"" : "'"
        var result = quote
        for scalar in text.scalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "'" where quote == "'": result += "\\'"
            default:
                if isPrintable(scalar) { result.unicodeScalars.append(scalar) } else { result += escape(scalar) }
            }
        }
        return result + quote
    }
}

private func floatNumber(_ bytes: [UInt8]) -> Double? {
    var plain: [UInt8] = []
    var index = 0
    let isNegative = bytes.first == 45
    if isNegative || bytes.first == 43 { index = 1 }
    // Most are digits, and no word is made of them.
    if index < bytes.count, bytes[index] | 32 == 105 || bytes[index] | 32 == 110 {
        let word = String(decoding: bytes[index...], as: UTF8.self).lowercased()
        if word == "inf" || word == "infinity" { return isNegative ? -.infinity : .infinity }
        if word == "nan" { return .nan }
    }
    plain.reserveCapacity(bytes.count + 1)
    var digits = 0
    func readDigits() -> Bool {
        var wasDigit = false
        while index < bytes.count {
            if bytes[index] == 95 {
                let follows = index + 1 < bytes.count && bytes[index + 1] >= 48 && bytes[index + 1] <= 57
                if !wasDigit || !follows { return false }
                wasDigit = false
            } else if bytes[index] >= 48 && bytes[index] <= 57 {
                plain.append(bytes[index])
                digits += 1
                wasDigit = true
            } else {
                break
            }
            index += 1
        }
        return true
    }
    guard readDigits() else { return nil }
    if index < bytes.count && bytes[index] == 46 {
        plain.append(46)
        index += 1
        guard readDigits() else { return nil }
    }
    if digits == 0 { return nil }
    if index < bytes.count && bytes[index] | 32 == 101 {
        plain.append(101)
        index += 1
        if index < bytes.count && (bytes[index] == 43 || bytes[index] == 45) {
            plain.append(bytes[index])
            index += 1
        }
        digits = 0
        guard readDigits(), digits > 0 else { return nil }
    }
    guard index == bytes.count else { return nil }
    plain.append(0)
    let value = plain.withUnsafeBufferPointer { (buffer) -> Double in
        buffer.withMemoryRebound(to: CChar.self) { strtod($0.baseAddress!, nil) }
    }
    return isNegative ? -value : value
}
