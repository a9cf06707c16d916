// SPDX-License-Identifier: Apache-2.0

/// Brings semi and anti joins down to the one relation of an inner join whose columns they are about, where they leave
/// few of its rows: fewer rows are joined then.
struct SemiJoins {
    let cardinality: Cardinality

    func pushed(_ relation: Relation) -> Relation {
        let relation = relation.with(inputs: relation.inputs.map { pushed($0) })
        guard case .join(let left, let right, let type, let condition) = relation.kind,
            [.semi, .anti, .antiUnlessNull].contains(type), let condition
        else { return relation }
        let asked = condition.attributes.intersection(left.output.map(\.id))
        guard !asked.isEmpty, !condition.canFail else { return relation }
        return placed(left, asked) { Relation(.join($0, right, type, condition: condition), $0.output) } ?? relation
    }

    /// The inner join with the semi join on the relation below that has the columns; nil where that does not pay.
    private func placed(
        _ relation: Relation, _ asked: Set<Int>, _ make: (Relation) -> Relation
    ) -> Relation? {
        switch relation.kind {
        case .filter(let input, let condition) where condition.isRepeatable:
            return placed(input, asked, make).map { relation.with(inputs: [$0]) }
        case .project(let input, let items) where items.allSatisfy({ $0.expression.isRepeatable }):
            let passed = items.filter {
                if case .attribute($0.attribute.id) = $0.expression.kind { true } else { false }
            }
            guard asked.isSubset(of: passed.map(\.attribute.id)) else { return nil }
            return placed(input, asked, make).map { relation.with(inputs: [$0]) }
        case .join(let left, let right, let type, let condition) where type == .inner || type == .cross:
            return placed(left, right, type, condition, relation.output, asked, make)
        default: return nil
        }
    }

    private func placed(
        _ left: Relation, _ right: Relation, _ type: JoinType, _ condition: Expression?, _ output: [Attribute],
        _ asked: Set<Int>, _ make: (Relation) -> Relation
    ) -> Relation? {
        let isLeft = asked.isSubset(of: left.output.map(\.id))
        guard isLeft || asked.isSubset(of: right.output.map(\.id)) else { return nil }
        let side = isLeft ? left : right
        guard let below = placed(side, asked, make) ?? reduced(side, make) else { return nil }
        return Relation(
            .join(isLeft ? below : left, isLeft ? right : below, type, condition: condition), output)
    }

    private func reduced(_ side: Relation, _ make: (Relation) -> Relation) -> Relation? {
        let made = make(side)
        return cardinality.rows(of: made) < RelationalLimits.reducedShareMax * cardinality.rows(of: side) ? made : nil
    }
}
