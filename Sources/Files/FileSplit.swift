// SPDX-License-Identifier: Apache-2.0

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
    /// The values of the folders `k=v` that the file lies in, as their names say; nil is null.
    public var partitionValues: [String?]

    public init(
        path: String, start: Int, byteCount: Int, fileByteCount: Int, compression: FileCompression, hosts: [String],
        partitionValues: [String?] = []
    ) {
        self.path = path
        self.start = start
        self.byteCount = byteCount
        self.fileByteCount = fileByteCount
        self.compression = compression
        self.hosts = hosts
        self.partitionValues = partitionValues
    }
}

/// What one task reads: parts of files, one after another.
public struct FileGroup: Sendable {
    public var splits: [FileSplit]
    /// Hosts that hold the bytes, the best first.
    public var hosts: [String]

    public init(splits: [FileSplit], hosts: [String]) {
        self.splits = splits
        self.hosts = hosts
    }
}

/// Asked between the pieces of work that may take long; true when the task is to end.
public typealias CancellationCheck = () -> Bool
