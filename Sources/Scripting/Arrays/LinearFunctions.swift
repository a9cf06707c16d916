// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A sum of products: four sums side by side, whatever the machine, so that results have the same bytes everywhere.
@inline(__always)
private func dot(
    _ left: UnsafePointer<Double>, _ leftStride: Int, _ right: UnsafePointer<Double>, _ rightStride: Int, _ count: Int
) -> Double {
    var sums = SIMD4<Double>(repeating: 0)
    var place = 0
    if leftStride == 1 && rightStride == 1 {
        let (a, b) = (UnsafeRawPointer(left), UnsafeRawPointer(right))
        while place &+ 4 <= count {
            sums +=
                (a + place &* 8).loadUnaligned(as: SIMD4<Double>.self)
                * (b + place &* 8).loadUnaligned(as: SIMD4<Double>.self)
            place &+= 4
        }
    } else {
        while place &+ 4 <= count {
            for step in 0..<4 {
                sums[step] += left[(place &+ step) &* leftStride] * right[(place &+ step) &* rightStride]
            }
            place &+= 4
        }
    }
    var sum = (sums[0] + sums[1]) + (sums[2] + sums[3])
    while place < count {
        sum += left[place &* leftStride] * right[place &* rightStride]
        place &+= 1
    }
    return sum
}

private func misfit(_ left: ArrayLayout, _ right: ArrayLayout) -> Raised {
    let axis = left.dimensions - 1
    let other = right.dimensions == 2 ? right.rows : right.columns
    return Raised(
        "ValueError",
        "shapes \(left.shapeText) and \(right.shapeText) not aligned: \(left.columns) (dim \(axis)) != \(other) (dim 0)"
    )
}

/// `dot`: of two arrays of one dimension the sum of their products, of matrices their product.
func arrayDot(_ left: Value, _ right: Value, _ host: any ScriptHost) throws(Raised) -> Value {
    let (first, second) = (try arrayOperand(left, host), try arrayOperand(right, host))
    if first.layout.dimensions == 0 || second.layout.dimensions == 0 {
        // Python's own numbers are float64 and int64 here.
        return try calculated(.multiply, .object(first.object), .object(second.object), host)
    }
    let inner = second.layout.dimensions == 2 ? second.layout.rows : second.layout.columns
    guard first.layout.columns == inner else { throw misfit(first.layout, second.layout) }
    if first.layout.dimensions == 1, second.layout.dimensions == 1, first.type.isFloat, second.type.isFloat {
        defer { withExtendedLifetime((first, second)) {} }
        let (a, b) = (first.storage.floats + first.layout.offset, second.storage.floats + second.layout.offset)
        let sum = dot(a, first.layout.columnStride, b, second.layout.columnStride, inner)
        let type = first.type.met(second.type)
        return .object(ArrayScalar(type == .float32 ? rounded32(sum) : sum, type))
    }
    return try product(first, second, host).result
}

/// `left @ right`.
func matrixProduct(_ left: Value, _ right: Value, _ host: any ScriptHost) throws(Raised) -> Value? {
    guard let first = try arrayOperandOrNil(left, host), let second = try arrayOperandOrNil(right, host) else {
        return nil
    }
    for (place, operand) in [first, second].enumerated() where operand.layout.dimensions == 0 {
        throw Raised(
            "ValueError",
            "matmul: Input operand \(place) does not have enough dimensions (has 0, gufunc core with signature "
                + "(n?,k),(k,m?)->(n?,m?) requires 1)")
    }
    let inner = second.layout.dimensions == 2 ? second.layout.rows : second.layout.columns
    guard first.layout.columns == inner else {
        throw Raised(
            "ValueError",
            "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
                + "(n?,k),(k,m?)->(n?,m?) (size \(inner) is different from \(first.layout.columns))")
    }
    return try product(first, second, host).result
}

private func product(
    _ first: ArrayOperand, _ second: ArrayOperand, _ host: any ScriptHost
) throws(Raised) -> ArrayObject {
    let type = first.type.met(second.type)
    // An array of one dimension is a row on the left and a column on the right.
    let (a, b) = (first.layout, second.layout)
    let isColumn = b.dimensions == 1
    let (rows, inner, columns) = (a.rows, a.columns, isColumn ? 1 : b.columns)
    let shape: ArrayLayout
    switch (a.dimensions, b.dimensions) {
    case (1, 1): shape = .number
    case (2, 2): shape = ArrayLayout(dimensions: 2, rows: rows, columns: columns)
    default: shape = ArrayLayout(a.dimensions == 2 ? rows : columns)
    }
    guard type.isFloat else {
        return try wholeProduct(
            try first.contiguous(as: .int, over: a, host), try second.contiguous(as: .int, over: b, host),
            (rows, inner, columns), shape, type, host)
    }
    let one = try first.converted(to: type, host)
    let result = try makeStorage(type, shape, host, isZero: true)
    // Pointers into a storage do not keep it.
    defer { withExtendedLifetime(one) {} }
    let (left, out) = (one.storage.floats + one.layout.offset, result.floats)
    let (rowStride, innerStride) = (one.layout.rowStride, one.layout.columnStride)
    if columns == 1 {
        let two = try second.converted(to: type, host)
        let stride = isColumn ? two.layout.columnStride : two.layout.rowStride
        let right = two.storage.floats + two.layout.offset
        defer { withExtendedLifetime(two) {} }
        for row in 0..<rows {
            if row & 63 == 63 { try host.spend(inner << 1) }
            out[row] = dot(left + row &* rowStride, innerStride, right, stride, inner)
        }
        result.settle()
        return ArrayObject(result, shape)
    }
    // Line by line of the right side, which lies one behind the other.
    let two = try second.contiguous(as: type, over: b, host, copies: false)
    defer { withExtendedLifetime(two) {} }
    let right = two.floats
    for row in 0..<rows {
        try host.spend((inner &* columns) >> 5)
        let target = out + row &* columns
        for step in 0..<inner {
            let factor = left[row &* rowStride &+ step &* innerStride]
            let line = right + step &* columns
            for column in 0..<columns { target[column] += factor * line[column] }
        }
    }
    result.settle()
    return ArrayObject(result, shape)
}

