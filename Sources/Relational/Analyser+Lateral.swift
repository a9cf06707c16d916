// SPDX-License-Identifier: Apache-2.0

import Columnar

// LATERAL: a query on the right that names columns of the rows on the left becomes a join.
extension Analyser {
    func lateral(
        _ left: Relation, _ syntax: RelationSyntax, _ type: JoinType, _ condition: JoinCondition
    ) throws(SQLError) -> Relation {
        guard [.inner, .cross, .left].contains(type) else {
            throw SQLError("UNSUPPORTED_JOIN_TYPE", ["typ": type.rawValue, "supported": "'inner', 'cross', 'left'"])
        }
        if case .on(let test) = condition, type != .left {
            return try filter(try lateral(left, syntax, .cross, .none), test)
        }
        var test: Syntax?
        switch condition {
        case .on(let written):
            if case .literal(.bool(true), _) = written.bare { break }
            test = written
        case .none: break
        case .using, .natural: throw .unsupported("LATERAL with USING: write ON and a condition")
        }
        if test == nil, let rows = try generatedRows(left, syntax, isOuter: type == .left) { return rows }
        var inner = self
        inner.outer = [Scope(left.output, settings)] + outer
        let right = try inner.analyse(syntax)
        guard let test else { return try lateralJoin(left, right, isLeft: type == .left) }
        let predicate = try resolver(Scope(left.output + right.output, settings)).condition(test)
        guard !predicate.hasSubquery else {
            throw .unsupported("a subquery in the condition of a lateral join: put it into the query", at: test.place)
        }
        return try computedJoin(left, right, isLeft: true, predicate)
    }

    /// The rows of a function that makes rows of columns on the left; nil of other queries.
    private func generatedRows(
        _ left: Relation, _ syntax: RelationSyntax, isOuter: Bool
    ) throws(SQLError) -> Relation? {
        var (inner, name, columns): (RelationSyntax, String?, [String]) = (syntax, nil, [])
        if case .alias(let below, let alias, let names) = inner { (inner, name, columns) = (below, alias, names) }
        if case .project(let below, let written) = inner,
            let rows = try generatedRows(left, below, isOuter: isOuter)
        {
            // What is chosen are columns of the rows that are made.
            let own = Array(rows.output.dropFirst(left.output.count))
            let chosen = try items(written, resolver(Scope(own, settings)))
            let whole = try projected(rows, left.output.map { NamedExpression($0) } + chosen)
            guard let name else { return whole }
            let output = whole.output.enumerated().map { place, attribute in
                var named = attribute
                if place >= left.output.count { named.qualifier = name }
                return named
            }
            return Relation(.alias(whole, name), output)
        }
        guard case .select(let select) = inner, select.source == nil, select.items.count == 1,
            select.condition == nil, case .call(let function, _, _) = select.items[0].bare,
            FunctionTable.generators.contains(where: { $0.names.contains(function.lowercased()) })
        else { return nil }
        let item = select.items[0].replacing { node in
            guard case .column(let parts, Syntax.outerFrame) = node else { return nil }
            return .column(parts, frame: nil)
        }
        return try lateralView(left, item, isOuter: isOuter, table: name, columns: columns)
    }

