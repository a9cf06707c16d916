// SPDX-License-Identifier: Apache-2.0

import Columnar

/// A query as a value. What it names of the rows around it are their columns; joins take the place of all of them.
public struct SubqueryExpression: Sendable {
    public var kind: SubqueryKind
    public var relation: Relation
    /// What is looked for among the rows; of `isIn`.
    public var values: [Expression]
}

public enum SubqueryKind: Sendable {
    /// The value of its only column in its only row; null without a row.
    case scalar
    /// Whether it has rows.
    case exists
    /// Whether values are among its rows.
    case isIn
}

extension Expression {
    var subquery: SubqueryExpression? { if case .subquery(let subquery) = kind { subquery } else { nil } }

    var hasSubquery: Bool { contains { $0.subquery != nil } }
}

extension Relation {
    /// The expressions of this relation itself.
    var expressions: [Expression] {
        switch kind {
        case .range, .rows, .oneRow, .values, .limit, .offset, .union, .setOperation, .coalesce, .alias: []
        case .project(_, let items), .window(_, let items): items.map(\.expression)
        case .filter(_, let condition): [condition]
        case .sort(_, let keys, _), .repartitionByRange(_, _, let keys): keys.map(\.expression)
        case .aggregate(_, let keys, let calls): (keys + calls).map(\.expression)
        case .distinct(_, let by): by.map { Expression($0) }
        case .join(_, _, _, let condition): condition.map { [$0] } ?? []
        case .repartition(_, _, let by): by
        case .expand(_, let sets): sets.flatMap { $0 }
        case .generate(_, let generator): [generator.value]
        }
    }

    /// Numbers of columns that are named in here and come from outside.
    var freeAttributes: Set<Int> {
        var used: Set<Int> = []
        for expression in expressions { expression.collectAttributes(into: &used) }
        for input in inputs { used.subtract(input.output.map(\.id)) }
        for input in inputs { used.formUnion(input.freeAttributes) }
        return used
    }

    /// Numbers of the columns that are named in here, from the top, as often as they are.
    var attributesNamed: [Int] {
        var found: [Int] = []
        func collect(_ expression: Expression) {
            if case .attribute(let id) = expression.kind { found.append(id) }
            for child in expression.children { collect(child) }
        }
        for expression in expressions { collect(expression) }
        return found + inputs.flatMap(\.attributesNamed)
    }

    /// Whether there may be rows that come of no rows, where what the rows around bring decides whether there are any.
    var countsNoRows: Bool {
        guard !freeAttributes.isEmpty else { return false }
        if case .aggregate(let input, let keys, _) = kind, keys.isEmpty, !input.freeAttributes.isEmpty { return true }
        return inputs.contains { $0.countsNoRows }
    }

    /// The same below an aggregate without keys on top.
    var countsNoRowsWithin: Bool {
        switch kind {
        case .project(let input, _), .alias(let input, _), .sort(let input, _, _): input.countsNoRowsWithin
        case .aggregate(let input, let keys, _) where keys.isEmpty: input.countsNoRows
        default: countsNoRows
        }
    }

    /// The same rows with columns of other numbers.
    func renewed() -> Relation {
        let items = output.map { NamedExpression($0.renewed(), Expression($0)) }
        return Relation(.project(self, items), items.map(\.attribute))
    }
}

/// A subquery with what it names of the rows around it moved up to its top.
struct Decorrelation {
    /// With the columns that the conditions need.
    let relation: Relation
    /// Over the rows around it and those of the relation.
    let conditions: [Expression]
    /// The subquery's own columns in the relation.
    private(set) var output: [Attribute]

    private init(_ relation: Relation, _ conditions: [Expression]) {
        self.relation = relation
        self.conditions = conditions
        output = relation.output
    }

