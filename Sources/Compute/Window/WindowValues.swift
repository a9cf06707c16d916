// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Computes one call of a window. Rows are counted from the first one held.
protocol WindowEvaluator: AnyObject {
    /// The first row from `next` on whose value may depend on rows that are not there yet.
    func ready(_ layout: WindowLayout, from next: Int) -> Int
    func values(_ layout: WindowLayout, _ rows: Range<Int>) throws(ComputeError) -> Column
    /// The first row that is needed for the values of rows from `next` on.
    func firstNeeded(_ layout: WindowLayout, from next: Int) -> Int
    /// The first rows go.
    func drop(_ rows: Int)
}

extension WindowCall {
    /// Whether a partition has to be complete before a row of it has its value; its number of rows may be known before
    /// (`countIsKnown`), and the results of whole partitions with it.
    func needsPartition(countIsKnown: Bool) -> Bool {
        switch function {
        case .rowNumber, .rank, .denseRank: false
        case .percentRank, .cumulativeShare, .tile: !countIsKnown
        case .shifted(_, _, _, let skipsNulls): skipsNulls
        case .nth(_, _, let skipsNulls): skipsNulls || frame.end == .unbounded
        case .aggregate: frame.isWhole ? !countIsKnown : frame.end == .unbounded
        }
    }
}

/// What follows from a row's place alone.
final class PlaceEvaluator: WindowEvaluator {
    private let function: WindowFunction

    init(_ function: WindowFunction) { self.function = function }

    func ready(_ layout: WindowLayout, from next: Int) -> Int {
        if case .cumulativeShare = function { layout.peersClosed } else { layout.count }
    }

    func values(_ layout: WindowLayout, _ rows: Range<Int>) throws(ComputeError) -> Column {
        func ints(_ value: (Int) -> Int) -> Column {
            .ints(count: rows.count) { out in for row in rows { out[row - rows.lowerBound] = value(row) } }
        }
        func floats(_ value: (Int) -> Double) -> Column {
            .floats(count: rows.count) { out in for row in rows { out[row - rows.lowerBound] = value(row) } }
        }
        let (starts, ends) = (layout.partitionStart, layout.partitionEnd)
        switch function {
        case .rowNumber: return ints { $0 - starts[$0] + 1 }
        case .rank: return ints { layout.peerStart[$0] - starts[$0] + 1 }
        case .denseRank: return ints { layout.dense[$0] }
        case .percentRank:
            return floats { row in
                let count = ends[row] - starts[row]
                return count == 1 ? 0 : Double(layout.peerStart[row] - starts[row]) / Double(count - 1)
            }
        case .cumulativeShare:
            return floats { Double(layout.peerEnd[$0] - starts[$0]) / Double(ends[$0] - starts[$0]) }
        case .tile(let parts):
            return ints { row in
                let (size, longer) = (ends[row] - starts[row]).quotientAndRemainder(dividingBy: parts)
                let place = row - starts[row]
                let inLonger = longer * (size + 1)
                return place < inLonger ? place / (size + 1) + 1 : longer + (place - inLonger) / max(size, 1) + 1
            }
        default: preconditionFailure("\(function) is more than a place")
        }
    }

    func firstNeeded(_ layout: WindowLayout, from next: Int) -> Int { next }
    func drop(_ rows: Int) {}
}

/// Values of other rows at a distance.
final class ShiftEvaluator: WindowEvaluator {
    private let input: Int
    private let offset: Int
    private let otherwise: Int?
    private let skipsNulls: Bool

    init(input: Int, by offset: Int, otherwise: Int?, skipsNulls: Bool) {
        self.input = input
        self.offset = offset
        self.otherwise = otherwise
        self.skipsNulls = skipsNulls
    }

    func ready(_ layout: WindowLayout, from next: Int) -> Int {
        layout.count - min(max(offset, 0), layout.count)
    }

    func values(_ layout: WindowLayout, _ rows: Range<Int>) throws(ComputeError) -> Column {
        let present = skipsNulls ? ValuesPresent(layout.members[input]) : nil
        var found: [Int] = []
        found.reserveCapacity(rows.count)
        for row in rows {
            let (first, last) = (layout.partitionStart[row], layout.partitionEnd[row])
            if let present, offset != 0 {
                found.append(shifted(present, row, max(first, 0), last))
            } else {
                let (place, overflow) = row.addingReportingOverflow(offset)
                found.append(!overflow && place >= first && place < last ? place : -1)
            }
        }
        return layout.members[input].picking(found, otherwise: otherwise.map { layout.members[$0] }, rows)
    }

