// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What becomes of a value of one operand: a float of a float, or a truth of one.
enum UnaryKernel: Sendable {
    case float(@Sendable (Double) -> Double)
    case truth(@Sendable (Double) -> Bool)
}

/// Functions of one operand that calculate with floats, by numpy's names. Those that keep whole numbers are in
/// `arrayUnary`.
let unaryKernels: [String: UnaryKernel] = [
    "exp": .float { exp($0) }, "exp2": .float { exp2($0) }, "expm1": .float { expm1($0) },
    "log": .float { log($0) }, "log2": .float { log2($0) }, "log10": .float { log10($0) },
    "log1p": .float { log1p($0) }, "cbrt": .float { cbrt($0) },
    "sin": .float { sin($0) }, "cos": .float { cos($0) }, "tan": .float { tan($0) },
    "arcsin": .float { asin($0) }, "arccos": .float { acos($0) }, "arctan": .float { atan($0) },
    "sinh": .float { sinh($0) }, "cosh": .float { cosh($0) }, "tanh": .float { tanh($0) },
    "arcsinh": .float { asinh($0) }, "arccosh": .float { acosh($0) }, "arctanh": .float { atanh($0) },
    "deg2rad": .float { $0 * (.pi / 180) }, "radians": .float { $0 * (.pi / 180) },
    "rad2deg": .float { $0 * (180 / .pi) }, "degrees": .float { $0 * (180 / .pi) },
    "fabs": .float { $0.magnitude }, "sqrt": .float { $0.squareRoot() },
    "isnan": .truth { $0.isNaN }, "isinf": .truth { $0.isInfinite }, "isfinite": .truth { $0.isFinite },
    "signbit": .truth { $0.sign == .minus }, "logical_not": .truth { $0 == 0 },
]

/// A function of one operand; `name` is numpy's, or the method of an operator.
func arrayUnary(_ name: String, _ value: Value, _ host: any ScriptHost) throws(Raised) -> Value {
    let operand = try arrayOperand(value, host)
    let shape = ArrayLayout(
        dimensions: operand.layout.dimensions, rows: operand.layout.rows, columns: operand.layout.columns)
    if let kernel = name == "negative" ? nil : unaryKernels[name] {
        return try mapped(kernel, operand, shape, isRoot: name == "sqrt", host)
    }
    let result: ArrayStorage
    switch operand.type.form {
    case .float: result = try floatUnary(name, operand, host)
    case .whole: result = try wholeUnary(name, operand, host)
    case .truth: result = try truthUnary(name, operand, host)
    }
    return ArrayObject(result, shape, isMatrix: isMatrix(value)).result
}

/// A function of floats on each element.
func mapped(
    _ kernel: UnaryKernel, _ operand: ArrayOperand, _ shape: ArrayLayout, isRoot: Bool, _ host: any ScriptHost
) throws(Raised) -> Value {
    let source = try operand.contiguous(as: operand.type.asFloat, over: operand.layout, host, copies: false)
    defer { withExtendedLifetime(source) {} }
    let count = shape.count
    switch kernel {
    case .float(let function):
        let result = try makeStorage(operand.type.asFloat, count, host)
        let (from, to) = (source.floats, result.floats)
        if isRoot {
            for place in 0..<count { to[place] = from[place].squareRoot() }
        } else {
            if count > 64 { try host.spend(count >> 2) }
            for place in 0..<count { to[place] = function(from[place]) }
        }
        result.settle()
        return ArrayObject(result, shape).result
    case .truth(let test):
        let result = try makeStorage(.bool, count, host)
        for place in 0..<count { result.truths[place] = test(source.floats[place]) ? 1 : 0 }
        return ArrayObject(result, shape).result
    }
}

private func floatUnary(
    _ name: String, _ operand: ArrayOperand, _ host: any ScriptHost
) throws(Raised) -> ArrayStorage {
    let result = try makeStorage(operand.type, operand.layout.count, host)
    func map(_ function: (Double) -> Double) {
        gather(operand.storage.floats, operand.layout, result.floats, function)
    }
    switch name {
    case "__neg__", "negative": map { -$0 }
    case "__pos__", "positive": map { $0 }
    case "__abs__", "absolute": map { $0.magnitude }
    case "square": map { $0 * $0 }
    case "floor": map { $0.rounded(.down) }
    case "ceil": map { $0.rounded(.up) }
    case "trunc": map { $0.rounded(.towardZero) }
    case "rint": map { $0.rounded(.toNearestOrEven) }
    case "reciprocal": map { 1 / $0 }
    case "sign": map { $0.isNaN ? $0 : $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }
    default:
        throw Raised(
            "TypeError",
            "ufunc 'invert' not supported for the input types, and the inputs could not be safely coerced to any "
                + "supported types according to the casting rule ''safe''")
    }
    result.settle()
    return result
}

