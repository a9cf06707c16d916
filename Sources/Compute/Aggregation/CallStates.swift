// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Which groups have had a row that counts.
final class SeenGroups {
    private(set) var flags = Growing<UInt8>()

    deinit { flags.free() }

    func ensure(_ capacity: Int) {
        if capacity <= flags.count { return }
        let old = flags.count
        flags.reserve(capacity)
        (flags.base + old).update(repeating: 0, count: capacity - old)
        flags.count = capacity
    }

    func mark(_ groups: UnsafePointer<Int32>, _ rows: Int) {
        let out = flags.base
        for row in 0..<rows { out[Int(groups[row])] = 1 }
    }

    func restart(keeping first: Int, of count: Int) { flags.restart(keeping: first, of: count, as: 0) }

    /// `column`, the values of `groups`, with null for those that have had none.
    func masking(_ column: Column, _ groups: UnsafePointer<Int32>) -> Column {
        var all: UInt8 = 1
        for row in 0..<column.count { all &= flags.base[Int(groups[row])] }
        if all == 1 { return column }
        let mask = Buffer(byteCount: column.count)
        let out = mask.pointer(UInt8.self)
        for row in 0..<column.count { out[row] = flags.base[Int(groups[row])] }
        return column.masked(mask)
    }
}

/// Sums, least and greatest values of plain types: states are values.
final class FoldState: CallState {
    private let folds: FoldAccumulators
    private let seen = SeenGroups()
    private let wraps: Bool

    /// `wraps`: states are tuples of one.
    init(_ fold: Fold, wraps: Bool) {
        folds = FoldAccumulators(fold)
        self.wraps = wraps
    }

    var groupByteCount: Int { folds.groupByteCount + 1 }

    func ensure(_ capacity: Int) {
        folds.ensure(capacity)
        seen.ensure(capacity)
    }

    var restarts: Bool { true }

    func restart(keeping first: Int, of count: Int) {
        folds.restart(keeping: first, of: count)
        seen.restart(keeping: first, of: count)
    }

    func add(_ groups: UnsafePointer<Int32>, _ input: Column) throws(ComputeError) {
        try folds.update(groups, input, known: 0)
        seen.mark(groups, input.count)
    }

    var runs: Bool { true }

    func run(_ input: Column, _ frames: RunningFrames) throws(ComputeError) {
        try folds.run(input, frames)
        seen.run(frames)
    }

    func merge(_ groups: UnsafePointer<Int32>, _ states: Column) throws(ComputeError) {
        try withPresent(groups, states) { (groups, states) throws(ComputeError) in
            try add(groups, wraps ? states.children[0] : states)
        }
    }

