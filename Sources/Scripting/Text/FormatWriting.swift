// SPDX-License-Identifier: Apache-2.0

public import Bytecode
import Glibc

/// Values written as a specification says, into room that the caller has: nothing is allocated for a value, but for
/// floats in forms that are rare.
extension FormatSpec {
    /// Bytes that a number may take.
    public var numberByteCountMax: Int { 560 + (precision ?? 0) + 4 * width }

    /// Bytes that a text of so many bytes may take.
    public func textByteCountMax(_ count: Int) -> Int { count + 4 * width }

    /// Writes a text, cut at the precision; returns the number of bytes.
    public func write(text: UnsafeRawBufferPointer, _ out: UnsafeMutablePointer<UInt8>) -> Int {
        var byteCount = text.count
        if let precision, precision < byteCount {
            var scalars = 0
            byteCount =
                text.firstIndex { byte in
                    if byte & 0xC0 != 0x80 { scalars += 1 }
                    return scalars > precision
                } ?? text.count
        }
        var missing = 0
        if width > 0 {
            var scalars = 0
            for byte in text[..<byteCount] where byte & 0xC0 != 0x80 { scalars &+= 1 }
            missing = max(width - scalars, 0)
        }
        let before = align == ">" ? missing : align == "^" ? missing / 2 : 0
        var place = out + writeFill(before, out)
        if byteCount > 0 { UnsafeMutableRawPointer(place).copyMemory(from: text.baseAddress!, byteCount: byteCount) }
        place += byteCount
        place += writeFill(missing - before, place)
        return place - out
    }

    /// Writes a whole number; a precision is the least number of its digits. Returns the number of bytes.
    public func write(_ value: Int, _ out: UnsafeMutablePointer<UInt8>) -> Int {
        if isOfFloats { return write(Double(value), out) }
        let capacity = 64 + (precision ?? 0)
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { room in
            let end = room.baseAddress! + capacity
            var count: Int
            switch type {
            case "b": count = writeDigits(value.magnitude, bits: 1, 0, before: end)
            case "o": count = writeDigits(value.magnitude, bits: 3, 0, before: end)
            case "x": count = writeDigits(value.magnitude, bits: 4, 39, before: end)
            case "X": count = writeDigits(value.magnitude, bits: 4, 7, before: end)
            default: count = writeDigits(value.magnitude, before: end)
            }
            while let precision, count < precision {
                count += 1
                end[-count] = 48
            }
            let isDecimal = wholePrefix == nil
            return layOut(
                NumberParts(
                    isNegative: value < 0, prefix: isAlternate ? wholePrefix : nil,
                    whole: UnsafeBufferPointer(start: end - count, count: count),
                    rest: UnsafeBufferPointer(start: nil, count: 0), groupSize: isDecimal ? 3 : 4), out)
        }
    }

    /// The letter behind the 0 of a number that is not decimal.
    private var wholePrefix: UInt8? {
        switch type {
        case "b", "o", "x", "X": type.map { UInt8(truncatingIfNeeded: $0.value) }
        default: nil
        }
    }

