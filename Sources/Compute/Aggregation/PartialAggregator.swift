// SPDX-License-Identifier: Apache-2.0

public import Columnar
import Glibc

/// Partial results of several functions by key, to be brought together behind a shuffle: by a `HashAggregator`, unless
/// the first rows of the partition show that rows of a key lie together and the key does not come again. Then each run
/// of equal keys gives a row at once, in the order of the runs, and there is no table to fill. Which way it is depends
/// on the rows alone, so that a retry, other batches and less memory give the same rows.
public final class PartialAggregator {
    private let keyType: DataType
    private let calls: GroupCalls
    private let memory: any MemoryBudget
    private let context: RunContext
    private let probedRows: Int
    /// nil once rows go by in runs.
    private var table: HashAggregator?
    private var probe: RunProbe?
    private var runs: RunAggregator?

    public typealias Emit = (Column) throws(ComputeError) -> Void

    /// nil where rows would not go by in runs whatever they are: keys with text, or results that grow. `probedRows`:
    /// the first rows, by which it is decided.
    public init?(
        keyType: DataType, valueType: DataType, function: AggregateFunction, memory: any MemoryBudget,
        spill: any SpillProvider, context: RunContext, probedRows: Int = ComputeLimits.probedRows
    ) {
        guard case .calls(let calls) = function, keyType.isOfFixedWidth else { return nil }
        guard calls.calls.allSatisfy({ makeState($0, calls.inputType($0), context).restarts }) else { return nil }
        self.keyType = keyType
        self.calls = calls
        self.memory = memory
        self.context = context
        self.probedRows = probedRows
        probe = RunProbe(rows: probedRows)
        table = HashAggregator(
            keyType: keyType, valueType: valueType, function: function, mode: .partial, memory: memory, spill: spill,
            context: context)
    }

    /// Rows of keys and values, in order; `emit` takes rows (key, states).
    public func add(keys: Column, values: Column, emit: Emit) throws(ComputeError) {
        var start = 0
        if let probe, let table {
            start = min(keys.count, probedRows - probe.rowsSeen)
            let first = keys.slice(0, start)
            probe.add(first)
            try table.add(keys: first, values: values.slice(0, start))
            guard probe.rowsSeen == probedRows else { return }
            if probe.findsRuns {
                try table.finish { (batch, _) throws(ComputeError) in try emit(batch) }
                self.table = nil
                runs = RunAggregator(keyType: keyType, calls: calls, memory: memory, context: context)
            }
            self.probe = nil
        }
        guard start < keys.count else { return }
        let (rest, others) = (keys.slice(start, keys.count - start), values.slice(start, keys.count - start))
        if let runs {
            try runs.add(keys: rest, values: others, emit: emit)
        } else {
            try table?.add(keys: rest, values: others)
        }
    }

    /// All rows have come.
    public func finish(emit: Emit) throws(ComputeError) {
        try table?.finish { (batch, _) throws(ComputeError) in try emit(batch) }
        try runs?.finish(emit: emit)
        (table, runs) = (nil, nil)
    }
}

/// Looks at the keys of the first rows: how many runs of equal ones there are, and how many different ones.
private final class RunProbe {
    private static let bitsOfRow = 8
    private(set) var rowsSeen = 0
    private var runCount = 0
    private var last: UInt64 = 0
    /// A bit for each value of some bits of the hash: different keys are counted by those that are set.
    private var seen: [UInt64]
    private let shift: UInt64

    init(rows: Int) {
        let bits = max(Int.bitWidth - (rows * Self.bitsOfRow - 1).leadingZeroBitCount, 6)
        seen = [UInt64](repeating: 0, count: 1 << (bits - 6))
        shift = UInt64(64 - bits)
    }

    func add(_ keys: Column) {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: max(keys.count, 1)) { memory in
            let hashes = memory.baseAddress!
            keys.hash(into: hashes)
            for row in 0..<keys.count {
                let hash = hashes[row]
                if hash != last || rowsSeen + row == 0 { runCount += 1 }
                last = hash
                let place = Int(truncatingIfNeeded: hash &>> shift)
                seen[place >> 6] |= 1 << UInt64(place & 63)
            }
        }
        rowsSeen += keys.count
    }

    /// Whether runs are as good as a table: they have some rows, and their keys do not come again.
    var findsRuns: Bool {
        guard runCount * ComputeLimits.runRowsMin <= rowsSeen else { return false }
        let total = Double(seen.count * 64)
        let free = total - Double(seen.reduce(0) { $0 + $1.nonzeroBitCount })
        // Some keys share a bit.
        let different = total * log(total / max(free, 1))
        return different >= Double(runCount) * ComputeLimits.runKeysShareMin
    }
}

