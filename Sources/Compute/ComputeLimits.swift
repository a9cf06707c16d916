// SPDX-License-Identifier: Apache-2.0

/// Bounds of the virtual machine and of the aggregation and sort kernels.
public enum ComputeLimits {
    /// Rows times instructions that one runner may execute, unless the context says otherwise: about two days of one
    /// core.
    public static let instructionBudgetDefault = 1 << 48
    /// Bytes that the registers of one batch may hold, unless the context says otherwise.
    public static let registerByteCountMax = 1 << 30
    /// Bytes after which a partition script hands on what it has.
    public static let partitionBatchBytesMax = 1 << 20
    /// Bytes of one string that an instruction makes.
    public static let textByteCountMax = 1 << 28
    /// Bytes of all strings that an instruction makes in one batch: offsets in views are 32 bits.
    public static let textBufferByteCountMax = 1 << 31
    /// Elements of one list that an instruction makes, and of all lists of a column: offsets are 31 bits.
    public static let listElementsMax = 1 << 30
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
    /// Rows of a part that are folded together at least: what keeps parts in the cache while they are folded.
    static let foldedRowsMin = 1 << 16
    /// Spill partitions of one level of aggregation.
    public static let spillFanOut = 16
    /// Levels of spilling of an aggregation: 16^12 times the memory, or one group that does not fit.
    public static let spillDepthMax = 12
    /// Sorted runs merged at a time.
    public static let mergeFanInMax = 32
    /// Memory is asked for in steps of at least this many bytes.
    public static let reservationStepByteCount = 64 << 10
    /// What an aggregator or sorter may hold without a reservation, so that it can make progress when memory is
    /// refused.
    public static let unreservedByteCountMax = 64 << 10
    /// Rows that a pairwise reduction of a whole partition combines at a time.
    public static let reduceBlockRows = 4096

    /// Bytes of buffers that a runner keeps for reuse.
    static let pooledByteCountMax = 4 << 20
    /// Buffers larger than this are not kept for reuse.
    static let pooledBufferByteCountMax = 1 << 20
}
