// SPDX-License-Identifier: Apache-2.0

/// `value[index]`.
func elementOf(_ value: Value, _ index: Value, _ host: any ScriptHost) throws(Raised) -> Value {
    switch value {
    case .tuple(let tuple):
        if case .int(let place) = index, place >= 0, place < tuple.elements.count { return tuple.elements[place] }
        if let slice = slice(index) {
            return .tuple(TupleObject(try sliced(tuple.elements, slice, host)))
        }
        return tuple.elements[try position(index, tuple.elements.count, "tuple")]
    case .list(let list):
        if case .int(let place) = index, place >= 0, place < list.elements.count { return list.elements[place] }
        if let slice = slice(index) { return .list(ListObject(try sliced(list.elements, slice, host))) }
        return list.elements[try position(index, list.elements.count, "list")]
    case .dict(let dict):
        if let value = dict[try ValueKey(index)] { return value }
        throw Raised("KeyError", arguments: [index])
    case .text(let text):
        if let slice = slice(index) { return .text(try slicedText(text, slice, host)) }
        let place = try position(index, text.count, "string")
        let start = text.byteOffset(ofPosition: place)
        return .text(text.part(start..<text.byteOffset(ofPosition: place + 1)))
    case .bytes(let bytes):
        if let slice = slice(index) { return .bytes(ByteString(try sliced(bytes.bytes, slice, host))) }
        let place = try position(index, bytes.bytes.count, bytes.bytes.isEmpty ? "index" : "index")
        return .int(Int(bytes.bytes[place]))
    case .object(let object):
        try NativeStack.check()
        if let value = try object.element(index, host) { return value }
    default: break
    }
    throw Raised("TypeError", "'\(typeName(of: value))' object is not subscriptable")
}

private func slice(_ index: Value) -> SliceObject? {
    if case .object(let object) = index { return object as? SliceObject }
    return nil
}

/// The place of an element, counted from the end when it is negative.
private func position(_ index: Value, _ count: Int, _ kind: String, _ what: String = "index") throws(Raised) -> Int {
    guard let whole = index.wholeNumber ?? arrayIndex(index) else {
        let owner = kind == "index" ? "byte" : kind
        throw Raised(
            "TypeError",
            owner == "string"
                ? "string indices must be integers, not '\(typeName(of: index))'"
                : "\(owner) indices must be integers or slices, not \(typeName(of: index))")
    }
    let place = whole < 0 ? whole &+ count : whole
    guard place >= 0 && place < count else {
        throw Raised("IndexError", kind == "index" ? "index out of range" : "\(kind) \(what) out of range")
    }
    return place
}

private func sliced<Element>(
    _ elements: [Element], _ slice: SliceObject, _ host: any ScriptHost
) throws(Raised) -> [Element] {
    let (start, step, count) = try slice.bounds(elements.count)
    try host.reserve(count * MemoryLayout<Element>.stride)
    if step == 1 { return Array(elements[start..<start + count]) }
    var result: [Element] = []
    result.reserveCapacity(count)
    var place = start
    for _ in 0..<count {
        result.append(elements[place])
        place = place &+ step
    }
    return result
}

private func slicedText(_ text: Text, _ slice: SliceObject, _ host: any ScriptHost) throws(Raised) -> Text {
    let (start, step, count) = try slice.bounds(text.count)
    if count == 0 { return Text("") }
    if step == 1 {
        let first = text.byteOffset(ofPosition: start)
        return text.part(first..<text.byteOffset(ofPosition: start + count))
    }
    if text.isASCII { return Text(utf8: try sliced(text.utf8, slice, host)) }
    return Text(scalars: try sliced(text.scalars, slice, host))
}

