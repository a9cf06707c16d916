// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

extension SQLFunctions {
    /// The hash of values of the types that the first operand names, one after another from the seed 42; nulls
    /// leave it.
    static func hash(_ code: SQLFunctionCode, _ arguments: FunctionArguments) -> Scalar {
        if arguments.isNull(0) { return .null }
        let names = arguments.string(0).split(separator: " ").prefix(arguments.count - 1)
        let types = names.map { LogicalType(String($0)) ?? .void }
        if code == .hashMurmur {
            var seed: UInt32 = 42
            for (index, type) in types.enumerated() {
                seed = folded(Murmur.self, arguments.scalar(index + 1), type, seed)
            }
            return .int(Int(Int32(bitPattern: seed)))
        }
        var seed: UInt64 = 42
        for (index, type) in types.enumerated() { seed = folded(XX64.self, arguments.scalar(index + 1), type, seed) }
        return .int(Int(Int64(bitPattern: seed)))
    }

    private static func folded<H: ValueHash>(
        _ hash: H.Type, _ value: Scalar, _ type: LogicalType, _ seed: H.Word
    ) -> H.Word {
        switch (value, type) {
        case (.null, _): return seed
        case (.bool(let flag), _): return H.int(flag ? 1 : 0, seed)
        case (.float(let number), .float):
            return H.int(
                number == 0 ? 0 : UInt32(truncatingIfNeeded: (number.isNaN ? Float.nan : Float(number)).bitPattern),
                seed)
        case (.float(let number), _):
            return H.long(number == 0 ? 0 : (number.isNaN ? Double.nan : number).bitPattern, seed)
        case (.int(let number), .bigint), (.int(let number), .timestamp), (.int(let number), .timestampNTZ),
            (.int(let number), .dayTimeInterval), (.int(let number), .timeOfDay):
            return H.long(UInt64(bitPattern: Int64(number)), seed)
        case (.int(let number), .decimal): return H.long(UInt64(bitPattern: Int64(number)), seed)
        case (.int(let number), _): return H.int(UInt32(truncatingIfNeeded: number), seed)
        case (.decimal(let digits), _): return H.bytes(bigEndian(digits), seed)
        case (.string(let text), _): return H.bytes(Array(text.utf8), seed)
        case (.bytes(let bytes), _): return H.bytes(bytes, seed)
        case (.list(let items), .array(let element)):
            return items.reduce(seed) { folded(hash, $1, element, $0) }
        case (.tuple(let members), .structure(let fields)):
            return zip(members, fields).reduce(seed) { folded(hash, $1.0, $1.1.type, $0) }
        case (.map(let entries), .map(let key, let item)):
            return entries.reduce(seed) { folded(hash, $1.value, item, folded(hash, $1.key, key, $0)) }
        default: return seed
        }
    }

    /// As Java's `BigInteger.toByteArray`.
    private static func bigEndian(_ value: Int128) -> [UInt8] {
        var bytes = (0..<16).map { UInt8(truncatingIfNeeded: value >> Int128(120 - 8 * $0)) }
        while bytes.count > 1, (bytes[0] == 0 && bytes[1] < 128) || (bytes[0] == 255 && bytes[1] >= 128) {
            bytes.removeFirst()
        }
        return bytes
    }
}

extension SQLFunctions {
    /// Murmur3 of 32 bits as Spark has it.
    static func murmur(_ bytes: [UInt8], seed: UInt32) -> Int32 { Int32(bitPattern: Murmur.bytes(bytes, seed)) }
}

/// A hash of words and bytes that goes on from a seed.
private protocol ValueHash {
    associatedtype Word
    static func int(_ value: UInt32, _ seed: Word) -> Word
    static func long(_ value: UInt64, _ seed: Word) -> Word
    static func bytes(_ bytes: [UInt8], _ seed: Word) -> Word
}

/// Murmur3 of 32 bits with Spark's own end: bytes beyond the last word are words each, with a sign.
private enum Murmur: ValueHash {
    private static func mix(_ hash: UInt32, _ word: UInt32) -> UInt32 {
        var key = word &* 0xCC9E_2D51
        key = (key << 15 | key >> 17) &* 0x1B87_3593
        let mixed = hash ^ key
        return (mixed << 13 | mixed >> 19) &* 5 &+ 0xE654_6B64
    }

