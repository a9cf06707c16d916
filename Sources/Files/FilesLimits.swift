// SPDX-License-Identifier: Apache-2.0

/// Every bound of this module. Sizes are bytes unless the name says otherwise.
public enum FilesLimits {
    /// A split of an uncompressed file is not longer than this, the last one apart.
    public static let splitByteCountMax = 128 << 20
    /// Values of a column that are kept of those that rows are asked for; of more the least and the greatest are known.
    public static let wantedValuesMax = 16_384
    /// From the least to the greatest value of a column that rows are asked for, where each row is held to them all.
    public static let wantedSpanMax: UInt = 1 << 23
    /// Splits of one job.
    public static let splitCountMax = 1 << 20
    /// Files that the paths of one job may name.
    public static let inputFileCountMax = 1 << 20
    /// Patterns that the braces of one path may stand for.
    public static let patternCountMax = 1 << 12
    /// Text is read in pieces of this.
    public static let readByteCount = 256 << 10
    /// Compressed bytes are read in pieces of this.
    public static let compressedReadByteCount = 128 << 10
    /// Text is written in pieces of this.
    public static let writeByteCount = 512 << 10
    /// Bytes that one call reads, or compresses: between two a cancellation is seen.
    public static let pieceByteCount = 1 << 20
    /// Folders within folders that a recursive deletion or listing follows.
    public static let folderDepthMax = 64
    /// Bytes that one request to read brings.
    public static let toolReadByteCountMax = 16 << 20
    /// A file is copied in pieces of this.
    public static let copyByteCount = 1 << 20
    /// Types within types of a column.
    public static let typeDepthMax = 80
    /// Temporary files of an output that nothing has changed for so long, in milliseconds, are a killed driver's.
    static let outputForgottenMillis = 7 * 24 * 3_600 * 1_000
    /// Partitions of an output.
    public static let outputPartitionCountMax = 1 << 20
}
