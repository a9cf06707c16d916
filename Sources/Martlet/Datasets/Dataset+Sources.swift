// SPDX-License-Identifier: Apache-2.0

package import Columnar
import Plan
import Storage

// Where datasets of every front end begin.
extension Dataset {
    /// `count` integers from `start` by `step`.
    package static func range(
        _ engine: Engine, start: Int, step: Int, count: Int, partitions: Int?, name: String
    ) throws(MartletError) -> Dataset {
        let parts = try engine.partitionCount(partitions)
        let last = Int128(start) + Int128(max(count - 1, 0)) * Int128(step)
        guard count >= 0, Int(exactly: last) != nil else {
            throw .argument("\(name): the range from \(start) by \(step) with \(count) rows exceeds 64 bits")
        }
        return Dataset(
            engine: engine,
            lineage: Lineage(
                .range(start: start, step: step, count: count, partitions: parts), rowType: .int, name: name))
    }

    /// The rows of a column, cut into `partitions` parts of nearly equal size.
    package static func local(
        _ engine: Engine, _ rows: Column, partitions: Int?, name: String
    ) throws(MartletError) -> Dataset {
        let parts = try engine.partitionCount(partitions)
        var blocks: [[[UInt8]]] = []
        for part in 0..<parts {
            let (first, end) = (slot(part, of: parts, rows.count), slot(part + 1, of: parts, rows.count))
            blocks.append(try self.blocks(of: rows.slice(first, end - first), name: name))
        }
        return Dataset(engine: engine, lineage: Lineage(.blocks(blocks), rowType: rows.type, name: name))
    }

    /// Where part `part` of `parts` begins among `count` rows.
    private static func slot(_ part: Int, of parts: Int, _ count: Int) -> Int {
        let (high, low) = count.multipliedFullWidth(by: part)
        return parts.dividingFullWidth((high, low)).quotient
    }

    /// No rows, in no partitions.
    package static func empty(_ engine: Engine, type: DataType, name: String) -> Dataset {
        Dataset(engine: engine, lineage: Lineage(.blocks([]), rowType: type, name: name))
    }

    /// Blocks of the rows of a column.
    package static func blocks(of rows: Column, name: String) throws(MartletError) -> [[UInt8]] {
        var blocks: [[UInt8]] = []
        var first = 0
        var count = min(rows.count, MartletLimits.localBlockRowsMax)
        while first < rows.count {
            count = min(count, rows.count - first)
            let slice = rows.slice(first, count)
            // About: text counts once a row.
            if count > 1, slice.compactByteCount > MartletLimits.localBlockBytes {
                count = max(count / 2, 1)
                continue
            }
            let block: [UInt8]
            do { block = try BlockCodec.encode(slice) } catch { throw .argument("\(name): \(error)") }
            guard block.count <= MartletLimits.localRowBytesMax else {
                throw .argument(
                    "\(name): row \(first) has \(block.count) bytes; at most \(MartletLimits.localRowBytesMax) are "
                        + "possible: put it into a file, or into several rows")
            }
            blocks.append(block)
            first += count
            count = min(count * 2, MartletLimits.localBlockRowsMax)
        }
        return blocks
    }

    /// Before anything is made of so many parts.
    static func checkPartitions(_ wanted: Int?, _ name: String) throws(MartletError) {
        if let wanted, wanted > PlanLimits.partitionsMax {
            throw .argument(
                "\(name): \(wanted) partitions; at most \(PlanLimits.partitionsMax) are possible "
                    + "(PlanLimits.partitionsMax)")
        }
    }
}

extension Engine {
    /// A wanted number of partitions, or the default.
    func partitionCount(_ wanted: Int?) throws(MartletError) -> Int {
        let count = wanted ?? max(defaultParallelism, 1)
        guard (1...PlanLimits.partitionsMax).contains(count) else {
            throw .argument(
                "\(count) partitions; 1 to \(PlanLimits.partitionsMax) are possible (PlanLimits.partitionsMax)")
        }
        return count
    }
}
