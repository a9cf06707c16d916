// SPDX-License-Identifier: Apache-2.0

/// How digits that do not fit are rounded.
enum DecimalRounding: String, CaseIterable {
    case up = "ROUND_UP"
    case down = "ROUND_DOWN"
    case ceiling = "ROUND_CEILING"
    case floor = "ROUND_FLOOR"
    case halfUp = "ROUND_HALF_UP"
    case halfDown = "ROUND_HALF_DOWN"
    case halfEven = "ROUND_HALF_EVEN"
    case zeroFiveUp = "ROUND_05UP"
}

/// Arithmetic in Python's default context: 28 digits, halves to even; invalid operations, divisions by zero and
/// overflows raise.
enum DecimalContext {
    static let precision = 28
    static let exponentMin = -NumberLimits.decimalExponentMax
    static let exponentMax = NumberLimits.decimalExponentMax

    static func invalid() -> Raised { condition("InvalidOperation") }

    /// What Python raises for a condition of the context.
    static func condition(_ name: String, _ classes: [String]? = nil) -> Raised {
        let shown = (classes ?? [name]).map { Value.object(ExceptionClass("decimal." + $0)) }
        return Raised("decimal." + name, arguments: [.list(ListObject(shown))])
    }

    /// The coefficient without its last digits.
    static func dropped(
        _ value: DecimalNumber, _ count: Int, _ rounding: DecimalRounding
    ) -> BigInteger {
        if count <= 0 { return value.coefficient * BigInteger(10).power(-count) }
        if count > value.digitCount + 1 {
            let isUp = !value.isZero && roundsUp(BigInteger(), order: -1, value.isNegative, rounding)
            return BigInteger(isUp ? 1 : 0)
        }
        let unit = BigInteger(10).power(count)
        guard let (quotient, rest) = value.coefficient.quotientAndRest(dividingBy: unit) else { return BigInteger() }
        if rest.isZero { return quotient }
        let order = BigInteger.compare(rest + rest, unit)
        return roundsUp(quotient, order: order, value.isNegative, rounding) ? quotient + BigInteger(1) : quotient
    }

    /// `order` is that of what is lost to one half.
    private static func roundsUp(
        _ kept: BigInteger, order: Int, _ isNegative: Bool, _ rounding: DecimalRounding
    ) -> Bool {
        switch rounding {
        case .up: true
        case .down: false
        case .ceiling: !isNegative
        case .floor: isNegative
        case .halfUp: order >= 0
        case .halfDown: order > 0
        case .halfEven: order > 0 || order == 0 && kept.isOdd
        case .zeroFiveUp: ["0", "5"].contains(kept.decimalText.last ?? "0")
        }
    }

    /// The number with at most as many digits as the context has.
    static func finished(
        _ value: DecimalNumber, precision: Int = precision, rounding: DecimalRounding = .halfEven
    ) throws(Raised) -> DecimalNumber {
        guard value.isFinite else { return value }
        var result = value
        if value.coefficient.isZero {
            result.exponent = min(max(value.exponent, exponentMin - precision + 1), exponentMax)
            return result
        }
        let least = exponentMin - precision + 1
        var excess = value.digitCount - precision
        if value.adjusted < exponentMin { excess = max(excess, least - value.exponent) }
        if excess > 0 {
            result.coefficient = dropped(value, excess, rounding)
            result.exponent += excess
            if result.digitCount > precision {
                result.coefficient = dropped(result, 1, .down)
                result.exponent += 1
            }
        }
        if result.adjusted > exponentMax { throw condition("Overflow", ["Overflow", "Inexact", "Rounded"].prefixOne) }
        if result.exponent > exponentMax - precision + 1, result.exponent > exponentMax {
            result.coefficient = result.coefficient * BigInteger(10).power(result.exponent - exponentMax)
            result.exponent = exponentMax
        }
        return result
    }

    /// A NaN among the operands; a signalling one raises.
    static func nan(_ left: DecimalNumber, _ right: DecimalNumber) throws(Raised) -> DecimalNumber? {
        if left.kind == .signalling || right.kind == .signalling { throw invalid() }
        return left.isNaN ? left : right.isNaN ? right : nil
    }

