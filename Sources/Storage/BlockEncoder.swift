// SPDX-License-Identifier: Apache-2.0

import CSnappy
import Columnar
import Glibc

/// What a block of a column consists of: known before a byte is written, so that one allocation holds it.
struct BlockPlan {
    /// Where the bytes of a buffer come from.
    private enum Source {
        case absent
        case plain(UnsafeRawPointer)
        /// 8-byte values, zero where the mask is.
        case masked(UnsafePointer<UInt64>, by: UnsafePointer<UInt8>, count: Int)
        /// A byte a row to a bit a row, zero where the mask is.
        case bits(UnsafePointer<UInt8>, maskedBy: UnsafePointer<UInt8>?, count: Int)
        /// `count + 1` offsets, shifted to start at 0.
        case offsets(UnsafePointer<Int32>, count: Int)
        /// Views; the next buffer is their text and is written along with them.
        case views(UnsafePointer<StringView>, UnsafePointer<UnsafeRawPointer>, valid: UnsafePointer<UInt8>?, count: Int)
        case text
    }

    private struct PlannedBuffer {
        var source: Source
        var byteCount: Int
    }

    /// Keeps the memory of slices alive until the block is written.
    private var columns: [Column] = []
    private var buffers: [PlannedBuffer] = []
    private let rowCount: Int
    private let type: [UInt8]
    /// Length of the block when nothing is compressed.
    private(set) var byteCountMax = 0

    init(_ column: Column) throws(BlockError) {
        let depth = column.type.depth
        guard depth <= StorageLimits.typeDepthMax else {
            throw .tooLarge(what: "the nesting", value: depth, limit: StorageLimits.typeDepthMax)
        }
        let nodes = column.type.nodeCount
        guard nodes <= StorageLimits.typeNodeCountMax else {
            throw .tooLarge(what: "the type", value: nodes, limit: StorageLimits.typeNodeCountMax)
        }
        rowCount = column.count
        type = column.type.encoded
        try add(column)
        byteCountMax = bodyOffset + buffers.reduce(0) { $0 + BlockFormat.aligned($1.byteCount) }
        guard byteCountMax <= StorageLimits.blockByteCountMax else {
            throw .tooLarge(what: "the length", value: byteCountMax, limit: StorageLimits.blockByteCountMax)
        }
    }

    private var tableOffset: Int { BlockFormat.headerByteCount + BlockFormat.aligned(type.count) }
    private var bodyOffset: Int { tableOffset + buffers.count * BlockFormat.entryByteCount }

    private mutating func add(_ column: Column) throws(BlockError) {
        let count = column.count
        guard count <= StorageLimits.blockRowCountMax else {
            throw .tooLarge(what: "the row count", value: count, limit: StorageLimits.blockRowCountMax)
        }
        columns.append(column)
        if column.type == .null { return }
        var valid = column.valid.map { UnsafePointer($0) }
        if let mask = valid, memchr(mask, 0, count) == nil { valid = nil }
        if let valid {
            append(.bits(valid, maskedBy: nil, count: count), (count + 7) / 8)
        } else {
            append(.absent, 0)
        }
        switch column.type {
        case .null: break
        case .bool: append(.bits(column.bools, maskedBy: valid, count: count), (count + 7) / 8)
        case .int, .float:
            let words = UnsafeRawPointer(column.values!.base).assumingMemoryBound(to: UInt64.self)
            append(valid.map { .masked(words, by: $0, count: count) } ?? .plain(words), count * 8)
        case .string, .bytes, .any:
            append(.views(column.views, column.dataPointers, valid: valid, count: count), count * 16)
            append(.text, textByteCount(column.views, valid, count))
        case .tuple:
            for child in column.children { try add(child) }
        case .list, .map:
            append(.offsets(column.offsets, count: count), (count + 1) * 4)
            let first = Int(column.offsets[0])
            try add(column.children[0].slice(first, Int(column.offsets[count]) - first))
        }
    }

