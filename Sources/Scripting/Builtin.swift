// SPDX-License-Identifier: Apache-2.0

/// The builtin functions and types that scripts have.
enum Builtin: String, CaseIterable {
    case len, int, float, str, bool, bytes, list, tuple, set, frozenset, dict, range, sum, min, max, abs, round, sorted
    case reversed, zip, enumerate, map, filter, any, all, iter, next, isinstance, issubclass, type, print, repr, ascii
    case chr, ord, hash, divmod, pow, bin, hex, oct, format, callable, getattr, hasattr, slice, object, complex,
        bytearray
    // What closures say of the classes that they use (closures/classnames.py).
    case defineClasses = "_martlet_define"
    case classNamed = "_martlet_class"
    case baseInit = "_martlet_base_init"
    case groupData = "_martlet_group"

    /// Whether the name is a type, so that `isinstance` knows it.
    var isType: Bool {
        switch self {
        case .int, .float, .str, .bool, .bytes, .list, .tuple, .set, .frozenset, .dict, .range, .reversed, .zip,
            .enumerate, .map, .filter, .type, .slice, .object, .complex, .bytearray:
            true
        default: false
        }
    }
}

/// The value of a builtin name; nil for a name that is none.
func builtinValue(_ name: String) -> Value? {
    let isInModule = [
        "error", "JSONDecodeError", "StatisticsError", "FrozenInstanceError", "ZoneInfoNotFoundError",
    ].contains(name)
    if ExceptionClasses.isKnown(name) && !isInModule && !name.contains(".")
        || ExceptionClasses.aliases[name] != nil
    {
        return .object(ExceptionClass(name))
    }
    if name == "Row" { return .object(rowClass()) }
    if name == "Ellipsis" || name == "NotImplemented" { return .object(TypeObject(name)) }
    guard let builtin = Builtin(rawValue: name) else { return nil }
    return .object(builtin.isType ? TypeObject(name) : BuiltinFunction(builtin))
}

/// `type(value)`.
func typeValue(of value: Value) -> Value {
    if case .object(let object) = value, let exception = object as? ExceptionObject {
        return .object(exception.description.map { UserClass($0) } ?? ExceptionClass(exception.type))
    }
    if case .object(let object) = value, object.loopKind == .array {
        if isMatrix(value) { return .object(matrixClass()) }
        return .object((object as? ArrayScalar).map { arrayScalarClass($0.type) } ?? arrayClass())
    }
    if case .object(let object) = value {
        if let object = object as? any UserObject { return .object(UserClass(object.description)) }
        if let row = object as? RowObject, let description = row.description {
            return .object(UserClass(description))
        }
        if let row = object as? RowObject, row.isRow { return .object(rowClass()) }
    }
    if case .object(let object) = value,
        object is TypeObject || object is ExceptionClass || object is LibraryClass
            || object is UserClass
    {
        return .object(TypeObject("type"))
    }
    return .object(TypeObject(typeName(of: value)))
}

final class BuiltinFunction: ScriptObject {
    let builtin: Builtin

    init(_ builtin: Builtin) { self.builtin = builtin }

    override var typeName: String { "builtin_function_or_method" }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        name == "__name__" ? .text(Text(builtin.rawValue)) : nil
    }

    override func callSelf(
        _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        try (host as? ScriptInstance)?.callBuiltin(builtin, arguments, keywords)
    }

    override var isOneOfAKind: Bool { true }

    override func isEqual(_ other: Value) -> Bool {
        if case .object(let object) = other, let other = object as? BuiltinFunction { return other.builtin == builtin }
        return false
    }

    override func hashValue() -> UInt64? { try? hashOf(.text(Text(builtin.rawValue))) }
    override func repr(_ host: any ScriptHost) throws(Raised) -> String { "<built-in function \(builtin.rawValue)>" }
}

/// A type as a value: calling it converts, comparing it tells types apart.
final class TypeObject: ScriptObject {
    let name: String

    init(_ name: String) { self.name = name }

