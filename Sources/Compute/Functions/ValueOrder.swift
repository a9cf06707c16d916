// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The order and equality of SQL's values: null is least, NaN equals itself and is greatest, the two zeros are equal.
enum ValueOrder {
    static func compare(_ one: Scalar, _ two: Scalar) -> Int {
        switch (one, two) {
        case (.null, .null): return 0
        case (.null, _): return -1
        case (_, .null): return 1
        case (.bool(let a), .bool(let b)): return a == b ? 0 : b ? -1 : 1
        case (.int(let a), .int(let b)): return a < b ? -1 : a == b ? 0 : 1
        case (.float(let a), .float(let b)):
            if a.isNaN || b.isNaN { return a.isNaN == b.isNaN ? 0 : a.isNaN ? 1 : -1 }
            return a < b ? -1 : a == b ? 0 : 1
        case (.decimal(let a), .decimal(let b)): return a < b ? -1 : a == b ? 0 : 1
        case (.string(let a), .string(let b)): return lexical(a.utf8, b.utf8)
        case (.bytes(let a), .bytes(let b)): return lexical(a, b)
        case (.tuple(let a), .tuple(let b)), (.list(let a), .list(let b)):
            for (left, right) in zip(a, b) {
                let order = compare(left, right)
                if order != 0 { return order }
            }
            return a.count < b.count ? -1 : a.count == b.count ? 0 : 1
        case (.map(let a), .map(let b)):
            return compare(.list(a.map { .tuple([$0.key, $0.value]) }), .list(b.map { .tuple([$0.key, $0.value]) }))
        default: return 0
        }
    }

    private static func lexical(_ one: some Sequence<UInt8>, _ two: some Sequence<UInt8>) -> Int {
        one.lexicographicallyPrecedes(two) ? -1 : one.elementsEqual(two) ? 0 : 1
    }

    /// What is the same for equal values, to be looked up by.
    static func key(_ value: Scalar) -> Scalar {
        switch value {
        case .float(let number):
            return .bytes(number.isNaN ? [1] : number == 0 ? [0] : withUnsafeBytes(of: number.bitPattern) { Array($0) })
        case .tuple(let members): return .tuple(members.map { key($0) })
        case .list(let items): return .list(items.map { key($0) })
        case .map(let entries): return .map(entries.map { .init(key: key($0.key), value: key($0.value)) })
        default: return value
        }
    }
}
