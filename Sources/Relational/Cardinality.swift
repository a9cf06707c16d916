// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Guesses how many rows relations have, from what their sources say. Guesses order joins and choose sides; no result
/// depends on them.
public final class Cardinality {
    /// What is guessed of a column.
    struct Column {
        /// Different values, of all rows of the source; nil: unknown.
        var distinct: Double?
        var span: ClosedRange<Double>?
        /// What the values cannot leave, where that is no span that they fill.
        var limits: ClosedRange<Double>?
        /// Rows of the source that the column is from.
        var sourceRows: Double
        /// Of the results of an aggregate.
        var spread: Spread?
        /// Each value is in one row, but for those that a condition left out since `distinct` was guessed.
        var isUnique = false
    }

    struct Guess {
        var rows: Double
        var columns: [Int: Column] = [:]
    }

    /// With the relation, so that it is not another one at the same address.
    private var known: [ObjectIdentifier: (relation: Relation, guess: Guess)] = [:]

    /// What is known for certain, as above.
    var bounds: [ObjectIdentifier: (relation: Relation, bound: Bound?)] = [:]

    public init() {}

    /// Rows that a relation may have.
    public func rows(of relation: Relation) -> Double { guess(relation).rows }

    /// The same, where it has been guessed already: nothing is read for it.
    public func knownRows(of relation: Relation) -> Double? { known[ObjectIdentifier(relation)]?.guess.rows }

    /// Bytes of these columns of its rows.
    public func byteCount(of relation: Relation, _ columns: Set<Int>) -> Double {
        rows(of: relation) * Cardinality.rowWidth(relation, columns)
    }

    static func rowWidth(_ relation: Relation, _ columns: Set<Int>) -> Double {
        Double(relation.output.reduce(8) { $0 + (columns.contains($1.id) ? $1.type.guessedWidth : 0) })
    }

    func guess(_ relation: Relation) -> Guess {
        if let known = known[ObjectIdentifier(relation)] { return known.guess }
        var made = make(relation)
        made.rows = max(made.rows, 1)
        known[ObjectIdentifier(relation)] = (relation, made)
        return made
    }

    private func make(_ relation: Relation) -> Guess {
        switch relation.kind {
        case .range(let start, let end, let step, _):
            let rows = abs((Double(end) - Double(start)) / Double(step == 0 ? 1 : step))
            let column = Column(distinct: rows, span: nil, sourceRows: rows)
            return Guess(rows: rows, columns: [relation.output[0].id: column])
        case .rows(let source): return Cardinality.guess(source, relation.output)
        case .oneRow: return Guess(rows: 1)
        case .values(let rows): return Guess(rows: Double(rows.count))
        case .project(let input, let items):
            var guess = guess(input)
            for item in items {
                var value = item.expression
                while case .cast(let inner, _) = value.kind { value = inner }
                if case .attribute(let id) = value.kind { guess.columns[item.attribute.id] = guess.columns[id] }
            }
            return guess
        case .filter(let input, let condition): return filtered(guess(input), by: condition)
        case .limit(let input, let count):
            var guess = guess(input)
            guess.rows = min(guess.rows, Double(count))
            return guess
        case .aggregate(let input, let keys, let calls): return grouped(guess(input), by: keys, calls)
        case .distinct(let input, let by): return grouped(guess(input), by: by.map { NamedExpression($0) })
        case .union(let inputs): return Guess(rows: inputs.reduce(0) { $0 + guess($1).rows })
        case .setOperation(_, let left, _, _): return guess(left)
        case .join(let left, let right, let type, let condition): return joined(left, right, type, condition)
        case .expand(let input, let sets):
            var guess = guess(input)
            guess.rows *= Double(sets.count)
            return guess
        case .generate(let input, _):
            var guess = guess(input)
            guess.rows *= RelationalLimits.guessedElements
            return guess
        case .window(let input, let calls):
            var guess = guess(input)
            for call in calls where call.expression.isNumberOfRow {
                let limits = 1...RelationalLimits.partitionRowsMax
                guess.columns[call.attribute.id] = Column(
                    distinct: nil, span: nil, limits: limits, sourceRows: guess.rows)
            }
            return guess
        case .offset, .sort, .repartition, .repartitionByRange, .coalesce, .alias:
            return guess(relation.inputs[0])
        }
    }

    private static func guess(_ source: any RowSource, _ output: [Attribute]) -> Guess {
        guard let statistics = source.statistics else { return Guess(rows: RelationalLimits.guessedRows) }
        let rows = max(statistics.rowCount, 1)
        var guess = Guess(rows: rows)
        for attribute in output {
            var column = Column(distinct: nil, span: nil, sourceRows: rows)
            if let span = statistics.spans[attribute.name] {
                column.span = Double(span.lowerBound)...Double(span.upperBound)
                column.distinct = min(rows, Double(span.upperBound) - Double(span.lowerBound) + 1)
            }
            guess.columns[attribute.id] = column
        }
        return guess
    }

