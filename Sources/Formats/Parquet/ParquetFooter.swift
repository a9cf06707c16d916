// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files

/// What the end of a file says: its schema and where row groups lie. The columns of a row group are read when they are
/// asked for.
final class ParquetFooter {
    /// A row group.
    struct Group {
        let rows: Int
        /// Where the list of its columns begins in the footer.
        fileprivate let columns: Int
        /// The middle of its bytes: the split that holds it reads the group.
        let middle: Int
    }

    let schema: ParquetSchema
    let groups: [Group]
    private let bytes: Buffer
    /// Bytes read from the file.
    let bytesRead: Int

    private static let magic: [UInt8] = Array("PAR1".utf8)

    init(_ file: any InputFile, _ context: ReadContext) throws(ParquetFault) {
        let size = file.byteCount
        guard size >= 12 else { throw .damaged("it has \(size) bytes, and a Parquet file at least 12") }
        var tail = try file.bytes(at: max(0, size - FormatsLimits.footerReadByteCount), size, context)
        let trailer = tail.base + (tail.byteCount - 8)
        let magic = UnsafeRawBufferPointer(start: trailer + 4, count: 4)
        guard magic.elementsEqual(ParquetFooter.magic) else {
            if magic.elementsEqual("PARE".utf8) {
                throw .unsupported("its footer is encrypted, which Martlet does not read: write it without encryption")
            }
            throw .damaged("it does not end with PAR1")
        }
        let length = Int(trailer.loadUnaligned(as: UInt32.self))
        guard length <= size - 12 else { throw .damaged("its footer is longer than it") }
        guard length <= FormatsLimits.footerByteCountMax else {
            throw .unsupported(
                "its footer has \(length) bytes, more than \(FormatsLimits.footerByteCountMax): write it with fewer "
                    + "columns or larger row groups")
        }
        if length + 8 > tail.byteCount {
            tail = try file.bytes(at: size - 8 - length, size, context)
            bytesRead = tail.byteCount + FormatsLimits.footerReadByteCount
        } else {
            bytesRead = tail.byteCount
        }
        bytes = Buffer(slice: tail, offset: tail.byteCount - 8 - length, byteCount: length)
        (schema, groups) = try ParquetFooter.parse(bytes, fileByteCount: size)
    }

    private static func parse(
        _ bytes: Buffer, fileByteCount: Int
    ) throws(ParquetFault) -> (ParquetSchema, [Group]) {
        var reader = ThriftReader(bytes.base, bytes.byteCount)
        var elements: [SchemaElement] = []
        var groups: [Group] = []
        var rows = 0
        var last = 0
        while let field = try reader.field(after: last) {
            last = field.id
            switch field.id {
            case 2:
                let count = try reader.structures(field)
                guard count <= FormatsLimits.schemaElementCountMax else {
                    throw .unsupported(
                        "its schema has \(count) parts, more than \(FormatsLimits.schemaElementCountMax)")
                }
                for _ in 0..<count { elements.append(try reader.schemaElement()) }
            case 3: rows = try reader.int(field)
            case 4:
                let count = try reader.structures(field)
                guard count <= FormatsLimits.rowGroupCountMax else {
                    throw .unsupported("it has \(count) row groups, more than \(FormatsLimits.rowGroupCountMax)")
                }
                groups.reserveCapacity(count)
                for _ in 0..<count { groups.append(try group(&reader)) }
            default: try reader.skip(field)
            }
        }
        var total = 0
        for group in groups {
            let (sum, overflow) = total.addingReportingOverflow(group.rows)
            guard !overflow, group.rows >= 0 else { throw .damaged("its row groups have impossible numbers of rows") }
            total = sum
        }
        guard total == rows else { throw .damaged("it says \(rows) rows, and its row groups say \(total)") }
        return (try ParquetSchema(elements), groups)
    }

    private static func group(_ reader: inout ThriftReader) throws(ParquetFault) -> Group {
        var (rows, columns) = (0, -1)
        var start = Int.max
        var length = 0
        var last = 0
        while let field = try reader.field(after: last) {
            last = field.id
            switch field.id {
            case 1:
                columns = reader.offset
                for _ in 0..<(try reader.structures(field)) {
                    let chunk = try reader.columnChunk()
                    start = min(start, chunk.start)
                    length = length.addingReportingOverflow(chunk.byteCount).partialValue
                }
            case 3: rows = try reader.int(field)
            default: try reader.skip(field)
            }
        }
        return Group(rows: rows, columns: columns, middle: start == .max ? 0 : start &+ max(length, 0) / 2)
    }

    /// The chunks of some columns of a row group.
    func chunks(of group: Group, _ wanted: Set<Int>) throws(ParquetFault) -> [Int: ColumnChunk] {
        guard !wanted.isEmpty else { return [:] }
        guard group.columns >= 0 else { throw .damaged("a row group has no columns") }
        var reader = ThriftReader(bytes.base + group.columns, bytes.byteCount - group.columns)
        let count = try reader.structures(ThriftReader.Field(id: 1, type: 9))
        guard count == schema.leafCount else {
            throw .damaged("a row group has \(count) columns, and the schema \(schema.leafCount)")
        }
        var found: [Int: ColumnChunk] = [:]
        for place in 0..<count {
            if wanted.contains(place) {
                found[place] = try reader.columnChunk()
            } else {
                try reader.skipStructure()
            }
        }
        return found
    }

    /// The columns that the schema says.
    func columns() throws(ParquetFault) -> [FileColumn] {
        var columns: [FileColumn] = []
        for node in schema.columns { columns.append(FileColumn(node.name, try node.fileType())) }
        return columns
    }
}

extension InputFile {
    /// The bytes from `start` to `end`, whose memory is asked for.
    func bytes(at start: Int, _ end: Int, _ context: ReadContext) throws(ParquetFault) -> Buffer {
        guard context.reserve(end - start) else { throw .file(.noMemory(path, end - start)) }
        let buffer = Buffer(byteCount: end - start)
        try read(at: start, buffer, from: 0, context)
        return buffer
    }

    /// Fills `buffer` from its offset `from` on with what the file has at `start`.
    func read(at start: Int, _ buffer: Buffer, from: Int, _ context: ReadContext) throws(ParquetFault) {
        var done = from
        while done < buffer.byteCount {
            if context.isCancelled() { throw .file(.cancelled(path)) }
            let count = min(buffer.byteCount - done, FilesLimits.pieceByteCount)
            let target = UnsafeMutableRawBufferPointer(start: buffer.base + done, count: count)
            let read: Int
            do { read = try self.read(at: start + done - from, into: target) } catch { throw .file(error) }
            guard read > 0 else { throw .file(.changed(path, "ends too early", was: byteCount)) }
            done += read
        }
    }
}

extension FileError {
    static func noMemory(_ path: String, _ bytes: Int) -> FileError {
        FileError(
            .noMemory, path: path,
            "there is no memory for \(bytes) bytes of \(path): give executors more memory (spark.executor.memory), "
                + "read fewer columns, or write the file with smaller pages and row groups")
    }
}
