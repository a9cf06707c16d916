// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Martlet
public import Plan
public import Relational
import SQLText

/// Rows with named, typed columns: what a query means. Nothing runs until an action asks for rows. Immutable.
///
/// Expressions are SQL texts: `frame.select("id * 2 AS twice").filter("twice > 4")`. A name that is not there, types
/// that do not meet and the like are errors of the method that is told so (`MartletError.query`).
public struct DataFrame: Sendable {
    let context: FrameContext
    let relation: Relation

    init(_ context: FrameContext, _ relation: Relation) {
        self.context = context
        self.relation = relation
    }

    /// Names, types and whether there may be nulls, in order.
    public var schema: Schema { relation.schema }

    public var columns: [String] { relation.output.map(\.name) }

    // MARK: Transformations

    private func made(_ syntax: (RelationSyntax) throws(SQLError) -> RelationSyntax) throws(MartletError) -> DataFrame {
        let found: RelationSyntax
        do { found = try syntax(.relation(relation)) } catch { throw .query(error) }
        return DataFrame(context, try context.analyse(found))
    }

    private static func parsed(_ texts: [String]) throws(SQLError) -> [Syntax] {
        var found: [Syntax] = []
        for text in texts { found.append(try SQLParser.expression(text)) }
        return found
    }

    /// The values of expressions, each a column.
    public func select(_ expressions: String...) throws(MartletError) -> DataFrame {
        try made { (input) throws(SQLError) in .project(input, try DataFrame.parsed(expressions)) }
    }

    /// The rows for which the condition is true.
    public func filter(_ condition: String) throws(MartletError) -> DataFrame {
        try made { (input) throws(SQLError) in .filter(input, try SQLParser.expression(condition)) }
    }

    /// The same rows with one more column, or with one replaced.
    public func withColumn(_ name: String, _ expression: String) throws(MartletError) -> DataFrame {
        try made { (input) throws(SQLError) in
            .withColumns(input, [(name: name, value: try SQLParser.expression(expression))])
        }
    }

    /// The same rows with a column called otherwise; nothing changes where there is none of the old name.
    public func withColumnRenamed(_ old: String, _ new: String) throws(MartletError) -> DataFrame {
        try made { (input) throws(SQLError) in .rename(input, [(old: old, new: new)]) }
    }

    /// The same rows without some columns.
    public func drop(_ names: String...) throws(MartletError) -> DataFrame {
        try made { (input) throws(SQLError) in .drop(input, names.map { .literal(.string($0), .string) }) }
    }

    /// The first rows.
    public func limit(_ count: Int) throws(MartletError) -> DataFrame {
        try made { (input) throws(SQLError) in .limit(input, count) }
    }

    /// The rows in the order of expressions, `DESC` behind those whose order is turned round.
    public func sorted(by keys: String...) throws(MartletError) -> DataFrame {
        try made { (input) throws(SQLError) in .sort(input, try SQLParser.sortKeys(keys), isGlobal: true) }
    }

    /// A row for each group of equal values of `keys`: them, then the aggregates.
    public func grouped(by keys: String..., into aggregates: [String]) throws(MartletError) -> DataFrame {
        try made { (input) throws(SQLError) in
            .aggregate(input, group: try DataFrame.parsed(keys), columns: try DataFrame.parsed(aggregates))
        }
    }

    /// Each different row once.
    public func distinct() throws(MartletError) -> DataFrame {
        try made { (input) throws(SQLError) in .distinct(input, columns: nil) }
    }

    /// The rows of this frame, then those of another with as many columns.
    public func union(_ other: DataFrame) throws(MartletError) -> DataFrame {
        try made { (input) throws(SQLError) in
            .union([input, .relation(other.relation)], byName: false, allowsMissing: false)
        }
    }

    /// Names the frame for `session.sql`.
    public func createOrReplaceTempView(_ name: String) throws(MartletError) {
        _ = try context.name(relation, name, replaces: true)
    }

    // MARK: Kept rows

    /// Has the rows kept at a level once they are computed: this frame, what is made of it and equal queries read them,
    /// until `unpersist`. What finds no room, or is lost with its executor, is computed again.
    @discardableResult
    public func persist(
        _ level: StorageLevel = .memoryAndDisk, file: StaticString = #fileID, line: UInt = #line
    ) -> DataFrame {
        context.persist(relation, level, label: "\(level)", name: callSite("persist", file, line))
        return self
    }

