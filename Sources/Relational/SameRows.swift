// SPDX-License-Identifier: Apache-2.0

extension Relation {
    /// Whether another relation gives the same rows in the same order, by the same computation over the same sources,
    /// whatever its columns are called and numbered. False where that is not plain to see.
    public func givesSameRows(as other: Relation) -> Bool {
        var comparison = Comparison()
        return comparison.same(self, other)
    }

    /// Relations in it that compute something: as many in two that give the same rows.
    public var stepCount: Int { inputs.reduce(stepsOfItself) { $0 + $1.stepCount } }

    /// Of `stepCount`, without what is below.
    public var stepsOfItself: Int { isRenaming ? 0 : 1 }

    /// It gives its input's columns, all of them in their order, under other names or numbers at most.
    fileprivate var isRenaming: Bool {
        switch kind {
        case .alias: true
        case .project(let input, let items):
            items.count == input.output.count
                && zip(items, input.output).allSatisfy { item, column in
                    if case .attribute(let id) = item.expression.kind { id == column.id } else { false }
                }
        case .range, .rows, .oneRow, .filter, .limit, .offset, .sort, .aggregate, .distinct, .union, .setOperation,
            .join, .repartition, .repartitionByRange, .values, .window, .expand, .generate, .coalesce:
            false
        }
    }
}

/// Two relations side by side, from the sources on.
private struct Comparison {
    /// By the number of a column of the second: that of the column of the first that holds the same.
    private var numbers: [Int: Int] = [:]

    mutating func same(_ one: Relation, _ two: Relation) -> Bool {
        guard one.output.count == two.output.count, zip(one.output, two.output).allSatisfy({ $0.type == $1.type })
        else { return false }
        if one !== two {
            if one.isRenaming {
                guard same(one.inputs[0], two) else { return false }
            } else if two.isRenaming {
                guard same(one, two.inputs[0]) else { return false }
            } else {
                guard sameStep(one, two) else { return false }
            }
        }
        for (column, other) in zip(one.output, two.output) { numbers[other.id] = column.id }
        return true
    }

    /// What the relations themselves do, to the same inputs.
    private mutating func sameStep(_ one: Relation, _ two: Relation) -> Bool {
        let (inputs, others) = (one.inputs, two.inputs)
        guard inputs.count == others.count else { return false }
        for (input, other) in zip(inputs, others) {
            guard same(input, other) else { return false }
        }
        switch one.kind {
        case .range, .rows, .oneRow, .values: return sameSource(one, two)
        case .limit, .offset, .coalesce, .union, .setOperation, .alias: return samePlain(one, two)
        case .project(_, let items):
            if case .project(_, let others) = two.kind { return same(items, others) }
        case .window(_, let items):
            if case .window(_, let others) = two.kind { return same(items, others) }
        case .filter(_, let condition):
            if case .filter(_, let other) = two.kind { return same(condition, other) }
        case .sort(_, let keys, let isGlobal):
            if case .sort(_, let others, isGlobal) = two.kind { return same(keys, others) }
        case .aggregate(_, let keys, let calls):
            if case .aggregate(_, let others, let otherCalls) = two.kind {
                return same(keys, others) && same(calls, otherCalls)
            }
        case .distinct(_, let by):
            if case .distinct(_, let others) = two.kind {
                return by.map(\.id) == others.map { numbers[$0.id] ?? $0.id }
            }
        case .join(_, _, let type, let condition):
            if case .join(_, _, type, let other) = two.kind {
                return same(condition.map { [$0] } ?? [], other.map { [$0] } ?? [])
            }
        case .repartition(_, let count, let by):
            if case .repartition(_, count, let others) = two.kind { return same(by, others) }
        case .repartitionByRange(_, let count, let by):
            if case .repartitionByRange(_, count, let others) = two.kind { return same(by, others) }
        case .expand(_, let sets):
            if case .expand(_, let others) = two.kind {
                return sets.count == others.count && zip(sets, others).allSatisfy { same($0, $1) }
            }
        case .generate(_, let generator):
            if case .generate(_, let other) = two.kind { return same(generator.value, other.value) }
        }
        return false
    }

    private func sameSource(_ one: Relation, _ two: Relation) -> Bool {
        if case .range(let start, let end, let step, let count) = one.kind,
            case .range(start, end, step, count) = two.kind
        {
            return true
        }
        if case .rows(let source) = one.kind, case .rows(let other) = two.kind {
            return source === other || source.holdsSameRows(as: other)
        }
        if case .oneRow = one.kind, case .oneRow = two.kind { return true }
        if case .values(let rows) = one.kind, case .values(rows) = two.kind { return true }
        return false
    }

    /// Of those without expressions.
    private func samePlain(_ one: Relation, _ two: Relation) -> Bool {
        if case .limit(_, let count) = one.kind, case .limit(_, count) = two.kind { return true }
        if case .offset(_, let count) = one.kind, case .offset(_, count) = two.kind { return true }
        if case .coalesce(_, let count) = one.kind, case .coalesce(_, count) = two.kind { return true }
        if case .union = one.kind, case .union = two.kind { return true }
        if case .setOperation(let operation, _, _, let isAll) = one.kind,
            case .setOperation(operation, _, _, isAll) = two.kind
        {
            return true
        }
        return false
    }

    // MARK: Expressions

    private func same(_ one: Expression, _ two: Expression) -> Bool {
        one.isSame(
            as: two.replacing { part in
                guard case .attribute(let id) = part.kind, let number = numbers[id], number != id else { return nil }
                return Expression(.attribute(number), part.type, isNullable: part.isNullable, at: part.place)
            })
    }

    private func same(_ one: [Expression], _ two: [Expression]) -> Bool {
        one.count == two.count && zip(one, two).allSatisfy { same($0, $1) }
    }

    private func same(_ one: [NamedExpression], _ two: [NamedExpression]) -> Bool {
        same(one.map(\.expression), two.map(\.expression))
    }

    private func same(_ one: [SortKey], _ two: [SortKey]) -> Bool {
        one.count == two.count
            && zip(one, two).allSatisfy {
                $0.isDescending == $1.isDescending && $0.nullsFirst == $1.nullsFirst
                    && same($0.expression, $1.expression)
            }
    }
}
