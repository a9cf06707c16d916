// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files

/// Gives the records of a split as text, as many at a time as a batch has rows.
protocol RecordSource: AnyObject {
    func next() throws(FileError) -> Column?
    var bytesRead: Int { get }
}

extension TextReader: RecordSource {}

/// The records of a whole file: line ends in quotes belong to them.
final class MultiLineRecords: RecordSource {
    private let split: FileSplit
    private let options: CSVOptions
    private let scanner: FieldScanner
    private let context: ReadContext
    private var content: Buffer?
    private var place = 0
    private(set) var bytesRead = 0

    init(_ split: FileSplit, _ options: CSVOptions, _ context: ReadContext) {
        self.split = split
        self.options = options
        self.context = context
        scanner = FieldScanner(options, stopsAtLineEnd: true)
    }

    func next() throws(FileError) -> Column? {
        if content == nil { content = try read() }
        guard let content else { return nil }
        let views = Buffer(byteCount: context.rowsMax * 16)
        let out = views.pointer(StringView.self)
        let base = UnsafeRawPointer(content.base)
        let end = base + content.byteCount
        var rows = 0
        var bytes = 0
        while rows < context.rowsMax, bytes < context.bytesMax, place < content.byteCount {
            var at = base + place
            if isLineEnd(at) {
                place += 1
                continue
            }
            let start = at
            if let comment = options.comment, at.load(as: UInt8.self) == comment {
                while at < end, !isLineEnd(at) { at += 1 }
                place = at - base
                continue
            }
            while true {
                let field = scanner.field(at, end)
                at = field.next
                if field.isLast { break }
            }
            place = at - base
            out[rows] = StringView(start, count: at - start, bufferIndex: 0, offset: start - base)
            rows += 1
            bytes += at - start
        }
        if rows == 0 { return nil }
        if context.isCancelled() { throw .cancelled(split.path) }
        return Column(
            type: .string, count: rows, values: Buffer(slice: views, offset: 0, byteCount: rows * 16), data: [content])
    }

    private func isLineEnd(_ at: UnsafeRawPointer) -> Bool {
        let byte = at.load(as: UInt8.self)
        return byte == 10 || byte == 13
    }

    private func read() throws(FileError) -> Buffer {
        let bytes = try WholeFileReader.read(split, options.text, context)
        bytesRead = split.fileByteCount
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        return bytes.withUnsafeBytes {
            Buffer(copying: UnsafeRawBufferPointer(rebasing: bytes.starts(with: mark) ? $0[3...] : $0[...]))
        }
    }
}

extension CSVOptions {
    func records(_ split: FileSplit, _ context: ReadContext) throws(FileError) -> any RecordSource {
        if isMultiLine { return MultiLineRecords(split, self, context) }
        return try TextReader(
            split, fileSystem: context.fileSystem, rowsMax: context.rowsMax, bytesMax: context.bytesMax,
            format: text, isCancelled: context.isCancelled)
    }

    /// Whether the first record of a split is the header of its file: nothing but blank lines and comments come before.
    func beginsWithHeader(_ split: FileSplit, _ context: ReadContext) throws(FileError) -> Bool {
        if !hasHeader || split.start == 0 { return hasHeader }
        var first: UInt8 = 0
        let file = try context.fileSystem.open(split.path)
        var failure: FileError?
        withUnsafeMutableBytes(of: &first) { target in
            do throws(FileError) { _ = try file.read(at: 0, into: target) } catch { failure = error }
        }
        if let failure { throw failure }
        // Mostly that is all there is to see.
        if first > 32, first != comment, !text.encoding.isWide { return false }
        var before = split
        before.start = 0
        before.byteCount = split.start
        let records = try self.records(before, context)
        while let batch = try records.next() {
            for row in 0..<batch.count {
                let record = batch.bytes(row)
                if !isSkipped(record.baseAddress!, record.count) { return false }
            }
        }
        return true
    }

    /// Whether a line is no record: it is a comment, or nothing but white space.
    @inline(__always)
    func isSkipped(_ text: UnsafeRawPointer, _ count: Int) -> Bool {
        if count == 0 { return true }
        let first = text.load(as: UInt8.self)
        if first > 32 { return first == comment }
        return isBlank(text, count) || first == comment
    }

    @inline(never)
    private func isBlank(_ text: UnsafeRawPointer, _ count: Int) -> Bool {
        for place in 0..<count where text.load(fromByteOffset: place, as: UInt8.self) > 32 { return false }
        return true
    }
}
