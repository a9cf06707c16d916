// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Frames
import Interchange
import Lowering
import Martlet
import Relational
import SQLText

// protocol/relations.md, section "Frames".

/// Reads a relation that comes from the host as a map.
struct RelationReader {
    let session: HostSession
    let context: FrameContext
    let site: SourcePlace?

    private var trees: ExpressionTrees { ExpressionTrees { (tree) throws(Refusal) in try relation(tree) } }

    func relation(_ tree: Scalar) throws(Refusal) -> RelationSyntax {
        if case .int(let id) = tree { return .relation(try session.frame(id)) }
        let fields = try Request(tree)
        let kind = try fields.text("rel")
        switch kind {
        case "range":
            let (start, end) = (try fields.int("start"), try fields.int("end"))
            let step = try fields.optionalInt("step") ?? 1
            guard step != 0 else { throw .value("range() arg 3 must not be zero") }
            let id = Attribute("id", .bigint, isNullable: false)
            return .relation(
                Relation(
                    .range(start: start, end: end, step: step, partitions: try fields.optionalInt("partitions")), [id]))
        case "local": return .relation(try local(fields))
        case "rdd": return .relation(try rdd(fields))
        case "view": return .named(try session.nameParts(try fields.text("name")), nil)
        case "sql": return try sql(fields)
        case "read": return .relation(try read(fields))
        case "union":
            guard let trees = try fields.optionalList("inputs") else { throw .type("the relation needs 'inputs'") }
            var inputs: [RelationSyntax] = []
            for tree in trees { inputs.append(try relation(tree)) }
            return .union(
                inputs, byName: try fields.bool("byName", or: false),
                allowsMissing: try fields.bool("allowMissing", or: false))
        case "intersect", "except":
            return .setOperation(
                kind == "intersect" ? .intersect : .except, try input(fields, "left"), try input(fields, "right"),
                isAll: try fields.bool("all", or: false))
        case "join": return try join(fields)
        case "lateralJoin":
            let word = try fields.optionalText("kind") ?? "inner"
            guard let type = JoinType(rawValue: word) else { throw .value("there is no join of kind '\(word)'") }
            let condition = fields.value("on")
            return .lateralJoin(
                try input(fields, "left"), try input(fields, "right"), type,
                condition == nil || condition == .null ? .none : .on(try trees.expression(condition ?? .null)))
        case "tableFunction":
            var select = SelectSyntax()
            select.items = try expressions(fields, "columns")
            return .select(select)
        default: return try derived(kind, try input(fields, "input"), fields)
        }
    }

    private func input(_ fields: Request, _ name: String) throws(Refusal) -> RelationSyntax {
        guard let tree = fields.value(name) else { throw .type("the relation needs '\(name)'") }
        return try relation(tree)
    }

    private func derived(_ kind: String, _ input: RelationSyntax, _ fields: Request) throws(Refusal) -> RelationSyntax {
        switch kind {
        case "project": return .project(input, try expressions(fields, "columns"))
        case "withColumns":
            var columns: [(name: String, value: Syntax)] = []
            for (name, value) in try pairs(fields, "columns") {
                columns.append((try trees.text(name, "a name"), try trees.expression(value)))
            }
            return .withColumns(input, columns)
        case "rename":
            var columns: [(old: String, new: String)] = []
            for (old, new) in try pairs(fields, "columns") {
                columns.append((try trees.text(old, "a name"), try trees.text(new, "a name")))
            }
            return .rename(input, columns)
        case "toDF": return .renameAll(input, try texts(fields, "names"))
        case "drop":
            var columns: [Syntax] = []
            for column in try fields.optionalList("columns") ?? [] {
                if case .string(let name) = column {
                    columns.append(.literal(.string(name), .string))
                } else {
                    columns.append(try trees.expression(column))
                }
            }
            return .drop(input, columns)
        case "filter":
            guard let condition = fields.value("condition") else { throw .type("the relation needs 'condition'") }
            return .filter(input, try trees.expression(condition))
        case "limit": return .limit(input, try fields.int("n"))
        case "offset": return .offset(input, try fields.int("n"))
        case "sort":
            return .sort(input, try expressions(fields, "keys"), isGlobal: try fields.bool("global", or: true))
        case "aggregate":
            return .aggregate(
                input, group: try expressions(fields, "group"), columns: try expressions(fields, "columns"))
        case "rollup", "cube":
            return .aggregate(
                input, group: [.call(kind, try expressions(fields, "group"))],
                columns: try expressions(fields, "columns"))
        case "unpivot":
            return .unpivot(
                input, ids: try expressions(fields, "ids"),
                values: try fields.optionalList("values") == nil ? nil : try expressions(fields, "values"),
                variable: try fields.text("variable"), value: [try fields.text("value")], includesNulls: true)
        case "repartitionByRange":
            return .repartitionByRange(
                input, partitions: try fields.optionalInt("partitions"), by: try expressions(fields, "keys"))
        case "distinct":
            return .distinct(
                input, columns: try fields.optionalList("columns") == nil ? nil : try texts(fields, "columns"))
        case "repartition":
            return .repartition(
                input, partitions: try fields.optionalInt("partitions"), by: try expressions(fields, "columns"))
        case "coalesce":
            let count = try fields.int("partitions")
            guard count > 0 else { throw .value("coalesce: \(count) partitions; at least 1 is needed") }
            return .coalesce(input, partitions: count)
        case "alias": return .alias(input, try fields.text("name"), columns: [])
        case "cast", "to":
            let schema = try ExpressionTrees.schema(try fields.text("schema"))
            return .conform(input, schema, isAssigned: kind == "to")
        default: throw .unsupported("relations of the kind '\(kind)' are not there yet")
        }
    }

