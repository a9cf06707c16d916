// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A square matrix as the product of a lower and an upper one, its rows in another order.
private struct Decomposed {
    var values: [Double]
    let size: Int
    /// Where each row came from.
    var rows: [Int]
    var sign = 1.0
    var isSingular = false

    init(_ operand: ArrayOperand, _ host: any ScriptHost) throws(Raised) {
        let layout = operand.layout
        guard layout.dimensions == 2 else {
            throw Raised(
                "ValueError",
                "\(layout.dimensions)-dimensional array given. Array must be at least two-dimensional")
        }
        guard layout.rows == layout.columns else {
            throw Raised("ValueError", "Last 2 dimensions of the array must be square")
        }
        let source = try operand.contiguous(as: .float, over: layout, host)
        size = layout.rows
        try host.reserve(layout.count * 8)
        values = Array(UnsafeBufferPointer(start: source.floats, count: layout.count))
        rows = Array(0..<size)
        for column in 0..<size {
            try host.spend(layout.count >> 5)
            eliminate(column)
        }
    }

    /// Makes the elements of a column below the diagonal 0; the largest comes first.
    private mutating func eliminate(_ column: Int) {
        var best = column
        for row in column..<size where values[row * size + column].magnitude > values[best * size + column].magnitude {
            best = row
        }
        if best != column {
            for place in 0..<size { values.swapAt(column * size + place, best * size + place) }
            rows.swapAt(column, best)
            sign = -sign
        }
        let pivot = values[column * size + column]
        if pivot == 0 {
            isSingular = true
            return
        }
        for row in column + 1..<max(size, column + 1) {
            let factor = values[row * size + column] / pivot
            values[row * size + column] = factor
            for place in column + 1..<max(size, column + 1) {
                values[row * size + place] -= factor * values[column * size + place]
            }
        }
    }

    /// Solves for one right side, whose elements are `stride` apart.
    func solve(_ right: UnsafePointer<Double>, _ out: UnsafeMutablePointer<Double>, stride: Int) {
        for row in 0..<size {
            var sum = right[rows[row] * stride]
            for place in 0..<row { sum -= values[row * size + place] * out[place * stride] }
            out[row * stride] = sum
        }
        for row in (0..<size).reversed() {
            var sum = out[row * stride]
            for place in row + 1..<max(size, row + 1) { sum -= values[row * size + place] * out[place * stride] }
            out[row * stride] = sum / values[row * size + row]
        }
    }
}

private func solved(
    _ matrix: ArrayOperand, _ right: ArrayOperand, _ host: any ScriptHost
) throws(Raised) -> ArrayObject {
    let parts = try Decomposed(matrix, host)
    if parts.isSingular { throw Raised("ValueError", "Singular matrix") }
    let layout = right.layout
    let (length, count) = layout.dimensions == 2 ? (layout.rows, layout.columns) : (layout.columns, 1)
    guard layout.dimensions > 0, length == parts.size else {
        throw Raised(
            "ValueError",
            "solve: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (m,m),(m,n)->(m,n) "
                + "(size \(length) is different from \(parts.size))")
    }
    let source = try right.contiguous(as: .float, over: layout, host)
    let type = matrix.type.asFloat.met(right.type.asFloat)
    let result = try makeStorage(type, layout.count, host)
    for column in 0..<count { parts.solve(source.floats + column, result.floats + column, stride: count) }
    result.settle()
    return ArrayObject(
        result, ArrayLayout(dimensions: layout.dimensions, rows: layout.rows, columns: layout.columns))
}

/// `norm`: of all elements or along an axis.
private func norm(_ call: ArrayCall) throws(Raised) -> Value {
    let array = try call.array
    let type = array.type.asFloat
    let operand = try array.converted(to: type, call.host)
    let axis = try axisArgument(call[2], operand.layout)
    let isMatrix = operand.layout.dimensions == 2 && axis == nil
    var order = 2.0
    var isStandard = call[1] == nil
    switch call[1] {
    case nil: break
    case .text(let name)? where name.string == "fro" && isMatrix: isStandard = true
    case let given?: order = try floatArgument(given)
    }
    if isMatrix, !isStandard {
        throw arrayRefusal("norms of matrices but the Frobenius norm", "leave ord out, or give an axis")
    }
    if call[2] == nil, isStandard {
        // The root of the product with itself.
        let flat = Value.object(try flattened(.object(operand.object), call.host))
        let root = try floatArgument(try arrayDot(flat, flat, call.host)).squareRoot()
        return .object(ArrayScalar(type == .float32 ? rounded32(root) : root, type))
    }
    let absolute = try arrayUnary("absolute", .object(operand.object), call.host)
    let source = try arrayOperand(absolute, call.host)
    let keeps = call.truth(3)
    switch order {
    case .infinity, -.infinity:
        return try arrayExtreme(source, isMax: order > 0, axis: axis, keeps: keeps, call.host).result
    case 0:
        let count = try arraySum(
            try source.converted(to: .bool, call.host), axis: axis, keeps: keeps, as: .int, call.host)
        return try cast(.object(count), type, call.host).result
    case 1: return try arraySum(source, axis: axis, keeps: keeps, call.host).result
    case 2:
        let squares = try calculated(.multiply, absolute, absolute, call.host)
        let sum = try arraySum(try arrayOperand(squares, call.host), axis: axis, keeps: keeps, call.host)
        return try arrayUnary("sqrt", sum.result, call.host)
    default:
        let powers = try calculated(.power, absolute, .float(order), call.host)
        let sum = try arraySum(try arrayOperand(powers, call.host), axis: axis, keeps: keeps, call.host)
        return try calculated(.power, sum.result, .float(1 / order), call.host)
    }
}

/// The functions of `numpy.linalg`.
let decomposingTable: [String: ArrayFunction] = {
    var table: [String: ArrayFunction] = [:]
    for function in decomposingFunctions { for name in function.names { table[name] = function } }
    return table
}()

private let decomposingFunctions: [ArrayFunction] = [
    ArrayFunction("norm", "x ord? axis? keepdims?", norm),
    ArrayFunction("solve", "a b") { (call) throws(Raised) in
        .object(try solved(try call.operand(0), try call.operand(1), call.host))
    },
    ArrayFunction("inv", "a") { (call) throws(Raised) in
        let operand = try call.array
        let size = operand.layout.rows
        let unit = ArrayStorage(operand.type.asFloat, count: size * size, isZero: true)
        for place in 0..<size { unit.floats[place * size + place] = 1 }
        let shape = ArrayLayout(dimensions: 2, rows: size, columns: size)
        return .object(try solved(operand, ArrayOperand(unit, shape), call.host))
    },
    ArrayFunction("det", "a") { (call) throws(Raised) in
        let operand = try call.array
        let parts = try Decomposed(operand, call.host)
        var product = parts.sign
        for place in 0..<parts.size { product *= parts.values[place * parts.size + place] }
        let type = operand.type.asFloat
        if parts.isSingular { return .object(ArrayScalar(0.0, type)) }
        return .object(ArrayScalar(type == .float32 ? rounded32(product) : product, type))
    },
]
