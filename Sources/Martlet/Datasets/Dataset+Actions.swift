// SPDX-License-Identifier: Apache-2.0

package import Columnar
import Driver
package import Plan

// Each action takes the handle by which another thread may watch and cancel it.
extension Dataset {
    /// Runs `sink` and gives the blocks of each partition.
    package func run(
        _ sink: Sink, name: String, partitions: [Int]? = nil, control: ActionControl? = nil
    ) throws(MartletError) -> [[[UInt8]]] {
        try checkPartitions(partitions, name)
        let lineage = try lineage(name: name)
        return try engine.action(control) { control throws(MartletError) in
            try engine.run(lineage, sink: sink, name: name, partitions: partitions, control: control).partitions
        }
    }

    private func checkPartitions(_ partitions: [Int]?, _ name: String) throws(MartletError) {
        for partition in partitions ?? [] where !(0..<partitionCount).contains(partition) {
            throw .argument("\(name): there is no partition \(partition) among \(partitionCount)")
        }
    }

    /// All rows, or those of the listed partitions, in partition order.
    package func collect(
        name: String, partitions: [Int]? = nil, control: ActionControl? = nil
    ) throws(MartletError) -> [Column] {
        let pieces = try run(.collect(rowType), name: name, partitions: partitions, control: control)
        return try decodeBlocks(pieces.flatMap { $0 }, rowType)
    }

    package func count(name: String, control: ActionControl? = nil) throws(MartletError) -> Int {
        var total = 0
        for count in try counts(name: name, control: control) {
            let (sum, overflow) = total.addingReportingOverflow(count)
            guard !overflow else {
                throw .job(JobError(kind: .overflow, message: "\(name): \(total) rows and \(count) more"))
            }
            total = sum
        }
        return total
    }

    /// The first `rows` rows, reading as few partitions as needed: one, then four times as many as before.
    package func take(_ rows: Int, name: String, control: ActionControl? = nil) throws(MartletError) -> [Column] {
        guard rows > 0 else { return [] }
        let lineage = try lineage(name: name)
        return try engine.action(control) { control throws(MartletError) in
            var taken: [Column] = []
            var missing = rows
            var next = 0
            var width = 1
            while missing > 0 && next < partitionCount {
                let partitions = Array(next..<min(next + width, partitionCount))
                let result = try engine.run(
                    lineage, sink: .take(rowType, rows: missing), name: name, partitions: partitions, control: control)
                for column in try decodeBlocks(result.partitions.flatMap { $0 }, rowType) where missing > 0 {
                    taken.append(column.slice(0, min(column.count, missing)))
                    missing -= min(column.count, missing)
                }
                next += partitions.count
                width *= 4
            }
            return taken
        }
    }

    /// One value for each partition that has rows, in partition order.
    package func aggregatePartitions(
        _ kind: AggregateKind, name: String, control: ActionControl? = nil
    ) throws(MartletError) -> [Column] {
        let aggregation = Aggregation(kind: kind, keyType: nil, valueType: rowType)
        let pieces = try run(.aggregate(aggregation), name: name, control: control)
        return try decodeBlocks(pieces.flatMap { $0 }, aggregation.resultType)
    }

    /// Runs all programs over all rows.
    package func discard(name: String, control: ActionControl? = nil) throws(MartletError) {
        _ = try run(.discard(rowType), name: name, control: control)
    }

    /// The rows partition by partition; the driver holds those of one at a time.
    package func stream(name: String, control: ActionControl? = nil) throws(MartletError) -> PartitionStream {
        PartitionStream(
            engine: engine, lineage: try lineage(name: name), name: name, control: control ?? ActionControl())
    }
}

/// Brings the rows of a dataset to the driver one partition after another, each when it is asked for. Used by one
/// thread at a time; cancelled by its control from any.
package final class PartitionStream {
    package let control: ActionControl
    private let engine: Engine
    private let lineage: Lineage
    private let name: String
    private var partition = 0

    init(engine: Engine, lineage: Lineage, name: String, control: ActionControl) {
        self.engine = engine
        self.lineage = lineage
        self.name = name
        self.control = control
    }

    /// The rows of the next partition, which may be none; nil behind the last one. Waits for its job.
    package func next() throws(MartletError) -> [Column]? {
        guard partition < lineage.partitionCount else { return nil }
        let wanted = partition
        partition += 1
        let pieces = try engine.action(control) { control throws(MartletError) in
            try engine.run(
                lineage, sink: .collect(lineage.rowType), name: name, partitions: [wanted], control: control
            ).partitions
        }
        return try decodeBlocks(pieces.flatMap { $0 }, lineage.rowType)
    }
}
