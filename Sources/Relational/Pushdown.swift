// SPDX-License-Identifier: Apache-2.0

/// Brings conditions as near to the sources as they go. One that can fail stays where it is, behind what may guard it;
/// those that cannot pass it: it sees fewer rows then, and fails for none that it did not fail for before.
enum Pushdown {
    static func pushed(_ relation: Relation) -> Relation { push([], into: relation) }

    /// The rows of the relation that satisfy all conditions.
    private static func push(_ conditions: [Expression], into relation: Relation) -> Relation {
        switch relation.kind {
        case .filter(let input, let condition):
            return push(condition.factoredConjuncts + conditions, into: input)
        case .alias(let input, let name):
            return Relation(.alias(push(conditions, into: input), name), relation.output)
        case .project(let input, let items): return project(conditions, input, items, relation)
        case .sort(let input, _, _), .coalesce(let input, _):
            return relation.with(inputs: [push(conditions, into: input)])
        case .distinct(let input, let by):
            let (down, here) = movable(conditions, over: Set(by.map(\.id)))
            return filtered(relation.with(inputs: [push(down, into: input)]), by: here)
        case .aggregate(let input, let keys, _) where !keys.isEmpty:
            let (down, here) = movable(conditions, over: Set(keys.map(\.attribute.id)))
            let below = down.map { $0.replacing(attributes: keys) }
            return filtered(relation.with(inputs: [push(below, into: input)]), by: here)
        case .union(let inputs):
            let (down, here) = movable(conditions, over: Set(relation.output.map(\.id)))
            let pushed = inputs.map { input in
                let items = zip(relation.output, input.output).map { NamedExpression($0, Expression($1)) }
                return push(down.map { $0.replacing(attributes: items) }, into: input)
            }
            return filtered(relation.with(inputs: pushed), by: here)
        case .join(let left, let right, let type, let condition):
            return join(conditions, left, right, type, condition, relation.output)
        default: return filtered(relation.with(inputs: relation.inputs.map { pushed($0) }), by: conditions)
        }
    }

    private static func filtered(_ relation: Relation, by conditions: [Expression]) -> Relation {
        guard let whole = Expression.all(conditions) else { return relation }
        return Relation(.filter(relation, whole), relation.output)
    }

    /// Those that are about these columns alone and may go down, and the others.
    private static func movable(
        _ conditions: [Expression], over columns: Set<Int>
    ) -> (down: [Expression], here: [Expression]) {
        var (down, here): ([Expression], [Expression]) = ([], [])
        for condition in conditions {
            let used = condition.attributes
            if !condition.canFail, condition.isRepeatable, !used.isEmpty, used.isSubset(of: columns) {
                down.append(condition)
            } else {
                here.append(condition)
            }
        }
        return (down, here)
    }

    private static func project(
        _ conditions: [Expression], _ input: Relation, _ items: [NamedExpression], _ relation: Relation
    ) -> Relation {
        let plain = items.filter { !$0.expression.canFail }
        // What depends on the number of a row sees the same rows as before.
        let isWhole = items.allSatisfy { $0.expression.isRepeatable }
        let (down, here) = isWhole ? movable(conditions, over: Set(plain.map(\.attribute.id))) : ([], conditions)
        let below = down.map { $0.replacing(attributes: plain) }
        return filtered(relation.with(inputs: [push(below, into: input)]), by: here)
    }

    // MARK: Joins

    /// Conditions of a join by the sides that they are about.
    private struct Sides {
        var left: [Expression] = []
        var right: [Expression] = []
        var both: [Expression] = []

        init(_ conditions: [Expression], _ left: Relation, _ right: Relation) {
            let (one, two) = (Set(left.output.map(\.id)), Set(right.output.map(\.id)))
            for condition in conditions {
                let canMove = !condition.canFail
                let used = condition.attributes
                if canMove, condition.isRepeatable, !used.isEmpty, used.isSubset(of: one) {
                    self.left.append(condition)
                } else if canMove, condition.isRepeatable, !used.isEmpty, used.isSubset(of: two) {
                    self.right.append(condition)
                } else {
                    both.append(condition)
                    guard canMove else { continue }
                    if let said = condition.implied(for: one) { self.left.append(said) }
                    if let said = condition.implied(for: two) { self.right.append(said) }
                }
            }
        }
    }

