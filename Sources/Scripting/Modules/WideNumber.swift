// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A whole number of any size that is not negative: what sums of floats need to be exact.
struct WideNumber {
    /// The least first; no zeros at the end.
    private var words: [UInt64] = []

    init() {}

    init(_ value: UInt128) {
        words = [UInt64(truncatingIfNeeded: value), UInt64(truncatingIfNeeded: value >> 64)]
        trim()
    }

    private mutating func trim() { while words.last == 0 { words.removeLast() } }

    var isZero: Bool { words.isEmpty }
    var bitCount: Int { words.isEmpty ? 0 : words.count * 64 - words[words.count - 1].leadingZeroBitCount }

    private func word(_ index: Int) -> UInt64 { index >= 0 && index < words.count ? words[index] : 0 }

    /// Adds `value` times 2 to the power of `shift`.
    mutating func add(_ value: UInt128, shiftedBy shift: Int) {
        let (index, bits) = (shift >> 6, UInt128(shift & 63))
        let low = value << bits
        let high = bits == 0 ? 0 : UInt64(truncatingIfNeeded: value >> (128 - bits))
        let parts = [UInt64(truncatingIfNeeded: low), UInt64(truncatingIfNeeded: low >> 64), high]
        add(parts, at: index)
    }

    private mutating func add(_ parts: [UInt64], at start: Int) {
        while words.count < start + parts.count + 1 { words.append(0) }
        var carry: UInt64 = 0
        var place = start
        for part in parts {
            let (sum, first) = words[place].addingReportingOverflow(part)
            let (total, second) = sum.addingReportingOverflow(carry)
            words[place] = total
            carry = (first ? 1 : 0) + (second ? 1 : 0)
            place += 1
        }
        while carry != 0 {
            if place == words.count { words.append(0) }
            (words[place], carry) = words[place] == .max ? (0, 1) : (words[place] + 1, 0)
            place += 1
        }
        trim()
    }

    static func + (left: WideNumber, right: WideNumber) -> WideNumber {
        var sum = left
        sum.add(right.words, at: 0)
        return sum
    }

    /// `left - right`, of which the right one must not be greater.
    static func - (left: WideNumber, right: WideNumber) -> WideNumber {
        var result = left
        var borrow: UInt64 = 0
        for index in left.words.indices {
            let (part, first) = left.words[index].subtractingReportingOverflow(right.word(index))
            let (rest, second) = part.subtractingReportingOverflow(borrow)
            result.words[index] = rest
            borrow = first || second ? 1 : 0
        }
        result.trim()
        return result
    }

    static func < (left: WideNumber, right: WideNumber) -> Bool {
        if left.words.count != right.words.count { return left.words.count < right.words.count }
        for index in left.words.indices.reversed() where left.words[index] != right.words[index] {
            return left.words[index] < right.words[index]
        }
        return false
    }

    static func * (left: WideNumber, right: WideNumber) -> WideNumber {
        var result = WideNumber()
        result.words = Array(repeating: 0, count: left.words.count + right.words.count)
        for (place, word) in left.words.enumerated() {
            var carry: UInt64 = 0
            for (offset, other) in right.words.enumerated() {
                let (high, low) = word.multipliedFullWidth(by: other)
                let sum = UInt128(low) + UInt128(result.words[place + offset]) + UInt128(carry)
                result.words[place + offset] = UInt64(truncatingIfNeeded: sum)
                carry = high + UInt64(truncatingIfNeeded: sum >> 64)
            }
            result.words[place + right.words.count] = carry
        }
        result.trim()
        return result
    }

    static func << (left: WideNumber, shift: Int) -> WideNumber {
        var result = WideNumber()
        let (index, bits) = (shift >> 6, UInt64(shift & 63))
        result.words = Array(repeating: 0, count: index)
        for place in 0...left.words.count {
            let lower = bits == 0 ? 0 : left.word(place - 1) >> (64 - bits)
            result.words.append(left.word(place) << bits | lower)
        }
        result.trim()
        return result
    }

    /// The bits from `shift` on, and whether there are any below.
    func shiftedRight(_ shift: Int) -> (WideNumber, isInexact: Bool) {
        var result = WideNumber()
        let (index, bits) = (shift >> 6, UInt64(shift & 63))
        if index >= words.count { return (result, !isZero) }
        for place in index..<words.count {
            result.words.append(bits == 0 ? word(place) : word(place) >> bits | word(place + 1) << (64 - bits))
        }
        result.trim()
        let lost = words[0..<index].contains { $0 != 0 } || bits != 0 && words[index] << (64 - bits) != 0
        return (result, lost)
    }

    func dividedBy(_ divisor: UInt64) -> (quotient: WideNumber, rest: UInt64) {
        var result = self
        var rest: UInt64 = 0
        for index in words.indices.reversed() {
            (result.words[index], rest) = divisor.dividingFullWidth((rest, words[index]))
        }
        result.trim()
        return (result, rest)
    }

    /// The value, when it has at most 128 bits.
    var integer: BigInteger { BigInteger(words: words.map { UInt($0) }, isNegative: false) }

    var narrow: UInt128? { words.count > 2 ? nil : UInt128(word(1)) << 64 | UInt128(word(0)) }
}

/// The float nearest to `number` / `divisor` times 2 to the power of `exponent`, ties to even; nil when none is so
/// large.
func nearestFloat(_ number: WideNumber, dividedBy divisor: UInt64, exponent: Int) -> Double? {
    if number.isZero { return 0 }
    let shift = max(0, 130 - number.bitCount)
    let (quotient, rest) = (number << shift).dividedBy(divisor)
    let excess = quotient.bitCount - 64
    let (top, isInexact) = quotient.shiftedRight(excess)
    let bits = top.narrow ?? 0
    let leading = quotient.bitCount - 1 + exponent - shift
    let precision = max(leading >= -1022 ? 53 : 53 - (-1022 - leading), -1)
    let dropped = UInt128(64 - precision)
    let kept = bits >> dropped
    let lost = bits & (1 << dropped - 1)
    let half = 1 << (dropped - 1) as UInt128
    let isUp = lost > half || lost == half && (rest != 0 || isInexact || kept & 1 == 1)
    let result = scalbn(Double(kept + (isUp ? 1 : 0)), Int32(leading - 63 + Int(dropped)))
    return result.isFinite ? result : nil
}

/// The square root of `number` / `divisor` times 2 to the power of `exponent`, rounded once.
func nearestSquareRoot(_ number: WideNumber, dividedBy divisor: UInt64, exponent: Int) -> Double? {
    if number.isZero { return 0 }
    // So that the quotient has about 110 bits, its root 55, and the last one may stand for all that follow.
    var shift = 110 - (number.bitCount - (64 - divisor.leadingZeroBitCount))
    if (exponent - shift) & 1 != 0 { shift += 1 }
    let (scaled, isInexact) = shift >= 0 ? (number << shift, false) : number.shiftedRight(-shift)
    let (quotient, rest) = scaled.dividedBy(divisor)
    let square = quotient.narrow ?? 0
    var root = UInt128(Double(square).squareRoot())
    while root * root > square { root -= 1 }
    while (root + 1) * (root + 1) <= square { root += 1 }
    if root * root != square || rest != 0 || isInexact { root |= 1 }
    return nearestFloat(WideNumber(root), dividedBy: 1, exponent: (exponent - shift) / 2)
}
