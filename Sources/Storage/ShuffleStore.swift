// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Threads

/// One map output, wherever its blocks lie now.
final class StoredOutput: Sendable {
    enum Place {
        case memory(MemoryMapOutput)
        case file(FileMapOutput)
    }

    let partitionCount: Int
    /// The partitions that have blocks.
    let filled: PartitionSet
    private let current: Lock<Place>

    init(_ output: MemoryMapOutput) {
        partitionCount = output.partitionCount
        filled = PartitionSet(output.partitions, below: output.partitionCount)
        current = Lock(.memory(output))
    }

    init(_ output: FileMapOutput) {
        partitionCount = output.partitionCount
        filled = output.filled
        current = Lock(.file(output))
    }

    var place: Place { current.withLock { $0 } }

    func move(to file: FileMapOutput) {
        let old = current.withLock { place in
            defer { place = .file(file) }
            return place
        }
        withExtendedLifetime(old) {}
    }
}

/// The map outputs of this executor: in memory while the pool allows, else one file a map task. Thread-safe; nothing is
/// read or written while the lock is held.
public final class ShuffleStore: Sendable {
    private struct Entry {
        var output: StoredOutput
        /// The order in which outputs came: the oldest in memory goes to disk first.
        var sequence: Int
    }

    private struct State {
        var entries: [MapOutputKey: Entry] = [:]
        var nextSequence = 0
        /// Outputs that came to memory and were not moved since, oldest first; some were dropped meanwhile.
        var movable: [(key: MapOutputKey, sequence: Int)] = []
        /// What is before it was taken.
        var movableStart = 0

        /// The newest; what was taken or dropped goes when it is most of the row.
        mutating func addMovable(_ key: MapOutputKey) {
            movable.append((key, nextSequence))
            guard movable.count > 2 * entries.count + StorageLimits.movableSlack else { return }
            movable = movable[movableStart...].filter { entries[$0.key]?.sequence == $0.sequence }
            movableStart = 0
            movable.append((key, nextSequence))
        }
    }

    public let pool: MemoryPool
    private let writtenCompression: BlockCompression
    private let keepsToItself: Bool
    let disk: any Disk
    let counters = ShuffleCounters()
    private let state = Lock(State())
    private let nextFile = Atomic<Int>(0)
    private let dropCount = Atomic<Int>(0)

    /// A store that takes memory from `pool`, and moves outputs to `disk` when a task is refused memory from it.
    /// `keepsToItself`: no other process reads from it.
    public init(
        pool: MemoryPool, disk: any Disk, compression: BlockCompression = .automatic, keepsToItself: Bool = false
    ) {
        self.pool = pool
        self.disk = disk
        writtenCompression = compression
        self.keepsToItself = keepsToItself
        pool.setReclaimer { [weak self] bytes in _ = try? self?.evict(bytes: bytes) }
    }

    /// How blocks are written now: compressed where they travel, or memory is not plentiful.
    var compression: BlockCompression {
        keepsToItself && pool.used < pool.bytesMax / 2 ? .narrow : writtenCompression
    }

    public var bytesInMemory: Int { counters.bytesInMemory.load(ordering: .relaxed) }
    public var bytesOnDisk: Int { counters.bytesOnDisk.load(ordering: .relaxed) }

    /// Keys of all outputs here, in the order in which they came.
    public var keys: [MapOutputKey] {
        state.withLock { state in state.entries.sorted { $0.value.sequence < $1.value.sequence }.map(\.key) }
    }

    /// Outputs here.
    public var count: Int { state.withLock { $0.entries.count } }

    /// Goes up whenever an output is dropped.
    var drops: Int { dropCount.load(ordering: .acquiring) }

    /// The outputs of a list, nil where there is none.
    func outputs(_ list: MapOutputList) -> [StoredOutput?] {
        state.withLock { state in (0..<list.count).map { state.entries[list.key($0)]?.output } }
    }

    private func output(_ key: MapOutputKey) throws(StorageError) -> StoredOutput {
        guard let output = state.withLock({ $0.entries[key]?.output }) else { throw .missingMapOutput(key) }
        return output
    }

