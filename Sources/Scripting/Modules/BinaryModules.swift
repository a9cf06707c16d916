// SPDX-License-Identifier: Apache-2.0

/// The bytes of a bytes-like argument, or of an ASCII text where one is allowed.
func bytesArgument(_ value: Value, allowsText: Bool = false) throws(Raised) -> [UInt8] {
    switch value {
    case .bytes(let bytes): return bytes.bytes
    case .text(let text) where allowsText:
        guard text.isASCII else { throw Raised("ValueError", "string argument should contain only ASCII characters") }
        return text.utf8
    default:
        let wanted =
            allowsText ? "argument should be a bytes-like object or ASCII string" : "a bytes-like object is required"
        throw Raised("TypeError", "\(wanted), not '\(typeName(of: value))'")
    }
}

// MARK: zlib

/// Python's `zlib`: the two checksums.
func zlibModule() -> ScriptObject {
    LibraryModule(
        "zlib",
        [
            "crc32": { (call) throws(Raised) -> Value in
                let (bytes, start) = try checksumArguments(call, 0)
                return .int(Int(crc32(bytes, UInt32(truncatingIfNeeded: start))))
            },
            "adler32": { (call) throws(Raised) -> Value in
                let (bytes, start) = try checksumArguments(call, 1)
                return .int(Int(adler32(bytes, UInt32(truncatingIfNeeded: start))))
            },
        ],
        constants: ["error": .object(ExceptionClass("zlib.error"))])
}

private func checksumArguments(_ call: Call, _ standard: Int) throws(Raised) -> ([UInt8], Int) {
    try call.count(1, 2)
    let bytes = try bytesArgument(call.arguments[0])
    try call.host.spend(bytes.count >> 5)
    return (bytes, call.arguments.count > 1 ? try wholeArgument(call.arguments[1]) : standard)
}

/// Eight tables, so that eight bytes take one step.
private let crcTables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for index in 0..<256 {
        var value = UInt32(index)
        for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
        tables[index] = value
    }
    for index in 0..<256 {
        for table in 1..<8 {
            let before = tables[(table - 1) * 256 + index]
            tables[table * 256 + index] = before >> 8 ^ tables[Int(before & 0xFF)]
        }
    }
    return tables
}()

package func crc32(_ bytes: [UInt8], _ start: UInt32 = 0) -> UInt32 {
    var state = ~start
    crcTables.withUnsafeBufferPointer { tables in
        bytes.withUnsafeBytes { raw in
            var place = 0
            while place &+ 8 <= raw.count {
                let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: place, as: UInt64.self))
                let mixed = word ^ UInt64(state)
                var next: UInt32 = 0
                for byte in 0..<8 {
                    next ^= tables[(7 &- byte) &* 256 &+ Int(truncatingIfNeeded: mixed >> UInt64(8 &* byte) & 0xFF)]
                }
                state = next
                place &+= 8
            }
            while place < raw.count {
                state = state >> 8 ^ tables[Int((state ^ UInt32(raw[place])) & 0xFF)]
                place &+= 1
            }
        }
    }
    return ~state
}

func adler32(_ bytes: [UInt8], _ start: UInt32 = 1) -> UInt32 {
    var (low, high) = (start & 0xFFFF, start >> 16)
    bytes.withUnsafeBytes { raw in
        var place = 0
        while place < raw.count {
            // So many that 32 bits hold the sums.
            let end = min(place + 5_552, raw.count)
            while place < end {
                low &+= UInt32(raw[place])
                high &+= low
                place &+= 1
            }
            low %= 65_521
            high %= 65_521
        }
    }
    return high << 16 | low
}

// MARK: base64, binascii

/// Python's `base64`.
func base64Module() -> ScriptObject { LibraryModule("base64", base64Functions) }

