// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Which rows of a group are kept: the first ones in an order of members of the rows, which are tuples; of rows with
/// equal members those that arrived first.
public struct FirstRowsRule: Hashable, Sendable {
    public var members: [Int]
    /// One for each member.
    public var directions: [KeyDirection]
    public var rows: Int

    public init(members: [Int], directions: [KeyDirection], rows: Int) {
        self.members = members
        self.directions = directions
        self.rows = rows
    }
}

/// The first rows of each group, in order. What comes behind the last one that its group keeps, once that has as many
/// as it wants, is dropped by the first eight bytes of its keys; the others are copied, and those that better ones have
/// displaced go when they are the greater part.
final class FirstRowsState: CallState {
    /// A row that is kept: `prefix` orders it before keys are looked at.
    private struct Entry: BitwiseCopyable {
        var prefix: UInt64
        var chunk: Int32
        var row: Int32
    }

    /// The entries of a group, in order, within all.
    private struct Place: BitwiseCopyable {
        var start = 0
        var count: Int32 = 0
        var capacity: Int32 = 0
        /// The prefix that a row must not exceed to be kept.
        var last = UInt64.max
    }

    private let type: DataType
    private let rule: FirstRowsRule
    private let keys: SortKeys
    private let prefixes: SortPrefixes
    private var places = Growing<Place>()
    private var entries = Growing<Entry>()
    private var chunks: [(rows: Column, keys: Column)] = []
    private var heldRows = 0
    private var heldByteCount = 0
    /// Rows that groups keep.
    private var live = 0
    private var hasNullKeys = false
    private var rowPrefixes = Growing<UInt64>()
    private var candidates = Growing<Int32>()

    private static let chunksMax = 1024

    /// `type`: of the rows.
    init(_ type: DataType, _ rule: FirstRowsRule) {
        self.type = type
        self.rule = rule
        let types = rule.members.map { type.children[$0] }
        keys = SortKeys(
            rowType: types.count == 1 ? types[0] : .tuple(types), program: nil, directions: rule.directions)
        prefixes = SortPrefixes(type: types[0], descending: rule.directions[0].descending)
    }

    deinit {
        places.free()
        entries.free()
        rowPrefixes.free()
        candidates.free()
    }

    var groupByteCount: Int { MemoryLayout<Place>.stride }
    var variableByteCount: Int { heldByteCount + entries.capacity * MemoryLayout<Entry>.stride }
    var isVariable: Bool { true }

    func ensure(_ capacity: Int) {
        if capacity <= places.count { return }
        let old = places.count
        places.reserve(capacity)
        (places.base + old).update(repeating: Place(), count: capacity - old)
        places.count = capacity
    }

    // MARK: Rows

    func add(_ groups: UnsafePointer<Int32>, _ input: Column) throws(ComputeError) {
        if input.count == 0 || rule.rows == 0 { return }
        let count = choose(groups, input)
        if count == 0 { return }
        if heldRows + count > ComputeLimits.listElementsMax {
            throw ComputeError(.memoryExceeded, "more than \(ComputeLimits.listElementsMax) first rows of groups")
        }
        let rows = gatherCopying(input, candidates.base, count)
        let rowKeys = try keys.keys(of: ordered(rows))
        let chunk = Int32(truncatingIfNeeded: chunks.count)
        chunks.append((rows, rowKeys))
        heldRows += count
        heldByteCount += rows.compactByteCount + rowKeys.compactByteCount
        for place in 0..<count {
            let row = Int(candidates.base[place])
            let entry = Entry(
                prefix: rowPrefixes.base[row], chunk: chunk, row: Int32(truncatingIfNeeded: place))
            insert(entry, Int(groups[row]))
        }
        if heldRows > 2 * live + ComputeLimits.emittedRowsMax || chunks.count > Self.chunksMax { compact() }
    }

    /// The members by which rows are ordered.
    private func ordered(_ rows: Column) -> Column {
        if rule.members.count == 1 { return rows.children[rule.members[0]] }
        return .tuple(rule.members.map { rows.children[$0] }, count: rows.count)
    }

    /// Notes the rows that may be among the first of their groups, by their prefixes; how many they are.
    private func choose(_ groups: UnsafePointer<Int32>, _ input: Column) -> Int {
        let first = input.children[rule.members[0]]
        rowPrefixes.reserve(input.count)
        candidates.reserve(input.count)
        let (prefix, chosen, all) = (rowPrefixes.base, candidates.base, places.base)
        prefixes.fill(first, into: prefix)
        if let valid = first.valid {
            hasNullKeys = true
            let null: UInt64 = rule.directions[0].nullsFirst ? 0 : .max
            for row in 0..<input.count where valid[row] == 0 { prefix[row] = null }
        }
        let decides = decides
        var count = 0
        for row in 0..<input.count {
            let place = all + Int(groups[row])
            let isKept =
                prefix[row] < place.pointee.last
                || (prefix[row] == place.pointee.last && !(decides && place.pointee.count == rule.rows))
            chosen[count] = Int32(truncatingIfNeeded: row)
            count &+= isKept ? 1 : 0
        }
        return count
    }

