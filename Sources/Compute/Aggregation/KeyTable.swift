// SPDX-License-Identifier: Apache-2.0

import Columnar
import Glibc

/// The groups of a hash aggregation: open addressing over buckets of one cache line, which hold 32 bits of the hash and
/// the group number for eight groups; keys and hashes in dense arrays by group number.
///
/// int, float and bool keys are words; strings and bytes are views into an arena; all other keys are encoded as bytes.
/// Values of type any are looked up by their canonical form, floats by that of zero; what differs from it is kept as it
/// first arrived.
/// When memory is refused the table is full: from then on it only finds.
final class KeyTable {
    private let type: DataType
    private let ledger: MemoryLedger
    private let accumulatorByteCount: Int
    private let isWord: Bool
    private let isEncoded: Bool
    /// Keys are tuples with members, which are encoded one behind the other without a mark: short ones fit into views.
    private let isOfMembers: Bool

    private var buckets: UnsafeMutablePointer<KeyBucket>
    private var bucketMask: Int
    private(set) var count = 0
    private(set) var capacity = 0
    private(set) var isFull = false
    private var hashes = Growing<UInt64>()
    private var words = Growing<UInt64>()
    private var views = Growing<StringView>()
    private var arena = TextArena()
    private let encoder = RowEncoder(isCanonical: true)
    /// The group of the null key, or -1.
    private var nullGroup: Int32 = -1
    private let hasVariants: Bool
    private let hasFloats: Bool
    private var variants: KeyVariants

    /// Fewer groups where each takes much: it fits into what needs no reservation.
    private var firstCapacity: Int {
        var capacity = 256
        while capacity > 8 && capacity * groupByteCount > ComputeLimits.unreservedByteCountMax / 2 { capacity /= 2 }
        return capacity
    }
    /// Rows probed together: their slots and keys are loaded before any is compared.
    private static let blockRows = 1024
    /// The part of rows, one in so many, that must have the key of the row before for their groups to be found by runs.
    private static let repeatedPart = 4

    /// `accumulatorByteCount` bytes a group are reserved along with each group.
    init(_ type: DataType, ledger: MemoryLedger, accumulatorByteCount: Int) {
        self.type = type
        self.ledger = ledger
        self.accumulatorByteCount = accumulatorByteCount
        isWord = type == .int || type == .float || type == .bool
        isEncoded = !isWord && !type.isView
        if case .tuple(let members) = type { isOfMembers = !members.isEmpty } else { isOfMembers = false }
        hasVariants = type.containsAny
        hasFloats = type.containsFloat
        variants = KeyVariants(type)
        buckets = allocateBuckets(1)
        bucketMask = 0
        _ = grow()
    }

    deinit {
        freeBuckets(buckets, bucketMask + 1)
        hashes.free()
        words.free()
        views.free()
    }

    /// Bytes that one more group takes: two slots, hash, key, accumulator, and its place in the order in the end.
    private var groupByteCount: Int { 16 + 8 + (isWord ? 8 : 16) + accumulatorByteCount + 32 }

    /// Bytes held for the table and what goes with each group.
    var byteCount: Int { capacity * groupByteCount }

    // MARK: Growth

    /// Doubles the table; false when memory is refused.
    private func grow() -> Bool {
        let wanted = capacity == 0 ? firstCapacity : capacity * 2
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
        freeBuckets(buckets, bucketMask + 1)
        let bucketCount = wanted * 2 / KeyBucket.slotCount
        buckets = allocateBuckets(bucketCount)
        bucketMask = bucketCount - 1
        let (table, mask, known) = (buckets, bucketMask, hashes.base)
        for group in 0..<count where group != Int(nullGroup) { enter(known[group], group, table, mask) }
        return true
    }

    /// Whether there is room for one more group, growing when there is not.
    @inline(__always)
    private func hasRoom() -> Bool {
        if isFull { return false }
        if count < capacity || grow() { return true }
        isFull = true
        return false
    }

    /// Forgets all groups and keeps the memory; for keys that are words.
    func removeAll() {
        precondition(isWord, "other keys have text of their own")
        memset(buckets, 0, (bucketMask + 1) * MemoryLayout<KeyBucket>.stride)
        count = 0
        isFull = false
        nullGroup = -1
        if hasFloats { variants = KeyVariants(type) }
    }

    var hasNullGroup: Bool { nullGroup >= 0 }

    /// From now on it only finds.
    func seal() { isFull = true }

    // MARK: Lookup

