// SPDX-License-Identifier: Apache-2.0

import Threads

/// Where partitions of a stored dataset are kept.
public enum StorageLevel: Hashable, Sendable, CaseIterable {
    /// In memory, while there is room: else they are computed again.
    case memory
    /// In memory, while there is room, else on disk.
    case memoryAndDisk
    case disk

    public var usesMemory: Bool { self != .disk }
    public var usesDisk: Bool { self != .memory }
}

/// A dataset whose partitions are kept by the executors that compute them, until it is released or the last lineage
/// that refers to it goes. A stage reads what is kept where it runs, and computes the rest: so nothing is ever lost but
/// time. See CONTRIBUTING, "What is stored".
public final class Stored: Sendable {
    public let id: StoredID
    public let level: StorageLevel
    private let isReleased = Lock(false)
    private let onRelease: @Sendable (StoredID) -> Void

    /// `onRelease` is called once: by `release`, or when nothing refers to the dataset any more.
    public init(id: StoredID, level: StorageLevel, onRelease: @escaping @Sendable (StoredID) -> Void) {
        self.id = id
        self.level = level
        self.onRelease = onRelease
    }

    deinit { release() }

    /// Plans name it; false once it is released: then they compute the rows as if it had never been.
    public var isKept: Bool { isReleased.withLock { !$0 } }

    /// Nothing is kept any more.
    public func release() {
        let wasReleased = isReleased.withLock { isReleased in
            defer { isReleased = true }
            return isReleased
        }
        if !wasReleased { onRelease(id) }
    }
}

/// What a stage says of a stored dataset that its rows are.
public struct StoredRows: Hashable, Sendable {
    public var id: StoredID
    public var level: StorageLevel

    public init(_ id: StoredID, _ level: StorageLevel) {
        self.id = id
        self.level = level
    }
}

/// Names a partition of a stored dataset.
public struct StoredPartition: Hashable, Sendable {
    public var dataset: StoredID
    public var partition: Int

    public init(_ dataset: StoredID, _ partition: Int) {
        self.dataset = dataset
        self.partition = partition
    }
}
