// SPDX-License-Identifier: Apache-2.0

/// Python's `repr(value)`. A container inside itself shows as dots; nesting is bounded.
public func reprOf(_ value: Value, _ host: any ScriptHost) throws(Raised) -> String {
    switch value {
    case .none: return "None"
    case .bool(let value): return value ? "True" : "False"
    case .int(let value): return value.description
    case .float(let value): return floatRepr(value)
    default: break
    }
    var writer = ReprWriter(host)
    try writer.write(value)
    return String(decoding: writer.bytes, as: UTF8.self)
}

/// Python's `str(value)`.
public func strOf(_ value: Value, _ host: any ScriptHost) throws(Raised) -> String {
    switch value {
    case .text(let text): return text.string
    case .object(let object):
        try NativeStack.check(" while getting the str of an object")
        return try object.str(host)
    default: return try reprOf(value, host)
    }
}

/// Python's `str(value)` as a text.
public func textOf(_ value: Value, _ host: any ScriptHost) throws(Raised) -> Text {
    if case .text(let text) = value { return text }
    if case .int(let whole) = value { return Text(decimal: whole) }
    return Text(try strOf(value, host))
}

/// Python's `ascii(value)`.
public func asciiOf(_ value: Value, _ host: any ScriptHost) throws(Raised) -> String {
    let text = try reprOf(value, host)
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    // Two bytes become at most six.
    try host.reserve(text.utf8.count &* 3)
    try host.spend(text.utf8.count >> 5)
    var result = ""
    for scalar in text.unicodeScalars {
        if scalar.isASCII { result.unicodeScalars.append(scalar) } else { result += escape(scalar) }
    }
    return result
}

/// An object of the library that holds other values and shows them.
protocol ReprWritable: AnyObject {
    func writeRepr(_ writer: inout ReprWriter) throws(Raised)
}

/// Writes representations; knows which containers are open.
struct ReprWriter {
    private(set) var bytes: [UInt8] = []
    let host: any ScriptHost
    private var open: [ObjectIdentifier] = []
    private var counted = 0

    init(_ host: any ScriptHost) { self.host = host }

    mutating func write(_ text: String) { bytes += text.utf8 }

    mutating func write(_ value: Value) throws(Raised) {
        try count(0)
        switch value {
        case .text(let text):
            try count(text.utf8.count)
            writeText(text)
        case .bytes(let value):
            try count(value.bytes.count)
            writeBytes(value.bytes)
        case .tuple(let tuple):
            try nested(tuple, "(...)") { (writer) throws(Raised) in
                writer.write("(")
                try writer.writeList(tuple.elements)
                writer.write(tuple.elements.count == 1 ? ",)" : ")")
            }
        case .list(let list):
            try nested(list, "[...]") { (writer) throws(Raised) in
                writer.write("[")
                try writer.writeList(list.elements)
                writer.write("]")
            }
        case .dict(let dict):
            try nested(dict, "{...}") { (writer) throws(Raised) in try writer.writeItems(dict.items) }
        case .set(let set):
            if set.count == 0 { return write(set.isFrozen ? "frozenset()" : "set()") }
            try nested(set, "set(...)") { (writer) throws(Raised) in
                writer.write(set.isFrozen ? "frozenset({" : "{")
                try writer.writeList(set.elements)
                writer.write(set.isFrozen ? "})" : "}")
            }
        case .object(let object):
            try NativeStack.check(" while getting the repr of an object")
            if let object = object as? any ReprWritable {
                try nested(object, "...") { (writer) throws(Raised) in try object.writeRepr(&writer) }
            } else {
                write(try object.repr(host))
            }
        default: write(try reprOf(value, host))
        }
    }

    /// Counts what was written since the last time, and `more` bytes that are about to be.
    private mutating func count(_ more: Int) throws(Raised) {
        let new = bytes.count &+ more &- counted
        guard new > TextLimits.reprStep else { return }
        try host.reserve(new)
        try host.spend(new >> 5)
        counted = bytes.count &+ more
    }

    /// Values with commas between them.
    mutating func writeList(_ values: [Value]) throws(Raised) {
        var isFirst = true
        for value in values {
            if !isFirst { write(", ") }
            isFirst = false
            try write(value)
        }
    }

