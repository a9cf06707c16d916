// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Goes through two sorted sides and gives out the rows of their join.
final class JoinMerge {
    /// Where the key at hand came from first.
    private struct Match {
        let key: (batch: JoinCursor.Batch, row: Int)
        /// The only left row; right rows then go by without being kept.
        let isSingle: Bool
    }

    private let left: JoinCursor
    private let right: JoinCursor
    private let result: JoinResult
    private let matchesNulls: [Bool]
    private let dropsNullKeys: Bool
    private let output: JoinOutput
    private let matches: MatchedRows
    private var match: Match?

    /// `dropsNullKeys`: left rows with a null key are left out.
    init(
        _ left: JoinCursor, _ right: JoinCursor, result: JoinResult, matchesNulls: [Bool], dropsNullKeys: Bool,
        output: JoinOutput, matches: MatchedRows
    ) {
        self.matchesNulls = matchesNulls
        self.dropsNullKeys = dropsNullKeys
        self.left = left
        self.right = right
        self.result = result
        self.output = output
        self.matches = matches
    }

    /// The next rows; nil at the end.
    func next() throws(ComputeError) -> Column? {
        while !output.isFull {
            if let match {
                try match.isSingle ? passRight(match) : pair(match)
            } else if try !advance() {
                break
            }
        }
        return output.take()
    }

    /// Goes on to the next key or some rows without a match; false at the end.
    private func advance() throws(ComputeError) -> Bool {
        switch (left.batch, right.batch, result) {
        case (nil, nil, _), (nil, _, .leftRows), (nil, _, .pairs(_, false)), (_, nil, .pairs(false, _)),
            (_, nil, .leftRows(matched: true)):
            return false
        default: break
        }
        if dropsNullKeys, let batch = left.batch, batch.hasNullKey(left.position) {
            try pass(.left, left, left.runCount(), isKept: false)
            return true
        }
        var order = left.batch == nil ? 1 : (right.batch == nil ? -1 : left.compare(right.batch!, right.position))
        // Keys with a null that equals no other: rows without a match, first those of the left side.
        if order == 0, left.batch!.holdsNull(left.position, except: matchesNulls) { order = -1 }
        switch result {
        case .pairs(let keepsLeft, let keepsRight):
            if order < 0 {
                try unmatched(.left, left, before: right, isKept: keepsLeft)
            } else if order > 0 {
                try unmatched(.right, right, before: left, isKept: keepsRight)
            } else {
                try beginMatch()
            }
        case .leftRows(let matched):
            if order < 0 {
                try unmatched(.left, left, before: right, isKept: !matched)
            } else if order > 0 {
                try unmatched(.right, right, before: left, isKept: false)
            } else {
                try pass(.left, left, left.runCount(), isKept: matched)
            }
        }
        return true
    }

    /// Passes rows whose key comes before the one of the other side.
    private func unmatched(
        _ side: JoinSide, _ cursor: JoinCursor, before other: JoinCursor, isKept: Bool
    ) throws(ComputeError) {
        var below = cursor.countBelow(other)
        if dropsNullKeys, side == .left {
            let batch = cursor.batch!
            below = (0..<below).first { batch.hasNullKey(cursor.position + $0) } ?? below
        }
        // None: the same hash, and a key that comes before.
        try pass(side, cursor, below == 0 ? cursor.runCount() : below, isKept: isKept)
    }

    private func pass(_ side: JoinSide, _ cursor: JoinCursor, _ count: Int, isKept: Bool) throws(ComputeError) {
        let passed =
            isKept
            ? output.addUnmatched(side, cursor.batch!, cursor.position, count, number: cursor.passed) : count
        try cursor.advance(by: passed)
    }

    // MARK: Matches

    private func beginMatch() throws(ComputeError) {
        let key = (batch: left.batch!, row: left.position)
        let isSingle = try left.isLastOfKey()
        match = Match(key: key, isSingle: isSingle)
        if !isSingle { try matches.fill(right, keyOf: key.batch, key.row) }
    }

    /// Pairs the only left row with the right rows as they go by.
    private func passRight(_ match: Match) throws(ComputeError) {
        let (batch, row) = match.key
        let own = right.batch!
        let added = output.addPairs(
            batch, row, number: left.passed, key: match.key, own.values, right.position, right.runCount())
        try right.advance(by: added)
        if right.has(keyOf: batch, row) { return }
        try left.advance(by: 1)
        self.match = nil
    }

    /// Pairs the left row at hand with the next right rows that were kept, or, when one was kept, left rows with it.
    private func pair(_ match: Match) throws(ComputeError) {
        let batch = left.batch!
        if let only = matches.only {
            let added = output.addPairs(
                batch, left.position, left.runCount(), number: left.passed, key: match.key, only.source, only.next)
            try left.advance(by: added)
            return endMatchIfDone(match)
        }
        let segment = matches.current!
        let added = output.addPairs(
            batch, left.position, number: left.passed, key: match.key, segment.source, segment.next,
            segment.end - segment.next)
        try matches.pass(added)
        if matches.current != nil { return }
        try left.advance(by: 1)
        endMatchIfDone(match)
        if self.match != nil { try matches.rewind() }
    }

    private func endMatchIfDone(_ match: Match) {
        if left.has(keyOf: match.key.batch, match.key.row) { return }
        matches.clear()
        self.match = nil
    }
}
