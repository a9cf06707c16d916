// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// What comes of the rows of two sides with equal keys.
public enum JoinResult: Hashable, Sendable {
    /// (key, (left value, right value)) for each pair of rows with equal keys; when so asked, rows without a match too,
    /// with null for the value of the other side.
    case pairs(keepsLeft: Bool, keepsRight: Bool)
    /// Left rows (key, value) whose key the right side has (`matched`) or has not.
    case leftRows(matched: Bool)
}

/// When rows of two sides match.
public struct JoinRule {
    public var result: JoinResult
    /// Whether null equals null: of the whole key, or of each member of a key that is a tuple.
    public var matchesNulls: [Bool]
    /// Left rows without a match come only when the right side has no null key, and those with a null key only when it
    /// has no rows. Of `leftRows(matched: false)`.
    public var isNullAware: Bool
    /// Which pairs with equal keys match; nil: all. Of `pairs` without `keepsRight`, and of `leftRows`.
    public var condition: ProgramRunner?

    public init(
        _ result: JoinResult, matchesNulls: [Bool] = [true], isNullAware: Bool = false, condition: ProgramRunner? = nil
    ) {
        self.result = result
        self.matchesNulls = matchesNulls
        self.isNullAware = isNullAware
        self.condition = condition
    }

    /// What is made before the condition is looked at.
    var candidates: JoinResult {
        guard condition != nil else { return result }
        switch result {
        case .pairs: return result
        case .leftRows(let matched): return .pairs(keepsLeft: !matched, keepsRight: false)
        }
    }
}

public enum JoinSide: Sendable {
    case left
    case right
}

/// Joins rows (key, value) of two sides. Both are sorted by hash and key, in memory while they fit and else in runs on
/// disk, and go by side by side: so rows come in ascending order of (hash, key), then of the left rows as they came,
/// then of the right ones, whatever the memory. No product is built: of one key the right rows are kept (on disk when
/// memory is refused) and read once for each left row, or not kept at all when there is one left row. Equal keys are
/// those of groups; the key of a pair is the left one that came first.
public final class Joiner {
    private let keyType: DataType
    private let leftType: DataType
    private let rightType: DataType
    private let rule: JoinRule
    private let memory: any MemoryBudget
    private let spill: any SpillProvider
    private let context: RunContext
    private let batchRows: Int
    private var sorters: (left: Sorter, right: Sorter)?
    private var merge: JoinMerge?
    private var filter: JoinCondition?
    private var rightRows = (count: 0, hasNullKey: false)

    /// `batchRows`: of a batch that is given out, at most.
    public init(
        keyType: DataType, leftType: DataType, rightType: DataType, rule: JoinRule, batchRows: Int,
        memory: any MemoryBudget, spill: any SpillProvider, context: RunContext
    ) {
        self.keyType = keyType
        self.leftType = leftType
        // Of the right side its keys alone.
        if case .leftRows = rule.candidates { self.rightType = .null } else { self.rightType = rightType }
        self.rule = rule
        self.batchRows = batchRows
        self.memory = memory
        self.spill = spill
        self.context = context
        func sorter(_ type: DataType) -> Sorter {
            Sorter(
                type: type, keyType: .tuple([.int, keyType]), mergeFanIn: ComputeLimits.joinMergeFanIn, memory: memory,
                spill: spill, context: context)
        }
        let (left, right) = (sorter(leftType), sorter(self.rightType))
        // The side that holds more makes room.
        left.relief = { [unowned left, unowned right] () throws(ComputeError) in try Self.relieve(right, for: left) }
        right.relief = { [unowned left, unowned right] () throws(ComputeError) in try Self.relieve(left, for: right) }
        sorters = (left, right)
    }

    private static func relieve(_ other: Sorter, for sorter: Sorter) throws(ComputeError) -> Bool {
        guard other.heldByteCount > sorter.heldByteCount else { return false }
        try other.writeRun()
        return true
    }

    // MARK: Input

    /// Rows (key, value) of one side, in order.
    public func add(_ batch: Column, to side: JoinSide) throws(ComputeError) {
        guard let sorters else { preconditionFailure("rows for a join that gives out rows already") }
        let (keys, values) = (batch.children[0], batch.children[1])
        let numbers = Column.ints(count: batch.count) { out in
            UnsafeMutableRawPointer(out).withMemoryRebound(to: UInt64.self, capacity: batch.count) { hashes in
                keys.hash(into: hashes)
                // The order of unsigned numbers as one of signed ones.
                for row in 0..<batch.count { hashes[row] ^= 1 << 63 }
            }
        }
        let ordered = Column.tuple([numbers, keys], count: batch.count)
        switch side {
        case .left: try sorters.left.add(values, keys: ordered)
        case .right:
            rightRows.count += batch.count
            if rule.isNullAware, !rightRows.hasNullKey {
                rightRows.hasNullKey = (0..<batch.count).contains { keys.isNull($0) }
            }
            let kept = rightType == values.type ? values : Column(type: .null, count: batch.count)
            try sorters.right.add(kept, keys: ordered)
        }
    }

    /// What the rows go to needs memory as well: sides that would leave less than half of what they hold are written
    /// to disk, the larger one first.
    private func leaveRoom(_ left: Sorter, _ right: Sorter) throws(ComputeError) {
        while left.heldByteCount + right.heldByteCount > 0 {
            let room = (left.heldByteCount + right.heldByteCount) / 2
            if memory.grow(by: room) { return memory.shrink(by: room) }
            try (left.heldByteCount > right.heldByteCount ? left : right).writeRun()
        }
    }

    // MARK: Output

    /// The next rows; nil at the end. No more rows are added.
    public func next() throws(ComputeError) -> Column? {
        if let sorters {
            try leaveRoom(sorters.left, sorters.right)
            let (left, right) = (try sorters.left.makeReader(), try sorters.right.makeReader())
            self.sorters = nil
            if !(rule.isNullAware && rightRows.hasNullKey) { try begin(left, right) }
        }
        while let merge {
            try context.checkCancelled()
            let batch = try merge.next()
            if batch == nil { self.merge = nil }
            guard let filter else { return batch }
            if let rows = try filter.next(batch) { return rows }
        }
        return nil
    }

    private func begin(_ left: SortedRows, _ right: SortedRows) throws(ComputeError) {
        let output = JoinOutput(
            leftType: leftType, rightType: rightType, result: rule.candidates, rowsMax: batchRows,
            numbersRows: rule.condition != nil)
        let dropsNulls = rule.isNullAware && rightRows.count > 0
        merge = JoinMerge(
            try JoinCursor(left), try JoinCursor(right), result: rule.candidates, matchesNulls: rule.matchesNulls,
            dropsNullKeys: dropsNulls, output: output,
            matches: MatchedRows(type: rightType, memory: memory, spill: spill))
        if let condition = rule.condition { filter = JoinCondition(condition, rule.result) }
    }
}
