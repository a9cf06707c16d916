// SPDX-License-Identifier: Apache-2.0

import Columnar
import Glibc

// Rows of any type as byte strings, for hash tables and accumulators of types that have no fixed width. A value begins
// with a byte, 0 for null. Else: bool 1 or 2 (true); int how many bytes follow, 1, 2, 4 or 8, the fewest that hold it;
// decimal likewise, or 16; float 8 and its bytes; string, bytes, list and map one more than their length where that is
// below `longMark`, else `longMark` and the length in 8 bytes, and the text or the elements; a tuple 1 and its members.
// Short, because short keys are compared as two words.

/// Writes rows. `isCanonical`: equal values (by `Column.compare`) have equal bytes, -0.0 becoming 0.0 and every NaN the
/// same, and values of type any their canonical form.
struct RowEncoder {
    let isCanonical: Bool

    init(isCanonical: Bool) { self.isCanonical = isCanonical }

    /// Each row of `column` as a bytes row.
    func encode(_ column: Column) -> Column {
        encode(isCanonical ? column.canonicalised() : column) {
            addSizes(of: $0, to: $1)
        } write: {
            write($0, $1, at: $2)
        }
    }

    /// Each row of a column of tuples that have members: these one behind the other without a mark before them, and of
    /// a null nothing.
    func encodeMembers(_ column: Column) -> Column {
        encode(isCanonical ? column.canonicalised() : column) { column, sizes in
            for child in column.children { addSizes(of: child, to: sizes) }
            guard let valid = column.valid else { return }
            for row in 0..<column.count where valid[row] == 0 { sizes[row] = 0 }
        } write: { column, out, places in
            guard let valid = column.valid, memchr(valid, 0, column.count) != nil else {
                for child in column.children { write(child, out, at: places) }
                return
            }
            for row in 0..<column.count where valid[row] != 0 {
                var place = out + places[row]
                for child in column.children { writeRow(child, row, &place) }
                places[row] = place - out
            }
        }
    }

    private func encode(
        _ column: Column, addSizes: (Column, UnsafeMutablePointer<Int>) -> Void,
        write: (Column, UnsafeMutableRawPointer, UnsafeMutablePointer<Int>) -> Void
    ) -> Column {
        let count = column.count
        let ends = Buffer(byteCount: count * 8)
        let sizes = ends.pointer(Int.self)
        for row in 0..<count { sizes[row] = 0 }
        addSizes(column, sizes)
        var total = 0
        for row in 0..<count {
            let size = sizes[row]
            // From now on: where the row starts.
            sizes[row] = total
            total += size
        }
        let data = Buffer(byteCount: total)
        write(column, data.base, sizes)
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
        case .int:
            let source = column.ints
            for row in 0..<count { sizes[row] &+= 1 &+ (valid?[row] == 0 ? 0 : byteCount(of: source[row])) }
        case .float:
            for row in 0..<count { sizes[row] &+= valid?[row] == 0 ? 1 : 9 }
        case .string, .bytes, .any:
            let views = column.views
            for row in 0..<count { sizes[row] &+= valid?[row] == 0 ? 1 : lengthSize(views[row].count) }
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
        let valid = column.valid
        switch column.type {
        case .int:
            let source = column.ints
            for row in 0..<count {
                let place = out + places[row]
                places[row] &+= valid?[row] == 0 ? writeNull(place) : writeInt(source[row], place)
            }
        case .string, .bytes, .any:
            let (views, chunks) = (UnsafePointer(column.views), column.dataPointers)
            for row in 0..<count {
                let place = out + places[row]
                places[row] &+= valid?[row] == 0 ? writeNull(place) : writeText(viewBytes(views, row, chunks), place)
            }
        case .tuple where valid == nil:
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
        case .null, .bool: return 1
        case .int: return 1 + byteCount(of: column.ints[row])
        case .float: return 9
        case .decimal: return 1 + byteCount(of: column.decimals[row].value)
        case .string, .bytes, .any: return lengthSize(column.views[row].count)
        case .tuple: return column.children.reduce(1) { $0 + rowSize($1, row) }
        case .list, .map:
            let (first, end) = (Int(column.offsets[row]), Int(column.offsets[row + 1]))
            var size = lengthSize(end - first) - (end - first)
            for element in first..<end { size += rowSize(column.children[0], element) }
            return size
        }
    }