    /// A subquery of the rows of `around`. Moving conditions up keeps them where joins use them; where that is not
    /// possible, or would lose rows that come of no rows, the subquery is computed for each of the different values
    /// that it asks for.
    static func of(
        subquery: Relation, in around: Relation, countsNoRows: Bool
    ) throws(SQLError) -> Decorrelation {
        let unnesting = Unnesting(subquery, in: around)
        if !countsNoRows || unnesting == nil {
            do throws(SQLError) {
                var found = try of(subquery)
                found.output = subquery.output
                return found
            } catch {
                // What it names of rows farther out is theirs to bring.
                guard unnesting != nil else { return Decorrelation(subquery, []) }
            }
        }
        guard let unnesting else { return Decorrelation(subquery, []) }
        let rows = try unnesting.rows(subquery)
        var found = Decorrelation(rows.relation, unnesting.conditions(rows))
        found.output = unnesting.output(subquery, rows)
        return found
    }

    /// By conditions alone; fails where those cannot move up.
    private static func of(_ relation: Relation) throws(SQLError) -> Decorrelation {
        guard !relation.freeAttributes.isEmpty else { return Decorrelation(relation, []) }
        switch relation.kind {
        case .filter(let input, let condition):
            let below = try of(input)
            let own = Set(input.output.map(\.id))
            let (inner, outer) = condition.conjuncts.parted { $0.attributes.isSubset(of: own) }
            let rows =
                Expression.all(inner).map { Relation(.filter(below.relation, $0), below.relation.output) }
                ?? below.relation
            return Decorrelation(rows, below.conditions + outer)
        case .project(let input, let items):
            let below = try of(input)
            let own = Set(input.output.map(\.id))
            guard items.allSatisfy({ $0.expression.attributes.isSubset(of: own) }) else {
                throw unsupported("selects columns of the rows around it")
            }
            let all = items + below.columnsNeeded(besides: items.map(\.attribute)).map { NamedExpression($0) }
            return Decorrelation(Relation(.project(below.relation, all), all.map(\.attribute)), below.conditions)
        case .alias(let input, let name):
            let below = try of(input)
            let output = relation.output + below.columnsNeeded(besides: relation.output)
            return Decorrelation(Relation(.alias(below.relation, name), output), below.conditions)
        case .sort(let input, _, _): return try of(input)
        case .limit(let input, let count): return try limited(input, count)
        case .distinct(let input, let by):
            let below = try of(input)
            let all = by + below.columnsNeeded(besides: by)
            return Decorrelation(Relation(.distinct(below.relation, by: all), below.relation.output), below.conditions)
        case .aggregate(let input, let keys, let calls): return try aggregate(input, keys, calls)
        case .join(let left, let right, let type, let condition):
            return try join(left, right, type, condition, relation.output)
        default: throw unsupported("names columns of the rows around it where that is not possible")
        }
    }

    /// The first rows of each group of equal values, by the order below.
    private static func limited(_ input: Relation, _ count: Int) throws(SQLError) -> Decorrelation {
        var (rows, order, items): (Relation, [SortKey], [NamedExpression]?) = (input, [], nil)
        if case .project(let below, let found) = rows.kind, case .sort = below.kind { (rows, items) = (below, found) }
        if case .sort(let below, let keys, _) = rows.kind { (rows, order) = (below, keys) }
        let below = try of(rows)
        let own = Set(below.relation.output.map(\.id))
        var window = WindowExpression(.rowNumber, [])
        for condition in below.conditions {
            guard let (_, inner, _) = equality(condition, own) else {
                throw unsupported("takes the first rows of those that are found by more than equal values")
            }
            window.partition.append(inner)
        }
        window.order = order
        window.isPlaced = true
        let number = Attribute("number", .int, isNullable: false)
        let numbered = Relation(
            .window(
                below.relation, [NamedExpression(number, Expression(.window(window), .int, isNullable: false))]),
            below.relation.output + [number])
        let first = Relation(
            .filter(
                numbered, .call(.lessOrEqual, [Expression(number), .literal(.int(count), .int)], .boolean)),
            numbered.output)
        var kept = (items ?? rows.output.map { NamedExpression($0) })
        kept += below.columnsNeeded(besides: kept.map(\.attribute)).map { NamedExpression($0) }
        return Decorrelation(Relation(.project(first, kept), kept.map(\.attribute)), below.conditions)
    }

