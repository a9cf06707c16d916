// SPDX-License-Identifier: Apache-2.0

import Bytecode
public import Columnar

/// Sorts rows by a key in the order of `Column.compare`; rows with equal keys keep their order of arrival. What memory
/// refuses to hold is written as sorted runs and merged in the end. Keys of type any that have no order among them are
/// a `typeError`.
public final class Sorter {
    private let type: DataType
    private let keyOf: ProgramRunner?
    private let descending: Bool
    private let memory: any MemoryBudget
    private let spill: any SpillProvider
    private let context: RunContext
    private let keyType: DataType

    private let ledger: MemoryLedger
    private var rows: [Column] = []
    /// As `rows`; the same columns when the row is the key.
    private var keys: [Column] = []
    private var rowCount = 0
    private var runs: [any SpillReader] = []

    /// `keyOf` computes the key from the row; nil: the row is the key.
    public init(
        type: DataType, keyOf: ProgramRunner?, descending: Bool, memory: any MemoryBudget, spill: any SpillProvider,
        context: RunContext
    ) {
        self.type = type
        self.keyOf = keyOf
        self.descending = descending
        self.memory = memory
        self.spill = spill
        self.context = context
        keyType = keyOf?.program.program.resultType ?? type
        ledger = MemoryLedger(memory)
    }

    /// The next rows.
    public func add(_ batch: Column) throws(ComputeError) {
        precondition(batch.type == type, "rows of another type than announced")
        try context.checkCancelled()
        if batch.count == 0 { return }
        let held = compacted(batch)
        let key = try keyOf?.run(held) ?? held
        precondition(key.count == batch.count, "the key program must give one key a row")
        // Entries, and as many again while sorting; the columns again while they become one.
        let keyBytes = keyOf == nil ? 0 : key.byteCountWithoutText
        let bytes = held.byteCount + held.byteCountWithoutText + 2 * keyBytes + batch.count * 32
        if !ledger.hold(bytes) {
            try writeRun()
            _ = ledger.hold(bytes)
        }
        rows.append(held)
        keys.append(key)
        rowCount += batch.count
    }

    /// The batch itself when most of the memory that it keeps alive is its own, else a copy.
    private func compacted(_ batch: Column) -> Column {
        let live = liveByteCount(batch)
        if batch.byteCount <= 2 * live + 4096 { return batch }
        let builder = ColumnBuilder(batch.type)
        builder.append(batch)
        return builder.finish()
    }

    // MARK: Output

    /// Calls `emit` with all rows in order, in batches of `ComputeLimits.emittedRowsMax` (the last may have fewer).
    /// The sorter is used up.
    public func finish(emit: (Column) throws(ComputeError) -> Void) throws(ComputeError) {
        if runs.isEmpty {
            try forEachSorted(ComputeLimits.emittedRowsMax) { (rows, _) throws(ComputeError) in try emit(rows) }
            return forget()
        }
        try writeRun()
        while runs.count > ComputeLimits.mergeFanInMax { try mergeOldestRuns() }
        let merger = try RunMerger(runs, keyType, hasKeys: keyOf != nil, descending: descending)
        runs = []
        while let batch = try merger.next(ComputeLimits.emittedRowsMax) {
            try context.checkCancelled()
            try emit(keyOf == nil ? batch : batch.children[1])
        }
    }

    private func forget() {
        rows = []
        keys = []
        rowCount = 0
        ledger.releaseAll()
    }

    /// The rows held, sorted, `step` at a time with their keys.
    private func forEachSorted(
        _ step: Int, _ body: (Column, Column?) throws(ComputeError) -> Void
    ) throws(ComputeError) {
        if rowCount == 0 { return }
        let allKeys = concatenateShared(keys)
        let allRows = keyOf == nil ? allKeys : concatenateShared(rows)
        keys = []
        rows = []
        let order = sortedOrder(allKeys, descending: descending)
        defer { order.free() }
        var check = OrderCheck(keyType, descending: descending)
        let chosen = Buffer(byteCount: step * 4)
        let indices = chosen.pointer(Int32.self)
        var start = 0
        while start < order.count {
            try context.checkCancelled()
            let count = min(step, order.count - start)
            for index in 0..<count {
                indices[index] = Int32(truncatingIfNeeded: order.base[start + index].row)
                try check.check(allKeys, Int(indices[index]))
            }
            let keys = keyOf == nil ? nil : gatherCopying(allKeys, indices, count)
            try body(gatherCopying(allRows, indices, count), keys)
            start += count
        }
    }

    // MARK: Runs

    /// Rows in a run: the row, or (key, row).
    private var runType: DataType { keyOf == nil ? type : .tuple([keyType, type]) }

    private func writeRun() throws(ComputeError) {
        if rowCount == 0 { return }
        let file = try spill.makeSpill(type: runType)
        let bytes = rows.reduce(0) { $0 + $1.byteCount }
        let step = spillStep(bytes / rowCount)
        try forEachSorted(step) { (rows, keys) throws(ComputeError) in
            try file.append(keys.map { .tuple([$0, rows], count: rows.count) } ?? rows)
        }
        runs.append(try file.finish())
        forget()
    }

    private func spillStep(_ rowByteCount: Int) -> Int {
        max(min(ComputeLimits.spillBatchRowsMax, ComputeLimits.spillBatchByteCountMax / max(rowByteCount, 1)), 1)
    }

    /// Replaces the oldest runs by one: rows with equal keys stay in order.
    private func mergeOldestRuns() throws(ComputeError) {
        let count = min(ComputeLimits.mergeFanInMax, runs.count)
        let merger = try RunMerger(
            Array(runs[..<count]), keyType, hasKeys: keyOf != nil, descending: descending)
        let file = try spill.makeSpill(type: runType)
        while let batch = try merger.next(ComputeLimits.spillBatchRowsMax) {
            try context.checkCancelled()
            try file.append(batch)
        }
        runs.replaceSubrange(..<count, with: [try file.finish()])
    }
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
