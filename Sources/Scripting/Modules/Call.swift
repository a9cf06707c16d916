// SPDX-License-Identifier: Apache-2.0

/// Arguments given by name.
public typealias Keywords = [(name: String, value: Value)]

/// One call of a library function: its name for messages, its arguments, and the interpreter.
struct Call {
    let name: String
    /// The module or type of the function, which some messages name.
    let owner: String?
    let arguments: [Value]
    let keywords: Keywords
    let host: any ScriptHost

    init(
        _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost, owner: String? = nil
    ) {
        self.owner = owner
        self.name = name
        self.arguments = arguments
        self.keywords = keywords
        self.host = host
    }

    /// The arguments in the order of `names`, nil where one was left out.
    /// Fails with `TypeError` for too many, unknown, doubled or missing ones.
    func bind(_ names: [String], required: Int = 0) throws(Raised) -> [Value?] {
        if arguments.count > names.count {
            let bound = names.count == required ? "exactly" : "at most"
            let noun = names.count == 1 ? "argument" : "arguments"
            throw Raised(
                "TypeError", "\(name)() takes \(bound) \(names.count) \(noun) (\(arguments.count) given)")
        }
        var bound: [Value?] = arguments
        while bound.count < names.count { bound.append(nil) }
        for keyword in keywords {
            guard let place = names.firstIndex(of: keyword.name) else {
                throw Raised("TypeError", "'\(keyword.name)' is an invalid keyword argument for \(name)()")
            }
            if bound[place] != nil {
                throw Raised("TypeError", "\(name)() got multiple values for argument '\(keyword.name)'")
            }
            bound[place] = keyword.value
        }
        for place in 0..<required where bound[place] == nil {
            throw Raised("TypeError", "\(name)() missing required argument '\(names[place])' (pos \(place + 1))")
        }
        return bound
    }

    /// The only argument.
    func one() throws(Raised) -> Value {
        try noKeywords()
        guard arguments.count == 1 else {
            let shown = owner.map { $0 + "." + name } ?? name
            throw Raised("TypeError", "\(shown)() takes exactly one argument (\(arguments.count) given)")
        }
        return arguments[0]
    }

    func two() throws(Raised) -> (Value, Value) {
        try count(2, 2)
        return (arguments[0], arguments[1])
    }

    /// Checks that there are from `least` to `most` arguments and none by name.
    func count(_ least: Int, _ most: Int) throws(Raised) {
        try noKeywords()
        if arguments.count < least || arguments.count > most {
            let given = arguments.count
            if most == 0 { throw Raised("TypeError", "\(name)() takes no arguments (\(given) given)") }
            let noun = (given < least ? least : most) == 1 ? "argument" : "arguments"
            let bound = least == most ? "" : given < least ? "at least " : "at most "
            throw Raised(
                "TypeError", "\(name) expected \(bound)\(given < least ? least : most) \(noun), got \(given)")
        }
    }

    /// The call as if no argument had a name.
    var withoutKeywords: Call { Call(name, arguments, [], host, owner: owner) }

    func noKeywords() throws(Raised) {
        if !keywords.isEmpty { throw Raised("TypeError", "\(name)() takes no keyword arguments") }
    }

    func keyword(_ name: String) -> Value? { keywords.first { $0.name == name }?.value }

    /// All values of an iterable.
    func values(_ iterable: Value) throws(Raised) -> [Value] { try valuesOf(iterable, host) }
}

/// All values of an iterable, in order; work and memory are counted.
func valuesOf(_ iterable: Value, _ host: any ScriptHost) throws(Raised) -> [Value] {
    switch iterable {
    case .list(let list): return list.elements
    case .tuple(let tuple): return tuple.elements
    default: break
    }
    let iterator = try host.iterate(iterable)
    var values: [Value] = []
    while let value = try iterator.next(host) {
        // The array doubles.
        if values.count == values.capacity { try host.reserve((values.count + 1) * MemoryLayout<Value>.stride) }
        values.append(value)
        if values.count & 63 == 0 { try host.spend(64) }
    }
    return values
}

