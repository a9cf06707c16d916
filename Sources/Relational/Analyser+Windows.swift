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
        var relation = input
        var open = found
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
}
