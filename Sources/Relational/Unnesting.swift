// SPDX-License-Identifier: Apache-2.0

import Columnar

/// A subquery computed for each of the different values that it asks of the rows around it: those values become columns
/// of its rows, from the leaves up, so that a join with the rows around is all that is left to do. Neumann and Kemper,
/// "Unnesting Arbitrary Queries" (BTW 2015). What has rows without rows below, such as a count, has them for each
/// value.
struct Unnesting {
    /// The rows around the subquery.
    private let around: Relation
    /// Their columns that it names.
    let columns: [Attribute]
    private let places: [Int: Int]

    /// A relation with a column for each value that it was computed for.
    struct Rows {
        let relation: Relation
        let keys: [Attribute]
    }

    /// Nil where the subquery names no column of the rows around it.
    init?(_ subquery: Relation, in around: Relation) {
        let free = subquery.freeAttributes
        let columns = around.output.filter { free.contains($0.id) }
        guard !columns.isEmpty else { return nil }
        self.around = around
        self.columns = columns
        places = Dictionary(zip(columns.map(\.id), columns.indices), uniquingKeysWith: { one, _ in one })
    }

    /// That the values are those of the row around.
    func conditions(_ rows: Rows) -> [Expression] { Unnesting.same(columns, rows.keys) }

    /// The columns of a relation where its rows have keys: a column of the rows around is its key.
    func output(_ relation: Relation, _ rows: Rows) -> [Attribute] {
        relation.output.map { attribute in
            guard let place = places[attribute.id] else { return attribute }
            var key = rows.keys[place]
            (key.name, key.qualifier) = (attribute.name, attribute.qualifier)
            return key
        }
    }

    // MARK: Relations

    func rows(_ relation: Relation) throws(SQLError) -> Rows {
        guard depends(relation) else {
            let values = values()
            return Rows(
                relation: Relation(
                    .join(values.relation, relation, .cross, condition: nil), values.keys + relation.output),
                keys: values.keys)
        }
        switch relation.kind {
        case .project(let input, let items): return try projected(rows(input), items)
        case .alias(let input, _), .sort(let input, _, _), .repartition(let input, _, _), .coalesce(let input, _),
            .repartitionByRange(let input, _, _):
            return try rows(input)
        case .filter(let input, let condition):
            let below = try rows(input)
            return Rows(
                relation: Relation(.filter(below.relation, here(condition, below.keys)), below.relation.output),
                keys: below.keys)
        case .limit, .offset: return try part(relation)
        case .distinct(let input, let by):
            let below = try rows(input)
            let all = by.filter { places[$0.id] == nil } + below.keys
            return Rows(relation: Relation(.distinct(below.relation, by: all), below.relation.output), keys: below.keys)
        case .aggregate(let input, let keys, let calls): return try aggregate(input, keys, calls)
        case .join(let left, let right, let type, let condition): return try join(left, right, type, condition)
        case .union(let inputs):
            var sides: [Relation] = []
            for input in inputs { sides.append(try arranged(input)) }
            let keys = columns.map { $0.renewed() }
            // A column of the rows around is its key, and not a column of its own.
            let output = relation.output.map { places[$0.id] == nil ? $0 : $0.renewed() } + keys
            return Rows(relation: Relation(.union(sides), output), keys: keys)
        case .setOperation(let operation, let left, let right, let isAll):
            let (one, two) = (try arranged(left), try arranged(right))
            let rows = Relation(.setOperation(operation, one, two, isAll: isAll), one.output)
            let keys = Array(one.output.suffix(columns.count))
            let items = zip(relation.output, one.output).filter { places[$0.0.id] == nil }
                .map { NamedExpression($0, Expression($1)) }
            return projected(Rows(relation: rows, keys: keys), items)
        case .window(let input, let functions): return try windowed(rows(input), functions)
        case .expand(let input, let sets):
            let below = try rows(input)
            let all = sets.map { set in set.map { here($0, below.keys) } + below.keys.map { Expression($0) } }
            return Rows(
                relation: Relation(
                    .expand(below.relation, all), relation.output.filter { places[$0.id] == nil } + below.keys),
                keys: below.keys)
        case .generate(let input, let generator):
            let below = try rows(input)
            let made = Generator(value: here(generator.value, below.keys), attributes: generator.attributes)
            return Rows(
                relation: Relation(
                    .generate(below.relation, made), below.relation.output + generator.attributes), keys: below.keys)
        case .range, .rows, .oneRow, .values:
            throw .unsupported("a subquery that names columns of the rows around it where that is not possible")
        }
    }

