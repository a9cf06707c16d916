// SPDX-License-Identifier: Apache-2.0

/// A decimal number as IBM's specification and Python's `decimal` have it: sign, coefficient and exponent, or special.
struct DecimalNumber: Sendable {
    enum Kind: Sendable { case finite, infinite, quiet, signalling }

    var kind = Kind.finite
    var isNegative = false
    /// Not negative.
    var coefficient = BigInteger()
    var exponent = 0

    init() {}

    init(_ coefficient: BigInteger, exponent: Int, isNegative: Bool = false) {
        self.coefficient = coefficient.magnitude
        self.exponent = exponent
        self.isNegative = isNegative
    }

    init(_ whole: BigInteger) { self.init(whole, exponent: 0, isNegative: whole.isNegative) }

    static func infinity(isNegative: Bool) -> DecimalNumber {
        var made = DecimalNumber()
        made.kind = .infinite
        made.isNegative = isNegative
        return made
    }

    static var nan: DecimalNumber {
        var made = DecimalNumber()
        made.kind = .quiet
        return made
    }

    /// Just what the float is.
    init(_ value: Double) {
        if value.isNaN {
            self = .nan
            isNegative = value.sign == .minus
        } else if value.isInfinite {
            self = .infinity(isNegative: value < 0)
        } else {
            var significand = value.magnitude
            var power = 0
            if significand != 0 {
                let shift = Int(significand.exponent) - 52
                significand = significand.significand * 0x1p52
                power = shift
            }
            var whole = BigInteger(exactly: significand) ?? BigInteger()
            while power < 0, !whole.isOdd, !whole.isZero {
                whole = whole.shiftedRight(1)
                power += 1
            }
            if whole.isZero { power = 0 }
            self.init(
                power >= 0 ? whole.shiftedLeft(power) : whole * BigInteger(5).power(-power),
                exponent: min(power, 0), isNegative: value.sign == .minus)
        }
    }

    /// The number that a text says; nil when it says none.
    init?(_ text: Text) {
        var scalars = text.scalars[...]
        while let first = scalars.first, isSpace(first) { scalars.removeFirst() }
        while let last = scalars.last, isSpace(last) { scalars.removeLast() }
        var bytes: [UInt8] = []
        for scalar in scalars where scalar != "_" {
            if scalar.isASCII {
                bytes.append(UInt8(scalar.value))
            } else if let digit = scalar.properties.numericValue, isDecimal(scalar) {
                bytes.append(48 + UInt8(digit))
            } else {
                return nil
            }
        }
        var rest = bytes[...]
        let isBelow = rest.first == 45
        if rest.first == 45 || rest.first == 43 { rest.removeFirst() }
        switch String(decoding: rest, as: UTF8.self).lowercased() {
        case "inf", "infinity":
            self = .infinity(isNegative: isBelow)
            return
        case "nan", "snan":
            self = .nan
            if rest.count == 4 { kind = .signalling }
            isNegative = isBelow
            return
        default: break
        }
        var digits: [UInt8] = []
        var places = 0
        var hasPoint = false
        while let byte = rest.first, (48...57).contains(byte) || byte == 46 && !hasPoint {
            if byte == 46 {
                hasPoint = true
            } else {
                digits.append(byte)
                if hasPoint { places += 1 }
            }
            rest.removeFirst()
        }
        if digits.isEmpty { return nil }
        var power = 0
        if let mark = rest.first, mark == 101 || mark == 69 {
            guard let given = Int(String(decoding: rest.dropFirst(), as: UTF8.self)), abs(given) < 1 << 40 else {
                return nil
            }
            power = given
            rest = []
        }
        guard rest.isEmpty else { return nil }
        self.init(BigInteger(digits: digits, base: 10), exponent: power - places, isNegative: isBelow)
    }

