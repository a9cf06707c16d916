// SPDX-License-Identifier: Apache-2.0

/// A whole number of any size: a sign and the words of its magnitude. Its own because the libraries that there are
/// bring all of Foundation into the executor.
struct BigInteger: Sendable {
    /// The least first; no zeros at the end, none at all for 0.
    private(set) var words: [UInt] = []
    private(set) var isNegative = false

    init() {}

    init(_ value: Int) {
        isNegative = value < 0
        if value != 0 { words = [value.magnitude] }
    }

    init(_ value: UInt) { if value != 0 { words = [value] } }

    init(words: [UInt], isNegative: Bool) {
        self.words = words
        while self.words.last == 0 { self.words.removeLast() }
        self.isNegative = isNegative && !self.words.isEmpty
    }

    /// The whole number that a float is; nil for one that is none.
    init?(exactly value: Double) {
        guard value.isFinite, value == value.rounded(.towardZero) else { return nil }
        if value == 0 {
            self.init()
            return
        }
        let significand = UInt(value.significandBitPattern) | 1 << 52
        let shift = Int(value.exponent) - 52
        let magnitude = BigInteger(significand)
        let shifted = shift >= 0 ? magnitude.shiftedLeft(shift) : magnitude.shiftedRight(-shift)
        self.init(words: shifted.words, isNegative: value < 0)
    }

    var isZero: Bool { words.isEmpty }
    var isOdd: Bool { (words.first ?? 0) & 1 == 1 }
    var bitCount: Int { words.isEmpty ? 0 : words.count * 64 - words[words.count - 1].leadingZeroBitCount }
    var byteCount: Int { words.count * 8 }

    /// The value, if 64 bits hold it.
    var int: Int? {
        switch words.count {
        case 0: return 0
        case 1:
            if isNegative { return words[0] <= 1 << 63 ? Int(truncatingIfNeeded: 0 &- words[0]) : nil }
            return words[0] < 1 << 63 ? Int(words[0]) : nil
        default: return nil
        }
    }

    var magnitude: BigInteger { BigInteger(words: words, isNegative: false) }
    var negated: BigInteger { BigInteger(words: words, isNegative: !isNegative) }

    // MARK: Magnitudes

    private static func compareWords(_ left: [UInt], _ right: [UInt]) -> Int {
        if left.count != right.count { return left.count < right.count ? -1 : 1 }
        for index in left.indices.reversed() where left[index] != right[index] {
            return left[index] < right[index] ? -1 : 1
        }
        return 0
    }

    private static func sum(_ left: [UInt], _ right: [UInt]) -> [UInt] {
        let (long, short) = left.count >= right.count ? (left, right) : (right, left)
        var result: [UInt] = []
        result.reserveCapacity(long.count + 1)
        var carry: UInt = 0
        for index in long.indices {
            let (first, one) = long[index].addingReportingOverflow(index < short.count ? short[index] : 0)
            let (second, two) = first.addingReportingOverflow(carry)
            result.append(second)
            carry = (one ? 1 : 0) + (two ? 1 : 0)
        }
        if carry > 0 { result.append(carry) }
        return result
    }

    /// `left` must not be less than `right`.
    private static func difference(_ left: [UInt], _ right: [UInt]) -> [UInt] {
        var result: [UInt] = []
        result.reserveCapacity(left.count)
        var borrow: UInt = 0
        for index in left.indices {
            let (first, one) = left[index].subtractingReportingOverflow(index < right.count ? right[index] : 0)
            let (second, two) = first.subtractingReportingOverflow(borrow)
            result.append(second)
            borrow = (one ? 1 : 0) + (two ? 1 : 0)
        }
        while result.last == 0 { result.removeLast() }
        return result
    }

