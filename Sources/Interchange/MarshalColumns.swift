// SPDX-License-Identifier: Apache-2.0

public import Columnar

extension MarshalRows {
    /// Appends the rows of all `columns` as one list.
    public static func encode(_ columns: [Column], to writer: inout MarshalWriter) throws(ConversionError) {
        let count = columns.reduce(0) { $0 + $1.count }
        guard count <= Int(Int32.max) else {
            throw ConversionError(
                .memory,
                "\(count) rows are more than a Python list of a reply holds (\(Int32.max)); "
                    + "use toLocalIterator(), or take() a part")
        }
        writer.head(MarshalCode.list, count)
        for column in columns { try encodeRows(column, to: &writer) }
    }

    /// Appends one row as a value.
    public static func encode(_ column: Column, row: Int, to writer: inout MarshalWriter) throws(ConversionError) {
        try encodeRows(column.slice(row, 1), to: &writer)
    }

    /// Appends a list for each part.
    public static func encode(
        partitions: [[Column]], to writer: inout MarshalWriter
    ) throws(ConversionError) {
        writer.head(MarshalCode.list, partitions.count)
        for columns in partitions { try encode(columns, to: &writer) }
    }

    private static func encodeRows(_ column: Column, to writer: inout MarshalWriter) throws(ConversionError) {
        var flat = FlatColumn()
        flat.add(column)
        try flat.slots.withUnsafeBufferPointer { (slots) throws(ConversionError) in
            let start = slots.baseAddress!
            if start.pointee.kind == .int && start.pointee.valid == nil {
                let values = start.pointee.values!.assumingMemoryBound(to: Int.self)
                for row in 0..<column.count { writer.int(values[row]) }
                return
            }
            for row in 0..<column.count { try writeValue(start, 0, row, &writer) }
        }
        guard writer.byteCount <= InterchangeLimits.replyByteCountMax else {
            throw ConversionError(.memory, "the result has more than \(InterchangeLimits.replyByteCountMax) bytes")
        }
    }
}

/// A column and its children as plain memory, so that the loop over rows touches no references.
private struct FlatColumn {
    struct Slot {
        enum Kind: UInt8 { case null, bool, int, float, decimal, text, bytes, any, tuple, list, map }

        var kind: Kind
        var arity: Int
        var behind: Int
        var values: UnsafeRawPointer?
        var valid: UnsafePointer<UInt8>?
        var data: UnsafePointer<UnsafeRawPointer>
    }

    var slots: [Slot] = []
    /// Keeps the memory.
    private var columns: [Column] = []

    mutating func add(_ column: Column) {
        let kind: Slot.Kind
        switch column.type {
        case .null: kind = .null
        case .bool: kind = .bool
        case .int: kind = .int
        case .float: kind = .float
        case .decimal: kind = .decimal
        case .string: kind = .text
        case .bytes: kind = .bytes
        case .any: kind = .any
        case .tuple: kind = .tuple
        case .list: kind = .list
        case .map: kind = .map
        }
        let at = slots.count
        slots.append(
            Slot(
                kind: kind, arity: column.children.count, behind: 0,
                values: column.values.map { UnsafeRawPointer($0.base) },
                valid: column.valid.map { UnsafePointer($0) }, data: column.dataPointers))
        columns.append(column)
        for child in column.children { add(child) }
        slots[at].behind = slots.count
    }
}

private func writeValue(
    _ slots: UnsafePointer<FlatColumn.Slot>, _ at: Int, _ row: Int, _ writer: inout MarshalWriter
) throws(ConversionError) {
    let slot = slots + at
    if let valid = slot.pointee.valid, valid[row] == 0 { return writer.byte(MarshalCode.none) }
    switch slot.pointee.kind {
    case .null: writer.byte(MarshalCode.none)
    case .bool:
        let value = slot.pointee.values!.load(fromByteOffset: row, as: UInt8.self)
        writer.byte(value != 0 ? MarshalCode.true : MarshalCode.false)
    case .int: writer.int(slot.pointee.values!.load(fromByteOffset: row &* 8, as: Int.self))
    case .float: writer.float(slot.pointee.values!.load(fromByteOffset: row &* 8, as: Double.self))
    case .decimal:
        // A layout has no scale: the digits as a whole number.
        var whole = AnyWriter()
        whole.whole(slot.pointee.values!.load(fromByteOffset: row &* 16, as: Wide128.self).value)
        try whole.bytes.withUnsafeBufferPointer { (raw) throws(ConversionError) in
            try writeAny(UnsafeRawBufferPointer(raw), to: &writer)
        }
    case .text: writer.text(text(slot, row))
    case .bytes: writer.bytes(text(slot, row))
    case .any: try writeAny(text(slot, row), to: &writer)
    case .tuple:
        let arity = slot.pointee.arity
        var member = at &+ 1
        let isEscaped = arity > 0 && looksEscaped(slots + member, row)
        writer.head(MarshalCode.tuple, arity &+ (isEscaped ? 1 : 0))
        if isEscaped { writer.escape(MarshalEscape.tuple) }
        for _ in 0..<arity {
            try writeValue(slots, member, row, &writer)
            member = slots[member].behind
        }
    case .list:
        let (first, end) = range(slot, row)
        writer.head(MarshalCode.list, end &- first)
        for element in first..<end { try writeValue(slots, at &+ 1, element, &writer) }
    case .map:
        let (first, end) = range(slot, row)
        writer.byte(MarshalCode.dict)
        let key = at &+ 2
        for entry in first..<end {
            try writeValue(slots, key, entry, &writer)
            try writeValue(slots, slots[key].behind, entry, &writer)
        }
        writer.byte(MarshalCode.dictEnd)
    }
}

@inline(__always)
private func text(_ slot: UnsafePointer<FlatColumn.Slot>, _ row: Int) -> UnsafeRawBufferPointer {
    viewBytes(slot.pointee.values!.assumingMemoryBound(to: StringView.self), row, slot.pointee.data)
}

@inline(__always)
private func range(_ slot: UnsafePointer<FlatColumn.Slot>, _ row: Int) -> (Int, Int) {
    let offsets = slot.pointee.values!.assumingMemoryBound(to: Int32.self)
    return (Int(offsets[row]), Int(offsets[row &+ 1]))
}

/// Whether the first member of a tuple is text that begins with "\0", or an `any` that is such text.
@inline(__always)
private func looksEscaped(_ slot: UnsafePointer<FlatColumn.Slot>, _ row: Int) -> Bool {
    switch slot.pointee.kind {
    case .text:
        if let valid = slot.pointee.valid, valid[row] == 0 { return false }
        let found = text(slot, row)
        return found.count > 0 && found[0] == 0
    case .any:
        if let valid = slot.pointee.valid, valid[row] == 0 { return false }
        return isMarkedText(text(slot, row))
    default: return false
    }
}
