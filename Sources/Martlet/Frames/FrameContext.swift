// SPDX-License-Identifier: Apache-2.0

package import Columnar
import Glibc
import Lowering
package import Relational
import Threads
package import Values

/// What queries of a session share: settings and temporary views. All threads.
package final class FrameContext: Sendable {
    package let engine: Engine
    private let state = Lock(State())

    private struct State {
        var settings = SQLSettings()
        var views: [String: (name: String, relation: Relation)] = [:]
    }

    package init(_ engine: Engine) { self.engine = engine }

    // MARK: Settings

    package var settings: SQLSettings { state.withLock { $0.settings } }

    /// Takes a setting of `spark.sql.…`; nil puts it back.
    package func set(_ name: String, _ value: String?) throws(MartletError) {
        let isTaken = state.withLock { $0.settings.set(name, value) }
        guard isTaken else { throw .configuration("\(name) is '\(value ?? "")', which means nothing there") }
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

    // MARK: Views

    /// Names a relation for SQL; whether there was one of the name. Without `replaces` that is an error.
    package func name(_ relation: Relation, _ name: String, replaces: Bool) throws(MartletError) -> Bool {
        let key = name.lowercased()
        let existed = state.withLock { state in
            let existed = state.views[key] != nil
            if !existed || replaces { state.views[key] = (name, relation) }
            return existed
        }
        guard !existed || replaces else {
            throw .query(SQLError("TEMP_TABLE_OR_VIEW_ALREADY_EXISTS", ["relationName": quoted(name)]))
        }
        return existed
    }

    /// Forgets a view; whether there was one.
    package func dropView(_ name: String) -> Bool {
        state.withLock { $0.views.removeValue(forKey: name.lowercased()) } != nil
    }

    package var views: [String] { state.withLock { $0.views.values.map(\.name) }.sorted() }

    private func view(_ parts: [String]) -> Relation? {
        guard parts.count == 1 else { return nil }
        return state.withLock { $0.views[parts[0].lowercased()]?.relation }
    }

    // MARK: Analysis

    /// What makes relations of what the user writes; `frame` finds those that the host knows by number.
    package func analyser(frame: @escaping (Int) -> Relation? = { _ in nil }) -> Analyser {
        Analyser(settings: settings, frame: frame, named: { self.view($0) })
    }

    package func analyse(
        _ syntax: RelationSyntax, frame: @escaping (Int) -> Relation? = { _ in nil }
    ) throws(MartletError) -> Relation {
        do { return try analyser(frame: frame).analyse(syntax) } catch { throw .query(error) }
    }

    // MARK: Rows

    /// How rows of a schema are laid out.
    package static func rowType(_ schema: Schema) -> DataType { schema.rowType }

    func lowering(_ name: String) -> RelationLowering {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return RelationLowering(
            engine: engine, settings: settings, now: time.tv_sec * 1_000_000 + time.tv_nsec / 1_000, name: name)
    }

    /// The rows of a relation: tuples with a member for each column.
    package func dataset(_ relation: Relation, name: String) throws(MartletError) -> Dataset {
        try lowering(name).dataset(of: relation)
    }

    package func collect(
        _ relation: Relation, name: String, control: ActionControl? = nil
    ) throws(MartletError) -> [Column] {
        try dataset(relation, name: name).collect(name: name, control: control)
    }

    package func count(
        _ relation: Relation, name: String, control: ActionControl? = nil
    ) throws(MartletError) -> Int {
        try lowering(name).anyRows(of: relation).count(name: name, control: control)
    }

    /// The first rows, reading as few partitions as needed.
    package func take(
        _ relation: Relation, _ rows: Int, name: String, control: ActionControl? = nil
    ) throws(MartletError) -> [Column] {
        if case .limit(let input, let most) = relation.kind {
            return try take(input, min(rows, most), name: name, control: control)
        }
        // The first of an order are found without sorting all.
        if relation.isOrdered, rows > 0 {
            return try collect(Relation(.limit(relation, rows), relation.output), name: name, control: control)
        }
        return try dataset(relation, name: name).take(rows, name: name, control: control)
    }

    /// The last rows, reading as few partitions as needed, from the last one on.
    package func tail(
        _ relation: Relation, _ rows: Int, name: String, control: ActionControl? = nil
    ) throws(MartletError) -> [Column] {
        let dataset = try dataset(relation, name: name)
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
        let wanted = min(max(rows, 0), MartletLimits.shownRowsMax)
        let columns = try take(relation, wanted + 1, name: name, control: control)
        let values = columns.flatMap { column in
            (0..<column.count).map { row in column.children.map { $0.scalar(row) } }
        }
        return text.table(Array(values.prefix(wanted)), hasMore: values.count > wanted, isVertical: isVertical)
    }

    /// The plan of a relation as text, and with `isExtended` what it was made of.
    package func explain(_ relation: Relation, isExtended: Bool) throws(MartletError) -> String {
        let stages = try dataset(relation, name: "explain").explanation(name: "explain").stages
        let physical = "== Physical Plan ==\n" + stages + "\n"
        guard isExtended else { return physical }
        return "== Analyzed Logical Plan ==\n" + relation.explanation + "\n" + physical
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
