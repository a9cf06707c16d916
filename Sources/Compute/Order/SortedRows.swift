// SPDX-License-Identifier: Apache-2.0

import Columnar

/// What a sorter has sorted, read once from the first row on.
final class SortedRows {
    private enum Source {
        /// In memory: all keys (the rows, when `rows` is nil), all rows, and their order.
        case held(keys: Column, rows: Column?, order: Growing<SortEntry>)
        case merged(RunMerger, hasKeys: Bool)
    }

    private let source: Source
    private let context: RunContext
    /// Keeps the reservation of what is held.
    private let ledger: MemoryLedger?
    private var check: OrderCheck
    private var chosen = Buffer(byteCount: 0)
    private var position = 0
    /// Rows of a batch at most, for their width.
    private var rowsMax = Int.max

    init(_ merger: RunMerger, hasKeys: Bool, context: RunContext) {
        source = .merged(merger, hasKeys: hasKeys)
        self.context = context
        ledger = nil
        check = OrderCheck(.null, descending: false)
    }

    /// Sorts `rows` by `keys`; nil: the rows are the keys. A row has about `rowByteCount` bytes.
    init(
        keys: Column, rows: Column?, rowByteCount: Int, descending: Bool, isStrict: Bool, context: RunContext,
        ledger: MemoryLedger
    ) {
        self.context = context
        self.ledger = ledger
        check = OrderCheck(keys.type, descending: descending, isNeeded: isStrict)
        source = .held(keys: keys, rows: rows, order: sortedOrder(keys, descending: descending))
        rowsMax = max(ComputeLimits.mergedByteCountMax / max(rowByteCount, 1), 1)
    }

    deinit { if case .held(_, _, let order) = source { order.free() } }

    /// The next rows, at most `most`, with their keys where they have some of their own; nil at the end.
    func next(_ most: Int) throws(ComputeError) -> (keys: Column?, rows: Column)? {
        try context.checkCancelled()
        switch source {
        case .merged(let merger, let hasKeys):
            guard let batch = try merger.next(most) else { return nil }
            return hasKeys ? (batch.children[0], batch.children[1]) : (nil, batch)
        case .held(let keys, let rows, let order):
            let count = min(most, rowsMax, order.count - position)
            if count == 0 { return nil }
            if chosen.byteCount < count * 4 { chosen = Buffer(byteCount: count * 4) }
            let indices = chosen.pointer(Int32.self)
            for index in 0..<count {
                indices[index] = Int32(truncatingIfNeeded: order.base[position + index].row)
                try check.check(keys, Int(indices[index]))
            }
            position += count
            let chosenKeys = gatherCopying(keys, indices, count)
            return rows.map { (chosenKeys, gatherCopying($0, indices, count)) } ?? (nil, chosenKeys)
        }
    }
}
