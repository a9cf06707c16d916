// SPDX-License-Identifier: Apache-2.0

/// A dict with behaviour of its own: `Counter`, `OrderedDict`, `defaultdict`.
class DictLikeObject: LibraryObject, ReprWritable, MappingObject {
    let dict: DictObject

    init(_ dict: DictObject) { self.dict = dict }

    /// What a missing key gives; nil raises `KeyError`.
    func missing(_ key: Value, _ host: any ScriptHost) throws(Raised) -> Value? { nil }

    /// A new object of the same kind over other entries.
    func remade(_ dict: DictObject) -> DictLikeObject { DictLikeObject(dict) }

    func writeRepr(_ writer: inout ReprWriter) throws(Raised) { try writer.writeItems(dict.items) }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        var writer = ReprWriter(host)
        try writer.write(.object(self))
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    override var isTrue: Bool { dict.count > 0 }
    override var length: Int? { dict.count }
    override func hashValue() -> UInt64? { nil }

    override func isEqual(_ other: Value) -> Bool {
        switch other {
        case .dict: Scripting.isEqual(.dict(dict), other)
        case .object(let object):
            object === self
                || (object as? DictLikeObject).map { Scripting.isEqual(.dict(dict), .dict($0.dict)) } ?? false
        default: false
        }
    }

    override func iterator(_ host: any ScriptHost) throws(Raised) -> (any ValueIterator)? {
        try host.iterate(.dict(dict))
    }

    override func element(_ index: Value, _ host: any ScriptHost) throws(Raised) -> Value? {
        if let value = dict[try ValueKey(index)] { return value }
        if let value = try missing(index, host) { return value }
        throw Raised("KeyError", arguments: [index])
    }

    override func setElement(_ index: Value, _ value: Value, _ host: any ScriptHost) throws(Raised) -> Bool {
        try makeRoom(dict, host)
        dict[try ValueKey(index)] = value
        return true
    }

    override func contains(_ value: Value, _ host: any ScriptHost) throws(Raised) -> Bool? {
        dict[try ValueKey(value)] != nil
    }

    override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        if let method = methods[name] { return try method(self, Call(name, arguments, keywords, host)) }
        switch name {
        case "copy", "__copy__": return .object(remade(copied(dict)))
        case "get", "keys", "values", "items", "pop", "popitem", "setdefault", "update", "clear":
            return try callMethodOf(.dict(dict), name, arguments, keywords, host)
        case "__delitem__":
            guard let key = arguments.first else { return nil }
            let place = try ValueKey(key)
            if dict[place] == nil { throw Raised("KeyError", arguments: [key]) }
            dict[place] = nil
            return Value.none
        default: return nil
        }
    }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        if let value = try field(name, host) { return value }
        let inherited = ["copy", "get", "keys", "values", "items", "pop", "popitem", "setdefault", "update", "clear"]
        return methods[name] != nil || inherited.contains(name) ? .object(BoundMethod(self, name)) : nil
    }
}

/// A dict with the same entries.
func copied(_ dict: DictObject) -> DictObject {
    let copy = DictObject()
    for (key, value) in dict.items { if let key = try? ValueKey(key) { copy[key] = value } }
    return copy
}

/// The entries of a dict or of an object like one; nil for other values.
func mappingItems(_ value: Value) -> [(key: Value, value: Value)]? {
    switch value {
    case .dict(let dict): dict.items
    case .object(let object): (object as? DictLikeObject)?.dict.items
    default: nil
    }
}

/// `dict(iterable or mapping, **keywords)` into `dict`.
func fill(_ dict: DictObject, _ call: Call) throws(Raised) {
    if let source = call.arguments.first {
        if let items = mappingItems(source) {
            for (key, value) in items { dict[try ValueKey(key)] = value }
        } else {
            for (place, pair) in try call.values(source).enumerated() {
                let parts = try call.values(pair)
                guard parts.count == 2 else {
                    throw Raised(
                        "ValueError",
                        "dictionary update sequence element #\(place) has length \(parts.count); 2 is required")
                }
                dict[try ValueKey(parts[0])] = parts[1]
            }
        }
    }
    for (name, value) in call.keywords { dict[try ValueKey(.text(Text(name)))] = value }
    try call.host.reserve(dict.count * 96)
}

/// Python's `collections.OrderedDict`.
final class OrderedDictObject: DictLikeObject {
    override var typeName: String { "OrderedDict" }
    override func remade(_ dict: DictObject) -> DictLikeObject { OrderedDictObject(dict) }

    override func writeRepr(_ writer: inout ReprWriter) throws(Raised) {
        if dict.count == 0 { return writer.write("OrderedDict()") }
        writer.write("OrderedDict([")
        var isFirst = true
        for (key, value) in dict.items {
            writer.write(isFirst ? "(" : ", (")
            isFirst = false
            try writer.writeList([key, value])
            writer.write(")")
        }
        writer.write("])")
    }