    var isFinite: Bool { kind == .finite }
    var isNaN: Bool { kind == .quiet || kind == .signalling }
    var isZero: Bool { kind == .finite && coefficient.isZero }
    var digitCount: Int { coefficient.isZero ? 1 : coefficient.decimalText.utf8.count }
    /// The exponent of the first digit.
    var adjusted: Int { exponent + digitCount - 1 }

    // MARK: Text

    /// Python's `str`.
    var text: String {
        let sign = isNegative ? "-" : ""
        switch kind {
        case .infinite: return sign + "Infinity"
        case .quiet: return sign + "NaN"
        case .signalling: return sign + "sNaN"
        case .finite: break
        }
        let digits = coefficient.decimalText
        let left = exponent + digits.utf8.count
        if exponent <= 0 && left > -6 {
            if exponent == 0 { return sign + digits }
            if left > 0 {
                let point = digits.index(digits.startIndex, offsetBy: left)
                return sign + digits[..<point] + "." + digits[point...]
            }
            return sign + "0." + String(repeating: "0", count: -left) + digits
        }
        var result = sign + digits.prefix(1)
        if digits.utf8.count > 1 { result += "." + digits.dropFirst() }
        let power = left - 1
        return result + "E" + (power >= 0 ? "+" : "") + String(power)
    }

    /// Without an exponent, as the format `f` writes it.
    var plainText: String {
        guard isFinite else { return text }
        var digits = coefficient.decimalText
        let sign = isNegative ? "-" : ""
        if exponent >= 0 { return sign + (isZero ? "0" : digits + String(repeating: "0", count: exponent)) }
        let missing = -exponent + 1 - digits.utf8.count
        if missing > 0 { digits = String(repeating: "0", count: missing) + digits }
        let point = digits.index(digits.endIndex, offsetBy: exponent)
        return sign + digits[..<point] + "." + digits[point...]
    }

    // MARK: Comparison

    /// Of two numbers that are no NaN.
    static func compare(_ left: DecimalNumber, _ right: DecimalNumber) -> Int {
        func sign(_ value: DecimalNumber) -> Int { value.isZero ? 0 : value.isNegative ? -1 : 1 }
        let (one, two) = (sign(left), sign(right))
        if one != two { return one < two ? -1 : 1 }
        if one == 0 { return 0 }
        if left.kind == .infinite || right.kind == .infinite {
            if left.kind == right.kind { return 0 }
            return (left.kind == .infinite) == (one > 0) ? 1 : -1
        }
        if left.adjusted != right.adjusted { return (left.adjusted < right.adjusted) == (one > 0) ? -1 : 1 }
        let (first, second) = aligned(left, right)
        return BigInteger.compare(first, second) * one
    }

    /// Both coefficients at the smaller exponent.
    static func aligned(_ left: DecimalNumber, _ right: DecimalNumber) -> (BigInteger, BigInteger) {
        let least = min(left.exponent, right.exponent)
        return (
            left.coefficient * BigInteger(10).power(left.exponent - least),
            right.coefficient * BigInteger(10).power(right.exponent - least)
        )
    }

    /// With no zeros at the end: equal numbers have equal forms.
    var reduced: DecimalNumber {
        guard isFinite else { return self }
        if coefficient.isZero { return DecimalNumber(BigInteger(), exponent: 0, isNegative: isNegative) }
        let digits = coefficient.decimalText
        let zeros = digits.utf8.reversed().prefix { $0 == 48 }.count
        if zeros == 0 { return self }
        return DecimalNumber(
            BigInteger(digits: Array(digits.utf8.dropLast(zeros)), base: 10), exponent: exponent + zeros,
            isNegative: isNegative)
    }

    /// The whole number, towards zero.
    var whole: BigInteger {
        let magnitude =
            exponent >= 0
            ? coefficient * BigInteger(10).power(exponent)
            : -exponent > digitCount
                ? BigInteger()
                : coefficient.quotientAndRest(dividingBy: BigInteger(10).power(-exponent))?.quotient ?? BigInteger()
        return isNegative ? magnitude.negated : magnitude
    }
}
