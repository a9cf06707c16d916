// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Collects the aggregates of a query: expressions over rows of the input become expressions over the groups.
private struct Grouping {
    let groups: GroupKeys
    private(set) var calls: [NamedExpression] = []
    /// The bits of the keys that a row sums up over, the last key's the lowest; of several sets of keys.
    let setID: Attribute?
    /// The name of an expression, for errors.
    let describe: (Expression) -> String

    var keys: [NamedExpression] { groups.keys }

    /// Numbers of the columns that are grouped.
    private let columns: Set<Int>

    init(_ groups: GroupKeys, of columns: [Attribute], describe: @escaping (Expression) -> String) {
        self.groups = groups
        self.columns = Set(columns.map(\.id))
        setID = groups.sets == nil ? nil : Attribute("spark_grouping_id", .bigint, isNullable: false)
        self.describe = describe
    }

    /// The expression over the columns of the groups.
    mutating func lift(_ expression: Expression) throws(SQLError) -> Expression {
        if let key = keys.first(where: { $0.expression.isSame(as: expression) }) {
            return Expression(key.attribute, at: expression.place)
        }
        switch expression.kind {
        case .aggregate:
            if let known = calls.first(where: { $0.expression.isSame(as: expression) }) {
                return Expression(known.attribute, at: expression.place)
            }
            let attribute = Attribute(
                describe(expression), expression.type, isNullable: expression.isNullable)
            calls.append(NamedExpression(attribute, expression))
            return Expression(attribute, at: expression.place)
        case .call(.grouping, let operands, _): return try bit(operands[0], expression)
        case .call(.groupingID, let operands, _):
            guard let setID else { throw SQLError("UNSUPPORTED_GROUPING_EXPRESSION", at: expression.place) }
            guard operands.isEmpty || operands.count == keys.count else {
                throw SQLError("GROUPING_ID_COLUMN_MISMATCH", ["groupingIdColumn": "", "groupByColumns": ""])
            }
            return Expression(setID, at: expression.place)
        // A column of the rows around a subquery is the same for all groups.
        case .attribute(let id) where !columns.contains(id): return expression
        case .attribute:
            let name = describe(expression)
            if keys.isEmpty, setID == nil { throw SQLError("MISSING_GROUP_BY", at: expression.place) }
            throw SQLError(
                "MISSING_AGGREGATION",
                ["expression": "\"\(name)\"", "expressionAnyValue": "\"any_value(\(name))\""], at: expression.place)
        default:
            if let subquery = expression.subquery { try check(subquery, expression) }
            var children: [Expression] = []
            for child in expression.children { children.append(try lift(child)) }
            return expression.with(children: children)
        }
    }

    /// A subquery of groups names keys of them, and no other columns of the rows.
    private func check(_ subquery: SubqueryExpression, _ whole: Expression) throws(SQLError) {
        let others = subquery.relation.freeAttributes.intersection(columns).subtracting(keys.map(\.attribute.id))
        guard let other = others.min() else { return }
        let name = describe(Expression(.attribute(other), .int, isNullable: true))
        throw SQLError(
            "MISSING_AGGREGATION",
            ["expression": "\"\(name)\"", "expressionAnyValue": "\"any_value(\(name))\""], at: whole.place)
    }

    /// Whether a key is summed up over: 1 or 0.
    private func bit(_ key: Expression, _ whole: Expression) throws(SQLError) -> Expression {
        guard let setID else { throw SQLError("UNSUPPORTED_GROUPING_EXPRESSION", at: whole.place) }
        guard let place = keys.firstIndex(where: { $0.expression.isSame(as: key) }) else {
            throw SQLError(
                "GROUPING_COLUMN_MISMATCH",
                [
                    "grouping": "\"\(describe(key))\"",
                    "groupingColumns": keys.map { "\"\($0.attribute.name)\"" }.joined(separator: ", "),
                ], at: whole.place)
        }
        let weight = Expression.literal(.int(1 << (keys.count - 1 - place)), .bigint)
        let shifted = Expression.call(.integralDivide, [Expression(setID), weight], .bigint)
        let bit = Expression.call(.remainder, [shifted, .literal(.int(2), .bigint)], .bigint)
        return Expression(.cast(bit, .wrap), .tinyint, isNullable: false, at: whole.place)
    }
}

