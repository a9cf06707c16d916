// SPDX-License-Identifier: Apache-2.0

import Columnar
import ColumnarSamples
import Glibc
import Storage
import Testing

private let pairType = DataType.tuple([.string, .int])
private let mapKey = MapOutputKey(shuffle: 3, mapPartition: 5, attempt: 8)

private struct Written {
    var summary: MapOutputSummary
    /// The rows of each partition, as they are read back.
    var rows: [[Scalar]]
}

/// Writes `batches` (a partition is chosen by the row's hash) and reads everything back.
private func write(
    _ batches: [Column], partitions: Int, store: ShuffleStore, key: MapOutputKey = mapKey
) throws -> Written {
    let memory = MemoryReservation(store.pool)
    let writer = MapOutputWriter(key, partitions: partitions, type: batches[0].type, store: store, memory: memory)
    for batch in batches { try writer.append(batch, partitionOf: partitionNumbers(batch, partitions)) }
    let summary = try writer.finish()
    #expect(memory.held == 0)
    return Written(summary: summary, rows: try readRows(key, partitions, batches[0].type, store))
}

private func partitionNumbers(_ batch: Column, _ partitions: Int) -> [Int32] {
    var hashes = [UInt64](repeating: 0, count: batch.count)
    hashes.withUnsafeMutableBufferPointer { if let start = $0.baseAddress { batch.hash(into: start) } }
    return hashes.map { Int32($0 % UInt64(partitions)) }
}

private func readRows(
    _ key: MapOutputKey, _ partitions: Int, _ type: DataType, _ store: ShuffleStore
) throws -> [[Scalar]] {
    try (0..<partitions).map { partition in
        let reader = try store.chunks(key, partition)
        var rows: [Scalar] = []
        while let column = try reader.nextColumn(type) { rows += scalars(column) }
        return rows
    }
}

/// The rows that each partition must have.
private func expectedRows(_ batches: [Column], _ partitions: Int) -> [[Scalar]] {
    var rows = [[Scalar]](repeating: [], count: partitions)
    for batch in batches {
        let numbers = partitionNumbers(batch, partitions)
        for (row, scalar) in scalars(batch).enumerated() { rows[Int(numbers[row])].append(scalar) }
    }
    return rows
}

private func batches(_ type: DataType, rows: Int, batchRows: Int, seed: UInt64 = 1) -> [Column] {
    let whole = randomColumn(type, count: rows, nullEvery: 7, seed: seed)
    return stride(from: 0, to: rows, by: batchRows).map { whole.slice($0, min(batchRows, rows - $0)) }
}

@Suite struct ShuffleTests {
    @Test(arguments: sampleTypes)
    func `rows of any type reach their partition in order`(_ type: DataType) throws {
        for batchRows in [1, 2, 3, 100] {
            let batches = batches(type, rows: 100, batchRows: batchRows)
            let store = ShuffleStore(pool: MemoryPool(bytesMax: 64 << 20), disk: MemoryDisk())
            let written = try write(batches, partitions: 7, store: store)
            #expect(written.rows == expectedRows(batches, 7))
            #expect(written.summary.rowCounts == written.rows.map(\.count))
            #expect(written.summary.spilledBytes == 0)
        }
    }

    @Test func `a tiny pool spills and gives the same rows and the same digest`() throws {
        let batches = batches(pairType, rows: 3000, batchRows: 100)
        let large = ShuffleStore(pool: MemoryPool(bytesMax: 64 << 20), disk: MemoryDisk())
        let expected = try write(batches, partitions: 11, store: large)
        for bytesMax in [8 << 10, 20 << 10, 50 << 10, 100 << 10] {
            let disk = MemoryDisk()
            let pool = MemoryPool(bytesMax: bytesMax)
            let store = ShuffleStore(pool: pool, disk: disk)
            let written = try write(batches, partitions: 11, store: store)
            #expect(written.rows == expected.rows)
            #expect(written.summary.digest == expected.summary.digest)
            #expect(written.summary.rowCounts == expected.summary.rowCounts)
            #expect(written.summary.spilledBytes > 0, "nothing was spilled with \(bytesMax) bytes")
            #expect(store.bytesOnDisk == written.summary.byteCounts.reduce(0, +))
            #expect(pool.used == 0 && pool.peak <= bytesMax)
            store.drop(shuffle: 3)
            #expect(disk.names.isEmpty && store.bytesOnDisk == 0)
        }
    }

