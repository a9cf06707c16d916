// SPDX-License-Identifier: Apache-2.0

import Columnar
import Frames
import Interchange
import Martlet
import Relational
import SQLText

// protocol/relations.md.
extension HostSession {
    /// Carries out a request about frames; nil for other operations.
    func frameRequest(_ operation: String, _ request: Request) throws(Refusal) -> Scalar? {
        let context = try context(of: request)
        switch operation {
        case "frame": return try addFrame(request, context)
        case "newSession": return .fields([("session", .int(try addContext()))])
        case "schemaText":
            let levels = try request.optionalInt("level") ?? .max
            return .fields([("text", .string(try frame(of: request).schema.tree(levels: levels)))])
        case "parseSchema": return try parseSchema(request)
        case "expressionText":
            guard let tree = request.value("expression") else { throw .type("the request needs 'expression'") }
            return .fields([("text", .string(Analyser.name(of: try ExpressionTrees().expression(tree))))])
        case "explainFrame":
            let word = try request.optionalText("mode") ?? "simple"
            guard let mode = ExplainMode(rawValue: word) else {
                throw .value("'\(word)' is no mode of explain: simple, extended, codegen, cost, formatted, analyze")
            }
            let relation = try frame(of: request)
            return .fields([
                (
                    "text",
                    .string(
                        try made { () throws(MartletError) in try context.explain(relation, mode) })
                )
            ])
        case "sameFrames":
            let other = try frame(try request.int("other"))
            return .fields([("same", .bool(try frame(of: request).givesSameRows(as: other)))])
        case "frameDataset":
            let name = try request.name(or: "rdd")
            return try add(try frameDataset(request, name), name: name)
        case "view": return try view(request, context)
        case "views": return .fields([("names", .list(context.views.map { .string($0) }))])
        case "catalog": return try catalog(request, context)
        case "sqlSettings":
            guard case .map(let entries)? = request.value("settings") else {
                throw .type("the request needs 'settings', a dict")
            }
            for entry in entries {
                guard case .string(let name) = entry.key else { throw .type("'settings' is a dict of str") }
                var value: String?
                if case .string(let text) = entry.value { value = text }
                try made { () throws(MartletError) in try context.set(name, value) }
            }
            return .null
        case "registerFunction":
            guard let tree = request.value("function") else { throw .type("the request needs 'function'") }
            context.register(try ExpressionTrees().userFunction(tree))
            return .null
        case "sqlFunctions": return .fields([("names", .list(FunctionTable.names.map { .string($0) }))])
        default: return nil
        }
    }

    private func addFrame(_ request: Request, _ context: FrameContext) throws(Refusal) -> Scalar {
        guard let tree = request.value("relation") else { throw .type("the request needs 'relation'") }
        let reader = RelationReader(session: self, context: context, site: try request.site())
        if case .map = tree, try Request(tree).optionalText("rel") == "sql" {
            // What is no query is carried out by a job.
            guard case .query(let query) = try reader.statement(try Request(tree)) else {
                return .fields([("command", .bool(true))])
            }
            return try add(query, context)
        }
        return try add(try reader.relation(tree), context)
    }

    /// Analyses a relation, registers it and describes it.
    func add(_ syntax: RelationSyntax, _ context: FrameContext) throws(Refusal) -> Scalar {
        let relation = try made { () throws(MartletError) in
            try context.analyse(syntax) { self.relation($0) }
        }
        let id = try frames.add(relation)
        return .fields([("frame", .int(id)), ("schema", .string(relation.schema.json))])
    }

    private func parseSchema(_ request: Request) throws(Refusal) -> Scalar {
        let text = try request.text("text")
        if try request.optionalText("as") == "type" {
            return .fields([("schema", .string(try ExpressionTrees.type(text).json))])
        }
        return .fields([("schema", .string(try ExpressionTrees.schema(text).json))])
    }

