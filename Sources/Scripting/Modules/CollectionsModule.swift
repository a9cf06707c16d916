// SPDX-License-Identifier: Apache-2.0

/// Python's `collections`: Counter, OrderedDict, ChainMap, defaultdict, deque, namedtuple.
func collectionsModule() -> ScriptObject {
    LibraryModule(
        "collections", ["namedtuple": makeNamedTuple],
        constants: [
            "Counter": .object(counterClass), "OrderedDict": .object(orderedDictClass),
            "defaultdict": .object(defaultDictClass), "deque": .object(dequeClass),
            "ChainMap": .object(chainMapClass),
        ])
}

private var counterClass: LibraryClass {
    LibraryClass("Counter", isInstance: { $0 is CounterObject }) { (call) throws(Raised) -> Value in
        let counter = CounterObject(DictObject())
        try counter.update(call, "+")
        return .object(counter)
    }
}

private var orderedDictClass: LibraryClass {
    LibraryClass("OrderedDict", isInstance: { $0 is OrderedDictObject }) { (call) throws(Raised) -> Value in
        let dict = DictObject()
        try fill(dict, call)
        return .object(OrderedDictObject(dict))
    }
}

private var defaultDictClass: LibraryClass {
    LibraryClass("defaultdict", isInstance: { $0 is DefaultDictObject }) { (call) throws(Raised) -> Value in
        let dict = DictObject()
        try fill(dict, Call(call.name, Array(call.arguments.dropFirst()), call.keywords, call.host))
        return .object(DefaultDictObject(call.arguments.first ?? Value.none, dict))
    }
}

private var dequeClass: LibraryClass {
    LibraryClass("deque", isInstance: { $0 is DequeObject }) { (call) throws(Raised) -> Value in
        let bound = try call.bind(["iterable", "maxlen"])
        let limit = try sliceIndex(bound[1])
        if let limit, limit < 0 { throw Raised("ValueError", "maxlen must be non-negative") }
        let deque = DequeObject(limit)
        if let values = bound[0] { for value in try call.values(values) { try deque.append(value, call.host) } }
        return .object(deque)
    }
}

@Sendable private func makeNamedTuple(_ call: Call) throws(Raised) -> Value {
    let bound = try call.bind(["typename", "field_names", "rename", "defaults", "module"], required: 2)
    let name = try textArgument(bound[0] ?? Value.none, "Type names and field names must be strings, not ").string
    var names: [String] = []
    if case .text(let text) = bound[1] ?? Value.none {
        names = text.string.split { $0 == "," || $0 == " " }.map(String.init)
    } else {
        for value in try call.values(bound[1] ?? Value.none) { names.append(try strOf(value, call.host)) }
    }
    for (place, field) in names.enumerated() {
        guard isIdentifier(Array(field.unicodeScalars)) else {
            throw Raised("ValueError", "Type names and field names must be valid identifiers: '\(field)'")
        }
        if field.hasPrefix("_") {
            throw Raised("ValueError", "Field names cannot start with an underscore: '\(field)'")
        }
        if names[..<place].contains(field) {
            throw Raised("ValueError", "Encountered duplicate field name: '\(field)'")
        }
    }
    let defaults = try bound[3].map { (value) throws(Raised) -> [Value] in try call.values(value) } ?? []
    if defaults.count > names.count { throw Raised("TypeError", "Got more default values than field names") }
    return .object(NamedTupleClass(name, names, defaults))
}

/// Python's `collections.deque`: an array with room at its front.
final class DequeObject: LibraryObject, ReprWritable {
    private var storage: [Value] = [] { didSet { if storage.capacity != counted { recount() } } }
    private var counted = 0
    /// Where the first value stands.
    private var head = 0
    let limit: Int?

    init(_ limit: Int?) { self.limit = limit }

    deinit { LettingGo.take(&storage) }

    @inline(never)
    private func recount() {
        counted = storage.capacity
        holds(bytes: LiveMemory.array(storage))
    }

    var elements: [Value] { Array(storage[head...]) }
    var count: Int { storage.count - head }

    override var typeName: String { "deque" }
    override var length: Int? { count }
    override var isTrue: Bool { count > 0 }
    override func hashValue() -> UInt64? { nil }

    func append(_ value: Value, _ host: any ScriptHost) throws(Raised) {
        if storage.count == storage.capacity { try host.reserve((storage.count + 1) * 32) }
        storage.append(value)
        if let limit, count > limit { _ = popFirst() }
    }

    func prepend(_ value: Value, _ host: any ScriptHost) throws(Raised) {
        if head == 0 {
            let room = storage.count + 8
            try host.reserve((storage.count + room) * MemoryLayout<Value>.stride)
            storage = Array(repeating: .none, count: room) + storage
            head = room
        }
        head -= 1
        storage[head] = value
        if let limit, count > limit { storage.removeLast() }
    }

    func popFirst() -> Value? {
        guard count > 0 else { return nil }
        let value = storage[head]
        storage[head] = .none
        head += 1
        if head > 32 && head > storage.count / 2 {
            storage.removeFirst(head)
            head = 0
        }
        return value
    }

    func popLast() -> Value? { count > 0 ? storage.removeLast() : nil }

    func replace(_ values: [Value]) {
        storage = values
        head = 0
    }

    private func place(_ index: Value) throws(Raised) -> Int {
        guard let whole = index.wholeNumber else {
            throw Raised("TypeError", "sequence index must be integer, not '\(Scripting.typeName(of: index))'")
        }
        let place = whole < 0 ? whole + count : whole
        guard place >= 0, place < count else { throw Raised("IndexError", "deque index out of range") }
        return head + place
    }

