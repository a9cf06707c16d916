// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Python's `format(value, spec)`.
public func formatValue(_ value: Value, spec: Text, _ host: any ScriptHost) throws(Raised) -> Text {
    if spec.count == 0 { return try textOf(value, host) }
    switch value {
    case .text(let text):
        return try formatText(text, FormatSpec(spec, for: "str"), host)
    case .int(let whole):
        return try formatWhole(whole, FormatSpec(spec, for: "int"), host)
    case .bool(let truth):
        let parsed = try FormatSpec(spec, for: "bool")
        return try formatWhole(truth ? 1 : 0, parsed, host, kind: "bool")
    case .float(let float):
        return try formatFloat(float, FormatSpec(spec, for: "float"), host)
    case .object(let object):
        if let wide = object as? WholeObject { return try formatWide(wide.number, FormatSpec(spec, for: "int"), host) }
        if let result = try object.callMethod("__format__", [.text(spec)], [], host), case .text(let text) = result {
            return text
        }
    default: break
    }
    throw Raised("TypeError", "unsupported format string passed to \(typeName(of: value)).__format__")
}

/// The C library's `strfromd`, which the overlay does not show: `snprintf` of one float, without a list of arguments.
@_silgen_name("strfromd")
private func writeFloat(
    _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ format: UnsafePointer<CChar>, _ number: Double
) -> Int32

/// A float by a format such as `.2f`, which most are; nil: the general way.
func fixedText(_ number: Double, _ spec: Text) -> Text? {
    let bytes = spec.utf8
    guard bytes.count == 3, bytes[0] == 46, bytes[2] == 102, bytes[1] &- 48 < 10, number.magnitude < 1e15 else {
        return nil
    }
    let digits = CChar(bytes[1])
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { (buffer) -> Text in
        let format = [37, 46, digits, 102, 0]
        let count = writeFloat(buffer.baseAddress, 32, format, number)
        return Text(utf8: buffer.prefix(Int(count)).map { UInt8(bitPattern: $0) })
    }
}

private func formatText(_ text: Text, _ spec: FormatSpec, _ host: any ScriptHost) throws(Raised) -> Text {
    if spec.type != nil && spec.type != "s" { throw spec.unknownCode("str") }
    if let sign = spec.sign {
        throw Raised(
            "ValueError",
            sign == " " ? "Space not allowed in string format specifier" : "Sign not allowed in string format specifier"
        )
    }
    if spec.hasNoNegativeZero {
        throw Raised("ValueError", "Negative zero coercion (z) not allowed in string format specifier")
    }
    if spec.isAlternate {
        throw Raised("ValueError", "Alternate form (#) not allowed in string format specifier")
    }
    if spec.align == "=" { throw Raised("ValueError", "'=' alignment not allowed in string format specifier") }
    if let grouping = spec.grouping { throw Raised("ValueError", "Cannot specify '\(grouping)' with 's'.") }
    var content = text
    if let precision = spec.precision, precision < text.count {
        content = text.part(0..<text.byteOffset(ofPosition: precision))
    }
    return try spec.pad(content, standard: "<", host)
}

private func formatWhole(
    _ value: Int, _ spec: FormatSpec, _ host: any ScriptHost, kind: String = "int"
) throws(Raised) -> Text {
    switch spec.type {
    case "e", "E", "f", "F", "g", "G", "%": return try formatFloat(Double(value), spec, host)
    case nil, "d", "n", "b", "o", "x", "X", "c": break
    default: throw spec.unknownCode(kind)
    }
    if spec.precision != nil { throw Raised("ValueError", "Precision not allowed in integer format specifier") }
    if spec.hasNoNegativeZero {
        throw Raised(
            "ValueError", "Negative zero coercion (z) not allowed in format specifier with integer format code")
    }
    if spec.type == "c" { return try formatCharacter(value, spec, host) }
    let (radix, prefix) =
        switch spec.type {
        case "b": (2, "0b")
        case "o": (8, "0o")
        case "x": (16, "0x")
        case "X": (16, "0X")
        default: (10, "")
        }
    return try spec.number(
        isNegative: value < 0, prefix: spec.isAlternate ? prefix : "",
        whole: String(value.magnitude, radix: radix, uppercase: spec.type == "X"), rest: "",
        groupSize: radix == 10 ? 3 : 4, host)
}

/// An int beyond 64 bits.
private func formatWide(_ value: BigInteger, _ spec: FormatSpec, _ host: any ScriptHost) throws(Raised) -> Text {
    switch spec.type {
    case nil, "d", "n", "b", "o", "x", "X": break
    case "c": throw Raised("OverflowError", "Python int too large to convert to C long")
    case "e", "E", "f", "F", "g", "G", "%": return try formatFloat(try wideFloat(value), spec, host)
    default: throw spec.unknownCode("int")
    }
    if spec.precision != nil { throw Raised("ValueError", "Precision not allowed in integer format specifier") }
    if spec.hasNoNegativeZero {
        throw Raised(
            "ValueError", "Negative zero coercion (z) not allowed in format specifier with integer format code")
    }
    let (bits, prefix) =
        switch spec.type {
        case "b": (1, "0b")
        case "o": (3, "0o")
        case "x": (4, "0x")
        case "X": (4, "0X")
        default: (0, "")
        }
    var digits =
        bits == 0 ? try wideText(value.magnitude, host) : String(decoding: value.digits(bits: bits), as: UTF8.self)
    if spec.type == "X" { digits = digits.uppercased() }
    return try spec.number(
        isNegative: value.isNegative, prefix: spec.isAlternate ? prefix : "", whole: digits, rest: "",
        groupSize: bits == 0 ? 3 : 4, host)
}

