// SPDX-License-Identifier: Apache-2.0

import CZlib
import Glibc

/// The local disk, and whatever is mounted there.
public final class LocalFileSystem: FileSystem {
    public static let shared = LocalFileSystem()
    public let scheme = "file"

    public init() {}

    public func status(_ path: String) throws(FileError) -> FileStatus {
        var status = stat()
        guard stat(FileSystems.withoutScheme(path), &status) == 0 else {
            throw FileError("read", path: path, errorNumber: errno)
        }
        let isDirectory = status.st_mode & S_IFMT == S_IFDIR
        let attributes = FileAttributes(
            permission: Int(status.st_mode & 0o1777), owner: String(status.st_uid), group: String(status.st_gid),
            modifiedMillis: status.st_mtim.tv_sec * 1_000 + status.st_mtim.tv_nsec / 1_000_000,
            replication: isDirectory ? 0 : 1)
        return FileStatus(
            path: path, isDirectory: isDirectory, byteCount: isDirectory ? 0 : Int(status.st_size),
            attributes: attributes, special: LocalFileSystem.special(status.st_mode))
    }

    /// What is neither file nor folder; nil for those.
    private static func special(_ mode: mode_t) -> String? {
        switch mode & S_IFMT {
        case S_IFREG, S_IFDIR: nil
        case S_IFIFO: "a named pipe"
        case S_IFSOCK: "a socket"
        case S_IFCHR, S_IFBLK: "a device"
        default: "no regular file"
        }
    }