    override func element(_ index: Value, _ host: any ScriptHost) throws(Raised) -> Value? { storage[try place(index)] }

    override func setElement(_ index: Value, _ value: Value, _ host: any ScriptHost) throws(Raised) -> Bool {
        storage[try place(index)] = value
        return true
    }

    override func contains(_ value: Value, _ host: any ScriptHost) throws(Raised) -> Bool? {
        elements.contains { Scripting.isEqual($0, value) }
    }

    override func iterator(_ host: any ScriptHost) throws(Raised) -> (any ValueIterator)? {
        arrayIterator("_collections._deque_iterator", elements)
    }

    override func isEqual(_ other: Value) -> Bool {
        guard case .object(let object) = other, let other = object as? DequeObject else { return false }
        return other === self || other.count == count && zip(elements, other.elements).allSatisfy(Scripting.isEqual)
    }

    override func compare(_ other: Value, _ host: any ScriptHost) throws(Raised) -> Int? {
        guard case .object(let object) = other, let other = object as? DequeObject else { return nil }
        return try compareValues(.list(ListObject(elements)), .list(ListObject(other.elements)), host)
    }

    func writeRepr(_ writer: inout ReprWriter) throws(Raised) {
        writer.write("deque([")
        try writer.writeList(elements)
        writer.write(limit.map { "], maxlen=\($0))" } ?? "])")
    }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        var writer = ReprWriter(host)
        try writer.write(.object(self))
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    override func field(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        name == "maxlen" ? limit.map { .int($0) } ?? Value.none : nil
    }

    override func encoded(_ host: any ScriptHost) throws(Raised) -> (type: String, fields: [Value])? {
        ("collections.deque", [.list(ListObject(elements)), limit.map { .int($0) } ?? Value.none])
    }

    override var methods: [String: Method] { Self.table }

    private static func find(_ deque: DequeObject, _ value: Value) -> Int? {
        deque.elements.firstIndex { Scripting.isEqual($0, value) }
    }

    private static let table: [String: Method] = [
        "append": method(DequeObject.self) { (deque, call) throws(Raised) -> Value in
            try deque.append(try call.one(), call.host)
            return .none
        },
        "appendleft": method(DequeObject.self) { (deque, call) throws(Raised) -> Value in
            try deque.prepend(try call.one(), call.host)
            return .none
        },
        "extend": method(DequeObject.self) { (deque, call) throws(Raised) -> Value in
            for value in try call.values(try call.one()) { try deque.append(value, call.host) }
            return .none
        },
        "extendleft": method(DequeObject.self) { (deque, call) throws(Raised) -> Value in
            for value in try call.values(try call.one()) { try deque.prepend(value, call.host) }
            return .none
        },
        "pop": method(DequeObject.self) { (deque, _) throws(Raised) -> Value in
            guard let value = deque.popLast() else { throw Raised("IndexError", "pop from an empty deque") }
            return value
        },
        "popleft": method(DequeObject.self) { (deque, _) throws(Raised) -> Value in
            guard let value = deque.popFirst() else { throw Raised("IndexError", "pop from an empty deque") }
            return value
        },
        "rotate": method(DequeObject.self) { (deque, call) throws(Raised) -> Value in
            let steps = try wholeArgument(try call.bind(["n"])[0] ?? .int(1))
            let values = deque.elements
            guard values.count > 1 else { return .none }
            try call.host.spend(values.count)
            let shift = ((steps % values.count) + values.count) % values.count
            deque.replace(Array(values.suffix(shift) + values.dropLast(shift)))
            return .none
        },
        "clear": method(DequeObject.self) { (deque, _) throws(Raised) -> Value in
            deque.replace([])
            return .none
        },
        "copy": method(DequeObject.self) { (deque, _) throws(Raised) -> Value in
            let copy = DequeObject(deque.limit)
            copy.replace(deque.elements)
            return .object(copy)
        },
        "reverse": method(DequeObject.self) { (deque, _) throws(Raised) -> Value in
            deque.replace(deque.elements.reversed())
            return .none
        },
        "count": method(DequeObject.self) { (deque, call) throws(Raised) -> Value in
            let value = try call.one()
            return .int(deque.elements.count { Scripting.isEqual($0, value) })
        },
        "index": method(DequeObject.self) { (deque, call) throws(Raised) -> Value in
            let value = try call.one()
            guard let place = find(deque, value) else {
                throw Raised("ValueError", "\(try reprOf(value, call.host)) is not in deque")
            }
            return .int(place)
        },
        "remove": method(DequeObject.self) { (deque, call) throws(Raised) -> Value in
            let value = try call.one()
            guard let place = find(deque, value) else {
                throw Raised("ValueError", "\(try reprOf(value, call.host)) is not in deque")
            }
            var values = deque.elements
            values.remove(at: place)
            deque.replace(values)
            return .none
        },
        "insert": method(DequeObject.self) { (deque, call) throws(Raised) -> Value in
            let (index, value) = try call.two()
            if let limit = deque.limit, deque.count >= limit {
                throw Raised("IndexError", "deque already at its maximum size")
            }
            try call.host.reserve(16)
            var values = deque.elements
            let whole = try wholeArgument(index)
            let place = whole < 0 ? max(0, whole + values.count) : min(whole, values.count)
            values.insert(value, at: place)
            deque.replace(values)
            return .none
        },
    ]
}
