// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Eight bytes that order rows as far as they can, and the row they stand for.
struct SortEntry: BitwiseCopyable {
    var key: UInt64
    var row: UInt64
}

/// Stable sort by `key`: radix from the most significant byte in which keys differ, until the pieces are small.
func sortByKey(_ entries: inout Growing<SortEntry>) {
    let count = entries.count
    if isSortedByKey(entries.base, count) { return }
    let scratch = Growing<SortEntry>(capacity: count)
    sortPiece(entries.base, scratch.base, count)
    scratch.free()
}

/// Pieces up to this size are merged instead of distributed.
private let smallPieceCount = 160

private func sortPiece(
    _ entries: UnsafeMutablePointer<SortEntry>, _ scratch: UnsafeMutablePointer<SortEntry>, _ count: Int
) {
    if count <= smallPieceCount { return sortSmall(entries, scratch, count) }
    // The bits in which some key differs from the first.
    var differing: UInt64 = 0
    let first = entries[0].key
    for index in 0..<count { differing |= entries[index].key ^ first }
    if differing == 0 { return }
    let shift = UInt64(max(64 - differing.leadingZeroBitCount - 8, 0))
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 512) { memory in
        let (ends, next) = (memory.baseAddress!, memory.baseAddress! + 256)
        ends.update(repeating: 0, count: 256)
        for index in 0..<count { ends[Int((entries[index].key &>> shift) & 255)] &+= 1 }
        var sum: Int32 = 0
        for bucket in 0..<256 {
            next[bucket] = sum
            sum &+= ends[bucket]
            ends[bucket] = sum
        }
        for index in 0..<count {
            let entry = entries[index]
            let bucket = Int((entry.key &>> shift) & 255)
            scratch[Int(next[bucket])] = entry
            next[bucket] &+= 1
        }
        entries.update(from: scratch, count: count)
        if shift == 0 { return }
        var start = 0
        for bucket in 0..<256 {
            let end = Int(ends[bucket])
            if end - start > 1 { sortPiece(entries + start, scratch + start, end - start) }
            start = end
        }
    }
}

func isSortedByKey(_ entries: UnsafePointer<SortEntry>, _ count: Int) -> Bool {
    var index = 1
    while index < count {
        if entries[index].key < entries[index &- 1].key { return false }
        index &+= 1
    }
    return true
}

/// Insertion sort of short stretches, then merges.
private func sortSmall(
    _ entries: UnsafeMutablePointer<SortEntry>, _ scratch: UnsafeMutablePointer<SortEntry>, _ count: Int
) {
    let stretch = 12
    var start = 0
    while start < count {
        let end = min(start &+ stretch, count)
        var next = start &+ 1
        while next < end {
            let entry = entries[next]
            var place = next
            while place > start && entries[place &- 1].key > entry.key {
                entries[place] = entries[place &- 1]
                place &-= 1
            }
            entries[place] = entry
            next &+= 1
        }
        start = end
    }
    var (from, to) = (entries, scratch)
    var width = stretch
    while width < count {
        var left = 0
        while left < count {
            let middle = min(left &+ width, count)
            let end = min(left &+ 2 &* width, count)
            var (a, b, out) = (left, middle, left)
            while a < middle && b < end {
                // Without branches: which side is next is anybody's guess.
                let takesRight = from[b].key < from[a].key ? 1 : 0
                to[out] = from[takesRight == 1 ? b : a]
                b &+= takesRight
                a &+= 1 &- takesRight
                out &+= 1
            }
            (to + out).update(from: from + a, count: middle &- a)
            (to + out + (middle &- a)).update(from: from + b, count: end &- b)
            left = end
        }
        swap(&from, &to)
        width &*= 2
    }
    if from != entries { entries.update(from: from, count: count) }
}
