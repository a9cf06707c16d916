// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Relational

extension Schema {
    /// The schema that rows of a type have when they become a relation: `_1`, `_2` and so on. Nil when the type does
    /// not say it, as with values of type any.
    public init?(rows type: DataType) {
        guard case .tuple(let members) = type, !members.isEmpty else { return nil }
        var fields: [Field] = []
        for (index, member) in members.enumerated() {
            guard let type = SQLType(inferred: member) else { return nil }
            fields.append(Field("_\(index + 1)", type))
        }
        self.init(fields)
    }
}

extension SQLType {
    fileprivate init?(inferred type: DataType) {
        switch type {
        case .bool: self = .boolean
        case .int: self = .bigint
        case .float: self = .double
        case .string: self = .string
        case .bytes: self = .binary
        case .list(let element):
            guard let element = SQLType(inferred: element) else { return nil }
            self = .array(element, containsNull: true)
        case .map(let key, let value):
            guard let key = SQLType(inferred: key), let value = SQLType(inferred: value) else { return nil }
            self = .map(key, value, valueContainsNull: true)
        case .tuple:
            guard let schema = Schema(rows: type) else { return nil }
            self = .structure(schema.fields)
        default: return nil
        }
    }
}
