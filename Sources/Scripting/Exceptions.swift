// SPDX-License-Identifier: Apache-2.0

/// The classes of exceptions and what each derives from.
enum ExceptionClasses {
    static let parents: [String: String] = [
        "BaseException": "", "Exception": "BaseException", "KeyboardInterrupt": "BaseException",
        "SystemExit": "BaseException", "GeneratorExit": "BaseException",
        "ArithmeticError": "Exception", "ZeroDivisionError": "ArithmeticError", "OverflowError": "ArithmeticError",
        "FloatingPointError": "ArithmeticError", "AssertionError": "Exception", "AttributeError": "Exception",
        "BufferError": "Exception", "EOFError": "Exception", "ImportError": "Exception",
        "ModuleNotFoundError": "ImportError", "LookupError": "Exception", "IndexError": "LookupError",
        "KeyError": "LookupError", "MemoryError": "Exception", "NameError": "Exception",
        "UnboundLocalError": "NameError", "OSError": "Exception", "FileNotFoundError": "OSError",
        "PermissionError": "OSError", "TimeoutError": "OSError", "RuntimeError": "Exception",
        "NotImplementedError": "RuntimeError", "RecursionError": "RuntimeError", "StopIteration": "Exception",
        "StopAsyncIteration": "Exception", "SyntaxError": "Exception", "SystemError": "Exception",
        "TypeError": "Exception", "ValueError": "Exception", "UnicodeError": "ValueError",
        "UnicodeDecodeError": "UnicodeError", "UnicodeEncodeError": "UnicodeError", "Warning": "Exception",
        "UserWarning": "Warning", "DeprecationWarning": "Warning", "RuntimeWarning": "Warning",
        "FutureWarning": "Warning", "PendingDeprecationWarning": "Warning", "SyntaxWarning": "Warning",
        "ImportWarning": "Warning", "UnicodeWarning": "Warning", "BytesWarning": "Warning",
        "ResourceWarning": "Warning",
        "binascii.Error": "ValueError", "struct.error": "Exception", "zlib.error": "Exception",
        "csv.Error": "Exception", "decimal.DecimalException": "ArithmeticError",
        "decimal.InvalidOperation": "decimal.DecimalException", "decimal.Overflow": "decimal.DecimalException",
        "decimal.DivisionByZero": "ZeroDivisionError", "decimal.ConversionSyntax": "decimal.InvalidOperation",
        "decimal.DivisionUndefined": "decimal.InvalidOperation",
        "decimal.DivisionImpossible": "decimal.InvalidOperation", "FrozenInstanceError": "AttributeError",
        "JSONDecodeError": "ValueError", "ZoneInfoNotFoundError": "KeyError", "error": "Exception",
        "StatisticsError": "ValueError",
    ]
    /// Other names of the same class.
    static let aliases = ["IOError": "OSError", "EnvironmentError": "OSError"]

    /// The name of a class without its module.
    static func shortName(_ name: String) -> String { name.split(separator: ".").last.map(String.init) ?? name }

    static func isKnown(_ name: String) -> Bool { parents[name] != nil }

    /// Whether class `name` is `ancestor` or derives from it. An unknown class derives from `Exception`.
    static func derives(_ name: String, from ancestor: String) -> Bool {
        var current = name
        while !current.isEmpty {
            if current == ancestor { return true }
            current = parents[current] ?? "Exception"
        }
        return false
    }
}

/// An exception as a value.
public final class ExceptionObject: ScriptObject {
    public let type: String
    /// The class, where it is one of the user's.
    let description: ClassDescription?
    public private(set) var arguments: [Value]
    /// What the user or the library has put into it.
    private var names: [String] = []
    private var values: [Value] = []
    var cause = Value.none
    var span: Int

    init(_ raised: Raised) {
        type = raised.type
        arguments = raised.arguments
        span = raised.span
        description = nil
    }

    /// One of a class of the user's.
    init(_ description: ClassDescription, arguments: [Value]) {
        type = description.name
        self.description = description
        self.arguments = arguments
        span = -1
    }

    /// The exception whose class travelled as `name`: a name of Python's, or a description.
    convenience init?(travelled name: Text, _ arguments: [Value]) {
        guard name.utf8.contains(ClassDescription.separator.asciiValue!) else {
            self.init(type: name.string, arguments: arguments)
            return
        }
        guard let description = ClassDescription.of(name), description.kind == .exception else { return nil }
        self.init(description, arguments: arguments)
    }

    public init(type: String, arguments: [Value]) {
        self.type = type
        self.arguments = arguments
        description = nil
        span = -1
    }

    deinit {
        LettingGo.take(&values)
        LettingGo.take(&arguments)
        LettingGo.take(&cause)
    }

    /// The object of an exception on its way: the one that was raised, or a new one.
    static func of(_ raised: Raised) -> ExceptionObject {
        if let object = raised.object as? ExceptionObject {
            object.span = raised.span
            return object
        }
        return ExceptionObject(raised)
    }

    public override var typeName: String { ExceptionClasses.shortName(type) }

    func setArguments(_ arguments: [Value]) { self.arguments = arguments }

    /// Gives an attribute its value.
    func put(_ name: String, _ value: Value) {
        if let place = names.firstIndex(of: name) {
            values[place] = value
        } else {
            names.append(name)
            values.append(value)
        }
    }

    /// Whether its class is the one of this key or name, or derives from it.
    func derives(from name: String) -> Bool {
        description?.derives(from: name) ?? ExceptionClasses.derives(type, from: name)
    }