// Groups, and SELECT.
extension Analyser {
    /// The group's columns, then `columns`.
    func aggregate(_ given: Relation, _ keys: [Syntax], _ written: [Syntax]) throws(SQLError) -> Relation {
        let (input, all) = try withTimeWindows(given, keys + written, sessionsBy: keys)
        let (group, columns) = (Array(all.prefix(keys.count)), Array(all.dropFirst(keys.count)))
        let resolver = resolver(input)
        var grouping = grouping(try groupKeys(group, [], resolver), input)
        var items = grouping.keys.map { NamedExpression($0.attribute) }
        for syntax in columns {
            let found = try self.items([syntax], resolver)
            for item in found { items.append(try lifted(item, &grouping)) }
        }
        return try projected(grouped(input, grouping), items)
    }

    private func grouping(_ groups: GroupKeys, _ input: Relation) -> Grouping {
        Grouping(groups, of: input.output) { expression in
            if case .attribute(let id) = expression.kind {
                return input.output.first { $0.id == id }?.name ?? "column"
            }
            if case .aggregate(let call) = expression.kind { return call.function.rawValue }
            return expression.type.simpleName
        }
    }

    private func grouped(_ given: Relation, _ grouping: Grouping) throws(SQLError) -> Relation {
        // What subqueries in keys and aggregates give comes before the groups.
        let written = grouping.keys + grouping.calls
        let (input, asked) = try withoutSubqueries(given, written.map(\.expression))
        let all = zip(written, asked).map { NamedExpression($0.attribute, $1) }
        // The order of a map's entries makes no other group.
        let keys = all.prefix(grouping.keys.count).map {
            NamedExpression($0.attribute, $0.expression.withMapsSorted())
        }
        let calls = Array(all.dropFirst(keys.count))
        guard let sets = grouping.groups.sets, let setID = grouping.setID else {
            return Relation(.aggregate(input, keys: keys, calls: calls), all.map(\.attribute))
        }
        // Each row once for each set, with null for the keys that are not in it.
        let copies = keys.map { Attribute($0.attribute.name, $0.attribute.type, isNullable: true) }
        let number = Attribute(setID.name, .bigint, isNullable: false)
        let isRepeated = grouping.groups.hasRepeatedSets
        let place = isRepeated ? [Attribute("spark_grouping_position", .bigint, isNullable: false)] : []
        let values = sets.enumerated().map { position, set in
            let kept = keys.enumerated().map { index, key in
                set.contains(index) ? key.expression : .literal(.null, key.attribute.type)
            }
            let bits = keys.indices.reduce(0) { 2 * $0 + (set.contains($1) ? 0 : 1) }
            return input.output.map { Expression($0) } + kept + [.literal(.int(bits), .bigint)]
                + (isRepeated ? [.literal(.int(position), .bigint)] : [])
        }
        let rows = Relation(.expand(input, values), input.output + copies + [number] + place)
        let groups =
            zip(keys, copies).map { NamedExpression($0.attribute, Expression($1)) }
            + [NamedExpression(setID, Expression(number))]
            + place.map { NamedExpression($0.renewed(), Expression($0)) }
        return Relation(
            .aggregate(rows, keys: groups, calls: calls), (groups + calls).map(\.attribute))
    }

    private func lifted(_ item: NamedExpression, _ grouping: inout Grouping) throws(SQLError) -> NamedExpression {
        let value = try grouping.lift(item.expression)
        if case .attribute(let id) = value.kind, id == item.attribute.id {
            var attribute = item.attribute
            attribute.isNullable = value.isNullable
            return NamedExpression(attribute, value)
        }
        var attribute = item.attribute
        if case .attribute = item.expression.kind { attribute = item.attribute.renewed() }
        return NamedExpression(attribute, value)
    }

    // MARK: SELECT

