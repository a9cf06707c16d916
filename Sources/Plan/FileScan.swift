// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// A column of files as a stage names it: what its values mean is text that formats read (protocol/messages.md).
public struct PlannedColumn: Hashable, Sendable {
    public var name: String
    public var type: String

    public init(name: String, type: String) {
        self.name = name
        self.type = type
    }
}

/// What a stage reads from files.
public struct FileScan: Hashable, Sendable {
    /// What becomes of the files.
    public enum Purpose: Hashable, Sendable {
        /// Their rows.
        case rows
        /// What each split says of the columns, one row of bytes: for a schema that nobody has given.
        case inspection
    }

    /// The name of a format that executors know.
    public var format: String
    /// The format's options.
    public var options: [String: String]
    /// The columns of the files.
    public var columns: [PlannedColumn]
    /// Which of them become members of the rows, in this order.
    public var wanted: [Int]
    /// Columns whose values are those of a file's folders (`FileRange.partitionValues`), and which of them follow.
    public var partitionColumns: [PlannedColumn]
    public var wantedPartitions: [Int]
    public var rowType: DataType
    public var purpose: Purpose

    public init(
        format: String, options: [String: String] = [:], columns: [PlannedColumn] = [], wanted: [Int]? = nil,
        partitionColumns: [PlannedColumn] = [], wantedPartitions: [Int]? = nil, rowType: DataType,
        purpose: Purpose = .rows
    ) {
        self.format = format
        self.options = options
        self.columns = columns
        self.wanted = wanted ?? Array(columns.indices)
        self.partitionColumns = partitionColumns
        self.wantedPartitions = wantedPartitions ?? Array(partitionColumns.indices)
        self.rowType = rowType
        self.purpose = purpose
    }
}

/// A part of a file, or all of it.
public struct FileRange: Hashable, Sendable {
    /// How the file is opened.
    public var path: String
    public var start: Int
    public var byteCount: Int
    /// The length when the job was planned.
    public var fileByteCount: Int
    /// A number of `Files.FileCompression`.
    public var compression: UInt8
    /// One for each partition column of the scan; nil is null.
    public var partitionValues: [String?]

    public init(
        path: String, start: Int = 0, byteCount: Int, fileByteCount: Int, compression: UInt8 = 0,
        partitionValues: [String?] = []
    ) {
        self.path = path
        self.start = start
        self.byteCount = byteCount
        self.fileByteCount = fileByteCount
        self.compression = compression
        self.partitionValues = partitionValues
    }
}

/// What one task reads from files, and the hosts where most of it lies.
public struct FilePart: Hashable, Sendable {
    public var ranges: [FileRange]
    public var hosts: [String]

    public init(ranges: [FileRange], hosts: [String]) {
        self.ranges = ranges
        self.hosts = hosts
    }
}

/// How a stage writes its rows to files, by the two-phase commit of `job`.
public struct FileTarget: Hashable, Sendable {
    public var directory: String
    public var job: String
    public var format: String
    public var options: [String: String]
    /// The columns of the rows; none where rows are no tuples.
    public var columns: [PlannedColumn]
    /// Columns that name the folders `k=v` in place of being written.
    public var partitionBy: [Int]
    /// Rows of a file; then the next one begins. 0 is no limit.
    public var fileRowsMax: Int
    /// A number of `Files.FileCompression`.
    public var compression: UInt8
    /// Part of all names: `part-00000-TAG-c000.csv`; without it they are `part-00000`.
    public var tag: String
    public var rowType: DataType

    public init(
        directory: String, job: String, format: String, options: [String: String] = [:],
        columns: [PlannedColumn] = [], partitionBy: [Int] = [], fileRowsMax: Int = 0, compression: UInt8 = 0,
        tag: String = "", rowType: DataType
    ) {
        self.directory = directory
        self.job = job
        self.format = format
        self.options = options
        self.columns = columns
        self.partitionBy = partitionBy
        self.fileRowsMax = fileRowsMax
        self.compression = compression
        self.tag = tag
        self.rowType = rowType
    }

    /// Whether an attempt writes several files, into a folder of its own.
    public var hasFolders: Bool { !partitionBy.isEmpty || fileRowsMax > 0 }
}
