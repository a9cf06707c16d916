// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Rows of an aggregation whose groups have outgrown the caches: keys and values of eight bytes, in parts by the high
/// bits of the key's hash, in order of arrival within each. A part is folded in a table that fits the cache, now and
/// then while it fills, and in the end; parts one after another give the groups in canonical order.
///
/// Only for folds, whose accumulator is a value again: folding it and then the later values gives the same bits.
final class FoldParts {
    private static let bits: UInt64 = 6
    private static let chunkRows = 2048

    private struct Part {
        var chunks: [(keys: Buffer, values: Buffer)] = []
        var rows = 0
        /// Folded when it has so many rows.
        var rowsMax: Int
    }

    private let keyType: DataType
    private let valueType: DataType
    private let ledger: MemoryLedger
    private let context: RunContext
    private let table: KeyTable
    private let accumulators: FoldAccumulators
    private let foldedRowsMin: Int
    private var parts: [Part]
    /// Where the next row of each part goes, and how many rows its last chunk has room for.
    private let keyHeads: UnsafeMutablePointer<UnsafeMutablePointer<UInt64>>
    private let valueHeads: UnsafeMutablePointer<UnsafeMutablePointer<UInt64>>
    private let room: UnsafeMutablePointer<Int>
    private var hashes = Growing<UInt64>()
    private var groups = Growing<Int32>()

    /// A part is folded when it has `foldedRowsMin` rows, and again when it is several times as long as its groups.
    init(
        keyType: DataType, valueType: DataType, fold: Fold, foldedRowsMin: Int, ledger: MemoryLedger,
        context: RunContext
    ) {
        self.keyType = keyType
        self.valueType = valueType
        self.ledger = ledger
        self.context = context
        self.foldedRowsMin = foldedRowsMin
        parts = Array(repeating: Part(rowsMax: foldedRowsMin), count: 1 << Int(Self.bits))
        accumulators = FoldAccumulators(fold)
        table = KeyTable(keyType, ledger: ledger, accumulatorByteCount: accumulators.groupByteCount)
        let nowhere = UnsafeMutablePointer<UInt64>(bitPattern: 8)!
        keyHeads = .allocate(capacity: parts.count)
        keyHeads.initialize(repeating: nowhere, count: parts.count)
        valueHeads = .allocate(capacity: parts.count)
        valueHeads.initialize(repeating: nowhere, count: parts.count)
        room = .allocate(capacity: parts.count)
        room.initialize(repeating: 0, count: parts.count)
    }

    deinit {
        keyHeads.deallocate()
        valueHeads.deallocate()
        room.deallocate()
        hashes.free()
        groups.free()
    }

    /// Whether the types and the data are what the parts can hold.
    static func accepts(_ keys: Column, _ values: Column) -> Bool {
        keys.type.valueByteCount == 8 && values.type.valueByteCount == 8 && keys.validity == nil
            && values.validity == nil
    }

    private var chunkByteCount: Int { Self.chunkRows * 16 }

    // MARK: Input

    /// Adds rows from `start` on; gives the number of the first row for which memory was refused, or of all rows.
    func append(
        _ keys: Column, _ values: Column, _ rowHashes: UnsafePointer<UInt64>, from start: Int
    ) throws(ComputeError) -> Int {
        let rows = keys.count
        let (keyWords, valueWords) = (keys.values!.pointer(UInt64.self), values.values!.pointer(UInt64.self))
        let shift = 64 - Self.bits
        var row = start
        while row < rows {
            let part = Int(truncatingIfNeeded: rowHashes[row] &>> shift)
            if room[part] == 0 {
                if try !open(part) { return row }
                // Folding may have changed what else is open.
                continue
            }
            keyHeads[part].pointee = keyWords[row]
            valueHeads[part].pointee = valueWords[row]
            keyHeads[part] += 1
            valueHeads[part] += 1
            room[part] &-= 1
            row &+= 1
        }
        return rows
    }

    /// Makes room in a part, folding it when it is long; false when memory is refused.
    private func open(_ number: Int) throws(ComputeError) -> Bool {
        if parts[number].rows >= parts[number].rowsMax {
            if try !fold(number) { return false }
            try replaceByGroups(number)
            if room[number] > 0 { return true }
        }
        if !ledger.hold(chunkByteCount) { return false }
        addChunk(number)
        return true
    }

    private func addChunk(_ number: Int) {
        let chunk = (keys: Buffer(byteCount: Self.chunkRows * 8), values: Buffer(byteCount: Self.chunkRows * 8))
        parts[number].chunks.append(chunk)
        parts[number].rows += Self.chunkRows
        keyHeads[number] = chunk.keys.pointer(UInt64.self)
        valueHeads[number] = chunk.values.pointer(UInt64.self)
        room[number] = Self.chunkRows
    }

    /// The rows of a part, chunk by chunk.
    private func forEachChunk(
        _ number: Int, _ body: (Column, Column) throws(ComputeError) -> Void
    ) throws(ComputeError) {
        let part = parts[number]
        for (index, chunk) in part.chunks.enumerated() {
            let rows = index == part.chunks.count - 1 ? Self.chunkRows - room[number] : Self.chunkRows
            if rows == 0 { continue }
            try body(
                Column(
                    type: keyType, count: rows, values: Buffer(slice: chunk.keys, offset: 0, byteCount: rows * 8)),
                Column(
                    type: valueType, count: rows,
                    values: Buffer(slice: chunk.values, offset: 0, byteCount: rows * 8)))
        }
    }

