// SPDX-License-Identifier: Apache-2.0

import Columnar

extension SQLType {
    /// Whether there are maps in its values.
    var holdsMap: Bool {
        switch self {
        case .map: true
        case .array(let element, _): element.holdsMap
        case .structure(let fields): fields.contains { $0.type.holdsMap }
        default: false
        }
    }
}

extension Expression {
    /// The value with the entries of all maps in it by their keys: maps of the same entries become alike.
    func withMapsSorted() -> Expression {
        guard type.holdsMap else { return self }
        switch type {
        case .map(let key, let value, let holdsNull):
            var map = self
            if value.holdsMap {
                map = each(
                    .transformValues,
                    [Attribute("key", key, isNullable: false), Attribute("value", value, isNullable: holdsNull)])
            }
            let entry = [Field("key", key, isNullable: false), Field("value", value, isNullable: holdsNull)]
            let entries = SQLType.array(.structure(entry), containsNull: false)
            let found = Expression.call(.mapEntries, [map], entries)
            let sorted = Expression.call(.listSorted, [found, .literal(.bool(true), .boolean)], entries)
            return .call(.mapFromEntries, [sorted], type, at: place)
        case .array(let element, let holdsNull):
            return each(.transformList, [Attribute("element", element, isNullable: holdsNull)])
        case .structure(let fields):
            let members = fields.indices.map {
                Expression(.field(self, $0), fields[$0].type, isNullable: isNullable || fields[$0].isNullable)
                    .withMapsSorted()
            }
            let made = Expression.call(.makeStruct, members, type, isNullable: false, at: place)
            guard isNullable else { return made }
            let isMissing = Expression.call(.isNull, [self], .boolean, isNullable: false)
            return Expression(
                .caseWhen([(condition: isMissing, value: .literal(.null, type))], otherwise: made), type,
                isNullable: true, at: place)
        default: return self
        }
    }

    /// The same function of the last of these variables for each of them.
    private func each(_ operation: Operation, _ variables: [Attribute]) -> Expression {
        let last = variables[variables.count - 1]
        let body = Expression(.variable(last.id), last.type, isNullable: last.isNullable).withMapsSorted()
        let function = Expression(.lambda(variables.map(\.id), body), body.type, isNullable: body.isNullable)
        return .call(operation, [self, function], type, isNullable: isNullable, at: place)
    }
}