    private func writeRow(_ column: Column, _ row: Int, _ place: inout UnsafeMutableRawPointer) {
        if column.isNull(row) {
            place += writeNull(place)
            return
        }
        switch column.type {
        case .null:
            place.storeBytes(of: 1, as: UInt8.self)
            place += 1
        case .bool:
            place.storeBytes(of: 1 &+ column.bools[row], as: UInt8.self)
            place += 1
        case .int: place += writeInt(column.ints[row], place)
        case .float:
            let value = column.floats[row]
            place.storeBytes(of: 8, as: UInt8.self)
            (place + 1).storeBytes(of: isCanonical ? canonicalBits(value) : value.bitPattern, as: UInt64.self)
            place += 9
        case .decimal:
            let value = column.decimals[row].value
            if let short = Int(exactly: value) {
                place += writeInt(short, place)
            } else {
                place.storeBytes(of: 16, as: UInt8.self)
                (place + 1).storeBytes(of: column.decimals[row], as: Wide128.self)
                place += 17
            }
        case .string, .bytes, .any: place += writeText(column.bytes(row), place)
        case .tuple:
            place.storeBytes(of: 1, as: UInt8.self)
            place += 1
            for child in column.children { writeRow(child, row, &place) }
        case .list, .map:
            let (first, end) = (Int(column.offsets[row]), Int(column.offsets[row + 1]))
            place += writeLength(end - first, place)
            for element in first..<end { writeRow(column.children[0], element, &place) }
        }
    }
}

// MARK: Parts of values, each with the bytes that it takes

/// The mark of a text, list or map whose length follows.
private let longMark: UInt8 = 255

/// 1, 2, 4 or 8: the fewest that hold a number.
@inline(__always)
private func byteCount(of value: Int) -> Int {
    let size = UInt(bitPattern: value ^ (value &>> 63))
    return size < 1 << 7 ? 1 : size < 1 << 15 ? 2 : size < 1 << 31 ? 4 : 8
}

private func byteCount(of value: Int128) -> Int { Int(exactly: value).map { byteCount(of: $0) } ?? 16 }

/// A text of that length with its mark.
@inline(__always)
private func lengthSize(_ length: Int) -> Int { length < Int(longMark) &- 1 ? 1 &+ length : 9 &+ length }

@inline(__always)
private func writeNull(_ place: UnsafeMutableRawPointer) -> Int {
    place.storeBytes(of: 0, as: UInt8.self)
    return 1
}

@inline(__always)
private func writeInt(_ value: Int, _ place: UnsafeMutableRawPointer) -> Int {
    let width = byteCount(of: value)
    place.storeBytes(of: UInt8(truncatingIfNeeded: width), as: UInt8.self)
    switch width {
    case 1: (place + 1).storeBytes(of: Int8(truncatingIfNeeded: value), as: Int8.self)
    case 2: (place + 1).storeBytes(of: Int16(truncatingIfNeeded: value), as: Int16.self)
    case 4: (place + 1).storeBytes(of: Int32(truncatingIfNeeded: value), as: Int32.self)
    default: (place + 1).storeBytes(of: value, as: Int.self)
    }
    return 1 &+ width
}

@inline(__always)
private func writeLength(_ length: Int, _ place: UnsafeMutableRawPointer) -> Int {
    if length < Int(longMark) &- 1 {
        place.storeBytes(of: UInt8(truncatingIfNeeded: 1 &+ length), as: UInt8.self)
        return 1
    }
    place.storeBytes(of: longMark, as: UInt8.self)
    (place + 1).storeBytes(of: length, as: Int.self)
    return 9
}

@inline(__always)
private func writeText(_ text: UnsafeRawBufferPointer, _ place: UnsafeMutableRawPointer) -> Int {
    let head = writeLength(text.count, place)
    if let source = text.baseAddress { copyText(source, to: place + head, text.count) }
    return head &+ text.count
}

