// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// Rows (key, value) come in the order of their keys and within a partition, the rows of one key, in the order of the
/// rule's members; each goes on as (key, value with the results behind its members), in the same order.
///
/// Held are the rows that frames still reach, and whole partitions where a function asks for them. A partition that
/// memory refuses is written to disk and read again with its number of rows and the results of the whole known, where
/// all functions can do with that. Results do not depend on how rows are cut into batches.
public final class Windower {
    private let keyType: DataType
    private let rule: WindowRule
    private let context: RunContext
    private let memory: any MemoryBudget
    private let spill: any SpillProvider
    private let ledger: MemoryLedger
    private let evaluators: [any WindowEvaluator]
    private let needsPartition: Bool
    /// Of the only partition, when it is known.
    private let partitionCount: Int?

    private var held: Column?
    private var heldCount: Int { held?.count ?? 0 }
    private var pending: [Column] = []
    private var pendingCount = 0
    /// Of the rows held, those that have gone on.
    private var done = 0
    private var first = WindowLayout.First()
    /// The last partition, when memory refused it.
    private var spilled: SpilledPartition?

    private var rowType: DataType { .tuple([keyType, .tuple(rule.memberTypes)]) }

    /// Bytes that are known of a row while it is looked at, besides its own.
    private static let placeByteCount = 40

    public convenience init(
        keyType: DataType, rule: WindowRule, memory: any MemoryBudget, spill: any SpillProvider, context: RunContext
    ) {
        self.init(keyType, rule, memory, spill, context, known: nil)
    }

    /// `known`: of one partition, whose rows come, the number of rows and the results of whole frames.
    private init(
        _ keyType: DataType, _ rule: WindowRule, _ memory: any MemoryBudget, _ spill: any SpillProvider,
        _ context: RunContext, known: (count: Int, results: [Column?])?
    ) {
        self.keyType = keyType
        self.rule = rule
        self.memory = memory
        self.spill = spill
        self.context = context
        partitionCount = known?.count
        ledger = MemoryLedger(memory)
        needsPartition = rule.calls.contains { $0.needsPartition(countIsKnown: known != nil) }
        evaluators = rule.calls.enumerated().map { index, call in
            if let value = known?.results[index] { return SameEvaluator(value) }
            let finder = FrameFinder(call.frame, rule)
            switch call.function {
            case .shifted(let input, let offset, let otherwise, let skipsNulls):
                return ShiftEvaluator(input: input, by: offset, otherwise: otherwise, skipsNulls: skipsNulls)
            case .nth(let input, let number, let skipsNulls):
                return NthEvaluator(input: input, number, skipsNulls: skipsNulls, finder)
            case .aggregate(let call): return AggregateEvaluator(call, finder, context)
            default: return PlaceEvaluator(call.function)
            }
        }
    }

    /// The next rows; `give` gets those that have their results.
    public func add(
        _ batch: Column, _ give: (Column) throws(ComputeError) -> Void
    ) throws(ComputeError) {
        precondition(batch.type == rowType, "rows of another type than announced")
        try context.checkCancelled()
        var rest = batch
        if let spilled {
            let count = spilled.rowsOfPartition(rest)
            try spilled.add(rest.slice(0, count))
            if count == rest.count { return }
            try finishSpilled(spilled, give)
            rest = rest.slice(count, rest.count - count)
        }
        if rest.count == 0 { return }
        guard ledger.hold(bytes(rest)) else {
            try process(isFinal: false, give)
            if ledger.hold(bytes(rest)) { return try hold(rest, give) }
            return try startSpilling(rest, give)
        }
        try hold(rest, give)
    }

    private func hold(_ batch: Column, _ give: (Column) throws(ComputeError) -> Void) throws(ComputeError) {
        pending.append(batch)
        pendingCount += batch.count
        // What is held is copied and looked at again: only when there is as much that is new.
        if pendingCount >= heldCount { try process(isFinal: false, give) }
    }

    private func bytes(_ rows: Column) -> Int { 2 * rows.compactByteCount + rows.count * Windower.placeByteCount }

    /// No more rows come.
    public func finish(_ give: (Column) throws(ComputeError) -> Void) throws(ComputeError) {
        if let spilled { try finishSpilled(spilled, give) }
        try process(isFinal: true, give)
        held = nil
        ledger.releaseAll()
    }

    // MARK: Rows in memory

