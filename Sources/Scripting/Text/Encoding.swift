// SPDX-License-Identifier: Apache-2.0

/// The encodings that scripts can name.
enum TextEncoding {
    case utf8
    case ascii
    case latin1

    /// Python's spellings: case, `-`, `_` and blanks do not matter.
    init?(_ name: String) {
        let plain = name.lowercased().filter { $0 != "-" && $0 != "_" && $0 != " " }
        switch plain {
        case "utf8", "u8", "cp65001": self = .utf8
        case "ascii", "usascii", "646": self = .ascii
        case "latin1", "iso88591", "latin", "l1", "88591", "cp819": self = .latin1
        default: return nil
        }
    }

    var name: String {
        switch self {
        case .utf8: "utf-8"
        case .ascii: "ascii"
        case .latin1: "latin-1"
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
    if encoding == .utf8 || text.isASCII { return text.utf8 }
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
        case "strict":
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

/// `bytes.decode(encoding, errors)`.
func decode(_ bytes: [UInt8], _ name: String, errors: String) throws(Raised) -> Text {
    let encoding = try encodingNamed(name)
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
            switch errors {
            case "ignore": break
            case "replace": utf8 += "\u{FFFD}".utf8
            case "backslashreplace":
                for byte in bytes[index..<index + width] { utf8 += "\\x\(hex(UInt32(byte), 2))".utf8 }
            case "strict": throw decodeError(encoding, bytes, index, width)
            default: throw Raised("LookupError", "unknown error handler name '\(errors)'")
            }
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
