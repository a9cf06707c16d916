// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc
import Martlet
import Relational

/// A table that is to be made.
struct NewTable: Sendable {
    var name: TableName
    /// Nil: the session's.
    var provider: String?
    var fields: [Field] = []
    var partitionColumns: [String] = []
    var options: [String: String] = [:]
    var properties: [String: String] = [:]
    var comment: String?
    /// Nil: the warehouse's own folder.
    var location: String?
    var place: SQLPlace?
}

// Making, filling and dropping tables.
extension FrameContext {
    // MARK: CREATE TABLE

    func create(
        _ syntax: CreateTable, name site: String, control: ActionControl?, frame: @escaping (Int) -> Relation?
    ) throws(MartletError) {
        let name = try newName(syntax.name, at: syntax.place)
        _ = try existingDatabase(name.database)
        let found = try warehouse.hasTable(name)
        guard !found || syntax.ifNotExists || syntax.replaces else { throw FrameContext.taken(name, syntax.place) }
        if found, syntax.ifNotExists { return }
        var table = NewTable(name: name, provider: syntax.provider, fields: syntax.fields)
        (table.partitionColumns, table.options, table.properties) = (
            syntax.partitionColumns, syntax.options, syntax.properties
        )
        (table.comment, table.location, table.place) = (syntax.comment, syntax.location, syntax.place)
        let replaced = found ? try replaceable(name) : nil
        if let query = syntax.query {
            try make(table, of: try analyse(query, frame: frame), replacing: replaced, name: site, control: control)
        } else {
            try make(table, replacing: replaced)
        }
    }

    func createLike(
        _ parts: [String], source: [String], ifNotExists: Bool, provider: String?, location: String?
    ) throws(MartletError) {
        let name = try newName(parts)
        _ = try existingDatabase(name.database)
        if try warehouse.hasTable(name) {
            if ifNotExists { return }
            throw FrameContext.taken(name, nil)
        }
        let relation = try analyse(.named(source, nil))
        var table = NewTable(name: name, provider: provider, fields: relation.schema.fields, location: location)
        if temporaryView(source) == nil {
            let like = try existing(source).definition
            table.partitionColumns = like.partitionColumns
            table.comment = like.comment
            if provider == nil, like.kind != .view { (table.provider, table.options) = (like.provider, like.options) }
        }
        try make(table, replacing: nil)
    }

    static func taken(_ name: TableName, _ place: SQLPlace?) -> MartletError {
        .query(SQLError("TABLE_OR_VIEW_ALREADY_EXISTS", ["relationName": name.quotedName], at: place))
    }

    /// A table that another one comes in the place of.
    private func replaceable(_ name: TableName) throws(MartletError) -> Warehouse.Entry {
        try writable([name.database, name.name], "CREATE OR REPLACE TABLE")
    }

    /// What is to be kept of a table, its columns apart.
    private func defined(_ table: NewTable) throws(MartletError) -> TableDefinition {
        var options = table.options
        var location = table.location
        if let key = options.keys.first(where: { $0.lowercased() == "path" }) {
            let path = options.removeValue(forKey: key)
            location = location ?? path
        }
        let provider = (table.provider ?? settings.standardFormat).lowercased()
        guard isFormat(provider) else {
            throw .query(SQLError("DATA_SOURCE_NOT_FOUND", ["provider": provider], at: table.place))
        }
        if let given = location {
            guard !given.isEmpty else { throw .query(SQLError("INVALID_EMPTY_LOCATION", ["location": ""])) }
            location = Warehouse.trimmed(try absolute(given, table.name.database))
        }
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return TableDefinition(
            name: table.name, kind: location == nil ? .managed : .external, provider: provider, schema: Schema([]),
            options: options, properties: table.properties, comment: table.comment, location: location,
            created: time.tv_sec * 1_000 + time.tv_nsec / 1_000_000)
    }