    private func join(_ fields: Request) throws(Refusal) -> RelationSyntax {
        let word = try fields.optionalText("kind") ?? "inner"
        guard let type = JoinType(rawValue: word) else { throw .value("there is no join of kind '\(word)'") }
        let (left, right) = (try input(fields, "left"), try input(fields, "right"))
        if try fields.optionalList("using") != nil {
            return .join(left, right, type, .using(try texts(fields, "using")))
        }
        guard let condition = fields.value("on") else { return .join(left, right, type, .none) }
        return .join(left, right, type, .on(try trees.expression(condition)))
    }

    private func sql(_ fields: Request) throws(Refusal) -> RelationSyntax {
        guard case .query(let query) = try statement(fields) else {
            throw .unsupported("a statement in the place of a query")
        }
        return query
    }

    /// What a SQL text asks for.
    func statement(_ fields: Request) throws(Refusal) -> Statement {
        var parameters: [String: Syntax] = [:]
        switch fields.value("args") {
        case .map(let entries)?:
            for entry in entries {
                parameters[try trees.text(entry.key, "a name")] = try trees.expression(entry.value)
            }
        case .list(let values)?, .tuple(let values)?:
            for (index, value) in values.enumerated() { parameters["\(index)"] = try trees.expression(value) }
        default: break
        }
        let text = try fields.text("text")
        let settings = context.settings
        do {
            return try SQLParser.statement(text, parameters: parameters, settings: settings)
        } catch { throw Refusal(error) }
    }

    private func read(_ fields: Request) throws(Refusal) -> Relation {
        let schema: Schema? = try fields.optionalText("schema").map { (text) throws(Refusal) in
            try ExpressionTrees.schema(text)
        }
        let (format, paths) = (try fields.text("format"), try texts(fields, "paths"))
        let options = try fields.texts("options")
        return try session.made { () throws(MartletError) in
            try context.read(format: format, paths: paths, schema: schema, options: options, name: "read")
        }.relation
    }

    // MARK: Rows

    private func local(_ fields: Request) throws(Refusal) -> Relation {
        let schema = try ExpressionTrees.schema(try fields.text("schema"))
        guard let bytes = try fields.optionalBytes("data") else { throw .type("the relation needs 'data'") }
        let type = FrameContext.rowType(schema)
        let column: Column
        do {
            let decoded = try bytes.withUnsafeBufferPointer { (bytes) throws(ConversionError) in
                try MarshalRows.decode(UnsafeRawBufferPointer(bytes))
            }
            column = try decoded.shaped(type)
        } catch { throw Refusal(error) }
        let partitions = try fields.optionalInt("partitions")
        let rows = try session.made { () throws(MartletError) in
            try Dataset.local(session.engine, column, partitions: partitions, name: "createDataFrame")
        }
        return RelationReader.relation(schema, DatasetRows("LocalTableScan", rows))
    }

    private func rdd(_ fields: Request) throws(Refusal) -> Relation {
        let dataset = try session.dataset(try fields.int("dataset"))
        var schema: Schema
        if let text = try fields.optionalText("schema") {
            schema = try ExpressionTrees.schema(text)
        } else {
            guard let inferred = Schema(rows: dataset.rowType) else {
                throw .type(
                    "the types of the rows, \(dataset.rowType), do not say a schema: give one, or infer it from the "
                        + "first row")
            }
            schema = inferred
        }
        for (index, name) in try texts(fields, "names").enumerated() where index < schema.fields.count {
            schema.fields[index].name = name
        }
        let type = FrameContext.rowType(schema)
        let site = site
        let rows = try session.made { () throws(MartletError) in
            try dataset.called(at: site).shaped(as: type)
        }
        return RelationReader.relation(schema, DatasetRows("Scan ExistingRDD", rows))
    }

    /// Rows under a schema.
    static func relation(_ schema: Schema, _ rows: DatasetRows) -> Relation {
        Relation(
            .rows(rows),
            schema.fields.map { Attribute($0.name, $0.type, isNullable: $0.isNullable, metadata: $0.metadata) })
    }

    // MARK: Parts

    private func expressions(_ fields: Request, _ name: String) throws(Refusal) -> [Syntax] {
        try trees.expressions(try fields.optionalList(name) ?? [])
    }

    private func texts(_ fields: Request, _ name: String) throws(Refusal) -> [String] {
        var found: [String] = []
        for item in try fields.optionalList(name) ?? [] {
            found.append(try trees.text(item, "'\(name)' holds text, which"))
        }
        return found
    }

    private func pairs(_ fields: Request, _ name: String) throws(Refusal) -> [(Scalar, Scalar)] {
        var found: [(Scalar, Scalar)] = []
        for item in try fields.optionalList(name) ?? [] {
            let pair = try trees.list(item, "'\(name)'")
            guard pair.count == 2 else { throw .type("'\(name)' holds pairs, not \(pair.count) values") }
            found.append((pair[0], pair[1]))
        }
        return found
    }
}

extension Column {
    /// The same rows as a column of `type`, in which values may be null.
    fileprivate func shaped(_ type: DataType) throws(ConversionError) -> Column {
        if self.type == type { return self }
        let builder = ColumnBuilder(type)
        for row in 0..<count {
            let value = scalar(row).withDecimals(of: type)
            guard builder.append(value) else {
                throw ConversionError(.type, "row \(row) does not fit the schema: \(value) is not of type \(type)")
            }
        }
        return builder.finish()
    }
}
