// SPDX-License-Identifier: Apache-2.0

import Columnar

extension Relation {
    /// The relation as a tree, a line each, what is read last first.
    public var explanation: String {
        var lines: [String] = []
        write(0, &lines)
        return lines.joined(separator: "\n")
    }

    private func write(_ depth: Int, _ lines: inout [String]) {
        let indent = depth == 0 ? "" : String(repeating: "   ", count: depth - 1) + "+- "
        lines.append(indent + line)
        for input in inputs { input.write(depth + 1, &lines) }
    }

    private static func list(_ attributes: [Attribute]) -> String {
        "[" + attributes.map { "\($0.name)#\($0.id)" }.joined(separator: ", ") + "]"
    }

    private var line: String {
        switch kind {
        case .range(let start, let end, let step, _): "Range (\(start), \(end), step=\(step)) \(Relation.list(output))"
        case .rows(let source): "\(source.description) \(Relation.list(output))"
        case .oneRow: "OneRow"
        case .project(_, let items):
            "Project ["
                + items.map { "\($0.expression.explanation) AS \($0.attribute.name)#\($0.attribute.id)" }
                .joined(separator: ", ") + "]"
        case .filter(_, let condition): "Filter \(condition.explanation)"
        case .limit(_, let count): "Limit \(count)"
        case .offset(_, let count): "Offset \(count)"
        case .sort(_, let keys, let isGlobal):
            "Sort ["
                + keys.map { $0.expression.explanation + ($0.isDescending ? " DESC" : " ASC") }
                .joined(separator: ", ") + "], \(isGlobal)"
        case .aggregate(_, let keys, let calls):
            "Aggregate [" + keys.map(\.expression.explanation).joined(separator: ", ") + "], ["
                + calls.map(\.expression.explanation).joined(separator: ", ") + "]"
        case .distinct(_, let by): "Distinct \(Relation.list(by))"
        case .union: "Union"
        case .setOperation(let operation, _, _, let isAll): operation.rawValue + (isAll ? " ALL" : "")
        case .join(_, _, let type, let condition):
            "Join \(type.rawValue)" + (condition.map { ", " + $0.explanation } ?? "")
        case .repartition(_, let partitions, let by):
            "Repartition \(partitions.map { "\($0)" } ?? "") [" + by.map(\.explanation).joined(separator: ", ") + "]"
        case .repartitionByRange(_, let partitions, let keys):
            "RepartitionByRange \(partitions.map { "\($0)" } ?? "") ["
                + keys.map(\.expression.explanation).joined(separator: ", ") + "]"
        case .values(let rows): "LocalRelation \(Relation.list(output)), \(rows.count) rows"
        case .window(_, let calls): "Window [" + calls.map(\.expression.explanation).joined(separator: ", ") + "]"
        case .expand(_, let sets):
            "Expand "
                + sets.map { "[" + $0.map(\.explanation).joined(separator: ", ") + "]" }.joined(separator: ", ")
        case .generate(_, let generator):
            "Generate \(generator.value.explanation) \(Relation.list(generator.attributes))"
        case .coalesce(_, let partitions): "Coalesce \(partitions)"
        case .alias(_, let name): "SubqueryAlias \(name)"
        }
    }
}

extension Expression {
    /// The expression with its columns' numbers.
    var explanation: String {
        switch kind {
        case .attribute(let id): "#\(id)"
        case .literal(let value): "\(value)"
        case .call(let operation, let arguments, _):
            operation.rawValue + "(" + arguments.map(\.explanation).joined(separator: ", ") + ")"
        case .cast(let value, _): "cast(\(value.explanation) as \(type.simpleName))"
        case .caseWhen(let branches, let otherwise):
            "case" + branches.map { " when \($0.condition.explanation) then \($0.value.explanation)" }.joined()
                + (otherwise.map { " else \($0.explanation)" } ?? "") + " end"
        case .field(let value, let index): "\(value.explanation).\(index)"
        case .aggregate(let call):
            call.function.rawValue + "(" + (call.isDistinct ? "distinct " : "")
                + call.arguments.map(\.explanation).joined(separator: ", ") + ")"
        case .explode(let value, _): "explode(\(value.explanation))"
        case .lambda(let parameters, let body):
            "(" + parameters.map { "$\($0)" }.joined(separator: ", ") + ") -> " + body.explanation
        case .user(let function, let arguments):
            function.name + "(" + arguments.map(\.explanation).joined(separator: ", ") + ")"
        case .variable(let number): "$\(number)"
        case .window(let window):
            "\(window.function) over (" + window.children.map(\.explanation).joined(separator: ", ") + ")"
        case .subquery(let subquery):
            "\(subquery.kind)(" + subquery.values.map(\.explanation).joined(separator: ", ") + ")"
        }
    }
}
