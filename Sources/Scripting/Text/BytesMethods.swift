// SPDX-License-Identifier: Apache-2.0

/// Calls the method `name` of a `bytes`; nil when there is no such method.
public func callBytesMethod(
    _ bytes: ByteString, _ name: String, _ arguments: [Value], _ keywords: [(name: String, value: Value)],
    _ host: any ScriptHost
) throws(Raised) -> Value? {
    guard let method = bytesMethods[name] else { return nil }
    if bytes.bytes.count >= 64 { try host.spend(bytes.bytes.count >> 5) }
    return try method(bytes.bytes, Call(name, arguments, keywords, host))
}

/// Whether `bytes` has a method of this name.
public func isBytesMethod(_ name: String) -> Bool { bytesMethods[name] != nil }

private typealias BytesMethod = @Sendable ([UInt8], Call) throws(Raised) -> Value

private let bytesMethods: [String: BytesMethod] = [
    "decode": { (bytes, call) throws(Raised) -> Value in
        let bound = try call.bind(["encoding", "errors"])
        try call.host.reserve(bytes.count * 2)
        let encoding = try codecArgument(bound[0], "utf-8")
        return .text(try decode(bytes, encoding, errors: try codecArgument(bound[1], "strict")))
    },
    "hex": { (bytes, call) throws(Raised) -> Value in
        try call.count(0, 0)
        try call.host.reserve(bytes.count * 2)
        return .text(Text(hexText(bytes)))
    },
    "split": splitBytes,
    "strip": { (bytes, call) throws(Raised) -> Value in try stripBytes(bytes, call, start: true, end: true) },
    "lstrip": { (bytes, call) throws(Raised) -> Value in try stripBytes(bytes, call, start: true, end: false) },
    "rstrip": { (bytes, call) throws(Raised) -> Value in try stripBytes(bytes, call, start: false, end: true) },
    "startswith": { (bytes, call) throws(Raised) -> Value in
        try hasAffix(bytes, call) { bytes.starts(with: $0) }
    },
    "endswith": { (bytes, call) throws(Raised) -> Value in
        try hasAffix(bytes, call) { bytes.suffix($0.count).elementsEqual($0) }
    },
    "find": { (bytes, call) throws(Raised) -> Value in .int(try offset(bytes, call) ?? -1) },
    "index": { (bytes, call) throws(Raised) -> Value in
        guard let found = try offset(bytes, call) else { throw Raised("ValueError", "subsection not found") }
        return .int(found)
    },
    "rfind": { (bytes, call) throws(Raised) -> Value in
        .int(findLastBytes(bytes, try bytesArgument(try call.one()), from: 0, to: bytes.count) ?? -1)
    },
    "count": { (bytes, call) throws(Raised) -> Value in
        let part = try bytesArgument(try call.one())
        if part.isEmpty { return .int(bytes.count + 1) }
        var total = 0
        var from = 0
        while let found = findBytes(bytes, part, from: from, to: bytes.count) {
            total += 1
            from = found + part.count
        }
        return .int(total)
    },
    "replace": { (bytes, call) throws(Raised) -> Value in
        try call.count(2, 3)
        let limit = call.arguments.count > 2 ? try wholeArgument(call.arguments[2]) : -1
        let old = try bytesArgument(call.arguments[0])
        let new = try bytesArgument(call.arguments[1])
        return .bytes(ByteString(try replaced(bytes, old, new, limit, call.host, isText: false) ?? bytes))
    },
    "join": { (bytes, call) throws(Raised) -> Value in
        var joined: [UInt8] = []
        for (index, value) in try call.values(try call.one()).enumerated() {
            guard case .bytes(let part) = value else {
                throw Raised(
                    "TypeError",
                    "sequence item \(index): expected a bytes-like object, \(typeName(of: value)) found")
            }
            try call.host.reserve(part.bytes.count + bytes.count)
            if index > 0 { joined += bytes }
            joined += part.bytes
        }
        return .bytes(ByteString(joined))
    },
    "upper": { (bytes, call) throws(Raised) -> Value in
        try call.count(0, 0)
        return .bytes(ByteString(bytes.map { $0 >= 97 && $0 <= 122 ? $0 & 0xDF : $0 }))
    },
    "lower": { (bytes, call) throws(Raised) -> Value in
        try call.count(0, 0)
        return .bytes(ByteString(bytes.map { $0 >= 65 && $0 <= 90 ? $0 | 32 : $0 }))
    },
    "isdigit": { (bytes, call) throws(Raised) -> Value in
        .bool(!bytes.isEmpty && bytes.allSatisfy { $0 >= 48 && $0 <= 57 })
    },
    "isalpha": { (bytes, call) throws(Raised) -> Value in
        .bool(!bytes.isEmpty && bytes.allSatisfy { ($0 | 32) >= 97 && ($0 | 32) <= 122 })
    },
    "isspace": { (bytes, call) throws(Raised) -> Value in .bool(!bytes.isEmpty && bytes.allSatisfy(isBlank)) },
]

