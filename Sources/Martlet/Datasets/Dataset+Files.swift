// SPDX-License-Identifier: Apache-2.0

import Columnar
package import Files
import Plan

/// What is written to files, and how.
package struct FileOutput: Sendable {
    /// What becomes of a folder that exists.
    package enum Mode: String, Sendable {
        /// It is an error.
        case error
        /// It goes when the new files are written.
        case overwrite
        /// With columns that name folders: those of them that get rows.
        case overwritePartitions
        case append
        /// Nothing is written.
        case ignore
    }

    package var directory: String
    package var format: String
    package var mode: Mode
    package var options: [String: String]
    package var columns: [FileColumn]
    /// Places of the columns that name folders `k=v` in place of being written.
    package var partitionBy: [Int]

    package init(
        directory: String, format: String, mode: Mode = .error, options: [String: String] = [:],
        columns: [FileColumn], partitionBy: [Int] = []
    ) {
        self.directory = directory
        self.format = format
        self.mode = mode
        self.options = options
        self.columns = columns
        self.partitionBy = partitionBy
    }
}

extension Dataset {
    /// The rows of a table's files as tuples: the columns with these places among `columns` and then
    /// `partitionColumns`, in this order; nil: all. Rows that do not satisfy `bounds` may be left out.
    package static func files(
        _ engine: Engine, _ table: FileTable, wanted: [Int]? = nil, bounds: [ColumnBound] = [], name: String
    ) throws(MartletError) -> Dataset {
        Dataset(engine: engine, lineage: try table.lineage(engine, wanted: wanted, bounds: bounds, name: name))
    }

    /// Writes rows that are tuples of the output's columns to files of a format, `_SUCCESS` last. False when the folder
    /// exists and is left as it is.
    @discardableResult
    package func saveAsFiles(
        _ output: FileOutput, name: String, control: ActionControl? = nil
    ) throws(MartletError) -> Bool {
        let options = FormatOptions(output.options)
        let format: any FileFormat
        let compression: FileCompression
        let directory = engine.fileSystems.qualified(output.directory)
        let rowsMax: Int
        let layout: DataType
        do {
            format = try engine.options.formats.make(output.format, output.options)
            let written = output.columns.indices.filter { !output.partitionBy.contains($0) }
            guard !written.isEmpty || output.partitionBy.isEmpty else {
                throw FileError(
                    .invalidArgument, path: directory, "all columns name folders: one at least must be written")
            }
            layout = try format.rowType(output.columns)
            compression = try format.fileCompression(options)
            rowsMax = max(try options.int("maxRecordsPerFile", or: 0), 0)
            engine.outputs.waitUntilClean()
            if output.mode == .ignore, try exists(directory) { return false }
        } catch {
            throw .of(error)
        }
        guard layout == rowType else {
            throw .argument("\(name): rows of \(rowType) are no columns of \(layout)")
        }
        let target = FileTarget(
            directory: directory, job: engine.outputJobName(), format: output.format.lowercased(),
            options: output.options, columns: output.columns.map(PlannedColumn.init),
            partitionBy: output.partitionBy, fileRowsMax: rowsMax, compression: compression.rawValue,
            tag: randomName(), rowType: rowType)
        let mode: OutputCommitter.Mode =
            switch output.mode {
            case .error, .ignore: .error
            case .overwrite: .overwrite
            case .overwritePartitions: output.partitionBy.isEmpty ? .overwrite : .overwritePartitions
            case .append: .append
            }
        // A frame without partitions writes one file, which may have a header.
        let written = partitionCount > 0 ? self : try Dataset.local(engine, emptyColumn(), partitions: 1, name: name)
        try written.save(
            target, mode: mode, suffix: format.fileSuffix + compression.suffix, name: name, control: control)
        return true
    }

    private func emptyColumn() -> Column { ColumnBuilder(rowType).finish() }

    private func exists(_ path: String) throws(FileError) -> Bool {
        do {
            _ = try engine.fileSystems.resolve(path).status(path)
            return true
        } catch {
            guard error.kind == .notFound else { throw error }
            return false
        }
    }

    /// Runs the job that writes, and commits what it wrote.
    func save(
        _ target: FileTarget, mode: OutputCommitter.Mode, suffix: String, name: String, control: ActionControl?
    ) throws(MartletError) {
        let lineage = try lineage(name: name)
        do {
            let committer = OutputCommitter(
                directory: target.directory, fileSystem: try engine.fileSystems.resolve(target.directory),
                jobID: target.job, suffix: suffix, tag: target.tag, hasFolders: target.hasFolders,
                hasPartitions: !target.partitionBy.isEmpty, mode: mode)
            engine.outputs.waitUntilClean()
            engine.outputs.begin(committer)
            defer { engine.outputs.end(committer) }
            try committer.begin()
            do {
                try engine.action(control) { control throws(MartletError) in
                    _ = try engine.run(
                        lineage, sink: .files(target), name: name, commit: committer, control: control)
                }
                engine.outputs.commits(committer, partitions: lineage.partitionCount)
                try committer.commitJob(partitions: lineage.partitionCount)
            } catch {
                try? committer.abort()
                throw error
            }
        } catch let error as MartletError {
            throw error
        } catch {
            throw .of(error)
        }
    }
}

extension Engine {
    /// Names the temporary files of one job.
    func outputJobName() -> String { applicationID + "-" + String(nextStage().rawValue) }
}

extension PlannedColumn {
    init(_ column: FileColumn) { self.init(name: column.name, type: "\(column.type)") }
}

/// A name that no other job has: a random UUID, as files of Spark have it.
private func randomName() -> String {
    var generator = SystemRandomNumberGenerator()
    var bytes = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
    // RFC 9562, version 4.
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { digits[$0].joined() }.joined(separator: "-")
}
