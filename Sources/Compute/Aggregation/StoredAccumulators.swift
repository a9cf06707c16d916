// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Accumulators of any type. What one row of a batch decides for its group (the first, the last, the least, the
/// greatest) is chosen within the batch before states are looked at. Programs that fold numbers one by one do so in
/// place; others are folded in rounds: round r takes the
/// r-th row of every group in the batch at once, so that each group is folded strictly in the order of its rows. So are
/// extremes of values that may have no order, whose errors name the first two that have none.
final class StoredAccumulators: Accumulators {
    enum Rule {
        /// Keeps the first value.
        case first
        /// Keeps the last value.
        case last
        /// Keeps the least (1) or the greatest (-1) value; null wins over all. Fails on values without an order.
        case extreme(sign: Int)
        case program(ProgramRunner)
    }

    let type: DataType
    let rule: Rule
    let store: ValueStore
    /// Of a program that folds the numbers of its values one by one.
    private let folds: [MemberFold]?
    /// Of each group rows in the batch at hand, or one more than the row that was chosen; all 0 between batches.
    private var occurrences = Growing<Int32>()

    init(_ type: DataType, _ rule: Rule) {
        self.type = type
        self.rule = rule
        store = ValueStore(type)
        if case .program(let runner) = rule { folds = runner.program.memberFolds } else { folds = nil }
    }

    deinit { occurrences.free() }

    var groupByteCount: Int { store.groupByteCount + 4 }
    var variableByteCount: Int { store.variableByteCount }

    var isVariable: Bool {
        if case .first = rule { return type.valueByteCount == 0 || type.isView }
        return !(type == .int || type == .float || type == .bool)
    }

    /// Whether the values of all these groups have at most so many bytes, encoded; for types of bytes.
    func areSmall(_ groups: UnsafePointer<Int32>, _ rows: Int, bytesMax: Int) -> Bool {
        store.areSmall(groups, rows, bytesMax: bytesMax)
    }

    func ensure(_ capacity: Int) {
        if capacity <= occurrences.count { return }
        let old = occurrences.count
        occurrences.reserve(capacity)
        (occurrences.base + old).initialize(repeating: 0, count: capacity - old)
        occurrences.count = capacity
        store.ensure(capacity)
    }

    func update(_ groups: UnsafePointer<Int32>, _ values: Column, known: Int) throws(ComputeError) {
        try update(groups, values) { $0 < known }
    }

    /// As `update`, of groups that have a value where `seen` has 1.
    func update(
        _ groups: UnsafePointer<Int32>, _ values: Column, seen: UnsafePointer<UInt8>
    ) throws(ComputeError) {
        try update(groups, values) { seen[$0] != 0 }
    }

    @inline(__always)
    private func update(
        _ groups: UnsafePointer<Int32>, _ values: Column, hasValue: (Int) -> Bool
    ) throws(ComputeError) {
        switch rule {
        case .first: try update(groups, values, hasValue, keeping: { _, _ in false })
        case .last: try update(groups, values, hasValue, keeping: { _, _ in true })
        case .extreme(let sign) where !type.containsAny:
            try update(groups, values, hasValue) { row, best in
                !values.isNull(best) && (values.isNull(row) || values.compare(row, with: values, best) * sign < 0)
            }
        case .extreme: try updateInRounds(groups, values, hasValue)
        case .program(let runner):
            if let folds, try fold(groups, values, hasValue, folds, runner) { return }
            try updateInRounds(groups, values, hasValue)
        }
    }

    /// Chooses a row of each group in the batch first; `replaces` says whether a row is taken in place of the one so
    /// far, which comes before it.
    @inline(__always)
    private func update(
        _ groups: UnsafePointer<Int32>, _ values: Column, _ hasValue: (Int) -> Bool,
        keeping replaces: (_ row: Int, _ best: Int) -> Bool
    ) throws(ComputeError) {
        // One more than the row; 0 where none is chosen yet.
        let chosen = occurrences.base
        var (new, known): ([Int32], [Int32]) = ([], [])
        for row in 0..<values.count {
            let group = Int(groups[row])
            let best = Int(chosen[group]) - 1
            if best < 0 {
                if hasValue(group) { known.append(groups[row]) } else { new.append(groups[row]) }
            } else if !replaces(row, best) {
                continue
            }
            chosen[group] = Int32(truncatingIfNeeded: row + 1)
        }
        func taken(_ groups: [Int32]) -> Column {
            let rows = groups.map { chosen[Int($0)] - 1 }
            return values.gather(rows, count: rows.count)
        }
        defer { for group in new + known { chosen[Int(group)] = 0 } }
        if !new.isEmpty { store.set(new, taken(new)) }
        if case .first = rule { return }
        if !known.isEmpty { try fold(known, taken(known)) }
    }

