// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Rows of an aggregation on disk, in partitions by range of the key's hash, in order of arrival within each.
final class SpillPartitions {
    private let type: DataType
    private let provider: any SpillProvider
    private let low: UInt64
    private let width: UInt64
    private var builders: [ColumnBuilder?]
    private var spills: [(any Spill)?]

    /// Cuts the hashes of `range` evenly; smaller ones go to the first partition, larger ones to the last.
    init(_ type: DataType, _ provider: any SpillProvider, range: ClosedRange<UInt64>) {
        self.type = type
        self.provider = provider
        low = range.lowerBound
        width = (range.upperBound - range.lowerBound) / UInt64(ComputeLimits.spillFanOut) + 1
        builders = Array(repeating: nil, count: ComputeLimits.spillFanOut)
        spills = Array(repeating: nil, count: ComputeLimits.spillFanOut)
    }

    private func partition(_ hash: UInt64) -> Int {
        hash < low ? 0 : Int(min((hash - low) / width, UInt64(ComputeLimits.spillFanOut - 1)))
    }

    /// Adds the given rows (all when nil).
    func append(
        _ keys: Column, _ values: Column, _ hashes: UnsafePointer<UInt64>, rows: (UnsafePointer<Int32>, Int)?
    ) throws(ComputeError) {
        let count = rows?.1 ?? keys.count
        let batch = Column.tuple([keys, values], count: keys.count)
        let memory = UnsafeMutablePointer<Int32>.allocate(capacity: max(count, 1))
        defer { memory.deallocate() }
        // Counting sort of the rows by partition.
        var starts = [Int](repeating: 0, count: ComputeLimits.spillFanOut + 1)
        for index in 0..<count {
            starts[partition(hashes[rows.map { Int($0.0[index]) } ?? index]) + 1] += 1
        }
        for number in 0..<ComputeLimits.spillFanOut { starts[number + 1] += starts[number] }
        var next = starts
        for index in 0..<count {
            let row = rows.map { Int($0.0[index]) } ?? index
            let number = partition(hashes[row])
            memory[next[number]] = Int32(truncatingIfNeeded: row)
            next[number] += 1
        }
        for number in 0..<ComputeLimits.spillFanOut {
            var start = starts[number]
            while start < starts[number + 1] {
                let part = min(starts[number + 1] - start, ComputeLimits.spillBatchRowsMax)
                try append(batch, memory + start, part, number)
                start += part
            }
        }
    }

    private func append(
        _ batch: Column, _ rows: UnsafePointer<Int32>, _ count: Int, _ number: Int
    ) throws(ComputeError) {
        let builder = builders[number] ?? ColumnBuilder(type)
        builders[number] = builder
        builder.append(batch, rows: rows, count: count)
        if builder.count >= ComputeLimits.spillBatchRowsMax
            || builder.byteCount >= ComputeLimits.spillBatchByteCountMax
        {
            try flush(number)
        }
    }

    private func flush(_ number: Int) throws(ComputeError) {
        guard let builder = builders[number], builder.count > 0 else { return }
        if spills[number] == nil { spills[number] = try provider.makeSpill(type: type) }
        try spills[number]!.append(builder.finish())
    }

    /// A reader of the partition's rows; nil when it has none.
    func finish(_ number: Int) throws(ComputeError) -> (any SpilledRows)? {
        try flush(number)
        builders[number] = nil
        guard let file = spills[number] else { return nil }
        spills[number] = nil
        return try file.finish()
    }
}

/// Merges the groups that stayed in memory with those of the spill partitions, both in canonical order.
final class GroupMerger {
    private let resident: (any SpilledRows)?
    private let context: RunContext
    private var current: Column?
    private var currentHashes = Growing<UInt64>()
    private var position = 0
    private var output = RowCollector()
    private var outputHashes = Growing<UInt64>(capacity: ComputeLimits.emittedRowsMax)

    init(_ resident: (any SpilledRows)?, context: RunContext) {
        self.resident = resident
        self.context = context
    }

    deinit {
        currentHashes.free()
        outputHashes.free()
    }

