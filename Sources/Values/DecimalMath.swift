// SPDX-License-Identifier: Apache-2.0

/// How a decimal number loses digits behind its new last place.
public enum DecimalRounding: Int, CaseIterable, Sendable {
    /// To the nearest, ties away from zero: SQL's.
    case halfUp = 0
    /// To the nearest, ties to the even neighbour.
    case halfEven
    /// Toward zero.
    case down
    case floor
    case ceiling
}

/// Arithmetic on decimal numbers of up to 38 digits: whole numbers of units of ten to the power of -scale; scales are
/// 0 ... 38. Results are rounded once from the exact value; nil means that one has more than 38 digits, and some that
/// do are given: `fits` says whether the digits are as many as they should be.
public enum DecimalMath {
    public static let precisionMax = 38
    /// Digits that 64 bits always hold.
    public static let shortPrecisionMax = 18

    /// Ten to the power of 0 ... 38.
    public static let powers: [Int128] = (0...38).map { (0..<$0).reduce(1 as Int128) { power, _ in power * 10 } }

    /// Whether a number has at most so many digits.
    @inlinable
    public static func fits(_ value: Int128, _ precision: Int) -> Bool {
        value.magnitude < powers[precision].magnitude
    }

    /// The number of a scale as one of another.
    public static func rescale(
        _ value: Int128, from scale: Int, to target: Int, _ rounding: DecimalRounding
    ) -> Int128? {
        if target == scale { return value }
        if target > scale {
            let (result, overflow) = value.multipliedReportingOverflow(by: powers[target - scale])
            return overflow || !fits(result, precisionMax) ? nil : result
        }
        return dropDigits(value, scale - target, rounding)
    }

    /// The value divided by ten to the power of `count`, at most 38, rounded.
    public static func dropDigits(_ value: Int128, _ count: Int, _ rounding: DecimalRounding) -> Int128 {
        if let short = Int(exactly: value), count <= 18 {
            let unit = Int(truncatingIfNeeded: powers[count])
            let (quotient, rest) = short.quotientAndRemainder(dividingBy: unit)
            return Int128(
                quotient &+ step(rest.magnitude, unit.magnitude, isOdd: quotient & 1 != 0, short < 0, rounding))
        }
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: powers[count])
        return quotient
            + Int128(
                step(rest.magnitude, powers[count].magnitude, isOdd: quotient & 1 != 0, value < 0, rounding))
    }

    /// -1, 0 or 1: what rounding adds to a quotient with this rest, of an exact value that is negative or not.
    @usableFromInline @inline(__always)
    static func step<Word: FixedWidthInteger & UnsignedInteger>(
        _ rest: Word, _ divisor: Word, isOdd: Bool, _ isNegative: Bool, _ rounding: DecimalRounding
    ) -> Int {
        if rest == 0 { return 0 }
        let away: Bool
        switch rounding {
        case .halfUp: away = rest >= divisor &- rest
        case .halfEven: away = rest > divisor &- rest || (rest == divisor &- rest && isOdd)
        case .down: away = false
        case .floor: away = isNegative
        case .ceiling: away = !isNegative
        }
        return away ? (isNegative ? -1 : 1) : 0
    }

    // MARK: Operations

    public static func add(
        _ left: Int128, scale leftScale: Int, _ right: Int128, scale rightScale: Int, to scale: Int
    ) -> Int128? {
        let common = max(leftScale, rightScale)
        if let a = rescale(left, from: leftScale, to: common, .halfUp),
            let b = rescale(right, from: rightScale, to: common, .halfUp)
        {
            let (sum, overflow) = a.addingReportingOverflow(b)
            if !overflow { return rescale(sum, from: common, to: scale, .halfUp) }
        }
        let sum = Wide(left).times(powers[common - leftScale]).plus(Wide(right).times(powers[common - rightScale]))
        return scale >= common
            ? sum.value.flatMap { rescale($0, from: common, to: scale, .halfUp) } : sum.divided(powers[common - scale])
    }

    public static func multiply(
        _ left: Int128, scale leftScale: Int, _ right: Int128, scale rightScale: Int, to scale: Int
    ) -> Int128? {
        let exact = leftScale + rightScale
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        if !overflow {
            if exact - scale > precisionMax { return dropMany(Wide(product), exact - scale) }
            return rescale(product, from: exact, to: scale, .halfUp)
        }
        let wide = Wide(left).times(right)
        if scale >= exact { return nil }
        return dropMany(wide, exact - scale)
    }

    private static func dropMany(_ value: Wide, _ count: Int) -> Int128? {
        if count <= precisionMax { return value.divided(powers[count]) }
        // In two steps, of which the first keeps whether there was a rest.
        return value.dividedSticky(powers[count - precisionMax])?.divided(powers[precisionMax])
    }

    /// The divisor is not 0.
    public static func divide(
        _ left: Int128, scale leftScale: Int, _ right: Int128, scale rightScale: Int, to scale: Int
    ) -> Int128? {
        let digits = scale - leftScale + rightScale
        if digits < 0 {
            let (divisor, overflow) = right.multipliedReportingOverflow(by: powers[min(-digits, precisionMax)])
            // A divisor of more than 128 bits is more than twice any number of 38 digits.
            return overflow || -digits > precisionMax ? 0 : Wide(left).divided(divisor)
        }
        if let short = Int(exactly: left), let divisor = Int(exactly: right), digits <= 18 {
            let scaled = Int128(short) * powers[digits]
            if let whole = Int(exactly: scaled), !(whole == .min && divisor == -1) {
                let (quotient, rest) = whole.quotientAndRemainder(dividingBy: divisor)
                let isNegative = (whole < 0) != (divisor < 0)
                return Int128(quotient)
                    + Int128(step(rest.magnitude, divisor.magnitude, isOdd: false, isNegative, .halfUp))
            }
        }
        var dividend = Wide(left).times(powers[min(digits, precisionMax)])
        if digits > precisionMax {
            guard digits <= 2 * precisionMax, let more = dividend.timesChecked(powers[digits - precisionMax]) else {
                return left == 0 ? 0 : nil
            }
            dividend = more
        }
        return dividend.divided(right)
    }

    /// The rest of the division toward zero, with the sign of the dividend, of the greater of both scales, as one of
    /// `scale`. The divisor is not 0.
    public static func remainder(
        _ left: Int128, scale leftScale: Int, _ right: Int128, scale rightScale: Int, to scale: Int
    ) -> Int128? {
        let common = max(leftScale, rightScale)
        let rest: Int128
        if leftScale >= rightScale {
            let (divisor, overflow) = right.multipliedReportingOverflow(by: powers[leftScale - rightScale])
            // A divisor of more than 128 bits is beyond the dividend.
            rest = overflow ? left : divisor == -1 ? 0 : left % divisor
        } else {
            let divisor = right.magnitude
            let first = left.magnitude % divisor
            let product = first.multipliedFullWidth(by: powers[rightScale - leftScale].magnitude)
            let magnitude = divisor.dividingFullWidth(product).remainder
            rest = left < 0 ? -Int128(magnitude) : Int128(magnitude)
        }
        return rescale(rest, from: common, to: scale, .halfUp)
    }
}

