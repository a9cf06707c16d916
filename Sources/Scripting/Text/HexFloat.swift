// SPDX-License-Identifier: Apache-2.0

import Glibc

/// `number.hex()`: the fraction in hexadecimal digits, the exponent of two in decimal ones.
func hexText(_ number: Double) -> String {
    if !number.isFinite { return number.isNaN ? "nan" : number < 0 ? "-inf" : "inf" }
    let sign = number.sign == .minus ? "-" : ""
    if number == 0 { return sign + "0x0.0p+0" }
    let digits = String(number.significandBitPattern, radix: 16)
    let fraction = String(repeating: "0", count: 13 - digits.utf8.count) + digits
    let exponent = number.isNormal ? Int(number.exponentBitPattern) - 1_023 : -1_022
    return "\(sign)0x\(number.isNormal ? 1 : 0).\(fraction)p\(exponent < 0 ? "" : "+")\(exponent)"
}

/// `float.fromhex(text)`.
package func floatFromHex(_ text: Text) throws(Raised) -> Double {
    guard let value = hexNumber(Array(text.utf8[trimmed(text.utf8, start: true, end: true)])) else {
        throw Raised("ValueError", "invalid hexadecimal floating-point string")
    }
    // Only the name of infinity has an `n`.
    if value.isInfinite && !text.utf8.contains(where: { $0 | 32 == 110 }) {
        throw Raised("OverflowError", "hexadecimal value too large to represent as a float")
    }
    return value
}

/// Sign, digits with a point, exponent; nil for what is no such number. The C library rounds it.
private func hexNumber(_ bytes: [UInt8]) -> Double? {
    var index = 0
    let isNegative = bytes.first == 45
    if isNegative || bytes.first == 43 { index = 1 }
    switch String(decoding: bytes[index...], as: UTF8.self).lowercased() {
    case "inf", "infinity": return isNegative ? -.infinity : .infinity
    case "nan": return .nan
    default: break
    }
    if bytes.count - index >= 2, bytes[index] == 48, bytes[index + 1] | 32 == 120 { index += 2 }
    var plain = Array("0x".utf8)
    var digits = 0
    func readDigits(_ isDigit: (UInt8) -> Bool) -> Int {
        let first = index
        while index < bytes.count, isDigit(bytes[index]) {
            plain.append(bytes[index])
            index += 1
        }
        return index - first
    }
    func isHex(_ byte: UInt8) -> Bool { byte &- 48 < 10 || (byte | 32) &- 97 < 6 }
    digits += readDigits(isHex)
    if index < bytes.count && bytes[index] == 46 {
        plain.append(46)
        index += 1
        digits += readDigits(isHex)
    }
    if digits == 0 { return nil }
    if index < bytes.count && bytes[index] | 32 == 112 {
        plain.append(112)
        index += 1
        if index < bytes.count && (bytes[index] == 43 || bytes[index] == 45) {
            plain.append(bytes[index])
            index += 1
        }
        if readDigits({ $0 &- 48 < 10 }) == 0 { return nil }
    }
    guard index == bytes.count else { return nil }
    plain.append(0)
    let value = plain.withUnsafeBufferPointer { (buffer) -> Double in
        buffer.withMemoryRebound(to: CChar.self) { strtod($0.baseAddress!, nil) }
    }
    return isNegative ? -value : value
}
