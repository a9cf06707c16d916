// SPDX-License-Identifier: Apache-2.0

/// Whole numbers among which the value of a column must be for its row to be asked for: the keys of the other side of a
/// join, which is read first.
public struct WantedValues: Sendable {
    /// Ascending; where there are too many to be kept, the least and the greatest one.
    private let values: [Int]
    private let isComplete: Bool
    /// A bit for each number from the least to the greatest one, where these are not too many.
    private let bits: [UInt64]

    /// `values`: in any order, the same ones several times or not.
    public init(_ values: [Int]) {
        guard let least = values.min(), let most = values.max() else {
            (self.values, isComplete, bits) = ([], true, [])
            return
        }
        isComplete = values.count <= FilesLimits.wantedValuesMax
        self.values = isComplete ? values.sorted() : [least, most]
        bits = WantedValues.bits(least...most) { mark in for value in values { mark(value) } }
    }

    /// Numbers of a range, of which `each` gives all, perhaps several times.
    public init(_ range: ClosedRange<Int>, each: (_ mark: (Int) -> Void) -> Void) {
        isComplete = false
        values = [range.lowerBound, range.upperBound]
        bits = WantedValues.bits(range, each)
    }

    /// All numbers of a range.
    public init(_ range: ClosedRange<Int>) {
        (isComplete, bits) = (false, [])
        values = [range.lowerBound, range.upperBound]
    }

    private static func bits(_ range: ClosedRange<Int>, _ each: (_ mark: (Int) -> Void) -> Void) -> [UInt64] {
        let span = UInt(bitPattern: range.upperBound &- range.lowerBound)
        guard span < FilesLimits.wantedSpanMax else { return [] }
        var bits = [UInt64](repeating: 0, count: Int(span) / 64 + 1)
        bits.withUnsafeMutableBufferPointer { bits in
            each { value in
                let place = value - range.lowerBound
                bits[place >> 6] |= 1 << UInt64(place & 63)
            }
        }
        return bits
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

    /// Moves those of the first `count` of `rows` to the front whose number may be one of them and is not null; how
    /// many they are.
    public func keep(
        _ rows: UnsafeMutablePointer<Int32>, _ count: Int, numbers: UnsafePointer<Int>, valid: UnsafePointer<UInt8>?
    ) -> Int {
        guard let first = values.first, let last = values.last else { return 0 }
        let span = UInt(bitPattern: last &- first)
        var kept = 0
        bits.withUnsafeBufferPointer { bits in
            // Without bits all within the bounds may be.
            let hasBits = !bits.isEmpty
            for place in 0..<count {
                let row = rows[place]
                let distance = UInt(bitPattern: numbers[Int(row)] &- first)
                var isWanted: UInt64 = distance <= span ? 1 : 0
                if hasBits {
                    isWanted &= bits[Int(bitPattern: min(distance, span) &>> 6)] &>> UInt64(distance & 63)
                }
                if let valid { isWanted &= UInt64(valid[Int(row)]) }
                rows[kept] = row
                kept &+= Int(truncatingIfNeeded: isWanted)
            }
        }
        return kept
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