    /// The group of each row of `keys`, new ones in order of first occurrence; -1 for a new key once the table is full.
    func find(_ keys: Column, _ rowHashes: UnsafePointer<UInt64>, _ groups: UnsafeMutablePointer<Int32>) {
        let rows = keys.count
        let known = count
        if isWord {
            defer { if hasFloats, count > known, keys.holdsNegativeZero { keepVariants(keys, groups, known) } }
            let normal = normalWords(keys)
            withExtendedLifetime(normal) {
                let source = UnsafePointer(normal.pointer(UInt64.self))
                if let valid = keys.valid {
                    for row in 0..<rows {
                        groups[row] = valid[row] == 0 ? findNull() : findWord(source[row], rowHashes[row])
                    }
                } else {
                    findRuns(source, rowHashes, rows, groups) {
                        $0 == $1
                    } find: {
                        findWords($0, $1, $2, $3)
                    }
                }
            }
            return
        }
        let canonical = hasVariants ? keys.canonicalised() : keys
        let texts = isOfMembers ? encoder.encodeMembers(canonical) : isEncoded ? encoder.encode(canonical) : canonical
        defer {
            if count > known, canonical !== keys || hasFloats && keys.holdsNegativeZero {
                keepVariants(keys, groups, known)
            }
        }
        if !isEncoded, let valid = texts.valid {
            for row in 0..<rows {
                groups[row] = valid[row] == 0 ? findNull() : findView(texts, texts.views + row, rowHashes[row])
            }
        } else {
            let views = UnsafePointer(texts.views)
            // Long ones may be equal and lie elsewhere: those are looked up one by one.
            findRuns(views, rowHashes, rows, groups) {
                $0.word0 == $1.word0 && $0.word1 == $1.word1
            } find: {
                findViews(texts, $0, $1, $2, $3)
            }
        }
    }

