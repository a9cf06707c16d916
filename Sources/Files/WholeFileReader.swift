// SPDX-License-Identifier: Apache-2.0

/// Reads text files that become one value each.
public enum WholeFileReader {
    /// The text of the file at `path`, uncompressed: valid UTF-8 of at most `FilesLimits.wholeFileByteCountMax` bytes.
    /// `byteCount` is the length that the file had when the job was planned.
    public static func read(
        _ path: String, byteCount: Int, compression: FileCompression, fileSystem: any FileSystem
    ) throws(FileError) -> [UInt8] {
        let file = try fileSystem.open(path)
        guard file.byteCount == byteCount else {
            throw FileError(
                .changed, path: path,
                "\(path) has \(file.byteCount) bytes, it had \(byteCount) when the job was planned: "
                    + "let nothing write to it while it is read, and run the job again")
        }
        let gzip = compression == .gzip ? try GzipReader(file) : nil
        var content: [UInt8] = []
        if gzip == nil { content.reserveCapacity(min(byteCount, FilesLimits.wholeFileByteCountMax)) }
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: FilesLimits.readByteCount, alignment: 64)
        defer { piece.deallocate() }
        while true {
            let count: Int
            if let gzip {
                count = try gzip.read(into: piece)
            } else {
                count = try file.read(at: content.count, into: piece)
            }
            if count == 0 { break }
            guard content.count + count <= FilesLimits.wholeFileByteCountMax else {
                throw FileError(
                    .malformed, path: path,
                    "\(path) has more than \(FilesLimits.wholeFileByteCountMax) bytes, too many for one row: read it "
                        + "by lines with textFile")
            }
            content.append(contentsOf: piece[..<count])
        }
        try validate(content, path)
        return content
    }

    private static func validate(_ content: [UInt8], _ path: String) throws(FileError) {
        let invalid = content.withUnsafeBytes { firstInvalidUTF8($0) }
        if let invalid {
            throw FileError(
                .malformed, path: path,
                "\(path) is not UTF-8 text: byte 0x\(String(content[invalid], radix: 16)) at offset \(invalid) begins "
                    + "no character: convert the file to UTF-8")
        }
    }
}
