// SPDX-License-Identifier: Apache-2.0

import Columnar

// Sorting values of type any fails where Python's `<` fails. Kernels sort by the total order of `Column.compare` and
// test neighbours afterwards: if two rows have no order, two neighbours have none.

extension ComputeError {
    /// A row that cannot be compared with another.
    init(_ incomparable: Incomparable, _ column: Column, _ row: Int) {
        self.init(.typeError, incomparable.message, row: describeRow(column, row))
        exceptionType = "TypeError"
    }
}

/// Tests neighbours of sorted rows, a row at a time; does nothing for types that always have an order.
struct OrderCheck {
    private let isNeeded: Bool
    private let descending: Bool
    private var last: (keys: Column, row: Int)?

    init(_ type: DataType, descending: Bool, isNeeded: Bool = true) {
        self.isNeeded = isNeeded && type.containsAny
        self.descending = descending
    }

    /// Row `row` of `keys` is the next one in order.
    @inline(__always)
    mutating func check(_ keys: Column, _ row: Int) throws(ComputeError) {
        if isNeeded { try compare(keys, row) }
    }

    private mutating func compare(_ keys: Column, _ row: Int) throws(ComputeError) {
        defer { last = (keys, row) }
        guard let last else { return }
        do throws(Incomparable) {
            // As Python's sort has it: the later one on the left.
            if descending {
                _ = try last.keys.strictOrder(last.row, with: keys, row)
            } else {
                _ = try keys.strictOrder(row, with: last.keys, last.row)
            }
        } catch { throw ComputeError(error, keys, row) }
    }
}

extension Column {
    /// As `strictOrder`, as an error of the task.
    func order(_ row: Int, with other: Column, _ otherRow: Int) throws(ComputeError) -> Int {
        do throws(Incomparable) { return try strictOrder(row, with: other, otherRow) } catch {
            throw ComputeError(error, self, row)
        }
    }
}
