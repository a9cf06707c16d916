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
        /// Integers; zero where the mask is. May be stored in fewer bytes each.
        case ints(UnsafePointer<UInt64>, maskedBy: UnsafePointer<UInt8>?, count: Int)
        /// Decimals; zero where the mask is. May be stored in fewer bytes each.
        case decimals(UnsafePointer<Wide128>, maskedBy: UnsafePointer<UInt8>?, count: Int)
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
        guard column.type.isWithinLimits else {
            throw .tooLarge(what: "the nesting", value: column.type.depth, limit: ColumnarLimits.typeDepthMax)
        }
        rowCount = column.count
        type = TypeCodec.encode(column.type)
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
        case .int:
            let words = UnsafeRawPointer(column.values!.base).assumingMemoryBound(to: UInt64.self)
            append(.ints(words, maskedBy: valid, count: count), count * 8)
        case .float:
            let words = UnsafeRawPointer(column.values!.base).assumingMemoryBound(to: UInt64.self)
            append(valid.map { .masked(words, by: $0, count: count) } ?? .plain(words), count * 8)
        case .decimal: append(.decimals(column.decimals, maskedBy: valid, count: count), count * 16)
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
            var length = buffer.byteCount
            var flags: UInt32 = 0
            if case .text = buffer.source {
                if textOffset != end { memmove(out, base + textOffset, buffer.byteCount) }
            } else {
                textOffset = end + BlockFormat.aligned(buffer.byteCount)
                if compression != .none, let width = narrowWidth(buffer) {
                    length = writeNarrow(buffer, to: out, width) * width
                    flags = BlockFormat.narrowFlag
                } else {
                    write(buffer, to: out, text: base + textOffset)
                }
            }
            if let stored = compressor.compress(out, length, mustHalve: flags != 0) {
                length = stored
                flags |= BlockFormat.snappyFlag
            }
            let entry = base + tableOffset + index * BlockFormat.entryByteCount
            entry.storeBytes(of: UInt32(buffer.byteCount), as: UInt32.self)
            entry.storeBytes(of: UInt32(length) | flags, toByteOffset: 4, as: UInt32.self)
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
        case .ints(let words, nil, _): memcpy(out, words, buffer.byteCount)
        case .ints(let words, let valid?, let count), .masked(let words, by: let valid, let count):
            for row in 0..<count {
                let word = words[row] & (0 &- UInt64(valid[row] & 1))
                out.storeBytes(of: word, toByteOffset: row &* 8, as: UInt64.self)
            }
        case .decimals(let source, nil, _): memcpy(out, source, buffer.byteCount)
        case .decimals(let source, let valid?, let count):
            let numbers = out.assumingMemoryBound(to: Wide128.self)
            for row in 0..<count { numbers[row] = valid[row] == 0 ? Wide128(0) : source[row] }
        case .bits(let source, let mask, let count): writeBits(out, source, mask, count)
        case .offsets(let offsets, let count):
            let first = offsets[0]
            for row in 0...count { out.storeBytes(of: offsets[row] &- first, toByteOffset: row &* 4, as: Int32.self) }
        case .views(let views, let data, let valid, let count):
            writeViews(out, text, views, data, valid, count)
        }
    }
}

extension BlockPlan {
    /// Bytes that every integer of the buffer fits into, of 1, 2, 4 and for decimals 8; nil when that saves nothing or
    /// it has none.
    private func narrowWidth(_ buffer: PlannedBuffer) -> Int? {
        guard buffer.byteCount >= StorageLimits.compressionByteCountMin else { return nil }
        var spread: UInt64 = 0
        var isWide = false
        switch buffer.source {
        case .ints(let words, let mask?, let count):
            for row in 0..<count { spread |= magnitude(words[row]) & (0 &- UInt64(mask[row] & 1)) }
        case .ints(let words, nil, let count):
            for row in 0..<count { spread |= magnitude(words[row]) }
        case .decimals(let numbers, let mask, let count):
            isWide = true
            var isShort = true
            for row in 0..<count where mask.map({ $0[row] != 0 }) ?? true {
                isShort = isShort && numbers[row].isShort
                spread |= magnitude(numbers[row].low)
            }
            if !isShort { return nil }
        default: return nil
        }
        switch 65 - spread.leadingZeroBitCount {
        case ...8: return 1
        case ...16: return 2
        case ...32: return 4
        default: return isWide ? 8 : nil
        }
    }

    /// Writes the integers in so many bytes each; how many they are.
    private func writeNarrow(_ buffer: PlannedBuffer, to out: UnsafeMutableRawPointer, _ width: Int) -> Int {
        switch width {
        case 1: writeNarrow(buffer, out.assumingMemoryBound(to: UInt8.self))
        case 2: writeNarrow(buffer, out.assumingMemoryBound(to: UInt16.self))
        case 4: writeNarrow(buffer, out.assumingMemoryBound(to: UInt32.self))
        default: writeNarrow(buffer, out.assumingMemoryBound(to: UInt64.self))
        }
    }

    @inline(__always)
    private func writeNarrow<Word: FixedWidthInteger>(
        _ buffer: PlannedBuffer, _ out: UnsafeMutablePointer<Word>
    ) -> Int {
        switch buffer.source {
        case .ints(let words, let mask?, let count):
            for row in 0..<count { out[row] = Word(truncatingIfNeeded: words[row] & (0 &- UInt64(mask[row] & 1))) }
            return count
        case .ints(let words, nil, let count):
            for row in 0..<count { out[row] = Word(truncatingIfNeeded: words[row]) }
            return count
        case .decimals(let numbers, let mask, let count):
            for row in 0..<count {
                out[row] = (mask.map { $0[row] != 0 } ?? true) ? Word(truncatingIfNeeded: numbers[row].low) : 0
            }
            return count
        default: return 0
        }
    }
}

/// The bits that a signed number needs besides its sign.
@inline(__always)
private func magnitude(_ word: UInt64) -> UInt64 { word ^ UInt64(bitPattern: Int64(bitPattern: word) &>> 63) }

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

    /// Compresses `count` bytes in place; nil, with the bytes as they were, when that does not pay. Integers that are
    /// narrow already are worth it only when the half is saved.
    mutating func compress(_ bytes: UnsafeMutableRawPointer, _ count: Int, mustHalve: Bool) -> Int? {
        guard mode == .automatic || mode == .always, count >= StorageLimits.compressionByteCountMin else { return nil }
        let scratch = self.scratch ?? .allocate(capacity: scratchByteCount)
        self.scratch = scratch
        let sample = StorageLimits.compressionSampleByteCount
        if mode == .automatic && count > 4 * sample {
            let sampled = [0, count / 2, count - sample].reduce(0) { $0 + run(bytes + $1, sample, scratch) }
            if sampled > BlockCompressor.worthwhile(3 * sample, mustHalve) { return nil }
        }
        let stored = run(bytes, count, scratch)
        guard stored <= (mode == .always ? count - 1 : BlockCompressor.worthwhile(count, mustHalve)) else { return nil }
        bytes.copyMemory(from: scratch, byteCount: stored)
        return stored
    }

    private static func worthwhile(_ count: Int, _ mustHalve: Bool) -> Int {
        mustHalve ? count / 2 : count - count / 8
    }

    private borrowing func run(
        _ bytes: UnsafeMutableRawPointer, _ count: Int, _ scratch: UnsafeMutablePointer<CChar>
    ) -> Int {
        var stored = scratchByteCount
        let status = snappy_compress(bytes.assumingMemoryBound(to: CChar.self), count, scratch, &stored)
        return status == SNAPPY_OK ? stored : Int.max / 4
    }
}
