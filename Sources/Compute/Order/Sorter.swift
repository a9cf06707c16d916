// SPDX-License-Identifier: Apache-2.0

import Bytecode
public import Columnar

/// Sorts rows by a key in the order of `Column.compare`; rows with equal keys keep their order of arrival. What memory
/// refuses to hold is written as sorted runs and merged in the end. Keys of type any that have no order among them are
/// a `typeError`.
public final class Sorter: RowOrderer {
    private let type: DataType
    private let keyOf: SortKeys?
    private let descending: Bool
    private let spill: any SpillProvider
    private let context: RunContext
    private let keyType: DataType
    /// Whether keys are columns of their own; else the row is the key.
    private let hasKeys: Bool
    /// Whether keys without an order are an error.
    private let isStrict: Bool
    private let mergeFanIn: Int

    private let ledger: MemoryLedger
    private var rows: [Column] = []
    /// As `rows`; the same columns when the row is the key.
    private var keys: [Column] = []
    private var rowCount = 0
    private var runs: [any SpilledRows] = []
    /// What goes by once all rows are there.
    private var sorted: SortedRows?
    /// Asked when memory is refused: whether somebody else has given some back.
    var relief: (() throws(ComputeError) -> Bool)?

    /// `keyOf` computes the key from the row; nil: the row is the key.
    public convenience init(
        type: DataType, keyOf: ProgramRunner?, descending: Bool, memory: any MemoryBudget, spill: any SpillProvider,
        context: RunContext
    ) {
        let direction = KeyDirection(descending: descending, nullsFirst: !descending)
        self.init(
            type: type, keys: SortKeys(rowType: type, program: keyOf, directions: [direction]), memory: memory,
            spill: spill, context: context)
    }

    /// Sorts rows by `keys`.
    public init(
        type: DataType, keys: SortKeys, memory: any MemoryBudget, spill: any SpillProvider, context: RunContext
    ) {
        self.type = type
        keyOf = keys
        descending = keys.descending
        self.spill = spill
        self.context = context
        keyType = keys.type
        hasKeys = !keys.areRows
        isStrict = true
        mergeFanIn = ComputeLimits.mergeFanInMax
        ledger = MemoryLedger(memory)
    }

    /// Sorts rows by keys that come with them, in the total order of `Column.compare`.
    init(
        type: DataType, keyType: DataType, mergeFanIn: Int, memory: any MemoryBudget, spill: any SpillProvider,
        context: RunContext
    ) {
        self.type = type
        self.keyType = keyType
        self.mergeFanIn = mergeFanIn
        self.spill = spill
        self.context = context
        keyOf = nil
        descending = false
        hasKeys = true
        isStrict = false
        ledger = MemoryLedger(memory)
    }

    /// Bytes held in memory.
    var heldByteCount: Int { ledger.held }

    /// The next rows.
    public func add(_ batch: Column) throws(ComputeError) {
        precondition(batch.type == type, "rows of another type than announced")
        try context.checkCancelled()
        if batch.count == 0 { return }
        let held = compacted(batch)
        try hold(held, try keyOf?.keys(of: held) ?? held)
    }

    /// The next rows and their keys.
    func add(_ batch: Column, keys: Column) throws(ComputeError) {
        precondition(batch.type == type && keys.type == keyType && batch.count == keys.count)
        try context.checkCancelled()
        if batch.count > 0 { try hold(compacted(batch), compacted(keys)) }
    }

    private func hold(_ held: Column, _ key: Column) throws(ComputeError) {
        // Entries, and as many again while sorting; the columns again while they become one.
        var bytes = held.byteCount + held.byteCountWithoutText + held.count * 32
        // Keys that a program made share their text with the rows, as a rule.
        let ownsText = keyOf?.areNormalised ?? true
        if hasKeys {
            bytes += ownsText ? key.byteCount : key.textByteCount(notIn: held)
            bytes += 2 * key.byteCountWithoutText
        }
        var isHeld = ledger.hold(bytes)
        if !isHeld, let relief, try relief() { isHeld = ledger.hold(bytes) }
        if !isHeld {
            try writeRun()
            _ = ledger.hold(bytes)
        }
        rows.append(held)
        keys.append(key)
        rowCount += held.count
    }

    // MARK: Output

