// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Formats
import Testing

/// Files of blocks, written, read and damaged.
@Suite struct BlockFilesTests {
    private let fileSystem = MemoryFileSystem()
    private let type = DataType.tuple([.any, .list(.string)])

    private func format(_ type: DataType) throws -> any FileFormat {
        try FileFormats.standard.make("blocks", BlockFilesFormat.options(type))
    }

    private func rows(_ range: Range<Int>) throws -> Column {
        try #require(
            Column(
                type,
                range.map { row in
                    .tuple([
                        row % 3 == 0 ? .null : .int(row), .list([.string("a"), .string("row \(row)")]),
                    ])
                }))
    }

    private func write(_ parts: [Column], _ path: String = "/f", type: DataType? = nil) throws -> [UInt8] {
        try? fileSystem.delete(path, recursive: false)
        let writer = try format(type ?? self.type).makeWriter([], fileSystem.create(path), WriteContext())
        for part in parts { try writer.write(part) }
        try writer.close()
        let content = try #require(fileSystem.content(path))
        #expect(writer.bytesWritten == content.count)
        return content
    }

    private func put(_ bytes: [UInt8], _ path: String = "/f") throws {
        try? fileSystem.delete(path, recursive: false)
        let file = try fileSystem.create(path)
        try bytes.withUnsafeBytes { try file.write($0) }
        try file.close()
    }

    private func read(
        _ path: String = "/f", type: DataType? = nil, rowsMax: Int = 4096,
        reserve: @escaping (Int) -> Bool = { _ in true }
    ) throws -> [[Scalar]] {
        let byteCount = try fileSystem.status(path).byteCount
        let reader = try format(type ?? self.type).makeReader(
            split(path, 0, byteCount, of: byteCount), [], wanted: [],
            ReadContext(fileSystem: fileSystem, rowsMax: rowsMax, reserve: reserve))
        var batches: [[Scalar]] = []
        while let batch = try reader.next() { batches.append((0..<batch.count).map { batch.scalar($0) }) }
        #expect(reader.bytesRead == byteCount)
        return batches
    }

    @Test func `rows come back, in batches as large as wanted`() throws {
        _ = try write([try rows(0..<10), try rows(0..<0), try rows(10..<25)])
        let all = try rows(0..<25)
        let wanted = (0..<25).map { all.scalar($0) }
        #expect(try read().map(\.count) == [10, 15])
        #expect(try read(rowsMax: 4).map(\.count) == [4, 4, 2, 4, 4, 4, 3])
        #expect(try read(rowsMax: 4).flatMap { $0 } == wanted)
        #expect(try BlockFilesFormat.type(of: "/f", in: fileSystem) == type)
    }

    @Test func `a file without rows says its type`() throws {
        _ = try write([])
        #expect(try read().isEmpty)
        #expect(try BlockFilesFormat.type(of: "/f", in: fileSystem) == type)
    }

    @Test func `every file that is cut short, and every flipped bit, is refused`() throws {
        let whole = try write([try rows(0..<5), try rows(5..<7)])
        for length in 0..<whole.count {
            try put(Array(whole[..<length]))
            let error = #expect(throws: FileError.self) { try read() }
            #expect(error?.path == "/f")
        }
        // Behind the type come zeros that nothing says anything about.
        let encoded = TypeCodec.encode(type).count
        let unread = 16 + encoded..<16 + (encoded + 7) / 8 * 8
        for place in whole.indices where !unread.contains(place) {
            var bytes = whole
            bytes[place] ^= 4
            try put(bytes)
            #expect(throws: FileError.self, "byte \(place)") { try read() }
        }
        try put(whole + [0])
        let error = #expect(throws: FileError.self) { try read() }
        #expect(error?.description.contains("1 bytes behind its end") == true)
    }

    @Test func `what is no such file says what to do`() throws {
        try put(Array("\u{80}\u{4}\u{95} a pickle of Python".utf8))
        var error = #expect(throws: FileError.self) { try read() }
        #expect(error?.description.contains("was not saved by Martlet") == true)
        _ = try write([], type: .int)
        error = #expect(throws: FileError.self) { try read() }
        #expect(error?.description.contains("holds rows of int") == true)
        error = #expect(throws: FileError.self) { try FileFormats.standard.make("blocks", [:]) }
        #expect(error?.description.contains("sc.pickleFile") == true)
    }

    @Test func `a block that does not fit is refused before it is read`() throws {
        let whole = try write([try rows(0..<1_000)])
        var asked = 0
        let error = #expect(throws: FileError.self) {
            try read { bytes in
                asked += bytes
                return false
            }
        }
        #expect(error?.kind == .noMemory)
        #expect(asked > 0 && asked < whole.count)
    }

    @Test(arguments: [1, 3, 8, 100]) func `records of fixed length, however the file is split`(_ length: Int) throws {
        let bytes = (0..<4_800).map { UInt8(truncatingIfNeeded: $0 * 7) }
        try put(bytes)
        let format = try FileFormats.standard.make("records", RecordsFormat.options(byteCount: length))
        for cuts in [[0, 4_800], [0, 1, 2, 50, 51, 4_800], Array(stride(from: 0, through: 4_800, by: 480))] {
            var found: [UInt8] = []
            for (start, end) in zip(cuts, cuts.dropFirst()) {
                let reader = try format.makeReader(
                    split("/f", start, end, of: 4_800), [], wanted: [],
                    ReadContext(fileSystem: fileSystem, rowsMax: 7, bytesMax: 64))
                while let batch = try reader.next() {
                    #expect(batch.count <= 7)
                    for row in 0..<batch.count {
                        #expect(batch.bytes(row).count == length)
                        found += batch.bytes(row)
                    }
                }
            }
            #expect(found == bytes)
        }
    }

    @Test func `records that cannot be`() throws {
        try put([1, 2, 3, 4, 5])
        let format = try FileFormats.standard.make("records", RecordsFormat.options(byteCount: 2))
        var error = #expect(throws: FileError.self) {
            _ = try format.makeReader(
                split("/f", 0, 5, of: 5), [], wanted: [], ReadContext(fileSystem: fileSystem))
        }
        #expect(error?.description.contains("no multiple of the record length 2") == true)
        error = #expect(throws: FileError.self) {
            _ = try format.makeReader(
                split("/f", 0, 5, of: 5, .gzip), [], wanted: [], ReadContext(fileSystem: fileSystem))
        }
        #expect(error?.description.contains("decompress it") == true)
        for length in ["0", "-1", "x", "99999999999"] {
            #expect(throws: FileError.self) { try FileFormats.standard.make("records", ["recordLength": length]) }
        }
    }
}