/// Two hexadecimal digits a byte.
func hexText(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}

private func isBlank(_ byte: UInt8) -> Bool { (byte >= 9 && byte <= 13) || byte == 32 }

private func bytesArgument(_ value: Value) throws(Raised) -> [UInt8] {
    switch value {
    case .bytes(let bytes): return bytes.bytes
    case .int(let byte):
        guard let byte = UInt8(exactly: byte) else { throw Raised("ValueError", "byte must be in range(0, 256)") }
        return [byte]
    default: throw Raised("TypeError", "a bytes-like object is required, not '\(typeName(of: value))'")
    }
}

private func hasAffix(_ bytes: [UInt8], _ call: Call, _ test: ([UInt8]) -> Bool) throws(Raised) -> Value {
    let argument = try call.one()
    var affixes = [argument]
    if case .tuple(let tuple) = argument { affixes = tuple.elements }
    for value in affixes {
        guard case .bytes(let affix) = value else {
            throw Raised(
                "TypeError",
                "\(call.name) first arg must be bytes or a tuple of bytes, not \(typeName(of: value))")
        }
        if test(affix.bytes) { return .bool(true) }
    }
    return .bool(false)
}

private func offset(_ bytes: [UInt8], _ call: Call) throws(Raised) -> Int? {
    try call.count(1, 3)
    var from = call.arguments.count > 1 ? try sliceIndex(call.arguments[1]) ?? 0 : 0
    var to = call.arguments.count > 2 ? try sliceIndex(call.arguments[2]) ?? bytes.count : bytes.count
    if from < 0 { from = max(0, from + bytes.count) }
    if to < 0 { to = max(0, to + bytes.count) }
    to = min(to, bytes.count)
    return from > to ? nil : findBytes(bytes, try bytesArgument(call.arguments[0]), from: from, to: to)
}

private func stripBytes(_ bytes: [UInt8], _ call: Call, start: Bool, end: Bool) throws(Raised) -> Value {
    try call.count(0, 1)
    var chars: [UInt8] = [32, 9, 10, 11, 12, 13]
    if let argument = call.arguments.first, typeName(of: argument) != "NoneType" {
        chars = try bytesArgument(argument)
    }
    var first = 0
    var last = bytes.count
    while start && first < last && chars.contains(bytes[first]) { first += 1 }
    while end && first < last && chars.contains(bytes[last - 1]) { last -= 1 }
    return .bytes(ByteString(Array(bytes[first..<last])))
}

private func splitBytes(_ bytes: [UInt8], _ call: Call) throws(Raised) -> Value {
    let bound = try call.bind(["sep", "maxsplit"])
    var limit = try wholeArgument(bound[1] ?? .int(-1))
    if limit < 0 { limit = .max }
    var pieces: [Value] = []
    func add(_ range: Range<Int>) { pieces.append(.bytes(ByteString(Array(bytes[range])))) }
    var from = 0
    if let separator = bound[0], typeName(of: separator) != "NoneType" {
        let separator = try bytesArgument(separator)
        if separator.isEmpty { throw Raised("ValueError", "empty separator") }
        while pieces.count < limit, let found = findBytes(bytes, separator, from: from, to: bytes.count) {
            add(from..<found)
            from = found + separator.count
        }
        add(from..<bytes.count)
    } else {
        while true {
            while from < bytes.count && isBlank(bytes[from]) { from += 1 }
            if from == bytes.count { break }
            var end = from
            if pieces.count == limit {
                end = bytes.count
                while isBlank(bytes[end - 1]) { end -= 1 }
                add(from..<end)
                break
            }
            while end < bytes.count && !isBlank(bytes[end]) { end += 1 }
            add(from..<end)
            from = end
        }
    }
    try call.host.reserve(bytes.count + pieces.count * 64)
    return .list(ListObject(pieces))
}