/// `value in container`.
func containsValue(_ container: Value, _ value: Value, _ host: any ScriptHost) throws(Raised) -> Bool {
    switch container {
    case .dict(let dict): return dict[try ValueKey(value)] != nil
    case .set(let set):
        if case .set(let inner) = value, !inner.isFrozen {
            let frozen = SetObject(isFrozen: true)
            for element in inner.elements { frozen.insert(try ValueKey(element)) }
            return set.contains(try ValueKey(.set(frozen)))
        }
        return set.contains(try ValueKey(value))
    case .text(let text):
        guard case .text(let part) = value else {
            throw Raised(
                "TypeError", "'in <string>' requires string as left operand, not \(typeName(of: value))")
        }
        return findBytes(text.utf8, part.utf8, from: 0, to: text.utf8.count) != nil
    case .bytes(let bytes):
        if case .bytes(let part) = value {
            return findBytes(bytes.bytes, part.bytes, from: 0, to: bytes.bytes.count) != nil
        }
        guard let whole = value.wholeNumber else {
            throw Raised("TypeError", "a bytes-like object is required, not '\(typeName(of: value))'")
        }
        guard (0...255).contains(whole) else { throw Raised("ValueError", "byte must be in range(0, 256)") }
        return bytes.bytes.contains(UInt8(whole))
    case .list(let list): return try search(list.elements, value, host) != nil
    case .tuple(let tuple): return try search(tuple.elements, value, host) != nil
    case .object(let object):
        try NativeStack.check()
        if let found = try object.contains(value, host) {
            try NativeStack.checkDepth()
            return found
        }
        guard let iterator = try object.iterator(host) else { break }
        while let element = try iterator.next(host) {
            try host.spend(1)
            if areSame(element, value) { return true }
            if try checkedEqual(element, value) { return true }
        }
        return false
    default: break
    }
    throw Raised("TypeError", "argument of type '\(typeName(of: container))' is not iterable")
}

/// The first place of an equal element.
func search(_ elements: [Value], _ value: Value, _ host: any ScriptHost) throws(Raised) -> Int? {
    try host.spend(elements.count >> 2)
    for (index, element) in elements.enumerated() where areSame(element, value) || isEqual(element, value) {
        return index
    }
    try NativeStack.checkDepth()
    return nil
}

extension ScriptInstance {
    func setElement(_ container: Value, _ index: Value, _ value: Value) throws(Raised) {
        switch container {
        case .list(let list):
            if let slice = slice(index) {
                try setSlice(list, slice, value)
                return
            }
            list.elements[try position(index, list.elements.count, "list", "assignment index")] = value
        case .dict(let dict):
            try reserve(4 * MemoryLayout<Value>.stride)
            dict[try ValueKey(index)] = value
        default:
            if case .object(let object) = container, try object.setElement(index, value, self) { return }
            throw Raised("TypeError", "'\(typeName(of: container))' object does not support item assignment")
        }
    }

    private func setSlice(_ list: ListObject, _ slice: SliceObject, _ value: Value) throws(Raised) {
        let values: [Value]
        do throws(Raised) { values = try valuesOf(value, self) } catch {
            if error.type == "TypeError" { throw Raised("TypeError", "can only assign an iterable") }
            throw error
        }
        let (start, step, count) = try slice.bounds(list.elements.count)
        try reserve(values.count * MemoryLayout<Value>.stride)
        if step == 1 {
            list.elements.replaceSubrange(start..<start + count, with: values)
            return
        }
        if values.count != count {
            throw Raised(
                "ValueError",
                "attempt to assign sequence of size \(values.count) to extended slice of size \(count)")
        }
        for index in 0..<count { list.elements[start &+ index &* step] = values[index] }
    }

    func deleteElement(_ container: Value, _ index: Value) throws(Raised) {
        switch container {
        case .list(let list):
            if let slice = slice(index) {
                let (start, step, count) = try slice.bounds(list.elements.count)
                if step == 1 {
                    list.elements.removeSubrange(start..<start + count)
                    return
                }
                var removed = Set<Int>()
                for number in 0..<count { removed.insert(start &+ number &* step) }
                list.elements = list.elements.enumerated().filter { !removed.contains($0.offset) }.map(\.element)
                return
            }
            list.elements.remove(at: try position(index, list.elements.count, "list", "assignment index"))
        case .dict(let dict):
            let key = try ValueKey(index)
            if dict[key] == nil { throw Raised("KeyError", arguments: [index]) }
            dict[key] = nil
        default:
            if case .object(let object) = container,
                try object.callMethod("__delitem__", [index], [], self) != nil
            {
                return
            }
            throw Raised("TypeError", "'\(typeName(of: container))' object doesn't support item deletion")
        }
    }

