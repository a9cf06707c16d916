// SPDX-License-Identifier: Apache-2.0

import Logging
import Messages
public import Plan
import Scheduling
import SwiftProtobuf

// Stored datasets: which there are, and which executors keep what of them.
extension Driver {
    /// Jobs may name the dataset from now on.
    public func keep(_ facts: StoredFacts) {
        guard !isStopped else { return }
        stored[facts.id] = StoredDataset(facts)
        tell(.datasetStored(facts))
        publish()
    }

    /// No executor is to keep anything of the dataset any more.
    public func release(_ dataset: StoredID) {
        guard !isStopped, stored.removeValue(forKey: dataset) != nil else { return }
        // Also where nothing is kept yet: a task may be about to.
        for executor in executors.values.sorted(by: { $0.id < $1.id }) { drop(dataset, on: executor) }
        tell(.datasetReleased(dataset))
        handle(.datasetReleased(dataset))
    }

    private func drop(_ dataset: StoredID, on executor: ExecutorHandle) {
        executor.order(.with { $0.dropStored = UInt64(dataset.rawValue) })
    }

    /// What an executor says of partitions; the events are for the scheduler. Of a dataset that was released it is
    /// late, and told to forget it.
    func take(_ changes: [CheckedStored], of executor: ExecutorHandle) -> [SchedulerEvent] {
        var events: [SchedulerEvent] = []
        for change in changes {
            let dataset = change.partition.dataset
            guard stored[dataset] != nil else {
                if change.block != nil { drop(dataset, on: executor) }
                continue
            }
            stored[dataset]?.set(change.partition.partition, on: executor.id, change.block)
            tell(.partitionChanged(change.partition, on: executor.id, change.block))
            events.append(
                change.block == nil
                    ? .partitionDropped(change.partition, on: executor.id)
                    : .partitionStored(change.partition, on: executor.id))
        }
        return events
    }

    /// The executor is lost, and what it kept.
    func forgetStored(on executor: ExecutorID) {
        for (id, dataset) in stored.sorted(by: { $0.key < $1.key }) {
            for (partition, blocks) in dataset.blocks.sorted(by: { $0.key < $1.key }) where blocks[executor] != nil {
                stored[id]?.set(partition, on: executor, nil)
                tell(.partitionChanged(StoredPartition(id, partition), on: executor, nil))
            }
        }
    }
}

/// What an executor keeps of a partition of a stored dataset, after a change.
struct CheckedStored {
    let partition: StoredPartition
    /// nil: nothing any more.
    let block: StoredBlock?

    /// `partitionCount` gives the partitions of a dataset; nil when it was released.
    init(
        _ message: Martlet_StoredPartition, partitionCount: (StoredID) -> Int?
    ) throws(MessageFault) {
        let dataset: StoredID = try message.dataset.id("StoredPartition.dataset")
        let number = try message.partition.index(
            "StoredPartition.partition", below: partitionCount(dataset) ?? PlanLimits.tasksMax,
            of: "partitions in dataset \(dataset)")
        partition = StoredPartition(dataset, number)
        let block = StoredBlock(
            memoryBytes: try message.memoryBytes.bytes("StoredPartition.memory_bytes"),
            diskBytes: try message.diskBytes.bytes("StoredPartition.disk_bytes"),
            rows: try message.rows.count("StoredPartition.rows"))
        guard !message.dropped || block == StoredBlock(memoryBytes: 0, diskBytes: 0, rows: 0) else {
            throw MessageFault("StoredPartition.dropped", message.dropped, "there are bytes or rows of it")
        }
        self.block = message.dropped ? nil : block
    }
}

extension UInt64 {
    /// Bytes of one partition.
    fileprivate func bytes(_ field: String) throws(MessageFault) -> Int {
        let most = UInt64(DriverLimits.storedBytesMax)
        guard self <= most else { throw MessageFault(field, self, "no more than \(most) is possible") }
        return Int(self)
    }
}
