// SPDX-License-Identifier: Apache-2.0

import Glibc

private func unary(_ names: String, _ kernel: String) -> ArrayFunction {
    guard let known = unaryKernels[kernel] else {
        return ArrayFunction(names, "x") { (call) throws(Raised) in try arrayUnary(kernel, call.value(0), call.host) }
    }
    return ArrayFunction(names, "x") { (call) throws(Raised) in
        let operand = try call.array
        let layout = operand.layout
        let shape = ArrayLayout(dimensions: layout.dimensions, rows: layout.rows, columns: layout.columns)
        return try mapped(known, operand, shape, isRoot: kernel == "sqrt", call.host)
    }
}

private func binary(_ names: String, _ op: ArrayOperation) -> ArrayFunction {
    ArrayFunction(names, "x1 x2") { (call) throws(Raised) in
        try calculated(op, call.value(0), call.value(1), call.host)
    }
}

/// The operation on any two values; texts and such are refused.
func calculated(
    _ op: ArrayOperation, _ left: Value, _ right: Value, _ host: any ScriptHost
) throws(Raised) -> Value {
    if let result = try arrayOperation(op, left, right, host) { return result }
    _ = try arrayOperand(left, host)
    _ = try arrayOperand(right, host)
    return .none
}

private let kernelNames = [
    "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "cbrt", "sin", "cos", "tan", "sinh", "cosh", "tanh",
    "deg2rad", "radians", "rad2deg", "degrees", "fabs", "sqrt", "isnan", "isinf", "isfinite", "signbit",
    "logical_not",
    "negative", "positive", "square", "floor", "ceil", "trunc", "rint", "reciprocal", "sign",
]

let calculatingFunctions: [ArrayFunction] =
    kernelNames.map { unary($0, $0) } + [
        unary("absolute abs", "absolute"), unary("invert bitwise_not", "invert"),
        unary("arcsin asin", "arcsin"), unary("arccos acos", "arccos"), unary("arctan atan", "arctan"),
        unary("arcsinh asinh", "arcsinh"), unary("arccosh acosh", "arccosh"), unary("arctanh atanh", "arctanh"),
        binary("add", .add), binary("subtract", .subtract), binary("multiply", .multiply),
        binary("divide true_divide", .divide), binary("floor_divide", .floorDivide),
        binary("remainder mod", .modulo), binary("power pow float_power", .power),
        binary("maximum", .maximum), binary("minimum", .minimum), binary("fmax", .fmax), binary("fmin", .fmin),
        binary("fmod", .fmod), binary("arctan2 atan2", .arctan2), binary("hypot", .hypot),
        binary("copysign", .copysign),
        binary("less", .less), binary("less_equal", .lessEqual), binary("greater", .greater),
        binary("greater_equal", .greaterEqual), binary("equal", .equal), binary("not_equal", .notEqual),
        binary("logical_and", .logicalAnd), binary("logical_or", .logicalOr), binary("logical_xor", .logicalXor),
        binary("bitwise_and", .bitAnd), binary("bitwise_or", .bitOr), binary("bitwise_xor", .bitXor),
        binary("left_shift", .shiftLeft), binary("right_shift", .shiftRight),
        ArrayFunction("round around", "a decimals?", isMethod: true) { (call) throws(Raised) in
            try roundedArray(call.value(0), try call.whole(1, 0), call.host)
        },
        ArrayFunction("clip", "a a_min? a_max? min? max?", isMethod: true) { (call) throws(Raised) in
            var value = call.value(0)
            if let least = call[1] ?? call[3] { value = try calculated(.maximum, value, least, call.host) }
            if let most = call[2] ?? call[4] { value = try calculated(.minimum, value, most, call.host) }
            return value
        },
        ArrayFunction("isclose", "a b rtol? atol? equal_nan?") { (call) throws(Raised) in try isClose(call).result },
        ArrayFunction("allclose", "a b rtol? atol? equal_nan?") { (call) throws(Raised) in
            let close = try isClose(call)
            return .bool((0..<close.layout.count).allSatisfy { close.storage.truths[$0] != 0 })
        },
        ArrayFunction("array_equal", "a1 a2") { (call) throws(Raised) in
            let (left, right) = (try call.operand(0), try call.operand(1))
            guard left.layout.isSameShape(as: right.layout) else { return .bool(false) }
            let equal = try arrayOperand(try calculated(.equal, call.value(0), call.value(1), call.host), call.host)
            return .bool((0..<equal.layout.count).allSatisfy { equal.storage.truths[$0] != 0 })
        },
        ArrayFunction("nan_to_num", "x") { (call) throws(Raised) in
            let operand = try call.array
            guard operand.type.isFloat else { return try copied(operand, call.host).result }
            let copy = try copied(operand, call.host)
            let most = operand.type == .float32 ? Double(Float.greatestFiniteMagnitude) : .greatestFiniteMagnitude
            for place in 0..<copy.layout.count {
                let value = copy.storage.floats[place]
                if value.isNaN { copy.storage.floats[place] = 0 }
                if value.isInfinite { copy.storage.floats[place] = value < 0 ? -most : most }
            }
            return copy.result
        },
    ]

private func isClose(_ call: ArrayCall) throws(Raised) -> ArrayObject {
    let (relative, absolute) = (try call.float(2, 1e-5), try call.float(3, 1e-8))
    let equalsNaN = call.truth(4)
    let (left, right) = (try call.operand(0), try call.operand(1))
    let shape = try ArrayLayout.met(left.layout, right.layout)
    guard let here = left.layout.broadcast(to: shape), let there = right.layout.broadcast(to: shape) else {
        throw Raised("ValueError", "operands could not be broadcast together")
    }
    let one = try left.contiguous(as: .float, over: here, call.host)
    let two = try right.contiguous(as: .float, over: there, call.host)
    let result = try makeStorage(.bool, shape, call.host)
    for place in 0..<shape.count {
        let (x, y) = (one.floats[place], two.floats[place])
        let isClose =
            x.isNaN || y.isNaN
            ? equalsNaN && x.isNaN && y.isNaN
            : x == y || y.isFinite && x.isFinite && (x - y).magnitude <= absolute + relative * y.magnitude
        result.truths[place] = isClose ? 1 : 0
    }
    return ArrayObject(result, shape)
}
