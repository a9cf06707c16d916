// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Lowering
import Martlet
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

        /// Columns that the join reads to give these.
        func columns(and needed: Set<Int>) -> Set<Int> {
            var columns = needed
            for key in left + right + rest { key.collectAttributes(into: &columns) }
            return columns
        }
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
        if type == .full, !keys.rest.isEmpty || keys.left.isEmpty {
            return try fullJoin(left, right, condition, output, needed)
        }
        let sides = Sides(left, right, type, keys, cardinality, isSmall: { isSmall($0, keys, needed) })
        let rule = try joining(sides, needed)
        let maker = rule.left.dataset.maker(name: name)
        let (leftRows, rightRows) = (
            try rule.left.dataset.lineage(name: name), try rule.right.dataset.lineage(name: name)
        )
        let isWhole = sides.isCross || isBroadcast(sides, partitions: leftRows.partitionCount, needed)
        let made =
            isWhole && !rule.join.kind.givesRightRowsOnce
            ? maker.joinedWithWhole(leftRows, rightRows, rule.join)
            : try shuffled(leftRows, rightRows, rule.join, sides, maker)
        guard let made else {
            throw .query(SQLError.unsupported("a \(type.rawValue) join of these rows is not there yet"))
        }
        let dataset = Dataset(engine: engine, lineage: made)
        if rule.join.kind.givesLeftRows || rule.join.kind.givesRightRows {
            return Rows(
                dataset: try dataset.adding(.map(.member(1, name: name))),
                columns: rule.join.kind.givesLeftRows ? rule.left.columns : rule.right.columns)
        }
        // Of the columns that a condition asked for only those go on that are asked for still.
        let pair = PairOfRows(left: rule.left.columns, right: rule.right.columns)
        let kept = pair.columns.filter { needed.contains($0) }
        return Rows(
            dataset: try dataset.adding(.map(pair.flattened(kept))), columns: kept.isEmpty ? [] : kept)
    }

    /// A full outer join on more than equal values: what the left outer join gives, then the right side's rows without
    /// a match.
    private func fullJoin(
        _ left: Relation, _ right: Relation, _ condition: Expression?, _ output: [Attribute], _ needed: Set<Int>
    ) throws(MartletError) -> Rows {
        let matched = Relation(.join(left, right, .left, condition: condition), output)
        let unmatched = Relation(.join(right, left, .anti, condition: condition), right.output)
        let ids = Set(right.output.map(\.id))
        let columns = output.map { column in
            NamedExpression(
                column.renewed(), ids.contains(column.id) ? Expression(column) : .literal(.null, column.type))
        }
        let padded = Relation(.project(unmatched, columns), columns.map(\.attribute))
        return try rows(of: Relation(.union([matched, padded]), output), needed: needed)
    }

    /// Both sides of a join, that on the right the one that becomes a table: where it can be chosen, the smaller one.
    private struct Sides {
        var left: Relation
        var right: Relation
        var kind: JoinKind
        var keys: Keys

        init(
            _ left: Relation, _ right: Relation, _ type: JoinType, _ keys: Keys, _ cardinality: Cardinality,
            isSmall: (Relation) -> Bool
        ) {
            (self.left, self.right, self.keys, kind) = (left, right, keys, type.kind)
            let (one, two) = (cardinality.rows(of: left), cardinality.rows(of: right))
            switch type {
            case .inner where one < two, .cross where one < two: turn(.inner)
            // A few rows go to those of the other side, whichever are fewer.
            case .left where isSmall(right), .semi where isSmall(right), .anti where isSmall(right): break
            case .right where !isCross && isSmall(left): turn(.left)
            case .left where keys.rest.isEmpty && !isCross && one * FrameLimits.turnedJoinFactor < two: turn(.right)
            case .right where two > one * FrameLimits.turnedJoinFactor: turn(.left)
            case .semi where !isCross && one * FrameLimits.turnedJoinFactor < two: turn(.rightSemi)
            case .anti where !isCross && one * FrameLimits.turnedJoinFactor < two: turn(.rightAnti)
            default: break
            }
        }

        /// Whether every row is looked at with every row.
        var isCross: Bool { keys.left.isEmpty }

        private mutating func turn(_ kind: JoinKind) {
            (left, right, self.kind) = (right, left, kind)
            (keys.left, keys.right) = (keys.right, keys.left)
        }
    }

    private struct Joining {
        var left: Rows
        var right: Rows
        var join: Join
    }

    /// The rows of both sides as (key, columns), and what is made of them.
    private func joining(_ sides: Sides, _ needed: Set<Int>) throws(MartletError) -> Joining {
        let keys = sides.keys
        var values = needed
        for condition in keys.rest { condition.collectAttributes(into: &values) }
        var below = values
        for key in keys.left + keys.right { key.collectAttributes(into: &below) }
        func keyed(_ relation: Relation, _ keys: [Expression]) throws(MartletError) -> Rows {
            let input = try self.rows(of: relation, needed: below)
            let columns = input.columns.filter { values.contains($0) }
            let dataset = try self.keyed(
                input, sides.isCross ? [.literal(.int(0), .int)] : keys, columns, relation)
            return Rows(dataset: dataset, columns: columns)
        }
        let (left, right) = (try keyed(sides.left, keys.left), try keyed(sides.right, keys.right))
        var join = Join(sides.kind, matchesNulls: sides.isCross ? [true] : keys.matchesNulls, order: .ofLeft)
        if let whole = Expression.all(keys.rest) {
            join.condition = try program(
                of: whole, PairOfRows(left: left.columns, right: right.columns), left.dataset, right.dataset)
        }
        return Joining(left: left, right: right, join: join)
    }

    /// The join of rows that are brought together by their keys. Where that would leave most left rows without a match
    /// they stay where they are: the right side's keys go to them first.
    private func shuffled(
        _ left: Lineage, _ right: Lineage, _ join: Join, _ sides: Sides, _ maker: LineageMaker
    ) throws(MartletError) -> Lineage? {
        let count = settings.shufflePartitions ?? max(left.partitionCount, right.partitionCount, 1)
        guard isFiltered(sides, join), !left.isPlacedByKey(among: count), !right.isPlacedByKey(among: count) else {
            return maker.joined(left, right, join, partitions: settings.shufflePartitions)
        }
        // Read twice, made once.
        let placed = maker.placedByKey(right, partitions: count)
        let keys = try Dataset(engine: engine, lineage: placed).adding(.map(.keysAlone))
        let semi = Join(.semi, matchesNulls: join.matchesNulls, order: .ofLeft)
        guard let fewer = maker.joinedWithWhole(left, try keys.lineage(name: name), semi) else { return nil }
        return maker.joined(fewer, placed, join, partitions: count)
    }

    /// Whether left rows whose key the right side does not have are left out before they are shuffled.
    private func isFiltered(_ sides: Sides, _ join: Join) -> Bool {
        guard !sides.isCross, [.inner, .right, .semi, .rightSemi, .rightAnti].contains(join.kind) else { return false }
        let (one, two) = (cardinality.rows(of: sides.left), cardinality.rows(of: sides.right))
        let most = Double(settings.broadcastBytesMax ?? FrameLimits.broadcastBytesMax)
        guard one >= FrameLimits.filteredRowsMin, two <= FrameLimits.filteringRowsShareMax * one,
            two * FrameLimits.filteringKeyByteCount <= most
        else { return false }
        let keys = zip(sides.keys.left, sides.keys.right).map { (left: $0, right: $1) }
        guard let share = cardinality.keyShare(keys, sides.left, sides.right) else { return false }
        return share <= FrameLimits.filteredShareMax
    }

    /// Whether the right side goes as a whole to each partition of the left one: where it is smaller than the setting
    /// says; where that says nothing, where less is read so than if both sides were shuffled.
    private func isBroadcast(_ sides: Sides, partitions: Int, _ needed: Set<Int>) -> Bool {
        if isSmall(sides.right, sides.keys, needed) { return true }
        let columns = sides.keys.columns(and: needed)
        let table = cardinality.byteCount(of: sides.right, columns)
        if let most = settings.broadcastBytesMax { return most >= 0 && table <= Double(most) }
        guard table <= Double(FrameLimits.broadcastBytesMax) else { return false }
        return table * Double(max(partitions, 1)) <= cardinality.byteCount(of: sides.left, columns) + table
    }

    /// Whether a side of a join is known to be so small that it goes to each partition of whatever the other one is.
    private func isSmall(_ side: Relation, _ keys: Keys, _ needed: Set<Int>) -> Bool {
        guard settings.broadcastBytesMax == nil,
            let bytes = cardinality.byteCountMax(of: side, keys.columns(and: needed))
        else { return false }
        return bytes <= Double(FrameLimits.broadcastAlwaysBytesMax)
    }

    /// (key, columns)
    private func keyed(
        _ rows: Rows, _ keys: [Expression], _ columns: [Int], _ relation: Relation
    ) throws(MartletError) -> Dataset {
        let closure = try lowered { () throws(SQLError) in
            try expressions(rows).pairs(
                keys: keys.map(\.asKey),
                values: columns.isEmpty
                    ? [.literal(.int(0), .int)] : columns.map { Expression(relation.column($0)) })
        }
        return try rows.dataset.adding(.map(closure))
    }

    private func program(
        of condition: Expression, _ pair: PairOfRows, _ left: Dataset, _ right: Dataset
    ) throws(MartletError) -> Program {
        guard case .tuple(let one) = left.rowType, case .tuple(let two) = right.rowType else {
            throw .query(SQLError.unsupported("a join of rows that are no pairs"))
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
        guard !isAll else {
            throw .query(SQLError.unsupported("\(operation.rawValue.uppercased()) ALL is not there yet"))
        }
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

extension Closure {
    /// Pairs with their keys and a number in the place of their values.
    fileprivate static var keysAlone: Closure {
        let row = Variable("pair")
        let zero = Node(.constant(.init(type: .int, value: .int(0))))
        return .traced(
            parameters: [row], body: Node(.tuple([Node(.member(Node(.variable(row)), 0)), zero])), file: "", line: 0)
    }
}

/// The columns of (key, (left columns, right columns)).
private struct PairOfRows {
    let left: [Int]
    let right: [Int]

    var columns: [Int] { left + right }

    /// One tuple of all columns.
    var flattened: Closure { flattened(columns) }

    /// One tuple of some of them, in the order of all; of none, of a number.
    func flattened(_ kept: [Int]) -> Closure {
        let row = Variable("pair")
        let both = Node(.member(Node(.variable(row)), 1))
        func members(_ side: Int, _ columns: [Int]) -> [Node] {
            columns.indices.filter { kept.contains(columns[$0]) }.map { Node(.member(Node(.member(both, side)), $0)) }
        }
        var members = members(0, left) + members(1, right)
        if members.isEmpty { members = [Node(.constant(.init(type: .int, value: .int(0))))] }
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