    /// Calls `emit` with all rows in order, in batches of `ComputeLimits.emittedRowsMax` (the last may have fewer, and
    /// those of wide rows). The sorter is used up.
    public func finish(emit: (Column) throws(ComputeError) -> Void) throws(ComputeError) {
        let sorted = try makeReader()
        while let batch = try sorted.next(ComputeLimits.emittedRowsMax) { try emit(batch.rows) }
        ledger.releaseAll()
    }

    /// The next rows in order, a batch as `finish` has them; nil at the end. No more rows are added.
    public func next() throws(ComputeError) -> Column? {
        if sorted == nil { sorted = try makeReader() }
        return try sorted!.next(ComputeLimits.emittedRowsMax)?.rows
    }

    /// All rows in order. The sorter is used up; its memory is held until it and the reader go.
    func makeReader() throws(ComputeError) -> SortedRows {
        if runs.isEmpty { return sortHeld() }
        try writeRun()
        while runs.count > mergeFanIn { try mergeOldestRuns() }
        let merger = try RunMerger(runs, keyType, hasKeys: hasKeys, descending: descending, isStrict: isStrict)
        runs = []
        return SortedRows(merger, hasKeys: hasKeys, context: context)
    }

    /// The rows held, sorted.
    private func sortHeld() -> SortedRows {
        let bytes = rows.reduce(0) { $0 + $1.byteCount }
        let rowByteCount = bytes / max(rowCount, 1)
        let allKeys = keys.isEmpty ? ColumnBuilder(keyType).finish() : concatenateShared(keys)
        keys = []
        let allRows = hasKeys ? (rows.isEmpty ? ColumnBuilder(type).finish() : concatenateShared(rows)) : nil
        rows = []
        rowCount = 0
        return SortedRows(
            keys: allKeys, rows: allRows, rowByteCount: rowByteCount, descending: descending, isStrict: isStrict,
            context: context, ledger: ledger)
    }

    // MARK: Runs

    /// Rows in a run: the row, or (key, row).
    private var runType: DataType { hasKeys ? .tuple([keyType, type]) : type }

    /// Writes all rows held as a sorted run, and gives back their memory.
    func writeRun() throws(ComputeError) {
        if rowCount == 0 { return }
        let file = try spill.makeSpill(type: runType)
        let bytes = rows.reduce(0) { $0 + $1.byteCount }
        let step = spillStep(bytes / rowCount)
        let sorted = sortHeld()
        while let batch = try sorted.next(step) {
            try file.append(
                batch.keys.map { .tuple([$0, batch.rows], count: batch.rows.count) } ?? batch.rows)
        }
        runs.append(try file.finish())
        ledger.releaseAll()
    }

    private func spillStep(_ rowByteCount: Int) -> Int {
        max(min(ComputeLimits.spillBatchRowsMax, ComputeLimits.spillBatchByteCountMax / max(rowByteCount, 1)), 1)
    }

    /// Replaces the oldest runs by one: rows with equal keys stay in order.
    private func mergeOldestRuns() throws(ComputeError) {
        let count = min(mergeFanIn, runs.count)
        let merger = try RunMerger(
            Array(runs[..<count]), keyType, hasKeys: hasKeys, descending: descending, isStrict: isStrict)
        let file = try spill.makeSpill(type: runType)
        while let batch = try merger.next(ComputeLimits.spillBatchRowsMax) {
            try context.checkCancelled()
            try file.append(batch)
        }
        runs.replaceSubrange(..<count, with: [try file.finish()])
    }
}

/// The batch itself when most of the memory that it keeps alive is its own, else a copy.
func compacted(_ batch: Column) -> Column {
    let live = liveByteCount(batch)
    if batch.byteCount <= 2 * live + 4096 { return batch }
    let builder = ColumnBuilder(batch.type)
    builder.append(batch)
    return builder.finish()
}

/// Bytes of the values themselves, shared text that no row refers to left out.
private func liveByteCount(_ column: Column) -> Int {
    switch column.type {
    case .string, .bytes, .any:
        var total = column.count * 16
        let views = column.views
        for row in 0..<column.count { total &+= views[row].isInline ? 0 : views[row].count }
        return total
    case .list, .map:
        let used = Int(column.offsets[column.count] - column.offsets[0])
        let child = column.children[0]
        return column.count * 4 + liveByteCount(child) * used / max(child.count, 1)
    default:
        return column.count * max(column.type.valueByteCount, 1)
            + column.children.reduce(0) { $0 + liveByteCount($1) }
    }
}
