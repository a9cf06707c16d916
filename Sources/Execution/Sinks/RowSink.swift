// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
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
    /// How many more rows it takes; nil when it takes all.
    var rowsWanted: Int? { get }
    func finish() throws(TaskError) -> SinkResult
    /// The task does not succeed: removes what was written.
    func abandon()
}

extension RowSink {
    var isFull: Bool { false }
    var rowsWanted: Int? { nil }
    func abandon() {}
}

func encodeBlock(_ column: Column, _ compression: BlockCompression = .automatic) throws(TaskError) -> [UInt8] {
    do { return try BlockCodec.encode(column, compression: compression) } catch {
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
    private var compression: BlockCompression

    init(type: DataType, rowsMax: Int = .max, memory: TaskMemory, compression: BlockCompression) {
        builder = ColumnBuilder(type)
        self.rowsMax = rowsMax
        self.memory = memory
        self.compression = compression
    }

    var isFull: Bool { rows >= rowsMax }
    var rowsWanted: Int? { rowsMax == .max ? nil : max(rowsMax - rows, 0) }

    func add(_ batch: Column) throws(TaskError) {
        let wanted = min(batch.count, rowsMax - rows)
        guard wanted > 0 else { return }
        let batch = wanted == batch.count ? batch : batch.slice(0, wanted)
        // A row may be as large as the memory: its copy here, and that copy as a block.
        let bytes = batch.compactByteCount
        let isWide = bytes > ExecutionLimits.resultBlockBytesMax
        if isWide { try reserve(2 * bytes) }
        defer { if isWide { memory.shrink(by: 2 * bytes) } }
        builder.append(batch)
        rows += wanted
        if builder.count >= ExecutionLimits.resultBlockRowsMax
            || builder.byteCount >= ExecutionLimits.resultBlockBytesMax
        {
            try flush()
        }
    }

    private func flush() throws(TaskError) {
        let column = builder.finish()
        if compression == .none, memory.isShort { try compress() }
        var block = try encodeBlock(column, compression)
        if !memory.grow(by: block.count) {
            if compression == .none {
                try compress()
                block = try encodeBlock(column, compression)
            }
            try reserve(block.count)
        }
        blocks.append(block)
    }

    /// Memory is short: from now on blocks are compressed, and those that are here too.
    private func compress() throws(TaskError) {
        compression = .automatic
        for place in blocks.indices {
            let before = blocks[place].count
            do throws(BlockError) {
                let column = try BlockCodec.decode(Buffer(holding: blocks[place]), expecting: builder.type)
                blocks[place] = try BlockCodec.encode(column)
            } catch {
                throw .failed(kind: "block", message: "\(error)", retryable: false)
            }
            memory.shrink(by: max(before - blocks[place].count, 0))
        }
    }

    private func reserve(_ bytes: Int) throws(TaskError) {
        if memory.grow(by: bytes) { return }
        throw .failed(
            kind: "memory",
            message: "the result of this partition does not fit into the executor's memory after \(rows) rows; "
                + "use more partitions, filter or aggregate before collecting, or give the executors more memory",
            retryable: false)
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
    private let keys: SortKeys
    private let rowsMax: Int
    private var sample: ColumnBuilder
    private var stride = 1
    private var position = 0

    init(keys: SortKeys, rowsMax: Int) {
        self.keys = keys
        self.rowsMax = max(rowsMax, 1)
        sample = ColumnBuilder(keys.type)
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
        let rows = wanted.withUnsafeBufferPointer { batch.gather($0.baseAddress!, count: $0.count) }
        do { sample.append(try keys.keys(of: rows)) } catch { throw .compute(error) }
        while sample.count >= 2 * rowsMax || isTooLarge { thin() }
    }

    /// Wide keys: fewer of them part the rows well enough.
    private var isTooLarge: Bool {
        sample.byteCount > ExecutionLimits.sampleBytesMax && sample.count > ExecutionLimits.sampleKeysMin
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
