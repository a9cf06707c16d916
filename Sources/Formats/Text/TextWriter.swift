// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Files
import Glibc

/// Writes string columns as text, a row a line. Confined to one thread. What is not
/// closed when it goes is discarded.
public final class TextWriter: FormatWriter {
    private let output: CompressedOutput
    private let buffer: UnsafeMutableRawPointer
    private let ends: LineEnds
    private var used = 0
    private var isClosed = false

    /// Bytes of text so far, uncompressed.
    public private(set) var bytesWritten = 0

    /// `null`: what stands for a null row, at most 12 bytes. `lineSeparator`: at most 8.
    public init(
        _ output: any OutputFile, _ context: WriteContext = WriteContext(), lineSeparator: [UInt8] = [10],
        null: String = "null"
    ) throws(FileError) {
        guard (1...LineEnds.byteCountMax).contains(lineSeparator.count) else {
            throw FileError(
                .invalidArgument, path: output.path,
                "a line separator of \(lineSeparator.count) bytes cannot be written; 1 to \(LineEnds.byteCountMax) are "
                    + "possible")
        }
        ends = LineEnds(lineSeparator, null: null)
        self.output = try CompressedOutput(output, context)
        // 16 bytes more: short lines are copied in words.
        buffer = .allocate(byteCount: FilesLimits.writeByteCount + 16, alignment: 64)
    }

    deinit { buffer.deallocate() }

    /// Writes every row of a string (or bytes) column.
    public func write(_ column: Column) throws(FileError) {
        precondition(column.type.isView && !isClosed)
        var row = 0
        while row < column.count {
            let appended = appendLines(
                buffer, used, FilesLimits.writeByteCount, column.views, column.dataPointers, column.valid, row,
                column.count, ends)
            row = appended.row
            bytesWritten += appended.used - used
            used = appended.used
            if row < column.count {
                try flush()
                if column.bytes(row).count + ends.byteCount > FilesLimits.writeByteCount {
                    try writeLong(column.bytes(row))
                    row += 1
                }
            }
        }
    }

    /// Writes what is left and closes the output.
    public func close() throws(FileError) {
        if isClosed { return }
        try flush()
        try output.close()
        isClosed = true
    }

    private func flush() throws(FileError) {
        if used > 0 { try output.write(UnsafeRawBufferPointer(start: buffer, count: used)) }
        used = 0
    }

    private func writeLong(_ line: UnsafeRawBufferPointer) throws(FileError) {
        try output.write(line)
        buffer.storeBytes(of: ends.separator, as: UInt64.self)
        used = ends.byteCount
        bytesWritten += line.count + ends.byteCount
    }
}

/// Appends lines to `buffer` from `used` on until one does not fit; where that left off.
private func appendLines(
    _ buffer: UnsafeMutableRawPointer, _ used: Int, _ capacity: Int, _ views: UnsafePointer<StringView>,
    _ data: UnsafePointer<UnsafeRawPointer>, _ valid: UnsafePointer<UInt8>?, _ start: Int, _ end: Int,
    _ ends: LineEnds
) -> (row: Int, used: Int) {
    let (null, separator, separatorCount) = (ends.null, ends.separator, ends.byteCount)
    var used = used
    for row in start..<end {
        var view = views[row]
        if let valid, valid[row] == 0 { view = null }
        let length = view.count
        if length &+ separatorCount > capacity &- used { return (row, used) }
        let out = buffer + used
        if view.isInline {
            out.storeBytes(of: UInt32(truncatingIfNeeded: view.word0 >> 32), as: UInt32.self)
            (out + 4).storeBytes(of: view.word1, as: UInt64.self)
        } else {
            memcpy(out, data[view.bufferIndex] + view.offset, length)
        }
        out.storeBytes(of: separator, toByteOffset: length, as: UInt64.self)
        used &+= length &+ separatorCount
    }
    return (end, used)
}

/// What ends lines, and what stands for null.
private struct LineEnds {
    static let byteCountMax = 8
    /// The bytes, the first one lowest.
    let separator: UInt64
    let byteCount: Int
    let null: StringView

    init(_ bytes: [UInt8], null: String) {
        separator = bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
        byteCount = bytes.count
        let padded = Array(null.utf8.prefix(StringView.inlineByteCountMax))
        self.null = (padded + [UInt8](repeating: 0, count: 16)).withUnsafeBytes {
            StringView(inline: $0.baseAddress!, count: padded.count)
        }
    }
}