private func formatCharacter(_ value: Int, _ spec: FormatSpec, _ host: any ScriptHost) throws(Raised) -> Text {
    if spec.sign != nil {
        throw Raised("ValueError", "Sign not allowed with integer format specifier 'c'")
    }
    if spec.isAlternate {
        throw Raised("ValueError", "Alternate form (#) not allowed with integer format specifier 'c'")
    }
    return try spec.pad(Text(scalars: [try character(value)]), standard: ">", host)
}

/// `chr(value)` for formats.
func character(_ value: Int) throws(Raised) -> Unicode.Scalar {
    guard let scalar = UInt32(exactly: value).flatMap(Unicode.Scalar.init) else {
        throw Raised("OverflowError", "%c arg not in range(0x110000)")
    }
    return scalar
}

private func formatFloat(_ value: Double, _ spec: FormatSpec, _ host: any ScriptHost) throws(Raised) -> Text {
    var value = value
    var isPercent = false
    let upper = spec.type == "E" || spec.type == "F" || spec.type == "G"
    let text: String
    if let precision = spec.precision { try host.reserve(precision.multipliedOrMax(2)) }
    switch spec.type {
    case nil:
        if let precision = spec.precision {
            text = generalText(value.magnitude, precision, alternate: spec.isAlternate, addsPoint: true)
        } else {
            text = floatRepr(value.magnitude)
        }
    case "e", "E": text = exponentText(value.magnitude, spec.precision ?? 6, alternate: spec.isAlternate)
    case "f", "F", "%":
        if spec.type == "%" {
            value *= 100
            isPercent = true
        }
        text = fixedText(value.magnitude, spec.precision ?? 6, alternate: spec.isAlternate)
    case "g", "G", "n": text = generalText(value.magnitude, spec.precision ?? 6, alternate: spec.isAlternate)
    default: throw spec.unknownCode("float")
    }
    let shown = (upper ? text.uppercased() : text) + (isPercent ? "%" : "")
    let wholeEnd = shown.utf8.firstIndex { $0 < 48 || $0 > 57 } ?? shown.endIndex
    var isNegative = value.sign == .minus && !value.isNaN
    if spec.hasNoNegativeZero && !text.utf8.contains(where: { $0 >= 49 && $0 <= 57 }) && !value.isInfinite {
        isNegative = false
    }
    if wholeEnd == shown.startIndex {
        return try spec.number(isNegative: isNegative, whole: shown, rest: "", host)
    }
    return try spec.number(
        isNegative: isNegative, whole: String(shown[..<wholeEnd]), rest: String(shown[wholeEnd...]), host)
}

/// What the C library's formatted output gives for one float; exact and rounded as Python does. All places behind
/// those that a float can have are zeros, which the C library takes very long for.
private func printed(_ format: String, _ precision: Int, _ value: Double) -> String {
    let written = min(precision, TextLimits.floatPlaces)
    // The greatest float has 309 digits before its point.
    let capacity = written + 330
    let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
        let count = withVaList([Int32(clamping: written), value]) {
            vsnprintf(buffer.baseAddress, capacity, format, $0)
        }
        let bytes = UnsafeRawBufferPointer(buffer)
        return String(decoding: bytes.prefix(min(max(Int(count), 0), capacity - 1)), as: UTF8.self)
    }
    if precision == written { return text }
    let zeros = String(repeating: "0", count: precision - written)
    guard let mark = text.utf8.firstIndex(of: 101) else { return text + zeros }
    return text[..<mark] + zeros + text[mark...]
}

/// `%f` of a value that is not negative.
func fixedText(_ value: Double, _ precision: Int, alternate: Bool = false) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : "inf" }
    return printed(alternate ? "%#.*f" : "%.*f", precision, value)
}

/// `%e` of a value that is not negative.
func exponentText(_ value: Double, _ precision: Int, alternate: Bool = false) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : "inf" }
    return printed(alternate ? "%#.*e" : "%.*e", precision, value)
}

/// `%g` of a value that is not negative; with `addsPoint` as floats are written without a type.
func generalText(_ value: Double, _ precision: Int, alternate: Bool = false, addsPoint: Bool = false) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : "inf" }
    let precision = max(precision, 1)
    let scientific = printed("%.*e", (alternate ? precision : min(precision, TextLimits.floatPlaces)) - 1, value)
    guard let mark = scientific.utf8.firstIndex(of: 101) else { return scientific }
    let power = Int(scientific[scientific.utf8.index(after: mark)...]) ?? 0
    var digits = Array(scientific.utf8[..<mark]).filter { $0 != 46 }
    if !alternate { while digits.count > 1 && digits.last == 48 { digits.removeLast() } }
    let isScientific = power < -4 || power >= precision - (addsPoint ? 1 : 0)
    if isScientific {
        var text = placeDigits(digits, power + 1, isScientific: true)
        if alternate && digits.count == 1, let end = text.utf8.firstIndex(of: 101) { text.insert(".", at: end) }
        return text
    }
    var text = placeDigits(digits, power + 1, isScientific: false)
    if text.hasSuffix(".0") && !addsPoint && power + 1 >= digits.count {
        text.removeLast(alternate ? 1 : 2)
    }
    return text
}
