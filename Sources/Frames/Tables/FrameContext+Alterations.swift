// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Martlet
import Relational

// ALTER TABLE and ALTER VIEW.
extension FrameContext {
    func alter(_ parts: [String], _ alteration: Statement.Alteration, at place: SQLPlace?) throws(MartletError) {
        if case .rename(let wanted) = alteration, try renamedView(parts, wanted, at: place) { return }
        let entry = try existing(parts, at: place)
        var definition = entry.definition
        switch alteration {
        case .rename(let wanted): return try rename(entry, to: wanted, at: place)
        case .addColumns(let fields):
            try add(fields, to: &definition, at: place)
        case .setProperties(let properties):
            // The comment is one of the table, not one of its properties.
            var properties = properties
            if let comment = properties.removeValue(forKey: "comment") { definition.comment = comment }
            definition.properties.merge(properties) { _, new in new }
        case .describe(let text): definition.comment = text
        case .unsetProperties(let keys, let ifExists):
            for key in keys {
                if key == "comment" {
                    definition.comment = nil
                    continue
                }
                if definition.properties.removeValue(forKey: key) != nil || ifExists { continue }
                throw .query(
                    SQLError(
                        "UNSET_NONEXISTENT_PROPERTIES",
                        ["properties": "`\(key)`", "table": definition.name.quotedName], at: place))
            }
        case .comment(let column, let text):
            guard let name = column.last,
                let index = definition.schema.fields.firstIndex(where: { key($0.name) == key(name) })
            else {
                throw .query(
                    SQLError(
                        "COLUMN_NOT_FOUND",
                        ["colName": TableName.quoted(column), "caseSensitiveConfig": "\"spark.sql.caseSensitive\""],
                        at: place))
            }
            definition.schema.fields[index].metadata = "{\"comment\":\(SQLType.quotedJSON(text))}"
        case .addPartitions(let partitions, let ifNotExists):
            for partition in partitions {
                let folder = try partitionFolder(definition, partition, at: place)
                if try warehouse.exists(folder) {
                    guard ifNotExists else {
                        throw partitionError("PARTITIONS_ALREADY_EXIST", definition, folder, place)
                    }
                } else {
                    try warehouse.makeFolder(folder)
                }
            }
            return
        case .dropPartitions(let partitions, let ifExists):
            for partition in partitions {
                let folder = try partitionFolder(definition, partition, at: place)
                if try warehouse.exists(folder) {
                    try warehouse.delete(folder)
                } else if !ifExists {
                    throw partitionError("PARTITIONS_NOT_FOUND", definition, folder, place)
                }
            }
            return
        }
        guard try warehouse.put(definition, replacing: entry) else {
            throw .argument("\(definition.name.quotedName) was changed by somebody else meanwhile: try again")
        }
    }

    private func add(
        _ fields: [Field], to definition: inout TableDefinition, at place: SQLPlace?
    ) throws(MartletError) {
        guard definition.kind != .view else {
            throw .query(SQLError.unsupported("ALTER VIEW … ADD COLUMNS: use ALTER VIEW … AS", at: place))
        }
        let own = definition.schema.fields
        for field in fields where own.contains(where: { key($0.name) == key(field.name) }) {
            throw .query(
                SQLError("COLUMN_ALREADY_EXISTS", ["columnName": quoted(field.name.lowercased())], at: place))
        }
        let partitions = own.filter { definition.isPartition($0.name) }
        definition.schema = Schema(own.filter { !definition.isPartition($0.name) } + fields + partitions)
    }

    private func partitionError(
        _ condition: String, _ definition: TableDefinition, _ folder: String, _ place: SQLPlace?
    ) -> MartletError {
        let name = folder.split(separator: "/").suffix(definition.partitionColumns.count).joined(separator: "/")
        return .query(
            SQLError(
                condition, ["partitionList": "PARTITION (\(name))", "tableName": definition.name.quotedName],
                at: place))
    }

    /// The folder of a partition whose values are all written out.
    private func partitionFolder(
        _ definition: TableDefinition, _ partition: [(name: String, value: Syntax?)], at place: SQLPlace?
    ) throws(MartletError) -> String {
        guard !definition.partitionColumns.isEmpty else {
            throw .query(
                SQLError(
                    "INVALID_PARTITION_OPERATION.PARTITION_SCHEMA_IS_EMPTY", ["name": definition.name.quotedName],
                    at: place))
        }
        var path = try folder(of: definition)
        for column in definition.partitionColumns {
            guard let given = partition.first(where: { key($0.name) == key(column) }),
                case .literal(let value, let type)? = given.value?.bare
            else {
                throw .query(
                    SQLError.unsupported("PARTITION without a written value for \(column): name all columns", at: place)
                )
            }
            path += "/" + FrameContext.folderName(column, value == .null ? nil : ValueText.option(value, type))
        }
        return path
    }

