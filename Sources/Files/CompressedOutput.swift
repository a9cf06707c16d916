// SPDX-License-Identifier: Apache-2.0

import CBzip2
import CZlib

/// Writes bytes to a file, compressed or as they are. Confined to one thread. What is not closed when it goes is
/// discarded. The same bytes give the same file: headers have no time and no name.
package final class CompressedOutput {
    private let output: any OutputFile
    private let compressor: (any Compressor)?
    private let isCancelled: CancellationCheck
    private var isClosed = false

    package init(_ output: any OutputFile, _ context: WriteContext) throws(FileError) {
        self.output = output
        isCancelled = context.isCancelled
        switch context.compression {
        case .none: compressor = nil
        case .gzip: compressor = try GzipCompressor(output)
        case .bzip2: compressor = try Bzip2Compressor(output)
        }
    }

    deinit { if !isClosed { output.discard() } }

    package func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        var rest = bytes
        while !rest.isEmpty {
            if isCancelled() { throw .cancelled(output.path) }
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(FilesLimits.pieceByteCount))
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
            if let compressor { try compressor.write(piece) } else { try output.write(piece) }
        }
    }

    package func close() throws(FileError) {
        if isClosed { return }
        try compressor?.finish()
        try output.close()
        isClosed = true
    }
}

/// Compresses what is written, at most `FilesLimits.pieceByteCount` at a time, into a file.
private protocol Compressor: AnyObject {
    func write(_ bytes: UnsafeRawBufferPointer) throws(FileError)
    func finish() throws(FileError)
}

/// One gzip member.
private final class GzipCompressor: Compressor {
    private let output: any OutputFile
    private let stream: UnsafeMutablePointer<z_stream>
    private let compressed: UnsafeMutableRawBufferPointer

    init(_ output: any OutputFile) throws(FileError) {
        self.output = output
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        compressed = .allocate(byteCount: FilesLimits.compressedReadByteCount, alignment: 64)
        let status = deflateInit2_(
            stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else {
            throw FileError(.failed, path: output.path, "cannot write to \(output.path): no memory to compress it")
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
        compressed.deallocate()
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return }
        stream.pointee.next_in = UnsafeMutablePointer(mutating: base.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(bytes.count)
        try run(Z_NO_FLUSH)
    }

    func finish() throws(FileError) { try run(Z_FINISH) }

    /// Compresses until the input is used up, or with `Z_FINISH` until the member is whole.
    private func run(_ flush: Int32) throws(FileError) {
        repeat {
            stream.pointee.next_out = compressed.baseAddress!.assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_out = UInt32(compressed.count)
            let status = deflate(stream, flush)
            guard status != Z_STREAM_ERROR else {
                throw FileError(.failed, path: output.path, "cannot write to \(output.path): zlib error \(status)")
            }
            let count = compressed.count - Int(stream.pointee.avail_out)
            if count > 0 {
                try output.write(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(compressed)[..<count]))
            }
        } while stream.pointee.avail_out == 0
    }
}

/// One bzip2 stream.
private final class Bzip2Compressor: Compressor {
    private let output: any OutputFile
    private let stream: UnsafeMutablePointer<bz_stream>
    private let compressed: UnsafeMutableRawBufferPointer

    init(_ output: any OutputFile) throws(FileError) {
        self.output = output
        stream = .allocate(capacity: 1)
        stream.initialize(to: bz_stream())
        compressed = .allocate(byteCount: FilesLimits.compressedReadByteCount, alignment: 64)
        guard BZ2_bzCompressInit(stream, 9, 0, 0) == BZ_OK else {
            throw FileError(.failed, path: output.path, "cannot write to \(output.path): no memory to compress it")
        }
    }

    deinit {
        BZ2_bzCompressEnd(stream)
        stream.deallocate()
        compressed.deallocate()
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return }
        stream.pointee.next_in = UnsafeMutablePointer(mutating: base.assumingMemoryBound(to: CChar.self))
        stream.pointee.avail_in = UInt32(bytes.count)
        while stream.pointee.avail_in > 0 { _ = try run(BZ_RUN) }
    }

    func finish() throws(FileError) { while try run(BZ_FINISH) != BZ_STREAM_END {} }

    private func run(_ action: Int32) throws(FileError) -> Int32 {
        stream.pointee.next_out = compressed.baseAddress!.assumingMemoryBound(to: CChar.self)
        stream.pointee.avail_out = UInt32(compressed.count)
        let status = BZ2_bzCompress(stream, action)
        guard status >= 0 else {
            throw FileError(.failed, path: output.path, "cannot write to \(output.path): bzip2 error \(status)")
        }
        let count = compressed.count - Int(stream.pointee.avail_out)
        if count > 0 {
            try output.write(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(compressed)[..<count]))
        }
        return status
    }
}
