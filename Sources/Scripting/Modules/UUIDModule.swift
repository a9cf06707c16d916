// SPDX-License-Identifier: Apache-2.0

/// Python's `uuid`: random ones by the function's salt, so that a task that runs again makes the same.
func uuidModule() -> ScriptObject {
    var constants: [String: Value] = [:]
    for (name, digit) in [("NAMESPACE_DNS", 0), ("NAMESPACE_URL", 1), ("NAMESPACE_OID", 2), ("NAMESPACE_X500", 4)] {
        var bytes = UUIDObject.namespace
        bytes[3] += UInt8(digit)
        constants[name] = .object(UUIDObject(bytes))
    }
    constants["UUID"] = .object(
        LibraryClass("UUID", isInstance: { $0 is UUIDObject }) { (call) throws(Raised) -> Value in
            .object(try uuid(call))
        })
    return LibraryModule(
        "uuid",
        [
            "uuid4": { (call) throws(Raised) -> Value in try random(call, salt: []) },
            // What the driver makes of uuid4: its salt is another for each function that travels.
            "_seeded": { (call) throws(Raised) -> Value in
                let salt = try bytesArgument(try call.one())
                return .object(
                    NativeFunction("uuid4", owner: "uuid") { (call) throws(Raised) -> Value in
                        try random(call, salt: salt)
                    })
            },
            "uuid3": { (call) throws(Raised) -> Value in try named(call, 3, md5) },
            "uuid5": { (call) throws(Raised) -> Value in try named(call, 5, sha1) },
        ], constants: constants)
}

/// Of the salt, the partition and how many the task has drawn.
private func random(_ call: Call, salt: [UInt8]) throws(Raised) -> Value {
    try call.count(0, 0)
    var bytes = salt
    for _ in 0..<2 {
        let bits = call.host.randomSeed()
        for place in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt64(8 * place))) }
    }
    return .object(UUIDObject(Array(sha256(bytes).prefix(16)), version: 4))
}

private func named(
    _ call: Call, _ version: Int, _ digest: ([UInt8]) -> [UInt8]
) throws(Raised) -> Value {
    let bound = try call.bind(["namespace", "name"], required: 2)
    guard case .object(let object)? = bound[0], let space = object as? UUIDObject else {
        throw Raised("AttributeError", "'\(typeName(of: bound[0] ?? .none))' object has no attribute 'bytes'")
    }
    let name: [UInt8] =
        if case .bytes(let bytes)? = bound[1] { bytes.bytes } else {
            try textArgument(bound[1] ?? .none, "encoding without a string argument: ").utf8
        }
    try call.host.spend(8 + name.count / 8)
    return .object(UUIDObject(Array(digest(space.bytes + name).prefix(16)), version: version))
}

private func uuid(_ call: Call) throws(Raised) -> UUIDObject {
    let bound = try call.bind(["hex", "bytes", "bytes_le", "fields", "int", "version"])
    let given = bound.prefix(5).filter { $0.map { !areSame($0, .none) } ?? false }.count
    guard given == 1 else {
        throw Raised("TypeError", "one of the hex, bytes, bytes_le, fields, or int arguments must be given")
    }
    let version = bound[5]?.wholeNumber
    if let version, !(1...5).contains(version) { throw Raised("ValueError", "illegal version number") }
    if let hex = bound[0], !areSame(hex, .none) {
        var text = try textArgument(hex, "replace() argument 1 must be str, not ").string
        for mark in ["urn:", "uuid:"] { text = text.replacing(mark, with: "") }
        while let first = text.first, "{}".contains(first) { text.removeFirst() }
        while let last = text.last, "{}".contains(last) { text.removeLast() }
        text = text.replacing("-", with: "")
        let digits = Array(text.utf8)
        guard digits.count == 32 else { throw Raised("ValueError", "badly formed hexadecimal UUID string") }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: 32, by: 2) {
            guard let byte = UInt8(String(decoding: digits[place..<place + 2], as: UTF8.self), radix: 16) else {
                throw Raised("ValueError", "invalid literal for int() with base 16: '\(text)'")
            }
            bytes.append(byte)
        }
        return UUIDObject(bytes, version: version)
    }
    if let value = bound[4] {
        guard let number = wideNumber(value), let bytes = number.bytes(17, isSigned: false), bytes[16] == 0 else {
            throw Raised("ValueError", "int is out of range (need a 128-bit value)")
        }
        return UUIDObject(Array(bytes.prefix(16).reversed()), version: version)
    }
    guard case .bytes(let source)? = bound[1] ?? bound[2] else {
        throw Raised("TypeError", "a UUID is made of hex, bytes or int on executors")
    }
    var bytes = source.bytes
    guard bytes.count == 16 else {
        throw Raised("ValueError", "bytes\(bound[1] == nil ? "_le" : "") is not a 16-char string")
    }
    if bound[1] == nil {
        bytes = bytes[0..<4].reversed() + bytes[4..<6].reversed() + bytes[6..<8].reversed() + bytes[8...]
    }
    return UUIDObject(bytes, version: version)
}

