// SPDX-License-Identifier: Apache-2.0

import Bytecode

/// Bounds of a plan.
public enum PlanLimits {
    /// Branches of a stage, nested ones too.
    public static let branchesMax = 16_384
    /// Operators of a branch. Each hands its rows to the next on the stack of the task's thread.
    public static let operatorsMax = 1_024
    /// Functions of one aggregation.
    public static let aggregateCallsMax = 4_096
    /// Rows that an aggregation keeps of each group as its first ones.
    public static let firstRowsMax = 1_000
    /// Functions of one window.
    public static let windowCallsMax = 4_096
    /// Members of a sort key that each have a direction.
    public static let sortKeysMax = 4_096
    /// Members of a key of joins.
    public static let joinKeysMax = 4_096
    /// Scripts over whole partitions of a branch: each has a thread of its own while the task runs.
    public static let partitionScriptsMax = 256
    /// Partitions of stored datasets that the place of one task goes by.
    public static let storedWishesMax = 8
    /// Operators of all branches of a stage.
    public static let stageOperatorsMax = 100_000
    /// Steps of a stage that are counted: sources, operators and the sink, those with the first numbers.
    public static let countedStepsMax = 512
    /// Bytes of what people read of a step.
    public static let stepLabelBytesMax = 160
    /// Stages of a job.
    public static let stagesMax = 10_000
    /// Branches within branches: partitions that are coalesced, zipped, multiplied or joined. A message nests three
    /// levels for each.
    public static let nestingMax = 16
    /// Parts that one task reads, nested ones too.
    public static let partsMax = 200_000
    /// Bytes of an exception that a failure brings along.
    public static let exceptionBytesMax = 64 << 10
    public static let scriptBytesMax = BytecodeLimits.programByteCountMax
    /// What a registered operator is told.
    public static let operatorSettingsBytesMax = 1 << 20
    /// Of a stage's encoded definition: its programs and scripts with what they capture.
    public static let stageBytesMax = 512 << 20
    /// Files, and parts of them, that one task reads.
    public static let fileRangesMax = 100_000
    /// Columns of files.
    public static let fileColumnsMax = 20_480
    /// Options of a file format.
    public static let fileOptionsMax = 1_024
    /// Bytes of what files of one job have in their names.
    public static let fileTagBytesMax = 64
    /// Tasks that one executor runs at a time.
    public static let executorSlotsMax = 1_024
    public static let partitionsMax = 1_000_000
    /// Tasks of one stage.
    public static let tasksMax = 1_000_000
    /// Rows of a batch.
    public static let batchRowsMax = 1 << 24
    /// The largest number of a job, stage, shuffle, executor or attempt that a message may name.
    public static let idMax = 1 << 62
    /// Rows, bytes or nanoseconds that one task can have to do with: 36 years, an exabyte.
    public static let countMax = 1 << 60
    /// Bytes of a name, a host or a version in a message.
    public static let nameBytesMax = 1_024
    /// Characters of each text of a failure that travel.
    public static let failureCharactersMax = 8_192
    /// Local properties of a job, and bytes of all keys and values.
    public static let propertiesMax = 4_096
    public static let propertyBytesMax = 256 << 10
    /// Rows of a sample that a task sends for range bounds.
    public static let sampleRowsMax = 100_000
}
