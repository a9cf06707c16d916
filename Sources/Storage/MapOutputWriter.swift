// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// Scatters the rows of one map task over the partitions of a shuffle and hands them to the store as blocks. Confined
/// to the task's thread. What is neither finished nor abandoned is abandoned when the writer goes.
public final class MapOutputWriter {
    private let key: MapOutputKey
    private let type: DataType
    private let store: ShuffleStore
    private let memory: MemoryReservation
    private let partitionCount: Int
    /// A partition's rows become a block at this size.
    private let blockByteCount: Int

    // By partition; empty until the first row comes.
    private var builders: [ColumnBuilder?] = []
    /// Memory reserved for each builder.
    private var charged: [Int] = []
    /// The sum of `charged`.
    private var buffered = 0
    /// What this writer has of `memory`.
    private var held = 0
    private var byteCounts: [Int] = []
    private var rowCounts: [Int] = []
    private var rowHashes: [UInt64] = []
    private var scatter = PartitionScatter(partitions: 0)

    private var written: [WrittenBlock] = []
    private var writtenByteCount = 0
    private var file: MapOutputFileWriter?
    private var spilledBytes = 0
    private var isOver = false

    public init(
        _ key: MapOutputKey, partitions: Int, type: DataType, store: ShuffleStore, memory: MemoryReservation
    ) {
        precondition(partitions > 0 && partitions <= StorageLimits.partitionCountMax)
        self.key = key
        self.type = type
        self.store = store
        self.memory = memory
        partitionCount = partitions
        let budget = min(StorageLimits.mapOutputBufferByteCountMax, store.pool.bytesMax / 4)
        blockByteCount = min(
            StorageLimits.mapOutputBlockByteCount, max(budget / partitions, StorageLimits.mapOutputBlockByteCountMin))
    }

    /// Before the first row: a task without rows does without.
    private func prepare() {
        guard builders.isEmpty else { return }
        builders = Array(repeating: nil, count: partitionCount)
        charged = Array(repeating: 0, count: partitionCount)
        byteCounts = Array(repeating: 0, count: partitionCount)
        rowCounts = Array(repeating: 0, count: partitionCount)
        rowHashes = Array(repeating: 0, count: partitionCount)
        scatter = PartitionScatter(partitions: partitionCount)
    }

    deinit { abandon() }

    /// Appends every row of `column` to the partition that `partitionOf` says.
    public func append(_ column: Column, partitionOf: UnsafePointer<Int32>) throws(StorageError) {
        precondition(column.type == type && !isOver)
        if column.count == 0 { return }
        for row in 0..<column.count where partitionOf[row] < 0 || Int(partitionOf[row]) >= partitionCount {
            throw .partitionOutOfRange(partition: Int(partitionOf[row]), count: partitionCount)
        }
        prepare()
        addHashes(of: column) { Int(partitionOf[$0]) }
        try scatter(column, partitionOf)
    }

    private func scatter(_ column: Column, _ partitionOf: UnsafePointer<Int32>) throws(StorageError) {
        // What is copied at a time is about a block.
        let isTooWide = column.count > 1 && column.compactByteCount > 2 * StorageLimits.mapOutputBlockByteCount
        guard !isTooWide, try reserve(column) else {
            let half = column.count / 2
            try scatter(column.slice(0, half), partitionOf)
            return try scatter(column.slice(half, column.count - half), partitionOf + half)
        }
        try scatter.run(partitionOf, column.count) { (partition, rows, count) throws(StorageError) in
            builder(partition).append(column, rows: rows, count: count)
            rowCounts[partition] += count
            try rowsWereAdded(partition)
        }
        try settle()
    }

    /// Appends every row of `column` to `partition`.
    public func append(_ column: Column, partition: Int) throws(StorageError) {
        precondition(column.type == type && !isOver)
        guard partition >= 0 && partition < partitionCount else {
            throw .partitionOutOfRange(partition: partition, count: partitionCount)
        }
        if column.count == 0 { return }
        prepare()
        addHashes(of: column) { _ in partition }
        rowCounts[partition] += column.count
        try add(column, partition)
    }