    /// Folds numbers in place, row by row; false, and nothing is done, where there are nulls.
    @inline(__always)
    private func fold(
        _ groups: UnsafePointer<Int32>, _ values: Column, _ hasValue: (Int) -> Bool, _ folds: [MemberFold],
        _ runner: ProgramRunner
    ) throws(ComputeError) -> Bool {
        guard let sources = values.plainWords, let states = store.plainWords else { return false }
        var results = [UInt64](repeating: 0, count: folds.count)
        // 1 for groups that begin in this batch.
        let begun = occurrences.base
        defer { for row in 0..<values.count { begun[Int(groups[row])] = 0 } }
        for row in 0..<values.count {
            let group = Int(groups[row])
            if !hasValue(group), begun[group] == 0 {
                begun[group] = 1
                for place in folds.indices { states[place][group] = sources[place][row] }
                continue
            }
            var flags = 0
            for place in folds.indices {
                results[place] = folds[place].apply(states[place][group], sources[place][row], &flags)
            }
            if flags < 0 {
                // The program fails for this pair, too, and says where.
                _ = try runner.combine(store.gather(groups + row, 1), values.slice(row, 1))
                throw ComputeError(.overflow, "a number of a group does not fit in 64 bits; use floats")
            }
            for place in folds.indices { states[place][group] = results[place] }
        }
        return true
    }

    @inline(__always)
    private func updateInRounds(
        _ groups: UnsafePointer<Int32>, _ values: Column, _ hasValue: (Int) -> Bool
    ) throws(ComputeError) {
        let rows = values.count
        let memory = UnsafeMutablePointer<Int32>.allocate(capacity: max(rows * 3, 1))
        defer { memory.deallocate() }
        let (round, order, chosen) = (memory, memory + rows, memory + 2 * rows)
        // Round 0 of a new group only stores the value.
        let counts = occurrences.base
        var rounds: Int32 = 0
        for row in 0..<rows {
            let group = Int(groups[row])
            round[row] = counts[group] + (hasValue(group) ? 1 : 0)
            counts[group] += 1
            rounds = max(rounds, round[row] + 1)
        }
        for row in 0..<rows { counts[Int(groups[row])] = 0 }
        let starts = orderByRound(round, rows, Int(rounds), order)
        for number in 0..<Int(rounds) {
            let count = starts[number + 1] - starts[number]
            if count == 0 { continue }
            let selected = order + starts[number]
            for index in 0..<count { chosen[index] = groups[Int(selected[index])] }
            let batch = values.gather(selected, count: count)
            if number == 0 { store.set(chosen, batch) } else { try fold(chosen, batch) }
        }
    }

    /// Rows in the order of their rounds; returns where each round starts.
    private func orderByRound(
        _ round: UnsafePointer<Int32>, _ rows: Int, _ rounds: Int, _ order: UnsafeMutablePointer<Int32>
    ) -> [Int] {
        var starts = [Int](repeating: 0, count: rounds + 1)
        for row in 0..<rows { starts[Int(round[row]) + 1] += 1 }
        for number in 0..<rounds { starts[number + 1] += starts[number] }
        var next = starts
        for row in 0..<rows {
            order[next[Int(round[row])]] = Int32(truncatingIfNeeded: row)
            next[Int(round[row])] += 1
        }
        return starts
    }

