// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Eight slots, filled from the first on.
struct KeyBucket: BitwiseCopyable {
    /// The high 32 bits of the hashes.
    var tags: SIMD8<UInt32>
    /// Group numbers + 1; 0 in free slots.
    var numbers: SIMD8<UInt32>

    static let slotCount = 8

    /// The number in the slot with `tag`, or 0.
    @inline(__always)
    func number(_ tag: UInt32) -> UInt32 {
        // All ones where the tags agree, by arithmetic: comparisons of vectors are loops over their elements here.
        let difference = tags ^ SIMD8(repeating: tag)
        let differs = (difference | (SIMD8(repeating: 0) &- difference)) &>> SIMD8(repeating: 31)
        let found = numbers & (differs &- SIMD8(repeating: 1))
        let four = found.lowHalf | found.highHalf
        let two = four.lowHalf | four.highHalf
        return two[0] | two[1]
    }

    /// Whether groups that belong here may be in the next bucket.
    @inline(__always)
    var isFull: Bool { numbers[Self.slotCount - 1] != 0 }

    /// The first free slot, or `slotCount`.
    @inline(__always)
    var freeSlot: Int {
        var slot = 0
        while slot < Self.slotCount && numbers[slot] != 0 { slot &+= 1 }
        return slot
    }
}

func allocateBuckets(_ count: Int) -> UnsafeMutablePointer<KeyBucket> {
    let byteCount = count * MemoryLayout<KeyBucket>.stride
    let memory = allocateLarge(byteCount)
    if !isOfPages(byteCount) { memset(memory, 0, byteCount) }
    return memory.assumingMemoryBound(to: KeyBucket.self)
}

func freeBuckets(_ buckets: UnsafeMutablePointer<KeyBucket>, _ count: Int) {
    freeLarge(buckets, count * MemoryLayout<KeyBucket>.stride)
}
