// SPDX-License-Identifier: Apache-2.0

import Closures
import Columnar
import Files
import Lowering
import Martlet
import Plan
import Relational

/// Makes of a relation the dataset of its rows: the same lineage, steps and programs as an RDD's. Columns that nobody
/// asks for are left out from the sources on.
struct RelationLowering {
    let engine: Engine
    let settings: SQLSettings
    /// Microseconds since 1970 at which the query began.
    let now: Int
    /// What the user sees of the query.
    let name: String
    /// Hears of the plan; nil when nobody asks for it.
    var trace: PlanTrace?
    let cardinality = Cardinality()
    let groups = SharedGroups()

    /// Rows that are tuples, and which columns their members are.
    struct Rows {
        var dataset: Dataset
        var columns: [Int]
    }

    /// The rows with all columns of the relation, in their order.
    func dataset(of relation: Relation) throws(MartletError) -> Dataset {
        let best = optimised(try opened(relation))
        let wanted = best.output.map(\.id)
        groups.repeated = RepeatedRows(in: best, needed: Set(wanted), cardinality)
        return try arranged(rows(of: best, needed: Set(wanted)), as: best.output).dataset
    }

    /// The rows in any form, when only their number counts.
    func anyRows(of relation: Relation) throws(MartletError) -> Dataset {
        let best = optimised(try opened(relation))
        groups.repeated = RepeatedRows(in: best, needed: [], cardinality)
        return try rows(of: best, needed: []).dataset
    }

    func optimised(_ relation: Relation) -> Relation {
        Optimiser.optimised(relation, cardinality) { constant($0) }
    }

    // MARK: Relations

    /// The rows with at least the columns that are needed.
    func rows(of relation: Relation, needed: Set<Int>) throws(MartletError) -> Rows {
        // The same rows, of which fewer are computed.
        if case .limit(let input, let count) = relation.kind, case .project(let below, let items) = input.kind {
            let first = Relation(.limit(below, count), below.output)
            return try rows(of: Relation(.project(first, items), relation.output), needed: needed)
        }
        return try traced(relation, needed) { () throws(MartletError) in try untraced(relation, needed) }
    }

    /// Lowers a relation as a node of the plan: steps that are added on the way are for it, and those that are added to
    /// its rows for the node that takes them.
    private func traced(
        _ relation: Relation, _ needed: Set<Int>, _ lower: () throws(MartletError) -> Rows
    ) throws(MartletError) -> Rows {
        guard let trace else { return try lower() }
        trace.begin(relation, needed: needed, cardinality)
        defer { trace.end() }
        var rows = try lower()
        if relation.inputs.isEmpty, let node = trace.current { rows.dataset = rows.dataset.owned(by: node) }
        rows.dataset = rows.dataset.adding(for: trace.parent)
        return rows
    }

    /// What steps are for that are made without a dataset.
    var ownParts: [StepPart] { trace?.current.map { [StepPart($0)] } ?? [] }

