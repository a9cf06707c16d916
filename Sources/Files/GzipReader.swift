// SPDX-License-Identifier: Apache-2.0

import CZlib

/// Uncompresses a gzip file, which may be of several members, piece by piece.
final class GzipReader: CompressedReader {
    private let file: any InputFile
    private let isCancelled: CancellationCheck
    private let stream: UnsafeMutablePointer<z_stream>
    private let input: UnsafeMutableRawBufferPointer
    private(set) var compressedOffset = 0
    /// No member has begun, or one has just ended.
    private var isBetweenMembers = true
    private var members = 0

    init(_ file: any InputFile, isCancelled: @escaping CancellationCheck = { false }) throws(FileError) {
        self.file = file
        self.isCancelled = isCancelled
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        input = .allocate(byteCount: FilesLimits.compressedReadByteCount, alignment: 64)
        // 15 bits of window, 16 for the gzip format.
        guard inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw FileError(.failed, path: file.path, "cannot read \(file.path): no memory to uncompress it")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        input.deallocate()
    }

    func read(into target: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        var done = 0
        while done < target.count {
            if stream.pointee.avail_in == 0, try readInput() == 0 {
                if isBetweenMembers && members > 0 { break }
                throw broken("it ends within a gzip member: it was cut short; copy it again")
            }
            if isBetweenMembers && !beginMember() { continue }
            // A little input may stand for very much.
            if done > 0, isCancelled() { throw .cancelled(file.path) }
            let room = min(target.count - done, FilesLimits.pieceByteCount)
            stream.pointee.next_out = (target.baseAddress! + done).assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_out = UInt32(room)
            let status = inflate(stream, Z_NO_FLUSH)
            done += room - Int(stream.pointee.avail_out)
            switch status {
            case Z_STREAM_END:
                isBetweenMembers = true
                members += 1
            case Z_OK, Z_BUF_ERROR: break
            default: throw broken(stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(status)")
            }
        }
        return done
    }

    /// Gets ready for the next member; false when only zeros, which some tools pad with, were there.
    private func beginMember() -> Bool {
        if members > 0 {
            while stream.pointee.avail_in > 0 && stream.pointee.next_in.pointee == 0 {
                stream.pointee.next_in += 1
                stream.pointee.avail_in -= 1
            }
            if stream.pointee.avail_in == 0 { return false }
            inflateReset(stream)
        }
        isBetweenMembers = false
        return true
    }

    private func readInput() throws(FileError) -> Int {
        // Also where nothing comes out: a file may be of many empty members.
        if isCancelled() { throw .cancelled(file.path) }
        let count = try file.read(at: compressedOffset, into: input)
        compressedOffset += count
        stream.pointee.next_in = input.baseAddress!.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(count)
        return count
    }

    private func broken(_ reason: String) -> FileError {
        let offset = compressedOffset - Int(stream.pointee.avail_in)
        return FileError(
            .malformed, path: file.path, "cannot uncompress \(file.path) at byte \(offset) of it: \(reason)")
    }
}
