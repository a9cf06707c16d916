// SPDX-License-Identifier: Apache-2.0

import Columnar
import Scripting

/// Values as Python's `repr` and `str` write them. With a `limit` in bytes it writes little more than that: the
/// beginning of what an error shows.
struct PythonText {
    private(set) var bytes: [UInt8] = []
    private let limit: Int

    init(limit: Int = .max) { self.limit = limit }

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    private var isFull: Bool { bytes.count >= limit }

    mutating func write(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    // MARK: Rows

    /// `str(x)` of a row: a string as it is.
    mutating func str(_ node: RowNode, _ row: Int) {
        if node.isNull(row) { return write("None") }
        switch node.kind {
        case .string: bytes.append(contentsOf: node.text(row))
        case .any: str(node.column.anyCursor(row))
        default: repr(node, row)
        }
    }

    /// `repr(x)` of a row.
    mutating func repr(_ node: RowNode, _ row: Int) {
        if node.isNull(row) { return write("None") }
        switch node.kind {
        case .null: write("None")
        case .bool: write(node.bool(row) ? "True" : "False")
        case .int: decimal(node.int(row))
        case .float: bytes.append(contentsOf: pythonRepr(node.float(row)).utf8)
        case .decimal: bytes.append(contentsOf: node.decimal(row).description.utf8)
        case .string: quoted(node.text(row), isText: true)
        case .bytes: quoted(node.text(row), isText: false)
        case .any:
            var cursor = node.column.anyCursor(row)
            repr(&cursor)
        case .tuple:
            write("(")
            for (index, child) in node.children.enumerated() where !isFull {
                if index > 0 { write(", ") }
                repr(child, row)
            }
            write(node.children.count == 1 ? ",)" : ")")
        case .list:
            write("[")
            let elements = node.elements(row)
            for element in elements {
                if isFull { break }
                if element > elements.lowerBound { write(", ") }
                repr(node.children[0], element)
            }
            write("]")
        case .map:
            write("{")
            let entries = node.elements(row)
            for entry in entries {
                if isFull { break }
                if entry > entries.lowerBound { write(", ") }
                repr(node.children[0].children[0], entry)
                write(": ")
                repr(node.children[0].children[1], entry)
            }
            write("}")
        }
    }

    // MARK: Values of type any

    mutating func str(_ value: AnyCursor) {
        var cursor = value
        switch cursor.peek {
        case .string:
            _ = cursor.tag()
            bytes.append(contentsOf: cursor.content())
        case .object: object(&cursor, isRepr: false)
        default: repr(&cursor)
        }
    }

    /// `repr(x)` of the value, which the cursor passes whatever is written of it.
    mutating func repr(_ cursor: inout AnyCursor) {
        if cursor.peek == .object { return object(&cursor, isRepr: true) }
        switch cursor.tag() {
        case .none, .object: write("None")
        case .false: write("False")
        case .true: write("True")
        case .int: decimal(cursor.int())
        case .float: bytes.append(contentsOf: pythonRepr(cursor.float()).utf8)
        case .string: quoted(cursor.content(), isText: true)
        case .bytes: quoted(cursor.content(), isText: false)
        case .tuple:
            let count = cursor.count()
            write("(")
            members(count, &cursor)
            write(count == 1 ? ",)" : ")")
        case .list:
            write("[")
            members(cursor.count(), &cursor)
            write("]")
        case .set:
            let count = cursor.count()
            if count == 0 { return write("set()") }
            write("{")
            members(count, &cursor)
            write("}")
        case .frozenSet:
            let count = cursor.count()
            if count == 0 { return write("frozenset()") }
            write("frozenset({")
            members(count, &cursor)
            write("})")
        case .dict:
            write("{")
            for index in 0..<cursor.count() {
                if isFull {
                    cursor.skip()
                    cursor.skip()
                    continue
                }
                if index > 0 { write(", ") }
                repr(&cursor)
                write(": ")
                repr(&cursor)
            }
            write("}")
        }
    }

    private mutating func members(_ count: Int, _ cursor: inout AnyCursor) {
        for index in 0..<count {
            if isFull {
                cursor.skip()
                continue
            }
            if index > 0 { write(", ") }
            repr(&cursor)
        }
    }

    /// Objects are written by the library that knows them; what it does not know as a call.
    private mutating func object(_ cursor: inout AnyCursor, isRepr: Bool) {
        var fields = cursor
        defer { cursor.skip() }
        if let text = objectText(fields, isRepr: isRepr) {
            bytes.append(contentsOf: text.utf8)
            return
        }
        _ = fields.tag()
        bytes.append(contentsOf: fields.content())
        write("(")
        members(fields.count(), &fields)
        write(")")
    }

    // MARK: Parts

    private mutating func decimal(_ value: Int) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { room in
            let count = writeDecimal(value, room.baseAddress!)
            bytes.append(contentsOf: room[..<count])
        }
    }

    /// A string literal. What needs escapes is left to the library.
    private mutating func quoted(_ content: UnsafeRawBufferPointer, isText: Bool) {
        let shown = content.prefix(max(limit - bytes.count, 16))
        var isPlain = true
        for byte in shown { isPlain = isPlain && byte >= 32 && byte < 127 && byte != 39 && byte != 92 }
        if isPlain {
            write(isText ? "'" : "b'")
            bytes.append(contentsOf: shown)
            return bytes.append(39)
        }
        let whole = shown.count == content.count ? Array(content) : beginning(shown, isText: isText)
        let value: Scripting.Value = isText ? .text(Text(utf8: whole)) : .bytes(ByteString(whole))
        bytes.append(contentsOf: ((try? reprOf(value, QuietHost())) ?? "?").utf8)
    }

    /// `content` without a character that was cut at its end.
    private func beginning(_ content: Slice<UnsafeRawBufferPointer>, isText: Bool) -> [UInt8] {
        var whole = Array(content)
        if !isText { return whole }
        while let last = whole.last, last & 0xC0 == 0x80 { whole.removeLast() }
        if let last = whole.last, last >= 0xC0 { whole.removeLast() }
        return whole
    }
}

/// A value as an error shows it: the beginning of its `repr`.
func shortRepr(_ column: Column, _ row: Int) -> String {
    let most = ComputeLimits.errorRowCharactersMax
    var text = PythonText(limit: most * 4)
    text.repr(RowNode(column), row)
    let whole = String(decoding: text.bytes, as: UTF8.self)
    let shown = whole.prefix(most)
    return shown.utf8.count == whole.utf8.count ? whole : String(shown) + "…"
}
