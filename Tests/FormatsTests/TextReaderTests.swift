// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Formats
import Testing

/// Lines and where they start, found byte by byte.
private func naiveLines(_ content: [UInt8]) -> [(start: Int, text: String)] {
    var lines: [(Int, String)] = []
    var start = content.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var index = start
    while index < content.count {
        if content[index] == 10 || content[index] == 13 {
            lines.append((start, String(decoding: content[start..<index], as: UTF8.self)))
            if content[index] == 13, index + 1 < content.count, content[index + 1] == 10 { index += 1 }
            start = index + 1
        }
        index += 1
    }
    if start < content.count { lines.append((start, String(decoding: content[start...], as: UTF8.self))) }
    return lines
}

private let texts = [
    "", "\n", "\n\n\n", "a", "a\n", "ab\ncd", "ab\ncd\n", "\nab\n\ncd\n\n", "a\r\nb\r\n", "\r\n\r\n", "\r", "a\rb\r",
    "a\r\r\n\r\nb\r", "\r\r\r", "mac\rold and longer than twelve\rlines\r", "unix\nmac\rdos\r\nend",
    "grüße\n漢字𝄞\n", "été\r\n\r\nnaïve",
    "a line that is longer than twelve bytes\nshort\nand another long one, with no end",
    "\u{FEFF}marked\nfile\n", "\u{FEFF}", "0123456789ab\n0123456789abc\n0123456789abcd\n",
]

@Suite struct TextReaderTests {
    @Test(arguments: texts)
    func `splits at every position give every line once`(_ text: String) throws {
        let content = Array(text.utf8)
        let fileSystem = MemoryFileSystem()
        fileSystem.put("/f", content)
        let lines = naiveLines(content)
        for (rowsMax, bytesMax) in [(1, 16), (2, 16), (3, 17), (4096, 64), (4096, 256 << 10)] {
            for first in 0...content.count {
                for second in first...content.count {
                    let bounds = [0, first, second, content.count]
                    for (start, end) in zip(bounds, bounds.dropFirst()) {
                        let read = try readLines(
                            split("/f", start, end, of: content.count), fileSystem, rowsMax: rowsMax, bytesMax: bytesMax
                        )
                        // The mark at the start is no part of the first line, but its place is.
                        let expected = lines.filter { line in
                            let place = line.start == 3 && text.hasPrefix("\u{FEFF}") ? 0 : line.start
                            return place >= start && place < end
                        }
                        #expect(read == expected.map(\.text), "\(start)..<\(end) in pieces of \(bytesMax)")
                    }
                }
            }
        }
    }

    @Test func `lines that are longer than a piece are read whole`() throws {
        let long = String(repeating: "0123456789", count: 5000)
        let content = Array("a\n\(long)\nb\n\(long)".utf8)
        let fileSystem = MemoryFileSystem()
        fileSystem.put("/f", content)
        for bytesMax in [1, 100, 4096, 60_000] {
            let whole = split("/f", 0, content.count, of: content.count)
            #expect(try readLines(whole, fileSystem, bytesMax: bytesMax) == ["a", long, "b", long])
            for cut in [1, 2, 3, 30_000, 50_002, 50_003, 50_004, 50_005, 50_006, 90_000] {
                let parts = [
                    split("/f", 0, cut, of: content.count), split("/f", cut, content.count, of: content.count),
                ]
                let lines = try parts.flatMap { try readLines($0, fileSystem, bytesMax: bytesMax) }
                #expect(lines == ["a", long, "b", long], "cut at \(cut)")
            }
        }
    }

    @Test func `batches hold at most as many rows as asked and stay as they are`() throws {
        let content = Array((0..<1000).map { "line number \($0) of a thousand\n" }.joined().utf8)
        let fileSystem = MemoryFileSystem()
        fileSystem.put("/f", content)
        let reader = try TextReader(
            split("/f", 0, content.count, of: content.count), fileSystem: fileSystem, rowsMax: 7, bytesMax: 100)
        var columns: [Column] = []
        while let column = try reader.next() {
            #expect(column.count > 0 && column.count <= 7)
            columns.append(column)
        }
        #expect(reader.bytesRead == content.count)
        let lines = columns.flatMap { column in (0..<column.count).map { column.scalar($0) } }
        #expect(lines == (0..<1000).map { .string("line number \($0) of a thousand") })
    }

    @Test func `short lines are inline views with zeros behind them`() throws {
        let fileSystem = MemoryFileSystem()
        fileSystem.put("/f", Array("ab\ncdefghijklmn\n".utf8))
        let reader = try TextReader(split("/f", 0, 16, of: 16), fileSystem: fileSystem)
        let column = try #require(try reader.next())
        #expect(column.count == 2)
        #expect(column.views[0].word0 == 0x6261_0000_0002 && column.views[0].word1 == 0)
        #expect(column.views[1].isInline && column.data.isEmpty)
    }

