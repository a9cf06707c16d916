// SPDX-License-Identifier: Apache-2.0

import Columnar
package import Files
import Formats
package import Plan
import Storage

/// Files that were found, and what the columns of their rows are.
package struct FileTable: Sendable {
    package let format: String
    package let options: [String: String]
    /// Those of the files' content.
    package let columns: [FileColumn]
    /// Those of the folders `k=v`; they come last.
    package let partitionColumns: [FileColumn]
    /// Of all files.
    package let byteCount: Int
    /// What the user should know: folders that were passed over, and the like.
    package let warnings: [String]
    /// The splits of each partition.
    let groups: [FileGroup]

    /// Rows of the columns with these places among `columns` and then `partitionColumns`; nil: all. Readers may leave
    /// out what does not satisfy `bounds`.
    package func lineage(
        _ engine: Engine, wanted: [Int]? = nil, bounds: [ColumnBound] = [], name: String
    ) throws(MartletError) -> Lineage {
        let all = columns + partitionColumns
        let wanted = wanted ?? Array(all.indices)
        // Members come in the order of the scan: files first, folders then.
        let fromFiles = wanted.filter { $0 < columns.count }
        let fromFolders = wanted.filter { $0 >= columns.count }
        guard wanted == fromFiles + fromFolders, wanted.allSatisfy({ all.indices.contains($0) }) else {
            throw .argument("\(name): columns of folders come behind those of files")
        }
        let rowType: DataType
        do {
            let format = try engine.options.formats.make(format, options)
            let content = try format.rowType(fromFiles.map { columns[$0] })
            guard case .tuple(let members) = content else {
                throw FileError(.invalidArgument, path: "", "files of format \(self.format) have no columns")
            }
            rowType = .tuple(members + fromFolders.map { all[$0].type.layout })
        } catch {
            throw .of(error)
        }
        var options = options
        if !bounds.isEmpty { options[ColumnBound.option] = ColumnBound.encode(bounds) }
        let scan = FileScan(
            format: format.lowercased(), options: options, columns: columns.map(PlannedColumn.init),
            wanted: fromFiles, partitionColumns: partitionColumns.map(PlannedColumn.init),
            wantedPartitions: fromFolders.map { $0 - columns.count }, rowType: rowType)
        return Lineage(.files(scan, parts), rowType: rowType, name: name)
    }

    /// What the files say of their rows: some of them are looked at, the others taken as alike by their bytes. Of files
    /// that say nothing, as many rows as their bytes would be with lines of the usual width.
    package func statistics(_ engine: Engine) -> FileStatistics {
        var seen = Set<String>()
        let files = groups.flatMap(\.splits).filter { seen.insert($0.path).inserted }
        var sum: FileStatistics?
        var looked = 0
        let step = max(files.count / MartletLimits.filesLookedAt, 1)
        for place in stride(from: 0, to: files.count, by: step) {
            let file = files[place]
            guard let format = try? engine.options.formats.make(format, options),
                let system = try? engine.fileSystems.resolve(file.path),
                let one = try? format.statistics(
                    file, columns, ReadContext(fileSystem: system, zones: engine.zones))
            else { break }
            looked += file.fileByteCount
            guard let known = sum else {
                sum = one
                continue
            }
            var spans: [String: FileStatistics.Span] = [:]
            for (name, span) in known.spans { spans[name] = one.spans[name]?.joined(span) }
            sum = FileStatistics(rowCount: known.rowCount + one.rowCount, spans: spans)
        }
        guard var sum, looked > 0 else {
            let width = columns.reduce(0) { $0 + ($1.type.layout.isView ? MartletLimits.textBytesGuessed : 8) }
            return FileStatistics(rowCount: byteCount / max(width, 1))
        }
        let all = files.reduce(0) { $0 + $1.fileByteCount }
        sum.rowCount = Int((Double(sum.rowCount) * Double(all) / Double(looked)).rounded())
        return sum
    }

    /// The same files with their names as one more column of folders.
    package func withNames(_ column: String) -> FileTable {
        let named = groups.map { group in
            FileGroup(
                splits: group.splits.map { split in
                    var named = split
                    let isLocal = FileSystems.scheme(of: split.path) == nil
                    named.partitionValues.append(isLocal ? "file://" + split.path : split.path)
                    return named
                }, hosts: group.hosts)
        }
        return FileTable(
            format: format, options: options, columns: columns,
            partitionColumns: partitionColumns + [FileColumn(column, .text)], byteCount: byteCount, warnings: warnings,
            groups: named)
    }

    fileprivate var parts: [FilePart] {
        groups.map { FilePart(ranges: $0.splits.map(FileRange.init), hosts: $0.hosts) }
    }
}