    private func fold(_ groups: UnsafePointer<Int32>, _ batch: Column) throws(ComputeError) {
        switch rule {
        case .first: break
        case .last: store.set(groups, batch)
        case .program(let runner):
            let folded = try runner.combine(store.gather(groups, batch.count), batch)
            store.set(groups, folded)
        case .extreme(let sign):
            let current = store.gather(groups, batch.count)
            var better: [Int32] = []
            if type.containsAny {
                for row in 0..<batch.count {
                    if try batch.order(row, with: current, row) * sign < 0 { better.append(Int32(row)) }
                }
            } else {
                for row in 0..<batch.count where !current.isNull(row) {
                    if batch.isNull(row) || batch.compare(row, with: current, row) * sign < 0 {
                        better.append(Int32(row))
                    }
                }
            }
            if better.isEmpty { return }
            let replaced = better.map { groups[Int($0)] }
            store.set(replaced, batch.gather(better, count: better.count))
        }
    }

    func results(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column {
        gathered(groups, rows)
    }

    func gathered(_ groups: UnsafePointer<Int32>, _ rows: Int) -> Column { store.gather(groups, rows) }
}

/// One value a group, of any type, that can be replaced.
final class ValueStore {
    private let type: DataType
    private var words = Growing<UInt64>()
    private var views = Growing<StringView>()
    private var valid = Growing<UInt8>()
    private var hasNull = false
    private var text = ReplaceableText()
    private let encoder = RowEncoder(isCanonical: false)
    private let members: [ValueStore]

    init(_ type: DataType) {
        self.type = type
        if case .tuple(let types) = type { members = types.map { ValueStore($0) } } else { members = [] }
    }

    deinit {
        words.free()
        views.free()
        valid.free()
    }

    private var isWord: Bool { type == .int || type == .float || type == .bool }
    private var isTuple: Bool { if case .tuple = type { true } else { false } }

    var groupByteCount: Int {
        isWord ? 9 : (isTuple ? 1 + members.reduce(0) { $0 + $1.groupByteCount } : 17)
    }

    var variableByteCount: Int { text.byteCount + members.reduce(0) { $0 + $1.variableByteCount } }

    func areSmall(_ groups: UnsafePointer<Int32>, _ rows: Int, bytesMax: Int) -> Bool {
        (0..<rows).allSatisfy { views.base[Int(groups[$0])].count <= bytesMax }
    }

    func ensure(_ capacity: Int) {
        valid.reserve(capacity)
        (valid.base + valid.count).initialize(repeating: 1, count: capacity - valid.count)
        valid.count = capacity
        if isWord {
            words.reserve(capacity)
            (words.base + words.count).initialize(repeating: 0, count: capacity - words.count)
            words.count = capacity
        } else if isTuple {
            for member in members { member.ensure(capacity) }
        } else {
            views.reserve(capacity)
            (views.base + views.count).initialize(repeating: StringView(), count: capacity - views.count)
            views.count = capacity
        }
    }

    /// The words of the ints and floats that values are made of, from the left; nil where there is a null, or more.
    var plainWords: [UnsafeMutablePointer<UInt64>]? {
        if hasNull { return nil }
        if type == .int || type == .float { return [words.base] }
        guard isTuple else { return nil }
        var found: [UnsafeMutablePointer<UInt64>] = []
        for member in members {
            guard let own = member.plainWords else { return nil }
            found += own
        }
        return found
    }

    /// Row i of `column` becomes the value of group `groups[i]`.
    func set(_ groups: UnsafePointer<Int32>, _ column: Column) {
        let mask = column.valid
        hasNull = hasNull || mask != nil
        if hasNull {
            for row in 0..<column.count { valid.base[Int(groups[row])] = mask.map { $0[row] } ?? 1 }
        }
        switch type {
        case .int, .float:
            let (source, out) = (column.values!.pointer(UInt64.self), words.base)
            for row in 0..<column.count { out[Int(groups[row])] = source[row] }
        case .bool:
            let (source, out) = (column.bools, words.base)
            for row in 0..<column.count { out[Int(groups[row])] = UInt64(source[row]) }
        case .tuple:
            for (member, child) in zip(members, column.children) { member.set(groups, child) }
        case .string, .bytes, .any: setViews(groups, column)
        default: setViews(groups, encoder.encode(column))
        }
    }