    @Test func `the digest does not depend on order or batches but on rows and their partitions`() throws {
        let whole = randomColumn(pairType, count: 200, nullEvery: 5, seed: 3)
        let backward = whole.gather((0..<200).map { Int32(199 - $0) }, count: 200)
        func digest(_ batches: [Column], _ partitionOf: (Column) -> [Int32]) throws -> UInt64 {
            let store = ShuffleStore(pool: MemoryPool(bytesMax: 64 << 20), disk: MemoryDisk())
            let writer = MapOutputWriter(
                mapKey, partitions: 4, type: pairType, store: store, memory: MemoryReservation(store.pool))
            for batch in batches { try writer.append(batch, partitionOf: partitionOf(batch)) }
            return try writer.finish().digest
        }
        let byHash = { (batch: Column) in partitionNumbers(batch, 4) }
        let expected = try digest([whole], byHash)
        let one = whole.slice(0, 1)
        #expect(Set(try (0..<4).map { target in try digest([one]) { _ in [target] } }).count == 4)
        #expect(try digest([], byHash) == digest([whole.slice(0, 0)], byHash))
        #expect(try digest([], byHash) != digest([one], byHash))
        #expect(try digest([backward], byHash) == expected)
        #expect(try digest([whole.slice(0, 77), whole.slice(77, 123)], byHash) == expected)
        #expect(try digest([whole.slice(0, 199)], byHash) != expected)
        #expect(try digest([whole, whole.slice(0, 1)], byHash) != expected)
        #expect(try digest([whole]) { partitionNumbers($0, 4).map { ($0 + 1) % 4 } } != expected)
        #expect(
            try digest([whole]) { batch in partitionNumbers(batch, 4).enumerated().map { $0 == 5 ? ($1 + 1) % 4 : $1 } }
                != expected)
    }

    @Test func `whole columns go to one partition`() throws {
        let store = ShuffleStore(pool: MemoryPool(bytesMax: 64 << 20), disk: MemoryDisk())
        let writer = MapOutputWriter(
            mapKey, partitions: 3, type: .int, store: store, memory: MemoryReservation(store.pool))
        try writer.append(intColumn([1, 2]), partition: 2)
        try writer.append(intColumn(Array(0..<200_000)), partition: 2)
        try writer.append(intColumn([3]), partition: 2)
        try writer.append(intColumn([4]), partition: 0)
        #expect(throws: StorageError.partitionOutOfRange(partition: 3, count: 3)) {
            try writer.append(intColumn([4]), partition: 3)
        }
        let summary = try writer.finish()
        #expect(summary.rowCounts == [1, 0, 200_003])
        let rows = try readRows(mapKey, 3, .int, store)
        #expect(rows[2] == ([1, 2] + Array(0..<200_000) + [3]).map { .int($0) } && rows[0] == [.int(4)])
    }

    @Test func `a partition number out of range is an error and nothing of the batch is written`() throws {
        let store = ShuffleStore(pool: MemoryPool(bytesMax: 1 << 20), disk: MemoryDisk())
        let writer = MapOutputWriter(
            mapKey, partitions: 2, type: .int, store: store, memory: MemoryReservation(store.pool))
        for wrong in [Int32(-1), 2, .max] {
            #expect(throws: StorageError.partitionOutOfRange(partition: Int(wrong), count: 2)) {
                try writer.append(intColumn([1, 2]), partitionOf: [0, wrong])
            }
        }
        #expect(try writer.finish().rowCounts.isEmpty)
    }

    @Test(arguments: [1, 24, 100, 1000, 10_000, 1 << 30])
    func `chunks are whole blocks within the size asked for, from memory and from a file`(_ maxBytes: Int) throws {
        let batches = batches(pairType, rows: 2000, batchRows: 50)
        for bytesMax in [10 << 10, 64 << 20] {
            let store = ShuffleStore(pool: MemoryPool(bytesMax: bytesMax), disk: MemoryDisk())
            let written = try write(batches, partitions: 3, store: store)
            for partition in 0..<3 {
                let reader = try store.chunks(mapKey, partition)
                #expect(reader.byteCount == written.summary.byteCounts[partition])
                var rows: [Scalar] = []
                var total = 0
                while let chunk = try reader.next(maxBytes: maxBytes) {
                    var blocks = 0
                    var rest = chunk[...]
                    while !rest.isEmpty {
                        let length = try #require(rest.withUnsafeBytes { try BlockCodec.peekLength($0) })
                        let block = rest.prefix(length)
                        rows += scalars(try block.withUnsafeBytes { try BlockCodec.decode($0, expecting: pairType) })
                        rest = rest.dropFirst(length)
                        blocks += 1
                    }
                    #expect(chunk.count <= maxBytes || blocks == 1)
                    total += chunk.count
                }
                #expect(rows == written.rows[partition] && total == reader.byteCount)
            }
        }
    }

    @Test func `eviction moves the oldest outputs to disk and readers do not notice`() throws {
        let disk = MemoryDisk()
        let pool = MemoryPool(bytesMax: 64 << 20)
        let store = ShuffleStore(pool: pool, disk: disk)
        let keys = (0..<3).map { MapOutputKey(shuffle: 1, mapPartition: $0, attempt: $0) }
        let written = try keys.map { key in
            try write(
                batches(pairType, rows: 500, batchRows: 100, seed: UInt64(key.attempt)), partitions: 4, store: store,
                key: key)
        }
        let before = store.bytesInMemory
        #expect(pool.used == before && before > 0 && store.keys == keys)
        let reading = try store.chunks(keys[0], 1)
        let first = try reading.nextColumn(pairType)
        #expect(try store.evict(bytes: 1) > 0)
        #expect(disk.names.count == 1 && disk.names[0].hasPrefix("shuffle-1-0-0-"))
        #expect(try readRows(keys[0], 4, pairType, store) == written[0].rows)
        var rest = first.map { scalars($0) } ?? []
        while let column = try reading.nextColumn(pairType) { rest += scalars(column) }
        #expect(rest == written[0].rows[1])
        try store.evict(bytes: .max)
        for (key, expected) in zip(keys, written) { #expect(try readRows(key, 4, pairType, store) == expected.rows) }
        withExtendedLifetime(reading) {}
        #expect(store.bytesOnDisk == before)
        store.drop(keys[1])
        #expect(throws: StorageError.missingMapOutput(keys[1])) { try store.chunks(keys[1], 0) }
        #expect(disk.names.count == 2)
        store.drop(shuffle: 1)
        #expect(disk.names.isEmpty && store.bytesOnDisk == 0)
    }

    @Test func `a task that needs memory pushes finished outputs to disk`() throws {
        let pool = MemoryPool(bytesMax: 256 << 10)
        let disk = MemoryDisk()
        let store = ShuffleStore(pool: pool, disk: disk, compression: .none)
        _ = try write(batches(pairType, rows: 3000, batchRows: 100), partitions: 2, store: store)
        #expect(store.bytesInMemory > 0 && disk.names.isEmpty)
        let reservation = MemoryReservation(pool)
        #expect(reservation.grow(by: 250 << 10))
        #expect(store.bytesInMemory == 0 && disk.names.count == 1)
    }

    @Test func `a reader keeps a dropped output until it is done`() throws {
        let disk = MemoryDisk()
        let store = ShuffleStore(pool: MemoryPool(bytesMax: 64 << 20), disk: disk)
        let batches = batches(pairType, rows: 100, batchRows: 10)
        _ = try write(batches, partitions: 1, store: store)
        try store.evict(bytes: .max)
        do {
            let reader = try store.chunks(mapKey, 0)
            store.drop(mapKey)
            #expect(disk.names.count == 1)
            var rows = 0
            while let column = try reader.nextColumn(pairType) { rows += column.count }
            #expect(rows == 100)
        }
        #expect(disk.names.isEmpty)
    }

    @Test func `an abandoned and a failed writer leave nothing behind`() throws {
        let batches = batches(pairType, rows: 2000, batchRows: 100)
        let pool = MemoryPool(bytesMax: 30 << 10)
        let disk = MemoryDisk()
        let store = ShuffleStore(pool: pool, disk: disk)
        func fill(_ memory: MemoryReservation) throws -> MapOutputWriter {
            let writer = MapOutputWriter(mapKey, partitions: 5, type: pairType, store: store, memory: memory)
            for batch in batches { try writer.append(batch, partitionOf: partitionNumbers(batch, 5)) }
            return writer
        }
        let memory = MemoryReservation(pool)
        try fill(memory).abandon()
        #expect(pool.used == 0 && disk.names.isEmpty && store.keys.isEmpty)
        do { _ = try fill(memory) }
        #expect(pool.used == 0 && disk.names.isEmpty && store.keys.isEmpty)
        disk.setFaults(.init(bytesMax: 9000))
        do {
            let writer = try fill(memory)
            _ = try writer.finish()
            Issue.record("the disk is full")
        } catch let error as StorageError {
            guard case .disk(_, _, ENOSPC) = error else { throw error }
        }
        #expect(pool.used == 0 && disk.names.isEmpty && store.keys.isEmpty)
    }

    @Test func `a batch that does not fit at all is an error that says what to do`() throws {
        let store = ShuffleStore(pool: MemoryPool(bytesMax: 100), disk: MemoryDisk())
        let writer = MapOutputWriter(
            mapKey, partitions: 1, type: .string, store: store, memory: MemoryReservation(store.pool))
        do {
            try writer.append(stringColumn([String(repeating: "x", count: 1000)]), partitionOf: [0])
            Issue.record("a kilobyte does not fit into 100 bytes")
        } catch {
            guard case .outOfMemory = error else { throw error }
            #expect(error.description.contains("--memory"))
        }
    }

    @Test func `a damaged file is noticed, never read as other rows`() throws {
        let disk = MemoryDisk()
        let store = ShuffleStore(pool: MemoryPool(bytesMax: 64 << 20), disk: disk)
        let expected = try write(batches(pairType, rows: 300, batchRows: 100), partitions: 3, store: store).rows
        try store.evict(bytes: .max)
        var errors = 0
        // Every read, every second, every third: the index's entries, its extents and the blocks.
        for round in 0..<300 {
            disk.setFaults(.init(flippingReadEvery: 1 + round % 3))
            do {
                #expect(try readRows(mapKey, 3, pairType, store) == expected)
            } catch {
                errors += 1
            }
        }
        #expect(errors == 300)
        disk.setFaults(.init(failingReadEvery: 3))
        #expect(throws: StorageError.self) { try readRows(mapKey, 3, pairType, store) }
        disk.setFaults(.init())
        #expect(try readRows(mapKey, 3, pairType, store) == expected)
    }

    @Test func `many threads write, read, evict and drop at the same time`() throws {
        let folder = TemporaryFolder()
        let pool = MemoryPool(bytesMax: 200 << 10)
        let store = ShuffleStore(pool: pool, disk: LocalDisk(directory: folder.path))
        let batches = batches(pairType, rows: 1000, batchRows: 100)
        let expected = expectedRows(batches, 3)
        let failures = Failures()
        let next = Counter()
        runThreads(4) {
            for _ in 0..<10 {
                let attempt = next.next()
                let key = MapOutputKey(shuffle: attempt % 2, mapPartition: attempt, attempt: attempt)
                do {
                    let rows = try write(batches, partitions: 3, store: store, key: key).rows
                    if rows != expected { failures.record("rows differ") }
                    if attempt % 5 == 0 { try store.evict(bytes: 10_000) }
                    if try readRows(key, 3, pairType, store) != expected { failures.record("rows differ later") }
                    if attempt % 3 == 0 { store.drop(key) }
                } catch {
                    failures.record("\(error)")
                }
            }
        }
        #expect(failures.all.isEmpty, "\(failures.all)")
        store.drop(shuffle: 0)
        store.drop(shuffle: 1)
        #expect(folder.names.isEmpty && pool.used == 0 && store.bytesOnDisk == 0 && store.bytesInMemory == 0)
    }
}
