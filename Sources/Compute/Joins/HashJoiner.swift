// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// What comes of the rows of two sides with equal keys, in the order of the left ones.
public enum HashJoinResult: Hashable, Sendable {
    /// (key, (left value, right value)) for each pair of rows with equal keys, the right ones of a left one in order;
    /// when so asked, left rows without a match in their places, and right rows without one behind all others.
    case pairs(keepsLeft: Bool, keepsRight: Bool)
    /// Left rows (key, value) whose key the right side has (`matched`) or has not.
    case leftRows(matched: Bool)
    /// Right rows (key, value) whose key the left side has or has not, in their own order.
    case rightRows(matched: Bool)
}

/// When rows of two sides match.
public struct HashJoinRule {
    public var result: HashJoinResult
    /// As `JoinRule` has them.
    public var matchesNulls: [Bool]
    public var isNullAware: Bool
    /// Which pairs with equal keys match; nil: all. Not of `pairs` with `keepsRight`.
    public var condition: ProgramRunner?

    public init(
        _ result: HashJoinResult, matchesNulls: [Bool] = [true], isNullAware: Bool = false,
        condition: ProgramRunner? = nil
    ) {
        self.result = result
        self.matchesNulls = matchesNulls
        self.isNullAware = isNullAware
        self.condition = condition
    }

    var keepsLeft: Bool { if case .pairs(let keepsLeft, _) = result { keepsLeft } else { false } }

    /// Whether right rows come at the end.
    var endsWithRight: Bool {
        switch result {
        case .pairs(_, let keepsRight): keepsRight
        case .rightRows: true
        case .leftRows: false
        }
    }

    /// Whether more of the right side is asked for than its keys.
    var needsRightRows: Bool { if case .leftRows = result { condition != nil } else { true } }
}

/// Joins rows (key, value) of a left side, as they come, with those of a right side, which come before them and are
/// kept in a hash table: rows come in the order of the left ones, then of the right ones. When memory is refused both
/// sides are sorted instead (`SortedHashJoin`), and the same rows come in the same order.
public final class HashJoiner {
    private let keyType: DataType
    private let leftType: DataType
    private let rightType: DataType
    private let rule: HashJoinRule
    private let memory: any MemoryBudget
    private let spill: any SpillProvider
    private let context: RunContext
    private let batchRows: Int
    private let ledger: MemoryLedger
    /// nil when rows are sorted, and at the end.
    private var table: HashJoinTable?
    private var sorted: SortedHashJoin?
    private var isBuilt = false
    private var rightRows = (count: 0, hasNullKey: false)
    private var found = Growing<Int32>()
    private var lefts = Growing<Int32>()
    private var rights = Growing<Int32>()
    /// By right row or, without a condition, by group: whether there was a match.
    private var marks = Growing<UInt8>()
    private var nextRight = 0

    /// `batchRows`: of a batch that is given out, at most.
    public init(
        keyType: DataType, leftType: DataType, rightType: DataType, rule: HashJoinRule, batchRows: Int,
        memory: any MemoryBudget, spill: any SpillProvider, context: RunContext
    ) {
        self.keyType = keyType
        self.leftType = leftType
        self.rightType = rule.needsRightRows ? rightType : .null
        self.rule = rule
        self.batchRows = batchRows
        self.memory = memory
        self.spill = spill
        self.context = context
        ledger = MemoryLedger(memory)
        table = HashJoinTable(
            keyType, matchesNulls: rule.matchesNulls, keepsRows: rule.needsRightRows, ledger: ledger)
    }

    deinit {
        found.free()
        lefts.free()
        rights.free()
        marks.free()
    }

    // MARK: The right side

    /// Rows (key, value) of the right side, in order.
    public func addRight(_ batch: Column) throws(ComputeError) {
        precondition(!isBuilt, "right rows for a join that has begun")
        try context.checkCancelled()
        rightRows.count += batch.count
        let keys = batch.children[0]
        if rule.isNullAware, !rightRows.hasNullKey {
            rightRows.hasNullKey = (0..<keys.count).contains { keys.isNull($0) }
        }
        let kept =
            rightType == batch.children[1].type
            ? batch : Column.tuple([keys, Column(type: .null, count: batch.count)], count: batch.count)
        if let sorted { return try sorted.addRight(kept) }
        guard let table, !table.add(kept) else { return }
        // Memory is refused.
        let earlier = table.held(rightType)
        self.table = nil
        ledger.releaseAll()
        let fresh = SortedHashJoin(
            keyType: keyType, leftType: leftType, rightType: rightType, rule: rule, memory: memory, spill: spill,
            context: context)
        for piece in earlier { try fresh.addRight(piece) }
        try fresh.addRight(kept)
        sorted = fresh
    }

    /// All right rows are there.
    public func beginLeft() {
        isBuilt = true
        guard let table else { return }
        table.finish(.tuple([keyType, rightType]), withNull: rule.keepsLeft)
        guard rule.endsWithRight else { return }
        marks.reserve(max(table.count, table.keyCount))
        for place in 0..<max(table.count, table.keyCount) { marks.base[place] = 0 }
    }