    public func list(_ path: String) throws(FileError) -> [FileStatus] {
        guard let stream = opendir(FileSystems.withoutScheme(path)) else {
            throw FileError("list", path: path, errorNumber: errno)
        }
        defer { closedir(stream) }
        let parent = path.hasSuffix("/") ? path : path + "/"
        var found: [FileStatus] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw FileError("list", path: path, errorNumber: errno) }
                return found
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            do {
                found.append(try status(parent + name))
            } catch  where error.kind == .notFound {
                // A link to nowhere, or a file that was removed since: nothing that could be read.
                continue
            }
        }
    }

    public func open(_ path: String) throws(FileError) -> any InputFile {
        // Before it is opened: to open a device may mean something to it.
        if let special = try status(path).special { throw .notRegular(path, special) }
        // Not to wait for a pipe's other end, should one have come to be there since.
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
        let descriptor = Glibc.open(FileSystems.withoutScheme(path), flags)
        guard descriptor >= 0 else { throw FileError("open", path: path, errorNumber: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let number = errno
            _ = Glibc.close(descriptor)
            throw FileError("open", path: path, errorNumber: number)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            _ = Glibc.close(descriptor)
            if status.st_mode & S_IFMT == S_IFDIR { throw FileError("read", path: path, errorNumber: EISDIR) }
            throw .notRegular(path, LocalFileSystem.special(status.st_mode) ?? "no regular file")
        }
        return LocalInputFile(path, descriptor, byteCount: Int(status.st_size))
    }

    public func create(_ path: String) throws(FileError) -> any OutputFile {
        let descriptor = Glibc.open(FileSystems.withoutScheme(path), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileError("create", path: path, errorNumber: errno) }
        return LocalOutputFile(path, descriptor)
    }

    public func makeDirectories(_ path: String) throws(FileError) {
        let whole = FileSystems.withoutScheme(path)
        var made = whole.hasPrefix("/") ? "/" : ""
        for component in whole.split(separator: "/") {
            made += component
            if mkdir(made, 0o777) != 0 {
                let number = errno
                var status = stat()
                guard stat(made, &status) == 0 else {
                    throw FileError("make the folder", path: path, errorNumber: number)
                }
                guard status.st_mode & S_IFMT == S_IFDIR else {
                    throw FileError("make the folder", path: path, errorNumber: ENOTDIR)
                }
            }
            made += "/"
        }
    }

    public func rename(_ from: String, to: String) throws(FileError) {
        let (source, target) = (FileSystems.withoutScheme(from), FileSystems.withoutScheme(to))
        var number = martlet_rename_exclusively(source, target)
        if number == EINVAL || number == ENOSYS { number = renameInSteps(source, target) }
        if number == EEXIST { throw FileError("rename \(from) to", path: to, errorNumber: EEXIST) }
        if number != 0 { throw FileError("rename", path: from, errorNumber: number) }
    }

    /// For file systems that cannot rename exclusively: a hard link is refused when the target exists. A folder, which
    /// cannot be linked, is renamed after a look; the system itself refuses when the target is a folder with content.
    private func renameInSteps(_ source: String, _ target: String) -> Int32 {
        var status = stat()
        guard lstat(source, &status) == 0 else { return errno }
        if status.st_mode & S_IFMT == S_IFDIR {
            if lstat(target, &status) == 0 { return EEXIST }
            return Glibc.rename(source, target) == 0 ? 0 : errno
        }
        guard link(source, target) == 0 else { return errno }
        return unlink(source) == 0 ? 0 : errno
    }

    public func delete(_ path: String, recursive: Bool) throws(FileError) {
        try delete(FileSystems.withoutScheme(path), path, recursive, depthLeft: FilesLimits.folderDepthMax)
    }

    private func delete(
        _ path: String, _ shown: String, _ recursive: Bool, depthLeft: Int
    ) throws(FileError) {
        guard depthLeft > 0 else {
            throw FileError(.failed, path: shown, "cannot delete \(shown): its folders are nested too deeply")
        }
        if unlink(path) == 0 { return }
        guard errno == EISDIR || errno == EPERM else { throw FileError("delete", path: shown, errorNumber: errno) }
        if rmdir(path) == 0 { return }
        guard recursive && (errno == ENOTEMPTY || errno == EEXIST) else {
            throw FileError("delete", path: shown, errorNumber: errno)
        }
        for entry in try names(path, shown) {
            do {
                try delete(path + "/" + entry, shown + "/" + entry, true, depthLeft: depthLeft - 1)
            } catch  where error.kind == .notFound {
                continue
            }
        }
        if rmdir(path) != 0 { throw FileError("delete", path: shown, errorNumber: errno) }
    }

    private func names(_ path: String, _ shown: String) throws(FileError) -> [String] {
        guard let stream = opendir(path) else { throw FileError("list", path: shown, errorNumber: errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    public func layout(_ path: String) throws(FileError) -> FileLayout { .anywhere }
}

private final class LocalInputFile: InputFile {
    let path: String
    let byteCount: Int
    private let descriptor: Int32

    init(_ path: String, _ descriptor: Int32, byteCount: Int) {
        self.path = path
        self.descriptor = descriptor
        self.byteCount = byteCount
    }

    deinit { _ = Glibc.close(descriptor) }

    func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        while true {
            let count = pread(descriptor, target.baseAddress!, target.count, offset)
            if count >= 0 { return count }
            if errno != EINTR { throw FileError("read", path: path, errorNumber: errno) }
        }
    }
}

private final class LocalOutputFile: OutputFile {
    let path: String
    private var descriptor: Int32

    init(_ path: String, _ descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { discard() }

    func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        var done = 0
        while done < bytes.count {
            let written = Glibc.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
            if written < 0 {
                if errno == EINTR { continue }
                throw FileError("write to", path: path, errorNumber: errno)
            }
            done += written
        }
    }

    func close() throws(FileError) {
        guard descriptor >= 0 else { return }
        let closed = Glibc.close(descriptor)
        let number = errno
        descriptor = -1
        // EINTR: the descriptor is closed all the same.
        guard closed == 0 || number == EINTR else {
            unlink(FileSystems.withoutScheme(path))
            throw FileError("write to", path: path, errorNumber: number)
        }
    }

    func discard() {
        guard descriptor >= 0 else { return }
        _ = Glibc.close(descriptor)
        descriptor = -1
        unlink(FileSystems.withoutScheme(path))
    }
}
