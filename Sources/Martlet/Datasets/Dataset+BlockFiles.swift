// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Formats
import Plan

// Files of the engine's own blocks, and of records of fixed length.
extension Dataset {
    /// Writes rows of any type in blocks, a file a partition, `_SUCCESS` last.
    package func saveAsBlocks(
        _ directory: String, name: String, control: ActionControl? = nil
    ) throws(MartletError) {
        let target = FileTarget(
            directory: engine.fileSystems.qualified(directory), job: engine.outputJobName(),
            format: BlockFilesFormat.name, options: BlockFilesFormat.options(rowType),
            compression: FileCompression.none.rawValue, rowType: rowType)
        try save(target, mode: .error, suffix: "", name: name, control: control)
    }

    /// The rows that `saveAsBlocks` has written, in the same partitions: files, folders, globs, several with commas
    /// between. Their type is what the first file says; without files there is no row, of type any.
    package static func blocks(_ engine: Engine, _ path: String, name: String) throws(MartletError) -> Dataset {
        do {
            let files = try InputPlanner(engine.fileSystems).wholeFiles(of: [path], partitionsMin: 1)
                .flatMap(\.files)
            guard let first = files.first?.path else { return .empty(engine, type: .any, name: name) }
            let type = try BlockFilesFormat.type(of: first, in: try engine.fileSystems.resolve(first))
            let scan = FileScan(
                format: BlockFilesFormat.name, options: BlockFilesFormat.options(type), rowType: type)
            return Dataset(engine: engine, lineage: Lineage(.files(scan, parts(files)), rowType: type, name: name))
        } catch {
            throw .file(error)
        }
    }

    /// Records of `byteCount` bytes each, as rows that are bytes.
    package static func records(
        _ engine: Engine, _ path: String, byteCount: Int, name: String
    ) throws(MartletError) -> Dataset {
        do {
            _ = try engine.options.formats.make(RecordsFormat.name, RecordsFormat.options(byteCount: byteCount))
            let splits = try InputPlanner(engine.fileSystems).splits(
                of: [path], partitionsMin: min(engine.defaultParallelism, 2))
            let scan = FileScan(
                format: RecordsFormat.name, options: RecordsFormat.options(byteCount: byteCount), rowType: .bytes)
            return Dataset(engine: engine, lineage: Lineage(.files(scan, parts(splits)), rowType: .bytes, name: name))
        } catch {
            throw .file(error)
        }
    }

    private static func parts(_ splits: [FileSplit]) -> [FilePart] {
        splits.map { FilePart(ranges: [FileRange($0)], hosts: $0.hosts) }
    }
}
