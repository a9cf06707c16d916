// SPDX-License-Identifier: Apache-2.0

import Columnar
import ColumnarSamples
import Glibc
import Storage
import Synchronization
import Testing
import Threads

final class Counter: Sendable {
    private let value = Atomic<Int>(0)
    func next() -> Int { value.add(1, ordering: .relaxed).oldValue }
}

final class Failures: Sendable {
    private let messages = Lock<[String]>([])
    func record(_ message: String) { messages.withLock { $0.append(message) } }
    var all: [String] { messages.withLock { $0 } }
}

@Suite struct SpillTests {
    private func rows(_ reader: SpillReader) throws -> [Scalar] {
        var rows: [Scalar] = []
        while let column = try reader.next() { rows += scalars(column) }
        return rows
    }

    @Test(arguments: sampleTypes)
    func `rows of any type come back in order, as often as asked`(_ type: DataType) throws {
        for batchRows in [1, 3, 50] {
            let disk = MemoryDisk()
            let whole = randomColumn(type, count: 150, nullEvery: 6, seed: 5)
            do {
                let spill = try SpillFile(disk, type: type)
                for start in stride(from: 0, to: 150, by: batchRows) { try spill.append(whole.slice(start, batchRows)) }
                try spill.append(whole.slice(0, 0))
                try spill.finish()
                #expect(spill.rowCount == 150 && spill.byteCount == disk.bytesUsed)
                #expect(try rows(spill.makeReader()) == scalars(whole))
                #expect(try rows(spill.makeReader()) == scalars(whole))
            }
            #expect(disk.names.isEmpty)
        }
    }

    @Test func `blocks longer than a read are read whole`() throws {
        let folder = TemporaryFolder()
        let spill = try SpillFile(LocalDisk(directory: folder.path), type: .int, compression: .none)
        let long = intColumn(Array(0..<100_000))
        for _ in 0..<3 {
            try spill.append(intColumn([1]))
            try spill.append(long)
        }
        try spill.finish()
        #expect(folder.names.count == 1)
        let expected = ([1] + Array(0..<100_000) + [1] + Array(0..<100_000) + [1] + Array(0..<100_000)).map {
            Scalar.int($0)
        }
        #expect(try rows(spill.makeReader()) == expected)
    }

    @Test func `an empty file has no rows`() throws {
        let spill = try SpillFile(MemoryDisk(), type: .string)
        try spill.finish()
        #expect(try spill.makeReader().next() == nil)
    }

    @Test func `a reader keeps the file`() throws {
        let disk = MemoryDisk()
        var reader: SpillReader?
        do {
            let spill = try SpillFile(disk, type: .int)
            try spill.append(intColumn([1, 2]))
            try spill.finish()
            reader = try spill.makeReader()
        }
        #expect(disk.names.count == 1)
        #expect(try rows(reader!) == [.int(1), .int(2)])
        reader = nil
        #expect(disk.names.isEmpty)
    }

    @Test func `a full disk and a damaged file are errors`() throws {
        let disk = MemoryDisk(.init(bytesMax: 1000))
        let spill = try SpillFile(disk, type: .int)
        var random = SeededRandom(1)
        let noise = intColumn((0..<1000).map { _ in Int(truncatingIfNeeded: random.next()) })
        try spill.append(noise)
        #expect(throws: StorageError.self) { try spill.finish() }

        let whole = MemoryDisk()
        let second = try SpillFile(whole, type: .int)
        try second.append(noise)
        try second.finish()
        whole.setFaults(.init(flippingReadEvery: 1))
        #expect(throws: StorageError.self) { try second.makeReader().next() }
    }

    /// The acceptance case of a small tmpfs under the work directory; needs the right to mount.
    @Test func `a full tmpfs is an error that names the file`() throws {
        let folder = TemporaryFolder()
        guard mount("tmpfs", folder.path, "tmpfs", 0, "size=1m") == 0 else { return }
        defer { umount(folder.path) }
        let spill = try SpillFile(LocalDisk(directory: folder.path), type: .int, compression: .none)
        do {
            for _ in 0..<10 { try spill.append(intColumn(Array(0..<50_000))) }
            try spill.finish()
            Issue.record("the disk is full")
        } catch {
            #expect(error.description.contains(folder.path) && error.description.contains("no space left"))
        }
    }
}
