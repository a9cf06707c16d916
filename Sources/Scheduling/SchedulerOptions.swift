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
        options.drainDeadlineMillis = min(drainDeadlineMillis, SchedulingLimits.waitMillisMax)
        options.noExecutorDeadlineMillis = min(noExecutorDeadlineMillis, SchedulingLimits.waitMillisMax)
        return options
    }
}
