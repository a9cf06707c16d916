// SPDX-License-Identifier: Apache-2.0

/// Where scratch files go: the local disk, or its twin in memory. Thread-safe; names are single path components.
public protocol Disk: Sendable {
    /// A new empty file; an error when there is one of that name.
    func create(_ name: String) throws(StorageError) -> any DiskFile
    /// An existing file, for reading.
    func open(_ name: String) throws(StorageError) -> any DiskFile
    func remove(_ name: String) throws(StorageError)
    /// Bytes that can still be written.
    func bytesFree() throws(StorageError) -> Int
    /// What a file of that name is called in messages.
    func path(_ name: String) -> String
}

/// An open scratch file. Reading may happen on several threads; everything else on one.
public protocol DiskFile: AnyObject, Sendable {
    var path: String { get }
    var byteCount: Int { get }
    /// Writes at the end. When it throws, part of `bytes` may be in the file.
    func append(_ bytes: UnsafeRawBufferPointer) throws(StorageError)
    /// Fills `target` from `offset` on; fewer bytes than that are an error.
    func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws(StorageError)
    /// Lets go of the file, which stays on the disk. Closing twice is allowed.
    func close()
    /// Closes the file and removes it from the disk.
    func discard()
}