    func setAttribute(_ value: Value, _ name: String, _ content: Value) throws(Raised) {
        if case .object(let object) = value,
            try object.callMethod("__setattr__", [.text(Text(name)), content], [], self) != nil
        {
            return
        }
        if (try? attributeOf(value, name, self)) != nil {
            throw Raised("AttributeError", "'\(typeName(of: value))' object attribute '\(name)' is read-only")
        }
        throw noAttribute(value, name)
    }
}

func noAttribute(_ value: Value, _ name: String) -> Raised {
    if case .object(let object) = value {
        if let module = object as? LibraryModule {
            return Raised("AttributeError", "module '\(module.name)' has no attribute '\(name)'")
        }
        if let type = object as? TypeObject {
            return Raised("AttributeError", "type object '\(type.name)' has no attribute '\(name)'")
        }
    }
    return Raised("AttributeError", "'\(typeName(of: value))' object has no attribute '\(name)'")
}

/// `value.name`.
func attributeOf(_ value: Value, _ name: String, _ host: any ScriptHost) throws(Raised) -> Value {
    if case .object(let object) = value {
        try NativeStack.check()
        if let found = try object.attribute(name, host) { return found }
        if name == "__class__" { return typeValue(of: value) }
        if objectMethods.contains(name) || object is GeneratorObject && generatorMethods.contains(name)
            || object is BasicIterator && iteratorMethods.contains(name)
            || object is DictView && name == "isdisjoint"
        {
            return .object(ValueMethod(value, name))
        }
        throw noAttribute(value, name)
    }
    if let field = numberField(value, name) { return field }
    if name == "__class__" { return typeValue(of: value) }
    if hasMethod(value, name) { return .object(ValueMethod(value, name)) }
    throw noAttribute(value, name)
}

private let objectMethods: Set<String> = ["__str__", "__repr__", "__eq__", "__hash__"]
private let generatorMethods: Set<String> = ["__next__", "__iter__", "send", "close", "throw"]
private let iteratorMethods: Set<String> = ["__next__", "__iter__"]

private func numberField(_ value: Value, _ name: String) -> Value? {
    switch (name, value) {
    case ("real", .int), ("real", .float), ("numerator", .int): value
    case ("real", .bool(let flag)), ("numerator", .bool(let flag)): .int(flag ? 1 : 0)
    case ("imag", .int), ("imag", .bool): .int(0)
    case ("imag", .float): .float(0)
    case ("denominator", .int), ("denominator", .bool): .int(1)
    default: nil
    }
}

/// Whether a value that is no object has the method.
func hasMethod(_ value: Value, _ name: String) -> Bool {
    if commonMethods.contains(name) { return true }
    switch value {
    case .text: return isTextMethod(name)
    case .bytes: return isBytesMethod(name)
    case .list: return listMethods.contains(name)
    case .tuple: return name == "index" || name == "count"
    case .dict: return dictMethods.contains(name)
    case .set(let set): return setMethods.contains(name) && (!set.isFrozen || !setChangingMethods.contains(name))
    case .int, .bool: return intMethods.contains(name)
    case .float: return floatMethods.contains(name)
    default: return false
    }
}

