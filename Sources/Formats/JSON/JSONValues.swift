// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Values

/// Reads JSON values as the types of a schema say. Confined to one thread.
final class JSONValues {
    private let options: JSONOptions
    private let values: ValueReader
    /// A value since this was last cleared was not of its type.
    var hasMismatch = false

    init(_ options: JSONOptions, _ values: ValueReader) {
        self.options = options
        self.values = values
    }

    /// The value that was read last was not of its type, so that the array or map around it is not either.
    private var isBroken = false

    private var mismatch: Scalar {
        hasMismatch = true
        isBroken = true
        return .null
    }

    /// The value of a member of an object: what is not of its type is null and leaves the other members as they are.
    func member(_ scanner: inout JSONScanner, _ type: FileType, depth: Int = 0) throws(JSONFault) -> Scalar {
        defer { isBroken = false }
        return try value(&scanner, type, depth: depth)
    }

    /// The next value; null when it is not of the type.
    func value(_ scanner: inout JSONScanner, _ type: FileType, depth: Int = 0) throws(JSONFault) -> Scalar {
        guard depth < FormatsLimits.nestingMax else { throw JSONFault(what: "nested too deeply") }
        switch scanner.peek() {
        case 34, 39:
            let text = try scanner.string()
            return string(text, type)
        case 123: return try object(&scanner, type, depth)
        case 91: return try array(&scanner, type, depth)
        default:
            let word = scanner.word()
            guard let kind = scanner.kind(of: word) else { throw JSONFault(what: "no value") }
            return plain(word, kind, type)
        }
    }

    @inline(__always)
    private func plain(_ word: UnsafeRawBufferPointer, _ kind: JSONScanner.WordKind, _ type: FileType) -> Scalar {
        let (base, count) = (word.baseAddress!, word.count)
        switch (kind, type) {
        case (.null, _): return .null
        case (_, .text): return .string(String(decoding: word, as: UTF8.self))
        case (.isTrue, .bool): return .bool(true)
        case (.isFalse, .bool): return .bool(false)
        case (.int, .float64), (.fraction, .float64): return readDouble(base, count).map { .float($0) } ?? mismatch
        case (.int, .float32), (.fraction, .float32):
            return readDouble(base, count).map { .float(Double(Float($0))) } ?? mismatch
        case (.nonNumber, .float64), (.nonNumber, .float32):
            return JSONScanner.nonNumber(word).map { .float($0) } ?? mismatch
        case (.fraction, .decimal), (.int, .decimal): return values.number(base, count, type) ?? mismatch
        case (.int, .timestamp): return seconds(base, count)
        case (.int, .date), (.int, .timestampNTZ): return mismatch
        case (.int, _): return values.int(base, count, type).map { .int($0) } ?? mismatch
        default: return mismatch
        }
    }

    /// Seconds since 1970 as a timestamp.
    private func seconds(_ base: UnsafeRawPointer, _ count: Int) -> Scalar {
        guard let value = readInt(base, count) else { return mismatch }
        let (micros, overflow) = value.multipliedReportingOverflow(by: 1_000_000)
        return overflow || abs(micros / EpochDays.microsecondsPerDay) > EpochDays.greatestClockDay
            ? mismatch : .int(micros)
    }

    private func string(_ text: JSONString, _ type: FileType) -> Scalar {
        switch type {
        case .text: return .string(text.text)
        case .binary: return base64(text.text).map { .bytes($0) } ?? mismatch
        case .float64, .float32:
            guard !text.hasEscapes, let value = JSONScanner.nonNumber(text.bytes) else { return mismatch }
            return .float(value)
        case .date, .timestamp, .timestampNTZ, .decimal:
            let bytes = Array(text.text.utf8)
            let padded = bytes + [UInt8](repeating: 0, count: 16)
            return padded.withUnsafeBytes { values.number($0.baseAddress!, bytes.count, type) } ?? mismatch
        default: return mismatch
        }
    }

