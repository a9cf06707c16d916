// SPDX-License-Identifier: Apache-2.0

public import Plan

/// How far a job is.
public struct JobProgress: Hashable, Sendable {
    public var job: JobID
    public var name: String
    /// Parents before children, the result stage last. Stages whose shuffle was already complete are in it, as done.
    public var stages: [StageProgress]
    /// No executor takes tasks at the moment.
    public var waitsForExecutors: Bool
    /// Rows that tasks read, those of running ones as far as they have reported. The driver counts them.
    public var rowsRead = 0
    /// Since the job was submitted, by the driver's clock.
    public var seconds = 0.0

    public var taskCount: Int { stages.reduce(0) { $0 + $1.taskCount } }
    public var doneCount: Int { stages.reduce(0) { $0 + $1.doneCount } }
    public var runningCount: Int { stages.reduce(0) { $0 + $1.runningCount } }
}

/// How far a stage is.
public struct StageProgress: Hashable, Sendable {
    public var stage: StageID
    public var name: String
    public var taskCount: Int
    public var doneCount: Int
    /// Handed to executors, those in their queues too.
    public var runningCount: Int
    /// Attempts that failed by themselves.
    public var failedAttempts: Int
}
