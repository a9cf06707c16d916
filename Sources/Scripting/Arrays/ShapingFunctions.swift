// SPDX-License-Identifier: Apache-2.0

/// The array in another shape: a view where its elements lie one behind the other.
func reshaped(_ operand: ArrayOperand, _ shape: [Value], _ host: any ScriptHost) throws(Raised) -> ArrayObject {
    var wanted = try shapeArgument(shape, of: operand.layout.count)
    guard operand.layout.isContiguous else {
        return ArrayObject(try operand.contiguous(as: operand.type, over: operand.layout, host), wanted)
    }
    wanted.offset = operand.layout.offset
    return ArrayObject(operand.storage, wanted)
}

/// The arrays of a list, tuple or array of them.
private func arrays(_ value: Value, _ host: any ScriptHost) throws(Raised) -> [ArrayOperand] {
    var operands: [ArrayOperand] = []
    for element in try valuesOf(value, host) { operands.append(try arrayOperand(element, host)) }
    if operands.isEmpty { throw Raised("ValueError", "need at least one array to concatenate") }
    return operands
}

/// As two dimensions: one is a row.
private func asRow(_ operand: ArrayOperand) -> ArrayOperand {
    var layout = operand.layout
    layout.dimensions = 2
    return ArrayOperand(operand.storage, layout)
}

/// As two dimensions: one is a column.
private func asColumn(_ operand: ArrayOperand) -> ArrayOperand {
    operand.layout.dimensions == 2
        ? operand : ArrayOperand(operand.storage, asRow(operand).layout.transposed)
}

private func joined(_ operands: [ArrayOperand], axis: Int, _ host: any ScriptHost) throws(Raised) -> Value {
    let dimensions = operands[0].layout.dimensions
    if dimensions == 0 { throw Raised("ValueError", "zero-dimensional arrays cannot be concatenated") }
    guard axis < dimensions else {
        throw Raised("ValueError", "axis \(axis) is out of bounds for array of dimension \(dimensions)")
    }
    var type = ElementType.bool
    for (place, operand) in operands.enumerated() {
        type = type.met(operand.type)
        guard operand.layout.dimensions == dimensions else {
            throw Raised(
                "ValueError",
                "all the input arrays must have same number of dimensions, but the array at index 0 has "
                    + "\(dimensions) dimension(s) and the array at index \(place) has "
                    + "\(operand.layout.dimensions) dimension(s)")
        }
        let (known, given) =
            axis == 0 || dimensions == 1
            ? (operands[0].layout.columns, operand.layout.columns) : (operands[0].layout.rows, operand.layout.rows)
        guard dimensions == 1 || known == given else {
            throw Raised(
                "ValueError",
                "all the input array dimensions except for the concatenation axis must match exactly, but along "
                    + "dimension \(1 - axis), the array at index 0 has size \(known) and the array at index "
                    + "\(place) has size \(given)")
        }
    }
    let rows = dimensions == 1 ? 1 : axis == 0 ? operands.reduce(0) { $0 + $1.layout.rows } : operands[0].layout.rows
    let columns =
        dimensions == 1 || axis == 1 ? operands.reduce(0) { $0 + $1.layout.columns } : operands[0].layout.columns
    let shape = ArrayLayout(dimensions: dimensions, rows: rows, columns: columns)
    let result = ArrayObject(try makeStorage(type, shape, host), shape)
    var start = 0
    for operand in operands {
        var part = operand.layout
        (part.rowStride, part.columnStride, part.offset) = (columns, 1, start)
        try result.assign(part, operand, host)
        start += dimensions == 2 && axis == 0 ? operand.layout.count : operand.layout.columns
    }
    return .object(result)
}

private func axisOf(_ value: Value?, _ layout: ArrayLayout, standard: Int) throws(Raised) -> Int {
    guard let value else { return standard }
    return try axisArgument(value, layout) ?? 0
}