    override func isEqual(_ other: Value) -> Bool {
        guard super.isEqual(other) else { return false }
        guard case .object(let object) = other, let other = object as? OrderedDictObject else { return true }
        return zip(dict.items, other.dict.items).allSatisfy { Scripting.isEqual($0.key, $1.key) }
    }

    override var methods: [String: Method] { Self.table }

    private static let table: [String: Method] = [
        "move_to_end": method(OrderedDictObject.self) { (object, call) throws(Raised) -> Value in
            let bound = try call.bind(["key", "last"], required: 1)
            let key = try ValueKey(bound[0] ?? Value.none)
            guard let value = object.dict[key] else { throw Raised("KeyError", arguments: [key.value]) }
            object.dict[key] = nil
            if bound[1].map(Scripting.isTrue) ?? true {
                object.dict[key] = value
            } else {
                let rest = object.dict.items
                object.dict.removeAll()
                object.dict[key] = value
                for (key, value) in rest { object.dict[try ValueKey(key)] = value }
            }
            return .none
        },
        "popitem": method(OrderedDictObject.self) { (object, call) throws(Raised) -> Value in
            let isLast = try call.bind(["last"])[0].map(Scripting.isTrue) ?? true
            if isLast, let (key, value) = object.dict.popLast() { return .tuple(TupleObject([key, value])) }
            var place = 0
            guard let (key, value) = object.dict.next(from: &place) else {
                throw Raised("KeyError", "dictionary is empty")
            }
            object.dict[try ValueKey(key)] = nil
            return .tuple(TupleObject([key, value]))
        },
    ]

    override func encoded(_ host: any ScriptHost) throws(Raised) -> (type: String, fields: [Value])? {
        ("collections.OrderedDict", [.dict(dict)])
    }
}

/// The class that a `defaultdict` from data makes its values with.
final class DefaultFactory: ScriptObject {
    let name: String

    /// nil when the library cannot make values of this class.
    init?(_ name: String) {
        guard Self.value(name) != nil else { return nil }
        self.name = name
    }

    private static func value(_ name: String) -> Value? {
        switch name {
        case "int": .int(0)
        case "float": .float(0)
        case "str": .text(Text(utf8: []))
        case "bool": .bool(false)
        case "bytes": .bytes(ByteString([]))
        case "tuple": .tuple(TupleObject([]))
        case "list": .list(ListObject([]))
        case "dict": .dict(DictObject())
        case "set": .set(SetObject(isFrozen: false))
        case "Counter": .object(CounterObject(DictObject()))
        default: nil
        }
    }

    override var typeName: String { "type" }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        name == "__name__" ? .text(Text(self.name)) : nil
    }

    override func callSelf(
        _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? { Self.value(name) }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String { "<class '\(name)'>" }
}

/// Python's `collections.defaultdict`.
final class DefaultDictObject: DictLikeObject {
    private(set) var factory: Value

    init(_ factory: Value, _ dict: DictObject) {
        self.factory = factory
        super.init(dict)
    }

    deinit { LettingGo.take(&factory) }

    override var typeName: String { "defaultdict" }
    override func remade(_ dict: DictObject) -> DictLikeObject { DefaultDictObject(factory, dict) }

    override func missing(_ key: Value, _ host: any ScriptHost) throws(Raised) -> Value? {
        if case .none = factory { return nil }
        let value = try host.call(factory, [], keywords: [])
        try makeRoom(dict, host)
        dict[try ValueKey(key)] = value
        return value
    }

    override func field(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        name == "default_factory" ? factory : nil
    }

    override func writeRepr(_ writer: inout ReprWriter) throws(Raised) {
        writer.write("defaultdict(")
        try writer.write(factory)
        writer.write(", ")
        try writer.writeItems(dict.items)
        writer.write(")")
    }

    override func encoded(_ host: any ScriptHost) throws(Raised) -> (type: String, fields: [Value])? {
        var name = Value.none
        // A factory that is a class of the language has a name; another function does not leave the script.
        if case .object(let object) = factory, let given = try object.attribute("__name__", host),
            case .text(let text) = given, DefaultFactory(text.string) != nil
        {
            name = given
        }
        return ("collections.defaultdict", [name, .dict(dict)])
    }
}

/// Python's `collections.Counter`.
final class CounterObject: DictLikeObject {
    override var typeName: String { "Counter" }
    override func remade(_ dict: DictObject) -> DictLikeObject { CounterObject(dict) }
    override func missing(_ key: Value, _ host: any ScriptHost) throws(Raised) -> Value? { .int(0) }

    func count(_ key: Value) throws(Raised) -> Value { dict[try ValueKey(key)] ?? .int(0) }