/// Python's `binascii`: what people use of it.
func binasciiModule() -> ScriptObject {
    LibraryModule(
        "binascii",
        [
            "hexlify": { (call) throws(Raised) -> Value in
                .bytes(ByteString(hexDigits(try bytesArgument(try call.one()), isUpper: false)))
            },
            "unhexlify": { (call) throws(Raised) -> Value in
                .bytes(ByteString(try bytesOfHex(try bytesArgument(try call.one(), allowsText: true))))
            },
            "crc32": { (call) throws(Raised) -> Value in
                let (bytes, start) = try checksumArguments(call, 0)
                return .int(Int(crc32(bytes, UInt32(truncatingIfNeeded: start))))
            },
            "b2a_base64": { (call) throws(Raised) -> Value in
                let bytes = try bytesArgument(call.arguments.first ?? Value.none)
                let ends = call.keyword("newline").map(isTrue) ?? true
                return .bytes(ByteString(base64(bytes, standardAlphabet) + (ends ? [10] : [])))
            },
            "a2b_base64": { (call) throws(Raised) -> Value in
                .bytes(ByteString(try bytesOfBase64(try bytesArgument(try call.one(), allowsText: true))))
            },
        ],
        constants: ["Error": .object(ExceptionClass("binascii.Error"))])
}

private let standardAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

private func base64(_ bytes: [UInt8], _ alphabet: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { result, count in
        bytes.withUnsafeBufferPointer { bytes in
            alphabet.withUnsafeBufferPointer { digits in
                var (place, out) = (0, 0)
                while place &+ 3 <= bytes.count {
                    let word = Int(bytes[place]) << 16 | Int(bytes[place &+ 1]) << 8 | Int(bytes[place &+ 2])
                    result[out] = digits[word >> 18]
                    result[out &+ 1] = digits[word >> 12 & 63]
                    result[out &+ 2] = digits[word >> 6 & 63]
                    result[out &+ 3] = digits[word & 63]
                    place &+= 3
                    out &+= 4
                }
                let left = bytes.count - place
                if left > 0 {
                    let second = left > 1 ? bytes[place + 1] : 0
                    result[out] = digits[Int(bytes[place] >> 2)]
                    result[out + 1] = digits[Int((bytes[place] & 3) << 4 | second >> 4)]
                    result[out + 2] = left > 1 ? digits[Int((second & 15) << 2)] : 61
                    result[out + 3] = 61
                    out += 4
                }
                count = out
            }
        }
    }
}

/// The value of each byte as a digit; 255 where it is none.
private let sextets: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    for (value, digit) in standardAlphabet.enumerated() { values[Int(digit)] = UInt8(value) }
    return values
}()

/// As CPython's decoder: what is not of the alphabet is passed over, text behind the padding too.
private func bytesOfBase64(_ text: [UInt8]) throws(Raised) -> [UInt8] {
    // Digits of the last group, when they do not fill it.
    var rest = 0
    let result = [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3 + 3) { result, count in
        text.withUnsafeBufferPointer { text in
            sextets.withUnsafeBufferPointer { sextets in
                (count, rest) = decodeBase64(text, sextets, result)
            }
        }
    }
    if rest == 1 {
        let count = result.count / 3 * 4 + 1
        throw Raised(
            "binascii.Error",
            "Invalid base64-encoded string: number of data characters (\(count)) cannot be 1 more than a multiple of 4")
    }
    if rest != 0 { throw Raised("binascii.Error", "Incorrect padding") }
    return result
}

/// How many bytes there are, and how many digits are left over.
private func decodeBase64(
    _ text: UnsafeBufferPointer<UInt8>, _ sextets: UnsafeBufferPointer<UInt8>,
    _ result: UnsafeMutableBufferPointer<UInt8>
) -> (count: Int, rest: Int) {
    var (place, out, group, pads) = (0, 0, 0, 0)
    var left: UInt8 = 0
    while place < text.count {
        // Groups of digits without anything between them.
        while group == 0, place &+ 4 <= text.count {
            let (a, b) = (sextets[Int(text[place])], sextets[Int(text[place &+ 1])])
            let (c, d) = (sextets[Int(text[place &+ 2])], sextets[Int(text[place &+ 3])])
            if (a | b | c | d) & 0xC0 != 0 { break }
            result[out] = a &<< 2 | b &>> 4
            result[out &+ 1] = b &<< 4 | c &>> 2
            result[out &+ 2] = c &<< 6 | d
            place &+= 4
            out &+= 3
            pads = 0
        }
        if place == text.count { break }
        let byte = text[place]
        place += 1
        if byte == 61 {
            pads += 1
            if group >= 2 && group + pads >= 4 { return (out, 0) }
            continue
        }
        let value = sextets[Int(byte)]
        if value == 255 { continue }
        pads = 0
        switch group {
        case 0: left = value
        case 1:
            result[out] = left << 2 | value >> 4
            left = value & 15
            out += 1
        case 2:
            result[out] = left << 4 | value >> 2
            left = value & 3
            out += 1
        default:
            result[out] = left << 6 | value
            out += 1
        }
        group = (group + 1) & 3
    }
    return (out, group)
}

