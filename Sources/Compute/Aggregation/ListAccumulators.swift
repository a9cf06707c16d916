// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The values of each group as a list, in the order of arrival: all values, in pieces of bounded size, and the group of
/// each.
final class ListAccumulators: Accumulators {
    private let type: DataType
    /// The last piece, which grows.
    private let builder: ColumnBuilder
    private var pieces: [Column] = []
    /// Memory of the pieces, and of their copy in one column once no more values come.
    private var pieceByteCount = 0
    private var owners = Growing<Int32>()
    private var groupCount = 0
    /// Once no more values come: all of them, and by group where its values are in `order`.
    private var sorted: (values: Column, starts: Growing<Int>, order: Growing<Int32>)?

    init(_ type: DataType) {
        self.type = type
        builder = ColumnBuilder(type)
    }

    deinit {
        owners.free()
        sorted?.starts.free()
        sorted?.order.free()
    }

    var groupByteCount: Int { 8 }
    /// Values, and of each its group (which grows by doubling, the old ones beside the new) and its place in the end.
    var variableByteCount: Int { pieceByteCount + 2 * builder.allocatedByteCount + owners.capacity * 8 }
    var isVariable: Bool { true }

    func ensure(_ capacity: Int) { groupCount = max(groupCount, capacity) }

    func update(_ groups: UnsafePointer<Int32>, _ values: Column, known: Int) throws(ComputeError) {
        if owners.count + values.count > ComputeLimits.listElementsMax {
            throw ComputeError(.memoryExceeded, "more than \(ComputeLimits.listElementsMax) values to be grouped")
        }
        builder.append(values)
        owners.reserve(owners.count + values.count)
        (owners.base + owners.count).update(from: groups, count: values.count)
        owners.count += values.count
        if builder.count >= ComputeLimits.emittedRowsMax || builder.byteCount >= ComputeLimits.spillBatchByteCountMax {
            finishPiece()
        }
    }

    private func finishPiece() {
        if builder.count == 0 { return }
        let allocated = builder.allocatedByteCount
        let piece = builder.finish()
        pieceByteCount += allocated + piece.byteCountWithoutText
        pieces.append(piece)
    }

    /// Calls `body` with the groups of all values and the values, in the order of arrival, a piece at a time; they are
    /// given up on the way.
    func drain(
        _ body: (UnsafePointer<Int32>, Column) throws(ComputeError) -> Void
    ) throws(ComputeError) {
        finishPiece()
        var rest = Array(pieces.reversed())
        pieces = []
        pieceByteCount = 0
        var start = 0
        while let piece = rest.popLast() {
            try body(owners.base + start, piece)
            start += piece.count
        }
        owners.count = 0
    }

    private func sort() -> (values: Column, starts: Growing<Int>, order: Growing<Int32>) {
        if let sorted { return sorted }
        finishPiece()
        let values = pieces.isEmpty ? builder.finish() : concatenateShared(pieces)
        pieces = []
        var starts = Growing<Int>(capacity: groupCount + 2)
        starts.count = groupCount + 2
        starts.base.update(repeating: 0, count: groupCount + 2)
        // Counts two places on, so that filling moves each start to its final value one place on.
        for row in 0..<owners.count { starts.base[Int(owners.base[row]) + 2] += 1 }
        for group in 0..<groupCount { starts.base[group + 2] += starts.base[group + 1] }
        var order = Growing<Int32>(capacity: owners.count)
        order.count = owners.count
        for row in 0..<owners.count {
            let group = Int(owners.base[row])
            order.base[starts.base[group + 1]] = Int32(truncatingIfNeeded: row)
            starts.base[group + 1] += 1
        }
        sorted = (values, starts, order)
        return (values, starts, order)
    }

    /// How many values a group has; takes no memory.
    func count(_ group: Int32) -> Int {
        (0..<owners.count).count { owners.base[$0] == group }
    }

    /// How many of the first of `groups`, and one at least, have lists of at most `byteCountMax` bytes together, and
    /// their bytes, beside the texts, which lists share.
    func prefix(
        _ groups: UnsafePointer<Int32>, _ rows: Int, byteCountMax: Int
    ) -> (groups: Int, bytes: Int) {
        let (values, starts, _) = sort()
        let (base, width) = (starts.base, 4 + values.byteCountWithoutText / max(values.count, 1))
        var (taken, bytes) = (0, 0)
        while taken < rows {
            let group = Int(groups[taken])
            let more = (base[group &+ 1] &- base[group]) &* width
            if taken > 0 && bytes &+ more > byteCountMax { break }
            bytes &+= more
            taken &+= 1
        }
        return (taken, bytes)
    }

    func results(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column {
        let (values, starts, order) = sort()
        let offsets = Buffer(byteCount: (rows + 1) * 4)
        let ends = offsets.pointer(Int32.self)
        ends[0] = 0
        for row in 0..<rows {
            let group = Int(groups[row])
            ends[row + 1] = ends[row] + Int32(truncatingIfNeeded: starts.base[group + 1] - starts.base[group])
        }
        let total = Int(ends[rows])
        let chosen = Growing<Int32>(capacity: total)
        defer { chosen.free() }
        let (out, first, places) = (chosen.base, starts.base, order.base)
        var next = 0
        for row in 0..<rows {
            let group = Int(groups[row])
            var place = first[group]
            let end = first[group &+ 1]
            while place < end {
                out[next] = places[place]
                next &+= 1
                place &+= 1
            }
        }
        let elements = values.gather(chosen.base, count: total)
        return Column(type: .list(type), count: rows, values: offsets, children: [elements])
    }
}