    private func setViews(_ groups: UnsafePointer<Int32>, _ column: Column) {
        for row in 0..<column.count {
            let place = views.base + Int(groups[row])
            text.drop(place.pointee)
            let view = column.views[row]
            place.pointee = view.isInline ? view : text.store(column.bytes(row))
        }
        text.compact(views.base, views.count)
    }

    func gather(_ groups: UnsafePointer<Int32>, _ rows: Int) -> Column {
        let mask = hasNull && type != .null ? Buffer(byteCount: rows) : nil
        if let out = mask?.pointer(UInt8.self) {
            for row in 0..<rows { out[row] = valid.base[Int(groups[row])] }
        }
        switch type {
        case .int, .float:
            let buffer = Buffer(byteCount: rows * 8)
            let (out, source) = (buffer.pointer(UInt64.self), words.base)
            for row in 0..<rows { out[row] = source[Int(groups[row])] }
            return Column(type: type, count: rows, validity: mask, values: buffer)
        case .bool:
            let buffer = Buffer(byteCount: rows)
            let (out, source) = (buffer.pointer(UInt8.self), words.base)
            for row in 0..<rows { out[row] = UInt8(truncatingIfNeeded: source[Int(groups[row])]) }
            return Column(type: type, count: rows, validity: mask, values: buffer)
        case .tuple:
            let children = members.map { $0.gather(groups, rows) }
            return Column(type: type, count: rows, validity: mask, children: children)
        case .string, .bytes, .any:
            let buffer = Buffer(byteCount: rows * 16)
            let (out, source) = (buffer.pointer(StringView.self), views.base)
            for row in 0..<rows { out[row] = source[Int(groups[row])] }
            return Column(type: type, count: rows, validity: mask, values: buffer, data: text.chunks)
        default:
            let decoder = RowDecoder(type)
            for row in 0..<rows { text.withBytes(views.base + Int(groups[row])) { decoder.append($0) } }
            return decoder.finish()
        }
    }
}

/// Text that is replaced again and again: what nobody refers to any more is given up when it is the greater part.
struct ReplaceableText {
    private(set) var chunks: [Buffer] = []
    private var used = 0
    private var live = 0
    private(set) var byteCount = 0

    private static let firstChunkByteCount = 4 << 10
    private static let chunkByteCountMax = 1 << 20

    mutating func store(_ bytes: UnsafeRawBufferPointer) -> StringView {
        if chunks.isEmpty || used + bytes.count > chunks[chunks.count - 1].byteCount {
            let next = min(max((chunks.last?.byteCount ?? 0) * 2, Self.firstChunkByteCount), Self.chunkByteCountMax)
            chunks.append(Buffer(byteCount: max(bytes.count, next)))
            byteCount += chunks[chunks.count - 1].byteCount
            used = 0
        }
        let place = chunks[chunks.count - 1].base + used
        place.copyMemory(from: bytes.baseAddress!, byteCount: bytes.count)
        defer { used += bytes.count }
        live += bytes.count
        return StringView(place, count: bytes.count, bufferIndex: chunks.count - 1, offset: used)
    }

    /// Counts the view's text as given up.
    mutating func drop(_ view: StringView) { if !view.isInline { live -= view.count } }

    /// Copies what `views` refer to into fresh chunks when less than half of the memory is in use. Columns that share
    /// the old chunks keep them.
    mutating func compact(_ views: UnsafeMutablePointer<StringView>, _ count: Int) {
        if byteCount < 2 * live + 2 * Self.chunkByteCountMax { return }
        let old = chunks
        self = ReplaceableText()
        for index in 0..<count where !views[index].isInline {
            let view = views[index]
            views[index] = store(
                UnsafeRawBufferPointer(start: old[view.bufferIndex].base + view.offset, count: view.count))
        }
    }

    func withBytes<R>(_ view: UnsafePointer<StringView>, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        if view.pointee.isInline {
            return body(UnsafeRawBufferPointer(start: UnsafeRawPointer(view) + 4, count: view.pointee.count))
        }
        let start = chunks[view.pointee.bufferIndex].base + view.pointee.offset
        return body(UnsafeRawBufferPointer(start: start, count: view.pointee.count))
    }
}
