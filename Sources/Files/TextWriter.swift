// SPDX-License-Identifier: Apache-2.0

import CZlib
import Columnar
import Glibc

/// Writes string columns as text, a row a line. A null row is the line `null`. Confined to one thread. What is not
/// closed when it goes is discarded.
public final class TextWriter {
    private let output: any OutputFile
    private let gzip: GzipWriter?
    private let buffer: UnsafeMutableRawPointer
    private var used = 0
    private var isClosed = false

    /// Bytes of text so far, uncompressed.
    public private(set) var bytesWritten = 0

    /// Writes to `output`, compressed when `compression` says so, or without it the end of the name does.
    public init(output: any OutputFile, compression: FileCompression? = nil) throws(FileError) {
        self.output = output
        switch compression ?? FileCompression(path: output.path) {
        case .none: gzip = nil
        case .gzip: gzip = try GzipWriter(output)
        }
        // 16 bytes more: short lines are copied in words.
        buffer = .allocate(byteCount: FilesLimits.writeByteCount + 16, alignment: 64)
    }

    deinit {
        buffer.deallocate()
        if !isClosed { output.discard() }
    }

    /// Writes every row of a string (or bytes) column.
    public func write(_ column: Column) throws(FileError) {
        precondition(column.type.isView && !isClosed)
        var row = 0
        while row < column.count {
            let appended = appendLines(
                buffer, used, FilesLimits.writeByteCount, column.views, column.dataPointers, column.valid, row,
                column.count)
            row = appended.row
            bytesWritten += appended.used - used
            used = appended.used
            if row < column.count {
                try flush()
                if column.bytes(row).count >= FilesLimits.writeByteCount {
                    try writeLong(column.bytes(row))
                    row += 1
                }
            }
        }
    }

    /// Writes what is left and closes the output.
    public func close() throws(FileError) {
        if isClosed { return }
        try flush()
        try gzip?.finish()
        try output.close()
        isClosed = true
    }

    private func flush() throws(FileError) {
        if used > 0 { try put(UnsafeRawBufferPointer(start: buffer, count: used)) }
        used = 0
    }

    private func writeLong(_ line: UnsafeRawBufferPointer) throws(FileError) {
        try put(line)
        buffer.storeBytes(of: 10, as: UInt8.self)
        used = 1
        bytesWritten += line.count + 1
    }

    private func put(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        if let gzip { try gzip.write(bytes) } else { try output.write(bytes) }
    }
}

/// Appends lines to `buffer` from `used` on until one does not fit; where that left off.
private func appendLines(
    _ buffer: UnsafeMutableRawPointer, _ used: Int, _ capacity: Int, _ views: UnsafePointer<StringView>,
    _ data: UnsafePointer<UnsafeRawPointer>, _ valid: UnsafePointer<UInt8>?, _ start: Int, _ end: Int
) -> (row: Int, used: Int) {
    // "null", as a view.
    let null = StringView(word0: 4 | 0x6C6C_756E << 32, word1: 0)
    var used = used
    for row in start..<end {
        var view = views[row]
        if let valid, valid[row] == 0 { view = null }
        let length = view.count
        if length >= capacity &- used { return (row, used) }
        let out = buffer + used
        if view.isInline {
            out.storeBytes(of: UInt32(truncatingIfNeeded: view.word0 >> 32), as: UInt32.self)
            (out + 4).storeBytes(of: view.word1, as: UInt64.self)
        } else {
            memcpy(out, data[view.bufferIndex] + view.offset, length)
        }
        out.storeBytes(of: 10, toByteOffset: length, as: UInt8.self)
        used &+= length &+ 1
    }
    return (end, used)
}

/// Compresses into one gzip member. The same text gives the same bytes: the header has no time and no name.
private final class GzipWriter {
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
        var rest = bytes
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(part.count))
            stream.pointee.next_in = UnsafeMutablePointer(
                mutating: part.baseAddress!.assumingMemoryBound(to: UInt8.self))
            stream.pointee.avail_in = UInt32(part.count)
            try run(Z_NO_FLUSH)
        }
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
