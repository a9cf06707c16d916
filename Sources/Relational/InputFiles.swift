// SPDX-License-Identifier: Apache-2.0

// `input_file_name()` is a column of the files that rows come from, which is carried up to where it is asked for.
extension Relation {
    /// The relation with such a column in the place of each call. `named` gives a source with the names of its files as
    /// one more column; nil of sources that are no files, whose rows have an empty name.
    public func withInputFiles(_ named: (any RowSource) -> (any RowSource)?) -> Relation {
        let below = inputs.map { $0.withInputFiles(named) }
        let relation = zip(inputs, below).allSatisfy { $0 === $1 } ? self : with(inputs: below)
        guard relation.expressions.contains(where: { $0.asksForFile }) else { return relation }
        guard relation.inputs.count == 1, let (input, column) = relation.inputs[0].carrying(named) else {
            return relation
        }
        return relation.with(inputs: [input]).mappingOwn { expression in
            expression.replacing { node in
                if case .call(.inputFile, _, _) = node.kind { Expression(column, at: node.place) } else { nil }
            }
        }
    }

    /// The same rows with the names of their files in the last column; nil where they have none.
    private func carrying(_ named: (any RowSource) -> (any RowSource)?) -> (Relation, Attribute)? {
        switch kind {
        case .rows(let source):
            guard let files = named(source) else { return nil }
            let column = Attribute("input_file_name", .string, isNullable: false)
            return (Relation(.rows(files), output + [column]), column)
        case .project(let input, let items):
            guard let (below, column) = input.carrying(named) else { return nil }
            return (Relation(.project(below, items + [NamedExpression(column)]), output + [column]), column)
        case .filter(let input, _), .limit(let input, _), .offset(let input, _), .sort(let input, _, _),
            .repartition(let input, _, _), .coalesce(let input, _), .alias(let input, _),
            .repartitionByRange(let input, _, _), .window(let input, _), .generate(let input, _):
            guard let (below, column) = input.carrying(named) else { return nil }
            return (Relation(with(inputs: [below]).kind, output + [column]), column)
        case .union(let inputs):
            var parts: [Relation] = []
            for input in inputs {
                guard let (below, _) = input.carrying(named) else { return nil }
                parts.append(below)
            }
            let column = Attribute("input_file_name", .string, isNullable: false)
            return (Relation(.union(parts), output + [column]), column)
        case .range, .oneRow, .values, .aggregate, .distinct, .setOperation, .join, .expand: return nil
        }
    }

    /// With other expressions in this relation alone.
    private func mappingOwn(_ change: (Expression) -> Expression) -> Relation {
        let lone = with(inputs: inputs.map { Relation(.oneRow, $0.output) })
        return lone.mappingExpressions(change).with(inputs: inputs)
    }
}

extension Expression {
    fileprivate var asksForFile: Bool {
        contains { if case .call(.inputFile, _, _) = $0.kind { true } else { false } }
    }
}
