// SPDX-License-Identifier: Apache-2.0

/// Leaves groups out that no join asks for. Where a relation of groups is joined by a key whose values are also among
/// those of few rows of another one, the rows that the groups are made of are reduced to such values by a semi join:
/// `WHERE x > (SELECT avg(y) FROM t WHERE t.k = s.k)` over few `s` looks at few groups of `t`, not at all.
///
/// The idea is that of magic sets (Mumick, Finkelstein, Pirahesh, Ramakrishnan: "Magic is relevant", SIGMOD 1990).
struct GroupReduction {
    let cardinality: Cardinality

    func reduced(_ relation: Relation) -> Relation {
        guard case .join(let left, let right, let type, let condition) = relation.kind else {
            return relation.with(inputs: relation.inputs.map { reduced($0) })
        }
        switch type {
        case .inner, .cross: return region(relation)
        case .left, .semi, .anti:
            let (left, right) = (reduced(left), reduced(right))
            let keys = equalities(condition, left, right)
            let less = reduced(right, keys.map(\.right)) { key in
                keys.filter { $0.right == key }.flatMap { carriers(of: $0.left, in: left) }
            }
            return relation.with(inputs: [left, less])
        case .right:
            let (left, right) = (reduced(left), reduced(right))
            let keys = equalities(condition, left, right)
            let less = reduced(left, keys.map(\.left)) { key in
                keys.filter { $0.left == key }.flatMap { carriers(of: $0.right, in: right) }
            }
            return relation.with(inputs: [less, right])
        case .full, .antiUnlessNull: return relation.with(inputs: [reduced(left), reduced(right)])
        }
    }

    // MARK: Inner joins

    /// Relations that are joined with each other: a value that survives is in all that it is compared with.
    private func region(_ relation: Relation) -> Relation {
        var leaves: [Relation] = []
        var neighbours: [Int: [Int]] = [:]
        func collect(_ relation: Relation) {
            guard case .join(let left, let right, let type, let condition) = relation.kind,
                type == .inner || type == .cross
            else { return leaves.append(reduced(relation)) }
            collect(left)
            collect(right)
            for key in equalities(condition, left, right) {
                neighbours[key.left, default: []].append(key.right)
                neighbours[key.right, default: []].append(key.left)
            }
        }
        collect(relation)
        let all = leaves
        for place in all.indices {
            let own = Set(all[place].output.map(\.id))
            leaves[place] = reduced(all[place], neighbours.keys.filter { own.contains($0) }.sorted()) { key in
                var (known, next): (Set<Int>, [Int]) = ([key], [key])
                while let column = next.popLast() {
                    for other in neighbours[column] ?? [] where known.insert(other).inserted { next.append(other) }
                }
                return all.indices.filter { $0 != place }.flatMap { other in
                    all[other].output.filter { known.contains($0.id) }.flatMap { carriers(of: $0.id, in: all[other]) }
                }
            }
        }
        var left = leaves[...]
        func rebuilt(_ relation: Relation) -> Relation {
            guard case .join(let one, let two, let type, _) = relation.kind, type == .inner || type == .cross
            else { return left.removeFirst() }
            let first = rebuilt(one)
            return relation.with(inputs: [first, rebuilt(two)])
        }
        return rebuilt(relation)
    }

    /// Columns that are equal where a condition is true, of two relations.
    private func equalities(
        _ condition: Expression?, _ left: Relation, _ right: Relation
    ) -> [(left: Int, right: Int)] {
        let (one, two) = (Set(left.output.map(\.id)), Set(right.output.map(\.id)))
        return (condition?.conjuncts ?? []).compactMap { conjunct in
            guard case .call(.equal, _, _) = conjunct.kind, let sides = conjunct.sides(one, two),
                case .attribute(let first) = sides.left.kind, case .attribute(let second) = sides.right.kind
            else { return nil }
            return (first, second)
        }
    }

    // MARK: Where the values are

    /// A relation and a column of it.
    private struct Carrier {
        var relation: Relation
        var column: Int
    }