    /// Lets go of what is kept of the frame.
    @discardableResult
    public func unpersist() -> DataFrame {
        context.unpersist(relation)
        return self
    }

    /// Whether `persist` was called for the frame, or for an equal one.
    public var isPersisted: Bool { context.storedLevel(relation) != nil }

    // MARK: Actions

    /// An action is a query: those who watch the session hear of it, with its plan and its jobs.
    private func query<Result>(
        _ name: String, _ body: (ActionControl) throws(MartletError) -> Result
    ) throws(MartletError) -> Result {
        try context.query(relation, name: name, body)
    }

    /// All rows, each with a value for each column.
    public func collect(file: StaticString = #fileID, line: UInt = #line) throws(MartletError) -> [[Scalar]] {
        let name = callSite("collect", file, line)
        return DataFrame.rows(
            try query(name) { (control) throws(MartletError) in
                try context.collect(relation, name: name, control: control)
            })
    }

    /// The first rows, reading as few partitions as needed.
    public func take(
        _ count: Int, file: StaticString = #fileID, line: UInt = #line
    ) throws(MartletError) -> [[Scalar]] {
        let name = callSite("take", file, line)
        return DataFrame.rows(
            try query(name) { (control) throws(MartletError) in
                try context.take(relation, count, name: name, control: control)
            })
    }

    public func count(file: StaticString = #fileID, line: UInt = #line) throws(MartletError) -> Int {
        let name = callSite("count", file, line)
        return try query(name) { (control) throws(MartletError) in
            try context.count(relation, name: name, control: control)
        }
    }

    /// The first rows as a table. Cells of more than `truncate` code points are cut; 0: none is.
    public func show(
        _ rows: Int = 20, truncate: Int = 20, isVertical: Bool = false, file: StaticString = #fileID,
        line: UInt = #line
    ) throws(MartletError) {
        print(try shown(rows, truncate: truncate, isVertical: isVertical, name: callSite("show", file, line)))
    }

    /// What `show` prints.
    package func shown(
        _ rows: Int = 20, truncate: Int = 20, isVertical: Bool = false, name: String = "show"
    ) throws(MartletError) -> String {
        try query(name) { (control) throws(MartletError) in
            try context.show(
                relation, rows: rows, truncate: truncate, isVertical: isVertical, name: name, control: control)
        }
    }

    /// Writes the rows to files of a format (`csv`, `json`, `text`), a file a partition and `_SUCCESS` last.
    ///
    /// - Parameters:
    ///   - mode: what becomes of a folder that exists: `error`, `overwrite`, `append` or `ignore`.
    ///   - options: the format's, by Spark's names.
    ///   - partitionBy: columns that name folders in place of being written.
    public func write(
        _ format: String, to path: String, mode: String = "error", options: [String: String] = [:],
        partitionBy: [String] = [], file: StaticString = #fileID, line: UInt = #line
    ) throws(MartletError) {
        let name = callSite("write", file, line)
        try query(name) { (control) throws(MartletError) in
            try context.write(
                relation, format: format, path: path, mode: mode, options: options, partitionBy: partitionBy,
                name: name, control: control)
        }
    }

    /// Writes the rows to a table of the warehouse.
    ///
    /// - Parameters:
    ///   - mode: what becomes of a table that exists: `error`, `overwrite`, `append` (columns are found by their names)
    ///     or `ignore`.
    ///   - format: that of a new table's files; nil: the session's, Parquet.
    public func saveAsTable(
        _ name: String, format: String? = nil, mode: String = "error", options: [String: String] = [:],
        partitionBy: [String] = [], file: StaticString = #fileID, line: UInt = #line
    ) throws(MartletError) {
        let site = callSite("saveAsTable", file, line)
        try query(site) { (control) throws(MartletError) in
            try context.saveAsTable(
                relation, NameParts.split(name) ?? [name], format: format, mode: mode, options: options,
                partitionBy: partitionBy, name: site, control: control)
        }
    }

    /// Adds the rows to a table by the places of their columns, or puts them in the place of its rows.
    public func insertInto(
        _ name: String, overwrite: Bool = false, file: StaticString = #fileID, line: UInt = #line
    ) throws(MartletError) {
        let site = callSite("insertInto", file, line)
        try query(site) { (control) throws(MartletError) in
            try context.insert(
                relation, into: NameParts.split(name) ?? [name], isOverwrite: overwrite, name: site, control: control)
        }
    }

