// SPDX-License-Identifier: Apache-2.0

public import Columnar
import Glibc

/// Lists of rows in Python's marshal format, version 2.
public enum MarshalRows {
    /// The rows of one list or tuple as a column: of a type when all rows have one, exactly (a bool is no int, an int
    /// no float), else of type `any`. Nothing of `bytes` is kept.
    public static func decode(_ bytes: UnsafeRawBufferPointer) throws(ConversionError) -> Column {
        try decode(bytes, dicts: false).column
    }

    /// As `decode`, where rows that are dicts with the same keys in the same order, or have such members, may come as
    /// tuples of their values: the form says which.
    public static func decodeFormed(
        _ bytes: UnsafeRawBufferPointer
    ) throws(ConversionError) -> (column: Column, form: RowForm) {
        try decode(bytes, dicts: true)
    }

    private static func decode(
        _ bytes: UnsafeRawBufferPointer, dicts: Bool
    ) throws(ConversionError) -> (column: Column, form: RowForm) {
        guard bytes.count <= InterchangeLimits.rowsByteCountMax else {
            throw ConversionError(
                .value,
                "\(bytes.count) bytes of values are more than \(InterchangeLimits.rowsByteCountMax); "
                    + "parallelize them in parts and unite those, or use files")
        }
        guard var cursor = MarshalCursor(bytes) else { throw .endsEarly }
        let code = try cursor.code()
        guard code == MarshalCode.list || code == MarshalCode.tuple else {
            throw ConversionError(.type, "rows come as a list, not as marshal code \(code)")
        }
        let count = try cursor.count()
        if let (type, form) = try type(of: cursor, count: count, dicts: dicts) {
            let reader = MarshalRowReader(
                type, form, capacity: min(count, cursor.remaining / type.marshalByteCountMin))
            var rows = cursor
            if try reader.read(&rows, count: count) {
                try expectEnd(rows)
                return (reader.finish(count: count, text: bytes), form)
            }
        }
        let column = try decodeAny(&cursor, count: count)
        try expectEnd(cursor)
        return (column, .plain)
    }

    private static func expectEnd(_ cursor: MarshalCursor) throws(ConversionError) {
        guard cursor.remaining == 0 else {
            throw ConversionError(.value, "\(cursor.remaining) bytes follow a list of rows")
        }
    }

    /// The type that the first rows suggest: the first alone, unless it holds an empty list.
    private static func type(
        of rows: MarshalCursor, count: Int, dicts: Bool
    ) throws(ConversionError) -> (DataType, RowForm)? {
        var cursor = rows
        var shape: MarshalShape?
        for _ in 0..<count {
            guard
                let next = try MarshalShape.read(&cursor, depth: InterchangeLimits.rowDepthMax, dicts: dicts)
            else { return nil }
            guard let merged = shape.map({ $0.merged(with: next) }) ?? next else { return nil }
            shape = merged
            guard let type = merged.type else { continue }
            return type.nodeCountOfShape <= InterchangeLimits.shapeNodesMax ? (type, merged.form) : nil
        }
        return nil
    }
}

/// One node of a row's type while rows are read: plain memory, so that the loop over rows touches no references.
private struct Slot {
    enum Kind: UInt8 { case bool, int, float, text, bytes, tuple, dict, list }

    var kind: Kind
    /// Members of a tuple.
    var arity = 0
    /// The slot behind this one and its members.
    var behind = 0
    var count = 0
    var capacity: Int
    var values: UnsafeMutableRawPointer
    /// The key of a member of a dict.
    var key = UnsafeRawBufferPointer(start: nil, count: 0)

    var width: Int {
        switch kind {
        case .bool: 1
        case .int, .float: 8
        case .text, .bytes: 16
        case .list: 4
        case .tuple, .dict: 0
        }
    }
}

/// Reads rows of one type into columns. Long text stays in the source until the end.
private final class MarshalRowReader {
    private let type: DataType
    private var slots: [Slot] = []
    private var buffers: [Buffer] = []
    private var keys: [Buffer] = []

    init(_ type: DataType, _ form: RowForm, capacity: Int) {
        self.type = type
        add(type, form, capacity)
    }

