// SPDX-License-Identifier: Apache-2.0

/// Whole numbers among which the value of a column must be for its row to be asked for: the keys of the other side of a
/// join, which is read first.
public struct WantedValues: Sendable {
    /// Ascending; where there are too many to be kept, the least and the greatest one.
    private let values: [Int]
    private let isComplete: Bool

    /// `values`: in any order, the same ones several times or not.
    public init(_ values: [Int]) {
        let sorted = values.sorted()
        isComplete = sorted.count <= FilesLimits.wantedValuesMax
        self.values = isComplete ? sorted : [sorted[0], sorted[sorted.count - 1]]
    }

    /// All numbers of a range.
    public init(_ range: ClosedRange<Int>) {
        isComplete = false
        values = [range.lowerBound, range.upperBound]
    }

    /// Whether one of them is within these bounds.
    public func mayHold(_ least: Int, _ most: Int) -> Bool {
        guard let first = values.first, let last = values.last, first <= most, last >= least else { return false }
        guard isComplete else { return true }
        var (low, high) = (0, values.count)
        while low < high {
            let middle = (low + high) / 2
            if values[middle] < least { low = middle + 1 } else { high = middle }
        }
        return low < values.count && values[low] <= most
    }
}

/// What is asked of the values of a column of files: rows with others, or with null, may be left out.
public struct WantedColumn: Sendable {
    public var column: String
    public var values: WantedValues

    public init(_ column: String, _ values: WantedValues) {
        self.column = column
        self.values = values
    }
}