    /// Writes a float; by `d`, which format specifications of floats have not, the whole number towards zero. Returns
    /// the number of bytes.
    public func write(_ value: Double, _ out: UnsafeMutablePointer<UInt8>) -> Int {
        let value = type == "%" ? value * 100 : type == "d" ? value.rounded(.towardZero) : value
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 360 + (precision ?? 0)) { room in
            let digits = room.baseAddress!
            var count = writeMagnitude(value.magnitude, digits)
            if type == "E" || type == "F" || type == "G" {
                for index in 0..<count where digits[index] &- 97 < 26 { digits[index] &-= 32 }
            }
            var wholeCount = 0
            while wholeCount < count, digits[wholeCount] &- 48 < 10 { wholeCount += 1 }
            if wholeCount == 0 { wholeCount = count }
            if type == "%" {
                digits[count] = 37
                count += 1
                if !value.isFinite { wholeCount = count }
            }
            var isNegative = value.sign == .minus && !value.isNaN && !(type == "d" && value == 0)
            if hasNoNegativeZero, isNegative, value.isFinite, !(0..<count).contains(where: { digits[$0] &- 49 < 9 }) {
                isNegative = false
            }
            return layOut(
                NumberParts(
                    isNegative: isNegative, prefix: nil,
                    whole: UnsafeBufferPointer(start: digits, count: wholeCount),
                    rest: UnsafeBufferPointer(start: digits + wholeCount, count: count - wholeCount), groupSize: 3),
                out)
        }
    }

    /// The digits of a float that is not negative, with its point and exponent, in small letters.
    private func writeMagnitude(_ value: Double, _ out: UnsafeMutablePointer<UInt8>) -> Int {
        if !value.isFinite { return copy(value.isNaN ? "nan" : "inf", out) }
        let precision = precision ?? 6
        if type == "d" {
            let count = writeFixed(value, places: 0, out) ?? copy(fixedText(value, 0), out)
            let zeros = max((self.precision ?? 0) - count, 0)
            if zeros > 0 {
                UnsafeMutableRawPointer(out + zeros).copyMemory(from: out, byteCount: count)
                for index in 0..<zeros { out[index] = 48 }
            }
            return zeros + count
        }
        let isPlain = !isAlternate && precision <= TextLimits.floatPlaces
        switch type {
        case nil where self.precision == nil: return writeShortest(value, out)
        case nil where isPlain: return writeGeneral(value, max(precision, 1), out)
        case nil: return copy(generalText(value, precision, alternate: isAlternate, addsPoint: true), out)
        case "e", "E":
            if isPlain { return writePrinted(value, 101, precision, out) }
            return copy(exponentText(value, precision, alternate: isAlternate), out)
        case "f", "F", "%":
            if !isAlternate, let count = writeFixed(value, places: precision, out) { return count }
            if isPlain { return writePrinted(value, 102, precision, out) }
            return copy(fixedText(value, precision, alternate: isAlternate), out)
        default:
            if isPlain { return writePrinted(value, 103, precision, out) }
            return copy(generalText(value, precision, alternate: isAlternate), out)
        }
    }

    private func copy(_ text: String, _ out: UnsafeMutablePointer<UInt8>) -> Int {
        var text = text
        return text.withUTF8 { bytes in
            if let start = bytes.baseAddress { out.update(from: start, count: bytes.count) }
            return bytes.count
        }
    }

    // MARK: Parts

    /// Puts a number together: fill, sign, prefix, grouped digits, rest, fill. Returns the number of bytes.
    func layOut(_ parts: NumberParts, _ out: UnsafeMutablePointer<UInt8>) -> Int {
        let mark: UInt8? = parts.isNegative ? 45 : sign == "+" ? 43 : sign == " " ? 32 : nil
        let leadCount = (mark == nil ? 0 : 1) + (parts.prefix == nil ? 0 : 2)
        var digitCount = parts.whole.count
        var separatorCount = 0
        if grouping != nil, parts.hasDigits {
            let room = fill == "0" && align == "=" ? width - leadCount - parts.rest.count : 0
            // A separator is never the first character.
            while digitCount + (digitCount - 1) / parts.groupSize < room { digitCount += 1 }
            separatorCount = (digitCount - 1) / parts.groupSize
        }
        let missing = max(width - leadCount - digitCount - separatorCount - parts.rest.count, 0)
        var place = out
        let before: Int
        switch align {
        case "<", "=": before = 0
        case "^": before = missing / 2
        default: before = missing
        }
        place += writeFill(before, place)
        if let mark {
            place.pointee = mark
            place += 1
        }
        if let prefix = parts.prefix {
            place[0] = 48
            place[1] = prefix
            place += 2
        }
        if align == "=" { place += writeFill(missing, place) }
        if separatorCount > 0 || digitCount > parts.whole.count {
            place = writeGrouped(parts, digitCount, place)
        } else {
            place.update(from: parts.whole.baseAddress!, count: digitCount)
            place += digitCount
        }
        if let rest = parts.rest.baseAddress {
            place.update(from: rest, count: parts.rest.count)
            place += parts.rest.count
        }
        if align != "=" { place += writeFill(missing - before, place) }
        return place - out
    }

    /// So many digits, zeros before those that there are, with separators; returns where they end.
    private func writeGrouped(
        _ parts: NumberParts, _ digitCount: Int, _ out: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        let separator = UInt8(truncatingIfNeeded: grouping?.value ?? 44)
        let zeros = digitCount - parts.whole.count
        var place = out
        for index in 0..<digitCount {
            if index > 0 && (digitCount - index) % parts.groupSize == 0 {
                place.pointee = separator
                place += 1
            }
            place.pointee = index < zeros ? 48 : parts.whole[index - zeros]
            place += 1
        }
        return place
    }

    /// Fill characters; returns the number of bytes.
    private func writeFill(_ count: Int, _ out: UnsafeMutablePointer<UInt8>) -> Int {
        if count <= 0 { return 0 }
        if fill.isASCII {
            out.update(repeating: UInt8(truncatingIfNeeded: fill.value), count: count)
            return count
        }
        var place = out
        for _ in 0..<count {
            for byte in UTF8.encode(fill)! {
                place.pointee = byte
                place += 1
            }
        }
        return place - out
    }
}

