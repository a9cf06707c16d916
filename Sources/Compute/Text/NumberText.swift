// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Writes `value` in decimal; returns the number of bytes, at most 20.
@inline(__always)
func writeDecimal(_ value: Int, _ out: UnsafeMutablePointer<UInt8>) -> Int {
    var rest = value.magnitude
    var digits = 1
    var bound: UInt = 10
    while rest >= bound && digits < 19 {
        digits &+= 1
        bound = bound &* 10
    }
    if digits == 19 && rest >= 10_000_000_000_000_000_000 { digits = 20 }
    let sign = value < 0 ? 1 : 0
    out[0] = 45
    var place = digits &+ sign &- 1
    while place >= sign {
        let next = rest / 10
        out[place] = UInt8(truncatingIfNeeded: 48 &+ (rest &- next &* 10))
        rest = next
        place &-= 1
    }
    return digits &+ sign
}

/// An optional sign and decimal digits, as Swift's `Int(_:)`; nil when there is anything else or it does not fit.
func parseDecimal(_ bytes: UnsafeRawBufferPointer) -> Int? {
    var index = 0
    var isNegative = false
    if bytes.count > 1 && (bytes[0] == 43 || bytes[0] == 45) {
        isNegative = bytes[0] == 45
        index = 1
    }
    if index == bytes.count { return nil }
    // Negative numbers reach one further.
    var value = 0
    let isShort = bytes.count - index <= 18
    while index < bytes.count {
        let digit = Int(bytes[index]) &- 48
        if digit < 0 || digit > 9 { return nil }
        if isShort {
            value = value &* 10 &- digit
        } else {
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (next, more) = tens.subtractingReportingOverflow(digit)
            if overflow || more { return nil }
            value = next
        }
        index &+= 1
    }
    if isNegative { return value }
    return value == .min ? nil : -value
}

/// Python's `int(text)`: white space around, `_` between digits, decimal digits of any script.
func parsePythonInt(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard let plain = pythonDigits(bytes) else { return nil }
    return plain.withUnsafeBytes { parseDecimal($0) }
}

/// Whether Python's `int(text)` takes the text, whatever its size.
func isPythonInt(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard var digits = pythonDigits(bytes)?[...] else { return false }
    if digits.first == 43 || digits.first == 45 { digits = digits.dropFirst() }
    return !digits.isEmpty && digits.allSatisfy { $0 >= 48 && $0 <= 57 }
}

/// Python's `float(text)`.
func parsePythonFloat(_ bytes: UnsafeRawBufferPointer) -> Double? {
    guard let plain = pythonDigits(bytes) else { return nil }
    var text = String(decoding: plain, as: UTF8.self)
    for byte in plain where !isFloatByte(byte) {
        // Only the words are left.
        text = text.lowercased()
        let isNegative = text.first == "-"
        if isNegative || text.first == "+" { text.removeFirst() }
        switch text {
        case "inf", "infinity": return isNegative ? -.infinity : .infinity
        case "nan": return isNegative ? -Double.nan : .nan
        default: return nil
        }
    }
    return Double(text)
}

private func isFloatByte(_ byte: UInt8) -> Bool {
    (byte >= 48 && byte <= 57) || byte == 43 || byte == 45 || byte == 46 || byte == 101 || byte == 69
}

/// The text without surrounding white space and `_` between digits, digits as ASCII; nil when `_` stands elsewhere.
private func pythonDigits(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
    let range = trimmedRange(bytes, start: true, end: true)
    let text = UnsafeRawBufferPointer(rebasing: bytes[range])
    var plain: [UInt8] = []
    plain.reserveCapacity(text.count)
    if isASCII(text) {
        plain.append(contentsOf: text)
    } else {
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            if scalar.isASCII {
                plain.append(UInt8(scalar.value))
            } else if scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue {
                plain.append(48 + UInt8(value))
            } else {
                return nil
            }
        }
    }
    guard plain.contains(95) else { return plain }
    let isDigit = { (index: Int) in plain.indices.contains(index) && plain[index] >= 48 && plain[index] <= 57 }
    for index in plain.indices where plain[index] == 95 {
        if !isDigit(index - 1) || !isDigit(index + 1) { return nil }
    }
    return plain.filter { $0 != 95 }
}

/// Swift's `Double(text)`.
func parseSwiftFloat(_ bytes: UnsafeRawBufferPointer) -> Double? {
    if bytes.contains(where: { $0 <= 32 }) { return nil }
    return Double(String(decoding: bytes, as: UTF8.self))
}

private let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
]

/// Sign, digits, point, digits with at most 15 digits in all: both the digits and the power of ten are exact floats, so
/// that one division rounds correctly. nil for anything else, which the general parsers take.
func parseSimpleFloat(_ bytes: UnsafeRawBufferPointer) -> Double? {
    var index = 0
    var isNegative = false
    if bytes.count > 1 && (bytes[0] == 43 || bytes[0] == 45) {
        isNegative = bytes[0] == 45
        index = 1
    }
    let digitsFrom = index
    if bytes.count - index > 16 { return nil }
    var value = 0
    var point = -1
    while index < bytes.count {
        let digit = Int(bytes[index]) &- 48
        if digit >= 0 && digit <= 9 {
            value = value &* 10 &+ digit
        } else if digit == -2 && point < 0 {
            point = index
        } else {
            return nil
        }
        index &+= 1
    }
    let digits = index - digitsFrom - (point < 0 ? 0 : 1)
    // A point needs digits on both sides here.
    if digits == 0 || digits > 15 || point == digitsFrom || point == bytes.count - 1 { return nil }
    let scaled = point < 0 ? Double(value) : Double(value) / powersOfTen[bytes.count - 1 - point]
    return isNegative ? -scaled : scaled
}

/// Python's `repr(value)`: the shortest digits that read back; scientific below 1e-4 and from 1e16.
func pythonRepr(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    let text = value.magnitude.description
    // Swift's text has the same digits; only the form differs.
    var digits: [UInt8] = []
    var pointAt: Int?
    var exponent = 0
    var rest = text.utf8[...]
    while let byte = rest.first {
        if byte == 101 {
            exponent = Int(Substring(rest.dropFirst())) ?? 0
            break
        }
        if byte == 46 { pointAt = digits.count } else { digits.append(byte) }
        rest = rest.dropFirst()
    }
    var point = (pointAt ?? digits.count) + exponent
    while digits.count > 1 && digits.first == 48 {
        digits.removeFirst()
        point -= 1
    }
    while digits.count > 1 && digits.last == 48 { digits.removeLast() }
    if digits == [48] { point = 1 }
    let sign = value.sign == .minus ? "-" : ""
    return sign + placeDigits(digits, point)
}

/// 0.d1d2... times ten to the power of `point`.
private func placeDigits(_ digits: [UInt8], _ point: Int) -> String {
    let text = String(decoding: digits, as: UTF8.self)
    if point > 16 || point < -3 {
        let power = point - 1
        let mantissa = digits.count == 1 ? text : text.prefix(1) + "." + text.dropFirst()
        let size = String(power.magnitude)
        return mantissa + "e" + (power < 0 ? "-" : "+") + (size.utf8.count < 2 ? "0" + size : size)
    }
    if point <= 0 { return "0." + String(repeating: "0", count: -point) + text }
    if point >= digits.count { return text + String(repeating: "0", count: point - digits.count) + ".0" }
    return text.prefix(point) + "." + text.dropFirst(point)
}
