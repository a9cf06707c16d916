// SPDX-License-Identifier: Apache-2.0

package import Columnar
import Driver
import Glibc
import Lowering
package import Martlet
package import Relational
import SQLText
import Threads
package import Values

/// What queries of a session share: settings, temporary views, the current database. All threads.
package final class FrameContext: Sendable {
    package let engine: Engine
    private let state = Lock(State())
    private let common: Lock<Common>

    private struct State {
        var settings = SQLSettings()
        var names = Names()
    }

    /// What is the same for all sessions of an engine.
    private struct Common {
        var globalViews: Views = [:]
        var stored: [StoredFrame] = []
        var runs = QueryRuns()
    }

    /// Where tables are unless the settings say: in the folder that the process works in now.
    let standardWarehouse: String

    package init(_ engine: Engine) {
        self.engine = engine
        common = Lock(Common())
        standardWarehouse = Warehouse.absolute(engine.fileSystems, Warehouse.standardFolder)
        state.withLock { $0.settings.user = UserName.current }
    }

    /// A session beside another: settings, functions, views and the current database of its own; the engine, global
    /// views and rows that are kept in common.
    package init(beside other: FrameContext) {
        engine = other.engine
        common = other.common
        standardWarehouse = other.standardWarehouse
        state.withLock { $0.settings.user = UserName.current }
    }

    // MARK: Settings

    package var settings: SQLSettings { state.withLock { $0.settings } }

    /// Takes a setting of `spark.sql.…`; nil puts it back.
    package func set(_ name: String, _ value: String?) throws(MartletError) {
        var value = value
        if name == "spark.sql.warehouse.dir" { value = value.map { Warehouse.absolute(engine.fileSystems, $0) } }
        let isTaken = state.withLock { $0.settings.set(name, value) }
        guard isTaken else { throw .configuration("\(name) is '\(value ?? "")', which means nothing there") }
    }

    /// Makes a function of SQL's known to queries; false when there is one of the name and `replaces` is not set.
    func define(_ macro: SQLMacro, replaces: Bool) -> Bool {
        state.withLock { state in
            let key = macro.name.lowercased()
            guard replaces || state.settings.macros[key] == nil else { return false }
            state.settings.macros[key] = macro
            return true
        }
    }

    /// Forgets a function that SQL or the host has defined; whether there was one.
    func forgetFunction(_ name: String) -> Bool {
        let key = name.lowercased()
        return state.withLock { state in
            let macro = state.settings.macros.removeValue(forKey: key)
            let function = state.settings.functions.removeValue(forKey: key)
            return macro != nil || function != nil
        }
    }

    /// Keeps variables under their names, in the place of others.
    func keep(_ variables: [SessionVariable]) {
        state.withLock { state in
            for variable in variables { state.settings.variables[variable.name.lowercased()] = variable }
        }
    }

    /// Forgets a variable; whether there was one.
    func forgetVariable(_ name: String) -> Bool {
        state.withLock { $0.settings.variables.removeValue(forKey: name.lowercased()) != nil }
    }

    /// Makes a function known to queries by its name.
    package func register(_ function: UserFunction) {
        state.withLock { $0.settings.functions[function.name.lowercased()] = function }
    }

    /// The rules of the session's time zone.
    package var zone: ZoneRules {
        get throws(MartletError) {
            let name = settings.timeZone
            if name == "UTC" || name == "Etc/UTC" || name == "Z" { return .utc }
            guard let rules = ZoneFinder(engine.zones).find(name) else {
                throw .configuration(
                    "the time zone '\(name)' (spark.sql.session.timeZone) is not known to the session: define it first")
            }
            return rules
        }
    }

    // MARK: Names

    typealias Views = [String: (name: String, relation: Relation)]

    /// Temporary views and the current database; all else is the warehouse's.
    struct Names {
        var views: Views = [:]
        var database = TableName.standardDatabase
    }

    /// Queries whose rows are kept, those first that were so first.
    func withStored<Result>(_ body: (inout [StoredFrame]) -> Result) -> Result {
        common.withLock { body(&$0.stored) }
    }

    /// The last queries of frames that still live.
    func withRuns<Result>(_ body: (inout QueryRuns) -> Result) -> Result { common.withLock { body(&$0.runs) } }

    func withNames<Result>(_ body: (inout Names) -> Result) -> Result { state.withLock { body(&$0.names) } }

    /// The temporary views of this session, or those of all.
    func withViews<Result>(isGlobal: Bool, _ body: (inout Views) -> Result) -> Result {
        isGlobal ? common.withLock { body(&$0.globalViews) } : state.withLock { body(&$0.names.views) }
    }

    // MARK: Analysis

    /// What makes relations of what the user writes; `frame` finds those that the host knows by number.
    package func analyse(
        _ syntax: RelationSyntax, frame: @escaping (Int) -> Relation? = { _ in nil }
    ) throws(MartletError) -> Relation {
        try analysing(NameLookup(self), frame) { (analyser) throws(SQLError) in try analyser.analyse(syntax) }
    }

    /// What `body` makes with an analyser whose names `lookup` finds.
    func analysing(
        _ lookup: NameLookup, _ frame: @escaping (Int) -> Relation? = { _ in nil },
        _ body: (Analyser) throws(SQLError) -> Relation
    ) throws(MartletError) -> Relation {
        var settings = settings
        settings.database = database
        if lookup.isWithinView { settings.variables = [:] }
        var analyser = Analyser(settings: settings, frame: frame) { (parts) throws(SQLError) in
            try lookup.relation(parts)
        }
        analyser.fold = { [self] in lowering("analysis").constant($0) }
        analyser.typeOf = { [settings] in try? SQLParser.type($0, settings: settings) }
        do { return try body(analyser) } catch { throw lookup.failure(error) }
    }

    // MARK: Rows

    /// How rows of a schema are laid out.
    package static func rowType(_ schema: Schema) -> DataType { schema.rowType }

    func lowering(_ name: String, trace: PlanTrace? = nil) -> RelationLowering {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return RelationLowering(
            engine: engine, settings: settings, now: time.tv_sec * 1_000_000 + time.tv_nsec / 1_000, name: name,
            trace: trace)
    }

    /// The rows of a relation: tuples with a member for each column. Those who watch the query of `control` hear of its
    /// plan.
    package func dataset(
        _ relation: Relation, name: String, control: ActionControl? = nil
    ) throws(MartletError) -> Dataset {
        let relation = try readingStored(relation, name: name)
        return try planned(control) { trace throws(MartletError) in
            try lowering(name, trace: trace).dataset(of: relation)
        }
    }

    private func planned(
        _ control: ActionControl?, _ lower: (PlanTrace?) throws(MartletError) -> Dataset
    ) throws(MartletError) -> Dataset {
        guard let control, let query = control.query else { return try lower(nil) }
        let trace = PlanTrace(first: query.nodes)
        let dataset = try lower(trace)
        control.planned(trace.nodes.count)
        engine.announce(.queryPlanned(query.number, trace.nodes))
        return dataset
    }

    package func collect(
        _ relation: Relation, name: String, control: ActionControl? = nil
    ) throws(MartletError) -> [Column] {
        try dataset(relation, name: name, control: control).collect(name: name, control: control)
    }

    package func count(
        _ relation: Relation, name: String, control: ActionControl? = nil
    ) throws(MartletError) -> Int {
        let stored = try readingStored(relation, name: name)
        let rows = try planned(control) { trace throws(MartletError) in
            try lowering(name, trace: trace).anyRows(of: stored)
        }
        return try rows.count(name: name, control: control)
    }

    /// The first rows, reading as few partitions as needed.
    package func take(
        _ relation: Relation, _ rows: Int, name: String, control: ActionControl? = nil
    ) throws(MartletError) -> [Column] {
        if case .limit(let input, let most) = relation.kind, storedLevel(relation) == nil {
            return try take(input, min(rows, most), name: name, control: control)
        }
        // The first of an order are found without sorting all.
        if relation.isOrdered, rows > 0 {
            return try collect(Relation(.limit(relation, rows), relation.output), name: name, control: control)
        }
        return try dataset(relation, name: name, control: control).take(rows, name: name, control: control)
    }

    /// The last rows, reading as few partitions as needed, from the last one on.
    package func tail(
        _ relation: Relation, _ rows: Int, name: String, control: ActionControl? = nil
    ) throws(MartletError) -> [Column] {
        let dataset = try dataset(relation, name: name, control: control)
        var found: [Column] = []
        var missing = rows
        for partition in (0..<dataset.partitionCount).reversed() where missing > 0 {
            let columns = try dataset.collect(name: name, partitions: [partition], control: control)
            for column in columns.reversed() where missing > 0 {
                let count = min(column.count, missing)
                found.append(column.slice(column.count - count, count))
                missing -= count
            }
        }
        return found.reversed()
    }

    /// The table that `show` prints.
    package func show(
        _ relation: Relation, rows: Int, truncate: Int, isVertical: Bool, name: String, control: ActionControl? = nil
    ) throws(MartletError) -> String {
        let text = ShowText(schema: relation.schema, truncate: truncate, zone: try zone)
        let wanted = min(max(rows, 0), FrameLimits.shownRowsMax)
        let columns = try take(relation, wanted + 1, name: name, control: control)
        let values = columns.flatMap { column in
            (0..<column.count).map { row in column.children.map { $0.scalar(row) } }
        }
        return text.table(Array(values.prefix(wanted)), hasMore: values.count > wanted, isVertical: isVertical)
    }
}

extension Relation {
    /// Whether the rows come in an order that was asked for.
    fileprivate var isOrdered: Bool {
        switch kind {
        case .sort(_, _, let isGlobal): isGlobal
        case .project(let input, _), .alias(let input, _): input.isOrdered
        default: false
        }
    }
}
