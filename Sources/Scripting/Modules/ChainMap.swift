// SPDX-License-Identifier: Apache-2.0

var chainMapClass: LibraryClass {
    let fromKeys: LibraryClass.Body = { (call) throws(Raised) -> Value in
        .object(ChainMapObject(ListObject([try dictFromKeys(call)])))
    }
    return LibraryClass("ChainMap", statics: ["fromkeys": fromKeys], isInstance: { $0 is ChainMapObject }) {
        (call) throws(Raised) -> Value in
        try call.noKeywords()
        let maps = call.arguments.isEmpty ? [Value.dict(DictObject())] : call.arguments
        return .object(ChainMapObject(ListObject(maps)))
    }
}

/// Python's `collections.ChainMap`: the first of several mappings that has a key; changes go to the first one.
final class ChainMapObject: LibraryObject, ReprWritable, MappingObject {
    /// `chain.maps`, which a script may change.
    let maps: ListObject

    init(_ maps: ListObject) { self.maps = maps }

    /// Whether a mapping that arrives as data is one.
    static func isMap(_ value: Value) -> Bool { Scripting.mappingItems(value) != nil }

    override var typeName: String { "ChainMap" }
    override func hashValue() -> UInt64? { nil }
    override var isTrue: Bool { maps.elements.contains { Scripting.isTrue($0) } }
    override var length: Int? { (try? merged())?.count }

    private func items(_ map: Value) throws(Raised) -> [(key: Value, value: Value)] {
        try NativeStack.check()
        if case .object(let object) = map, let chain = object as? ChainMapObject { return try chain.merged().items }
        guard let items = Scripting.mappingItems(map) else {
            throw Raised("TypeError", "'\(Scripting.typeName(of: map))' object is not a mapping")
        }
        return items
    }

    /// All entries: keys in the order of the last mapping, values of the first that has the key.
    func merged() throws(Raised) -> DictObject {
        let result = DictObject()
        for map in maps.elements.reversed() {
            for (key, value) in try items(map) { result[try ValueKey(key)] = value }
        }
        return result
    }

    /// What the first mapping gives that has the key, or makes a value for it as a `defaultdict` does.
    private func find(_ key: Value, _ host: any ScriptHost) throws(Raised) -> Value? {
        for map in maps.elements {
            do throws(Raised) { return try elementOf(map, key, host) } catch {
                if error.type != "KeyError" { throw error }
            }
        }
        return nil
    }

    private func has(_ key: Value, _ host: any ScriptHost) throws(Raised) -> Bool {
        for map in maps.elements where try containsValue(map, key, host) { return true }
        return false
    }

    private func first() throws(Raised) -> Value {
        guard let first = maps.elements.first else { throw Raised("IndexError", "list index out of range") }
        return first
    }

    func writeRepr(_ writer: inout ReprWriter) throws(Raised) {
        writer.write("ChainMap(")
        try writer.writeList(maps.elements)
        writer.write(")")
    }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        var writer = ReprWriter(host)
        try writer.write(.object(self))
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    override func isEqual(_ other: Value) -> Bool {
        guard let own = try? merged() else { return false }
        switch other {
        case .dict: return Scripting.isEqual(.dict(own), other)
        case .object(let object):
            if object === self { return true }
            if let chain = object as? ChainMapObject {
                return (try? chain.merged()).map { Scripting.isEqual(.dict(own), .dict($0)) } ?? false
            }
            return Scripting.mappingItems(other) != nil && object.isEqual(.dict(own))
        default: return false
        }
    }

    override func iterator(_ host: any ScriptHost) throws(Raised) -> (any ValueIterator)? {
        try host.iterate(.dict(try merged()))
    }

    override func element(_ index: Value, _ host: any ScriptHost) throws(Raised) -> Value? {
        if let value = try find(index, host) { return value }
        throw Raised("KeyError", arguments: [index])
    }

    override func setElement(_ index: Value, _ value: Value, _ host: any ScriptHost) throws(Raised) -> Bool {
        try Self.store(value, index, in: try first(), host)
        return true
    }

    private static func store(
        _ value: Value, _ key: Value, in map: Value, _ host: any ScriptHost
    ) throws(Raised) {
        try host.reserve(4 * MemoryLayout<Value>.stride)
        if case .dict(let dict) = map { return dict[try ValueKey(key)] = value }
        if case .object(let object) = map, try object.setElement(key, value, host) { return }
        throw Raised("TypeError", "'\(Scripting.typeName(of: map))' object does not support item assignment")
    }

    override func contains(_ value: Value, _ host: any ScriptHost) throws(Raised) -> Bool? {
        try has(value, host)
    }

