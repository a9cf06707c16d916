// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Glibc

/// The binary operators of Python.
enum BinaryOperator: String, CaseIterable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case floorDivide = "//"
    case modulo = "%"
    case power = "**"
    case bitAnd = "&"
    case bitOr = "|"
    case bitXor = "^"
    case shiftLeft = "<<"
    case shiftRight = ">>"

    init(_ opcode: ScriptOpcode) {
        switch opcode {
        case .add, .addInPlace: self = .add
        case .subtract, .subtractInPlace: self = .subtract
        case .multiply, .multiplyInPlace: self = .multiply
        case .divide: self = .divide
        case .floorDivide: self = .floorDivide
        case .modulo: self = .modulo
        case .power: self = .power
        case .bitAnd, .bitAndInPlace: self = .bitAnd
        case .bitOr, .bitOrInPlace: self = .bitOr
        case .bitXor, .bitXorInPlace: self = .bitXor
        case .shiftLeft: self = .shiftLeft
        default: self = .shiftRight
        }
    }

    /// As messages about operands name it.
    var messageName: String { self == .power ? "** or pow()" : rawValue }
}

/// `left op right` for library code.
package func binaryOperation(
    _ op: String, _ left: Value, _ right: Value, _ host: any ScriptHost
) throws(Raised) -> Value {
    guard let known = BinaryOperator(rawValue: op) else { throw Raised("SystemError", "no operator '\(op)'") }
    return try binaryValue(known, left, right, host)
}

func unsupported(_ op: String, _ left: Value, _ right: Value) -> Raised {
    // A class that Python has in C carries the name of its module in this message.
    func name(_ value: Value) -> String {
        let name = typeName(of: value)
        return name == "Decimal" ? "decimal.Decimal" : name
    }
    return Raised("TypeError", "unsupported operand type(s) for \(op): '\(name(left))' and '\(name(right))'")
}

extension ScriptInstance {
    func binary(_ op: BinaryOperator, _ left: Value, _ right: Value) throws(Raised) -> Value {
        beginNative()
        return try binaryValue(op, left, right, self)
    }

    /// `left op= right`: lists, sets and dicts change; everything else makes a new value.
    func binaryInPlace(_ op: BinaryOperator, _ left: Value, _ right: Value) throws(Raised) -> Value {
        beginNative()
        switch (left, op) {
        case (.int(let first), .add):
            if case .int(let second) = right {
                let (sum, overflows) = first.addingReportingOverflow(second)
                return overflows ? try wideOperation(.add, left, right, self) : .int(sum)
            }
        case (.list(let list), .add):
            try extend(list, right)
            return left
        case (.list(let list), .multiply):
            if let count = right.wholeNumber {
                list.elements = try repeated(list.elements, count, self)
                return left
            }
        case (.dict(let dict), .bitOr):
            if case .dict = right {
                try merge(right, into: dict, asKeywords: false)
                return left
            }
        case (.set(let set), .bitOr), (.set(let set), .bitAnd), (.set(let set), .bitXor), (.set(let set), .subtract):
            guard case .set = right, !set.isFrozen else { break }
            if case .set(let result) = try binaryValue(op, left, right, self) {
                let elements = result.elements
                set.members.removeAll()
                for element in elements { set.insert(try ValueKey(element)) }
                return left
            }
        case (.object(let object), .add):
            if let accumulator = object as? AccumulatorObject {
                try accumulator.add(right)
                return left
            }
        default: break
        }
        if case .object(let object) = left,
            let value = try object.binary(op.rawValue + "=", right, isReflected: false, self)
        {
            return value
        }
        return try binaryValue(op, left, right, self, isInPlace: true)
    }

    func unary(_ opcode: ScriptOpcode, _ value: Value) throws(Raised) -> Value {
        switch (opcode, value) {
        case (.negate, .float(let value)): return .float(-value)
        case (.positive, .float): return value
        default: break
        }
        if let whole = value.wholeNumber {
            switch opcode {
            case .negate:
                return whole == .min ? wideValue(BigInteger(whole).negated) : .int(-whole)
            case .positive: return .int(whole)
            default: return .int(~whole)
            }
        }
        let symbol = opcode == .negate ? "-" : opcode == .positive ? "+" : "~"
        if case .object(let object) = value, object.loopKind == .array {
            return try arrayUnary(
                opcode == .negate ? "negative" : opcode == .positive ? "positive" : "invert", value, self)
        }
        if case .object(let object) = value {
            let name = opcode == .negate ? "__neg__" : opcode == .positive ? "__pos__" : "__invert__"
            if let result = try object.callMethod(name, [], [], self) { return result }
            if opcode == .negate, let result = try object.binary("*", .int(-1), isReflected: false, self) {
                return result
            }
        }
        throw Raised("TypeError", "bad operand type for unary \(symbol): '\(typeName(of: value))'")
    }
}

