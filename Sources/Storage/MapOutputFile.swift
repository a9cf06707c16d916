// SPDX-License-Identifier: Apache-2.0

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

    /// Writes the index: the extents by partition, then for each partition, and once more at the end, the number of
    /// extents before its own.
    func finish() throws(StorageError) -> FileMapOutput {
        let blocksEnd = writer.byteCount
        var firsts = [UInt32](repeating: 0, count: partitions + 1)
        for extent in extents { firsts[extent.partition + 1] += 1 }
        for partition in 0..<partitions { firsts[partition + 1] += firsts[partition] }
        extents.sort { ($0.partition, $0.offset) < ($1.partition, $1.offset) }
        var index: [UInt8] = []
        index.reserveCapacity(extents.count * Extent.encodedByteCount + firsts.count * 4)
        for extent in extents { extent.encode(into: &index) }
        for first in firsts { index.append(littleEndian: first) }
        try writer.append(index)
        try writer.flush()
        writer.file.close()
        isFinished = true
        return FileMapOutput(
            disk, name, partitions: partitions, blocksEnd: blocksEnd, extentCount: extents.count, counters: counters)
    }
}

/// A map output in a scratch file. The file goes when the last user is done. Between reads it is closed: there may be
/// more map outputs than a process may have open files.
final class FileMapOutput: Sendable {
    let disk: any Disk
    let name: String
    let partitionCount: Int
    /// Bytes of all blocks; the index follows.
    let byteCount: Int
    private let extentCount: Int
    private let counters: ShuffleCounters

    init(
        _ disk: any Disk, _ name: String, partitions: Int, blocksEnd: Int, extentCount: Int, counters: ShuffleCounters
    ) {
        self.disk = disk
        self.name = name
        partitionCount = partitions
        byteCount = blocksEnd
        self.extentCount = extentCount
        self.counters = counters
        counters.bytesOnDisk.add(blocksEnd, ordering: .relaxed)
    }

    deinit {
        try? disk.remove(name)
        counters.bytesOnDisk.subtract(byteCount, ordering: .relaxed)
    }

    /// The extents of `partition`, from the index in `file`.
    func extents(_ partition: Int, in file: any DiskFile) throws(StorageError) -> [Extent] {
        let directory = byteCount + extentCount * Extent.encodedByteCount
        var range: (UInt32, UInt32) = (0, 0)
        try withUnsafeMutableBytes(of: &range) { (raw) throws(StorageError) in
            try file.read(at: directory + partition * 4, into: raw)
        }
        let (first, end) = (Int(range.0), Int(range.1))
        guard first <= end, end <= extentCount else { throw damaged("its index points outside itself") }
        if first == end { return [] }
        var bytes = [UInt8](repeating: 0, count: (end - first) * Extent.encodedByteCount)
        try bytes.withUnsafeMutableBufferPointer { (raw) throws(StorageError) in
            try file.read(
                at: byteCount + first * Extent.encodedByteCount, into: UnsafeMutableRawBufferPointer(raw))
        }
        var found: [Extent] = []
        for index in 0..<end - first {
            let extent = bytes.withUnsafeBytes {
                Extent(UnsafeRawBufferPointer(rebasing: $0[(index * Extent.encodedByteCount)...].prefix(24)))
            }
            guard let extent, extent.partition == partition, extent.offset >= 0, extent.byteCount > 0,
                extent.byteCount <= byteCount, extent.offset <= byteCount - extent.byteCount
            else { throw damaged("its index is not what was written") }
            found.append(extent)
        }
        return found
    }

    func damaged(_ reason: String) -> StorageError { .damaged(path: disk.path(name), reason: reason) }
}
