// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What a script knows of a class of the user's beyond the fields of its objects.
final class ClassDefinition {
    enum Member {
        case method(Value)
        case property(Value)
        case staticMethod(Value)
        case classMethod(Value)
        case constant(Value)
        /// Why it is not there.
        case refused(String)
    }

    let description: ClassDescription
    var members: [String: Member] = [:]
    var setters: [String: Value] = [:]
    /// Defaults of fields, and functions that make them.
    var defaults: [String: Value] = [:]
    var factories: [String: Value] = [:]
    /// Members of an enum, in order.
    var enumeration: [EnumObject] = []

    init(_ description: ClassDescription) { self.description = description }

    func add(_ name: String, _ kind: String, _ value: Value) {
        switch kind {
        case "m": members[name] = .method(value)
        case "p": members[name] = .property(value)
        case "s": members[name] = .staticMethod(value)
        case "c": members[name] = .classMethod(value)
        case "w": setters[name] = value
        case "d": defaults[name] = value
        case "F": factories[name] = value
        case "e": if case .object(let object) = value, let member = object as? EnumObject { enumeration.append(member) }
        case "x": if case .text(let why) = value { members[name] = .refused(why.string) }
        default: members[name] = .constant(value)
        }
    }
}

/// The classes of the user's that a script has.
final class UserClasses {
    private var definitions: [String: ClassDefinition] = [:]
    private var references: [[UInt8]: UserClass] = [:]
    private var isSetUp = false

    func definition(_ key: String) -> ClassDefinition? { definitions[key] }

    /// Runs the function that defines the classes, once.
    func setUp(_ function: Value, _ instance: ScriptInstance) throws(Raised) {
        CurrentScript.set(instance)
        if isSetUp { return }
        isSetUp = true
        _ = try instance.call(function, [], keywords: [])
    }

    /// `_martlet_class(description)` gives a class; with a list of (name, kind, value) it defines it first.
    func named(_ call: Call) throws(Raised) -> Value {
        try call.count(1, 2)
        guard case .text(let text) = call.arguments[0] else { throw Raised("SystemError", "a class has no name") }
        if call.arguments.count == 1, let known = references[text.utf8] { return .object(known) }
        guard let description = ClassDescription.of(text) else { throw Raised("SystemError", "a class has no name") }
        let reference = UserClass(description)
        references[text.utf8] = reference
        guard call.arguments.count == 2, case .list(let list) = call.arguments[1] else { return .object(reference) }
        let definition = ClassDefinition(description)
        for entry in list.elements {
            guard case .tuple(let parts) = entry, parts.elements.count == 3, case .text(let name) = parts.elements[0],
                case .text(let kind) = parts.elements[1]
            else { throw Raised("SystemError", "a class has a member that is none") }
            definition.add(name.string, kind.string, parts.elements[2])
        }
        definitions[description.key] = definition
        return .object(reference)
    }
}

extension ScriptHost {
    /// What the running script knows of the class; nil when it brought nothing.
    func definition(of description: ClassDescription) -> ClassDefinition? {
        (self as? ScriptInstance)?.classes.definition(description.key)
    }
}

/// The script that runs on this thread, for what has no room to be told: equality and hashes of the user's own.
final class CurrentScript {
    private weak var instance: ScriptInstance?
    /// The exceptions that comparisons and hashes, which cannot throw, have come upon.
    private var noted: Raised?
    private var notedByHash: Raised?

    private static let key: pthread_key_t? = {
        var key = pthread_key_t()
        let failure = pthread_key_create(&key) {
            if let own = $0 { Unmanaged<CurrentScript>.fromOpaque(own).release() }
        }
        return failure == 0 ? key : nil
    }()

    private static var current: CurrentScript? {
        guard let key else { return nil }
        if let own = pthread_getspecific(key) { return Unmanaged<CurrentScript>.fromOpaque(own).takeUnretainedValue() }
        let holder = CurrentScript()
        let own = Unmanaged.passRetained(holder)
        if pthread_setspecific(key, own.toOpaque()) == 0 { return holder }
        own.release()
        return nil
    }

    static func set(_ instance: ScriptInstance) {
        guard let current else { return }
        if current.instance !== instance { current.instance = instance }
    }

