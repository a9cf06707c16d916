// SPDX-License-Identifier: Apache-2.0

/// How many rows to hand on at a time to a chain that wants only so many: as many as it wants, so that functions with
/// effects (accumulators, output) run on no more rows than needed; twice as many as before when some of the last ones
/// did not count, because a filter dropped them.
struct RowPace {
    private let most: Int
    private var lastRows = 0
    private var lastWanted = 0

    /// - Parameter most: rows of a batch.
    init(most: Int) { self.most = max(most, 1) }

    /// Rows of the next batch; `wanted` is nil when all are.
    mutating func next(wanted: Int?) -> Int {
        guard let wanted else { return most }
        let gave = lastWanted - wanted
        let rows = gave < lastRows ? max(wanted, lastRows.addingReportingOverflow(lastRows).partialValue) : wanted
        lastWanted = wanted
        return min(max(rows, 1), most)
    }

    /// So many were handed on since.
    mutating func handed(_ rows: Int) { lastRows = rows }
}
