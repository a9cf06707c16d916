// SPDX-License-Identifier: Apache-2.0

/// The encodings that scripts can name.
enum TextEncoding: Equatable {
    case utf8
    /// UTF-8 with a mark at the beginning.
    case markedUTF8
    case ascii
    case latin1
    /// UTF-16 and UTF-32: bytes of a unit, and their order (nil: by the mark at the beginning).
    case wide(Int, isBigEndian: Bool?)

    /// Python's spellings: case, `-`, `_` and blanks do not matter.
    init?(_ name: String) {
        let plain = name.lowercased().filter { $0 != "-" && $0 != "_" && $0 != " " }
        switch plain {
        case "utf8", "u8", "cp65001": self = .utf8
        case "utf8sig": self = .markedUTF8
        case "ascii", "usascii", "646": self = .ascii
        case "latin1", "iso88591", "latin", "l1", "88591", "cp819": self = .latin1
        case "utf16", "u16": self = .wide(2, isBigEndian: nil)
        case "utf16le", "unicodelittleunmarked": self = .wide(2, isBigEndian: false)
        case "utf16be", "unicodebigunmarked": self = .wide(2, isBigEndian: true)
        case "utf32", "u32": self = .wide(4, isBigEndian: nil)
        case "utf32le": self = .wide(4, isBigEndian: false)
        case "utf32be": self = .wide(4, isBigEndian: true)
        default: return nil
        }
    }

    var name: String {
        switch self {
        case .utf8, .markedUTF8: "utf-8"
        case .ascii: "ascii"
        case .latin1: "latin-1"
        case .wide(let width, let isBigEndian): "utf-\(8 * width)-\(isBigEndian == true ? "be" : "le")"
        }
    }
}

/// An argument that names an encoding or what to do about errors.
func codecArgument(_ value: Value?, _ standard: String) throws(Raised) -> String {
    guard let value else { return standard }
    return try textArgument(value, "encode() argument must be str, not ").string
}

private func encodingNamed(_ name: String) throws(Raised) -> TextEncoding {
    guard let encoding = TextEncoding(name) else { throw Raised("LookupError", "unknown encoding: \(name)") }
    return encoding
}

/// `text.encode(encoding, errors)`.
func encode(_ text: Text, _ name: String, errors: String) throws(Raised) -> [UInt8] {
    let encoding = try encodingNamed(name)
    switch encoding {
    case .utf8: return text.utf8
    case .markedUTF8: return byteOrderMark + text.utf8
    case .wide(let width, let isBigEndian): return wideBytes(text, width, isBigEndian: isBigEndian)
    case .ascii, .latin1: if text.isASCII { return text.utf8 }
    }
    let limit: UInt32 = encoding == .ascii ? 128 : 256
    var bytes: [UInt8] = []
    let scalars = text.scalars
    for (index, scalar) in scalars.enumerated() {
        if scalar.value < limit {
            bytes.append(UInt8(scalar.value))
            continue
        }
        switch errors {
        case "ignore": break
        case "replace": bytes.append(63)
        case "xmlcharrefreplace": bytes += "&#\(scalar.value);".utf8
        case "backslashreplace": bytes += escape(scalar).utf8
        case "namereplace":
            bytes += (scalar.properties.name.map { "\\N{\($0)}" } ?? escape(scalar)).utf8
        case "strict", "surrogateescape", "surrogatepass":
            var end = index + 1
            while end < scalars.count && scalars[end].value >= limit { end += 1 }
            let what =
                end == index + 1
                ? "character '\(escape(scalar))' in position \(index)" : "characters in position \(index)-\(end - 1)"
            throw Raised(
                "UnicodeEncodeError",
                "'\(encoding.name)' codec can't encode \(what): ordinal not in range(\(limit))")
        default: throw Raised("LookupError", "unknown error handler name '\(errors)'")
        }
    }
    return bytes
}

private let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

