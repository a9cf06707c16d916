// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Formats
import Glibc
import Testing

private func bytes(_ text: String, _ encoding: TextFormat.Encoding) -> [UInt8] {
    func units(_ isBig: Bool) -> [UInt8] {
        text.utf16.flatMap { isBig ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)] }
    }
    return switch encoding {
    case .utf8: Array(text.utf8)
    case .ascii, .latin1: text.unicodeScalars.map { UInt8($0.value) }
    case .utf16: [0xFE, 0xFF] + units(true)
    case .utf16LittleEndian: units(false)
    case .utf16BigEndian: units(true)
    }
}

/// Lines with the number of characters (Unicode scalars) before each: ends are found in the text, not in its bytes.
private func naiveLines(_ text: String, _ separator: String?) -> [(before: Int, text: String)] {
    let scalars = Array(text.unicodeScalars)
    let wanted = separator.map { Array($0.unicodeScalars) }
    var lines: [(Int, String)] = []
    var (start, index) = (0, 0)
    func line(_ end: Int) { lines.append((start, String(String.UnicodeScalarView(scalars[start..<end])))) }
    while index < scalars.count {
        var length = 0
        if let wanted {
            if scalars[index...].starts(with: wanted) { length = wanted.count }
        } else if scalars[index] == "\r" {
            length = index + 1 < scalars.count && scalars[index + 1] == "\n" ? 2 : 1
        } else if scalars[index] == "\n" {
            length = 1
        }
        if length == 0 {
            index += 1
            continue
        }
        line(index)
        index += length
        start = index
    }
    if start < scalars.count { line(scalars.count) }
    return lines
}

/// Reads `content` cut at every pair of places and compares with `lines`, which begin at the given places.
private func checkEverySplit(
    _ content: [UInt8], _ format: TextFormat, _ lines: [(start: Int, text: String)], _ what: String
) throws {
    let fileSystem = MemoryFileSystem()
    fileSystem.put("/f", content)
    for (rowsMax, bytesMax) in [(1, 16), (3, 17), (4096, 256 << 10)] {
        for first in 0...content.count {
            for second in [first, (first + content.count + 1) / 2, content.count] {
                let bounds = [0, first, second, content.count]
                for (start, end) in zip(bounds, bounds.dropFirst()) {
                    let read = try readLines(
                        split("/f", start, end, of: content.count), fileSystem, rowsMax: rowsMax, bytesMax: bytesMax,
                        format: format)
                    let expected = lines.filter { $0.start >= start && $0.start < end }.map(\.text)
                    #expect(read == expected, "\(what): \(start)..<\(end) in pieces of \(bytesMax)")
                }
            }
        }
    }
    // The writer ends the text with a line end.
    guard content.last == 10 else { return }
    fileSystem.put("/z.gz", try gzipped(content.dropLast()))
    let byteCount = fileSystem.content("/z.gz")!.count
    for bytesMax in [16, 256 << 10] {
        let read = try readLines(
            split("/z.gz", 0, byteCount, of: byteCount, .gzip), fileSystem, bytesMax: bytesMax, format: format)
        #expect(read == lines.map(\.text), "\(what), compressed")
    }
}

@Suite struct TextFormatTests {
    static let texts = [
        "", "\n", "a", "a\n", "ab\rcd\r\nef\n\rg", "grüße\rÿ\u{A0}é\r\n", "\n\n\n\nx\n\n\n",
        "a longer line than a view\rb\n",
    ]

    @Test(arguments: TextFormat.Encoding.allCases)
    func `every encoding gives every line once at every split`(_ encoding: TextFormat.Encoding) throws {
        for var text in Self.texts {
            if encoding == .ascii { text = String(text.unicodeScalars.filter { $0.isASCII }.map(Character.init)) }
            if encoding == .utf8 || encoding.name.hasPrefix("utf-16") { text += "\u{A0A}\u{D0A}\u{A0D}漢字𝄞\n\u{10D}z\n" }
            let content = bytes(text, encoding)
            let scalars = Array(text.unicodeScalars)
            let lines = naiveLines(text, nil).map { line -> (Int, String) in
                let prefix = String(String.UnicodeScalarView(scalars[..<line.before]))
                // A mark's place is the first line's.
                return (line.before == 0 ? 0 : bytes(prefix, encoding).count, line.text)
            }
            try checkEverySplit(
                content, TextFormat(encoding: encoding), lines, "\(encoding) of \(text.debugDescription)")
        }
    }

