// SPDX-License-Identifier: Apache-2.0

import Columnar
package import Files
import Formats
package import Plan
import Values

/// Rows written to files under the attempt's own name: to one, or with partition columns or a limit of rows to several
/// in a folder.
final class FilesSink: RowSink {
    private let target: FileTarget
    private let format: any FileFormat
    private let fileSystem: any FileSystem
    private let committer: OutputCommitter
    private let isCancelled: CancellationCheck
    private let zones: ZoneTable
    private let partition: Int
    private let attempt: Int
    /// What is written of rows: all columns but those of folders.
    private let written: [Int]
    private let columns: [FileColumn]
    private let folders: PartitionFolders?
    private var files: [String: OpenFile] = [:]
    /// Files begun in each folder.
    private var counts: [String: Int] = [:]
    private var madeFolders: Set<String> = []
    private var rows = 0
    private var bytesClosed = 0
    private var turn = 0

    private struct OpenFile {
        let writer: any FormatWriter
        let output: any OutputFile
        var rows = 0
        var lastTurn = 0
    }

    init(
        _ target: FileTarget, _ services: TaskServices, partition: Int, attempt: TaskAttemptID,
        isCancelled: @escaping CancellationCheck
    ) throws(TaskError) {
        self.target = target
        self.partition = partition
        self.attempt = attempt.rawValue
        self.isCancelled = isCancelled
        zones = services.zones
        do {
            guard let compression = FileCompression(rawValue: target.compression) else {
                throw FileError(.invalidArgument, path: target.directory, "unknown compression \(target.compression)")
            }
            format = try services.formats.make(target.format, target.options)
            fileSystem = try services.fileSystems.resolve(target.directory)
            let all = try target.columns.map(FileColumn.init(planned:))
            written = all.indices.filter { !target.partitionBy.contains($0) }
            columns = written.map { all[$0] }
            folders = target.partitionBy.isEmpty ? nil : try PartitionFolders(target.partitionBy, all, target.options)
            committer = OutputCommitter(target, fileSystem, suffix: format.fileSuffix + compression.suffix)
            guard try format.rowType(all) == target.rowType else {
                throw FileError(
                    .invalidArgument, path: target.directory,
                    "files of format \(target.format) cannot hold rows of \(target.rowType)")
            }
            if target.hasFolders {
                // Also when there are no rows: the folder says that the partition was written.
                try fileSystem.makeDirectories(committer.attemptPath(partition: partition, attempt: attempt.rawValue))
                madeFolders.insert("")
            } else {
                try begin("")
            }
        } catch let error as FileError {
            throw .file(error)
        } catch {
            throw .internalFailure("\(error)")
        }
    }

    func add(_ batch: Column) throws(TaskError) {
        rows += batch.count
        do {
            guard let folders else { return try write(batch, to: "") }
            for (folder, part) in folders.split(batch, written) { try write(part, to: folder) }
        } catch {
            throw .file(error)
        }
    }

    private func write(_ batch: Column, to folder: String) throws(FileError) {
        var rest = batch
        while rest.count > 0 {
            if files[folder] == nil { try begin(folder) }
            var file = files[folder]!
            let room = target.fileRowsMax > 0 ? target.fileRowsMax - file.rows : rest.count
            let part = room < rest.count ? rest.slice(0, room) : rest
            turn += 1
            file.rows += part.count
            file.lastTurn = turn
            files[folder] = file
            try file.writer.write(part)
            if target.fileRowsMax > 0, file.rows == target.fileRowsMax { try end(folder) }
            rest = rest.slice(part.count, rest.count - part.count)
        }
    }

    /// Opens the next file in a folder. Of too many open ones the one that was not written to for longest is closed:
    /// the rows that come for it go to another file.
    private func begin(_ folder: String) throws(FileError) {
        if files.count >= ExecutionLimits.filesOpenMax,
            let oldest = files.min(by: { ($0.value.lastTurn, $0.key) < ($1.value.lastTurn, $1.key) })?.key
        {
            try end(oldest)
        }
        let base = committer.attemptPath(partition: partition, attempt: attempt)
        var path = base
        if target.hasFolders {
            if !folder.isEmpty, madeFolders.insert(folder).inserted {
                try fileSystem.makeDirectories(base + "/" + folder)
            }
            let number = counts[folder, default: 0]
            counts[folder] = number + 1
            path += (folder.isEmpty ? "" : "/" + folder) + "/" + committer.fileName(partition, number: number)
        }
        let output = try fileSystem.create(path)
        let context = WriteContext(
            compression: FileCompression(rawValue: target.compression) ?? .none, isCancelled: isCancelled, zones: zones)
        do {
            files[folder] = OpenFile(writer: try format.makeWriter(columns, output, context), output: output)
        } catch {
            output.discard()
            throw error
        }
    }

    private func end(_ folder: String) throws(FileError) {
        guard let file = files[folder] else { return }
        try file.writer.close()
        bytesClosed += file.writer.bytesWritten
        files[folder] = nil
    }

    func finish() throws(TaskError) -> SinkResult {
        do {
            // A partition without rows writes one file, which may have a header.
            if target.hasFolders, folders == nil, counts.isEmpty { try begin("") }
            for folder in files.keys.sorted() { try end(folder) }
        } catch {
            throw .file(error)
        }
        return SinkResult(rows: rows, bytesWritten: bytesClosed)
    }

    func abandon() {
        for file in files.values { file.output.discard() }
        files = [:]
    }
}

extension OutputCommitter {
    /// What commits the output of `target`.
    package init(_ target: FileTarget, _ fileSystem: any FileSystem, suffix: String) {
        self.init(
            directory: target.directory, fileSystem: fileSystem, jobID: target.job, suffix: suffix, tag: target.tag,
            hasFolders: target.hasFolders, hasPartitions: !target.partitionBy.isEmpty)
    }
}
