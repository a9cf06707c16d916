// SPDX-License-Identifier: Apache-2.0

public import Plan

/// Everything that the scheduler wants done, to be carried out in order. None is ever for an executor that was lost.
public enum SchedulerCommand: Sendable {
    /// Once an executor and stage, before the first launch there. The driver holds the payload until `releaseStage`.
    case defineStage(StageID, on: ExecutorID)
    /// The complete table of a shuffle, by map partition: before tasks that read it, and again when it has changed.
    case publishMapOutputs(ShuffleID, on: ExecutorID, [MapOutputLocation])
    /// Several tasks for one executor, which starts them in this order as slots become free.
    case launch([TaskLaunch], on: ExecutorID)
    /// Each of them still ends with a `taskEnded`.
    case cancelTasks([TaskAttemptID], on: ExecutorID)
    case dropStage(StageID, on: ExecutorID)
    /// No job refers to the stage: the driver may forget its payload. Comes after its `dropStage`s.
    case releaseStage(StageID)
    /// Outputs and table.
    case dropShuffle(ShuffleID, on: ExecutorID)
    /// The output of an attempt that is not (or no longer) in the table.
    case dropMapOutput(ShuffleID, mapPartition: Int, attempt: TaskAttemptID, on: ExecutorID)
    /// Outputs of a shuffle that the executor is to copy from one that drains, under the same attempts. `stage` writes
    /// the shuffle. Each is answered by `mapOutputCopied` or `mapOutputNotCopied`.
    case copyMapOutputs(ShuffleID, stage: StageID, [MapOutputLocation], on: ExecutorID)
    /// Nobody needs a map output of the draining executor any more, or the time to move them is over, and it runs
    /// nothing: it may leave as soon as its results are fetched. Once an executor.
    case dismiss(ExecutorID)
    /// The executor does not end what it was told to end: it is to be given up, which `executorLost` answers.
    case letGo(ExecutorID, reason: String)
    /// The result of an attempt that came too late, if the executor holds one.
    case dropResult(TaskAttemptID, on: ExecutorID)
    /// The one winner of a partition of the result stage, unless `resultLost` answers. With `resultIsHeld`, the driver
    /// fetches (and commits) it and says `resultReceived`.
    case partitionResult(JobID, partition: Int, attempt: TaskAttemptID, executor: ExecutorID, TaskReport)
    /// All partitions' results are with the driver.
    case jobSucceeded(JobID)
    case jobFailed(JobID, JobFailure)
    /// The budget of executor failures is exhausted. All jobs have failed, and so will every later one.
    case applicationFailed(String)
    case setTimer(SchedulerTimer, afterMillis: UInt64)
    case cancelTimer(SchedulerTimer)
    /// For progress and log; nothing depends on it.
    case note(SchedulerNote)
}

extension SchedulerCommand {
    /// The executor that has to carry it out; nil when it is for the driver alone.
    public var recipient: ExecutorID? {
        switch self {
        case .defineStage(_, let id), .publishMapOutputs(_, let id, _), .launch(_, let id), .cancelTasks(_, let id),
            .dropStage(_, let id), .dropShuffle(_, let id), .dropMapOutput(_, _, _, let id), .dropResult(_, let id),
            .copyMapOutputs(_, _, _, let id), .dismiss(let id), .letGo(let id, _):
            id
        case .releaseStage, .partitionResult, .jobSucceeded, .jobFailed, .applicationFailed, .setTimer, .cancelTimer,
            .note:
            nil
        }
    }
}

/// Where a map output lies.
public struct MapOutputLocation: Hashable, Sendable {
    public var mapPartition: Int
    public var attempt: TaskAttemptID
    public var executor: ExecutorID

    public init(mapPartition: Int, attempt: TaskAttemptID, executor: ExecutorID) {
        self.mapPartition = mapPartition
        self.attempt = attempt
        self.executor = executor
    }
}

/// One task for an executor.
public struct TaskLaunch: Hashable, Sendable {
    public var attempt: TaskAttemptID
    public var stage: StageID
    public var partition: Int
    /// Which attempt at this partition it is, from 1; attempts that were lost count here.
    public var attemptNumber: Int

    public init(attempt: TaskAttemptID, stage: StageID, partition: Int, attemptNumber: Int) {
        self.attempt = attempt
        self.stage = stage
        self.partition = partition
        self.attemptNumber = attemptNumber
    }
}

/// What a log or a progress line may want to say.
public enum SchedulerNote: Sendable {
    /// Its first task was launched.
    case stageStarted(StageID)
    /// All its partitions are done. A stage that lost outputs can complete again.
    case stageCompleted(StageID)
    /// An attempt ended well and its work counts: the first of its partition.
    case taskSucceeded(StageID, partition: Int, attempt: TaskAttemptID, executor: ExecutorID)
    /// A second attempt was launched beside one that takes long on another executor.
    case taskSpeculated(StageID, partition: Int, attempt: TaskAttemptID, executor: ExecutorID, slow: ExecutorID)
    /// Map outputs are gone.
    case mapOutputsLost(ShuffleID, count: Int, executor: ExecutorID)
    /// A draining executor's map output has another place.
    case mapOutputMoved(ShuffleID, mapPartition: Int, from: ExecutorID, to: ExecutorID)
    /// … or stays where it is, to be made again when it is missed.
    case mapOutputNotMoved(ShuffleID, mapPartition: Int, from: ExecutorID, reason: String)
    /// The partition waits for another attempt.
    case taskRequeued(StageID, partition: Int, attempt: TaskAttemptID, executor: ExecutorID, reason: String)
}