/// What a number consists of.
struct NumberParts {
    var isNegative: Bool
    /// The letter behind a 0.
    var prefix: UInt8?
    var whole: UnsafeBufferPointer<UInt8>
    var rest: UnsafeBufferPointer<UInt8>
    var groupSize: Int

    /// Whether the whole part is digits, of any base to 16, and not a word.
    var hasDigits: Bool {
        guard let first = whole.first else { return false }
        return first &- 48 < 10 || (first | 32) &- 97 < 6
    }
}

// MARK: Digits

/// Writes decimal digits that end before `end`; returns how many.
@inline(__always)
private func writeDigits(_ value: UInt, before end: UnsafeMutablePointer<UInt8>) -> Int {
    var rest = value
    var place = end
    while rest >= 100 {
        let next = rest / 100
        let pair = UInt32(truncatingIfNeeded: rest &- next &* 100)
        let tens = (pair &* 103) &>> 10
        place[-1] = UInt8(truncatingIfNeeded: 48 &+ pair &- tens &* 10)
        place[-2] = UInt8(truncatingIfNeeded: 48 &+ tens)
        place -= 2
        rest = next
    }
    let tens = (rest &* 103) &>> 10
    place[-1] = UInt8(truncatingIfNeeded: 48 &+ rest &- tens &* 10)
    place -= 1
    if tens > 0 {
        place[-1] = UInt8(truncatingIfNeeded: 48 &+ tens)
        place -= 1
    }
    return end - place
}

/// As above with so many bits a digit; `letters` is added from the digit 10 on.
private func writeDigits(_ value: UInt, bits: UInt, _ letters: UInt, before end: UnsafeMutablePointer<UInt8>) -> Int {
    var rest = value
    var place = end
    repeat {
        let digit = rest & (1 &<< bits &- 1)
        place -= 1
        place.pointee = UInt8(truncatingIfNeeded: 48 &+ digit &+ (digit > 9 ? letters : 0))
        rest = rest &>> bits
    } while rest != 0
    return end - place
}

private let powersOfTen: [UInt64] = (0...17).reduce(into: [1]) { powers, _ in powers.append(powers.last! * 10) }

/// A float that is not negative times ten to the power of `places`, a whole number by ties to even on its exact value;
/// nil for what is large.
func scaledWhole(_ value: Double, places: Int) -> UInt64? {
    guard places <= 17, value < 0x1p63 else { return nil }
    let scale = powersOfTen[places]
    let exponent = Int(value.exponentBitPattern)
    let fraction = value.significandBitPattern
    let significand = exponent == 0 ? fraction : fraction | 1 << 52
    // The value is `significand` times two to the power of `-shift`; both sides of the product are exact.
    let shift = 1075 - max(exponent, 1)
    let scaled = UInt128(significand) &* UInt128(scale)
    var quotient: UInt128
    if shift <= 0 {
        quotient = scaled << -shift
    } else if shift > 120 {
        quotient = 0
    } else {
        quotient = scaled >> shift
        let rest = scaled &- quotient << shift
        let half: UInt128 = 1 << (shift - 1)
        if rest > half || (rest == half && quotient & 1 == 1) { quotient += 1 }
    }
    return UInt64(exactly: quotient)
}

/// A float that is not negative with so many places, ties to even on its exact value; nil for what is large.
func writeFixed(_ value: Double, places: Int, _ out: UnsafeMutablePointer<UInt8>) -> Int? {
    guard let digits = scaledWhole(value, places: places) else { return nil }
    let scale = powersOfTen[places]
    let whole = digits / scale
    var count = 0
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { room in
        let end = room.baseAddress! + 24
        count = writeDigits(UInt(whole), before: end)
        out.update(from: end - count, count: count)
    }
    guard places > 0 else { return count }
    out[count] = 46
    let end = out + count + 1 + places
    var written = writeDigits(UInt(digits &- whole &* scale), before: end)
    while written < places {
        written += 1
        end[-written] = 48
    }
    return count + 1 + places
}

