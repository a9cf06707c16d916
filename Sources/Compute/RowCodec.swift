// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Rows of any type as byte strings, for hash tables and accumulators of types that have no fixed width. `isCanonical`:
/// equal values (by `Column.compare`) have equal bytes, -0.0 becoming 0.0 and every NaN the same.
struct RowEncoder {
    let isCanonical: Bool
    private(set) var bytes = Growing<UInt8>(capacity: 4096)

    init(isCanonical: Bool) { self.isCanonical = isCanonical }

    func free() { bytes.free() }

    /// Each row of `column` as a bytes row.
    mutating func encode(_ column: Column) -> Column {
        bytes.count = 0
        var ends = Growing<Int>(capacity: column.count)
        defer { ends.free() }
        for row in 0..<column.count {
            append(column, row)
            ends.append(bytes.count)
        }
        let data = bytes.copied()
        let views = Buffer(byteCount: column.count * 16)
        let out = views.pointer(StringView.self)
        var start = 0
        for row in 0..<column.count {
            let end = ends.base[row]
            out[row] = StringView(data.base + start, count: end - start, bufferIndex: 0, offset: start)
            start = end
        }
        return Column(type: .bytes, count: column.count, values: views, data: [data])
    }

    private mutating func append(_ column: Column, _ row: Int) {
        if column.isNull(row) { return bytes.append(0) }
        bytes.append(1)
        switch column.type {
        case .null: break
        case .bool: bytes.append(column.bools[row])
        case .int: append(UInt64(bitPattern: Int64(column.ints[row])))
        case .float: append(isCanonical ? canonicalBits(column.floats[row]) : column.floats[row].bitPattern)
        case .string, .bytes:
            let text = column.bytes(row)
            append(UInt64(text.count))
            bytes.reserve(bytes.count + text.count)
            if let source = text.baseAddress {
                UnsafeMutableRawPointer(bytes.base + bytes.count).copyMemory(from: source, byteCount: text.count)
            }
            bytes.count += text.count
        case .tuple: for child in column.children { append(child, row) }
        case .list, .map:
            let (first, end) = (Int(column.offsets[row]), Int(column.offsets[row + 1]))
            append(UInt64(end - first))
            for element in first..<end { append(column.children[0], element) }
        }
    }

    private mutating func append(_ word: UInt64) {
        bytes.reserve(bytes.count + 8)
        UnsafeMutableRawPointer(bytes.base + bytes.count).storeBytes(of: word, as: UInt64.self)
        bytes.count += 8
    }
}

/// The bits of a float that stand for all floats equal to it.
@inline(__always)
func canonicalBits(_ value: Double) -> UInt64 {
    value == 0 ? 0 : (value.isNaN ? Double.nan.bitPattern : value.bitPattern)
}

/// Reads back what `RowEncoder` wrote, into columns.
final class RowDecoder {
    private let type: DataType
    private var count = 0
    private var words = Growing<UInt64>()
    private var flags = Growing<UInt8>()
    private var ends = Growing<Int32>()
    private var valid = Growing<UInt8>()
    private var hasNull = false
    private let text: ColumnBuilder?
    private let children: [RowDecoder]

    init(_ type: DataType) {
        self.type = type
        children = type.children.map { RowDecoder($0) }
        text = type.isView ? ColumnBuilder(type) : nil
        ends.append(0)
    }

    deinit {
        words.free()
        flags.free()
        ends.free()
        valid.free()
    }

    /// One more row, from bytes that `RowEncoder` wrote.
    func append(_ bytes: UnsafeRawBufferPointer) {
        var cursor = bytes.baseAddress!
        read(&cursor)
    }

    private func read(_ cursor: inout UnsafeRawPointer) {
        let isValid = cursor.load(as: UInt8.self)
        cursor += 1
        if isValid == 0 { return appendNull() }
        count += 1
        valid.append(1)
        switch type {
        case .null: break
        case .bool:
            flags.append(cursor.load(as: UInt8.self))
            cursor += 1
        case .int, .float: words.append(readWord(&cursor))
        case .string, .bytes:
            let length = Int(readWord(&cursor))
            text!.append(bytes: UnsafeRawBufferPointer(start: cursor, count: length))
            cursor += length
        case .tuple: for child in children { child.read(&cursor) }
        case .list, .map:
            let length = Int(readWord(&cursor))
            for _ in 0..<length { children[0].read(&cursor) }
            ends.append(Int32(children[0].count))
        }
    }

    private func readWord(_ cursor: inout UnsafeRawPointer) -> UInt64 {
        defer { cursor += 8 }
        return cursor.loadUnaligned(as: UInt64.self)
    }

    private func appendNull() {
        count += 1
        valid.append(0)
        hasNull = true
        switch type {
        case .null: break
        case .bool: flags.append(0)
        case .int, .float: words.append(0)
        case .string, .bytes: _ = text!.append(.null)
        case .tuple: for child in children { child.appendNull() }
        case .list, .map: ends.append(Int32(children[0].count))
        }
    }

    /// The column of all rows appended.
    func finish() -> Column {
        let mask = hasNull && type != .null ? valid.copied() : nil
        switch type {
        case .null: return Column(type: .null, count: count)
        case .bool: return Column(type: type, count: count, validity: mask, values: flags.copied())
        case .int, .float: return Column(type: type, count: count, validity: mask, values: words.copied())
        case .string, .bytes: return text!.finish()
        case .tuple: return Column(type: type, count: count, validity: mask, children: children.map { $0.finish() })
        case .list, .map:
            return Column(
                type: type, count: count, validity: mask, values: ends.copied(), children: [children[0].finish()])
        }
    }
}
