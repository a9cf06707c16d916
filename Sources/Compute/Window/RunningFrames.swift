// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Frames that begin with their partition, one after another: each has what the one before has, unless it is the first
/// of its partition, and takes the rows behind.
struct RunningFrames {
    /// The rows that a frame takes itself.
    var begins: [Int] = []
    var ends: [Int] = []
    /// Whether it begins with what the frame before has; else with what its accumulators hold.
    var carries: [Bool] = []

    var count: Int { ends.count }

    mutating func append(_ begin: Int, _ end: Int, carries: Bool) {
        begins.append(begin)
        ends.append(max(begin, end))
        self.carries.append(carries)
    }

    /// The same of the rows from `first` on of which `mask` has 1.
    func among(_ mask: UnsafeMutablePointer<UInt8>?, from first: Int, count rows: Int) -> RunningFrames {
        var numbers = [Int](repeating: 0, count: rows + 1)
        for row in 0..<rows { numbers[row + 1] = numbers[row] + (mask.map { Int($0[row]) } ?? 1) }
        var same = RunningFrames(carries: carries)
        same.begins = begins.map { numbers[$0 - first] }
        same.ends = ends.map { numbers[$0 - first] }
        return same
    }
}

extension SeenGroups {
    func run(_ frames: RunningFrames) {
        let flags = flags.base
        for frame in 0..<frames.count {
            if frames.carries[frame] { flags[frame] = flags[frame - 1] }
            if frames.ends[frame] > frames.begins[frame] { flags[frame] = 1 }
        }
    }
}

extension FoldAccumulators {
    func run(_ values: Column, _ frames: RunningFrames) throws(ComputeError) {
        var groups: [Int32] = []
        for frame in 0..<frames.count {
            if frames.carries[frame] { copy(frame - 1, to: frame) }
            let count = frames.ends[frame] - frames.begins[frame]
            if count == 0 { continue }
            groups.removeAll(keepingCapacity: true)
            for _ in 0..<count { groups.append(Int32(truncatingIfNeeded: frame)) }
            try update(groups, values, rows: frames.begins[frame], count)
        }
    }
}

extension CountAccumulators {
    func run(_ frames: RunningFrames) {
        for frame in 0..<frames.count {
            let before = frames.carries[frame] ? states.base[frame - 1] : states.base[frame]
            states.base[frame] = before + frames.ends[frame] - frames.begins[frame]
        }
    }
}

extension StoredAccumulators {
    /// Whether `run` can be called.
    var runs: Bool {
        switch rule {
        case .extreme: !type.containsAny
        case .first, .last, .program: false
        }
    }

    /// `seen`: 1 where a frame has a value before it takes rows, of those that carry nothing on.
    func run(_ values: Column, _ frames: RunningFrames, seen: UnsafePointer<UInt8>) throws(ComputeError) {
        guard case .extreme(let sign) = rule, frames.count > 0 else { return }
        let numbers = (0..<frames.count).map { Int32(truncatingIfNeeded: $0) }
        let first = store.gather(numbers, frames.count)
        // The row that is best so far; below -1 those that frames had, -1: none.
        var best = -1
        var chosen: [Int] = []
        chosen.reserveCapacity(frames.count)
        func isBetter(_ row: Int) -> Bool {
            if best == -1 { return true }
            let (column, other) = best < -1 ? (first, -2 - best) : (values, best)
            return !column.isNull(other)
                && (values.isNull(row) || values.compare(row, with: column, other) * sign < 0)
        }
        for frame in 0..<frames.count {
            if !frames.carries[frame] { best = seen[frame] != 0 ? -2 - frame : -1 }
            for row in frames.begins[frame]..<frames.ends[frame] where isBetter(row) { best = row }
            chosen.append(best)
        }
        let (owners, rows) = (numbers.filter { chosen[Int($0)] >= 0 }, chosen.filter { $0 >= 0 })
        if !owners.isEmpty {
            store.set(owners, values.gather(rows.map { Int32(truncatingIfNeeded: $0) }, count: rows.count))
        }
        let others = numbers.filter { chosen[Int($0)] < -1 }
        if !others.isEmpty {
            let known = others.map { Int32(truncatingIfNeeded: -2 - chosen[Int($0)]) }
            store.set(others, first.gather(known, count: known.count))
        }
    }
}
