// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// A partition that is complete, and not in the store yet. Gives back what it holds when it goes without.
public struct WrittenPartition: Sendable {
    public let key: PartitionKey
    public let type: DataType
    let rows: Int
    let usesDisk: Bool
    let place: PartitionPlace

    /// A reader before the store has it.
    public func reader() -> PartitionReader? { try? PartitionReader(place) }
}

/// Gathers the rows of a partition as they come by: copies of them, so that nothing else is kept alive. It never fails:
/// what finds no room is given up. Confined to one thread.
public final class PartitionWriter {
    private let key: PartitionKey
    private let type: DataType
    private let onDisk: Bool
    private let store: PartitionStore
    private let builder: ColumnBuilder
    private var columns: [Column] = []
    /// Bytes of `columns`, and those that are reserved for them and for the builder.
    private var columnBytes = 0
    private var reserved = 0
    private var rows = 0
    private var file: SpillFile?
    private var isInMemory: Bool
    private var isGivenUp = false

    init(_ key: PartitionKey, type: DataType, inMemory: Bool, onDisk: Bool, store: PartitionStore) {
        self.key = key
        self.type = type
        self.onDisk = onDisk
        self.store = store
        isInMemory = inMemory
        builder = ColumnBuilder(type)
        if !inMemory { leaveMemory() }
    }

    deinit { releaseMemory() }

    /// Takes rows; false when there is no room for the partition, and what came of it is gone.
    public func append(_ batch: Column) -> Bool {
        if isGivenUp { return false }
        rows += batch.count
        if isInMemory, !hasRoom(for: batch.compactByteCount) { leaveMemory() }
        if isGivenUp { return false }
        guard isInMemory else { return write(batch) }
        builder.append(batch)
        if builder.byteCount >= StorageLimits.partitionBlockByteCount
            || builder.count >= StorageLimits.partitionBlockRowCount
        {
            closeBlock()
        }
        // What the builder took beyond the rows.
        if !hasRoom(for: 0) { leaveMemory() }
        return !isGivenUp
    }

    /// Reserves what the columns, the builder and so many bytes more take; false when there is no room.
    private func hasRoom(for bytes: Int) -> Bool {
        let wanted = columnBytes + builder.allocatedByteCount + bytes
        if wanted > reserved {
            guard store.reserve(wanted - reserved, for: key.dataset) else { return false }
            reserved = wanted
        }
        return true
    }

    private func closeBlock() {
        guard builder.count > 0 else { return }
        columnBytes += builder.allocatedByteCount
        columns.append(builder.finish())
    }

    /// What is here goes to disk, or is given up.
    private func leaveMemory() {
        isInMemory = false
        guard onDisk else { return giveUp() }
        do throws(StorageError) {
            let file = try SpillFile(store.disk, type: type)
            for column in columns { try file.append(column) }
            if builder.count > 0 { try file.append(builder.finish()) }
            self.file = file
            columns = []
            releaseMemory()
        } catch { giveUp() }
    }

    private func write(_ batch: Column) -> Bool {
        guard let file else { return false }
        do throws(StorageError) {
            builder.append(batch)
            if builder.byteCount >= StorageLimits.partitionBlockByteCount
                || builder.count >= StorageLimits.partitionBlockRowCount
            {
                try file.append(builder.finish())
            }
            return true
        } catch {
            giveUp()
            return false
        }
    }

    private func giveUp() {
        isGivenUp = true
        columns = []
        _ = builder.finish()
        file = nil
        releaseMemory()
    }

    private func releaseMemory() {
        store.counters.release(reserved)
        (reserved, columnBytes) = (0, 0)
    }

    /// The partition of all rows that came; nil when there was no room. Nothing is appended any more.
    public func finish() -> WrittenPartition? {
        if isGivenUp { return nil }
        defer { isGivenUp = true }
        if let file {
            do throws(StorageError) {
                if builder.count > 0 { try file.append(builder.finish()) }
                return written(.disk(try PartitionFile(file, counters: store.counters)))
            } catch { return nil }
        }
        closeBlock()
        let kept = PartitionColumns(columns, byteCount: columnBytes, counters: store.counters)
        store.counters.release(reserved - columnBytes)
        columns = []
        (reserved, columnBytes) = (0, 0)
        return written(.memory(kept))
    }

    private func written(_ place: PartitionPlace) -> WrittenPartition {
        WrittenPartition(key: key, type: type, rows: rows, usesDisk: onDisk, place: place)
    }
}

/// Reads a stored partition once. Keeps its rows where they are. Confined to one thread.
public final class PartitionReader {
    private enum Rows {
        case memory(PartitionColumns, next: Int)
        case disk(PartitionFile, SpillReader)
    }

    private var rows: Rows?

    init(_ place: PartitionPlace) throws(StorageError) {
        switch place {
        case .memory(let columns):
            columns.beginRead()
            rows = .memory(columns, next: 0)
        case .disk(let file): rows = .disk(file, try file.makeReader())
        }
    }

    deinit { close() }

    /// The rows of the next block; nil at the end.
    public func next() throws(StorageError) -> Column? {
        switch rows {
        case .memory(let columns, let next):
            guard next < columns.columns.count else { return nil }
            rows = .memory(columns, next: next + 1)
            return columns.columns[next]
        case .disk(_, let reader): return try reader.next()
        case nil: return nil
        }
    }

    /// Lets go of the rows.
    public func close() {
        if case .memory(let columns, _) = rows { columns.endRead() }
        rows = nil
    }
}
