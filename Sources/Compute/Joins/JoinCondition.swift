// SPDX-License-Identifier: Apache-2.0

import Columnar

/// What a condition leaves of pairs with equal keys. All pairs of one left row come one after another; whether it has a
/// match is known with the last of them.
final class JoinCondition {
    private let condition: ProgramRunner
    private let result: JoinResult
    private let side: JoinSide
    /// The last pair of the last batch when its left row has had no match: its row may go on.
    private var waiting: Column?
    /// The left row of the last pair, and whether it has had a match.
    private var last: (number: Int, isMatched: Bool)?

    /// `result`: what is made of the pairs that match. With `side` right, of right rows and their pairs with left ones.
    init(_ condition: ProgramRunner, _ result: JoinResult, of side: JoinSide = .left) {
        self.condition = condition
        self.result = result
        self.side = side
    }

    /// What comes of `batch`, rows of (pair, number of the left row, whether it is without a match); nil: no more come.
    /// nil: nothing comes of it.
    func next(_ batch: Column?) throws(ComputeError) -> Column? {
        guard let batch else {
            guard let waiting else { return nil }
            self.waiting = nil
            return keepsUnmatched ? unmatched(waiting) : nil
        }
        let pairs = batch.children[0]
        let matches = try matches(pairs, alone: batch.children[2].bools)
        let numbers = batch.children[1].ints
        // The pair that waits comes before the others.
        let shift = waiting == nil ? 0 : 1
        var picks = Picks()
        for row in 0..<pairs.count {
            if last?.number != numbers[row] {
                endRow(before: row, shift, &picks)
                last = (numbers[row], false)
            }
            if !matches[row] { continue }
            let isFirst = last?.isMatched == false
            last?.isMatched = true
            switch result {
            case .pairs: picks.add(row + shift, isAlone: false)
            case .leftRows(matched: true): if isFirst { picks.add(row + shift, isAlone: false) }
            case .leftRows(matched: false): break
            }
        }
        let all = waiting.map { concatenateShared([$0, pairs]) } ?? pairs
        waiting = keepsUnmatched && last?.isMatched == false ? pairs.slice(pairs.count - 1, 1) : nil
        return withExtendedLifetime(batch) { picks.take(all, rowsOf: rowsGiven) }
    }

    /// Which pairs match. The condition sees no pair without a right row.
    private func matches(_ pairs: Column, alone: UnsafePointer<UInt8>) throws(ComputeError) -> [Bool] {
        let rows = (0..<pairs.count).filter { alone[$0] == 0 }
        var matches = [Bool](repeating: false, count: pairs.count)
        if rows.isEmpty { return matches }
        let asked = rows.count == pairs.count ? pairs : pairs.gather(rows.map { Int32($0) }, count: rows.count)
        let flags = try condition.run(asked)
        precondition(flags.count == rows.count && flags.type == .bool, "a condition gives a bool for each pair")
        for (place, row) in rows.enumerated() { matches[row] = !flags.isNull(place) && flags.bools[place] != 0 }
        return matches
    }

    /// The left row of the pair before `row` has no more pairs.
    private func endRow(before row: Int, _ shift: Int, _ picks: inout Picks) {
        guard let last, !last.isMatched, keepsUnmatched else { return }
        picks.add(row - 1 + shift, isAlone: true)
    }

    private var keepsUnmatched: Bool {
        switch result {
        case .pairs(let keepsLeft, _): keepsLeft
        case .leftRows(let matched): !matched
        }
    }

    /// The side whose rows are given; nil: pairs are.
    private var rowsGiven: JoinSide? { if case .leftRows = result { side } else { nil } }

    private func unmatched(_ pair: Column) -> Column? {
        var picks = Picks()
        picks.add(0, isAlone: true)
        return picks.take(pair, rowsOf: rowsGiven)
    }

    /// Pairs that go on, some without their right value.
    private struct Picks {
        private var rows: [Int32] = []
        private var rights: [UInt8] = []

        mutating func add(_ row: Int, isAlone: Bool) {
            rows.append(Int32(truncatingIfNeeded: row))
            rights.append(isAlone ? 0 : 1)
        }

        func take(_ pairs: Column, rowsOf side: JoinSide?) -> Column? {
            if rows.isEmpty { return nil }
            let count = rows.count
            let key = pairs.children[0].gather(rows, count: count)
            if let side {
                let own = pairs.children[1].children[side == .left ? 0 : 1]
                return .tuple([key, own.gather(rows, count: count)], count: count)
            }
            let left = pairs.children[1].children[0].gather(rows, count: count)
            var right = pairs.children[1].children[1].gather(rows, count: count)
            if rights.contains(0) {
                right = right.masked(rights.withUnsafeBytes { Buffer(copying: $0) })
            }
            return .tuple([key, .tuple([left, right], count: count)], count: count)
        }
    }
}
