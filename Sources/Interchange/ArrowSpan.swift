// SPDX-License-Identifier: Apache-2.0

import CArrow
import Columnar

/// Rows of one Arrow array. Whatever the interface tells of its lengths and buffers is checked before they are read;
/// how large buffers are it does not tell, but for the text of views.
struct ArrowSpan {
    let node: ArrowNode
    let array: ArrowArray
    let count: Int
    /// Where the rows begin in the array's buffers and in the children of a struct.
    let offset: Int
    /// A byte a row, 0 for nulls; nil when no row is null.
    let mask: Buffer?

    /// All rows of `array`.
    init(_ node: ArrowNode, _ array: ArrowArray) throws(ConversionError) {
        try self.init(node, array, from: 0, count: Int(array.length))
    }

    /// Rows `first ..< first + count` of `array`.
    private init(_ node: ArrowNode, _ array: ArrowArray, from first: Int, count: Int) throws(ConversionError) {
        self.node = node
        self.array = array
        self.count = count
        let (length, start) = (Int(array.length), Int(array.offset))
        guard first >= 0, count >= 0, first <= length, count <= length - first,
            count <= InterchangeLimits.arrowRowsMax, start >= 0, start <= InterchangeLimits.arrowOffsetMax,
            length <= InterchangeLimits.arrowOffsetMax, array.null_count >= -1, array.null_count <= array.length,
            Int(array.n_children) == node.children.count, Int(array.n_buffers) >= node.bufferCount,
            (array.dictionary != nil) == !node.dictionary.isEmpty
        else { throw .damaged }
        offset = start + first
        mask = ArrowSpan.mask(node, array, offset, count)
    }

    private static func mask(_ node: ArrowNode, _ array: ArrowArray, _ offset: Int, _ count: Int) -> Buffer? {
        guard node.format != "n", array.null_count != 0, array.n_buffers > 0, let bits = array.buffers?[0], count > 0
        else { return nil }
        let mask = unpacked(bits, offset, count)
        let out = mask.pointer(UInt8.self)
        var all: UInt8 = 1
        for row in 0..<count { all &= out[row] }
        return all == 1 ? nil : mask
    }

    /// A byte a row from a bit a row.
    private static func unpacked(_ bits: UnsafeRawPointer, _ offset: Int, _ count: Int) -> Buffer {
        let buffer = Buffer(byteCount: count)
        let out = buffer.pointer(UInt8.self)
        let bytes = bits.assumingMemoryBound(to: UInt8.self)
        for row in 0..<count { out[row] = (bytes[(offset &+ row) >> 3] >> UInt8((offset &+ row) & 7)) & 1 }
        return buffer
    }

    /// Whether each row is null.
    var isNothing: Bool { node.format == "n" }

    @inline(__always)
    func isNull(_ row: Int) -> Bool { mask.map { $0.pointer(UInt8.self)[row] == 0 } ?? false }

    /// A buffer of the array; its rows begin at `offset`.
    func buffer(_ index: Int) throws(ConversionError) -> UnsafeRawPointer {
        guard let buffer = optionalBuffer(index) else {
            // Arrays without rows may have no memory.
            guard count == 0 else { throw .damaged }
            return UnsafeRawPointer(nothing.base)
        }
        return buffer
    }

    func optionalBuffer(_ index: Int) -> UnsafeRawPointer? {
        index < Int(array.n_buffers) ? array.buffers?[index] : nil
    }

    /// Rows of a child: for structs from `offset` on.
    func child(_ index: Int, from first: Int, count: Int) throws(ConversionError) -> ArrowSpan {
        guard let child = array.children?[index] else { throw .damaged }
        return try ArrowSpan(node.children[index], child.pointee, from: first, count: count)
    }

    /// All rows of the child of lists that say where each begins and how long it is.
    func wholeChild() throws(ConversionError) -> ArrowSpan {
        guard let child = array.children?[0] else { throw .damaged }
        return try ArrowSpan(node.children[0], child.pointee)
    }

    /// The values of a dictionary.
    func dictionary() throws(ConversionError) -> ArrowSpan {
        guard let values = array.dictionary else { throw .damaged }
        return try ArrowSpan(node.dictionary[0], values.pointee)
    }

    // MARK: Numbers

    func bools() throws(ConversionError) -> Column {
        guard count > 0 else { return ColumnBuilder(.bool).finish() }
        return Column(type: .bool, count: count, values: ArrowSpan.unpacked(try buffer(1), offset, count))
    }

