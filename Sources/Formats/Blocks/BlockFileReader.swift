// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Storage

/// Reads the blocks of a file. Every length is checked before memory is taken, and asked for.
final class BlockFileReader: FormatReader {
    private let type: DataType
    private let context: ReadContext
    private let file: any InputFile
    private var place: Int
    private var blocks = 0
    private var rows = 0
    /// What of the last block was not given out, and what the block takes.
    private var rest: Column?
    private var restByteCount = 0
    private(set) var bytesRead = 0

    init(_ split: FileSplit, _ type: DataType, _ context: ReadContext) throws(FileError) {
        self.type = type
        self.context = context
        file = try context.fileSystem.open(split.path)
        guard file.byteCount == split.fileByteCount else {
            throw .changed(file.path, "has \(file.byteCount) bytes", was: split.fileByteCount)
        }
        let header = try BlockFileReader.header(of: file)
        guard header.type == type else {
            throw FileError(
                .malformed, path: file.path,
                "\(file.path) holds rows of \(header.type), the first file rows of \(type): read folders that were "
                    + "saved from different RDDs one by one, and union them")
        }
        place = header.byteCount
        bytesRead = place
    }

    /// The type that a file says its rows have, and where its blocks begin.
    static func header(of file: any InputFile) throws(FileError) -> (type: DataType, byteCount: Int) {
        let start = try read(file, at: 0, BlockFileLayout.headerByteCount)
        guard start.bytes[..<8].elementsEqual(BlockFileLayout.magic) else {
            throw FileError(
                .malformed, path: file.path,
                "\(file.path) was not saved by Martlet (it does not begin with MBLKFILE): pickles of Python and "
                    + "Spark's object files are not read; save as text, CSV or Parquet there")
        }
        let version = start.bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
        guard version == BlockFileLayout.version else {
            throw FileError(
                .malformed, path: file.path,
                "\(file.path) has format version \(version), this program reads \(BlockFileLayout.version): use the "
                    + "version of Martlet that saved it")
        }
        let length = Int(start.bytes.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
        guard length <= ColumnarLimits.typeByteCountMax else {
            throw damaged(file, "a type of \(length) bytes")
        }
        let encoded = try read(file, at: BlockFileLayout.headerByteCount, length)
        do throws(TypeCodingError) {
            let type = try TypeCodec.decode(encoded.bytes)
            return (type, BlockFileLayout.headerByteCount + BlockFileLayout.aligned(length))
        } catch {
            throw damaged(file, "no type: \(error.reason)")
        }
    }

    func next() throws(FileError) -> Column? {
        if context.isCancelled() { throw .cancelled(file.path) }
        if let rest {
            try reserve(restByteCount)
            return give(rest)
        }
        while let block = try nextBlock() {
            let column = try decode(block)
            if column.count > 0 { return give(column) }
        }
        return nil
    }

    private func decode(_ block: Buffer) throws(FileError) -> Column {
        do throws(BlockError) {
            restByteCount = try BlockCodec.decodedByteCount(block.bytes) + block.byteCount
        } catch {
            throw BlockFileReader.damaged(file, "at byte \(place - block.byteCount): \(error)")
        }
        try reserve(restByteCount - block.byteCount)
        do throws(BlockError) {
            // Buffers that are not compressed stay where they are.
            let column = try BlockCodec.decode(block, expecting: type)
            blocks += 1
            rows += column.count
            return column
        } catch {
            throw BlockFileReader.damaged(file, "at byte \(place - block.byteCount): \(error)")
        }
    }

    private func give(_ column: Column) -> Column {
        let count = min(column.count, max(context.rowsMax, 1))
        rest = count < column.count ? column.slice(count, column.count - count) : nil
        return column.slice(0, count)
    }

    /// The bytes of the next block; nil behind the last.
    private func nextBlock() throws(FileError) -> Buffer? {
        // A trailer is as long as the header of a block.
        let head = try BlockFileReader.read(file, at: place, BlockFileLayout.trailerByteCount)
        if head.bytes[..<8].elementsEqual(BlockFileLayout.endMagic) {
            try checkEnd(head.bytes)
            return nil
        }
        let length: Int
        do throws(BlockError) {
            guard let known = try BlockCodec.peekLength(head.bytes) else { throw .truncated(byteCount: 0, needed: 0) }
            length = known
        } catch {
            throw BlockFileReader.damaged(file, "at byte \(place): \(error)")
        }
        guard length <= file.byteCount - place else {
            throw BlockFileReader.damaged(file, "a block of \(length) bytes at byte \(place), which is cut short")
        }
        try reserve(length)
        let block = Buffer(byteCount: length)
        block.base.copyMemory(from: head.base, byteCount: head.byteCount)
        try BlockFileReader.read(file, at: place + head.byteCount, into: block, from: head.byteCount)
        place += length
        bytesRead += length
        return block
    }

    private func checkEnd(_ trailer: UnsafeRawBufferPointer) throws(FileError) {
        let (blocks, rows) = (
            trailer.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
            trailer.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
        )
        guard blocks == UInt64(self.blocks), rows == UInt64(self.rows) else {
            throw BlockFileReader.damaged(
                file, "\(self.rows) rows in \(self.blocks) blocks, and its end says \(rows) in \(blocks)")
        }
        guard place + trailer.count == file.byteCount else {
            throw BlockFileReader.damaged(file, "\(file.byteCount - place - trailer.count) bytes behind its end")
        }
        bytesRead += trailer.count
    }

    private func reserve(_ byteCount: Int) throws(FileError) {
        guard context.reserve(byteCount) else {
            throw FileError(
                .noMemory, path: file.path,
                "a block of \(file.path) takes \(byteCount) bytes, which do not fit into the memory of a task: give "
                    + "the executors more memory, or save smaller rows")
        }
    }

    private static func read(_ file: any InputFile, at offset: Int, _ count: Int) throws(FileError) -> Buffer {
        guard count <= file.byteCount - offset else {
            throw damaged(file, "\(file.byteCount) bytes, and is cut short")
        }
        let buffer = Buffer(byteCount: count)
        try read(file, at: offset, into: buffer, from: 0)
        return buffer
    }

    /// Fills the buffer from a place in it on.
    private static func read(
        _ file: any InputFile, at offset: Int, into buffer: Buffer, from start: Int
    ) throws(FileError) {
        var done = start
        while done < buffer.byteCount {
            let rest = UnsafeMutableRawBufferPointer(start: buffer.base + done, count: buffer.byteCount - done)
            let read = try file.read(at: offset + done - start, into: rest)
            guard read > 0 else { throw .changed(file.path, "became shorter", was: file.byteCount) }
            done += read
        }
    }

    private static func damaged(_ file: any InputFile, _ what: String) -> FileError {
        FileError(.malformed, path: file.path, "\(file.path) is damaged, it has \(what): save it again")
    }
}
