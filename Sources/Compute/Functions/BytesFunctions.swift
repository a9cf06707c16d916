// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Scripting

extension SQLFunctions {
    static func bytes(_ code: SQLFunctionCode, _ arguments: FunctionArguments) throws(Failure) -> Scalar {
        switch code {
        case .hexInt: return .string(String(UInt64(bitPattern: Int64(arguments.int(0))), radix: 16, uppercase: true))
        case .hexBytes: return .string(hexadecimal(arguments.bytes(0), upper: true))
        case .unhex: return unhex(arguments.bytes(0)).map { .bytes($0) } ?? .null
        case .base64: return .string(Base64.text(arguments.bytes(0)))
        case .unbase64:
            guard let bytes = Base64.bytes(arguments.bytes(0)) else {
                throw Failure(
                    .conversionInvalid,
                    "The value '\(arguments.string(0))' (\"STRING\") cannot be converted to \"BINARY\" because it is "
                        + "malformed. Correct the value as per the syntax, or change its format. Use `try_to_binary` "
                        + "to tolerate malformed input and return NULL instead.")
            }
            return .bytes(bytes)
        case .textBytes: return .bytes(Array(arguments.bytes(0)))
        case .bytesText: return .string(String(decoding: arguments.bytes(0), as: UTF8.self))
        case .encode: return .bytes(try Charset(arguments.string(1), "encode").encode(arguments.string(0)))
        case .decode: return .string(try Charset(arguments.string(1), "decode").decode(arguments.bytes(0)))
        case .urlEncode: return .string(urlEncoded(arguments.bytes(0)))
        case .urlDecode: return try urlDecoded(arguments.bytes(0))
        case .parseURL: return try urlPart(arguments)
        case .md5: return .string(hexadecimal(md5(Array(arguments.bytes(0))), upper: false))
        case .sha1: return .string(hexadecimal(sha1(Array(arguments.bytes(0))), upper: false))
        case .sha2:
            let bytes = Array(arguments.bytes(0))
            switch arguments.int(1) {
            case 0, 256: return .string(hexadecimal(sha256(bytes), upper: false))
            case 224: return .string(hexadecimal(sha224(bytes), upper: false))
            case 384: return .string(hexadecimal(sha384(bytes), upper: false))
            case 512: return .string(hexadecimal(sha512(bytes), upper: false))
            default: return .null
            }
        case .crc32: return .int(Int(crc32(Array(arguments.bytes(0)))))
        case .binaryDigits: return .string(String(UInt64(bitPattern: Int64(arguments.int(0))), radix: 2))
        case .convertBase: return converted(arguments.string(0), arguments.int(1), arguments.int(2))
        case .sliceBytes:
            let bytes = arguments.bytes(0)
            return .bytes(Array(bytes[sqlRange(arguments.int(1), arguments.int(2), bytes.count)]))
        case .padBytes: return try padded(arguments)
        case .concatenateBytes: return .bytes(Array(arguments.bytes(0)) + Array(arguments.bytes(1)))
        default: return .int(arguments.bytes(0).count)
        }
    }

