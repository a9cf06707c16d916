// SPDX-License-Identifier: Apache-2.0

import Columnar
import Glibc

/// Reads the lines of a split as string columns whose views point into the memory that the file was read into. Confined
/// to one thread.
///
/// A line ends with `\n` or `\r\n`, which are removed, or with the file. It belongs to the split in which it starts, so
/// that the splits of a file give each line once. A byte order mark at the start of a file is left out.
public final class TextReader {
    private let split: FileSplit
    private let file: any InputFile
    private let gzip: GzipReader?
    private let rowsMax: Int
    private let bytesMax: Int

    /// What was read last. Columns share it, so it is not written to once a column was given out.
    private var slab = Buffer(byteCount: 0)
    /// Bytes of the slab that were read.
    private var filled = 0
    /// The start of the next line in the slab.
    private var cursor = 0
    /// The end of the last whole line in the slab.
    private var linesEnd = 0
    /// Where the slab begins in the (uncompressed) file.
    private var slabOffset: Int
    private var position: Int
    private let splitEnd: Int
    /// Looking for the end of the line that started before the split.
    private var isSkipping: Bool
    private var isFinished = false

    /// Bytes taken from the file so far, compressed ones where it is.
    public var bytesRead: Int { gzip?.compressedOffset ?? plainBytesRead }
    private var plainBytesRead = 0

    /// A piece behind the end of the split, in which its last line ends.
    private static let tailByteCount = 16 << 10

    public init(
        _ split: FileSplit, fileSystem: any FileSystem, rowsMax: Int = 4096,
        bytesMax: Int = FilesLimits.readByteCount
    ) throws(FileError) {
        precondition(rowsMax > 0 && bytesMax > 0)
        self.split = split
        self.rowsMax = rowsMax
        self.bytesMax = max(bytesMax, 16)
        file = try fileSystem.open(split.path)
        guard file.byteCount == split.fileByteCount else {
            throw FileError(
                .changed, path: split.path,
                "\(split.path) has \(file.byteCount) bytes, it had \(split.fileByteCount) when the job was planned: "
                    + "let nothing write to it while it is read, and run the job again")
        }
        switch split.compression {
        case .gzip:
            gzip = try GzipReader(file)
            position = 0
            splitEnd = .max
            isSkipping = false
        case .none:
            gzip = nil
            isSkipping = split.start > 0
            position = isSkipping ? split.start - 1 : 0
            splitEnd = split.start + split.byteCount
            isFinished = split.byteCount == 0
        }
        slabOffset = position
    }

    /// The next lines, at most `rowsMax` and about `bytesMax` bytes; nil at the end.
    public func next() throws(FileError) -> Column? {
        while cursor == linesEnd {
            if isFinished { return nil }
            try refill()
        }
        let views = Buffer(byteCount: min(rowsMax, linesEnd - cursor) * 16)
        let cut = cutLines(slab.base, cursor, linesEnd, views.pointer(StringView.self), rowsMax)
        cursor = cut.cursor
        return Column(
            type: .string, count: cut.rows, values: Buffer(slice: views, offset: 0, byteCount: cut.rows * 16),
            data: cut.hasLongLines ? [slab] : [])
    }

    /// Reads a new slab that begins with what is left of the last, a part of a line.
    private func refill() throws(FileError) {
        let carried = filled - cursor
        guard carried < FilesLimits.lineByteCountMax else {
            throw FileError(
                .malformed, path: split.path,
                "the line at byte \(slabOffset + cursor) of \(split.path) is longer than "
                    + "\(FilesLimits.lineByteCountMax) bytes: is it a text file?")
        }
        let fresh = Buffer(byteCount: max(bytesMax, carried * 2))
        fresh.base.copyMemory(from: slab.base + cursor, byteCount: carried)
        slabOffset += cursor
        slab = fresh
        cursor = 0
        filled = carried
        linesEnd = 0
        let isAtEnd = try fill()
        if isSkipping && !skipLine() { return }
        findLinesEnd(from: max(carried, cursor), isAtEnd: isAtEnd)
        try validate()
    }

