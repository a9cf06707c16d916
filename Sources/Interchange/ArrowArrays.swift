// SPDX-License-Identifier: Apache-2.0

import CArrow
import Columnar
import Glibc

/// What an array that we hand out owns.
private final class ExportedArray {
    /// Keep the memory of `buffers` alive.
    let column: Column
    let made: [Buffer]
    let buffers: UnsafeMutablePointer<UnsafeRawPointer?>
    let children: UnsafeMutablePointer<UnsafeMutablePointer<ArrowArray>?>
    let count: Int

    init(_ column: Column, _ parts: ArrayParts, _ meaning: ArrowMeaning) {
        self.column = column
        made = parts.made
        buffers = .allocate(capacity: max(parts.buffers.count, 1))
        for (index, buffer) in parts.buffers.enumerated() { (buffers + index).initialize(to: buffer) }
        count = parts.children.count
        children = .allocate(capacity: max(count, 1))
        for (index, field) in meaning.children.enumerated() {
            let child = UnsafeMutablePointer<ArrowArray>.allocate(capacity: 1)
            child.initialize(to: ArrowArray())
            exportArray(parts.children[index], field.meaning, to: child)
            (children + index).initialize(to: child)
        }
    }

    deinit {
        for index in 0..<count {
            let child = children[index]!
            // A consumer may have taken a child for itself.
            if let release = child.pointee.release { release(child) }
            child.deallocate()
        }
        children.deallocate()
        buffers.deallocate()
    }
}

/// The buffers of an array, those of them that were made for it, and what is inside.
private struct ArrayParts {
    var buffers: [UnsafeRawPointer?] = []
    var made: [Buffer] = []
    var children: [Column] = []

    mutating func share(_ buffer: Buffer?) { buffers.append(buffer.map { UnsafeRawPointer($0.base) }) }

    mutating func add(_ buffer: Buffer) {
        made.append(buffer)
        share(buffer)
    }
}

/// Writes the rows of `column`, which mean what `meaning` says, to `out`.
func exportArray(_ column: Column, _ meaning: ArrowMeaning, to out: UnsafeMutablePointer<ArrowArray>) {
    var parts = ArrayParts()
    var nulls = 0
    if column.type == .null {
        nulls = column.count
    } else if let valid = column.valid, memchr(valid, 0, column.count) != nil {
        for row in 0..<column.count { nulls += valid[row] == 0 ? 1 : 0 }
        parts.add(packedBits(valid, column.count))
    } else {
        parts.share(nil)
    }
    addValues(column, meaning, &parts)
    let owned = ExportedArray(column, parts, meaning)
    out.pointee = ArrowArray()
    out.pointee.length = Int64(column.count)
    out.pointee.null_count = Int64(nulls)
    out.pointee.n_buffers = Int64(parts.buffers.count)
    out.pointee.buffers = owned.buffers
    out.pointee.n_children = Int64(owned.count)
    out.pointee.children = owned.children
    out.pointee.release = releaseExportedArray
    out.pointee.private_data = Unmanaged.passRetained(owned).toOpaque()
}

private func addValues(_ column: Column, _ meaning: ArrowMeaning, _ parts: inout ArrayParts) {
    switch meaning {
    case .null: break
    case .boolean: parts.add(packedBits(column.bools, column.count))
    case .integer(bits: 8): parts.add(narrowed(column, to: Int8.self))
    case .integer(bits: 16): parts.add(narrowed(column, to: Int16.self))
    case .integer(bits: 32), .date, .months: parts.add(narrowed(column, to: Int32.self))
    case .integer, .float64, .timestamp, .timeOfDay, .duration, .decimal(_, _, isWide: true): parts.share(column.values)
    case .float32: parts.add(singles(column))
    case .decimal: parts.add(widened(column))
    case .text(let isLarge), .bytes(let isLarge):
        let (offsets, text) = isLarge ? plainText(column, Int64.self) : plainText(column, Int32.self)
        parts.add(offsets)
        parts.add(text)
    case .list, .map:
        let offsets = column.offsets
        let (first, end) = (Int(offsets[0]), Int(offsets[column.count]))
        parts.children = [column.children[0].slice(first, end - first)]
        if first == 0 { parts.share(column.values) } else { parts.add(offsetsFromZero(column)) }
    case .structure: parts.children = column.children
    }
}

