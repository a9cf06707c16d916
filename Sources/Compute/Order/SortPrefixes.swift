// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The first eight bytes of sort keys as numbers: a smaller number means an earlier row; equal numbers leave it open,
/// unless `isComplete`.
struct SortPrefixes {
    let type: DataType
    /// All ones when the order is descending.
    private let flip: UInt64

    init(type: DataType, descending: Bool) {
        self.type = type
        flip = descending ? .max : 0
    }

    /// Whether rows with equal prefixes have equal keys, given that no key is null.
    var isComplete: Bool { type == .int || type == .float || type == .bool || type == .null }

    func fill(_ keys: Column, into out: UnsafeMutablePointer<UInt64>) {
        let count = keys.count
        switch type {
        case .bool:
            let source = keys.bools
            for row in 0..<count { out[row] = UInt64(source[row]) ^ flip }
        case .int:
            let source = keys.values!.pointer(UInt64.self)
            let sign = flip ^ (1 << 63)
            for row in 0..<count { out[row] = source[row] ^ sign }
        case .float:
            let source = keys.floats
            for row in 0..<count { out[row] = orderedBits(source[row]) ^ flip }
        case .decimal:
            // The upper half and the lower one's first bits, as far as eight bytes reach: numbers beyond them are held
            // to the ends.
            let source = keys.decimals
            for row in 0..<count { out[row] = decimalPrefix(source[row]) ^ flip }
        case .string, .bytes:
            let (views, data) = (UnsafePointer(keys.views), keys.dataPointers)
            for row in 0..<count { out[row] = textPrefix(viewBytes(views, row, data), from: 0) ^ flip }
        case .any: for row in 0..<count { out[row] = anyPrefix(keys.anyCursor(row)) ^ flip }
        case .tuple(let members) where !members.isEmpty:
            SortPrefixes(type: members[0], flip: flip).fill(keys.children[0], into: out)
        default:
            for row in 0..<count { out[row] = flip }
        }
        if let valid = keys.valid {
            for row in 0..<count where valid[row] == 0 { out[row] = flip }
        }
    }

    private init(type: DataType, flip: UInt64) {
        self.type = type
        self.flip = flip
    }
}

/// A number that does not fit in 64 bits comes before or behind all that do, which are in their order.
@inline(__always)
func decimalPrefix(_ value: Wide128) -> UInt64 {
    value.isShort ? value.low ^ 1 << 63 : value.high < 0 ? 0 : .max
}

/// Bits that order floats as `compareFloats` does.
@inline(__always)
func orderedBits(_ value: Double) -> UInt64 {
    if value.isNaN { return .max }
    let bits = (value == 0 ? 0.0 : value).bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
}

/// Eight bytes from `offset` on, the first one most significant; zeros behind the end. The text is readable for eight
/// bytes more (`Buffer.padding`).
@inline(__always)
func textPrefix(_ bytes: UnsafeRawBufferPointer, from offset: Int) -> UInt64 {
    let left = bytes.count &- offset
    if left <= 0 { return 0 }
    let word = UInt64(bigEndian: (bytes.baseAddress! + offset).loadUnaligned(as: UInt64.self))
    return left >= 8 ? word : word & ~(UInt64.max &>> UInt64(truncatingIfNeeded: left &* 8))
}