private func base64Strictly(_ text: [UInt8]) throws(Raised) -> [UInt8] {
    var body = text[...]
    var pads = 0
    while body.last == 61, pads < 2 {
        body.removeLast()
        pads += 1
    }
    if !body.allSatisfy({ sextets[Int($0)] != 255 }) { throw Raised("binascii.Error", "Only base64 data is allowed") }
    return try bytesOfBase64(text)
}

private func hexDigits(_ bytes: [UInt8], isUpper: Bool) -> [UInt8] {
    let digits = Array((isUpper ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
    return [UInt8](unsafeUninitializedCapacity: bytes.count * 2) { result, count in
        digits.withUnsafeBufferPointer { digits in
            for (place, byte) in bytes.enumerated() {
                result[2 &* place] = digits[Int(byte >> 4)]
                result[2 &* place &+ 1] = digits[Int(byte & 15)]
            }
        }
        count = bytes.count * 2
    }
}

private func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    case 97...102: byte - 87
    default: nil
    }
}

private func bytesOfHex(_ text: [UInt8]) throws(Raised) -> [UInt8] {
    if text.count & 1 == 1 { throw Raised("binascii.Error", "Odd-length string") }
    var result: [UInt8] = []
    for place in stride(from: 0, to: text.count, by: 2) {
        guard let high = hexValue(text[place]), let low = hexValue(text[place + 1]) else {
            throw Raised("binascii.Error", "Non-hexadecimal digit found")
        }
        result.append(high << 4 | low)
    }
    return result
}

private func alternative(_ value: Value?) throws(Raised) -> (UInt8, UInt8)? {
    guard let value, !areSame(value, .none) else { return nil }
    let bytes = try bytesArgument(value, allowsText: true)
    guard bytes.count == 2 else { throw Raised("AssertionError", arguments: [.bytes(ByteString(bytes))]) }
    return (bytes[0], bytes[1])
}

private func encoded64(_ value: Value, _ other: (UInt8, UInt8)?, _ host: any ScriptHost) throws(Raised) -> Value {
    let bytes = try bytesArgument(value)
    try host.reserve(bytes.count / 3 * 4)
    try host.spend(bytes.count >> 5)
    var alphabet = standardAlphabet
    if let other { (alphabet[62], alphabet[63]) = other }
    return .bytes(ByteString(base64(bytes, alphabet)))
}

private func decoded64(
    _ value: Value, _ other: (UInt8, UInt8)?, isStrict: Bool, _ host: any ScriptHost
) throws(Raised) -> Value {
    var text = try bytesArgument(value, allowsText: true)
    try host.reserve(text.count)
    try host.spend(text.count >> 5)
    if let other {
        text = text.map { $0 == other.0 ? 43 : $0 == other.1 ? 47 : $0 }
    }
    return .bytes(ByteString(isStrict ? try base64Strictly(text) : try bytesOfBase64(text)))
}

private let safeAlphabet: (UInt8, UInt8) = (45, 95)
private let alphabet32 = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

private func base32(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 5) {
        let part = bytes[start..<min(start + 5, bytes.count)]
        var word: UInt64 = 0
        for place in 0..<5 { word = word << 8 | (place < part.count ? UInt64(part[start + place]) : 0) }
        let digits = (part.count * 8 + 4) / 5
        for digit in 0..<8 {
            result.append(digit < digits ? alphabet32[Int(word >> UInt64(35 - 5 * digit) & 31)] : 61)
        }
    }
    return result
}