private func releaseExportedArray(_ array: UnsafeMutablePointer<ArrowArray>?) {
    guard let array, let owned = array.pointee.private_data else { return }
    array.pointee.release = nil
    array.pointee.private_data = nil
    Unmanaged<ExportedArray>.fromOpaque(owned).release()
}

/// A bit a row from a byte a row.
private func packedBits(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Buffer {
    let buffer = Buffer(byteCount: (count + 7) / 8, filledWith: 0)
    let out = buffer.pointer(UInt8.self)
    for row in 0..<count { out[row >> 3] |= (bytes[row] & 1) << UInt8(row & 7) }
    return buffer
}

/// The low bits of numbers; what lies under a null may have others too.
private func narrowed<T: FixedWidthInteger>(_ column: Column, to: T.Type) -> Buffer {
    let buffer = Buffer(byteCount: column.count * MemoryLayout<T>.size)
    let (source, out) = (column.ints, buffer.pointer(T.self))
    for row in 0..<column.count { out[row] = T(truncatingIfNeeded: source[row]) }
    return buffer
}

private func singles(_ column: Column) -> Buffer {
    let buffer = Buffer(byteCount: column.count * 4)
    let (source, out) = (column.floats, buffer.pointer(Float.self))
    for row in 0..<column.count { out[row] = Float(source[row]) }
    return buffer
}

/// Digits that lie in 64 bits in 128.
private func widened(_ column: Column) -> Buffer {
    let buffer = Buffer(byteCount: column.count * 16)
    let (source, out) = (column.ints, buffer.pointer(Wide128.self))
    for row in 0..<column.count { out[row] = Wide128(source[row]) }
    return buffer
}

/// Offsets of a slice, as if nothing were in front of it.
private func offsetsFromZero(_ column: Column) -> Buffer {
    let buffer = Buffer(byteCount: (column.count + 1) * 4)
    let (source, out) = (column.offsets, buffer.pointer(Int32.self))
    for row in 0...column.count { out[row] = source[row] - source[0] }
    return buffer
}

/// Text in one piece and offsets into it: what every reader of Arrow understands, views not yet.
private func plainText<Offset: FixedWidthInteger>(
    _ column: Column, _: Offset.Type
) -> (offsets: Buffer, text: Buffer) {
    let (views, valid, data) = (column.views, column.valid, column.dataPointers)
    let count = column.count
    let offsets = Buffer(byteCount: (count + 1) * MemoryLayout<Offset>.size)
    let ends = offsets.pointer(Offset.self)
    var total = 0
    ends[0] = 0
    if let valid {
        for row in 0..<count {
            total &+= valid[row] != 0 ? views[row].count : 0
            ends[row &+ 1] = Offset(truncatingIfNeeded: total)
        }
    } else {
        for row in 0..<count {
            total &+= views[row].count
            ends[row &+ 1] = Offset(truncatingIfNeeded: total)
        }
    }
    // A short text is written as two words, the second of which may reach beyond its end: what follows comes later.
    let text = Buffer(byteCount: total + StringView.inlineByteCountMax)
    for row in 0..<count {
        let (view, start) = (views[row], text.base + Int(truncatingIfNeeded: ends[row]))
        if view.isInline {
            start.storeBytes(of: UInt32(truncatingIfNeeded: view.word0 &>> 32), as: UInt32.self)
            start.storeBytes(of: view.word1, toByteOffset: 4, as: UInt64.self)
        } else if ends[row &+ 1] > ends[row] {
            start.copyMemory(from: data[view.bufferIndex] + view.offset, byteCount: view.count)
        }
    }
    return (offsets, text)
}
