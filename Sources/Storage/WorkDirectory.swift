// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A process's own folder for scratch files: `<parent>/martlet-<pid>-<random>/`, with mode 0700.
///
/// A lock file beside it, locked while the process lives, tells it from what a killed process left; the next process to
/// start in the same parent removes that. Process numbers alone would not do: containers share folders, not numbers.
public final class WorkDirectory {
    public let path: String
    private let lockPath: String
    private var lock: Int32

    private static let namePrefix = "martlet-"
    private static let lockSuffix = ".lock"

    /// Within the folder: what else a killed process leaves, in files that only a process which reads them may remove.
    public static let notesName = "notes"

    /// Removes what dead processes left in `parent` and makes a new folder there. `takeNotes` gets the path of each
    /// folder of notes before it goes; without it folders that have notes stay for another process.
    public init(parent: String, takeNotes: ((_ folder: String) -> Void)? = nil) throws(StorageError) {
        var status = stat()
        guard stat(parent, &status) == 0 else {
            throw .workDirectory(path: parent, reason: errno == ENOENT ? "it does not exist" : errorText(errno))
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .workDirectory(path: parent, reason: "it is no folder") }
        guard access(parent, W_OK | X_OK) == 0 else { throw .workDirectory(path: parent, reason: errorText(errno)) }
        WorkDirectory.sweep(parent, takeNotes: takeNotes)
        for _ in 0..<StorageLimits.workDirectoryAttemptsMax {
            let random = String(UInt64.random(in: 0 ... .max), radix: 36)
            let path = "\(parent)/\(WorkDirectory.namePrefix)\(getpid())-\(random)"
            guard let lock = try WorkDirectory.takeLock(path + WorkDirectory.lockSuffix) else { continue }
            guard mkdir(path, 0o700) == 0 else {
                let number = errno
                unlink(path + WorkDirectory.lockSuffix)
                _ = Glibc.close(lock)
                if number == EEXIST { continue }
                throw .disk(operation: "make the folder", path: path, errorNumber: number)
            }
            self.path = path
            self.lock = lock
            lockPath = path + WorkDirectory.lockSuffix
            return
        }
        throw .workDirectory(path: parent, reason: "no unused name was found in it")
    }

    deinit { close() }

    /// Removes the folder with all that is in it.
    public func close() {
        guard lock >= 0 else { return }
        removeTree(path)
        unlink(lockPath)
        _ = Glibc.close(lock)
        lock = -1
    }

    /// Removes what a process that has ended left in `parent`, if it left anything: for whoever started it.
    public static func removeLeftovers(of process: Int32, in parent: String) {
        sweep(parent, namePrefix: "\(namePrefix)\(process)-")
    }

    /// Creates and locks a lock file; nil when another process took or removed it on the way.
    private static func takeLock(_ path: String) throws(StorageError) -> Int32? {
        let lock = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard lock >= 0 else {
            if errno == EEXIST { return nil }
            throw .disk(operation: "create", path: path, errorNumber: errno)
        }
        var status = stat()
        if flock(lock, LOCK_EX | LOCK_NB) == 0, fstat(lock, &status) == 0, status.st_nlink > 0 { return lock }
        _ = Glibc.close(lock)
        return nil
    }

    /// Removes the folders whose lock nobody holds. What cannot be removed stays: it is not this process's to report.
    private static func sweep(
        _ parent: String, namePrefix: String = namePrefix, takeNotes: ((_ folder: String) -> Void)? = nil
    ) {
        for name in entryNames(parent) where name.hasPrefix(namePrefix) && name.hasSuffix(lockSuffix) {
            let lockPath = parent + "/" + name
            let lock = open(lockPath, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
            guard lock >= 0 else { continue }
            var status = stat()
            let isOwn =
                fstat(lock, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_uid == geteuid()
            if isOwn, flock(lock, LOCK_EX | LOCK_NB) == 0 {
                let folder = String(lockPath.dropLast(lockSuffix.count))
                let notes = folder + "/" + notesName
                let hasNotes = !entryNames(notes).isEmpty
                if hasNotes { takeNotes?(notes) }
                if !hasNotes || takeNotes != nil {
                    removeTree(folder)
                    unlink(lockPath)
                }
            }
            _ = Glibc.close(lock)
        }
    }
}

/// Names in a folder but for `.` and `..`; none when it cannot be read.
private func entryNames(_ directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
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

/// Removes a folder with all that is in it; symbolic links are removed, not followed.
private func removeTree(_ path: String, depthLeft: Int = StorageLimits.removalDepthMax) {
    guard depthLeft > 0 else { return }
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
        unlink(path)
        return
    }
    for name in entryNames(path) { removeTree(path + "/" + name, depthLeft: depthLeft - 1) }
    rmdir(path)
}
