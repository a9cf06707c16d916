// SPDX-License-Identifier: Apache-2.0

// Numbers from text, as Java's parsers take it. Text is readable for 16 bytes behind its end.

import Values

/// Whether all eight bytes of a word are digits.
@inline(__always)
private func isDigits(_ word: UInt64) -> Bool {
    let low = word &+ 0x0606_0606_0606_0606
    return (word & 0xF0F0_F0F0_F0F0_F0F0) == 0x3030_3030_3030_3030
        && (low & 0xF0F0_F0F0_F0F0_F0F0) == 0x3030_3030_3030_3030
}

/// The number that eight digits, the first one lowest, write.
@inline(__always)
private func number(_ word: UInt64) -> UInt64 {
    var value = word & 0x0F0F_0F0F_0F0F_0F0F
    value = (value &* 2561) &>> 8
    value = ((value & 0x00FF_00FF_00FF_00FF) &* 6_553_601) &>> 16
    return ((value & 0x0000_FFFF_0000_FFFF) &* 42_949_672_960_001) &>> 32
}

/// The last `count` (1 to 8) bytes of a word that was read at the first of them, with zeros before.
@inline(__always)
private func padded(_ text: UnsafeRawPointer, _ count: Int) -> UInt64 {
    let missing = UInt64(truncatingIfNeeded: (8 &- count) &* 8)
    let word = text.loadUnaligned(as: UInt64.self) &<< missing
    return word | (0x3030_3030_3030_3030 &>> 8) &>> (56 &- missing)
}

/// The number that up to 16 digits write; nil when other bytes are among them.
@inline(__always)
private func shortDigits(_ text: UnsafeRawPointer, _ count: Int) -> UInt64? {
    if count <= 8 {
        let word = padded(text, count)
        return isDigits(word) ? number(word) : nil
    }
    let high = padded(text, count &- 8)
    let low = (text + (count &- 8)).loadUnaligned(as: UInt64.self)
    return isDigits(high) && isDigits(low) ? number(high) &* 100_000_000 &+ number(low) : nil
}

/// The number that digits write, fewer than 20 of them after zeros; nil for others and for what 64 bits cannot hold.
@inline(__always)
func unsignedNumber(_ text: UnsafeRawPointer, _ count: Int) -> UInt64? {
    if count <= 16 { return count == 0 ? nil : shortDigits(text, count) }
    return longNumber(text, count)
}

@inline(never)
private func longNumber(_ text: UnsafeRawPointer, _ count: Int) -> UInt64? {
    var value: UInt64 = 0
    for place in 0..<count {
        let digit = text.load(fromByteOffset: place, as: UInt8.self) &- 48
        let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, more) = tens.addingReportingOverflow(UInt64(digit))
        if digit > 9 || overflow || more { return nil }
        value = sum
    }
    return value
}

/// Java's `Long.parseLong`: a sign or none, and digits; no spaces.
@inline(__always)
func readInt(_ text: UnsafeRawPointer, _ count: Int) -> Int? {
    guard count > 0 else { return nil }
    let first = text.load(as: UInt8.self)
    if first &- 48 <= 9 {
        guard let value = unsignedNumber(text, count), value <= UInt64(Int.max) else { return nil }
        return Int(truncatingIfNeeded: value)
    }
    guard first == 45 || first == 43, let value = unsignedNumber(text + 1, count &- 1) else { return nil }
    if first == 43 { return value <= UInt64(Int.max) ? Int(truncatingIfNeeded: value) : nil }
    return value <= UInt64(Int.max) + 1 ? 0 &- Int(truncatingIfNeeded: value) : nil
}

/// A number's parts: `mantissa` × 10^`exponent`.
private struct DecimalParts {
    var mantissa: UInt64 = 0
    var exponent = 0
    /// Digits were left out, because 64 bits hold no more.
    var isCut = false
}

