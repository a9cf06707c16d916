// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// The partition of each row.
public enum Partitioner {
    /// The high 64 bits of hash * partitions: the order of partitions is that of hashes.
    public static func hashPartitions(
        _ hashes: UnsafePointer<UInt64>, count: Int, partitions: Int, into out: UnsafeMutablePointer<Int32>
    ) {
        precondition(partitions > 0 && partitions <= Int(Int32.max))
        let factor = UInt64(partitions)
        for row in 0..<count {
            out[row] = Int32(truncatingIfNeeded: hashes[row].multipliedFullWidth(by: factor).high)
        }
    }

    /// Partition p holds the keys above `bounds` row p - 1 and up to row p. `bounds` is in ascending order (descending
    /// when `descending`) and has one row less than there are partitions; equal keys are in one partition. Fails on
    /// keys of type any that have no order with a bound.
    public static func rangePartitions(
        keys: Column, bounds: Column, descending: Bool, into out: UnsafeMutablePointer<Int32>
    ) throws(ComputeError) {
        precondition(keys.type == bounds.type && bounds.count < Int(Int32.max))
        let sign = descending ? -1 : 1
        if keys.type.containsAny { return try anyPartitions(keys, bounds, sign, out) }
        // Keys and bounds by their first eight bytes; the full comparison only where those are equal.
        let prefixes = SortPrefixes(type: keys.type, descending: descending)
        let own = Buffer(byteCount: keys.count * 8)
        let limits = Buffer(byteCount: bounds.count * 8)
        let (prefix, limit) = (own.pointer(UInt64.self), limits.pointer(UInt64.self))
        prefixes.fill(keys, into: prefix)
        prefixes.fill(bounds, into: limit)
        for row in 0..<keys.count {
            var (low, high) = (0, bounds.count)
            while low < high {
                let middle = (low &+ high) / 2
                var isAbove = prefix[row] > limit[middle]
                if prefix[row] == limit[middle] {
                    isAbove = keys.compare(row, with: bounds, middle) * sign > 0
                }
                if isAbove { low = middle &+ 1 } else { high = middle }
            }
            out[row] = Int32(truncatingIfNeeded: low)
        }
    }

    /// Each key is compared with the bounds on both sides of it, so that keys without an order are found although they
    /// are in different partitions. A bound may be the key itself, and one key alone needs no order: what equals the
    /// bound lies in its partition, where the sort compares it with others.
    private static func anyPartitions(
        _ keys: Column, _ bounds: Column, _ sign: Int, _ out: UnsafeMutablePointer<Int32>
    ) throws(ComputeError) {
        for row in 0..<keys.count {
            var (low, high) = (0, bounds.count)
            while low < high {
                let middle = (low &+ high) / 2
                let isBound = keys.compare(row, with: bounds, middle) == 0
                let order = isBound ? 0 : try keys.order(row, with: bounds, middle) * sign
                if order > 0 { low = middle &+ 1 } else { high = middle }
            }
            out[row] = Int32(truncatingIfNeeded: low)
        }
    }
}
