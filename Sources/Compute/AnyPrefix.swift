// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The beginning of a value of type any as a number that orders as `Column.compare` does: four bits of its kind, then
/// what fits of the value; equal numbers leave it open.
func anyPrefix(_ value: AnyCursor) -> UInt64 {
    var cursor = value
    switch cursor.tag() {
    case .none: return 0
    case .false: return prefix(1, orderedBits(0))
    case .true: return prefix(1, orderedBits(1))
    case .int: return prefix(1, orderedBits(Double(cursor.int())))
    case .float: return prefix(1, orderedBits(cursor.float()))
    case .string: return prefix(2, textPrefix(cursor.content(), from: 0))
    case .bytes: return prefix(3, textPrefix(cursor.content(), from: 0))
    case .tuple: return prefix(4, cursor.count() == 0 ? 0 : anyPrefix(cursor))
    case .list: return prefix(5, cursor.count() == 0 ? 0 : anyPrefix(cursor))
    case .dict: return prefix(6, 0)
    case .set, .frozenSet: return prefix(7, 0)
    case .object: return objectPrefix(value)
    }
}

private func prefix(_ kind: UInt64, _ rest: UInt64) -> UInt64 { kind << 60 | rest >> 4 }

/// Objects that equal a container are of its kind.
private func objectPrefix(_ value: AnyCursor) -> UInt64 { prefix(UInt64(value.kindRank), 0) }
