// SPDX-License-Identifier: Apache-2.0

public import Files

/// Reads text files that become one value each.
public enum WholeFileReader {
    /// The text of the file at `path`, uncompressed and in UTF-8, or its bytes when the format wants those: at most
    /// `FormatsLimits.wholeFileByteCountMax` of the file. `byteCount` is the length that the file had when the job was
    /// planned.
    public static func read(
        _ path: String, byteCount: Int, compression: FileCompression, fileSystem: any FileSystem,
        format: TextFormat = TextFormat(), isCancelled: @escaping CancellationCheck = { false }
    ) throws(FileError) -> [UInt8] {
        let file = try fileSystem.open(path)
        guard file.byteCount == byteCount else {
            throw .changed(path, "has \(file.byteCount) bytes", was: byteCount)
        }
        let compressed = try compression.makeReader(file, isCancelled: isCancelled)
        var content: [UInt8] = []
        if compressed == nil { content.reserveCapacity(min(byteCount, FormatsLimits.wholeFileByteCountMax)) }
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: FilesLimits.readByteCount, alignment: 64)
        defer { piece.deallocate() }
        while true {
            if isCancelled() { throw .cancelled(path) }
            let count: Int
            if let compressed {
                count = try compressed.read(into: piece)
            } else {
                count = try file.read(at: content.count, into: piece)
            }
            if count == 0 { break }
            guard content.count + count <= FormatsLimits.wholeFileByteCountMax else {
                throw FileError(
                    .malformed, path: path,
                    "\(path) has more than \(FormatsLimits.wholeFileByteCountMax) bytes, too many for one row: read it "
                        + "by lines with textFile")
            }
            content.append(contentsOf: piece[..<count])
        }
        if compressed == nil {
            try CompressedFormat.check(path: path, start: content.prefix(CompressedFormat.prefixByteCount))
        }
        return format.isBytes ? content : try decode(content, format, path)
    }

    private static func decode(
        _ content: [UInt8], _ format: TextFormat, _ path: String
    ) throws(FileError) -> [UInt8] {
        var encoding = format.encoding
        var start = 0
        if encoding == .utf16 {
            encoding = content.starts(with: [0xFE, 0xFF]) ? .utf16BigEndian : .utf16LittleEndian
        }
        if encoding.isWide, content.starts(with: encoding.mark) { start = 2 }
        let decoder = TextDecoder(encoding: encoding, replacesMalformed: format.replacesMalformed)
        let isPlain = content.withUnsafeBytes { decoder.isPlain(UnsafeRawBufferPointer(rebasing: $0[start...])) }
        if isPlain { return start == 0 ? content : Array(content[start...]) }
        var malformed: MalformedText?
        let room = decoder.roomNeeded(content.count - start)
        let decoded = [UInt8](unsafeUninitializedCapacity: room) { target, used in
            content.withUnsafeBytes { bytes in
                do throws(MalformedText) {
                    used = try decoder.decode(
                        UnsafeRawBufferPointer(rebasing: bytes[start...]), into: target.baseAddress!)
                } catch {
                    malformed = error
                }
            }
        }
        guard let malformed else { return decoded }
        let offset = start + malformed.offset
        throw .malformedText(path, encoding, byte: content[offset], offset: offset)
    }
}