    private func process(
        isFinal: Bool, _ give: (Column) throws(ComputeError) -> Void
    ) throws(ComputeError) {
        let parts = (held.map { [$0] } ?? []) + pending
        guard !parts.isEmpty else { return }
        let rows = concatenateShared(parts)
        (held, pending, pendingCount) = (rows, [], 0)
        let layout = WindowLayout(rows, rule, first, isFinal: isFinal, partitionCount: partitionCount)
        var ready = layout.closed
        if !needsPartition {
            ready = layout.count
            for evaluator in evaluators { ready = min(ready, evaluator.ready(layout, from: done)) }
            ready = max(ready, layout.closed)
        }
        var next = done
        while next < ready {
            try context.checkCancelled()
            let range = next..<min(ready, next + ComputeLimits.emittedRowsMax)
            var results: [Column] = []
            for evaluator in evaluators { results.append(try evaluator.values(layout, range)) }
            let part = rows.slice(range.lowerBound, range.count)
            let values = part.children[1].children + results
            try give(.tuple([part.children[0], .tuple(values, count: range.count)], count: range.count))
            next = range.upperBound
        }
        done = max(done, ready)
        keep(layout, rows)
    }

    /// Lets go of the rows that nothing asks for any more.
    private func keep(_ layout: WindowLayout, _ rows: Column) {
        guard layout.count > 0, !layout.isFinal else { return }
        var needed = max(done - 1, 0)
        let isNew = done < layout.count && layout.partitionStart[done] == done
        if !isNew { for evaluator in evaluators { needed = min(needed, evaluator.firstNeeded(layout, from: done)) } }
        needed = max(needed, 0)
        if needed == 0 { return }
        first = layout.first(needed)
        let kept = rows.slice(needed, rows.count - needed)
        // Not the memory of those that go.
        let indices = (0..<kept.count).map { Int32(truncatingIfNeeded: $0) }
        held = gatherCopying(kept, indices, kept.count)
        done -= needed
        for evaluator in evaluators { evaluator.drop(needed) }
        ledger.drop(ledger.held)
        // It is less than what was held: when that is refused, so is the next batch.
        _ = ledger.hold(bytes(kept))
    }

    // MARK: Partitions on disk

    private func startSpilling(
        _ batch: Column, _ give: (Column) throws(ComputeError) -> Void
    ) throws(ComputeError) {
        let open = held.map { $0.slice(done, $0.count - done) }
        let canRead = needsPartition && !rule.calls.contains { $0.needsPartition(countIsKnown: true) }
        guard canRead, partitionCount == nil else {
            let key = describeRow((open ?? batch).children[0], 0)
            throw ComputeError(
                .memoryExceeded,
                "the rows that a window function looks at together, of the partition \(key), do not fit in the memory "
                    + "of a task: give executors more memory, partition by more columns, or use a smaller frame")
        }
        let key = (open?.count ?? 0) > 0 ? open! : batch
        let partition = try SpilledPartition(key.children[0].slice(0, 1), rule, rowType, memory, spill, context)
        if let open, open.count > 0 { try partition.add(open) }
        (held, pending, pendingCount, done) = (nil, [], 0, 0)
        first = WindowLayout.First()
        for evaluator in evaluators { evaluator.drop(Int(Int32.max)) }
        ledger.releaseAll()
        spilled = partition
        try add(batch, give)
    }

    private func finishSpilled(
        _ partition: SpilledPartition, _ give: (Column) throws(ComputeError) -> Void
    ) throws(ComputeError) {
        spilled = nil
        let windower = Windower(
            keyType, rule, memory, spill, context, known: (partition.count, try partition.results()))
        let reader = try partition.reader()
        while let batch = try reader.next() { try windower.add(batch, give) }
        try windower.finish(give)
    }
}

/// A partition on disk, and what is found of it as a whole on the way there.
private final class SpilledPartition {
    private(set) var count = 0
    private let key: Column
    private let rule: WindowRule
    private let spill: any Spill
    private let wholes: [Aggregator?]

    init(
        _ key: Column, _ rule: WindowRule, _ rowType: DataType, _ memory: any MemoryBudget,
        _ spills: any SpillProvider, _ context: RunContext
    ) throws(ComputeError) {
        self.key = key
        self.rule = rule
        spill = try spills.makeSpill(type: rowType)
        wholes = rule.calls.map { call in
            guard case .aggregate(let function) = call.function, call.frame.isWhole else { return nil }
            let calls = GroupCalls([function], memberTypes: rule.memberTypes)
            return Aggregator(
                valueType: calls.valueType, function: .calls(calls), memory: memory, context: context)
        }
    }

    /// How many of the first rows are of the partition.
    func rowsOfPartition(_ rows: Column) -> Int {
        let keys = rows.children[0]
        if keys.type == .null { return rows.count }
        var count = 0
        while count < rows.count, keys.compare(count, with: key, 0) == 0 { count += 1 }
        return count
    }

    func add(_ rows: Column) throws(ComputeError) {
        if rows.count == 0 { return }
        count += rows.count
        try spill.append(rows)
        for whole in wholes { try whole?.add(rows.children[1]) }
    }

    func results() throws(ComputeError) -> [Column?] {
        var found: [Column?] = []
        for whole in wholes { found.append(try whole?.finish().children[0]) }
        return found
    }

    func reader() throws(ComputeError) -> any SpilledRows { try spill.finish() }
}