    private mutating func append(_ source: Source, _ byteCount: Int) {
        buffers.append(PlannedBuffer(source: source, byteCount: byteCount))
    }

    /// Writes the block to `base`, which has room for `byteCountMax` bytes; returns its length.
    func write(to base: UnsafeMutablePointer<UInt8>, _ compression: BlockCompression) -> Int {
        let base = UnsafeMutableRawPointer(base)
        memset(base, 0, tableOffset)
        type.withUnsafeBytes {
            (base + BlockFormat.headerByteCount).copyMemory(from: $0.baseAddress!, byteCount: $0.count)
        }
        var compressor = BlockCompressor(compression, longest: buffers.reduce(0) { max($0, $1.byteCount) })
        var end = bodyOffset
        /// Where the text of the views just written lies.
        var textOffset = 0
        for (index, buffer) in buffers.enumerated() {
            let out = base + end
            if case .text = buffer.source {
                if textOffset != end { memmove(out, base + textOffset, buffer.byteCount) }
            } else {
                textOffset = end + BlockFormat.aligned(buffer.byteCount)
                write(buffer, to: out, text: base + textOffset)
            }
            let stored = compressor.compress(out, buffer.byteCount)
            let entry = base + tableOffset + index * BlockFormat.entryByteCount
            entry.storeBytes(of: UInt32(buffer.byteCount), as: UInt32.self)
            entry.storeBytes(
                of: stored.map { UInt32($0) | BlockFormat.snappyFlag } ?? UInt32(buffer.byteCount), toByteOffset: 4,
                as: UInt32.self)
            let length = stored ?? buffer.byteCount
            memset(out + length, 0, BlockFormat.aligned(length) - length)
            end += BlockFormat.aligned(length)
        }
        writeHeader(base, byteCount: end)
        return end
    }

    private func writeHeader(_ base: UnsafeMutableRawPointer, byteCount: Int) {
        base.storeBytes(of: BlockFormat.magic, as: UInt32.self)
        base.storeBytes(of: UInt8(BlockFormat.version), toByteOffset: BlockFormat.versionOffset, as: UInt8.self)
        base.storeBytes(of: UInt16(buffers.count), toByteOffset: BlockFormat.bufferCountOffset, as: UInt16.self)
        base.storeBytes(of: UInt32(byteCount), toByteOffset: BlockFormat.byteCountOffset, as: UInt32.self)
        base.storeBytes(of: UInt32(rowCount), toByteOffset: BlockFormat.rowCountOffset, as: UInt32.self)
        base.storeBytes(of: UInt32(type.count), toByteOffset: BlockFormat.typeByteCountOffset, as: UInt32.self)
        let checksum = BlockFormat.checksum(UnsafeRawBufferPointer(start: base, count: byteCount))
        base.storeBytes(of: checksum, toByteOffset: BlockFormat.checksumOffset, as: UInt32.self)
    }

    private func write(_ buffer: PlannedBuffer, to out: UnsafeMutableRawPointer, text: UnsafeMutableRawPointer) {
        switch buffer.source {
        case .absent, .text: break
        case .plain(let source): memcpy(out, source, buffer.byteCount)
        case .masked(let words, let valid, let count):
            for row in 0..<count {
                let word = words[row] & (0 &- UInt64(valid[row] & 1))
                out.storeBytes(of: word, toByteOffset: row &* 8, as: UInt64.self)
            }
        case .bits(let source, let mask, let count): writeBits(out, source, mask, count)
        case .offsets(let offsets, let count):
            let first = offsets[0]
            for row in 0...count { out.storeBytes(of: offsets[row] &- first, toByteOffset: row &* 4, as: Int32.self) }
        case .views(let views, let data, let valid, let count):
            writeViews(out, text, views, data, valid, count)
        }
    }
}

