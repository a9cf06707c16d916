// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The right rows of a hash join: a table of their keys, and for each key the numbers of its rows, in order. Rows with
/// a null in the key that equals no other are in no list.
final class HashJoinTable {
    private let keyType: DataType
    private let matchesNulls: [Bool]
    /// Whether rows are kept, and not only their keys.
    private let keepsRows: Bool
    private let ledger: MemoryLedger
    private let keys: KeyTable
    private var hashes = Growing<UInt64>()
    /// Of each row that is kept its group, -1 where it has none.
    private(set) var groups = Growing<Int32>()
    /// Rows (key, value) that are kept, until all are there.
    private var pieces: [Column] = []
    /// Of all rows, then: with a null behind them when asked for.
    private(set) var rows: Column?
    /// By group, where its rows begin in `order`; nil when group n has row n alone.
    private var lists: (starts: Growing<Int32>, order: Growing<Int32>)?
    private(set) var rowByteCount = 0

    init(_ keyType: DataType, matchesNulls: [Bool], keepsRows: Bool, ledger: MemoryLedger) {
        self.keyType = keyType
        self.matchesNulls = matchesNulls
        self.keepsRows = keepsRows
        self.ledger = ledger
        keys = KeyTable(keyType, ledger: ledger, accumulatorByteCount: keepsRows ? 4 : 0)
    }

    deinit {
        hashes.free()
        groups.free()
        lists?.starts.free()
        lists?.order.free()
    }

    /// Rows that are kept.
    var count: Int { groups.count }

    /// Different keys.
    var keyCount: Int { keys.count }

    // MARK: Filling

    /// Takes rows (key, value); false, and it is of no more use but for `held`, when memory is refused.
    func add(_ batch: Column) -> Bool {
        guard keepsRows else {
            groups.reserve(batch.count)
            find(batch.children[0], groups.base)
            return !keys.isFull
        }
        let held = compacted(batch)
        // The columns again while they become one, and the lists.
        guard count + batch.count < Int(Int32.max),
            ledger.hold(held.byteCount + held.byteCountWithoutText + held.count * 12)
        else { return false }
        groups.reserve(count + batch.count)
        find(batch.children[0], groups.base + count)
        if keys.isFull { return false }
        groups.count += batch.count
        pieces.append(held)
        rowByteCount += held.byteCount
        return true
    }

    /// Rows that have the keys of those taken, for others to go on with: the rows themselves, or one for each key.
    func held(_ valueType: DataType) -> [Column] {
        guard !keepsRows else { return pieces }
        var batches: [Column] = []
        var start = 0
        while start < keys.count {
            let rows = min(ComputeLimits.emittedRowsMax, keys.count - start)
            let numbers = (start..<start + rows).map { Int32(truncatingIfNeeded: $0) }
            batches.append(.tuple([keys.keys(numbers, rows), Column(type: valueType, count: rows)], count: rows))
            start += rows
        }
        return batches
    }

    /// All rows are there. `withNull`: a row of nulls comes behind them.
    func finish(_ type: DataType, withNull: Bool) {
        keys.seal()
        guard keepsRows else { return }
        rowByteCount /= max(count, 1)
        var all = pieces
        pieces = []
        if withNull || all.isEmpty {
            let builder = ColumnBuilder(type)
            if withNull { _ = builder.append(.tuple([.null, .null])) }
            all.append(builder.finish())
        }
        rows = concatenateShared(all)
        makeLists()
    }

    private func makeLists() {
        let (count, groups) = (count, groups.base)
        var isPlain = keys.count == count
        for row in 0..<count where groups[row] != Int32(truncatingIfNeeded: row) {
            isPlain = false
            break
        }
        if isPlain { return }
        var starts = Growing<Int32>(capacity: keys.count + 1)
        starts.count = keys.count + 1
        for group in 0...keys.count { starts.base[group] = 0 }
        for row in 0..<count where groups[row] >= 0 { starts.base[Int(groups[row]) + 1] += 1 }
        for group in 0..<keys.count { starts.base[group + 1] += starts.base[group] }
        var order = Growing<Int32>(capacity: count)
        order.count = count
        // Each start moves to its end, and is the start of the next one then.
        for row in 0..<count where groups[row] >= 0 {
            let group = Int(groups[row])
            order.base[Int(starts.base[group])] = Int32(truncatingIfNeeded: row)
            starts.base[group] += 1
        }
        for group in stride(from: keys.count, to: 0, by: -1) { starts.base[group] = starts.base[group - 1] }
        starts.base[0] = 0
        lists = (starts, order)
    }

    /// Calls `body` with all different keys, some at a time.
    func forEachKey(_ body: (Column) -> Void) {
        var start = 0
        while start < keys.count {
            let rows = min(ComputeLimits.emittedRowsMax, keys.count - start)
            let numbers = (start..<start + rows).map { Int32(truncatingIfNeeded: $0) }
            body(keys.keys(numbers, rows))
            start += rows
        }
    }

    // MARK: Lookup

    /// Whether each key has one row.
    var isUnique: Bool { lists == nil }

    /// The group of each key, -1 where there is none.
    func find(_ column: Column, _ out: UnsafeMutablePointer<Int32>) {
        hashes.reserve(column.count)
        guard let usable = column.rowsThatMatch(matchesNulls) else {
            column.hash(into: hashes.base)
            return keys.find(column, hashes.base, out)
        }
        for row in 0..<column.count { out[row] = -1 }
        if usable.isEmpty { return }
        let some = column.gather(usable, count: usable.count)
        some.hash(into: hashes.base)
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: usable.count) { found in
            keys.find(some, hashes.base, found.baseAddress!)
            for (place, row) in usable.enumerated() { out[Int(row)] = found[place] }
        }
    }

    /// How many rows a group has.
    @inline(__always)
    func rowCount(_ group: Int32) -> Int {
        if group < 0 { return 0 }
        guard let lists else { return 1 }
        return Int(lists.starts.base[Int(group) &+ 1] &- lists.starts.base[Int(group)])
    }

    /// The row with a number among those of a group.
    @inline(__always)
    func row(_ group: Int32, _ number: Int) -> Int32 {
        guard let lists else { return group }
        return lists.order.base[Int(lists.starts.base[Int(group)]) &+ number]
    }
}

extension Column {
    /// The rows of a key without a null that equals no other; nil: all.
    fileprivate func rowsThatMatch(_ matchesNulls: [Bool]) -> [Int32]? {
        var masks: [UnsafeMutablePointer<UInt8>] = []
        var isNone = false
        func look(_ column: Column) {
            if column.type == .null { isNone = true } else if let valid = column.valid { masks.append(valid) }
        }
        if matchesNulls.count == 1 {
            if !matchesNulls[0] { look(self) }
        } else {
            if matchesNulls.contains(false) { look(self) }
            for (member, flag) in zip(children, matchesNulls) where !flag { look(member) }
        }
        if isNone { return [] }
        if masks.isEmpty { return nil }
        var rows: [Int32] = []
        rows.reserveCapacity(count)
        for row in 0..<count where masks.allSatisfy({ $0[row] != 0 }) { rows.append(Int32(truncatingIfNeeded: row)) }
        return rows.count == count ? nil : rows
    }
}
