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
    private var positions: [ValueKey: Int] = [:]
    /// In order of insertion; nil where an entry was removed.
    private var entries: [(key: ValueKey, value: Value)?] = []

    public override init() {}

    override func takeParts(_ take: (Value) -> Void) {
        for entry in entries { if let entry { take(entry.value) } }
        removeAll()
    }

    deinit { letGo() }

    public var count: Int { positions.count }

    public subscript(_ key: ValueKey) -> Value? {
        get { positions[key].flatMap { entries[$0]?.value } }
        set {
            if let position = positions[key] {
                if let newValue {
                    entries[position]!.value = newValue
                } else {
                    entries[position] = nil
                    positions[key] = nil
                    compactIfSparse()
                }
            } else if let newValue {
                positions[key] = entries.count
                entries.append((key, newValue))
            }
        }
    }

    /// Position from which `next(from:)` goes on; positions hold until the dict is compacted by removals.
    public func next(from position: inout Int) -> (key: Value, value: Value)? {
        while position < entries.count {
            position += 1
            if let entry = entries[position - 1] { return (entry.key.value, entry.value) }
        }
        return nil
    }

    /// All entries in order.
    public var items: [(key: Value, value: Value)] {
        entries.compactMap { $0.map { ($0.key.value, $0.value) } }
    }

    /// Removes and gives the entry that was inserted last.
    public func popLast() -> (key: Value, value: Value)? {
        while let last = entries.popLast() {
            guard let entry = last else { continue }
            positions[entry.key] = nil
            return (entry.key.value, entry.value)
        }
        return nil
    }

    public func removeAll() {
        positions = [:]
        entries = []
    }

    private func compactIfSparse() {
        guard entries.count > 32, positions.count < entries.count / 2 else { return }
        entries = entries.filter { $0 != nil }
        for (position, entry) in entries.enumerated() { positions[entry!.key] = position }
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