/// A number of 256 bits: a sign and a magnitude.
private struct Wide {
    var isNegative: Bool
    var high: UInt128
    var low: UInt128

    init(_ value: Int128) { self.init(value < 0, 0, value.magnitude) }

    init(_ isNegative: Bool, _ high: UInt128, _ low: UInt128) {
        self.isNegative = isNegative
        self.high = high
        self.low = low
    }

    /// The number, when it has at most 38 digits.
    var value: Int128? {
        guard high == 0, low < DecimalMath.powers[38].magnitude else { return nil }
        return isNegative ? -Int128(low) : Int128(low)
    }

    /// Times a number, of a number of 128 bits.
    func times(_ factor: Int128) -> Wide {
        let product = low.multipliedFullWidth(by: factor.magnitude)
        return Wide(isNegative != (factor < 0), product.high, product.low)
    }

    /// Nil beyond 256 bits.
    func timesChecked(_ factor: Int128) -> Wide? {
        let lower = low.multipliedFullWidth(by: factor.magnitude)
        let (upper, overflow) = high.multipliedReportingOverflow(by: factor.magnitude)
        let (sum, carry) = upper.addingReportingOverflow(lower.high)
        return overflow || carry ? nil : Wide(isNegative != (factor < 0), sum, lower.low)
    }

    func plus(_ other: Wide) -> Wide {
        if isNegative == other.isNegative {
            let (sum, carry) = low.addingReportingOverflow(other.low)
            return Wide(isNegative, high &+ other.high &+ (carry ? 1 : 0), sum)
        }
        let isSmaller = high < other.high || (high == other.high && low < other.low)
        let (greater, lesser) = isSmaller ? (other, self) : (self, other)
        let (difference, borrow) = greater.low.subtractingReportingOverflow(lesser.low)
        return Wide(greater.isNegative, greater.high &- lesser.high &- (borrow ? 1 : 0), difference)
    }

    /// The quotient by a number that is not 0, rounded half up; nil beyond 38 digits.
    func divided(_ divisor: Int128) -> Int128? {
        let size = divisor.magnitude
        guard high < size else { return nil }
        let (quotient, rest) =
            high == 0 ? low.quotientAndRemainder(dividingBy: size) : size.dividingFullWidth((high, low))
        let sign = isNegative != (divisor < 0)
        let (rounded, overflow) = quotient.addingReportingOverflow(rest >= size - rest && rest != 0 ? 1 : 0)
        return overflow ? nil : Wide(sign, 0, rounded).value
    }

    /// The quotient by a power of ten with its last bit set when there is a rest and the bit is not: for a division
    /// that follows and whose tie it must not become.
    func dividedSticky(_ divisor: Int128) -> Wide? {
        let size = divisor.magnitude
        let upper = high.quotientAndRemainder(dividingBy: size)
        let (lower, rest) = size.dividingFullWidth((upper.remainder, low))
        return Wide(isNegative, upper.quotient, rest == 0 ? lower : lower | 1)
    }
}
