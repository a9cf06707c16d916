// SPDX-License-Identifier: Apache-2.0

import Columnar
public import Files

/// Text files as a table with one column: a line, or with `wholetext` the whole file, a row.
///
/// Options: `wholetext`, `lineSep`, `encoding`. Bytes that are no text become U+FFFD.
public struct TextTableFormat: FileFormat {
    public static let name = "text"
    private let format: TextFormat
    private let isWhole: Bool
    private let lineSeparator: [UInt8]

    public init(_ options: FormatOptions) throws(FileError) {
        format = try TextFormat(options, replacesMalformed: true)
        isWhole = try options.bool("wholetext", or: false)
        lineSeparator = format.lineSeparator ?? [10]
    }

    public var isSplittable: Bool { !isWhole }
    public var fileSuffix: String { ".txt" }

    public func columns(of inspected: [[UInt8]]) -> [FileColumn] { [FileColumn("value", .text)] }

    private func check(_ columns: [FileColumn]) throws(FileError) {
        guard columns.count == 1, columns[0].type == .text else {
            let found = columns.map { "\($0.name) \($0.type)" }.joined(separator: ", ")
            throw FileError(
                .invalidArgument, path: "",
                "text files have one column of type string, not \(found.isEmpty ? "none" : found)")
        }
    }

    public func makeReader(
        _ split: FileSplit, _ columns: [FileColumn], wanted: [Int], _ context: ReadContext
    ) throws(FileError) -> any FormatReader {
        try check(columns)
        if isWhole { return WholeReader(split, format, wanted, context) }
        return LineReader(
            try TextReader(
                split, fileSystem: context.fileSystem, rowsMax: context.rowsMax, bytesMax: context.bytesMax,
                format: format, isCancelled: context.isCancelled), wanted)
    }

    public func makeWriter(
        _ columns: [FileColumn], _ output: any OutputFile, _ context: WriteContext
    ) throws(FileError) -> any FormatWriter {
        try check(columns)
        return Writer(try TextWriter(output, context, lineSeparator: lineSeparator, null: ""))
    }

    private final class LineReader: FormatReader {
        private let lines: TextReader
        private let wanted: [Int]

        init(_ lines: TextReader, _ wanted: [Int]) {
            self.lines = lines
            self.wanted = wanted
        }

        var bytesRead: Int { lines.bytesRead }

        func next() throws(FileError) -> Column? {
            guard let batch = try lines.next() else { return nil }
            return Column.tuple(wanted.map { _ in batch }, count: batch.count)
        }
    }

    private final class WholeReader: FormatReader {
        private let split: FileSplit
        private let format: TextFormat
        private let wanted: [Int]
        private let context: ReadContext
        private(set) var bytesRead = 0
        private var isFinished = false

        init(_ split: FileSplit, _ format: TextFormat, _ wanted: [Int], _ context: ReadContext) {
            self.split = split
            self.format = format
            self.wanted = wanted
            self.context = context
        }

        func next() throws(FileError) -> Column? {
            if isFinished { return nil }
            isFinished = true
            let builder = ColumnBuilder(.string)
            try WholeFileReader.read(split, format, context).withUnsafeBytes { builder.append(bytes: $0) }
            bytesRead = split.fileByteCount
            let column = builder.finish()
            return Column.tuple(wanted.map { _ in column }, count: 1)
        }
    }

    private final class Writer: FormatWriter {
        private let lines: TextWriter

        init(_ lines: TextWriter) { self.lines = lines }

        var bytesWritten: Int { lines.bytesWritten }
        func write(_ rows: Column) throws(FileError) { try lines.write(rows.children[0]) }
        func close() throws(FileError) { try lines.close() }
    }
}