/// The value as an index or a count: an int or a bool.
func wholeArgument(_ value: Value) throws(Raised) -> Int {
    if let whole = value.wholeNumber ?? arrayIndex(value) { return whole }
    if isWide(value) { throw Raised("OverflowError", "Python int too large to convert to C ssize_t") }
    throw Raised("TypeError", "'\(typeName(of: value))' object cannot be interpreted as an integer")
}

/// The value as a float: a number, or what Python says it needs.
func floatArgument(_ value: Value) throws(Raised) -> Double {
    switch value {
    case .float(let value): return value
    case .int(let value): return Double(value)
    case .bool(let value): return value ? 1 : 0
    case .object(let object) where object is WholeObject:
        return try wideFloat((object as? WholeObject)?.number ?? BigInteger())
    case .object(let object) where object.loopKind == .array:
        if case .float(let number)? = try object.callMethod("__float__", [], [], SilentHost()) { return number }
        throw Raised("TypeError", "must be real number, not \(typeName(of: value))")
    default: throw Raised("TypeError", "must be real number, not \(typeName(of: value))")
    }
}

func overflow() -> Raised { Raised("OverflowError", "integer result does not fit 64 bits") }

/// A library function as a value.
final class NativeFunction: ScriptObject {
    typealias Body = (Call) throws(Raised) -> Value

    let name: String
    private let owner: String?
    /// nil while the function ends.
    private var body: Body?

    init(_ name: String, owner: String? = nil, _ body: @escaping Body) {
        self.name = name
        self.owner = owner
        self.body = body
    }

    deinit { LettingGo.take(&body) }

    override var typeName: String { "builtin_function_or_method" }

    override func callSelf(
        _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        try body?(Call(name, arguments, keywords, host, owner: owner))
    }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        name == "__name__" ? .text(Text(self.name)) : nil
    }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String { "<built-in function \(name)>" }
}

/// A method of an object as a value, such as `d.get` without a call.
final class BoundMethod: ScriptObject {
    /// nil while the method ends.
    private var receiver: ScriptObject?
    let name: String

    init(_ receiver: ScriptObject, _ name: String) {
        self.receiver = receiver
        self.name = name
    }

    deinit { LettingGo.take(&receiver) }

    override var typeName: String { "builtin_function_or_method" }

    override func callSelf(
        _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        try receiver?.callMethod(name, arguments, keywords, host)
    }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        "<built-in method \(name) of \(receiver?.typeName ?? "") object>"
    }
}

/// An object of the library: fields and a table of methods.
class LibraryObject: ScriptObject {
    typealias Method = @Sendable (ScriptObject, Call) throws(Raised) -> Value

    /// The methods of the class; one table for all its objects.
    var methods: [String: Method] { [:] }

    /// A field that is no method.
    func field(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? { nil }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        if let value = try field(name, host) { return value }
        return methods[name] == nil ? nil : .object(BoundMethod(self, name))
    }

    override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        if let method = methods[name] { return try method(self, Call(name, arguments, keywords, host)) }
        guard let field = try field(name, host) else { return nil }
        return try host.call(field, arguments, keywords: keywords)
    }
}

/// A method for the table of class `T`.
func method<T: ScriptObject>(
    _ type: T.Type, _ body: @escaping @Sendable (T, Call) throws(Raised) -> Value
) -> LibraryObject.Method {
    { (object, call) throws(Raised) -> Value in
        // Most objects are of the class itself, which is seen at once.
        if Swift.type(of: object) == type { return try body(unsafeDowncast(object, to: type), call) }
        guard let receiver = object as? T else {
            throw Raised("TypeError", "'\(object.typeName)' object has no method '\(call.name)'")
        }
        return try body(receiver, call)
    }
}