/// `left op right` of any two values.
func binaryValue(
    _ op: BinaryOperator, _ left: Value, _ right: Value, _ host: any ScriptHost, isInPlace: Bool = false
) throws(Raised) -> Value {
    if case .bool(let left) = left, case .bool(let right) = right {
        switch op {
        case .bitAnd: return .bool(left && right)
        case .bitOr: return .bool(left || right)
        case .bitXor: return .bool(left != right)
        default: break
        }
    }
    if let left = left.wholeNumber, let right = right.wholeNumber { return try wholeOperation(op, left, right, host) }
    if let first = number(left), let second = number(right) {
        if let result = try floatOperation(op, first, second) { return .float(result) }
        throw unsupported(isInPlace ? op.rawValue + "=" : op.messageName, left, right)
    }
    switch (op, left, right) {
    case (.add, .text(let left), .text(let right)):
        try host.reserve(left.utf8.count + right.utf8.count)
        return .text(Text(utf8: left.utf8 + right.utf8))
    case (.add, .bytes(let left), .bytes(let right)):
        try host.reserve(left.bytes.count + right.bytes.count)
        return .bytes(ByteString(left.bytes + right.bytes))
    case (.add, .tuple(let left), .tuple(let right)):
        return .tuple(TupleObject(try joined(left.elements, right.elements, host)))
    case (.add, .list(let left), .list(let right)):
        return .list(ListObject(try joined(left.elements, right.elements, host)))
    case (.modulo, .text(let format), _): return .text(try percentFormat(format, right, host))
    case (.multiply, _, _):
        if let count = right.wholeNumber, let result = try repeatedValue(left, count, host) { return result }
        if let count = left.wholeNumber, let result = try repeatedValue(right, count, host) { return result }
    case (.bitOr, .dict(let left), .dict(let right)):
        let result = DictObject()
        for (key, value) in left.items + right.items { result[try ValueKey(key)] = value }
        return .dict(result)
    case (_, .set(let left), .set(let right)):
        if let result = try setOperation(op, left, right) { return .set(result) }
    default: break
    }
    if isArrayValue(left) || isArrayValue(right), let value = try arrayBinary(op, left, right, host) { return value }
    try NativeStack.check()
    if case .object(let object) = left, let value = try object.binary(op.rawValue, right, isReflected: false, host) {
        return value
    }
    if case .object(let object) = right, let value = try object.binary(op.rawValue, left, isReflected: true, host) {
        return value
    }
    throw operandError(op, left, right, isInPlace)
}

private func operandError(_ op: BinaryOperator, _ left: Value, _ right: Value, _ isInPlace: Bool) -> Raised {
    let kind = typeName(of: right)
    switch (op, left) {
    case (.add, .text): return Raised("TypeError", "can only concatenate str (not \"\(kind)\") to str")
    case (.add, .list): return Raised("TypeError", "can only concatenate list (not \"\(kind)\") to list")
    case (.add, .tuple): return Raised("TypeError", "can only concatenate tuple (not \"\(kind)\") to tuple")
    case (.add, .bytes): return Raised("TypeError", "can't concat \(kind) to bytes")
    case (.multiply, .text), (.multiply, .list), (.multiply, .tuple), (.multiply, .bytes):
        return Raised("TypeError", "can't multiply sequence by non-int of type '\(kind)'")
    default: break
    }
    if op == .multiply, left.wholeNumber == nil {
        switch right {
        case .text, .list, .tuple, .bytes:
            return Raised("TypeError", "can't multiply sequence by non-int of type '\(typeName(of: left))'")
        default: break
        }
    }
    return unsupported(isInPlace ? op.rawValue + "=" : op.messageName, left, right)
}

@inline(__always)
private func number(_ value: Value) -> Double? {
    switch value {
    case .float(let value): value
    case .int(let value): Double(value)
    case .bool(let value): value ? 1 : 0
    default: nil
    }
}

