// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Plan

/// Whole text files as rows (path, content).
final class FilesSource: RowSource {
    private let files: [WholeFile]
    private let batchRows: Int
    private let memory: TaskMemory
    private var index = 0
    /// Reserved for the batch that was given out last.
    private var bytesHeld = 0
    private(set) var metrics = SourceMetrics()

    init(_ files: [WholeFile], batchRows: Int, memory: TaskMemory) {
        self.files = files
        self.batchRows = batchRows
        self.memory = memory
    }

    func next() throws(TaskError) -> SourceResult {
        close()
        let paths = ColumnBuilder(.string)
        let contents = ColumnBuilder(.string)
        while index < files.count, paths.count < batchRows, bytesHeld < ExecutionLimits.textBatchBytesMax {
            let file = files[index]
            index += 1
            let content = try read(file)
            file.path.utf8.withContiguousStorageIfAvailable { paths.append(bytes: UnsafeRawBufferPointer($0)) }
                ?? Array(file.path.utf8).withUnsafeBytes { paths.append(bytes: $0) }
            content.withUnsafeBytes { contents.append(bytes: $0) }
        }
        let count = paths.count
        if count == 0 { return .end }
        return .batch(Column.tuple([paths.finish(), contents.finish()], count: count))
    }

    private func read(_ file: WholeFile) throws(TaskError) -> [UInt8] {
        do {
            let fileSystem = try FileSystems.resolve(file.path)
            let content = try WholeFileReader.read(
                file.path, byteCount: file.byteCount, compression: file.isGzip ? .gzip : .none,
                fileSystem: fileSystem)
            metrics.bytesRead += file.byteCount
            try hold(content.count, file.path)
            return content
        } catch let error as FileError {
            throw .file(error)
        } catch let error as TaskError {
            throw error
        } catch {
            throw .internalFailure("\(error)")
        }
    }

    private func hold(_ bytes: Int, _ path: String) throws(TaskError) {
        guard memory.grow(by: bytes) else {
            throw .failed(
                kind: "memory",
                message: "\(path) with \(bytes) bytes does not fit into the memory of a task; read it by lines with "
                    + "textFile, or give the executors more memory",
                retryable: false)
        }
        bytesHeld += bytes
    }

    func close() {
        memory.shrink(by: bytesHeld)
        bytesHeld = 0
    }
}
