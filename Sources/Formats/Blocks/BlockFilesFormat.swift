// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Files
import Storage

/// Rows of any type in the engine's own blocks (protocol/blocks.md, "Files of blocks"): what RDDs are saved as to be
/// read again by Martlet. Rows have no columns with names.
///
/// Option: `type`, the type of the rows as `TypeCodec` writes it, in hexadecimal digits.
public struct BlockFilesFormat: FileFormat {
    public static let name = "blocks"
    private let type: DataType

    public init(_ options: FormatOptions) throws(FileError) {
        guard let digits = options[BlockFilesFormat.typeOption], let bytes = HexDigits.bytes(digits),
            let type = try? TypeCodec.decode(bytes)
        else {
            throw FileError(
                .invalidArgument, path: "",
                "files of format blocks have rows of RDDs, not columns: read them with sc.pickleFile, in Swift with "
                    + "objectFile, and make a DataFrame of that")
        }
        self.type = type
    }

    /// The options for rows of a type.
    public static func options(_ type: DataType) -> [String: String] {
        [typeOption: HexDigits.text(TypeCodec.encode(type))]
    }

    private static let typeOption = "type"

    /// A file is one partition, so that what was saved comes back in the same ones.
    public var isSplittable: Bool { false }
    public var fileSuffix: String { "" }
    /// Blocks are compressed, never the file.
    public func fileCompression(_ options: FormatOptions) throws(FileError) -> FileCompression { .none }
    public func rowType(_ columns: [FileColumn]) -> DataType { type }

    public func makeReader(
        _ split: FileSplit, _ columns: [FileColumn], wanted: [Int], _ context: ReadContext
    ) throws(FileError) -> any FormatReader { try BlockFileReader(split, type, context) }

    public func makeWriter(
        _ columns: [FileColumn], _ output: any OutputFile, _ context: WriteContext
    ) throws(FileError) -> any FormatWriter { BlockFileWriter(type, output) }

    /// The type of the rows in a file.
    public static func type(of path: String, in fileSystem: any FileSystem) throws(FileError) -> DataType {
        try BlockFileReader.header(of: fileSystem.open(path)).type
    }
}

/// What stands at the beginning and at the end of a file of blocks.
enum BlockFileLayout {
    static let magic = Array("MBLKFILE".utf8)
    static let endMagic = Array("MBLKSEND".utf8)
    static let version: UInt32 = 1
    /// Magic, version, length of the type.
    static let headerByteCount = 16
    /// Magic, blocks, rows.
    static let trailerByteCount = 24

    static func aligned(_ byteCount: Int) -> Int { (byteCount + 7) / 8 * 8 }
}
