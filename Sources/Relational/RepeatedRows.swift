// SPDX-License-Identifier: Apache-2.0

/// Joins and windows that a query has in several places, a WITH clause that is read twice, and whose rows are better
/// kept than made again. Groups are not among them: their rows are shuffled, and shared where that is plain to see.
public struct RepeatedRows {
    /// What is asked for in all places together, as places in the output.
    private var wanted: [Set<Int>] = []
    /// With the relations, so that they are not others at the same address, and which of the above is theirs.
    private var found: [ObjectIdentifier: (relation: Relation, number: Int)] = [:]

    public init() {}

    /// - Parameter needed: the columns that are asked for.
    public init(in relation: Relation, needed: Set<Int>, _ cardinality: Cardinality) {
        var search = Search(cardinality: cardinality)
        search.visit(relation, needed)
        (wanted, found) = (search.wanted, search.found)
    }

    /// The columns of a relation that all places together ask for; nil where there are no several places, or its rows
    /// are not kept.
    public func columns(of relation: Relation) -> Set<Int>? {
        guard let number = found[ObjectIdentifier(relation)]?.number else { return nil }
        return Set(wanted[number].map { relation.output[$0].id })
    }
}

private struct Search {
    private struct Seen {
        let relation: Relation
        let stepCount: Int
        var wanted: Set<Int>
        /// Of those that are found.
        var number: Int?
    }

    private let cardinality: Cardinality
    private var seen: [Seen] = []
    private(set) var wanted: [Set<Int>] = []
    private(set) var found: [ObjectIdentifier: (relation: Relation, number: Int)] = [:]

    init(cardinality: Cardinality) { self.cardinality = cardinality }

    /// From the top, and of two that are the same below the first one only: what is within is made once.
    mutating func visit(_ relation: Relation, _ needed: Set<Int>) {
        let isKept = isBetterKept(relation)
        if isKept || relation.isOfGroups {
            let stepCount = relation.stepCount
            let places = Set(relation.output.indices.filter { needed.contains(relation.output[$0].id) })
            let twin = seen.firstIndex { $0.stepCount == stepCount && $0.relation.givesSameRows(as: relation) }
            if let twin { return isKept ? note(relation, places, twin) : () }
            if seen.count < RelationalLimits.repeatedRowsMax {
                seen.append(Seen(relation: relation, stepCount: stepCount, wanted: places))
            }
        }
        let below = relation.columnsRead(needed)
        for input in relation.inputs { visit(input, below ?? relation.columnsRead(needed, of: input)) }
    }

    private mutating func note(_ relation: Relation, _ places: Set<Int>, _ twin: Int) {
        if seen[twin].number == nil {
            seen[twin].number = wanted.count
            wanted.append(seen[twin].wanted)
        }
        guard let number = seen[twin].number else { return }
        wanted[number].formUnion(places)
        for one in [seen[twin].relation, relation] { found[ObjectIdentifier(one)] = (one, number) }
    }

    /// Whether to write its rows and to read them is guessed to be less than to make them again: a join leaves few of
    /// the rows that are read for it; a window sorts its rows.
    private func isBetterKept(_ relation: Relation) -> Bool {
        let share: Double
        switch relation.kind {
        case .join: share = RelationalLimits.repeatedJoinShareMax
        case .window: share = 1
        default: return false
        }
        let read = rowsRead(relation)
        return read >= RelationalLimits.repeatedRowsReadMin && cardinality.rows(of: relation) <= share * read
    }

    /// Rows of the sources below, and of groups, which are there.
    private func rowsRead(_ relation: Relation) -> Double {
        let inputs = relation.inputs
        if inputs.isEmpty || relation.isOfGroups { return cardinality.rows(of: relation) }
        return inputs.reduce(0) { $0 + rowsRead($1) }
    }
}

extension Relation {
    fileprivate var isOfGroups: Bool {
        switch kind {
        case .aggregate, .distinct: true
        default: false
        }
    }

    /// The columns of one of its inputs that it reads to give these, where that differs by input: those of a union are
    /// at the same places, and rows of sets are compared as a whole.
    fileprivate func columnsRead(_ needed: Set<Int>, of input: Relation) -> Set<Int> {
        guard case .union = kind else { return Set(input.output.map(\.id)) }
        return Set(output.indices.filter { needed.contains(output[$0].id) }.map { input.output[$0].id })
    }

    /// The columns of its inputs that it reads to give these; nil where that differs by input.
    fileprivate func columnsRead(_ needed: Set<Int>) -> Set<Int>? {
        var expressions: [Expression]
        var below = needed
        switch kind {
        case .alias, .limit, .offset, .coalesce: expressions = []
        case .filter(_, let condition): expressions = [condition]
        case .join(_, _, _, let condition): expressions = condition.map { [$0] } ?? []
        case .sort(_, let keys, _): expressions = keys.map(\.expression)
        case .window(_, let calls): expressions = calls.filter { needed.contains($0.attribute.id) }.map(\.expression)
        case .distinct(_, let by): expressions = by.map { Expression($0) }
        case .repartition(_, _, let by): expressions = by
        case .repartitionByRange(_, _, let keys): expressions = keys.map(\.expression)
        case .generate(_, let generator): expressions = [generator.value]
        case .expand(_, let sets):
            below = []
            let places = output.indices.filter { needed.contains(output[$0].id) }
            expressions = sets.flatMap { set in places.map { set[$0] } }
        case .project(_, let items):
            below = []
            expressions = items.filter { needed.contains($0.attribute.id) }.map(\.expression)
        case .aggregate(_, let keys, let calls):
            below = []
            expressions = (keys + calls.filter { needed.contains($0.attribute.id) }).map(\.expression)
        case .union, .setOperation: return nil
        case .range, .rows, .oneRow, .values: return []
        }
        for expression in expressions { expression.collectAttributes(into: &below) }
        return below
    }
}