let shapingFunctions: [ArrayFunction] = [
    ArrayFunction("reshape", "a shape*", isMethod: true) { (call) throws(Raised) in
        .object(try reshaped(try call.array, [call.value(1)], call.host))
    },
    ArrayFunction("ravel", "a", isMethod: true) { (call) throws(Raised) in
        .object(try flattened(call.value(0), call.host))
    },
    ArrayFunction("flatten", "a", isMethod: true, isFunction: false) { (call) throws(Raised) in
        .object(try flattened(call.value(0), call.host, copies: true))
    },
    ArrayFunction("transpose", "a axes*", isMethod: true) { (call) throws(Raised) in
        let operand = try call.array
        var axes: [Int] = []
        if let given = call[1] {
            for value in try valuesOf(given, call.host) { axes.append(try wholeArgument(value)) }
        }
        if axes == [0, 1] { return .object(operand.object) }
        return given(operand.storage, operand.layout.transposed, call)
    },
    ArrayFunction("squeeze", "a", isMethod: true) { (call) throws(Raised) in
        let operand = try call.array
        var layout = operand.layout
        if layout.dimensions == 2, layout.columns == 1 { layout = layout.transposed }
        if layout.dimensions == 2, layout.rows == 1 { layout.dimensions = 1 }
        if layout.dimensions == 1, layout.columns == 1 { layout.dimensions = 0 }
        return given(operand.storage, layout, call)
    },
    ArrayFunction("expand_dims", "a axis") { (call) throws(Raised) in
        let array = try call.array.object
        let axis = try call.whole(1, 0)
        let place = axis < 0 ? axis + array.layout.dimensions + 1 : axis
        let all = Value.object(SliceObject(.none, .none, .none))
        let index = array.layout.dimensions == 0 ? [Value.none] : place == 0 ? [.none, all] : [all, .none]
        return try array.element(.tuple(TupleObject(index)), call.host) ?? .none
    },
    ArrayFunction("shape", "a") { (call) throws(Raised) in try call.array.layout.shapeValue },
    ArrayFunction("ndim", "a") { (call) throws(Raised) in .int(try call.array.layout.dimensions) },
    ArrayFunction("size", "a axis?") { (call) throws(Raised) in
        let layout = try call.array.layout
        return .int(laneCount(layout, try axisArgument(call[1], layout)))
    },
    ArrayFunction("atleast_1d", "a") { (call) throws(Raised) in
        let operand = try call.array
        var layout = operand.layout
        layout.dimensions = max(layout.dimensions, 1)
        return .object(ArrayObject(operand.storage, layout))
    },
    ArrayFunction("atleast_2d", "a") { (call) throws(Raised) in .object(asRow(try call.array).object) },
    ArrayFunction("concatenate concat", "arrays axis?") { (call) throws(Raised) in
        var operands = try arrays(call.value(0), call.host)
        if case .none? = call.values[1] {
            for place in operands.indices {
                let flat = try flattened(.object(operands[place].object), call.host)
                operands[place] = ArrayOperand(flat.storage, flat.layout)
            }
        }
        return try joined(operands, axis: try axisOf(call[1], operands[0].layout, standard: 0), call.host)
    },
    ArrayFunction("append", "arr values axis?") { (call) throws(Raised) in
        if call[2] != nil {
            let operands = [try call.operand(0), try call.operand(1)]
            return try joined(operands, axis: try axisOf(call[2], operands[0].layout, standard: 0), call.host)
        }
        var flat: [ArrayOperand] = []
        for place in 0...1 {
            let array = try flattened(.object(try call.operand(place).object), call.host)
            flat.append(ArrayOperand(array.storage, array.layout))
        }
        return try joined(flat, axis: 0, call.host)
    },
    ArrayFunction("vstack row_stack", "tup") { (call) throws(Raised) in
        try joined(try arrays(call.value(0), call.host).map(asRow), axis: 0, call.host)
    },
    ArrayFunction("hstack", "tup") { (call) throws(Raised) in
        let operands = try arrays(call.value(0), call.host).map { operand in
            var layout = operand.layout
            layout.dimensions = max(layout.dimensions, 1)
            return ArrayOperand(operand.storage, layout)
        }
        return try joined(operands, axis: operands[0].layout.dimensions - 1, call.host)
    },
    ArrayFunction("column_stack", "tup") { (call) throws(Raised) in
        try joined(try arrays(call.value(0), call.host).map(asColumn), axis: 1, call.host)
    },
    ArrayFunction("stack", "arrays axis?") { (call) throws(Raised) in
        let operands = try arrays(call.value(0), call.host)
        for operand in operands {
            if operand.layout.dimensions > 1 {
                throw arrayRefusal("arrays of three dimensions", "executors have one and two: keep a list of arrays")
            }
            guard operand.layout.isSameShape(as: operands[0].layout) else {
                throw Raised("ValueError", "all input arrays must have the same shape")
            }
        }
        if operands[0].layout.dimensions == 0 {
            return try joined(
                operands.map { ArrayOperand($0.storage, asLine($0.layout)) }, axis: 0, call.host)
        }
        let axis = try call.whole(1, 0)
        let isBeside = axis == 1 || axis == -1
        return try joined(operands.map(isBeside ? asColumn : asRow), axis: isBeside ? 1 : 0, call.host)
    },
    ArrayFunction("tile", "A reps") { (call) throws(Raised) in
        let operand = try call.array
        var times: [Int] = []
        if case .tuple(let tuple) = call.value(1) {
            for value in tuple.elements { times.append(try wholeArgument(value)) }
        } else {
            times = [try call.whole(1, 1)]
        }
        guard times.count <= 2, times.allSatisfy({ $0 >= 0 }) else {
            throw arrayRefusal("arrays of three dimensions", "executors have one and two: keep a list of arrays")
        }
        let dimensions = max(operand.layout.dimensions, times.count)
        let (down, across) = times.count == 2 ? (times[0], times[1]) : (1, times.first ?? 1)
        let (rows, columns) = (operand.layout.rows, operand.layout.columns)
        let (height, isTooHigh) = rows.multipliedReportingOverflow(by: down)
        let (width, isTooWide) = columns.multipliedReportingOverflow(by: across)
        if isTooHigh || isTooWide { throw Raised("MemoryError", "Unable to allocate so many tiles") }
        let shape = ArrayLayout(dimensions: dimensions, rows: height, columns: width)
        let result = ArrayObject(try makeStorage(operand.type, shape, call.host), shape)
        for row in 0..<down {
            for column in 0..<across {
                let part = ArrayLayout(
                    dimensions: 2, rows: rows, columns: columns, rowStride: shape.columns, columnStride: 1,
                    offset: row * rows * shape.columns + column * columns)
                try result.assign(part, operand, call.host)
            }
        }
        return .object(result)
    },
    ArrayFunction("repeat", "a repeats axis?", isMethod: true) { (call) throws(Raised) in
        let operand = try call.array
        let times = try call.whole(1, 1)
        if times < 0 { throw Raised("ValueError", "repeats may not contain negative values.") }
        let array = call[2] == nil ? try flattened(call.value(0), call.host) : operand.object
        let axis = try axisOf(call[2], array.layout, standard: 0)
        let count = axis == 0 && array.layout.dimensions == 2 ? array.layout.rows : array.layout.columns
        let (bytes, overflows) = (count &* MemoryLayout<Value>.stride).multipliedReportingOverflow(by: times)
        if overflows { throw Raised("MemoryError", "Unable to allocate so many repetitions") }
        try call.host.reserve(2 &* max(bytes, 0))
        let places = ListObject((0..<count).flatMap { Array(repeating: Value.int($0), count: times) })
        return try array.along(axis, .list(places), call.host)
    },
    ArrayFunction("flip", "m axis?") { (call) throws(Raised) in
        let operand = try call.array
        var layout = operand.layout
        let axis = try axisArgument(call[1], layout)
        if layout.count > 0 {
            if axis == nil || axis == layout.dimensions - 1 {
                layout.offset += (layout.columns - 1) * layout.columnStride
                layout.columnStride = -layout.columnStride
            }
            if layout.dimensions == 2, axis == nil || axis == 0 {
                layout.offset += (layout.rows - 1) * layout.rowStride
                layout.rowStride = -layout.rowStride
            }
        }
        return given(operand.storage, layout, call)
    },
]

/// An array; of a number the number.
private func given(_ storage: ArrayStorage, _ layout: ArrayLayout, _ call: ArrayCall) -> Value {
    if case .object(let object) = call.value(0), object is ArrayObject { return .object(ArrayObject(storage, layout)) }
    return ArrayObject(storage, layout).result
}

private func asLine(_ layout: ArrayLayout) -> ArrayLayout {
    var line = layout
    line.dimensions = 1
    return line
}

extension ArrayObject {
    /// The elements, rows or columns at these places along an axis.
    func along(_ axis: Int, _ places: Value, _ host: any ScriptHost) throws(Raised) -> Value {
        let all = Value.object(SliceObject(.none, .none, .none))
        let index = axis == 1 && layout.dimensions == 2 ? Value.tuple(TupleObject([all, places])) : places
        return try element(index, host) ?? .none
    }
}