    private func add(_ column: Column, _ partition: Int) throws(StorageError) {
        if column.compactByteCount >= blockByteCount {
            try flush(partition)
            return try keep(encode(column), partition)
        }
        guard try reserve(column) else {
            let half = column.count / 2
            try add(column.slice(0, half), partition)
            return try add(column.slice(half, column.count - half), partition)
        }
        builder(partition).append(column)
        try rowsWereAdded(partition)
        try settle()
    }

    /// Hands everything to the store, from where it can be read at once.
    public func finish() throws(StorageError) -> MapOutputSummary {
        precondition(!isOver)
        for partition in builders.indices { try flush(partition) }
        releaseUnused()
        if let file {
            try spill()
            store.add(key, try file.finish())
            self.file = nil
        } else {
            store.add(
                key,
                MemoryMapOutput(
                    written, partitions: partitionCount, byteCount: writtenByteCount, pool: store.pool,
                    counters: store.counters))
            written = []
            writtenByteCount = 0
        }
        isOver = true
        return MapOutputSummary(
            byteCounts: byteCounts, rowCounts: rowCounts, digest: digest, spilledBytes: spilledBytes)
    }

    /// Forgets everything; nothing of it was to be seen.
    public func abandon() {
        if isOver { return }
        isOver = true
        builders = []
        memory.shrink(by: held)
        written = []
        store.pool.release(writtenByteCount)
        file = nil
    }

    // MARK: Digest

    private func addHashes(of column: Column, _ partitionOf: (Int) -> Int) {
        let count = column.count
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: count) { hashes in
            let hashes = hashes.baseAddress!
            column.hash(into: hashes)
            rowHashes.withUnsafeMutableBufferPointer { sums in
                for row in 0..<count { sums[partitionOf(row)] &+= hashes[row] }
            }
        }
    }

    /// Of the partitions that have rows: a task without rows takes no time for each partition.
    private var digest: UInt64 {
        var state = hashInt(partitionCount)
        for (partition, rows) in rowCounts.enumerated() where rows > 0 {
            state = mixHash(state ^ rowHashes[partition], HashConstants.multiplier ^ UInt64(rows))
            state = mixHash(state ^ HashConstants.seed, HashConstants.length ^ UInt64(partition))
        }
        return state
    }

    // MARK: Memory

    private func builder(_ partition: Int) -> ColumnBuilder {
        if let builder = builders[partition] { return builder }
        let builder = ColumnBuilder(type)
        builders[partition] = builder
        return builder
    }

    /// Takes memory for the rows of `column` before they are copied, if need be by writing rows out; false when it is
    /// worth trying with fewer rows.
    private func reserve(_ column: Column) throws(StorageError) -> Bool {
        // Builders double their memory.
        let needed = 2 * column.compactByteCount
        if !memory.grow(by: needed) {
            try makeRoom(needed)
            guard memory.grow(by: needed) else {
                if column.count > 1 { return false }
                throw .outOfMemory(
                    neededByteCount: needed, poolByteCountMax: store.pool.bytesMax,
                    poolByteCountUsed: store.pool.used)
            }
        }
        held += needed
        return true
    }

    private func rowsWereAdded(_ partition: Int) throws(StorageError) {
        guard let builder = builders[partition] else { return }
        let allocated = builder.allocatedByteCount
        buffered += allocated - charged[partition]
        charged[partition] = allocated
        if builder.byteCount >= blockByteCount || builder.count >= StorageLimits.mapOutputBlockRowCount {
            try flush(partition)
        }
    }

    /// Makes the reservation equal to what builders hold.
    private func settle() throws(StorageError) {
        if held < buffered && memory.grow(by: buffered - held) { held = buffered }
        if held < buffered { try makeRoom(buffered - held) }
        releaseUnused()
    }

    private func releaseUnused() {
        if held > buffered {
            memory.shrink(by: held - buffered)
            held = buffered
        }
    }

    /// Writes out the largest partitions, at least half of all that is held back, and moves blocks to disk when that
    /// frees less than `needed`.
    private func makeRoom(_ needed: Int) throws(StorageError) {
        let goal = min(buffered / 2, max(buffered - needed, 0))
        let largestFirst = builders.indices.filter { charged[$0] > 0 }.sorted { charged[$0] > charged[$1] }
        for partition in largestFirst {
            if buffered <= goal { break }
            try flush(partition)
        }
        releaseUnused()
        if store.pool.available < needed && writtenByteCount > 0 { try spill() }
    }

    // MARK: Blocks

    /// Makes a block of the rows of `partition` that were held back.
    private func flush(_ partition: Int) throws(StorageError) {
        guard let builder = builders[partition], builder.count > 0 else { return }
        let block = try encode(builder.finish())
        let freed = min(charged[partition], held)
        memory.shrink(by: freed)
        held -= freed
        buffered -= charged[partition]
        charged[partition] = 0
        try keep(block, partition)
    }

    private func encode(_ column: Column) throws(StorageError) -> [UInt8] {
        do {
            return try BlockCodec.encode(column, compression: store.compression)
        } catch {
            throw .block(error, place: "the output of map partition \(key.mapPartition) of shuffle \(key.shuffle)")
        }
    }

    /// Keeps a block in memory, or writes it and all before it to the file.
    private func keep(_ block: [UInt8], _ partition: Int) throws(StorageError) {
        byteCounts[partition] += block.count
        if store.pool.reserve(block.count) {
            written.append(WrittenBlock(partition: partition, bytes: block))
            writtenByteCount += block.count
            return
        }
        try spill()
        spilledBytes += block.count
        try openFile().append(block, partition: partition)
    }

    /// Moves all blocks in memory to the file.
    private func spill() throws(StorageError) {
        let file = try openFile()
        for block in written.sortedByPartition(partitionCount) {
            try file.append(block.bytes, partition: block.partition)
        }
        spilledBytes += writtenByteCount
        store.pool.release(writtenByteCount)
        written = []
        writtenByteCount = 0
    }

    private func openFile() throws(StorageError) -> MapOutputFileWriter {
        if let file { return file }
        let file = try store.makeFile(key, partitions: partitionCount)
        self.file = file
        return file
    }
}

