// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Files

/// Records of a fixed number of bytes as rows that are bytes, without columns. Option: `recordLength`.
public struct RecordsFormat: FileFormat {
    public static let name = "records"
    private let byteCount: Int

    public init(_ options: FormatOptions) throws(FileError) {
        byteCount = try options.int(RecordsFormat.lengthOption, or: 0)
        guard (1...FormatsLimits.recordByteCountMax).contains(byteCount) else {
            throw options.refused(
                RecordsFormat.lengthOption, "\(byteCount); 1 to \(FormatsLimits.recordByteCountMax) are possible")
        }
    }

    private static let lengthOption = "recordLength"

    /// The options for records of a length.
    public static func options(byteCount: Int) -> [String: String] { [lengthOption: "\(byteCount)"] }

    public var fileSuffix: String { "" }
    public func rowType(_ columns: [FileColumn]) -> DataType { .bytes }

    public func makeReader(
        _ split: FileSplit, _ columns: [FileColumn], wanted: [Int], _ context: ReadContext
    ) throws(FileError) -> any FormatReader { try Reader(split, byteCount, context) }

    private final class Reader: FormatReader {
        private let byteCount: Int
        private let context: ReadContext
        private let file: any InputFile
        private var place: Int
        private let end: Int
        private(set) var bytesRead = 0

        init(_ split: FileSplit, _ byteCount: Int, _ context: ReadContext) throws(FileError) {
            self.byteCount = byteCount
            self.context = context
            guard split.compression == .none else {
                throw FileError(
                    .invalidArgument, path: split.path,
                    "\(split.path) is compressed, and records of fixed length are read where they lie: decompress it")
            }
            file = try context.fileSystem.open(split.path)
            guard file.byteCount == split.fileByteCount else {
                throw .changed(file.path, "has \(file.byteCount) bytes", was: split.fileByteCount)
            }
            guard file.byteCount % byteCount == 0 else {
                throw FileError(
                    .malformed, path: file.path,
                    "\(file.path) has \(file.byteCount) bytes, which is no multiple of the record length \(byteCount)")
            }
            // A record belongs to the split in which it begins.
            place = Reader.firstRecord(split.start, byteCount)
            end = Reader.firstRecord(split.start + split.byteCount, byteCount)
        }

        private static func firstRecord(_ offset: Int, _ byteCount: Int) -> Int {
            (offset + byteCount - 1) / byteCount * byteCount
        }

        func next() throws(FileError) -> Column? {
            if context.isCancelled() { throw .cancelled(file.path) }
            let count = min(context.rowsMax, max(context.bytesMax / byteCount, 1), (end - place) / byteCount)
            if count <= 0 { return nil }
            guard context.reserve(count * byteCount) else {
                throw FileError(
                    .noMemory, path: file.path,
                    "a record of \(byteCount) bytes of \(file.path) does not fit into the memory of a task: give the "
                        + "executors more memory")
            }
            let bytes = Buffer(byteCount: count * byteCount)
            var done = 0
            while done < bytes.byteCount {
                let rest = UnsafeMutableRawBufferPointer(start: bytes.base + done, count: bytes.byteCount - done)
                let read = try file.read(at: place + done, into: rest)
                guard read > 0 else { throw .changed(file.path, "became shorter", was: file.byteCount) }
                done += read
            }
            place += done
            bytesRead += done
            let builder = ColumnBuilder(.bytes)
            for row in 0..<count {
                builder.append(
                    bytes: UnsafeRawBufferPointer(start: bytes.base + row * byteCount, count: byteCount))
            }
            return builder.finish()
        }
    }
}
