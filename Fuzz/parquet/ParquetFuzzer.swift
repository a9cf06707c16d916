// SPDX-License-Identifier: Apache-2.0
import Columnar
import Files
import Formats
import FuzzDriver
import Glibc

/// Rows that one input is read for: a small file may say to have any number.
private let rowsMax = 2_000

/// Any bytes as Parquet files: read alike whatever the batches, and what was read is the same when it was written and
/// read again.
private func readFile(_ bytes: UnsafeRawPointer, _ count: Int) -> CInt {
    guard count > 1 else { return 0 }
    let size = Int(bytes.load(as: UInt8.self))
    let content = [UInt8](UnsafeRawBufferPointer(start: bytes + 1, count: count - 1))
    guard let format = try? FileFormats.standard.make("parquet", [:]) else { return 0 }
    let fileSystem = MemoryFileSystem()
    fileSystem.put("/f", content)
    guard let inspected = try? format.inspect(split("/f", content.count), ReadContext(fileSystem: fileSystem)) else {
        return 0
    }
    // A footer that can be read may still describe columns of types that are refused by name.
    guard let columns = try? format.columns(of: [inspected]), columns.count < 200 else { return 0 }
    let whole = read(format, content, columns, rowsOfBatch: 4_096)
    let parts = read(format, content, columns, rowsOfBatch: size % 7 + 1)
    if let whole, let parts, whole.count < rowsMax {
        precondition("\(whole)" == "\(parts)", "batches change the rows")
        writeAndRead(format, whole, columns)
    }
    return 0
}

private func split(_ path: String, _ count: Int) -> FileSplit {
    FileSplit(path: path, start: 0, byteCount: count, fileByteCount: count, compression: .none, hosts: [])
}

/// The first rows as scalars; nil when the file is refused.
private func read(
    _ format: any FileFormat, _ content: [UInt8], _ columns: [FileColumn], rowsOfBatch: Int
) -> [Scalar]? {
    let fileSystem = MemoryFileSystem()
    fileSystem.put("/f", content)
    var held = 0
    let context = ReadContext(
        fileSystem: fileSystem, rowsMax: rowsOfBatch,
        reserve: { count in
            held += count
            return held < 64 << 20
        })
    do {
        let reader = try format.makeReader(
            split("/f", content.count), columns, wanted: Array(columns.indices), context)
        var rows: [Scalar] = []
        while rows.count < rowsMax {
            held = 0
            guard let batch = try reader.next() else { break }
            for row in 0..<min(batch.count, rowsMax - rows.count) { rows.append(batch.scalar(row)) }
        }
        return rows
    } catch { return nil }
}

private func writeAndRead(_ format: any FileFormat, _ rows: [Scalar], _ columns: [FileColumn]) {
    let fileSystem = MemoryFileSystem()
    guard let table = Column(.tuple(columns.map(\.type.layout)), rows) else { return }
    do {
        let writer = try format.makeWriter(columns, fileSystem.create("/w"), WriteContext())
        try writer.write(table)
        try writer.close()
    } catch { return }
    let again = read(format, fileSystem.content("/w") ?? [], columns, rowsOfBatch: 4_096)
    precondition("\(again as Any)" == "\(rows as Any?)", "what is written is not what is read")
}

@main
enum ParquetFuzzer {
    static func main() { exit(fuzz(readFile)) }
}
