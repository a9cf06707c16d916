// SPDX-License-Identifier: Apache-2.0

import Columnar

/// A table that gets rows.
public struct InsertTarget: Sendable {
    /// As messages have it.
    public var name: String
    public var columns: [Field]
    /// Columns that get values in this order; none: all.
    public var listed: [String]
    public var isByName: Bool
    /// Columns of the `PARTITION` clause, with the values of those that have one.
    public var partition: [(name: String, value: Syntax?)]
    public var partitionColumns: [String]

    public init(
        name: String, columns: [Field], partitionColumns: [String] = [], listed: [String] = [], isByName: Bool = false,
        partition: [(name: String, value: Syntax?)] = []
    ) {
        self.name = name
        self.columns = columns
        self.partitionColumns = partitionColumns
        self.listed = listed
        self.isByName = isByName
        self.partition = partition
    }
}

extension Analyser {
    /// The rows as a table holds them: its columns in its order, of its types. A value that its column's type does not
    /// hold ends the query, whatever the settings say.
    public func assigned(_ input: Relation, to target: InsertTarget) throws(SQLError) -> Relation {
        let fixed = try fixedValues(target)
        let wanted = try wantedColumns(target, fixed)
        let values = try target.isByName ? byName(input, wanted, target) : byPosition(input, wanted, target)
        var items: [NamedExpression] = []
        for (place, field) in target.columns.enumerated() {
            let value = values[place] ?? fixed[place] ?? Expression.literal(.null, field.type)
            items.append(
                NamedExpression(
                    Attribute(field.name, field.type, isNullable: true, metadata: field.metadata),
                    try assigned(value, to: field, target)))
        }
        return Relation(.project(input, items), items.map(\.attribute))
    }

    private func place(of name: String, _ target: InsertTarget) throws(SQLError) -> Int {
        let scope = Scope([], settings)
        let probe = Attribute(name, .void, isNullable: true)
        guard let place = target.columns.firstIndex(where: { scope.isNamed(probe, $0.name) }) else {
            let columns = target.columns.map { Attribute($0.name, $0.type, isNullable: true) }
            throw Scope(columns, settings).unresolved([name], at: nil)
        }
        return place
    }

    /// Values that the `PARTITION` clause writes, by the places of their columns.
    private func fixedValues(_ target: InsertTarget) throws(SQLError) -> [Int: Expression] {
        var found: [Int: Expression] = [:]
        for (name, value) in target.partition {
            let place = try place(of: name, target)
            guard target.partitionColumns.contains(target.columns[place].name) else {
                throw SQLError("NON_PARTITION_COLUMN", ["columnName": quoted(name)])
            }
            guard let value else { continue }
            let resolved = try resolver(Relation(.oneRow, [])).resolve(value)
            // The clause names values of any type by their text.
            let type = target.columns[place].type
            found[place] = Coercion.canCast(resolved.type, type) ? strict.cast(resolved, to: type) : resolved
        }
        return found
    }

    /// Places of the columns that the query gives values for, in its order.
    private func wantedColumns(_ target: InsertTarget, _ fixed: [Int: Expression]) throws(SQLError) -> [Int] {
        guard !target.listed.isEmpty else { return target.columns.indices.filter { fixed[$0] == nil } }
        var wanted: [Int] = []
        for name in target.listed {
            let place = try place(of: name, target)
            guard !wanted.contains(place) else {
                throw SQLError("COLUMN_ALREADY_EXISTS", ["columnName": quoted(name.lowercased())])
            }
            guard fixed[place] == nil else {
                throw SQLError("STATIC_PARTITION_COLUMN_IN_INSERT_COLUMN_LIST", ["staticName": quoted(name)])
            }
            wanted.append(place)
        }
        return wanted
    }

    private func byPosition(
        _ input: Relation, _ wanted: [Int], _ target: InsertTarget
    ) throws(SQLError) -> [Int: Expression] {
        let output = input.output
        guard output.count == wanted.count else { throw arity(target, wanted, output) }
        var found: [Int: Expression] = [:]
        for (attribute, place) in zip(output, wanted) { found[place] = Expression(attribute) }
        return found
    }