    /// Whole numbers of any width and sign, as 64 bits with one.
    func ints() throws(ConversionError) -> Column {
        switch node.format.first {
        case "c": return try ints(Int8.self)
        case "C": return try ints(UInt8.self)
        case "s": return try ints(Int16.self)
        case "S": return try ints(UInt16.self)
        case "i": return try ints(Int32.self)
        case "I": return try ints(UInt32.self)
        case "l": return try ints(Int64.self)
        case "L":
            let column = try ints(Int64.self)
            let numbers = column.ints
            try refuse({ numbers[$0] < 0 }, .overflow)
            return column
        default: throw .damaged
        }
    }

    /// As numbers of so many bytes with a sign.
    func ints(byteCount: Int) throws(ConversionError) -> Column {
        byteCount == 4 ? try ints(Int32.self) : try ints(Int64.self)
    }

    @inline(__always)
    private func ints<T: FixedWidthInteger & BitwiseCopyable>(_: T.Type) throws(ConversionError) -> Column {
        let source = try buffer(1) + offset * MemoryLayout<T>.size
        return .ints(count: count) { out in
            for row in 0..<count {
                let value = source.loadUnaligned(fromByteOffset: row &* MemoryLayout<T>.size, as: T.self)
                out[row] = Int(truncatingIfNeeded: value)
            }
        }
    }

    func floats() throws(ConversionError) -> Column {
        let source = try buffer(1)
        switch node.format {
        case "g":
            return .floats(count: count) { out in
                UnsafeMutableRawPointer(out).copyMemory(from: source + offset * 8, byteCount: count * 8)
            }
        case "f":
            let singles = source + offset * 4
            return .floats(count: count) { out in
                for row in 0..<count {
                    out[row] = Double(singles.loadUnaligned(fromByteOffset: row &* 4, as: Float.self))
                }
            }
        default:
            let halves = source + offset * 2
            return .floats(count: count) { out in
                for row in 0..<count {
                    out[row] = half(halves.loadUnaligned(fromByteOffset: row &* 2, as: UInt16.self))
                }
            }
        }
    }

    /// Throws when `isWrong` holds of a row that is not null. What lies under a null is nobody's value.
    @inline(__always)
    func refuse(
        _ isWrong: (Int) -> Bool, _ error: @autoclosure () -> ConversionError
    ) throws(ConversionError) {
        var wrong = false
        for row in 0..<count { wrong = isWrong(row) || wrong }
        guard wrong else { return }
        for row in 0..<count where isWrong(row) && !isNull(row) { throw error() }
    }

    // MARK: Offsets

    /// Where the values of rows end: offsets from the first on, which is given too, as is the last.
    func ends<Offset: FixedWidthInteger & BitwiseCopyable>(
        _: Offset.Type
    ) throws(ConversionError) -> (offsets: Buffer, first: Int, total: Int) {
        let shifted = Buffer(byteCount: (count + 1) * 4)
        let out = shifted.pointer(Int32.self)
        out[0] = 0
        guard count > 0 else { return (shifted, 0, 0) }
        let size = MemoryLayout<Offset>.size
        let source = try buffer(1) + offset * size
        let first = Int(source.loadUnaligned(as: Offset.self))
        let last = Int(source.loadUnaligned(fromByteOffset: count &* size, as: Offset.self))
        guard first >= 0, last >= first, last - first <= Int(Int32.max) else { throw .damaged }
        var before = first
        var isDamaged = false
        for row in 1...count {
            let end = Int(source.loadUnaligned(fromByteOffset: row &* size, as: Offset.self))
            isDamaged = isDamaged || end < before
            before = end
            out[row] = Int32(truncatingIfNeeded: end &- first)
        }
        guard !isDamaged else { throw .damaged }
        return (shifted, first, last - first)
    }
}

/// A number of 16 bits (IEEE 754 binary16).
private func half(_ bits: UInt16) -> Double {
    let (exponent, fraction) = (Int(bits >> 10 & 31), UInt64(bits & 1023))
    let sign: Double = bits >> 15 == 0 ? 1 : -1
    switch exponent {
    case 0: return sign * Double(fraction) / 16_777_216
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default:
        return sign * Double(bitPattern: UInt64(exponent - 15 + 1_023) << 52 | fraction << 42)
    }
}

private let nothing = Buffer(byteCount: 64, filledWith: 0)

extension ConversionError {
    static let damaged = ConversionError(
        .value, "an Arrow array is damaged: its lengths and buffers do not go together")
}