    override var typeName: String { "type" }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
        case "__name__", "__qualname__": return .text(Text(self.name.split(separator: ".").last.map(String.init) ?? ""))
        default:
            let isStatic = self.name == "dict" && name == "fromkeys" || self.name == "str" && name == "maketrans"
            if isStatic || isMethod(name) { return .object(UnboundMethod(self, name)) }
            return nil
        }
    }

    private func isMethod(_ name: String) -> Bool {
        if commonMethods.contains(name) { return true }
        return switch self.name {
        case "str": isTextMethod(name)
        case "bytes": isBytesMethod(name) || name == "fromhex"
        case "list": listMethods.contains(name)
        case "tuple": name == "index" || name == "count"
        case "dict": dictMethods.contains(name)
        case "set": setMethods.contains(name)
        case "frozenset": setMethods.contains(name) && !setChangingMethods.contains(name)
        case "int", "bool": intMethods.contains(name) || name == "from_bytes"
        case "float": floatMethods.contains(name) || name == "fromhex"
        default: false
        }
    }

    override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        let call = Call(name, arguments, keywords, host)
        switch (self.name, name) {
        case ("dict", "fromkeys"): return try dictFromKeys(call)
        case ("str", "maketrans"): return try callTextMethod(Text(""), name, arguments, keywords, host)
        case ("bytes", "fromhex"): return try callBytesMethod(ByteString([]), name, arguments, keywords, host)
        case ("int", "from_bytes"): return try wholeFromBytes(call)
        case ("float", "fromhex"):
            guard case .text(let text) = try call.one() else {
                throw Raised("TypeError", "bad argument type for built-in operation")
            }
            return .float(try floatFromHex(text))
        default: break
        }
        guard isMethod(name) else { return nil }
        guard let first = arguments.first else {
            throw Raised("TypeError", "unbound method \(self.name).\(name)() needs an argument")
        }
        let kind = Scripting.typeName(of: first)
        guard kind == self.name || commonMethods.contains(name) || self.name == "int" && kind == "bool" else {
            throw Raised(
                "TypeError",
                "descriptor '\(name)' for '\(self.name)' objects doesn't apply to a '\(kind)' object")
        }
        return try callMethodOf(first, name, Array(arguments.dropFirst()), keywords, host)
    }

    override func callSelf(
        _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        guard let builtin = Builtin(rawValue: name) else {
            throw Raised("TypeError", "cannot create '\(name)' instances")
        }
        return try (host as? ScriptInstance)?.callBuiltin(builtin, arguments, keywords)
    }

    override var isOneOfAKind: Bool { true }

    override func isEqual(_ other: Value) -> Bool {
        if case .object(let object) = other {
            if let other = object as? TypeObject { return other.name == name }
            if let other = object as? LibraryClass { return other.name == name }
        }
        return false
    }

    override func hashValue() -> UInt64? { try? hashOf(.text(Text(name))) }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        name == "Ellipsis" || name == "NotImplemented" ? name : "<class '\(name)'>"
    }
}

/// `str.lower` and its like: the receiver is the first argument.
final class UnboundMethod: ScriptObject {
    private let type: TypeObject
    private let name: String

    init(_ type: TypeObject, _ name: String) {
        self.type = type
        self.name = name
    }

    override var typeName: String { "method_descriptor" }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        name == "__name__" ? .text(Text(self.name)) : nil
    }

    override func callSelf(
        _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        try type.callMethod(name, arguments, keywords, host)
    }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        "<method '\(name)' of '\(type.name)' objects>"
    }
}

private func wholeFromBytes(_ call: Call) throws(Raised) -> Value {
    let bound = try call.bind(["bytes", "byteorder", "signed"], required: 1)
    guard case .bytes(let source)? = bound[0] else {
        throw Raised("TypeError", "cannot convert '\(typeName(of: call.arguments[0]))' object to bytes")
    }
    var bytes = source.bytes
    if case .text(let order)? = bound[1], order.string == "little" { bytes.reverse() }
    let isNegative = isTrue(bound[2] ?? .bool(false)) && (bytes.first ?? 0) >= 0x80
    if bytes.count > 7 { return wideValue(BigInteger(bytes: bytes.reversed(), isSigned: isNegative)) }
    var value = isNegative ? -1 : 0
    for byte in bytes { value = value << 8 | Int(byte) }
    return .int(value)
}

/// An accumulator as a task sees it: it can only be added to.
final class AccumulatorObject: ScriptObject {
    private let identifier: Int
    private unowned let instance: ScriptInstance

    init(_ identifier: Int, _ instance: ScriptInstance) {
        self.identifier = identifier
        self.instance = instance
    }

    override var typeName: String { "Accumulator" }

    func add(_ value: Value) throws(Raised) {
        try instance.environment.accumulate(identifier, value, instance)
    }

    override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        guard name == "add" else { return nil }
        try add(try Call(name, arguments, keywords, host).one())
        return Value.none
    }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        if name == "value" { throw Raised("RuntimeError", "Accumulator.value cannot be accessed inside tasks") }
        return name == "add" ? .object(BoundMethod(self, name)) : nil
    }
}
