// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute

/// A whole number of any size by its decimal digits, the lowest first; schoolbook arithmetic, slow and plain.
struct Digits {
    var isNegative = false
    var digits: [Int]

    init(_ digits: [Int], isNegative: Bool = false) {
        var digits = digits
        while digits.last == 0 { digits.removeLast() }
        self.digits = digits
        self.isNegative = isNegative && !digits.isEmpty
    }

    init(_ value: Int128) {
        let text = value.magnitude.description.utf8.map { Int($0) - 48 }
        self.init(text.reversed(), isNegative: value < 0)
    }

    /// The number as one of 38 digits at most.
    var value: Int128? {
        if digits.count > 38 { return nil }
        let magnitude = digits.reversed().reduce(Int128(0)) { $0 * 10 + Int128($1) }
        return isNegative ? -magnitude : magnitude
    }

    func shifted(_ places: Int) -> Digits {
        Digits(Array(repeating: 0, count: places) + digits, isNegative: isNegative)
    }

    static func order(_ left: [Int], _ right: [Int]) -> Int {
        if left.count != right.count { return left.count - right.count }
        for (a, b) in zip(left.reversed(), right.reversed()) where a != b { return a - b }
        return 0
    }

    static func + (left: Digits, right: Digits) -> Digits {
        if left.isNegative != right.isNegative {
            let isLess = order(left.digits, right.digits) < 0
            let (greater, lesser) = isLess ? (right, left) : (left, right)
            return Digits(subtract(greater.digits, lesser.digits), isNegative: greater.isNegative)
        }
        var (sum, carry): ([Int], Int) = ([], 0)
        for place in 0...max(left.digits.count, right.digits.count) {
            let digit = at(left.digits, place) + at(right.digits, place) + carry
            sum.append(digit % 10)
            carry = digit / 10
        }
        return Digits(sum, isNegative: left.isNegative)
    }

    private static func at(_ digits: [Int], _ place: Int) -> Int { place < digits.count ? digits[place] : 0 }

    private static func subtract(_ left: [Int], _ right: [Int]) -> [Int] {
        var (rest, borrow): ([Int], Int) = ([], 0)
        for place in left.indices {
            let digit = left[place] - at(right, place) - borrow
            rest.append(digit < 0 ? digit + 10 : digit)
            borrow = digit < 0 ? 1 : 0
        }
        return Digits(rest).digits
    }

    static prefix func - (value: Digits) -> Digits { Digits(value.digits, isNegative: !value.isNegative) }

    static func * (left: Digits, right: Digits) -> Digits {
        var product = Array(repeating: 0, count: left.digits.count + right.digits.count + 1)
        for (i, a) in left.digits.enumerated() {
            for (j, b) in right.digits.enumerated() { product[i + j] += a * b }
        }
        for place in product.indices.dropLast() {
            product[place + 1] += product[place] / 10
            product[place] %= 10
        }
        return Digits(product, isNegative: left.isNegative != right.isNegative)
    }

    /// Quotient toward zero and rest.
    func divided(by divisor: Digits) -> (quotient: Digits, rest: Digits) {
        var (quotient, rest): ([Int], [Int]) = ([], [])
        for digit in digits.reversed() {
            rest = Digits([digit] + rest).digits
            var count = 0
            while Digits.order(rest, divisor.digits) >= 0 {
                rest = Digits.subtract(rest, divisor.digits)
                count += 1
            }
            quotient.append(count)
        }
        return (
            Digits(quotient.reversed(), isNegative: isNegative != divisor.isNegative),
            Digits(rest, isNegative: isNegative)
        )
    }

    /// The quotient rounded: half up, half to even, down, floor, ceiling.
    func divided(by divisor: Digits, rounding: Int) -> Digits {
        let (quotient, rest) = divided(by: divisor)
        if rest.digits.isEmpty { return quotient }
        let isNegative = self.isNegative != divisor.isNegative
        let half = Digits.order((rest + rest).digits, divisor.digits)
        let isOdd = (quotient.digits.first ?? 0) % 2 == 1
        let away = [half >= 0, half > 0 || (half == 0 && isOdd), false, isNegative, !isNegative][rounding]
        return away ? quotient + Digits([1], isNegative: isNegative) : quotient
    }

    static func power(_ exponent: Int) -> Digits { Digits([1]).shifted(exponent) }
}

