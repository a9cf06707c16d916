// SPDX-License-Identifier: Apache-2.0

/// A place where text is no JSON.
struct JSONFault: Error {
    let what: String
}

/// What JSON may look like beyond its rules.
struct JSONLeniency: Sendable {
    var singleQuotes = true
    var unquotedNames = false
    var leadingZeros = false
    var nonNumericNumbers = true
}

/// Text between quotes.
struct JSONString {
    let start: UnsafeRawPointer
    let count: Int
    let hasEscapes: Bool

    var text: String { hasEscapes ? unescaped : String(decoding: bytes, as: UTF8.self) }
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

    private var unescaped: String {
        var bytes = [UInt8](repeating: 0, count: count)
        let length = bytes.withUnsafeMutableBytes { unescape(into: $0.baseAddress!) }
        return String(decoding: bytes[..<length], as: UTF8.self)
    }

    /// Writes the text to `target`, which has room for `count` bytes; how many those are. Halves of surrogate pairs
    /// become U+FFFD.
    func unescape(into target: UnsafeMutableRawPointer) -> Int {
        var (read, written) = (0, 0)
        func byte(_ place: Int) -> UInt8 { start.load(fromByteOffset: place, as: UInt8.self) }
        func unit(_ place: Int) -> UInt32? {
            guard place + 4 <= count else { return nil }
            return UInt32(
                String(decoding: UnsafeRawBufferPointer(start: start + place, count: 4), as: UTF8.self), radix: 16)
        }
        func put(_ value: UInt8) {
            target.storeBytes(of: value, toByteOffset: written, as: UInt8.self)
            written += 1
        }
        while read < count {
            guard byte(read) == 92, read + 1 < count else {
                put(byte(read))
                read += 1
                continue
            }
            let letter = byte(read + 1)
            read += 2
            switch letter {
            case 0x6E: put(10)
            case 0x74: put(9)
            case 0x72: put(13)
            case 0x62: put(8)
            case 0x66: put(12)
            case 0x75:
                var scalar = unit(read) ?? 0xFFFD
                read += min(4, count - read)
                if scalar & 0xFC00 == 0xD800, read + 1 < count, byte(read) == 92, byte(read + 1) == 0x75,
                    let low = unit(read + 2), low & 0xFC00 == 0xDC00
                {
                    scalar = 0x1_0000 + (scalar & 0x3FF) << 10 + low & 0x3FF
                    read += 6
                }
                for value in UTF8.encode(Unicode.Scalar(scalar) ?? "\u{FFFD}")! { put(value) }
            default: put(letter)
            }
        }
        return written
    }
}

/// Reads JSON a token at a time. Text is readable for 16 bytes behind its end.
struct JSONScanner {
    private(set) var at: UnsafeRawPointer
    let end: UnsafeRawPointer
    let leniency: JSONLeniency

    init(_ text: UnsafeRawPointer, _ count: Int, _ leniency: JSONLeniency) {
        at = text
        end = text + count
        self.leniency = leniency
    }

    /// The next byte that is no white space; 0 at the end.
    @inline(__always)
    mutating func peek() -> UInt8 {
        while at < end {
            let byte = at.load(as: UInt8.self)
            if byte > 32 || (byte != 32 && byte != 9 && byte != 10 && byte != 13) { return byte }
            at += 1
        }
        return 0
    }

    @inline(__always)
    mutating func takes(_ byte: UInt8) -> Bool {
        guard peek() == byte, at < end else { return false }
        at += 1
        return true
    }

    mutating func expect(_ byte: UInt8) throws(JSONFault) {
        guard takes(byte) else { throw JSONFault(what: "no \(Unicode.Scalar(byte))") }
    }

