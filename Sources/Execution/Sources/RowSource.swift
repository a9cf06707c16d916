// SPDX-License-Identifier: Apache-2.0

import Columnar
import Compute
import Glibc
import Plan
import Storage

/// What a source has to give.
enum SourceResult {
    case batch(Column)
    /// Nothing yet; the task's waiter will be signalled.
    case waiting
    case end
}

/// Where a task's rows come from. Used by one thread at a time.
protocol RowSource: AnyObject {
    func next() throws(TaskError) -> SourceResult
    var metrics: SourceMetrics { get }
    /// The task ends, however it does: gives back what is on its way.
    func close()
}

struct SourceMetrics {
    var bytesRead = 0
    var shuffleBytesLocal = 0
    var shuffleBytesRemote = 0
}

extension RowSource {
    func close() {}
}

/// Integers made on the spot.
final class RangeSource: RowSource {
    private var first: Int
    private let step: Int
    private var remaining: Int
    private let batchRows: Int
    let metrics = SourceMetrics()

    /// Fails when the last value does not fit 64 bits.
    init(start: Int, step: Int, count: Int, batchRows: Int) throws(TaskError) {
        guard count >= 0 else { throw .failed(kind: "plan", message: "a range of \(count) rows", retryable: false) }
        guard Int(exactly: Int128(start) + Int128(max(count - 1, 0)) * Int128(step)) != nil else {
            throw .failed(
                kind: "overflow", message: "the range from \(start) by \(step) with \(count) rows exceeds 64 bits",
                retryable: false)
        }
        first = start
        self.step = step
        remaining = count
        self.batchRows = batchRows
    }

    func next() -> SourceResult {
        if remaining == 0 { return .end }
        let count = min(remaining, batchRows)
        let start = first
        let step = step
        let column = Column.ints(count: count) { out in
            for index in 0..<count { out[index] = start &+ index &* step }
        }
        first = start &+ count &* step
        remaining -= count
        return .batch(column)
    }
}

/// Blocks that came with the task.
final class BlocksSource: RowSource {
    private let blocks: [[UInt8]]
    private var index = 0
    private let type: DataType
    private var slicer: BatchSlicer
    private(set) var metrics = SourceMetrics()

    init(blocks: [[UInt8]], type: DataType, batchRows: Int) {
        self.blocks = blocks
        self.type = type
        slicer = BatchSlicer(batchRows: batchRows)
    }

    func next() throws(TaskError) -> SourceResult {
        while true {
            if let batch = slicer.next() { return .batch(batch) }
            if index == blocks.count { return .end }
            metrics.bytesRead += blocks[index].count
            slicer.put(try decodeBlock(blocks[index], type, "block \(index) of the task's input"))
            index += 1
        }
    }
}

/// Cuts a large column into batches, sharing its memory.
struct BatchSlicer {
    private let batchRows: Int
    private var column: Column?
    private var offset = 0

    init(batchRows: Int) { self.batchRows = batchRows }

    mutating func put(_ column: Column) {
        self.column = column
        offset = 0
    }

    mutating func next() -> Column? {
        guard let column else { return nil }
        if offset == column.count {
            self.column = nil
            return nil
        }
        let count = min(batchRows, column.count - offset)
        defer { offset += count }
        return column.slice(offset, count)
    }
}

func decodeBlock(_ bytes: [UInt8], _ type: DataType, _ what: String) throws(TaskError) -> Column {
    do {
        return try bytes.withUnsafeBufferPointer { (raw) throws(BlockError) in
            try BlockCodec.decode(UnsafeRawBufferPointer(raw), expecting: type)
        }
    } catch {
        throw .block(error, what)
    }
}