private func wholeProduct(
    _ left: ArrayStorage, _ right: ArrayStorage, _ size: (rows: Int, inner: Int, columns: Int), _ shape: ArrayLayout,
    _ type: ElementType, _ host: any ScriptHost
) throws(Raised) -> ArrayObject {
    let result = try makeStorage(.int, shape, host, isZero: true)
    for row in 0..<size.rows {
        try host.spend((size.inner &* size.columns) >> 5)
        for step in 0..<size.inner {
            let factor = left.wholes[row &* size.inner &+ step]
            for column in 0..<size.columns {
                let place = row &* size.columns &+ column
                result.wholes[place] = result.wholes[place] &+ factor &* right.wholes[step &* size.columns &+ column]
            }
        }
    }
    if type == .int { return ArrayObject(result, shape) }
    // Of truths, whether any pair is true.
    return ArrayObject(try ArrayOperand(result, shape).contiguous(as: type, over: shape, host), shape)
}

/// `outer`.
private func outer(_ left: Value, _ right: Value, _ host: any ScriptHost) throws(Raised) -> Value {
    let (first, second) = (try flattened(left, host), try flattened(right, host))
    let column = try reshaped(ArrayOperand(first.storage, first.layout), [.int(-1), .int(1)], host)
    return try calculated(.multiply, .object(column), .object(second), host)
}

let linearFunctions: [ArrayFunction] = [
    ArrayFunction("dot", "a b", isMethod: true) { (call) throws(Raised) in
        try arrayDot(call.value(0), call.value(1), call.host)
    },
    ArrayFunction("matmul", "x1 x2") { (call) throws(Raised) in
        _ = (try call.operand(0), try call.operand(1))
        return try matrixProduct(call.value(0), call.value(1), call.host) ?? .none
    },
    ArrayFunction("vdot", "a b") { (call) throws(Raised) in
        try arrayDot(
            .object(try flattened(call.value(0), call.host)), .object(try flattened(call.value(1), call.host)),
            call.host)
    },
    ArrayFunction("inner", "a b") { (call) throws(Raised) in
        let second = try call.operand(1)
        let turned = ArrayObject(second.storage, second.layout.transposed)
        return try arrayDot(call.value(0), .object(turned), call.host)
    },
    ArrayFunction("outer", "a b") { (call) throws(Raised) in try outer(call.value(0), call.value(1), call.host) },
    ArrayFunction("cross", "a b") { (call) throws(Raised) in
        let (a, b) = (try call.operand(0), try call.operand(1))
        guard a.layout.dimensions == 1, b.layout.dimensions == 1, a.layout.columns == 3, b.layout.columns == 3 else {
            throw arrayRefusal("cross products but those of two arrays of three elements", "write the sums out")
        }
        func rolled(_ operand: ArrayOperand, _ places: [Int]) throws(Raised) -> Value {
            try operand.object.along(0, .list(ListObject(places.map { .int($0) })), call.host)
        }
        let one = try calculated(.multiply, try rolled(a, [1, 2, 0]), try rolled(b, [2, 0, 1]), call.host)
        let two = try calculated(.multiply, try rolled(a, [2, 0, 1]), try rolled(b, [1, 2, 0]), call.host)
        return try calculated(.subtract, one, two, call.host)
    },
    ArrayFunction("trace", "a", isMethod: true) { (call) throws(Raised) in
        let diagonal = try diagonal(try call.array, 0)
        return try arraySum(diagonal, axis: nil, keeps: false, call.host).result
    },
    ArrayFunction("diagonal", "a offset?", isMethod: true) { (call) throws(Raised) in
        .object(try diagonal(try call.array, try call.whole(1, 0)).object)
    },
    ArrayFunction("diag", "v k?") { (call) throws(Raised) in
        let operand = try call.array
        let shift = try call.whole(1, 0)
        if operand.layout.dimensions == 0 { throw Raised("ValueError", "Input must be 1- or 2-d.") }
        if operand.layout.dimensions == 2 { return .object(try copied(try diagonal(operand, shift), call.host)) }
        guard shift.magnitude < 1 << 32 else { throw Raised("MemoryError", "Unable to allocate such a diagonal") }
        let size = operand.layout.columns + Int(shift.magnitude)
        let shape = ArrayLayout(dimensions: 2, rows: size, columns: size)
        let result = ArrayObject(try makeStorage(operand.type, shape, call.host, isZero: true), shape)
        let line = try diagonal(ArrayOperand(result.storage, shape), shift)
        try result.assign(line.layout, operand, call.host)
        return .object(result)
    },
]

private func diagonal(_ operand: ArrayOperand, _ shift: Int) throws(Raised) -> ArrayOperand {
    let layout = operand.layout
    guard layout.dimensions == 2 else {
        throw Raised("ValueError", "diag requires an array of at least two dimensions")
    }
    let (row, column) = (max(0 &- max(shift, -Int.max), 0), max(shift, 0))
    let count = max(min(layout.rows - row, layout.columns - column), 0)
    return ArrayOperand(
        operand.storage,
        ArrayLayout(
            dimensions: 1, rows: 1, columns: count, rowStride: 0, columnStride: layout.rowStride + layout.columnStride,
            offset: layout.offset + row * layout.rowStride + column * layout.columnStride))
}