    /// A reader of the blocks of `partition`.
    public func chunks(_ key: MapOutputKey, _ partition: Int) throws(StorageError) -> MapOutputReader {
        let output = try output(key)
        try check(partition, output.partitionCount)
        switch output.place {
        case .memory(let blocks): return MapOutputReader(blocks, key, partition: partition)
        case .file(let file): return try MapOutputReader(file, key, partition: partition)
        }
    }

    /// Reduce partitions of an output, and those of them that have blocks, ascending.
    public func partitions(_ key: MapOutputKey) throws(StorageError) -> (count: Int, filled: [Int32]) {
        let output = try output(key)
        return (output.partitionCount, output.filled.members)
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
        wasDropped(dropped.count)
        withExtendedLifetime(dropped) {}
    }

    /// Forgets one output. Readers that have begun go on.
    public func drop(_ key: MapOutputKey) {
        let dropped = state.withLock { $0.entries.removeValue(forKey: key) }
        wasDropped(dropped == nil ? 0 : 1)
        withExtendedLifetime(dropped) {}
    }

    private func wasDropped(_ count: Int) {
        if count > 0 { dropCount.add(1, ordering: .releasing) }
    }

    /// Writes the oldest outputs in memory to disk until `bytes` were, or none is left; returns how many were. Their
    /// memory is free when their last reader is done.
    @discardableResult
    public func evict(bytes: Int) throws(StorageError) -> Int {
        var moved = 0
        while moved < bytes, let next = takeMovable() {
            do { next.output.move(to: try write(next.blocks, next.key)) } catch {
                state.withLock { $0.movable.append((next.key, next.sequence)) }
                throw error
            }
            moved += next.blocks.byteCount
        }
        return moved
    }

    private struct Movable {
        let key: MapOutputKey
        let sequence: Int
        let output: StoredOutput
        let blocks: MemoryMapOutput
    }

    /// Takes the oldest output in memory that has blocks out of the row.
    private func takeMovable() -> Movable? {
        state.withLock { state in
            while state.movableStart < state.movable.count {
                let (key, sequence) = state.movable[state.movableStart]
                state.movableStart += 1
                guard let entry = state.entries[key], entry.sequence == sequence,
                    case .memory(let blocks) = entry.output.place, blocks.byteCount > 0
                else { continue }
                return Movable(key: key, sequence: sequence, output: entry.output, blocks: blocks)
            }
            state.movable = []
            state.movableStart = 0
            return nil
        }
    }

    private func write(_ output: MemoryMapOutput, _ key: MapOutputKey) throws(StorageError) -> FileMapOutput {
        let writer = try makeFile(key, partitions: output.partitionCount)
        for (place, partition) in output.partitions.enumerated() {
            for block in output.blocks[output.blocks(at: place)] {
                try writer.append(block, partition: Int(partition))
            }
        }
        return try writer.finish()
    }

    func makeFile(_ key: MapOutputKey, partitions: Int) throws(StorageError) -> MapOutputFileWriter {
        let number = nextFile.add(1, ordering: .relaxed).oldValue
        let name = "shuffle-\(key.shuffle)-\(key.mapPartition)-\(key.attempt)-\(number)"
        return try MapOutputFileWriter(name, on: disk, partitions: partitions, counters: counters)
    }

    func add(_ key: MapOutputKey, _ output: MemoryMapOutput) {
        add(key, StoredOutput(output), isMovable: output.byteCount > 0)
    }

    func add(_ key: MapOutputKey, _ output: FileMapOutput) { add(key, StoredOutput(output), isMovable: false) }

    private func add(_ key: MapOutputKey, _ output: StoredOutput, isMovable: Bool) {
        let old = state.withLock { state -> Entry? in
            state.nextSequence += 1
            if isMovable { state.addMovable(key) }
            return state.entries.updateValue(Entry(output: output, sequence: state.nextSequence), forKey: key)
        }
        wasDropped(old == nil ? 0 : 1)
        withExtendedLifetime(old) {}
    }
}
