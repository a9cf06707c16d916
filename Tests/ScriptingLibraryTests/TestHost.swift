// SPDX-License-Identifier: Apache-2.0

import Scripting

/// A function of an expression.
final class Lambda: ScriptObject {
    let names: [String]
    let body: Expression
    let scope: [String: Value]
    unowned let host: TestHost

    init(_ names: [String], _ body: Expression, _ scope: [String: Value], _ host: TestHost) {
        self.names = names
        self.body = body
        self.scope = scope
        self.host = host
    }

    override var typeName: String { "function" }

    override func callSelf(
        _ arguments: [Value], _ keywords: [(name: String, value: Value)], _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        var inner = scope
        for (name, value) in zip(names, arguments) { inner[name] = value }
        return try self.host.evaluate(body, inner)
    }
}

/// A builtin that the cases use.
final class TestBuiltin: ScriptObject {
    let name: String
    init(_ name: String) { self.name = name }
    override var typeName: String { "type" }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        name == "__name__" ? .text(Text(self.name)) : nil
    }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String { "<class '\(name)'>" }

    override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: [(name: String, value: Value)], _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        guard name == "fromhex", case .text(let text)? = arguments.first else { return nil }
        return .float(try floatFromHex(text))
    }

    override func callSelf(
        _ arguments: [Value], _ keywords: [(name: String, value: Value)], _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        let first = arguments.first ?? .none
        func all() throws(Raised) -> [Value] {
            guard !arguments.isEmpty else { return [] }
            let iterator = try host.iterate(first)
            var values: [Value] = []
            while let value = try iterator.next(host) { values.append(value) }
            return values
        }
        switch name {
        case "int":
            if arguments.isEmpty { return .int(0) }
            if case .text(let text) = first {
                return try parseInt(text, base: arguments.count > 1 ? arguments[1].wholeNumber ?? 10 : 10)
            }
            return first
        case "abs":
            guard case .object(let object) = first else { return nil }
            return try object.callMethod("__abs__", [], [], host)
        case "float":
            guard case .text(let text) = first else { return first }
            return .float(try parseFloat(text))
        case "str": return .text(Text(try strOf(first, host)))
        case "repr": return .text(Text(try reprOf(first, host)))
        case "ascii": return .text(Text(try asciiOf(first, host)))
        case "format":
            guard case .text(let spec) = arguments.count > 1 ? arguments[1] : .text(Text("")) else { return nil }
            return .text(try formatValue(first, spec: spec, host))
        case "list": return .list(ListObject(try all()))
        case "tuple": return .tuple(TupleObject(try all()))
        case "set", "frozenset":
            let set = SetObject(isFrozen: name == "frozenset")
            for value in try all() { set.insert(try ValueKey(value)) }
            return .set(set)
        case "len":
            switch first {
            case .text(let text): return .int(text.count)
            case .object(let object): return object.length.map { .int($0) }
            default: return .int(try all().count)
            }
        case "bool":
            if case .object(let object) = first { return .bool(object.isTrue) }
            return .bool(first.wholeNumber != 0)
        case "next":
            guard let value = try host.iterate(first).next(host) else { throw Raised("StopIteration", arguments: []) }
            return value
        case "iter":
            let iterator = try host.iterate(first)
            return .object(TestIterator(iterator))
        case "range": return .list(ListObject((0..<(first.wholeNumber ?? 0)).map { .int($0) }))
        case "map":
            var values: [Value] = []
            let iterator = try host.iterate(arguments[1])
            while let value = try iterator.next(host) {
                values.append(try host.call(first, [value], keywords: []))
            }
            return .list(ListObject(values))
        default: return nil
        }
    }
}

/// A package, whose attributes are modules.
final class TestPackage: ScriptObject {
    private let name: String

    init(_ name: String) { self.name = name }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        module(named: self.name + "." + name).map { .object($0) }
    }
}

final class TestIterator: ScriptObject, ValueIterator {
    let inner: any ValueIterator
    init(_ inner: any ValueIterator) { self.inner = inner }
    func next(_ host: any ScriptHost) throws(Raised) -> Value? { try inner.next(host) }
    override func iterator(_ host: any ScriptHost) throws(Raised) -> (any ValueIterator)? { self }
}

final class ArrayIterator: ValueIterator {
    private var values: ArraySlice<Value>
    init(_ values: [Value]) { self.values = values[...] }
    func next(_ host: any ScriptHost) throws(Raised) -> Value? { values.popFirst() }
}

/// Runs expressions, counts what they spend and reserve.
final class TestHost: ScriptHost {
    private var modules: [String: Value] = [:]
    private(set) var spent = 0
    private(set) var reserved = 0
    var stepLimit = 50_000_000
    var byteLimit = 1 << 30

    init() {}

    private static let builtins: Set<String> = [
        "abs",
        "int", "float", "str", "repr", "ascii", "format", "list", "tuple", "set", "frozenset", "len", "bool", "next",
        "iter", "range", "map",
    ]

    func evaluate(_ source: String) throws(Raised) -> Value {
        var parser = Parser(source)
        let expression = parser.whole()
        if let failure = parser.failure { throw Raised("SyntaxError", failure) }
        return try evaluate(expression, [:])
    }

