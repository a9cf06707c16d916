// SPDX-License-Identifier: Apache-2.0

import Columnar

/// What makes several rows of one, and the columns of them.
public struct Generator: Sendable {
    /// An `explode`.
    public var value: Expression
    public var attributes: [Attribute]
}

extension Expression {
    /// The columns that an `explode` gives.
    func generated(at index: Int) -> Field {
        if case .structure(let fields) = type, case .explode(_, let explosion) = kind, explosion.isSeveral {
            return fields[index]
        }
        return Field("col", type, isNullable: isNullable)
    }

    var generatedCount: Int {
        if case .structure(let fields) = type, case .explode(_, let explosion) = kind, explosion.isSeveral {
            return fields.count
        }
        return 1
    }

    var generator: Expression? { if case .explode = kind { self } else { nil } }
}

extension Explosion {
    /// Whether it may give more than one column.
    var isSeveral: Bool { hasPosition || isInline }
}

extension Analyser {
    /// The items of a generator in a projection: one for each column, under its own name or those that are given.
    func generatedItems(
        _ syntax: Syntax, _ value: Expression, _ resolver: Resolver
    ) throws(SQLError) -> [NamedExpression] {
        var names = (0..<value.generatedCount).map { value.generated(at: $0).name }
        if case .alias(_, let given) = syntax.bare {
            guard given.count == names.count else {
                throw SQLError(
                    "UDTF_ALIAS_NUMBER_MISMATCH",
                    ["aliasesSize": "\(names.count)", "aliasesNames": given.joined(separator: ",")], at: syntax.place)
            }
            names = given
        }
        return names.enumerated().map { index, name in
            let field = value.generated(at: index)
            let column =
                names.count == 1 && !value.isInline
                ? value : Expression(.field(value, index), field.type, isNullable: field.isNullable)
            return NamedExpression(Attribute(name, field.type, isNullable: field.isNullable), column)
        }
    }

    /// The rows that a generator among the items makes, and the items over those.
    static func generated(
        _ input: Relation, _ items: [NamedExpression]
    ) throws(SQLError) -> (relation: Relation, items: [NamedExpression]) {
        var found: [Expression] = []
        func collect(_ expression: Expression) {
            if expression.generator != nil, !found.contains(where: { $0 === expression }) { found.append(expression) }
            for child in expression.children { collect(child) }
        }
        for item in items { collect(item.expression) }
        guard let generator = found.first else { return (input, items) }
        guard found.count == 1 else {
            throw SQLError("UNSUPPORTED_GENERATOR.MULTI_GENERATOR", ["num": "\(found.count)"], at: found[1].place)
        }
        let attributes = (0..<generator.generatedCount).map { index in
            let field = generator.generated(at: index)
            return Attribute(field.name, field.type, isNullable: field.isNullable)
        }
        let relation = Relation(
            .generate(input, Generator(value: generator, attributes: attributes)), input.output + attributes)
        var over: [NamedExpression] = []
        for item in items {
            guard item.expression.hasExplosion else {
                over.append(item)
                continue
            }
            if case .field(let base, let index) = item.expression.kind, base === generator {
                over.append(NamedExpression(item.attribute, Expression(attributes[index])))
            } else if item.expression === generator {
                over.append(NamedExpression(item.attribute, Expression(attributes[0])))
            } else {
                throw SQLError(
                    "UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS", ["expression": "\"\(item.attribute.name)\""],
                    at: item.expression.place)
            }
        }
        return (relation, over)
    }

