// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The digits of a number's text as Swift writes it, without zeros at either end (a zero has one digit), and the power
/// of ten that 0.d1d2... is to be multiplied with.
func decimalDigits(_ text: String) -> (digits: [UInt8], point: Int) {
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
    let zeros = digits.prefix { $0 == 48 }.count
    digits.removeFirst(min(zeros, digits.count - 1))
    point -= min(zeros, digits.count + zeros - 1)
    while digits.count > 1 && digits.last == 48 { digits.removeLast() }
    if digits == [48] { point = 1 }
    return (digits, point)
}

/// As Java's `Double.toString` (from version 19 on, which writes the shortest digits).
func javaText(_ value: Double) -> String {
    javaText(value.magnitude.description, value.magnitude)
        .withSign(value.sign == .minus && !value.isNaN)
}

/// As Java's `Float.toString`, of the float nearest to the value.
func javaText32(_ value: Double) -> String {
    let single = Float(value)
    return javaText(single.magnitude.description, Double(single.magnitude))
        .withSign(single.sign == .minus && !single.isNaN)
}

private func javaText(_ shortest: String, _ magnitude: Double) -> String {
    if magnitude.isNaN { return "NaN" }
    if magnitude.isInfinite { return "Infinity" }
    if magnitude == 0 { return "0.0" }
    var (digits, point) = decimalDigits(shortest)
    // Java writes two digits at least, of those that read back the nearest: of the least numbers not those that Swift
    // has, where one digit is enough.
    if digits.count == 1, magnitude < 0x1p-120 { (digits, point) = decimalDigits(twoDigits(magnitude)) }
    let text = String(decoding: digits, as: UTF8.self)
    // Plain from one thousandth up to below ten million.
    if point > 7 || point < -2 {
        return text.prefix(1) + "." + (digits.count == 1 ? "0" : text.dropFirst()) + "E\(point - 1)"
    }
    if point <= 0 { return "0." + String(repeating: "0", count: -point) + text }
    if point >= digits.count { return text + String(repeating: "0", count: point - digits.count) + ".0" }
    return text.prefix(point) + "." + text.dropFirst(point)
}

private func twoDigits(_ magnitude: Double) -> String {
    var bytes = [CChar](repeating: 0, count: 32)
    _ = withVaList([magnitude]) { vsnprintf(&bytes, 32, "%.1e", $0) }
    return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

extension String {
    fileprivate func withSign(_ isNegative: Bool) -> String { isNegative ? "-" + self : self }
}
