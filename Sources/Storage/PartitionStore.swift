// SPDX-License-Identifier: Apache-2.0

public import Columnar
import Synchronization
import Threads

/// Names a partition of a stored dataset.
public struct PartitionKey: Hashable, Sendable {
    public var dataset: Int
    public var partition: Int

    public init(dataset: Int, partition: Int) {
        self.dataset = dataset
        self.partition = partition
    }
}

/// What is kept of a partition.
public struct PartitionSizes: Hashable, Sendable {
    public var memoryBytes = 0
    public var diskBytes = 0
    public var rows = 0
}

/// Bytes that a store holds, those of partitions on their way to it too; what is in memory is charged to the pool.
final class PartitionCounters: Sendable {
    let pool: MemoryPool
    let bytesMax: Int
    let bytesInMemory = Atomic<Int>(0)
    let bytesOnDisk = Atomic<Int>(0)

    init(pool: MemoryPool, bytesMax: Int) {
        self.pool = pool
        self.bytesMax = bytesMax
    }

    /// Takes bytes of memory; false, with nothing taken, when they are not to be had or beyond what partitions may
    /// take.
    func reserve(_ bytes: Int) -> Bool {
        guard bytesInMemory.add(bytes, ordering: .relaxed).newValue <= bytesMax, pool.reserve(bytes) else {
            bytesInMemory.subtract(bytes, ordering: .relaxed)
            return false
        }
        return true
    }

    func release(_ bytes: Int) {
        pool.release(bytes)
        bytesInMemory.subtract(bytes, ordering: .relaxed)
    }
}

/// The columns of a partition in memory. Gives their bytes back when the last user is done.
final class PartitionColumns: Sendable {
    let columns: [Column]
    let byteCount: Int
    private let counters: PartitionCounters
    private let readers = Atomic<Int>(0)

    /// Takes over `byteCount` bytes that are reserved.
    init(_ columns: [Column], byteCount: Int, counters: PartitionCounters) {
        self.columns = columns
        self.byteCount = byteCount
        self.counters = counters
    }

    deinit { counters.release(byteCount) }

    /// Whether somebody reads them: letting go of them would free nothing.
    var isRead: Bool { readers.load(ordering: .relaxed) > 0 }

    func beginRead() { readers.add(1, ordering: .relaxed) }
    func endRead() { readers.subtract(1, ordering: .relaxed) }
}

/// The blocks of a partition on disk. The file goes with the last user.
///
/// `@unchecked Sendable`: the file is finished, and all that is done with it is to open it.
final class PartitionFile: @unchecked Sendable {
    private let file: SpillFile
    let byteCount: Int
    private let counters: PartitionCounters

    init(_ file: SpillFile, counters: PartitionCounters) throws(StorageError) {
        try file.finish()
        self.file = file
        self.counters = counters
        byteCount = file.byteCount
        counters.bytesOnDisk.add(byteCount, ordering: .relaxed)
    }

    deinit { counters.bytesOnDisk.subtract(byteCount, ordering: .relaxed) }

    func makeReader() throws(StorageError) -> SpillReader { try file.makeReader() }
}

/// Where the rows of a partition are.
enum PartitionPlace: Sendable {
    case memory(PartitionColumns)
    case disk(PartitionFile)
}

/// The partitions of stored datasets that an executor keeps: columns in memory, blocks on disk. What has not been used
/// for longest makes room when memory is needed, for tasks or for other datasets: it goes to disk, or is forgotten, as
/// its level says. Thread-safe; nothing is read or written while the lock is held.
public final class PartitionStore: Sendable {
    private struct Entry {
        var place: PartitionPlace
        let type: DataType
        let rows: Int
        let usesDisk: Bool
        /// The turn of its last use.
        var used: Int
        /// Its columns are on their way to disk.
        var isMoving = false

        var sizes: PartitionSizes {
            switch place {
            case .memory(let columns): PartitionSizes(memoryBytes: columns.byteCount, rows: rows)
            case .disk(let file): PartitionSizes(diskBytes: file.byteCount, rows: rows)
            }
        }
    }

    private struct State {
        var entries: [PartitionKey: Entry] = [:]
        var turn = 0
        /// Partitions that came, moved or went since they were last asked for.
        var changed: Set<PartitionKey> = []
        var onChange: (@Sendable () -> Void)?
    }

    let counters: PartitionCounters
    let disk: any Disk
    private let makeRoom: @Sendable (Int) -> Void
    private let state = Lock(State())

    /// A store that takes memory from `pool`, up to a part of it. `makeRoom` tries to release bytes of it that are not
    /// the store's, as by writing them to disk.
    public init(pool: MemoryPool, disk: any Disk, makeRoom: @escaping @Sendable (Int) -> Void = { _ in }) {
        counters = PartitionCounters(
            pool: pool,
            bytesMax: pool.bytesMax / StorageLimits.partitionShareDivisor * StorageLimits.partitionShare)
        self.disk = disk
        self.makeRoom = makeRoom
    }

    public var bytesInMemory: Int { counters.bytesInMemory.load(ordering: .relaxed) }
    public var bytesOnDisk: Int { counters.bytesOnDisk.load(ordering: .relaxed) }

    /// What is kept of a partition; nil: nothing.
    public func sizes(_ key: PartitionKey) -> PartitionSizes? { state.withLock { $0.entries[key]?.sizes } }

    // MARK: Changes

    /// Says who is told that something has changed: on any thread, with no lock held.
    public func setObserver(_ onChange: (@Sendable () -> Void)?) { state.withLock { $0.onChange = onChange } }

