// SPDX-License-Identifier: Apache-2.0

/// A value as a key of a dict or a set: Python's equality and hash, worked out once.
public struct ValueKey: Hashable {
    public let value: Value
    let hash: UInt64

    /// Fails with `TypeError: unhashable type` for lists, dicts, sets and what holds them.
    public init(_ value: Value) throws(Raised) {
        self.value = value
        hash = try hashOf(value)
    }

    public static func == (left: ValueKey, right: ValueKey) -> Bool {
        left.hash == right.hash && isEqual(left.value, right.value)
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(hash) }
}

/// A dict: keys keep the order of their first insertion.
public final class DictObject {
    private struct Entry {
        var key: Value
        var hash: UInt64
        var value: Value
        var isRemoved = false
    }

    /// In order of insertion; a removed entry keeps its place until the dict is compacted. Memory of its own, so that
    /// looking at an entry counts no references.
    private var entries: UnsafeMutablePointer<Entry>?
    private var entryCount = 0
    private var capacity = 0
    /// Where to look for a key: places in `entries` plus one, by hash, with open addressing; 0 is free. A place may be
    /// out of date: the entry there is compared. None while there are so few entries that all are looked at.
    private var slots: UnsafeMutablePointer<UInt32>?
    private var slotCount = 0
    private var usedSlots = 0
    /// 64 less the binary logarithm of the number of slots.
    private var slotShift: UInt64 = 64
    public private(set) var count = 0

    private static let scannedMax = 8

    public init() { LiveMemory.add(LiveMemory.dictBytes) }

    deinit {
        LiveMemory.subtract(LiveMemory.dictBytes)
        guard holdsNested, let entries else { return removeAll() }
        var values: [Value] = []
        values.reserveCapacity(entryCount)
        for index in 0..<entryCount {
            if entries[index].key.holdsValues { values.append(entries[index].key) }
            if entries[index].value.holdsValues { values.append(entries[index].value) }
        }
        removeAll()
        LettingGo.take(&values)
    }

    private var holdsNested: Bool {
        guard let entries else { return false }
        for index in 0..<entryCount where entries[index].value.holdsValues || entries[index].key.holdsValues {
            return true
        }
        return false
    }

    /// Whether another key makes the dict move its entries.
    var isFull: Bool { entryCount == capacity }
    /// What it takes besides when it does.
    var byteCountGrown: Int { bytes(entries: max(capacity * 2, 4), slots: max(slotCount * 4, 32)) }

    private func bytes(entries: Int, slots: Int) -> Int {
        let table = entries == 0 ? 0 : LiveMemory.block(entries &* MemoryLayout<Entry>.stride)
        return table &+ (slots == 0 ? 0 : LiveMemory.block(slots &* MemoryLayout<UInt32>.stride))
    }

    /// The value of the key that a register holds.
    func value(ofKeyAt key: UnsafeMutablePointer<Value?>) throws(Raised) -> Value? {
        let hash = try hashOf(key)
        let place = place(of: key, hash)
        if key.tag >= ValueTag.tuple { try NativeStack.checkDepth() }
        guard let entries, let place else { return nil }
        return entries[place].value
    }

    /// Gives the key that a register holds a value.
    func set(_ value: Value, forKeyAt key: UnsafeMutablePointer<Value?>) throws(Raised) {
        let hash = try hashOf(key)
        if let entries, let place = place(of: key, hash) {
            entries[place].value = value
        } else {
            append(Entry(key: key.pointee ?? .none, hash: hash, value: value))
        }
    }

    /// The hash of what a register holds; texts, which most keys are, are looked at where they are.
    @inline(__always)
    private func hashOf(_ key: UnsafeMutablePointer<Value?>) throws(Raised) -> UInt64 {
        if key.tag == ValueTag.text { return key.borrowed(Text.self)._withUnsafeGuaranteedRef { hashBytes($0.utf8) } }
        return try Scripting.hashOf(key.pointee ?? .none)
    }

    private func place(of key: ValueKey) -> Int? {
        if count == 0 { return nil }
        var value: Value? = key.value
        return withUnsafeMutablePointer(to: &value) { place(of: $0, key.hash) }
    }

    public subscript(_ key: ValueKey) -> Value? {
        get { place(of: key).flatMap { (place) -> Value? in entries?[place].value } }
        set {
            if let place = place(of: key), let entries {
                if let newValue {
                    entries[place].value = newValue
                } else {
                    entries[place] = Entry(key: .none, hash: 0, value: .none, isRemoved: true)
                    count -= 1
                    compactIfSparse()
                }
            } else if let newValue {
                append(Entry(key: key.value, hash: key.hash, value: newValue))
            }
        }
    }

    /// The value of a key, with None in its place until another is put there; nil when there is no such key.
    func take(_ key: ValueKey) -> Value? {
        guard let place = place(of: key), let entries else { return nil }
        let value = entries[place].value
        entries[place].value = .none
        return value
    }

    private func append(_ entry: Entry) {
        if entryCount == capacity { grow() }
        entries.unsafelyUnwrapped.advanced(by: entryCount).initialize(to: entry)
        entryCount += 1
        count += 1
        if slots == nil ? entryCount > Self.scannedMax : usedSlots * 2 >= slotCount {
            fillSlots()
        } else if slots != nil {
            fillSlot(entryCount - 1)
        }
    }

    private func grow() {
        let wider = max(capacity * 2, 4)
        LiveMemory.add(bytes(entries: wider, slots: 0) &- bytes(entries: capacity, slots: 0))
        let moved = UnsafeMutablePointer<Entry>.allocate(capacity: wider)
        if let entries {
            moved.moveInitialize(from: entries, count: entryCount)
            entries.deallocate()
        }
        entries = moved
        capacity = wider
    }