    private func shifted(_ present: ValuesPresent, _ row: Int, _ first: Int, _ last: Int) -> Int {
        let here = present.number(from: offset > 0 ? row + 1 : row)
        let number = offset > 0 ? here + offset - 1 : here + offset
        return number >= present.number(from: first) && number < present.number(from: last) ? present.row(number) : -1
    }

    func firstNeeded(_ layout: WindowLayout, from next: Int) -> Int {
        offset < 0 ? max(next, 0) + max(offset, -next) : next
    }

    func drop(_ rows: Int) {}
}

/// The value of one row of the frame.
final class NthEvaluator: WindowEvaluator {
    private let input: Int
    private let number: Int
    private let skipsNulls: Bool
    private var finder: FrameFinder
    /// Where all frames of a partition begin with its first row: the value, once its row has come, and the partition.
    private var found: (value: Column, partition: Int)?

    init(input: Int, _ number: Int, skipsNulls: Bool, _ finder: FrameFinder) {
        self.input = input
        self.number = number
        self.skipsNulls = skipsNulls
        self.finder = finder
    }

    private var isFixed: Bool { finder.frame.start == .unbounded && !skipsNulls }

    func ready(_ layout: WindowLayout, from next: Int) -> Int { finder.ready(layout, from: next) }

    func values(_ layout: WindowLayout, _ rows: Range<Int>) throws(ComputeError) -> Column {
        let column = layout.members[input]
        let present = skipsNulls ? ValuesPresent(column) : nil
        let (starts, ends) = finder.find(layout, rows)
        var chosen: [Int] = []
        chosen.reserveCapacity(rows.count)
        for (index, row) in rows.enumerated() {
            if let present {
                let place = present.number(from: max(starts[index], 0)) + number - 1
                chosen.append(place < present.number(from: ends[index]) ? present.row(place) : -1)
            } else {
                let place = starts[index] + number - 1
                if place >= ends[index] {
                    chosen.append(-1)
                } else if isFixed, let found, found.partition == layout.partitionStart[row] {
                    chosen.append(column.count)
                } else {
                    chosen.append(place)
                }
            }
        }
        var source = column
        if let found { source = concatenateShared([column, found.value]) }
        let values = source.picking(chosen, otherwise: nil, rows)
        if isFixed, let last = rows.last { remember(layout, column, last) }
        return values
    }

    private func remember(_ layout: WindowLayout, _ column: Column, _ row: Int) {
        let partition = layout.partitionStart[row]
        if let found, found.partition == partition { return }
        let place = partition + number - 1
        found = place >= 0 && place <= row ? (column.slice(place, 1), partition) : nil
    }

    func firstNeeded(_ layout: WindowLayout, from next: Int) -> Int {
        guard isFixed else { return finder.firstNeeded(layout, from: next) }
        let partition = layout.partitionStart[min(next, layout.count - 1)]
        if let found, found.partition == partition { return next }
        return min(partition + number - 1, next)
    }

    func drop(_ rows: Int) {
        finder.drop(rows)
        found?.partition -= rows
    }
}

extension Column {
    /// The rows with these numbers; for a negative one that of `otherwise` in the same place of `rows`, or null.
    fileprivate func picking(_ chosen: [Int], otherwise: Column?, _ rows: Range<Int>) -> Column {
        if type == .null { return Column(type: .null, count: chosen.count) }
        let least = chosen.reduce(Int.max) { $1 >= 0 ? Swift.min($0, $1) : $0 }
        let most = chosen.reduce(-1) { Swift.max($0, $1) }
        let part = most < 0 ? slice(0, 0) : slice(least, most - least + 1)
        let rest = otherwise?.slice(rows.lowerBound, rows.count) ?? PickedColumn.null(type).column
        let indices = chosen.enumerated().map { index, row in
            Int32(truncatingIfNeeded: row >= 0 ? row - least : part.count + (otherwise == nil ? 0 : index))
        }
        return (part.count == 0 ? rest : concatenateShared([part, rest])).gather(indices, count: indices.count)
    }
}