    private func lateralJoin(_ left: Relation, _ right: Relation, isLeft: Bool) throws(SQLError) -> Relation {
        // Items that name columns of the left are computed over the joined rows.
        let (below, items) = Analyser.peeled(right, Set(left.output.map(\.id)))
        let own = below.output
        let isKnownOfNoRows = !own.isEmpty && own.allSatisfy { below.valueOfNoRows($0) != nil }
        guard !(isKnownOfNoRows ? below.countsNoRowsWithin : below.countsNoRows), !isLeft || items == nil else {
            return try computedJoin(left, right, isLeft: isLeft, nil)
        }
        let found = try Decorrelation.of(subquery: below, in: left, countsNoRows: false)
        // An aggregate without keys has a row for every row on the left.
        if !found.conditions.isEmpty, isKnownOfNoRows {
            let flag = Attribute("found", .boolean, isNullable: false)
            let all =
                found.relation.output.map { NamedExpression($0) }
                + [NamedExpression(flag, .literal(.bool(true), .boolean))]
            let flagged = Relation(.project(found.relation, all), all.map(\.attribute))
            let joined = Relation(
                .join(left, flagged, .left, condition: Expression.all(found.conditions)),
                left.output + flagged.output.map { $0.nullable() })
            let isMissing = Expression.call(.isNull, [Expression(flag.nullable())], .boolean, isNullable: false)
            let values = own.map { attribute in
                let empty = below.valueOfNoRows(attribute) ?? .literal(.null, attribute.type)
                return NamedExpression(
                    attribute.renewed(),
                    Expression(
                        .caseWhen(
                            [(isMissing, coercion.cast(empty, to: attribute.type))],
                            otherwise: Expression(attribute.nullable())), attribute.type, isNullable: true))
            }
            let rows = left.output.map { NamedExpression($0) } + values
            let relation = Relation(.project(joined, rows), rows.map(\.attribute))
            let renamed = Dictionary(uniqueKeysWithValues: zip(own.map(\.id), values.map(\.attribute)))
            return arranged(relation, left, items, right, renamed)
        }
        let type: JoinType = isLeft ? .left : found.conditions.isEmpty ? .cross : .inner
        let joined = Relation(
            .join(left, found.relation, type, condition: Expression.all(found.conditions)),
            left.output + found.relation.output.map { $0.nullable(isLeft) })
        return arranged(joined, left, items, right, [:])
    }

    /// The query's rows for each of the different values that it asks for, with the rows on the left that have them.
    private func computedJoin(
        _ left: Relation, _ right: Relation, isLeft: Bool, _ condition: Expression?
    ) throws(SQLError) -> Relation {
        let found = try Decorrelation.of(subquery: right, in: left, countsNoRows: true)
        let conditions = found.conditions + (condition.map { [$0] } ?? [])
        let type: JoinType = isLeft ? .left : conditions.isEmpty ? .cross : .inner
        let joined = Relation(
            .join(left, found.relation, type, condition: Expression.all(conditions)),
            left.output + found.relation.output.map { $0.nullable(isLeft) })
        let known = Set(left.output.map(\.id))
        let columns = zip(right.output, found.output).map { attribute, here in
            NamedExpression(
                (known.contains(attribute.id) ? attribute.renewed() : attribute).nullable(isLeft),
                Expression(here.nullable(isLeft)))
        }
        let items = left.output.map { NamedExpression($0) } + columns
        return Relation(.project(joined, items), items.map(\.attribute))
    }

    /// The left's columns and those of the query.
    private func arranged(
        _ joined: Relation, _ left: Relation, _ items: [NamedExpression]?, _ right: Relation,
        _ renamed: [Int: Attribute]
    ) -> Relation {
        let known = Dictionary(joined.output.map { ($0.id, $0) }, uniquingKeysWith: { one, _ in one })
        func over(_ expression: Expression) -> Expression {
            expression.replacing { node in
                guard case .attribute(let id) = node.kind, let attribute = renamed[id] else { return nil }
                return Expression(attribute, at: node.place)
            }
        }
        var columns = left.output.map { NamedExpression($0) }
        for (index, attribute) in right.output.enumerated() {
            if let items {
                columns.append(NamedExpression(attribute, over(items[index].expression)))
            } else if let here = renamed[attribute.id] ?? known[attribute.id] {
                var named = here
                (named.name, named.qualifier) = (attribute.name, attribute.qualifier)
                columns.append(NamedExpression(named, Expression(here)))
            }
        }
        return Relation(.project(joined, columns), columns.map(\.attribute))
    }

    /// Without the projection on top where that names columns of the left, and its items.
    private static func peeled(_ relation: Relation, _ outer: Set<Int>) -> (Relation, [NamedExpression]?) {
        switch relation.kind {
        case .alias(let input, _):
            let (below, items) = peeled(input, outer)
            guard let items else { return (relation, nil) }
            return (below, zip(relation.output, items).map { NamedExpression($0, $1.expression) })
        case .project(let input, let items):
            guard items.contains(where: { !$0.expression.attributes.isDisjoint(with: outer) }) else {
                return (relation, nil)
            }
            return (input, items)
        default: return (relation, nil)
        }
    }
}
