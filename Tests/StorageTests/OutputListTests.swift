// SPDX-License-Identifier: Apache-2.0

import Columnar
import ColumnarSamples
import Storage
import Testing

@Suite struct OutputListTests {
    private func store() -> ShuffleStore {
        ShuffleStore(pool: MemoryPool(bytesMax: 64 << 20), disk: MemoryDisk())
    }

    /// Writes a row to each of `filled`.
    private func write(_ key: MapOutputKey, _ filled: [Int], of partitions: Int, _ store: ShuffleStore) throws {
        let writer = MapOutputWriter(
            key, partitions: partitions, type: .int, store: store, memory: MemoryReservation(store.pool))
        for partition in filled { try writer.append(Column.ints(count: 1) { $0[0] = partition }, partition: partition) }
        let summary = try writer.finish()
        #expect(summary.rowCount == filled.count && summary.rowCounts.count == (filled.isEmpty ? 0 : partitions))
    }

    private func key(_ map: Int, attempt: Int = 1) -> MapOutputKey {
        MapOutputKey(shuffle: 7, mapPartition: map, attempt: attempt)
    }

    private func pieces(_ list: MapOutputList, _ partition: Int, from first: Int = 0) throws -> [Int] {
        // A missing one as a negative number.
        try list.pieces(of: partition, from: first).map { $0.isMissing ? -$0.place - 1 : $0.place }
    }

    @Test(arguments: [1, 63, 64, 65, 500, 10_000])
    func `few or many partitions with rows are the ones that are found, in memory and on disk`(_ count: Int) throws {
        for step in [1, 2, 7, 40, 9_999] {
            let filled = Array(stride(from: step / 2 % count, to: count, by: step))
            let store = store()
            try write(key(0), filled, of: count, store)
            for onDisk in [false, true] {
                if onDisk { try store.evict(bytes: .max) }
                let found = try store.partitions(key(0))
                #expect(found.count == count && found.filled.map { Int($0) } == filled)
                let list = MapOutputList(shuffle: 7, mapPartitions: [0], attempts: [1], in: store)
                for partition in Set([0, count / 2, count - 1] + filled.prefix(5)) {
                    let expected = filled.contains(partition)
                    #expect(try pieces(list, partition) == (expected ? [0] : []))
                    let reader = try list.reader(0, partition)
                    #expect(try reader.nextColumn(.int)?.scalar(0) == (expected ? .int(partition) : nil))
                }
                #expect(throws: StorageError.partitionOutOfRange(partition: count, count: count)) {
                    try list.pieces(of: count)
                }
            }
        }
    }

    @Test func `a list names what has blocks and what is not there, in order`() throws {
        let store = store()
        try write(key(0), [], of: 4, store)
        try write(key(1), [2], of: 4, store)
        try write(key(3), [0, 2], of: 4, store)
        try write(key(4, attempt: 9), [2], of: 4, store)
        try write(key(5), [2, 3], of: 4, store)
        let list = MapOutputList(
            shuffle: 7, mapPartitions: Array(0..<6), attempts: [Int](repeating: 1, count: 6), in: store)
        // Of map partition 4 there is another attempt alone.
        #expect(try pieces(list, 2) == [1, -3, 3, -5, 5])
        #expect(try pieces(list, 0) == [-3, 3, -5])
        #expect(try pieces(list, 1) == [-3, -5])
        #expect(try pieces(list, 2, from: 3) == [3, -5, 5] && pieces(list, 2, from: 6) == [])
        #expect(throws: StorageError.missingMapOutput(key(2))) { try list.reader(2, 2) }

        try write(key(2), [1], of: 4, store)
        try write(key(4), [2], of: 4, store)
        #expect(try pieces(list, 2) == [1, 3, 4, 5] && pieces(list, 1) == [2], "what comes later is found")
        try store.evict(bytes: .max)
        #expect(try pieces(list, 2) == [1, 3, 4, 5], "where it lies makes no difference")
        store.drop(key(3))
        store.drop(key(0))
        #expect(try pieces(list, 3) == [-1, -4, 5], "an empty output that was dropped is missed, too")
        store.drop(shuffle: 7)
        #expect(try pieces(list, 3) == [-1, -2, -3, -4, -5, -6])
    }

    @Test func `many small outputs are moved oldest first, whatever was dropped meanwhile`() throws {
        let store = store()
        for map in 0..<1_000 {
            try write(key(map), [map % 3], of: 3, store)
            if map % 4 != 0 { store.drop(key(map)) }
        }
        #expect(store.keys.count == 250)
        let bytes = store.bytesInMemory
        #expect(try store.evict(bytes: bytes / 2) >= bytes / 2)
        #expect(store.bytesInMemory > 0 && store.bytesOnDisk > 0)
        for map in [0, 996] {
            #expect(try store.chunks(key(map), map % 3).nextColumn(.int)?.scalar(0) == .int(map % 3))
        }
        try store.evict(bytes: .max)
        #expect(store.bytesInMemory == 0 && store.bytesOnDisk == bytes)
    }
}
