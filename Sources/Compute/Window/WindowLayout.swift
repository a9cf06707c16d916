// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Where partitions and peers begin and end among rows that are held. Rows are counted from the first one held: what
/// began before it has a negative number.
struct WindowLayout {
    let count: Int
    /// The rows' values.
    let members: [Column]
    private(set) var partitionStart: [Int]
    /// Of the last partition the number of rows so far, unless it is complete or its size is known.
    private(set) var partitionEnd: [Int]
    private(set) var peerStart: [Int]
    private(set) var peerEnd: [Int]
    /// The number of the group of peers in its partition, from 1.
    private(set) var dense: [Int]
    /// Rows before this one are of partitions that are complete.
    let closed: Int
    /// Rows before this one have all their peers.
    let peersClosed: Int
    let isFinal: Bool

    /// What is known of the first row held, when rows before it are gone.
    struct First {
        /// Rows of its partition before it, and before its first peer.
        var position = 0
        var peerPosition = 0
        var dense = 1
    }

    /// - Parameters:
    ///   - rows: (key, value), in order.
    ///   - isFinal: no rows come behind them.
    ///   - partitionCount: how many rows the only partition has, when that is known.
    init(_ rows: Column, _ rule: WindowRule, _ first: First, isFinal: Bool, partitionCount: Int?) {
        count = rows.count
        self.isFinal = isFinal
        let keys = rows.children[0]
        members = rows.children[1].children
        let order = rule.order.map { rows.children[1].children[$0.member] }
        partitionStart = [Int](repeating: -first.position, count: count)
        peerStart = [Int](repeating: -first.peerPosition, count: count)
        partitionEnd = [Int](repeating: count, count: count)
        peerEnd = [Int](repeating: count, count: count)
        dense = [Int](repeating: first.dense, count: count)
        var row = 1
        while row < count {
            if keys.type != .null, keys.compare(row, with: keys, row - 1) != 0 {
                (partitionStart[row], peerStart[row], dense[row]) = (row, row, 1)
            } else {
                partitionStart[row] = partitionStart[row - 1]
                let isPeer = order.allSatisfy { $0.compare(row, with: $0, row - 1) == 0 }
                peerStart[row] = isPeer ? peerStart[row - 1] : row
                dense[row] = dense[row - 1] + (isPeer ? 0 : 1)
            }
            row += 1
        }
        closed = isFinal || count == 0 ? count : max(partitionStart[count - 1], 0)
        peersClosed = isFinal || count == 0 ? count : max(peerStart[count - 1], 0)
        if let partitionCount, count > 0 {
            let end = partitionStart[0] + partitionCount
            for row in 0..<count { partitionEnd[row] = end }
        }
        row = count - 2
        while row >= 0 {
            if partitionStart[row + 1] == row + 1 {
                (partitionEnd[row], peerEnd[row]) = (row + 1, row + 1)
            } else {
                partitionEnd[row] = partitionEnd[row + 1]
                peerEnd[row] = peerStart[row + 1] == row + 1 ? row + 1 : peerEnd[row + 1]
            }
            row -= 1
        }
    }

    /// What is to be known of a row when those before it go.
    func first(_ row: Int) -> First {
        First(position: row - partitionStart[row], peerPosition: row - peerStart[row], dense: dense[row])
    }
}

/// Rows of a column that are not null, for what passes over nulls.
struct ValuesPresent {
    private var rows: [Int32] = []
    /// For each row and the end, how many there are before.
    private var before: [Int32] = [0]

    init(_ column: Column) {
        rows.reserveCapacity(column.count)
        before.reserveCapacity(column.count + 1)
        for row in 0..<column.count {
            if !column.isNull(row) { rows.append(Int32(truncatingIfNeeded: row)) }
            before.append(Int32(truncatingIfNeeded: rows.count))
        }
    }

    /// The number of the first value from `row` on.
    func number(from row: Int) -> Int { Int(before[row]) }

    /// The row of the value with a number.
    func row(_ number: Int) -> Int { Int(rows[number]) }
}
