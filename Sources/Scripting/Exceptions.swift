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
        "JSONDecodeError": "ValueError", "error": "Exception", "StatisticsError": "ValueError",
    ]
    /// Other names of the same class.
    static let aliases = ["IOError": "OSError", "EnvironmentError": "OSError"]

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
    public private(set) var arguments: [Value]
    var cause = Value.none
    var span: Int

    init(_ raised: Raised) {
        type = raised.type
        arguments = raised.arguments
        span = raised.span
    }

    public init(type: String, arguments: [Value]) {
        self.type = type
        self.arguments = arguments
        span = -1
    }

    deinit {
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

    public override var typeName: String { type }

    public override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
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
        case "with_traceback": .object(self)
        case "__str__": .text(Text(try str(host)))
        default: nil
        }
    }

    public override func str(_ host: any ScriptHost) throws(Raised) -> String {
        switch arguments.count {
        case 0: ""
        case 1: type == "KeyError" ? try reprOf(arguments[0], host) : try strOf(arguments[0], host)
        default: try reprOf(.tuple(TupleObject(arguments)), host)
        }
    }

    public override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        if arguments.count == 1 { return "\(type)(\(try reprOf(arguments[0], host)))" }
        return type + (try reprOf(.tuple(TupleObject(arguments)), host))
    }

    public override func encoded(_ host: any ScriptHost) throws(Raised) -> (type: String, fields: [Value])? {
        ("exception", [.text(Text(type)), .tuple(TupleObject(arguments))])
    }
}

/// A class of exceptions as a value.
final class ExceptionClass: ScriptObject {
    let name: String

    init(_ name: String) { self.name = ExceptionClasses.aliases[name] ?? name }

    override var typeName: String { "type" }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        name == "__name__" || name == "__qualname__" ? .text(Text(self.name)) : nil
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
            for element in tuple.elements where try matches(.object(exception), element) { return true }
            return false
        case .object(let object):
            if let known = object as? ExceptionClass {
                return ExceptionClasses.derives(exception.type, from: known.name)
            }
            if let known = object as? LibraryClass { return known.isInstance(.object(exception)) }
        default: break
        }
        throw Raised("TypeError", "catching classes that do not inherit from BaseException is not allowed")
    }
}
