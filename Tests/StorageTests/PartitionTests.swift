// SPDX-License-Identifier: Apache-2.0

import Columnar
import ColumnarSamples
import Storage
import Testing
import Threads

/// Partitions of stored datasets.
@Suite struct PartitionTests {
    private let pool = MemoryPool(bytesMax: 4 << 20)
    private let disk = MemoryDisk()

    private func store() -> PartitionStore { PartitionStore(pool: pool, disk: disk) }

    private func key(_ dataset: Int, _ partition: Int) -> PartitionKey {
        PartitionKey(dataset: dataset, partition: partition)
    }

    private func ints(_ range: Range<Int>) -> Column {
        Column.ints(count: range.count) { out in for index in range.indices { out[index - range.lowerBound] = index } }
    }

    /// Keeps `rows` integers that begin with `first`; false when there was no room.
    @discardableResult
    private func keep(
        _ rows: Int, from first: Int = 0, as key: PartitionKey, in store: PartitionStore, memory: Bool = true,
        disk: Bool = false
    ) -> Bool {
        let writer = store.makeWriter(key, type: .int, inMemory: memory, onDisk: disk)
        for start in stride(from: 0, to: rows, by: 1_000) {
            guard writer.append(ints(first + start..<first + min(start + 1_000, rows))) else { break }
        }
        guard let written = writer.finish() else { return false }
        store.keep(written)
        return true
    }

    private func rows(_ key: PartitionKey, of store: PartitionStore) throws -> [Int]? {
        guard let reader = store.reader(key, type: .int) else { return nil }
        var found: [Int] = []
        while let column = try reader.next() {
            found += UnsafeBufferPointer(start: column.ints, count: column.count)
        }
        return found
    }

    @Test func `a partition comes back as it was, from memory and from disk, and all is given back`() throws {
        do {
            let store = store()
            #expect(keep(200_000, as: key(1, 0), in: store))
            #expect(keep(200_000, from: 7, as: key(1, 1), in: store, memory: false, disk: true))
            #expect(keep(0, as: key(1, 2), in: store))
            #expect(try rows(key(1, 0), of: store) == Array(0..<200_000))
            #expect(try rows(key(1, 1), of: store) == Array(7..<200_007))
            #expect(try rows(key(1, 2), of: store) == [])
            #expect(try rows(key(1, 3), of: store) == nil)
            #expect(store.reader(key(1, 0), type: .string) == nil, "it is of another type")
            let sizes = try #require(store.sizes(key(1, 0)))
            #expect(sizes.rows == 200_000 && sizes.diskBytes == 0)
            #expect((1_600_000...2_700_000).contains(sizes.memoryBytes))
            #expect(store.bytesInMemory == pool.used && pool.used == sizes.memoryBytes)
            #expect(store.sizes(key(1, 1)).map { $0.memoryBytes == 0 && $0.diskBytes > 100_000 } == true)
            #expect(disk.names.count == 1 && store.bytesOnDisk > 0)
            store.drop(dataset: 1)
            #expect(pool.used == 0 && disk.names.isEmpty && store.bytesOnDisk == 0)
            #expect(keep(100, as: key(2, 0), in: store))
        }
        #expect(pool.used == 0, "the store goes, and what it keeps")
    }

    @Test func `what does not fit goes to disk or is left out, and takes none of the memory of tasks`() throws {
        let store = store()
        #expect(!keep(600_000, as: key(1, 0), in: store), "4.8 MB are more than three quarters of 4 MiB")
        #expect(pool.used == 0)
        #expect(keep(600_000, as: key(1, 1), in: store, disk: true))
        #expect(pool.used == 0 && store.sizes(key(1, 1))?.memoryBytes == 0)
        #expect(try rows(key(1, 1), of: store) == Array(0..<600_000))
        #expect(pool.reserve(pool.bytesMax - 1_000))
        #expect(!keep(1_000, as: key(1, 2), in: store))
        pool.release(pool.bytesMax - 1_000)
    }

