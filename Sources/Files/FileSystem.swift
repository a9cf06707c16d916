// SPDX-License-Identifier: Apache-2.0

/// What is at a path.
public struct FileStatus: Hashable, Sendable {
    public let path: String
    public let isDirectory: Bool
    /// 0 for folders.
    public let byteCount: Int
    /// Where the file lies, when the file system says it along with the rest.
    public let layout: FileLayout?
    /// nil where the file system has none.
    public let attributes: FileAttributes?
    /// What it is when neither file nor folder ("a named pipe"): nothing that could be read in parts.
    public let special: String?

    public init(
        path: String, isDirectory: Bool, byteCount: Int, layout: FileLayout? = nil, attributes: FileAttributes? = nil,
        special: String? = nil
    ) {
        self.path = path
        self.isDirectory = isDirectory
        self.byteCount = byteCount
        self.layout = layout
        self.attributes = attributes
        self.special = special
    }

    /// The last component of the path.
    public var name: String { path.split(separator: "/").last.map(String.init) ?? path }
}

/// Where input lies and output goes: the local disk, or another store that is registered by its scheme. Paths may carry
/// the scheme (`file:/data/x`) and come back as they were given. Thread-safe.
public protocol FileSystem: Sendable {
    /// `file`, `hdfs`, …
    var scheme: String { get }
    func status(_ path: String) throws(FileError) -> FileStatus
    /// What is directly in a folder, in no particular order.
    func list(_ path: String) throws(FileError) -> [FileStatus]
    func open(_ path: String) throws(FileError) -> any InputFile
    /// A new file in an existing folder; `alreadyExists` when there is one.
    func create(_ path: String) throws(FileError) -> any OutputFile
    /// Makes a folder and those above it; no error when it exists.
    func makeDirectories(_ path: String) throws(FileError)
    /// Moves a file or a folder in one step; `alreadyExists` when `to` does.
    func rename(_ from: String, to: String) throws(FileError)
    /// A folder that is not empty is deleted only when `recursive`.
    func delete(_ path: String, recursive: Bool) throws(FileError)
    /// Where the bytes of a file lie.
    func layout(_ path: String) throws(FileError) -> FileLayout
}

/// A file open for reading. Confined to one thread; closed when it goes.
public protocol InputFile: AnyObject {
    var path: String { get }
    var byteCount: Int { get }
    /// Reads into `target` from `offset` on, as many bytes as come at once; 0 only at the end of the file.
    func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws(FileError) -> Int
}

/// A file that is being written. Confined to one thread; what is not closed when it goes is discarded.
public protocol OutputFile: AnyObject {
    var path: String { get }
    func write(_ bytes: UnsafeRawBufferPointer) throws(FileError)
    /// Everything is written and the file is whole.
    func close() throws(FileError)
    /// The file is deleted.
    func discard()
}
