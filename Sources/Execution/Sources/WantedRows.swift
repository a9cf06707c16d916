// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files

/// Leaves out rows of files that joins behind them would: at once, and not one join after another with all columns of
/// what is left. A question that nearly all rows pass is asked no more.
struct WantedRows {
    struct Test {
        /// Of the column, a whole number, among those of the rows.
        var place: Int
        var values: WantedValues
        fileprivate var asked = 0
        fileprivate var passed = 0

        init(place: Int, values: WantedValues) {
            self.place = place
            self.values = values
        }

        /// Whether it has left out too few.
        fileprivate var isIdle: Bool {
            asked >= ExecutionLimits.wantedRowsProbed
                && (asked - passed) * ExecutionLimits.wantedRowsShare < asked
        }
    }

    private var tests: [Test]
    private var rows: [Int32] = []

    init(_ tests: [Test]) { self.tests = tests }

    /// The rows of a batch, tuples, that may be asked for.
    mutating func kept(of batch: Column) -> Column {
        guard !tests.isEmpty, batch.count > 0, case .tuple = batch.type else { return batch }
        if rows.count < batch.count { rows = [Int32](repeating: 0, count: batch.count) }
        return rows.withUnsafeMutableBufferPointer { rows in
            let chosen = rows.baseAddress!
            for row in 0..<batch.count { chosen[row] = Int32(truncatingIfNeeded: row) }
            var count = batch.count
            for place in tests.indices where count > 0 {
                let column = batch.children[tests[place].place]
                let passed = tests[place].values.keep(chosen, count, numbers: column.ints, valid: column.valid)
                tests[place].asked += count
                tests[place].passed += passed
                count = passed
            }
            tests.removeAll { $0.isIdle }
            return count == batch.count ? batch : batch.gather(chosen, count: count)
        }
    }
}
