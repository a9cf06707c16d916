// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
package import Martlet
package import Relational

// SHOW.
extension FrameContext {
    func show(_ listing: Statement.Listing) throws(MartletError) -> Relation {
        switch listing {
        case .tables(let database, let pattern):
            let name = try listedDatabase(database)
            return try self.listing("tableName", try tables(name, pattern: pattern))
        case .views(let database, let pattern):
            let name = try listedDatabase(database)
            let views = try tables(name, pattern: pattern).filter { $0.isTemporary || $0.definition?.kind == .view }
            return try self.listing("viewName", views)
        case .databases(let pattern):
            return try rows(["namespace"], try warehouse.databases().matching(pattern).map { [$0] })
        case .columns(let table, let place):
            return try rows(["col_name"], try relation(table, place).output.map { [$0.name] })
        case .partitions(let table, let place):
            return try rows(["partition"], try partitions(table, place).map { [$0] })
        case .properties(let table, let key, let place): return try properties(table, key, place)
        case .functions(let pattern):
            let own = Array(settings.functions.keys) + Array(settings.macros.keys)
            let names = Set(FunctionTable.names.filter { !$0.contains(" ") } + own)
            let last = pattern.map { $0.split(separator: ".").last.map(String.init) ?? $0 }
            return try rows(["function"], names.sorted().matching(last).map { [$0] })
        case .catalogs(let pattern): return try rows(["catalog"], [TableName.catalog].matching(pattern).map { [$0] })
        case .currentDatabase: return try rows(["catalog", "namespace"], [[TableName.catalog, database]])
        }
    }

    private func listedDatabase(_ parts: [String]?) throws(MartletError) -> String {
        guard let parts else { return database }
        let name = try databaseName(parts)
        if name != TableName.globalDatabase { _ = try existingDatabase(name) }
        return name
    }

    private func listing(_ column: String, _ found: [ListedTable]) throws(MartletError) -> Relation {
        let fields = [
            Field("namespace", .string, isNullable: false), Field(column, .string, isNullable: false),
            Field("isTemporary", .boolean, isNullable: false),
        ]
        return try rows(
            fields, found.map { [.string($0.database ?? ""), .string($0.name), .bool($0.isTemporary)] })
    }

    /// A table or view by name, analysed.
    func relation(_ parts: [String], _ place: SQLPlace?) throws(MartletError) -> Relation {
        try analyse(.named(parts, place))
    }

    private func partitions(_ parts: [String], _ place: SQLPlace?) throws(MartletError) -> [String] {
        let definition = try writable(parts, "SHOW PARTITIONS", at: place).definition
        guard !definition.partitionColumns.isEmpty else {
            throw .query(
                SQLError(
                    "INVALID_PARTITION_OPERATION.PARTITION_SCHEMA_IS_EMPTY", ["name": definition.name.quotedName],
                    at: place))
        }
        let folder = try folder(of: definition)
        guard try warehouse.exists(folder) else { return [] }
        let found: TableFiles
        do {
            found = try InputPlanner(engine.fileSystems).tableFiles(
                of: [TableRows.literal(folder)], isRecursive: false)
        } catch { throw .file(error) }
        var seen: Set<String> = []
        for file in found.files {
            let parts = zip(found.partitionNames, file.partitionValues).map { name, value in
                "\(name)=\(value ?? InputPlanner.nullPartition)"
            }
            seen.insert(parts.joined(separator: "/"))
        }
        return seen.sorted()
    }

    private func properties(_ parts: [String], _ key: String?, _ place: SQLPlace?) throws(MartletError) -> Relation {
        let definition = try existing(parts, at: place).definition
        var found = definition.properties
        for (name, value) in definition.options { found["option." + name] = value }
        guard let key else {
            return try rows(["key", "value"], found.sorted { $0.key < $1.key }.map { [$0.key, $0.value] })
        }
        let name = [TableName.catalog, definition.name.database, definition.name.name].joined(separator: ".")
        return try rows(
            ["key", "value"], [[key, found[key] ?? "Table \(name) does not have property: \(key)"]])
    }
}

/// A table or a view as the catalog lists it.
package struct ListedTable: Sendable {
    package let name: String
    /// Nil for temporary views.
    package let database: String?
    /// Nil for temporary views, and where the definition is of no use.
    package let definition: TableDefinition?

    package var isTemporary: Bool { database == nil || database == TableName.globalDatabase }
}

// What `spark.catalog` asks for.
extension FrameContext {
    /// The tables and views of a database, and the temporary views.
    package func tables(_ database: String, pattern: String?) throws(MartletError) -> [ListedTable] {
        var found: [ListedTable] = []
        if database == TableName.globalDatabase {
            found = globalViews.matching(pattern).map {
                ListedTable(name: $0, database: TableName.globalDatabase, definition: nil)
            }
        } else {
            let warehouse = warehouse
            for name in try warehouse.tables(database).matching(pattern) {
                // One that cannot be read is listed all the same.
                let entry = try? warehouse.table(TableName(database: database, name: name))
                found.append(ListedTable(name: name, database: database, definition: entry?.definition))
            }
        }
        let shown = views.filter { !$0.hasPrefix("_martlet_") }
        return found + shown.matching(pattern).map { ListedTable(name: $0, database: nil, definition: nil) }
    }

    /// Those of a database by its name; of the current one without one.
    package func listedTables(_ parts: [String]?, pattern: String?) throws(MartletError) -> [ListedTable] {
        try tables(try listedDatabase(parts), pattern: pattern)
    }

    /// A table or view by name; nil when there is none.
    package func listed(_ parts: [String]) throws(MartletError) -> ListedTable? {
        if temporaryView(parts) != nil {
            return ListedTable(
                name: parts[parts.count - 1], database: parts.count > 1 ? TableName.globalDatabase : nil,
                definition: nil)
        }
        guard let name = tableName(parts), let entry = try warehouse.table(name) else { return nil }
        return ListedTable(name: name.name, database: name.database, definition: entry.definition)
    }

    package func databases(pattern: String?) throws(MartletError) -> [DatabaseDefinition] {
        var found: [DatabaseDefinition] = []
        for name in try warehouse.databases().matching(pattern) {
            guard var database = try warehouse.database(name) else { continue }
            database.location = warehouse.folder(database)
            found.append(database)
        }
        return found
    }

    package func database(_ parts: [String]) throws(MartletError) -> DatabaseDefinition? {
        guard var found = try warehouse.database(try databaseName(parts)) else { return nil }
        found.location = warehouse.folder(found)
        return found
    }

    /// Makes an empty table, or one of files that are there: `spark.catalog.createTable`.
    package func createTable(
        _ parts: [String], provider: String?, schema: Schema?, options: [String: String], comment: String?
    ) throws(MartletError) {
        let name = try newName(parts)
        _ = try existingDatabase(name.database)
        guard try !warehouse.hasTable(name) else { throw FrameContext.taken(name, nil) }
        try make(
            NewTable(
                name: name, provider: provider, fields: schema?.fields ?? [], options: options, comment: comment),
            replacing: nil)
    }

    /// The folder of tables.
    package var warehouseFolder: String { warehouse.root }
}
