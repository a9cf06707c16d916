// SPDX-License-Identifier: Apache-2.0

import Columnar
import Compute

/// Keys that are brought together by their hash must have one, as in Python: lists, dicts and sets have none, nor have
/// tuples that hold them. Only values of type any are looked at: lists of one type are keys in Swift.
func checkHashable(_ keys: Column) throws(TaskError) {
    guard let type = firstUnhashable(keys) else { return }
    var error = ComputeError(.pythonException, "unhashable type: '\(type)'")
    error.exceptionType = "TypeError"
    throw .compute(error)
}

/// The name of the type of the first value that has no hash.
private func firstUnhashable(_ column: Column) -> String? {
    switch column.type {
    case .any:
        for row in 0..<column.count where !column.isNull(row) {
            var cursor = column.anyCursor(row)
            if let type = cursor.passHashable() { return type }
        }
        return nil
    case .tuple where column.type.containsAny:
        for child in column.children { if let found = firstUnhashable(child) { return found } }
        return nil
    default: return nil
    }
}

extension AnyCursor {
    /// Passes a value that has a hash; the name of the type, here or inside, that has none.
    fileprivate mutating func passHashable() -> String? {
        switch peek {
        case .list, .dict, .set: return typeName
        case .tuple:
            _ = tag()
            for _ in 0..<count() { if let type = passHashable() { return type } }
            return nil
        case .object: return passHashableObject()
        default:
            skip()
            return nil
        }
    }

    private mutating func passHashableObject() -> String? {
        var fields = self
        _ = fields.tag()
        let name = String(decoding: fields.content(), as: UTF8.self)
        switch name {
        case "collections.Counter", "collections.ChainMap": return String(name.dropFirst("collections.".count))
        case "collections.OrderedDict", "collections.defaultdict", "collections.deque": return name
        case "Row":
            // Its names and its values.
            if fields.count() == 2 {
                fields.skip()
                if let type = fields.passHashable() { return type }
            }
        default: break
        }
        skip()
        return nil
    }
}