    private func forget(_ number: Int) {
        ledger.drop(parts[number].chunks.count * chunkByteCount)
        parts[number].chunks = []
        parts[number].rows = 0
        room[number] = 0
    }

    // MARK: Folding

    /// Folds a part into the table; false when memory for its groups is refused.
    private func fold(_ number: Int) throws(ComputeError) -> Bool {
        table.removeAll()
        accumulators.reset()
        try context.checkCancelled()
        try forEachChunk(number) { (keys, values) throws(ComputeError) in
            if table.isFull { return }
            hashes.reserve(keys.count)
            groups.reserve(keys.count)
            keys.hash(into: hashes.base)
            let known = table.count
            table.find(keys, hashes.base, groups.base)
            if table.isFull { return }
            accumulators.ensure(table.capacity)
            try accumulators.update(groups.base, values, known: known)
        }
        return !table.isFull
    }

    /// Puts the groups of the table in the place of the part's rows.
    private func replaceByGroups(_ number: Int) throws(ComputeError) {
        let held = parts[number].chunks.count
        parts[number].chunks = []
        parts[number].rows = 0
        room[number] = 0
        let total = table.count
        let all = Buffer(byteCount: total * 4)
        let order = all.pointer(Int32.self)
        for group in 0..<total { order[group] = Int32(truncatingIfNeeded: group) }
        var start = 0
        while start < total {
            let rows = min(Self.chunkRows, total - start)
            let keys = table.keys(order + start, rows)
            let values = try accumulators.results(order + start, rows)
            addChunk(number)
            keyHeads[number].update(from: keys.values!.pointer(UInt64.self), count: rows)
            valueHeads[number].update(from: values.values!.pointer(UInt64.self), count: rows)
            keyHeads[number] += rows
            valueHeads[number] += rows
            room[number] -= rows
            start += rows
        }
        ledger.drop((held - parts[number].chunks.count) * chunkByteCount)
        parts[number].rowsMax = max(foldedRowsMin, 4 * total)
    }

    /// Folds all parts to free memory; false when that is refused too or frees less than a quarter.
    func shrink() throws(ComputeError) -> Bool {
        let before = chunkCount
        for number in parts.indices where parts[number].chunks.count > 1 {
            if try !fold(number) { return false }
            try replaceByGroups(number)
        }
        return chunkCount <= before - before / 4 - 1
    }

    private var chunkCount: Int { parts.reduce(0) { $0 + $1.chunks.count } }

    // MARK: Output

    /// Gives the groups of the parts in canonical order, each part as (table, accumulators) with its sorted groups,
    /// until memory for one is refused. What is left can be had from `drain`.
    func finish(
        _ emit: (KeyTable, FoldAccumulators) throws(ComputeError) -> Void
    ) throws(ComputeError) -> Bool {
        for number in parts.indices {
            if try !fold(number) { return false }
            forget(number)
            try emit(table, accumulators)
        }
        return true
    }

    /// Gives all rows that are left and forgets them: groups in order of arrival within each.
    func drain(_ body: (Column, Column) throws(ComputeError) -> Void) throws(ComputeError) {
        for number in parts.indices {
            try forEachChunk(number, body)
            forget(number)
        }
    }
}

/// Cuts groups that come in pieces of any length into batches of `ComputeLimits.emittedRowsMax`.
struct GroupBatches {
    private let keyType: DataType
    private let resultType: DataType
    private var keys: Buffer
    private var results: Buffer
    private let hashes = Buffer(byteCount: ComputeLimits.emittedRowsMax * 8)
    private var count = 0

    /// Keys and results of eight bytes.
    init(keyType: DataType, resultType: DataType) {
        self.keyType = keyType
        self.resultType = resultType
        keys = Buffer(byteCount: ComputeLimits.emittedRowsMax * 8)
        results = Buffer(byteCount: ComputeLimits.emittedRowsMax * 8)
    }

    typealias Emit = (Column, UnsafePointer<UInt64>) throws(ComputeError) -> Void

    mutating func add(
        _ newKeys: Column, _ newResults: Column, _ newHashes: UnsafePointer<UInt64>, _ emit: Emit
    ) throws(ComputeError) {
        let (keyWords, resultWords) = (newKeys.values!.pointer(UInt64.self), newResults.values!.pointer(UInt64.self))
        var start = 0
        while start < newKeys.count {
            let rows = min(newKeys.count - start, ComputeLimits.emittedRowsMax - count)
            (keys.pointer(UInt64.self) + count).update(from: keyWords + start, count: rows)
            (results.pointer(UInt64.self) + count).update(from: resultWords + start, count: rows)
            (hashes.pointer(UInt64.self) + count).update(from: newHashes + start, count: rows)
            count += rows
            start += rows
            if count == ComputeLimits.emittedRowsMax { try flush(emit) }
        }
    }

    mutating func flush(_ emit: Emit) throws(ComputeError) {
        if count == 0 { return }
        let rows = count
        count = 0
        let batch = Column.tuple(
            [
                Column(type: keyType, count: rows, values: Buffer(slice: keys, offset: 0, byteCount: rows * 8)),
                Column(type: resultType, count: rows, values: Buffer(slice: results, offset: 0, byteCount: rows * 8)),
            ], count: rows)
        // The batch keeps its memory: the next one gets its own.
        keys = Buffer(byteCount: ComputeLimits.emittedRowsMax * 8)
        results = Buffer(byteCount: ComputeLimits.emittedRowsMax * 8)
        try emit(batch, hashes.pointer(UInt64.self))
    }
}