/// Reads digits with a point and an exponent from `text`; nil when there is anything else.
@inline(__always)
private func readParts(_ text: UnsafeRawPointer, _ count: Int) -> DecimalParts? {
    var parts = DecimalParts()
    var place = 0
    var digits = 0
    var point = -1
    while place < count {
        let byte = text.load(fromByteOffset: place, as: UInt8.self)
        let digit = byte &- 48
        if digit <= 9 {
            if parts.mantissa < 1_000_000_000_000_000_000 {
                parts.mantissa = parts.mantissa &* 10 &+ UInt64(digit)
                if point >= 0 { parts.exponent &-= 1 }
            } else {
                parts.isCut = true
                if point < 0 { parts.exponent &+= 1 }
            }
            digits &+= 1
        } else if byte == 46, point < 0 {
            point = place
        } else {
            break
        }
        place &+= 1
    }
    guard digits > 0 else { return nil }
    guard place < count else { return parts }
    guard text.load(fromByteOffset: place, as: UInt8.self) | 0x20 == 0x65 else { return nil }
    place &+= 1
    guard let exponent = readExponent(text + place, count &- place) else { return nil }
    parts.exponent = parts.exponent &+ exponent
    return parts
}

/// What is written behind an `e`, in bounds that no number leaves.
private func readExponent(_ text: UnsafeRawPointer, _ count: Int) -> Int? {
    var place = 0
    var isNegative = false
    if count > 0 {
        let sign = text.load(as: UInt8.self)
        if sign == 43 || sign == 45 {
            isNegative = sign == 45
            place = 1
        }
    }
    guard place < count else { return nil }
    var value = 0
    while place < count {
        let digit = text.load(fromByteOffset: place, as: UInt8.self) &- 48
        if digit > 9 { return nil }
        value = min(value &* 10 &+ Int(digit), 1_000_000)
        place &+= 1
    }
    return isNegative ? -value : value
}

/// The range of `text` without what is no more than a space at its ends.
@inline(__always)
func trimmed(_ text: UnsafeRawPointer, _ count: Int) -> (text: UnsafeRawPointer, count: Int) {
    var (start, end) = (0, count)
    while start < end, text.load(fromByteOffset: start, as: UInt8.self) <= 32 { start &+= 1 }
    while end > start, text.load(fromByteOffset: end &- 1, as: UInt8.self) <= 32 { end &-= 1 }
    return (text + start, end &- start)
}

/// Java's `Double.parseDouble`: spaces around, a sign, digits, a point, an exponent, `d` or `f` behind, hexadecimal,
/// `NaN`, `Infinity`.
@inline(__always)
func readDouble(_ text: UnsafeRawPointer, _ count: Int) -> Double? {
    let (start, length) = trimmed(text, count)
    guard length > 0 else { return nil }
    let first = start.load(as: UInt8.self)
    let sign = first == 45 || first == 43 ? 1 : 0
    if let parts = readParts(start + sign, length &- sign), !parts.isCut, let value = exact(parts) {
        return first == 45 ? -value : value
    }
    return slowDouble(start, length)
}

/// The double next to the number, when it is quick to tell.
@inline(__always)
private func exact(_ parts: DecimalParts) -> Double? {
    let power = parts.exponent < 0 ? 0 &- parts.exponent : parts.exponent
    if power <= 22, parts.mantissa <= 1 << 53 {
        // Both are exact, and so one operation rounds right.
        let value = Double(parts.mantissa)
        return parts.exponent < 0 ? value / powersOfTen[power] : value * powersOfTen[power]
    }
    #if arch(x86_64)
        if power <= 27 {
            // 64 bits hold both; what they give is rounded twice, which differs only next to halfway.
            let value = Float80(parts.mantissa)
            let result = parts.exponent < 0 ? value / widePowersOfTen[power] : value * widePowersOfTen[power]
            let rest = result.significandBitPattern & 0x7FF
            if rest < 0x3FE || rest > 0x402 { return Double(result) }
        }
    #endif
    return nil
}

private let powersOfTen: [Double] = (0...22).map { power in
    (0..<power).reduce(1) { value, _ in value * 10 }
}

#if arch(x86_64)
    private let widePowersOfTen: [Float80] = (0...27).map { power in
        (0..<power).reduce(1) { value, _ in value * 10 }
    }
#endif

