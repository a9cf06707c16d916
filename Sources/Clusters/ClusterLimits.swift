// SPDX-License-Identifier: Apache-2.0

/// Bounds of clusters.
public enum ClusterLimits {
    public static let executorsMax = 1_000
    /// Executor processes that a local cluster starts in place of lost ones, for each executor asked for, in a session.
    public static let restartsPerExecutor = 20
    /// Pause before a process is started again that ended without having been registered.
    public static let restartDelayMillis = 500
    /// Exit status of an executor whose arguments or folders are not usable.
    public static let unusableArgumentsStatus = 2
    /// Time for executor processes to end by themselves before they are killed.
    public static let stopSeconds = 3
}
