// SPDX-License-Identifier: Apache-2.0

// What the library needs of the interpreter. The interpreter's own functions of these names replace this file.

func typeName(of value: Value) -> String {
    switch value {
    case .none: "NoneType"
    case .bool: "bool"
    case .int: "int"
    case .float: "float"
    case .text: "str"
    case .bytes: "bytes"
    case .tuple: "tuple"
    case .list: "list"
    case .dict: "dict"
    case .set(let set): set.isFrozen ? "frozenset" : "set"
    case .object(let object): object.typeName
    }
}

func isTrue(_ value: Value) -> Bool {
    switch value {
    case .none: false
    case .bool(let value): value
    case .int(let value): value != 0
    case .float(let value): value != 0
    case .text(let text): text.count != 0
    case .bytes(let bytes): !bytes.bytes.isEmpty
    case .tuple(let tuple): !tuple.elements.isEmpty
    case .list(let list): !list.elements.isEmpty
    case .dict(let dict): dict.count != 0
    case .set(let set): set.count != 0
    case .object(let object): object.isTrue
    }
}

func compareValues(_ left: Value, _ right: Value, _ host: any ScriptHost) throws(Raised) -> Int {
    switch (left, right) {
    case (.text(let left), .text(let right)):
        return left.utf8 == right.utf8 ? 0 : left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
    case (.bytes(let left), .bytes(let right)):
        return left.bytes == right.bytes ? 0 : left.bytes.lexicographicallyPrecedes(right.bytes) ? -1 : 1
    case (.tuple(let left), .tuple(let right)): return try compareLists(left.elements, right.elements, host)
    case (.list(let left), .list(let right)): return try compareLists(left.elements, right.elements, host)
    case (.object(let object), _):
        if let order = try object.compare(right, host) { return order }
    case (_, .object(let object)):
        if let order = try object.compare(left, host) { return -order }
    default:
        if let left = left.wholeNumber, let right = right.wholeNumber {
            return left == right ? 0 : left < right ? -1 : 1
        }
        if let left = try? floatArgument(left), let right = try? floatArgument(right) {
            return left == right ? 0 : left < right ? -1 : 1
        }
    }
    throw Raised(
        "TypeError",
        "'<' not supported between instances of '\(typeName(of: left))' and '\(typeName(of: right))'")
}

private func compareLists(_ left: [Value], _ right: [Value], _ host: any ScriptHost) throws(Raised) -> Int {
    for (left, right) in zip(left, right) where !isEqual(left, right) { return try compareValues(left, right, host) }
    return left.count == right.count ? 0 : left.count < right.count ? -1 : 1
}

func binaryOperation(
    _ op: String, _ left: Value, _ right: Value, _ host: any ScriptHost
) throws(Raised) -> Value {
    if case .object(let object) = left, let value = try object.binary(op, right, isReflected: false, host) {
        return value
    }
    if case .object(let object) = right, let value = try object.binary(op, left, isReflected: true, host) {
        return value
    }
    if let left = left.wholeNumber, let right = right.wholeNumber { return try wholeOperation(op, left, right) }
    if case .text(let left) = left, case .text(let right) = right, op == "+" {
        return .text(Text(utf8: left.utf8 + right.utf8))
    }
    if case .list(let left) = left, case .list(let right) = right, op == "+" {
        return .list(ListObject(left.elements + right.elements))
    }
    if let left = try? floatArgument(left), let right = try? floatArgument(right) {
        switch op {
        case "+": return .float(left + right)
        case "-": return .float(left - right)
        case "*": return .float(left * right)
        case "/":
            if right == 0 { throw Raised("ZeroDivisionError", "float division by zero") }
            return .float(left / right)
        default: break
        }
    }
    throw Raised(
        "TypeError",
        "unsupported operand type(s) for \(op): '\(typeName(of: left))' and '\(typeName(of: right))'")
}

private func wholeOperation(_ op: String, _ left: Int, _ right: Int) throws(Raised) -> Value {
    let result: (partialValue: Int, overflow: Bool)
    switch op {
    case "+": result = left.addingReportingOverflow(right)
    case "-": result = left.subtractingReportingOverflow(right)
    case "*": result = left.multipliedReportingOverflow(by: right)
    case "/":
        if right == 0 { throw Raised("ZeroDivisionError", "division by zero") }
        return .float(Double(left) / Double(right))
    case "//", "%":
        if right == 0 { throw Raised("ZeroDivisionError", "integer division or modulo by zero") }
        let (quotient, overflows) = left.dividedReportingOverflow(by: right)
        if overflows { throw overflow() }
        let rest = left - quotient * right
        let isOff = rest != 0 && (rest < 0) != (right < 0)
        return .int(op == "//" ? quotient - (isOff ? 1 : 0) : rest + (isOff ? right : 0))
    case "&": return .int(left & right)
    case "|": return .int(left | right)
    case "^": return .int(left ^ right)
    default: throw Raised("TypeError", "unsupported operand type(s) for \(op): 'int' and 'int'")
    }
    if result.overflow { throw overflow() }
    return .int(result.partialValue)
}

func attributeOf(_ value: Value, _ name: String, _ host: any ScriptHost) throws(Raised) -> Value {
    if case .object(let object) = value, let found = try object.attribute(name, host) { return found }
    throw Raised("AttributeError", "'\(typeName(of: value))' object has no attribute '\(name)'")
}

func callMethodOf(
    _ value: Value, _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
) throws(Raised) -> Value {
    let result: Value?
    switch value {
    case .text(let text): result = try callTextMethod(text, name, arguments, keywords, host)
    case .bytes(let bytes): result = try callBytesMethod(bytes, name, arguments, keywords, host)
    case .object(let object): result = try object.callMethod(name, arguments, keywords, host)
    default: result = nil
    }
    if let result { return result }
    throw Raised("AttributeError", "'\(typeName(of: value))' object has no attribute '\(name)'")
}

func elementOf(_ value: Value, _ index: Value, _ host: any ScriptHost) throws(Raised) -> Value {
    switch value {
    case .tuple(let tuple): return try elementOf(tuple.elements, index, "tuple")
    case .list(let list): return try elementOf(list.elements, index, "list")
    case .dict(let dict):
        if let value = dict[try ValueKey(index)] { return value }
        throw Raised("KeyError", arguments: [index])
    case .object(let object):
        if let value = try object.element(index, host) { return value }
    default: break
    }
    throw Raised("TypeError", "'\(typeName(of: value))' object is not subscriptable")
}

private func elementOf(_ values: [Value], _ index: Value, _ kind: String) throws(Raised) -> Value {
    guard let whole = index.wholeNumber else {
        throw Raised("TypeError", "\(kind) indices must be integers or slices, not \(typeName(of: index))")
    }
    let place = whole < 0 ? whole + values.count : whole
    guard values.indices.contains(place) else { throw Raised("IndexError", "\(kind) index out of range") }
    return values[place]
}

func containsValue(_ container: Value, _ value: Value, _ host: any ScriptHost) throws(Raised) -> Bool {
    switch container {
    case .dict(let dict): return dict[try ValueKey(value)] != nil
    case .set(let set): return set.contains(try ValueKey(value))
    case .text(let text):
        guard case .text(let part) = value else { break }
        return findBytes(text.utf8, part.utf8, from: 0, to: text.utf8.count) != nil
    case .object(let object):
        if let found = try object.contains(value, host) { return found }
    default: break
    }
    for element in try valuesOf(container, host) where isEqual(element, value) { return true }
    return false
}