private func wholeUnary(
    _ name: String, _ operand: ArrayOperand, _ host: any ScriptHost
) throws(Raised) -> ArrayStorage {
    if name == "rint" {
        return try operand.contiguous(as: .float, over: operand.layout, host)
    }
    let result = try makeStorage(operand.type, operand.layout.count, host)
    func map(_ function: (Int) -> Int) {
        gather(operand.storage.wholes, operand.layout, result.wholes, function)
    }
    switch name {
    case "__neg__", "negative": map { 0 &- $0 }
    case "__abs__", "absolute": map { $0 < 0 ? 0 &- $0 : $0 }
    case "square": map { $0 &* $0 }
    case "reciprocal": map { $0 == 0 ? .min : $0 == 1 || $0 == -1 ? $0 : 0 }
    case "sign": map { $0.signum() }
    case "__invert__", "invert": map { ~$0 }
    default: map { $0 }
    }
    result.settle()
    return result
}

private func truthUnary(
    _ name: String, _ operand: ArrayOperand, _ host: any ScriptHost
) throws(Raised) -> ArrayStorage {
    switch name {
    case "__invert__", "invert":
        let result = try makeStorage(.bool, operand.layout.count, host)
        gather(operand.storage.truths, operand.layout, result.truths) { $0 ^ 1 }
        return result
    case "__neg__", "negative":
        throw Raised(
            "TypeError",
            "The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or the logical_not "
                + "function instead.")
    case "__abs__", "absolute", "floor", "ceil", "trunc":
        return try operand.contiguous(as: .bool, over: operand.layout, host)
    default: throw arrayRefusal("\(name) of truths", "convert first: mask.astype(int)")
    }
}

/// `numpy.round`: by a multiplication and a division, as numpy rounds.
func roundedArray(_ value: Value, _ digits: Int, _ host: any ScriptHost) throws(Raised) -> Value {
    let digits = min(max(digits, -400), 400)
    let operand = try arrayOperand(value, host)
    if operand.type == .bool { throw arrayRefusal("round of truths", "convert first: mask.astype(int)") }
    if operand.type.form == .whole && digits >= 0 { return try copied(operand, host).result }
    let shape = ArrayLayout(
        dimensions: operand.layout.dimensions, rows: operand.layout.rows, columns: operand.layout.columns)
    if operand.type.form == .whole {
        // By a power of ten that is a whole number, to even.
        let result = try makeStorage(operand.type, shape, host)
        var unit = 1
        for _ in 0..<min(-digits, 18) { unit *= 10 }
        gather(operand.storage.wholes, operand.layout, result.wholes) { whole in
            wholeNumber(truncating: (Double(whole) / Double(unit)).rounded(.toNearestOrEven)) &* unit
        }
        result.settle()
        return ArrayObject(result, shape).result
    }
    let result = try makeStorage(operand.type, shape, host)
    let unit = pow(10, Double(digits.magnitude))
    let isNarrow = operand.type == .float32
    gather(operand.storage.floats, operand.layout, result.floats) { value in
        if digits == 0 { return value.rounded(.toNearestOrEven) }
        let scaled = digits > 0 ? value * unit : value / unit
        let whole = (isNarrow ? rounded32(scaled) : scaled).rounded(.toNearestOrEven)
        return digits > 0 ? whole / unit : whole * unit
    }
    result.settle()
    return ArrayObject(result, shape).result
}

/// A copy of an operand's elements, one behind the other.
func copied(_ operand: ArrayOperand, _ host: any ScriptHost) throws(Raised) -> ArrayObject {
    let shape = ArrayLayout(
        dimensions: operand.layout.dimensions, rows: operand.layout.rows, columns: operand.layout.columns)
    return ArrayObject(try operand.contiguous(as: operand.type, over: operand.layout, host), shape)
}

/// The elements in one dimension, row by row: a view where they lie so.
func flattened(
    _ value: Value, _ host: any ScriptHost, copies: Bool = false
) throws(Raised) -> ArrayObject {
    let operand = try arrayOperand(value, host)
    let layout = operand.layout
    if !copies, layout.isContiguous {
        return ArrayObject(
            operand.storage,
            ArrayLayout(
                dimensions: 1, rows: 1, columns: layout.count, rowStride: 0, columnStride: 1, offset: layout.offset))
    }
    return ArrayObject(try operand.contiguous(as: operand.type, over: layout, host), ArrayLayout(layout.count))
}