    private func add(_ type: DataType, _ form: RowForm, _ capacity: Int) {
        let kind: Slot.Kind
        switch type {
        case .bool: kind = .bool
        case .int: kind = .int
        case .float: kind = .float
        case .string: kind = .text
        case .bytes: kind = .bytes
        case .list: kind = .list
        default: if case .dict = form { kind = .dict } else { kind = .tuple }
        }
        let at = slots.count
        var slot = Slot(kind: kind, capacity: max(capacity, 1), values: UnsafeMutableRawPointer(bitPattern: 16)!)
        let buffer = Buffer(byteCount: slot.width * (slot.capacity + (kind == .list ? 1 : 0)))
        slot.values = buffer.base
        if kind == .list { buffer.base.storeBytes(of: 0, as: Int32.self) }
        slot.arity = type.children.count
        slots.append(slot)
        buffers.append(buffer)
        // Elements of lists are as many as it turns out.
        for (index, child) in type.children.enumerated() {
            let member = slots.count
            switch form {
            case .plain: add(child, .plain, kind == .list ? 64 : capacity)
            case .tuple(let forms): add(child, forms[index], capacity)
            case .dict(let names, let forms):
                add(child, forms[index], capacity)
                slots[member].key = keep(names[index])
            }
        }
        slots[at].behind = slots.count
    }

    private func keep(_ key: String) -> UnsafeRawBufferPointer {
        let bytes = Array(key.utf8)
        let buffer = bytes.withUnsafeBytes { Buffer(copying: $0) }
        keys.append(buffer)
        return UnsafeRawBufferPointer(start: buffer.base, count: bytes.count)
    }

    /// Reads `count` rows; false when one is of another type.
    func read(_ cursor: inout MarshalCursor, count: Int) throws(ConversionError) -> Bool {
        var local = cursor
        defer { cursor = local }
        return try slots.withUnsafeMutableBufferPointer { (slots) throws(ConversionError) -> Bool in
            let start = slots.baseAddress!
            switch start.pointee.kind {
            case .int where count <= start.pointee.capacity: return try readInts(&local, start, count)
            default: break
            }
            for _ in 0..<count where !(try readValue(&local, start, 0, self)) { return false }
            return true
        }
    }

    /// More room for the values of a slot inside a list; the top level has what it needs.
    func grow(_ slots: UnsafeMutablePointer<Slot>, _ at: Int) {
        let slot = slots[at]
        let extra = slot.kind == .list ? 1 : 0
        let grown = Buffer(byteCount: slot.width * (slot.capacity * 2 + extra))
        grown.base.copyMemory(from: slot.values, byteCount: slot.width * (slot.count + extra))
        buffers[at] = grown
        slots[at].values = grown.base
        slots[at].capacity = slot.capacity * 2
    }

    func finish(count: Int, text: UnsafeRawBufferPointer) -> Column {
        let hasText = slots.contains { ($0.kind == .text || $0.kind == .bytes) && $0.arity > 0 }
        let source = hasText ? [Buffer(copying: text)] : []
        var next = 0
        return column(type, &next, source)
    }

    private func column(_ type: DataType, _ next: inout Int, _ text: [Buffer]) -> Column {
        let slot = slots[next]
        let width = slot.width * (slot.count + (slot.kind == .list ? 1 : 0))
        let values = width > 0 ? Buffer(slice: buffers[next], offset: 0, byteCount: width) : nil
        next += 1
        var children: [Column] = []
        for child in type.children { children.append(column(child, &next, text)) }
        let needsValues = type.valueByteCount > 0 || slot.kind == .list
        return Column(
            type: type, count: slot.count, values: needsValues ? values ?? Buffer(byteCount: 0) : nil,
            data: slot.kind == .text || slot.kind == .bytes ? text : [], children: children)
    }
}

/// The most common list of all.
private func readInts(
    _ cursor: inout MarshalCursor, _ slot: UnsafeMutablePointer<Slot>, _ count: Int
) throws(ConversionError) -> Bool {
    let out = slot.pointee.values.assumingMemoryBound(to: Int.self)
    var local = cursor
    defer { cursor = local }
    for row in 0..<count {
        switch try local.code() {
        case MarshalCode.int: out[row] = try local.int32()
        case MarshalCode.long:
            guard let value = try local.long() else { return false }
            out[row] = value
        default: return false
        }
    }
    slot.pointee.count = count
    return true
}

