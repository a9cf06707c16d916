// SPDX-License-Identifier: Apache-2.0

import Columnar

// Rows of any type as byte strings, for hash tables and accumulators of types that have no fixed width. A value is a
// byte (0 = null) and, unless null: bool a byte; int and float 8 bytes; decimal 16; string and bytes their length in 8
// bytes and the text; a tuple its members; a list or map the number of its elements in 8 bytes and the elements.

/// Writes rows. `isCanonical`: equal values (by `Column.compare`) have equal bytes, -0.0 becoming 0.0 and every NaN the
/// same, and values of type any their canonical form.
struct RowEncoder {
    let isCanonical: Bool

    init(isCanonical: Bool) { self.isCanonical = isCanonical }

    /// Each row of `column` as a bytes row.
    func encode(_ column: Column) -> Column {
        let column = isCanonical ? column.canonicalised() : column
        let count = column.count
        let ends = Buffer(byteCount: count * 8)
        let sizes = ends.pointer(Int.self)
        for row in 0..<count { sizes[row] = 0 }
        addSizes(of: column, to: sizes)
        var total = 0
        for row in 0..<count {
            let size = sizes[row]
            // From now on: where the row starts.
            sizes[row] = total
            total += size
        }
        let data = Buffer(byteCount: total)
        write(column, data.base, at: sizes)
        let views = Buffer(byteCount: count * 16)
        let out = views.pointer(StringView.self)
        var start = 0
        for row in 0..<count {
            out[row] = StringView(data.base + start, count: sizes[row] - start, bufferIndex: 0, offset: start)
            start = sizes[row]
        }
        return Column(type: .bytes, count: count, values: views, data: [data])
    }

    /// Adds to each row's size what its value in `column` takes.
    private func addSizes(of column: Column, to sizes: UnsafeMutablePointer<Int>) {
        let count = column.count
        let valid = column.valid
        switch column.type {
        case .bool, .int, .float, .decimal:
            let width = column.type.valueByteCount
            if let valid {
                for row in 0..<count { sizes[row] &+= 1 &+ Int(valid[row]) &* width }
            } else {
                for row in 0..<count { sizes[row] &+= 1 &+ width }
            }
        case .string, .bytes, .any:
            let views = column.views
            for row in 0..<count { sizes[row] &+= 1 &+ (valid?[row] == 0 ? 0 : 8 &+ views[row].count) }
        case .tuple where valid == nil:
            for row in 0..<count { sizes[row] &+= 1 }
            for child in column.children { addSizes(of: child, to: sizes) }
        default:
            for row in 0..<count { sizes[row] &+= rowSize(column, row) }
        }
    }

    /// Writes the value of each row at `places[row]`, which move behind it.
    private func write(_ column: Column, _ out: UnsafeMutableRawPointer, at places: UnsafeMutablePointer<Int>) {
        let count = column.count
        switch column.type {
        case .int where column.validity == nil:
            let source = column.ints
            for row in 0..<count {
                let place = out + places[row]
                place.storeBytes(of: 1, as: UInt8.self)
                (place + 1).storeBytes(of: source[row], as: Int.self)
                places[row] &+= 9
            }
        case .tuple where column.validity == nil:
            for row in 0..<count {
                (out + places[row]).storeBytes(of: 1, as: UInt8.self)
                places[row] &+= 1
            }
            for child in column.children { write(child, out, at: places) }
        default:
            for row in 0..<count {
                var place = out + places[row]
                writeRow(column, row, &place)
                places[row] = place - out
            }
        }
    }

    private func rowSize(_ column: Column, _ row: Int) -> Int {
        if column.isNull(row) { return 1 }
        switch column.type {
        case .null: return 1
        case .bool: return 2
        case .int, .float: return 9
        case .decimal: return 17
        case .string, .bytes, .any: return 9 + column.views[row].count
        case .tuple: return column.children.reduce(1) { $0 + rowSize($1, row) }
        case .list, .map:
            var size = 9
            for element in Int(column.offsets[row])..<Int(column.offsets[row + 1]) {
                size += rowSize(column.children[0], element)
            }
            return size
        }
    }

    private func writeRow(_ column: Column, _ row: Int, _ place: inout UnsafeMutableRawPointer) {
        let isNull = column.isNull(row)
        place.storeBytes(of: isNull ? 0 : 1, as: UInt8.self)
        place += 1
        if isNull { return }
        switch column.type {
        case .null: break
        case .bool:
            place.storeBytes(of: column.bools[row], as: UInt8.self)
            place += 1
        case .int: writeWord(column.ints[row], &place)
        case .float:
            let value = column.floats[row]
            let bits = isCanonical ? canonicalBits(value) : value.bitPattern
            writeWord(Int(truncatingIfNeeded: bits), &place)
        case .decimal:
            place.storeBytes(of: column.decimals[row], as: Wide128.self)
            place += 16
        case .string, .bytes, .any:
            let text = column.bytes(row)
            writeWord(text.count, &place)
            if let source = text.baseAddress { place.copyMemory(from: source, byteCount: text.count) }
            place += text.count
        case .tuple: for child in column.children { writeRow(child, row, &place) }
        case .list, .map:
            let (first, end) = (Int(column.offsets[row]), Int(column.offsets[row + 1]))
            writeWord(end - first, &place)
            for element in first..<end { writeRow(column.children[0], element, &place) }
        }
    }

    @inline(__always)
    private func writeWord(_ word: Int, _ place: inout UnsafeMutableRawPointer) {
        place.storeBytes(of: word, as: Int.self)
        place += 8
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

    /// As `append` for rows whose bytes start at the `cursors`, which move behind what was read.
    func append(_ cursors: UnsafeMutablePointer<UnsafeRawPointer>, count rows: Int) {
        switch type {
        case .int, .float:
            words.reserve(count + rows)
            valid.reserve(count + rows)
            for row in 0..<rows {
                let isValid = cursors[row].load(as: UInt8.self)
                words.base[count &+ row] = isValid == 0 ? 0 : (cursors[row] + 1).loadUnaligned(as: UInt64.self)
                valid.base[count &+ row] = isValid
                hasNull = hasNull || isValid == 0
                cursors[row] += 1 &+ 8 &* Int(isValid)
            }
            count += rows
            words.count = count
            valid.count = count
        case .tuple where isAllValid(cursors, rows):
            for _ in 0..<rows { valid.append(1) }
            count += rows
            for row in 0..<rows { cursors[row] += 1 }
            for child in children { child.append(cursors, count: rows) }
        default:
            for row in 0..<rows { read(&cursors[row]) }
        }
    }

    private func isAllValid(_ cursors: UnsafeMutablePointer<UnsafeRawPointer>, _ rows: Int) -> Bool {
        var all: UInt8 = 1
        for row in 0..<rows { all &= cursors[row].load(as: UInt8.self) }
        return all == 1
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
        case .decimal:
            words.append(readWord(&cursor))
            words.append(readWord(&cursor))
        case .string, .bytes, .any:
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
        case .decimal:
            words.append(0)
            words.append(0)
        case .string, .bytes, .any: _ = text!.append(.null)
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
        case .int, .float, .decimal: return Column(type: type, count: count, validity: mask, values: words.copied())
        case .string, .bytes, .any: return text!.finish()
        case .tuple: return Column(type: type, count: count, validity: mask, children: children.map { $0.finish() })
        case .list, .map:
            return Column(
                type: type, count: count, validity: mask, values: ends.copied(), children: [children[0].finish()])
        }
    }
}
