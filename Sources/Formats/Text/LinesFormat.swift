// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Files

/// Lines as rows that are text, without columns: the text files of RDDs. Options: see `TextFormat.options`.
public struct LinesFormat: FileFormat {
    public static let name = "lines"
    private let format: TextFormat

    public init(_ options: FormatOptions) throws(FileError) { format = try TextFormat(options) }

    public var fileSuffix: String { "" }

    public func rowType(_ columns: [FileColumn]) -> DataType { format.isBytes ? .bytes : .string }

    public func makeReader(
        _ split: FileSplit, _ columns: [FileColumn], wanted: [Int], _ context: ReadContext
    ) throws(FileError) -> any FormatReader {
        try TextReader(
            split, fileSystem: context.fileSystem, rowsMax: context.rowsMax, bytesMax: context.bytesMax,
            format: format, isCancelled: context.isCancelled)
    }

    public func makeWriter(
        _ columns: [FileColumn], _ output: any OutputFile, _ context: WriteContext
    ) throws(FileError) -> any FormatWriter { try TextWriter(output, context) }
}
