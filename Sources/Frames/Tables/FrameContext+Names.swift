// SPDX-License-Identifier: Apache-2.0

import Files
package import Martlet
package import Relational

// Views, databases and the names of tables.
extension FrameContext {
    var warehouse: Warehouse {
        Warehouse(engine.fileSystems, root: settings.warehouse.map { Warehouse.trimmed($0) } ?? standardWarehouse)
    }

    /// As names are compared and kept.
    func key(_ name: String) -> String { settings.isCaseSensitive ? name : name.lowercased() }

    // MARK: Temporary views

    /// Names a relation for SQL; whether there was one of the name. Without `replaces` that is an error.
    package func name(
        _ relation: Relation, _ name: String, replaces: Bool, isGlobal: Bool = false
    ) throws(MartletError) -> Bool {
        let parts = NameParts.split(name) ?? [name]
        guard parts.count == 1 else {
            throw .query(SQLError("TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS", ["actualName": name]))
        }
        let key = key(parts[0])
        let existed = withViews(isGlobal: isGlobal) { views in
            let existed = views[key] != nil
            if !existed || replaces { views[key] = (parts[0], relation) }
            return existed
        }
        guard !existed || replaces else {
            let shown = isGlobal ? [TableName.globalDatabase, parts[0]] : [parts[0]]
            throw .query(
                SQLError("TEMP_TABLE_OR_VIEW_ALREADY_EXISTS", ["relationName": TableName.quoted(shown)]))
        }
        return existed
    }

    /// Forgets a temporary view; whether there was one.
    package func dropView(_ name: String, isGlobal: Bool = false) -> Bool {
        let key = key(NameParts.split(name)?.last ?? name)
        // The relation goes outside of the lock.
        let dropped = withViews(isGlobal: isGlobal) { $0.removeValue(forKey: key) }
        // As Spark does.
        if let dropped { unpersist(dropped.relation) }
        return dropped != nil
    }

    /// Names of the temporary views, sorted.
    package var views: [String] { withViews(isGlobal: false) { $0.values.map(\.name) }.sorted() }

    var globalViews: [String] { withViews(isGlobal: true) { $0.values.map(\.name) }.sorted() }

    func temporaryView(_ parts: [String]) -> Relation? {
        guard let last = parts.last else { return nil }
        let key = key(last)
        let isGlobal = parts.count == 2 && parts[0].lowercased() == TableName.globalDatabase
        guard parts.count == 1 || isGlobal else { return nil }
        return withViews(isGlobal: isGlobal) { $0[key]?.relation }
    }

    // MARK: Databases

    package var database: String { withNames { $0.database } }

    /// As `USE` does.
    package func use(_ parts: [String]) throws(MartletError) {
        let name = try databaseName(parts)
        if name != TableName.globalDatabase { _ = try existingDatabase(name) }
        withNames { $0.database = name }
    }

    /// The name of a database, written with its catalog or without.
    func databaseName(_ parts: [String]) throws(MartletError) -> String {
        if parts.count == 2, parts[0].lowercased() == TableName.catalog { return key(parts[1]) }
        guard parts.count == 1 else {
            throw .query(
                SQLError(
                    "REQUIRES_SINGLE_PART_NAMESPACE",
                    ["sessionCatalog": TableName.catalog, "identifier": TableName.quoted(parts)]))
        }
        return key(parts[0])
    }

    func existingDatabase(_ name: String) throws(MartletError) -> DatabaseDefinition {
        guard let found = try warehouse.database(name) else { throw FrameContext.missingDatabase(name) }
        return found
    }

    static func missingDatabase(_ name: String) -> MartletError {
        .query(SQLError("SCHEMA_NOT_FOUND", ["schemaName": TableName.quoted([TableName.catalog, name])]))
    }

    // MARK: Tables

    /// What a name means in the warehouse; nil when it cannot be there.
    func tableName(_ parts: [String], _ database: String? = nil) -> TableName? {
        switch parts.count {
        case 1: TableName(database: database ?? self.database, name: key(parts[0]))
        case 2: TableName(database: key(parts[0]), name: key(parts[1]))
        case 3 where parts[0].lowercased() == TableName.catalog:
            TableName(database: key(parts[1]), name: key(parts[2]))
        default: nil
        }
    }

    /// The name of a table or view that is to be made.
    func newName(_ parts: [String], at place: SQLPlace? = nil) throws(MartletError) -> TableName {
        guard let name = tableName(parts) else {
            throw .query(
                SQLError(
                    "REQUIRES_SINGLE_PART_NAMESPACE",
                    ["sessionCatalog": TableName.catalog, "identifier": TableName.quoted(parts)], at: place))
        }
        guard TableName.isValid(name.name) else {
            throw .query(SQLError("INVALID_SCHEMA_OR_RELATION_NAME", ["name": quoted(name.name)], at: place))
        }
        return name
    }

    /// A table or a view of the warehouse.
    func existing(_ parts: [String], at place: SQLPlace? = nil) throws(MartletError) -> Warehouse.Entry {
        if let name = tableName(parts), let found = try warehouse.table(name) { return found }
        var error = SQLError(
            "TABLE_OR_VIEW_NOT_FOUND", ["relationName": TableName.quoted(parts), "searchPath": searchPath], at: place)
        error.hint = hint(for: TableName.quoted(parts))
        throw .query(error)
    }

    /// The folder of a table's data.
    func folder(of definition: TableDefinition) throws(MartletError) -> String {
        if let location = definition.location { return location }
        let database = try existingDatabase(definition.name.database)
        return warehouse.folder(database) + "/" + definition.name.name
    }

    /// The rows of a table.
    func relation(of definition: TableDefinition) throws(MartletError) -> Relation {
        Relation(
            .rows(TableRows(definition, folder: try folder(of: definition))),
            definition.schema.fields.map { Attribute($0.name, $0.type, isNullable: true, metadata: $0.metadata) })
    }

    /// The entry of a table that gets or loses rows.
    func writable(
        _ parts: [String], _ operation: String, at place: SQLPlace? = nil
    ) throws(MartletError) -> Warehouse.Entry {
        if temporaryView(parts) != nil {
            throw .query(
                SQLError(
                    "EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE",
                    ["operation": operation, "viewName": TableName.quoted(parts)], at: place))
        }
        let entry = try existing(parts, at: place)
        guard entry.definition.kind != .view else {
            throw .query(
                SQLError(
                    "EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE",
                    ["operation": operation, "viewName": entry.definition.name.quotedName], at: place))
        }
        return entry
    }

    func isFormat(_ name: String) -> Bool { (try? engine.options.formats.make(name.lowercased(), [:])) != nil }

    // MARK: Errors

    /// Where names without a database are looked for.
    var searchPath: String { TableName.searchPath(database) }

    /// What may have been meant by a name that nothing has.
    func hint(for name: String) -> String? {
        let wanted = (NameParts.split(name)?.last ?? name).lowercased()
        var known = views
        known += (try? warehouse.tables(database)) ?? []
        return NearestName.among(known, to: wanted).map { "Did you mean \(quoted($0))?" }
    }
}
