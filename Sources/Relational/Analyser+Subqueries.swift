// SPDX-License-Identifier: Apache-2.0

import Columnar

// Joins take the place of subqueries.
extension Analyser {
    /// The rows for which a condition is true. What is asked of subqueries as a whole becomes semi and anti joins.
    func filtered(_ input: Relation, by condition: Expression) throws(SQLError) -> Relation {
        guard condition.hasSubquery else { return Relation(.filter(input, condition), input.output) }
        var plain: [Expression] = []
        var asked: [(subquery: SubqueryExpression, isNegated: Bool)] = []
        for conjunct in condition.conjuncts {
            if let subquery = conjunct.subquery, subquery.kind != .scalar {
                asked.append((subquery, false))
            } else if case .call(.not, let operands, _) = conjunct.kind, let subquery = operands[0].subquery,
                subquery.kind != .scalar
            {
                asked.append((subquery, true))
            } else {
                plain.append(conjunct)
            }
        }
        var relation = input
        if let rest = Expression.all(plain) {
            let (wider, conditions) = try withoutSubqueries(relation, [rest])
            relation = Relation(.filter(wider, conditions[0]), wider.output)
            if wider.output.count != input.output.count {
                relation = Relation(.project(relation, input.output.map { NamedExpression($0) }), input.output)
            }
        }
        for (subquery, isNegated) in asked { relation = try semi(relation, subquery, isNegated) }
        return relation
    }

    private func semi(
        _ input: Relation, _ subquery: SubqueryExpression, _ isNegated: Bool
    ) throws(SQLError) -> Relation {
        let found = try Decorrelation.of(
            subquery.kind == .exists ? subquery.relation.rowsAlone : subquery.relation, in: input)
        var conditions = found.conditions
        var type: JoinType = isNegated ? .anti : .semi
        if subquery.kind == .isIn {
            let equalities = try self.equalities(subquery)
            let canBeNull = equalities.contains { $0.isNullable }
            if !isNegated || !canBeNull {
                conditions = equalities + conditions
            } else if equalities.count == 1, conditions.isEmpty, !subquery.values[0].attributes.isEmpty {
                type = .antiUnlessNull
                conditions = equalities
            } else {
                // A row is let through only where all of the equalities are known to be false.
                conditions += equalities.map { equality in
                    let known = equality.children.filter(\.isNullable).map {
                        Expression.call(.isNull, [$0], .boolean, isNullable: false)
                    }
                    return known.reduce(equality) { Expression.call(.or, [$0, $1], .boolean) }
                }
            }
        }
        return Relation(.join(input, found.relation, type, condition: Expression.all(conditions)), input.output)
    }

    /// The values of IN and the columns of its query, each with the other.
    private func equalities(_ subquery: SubqueryExpression) throws(SQLError) -> [Expression] {
        let columns = subquery.relation.output
        var found: [Expression] = []
        for (value, column) in zip(subquery.values, columns) {
            guard let common = coercion.comparable(value.type, column.type) else {
                throw SQLError(
                    "DATATYPE_MISMATCH.IN_SUBQUERY_DATA_TYPE_MISMATCH",
                    [
                        "sqlExpr": "\"IN\"", "mismatchedColumns": quoted(column.name),
                        "leftType": "\"\(value.type.sqlName)\"", "rightType": "\"\(column.type.sqlName)\"",
                    ], at: value.place)
            }
            found.append(
                .call(
                    .equal, [coercion.cast(value, to: common), coercion.cast(Expression(column), to: common)],
                    .boolean))
        }
        return found
    }

    // MARK: Values

    /// The relation with what the subqueries in the expressions give, and the expressions over that.
    func withoutSubqueries(
        _ input: Relation, _ expressions: [Expression]
    ) throws(SQLError) -> (relation: Relation, expressions: [Expression]) {
        guard expressions.contains(where: { $0.hasSubquery }) else { return (input, expressions) }
        var relation = input
        var values: [(expression: Expression, value: Expression)] = []
        func collect(_ expression: Expression) throws(SQLError) {
            for child in expression.children { try collect(child) }
            guard let subquery = expression.subquery, !values.contains(where: { $0.expression === expression }) else {
                return
            }
            let value: Expression
            switch subquery.kind {
            case .scalar: (relation, value) = try scalar(relation, subquery, expression)
            case .exists: (relation, value) = try existence(relation, subquery)
            case .isIn: (relation, value) = try membership(relation, subquery, expression)
            }
            values.append((expression, value))
        }
        for expression in expressions { try collect(expression) }
        return (
            relation,
            expressions.map { expression in
                expression.replacing { node in values.first { $0.expression === node }?.value }
            }
        )
    }