    /// Reads until the slab is full or the split or the file ends; whether the file did.
    private func fill() throws(FileError) -> Bool {
        while filled < slab.byteCount {
            var room = slab.byteCount - filled
            if position < splitEnd { room = min(room, splitEnd - position) }
            let isTail = gzip == nil && position >= splitEnd
            if isTail { room = min(room, TextReader.tailByteCount) }
            let target = UnsafeMutableRawBufferPointer(start: slab.base + filled, count: room)
            let count: Int
            if let gzip {
                count = try gzip.read(into: target)
            } else {
                count = try file.read(at: position, into: target)
                plainBytesRead += count
            }
            filled += count
            position += count
            if count == 0 {
                try checkEnd()
                return true
            }
            if isTail || (gzip == nil && position == splitEnd) { return false }
        }
        return false
    }

    private func checkEnd() throws(FileError) {
        guard gzip == nil, position < split.fileByteCount else { return }
        throw FileError(
            .changed, path: split.path,
            "\(split.path) ends at byte \(position), it had \(split.fileByteCount) bytes when the job was planned: "
                + "let nothing write to it while it is read, and run the job again")
    }

    /// Moves the cursor behind the line that belongs to the split before; false when it does not end here.
    private func skipLine() -> Bool {
        if let newline = memchr(slab.base + cursor, 10, filled - cursor) {
            cursor = UnsafeRawPointer(newline) - UnsafeRawPointer(slab.base) + 1
            isSkipping = false
            if position >= splitEnd && cursor == filled { finish() }
            return !isFinished
        }
        cursor = filled
        linesEnd = filled
        if position >= splitEnd { finish() }
        return false
    }

    private func finish() {
        linesEnd = cursor
        isFinished = true
    }

    /// Sets `linesEnd`; bytes before `from` are known to hold no line end.
    private func findLinesEnd(from: Int, isAtEnd: Bool) {
        if isAtEnd {
            linesEnd = filled
            isFinished = true
            return
        }
        let base = slab.base
        let readStart = filled
        var end = readStart
        while end > from && base.load(fromByteOffset: end - 1, as: UInt8.self) != 10 { end -= 1 }
        linesEnd = end > from ? end : cursor
        guard position >= splitEnd else { return }
        if position == splitEnd {
            // The last line may reach into the next split.
            if linesEnd == filled { isFinished = true }
            return
        }
        // Behind the end: only the line that started before it.
        if let newline = memchr(base + from, 10, filled - from) {
            linesEnd = UnsafeRawPointer(newline) - UnsafeRawPointer(base) + 1
            isFinished = true
        }
    }

    private func validate() throws(FileError) {
        if slabOffset == 0 && cursor == 0 && startsWithMark { cursor = 3 }
        let text = UnsafeRawBufferPointer(start: slab.base + cursor, count: linesEnd - cursor)
        if let invalid = firstInvalidUTF8(text) {
            let offset = slabOffset + cursor + invalid
            let byte = String(text[invalid], radix: 16)
            throw FileError(
                .malformed, path: split.path,
                "\(split.path) is not UTF-8 text: byte 0x\(byte) at \(gzip == nil ? "" : "uncompressed ")"
                    + "offset \(offset) begins no character: convert the file to UTF-8")
        }
    }

    private var startsWithMark: Bool {
        linesEnd >= 3 && slab.bytes[0] == 0xEF && slab.bytes[1] == 0xBB && slab.bytes[2] == 0xBF
    }
}

/// Cuts whole lines into views, up to `rowsMax`; a last line may lack its end. `base` is readable for 16 bytes more.
private func cutLines(
    _ base: UnsafeMutableRawPointer, _ start: Int, _ end: Int, _ views: UnsafeMutablePointer<StringView>, _ rowsMax: Int
) -> (rows: Int, cursor: Int, hasLongLines: Bool) {
    var rows = 0
    var cursor = start
    var longest = 0
    while rows < rowsMax && cursor < end {
        let line = UnsafeRawPointer(base + cursor)
        let offset = cursor
        var length = end &- cursor
        cursor = end
        if let newline = memchr(line, 10, length) {
            length = UnsafeRawPointer(newline) - line
            cursor = offset &+ length &+ 1
            if length > 0 && line.load(fromByteOffset: length &- 1, as: UInt8.self) == 13 { length &-= 1 }
        }
        views[rows] = StringView(line, count: length, bufferIndex: 0, offset: offset)
        longest = max(longest, length)
        rows &+= 1
    }
    return (rows, cursor, longest > StringView.inlineByteCountMax)
}