    /// A path without a beginning is one in the database's folder.
    private func absolute(_ location: String, _ database: String) throws(MartletError) -> String {
        if location.hasPrefix("/") || FileSystems.scheme(of: location) != nil {
            return Warehouse.absolute(engine.fileSystems, location)
        }
        return warehouse.folder(try existingDatabase(database)) + "/" + location
    }

    /// The definition with columns, those that name folders last.
    private func shaped(
        _ definition: TableDefinition, _ fields: [Field], _ partitionBy: [String], _ place: SQLPlace?
    ) throws(MartletError) -> TableDefinition {
        var seen: Set<String> = []
        for field in fields where !seen.insert(key(field.name)).inserted {
            throw .query(SQLError("COLUMN_ALREADY_EXISTS", ["columnName": quoted(field.name.lowercased())], at: place))
        }
        var partitions: [Field] = []
        for name in partitionBy {
            guard let field = fields.first(where: { key($0.name) == key(name) }) else {
                throw .query(
                    SQLError(
                        "COLUMN_NOT_DEFINED_IN_TABLE",
                        [
                            "colType": "partition", "colName": quoted(name),
                            "tableName": definition.name.quotedName,
                            "tableCols": fields.map { quoted($0.name) }.joined(separator: ", "),
                        ], at: place))
            }
            guard !partitions.contains(where: { $0.name == field.name }) else {
                throw .query(SQLError("COLUMN_ALREADY_EXISTS", ["columnName": quoted(field.name)], at: place))
            }
            partitions.append(field)
        }
        guard partitions.isEmpty || partitions.count < fields.count else {
            throw .query(SQLError("ALL_PARTITION_COLUMNS_NOT_ALLOWED", at: place))
        }
        var definition = definition
        let names = partitions.map(\.name)
        definition.schema = Schema(fields.filter { !names.contains($0.name) } + partitions)
        definition.partitionColumns = names
        try check(definition)
        return definition
    }

    /// As messages call formats.
    private static let formatNames = ["csv": "CSV", "json": "JSON", "parquet": "Parquet", "text": "Text"]

    /// Refuses columns that the format does not hold.
    private func check(_ definition: TableDefinition) throws(MartletError) {
        for field in definition.schema.fields where !definition.isPartition(field.name) {
            let column = try FileColumn(field)
            do {
                _ = try engine.options.formats.make(definition.provider, definition.options).rowType([column])
            } catch {
                throw .query(
                    SQLError(
                        "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE",
                        [
                            "format": FrameContext.formatNames[definition.provider] ?? definition.provider,
                            "columnName": quoted(field.name), "columnType": "\"\(field.type.sqlName)\"",
                        ]))
            }
        }
    }

    /// Makes a table without rows, or of the files that are there.
    func make(_ table: NewTable, replacing replaced: Warehouse.Entry?) throws(MartletError) {
        let definition = try defined(table)
        var fields = table.fields
        var partitionBy = table.partitionColumns
        if fields.isEmpty {
            // As the files say.
            let format = FrameContext.formatNames[definition.provider] ?? definition.provider
            guard let location = definition.location, try warehouse.exists(location) else {
                throw .query(SQLError("UNABLE_TO_INFER_SCHEMA", ["format": format], at: table.place))
            }
            let read = try read(
                format: definition.provider, paths: [TableRows.literal(location)], schema: nil,
                options: definition.options, name: "CREATE TABLE")
            fields = read.relation.schema.fields
            if partitionBy.isEmpty { partitionBy = read.partitionColumns }
        }
        let whole = try shaped(definition, fields, partitionBy, table.place)
        let folder = try folder(of: whole)
        let isOwn = try isOwn(folder, replaced)
        if whole.kind == .managed {
            if !isOwn { try checkIsFree(folder, whole) }
            try warehouse.makeFolder(folder)
        }
        try put(whole, replacing: replaced, table.place)
        if let replaced {
            if isOwn { if whole.kind == .managed { try empty(folder) } } else { try dropData(of: replaced.definition) }
        }
    }

