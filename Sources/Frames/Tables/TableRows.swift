// SPDX-License-Identifier: Apache-2.0

import Closures
import Columnar
import Files
import Lowering
import Martlet
import Relational

/// The rows of a table. Its files are looked for when a query runs, so that a frame sees what was written since it was
/// made.
final class TableRows: RowSource {
    let definition: TableDefinition
    let folder: String

    init(_ definition: TableDefinition, folder: String) {
        self.definition = definition
        self.folder = folder
    }

    var description: String { "Relation \(definition.name.quotedName) \(definition.provider)" }

    /// Another analysis of the table that it was.
    func holdsSameRows(as other: any RowSource) -> Bool {
        guard let other = other as? TableRows else { return false }
        return folder == other.folder && definition == other.definition
    }

    /// The rows of the files that are there now; none where there is no folder.
    func opened(_ engine: Engine, _ settings: SQLSettings) throws(MartletError) -> any FrameRows {
        var columns: [FileColumn] = []
        for field in definition.schema.fields { columns.append(try FileColumn(field)) }
        let table: FileTable
        do {
            table = try engine.fileTable(
                format: definition.provider, paths: [TableRows.literal(folder)], schema: columns,
                options: settings.fileOptions(definition.options), name: definition.name.quotedName)
        } catch {
            guard case .file(let failure) = error, failure.kind == .notFound else {
                throw FrameContext.condition(error, folder, definition.provider)
            }
            return DatasetRows("Scan of no files", try .local(engine, emptyColumn, partitions: 1, name: "table"))
        }
        let names = (table.columns + table.partitionColumns).map(\.name)
        var places: [Int] = []
        for column in columns {
            guard let place = names.firstIndex(of: column.name) else {
                throw .argument("the folders of \(folder) name no column \(column.name)")
            }
            places.append(place)
        }
        return FileRows(table, engine, places: places)
    }

    /// The path as a pattern that means itself alone.
    static func literal(_ path: String) -> String {
        var found = String.UnicodeScalarView()
        for scalar in path.unicodeScalars {
            if "*?[{\\".unicodeScalars.contains(scalar) { found.append("\\") }
            found.append(scalar)
        }
        return String(found)
    }

    private var emptyColumn: Column { ColumnBuilder(definition.schema.rowType).finish() }
}

extension RelationLowering {
    /// The relation with the files of tables that are there now, of a table the same ones wherever it is read.
    func opened(_ relation: Relation) throws(MartletError) -> Relation {
        var found = relation
        if relation.isOpened {
            var known: [ObjectIdentifier: any FrameRows] = [:]
            found = try opened(relation, &known)
        }
        return found.withInputFiles { ($0 as? FileRows)?.withNames }
    }

    private func opened(
        _ relation: Relation, _ known: inout [ObjectIdentifier: any FrameRows]
    ) throws(MartletError) -> Relation {
        if case .rows(let source) = relation.kind, let table = source as? TableRows {
            if let rows = known[ObjectIdentifier(table)] { return Relation(.rows(rows), relation.output) }
            let rows = try table.opened(engine, settings)
            known[ObjectIdentifier(table)] = rows
            return Relation(.rows(rows), relation.output)
        }
        if case .rows(let source) = relation.kind, let recursive = source as? RecursiveRows {
            if let rows = known[ObjectIdentifier(recursive)] { return Relation(.rows(rows), relation.output) }
            let rows = try self.rows(of: recursive)
            known[ObjectIdentifier(recursive)] = rows
            return Relation(.rows(rows), relation.output)
        }
        var inputs: [Relation] = []
        for input in relation.inputs { inputs.append(try opened(input, &known)) }
        return zip(relation.inputs, inputs).allSatisfy { $0 === $1 } ? relation : relation.with(inputs: inputs)
    }
}

extension Relation {
    /// Whether rows are to be found out when a query begins: those of tables and of recursive queries.
    var isOpened: Bool {
        if case .rows(let source) = kind { return source is TableRows || source is RecursiveRows }
        return inputs.contains { $0.isOpened }
    }
}
