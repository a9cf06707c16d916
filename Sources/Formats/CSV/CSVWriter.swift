// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Glibc

/// Writes rows as records. Text is quoted where it must be: when it holds a separator, a quote or a line end.
final class CSVWriter: FormatWriter {
    private let columns: [FileColumn]
    private let options: CSVOptions
    private let buffer: OutputBuffer
    private let values: ValueWriter
    private let text: CSVTextWriter
    private let lineEnd: [UInt8]
    /// What stands for null and for an empty text, as they are written.
    private let null: [UInt8]

    init(
        _ columns: [FileColumn], _ options: CSVOptions, _ output: any OutputFile, _ context: WriteContext
    ) throws(FileError) {
        for column in columns {
            guard column.type.isPlain else {
                throw FileError(
                    .invalidArgument, path: output.path,
                    "CSV files cannot hold the column \(column.name) of type \(column.type): write JSON or "
                        + "Parquet, or make "
                        + "text of it")
            }
        }
        guard options.text.encoding == .utf8 else {
            throw FileError(
                .invalidArgument, path: output.path, "text is written in UTF-8, not in \(options.text.encoding.name)")
        }
        self.columns = columns
        self.options = options
        lineEnd = options.text.lineSeparator ?? [10]
        text = CSVTextWriter(options, lineEnd)
        null = options.quotesAll && options.nullValue.isEmpty ? text.quotedEmpty : options.nullValue
        values = try ValueWriter(options.patterns, context.zones)
        buffer = try OutputBuffer(output, context)
        if options.hasHeader { try writeHeader() }
    }

    var bytesWritten: Int { buffer.bytesWritten }

    private func writeHeader() throws(FileError) {
        for (place, column) in columns.enumerated() {
            let name = Array(column.name.utf8) + [UInt8](repeating: 0, count: 16)
            try buffer.makeRoom(2 * name.count + options.separator.count + text.emptyByteCount + 64)
            if place > 0 { put(options.separator) }
            name.withUnsafeBytes {
                buffer.used += text.write(
                    $0.baseAddress!, name.count - 16, isFirst: place == 0, buffer.base + buffer.used)
            }
        }
        try buffer.makeRoom(lineEnd.count)
        put(lineEnd)
    }

    @inline(__always)
    private func put(_ bytes: [UInt8]) {
        let target = buffer.base + buffer.used
        if bytes.count == 1 {
            target.storeBytes(of: bytes[0], as: UInt8.self)
        } else {
            bytes.withUnsafeBytes { source in
                if let base = source.baseAddress { target.copyMemory(from: base, byteCount: source.count) }
            }
        }
        buffer.used &+= bytes.count
    }

    func write(_ rows: Column) throws(FileError) {
        let cells = zip(rows.children, columns).map { CSVCell($0, $1.type) }
        // Of a row, what is no text: separators, numbers, dates.
        let least = max(null.count, text.emptyByteCount, 64)
        let room = columns.reduce(lineEnd.count + 64) { total, column in
            // What a pattern writes may come in quotes, all of it escaped.
            total + options.separator.count + least
                + (values.isLong(column.type) ? 2 * ValueWriter.byteCountMax + 2 : 0)
        }
        let (separator, hasText) = (options.separator, columns.contains { $0.type == .text || $0.type == .binary })
        for row in 0..<rows.count {
            let textRoom = hasText ? cells.reduce(0) { $0 &+ $1.textRoom(row) } : 0
            try buffer.makeRoom(room &+ textRoom)
            for place in cells.indices {
                if place > 0 { put(separator) }
                let cell = cells[place]
                if let valid = cell.valid, valid[row] == 0 {
                    put(null)
                    continue
                }
                buffer.used &+= write(cell, row, isFirst: place == 0, buffer.base + buffer.used)
            }
            put(lineEnd)
        }
    }

    @inline(__always)
    private func write(_ cell: CSVCell, _ row: Int, isFirst: Bool, _ out: UnsafeMutableRawPointer) -> Int {
        if options.quotesAll { return writeQuoted(cell, row, out) }
        switch cell.kind {
        case .int: return writeInt(cell.ints[row], out)
        case .text:
            let bytes = viewBytes(cell.views, row, cell.data)
            return text.write(bytes.baseAddress!, bytes.count, isFirst: isFirst, out)
        case .null:
            null.withUnsafeBytes {
                if let source = $0.baseAddress { out.copyMemory(from: source, byteCount: $0.count) }
            }
            return null.count
        default: return writeOther(cell, row, out)
        }
    }