    /// Makes a table of rows: first the files, then the name.
    func make(
        _ table: NewTable, of relation: Relation, replacing replaced: Warehouse.Entry?, mode: String? = nil,
        name site: String, control: ActionControl?
    ) throws(MartletError) {
        let given = try defined(table)
        let fields = relation.schema.fields.map {
            Field($0.name, $0.type, isNullable: true, metadata: $0.metadata)
        }
        let definition = try shaped(given, fields, table.partitionColumns, table.place)
        let folder = try folder(of: definition)
        let isOwn = try isOwn(folder, replaced)
        if definition.kind == .managed, !isOwn { try checkIsFree(folder, definition) }
        let isThere = try warehouse.exists(folder) ? try warehouse.list(folder).isEmpty : false
        let target = InsertTarget(
            name: definition.name.quotedName, columns: definition.schema.fields,
            partitionColumns: definition.partitionColumns, listed: fields.map(\.name))
        let rows = try analysing(NameLookup(self)) { (analyser) throws(SQLError) in
            try analyser.assigned(relation, to: target)
        }
        try write(
            rows, format: definition.provider, path: folder,
            mode: mode ?? (isOwn ? "overwrite" : isThere ? "append" : "error"), options: definition.options,
            partitionBy: definition.partitionColumns, replacesAll: true, name: site, control: control)
        try put(definition, replacing: replaced, table.place)
        if let replaced, !isOwn { try dropData(of: replaced.definition) }
    }

    /// Whether a folder is that of the table that is replaced.
    private func isOwn(_ folder: String, _ replaced: Warehouse.Entry?) throws(MartletError) -> Bool {
        guard let replaced else { return false }
        return try self.folder(of: replaced.definition) == folder
    }

    private func put(
        _ definition: TableDefinition, replacing replaced: Warehouse.Entry?, _ place: SQLPlace?
    ) throws(MartletError) {
        guard try warehouse.put(definition, replacing: replaced) else {
            throw FrameContext.taken(definition.name, place)
        }
    }

    /// A table of the warehouse gets a folder where nothing is.
    private func checkIsFree(_ folder: String, _ definition: TableDefinition) throws(MartletError) {
        guard try !warehouse.list(folder).isEmpty else { return }
        throw .query(
            SQLError(
                "LOCATION_ALREADY_EXISTS",
                ["identifier": definition.name.quotedName, "location": "'\(folder)'"], kind: .runtime))
    }

    // MARK: DROP and TRUNCATE

    /// Drops a table or, where one has the name, a temporary view.
    func dropTable(_ parts: [String], ifExists: Bool, at place: SQLPlace?) throws(MartletError) {
        if temporaryView(parts) != nil {
            _ = dropView(quoted(parts[parts.count - 1]), isGlobal: parts.count > 1)
            return
        }
        // One whose definition is of no use can be dropped all the same: its data are left where they are.
        guard let name = tableName(parts), try warehouse.hasTable(name) else {
            if ifExists { return }
            throw missing(parts)
        }
        let entry: Warehouse.Entry?
        do { entry = try warehouse.table(name) } catch {
            guard error.sqlError?.condition == "CORRUPTED_TABLE_METADATA" else { throw error }
            return try warehouse.forget(name)
        }
        try drop(name, entry)
    }

    private func missing(_ parts: [String]) -> MartletError {
        var whole = parts
        if parts.count == 1 { whole = [database] + whole }
        if parts.count < 3 { whole = [TableName.catalog] + whole }
        var error = SQLError(
            "TABLE_OR_VIEW_NOT_FOUND",
            [
                "relationName": TableName.quoted(whole),
                "searchPath": "[" + TableName.quoted([TableName.catalog, database]) + "]",
            ])
        error.hint = hint(for: TableName.quoted(parts))
        return .query(error)
    }

    private func drop(_ name: TableName, _ entry: Warehouse.Entry?) throws(MartletError) {
        try warehouse.forget(name)
        if let entry { try dropData(of: entry.definition) }
    }

