// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Storage

/// Writes batches as blocks, one behind another.
final class BlockFileWriter: FormatWriter {
    private let type: DataType
    private let output: any OutputFile
    private var blocks = 0
    private var rows = 0
    private var isBegun = false
    private(set) var bytesWritten = 0

    init(_ type: DataType, _ output: any OutputFile) {
        self.type = type
        self.output = output
    }

    func write(_ rows: Column) throws(FileError) {
        try begin()
        if rows.count > 0 { try append(rows) }
    }

    func close() throws(FileError) {
        try begin()
        var trailer = BlockFileLayout.endMagic
        trailer.append(littleEndian: UInt64(blocks))
        trailer.append(littleEndian: UInt64(rows))
        try put(trailer)
        try output.close()
    }

    private func begin() throws(FileError) {
        if isBegun { return }
        isBegun = true
        let encoded = TypeCodec.encode(type)
        var header = BlockFileLayout.magic
        header.append(littleEndian: BlockFileLayout.version)
        header.append(littleEndian: UInt32(encoded.count))
        header += encoded
        header += [UInt8](repeating: 0, count: BlockFileLayout.aligned(encoded.count) - encoded.count)
        try put(header)
    }

    /// Rows that are too many for one block become two.
    private func append(_ column: Column) throws(FileError) {
        let block: [UInt8]
        do { block = try BlockCodec.encode(column) } catch {
            guard case .tooLarge = error, column.count > 1 else {
                throw FileError(.invalidArgument, path: output.path, "cannot write a row to \(output.path): \(error)")
            }
            let half = column.count / 2
            try append(column.slice(0, half))
            return try append(column.slice(half, column.count - half))
        }
        blocks += 1
        rows += column.count
        try put(block)
    }

    private func put(_ bytes: [UInt8]) throws(FileError) {
        bytesWritten += bytes.count
        try bytes.withUnsafeBufferPointer { (raw) throws(FileError) in try output.write(UnsafeRawBufferPointer(raw)) }
    }
}

extension [UInt8] {
    fileprivate mutating func append(littleEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}
