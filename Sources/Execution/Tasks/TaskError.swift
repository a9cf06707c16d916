// SPDX-License-Identifier: Apache-2.0

import Bytecode
package import Compute
import Files
package import Plan
import Storage

/// How a task ends when it does not succeed. A value that travels to the driver, never a crash.
enum TaskError: Error {
    /// `kind` is a word from the table in protocol/messages.md.
    case failed(kind: String, message: String, retryable: Bool, details: FailureDetails? = nil)
    /// A map output could not be fetched.
    case fetchFailed(FetchFailure)
    case cancelled

    static func compute(_ error: ComputeError) -> TaskError {
        if error.kind == .cancelled { return .cancelled }
        return .failed(
            kind: "\(error.kind)", message: error.description, retryable: error.kind.isRetryable,
            details: FailureDetails(error))
    }

    static func storage(_ error: StorageError) -> TaskError {
        .failed(kind: "storage", message: "\(error)", retryable: true)
    }

    static func file(_ error: FileError) -> TaskError {
        if error.kind == .cancelled { return .cancelled }
        return .failed(
            kind: error.kind == .noMemory ? "memory" : "file", message: "\(error)",
            retryable: error.kind == .failed || error.kind == .noSpace,
            details: FailureDetails(exceptionType: error.exceptionType, message: "\(error)"))
    }

    static func block(_ error: BlockError, _ what: String) -> TaskError {
        .failed(kind: "block", message: "\(what) is damaged: \(error)", retryable: true)
    }

    static func internalFailure(_ message: String) -> TaskError {
        .failed(kind: "internal", message: message, retryable: true)
    }
}

extension FailureDetails {
    package init(_ error: ComputeError) {
        self.init(exceptionType: error.pythonType, message: error.message)
        exception = error.exception
        file = error.fileName ?? ""
        line = error.span?.line ?? 0
        column = error.span?.column ?? 0
        endColumn = error.span?.endColumn ?? 0
        text = error.sourceLine ?? ""
        row = error.row
        rowNumber = error.rowNumber
    }
}

/// Which map output could not be had, and why.
struct FetchFailure {
    var shuffle: ShuffleID
    var mapPartition: Int
    var attempt: TaskAttemptID
    var executor: ExecutorID
    var message: String
}

extension ComputeError.Kind {
    /// Whether another attempt, on another executor, could end differently.
    var isRetryable: Bool { self == .spill }
}
