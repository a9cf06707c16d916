// SPDX-License-Identifier: Apache-2.0

/// Nesting that `json` reads and writes.
private let jsonDepth = 200

/// Python's `json`: dumps and loads.
func jsonModule() -> ScriptObject {
    LibraryModule(
        "json", ["loads": loads, "dumps": dumps],
        constants: ["JSONDecodeError": .object(ExceptionClass("JSONDecodeError"))])
}

@Sendable private func loads(_ call: Call) throws(Raised) -> Value {
    guard let source = call.arguments.first else {
        throw Raised("TypeError", "loads() missing 1 required positional argument: 's'")
    }
    let text: Text
    switch source {
    case .text(let given): text = given
    case .bytes(let bytes): text = try decode(bytes.bytes, "utf-8", errors: "strict")
    default:
        throw Raised(
            "TypeError", "the JSON object must be str, bytes or bytearray, not \(typeName(of: source))")
    }
    try call.host.spend(text.utf8.count >> 3)
    var reader = JSONReader(text, call.host)
    return try reader.whole()
}

/// Reads JSON as Python does: with NaN and the infinities, and its error texts.
private struct JSONReader {
    private let text: Text
    private let bytes: [UInt8]
    private let host: any ScriptHost
    private var place = 0

    init(_ text: Text, _ host: any ScriptHost) {
        self.text = text
        bytes = text.utf8
        self.host = host
    }

    private func fail(_ message: String, _ offset: Int) -> Raised {
        let position = text.position(ofByte: offset)
        let before = bytes[..<min(offset, bytes.count)]
        let line = before.count { $0 == 10 } + 1
        let lineStart = before.lastIndex(of: 10).map { text.position(ofByte: $0) }
        let column = position - (lineStart ?? -1)
        return failure(message, position, line, column)
    }

    /// With what Python's exception says of itself; a text too long to travel is left out.
    private func failure(_ message: String, _ position: Int, _ line: Int, _ column: Int) -> Raised {
        var raised = Raised("JSONDecodeError", "\(message): line \(line) column \(column) (char \(position))")
        let exception = ExceptionObject(type: raised.type, arguments: raised.arguments)
        exception.put("msg", .text(Text(message)))
        exception.put("doc", .text(bytes.count <= ScriptingLimits.exceptionBytesMax / 2 ? text : Text("")))
        exception.put("pos", .int(position))
        exception.put("lineno", .int(line))
        exception.put("colno", .int(column))
        raised.object = exception
        return raised
    }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipBlanks() {
        while let byte = next, byte == 32 || (byte >= 9 && byte <= 10) || byte == 13 { place += 1 }
    }

