// SPDX-License-Identifier: Apache-2.0

import CZlib
import Columnar
import Files

/// A page as it lies in the file, uncompressed.
struct Page {
    let header: PageHeader
    let bytes: Buffer
    let offset: Int
    let count: Int
}

/// Reads the pages of one column of one row group, one after another. Confined to one thread.
final class ChunkReader {
    private let file: any InputFile
    private let context: ReadContext
    private let decompressor: PageDecompressor
    private let codec: PageCodec
    /// Where the next piece begins, and where the chunk ends.
    private var next: Int
    private let end: Int
    /// Bytes of the file that are here; from `at` on they are still to be read.
    private var piece = Buffer(byteCount: 0)
    private var at = 0
    /// What the last page was uncompressed to: used again when no column points into it.
    private var spare: Buffer?
    private(set) var bytesRead = 0

    init(
        _ file: any InputFile, _ chunk: ColumnChunk, _ leaf: SchemaNode, _ decompressor: PageDecompressor,
        _ context: ReadContext
    ) throws(ParquetFault) {
        self.file = file
        self.context = context
        self.decompressor = decompressor
        if chunk.isElsewhere {
            throw .unsupported("its columns lie in other files: read a table that was written as whole files")
        }
        if chunk.isEncrypted {
            throw .unsupported("the column \(leaf.name) is encrypted: write it without encryption")
        }
        guard chunk.physical == leaf.physical else {
            throw .damaged("the column \(leaf.name) is of two types")
        }
        codec = try PageCodec(number: chunk.codec)
        next = chunk.start
        guard next >= 4, chunk.byteCount >= 0, chunk.byteCount <= file.byteCount - next else {
            throw .damaged("the column \(leaf.name) lies outside of it")
        }
        end = next + chunk.byteCount
    }

    /// Memory that is held between batches.
    var heldByteCount: Int { piece.byteCount + (spare?.byteCount ?? 0) }

    /// The next page; nil behind the last one.
    func page() throws(ParquetFault) -> Page? {
        while true {
            guard at < piece.byteCount || next < end else { return nil }
            let header = try header()
            guard header.kind != .other else {
                try skip(header.byteCount)
                continue
            }
            return try content(header)
        }
    }

    private func header() throws(ParquetFault) -> PageHeader {
        try fill(min(FormatsLimits.pageHeaderReadByteCount, piece.byteCount - at + end - next))
        while true {
            let left = piece.byteCount - at
            var reader = ThriftReader(piece.base + at, left)
            do throws(ParquetFault) {
                let header = try reader.pageHeader()
                at += reader.offset
                return header
            } catch {
                // A header may be longer than most: statistics of long texts are in it.
                guard next < end, left < FormatsLimits.pageHeaderByteCountMax else { throw error }
                try fill(min(left * 2, left + end - next))
            }
        }
    }

    private func content(_ header: PageHeader) throws(ParquetFault) -> Page {
        guard header.byteCount <= piece.byteCount - at + end - next else {
            throw .damaged("a page is longer than its column")
        }
        try fill(header.byteCount)
        let start = piece.base + at
        defer { at += header.byteCount }
        if let checksum = header.checksum {
            let found = crc32(0, start.assumingMemoryBound(to: UInt8.self), UInt32(header.byteCount))
            guard UInt32(truncatingIfNeeded: found) == checksum else {
                throw .damaged("the checksum of a page is wrong")
            }
        }
        // In pages of version 2 levels are never compressed.
        let plain = header.kind == .dataV2 ? header.repetitionByteCount + header.definitionByteCount : 0
        guard plain <= header.byteCount, plain <= header.uncompressedByteCount else {
            throw .damaged("the levels of a page are longer than it")
        }
        guard codec != .none, header.kind != .dataV2 || header.isCompressed else {
            guard header.byteCount == header.uncompressedByteCount else {
                throw .damaged("a page that is not compressed has two sizes")
            }
            return Page(header: header, bytes: piece, offset: at, count: header.byteCount)
        }
        let size = header.uncompressedByteCount
        try codec.check(header.byteCount, uncompressed: size)
        let buffer = try room(size)
        buffer.base.copyMemory(from: start, byteCount: plain)
        if size > plain {
            try decompressor.uncompress(
                codec, start + plain, header.byteCount - plain,
                into: UnsafeMutableRawBufferPointer(start: buffer.base + plain, count: size - plain))
        }
        return Page(header: header, bytes: buffer, offset: 0, count: size)
    }

    private func room(_ size: Int) throws(ParquetFault) -> Buffer {
        if spare != nil, isKnownUniquelyReferenced(&spare), let spare, spare.byteCount >= size { return spare }
        guard context.reserve(size) else { throw .file(.noMemory(file.path, size)) }
        let buffer = Buffer(byteCount: size)
        spare = buffer
        return buffer
    }

    /// Makes `count` bytes of the chunk lie in `piece` behind `at`.
    private func fill(_ count: Int) throws(ParquetFault) {
        let left = piece.byteCount - at
        guard left < count else { return }
        let size = min(max(count, FormatsLimits.chunkReadByteCount), left + end - next)
        guard size >= count else { throw .damaged("a page is longer than its column") }
        guard context.reserve(size) else { throw .file(.noMemory(file.path, size)) }
        // Columns may point into the last piece: it is never written to again.
        let grown = Buffer(byteCount: size)
        grown.base.copyMemory(from: piece.base + at, byteCount: left)
        try file.read(at: next, grown, from: left, context)
        bytesRead += size - left
        next += size - left
        (piece, at) = (grown, 0)
    }

    private func skip(_ count: Int) throws(ParquetFault) {
        let here = min(count, piece.byteCount - at)
        guard count - here <= end - next else { throw .damaged("a page is longer than its column") }
        at += here
        next += count - here
    }
}
