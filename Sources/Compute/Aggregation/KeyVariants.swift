// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Keys that hold values of type any, as they first arrived, where that may differ from their canonical form: `1.0`
/// stays `1.0` although it finds the group of `1`.
struct KeyVariants {
    private let builder: ColumnBuilder
    private var finished: [Column] = []
    /// By group: the number of its key among the variants.
    private var places: [Int32: Int32] = [:]

    init(_ type: DataType) { builder = ColumnBuilder(type) }

    /// Bytes that the variants take.
    var byteCount: Int {
        builder.allocatedByteCount + finished.reduce(0) { $0 + $1.byteCount } + places.count * 16
    }

    /// Rows of `keys` that made the groups from `known` on, whose numbers rise in the order of the rows.
    mutating func add(_ keys: Column, _ groups: UnsafePointer<Int32>, _ known: Int) {
        var rows: [Int32] = []
        var next = Int32(truncatingIfNeeded: known)
        for row in 0..<keys.count where groups[row] == next {
            places[next] = Int32(truncatingIfNeeded: places.count)
            rows.append(Int32(truncatingIfNeeded: row))
            next += 1
        }
        builder.append(keys, rows: rows, count: rows.count)
    }

    /// `keys`, the keys of `groups`, with variants in their places.
    mutating func replace(_ keys: Column, _ groups: UnsafePointer<Int32>) -> Column {
        if places.isEmpty { return keys }
        if builder.count > 0 { finished = [concatenateShared(finished + [builder.finish()])] }
        var picked: [Int32] = []
        var order: [Int32] = []
        order.reserveCapacity(keys.count)
        for row in 0..<keys.count {
            if let place = places[groups[row]] {
                order.append(Int32(truncatingIfNeeded: keys.count + picked.count))
                picked.append(place)
            } else {
                order.append(Int32(truncatingIfNeeded: row))
            }
        }
        if picked.isEmpty { return keys }
        let chosen = finished[0].gather(picked, count: picked.count)
        return concatenateShared([keys, chosen]).gather(order, count: order.count)
    }
}