@inline(never)
private func slowDouble(_ text: UnsafeRawPointer, _ count: Int) -> Double? {
    guard count <= FormatsLimits.numberByteCountMax else { return nil }
    var bytes = Array(UnsafeRawBufferPointer(start: text, count: count))
    let isNegative = bytes.first == 45
    if bytes.first == 45 || bytes.first == 43 { bytes.removeFirst() }
    switch String(decoding: bytes, as: UTF8.self) {
    case "NaN": return .nan
    case "Infinity": return isNegative ? -.infinity : .infinity
    default: break
    }
    guard let first = bytes.first, (48...57).contains(first) || first == 46 else { return nil }
    let isHexadecimal = bytes.count > 1 && bytes[0] == 48 && bytes[1] | 0x20 == 0x78
    if let last = bytes.last, "dDfF".utf8.contains(last), !isHexadecimal || bytes.contains(where: { $0 | 0x20 == 0x70 })
    {
        bytes.removeLast()
    }
    if isHexadecimal {
        // Java's need an exponent.
        guard bytes.contains(where: { $0 | 0x20 == 0x70 }) else { return nil }
    } else {
        guard bytes.allSatisfy({ (48...57).contains($0) || "+-.eE".utf8.contains($0) }) else { return nil }
        if bytes.last == 46 { bytes.removeLast() }
        if bytes.first == 46 { bytes.insert(48, at: 0) }
        if let dot = bytes.firstIndex(of: 46), dot + 1 < bytes.count, bytes[dot + 1] | 0x20 == 0x65 {
            bytes.remove(at: dot)
        }
    }
    guard let value = Double(String(decoding: bytes, as: UTF8.self)) else { return nil }
    return isNegative ? -value : value
}

/// A decimal without its point, rounded half up to `scale` digits behind it; nil when it is none, or has more than
/// `precision` digits. Commas are passed over, as Spark does.
func readDecimal(_ text: UnsafeRawPointer, _ count: Int, precision: Int, scale: Int) -> Int? {
    guard count > 0, count <= FormatsLimits.numberByteCountMax else { return nil }
    let first = text.load(as: UInt8.self)
    let sign = first == 45 || first == 43 ? 1 : 0
    var found = readParts(text + sign, count &- sign)
    if found == nil {
        var plain = UnsafeRawBufferPointer(start: text + sign, count: count &- sign).filter { $0 != 44 }
        let length = plain.count
        guard length < count &- sign else { return nil }
        plain += [UInt8](repeating: 0, count: 16)
        found = plain.withUnsafeBytes { readParts($0.baseAddress!, length) }
    }
    guard let parts = found else { return nil }
    var value = parts.mantissa
    var shift = scale &+ parts.exponent
    if value == 0 { return 0 }
    // Where digits were cut there are more than 18.
    while shift > 0 {
        let (next, overflow) = value.multipliedReportingOverflow(by: 10)
        if overflow { return nil }
        value = next
        shift &-= 1
    }
    var half: UInt64 = 0
    while shift < 0, value > 0 {
        half = value % 10
        value /= 10
        shift &+= 1
    }
    if shift == 0, half >= 5 { value &+= 1 }
    guard value < integerPowersOfTen[precision] else { return nil }
    return first == 45 ? 0 &- Int(truncatingIfNeeded: value) : Int(truncatingIfNeeded: value)
}

/// As `readDecimal`, of up to 38 digits.
@inline(never)
func readWideDecimal(_ text: UnsafeRawPointer, _ count: Int, precision: Int, scale: Int) -> Int128? {
    guard count > 0, count <= FormatsLimits.numberByteCountMax else { return nil }
    let first = text.load(as: UInt8.self)
    var place = first == 45 || first == 43 ? 1 : 0
    var digits: [UInt8] = []
    var point: Int?
    scan: while place < count {
        let byte = text.load(fromByteOffset: place, as: UInt8.self)
        switch byte {
        case 48...57: digits.append(byte)
        case 46 where point == nil: point = digits.count
        case 44: break
        default: break scan
        }
        place &+= 1
    }
    guard !digits.isEmpty else { return nil }
    var exponent = 0
    if place < count {
        guard text.load(fromByteOffset: place, as: UInt8.self) | 0x20 == 0x65,
            let power = readExponent(text + place + 1, count &- place &- 1)
        else { return nil }
        exponent = power
    }
    let value = DecimalMath.number(
        digits, point: (point ?? digits.count) + exponent, isNegative: first == 45, scale: scale)
    return value.flatMap { DecimalMath.fits($0, precision) ? $0 : nil }
}

let integerPowersOfTen: [UInt64] = (0...19).map { power in (0..<power).reduce(1) { value, _ in value * 10 } }