    private func joined(
        _ left: Relation, _ right: Relation, _ type: JoinType, _ conditions: [Expression]
    ) -> Relation {
        let output = right.output.map { attribute in
            var changed = attribute
            changed.isNullable = attribute.isNullable || type == .left
            return changed
        }
        return Relation(
            .join(left, right, type, condition: Expression.all(conditions)), left.output + output)
    }

    private func scalar(
        _ input: Relation, _ subquery: SubqueryExpression, _ whole: Expression
    ) throws(SQLError) -> (Relation, Expression) {
        let found = try Decorrelation.of(subquery.relation, in: input)
        let value = subquery.relation.output[0]
        if found.conditions.isEmpty {
            let one = found.relation.isOneRow ? found.relation : single(found.relation, value, keys: [])
            let column = found.relation.isOneRow ? value : one.output[one.output.count - 1]
            var nullable = column
            nullable.isNullable = true
            return (joined(input, one, .cross, []), Expression(nullable, at: whole.place))
        }
        // Without a row there is what the aggregates of no rows give.
        if let empty = subquery.relation.valueOfNoRows(value) {
            let flag = Attribute("found", .boolean, isNullable: false)
            let items =
                found.relation.output.map { NamedExpression($0) }
                + [NamedExpression(flag, .literal(.bool(true), .boolean))]
            let flagged = Relation(.project(found.relation, items), items.map(\.attribute))
            var present = flag
            present.isNullable = true
            let isMissing = Expression.call(.isNull, [Expression(present)], .boolean, isNullable: false)
            let result = Expression(
                .caseWhen([(isMissing, coercion.cast(empty, to: value.type))], otherwise: Expression(value)),
                value.type, isNullable: true, at: whole.place)
            return (joined(input, flagged, .left, found.conditions), result)
        }
        let (keys, conditions) = try keyed(found)
        let one = single(found.relation, value, keys: keys)
        var column = one.output[one.output.count - 1]
        column.isNullable = true
        return (joined(input, one, .left, conditions), Expression(column, at: whole.place))
    }

    /// The value of the only row of each group, in the last column.
    private func single(_ relation: Relation, _ value: Attribute, keys: [NamedExpression]) -> Relation {
        func call(_ function: AggregateFunction, _ arguments: [Expression], _ type: SQLType) -> NamedExpression {
            NamedExpression(
                Attribute(value.name, type, isNullable: true),
                Expression(.aggregate(AggregateExpression(function, arguments)), type, isNullable: true))
        }
        let first = call(.first, [Expression(value)], value.type)
        let count = call(.countRows, [], .bigint)
        let groups = Relation(
            .aggregate(relation, keys: keys, calls: [first, count]),
            keys.map(\.attribute) + [first.attribute, count.attribute])
        let only = NamedExpression(
            Attribute(value.name, value.type, isNullable: true),
            .call(
                .single, [Expression(first.attribute), Expression(count.attribute)], value.type, isNullable: true))
        let items = keys.map { NamedExpression($0.attribute) } + [only]
        return Relation(.project(groups, items), items.map(\.attribute))
    }

    /// Different rows of the expressions, with a column that is true.
    private func marked(_ relation: Relation, _ keys: [NamedExpression]) -> (Relation, Expression) {
        let rows = Relation(.project(relation, keys), keys.map(\.attribute))
        let unique = Relation(.distinct(rows, by: rows.output), rows.output)
        var flag = Attribute("found", .boolean, isNullable: false)
        let items =
            keys.map { NamedExpression($0.attribute) }
            + [NamedExpression(flag, .literal(.bool(true), .boolean))]
        flag.isNullable = true
        return (
            Relation(.project(unique, items), items.map(\.attribute)),
            .call(.isNotNull, [Expression(flag)], .boolean, isNullable: false)
        )
    }

    private func existence(
        _ input: Relation, _ subquery: SubqueryExpression
    ) throws(SQLError) -> (Relation, Expression) {
        let found = try Decorrelation.of(subquery.relation.rowsAlone, in: input)
        guard !found.conditions.isEmpty else {
            let count = counted(Relation(.limit(found.relation, 1), found.relation.output), nil)
            return (
                joined(input, count.relation, .cross, []),
                .call(.greater, [Expression(count.attribute), .literal(.int(0), .bigint)], .boolean)
            )
        }
        let (keys, conditions) = try keyed(found)
        let (marked, isFound) = marked(found.relation, keys)
        return (joined(input, marked, .left, conditions), isFound)
    }

    private func counted(_ relation: Relation, _ value: Expression?) -> (relation: Relation, attribute: Attribute) {
        let attribute = Attribute("count", .bigint, isNullable: false)
        let call = AggregateExpression(value == nil ? .countRows : .count, value.map { [$0] } ?? [])
        let counts = Relation(
            .aggregate(
                relation, keys: [],
                calls: [NamedExpression(attribute, Expression(.aggregate(call), .bigint, isNullable: false))]),
            [attribute])
        return (counts, attribute)
    }