    /// Finds one key of each run of equal ones, for rows that lie in the order of their keys, more or less; each key
    /// where they do not.
    @inline(__always)
    private func findRuns<Key: BitwiseCopyable>(
        _ keys: UnsafePointer<Key>, _ rowHashes: UnsafePointer<UInt64>, _ rows: Int,
        _ groups: UnsafeMutablePointer<Int32>, _ areSame: (Key, Key) -> Bool,
        find: (UnsafePointer<Key>, UnsafePointer<UInt64>, Int, UnsafeMutablePointer<Int32>) -> Void
    ) {
        var heads = min(rows, 1)
        for row in 1..<max(rows, 1) { heads &+= areSame(keys[row], keys[row &- 1]) ? 0 : 1 }
        guard heads < rows - rows / Self.repeatedPart else { return find(keys, rowHashes, rows, groups) }
        withUnsafeTemporaryAllocation(of: Key.self, capacity: heads + 1) { runKeys in
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: heads + 1) { runHashes in
                let (headKeys, headHashes) = (runKeys.baseAddress!, runHashes.baseAddress!)
                (headKeys[0], headHashes[0]) = (keys[0], rowHashes[0])
                // The number of its run, until its group takes its place.
                groups[0] = 0
                var run = 0
                for row in 1..<rows {
                    run &+= areSame(keys[row], keys[row &- 1]) ? 0 : 1
                    headKeys[run] = keys[row]
                    headHashes[run] = rowHashes[row]
                    groups[row] = Int32(truncatingIfNeeded: run)
                }
                withUnsafeTemporaryAllocation(of: Int32.self, capacity: heads) { found in
                    find(headKeys, headHashes, heads, found.baseAddress!)
                    for row in 0..<rows { groups[row] = found[Int(groups[row])] }
                }
            }
        }
    }

    /// Keeps the keys of the groups from `known` on as they arrived.
    private func keepVariants(_ keys: Column, _ groups: UnsafePointer<Int32>, _ known: Int) {
        let before = variants.byteCount
        variants.add(keys, groups, known)
        if !ledger.hold(variants.byteCount - before) { isFull = true }
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
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: Self.blockRows) { found in
            let candidates = found.baseAddress!
            var start = 0
            while start < rows {
                let block = min(Self.blockRows, rows - start)
                let (blockKeys, blockHashes, out) = (keys + start, rowHashes + start, groups + start)
                // Once it only finds; a table that becomes full within a block may have taken keys of the block.
                let isSealed = isFull
                loadCandidates(blockHashes, block, candidates)
                let known = words.base
                for row in 0..<block {
                    let group = Int(candidates[row])
                    let isFound = group >= 0 && known[max(group, 0)] == blockKeys[row]
                    out[row] = isFound ? Int32(truncatingIfNeeded: group) : -1
                }
                for row in 0..<block where out[row] < 0 && (!isSealed || mayBeIn(blockHashes[row], candidates[row])) {
                    out[row] = findWord(blockKeys[row], blockHashes[row])
                }
                start += block
            }
        }
    }

    /// For each hash the group whose hash bits agree in its bucket (if several do, any number), or -1.
    @inline(__always)
    private func loadCandidates(
        _ rowHashes: UnsafePointer<UInt64>, _ rows: Int, _ candidates: UnsafeMutablePointer<Int32>
    ) {
        let (table, mask) = (UnsafePointer(buckets), bucketMask)
        let last = UInt32(truncatingIfNeeded: count)
        // First the bare loads, so that as many as possible wait for memory at once.
        let words = UnsafeRawPointer(table)
        for row in 0..<rows {
            let bucket = Int(truncatingIfNeeded: rowHashes[row]) & mask
            candidates[row] = (words + bucket &* MemoryLayout<KeyBucket>.stride).load(as: Int32.self)
        }
        for row in 0..<rows {
            let hash = rowHashes[row]
            let found = table[Int(truncatingIfNeeded: hash) & mask].number(UInt32(truncatingIfNeeded: hash &>> 32))
            candidates[row] = Int32(truncatingIfNeeded: min(found, last)) &- 1
        }
    }

    /// Whether a key with that hash and candidate is worth a search where none is added: a bucket with room and without
    /// the hash's bits has said that there is no such group. Most keys of joins that keep few rows end here.
    @inline(__always)
    private func mayBeIn(_ hash: UInt64, _ candidate: Int32) -> Bool {
        candidate >= 0 || UnsafePointer(buckets)[Int(truncatingIfNeeded: hash) & bucketMask].isFull
    }

    private func findWord(_ key: UInt64, _ hash: UInt64) -> Int32 {
        let known = words.base
        let found = search(hash) { known[$0] == key }
        if found >= 0 { return Int32(truncatingIfNeeded: found) }
        guard hasRoom() else { return -1 }
        words.base[count] = key
        return insert(hash)
    }

    /// The group with that hash which `isEqual` accepts, or -1.
    @inline(__always)
    private func search(_ hash: UInt64, _ isEqual: (Int) -> Bool) -> Int {
        let tag = UInt32(truncatingIfNeeded: hash &>> 32)
        let (table, mask) = (UnsafePointer(buckets), bucketMask)
        var bucket = Int(truncatingIfNeeded: hash) & mask
        while true {
            let (tags, numbers) = (table[bucket].tags, table[bucket].numbers)
            for slot in 0..<KeyBucket.slotCount {
                if numbers[slot] == 0 { return -1 }
                let group = Int(numbers[slot]) &- 1
                if tags[slot] == tag && isEqual(group) { return group }
            }
            bucket = (bucket &+ 1) & mask
        }
    }

    /// Enters group number `count`, whose key is stored already.
    private func insert(_ hash: UInt64) -> Int32 {
        hashes.base[count] = hash
        enter(hash, count, buckets, bucketMask)
        count += 1
        return Int32(truncatingIfNeeded: count &- 1)
    }

    @inline(__always)
    private func enter(_ hash: UInt64, _ group: Int, _ table: UnsafeMutablePointer<KeyBucket>, _ mask: Int) {
        var bucket = Int(truncatingIfNeeded: hash) & mask
        while true {
            let free = table[bucket].freeSlot
            if free < KeyBucket.slotCount {
                table[bucket].tags[free] = UInt32(truncatingIfNeeded: hash &>> 32)
                table[bucket].numbers[free] = UInt32(truncatingIfNeeded: group &+ 1)
                return
            }
            bucket = (bucket &+ 1) & mask
        }
    }

    /// `source`: views into the column's text.
    private func findViews(
        _ keys: Column, _ source: UnsafePointer<StringView>, _ rowHashes: UnsafePointer<UInt64>, _ rows: Int,
        _ groups: UnsafeMutablePointer<Int32>
    ) {
        let data = keys.dataPointers
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: Self.blockRows) { found in
            let candidates = found.baseAddress!
            var start = 0
            while start < rows {
                let block = min(Self.blockRows, rows - start)
                let (blockHashes, out) = (rowHashes + start, groups + start)
                // Once it only finds; a table that becomes full within a block may have taken keys of the block.
                let isSealed = isFull
                loadCandidates(blockHashes, block, candidates)
                let known = views.base
                arena.withPointers { chunks in
                    for row in 0..<block {
                        let group = Int(candidates[row])
                        let (have, want) = (known[max(group, 0)], source[start &+ row])
                        var isSame = group >= 0 && have.word0 == want.word0
                        if want.isInline {
                            isSame = isSame && have.word1 == want.word1
                        } else if isSame {
                            isSame = areEqual(
                                chunks[have.bufferIndex] + have.offset, data[want.bufferIndex] + want.offset, want.count
                            )
                        }
                        out[row] = isSame ? Int32(truncatingIfNeeded: group) : -1
                    }
                }
                for row in 0..<block where out[row] < 0 && (!isSealed || mayBeIn(blockHashes[row], candidates[row])) {
                    out[row] = findView(keys, source + (start &+ row), blockHashes[row])
                }
                start += block
            }
        }
    }

    private func findView(_ keys: Column, _ view: UnsafePointer<StringView>, _ hash: UInt64) -> Int32 {
        let key = view.pointee
        let (known, data) = (views.base, keys.dataPointers)
        let found = search(hash) { group in
            let own = known[group]
            if own.word0 != key.word0 { return false }
            if key.isInline { return own.word1 == key.word1 }
            return areEqual(arena.bytes(own).baseAddress!, data[key.bufferIndex] + key.offset, key.count)
        }
        if found >= 0 { return Int32(truncatingIfNeeded: found) }
        guard hasRoom() else { return -1 }
        if key.isInline {
            views.base[count] = key
        } else {
            guard let kept = arena.store(viewBytes(view, 0, data), ledger) else {
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
        variants.replace(canonicalKeys(groups, rows), groups)
    }

    private func canonicalKeys(_ groups: UnsafePointer<Int32>, _ rows: Int) -> Column {
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
        case .string, .bytes, .any:
            let buffer = Buffer(byteCount: rows * 16)
            let (out, source) = (buffer.pointer(StringView.self), views.base)
            for row in 0..<rows { out[row] = source[Int(groups[row])] }
            return Column(type: type, count: rows, validity: mask, values: buffer, data: arena.chunks)
        default: return isOfMembers ? membersOfKeys(groups, rows) : decodedKeys(groups, rows)
        }
    }

    private func decodedKeys(_ groups: UnsafePointer<Int32>, _ rows: Int) -> Column {
        let decoder = RowDecoder(type)
        withCursors(groups, rows) { cursors, _ in decoder.append(cursors, count: rows) }
        return decoder.finish()
    }

    /// Keys that are tuples.
    private func membersOfKeys(_ groups: UnsafePointer<Int32>, _ rows: Int) -> Column {
        let decoders = type.children.map { RowDecoder($0) }
        // Of a null key each member is null.
        let nulls = Buffer(byteCount: decoders.count, filledWith: 0)
        var mask: Buffer?
        withCursors(groups, rows) { cursors, lengths in
            for row in 0..<rows where lengths[row] == 0 {
                if mask == nil { mask = Buffer(byteCount: rows, filledWith: 1) }
                mask!.pointer(UInt8.self)[row] = 0
                cursors[row] = UnsafeRawPointer(nulls.base)
            }
            for decoder in decoders { decoder.append(cursors, count: rows) }
        }
        return Column(type: type, count: rows, validity: mask, children: decoders.map { $0.finish() })
    }

    /// Calls `body` with where the bytes of the keys of groups begin, and how many they are.
    private func withCursors(
        _ groups: UnsafePointer<Int32>, _ rows: Int,
        _ body: (UnsafeMutablePointer<UnsafeRawPointer>, UnsafePointer<Int32>) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: UnsafeRawPointer.self, capacity: rows + 1) { cursors in
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: rows + 1) { lengths in
                let (cursors, lengths) = (cursors.baseAddress!, lengths.baseAddress!)
                arena.withPointers { chunks in
                    for row in 0..<rows {
                        let place = views.base + Int(groups[row])
                        cursors[row] = viewBytes(place, 0, chunks).baseAddress!
                        lengths[row] = Int32(truncatingIfNeeded: place.pointee.count)
                    }
                }
                // Bare loads first: of a large table most keys are in no cache, and many are waited for at once.
                var touched: UInt8 = 0
                for row in 0..<rows { touched &+= cursors[row].load(as: UInt8.self) }
                lengths[rows] = Int32(touched)
                body(cursors, lengths)
            }
        }
    }
}

