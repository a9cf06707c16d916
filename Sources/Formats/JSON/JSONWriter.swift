// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files

/// Writes rows as JSON objects, one a line. Members that are null are left out.
final class JSONWriter: FormatWriter {
    private let columns: [FileColumn]
    /// `"name":` of each column.
    private let names: [[UInt8]]
    private let options: JSONOptions
    private let buffer: OutputBuffer
    private let values: ValueWriter
    private let lineEnd: [UInt8]
    private var row: [UInt8] = []

    init(
        _ columns: [FileColumn], _ options: JSONOptions, _ output: any OutputFile, _ context: WriteContext
    ) throws(FileError) {
        guard options.text.encoding == .utf8 else {
            throw FileError(
                .invalidArgument, path: output.path, "text is written in UTF-8, not in \(options.text.encoding.name)")
        }
        self.columns = columns
        self.options = options
        names = columns.map { JSONWriter.name($0.name) }
        lineEnd = options.text.lineSeparator ?? [10]
        values = try ValueWriter(options.patterns, context.zones)
        buffer = try OutputBuffer(output, context)
    }

    private static func name(_ name: String) -> [UInt8] {
        var bytes: [UInt8] = []
        appendJSON(name.utf8, to: &bytes)
        return bytes + [58]
    }

    var bytesWritten: Int { buffer.bytesWritten }

    func write(_ rows: Column) throws(FileError) {
        for index in 0..<rows.count {
            row.removeAll(keepingCapacity: true)
            writeObject(rows.children, columns, names, index)
            row += lineEnd
            try buffer.makeRoom(row.count)
            row.withUnsafeBytes { (buffer.base + buffer.used).copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
            buffer.used += row.count
        }
    }

    private func writeObject(_ members: [Column], _ fields: [FileColumn], _ names: [[UInt8]], _ index: Int) {
        row.append(123)
        var isFirst = true
        for place in fields.indices {
            let isNull = members[place].isNull(index)
            if isNull && options.leavesOutNulls { continue }
            if !isFirst { row.append(44) }
            isFirst = false
            row += names[place]
            write(members[place], fields[place].type, index)
        }
        row.append(125)
    }

    private func write(_ column: Column, _ type: FileType, _ index: Int) {
        if column.isNull(index) { return row += "null".utf8 }
        switch type {
        case .null: row += "null".utf8
        case .text: appendJSON(column.bytes(index), to: &row)
        case .binary: appendJSON(base64(column.bytes(index)), to: &row)
        case .bool: row += (column.bools[index] != 0 ? "true" : "false").utf8
        case .float64, .float32:
            let value = column.floats[index]
            if !value.isFinite { row.append(34) }
            number { type == .float32 ? writeFloat(value, $0) : writeDouble(value, $0) }
            if !value.isFinite { row.append(34) }
        case .int8, .int16, .int32, .int64: number { writeInt(column.ints[index], $0) }
        case .decimal where column.type == .decimal: number { values.write(column.decimals[index].value, type, $0) }
        case .decimal: number { values.write(column.ints[index], type, $0) }
        case .date, .timestamp, .timestampNTZ:
            var text: [UInt8] = []
            let start = row.count
            number { values.write(column.ints[index], type, $0) }
            text = Array(row[start...])
            row.removeLast(row.count - start)
            appendJSON(text, to: &row)
        case .list(let element):
            row.append(91)
            for place in column.offsets[index]..<column.offsets[index + 1] {
                if place > column.offsets[index] { row.append(44) }
                write(column.children[0], element, Int(place))
            }
            row.append(93)
        case .map(let key, let value):
            row.append(123)
            let (keys, items) = (column.children[0].children[0], column.children[0].children[1])
            for place in column.offsets[index]..<column.offsets[index + 1] {
                if place > column.offsets[index] { row.append(44) }
                appendJSON(values.text(keys, Int(place), key).utf8, to: &row)
                row.append(58)
                write(items, value, Int(place))
            }
            row.append(125)
        case .structure(let fields):
            writeObject(column.children, fields, fields.map { JSONWriter.name($0.name) }, index)
        }
    }

    /// Appends what `write` puts where there is room.
    private func number(_ write: (UnsafeMutableRawPointer) -> Int) {
        withUnsafeTemporaryAllocation(byteCount: ValueWriter.byteCountMax, alignment: 16) { space in
            row += space[..<write(space.baseAddress!)]
        }
    }

    private func base64(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var bits = 0
            for place in 0..<3 { bits = bits << 8 | (place < count ? Int(bytes[start + place]) : 0) }
            for place in 0..<4 { text.append(place <= count ? digits[bits >> (18 - 6 * place) & 63] : 61) }
        }
        return text
    }

    func close() throws(FileError) { try buffer.close() }
}
