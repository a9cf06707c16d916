// SPDX-License-Identifier: Apache-2.0

public import Plan

/// Why a job failed. `message` says all of it; the fields are for programs.
public struct JobFailure: Hashable, Sendable, Error {
    public var kind: JobFailureKind
    /// What, where, why and what to try.
    public var message: String
    public var stage: StageID?
    public var stageName: String?
    public var partition: Int?
    public var host: String?
    /// Attempts at the task (or at the stage) that were made.
    public var attempts: Int
    /// The last task's own message.
    public var task: TaskFailure?

    public init(
        kind: JobFailureKind, message: String, stage: StageID? = nil, stageName: String? = nil, partition: Int? = nil,
        host: String? = nil, attempts: Int = 0, task: TaskFailure? = nil
    ) {
        self.kind = kind
        self.message = message
        self.stage = stage
        self.stageName = stageName
        self.partition = partition
        self.host = host
        self.attempts = attempts
        self.task = task
    }
}

public enum JobFailureKind: String, Hashable, Sendable {
    /// A task failed for good, or as often as it may.
    case taskFailed
    /// A stage could not read its input as often as it may.
    case fetchFailed
    /// A task was lost, with its executor or by it, as often as it may.
    case taskLost
    /// No executor for too long.
    case noExecutors
    /// A map task that ran again wrote other rows.
    case nonDeterministic
    case cancelled
    /// The job makes no sense: the engine's own fault.
    case invalid
    /// Too many executors failed.
    case applicationFailed
    /// The session has ended.
    case stopped
}