    private static func product(_ left: [UInt], _ right: [UInt]) -> [UInt] {
        if left.isEmpty || right.isEmpty { return [] }
        if min(left.count, right.count) >= NumberLimits.karatsubaWords { return split(left, right) }
        var result = [UInt](repeating: 0, count: left.count + right.count)
        result.withUnsafeMutableBufferPointer { result in
            for (place, factor) in left.enumerated() where factor != 0 {
                var carry: UInt = 0
                for (index, word) in right.enumerated() {
                    let (high, low) = factor.multipliedFullWidth(by: word)
                    let (first, one) = low.addingReportingOverflow(result[place + index])
                    let (second, two) = first.addingReportingOverflow(carry)
                    result[place + index] = second
                    carry = high &+ (one ? 1 : 0) &+ (two ? 1 : 0)
                }
                result[place + right.count] = carry
            }
        }
        while result.last == 0 { result.removeLast() }
        return result
    }

    /// Karatsuba's: three products of halves instead of four.
    private static func split(_ left: [UInt], _ right: [UInt]) -> [UInt] {
        let half = (max(left.count, right.count) + 1) / 2
        func parts(_ words: [UInt]) -> ([UInt], [UInt]) {
            var low = Array(words.prefix(half))
            while low.last == 0 { low.removeLast() }
            return (low, Array(words.dropFirst(half)))
        }
        let (lowLeft, highLeft) = parts(left)
        let (lowRight, highRight) = parts(right)
        let low = product(lowLeft, lowRight)
        let high = product(highLeft, highRight)
        let mixed = product(sum(lowLeft, highLeft), sum(lowRight, highRight))
        let middle = difference(difference(mixed, low), high)
        func moved(_ words: [UInt], _ count: Int) -> [UInt] {
            words.isEmpty ? [] : [UInt](repeating: 0, count: count) + words
        }
        return sum(sum(low, moved(middle, half)), moved(high, 2 * half))
    }

    /// Quotient and rest of magnitudes; `right` is not 0.
    private static func quotient(_ left: [UInt], _ right: [UInt]) -> (quotient: [UInt], rest: [UInt]) {
        if compareWords(left, right) < 0 { return ([], left) }
        if right.count == 1 {
            var result = left
            var rest: UInt = 0
            for index in result.indices.reversed() {
                (result[index], rest) = right[0].dividingFullWidth((rest, result[index]))
            }
            while result.last == 0 { result.removeLast() }
            return (result, rest == 0 ? [] : [rest])
        }
        return longQuotient(left, right)
    }

    /// Knuth's algorithm D.
    private static func longQuotient(_ left: [UInt], _ right: [UInt]) -> (quotient: [UInt], rest: [UInt]) {
        let shift = right[right.count - 1].leadingZeroBitCount
        let divisor = BigInteger(words: right, isNegative: false).shiftedLeft(shift).words
        var rest = BigInteger(words: left, isNegative: false).shiftedLeft(shift).words
        while rest.count <= left.count { rest.append(0) }
        let count = divisor.count
        let (top, second) = (divisor[count - 1], divisor[count - 2])
        var result = [UInt](repeating: 0, count: rest.count - count)
        for place in result.indices.reversed() {
            let (high, next) = (rest[place + count], rest[place + count - 1])
            var guess: UInt
            var left: UInt
            var fits = true
            if high >= top {
                guess = .max
                let (sum, overflows) = next.addingReportingOverflow(top)
                left = sum
                fits = !overflows
            } else {
                (guess, left) = top.dividingFullWidth((high, next))
            }
            while fits {
                let (high, low) = guess.multipliedFullWidth(by: second)
                if high < left || high == left && low <= rest[place + count - 2] { break }
                guess -= 1
                let (sum, overflows) = left.addingReportingOverflow(top)
                left = sum
                fits = !overflows
            }
            if subtract(divisor, times: guess, from: &rest, at: place) {
                guess -= 1
                add(divisor, to: &rest, at: place)
            }
            result[place] = guess
        }
        while result.last == 0 { result.removeLast() }
        let remainder = BigInteger(words: Array(rest.prefix(count)), isNegative: false).shiftedRight(shift)
        return (result, remainder.words)
    }

