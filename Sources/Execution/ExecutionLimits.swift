// SPDX-License-Identifier: Apache-2.0

import Plan

/// Bounds of an executor.
public enum ExecutionLimits {
    /// Rows of a batch unless the driver says otherwise.
    public static let batchRowsDefault = 4_096
    /// Text bytes of a batch: small enough that a batch and its words stay in a core's second-level cache.
    public static let textBatchBytesMax = 128 << 10
    /// Bytes on their way from one executor to one task, at most.
    public static let fetchWindowBytes = 4 << 20
    /// Bytes of a chunk that the block service reads at a time.
    public static let serveChunkBytes = 256 << 10
    /// Times that a task asks the same executor again after a cut connection.
    public static let fetchRetriesMax = 2
    public static let fetchRetryDelayMillis = 100
    /// Results up to this size travel with the task's end; larger ones wait to be asked for.
    public static let inlineResultBytesMax = 128 << 10
    /// Rows of a result block.
    public static let resultBlockRowsMax = 65_536
    /// Bytes after which a result block is cut.
    public static let resultBlockBytesMax = 1 << 20
    /// Stack of the thread that a partition function runs on.
    public static let coroutineStackBytes = 16 << 20
    /// Encoded values that one task adds to accumulators.
    public static let accumulatorBytesMax = 4 << 20
    /// Bytes on their way from the driver for one stage's definition.
    public static let definitionWindowBytes = 4 << 20
    /// Time between reports of how far running tasks are, and tasks in one of them.
    public static let progressMillis = 250
    public static let progressTasksMax = 256
    /// Time to reach the driver and be registered.
    public static let registrationSeconds = 30
    public static let driverConnectTimeoutSeconds = 5
    public static let driverConnectRetryMillis = 200
    public static let peerConnectTimeoutSeconds = 5
    /// Time for running tasks to end and map outputs to be copied after a request to drain.
    public static let drainSeconds = 25
    /// Memory below which an executor refuses to start.
    public static let memoryBytesMin = 16 << 20
    public static let slotsMax = PlanLimits.executorSlotsMax
    /// Stages that an executor keeps definitions of.
    public static let stagesMax = 10_000
    /// Tasks that an executor queues.
    public static let tasksQueuedMax = 100_000
}
