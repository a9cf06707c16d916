// SPDX-License-Identifier: Apache-2.0

import Columnar
import Plan
import Storage

/// The partitions of stored datasets that a task reads and makes. Those that it makes are the executor's when the task
/// has succeeded: another attempt would find them else, and what its functions added to accumulators would be missing.
/// Used by one thread at a time.
final class TaskPartitions {
    private let store: PartitionStore
    private var written: [WrittenPartition] = []

    init(_ store: PartitionStore) { self.store = store }

    /// A reader of a partition that is here, or that this task has made.
    func reader(_ key: PartitionKey, _ type: DataType) -> PartitionReader? {
        if let own = written.first(where: { $0.key == key && $0.type == type }), let reader = own.reader() {
            return reader
        }
        return store.reader(key, type: type)
    }

    func makeWriter(_ key: PartitionKey, _ type: DataType, _ level: StorageLevel) -> PartitionWriter {
        store.makeWriter(key, type: type, inMemory: level.usesMemory, onDisk: level.usesDisk)
    }

    func add(_ partition: WrittenPartition) { written.append(partition) }

    /// A partition that was found and cannot be read is computed by the next attempt.
    func drop(_ key: PartitionKey) {
        written.removeAll { $0.key == key }
        store.drop(key)
    }

    /// The task has succeeded.
    func keep() {
        for partition in written { store.keep(partition) }
        written = []
    }
}

/// The rows of a partition that is kept here.
final class StoredSource: RowSource {
    private let key: PartitionKey
    private let reader: PartitionReader
    private let partitions: TaskPartitions
    private var slicer: BatchSlicer
    private(set) var metrics = SourceMetrics()

    init(_ reader: PartitionReader, _ key: PartitionKey, _ partitions: TaskPartitions, batchRows: Int) {
        self.reader = reader
        self.key = key
        self.partitions = partitions
        slicer = BatchSlicer(batchRows: batchRows)
    }

    func next() throws(TaskError) -> SourceResult {
        while true {
            if let batch = slicer.next() { return .batch(batch) }
            let block: Column?
            do throws(StorageError) { block = try reader.next() } catch {
                partitions.drop(key)
                throw .storage(error)
            }
            guard let block else { return .end }
            metrics.bytesRead.add(saturating: block.byteCount)
            slicer.put(block)
        }
    }

    func close() { reader.close() }
}

/// Keeps the rows of a stored dataset's partition as they go by: all of them, also when no more are wanted behind.
final class StoreLink: RowReceiver {
    /// nil: there is no room for them, or all have come.
    private var writer: PartitionWriter?
    private let partitions: TaskPartitions
    private let next: NextLink

    init(_ writer: PartitionWriter, _ partitions: TaskPartitions, next: NextLink) {
        self.writer = writer
        self.partitions = partitions
        self.next = next
    }

    var isFull: Bool { writer == nil && next.isFull }
    var rowsWanted: Int? { writer == nil ? next.rowsWanted : nil }

    func add(_ batch: Column) throws(TaskError) {
        if writer?.append(batch) == false { writer = nil }
        if !next.isFull { try next.add(batch) }
    }

    func end() throws(TaskError) -> StepOutcome {
        if let complete = writer?.finish() { partitions.add(complete) }
        writer = nil
        return try next.end()
    }

    func close() {
        writer = nil
        next.close()
    }
}
