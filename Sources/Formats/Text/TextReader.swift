// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Files
import Glibc

/// Reads the lines of a split as string (or bytes) columns. Views point into the memory that the file was read into
/// unless the text had to be decoded. Confined to one thread.
///
/// A line ends with `\n`, `\r\n` or `\r`, or with the format's separator, which are removed, or with the file. It
/// belongs to the split in which it starts, so that the splits of a file give each line once. A byte order mark at the
/// start of a file is left out.
public final class TextReader: FormatReader {
    private let split: FileSplit
    private let file: any InputFile
    private let compressed: (any CompressedReader)?
    private let rowsMax: Int
    private let bytesMax: Int
    private let format: TextFormat
    private let isCancelled: CancellationCheck

    /// What was read last. Columns share it, so that what a column was given out of is not written to.
    private var slab = Buffer(byteCount: 0)
    private var isShared = false
    /// Bytes of the slab that were read.
    private var filled = 0
    /// The start of the next line in the slab.
    private var cursor = 0
    /// The end of the last line in the slab that is known to be whole, by the fast path.
    private var linesEnd = 0
    /// The file holds nothing behind what was read.
    private var isAtEnd = false
    /// Where the slab begins in the (uncompressed) file.
    private var slabOffset: Int
    private var position: Int
    private let splitEnd: Int
    /// Looking for the first line of the split.
    private var isSkipping: Bool
    private var isFinished = false

    private var scanner: LineScanner
    private var decoder: TextDecoder
    /// Lines are looked for one at a time: their ends are not all `\n` or `\r\n`, or their text has to be decoded.
    private var scansLines: Bool
    private var checksStart = true

    /// Bytes taken from the file so far, compressed ones where it is.
    public var bytesRead: Int { compressed?.compressedOffset ?? plainBytesRead }
    private var plainBytesRead = 0
    /// Bytes copied and searched, for tests that count work.
    package private(set) var bytesCopied = 0
    package var bytesSearched: Int { scanner.bytesSearched + fastBytesSearched }
    private var fastBytesSearched = 0

    /// A piece behind the end of the split, in which its last line ends.
    private static let tailByteCount = 16 << 10

    public init(
        _ split: FileSplit, fileSystem: any FileSystem, rowsMax: Int = 4096,
        bytesMax: Int = FilesLimits.readByteCount, format: TextFormat = TextFormat(),
        isCancelled: @escaping CancellationCheck = { false }
    ) throws(FileError) {
        precondition(rowsMax > 0 && bytesMax > 0)
        self.split = split
        self.rowsMax = rowsMax
        self.bytesMax = max(bytesMax, 16)
        self.format = format
        self.isCancelled = isCancelled
        file = try fileSystem.open(split.path)
        guard file.byteCount == split.fileByteCount else {
            throw .changed(split.path, "has \(file.byteCount) bytes", was: split.fileByteCount)
        }
        let compressed = try split.compression.makeReader(file, isCancelled: isCancelled)
        self.compressed = compressed
        let encoding = try compressed == nil ? TextReader.order(format.encoding, file) : format.encoding
        decoder = TextDecoder(encoding: encoding, replacesMalformed: format.replacesMalformed)
        scanner = LineScanner(try TextReader.ends(format, encoding, split.path))
        scansLines = !scanner.isStandard
        if compressed == nil {
            isSkipping = split.start > 0
            position = 0
            splitEnd = split.start + split.byteCount
            isFinished = split.byteCount == 0
            if isSkipping { position = try TextReader.firstSearched(split, scanner.ends, file, isCancelled) }
        } else {
            position = 0
            splitEnd = .max
            isSkipping = false
        }
        slabOffset = position
    }