    /// `LATERAL VIEW generator table AS columns`.
    func lateralView(
        _ input: Relation, _ call: Syntax, isOuter: Bool, table: String?, columns: [String]
    ) throws(SQLError) -> Relation {
        var value = try resolver(input).resolve(call)
        guard case .explode(let array, var explosion) = value.kind else {
            throw .unsupported("LATERAL VIEW of what makes no rows", at: call.place)
        }
        if isOuter {
            explosion.isOuter = true
            value = Expression(.explode(array, explosion), value.type, isNullable: true, at: value.place)
        }
        guard columns.isEmpty || columns.count == value.generatedCount else {
            throw SQLError(
                "UDTF_ALIAS_NUMBER_MISMATCH",
                [
                    "aliasesSize": "\(value.generatedCount)", "aliasesNames": columns.joined(separator: ","),
                ], at: call.place)
        }
        let attributes = (0..<value.generatedCount).map { index in
            let field = value.generated(at: index)
            return Attribute(
                columns.isEmpty ? field.name : columns[index], field.type, isNullable: field.isNullable || isOuter,
                qualifier: table)
        }
        return Relation(
            .generate(input, Generator(value: value, attributes: attributes)), input.output + attributes)
    }

    /// A row for each of the columns, or of the lists of as many columns as values are named, with its name and values.
    func unpivot(
        _ input: Relation, _ ids: [Syntax]?, _ values: [Syntax]?, variable: String, value names: [String],
        includesNulls: Bool = true
    ) throws(SQLError) -> Relation {
        let resolver = resolver(input)
        var kept: [NamedExpression] = []
        if let ids { kept = try items(ids, resolver) }
        let turned: [(name: String, values: [NamedExpression])]
        if let values {
            turned = try unpivoted(values, names.count, resolver)
            let used = turned.flatMap(\.values).reduce(into: Set<Int>()) { $1.expression.collectAttributes(into: &$0) }
            if ids == nil { kept = input.output.filter { !used.contains($0.id) }.map { NamedExpression($0) } }
        } else {
            turned = input.output.filter { column in !kept.contains { $0.attribute.id == column.id } }
                .map { ($0.name, [NamedExpression($0)]) }
        }
        guard !turned.isEmpty else { throw SQLError("UNPIVOT_REQUIRES_VALUE_COLUMNS") }
        var found: [Attribute] = []
        for (place, name) in names.enumerated() {
            let column = turned.map { $0.values[place] }
            guard let common = coercion.widest(column.map(\.expression.type)) else {
                throw SQLError(
                    "UNPIVOT_VALUE_DATA_TYPE_MISMATCH",
                    [
                        "types": column.map { "\"\($0.expression.type.sqlName)\" (\(quoted($0.attribute.name)))" }
                            .joined(separator: ", ")
                    ])
            }
            found.append(Attribute(name, common, isNullable: column.contains { $0.expression.isNullable }))
        }
        let output =
            kept.map(\.attribute).map { $0.renewed() } + [Attribute(variable, .string, isNullable: false)] + found
        let sets = turned.map { name, values in
            kept.map(\.expression) + [.literal(.string(name), .string)]
                + zip(values, found).map { coercion.cast($0.expression, to: $1.type) }
        }
        let rows = Relation(.expand(input, sets), output)
        guard !includesNulls else { return rows }
        // Rows go in which nothing is there.
        let present = found.map { Expression.call(.isNotNull, [Expression($0)], .boolean, isNullable: false) }
        let isThere = present.dropFirst().reduce(present[0]) { .call(.or, [$0, $1], .boolean) }
        return Relation(.filter(rows, isThere), output)
    }

    /// Columns, or lists of so many, by their names.
    private func unpivoted(
        _ written: [Syntax], _ count: Int, _ resolver: Resolver
    ) throws(SQLError) -> [(name: String, values: [NamedExpression])] {
        guard count > 1 else { return try items(written, resolver).map { ($0.attribute.name, [$0]) } }
        var found: [(name: String, values: [NamedExpression])] = []
        for syntax in written {
            var (list, name): (Syntax, String?) = (syntax.bare, nil)
            if case .alias(let value, let names) = list { (list, name) = (value.bare, names.first) }
            guard case .call("struct", let members, _) = list, members.count == count else {
                throw SQLError("UNPIVOT_VALUE_SIZE_MISMATCH", ["names": "\(count)"], at: syntax.place)
            }
            let values = try items(members, resolver)
            found.append((name ?? values.map(\.attribute.name).joined(separator: "_"), values))
        }
        return found
    }
}

extension Expression {
    fileprivate var isInline: Bool { if case .explode(_, let explosion) = kind { explosion.isInline } else { false } }
}
