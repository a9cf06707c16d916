// SPDX-License-Identifier: Apache-2.0

/// Brings semi and anti joins down to the one relation of an inner join whose columns they are about, where they leave
/// few of its rows: fewer rows are joined then.
struct SemiJoins {
    let cardinality: Cardinality

    func pushed(_ relation: Relation) -> Relation {
        let relation = relation.with(inputs: relation.inputs.map { pushed($0) })
        guard case .join(let left, let right, let type, let condition) = relation.kind,
            [.semi, .anti, .antiUnlessNull].contains(type), case .join = left.kind, let condition
        else { return relation }
        let asked = condition.attributes.intersection(left.output.map(\.id))
        guard !asked.isEmpty, !condition.canFail else { return relation }
        return placed(left, asked) { Relation(.join($0, right, type, condition: condition), $0.output) } ?? relation
    }

    /// The inner join with the semi join on the relation below that has the columns; nil where that does not pay.
    private func placed(
        _ relation: Relation, _ asked: Set<Int>, _ make: (Relation) -> Relation
    ) -> Relation? {
        guard case .join(let left, let right, let type, let condition) = relation.kind,
            type == .inner || type == .cross
        else { return nil }
        let isLeft = asked.isSubset(of: left.output.map(\.id))
        guard isLeft || asked.isSubset(of: right.output.map(\.id)) else { return nil }
        let side = isLeft ? left : right
        guard let below = placed(side, asked, make) ?? reduced(side, make) else { return nil }
        return Relation(
            .join(isLeft ? below : left, isLeft ? right : below, type, condition: condition), relation.output)
    }

    private func reduced(_ side: Relation, _ make: (Relation) -> Relation) -> Relation? {
        let made = make(side)
        return cardinality.rows(of: made) < RelationalLimits.reducedShareMax * cardinality.rows(of: side) ? made : nil
    }
}
