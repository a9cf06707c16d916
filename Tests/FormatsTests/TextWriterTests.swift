// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Formats
import Testing

@Suite struct TextWriterTests {
    private func written(_ columns: [Column], _ name: String = "/out") throws -> [UInt8] {
        let fileSystem = MemoryFileSystem()
        let writer = try TextWriter(
            fileSystem.create(name), WriteContext(compression: FileCompression(path: name)))
        for column in columns { try writer.write(column) }
        try writer.close()
        let content = try #require(fileSystem.content(name))
        if !name.hasSuffix(".gz") { #expect(writer.bytesWritten == content.count) }
        return content
    }

    @Test func `rows of every length become lines`() throws {
        let rows = (0..<600).map { String(repeating: "x", count: $0 % 300) + "é" } + [""]
        let expected = rows.map { $0 + "\n" }.joined()
        #expect(try written([stringColumn(rows)]) == Array(expected.utf8))
        let columns = rows.map { stringColumn([$0]) }
        #expect(try written(columns) == Array(expected.utf8))
    }

    @Test func `rows around the size of the buffer become lines`() throws {
        let size = FilesLimits.writeByteCount
        let rows = [size - 1, 3, size, size + 1, 0, 2 * size, size - 5, 4, size - 2, 1].map {
            String(repeating: "y", count: $0)
        }
        let expected = rows.map { $0 + "\n" }.joined()
        #expect(try written([stringColumn(rows)]) == Array(expected.utf8))
    }

    @Test func `a null is written as null`() throws {
        let column = try #require(Column(.string, [.string("a"), .null, .string("null")]))
        #expect(try written([column]) == Array("a\nnull\nnull\n".utf8))
    }

    @Test func `lines are compressed, the same each time`() throws {
        let rows = (0..<20_000).map { "line \($0)" }
        let first = try written([stringColumn(rows)], "/out.gz")
        #expect(first.count < 100_000)
        #expect(try written([stringColumn(rows)], "/out.gz") == first)
        let fileSystem = MemoryFileSystem()
        fileSystem.put("/out.gz", first)
        #expect(try readLines(split("/out.gz", 0, first.count, of: first.count, .gzip), fileSystem) == rows)
    }

    @Test func `what is not closed is discarded`() throws {
        let fileSystem = MemoryFileSystem()
        do {
            let writer = try TextWriter(fileSystem.create("/out"))
            try writer.write(stringColumn(["a"]))
        }
        #expect(fileSystem.paths.isEmpty)
    }

    @Test func `a full disk is an error that says what to do`() throws {
        let fileSystem = MemoryFileSystem()
        fileSystem.setFault { operation, _ in operation == .write ? 28 : 0 }
        let writer = try TextWriter(fileSystem.create("/out"))
        try writer.write(stringColumn(["a"]))
        do {
            try writer.close()
            Issue.record("the disk is full")
        } catch {
            #expect(
                error.kind == .noSpace && error.description.contains("/out") && error.description.contains("free space")
            )
        }
    }
}