/// Sorts row numbers by partition, in time that does not depend on the number of partitions.
private struct PartitionScatter {
    /// Rows of each partition of the batch; 0 between batches.
    private var counts: [Int32]
    private var touched: [Int32] = []
    private var rows: [Int32] = []

    init(partitions: Int) { counts = Array(repeating: 0, count: partitions) }

    /// Calls `body` with each partition that has rows and with those rows, in order.
    mutating func run(
        _ partitionOf: UnsafePointer<Int32>, _ count: Int,
        _ body: (Int, UnsafePointer<Int32>, Int) throws(StorageError) -> Void
    ) throws(StorageError) {
        touched.removeAll(keepingCapacity: true)
        if rows.count < count { rows = Array(repeating: 0, count: count) }
        sort(partitionOf, count)
        defer { for partition in touched { counts[Int(partition)] = 0 } }
        var start = 0
        for partition in touched {
            // `sort` left the end of each partition's rows here.
            let end = Int(counts[Int(partition)])
            try rows.withUnsafeBufferPointer { (rows) throws(StorageError) in
                try body(Int(partition), rows.baseAddress! + start, end - start)
            }
            start = end
        }
    }

    private mutating func sort(_ partitionOf: UnsafePointer<Int32>, _ count: Int) {
        counts.withUnsafeMutableBufferPointer { counts in
            for row in 0..<count {
                let partition = Int(partitionOf[row])
                if counts[partition] == 0 { touched.append(Int32(truncatingIfNeeded: partition)) }
                counts[partition] &+= 1
            }
            var start: Int32 = 0
            for partition in touched {
                let own = counts[Int(partition)]
                counts[Int(partition)] = start
                start &+= own
            }
            rows.withUnsafeMutableBufferPointer { rows in
                for row in 0..<count {
                    let partition = Int(partitionOf[row])
                    rows[Int(counts[partition])] = Int32(truncatingIfNeeded: row)
                    counts[partition] &+= 1
                }
            }
        }
    }
}
