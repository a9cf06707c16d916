// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Formats
import Testing

/// `a int, b array<int>` as columns.
func columns(_ text: String) throws -> [FileColumn] {
    guard !text.isEmpty, case .structure(let fields)? = FileType("struct<\(text)>") else { return [] }
    return fields
}

/// A value as the facts have it.
func shown(_ column: Column, _ row: Int, _ type: FileType) -> String {
    if column.isNull(row) { return "NULL" }
    switch type {
    case .null: return "NULL"
    case .text: return String(decoding: column.bytes(row), as: UTF8.self)
    case .binary: return "x" + column.bytes(row).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    case .bool: return column.bools[row] == 0 ? "false" : "true"
    case .int8, .int16, .int32, .int64: return String(column.ints[row])
    case .float32, .float64: return String(column.floats[row])
    case .decimal(_, let scale):
        return decimal(column.type == .decimal ? column.decimals[row].value : Int128(column.ints[row]), scale)
    case .date: return date(column.ints[row])
    case .timestamp, .timestampNTZ: return time(column.ints[row])
    case .list(let element):
        let places = Int(column.offsets[row])..<Int(column.offsets[row + 1])
        return "[" + places.map { shown(column.children[0], $0, element) }.joined(separator: ",") + "]"
    case .map(let key, let value):
        let (keys, values) = (column.children[0].children[0], column.children[0].children[1])
        let places = Int(column.offsets[row])..<Int(column.offsets[row + 1])
        return "{" + places.map { shown(keys, $0, key) + ":" + shown(values, $0, value) }.joined(separator: ",") + "}"
    case .structure(let fields):
        return "("
            + fields.enumerated().map { shown(column.children[$0.offset], row, $0.element.type) }.joined(separator: ",")
            + ")"
    }
}

private func decimal(_ value: Int128, _ scale: Int) -> String {
    if scale == 0 { return String(value) }
    var digits = String(value.magnitude)
    while digits.count <= scale { digits = "0" + digits }
    return (value < 0 ? "-" : "") + digits.dropLast(scale) + "." + digits.suffix(scale)
}

/// Counted day by day from 1970 on, so as to share nothing with what is tested.
func date(_ day: Int) -> String {
    var (year, rest) = (1970, day)
    func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
    while rest < 0 {
        year -= 1
        rest += isLeap(year) ? 366 : 365
    }
    while rest >= (isLeap(year) ? 366 : 365) {
        rest -= isLeap(year) ? 366 : 365
        year += 1
    }
    let months = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    var month = 0
    while rest >= months[month] {
        rest -= months[month]
        month += 1
    }
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return String(repeating: "0", count: max(0, 4 - "\(year)".count)) + "\(year)-\(two(month + 1))-\(two(rest + 1))"
}

private func time(_ micros: Int) -> String {
    let day = micros >= 0 ? micros / 86_400_000_000 : (micros + 1) / 86_400_000_000 - 1
    let rest = micros - day * 86_400_000_000
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let second = rest / 1_000_000
    let fraction = String(rest % 1_000_000 + 1_000_000).dropFirst()
    return "\(date(day)) \(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
        + (rest % 1_000_000 == 0 ? "" : ".\(fraction)")
}

/// The rows of a file in memory, each as text with `|` between its values, read in splits that begin at `cuts`.
func rows(
    _ format: String, _ content: [UInt8], _ columns: [FileColumn], _ options: [String: String] = [:],
    wanted: [Int]? = nil, cuts: [Int] = [], rowsMax: Int = 4096, compression: FileCompression = .none
) throws -> [String] {
    let fileSystem = MemoryFileSystem()
    fileSystem.put("/f", content)
    let made = try FileFormats.standard.make(format, options)
    let wanted = wanted ?? Array(columns.indices)
    var found: [String] = []
    let edges = [0] + cuts + [content.count]
    for (start, end) in zip(edges, edges.dropFirst()) {
        let split = FileSplit(
            path: "/f", start: start, byteCount: end - start, fileByteCount: content.count, compression: compression,
            hosts: [])
        let context = ReadContext(fileSystem: fileSystem, rowsMax: rowsMax)
        let reader = try made.makeReader(split, columns, wanted: wanted, context)
        while let batch = try reader.next() {
            #expect(batch.type == (try made.rowType(wanted.map { columns[$0] })))
            #expect(batch.count > 0 && batch.count <= max(rowsMax, batch.count))
            for row in 0..<batch.count {
                found.append(
                    wanted.enumerated().map { shown(batch.children[$0.offset], row, columns[$0.element].type) }
                        .joined(separator: "|"))
            }
        }
    }
    return found
}

/// What a format says of the columns of a file, read in splits that begin at `cuts`.
func inferred(
    _ format: String, _ content: [UInt8], _ options: [String: String] = [:], cuts: [Int] = []
) throws -> [FileColumn] {
    let fileSystem = MemoryFileSystem()
    fileSystem.put("/f", content)
    let made = try FileFormats.standard.make(format, options)
    let edges = [0] + cuts + [content.count]
    let inspected = try zip(edges, edges.dropFirst()).map { start, end in
        let split = FileSplit(
            path: "/f", start: start, byteCount: end - start, fileByteCount: content.count, compression: .none,
            hosts: [])
        return try made.inspect(split, ReadContext(fileSystem: fileSystem))
    }
    return try made.columns(of: made.inference == .firstSplit ? [inspected[0]] : inspected)
}

/// What a format writes.
func written(
    _ format: String, _ batches: [Column], _ columns: [FileColumn], _ options: [String: String] = [:]
) throws -> String {
    let fileSystem = MemoryFileSystem()
    let writer = try FileFormats.standard.make(format, options).makeWriter(
        columns, fileSystem.create("/f"), WriteContext())
    for batch in batches { try writer.write(batch) }
    try writer.close()
    let content = try #require(fileSystem.content("/f"))
    #expect(writer.bytesWritten == content.count)
    return String(decoding: content, as: UTF8.self)
}

/// A batch of rows, each a value a column.
func batch(_ columns: [FileColumn], _ rows: [[Scalar]]) throws -> Column {
    let type = DataType.tuple(columns.map(\.type.layout))
    return try #require(Column(type, rows.map { .tuple($0) }))
}
