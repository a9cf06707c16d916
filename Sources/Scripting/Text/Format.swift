// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Glibc

/// Python's `format(value, spec)`.
public func formatValue(_ value: Value, spec: Text, _ host: any ScriptHost) throws(Raised) -> Text {
    // Of numbers of numpy the digits of Python's own.
    if spec.count == 0 { return try textOf(plainNumber(value), host) }
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
func printFloat(
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
        let count = printFloat(buffer.baseAddress, 32, format, number)
        return Text(utf8: buffer.prefix(Int(count)).map { UInt8(bitPattern: $0) })
    }
}

private func formatText(_ text: Text, _ spec: FormatSpec, _ host: any ScriptHost) throws(Raised) -> Text {
    do throws(FormatError) { try spec.checkText() } catch { throw Raised(error) }
    var content = text
    if let precision = spec.precision, precision < text.count {
        content = text.part(0..<text.byteOffset(ofPosition: precision))
    }
    return try spec.pad(content, standard: "<", host)
}

private func formatWhole(
    _ value: Int, _ spec: FormatSpec, _ host: any ScriptHost, kind: String = "int"
) throws(Raised) -> Text {
    do throws(FormatError) { try spec.checkWhole(kind) } catch { throw Raised(error) }
    if spec.type == "c" { return try spec.pad(Text(scalars: [try character(value)]), standard: ">", host) }
    return try spec.numberText(host) { spec.write(value, $0) }
}

/// An int beyond 64 bits.
private func formatWide(_ value: BigInteger, _ spec: FormatSpec, _ host: any ScriptHost) throws(Raised) -> Text {
    if spec.isOfFloats { return try formatFloat(try wideFloat(value), spec, host) }
    if spec.type == "c" { throw Raised("OverflowError", "Python int too large to convert to C long") }
    do throws(FormatError) { try spec.checkWhole("int") } catch { throw Raised(error) }
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

/// `chr(value)` for formats.
func character(_ value: Int) throws(Raised) -> Unicode.Scalar {
    guard let scalar = UInt32(exactly: value).flatMap(Unicode.Scalar.init) else {
        throw Raised("OverflowError", "%c arg not in range(0x110000)")
    }
    return scalar
}

private func formatFloat(_ value: Double, _ spec: FormatSpec, _ host: any ScriptHost) throws(Raised) -> Text {
    do throws(FormatError) { try spec.checkFloat() } catch { throw Raised(error) }
    return try spec.numberText(host) { spec.write(value, $0) }
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
