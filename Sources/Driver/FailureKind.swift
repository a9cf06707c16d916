// SPDX-License-Identifier: Apache-2.0

import Scheduling

/// Every way in which a job fails, from the engine to whoever waits for it: front ends make their errors from this one
/// table (Python's: `FailureKind.exception` in MartletC).
public enum FailureKind: String, Hashable, Sendable, CaseIterable {
    // What the scheduler gave up for; the names are those of `JobFailureKind`.
    case taskFailed, fetchFailed, taskLost, noExecutors, nonDeterministic, cancelled, invalid, applicationFailed
    case stopped
    /// No executors will come any more, and why.
    case executors
    /// A stage that cannot be sent.
    case plan
    /// A result, or what was added to accumulators, that the driver cannot take.
    case result
    /// Data that is damaged.
    case block
    /// Writing or committing result files.
    case output
    /// The driver's own part of an action: as kinds of errors of computing, in protocol/messages.md.
    case overflow, divisionByZero, indexOutOfRange, parse, conversion, emptyList, invalidArgument, typeError
    case nullOperand, memoryExceeded, budgetExceeded, userFailure, spill, pythonException

    init(_ kind: JobFailureKind) {
        self =
            switch kind {
            case .taskFailed: .taskFailed
            case .fetchFailed: .fetchFailed
            case .taskLost: .taskLost
            case .noExecutors: .noExecutors
            case .nonDeterministic: .nonDeterministic
            case .cancelled: .cancelled
            case .invalid: .invalid
            case .applicationFailed: .applicationFailed
            case .stopped: .stopped
            }
    }

    /// The kind of an error of computing by its name.
    public init(computing name: String) { self = FailureKind(rawValue: name) ?? .userFailure }
}
