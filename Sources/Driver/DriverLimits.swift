// SPDX-License-Identifier: Apache-2.0

/// Bounds of a driver.
public enum DriverLimits {
    /// Bytes of one job's results that the driver holds, unless configured.
    public static let resultBytesMaxDefault = 1 << 30
    /// Kept results that are fetched from executors at a time.
    public static let resultFetchesMax = 4
    public static let resultWindowBytes = 4 << 20
    /// Time between looks at how far a kept result is, looks in a row without such progress (or the rest) after which
    /// the executor is given up. Looks are counted and not time: this process may have been stopped for a while.
    public static let resultLookMillis = 10_000
    public static let resultLooksMax = 3
    public static let resultProgressBytes = 64 << 10
    /// Blocks of one result, and the bytes that one fetch may bring, follow from the budget above.
    /// Slots that are counted on while nobody knows how many will come (stand-alone): as Spark does.
    public static let slotsAssumed = 2
    /// Blocks of one part of a task's input that travel in its launch; more wait until they are asked for.
    public static let inlinePartBytesMax = 64 << 10
    /// … and those of all parts of a task.
    public static let inlineTaskBytesMax = 256 << 10
    /// A stage's definition that travels in an order; a larger one waits until it is asked for.
    public static let inlineDefinitionBytesMax = 256 << 10
    /// While so much waits to be sent to an executor, no blocks travel in launches and no definitions in orders.
    public static let inlineQueueBytesMax = 8 << 20
    /// … or this part of what may wait at all, when that is less.
    public static let inlineQueueShare = 8
    /// Bytes of a chunk that are given to a stream at a time.
    public static let serveChunkBytes = 256 << 10
    /// Bytes of orders that are collected for one message.
    public static let ordersBytesMax = 4 << 20
    /// The description of one task's input, which cannot be parted.
    public static let orderBytesMax = 12 << 20
    /// Encoded values that one job adds to accumulators.
    public static let accumulatorBytesMax = 64 << 20
    public static let executorsMax = 10_000
    /// Bytes of the last lines of an executor's log.
    public static let logTailBytesMax = 4_000
    /// How often the load is looked at, at most, where executors are allocated by it.
    public static let allocationMillis: UInt64 = 100
    /// Executors that partitions are counted by where any number may come.
    public static let executorsAssumedMax = 100
    /// Events that are kept for those who read the stream of them.
    public static let eventsKept = 8_192
    /// Jobs that have ended, and executors that were lost, that snapshots still know.
    public static let endedJobsKept = 1_000
    public static let lostExecutorsKept = 100
    /// Queries that have ended, likewise, and bytes of the plan that is told of each.
    public static let endedQueriesKept = 500
    public static let queryPlanBytesMax = 16 << 10
    /// Nodes of a query's plan that are told, and bytes of a line of it; nodes of all queries that snapshots know.
    public static let queryNodesMax = 400
    public static let queryNodeBytesMax = 200
    public static let queryNodesKept = 50_000
    /// Steps of all stages that snapshots know, unless running jobs have more.
    public static let stepsKept = 200_000
    /// Stages that snapshots know, unless running jobs have more.
    public static let stagesKept = 10_000
    /// Bytes of one partition of a stored dataset on one executor. What is added up of them wraps.
    public static let storedBytesMax = 1 << 48
    /// Time for a connection that has proved the secret to register; then it is closed.
    public static let registrationSeconds = 30
    /// Time for executors to end after they were told to.
    public static let stopSeconds = 5
}