    /// The partitions that came, moved or went since the last call, as they are now; nil: gone.
    public func takeChanges() -> [(key: PartitionKey, sizes: PartitionSizes?)] {
        state.withLock { state in
            defer { state.changed = [] }
            return state.changed.sorted { ($0.dataset, $0.partition) < ($1.dataset, $1.partition) }
                .map { ($0, state.entries[$0]?.sizes) }
        }
    }

    private func tellChange() {
        let onChange = state.withLock { $0.onChange }
        onChange?()
    }

    // MARK: Partitions come

    /// A writer of a partition: in memory while there is room, when it may be there, else on disk, when it may be
    /// there.
    public func makeWriter(
        _ key: PartitionKey, type: DataType, inMemory: Bool, onDisk: Bool
    ) -> PartitionWriter {
        PartitionWriter(key, type: type, inMemory: inMemory, onDisk: onDisk, store: self)
    }

    /// Keeps a partition, unless it is here already.
    public func keep(_ written: WrittenPartition) {
        let isNew = state.withLock { state in
            guard state.entries[written.key] == nil else { return false }
            state.turn += 1
            state.entries[written.key] = Entry(
                place: written.place, type: written.type, rows: written.rows, usesDisk: written.usesDisk,
                used: state.turn)
            state.changed.insert(written.key)
            return true
        }
        if isNew { tellChange() }
    }

    /// Takes memory for a partition of `dataset`, for which those of others make room.
    func reserve(_ bytes: Int, for dataset: Int) -> Bool {
        if counters.reserve(bytes) { return true }
        let over = bytesInMemory + bytes - counters.bytesMax
        if over > 0 { evict(bytes: over, sparing: dataset) }
        if counters.reserve(bytes) { return true }
        guard bytesInMemory + bytes <= counters.bytesMax else { return false }
        makeRoom(bytes)
        if counters.reserve(bytes) { return true }
        evict(bytes: bytes, sparing: dataset)
        return counters.reserve(bytes)
    }

    // MARK: Partitions are read

    /// A reader of a partition; nil when it is not here, or cannot be read and so is not here any more.
    public func reader(_ key: PartitionKey, type: DataType) -> PartitionReader? {
        let found = state.withLock { state -> Entry? in
            state.turn += 1
            state.entries[key]?.used = state.turn
            return state.entries[key]
        }
        guard let found, found.type == type else { return nil }
        do throws(StorageError) { return try PartitionReader(found.place) } catch {
            drop(key)
            return nil
        }
    }

    // MARK: Partitions go

    /// Forgets the partitions of a dataset, without a word. Readers that have begun go on.
    public func drop(dataset: Int) {
        let dropped = state.withLock { state in
            let keys = state.entries.keys.filter { $0.dataset == dataset }
            state.changed = state.changed.filter { $0.dataset != dataset }
            return keys.compactMap { state.entries.removeValue(forKey: $0) }
        }
        withExtendedLifetime(dropped) {}
    }

    /// Forgets a partition.
    public func drop(_ key: PartitionKey) {
        let dropped = state.withLock { state in
            let dropped = state.entries.removeValue(forKey: key)
            if dropped != nil { state.changed.insert(key) }
            return dropped
        }
        if dropped != nil { tellChange() }
    }

    /// Lets partitions in memory go that nobody reads, those first that were not used for longest, until they had
    /// `bytes`; returns how many they had. Those of a dataset to spare stay.
    @discardableResult
    public func evict(bytes: Int, sparing dataset: Int? = nil) -> Int {
        var freed = 0
        var moving: [(key: PartitionKey, type: DataType, columns: PartitionColumns)] = []
        var dropped: [Entry] = []
        state.withLock { state in
            let inMemory = state.entries.filter { key, entry in
                if case .memory = entry.place { !entry.isMoving && key.dataset != dataset } else { false }
            }
            for key in inMemory.keys.sorted(by: { inMemory[$0]!.used < inMemory[$1]!.used }) {
                guard freed < bytes else { break }
                guard case .memory(let columns)? = inMemory[key]?.place, !columns.isRead else { continue }
                freed += columns.byteCount
                if state.entries[key]?.usesDisk == true {
                    state.entries[key]?.isMoving = true
                    moving.append((key, state.entries[key]!.type, columns))
                } else if let entry = state.entries.removeValue(forKey: key) {
                    dropped.append(entry)
                    state.changed.insert(key)
                }
            }
        }
        let hasChanged = !dropped.isEmpty || !moving.isEmpty
        dropped = []
        for next in moving { move(next.key, next.type, next.columns) }
        if hasChanged { tellChange() }
        return freed
    }

    /// Writes a partition to disk; one that cannot be written is forgotten.
    private func move(_ key: PartitionKey, _ type: DataType, _ columns: PartitionColumns) {
        var file: PartitionFile?
        do throws(StorageError) { file = try written(columns, type) } catch { file = nil }
        let old = state.withLock { state -> PartitionPlace? in
            guard let entry = state.entries[key], case .memory(let current) = entry.place, current === columns else {
                return nil
            }
            state.changed.insert(key)
            if let file {
                state.entries[key]?.place = .disk(file)
                state.entries[key]?.isMoving = false
            } else {
                state.entries[key] = nil
            }
            return entry.place
        }
        withExtendedLifetime(old) {}
    }

    private func written(_ columns: PartitionColumns, _ type: DataType) throws(StorageError) -> PartitionFile {
        let file = try SpillFile(disk, type: type)
        for column in columns.columns { try file.append(column) }
        return try PartitionFile(file, counters: counters)
    }
}