/// A finite float by a letter of the C library's formats, exact and rounded as Python does.
private func writePrinted(
    _ value: Double, _ letter: UInt8, _ precision: Int, _ out: UnsafeMutablePointer<UInt8>
) -> Int {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { format in
        let end = format.baseAddress! + 32
        end[-1] = 0
        end[-2] = letter
        let digits = writeDigits(UInt(precision), before: end - 2)
        let start = end - 4 - digits
        start[0] = 37
        start[1] = 46
        return Int(
            printFloat(
                UnsafeMutableRawPointer(out).assumingMemoryBound(to: CChar.self), 350 + precision,
                UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self), value))
    }
}

/// A finite float with so many digits, as Python writes floats with a precision and no letter: without zeros at the
/// end, with at least one digit behind the point.
private func writeGeneral(_ value: Double, _ precision: Int, _ out: UnsafeMutablePointer<UInt8>) -> Int {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 360 + precision) { room in
        let digits = room.baseAddress!
        let printed = writePrinted(value, 101, precision - 1, digits)
        guard let mark = room[..<printed].firstIndex(of: 101) else { return 0 }
        var power = 0
        for index in (mark + 2)..<printed { power = power * 10 + Int(digits[index] &- 48) }
        if digits[mark + 1] == 45 { power = -power }
        // The digits without the point.
        var count = 1
        for index in 2..<max(mark, 2) {
            digits[count] = digits[index]
            count += 1
        }
        while count > 1 && digits[count - 1] == 48 { count -= 1 }
        var place = out
        func append(_ byte: UInt8) {
            place.pointee = byte
            place += 1
        }
        if power < -4 || power >= precision - 1 {
            append(digits[0])
            if count > 1 { append(46) }
            for index in 1..<max(count, 1) { append(digits[index]) }
            append(101)
            append(power < 0 ? 45 : 43)
            let size = power.magnitude
            if size < 10 { append(48) }
            let end = place + (size < 10 ? 1 : size < 100 ? 2 : 3)
            _ = writeDigits(size, before: end)
            return end - out
        }
        for index in 0..<max(power + 1, 1) { append(power < 0 || index >= count ? 48 : digits[index]) }
        append(46)
        for _ in 0..<max(-power - 1, 0) { append(48) }
        for index in min(max(power + 1, 0), count)..<count { append(digits[index]) }
        if place[-1] == 46 { append(48) }
        return place - out
    }
}

/// The shortest text that reads back as a float that is not negative, as Python writes it; at most 24 bytes.
func writeShortest(_ value: Double, _ out: UnsafeMutablePointer<UInt8>) -> Int {
    // Swift's description is the same where neither has an exponent.
    if value == 0 || (value >= 1e-4 && value < 0x1p53) {
        var writer = ByteStream(out)
        value.write(to: &writer)
        return writer.count
    }
    var text = floatRepr(value)
    return text.withUTF8 { bytes in
        out.update(from: bytes.baseAddress!, count: bytes.count)
        return bytes.count
    }
}

/// `repr` of a float as Python writes it; at most 25 bytes. Returns their number.
public func writeFloatRepr(_ value: Double, _ out: UnsafeMutablePointer<UInt8>) -> Int {
    var out = out
    if value.isNaN {
        (out[0], out[1], out[2]) = (110, 97, 110)
        return 3
    }
    let isNegative = value.sign == .minus
    if isNegative {
        out.pointee = 45
        out += 1
    }
    if value.isInfinite {
        (out[0], out[1], out[2]) = (105, 110, 102)
        return isNegative ? 4 : 3
    }
    return writeShortest(value.magnitude, out) + (isNegative ? 1 : 0)
}

/// Takes what a number writes of itself, without a string between.
private struct ByteStream: TextOutputStream {
    private let out: UnsafeMutablePointer<UInt8>
    private(set) var count = 0

    init(_ out: UnsafeMutablePointer<UInt8>) { self.out = out }

    mutating func write(_ string: String) {
        for byte in string.utf8 {
            out[count] = byte
            count += 1
        }
    }

    mutating func _writeASCII(_ buffer: UnsafeBufferPointer<UInt8>) {
        guard let start = buffer.baseAddress else { return }
        (out + count).update(from: start, count: buffer.count)
        count += buffer.count
    }
}
