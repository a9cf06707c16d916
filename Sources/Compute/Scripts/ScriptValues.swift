// SPDX-License-Identifier: Apache-2.0

import Columnar
import Scripting

/// The value of a row.
func scriptValue(_ node: RowNode, _ row: Int) throws(Raised) -> Scripting.Value {
    if node.isNull(row) { return .none }
    switch node.kind {
    case .null: return .none
    case .bool: return .bool(node.bool(row))
    case .int: return .int(node.int(row))
    case .float: return .float(node.float(row))
    case .decimal:
        var writer = AnyWriter()
        writer.whole(node.decimal(row))
        return try writer.bytes.withUnsafeBufferPointer { (raw) throws(Raised) in
            try AnyCoder.decode(UnsafeRawBufferPointer(raw))
        }
    case .string: return .text(Text(utf8: Array(node.text(row))))
    case .bytes: return .bytes(ByteString(Array(node.text(row))))
    case .any: return try AnyCoder.decode(node.text(row))
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

/// The text of an object that the library knows; nil for others.
func objectText(_ value: AnyCursor, isRepr: Bool) -> String? {
    var end = value
    end.skip()
    let bytes = UnsafeRawBufferPointer(start: value.next, count: end.next - value.next)
    guard let object = try? AnyCoder.decode(bytes) else { return nil }
    return isRepr ? try? reprOf(object, QuietHost()) : try? strOf(object, QuietHost())
}