    func select(_ select: SelectSyntax) throws(SQLError) -> Relation {
        var input = try select.source.map { (written) throws(SQLError) in try source(written) } ?? Relation(.oneRow, [])
        if let condition = select.condition { input = try filter(input, condition) }
        let select = try withTimeWindows(select, &input)
        let resolver = resolver(input, of: select)
        var selected = try items(select.items, resolver)
        // A column of that name is meant before the word.
        let namesAll = select.groupsByAll ? try resolver.scope.find(["all"], at: nil) != nil : false
        let groupsByAll = select.groupsByAll && !namesAll
        // HAVING alone is about one group of all rows.
        let isGrouped =
            select.group != nil || select.groupsByAll || select.having != nil
            || selected.contains { $0.expression.hasAggregate }
        var base = input
        let groups =
            groupsByAll
            ? GroupKeys(keys: selected.filter { !$0.expression.hasAggregate })
            : try groupKeys(
                namesAll ? [.column(["all"], frame: nil)] : select.group ?? [], select.items, resolver)
        var grouping = grouping(groups, input)
        if isGrouped {
            for index in selected.indices { selected[index] = try lifted(selected[index], &grouping) }
        }
        // What HAVING and ORDER BY ask for besides belongs to the groups, too.
        var conditions: [Expression?] = []
        for syntax in [select.having, select.qualify] {
            conditions.append(
                try syntax.map { (syntax) throws(SQLError) in
                    let condition = try scoped(selected, resolver).condition(syntax)
                    return try self.lift(condition, selected, &grouping, isGrouped)
                })
        }
        var keys: [SortKey] = []
        for syntax in select.ordersByAll.map({ order in order(selected.count) }) ?? select.order {
            var key = try orderKey(syntax, select, selected, resolver)
            key.expression = try self.lift(key.expression, selected, &grouping, isGrouped)
            keys.append(key)
        }
        if isGrouped { base = try grouped(input, grouping) }
        if let having = conditions[0] { base = try filtered(base, by: spelledOut(having, selected)) }
        if let qualify = conditions[1] { (base, selected) = try qualified(base, selected, qualify) }
        return try finished(base, selected, keys, select)
    }

