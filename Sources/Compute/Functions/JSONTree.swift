// SPDX-License-Identifier: Apache-2.0

/// A value of JSON. Numbers keep their text.
indirect enum JSONTree {
    case null
    case bool(Bool)
    case number(String)
    case text(String)
    case list([JSONTree])
    case object([(name: String, value: JSONTree)])

    /// Nil of what is no JSON. With `allowsRest` more may stand behind the value.
    init?(_ bytes: UnsafeRawBufferPointer, allowsRest: Bool = false, bareNames: Bool = false) {
        var parser = JSONTreeParser(bytes, bareNames: bareNames)
        guard let value = parser.value(0) else { return nil }
        parser.skipSpace()
        guard allowsRest || parser.isAtEnd else { return nil }
        self = value
    }

    /// The value as JSON without spaces.
    func write(_ out: inout String) {
        switch self {
        case .null: out += "null"
        case .bool(let flag): out += flag ? "true" : "false"
        case .number(let text): out += text
        case .text(let text): JSONTree.quote(text, into: &out)
        case .list(let items):
            out += "["
            for (index, item) in items.enumerated() {
                if index > 0 { out += "," }
                item.write(&out)
            }
            out += "]"
        case .object(let members):
            out += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { out += "," }
                JSONTree.quote(member.name, into: &out)
                out += ":"
                member.value.write(&out)
            }
            out += "}"
        }
    }

    /// A text as itself, all else as JSON; null of null.
    var plainText: String? {
        switch self {
        case .null: return nil
        case .text(let text): return text
        default:
            var out = ""
            write(&out)
            return out
        }
    }

    static func quote(_ text: String, into out: inout String) {
        out += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case "\u{8}": out += "\\b"
            case "\u{C}": out += "\\f"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                out += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
        out += "\""
    }
}

private struct JSONTreeParser {
    private let bytes: UnsafeRawBufferPointer
    private let bareNames: Bool
    private var place = 0

    init(_ bytes: UnsafeRawBufferPointer, bareNames: Bool) {
        self.bytes = bytes
        self.bareNames = bareNames
    }

    var isAtEnd: Bool { place >= bytes.count }

    private var peek: UInt8 { place < bytes.count ? bytes[place] : 0 }

    mutating func skipSpace() {
        while place < bytes.count, bytes[place] == 32 || (9...10).contains(bytes[place]) || bytes[place] == 13 {
            place += 1
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard peek == byte, place < bytes.count else { return false }
        place += 1
        return true
    }

    private mutating func take(word: String) -> Bool {
        let count = word.utf8.count
        guard place + count <= bytes.count, bytes[place..<place + count].elementsEqual(word.utf8) else { return false }
        place += count
        return true
    }

    mutating func value(_ depth: Int) -> JSONTree? {
        guard depth <= ComputeLimits.jsonNestingMax else { return nil }
        skipSpace()
        switch peek {
        case 0x7B:
            place += 1
            var members: [(name: String, value: JSONTree)] = []
            if take(0x7D) { return .object([]) }
            repeat {
                skipSpace()
                guard let name = text() ?? bareName(), take(0x3A), let value = value(depth + 1) else { return nil }
                members.append((name, value))
            } while take(0x2C)
            return take(0x7D) ? .object(members) : nil
        case 0x5B:
            place += 1
            var items: [JSONTree] = []
            if take(0x5D) { return .list([]) }
            repeat {
                guard let item = value(depth + 1) else { return nil }
                items.append(item)
            } while take(0x2C)
            return take(0x5D) ? .list(items) : nil
        case 0x22, 0x27: return text().map { .text($0) }
        case 0x74: return take(word: "true") ? .bool(true) : nil
        case 0x66: return take(word: "false") ? .bool(false) : nil
        case 0x6E: return take(word: "null") ? .null : nil
        default: return number()
        }
    }

    /// A name without quotes.
    private mutating func bareName() -> String? {
        guard bareNames else { return nil }
        let start = place
        while place < bytes.count, JSONTreeParser.isOfName(bytes[place]) { place += 1 }
        return start == place ? nil : String(decoding: bytes[start..<place], as: UTF8.self)
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        byte == 0x5F || byte == 0x24 || byte &- 48 <= 9 || (byte | 0x20) &- 97 < 26 || byte >= 128
    }

    private mutating func number() -> JSONTree? {
        for word in ["NaN", "+Infinity", "Infinity", "-Infinity", "+INF", "INF", "-INF"] where take(word: word) {
            return .number(word == "NaN" ? "NaN" : word.hasPrefix("-") ? "-Infinity" : "Infinity")
        }
        let start = place
        if peek == 0x2D { place += 1 }
        let whole = digits()
        guard whole > 0, whole == 1 || bytes[place - whole] != 48 else { return nil }
        if peek == 0x2E {
            place += 1
            guard digits() > 0 else { return nil }
        }
        if peek | 0x20 == 0x65 {
            place += 1
            if peek == 0x2B || peek == 0x2D { place += 1 }
            guard digits() > 0 else { return nil }
        }
        return .number(String(decoding: bytes[start..<place], as: UTF8.self))
    }

    private mutating func digits() -> Int {
        let start = place
        while place < bytes.count, bytes[place] &- 48 <= 9 { place += 1 }
        return place - start
    }

    private mutating func text() -> String? {
        let quote = peek
        guard quote == 0x22 || quote == 0x27 else { return nil }
        place += 1
        var result: [UInt8] = []
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            if byte == quote { return String(decoding: result, as: UTF8.self) }
            if byte < 0x20 { return nil }
            guard byte == 0x5C else {
                result.append(byte)
                continue
            }
            guard place < bytes.count else { return nil }
            let mark = bytes[place]
            place += 1
            switch mark {
            case 0x6E: result.append(10)
            case 0x74: result.append(9)
            case 0x72: result.append(13)
            case 0x62: result.append(8)
            case 0x66: result.append(12)
            case 0x22, 0x5C, 0x2F, 0x27: result.append(mark)
            case 0x75:
                guard let scalar = unicode() else { return nil }
                result += Array(String(scalar).utf8)
            default: return nil
            }
        }
        return nil
    }

    private mutating func unit() -> UInt32? {
        guard place + 4 <= bytes.count else { return nil }
        let digits = String(decoding: bytes[place..<place + 4], as: UTF8.self)
        place += 4
        return UInt32(digits, radix: 16)
    }

    private mutating func unicode() -> Unicode.Scalar? {
        guard let high = unit() else { return nil }
        guard (0xD800..<0xDC00).contains(high) else { return Unicode.Scalar(high) ?? "\u{FFFD}" }
        guard take(word: "\\u"), let low = unit(), (0xDC00..<0xE000).contains(low) else { return "\u{FFFD}" }
        return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    }
}