    mutating func whole() throws(Raised) -> Value {
        if text.utf8.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw failure("Unexpected UTF-8 BOM (decode using utf-8-sig)", 0, 1, 1)
        }
        skipBlanks()
        let value = try self.value(0)
        skipBlanks()
        if place < bytes.count { throw fail("Extra data", place) }
        return value
    }

    private mutating func take(_ word: String) -> Bool {
        guard bytes[place...].starts(with: word.utf8) else { return false }
        place += word.utf8.count
        return true
    }

    private mutating func value(_ depth: Int) throws(Raised) -> Value {
        if depth > jsonDepth {
            throw Raised("RecursionError", "maximum recursion depth exceeded while decoding a JSON array")
        }
        switch next {
        case UInt8(ascii: "\""): return .text(try string())
        case UInt8(ascii: "{"): return try object(depth)
        case UInt8(ascii: "["): return try array(depth)
        case UInt8(ascii: "n"): if take("null") { return .none }
        case UInt8(ascii: "t"): if take("true") { return .bool(true) }
        case UInt8(ascii: "f"): if take("false") { return .bool(false) }
        case UInt8(ascii: "N"): if take("NaN") { return .float(.nan) }
        case UInt8(ascii: "I"): if take("Infinity") { return .float(.infinity) }
        default:
            if take("-Infinity") { return .float(-.infinity) }
            if let number = try number() { return number }
        }
        throw fail("Expecting value", place)
    }

    private mutating func digits() -> Int {
        let start = place
        while let byte = next, byte >= 48, byte <= 57 { place += 1 }
        return place - start
    }

    private mutating func number() throws(Raised) -> Value? {
        let start = place
        if next == 45 { place += 1 }
        if next == 48 {
            place += 1
        } else if digits() == 0 {
            place = start
            return nil
        }
        var isFloat = false
        let afterWhole = place
        if next == 46 {
            place += 1
            if digits() > 0 { isFloat = true } else { place = afterWhole }
        }
        let afterFraction = place
        if let byte = next, byte | 32 == 101 {
            place += 1
            if next == 43 || next == 45 { place += 1 }
            if digits() > 0 { isFloat = true } else { place = afterFraction }
        }
        let written = Text(utf8: Array(bytes[start..<place]))
        return isFloat ? .float(try parseFloat(written)) : try parseInt(written, base: 10)
    }

    private mutating func array(_ depth: Int) throws(Raised) -> Value {
        place += 1
        var values: [Value] = []
        skipBlanks()
        if next == UInt8(ascii: "]") {
            place += 1
            return .list(ListObject([]))
        }
        while true {
            values.append(try value(depth + 1))
            try host.reserve(32)
            skipBlanks()
            if next == UInt8(ascii: "]") {
                place += 1
                return .list(ListObject(values))
            }
            guard next == UInt8(ascii: ",") else { throw fail("Expecting ',' delimiter", place) }
            place += 1
            skipBlanks()
        }
    }

    private mutating func object(_ depth: Int) throws(Raised) -> Value {
        place += 1
        let dict = DictObject()
        skipBlanks()
        if next == UInt8(ascii: "}") {
            place += 1
            return .dict(dict)
        }
        while true {
            guard next == UInt8(ascii: "\"") else {
                throw fail("Expecting property name enclosed in double quotes", place)
            }
            let key = try string()
            skipBlanks()
            guard next == UInt8(ascii: ":") else { throw fail("Expecting ':' delimiter", place) }
            place += 1
            skipBlanks()
            dict[try ValueKey(.text(key))] = try value(depth + 1)
            try host.reserve(96)
            skipBlanks()
            if next == UInt8(ascii: "}") {
                place += 1
                return .dict(dict)
            }
            guard next == UInt8(ascii: ",") else { throw fail("Expecting ',' delimiter", place) }
            place += 1
            skipBlanks()
        }
    }

    private mutating func string() throws(Raised) -> Text {
        let start = place
        place += 1
        var out: [UInt8] = []
        while true {
            guard let byte = next else { throw fail("Unterminated string starting at", start) }
            if byte == 34 { break }
            if byte < 32 { throw fail("Invalid control character at", place) }
            if byte == 92 {
                try escapeSequence(start, &out)
            } else {
                out.append(byte)
                place += 1
            }
        }
        place += 1
        try host.reserve(out.count)
        return Text(utf8: out)
    }

    private mutating func escapeSequence(_ start: Int, _ out: inout [UInt8]) throws(Raised) {
        place += 1
        guard let byte = next else { throw fail("Unterminated string starting at", start) }
        place += 1
        switch byte {
        case 34, 92, 47: out.append(byte)
        case UInt8(ascii: "b"): out.append(8)
        case UInt8(ascii: "f"): out.append(12)
        case UInt8(ascii: "n"): out.append(10)
        case UInt8(ascii: "r"): out.append(13)
        case UInt8(ascii: "t"): out.append(9)
        case UInt8(ascii: "u"):
            var unit = try codeUnit()
            if unit >= 0xD800, unit < 0xDC00, bytes[place...].starts(with: [92, 117]) {
                let mark = place
                place += 2
                let low = try codeUnit()
                if low >= 0xDC00, low < 0xE000 {
                    unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
                } else {
                    place = mark
                }
            }
            // Half of a pair has no UTF-8.
            out.appendScalar(Unicode.Scalar(unit) ?? "\u{FFFD}")
        default: throw fail("Invalid \\escape", place - 2)
        }
    }

    private mutating func codeUnit() throws(Raised) -> UInt32 {
        var unit: UInt32 = 0
        for offset in 0..<4 {
            guard place + offset < bytes.count,
                let digit = Character(Unicode.Scalar(bytes[place + offset])).hexDigitValue
            else { throw fail("Invalid \\uXXXX escape", place - 1) }
            unit = unit << 4 | UInt32(digit)
        }
        place += 4
        return unit
    }
}