    /// The inner sides of equalities as columns, and the equalities over those.
    private func keyed(_ found: Decorrelation) throws(SQLError) -> ([NamedExpression], [Expression]) {
        let own = Set(found.relation.output.map(\.id))
        var keys: [NamedExpression] = []
        var conditions: [Expression] = []
        for condition in found.conditions {
            guard let (outer, inner, operation) = Decorrelation.equality(condition, own) else {
                throw Decorrelation.unsupported(
                    "is asked within another expression, for rows found by more than equal values")
            }
            let key = NamedExpression(Attribute("key", inner.type, isNullable: inner.isNullable), inner)
            keys.append(key)
            conditions.append(.call(operation, [outer, Expression(key.attribute)], .boolean))
        }
        return (keys, conditions)
    }

    private func membership(
        _ input: Relation, _ subquery: SubqueryExpression, _ whole: Expression
    ) throws(SQLError) -> (Relation, Expression) {
        let found = try Decorrelation.of(subquery.relation)
        let equalities = try self.equalities(subquery)
        guard found.conditions.isEmpty, equalities.count == 1 else {
            throw Decorrelation.unsupported(
                "is asked within another expression whether it has a row, and depends on the rows around it or has "
                    + "several columns")
        }
        let (outer, inner) = (equalities[0].children[0], equalities[0].children[1])
        let key = NamedExpression(Attribute("key", inner.type, isNullable: inner.isNullable), inner)
        let (marked, isFound) = marked(found.relation, [key])
        var relation = joined(
            input, marked, .left, [.call(.equal, [outer, Expression(key.attribute)], .boolean)])
        guard outer.isNullable || inner.isNullable else { return (relation, isFound) }
        let (rows, values) = (counted(found.relation.renewed(), nil), counted(found.relation, inner))
        relation = joined(joined(relation, rows.relation, .cross, []), values.relation, .cross, [])
        let isEmpty = Expression.call(
            .equal, [Expression(rows.attribute), .literal(.int(0), .bigint)], .boolean)
        let hasNulls = Expression.call(
            .less, [Expression(values.attribute), Expression(rows.attribute)], .boolean)
        let isUnknown = Expression.call(
            .or, [.call(.isNull, [outer], .boolean, isNullable: false), hasNulls], .boolean)
        let result = Expression(
            .caseWhen(
                [
                    (isFound, .literal(.bool(true), .boolean)), (isEmpty, .literal(.bool(false), .boolean)),
                    (isUnknown, .literal(.null, .boolean)),
                ], otherwise: .literal(.bool(false), .boolean)), .boolean, isNullable: true, at: whole.place)
        return (relation, result)
    }
}

extension Relation {
    /// A relation that has rows when this one has, and whose columns do not matter.
    fileprivate var rowsAlone: Relation {
        switch kind {
        case .project(let input, _), .alias(let input, _), .sort(let input, _, _), .distinct(let input, _):
            input.rowsAlone
        case .limit(let input, let count) where count > 0: input.rowsAlone
        case .aggregate(let input, let keys, _) where !keys.isEmpty: input.rowsAlone
        default: self
        }
    }

    /// Whether it always has one row.
    fileprivate var isOneRow: Bool {
        switch kind {
        case .oneRow: true
        case .aggregate(_, let keys, _): keys.isEmpty
        case .project(let input, let items):
            input.isOneRow && !items.contains { $0.expression.hasExplosion }
        case .alias(let input, _), .sort(let input, _, _): input.isOneRow
        default: false
        }
    }

    /// What a column of an aggregate without keys is where there are no rows, as literals and calls of them; nil when
    /// it is no such column.
    func valueOfNoRows(_ column: Attribute) -> Expression? {
        switch kind {
        case .alias(let input, _), .sort(let input, _, _): return input.valueOfNoRows(column)
        case .project(let input, let items):
            guard let item = items.first(where: { $0.attribute.id == column.id }) else { return nil }
            var isKnown = true
            let value = item.expression.replacing { node in
                guard case .attribute(let id) = node.kind else { return nil }
                guard let attribute = input.output.first(where: { $0.id == id }),
                    let value = input.valueOfNoRows(attribute)
                else {
                    isKnown = false
                    return nil
                }
                return value
            }
            return isKnown ? value : nil
        case .aggregate(_, let keys, let calls):
            guard keys.isEmpty, let call = calls.first(where: { $0.attribute.id == column.id }),
                case .aggregate(let aggregate) = call.expression.kind
            else { return nil }
            switch aggregate.function {
            case .count, .countRows: return .literal(.int(0), .bigint)
            case .collectList, .collectSet: return .literal(.list([]), call.expression.type)
            default: return .literal(.null, call.expression.type)
            }
        default: return nil
        }
    }
}
