// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// Aggregates values by key. Groups come out in canonical order: ascending by hash of the key, then by key; the same
/// rows in the same batches whatever the memory and the batches on the way in.
///
/// When memory is refused, accumulators of fixed width stay: rows of known keys are still folded in place, rows of new
/// keys are written to spill partitions by ranges of the hash. Accumulators that grow (lists, text) are all written to
/// the partitions, followed by the rows that come later. Either way each partition is aggregated on its own in the end.
public final class HashAggregator {
    private let keyType: DataType
    private let valueType: DataType
    private let function: AggregateFunction
    private let mode: AggregateMode
    private let memory: any MemoryBudget
    private let spill: any SpillProvider
    private let context: RunContext
    private let cachedGroupsMax: Int
    private let depth: Int
    /// The states that come are what another aggregator of rows has spilled.
    private let resumes: Bool

    private let ledger: MemoryLedger
    private var table: KeyTable?
    private var accumulators: (any Accumulators)?
    private var variableHeld = 0
    private var partitions: SpillPartitions?
    /// Instead of the table, once it has outgrown the caches.
    private var parts: FoldParts?
    private var mayUseParts = true
    private var hashes = Growing<UInt64>()
    private var groups = Growing<Int32>()

    /// `valueType`: of the values that come, as `mode` has them.
    public convenience init(
        keyType: DataType, valueType: DataType, function: AggregateFunction, mode: AggregateMode,
        memory: any MemoryBudget, spill: any SpillProvider, context: RunContext,
        cachedGroupsMax: Int = ComputeLimits.cachedGroupsMax
    ) {
        self.init(keyType, valueType, function, mode, memory, spill, context, cachedGroupsMax, depth: 0)
    }

    private init(
        _ keyType: DataType, _ valueType: DataType, _ function: AggregateFunction, _ mode: AggregateMode,
        _ memory: any MemoryBudget, _ spill: any SpillProvider, _ context: RunContext,
        _ cachedGroupsMax: Int, depth: Int, resumes: Bool = false
    ) {
        self.keyType = keyType
        self.valueType = valueType
        self.function = function
        self.mode = mode
        self.memory = memory
        self.spill = spill
        self.context = context
        self.cachedGroupsMax = cachedGroupsMax
        self.depth = depth
        self.resumes = resumes
        ledger = MemoryLedger(memory)
        let accumulators = makeAccumulators(function, valueType, mode, context, resumes: resumes)
        self.accumulators = accumulators
        table = KeyTable(keyType, ledger: ledger, accumulatorByteCount: accumulators.groupByteCount)
    }

    deinit {
        hashes.free()
        groups.free()
    }

    /// The type of the accumulators that it emits.
    private var resultType: DataType { calls?.typeGiven(mode) ?? function.resultType(valueType) }

    private var calls: GroupCalls? { if case .calls(let calls) = function { calls } else { nil } }

    /// The type of values on disk: those of several functions are states.
    private var spilledType: DataType { calls?.stateType ?? valueType }

    /// Values as they are on disk.
    private func spilled(_ values: Column) -> Column {
        guard let calls, !mode.readsStates else { return values }
        return calls.lift(values)
    }

    // MARK: Input

    /// Rows of keys and values, in order.
    public func add(keys: Column, values: Column) throws(ComputeError) {
        precondition(keys.count == values.count, "each key needs a value")
        precondition(keys.type == keyType && values.type == valueType, "keys and values of other types than announced")
        try context.checkCancelled()
        var start = 0
        while start < keys.count {
            // Large batches in parts, so that memory is asked for in small steps.
            let part = min(keys.count - start, ComputeLimits.emittedRowsMax)
            try addPart(keys.slice(start, part), values.slice(start, part))
            start += part
        }
    }

    private func addPart(_ keys: Column, _ values: Column) throws(ComputeError) {
        let rows = keys.count
        hashes.reserve(rows)
        groups.reserve(rows)
        keys.hash(into: hashes.base)
        if parts != nil {
            if FoldParts.accepts(keys, values) { return try addToParts(keys, values) }
            try leaveParts()
            return try addPart(keys, values)
        }
        guard let table, let accumulators else {
            return try partitions!.append(keys, spilled(values), hashes.base, rows: nil)
        }
        let known = table.count
        table.find(keys, hashes.base, groups.base)
        accumulators.ensure(table.capacity)
        if !table.isFull {
            try accumulators.update(groups.base, values, known: known)
        } else {
            try updateKnown(keys, values, accumulators, known)
        }
        if accumulators.isVariable { try checkVariable(accumulators) }
        if mayUseParts && table.count > cachedGroupsMax { try enterParts(table, accumulators) }
    }