    static func sum(_ left: DecimalNumber, _ right: DecimalNumber) throws(Raised) -> DecimalNumber {
        if let found = try nan(left, right) { return found }
        if left.kind == .infinite || right.kind == .infinite {
            if left.kind == right.kind, left.isNegative != right.isNegative { throw invalid() }
            return left.kind == .infinite ? left : right
        }
        let exponent = min(left.exponent, right.exponent)
        if left.isZero || right.isZero {
            if left.isZero && right.isZero {
                return try finished(
                    DecimalNumber(
                        BigInteger(), exponent: exponent, isNegative: left.isNegative && right.isNegative))
            }
            // As many zeros as the precision has room for.
            var other = left.isZero ? right : left
            let lowest = max(exponent, other.exponent - max(precision - other.digitCount, 0))
            other.coefficient = other.coefficient * BigInteger(10).power(max(other.exponent - lowest, 0))
            other.exponent = min(lowest, other.exponent)
            return try finished(other)
        }
        let (one, two) = near(left, right)
        let (first, second) = DecimalNumber.aligned(one, two)
        let total =
            (one.isNegative ? first.negated : first) + (two.isNegative ? second.negated : second)
        return try finished(
            DecimalNumber(total, exponent: min(one.exponent, two.exponent), isNegative: total.isNegative))
    }

    /// A number so small that it only decides the rounding is made one that does so with few digits.
    private static func near(_ left: DecimalNumber, _ right: DecimalNumber) -> (DecimalNumber, DecimalNumber) {
        func shortened(_ small: DecimalNumber, _ large: DecimalNumber) -> DecimalNumber {
            let least = large.exponent - max(precision + 2 - large.digitCount, 1) - 1
            guard small.adjusted < least else { return small }
            return DecimalNumber(BigInteger(1), exponent: least, isNegative: small.isNegative)
        }
        return left.adjusted > right.adjusted
            ? (left, shortened(right, left)) : (shortened(left, right), right)
    }

    static func product(_ left: DecimalNumber, _ right: DecimalNumber) throws(Raised) -> DecimalNumber {
        if let found = try nan(left, right) { return found }
        let isNegative = left.isNegative != right.isNegative
        if left.kind == .infinite || right.kind == .infinite {
            if left.isZero || right.isZero { throw invalid() }
            return .infinity(isNegative: isNegative)
        }
        return try finished(
            DecimalNumber(
                left.coefficient * right.coefficient, exponent: left.exponent + right.exponent,
                isNegative: isNegative))
    }

    static func quotient(_ left: DecimalNumber, _ right: DecimalNumber) throws(Raised) -> DecimalNumber {
        if let found = try nan(left, right) { return found }
        let isNegative = left.isNegative != right.isNegative
        if left.kind == .infinite {
            if right.kind == .infinite { throw invalid() }
            return .infinity(isNegative: isNegative)
        }
        if right.kind == .infinite {
            return DecimalNumber(BigInteger(), exponent: exponentMin - precision + 1, isNegative: isNegative)
        }
        if right.isZero {
            if left.isZero { throw condition("InvalidOperation", ["DivisionUndefined"]) }
            throw condition("DivisionByZero")
        }
        let ideal = left.exponent - right.exponent
        if left.isZero {
            return try finished(DecimalNumber(BigInteger(), exponent: ideal, isNegative: isNegative))
        }
        let shift = max(right.digitCount - left.digitCount + precision + 1, 0)
        guard
            let (whole, rest) = (left.coefficient * BigInteger(10).power(shift))
                .quotientAndRest(dividingBy: right.coefficient)
        else { throw invalid() }
        var result = DecimalNumber(whole, exponent: ideal - shift, isNegative: isNegative)
        if rest.isZero {
            // The exponent that the operands suggest, where zeros allow it.
            let reduced = result.reduced
            result =
                reduced.exponent <= ideal
                ? reduced
                : DecimalNumber(
                    dropped(result, ideal - result.exponent, .down), exponent: ideal, isNegative: isNegative)
        } else {
            // A digit more, which is never one half, makes the rounding right.
            result = DecimalNumber(
                whole * BigInteger(10) + BigInteger(1), exponent: result.exponent - 1, isNegative: isNegative)
        }
        return try finished(result)
    }

    /// Towards zero, and what is left.
    static func division(
        _ left: DecimalNumber, _ right: DecimalNumber
    ) throws(Raised) -> (quotient: DecimalNumber, rest: DecimalNumber) {
        if let found = try nan(left, right) { return (found, found) }
        let isNegative = left.isNegative != right.isNegative
        if left.kind == .infinite { throw invalid() }
        if right.kind == .infinite {
            return (DecimalNumber(BigInteger(), exponent: 0, isNegative: isNegative), try finished(left))
        }
        if right.isZero {
            throw left.isZero ? condition("InvalidOperation", ["DivisionUndefined"]) : condition("DivisionByZero")
        }
        let exponent = min(left.exponent, right.exponent)
        if left.adjusted - right.adjusted > precision { throw condition("InvalidOperation", ["DivisionImpossible"]) }
        if left.adjusted < right.adjusted - 1 {
            return (
                DecimalNumber(BigInteger(), exponent: 0, isNegative: isNegative),
                try finished(rescaled(left, exponent))
            )
        }
        let (one, two) = DecimalNumber.aligned(left, right)
        guard let (whole, rest) = one.quotientAndRest(dividingBy: two) else { throw invalid() }
        if whole.decimalText.utf8.count > precision { throw condition("InvalidOperation", ["DivisionImpossible"]) }
        return (
            DecimalNumber(whole, exponent: 0, isNegative: isNegative),
            try finished(DecimalNumber(rest, exponent: exponent, isNegative: left.isNegative))
        )
    }