    mutating func writeItems(_ items: [(key: Value, value: Value)]) throws(Raised) {
        write("{")
        var isFirst = true
        for (key, value) in items {
            if !isFirst { write(", ") }
            isFirst = false
            try write(key)
            write(": ")
            try write(value)
        }
        write("}")
    }

    private mutating func nested(
        _ container: AnyObject, _ again: String, _ body: (inout ReprWriter) throws(Raised) -> Void
    ) throws(Raised) {
        let identifier = ObjectIdentifier(container)
        if open.contains(identifier) { return write(again) }
        if open.count >= TextLimits.reprDepth {
            throw Raised("RecursionError", "maximum recursion depth exceeded while getting the repr of an object")
        }
        open.append(identifier)
        try body(&self)
        open.removeLast()
    }

    private mutating func writeText(_ text: Text) {
        let quote: UInt8 = text.utf8.contains(39) && !text.utf8.contains(34) ? 34 : 39
        bytes.append(quote)
        if text.isASCII {
            for byte in text.utf8 { writeASCII(byte, quote) }
        } else {
            for scalar in text.scalars {
                if scalar.isASCII {
                    writeASCII(UInt8(scalar.value), quote)
                } else if isPrintable(scalar) {
                    bytes.appendScalar(scalar)
                } else {
                    write(escape(scalar))
                }
            }
        }
        bytes.append(quote)
    }

    private mutating func writeASCII(_ byte: UInt8, _ quote: UInt8) {
        switch byte {
        case quote, 92:
            bytes.append(92)
            bytes.append(byte)
        case 9: write("\\t")
        case 10: write("\\n")
        case 13: write("\\r")
        case 32..<127: bytes.append(byte)
        default: write("\\x" + hex(UInt32(byte), 2))
        }
    }

    private mutating func writeBytes(_ value: [UInt8]) {
        let quote: UInt8 = value.contains(39) && !value.contains(34) ? 34 : 39
        bytes.append(98)
        bytes.append(quote)
        for byte in value { writeASCII(byte, quote) }
        bytes.append(quote)
    }
}

/// `repr` of a float: the shortest digits that read back; scientific below 1e-4 and from 1e16.
public func floatRepr(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    let parts = shortestDigits(value.magnitude)
    let sign = value.sign == .minus ? "-" : ""
    return sign + placeDigits(parts.digits, parts.point, isScientific: parts.point > 16 || parts.point < -3)
}

/// The shortest digits that read back as this finite value: 0.d1d2… times ten to the power of `point`.
func shortestDigits(_ value: Double) -> (digits: [UInt8], point: Int) {
    // Swift's description has the same digits; only its form differs.
    var digits: [UInt8] = []
    var point: Int?
    var exponent = 0
    let text = Array(value.description.utf8)
    for (index, byte) in text.enumerated() {
        if byte == 101 {
            exponent = Int(String(decoding: text[(index + 1)...], as: UTF8.self)) ?? 0
            break
        }
        if byte == 46 { point = digits.count } else { digits.append(byte) }
    }
    var place = (point ?? digits.count) + exponent
    let zeros = digits.prefix { $0 == 48 }.count
    if zeros == digits.count { return ([48], 1) }
    digits.removeFirst(zeros)
    place -= zeros
    while digits.last == 48 { digits.removeLast() }
    return (digits, place)
}

/// Writes 0.d1d2… times ten to the power of `point` as Python writes floats.
func placeDigits(_ digits: [UInt8], _ point: Int, isScientific: Bool) -> String {
    let text = String(decoding: digits, as: UTF8.self)
    if isScientific {
        let power = point - 1
        let size = String(power.magnitude)
        let mantissa = digits.count == 1 ? text : text.prefix(1) + "." + text.dropFirst()
        return mantissa + (power < 0 ? "e-" : "e+") + (size.utf8.count < 2 ? "0" + size : size)
    }
    if point <= 0 { return "0." + String(repeating: "0", count: -point) + text }
    if point >= digits.count { return text + String(repeating: "0", count: point - digits.count) + ".0" }
    return text.prefix(point) + "." + text.dropFirst(point)
}
