// SPDX-License-Identifier: Apache-2.0

import Columnar
package import Files
import Formats
import Plan

// Text files of RDDs: rows are text without columns.
extension Dataset {
    /// The lines of text files: files, folders, globs, several with commas between; bytes when the options want those.
    package static func text(
        _ engine: Engine, _ path: String, partitionsMin: Int?, options: TextOptions = TextOptions(), name: String
    ) throws(MartletError) -> Dataset {
        let format = try options.format(engine.options.text, hasLines: true)
        try checkPartitions(partitionsMin, name)
        let splits: [FileSplit]
        do {
            splits = try InputPlanner(engine.fileSystems).splits(
                of: [path], partitionsMin: partitionsMin ?? min(engine.defaultParallelism, 2),
                isRecursive: options.isRecursive ?? engine.options.text.isRecursive ?? false)
        } catch {
            throw .file(error)
        }
        let rowType: DataType = format.isBytes ? .bytes : .string
        let scan = FileScan(format: LinesFormat.name, options: format.options, rowType: rowType)
        let parts = splits.map { FilePart(ranges: [FileRange($0)], hosts: $0.hosts) }
        return Dataset(engine: engine, lineage: Lineage(.files(scan, parts), rowType: rowType, name: name))
    }

    /// Rows (path, content) of whole text files: files, folders, globs, several with commas between. Paths carry their
    /// scheme.
    package static func wholeText(
        _ engine: Engine, _ path: String, partitionsMin: Int?, options: TextOptions = TextOptions(), name: String
    ) throws(MartletError) -> Dataset {
        let format = try options.format(engine.options.text, hasLines: false)
        try checkPartitions(partitionsMin, name)
        let groups: [(files: [FileSplit], hosts: [String])]
        do {
            groups = try InputPlanner(engine.fileSystems).wholeFiles(
                of: [path], partitionsMin: partitionsMin ?? min(engine.defaultParallelism, 2),
                isRecursive: options.isRecursive ?? engine.options.text.isRecursive ?? false)
        } catch {
            throw .file(error)
        }
        let valueType: DataType = format.isBytes ? .bytes : .string
        let rowType = DataType.tuple([valueType, valueType])
        let scan = FileScan(format: WholeFilesFormat.name, options: format.options, rowType: rowType)
        let parts = groups.map { group in
            FilePart(
                ranges: group.files.map { split in
                    var range = FileRange(split)
                    range.path = absolute(range.path)
                    return range
                }, hosts: group.hosts)
        }
        return Dataset(engine: engine, lineage: Lineage(.files(scan, parts), rowType: rowType, name: name))
    }

    /// The path with its scheme, from the root on.
    private static func absolute(_ path: String) -> String {
        if FileSystems.scheme(of: path) != nil { return path }
        return "file:" + (path.hasPrefix("/") ? path : workingDirectory() + "/" + path)
    }

    /// Writes rows of text as lines: `part-00000` and so on, `_SUCCESS` last.
    package func saveAsText(
        _ directory: String, compression: FileCompression, name: String, control: ActionControl? = nil
    ) throws(MartletError) {
        let target = FileTarget(
            directory: engine.fileSystems.qualified(directory), job: engine.outputJobName(), format: LinesFormat.name,
            compression: compression.rawValue, rowType: .string)
        try save(target, mode: .error, suffix: compression.suffix, name: name, control: control)
    }
}

extension FileRange {
    init(_ split: FileSplit) {
        self.init(
            path: split.path, start: split.start, byteCount: split.byteCount, fileByteCount: split.fileByteCount,
            compression: split.compression.rawValue, partitionValues: split.partitionValues)
    }
}