    private static func join(
        _ conditions: [Expression], _ left: Relation, _ right: Relation, _ type: JoinType, _ condition: Expression?,
        _ output: [Attribute]
    ) -> Relation {
        let own = condition?.factoredConjuncts ?? []
        func made(
            _ one: [Expression], _ two: [Expression], _ rest: [Expression], _ type: JoinType, above: [Expression] = []
        ) -> Relation {
            let joined = Relation(
                .join(push(one, into: left), push(two, into: right), type, condition: Expression.all(rest)), output)
            return filtered(joined, by: above)
        }
        switch type {
        case .inner, .cross:
            let sides = Sides(own + conditions, left, right)
            return made(sides.left, sides.right, sides.both, .inner)
        case .left:
            let optional = Set(right.output.map(\.id))
            if conditions.contains(where: { !$0.canFail && $0.rejectsNulls(of: optional) }) {
                return join(conditions, left, right, .inner, condition, output)
            }
            let (above, on) = (Sides(conditions, left, right), Sides(own, left, right))
            let here = conditions.filter { condition in !above.left.contains { $0 === condition } }
            let known = Expression.carried(above.left, over: own, to: optional)
            return made(above.left, on.right + known, own.without(on.right), .left, above: here)
        case .right:
            let optional = Set(left.output.map(\.id))
            if conditions.contains(where: { !$0.canFail && $0.rejectsNulls(of: optional) }) {
                return join(conditions, left, right, .inner, condition, output)
            }
            let (above, on) = (Sides(conditions, left, right), Sides(own, left, right))
            let here = conditions.filter { condition in !above.right.contains { $0 === condition } }
            let known = Expression.carried(above.right, over: own, to: optional)
            return made(on.left + known, above.right, own.without(on.left), .right, above: here)
        case .semi, .anti:
            let (above, on) = (Sides(conditions, left, right), Sides(own, left, right))
            let ours = type == .semi ? on.left : []
            let here = conditions.filter { condition in !above.left.contains { $0 === condition } }
            let known = Expression.carried(above.left + ours, over: own, to: Set(right.output.map(\.id)))
            return made(above.left + ours, on.right + known, own.without(on.right + ours), type, above: here)
        case .antiUnlessNull:
            let above = Sides(conditions, left, right)
            let here = conditions.filter { condition in !above.left.contains { $0 === condition } }
            return made(above.left, [], own, type, above: here)
        case .full: return made([], [], own, type, above: conditions)
        }
    }
}

extension [Expression] {
    fileprivate func without(_ others: [Expression]) -> [Expression] {
        filter { one in !others.contains { $0 === one } }
    }
}

extension SQLType {
    /// Whether equal values are the same in every way.
    fileprivate var isWhollyEqual: Bool {
        isInteger || isDecimal || self == .string || self == .date || self == .boolean
    }
}

extension Expression {
    /// What conditions on columns say of those of the other side (`columns`) that `equalities` ask to equal them: rows
    /// for which it is not true match none that satisfy the conditions.
    fileprivate static func carried(
        _ conditions: [Expression], over equalities: [Expression], to columns: Set<Int>
    ) -> [Expression] {
        var found: [Expression] = []
        for equality in equalities {
            guard case .call(.equal, let sides, _) = equality.kind, sides[0].type == sides[1].type,
                case .attribute(let first) = sides[0].kind, case .attribute(let second) = sides[1].kind,
                columns.contains(first) != columns.contains(second)
            else { continue }
            let isFirst = columns.contains(first)
            let (given, known, asked) = isFirst ? (second, sides[1], sides[0]) : (first, sides[0], sides[1])
            // Equal floats may be written differently, and what is said of a column without nulls relies on that.
            guard known.type.isWhollyEqual, known.isNullable || !asked.isNullable else { continue }
            for condition in conditions where !condition.canFail && condition.isRepeatable {
                guard condition.attributes == [given] else { continue }
                found.append(condition.replacing { if case .attribute(given) = $0.kind { asked } else { nil } })
            }
        }
        return found
    }

    /// With the expressions of columns in their places.
    func replacing(attributes items: [NamedExpression]) -> Expression {
        var known: [Int: Expression] = [:]
        for item in items { known[item.attribute.id] = item.expression }
        return replacing { node in
            guard case .attribute(let id) = node.kind else { return nil }
            return known[id]
        }
    }
}
