// SPDX-License-Identifier: Apache-2.0

import Glibc
import Martlet
import Relational

extension FrameContext {
    /// `CREATE VIEW`.
    func create(_ view: CreateView, frame: @escaping (Int) -> Relation?) throws(MartletError) {
        switch view.scope {
        case .session, .global: try createTemporary(view, frame)
        case .warehouse: try createLasting(view)
        }
    }

    private func createTemporary(_ view: CreateView, _ frame: @escaping (Int) -> Relation?) throws(MartletError) {
        let isGlobal = view.scope == .global
        let name = view.name[0]
        if view.ifNotExists, temporaryView(isGlobal ? [TableName.globalDatabase, name] : [name]) != nil { return }
        let relation = try named(try analyse(view.query, frame: frame), view, quoted(name))
        _ = try self.name(relation, quoted(name), replaces: view.replaces, isGlobal: isGlobal)
    }

    /// The query's rows under the view's names.
    private func named(_ relation: Relation, _ view: CreateView, _ shown: String) throws(MartletError) -> Relation {
        guard !view.columns.isEmpty else { return relation }
        guard view.columns.count == relation.output.count else {
            let kind = view.columns.count > relation.output.count ? "NOT_ENOUGH" : "TOO_MANY"
            throw .query(
                SQLError(
                    "CREATE_VIEW_COLUMN_ARITY_MISMATCH.\(kind)_DATA_COLUMNS",
                    [
                        "viewName": shown, "viewColumns": view.columns.map { quoted($0.name) }.joined(separator: ", "),
                        "dataColumns": relation.output.map { quoted($0.name) }.joined(separator: ", "),
                    ]))
        }
        let items = zip(relation.output, view.columns).map { attribute, column in
            var fresh = attribute.renewed()
            (fresh.name, fresh.qualifier) = (column.name, nil)
            if let comment = column.comment { fresh.metadata = "{\"comment\":\(SQLType.quotedJSON(comment))}" }
            return NamedExpression(fresh, Expression(attribute))
        }
        return Relation(.project(relation, items), items.map(\.attribute))
    }

    /// A view that the warehouse keeps: its text is a query again whenever it is named.
    private func createLasting(_ view: CreateView) throws(MartletError) {
        let name = try newName(view.name)
        _ = try existingDatabase(name.database)
        let replaced = try warehouse.table(name)
        if let replaced {
            if view.ifNotExists { return }
            guard view.replaces else { throw FrameContext.taken(name, nil) }
            guard replaced.definition.kind == .view else {
                throw .query(
                    SQLError(
                        "EXPECT_VIEW_NOT_TABLE.NO_ALTERNATIVE",
                        ["operation": "CREATE OR REPLACE VIEW", "tableName": name.quotedName]))
            }
        }
        // As it will be looked up: names of temporary views mean nothing then.
        let lookup = NameLookup(self)
        let relation = try named(
            try analysing(lookup) { (analyser) throws(SQLError) in try analyser.analyse(view.query) }, view,
            name.quotedName)
        if let temporary = lookup.temporary.first {
            throw .query(
                SQLError(
                    "INVALID_TEMP_OBJ_REFERENCE",
                    [
                        "obj": "VIEW", "objName": name.quotedName, "tempObj": "VIEW", "tempObjName": quoted(temporary),
                    ]))
        }
        let within = NameLookup(self, within: [name])
        _ = try analysing(within) { (analyser) throws(SQLError) in try analyser.analyse(view.query) }
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        var definition = TableDefinition(
            name: name, kind: .view, provider: "", schema: relation.schema, properties: view.properties,
            comment: view.comment, created: time.tv_sec * 1_000 + time.tv_nsec / 1_000_000)
        (definition.query, definition.queryDatabase) = (view.text, database)
        guard try warehouse.put(definition, replacing: replaced) else { throw FrameContext.taken(name, nil) }
    }
}
