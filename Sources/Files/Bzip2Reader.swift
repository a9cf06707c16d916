// SPDX-License-Identifier: Apache-2.0

import CBzip2

/// Uncompresses a bzip2 file, which may be of several streams, piece by piece.
final class Bzip2Reader: CompressedReader {
    private let file: any InputFile
    private let isCancelled: CancellationCheck
    private let stream: UnsafeMutablePointer<bz_stream>
    private let input: UnsafeMutableRawBufferPointer
    private(set) var compressedOffset = 0
    /// No stream has begun, or one has just ended.
    private var isBetweenStreams = true
    private var streams = 0
    private var isOpen = false

    init(_ file: any InputFile, isCancelled: @escaping CancellationCheck = { false }) throws(FileError) {
        self.file = file
        self.isCancelled = isCancelled
        stream = .allocate(capacity: 1)
        stream.initialize(to: bz_stream())
        input = .allocate(byteCount: FilesLimits.compressedReadByteCount, alignment: 64)
    }

    deinit {
        if isOpen { BZ2_bzDecompressEnd(stream) }
        stream.deallocate()
        input.deallocate()
    }

    func read(into target: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        var done = 0
        while done < target.count {
            if stream.pointee.avail_in == 0, try readInput() == 0 {
                if isBetweenStreams && streams > 0 { break }
                throw broken("it ends within a bzip2 stream: it was cut short; copy it again")
            }
            if isBetweenStreams { try beginStream() }
            // A little input may stand for very much.
            if done > 0, isCancelled() { throw .cancelled(file.path) }
            let room = min(target.count - done, FilesLimits.pieceByteCount)
            stream.pointee.next_out = (target.baseAddress! + done).assumingMemoryBound(to: CChar.self)
            stream.pointee.avail_out = UInt32(room)
            let status = BZ2_bzDecompress(stream)
            done += room - Int(stream.pointee.avail_out)
            switch status {
            case BZ_STREAM_END:
                isBetweenStreams = true
                streams += 1
            case BZ_OK: break
            case BZ_DATA_ERROR_MAGIC: throw broken("it is not bzip2, or something else follows its streams")
            case BZ_DATA_ERROR: throw broken("its data are damaged: copy it again")
            default: throw broken("bzip2 error \(status)")
            }
        }
        return done
    }

    /// Gets ready for the next stream; what was read and not used yet belongs to it.
    private func beginStream() throws(FileError) {
        let (next, count) = (stream.pointee.next_in, stream.pointee.avail_in)
        if isOpen { BZ2_bzDecompressEnd(stream) }
        stream.pointee = bz_stream()
        isOpen = BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK
        guard isOpen else {
            throw FileError(.failed, path: file.path, "cannot read \(file.path): no memory to uncompress it")
        }
        stream.pointee.next_in = next
        stream.pointee.avail_in = count
        isBetweenStreams = false
    }

    private func readInput() throws(FileError) -> Int {
        // Also where nothing comes out: a file may be of many empty streams.
        if isCancelled() { throw .cancelled(file.path) }
        let count = try file.read(at: compressedOffset, into: input)
        compressedOffset += count
        stream.pointee.next_in = input.baseAddress!.assumingMemoryBound(to: CChar.self)
        stream.pointee.avail_in = UInt32(count)
        return count
    }

    private func broken(_ reason: String) -> FileError {
        let offset = compressedOffset - Int(stream.pointee.avail_in)
        return FileError(
            .malformed, path: file.path, "cannot uncompress \(file.path) at byte \(offset) of it: \(reason)")
    }
}
