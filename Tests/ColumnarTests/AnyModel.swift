// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Two values that the model does not order.
struct Unordered: Error {}

/// Python's rules on scalars, written the plain way.
enum AnyModel {
    static func equal(_ left: Scalar, _ right: Scalar) -> Bool {
        switch (plain(left), plain(right)) {
        case (.null, .null): true
        case (.int(let a), .int(let b)): a == b
        case (.int(let a), .float(let b)), (.float(let b), .int(let a)): Int(exactly: b) == a
        case (.float(let a), .float(let b)): a == b || (a.isNaN && b.isNaN)
        case (.string(let a), .string(let b)): Array(a.utf8) == Array(b.utf8)
        case (.bytes(let a), .bytes(let b)): a == b
        case (.tuple(let a), .tuple(let b)), (.list(let a), .list(let b)): equal(a, b)
        case (.set(let a), .set(let b)): a.count == b.count && a.allSatisfy { one in b.contains { equal(one, $0) } }
        case (.map(let a), .map(let b)):
            a.count == b.count
                && a.allSatisfy { one in b.contains { equal(one.key, $0.key) && equal(one.value, $0.value) } }
        case (.object(let type, let a), .object(let other, let b)): type == other && equal(a, b)
        default: false
        }
    }

    private static func equal(_ left: [Scalar], _ right: [Scalar]) -> Bool {
        left.count == right.count && zip(left, right).allSatisfy { equal($0, $1) }
    }

    /// Bools are ints, rows tuples, counters dicts, frozen sets sets.
    private static func plain(_ value: Scalar) -> Scalar {
        switch value {
        case .bool(let flag): return .int(flag ? 1 : 0)
        case .frozenSet(let members): return .set(members)
        case .object("Row", let fields):
            if fields.count == 2, case .tuple(let values) = fields[1] { return .tuple(values) }
            return value
        case .object("collections.Counter", let fields):
            if fields.count == 1, case .map = fields[0] { return fields[0] }
            return value
        default: return value
        }
    }

    /// Negative, zero or positive; fails where `<` fails.
    static func order(_ left: Scalar, _ right: Scalar, isNested: Bool = false) throws -> Int {
        switch (plain(left), plain(right)) {
        case (.int(let a), .int(let b)): return a == b ? 0 : (a < b ? -1 : 1)
        case (.int(let a), .float(let b)): return -order(b, a)
        case (.float(let a), .int(let b)): return order(a, b)
        case (.float(let a), .float(let b)):
            if a.isNaN || b.isNaN { return (a.isNaN ? 1 : 0) - (b.isNaN ? 1 : 0) }
            return a == b ? 0 : (a < b ? -1 : 1)
        case (.string(let a), .string(let b)): return order(Array(a.utf8), Array(b.utf8))
        case (.bytes(let a), .bytes(let b)): return order(a, b)
        case (.tuple(let a), .tuple(let b)), (.list(let a), .list(let b)):
            for (one, two) in zip(a, b) {
                let order = try order(one, two, isNested: true)
                if order != 0 { return order }
            }
            return a.count - b.count
        case (.object("datetime.date", let a), .object("datetime.date", let b)):
            for (one, two) in zip(a, b) {
                let order = try order(one, two, isNested: true)
                if order != 0 { return order }
            }
            return a.count - b.count
        default:
            if isNested && equal(left, right) { return 0 }
            throw Unordered()
        }
    }

    /// Of a float and an int: 64 bits of mantissa hold both.
    private static func order(_ left: Double, _ right: Int) -> Int {
        if left.isNaN { return 1 }
        if left.isInfinite || abs(left) >= 0x1p64 { return left < 0 ? -1 : 1 }
        let (whole, rest) = (Int128(left), left - left.rounded(.towardZero))
        if whole != Int128(right) { return whole < Int128(right) ? -1 : 1 }
        return rest == 0 ? 0 : (rest < 0 ? -1 : 1)
    }

    private static func order(_ left: [UInt8], _ right: [UInt8]) -> Int {
        left == right ? 0 : (left.lexicographicallyPrecedes(right) ? -1 : 1)
    }
}
