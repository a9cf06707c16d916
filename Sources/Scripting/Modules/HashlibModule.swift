// SPDX-License-Identifier: Apache-2.0

import CScripting

/// A digest on its way: a copy goes on by itself.
public protocol DigestState {
    mutating func update(_ bytes: UnsafeRawBufferPointer)
    /// That of all bytes so far; more may come.
    func digest() -> [UInt8]
}

/// Python's `hashlib`: md5, sha1, SHA-2, BLAKE2.
func hashlibModule() -> ScriptObject {
    var functions: [String: LibraryModule.Body] = ["new": newDigest]
    for name in Algorithm.all.keys { functions[name] = digestFunction(name) }
    return LibraryModule("hashlib", functions)
}

private func digestFunction(_ name: String) -> LibraryModule.Body {
    // A function with a name, as Swift 6.3's compiler crashes at the closure.
    @Sendable func function(_ call: Call) throws(Raised) -> Value { try makeDigest(name, call) }
    return function
}

@Sendable private func newDigest(_ call: Call) throws(Raised) -> Value {
    guard let first = call.arguments.first else { return try makeDigest("new", call) }
    let name = try textArgument(first, "new() argument 'name' must be str, not ").string.lowercased()
    guard Algorithm.all[name] != nil else { throw Raised("ValueError", "unsupported hash type \(name)") }
    return try makeDigest(
        name, Call(call.name, Array(call.arguments.dropFirst()), call.keywords, call.host, owner: call.owner))
}

/// What is known of an algorithm.
private struct Algorithm {
    let digestSize: Int
    let blockSize: Int
    /// What a process without quicker ones uses.
    let whole: (@Sendable ([UInt8]) -> [UInt8])?

    static let all: [String: Algorithm] = [
        "md5": Algorithm(digestSize: 16, blockSize: 64, whole: md5),
        "sha1": Algorithm(digestSize: 20, blockSize: 64, whole: sha1),
        "sha224": Algorithm(digestSize: 28, blockSize: 64, whole: nil),
        "sha256": Algorithm(digestSize: 32, blockSize: 64, whole: sha256),
        "sha384": Algorithm(digestSize: 48, blockSize: 128, whole: sha384),
        "sha512": Algorithm(digestSize: 64, blockSize: 128, whole: sha512),
        "blake2b": Algorithm(digestSize: 64, blockSize: 128, whole: nil),
        "blake2s": Algorithm(digestSize: 32, blockSize: 64, whole: nil),
    ]
}

private func makeDigest(_ name: String, _ call: Call) throws(Raised) -> Value {
    guard let algorithm = Algorithm.all[name] else {
        throw Raised("TypeError", "new() missing required argument 'name' (pos 1)")
    }
    let object: DigestObject
    let data: Value?
    if name.hasPrefix("blake2") {
        let names = ["data", "digest_size", "key", "salt", "person", "usedforsecurity"]
        if call.arguments.count > 1 {
            throw Raised(
                "TypeError", "\(name)() takes at most 1 positional argument (\(call.arguments.count) given)")
        }
        let bound = try call.bind(names)
        var parameters = BLAKE2Parameters(isSmall: name == "blake2s")
        if let size = bound[1] { try parameters.set(digestSize: try wholeArgument(size)) }
        for (index, field) in [(2, BLAKE2Parameters.Field.key), (3, .salt), (4, .person)] {
            if let value = bound[index] { try parameters.set(field, try bytesArgument(value)) }
        }
        object = DigestObject(
            name, digestSize: parameters.digestSize, blockSize: algorithm.blockSize, BLAKE2Digest(parameters))
        data = bound[0]
    } else {
        let bound = try call.bind(["string", "usedforsecurity"])
        let environment = (call.host as? ScriptInstance)?.environment
        let state: any DigestState =
            environment?.digest?(name) ?? algorithm.whole.map { BufferedDigest($0) } ?? SHA256Digest(is224: true)
        object = DigestObject(name, digestSize: algorithm.digestSize, blockSize: algorithm.blockSize, state)
        data = bound[0]
    }
    if let data { try object.update(data, call.host) }
    return .object(object)
}

private final class DigestObject: LibraryObject {
    let name: String
    private let digestSize: Int
    private let blockSize: Int
    private var state: any DigestState

    init(_ name: String, digestSize: Int, blockSize: Int, _ state: any DigestState) {
        self.name = name
        self.digestSize = digestSize
        self.blockSize = blockSize
        self.state = state
    }

    override var typeName: String { name.hasPrefix("blake2") ? "_blake2.\(name)" : "_hashlib.HASH" }

