// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Formats
package import Martlet
package import Relational

// Rows into tables. They are written beside those that are there and show at the end, or not at all.
extension FrameContext {
    /// `INSERT`.
    func insert(
        _ insert: Insert, name site: String, control: ActionControl?, frame: @escaping (Int) -> Relation?
    ) throws(MartletError) {
        let entry = try writable(insert.table, "INSERT", at: insert.place)
        let input = try analyse(insert.query, frame: frame)
        try put(
            input, into: entry.definition, isOverwrite: insert.isOverwrite, listed: insert.columns,
            isByName: insert.isByName, partition: insert.partition, name: site, control: control)
    }

    /// Puts rows into a table by position: `df.write.insertInto`.
    package func insert(
        _ relation: Relation, into parts: [String], isOverwrite: Bool, name site: String, control: ActionControl? = nil
    ) throws(MartletError) {
        let entry = try writable(parts, "INSERT")
        try put(relation, into: entry.definition, isOverwrite: isOverwrite, name: site, control: control)
    }

    private func put(
        _ input: Relation, into definition: TableDefinition, isOverwrite: Bool, listed: [String] = [],
        isByName: Bool = false, partition: [(name: String, value: Syntax?)] = [], name site: String,
        control: ActionControl?
    ) throws(MartletError) {
        let outside = partition.filter { !definition.isPartition($0.name) }.map { quoted($0.name) }
        guard outside.isEmpty else {
            throw .query(
                SQLError(
                    "PARTITIONS_NOT_FOUND",
                    [
                        "partitionList": outside.joined(separator: ", "), "tableName": definition.name.quotedName,
                    ]))
        }
        let target = InsertTarget(
            name: definition.name.quotedName, columns: definition.schema.fields,
            partitionColumns: definition.partitionColumns, listed: listed, isByName: isByName, partition: partition)
        var rows = try analysing(NameLookup(self)) { (analyser) throws(SQLError) in
            try analyser.assigned(input, to: target)
        }
        var folder = try folder(of: definition)
        var partitionBy = definition.partitionColumns
        if isOverwrite, partition.contains(where: { $0.value != nil }), !settings.overwritesPartitions {
            // The partitions that the clause names go, and no others.
            let (path, rest) = try partitionFolder(definition, partition)
            if rest.count < partitionBy.count {
                let kept = rows.output.filter { column in
                    rest.contains(column.name) || !definition.isPartition(column.name)
                }
                rows = Relation(.project(rows, kept.map { NamedExpression($0) }), kept)
                folder += path
                partitionBy = rest
            }
        }
        try write(
            rows, format: definition.provider, path: folder, mode: isOverwrite ? "overwrite" : "append",
            options: definition.options, partitionBy: partitionBy, name: site, control: control)
    }

    /// The path below a table's folder that the first partition columns name by written values, and the columns behind
    /// them.
    func partitionFolder(
        _ definition: TableDefinition, _ partition: [(name: String, value: Syntax?)]
    ) throws(MartletError) -> (path: String, rest: [String]) {
        var columns: [FileColumn] = []
        var values: [Scalar] = []
        for name in definition.partitionColumns {
            guard let value = partition.first(where: { key($0.name) == key(name) })?.value,
                let field = definition.schema.fields.first(where: { $0.name == name })
            else { break }
            columns.append(try FileColumn(field))
            values.append(try written(value, field))
        }
        guard !columns.isEmpty else { return ("", definition.partitionColumns) }
        let types = columns.map { $0.type.layout }
        guard let row = Column(.tuple(types), [.tuple(values)]) else {
            throw .argument("the values of PARTITION are not of the columns' types")
        }
        do {
            let folders = try PartitionFolders(Array(columns.indices), columns, [:]).split(row, [])
            let rest = Array(definition.partitionColumns.dropFirst(columns.count))
            return ("/" + (folders.first?.folder ?? ""), rest)
        } catch { throw .file(error) }
    }

    /// A value of the `PARTITION` clause.
    private func written(_ value: Syntax, _ field: Field) throws(MartletError) -> Scalar {
        let one = try analyse(.project(.relation(Relation(.oneRow, [])), [.cast(value, field.type, .cast)]))
        guard case .project(_, let items) = one.kind, let item = items.first,
            let found = lowering("PARTITION").constant(item.expression)
        else { throw .query(SQLError.unsupported("values of PARTITION that are not written out", at: value.place)) }
        return found
    }

    // MARK: df.write.saveAsTable

    /// Makes a table of rows, or adds to one: columns are found by their names then.
    package func saveAsTable(
        _ relation: Relation, _ parts: [String], format: String?, mode: String, options: [String: String],
        partitionBy: [String], name site: String, control: ActionControl? = nil
    ) throws(MartletError) {
        let name = try newName(parts)
        _ = try existingDatabase(name.database)
        var table = NewTable(name: name, provider: format)
        (table.partitionColumns, table.options) = (partitionBy, options)
        let isExternal = options.keys.contains { $0.lowercased() == "path" }
        guard try warehouse.hasTable(name) else {
            return try make(
                table, of: relation, replacing: nil, mode: isExternal ? mode : nil, name: site, control: control)
        }
        switch mode.lowercased() {
        case "ignore": return
        case "append":
            let entry = try writable([name.database, name.name], "INSERT")
            let definition = entry.definition
            if let format, format.lowercased() != definition.provider {
                throw .argument(
                    "the table \(name.quotedName) has the format \(definition.provider), not \(format): leave the "
                        + "format out, or overwrite the table")
            }
            guard partitionBy.isEmpty || partitionBy.map({ key($0) }) == definition.partitionColumns.map({ key($0) })
            else {
                throw .argument(
                    "the table \(name.quotedName) is partitioned by "
                        + "\(definition.partitionColumns.joined(separator: ", ")), not by "
                        + partitionBy.joined(separator: ", "))
            }
            guard relation.output.count == definition.schema.fields.count else {
                return try put(relation, into: definition, isOverwrite: false, name: site, control: control)
            }
            try put(relation, into: definition, isOverwrite: false, isByName: true, name: site, control: control)
        case "overwrite":
            let replaced = try writable([name.database, name.name], "CREATE OR REPLACE TABLE")
            try make(
                table, of: relation, replacing: replaced, mode: isExternal ? mode : nil, name: site, control: control)
        default: throw FrameContext.taken(name, nil)
        }
    }
}