    /// Equal values become keys of the groups.
    private static func aggregate(
        _ input: Relation, _ keys: [NamedExpression], _ calls: [NamedExpression]
    ) throws(SQLError) -> Decorrelation {
        let below = try of(input)
        let own = Set(below.relation.output.map(\.id))
        guard (keys + calls).allSatisfy({ $0.expression.attributes.isSubset(of: own) }) else {
            throw unsupported("aggregates columns of the rows around it")
        }
        var all = keys
        var found: [Expression] = []
        for condition in below.conditions {
            guard let (outer, inner, operation) = equality(condition, own) else {
                throw unsupported("aggregates rows that are found by more than equal values")
            }
            let key: NamedExpression
            if let known = all.first(where: { $0.expression.isSame(as: inner) }) {
                key = known
            } else {
                key = NamedExpression(Attribute("key", inner.type, isNullable: inner.isNullable), inner)
                all.append(key)
            }
            found.append(.call(operation, [outer, Expression(key.attribute)], .boolean))
        }
        return Decorrelation(
            Relation(.aggregate(below.relation, keys: all, calls: calls), (all + calls).map(\.attribute)), found)
    }

    /// The outer and the inner side of an equality of both; nil for any other condition.
    static func equality(
        _ condition: Expression, _ own: Set<Int>
    ) -> (outer: Expression, inner: Expression, operation: Operation)? {
        guard case .call(let operation, let sides, _) = condition.kind,
            operation == .equal || operation == .nullSafeEqual,
            let place = sides.firstIndex(where: { $0.attributes.isSubset(of: own) && !$0.attributes.isEmpty }),
            sides[1 - place].attributes.isDisjoint(with: own)
        else { return nil }
        return (sides[1 - place], sides[place], operation)
    }

    private static func join(
        _ left: Relation, _ right: Relation, _ type: JoinType, _ condition: Expression?, _ output: [Attribute]
    ) throws(SQLError) -> Decorrelation {
        let isInner = type == .inner || type == .cross
        let (one, two) = (try of(left), try of(right))
        let own = Set((one.relation.output + two.relation.output).map(\.id))
        let (inner, outer) = (condition?.conjuncts ?? []).parted { $0.attributes.isSubset(of: own) }
        let keepsLeft = [.inner, .cross, .left, .semi, .anti, .antiUnlessNull].contains(type)
        guard keepsLeft, isInner || (two.conditions.isEmpty && outer.isEmpty) else {
            throw unsupported("names columns of the rows around it on the optional side of a join")
        }
        let all =
            isInner ? one.relation.output + two.relation.output : output + one.columnsNeeded(besides: output)
        return Decorrelation(
            Relation(
                .join(one.relation, two.relation, isInner ? .inner : type, condition: Expression.all(inner)), all),
            one.conditions + two.conditions + outer)
    }

    /// Columns of the relation that the conditions ask for.
    private func columnsNeeded(besides known: [Attribute]) -> [Attribute] {
        var used: Set<Int> = []
        for condition in conditions { condition.collectAttributes(into: &used) }
        used.subtract(known.map(\.id))
        return relation.output.filter { used.contains($0.id) }
    }

    static func unsupported(_ what: String) -> SQLError {
        .unsupported("a subquery that \(what): write it as a join")
    }
}

extension Expression {
    var attributes: Set<Int> {
        var found: Set<Int> = []
        collectAttributes(into: &found)
        return found
    }
}

extension Array {
    /// Those that fulfil a test, and the others.
    func parted(_ test: (Element) -> Bool) -> (yes: [Element], no: [Element]) {
        (filter(test), filter { !test($0) })
    }
}