/// Copies a text, a short one as two words that may overlap: most members of keys are short, and a call costs more.
@inline(__always)
private func copyText(_ source: UnsafeRawPointer, to place: UnsafeMutableRawPointer, _ count: Int) {
    if count > 16 {
        place.copyMemory(from: source, byteCount: count)
    } else if count >= 8 {
        let last = (source + (count &- 8)).loadUnaligned(as: UInt64.self)
        place.storeBytes(of: source.loadUnaligned(as: UInt64.self), as: UInt64.self)
        place.storeBytes(of: last, toByteOffset: count &- 8, as: UInt64.self)
    } else if count >= 4 {
        let last = (source + (count &- 4)).loadUnaligned(as: UInt32.self)
        place.storeBytes(of: source.loadUnaligned(as: UInt32.self), as: UInt32.self)
        place.storeBytes(of: last, toByteOffset: count &- 4, as: UInt32.self)
    } else {
        for index in 0..<count {
            place.storeBytes(
                of: source.load(fromByteOffset: index, as: UInt8.self), toByteOffset: index, as: UInt8.self)
        }
    }
}

/// The view that holds a short text, behind which nothing need be readable.
@inline(__always)
private func shortView(_ text: UnsafeRawPointer, _ count: Int) -> StringView {
    let length = UInt64(truncatingIfNeeded: count)
    if count >= 8 {
        let first = text.loadUnaligned(as: UInt64.self)
        // What the second load has beyond the first eight bytes.
        let rest = (text + (count &- 8)).loadUnaligned(as: UInt64.self) >> (8 &* (16 &- length))
        return StringView(word0: length | first << 32, word1: first &>> 32 | rest << 32)
    }
    if count >= 4 {
        let first = UInt64(text.loadUnaligned(as: UInt32.self))
        let rest = UInt64((text + (count &- 4)).loadUnaligned(as: UInt32.self)) &>> (8 &* (8 &- length))
        return StringView(word0: length | first &<< 32, word1: rest)
    }
    var word = length
    for index in 0..<count {
        word |= UInt64(text.load(fromByteOffset: index, as: UInt8.self)) &<< UInt64(32 &+ 8 &* index)
    }
    return StringView(word0: word, word1: 0)
}