    private static func rescaled(_ value: DecimalNumber, _ exponent: Int) -> DecimalNumber {
        DecimalNumber(
            dropped(value, exponent - value.exponent, .down), exponent: exponent, isNegative: value.isNegative)
    }

    /// To a whole power.
    static func power(_ base: DecimalNumber, _ exponent: Int, _ host: any ScriptHost) throws(Raised) -> DecimalNumber {
        if let found = try nan(base, base) { return exponent == 0 ? DecimalNumber(BigInteger(1)) : found }
        if exponent == 0 {
            if base.isZero { throw invalid() }
            return DecimalNumber(BigInteger(1))
        }
        let isNegative = base.isNegative && exponent & 1 == 1
        if base.kind == .infinite || base.isZero {
            if (base.kind == .infinite) == (exponent > 0) { return .infinity(isNegative: isNegative) }
            return DecimalNumber(BigInteger(), exponent: 0, isNegative: isNegative)
        }
        guard exponent.magnitude <= 1 << 20 else {
            throw Raised("OverflowError", "a decimal to a power beyond 2**20 is not worked out on executors")
        }
        // With so many digits more, the one rounding at the end is right but for ties that no short number comes near.
        let digits = precision + 12
        func kept(_ value: DecimalNumber) throws(Raised) -> DecimalNumber {
            try host.spend(4)
            return try finished(value, precision: digits)
        }
        func times(_ left: DecimalNumber, _ right: DecimalNumber) throws(Raised) -> DecimalNumber {
            try kept(
                DecimalNumber(
                    left.coefficient * right.coefficient, exponent: left.exponent + right.exponent,
                    isNegative: left.isNegative != right.isNegative))
        }
        var (result, square, rest) = (DecimalNumber(BigInteger(1)), base, exponent.magnitude)
        while rest > 0 {
            if rest & 1 == 1 { result = try times(result, square) }
            rest >>= 1
            if rest > 0 { square = try times(square, square) }
        }
        return exponent > 0 ? try finished(result) : try quotient(DecimalNumber(BigInteger(1)), result)
    }

    static func squareRoot(_ value: DecimalNumber) throws(Raised) -> DecimalNumber {
        if let found = try nan(value, value) { return found }
        let ideal = value.exponent >> 1
        if value.isZero { return DecimalNumber(BigInteger(), exponent: ideal, isNegative: value.isNegative) }
        if value.isNegative { throw invalid() }
        if value.kind == .infinite { return value }
        // An even exponent, and digits for the precision and one more.
        var exponent = value.exponent
        var coefficient = value.coefficient
        if exponent & 1 == 1 {
            coefficient = coefficient * BigInteger(10)
            exponent -= 1
        }
        let missing = max(2 * (precision + 2) - value.digitCount, 0)
        let shift = missing + (missing & 1)
        coefficient = coefficient * BigInteger(10).power(shift)
        let root = coefficient.squareRoot
        let isExact = BigInteger.compare(root * root, coefficient) == 0
        var result = DecimalNumber(root, exponent: (exponent - shift) / 2)
        if isExact {
            let reduced = result.reduced
            result = reduced.exponent < ideal ? reduced : rescaled(reduced, ideal)
        } else {
            result = DecimalNumber(root * BigInteger(10) + BigInteger(1), exponent: result.exponent - 1)
        }
        return try finished(result)
    }

    static func quantized(
        _ value: DecimalNumber, _ exponent: Int, _ rounding: DecimalRounding
    ) throws(Raised) -> DecimalNumber {
        guard (exponentMin - precision + 1...exponentMax).contains(exponent) else { throw invalid() }
        if value.isZero { return DecimalNumber(BigInteger(), exponent: exponent, isNegative: value.isNegative) }
        if value.adjusted - exponent + 1 > precision { throw invalid() }
        let result = DecimalNumber(
            dropped(value, exponent - value.exponent, rounding), exponent: exponent, isNegative: value.isNegative)
        if result.digitCount > precision || result.adjusted > exponentMax { throw invalid() }
        return result
    }

    /// Rounded to a whole number, without a bound on its digits.
    static func integral(_ value: DecimalNumber, _ rounding: DecimalRounding) -> DecimalNumber {
        guard value.isFinite, value.exponent < 0 else { return value }
        return DecimalNumber(
            dropped(value, -value.exponent, rounding), exponent: 0, isNegative: value.isNegative)
    }
}

extension [String] {
    /// Python names the first alone.
    fileprivate var prefixOne: [String] { Array(prefix(1)) }
}