    /// The folder of a column's value, where it is no value that paths cannot hold.
    private static func folderName(_ name: String, _ value: String?) -> String {
        guard let value, !value.isEmpty else { return name + "=" + InputPlanner.nullPartition }
        let unsafe = Set("\"#%'*/:=?\\{[]^\u{7F}".unicodeScalars)
        var text = name + "="
        for scalar in value.unicodeScalars {
            if unsafe.contains(scalar) || scalar.value < 0x20 {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                text += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    // MARK: Names

    /// A temporary view under another name; false when there is none.
    private func renamedView(
        _ parts: [String], _ wanted: [String], at place: SQLPlace?
    ) throws(MartletError) -> Bool {
        guard parts.count == 1, wanted.count == 1, let relation = temporaryView(parts) else { return false }
        _ = try name(relation, quoted(wanted[0]), replaces: false)
        _ = dropView(quoted(parts[0]))
        return true
    }

    /// The data of a managed table move along.
    private func rename(_ entry: Warehouse.Entry, to wanted: [String], at place: SQLPlace?) throws(MartletError) {
        var definition = entry.definition
        // A name without a database stays in the table's.
        let name = try newName(wanted.count == 1 ? [definition.name.database] + wanted : wanted, at: place)
        guard name.database == definition.name.database else {
            throw .query(
                SQLError.unsupported(
                    "ALTER TABLE … RENAME TO another database: make it anew with CREATE TABLE", at: place))
        }
        guard try !warehouse.hasTable(name) else { throw FrameContext.taken(name, place) }
        let old = try folder(of: definition)
        definition.name = name
        guard try warehouse.put(definition, replacing: nil) else { throw FrameContext.taken(name, place) }
        if definition.kind == .managed, try warehouse.exists(old) {
            try warehouse.moveFolder(old, to: try folder(of: definition))
        }
        try warehouse.forget(entry.definition.name)
    }

    func alterView(
        _ parts: [String], query: RelationSyntax, text: String, at place: SQLPlace?
    ) throws(MartletError) {
        let isTemporary = temporaryView(parts) != nil
        if !isTemporary { _ = try existing(parts, at: place) }
        try create(
            CreateView(
                name: parts, scope: isTemporary ? .session : .warehouse, replaces: true, ifNotExists: false,
                query: query, text: text), frame: { _ in nil })
    }

    // MARK: Functions

    func create(_ macro: SQLMacro, replaces: Bool, ifNotExists: Bool) throws(MartletError) {
        guard FunctionTable.documentation(of: macro.name) == nil || replaces else {
            throw .query(SQLError("ROUTINE_ALREADY_EXISTS", ["routineName": quoted(macro.name)]))
        }
        guard define(macro, replaces: replaces) || ifNotExists else {
            throw .query(SQLError("ROUTINE_ALREADY_EXISTS", ["routineName": quoted(macro.name)]))
        }
    }

    func dropFunction(_ parts: [String], ifExists: Bool, at place: SQLPlace?) throws(MartletError) {
        guard forgetFunction(parts[parts.count - 1]) || ifExists else {
            throw .query(
                SQLError(
                    "ROUTINE_NOT_FOUND", ["routineName": TableName.quoted(parts)], at: place))
        }
    }

    func describeFunction(_ parts: [String], isExtended: Bool, at place: SQLPlace?) throws(MartletError) -> Relation {
        let name = parts[parts.count - 1]
        let known = settings
        var lines = ["Function: \(name.lowercased())"]
        if let macro = known.macros[name.lowercased()] {
            let inputs = macro.parameters.map { "\($0.name) \($0.type.sqlName)" }.joined(separator: ", ")
            lines += ["Type: SCALAR", "Input: \(inputs)"]
            if let type = macro.type { lines.append("Returns: \(type.sqlName)") }
        } else if let function = known.functions[name.lowercased()] {
            lines += ["Class: a function of Python", "Returns: \(function.type.sqlName)"]
        } else if let text = FunctionTable.documentation(of: name) {
            lines.append("Usage: \(name.lowercased()) - \(text)")
            let synonyms = FunctionTable.synonyms(of: name)
            if isExtended, synonyms.count > 1 { lines.append("Names: " + synonyms.joined(separator: ", ")) }
        } else {
            throw .query(
                SQLError(
                    "UNRESOLVED_ROUTINE",
                    [
                        "routineName": TableName.quoted(parts),
                        "searchPath": "[`system`.`builtin`, `system`.`session`, `spark_catalog`.`default`]",
                    ], at: place))
        }
        return try rows(["function_desc"], lines.map { [$0] })
    }
}
