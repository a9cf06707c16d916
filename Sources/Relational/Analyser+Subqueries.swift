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
        let query = subquery.kind == .exists ? subquery.relation.rowsAlone : subquery.relation
        if subquery.kind == .exists, query.isOneRow {
            return isNegated ? Relation(.filter(input, .literal(.bool(false), .boolean)), input.output) : input
        }
        let found = try Decorrelation.of(subquery: query, in: input, countsNoRows: query.countsNoRows)
        var conditions = found.conditions
        var type: JoinType = isNegated ? .anti : .semi
        if subquery.kind == .isIn {
            let equalities = try self.equalities(subquery, found.output)
            let canBeNull = equalities.contains { $0.isNullable }
            if !isNegated || !canBeNull {
                conditions = equalities + conditions
            } else if equalities.count == 1, conditions.isEmpty, !subquery.values[0].attributes.isEmpty {
                type = .antiUnlessNull
                conditions = equalities
            } else {
                // A row is let through only where all of the equalities are known to be false.
                conditions += equalities.map(\.orUnknown)
            }
        }
        return Relation(.join(input, found.relation, type, condition: Expression.all(conditions)), input.output)
    }

    /// The values of IN and the columns of its query, each with the other.
    private func equalities(
        _ subquery: SubqueryExpression, _ columns: [Attribute]
    ) throws(SQLError) -> [Expression] {
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
        let output = right.output.map { $0.nullable(type == .left) }
        return Relation(
            .join(left, right, type, condition: Expression.all(conditions)), left.output + output)
    }

    private func scalar(
        _ input: Relation, _ subquery: SubqueryExpression, _ whole: Expression
    ) throws(SQLError) -> (Relation, Expression) {
        let ofNoRows = subquery.relation.valueOfNoRows(subquery.relation.output[0])
        let found = try Decorrelation.of(
            subquery: subquery.relation, in: input,
            countsNoRows: ofNoRows == nil ? subquery.relation.countsNoRows : subquery.relation.countsNoRowsWithin)
        let value = found.output[0]
        if found.conditions.isEmpty {
            let one = found.relation.isOneRow ? found.relation : single(found.relation, value, keys: [])
            let column = found.relation.isOneRow ? value : one.output[one.output.count - 1]
            var nullable = column
            nullable.isNullable = true
            return (joined(input, one, .cross, []), Expression(nullable, at: whole.place))
        }
        // Without a row there is what the aggregates of no rows give.
        if let empty = ofNoRows {
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
        let (rows, keys, conditions) = try keyed(found, subquery.relation, input)
        let one = single(rows.relation, rows.output[0], keys: keys)
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
        let query = subquery.relation.rowsAlone
        if query.isOneRow { return (input, .literal(.bool(true), .boolean)) }
        let found = try Decorrelation.of(subquery: query, in: input, countsNoRows: query.countsNoRows)
        guard !found.conditions.isEmpty else {
            let count = counted(Relation(.limit(found.relation, 1), found.relation.output), nil)
            return (
                joined(input, count.relation, .cross, []),
                .call(.greater, [Expression(count.attribute), .literal(.int(0), .bigint)], .boolean)
            )
        }
        let (rows, keys, conditions) = try keyed(found, query, input)
        let (marked, isFound) = marked(rows.relation, keys)
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

    /// The inner sides of equalities as columns, and the equalities over those. Where rows are found by more than equal
    /// values, the subquery is computed for each of the different ones, which are equal then.
    private func keyed(
        _ found: Decorrelation, _ query: Relation, _ input: Relation
    ) throws(SQLError) -> (rows: Decorrelation, keys: [NamedExpression], conditions: [Expression]) {
        var rows = found
        let own = Set(found.relation.output.map(\.id))
        if found.conditions.contains(where: { Decorrelation.equality($0, own) == nil }) {
            rows = try Decorrelation.of(subquery: query, in: input, countsNoRows: true)
        }
        let there = Set(rows.relation.output.map(\.id))
        var keys: [NamedExpression] = []
        var conditions: [Expression] = []
        for condition in rows.conditions {
            guard let (outer, inner, operation) = Decorrelation.equality(condition, there) else {
                throw Decorrelation.unsupported(
                    "is asked within another expression, for rows found by more than equal values")
            }
            let key = NamedExpression(Attribute("key", inner.type, isNullable: inner.isNullable), inner)
            keys.append(key)
            conditions.append(.call(operation, [outer, Expression(key.attribute)], .boolean))
        }
        return (rows, keys, conditions)
    }

    private func membership(
        _ input: Relation, _ subquery: SubqueryExpression, _ whole: Expression
    ) throws(SQLError) -> (Relation, Expression) {
        let own = Set(input.output.map(\.id))
        let equalities = try self.equalities(subquery, subquery.relation.output)
        guard subquery.relation.freeAttributes.isDisjoint(with: own), equalities.count == 1,
            !subquery.values[0].attributes.isEmpty
        else { return try countedMembership(input, subquery.relation, equalities, whole) }
        let found = subquery.relation
        let (outer, inner) = (equalities[0].children[0], equalities[0].children[1])
        let key = NamedExpression(Attribute("key", inner.type, isNullable: inner.isNullable), inner)
        let (marked, isFound) = marked(found, [key])
        var relation = joined(
            input, marked, .left, [.call(.equal, [outer, Expression(key.attribute)], .boolean)])
        guard outer.isNullable || inner.isNullable else { return (relation, isFound) }
        let (rows, values) = (counted(found.renewed(), nil), counted(found, inner))
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

    /// By how many rows are equal, and of how many that is unknown, for each of the different values.
    private func countedMembership(
        _ input: Relation, _ rows: Relation, _ equalities: [Expression], _ whole: Expression
    ) throws(SQLError) -> (Relation, Expression) {
        let isSame = Expression.all(equalities) ?? .literal(.bool(true), .boolean)
        func count(_ name: String, where filter: Expression) -> NamedExpression {
            NamedExpression(
                Attribute(name, .bigint, isNullable: false),
                Expression(.aggregate(AggregateExpression(.countRows, [], filter: filter)), .bigint, isNullable: false))
        }
        let same = count("same", where: isSame)
        let unknown = count("unknown", where: .call(.isNull, [isSame], .boolean, isNullable: false))
        let counts = Relation(
            .aggregate(rows, keys: [], calls: [same, unknown]), [same.attribute, unknown.attribute])
        let found = try Decorrelation.of(subquery: counts, in: input, countsNoRows: true)
        let relation =
            found.conditions.isEmpty
            ? joined(input, found.relation, .cross, []) : joined(input, found.relation, .left, found.conditions)
        func isSome(_ attribute: Attribute) -> Expression {
            .call(.greater, [Expression(attribute), .literal(.int(0), .bigint)], .boolean)
        }
        let result = Expression(
            .caseWhen(
                [
                    (isSome(found.output[0]), .literal(.bool(true), .boolean)),
                    (isSome(found.output[1]), .literal(.null, .boolean)),
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
            // What else is not null of no rows is computed of none.
            case .distinctApproximately: return nil
            default: return .literal(.null, call.expression.type)
            }
        default: return nil
        }
    }
}
