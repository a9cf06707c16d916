// SPDX-License-Identifier: Apache-2.0

/// Which partitions of a map output have blocks: few as a list, many as bits, so that it never takes more than a bit a
/// partition. Asked once for each map output by every reader of a partition.
enum PartitionSet: Sendable {
    case none
    /// Ascending.
    case few([Int32])
    case many([UInt64], count: Int)

    /// `partitions` ascend, are different and less than `bound`.
    init(_ partitions: [Int32], below bound: Int) {
        if partitions.isEmpty {
            self = .none
        } else if partitions.count <= bound / 32 || partitions.count <= 2 {
            self = .few(partitions)
        } else {
            var words = [UInt64](repeating: 0, count: (bound + 63) / 64)
            for partition in partitions { words[Int(partition) >> 6] |= 1 << UInt64(partition & 63) }
            self = .many(words, count: partitions.count)
        }
    }

    var isEmpty: Bool { if case .none = self { true } else { false } }

    func contains(_ partition: Int) -> Bool {
        switch self {
        case .none: return false
        case .many(let words, _):
            let word = partition >> 6
            return word < words.count && words[word] & (1 << UInt64(partition & 63)) != 0
        case .few(let list):
            let place = list.firstPlace(notBelow: Int32(truncatingIfNeeded: partition))
            return place < list.count && Int(list[place]) == partition
        }
    }

    /// All of them, ascending.
    var members: [Int32] {
        switch self {
        case .none: return []
        case .few(let list): return list
        case .many(let words, let count):
            var list: [Int32] = []
            list.reserveCapacity(count)
            for (index, word) in words.enumerated() {
                var rest = word
                while rest != 0 {
                    list.append(Int32(truncatingIfNeeded: index << 6 + rest.trailingZeroBitCount))
                    rest &= rest - 1
                }
            }
            return list
        }
    }
}

extension [Int32] {
    /// Of an ascending list: the place of the first member that is not below `value`.
    func firstPlace(notBelow value: Int32) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