/// `value.name(arguments)`.
func callMethodOf(
    _ value: Value, _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
) throws(Raised) -> Value {
    let result: Value?
    switch value {
    case .text(let text): result = try callTextMethod(text, name, arguments, keywords, host)
    case .bytes(let bytes): result = try callBytesMethod(bytes, name, arguments, keywords, host)
    case .list(let list): result = try listMethod(list, Call(name, arguments, keywords, host))
    case .tuple(let tuple): result = try sequenceMethod(tuple.elements, "tuple", Call(name, arguments, keywords, host))
    case .dict(let dict): result = try dictMethod(dict, Call(name, arguments, keywords, host))
    case .set(let set): result = try setMethod(set, Call(name, arguments, keywords, host))
    case .int, .bool, .float: result = try numberMethod(value, Call(name, arguments, keywords, host))
    case .object(let object):
        try NativeStack.check()
        if let found = try object.callMethod(name, arguments, keywords, host) { return found }
        if let attribute = try object.attribute(name, host) {
            return try host.call(attribute, arguments, keywords: keywords)
        }
        result = nil
    case .none: result = nil
    }
    if let result { return result }
    if let common = try commonMethod(value, Call(name, arguments, keywords, host)) { return common }
    throw noAttribute(value, name)
}

/// Methods that every value has.
let commonMethods: Set<String> = [
    "__len__", "__str__", "__repr__", "__contains__", "__getitem__", "__eq__", "__ne__", "__lt__", "__le__", "__gt__",
    "__ge__", "__hash__", "__iter__", "__add__", "__sub__", "__mul__", "__truediv__", "__floordiv__", "__mod__",
    "__bool__", "__setitem__", "__delitem__", "__format__",
]

private let operatorMethods = [
    "__add__": "+", "__sub__": "-", "__mul__": "*", "__truediv__": "/", "__floordiv__": "//", "__mod__": "%",
]

private func commonMethod(_ value: Value, _ call: Call) throws(Raised) -> Value? {
    let host = call.host
    if let op = operatorMethods[call.name] { return try binaryOperation(op, value, try call.one(), host) }
    switch call.name {
    case "__len__": return .int(try lengthOf(value))
    case "__str__": return .text(Text(try strOf(value, host)))
    case "__repr__": return .text(Text(try reprOf(value, host)))
    case "__contains__": return .bool(try containsValue(value, try call.one(), host))
    case "__getitem__": return try elementOf(value, try call.one(), host)
    case "__setitem__", "__delitem__":
        guard let instance = host as? ScriptInstance else { return nil }
        if call.name == "__delitem__" {
            if case .object = value { return nil }
            try instance.deleteElement(value, try call.one())
        } else {
            let (index, content) = try call.two()
            try instance.setElement(value, index, content)
        }
        return Value.none
    case "__eq__": return .bool(isEqual(value, try call.one()))
    case "__ne__": return .bool(!isEqual(value, try call.one()))
    case "__lt__": return .bool(try isLess(value, try call.one(), host))
    case "__gt__": return .bool(try isGreater(value, try call.one(), host))
    case "__le__": return .bool(try !isGreater(value, try call.one(), host))
    case "__ge__": return .bool(try !isLess(value, try call.one(), host))
    case "__hash__": return .int(try pythonHash(value))
    case "__bool__": return .bool(isTrue(value))
    case "__format__":
        guard case .text(let spec) = try call.one() else { return nil }
        return .text(try formatValue(value, spec: spec, host))
    case "__iter__":
        guard let instance = host as? ScriptInstance else { return nil }
        return try instance.iteratorValue(value)
    default: return nil
    }
}

/// A method of a value without its call, such as `x.append`.
final class ValueMethod: ScriptObject {
    private(set) var receiver: Value
    let name: String

    init(_ receiver: Value, _ name: String) {
        self.receiver = receiver
        self.name = name
    }

    deinit { LettingGo.take(&receiver) }

    override var typeName: String { "builtin_function_or_method" }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        name == "__name__" ? .text(Text(self.name)) : nil
    }

    override func callSelf(
        _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        try callMethodOf(receiver, name, arguments, keywords, host)
    }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        "<built-in method \(name) of \(Scripting.typeName(of: receiver)) object>"
    }
}