/// Reads one value of slot `at`; false when it is of another type.
private func readValue(
    _ cursor: inout MarshalCursor, _ slots: UnsafeMutablePointer<Slot>, _ at: Int, _ reader: MarshalRowReader
) throws(ConversionError) -> Bool {
    let code = try cursor.code()
    if slots[at].count == slots[at].capacity { reader.grow(slots, at) }
    let slot = slots + at
    let row = slot.pointee.count
    let values = slot.pointee.values
    switch slot.pointee.kind {
    case .int:
        let value: Int
        switch code {
        case MarshalCode.int: value = try cursor.int32()
        case MarshalCode.long:
            guard let narrow = try cursor.long() else { return false }
            value = narrow
        default: return false
        }
        values.storeBytes(of: value, toByteOffset: row &* 8, as: Int.self)
    case .float:
        guard code == MarshalCode.float else { return false }
        values.storeBytes(of: try cursor.double(), toByteOffset: row &* 8, as: Double.self)
    case .bool:
        guard code == MarshalCode.true || code == MarshalCode.false else { return false }
        values.storeBytes(of: code == MarshalCode.true ? 1 : 0, toByteOffset: row, as: UInt8.self)
    case .text:
        guard code == MarshalCode.text || code == MarshalCode.interned else { return false }
        store(try cursor.text(), values + row &* 16, cursor, slot)
    case .bytes:
        guard code == MarshalCode.bytes else { return false }
        store(try cursor.raw(), values + row &* 16, cursor, slot)
    case .tuple:
        let arity = slot.pointee.arity
        guard code == MarshalCode.tuple, try cursor.count() == arity else { return false }
        var member = at &+ 1
        // Text that begins with "\0" marks objects and what looks like them.
        if slots[member].kind == .text, cursor.remaining > 5,
            cursor.next.load(fromByteOffset: 5, as: UInt8.self) == 0
        {
            if cursor.next.load(as: UInt8.self) != MarshalCode.text { return false }
            if (cursor.next + 1).loadUnaligned(as: Int32.self) != 0 { return false }
        }
        for _ in 0..<arity {
            if !(try readValue(&cursor, slots, member, reader)) { return false }
            member = slots[member].behind
        }
    case .dict:
        guard code == MarshalCode.dict else { return false }
        var member = at &+ 1
        for _ in 0..<slot.pointee.arity {
            if !(try readKey(&cursor, slots[member].key)) { return false }
            if !(try readValue(&cursor, slots, member, reader)) { return false }
            member = slots[member].behind
        }
        guard try cursor.code() == MarshalCode.dictEnd else { return false }
    case .list:
        guard code == MarshalCode.list else { return false }
        let count = try cursor.count()
        let element = at &+ 1
        for _ in 0..<count where !(try readValue(&cursor, slots, element, reader)) { return false }
        let end = slots[element].count
        guard end <= Int(Int32.max) else { return false }
        values.storeBytes(of: Int32(truncatingIfNeeded: end), toByteOffset: (row &+ 1) &* 4, as: Int32.self)
    }
    slot.pointee.count = row &+ 1
    return true
}

/// Reads a key of a dict; false when it is not the one wanted.
@inline(__always)
private func readKey(
    _ cursor: inout MarshalCursor, _ wanted: UnsafeRawBufferPointer
) throws(ConversionError) -> Bool {
    let code = try cursor.code()
    guard code == MarshalCode.text || code == MarshalCode.interned else { return false }
    let key = try cursor.raw()
    return key.count == wanted.count && memcmp(key.baseAddress!, wanted.baseAddress!, key.count) == 0
}

/// A view of `text`, which `cursor` has just passed. `arity` counts long texts, so that short ones keep no source.
@inline(__always)
private func store(
    _ text: UnsafeRawBufferPointer, _ out: UnsafeMutableRawPointer, _ cursor: MarshalCursor,
    _ slot: UnsafeMutablePointer<Slot>
) {
    let count = text.count
    var view = StringView()
    if count > StringView.inlineByteCountMax {
        let offset = text.baseAddress! - cursor.start
        view = StringView(text.baseAddress!, count: count, bufferIndex: 0, offset: offset)
        slot.pointee.arity = 1
    } else if cursor.end - text.baseAddress! >= 12 {
        view = StringView(inline: text.baseAddress!, count: count)
    } else {
        withUnsafeMutableBytes(of: &view) { bytes in
            bytes.storeBytes(of: UInt32(truncatingIfNeeded: count), as: UInt32.self)
            (bytes.baseAddress! + 4).copyMemory(from: text.baseAddress!, byteCount: count)
        }
    }
    out.storeBytes(of: view.word0, as: UInt64.self)
    out.storeBytes(of: view.word1, toByteOffset: 8, as: UInt64.self)
}
