// SPDX-License-Identifier: Apache-2.0

/// A tuple whose elements have names: PySpark's `Row`, and the tuples of `collections.namedtuple`.
class RowObject: LibraryObject, ReprWritable {
    /// `Row`, or the name of the named tuple's class.
    let className: String
    /// nil for a row without names.
    let names: [String]?
    let tuple: TupleObject
    /// The class of a named tuple.
    let description: ClassDescription?

    init(_ className: String, _ names: [String]?, _ values: [Value]) {
        self.className = className
        self.names = names
        tuple = TupleObject(values)
        description = nil
    }

    /// A named tuple.
    init(_ description: ClassDescription, _ values: [Value]) {
        className = description.name
        names = description.names
        tuple = TupleObject(values)
        self.description = description
    }

    var isRow: Bool { description == nil && className == "Row" }

    /// The same with other values.
    func with(_ values: [Value]) -> RowObject {
        description.map { RowObject($0, values) } ?? RowObject(className, names, values)
    }

    override var typeName: String { className }
    override var length: Int? { tuple.elements.count }
    override var isTrue: Bool { !tuple.elements.isEmpty }
    override func hashValue() -> UInt64? { try? hashOf(.tuple(tuple)) }

    override func isEqual(_ other: Value) -> Bool {
        switch other {
        case .tuple: Scripting.isEqual(.tuple(tuple), other)
        case .object(let object):
            (object as? RowObject).map { Scripting.isEqual(.tuple(tuple), .tuple($0.tuple)) } ?? false
        default: false
        }
    }

    override func compare(_ other: Value, _ host: any ScriptHost) throws(Raised) -> Int? {
        switch other {
        case .tuple: return try compareValues(.tuple(tuple), other, host)
        case .object(let object):
            guard let row = object as? RowObject else { return nil }
            return try compareValues(.tuple(tuple), .tuple(row.tuple), host)
        default: return nil
        }
    }

    override func binary(
        _ op: String, _ other: Value, isReflected: Bool, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        var other = other
        if case .object(let object) = other, let row = object as? RowObject { other = .tuple(row.tuple) }
        if op == "+", case .tuple = other {
            return isReflected
                ? try binaryOperation(op, other, .tuple(tuple), host)
                : try binaryOperation(op, .tuple(tuple), other, host)
        }
        if op == "*", other.wholeNumber != nil { return try binaryOperation(op, .tuple(tuple), other, host) }
        return nil
    }

    override func iterator(_ host: any ScriptHost) throws(Raised) -> (any ValueIterator)? {
        arrayIterator("tuple_iterator", tuple.elements)
    }

    override func element(_ index: Value, _ host: any ScriptHost) throws(Raised) -> Value? {
        if case .text(let name) = index, isRow, let names {
            guard let place = names.firstIndex(of: name.string) else {
                throw Raised("ValueError", arguments: [index])
            }
            return tuple.elements[place]
        }
        return try elementOf(.tuple(tuple), index, host)
    }

    override func contains(_ value: Value, _ host: any ScriptHost) throws(Raised) -> Bool? {
        if isRow, let names {
            guard case .text(let name) = value else { return false }
            return names.contains(name.string)
        }
        return tuple.elements.contains { Scripting.isEqual($0, value) }
    }

    override func field(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        if let place = names?.firstIndex(of: name), place < tuple.elements.count { return tuple.elements[place] }
        if name == "_fields" && !isRow || name == "__fields__", let names {
            let values: [Value] = names.map { .text(Text($0)) }
            return isRow ? .list(ListObject(values)) : .tuple(TupleObject(values))
        }
        guard let definition = description.flatMap({ host.definition(of: $0) }) else { return nil }
        switch definition.members[name] {
        case .method(let function): return .object(UserMethod(.object(self), function))
        case .property(let function): return try host.call(function, [.object(self)], keywords: [])
        case .staticMethod(let function), .constant(let function): return function
        case .classMethod(let function):
            return .object(UserMethod(.object(UserClass(definition.description)), function))
        case .refused(let why): throw Raised("NotImplementedError", why)
        case nil: return nil
        }
    }

    func dictionary(recursive: Bool) throws(Raised) -> Value {
        guard let names else { throw Raised("TypeError", "Cannot convert a Row class into dict") }
        let dict = DictObject()
        for (name, value) in zip(names, tuple.elements) {
            dict[try ValueKey(.text(Text(name)))] = recursive ? try plain(value, depth: 0) : value
        }
        return .dict(dict)
    }

    private func plain(_ value: Value, depth: Int) throws(Raised) -> Value {
        if depth > TextLimits.reprDepth { throw Raised("RecursionError", "maximum recursion depth exceeded") }
        switch value {
        case .object(let object):
            guard let row = object as? RowObject, row.isRow, let names = row.names else { return value }
            let dict = DictObject()
            for (name, value) in zip(names, row.tuple.elements) {
                dict[try ValueKey(.text(Text(name)))] = try plain(value, depth: depth + 1)
            }
            return .dict(dict)
        case .list(let list):
            var values: [Value] = []
            for value in list.elements { values.append(try plain(value, depth: depth + 1)) }
            return .list(ListObject(values))
        case .dict(let dict):
            let result = DictObject()
            for (key, value) in dict.items { result[try ValueKey(key)] = try plain(value, depth: depth + 1) }
            return .dict(result)
        default: return value
        }
    }