    /// Folds the rows whose key is in the table and spills the others.
    private func updateKnown(
        _ keys: Column, _ values: Column, _ accumulators: any Accumulators, _ known: Int
    ) throws(ComputeError) {
        let rows = keys.count
        let memory = UnsafeMutablePointer<Int32>.allocate(capacity: rows * 3)
        defer { memory.deallocate() }
        let (found, missing, foundGroups) = (memory, memory + rows, memory + 2 * rows)
        var (foundCount, missingCount) = (0, 0)
        for row in 0..<rows {
            let group = groups.base[row]
            found[foundCount] = Int32(truncatingIfNeeded: row)
            foundGroups[foundCount] = group
            missing[missingCount] = Int32(truncatingIfNeeded: row)
            foundCount &+= group >= 0 ? 1 : 0
            missingCount &+= group < 0 ? 1 : 0
        }
        if foundCount == rows { return try accumulators.update(groups.base, values, known: known) }
        if foundCount > 0 {
            try accumulators.update(foundGroups, values.gather(found, count: foundCount), known: known)
        }
        if accumulators.isVariable { try evict() } else { try openPartitions() }
        try partitions!.append(keys, spilled(values), hashes.base, rows: (UnsafePointer(missing), missingCount))
    }

    /// Growth of the accumulators beyond their fixed part: reserved after each batch, evicted when refused.
    private func checkVariable(_ accumulators: any Accumulators) throws(ComputeError) {
        if accumulators.isShort, table?.count ?? 0 > 1 { return try evict() }
        let grown = accumulators.variableByteCount - variableHeld
        if grown <= 0 {
            ledger.drop(-grown)
            variableHeld += grown
        } else if ledger.hold(grown) {
            variableHeld += grown
        } else {
            try evict()
        }
    }

    private func openPartitions() throws(ComputeError) {
        if partitions != nil { return }
        if depth >= ComputeLimits.spillDepthMax {
            throw tooLarge(nil)
        }
        partitions = SpillPartitions(
            .tuple([keyType, spilledType]), spill, range: table?.hashRange ?? 0...UInt64.max)
    }

    /// Writes all groups to the partitions as rows, ahead of the rows that follow, and gives up the table.
    private func evict() throws(ComputeError) {
        guard let table, let accumulators else { return }
        try openPartitions()
        let range = table.hashRange
        if depth > 0, let range, range.lowerBound == range.upperBound, table.count == 1 {
            throw tooLarge(0)
        }
        if let lists = accumulators as? ListAccumulators {
            try evict(lists, table)
        } else {
            try forEachBatch(table, step: ComputeLimits.spillBatchRowsMax) {
                (groups, rows, hashes) throws(ComputeError) in
                let calls = accumulators as? CallAccumulators
                let states =
                    if let calls { try calls.partials(groups, rows) } else { try accumulators.results(groups, rows) }
                try partitions!.append(table.keys(groups, rows), states, hashes, rows: nil)
            }
        }
        forget()
    }

    /// Writes one row for each value, in the order of arrival.
    private func evict(_ lists: ListAccumulators, _ table: KeyTable) throws(ComputeError) {
        var own = Growing<UInt64>()
        defer { own.free() }
        try lists.drain { (groups, values) throws(ComputeError) in
            try context.checkCancelled()
            own.reserve(values.count)
            table.hashes(groups, values.count, into: own.base)
            try partitions!.append(table.keys(groups, values.count), values, own.base, rows: nil)
        }
    }

    /// The error for a group that memory has no room for.
    private func tooLarge(_ group: Int32?) -> ComputeError {
        var what = "one key"
        if let group, let table {
            let key = withUnsafePointer(to: group) { describeRow(table.keys($0, 1), 0) }
            what = "the key \(key)"
            if let lists = accumulators as? ListAccumulators {
                what += " (\(lists.count(group)) and maybe more, in partition \(context.partition))"
            }
        }
        return ComputeError(
            .memoryExceeded,
            "the values of \(what) do not fit in the memory of a task: rows of one key are brought together in one "
                + "task; use an aggregation that needs less (reduceByKey, aggregateByKey), split the key, or give "
                + "executors more memory or fewer slots (spark.executor.memory, spark.executor.cores)")
    }