    /// Text in quotes, the first of which comes next.
    @inline(__always)
    mutating func string() throws(JSONFault) -> JSONString {
        let quote = peek()
        guard quote == 34 || (quote == 39 && leniency.singleQuotes) else { throw JSONFault(what: "no text in quotes") }
        at += 1
        let start = at
        let (quotes, high): (UInt64, UInt64) = (UInt64(quote) &* 0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        let ones: UInt64 = 0x0101_0101_0101_0101
        var hasEscapes = false
        while at < end {
            let word = at.loadUnaligned(as: UInt64.self)
            let (one, two) = (word ^ quotes, word ^ (92 &* ones))
            let found = ((one &- ones) & ~one | (two &- ones) & ~two | (word &- 0x20 &* ones) & ~word) & high
            if found == 0 {
                at += 8
                continue
            }
            at += found.trailingZeroBitCount &>> 3
            guard at < end else { break }
            let byte = at.load(as: UInt8.self)
            if byte == quote {
                defer { at += 1 }
                return JSONString(start: start, count: at - start, hasEscapes: hasEscapes)
            }
            if byte == 92 {
                try checkEscape()
                hasEscapes = true
            } else if byte < 32 {
                throw JSONFault(what: "a control character in a text")
            } else {
                at += 1
            }
        }
        at = end
        throw JSONFault(what: "a text without its end")
    }

    private mutating func checkEscape() throws(JSONFault) {
        guard at + 1 < end else { throw JSONFault(what: "a text without its end") }
        let letter = (at + 1).load(as: UInt8.self)
        guard "\"\\/bfnrtu'".utf8.contains(letter) else { throw JSONFault(what: "an unknown escape") }
        at += 2
        guard letter == 0x75 else { return }
        for _ in 0..<4 {
            guard at < end, Unicode.Scalar(at.load(as: UInt8.self)).properties.isASCIIHexDigit else {
                throw JSONFault(what: "\\u without four hexadecimal digits")
            }
            at += 1
        }
    }

    /// The name of a member.
    mutating func name() throws(JSONFault) -> JSONString {
        let first = peek()
        if first == 34 || first == 39 || !leniency.unquotedNames { return try string() }
        let start = at
        while at < end {
            let byte = at.load(as: UInt8.self)
            let isPart = byte >= 0x80 || byte == 95 || byte == 36 || byte &- 48 <= 9 || (byte | 32) &- 97 <= 25
            if !isPart { break }
            at += 1
        }
        guard at > start else { throw JSONFault(what: "no name") }
        return JSONString(start: start, count: at - start, hasEscapes: false)
    }

    /// A number, `true`, `false`, `null`, `NaN` and the like: the bytes up to what cannot be in one.
    @inline(__always)
    mutating func word() -> UnsafeRawBufferPointer {
        let start = at
        while at < end {
            let byte = at.load(as: UInt8.self)
            if byte <= 32 || byte == 44 || byte == 125 || byte == 93 || byte == 58 || byte == 34 { break }
            at += 1
        }
        return UnsafeRawBufferPointer(start: start, count: at - start)
    }

    /// Passes over a value.
    mutating func skip(depth: Int = 0) throws(JSONFault) {
        guard depth < FormatsLimits.nestingMax else { throw JSONFault(what: "nested too deeply") }
        switch peek() {
        case 34, 39: _ = try string()
        case 123:
            at += 1
            if takes(125) { return }
            repeat {
                _ = try name()
                try expect(58)
                try skip(depth: depth + 1)
            } while takes(44)
            try expect(125)
        case 91:
            at += 1
            if takes(93) { return }
            repeat { try skip(depth: depth + 1) } while takes(44)
            try expect(93)
        default:
            guard kind(of: word()) != nil else { throw JSONFault(what: "no value") }
        }
    }

    enum WordKind {
        case null, isTrue, isFalse, int, fraction, nonNumber
    }

    /// What a word is; nil when it is none of JSON's.
    @inline(__always)
    func kind(of word: UnsafeRawBufferPointer) -> WordKind? {
        guard let first = word.first else { return nil }
        if first == 45 || first &- 48 <= 9 {
            if let kind = number(word) { return kind }
        }
        return otherKind(word)
    }

    /// By the rules of RFC 8259.
    private func number(_ word: UnsafeRawBufferPointer) -> WordKind? {
        var place = word[0] == 45 ? 1 : 0
        let start = place
        while place < word.count, word[place] &- 48 <= 9 { place += 1 }
        let digits = place - start
        guard digits > 0, digits == 1 || word[start] != 48 || leniency.leadingZeros else { return nil }
        if place == word.count { return .int }
        if word[place] == 46 {
            let point = place
            place += 1
            while place < word.count, word[place] &- 48 <= 9 { place += 1 }
            guard place > point + 1 else { return nil }
        }
        if place < word.count, word[place] | 32 == 101 {
            place += 1
            if place < word.count, word[place] == 43 || word[place] == 45 { place += 1 }
            let exponent = place
            while place < word.count, word[place] &- 48 <= 9 { place += 1 }
            guard place > exponent else { return nil }
        }
        return place == word.count ? .fraction : nil
    }

    private func otherKind(_ word: UnsafeRawBufferPointer) -> WordKind? {
        if word.elementsEqual("null".utf8) { return .null }
        if word.elementsEqual("true".utf8) { return .isTrue }
        if word.elementsEqual("false".utf8) { return .isFalse }
        return leniency.nonNumericNumbers && JSONScanner.nonNumber(word) != nil ? .nonNumber : nil
    }

    /// `NaN`, `Infinity`, `-Infinity`, `+INF` and the like.
    static func nonNumber(_ word: UnsafeRawBufferPointer) -> Double? {
        switch String(decoding: word.prefix(10), as: UTF8.self) {
        case "NaN": .nan
        case "Infinity", "+Infinity", "INF", "+INF": .infinity
        case "-Infinity", "-INF": -.infinity
        default: nil
        }
    }
}