extension Engine {
    /// Finds the files of a table: files, folders and patterns. Without a schema its columns are what the files say;
    /// that may take a job. A schema that names columns of folders gives them their types.
    package func fileTable(
        format name: String, paths: [String], schema: [FileColumn]?, options: [String: String], name site: String,
        control: ActionControl? = nil
    ) throws(MartletError) -> FileTable {
        do {
            let format = try self.options.formats.make(name, options)
            let read = FormatOptions(options)
            guard !paths.isEmpty else { throw FileError(.invalidArgument, path: "", "no path to read was given") }
            let planner = InputPlanner(fileSystems)
            let found = try planner.tableFiles(
                of: paths, isRecursive: try read.bool("recursiveFileLookup", or: false))
            let open = max(try read.int("openCostInBytes", or: MartletLimits.fileOpenBytes), 1)
            // Rounded up by what files cost: no last bytes for a partition of their own, which would read the other
            // sides of its joins for nothing.
            let (cost, overflow) = open.multipliedReportingOverflow(by: max(found.files.count, 1))
            let (all, isBeyond) = found.byteCount.addingReportingOverflow(overflow ? 0 : cost)
            let share = (isBeyond ? found.byteCount : all) / max(defaultParallelism, 1)
            let most = max(try read.int("maxPartitionBytes", or: FilesLimits.splitByteCountMax), 1)
            let groups = try planner.groups(
                of: found, byteCount: min(most, max(open, share)), openByteCount: open,
                isSplittable: format.isSplittable)
            var warnings: [String] = []
            if let first = found.foldersSkipped.first {
                warnings.append(
                    "\(found.foldersSkipped.count) folders were not read, the first is \(first): set "
                        + "recursiveFileLookup to "
                        + "read the files in them too")
            }
            let partitions = found.partitionNames.enumerated().map { place, name in
                let given = schema?.first { $0.name == name }
                return FileColumn(
                    name, given?.type ?? PartitionValue.type(of: found.files.map { $0.partitionValues[place] }))
            }
            let columns: [FileColumn]
            if let schema {
                columns = schema.filter { !found.partitionNames.contains($0.name) }
            } else {
                columns = try inferred(format, name, options, groups, site, control)
                if let twice = columns.first(where: { found.partitionNames.contains($0.name) }) {
                    throw FileError(
                        .invalidArgument, path: paths[0],
                        "the column \(twice.name) is in the files and in the names of their folders: give a schema, in "
                            + "which the folders have it")
                }
            }
            return FileTable(
                format: name, options: options, columns: columns, partitionColumns: partitions,
                byteCount: found.byteCount, warnings: warnings, groups: groups)
        } catch let error as MartletError {
            throw error
        } catch {
            throw .of(error)
        }
    }

    /// The columns that the files say.
    private func inferred(
        _ format: any FileFormat, _ name: String, _ options: [String: String], _ groups: [FileGroup], _ site: String,
        _ control: ActionControl?
    ) throws -> [FileColumn] {
        if format.inference == .fixed { return try format.columns(of: []) }
        guard !groups.isEmpty else {
            throw FileError(
                .notFound, path: "",
                "[UNABLE_TO_INFER_SCHEMA] Unable to infer schema for \(name.uppercased()): there are no files; give a "
                    + "schema, or check the path")
        }
        if format.inference == .firstSplit {
            for split in groups.flatMap(\.splits) where split.start == 0 {
                let context = ReadContext(fileSystem: try fileSystems.resolve(split.path), zones: zones)
                let columns = try format.columns(of: [try format.inspect(split, context)])
                if !columns.isEmpty { return columns }
            }
            return []
        }
        let scan = FileScan(
            format: name.lowercased(), options: options, rowType: .bytes, purpose: .inspection)
        let parts = groups.map { FilePart(ranges: $0.splits.map(FileRange.init), hosts: $0.hosts) }
        let dataset = Dataset(engine: self, lineage: Lineage(.files(scan, parts), rowType: .bytes, name: site))
        var inspected: [[UInt8]] = []
        for column in try dataset.collect(name: site, control: control) {
            for row in 0..<column.count { inspected.append(Array(column.bytes(row))) }
        }
        return try format.columns(of: inspected)
    }
}
