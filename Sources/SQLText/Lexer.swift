// SPDX-License-Identifier: Apache-2.0

import Relational

/// A word, number, text or sign of SQL, and where it stands.
struct Token {
    enum Kind: Equatable {
        /// As written; keywords are words.
        case word(String)
        case quotedName(String)
        case text(String)
        /// Digits with what belongs to them: `12`, `1.5e3`, `7L`.
        case number(String)
        case sign(String)
        /// `:name`
        case parameter(String)
        case end
    }

    let kind: Kind
    /// Bytes of the text.
    let start: Int
    let end: Int
}

/// Cuts SQL text into tokens.
struct Lexer {
    private let text: String
    private let bytes: [UInt8]
    private var at = 0

    /// Whether what stands in double quotes is a name.
    private let quotesNames: Bool

    init(_ text: String, quotesNames: Bool = false) {
        self.text = text
        self.quotesNames = quotesNames
        bytes = Array(text.utf8)
    }

    static func tokens(of text: String, quotesNames: Bool = false) throws(SQLError) -> [Token] {
        guard text.utf8.count <= SQLTextLimits.textBytesMax else {
            throw .unsupported("a SQL text of \(text.utf8.count) bytes; at most \(SQLTextLimits.textBytesMax) are read")
        }
        var lexer = Lexer(text, quotesNames: quotesNames)
        var found: [Token] = []
        while true {
            let token = try lexer.next()
            found.append(token)
            if token.kind == .end { return found }
        }
    }

    private func peek(_ offset: Int = 0) -> UInt8 { at + offset < bytes.count ? bytes[at + offset] : 0 }

