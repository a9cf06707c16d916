// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// The first rows in the order of a key; of rows with equal keys, those that arrived first. What cannot be among them
/// is dropped on arrival, so that about twice as many are held. When memory for them is refused, all are sorted on
/// disk.
public final class TopRows: RowOrderer {
    private let type: DataType
    private let keys: SortKeys
    private let rowsMax: Int
    private let makeSorter: () -> Sorter
    private let context: RunContext
    private let ledger: MemoryLedger
    private var held: [(rows: Column, keys: Column)] = []
    private var heldCount = 0
    /// The last of the first rows so far, once there are as many as are wanted.
    private var limit: Column?
    /// Instead of what is held, when there is no memory for it.
    private var sorter: Sorter?
    private var output: Column?
    private var given = 0

    /// `rowsMax` rows are wanted. Keys of type any are not for this: dropped ones would not be compared with all.
    public init(
        type: DataType, keys: SortKeys, rowsMax: Int, memory: any MemoryBudget, spill: any SpillProvider,
        context: RunContext
    ) {
        precondition(!keys.type.containsAny, "the first of rows with keys of type any")
        self.type = type
        self.keys = keys
        self.rowsMax = rowsMax
        self.context = context
        ledger = MemoryLedger(memory)
        makeSorter = { Sorter(type: type, keys: keys, memory: memory, spill: spill, context: context) }
        if rowsMax > ComputeLimits.topRowsMax { sorter = makeSorter() }
    }

    public func add(_ batch: Column) throws(ComputeError) {
        precondition(batch.type == type, "rows of another type than announced")
        try context.checkCancelled()
        if batch.count == 0 || rowsMax == 0 { return }
        if let sorter { return try sorter.add(batch) }
        var (rows, rowKeys) = (batch, try keys.keys(of: batch))
        if let limit {
            let better = rowsBefore(limit, rowKeys)
            if better.isEmpty { return }
            rows = rows.gather(better, count: better.count)
            rowKeys = rowKeys.gather(better, count: better.count)
        }
        // The rows, and again while the first ones are picked.
        let bytes = 2 * (rows.compactByteCount + rowKeys.compactByteCount)
        guard ledger.hold(bytes) else { return try sortOnDisk(then: rows) }
        held.append((rows, rowKeys))
        heldCount += rows.count
        if heldCount >= max(2 * rowsMax, ComputeLimits.emittedRowsMax) { cut() }
    }

    /// The rows whose keys come strictly before that of `limit`.
    private func rowsBefore(_ limit: Column, _ rowKeys: Column) -> [Int32] {
        let sign = keys.descending ? -1 : 1
        let prefixes = SortPrefixes(type: keys.type, descending: keys.descending)
        let memory = Buffer(byteCount: (rowKeys.count + 1) * 8)
        let (own, last) = (memory.pointer(UInt64.self), memory.pointer(UInt64.self) + rowKeys.count)
        prefixes.fill(rowKeys, into: own)
        prefixes.fill(limit, into: last)
        var found: [Int32] = []
        for row in 0..<rowKeys.count {
            if own[row] > last[0] { continue }
            if own[row] < last[0] || rowKeys.compare(row, with: limit, 0) * sign < 0 {
                found.append(Int32(truncatingIfNeeded: row))
            }
        }
        return withExtendedLifetime(memory) { found }
    }

    /// Keeps the first rows alone, in order.
    private func cut() {
        let rowKeys = concatenateShared(held.map(\.keys))
        let rows = keys.areRows ? rowKeys : concatenateShared(held.map(\.rows))
        let order = sortedOrder(rowKeys, descending: keys.descending)
        defer { order.free() }
        let count = min(rowsMax, order.count)
        let chosen = (0..<count).map { Int32(truncatingIfNeeded: order.base[$0].row) }
        let keptKeys = gatherCopying(rowKeys, chosen, count)
        let kept = keys.areRows ? keptKeys : gatherCopying(rows, chosen, count)
        held = [(kept, keptKeys)]
        heldCount = count
        if count == rowsMax { limit = keptKeys.slice(count - 1, 1) }
        ledger.drop(ledger.held)
        // It is less than what was held, but for what rows and keys shared: when that is refused, the next batch is.
        _ = ledger.hold(2 * (kept.compactByteCount + keptKeys.compactByteCount))
    }

    private func sortOnDisk(then rows: Column) throws(ComputeError) {
        let sorter = makeSorter()
        let before = held
        held = []
        ledger.releaseAll()
        for batch in before { try sorter.add(batch.rows) }
        try sorter.add(rows)
        self.sorter = sorter
    }

    /// The next of the first rows; nil at the end. No more rows are added.
    public func next() throws(ComputeError) -> Column? {
        let wanted = rowsMax - given
        if wanted == 0 { return nil }
        if let sorter {
            guard let batch = try sorter.next() else { return nil }
            let count = min(batch.count, wanted)
            given += count
            return batch.slice(0, count)
        }
        if output == nil {
            if heldCount == 0 { return nil }
            cut()
            output = held[0].rows
        }
        let count = min(output!.count - given, ComputeLimits.emittedRowsMax)
        if count == 0 { return nil }
        given += count
        return output!.slice(given - count, count)
    }
}

/// Takes all rows of a partition and gives them, or some, in another order. Used by one thread at a time.
public protocol RowOrderer: AnyObject {
    /// The next rows of the partition.
    func add(_ batch: Column) throws(ComputeError)
    /// The next rows in order; nil at the end. No more rows are added.
    func next() throws(ComputeError) -> Column?
}
