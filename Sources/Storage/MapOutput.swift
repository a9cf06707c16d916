// SPDX-License-Identifier: Apache-2.0

import Columnar
import Synchronization

/// Names what one attempt of a map task wrote.
public struct MapOutputKey: Hashable, Sendable {
    public var shuffle: Int
    public var mapPartition: Int
    /// Unique among all task attempts of the application, so that a stale attempt is never taken for a new one.
    public var attempt: Int

    public init(shuffle: Int, mapPartition: Int, attempt: Int) {
        self.shuffle = shuffle
        self.mapPartition = mapPartition
        self.attempt = attempt
    }
}

/// What the driver is told of a finished map task.
public struct MapOutputSummary: Hashable, Sendable {
    /// Bytes of the blocks of each partition; empty when no partition has rows.
    public let byteCounts: [Int]
    /// Rows of each partition; empty when none has any.
    public let rowCounts: [Int]
    /// The same for the same rows in the same partitions, in whatever order and blocks they were written: an attempt
    /// that differs from an earlier one shows here.
    public let digest: UInt64
    /// Of all partitions.
    public let byteCount: Int
    public let rowCount: Int
    /// Bytes that went to disk before the task ended.
    public let spilledBytes: Int

    init(byteCounts: [Int], rowCounts: [Int], digest: UInt64, spilledBytes: Int) {
        self.byteCounts = byteCounts
        self.rowCounts = rowCounts
        self.digest = digest
        self.spilledBytes = spilledBytes
        byteCount = byteCounts.reduce(0, +)
        rowCount = rowCounts.reduce(0, +)
    }
}

/// Bytes that the outputs of a store hold, counted when they come and go.
final class ShuffleCounters: Sendable {
    let bytesInMemory = Atomic<Int>(0)
    let bytesOnDisk = Atomic<Int>(0)
}

/// Blocks of a map output in memory, those of a partition next to one another and in order. Gives their memory back to
/// the pool when the last user is done. What it holds besides does not grow with partitions that have no blocks.
final class MemoryMapOutput: Sendable {
    let blocks: [[UInt8]]
    /// The partitions that have blocks, ascending.
    let partitions: [Int32]
    /// `blocks[starts[i] ..< starts[i + 1]]` are those of `partitions[i]`.
    private let starts: [Int32]
    let partitionCount: Int
    let byteCount: Int
    private let pool: MemoryPool
    private let counters: ShuffleCounters

    /// Takes over `byteCount` bytes that are reserved from `pool`.
    init(_ written: [WrittenBlock], partitions count: Int, byteCount: Int, pool: MemoryPool, counters: ShuffleCounters)
    {
        let sorted = written.sortedByPartition(count)
        var partitions: [Int32] = []
        var starts: [Int32] = []
        for (index, block) in sorted.enumerated() where index == 0 || sorted[index - 1].partition != block.partition {
            partitions.append(Int32(truncatingIfNeeded: block.partition))
            starts.append(Int32(truncatingIfNeeded: index))
        }
        starts.append(Int32(truncatingIfNeeded: sorted.count))
        blocks = sorted.map(\.bytes)
        self.partitions = partitions
        self.starts = starts
        partitionCount = count
        self.byteCount = byteCount
        self.pool = pool
        self.counters = counters
        counters.bytesInMemory.add(byteCount, ordering: .relaxed)
    }

    deinit {
        pool.release(byteCount)
        counters.bytesInMemory.subtract(byteCount, ordering: .relaxed)
    }

    /// The blocks of the partition at `place` among those that have some.
    func blocks(at place: Int) -> Range<Int> { Int(starts[place])..<Int(starts[place + 1]) }

    /// The blocks of a partition.
    func blocks(of partition: Int) -> Range<Int> {
        let place = partitions.firstPlace(notBelow: Int32(truncatingIfNeeded: partition))
        return place < partitions.count && Int(partitions[place]) == partition ? blocks(at: place) : 0..<0
    }
}

/// A block that a map task wrote, in the order of writing.
struct WrittenBlock {
    let partition: Int
    let bytes: [UInt8]
}

extension [WrittenBlock] {
    /// The blocks by partition, those of one partition in the order of writing.
    func sortedByPartition(_ partitions: Int) -> [WrittenBlock] {
        if count < partitions {
            return indices.sorted { (self[$0].partition, $0) < (self[$1].partition, $1) }.map { self[$0] }
        }
        var next = [Int](repeating: 0, count: partitions + 1)
        for block in self { next[block.partition + 1] += 1 }
        for partition in 0..<partitions { next[partition + 1] += next[partition] }
        var order = [Int](repeating: 0, count: count)
        for (index, block) in enumerated() {
            order[next[block.partition]] = index
            next[block.partition] += 1
        }
        return order.map { self[$0] }
    }
}