    private func depends(_ relation: Relation) -> Bool { !relation.freeAttributes.isDisjoint(with: places.keys) }

    /// The different values, as columns of their own.
    private func values() -> Rows {
        let items = columns.map { NamedExpression($0.renewed(), Expression($0)) }
        let keys = items.map(\.attribute)
        let rows = Relation(.project(around, items), keys)
        return Rows(relation: Relation(.distinct(rows, by: keys), keys), keys: keys)
    }

    private func here(_ expression: Expression, _ keys: [Attribute]) -> Expression {
        expression.replacing { node in
            guard case .attribute(let id) = node.kind, let place = places[id] else { return nil }
            return Expression(keys[place], at: node.place)
        }
    }

    private func projected(_ below: Rows, _ items: [NamedExpression]) -> Rows {
        let own = items.filter { places[$0.attribute.id] == nil }
            .map { NamedExpression($0.attribute, here($0.expression, below.keys)) }
        let all = own + below.keys.map { NamedExpression($0) }
        return Rows(relation: Relation(.project(below.relation, all), all.map(\.attribute)), keys: below.keys)
    }

    /// LIMIT and OFFSET, by the order below: the rows of each value are numbered.
    private func part(_ whole: Relation) throws(SQLError) -> Rows {
        var (rest, first, last): (Relation, Int, Int?) = (whole, 0, nil)
        if case .limit(let input, let count) = rest.kind { (rest, last) = (input, count) }
        if case .offset(let input, let count) = rest.kind {
            (rest, first) = (input, count)
            last = last.map { $0.addingReportingOverflow(count) }.map { $0.overflow ? Int.max : $0.partialValue }
        }
        var (order, items): ([SortKey], [NamedExpression]?) = ([], nil)
        while case .alias(let input, _) = rest.kind { rest = input }
        if case .project(let input, let found) = rest.kind, case .sort = input.kind { (rest, items) = (input, found) }
        if case .sort(let input, let keys, _) = rest.kind { (rest, order) = (input, keys) }
        let below = try rows(rest)
        var window = WindowExpression(.rowNumber, [])
        window.order = order.map { key in
            var changed = key
            changed.expression = here(key.expression, below.keys)
            return changed
        }
        window.isPlaced = true
        let number = Attribute("number", .int, isNullable: false)
        let numbered = windowed(below, [NamedExpression(number, Expression(.window(window), .int, isNullable: false))])
        func limit(_ operation: Operation, _ count: Int) -> Expression {
            .call(
                operation,
                [
                    Expression(.cast(Expression(number), .fail), .bigint, isNullable: false),
                    .literal(.int(count), .bigint),
                ], .boolean)
        }
        let conditions = [limit(.greater, first)] + (last.map { [limit(.lessOrEqual, $0)] } ?? [])
        let relation = Relation(
            .filter(
                numbered.relation, conditions.dropFirst().reduce(conditions[0]) { .call(.and, [$0, $1], .boolean) }),
            numbered.relation.output)
        return projected(
            Rows(relation: relation, keys: below.keys),
            items ?? below.relation.output.filter { !below.keys.map(\.id).contains($0.id) }.map { NamedExpression($0) })
    }

    private func windowed(_ below: Rows, _ functions: [NamedExpression]) -> Rows {
        let placed = functions.map { function -> NamedExpression in
            let own = here(function.expression, below.keys)
            guard case .window(var window) = own.kind else { return NamedExpression(function.attribute, own) }
            window.partition += below.keys.map { Expression($0) }
            return NamedExpression(
                function.attribute,
                Expression(.window(window), own.type, isNullable: own.isNullable, at: own.place))
        }
        return Rows(
            relation: Relation(
                .window(below.relation, placed), below.relation.output + functions.map(\.attribute)),
            keys: below.keys)
    }

    // MARK: Aggregates

    private func aggregate(
        _ input: Relation, _ keys: [NamedExpression], _ calls: [NamedExpression]
    ) throws(SQLError) -> Rows {
        let below = try keys.isEmpty ? withEmptyGroups(rows(input)) : Found(rows: rows(input), isFound: nil)
        let values = below.rows.keys
        let groups =
            keys.filter { places[$0.attribute.id] == nil }
            .map { NamedExpression($0.attribute, here($0.expression, values)) } + values.map { NamedExpression($0) }
        let found = calls.map { call in
            let own = here(call.expression, values)
            guard case .aggregate(var aggregate) = own.kind, let isFound = below.isFound else {
                return NamedExpression(call.attribute, own)
            }
            aggregate.filter = aggregate.filter.map { .call(.and, [isFound, $0], .boolean) } ?? isFound
            return NamedExpression(
                call.attribute, Expression(.aggregate(aggregate), own.type, isNullable: own.isNullable, at: own.place))
        }
        return Rows(
            relation: Relation(
                .aggregate(below.rows.relation, keys: groups, calls: found), (groups + found).map(\.attribute)),
            keys: values)
    }