private func bytesOfBase32(_ text: [UInt8]) throws(Raised) -> [UInt8] {
    func failed() -> Raised { Raised("binascii.Error", "Incorrect padding") }
    if text.count & 7 != 0 { throw failed() }
    let pads = text.reversed().prefix { $0 == 61 }.count
    var result: [UInt8] = []
    for start in stride(from: 0, to: text.count, by: 8) {
        var word: UInt64 = 0
        for place in start..<start + 8 {
            if place >= text.count - pads {
                word <<= 5
                continue
            }
            guard let digit = alphabet32.firstIndex(of: text[place]) else {
                throw Raised("binascii.Error", "Non-base32 digit found")
            }
            word = word << 5 | UInt64(digit)
        }
        for byte in 0..<5 { result.append(UInt8(truncatingIfNeeded: word >> UInt64(32 - 8 * byte))) }
    }
    guard let dropped = [0: 0, 1: 1, 3: 2, 4: 3, 6: 4][pads] else { throw failed() }
    return Array(result.dropLast(dropped))
}

private let base64Functions: [String: LibraryModule.Body] = [
    "b64encode": { (call) throws(Raised) -> Value in
        let bound = try call.bind(["s", "altchars"], required: 1)
        return try encoded64(bound[0] ?? Value.none, try alternative(bound[1]), call.host)
    },
    "b64decode": { (call) throws(Raised) -> Value in
        let bound = try call.bind(["s", "altchars", "validate"], required: 1)
        let isStrict = bound[2].map(isTrue) ?? false
        return try decoded64(bound[0] ?? Value.none, try alternative(bound[1]), isStrict: isStrict, call.host)
    },
    "standard_b64encode": { (call) throws(Raised) -> Value in try encoded64(try call.one(), nil, call.host) },
    "standard_b64decode": { (call) throws(Raised) -> Value in
        try decoded64(try call.one(), nil, isStrict: false, call.host)
    },
    "urlsafe_b64encode": { (call) throws(Raised) -> Value in
        try encoded64(try call.one(), safeAlphabet, call.host)
    },
    "urlsafe_b64decode": { (call) throws(Raised) -> Value in
        try decoded64(try call.one(), safeAlphabet, isStrict: false, call.host)
    },
    "encodebytes": { (call) throws(Raised) -> Value in
        let bytes = try bytesArgument(try call.one())
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 57) {
            result += base64(Array(bytes[start..<min(start + 57, bytes.count)]), standardAlphabet) + [10]
        }
        try call.host.reserve(result.count)
        return .bytes(ByteString(result))
    },
    "decodebytes": { (call) throws(Raised) -> Value in
        try decoded64(.bytes(ByteString(try bytesArgument(try call.one()))), nil, isStrict: false, call.host)
    },
    "b16encode": { (call) throws(Raised) -> Value in
        .bytes(ByteString(hexDigits(try bytesArgument(try call.one()), isUpper: true)))
    },
    "b16decode": { (call) throws(Raised) -> Value in
        let bound = try call.bind(["s", "casefold"], required: 1)
        var text = try bytesArgument(bound[0] ?? Value.none, allowsText: true)
        if bound[1].map(isTrue) ?? false { text = text.map { (97...122).contains($0) ? $0 - 32 : $0 } }
        if text.contains(where: { !(48...57).contains($0) && !(65...70).contains($0) }) {
            throw Raised("binascii.Error", "Non-base16 digit found")
        }
        return .bytes(ByteString(try bytesOfHex(text)))
    },
    "b32encode": { (call) throws(Raised) -> Value in
        .bytes(ByteString(base32(try bytesArgument(try call.one()))))
    },
    "b32decode": { (call) throws(Raised) -> Value in
        let bound = try call.bind(["s", "casefold"], required: 1)
        var text = try bytesArgument(bound[0] ?? Value.none, allowsText: true)
        if bound[1].map(isTrue) ?? false { text = text.map { (97...122).contains($0) ? $0 - 32 : $0 } }
        return .bytes(ByteString(try bytesOfBase32(text)))
    },
]