    /// Entries with the greatest counts first, equal ones as they came.
    func mostCommon(_ host: any ScriptHost) throws(Raised) -> [(key: Value, value: Value)] {
        let items = dict.items
        let places = try sortedPlaces(items.count, host) { (left, right) throws(Raised) -> Bool in
            try compareValues(items[right].value, items[left].value, host) < 0
        }
        return places.map { items[$0] }
    }

    override func writeRepr(_ writer: inout ReprWriter) throws(Raised) {
        if dict.count == 0 { return writer.write("Counter()") }
        writer.write("Counter(")
        var items = dict.items
        do throws(Raised) { items = try mostCommon(writer.host) } catch {
            if error.type != "TypeError" { throw error }
        }
        try writer.writeItems(items)
        writer.write(")")
    }

    /// Adds the counts of an iterable or a mapping, or takes them away.
    func update(_ call: Call, _ op: String) throws(Raised) {
        var changes: [(key: Value, value: Value)] = []
        if call.arguments.count > 1 {
            throw Raised("TypeError", "\(call.name)() takes at most 1 argument (\(call.arguments.count) given)")
        }
        if let source = call.arguments.first, Scripting.typeName(of: source) != "NoneType" {
            if let items = mappingItems(source) {
                changes = items
            } else {
                let iterator = try call.host.iterate(source)
                while let value = try iterator.next(call.host) { try add(value, .int(1), op, call.host) }
            }
        }
        for (name, value) in call.keywords { changes.append((.text(Text(name)), value)) }
        for (key, value) in changes { try add(key, value, op, call.host) }
    }

    private func add(_ key: Value, _ amount: Value, _ op: String, _ host: any ScriptHost) throws(Raised) {
        let place = try ValueKey(key)
        let old = dict[place]
        if old == nil { try makeRoom(dict, host) }
        if case .int(let count) = old ?? .int(0), case .int(let amount) = amount {
            let (sum, overflows) =
                op == "+" ? count.addingReportingOverflow(amount) : count.subtractingReportingOverflow(amount)
            if overflows { throw overflow() }
            dict[place] = .int(sum)
        } else {
            dict[place] = try binaryOperation(op, old ?? .int(0), amount, host)
        }
    }

    override var methods: [String: Method] { Self.table }

    private static let table: [String: Method] = [
        "most_common": method(CounterObject.self) { (counter, call) throws(Raised) -> Value in
            let limit = try sliceIndex(try call.bind(["n"])[0])
            let items = try counter.mostCommon(call.host)
            let kept = items.prefix(max(limit ?? items.count, 0))
            return .list(ListObject(kept.map { .tuple(TupleObject([$0.key, $0.value])) }))
        },
        "elements": method(CounterObject.self) { (counter, call) throws(Raised) -> Value in
            let items = counter.dict.items
            var place = 0
            var given = 0
            return .object(
                IteratorObject("itertools.chain") { (_) throws(Raised) -> Value? in
                    while place < items.count {
                        if given < (items[place].value.wholeNumber ?? 0) {
                            given += 1
                            return items[place].key
                        }
                        place += 1
                        given = 0
                    }
                    return nil
                })
        },
        "update": method(CounterObject.self) { (counter, call) throws(Raised) -> Value in
            try counter.update(call, "+")
            return .none
        },
        "subtract": method(CounterObject.self) { (counter, call) throws(Raised) -> Value in
            try counter.update(call, "-")
            return .none
        },
        "total": method(CounterObject.self) { (counter, call) throws(Raised) -> Value in
            var total = Value.int(0)
            for (_, value) in counter.dict.items { total = try binaryOperation("+", total, value, call.host) }
            return total
        },
    ]

    override func binary(
        _ op: String, _ other: Value, isReflected: Bool, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        guard !isReflected, ["+", "-", "&", "|"].contains(op), case .object(let object) = other,
            let other = object as? CounterObject
        else { return nil }
        let result = DictObject()
        func keep(_ key: Value, _ value: Value) throws(Raised) {
            if try compareValues(.int(0), value, host) < 0 { result[try ValueKey(key)] = value }
        }
        for (key, value) in dict.items {
            let second = try other.count(key)
            switch op {
            case "&": try keep(key, try compareValues(second, value, host) < 0 ? second : value)
            case "|": try keep(key, try compareValues(value, second, host) < 0 ? second : value)
            default: try keep(key, try binaryOperation(op, value, second, host))
            }
        }
        if op != "&" {
            for (key, value) in other.dict.items where dict[try ValueKey(key)] == nil {
                try keep(key, op == "-" ? try binaryOperation("-", .int(0), value, host) : value)
            }
        }
        return .object(CounterObject(result))
    }

    override func encoded(_ host: any ScriptHost) throws(Raised) -> (type: String, fields: [Value])? {
        ("collections.Counter", [.dict(dict)])
    }
}
