// SPDX-License-Identifier: Apache-2.0

/// The pairs of a partition with one value a key: the first by `create`, the others merged into it by `merge`, in the
/// order of the keys' first arrival. Whoever takes them merges further; so when the task's memory grows short, those
/// so far go on and keys begin anew.
final class CombiningIterator: BasicIterator {
    /// Rows between two looks at memory.
    private static let rowsAtOnce = 256
    /// Bytes of values below which giving them on is of no use.
    private static let shortBytesMin = 1 << 20

    private var rows: (any ValueIterator)?
    private var create: Value
    private var merge: Value
    private var combined = DictObject()
    /// Where the pairs that go on are taken from, while they do.
    private var position: Int?
    private var isAtEnd = false

    init(_ rows: any ValueIterator, create: Value, merge: Value) {
        self.rows = rows
        self.create = create
        self.merge = merge
        super.init()
    }

    deinit {
        LettingGo.take(&rows)
        LettingGo.take(&create)
        LettingGo.take(&merge)
    }

    override var typeName: String { "iterator" }

    override func next(_ host: any ScriptHost) throws(Raised) -> Value? {
        while true {
            if var place = position {
                if let (key, value) = combined.next(from: &place) {
                    position = place
                    return .tuple(TupleObject([key, value]))
                }
                position = nil
                combined = DictObject()
                (host as? ScriptInstance)?.giveBack()
            }
            if isAtEnd { return nil }
            try combine(host)
            position = 0
        }
    }

    /// Takes rows until there are no more, or memory is short.
    private func combine(_ host: any ScriptHost) throws(Raised) {
        guard let rows else { return }
        var left = Self.rowsAtOnce
        while let row = try rows.next(host) {
            try host.spend(4)
            let (key, value) = try pair(row, host)
            let known = try ValueKey(key)
            // Taken out meanwhile, so that a merge may add to what nobody else holds.
            var state = combined.take(known)
            if state != nil, let instance = host as? ScriptInstance {
                try instance.fold(merge, &state, value)
            } else if let known = state {
                state = try host.call(merge, [known, value], keywords: [])
            } else {
                try (host as? ScriptInstance)?.makeRoom(combined)
                state = try host.call(create, [value], keywords: [])
            }
            combined[known] = state ?? Value.none
            left -= 1
            if left > 0 { continue }
            left = Self.rowsAtOnce
            if let instance = host as? ScriptInstance, instance.isShort(beyond: Self.shortBytesMin) { return }
        }
        isAtEnd = true
    }

    private func pair(_ row: Value, _ host: any ScriptHost) throws(Raised) -> (Value, Value) {
        if case .tuple(let tuple) = row, tuple.elements.count == 2 { return (tuple.elements[0], tuple.elements[1]) }
        let parts: [Value]
        do throws(Raised) { parts = try valuesOf(row, host) } catch {
            if case .object = row { throw error }
            throw Raised("TypeError", "cannot unpack non-iterable \(Scripting.typeName(of: row)) object")
        }
        if parts.count < 2 {
            throw Raised("ValueError", "not enough values to unpack (expected 2, got \(parts.count))")
        }
        if parts.count > 2 { throw Raised("ValueError", "too many values to unpack (expected 2)") }
        return (parts[0], parts[1])
    }
}
