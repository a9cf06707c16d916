// SPDX-License-Identifier: Apache-2.0
import Columnar
import Files
import Formats
import FuzzDriver
import Glibc

private let optionSets: [[String: String]] = [
    [:], ["multiLine": "true"], ["mode": "DROPMALFORMED", "allowUnquotedFieldNames": "true"],
    ["allowSingleQuotes": "false", "primitivesAsString": "true"], ["prefersDecimal": "true"],
]

private let schema: [FileColumn] = {
    let text =
        "struct<a:string,b:bigint,c:double,d:date,e:timestamp,f:decimal(9,3),g:boolean,h:array<string>,"
        + "i:map<string,double>,j:struct<a:string,b:array<int>>,k:binary,_corrupt_record:string>"
    guard case .structure(let fields)? = FileType(text) else { return [] }
    return fields
}()

/// Any bytes as JSON files: read alike whatever the splits, by a schema and by their own, and what was read is the same
/// when it was written and read again.
private func readFile(_ bytes: UnsafeRawPointer, _ count: Int) -> CInt {
    guard count > 3 else { return 0 }
    let content = [UInt8](UnsafeRawBufferPointer(start: bytes + 3, count: count - 3))
    let options = optionSets[Int(bytes.load(as: UInt8.self)) % optionSets.count]
    guard let format = try? FileFormats.standard.make("json", options) else { return 0 }
    let cut = Int(bytes.load(fromByteOffset: 1, as: UInt8.self)) * content.count / 256
    let rowsMax = Int(bytes.load(fromByteOffset: 2, as: UInt8.self)) % 5 + 1
    let whole = read(format, content, schema, [0])
    let starts = cut == 0 || !format.isSplittable ? [0] : [0, cut]
    let parts = read(format, content, schema, starts, rowsMax: rowsMax)
    precondition("\(whole as Any)" == "\(parts as Any)", "splits and batches change the rows")
    if let own = inferred(format, content) { _ = read(format, content, own, [0]) }
    if let whole { writeAndRead(whole) }
    return 0
}

/// The rows as scalars; nil when the file is refused.
private func read(
    _ format: any FileFormat, _ content: [UInt8], _ columns: [FileColumn], _ starts: [Int], rowsMax: Int = 4096
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
                split, columns, wanted: Array(columns.indices), ReadContext(fileSystem: fileSystem, rowsMax: rowsMax))
            while let batch = try reader.next() { for row in 0..<batch.count { rows.append(batch.scalar(row)) } }
        } catch {
            return nil
        }
    }
    return rows
}

private func inferred(_ format: any FileFormat, _ content: [UInt8]) -> [FileColumn]? {
    let fileSystem = MemoryFileSystem()
    fileSystem.put("/f", content)
    let split = FileSplit(
        path: "/f", start: 0, byteCount: content.count, fileByteCount: content.count, compression: .none, hosts: [])
    guard let bytes = try? format.inspect(split, ReadContext(fileSystem: fileSystem)) else { return nil }
    _ = try? format.columns(of: [content])
    return try? format.columns(of: [bytes])
}

/// All but the bad records, whose other columns are null.
private func writeAndRead(_ rows: [Scalar]) {
    let columns = Array(schema.dropLast())
    let good = rows.compactMap { row -> Scalar? in
        guard case .tuple(let members) = row, members.last == .null else { return nil }
        return .tuple(Array(members.dropLast()))
    }
    guard let table = Column(.tuple(columns.map(\.type.layout)), good),
        let format = try? FileFormats.standard.make("json", ["ignoreNullFields": "false"])
    else { return }
    let fileSystem = MemoryFileSystem()
    do {
        let writer = try format.makeWriter(columns, fileSystem.create("/w"), WriteContext())
        try writer.write(table)
        try writer.close()
    } catch { preconditionFailure("cannot write: \(error)") }
    let again = read(format, fileSystem.content("/w") ?? [], columns, [0])
    precondition(again?.count == good.count, "not as many rows are read as were written")
}

@main
enum JSONFuzzer {
    static func main() { exit(fuzz(readFile)) }
}