    @Test(arguments: ["|", "\n\n", "aa", "||", "aba", "é", "\r\n", "ab", "\u{A0A}\n"])
    func `every separator gives every line once at every split`(_ separator: String) throws {
        let texts = [
            "", separator, separator + separator, "x\(separator)y", "aaaaaaaxaaay", "|||||a||b", "\n\n\n\n\nz\n\n\nw\n",
            "abababaXaba\r\nababab", "é\u{A0A}\n\u{A0A}\n\nü\r\nß|a line that is longer than one piece|x",
            String(repeating: "\n", count: 40) + "q" + String(repeating: "a", count: 21),
        ]
        for encoding in [TextFormat.Encoding.utf8, .utf16LittleEndian, .utf16BigEndian] {
            for text in texts {
                let scalars = Array(text.unicodeScalars)
                let lines = naiveLines(text, separator).map { line -> (Int, String) in
                    (bytes(String(String.UnicodeScalarView(scalars[..<line.before])), encoding).count, line.text)
                }
                let format = TextFormat(encoding: encoding, lineSeparator: Array(separator.utf8))
                try checkEverySplit(
                    bytes(text, encoding), format, lines,
                    "\(encoding), \(separator.debugDescription) in \(text.debugDescription)")
            }
        }
    }

    @Test func `a separator that overlaps itself is found behind a long run of it`() throws {
        // Longer than what is looked at at once, of an odd length.
        let run = FilesLimits.readByteCount * 2 + 7
        let content = Array("x".utf8) + [UInt8](repeating: 10, count: run) + Array("y".utf8)
        let fileSystem = MemoryFileSystem()
        fileSystem.put("/f", content)
        let format = TextFormat(lineSeparator: [10, 10])
        let cut = content.count - 5
        let first = try readLines(split("/f", 0, cut, of: content.count), fileSystem, format: format)
        let second = try readLines(split("/f", cut, content.count, of: content.count), fileSystem, format: format)
        #expect(first.count + second.count == run / 2 + 1)
        #expect(first.first == "x" && second.last == "\ny" && second.dropLast().allSatisfy { $0.isEmpty })
    }

    @Test func `bytes come as they are`() throws {
        let content: [UInt8] = [0xEF, 0xBB, 0xBF, 0xFF, 10, 0xC3, 13, 10, 0, 0x80]
        let fileSystem = MemoryFileSystem()
        fileSystem.put("/f", content)
        let whole = split("/f", 0, content.count, of: content.count)
        for bytesMax in [16, 1000] {
            let reader = try TextReader(
                whole, fileSystem: fileSystem, bytesMax: bytesMax, format: TextFormat(isBytes: true))
            var rows: [Scalar] = []
            while let column = try reader.next() {
                #expect(column.type == .bytes)
                for row in 0..<column.count { rows.append(column.scalar(row)) }
            }
            #expect(rows == [.bytes([0xEF, 0xBB, 0xBF, 0xFF]), .bytes([0xC3]), .bytes([0, 0x80])])
        }
        let file = try WholeFileReader.read(
            "/f", byteCount: content.count, compression: .none, fileSystem: fileSystem,
            format: TextFormat(isBytes: true))
        #expect(file == content)
    }

