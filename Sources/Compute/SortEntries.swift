// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Eight bytes that order rows as far as they can, and the row they stand for.
struct SortEntry: BitwiseCopyable {
    var key: UInt64
    var row: UInt64
}

/// Stable sort by `key`: radix passes from the least significant byte over those bytes in which the keys differ.
func sortByKey(_ entries: inout Growing<SortEntry>) {
    let count = entries.count
    if isSortedByKey(entries.base, count) { return }
    if count <= 48 { return insertionSort(entries.base, count) }
    let counts = UnsafeMutablePointer<UInt32>.allocate(capacity: 8 * 256)
    defer { counts.deallocate() }
    counts.initialize(repeating: 0, count: 8 * 256)
    let source = entries.base
    for index in 0..<count {
        let key = source[index].key
        for byte in 0..<8 { counts[byte &* 256 &+ Int((key &>> UInt64(byte &* 8)) & 255)] &+= 1 }
    }
    var other = Growing<SortEntry>(capacity: count)
    other.count = count
    for byte in 0..<8 {
        let histogram = counts + byte * 256
        let shift = UInt64(byte * 8)
        if Int(histogram[Int((entries.base[0].key >> shift) & 255)]) == count { continue }
        var sum: UInt32 = 0
        for value in 0..<256 {
            let next = sum &+ histogram[value]
            histogram[value] = sum
            sum = next
        }
        let (from, to) = (UnsafePointer(entries.base), other.base)
        for index in 0..<count {
            let entry = from[index]
            let bucket = Int((entry.key &>> shift) & 255)
            to[Int(histogram[bucket])] = entry
            histogram[bucket] &+= 1
        }
        swap(&entries, &other)
    }
    other.free()
}

func isSortedByKey(_ entries: UnsafePointer<SortEntry>, _ count: Int) -> Bool {
    var index = 1
    while index < count {
        if entries[index].key < entries[index &- 1].key { return false }
        index &+= 1
    }
    return true
}

private func insertionSort(_ entries: UnsafeMutablePointer<SortEntry>, _ count: Int) {
    var next = 1
    while next < count {
        let entry = entries[next]
        var place = next
        while place > 0 && entries[place - 1].key > entry.key {
            entries[place] = entries[place - 1]
            place -= 1
        }
        entries[place] = entry
        next += 1
    }
}