    func update(_ value: Value, _ host: any ScriptHost) throws(Raised) {
        guard case .bytes(let more) = value else {
            if case .text = value { throw Raised("TypeError", "Strings must be encoded before hashing") }
            throw Raised("TypeError", "object supporting the buffer API required")
        }
        try host.spend(8 + more.bytes.count / 64)
        if state is BufferedDigest { try host.reserve(more.bytes.count) }
        more.bytes.withUnsafeBytes { state.update($0) }
    }

    override func field(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
        case "name": .text(Text(self.name))
        case "digest_size": .int(digestSize)
        case "block_size": .int(blockSize)
        default: nil
        }
    }

    override var methods: [String: Method] { Self.table }

    private static let table: [String: Method] = [
        "update": method(DigestObject.self) { (object, call) throws(Raised) -> Value in
            try object.update(try call.one(), call.host)
            return .none
        },
        "digest": method(DigestObject.self) { (object, _) throws(Raised) -> Value in
            .bytes(ByteString(object.state.digest()))
        },
        "hexdigest": method(DigestObject.self) { (object, _) throws(Raised) -> Value in
            .text(Text(hexText(object.state.digest())))
        },
        "copy": method(DigestObject.self) { (object, _) throws(Raised) -> Value in
            .object(DigestObject(object.name, digestSize: object.digestSize, blockSize: object.blockSize, object.state))
        },
    ]
}

// MARK: States

/// The bytes are kept and digested when asked for.
private struct BufferedDigest: DigestState {
    private let whole: @Sendable ([UInt8]) -> [UInt8]
    private var bytes: [UInt8] = []

    init(_ whole: @escaping @Sendable ([UInt8]) -> [UInt8]) { self.whole = whole }

    mutating func update(_ bytes: UnsafeRawBufferPointer) { self.bytes += bytes }
    func digest() -> [UInt8] { whole(bytes) }
}

/// SHA-256, or SHA-224.
struct SHA256Digest: DigestState {
    private var state = martlet_sha256()

    init(is224: Bool) { martlet_sha256_begin(&state, is224) }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        martlet_sha256_update(&state, bytes.baseAddress, bytes.count)
    }

    func digest() -> [UInt8] {
        var last = state
        return [UInt8](unsafeUninitializedCapacity: 32) { out, count in
            martlet_sha256_end(&last, out.baseAddress!)
            count = last.is_224 ? 28 : 32
        }
    }
}

/// The parameter block of RFC 7693, and the key.
private struct BLAKE2Parameters {
    enum Field: String {
        case key, salt, person
    }

    let isSmall: Bool
    private(set) var block: [UInt8]
    private(set) var key: [UInt8] = []

    init(isSmall: Bool) {
        self.isSmall = isSmall
        block = [UInt8](repeating: 0, count: isSmall ? 32 : 64)
        block[0] = isSmall ? 32 : 64
        // One leaf, one level.
        (block[2], block[3]) = (1, 1)
    }

    var digestSize: Int { Int(block[0]) }

    mutating func set(digestSize: Int) throws(Raised) {
        let most = isSmall ? 32 : 64
        guard (1...most).contains(digestSize) else {
            throw Raised(
                "ValueError",
                "digest_size for \(isSmall ? "BLAKE2s" : "BLAKE2b") must be between 1 and \(most)"
                    + " bytes, here it is \(digestSize)")
        }
        block[0] = UInt8(digestSize)
    }

    mutating func set(_ field: Field, _ bytes: [UInt8]) throws(Raised) {
        let most = field == .key ? (isSmall ? 32 : 64) : isSmall ? 8 : 16
        guard bytes.count <= most else {
            throw Raised("ValueError", "maximum \(field.rawValue) length is \(most) bytes")
        }
        switch field {
        case .key:
            key = bytes
            block[1] = UInt8(bytes.count)
        case .salt, .person:
            let start = block.count - (field == .salt ? 2 : 1) * most
            block.replaceSubrange(start..<start + bytes.count, with: bytes)
        }
    }
}

private struct BLAKE2Digest: DigestState {
    private var state = martlet_blake2()

    init(_ parameters: BLAKE2Parameters) {
        martlet_blake2_begin(&state, parameters.isSmall, parameters.block)
        guard !parameters.key.isEmpty else { return }
        let padding = [UInt8](repeating: 0, count: (parameters.isSmall ? 64 : 128) - parameters.key.count)
        (parameters.key + padding).withUnsafeBytes { update($0) }
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        martlet_blake2_update(&state, bytes.baseAddress, bytes.count)
    }

    func digest() -> [UInt8] {
        var last = state
        return [UInt8](unsafeUninitializedCapacity: 64) { out, count in
            martlet_blake2_end(&last, out.baseAddress!)
            count = Int(last.digest_size)
        }
    }
}