/// A text in UTF-16 or UTF-32; without an order of bytes with a mark and in that of the machine.
private func wideBytes(_ text: Text, _ width: Int, isBigEndian: Bool?) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity((text.count + 1) * width)
    func append(_ unit: UInt32) {
        for index in 0..<width {
            let shift = UInt32(8 * (isBigEndian == true ? width - 1 - index : index))
            bytes.append(UInt8(truncatingIfNeeded: unit >> shift))
        }
    }
    if isBigEndian == nil { append(0xFEFF) }
    for scalar in text.scalars {
        if width == 2 {
            for unit in UTF16.encode(scalar).unsafelyUnwrapped { append(UInt32(unit)) }
        } else {
            append(scalar.value)
        }
    }
    return bytes
}

/// What is to stand for bytes that no text has.
private func replacement(
    _ bytes: [UInt8], _ range: Range<Int>, _ errors: String, _ error: @autoclosure () -> Raised
) throws(Raised) -> [UInt8] {
    switch errors {
    case "ignore": return []
    case "replace": return Array("\u{FFFD}".utf8)
    case "backslashreplace": return bytes[range].flatMap { "\\x\(hex(UInt32($0), 2))".utf8 }
    case "strict", "surrogatepass": throw error()
    case "surrogateescape":
        throw Raised(
            "ValueError", "the error handler surrogateescape makes surrogates, which no text of Martlet can hold")
    case "xmlcharrefreplace", "namereplace":
        throw Raised("TypeError", "don't know how to handle UnicodeDecodeError in error callback")
    default: throw Raised("LookupError", "unknown error handler name '\(errors)'")
    }
}

/// Bytes of UTF-16 or UTF-32 as a text.
private func decodeWide(
    _ bytes: [UInt8], _ width: Int, isBigEndian: Bool?, errors: String
) throws(Raised) -> Text {
    var isBig = isBigEndian ?? false
    var index = 0
    func unit(_ at: Int) -> UInt32 {
        var value: UInt32 = 0
        for place in 0..<width { value = value << 8 | UInt32(bytes[isBig ? at + place : at + width - 1 - place]) }
        return value
    }
    if isBigEndian == nil && bytes.count >= width {
        let mark = unit(0)
        if mark == 0xFEFF { index = width }
        if mark == (width == 2 ? 0xFFFE : 0xFFFE_0000) { (isBig, index) = (true, width) }
    }
    var utf8: [UInt8] = []
    utf8.reserveCapacity(bytes.count / 2)
    while index < bytes.count {
        let left = bytes.count - index
        var end = min(index + width, bytes.count)
        var problem = "truncated data"
        if left >= width {
            let first = unit(index)
            if let scalar = Unicode.Scalar(first) {
                utf8.appendScalar(scalar)
                index = end
                continue
            }
            if width == 4 {
                problem =
                    first > 0x10FFFF
                    ? "code point not in range(0x110000)" : "code point in surrogate code point range(0xd800, 0xe000)"
            } else if first >= 0xDC00 {
                problem = "illegal encoding"
            } else if left < 4 {
                problem = "unexpected end of data"
                end = bytes.count
            } else {
                let second = unit(index + 2)
                if let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10 | (second & 0x3FF))),
                    (0xDC00...0xDFFF).contains(second)
                {
                    utf8.appendScalar(scalar)
                    index += 4
                    continue
                }
                problem = "illegal UTF-16 surrogate"
            }
        }
        let name = TextEncoding.wide(width, isBigEndian: isBig).name
        let what =
            end == index + 1
            ? "byte 0x\(hex(UInt32(bytes[index]), 2)) in position \(index)" : "bytes in position \(index)-\(end - 1)"
        utf8 += try replacement(
            bytes, index..<end, errors,
            Raised("UnicodeDecodeError", "'\(name)' codec can't decode \(what): \(problem)"))
        index = end
    }
    return Text(utf8: utf8)
}

