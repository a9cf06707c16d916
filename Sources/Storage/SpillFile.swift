// SPDX-License-Identifier: Apache-2.0

public import Columnar
import Synchronization

/// Rows that a task put on disk for want of memory: written once, in order, then read once or more, in order. The file
/// goes with the last of `SpillFile` and its readers. Confined to one thread.
public final class SpillFile {
    public let type: DataType
    public private(set) var rowCount = 0
    /// Bytes of all blocks.
    public var byteCount: Int { writer.byteCount }

    private let disk: any Disk
    private let name: String
    private let compression: BlockCompression
    private var writer: BufferedWriter
    private var isFinished = false

    private static let nextNumber = Atomic<Int>(0)

    /// A new file on `disk` for columns of `type`.
    public init(
        _ disk: any Disk, type: DataType, compression: BlockCompression = .automatic
    ) throws(StorageError) {
        self.disk = disk
        self.type = type
        self.compression = compression
        name = "spill-\(SpillFile.nextNumber.add(1, ordering: .relaxed).oldValue)"
        writer = BufferedWriter(try disk.create(name))
    }

    deinit { writer.file.discard() }

    public func append(_ column: Column) throws(StorageError) {
        precondition(!isFinished && column.type == type)
        if column.count == 0 { return }
        let block: [UInt8]
        do {
            block = try BlockCodec.encode(column, compression: compression)
        } catch {
            throw .block(error, place: disk.path(name))
        }
        try writer.append(block)
        rowCount += column.count
    }

    /// Writes what is left; from now on there may be readers.
    public func finish() throws(StorageError) {
        if isFinished { return }
        isFinished = true
        try writer.flush()
        writer.file.close()
    }

    /// A reader from the first row on.
    public func makeReader() throws(StorageError) -> SpillReader {
        precondition(isFinished)
        return SpillReader(self, try disk.open(name))
    }
}

/// Reads a spill file block by block. Keeps the file alive. Confined to one thread.
public final class SpillReader {
    private let spill: SpillFile
    private let file: any DiskFile
    /// Bytes of the file from `position` on; the columns given out share this memory, so it is never written again.
    private var slab = Buffer(byteCount: 0)
    private var slabUsed = 0
    private var position = 0

    init(_ spill: SpillFile, _ file: any DiskFile) {
        self.spill = spill
        self.file = file
    }

    /// The rows of the next block; nil at the end.
    public func next() throws(StorageError) -> Column? {
        if position == spill.byteCount { return nil }
        var length = try blockLength()
        if length.map({ $0 > slab.byteCount - slabUsed }) ?? true {
            try fill(atLeast: length ?? BlockFormat.headerByteCount)
            length = try blockLength()
            if let whole = length, whole > slab.byteCount { try fill(atLeast: whole) }
        }
        guard let length, length <= slab.byteCount - slabUsed else {
            throw .damaged(path: file.path, reason: "it ends within a block")
        }
        let block = Buffer(slice: slab, offset: slabUsed, byteCount: length)
        slabUsed += length
        position += length
        do {
            return try BlockCodec.decode(block, expecting: spill.type)
        } catch {
            throw .block(error, place: file.path)
        }
    }

    private func blockLength() throws(StorageError) -> Int? {
        do {
            return try BlockCodec.peekLength(UnsafeRawBufferPointer(rebasing: slab.bytes[slabUsed...]))
        } catch {
            throw .block(error, place: file.path)
        }
    }

    /// Reads a new slab that begins with the next block.
    private func fill(atLeast needed: Int) throws(StorageError) {
        let count = min(max(needed, StorageLimits.scratchReadByteCount), spill.byteCount - position)
        let fresh = Buffer(byteCount: count)
        try file.read(at: position, into: UnsafeMutableRawBufferPointer(start: fresh.base, count: count))
        slab = fresh
        slabUsed = 0
    }
}
