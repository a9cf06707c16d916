// SPDX-License-Identifier: Apache-2.0

/// Every bound of this module. Sizes are bytes unless the name says otherwise.
public enum FilesLimits {
    /// One line of text.
    public static let lineByteCountMax = 256 << 20
    /// A split of an uncompressed file is not longer than this, the last one apart.
    public static let splitByteCountMax = 128 << 20
    /// A file that is read whole, uncompressed.
    public static let wholeFileByteCountMax = 256 << 20
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
    /// Folders within folders that a recursive deletion follows.
    public static let folderDepthMax = 64
    /// Partitions of an output.
    public static let outputPartitionCountMax = 1 << 20
}