@Sendable private func dumps(_ call: Call) throws(Raised) -> Value {
    guard call.arguments.count == 1 else {
        throw Raised("TypeError", "dumps() missing 1 required positional argument: 'obj'")
    }
    var writer = JSONWriter(call.host)
    for (name, value) in call.keywords {
        switch name {
        case "indent":
            switch value {
            case .none: break
            case .text(let text): writer.indent = text.string
            default:
                let width = max(0, try wholeArgument(value))
                try call.host.reserve(width)
                writer.indent = String(repeating: " ", count: width)
            }
        case "sort_keys": writer.sortsKeys = isTrue(value)
        case "ensure_ascii": writer.isASCII = isTrue(value)
        case "allow_nan": writer.allowsNaN = isTrue(value)
        case "skipkeys": writer.skipsKeys = isTrue(value)
        case "default": if case .none = value {} else { writer.fallback = value }
        case "separators":
            if case .none = value { break }
            let parts = try call.values(value)
            guard parts.count == 2 else { throw Raised("ValueError", "not enough values to unpack (expected 2)") }
            writer.itemSeparator = try textArgument(parts[0], "separator must be str, not ").string
            writer.keySeparator = try textArgument(parts[1], "separator must be str, not ").string
        case "cls", "check_circular": break
        default: throw Raised("TypeError", "JSONEncoder.__init__() got an unexpected keyword argument '\(name)'")
        }
    }
    if writer.indent != nil && call.keyword("separators") == nil { writer.itemSeparator = "," }
    try writer.write(call.arguments[0], depth: 0)
    try writer.reserveWritten()
    return .text(Text(utf8: writer.out))
}

private struct JSONWriter {
    var indent: String?
    var sortsKeys = false
    var isASCII = true
    var allowsNaN = true
    var skipsKeys = false
    var fallback: Value?
    var itemSeparator = ", "
    var keySeparator = ": "
    private(set) var out: [UInt8] = []
    private var reserved = 0
    private let host: any ScriptHost
    private var open: [ObjectIdentifier] = []

    init(_ host: any ScriptHost) { self.host = host }

    /// Counts what was written since the last time.
    mutating func reserveWritten() throws(Raised) {
        try host.reserve(out.count - reserved)
        reserved = out.count
    }

    private mutating func line(_ depth: Int) throws(Raised) {
        guard let indent else { return }
        try host.reserve(indent.utf8.count * depth)
        reserved += indent.utf8.count * depth
        out.append(10)
        for _ in 0..<depth { out += indent.utf8 }
    }

    private func number(_ value: Double) throws(Raised) -> String {
        if value.isFinite { return floatRepr(value) }
        if !allowsNaN {
            throw Raised("ValueError", "Out of range float values are not JSON compliant")
        }
        return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
    }

