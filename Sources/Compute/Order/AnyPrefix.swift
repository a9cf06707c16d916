// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The beginning of a value of type any as a number that orders as `Column.compare` does: four bits of its kind, then
/// what fits of the value; equal numbers leave it open.
func anyPrefix(_ value: AnyCursor) -> UInt64 {
    var cursor = value
    switch cursor.head() {
    case .none: return 0
    case .number(let number): return prefix(1, orderedBits(number.approximate))
    case .text(let content): return prefix(2, textPrefix(content, from: 0))
    case .bytes(let content): return prefix(3, textPrefix(content, from: 0))
    case .tuple(let count): return prefix(4, count == 0 ? 0 : anyPrefix(cursor))
    case .list(let count): return prefix(5, count == 0 ? 0 : anyPrefix(cursor))
    case .dict: return prefix(6, 0)
    case .set: return prefix(7, 0)
    case .object: return prefix(8, 0)
    }
}

private func prefix(_ kind: UInt64, _ rest: UInt64) -> UInt64 { kind << 60 | rest >> 4 }
