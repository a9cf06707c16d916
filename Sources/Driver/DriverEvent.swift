// SPDX-License-Identifier: Apache-2.0

public import Plan
public import Scheduling

/// What happens in a driver, as programs may want to know it. The events in order, applied to a `DriverSnapshot`, give
/// the next one: whoever has a snapshot and all events after it knows everything.
public enum DriverEvent: Hashable, Sendable {
    /// With its stages as they are at the beginning.
    case jobStarted(JobFacts)
    /// Rows that the job's tasks have read so far, those of running ones as far as they have reported.
    case jobAdvanced(JobID, rowsRead: Int)
    case jobEnded(JobID, JobFacts.End, seconds: Double)
    /// A stage's counts after a change. Jobs that share the stage hear of it once.
    case stageChanged(StageProgress)
    /// What a task of a stage has read of input whose place is known.
    case stageRead(StageID, PlacedReads)
    /// What the steps of a stage have done in all tasks that counted.
    case stageCounted(StageID, [StepCount])
    case taskStarted(TaskFacts)
    case taskEnded(TaskAttemptID, TaskEnd)
    /// The result of a task, which its executor kept, has come; so long after the task's end.
    case resultReceived(TaskAttemptID, stage: StageID, millis: UInt64)
    /// An executor's facts after a change; also the first that is heard of it.
    case executorChanged(ExecutorFacts)
    /// Executors that the cluster means to have; nil when nobody knows.
    case executorsExpected(Int?)
    /// A dataset is to be stored: its partitions come as they are computed.
    case datasetStored(StoredFacts)
    /// What an executor keeps of a partition of a stored dataset, after a change; nil: nothing any more.
    case partitionChanged(StoredPartition, on: ExecutorID, StoredBlock?)
    /// Nothing of the dataset is kept any more.
    case datasetReleased(StoredID)
    /// A query of frames or SQL begins. Its jobs carry `QueryFacts.property`.
    case queryStarted(QueryFacts)
    /// More nodes of a query's plan, as they are carried out. Steps of its jobs' stages name them.
    case queryPlanned(Int, [PlanNode])
    case queryEnded(Int, QueryFacts.End, seconds: Double)
    /// Something worth a line in a log.
    case note(String)
}

/// A task's attempt.
public struct TaskFacts: Hashable, Sendable {
    public var attempt: TaskAttemptID
    public var stage: StageID
    public var partition: Int
    public var executor: ExecutorID
    /// By the driver's clock.
    public var startedMillis: UInt64

    public init(
        attempt: TaskAttemptID, stage: StageID, partition: Int, executor: ExecutorID, startedMillis: UInt64
    ) {
        self.attempt = attempt
        self.stage = stage
        self.partition = partition
        self.executor = executor
        self.startedMillis = startedMillis
    }
}

/// How an attempt ended, for those who count.
public enum TaskEnd: Hashable, Sendable {
    case succeeded(TaskReport)
    case failed(message: String)
    /// A map output could not be read.
    case fetchFailed(message: String)
    case cancelled
    /// Its executor was lost.
    case lost
}

/// A job from its beginning on.
public struct JobFacts: Hashable, Sendable {
    public enum End: Hashable, Sendable {
        case succeeded
        case failed(FailureKind, message: String)
    }

    public var id: JobID
    public var name: String
    /// Parents before children, the result stage last.
    public var stages: [StageID]
    /// For each of them the places, in the same list, of those whose map outputs it reads.
    public var parents: [[Int]]
    /// The local properties of whoever started it.
    public var properties: [String: String]
    /// By the driver's clock.
    public var startedMillis: UInt64
    public var rowsRead = 0
    public var end: End?
    /// How long it took, once it has ended.
    public var seconds = 0.0
    /// The stages at the beginning, for the event that begins it.
    public var stagesAtStart: [StageProgress]

    public init(
        id: JobID, name: String, stages: [StageID], parents: [[Int]] = [], properties: [String: String],
        startedMillis: UInt64, stagesAtStart: [StageProgress]
    ) {
        self.id = id
        self.name = name
        self.stages = stages
        self.parents = parents
        self.properties = properties
        self.startedMillis = startedMillis
        self.stagesAtStart = stagesAtStart
    }
}
