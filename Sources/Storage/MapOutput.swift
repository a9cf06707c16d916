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
    /// Bytes of the blocks of each partition.
    public let byteCounts: [Int]
    /// Rows of each partition.
    public let rowCounts: [Int]
    /// The same for the same rows in the same partitions, in whatever order and blocks they were written: an attempt
    /// that differs from an earlier one shows here.
    public let digest: UInt64
    /// Bytes that went to disk before the task ended.
    public let spilledBytes: Int
}

/// Bytes that the outputs of a store hold, counted when they come and go.
final class ShuffleCounters: Sendable {
    let bytesInMemory = Atomic<Int>(0)
    let bytesOnDisk = Atomic<Int>(0)
}

/// Blocks of a map output in memory, those of a partition next to one another and in order. Gives their memory back to
/// the pool when the last user is done.
final class MemoryMapOutput: Sendable {
    let blocks: [[UInt8]]
    /// `blocks[starts[p] ..< starts[p + 1]]` are those of partition `p`.
    let starts: [Int]
    let byteCount: Int
    private let pool: MemoryPool
    private let counters: ShuffleCounters

    /// Takes over `byteCount` bytes that are reserved from `pool`.
    init(_ written: [WrittenBlock], partitions: Int, byteCount: Int, pool: MemoryPool, counters: ShuffleCounters) {
        let sorted = written.sortedByPartition(partitions)
        blocks = sorted.blocks.map(\.bytes)
        starts = sorted.starts
        self.byteCount = byteCount
        self.pool = pool
        self.counters = counters
        counters.bytesInMemory.add(byteCount, ordering: .relaxed)
    }

    deinit {
        pool.release(byteCount)
        counters.bytesInMemory.subtract(byteCount, ordering: .relaxed)
    }

    var partitionCount: Int { starts.count - 1 }
}

/// A block that a map task wrote, in the order of writing.
struct WrittenBlock {
    let partition: Int
    let bytes: [UInt8]
}

extension [WrittenBlock] {
    /// The blocks by partition, those of one partition in the order of writing, and where each partition begins.
    func sortedByPartition(_ partitions: Int) -> (blocks: [WrittenBlock], starts: [Int]) {
        var starts = [Int](repeating: 0, count: partitions + 1)
        for block in self { starts[block.partition + 1] += 1 }
        for partition in 0..<partitions { starts[partition + 1] += starts[partition] }
        var next = starts
        var order = [Int](repeating: 0, count: count)
        for (index, block) in enumerated() {
            order[next[block.partition]] = index
            next[block.partition] += 1
        }
        return (order.map { self[$0] }, starts)
    }
}