    mutating func write(_ value: Value, depth: Int) throws(Raised) {
        try host.spend(1)
        if out.count - reserved > TextLimits.reprStep { try reserveWritten() }
        switch value {
        case .none: out += "null".utf8
        case .bool(let truth): out += (truth ? "true" : "false").utf8
        case .int(let whole): out += whole.description.utf8
        case .float(let float): out += try number(float).utf8
        case .text(let text): string(text)
        case .list(let list): try array(list.elements, list, depth)
        case .tuple(let tuple): try array(tuple.elements, tuple, depth)
        case .dict(let dict): try object(dict, depth)
        case .object(let other as DictLikeObject): try object(other.dict, depth)
        case .object(let wide as WholeObject): out += try wideText(wide.number, host).utf8
        case .object(let member as EnumObject) where member.isMixed: try write(member.value, depth: depth)
        case .object(let scalar as ArrayScalar) where scalar.type == .float: try write(scalar.value, depth: depth)
        case .object(let other as RowObject): try array(other.tuple.elements, other, depth)
        default:
            guard let fallback else {
                throw Raised("TypeError", "Object of type \(shortName(value)) is not JSON serializable")
            }
            try enter(host, depth)
            try write(try host.call(fallback, [value], keywords: []), depth: depth + 1)
            open.removeLast()
        }
    }

    private func shortName(_ value: Value) -> String {
        let name = typeName(of: value)
        return name.split(separator: ".").last.map(String.init) ?? name
    }

    private mutating func enter(_ container: AnyObject, _ depth: Int) throws(Raised) {
        let identifier = ObjectIdentifier(container)
        if container !== host && open.contains(identifier) { throw Raised("ValueError", "Circular reference detected") }
        if open.count >= jsonDepth {
            throw Raised("RecursionError", "maximum recursion depth exceeded while encoding a JSON object")
        }
        open.append(identifier)
    }

    private mutating func array(_ values: [Value], _ container: AnyObject, _ depth: Int) throws(Raised) {
        if values.isEmpty { return out += "[]".utf8 }
        try enter(container, depth)
        out.append(91)
        for (place, value) in values.enumerated() {
            if place > 0 { out += itemSeparator.utf8 }
            try line(depth + 1)
            try write(value, depth: depth + 1)
        }
        try line(depth)
        out.append(93)
        open.removeLast()
    }

    private mutating func object(_ dict: DictObject, _ depth: Int) throws(Raised) {
        var items = dict.items
        if items.isEmpty { return out += "{}".utf8 }
        try enter(dict, depth)
        if sortsKeys {
            let unsorted = items
            let places = try sortedPlaces(items.count, host) { (left, right) throws(Raised) -> Bool in
                try compareValues(unsorted[left].key, unsorted[right].key, host) < 0
            }
            items = places.map { unsorted[$0] }
        }
        out.append(123)
        var isFirst = true
        for (key, value) in items {
            guard let name = try keyText(key) else { continue }
            if !isFirst { out += itemSeparator.utf8 }
            isFirst = false
            try line(depth + 1)
            string(name)
            out += keySeparator.utf8
            try write(value, depth: depth + 1)
        }
        if !isFirst { try line(depth) }
        out.append(125)
        open.removeLast()
    }

    private func keyText(_ key: Value) throws(Raised) -> Text? {
        switch key {
        case .text(let text): return text
        case .none: return Text("null")
        case .bool(let truth): return Text(truth ? "true" : "false")
        case .int(let whole): return Text(whole.description)
        case .float(let float): return Text(try number(float))
        case .object(let wide as WholeObject): return Text(try wideText(wide.number, host))
        default:
            if skipsKeys { return nil }
            throw Raised("TypeError", "keys must be str, int, float, bool or None, not \(shortName(key))")
        }
    }

    private mutating func string(_ text: Text) {
        out.append(34)
        for scalar in text.scalars {
            switch scalar.value {
            case 34: out += "\\\"".utf8
            case 92: out += "\\\\".utf8
            case 10: out += "\\n".utf8
            case 13: out += "\\r".utf8
            case 9: out += "\\t".utf8
            case 8: out += "\\b".utf8
            case 12: out += "\\f".utf8
            case ..<32: out += "\\u\(hex(scalar.value, 4))".utf8
            case 127... where isASCII:
                for unit in UTF16.encode(scalar)! { out += "\\u\(hex(UInt32(unit), 4))".utf8 }
            default: out.appendScalar(scalar)
            }
        }
        out.append(34)
    }
}
