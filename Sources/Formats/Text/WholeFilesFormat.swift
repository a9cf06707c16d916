// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Files

/// Whole files as rows (path, content) without columns. Options: see `TextFormat.options`.
public struct WholeFilesFormat: FileFormat {
    public static let name = "wholefiles"
    private let format: TextFormat

    public init(_ options: FormatOptions) throws(FileError) { format = try TextFormat(options) }

    public var isSplittable: Bool { false }
    public var fileSuffix: String { "" }

    private var valueType: DataType { format.isBytes ? .bytes : .string }

    public func rowType(_ columns: [FileColumn]) -> DataType { .tuple([valueType, valueType]) }

    public func makeReader(
        _ split: FileSplit, _ columns: [FileColumn], wanted: [Int], _ context: ReadContext
    ) throws(FileError) -> any FormatReader { Reader(split, format, valueType, context) }

    /// One row.
    private final class Reader: FormatReader {
        private let split: FileSplit
        private let format: TextFormat
        private let valueType: DataType
        private let context: ReadContext
        private(set) var bytesRead = 0
        private var isFinished = false

        init(_ split: FileSplit, _ format: TextFormat, _ valueType: DataType, _ context: ReadContext) {
            self.split = split
            self.format = format
            self.valueType = valueType
            self.context = context
        }

        func next() throws(FileError) -> Column? {
            if isFinished { return nil }
            isFinished = true
            let content = try WholeFileReader.read(split, format, context)
            bytesRead = split.fileByteCount
            let path = column(Array(split.path.utf8))
            return Column.tuple([path, column(content)], count: 1)
        }

        private func column(_ bytes: [UInt8]) -> Column {
            let builder = ColumnBuilder(valueType)
            bytes.withUnsafeBytes { builder.append(bytes: $0) }
            return builder.finish()
        }
    }
}

extension WholeFileReader {
    /// The content of the file of `split`, for which memory is reserved.
    static func read(
        _ split: FileSplit, _ format: TextFormat, _ context: ReadContext
    ) throws(FileError) -> [UInt8] {
        let content = try read(
            split.path, byteCount: split.fileByteCount, compression: split.compression,
            fileSystem: context.fileSystem, format: format, isCancelled: context.isCancelled)
        guard context.reserve(content.count) else {
            throw FileError(
                .noMemory, path: split.path,
                "\(split.path) with \(content.count) bytes does not fit into the memory of a task; read it by lines, "
                    + "or give the executors more memory")
        }
        return content
    }
}