    private func untraced(_ relation: Relation, _ needed: Set<Int>) throws(MartletError) -> Rows {
        switch relation.kind {
        case .range(let start, let end, let step, let partitions):
            return Rows(dataset: try range(start, end, step, partitions), columns: [relation.output[0].id])
        case .rows(let source): return try rows(from: source, relation.output, needed)
        case .oneRow: return Rows(dataset: try oneRow(), columns: [])
        case .alias(let input, _): return try rows(of: input, needed: needed)
        case .project(let input, let items): return try project(input, items, needed)
        case .filter(let input, let condition):
            var below = needed
            condition.collectAttributes(into: &below)
            let rows = try rows(of: input, needed: below, bounds: condition)
            return Rows(
                dataset: try rows.dataset.adding(
                    .filter(
                        lowered { () throws(SQLError) in
                            try expressions(rows).filter(condition)
                        })), columns: rows.columns)
        case .union(let inputs): return try union(inputs, relation.output, needed)
        case .coalesce(let input, let partitions):
            let rows = try rows(of: input, needed: needed)
            return Rows(dataset: try rows.dataset.coalesced(partitions, name: name), columns: rows.columns)
        case .repartition(let input, let partitions, let keys):
            guard keys.isEmpty else { return try repartition(input, partitions, by: keys, needed) }
            let rows = try rows(of: input, needed: needed)
            let count = partitions ?? settings.shufflePartitions ?? rows.dataset.partitionCount
            return Rows(dataset: try rows.dataset.repartitioned(max(count, 1), name: name), columns: rows.columns)
        case .repartitionByRange(let input, let partitions, let keys):
            return try repartition(input, partitions, byRangesOf: keys, needed)
        case .values(let values): return try written(values, relation.output)
        case .window(let input, let calls):
            return try kept(relation, needed) { (needed) throws(MartletError) in
                try window(input, calls, needed)
            }
        case .expand(let input, let sets): return try expand(input, sets, relation.output, needed)
        case .generate(let input, let generator): return try generate(input, generator, needed)
        case .limit(let input, let count): return try limit(input, rows: count, skip: 0, needed)
        case .offset(let input, let count):
            return try limit(input, rows: max(PlanLimits.countMax - count, 0), skip: count, needed)
        case .sort(let input, let keys, let isGlobal): return try sort(input, keys, isGlobal: isGlobal, needed)
        case .aggregate(let input, let keys, let calls):
            return try groups.rows(of: relation, needed: needed) { () throws(MartletError) in
                try aggregate(input, keys, calls, needed)
            }
        case .distinct(let input, let by):
            return try groups.rows(of: relation, needed: needed) { () throws(MartletError) in
                try distinct(input, by, needed)
            }
        case .setOperation(let operation, let left, let right, let isAll):
            return try setOperation(operation, left, right, isAll: isAll, needed)
        case .join(let left, let right, let type, let condition):
            return try kept(relation, needed) { (needed) throws(MartletError) in
                try join(left, right, type, condition, relation.output, needed)
            }
        }
    }

    /// Rows that the query has in several places are made once and kept in a shuffle, for all of them to read.
    private func kept(
        _ relation: Relation, _ needed: Set<Int>, _ make: (Set<Int>) throws(MartletError) -> Rows
    ) throws(MartletError) -> Rows {
        guard let columns = groups.repeated.columns(of: relation) else { return try make(needed) }
        return try groups.rows(of: relation, needed: needed) { () throws(MartletError) in
            let rows = try make(needed.union(columns))
            let count = max(rows.dataset.partitionCount, 1)
            return Rows(dataset: try rows.dataset.repartitioned(count, name: name), columns: rows.columns)
        }
    }

    /// The rows of which those are asked for that satisfy a condition: the source may leave out others.
    private func rows(
        of relation: Relation, needed: Set<Int>, bounds condition: Expression
    ) throws(MartletError) -> Rows {
        switch relation.kind {
        case .alias(let input, _):
            try traced(relation, needed) { () throws(MartletError) in
                try rows(of: input, needed: needed, bounds: condition)
            }
        case .rows(let source):
            try traced(relation, needed) { () throws(MartletError) in
                try rows(from: source, relation.output, needed, condition.bounds(relation.output))
            }
        default: try rows(of: relation, needed: needed)
        }
    }

    private func missing(_ what: String) -> MartletError {
        .query(SQLError.unsupported("\(what) of DataFrames is not there yet"))
    }

    /// An error of SQL's as the engine's.
    func lowered<Result>(_ body: () throws(SQLError) -> Result) throws(MartletError) -> Result {
        do { return try body() } catch { throw .query(error) }
    }

    func expressions(_ rows: Rows) -> ExpressionLowering {
        ExpressionLowering(columns: rows.columns, settings: settings, now: now)
    }

    // MARK: Sources

    private func range(_ start: Int, _ end: Int, _ step: Int, _ partitions: Int?) throws(MartletError) -> Dataset {
        // In full width: from the least to the greatest int are more values than an int counts.
        let span = step > 0 ? (start < end ? end &- start : 0) : (start > end ? start &- end : 0)
        let size = step.magnitude
        let count = UInt(bitPattern: span) / size + (UInt(bitPattern: span) % size == 0 ? 0 : 1)
        guard count <= UInt(Int.max) else {
            throw .argument("\(name): the range has \(count) values, more than 64 bits count")
        }
        let numbers = try Dataset.range(
            engine, start: start, step: step, count: Int(count), partitions: partitions, name: name)
        return try numbers.adding(.map(.wrapped()))
    }

