// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The right rows of one key, to be read once for each left row: in memory while they fit, else on disk.
final class MatchedRows {
    /// Rows of one column.
    struct Segment {
        let source: PickedColumn
        var next: Int
        let end: Int
    }

    private let type: DataType
    private let spill: any SpillProvider
    private let ledger: MemoryLedger
    private var segments: [Segment] = []
    private var file: (any Spill)?
    private var reader: (any SpilledRows)?
    private var index = 0
    private(set) var current: Segment?

    init(type: DataType, memory: any MemoryBudget, spill: any SpillProvider) {
        self.type = type
        self.spill = spill
        ledger = MemoryLedger(memory)
    }

    // MARK: Filling

    /// Takes the rows at `cursor` that have the key of row `row` of `batch`, and passes them.
    func fill(_ cursor: JoinCursor, keyOf batch: JoinCursor.Batch, _ row: Int) throws(ComputeError) {
        clear()
        while let own = cursor.batch, cursor.has(keyOf: batch, row) {
            let count = cursor.runCount()
            let segment = Segment(source: own.values, next: cursor.position, end: cursor.position + count)
            let isWithinBatch = segments.isEmpty && file == nil && segment.end < own.count
            try cursor.advance(by: count)
            // What the cursor holds anyway needs no more memory.
            if isWithinBatch {
                segments = [segment]
                break
            }
            try keep(segment)
        }
        try rewind()
    }

    private func keep(_ segment: Segment) throws(ComputeError) {
        if file == nil, ledger.hold(segment.source.column.byteCount) { return segments.append(segment) }
        if file == nil {
            file = try spill.makeSpill(type: type)
            for kept in segments { try write(kept) }
            segments = []
            ledger.releaseAll()
        }
        try write(segment)
    }

    private func write(_ segment: Segment) throws(ComputeError) {
        var start = segment.next
        while start < segment.end {
            let (rows, _) = segment.source.widths.rows(
                start, count: min(segment.end - start, ComputeLimits.spillBatchRowsMax),
                within: ComputeLimits.spillBatchByteCountMax, each: 0)
            try file!.append(segment.source.column.slice(start, rows))
            start += rows
        }
    }

    func clear() {
        segments = []
        file = nil
        reader = nil
        current = nil
        ledger.releaseAll()
    }

    // MARK: Reading

    /// The only row, when there is one.
    var only: Segment? {
        guard file == nil, segments.count == 1, segments[0].end - segments[0].next == 1 else { return nil }
        return segments[0]
    }

    /// Begins again, for another left row.
    func rewind() throws(ComputeError) {
        index = 0
        reader = try file?.finish()
        try advance()
    }

    /// Passes `count` rows of the current segment, which are those left of it or fewer.
    func pass(_ count: Int) throws(ComputeError) {
        current!.next += count
        if current!.next == current!.end { try advance() }
    }

    private func advance() throws(ComputeError) {
        current = nil
        if let reader {
            guard let block = try reader.next() else { return }
            current = Segment(source: PickedColumn(block), next: 0, end: block.count)
        } else if index < segments.count {
            current = segments[index]
            index += 1
        }
    }
}
