// SPDX-License-Identifier: Apache-2.0

public import Glibc

/// Compares two byte strings as unsigned bytes (for UTF-8: by code point). Negative, zero or positive.
@inlinable
public func compareBytes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
    let common = min(left.count, right.count)
    if common > 0 {
        let order = memcmp(left.baseAddress!, right.baseAddress!, common)
        if order != 0 { return Int(order) }
    }
    return left.count - right.count
}

/// Total order of floats: NaN is greater than all and equals itself; -0.0 equals 0.0.
@inlinable
public func compareFloats(_ left: Double, _ right: Double) -> Int {
    if left < right { return -1 }
    if left > right { return 1 }
    if left == right { return 0 }
    return (left.isNaN ? 1 : 0) - (right.isNaN ? 1 : 0)
}

extension Column {
    /// Compares row `row` with row `otherRow` of `other`, a column of the same type: negative, zero or positive. Null
    /// is least. Tuples and lists compare member by member, a shorter list before a longer one with the same beginning.
    /// Values of type any have a total order that agrees with Python's where Python has one; see `strictOrder`.
    public func compare(_ row: Int, with other: Column, _ otherRow: Int) -> Int {
        if type == .any { return compareAny(anyCursor(row), other.anyCursor(otherRow)) }
        let leftNull = isNull(row)
        let rightNull = other.isNull(otherRow)
        if leftNull || rightNull { return (leftNull ? 0 : 1) - (rightNull ? 0 : 1) }
        switch type {
        case .null: return 0
        case .bool: return Int(bools[row]) - Int(other.bools[otherRow])
        case .int:
            let (left, right) = (ints[row], other.ints[otherRow])
            return left < right ? -1 : (left > right ? 1 : 0)
        case .float: return compareFloats(floats[row], other.floats[otherRow])
        case .decimal:
            let (left, right) = (decimals[row].value, other.decimals[otherRow].value)
            return left < right ? -1 : (left > right ? 1 : 0)
        case .string, .bytes, .any: return compareBytes(bytes(row), other.bytes(otherRow))
        case .tuple:
            for (left, right) in zip(children, other.children) {
                let order = left.compare(row, with: right, otherRow)
                if order != 0 { return order }
            }
            return 0
        case .list, .map:
            let leftEnd = offsets[row + 1]
            let rightEnd = other.offsets[otherRow + 1]
            var (left, right) = (offsets[row], other.offsets[otherRow])
            while left < leftEnd && right < rightEnd {
                let order = children[0].compare(Int(left), with: other.children[0], Int(right))
                if order != 0 { return order }
                left += 1
                right += 1
            }
            return (leftEnd - left > 0 ? 1 : 0) - (rightEnd - right > 0 ? 1 : 0)
        }
    }

    /// Whether two rows hold equal values; floats compare as in `compare`.
    public func equals(_ row: Int, _ other: Column, _ otherRow: Int) -> Bool {
        compare(row, with: other, otherRow) == 0
    }
}
