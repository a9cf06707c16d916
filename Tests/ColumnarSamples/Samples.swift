// SPDX-License-Identifier: Apache-2.0

package import Columnar

/// Repeatable random numbers (SplitMix64).
package struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    package init(_ seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// Types of every kind, plain and nested.
package let sampleTypes: [DataType] = [
    .null, .bool, .int, .float, .decimal, .tuple([.decimal, .string]), .list(.decimal), .string, .bytes, .tuple([]),
    .tuple([.string, .int]), .list(.int), .list(.string),
    .list(.null), .map(.string, .float), .list(.list(.bool)),
    .tuple([.tuple([.null, .bytes]), .map(.int, .list(.string))]),
    .any, .tuple([.any, .string]), .list(.any),
]

/// A random value; one in `nullEvery` is null at every level, none when that is 0.
package func randomScalar(_ type: DataType, nullEvery: Int, _ random: inout SeededRandom) -> Scalar {
    if type == .null || (nullEvery > 0 && Int.random(in: 0..<nullEvery, using: &random) == 0) { return .null }
    func byteCount(_ random: inout SeededRandom) -> Int {
        Bool.random(using: &random) ? Int.random(in: 0...12, using: &random) : Int.random(in: 13...40, using: &random)
    }
    switch type {
    case .null: return .null
    case .bool: return .bool(Bool.random(using: &random))
    case .int: return .int(Int.random(in: .min ... .max, using: &random))
    case .float: return .float(Double(bitPattern: UInt64.random(in: 0..<(0x7FF << 52), using: &random)))
    case .decimal:
        // Of any number of bits.
        let bits = Int.random(in: 1...126, using: &random)
        let value = Int128.random(in: 0..<(1 << Int128(bits)), using: &random)
        return .decimal(Bool.random(using: &random) ? value : -value)
    case .string:
        return .string(String((0..<byteCount(&random)).map { _ in "aé漢𝄞b ".randomElement(using: &random)! }))
    case .bytes: return .bytes((0..<byteCount(&random)).map { _ in UInt8.random(in: 0...255, using: &random) })
    case .tuple(let members): return .tuple(members.map { randomScalar($0, nullEvery: nullEvery, &random) })
    case .list(let element):
        let count = Int.random(in: 0...4, using: &random)
        return .list((0..<count).map { _ in randomScalar(element, nullEvery: nullEvery, &random) })
    case .map(let key, let value):
        let count = Int.random(in: 0...3, using: &random)
        return .map(
            (0..<count).map { _ in
                Scalar.Entry(
                    key: randomScalar(key, nullEvery: 0, &random),
                    value: randomScalar(value, nullEvery: nullEvery, &random))
            })
    case .any: return randomAny(depth: 3, &random)
    }
}

/// Floats, small numbers that are equal to one another, texts, and containers of such.
package func randomAny(depth: Int, _ random: inout SeededRandom) -> Scalar {
    let inside = { (random: inout SeededRandom) in
        (0..<Int.random(in: 0...3, using: &random)).map { _ in randomAny(depth: depth - 1, &random) }
    }
    let keys = { (random: inout SeededRandom) in
        (0..<Int.random(in: 0...3, using: &random)).map { Scalar.int($0 * 7) }.shuffled(using: &random)
    }
    switch Int.random(in: 0..<(depth == 0 ? 9 : 16), using: &random) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &random))
    case 2: return .int(Int.random(in: -2...2, using: &random))
    case 3: return .float(Double(Int.random(in: -4...4, using: &random)) / 2)
    case 4: return randomScalar(.int, nullEvery: 0, &random)
    case 5: return randomScalar(.float, nullEvery: 0, &random)
    case 6: return .string(["", "a", "b", "longer than twelve"].randomElement(using: &random)!)
    case 7: return randomScalar(.string, nullEvery: 0, &random)
    case 8: return randomScalar(.bytes, nullEvery: 0, &random)
    case 9, 10: return .tuple(inside(&random))
    case 11: return .list(inside(&random))
    case 12: return .set(keys(&random))
    case 13: return .frozenSet(keys(&random))
    case 14: return .object(["datetime.date", "Row", "complex"].randomElement(using: &random)!, inside(&random))
    default:
        return .map(keys(&random).map { Scalar.Entry(key: $0, value: randomAny(depth: depth - 1, &random)) })
    }
}

package func randomColumn(_ type: DataType, count: Int, nullEvery: Int, seed: UInt64) -> Column {
    var random = SeededRandom(seed)
    return Column(type, (0..<count).map { _ in randomScalar(type, nullEvery: nullEvery, &random) })!
}

package func scalars(_ column: Column) -> [Scalar] { (0..<column.count).map { column.scalar($0) } }

package func intColumn(_ values: [Int]) -> Column {
    Column.ints(count: values.count) { out in for (index, value) in values.enumerated() { out[index] = value } }
}

package func stringColumn(_ values: [String]) -> Column { Column(.string, values.map { .string($0) })! }
