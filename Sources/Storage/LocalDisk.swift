// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Scratch files in a folder of the local disk.
public final class LocalDisk: Disk {
    public let directory: String

    public init(directory: String) { self.directory = directory }

    public func path(_ name: String) -> String { directory + "/" + name }

    public func create(_ name: String) throws(StorageError) -> any DiskFile {
        try open(name, O_RDWR | O_CREAT | O_EXCL, "create")
    }

    public func open(_ name: String) throws(StorageError) -> any DiskFile { try open(name, O_RDONLY, "open") }

    private func open(_ name: String, _ flags: Int32, _ operation: String) throws(StorageError) -> any DiskFile {
        let path = path(name)
        let descriptor = Glibc.open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .disk(operation: operation, path: path, errorNumber: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let number = errno
            _ = Glibc.close(descriptor)
            throw .disk(operation: operation, path: path, errorNumber: number)
        }
        return LocalDiskFile(path, descriptor, byteCount: Int(status.st_size))
    }

    public func remove(_ name: String) throws(StorageError) {
        guard unlink(path(name)) == 0 else {
            throw .disk(operation: "remove", path: path(name), errorNumber: errno)
        }
    }

    public func bytesFree() throws(StorageError) -> Int {
        var status = statvfs()
        guard statvfs(directory, &status) == 0 else {
            throw .disk(operation: "ask for the free space of", path: directory, errorNumber: errno)
        }
        return Int(status.f_bavail) * Int(status.f_frsize)
    }
}

/// `descriptor` changes only in `close`, which the one owner calls when nobody reads; `byteCount` only in `append`.
private final class LocalDiskFile: DiskFile, @unchecked Sendable {
    let path: String
    private(set) var byteCount: Int
    private var descriptor: Int32

    init(_ path: String, _ descriptor: Int32, byteCount: Int) {
        self.path = path
        self.descriptor = descriptor
        self.byteCount = byteCount
    }

    deinit { close() }

    func append(_ bytes: UnsafeRawBufferPointer) throws(StorageError) {
        var done = 0
        while done < bytes.count {
            let written = pwrite(descriptor, bytes.baseAddress! + done, bytes.count - done, byteCount)
            if written < 0 {
                if errno == EINTR { continue }
                throw .disk(operation: "write to", path: path, errorNumber: errno)
            }
            done += written
            byteCount += written
        }
    }

    func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws(StorageError) {
        var done = 0
        while done < target.count {
            let count = pread(descriptor, target.baseAddress! + done, target.count - done, offset + done)
            if count < 0 {
                if errno == EINTR { continue }
                throw .disk(operation: "read", path: path, errorNumber: errno)
            }
            if count == 0 {
                throw .damaged(path: path, reason: "it ends at byte \(offset + done), not at \(offset + target.count)")
            }
            done += count
        }
    }

    func close() {
        if descriptor >= 0 { _ = Glibc.close(descriptor) }
        descriptor = -1
    }

    func discard() {
        close()
        unlink(path)
    }
}
