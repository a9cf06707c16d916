// SPDX-License-Identifier: Apache-2.0

import Columnar
import Glibc

/// The groups of a hash aggregation: open addressing over slots of (32 bits of the hash, 32 bits of group number + 1),
/// keys and hashes in dense arrays by group number.
///
/// int, float and bool keys are words; strings and bytes are views into an arena; all other keys are encoded as bytes.
/// When memory is refused the table is full: from then on it only finds.
final class KeyTable {
    private let type: DataType
    private let ledger: MemoryLedger
    private let accumulatorByteCount: Int
    private let isWord: Bool
    private let isEncoded: Bool

    private var slots: UnsafeMutablePointer<UInt64>
    private var slotMask: Int
    private(set) var count = 0
    private(set) var capacity = 0
    private(set) var isFull = false
    private var hashes = Growing<UInt64>()
    private var words = Growing<UInt64>()
    private var views = Growing<StringView>()
    private var arena = TextArena()
    private var encoder = RowEncoder(isCanonical: true)
    /// The group of the null key, or -1.
    private var nullGroup: Int32 = -1

    private static let firstCapacity = 256
    /// Rows probed together: their slots and keys are loaded before any is compared.
    private static let blockRows = 1024

    /// `accumulatorByteCount` bytes a group are reserved along with each group.
    init(_ type: DataType, ledger: MemoryLedger, accumulatorByteCount: Int) {
        self.type = type
        self.ledger = ledger
        self.accumulatorByteCount = accumulatorByteCount
        isWord = type == .int || type == .float || type == .bool
        isEncoded = !isWord && !type.isView
        slots = .allocate(capacity: 1)
        slots.initialize(to: 0)
        slotMask = 0
        _ = grow()
    }

    deinit {
        free(slots)
        hashes.free()
        words.free()
        views.free()
        encoder.free()
    }

    /// Bytes that one more group takes with its slots (at most half of them are used).
    private var groupByteCount: Int { 16 + 8 + (isWord ? 8 : 16) + accumulatorByteCount }

    // MARK: Growth

    /// Doubles the table; false when memory is refused.
    private func grow() -> Bool {
        let wanted = capacity == 0 ? Self.firstCapacity : capacity * 2
        if wanted > Int(Int32.max) || !ledger.hold((wanted - capacity) * groupByteCount) { return false }
        capacity = wanted
        hashes.count = count
        hashes.reserve(wanted)
        if isWord {
            words.count = count
            words.reserve(wanted)
        } else {
            views.count = count
            views.reserve(wanted)
        }
        free(slots)
        let slotCount = wanted * 2
        let memory = allocateLarge(slotCount * 8)
        memset(memory, 0, slotCount * 8)
        slots = memory.assumingMemoryBound(to: UInt64.self)
        slotMask = slotCount - 1
        let (table, mask, known) = (slots, slotMask, hashes.base)
        for group in 0..<count where group != Int(nullGroup) {
            let hash = known[group]
            var slot = Int(truncatingIfNeeded: hash) & mask
            while table[slot] != 0 { slot = (slot &+ 1) & mask }
            table[slot] = Self.entry(hash, group)
        }
        return true
    }

    @inline(__always)
    private static func entry(_ hash: UInt64, _ group: Int) -> UInt64 {
        (hash & 0xffff_ffff_0000_0000) | UInt64(truncatingIfNeeded: group &+ 1)
    }

    /// Whether there is room for one more group, growing when there is not.
    @inline(__always)
    private func hasRoom() -> Bool {
        if isFull { return false }
        if count < capacity || grow() { return true }
        isFull = true
        return false
    }

    // MARK: Lookup

    /// The group of each row of `keys`, new ones in order of first occurrence; -1 for a new key once the table is full.
    func find(_ keys: Column, _ rowHashes: UnsafePointer<UInt64>, _ groups: UnsafeMutablePointer<Int32>) {
        let rows = keys.count
        if isWord {
            let normal = normalWords(keys)
            withExtendedLifetime(normal) {
                let source = UnsafePointer(normal.pointer(UInt64.self))
                if let valid = keys.valid {
                    for row in 0..<rows {
                        groups[row] = valid[row] == 0 ? findNull() : findWord(source[row], rowHashes[row])
                    }
                } else {
                    findWords(source, rowHashes, rows, groups)
                }
            }
            return
        }
        let texts = isEncoded ? encoder.encode(keys) : keys
        if !isEncoded, let valid = keys.valid {
            for row in 0..<rows {
                groups[row] = valid[row] == 0 ? findNull() : findView(texts, row, rowHashes[row])
            }
        } else {
            findViews(texts, rowHashes, rows, groups)
        }
    }