private func joined(_ left: [Value], _ right: [Value], _ host: any ScriptHost) throws(Raised) -> [Value] {
    try host.reserve((left.count + right.count) * MemoryLayout<Value>.stride)
    try host.spend((left.count + right.count) >> 4)
    return left + right
}

private func checkedSize(_ count: Int, _ times: Int, _ host: any ScriptHost) throws(Raised) {
    let (bytes, overflows) = count.multipliedReportingOverflow(by: max(times, 0))
    if overflows { throw Raised("MemoryError", arguments: []) }
    try host.reserve(bytes)
}

func repeated<Element>(_ elements: [Element], _ times: Int, _ host: any ScriptHost) throws(Raised) -> [Element] {
    try checkedSize(elements.count * MemoryLayout<Element>.stride, times, host)
    if times <= 0 || elements.isEmpty { return [] }
    // A piece of a handy size first, so that one element is no slower than many.
    let stride = MemoryLayout<Element>.stride
    let pieceTimes = min(times, max(TextLimits.nativeStep / (elements.count * stride), 1))
    var piece: [Element] = []
    piece.reserveCapacity(elements.count * pieceTimes)
    if elements.count == 1 {
        piece = Array(repeating: elements[0], count: pieceTimes)
    } else {
        for _ in 0..<pieceTimes { piece += elements }
    }
    if pieceTimes == times { return piece }
    var result: [Element] = []
    result.reserveCapacity(elements.count * times)
    for _ in 0..<times / pieceTimes {
        result += piece
        try host.spend((piece.count * stride) >> 6)
    }
    result += piece.prefix(times % pieceTimes * elements.count)
    return result
}

private func repeatedValue(_ value: Value, _ times: Int, _ host: any ScriptHost) throws(Raised) -> Value? {
    switch value {
    case .text(let text): .text(Text(utf8: try repeated(text.utf8, times, host)))
    case .bytes(let bytes): .bytes(ByteString(try repeated(bytes.bytes, times, host)))
    case .list(let list): .list(ListObject(try repeated(list.elements, times, host)))
    case .tuple(let tuple): .tuple(TupleObject(try repeated(tuple.elements, times, host)))
    default: nil
    }
}

func setOperation(_ op: BinaryOperator, _ left: SetObject, _ right: SetObject) throws(Raised) -> SetObject? {
    let result = SetObject(isFrozen: left.isFrozen)
    switch op {
    case .bitOr: for value in left.elements + right.elements { result.insert(try ValueKey(value)) }
    case .bitAnd:
        for value in left.elements {
            let key = try ValueKey(value)
            if right.contains(key) { result.insert(key) }
        }
    case .subtract:
        for value in left.elements {
            let key = try ValueKey(value)
            if !right.contains(key) { result.insert(key) }
        }
    case .bitXor:
        for value in left.elements {
            let key = try ValueKey(value)
            if !right.contains(key) { result.insert(key) }
        }
        for value in right.elements {
            let key = try ValueKey(value)
            if !left.contains(key) { result.insert(key) }
        }
    default: return nil
    }
    return result
}

// MARK: Numbers

private func wholeOperation(
    _ op: BinaryOperator, _ left: Int, _ right: Int, _ host: any ScriptHost
) throws(Raised) -> Value {
    let result: (partialValue: Int, overflow: Bool)
    switch op {
    case .add: result = left.addingReportingOverflow(right)
    case .subtract: result = left.subtractingReportingOverflow(right)
    case .multiply: result = left.multipliedReportingOverflow(by: right)
    case .divide: return .float(try trueQuotient(left, right))
    case .floorDivide, .modulo:
        if right == 0 {
            throw Raised(
                "ZeroDivisionError",
                op == .modulo ? "integer modulo by zero" : "integer division or modulo by zero")
        }
        if right == -1 {
            if op == .modulo { return .int(0) }
            result = (0 as Int).subtractingReportingOverflow(left)
            break
        }
        let (quotient, rest) = left.quotientAndRemainder(dividingBy: right)
        let isOff = rest != 0 && (rest < 0) != (right < 0)
        return .int(op == .floorDivide ? quotient - (isOff ? 1 : 0) : rest + (isOff ? right : 0))
    case .power: return try wholePower(left, right, host)
    case .bitAnd: return .int(left & right)
    case .bitOr: return .int(left | right)
    case .bitXor: return .int(left ^ right)
    case .shiftLeft, .shiftRight:
        if right < 0 { throw Raised("ValueError", "negative shift count") }
        if op == .shiftRight { return .int(left >> min(right, 63)) }
        if left == 0 { return .int(0) }
        let shifted = right > 63 ? 0 : left << right
        if right > 62 || shifted >> right != left { return try wideOperation(op, .int(left), .int(right), host) }
        return .int(shifted)
    }
    if result.overflow { return try wideOperation(op, .int(left), .int(right), host) }
    return .int(result.partialValue)
}

