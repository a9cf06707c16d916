// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Files
import Plan
import Storage

/// What a task leaves behind when it succeeds.
struct SinkResult {
    var mapOutput: (key: MapOutputKey, summary: MapOutputSummary)?
    /// Encoded blocks for the driver.
    var blocks: [[UInt8]] = []
    var rows = 0
    var bytesWritten = 0
    var spilledBytes = 0
}

/// Where a task's rows go. Used by one thread at a time.
protocol RowSink: AnyObject {
    func add(_ batch: Column) throws(TaskError)
    /// True when more rows would change nothing.
    var isFull: Bool { get }
    func finish() throws(TaskError) -> SinkResult
    /// The task does not succeed: removes what was written.
    func abandon()
}

extension RowSink {
    var isFull: Bool { false }
    func abandon() {}
}

func encodeBlock(_ column: Column) throws(TaskError) -> [UInt8] {
    do { return try BlockCodec.encode(column) } catch {
        throw .failed(kind: "block", message: "\(error)", retryable: false)
    }
}

/// Rows for the driver, all of them or the first `rowsMax`.
final class CollectSink: RowSink {
    private let builder: ColumnBuilder
    private let rowsMax: Int
    private var blocks: [[UInt8]] = []
    private var rows = 0
    private let memory: TaskMemory

    init(type: DataType, rowsMax: Int = .max, memory: TaskMemory) {
        builder = ColumnBuilder(type)
        self.rowsMax = rowsMax
        self.memory = memory
    }

    var isFull: Bool { rows >= rowsMax }

    func add(_ batch: Column) throws(TaskError) {
        let wanted = min(batch.count, rowsMax - rows)
        guard wanted > 0 else { return }
        builder.append(wanted == batch.count ? batch : batch.slice(0, wanted))
        rows += wanted
        if builder.count >= ExecutionLimits.resultBlockRowsMax
            || builder.byteCount >= ExecutionLimits.resultBlockBytesMax
        {
            try flush()
        }
    }

    private func flush() throws(TaskError) {
        let block = try encodeBlock(builder.finish())
        guard memory.grow(by: block.count) else {
            throw .failed(
                kind: "memory",
                message: "the result of this partition does not fit into the executor's memory after \(rows) rows; "
                    + "use more partitions, filter or aggregate before collecting, or give the executors more memory",
                retryable: false)
        }
        blocks.append(block)
    }

    func finish() throws(TaskError) -> SinkResult {
        if builder.count > 0 { try flush() }
        return SinkResult(blocks: blocks, rows: rows)
    }
}

/// Counts rows; the result is one int.
final class CountSink: RowSink {
    private var rows = 0

    func add(_ batch: Column) { rows += batch.count }

    func finish() throws(TaskError) -> SinkResult {
        let rows = rows
        return SinkResult(blocks: [try encodeBlock(Column.ints(count: 1) { $0[0] = rows })], rows: 1)
    }
}

/// Runs the programs for their errors alone.
final class DiscardSink: RowSink {
    func add(_ batch: Column) {}
    func finish() -> SinkResult { SinkResult() }
}

/// One aggregated value for the partition.
final class AggregateSink: RowSink {
    private let aggregator: Aggregator

    init(_ aggregator: Aggregator) { self.aggregator = aggregator }

    func add(_ batch: Column) throws(TaskError) {
        do { try aggregator.add(batch) } catch { throw .compute(error) }
    }

    func finish() throws(TaskError) -> SinkResult {
        let result: Column
        do { result = try aggregator.finish() } catch { throw .compute(error) }
        return SinkResult(blocks: result.count == 0 ? [] : [try encodeBlock(result)], rows: result.count)
    }
}

/// An even sample of the partition's sort keys, each with the number of rows it stands for. Every `stride`-th row is
/// taken; when the sample is full, every other key is dropped and the stride doubled.
final class SampleSink: RowSink {
    private let keyProgram: ProgramRunner?
    private let keyType: DataType
    private let rowsMax: Int
    private var sample: ColumnBuilder
    private var stride = 1
    private var position = 0

    init(keyProgram: ProgramRunner?, keyType: DataType, rowsMax: Int) {
        self.keyProgram = keyProgram
        self.keyType = keyType
        self.rowsMax = max(rowsMax, 1)
        sample = ColumnBuilder(keyType)
    }

    func add(_ batch: Column) throws(TaskError) {
        var wanted: [Int32] = []
        var row = (stride - position % stride) % stride
        while row < batch.count {
            wanted.append(Int32(truncatingIfNeeded: row))
            row += stride
        }
        position += batch.count
        if wanted.isEmpty { return }
        var keys = wanted.withUnsafeBufferPointer { batch.gather($0.baseAddress!, count: $0.count) }
        if let keyProgram {
            do { keys = try keyProgram.run(keys) } catch { throw .compute(error) }
        }
        sample.append(keys)
        while sample.count >= 2 * rowsMax { thin() }
    }

    private func thin() {
        let full = sample.finish()
        let kept = stride2(full.count)
        kept.withUnsafeBufferPointer { sample.append(full, rows: $0.baseAddress!, count: $0.count) }
        stride *= 2
    }

    private func stride2(_ count: Int) -> [Int32] { Array(Swift.stride(from: 0, to: Int32(count), by: 2)) }

    func finish() throws(TaskError) -> SinkResult {
        let keys = sample.finish()
        let weight = stride
        let weights = Column.ints(count: keys.count) { out in for row in 0..<keys.count { out[row] = weight } }
        if keys.count == 0 { return SinkResult() }
        return SinkResult(
            blocks: [try encodeBlock(Column.tuple([keys, weights], count: keys.count))], rows: keys.count)
    }
}

/// Lines of a text file, written under the attempt's own name.
final class TextSink: RowSink {
    private let writer: TextWriter
    private let output: any OutputFile
    private var rows = 0
    private var bytes = 0

    init(directory: String, job: String, partition: Int, attempt: TaskAttemptID, gzip: Bool) throws(TaskError) {
        do {
            let fileSystem = try FileSystems.resolve(directory)
            let committer = OutputCommitter(
                directory: directory, fileSystem: fileSystem, jobID: job, suffix: gzip ? ".gz" : "")
            let path = committer.attemptPath(partition: partition, attempt: attempt.rawValue)
            output = try fileSystem.create(path)
            writer = try TextWriter(output: output, compression: gzip ? .gzip : FileCompression.none)
        } catch {
            throw .file(error)
        }
    }

    func add(_ batch: Column) throws(TaskError) {
        rows += batch.count
        do { try writer.write(batch) } catch { throw .file(error) }
    }

    func finish() throws(TaskError) -> SinkResult {
        do { try writer.close() } catch { throw .file(error) }
        return SinkResult(rows: rows, bytesWritten: writer.bytesWritten)
    }

    func abandon() { output.discard() }
}
