// SPDX-License-Identifier: Apache-2.0

import Columnar
import Lowering
package import Martlet
package import Relational

extension Statement {
    /// Whether tables may have other rows behind it.
    fileprivate var changesTables: Bool {
        switch self {
        case .createTable, .insert, .inserts, .dropTable, .truncate, .dropDatabase, .refresh, .alterTable: true
        case .query, .createTableLike, .createView, .alterView, .dropView, .createDatabase, .use, .show, .describeTable,
            .describeQuery, .describeDatabase, .describeFunction, .showCreateTable, .explain, .createFunction,
            .dropFunction, .declareVariable, .dropVariable, .setVariables, .executeImmediate:
            false
        }
    }
}

extension FrameContext {
    /// Carries out a statement and gives what it shows. A query is only analysed.
    package func perform(
        _ statement: Statement, name: String, control: ActionControl? = nil,
        frame: @escaping (Int) -> Relation? = { _ in nil }
    ) throws(MartletError) -> Relation {
        defer { if statement.changesTables { tablesChanged() } }
        switch statement {
        case .query(let syntax): return try analyse(syntax, frame: frame)
        case .createTable(let table): try create(table, name: name, control: control, frame: frame)
        case .createTableLike(let table, let source, let ifNotExists, let provider, let location):
            try createLike(table, source: source, ifNotExists: ifNotExists, provider: provider, location: location)
        case .createView(let view): try create(view, frame: frame)
        case .insert(let insert): try self.insert(insert, name: name, control: control, frame: frame)
        case .inserts(let inserts):
            for insert in inserts { try self.insert(insert, name: name, control: control, frame: frame) }
        case .dropTable(let table, let ifExists, let place): try dropTable(table, ifExists: ifExists, at: place)
        case .dropView(let view, let ifExists, let place): try dropView(view, ifExists: ifExists, at: place)
        case .truncate(let table, let partition, let place): try truncate(table, partition, at: place)
        case .createDatabase(let parts, let ifNotExists, let database):
            try create(parts, ifNotExists: ifNotExists, database)
        case .dropDatabase(let parts, let ifExists, let isCascade):
            try dropDatabase(parts, ifExists: ifExists, isCascade: isCascade)
        case .use(let parts): try use(parts)
        case .refresh(let table, let place):
            if !table.isEmpty, temporaryView(table) == nil { _ = try existing(table, at: place) }
        case .alterTable(let table, let alteration, _, let place): try alter(table, alteration, at: place)
        case .alterView(let view, let query, let text, let place):
            try alterView(view, query: query, text: text, at: place)
        case .createFunction(let macro, let replaces, let ifNotExists):
            try create(macro, replaces: replaces, ifNotExists: ifNotExists)
        case .dropFunction(let function, let ifExists, let place):
            try dropFunction(function, ifExists: ifExists, at: place)
        case .declareVariable, .dropVariable, .setVariables, .executeImmediate:
            return try variables(statement, Running(name: name, control: control, frame: frame))
        case .show, .describeTable, .describeQuery, .describeDatabase, .describeFunction, .showCreateTable, .explain:
            return try shown(statement, name, control, frame)
        }
        return try rows([] as [Field], [])
    }

    /// What a statement shows that changes nothing.
    private func shown(
        _ statement: Statement, _ name: String, _ control: ActionControl?, _ frame: @escaping (Int) -> Relation?
    ) throws(MartletError) -> Relation {
        switch statement {
        case .show(let listing): return try show(listing)
        case .describeTable(let table, let isExtended, let column, let place):
            return try describe(table, isExtended: isExtended, column: column, at: place)
        case .describeQuery(let query): return try describe(try analyse(query, frame: frame))
        case .describeDatabase(let parts, let isExtended): return try describe(parts, isExtended: isExtended)
        case .describeFunction(let function, let isExtended, let place):
            return try describeFunction(function, isExtended: isExtended, at: place)
        case .showCreateTable(let table, let place): return try showCreate(table, at: place)
        case .explain(.query(let query), let mode):
            let relation = try analyse(query, frame: frame)
            let text: String
            if mode == "analyze" {
                text = try analyse(running: relation, name: name, control: control)
            } else {
                text = try explain(relation, ExplainMode(rawValue: mode) ?? .simple)
            }
            return try rows(["plan"], [[text]])
        default: throw .query(SQLError.unsupported("EXPLAIN of a statement that is no query"))
        }
    }

    /// Rows of texts.
    func rows(_ names: [String], _ texts: [[String?]]) throws(MartletError) -> Relation {
        try rows(
            names.map { Field($0, .string, isNullable: false) },
            texts.map { $0.map { text in text.map { Scalar.string($0) } ?? .null } })
    }

    func rows(_ fields: [Field], _ values: [[Scalar]]) throws(MartletError) -> Relation {
        let schema = Schema(fields)
        guard let column = Column(schema.rowType, values.map { .tuple($0) }) else {
            throw .argument("rows that do not fit their columns")
        }
        let dataset = try Dataset.local(engine, column, partitions: 1, name: "statement")
        return Relation(
            .rows(DatasetRows("LocalTableScan", dataset)),
            fields.map { Attribute($0.name, $0.type, isNullable: $0.isNullable) })
    }
}
