// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Rows of a join on their way out, a batch of bounded rows and bytes at a time.
final class JoinOutput {
    private let keys = RowPicker()
    private let left = RowPicker()
    private let right = RowPicker()
    private let nullLeft: PickedColumn
    private let nullRight: PickedColumn
    private let givesPairs: Bool
    private let rowsMax: Int
    /// Of each row, when they are asked for: the number of the left row, and whether it is without a match.
    private var numbers: Growing<Int>?
    private var areAlone = Growing<UInt8>()
    private var count = 0
    private var byteCount = 0

    /// `numbersRows`: rows come as (pair, number of the left row, whether it is without a match).
    init(leftType: DataType, rightType: DataType, result: JoinResult, rowsMax: Int, numbersRows: Bool) {
        numbers = numbersRows ? Growing<Int>() : nil
        nullLeft = .null(leftType)
        nullRight = .null(rightType)
        if case .pairs = result { givesPairs = true } else { givesPairs = false }
        self.rowsMax = rowsMax
    }

    deinit {
        numbers?.free()
        areAlone.free()
    }

    private func note(_ first: Int, step: Int, _ rows: Int, isAlone: Bool) {
        guard numbers != nil else { return }
        for row in 0..<rows {
            numbers!.append(first + row * step)
            areAlone.append(isAlone ? 1 : 0)
        }
    }

    var isFull: Bool { count >= rowsMax || byteCount >= ComputeLimits.joinedByteCountMax }

    private func room(_ widths: RowWidths, _ first: Int, _ wanted: Int, with more: Int) -> Int {
        let (rows, bytes) = widths.rows(
            first, count: min(wanted, rowsMax - count), within: ComputeLimits.joinedByteCountMax - byteCount, each: more
        )
        count += rows
        byteCount += bytes
        return rows
    }

    /// Pairs of one left row with up to `wanted` right rows; gives how many there was room for, one at least.
    func addPairs(
        _ batch: JoinCursor.Batch, _ row: Int, number: Int, key: (batch: JoinCursor.Batch, row: Int),
        _ other: PickedColumn, _ first: Int, _ wanted: Int
    ) -> Int {
        let own = batch.values.widths[row] + key.batch.pickedKeys.widths[key.row]
        let rows = room(other.widths, first, wanted, with: own)
        keys.pick(key.batch.pickedKeys, row: key.row, times: rows)
        left.pick(batch.values, row: row, times: rows)
        right.pick(other, first, count: rows)
        note(number, step: 0, rows, isAlone: false)
        return rows
    }

    /// Pairs of up to `wanted` left rows with one right row; gives how many there was room for, one at least.
    func addPairs(
        _ batch: JoinCursor.Batch, _ first: Int, _ wanted: Int, number: Int,
        key: (batch: JoinCursor.Batch, row: Int), _ other: PickedColumn, _ row: Int
    ) -> Int {
        let more = other.widths[row] + key.batch.pickedKeys.widths[key.row]
        let rows = room(batch.values.widths, first, wanted, with: more)
        keys.pick(key.batch.pickedKeys, row: key.row, times: rows)
        left.pick(batch.values, first, count: rows)
        right.pick(other, row: row, times: rows)
        note(number, step: 1, rows, isAlone: false)
        return rows
    }

    /// Up to `wanted` rows of one side alone; gives how many there was room for, one at least.
    func addUnmatched(
        _ side: JoinSide, _ batch: JoinCursor.Batch, _ first: Int, _ wanted: Int, number: Int
    ) -> Int {
        // Keys beside the values; of the widest of them the batch is cut a little late.
        let rows = room(batch.values.widths, first, wanted, with: batch.pickedKeys.widths[first])
        keys.pick(batch.pickedKeys, first, count: rows)
        switch side {
        case .left:
            left.pick(batch.values, first, count: rows)
            if givesPairs { right.pick(nullRight, row: 0, times: rows) }
        case .right:
            left.pick(nullLeft, row: 0, times: rows)
            right.pick(batch.values, first, count: rows)
        }
        note(number, step: 1, rows, isAlone: true)
        return rows
    }

    /// What there is; nil when there is nothing.
    func take() -> Column? {
        if count == 0 { return nil }
        let rows = count
        count = 0
        byteCount = 0
        let (keys, left) = (self.keys.take(), self.left.take())
        guard givesPairs else { return .tuple([keys, left], count: rows) }
        let pairs = Column.tuple([keys, .tuple([left, right.take()], count: rows)], count: rows)
        guard let numbers else { return pairs }
        let ordinals = Column(type: .int, count: rows, values: numbers.copied())
        let alone = Column(type: .bool, count: rows, values: areAlone.copied())
        self.numbers!.count = 0
        areAlone.count = 0
        return .tuple([pairs, ordinals, alone], count: rows)
    }
}
