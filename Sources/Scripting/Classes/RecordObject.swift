// SPDX-License-Identifier: Apache-2.0

/// An object of a dataclass, or of another class of the user's: its class and its attributes.
final class RecordObject: ScriptObject, UserObject, ReprWritable {
    private(set) var description: ClassDescription
    private(set) var names: [String]
    private(set) var values: [Value]

    init(_ description: ClassDescription, _ names: [String], _ values: [Value]) {
        self.description = description
        self.names = names
        self.values = values
    }

    deinit { LettingGo.take(&values) }

    override var typeName: String { description.name }

    /// The values that `==` and hashes are about.
    private var compared: [Value] {
        description.fields.compactMap { field in
            field.isCompared ? names.firstIndex(of: field.name).map { values[$0] } : nil
        }
    }

    var comparedTuple: Value { .tuple(TupleObject(compared)) }

    // MARK: Attributes

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        if let place = names.firstIndex(of: name) { return values[place] }
        if let found = try classAttribute(name, host) { return found }
        return name == "__dict__" ? .dict(try dictionary()) : nil
    }

    func dictionary() throws(Raised) -> DictObject {
        let dict = DictObject()
        for (name, value) in zip(names, values) { dict[try ValueKey(.text(Text(name)))] = value }
        return dict
    }

    override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        switch name {
        case "__setattr__":
            try set(try Call(name, arguments, keywords, host).two(), host)
            return Value.none
        case "__delattr__": return try delete(try Call(name, arguments, keywords, host).one())
        default: break
        }
        if let place = names.firstIndex(of: name) {
            return try host.call(values[place], arguments, keywords: keywords)
        }
        return try callClassMethod(name, arguments, keywords, host)
    }

    private func set(_ pair: (Value, Value), _ host: any ScriptHost) throws(Raised) {
        guard case .text(let text) = pair.0 else { throw Raised("TypeError", "attribute name must be string") }
        let name = text.string
        let definition = host.definition(of: description)
        if let setter = definition?.setters[name] {
            _ = try host.call(setter, [.object(self), pair.1], keywords: [])
            return
        }
        if case .property? = definition?.members[name] {
            throw Raised("AttributeError", "property '\(name)' of '\(typeName)' object has no setter")
        }
        if description.isFrozen { throw Raised("FrozenInstanceError", "cannot assign to field '\(name)'") }
        try put(name, pair.1, host)
    }

    /// Gives an attribute its value, whatever the class says.
    func put(_ name: String, _ value: Value, _ host: any ScriptHost) throws(Raised) {
        if let place = names.firstIndex(of: name) {
            values[place] = value
            return
        }
        try host.reserve(2 * MemoryLayout<Value>.stride)
        names.append(name)
        values.append(value)
    }

    private func delete(_ name: Value) throws(Raised) -> Value {
        guard case .text(let text) = name else { throw Raised("TypeError", "attribute name must be string") }
        guard let place = names.firstIndex(of: text.string) else { throw noAttribute(.object(self), text.string) }
        if description.isFrozen { throw Raised("FrozenInstanceError", "cannot delete field '\(text.string)'") }
        names.remove(at: place)
        values.remove(at: place)
        return .none
    }

    // MARK: Equality and order

    override func isEqual(_ other: Value) -> Bool {
        if let equal = ownEquality(other) { return equal }
        guard case .object(let object) = other else { return false }
        if object === self { return true }
        guard let record = object as? RecordObject else { return false }
        if description.comparesFields, record.description.key == description.key {
            return Scripting.isEqual(comparedTuple, record.comparedTuple)
        }
        return record.ownEquality(.object(self)) ?? false
    }

    /// What the class's `__eq__` says; nil when there is none, or when it does not know the other.
    fileprivate func ownEquality(_ other: Value) -> Bool? {
        guard description.hasOwnEquality, let instance = CurrentScript.instance else { return nil }
        do throws(Raised) { return try special("__eq__", [other], instance).map { Scripting.isTrue($0) } } catch {
            NativeStack.note(error)
            return false
        }
    }

    override func hashValue() -> UInt64? {
        if description.hasOwnHash {
            guard let instance = CurrentScript.instance else { return nil }
            return hash { () throws(Raised) in
                guard let result = try special("__hash__", [], instance) else { return nil }
                return try hashOf(result)
            }
        }
        if description.hashesFields { return hash { () throws(Raised) in try hashOf(comparedTuple) } }
        return description.isUnhashable ? nil : super.hashValue()
    }

    private func hash(_ body: () throws(Raised) -> UInt64?) -> UInt64? {
        do throws(Raised) { return try body() } catch {
            NativeStack.noteHash(error)
            return nil
        }
    }

    override func compare(_ other: Value, _ host: any ScriptHost) throws(Raised) -> Int? {
        if description.isOrdered, case .object(let object) = other, let record = object as? RecordObject,
            record.description.key == description.key
        {
            return try compareValues(comparedTuple, record.comparedTuple, host)
        }
        return try userOrder(other, host)
    }

    override func binary(
        _ op: String, _ other: Value, isReflected: Bool, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        try userBinary(op, other, isReflected: isReflected, host)
    }

    // MARK: Special methods of the user's

    override var isTrue: Bool {
        guard let instance = CurrentScript.instance, instance.definition(of: description) != nil else { return true }
        do throws(Raised) {
            if let result = try special("__bool__", [], instance) { return Scripting.isTrue(result) }
        } catch {
            NativeStack.note(error)
            return false
        }
        return length != 0
    }

    override var length: Int? {
        guard let instance = CurrentScript.instance else { return nil }
        do throws(Raised) { return try special("__len__", [], instance)?.wholeNumber } catch {
            NativeStack.note(error)
            return nil
        }
    }

    override func callSelf(
        _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        try callClassMethod("__call__", arguments, keywords, host)
    }

    override func iterator(_ host: any ScriptHost) throws(Raised) -> (any ValueIterator)? {
        guard let result = try special("__iter__", [], host) else { return nil }
        guard case .object(let object) = result, let record = object as? RecordObject else {
            return try host.iterate(result)
        }
        return IteratorObject(typeName) { (host) throws(Raised) -> Value? in
            do throws(Raised) {
                return try record.callClassMethod("__next__", [], [], host)
            } catch {
                if error.type == "StopIteration" { return nil }
                throw error
            }
        }
    }

    override func element(_ index: Value, _ host: any ScriptHost) throws(Raised) -> Value? {
        try special("__getitem__", [index], host)
    }

    override func setElement(_ index: Value, _ value: Value, _ host: any ScriptHost) throws(Raised) -> Bool {
        try special("__setitem__", [index, value], host) != nil
    }

    override func contains(_ value: Value, _ host: any ScriptHost) throws(Raised) -> Bool? {
        try special("__contains__", [value], host).map { Scripting.isTrue($0) }
    }

    // MARK: Text

    func writeRepr(_ writer: inout ReprWriter) throws(Raised) {
        if let own = try special("__repr__", [], writer.host) { return writer.write(try strOf(own, writer.host)) }
        guard description.showsFields else {
            return writer.write("<\(description.module).\(description.qualifiedName) object>")
        }
        writer.write(description.qualifiedName + "(")
        var isFirst = true
        for field in description.fields where field.isShown {
            guard let place = names.firstIndex(of: field.name) else { continue }
            writer.write((isFirst ? "" : ", ") + field.name + "=")
            isFirst = false
            try writer.write(values[place])
        }
        writer.write(")")
    }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        var writer = ReprWriter(host)
        try writer.write(.object(self))
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    override func str(_ host: any ScriptHost) throws(Raised) -> String {
        if let own = try special("__str__", [], host) { return try strOf(own, host) }
        return try repr(host)
    }

    override func encoded(_ host: any ScriptHost) throws(Raised) -> (type: String, fields: [Value])? {
        if description.names != names {
            // Fields first and in their order, so that equal objects have equal bytes.
            let ordered =
                description.names.filter { names.contains($0) }
                + names.filter { !description.names.contains($0) }
            let content = ordered.map { name in values[names.firstIndex(of: name) ?? 0] }
            guard let shape = description.with(names: ordered) else { return nil }
            return ("record", [.text(shape.text), .tuple(TupleObject(content))])
        }
        return ("record", [.text(description.text), .tuple(TupleObject(values))])
    }
}
