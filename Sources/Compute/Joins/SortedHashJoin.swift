// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The rows of a hash join for sides that memory does not hold, and in the same order: rows get numbers, both sides are
/// joined by sorting (`Joiner`), and what comes is sorted by the numbers. All of it spills.
final class SortedHashJoin {
    private let rule: HashJoinRule
    private let context: RunContext
    private let joiner: Joiner
    private let sorter: Sorter
    private let filter: JoinCondition?
    /// Whether right rows are on the left of the joiner.
    private let isTurned: Bool
    /// Whether the joiner gives rows of one side alone.
    private let givesOneSide: Bool
    private var lefts = 0
    private var rights = 0
    private var isJoined = false
    private var isRead = false
    private var waiting: (rows: Column, next: Int)?

    init(
        keyType: DataType, leftType: DataType, rightType: DataType, rule: HashJoinRule, memory: any MemoryBudget,
        spill: any SpillProvider, context: RunContext
    ) {
        self.rule = rule
        self.context = context
        let left = DataType.tuple([.int, keyType, leftType])
        let right = DataType.tuple([.int, keyType, rightType])
        let result: JoinResult
        (isTurned, givesOneSide) = (rule.isRightRows && rule.condition == nil, rule.condition == nil && !rule.isPairs)
        switch (rule.result, rule.condition == nil) {
        case (.leftRows(let matched), true), (.rightRows(let matched), true): result = .leftRows(matched: matched)
        case (.pairs(let keepsLeft, let keepsRight), _): result = .pairs(keepsLeft: keepsLeft, keepsRight: keepsRight)
        case (.leftRows(let matched), false): result = .pairs(keepsLeft: !matched, keepsRight: false)
        case (.rightRows(let matched), false): result = .pairs(keepsLeft: false, keepsRight: !matched)
        }
        joiner = Joiner(
            keyType: keyType, leftType: isTurned ? right : left, rightType: isTurned ? left : right,
            rule: JoinRule(result, matchesNulls: rule.matchesNulls), batchRows: ComputeLimits.emittedRowsMax,
            memory: memory, spill: spill, context: context)
        let rows = givesOneSide ? (isTurned ? right : left) : DataType.tuple([left, right])
        sorter = Sorter(
            type: .tuple([keyType, rows]), keyType: .tuple([.int, .int]), mergeFanIn: ComputeLimits.joinMergeFanIn,
            memory: memory, spill: spill, context: context)
        filter = rule.condition.map { JoinCondition($0, rule.oneSided, of: rule.isRightRows ? .right : .left) }
    }

    // MARK: Input

    func addRight(_ batch: Column) throws(ComputeError) {
        try joiner.add(numbered(batch, from: rights), to: isTurned ? .left : .right)
        rights += batch.count
    }

    func addLeft(_ batch: Column) throws(ComputeError) {
        if batch.count == 0 { return }
        try joiner.add(numbered(batch, from: lefts), to: isTurned ? .right : .left)
        lefts += batch.count
    }

    /// (key, (number, key, value))
    private func numbered(_ batch: Column, from first: Int) -> Column {
        let numbers = Column.ints(count: batch.count) { for row in 0..<batch.count { $0[row] = first + row } }
        let value = Column.tuple([numbers, batch.children[0], batch.children[1]], count: batch.count)
        return .tuple([batch.children[0], value], count: batch.count)
    }

    // MARK: Output

    /// The next rows, so many at most; nil at the end.
    func next(_ most: Int) throws(ComputeError) -> Column? {
        if !isJoined {
            isJoined = true
            while let batch = try joiner.next() { try sorter.add(batch, keys: numbers(of: batch)) }
        }
        while true {
            if let (rows, next) = waiting {
                let count = min(most, rows.count - next)
                if next + count < rows.count { waiting = (rows, next + count) } else { waiting = nil }
                return rows.slice(next, count)
            }
            if isRead { return nil }
            try context.checkCancelled()
            let batch = try sorter.next()
            if batch == nil { isRead = true }
            if let rows = try finished(batch), rows.count > 0 { waiting = (rows, 0) }
        }
    }

    /// What rows are sorted by: the number of the left row, then that of the right one, or the other way round; rows
    /// without the first come last.
    private func numbers(of batch: Column) -> Column {
        let rows = batch.children[1]
        func numbers(_ side: Column, _ missing: Int) -> Column {
            Column.ints(count: batch.count) { out in
                let source = side.children[0].ints
                for row in 0..<batch.count { out[row] = side.isNull(row) ? missing : source[row] }
            }
        }
        let none = Column.ints(count: batch.count) { for row in 0..<batch.count { $0[row] = 0 } }
        if givesOneSide { return .tuple([numbers(rows, 0), none], count: batch.count) }
        let (left, right) = (numbers(rows.children[0], .max), numbers(rows.children[1], .max))
        return .tuple(rule.isRightRows ? [right, left] : [left, right], count: batch.count)
    }

    /// Sorted rows as they are given out; nil: none come of these. Of nil: all are there.
    private func finished(_ batch: Column?) throws(ComputeError) -> Column? {
        guard let batch else { return try filter?.next(nil) }
        let rows = batch.children[1]
        if givesOneSide { return .tuple([rows.children[1], rows.children[2]], count: batch.count) }
        let (left, right) = (rows.children[0], rows.children[1])
        let pair = Column.tuple([left.unnumbered, right.unnumbered], count: batch.count)
        guard let filter else { return .tuple([batch.children[0], pair], count: batch.count) }
        let (own, other) = rule.isRightRows ? (right, left) : (left, right)
        let alone = Column.bools(count: batch.count) { out in
            for row in 0..<batch.count { out[row] = other.isNull(row) ? 1 : 0 }
        }
        let pairs = Column.tuple([rule.isRightRows ? right.children[1] : batch.children[0], pair], count: batch.count)
        return try filter.next(.tuple([pairs, own.children[0], alone], count: batch.count))
    }
}

extension Column {
    /// The value of (number, key, value), null where there is none.
    fileprivate var unnumbered: Column {
        guard let validity else { return children[2] }
        return children[2].masked(validity)
    }
}

extension HashJoinRule {
    fileprivate var isPairs: Bool { if case .pairs = result { true } else { false } }
    fileprivate var isRightRows: Bool { if case .rightRows = result { true } else { false } }

    /// What a condition makes of the pairs of one row.
    fileprivate var oneSided: JoinResult {
        switch result {
        case .pairs(let keepsLeft, let keepsRight): .pairs(keepsLeft: keepsLeft, keepsRight: keepsRight)
        case .leftRows(let matched), .rightRows(let matched): .leftRows(matched: matched)
        }
    }
}