    // MARK: Conditions

    private func filtered(_ input: Guess, by condition: Expression) -> Guess {
        var guess = input
        var spans: [Int: ClosedRange<Double>] = [:]
        for conjunct in condition.conjuncts {
            if let (id, range) = Cardinality.range(conjunct), let span = guess.columns[id]?.span {
                let low = max(spans[id]?.lowerBound ?? span.lowerBound, range.lowerBound)
                let high = min(spans[id]?.upperBound ?? span.upperBound, range.upperBound)
                spans[id] = low...max(low, high)
            } else {
                guess.rows *= Cardinality.selectivity(ofSpread: conjunct, guess) ?? selectivity(of: conjunct, input)
            }
        }
        for (id, part) in spans {
            guard let span = guess.columns[id]?.span else { continue }
            let (whole, kept) = (span.upperBound - span.lowerBound + 1, part.upperBound - part.lowerBound + 1)
            guess.rows *= min(max(kept / whole, 1 / max(guess.rows, 1)), 1)
        }
        return guess
    }

    /// The values that a comparison of a column with a number leaves.
    private static func range(_ condition: Expression) -> (Int, ClosedRange<Double>)? {
        guard case .call(let operation, let sides, _) = condition.kind, sides.count == 2 else { return nil }
        var (one, two, isTurned) = (sides[0], sides[1], false)
        if case .literal = one.kind { (one, two, isTurned) = (two, one, true) }
        while case .cast(let inner, _) = one.kind, inner.type.isInteger { one = inner }
        guard case .attribute(let id) = one.kind, case .literal(.int(let value)) = two.kind else { return nil }
        let number = Double(value)
        let (below, above) = (-Double.greatestFiniteMagnitude...number, number...Double.greatestFiniteMagnitude)
        switch operation {
        case .less, .lessOrEqual: return (id, isTurned ? above : below)
        case .greater, .greaterOrEqual: return (id, isTurned ? below : above)
        default: return nil
        }
    }

    /// The part of rows for which a condition is true.
    func selectivity(of condition: Expression, _ guess: Guess) -> Double {
        guard case .call(let operation, let operands, _) = condition.kind else { return 0.5 }
        switch operation {
        case .and: return operands.reduce(1) { $0 * selectivity(of: $1, guess) }
        case .or: return min(operands.reduce(0) { $0 + selectivity(of: $1, guess) }, 1)
        case .not: return max(1 - selectivity(of: operands[0], guess), 0.05)
        case .equal, .nullSafeEqual: return equal(operands[0], operands[1], guess)
        case .isIn: return min(Double(operands.count - 1) * equal(operands[0], operands[1], guess), 1)
        case .like, .likeIgnoringCase, .contains, .startsWith, .endsWith, .matches: return 0.1
        case .isNull: return 0.05
        case .isNotNull: return 0.95
        case .less, .lessOrEqual, .greater, .greaterOrEqual: return 0.35
        default: return 0.5
        }
    }

    private func equal(_ one: Expression, _ two: Expression, _ guess: Guess) -> Double {
        let distinct = [one, two].compactMap { self.column($0, guess)?.distinct }
        guard let most = distinct.max() else { return 0.05 }
        return 1 / max(most, 1)
    }

    private func column(_ expression: Expression, _ guess: Guess) -> Column? {
        var expression = expression
        while case .cast(let inner, _) = expression.kind { expression = inner }
        guard case .attribute(let id) = expression.kind else { return nil }
        return guess.columns[id]
    }

    /// Different values of a column; nil: unknown.
    func distinct(_ expression: Expression, _ guess: Guess) -> Double? { column(expression, guess)?.distinct }

    // MARK: Groups

    /// How many groups rows make by the values of expressions.
    func groups(of relation: Relation, by keys: [Expression]) -> Double {
        let input = guess(relation)
        return min(groups(keys, input), input.rows)
    }

    private func groups(_ keys: [Expression], _ input: Guess) -> Double {
        keys.reduce(1) { $0 * (column($1, input)?.distinct ?? max(input.rows.squareRoot(), 1)) }
    }

    private func grouped(
        _ input: Guess, by keys: [NamedExpression], _ calls: [NamedExpression] = []
    ) -> Guess {
        if keys.isEmpty { return Guess(rows: 1) }
        var guess = Guess(rows: min(groups(keys.map(\.expression), input), input.rows))
        for key in keys {
            var column = column(key.expression, input) ?? Column(distinct: nil, span: nil, sourceRows: guess.rows)
            if keys.count == 1 {
                column.distinct = guess.rows
                column.isUnique = true
            }
            guess.columns[key.attribute.id] = column
        }
        for call in calls {
            guard let spread = Cardinality.spread(call.expression, input, groupRows: input.rows / max(guess.rows, 1))
            else { continue }
            guess.columns[call.attribute.id] = Column(
                distinct: nil, span: nil, sourceRows: guess.rows, spread: spread)
        }
        return guess
    }

