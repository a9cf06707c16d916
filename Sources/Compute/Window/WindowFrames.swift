// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Finds the rows that the frame of each row begins and ends with.
struct FrameFinder {
    let frame: WindowFrame
    private let rule: WindowRule
    /// Where the last searches among values ended.
    private var startPlace = 0
    private var endPlace = 0

    init(_ frame: WindowFrame, _ rule: WindowRule) {
        self.frame = frame
        self.rule = rule
    }

    /// The frames of `rows`: those from `starts` up to `ends`; no row when both are equal.
    mutating func find(_ layout: WindowLayout, _ rows: Range<Int>) -> (starts: [Int], ends: [Int]) {
        var starts: [Int] = []
        var ends: [Int] = []
        starts.reserveCapacity(rows.count)
        ends.reserveCapacity(rows.count)
        for row in rows {
            let (first, last) = (layout.partitionStart[row], layout.partitionEnd[row])
            let start: Int
            switch frame.start {
            case .unbounded: start = first
            case .rows(let offset): start = min(max(added(row, offset), first), last)
            case .peers: start = layout.peerStart[row]
            case .value(let member):
                startPlace = max(startPlace, first, 0)
                while startPlace < min(last, layout.count), compare(layout, startPlace, member, row) < 0 {
                    startPlace += 1
                }
                start = startPlace
            }
            let end: Int
            switch frame.end {
            case .unbounded: end = last
            case .rows(let offset): end = min(max(added(added(row, offset), 1), first), last)
            case .peers: end = layout.peerEnd[row]
            case .value(let member):
                endPlace = max(endPlace, first, 0)
                while endPlace < min(last, layout.count), compare(layout, endPlace, member, row) <= 0 {
                    endPlace += 1
                }
                end = endPlace
            }
            starts.append(start)
            ends.append(max(start, end))
        }
        return (starts, ends)
    }

    private func added(_ row: Int, _ offset: Int) -> Int {
        let (sum, overflow) = row.addingReportingOverflow(offset)
        return overflow ? (offset < 0 ? .min : .max) : sum
    }

    /// How the order member of a row stands to a bound of another row.
    private func compare(_ layout: WindowLayout, _ row: Int, _ bound: Int, _ other: Int) -> Int {
        let (order, bounds) = (layout.members[rule.order[0].member], layout.members[bound])
        let direction = rule.order[0].direction
        switch (order.isNull(row), bounds.isNull(other)) {
        case (true, true): return 0
        case (true, false): return direction.nullsFirst ? -1 : 1
        case (false, true): return direction.nullsFirst ? 1 : -1
        case (false, false):
            let order = order.compare(row, with: bounds, other)
            return direction.descending ? -order : order
        }
    }

    /// The first row from `next` on whose frame may have rows that are not there yet.
    func ready(_ layout: WindowLayout, from next: Int) -> Int {
        var ready = layout.count
        for bound in [frame.start, frame.end] {
            switch bound {
            case .unbounded: break
            case .rows(let offset): ready = min(ready, layout.count - min(max(offset, 0), layout.count))
            case .peers: ready = min(ready, layout.peersClosed)
            case .value(let member):
                let last = layout.count - 1
                while ready > next, compare(layout, last, member, ready - 1) <= 0 { ready -= 1 }
            }
        }
        return ready
    }

    /// The first row that frames of rows from `next` on may begin with.
    func firstNeeded(_ layout: WindowLayout, from next: Int) -> Int {
        let row = min(next, layout.count - 1)
        switch frame.start {
        case .unbounded: return layout.partitionStart[row]
        case .rows(let offset): return min(added(next, offset), next)
        case .peers: return min(layout.peerStart[row], next)
        case .value: return min(startPlace, next)
        }
    }

    /// The first rows go.
    mutating func drop(_ rows: Int) {
        startPlace = max(startPlace - rows, 0)
        endPlace = max(endPlace - rows, 0)
    }
}