    /// Where the lines of a split are looked for first: there ends a line that belongs to a split before.
    private static func firstSearched(
        _ split: FileSplit, _ ends: LineScanner.Ends, _ file: any InputFile, _ isCancelled: CancellationCheck
    ) throws(FileError) -> Int {
        switch ends {
        case .standard: return split.start - 1
        case .wideStandard: return max(split.start - 1, 0) / 2 * 2
        case .sequence(let bytes):
            return try searchStart(split.start, separator: bytes, step: 1, file, isCancelled)
        case .wideSequence(let bytes):
            return try searchStart(split.start, separator: bytes, step: 2, file, isCancelled)
        }
    }

    /// UTF-16 with the order that the file's mark says.
    private static func order(
        _ encoding: TextFormat.Encoding, _ file: any InputFile
    ) throws(FileError) -> TextFormat.Encoding {
        guard encoding == .utf16 else { return encoding }
        var mark: UInt16 = 0
        var failure: FileError?
        withUnsafeMutableBytes(of: &mark) { target in
            do throws(FileError) { _ = try file.read(at: 0, into: target) } catch { failure = error }
        }
        if let failure { throw failure }
        return mark == 0xFFFE ? .utf16BigEndian : .utf16LittleEndian
    }

    private static func ends(
        _ format: TextFormat, _ encoding: TextFormat.Encoding, _ path: String
    ) throws(FileError) -> LineScanner.Ends {
        let isWide = encoding.isWide && !format.isBytes
        guard format.lineSeparator != nil else {
            return isWide ? .wideStandard(isBigEndian: encoding == .utf16BigEndian) : .standard
        }
        guard let separator = format.encodedSeparator(encoding),
            (1...FormatsLimits.lineSeparatorByteCountMax).contains(separator.count)
        else {
            throw FileError(
                .invalidArgument, path: path,
                "cannot read \(path): its line separator must have 1 to "
                    + "\(FormatsLimits.lineSeparatorByteCountMax) bytes "
                    + "and be of its encoding, \(encoding.name)")
        }
        return isWide ? .wideSequence(separator) : .sequence(separator)
    }

    /// The next lines, at most `rowsMax` and about `bytesMax` bytes; nil at the end.
    public func next() throws(FileError) -> Column? {
        while true {
            if cursor < linesEnd { return cutWhole() }
            if isFinished { return nil }
            if scansLines, !isSkipping, let batch = try scan() { return batch }
            if isFinished { return nil }
            try refill()
        }
    }

    private var rowType: DataType { format.isBytes ? .bytes : .string }

    /// The fast path: lines that are known to be whole and plain.
    private func cutWhole() -> Column {
        let views = Buffer(byteCount: min(rowsMax, linesEnd - cursor) * 16)
        let cut = cutLines(slab.base, cursor, linesEnd, views.pointer(StringView.self), rowsMax)
        cursor = cut.cursor
        isShared = isShared || cut.hasLongLines
        return Column(
            type: rowType, count: cut.rows, values: Buffer(slice: views, offset: 0, byteCount: cut.rows * 16),
            data: cut.hasLongLines ? [slab] : [])
    }

    // MARK: Reading

    /// Reads more behind what is left, a part of a line.
    private func refill() throws(FileError) {
        let carried = filled - cursor
        guard carried < FormatsLimits.lineByteCountMax else {
            throw FileError(
                .malformed, path: split.path,
                "the line at byte \(slabOffset + cursor) of \(split.path) is longer than "
                    + "\(FormatsLimits.lineByteCountMax) bytes: is it a text file, and does it end its lines so?")
        }
        if isShared || filled == slab.byteCount {
            // Twice as large, so that a line that grows is copied as often as its length has digits.
            let fresh = Buffer(byteCount: max(bytesMax, carried * 2))
            fresh.base.copyMemory(from: slab.base + cursor, byteCount: carried)
            bytesCopied += carried
            slabOffset += cursor
            scanner.dropped(cursor)
            slab = fresh
            isShared = false
            cursor = 0
            filled = carried
            linesEnd = 0
        } else {
            linesEnd = cursor
        }
        let known = filled
        isAtEnd = try fill()
        if checksStart, slabOffset == 0 { try checkStart() }
        if isSkipping && !skipLine() { return }
        if !scansLines { try findLinesEnd(from: max(known, cursor)) }
    }