    private func object(_ scanner: inout JSONScanner, _ type: FileType, _ depth: Int) throws(JSONFault) -> Scalar {
        switch type {
        case .structure(let fields):
            var members = [Scalar](repeating: .null, count: fields.count)
            try self.members(&scanner) { (name, scanner) throws(JSONFault) in
                guard let place = fields.firstIndex(where: { $0.name == name.text }) else {
                    return try scanner.skip(depth: depth + 1)
                }
                members[place] = try member(&scanner, fields[place].type, depth: depth + 1)
            }
            return .tuple(members)
        case .map(.text, let element):
            var entries: [Scalar.Entry] = []
            try self.members(&scanner) { (name, scanner) throws(JSONFault) in
                let item = try value(&scanner, element, depth: depth + 1)
                entries.append(Scalar.Entry(key: .string(name.text), value: item))
            }
            return isBroken ? .null : .map(entries)
        case .text: return .string(try written(&scanner, depth))
        default:
            try scanner.skip(depth: depth)
            return mismatch
        }
    }

    /// Calls `body` with each member's name, before its value.
    func members(
        _ scanner: inout JSONScanner, _ body: (JSONString, inout JSONScanner) throws(JSONFault) -> Void
    ) throws(JSONFault) {
        try scanner.expect(123)
        if scanner.takes(125) { return }
        repeat {
            let name = try scanner.name()
            try scanner.expect(58)
            try body(name, &scanner)
        } while scanner.takes(44)
        try scanner.expect(125)
    }

    private func array(_ scanner: inout JSONScanner, _ type: FileType, _ depth: Int) throws(JSONFault) -> Scalar {
        switch type {
        case .list(let element):
            var elements: [Scalar] = []
            try scanner.expect(91)
            if scanner.takes(93) { return .list([]) }
            repeat { elements.append(try value(&scanner, element, depth: depth + 1)) } while scanner.takes(44)
            try scanner.expect(93)
            return isBroken ? .null : .list(elements)
        case .text: return .string(try written(&scanner, depth))
        default:
            try scanner.skip(depth: depth)
            return mismatch
        }
    }

    /// The next value as it is written.
    private func written(_ scanner: inout JSONScanner, _ depth: Int) throws(JSONFault) -> String {
        let start = scanner.at
        try scanner.skip(depth: depth)
        return String(decoding: UnsafeRawBufferPointer(start: start, count: scanner.at - start), as: UTF8.self)
    }
}

/// Appends text in quotes with escapes, as JSON has it.
func appendJSON(_ text: some Sequence<UInt8>, to out: inout [UInt8]) {
    out.append(34)
    for byte in text {
        switch byte {
        case 34, 92: out += [92, byte]
        case 10: out += Array("\\n".utf8)
        case 13: out += Array("\\r".utf8)
        case 9: out += Array("\\t".utf8)
        case 8: out += Array("\\b".utf8)
        case 12: out += Array("\\f".utf8)
        case 0..<32:
            let digits = String(byte, radix: 16, uppercase: true)
            out += Array("\\u".utf8) + Array(repeating: 48, count: 4 - digits.utf8.count) + Array(digits.utf8)
        default: out.append(byte)
        }
    }
    out.append(34)
}

/// What RFC 4648's base 64 says; nil when it is none.
func base64(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    var (bits, count) = (0, 0)
    for byte in text.utf8 {
        let value: UInt8
        switch byte {
        case 65...90: value = byte - 65
        case 97...122: value = byte - 71
        case 48...57: value = byte + 4
        case 43: value = 62
        case 47: value = 63
        case 61, 10, 13: continue
        default: return nil
        }
        bits = bits << 6 | Int(value)
        count += 6
        if count >= 8 {
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> count))
            bits &= (1 << count) - 1
        }
    }
    // A digit alone is no byte.
    return count == 6 ? nil : bytes
}
