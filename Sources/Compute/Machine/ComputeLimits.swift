// SPDX-License-Identifier: Apache-2.0

/// Bounds of the virtual machine and of the aggregation and sort kernels.
public enum ComputeLimits {
    /// Rows times instructions that one runner may execute, unless the context says otherwise: about two days of one
    /// core.
    public static let instructionBudgetDefault = 1 << 48
    /// Bytes that the registers of one batch may hold, unless the context says otherwise.
    public static let registerByteCountMax = 1 << 30
    /// Bytes that the registers are meant to hold at a time, and what they may hold before rows are done again, fewer
    /// at a time.
    static let batchByteCountWanted = 2 << 20
    static let batchByteCountMax = 4 << 20
    /// Rows that a program whose values may be of any size begins with, and one with scripts, which cannot begin again.
    static let firstRowsMax = 256
    static let firstScriptRowsMax = 16
    /// Bytes of registers that nobody is asked for, and those that a task may have although it was refused them.
    static let registersUnreservedByteCount = 256 << 10
    static let registersUnrefusedByteCount = 16 << 20
    /// Bytes after which a partition script hands on what it has.
    public static let partitionBatchBytesMax = 1 << 20
    /// Bytes of one string that an instruction makes.
    public static let textByteCountMax = 1 << 28
    /// Bytes of all strings that an instruction makes in one batch: offsets in views are 32 bits.
    public static let textBufferByteCountMax = 1 << 31
    /// Elements of one list that an instruction makes, and of all lists of a column: offsets are 31 bits.
    public static let listElementsMax = 1 << 30
    /// Elements of a list that a function of SQL makes a row at a time.
    static let functionElementsMax = 1 << 22
    /// A regular expression: its bytes, groups within groups, steps of one search, depth and kilobytes of the matcher,
    /// bytes of the compiled matcher's stack at first and at most, and how many are kept compiled.
    static let patternByteCountMax = 64 << 10
    static let patternNestingMax: UInt32 = 250
    static let patternStepsMax: UInt32 = 5_000_000
    static let patternDepthMax: UInt32 = 100_000
    static let patternHeapMax: UInt32 = 65_536
    static let patternStackStartByteCount = 32 << 10
    static let patternStackByteCount = 1 << 20
    static let patternsKept = 64
    /// Rows whose texts patterns look through between two questions whether the task is to stop.
    static let rowsOfPatternsBetweenChecks = 64
    /// Pairs of characters that a distance of texts compares; digits behind the point that a function shows.
    static let pairsCompared = 1 << 28
    static let placesShownMax = 1_000
    /// Values within one another in JSON.
    static let jsonNestingMax = 64
    /// Elements that are taken at a time of what a script's function gives for a row.
    public static let flatRowsMax = 8_192
    /// Rows of one batch.
    public static let batchRowsMax = 1 << 30

    /// Characters of a row's value that an error shows.
    public static let errorRowCharactersMax = 200
    /// Elements of a list and members of a tuple that an error shows.
    public static let errorElementsMax = 20

    /// Rows of an emitted batch.
    public static let emittedRowsMax = 4096
    /// Text bytes of a batch written to spill, above which it is cut.
    public static let spillBatchByteCountMax = 256 << 10
    /// Rows of a batch written to spill.
    public static let spillBatchRowsMax = 1024
    /// Groups of a fold by key beyond which a table no longer fits the caches, so that rows are parted first.
    public static let cachedGroupsMax = 1 << 17
    /// Of the first rows in an order: more are sorted as others are.
    public static let topRowsMax = 1 << 20
    /// The first rows of a partial aggregation, which decide whether rows go by in runs of equal keys: when runs have
    /// so many rows on average, and so many of their keys are different.
    public static let probedRows = 1 << 14
    static let runRowsMin = 2
    /// The rows behind them, which decide whether keys hardly come again: when so many of theirs are different.
    public static let passedRows = 1 << 17
    static let passedKeysShareMin = 0.9
    static let runKeysShareMin = 0.98
    /// Rows of a part that are folded together at least: what keeps parts in the cache while they are folded.
    static let foldedRowsMin = 1 << 16
    /// Spill partitions of one level of aggregation.
    public static let spillFanOut = 16
    /// Levels of spilling of an aggregation: 16^12 times the memory, or one group that does not fit.
    public static let spillDepthMax = 12
    /// Sorted runs merged at a time.
    public static let mergeFanInMax = 32
    /// Bytes read from runs after which a merge hands on the rows that it has.
    static let mergedByteCountMax = 4 << 20
    /// Sorted runs of each side of a join that are merged at a time.
    static let joinMergeFanIn = 12
    /// Keys of the right side of a join that are told to those who may leave out left rows.
    static let keysListedMax = 1 << 20
    /// Bytes of rows after which a join hands on what it has.
    static let joinedByteCountMax = 1 << 20
    /// Memory is asked for in steps of at least this many bytes.
    public static let reservationStepByteCount = 64 << 10
    /// What an aggregator or sorter may hold without a reservation, so that it can make progress when memory is
    /// refused.
    public static let unreservedByteCountMax = 64 << 10
    /// Rows that a pairwise reduction of a whole partition combines at a time.
    public static let reduceBlockRows = 4096

    /// Time zones whose rules a runner keeps by name.
    static let zonesKept = 256

    /// Bytes of buffers that a runner keeps for reuse.
    static let pooledByteCountMax = 4 << 20
    /// Buffers larger than this are not kept for reuse.
    static let pooledBufferByteCountMax = 1 << 20
}
