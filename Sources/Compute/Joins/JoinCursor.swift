// SPDX-License-Identifier: Apache-2.0

import Columnar

/// One side of a join in sorted order, a batch at a time.
final class JoinCursor {
    /// Rows of a sorted side with their keys (hash, key).
    final class Batch {
        let keys: Column
        /// The keys alone, and the values, to be picked from.
        let pickedKeys: PickedColumn
        let values: PickedColumn
        let count: Int

        init(keys: Column, values: Column) {
            self.keys = keys
            pickedKeys = PickedColumn(keys.children[1])
            self.values = PickedColumn(values)
            count = values.count
        }

        func hasNullKey(_ row: Int) -> Bool { keys.children[1].isNull(row) }

        /// Whether the key is null, or a member of it, where `flags` say no.
        func holdsNull(_ row: Int, except flags: [Bool]) -> Bool {
            let key = keys.children[1]
            guard flags.count > 1 else { return !flags[0] && key.isNull(row) }
            for (member, flag) in zip(key.children, flags) where !flag && (member.isNull(row) || key.isNull(row)) {
                return true
            }
            return false
        }

        @inline(__always)
        func hash(_ row: Int) -> Int { keys.children[0].ints[row] }
    }

    private let rows: SortedRows
    /// The batch at hand; nil at the end.
    private(set) var batch: Batch?
    private var upcoming: Batch?
    private var isRead = false
    private(set) var position = 0
    /// Rows passed so far, over all batches.
    private(set) var passed = 0

    init(_ rows: SortedRows) throws(ComputeError) {
        self.rows = rows
        batch = try read()
    }

    private func read() throws(ComputeError) -> Batch? {
        if isRead { return nil }
        while let next = try rows.next(ComputeLimits.emittedRowsMax) {
            if next.rows.count > 0 { return Batch(keys: next.keys!, values: next.rows) }
        }
        isRead = true
        return nil
    }

    /// Passes `count` rows of the batch at hand.
    func advance(by count: Int) throws(ComputeError) {
        position += count
        passed += count
        guard let batch, position == batch.count else { return }
        if let upcoming { self.batch = upcoming } else { self.batch = try read() }
        upcoming = nil
        position = 0
    }

    /// Compares the key of the row at hand with that of a row of another batch.
    func compare(_ other: Batch, _ row: Int) -> Int {
        guard let batch else { return 1 }
        let (own, others) = (batch.hash(position), other.hash(row))
        if own != others { return own < others ? -1 : 1 }
        return batch.keys.children[1].compare(position, with: other.keys.children[1], row)
    }

    /// Whether the row at hand has the key of a row of another batch.
    func has(keyOf other: Batch, _ row: Int) -> Bool { batch != nil && compare(other, row) == 0 }

    /// The rows of the batch at hand, from the one at hand on, that have its key.
    func runCount() -> Int {
        let batch = batch!
        let hash = batch.hash(position)
        var end = position + 1
        while end < batch.count && batch.hash(end) == hash { end &+= 1 }
        // They are in order: when the last is equal, all are.
        while end > position + 1 && !batch.keys.children[1].equals(position, batch.keys.children[1], end - 1) {
            end -= 1
        }
        return end - position
    }

    /// Rows of the batch at hand, from the one at hand on, whose hash is below that of a row of another side; all when
    /// that is at its end.
    func countBelow(_ other: JoinCursor) -> Int {
        let batch = batch!
        guard let limit = other.batch.map({ $0.hash(other.position) }) else { return batch.count - position }
        var end = position
        while end < batch.count && batch.hash(end) < limit { end &+= 1 }
        return end - position
    }

    /// Whether the row at hand is the last one with its key.
    func isLastOfKey() throws(ComputeError) -> Bool {
        let batch = batch!
        if position + 1 < batch.count {
            return batch.hash(position + 1) != batch.hash(position) || runCount() == 1
        }
        if upcoming == nil { upcoming = try read() }
        guard let upcoming else { return true }
        return upcoming.hash(0) != batch.hash(position)
            || !batch.keys.children[1].equals(position, upcoming.keys.children[1], 0)
    }
}
