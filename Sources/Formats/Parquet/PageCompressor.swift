// SPDX-License-Identifier: Apache-2.0

import CSnappy
import CZlib
import CZstd
import Files

/// Compresses pages. The same page gives the same bytes. Confined to one thread.
final class PageCompressor {
    let codec: PageCodec
    private let path: String
    private var zstd: OpaquePointer?

    init(_ codec: PageCodec, path: String) {
        self.codec = codec
        self.path = path
    }

    deinit { ZSTD_freeCCtx(zstd) }

    /// Appends the compressed page to `out`; how many bytes that are.
    func compress(_ page: UnsafeRawBufferPointer, to out: ByteSink) throws(FileError) -> Int {
        guard let source = page.baseAddress, !page.isEmpty else { return 0 }
        let before = out.count
        let written: Int?
        switch codec {
        case .snappy:
            var length = snappy_max_compressed_length(page.count)
            let target = out.extend(length).assumingMemoryBound(to: CChar.self)
            let status = snappy_compress(source.assumingMemoryBound(to: CChar.self), page.count, target, &length)
            written = status == SNAPPY_OK ? length : nil
        case .zstd:
            if zstd == nil { zstd = ZSTD_createCCtx() }
            let bound = ZSTD_compressBound(page.count)
            let length = ZSTD_compressCCtx(zstd, out.extend(bound), bound, source, page.count, 3)
            written = ZSTD_isError(length) == 0 ? length : nil
        case .gzip: written = gzip(source, page.count, out)
        default:
            out.append(page)
            written = page.count
        }
        guard let written else {
            throw FileError(.failed, path: path, "cannot write to \(path): no memory to compress a page with \(codec)")
        }
        out.cut(before + written)
        return written
    }

    private func gzip(_ source: UnsafeRawPointer, _ count: Int, _ out: ByteSink) -> Int? {
        var stream = z_stream()
        let status = deflateInit2_(
            &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        let bound = Int(deflateBound(&stream, UInt(count))) + 32
        stream.next_in = UnsafeMutablePointer(mutating: source.assumingMemoryBound(to: UInt8.self))
        stream.avail_in = UInt32(count)
        stream.next_out = out.extend(bound).assumingMemoryBound(to: UInt8.self)
        stream.avail_out = UInt32(bound)
        return deflate(&stream, Z_FINISH) == Z_STREAM_END ? Int(stream.total_out) : nil
    }
}
