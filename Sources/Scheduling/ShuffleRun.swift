// SPDX-License-Identifier: Apache-2.0

import Plan

/// The map outputs of a shuffle, which outlive the job that made them.
final class ShuffleRun {
    let id: ShuffleID
    let mapCount: Int
    /// The stage that writes the shuffle, while a job that includes it is alive.
    var producer: StageRun?
    /// Forget everything when the last job that includes the shuffle ends.
    var isReleased = false
    /// Changes with every output that comes or goes.
    private(set) var version = 1
    private(set) var missingCount: Int
    /// By map partition: the attempt whose output counts (0: none) and where it lies.
    private var attempts: [Int]
    private var executors: [Int]
    /// The digest of the first output ever accepted; later ones must have the same.
    private var digests: [UInt64?]
    /// Outputs an executor.
    private var countByExecutor: [Int: Int] = [:]
    private var locations: [MapOutputLocation] = []
    private var locationsVersion = 0

    init(id: ShuffleID, mapCount: Int) {
        self.id = id
        self.mapCount = mapCount
        missingCount = mapCount
        attempts = [Int](repeating: 0, count: mapCount)
        executors = [Int](repeating: 0, count: mapCount)
        digests = [UInt64?](repeating: nil, count: mapCount)
    }

    var isComplete: Bool { missingCount == 0 }

    /// Numbers of executors with outputs that count.
    var holders: Dictionary<Int, Int>.Keys { countByExecutor.keys }

    func hasOutput(_ partition: Int) -> Bool { attempts[partition] != 0 }

    /// Whether `attempt` wrote the output that counts.
    func isCurrent(_ partition: Int, _ attempt: TaskAttemptID) -> Bool {
        partition >= 0 && partition < mapCount && attempts[partition] == attempt.rawValue && attempt.rawValue != 0
    }

    /// The attempt and executor of the output that counts; nil also when the shuffle has no such map partition.
    func location(_ partition: Int) -> MapOutputLocation? {
        guard attempts.indices.contains(partition), attempts[partition] != 0 else { return nil }
        return MapOutputLocation(
            mapPartition: partition, attempt: TaskAttemptID(attempts[partition]),
            executor: ExecutorID(executors[partition]))
    }

    /// Whether an output with this digest holds the same rows as all earlier ones of the partition.
    func agrees(_ partition: Int, digest: UInt64) -> Bool {
        digests[partition].map { $0 == digest } ?? true
    }

    func record(_ partition: Int, attempt: TaskAttemptID, executor: ExecutorID, digest: UInt64) {
        assert(attempts[partition] == 0 && agrees(partition, digest: digest))
        attempts[partition] = attempt.rawValue
        executors[partition] = executor.rawValue
        digests[partition] = digest
        countByExecutor[executor.rawValue, default: 0] += 1
        missingCount -= 1
        version += 1
    }

    /// The output that counts lies elsewhere now.
    func move(_ partition: Int, to executor: ExecutorID) {
        assert(attempts[partition] != 0)
        let left = countByExecutor[executors[partition], default: 1] - 1
        countByExecutor[executors[partition]] = left == 0 ? nil : left
        executors[partition] = executor.rawValue
        countByExecutor[executor.rawValue, default: 0] += 1
        version += 1
    }

    func forget(_ partition: Int) {
        assert(attempts[partition] != 0)
        let executor = executors[partition]
        let left = countByExecutor[executor, default: 1] - 1
        countByExecutor[executor] = left == 0 ? nil : left
        attempts[partition] = 0
        missingCount += 1
        version += 1
    }

    /// The partitions whose output lies on an executor, in order.
    func partitions(on executor: ExecutorID) -> [Int] {
        guard let count = countByExecutor[executor.rawValue] else { return [] }
        var partitions: [Int] = []
        partitions.reserveCapacity(count)
        for partition in 0..<mapCount where attempts[partition] != 0 && executors[partition] == executor.rawValue {
            partitions.append(partition)
        }
        return partitions
    }

    /// The table; only of a complete shuffle.
    func allLocations() -> [MapOutputLocation] {
        if locationsVersion != version {
            locations = (0..<mapCount).compactMap { location($0) }
            locationsVersion = version
        }
        assert(locations.count == mapCount)
        return locations
    }
}
