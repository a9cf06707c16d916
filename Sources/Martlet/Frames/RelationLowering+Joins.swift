// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Lowering
import Plan
import Relational

// Joins, and the set operations that are such.
extension RelationLowering {
    /// Values of both sides that are equal in rows that match.
    private struct Keys {
        var left: [Expression] = []
        var right: [Expression] = []
        var matchesNulls: [Bool] = []
        /// What else must be true.
        var rest: [Expression] = []
    }

    func join(
        _ left: Relation, _ right: Relation, _ type: JoinType, _ condition: Expression?, _ output: [Attribute],
        _ needed: Set<Int>
    ) throws(MartletError) -> Rows {
        let keys = Self.keys(condition, left, right)
        // The right side's rows are kept by turning the join round where there is more to match than keys.
        if type == .right, !keys.rest.isEmpty || keys.left.isEmpty {
            return try join(right, left, .left, condition, output, needed)
        }
        guard type != .full || (keys.rest.isEmpty && !keys.left.isEmpty) else {
            throw .query(.unsupported("a full outer join on more than equal values is not there yet"))
        }
        var below = needed
        condition?.collectAttributes(into: &below)
        let (one, two) = (try rows(of: left, needed: below), try rows(of: right, needed: below))
        let isCross = keys.left.isEmpty
        let nothing = [Expression.literal(.int(0), .int)]
        let first = try keyed(one, isCross ? nothing : keys.left, left)
        let second = try keyed(two, isCross ? nothing : keys.right, right)
        let kind = type.kind
        var rule = Join(kind, matchesNulls: isCross ? [true] : keys.matchesNulls)
        let pair = PairOfRows(left: one.columns, right: two.columns)
        if let rest = keys.rest.first {
            let whole = keys.rest.dropFirst().reduce(rest) {
                Expression(.call(.and, [$0, $1], .fail), .boolean, isNullable: true)
            }
            rule.condition = try program(of: whole, pair, first, second)
        }
        let (leftRows, rightRows) = (try first.lineage(name: name), try second.lineage(name: name))
        let maker = first.maker(name: name)
        let made =
            isCross
            ? maker.joinedWithWhole(leftRows, rightRows, rule)
            : maker.joined(leftRows, rightRows, rule, partitions: settings.shufflePartitions)
        guard let made else { throw .query(.unsupported("a \(type.rawValue) join of these rows is not there yet")) }
        let dataset = Dataset(engine: engine, lineage: made)
        if kind.givesLeftRows {
            return Rows(dataset: try dataset.adding(.map(.member(1, name: name))), columns: one.columns)
        }
        return Rows(dataset: try dataset.adding(.map(pair.flattened)), columns: pair.columns)
    }

    /// (key, columns)
    private func keyed(_ rows: Rows, _ keys: [Expression], _ relation: Relation) throws(MartletError) -> Dataset {
        let closure = try lowered { () throws(SQLError) in
            try expressions(rows).pairs(
                keys: keys.map(\.asKey),
                values: rows.columns.isEmpty
                    ? [.literal(.int(0), .int)] : rows.columns.map { Expression(relation.column($0)) })
        }
        return try rows.dataset.adding(.map(closure))
    }

    private func program(
        of condition: Expression, _ pair: PairOfRows, _ left: Dataset, _ right: Dataset
    ) throws(MartletError) -> Program {
        guard case .tuple(let one) = left.rowType, case .tuple(let two) = right.rowType else {
            throw .query(.unsupported("a join of rows that are no pairs"))
        }
        let closure = try lowered { () throws(SQLError) in
            try ExpressionLowering(columns: pair.columns, settings: settings, now: now).key([condition])
        }
        do {
            let compiler = PipelineCompiler(input: .tuple([one[0], .tuple([one[1], two[1]])]))
            try compiler.map(pair.flattened)
            try compiler.map(closure)
            return try compiler.finish()
        } catch { throw .compilation(error) }
    }

    /// Takes the equalities between the sides out of a condition.
    private static func keys(_ condition: Expression?, _ left: Relation, _ right: Relation) -> Keys {
        let (one, two) = (Set(left.output.map(\.id)), Set(right.output.map(\.id)))
        var keys = Keys()
        var open = condition.map { [$0] } ?? []
        while let next = open.popLast() {
            guard case .call(let operation, let operands, _) = next.kind else {
                keys.rest.append(next)
                continue
            }
            if operation == .and {
                open += operands.reversed()
                continue
            }
            guard operation == .equal || operation == .nullSafeEqual else {
                keys.rest.append(next)
                continue
            }
            var (first, second): (Set<Int>, Set<Int>) = ([], [])
            operands[0].collectAttributes(into: &first)
            operands[1].collectAttributes(into: &second)
            if !first.isEmpty, !second.isEmpty, first.isSubset(of: one), second.isSubset(of: two) {
                keys.left.append(operands[0])
                keys.right.append(operands[1])
            } else if !first.isEmpty, !second.isEmpty, first.isSubset(of: two), second.isSubset(of: one) {
                keys.left.append(operands[1])
                keys.right.append(operands[0])
            } else {
                keys.rest.append(next)
                continue
            }
            keys.matchesNulls.append(operation == .nullSafeEqual)
        }
        return keys
    }

    /// Different rows of the left side that the right side has, or has not; null equals null.
    func setOperation(
        _ operation: SetOperation, _ left: Relation, _ right: Relation, isAll: Bool, _ needed: Set<Int>
    ) throws(MartletError) -> Rows {
        guard !isAll else { throw .query(.unsupported("\(operation.rawValue.uppercased()) ALL is not there yet")) }
        // The same columns may be on both sides.
        let renewed = right.output.map { NamedExpression($0.renewed(), Expression($0)) }
        let other = Relation(.project(right, renewed), renewed.map(\.attribute))
        var condition: Expression?
        for (one, two) in zip(left.output, other.output) {
            let same = Expression(
                .call(.nullSafeEqual, [Expression(one), Expression(two)], .fail), .boolean, isNullable: false)
            condition =
                condition.map { Expression(.call(.and, [$0, same], .fail), .boolean, isNullable: false) } ?? same
        }
        let unique = Relation(.distinct(left, by: left.output), left.output)
        return try join(
            unique, other, operation == .intersect ? .semi : .anti, condition, left.output, needed)
    }
}

/// The columns of (key, (left columns, right columns)).
private struct PairOfRows {
    let left: [Int]
    let right: [Int]

    var columns: [Int] { left + right }

    /// One tuple of all columns.
    var flattened: Closure {
        let row = Variable("pair")
        let both = Node(.member(Node(.variable(row)), 1))
        let members =
            left.indices.map { Node(.member(Node(.member(both, 0)), $0)) }
            + right.indices.map { Node(.member(Node(.member(both, 1)), $0)) }
        return .traced(parameters: [row], body: Node(.tuple(members)), file: "", line: 0)
    }
}

extension JoinType {
    fileprivate var kind: JoinKind {
        switch self {
        case .inner, .cross: .inner
        case .left: .left
        case .right: .right
        case .full: .full
        case .semi: .semi
        case .anti: .anti
        case .antiUnlessNull: .antiUnlessNull
        }
    }
}

extension Relation {
    fileprivate func column(_ id: Int) -> Attribute {
        output.first { $0.id == id } ?? output[0]
    }
}
