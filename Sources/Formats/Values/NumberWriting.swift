// SPDX-License-Identifier: Apache-2.0

// Numbers as text, as Java writes them. Where text goes there is room for 64 bytes.

import Values

/// The eight digits of a number below 10^8, the first one lowest, each a byte of 0 to 9.
@inline(__always)
private func eightDigits(_ value: UInt64) -> UInt64 {
    let top = value / 10_000
    var word = top | (value &- top &* 10_000) &<< 32
    let hundreds = ((word &* 10_486) &>> 20) & 0x0000_007F_0000_007F
    word = hundreds | (word &- hundreds &* 100) &<< 16
    let tens = ((word &* 103) &>> 10) & 0x000F_000F_000F_000F
    return tens | (word &- tens &* 10) &<< 8
}

/// Writes `value` in decimal; the number of bytes, at most 20.
@inline(__always)
func writeUnsigned(_ value: UInt64, _ out: UnsafeMutableRawPointer) -> Int {
    if value < 100_000_000 {
        let digits = eightDigits(value)
        // The last digit is always written.
        let zeros = (digits | 1 &<< 56).trailingZeroBitCount & 0x38
        let text = (digits | 0x3030_3030_3030_3030) &>> UInt64(truncatingIfNeeded: zeros)
        out.storeBytes(of: text, as: UInt64.self)
        return 8 &- zeros &>> 3
    }
    return writeLong(value, out)
}

@inline(never)
private func writeLong(_ value: UInt64, _ out: UnsafeMutableRawPointer) -> Int {
    let high = value / 100_000_000
    let length = writeUnsigned(high, out)
    let digits = eightDigits(value &- high &* 100_000_000) | 0x3030_3030_3030_3030
    (out + length).storeBytes(of: digits, as: UInt64.self)
    return length &+ 8
}

@inline(__always)
func writeInt(_ value: Int, _ out: UnsafeMutableRawPointer) -> Int {
    if value >= 0 { return writeUnsigned(UInt64(truncatingIfNeeded: value), out) }
    out.storeBytes(of: 45, as: UInt8.self)
    return writeUnsigned(UInt64(value.magnitude), out + 1) &+ 1
}

/// Writes a number with at least `digits` digits, zeros before; at most 9 of them.
@inline(__always)
func writePadded(_ value: Int, _ digits: Int, _ out: UnsafeMutableRawPointer) -> Int {
    var rest = value
    var place = digits &- 1
    while place >= 0 {
        out.storeBytes(of: UInt8(truncatingIfNeeded: 48 &+ rest % 10), toByteOffset: place, as: UInt8.self)
        rest /= 10
        place &-= 1
    }
    return digits
}

/// A decimal whose point is `scale` digits from the end.
func writeDecimal(_ value: Int, scale: Int, _ out: UnsafeMutableRawPointer) -> Int {
    if scale == 0 { return writeInt(value, out) }
    var length = 0
    if value < 0 {
        out.storeBytes(of: 45, as: UInt8.self)
        length = 1
    }
    let unit = integerPowersOfTen[scale]
    let whole = UInt64(value.magnitude) / unit
    length &+= writeUnsigned(whole, out + length)
    out.storeBytes(of: 46, toByteOffset: length, as: UInt8.self)
    length &+= 1
    return length &+ writePadded(Int(truncatingIfNeeded: UInt64(value.magnitude) &- whole &* unit), scale, out + length)
}

/// As `writeDecimal`, of up to 38 digits: at most 41 bytes.
func writeWideDecimal(_ value: Int128, scale: Int, _ out: UnsafeMutableRawPointer) -> Int {
    var text = DecimalMath.text(value, scale: scale)
    return text.withUTF8 {
        out.copyMemory(from: $0.baseAddress!, byteCount: $0.count)
        return $0.count
    }
}

/// Java's `Double.toString`: the fewest digits that tell the number from its neighbours, `1.0`, `1.0E7`, `NaN`.
@inline(__always)
func writeDouble(_ value: Double, _ out: UnsafeMutableRawPointer) -> Int {
    let size = value.magnitude
    // Numbers of few digits behind the point.
    if size < 10_000_000, size >= 0.001 {
        var scale = 1
        var unit = 10.0
        while scale <= 4 {
            let scaled = (size * unit).rounded()
            if scaled / unit == size {
                let number = Int(scaled)
                return writeDecimal(value < 0 ? -number : number, scale: scale, out)
            }
            scale &+= 1
            unit *= 10
        }
    }
    return writeSlowly(value.isFinite ? value.description : "", value, value.isNaN, out)
}

/// Java's `Float.toString` of a binary32.
func writeFloat(_ value: Double, _ out: UnsafeMutableRawPointer) -> Int {
    let narrow = Float(value)
    return writeSlowly(narrow.isFinite ? narrow.description : "", value, narrow.isNaN, out)
}

/// Puts the digits of Swift's text of a number as Java does.
@inline(never)
private func writeSlowly(_ text: String, _ value: Double, _ isNaN: Bool, _ out: UnsafeMutableRawPointer) -> Int {
    func put(_ bytes: some Collection<UInt8>) -> Int {
        for (place, byte) in bytes.enumerated() { out.storeBytes(of: byte, toByteOffset: place, as: UInt8.self) }
        return bytes.count
    }
    if text.isEmpty { return put((isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity").utf8) }
    var rest = Array(text.utf8)[...]
    var result: [UInt8] = []
    if rest.first == 45 {
        result.append(45)
        rest.removeFirst()
    }
    var exponent = 0
    if let mark = rest.firstIndex(of: 101) {
        exponent = Int(String(decoding: rest[(mark + 1)...], as: UTF8.self)) ?? 0
        rest = rest[..<mark]
    }
    let point = rest.firstIndex(of: 46) ?? rest.endIndex
    var digits = rest.filter { $0 != 46 }
    // The number is 0.d1d2… × 10^exponent.
    exponent += point - rest.startIndex
    let zeros = digits.prefix { $0 == 48 }.count
    digits.removeFirst(zeros)
    exponent -= zeros
    while digits.last == 48 { digits.removeLast() }
    if digits.isEmpty { return put(result + Array("0.0".utf8)) }
    if exponent > -3 && exponent <= 7 {
        if exponent <= 0 {
            result += Array("0.".utf8) + [UInt8](repeating: 48, count: -exponent) + digits
        } else {
            digits += [UInt8](repeating: 48, count: max(exponent + 1 - digits.count, 0))
            result += digits[..<exponent] + [46] + digits[exponent...]
        }
    } else {
        result += [digits[0], 46] + (digits.count > 1 ? digits[1...] : [48]) + [69]
        result += Array(String(exponent - 1).utf8)
    }
    return put(result)
}