    /// Relations of one source whose column has all values that a column has.
    private func carriers(of column: Int, in relation: Relation) -> [Carrier] {
        if relation.isPlain { return [Carrier(relation: relation, column: column)] }
        switch relation.kind {
        case .filter(let input, _), .alias(let input, _): return carriers(of: column, in: input)
        case .project(let input, let items):
            guard let item = items.first(where: { $0.attribute.id == column }),
                case .attribute(let below) = item.expression.kind
            else { return [] }
            return carriers(of: below, in: input)
        case .join(let left, let right, let type, let condition):
            let isLeft = left.output.contains { $0.id == column }
            let keys = equalities(condition, left, right)
            switch type {
            case .inner, .cross:
                let (own, other) = isLeft ? (left, right) : (right, left)
                let equal = keys.filter { (isLeft ? $0.left : $0.right) == column }.map { isLeft ? $0.right : $0.left }
                return carriers(of: column, in: own) + equal.flatMap { carriers(of: $0, in: other) }
            case .semi:
                let equal = keys.filter { $0.left == column }.map(\.right)
                return carriers(of: column, in: left) + equal.flatMap { carriers(of: $0, in: right) }
            case .left, .anti, .antiUnlessNull: return isLeft ? carriers(of: column, in: left) : []
            case .right: return isLeft ? [] : carriers(of: column, in: right)
            case .full: return []
            }
        default: return []
        }
    }

    // MARK: Groups

    /// The relation with fewer rows below its groups, by the first of its keys for which that pays most.
    private func reduced(_ relation: Relation, _ keys: [Int], _ carriers: (Int) -> [Carrier]) -> Relation {
        var best: (share: Double, relation: Relation)?
        for key in keys {
            for carrier in carriers(key) {
                guard let made = grouped(relation, by: key, carrier), made.share < best?.share ?? 1 else { continue }
                best = made
            }
        }
        return best?.relation ?? relation
    }

    /// With a semi join below the groups, and the part of their keys that it leaves; nil where there are no groups by
    /// that column, or where it does not pay.
    private func grouped(
        _ relation: Relation, by column: Int, _ carrier: Carrier
    ) -> (share: Double, relation: Relation)? {
        switch relation.kind {
        case .filter(let input, _), .alias(let input, _):
            guard let made = grouped(input, by: column, carrier) else { return nil }
            return (made.share, relation.with(inputs: [made.relation]))
        case .project(let input, let items):
            guard let item = items.first(where: { $0.attribute.id == column }),
                case .attribute(let below) = item.expression.kind,
                let made = grouped(input, by: below, carrier)
            else { return nil }
            return (made.share, relation.with(inputs: [made.relation]))
        case .distinct(let input, let by):
            guard let key = by.first(where: { $0.id == column }) else { return nil }
            return halved(relation, input, Expression(key), carrier)
        case .aggregate(let input, let keys, _):
            guard let key = keys.first(where: { $0.attribute.id == column })?.expression else { return nil }
            return halved(relation, input, key, carrier)
        default: return nil
        }
    }

    private func halved(
        _ groups: Relation, _ input: Relation, _ key: Expression, _ carrier: Carrier
    ) -> (share: Double, relation: Relation)? {
        guard key.isRepeatable, !key.canFail,
            let place = carrier.relation.output.firstIndex(where: { $0.id == carrier.column }),
            carrier.relation.output[place].type == key.type,
            work(carrier.relation) <= RelationalLimits.carrierWorkShareMax * work(input)
        else { return nil }
        let guess = cardinality.guess(input)
        let distinct = min(cardinality.distinct(key, guess) ?? guess.rows, guess.rows)
        let share = cardinality.rows(of: carrier.relation) / max(distinct, 1)
        guard share <= RelationalLimits.groupsAskedShareMax else { return nil }
        let rows = carrier.relation.renewed()
        let values = Relation(.project(rows, [NamedExpression(rows.output[place])]), [rows.output[place]])
        let condition = Expression.call(.equal, [key, Expression(rows.output[place])], .boolean)
        let less = Relation(.join(input, values, .semi, condition: condition), input.output)
        return (share, groups.with(inputs: [less]))
    }

    /// Rows that are read for a relation.
    private func work(_ relation: Relation) -> Double {
        let inputs = relation.inputs
        return inputs.isEmpty ? cardinality.rows(of: relation) : inputs.reduce(0) { $0 + work($1) }
    }
}

extension Relation {
    /// Rows of one source, which come out the same when they are asked for twice and make no error.
    fileprivate var isPlain: Bool {
        switch kind {
        case .rows, .range, .values: true
        case .filter(let input, let condition): condition.isRepeatable && !condition.canFail && input.isPlain
        case .project(let input, let items):
            items.allSatisfy { $0.expression.isRepeatable && !$0.expression.canFail } && input.isPlain
        case .alias(let input, _): input.isPlain
        default: false
        }
    }
}
