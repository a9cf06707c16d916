// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Formats
import Plan

/// Rows of parts of files, one part after another.
final class FilesSource: RowSource {
    private let scan: FileScan
    private let ranges: [FileRange]
    private let services: TaskServices
    private let memory: TaskMemory
    private let filters: SourceFilters
    /// nil until the first file is opened.
    private var wantedRows: WantedRows?
    private let isCancelled: CancellationCheck
    private let format: any FileFormat
    private let columns: [FileColumn]
    /// What follows the columns of the files.
    private let partitionTypes: [FileType]
    private var place = 0
    private var reader: (any FormatReader)?
    private var partition: [Column] = []
    private var bytesReadBefore = 0
    /// Rows of files that have fewer than a batch.
    private var pending: ColumnBuilder?
    /// A batch that comes behind them.
    private var large: Column?
    /// Reserved for what was given out last.
    private var bytesHeld = 0

    /// Batches of fewer rows and bytes are put together when a task reads many files.
    private static let smallRows = 512
    private static let smallBytes = 16 << 10

    init(
        _ scan: FileScan, _ ranges: [FileRange], _ services: TaskServices, memory: TaskMemory,
        filters: SourceFilters, isCancelled: @escaping CancellationCheck
    ) throws(TaskError) {
        self.scan = scan
        self.ranges = ranges
        self.services = services
        self.memory = memory
        self.filters = filters
        self.isCancelled = isCancelled
        do {
            format = try services.formats.make(scan.format, scan.options)
            columns = try scan.columns.map(FileColumn.init(planned:))
            let partitions = try scan.partitionColumns.map(FileColumn.init(planned:))
            for column in partitions {
                guard column.type.isPlain else {
                    throw FileError(
                        .invalidArgument, path: "", "names of folders give no values of type \(column.type)")
                }
            }
            partitionTypes = scan.wantedPartitions.map { partitions[$0].type }
            try FilesSource.check(scan, format, columns, partitionTypes)
        } catch let error as FileError {
            throw .file(error)
        } catch {
            throw .internalFailure("\(error)")
        }
    }

    /// Programs behind were verified for the row type that the stage names.
    private static func check(
        _ scan: FileScan, _ format: any FileFormat, _ columns: [FileColumn], _ partitions: [FileType]
    ) throws(FileError) {
        var type = try format.rowType(scan.wanted.map { columns[$0] })
        if scan.purpose == .inspection {
            type = .bytes
        } else if !partitions.isEmpty {
            guard case .tuple(let members) = type else {
                throw FileError(
                    .invalidArgument, path: "",
                    "files of format \(scan.format) have no columns, and their folders give none")
            }
            type = .tuple(members + partitions.map(\.layout))
        }
        guard type == scan.rowType else {
            throw FileError(
                .invalidArgument, path: "",
                "files of format \(scan.format) give rows of \(type), and the stage expects \(scan.rowType)")
        }
    }

    var metrics: SourceMetrics { SourceMetrics(bytesRead: bytesReadBefore + (reader?.bytesRead ?? 0)) }

    func next() throws(TaskError) -> SourceResult {
        // What waits as a whole is still held.
        if large == nil { close() }
        do {
            if let large {
                self.large = nil
                return .batch(large)
            }
            while let batch = try nextBatch() {
                guard ranges.count > 1 else { return .batch(batch) }
                if let rows = gather(batch) { return .batch(rows) }
            }
            if let pending, pending.count > 0 { return .batch(pending.finish()) }
            return .end
        } catch {
            throw .file(error)
        }
    }

    /// Puts small batches together; nil as long as there are too few rows. A large one waits for those before it.
    private func gather(_ batch: Column) -> Column? {
        let isSmall = batch.count < FilesSource.smallRows && batch.compactByteCount < FilesSource.smallBytes
        guard isSmall, batch.count + (pending?.count ?? 0) <= services.batchRows else {
            guard let pending, pending.count > 0 else { return batch }
            large = batch
            return pending.finish()
        }
        let builder = pending ?? ColumnBuilder(scan.rowType)
        pending = builder
        builder.append(batch)
        let isFull = builder.count >= min(services.batchRows, FilesSource.smallRows)
        return isFull || builder.byteCount >= FilesSource.smallBytes ? builder.finish() : nil
    }