    func writeRepr(_ writer: inout ReprWriter) throws(Raised) {
        guard let names else {
            writer.write("<Row(")
            try writer.writeList(tuple.elements)
            return writer.write(")>")
        }
        writer.write(className + "(")
        for (place, (name, value)) in zip(names, tuple.elements).enumerated() {
            writer.write((place == 0 ? "" : ", ") + name + "=")
            try writer.write(value)
        }
        writer.write(")")
    }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        var writer = ReprWriter(host)
        try writer.write(.object(self))
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// A row of names makes rows: `Person = Row("name", "age"); Person("Alice", 11)`.
    override func callSelf(
        _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        guard isRow, names == nil else { return nil }
        var names: [String] = []
        for value in tuple.elements { names.append(try strOf(value, host)) }
        if arguments.count > names.count {
            throw Raised(
                "ValueError",
                "Can not create Row with fields \(try reprOf(.tuple(tuple), host)), expected \(names.count) values "
                    + "but got \(try reprOf(.tuple(TupleObject(arguments)), host))")
        }
        return .object(RowObject("Row", names, arguments))
    }

    override var methods: [String: Method] { rowMethods }

    override func encoded(_ host: any ScriptHost) throws(Raised) -> (type: String, fields: [Value])? {
        if let description { return ("namedtuple", [.text(description.text), .tuple(tuple)]) }
        let fields = names.map { Value.tuple(TupleObject($0.map { .text(Text($0)) })) }
        return ("Row", [fields ?? Value.none, .tuple(tuple)])
    }
}

private let rowMethods: [String: LibraryObject.Method] = [
    "asDict": method(RowObject.self) { (row, call) throws(Raised) -> Value in
        guard row.isRow else { throw Raised("AttributeError", "'\(row.className)' object has no attribute 'asDict'") }
        return try row.dictionary(recursive: try call.bind(["recursive"])[0].map(isTrue) ?? false)
    },
    "_asdict": method(RowObject.self) { (row, _) throws(Raised) -> Value in try row.dictionary(recursive: false) },
    "_replace": method(RowObject.self) { (row, call) throws(Raised) -> Value in
        var values = row.tuple.elements
        var unknown: [Value] = []
        for (name, value) in call.keywords {
            if let place = row.names?.firstIndex(of: name) {
                values[place] = value
            } else {
                unknown.append(.text(Text(name)))
            }
        }
        if !unknown.isEmpty {
            let shown = try reprOf(.list(ListObject(unknown)), call.host)
            throw Raised("ValueError", "Got unexpected field names: \(shown)")
        }
        return .object(row.with(values))
    },
    "count": method(RowObject.self) { (row, call) throws(Raised) -> Value in
        let value = try call.one()
        return .int(row.tuple.elements.count { Scripting.isEqual($0, value) })
    },
    "index": method(RowObject.self) { (row, call) throws(Raised) -> Value in
        let value = try call.one()
        guard let place = row.tuple.elements.firstIndex(where: { Scripting.isEqual($0, value) }) else {
            throw Raised("ValueError", "tuple.index(x): x not in tuple")
        }
        return .int(place)
    },
]

/// PySpark's `Row` as a value.
public func rowClass() -> ScriptObject {
    LibraryClass("Row", isInstance: { ($0 as? RowObject)?.isRow ?? false }) { (call) throws(Raised) -> Value in
        if !call.arguments.isEmpty && !call.keywords.isEmpty {
            throw Raised("ValueError", "Can not use both args and kwargs to create Row")
        }
        if call.keywords.isEmpty { return .object(RowObject("Row", nil, call.arguments)) }
        return .object(RowObject("Row", call.keywords.map(\.name), call.keywords.map(\.value)))
    }
}

/// A class made by `collections.namedtuple`.
final class NamedTupleClass: LibraryObject {
    let name: String
    let names: [String]
    private(set) var defaults: [Value]
    private let description: ClassDescription?

    init(_ name: String, _ names: [String], _ defaults: [Value]) {
        self.name = name
        self.names = names
        self.defaults = defaults
        description = .namedTuple(name, names)
    }

    func row(_ values: [Value]) -> RowObject {
        description.map { RowObject($0, values) } ?? RowObject(name, names, values)
    }

    deinit { LettingGo.take(&defaults) }

    override var typeName: String { "type" }

    override func field(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
        case "__name__": .text(Text(self.name))
        case "_fields": .tuple(TupleObject(names.map { .text(Text($0)) }))
        default: nil
        }
    }

    override func callSelf(
        _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        let required = names.count - defaults.count
        var bound = try Call("\(name).__new__", arguments, keywords, host).bind(names)
        var missing: [String] = []
        for place in names.indices where bound[place] == nil {
            if place >= required { bound[place] = defaults[place - required] } else { missing.append(names[place]) }
        }
        if !missing.isEmpty {
            let shown = missing.map { "'\($0)'" }.joined(separator: missing.count == 2 ? " and " : ", ")
            throw Raised(
                "TypeError",
                "\(name).__new__() missing \(missing.count) required positional "
                    + "argument\(missing.count == 1 ? "" : "s"): \(shown)")
        }
        return .object(row(bound.map { $0 ?? Value.none }))
    }

    override var methods: [String: Method] { Self.table }

    private static let table: [String: Method] = [
        "_make": method(NamedTupleClass.self) { (object, call) throws(Raised) -> Value in
            let values = try call.values(try call.one())
            guard values.count == object.names.count else {
                throw Raised("TypeError", "Expected \(object.names.count) arguments, got \(values.count)")
            }
            return .object(object.row(values))
        }
    ]

    override func repr(_ host: any ScriptHost) throws(Raised) -> String { "<class '\(name)'>" }
}
