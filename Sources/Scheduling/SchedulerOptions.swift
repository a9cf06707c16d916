// SPDX-License-Identifier: Apache-2.0

/// What may be set about scheduling. Values out of range are brought into it.
public struct SchedulerOptions: Hashable, Sendable {
    /// Attempts at a task that may fail by themselves; the job fails with the last. At least 1.
    public var taskAttemptsMax = 4
    /// Consecutive attempts at a stage that may end in a fetch failure; the job fails with the last. At least 1.
    public var stageAttemptsMax = 4
    /// How often a task may be lost without its own fault (executor lost, handed back, result lost, outdated table).
    public var taskLossesMax = 8
    /// Executor failures that the application survives within `executorFailureWindowMillis`; one more ends it.
    public var executorFailuresMax: Int
    /// An executor failure older than this no longer counts, so that a session of weeks does not die of old age.
    public var executorFailureWindowMillis: UInt64 = 3_600_000
    /// How long a task waits for a slot on a host that it prefers while slots elsewhere are free; 0 is not at all.
    public var localityWaitMillis: UInt64 = 0
    /// … and for one on the executor that keeps a stored partition that it reads, when that is longer.
    public var storedWaitMillis: UInt64 = 3_000
    /// Tasks that an executor may hold for each slot beyond the one that runs, so that it need not idle for a round
    /// trip between short tasks. Only short tasks are queued, and only behind short ones: at most
    /// `SchedulingLimits.heldWorkNanosMax` of work a slot by the stages' mean run times, which are unknown (and so
    /// forbid it) until one task of the stage has ended. A queue is refilled when it is half empty, so that launches
    /// travel together. With tasks of 20 µs and a round trip of 200 µs, 32 keep a slot busy.
    public var tasksPerSlotQueuedMax = 32
    /// How long a draining executor's map outputs may take to move to others; then it leaves, and what is missing is
    /// made again. Less than the executor itself waits.
    public var drainDeadlineMillis: UInt64 = 20_000
    /// How long jobs wait while there is no executor that takes tasks.
    public var noExecutorDeadlineMillis: UInt64 = 30_000

    /// Second attempts at tasks that take long; nil is none.
    public var speculation: SpeculationOptions?
    /// How long a task may run; then it is cancelled and counts as failed. 0 is for ever.
    public var taskTimeoutMillis: UInt64 = 0
    /// How long an executor may take to end a task that it was told to end, before it is given up. Only with
    /// speculation or a timeout.
    public var cancelGraceMillis: UInt64 = 10_000

    /// - Parameter executorFailuresMax: the driver's choice; usually max(2 * executors asked for, 3).
    public init(executorFailuresMax: Int = 3) {
        self.executorFailuresMax = executorFailuresMax
    }

    var inRange: SchedulerOptions {
        var options = self
        options.taskAttemptsMax = min(max(taskAttemptsMax, 1), 1_000)
        options.stageAttemptsMax = min(max(stageAttemptsMax, 1), 1_000)
        options.taskLossesMax = min(max(taskLossesMax, 0), 1_000)
        options.executorFailuresMax = max(executorFailuresMax, 0)
        options.tasksPerSlotQueuedMax = min(max(tasksPerSlotQueuedMax, 0), 1_024)
        options.localityWaitMillis = min(localityWaitMillis, SchedulingLimits.waitMillisMax)
        options.storedWaitMillis = min(storedWaitMillis, SchedulingLimits.waitMillisMax)
        options.drainDeadlineMillis = min(drainDeadlineMillis, SchedulingLimits.waitMillisMax)
        options.noExecutorDeadlineMillis = min(noExecutorDeadlineMillis, SchedulingLimits.waitMillisMax)
        options.taskTimeoutMillis = min(taskTimeoutMillis, SchedulingLimits.waitMillisMax)
        options.cancelGraceMillis = min(cancelGraceMillis, SchedulingLimits.waitMillisMax)
        options.speculation = speculation?.inRange
        return options
    }
}

/// When a task takes so long that a second attempt is made on another executor. The first to end wins.
public struct SpeculationOptions: Hashable, Sendable {
    /// How often running tasks are looked at.
    public var intervalMillis: UInt64 = 100
    /// A task takes long beyond so many times the median of those of its stage that have ended.
    public var multiplier = 3.0
    /// The part of a stage's tasks that must have ended before.
    public var quantile = 0.9
    /// A task that has run for less never takes long.
    public var minTaskRunMillis: UInt64 = 100

    public init() {}

    var inRange: SpeculationOptions {
        var options = self
        options.intervalMillis = min(
            max(intervalMillis, SchedulingLimits.watchMillisMin), SchedulingLimits.watchMillisMax)
        options.multiplier = multiplier.isFinite ? min(max(multiplier, 1), 1_000_000) : 1
        options.quantile = quantile.isFinite ? min(max(quantile, 0), 1) : 1
        options.minTaskRunMillis = min(minTaskRunMillis, SchedulingLimits.waitMillisMax)
        return options
    }
}