    private func forget() {
        table = nil
        accumulators = nil
        variableHeld = 0
        ledger.releaseAll()
    }

    /// All groups in canonical order, `step` at a time.
    private func forEachBatch(
        _ table: KeyTable, step: Int,
        _ body: (UnsafePointer<Int32>, Int, UnsafePointer<UInt64>) throws(ComputeError) -> Void
    ) throws(ComputeError) {
        let sorted = table.sortedGroups()
        defer { sorted.free() }
        let chosen = Buffer(byteCount: step * 4)
        let chosenHashes = Buffer(byteCount: step * 8)
        let (order, orderHashes) = (chosen.pointer(Int32.self), chosenHashes.pointer(UInt64.self))
        var start = 0
        while start < sorted.count {
            try context.checkCancelled()
            let rows = min(step, sorted.count - start)
            for row in 0..<rows {
                order[row] = Int32(truncatingIfNeeded: sorted.base[start + row].row)
                orderHashes[row] = sorted.base[start + row].key
            }
            try body(order, rows, orderHashes)
            start += rows
        }
    }

    // MARK: Parts

    /// Moves the groups of a large table of plain values into parts by hash.
    private func enterParts(_ table: KeyTable, _ accumulators: any Accumulators) throws(ComputeError) {
        mayUseParts = false
        guard let accumulators = accumulators as? FoldAccumulators, keyType.valueByteCount == 8,
            valueType.valueByteCount == 8, !table.hasNullGroup, !accumulators.hasNulls, !table.isFull,
            partitions == nil
        else { return }
        let fresh = FoldParts(
            keyType: keyType, valueType: valueType, fold: accumulators.fold,
            foldedRowsMin: min(2 * cachedGroupsMax, ComputeLimits.foldedRowsMin), ledger: ledger, context: context)
        var isWhole = true
        try forEachBatch(table, step: ComputeLimits.emittedRowsMax) { (groups, rows, hashes) throws(ComputeError) in
            guard isWhole else { return }
            let (keys, states) = (table.keys(groups, rows), try accumulators.results(groups, rows))
            isWhole = try fresh.append(keys, states, hashes, from: 0) == rows
        }
        guard isWhole else { return try fresh.drain { (_, _) in } }
        ledger.drop(table.byteCount)
        self.table = nil
        self.accumulators = nil
        parts = fresh
    }

    private func addToParts(_ keys: Column, _ values: Column) throws(ComputeError) {
        var added = try parts!.append(keys, values, hashes.base, from: 0)
        while added < keys.count {
            if try !parts!.shrink() { break }
            added = try parts!.append(keys, values, hashes.base, from: added)
        }
        if added == keys.count { return }
        try spillParts()
        let rest = keys.count - added
        try partitions!.append(
            keys.slice(added, rest), values.slice(added, rest), hashes.base + added, rows: nil)
    }

    /// Memory is refused: all rows go to the spill partitions, ahead of those that follow.
    private func spillParts() throws(ComputeError) {
        let parts = self.parts!
        self.parts = nil
        try openPartitions()
        var partHashes = Growing<UInt64>()
        defer { partHashes.free() }
        try parts.drain { (keys, values) throws(ComputeError) in
            partHashes.reserve(keys.count)
            keys.hash(into: partHashes.base)
            try partitions!.append(keys, values, partHashes.base, rows: nil)
        }
        forget()
    }

    /// Nulls have come: back to one table.
    private func leaveParts() throws(ComputeError) {
        let parts = self.parts!
        self.parts = nil
        let accumulators = makeAccumulators(function, valueType, mode, context, resumes: resumes)
        self.accumulators = accumulators
        table = KeyTable(keyType, ledger: ledger, accumulatorByteCount: accumulators.groupByteCount)
        try parts.drain { (keys, values) throws(ComputeError) in try addPart(keys, values) }
    }

    private func finishParts(_ parts: FoldParts, _ emit: GroupBatches.Emit) throws(ComputeError) {
        var batches = GroupBatches(keyType: keyType, resultType: resultType)
        let isDone = try parts.finish { (table, accumulators) throws(ComputeError) in
            try forEachBatch(table, step: ComputeLimits.emittedRowsMax) { (groups, rows, hashes) throws(ComputeError) in
                try batches.add(table.keys(groups, rows), try accumulators.results(groups, rows), hashes, emit)
            }
        }
        if !isDone {
            try spillParts()
            try finishSpilled { (batch, hashes) throws(ComputeError) in
                try batches.add(batch.children[0], batch.children[1], hashes, emit)
            }
        }
        try batches.flush(emit)
        self.parts = nil
        forget()
    }

