// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Formats
import Testing

/// A format of one column of 8-byte integers, little-endian: all that a new format takes.
struct NumbersFormat: FileFormat {
    static let name = "numbers"

    init(_ options: FormatOptions) {}

    var fileSuffix: String { ".bin" }

    func columns(of inspected: [[UInt8]]) -> [FileColumn] { [FileColumn("n", .int64)] }

    func makeReader(
        _ split: FileSplit, _ columns: [FileColumn], wanted: [Int], _ context: ReadContext
    ) throws(FileError) -> any FormatReader {
        Reader(split, wanted, context, try context.fileSystem.open(split.path))
    }

    func makeWriter(
        _ columns: [FileColumn], _ output: any OutputFile, _ context: WriteContext
    ) throws(FileError) -> any FormatWriter { Writer(output) }

    private final class Reader: FormatReader {
        private let (wanted, context, file): ([Int], ReadContext, any InputFile)
        private var place: Int
        private let end: Int
        private(set) var bytesRead = 0

        init(_ split: FileSplit, _ wanted: [Int], _ context: ReadContext, _ file: any InputFile) {
            (self.wanted, self.context, self.file) = (wanted, context, file)
            // A number belongs to the split in which it begins.
            place = (split.start + 7) / 8 * 8
            end = split.start + split.byteCount
        }

        func next() throws(FileError) -> Column? {
            let count = min(context.rowsMax, (end - place + 7) / 8)
            if count <= 0 { return nil }
            let buffer = Buffer(byteCount: count * 8)
            var done = 0
            while done < count * 8 {
                let read = try file.read(
                    at: place, into: UnsafeMutableRawBufferPointer(start: buffer.base + done, count: count * 8 - done))
                guard read > 0 else { throw FileError(.malformed, path: file.path, "\(file.path) ends in a number") }
                (done, place) = (done + read, place + read)
            }
            bytesRead += done
            let numbers = Column(type: .int, count: count, values: buffer)
            return Column.tuple(wanted.map { _ in numbers }, count: count)
        }
    }

    private final class Writer: FormatWriter {
        private let output: any OutputFile
        private(set) var bytesWritten = 0

        init(_ output: any OutputFile) { self.output = output }

        func write(_ rows: Column) throws(FileError) {
            let column = rows.children[0]
            try output.write(UnsafeRawBufferPointer(start: column.ints, count: rows.count * 8))
            bytesWritten += rows.count * 8
        }

        func close() throws(FileError) { try output.close() }
    }
}

@Suite struct ToyFormatTests {
    @Test func `a format is one type`() throws {
        var formats = FileFormats.standard
        formats.register(NumbersFormat.self)
        let format = try formats.make("Numbers", [:])
        let columns = try format.columns(of: [])
        let fileSystem = MemoryFileSystem()
        let writer = try format.makeWriter(columns, fileSystem.create("/n"), WriteContext())
        let numbers = Column.ints(count: 1_000) { out in for row in 0..<1_000 { out[row] = row * row } }
        try writer.write(Column.tuple([numbers], count: 1_000))
        try writer.close()
        var sum = 0
        for (start, end) in [(0, 3), (3, 800), (800, 8_000)] {
            let split = FileSplit(
                path: "/n", start: start, byteCount: end - start, fileByteCount: 8_000, compression: .none, hosts: [])
            let reader = try format.makeReader(
                split, columns, wanted: [0], ReadContext(fileSystem: fileSystem, rowsMax: 7))
            while let batch = try reader.next() { for row in 0..<batch.count { sum += batch.children[0].ints[row] } }
        }
        #expect(sum == (0..<1_000).reduce(0) { $0 + $1 * $1 })
    }
}