    /// Reads until the slab is full or the split or the file ends; whether the file did.
    private func fill() throws(FileError) -> Bool {
        let tail = max(TextReader.tailByteCount, filled - cursor)
        while filled < slab.byteCount {
            if isCancelled() { throw .cancelled(split.path) }
            var room = min(slab.byteCount - filled, FilesLimits.pieceByteCount)
            if position < splitEnd { room = min(room, splitEnd - position) }
            let isTail = compressed == nil && position >= splitEnd
            if isTail { room = min(room, tail) }
            let target = UnsafeMutableRawBufferPointer(start: slab.base + filled, count: room)
            let count: Int
            if let compressed {
                count = try compressed.read(into: target)
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
            if isTail || (compressed == nil && position == splitEnd) { return false }
        }
        return false
    }

    private func checkEnd() throws(FileError) {
        guard compressed == nil, position < split.fileByteCount else { return }
        throw .changed(split.path, "ends at byte \(position)", was: split.fileByteCount)
    }

    /// The first bytes of the file say whether it is text at all, and of a compressed file in UTF-16 its order.
    private func checkStart() throws(FileError) {
        checksStart = false
        let start = slab.bytes[..<filled]
        if compressed == nil, filled < CompressedFormat.prefixByteCount {
            try CompressedFormat.check(file)
        } else if compressed == nil {
            try CompressedFormat.check(path: split.path, start: start)
        }
        guard compressed != nil, decoder.encoding == .utf16 else { return }
        let encoding: TextFormat.Encoding = start.starts(with: [0xFE, 0xFF]) ? .utf16BigEndian : .utf16LittleEndian
        decoder = TextDecoder(encoding: encoding, replacesMalformed: format.replacesMalformed)
        scanner = LineScanner(try TextReader.ends(format, encoding, split.path))
    }

    /// Moves the cursor to the first line that begins in the split; false when it is not here.
    private func skipLine() -> Bool {
        let isOdd = slabOffset & 1 == 1
        while let found = scanner.next(slab.base, cursor, filled, isOdd: isOdd, isAtEnd: isAtEnd) {
            cursor = found.next
            if slabOffset + cursor < split.start { continue }
            isSkipping = false
            linesEnd = cursor
            if slabOffset + cursor >= splitEnd { isFinished = true }
            return !isFinished
        }
        cursor = isAtEnd ? filled : scanner.resume(cursor)
        linesEnd = cursor
        if isAtEnd || slabOffset + cursor >= splitEnd { isFinished = true }
        return false
    }

    // MARK: The fast path

    /// Sets `linesEnd`; bytes before `from` are known to hold no line end. Leaves it when the lines have to be looked
    /// for one at a time.
    private func findLinesEnd(from: Int) throws(FileError) {
        let base = slab.base
        fastBytesSearched += filled - from
        if hasLoneReturn(base, max(from - 1, cursor), filled) {
            scansLines = true
            return
        }
        let end = wholeLinesEnd(base, from)
        if end > cursor {
            let begin = slabOffset == 0 && cursor == 0 ? markByteCount(end) : cursor
            if !format.isBytes, !decoder.isPlain(UnsafeRawBufferPointer(rebasing: slab.bytes[begin..<end])) {
                // Decoded, or refused, a line at a time, which begins with its mark: the split may end behind that.
                scansLines = true
                return
            }
            cursor = begin
        }
        linesEnd = end
        isFinished = isAtEnd || (position >= splitEnd && slabOffset + end >= splitEnd)
    }

    /// The end of the last line that ends in the slab and begins in the split; the cursor when there is none.
    private func wholeLinesEnd(_ base: UnsafeMutableRawPointer, _ from: Int) -> Int {
        if isAtEnd { return filled }
        if position > splitEnd {
            // Behind the end: only the line that started before it.
            guard let newline = memchr(base + from, 10, filled - from) else { return cursor }
            return UnsafeRawPointer(newline) - UnsafeRawPointer(base) + 1
        }
        var end = filled
        while end > from && base.load(fromByteOffset: end - 1, as: UInt8.self) != 10 { end -= 1 }
        return end > from ? end : cursor
    }

    /// Bytes of the mark that the file begins with, when what was read up to `end` holds it.
    private func markByteCount(_ end: Int) -> Int {
        let mark = format.isBytes ? [] : decoder.encoding.mark
        return end >= mark.count && slab.bytes[..<end].starts(with: mark) ? mark.count : 0
    }

    // MARK: One line at a time

    /// The lines that are whole in the slab, at most `rowsMax`; nil when none is.
    private func scan() throws(FileError) -> Column? {
        let isOdd = slabOffset & 1 == 1
        var lines: [Range<Int>] = []
        while lines.count < rowsMax {
            if slabOffset + cursor >= splitEnd {
                isFinished = true
                break
            }
            var begin = cursor
            if let found = scanner.next(slab.base, cursor, filled, isOdd: isOdd, isAtEnd: isAtEnd) {
                if slabOffset == 0 && begin == 0 { begin = min(markByteCount(found.next), found.end) }
                lines.append(begin..<found.end)
                cursor = found.next
                continue
            }
            if isAtEnd {
                if slabOffset == 0 && begin == 0 { begin = markByteCount(filled) }
                if begin < filled { lines.append(begin..<filled) }
                cursor = filled
                isFinished = true
            }
            break
        }
        linesEnd = cursor
        return lines.isEmpty ? nil : try column(lines)
    }

    private func column(_ lines: [Range<Int>]) throws(FileError) -> Column {
        let views = Buffer(byteCount: lines.count * 16)
        let out = views.pointer(StringView.self)
        let whole = UnsafeRawBufferPointer(
            rebasing: slab.bytes[lines[0].lowerBound..<lines[lines.count - 1].upperBound])
        if format.isBytes || decoder.isPlain(whole) {
            isShared = true
            for (row, line) in lines.enumerated() {
                out[row] = StringView(
                    slab.base + line.lowerBound, count: line.count, bufferIndex: 0, offset: line.lowerBound)
            }
            return Column(type: rowType, count: lines.count, values: views, data: [slab])
        }
        let text = Buffer(byteCount: decoder.roomNeeded(whole.count))
        var used = 0
        for (row, line) in lines.enumerated() {
            if isCancelled() { throw .cancelled(split.path) }
            let count = try decode(line, into: text.base + used)
            out[row] = StringView(text.base + used, count: count, bufferIndex: 0, offset: used)
            used += count
        }
        return Column(type: .string, count: lines.count, values: views, data: [text])
    }

    private func decode(_ line: Range<Int>, into target: UnsafeMutableRawPointer) throws(FileError) -> Int {
        do throws(MalformedText) {
            return try decoder.decode(UnsafeRawBufferPointer(rebasing: slab.bytes[line]), into: target)
        } catch {
            // A later split of a compressed file looks like bad text.
            if compressed == nil { try CompressedFormat.check(file) }
            let place = line.lowerBound + error.offset
            throw .malformedText(
                split.path, decoder.encoding, byte: slab.bytes[place], offset: slabOffset + place,
                of: compressed == nil ? "" : "uncompressed ")
        }
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
        }
        if length > 0 && line.load(fromByteOffset: length &- 1, as: UInt8.self) == 13 { length &-= 1 }
        views[rows] = StringView(line, count: length, bufferIndex: 0, offset: offset)
        longest = max(longest, length)
        rows &+= 1
    }
    return (rows, cursor, longest > StringView.inlineByteCountMax)
}