/// A UUID as a value.
final class UUIDObject: LibraryObject {
    /// Of RFC 4122 for names of hosts.
    fileprivate static let namespace: [UInt8] = [
        0x6B, 0xA7, 0xB8, 0x10, 0x9D, 0xAD, 0x11, 0xD1, 0x80, 0xB4, 0x00, 0xC0, 0x4F, 0xD4, 0x30, 0xC8,
    ]

    let bytes: [UInt8]

    init(_ bytes: [UInt8], version: Int? = nil) {
        var bytes = bytes
        if let version {
            bytes[8] = bytes[8] & 0x3F | 0x80
            bytes[6] = bytes[6] & 0x0F | UInt8(version << 4)
        }
        self.bytes = bytes
    }

    override var typeName: String { "UUID" }

    private var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private var text: String {
        var result = ""
        for (place, digit) in hex.enumerated() {
            if [8, 12, 16, 20].contains(place) { result += "-" }
            result.append(digit)
        }
        return result
    }

    private var number: Value { wideValue(BigInteger(bytes: bytes.reversed(), isSigned: false)) }

    override func field(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
        case "hex": return .text(Text(hex))
        case "bytes": return .bytes(ByteString(bytes))
        case "int": return number
        case "urn": return .text(Text("urn:uuid:" + text))
        case "version": return bytes[8] & 0xC0 == 0x80 ? .int(Int(bytes[6] >> 4)) : Value.none
        case "variant":
            let names = [
                "reserved for NCS compatibility", "specified in RFC 4122", "reserved for Microsoft compatibility",
                "reserved for future definition",
            ]
            let byte = bytes[8]
            let place = byte & 0x80 == 0 ? 0 : byte & 0x40 == 0 ? 1 : byte & 0x20 == 0 ? 2 : 3
            return .text(Text(names[place]))
        default: return nil
        }
    }

    override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        name == "__int__" ? number : try super.callMethod(name, arguments, keywords, host)
    }

    override func isEqual(_ other: Value) -> Bool {
        if case .object(let object) = other, let uuid = object as? UUIDObject { return uuid.bytes == bytes }
        return false
    }

    override func hashValue() -> UInt64? { hashBytes(bytes) }

    override func compare(_ other: Value, _ host: any ScriptHost) throws(Raised) -> Int? {
        guard case .object(let object) = other, let uuid = object as? UUIDObject else { return nil }
        return compareBytes(bytes, uuid.bytes)
    }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String { "UUID('\(text)')" }
    override func str(_ host: any ScriptHost) throws(Raised) -> String { text }

    override func encoded(_ host: any ScriptHost) throws(Raised) -> (type: String, fields: [Value])? {
        ("uuid.UUID", [.bytes(ByteString(bytes))])
    }
}
