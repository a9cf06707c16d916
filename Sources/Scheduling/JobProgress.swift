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

    public init(job: JobID, name: String, stages: [StageProgress], waitsForExecutors: Bool) {
        self.job = job
        self.name = name
        self.stages = stages
        self.waitsForExecutors = waitsForExecutors
    }

    public var taskCount: Int { stages.reduce(0) { $0 + $1.taskCount } }
    public var doneCount: Int { stages.reduce(0) { $0 + $1.doneCount } }
    public var runningCount: Int { stages.reduce(0) { $0 + $1.runningCount } }
    public var longestRunSeconds: Double { stages.reduce(0) { max($0, $1.longestRunSeconds) } }
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
    /// How long the longest of the running attempts has run.
    public var longestRunSeconds = 0.0
    /// What is read of input whose place is known, and how much of that where it lies.
    public var reads = PlacedReads()
    /// What the stage is made of, by number, and what that did in tasks that counted.
    public var steps: [StageStep] = []
    public var counts: [StepCount] = []

    public init(
        stage: StageID, name: String, taskCount: Int, doneCount: Int, runningCount: Int, failedAttempts: Int
    ) {
        self.stage = stage
        self.name = name
        self.taskCount = taskCount
        self.doneCount = doneCount
        self.runningCount = runningCount
        self.failedAttempts = failedAttempts
    }
}

/// Bytes of input that lies on known hosts, as in blocks of HDFS, that tasks which counted have read.
public struct PlacedReads: Hashable, Sendable {
    public var byteCount = 0
    /// Of them, those read by executors on a host that holds them.
    public var localByteCount = 0

    public init(byteCount: Int = 0, localByteCount: Int = 0) {
        self.byteCount = byteCount
        self.localByteCount = localByteCount
    }

    /// How much of the input was local; nil when none has a place.
    public var localShare: Double? { byteCount == 0 ? nil : Double(localByteCount) / Double(byteCount) }

    public mutating func add(_ other: PlacedReads) {
        byteCount.add(saturating: other.byteCount)
        localByteCount.add(saturating: other.localByteCount)
    }
}
