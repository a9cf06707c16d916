// SPDX-License-Identifier: Apache-2.0

import Columnar
import Driver
import Plan
import Storage

/// Finds the range bounds of a sort: a job samples the keys of the parent, the driver picks keys that part the sample
/// evenly. The same input gives the same bounds.
struct RangeSampler {
    /// Sample keys for each partition to be made; Spark's default is 20.
    private static let keysPerPartition = 40

    let engine: Engine

    func resolve(
        _ shuffle: Shuffle, name: String, control: ActionControl?
    ) throws(MartletError) -> JobSummary {
        guard let (order, keyType) = shuffle.sampleNeeded else { return JobSummary() }
        if shuffle.partitionCount == 1 {
            shuffle.resolve(bounds: try block(ColumnBuilder(keyType).finish()))
            return JobSummary()
        }
        let wanted = Self.keysPerPartition * shuffle.partitionCount
        let each = min(max(wanted * 3 / max(shuffle.parent.partitionCount, 1), 20), PlanLimits.sampleRowsMax / 2)
        let result = try engine.runPlanned(
            shuffle.parent, sink: .sample(order, keyType: keyType, rows: each), name: "sample for \(name)",
            partitions: nil, commit: nil, control: control)
        let type = DataType.tuple([keyType, .int])
        let parts = try decodeBlocks(result.partitions.flatMap { $0 }, type)
        shuffle.resolve(bounds: try block(bounds(parts, keyType, shuffle.partitionCount, order.comparesDescending)))
        return result.summary
    }

    private func block(_ column: Column) throws(MartletError) -> [UInt8] {
        do { return try BlockCodec.encode(column) } catch { throw .argument("the sort keys are too large: \(error)") }
    }

    /// At most `partitions - 1` different keys in order that part the weighted sample evenly.
    private func bounds(_ parts: [Column], _ keyType: DataType, _ partitions: Int, _ descending: Bool) -> Column {
        let builder = ColumnBuilder(keyType)
        guard !parts.isEmpty else { return builder.finish() }
        let sample = Column.concatenate(parts)
        let keys = sample.children[0]
        let weights = sample.children[1].ints
        let order = (0..<keys.count).sorted {
            let comparison = keys.compare($0, with: keys, $1)
            return comparison == 0 ? $0 < $1 : (descending ? comparison > 0 : comparison < 0)
        }
        let total = order.reduce(0.0) { $0 + Double(weights[$1]) }
        let step = total / Double(partitions)
        var (cumulated, target) = (0.0, step)
        var last: Int?
        for row in order {
            cumulated += Double(weights[row])
            guard cumulated >= target, builder.count < partitions - 1 else { continue }
            if last == nil || keys.compare(last!, with: keys, row) != 0 {
                var index = Int32(truncatingIfNeeded: row)
                builder.append(keys, rows: &index, count: 1)
                last = row
                target += step
            }
        }
        return builder.finish()
    }
}
