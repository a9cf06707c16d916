// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Why a file could not be read or written. The message says what, where, why and what to try.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Kind: Hashable, Sendable {
        case notFound
        case permissionDenied
        case alreadyExists
        case isDirectory
        case notDirectory
        case noSpace
        case unsupportedScheme
        /// A pattern, a path or an option that cannot be meant.
        case invalidArgument
        /// Bytes that are not what the name or the job says: bad UTF-8, broken gzip, a line that is too long.
        case malformed
        /// The file is not as it was when the job was planned.
        case changed
        /// There is not as much memory as a file takes.
        case noMemory
        /// The task that reads or writes is to end.
        case cancelled
        /// Everything else that the system refuses.
        case failed
    }

    public let kind: Kind
    public let path: String
    /// The whole message, the path included.
    public let description: String

    public init(_ kind: Kind, path: String, _ description: String) {
        self.kind = kind
        self.path = path
        self.description = description
    }

    /// A failed system call: "cannot <operation> <path>: <why>".
    public init(_ operation: String, path: String, errorNumber: Int32) {
        let (kind, reason) = FileError.meaning(of: errorNumber)
        self.init(kind, path: path, "cannot \(operation) \(path): \(reason)")
    }

    /// A pipe, a socket or a device in the place of a file: reading it might never end.
    package static func notRegular(_ path: String, _ special: String) -> FileError {
        FileError(
            .invalidArgument, path: path,
            "cannot read \(path): it is \(special), and only regular files can be read: write its content to a file")
    }

    package static func cancelled(_ path: String) -> FileError {
        FileError(.cancelled, path: path, "the task was cancelled at \(path)")
    }

    /// The class that Python's own file functions raise.
    package var exceptionType: String {
        switch kind {
        case .notFound: "FileNotFoundError"
        case .permissionDenied: "PermissionError"
        case .alreadyExists: "FileExistsError"
        case .isDirectory: "IsADirectoryError"
        case .notDirectory: "NotADirectoryError"
        case .invalidArgument, .unsupportedScheme: "ValueError"
        default: "OSError"
        }
    }

    /// The file is not as long as it was when the job was planned.
    package static func changed(_ path: String, _ what: String, was byteCount: Int) -> FileError {
        FileError(
            .changed, path: path,
            "\(path) \(what), it had \(byteCount) bytes when the job was planned: let nothing write to it while it is "
                + "read, and run the job again")
    }

    private static func meaning(of errorNumber: Int32) -> (Kind, String) {
        switch errorNumber {
        case ENOENT: (.notFound, "it does not exist: check the path, and that every executor sees the same files")
        case EACCES, EPERM: (.permissionDenied, "permission denied: check the owner and the mode of it and its folders")
        case EROFS: (.permissionDenied, "the file system is read-only")
        case EEXIST, ENOTEMPTY: (.alreadyExists, "it exists")
        case EISDIR: (.isDirectory, "it is a folder")
        case ENOTDIR: (.notDirectory, "a part of the path is no folder")
        case ENOSPC: (.noSpace, "no space left on the disk: free space or choose another folder")
        case EDQUOT: (.noSpace, "the disk quota is used up: free space or choose another folder")
        case ELOOP: (.failed, "its symbolic links lead in a circle, or too many follow one another")
        case EMFILE, ENFILE: (.failed, "too many open files: raise the limit (ulimit -n)")
        default: (.failed, errorText(errorNumber))
        }
    }
}

/// The system's words for an error number.
private func errorText(_ errorNumber: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { text in
        strerror_r(errorNumber, text.baseAddress!, text.count) == 0
            ? String(cString: text.baseAddress!) : "error \(errorNumber)"
    }
}
