// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// Reads the blocks of one partition of one map output, in order: as bytes to be served, or as columns. Keeps the
/// output alive, also when it is dropped meanwhile. Confined to one thread at a time.
public final class MapOutputReader {
    private enum Source {
        case memory(MemoryMapOutput, next: Int, end: Int)
        case file(FileMapOutput, any DiskFile, extents: [Extent], next: Int, offset: Int)
        case end
    }

    /// Bytes of the partition, read or not.
    public let byteCount: Int
    private var source: Source
    /// Blocks that were read but not yet given out as columns.
    private var chunk: [UInt8] = []
    private var chunkUsed = 0
    private let key: MapOutputKey
    private let partition: Int
    private var place: String {
        "shuffle \(key.shuffle), map partition \(key.mapPartition), attempt \(key.attempt), partition \(partition)"
    }

    init(_ output: MemoryMapOutput, _ key: MapOutputKey, partition: Int) {
        let blocks = output.blocks(of: partition)
        source = .memory(output, next: blocks.lowerBound, end: blocks.upperBound)
        byteCount = output.blocks[blocks].reduce(0) { $0 + $1.count }
        self.key = key
        self.partition = partition
    }

    init(_ output: FileMapOutput, _ key: MapOutputKey, partition: Int) throws(StorageError) {
        self.key = key
        self.partition = partition
        guard output.filled.contains(partition) else {
            source = .end
            byteCount = 0
            return
        }
        let file = try output.disk.open(output.name)
        let extents = try output.extents(partition, in: file)
        source = .file(output, file, extents: extents, next: 0, offset: 0)
        byteCount = extents.reduce(0) { $0 + $1.byteCount }
    }

    /// The next whole blocks, at most `maxBytes` of them but at least one; nil at the end.
    public func next(maxBytes: Int) throws(StorageError) -> [UInt8]? {
        switch source {
        case .end: return nil
        case .memory(let output, let next, let end): return nextFromMemory(output, next, end, maxBytes)
        case .file(let output, let file, let extents, let next, let offset):
            return try nextFromFile(output, file, extents, next, offset, maxBytes)
        }
    }

    /// The rows of the next block, which has `type`; nil at the end.
    public func nextColumn(_ type: DataType) throws(StorageError) -> Column? {
        if case .memory(let output, let next, let end) = source, chunkUsed == chunk.count {
            if next == end { return nil }
            source = .memory(output, next: next + 1, end: end)
            do { return try BlockCodec.decode(Buffer(holding: output.blocks[next]), expecting: type) } catch {
                throw .block(error, place: place)
            }
        }
        if chunkUsed == chunk.count {
            guard let chunk = try next(maxBytes: StorageLimits.scratchReadByteCount) else { return nil }
            self.chunk = chunk
            chunkUsed = 0
        }
        return try chunk.withUnsafeBufferPointer { (raw) throws(StorageError) in
            let rest = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: raw[chunkUsed...]))
            guard let length = try blockLength(rest), length <= rest.count else {
                throw .block(.truncated(byteCount: rest.count, needed: BlockFormat.headerByteCount), place: place)
            }
            chunkUsed += length
            return try decode(UnsafeRawBufferPointer(rebasing: rest[..<length]), type)
        }
    }

    private func decode(_ block: UnsafeRawBufferPointer, _ type: DataType) throws(StorageError) -> Column {
        do { return try BlockCodec.decode(block, expecting: type) } catch { throw .block(error, place: place) }
    }

    private func blockLength(_ bytes: UnsafeRawBufferPointer) throws(StorageError) -> Int? {
        do { return try BlockCodec.peekLength(bytes) } catch { throw .block(error, place: place) }
    }

    private func nextFromMemory(_ output: MemoryMapOutput, _ first: Int, _ end: Int, _ maxBytes: Int) -> [UInt8]? {
        guard first < end else {
            source = .end
            return nil
        }
        var last = first + 1
        var length = output.blocks[first].count
        while last < end, length + output.blocks[last].count <= maxBytes {
            length += output.blocks[last].count
            last += 1
        }
        source = .memory(output, next: last, end: end)
        if last == first + 1 { return output.blocks[first] }
        var out: [UInt8] = []
        out.reserveCapacity(length)
        for block in output.blocks[first..<last] { out += block }
        return out
    }

    /// Fills a chunk from as many extents as it takes; a block that does not fit whole is left for the next call.
    private func nextFromFile(
        _ output: FileMapOutput, _ file: any DiskFile, _ extents: [Extent], _ first: Int, _ start: Int, _ maxBytes: Int
    ) throws(StorageError) -> [UInt8]? {
        var (index, offset) = (first, start)
        var out: [UInt8] = []
        while index < extents.count {
            let left = extents[index].byteCount - offset
            let wanted = min(left, max(maxBytes - out.count, out.isEmpty ? BlockFormat.headerByteCount : 0))
            if wanted < min(left, BlockFormat.headerByteCount) { break }
            var whole = try read(file, extents[index].offset + offset, wanted, left, into: &out)
            if whole == 0 && out.isEmpty {
                // The first block is longer than a chunk.
                let longer = try firstLength(file, extents[index].offset + offset, left)
                whole = try read(file, extents[index].offset + offset, longer, left, into: &out)
            }
            offset += whole
            if offset < extents[index].byteCount { break }
            (index, offset) = (index + 1, 0)
        }
        if index == extents.count {
            source = .end
        } else {
            source = .file(output, file, extents: extents, next: index, offset: offset)
        }
        return out
    }

    /// Appends the whole blocks among the `count` bytes at `position`; returns their length.
    private func read(
        _ file: any DiskFile, _ position: Int, _ count: Int, _ left: Int, into out: inout [UInt8]
    ) throws(StorageError) -> Int {
        let start = out.count
        let buffer = Buffer(byteCount: count)
        try file.read(at: position, into: UnsafeMutableRawBufferPointer(start: buffer.base, count: count))
        var whole = 0
        while whole < count {
            let rest = UnsafeRawBufferPointer(rebasing: buffer.bytes[whole...])
            guard let length = try blockLength(rest) else { break }
            guard length <= left - whole else {
                throw .damaged(path: file.path, reason: "a block reaches beyond its partition")
            }
            if length > rest.count { break }
            whole += length
        }
        if whole == 0 && count == left { throw .damaged(path: file.path, reason: "a partition ends within a block") }
        out.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer.bytes[..<whole]))
        assert(out.count == start + whole)
        return whole
    }

    private func firstLength(_ file: any DiskFile, _ position: Int, _ left: Int) throws(StorageError) -> Int {
        let header = Buffer(byteCount: BlockFormat.headerByteCount)
        try file.read(at: position, into: UnsafeMutableRawBufferPointer(start: header.base, count: header.byteCount))
        guard let length = try blockLength(header.bytes), length <= left else {
            throw .damaged(path: file.path, reason: "a block reaches beyond its partition")
        }
        return length
    }
}
