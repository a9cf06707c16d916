// SPDX-License-Identifier: Apache-2.0

/// Bounds of the scheduler. Those that a user may want to move are in `SchedulerOptions`.
public enum SchedulingLimits {
    /// Jobs alive at once; one more fails when it is submitted.
    public static let jobsMax = 4_096
    public static let stagesPerJobMax = 65_536
    public static let tasksPerStageMax = 1 << 22
    /// More slots than this are not used.
    public static let slotsPerExecutorMax = 4_096
    /// How many partitions that should rather run elsewhere are passed over when a task is looked for.
    public static let avoidedTasksPassedOverMax = 32
    /// The work, in nanoseconds of expected run time, that an executor may hold for each of its slots when it holds
    /// more tasks than slots. It also bounds how unevenly a stage of short tasks can end.
    public static let heldWorkNanosMax: Int64 = 2_000_000
    /// What a task is expected to take before one of its stage has ended: long enough that nothing queues behind it.
    public static let runNanosUnknown: Int64 = 1_000_000_000
    /// A run time that is reported longer than this, almost five hours, is taken for this: what all slots of an
    /// executor may hold still fits 64 bits.
    public static let runNanosMax: UInt64 = 1 << 44
    /// The most executors that dynamic allocation asks for.
    public static let executorsWantedMax = 10_000
    /// How often a map output of a draining executor is tried to be copied.
    public static let copyAttemptsMax = 2
    /// How often running tasks are looked at, when anything is to be decided by how long they take.
    public static let watchMillisMax: UInt64 = 1_000
    public static let watchMillisMin: UInt64 = 10
    /// Run times of tasks that have ended which a stage remembers, the newest.
    public static let runTimesKept = 1_000
    /// Longer waits than this are cut to it.
    public static let waitMillisMax: UInt64 = 7 * 86_400_000
    /// The weight of history in a stage's mean run time: the newest task counts one part in so many.
    public static let meanRunWeight: Int64 = 8
}
