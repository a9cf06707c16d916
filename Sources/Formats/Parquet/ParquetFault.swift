// SPDX-License-Identifier: Apache-2.0

import Files

/// Why a Parquet file could not be read, before it is said which file it was.
enum ParquetFault: Error {
    /// Bytes that no writer may write.
    case damaged(String)
    /// What Martlet does not read; the text ends with what to do instead.
    case unsupported(String)
    case file(FileError)

    func fileError(_ path: String) -> FileError {
        switch self {
        case .damaged(let what):
            FileError(
                .malformed, path: path,
                "\(path) is a damaged Parquet file: \(what); write it again, or look at it with another reader")
        case .unsupported(let what): FileError(.malformed, path: path, "cannot read \(path): \(what)")
        case .file(let error): error
        }
    }
}