    private func byName(
        _ input: Relation, _ wanted: [Int], _ target: InsertTarget
    ) throws(SQLError) -> [Int: Expression] {
        guard input.output.count <= wanted.count else {
            let scope = Scope(target.columns.map { Attribute($0.name, $0.type, isNullable: true) }, settings)
            let extra = input.output.filter { column in !scope.attributes.contains { scope.isNamed($0, column.name) } }
            guard !extra.isEmpty else { throw arity(target, wanted, input.output) }
            throw incompatible(
                "EXTRA_COLUMNS", target, ["extraColumns": extra.map { quoted($0.name) }.joined(separator: ", ")])
        }
        let scope = Scope(input.output, settings)
        var found: [Int: Expression] = [:]
        for place in wanted {
            guard let match = try scope.find([target.columns[place].name], at: nil) else { continue }
            found[place] = Expression(match.attribute)
        }
        guard found.count == input.output.count else {
            let known = target.columns.map { Attribute($0.name, $0.type, isNullable: true) }
            let extra = input.output.filter { column in !known.contains { scope.isNamed($0, column.name) } }
            throw incompatible(
                "EXTRA_COLUMNS", target, ["extraColumns": extra.map { quoted($0.name) }.joined(separator: ", ")])
        }
        return found
    }

    private func arity(_ target: InsertTarget, _ wanted: [Int], _ output: [Attribute]) -> SQLError {
        let kind = output.count < wanted.count ? "NOT_ENOUGH_DATA_COLUMNS" : "TOO_MANY_DATA_COLUMNS"
        let columns = target.listed.isEmpty ? wanted.map { target.columns[$0].name } : target.listed
        return SQLError(
            "INSERT_COLUMN_ARITY_MISMATCH.\(kind)",
            [
                "tableName": target.name, "tableColumns": columns.map { quoted($0) }.joined(separator: ", "),
                "dataColumns": output.map { quoted($0.name) }.joined(separator: ", "),
            ])
    }

    private func incompatible(
        _ kind: String, _ target: InsertTarget, _ parameters: [String: String]
    ) -> SQLError {
        SQLError(
            "INCOMPATIBLE_DATA_FOR_TABLE.\(kind)", parameters.merging(["tableName": target.name]) { old, _ in old })
    }

    /// Casts fail where there is no value.
    private var strict: Coercion {
        var settings = settings
        settings.isANSI = true
        return Coercion(settings: settings)
    }

    private func assigned(
        _ value: Expression, to field: Field, _ target: InsertTarget
    ) throws(SQLError) -> Expression {
        guard Analyser.isAssignable(value.type, field.type, byName: target.isByName) else {
            throw incompatible(
                "CANNOT_SAFELY_CAST", target,
                [
                    "colName": quoted(field.name), "srcType": "\"\(value.type.sqlName)\"",
                    "targetType": "\"\(field.type.sqlName)\"",
                ])
        }
        return strict.cast(value, to: field.type)
    }

    /// Whether values of a type may be put into a column of another one: ANSI's rules of assignment.
    static func isAssignable(_ from: SQLType, _ to: SQLType, byName: Bool = true) -> Bool {
        if from == to || from == .void { return true }
        switch (from, to) {
        case (.array(let one, _), .array(let two, _)): return isAssignable(one, two, byName: byName)
        case (.map(let key, let value, _), .map(let otherKey, let otherValue, _)):
            return isAssignable(key, otherKey, byName: byName) && isAssignable(value, otherValue, byName: byName)
        case (.structure(let one), .structure(let two)):
            return one.count == two.count
                && zip(one, two).allSatisfy {
                    (!byName || $0.name.lowercased() == $1.name.lowercased())
                        && isAssignable($0.type, $1.type, byName: byName)
                }
        case (_, .string): return !from.isNested
        default: return from.isNumeric && to.isNumeric || from.isTime && to.isTime
        }
    }
}