    @Test func `datasets make room for others, those first that were not used for longest, and none for itself`() throws
    {
        // Three partitions fit, of 512,000 bytes each.
        let pool = MemoryPool(bytesMax: 2 << 20)
        let store = PartitionStore(pool: pool, disk: disk)
        let each = 60_000
        #expect(keep(each, as: key(1, 0), in: store) && keep(each, as: key(1, 1), in: store))
        #expect(keep(each, as: key(2, 0), in: store))
        #expect(keep(each, as: key(1, 2), in: store))
        #expect(store.sizes(key(2, 0)) == nil, "the other makes room")
        #expect(!keep(each, as: key(1, 3), in: store), "partitions of one dataset do not push one another out")
        // The first was used last.
        #expect(try rows(key(1, 0), of: store)?.count == each)
        #expect(keep(each, as: key(3, 0), in: store))
        #expect(store.sizes(key(1, 1)) == nil && store.sizes(key(1, 0)) != nil && store.sizes(key(1, 2)) != nil)
    }

    @Test func `memory that tasks want is theirs: partitions go to disk or away, but not those that are read`() throws {
        // Three partitions fit, of 512,000 bytes each.
        let pool = MemoryPool(bytesMax: 2 << 20)
        let store = PartitionStore(pool: pool, disk: disk)
        let each = 60_000
        #expect(keep(each, as: key(1, 0), in: store) && keep(each, as: key(1, 1), in: store, disk: true))
        #expect(keep(each, as: key(2, 0), in: store))
        pool.setReclaimer { [weak store, weak pool] bytes in store?.evict(bytes: bytes - (pool?.available ?? 0)) }
        let reader = try #require(store.reader(key(2, 0), type: .int))
        let task = MemoryReservation(pool)
        #expect(task.grow(by: pool.available + 1))
        #expect(store.sizes(key(1, 0)) == nil)
        #expect(task.grow(by: pool.available + 1))
        #expect(store.sizes(key(1, 1)).map { $0.memoryBytes == 0 && $0.diskBytes > 0 } == true)
        #expect(try rows(key(1, 1), of: store) == Array(0..<each))
        #expect(!task.grow(by: pool.available + 1), "what is left is being read")
        #expect(try reader.next() != nil)
        reader.close()
        #expect(task.grow(by: pool.available + 1))
        #expect(store.sizes(key(2, 0)) == nil)
    }

    @Test func `changes are told once, as things are when they are asked for`() throws {
        let store = store()
        let told = Lock(0)
        store.setObserver { told.withLock { $0 += 1 } }
        keep(1_000, as: key(1, 1), in: store)
        keep(1_000, as: key(1, 0), in: store)
        keep(1_000, as: key(1, 0), in: store)
        #expect(told.withLock { $0 } == 2)
        store.drop(key(1, 1))
        let changes = store.takeChanges()
        #expect(changes.map(\.key) == [key(1, 0), key(1, 1)])
        #expect(changes.map(\.sizes?.rows) == [1_000, nil])
        #expect(store.takeChanges().isEmpty)
        keep(1_000, as: key(2, 0), in: store)
        store.drop(dataset: 2)
        store.drop(dataset: 1)
        #expect(store.takeChanges().isEmpty, "whoever drops a dataset knows")
    }

    @Test func `the copy keeps nothing else alive, whatever the type`() throws {
        let store = PartitionStore(pool: MemoryPool(bytesMax: 64 << 20), disk: disk)
        let large = Column(.string, (0..<20_000).map { .string("a text that is not inline, number \($0)") })!
        let few = large.slice(100, 3)
        for (number, isInMemory) in [true, false].enumerated() {
            let writer = store.makeWriter(key(1, number), type: .string, inMemory: isInMemory, onDisk: !isInMemory)
            #expect(writer.append(few))
            let written = try #require(writer.finish())
            store.keep(written)
            #expect(try written.reader()?.next().map { $0.scalar(1) } == few.scalar(1))
        }
        #expect(store.bytesInMemory < 16 << 10)
    }
}
