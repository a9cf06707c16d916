// SPDX-License-Identifier: Apache-2.0

/// What equality and order of an object `decimal.Decimal` are about: equal numbers have equal forms, and the forms are
/// in the order of the numbers. Nil when the text is no number.
func decimalForm(_ fields: [Scalar]) -> [Scalar]? {
    guard fields.count == 1, case .string(let text) = fields[0] else { return nil }
    var rest = Substring(text)
    let isNegative = rest.first == "-"
    if isNegative { rest.removeFirst() }
    switch rest {
    case "Infinity": return [.int(isNegative ? -2 : 2), .int(0), .string("")]
    case "NaN", "sNaN": return [.int(3), .int(0), .string(text)]
    default: break
    }
    let parts = rest.split(separator: "E", maxSplits: 1, omittingEmptySubsequences: false)
    guard let written = parts.first, let exponent = parts.count > 1 ? Int(parts[1]) : 0 else { return nil }
    let point = written.firstIndex(of: ".") ?? written.endIndex
    let before = written[..<point].utf8.count
    var digits = written.utf8.filter { $0 != 46 }
    guard !digits.isEmpty, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
    let zeros = digits.prefix { $0 == 48 }.count
    digits.removeFirst(zeros)
    while digits.last == 48 { digits.removeLast() }
    if digits.isEmpty { return [.int(0), .int(0), .string("")] }
    let (adjusted, overflow) = exponent.addingReportingOverflow(before - zeros)
    if overflow { return nil }
    if !isNegative { return [.int(1), .int(adjusted), .string(String(decoding: digits, as: UTF8.self))] }
    // The other way round: the more digits, the less.
    let turned = digits.map { 105 - $0 } + [58]
    return [.int(-1), .int(-adjusted), .string(String(decoding: turned, as: UTF8.self))]
}
