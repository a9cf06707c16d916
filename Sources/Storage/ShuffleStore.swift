// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Threads

/// The map outputs of this executor: in memory while the pool allows, else one file a map task. Thread-safe; nothing is
/// read or written while the lock is held.
public final class ShuffleStore: Sendable {
    private enum Place {
        case memory(MemoryMapOutput)
        case file(FileMapOutput)
    }

    private struct Entry {
        var place: Place
        /// The order in which outputs came: the oldest in memory goes to disk first.
        var sequence: Int
        var isMoving = false
    }

    private struct State {
        var entries: [MapOutputKey: Entry] = [:]
        var nextSequence = 0
    }

    public let pool: MemoryPool
    public let compression: BlockCompression
    let disk: any Disk
    let counters = ShuffleCounters()
    private let state = Lock(State())
    private let nextFile = Atomic<Int>(0)

    /// A store that takes memory from `pool`, and moves outputs to `disk` when a task is refused memory from it.
    public init(pool: MemoryPool, disk: any Disk, compression: BlockCompression = .automatic) {
        self.pool = pool
        self.disk = disk
        self.compression = compression
        pool.setReclaimer { [weak self] bytes in _ = try? self?.evict(bytes: bytes) }
    }

    public var bytesInMemory: Int { counters.bytesInMemory.load(ordering: .relaxed) }
    public var bytesOnDisk: Int { counters.bytesOnDisk.load(ordering: .relaxed) }

    /// Keys of all outputs here, in the order in which they came.
    public var keys: [MapOutputKey] {
        state.withLock { state in state.entries.sorted { $0.value.sequence < $1.value.sequence }.map(\.key) }
    }

    /// A reader of the blocks of `partition`.
    public func chunks(_ key: MapOutputKey, _ partition: Int) throws(StorageError) -> MapOutputReader {
        guard let place = state.withLock({ $0.entries[key]?.place }) else { throw .missingMapOutput(key) }
        let description =
            "shuffle \(key.shuffle), map partition \(key.mapPartition), attempt \(key.attempt), partition \(partition)"
        switch place {
        case .memory(let output):
            try check(partition, output.partitionCount)
            return MapOutputReader(output, partition: partition, place: description)
        case .file(let output):
            try check(partition, output.partitionCount)
            return try MapOutputReader(output, partition: partition, place: description)
        }
    }

    /// Reduce partitions of an output.
    public func partitionCount(_ key: MapOutputKey) throws(StorageError) -> Int {
        switch state.withLock({ $0.entries[key]?.place }) {
        case .memory(let output): output.partitionCount
        case .file(let output): output.partitionCount
        case nil: throw .missingMapOutput(key)
        }
    }

    private func check(_ partition: Int, _ count: Int) throws(StorageError) {
        guard partition >= 0 && partition < count else {
            throw .partitionOutOfRange(partition: partition, count: count)
        }
    }

    /// Forgets the outputs of a shuffle. Readers that have begun go on.
    public func drop(shuffle: Int) {
        let dropped = state.withLock { state in
            let keys = state.entries.keys.filter { $0.shuffle == shuffle }
            return keys.compactMap { state.entries.removeValue(forKey: $0) }
        }
        withExtendedLifetime(dropped) {}
    }

    /// Forgets one output. Readers that have begun go on.
    public func drop(_ key: MapOutputKey) {
        let dropped = state.withLock { $0.entries.removeValue(forKey: key) }
        withExtendedLifetime(dropped) {}
    }

    /// Writes the oldest outputs in memory to disk until `bytes` were, or none is left; returns how many were. Their
    /// memory is free when their last reader is done.
    @discardableResult
    public func evict(bytes: Int) throws(StorageError) -> Int {
        var moved = 0
        while moved < bytes, let (key, output) = nextToMove() {
            do {
                let file = try write(output, key)
                finishMove(key, to: .file(file))
            } catch {
                finishMove(key, to: nil)
                throw error
            }
            moved += output.byteCount
        }
        return moved
    }

    private func nextToMove() -> (MapOutputKey, MemoryMapOutput)? {
        state.withLock { state in
            var oldest: (key: MapOutputKey, sequence: Int, output: MemoryMapOutput)?
            for (key, entry) in state.entries where !entry.isMoving {
                guard case .memory(let output) = entry.place, output.byteCount > 0 else { continue }
                if oldest.map({ entry.sequence < $0.sequence }) ?? true { oldest = (key, entry.sequence, output) }
            }
            guard let oldest else { return nil }
            state.entries[oldest.key]!.isMoving = true
            return (oldest.key, oldest.output)
        }
    }

    private func finishMove(_ key: MapOutputKey, to place: Place?) {
        let old = state.withLock { state -> Place? in
            let old = state.entries[key]?.place
            state.entries[key]?.isMoving = false
            if let place { state.entries[key]?.place = place }
            return old
        }
        withExtendedLifetime(old) {}
    }

    private func write(_ output: MemoryMapOutput, _ key: MapOutputKey) throws(StorageError) -> FileMapOutput {
        let writer = try makeFile(key, partitions: output.partitionCount)
        for partition in 0..<output.partitionCount {
            for block in output.blocks[output.starts[partition]..<output.starts[partition + 1]] {
                try writer.append(block, partition: partition)
            }
        }
        return try writer.finish()
    }

    func makeFile(_ key: MapOutputKey, partitions: Int) throws(StorageError) -> MapOutputFileWriter {
        let number = nextFile.add(1, ordering: .relaxed).oldValue
        let name = "shuffle-\(key.shuffle)-\(key.mapPartition)-\(key.attempt)-\(number)"
        return try MapOutputFileWriter(name, on: disk, partitions: partitions, counters: counters)
    }

    func add(_ key: MapOutputKey, _ output: MemoryMapOutput) { add(key, .memory(output)) }
    func add(_ key: MapOutputKey, _ output: FileMapOutput) { add(key, .file(output)) }

    private func add(_ key: MapOutputKey, _ place: Place) {
        let old = state.withLock { state -> Entry? in
            defer { state.nextSequence += 1 }
            return state.entries.updateValue(Entry(place: place, sequence: state.nextSequence), forKey: key)
        }
        withExtendedLifetime(old) {}
    }
}