    @Test func `text that is not UTF-8 is an error with the place`() throws {
        let fileSystem = MemoryFileSystem()
        let cases: [([UInt8], Int)] = [
            ([0x61, 0x0A, 0x62, 0xFF, 0x0A], 3), ([0x80], 0), ([0xC3, 0x0A], 0), ([0x61, 0xE2, 0x82], 1),
            ([0xC0, 0xAF], 0), ([0xE0, 0x80, 0xAF], 0), ([0xED, 0xA0, 0x80], 0), ([0xF4, 0x90, 0x80, 0x80], 0),
            ([0xF5, 0x80, 0x80, 0x80], 0), (Array(repeating: 0x61, count: 100) + [0x0A, 0x61, 0xFE], 102),
        ]
        for (content, offset) in cases {
            fileSystem.put("/data/f", content)
            for bytesMax in [16, 1000] {
                do {
                    _ = try readLines(
                        split("/data/f", 0, content.count, of: content.count), fileSystem, bytesMax: bytesMax)
                    Issue.record("\(content) is not UTF-8")
                } catch {
                    #expect(error.kind == .malformed && error.path == "/data/f")
                    #expect(error.description.contains("at offset \(offset) "), "\(error)")
                }
            }
        }
    }

    @Test func `well-formed UTF-8 is what the standard library says it is`() {
        var state: UInt64 = 1
        for _ in 0..<200_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            // Bytes near the borders of the table, four of them behind a run of ASCII.
            let borders: [UInt8] = [
                0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEF, 0xF0,
                0xF1, 0xF4, 0xF5,
            ]
            let tail = (0..<4).map { borders[Int(state >> UInt64(20 + $0 * 10)) % borders.count] }
            let bytes = [UInt8](repeating: 0x61, count: Int(state >> 60)) + tail
            let isValid = bytes.withUnsafeBytes { firstInvalidUTF8($0) } == nil
            #expect(isValid == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
        }
    }

    @Test func `a file that changed since it was planned is an error`() throws {
        let fileSystem = MemoryFileSystem()
        fileSystem.put("/f", Array("abc\n".utf8))
        #expect(throws: FileError.self) { try readLines(split("/f", 0, 5, of: 5), fileSystem) }
        #expect(throws: FileError.self) { try readLines(split("/f", 0, 3, of: 3), fileSystem) }
    }

    @Test func `an error of the file system comes through`() throws {
        let fileSystem = MemoryFileSystem()
        fileSystem.put("/f", Array("abc\n".utf8))
        fileSystem.setFault { operation, _ in operation == .read ? 5 : 0 }
        do {
            _ = try readLines(split("/f", 0, 4, of: 4), fileSystem)
            Issue.record("the file cannot be read")
        } catch {
            #expect(error.description == "cannot read /f: Input/output error")
        }
    }
}

@Suite struct GzipTests {
    private let text = (0..<5000).map { "line \($0) of the text, grüße\n" }.joined()

    private func lines(_ content: [UInt8], bytesMax: Int = 256 << 10) throws -> [String] {
        let fileSystem = MemoryFileSystem()
        fileSystem.put("/f.gz", content)
        return try readLines(split("/f.gz", 0, content.count, of: content.count, .gzip), fileSystem, bytesMax: bytesMax)
    }

    @Test func `one member and several give the same lines`() throws {
        let all = Array(text.utf8)
        let expected = naiveLines(all + [10]).map(\.text)
        for bytesMax in [16, 1000, 256 << 10] {
            #expect(try lines(gzipped(all), bytesMax: bytesMax) == expected)
        }
        let cut = 12_345
        let empty = try gzipped([])
        let first = Array(all[..<cut])
        // A row is a line, so that each member ends with one.
        let members = try gzipped(first) + empty + gzipped(Array(all[cut...]))
        let joined = first + [10, 10] + all[cut...] + [10]
        #expect(try lines(members) == naiveLines(joined).map(\.text))
        #expect(try lines(members + [0, 0, 0, 0]) == naiveLines(joined).map(\.text))
    }

    @Test func `every truncation is an error`() throws {
        let whole = try gzipped(Array("a line of text\nanother\n".utf8))
        for length in 0..<whole.count {
            do {
                _ = try lines(Array(whole[..<length]))
                Issue.record("cut at \(length)")
            } catch let error as FileError {
                #expect(error.kind == .malformed && error.description.contains("cut short"), "\(length): \(error)")
            }
        }
        #expect(throws: FileError.self) { try lines(whole + whole.dropLast()) }
    }

    @Test func `bytes that are not gzip are an error with the place`() throws {
        do {
            _ = try lines(Array("plain text, no gzip".utf8))
            Issue.record("this is no gzip")
        } catch let error as FileError {
            #expect(
                error.kind == .malformed && error.description.contains("/f.gz") && error.description.contains("header"))
        }
        var damaged = try gzipped(Array(text.utf8))
        damaged[damaged.count - 6] ^= 1
        #expect(throws: FileError.self) { try lines(damaged) }
        #expect(throws: FileError.self) { try lines(gzipped([1]) + [7, 7, 7]) }
    }
}