/// Whether two texts of more than eight bytes are the same.
@inline(__always)
private func areEqual(_ one: UnsafeRawPointer, _ two: UnsafeRawPointer, _ count: Int) -> Bool {
    var at = 0
    while at < count &- 8 {
        if (one + at).loadUnaligned(as: UInt64.self) != (two + at).loadUnaligned(as: UInt64.self) { return false }
        at &+= 8
    }
    let last = count &- 8
    return (one + last).loadUnaligned(as: UInt64.self) == (two + last).loadUnaligned(as: UInt64.self)
}

extension DataType {
    /// Whether values of the type hold floats, however deep.
    fileprivate var containsFloat: Bool {
        switch self {
        case .float: true
        case .tuple(let members): members.contains { $0.containsFloat }
        case .list(let element): element.containsFloat
        case .map(let key, let value): key.containsFloat || value.containsFloat
        default: false
        }
    }
}

extension Column {
    /// Whether a float in the rows, however deep, is -0.0.
    fileprivate var holdsNegativeZero: Bool {
        if type == .float {
            guard let bits = values?.pointer(UInt64.self) else { return false }
            var found = 0
            for row in 0..<count { found |= bits[row] == 1 << 63 ? 1 : 0 }
            return found != 0
        }
        return children.contains { $0.type.containsFloat && $0.holdsNegativeZero }
    }
}
