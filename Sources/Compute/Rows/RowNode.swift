// SPDX-License-Identifier: Apache-2.0

import Columnar

/// A column taken apart once, so that its rows can be written value by value.
final class RowNode {
    enum Kind { case null, bool, int, float, decimal, string, bytes, tuple, list, map, any }

    let kind: Kind
    let children: [RowNode]
    let column: Column
    private let valid: UnsafePointer<UInt8>?

    init(_ column: Column) {
        self.column = column
        valid = column.valid.map { UnsafePointer($0) }
        children = column.children.map { RowNode($0) }
        kind =
            switch column.type {
            case .null: .null
            case .bool: .bool
            case .int: .int
            case .float: .float
            case .decimal: .decimal
            case .string: .string
            case .bytes: .bytes
            case .tuple: .tuple
            case .list: .list
            case .map: .map
            case .any: .any
            }
    }

    @inline(__always)
    func isNull(_ row: Int) -> Bool { kind == .null || (valid.map { $0[row] == 0 } ?? false) }

    @inline(__always) func bool(_ row: Int) -> Bool { column.bools[row] != 0 }
    @inline(__always) func int(_ row: Int) -> Int { column.ints[row] }
    @inline(__always) func float(_ row: Int) -> Double { column.floats[row] }
    func decimal(_ row: Int) -> Int128 { column.decimals[row].value }
    @inline(__always) func text(_ row: Int) -> UnsafeRawBufferPointer { column.bytes(row) }
    @inline(__always) func elements(_ row: Int) -> Range<Int> {
        Int(column.offsets[row])..<Int(column.offsets[row + 1])
    }
}

extension AnyWriter {
    /// A row of any type as a value of type any.
    mutating func row(_ node: RowNode, _ row: Int) {
        if node.isNull(row) { return none() }
        switch node.kind {
        case .null: none()
        case .bool: bool(node.bool(row))
        case .int: int(node.int(row))
        case .float: float(node.float(row))
        // A layout has no scale: the digits as a whole number.
        case .decimal: whole(node.decimal(row))
        case .string: string(node.text(row))
        case .bytes: bytes(node.text(row))
        case .any: encoded(node.text(row))
        case .tuple:
            begin(.tuple, count: node.children.count)
            for child in node.children { self.row(child, row) }
        case .list:
            let elements = node.elements(row)
            begin(.list, count: elements.count)
            for element in elements { self.row(node.children[0], element) }
        case .map:
            let entries = node.elements(row)
            begin(.dict, count: entries.count)
            for entry in entries {
                self.row(node.children[0].children[0], entry)
                self.row(node.children[0].children[1], entry)
            }
        }
    }
}