    /// Whether keys are tuples of several.
    public var hasSeveralKeys: Bool { if case .tuple = keyType { true } else { false } }

    /// Calls `body` with the different keys of the right side, a column of some at a time; false when they are not in
    /// memory, or too many to be looked at once more.
    public func forEachKey(_ body: (Column) -> Void) -> Bool {
        guard isBuilt, let table, table.keyCount <= ComputeLimits.keysListedMax else { return false }
        table.forEachKey(body)
        return true
    }

    /// Whether no left row changes anything.
    public var wantsNoLeft: Bool {
        guard isBuilt else { return false }
        switch rule.result {
        case .pairs(keepsLeft: false, _), .leftRows(matched: true), .rightRows: return rightRows.count == 0
        case .leftRows(matched: false): return rule.isNullAware && rightRows.hasNullKey
        case .pairs: return false
        }
    }

    // MARK: The left side

    /// Rows (key, value) of the left side, in order; `emit` takes what comes of them at once.
    public func add(_ batch: Column, emit: (Column) throws(ComputeError) -> Void) throws(ComputeError) {
        precondition(isBuilt, "left rows for a join before the right ones are there")
        try context.checkCancelled()
        if wantsNoLeft { return }
        if let sorted { return try sorted.addLeft(leftRowsThatCount(batch)) }
        guard let table else { return }
        found.reserve(batch.count)
        table.find(batch.children[0], found.base)
        switch rule.result {
        case .leftRows(let matched) where rule.condition == nil:
            try pick(batch, emit) { [found = found, dropsNulls = dropsNulls] row in
                (found.base[row] >= 0) == matched && !(dropsNulls && batch.children[0].isNull(row))
            }
        case .rightRows where rule.condition == nil: markGroups(batch.count)
        default:
            if rule.endsWithRight, rule.condition == nil { markGroups(batch.count) }
            try pair(batch, table, emit)
        }
    }

    /// Left rows with a null key are dropped.
    private var dropsNulls: Bool { rule.isNullAware && rightRows.count > 0 }

    private func leftRowsThatCount(_ batch: Column) -> Column {
        guard dropsNulls, batch.children[0].validity != nil || batch.children[0].type == .null else { return batch }
        let rows = (0..<batch.count).filter { !batch.children[0].isNull($0) }.map { Int32(truncatingIfNeeded: $0) }
        return batch.gather(rows, count: rows.count)
    }

    private func markGroups(_ count: Int) {
        for row in 0..<count where found.base[row] >= 0 { marks.base[Int(found.base[row])] = 1 }
    }

    /// Gives out the rows of a batch that fulfil a test.
    @inline(__always)
    private func pick(
        _ batch: Column, _ emit: (Column) throws(ComputeError) -> Void, _ test: (Int) -> Bool
    ) throws(ComputeError) {
        lefts.reserve(batch.count)
        var count = 0
        for row in 0..<batch.count {
            lefts.base[count] = Int32(truncatingIfNeeded: row)
            count &+= test(row) ? 1 : 0
        }
        if count == 0 { return }
        let rows = count == batch.count ? batch : batch.gather(lefts.base, count: count)
        try inParts(rows, emit)
    }

    private func inParts(_ rows: Column, _ emit: (Column) throws(ComputeError) -> Void) throws(ComputeError) {
        var start = 0
        while start < rows.count {
            let part = min(batchRows, rows.count - start)
            try emit(rows.slice(start, part))
            start += part
        }
    }

    // MARK: Pairs

    /// Pairs that are made at a time: fewer where right rows are wide.
    private var pairsMax: Int {
        max(min(batchRows, ComputeLimits.joinedByteCountMax / max(table?.rowByteCount ?? 1, 1)), 1)
    }

    private func pair(
        _ batch: Column, _ table: HashJoinTable, _ emit: (Column) throws(ComputeError) -> Void
    ) throws(ComputeError) {
        let most = pairsMax
        // With a condition, rows without candidates are looked at when those with some have been.
        let alone = rule.keepsLeft ? 1 : 0
        var pairs = JoinedRows(batch, rule, marks)
        lefts.reserve(most)
        rights.reserve(most)
        var (row, count) = (0, 0)
        func flush(upTo end: Int) throws(ComputeError) {
            let rows = try pairs.take(table, lefts.base, rights.base, count, rowsUpTo: end)
            count = 0
            if let rows { try inParts(rows, emit) }
        }
        while row < batch.count {
            let group = found.base[row]
            let rows = table.rowCount(group)
            if count + max(rows, alone) > most, count > 0 { try flush(upTo: row) }
            if rows == 0, alone == 1, rule.condition == nil {
                lefts.base[count] = Int32(truncatingIfNeeded: row)
                rights.base[count] = Int32(truncatingIfNeeded: table.count)
                count += 1
            }
            var number = 0
            while number < rows {
                let part = min(rows - number, most - count)
                for place in 0..<part {
                    lefts.base[count &+ place] = Int32(truncatingIfNeeded: row)
                    rights.base[count &+ place] = table.row(group, number &+ place)
                }
                count += part
                number += part
                if number < rows {
                    try context.checkCancelled()
                    try flush(upTo: row)
                }
            }
            row += 1
        }
        try flush(upTo: batch.count)
    }