    private static func finish(_ hash: UInt32, _ length: UInt32) -> UInt32 {
        var value = hash ^ length
        value = (value ^ value >> 16) &* 0x85EB_CA6B
        value = (value ^ value >> 13) &* 0xC2B2_AE35
        return value ^ value >> 16
    }

    static func int(_ value: UInt32, _ seed: UInt32) -> UInt32 { finish(mix(seed, value), 4) }

    static func long(_ value: UInt64, _ seed: UInt32) -> UInt32 {
        finish(
            mix(mix(seed, UInt32(truncatingIfNeeded: value)), UInt32(truncatingIfNeeded: value >> 32)), 8)
    }

    static func bytes(_ bytes: [UInt8], _ seed: UInt32) -> UInt32 {
        var hash = seed
        let whole = bytes.count & ~3
        for place in stride(from: 0, to: whole, by: 4) {
            hash = mix(
                hash,
                UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]) << 16
                    | UInt32(bytes[place + 3]) << 24)
        }
        for byte in bytes[whole...] { hash = mix(hash, UInt32(bitPattern: Int32(Int8(bitPattern: byte)))) }
        return finish(hash, UInt32(truncatingIfNeeded: bytes.count))
    }
}

/// xxHash of 64 bits.
private enum XX64: ValueHash {
    private static let primes: [UInt64] = [
        0x9E37_79B1_85EB_CA87, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9, 0x85EB_CA77_C2B2_AE63,
        0x27D4_EB2F_1656_67C5,
    ]

    private static func rotated(_ value: UInt64, _ count: UInt64) -> UInt64 { value << count | value >> (64 - count) }

    private static func finish(_ hash: UInt64) -> UInt64 {
        var value = hash
        value = (value ^ value >> 33) &* primes[1]
        value = (value ^ value >> 29) &* primes[2]
        return value ^ value >> 32
    }

    static func int(_ value: UInt32, _ seed: UInt64) -> UInt64 {
        var hash = seed &+ primes[4] &+ 4
        hash ^= UInt64(value) &* primes[0]
        return finish(rotated(hash, 23) &* primes[1] &+ primes[2])
    }

    static func long(_ value: UInt64, _ seed: UInt64) -> UInt64 {
        finish(word(seed &+ primes[4] &+ 8, value))
    }

    private static func word(_ hash: UInt64, _ value: UInt64) -> UInt64 {
        rotated(hash ^ rotated(value &* primes[1], 31) &* primes[0], 27) &* primes[0] &+ primes[3]
    }

    static func bytes(_ bytes: [UInt8], _ seed: UInt64) -> UInt64 {
        func read(_ place: Int, _ count: Int) -> UInt64 {
            (0..<count).reduce(0) { $0 | UInt64(bytes[place + $1]) << UInt64(8 * $1) }
        }
        var place = 0
        var hash: UInt64
        if bytes.count >= 32 {
            var lanes = [seed &+ primes[0] &+ primes[1], seed &+ primes[1], seed, seed &- primes[0]]
            while place + 32 <= bytes.count {
                for lane in 0..<4 {
                    lanes[lane] = rotated(lanes[lane] &+ read(place, 8) &* primes[1], 31) &* primes[0]
                    place += 8
                }
            }
            hash = rotated(lanes[0], 1) &+ rotated(lanes[1], 7) &+ rotated(lanes[2], 12) &+ rotated(lanes[3], 18)
            for lane in lanes {
                hash = (hash ^ rotated(lane &* primes[1], 31) &* primes[0]) &* primes[0] &+ primes[3]
            }
        } else {
            hash = seed &+ primes[4]
        }
        hash = hash &+ UInt64(bytes.count)
        while place + 8 <= bytes.count {
            hash = word(hash, read(place, 8))
            place += 8
        }
        if place + 4 <= bytes.count {
            hash = rotated(hash ^ read(place, 4) &* primes[0], 23) &* primes[1] &+ primes[2]
            place += 4
        }
        while place < bytes.count {
            hash = rotated(hash ^ UInt64(bytes[place]) &* primes[4], 11) &* primes[0]
            place += 1
        }
        return finish(hash)
    }
}
