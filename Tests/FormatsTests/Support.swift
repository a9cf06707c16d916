// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Formats
import Glibc

/// A new folder under the system's folder for temporary files; removed when it goes.
final class TemporaryFolder {
    let path: String

    init() {
        var template = Array("/tmp/martlet-test-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)!) }
    }

    deinit { try? LocalFileSystem.shared.delete(path, recursive: true) }

    func put(_ name: String, _ text: String = "") throws {
        let parts = name.split(separator: "/").dropLast()
        if !parts.isEmpty { try LocalFileSystem.shared.makeDirectories(path + "/" + parts.joined(separator: "/")) }
        let file = try LocalFileSystem.shared.create(path + "/" + name)
        try Array(text.utf8).withUnsafeBytes { try file.write($0) }
        try file.close()
    }
}

/// Every line of a split.
func readLines(
    _ split: FileSplit, _ fileSystem: any FileSystem, rowsMax: Int = 4096, bytesMax: Int = 256 << 10,
    format: TextFormat = TextFormat()
) throws(FileError) -> [String] {
    let reader = try TextReader(split, fileSystem: fileSystem, rowsMax: rowsMax, bytesMax: bytesMax, format: format)
    var lines: [String] = []
    while let column = try reader.next() {
        for row in 0..<column.count { lines.append(String(decoding: column.bytes(row), as: UTF8.self)) }
    }
    return lines
}

func split(
    _ path: String, _ start: Int, _ end: Int, of byteCount: Int, _ compression: FileCompression = .none
) -> FileSplit {
    FileSplit(
        path: path, start: start, byteCount: end - start, fileByteCount: byteCount, compression: compression, hosts: [])
}

/// One gzip member.
func gzipped(_ content: [UInt8]) throws -> [UInt8] {
    let fileSystem = MemoryFileSystem()
    let writer = try TextWriter(fileSystem.create("/x"), WriteContext(compression: .gzip))
    try writer.write(bytesColumn([content]))
    try writer.close()
    return fileSystem.content("/x")!
}

func bytesColumn(_ rows: [[UInt8]]) -> Column { Column(.bytes, rows.map { .bytes($0) })! }
func stringColumn(_ rows: [String]) -> Column { Column(.string, rows.map { .string($0) })! }
