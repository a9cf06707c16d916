// SPDX-License-Identifier: Apache-2.0

import Columnar
import Scripting

// Rows as values of scripts and back.

/// The value of a row.
func scriptValue(_ node: RowNode, _ row: Int) throws(Raised) -> Scripting.Value {
    if node.isNull(row) { return .none }
    switch node.kind {
    case .null: return .none
    case .bool: return .bool(node.bool(row))
    case .int: return .int(node.int(row))
    case .float: return .float(node.float(row))
    case .string: return .text(Text(utf8: Array(node.text(row))))
    case .bytes: return .bytes(ByteString(Array(node.text(row))))
    case .any:
        var cursor = node.column.anyCursor(row)
        return try scriptValue(&cursor)
    case .tuple:
        var members: [Scripting.Value] = []
        members.reserveCapacity(node.children.count)
        for child in node.children { members.append(try scriptValue(child, row)) }
        return .tuple(TupleObject(members))
    case .list:
        var elements: [Scripting.Value] = []
        for element in node.elements(row) { elements.append(try scriptValue(node.children[0], element)) }
        return .list(ListObject(elements))
    case .map:
        let dict = DictObject()
        for entry in node.elements(row) {
            let key = try ValueKey(scriptValue(node.children[0].children[0], entry))
            dict[key] = try scriptValue(node.children[0].children[1], entry)
        }
        return .dict(dict)
    }
}

/// The value of type any at the cursor, which passes it.
func scriptValue(_ cursor: inout AnyCursor) throws(Raised) -> Scripting.Value {
    switch cursor.tag() {
    case .none: return .none
    case .false: return .bool(false)
    case .true: return .bool(true)
    case .int: return .int(cursor.int())
    case .float: return .float(cursor.float())
    case .string: return .text(Text(utf8: Array(cursor.content())))
    case .bytes: return .bytes(ByteString(Array(cursor.content())))
    case .tuple: return .tuple(TupleObject(try scriptValues(cursor.count(), &cursor)))
    case .list: return .list(ListObject(try scriptValues(cursor.count(), &cursor)))
    case .set: return .set(try scriptSet(cursor.count(), &cursor, isFrozen: false))
    case .frozenSet: return .set(try scriptSet(cursor.count(), &cursor, isFrozen: true))
    case .dict:
        let dict = DictObject()
        for _ in 0..<cursor.count() {
            let key = try ValueKey(scriptValue(&cursor))
            dict[key] = try scriptValue(&cursor)
        }
        return .dict(dict)
    case .object:
        let type = String(decoding: cursor.content(), as: UTF8.self)
        let fields = try scriptValues(cursor.count(), &cursor)
        guard let object = decodeObject(type, fields) else {
            throw Raised("TypeError", "values of type '\(type)' are not known to compiled functions")
        }
        return .object(object)
    }
}

private func scriptValues(_ count: Int, _ cursor: inout AnyCursor) throws(Raised) -> [Scripting.Value] {
    var values: [Scripting.Value] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(try scriptValue(&cursor)) }
    return values
}

private func scriptSet(_ count: Int, _ cursor: inout AnyCursor, isFrozen: Bool) throws(Raised) -> SetObject {
    let set = SetObject(isFrozen: isFrozen)
    for _ in 0..<count { set.insert(try ValueKey(scriptValue(&cursor))) }
    return set
}

extension AnyWriter {
    /// A value that leaves a script. What cannot leave is a `TypeError`, as when Python pickles it.
    mutating func value(_ value: Scripting.Value, _ host: any ScriptHost, depth: Int = 1) throws(Raised) {
        guard depth <= ColumnarLimits.anyDepthMax else {
            throw Raised("ValueError", "a value nests deeper than \(ColumnarLimits.anyDepthMax) levels")
        }
        switch value {
        case .none: none()
        case .bool(let flag): bool(flag)
        case .int(let number): int(number)
        case .float(let number): float(number)
        case .text(let text): text.utf8.withUnsafeBytes { string($0) }
        case .bytes(let content): content.bytes.withUnsafeBytes { bytes($0) }
        case .tuple(let tuple):
            begin(.tuple, count: tuple.elements.count)
            for element in tuple.elements { try self.value(element, host, depth: depth + 1) }
        case .list(let list):
            begin(.list, count: list.elements.count)
            for element in list.elements { try self.value(element, host, depth: depth + 1) }
        case .set(let set):
            begin(set.isFrozen ? .frozenSet : .set, count: set.count)
            for element in set.elements { try self.value(element, host, depth: depth + 1) }
        case .dict(let dict):
            begin(.dict, count: dict.count)
            for (key, item) in dict.items {
                try self.value(key, host, depth: depth + 1)
                try self.value(item, host, depth: depth + 1)
            }
        case .object(let object):
            guard let encoded = try object.encoded(host) else {
                throw Raised("TypeError", "cannot pickle '\(object.typeName)' object")
            }
            beginObject(encoded.type, count: encoded.fields.count)
            for field in encoded.fields { try self.value(field, host, depth: depth + 1) }
        }
    }
}

/// The text of an object that the library knows; nil for others.
func objectText(_ value: AnyCursor, isRepr: Bool) -> String? {
    var cursor = value
    guard let object = try? scriptValue(&cursor) else { return nil }
    return isRepr ? try? reprOf(object, QuietHost()) : try? strOf(object, QuietHost())
}