    /// Keeps the first exception until it is taken; nil forgets it.
    static func note(_ raised: Raised?, isOfHash: Bool = false) {
        guard let current else { return }
        if isOfHash {
            current.notedByHash = raised.map { current.notedByHash ?? $0 }
        } else {
            current.noted = raised.map { current.noted ?? $0 }
        }
    }

    static func takeNoted(isOfHash: Bool = false) -> Raised? {
        guard let current else { return nil }
        defer { note(nil, isOfHash: isOfHash) }
        return isOfHash ? current.notedByHash : current.noted
    }

    static var instance: ScriptInstance? {
        guard let key, let own = pthread_getspecific(key) else { return nil }
        return Unmanaged<CurrentScript>.fromOpaque(own).takeUnretainedValue().instance
    }
}

/// A method of an object of the user's, with the object.
final class UserMethod: ScriptObject {
    private(set) var receiver: Value
    private(set) var function: Value

    init(_ receiver: Value, _ function: Value) {
        self.receiver = receiver
        self.function = function
    }

    deinit {
        LettingGo.take(&receiver)
        LettingGo.take(&function)
    }

    override var typeName: String { "method" }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        try attributeOf(function, name, host)
    }

    override func callSelf(
        _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        try host.call(function, [receiver] + arguments, keywords: keywords)
    }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        "<bound method of \(Scripting.typeName(of: receiver))>"
    }
}

/// An object whose class the user wrote: what the class gives beyond its fields.
protocol UserObject: ScriptObject {
    var description: ClassDescription { get }
}

extension UserObject {
    /// The class's attribute of the name, bound to the object; nil when there is none.
    func classAttribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        guard let member = host.definition(of: description)?.members[name] else { return nil }
        switch member {
        case .method(let function): return .object(UserMethod(.object(self), function))
        case .property(let function): return try host.call(function, [.object(self)], keywords: [])
        case .staticMethod(let function), .constant(let function): return function
        case .classMethod(let function): return .object(UserMethod(.object(UserClass(description)), function))
        case .refused(let why): throw Raised("NotImplementedError", why)
        }
    }

    /// Calls the class's method; nil when there is none.
    func callClassMethod(
        _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        guard let member = host.definition(of: description)?.members[name] else { return nil }
        switch member {
        case .method(let function): return try host.call(function, [.object(self)] + arguments, keywords: keywords)
        case .staticMethod(let function), .constant(let function):
            return try host.call(function, arguments, keywords: keywords)
        case .classMethod(let function):
            return try host.call(function, [.object(UserClass(description))] + arguments, keywords: keywords)
        case .property(let function):
            let value = try host.call(function, [.object(self)], keywords: [])
            return try host.call(value, arguments, keywords: keywords)
        case .refused(let why): throw Raised("NotImplementedError", why)
        }
    }

    /// What a special method of the user's gives; nil when there is none, or when it does not know the operands.
    func special(_ name: String, _ arguments: [Value], _ host: any ScriptHost) throws(Raised) -> Value? {
        guard let result = try callClassMethod(name, arguments, [], host) else { return nil }
        if case .object(let object) = result, let type = object as? TypeObject, type.name == "NotImplemented" {
            return nil
        }
        return result
    }

    /// An operator that the class defines.
    func userBinary(
        _ op: String, _ other: Value, isReflected: Bool, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        let isInPlace = op.count > 1 && op.hasSuffix("=")
        guard let name = operatorNames[isInPlace ? String(op.dropLast()) : op] else { return nil }
        return try special("__\(isInPlace ? "i" : isReflected ? "r" : "")\(name)__", [other], host)
    }

    /// The order that the class defines.
    func userOrder(_ other: Value, _ host: any ScriptHost) throws(Raised) -> Int? {
        if let less = try special("__lt__", [other], host) {
            if Scripting.isTrue(less) { return -1 }
            return isEqual(other) ? 0 : 1
        }
        guard let greater = try special("__gt__", [other], host) else { return nil }
        if Scripting.isTrue(greater) { return 1 }
        return isEqual(other) ? 0 : -1
    }
}

private let operatorNames = [
    "+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow", "&": "and",
    "|": "or", "^": "xor", "<<": "lshift", ">>": "rshift",
]
