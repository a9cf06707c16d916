// SPDX-License-Identifier: Apache-2.0

/// Uncompresses a file piece by piece. Confined to one thread.
package protocol CompressedReader: AnyObject {
    /// Fills `target` as far as the file goes; returns how much that was, 0 only at the end.
    func read(into target: UnsafeMutableRawBufferPointer) throws(FileError) -> Int
    /// Bytes of the file read so far.
    var compressedOffset: Int { get }
}

extension FileCompression {
    /// What uncompresses `file`; nil when it is not compressed.
    package func makeReader(
        _ file: any InputFile, isCancelled: @escaping CancellationCheck
    ) throws(FileError) -> (any CompressedReader)? {
        switch self {
        case .none: return nil
        case .gzip: return try GzipReader(file, isCancelled: isCancelled)
        case .bzip2: return try Bzip2Reader(file, isCancelled: isCancelled)
        }
    }
}