    /// The keys as words: equal keys, equal words.
    private func normalWords(_ keys: Column) -> Buffer {
        if type == .int { return keys.values! }
        let buffer = Buffer(byteCount: keys.count * 8)
        let out = buffer.pointer(UInt64.self)
        if type == .bool {
            let source = keys.bools
            for row in 0..<keys.count { out[row] = UInt64(source[row]) }
        } else {
            let source = keys.floats
            for row in 0..<keys.count { out[row] = canonicalBits(source[row]) }
        }
        return buffer
    }

    private func findNull() -> Int32 {
        if nullGroup < 0 && hasRoom() {
            nullGroup = Int32(count)
            hashes.base[count] = HashConstants.null
            if isWord { words.base[count] = 0 } else { views.base[count] = StringView() }
            count += 1
        }
        return nullGroup
    }

    private func findWords(
        _ keys: UnsafePointer<UInt64>, _ rowHashes: UnsafePointer<UInt64>, _ rows: Int,
        _ groups: UnsafeMutablePointer<Int32>
    ) {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.blockRows) { found in
            let candidates = found.baseAddress!
            var start = 0
            while start < rows {
                let block = min(Self.blockRows, rows - start)
                let (blockKeys, blockHashes, out) = (keys + start, rowHashes + start, groups + start)
                loadCandidates(blockHashes, block, candidates)
                let known = words.base
                for row in 0..<block {
                    let group = Int(truncatingIfNeeded: candidates[row])
                    let isFound = group >= 0 && known[max(group, 0)] == blockKeys[row]
                    out[row] = isFound ? Int32(truncatingIfNeeded: group) : -1
                }
                for row in 0..<block where out[row] < 0 { out[row] = findWord(blockKeys[row], blockHashes[row]) }
                start += block
            }
        }
    }

    /// For each hash the group of the first of two slots whose hash bits agree, or -1 when both disagree.
    @inline(__always)
    private func loadCandidates(
        _ rowHashes: UnsafePointer<UInt64>, _ rows: Int, _ candidates: UnsafeMutablePointer<UInt64>
    ) {
        let (table, mask) = (UnsafePointer(slots), slotMask)
        for row in 0..<rows {
            let hash = rowHashes[row]
            let slot = Int(truncatingIfNeeded: hash) & mask
            let (first, second) = (table[slot], table[(slot &+ 1) & mask])
            let chosen = (first ^ hash) &>> 32 == 0 ? first : second
            let isMatch = (chosen ^ hash) &>> 32 == 0
            candidates[row] = isMatch ? (chosen & 0xffff_ffff) &- 1 : .max
        }
    }

    private func findWord(_ key: UInt64, _ hash: UInt64) -> Int32 {
        var slot = Int(truncatingIfNeeded: hash) & slotMask
        while true {
            let entry = slots[slot]
            if entry == 0 { break }
            if (entry ^ hash) &>> 32 == 0 {
                let group = Int(truncatingIfNeeded: entry & 0xffff_ffff) &- 1
                if words.base[group] == key { return Int32(truncatingIfNeeded: group) }
            }
            slot = (slot &+ 1) & slotMask
        }
        guard hasRoom() else { return -1 }
        words.base[count] = key
        return insert(hash)
    }

    /// Enters group number `count`, whose key is stored already.
    private func insert(_ hash: UInt64) -> Int32 {
        hashes.base[count] = hash
        var slot = Int(truncatingIfNeeded: hash) & slotMask
        while slots[slot] != 0 { slot = (slot &+ 1) & slotMask }
        slots[slot] = Self.entry(hash, count)
        count += 1
        return Int32(truncatingIfNeeded: count &- 1)
    }

    private func findViews(
        _ keys: Column, _ rowHashes: UnsafePointer<UInt64>, _ rows: Int, _ groups: UnsafeMutablePointer<Int32>
    ) {
        let source = UnsafePointer(keys.views)
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.blockRows) { found in
            let candidates = found.baseAddress!
            var start = 0
            while start < rows {
                let block = min(Self.blockRows, rows - start)
                let (blockHashes, out) = (rowHashes + start, groups + start)
                loadCandidates(blockHashes, block, candidates)
                let known = views.base
                for row in 0..<block {
                    let group = Int(truncatingIfNeeded: candidates[row])
                    let (have, want) = (known[max(group, 0)], source[start &+ row])
                    // Long views differ in their second word; they take the slow path.
                    let same = group >= 0 && have.word0 == want.word0 && have.word1 == want.word1 && want.isInline
                    out[row] = same ? Int32(truncatingIfNeeded: group) : -1
                }
                for row in 0..<block where out[row] < 0 { out[row] = findView(keys, start &+ row, blockHashes[row]) }
                start += block
            }
        }
    }

    private func findView(_ keys: Column, _ row: Int, _ hash: UInt64) -> Int32 {
        let key = keys.views[row]
        var slot = Int(truncatingIfNeeded: hash) & slotMask
        while true {
            let entry = slots[slot]
            if entry == 0 { break }
            if (entry ^ hash) &>> 32 == 0 {
                let group = Int(truncatingIfNeeded: entry & 0xffff_ffff) &- 1
                let known = views.base[group]
                let same =
                    known.word0 == key.word0
                    && (key.isInline
                        ? known.word1 == key.word1
                        : memcmp(arena.bytes(known).baseAddress!, keys.bytes(row).baseAddress!, key.count) == 0)
                if same { return Int32(truncatingIfNeeded: group) }
            }
            slot = (slot &+ 1) & slotMask
        }
        guard hasRoom() else { return -1 }
        if key.isInline {
            views.base[count] = key
        } else {
            guard let kept = arena.store(keys.bytes(row), ledger) else {
                isFull = true
                return -1
            }
            views.base[count] = kept
        }
        return insert(hash)
    }

    // MARK: Groups in canonical order

    /// Group numbers in ascending order of (hash, key).
    func sortedGroups() -> Growing<SortEntry> {
        var entries = Growing<SortEntry>(capacity: count)
        entries.count = count
        for group in 0..<count {
            entries.base[group] = SortEntry(key: hashes.base[group], row: UInt64(truncatingIfNeeded: group))
        }
        sortByKey(&entries)
        var start = 0
        while start < count {
            var end = start + 1
            while end < count && entries.base[end].key == entries.base[start].key { end += 1 }
            if end - start > 1 { orderByKey(entries.base + start, end - start) }
            start = end
        }
        return entries
    }

    /// Orders a few groups of one hash by their keys.
    private func orderByKey(_ entries: UnsafeMutablePointer<SortEntry>, _ count: Int) {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: count * 3) { memory in
            let groups = memory.baseAddress!
            for index in 0..<count { groups[index] = Int32(truncatingIfNeeded: entries[index].row) }
            let keys = self.keys(groups, count)
            let (order, scratch) = (groups + count, groups + 2 * count)
            for index in 0..<count { order[index] = Int32(truncatingIfNeeded: index) }
            mergeSort(order, scratch, count) { keys.compare(Int($0), with: keys, Int($1)) }
            for index in 0..<count { entries[index].row = UInt64(groups[Int(order[index])]) }
        }
    }

    /// The hashes of the given groups.
    func hashes(_ groups: UnsafePointer<Int32>, _ rows: Int, into out: UnsafeMutablePointer<UInt64>) {
        let source = hashes.base
        for row in 0..<rows { out[row] = source[Int(groups[row])] }
    }

    /// The smallest and the largest hash so far; nil when there is no group.
    var hashRange: ClosedRange<UInt64>? {
        if count == 0 { return nil }
        var (low, high) = (UInt64.max, UInt64.min)
        for group in 0..<count {
            low = min(low, hashes.base[group])
            high = max(high, hashes.base[group])
        }
        return low...high
    }

    /// The keys of the given groups.
    func keys(_ groups: UnsafePointer<Int32>, _ rows: Int) -> Column {
        var mask: Buffer?
        if nullGroup >= 0 {
            for row in 0..<rows where groups[row] == nullGroup {
                if mask == nil { mask = Buffer(byteCount: rows, filledWith: 1) }
                mask!.pointer(UInt8.self)[row] = 0
            }
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
        case .string, .bytes:
            let buffer = Buffer(byteCount: rows * 16)
            let (out, source) = (buffer.pointer(StringView.self), views.base)
            for row in 0..<rows { out[row] = source[Int(groups[row])] }
            return Column(type: type, count: rows, validity: mask, values: buffer, data: arena.chunks)
        default:
            let decoder = RowDecoder(type)
            for row in 0..<rows {
                let place = views.base + Int(groups[row])
                arena.withPointers { decoder.append(viewBytes(place, 0, $0)) }
            }
            return decoder.finish()
        }
    }
}
