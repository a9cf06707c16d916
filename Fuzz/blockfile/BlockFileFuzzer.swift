// SPDX-License-Identifier: Apache-2.0
import Columnar
import Files
import Formats
import FuzzDriver
import Glibc

/// Rows that one input is read for: a small file may say to have any number.
private let rowsMax = 2_000

/// Any bytes as files of blocks, of the type that they say themselves: refused, or read alike whatever the batches.
private func readFile(_ bytes: UnsafeRawPointer, _ count: Int) -> CInt {
    guard count > 1 else { return 0 }
    let size = Int(bytes.load(as: UInt8.self))
    let fileSystem = MemoryFileSystem()
    fileSystem.put("/f", [UInt8](UnsafeRawBufferPointer(start: bytes + 1, count: count - 1)))
    guard let type = try? BlockFilesFormat.type(of: "/f", in: fileSystem) else { return 0 }
    guard let format = try? FileFormats.standard.make("blocks", BlockFilesFormat.options(type)) else {
        preconditionFailure("a type that was read does not travel as an option")
    }
    let whole = read(format, fileSystem, count - 1, rowsOfBatch: 4_096)
    let parts = read(format, fileSystem, count - 1, rowsOfBatch: size % 7 + 1)
    if let whole, let parts, whole.count < rowsMax {
        precondition("\(whole)" == "\(parts)", "batches change the rows")
    }
    return 0
}

/// The first rows; nil when the file is refused.
private func read(
    _ format: any FileFormat, _ fileSystem: MemoryFileSystem, _ count: Int, rowsOfBatch: Int
) -> [Scalar]? {
    var held = 0
    let context = ReadContext(
        fileSystem: fileSystem, rowsMax: rowsOfBatch,
        reserve: { count in
            held += count
            return held < 64 << 20
        })
    let split = FileSplit(path: "/f", start: 0, byteCount: count, fileByteCount: count, compression: .none, hosts: [])
    do {
        let reader = try format.makeReader(split, [], wanted: [], context)
        var rows: [Scalar] = []
        while rows.count < rowsMax {
            held = 0
            guard let batch = try reader.next() else { break }
            precondition(batch.count <= rowsOfBatch, "a batch of more rows than were wanted")
            for row in 0..<min(batch.count, rowsMax - rows.count) { rows.append(batch.scalar(row)) }
        }
        return rows
    } catch { return nil }
}

@main
enum BlockFileFuzzer {
    static func main() { exit(fuzz(readFile)) }
}