/// The float nearest to the quotient, as Python rounds it.
private func trueQuotient(_ left: Int, _ right: Int) throws(Raised) -> Double {
    if right == 0 { throw Raised("ZeroDivisionError", "division by zero") }
    let dividend = left.magnitude
    let divisor = right.magnitude
    if dividend <= 1 << 53 && divisor <= 1 << 53 { return Double(left) / Double(right) }
    if dividend == 0 { return right < 0 ? -0.0 : 0 }
    let dividendBits = 64 - dividend.leadingZeroBitCount
    let divisorBits = 64 - divisor.leadingZeroBitCount
    // So that the quotient has 62 or 63 bits; the last one stands for all that follow.
    let shift = 62 - (dividendBits - divisorBits)
    let high = UInt128(dividend) << UInt128(max(shift, 0))
    let low = UInt128(divisor) << UInt128(max(-shift, 0))
    let (quotient, rest) = high.quotientAndRemainder(dividingBy: low)
    let bits = UInt64(truncatingIfNeeded: quotient) | (rest == 0 ? 0 : 1)
    let magnitude = scalbn(Double(bits), Int32(-shift))
    return (left < 0) != (right < 0) ? -magnitude : magnitude
}

private func wholePower(_ base: Int, _ exponent: Int, _ host: any ScriptHost) throws(Raised) -> Value {
    if exponent < 0 { return .float(try floatPower(Double(base), Double(exponent))) }
    var result = 1
    var square = base
    var rest = exponent
    while rest > 0 {
        if rest & 1 == 1 {
            let (product, overflows) = result.multipliedReportingOverflow(by: square)
            if overflows { return try wideOperation(.power, .int(base), .int(exponent), host) }
            result = product
        }
        rest >>= 1
        if rest > 0 {
            let (product, overflows) = square.multipliedReportingOverflow(by: square)
            if overflows { return try wideOperation(.power, .int(base), .int(exponent), host) }
            square = product
        }
    }
    return .int(result)
}

private func floatPower(_ base: Double, _ exponent: Double) throws(Raised) -> Double {
    if base == 0 && exponent < 0 {
        throw Raised("ZeroDivisionError", "0.0 cannot be raised to a negative power")
    }
    if base < 0, base.isFinite, exponent.isFinite, exponent != exponent.rounded(.towardZero) {
        throw Raised("ValueError", "a negative number raised to a fractional power is complex, which Martlet has not")
    }
    let result = pow(base, exponent)
    if result.isInfinite && base.isFinite && exponent.isFinite {
        throw Raised("OverflowError", arguments: [.int(34), .text(Text("Numerical result out of range"))])
    }
    return result
}

private func floatOperation(_ op: BinaryOperator, _ left: Double, _ right: Double) throws(Raised) -> Double? {
    switch op {
    case .add: return left + right
    case .subtract: return left - right
    case .multiply: return left * right
    case .divide:
        if right == 0 { throw Raised("ZeroDivisionError", "float division by zero") }
        return left / right
    case .floorDivide:
        if right == 0 { throw Raised("ZeroDivisionError", "float floor division by zero") }
        return floorQuotient(left, right).quotient
    case .modulo:
        if right == 0 { throw Raised("ZeroDivisionError", "float modulo") }
        return floorQuotient(left, right).rest
    case .power: return try floatPower(left, right)
    default: return nil
    }
}

/// Quotient rounded down and the rest with the divisor's sign.
func floorQuotient(_ left: Double, _ right: Double) -> (quotient: Double, rest: Double) {
    var rest = fmod(left, right)
    var quotient = (left - rest) / right
    if rest != 0 {
        if (right < 0) != (rest < 0) {
            rest += right
            quotient -= 1
        }
    } else {
        rest = copysign(0, right)
    }
    guard quotient != 0 else { return (copysign(0, left / right), rest) }
    var whole = floor(quotient)
    if quotient - whole > 0.5 { whole += 1 }
    return (whole, rest)
}
