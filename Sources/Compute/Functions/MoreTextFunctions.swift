// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Scripting

extension SQLFunctions {
    static func moreText(_ code: SQLFunctionCode, _ arguments: FunctionArguments) throws(Failure) -> Scalar {
        switch code {
        case .base32: return .string(Base32.text(arguments.bytes(0)))
        case .unbase32:
            guard let bytes = Base32.bytes(arguments.bytes(0)) else {
                throw Failure(
                    .conversionInvalid,
                    "The value '\(arguments.string(0))' (\"STRING\") cannot be converted to \"BINARY\" because it is "
                        + "malformed. Correct the value as per the syntax, or change its format.")
            }
            return .bytes(bytes)
        case .isUTF8: return .bool(String(validating: arguments.bytes(0), as: UTF8.self) != nil)
        case .hmac:
            return .bytes(try code32(Array(arguments.bytes(0)), Array(arguments.bytes(1)), arguments.string(2)))
        case .isLuhn: return .bool(isLuhn(arguments.bytes(0)))
        case .occurrence:
            return .int(
                occurrence(
                    Array(arguments.string(0).unicodeScalars), Array(arguments.string(1).unicodeScalars),
                    arguments.int(2), arguments.int(3)))
        default: return .list(sentences(arguments.string(0)))
        }
    }

    /// HMAC (RFC 2104).
    private static func code32(_ key: [UInt8], _ message: [UInt8], _ name: String) throws(Failure) -> [UInt8] {
        let digest: ([UInt8]) -> [UInt8]
        var blockBytes = 64
        switch name.uppercased() {
        case "SHA-256", "SHA256": digest = sha256
        case "SHA-224", "SHA224": digest = sha224
        case "SHA-1", "SHA1": digest = sha1
        case "MD5": digest = md5
        case "SHA-384", "SHA384": (digest, blockBytes) = (sha384, 128)
        case "SHA-512", "SHA512": (digest, blockBytes) = (sha512, 128)
        default:
            throw Failure(
                .invalidParameterFormat,
                "The digest '\(name)' is none of hmac's: use SHA-224, SHA-256, SHA-384, SHA-512, SHA-1 or MD5.")
        }
        var block = key.count > blockBytes ? digest(key) : key
        block += [UInt8](repeating: 0, count: blockBytes - block.count)
        return digest(block.map { $0 ^ 0x5C } + digest(block.map { $0 ^ 0x36 } + message))
    }

    private static func isLuhn(_ text: UnsafeRawBufferPointer) -> Bool {
        guard !text.isEmpty else { return false }
        var sum = 0
        for (place, byte) in text.reversed().enumerated() {
            guard 48...57 ~= byte else { return false }
            let digit = Int(byte) - 48
            let weighted = place % 2 == 1 ? 2 * digit : digit
            sum += weighted > 9 ? weighted - 9 : weighted
        }
        return sum % 10 == 0
    }

    /// Where the n-th find begins, from 1.
    private static func occurrence(
        _ text: [Unicode.Scalar], _ part: [Unicode.Scalar], _ start: Int, _ number: Int
    ) -> Int {
        guard start != 0, number > 0, text.count >= part.count, start.magnitude <= text.count else { return 0 }
        func isAt(_ place: Int) -> Bool {
            place >= 0 && place + part.count <= text.count && text[place..<place + part.count].elementsEqual(part)
        }
        var left = number
        var place = start > 0 ? start - 1 : text.count + start
        while text.indices.contains(place) {
            if isAt(place) {
                left -= 1
                if left == 0 { return place + 1 }
            }
            place += start > 0 ? 1 : -1
        }
        return 0
    }

    /// Words by sentence: a sentence ends with `.`, `!` or `?` before a space and no small letter.
    private static func sentences(_ text: String) -> [Scalar] {
        let scalars = Array(text.unicodeScalars)
        var found: [Scalar] = []
        var words: [Scalar] = []
        var word = String.UnicodeScalarView()
        func isWord(_ place: Int) -> Bool {
            guard scalars.indices.contains(place) else { return false }
            return scalars[place].properties.isAlphabetic || scalars[place].properties.numericType != nil
        }
        func endWord() {
            if !word.isEmpty { words.append(.string(String(word))) }
            word = .init()
        }
        for (place, scalar) in scalars.enumerated() {
            if isWord(place) {
                word.append(scalar)
            } else if "'.’,-_".unicodeScalars.contains(scalar), isWord(place - 1), isWord(place + 1) {
                word.append(scalar)
            } else {
                endWord()
                guard ".!?".unicodeScalars.contains(scalar) else { continue }
                let next = scalars[(place + 1)...].first { !$0.properties.isWhitespace }
                let isEnd = scalar != "." || !(next?.properties.isLowercase ?? false)
                if isEnd, !words.isEmpty {
                    found.append(.list(words))
                    words = []
                }
            }
        }
        endWord()
        if !words.isEmpty { found.append(.list(words)) }
        return found
    }
}

/// Base32 of RFC 4648.
private enum Base32 {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    static func text(_ bytes: UnsafeRawBufferPointer) -> String {
        var text: [UInt8] = []
        var (bits, count) = (0, 0)
        for byte in bytes {
            bits = bits << 8 | Int(byte)
            count += 8
            while count >= 5 {
                count -= 5
                text.append(letters[bits >> count & 31])
            }
            bits &= 0xFF
        }
        if count > 0 { text.append(letters[bits << (5 - count) & 31]) }
        while text.count % 8 != 0 { text.append(UInt8(ascii: "=")) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Nil when the text is none.
    static func bytes(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (bits, count) = (0, 0)
        let digits = text.prefix { $0 != UInt8(ascii: "=") }
        guard text.dropFirst(digits.count).allSatisfy({ $0 == UInt8(ascii: "=") }), text.count % 8 == 0 else {
            return nil
        }
        for byte in digits {
            let upper = 97...122 ~= byte ? byte - 32 : byte
            guard let value = letters.firstIndex(of: upper) else { return nil }
            bits = (bits << 5 | value) & 0xFFFF
            count += 5
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> count))
            }
        }
        return bytes
    }
}
