// SPDX-License-Identifier: Apache-2.0

import Bytecode

/// Bounds of a plan.
public enum PlanLimits {
    /// Branches of a stage, nested ones too.
    public static let branchesMax = 1_024
    /// Programs and scripts of a branch.
    public static let transformsMax = 256
    /// Sources within sources.
    public static let nestingMax = 16
    /// Parts that one task reads, nested ones too.
    public static let partsMax = 200_000
    public static let scriptBytesMax = BytecodeLimits.programByteCountMax
    /// Of a stage's encoded definition: its programs and scripts with what they capture.
    public static let stageBytesMax = 512 << 20
    /// Files that one task reads whole.
    public static let wholeFilesMax = 100_000
    /// Tasks that one executor runs at a time.
    public static let executorSlotsMax = 1_024
    public static let partitionsMax = 1_000_000
    /// Tasks of one stage.
    public static let tasksMax = 1_000_000
    /// Rows of a sample that a task sends for range bounds.
    public static let sampleRowsMax = 100_000
}