    /// The place of the key's entry.
    private func place(of key: UnsafeMutablePointer<Value?>, _ hash: UInt64) -> Int? {
        guard let entries else { return nil }
        guard let slots else {
            for index in 0..<entryCount where Self.matches(entries + index, key, hash) { return index }
            return nil
        }
        let mask = slotCount &- 1
        var slot = self.slot(hash)
        while true {
            let held = Int(slots[slot])
            if held == 0 { return nil }
            if held <= entryCount, Self.matches(entries + (held &- 1), key, hash) { return held &- 1 }
            slot = (slot &+ 1) & mask
        }
    }

    @inline(__always)
    private static func matches(
        _ entry: UnsafeMutablePointer<Entry>, _ key: UnsafeMutablePointer<Value?>, _ hash: UInt64
    ) -> Bool {
        guard entry.pointee.hash == hash, !entry.pointee.isRemoved else { return false }
        // The key is an entry's first field.
        let held = UnsafeMutableRawPointer(entry).assumingMemoryBound(to: Value?.self)
        if held.tag == ValueTag.text && key.tag == ValueTag.text {
            return held.borrowed(Text.self)._withUnsafeGuaranteedRef { (held) -> Bool in
                key.borrowed(Text.self)._withUnsafeGuaranteedRef { (key) -> Bool in
                    held.utf8.count == key.utf8.count && areEqualBytes(held.utf8, 0, key.utf8)
                }
            }
        }
        return isEqual(entry.pointee.key, key.pointee ?? .none)
    }

    /// Keys of one partition have bits of their hash in common: all bits take part.
    private func slot(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: (hash &* 0x9E37_79B9_7F4A_7C15) >> slotShift)
    }

    private func fillSlot(_ index: Int) {
        guard let entries, let slots else { return }
        let mask = slotCount &- 1
        var slot = slot(entries[index].hash)
        while slots[slot] != 0 { slot = (slot &+ 1) & mask }
        slots[slot] = UInt32(truncatingIfNeeded: index &+ 1)
        usedSlots += 1
    }

    /// Makes the slots anew, with room for as many entries again.
    private func fillSlots() {
        var wanted = 32
        while wanted < entryCount * 4 { wanted *= 2 }
        slots?.deallocate()
        LiveMemory.add(bytes(entries: 0, slots: wanted) &- bytes(entries: 0, slots: slotCount))
        let made = UnsafeMutablePointer<UInt32>.allocate(capacity: wanted)
        made.initialize(repeating: 0, count: wanted)
        slots = made
        slotCount = wanted
        slotShift = UInt64(64 - wanted.trailingZeroBitCount)
        usedSlots = 0
        guard let entries else { return }
        for index in 0..<entryCount where !entries[index].isRemoved { fillSlot(index) }
    }

    /// Position from which `next(from:)` goes on; positions hold until the dict is compacted by removals.
    public func next(from position: inout Int) -> (key: Value, value: Value)? {
        guard let entries else { return nil }
        while position < entryCount {
            position += 1
            let entry = entries + (position - 1)
            if !entry.pointee.isRemoved { return (entry.pointee.key, entry.pointee.value) }
        }
        return nil
    }

    /// All entries in order.
    public var items: [(key: Value, value: Value)] {
        var items: [(key: Value, value: Value)] = []
        items.reserveCapacity(count)
        var position = 0
        while let entry = next(from: &position) { items.append(entry) }
        return items
    }

    /// Removes and gives the entry that was inserted last.
    public func popLast() -> (key: Value, value: Value)? {
        guard let entries else { return nil }
        while entryCount > 0 {
            entryCount -= 1
            let last = (entries + entryCount).move()
            if last.isRemoved { continue }
            count -= 1
            return (last.key, last.value)
        }
        return nil
    }

    public func removeAll() {
        // Taken away first: letting go of a value may come back here.
        let (held, heldCount) = (entries, entryCount)
        LiveMemory.subtract(bytes(entries: capacity, slots: slotCount))
        slots?.deallocate()
        slots = nil
        slotCount = 0
        usedSlots = 0
        entries = nil
        entryCount = 0
        capacity = 0
        count = 0
        held?.deinitialize(count: heldCount)
        held?.deallocate()
    }

    private func compactIfSparse() {
        guard let entries, entryCount > 32, count < entryCount / 2 else { return }
        var kept = 0
        for index in 0..<entryCount {
            if entries[index].isRemoved {
                (entries + index).deinitialize(count: 1)
            } else {
                if kept != index { (entries + kept).moveInitialize(from: entries + index, count: 1) }
                kept += 1
            }
        }
        entryCount = kept
        fillSlots()
    }
}

/// A set or frozenset; keeps the order of insertion, so that every run gives the same order.
public final class SetObject {
    public let members = DictObject()
    public let isFrozen: Bool

    public init(isFrozen: Bool) {
        self.isFrozen = isFrozen
        LiveMemory.add(LiveMemory.setBytes)
    }

    deinit { LiveMemory.subtract(LiveMemory.setBytes) }

    public var count: Int { members.count }
    public func contains(_ key: ValueKey) -> Bool { members[key] != nil }
    public func insert(_ key: ValueKey) { if members[key] == nil { members[key] = Value.none } }
    public func remove(_ key: ValueKey) { members[key] = nil }
    public var elements: [Value] { members.items.map(\.key) }
}