    /// Whether it was too much.
    private static func subtract(
        _ divisor: [UInt], times factor: UInt, from rest: inout [UInt], at place: Int
    ) -> Bool {
        var carry: UInt = 0
        var borrow: UInt = 0
        for index in divisor.indices {
            let (high, low) = divisor[index].multipliedFullWidth(by: factor)
            let (product, one) = low.addingReportingOverflow(carry)
            carry = high &+ (one ? 1 : 0)
            let (first, two) = rest[place + index].subtractingReportingOverflow(product)
            let (second, three) = first.subtractingReportingOverflow(borrow)
            rest[place + index] = second
            borrow = (two ? 1 : 0) + (three ? 1 : 0)
        }
        let end = place + divisor.count
        let (first, one) = rest[end].subtractingReportingOverflow(carry)
        let (second, two) = first.subtractingReportingOverflow(borrow)
        rest[end] = second
        return one || two
    }

    private static func add(_ divisor: [UInt], to rest: inout [UInt], at place: Int) {
        var carry: UInt = 0
        for index in divisor.indices {
            let (first, one) = rest[place + index].addingReportingOverflow(divisor[index])
            let (second, two) = first.addingReportingOverflow(carry)
            rest[place + index] = second
            carry = (one ? 1 : 0) + (two ? 1 : 0)
        }
        rest[place + divisor.count] &+= carry
    }

    // MARK: Arithmetic

    static func compare(_ left: BigInteger, _ right: BigInteger) -> Int {
        if left.isNegative != right.isNegative { return left.isNegative ? -1 : 1 }
        let order = compareWords(left.words, right.words)
        return left.isNegative ? -order : order
    }

    static func + (left: BigInteger, right: BigInteger) -> BigInteger {
        if left.isNegative == right.isNegative {
            return BigInteger(words: sum(left.words, right.words), isNegative: left.isNegative)
        }
        let order = compareWords(left.words, right.words)
        if order == 0 { return BigInteger() }
        return order > 0
            ? BigInteger(words: difference(left.words, right.words), isNegative: left.isNegative)
            : BigInteger(words: difference(right.words, left.words), isNegative: right.isNegative)
    }

    static func - (left: BigInteger, right: BigInteger) -> BigInteger { left + right.negated }

    static func * (left: BigInteger, right: BigInteger) -> BigInteger {
        BigInteger(words: product(left.words, right.words), isNegative: left.isNegative != right.isNegative)
    }

    /// Towards zero; nil for a divisor of 0.
    func quotientAndRest(dividingBy divisor: BigInteger) -> (quotient: BigInteger, rest: BigInteger)? {
        if divisor.isZero { return nil }
        let (quotient, rest) = Self.quotient(words, divisor.words)
        return (
            BigInteger(words: quotient, isNegative: isNegative != divisor.isNegative),
            BigInteger(words: rest, isNegative: isNegative)
        )
    }

    /// As Python divides: the rest has the sign of the divisor. Nil for a divisor of 0.
    func floorQuotient(dividingBy divisor: BigInteger) -> (quotient: BigInteger, rest: BigInteger)? {
        guard let (quotient, rest) = quotientAndRest(dividingBy: divisor) else { return nil }
        if rest.isZero || rest.isNegative == divisor.isNegative { return (quotient, rest) }
        return (quotient - BigInteger(1), rest + divisor)
    }

    func power(_ exponent: Int) -> BigInteger {
        var (result, square, rest) = (BigInteger(1), self, exponent)
        while rest > 0 {
            if rest & 1 == 1 { result = result * square }
            rest >>= 1
            if rest > 0 { square = square * square }
        }
        return result
    }

    static func greatestCommonDivisor(_ left: BigInteger, _ right: BigInteger) -> BigInteger {
        var (one, two) = (left.magnitude, right.magnitude)
        while let (_, rest) = one.quotientAndRest(dividingBy: two) { (one, two) = (two, rest) }
        return one
    }

    // MARK: Bits

