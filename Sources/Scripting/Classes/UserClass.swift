// SPDX-License-Identifier: Apache-2.0

/// A class of the user's as a value: calling it makes an object.
final class UserClass: ScriptObject {
    let description: ClassDescription

    init(_ description: ClassDescription) { self.description = description }

    override var typeName: String { description.kind == .enumeration ? "EnumType" : "type" }
    override var isOneOfAKind: Bool { true }

    override func isEqual(_ other: Value) -> Bool {
        guard case .object(let object) = other, let known = object as? UserClass else { return false }
        return known.description.key == description.key
    }

    override func hashValue() -> UInt64? { try? hashOf(.text(Text(description.key))) }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        if description.kind == .enumeration { return "<enum '\(description.name)'>" }
        return "<class '\(description.module).\(description.qualifiedName)'>"
    }

    /// `isinstance(value, cls)`.
    func isInstance(_ value: Value) -> Bool {
        guard case .object(let object) = value else { return false }
        if let object = object as? any UserObject { return object.description.derives(from: description.key) }
        if let row = object as? RowObject { return row.description?.derives(from: description.key) ?? false }
        if let exception = object as? ExceptionObject { return exception.derives(from: description.key) }
        return false
    }

    // MARK: Attributes

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        let definition = host.definition(of: description)
        switch definition?.members[name] {
        case .method(let function), .staticMethod(let function), .constant(let function): return function
        case .classMethod(let function): return .object(UserMethod(.object(self), function))
        case .refused(let why): throw Raised("NotImplementedError", why)
        case .property, nil: break
        }
        switch name {
        case "__name__": return .text(Text(description.name))
        case "__qualname__": return .text(Text(description.qualifiedName))
        case "__module__": return .text(Text(description.module))
        case "_fields" where description.kind == .namedTuple:
            return .tuple(TupleObject(description.names.map { .text(Text($0)) }))
        case "_make" where description.kind == .namedTuple:
            return .object(NativeFunction(name) { [self] (call) throws(Raised) -> Value in try make(call) })
        case "__members__" where description.kind == .enumeration:
            let dict = DictObject()
            for member in definition?.enumeration ?? [] {
                dict[try ValueKey(.text(Text(member.name)))] = .object(member)
            }
            return .dict(dict)
        default: break
        }
        if let value = definition?.defaults[name] { return value }
        return definition?.enumeration.first { $0.name == name }.map { .object($0) }
    }

    override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        if let found = try attribute(name, host) { return try host.call(found, arguments, keywords: keywords) }
        // `P._asdict(p)`: the method of the first argument.
        guard let first = arguments.first, isInstance(first), case .object(let object) = first else { return nil }
        return try object.callMethod(name, Array(arguments.dropFirst()), keywords, host)
    }

    private func make(_ call: Call) throws(Raised) -> Value {
        let values = try call.values(try call.one())
        guard values.count == description.names.count else {
            throw Raised("TypeError", "Expected \(description.names.count) arguments, got \(values.count)")
        }
        return .object(RowObject(description, values))
    }

    // MARK: Members of an enum

    private func members(_ host: any ScriptHost) -> [EnumObject]? {
        description.kind == .enumeration ? host.definition(of: description)?.enumeration : nil
    }

    override func iterator(_ host: any ScriptHost) throws(Raised) -> (any ValueIterator)? {
        members(host).map { arrayIterator("generator", $0.map { .object($0) }) }
    }

    override var length: Int? { CurrentScript.instance.flatMap { members($0)?.count } }

    override func element(_ index: Value, _ host: any ScriptHost) throws(Raised) -> Value? {
        guard let members = members(host) else { return nil }
        if case .text(let name) = index, let found = members.first(where: { $0.name == name.string }) {
            return .object(found)
        }
        throw Raised("KeyError", arguments: [index])
    }

    override func contains(_ value: Value, _ host: any ScriptHost) throws(Raised) -> Bool? {
        members(host)?.contains { $0.isEqual(value) }
    }

    // MARK: Calls

    override func callSelf(
        _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        try host.reserve((arguments.count + keywords.count + 6) * MemoryLayout<Value>.stride)
        switch description.kind {
        case .namedTuple: return .object(try namedTuple(arguments, keywords, host))
        case .enumeration: return try member(try Call(description.name, arguments, keywords, host).one(), host)
        case .exception:
            let made = ExceptionObject(description, arguments: arguments)
            if !(try initialise(.object(made), arguments, keywords, host)), !keywords.isEmpty {
                throw Raised("TypeError", "\(description.name)() takes no keyword arguments")
            }
            return .object(made)
        case .data, .plain:
            let made = RecordObject(description, [], [])
            if description.takesFields {
                try fill(made, arguments, keywords, host)
                _ = try made.callClassMethod("__post_init__", [], [], host)
            } else if !(try initialise(.object(made), arguments, keywords, host)),
                !arguments.isEmpty || !keywords.isEmpty
            {
                throw Raised("TypeError", "\(description.name)() takes no arguments")
            }
            return .object(made)
        }
    }

    /// Calls the user's `__init__`; false when there is none.
    private func initialise(
        _ object: Value, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Bool {
        switch host.definition(of: description)?.members["__init__"] {
        case .method(let function):
            _ = try host.call(function, [object] + arguments, keywords: keywords)
            return true
        case .refused(let why): throw Raised("NotImplementedError", why)
        default: return false
        }
    }

    private func namedTuple(
        _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> RowObject {
        let defaults = host.definition(of: description)?.defaults ?? [:]
        var binder = FieldBinder("\(description.name).__new__", description.fields)
        try binder.bind(arguments, keywords)
        var values: [Value] = []
        for field in description.fields {
            if let given = binder.values[field.name] ?? defaults[field.name] {
                values.append(given)
            } else {
                binder.missing.append(field)
            }
        }
        try binder.check()
        return RowObject(description, values)
    }

    private func fill(
        _ record: RecordObject, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) {
        let definition = host.definition(of: description)
        var binder = FieldBinder(
            "\(description.qualifiedName).__init__", description.fields.filter(\.isGiven),
            defaulted: Set((definition?.defaults ?? [:]).keys).union((definition?.factories ?? [:]).keys))
        try binder.bind(arguments, keywords)
        for field in description.fields {
            if let given = binder.values[field.name] ?? definition?.defaults[field.name] {
                try record.put(field.name, given, host)
            } else if let factory = definition?.factories[field.name] {
                try record.put(field.name, try host.call(factory, [], keywords: []), host)
            } else if field.isGiven {
                binder.missing.append(field)
            }
        }
        try binder.check()
    }

    private func member(_ value: Value, _ host: any ScriptHost) throws(Raised) -> Value {
        if case .object(let object) = value, let member = object as? EnumObject, isInstance(value) {
            return .object(member)
        }
        for member in members(host) ?? [] where Scripting.isEqual(member.value, value) { return .object(member) }
        throw Raised("ValueError", "\(try reprOf(value, host)) is not a valid \(description.qualifiedName)")
    }
}

/// Puts the arguments of a class into its fields, with the messages of Python's own `__init__`.
private struct FieldBinder {
    private let function: String
    private let positional: [ClassDescription.Field]
    private let named: [ClassDescription.Field]
    private let defaulted: Set<String>
    private(set) var values: [String: Value] = [:]
    var missing: [ClassDescription.Field] = []

    init(_ function: String, _ fields: [ClassDescription.Field], defaulted: Set<String> = []) {
        self.function = function
        self.defaulted = defaulted
        positional = fields.filter { !$0.isKeywordOnly }
        named = fields
    }

    mutating func bind(_ arguments: [Value], _ keywords: Keywords) throws(Raised) {
        if arguments.count > positional.count {
            // The object itself is counted.
            let most = positional.count + 1
            let least = most - positional.count { defaulted.contains($0.name) }
            let range = least == most ? "\(most)" : "from \(least) to \(most)"
            let noun = most == 1 ? "argument" : "arguments"
            throw Raised(
                "TypeError",
                "\(function)() takes \(range) positional \(noun) but \(arguments.count + 1) were given")
        }
        for (field, value) in zip(positional, arguments) { values[field.name] = value }
        for (name, value) in keywords {
            guard named.contains(where: { $0.name == name }) else {
                throw Raised("TypeError", "\(function)() got an unexpected keyword argument '\(name)'")
            }
            if values[name] != nil {
                throw Raised("TypeError", "\(function)() got multiple values for argument '\(name)'")
            }
            values[name] = value
        }
    }

    func check() throws(Raised) {
        if missing.isEmpty { return }
        let names = missing.map { "'\($0.name)'" }
        let shown =
            names.count < 3
            ? names.joined(separator: " and ")
            : names.dropLast().joined(separator: ", ") + ", and " + names[names.count - 1]
        let kind = missing.allSatisfy(\.isKeywordOnly) ? "keyword-only" : "positional"
        let noun = missing.count == 1 ? "argument" : "arguments"
        throw Raised("TypeError", "\(function)() missing \(missing.count) required \(kind) \(noun): \(shown)")
    }
}
