// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Lowering
import Martlet
import Plan
import Relational

// Windows, and what makes several rows of one.
extension RelationLowering {
    func window(
        _ input: Relation, _ calls: [NamedExpression], _ needed: Set<Int>
    ) throws(MartletError) -> Rows {
        let kept = calls.filter { needed.contains($0.attribute.id) }
        let above = needed.subtracting(calls.map(\.attribute.id))
        guard !kept.isEmpty else { return try rows(of: input, needed: above) }
        var below = above
        for call in kept { call.expression.collectAttributes(into: &below) }
        let rows = try rows(of: input, needed: below)
        let carried = input.output.filter { above.contains($0.id) && rows.columns.contains($0.id) }
        // Rows have a member though nothing of them is wanted.
        let isBare = carried.isEmpty && kept.allSatisfy { $0.expression.children.isEmpty }
        let spare = isBare ? [Attribute("row", .int, isNullable: false)] : []
        let windows = try lowered { () throws(SQLError) in
            try WindowLowering(
                carried: carried.map { Expression($0) } + spare.map { .literal(.int(0), $0.type) },
                functions: kept.map(\.expression), expressions(rows))
        }
        var prepared = try rows.dataset.adding(.map(windows.inputs))
        var order: SortOrder?
        if let key = windows.order {
            order = SortOrder(key: try program(key, prepared.rowType), directions: windows.directions)
        }
        if let wanted = kept.first?.expression.window?.rowsWanted, let order {
            prepared = try first(wanted, of: prepared, windows.window, order)
        }
        let made = prepared.maker(name: name).windowed(
            try prepared.lineage(name: name), windows.window, order: order, partitions: settings.shufflePartitions)
        guard let made else { throw .query(SQLError.unsupported("a window over these rows")) }
        let closure = try lowered { () throws(SQLError) in try windows.rows() }
        return Rows(
            dataset: try Dataset(engine: engine, lineage: made).adding(.map(closure)),
            columns: (carried + spare + kept.map(\.attribute)).map(\.id))
    }

    /// Of rows (key, members) those that come first by key in the order of a window: the same ones, in the same order,
    /// come first among them.
    private func first(
        _ count: Int, of rows: Dataset, _ window: Plan.Window, _ order: SortOrder
    ) throws(MartletError) -> Dataset {
        guard case .tuple(let pair) = rows.rowType, count <= PlanLimits.firstRowsMax else { return rows }
        if pair[0] == .null { return try dataset(rows) { $0.top($1, order, rows: count) } }
        let value = Variable("value")
        let wrapped = try rows.adding(
            .mapValues(
                .traced(parameters: [value], body: Node(.tuple([Node(.variable(value))])), file: "", line: 0)))
        let call = Plan.AggregateCall(.firstRows(order: window.order, rows: count), input: 0)
        let aggregation = Aggregation(calls: [call], keyType: pair[0], valueType: .tuple([pair[1]]))
        let grouped = try dataset(wrapped) {
            $0.aggregated($1, aggregation, partitions: settings.shufflePartitions)
        }
        return try grouped.adding(.flatMapValues(.member(0, name: name)))
    }

    private func program(_ closure: Closure, _ input: DataType) throws(MartletError) -> Program {
        do {
            let compiler = PipelineCompiler(input: input)
            try compiler.map(closure)
            return try compiler.finish()
        } catch { throw .compilation(error) }
    }

    func expand(
        _ input: Relation, _ sets: [[Expression]], _ output: [Attribute], _ needed: Set<Int>
    ) throws(MartletError) -> Rows {
        var places = output.indices.filter { needed.contains(output[$0].id) }
        if places.isEmpty, !output.isEmpty { places = [output.count - 1] }
        let kept = sets.map { set in places.map { set[$0] } }
        var below: Set<Int> = []
        for set in kept { for value in set { value.collectAttributes(into: &below) } }
        let rows = try rows(of: input, needed: below)
        let closure = try lowered { () throws(SQLError) in try expressions(rows).expansion(kept) }
        return Rows(dataset: try rows.dataset.adding(.flatMap(closure)), columns: places.map { output[$0].id })
    }

    func generate(_ input: Relation, _ generator: Generator, _ needed: Set<Int>) throws(MartletError) -> Rows {
        var below = needed
        generator.value.collectAttributes(into: &below)
        let rows = try rows(of: input, needed: below)
        let carried = input.output.filter { needed.contains($0.id) && rows.columns.contains($0.id) }
        let closure = try lowered { () throws(SQLError) in
            try expressions(rows).explosion(carried.map { Expression($0) }, generator.value)
        }
        return Rows(
            dataset: try rows.dataset.adding(.flatMap(closure)),
            columns: (carried + generator.attributes).map(\.id))
    }

    /// Rows that are written in the query.
    func written(_ values: [[Scalar]], _ output: [Attribute]) throws(MartletError) -> Rows {
        let types = output.map(\.type)
        let rows = values.map { row in Scalar.tuple(zip(row, types).map { $0.laidOut(as: $1.layout) }) }
        guard let column = Column(.tuple(types.map(\.layout)), rows) else {
            throw .query(SQLError.unsupported("VALUES of these types"))
        }
        return Rows(
            dataset: try Dataset.local(engine, column, partitions: 1, name: name), columns: output.map(\.id))
    }

    // MARK: Other partitions

    /// Rows with equal values in one partition.
    func repartition(
        _ input: Relation, _ partitions: Int?, by keys: [Expression], _ needed: Set<Int>
    ) throws(MartletError) -> Rows {
        var below = needed
        for key in keys { key.collectAttributes(into: &below) }
        let rows = try rows(of: input, needed: below)
        let closure = try lowered { () throws(SQLError) in
            try expressions(rows).pairs(
                keys: keys.map(\.asKey),
                values: rows.columns.compactMap { id in input.output.first { $0.id == id } }.map { Expression($0) })
        }
        let pairs = try rows.dataset.adding(.map(closure))
        let count = partitions ?? settings.shufflePartitions ?? rows.dataset.partitionCount
        let placed = try dataset(pairs) { $0.placedByKey($1, partitions: max(count, 1)) }
        return Rows(dataset: try placed.adding(.map(.member(1, name: name))), columns: rows.columns)
    }

    /// Rows of neighbouring values in one partition, the least in the first.
    func repartition(
        _ input: Relation, _ partitions: Int?, byRangesOf keys: [SortKey], _ needed: Set<Int>
    ) throws(MartletError) -> Rows {
        var below = needed
        for key in keys { key.expression.collectAttributes(into: &below) }
        let rows = try rows(of: input, needed: below)
        let order = try order(keys, rows)
        let count = partitions ?? settings.shufflePartitions ?? rows.dataset.partitionCount
        let parted = try dataset(rows.dataset) { maker, parent in
            maker.shuffled(
                parent, .rangeToBeSampled(order, keyType: order.comparedType(rowType: parent.rowType)),
                partitions: max(count, 1))
        }
        return Rows(dataset: parted, columns: rows.columns)
    }
}

extension Scalar {
    /// A written value as values of a layout are.
    fileprivate func laidOut(as layout: DataType) -> Scalar {
        switch (self, layout) {
        case (.int(let digits), .decimal): .decimal(Int128(digits))
        case (.decimal(let digits), .int): .int(Int(truncatingIfNeeded: digits))
        case (.int(let value), .float): .float(Double(value))
        default: self
        }
    }
}
