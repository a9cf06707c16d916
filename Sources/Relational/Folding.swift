// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Replaces expressions of constants by what they are. The engine computes them, so that a value is the same wherever
/// it is computed; what fails stays as it is, and fails where rows ask for it.
struct Folding {
    /// The value of an expression without columns; nil when it has none.
    let value: (Expression) -> Scalar?

    func folded(_ relation: Relation) -> Relation {
        relation.mappingExpressions { folded($0) }
    }

    func folded(_ expression: Expression) -> Expression {
        expression.replacing { node in
            switch node.kind {
            case .call, .cast, .caseWhen, .field: break
            default: return nil
            }
            guard node.isConstant, !node.type.isNested, let found = value(node) else { return nil }
            return .literal(found, node.type, at: node.place)
        }
    }
}

extension Expression {
    /// Whether it is the same for every row and every run.
    var isConstant: Bool {
        switch kind {
        case .literal: true
        case .attribute, .aggregate, .explode, .lambda, .variable, .user, .window, .subquery: false
        case .call(let operation, let arguments, _):
            !Expression.changing.contains(operation) && arguments.allSatisfy { $0.isConstant }
        case .cast, .caseWhen, .field: children.allSatisfy { $0.isConstant }
        }
    }

    private static let changing: Set<Operation> = [
        .random, .randomUUID, .randomText, .listShuffled, .inputFile, .monotonicID, .partitionID, .encryptAES,
        .currentDate, .currentTimestamp, .raiseError, .single, .grouping,
        .groupingID,
    ]

    /// Whether computing it again gives the same for the same row.
    var isRepeatable: Bool {
        !contains { node in
            switch node.kind {
            case .call(let operation, _, _): Expression.changing.contains(operation)
            case .explode, .window, .user, .aggregate: true
            default: false
            }
        }
    }
}

extension Relation {
    /// The same with other expressions in this relation and those below.
    func mappingExpressions(_ change: (Expression) -> Expression) -> Relation {
        func items(_ items: [NamedExpression]) -> [NamedExpression] {
            items.map { NamedExpression($0.attribute, change($0.expression)) }
        }
        func keys(_ keys: [SortKey]) -> [SortKey] {
            keys.map { key in
                var key = key
                key.expression = change(key.expression)
                return key
            }
        }
        let relation = with(inputs: inputs.map { $0.mappingExpressions(change) })
        let changed: Kind
        switch relation.kind {
        case .project(let input, let named): changed = .project(input, items(named))
        case .filter(let input, let condition): changed = .filter(input, change(condition))
        case .sort(let input, let by, let isGlobal): changed = .sort(input, keys(by), isGlobal: isGlobal)
        case .aggregate(let input, let by, let calls):
            changed = .aggregate(input, keys: items(by), calls: items(calls))
        case .join(let left, let right, let type, let condition):
            changed = .join(left, right, type, condition: condition.map(change))
        case .repartition(let input, let partitions, let by):
            changed = .repartition(input, partitions: partitions, by: by.map(change))
        case .repartitionByRange(let input, let partitions, let by):
            changed = .repartitionByRange(input, partitions: partitions, by: keys(by))
        case .expand(let input, let sets): changed = .expand(input, sets.map { $0.map(change) })
        default: return relation
        }
        return Relation(changed, relation.output)
    }
}