/// An iterator that a script can hold: each step comes from a closure.
final class IteratorObject: ScriptObject, ValueIterator {
    typealias Step = (any ScriptHost) throws(Raised) -> Value?

    private let name: String
    /// nil while the iterator ends.
    private var step: Step?
    private var isDone = false

    init(_ name: String, _ step: @escaping Step) {
        self.name = name
        self.step = step
    }

    deinit { LettingGo.take(&step) }

    override var typeName: String { name }

    func next(_ host: any ScriptHost) throws(Raised) -> Value? {
        guard !isDone, let step else { return nil }
        try NativeStack.check()
        try host.spend(1)
        let value = try step(host)
        if value == nil { isDone = true }
        return value
    }

    override func iterator(_ host: any ScriptHost) throws(Raised) -> (any ValueIterator)? { self }

    override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        guard name == "__next__" else { return nil }
        guard let value = try next(host) else { throw Raised("StopIteration", arguments: []) }
        return value
    }
}

/// An iterator over values that are there.
func arrayIterator(_ name: String, _ values: [Value]) -> IteratorObject {
    var position = 0
    return IteratorObject(name) { (_) throws(Raised) -> Value? in
        guard position < values.count else { return nil }
        position += 1
        return values[position - 1]
    }
}

/// A class of the library, such as `datetime.date`: calling it makes an object.
final class LibraryClass: ScriptObject {
    typealias Body = @Sendable (Call) throws(Raised) -> Value

    let name: String
    private let construct: Body
    private let statics: [String: Body]
    private let constants: [String: Value]
    private let test: (ScriptObject) -> Bool

    init(
        _ name: String, statics: [String: Body] = [:], constants: [String: Value] = [:],
        isInstance: @escaping (ScriptObject) -> Bool, construct: @escaping Body
    ) {
        self.name = name
        self.statics = statics
        self.constants = constants
        self.construct = construct
        test = isInstance
    }

    override var typeName: String { "type" }

    /// `isinstance(value, cls)`.
    func isInstance(_ value: Value) -> Bool {
        guard case .object(let object) = value else { return false }
        return test(object)
    }

    override func callSelf(
        _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        try construct(Call(name, arguments, keywords, host))
    }

    override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        if let body = statics[name] { return try body(Call(name, arguments, keywords, host)) }
        // `date.isoformat(d)`: the method of the first argument.
        guard let first = arguments.first, isInstance(first), case .object(let object) = first else { return nil }
        return try object.callMethod(name, Array(arguments.dropFirst()), keywords, host)
    }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        if name == "__name__" { return .text(Text(self.name.split(separator: ".").last.map(String.init) ?? "")) }
        if let constant = constants[name] { return constant }
        guard let body = statics[name] else { return nil }
        return .object(NativeFunction(name, body))
    }

    override var isOneOfAKind: Bool { true }

    override func isEqual(_ other: Value) -> Bool {
        if case .object(let object) = other, let other = object as? LibraryClass { return other.name == name }
        return false
    }

    override func hashValue() -> UInt64? { try? hashOf(.text(Text(name))) }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String { "<class '\(name)'>" }
}

/// A module of the library: functions and constants by name.
class LibraryModule: ScriptObject {
    typealias Body = @Sendable (Call) throws(Raised) -> Value

    let name: String
    let functions: [String: Body]
    let constants: [String: Value]

    init(_ name: String, _ functions: [String: Body], constants: [String: Value] = [:]) {
        self.name = name
        self.functions = functions
        self.constants = constants
    }

    override var typeName: String { "module" }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        if let body = functions[name] { return .object(NativeFunction(name, owner: self.name, body)) }
        if name == "__name__" { return .text(Text(self.name)) }
        return constants[name]
    }

    override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        if let body = functions[name] {
            return try body(Call(name, arguments, keywords, host, owner: self.name))
        }
        guard let constant = constants[name] else { return nil }
        return try host.call(constant, arguments, keywords: keywords)
    }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String { "<module '\(name)'>" }
}