    /// The select over an input with the windows of time that it asks for, and with `ORDER BY ALL` spelled out.
    private func withTimeWindows(_ select: SelectSyntax, _ input: inout Relation) throws(SQLError) -> SelectSyntax {
        let parts = [select.items, select.group ?? [], select.order, select.having.map { [$0] } ?? []]
        let (relation, all) = try withTimeWindows(input, parts.flatMap { $0 }, sessionsBy: select.group ?? [])
        guard relation !== input else { return select }
        input = relation
        var (changed, rest) = (select, all[...])
        func next(_ count: Int) -> [Syntax] {
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        changed.items = next(parts[0].count)
        if select.group != nil { changed.group = next(parts[1].count) }
        changed.order = next(parts[2].count)
        changed.having = next(parts[3].count).first
        return changed
    }

    /// The condition over what the selected columns are made of.
    private func spelledOut(_ condition: Expression, _ selected: [NamedExpression]) -> Expression {
        condition.replacing { node in
            guard case .attribute(let id) = node.kind else { return nil }
            return selected.first { $0.attribute.id == id }?.expression
        }
    }

    /// The rows that QUALIFY lets through, with functions over windows in place, and what is selected of them.
    private func qualified(
        _ base: Relation, _ selected: [NamedExpression], _ condition: Expression
    ) throws(SQLError) -> (Relation, [NamedExpression]) {
        let all = selected.map(\.expression) + [spelledOut(condition, selected)]
        let (joined, values) = try withoutSubqueries(base, all)
        let (relation, results) = try Analyser.windowed(joined, values)
        let items = zip(selected, results).map { NamedExpression($0.attribute, $1) }
        return (Relation(.filter(relation, results[results.count - 1]), relation.output), items)
    }

    /// Names mean columns of the input first, then those that are selected.
    private func scoped(_ selected: [NamedExpression], _ resolver: Resolver) -> Resolver {
        let own = resolver.scope
        let others = selected.map(\.attribute).filter { item in
            !own.attributes.contains { own.isNamed($0, item.name) }
        }
        var inner = self.resolver(Scope(own.attributes + others, settings, behind: own.behind))
        inner.selected = resolver.selected
        return inner
    }

    /// The bits of several sets of keys have a name, too.
    private func resolver(_ input: Relation, of select: SelectSyntax) -> Resolver {
        var resolver = resolver(input)
        if select.group?.contains(where: { Analyser.isGroupingCall($0) }) ?? false {
            resolver.selected["grouping__id"] = .call(.groupingID, [], .bigint, isNullable: false)
        }
        return resolver
    }

    private func orderKey(
        _ syntax: Syntax, _ select: SelectSyntax, _ selected: [NamedExpression], _ resolver: Resolver
    ) throws(SQLError) -> SortKey {
        var inner = syntax.bare
        var (isDescending, nullsFirst): (Bool, Bool?) = (false, nil)
        if case .sort(let value, let descending, let nulls) = inner {
            (inner, isDescending, nullsFirst) = (value.bare, descending, nulls)
        }
        if case .literal(.int(let number), _) = inner {
            guard selected.indices.contains(number - 1) else {
                throw SQLError(
                    "ORDER_BY_POS_OUT_OF_RANGE", ["index": "\(number)", "size": "\(selected.count)"], at: syntax.place)
            }
            return SortKey(
                expression: Expression(selected[number - 1].attribute), isDescending: isDescending,
                nullsFirst: nullsFirst ?? !isDescending)
        }
        // A selected item of the name comes before a column of the input.
        let items = Scope(selected.map(\.attribute), settings)
        let others = resolver.scope.attributes.filter { column in
            !items.attributes.contains { $0.id == column.id || items.isNamed($0, column.name) }
        }
        let around = resolver.scope
        let scope = Scope(items.attributes + others, settings, behind: around.attributes + around.behind)
        var ordering = self.resolver(scope)
        ordering.selected = resolver.selected
        return try sortKey(syntax, ordering)
    }

    /// Over the groups; columns that are selected stay as they are.
    private func lift(
        _ expression: Expression, _ selected: [NamedExpression], _ grouping: inout Grouping, _ isGrouped: Bool
    ) throws(SQLError) -> Expression {
        guard isGrouped else { return expression }
        if case .attribute(let id) = expression.kind, selected.contains(where: { $0.attribute.id == id }) {
            return expression
        }
        if expression.isOfGroups { return try grouping.lift(expression) }
        if grouping.keys.contains(where: { $0.expression.isSame(as: expression) }) || expression.children.isEmpty {
            return try grouping.lift(expression)
        }
        var children: [Expression] = []
        for child in expression.children { children.append(try lift(child, selected, &grouping, isGrouped)) }
        return expression.with(children: children)
    }

    /// The items, DISTINCT, ORDER BY and LIMIT over what they are about.
    private func finished(
        _ base: Relation, _ selected: [NamedExpression], _ keys: [SortKey], _ select: SelectSyntax
    ) throws(SQLError) -> Relation {
        var used: Set<Int> = []
        for key in keys { key.expression.collectAttributes(into: &used) }
        let own = Set(selected.map(\.attribute.id))
        let hidden = base.output.filter { used.contains($0.id) && !own.contains($0.id) }
        let output = selected.map(\.attribute)
        var relation = try projected(base, selected + hidden.map { NamedExpression($0) })
        if select.isDistinct {
            guard hidden.isEmpty || keys.isEmpty else {
                throw .unsupported("ORDER BY of what SELECT DISTINCT does not select", at: select.order[0].place)
            }
            relation = Relation(.project(relation, output.map { NamedExpression($0) }), output)
            relation = try distinct(relation, nil)
        }
        if !keys.isEmpty { relation = try sorted(relation, keys, true) }
        if relation.output.count != output.count {
            relation = Relation(.project(relation, output.map { NamedExpression($0) }), output)
        }
        if let offset = select.offset { relation = Relation(.offset(relation, offset), relation.output) }
        if let limit = select.limit { relation = Relation(.limit(relation, limit), relation.output) }
        return relation
    }
}

extension Syntax {
    /// Whether an aggregate function is called in it, over the rows of a group and not of a window.
    var hasAggregate: Bool {
        if case .call(let name, _, _) = self, FunctionTable.isAggregate(name) { return true }
        if case .over(let function, let window) = self {
            return (function.bare.children + window.children).contains { $0.hasAggregate }
        }
        return children.contains { $0.hasAggregate }
    }
}

extension FunctionTable {
    static func isAggregate(_ name: String) -> Bool {
        (aggregateFunctions + statisticsFunctions + collectedFunctions).contains {
            $0.names.contains(name.lowercased())
        }
    }
}