    /// Whether rows with equal prefixes are equal in order.
    private var decides: Bool { rule.members.count == 1 && prefixes.isComplete && !hasNullKeys }

    /// Whether the first comes strictly before the second.
    @inline(__always)
    private func isBefore(_ one: Entry, _ two: Entry) -> Bool {
        if one.prefix != two.prefix { return one.prefix < two.prefix }
        if decides { return false }
        let order = chunks[Int(one.chunk)].keys.compare(Int(one.row), with: chunks[Int(two.chunk)].keys, Int(two.row))
        return keys.descending ? order > 0 : order < 0
    }

    /// Puts a row behind those of its group that do not come after it.
    private func insert(_ entry: Entry, _ group: Int) {
        var count = Int(places.base[group].count)
        if count == rule.rows {
            guard isBefore(entry, entries.base[places.base[group].start + count - 1]) else { return }
            count -= 1
        } else {
            if count == Int(places.base[group].capacity) { widen(group) }
            live += 1
        }
        let own = entries.base + places.base[group].start
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(entry, own[middle]) { high = middle } else { low = middle + 1 }
        }
        var place = count
        while place > low {
            own[place] = own[place - 1]
            place -= 1
        }
        own[low] = entry
        count += 1
        places.base[group].count = Int32(truncatingIfNeeded: count)
        if count == rule.rows { places.base[group].last = own[count - 1].prefix }
    }

    /// Room for more entries of a group, behind all others.
    private func widen(_ group: Int) {
        let old = places.base[group]
        let wanted = min(rule.rows, max(2 * Int(old.capacity), 2))
        let start = entries.count
        entries.reserve(start + wanted)
        entries.count = start + wanted
        for place in 0..<Int(old.count) { entries.base[start + place] = entries.base[old.start + place] }
        places.base[group].start = start
        places.base[group].capacity = Int32(truncatingIfNeeded: wanted)
    }

    /// Keeps the rows of groups alone, by group, in one piece.
    private func compact() {
        var starts: [Int] = []
        var next = 0
        for chunk in chunks {
            starts.append(next)
            next += chunk.rows.count
        }
        let chosen = Growing<Int32>(capacity: live)
        defer { chosen.free() }
        var fresh = Growing<Entry>(capacity: live)
        var kept = 0
        for group in 0..<places.count where places.base[group].capacity > 0 {
            let old = places.base[group]
            let room = min(rule.rows, 2 * Int(old.count))
            let start = fresh.count
            fresh.reserve(start + room)
            fresh.count = start + room
            for place in 0..<Int(old.count) {
                let entry = entries.base[old.start + place]
                chosen.base[kept] = Int32(truncatingIfNeeded: starts[Int(entry.chunk)] + Int(entry.row))
                fresh.base[start + place] = Entry(
                    prefix: entry.prefix, chunk: 0, row: Int32(truncatingIfNeeded: kept))
                kept += 1
            }
            places.base[group].start = start
            places.base[group].capacity = Int32(truncatingIfNeeded: room)
        }
        let rows = gatherCopying(concatenateShared(chunks.map(\.rows)), chosen.base, kept)
        let rowKeys = gatherCopying(concatenateShared(chunks.map(\.keys)), chosen.base, kept)
        entries.free()
        entries = fresh
        chunks = [(rows, rowKeys)]
        heldRows = kept
        heldByteCount = rows.compactByteCount + rowKeys.compactByteCount
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
        try add(owners, states.children[0].slice(first, end - first))
    }

    // MARK: Results

    /// All rows that are kept; they are not moved any more as long as none come.
    private func settled() -> Column {
        if chunks.isEmpty { return emptyColumn(type) }
        if chunks.count > 1 { compact() }
        return chunks[0].rows
    }

    func prefix(_ groups: UnsafePointer<Int32>, _ rows: Int, byteCountMax: Int) -> (groups: Int, bytes: Int) {
        let all = settled()
        let width = 4 + all.byteCountWithoutText / max(all.count, 1)
        var (taken, bytes) = (0, 0)
        while taken < rows {
            let more = Int(places.base[Int(groups[taken])].count) &* width
            if taken > 0 && bytes &+ more > byteCountMax { break }
            bytes &+= more
            taken &+= 1
        }
        return (taken, bytes)
    }

    func states(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column {
        let all = settled()
        let offsets = Buffer(byteCount: (rows + 1) * 4)
        let ends = offsets.pointer(Int32.self)
        ends[0] = 0
        for row in 0..<rows { ends[row + 1] = ends[row] + places.base[Int(groups[row])].count }
        let total = Int(ends[rows])
        let chosen = Growing<Int32>(capacity: total)
        defer { chosen.free() }
        var next = 0
        for row in 0..<rows {
            let place = places.base[Int(groups[row])]
            for number in 0..<Int(place.count) {
                chosen.base[next] = entries.base[place.start + number].row
                next += 1
            }
        }
        let elements = all.gather(chosen.base, count: total)
        return Column(type: .list(type), count: rows, values: offsets, children: [elements])
    }
}
