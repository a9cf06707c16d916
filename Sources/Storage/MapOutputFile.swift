// SPDX-License-Identifier: Apache-2.0

import Checksums
import Synchronization

/// A stretch of a map output file that holds blocks of one partition.
struct Extent: Equatable {
    var partition: Int
    var offset: Int
    var byteCount: Int

    /// In a file: offset, length, partition, and the CRC-32C of those, so that a damaged index cannot hand out the rows
    /// of another partition.
    static let encodedByteCount = 24

    func encode(into out: inout [UInt8]) {
        let start = out.count
        out.append(littleEndian: UInt64(offset))
        out.append(littleEndian: UInt64(byteCount))
        out.append(littleEndian: UInt32(partition))
        out.append(littleEndian: out.withUnsafeBytes { Checksum.of(UnsafeRawBufferPointer(rebasing: $0[start...])) })
    }

    /// nil when the checksum is wrong.
    init?(_ bytes: UnsafeRawBufferPointer) {
        let stored = bytes.loadUnaligned(fromByteOffset: 20, as: UInt32.self)
        guard Checksum.of(UnsafeRawBufferPointer(rebasing: bytes[..<20])) == stored else { return nil }
        offset = Int(truncatingIfNeeded: bytes.loadUnaligned(as: UInt64.self))
        byteCount = Int(truncatingIfNeeded: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        partition = Int(bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
    }

    init(partition: Int, offset: Int, byteCount: Int) {
        self.partition = partition
        self.offset = offset
        self.byteCount = byteCount
    }
}

/// Where a partition's extents are in the index.
private struct PartitionEntry {
    var first: Int
    var count: Int

    /// In a file: number of the first extent, number of extents, and the CRC-32C of those and of the partition. Without
    /// it one flipped bit would make a partition look empty, and its rows would be missing without an error.
    static let encodedByteCount = 12

    init(first: Int, count: Int) {
        self.first = first
        self.count = count
    }

    /// nil when the checksum is wrong.
    init?(_ bytes: UnsafeRawBufferPointer, partition: Int) {
        first = Int(bytes.loadUnaligned(as: UInt32.self))
        count = Int(bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        guard bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self) == checksum(partition) else { return nil }
    }

    func encode(partition: Int, into out: inout [UInt8]) {
        out.append(littleEndian: UInt32(first))
        out.append(littleEndian: UInt32(count))
        out.append(littleEndian: checksum(partition))
    }

    private func checksum(_ partition: Int) -> UInt32 {
        var words: [UInt8] = []
        for word in [first, count, partition] { words.append(littleEndian: UInt32(truncatingIfNeeded: word)) }
        return words.withUnsafeBytes { Checksum.of($0) }
    }
}

extension [UInt8] {
    mutating func append<T: FixedWidthInteger>(littleEndian value: T) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}

/// Collects small writes to a scratch file into large ones.
struct BufferedWriter {
    let file: any DiskFile
    private var buffer: [UInt8] = []
    private(set) var byteCount = 0

    init(_ file: any DiskFile) { self.file = file }

    mutating func append(_ bytes: [UInt8]) throws(StorageError) {
        byteCount += bytes.count
        if bytes.count >= StorageLimits.scratchWriteByteCount {
            try flush()
            try write(bytes)
            return
        }
        buffer.append(contentsOf: bytes)
        if buffer.count >= StorageLimits.scratchWriteByteCount { try flush() }
    }

    mutating func flush() throws(StorageError) {
        if buffer.isEmpty { return }
        try write(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    private func write(_ bytes: [UInt8]) throws(StorageError) {
        try bytes.withUnsafeBufferPointer { (raw) throws(StorageError) in try file.append(UnsafeRawBufferPointer(raw)) }
    }
}

/// Writes a map output to one file: extents in the order in which partitions were flushed, then the index.
final class MapOutputFileWriter {
    private let disk: any Disk
    private let name: String
    private let partitions: Int
    private let counters: ShuffleCounters
    private var writer: BufferedWriter
    private var extents: [Extent] = []
    private var isFinished = false

    init(_ name: String, on disk: any Disk, partitions: Int, counters: ShuffleCounters) throws(StorageError) {
        self.disk = disk
        self.name = name
        self.partitions = partitions
        self.counters = counters
        writer = BufferedWriter(try disk.create(name))
    }

    deinit {
        if !isFinished { writer.file.discard() }
    }

    /// Bytes of blocks so far.
    var byteCount: Int { writer.byteCount }

    /// Appends a block; blocks of one partition that follow one another share an extent.
    func append(_ block: [UInt8], partition: Int) throws(StorageError) {
        if let last = extents.last, last.partition == partition {
            extents[extents.count - 1].byteCount += block.count
        } else {
            extents.append(Extent(partition: partition, offset: writer.byteCount, byteCount: block.count))
        }
        try writer.append(block)
    }

    /// Writes the index: the extents by partition, then an entry for each partition.
    func finish() throws(StorageError) -> FileMapOutput {
        let blocksEnd = writer.byteCount
        var entries = [PartitionEntry](repeating: PartitionEntry(first: 0, count: 0), count: partitions)
        for extent in extents { entries[extent.partition].count += 1 }
        for partition in entries.indices.dropFirst() {
            entries[partition].first = entries[partition - 1].first + entries[partition - 1].count
        }
        extents.sort { ($0.partition, $0.offset) < ($1.partition, $1.offset) }
        var index: [UInt8] = []
        index.reserveCapacity(
            extents.count * Extent.encodedByteCount + partitions * PartitionEntry.encodedByteCount)
        for extent in extents { extent.encode(into: &index) }
        for (partition, entry) in entries.enumerated() { entry.encode(partition: partition, into: &index) }
        try writer.append(index)
        try writer.flush()
        writer.file.close()
        isFinished = true
        var filled: [Int32] = []
        for extent in extents where filled.last != Int32(truncatingIfNeeded: extent.partition) {
            filled.append(Int32(truncatingIfNeeded: extent.partition))
        }
        return FileMapOutput(
            disk, name, partitions: partitions, filled: filled, blocksEnd: blocksEnd, extentCount: extents.count,
            counters: counters)
    }
}

/// A map output in a scratch file. The file goes when the last user is done. Between reads it is closed: there may be
/// more map outputs than a process may have open files.
final class FileMapOutput: Sendable {
    let disk: any Disk
    let name: String
    let partitionCount: Int
    /// The partitions that have blocks.
    let filled: PartitionSet
    /// Bytes of all blocks; the index follows.
    let byteCount: Int
    private let extentCount: Int
    private let counters: ShuffleCounters

    init(
        _ disk: any Disk, _ name: String, partitions: Int, filled: [Int32], blocksEnd: Int, extentCount: Int,
        counters: ShuffleCounters
    ) {
        self.disk = disk
        self.name = name
        partitionCount = partitions
        self.filled = PartitionSet(filled, below: partitions)
        byteCount = blocksEnd
        self.extentCount = extentCount
        self.counters = counters
        counters.bytesOnDisk.add(blocksEnd, ordering: .relaxed)
    }

    deinit {
        try? disk.remove(name)
        counters.bytesOnDisk.subtract(byteCount, ordering: .relaxed)
    }

    /// The extents of `partition`, which has blocks, from the index in `file`.
    func extents(_ partition: Int, in file: any DiskFile) throws(StorageError) -> [Extent] {
        let directory = byteCount + extentCount * Extent.encodedByteCount
        var found = [UInt8](repeating: 0, count: PartitionEntry.encodedByteCount)
        try found.withUnsafeMutableBufferPointer { (raw) throws(StorageError) in
            try file.read(
                at: directory + partition * PartitionEntry.encodedByteCount,
                into: UnsafeMutableRawBufferPointer(raw))
        }
        guard let entry = found.withUnsafeBytes({ PartitionEntry($0, partition: partition) }),
            entry.first + entry.count <= extentCount
        else { throw damaged("its index is not what was written") }
        let (first, end) = (entry.first, entry.first + entry.count)
        if first == end { throw damaged("its index has no blocks of partition \(partition)") }
        var bytes = [UInt8](repeating: 0, count: (end - first) * Extent.encodedByteCount)
        try bytes.withUnsafeMutableBufferPointer { (raw) throws(StorageError) in
            try file.read(
                at: byteCount + first * Extent.encodedByteCount, into: UnsafeMutableRawBufferPointer(raw))
        }
        var extents: [Extent] = []
        for index in 0..<end - first {
            let extent = bytes.withUnsafeBytes {
                Extent(UnsafeRawBufferPointer(rebasing: $0[(index * Extent.encodedByteCount)...].prefix(24)))
            }
            guard let extent, extent.partition == partition, extent.offset >= 0, extent.byteCount > 0,
                extent.byteCount <= byteCount, extent.offset <= byteCount - extent.byteCount
            else { throw damaged("its index is not what was written") }
            extents.append(extent)
        }
        return extents
    }

    func damaged(_ reason: String) -> StorageError { .damaged(path: disk.path(name), reason: reason) }
}