    typealias Emit = (Column, UnsafePointer<UInt64>) throws(ComputeError) -> Void

    /// Whether a group in memory is left; reads the next batch of them when needed.
    private func hasCurrent() throws(ComputeError) -> Bool {
        if let current, position < current.count { return true }
        guard let resident, let batch = try resident.next() else {
            current = nil
            return false
        }
        current = batch
        position = 0
        output.add(batch)
        currentHashes.reserve(batch.count)
        batch.children[0].hash(into: currentHashes.base)
        return batch.count > 0 ? true : try hasCurrent()
    }

    /// The next groups of the spill partitions.
    func add(_ batch: Column, _ hashes: UnsafePointer<UInt64>, _ emit: Emit) throws(ComputeError) {
        var source = -1
        for row in 0..<batch.count {
            while try hasCurrent(), comesFirst(batch, row, hashes[row]) { try pushCurrent(emit) }
            if source < 0 || source >= output.sourceCount || output.source(source) !== batch {
                source = output.add(batch)
            }
            try push(source, row, hashes[row], emit)
        }
    }

    private func comesFirst(_ batch: Column, _ row: Int, _ hash: UInt64) -> Bool {
        let own = currentHashes.base[position]
        if own != hash { return own < hash }
        return current!.children[0].compare(position, with: batch.children[0], row) < 0
    }

    private func pushCurrent(_ emit: Emit) throws(ComputeError) {
        let source = output.index(of: current!)
        position += 1
        try push(source, position - 1, currentHashes.base[position - 1], emit)
    }

    private func push(_ source: Int, _ row: Int, _ hash: UInt64, _ emit: Emit) throws(ComputeError) {
        output.push(source, row)
        outputHashes.append(hash)
        if output.count == ComputeLimits.emittedRowsMax { try flush(emit) }
    }

    private func flush(_ emit: Emit) throws(ComputeError) {
        if output.count == 0 { return }
        try context.checkCancelled()
        let rows = output.take()
        outputHashes.count = 0
        try emit(rows, outputHashes.base)
    }

    /// The rest of the groups in memory.
    func finish(_ emit: Emit) throws(ComputeError) {
        while try hasCurrent() { try pushCurrent(emit) }
        try flush(emit)
    }
}

/// Rows picked from several columns, in the order in which they are pushed.
struct RowCollector {
    private var sources: [Column] = []
    private var picked: [(source: Int32, row: Int32)] = []

    var count: Int { picked.count }
    var sourceCount: Int { sources.count }

    func source(_ index: Int) -> Column { sources[index] }

    /// Makes a column known; returns its number until the next `take`.
    @discardableResult
    mutating func add(_ column: Column) -> Int {
        sources.append(column)
        return sources.count - 1
    }

    /// The number of a column, which is made known if it is not.
    mutating func index(of column: Column) -> Int {
        var index = sources.count - 1
        while index >= 0 {
            if sources[index] === column { return index }
            index -= 1
        }
        return add(column)
    }

    mutating func push(_ source: Int, _ row: Int) { picked.append((Int32(source), Int32(row))) }

    /// The rows pushed so far; forgets them and the columns.
    mutating func take() -> Column {
        // Only the range of each column that is used.
        var ranges = [(low: Int32, high: Int32)](repeating: (.max, -1), count: sources.count)
        for (source, row) in picked {
            ranges[Int(source)].low = min(ranges[Int(source)].low, row)
            ranges[Int(source)].high = max(ranges[Int(source)].high, row)
        }
        var parts: [Column] = []
        var bases = [Int32](repeating: 0, count: sources.count)
        var base: Int32 = 0
        for (index, range) in ranges.enumerated() where range.high >= 0 {
            let length = range.high - range.low + 1
            parts.append(sources[index].slice(Int(range.low), Int(length)))
            bases[index] = base - range.low
            base += length
        }
        let indices = picked.map { bases[Int($0.source)] + $0.row }
        sources.removeAll(keepingCapacity: true)
        picked.removeAll(keepingCapacity: true)
        return concatenateShared(parts).gather(indices, count: indices.count)
    }
}
