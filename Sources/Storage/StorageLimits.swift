// SPDX-License-Identifier: Apache-2.0

/// Every bound of this module. Sizes are bytes unless the name says otherwise.
public enum StorageLimits {
    /// A block, before and after compression.
    public static let blockByteCountMax = 1 << 30
    /// Rows of a block, and elements of all lists of a column of one.
    public static let blockRowCountMax = 1 << 27
    /// Shorter buffers are not compressed.
    public static let compressionByteCountMin = 128
    /// One of the three pieces that are tried before a long buffer is compressed.
    public static let compressionSampleByteCount = 4 << 10
    /// Snappy's longest copy gives 64 bytes for 3; a block that claims more is refused before anything is allocated.
    public static let snappyRatioMax = 22

    /// Partitions of a shuffle.
    public static let partitionCountMax = 1 << 20
    /// A partition's rows become a block when they reach this many bytes, or sooner when there are many partitions.
    public static let mapOutputBlockByteCount = 1 << 20
    /// As above, in rows.
    public static let mapOutputBlockRowCount = 1 << 16
    /// Rows that a map task holds back, over all partitions.
    public static let mapOutputBufferByteCountMax = 64 << 20
    /// A partition's block is not cut below this for want of buffer, unless memory is refused.
    public static let mapOutputBlockByteCountMin = 4 << 10

    /// Entries of dropped outputs that the order of outputs in memory may have beyond those that are there.
    static let movableSlack = 64

    /// Stored partitions take at most this many of so many parts of the memory.
    static let partitionShare = 3
    static let partitionShareDivisor = 4
    /// Rows of a stored partition become a block when they reach this many bytes, …
    static let partitionBlockByteCount = 1 << 20
    /// … or this many.
    static let partitionBlockRowCount = 1 << 16

    /// Scratch files are written in pieces of at least this, the last one apart.
    public static let scratchWriteByteCount = 256 << 10
    /// Scratch files are read in pieces of at least this.
    public static let scratchReadByteCount = 256 << 10
    /// Attempts to find an unused name for a work directory.
    public static let workDirectoryAttemptsMax = 16
    /// Folders within folders that the removal of a dead process's work directory follows.
    public static let removalDepthMax = 16
}