    private func view(_ request: Request, _ context: FrameContext) throws(Refusal) -> Scalar {
        let name = try request.text("name")
        let isGlobal = try request.bool("global", or: false)
        guard try request.optionalInt("frame") != nil else {
            return .fields([("existed", .bool(context.dropView(name, isGlobal: isGlobal)))])
        }
        let relation = try frame(of: request)
        let replaces = try request.bool("replace", or: true)
        let existed = try made { () throws(MartletError) in
            try context.name(relation, name, replaces: replaces, isGlobal: isGlobal)
        }
        return .fields([("existed", .bool(existed))])
    }

    /// The relation of a frame by its number; nil when it was released.
    func relation(_ id: Int) -> Relation? { frames.relation(id) }

    private func frame(of request: Request) throws(Refusal) -> Relation { try frame(try request.int("frame")) }

    func frame(_ id: Int) throws(Refusal) -> Relation {
        guard let relation = relation(id) else { throw .value("there is no frame \(id), or it was released") }
        return relation
    }

    /// The rows of a frame.
    func frameDataset(_ request: Request, _ name: String) throws(Refusal) -> Dataset {
        let (relation, context) = (try frame(of: request), try context(of: request))
        return try made { () throws(MartletError) in try context.dataset(relation, name: name) }
    }

    // MARK: Actions

    /// What an action on a frame does, its arguments checked.
    func frameWork(_ action: String, _ request: Request, _ name: String) throws(Refusal) -> Work {
        let relation = try frame(of: request)
        let context = try context(of: request)
        switch action {
        case "collect":
            return frameWork(name, relation, context) { control throws(MartletError) in
                .rows(try context.collect(relation, name: name, control: control))
            }
        case "take":
            let count = try request.int("n")
            return frameWork(name, relation, context) { control throws(MartletError) in
                .rows(try context.take(relation, count, name: name, control: control))
            }
        case "tail":
            let count = try request.int("n")
            return frameWork(name, relation, context) { control throws(MartletError) in
                .rows(try context.tail(relation, count, name: name, control: control))
            }
        case "count":
            return frameWork(name, relation, context) { control throws(MartletError) in
                .value(.int(try context.count(relation, name: name, control: control)))
            }
        case "show":
            let rows = try request.optionalInt("n") ?? 20
            let truncate = try request.optionalInt("truncate") ?? 20
            let isVertical = try request.bool("vertical", or: false)
            return frameWork(name, relation, context) { control throws(MartletError) in
                .value(
                    .string(
                        try context.show(
                            relation, rows: rows, truncate: truncate, isVertical: isVertical, name: name,
                            control: control)))
            }
        case "analyze":
            return { control throws(Refusal) in
                do throws(MartletError) {
                    return .value(.string(try context.analyse(running: relation, name: name, control: control)))
                } catch { throw Refusal(query: error) }
            }
        case "arrow":
            let fields = relation.schema.fields.map { ArrowField($0) }
            return frameWork(name, relation, context) { control throws(MartletError) in
                .table(try context.collect(relation, name: name, control: control), fields)
            }
        case "write":
            let (format, path) = (try request.text("format"), try request.text("path"))
            let mode = try request.optionalText("mode") ?? "error"
            let options = try request.texts("options")
            var columns: [String] = []
            for column in try request.optionalList("partitionBy") ?? [] {
                columns.append(try ExpressionTrees().text(column, "a name"))
            }
            let partitionBy = columns
            return frameWork(name, relation, context) { control throws(MartletError) in
                try context.write(
                    relation, format: format, path: path, mode: mode, options: options, partitionBy: partitionBy,
                    name: name, control: control)
                return .value(.null)
            }
        case "saveAsTable", "insertInto": return try tableWork(action, relation, request, context, name)
        default: throw .unsupported("there is no action '\(action)' of frames yet")
        }
    }

    /// An action on a relation: a query, of which those who watch the session hear.
    func frameWork(
        _ name: String, _ relation: Relation, _ context: FrameContext,
        _ body: @escaping @Sendable (ActionControl) throws(MartletError) -> JobOutcome
    ) -> Work {
        { control throws(Refusal) in
            do throws(MartletError) {
                return try context.query(relation, name: name, control: control, body)
            } catch { throw Refusal(query: error) }
        }
    }
}