    private func nextBatch() throws(FileError) -> Column? {
        while true {
            if let reader {
                if let batch = try reader.next() {
                    let kept = wantedRows?.kept(of: batch) ?? batch
                    if kept.count > 0 { return partition.isEmpty ? kept : append(kept) }
                    // What was reserved for rows that nobody sees.
                    if large == nil { close() }
                    continue
                }
                bytesReadBefore.add(saturating: reader.bytesRead)
                self.reader = nil
            }
            guard place < ranges.count else { return nil }
            let range = ranges[place]
            place += 1
            if isCancelled() { throw .cancelled(range.path) }
            let split = try FileSplit(range)
            let context = ReadContext(
                fileSystem: try services.fileSystems.resolve(range.path), rowsMax: services.batchRows,
                bytesMax: ExecutionLimits.textBatchBytesMax, isCancelled: isCancelled,
                reserve: { [unowned self] in self.hold($0) }, zones: services.zones,
                wanted: filters.wanted)
            if scan.purpose == .inspection { return try inspect(split, context) }
            if wantedRows == nil { wantedRows = WantedRows(filters.tests) }
            partition = try partitionColumns(range)
            reader = try format.makeReader(split, columns, wanted: scan.wanted, context)
        }
    }

    private func inspect(_ split: FileSplit, _ context: ReadContext) throws(FileError) -> Column {
        let builder = ColumnBuilder(.bytes)
        try format.inspect(split, context).withUnsafeBytes { builder.append(bytes: $0) }
        bytesReadBefore.add(saturating: split.byteCount)
        return builder.finish()
    }

    /// One row of each wanted partition column.
    private func partitionColumns(_ range: FileRange) throws(FileError) -> [Column] {
        guard !scan.wantedPartitions.isEmpty else { return [] }
        guard range.partitionValues.count == scan.partitionColumns.count else {
            throw FileError(
                .invalidArgument, path: range.path, "\(range.path) has not as many folder values as columns")
        }
        var found: [Column] = []
        for (column, type) in zip(scan.wantedPartitions, partitionTypes) {
            found.append(try PartitionValue.column(range.partitionValues[column], type, range.path))
        }
        return found
    }

    /// The batch with the values of its file's folders behind.
    private func append(_ batch: Column) -> Column {
        let zeros = [Int32](repeating: 0, count: batch.count)
        let added = zeros.withUnsafeBufferPointer { rows in
            partition.map { $0.gather(rows.baseAddress ?? UnsafePointer(bitPattern: 16)!, count: batch.count) }
        }
        return Column.tuple(batch.children + added, count: batch.count)
    }

    private func hold(_ bytes: Int) -> Bool {
        guard memory.grow(by: bytes) else { return false }
        bytesHeld += bytes
        return true
    }

    func close() {
        memory.shrink(by: bytesHeld)
        bytesHeld = 0
    }
}

extension FileSplit {
    init(_ range: FileRange) throws(FileError) {
        guard let compression = FileCompression(rawValue: range.compression) else {
            throw FileError(.invalidArgument, path: range.path, "the unknown compression \(range.compression)")
        }
        guard range.start <= range.fileByteCount, range.byteCount <= range.fileByteCount - range.start else {
            throw FileError(
                .invalidArgument, path: range.path, "a split of \(range.path) that is not within the file")
        }
        self.init(
            path: range.path, start: range.start, byteCount: range.byteCount, fileByteCount: range.fileByteCount,
            compression: compression, hosts: [], partitionValues: range.partitionValues)
    }
}

extension FileColumn {
    init(planned column: PlannedColumn) throws(FileError) {
        guard let type = FileType(column.type) else {
            throw FileError(
                .invalidArgument, path: "", "the column \(column.name) is of the unknown type \(column.type)")
        }
        self.init(column.name, type)
    }
}