/// The number of so many bytes.
@inline(__always)
private func readInt(_ width: UInt8, _ place: UnsafeRawPointer) -> Int {
    switch width {
    case 1: Int(place.load(as: Int8.self))
    case 2: Int(place.loadUnaligned(as: Int16.self))
    case 4: Int(place.loadUnaligned(as: Int32.self))
    default: place.loadUnaligned(as: Int.self)
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
    private var texts = DecodedTexts()
    private let children: [RowDecoder]

    init(_ type: DataType) {
        self.type = type
        children = type.children.map { RowDecoder($0) }
        ends.append(0)
    }

    deinit {
        words.free()
        flags.free()
        ends.free()
        valid.free()
        texts.free()
    }

    /// One more row, from bytes that `RowEncoder` wrote.
    func append(_ bytes: UnsafeRawBufferPointer) {
        var cursor = bytes.baseAddress!
        read(&cursor)
    }

    /// As `append` for rows whose bytes start at the `cursors`, which move behind what was read.
    func append(_ cursors: UnsafeMutablePointer<UnsafeRawPointer>, count rows: Int) {
        switch type {
        case .int:
            words.reserve(count + rows)
            valid.reserve(count + rows)
            for row in 0..<rows {
                let width = cursors[row].load(as: UInt8.self)
                let value = width == 0 ? 0 : readInt(width, cursors[row] + 1)
                words.base[count &+ row] = UInt64(bitPattern: Int64(value))
                valid.base[count &+ row] = width == 0 ? 0 : 1
                hasNull = hasNull || width == 0
                cursors[row] += 1 &+ Int(width)
            }
            count += rows
            words.count = count
            valid.count = count
        case .float:
            words.reserve(count + rows)
            valid.reserve(count + rows)
            for row in 0..<rows {
                let isValid = cursors[row].load(as: UInt8.self) != 0
                words.base[count &+ row] = isValid ? (cursors[row] + 1).loadUnaligned(as: UInt64.self) : 0
                valid.base[count &+ row] = isValid ? 1 : 0
                hasNull = hasNull || !isValid
                cursors[row] += isValid ? 9 : 1
            }
            count += rows
            words.count = count
            valid.count = count
        case .string, .bytes:
            valid.reserve(count + rows)
            for row in 0..<rows {
                let mark = cursors[row].load(as: UInt8.self)
                cursors[row] += 1
                valid.base[count &+ row] = mark == 0 ? 0 : 1
                hasNull = hasNull || mark == 0
                let length = mark == 0 ? 0 : readLength(mark, &cursors[row])
                texts.append(cursors[row], length)
                cursors[row] += length
            }
            count += rows
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
        let mark = cursor.load(as: UInt8.self)
        cursor += 1
        if mark == 0 { return appendNull() }
        count += 1
        valid.append(1)
        switch type {
        case .null: break
        case .bool: flags.append(mark &- 1)
        case .int:
            words.append(UInt64(bitPattern: Int64(readInt(mark, cursor))))
            cursor += Int(mark)
        case .float: words.append(readWord(&cursor))
        case .decimal where mark == 16:
            words.append(readWord(&cursor))
            words.append(readWord(&cursor))
        case .decimal:
            let value = Int64(readInt(mark, cursor))
            words.append(UInt64(bitPattern: value))
            words.append(UInt64(bitPattern: value &>> 63))
            cursor += Int(mark)
        case .string, .bytes, .any:
            let length = readLength(mark, &cursor)
            texts.append(cursor, length)
            cursor += length
        case .tuple: for child in children { child.read(&cursor) }
        case .list, .map:
            let length = readLength(mark, &cursor)
            for _ in 0..<length { children[0].read(&cursor) }
            ends.append(Int32(children[0].count))
        }
    }

    @inline(__always)
    private func readLength(_ mark: UInt8, _ cursor: inout UnsafeRawPointer) -> Int {
        mark == longMark ? Int(readWord(&cursor)) : Int(mark) - 1
    }

    @inline(__always)
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
        case .string, .bytes: texts.append(UnsafeRawPointer(valid.base), 0)
        case .any: texts.appendNone()
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
        case .string, .bytes, .any: return texts.finish(type, validity: type == .any ? nil : mask)
        case .tuple: return Column(type: type, count: count, validity: mask, children: children.map { $0.finish() })
        case .list, .map:
            return Column(
                type: type, count: count, validity: mask, values: ends.copied(), children: [children[0].finish()])
        }
    }
}

/// Texts one behind the other, in few pieces of memory; short ones are in their views.
private struct DecodedTexts {
    private var views = Growing<StringView>()
    private var pieces: [Buffer] = []
    /// Of the last piece.
    private var used = 0
    private var capacity = 0

    private static let firstPieceByteCount = 4 << 10
    private static let pieceByteCountMax = 1 << 20

    func free() { views.free() }

    @inline(__always)
    mutating func append(_ text: UnsafeRawPointer, _ count: Int) {
        if count <= StringView.inlineByteCountMax { return views.append(shortView(text, count)) }
        if capacity - used < count || pieces.isEmpty { startPiece(count) }
        let place = pieces[pieces.count - 1].base + used
        place.copyMemory(from: text, byteCount: count)
        views.append(StringView(place, count: count, bufferIndex: pieces.count - 1, offset: used))
        used &+= count
    }

    mutating func appendNone() { views.append(.none) }

    @inline(never)
    private mutating func startPiece(_ count: Int) {
        let wanted = max(count, min(max(2 * capacity, Self.firstPieceByteCount), Self.pieceByteCountMax))
        pieces.append(Buffer(byteCount: wanted))
        (used, capacity) = (0, wanted)
    }

    mutating func finish(_ type: DataType, validity: Buffer?) -> Column {
        if let last = pieces.last, used < capacity {
            pieces[pieces.count - 1] = Buffer(slice: last, offset: 0, byteCount: used)
        }
        return Column(type: type, count: views.count, validity: validity, values: views.copied(), data: pieces)
    }
}
