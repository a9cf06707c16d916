// SPDX-License-Identifier: Apache-2.0

/// Bounds of a plan.
public enum PlanLimits {
    public static let branchesMax = 1_024
    public static let programsMax = 256
    public static let partitionsMax = 1_000_000
    /// Tasks of one stage.
    public static let tasksMax = 1_000_000
    /// Rows of a sample that a task sends for range bounds.
    public static let sampleRowsMax = 100_000
}
