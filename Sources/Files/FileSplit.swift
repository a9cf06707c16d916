// SPDX-License-Identifier: Apache-2.0

/// How the bytes of a file are compressed.
public enum FileCompression: UInt8, Hashable, Sendable {
    case none = 0
    case gzip = 1

    /// By the end of the name, as everywhere: `.gz` is gzip.
    public init(path: String) { self = path.hasSuffix(".gz") ? .gzip : .none }
}

/// The part of a file that one task reads.
public struct FileSplit: Hashable, Sendable {
    public var path: String
    public var start: Int
    public var byteCount: Int
    /// The length of the whole file when the job was planned; a reader that finds another says so.
    public var fileByteCount: Int
    public var compression: FileCompression
    /// Hosts that hold the bytes, the best first.
    public var hosts: [String]

    public init(
        path: String, start: Int, byteCount: Int, fileByteCount: Int, compression: FileCompression, hosts: [String]
    ) {
        self.path = path
        self.start = start
        self.byteCount = byteCount
        self.fileByteCount = fileByteCount
        self.compression = compression
        self.hosts = hosts
    }
}
