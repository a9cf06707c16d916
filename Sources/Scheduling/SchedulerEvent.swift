// SPDX-License-Identifier: Apache-2.0

public import Plan

/// Everything that the scheduler hears of.
public enum SchedulerEvent: Sendable {
    /// An executor takes tasks from now on. Its number is new: one that comes back is another executor.
    case executorRegistered(ExecutorID, host: String, slots: Int)
    /// The executor is gone, and with it its tasks and map outputs. The first reason wins; later ones change nothing.
    case executorLost(ExecutorID, reason: ExecutorLossReason)
    /// Why an executor that was lost is gone, when that becomes known later. Changes nothing but what messages say.
    case executorLossExplained(ExecutorID, reason: ExecutorLossReason)
    /// The executor finishes what it runs (or hands it back as cancelled) and takes no new tasks. Its map outputs that
    /// unfinished jobs need move to others; `dismiss` answers.
    case executorDraining(ExecutorID)
    case jobSubmitted(Job)
    /// The job fails with kind `.cancelled`.
    case jobCancelled(JobID, reason: String)
    /// Sent exactly once for each launched attempt, cancelled ones too, unless its executor is lost.
    case taskEnded(TaskAttemptID, ExecutorID, TaskOutcome)
    /// The driver has the result that `partitionResult` announced. Only for results that the executor holds.
    case resultReceived(JobID, partition: Int, attempt: TaskAttemptID)
    /// The driver could not get (or commit) the result that `partitionResult` announced: the task runs again.
    case resultLost(JobID, partition: Int, attempt: TaskAttemptID)
    /// No lineage refers to the shuffle: its outputs are forgotten, at once or when the last job that uses it ends.
    case shuffleReleased(ShuffleID)
    /// An executor keeps a partition of a stored dataset, …
    case partitionStored(StoredPartition, on: ExecutorID)
    /// … or no more.
    case partitionDropped(StoredPartition, on: ExecutorID)
    /// No executor keeps anything of the dataset any more.
    case datasetReleased(StoredID)
    /// An executor has a copy that `copyMapOutputs` asked for, with this digest of its rows.
    case mapOutputCopied(ShuffleID, mapPartition: Int, attempt: TaskAttemptID, on: ExecutorID, digest: UInt64)
    /// … or could not make it.
    case mapOutputNotCopied(
        ShuffleID, mapPartition: Int, attempt: TaskAttemptID, on: ExecutorID, message: String)
    /// A timer asked for by `setTimer` has run out. One that comes late or twice does no harm.
    case timerFired(SchedulerTimer)
    /// The session ends: all jobs fail with kind `.stopped`, now and later.
    case clusterStopped
}

/// A timer that the shell keeps. Setting one that is set replaces it.
public enum SchedulerTimer: Hashable, Sendable {
    /// Jobs wait and no executor takes tasks.
    case noExecutors
    /// Tasks wait for a slot on a host that they prefer.
    case locality
    /// Tasks run that may take too long.
    case watch
    /// A draining executor's map outputs are on their way elsewhere.
    case drain(ExecutorID)
}

/// How an attempt ended.
public enum TaskOutcome: Sendable {
    case succeeded(TaskReport)
    case failed(TaskFailure)
    /// A map output could not be read. `mapAttempt` and `from` are those of the table that the task had.
    case fetchFailed(
        ShuffleID, mapPartition: Int, mapAttempt: TaskAttemptID, from: ExecutorID, message: String)
    /// Ended on demand (`cancelTasks`), or handed back by an executor that leaves. Never counts as a failure.
    case cancelled
}

/// What a task says about its work. The scheduler uses `mapOutput`, `runNanos` and `resultIsHeld`; the rest passes
/// through.
public struct TaskReport: Hashable, Sendable {
    public var rowsRead = 0
    public var rowsWritten = 0
    public var inputByteCount = 0
    public var shuffleReadByteCount = 0
    /// The part of it that other executors gave.
    public var shuffleReadRemoteByteCount = 0
    public var shuffleWriteByteCount = 0
    public var spillByteCount = 0
    /// Time on the slot, measured on the executor; 0 when unknown.
    public var runNanos: UInt64 = 0
    /// What that time went into besides computing, by what the task's steps did: together not more than it, which
    /// `cutParts` makes sure of.
    public var readNanos: UInt64 = 0
    public var writeNanos: UInt64 = 0
    public var shuffleReadNanos: UInt64 = 0
    public var shuffleWriteNanos: UInt64 = 0
    /// The part of it on a processor; 0 when unknown.
    public var cpuNanos: UInt64 = 0
    /// On the slot as well, while it waited for bytes, and the part of it in which these were blocks of a shuffle.
    public var waitNanos: UInt64 = 0
    public var fetchWaitNanos: UInt64 = 0
    /// What the steps of the stage did in it, by ascending number.
    public var steps: [StepCount] = []
    /// For tasks that write a shuffle.
    public var mapOutput: MapOutputReport?
    /// The result stays with the executor until the driver has fetched it; the job waits for `resultReceived`.
    /// False: the result came along with the report (or there is none), nothing more is needed.
    public var resultIsHeld = false

    /// What is left of the time: computing, and what no step is known for.
    public var computeNanos: UInt64 {
        let (left, overflow) = runNanos.subtractingReportingOverflow(
            readNanos &+ writeNanos &+ shuffleReadNanos &+ shuffleWriteNanos)
        return overflow ? 0 : left
    }

    /// On the slot, at work or waiting.
    public var slotNanos: UInt64 { runNanos &+ waitNanos }

    /// Cuts from the parts of the time, which others have told, what is more than the whole.
    public mutating func cutParts() {
        var left = runNanos
        func cut(_ part: inout UInt64) {
            part = min(part, left)
            left -= part
        }
        cut(&readNanos)
        cut(&writeNanos)
        cut(&shuffleReadNanos)
        cut(&shuffleWriteNanos)
        cpuNanos = min(cpuNanos, runNanos)
        fetchWaitNanos = min(fetchWaitNanos, waitNanos)
    }

    public init() {}
}

/// What a map task wrote.
public struct MapOutputReport: Hashable, Sendable {
    public var shuffle: ShuffleID
    public var mapPartition: Int
    public var byteCount: Int
    public var rowCount: Int
    /// Of the rows and of the reduce partitions that they went to, whatever their order.
    public var digest: UInt64

    public init(shuffle: ShuffleID, mapPartition: Int, byteCount: Int, rowCount: Int, digest: UInt64) {
        self.shuffle = shuffle
        self.mapPartition = mapPartition
        self.byteCount = byteCount
        self.rowCount = rowCount
        self.digest = digest
    }
}

/// Why a task failed by itself.
public struct TaskFailure: Hashable, Sendable {
    public var kind: TaskFailureKind
    /// In the user's terms: source line, value, file.
    public var message: String
    /// False when another attempt would fail alike (the user's division by zero): the job fails at once.
    public var isRetryable: Bool
    /// The parts of the message, when the user's function failed.
    public var details: FailureDetails?

    public init(kind: TaskFailureKind, message: String, isRetryable: Bool) {
        self.kind = kind
        self.message = message
        self.isRetryable = isRetryable
    }
}

public enum TaskFailureKind: String, Hashable, Sendable {
    /// The user's closure: overflow, division by zero, a value that does not parse.
    case closure
    /// Instruction or memory budget of the task.
    case budget
    /// Reading input files.
    case input
    /// Writing result files.
    case output
    /// The executor's disk.
    case disk
    /// A program or stage that the executor refuses.
    case program
    /// The engine's own fault.
    case engine
}
