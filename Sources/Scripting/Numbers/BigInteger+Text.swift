// SPDX-License-Identifier: Apache-2.0

/// Numbers of any size as digits and as floats.
extension BigInteger {
    /// The greatest power of ten in a word, and its exponent.
    private static let chunk: (UInt, Int) = (10_000_000_000_000_000_000, 19)

    /// Decimal digits, with a minus sign.
    var decimalText: String { (isNegative ? "-" : "") + Self.digits(magnitude, 0) }

    /// Digits of a magnitude, with zeros in front up to `width`: long ones by halves.
    private static func digits(_ value: BigInteger, _ width: Int) -> String {
        var text: String
        if value.words.count > 24 {
            let half = value.words.count * 9
            let unit = BigInteger(10).power(half)
            guard let (high, low) = value.quotientAndRest(dividingBy: unit) else { return "0" }
            text = digits(high, 0) + digits(low, half)
            if high.isZero { text = digits(low, 0) }
        } else {
            var parts: [String] = []
            var rest = value
            while !rest.isZero {
                guard let (quotient, part) = rest.quotientAndRest(dividingBy: BigInteger(chunk.0)) else { break }
                parts.append(String(part.words.first ?? 0))
                rest = quotient
            }
            text = parts.last ?? "0"
            for part in parts.dropLast().reversed() {
                text += String(repeating: "0", count: chunk.1 - part.utf8.count) + part
            }
        }
        return text.utf8.count < width ? String(repeating: "0", count: width - text.utf8.count) + text : text
    }

    /// Digits of the magnitude for a base of 2, 8 or 16.
    func digits(bits: Int) -> [UInt8] {
        if isZero { return [48] }
        let letters = Array("0123456789abcdef".utf8)
        var result: [UInt8] = []
        var place = 0
        while place < bitCount {
            var digit: UInt = 0
            for bit in 0..<bits where place + bit < bitCount {
                let at = place + bit
                digit |= (words[at / 64] >> UInt(at % 64) & 1) << UInt(bit)
            }
            result.append(letters[Int(digit)])
            place += bits
        }
        return result.reversed()
    }

    /// The number that ASCII digits of a base from 2 to 36 say; they must be digits of it.
    init(digits: [UInt8], base: Int) {
        func value(_ byte: UInt8) -> UInt {
            UInt(byte <= 57 ? byte &- 48 : byte >= 97 ? byte &- 87 : byte &- 55)
        }
        func read(_ digits: ArraySlice<UInt8>) -> BigInteger {
            if digits.count > 400 {
                let half = digits.count / 2
                return read(digits.dropLast(half)) * BigInteger(base).power(half) + read(digits.suffix(half))
            }
            var result = BigInteger()
            var (held, unit) = (UInt(0), UInt(1))
            for digit in digits {
                held = held &* UInt(base) &+ value(digit)
                unit = unit &* UInt(base)
                if unit > UInt.max / UInt(base) / UInt(base) {
                    result = result * BigInteger(unit) + BigInteger(held)
                    (held, unit) = (0, 1)
                }
            }
            return unit == 1 ? result : result * BigInteger(unit) + BigInteger(held)
        }
        self = read(digits[...])
    }

    /// The nearest float, ties to even; nil when it is too large.
    var double: Double? {
        let bits = bitCount
        if bits <= 64 {
            let value = Double(words.first ?? 0)
            return isNegative ? -value : value
        }
        let shift = bits - 64
        // A bit for all that is lost makes the one rounding right.
        var top = magnitude.shiftedRight(shift).words[0]
        if !hasNoBits(below: shift) { top |= 1 }
        let value = Double(sign: .plus, exponent: shift, significand: Double(top))
        if value.isInfinite { return nil }
        return isNegative ? -value : value
    }

    /// Python's hash: modulo 2^61 - 1.
    var pythonHash: Int {
        let modulus = UInt(1 << 61) - 1
        var rest: UInt = 0
        for word in words.reversed() { (_, rest) = modulus.dividingFullWidth((rest, word)) }
        let hash = isNegative ? -Int(rest) : Int(rest)
        return hash == -1 ? -2 : hash
    }

    /// The quotient as a float, correctly rounded; nil when it is too large. The divisor is not 0.
    static func trueQuotient(_ left: BigInteger, _ right: BigInteger) -> Double? {
        if left.isZero { return right.isNegative ? -0.0 : 0 }
        // So many bits that 64 of the quotient are left, and one for the rest.
        let shift = max(66 - (left.bitCount - right.bitCount), 0)
        let isNegative = left.isNegative != right.isNegative
        guard let (quotient, rest) = left.magnitude.shiftedLeft(shift).quotientAndRest(dividingBy: right.magnitude)
        else { return nil }
        let bits = quotient.bitCount
        // Subnormal results keep fewer bits: what is below is folded into one before the only rounding.
        let keep = min(64, max(bits - shift + 1_074 + 2, 2))
        let drop = max(bits - keep, 0)
        var top = quotient.shiftedRight(drop).words.first ?? 0
        if !rest.isZero || !quotient.hasNoBits(below: drop) { top |= 1 }
        let value = Double(sign: .plus, exponent: drop - shift, significand: Double(top))
        if value.isInfinite { return nil }
        return isNegative ? -value : value
    }

    /// The greatest whole number whose square is not more.
    var squareRoot: BigInteger {
        if isZero { return self }
        var guess = BigInteger(1).shiftedLeft((bitCount + 1) / 2)
        while true {
            guard let (quotient, _) = quotientAndRest(dividingBy: guess) else { return guess }
            let next = (guess + quotient).shiftedRight(1)
            if Self.compare(next, guess) >= 0 { return guess }
            guess = next
        }
    }
}