    static func hexadecimal(_ bytes: some Sequence<UInt8>, upper: Bool) -> String {
        let digits = Array((upper ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }

    private static func unhex(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        var bytes: [UInt8] = []
        var place = 0
        if text.count % 2 == 1 {
            guard let low = digit(text[0]) else { return nil }
            bytes.append(low)
            place = 1
        }
        while place < text.count {
            guard let high = digit(text[place]), let low = digit(text[place + 1]) else { return nil }
            bytes.append(high << 4 | low)
            place += 2
        }
        return bytes
    }

    private static func padded(_ arguments: FunctionArguments) throws(Failure) -> Scalar {
        let (bytes, wanted, filling) = (Array(arguments.bytes(0)), arguments.int(1), Array(arguments.bytes(2)))
        if wanted <= 0 { return .bytes([]) }
        guard wanted <= ComputeLimits.textByteCountMax else { throw tooLong("a binary value") }
        if wanted <= bytes.count || filling.isEmpty { return .bytes(Array(bytes.prefix(wanted))) }
        let added = (0..<wanted - bytes.count).map { filling[$0 % filling.count] }
        return .bytes(arguments.int(3) == 0 ? added + bytes : bytes + added)
    }

    /// As Hive: the digits that are of the base, 64 bits without a sign, with one when the new base is negative.
    private static func converted(_ text: String, _ from: Int, _ to: Int) -> Scalar {
        guard (2...36).contains(from), (2...36).contains(to.magnitude) else { return .null }
        var bytes = Array(text.utf8)[...]
        while bytes.first == 32 { bytes.removeFirst() }
        while bytes.last == 32 { bytes.removeLast() }
        if bytes.isEmpty { return .null }
        let isNegative = bytes.first == 45
        if isNegative { bytes.removeFirst() }
        var value: UInt64 = 0
        for byte in bytes {
            let digit: Int
            switch byte {
            case 48...57: digit = Int(byte) - 48
            case 65...90: digit = Int(byte) - 55
            case 97...122: digit = Int(byte) - 87
            default: digit = 99
            }
            if digit >= from { break }
            let (product, first) = value.multipliedReportingOverflow(by: UInt64(from))
            let (sum, second) = product.addingReportingOverflow(UInt64(digit))
            if first || second {
                value = .max
                break
            }
            value = sum
        }
        if isNegative { value = to > 0 && Int64(bitPattern: value) < 0 ? .max : 0 &- value }
        if to < 0 {
            let signed = Int64(bitPattern: value)
            return .string(String(signed, radix: -to, uppercase: true))
        }
        return .string(String(value, radix: to, uppercase: true))
    }

    // MARK: URLs

    private static func urlEncoded(_ bytes: UnsafeRawBufferPointer) -> String {
        var result = ""
        for byte in bytes {
            switch byte {
            case 48...57, 65...90, 97...122, 0x2D, 0x2E, 0x5F, 0x2A: result.unicodeScalars.append(Unicode.Scalar(byte))
            case 32: result += "+"
            default: result += "%" + hexadecimal([byte], upper: true)
            }
        }
        return result
    }

    private static func urlDecoded(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> Scalar {
        var result: [UInt8] = []
        var place = 0
        while place < bytes.count {
            if bytes[place] == 0x25 {
                guard place + 2 < bytes.count, let high = digit(bytes[place + 1]), let low = digit(bytes[place + 2])
                else {
                    throw Failure(
                        .cannotDecodeURL,
                        "The provided URL cannot be decoded: \(String(decoding: bytes, as: UTF8.self)). Please ensure "
                            + "that the URL is properly formatted and try again.")
                }
                result.append(high << 4 | low)
                place += 3
            } else {
                result.append(bytes[place] == 0x2B ? 32 : bytes[place])
                place += 1
            }
        }
        return .string(String(decoding: result, as: UTF8.self))
    }

    private static func urlPart(_ arguments: FunctionArguments) throws(Failure) -> Scalar {
        if arguments.isNull(0) || arguments.isNull(1) { return .null }
        let url = arguments.string(0)
        if url.utf8.contains(where: { $0 <= 32 || $0 == 0x22 || $0 == 0x3C || $0 == 0x3E || $0 == 0x5C || $0 == 0x5E })
        {
            throw Failure(
                .invalidURL,
                "The url is invalid: \(url). Use `try_parse_url` to tolerate invalid URL and return NULL instead.")
        }
        var rest = url[...]
        var fragment: Substring?
        if let mark = rest.firstIndex(of: "#") { (fragment, rest) = (rest[rest.index(after: mark)...], rest[..<mark]) }
        var query: Substring?
        if let mark = rest.firstIndex(of: "?") { (query, rest) = (rest[rest.index(after: mark)...], rest[..<mark]) }
        var (scheme, authority): (Substring?, Substring?) = (nil, nil)
        if let mark = rest.firstIndex(of: ":"), !rest[..<mark].contains("/") {
            (scheme, rest) = (rest[..<mark], rest[rest.index(after: mark)...])
        }
        if rest.hasPrefix("//") {
            let end = rest.dropFirst(2).firstIndex(of: "/") ?? rest.endIndex
            (authority, rest) = (rest.dropFirst(2)[..<end], rest[end...])
        }
        func text(_ part: Substring?) -> Scalar { part.map { .string(String($0)) } ?? .null }
        let user = authority.flatMap { whole in whole.lastIndex(of: "@").map { whole[..<$0] } }
        switch arguments.string(1) {
        case "PROTOCOL": return text(scheme)
        case "AUTHORITY": return text(authority)
        case "USERINFO": return text(user)
        case "HOST":
            let host = authority.map { user == nil ? $0 : $0[$0.index(after: $0.lastIndex(of: "@")!)...] }
            return text(host.map { whole in whole.lastIndex(of: ":").map { whole[..<$0] } ?? whole })
        case "PATH": return text(rest)
        case "REF": return text(fragment)
        case "FILE": return .string(String(rest) + (query.map { "?" + $0 } ?? ""))
        case "QUERY":
            if arguments.isNull(2) { return text(query) }
            let key = arguments.string(2) + "="
            return text(query?.split(separator: "&").first { $0.hasPrefix(key) }?.dropFirst(key.count))
        default: return .null
        }
    }
}

/// Base64 as Java's encoders have it.
enum Base64 {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func text(_ bytes: UnsafeRawBufferPointer) -> String {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var word = UInt32(bytes[start]) << 16
            if count > 1 { word |= UInt32(bytes[start + 1]) << 8 }
            if count > 2 { word |= UInt32(bytes[start + 2]) }
            for digit in 0..<4 {
                result.append(digit <= count ? letters[Int(word >> UInt32(18 - 6 * digit) & 63)] : 0x3D)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (value, letter) in letters.enumerated() { table[Int(letter)] = UInt8(value) }
        return table
    }()

    /// White space is left out; nil of what is no Base64.
    static func bytes(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        var (word, bits): (UInt32, UInt32) = (0, 0)
        var result: [UInt8] = []
        var isEnded = false
        for byte in text {
            if byte == 0x3D {
                isEnded = true
                continue
            }
            if byte == 32 || (9...13).contains(byte) { continue }
            let value = values[Int(byte)]
            guard value < 64, !isEnded else { return nil }
            word = word << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                result.append(UInt8(truncatingIfNeeded: word >> bits))
            }
        }
        return bits == 6 ? nil : result
    }
}

/// The charsets that `encode` and `decode` know.
struct Charset {
    private let name: String
    private let function: String

    init(_ name: String, _ function: String) throws(Failure) {
        self.name = name.uppercased()
        self.function = function
        guard ["UTF-8", "UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "US-ASCII", "ISO-8859-1"].contains(self.name) else {
            throw Failure(
                .invalidCharset,
                "The value of parameter(s) `charset` in `\(function)` is invalid: Expects one of the iso-8859-1, "
                    + "us-ascii, utf-16, utf-16be, utf-16le, utf-32, utf-8, but got \(name).")
        }
    }

    func encode(_ text: String) throws(Failure) -> [UInt8] {
        func units(_ isBig: Bool) -> [UInt8] {
            text.utf16.flatMap { unit in
                let (high, low) = (UInt8(unit >> 8), UInt8(truncatingIfNeeded: unit))
                return isBig ? [high, low] : [low, high]
            }
        }
        switch name {
        case "UTF-8": return Array(text.utf8)
        case "UTF-16": return text.isEmpty ? [] : [0xFE, 0xFF] + units(true)
        case "UTF-16BE": return units(true)
        case "UTF-16LE": return units(false)
        case "UTF-32":
            return text.unicodeScalars.flatMap { scalar in
                (0..<4).map { UInt8(truncatingIfNeeded: scalar.value >> UInt32(24 - 8 * $0)) }
            }
        default:
            let limit: UInt32 = name == "US-ASCII" ? 128 : 256
            var bytes: [UInt8] = []
            for scalar in text.unicodeScalars {
                guard scalar.value < limit else { throw malformed() }
                bytes.append(UInt8(scalar.value))
            }
            return bytes
        }
    }

    func decode(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> String {
        switch name {
        case "UTF-8":
            guard let text = String(validating: bytes, as: UTF8.self) else { throw malformed() }
            return text
        case "UTF-16", "UTF-16BE", "UTF-16LE":
            var isBig = name != "UTF-16LE"
            var start = 0
            let mark = Array(bytes.prefix(2))
            if name == "UTF-16", mark == [0xFF, 0xFE] || mark == [0xFE, 0xFF] {
                isBig = mark[0] == 0xFE
                start = 2
            }
            var units: [UInt16] = []
            for place in stride(from: start, to: bytes.count - 1, by: 2) {
                let (first, second) = (UInt16(bytes[place]), UInt16(bytes[place + 1]))
                units.append(isBig ? first << 8 | second : second << 8 | first)
            }
            guard (bytes.count - start) % 2 == 0, let text = String(validating: units, as: UTF16.self) else {
                throw malformed()
            }
            return text
        case "UTF-32":
            var result = String.UnicodeScalarView()
            for place in stride(from: 0, to: bytes.count - 3, by: 4) {
                let code = (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[place + $1]) }
                guard let scalar = Unicode.Scalar(code) else { throw malformed() }
                result.append(scalar)
            }
            return String(result)
        default:
            guard name != "US-ASCII" || bytes.allSatisfy({ $0 < 128 }) else { throw malformed() }
            return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        }
    }

    private func malformed() -> Failure {
        Failure(
            .malformedCharacters,
            "Invalid value found when performing `\(function)` with \(name).")
    }
}
