// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Messages
import SwiftProtobuf

extension PlannedColumn {
    fileprivate var message: Martlet_FileColumn {
        .with {
            $0.name = name
            $0.type = type
        }
    }

    fileprivate init(_ message: Martlet_FileColumn) {
        self.init(name: message.name, type: message.type)
    }
}

/// The columns of a message, and places among them.
private func decode(
    _ columns: [Martlet_FileColumn], _ wanted: [UInt32]
) throws(PlanError) -> (columns: [PlannedColumn], wanted: [Int]) {
    guard columns.count <= PlanLimits.fileColumnsMax, wanted.count <= PlanLimits.fileColumnsMax else {
        throw PlanError("files of \(columns.count) columns; at most \(PlanLimits.fileColumnsMax)")
    }
    for place in wanted where place >= columns.count {
        throw PlanError("column \(place) of files with \(columns.count) columns")
    }
    return (columns.map { PlannedColumn($0) }, wanted.map { Int($0) })
}

private func check(_ options: [String: String]) throws(PlanError) {
    guard options.count <= PlanLimits.fileOptionsMax else {
        throw PlanError("\(options.count) options of a file format; at most \(PlanLimits.fileOptionsMax)")
    }
}

extension FileScan {
    var message: Martlet_FilesSource {
        .with {
            $0.format = format
            $0.options = options
            $0.columns = columns.map(\.message)
            $0.wanted = wanted.map { UInt32($0) }
            $0.partitionColumns = partitionColumns.map(\.message)
            $0.wantedPartitions = wantedPartitions.map { UInt32($0) }
            $0.rowType = .init(field: TypeCodec.encode(rowType))
            $0.inspection = purpose == .inspection
        }
    }

    init(_ message: Martlet_FilesSource) throws(PlanError) {
        try check(message.options)
        let (columns, wanted) = try decode(message.columns, message.wanted)
        let (partitions, wantedPartitions) = try decode(message.partitionColumns, message.wantedPartitions)
        self.init(
            format: message.format, options: message.options, columns: columns, wanted: wanted,
            partitionColumns: partitions, wantedPartitions: wantedPartitions,
            rowType: try decodeType(message.rowType.fieldBytes), purpose: message.inspection ? .inspection : .rows)
    }
}

extension FileRange {
    /// About how many bytes the message has.
    var messageByteCount: Int {
        partitionValues.reduce(path.utf8.count + 32) { $0 + ($1?.utf8.count ?? 0) + 4 }
    }

    var message: Martlet_FileRange {
        .with {
            $0.path = path
            $0.start = UInt64(start)
            $0.byteCount = UInt64(byteCount)
            $0.fileByteCount = UInt64(fileByteCount)
            $0.compression = UInt32(compression)
            $0.partitionValues = partitionValues.map { value in
                .with { if let value { $0.value = value } }
            }
        }
    }

    init(_ message: Martlet_FileRange) throws(PlanError) {
        guard let compression = UInt8(exactly: message.compression) else {
            throw PlanError("the unknown compression \(message.compression)")
        }
        let start = try decodeCount(message.start, "the start of a split")
        self.init(
            path: message.path, start: start,
            byteCount: try decodeCount(message.byteCount, "the length of a split"),
            fileByteCount: try decodeCount(message.fileByteCount, "file length"), compression: compression,
            partitionValues: message.partitionValues.map { $0.hasValue ? $0.value : nil })
    }
}

extension FileTarget {
    var message: Martlet_FilesSink {
        .with {
            $0.directory = directory
            $0.job = job
            $0.format = format
            $0.options = options
            $0.columns = columns.map(\.message)
            $0.partitionBy = partitionBy.map { UInt32($0) }
            $0.fileRowsMax = UInt64(fileRowsMax)
            $0.compression = UInt32(compression)
            $0.tag = tag
            $0.rowType = .init(field: TypeCodec.encode(rowType))
        }
    }

    init(_ message: Martlet_FilesSink) throws(PlanError) {
        try check(message.options)
        guard let compression = UInt8(exactly: message.compression) else {
            throw PlanError("the unknown compression \(message.compression)")
        }
        let (columns, partitionBy) = try decode(message.columns, message.partitionBy)
        self.init(
            directory: message.directory, job: message.job, format: message.format, options: message.options,
            columns: columns, partitionBy: partitionBy,
            fileRowsMax: try decodeCount(message.fileRowsMax, "the rows of a file"), compression: compression,
            tag: message.tag, rowType: try decodeType(message.rowType.fieldBytes))
        // It becomes part of a path.
        guard tag.utf8.count <= PlanLimits.fileTagBytesMax, !tag.utf8.contains(UInt8(ascii: "/")) else {
            throw PlanError("files cannot be called \(tag)")
        }
    }
}
