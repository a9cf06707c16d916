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
