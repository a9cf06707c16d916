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
        try local(engine, [rows], type: rows.type, partitions: partitions, name: name)
    }

    /// The rows of columns of one type, one behind the other, cut as above.
    package static func local(
        _ engine: Engine, _ columns: [Column], type: DataType, partitions: Int?, name: String
    ) throws(MartletError) -> Dataset {
        let parts = try engine.partitionCount(partitions)
        let batches = gathered(columns)
        let count = batches.reduce(0) { $0 + $1.count }
        // Where the next rows come from.
        var (batch, row) = (0, 0)
        var blocks: [[[UInt8]]] = []
        for part in 0..<parts {
            var wanted = slot(part + 1, of: parts, count) - slot(part, of: parts, count)
            var partition: [[UInt8]] = []
            while wanted > 0 {
                let taken = min(wanted, batches[batch].count - row)
                partition += try self.blocks(of: batches[batch].slice(row, taken), name: name)
                wanted -= taken
                row += taken
                if row == batches[batch].count { (batch, row) = (batch + 1, 0) }
            }
            blocks.append(partition)
        }
        return Dataset(engine: engine, lineage: Lineage(.blocks(blocks), rowType: type, name: name))
    }

    /// How many rows there are, and bytes of them, where they are the driver's own, as they are; nil where nobody
    /// knows.
    package var localSize: (rows: Int, bytes: Int)? {
        guard let partitions = localBlocks else { return nil }
        var (count, bytes) = (0, 0)
        for block in partitions.joined() {
            let rows = block.withUnsafeBytes { try? BlockCodec.peekRowCount($0) }
            guard let rows else { return nil }
            count += rows
            bytes += block.count
        }
        return (count, bytes)
    }

    /// The columns that have rows; neighbours that would be a block together are one.
    private static func gathered(_ columns: [Column]) -> [Column] {
        var gathered: [Column] = []
        var small: [Column] = []
        var (rows, bytes) = (0, 0)
        func flush() {
            if !small.isEmpty { gathered.append(.concatenate(small)) }
            (small, rows, bytes) = ([], 0, 0)
        }
        for column in columns where column.count > 0 {
            // Text counts once a row, about; what is large enough already is not looked at.
            let isSmall = column.count <= MartletLimits.localBlockRowsMax
            let size = isSmall ? column.compactByteCount : Int.max
            if !isSmall || rows + column.count > MartletLimits.localBlockRowsMax
                || size > MartletLimits.localBlockBytes - bytes
            {
                flush()
            }
            small.append(column)
            rows += column.count
            bytes = isSmall ? bytes + size : MartletLimits.localBlockBytes
        }
        flush()
        return gathered
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
