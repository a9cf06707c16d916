// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files

/// Writes rows as a Parquet file: row groups of columns, dictionaries where values come again, statistics of each row
/// group. The same rows give the same bytes however they are cut into batches.
final class ParquetWriter: FormatWriter {
    private let columns: [FileColumn]
    private let schema: WriteSchema
    private let output: any OutputFile
    private let compressor: PageCompressor
    private let isCancelled: CancellationCheck
    private let leaves: [LeafWriter]
    private let firstLeaves: [Int]
    /// Whether values of a column may be of any size.
    private let isOpenEnded: [Bool]
    private var groups: [Group] = []
    private var groupRows = 0
    private var blockRows = 0
    private var blockBytes = 0
    private var rows = 0
    private var isClosed = false
    private(set) var bytesWritten = 0

    private struct Group {
        let rows: Int
        let chunks: [LeafWriter.Chunk]
    }

    private static let magic: [UInt8] = Array("PAR1".utf8)

    init(
        _ columns: [FileColumn], _ codec: PageCodec, _ output: any OutputFile, _ context: WriteContext
    ) throws(FileError) {
        self.columns = columns
        self.output = output
        isCancelled = context.isCancelled
        schema = try WriteSchema(columns)
        let compressor = PageCompressor(codec, path: output.path)
        self.compressor = compressor
        leaves = schema.leaves.map { LeafWriter($0, compressor) }
        var first = 0
        var places: [Int] = []
        for column in columns {
            places.append(first)
            first += column.type.leafCount
        }
        firstLeaves = places
        isOpenEnded = columns.map { !$0.type.isPlain || $0.type.layout.isView }
        try put(ParquetWriter.magic)
    }

    deinit { if !isClosed { output.discard() } }

    private func put(_ bytes: [UInt8]) throws(FileError) {
        let copy = bytes.withUnsafeBytes { Buffer(copying: $0) }
        defer { withExtendedLifetime(copy) {} }
        try put(copy.bytes)
    }

    private func put(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        var rest = bytes
        while !rest.isEmpty {
            if isCancelled() { throw .cancelled(output.path) }
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(FilesLimits.pieceByteCount))
            try output.write(piece)
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
        }
        bytesWritten += bytes.count
    }

    // MARK: Rows

    func write(_ batch: Column) throws(FileError) {
        var start = 0
        while start < batch.count {
            let (count, isFull) = piece(of: batch, from: start)
            let part = batch.slice(start, count)
            for (place, column) in columns.enumerated() {
                let values = part.children[place]
                if column.type.isPlain {
                    leaves[firstLeaves[place]].add(flat: values)
                } else {
                    column.type.write(values, Levels(rows: count), rows: count, to: leaves, firstLeaves[place])
                }
            }
            start += count
            groupRows += count
            blockRows += count
            if isFull { try endBlock() }
        }
    }

    /// How many rows from `start` on belong to the block, and whether they fill it: by what they are, and not by where
    /// a batch ends.
    private func piece(of batch: Column, from start: Int) -> (rows: Int, isFull: Bool) {
        let count = min(batch.count - start, FormatsLimits.blockRowCount - blockRows)
        let isLast = blockRows + count == FormatsLimits.blockRowCount
        let open = batch.children.indices.filter { isOpenEnded[$0] }
        func weight(_ range: Range<Int>) -> Int { open.reduce(0) { $0 + batch.children[$1].weight(range) } }
        let total = weight(start..<start + count)
        if blockBytes + total < FormatsLimits.blockByteCount {
            blockBytes += total
            return (count, isLast)
        }
        for row in start..<start + count {
            blockBytes += weight(row..<row + 1)
            if blockBytes >= FormatsLimits.blockByteCount { return (row + 1 - start, true) }
        }
        return (count, isLast)
    }

    private func endBlock() throws(FileError) {
        (blockRows, blockBytes) = (0, 0)
        for leaf in leaves { try leaf.endBlock() }
        let bytes = leaves.reduce(0) { $0 + $1.groupByteCount }
        if groupRows >= FormatsLimits.groupRowCount || bytes >= FormatsLimits.groupByteCount { try endGroup() }
    }

    private func endGroup() throws(FileError) {
        guard groupRows > 0 else { return }
        var chunks: [LeafWriter.Chunk] = []
        for leaf in leaves {
            let offset = bytesWritten
            var chunk = try leaf.endGroup { bytes throws(FileError) in try put(bytes) }
            chunk.offset = offset
            chunks.append(chunk)
        }
        groups.append(Group(rows: groupRows, chunks: chunks))
        rows += groupRows
        groupRows = 0
    }

    func close() throws(FileError) {
        if isClosed { return }
        try endGroup()
        let footer = footer()
        try put(footer + withUnsafeBytes(of: UInt32(footer.count).littleEndian) { Array($0) } + ParquetWriter.magic)
        try output.close()
        isClosed = true
    }

    // MARK: The footer

    private func footer() -> [UInt8] {
        var footer = ThriftWriter()
        footer.element { file in
            file.int32(1, 2)
            schema.write(to: &file)
            file.int64(3, rows)
            file.list(4, type: 12, count: groups.count)
            for (place, group) in groups.enumerated() { file.element { write(group, place, to: &$0) } }
            file.string(6, "martlet version 1.0.0 (build 0)")
            // Bounds are in the order of each type.
            file.list(7, type: 12, count: leaves.count)
            for _ in leaves { file.element { $0.structure(1) { _ in } } }
        }
        return footer.bytes
    }

    private func write(_ group: Group, _ place: Int, to out: inout ThriftWriter) {
        out.list(1, type: 12, count: group.chunks.count)
        for (leaf, chunk) in zip(schema.leaves, group.chunks) { out.element { write(chunk, leaf, to: &$0) } }
        out.int64(2, group.chunks.reduce(0) { $0 + $1.uncompressedByteCount })
        out.int64(3, group.rows)
        if let first = group.chunks.first { out.int64(5, first.offset) }
        out.int64(6, group.chunks.reduce(0) { $0 + $1.byteCount })
        out.int16(7, place)
    }

    private func write(_ chunk: LeafWriter.Chunk, _ leaf: WrittenLeaf, to out: inout ThriftWriter) {
        out.int64(2, chunk.offset)
        out.structure(3) { meta in
            meta.int32(1, leaf.form.physical.rawValue)
            var encodings: [PageEncoding] = [.rle]
            if chunk.hasPlainPages || chunk.dictionaryByteCount != nil { encodings.insert(.plain, at: 0) }
            if chunk.dictionaryByteCount != nil { encodings.append(.dictionary) }
            meta.list(2, type: 5, count: encodings.count)
            for encoding in encodings { meta.element(encoding.rawValue) }
            meta.list(3, type: 8, count: leaf.path.count)
            for name in leaf.path { meta.element(Array(name.utf8)) }
            meta.int32(4, compressor.codec.rawValue)
            meta.int64(5, chunk.valueCount)
            meta.int64(6, chunk.uncompressedByteCount)
            meta.int64(7, chunk.byteCount)
            meta.int64(9, chunk.offset + (chunk.dictionaryByteCount ?? 0))
            if chunk.dictionaryByteCount != nil { meta.int64(11, chunk.offset) }
            meta.structure(12) { chunk.statistics.write(to: &$0) }
        }
    }
}