    @Test func `what is no character is replaced as the standard library does it`() throws {
        var state: UInt64 = 9
        let borders: [UInt8] = [
            0x0A, 0x61, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEF, 0xF0,
            0xF1, 0xF4, 0xF5, 0xFF,
        ]
        let fileSystem = MemoryFileSystem()
        for _ in 0..<2000 {
            var content: [UInt8] = []
            for _ in 0..<24 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                content.append(borders[Int(state >> 33) % borders.count])
            }
            fileSystem.put("/f", content)
            let lines = try readLines(
                split("/f", 0, 24, of: 24), fileSystem, format: TextFormat(replacesMalformed: true))
            var expected = content.split(separator: 10, omittingEmptySubsequences: false).map {
                String(decoding: $0, as: UTF8.self)
            }
            if content.last == 10 { expected.removeLast() }
            #expect(lines == expected, "\(content)")
            let whole = try WholeFileReader.read(
                "/f", byteCount: 24, compression: .none, fileSystem: fileSystem,
                format: TextFormat(replacesMalformed: true))
            #expect(String(decoding: whole, as: UTF8.self) == String(decoding: content, as: UTF8.self))
        }
    }

    @Test func `halves of characters of UTF-16 are refused or replaced`() throws {
        // A high half alone, a low half alone, and a byte too many.
        let content: [UInt8] = [0x61, 0, 0x00, 0xD8, 0x0A, 0, 0x00, 0xDC, 0x0A, 0, 0x62]
        let fileSystem = MemoryFileSystem()
        fileSystem.put("/f", content)
        let whole = split("/f", 0, content.count, of: content.count)
        let lines = try readLines(
            whole, fileSystem, format: TextFormat(encoding: .utf16, replacesMalformed: true))
        #expect(lines == ["a\u{FFFD}", "\u{FFFD}", "\u{FFFD}"])
        do {
            _ = try readLines(whole, fileSystem, format: TextFormat(encoding: .utf16))
            Issue.record("half a character was read")
        } catch {
            #expect(error.description.contains("utf-16") && error.description.contains("offset 2 "), "\(error)")
        }
        fileSystem.put("/a", [0x61, 0xE9])
        #expect(throws: FileError.self) {
            try readLines(split("/a", 0, 2, of: 2), fileSystem, format: TextFormat(encoding: .ascii))
        }
    }

    @Test func `whole files have every encoding`() throws {
        let text = "grüße\r\nÿ\n"
        let fileSystem = MemoryFileSystem()
        for encoding in TextFormat.Encoding.allCases where encoding != .ascii {
            let content = bytes(text, encoding)
            fileSystem.put("/f", content)
            let read = try WholeFileReader.read(
                "/f", byteCount: content.count, compression: .none, fileSystem: fileSystem,
                format: TextFormat(encoding: encoding))
            #expect(String(decoding: read, as: UTF8.self) == text, "\(encoding)")
        }
    }

    @Test func `names of encodings are those of Python and Java`() {
        let names = [
            "UTF-8": TextFormat.Encoding.utf8, "utf8": .utf8, "utf-8-sig": .utf8, "US-ASCII": .ascii, "ascii": .ascii,
            "latin-1": .latin1,
            "ISO-8859-1": .latin1, "iso8859_1": .latin1, "UTF-16": .utf16, "utf_16_le": .utf16LittleEndian,
            "UTF-16BE": .utf16BigEndian,
        ]
        for (name, encoding) in names { #expect(TextFormat.Encoding(name: name) == encoding, "\(name)") }
        for name in ["", "cp1252", "utf-7", "utf-32", "klingon"] { #expect(TextFormat.Encoding(name: name) == nil) }
    }

    @Test func `compressed bytes say how they are compressed`() throws {
        let tail = [UInt8](repeating: 0xA5, count: 4000) + [10]
        let kinds: [(String, [UInt8])] = [
            ("bzip2", [0x42, 0x5A, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59]), ("gzip", [0x1F, 0x8B, 8, 0]),
            ("Zstandard", [0x28, 0xB5, 0x2F, 0xFD]), ("LZ4", [0x04, 0x22, 0x4D, 0x18]),
            ("Snappy", [0xFF, 0x06, 0, 0, 0x73, 0x4E, 0x61, 0x50, 0x70, 0x59]),
            ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]), ("zip", [0x50, 0x4B, 3, 4]),
        ]
        let fileSystem = MemoryFileSystem()
        let formats = [TextFormat(), TextFormat(isBytes: true), TextFormat(encoding: .latin1)]
        for (name, start) in kinds {
            let content = start + tail
            fileSystem.put("/f", content)
            for format in formats {
                for range in [0..<1, 0..<content.count, 2000..<content.count] {
                    // What begins in the middle is known by what it does not decode to.
                    if range.lowerBound > 0, format != TextFormat() { continue }
                    let message = message {
                        let lines = try readLines(
                            split("/f", range.lowerBound, range.upperBound, of: content.count), fileSystem,
                            format: format)
                        if range.lowerBound > 0, lines.isEmpty { throw FileError(.failed, path: "", name) }
                    }
                    #expect(message?.contains(name) == true, "\(name) \(range)")
                }
                let message = message {
                    _ = try WholeFileReader.read(
                        "/f", byteCount: content.count, compression: .none, fileSystem: fileSystem, format: format)
                }
                #expect(message?.contains("compressed with \(name)") == true)
            }
        }
        // Text that begins alike is text.
        fileSystem.put("/f", Array("BZh is no word\n".utf8))
        #expect(try readLines(split("/f", 0, 15, of: 15), fileSystem) == ["BZh is no word"])
    }

    private func message(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return "\(error)"
        }
    }
}