    // MARK: Joins

    private func joined(_ left: Relation, _ right: Relation, _ type: JoinType, _ condition: Expression?) -> Guess {
        let (one, two) = (guess(left), guess(right))
        let equalities = JoinEqualities(condition, left, right)
        var both = Guess(rows: one.rows * two.rows, columns: one.columns.merging(two.columns) { old, _ in old })
        if let domain = domain(equalities.keys, one, two) { both.rows /= max(domain, 1) }
        for condition in equalities.rest { both.rows *= selectivity(of: condition, both) }
        switch type {
        case .inner, .cross: break
        case .left: both.rows = max(both.rows, one.rows)
        case .right: both.rows = max(both.rows, two.rows)
        case .full: both.rows = max(both.rows, one.rows + two.rows)
        case .semi: return Guess(rows: one.rows * matched(equalities, one, two), columns: one.columns)
        case .anti, .antiUnlessNull:
            return Guess(rows: one.rows * max(1 - matched(equalities, one, two), 0.1), columns: one.columns)
        }
        return both
    }

    /// The part of left rows that have a match.
    private func matched(_ equalities: JoinEqualities, _ one: Guess, _ two: Guess) -> Double {
        guard let found = keyShare(equalities.keys, one, two) else { return 0.5 }
        return equalities.rest.isEmpty ? found : found * 0.8
    }

    /// The part of left rows whose key the right side has; nil when nothing is known of it.
    private func keyShare(
        _ keys: [(left: Expression, right: Expression)], _ one: Guess, _ two: Guess
    ) -> Double? {
        guard var domain = domain(keys, one, two) else { return nil }
        // Of groups those are left that a condition on them keeps, also where there were guessed to be too many.
        if keys.count == 1, let groups = column(keys[0].right, two), groups.isUnique {
            domain = max(domain, groups.distinct ?? 0, column(keys[0].left, one)?.distinct ?? 0)
        }
        return min(two.rows / max(domain, 1), 1)
    }

    /// The same for relations.
    public func keyShare(
        _ keys: [(left: Expression, right: Expression)], _ left: Relation, _ right: Relation
    ) -> Double? {
        keyShare(keys, guess(left), guess(right))
    }

    /// Different values that the keys of a join may have; nil when nothing is known of them, or there are none.
    func domain(_ keys: [(left: Expression, right: Expression)], _ one: Guess, _ two: Guess) -> Double? {
        guard !keys.isEmpty else { return nil }
        let sides = [(keys.map(\.left), one), (keys.map(\.right), two)].compactMap { keys, guess -> Double? in
            var (product, rows) = (1.0, 0.0)
            for key in keys {
                guard let column = column(key, guess), let distinct = column.distinct else { return nil }
                product *= distinct
                rows = max(rows, column.sourceRows)
            }
            return min(product, rows)
        }
        // Of a key and those that refer to it the key has fewer: spans of values may have gaps.
        return sides.min() ?? max(one.rows, two.rows)
    }
}

/// What a join says of both sides: equal values, and the rest.
struct JoinEqualities {
    var keys: [(left: Expression, right: Expression)] = []
    var rest: [Expression] = []

    init(_ condition: Expression?, _ left: Relation, _ right: Relation) {
        let (one, two) = (Set(left.output.map(\.id)), Set(right.output.map(\.id)))
        for conjunct in condition?.conjuncts ?? [] {
            if let (first, second) = conjunct.sides(one, two) {
                keys.append((first, second))
            } else {
                rest.append(conjunct)
            }
        }
    }
}

extension Expression {
    /// The sides of an equality between columns of both; nil of anything else.
    func sides(_ one: Set<Int>, _ two: Set<Int>) -> (left: Expression, right: Expression)? {
        guard case .call(let operation, let sides, _) = kind, operation == .equal || operation == .nullSafeEqual
        else { return nil }
        let (first, second) = (sides[0].attributes, sides[1].attributes)
        if first.isEmpty || second.isEmpty { return nil }
        if first.isSubset(of: one), second.isSubset(of: two) { return (sides[0], sides[1]) }
        if first.isSubset(of: two), second.isSubset(of: one) { return (sides[1], sides[0]) }
        return nil
    }
}

extension SQLType {
    /// Bytes of a value in memory, about.
    fileprivate var guessedWidth: Int {
        switch self {
        case .void, .boolean: 1
        case .string, .binary: 32
        case .decimal(let precision, _): precision > 18 ? 16 : 8
        case .array, .map: 128
        case .structure(let fields): fields.reduce(0) { $0 + $1.type.guessedWidth }
        default: 8
        }
    }
}
