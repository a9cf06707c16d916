// SPDX-License-Identifier: Apache-2.0

public import Plan

/// A stored dataset from its beginning on.
public struct StoredFacts: Hashable, Sendable {
    public var id: StoredID
    /// What the user sees: `map at Count.swift:12`, or the name that the user gave.
    public var name: String
    public var level: StorageLevel
    /// The level in the front end's own words; empty: it has none.
    public var label: String
    public var partitionCount: Int

    public init(id: StoredID, name: String, level: StorageLevel, label: String, partitionCount: Int) {
        self.id = id
        self.name = name
        self.level = level
        self.label = label
        self.partitionCount = partitionCount
    }
}

/// What an executor keeps of a partition of a stored dataset.
public struct StoredBlock: Hashable, Sendable {
    public var memoryBytes: Int
    public var diskBytes: Int
    public var rows: Int

    public init(memoryBytes: Int, diskBytes: Int, rows: Int) {
        self.memoryBytes = memoryBytes
        self.diskBytes = diskBytes
        self.rows = rows
    }
}

/// What is kept of a stored dataset now: a sum of events.
public struct StoredDataset: Sendable {
    public let facts: StoredFacts
    /// By partition, then by executor: most partitions are on one.
    public private(set) var blocks: [Int: [ExecutorID: StoredBlock]] = [:]
    public private(set) var blockCount = 0
    /// Of all blocks. They wrap: what executors say of thousands of blocks may add up to more than any memory has.
    public private(set) var memoryBytes = 0
    public private(set) var diskBytes = 0

    init(_ facts: StoredFacts) { self.facts = facts }

    /// Partitions that some executor keeps.
    public var partitionsStored: Int { blocks.count }

    /// nil: the executor keeps nothing of the partition.
    mutating func set(_ partition: Int, on executor: ExecutorID, _ block: StoredBlock?) {
        if let old = blocks[partition]?[executor] {
            blockCount -= 1
            memoryBytes &-= old.memoryBytes
            diskBytes &-= old.diskBytes
        }
        if let block {
            blockCount += 1
            memoryBytes &+= block.memoryBytes
            diskBytes &+= block.diskBytes
            blocks[partition, default: [:]][executor] = block
        } else {
            blocks[partition]?[executor] = nil
            if blocks[partition]?.isEmpty == true { blocks[partition] = nil }
        }
    }
}