@Suite struct LongLineTests {
    /// Counts what is read.
    private final class Counting: InputFile {
        let file: any InputFile
        let count: (Int) -> Void
        init(_ file: any InputFile, _ count: @escaping (Int) -> Void) {
            self.file = file
            self.count = count
        }
        var path: String { file.path }
        var byteCount: Int { file.byteCount }
        func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
            let got = try file.read(at: offset, into: target)
            count(got)
            return got
        }
    }

    /// Work on the first of two splits of one line: bytes copied, searched and read.
    private func work(_ byteCount: Int, _ format: TextFormat, _ start: Int, _ end: Int) throws -> [Int] {
        let fileSystem = MemoryFileSystem()
        fileSystem.put("/f", [UInt8](repeating: 0x61, count: byteCount - 2) + [10, 10])
        let reader = try TextReader(
            split("/f", start, end, of: byteCount), fileSystem: fileSystem, bytesMax: 128 << 10, format: format)
        var longest = 0
        while let column = try reader.next() {
            for row in 0..<column.count { longest = max(longest, column.bytes(row).count) }
        }
        #expect(longest == (start == 0 ? byteCount - 2 : 0))
        return [reader.bytesCopied, reader.bytesSearched, reader.bytesRead]
    }

    @Test(arguments: [nil, [10], [10, 10]] as [[UInt8]?])
    func `a line that runs past its split costs work in proportion to its length`(_ separator: [UInt8]?) throws {
        let format = TextFormat(lineSeparator: separator)
        for byteCount in [1 << 20, 5_000_000] {
            for (start, end) in [(0, byteCount / 2), (0, 10), (0, byteCount), (byteCount / 2, byteCount)] {
                let work = try work(byteCount, format, start, end)
                for (amount, name) in zip(work, ["copied", "searched", "read"]) {
                    #expect(amount <= 3 * byteCount + (1 << 20), "\(name) of \(byteCount) for \(start)..<\(end)")
                }
            }
        }
    }

    @Test func `a reader sees between pieces that it is to end`() throws {
        let fileSystem = MemoryFileSystem()
        let content = [UInt8](repeating: 0x61, count: 40 << 20)
        fileSystem.put("/f", content)
        fileSystem.put("/z.gz", try gzipped(content))
        // Members of nothing: no text ever comes out.
        let empty = try gzipped([])
        fileSystem.put("/e.gz", Array([[UInt8]](repeating: empty, count: 100_000).joined()))
        for path in ["/f", "/z.gz", "/e.gz"] {
            let byteCount = fileSystem.content(path)!.count
            let compression: FileCompression = path == "/f" ? .none : .gzip
            var asked = 0
            let isCancelled = {
                asked += 1
                return asked > 5
            }
            let whole = split(path, 0, byteCount, of: byteCount, compression)
            do throws(FileError) {
                let reader = try TextReader(whole, fileSystem: fileSystem, isCancelled: isCancelled)
                while try reader.next() != nil {}
                Issue.record("\(path) was read to its end")
            } catch {
                #expect(error.kind == .cancelled)
            }
            asked = 0
            do throws(FileError) {
                _ = try WholeFileReader.read(
                    path, byteCount: byteCount, compression: compression, fileSystem: fileSystem,
                    isCancelled: isCancelled)
                Issue.record("\(path) was read to its end")
            } catch {
                #expect(error.kind == .cancelled)
            }
        }
        var asked = 0
        let writer = try TextWriter(
            fileSystem.create("/out.gz"),
            WriteContext(
                compression: .gzip,
                isCancelled: {
                    asked += 1
                    return asked > 5
                }))
        do throws(FileError) {
            try writer.write(bytesColumn([content]))
            Issue.record("a long line was written to its end")
        } catch {
            #expect(error.kind == .cancelled)
        }
    }
}

@Suite struct SpecialFileTests {
    @Test func `pipes, sockets and devices are refused at once`() throws {
        let folder = TemporaryFolder()
        let pipe = folder.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        let socketPath = folder.path + "/socket"
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: socketPath.utf8) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(bound == 0)
        symlink(pipe, folder.path + "/link")
        let cases = [
            pipe: "a named pipe", folder.path + "/link": "a named pipe", socketPath: "a socket",
            "/dev/zero": "a device",
        ]
        for (path, what) in cases {
            for attempt in [
                { _ = try LocalFileSystem.shared.open(path) },
                { _ = try InputPlanner(FileSystems()).splits(of: [path], partitionsMin: 2) },
                { _ = try InputPlanner(FileSystems()).wholeFiles(of: [path], partitionsMin: 2) },
            ] {
                do {
                    try attempt()
                    Issue.record("\(path) was opened")
                } catch let error as FileError {
                    #expect(error.description.contains(what) && error.description.contains(path), "\(error)")
                }
            }
        }
        // In a folder, too: not left out in silence.
        #expect(throws: FileError.self) { try InputPlanner(FileSystems()).splits(of: [folder.path], partitionsMin: 2) }
    }
}
