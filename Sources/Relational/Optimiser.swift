// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// Rewrites relations into others with the same rows that take less work. An expression that can fail stays where its
/// guards are.
public enum Optimiser {
    /// `value` computes an expression of constants; nil: it has none. `cardinality` guesses, and may be asked again.
    public static func optimised(
        _ relation: Relation, _ cardinality: Cardinality = Cardinality(),
        value: @escaping (Expression) -> Scalar? = { _ in nil }
    ) -> Relation {
        let folding = Folding(value: value)
        // Conditions that have come to where a column is a constant may be constants there.
        let pruned = EmptyBranches.pruned(folding.folded(Pushdown.pushed(folding.folded(relation))))
        let pushed = WindowLimits(cardinality: cardinality).limited(pruned)
        let semi = SemiJoins(cardinality: cardinality)
        let asked = semi.pushed(GroupReduction(cardinality: cardinality).reduced(semi.pushed(pushed)))
        return merged(JoinOrdering(cardinality: cardinality).ordered(asked))
    }

    /// Projections of projections as one.
    private static func merged(_ relation: Relation) -> Relation {
        let inputs = relation.inputs
        let better = inputs.map { merged($0) }
        let changed = zip(inputs, better).allSatisfy { $0 === $1 } ? relation : relation.with(inputs: better)
        if case .project(let input, let items) = changed.kind { return merged(items, input) ?? changed }
        return changed
    }

    /// A projection of a projection as one; nil when its expressions would be deep.
    private static func merged(_ items: [NamedExpression], _ input: Relation) -> Relation? {
        guard case .project(let below, let inner) = input.kind else { return nil }
        var known: [Int: Expression] = [:]
        for item in inner { known[item.attribute.id] = item.expression }
        var over: [NamedExpression] = []
        for item in items {
            let value = item.expression.replacing { node in
                guard case .attribute(let id) = node.kind else { return nil }
                return known[id]
            }
            guard !value.isDeeper(than: RelationalLimits.mergedDepthMax) else { return nil }
            over.append(NamedExpression(item.attribute, value))
        }
        return Relation(.project(below, over), over.map(\.attribute))
    }
}

extension Relation {
    /// The same over other relations, as many as there are.
    package func with(inputs: [Relation]) -> Relation {
        let changed: Kind
        switch kind {
        case .range, .rows, .oneRow, .values: return self
        case .project(_, let items): changed = .project(inputs[0], items)
        case .filter(_, let condition): changed = .filter(inputs[0], condition)
        case .limit(_, let count): changed = .limit(inputs[0], count)
        case .offset(_, let count): changed = .offset(inputs[0], count)
        case .sort(_, let keys, let isGlobal): changed = .sort(inputs[0], keys, isGlobal: isGlobal)
        case .aggregate(_, let keys, let calls): changed = .aggregate(inputs[0], keys: keys, calls: calls)
        case .distinct(_, let by): changed = .distinct(inputs[0], by: by)
        case .union: changed = .union(inputs)
        case .setOperation(let operation, _, _, let isAll):
            changed = .setOperation(operation, inputs[0], inputs[1], isAll: isAll)
        case .join(_, _, let type, let condition): changed = .join(inputs[0], inputs[1], type, condition: condition)
        case .repartition(_, let partitions, let by):
            changed = .repartition(inputs[0], partitions: partitions, by: by)
        case .repartitionByRange(_, let partitions, let by):
            changed = .repartitionByRange(inputs[0], partitions: partitions, by: by)
        case .window(_, let calls): changed = .window(inputs[0], calls)
        case .expand(_, let sets): changed = .expand(inputs[0], sets)
        case .generate(_, let generator): changed = .generate(inputs[0], generator)
        case .coalesce(_, let partitions): changed = .coalesce(inputs[0], partitions: partitions)
        case .alias(_, let name): changed = .alias(inputs[0], name)
        }
        return Relation(changed, output)
    }
}

extension Expression {
    /// The parts of a condition that must all be true, from the left.
    public var conjuncts: [Expression] {
        guard case .call(.and, let operands, _) = kind else { return [self] }
        return operands.flatMap(\.conjuncts)
    }

    /// One condition of several; nil of none.
    public static func all(_ conditions: [Expression]) -> Expression? {
        guard let first = conditions.first else { return nil }
        return conditions.dropFirst().reduce(first) { .call(.and, [$0, $1], .boolean) }
    }

    /// Whether it has more levels than so many.
    fileprivate func isDeeper(than levels: Int) -> Bool {
        levels == 0 || children.contains { $0.isDeeper(than: levels - 1) }
    }

    /// Whether computing it may end the query.
    public var canFail: Bool { canFailItself || children.contains { $0.canFail } }

    /// The same where all that it is made of has been computed.
    var canFailItself: Bool {
        switch kind {
        case .call(let operation, let operands, .fail):
            Expression.failing.contains(operation) && !Expression.isSafe(operation, operands, type)
        case .cast(let value, .fail): !Expression.isSafe(value.type, type)
        default: false
        }
    }

    private static let failing: Set<Operation> = [
        .add, .subtract, .multiply, .divide, .integralDivide, .remainder, .positiveRemainder, .negate, .absolute,
        .roundHalfUp, .roundHalfEven, .elementFromZero, .element, .repeated, .padStart, .padEnd, .like, .addDays,
        .subtractDays, .addMonths, .single, .raiseError,
    ]

    /// Whether such an operation has a value for all operands all the same.
    private static func isSafe(_ operation: Operation, _ operands: [Expression], _ type: SQLType) -> Bool {
        switch operation {
        case .add, .subtract, .multiply:
            if type.isFractional { return true }
            guard case .decimal(let p1, let s1) = operands[0].type, case .decimal(let p2, let s2) = operands[1].type
            else { return false }
            let digits = operation == .multiply ? p1 + p2 + 1 : max(p1 - s1, p2 - s2) + max(s1, s2) + 1
            return digits <= RelationalLimits.decimalDigitsMax
        case .like:
            // A pattern fails by what stands behind its escape.
            guard operands.count > 2, case .literal(.string(let pattern)) = operands[1].kind,
                case .literal(.string(let escape)) = operands[2].kind
            else { return false }
            return escape.isEmpty || !pattern.contains(escape)
        default: return false
        }
    }

    private static func isSafe(_ from: SQLType, _ to: SQLType) -> Bool {
        if from == .void { return true }
        if from.isInteger && to.isInteger {
            return (SQLType.integers.firstIndex(of: from) ?? 0) <= (SQLType.integers.firstIndex(of: to) ?? 0)
        }
        if from.isNumeric && to.isFractional { return true }
        // As many digits before the point, and behind it.
        if case .decimal(let precision, let scale) = from.isInteger ? from.asDecimal : from,
            case .decimal(let wider, let longer) = to
        {
            return longer >= scale && wider - longer >= precision - scale
        }
        return to == .string || (from == .date && to.isTime)
    }
}