    /// The plan with guesses of its size, and what the last action on this frame has measured: rows and time of each
    /// node of the plan.
    ///
    /// - Parameter mode: `simple`, `extended` (what it was made of, and its stages), `cost`, `formatted`, `codegen`.
    public func explain(_ mode: String = "simple") throws(MartletError) -> String {
        guard let found = ExplainMode(rawValue: mode) else {
            throw .argument("'\(mode)' is no mode of explain: simple, extended, codegen, cost or formatted")
        }
        return try context.explain(relation, found)
    }

    /// Prints the schema as a tree.
    public func printSchema() { print(schema.tree()) }

    private static func rows(_ columns: [Column]) -> [[Scalar]] {
        columns.flatMap { column in
            (0..<column.count).map { row in column.children.map { $0.scalar(row) } }
        }
    }
}

/// Queries of a session: where frames come from.
public struct SQLSession: Sendable {
    private let context: FrameContext

    public init(_ session: Session) { context = FrameContext(session.engine) }

    /// The rows of a query over views and tables; or what a statement shows that makes, fills, shows or drops them,
    /// which is carried out at once.
    @discardableResult
    public func sql(
        _ text: String, file: StaticString = #fileID, line: UInt = #line
    ) throws(MartletError) -> DataFrame {
        let statement: Statement
        do {
            statement = try SQLParser.statement(text, settings: context.settings)
        } catch { throw .query(error) }
        let name = callSite("sql", file, line)
        // What a query means runs when an action asks for its rows.
        if case .query = statement { return DataFrame(context, try context.perform(statement, name: name)) }
        let shown = try context.engine.query(name, plan: { text }, control: ActionControl()) {
            (control) throws(MartletError) in try context.perform(statement, name: name, control: control)
        }
        return DataFrame(context, shown)
    }

    /// The rows of a table or a view by its name: `sales`, `shop.sales`.
    public func table(_ name: String) throws(MartletError) -> DataFrame {
        DataFrame(context, try context.analyse(.named(NameParts.split(name) ?? [name], nil)))
    }

    /// Whole numbers in one column, `id`.
    public func range(_ range: Range<Int>, step: Int = 1, partitions: Int? = nil) throws(MartletError) -> DataFrame {
        guard step > 0 else { throw .argument("a range needs a step of 1 or more, not \(step)") }
        let id = Attribute("id", .bigint, isNullable: false)
        return DataFrame(
            context,
            Relation(
                .range(start: range.lowerBound, end: range.upperBound, step: step, partitions: partitions), [id]))
    }

    /// Rows of values under a schema in DDL: `id BIGINT, name STRING`.
    public func frame(
        _ rows: [[Scalar]], schema text: String, partitions: Int? = nil
    ) throws(MartletError) -> DataFrame {
        let schema: Schema
        do { schema = try SQLParser.schema(text) } catch { throw .query(error) }
        guard let column = Column(FrameContext.rowType(schema), rows.map { .tuple($0) }) else {
            throw .argument("a row does not fit the schema \(text)")
        }
        let dataset = try Dataset.local(context.engine, column, partitions: partitions, name: "frame")
        return DataFrame(
            context,
            Relation(
                .rows(DatasetRows("LocalTableScan", dataset)),
                schema.fields.map { Attribute($0.name, $0.type, isNullable: $0.isNullable, metadata: $0.metadata) }))
    }

    /// The rows of files of a format (`csv`, `json`, `text`). Without a schema in DDL it is what the files say.
    public func read(
        _ format: String, _ paths: String..., schema text: String? = nil, options: [String: String] = [:],
        file: StaticString = #fileID, line: UInt = #line
    ) throws(MartletError) -> DataFrame {
        var schema: Schema?
        if let text {
            do { schema = try SQLParser.schema(text) } catch { throw .query(error) }
        }
        return DataFrame(
            context,
            try context.read(
                format: format, paths: paths, schema: schema, options: options, name: callSite("read", file, line)
            ).relation)
    }

    /// Sets `spark.sql.…`; nil puts it back.
    public func set(_ name: String, _ value: String?) throws(MartletError) { try context.set(name, value) }
}
