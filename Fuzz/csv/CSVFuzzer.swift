// SPDX-License-Identifier: Apache-2.0
import Columnar
import Files
import Formats
import FuzzDriver
import Glibc

private let optionSets: [[String: String]] = [
    [:], ["header": "true", "escape": "\""], ["sep": "||", "comment": "#"], ["multiLine": "true"],
    ["quote": "", "nullValue": "NA"], ["ignoreLeadingWhiteSpace": "true", "ignoreTrailingWhiteSpace": "true"],
    ["mode": "DROPMALFORMED", "emptyValue": "nothing at all"], ["multiLine": "true", "escape": "\"", "sep": "\t"],
    ["encoding": "UTF-16LE"], ["lineSep": ";", "timestampFormat": "yyyy-MM-dd['T'HH:mm[:ss]]", "dateFormat": "d/M/yy"],
]

private let typed = columns(
    "a string, b bigint, c double, d date, e timestamp, f decimal(9,3), g boolean, h tinyint, i float, "
        + "_corrupt_record string")
private let texts = columns("a string, b string, c string")

private func columns(_ text: String) -> [FileColumn] {
    guard case .structure(let fields)? = FileType("struct<\(text)>") else { return [] }
    return fields
}

/// Any bytes as CSV files: read alike whatever the splits, with types and without, and what was read as text is the
/// same when it was written and read again.
private func readFile(_ bytes: UnsafeRawPointer, _ count: Int) -> CInt {
    guard count > 3 else { return 0 }
    let content = [UInt8](UnsafeRawBufferPointer(start: bytes + 3, count: count - 3))
    let (choice, cut, size) = (
        bytes.load(as: UInt8.self), bytes.load(fromByteOffset: 1, as: UInt8.self),
        bytes.load(fromByteOffset: 2, as: UInt8.self)
    )
    let options = optionSets[Int(choice) % optionSets.count]
    guard let format = try? FileFormats.standard.make("csv", options) else { return 0 }
    let place = content.isEmpty || !format.isSplittable ? 0 : Int(cut) * content.count / 256
    let whole = read(format, content, typed, [0])
    let parts = read(format, content, typed, place == 0 ? [0] : [0, place], rowsMax: Int(size) % 5 + 1)
    precondition("\(whole as Any)" == "\(parts as Any)", "splits and batches change the rows")
    _ = read(format, content, typed, [0], wanted: [9, 1])
    inspect(format, content)
    guard let rows = read(format, content, texts, [0]), options["encoding"] == nil else { return 0 }
    writeAndRead(rows)
    return 0
}

/// The rows as scalars; nil when the file is refused.
private func read(
    _ format: any FileFormat, _ content: [UInt8], _ columns: [FileColumn], _ starts: [Int], wanted: [Int]? = nil,
    rowsMax: Int = 4096
) -> [Scalar]? {
    let fileSystem = MemoryFileSystem()
    fileSystem.put("/f", content)
    var rows: [Scalar] = []
    for (start, end) in zip(starts, starts.dropFirst() + [content.count]) {
        let split = FileSplit(
            path: "/f", start: start, byteCount: end - start, fileByteCount: content.count, compression: .none,
            hosts: [])
        do {
            let reader = try format.makeReader(
                split, columns, wanted: wanted ?? Array(columns.indices),
                ReadContext(fileSystem: fileSystem, rowsMax: rowsMax))
            while let batch = try reader.next() { for row in 0..<batch.count { rows.append(batch.scalar(row)) } }
        } catch {
            return nil
        }
    }
    return rows
}

private func inspect(_ format: any FileFormat, _ content: [UInt8]) {
    let fileSystem = MemoryFileSystem()
    fileSystem.put("/f", content)
    let split = FileSplit(
        path: "/f", start: 0, byteCount: content.count, fileByteCount: content.count, compression: .none, hosts: [])
    guard let bytes = try? format.inspect(split, ReadContext(fileSystem: fileSystem)) else { return }
    do { _ = try format.columns(of: [bytes]) } catch { preconditionFailure("what was inspected is refused: \(error)") }
    // From a foreign executor it may be anything.
    _ = try? format.columns(of: [content])
}

private func writeAndRead(_ rows: [Scalar]) {
    // At the beginning of a file it is a mark, not text.
    if case .tuple(let members)? = rows.first, case .string(let text)? = members.first,
        text.unicodeScalars.first == "\u{FEFF}"
    {
        return
    }
    let exact = ["ignoreLeadingWhiteSpace": "false", "ignoreTrailingWhiteSpace": "false"]
    guard let table = Column(.tuple([.string, .string, .string]), rows),
        let format = try? FileFormats.standard.make("csv", exact),
        let again = try? FileFormats.standard.make("csv", exact.merging(["multiLine": "true"]) { $1 })
    else { return }
    let fileSystem = MemoryFileSystem()
    do {
        let writer = try format.makeWriter(texts, fileSystem.create("/w"), WriteContext())
        try writer.write(table)
        try writer.close()
    } catch { preconditionFailure("cannot write: \(error)") }
    precondition(read(again, fileSystem.content("/w") ?? [], texts, [0]) == rows, "what is written is not what is read")
}

@main
enum CSVFuzzer {
    static func main() { exit(fuzz(readFile)) }
}