    // MARK: Output

    /// Calls `emit` with all groups, as (key, result) tuples of `ComputeLimits.emittedRowsMax` rows (the last batch
    /// may have fewer, and those of long lists) and the hashes of the keys. The aggregator is used up.
    public func finish(
        emit: (Column, UnsafePointer<UInt64>) throws(ComputeError) -> Void
    ) throws(ComputeError) {
        if let parts { return try finishParts(parts, emit) }
        if partitions == nil {
            let (table, accumulators) = (table!, accumulators!)
            if let lists = accumulators as? any BoundedResults {
                try finishBounded(lists, table, emit)
                return forget()
            }
            try forEachBatch(table, step: ComputeLimits.emittedRowsMax) {
                (groups, rows, hashes) throws(ComputeError) in
                let results = try accumulators.results(groups, rows)
                try emit(.tuple([table.keys(groups, rows), results], count: rows), hashes)
            }
            return forget()
        }
        try finishSpilled(emit)
    }

    /// As many groups at a time as bounded lists have; a list that is larger alone, when there is memory for it.
    private func finishBounded(
        _ lists: any BoundedResults, _ table: KeyTable,
        _ emit: (Column, UnsafePointer<UInt64>) throws(ComputeError) -> Void
    ) throws(ComputeError) {
        try forEachBatch(table, step: ComputeLimits.emittedRowsMax) { (groups, rows, hashes) throws(ComputeError) in
            var start = 0
            while start < rows {
                let (count, bytes) = lists.prefix(
                    groups + start, rows - start, byteCountMax: ComputeLimits.mergedByteCountMax)
                guard bytes <= ComputeLimits.mergedByteCountMax || ledger.hold(bytes) else {
                    throw tooLarge(groups[start])
                }
                let results = try lists.results(groups + start, count)
                try emit(.tuple([table.keys(groups + start, count), results], count: count), hashes + start)
                if bytes > ComputeLimits.mergedByteCountMax { ledger.drop(bytes) }
                start += count
            }
        }
    }

    private func finishSpilled(_ emit: GroupMerger.Emit) throws(ComputeError) {
        let spilled = partitions!
        let resident = try spillResident()
        forget()
        partitions = nil
        let merger = GroupMerger(resident, context: context)
        for number in 0..<ComputeLimits.spillFanOut {
            guard let reader = try spilled.finish(number) else { continue }
            let child = HashAggregator(
                keyType, spilledType, function, calls == nil ? mode : mode.afterSpill, memory, spill, context,
                cachedGroupsMax, depth: depth + 1, resumes: resumes || !mode.readsStates)
            while let batch = try reader.next() { try child.add(keys: batch.children[0], values: batch.children[1]) }
            // No group of a list stayed in memory: nothing to merge with.
            if function.givesLists {
                try child.finish(emit: emit)
            } else {
                try child.finish { (batch, hashes) throws(ComputeError) in try merger.add(batch, hashes, emit) }
            }
        }
        try merger.finish(emit)
    }

    /// Writes the groups in the table, which are complete, in canonical order.
    private func spillResident() throws(ComputeError) -> (any SpilledRows)? {
        guard let table, let accumulators, table.count > 0 else { return nil }
        let file = try spill.makeSpill(type: .tuple([keyType, resultType]))
        try forEachBatch(table, step: ComputeLimits.spillBatchRowsMax) { (groups, rows, _) throws(ComputeError) in
            try file.append(.tuple([table.keys(groups, rows), try accumulators.results(groups, rows)], count: rows))
        }
        return try file.finish()
    }
}

/// Accumulators whose results may be so long that few groups go into a batch.
protocol BoundedResults: Accumulators {
    /// How many of the first of `groups`, and one at least, have results of at most `byteCountMax` bytes together, and
    /// their bytes.
    func prefix(_ groups: UnsafePointer<Int32>, _ rows: Int, byteCountMax: Int) -> (groups: Int, bytes: Int)
}

extension ListAccumulators: BoundedResults {}
extension CallAccumulators: BoundedResults {}