/// `bytes.decode(encoding, errors)`.
func decode(_ bytes: [UInt8], _ name: String, errors: String) throws(Raised) -> Text {
    let encoding = try encodingNamed(name)
    if case .wide(let width, let isBigEndian) = encoding {
        return try decodeWide(bytes, width, isBigEndian: isBigEndian, errors: errors)
    }
    if encoding == .markedUTF8 {
        return try decode(bytes.starts(with: byteOrderMark) ? Array(bytes[3...]) : bytes, "utf-8", errors: errors)
    }
    if encoding == .latin1 {
        var utf8: [UInt8] = []
        for byte in bytes { utf8.appendScalar(Unicode.Scalar(byte)) }
        return Text(utf8: utf8)
    }
    var utf8: [UInt8] = []
    utf8.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
        let byte = bytes[index]
        if byte < 0x80 {
            utf8.append(byte)
            index += 1
            continue
        }
        let (isValid, width) = encoding == .ascii ? (false, 1) : sequence(bytes, index)
        if isValid {
            utf8 += bytes[index..<index + width]
        } else {
            utf8 += try replacement(bytes, index..<index + width, errors, decodeError(encoding, bytes, index, width))
        }
        index += width
    }
    return Text(utf8: utf8)
}

private func decodeError(_ encoding: TextEncoding, _ bytes: [UInt8], _ index: Int, _ width: Int) -> Raised {
    let byte = "byte 0x\(hex(UInt32(bytes[index]), 2)) in position \(index)"
    if encoding == .ascii {
        return Raised("UnicodeDecodeError", "'ascii' codec can't decode \(byte): ordinal not in range(128)")
    }
    let lead = bytes[index]
    let isTruncated = lead >= 0xC2 && lead <= 0xF4 && index + width == bytes.count && !startsBadly(bytes, index)
    let reason =
        lead < 0xC2 || lead > 0xF4
        ? "invalid start byte" : isTruncated ? "unexpected end of data" : "invalid continuation byte"
    let what = width == 1 ? byte : "bytes in position \(index)-\(index + width - 1)"
    return Raised("UnicodeDecodeError", "'utf-8' codec can't decode \(what): \(reason)")
}

/// Whether the second byte can never follow the first.
private func startsBadly(_ bytes: [UInt8], _ index: Int) -> Bool {
    index + 1 < bytes.count && !secondByteRange(bytes[index]).contains(bytes[index + 1])
}

private func secondByteRange(_ lead: UInt8) -> ClosedRange<UInt8> {
    switch lead {
    case 0xE0: 0xA0...0xBF
    case 0xED: 0x80...0x9F
    case 0xF0: 0x90...0xBF
    case 0xF4: 0x80...0x8F
    default: 0x80...0xBF
    }
}

/// Whether a sequence of UTF-8 begins at `index`, and its width or that of the longest bad start.
private func sequence(_ bytes: [UInt8], _ index: Int) -> (isValid: Bool, width: Int) {
    let lead = bytes[index]
    let width: Int
    switch lead {
    case 0xC2...0xDF: width = 2
    case 0xE0...0xEF: width = 3
    case 0xF0...0xF4: width = 4
    default: return (false, 1)
    }
    var good = 1
    while good < width && index + good < bytes.count {
        let byte = bytes[index + good]
        let isRight = good == 1 ? secondByteRange(lead).contains(byte) : byte & 0xC0 == 0x80
        if !isRight { break }
        good += 1
    }
    return (good == width, good)
}

/// At least `width` hexadecimal digits.
func hex(_ value: UInt32, _ width: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

/// The escape of a code point that cannot be shown, as `repr` writes it.
func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case ..<0x100: "\\x" + hex(scalar.value, 2)
    case ..<0x10000: "\\u" + hex(scalar.value, 4)
    default: "\\U" + hex(scalar.value, 8)
    }
}