/// One row for each run of equal keys, in their order.
private final class RunAggregator {
    private let keyType: DataType
    private let context: RunContext
    private let ledger: MemoryLedger
    private let accumulators: CallAccumulators
    private let heads: ColumnBuilder
    /// Runs of which nothing was given yet; the last one may go on.
    private var count = 0
    private var lastKey: Column?
    private let runsMax: Int
    private var groups = Growing<Int32>()
    private var starts = Growing<Int32>()

    init(keyType: DataType, calls: GroupCalls, memory: any MemoryBudget, context: RunContext) {
        self.keyType = keyType
        self.context = context
        ledger = MemoryLedger(memory)
        accumulators = CallAccumulators(calls, .partial, context)
        heads = ColumnBuilder(keyType)
        let byteCount = 2 * (accumulators.groupByteCount + 2 * keyType.fixedByteCount + 16)
        var wanted = ComputeLimits.emittedRowsMax
        while wanted > 64, !ledger.hold(wanted * byteCount) { wanted /= 2 }
        runsMax = wanted
        accumulators.ensure(2 * runsMax)
    }

    deinit {
        groups.free()
        starts.free()
    }

    func add(keys: Column, values: Column, emit: PartialAggregator.Emit) throws(ComputeError) {
        try context.checkCancelled()
        var start = 0
        while start < keys.count {
            let rows = min(runsMax, keys.count - start)
            try addPart(keys.slice(start, rows), values.slice(start, rows))
            if count >= runsMax { try give(count - 1, emit) }
            start += rows
        }
    }

    private func addPart(_ keys: Column, _ values: Column) throws(ComputeError) {
        let rows = keys.count
        groups.reserve(rows)
        starts.reserve(rows)
        let goesOn = lastKey.map { $0.compare(0, with: keys, 0) == 0 } ?? false
        let found = number(keys, from: count - (goesOn ? 1 : 0), goesOn: goesOn)
        try accumulators.update(groups.base, values, known: 0)
        if found > 0 { heads.append(keys, rows: starts.base, count: found) }
        count += found
        lastKey = keys.slice(rows - 1, 1)
    }

    /// Numbers the runs of rows and notes where they start; how many start.
    private func number(_ keys: Column, from first: Int, goesOn: Bool) -> Int {
        let (groups, starts) = (groups.base, starts.base)
        var (run, found) = (Int32(truncatingIfNeeded: first), 0)
        if !goesOn {
            starts[0] = 0
            found = 1
        }
        groups[0] = run
        if keys.type == .int, keys.validity == nil {
            let words = keys.ints
            for row in 1..<max(keys.count, 1) {
                let new = words[row] == words[row &- 1] ? 0 : 1
                starts[found] = Int32(truncatingIfNeeded: row)
                found &+= new
                run &+= Int32(truncatingIfNeeded: new)
                groups[row] = run
            }
        } else {
            for row in 1..<max(keys.count, 1) {
                let new = keys.compare(row, with: keys, row - 1) == 0 ? 0 : 1
                starts[found] = Int32(truncatingIfNeeded: row)
                found &+= new
                run &+= Int32(truncatingIfNeeded: new)
                groups[row] = run
            }
        }
        return found
    }

    /// Gives the first runs; those behind them are kept.
    private func give(_ rows: Int, _ emit: PartialAggregator.Emit) throws(ComputeError) {
        guard rows > 0 else { return }
        let all = heads.finish()
        let numbers = (0..<rows).map { Int32(truncatingIfNeeded: $0) }
        let states = try accumulators.partials(numbers, rows)
        try emit(.tuple([all.slice(0, rows), states], count: rows))
        accumulators.restart(keeping: rows, of: count)
        if count > rows { heads.append(all.slice(rows, count - rows)) }
        count -= rows
    }

    func finish(emit: PartialAggregator.Emit) throws(ComputeError) { try give(count, emit) }
}

extension DataType {
    /// Whether its values take the same bytes, whatever they are.
    fileprivate var isOfFixedWidth: Bool {
        switch self {
        case .bool, .int, .float, .decimal: true
        case .tuple(let members): members.allSatisfy { $0.isOfFixedWidth }
        default: false
        }
    }

    /// Of such a type.
    fileprivate var fixedByteCount: Int { valueByteCount + 1 + children.reduce(0) { $0 + $1.fixedByteCount } }
}