private func writeBits(
    _ out: UnsafeMutableRawPointer, _ source: UnsafePointer<UInt8>, _ mask: UnsafePointer<UInt8>?, _ count: Int
) {
    guard let mask else { return packBits(out, source, count) }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(count, 1)) { masked in
        let start = masked.baseAddress!
        for row in 0..<count { start[row] = source[row] & mask[row] }
        packBits(out, start, count)
    }
}

/// Bytes of the views that are not null and do not hold their text inside.
private func textByteCount(_ views: UnsafePointer<StringView>, _ valid: UnsafePointer<UInt8>?, _ count: Int) -> Int {
    var total = 0
    if let valid {
        for row in 0..<count { total &+= views[row].isInline || valid[row] == 0 ? 0 : views[row].count }
    } else {
        for row in 0..<count { total &+= views[row].isInline ? 0 : views[row].count }
    }
    return total
}

/// Writes views that point into one buffer, and that buffer. Text that already lies in one piece is copied in one
/// piece.
private func writeViews(
    _ out: UnsafeMutableRawPointer, _ text: UnsafeMutableRawPointer, _ views: UnsafePointer<StringView>,
    _ data: UnsafePointer<UnsafeRawPointer>, _ valid: UnsafePointer<UInt8>?, _ count: Int
) {
    var offset = 0
    var run = UnsafeRawPointer(text)
    var runEnd = run
    var runOffset = 0
    for row in 0..<count {
        var view = views[row]
        if let valid, valid[row] == 0 { view = StringView() }
        if !view.isInline {
            let source = data[view.bufferIndex] + view.offset
            if source != runEnd {
                memcpy(text + runOffset, run, offset &- runOffset)
                run = source
                runOffset = offset
            }
            runEnd = source + view.count
            view.word1 = UInt64(truncatingIfNeeded: offset) << 32
            offset &+= (view.count)
        }
        out.storeBytes(of: view.word0, toByteOffset: row &* 16, as: UInt64.self)
        out.storeBytes(of: view.word1, toByteOffset: row &* 16 &+ 8, as: UInt64.self)
    }
    memcpy(text + runOffset, run, offset &- runOffset)
}

/// Replaces a buffer by its compressed form where that pays.
private struct BlockCompressor: ~Copyable {
    private let mode: BlockCompression
    private let scratchByteCount: Int
    private var scratch: UnsafeMutablePointer<CChar>?

    init(_ mode: BlockCompression, longest: Int) {
        self.mode = mode
        scratchByteCount = snappy_max_compressed_length(longest)
    }

    deinit { scratch?.deallocate() }

    /// Compresses `count` bytes in place; nil, with the bytes as they were, when that does not pay.
    mutating func compress(_ bytes: UnsafeMutableRawPointer, _ count: Int) -> Int? {
        if mode == .none || count < StorageLimits.compressionByteCountMin { return nil }
        let scratch = self.scratch ?? .allocate(capacity: scratchByteCount)
        self.scratch = scratch
        let sample = StorageLimits.compressionSampleByteCount
        if mode == .automatic && count > 4 * sample {
            let sampled = [0, count / 2, count - sample].reduce(0) { $0 + run(bytes + $1, sample, scratch) }
            if sampled > BlockCompressor.worthwhile(3 * sample) { return nil }
        }
        let stored = run(bytes, count, scratch)
        guard stored <= (mode == .always ? count - 1 : BlockCompressor.worthwhile(count)) else { return nil }
        bytes.copyMemory(from: scratch, byteCount: stored)
        return stored
    }

    private static func worthwhile(_ count: Int) -> Int { count - count / 8 }

    private borrowing func run(
        _ bytes: UnsafeMutableRawPointer, _ count: Int, _ scratch: UnsafeMutablePointer<CChar>
    ) -> Int {
        var stored = scratchByteCount
        let status = snappy_compress(bytes.assumingMemoryBound(to: CChar.self), count, scratch, &stored)
        return status == SNAPPY_OK ? stored : Int.max / 4
    }
}
