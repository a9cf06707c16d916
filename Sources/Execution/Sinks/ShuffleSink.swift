// SPDX-License-Identifier: Apache-2.0

import Columnar
import Compute
import Plan
import Storage

/// Partitions rows and writes a map output.
final class ShuffleSink: RowSink {
    private let key: MapOutputKey
    private let writer: MapOutputWriter
    private let router: RowRouter

    init(key: MapOutputKey, writer: MapOutputWriter, router: RowRouter) {
        self.key = key
        self.writer = writer
        self.router = router
    }

    func add(_ batch: Column) throws(TaskError) {
        if batch.count == 0 { return }
        try withTargets(batch.count) { targets throws(TaskError) in
            try router.route(batch, into: targets)
            let travelling = router.travelling(batch)
            do throws(StorageError) { try writer.append(travelling, partitionOf: targets) } catch {
                throw .storage(error)
            }
        }
    }

    func finish() throws(TaskError) -> SinkResult { try finishWriting(writer, key) }

    func abandon() { writer.abandon() }
}

private func finishWriting(_ writer: MapOutputWriter, _ key: MapOutputKey) throws(TaskError) -> SinkResult {
    do {
        let summary = try writer.finish()
        var result = SinkResult(rows: summary.rowCount)
        result.spilledBytes = summary.spilledBytes
        result.bytesWritten = summary.byteCount
        result.mapOutput = (key, summary)
        return result
    } catch {
        throw .storage(error)
    }
}

private func withTargets(
    _ count: Int, _ body: (UnsafeMutablePointer<Int32>) throws(TaskError) -> Void
) throws(TaskError) {
    let targets = UnsafeMutablePointer<Int32>.allocate(capacity: count)
    defer { targets.deallocate() }
    try body(targets)
}

/// Decides which reduce partition each row goes to: a function of the row or of its position, never of chance, so that
/// a retry repeats it.
final class RowRouter {
    private enum Way {
        case hash
        case range(SortKeys, bounds: Column)
        case roundRobin
        case explicit
    }

    private let way: Way
    private let partitions: Int
    private var position: Int

    /// Rows are (key, value) tuples.
    static func byHash(partitions: Int) -> RowRouter { RowRouter(.hash, partitions, 0) }

    static func byRange(_ keys: SortKeys, bounds: Column) -> RowRouter {
        RowRouter(.range(keys, bounds: bounds), bounds.count + 1, 0)
    }

    static func roundRobin(partitions: Int, mapPartition: Int) -> RowRouter {
        RowRouter(.roundRobin, partitions, mapPartition % partitions)
    }

    /// Rows are (number, payload) tuples.
    static func explicit(partitions: Int) -> RowRouter { RowRouter(.explicit, partitions, 0) }

    private init(_ way: Way, _ partitions: Int, _ position: Int) {
        self.way = way
        self.partitions = partitions
        self.position = position
    }

    /// What of the rows is written.
    func travelling(_ batch: Column) -> Column {
        if case .explicit = way { batch.children[1] } else { batch }
    }

    func route(_ batch: Column, into targets: UnsafeMutablePointer<Int32>) throws(TaskError) {
        switch way {
        case .hash:
            try checkHashable(ofPairs: batch)
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: batch.count) { hashes in
                batch.children[0].hash(into: hashes.baseAddress!)
                Partitioner.hashPartitions(
                    hashes.baseAddress!, count: batch.count, partitions: partitions, into: targets)
            }
        case .range(let keys, let bounds):
            do {
                try Partitioner.rangePartitions(
                    keys: try keys.keys(of: batch), bounds: bounds, descending: keys.descending, into: targets)
            } catch {
                throw .compute(error)
            }
        case .roundRobin:
            for row in 0..<batch.count {
                targets[row] = Int32(truncatingIfNeeded: position)
                position += 1
                if position == partitions { position = 0 }
            }
        case .explicit:
            let numbers = batch.children[0]
            for row in 0..<batch.count {
                if numbers.isNull(row) {
                    throw .failed(
                        kind: "nullOperand", message: "a partition function gave None instead of a number",
                        retryable: false)
                }
                let rest = numbers.ints[row] % partitions
                targets[row] = Int32(truncatingIfNeeded: rest < 0 ? rest + partitions : rest)
            }
        }
    }
}
