// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Leaves out the inputs of unions that have no rows, as where each has a constant for its name and a condition asks
/// for one of them, and the parts of conditions that are always true.
enum EmptyBranches {
    static func pruned(_ relation: Relation) -> Relation {
        let relation = relation.with(inputs: relation.inputs.map { pruned($0) })
        switch relation.kind {
        case .filter(let input, let condition):
            let rest = condition.conjuncts.filter { $0.constant != .bool(true) }
            guard let whole = Expression.all(rest) else { return input }
            return rest.count == condition.conjuncts.count
                ? relation : Relation(.filter(input, whole), relation.output)
        case .union(let inputs):
            let kept = inputs.filter { !$0.isEmpty }
            if kept.count == inputs.count { return relation }
            if kept.count > 1 { return Relation(.union(kept), relation.output) }
            let only = kept.first ?? inputs[0]
            let items = zip(relation.output, only.output).map { NamedExpression($0, Expression($1)) }
            return Relation(.project(only, items), relation.output)
        default: return relation
        }
    }
}

extension Expression {
    fileprivate var constant: Scalar? { if case .literal(let value) = kind { value } else { nil } }
}

extension Relation {
    /// Whether it is known to have no rows without reading any.
    fileprivate var isEmpty: Bool {
        switch kind {
        case .filter(let input, let condition):
            condition.conjuncts.contains { $0.constant == .bool(false) || $0.constant == .null } || input.isEmpty
        case .aggregate(let input, let keys, _): !keys.isEmpty && input.isEmpty
        case .project(let input, _), .alias(let input, _), .sort(let input, _, _), .distinct(let input, _),
            .limit(let input, _), .window(let input, _), .expand(let input, _):
            input.isEmpty
        case .union(let inputs): inputs.allSatisfy { $0.isEmpty }
        case .join(let left, let right, let type, _):
            switch type {
            case .inner, .cross, .semi: left.isEmpty || right.isEmpty
            case .left, .anti, .antiUnlessNull: left.isEmpty
            case .right: right.isEmpty
            case .full: left.isEmpty && right.isEmpty
            }
        default: false
        }
    }
}
