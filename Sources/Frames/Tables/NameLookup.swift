// SPDX-License-Identifier: Apache-2.0

import Martlet
import Relational
import SQLText
import Threads

/// Finds views and tables by name while a query is analysed. Confined to one analysis.
final class NameLookup: Sendable {
    private let context: FrameContext
    /// Within a view of the warehouse: the database of names without one.
    private let database: String?
    /// The views that are being looked into, the outermost first.
    private let within: [TableName]
    private let state = Lock(State())

    private struct State {
        /// What is no condition of SQL's.
        var failure: MartletError?
        /// Temporary views that were found.
        var temporary: [String] = []
    }

    init(_ context: FrameContext, database: String? = nil, within: [TableName] = []) {
        self.context = context
        self.database = database
        self.within = within
    }

    /// A view of the warehouse means the same in every session.
    var isWithinView: Bool { !within.isEmpty }

    var temporary: [String] { state.withLock { $0.temporary } }

    /// Nil when nothing is called so.
    func relation(_ parts: [String]) throws(SQLError) -> Relation? {
        do { return try found(parts) } catch {
            if let error = error.sqlError { throw error }
            state.withLock { $0.failure = error }
            throw SQLError("TABLE_OR_VIEW_NOT_FOUND", ["relationName": TableName.quoted(parts)])
        }
    }

    /// The error that ended the analysis: what was met on the way, when there was something.
    func failure(_ error: SQLError) -> MartletError {
        if let failure = state.withLock({ $0.failure }) { return failure }
        guard error.condition == "TABLE_OR_VIEW_NOT_FOUND" else { return .query(error) }
        var error = error
        error.parameters["searchPath"] = context.searchPath
        if error.hint == nil { error.hint = context.hint(for: error.parameters["relationName"] ?? "") }
        return .query(error)
    }

    private func found(_ parts: [String]) throws(MartletError) -> Relation? {
        if let view = context.temporaryView(parts), within.isEmpty || parts.count > 1 {
            state.withLock { $0.temporary.append(parts[parts.count - 1]) }
            return view
        }
        if let name = context.tableName(parts, database), let entry = try context.warehouse.table(name) {
            return try relation(of: entry.definition)
        }
        return try files(parts)
    }

    private func relation(of definition: TableDefinition) throws(MartletError) -> Relation {
        if definition.kind == .view { return try view(definition) }
        return try context.relation(of: definition)
    }

    /// The rows of a view of the warehouse: its query, analysed now.
    private func view(_ definition: TableDefinition) throws(MartletError) -> Relation {
        let name = definition.name
        guard !within.contains(name), within.count < FrameLimits.viewDepthMax else {
            throw .query(
                SQLError(
                    "RECURSIVE_VIEW",
                    [
                        "viewIdent": name.quotedName,
                        "newPath": (within + [name]).map(\.quotedName).joined(separator: " -> "),
                    ]))
        }
        let syntax: RelationSyntax
        do { syntax = try SQLParser.query(definition.query ?? "") } catch { throw .query(error) }
        let inner = NameLookup(context, database: definition.queryDatabase, within: within + [name])
        let names = definition.schema.fields.map(\.name)
        return try context.analysing(inner) { (analyser) throws(SQLError) in
            try analyser.analyse(.renameAll(syntax, names))
        }
    }

    /// ``format.`path` ``
    private func files(_ parts: [String]) throws(MartletError) -> Relation? {
        guard parts.count == 2, context.isFormat(parts[0]), parts[1].contains("/") || parts[1].contains(".") else {
            return nil
        }
        return try context.read(
            format: parts[0].lowercased(), paths: [parts[1]], schema: nil, options: [:], name: "sql"
        ).relation
    }
}