    /// The data of a table that was dropped, when they are the warehouse's.
    private func dropData(of definition: TableDefinition) throws(MartletError) {
        guard definition.kind == .managed else { return }
        try warehouse.delete(try folder(of: definition))
    }

    func dropView(_ parts: [String], ifExists: Bool, at place: SQLPlace?) throws(MartletError) {
        if temporaryView(parts) != nil {
            _ = dropView(quoted(parts[parts.count - 1]), isGlobal: parts.count > 1)
            return
        }
        guard let name = tableName(parts), let entry = try warehouse.table(name) else {
            if ifExists { return }
            throw missing(parts)
        }
        guard entry.definition.kind == .view else {
            throw .query(
                SQLError(
                    "WRONG_COMMAND_FOR_OBJECT_TYPE",
                    [
                        "operation": "DROP VIEW", "requiredType": "VIEW or METRIC_VIEW",
                        "objectName": TableName.catalog + "." + name.database + "." + name.name,
                        "foundType": entry.definition.kind.rawValue, "alternative": "DROP TABLE",
                    ], at: place))
        }
        try warehouse.forget(name)
    }

    /// Deletes all that is in a folder that readers see.
    private func empty(_ folder: String) throws(MartletError) {
        for entry in try warehouse.list(folder) where entry.name != "_temporary" { try warehouse.delete(entry.path) }
    }

    func truncate(
        _ parts: [String], _ partition: [(name: String, value: Syntax?)], at place: SQLPlace?
    ) throws(MartletError) {
        let definition = try writable(parts, "TRUNCATE TABLE", at: place).definition
        guard definition.kind == .managed else {
            throw .query(
                SQLError("CANNOT_TRUNCATE_EXTERNAL_TABLE", ["tableName": definition.name.quotedName], at: place))
        }
        var folder = try folder(of: definition)
        if !partition.isEmpty {
            let (path, rest) = try partitionFolder(definition, partition)
            guard rest.count < definition.partitionColumns.count else {
                throw .query(
                    SQLError.unsupported("TRUNCATE of partitions by a column that is not the first", at: place))
            }
            folder += path
        }
        try empty(folder)
    }

    // MARK: Databases

    func create(_ parts: [String], ifNotExists: Bool, _ definition: DatabaseDefinition) throws(MartletError) {
        var definition = definition
        definition.name = try databaseName(parts)
        guard TableName.isValid(definition.name) else {
            throw .query(SQLError("INVALID_SCHEMA_OR_RELATION_NAME", ["name": quoted(definition.name)]))
        }
        if let location = definition.location {
            guard !location.isEmpty else { throw .query(SQLError("INVALID_EMPTY_LOCATION", ["location": ""])) }
            definition.location = Warehouse.trimmed(Warehouse.absolute(engine.fileSystems, location))
        }
        let isMade = definition.name == TableName.globalDatabase ? false : try warehouse.create(definition)
        guard isMade || ifNotExists else {
            throw .query(SQLError("SCHEMA_ALREADY_EXISTS", ["schemaName": quoted(definition.name)]))
        }
    }

    func dropDatabase(_ parts: [String], ifExists: Bool, isCascade: Bool) throws(MartletError) {
        let name = try databaseName(parts)
        guard name != TableName.standardDatabase else {
            throw .query(
                SQLError(
                    "UNSUPPORTED_FEATURE.DROP_DATABASE", ["database": TableName.quoted([TableName.catalog, name])]))
        }
        guard let database = try warehouse.database(name) else {
            if ifExists { return }
            throw FrameContext.missingDatabase(name)
        }
        let tables = try warehouse.tables(name)
        guard isCascade || tables.isEmpty else {
            throw .query(SQLError("SCHEMA_NOT_EMPTY", ["schemaName": quoted(name)]))
        }
        for table in tables {
            let name = TableName(database: name, name: table)
            let entry: Warehouse.Entry?
            do { entry = try warehouse.table(name) } catch { entry = nil }
            try drop(name, entry)
        }
        try warehouse.drop(database)
        withNames { if $0.database == name { $0.database = TableName.standardDatabase } }
    }
}
