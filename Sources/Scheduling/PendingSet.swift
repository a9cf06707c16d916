// SPDX-License-Identifier: Apache-2.0

/// A set of partitions that gives the lowest first. A bit each; the search starts where the last one ended.
struct PendingSet {
    private var words: [UInt64]
    /// No bit is set in the words before it.
    private var firstWord = 0
    private(set) var count = 0

    init(capacity: Int) {
        words = [UInt64](repeating: 0, count: (capacity + 63) >> 6)
    }

    func contains(_ partition: Int) -> Bool {
        words[partition >> 6] & (1 << UInt64(partition & 63)) != 0
    }

    mutating func insert(_ partition: Int) {
        assert(!contains(partition))
        words[partition >> 6] |= 1 << UInt64(partition & 63)
        count += 1
        firstWord = min(firstWord, partition >> 6)
    }

    mutating func remove(_ partition: Int) {
        assert(contains(partition))
        words[partition >> 6] &= ~(1 << UInt64(partition & 63))
        count -= 1
    }

    /// The lowest member.
    mutating func first() -> Int? {
        guard count > 0 else { return nil }
        while words[firstWord] == 0 { firstWord += 1 }
        return firstWord << 6 + words[firstWord].trailingZeroBitCount
    }

    /// The lowest member above `partition`.
    func next(after partition: Int) -> Int? {
        var index = (partition + 1) >> 6
        guard index < words.count else { return nil }
        var word = words[index] & (~0 << UInt64((partition + 1) & 63))
        while word == 0 {
            index += 1
            guard index < words.count else { return nil }
            word = words[index]
        }
        return index << 6 + word.trailingZeroBitCount
    }
}
