// SPDX-License-Identifier: Apache-2.0

// Functions over windows become relations of their own, below what uses them.
extension Analyser {
    /// The relation with a column for each function over a window in the expressions, and the expressions over those.
    static func windowed(
        _ input: Relation, _ expressions: [Expression]
    ) throws(SQLError) -> (relation: Relation, expressions: [Expression]) {
        guard expressions.contains(where: { $0.hasWindow }) else { return (input, expressions) }
        var found: [NamedExpression] = []
        func collect(_ expression: Expression) throws(SQLError) {
            guard let window = expression.window else {
                for child in expression.children { try collect(child) }
                return
            }
            guard !window.children.contains(where: { $0.hasWindow }) else {
                throw .unsupported(
                    "a window function within another one: compute the inner one in a subquery or a column of its own",
                    at: expression.place)
            }
            if found.contains(where: { $0.expression.isSame(as: expression) }) { return }
            let name = "_w\(found.count)"
            found.append(
                NamedExpression(Attribute(name, expression.type, isNullable: expression.isNullable), expression))
        }
        for expression in expressions { try collect(expression) }
        let (lists, rest) = found.parted { $0.expression.window?.foldsLists ?? false }
        var relation = withGroups(input, lists)
        var open = rest
        while let first = open.first?.expression.window {
            let calls = open.filter { $0.expression.window?.sharesOrder(with: first) ?? false }
            open.removeAll { call in calls.contains { $0.attribute.id == call.attribute.id } }
            relation = Relation(.window(relation, calls), relation.output + calls.map(\.attribute))
        }
        let replaced = expressions.map { expression in
            expression.replacing { node in
                guard node.window != nil, let known = found.first(where: { $0.expression.isSame(as: node) }) else {
                    return nil
                }
                return Expression(known.attribute, at: node.place)
            }
        }
        return (relation, replaced)
    }

    /// The rows with what is computed from lists of all values of their partitions: once for each partition, as groups
    /// that are joined. Over a window every row would get the list.
    private static func withGroups(_ input: Relation, _ calls: [NamedExpression]) -> Relation {
        var relation = input
        var open = calls
        while let first = open.first?.expression.window {
            let together = open.filter { $0.expression.window?.sharesPartition(with: first) ?? false }
            open.removeAll { call in together.contains { $0.attribute.id == call.attribute.id } }
            let rows = input.renewed()
            let columns = Dictionary(
                zip(input.output.map(\.id), rows.output.map { Expression($0) }), uniquingKeysWith: { first, _ in first }
            )
            func moved(_ expression: Expression) -> Expression {
                expression.replacing { if case .attribute(let id) = $0.kind { columns[id] } else { nil } }
            }
            let keys = first.partition.enumerated().map { number, key in
                NamedExpression(Attribute("_p\(number)", key.type, isNullable: key.isNullable), moved(key))
            }
            let results = together.compactMap { call -> NamedExpression? in
                guard case .aggregate(let aggregate)? = call.expression.window?.function else { return nil }
                let own = call.expression
                let whole = Expression(.aggregate(aggregate), own.type, isNullable: own.isNullable, at: own.place)
                return NamedExpression(call.attribute, moved(whole))
            }
            let groups = Relation(
                .aggregate(rows, keys: keys, calls: results), (keys + results).map(\.attribute))
            let same = zip(first.partition, keys).map { key, column in
                Expression(
                    .call(.nullSafeEqual, [key, Expression(column.attribute)], .fail), .boolean, isNullable: false)
            }
            let joined = Relation(
                .join(relation, groups, keys.isEmpty ? .cross : .left, condition: Expression.all(same)),
                relation.output + groups.output)
            let kept = relation.output + results.map(\.attribute)
            relation = Relation(.project(joined, kept.map { NamedExpression($0) }), kept)
        }
        return relation
    }
}

extension WindowExpression {
    /// Whether it is computed from a list of all values of the partition, whatever their order.
    fileprivate var foldsLists: Bool {
        guard case .aggregate(let aggregate) = function, case .unbounded = frame.start, case .unbounded = frame.end
        else { return false }
        switch aggregate.function {
        case .percentile, .percentileOf: return true
        case .mode: return order.isEmpty
        default: return false
        }
    }
}