    // MARK: The end

    /// The next rows when all left ones have come; nil at the end.
    public func next() throws(ComputeError) -> Column? {
        try context.checkCancelled()
        if let sorted {
            if let rows = try sorted.next(batchRows) { return rows }
            self.sorted = nil
            return nil
        }
        guard let table else { return nil }
        if rule.endsWithRight, let rows = nextRightRows(table) { return rows }
        self.table = nil
        ledger.releaseAll()
        return nil
    }

    private func nextRightRows(_ table: HashJoinTable) -> Column? {
        var wanted = false
        if case .rightRows(let matched) = rule.result { wanted = matched }
        let most = pairsMax
        lefts.reserve(most)
        var count = 0
        while nextRight < table.count, count < most {
            let place = rule.condition == nil ? table.groups.base[nextRight] : Int32(truncatingIfNeeded: nextRight)
            let isMarked = place >= 0 && marks.base[Int(place)] != 0
            if isMarked == wanted {
                lefts.base[count] = Int32(truncatingIfNeeded: nextRight)
                count += 1
            }
            nextRight += 1
        }
        guard count > 0, let all = table.rows else { return nil }
        let rows = all.gather(lefts.base, count: count)
        if case .rightRows = rule.result { return rows }
        let nulls = PickedColumn.null(leftType).column
        let left = nulls.gather([Int32](repeating: 0, count: count), count: count)
        return .tuple([rows.children[0], .tuple([left, rows.children[1]], count: count)], count: count)
    }
}

/// What a batch of left rows and candidates for them become.
private struct JoinedRows {
    private let batch: Column
    private let rule: HashJoinRule
    private let marks: Growing<UInt8>
    /// The first row that has not been given out, or passed.
    private var next = 0
    /// Whether that row has had a match, in candidates that came before.
    private var isMatched = false

    init(_ batch: Column, _ rule: HashJoinRule, _ marks: Growing<UInt8>) {
        self.batch = batch
        self.rule = rule
        self.marks = marks
    }

    /// Rows of candidates, in order; the rows before `end` have no more of them. nil: no rows.
    mutating func take(
        _ table: HashJoinTable, _ lefts: UnsafeMutablePointer<Int32>, _ rights: UnsafeMutablePointer<Int32>,
        _ count: Int, rowsUpTo end: Int
    ) throws(ComputeError) -> Column? {
        guard let condition = rule.condition else {
            return count == 0 ? nil : pairs(table, lefts, rights, count)
        }
        var matches: Column?
        if count > 0 { matches = try condition.run(pairs(table, lefts, rights, count)) }
        var picked: [Int32] = []
        var others: [Int32] = []
        picked.reserveCapacity(count)
        func isTrue(_ place: Int) -> Bool {
            guard let matches else { return false }
            return !matches.isNull(place) && matches.bools[place] != 0
        }
        /// Rows before `row` have no more candidates.
        func pass(to row: Int) {
            while next < row {
                switch rule.result {
                case .pairs(keepsLeft: true, _) where !isMatched:
                    picked.append(Int32(truncatingIfNeeded: next))
                    others.append(Int32(truncatingIfNeeded: table.count))
                case .leftRows(let matched) where matched == isMatched:
                    picked.append(Int32(truncatingIfNeeded: next))
                default: break
                }
                next += 1
                isMatched = false
            }
        }
        for place in 0..<count {
            pass(to: Int(lefts[place]))
            if !isTrue(place) { continue }
            isMatched = true
            switch rule.result {
            case .pairs:
                picked.append(lefts[place])
                others.append(rights[place])
            case .rightRows: marks.base[Int(rights[place])] = 1
            case .leftRows: break
            }
        }
        pass(to: end)
        if picked.isEmpty { return nil }
        if case .leftRows = rule.result { return batch.gather(picked, count: picked.count) }
        return picked.withUnsafeMutableBufferPointer { left in
            others.withUnsafeMutableBufferPointer { right in
                pairs(table, left.baseAddress!, right.baseAddress!, left.count)
            }
        }
    }

    private func pairs(
        _ table: HashJoinTable, _ lefts: UnsafePointer<Int32>, _ rights: UnsafePointer<Int32>, _ count: Int
    ) -> Column {
        var isWhole = count == batch.count
        if isWhole { for row in 0..<count { isWhole = isWhole && lefts[row] == Int32(truncatingIfNeeded: row) } }
        let left = isWhole ? batch : batch.gather(lefts, count: count)
        let right = table.rows!.children[1].gather(rights, count: count)
        return .tuple([left.children[0], .tuple([left.children[1], right], count: count)], count: count)
    }
}