    private struct Found {
        let rows: Rows
        /// Whether a row was there; nil where all of them were.
        let isFound: Expression?
    }

    /// With a row for each value that has none.
    private func withEmptyGroups(_ rows: Rows) -> Found {
        let all = values()
        let flag = Attribute("found", .boolean, isNullable: false)
        let items =
            rows.relation.output.map { NamedExpression($0) }
            + [NamedExpression(flag, .literal(.bool(true), .boolean))]
        let flagged = Relation(.project(rows.relation, items), items.map(\.attribute))
        let relation = Relation(
            .join(all.relation, flagged, .left, condition: Expression.all(Unnesting.same(all.keys, rows.keys))),
            all.keys + flagged.output.map { $0.nullable() })
        return Found(
            rows: Rows(relation: relation, keys: all.keys),
            isFound: .call(.isNotNull, [Expression(flag.nullable())], .boolean, isNullable: false))
    }

    // MARK: Joins

    private func join(
        _ left: Relation, _ right: Relation, _ type: JoinType, _ condition: Expression?
    ) throws(SQLError) -> Rows {
        let isInner = type == .inner || type == .cross
        let (leftDepends, rightDepends) = (depends(left), depends(right))
        // Every row that may come out needs the values.
        let needsLeft = leftDepends || (isInner ? !rightDepends : type != .right)
        let needsRight = rightDepends || type == .right || type == .full
        let one = try needsLeft ? rows(left) : Rows(relation: left, keys: [])
        let two = try needsRight ? rows(right) : Rows(relation: right, keys: [])
        let keys = needsLeft && type != .right ? one.keys : two.keys
        var conditions = condition.map { here($0, keys).conjuncts } ?? []
        var kind: JoinType = isInner ? .inner : type
        if needsLeft, needsRight {
            if type == .antiUnlessNull {
                kind = .anti
                conditions = conditions.map(\.orUnknown)
            }
            conditions += Unnesting.same(one.keys, two.keys)
        }
        if kind == .inner, conditions.isEmpty { kind = .cross }
        let output: [Attribute]
        switch kind {
        case .semi, .anti, .antiUnlessNull: output = one.relation.output
        default:
            output =
                one.relation.output.map { $0.nullable(kind == .right || kind == .full) }
                + two.relation.output.map { $0.nullable(kind == .left || kind == .full) }
        }
        let joined = Relation(.join(one.relation, two.relation, kind, condition: Expression.all(conditions)), output)
        guard kind == .full else { return Rows(relation: joined, keys: keys) }
        let either = zip(one.keys, two.keys).map { first, second in
            NamedExpression(
                first.renewed(),
                .call(
                    .coalesce, [Expression(first.nullable()), Expression(second.nullable())],
                    first.type, isNullable: true))
        }
        let items = output.map { NamedExpression($0) } + either
        return Rows(relation: Relation(.project(joined, items), items.map(\.attribute)), keys: either.map(\.attribute))
    }

    // MARK: Several inputs

    /// The columns in order, then the keys.
    private func arranged(_ input: Relation) throws(SQLError) -> Relation {
        let rows = try rows(input)
        let items =
            output(input, rows).map { NamedExpression($0.renewed(), Expression($0)) }
            + rows.keys.map { NamedExpression($0.renewed(), Expression($0)) }
        return Relation(.project(rows.relation, items), items.map(\.attribute))
    }

    // MARK: Columns

    private static func same(_ left: [Attribute], _ right: [Attribute]) -> [Expression] {
        zip(left, right).map { one, two in
            .call(.nullSafeEqual, [Expression(one), Expression(two)], .boolean, isNullable: false)
        }
    }
}

extension Expression {
    /// True also where one of its operands is unknown: what NOT IN lets no row pass for.
    var orUnknown: Expression {
        let known = children.filter(\.isNullable).map {
            Expression.call(.isNull, [$0], .boolean, isNullable: false)
        }
        return known.reduce(self) { .call(.or, [$0, $1], .boolean) }
    }
}