    private mutating func skipSpace() throws(SQLError) {
        while at < bytes.count {
            if peek() <= 0x20 {
                at += 1
            } else if peek() == UInt8(ascii: "-"), peek(1) == UInt8(ascii: "-") {
                while at < bytes.count, peek() != 0x0A { at += 1 }
            } else if peek() == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
                let start = at
                at += 2
                while at < bytes.count, !(peek() == UInt8(ascii: "*") && peek(1) == UInt8(ascii: "/")) { at += 1 }
                guard at < bytes.count else { throw error("/*", start) }
                at += 2
            } else {
                return
            }
        }
    }

    private func error(_ near: String, _ start: Int) -> SQLError {
        SQLError(
            "PARSE_SYNTAX_ERROR", ["error": "'\(near)'", "hint": ""], at: .text(text, start: start, end: at),
            kind: .parse)
    }

    private mutating func next() throws(SQLError) -> Token {
        try skipSpace()
        let start = at
        guard at < bytes.count else { return Token(kind: .end, start: start, end: start) }
        let kind = try self.kind(start)
        return Token(kind: kind, start: start, end: at)
    }

    private mutating func kind(_ start: Int) throws(SQLError) -> Token.Kind {
        let byte = peek()
        switch byte {
        case UInt8(ascii: "\"") where quotesNames: return .quotedName(try quotedName(byte))
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return .text(try string(byte, isRaw: false))
        case UInt8(ascii: "`"): return .quotedName(try quotedName(byte))
        case UInt8(ascii: "r"), UInt8(ascii: "R"):
            if peek(1) == UInt8(ascii: "'") || peek(1) == UInt8(ascii: "\"") {
                at += 1
                return .text(try string(peek(), isRaw: true))
            }
        case UInt8(ascii: ":"):
            if Lexer.isNameStart(peek(1)) {
                at += 1
                return .parameter(word())
            }
        default: break
        }
        if Lexer.isDigit(byte) || (byte == UInt8(ascii: ".") && Lexer.isDigit(peek(1))) { return number() }
        if Lexer.isNameStart(byte) || byte >= 0x80 { return .word(word()) }
        for sign in Lexer.signs where bytes[at...].starts(with: sign.utf8) {
            at += sign.utf8.count
            return .sign(sign)
        }
        at += 1
        throw error(String(decoding: [byte], as: UTF8.self), start)
    }

    private static let signs = [
        "<=>", "<=", ">=", "<>", "!=", "==", "||", "|>", "->", "=>", "::", "<", ">", "=", "+", "-", "*", "/", "%", "&",
        "|",
        "^",
        "~", "!", "(", ")", "[", "]", ",", ".", ";", "?", ":",
    ]

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    private static func isNameStart(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || byte == 0x5F }

    private mutating func word() -> String {
        let start = at
        while at < bytes.count, Lexer.isNameStart(peek()) || Lexer.isDigit(peek()) || peek() >= 0x80 { at += 1 }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    private mutating func number() -> Token.Kind {
        let start = at
        while Lexer.isDigit(peek()) { at += 1 }
        if peek() == UInt8(ascii: "."), !Lexer.isNameStart(peek(1)) {
            at += 1
            while Lexer.isDigit(peek()) { at += 1 }
        }
        if peek() | 0x20 == UInt8(ascii: "e") {
            let signed = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-") ? 2 : 1
            if Lexer.isDigit(peek(signed)) {
                at += signed
                while Lexer.isDigit(peek()) { at += 1 }
            }
        }
        // The kind of number: L, S, Y, F, D, BD. Another name that begins with digits is a word.
        let digits = at
        while Lexer.isNameStart(peek()) || Lexer.isDigit(peek()) { at += 1 }
        let suffix = String(decoding: bytes[digits..<at], as: UTF8.self).uppercased()
        let isWhole = bytes[start..<digits].allSatisfy { Lexer.isDigit($0) }
        if suffix.isEmpty || ["L", "S", "Y", "F", "D", "BD"].contains(suffix) {
            return .number(String(decoding: bytes[start..<at], as: UTF8.self))
        }
        if isWhole { return .word(String(decoding: bytes[start..<at], as: UTF8.self)) }
        at = digits
        return .number(String(decoding: bytes[start..<at], as: UTF8.self))
    }

    private mutating func quotedName(_ quote: UInt8) throws(SQLError) -> String {
        let start = at
        at += 1
        var content: [UInt8] = []
        while at < bytes.count {
            if peek() == quote {
                at += 1
                guard peek() == quote else { return String(decoding: content, as: UTF8.self) }
            }
            content.append(peek())
            at += 1
        }
        throw error(String(decoding: [quote], as: UTF8.self), start)
    }

    private mutating func string(_ quote: UInt8, isRaw: Bool) throws(SQLError) -> String {
        let start = at
        at += 1
        var content: [UInt8] = []
        while at < bytes.count {
            let byte = peek()
            at += 1
            if byte == quote {
                // Twice the quote is one.
                guard peek() == quote, !isRaw else { return String(decoding: content, as: UTF8.self) }
                at += 1
                content.append(quote)
            } else if byte == UInt8(ascii: "\\"), !isRaw, at < bytes.count {
                content += escaped()
            } else {
                content.append(byte)
            }
        }
        throw error(String(decoding: [quote], as: UTF8.self), start)
    }

    private func isOctal(_ byte: UInt8) -> Bool { byte &- 0x30 < 8 }

    private mutating func escaped() -> [UInt8] {
        let byte = peek()
        at += 1
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "1") where isOctal(peek()) && isOctal(peek(1)):
            let code = (byte &- 0x30) << 6 | (peek() &- 0x30) << 3 | (peek(1) &- 0x30)
            at += 2
            return Array(String(Character(Unicode.Scalar(code))).utf8)
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "0"): return [0]
        case UInt8(ascii: "Z"): return [0x1A]
        // These keep the backslash, which LIKE reads.
        case UInt8(ascii: "%"), UInt8(ascii: "_"): return [UInt8(ascii: "\\"), byte]
        case UInt8(ascii: "u") where at + 4 <= bytes.count:
            let digits = String(decoding: bytes[at..<at + 4], as: UTF8.self)
            guard let code = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(code) else { return [byte] }
            at += 4
            return Array(String(Character(scalar)).utf8)
        case UInt8(ascii: "U") where at + 8 <= bytes.count:
            let digits = String(decoding: bytes[at..<at + 8], as: UTF8.self)
            guard let code = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(code) else { return [byte] }
            at += 8
            return Array(String(Character(scalar)).utf8)
        default: return [byte]
        }
    }
}
