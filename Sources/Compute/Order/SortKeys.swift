// SPDX-License-Identifier: Apache-2.0

import Bytecode
public import Columnar

/// How one member of a sort key is ordered.
public struct KeyDirection: Hashable, Sendable {
    public var descending: Bool
    public var nullsFirst: Bool

    public init(descending: Bool, nullsFirst: Bool) {
        self.descending = descending
        self.nullsFirst = nullsFirst
    }

    /// Whether it is the order of `Column.compare`, in which null is least, or its reverse.
    var isPlain: Bool { nullsFirst == !descending }
}

/// The keys of rows in a form whose order is that of `Column.compare`. One key whose nulls stand where they do there is
/// taken as it is. Others become byte strings that compare as the keys do: keys of several members that each have a
/// direction, keys with nulls elsewhere.
public final class SortKeys {
    /// Of the keys that are compared.
    public let type: DataType
    /// Whether the order is the reverse of theirs.
    public let descending: Bool
    /// Whether rows are their own keys.
    let areRows: Bool
    /// Whether keys have text that no row has.
    let areNormalised: Bool
    private let program: ProgramRunner?
    private let directions: [KeyDirection]

    /// `program` computes the key from the row; nil: the row is the key. `directions`: one for the whole key, or one
    /// for each member of a key that is a tuple of several. Only keys in plain order may hold values of type any.
    public init(rowType: DataType, program: ProgramRunner?, directions: [KeyDirection]) {
        precondition(!directions.isEmpty, "a sort without a direction")
        self.program = program
        self.directions = directions
        areNormalised = directions.count > 1 || !directions[0].isPlain
        type = areNormalised ? .bytes : program?.program.program.resultType ?? rowType
        descending = areNormalised ? false : directions[0].descending
        areRows = program == nil && !areNormalised
    }

    /// The keys of `rows`, one a row.
    public func keys(of rows: Column) throws(ComputeError) -> Column {
        let keys = try program?.run(rows) ?? rows
        precondition(keys.count == rows.count, "the key program must give one key a row")
        return areNormalised ? normalised(keys, directions) : keys
    }
}

// A normalised key: for each member 0 (null, first), 1 or 255 (null, last), then the value unless null, its bytes
// inverted where the order descends. int and float: 8 bytes that compare as they do, most significant first; decimal:
// 16. Text: a 0 becomes 0 255, and 0 0 ends it. Within a value nulls are least: 0 for null, 1 before a value; a tuple
// is its members; a list is 1 and the element for each, and 0.

private func normalised(_ keys: Column, _ directions: [KeyDirection]) -> Column {
    let members = directions.count == 1 ? [keys] : keys.children
    let nodes = members.map { RowNode($0) }
    let whole = directions.count == 1 ? nil : keys.valid.map { UnsafePointer($0) }
    let builder = ColumnBuilder(.bytes)
    var writer = KeyWriter()
    defer { writer.bytes.free() }
    for row in 0..<keys.count {
        writer.bytes.count = 0
        for (node, direction) in zip(nodes, directions) {
            writer.flip = 0
            if whole?[row] == 0 || node.isNull(row) {
                writer.put(direction.nullsFirst ? 0 : 255)
                continue
            }
            writer.put(1)
            writer.flip = direction.descending ? 255 : 0
            writer.write(node, row)
        }
        builder.append(bytes: UnsafeRawBufferPointer(start: writer.bytes.base, count: writer.bytes.count))
    }
    return withExtendedLifetime(keys) { builder.finish() }
}

private struct KeyWriter {
    var bytes = Growing<UInt8>(capacity: 256)
    /// What bytes are combined with.
    var flip: UInt8 = 0

    @inline(__always)
    mutating func put(_ byte: UInt8) { bytes.append(byte ^ flip) }

    private mutating func putWord(_ word: UInt64) {
        bytes.reserve(bytes.count + 8)
        let value = flip == 0 ? word : ~word
        UnsafeMutableRawPointer(bytes.base + bytes.count).storeBytes(of: value.bigEndian, as: UInt64.self)
        bytes.count += 8
    }

    private mutating func putText(_ text: UnsafeRawBufferPointer) {
        bytes.reserve(bytes.count + text.count + 2)
        for byte in text {
            put(byte)
            if byte == 0 { put(255) }
        }
        put(0)
        put(0)
    }

    private mutating func putNullable(_ node: RowNode, _ row: Int) {
        if node.isNull(row) { return put(0) }
        put(1)
        write(node, row)
    }

    /// A value that is not null.
    mutating func write(_ node: RowNode, _ row: Int) {
        switch node.kind {
        case .null: break
        case .bool: put(node.bool(row) ? 1 : 0)
        case .int: putWord(UInt64(bitPattern: Int64(node.int(row))) ^ 1 << 63)
        case .float: putWord(orderedBits(node.float(row)))
        case .decimal:
            let value = node.decimal(row)
            putWord(UInt64(bitPattern: Int64(truncatingIfNeeded: value >> 64)) ^ 1 << 63)
            putWord(UInt64(truncatingIfNeeded: value))
        case .string, .bytes: putText(node.text(row))
        case .tuple: for child in node.children { putNullable(child, row) }
        case .list, .map:
            for element in node.elements(row) {
                put(1)
                putNullable(node.children[0], element)
            }
            put(0)
        case .any: preconditionFailure("values of type any have no normalised form")
        }
    }
}