    private func oneRow() throws(MartletError) -> Dataset {
        guard let row = Column(.tuple([.int]), [.tuple([.int(0)])]) else { throw missing("a row without columns") }
        return try Dataset.local(engine, row, partitions: 1, name: name)
    }

    private func rows(
        from source: any RowSource, _ output: [Attribute], _ needed: Set<Int>, _ bounds: [ColumnBound] = []
    ) throws(MartletError) -> Rows {
        guard let rows = source as? any FrameRows else { throw missing("\(source.description)") }
        var wanted = output.indices.filter { needed.contains(output[$0].id) }
        if wanted.isEmpty, !output.isEmpty {
            if let any = try rows.count(engine, name: name) { return Rows(dataset: any, columns: []) }
            wanted = [0]
        }
        return Rows(
            dataset: try rows.dataset(engine, wanted: wanted, bounds: bounds, name: name),
            columns: wanted.map { output[$0].id })
    }

    // MARK: Columns

    func project(
        _ input: Relation, _ items: [NamedExpression], _ needed: Set<Int>
    ) throws(MartletError) -> Rows {
        var kept = items.filter { needed.contains($0.attribute.id) }
        // Where only the number of rows counts, nothing is computed that could fail.
        if kept.isEmpty, let first = items.first {
            kept = [NamedExpression(first.attribute, .literal(.int(0), .int))]
        }
        var below: Set<Int> = []
        for item in kept { item.expression.collectAttributes(into: &below) }
        let rows = try rows(of: input, needed: below)
        let columns = kept.map(\.attribute.id)
        if kept.map({ $0.expression.attributeID }) == rows.columns.map({ Optional($0) }) {
            return Rows(dataset: rows.dataset, columns: columns)
        }
        let closure = try lowered { () throws(SQLError) in try expressions(rows).projection(kept.map(\.expression)) }
        return Rows(dataset: try rows.dataset.adding(.map(closure)), columns: columns)
    }

    /// The rows with these columns and no others, in this order.
    func arranged(_ rows: Rows, as output: [Attribute]) throws(MartletError) -> Rows {
        let wanted = output.map(\.id)
        if wanted == rows.columns { return rows }
        let closure = try lowered { () throws(SQLError) in
            try expressions(rows).projection(output.map { Expression($0) })
        }
        return Rows(dataset: try rows.dataset.adding(.map(closure)), columns: wanted)
    }

    private func union(
        _ inputs: [Relation], _ output: [Attribute], _ needed: Set<Int>
    ) throws(MartletError) -> Rows {
        var kept = output.indices.filter { needed.contains(output[$0].id) }
        if kept.isEmpty, !output.isEmpty { kept = [0] }
        var datasets: [Dataset] = []
        for input in inputs {
            let columns = kept.map { input.output[$0] }
            let rows = try rows(of: input, needed: Set(columns.map(\.id)))
            datasets.append(try arranged(rows, as: columns).dataset)
        }
        return Rows(dataset: try Dataset.union(datasets, name: name), columns: kept.map { output[$0].id })
    }
}

extension Expression {
    /// The column's number when it is nothing but a column.
    var attributeID: Int? { if case .attribute(let id) = kind { id } else { nil } }
}

extension Closure {
    /// Tuples of some members of rows that are tuples.
    static func members(_ wanted: [Int]) -> Closure {
        let row = Variable("row")
        let members = wanted.map { Node(.member(Node(.variable(row)), $0)) }
        return .traced(parameters: [row], body: Node(.tuple(members)), file: "", line: 0)
    }

    /// Tuples of one member, the row.
    static func wrapped() -> Closure {
        let row = Variable("row")
        return .traced(parameters: [row], body: Node(.tuple([Node(.variable(row))])), file: "", line: 0)
    }
}
