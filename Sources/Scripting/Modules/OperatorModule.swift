// SPDX-License-Identifier: Apache-2.0

/// `operator` by name on two values: arithmetic signs, comparisons, `in`, `getitem` and `getattr`.
public func libraryOperation(
    _ op: String, _ left: Value, _ right: Value, _ host: any ScriptHost
) throws(Raised) -> Value {
    switch op {
    case "==", "!=", "<", "<=", ">", ">=":
        if let result = try arrayCompare(op, left, right, host) { return result }
        return .bool(try comparison(op, left, right, host))
    case "in": return .bool(try containsValue(right, left, host))
    case "getitem": return try elementOf(left, right, host)
    case "getattr":
        return try attributeOf(left, try textArgument(right, "attribute name must be string, not ").string, host)
    default: return try binaryOperation(op, left, right, host)
    }
}

private func comparison(_ op: String, _ left: Value, _ right: Value, _ host: any ScriptHost) throws(Raised) -> Bool {
    switch op {
    case "==": isEqual(left, right)
    case "!=": !isEqual(left, right)
    case "<": try isOrdered(left, right, host) { $0 < 0 }
    case "<=": try isOrdered(left, right, host) { $0 <= 0 }
    case ">": try isOrdered(right, left, host) { $0 < 0 }
    default: try isOrdered(right, left, host) { $0 <= 0 }
    }
}

/// Calls the method `name` of any value.
public func libraryCall(
    _ value: Value, _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
) throws(Raised) -> Value {
    try callMethodOf(value, name, arguments, keywords, host)
}

/// Not a number is neither before nor behind anything.
private func isOrdered(
    _ left: Value, _ right: Value, _ host: any ScriptHost, _ test: (Int) -> Bool
) throws(Raised) -> Bool {
    if case .float(let value) = left, value.isNaN { return false }
    if case .float(let value) = right, value.isNaN { return false }
    return test(try compareValues(left, right, host))
}

/// Python's `operator`.
func operatorModule() -> ScriptObject { LibraryModule("operator", operatorFunctions) }

private func operation(_ op: String) -> LibraryModule.Body {
    { (call) throws(Raised) -> Value in
        let (left, right) = try call.two()
        return try libraryOperation(op, left, right, call.host)
    }
}

private let operatorFunctions: [String: LibraryModule.Body] = [
    "add": operation("+"), "iadd": operation("+"), "sub": operation("-"), "isub": operation("-"),
    "mul": operation("*"), "imul": operation("*"), "truediv": operation("/"), "floordiv": operation("//"),
    "mod": operation("%"), "pow": operation("**"), "and_": operation("&"), "or_": operation("|"),
    "xor": operation("^"), "lshift": operation("<<"), "rshift": operation(">>"), "eq": operation("=="),
    "ne": operation("!="), "lt": operation("<"), "le": operation("<="), "gt": operation(">"), "ge": operation(">="),
    "concat": operation("+"), "getitem": operation("getitem"),
    "__add__": operation("+"), "__mul__": operation("*"), "__sub__": operation("-"),
    "contains": { (call) throws(Raised) -> Value in
        let (container, value) = try call.two()
        return .bool(try containsValue(container, value, call.host))
    },
    "neg": { (call) throws(Raised) -> Value in
        let value = try call.one()
        switch value {
        case .float(let float): return .float(-float)
        case .object: return try callMethodOf(value, "__neg__", [], [], call.host)
        default:
            guard value.wholeNumber != nil else {
                throw Raised("TypeError", "bad operand type for unary -: '\(typeName(of: value))'")
            }
            return try binaryOperation("-", .int(0), value, call.host)
        }
    },
    "pos": { (call) throws(Raised) -> Value in try call.one() },
    "abs": { (call) throws(Raised) -> Value in
        let value = try call.one()
        if case .float(let float) = value { return .float(float.magnitude) }
        if case .object = value { return try callMethodOf(value, "__abs__", [], [], call.host) }
        guard let whole = value.wholeNumber else {
            throw Raised("TypeError", "bad operand type for abs(): '\(typeName(of: value))'")
        }
        if whole == .min { return wideValue(BigInteger(whole).negated) }
        return .int(abs(whole))
    },
    "invert": { (call) throws(Raised) -> Value in .int(~(try wholeArgument(try call.one()))) },
    "not_": { (call) throws(Raised) -> Value in .bool(!isTrue(try call.one())) },
    "truth": { (call) throws(Raised) -> Value in .bool(isTrue(try call.one())) },
    "is_": { (call) throws(Raised) -> Value in
        let (left, right) = try call.two()
        return .bool(isEqual(left, right) && typeName(of: left) == typeName(of: right))
    },
    "countOf": { (call) throws(Raised) -> Value in
        let (container, value) = try call.two()
        return .int(try call.values(container).count { isEqual($0, value) })
    },
    "itemgetter": { (call) throws(Raised) -> Value in
        let keys = call.arguments
        guard let first = keys.first else {
            throw Raised("TypeError", "itemgetter expected 1 argument, got 0")
        }
        return .object(
            NativeFunction("itemgetter") { (inner) throws(Raised) -> Value in
                let value = try inner.one()
                if keys.count == 1 { return try elementOf(value, first, inner.host) }
                var values: [Value] = []
                for key in keys { values.append(try elementOf(value, key, inner.host)) }
                return .tuple(TupleObject(values))
            })
    },
    "attrgetter": { (call) throws(Raised) -> Value in
        var names: [[String]] = []
        for value in call.arguments {
            let name = try textArgument(value, "attribute name must be a string, not ").string
            names.append(name.split(separator: ".", omittingEmptySubsequences: false).map(String.init))
        }
        if names.isEmpty { throw Raised("TypeError", "attrgetter expected 1 argument, got 0") }
        let paths = names
        return .object(
            NativeFunction("attrgetter") { (inner) throws(Raised) -> Value in
                let object = try inner.one()
                var values: [Value] = []
                for path in paths {
                    var value = object
                    for name in path { value = try attributeOf(value, name, inner.host) }
                    values.append(value)
                }
                return values.count == 1 ? values[0] : .tuple(TupleObject(values))
            })
    },
    "methodcaller": { (call) throws(Raised) -> Value in
        guard let first = call.arguments.first else {
            throw Raised("TypeError", "methodcaller needs at least one argument, the method name")
        }
        let name = try textArgument(first, "method name must be a string, not ").string
        let arguments = Array(call.arguments.dropFirst())
        let keywords = call.keywords
        return .object(
            NativeFunction("methodcaller") { (inner) throws(Raised) -> Value in
                try callMethodOf(try inner.one(), name, arguments, keywords, inner.host)
            })
    },
]