    private func member(_ name: String, _ host: any ScriptHost) -> ClassDefinition.Member? {
        description.flatMap { host.definition(of: $0)?.members[name] }
    }

    public override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        if let place = names.firstIndex(of: name) { return values[place] }
        switch member(name, host) {
        case .method(let function): return .object(UserMethod(.object(self), function))
        case .property(let function): return try host.call(function, [.object(self)], keywords: [])
        case .staticMethod(let value), .constant(let value): return value
        case .classMethod(let function):
            return .object(UserMethod(description.map { .object(UserClass($0)) } ?? Value.none, function))
        case .refused(let why): throw Raised("NotImplementedError", why)
        case nil: break
        }
        return switch name {
        case "args": .tuple(TupleObject(arguments))
        case "__cause__", "__context__": cause
        case "value" where type == "StopIteration": arguments.first ?? Value.none
        default: nil
        }
    }

    public override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: [(name: String, value: Value)], _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        switch name {
        case "with_traceback": return .object(self)
        case "__setattr__":
            guard description != nil, arguments.count == 2, case .text(let name) = arguments[0] else { return nil }
            try host.reserve(2 * MemoryLayout<Value>.stride)
            if name.string == "args" {
                self.arguments = try valuesOf(arguments[1], host)
            } else {
                put(name.string, arguments[1])
            }
            return Value.none
        case "__str__" where member(name, host) == nil: return .text(Text(try str(host)))
        default:
            guard description != nil, let found = try attribute(name, host) else { return nil }
            return try host.call(found, arguments, keywords: keywords)
        }
    }

    public override func str(_ host: any ScriptHost) throws(Raised) -> String {
        if case .method(let function)? = member("__str__", host) {
            return try strOf(try host.call(function, [.object(self)], keywords: []), host)
        }
        return switch arguments.count {
        case 0: ""
        case 1: derives(from: "KeyError") ? try reprOf(arguments[0], host) : try strOf(arguments[0], host)
        default: try reprOf(.tuple(TupleObject(arguments)), host)
        }
    }

    public override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        if arguments.count == 1 { return "\(typeName)(\(try reprOf(arguments[0], host)))" }
        return typeName + (try reprOf(.tuple(TupleObject(arguments)), host))
    }

    public override func encoded(_ host: any ScriptHost) throws(Raised) -> (type: String, fields: [Value])? {
        var fields: [Value] = [description.map { .text($0.text) } ?? .text(Text(type))]
        fields.append(.tuple(TupleObject(arguments)))
        if !names.isEmpty {
            let dict = DictObject()
            for (name, value) in zip(names, values) { dict[try ValueKey(.text(Text(name)))] = value }
            fields.append(.dict(dict))
        }
        return ("exception", fields)
    }
}

/// A class of exceptions as a value.
final class ExceptionClass: ScriptObject {
    let name: String

    init(_ name: String) { self.name = ExceptionClasses.aliases[name] ?? name }

    override var typeName: String { "type" }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        name == "__name__" || name == "__qualname__" ? .text(Text(ExceptionClasses.shortName(self.name))) : nil
    }

    override func callSelf(
        _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        if !keywords.isEmpty { throw Raised("TypeError", "\(name)() takes no keyword arguments") }
        return .object(ExceptionObject(type: name, arguments: arguments))
    }

    override var isOneOfAKind: Bool { true }

    override func isEqual(_ other: Value) -> Bool {
        if case .object(let object) = other, let other = object as? ExceptionClass { return other.name == name }
        return false
    }

    override func hashValue() -> UInt64? { try? hashOf(.text(Text(name))) }
    override func repr(_ host: any ScriptHost) throws(Raised) -> String { "<class '\(name)'>" }
}

/// What `raise value` throws.
func raisedFrom(_ value: Value, _ host: any ScriptHost) throws(Raised) -> Raised {
    if case .object(let object) = value {
        if let exception = object as? ExceptionObject { return raised(exception) }
        if let known = object as? ExceptionClass {
            return raised(ExceptionObject(type: known.name, arguments: []))
        }
        if let made = try object.callSelf([], [], host), case .object(let object) = made,
            let exception = object as? ExceptionObject
        {
            return raised(exception)
        }
    }
    throw Raised("TypeError", "exceptions must derive from BaseException")
}

private func raised(_ exception: ExceptionObject) -> Raised {
    var raised = Raised(exception.type, arguments: exception.arguments)
    raised.object = exception
    raised.span = exception.span
    return raised
}

extension ScriptInstance {
    /// Whether an `except` clause for `kind`, a class or a tuple of them, takes the exception.
    func matches(_ exception: Value, _ kind: Value) throws(Raised) -> Bool {
        guard case .object(let object) = exception, let exception = object as? ExceptionObject else {
            throw Raised("SystemError", "a register holds no exception")
        }
        switch kind {
        case .tuple(let tuple):
            try NativeStack.check()
            for element in tuple.elements where try matches(.object(exception), element) { return true }
            return false
        case .object(let object):
            if let known = object as? ExceptionClass {
                return exception.derives(from: known.name)
            }
            if let known = object as? UserClass, known.description.kind == .exception {
                return exception.derives(from: known.description.key)
            }
            if let known = object as? LibraryClass { return known.isInstance(.object(exception)) }
        default: break
        }
        throw Raised("TypeError", "catching classes that do not inherit from BaseException is not allowed")
    }
}
