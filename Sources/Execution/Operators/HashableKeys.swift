// SPDX-License-Identifier: Apache-2.0

import Columnar
import Compute

/// Keys that are brought together by their hash must have one, as in Python: lists, dicts and sets have none, nor have
/// tuples that hold them. Only values of type any are looked at: lists of one type are keys in Swift.
func checkHashable(ofPairs pairs: Column) throws(TaskError) {
    let (keys, values) = (pairs.children[0], pairs.children[1])
    guard let (row, type) = firstUnhashable(keys) else { return }
    var error = ComputeError(.pythonException, "unhashable type: '\(type)'")
    error.exceptionType = "TypeError"
    // Without values the keys are the rows that the user has: of `distinct`.
    error.row = describeRow(values.type == .null ? keys : pairs, row, asPython: true)
    throw .compute(error)
}

/// The first row with a value that has no hash, and the name of the type that has none.
private func firstUnhashable(_ column: Column) -> (row: Int, type: String)? {
    switch column.type {
    case .any:
        for row in 0..<column.count where !column.isNull(row) {
            var cursor = column.anyCursor(row)
            if let type = cursor.passHashable() { return (row, type) }
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
        case "collections.OrderedDict", "collections.defaultdict", "collections.deque", "numpy.ndarray":
            return name
        case "numpy.matrix": return "matrix"
        case "record":
            if let type = fields.passUnhashableRecord() { return type }
        case "Row", "namedtuple":
            // Its names or its class, and its values.
            if fields.count() == 2 {
                fields.skip()
                if let type = fields.passHashable() { return type }
            }
        default: break
        }
        skip()
        return nil
    }

    /// After the type of an object of a class of the user's: why it cannot be a key. Only what compares by its fields
    /// can: objects that are equal to themselves alone are others once they have travelled, and a function of the
    /// user's does not run where keys meet.
    private mutating func passUnhashableRecord() -> String? {
        guard count() == 2, peek == .string else { return "record" }
        _ = tag()
        let parts = String(decoding: content(), as: UTF8.self).split(
            separator: "\u{1F}", omittingEmptySubsequences: false)
        guard parts.count == 6 else { return "record" }
        let name = parts[2].split(separator: ".").last.map(String.init) ?? "record"
        guard parts[3].contains("h") else { return name }
        let marks = parts[5].split(separator: ",").map { $0.split(separator: ":").dropFirst().first ?? "" }
        guard peek == .tuple else { return name }
        _ = tag()
        for place in 0..<count() {
            if place < marks.count, marks[place].contains("c") {
                skip()
            } else if let type = passHashable() {
                return type
            }
        }
        return nil
    }
}