    func states(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column {
        let values = try folds.results(groups, rows)
        return seen.masking(wraps ? .tuple([values], count: rows) : values, groups)
    }

    func results(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column {
        seen.masking(try folds.results(groups, rows), groups)
    }
}

/// Sums of decimals, whose scales are equal: states are values.
final class DecimalSumState: CallState {
    private var sums = Growing<Wide128>()
    /// 1 for groups with a null among their values.
    private var nulls = Growing<UInt8>()
    private var hasNulls = false
    private let seen = SeenGroups()
    private let wraps: Bool

    /// `wraps`: states are tuples of one.
    init(wraps: Bool) { self.wraps = wraps }

    deinit {
        sums.free()
        nulls.free()
    }

    var groupByteCount: Int { 18 }

    func ensure(_ capacity: Int) {
        seen.ensure(capacity)
        if capacity <= sums.count { return }
        let old = sums.count
        sums.reserve(capacity)
        nulls.reserve(capacity)
        (sums.base + old).update(repeating: Wide128(0 as Int), count: capacity - old)
        (nulls.base + old).update(repeating: 0, count: capacity - old)
        (sums.count, nulls.count) = (capacity, capacity)
    }

    var restarts: Bool { true }

    func restart(keeping first: Int, of count: Int) {
        sums.restart(keeping: first, of: count, as: Wide128(0 as Int))
        nulls.restart(keeping: first, of: count, as: 0)
        seen.restart(keeping: first, of: count)
    }

    func add(_ groups: UnsafePointer<Int32>, _ input: Column) throws(ComputeError) {
        let (out, source) = (sums.base, input.decimals)
        let valid = input.valid
        for row in 0..<input.count {
            // A null makes its group null where nulls are not passed over.
            let group = Int(groups[row])
            if valid?[row] == 0 {
                nulls.base[group] = 1
                hasNulls = true
                continue
            }
            let (sum, overflow) = out[group].value.addingReportingOverflow(source[row].value)
            if overflow { throw ComputeError(.overflow, "the sum of a group does not fit in 128 bits; use floats") }
            out[group] = Wide128(sum)
        }
        seen.mark(groups, input.count)
    }

    var runs: Bool { true }

    func run(_ input: Column, _ frames: RunningFrames) throws(ComputeError) {
        let (out, source) = (sums.base, input.decimals)
        for frame in 0..<frames.count {
            var sum = frames.carries[frame] ? out[frame - 1].value : out[frame].value
            if frames.carries[frame] { nulls.base[frame] = nulls.base[frame - 1] }
            for row in frames.begins[frame]..<frames.ends[frame] {
                let (more, overflow) = sum.addingReportingOverflow(source[row].value)
                if overflow {
                    throw ComputeError(.overflow, "the sum of a group does not fit in 128 bits; use floats")
                }
                sum = more
            }
            out[frame] = Wide128(sum)
        }
        seen.run(frames)
    }

    func merge(_ groups: UnsafePointer<Int32>, _ states: Column) throws(ComputeError) {
        try withPresent(groups, states) { (groups, states) throws(ComputeError) in
            try add(groups, wraps ? states.children[0] : states)
        }
    }

    func states(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column {
        let values = gathered(groups, rows)
        return seen.masking(wraps ? .tuple([values], count: rows) : values, groups)
    }

    func results(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column {
        seen.masking(gathered(groups, rows), groups)
    }

    private func gathered(_ groups: UnsafePointer<Int32>, _ rows: Int) -> Column {
        let buffer = Buffer(byteCount: rows * 16)
        let (out, source) = (buffer.pointer(Wide128.self), sums.base)
        for row in 0..<rows { out[row] = source[Int(groups[row])] }
        let column = Column(type: .decimal, count: rows, values: buffer)
        guard hasNulls else { return column }
        let mask = Buffer(byteCount: rows)
        let flags = mask.pointer(UInt8.self)
        for row in 0..<rows { flags[row] = 1 &- nulls.base[Int(groups[row])] }
        return column.masked(mask)
    }
}

/// Values of any type: the first, the last, the least or the greatest, or what a program makes of them.
final class StoredState: CallState {
    private let stored: StoredAccumulators
    private let seen = SeenGroups()
    private let wraps: Bool

    /// `wraps`: states are tuples of one.
    init(_ type: DataType, _ rule: StoredAccumulators.Rule, wraps: Bool) {
        stored = StoredAccumulators(type, rule)
        self.wraps = wraps
    }

    var groupByteCount: Int { stored.groupByteCount + 1 }
    var variableByteCount: Int { stored.variableByteCount }
    var isVariable: Bool { stored.isVariable }

    func ensure(_ capacity: Int) {
        stored.ensure(capacity)
        seen.ensure(capacity)
    }

    func add(_ groups: UnsafePointer<Int32>, _ input: Column) throws(ComputeError) {
        try stored.update(groups, input, seen: seen.flags.base)
        seen.mark(groups, input.count)
    }

    var runs: Bool { stored.runs }

    func run(_ input: Column, _ frames: RunningFrames) throws(ComputeError) {
        try stored.run(input, frames, seen: seen.flags.base)
        seen.run(frames)
    }

    func merge(_ groups: UnsafePointer<Int32>, _ states: Column) throws(ComputeError) {
        try withPresent(groups, states) { (groups, states) throws(ComputeError) in
            try add(groups, wraps ? states.children[0] : states)
        }
    }

    func states(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column {
        let values = stored.gathered(groups, rows)
        return seen.masking(wraps ? .tuple([values], count: rows) : values, groups)
    }

    func results(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column {
        seen.masking(stored.gathered(groups, rows), groups)
    }
}

/// Numbers of rows.
final class CountState: CallState {
    private let counts = CountAccumulators()

    var groupByteCount: Int { 8 }
    func ensure(_ capacity: Int) { counts.ensure(capacity) }
    var restarts: Bool { true }
    func restart(keeping first: Int, of count: Int) { counts.restart(keeping: first, of: count) }

    func add(_ groups: UnsafePointer<Int32>, _ input: Column) throws(ComputeError) {
        try counts.update(groups, input, known: 0)
    }

    var runs: Bool { true }
    func run(_ input: Column, _ frames: RunningFrames) throws(ComputeError) { counts.run(frames) }

    func merge(_ groups: UnsafePointer<Int32>, _ states: Column) throws(ComputeError) {
        counts.add(groups, states.ints, states.count)
    }

    func states(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column {
        try counts.results(groups, rows)
    }
}

/// Means of numbers: the sum as a float and the number of values.
final class AverageState: CallState {
    private let sums = FoldAccumulators(.sumFloat)
    private let counts = CountAccumulators()

    var groupByteCount: Int { sums.groupByteCount + 8 }

    func ensure(_ capacity: Int) {
        sums.ensure(capacity)
        counts.ensure(capacity)
    }

    var restarts: Bool { true }

    func restart(keeping first: Int, of count: Int) {
        sums.restart(keeping: first, of: count)
        counts.restart(keeping: first, of: count)
    }

    func add(_ groups: UnsafePointer<Int32>, _ input: Column) throws(ComputeError) {
        try withPresent(groups, input) { (groups, input) throws(ComputeError) in
            try sums.update(groups, input.asFloats().withoutNulls, known: 0)
            try counts.update(groups, input, known: 0)
        }
    }

    var runs: Bool { true }

    func run(_ input: Column, _ frames: RunningFrames) throws(ComputeError) {
        try sums.run(input.asFloats().withoutNulls, frames)
        counts.run(frames)
    }

    func merge(_ groups: UnsafePointer<Int32>, _ states: Column) throws(ComputeError) {
        try sums.update(groups, states.children[0], known: 0)
        counts.add(groups, states.children[1].ints, states.count)
    }

    func states(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column {
        .tuple([try sums.results(groups, rows), try counts.results(groups, rows)], count: rows)
    }

    func results(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column {
        let (sums, counts) = (try sums.results(groups, rows), try counts.results(groups, rows))
        return quotients(counts: counts, rows) { row in
            counts.ints[row] == 0 ? nil : sums.floats[row] / Double(counts.ints[row])
        }
    }
}

extension Column {
    /// The same without its validity, for a column in which no row is null.
    fileprivate var withoutNulls: Column {
        validity == nil ? self : Column(type: type, count: count, values: values, data: data, children: children)
    }
}

/// A float a row, null where `value` gives none.
func quotients(counts: Column, _ rows: Int, _ value: (Int) -> Double?) -> Column {
    let values = Buffer(byteCount: rows * 8)
    let mask = Buffer(byteCount: rows)
    let (out, valid) = (values.pointer(Double.self), mask.pointer(UInt8.self))
    var all = true
    for row in 0..<rows {
        let quotient = value(row)
        out[row] = quotient ?? 0
        valid[row] = quotient == nil ? 0 : 1
        all = all && quotient != nil
    }
    return Column(type: .float, count: rows, validity: all ? nil : mask, values: values)
}

/// What is asked of the second moment of numbers.
public enum MomentResult: Hashable, Sendable {
    /// The sum of squared differences by the number of values, or by one less; null where there is nothing to divide
    /// by.
    case variance(isSample: Bool)
    /// Its root.
    case deviation(isSample: Bool)
}

/// Values as lists, in the order of arrival; of a set, each of equal values once, the first.
final class ListState: CallState {
    private let lists: ListAccumulators
    private let isSet: Bool

    init(_ type: DataType, isSet: Bool) {
        lists = ListAccumulators(type)
        self.isSet = isSet
    }

    var groupByteCount: Int { lists.groupByteCount }
    var variableByteCount: Int { lists.variableByteCount }
    var isVariable: Bool { true }
    func ensure(_ capacity: Int) { lists.ensure(capacity) }

    func add(_ groups: UnsafePointer<Int32>, _ input: Column) throws(ComputeError) {
        try lists.update(groups, input, known: 0)
    }

    func merge(_ groups: UnsafePointer<Int32>, _ states: Column) throws(ComputeError) {
        let (first, end) = (Int(states.offsets[0]), Int(states.offsets[states.count]))
        if first == end { return }
        let owners = UnsafeMutablePointer<Int32>.allocate(capacity: end - first)
        defer { owners.deallocate() }
        for row in 0..<states.count {
            for element in Int(states.offsets[row])..<Int(states.offsets[row + 1]) {
                owners[element - first] = groups[row]
            }
        }
        try lists.update(owners, states.children[0].slice(first, end - first), known: 0)
    }

    func states(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column {
        let all = try lists.results(groups, rows)
        return isSet ? all.listsOfDifferent() : all
    }

    func prefix(_ groups: UnsafePointer<Int32>, _ rows: Int, byteCountMax: Int) -> (groups: Int, bytes: Int) {
        lists.prefix(groups, rows, byteCountMax: byteCountMax)
    }
}

extension Column {
    /// Lists with each of equal elements once, where it came first.
    fileprivate func listsOfDifferent() -> Column {
        let elements = children[0]
        let ledger = MemoryLedger(Unbounded())
        let hashes = Buffer(byteCount: elements.count * 8)
        elements.hash(into: hashes.pointer(UInt64.self))
        let offsets = Buffer(byteCount: (count + 1) * 4)
        let ends = offsets.pointer(Int32.self)
        ends[0] = 0
        var kept: [Int32] = []
        for row in 0..<count {
            let (first, end) = (Int(self.offsets[row]), Int(self.offsets[row + 1]))
            if end > first {
                let table = KeyTable(elements.type, ledger: ledger, accumulatorByteCount: 0)
                let groups = UnsafeMutablePointer<Int32>.allocate(capacity: end - first)
                defer { groups.deallocate() }
                table.find(elements.slice(first, end - first), hashes.pointer(UInt64.self) + first, groups)
                var next: Int32 = 0
                for element in 0..<(end - first) where groups[element] == next {
                    kept.append(Int32(truncatingIfNeeded: first + element))
                    next += 1
                }
            }
            ends[row + 1] = Int32(truncatingIfNeeded: kept.count)
        }
        let chosen = elements.gather(kept, count: kept.count)
        return withExtendedLifetime(hashes) {
            Column(type: type, count: count, values: offsets, children: [chosen])
        }
    }
}

/// Memory of which there is as much as is asked for: what a batch of results takes besides, which is bounded.
private final class Unbounded: MemoryBudget {
    func grow(by bytes: Int) -> Bool { true }
    func shrink(by bytes: Int) {}
}