    override func field(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
        case "maps": return .list(maps)
        case "parents":
            let rest = Array(maps.elements.dropFirst())
            return .object(ChainMapObject(ListObject(rest.isEmpty ? [.dict(DictObject())] : rest)))
        default: return nil
        }
    }

    override func binary(
        _ op: String, _ other: Value, isReflected: Bool, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        guard op == "|" || op == "|=" && !isReflected else { return nil }
        if case .object(let object) = other, object is ChainMapObject {
        } else if Scripting.mappingItems(other) == nil {
            return nil
        }
        if isReflected {
            let result = DictObject()
            for (key, value) in try items(other) + merged().items { result[try ValueKey(key)] = value }
            return .object(ChainMapObject(ListObject([.dict(result)])))
        }
        let own = op == "|" ? try copy(host) : self
        for (key, value) in try items(other) { _ = try own.setElement(key, value, host) }
        return .object(own)
    }

    /// A chain with a copy of the first mapping.
    private func copy(_ host: any ScriptHost) throws(Raised) -> ChainMapObject {
        let head = try callMethodOf(try first(), "copy", [], [], host)
        return ChainMapObject(ListObject([head] + maps.elements.dropFirst()))
    }

    override var methods: [String: Method] { Self.table }

    private static let table: [String: Method] = [
        "get": method(ChainMapObject.self) { (chain, call) throws(Raised) -> Value in
            let bound = try call.bind(["key", "default"], required: 1)
            let key = bound[0] ?? Value.none
            let known = try chain.has(key, call.host) ? try chain.find(key, call.host) : nil
            return known ?? bound[1] ?? Value.none
        },
        "keys": view(.keys), "values": view(.values), "items": view(.items),
        "pop": method(ChainMapObject.self) { (chain, call) throws(Raised) -> Value in
            try call.count(1, .max)
            do throws(Raised) { return try callMethodOf(try chain.first(), "pop", call.arguments, [], call.host) } catch
            {
                guard error.type == "KeyError" else { throw error }
                throw missing(try reprOf(call.arguments[0], call.host))
            }
        },
        "popitem": method(ChainMapObject.self) { (chain, call) throws(Raised) -> Value in
            do throws(Raised) { return try callMethodOf(try chain.first(), "popitem", [], [], call.host) } catch {
                guard error.type == "KeyError" else { throw error }
                throw Raised("KeyError", "No keys found in the first mapping.")
            }
        },
        "clear": method(ChainMapObject.self) { (chain, call) throws(Raised) -> Value in
            try callMethodOf(try chain.first(), "clear", [], [], call.host)
        },
        "setdefault": method(ChainMapObject.self) { (chain, call) throws(Raised) -> Value in
            let bound = try call.bind(["key", "default"], required: 1)
            let key = bound[0] ?? Value.none
            if let known = try chain.find(key, call.host) { return known }
            _ = try chain.setElement(key, bound[1] ?? Value.none, call.host)
            return bound[1] ?? Value.none
        },
        "update": method(ChainMapObject.self) { (chain, call) throws(Raised) -> Value in
            let entries = DictObject()
            try fill(entries, call)
            for (key, value) in entries.items { _ = try chain.setElement(key, value, call.host) }
            return Value.none
        },
        "copy": method(ChainMapObject.self) { (chain, call) throws(Raised) -> Value in
            .object(try chain.copy(call.host))
        },
        "__copy__": method(ChainMapObject.self) { (chain, call) throws(Raised) -> Value in
            .object(try chain.copy(call.host))
        },
        "new_child": method(ChainMapObject.self) { (chain, call) throws(Raised) -> Value in
            try call.withoutKeywords.count(0, 1)
            var head = call.arguments.first ?? Value.none
            if case .none = head { head = .dict(DictObject()) }
            for (name, value) in call.keywords {
                if name == "m" {
                    head = value
                } else {
                    try store(value, .text(Text(name)), in: head, call.host)
                }
            }
            return .object(ChainMapObject(ListObject([head] + chain.maps.elements)))
        },
        "__delitem__": method(ChainMapObject.self) { (chain, call) throws(Raised) -> Value in
            let key = try call.one()
            do throws(Raised) { _ = try callMethodOf(try chain.first(), "pop", [key], [], call.host) } catch {
                guard error.type == "KeyError" else { throw error }
                throw missing(try reprOf(key, call.host))
            }
            return Value.none
        },
    ]

    private static func view(_ part: DictView.Part) -> Method {
        method(ChainMapObject.self) { (chain, call) throws(Raised) -> Value in
            try call.count(0, 0)
            return .object(DictView(try chain.merged(), part))
        }
    }

    private static func missing(_ key: String) -> Raised {
        Raised("KeyError", "Key not found in the first mapping: \(key)")
    }

    override func encoded(_ host: any ScriptHost) throws(Raised) -> (type: String, fields: [Value])? {
        ("collections.ChainMap", [.list(maps)])
    }
}
