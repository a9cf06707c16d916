// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Lowering
import Martlet
import Plan
import Relational

// Groups, order, and rows of which only some are wanted.
extension RelationLowering {
    /// Rows of another shape by a lineage.
    func dataset(
        _ parent: Dataset, _ make: (LineageMaker, Lineage) -> Lineage
    ) throws(MartletError) -> Dataset {
        Dataset(engine: engine, lineage: make(parent.maker(name: name), try parent.lineage(name: name)))
    }

    // MARK: Groups

    func aggregate(
        _ input: Relation, _ keys: [NamedExpression], _ calls: [NamedExpression], _ needed: Set<Int>
    ) throws(MartletError) -> Rows {
        var kept = calls.filter { needed.contains($0.attribute.id) }
        if kept.isEmpty, keys.isEmpty { kept = Array(calls.prefix(1)) }
        var below: Set<Int> = []
        for item in keys + kept { item.expression.collectAttributes(into: &below) }
        let rows = try rows(of: input, needed: below)
        let groups = try lowered { () throws(SQLError) in
            try GroupLowering(
                keys: keys.map(\.expression), aggregates: kept.map(\.expression), expressions(rows))
        }
        let prepared = try rows.dataset.adding(.map(groups.inputs))
        let types = prepared.rowType
        let (keyType, valueType): (DataType?, DataType)
        if case .tuple(let pair) = types, !keys.isEmpty {
            (keyType, valueType) = (pair[0], pair[1])
        } else {
            (keyType, valueType) = (nil, types)
        }
        let aggregation = Aggregation(calls: groups.calls, keyType: keyType, valueType: valueType)
        let grouped = try dataset(prepared) {
            $0.aggregated($1, aggregation, partitions: settings.shufflePartitions)
        }
        let closure = try lowered { () throws(SQLError) in try groups.rows() }
        return Rows(
            dataset: try grouped.adding(.map(closure)), columns: (keys + kept).map(\.attribute.id))
    }

    /// One row for each of the different values of the columns: the first one.
    func distinct(_ input: Relation, _ by: [Attribute], _ needed: Set<Int>) throws(MartletError) -> Rows {
        let ids = Set(by.map(\.id))
        let others = input.output.filter { needed.contains($0.id) && !ids.contains($0.id) }
        let calls = others.map { attribute in
            NamedExpression(
                attribute,
                Expression(
                    .aggregate(AggregateExpression(.first, [Expression(attribute)])), attribute.type,
                    isNullable: attribute.isNullable))
        }
        var keys: [NamedExpression] = []
        for attribute in by where !keys.contains(where: { $0.attribute.id == attribute.id }) {
            keys.append(NamedExpression(attribute))
        }
        return try aggregate(input, keys, calls, needed)
    }

    // MARK: Order

    func order(_ keys: [SortKey], _ rows: Rows) throws(MartletError) -> SortOrder {
        let closure = try lowered { () throws(SQLError) in try expressions(rows).key(keys.map(\.expression)) }
        let program: Program
        do {
            let compiler = PipelineCompiler(input: rows.dataset.rowType)
            try compiler.map(closure)
            program = try compiler.finish()
        } catch { throw .compilation(error) }
        return SortOrder(
            key: program,
            directions: keys.map { SortDirection(descending: $0.isDescending, nullsFirst: $0.nullsFirst) })
    }

    private func sorting(
        _ input: Relation, _ keys: [SortKey], _ needed: Set<Int>
    ) throws(MartletError) -> (Rows, SortOrder) {
        var below = needed
        for key in keys { key.expression.collectAttributes(into: &below) }
        let rows = try rows(of: input, needed: below)
        return (rows, try order(keys, rows))
    }

    func sort(_ input: Relation, _ keys: [SortKey], isGlobal: Bool, _ needed: Set<Int>) throws(MartletError) -> Rows {
        let (rows, order) = try sorting(input, keys, needed)
        let sorted = try dataset(rows.dataset) { maker, parent in
            guard isGlobal else {
                return Lineage(
                    .transformed(parent, .sort(order)), rowType: parent.rowType, name: name, parts: ownParts)
            }
            return maker.sorted(parent, order, partitions: settings.shufflePartitions ?? max(parent.partitionCount, 1))
        }
        return Rows(dataset: sorted, columns: rows.columns)
    }

    // MARK: Some rows

    /// Of ordered rows the first ones alone are kept while they are sorted.
    func limit(_ input: Relation, rows count: Int, skip: Int, _ needed: Set<Int>) throws(MartletError) -> Rows {
        switch input.kind {
        case .sort(let below, let keys, isGlobal: true) where count < FrameLimits.topRowsMax:
            let (rows, order) = try sorting(below, keys, needed)
            let first = try dataset(rows.dataset) { $0.top($1, order, rows: count, skip: skip) }
            return Rows(dataset: first, columns: rows.columns)
        case .project(let below, let items):
            // The same rows, of which fewer are computed.
            return try project(
                Relation(
                    skip == 0
                        ? .limit(below, count) : .offset(Relation(.limit(below, count + skip), below.output), skip),
                    below.output),
                items, needed)
        case .offset(let below, let more): return try limit(below, rows: count, skip: skip + more, needed)
        case .alias(let below, _): return try limit(below, rows: count, skip: skip, needed)
        default:
            let rows = try rows(of: input, needed: needed)
            return Rows(
                dataset: try dataset(rows.dataset) { $0.limited($1, rows: count, skip: skip) }, columns: rows.columns)
        }
    }
}
