// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Python's `random`: the functions of one shared generator, seeded by the task until a script seeds it.
final class RandomModule: LibraryModule {
    private let shared = RandomObject(nil)

    init() {
        super.init("random", [:])
    }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        if name == "Random" || name == "SystemRandom" { return .object(randomClass) }
        return try shared.attribute(name, host)
    }

    override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        if name == "Random" { return try randomClass.callSelf(arguments, keywords, host) }
        return try shared.callMethod(name, arguments, keywords, host)
    }
}

private var randomClass: LibraryClass {
    LibraryClass("Random", isInstance: { $0 is RandomObject }) { (call) throws(Raised) -> Value in
        try call.count(0, 1)
        let object = RandomObject(nil)
        if let seed = call.arguments.first { try object.seed(seed) }
        return .object(object)
    }
}

/// A generator: Python's `random.Random`.
final class RandomObject: LibraryObject {
    /// nil until the first number is wanted.
    private var generator: MersenneTwister?
    /// The second number of the last pair of `gauss`.
    var spareGauss: Double?

    init(_ generator: MersenneTwister?) {
        self.generator = generator
    }

    override var typeName: String { "Random" }
    override var methods: [String: Method] { randomMethods }

    func seed(_ value: Value) throws(Raised) {
        spareGauss = nil
        switch value {
        case .none: generator = nil
        case .int(let whole): generator = MersenneTwister(seed: UInt64(whole.magnitude))
        case .bool(let truth): generator = MersenneTwister(seed: truth ? 1 : 0)
        case .float(let float): generator = MersenneTwister(seed: UInt64(pythonHash(float).magnitude))
        case .text(let text): generator = MersenneTwister(words: seedWords(text.utf8))
        case .bytes(let bytes): generator = MersenneTwister(words: seedWords(bytes.bytes))
        default:
            throw Raised(
                "TypeError",
                "The only supported seed types are: None,\nint, float, str, bytes, and bytearray.")
        }
    }

    /// The bytes and their SHA-512 as one number, the first byte being its greatest.
    private func seedWords(_ bytes: [UInt8]) -> [UInt32] {
        let all = Array((bytes + sha512(bytes)).reversed())
        var words: [UInt32] = []
        for start in stride(from: 0, to: all.count, by: 4) {
            var word: UInt32 = 0
            for place in start..<min(start + 4, all.count) { word |= UInt32(all[place]) << UInt32(8 * (place - start)) }
            words.append(word)
        }
        while words.count > 1 && words.last == 0 { words.removeLast() }
        return words
    }

    private func withGenerator<T>(_ host: any ScriptHost, _ body: (inout MersenneTwister) -> T) throws(Raised) -> T {
        try host.spend(1)
        if generator == nil { generator = MersenneTwister(seed: host.randomSeed()) }
        return body(&generator!)
    }

    func float(_ host: any ScriptHost) throws(Raised) -> Double { try withGenerator(host) { $0.nextFloat() } }

    func bits(_ count: Int, _ host: any ScriptHost) throws(Raised) -> UInt64 {
        try withGenerator(host) { $0.bits(count) }
    }

    /// A uniform index below `bound`, which is positive.
    func below(_ bound: Int, _ host: any ScriptHost) throws(Raised) -> Int {
        Int(try withGenerator(host) { $0.below(UInt64(bound)) })
    }
}

/// Python's hash of a float, which seeds a generator.
private func pythonHash(_ value: Double) -> Int {
    if value.isInfinite { return value > 0 ? 314_159 : -314_159 }
    if value.isNaN || value == 0 { return 0 }
    // The value modulo the prime 2^61 - 1, 28 bits at a time.
    let prime: UInt64 = (1 << 61) - 1
    var power = Int(value.exponent) + 1
    var rest = scalbn(value.magnitude, -power)
    var hash: UInt64 = 0
    while rest != 0 {
        hash = ((hash << 28) & prime) | hash >> 33
        rest *= 268_435_456
        power -= 28
        let part = UInt64(rest)
        rest -= Double(part)
        hash += part
        if hash >= prime { hash -= prime }
    }
    let shift = power >= 0 ? power % 61 : 60 - (-1 - power) % 61
    hash = ((hash << UInt64(shift)) & prime) | hash >> UInt64(61 - shift)
    let signed = value < 0 ? -Int(hash) : Int(hash)
    return signed == -1 ? -2 : signed
}