    @inline(never)
    private func writeOther(_ cell: CSVCell, _ row: Int, _ out: UnsafeMutableRawPointer) -> Int {
        switch cell.kind {
        case .double: return writeDouble(cell.floats[row], out)
        case .float: return writeFloat(cell.floats[row], out)
        case .bool:
            let isTrue = cell.bools[row] != 0
            out.storeBytes(of: isTrue ? 0x6575_7274 : 0x736C_6166, as: UInt32.self)
            out.storeBytes(of: 0x65, toByteOffset: 4, as: UInt8.self)
            return isTrue ? 4 : 5
        case .binary: return writeHexadecimal(viewBytes(cell.views, row, cell.data), out)
        case .wide: return values.write(cell.wides[row].value, cell.type, out)
        case .other:
            let length = values.write(cell.ints[row], cell.type, out)
            // What a pattern writes may hold a separator.
            guard values.isLong(cell.type), text.needsQuotes(out, length) else { return length }
            let copy = Array(UnsafeRawBufferPointer(start: out, count: length))
            return copy.withUnsafeBytes { text.writeQuoted($0.baseAddress!, length, out) }
        default: return 0
        }
    }

    private func writeQuoted(_ cell: CSVCell, _ row: Int, _ out: UnsafeMutableRawPointer) -> Int {
        if cell.kind == .text {
            let bytes = viewBytes(cell.views, row, cell.data)
            let (start, count) = text.trimmed(bytes.baseAddress!, bytes.count)
            return text.writeQuoted(start, count, out)
        }
        if cell.kind == .null {
            put(null)
            return 0
        }
        // Numbers and dates hold nothing to be escaped.
        out.storeBytes(of: text.quote, as: UInt8.self)
        let length = 1 + (cell.kind == .int ? writeInt(cell.ints[row], out + 1) : writeOther(cell, row, out + 1))
        out.storeBytes(of: text.quote, toByteOffset: length, as: UInt8.self)
        return length + 1
    }

    /// `[68 69]`.
    private func writeHexadecimal(_ bytes: UnsafeRawBufferPointer, _ out: UnsafeMutableRawPointer) -> Int {
        let digits = Array("0123456789ABCDEF".utf8)
        var length = 0
        func put(_ byte: UInt8) {
            out.storeBytes(of: byte, toByteOffset: length, as: UInt8.self)
            length += 1
        }
        put(91)
        for (place, byte) in bytes.enumerated() {
            if place > 0 { put(32) }
            put(digits[Int(byte >> 4)])
            put(digits[Int(byte & 15)])
        }
        put(93)
        return length
    }

    func close() throws(FileError) { try buffer.close() }
}

/// Where the values of a column are, for the rows of one batch.
private struct CSVCell {
    enum Kind {
        case int, double, float, bool, text, binary, wide, other, null
    }

    let kind: Kind
    let type: FileType
    let valid: UnsafeMutablePointer<UInt8>?
    private let values: UnsafeMutableRawPointer
    let data: UnsafePointer<UnsafeRawPointer>

    init(_ column: Column, _ type: FileType) {
        self.type = type
        valid = column.valid
        values = column.values?.base ?? UnsafeMutableRawPointer(column.dataPointers.mutable)
        data = column.dataPointers
        switch type {
        case .int8, .int16, .int32, .int64: kind = .int
        case .float64: kind = .double
        case .float32: kind = .float
        case .bool: kind = .bool
        case .text: kind = .text
        case .binary: kind = .binary
        case .null: kind = .null
        case .decimal where column.type == .decimal: kind = .wide
        default: kind = .other
        }
    }

    @inline(__always) var ints: UnsafeMutablePointer<Int> { values.assumingMemoryBound(to: Int.self) }
    @inline(__always) var wides: UnsafeMutablePointer<Wide128> { values.assumingMemoryBound(to: Wide128.self) }
    @inline(__always) var floats: UnsafeMutablePointer<Double> { values.assumingMemoryBound(to: Double.self) }
    @inline(__always) var bools: UnsafeMutablePointer<UInt8> { values.assumingMemoryBound(to: UInt8.self) }
    @inline(__always) var views: UnsafeMutablePointer<StringView> { values.assumingMemoryBound(to: StringView.self) }

    /// Bytes that a text takes at most, all of it escaped.
    @inline(__always)
    func textRoom(_ row: Int) -> Int {
        switch kind {
        case .text: 2 &* views[row].count &+ 32
        case .binary: 3 &* views[row].count &+ 32
        default: 0
        }
    }
}

extension UnsafePointer {
    fileprivate var mutable: UnsafeMutablePointer<Pointee> { UnsafeMutablePointer(mutating: self) }
}
