// SPDX-License-Identifier: Apache-2.0

/// Bounds of clusters.
public enum ClusterLimits {
    public static let executorsMax = 1_000
    /// How often a task may be tried.
    public static let taskAttemptsMax = 1_000
    /// Executor processes that a local cluster starts in place of lost ones within the window, for each executor asked
    /// for.
    public static let restartsPerExecutor = 20
    /// As the scheduler's window of executor failures.
    public static let restartWindowSeconds = 3_600
    /// Processes that may end by themselves right after their start, one after another, before no more are started.
    public static let stillbornMax = 5
    /// A process that ends by itself within this time has not begun to work.
    public static let stillbornSeconds = 2
    /// Pause before a process is started again that ended without having been registered.
    public static let restartDelayMillis = 500
    /// Exit status of an executor whose arguments or folders are not usable.
    public static let unusableArgumentsStatus = 2
    /// Time for executor processes to end by themselves before they are killed.
    public static let stopSeconds = 3
    /// Time after that for the system to take note of their end; whoever stops does not wait longer.
    public static let killSeconds = 2
    /// Lines of an executor's log that are kept, and bytes of one of them.
    public static let logLines = 20
    static let logLineBytesMax = 1_000
    /// Bytes of a line that is not at its end yet that are handed on all the same.
    static let logPieceBytesMax = 64 << 10
    /// How long the news of a process's end waits for the rest of its log.
    static let logEndMillis = 500
    /// How often the driver is told of lines that are new, at most.
    static let logNewsMillis = 2_000
    /// How often the end of task threads is looked for.
    public static let stopCheckMillis: Int64 = 2
}
