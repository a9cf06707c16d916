// SPDX-License-Identifier: Apache-2.0

public import CArrow
public import Columnar
import Glibc

/// Columns as streams of the Arrow C interface, and the other way round.
public enum Arrow {
    /// Makes `out` a stream of `columns`, all of `type`, a batch each. Numbers are not copied: the stream keeps the
    /// columns until it and all of its batches are released. Nothing is written to `out` when it fails.
    public static func export(
        _ columns: [Column], type: DataType, to out: UnsafeMutablePointer<ArrowArrayStream>
    ) throws(ConversionError) {
        try check(type)
        let layout = try ArrowLayout.batch(type)
        for column in columns {
            guard case .tuple = type, let valid = column.valid, memchr(valid, 0, column.count) != nil else { continue }
            throw ConversionError(.type, "a row that is None cannot be a row of an Arrow table; use collect()")
        }
        let state = ExportedStream(columns: columns, layout: layout)
        out.pointee = ArrowArrayStream()
        out.pointee.get_schema = exportedStreamSchema
        out.pointee.get_next = exportedStreamNext
        out.pointee.get_last_error = exportedStreamError
        out.pointee.release = releaseExportedStream
        out.pointee.private_data = Unmanaged.passRetained(state).toOpaque()
    }
}

extension Arrow {
    /// Throws when rows of `type`, or what is inside them, have no Arrow type.
    public static func check(_ type: DataType) throws(ConversionError) {
        let layout = try ArrowLayout(type)
        for field in layout.fields { try check(field.type) }
    }
}

private final class ExportedStream {
    let columns: [Column]
    let layout: ArrowLayout
    var next = 0

    init(columns: [Column], layout: ArrowLayout) {
        self.columns = columns
        self.layout = layout
    }

    static func of(_ stream: UnsafeMutablePointer<ArrowArrayStream>?) -> ExportedStream? {
        stream?.pointee.private_data.map { Unmanaged<ExportedStream>.fromOpaque($0).takeUnretainedValue() }
    }
}

private func exportedStreamSchema(
    _ stream: UnsafeMutablePointer<ArrowArrayStream>?, _ out: UnsafeMutablePointer<ArrowSchema>?
) -> Int32 {
    guard let state = ExportedStream.of(stream), let out else { return EINVAL }
    do { try exportSchema(state.layout, name: "", to: out) } catch { return EINVAL }
    return 0
}

private func exportedStreamNext(
    _ stream: UnsafeMutablePointer<ArrowArrayStream>?, _ out: UnsafeMutablePointer<ArrowArray>?
) -> Int32 {
    guard let state = ExportedStream.of(stream), let out else { return EINVAL }
    out.pointee = ArrowArray()
    guard state.next < state.columns.count else { return 0 }
    let column = state.columns[state.next]
    state.next += 1
    if case .tuple = column.type {
        exportArray(column, to: out)
    } else {
        exportArray(Column.tuple([column], count: column.count), to: out)
    }
    return 0
}

private func exportedStreamError(_ stream: UnsafeMutablePointer<ArrowArrayStream>?) -> UnsafePointer<CChar>? { nil }

private func releaseExportedStream(_ stream: UnsafeMutablePointer<ArrowArrayStream>?) {
    guard let stream, let state = stream.pointee.private_data else { return }
    stream.pointee.release = nil
    stream.pointee.private_data = nil
    Unmanaged<ExportedStream>.fromOpaque(state).release()
}

/// What an array that we hand out owns.
private final class ExportedArray {
    /// Keeps the memory of `buffers` alive.
    let column: Column
    let made: [Buffer]
    let buffers: UnsafeMutablePointer<UnsafeRawPointer?>
    let children: UnsafeMutablePointer<UnsafeMutablePointer<ArrowArray>?>
    let count: Int

    init(_ column: Column, buffers list: [UnsafeRawPointer?], made: [Buffer]) {
        self.column = column
        self.made = made
        buffers = .allocate(capacity: max(list.count, 1))
        for (index, buffer) in list.enumerated() { (buffers + index).initialize(to: buffer) }
        count = column.children.count
        children = .allocate(capacity: max(count, 1))
        for index in 0..<count {
            let child = UnsafeMutablePointer<ArrowArray>.allocate(capacity: 1)
            child.initialize(to: ArrowArray())
            exportArray(column.children[index], to: child)
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

private func exportArray(_ column: Column, to out: UnsafeMutablePointer<ArrowArray>) {
    var list: [UnsafeRawPointer?] = []
    var made: [Buffer] = []
    var nulls = 0
    if column.type == .null {
        nulls = column.count
    } else if let valid = column.valid, memchr(valid, 0, column.count) != nil {
        for row in 0..<column.count { nulls += valid[row] == 0 ? 1 : 0 }
        made.append(packedBits(valid, column.count))
        list.append(UnsafeRawPointer(made[0].base))
    } else {
        list.append(nil)
    }
    switch column.type {
    case .null, .tuple: break
    case .bool:
        made.append(packedBits(column.bools, column.count))
        list.append(UnsafeRawPointer(made.last!.base))
    case .string, .bytes, .any:
        let (offsets, text) = plainText(column)
        made += [offsets, text]
        list += [UnsafeRawPointer(offsets.base), UnsafeRawPointer(text.base)]
    case .int, .float, .decimal, .list, .map: list.append(UnsafeRawPointer(column.values!.base))
    }
    let owned = ExportedArray(column, buffers: list, made: made)
    out.pointee = ArrowArray()
    out.pointee.length = Int64(column.count)
    out.pointee.null_count = Int64(nulls)
    out.pointee.n_buffers = Int64(list.count)
    out.pointee.buffers = owned.buffers
    out.pointee.n_children = Int64(owned.count)
    out.pointee.children = owned.children
    out.pointee.release = releaseExportedArray
    out.pointee.private_data = Unmanaged.passRetained(owned).toOpaque()
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

/// Text in one piece and 64-bit offsets into it: what every reader of Arrow understands, views not yet.
private func plainText(_ column: Column) -> (offsets: Buffer, text: Buffer) {
    let (views, valid) = (column.views, column.valid)
    let offsets = Buffer(byteCount: (column.count + 1) * 8)
    let ends = offsets.pointer(Int64.self)
    var total = 0
    ends[0] = 0
    for row in 0..<column.count {
        if valid.map({ $0[row] != 0 }) ?? true { total += views[row].count }
        ends[row + 1] = Int64(total)
    }
    let text = Buffer(byteCount: total)
    for row in 0..<column.count where ends[row + 1] > ends[row] {
        let bytes = viewBytes(views, row, column.dataPointers)
        (text.base + Int(ends[row])).copyMemory(from: bytes.baseAddress!, byteCount: bytes.count)
    }
    return (offsets, text)
}