    func shiftedLeft(_ count: Int) -> BigInteger {
        if isZero || count == 0 { return self }
        let (whole, bits) = (count / 64, UInt(count % 64))
        var result = [UInt](repeating: 0, count: whole)
        result.reserveCapacity(whole + words.count + 1)
        var carry: UInt = 0
        for word in words {
            result.append(word << bits | carry)
            carry = bits == 0 ? 0 : word >> (64 - bits)
        }
        result.append(carry)
        return BigInteger(words: result, isNegative: isNegative)
    }

    /// The magnitude's bits that are left; a negative number is rounded to zero.
    private func truncatedRight(_ count: Int) -> [UInt] {
        let (whole, bits) = (count / 64, UInt(count % 64))
        if whole >= words.count { return [] }
        var result: [UInt] = []
        for index in whole..<words.count {
            let above = index + 1 < words.count && bits > 0 ? words[index + 1] << (64 - bits) : 0
            result.append(words[index] >> bits | above)
        }
        return result
    }

    /// As Python's `>>`: towards minus infinity.
    func shiftedRight(_ count: Int) -> BigInteger {
        let result = BigInteger(words: truncatedRight(count), isNegative: isNegative)
        if !isNegative || hasNoBits(below: count) { return result }
        return result - BigInteger(1)
    }

    /// Whether the lowest bits are all 0.
    func hasNoBits(below count: Int) -> Bool {
        let (whole, bits) = (count / 64, UInt(count % 64))
        for index in 0..<min(whole, words.count) where words[index] != 0 { return false }
        return whole >= words.count || bits == 0 || words[whole] << (64 - bits) == 0
    }

    /// The two's complement in so many words.
    private func complement(_ count: Int) -> [UInt] {
        var result = words + [UInt](repeating: 0, count: count - words.count)
        if !isNegative { return result }
        var carry: UInt = 1
        for index in result.indices {
            let (value, overflows) = (~result[index]).addingReportingOverflow(carry)
            result[index] = value
            carry = overflows ? 1 : 0
        }
        return result
    }

    private static func ofComplement(_ words: [UInt]) -> BigInteger {
        guard let last = words.last, last >> 63 == 1 else { return BigInteger(words: words, isNegative: false) }
        var result = words
        var carry: UInt = 1
        for index in result.indices {
            let (value, overflows) = (~result[index]).addingReportingOverflow(carry)
            result[index] = value
            carry = overflows ? 1 : 0
        }
        return BigInteger(words: result, isNegative: true)
    }

    static func bitwise(_ left: BigInteger, _ right: BigInteger, _ op: (UInt, UInt) -> UInt) -> BigInteger {
        let count = max(left.words.count, right.words.count) + 1
        return ofComplement(zip(left.complement(count), right.complement(count)).map(op))
    }

    /// Little-endian two's complement of so many bytes; nil when they do not hold the number.
    func bytes(_ count: Int, isSigned: Bool) -> [UInt8]? {
        if isNegative && !isSigned { return nil }
        let words = complement(max(self.words.count, count / 8) + 1)
        var bytes: [UInt8] = []
        for word in words { for place in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt(8 * place))) } }
        let rest = bytes[min(count, bytes.count)...]
        let fill: UInt8 = isNegative ? 0xFF : 0
        guard rest.allSatisfy({ $0 == fill }) else { return nil }
        let kept = Array(bytes.prefix(count))
        if isSigned, (kept.last ?? 0) >> 7 != (isNegative ? 1 : 0) { return nil }
        return kept
    }

    /// The number of little-endian bytes.
    init(bytes: [UInt8], isSigned: Bool) {
        let isBelow = isSigned && (bytes.last ?? 0) >> 7 == 1
        var words = [UInt](repeating: isBelow ? .max : 0, count: bytes.count / 8 + 1)
        for (place, byte) in bytes.enumerated() {
            let shift = UInt(8 * (place % 8))
            words[place / 8] = words[place / 8] & ~(0xFF << shift) | UInt(byte) << shift
        }
        self = isBelow ? Self.ofComplement(words) : BigInteger(words: words, isNegative: false)
    }
}
