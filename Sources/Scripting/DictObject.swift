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
public final class DictObject: ContainerObject {
    private struct Entry {
        var key: Value
        var hash: UInt64
        var value: Value
        var isRemoved = false
    }

    /// In order of insertion; a removed entry keeps its place until the dict is compacted.
    private var entries: [Entry] = []
    /// Where to look for a key: places in `entries` plus one, by hash, with open addressing; 0 is free. A place may be
    /// out of date: the entry there is compared. Empty while there are so few entries that all are looked at.
    private var slots: [UInt32] = []
    private var usedSlots = 0
    /// 64 less the binary logarithm of the number of slots.
    private var slotShift: UInt64 = 64
    public private(set) var count = 0

    private static let scannedMax = 8

    public override init() {}

    override func takeParts(_ take: (Value) -> Void) {
        for entry in entries { take(entry.value) }
        removeAll()
    }

    deinit {
        for index in entries.indices where entries[index].value.holdsValues {
            letGo()
            return
        }
    }

    public subscript(_ key: ValueKey) -> Value? {
        get { place(of: key).map { entries[$0].value } }
        set {
            if let place = place(of: key) {
                if let newValue {
                    entries[place].value = newValue
                } else {
                    entries[place] = Entry(key: .none, hash: 0, value: .none, isRemoved: true)
                    count -= 1
                    compactIfSparse()
                }
            } else if let newValue {
                entries.append(Entry(key: key.value, hash: key.hash, value: newValue))
                count += 1
                if slots.isEmpty ? entries.count > Self.scannedMax : usedSlots * 2 >= slots.count {
                    fillSlots()
                } else if !slots.isEmpty {
                    fillSlot(entries.count - 1)
                }
            }
        }
    }

    /// The place of the key's entry.
    private func place(of key: ValueKey) -> Int? {
        if slots.isEmpty {
            for index in entries.indices where matches(index, key) { return index }
            return nil
        }
        let mask = slots.count &- 1
        var slot = self.slot(key.hash)
        while true {
            let held = Int(slots[slot])
            if held == 0 { return nil }
            if held <= entries.count, matches(held &- 1, key) { return held &- 1 }
            slot = (slot &+ 1) & mask
        }
    }

    @inline(__always)
    private func matches(_ index: Int, _ key: ValueKey) -> Bool {
        entries[index].hash == key.hash && !entries[index].isRemoved && isEqual(entries[index].key, key.value)
    }

    /// Keys of one partition have bits of their hash in common: all bits take part.
    private func slot(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: (hash &* 0x9E37_79B9_7F4A_7C15) >> slotShift)
    }

    private func fillSlot(_ index: Int) {
        let mask = slots.count &- 1
        var slot = slot(entries[index].hash)
        while slots[slot] != 0 { slot = (slot &+ 1) & mask }
        slots[slot] = UInt32(truncatingIfNeeded: index &+ 1)
        usedSlots += 1
    }

    /// Makes the slots anew, with room for as many entries again.
    private func fillSlots() {
        var capacity = 32
        while capacity < entries.count * 4 { capacity *= 2 }
        slots = [UInt32](repeating: 0, count: capacity)
        slotShift = UInt64(64 - capacity.trailingZeroBitCount)
        usedSlots = 0
        for index in entries.indices where !entries[index].isRemoved { fillSlot(index) }
    }

    /// Position from which `next(from:)` goes on; positions hold until the dict is compacted by removals.
    public func next(from position: inout Int) -> (key: Value, value: Value)? {
        while position < entries.count {
            position += 1
            if !entries[position - 1].isRemoved { return (entries[position - 1].key, entries[position - 1].value) }
        }
        return nil
    }

    /// All entries in order.
    public var items: [(key: Value, value: Value)] {
        var items: [(key: Value, value: Value)] = []
        items.reserveCapacity(count)
        for entry in entries where !entry.isRemoved { items.append((entry.key, entry.value)) }
        return items
    }

    /// Removes and gives the entry that was inserted last.
    public func popLast() -> (key: Value, value: Value)? {
        while let last = entries.popLast() {
            if last.isRemoved { continue }
            count -= 1
            return (last.key, last.value)
        }
        return nil
    }

    public func removeAll() {
        entries = []
        slots = []
        usedSlots = 0
        count = 0
    }

    private func compactIfSparse() {
        guard entries.count > 32, count < entries.count / 2 else { return }
        entries.removeAll { $0.isRemoved }
        fillSlots()
    }
}

/// A set or frozenset; keeps the order of insertion, so that every run gives the same order.
public final class SetObject {
    public let members = DictObject()
    public let isFrozen: Bool

    public init(isFrozen: Bool) { self.isFrozen = isFrozen }

    public var count: Int { members.count }
    public func contains(_ key: ValueKey) -> Bool { members[key] != nil }
    public func insert(_ key: ValueKey) { if members[key] == nil { members[key] = Value.none } }
    public func remove(_ key: ValueKey) { members[key] = nil }
    public var elements: [Value] { members.items.map(\.key) }
}