    /// `repr` of the result, or the exception as `Type: text`.
    func outcome(_ source: String) -> String {
        do throws(Raised) {
            return try reprOf(try evaluate(source), self)
        } catch {
            if error.arguments.count == 1, let value = error.arguments.first {
                let text = try? error.type == "KeyError" ? reprOf(value, self) : strOf(value, self)
                return "\(error.type.split(separator: ".").last ?? "")" + ": \(text ?? "?")"
            }
            return "\(error.type): "
        }
    }

    func evaluate(_ expression: Expression, _ scope: [String: Value]) throws(Raised) -> Value {
        switch expression {
        case .constant(let value): return value
        case .name(let name):
            if let value = scope[name] { return value }
            if Self.builtins.contains(name) { return .object(TestBuiltin(name)) }
            if name == "Row" { return .object(rowClass()) }
            if let known = modules[name] { return known }
            if name == "os" || name == "urllib" { return .object(TestPackage(name)) }
            guard let made = module(named: name) else { throw Raised("NameError", "name '\(name)' is not defined") }
            modules[name] = .object(made)
            return .object(made)
        case .lambda(let names, let body): return .object(Lambda(names, body, scope, self))
        case .choice(let test, let yes, let no):
            return try evaluate(truth(try evaluate(test, scope)) ? yes : no, scope)
        case .compare(let op, let left, let right):
            return try operate(op, try evaluate(left, scope), try evaluate(right, scope))
        case .binary(let op, let left, let right):
            return try operate(op, try evaluate(left, scope), try evaluate(right, scope))
        case .negated(let value):
            let value = try evaluate(value, scope)
            if case .object(let object) = value, let result = try object.callMethod("__neg__", [], [], self) {
                return result
            }
            return try operate("-", .int(0), value)
        case .attribute(let value, let name):
            let value = try evaluate(value, scope)
            return try operate("getattr", value, .text(Text(name)))
        case .subscripted(let value, let index):
            return try operate("getitem", try evaluate(value, scope), try evaluate(index, scope))
        case .tuple(let parts): return .tuple(TupleObject(try all(parts, scope)))
        case .list(let parts): return .list(ListObject(try all(parts, scope)))
        case .set(let parts):
            let set = SetObject(isFrozen: false)
            for value in try all(parts, scope) { set.insert(try ValueKey(value)) }
            return .set(set)
        case .dict(let items):
            let dict = DictObject()
            for (key, value) in items { dict[try ValueKey(try evaluate(key, scope))] = try evaluate(value, scope) }
            return .dict(dict)
        case .call(let function, let parts):
            var arguments: [Value] = []
            var keywords: [(name: String, value: Value)] = []
            for (name, part) in parts {
                let value = try evaluate(part, scope)
                if let name { keywords.append((name, value)) } else { arguments.append(value) }
            }
            if case .attribute(let receiver, let name) = function {
                return try libraryCall(try evaluate(receiver, scope), name, arguments, keywords, self)
            }
            return try call(try evaluate(function, scope), arguments, keywords: keywords)
        }
    }

    private func all(_ parts: [Expression], _ scope: [String: Value]) throws(Raised) -> [Value] {
        var values: [Value] = []
        for part in parts { values.append(try evaluate(part, scope)) }
        return values
    }

    private func truth(_ value: Value) -> Bool {
        if case .none = value { return false }
        return value.wholeNumber != 0
    }

    private func operate(_ op: String, _ left: Value, _ right: Value) throws(Raised) -> Value {
        if op == "%", case .text(let format) = left { return .text(try percentFormat(format, right, self)) }
        return try libraryOperation(op, left, right, self)
    }

    func call(
        _ function: Value, _ arguments: [Value], keywords: [(name: String, value: Value)]
    ) throws(Raised) -> Value {
        if case .object(let object) = function, let value = try object.callSelf(arguments, keywords, self) {
            return value
        }
        throw Raised("TypeError", "object is not callable")
    }

    func iterate(_ value: Value) throws(Raised) -> any ValueIterator {
        switch value {
        case .list(let list): return ArrayIterator(list.elements)
        case .tuple(let tuple): return ArrayIterator(tuple.elements)
        case .set(let set): return ArrayIterator(set.elements)
        case .dict(let dict): return ArrayIterator(dict.items.map(\.key))
        case .text(let text): return ArrayIterator(text.scalars.map { .text(Text(String($0))) })
        case .bytes(let bytes): return ArrayIterator(bytes.bytes.map { .int(Int($0)) })
        case .object(let object):
            if let iterator = try object.iterator(self) { return iterator }
            throw Raised("TypeError", "'\(object.typeName)' object is not iterable")
        case .none: throw Raised("TypeError", "'NoneType' object is not iterable")
        case .bool: throw Raised("TypeError", "'bool' object is not iterable")
        case .int: throw Raised("TypeError", "'int' object is not iterable")
        case .float: throw Raised("TypeError", "'float' object is not iterable")
        }
    }

    func spend(_ steps: Int) throws(Raised) {
        spent += steps
        if spent > stepLimit { throw Raised("TimeoutError", "too many steps") }
    }

    func reserve(_ bytes: Int) throws(Raised) {
        reserved += bytes
        if reserved > byteLimit { throw Raised("MemoryError", arguments: []) }
    }

    func randomSeed() -> UInt64 { 4711 }

    var services = ScriptServices()
}
