// SPDX-License-Identifier: Apache-2.0

/// Every bound of this module. Sizes are bytes unless the name says otherwise.
public enum FormatsLimits {
    /// One line of text.
    public static let lineByteCountMax = 256 << 20
    /// A file that is read whole, uncompressed.
    public static let wholeFileByteCountMax = 256 << 20
    /// A record of fixed length.
    public static let recordByteCountMax = 64 << 20
    /// What ends a line.
    public static let lineSeparatorByteCountMax = 1 << 10
    /// Columns of a table.
    public static let columnCountMax = 20_480
    /// What separates fields.
    public static let separatorByteCountMax = 64
    /// Arrays and objects within one another in a JSON value.
    public static let nestingMax = 64
    /// What one split tells of a table's columns.
    public static let inspectionByteCountMax = 64 << 20
    /// Folders `k=v` whose names a writer keeps.
    public static let partitionFoldersKnownMax = 10_000
    /// Text of one number.
    public static let numberByteCountMax = 4 << 10
    /// A Parquet file's footer, and what of the end of a file is read to find it.
    public static let footerByteCountMax = 128 << 20
    static let footerReadByteCount = 64 << 10
    /// Structures within one another in a footer.
    static let thriftDepthMax = 64
    /// Columns and groups of a Parquet file's schema.
    public static let schemaElementCountMax = 200_000
    public static let rowGroupCountMax = 1 << 20
    /// A page of a Parquet file, uncompressed.
    public static let pageByteCountMax = 1 << 30
    /// What stands before a page, and what of it is read at first.
    static let pageHeaderByteCountMax = 16 << 20
    static let pageHeaderReadByteCount = 512
    /// Pages are read in pieces of this, or one at a time when they are longer.
    static let chunkReadByteCount = 1 << 20
    /// A value of fixed length.
    static let fixedLengthMax = 1 << 20
    /// Values of a block of differences.
    static let deltaBlockCountMax = 1 << 16
    /// Parts that the rows of one batch may have in one column of a Parquet file.
    static let batchLevelCountMax = 1 << 28
    /// Rows and plain bytes after which a row group ends that is written, and a page.
    static let groupRowCount = 1 << 20
    static let groupByteCount = 64 << 20
    static let pageRowCount = 1 << 16
    static let pageByteCount = 1 << 20
    /// Rows, and bytes of texts and nested values, after which it is looked whether a page or a row group ends.
    static let blockRowCount = 4_096
    static let blockByteCount = 1 << 20
    /// The values of a dictionary that is written; with more, the rest of the column is written plain.
    static let dictionaryByteCountMax = 1 << 20
    /// Of a text, what is written as the least or the greatest of a row group.
    static let statisticsByteCountMax = 64
    /// Of a file, what is looked at for the names of columns.
    public static let headByteCountMax = 64 << 20
}
