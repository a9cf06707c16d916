// SPDX-License-Identifier: Apache-2.0

public import Columnar
import Glibc

/// Partial results of several functions by key, to be brought together behind a shuffle: by a `HashAggregator`, unless
/// the first rows of the partition show that a table would be of no use.
///
/// - Rows of a key lie together and the key does not come again: each run of equal keys gives a row at once, in the
///   order of the runs.
/// - Keys hardly come again at all: each row goes on by itself, as a result of one row.
///
/// Which way it is depends on the rows alone, so that a retry, other batches and less memory give the same rows.
public final class PartialAggregator {
    private let keyType: DataType
    private let calls: GroupCalls
    private let memory: any MemoryBudget
    private let context: RunContext
    /// Whether rows may go by in runs, and by themselves.
    private let mayRun: Bool
    private let mayPass: Bool
    private let passedRows: Int
    private var way: Way
    private var probe: KeyProbe?

    private enum Way {
        case table(HashAggregator)
        case runs(RunAggregator)
        case rows
        case ended
    }

    public typealias Emit = (Column) throws(ComputeError) -> Void

    /// nil where rows would go by a table whatever they are: results that grow, or keys of any type. `probedRows`: the
    /// first rows, by which runs are found; `passedRows`: those behind them by which it is found that keys hardly come
    /// again.
    public init?(
        keyType: DataType, valueType: DataType, function: AggregateFunction, memory: any MemoryBudget,
        spill: any SpillProvider, context: RunContext, probedRows: Int = ComputeLimits.probedRows,
        passedRows: Int = ComputeLimits.passedRows
    ) {
        guard case .calls(let calls) = function else { return nil }
        mayRun =
            keyType.isOfFixedWidth
            && calls.calls.allSatisfy { makeState($0, calls.inputType($0), context).restarts }
        mayPass = !keyType.containsAny && calls.calls.allSatisfy { !$0.function.gathersRows }
        guard mayRun || mayPass else { return nil }
        self.keyType = keyType
        self.calls = calls
        self.memory = memory
        self.context = context
        self.passedRows = passedRows
        probe = KeyProbe(rows: probedRows, isFirst: true)
        way = .table(
            HashAggregator(
                keyType: keyType, valueType: valueType, function: function, mode: .partial, memory: memory,
                spill: spill, context: context))
    }

    /// Rows of keys and values, in order; `emit` takes rows (key, states).
    public func add(keys: Column, values: Column, emit: Emit) throws(ComputeError) {
        var start = 0
        while start < keys.count {
            let rows = min(keys.count - start, probe?.rowsLeft ?? .max)
            let (some, others) = (keys.slice(start, rows), values.slice(start, rows))
            probe?.add(some)
            switch way {
            case .table(let table): try table.add(keys: some, values: others)
            case .runs(let runs): try runs.add(keys: some, values: others, emit: emit)
            case .rows:
                try context.checkCancelled()
                try emit(.tuple([some, calls.lift(others)], count: rows))
            case .ended: break
            }
            start += rows
            if let probe, probe.rowsLeft == 0 { try decide(probe, emit) }
        }
    }

    /// The rows of a probe have come.
    private func decide(_ probe: KeyProbe, _ emit: Emit) throws(ComputeError) {
        self.probe = nil
        guard case .table(let table) = way else { return }
        if probe.isFirst, mayRun, probe.findsRuns {
            way = .runs(RunAggregator(keyType: keyType, calls: calls, memory: memory, context: context))
        } else if mayPass, probe.hardlyRepeats {
            // Of few rows most keys are different, where there are many of them: more rows tell.
            guard !probe.isFirst else { return self.probe = KeyProbe(rows: passedRows, isFirst: false) }
            way = .rows
        } else {
            return
        }
        try table.finish { (batch, _) throws(ComputeError) in try emit(batch) }
    }

    /// All rows have come.
    public func finish(emit: Emit) throws(ComputeError) {
        switch way {
        case .table(let table): try table.finish { (batch, _) throws(ComputeError) in try emit(batch) }
        case .runs(let runs): try runs.finish(emit: emit)
        case .rows, .ended: break
        }
        way = .ended
    }
}

extension AggregateFunction {
    /// Whether results consist of rows: those of one row by itself are no fewer bytes.
    fileprivate var gathersRows: Bool {
        switch self {
        case .collectList, .collectSet, .firstRows: true
        default: false
        }
    }
}

/// Looks at the keys of some rows: how many runs of equal ones there are, and how many different ones.
private final class KeyProbe {
    private static let bitsOfRow = 8
    /// Of the first rows.
    let isFirst: Bool
    private let rows: Int
    private var rowsSeen = 0
    private var runCount = 0
    private var last: UInt64 = 0
    /// A bit for each value of some bits of the hash: different keys are counted by those that are set.
    private var seen: [UInt64]
    private let shift: UInt64

    init(rows: Int, isFirst: Bool) {
        self.rows = rows
        self.isFirst = isFirst
        let bits = max(Int.bitWidth - (rows * Self.bitsOfRow - 1).leadingZeroBitCount, 6)
        seen = [UInt64](repeating: 0, count: 1 << (bits - 6))
        shift = UInt64(64 - bits)
    }

    var rowsLeft: Int { rows - rowsSeen }

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
        return different >= Double(runCount) * ComputeLimits.runKeysShareMin
    }

    /// Whether a table would have about as many groups as there are rows.
    var hardlyRepeats: Bool { different >= Double(rowsSeen) * ComputeLimits.passedKeysShareMin }

    /// Different keys, about: some share a bit.
    private var different: Double {
        let total = Double(seen.count * 64)
        let free = total - Double(seen.reduce(0) { $0 + $1.nonzeroBitCount })
        return total * log(total / max(free, 1))
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
