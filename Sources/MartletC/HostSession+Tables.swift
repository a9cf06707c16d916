// SPDX-License-Identifier: Apache-2.0

import Columnar
import Frames
import Interchange
import Martlet
import Relational

// protocol/relations.md, section "Tables".
extension HostSession {
    /// A SQL text that is no query: what it shows becomes a frame.
    func command(_ request: Request, _ name: String) throws(Refusal) -> Work {
        guard let tree = request.value("relation") else { throw .type("the request needs 'relation'") }
        let context = try context(of: request)
        let reader = RelationReader(session: self, context: context, site: try request.site())
        let fields = try Request(tree)
        let statement = try reader.statement(fields)
        let text = try fields.text("text")
        return { [self] control throws(Refusal) in
            let shown: Relation
            do throws(MartletError) {
                shown = try engine.query(name, plan: { text }, control: control) { control throws(MartletError) in
                    try context.perform(statement, name: name, control: control) { self.relation($0) }
                }
            } catch { throw Refusal(query: error) }
            let id = try frames.add(shown)
            return .value(.fields([("frame", .int(id)), ("schema", .string(shown.schema.json))]))
        }
    }

    /// What writes a frame to a table.
    func tableWork(
        _ action: String, _ relation: Relation, _ request: Request, _ context: FrameContext, _ name: String
    ) throws(Refusal) -> Work {
        let table = try nameParts(try request.text("table"))
        guard action == "saveAsTable" else {
            let isOverwrite = try request.bool("overwrite", or: false)
            return frameWork(name, relation, context) { control throws(MartletError) in
                try context.insert(relation, into: table, isOverwrite: isOverwrite, name: name, control: control)
                return .value(.null)
            }
        }
        let format = try request.optionalText("format")
        let mode = try request.optionalText("mode") ?? "error"
        let options = try request.texts("options")
        let partitionBy = try request.optionalStrings("partitionBy") ?? []
        return frameWork(name, relation, context) { control throws(MartletError) in
            try context.saveAsTable(
                relation, table, format: format, mode: mode, options: options, partitionBy: partitionBy, name: name,
                control: control)
            return .value(.null)
        }
    }

    /// The parts of a name of a table, view or database as the user writes it.
    func nameParts(_ text: String) throws(Refusal) -> [String] {
        guard let parts = NameParts.split(text), parts.allSatisfy({ !$0.isEmpty }) else {
            throw Refusal(SQLError("INVALID_ATTRIBUTE_NAME_SYNTAX", ["name": text]))
        }
        return parts
    }

    // MARK: spark.catalog

    func catalog(_ request: Request, _ context: FrameContext) throws(Refusal) -> Scalar {
        switch try request.text("do") {
        case "current": return .fields([("database", .string(context.database))])
        case "warehouse": return .fields([("path", .string(context.warehouseFolder))])
        case "use":
            let parts = try nameParts(try request.text("database"))
            try made { () throws(MartletError) in try context.use(parts) }
            return .null
        case "databases":
            let pattern = try request.optionalText("pattern")
            let found = try made { () throws(MartletError) in try context.databases(pattern: pattern) }
            return .fields([("databases", .list(found.map { database($0) }))])
        case "database":
            let parts = try nameParts(try request.text("database"))
            let found = try made { () throws(MartletError) in try context.database(parts) }
            return .fields([("database", found.map { database($0) } ?? .null)])
        case "tables":
            let pattern = try request.optionalText("pattern")
            let name = try request.optionalText("database")
            let parts = try name.map { (name) throws(Refusal) in try nameParts(name) }
            let found = try made { () throws(MartletError) in try context.listedTables(parts, pattern: pattern) }
            return .fields([("tables", .list(found.map { table($0) }))])
        case "table":
            let parts = try nameParts(try request.text("table"))
            let found = try made { () throws(MartletError) in try context.listed(parts) }
            return .fields([("table", found.map { table($0) } ?? .null)])
        case "create":
            try create(request, context)
            return .null
        case "createText":
            let parts = try nameParts(try request.text("table"))
            let text = try made { () throws(MartletError) in try context.createText(parts) }
            return .fields([("text", .string(text))])
        case let other: throw .value("the catalog cannot be asked for '\(other)'")
        }
    }

    private func create(_ request: Request, _ context: FrameContext) throws(Refusal) {
        let parts = try nameParts(try request.text("table"))
        let schema = try request.optionalText("schema").map { (text) throws(Refusal) in
            try ExpressionTrees.schema(text)
        }
        let (source, options) = (try request.optionalText("source"), try request.texts("options"))
        let comment = try request.optionalText("description")
        try made { () throws(MartletError) in
            try context.createTable(parts, provider: source, schema: schema, options: options, comment: comment)
        }
    }

    private func database(_ found: DatabaseDefinition) -> Scalar {
        .fields([
            ("name", .string(found.name)), ("description", found.comment.map { .string($0) } ?? .null),
            ("location", .string(found.location ?? "")),
        ])
    }

    private func table(_ found: ListedTable) -> Scalar {
        let definition = found.definition
        return .fields([
            ("name", .string(found.name)), ("database", found.database.map { .string($0) } ?? .null),
            ("type", found.isTemporary ? .string("TEMPORARY") : definition.map { .string($0.kind.rawValue) } ?? .null),
            ("temporary", .bool(found.isTemporary)), ("description", definition?.comment.map { .string($0) } ?? .null),
            ("partitionColumns", .list((definition?.partitionColumns ?? []).map { .string($0) })),
            (
                "properties",
                .fields((definition?.properties ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
            ),
        ])
    }
}
