// SPDX-License-Identifier: Apache-2.0

import CSnappy
import CZlib
import CZstd
import Columnar

/// How pages are compressed, numbered as in files.
enum PageCodec: Int {
    case none = 0
    case snappy = 1
    case gzip = 2
    case hadoopLZ4 = 5
    case zstd = 6
    case lz4 = 7

    init(number: Int) throws(ParquetFault) {
        guard let codec = PageCodec(rawValue: number) else {
            let name = [3: "LZO", 4: "Brotli"][number] ?? "the unknown codec \(number)"
            throw .unsupported(
                "it is compressed with \(name), and Martlet reads snappy, gzip, zstd, LZ4 and none: write it with one "
                    + "of these")
        }
        self = codec
    }

    /// How many bytes one byte may become at most: who claims more has damaged data, before memory is taken for it.
    private var ratioMax: Int {
        switch self {
        case .none: 1
        case .snappy: 64
        case .gzip: 1_100
        case .hadoopLZ4, .lz4: 256
        case .zstd: 1 << 20
        }
    }

    /// Refuses sizes that cannot belong together.
    func check(_ byteCount: Int, uncompressed: Int) throws(ParquetFault) {
        guard uncompressed <= FormatsLimits.pageByteCountMax else {
            throw .unsupported(
                "a page of it has \(uncompressed) bytes, more than \(FormatsLimits.pageByteCountMax): write it with "
                    + "smaller pages")
        }
        guard uncompressed <= (byteCount + 64).multipliedReportingOverflow(by: ratioMax).partialValue else {
            throw .damaged("a page of \(byteCount) bytes says to have \(uncompressed) when uncompressed")
        }
    }
}

/// Uncompresses the pages of a file. Confined to one thread.
final class PageDecompressor {
    private var zstd: OpaquePointer?

    deinit { ZSTD_freeDCtx(zstd) }

    /// Fills `target` exactly with what `count` bytes at `source` stand for.
    func uncompress(
        _ codec: PageCodec, _ source: UnsafeRawPointer, _ count: Int, into target: UnsafeMutableRawBufferPointer
    ) throws(ParquetFault) {
        let isWhole: Bool
        guard let out = target.baseAddress else { return }
        switch codec {
        case .none:
            isWhole = count == target.count
            if isWhole { out.copyMemory(from: source, byteCount: count) }
        case .snappy: isWhole = PageDecompressor.snappy(source, count, out, target.count)
        case .gzip: isWhole = PageDecompressor.gzip(source, count, out, target.count)
        case .zstd:
            if zstd == nil { zstd = ZSTD_createDCtx() }
            isWhole = ZSTD_decompressDCtx(zstd, out, target.count, source, count) == target.count
        case .lz4: isWhole = uncompressLZ4(source, count, out, target.count)
        case .hadoopLZ4:
            isWhole =
                PageDecompressor.hadoopLZ4(source, count, out, target.count)
                || uncompressLZ4(source, count, out, target.count)
        }
        guard isWhole else { throw .damaged("a page cannot be uncompressed with \(codec)") }
    }

    private static func snappy(
        _ source: UnsafeRawPointer, _ count: Int, _ out: UnsafeMutableRawPointer, _ size: Int
    ) -> Bool {
        let bytes = source.assumingMemoryBound(to: CChar.self)
        var length = 0
        guard snappy_uncompressed_length(bytes, count, &length) == SNAPPY_OK, length == size else { return false }
        return snappy_uncompress(bytes, count, out.assumingMemoryBound(to: CChar.self), &length) == SNAPPY_OK
            && length == size
    }

    /// One or more members.
    private static func gzip(
        _ source: UnsafeRawPointer, _ count: Int, _ out: UnsafeMutableRawPointer, _ size: Int
    ) -> Bool {
        var stream = z_stream()
        // 32: gzip's or zlib's header, whichever is there.
        guard inflateInit2_(&stream, 15 + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            return false
        }
        defer { inflateEnd(&stream) }
        stream.next_in = UnsafeMutablePointer(mutating: source.assumingMemoryBound(to: UInt8.self))
        stream.avail_in = UInt32(count)
        stream.next_out = out.assumingMemoryBound(to: UInt8.self)
        stream.avail_out = UInt32(size)
        while true {
            let status = inflate(&stream, Z_FINISH)
            guard status == Z_STREAM_END else { return false }
            if stream.avail_out == 0 { return true }
            guard stream.avail_in > 0, inflateReset(&stream) == Z_OK else { return false }
        }
    }

    /// Blocks with their lengths before them, as Hadoop writes them: big-endian, uncompressed and compressed.
    private static func hadoopLZ4(
        _ source: UnsafeRawPointer, _ count: Int, _ out: UnsafeMutableRawPointer, _ size: Int
    ) -> Bool {
        var (at, done) = (0, 0)
        while at < count {
            guard count - at >= 8 else { return false }
            let length = Int(UInt32(bigEndian: (source + at).loadUnaligned(as: UInt32.self)))
            let compressed = Int(UInt32(bigEndian: (source + at + 4).loadUnaligned(as: UInt32.self)))
            at += 8
            guard compressed <= count - at, length <= size - done,
                uncompressLZ4(source + at, compressed, out + done, length)
            else { return false }
            at += compressed
            done += length
        }
        return done == size
    }
}

/// Undoes one block of LZ4 without a frame; false when it does not give exactly `size` bytes.
func uncompressLZ4(
    _ source: UnsafeRawPointer, _ count: Int, _ out: UnsafeMutableRawPointer, _ size: Int
) -> Bool {
    var (at, done) = (0, 0)
    func length(_ nibble: Int) -> Int? {
        var total = nibble
        guard nibble == 15 else { return total }
        while at < count {
            let byte = Int((source + at).load(as: UInt8.self))
            at &+= 1
            total &+= byte
            if byte < 255 { return total }
        }
        return nil
    }
    while at < count {
        let token = Int((source + at).load(as: UInt8.self))
        at &+= 1
        guard let literals = length(token >> 4), literals <= count - at, literals <= size - done else { return false }
        (out + done).copyMemory(from: source + at, byteCount: literals)
        at &+= literals
        done &+= literals
        if at == count { return done == size }
        guard count - at >= 2 else { return false }
        let back = Int((source + at).loadUnaligned(as: UInt16.self))
        at &+= 2
        guard let matched = length(token & 15), back > 0, back <= done, matched &+ 4 <= size - done else {
            return false
        }
        let total = matched &+ 4
        if back >= total {
            (out + done).copyMemory(from: out + (done - back), byteCount: total)
        } else {
            for place in 0..<total {
                (out + (done &+ place)).storeBytes(
                    of: (out + (done &+ place &- back)).load(as: UInt8.self), as: UInt8.self)
            }
        }
        done &+= total
    }
    return count == 0 && size == 0
}
