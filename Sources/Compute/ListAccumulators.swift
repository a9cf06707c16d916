// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The values of each group as a list, in the order of arrival: all values in one column, and the group of each.
final class ListAccumulators: Accumulators {
    private let type: DataType
    private let builder: ColumnBuilder
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
    /// Values, and twice their numbers: their groups now, their order in the end.
    var variableByteCount: Int { builder.byteCount + owners.count * 8 }
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
    }

    private func sort() -> (values: Column, starts: Growing<Int>, order: Growing<Int32>) {
        if let sorted { return sorted }
        let values = builder.finish()
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

    func results(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column {
        let (values, starts, order) = sort()
        let offsets = Buffer(byteCount: (rows + 1) * 4)
        let ends = offsets.pointer(Int32.self)
        ends[0] = 0
        var chosen = Growing<Int32>()
        defer { chosen.free() }
        for row in 0..<rows {
            let group = Int(groups[row])
            for place in starts.base[group]..<starts.base[group + 1] { chosen.append(order.base[place]) }
            ends[row + 1] = Int32(truncatingIfNeeded: chosen.count)
        }
        let elements = values.gather(chosen.base, count: chosen.count)
        return Column(type: .list(type), count: rows, values: offsets, children: [elements])
    }
}
