// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Numbers by chance that are the same for the same seed, partition and row (SplitMix64 of Steele, Lea and Flood).
struct RowRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: Int, partition: Int, row: Int) {
        state = UInt64(bitPattern: Int64(seed))
        state = RowRandom.mixed(state &+ RowRandom.step &* UInt64(truncatingIfNeeded: partition &+ 1))
        state = RowRandom.mixed(state &+ RowRandom.step &* UInt64(truncatingIfNeeded: row &+ 1))
    }

    private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

    private static func mixed(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }

    mutating func next() -> UInt64 {
        state &+= RowRandom.step
        return RowRandom.mixed(state)
    }
}

extension SQLFunctions {
    private static let letters = Array("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)

    static func random(_ code: SQLFunctionCode, _ arguments: FunctionArguments) throws(Failure) -> Scalar {
        let first = code == .randomUUID ? 0 : 1
        var source = RowRandom(
            seed: arguments.int(first), partition: arguments.int(first + 1), row: arguments.int(first + 2))
        switch code {
        case .listShuffled:
            var items = arguments.list(0)
            items.shuffle(using: &source)
            return .list(items)
        case .randomUUID:
            let high = source.next() & ~0xF000 | 0x4000
            let low = source.next() & ~(3 << 62) | 1 << 63
            let bytes = [high, low].flatMap { word in withUnsafeBytes(of: word.bigEndian) { Array($0) } }
            let digits = Array(hexadecimal(bytes, upper: false).utf8)
            var text: [UInt8] = []
            for (place, digit) in digits.enumerated() {
                if [8, 12, 16, 20].contains(place) { text.append(UInt8(ascii: "-")) }
                text.append(digit)
            }
            return .string(String(decoding: text, as: UTF8.self))
        default:
            let count = max(arguments.int(0), 0)
            guard count <= ComputeLimits.textByteCountMax else { throw tooLong("a text") }
            let bytes = (0..<count).map { _ in letters[Int.random(in: letters.indices, using: &source)] }
            return .string(String(decoding: bytes, as: UTF8.self))
        }
    }
}