/// One instruction on decimals on one row; nil for others.
func naiveDecimal(_ opcode: Opcode, _ immediate: Int, _ operands: [Scalar]) throws -> Scalar? {
    guard "\(opcode)".hasPrefix("decimal") else { return nil }
    if operands.contains(.null) { return .null }
    func whole(_ scalar: Scalar) -> Int128 {
        switch scalar {
        case .int(let value): Int128(value)
        case .decimal(let value): value
        default: preconditionFailure("no decimal \(scalar)")
        }
    }
    switch opcode {
    case .decimalToInt:
        let settings = SQLImmediate(encoded: immediate)!
        let value = whole(operands[0])
        let bits = Int128(1) << Int128(settings.width.bits - 1)
        if value >= -bits && value < bits { return .int(Int(value)) }
        switch settings.mode {
        case .fail: throw NaiveFailure(kind: .overflow)
        case .null: return .null
        case .wrap:
            let rest = ((value % (2 * bits)) + 2 * bits) % (2 * bits)
            return .int(Int(rest >= bits ? rest - 2 * bits : rest))
        }
    case .decimalToFloat: return .float(Double("\(whole(operands[0]))e-\(immediate)")!)
    case .decimalToString:
        let value = whole(operands[0])
        var text = Array(value.magnitude.description)
        while text.count <= immediate { text.insert("0", at: 0) }
        if immediate > 0 { text.insert(".", at: text.count - immediate) }
        return .string((value < 0 ? "-" : "") + String(text))
    default: break
    }
    let settings = DecimalImmediate(encoded: immediate)!
    func fault(_ kind: ComputeError.Kind) throws -> Scalar {
        if settings.mode == .fail { throw NaiveFailure(kind: kind) }
        return .null
    }
    let exact: (number: Digits, divisor: Digits, scale: Int)
    switch (opcode, operands[0]) {
    case (.decimalFromFloat, .float(let value)):
        guard value.isFinite else { return .null }
        exact = naiveDecimal(value.description)!
    case (.decimalParse, .string(let text)):
        guard let parsed = naiveDecimal(text) else { return try fault(.parse) }
        exact = parsed
    default:
        let left = Digits(whole(operands[0]))
        let (a, b) = (settings.leftScale, settings.rightScale)
        if opcode == .decimalRescale {
            exact = (left, Digits([1]), a)
            break
        }
        let right = Digits(whole(operands[1]))
        let (x, y) = (left.shifted(max(b - a, 0)), right.shifted(max(a - b, 0)))
        let isZero = right.digits.isEmpty
        switch opcode {
        case .decimalAdd: exact = (x + y, Digits([1]), max(a, b))
        case .decimalSubtract: exact = (x + -y, Digits([1]), max(a, b))
        case .decimalMultiply: exact = (left * right, Digits([1]), a + b)
        case .decimalDivide where isZero, .decimalRemainder where isZero: return try fault(.divisionByZero)
        case .decimalDivide: exact = (x, y, 0)
        default: exact = (x.divided(by: y).rest, Digits([1]), max(a, b))
        }
    }
    // number / divisor / 10^scale in units of 10^-settings.scale.
    let shift = settings.scale - exact.scale
    let dividend = exact.number.shifted(max(shift, 0))
    let divisor = exact.divisor.shifted(max(-shift, 0))
    let rounded = dividend.divided(by: divisor, rounding: opcode == .decimalRescale ? settings.rounding : 0)
    guard rounded.digits.count <= settings.precision, let value = rounded.value else { return try fault(.overflow) }
    return settings.precision <= 18 ? .int(Int(value)) : .decimal(value)
}

/// The number that a text means, as digits and a scale.
private func naiveDecimal(_ text: String) -> (number: Digits, divisor: Digits, scale: Int)? {
    var scalars = Array(text.unicodeScalars)[...]
    while let first = scalars.first, first.value <= 32 || first.value == 127 { scalars.removeFirst() }
    while let last = scalars.last, last.value <= 32 || last.value == 127 { scalars.removeLast() }
    var plain = ""
    plain.unicodeScalars.append(contentsOf: scalars)
    guard plain.utf8.allSatisfy({ $0 < 128 }),
        let match = plain.wholeMatch(of: #/([+-]?)([0-9]*)(\.([0-9]*))?([eE]([+-]?[0-9]{1,9}))?/#)
    else { return nil }
    let (before, behind) = (match.2, match.4 ?? "")
    if before.isEmpty && behind.isEmpty { return nil }
    let exponent = match.6.flatMap { Int($0) } ?? 0
    let digits = (before + behind).utf8.reversed().map { Int($0) - 48 }
    let scale = behind.utf8.count - exponent
    // What is far beyond 38 digits, on either side, is as good nearer by.
    let held = max(min(scale, 400), -400)
    return (Digits(digits, isNegative: match.1 == "-").shifted(max(-held, 0)), Digits([1]), max(held, 0))
}
