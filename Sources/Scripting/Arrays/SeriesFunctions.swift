// SPDX-License-Identifier: Apache-2.0

/// The elements of an array of one dimension as floats, one behind the other.
private func line(_ operand: ArrayOperand, _ host: any ScriptHost) throws(Raised) -> ArrayStorage {
    try operand.contiguous(as: .float, over: operand.layout, host)
}

/// `convolve`: the sums of products of a series with another one that is turned round and moved along it.
private func convolved(_ call: ArrayCall) throws(Raised) -> Value {
    var (long, short) = (try call.operand(0), try call.operand(1))
    for (operand, name) in [(long, "a"), (short, "v")] {
        if operand.layout.dimensions > 1 { throw Raised("ValueError", "object too deep for desired array") }
        if operand.layout.count == 0 { throw Raised("ValueError", "\(name) cannot be empty") }
    }
    if short.layout.count > long.layout.count { (long, short) = (short, long) }
    let (a, v) = (try line(long, call.host), try line(short, call.host))
    let skipped: Int
    let count: Int
    var mode = "full"
    if case .text(let text)? = call[2] { mode = text.string }
    switch mode {
    case "full": (skipped, count) = (0, a.count + v.count - 1)
    case "same": (skipped, count) = (v.count - 1 - v.count / 2, a.count)
    case "valid": (skipped, count) = (v.count - 1, a.count - v.count + 1)
    default: throw Raised("ValueError", "mode must be one of 'valid', 'same', or 'full' (got '\(mode)')")
    }
    let result = try makeStorage(.float, count, call.host)
    for number in 0..<count {
        let end = number + skipped
        let (first, last) = (max(end - v.count + 1, 0), min(end, a.count - 1))
        try call.host.spend(max(last - first, 0) >> 3)
        var sum = 0.0
        for place in first...last { sum += a.floats[place] * v.floats[end - place] }
        result.floats[number] = sum
    }
    let type = long.type.met(short.type)
    return .object(try ArrayOperand(result, ArrayLayout(count)).converted(to: type, call.host).object)
}

/// `histogram`: how many elements lie between the edges, and the edges.
private func histogram(_ call: ArrayCall) throws(Raised) -> Value {
    if call[4] != nil { throw arrayRefusal("weights of a histogram", "use np.bincount(np.digitize(…), weights)") }
    let operand = try call.array
    let values = try line(operand, call.host)
    let edges: ArrayOperand
    if let given = call[1], given.wholeNumber ?? arrayIndex(given) == nil {
        edges = try call.operand(1)
        guard edges.layout.dimensions == 1 else { throw Raised("ValueError", "`bins` must be 1d, when an array") }
    } else {
        edges = try evenEdges(values, try call.whole(1, 10), call[2], operand.type, call.host)
    }
    let borders = try line(edges, call.host)
    let bins = borders.count - 1
    for place in 0..<max(bins, 0) where !(borders.floats[place] <= borders.floats[place + 1]) {
        throw Raised("ValueError", "`bins` must increase monotonically, when an array")
    }
    let counts = try makeStorage(.int, max(bins, 0), call.host, isZero: true)
    for place in 0..<(bins > 0 ? values.count : 0) {
        let value = values.floats[place]
        guard value >= borders.floats[0], value <= borders.floats[bins] else { continue }
        // The last edge that is not above the value; what lies on the end is in the last bin.
        var (low, high) = (0, bins)
        while high - low > 1 {
            let middle = (low + high) / 2
            if borders.floats[middle] <= value { low = middle } else { high = middle }
        }
        counts.wholes[low] += 1
    }
    var result = Value.object(ArrayObject(counts))
    if call.truth(3) {
        let widths = try makeStorage(.float, max(bins, 0), call.host)
        var total = 0
        for place in 0..<widths.count {
            widths.floats[place] = borders.floats[place + 1] - borders.floats[place]
            total += counts.wholes[place]
        }
        result = try calculated(.divide, result, .object(ArrayObject(widths)), call.host)
        result = try calculated(.divide, result, .int(total), call.host)
    }
    return .tuple(TupleObject([result, .object(edges.object)]))
}

/// So many bins of one width from the least element to the greatest, or over a range.
private func evenEdges(
    _ values: ArrayStorage, _ bins: Int, _ range: Value?, _ type: ElementType, _ host: any ScriptHost
) throws(Raised) -> ArrayOperand {
    if bins < 1 { throw Raised("ValueError", "`bins` must be positive, when an integer") }
    var (first, last) = (0.0, 1.0)
    if let range {
        let ends = try valuesOf(range, host)
        guard ends.count == 2 else { throw Raised("ValueError", "range must be a pair") }
        (first, last) = (try floatArgument(plainNumber(ends[0])), try floatArgument(plainNumber(ends[1])))
        if first > last { throw Raised("ValueError", "max must be larger than min in range parameter.") }
    } else if values.count > 0 {
        (first, last) = (values.floats[0], values.floats[0])
        for place in 1..<max(values.count, 1) {
            let value = values.floats[place]
            if !(first <= value) { first = value }
            if !(last >= value) { last = value }
        }
    }
    guard first.isFinite, last.isFinite else {
        let (low, high) = (floatRepr(first), floatRepr(last))
        throw Raised("ValueError", "autodetected range of [\(low), \(high)] is not finite")
    }
    if first == last { (first, last) = (first - 0.5, last + 0.5) }
    let edges = try makeStorage(.float, bins + 1, host)
    let step = (last - first) / Double(bins)
    for place in 0...bins { edges.floats[place] = Double(place) * step + first }
    edges.floats[bins] = last
    return try ArrayOperand(edges, ArrayLayout(bins + 1)).converted(to: type.asFloat, host)
}

/// `interp`: what lies on the lines between neighbouring points.
private func interpolated(_ call: ArrayCall) throws(Raised) -> Value {
    let operand = try call.array
    let (points, heights) = (try call.operand(1), try call.operand(2))
    guard points.layout.dimensions == 1, points.layout.count == heights.layout.count else {
        throw Raised("ValueError", "fp and xp are not of the same length.")
    }
    if points.layout.count == 0 { throw Raised("ValueError", "array of sample points is empty") }
    let (x, xs, ys) = (try line(operand, call.host), try line(points, call.host), try line(heights, call.host))
    let end = xs.count - 1
    let (left, right) = (try call.float(3, ys.floats[0]), try call.float(4, ys.floats[end]))
    let result = try makeStorage(.float, x.count, call.host)
    for place in 0..<x.count {
        let value = x.floats[place]
        var (low, high) = (0, end + 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if xs.floats[middle] <= value { low = middle } else { high = middle }
        }
        if value.isNaN {
            result.floats[place] = value
        } else if value < xs.floats[0] {
            result.floats[place] = left
        } else if value > xs.floats[end] {
            result.floats[place] = right
        } else if low == end || xs.floats[low] == value {
            result.floats[place] = ys.floats[low]
        } else {
            let slope = (ys.floats[low + 1] - ys.floats[low]) / (xs.floats[low + 1] - xs.floats[low])
            result.floats[place] = slope * (value - xs.floats[low]) + ys.floats[low]
        }
    }
    let layout = operand.layout
    return ArrayObject(
        result, ArrayLayout(dimensions: layout.dimensions, rows: layout.rows, columns: layout.columns)
    ).result
}

/// `insert` of one value, or several, before a place of an array that is taken as one dimension.
private func inserted(_ call: ArrayCall) throws(Raised) -> Value {
    if call[3] != nil { throw arrayRefusal("insertions along an axis", "use np.concatenate of the parts") }
    let array = try flattened(call.value(0), call.host)
    guard let place = call.value(1).wholeNumber ?? arrayIndex(call.value(1)) else {
        throw arrayRefusal("insertions at several places", "use np.concatenate of the parts")
    }
    let count = array.layout.count
    let start = place < 0 ? place + count : place
    guard start >= 0, start <= count else {
        throw Raised("IndexError", "index \(place) is out of bounds for axis 0 with size \(count)")
    }
    let values = try call.operand(2)
    let added = values.layout.count
    let shape = ArrayLayout(count + added)
    let result = ArrayObject(try makeStorage(array.type, shape, call.host), shape)
    func part(_ from: Int, _ count: Int) -> ArrayLayout {
        ArrayLayout(dimensions: 1, rows: 1, columns: count, rowStride: 0, columnStride: 1, offset: from)
    }
    func source(_ from: Int, _ count: Int) -> ArrayOperand {
        var layout = array.layout
        (layout.columns, layout.offset) = (count, layout.offset + from * layout.columnStride)
        return ArrayOperand(array.storage, layout)
    }
    try result.assign(part(0, start), source(0, start), call.host)
    let flat = try flattened(.object(values.object), call.host)
    try result.assign(part(start, added), ArrayOperand(flat.storage, flat.layout), call.host)
    try result.assign(part(start + added, count - start), source(start, count - start), call.host)
    return .object(result)
}

/// `cov`: how the rows of an array vary together.
private func covariances(_ call: ArrayCall) throws(Raised) -> ArrayObject {
    let given = try call.array
    var layout = given.layout
    let isByRow = call[1].map { Scripting.isTrue($0) } ?? true
    layout.dimensions = 2
    if !isByRow, given.layout.dimensions == 2 { layout = layout.transposed }
    let host = call.host
    let rows = try ArrayOperand(given.storage, layout).converted(to: .float, host)
    let mean = try arrayMean(rows, axis: 1, keeps: true, host)
    let distances = try calculated(.subtract, .object(rows.object), .object(mean), host)
    let operand = try arrayOperand(distances, host)
    let turned = ArrayObject(operand.storage, operand.layout.transposed)
    let products = try arrayOperand(try arrayDot(distances, .object(turned), host), host)
    let less = try call.float(3, call.truth(2) ? 0 : 1)
    let result = products.object
    let factor = 1 / (Double(layout.columns) - less)
    for place in 0..<result.layout.count { result.storage.floats[place] *= factor }
    return result
}

/// As numpy gives it: of one row a number without dimensions.
private func squeezed(_ matrix: ArrayObject) -> Value {
    var layout = matrix.layout
    if layout.count == 1 { layout.dimensions = 0 }
    return .object(ArrayObject(matrix.storage, layout))
}

private func correlations(_ call: ArrayCall) throws(Raised) -> Value {
    let result = try covariances(ArrayCall(values: [call[0], call[1], nil, nil], host: call.host))
    let (size, values) = (result.layout.rows, result.storage.floats)
    let roots = (0..<size).map { values[$0 * size + $0].squareRoot() }
    for row in 0..<size {
        for column in 0..<size {
            let place = row * size + column
            values[place] = min(max(values[place] / roots[row] / roots[column], -1), 1)
        }
    }
    withExtendedLifetime(result) {}
    return squeezed(result)
}

/// The elements on one side of a diagonal; the others are 0.
private func triangle(_ call: ArrayCall, isUpper: Bool) throws(Raised) -> Value {
    let operand = try call.array
    guard operand.layout.dimensions == 2 else {
        throw arrayRefusal("triangles of arrays of one dimension", "give an array of two")
    }
    let shift = try call.whole(1, 0)
    let result = try copied(operand, call.host)
    let columns = result.layout.columns
    for row in 0..<result.layout.rows {
        for column in 0..<columns where isUpper ? column - row < shift : column - row > shift {
            let place = row * columns + column
            if operand.type == .bool { result.storage.truths[place] = 0 } else { result.storage.wholes[place] = 0 }
        }
    }
    return .object(result)
}

/// `roll`: the elements moved along, those that leave the end at the beginning.
private func rolled(_ call: ArrayCall) throws(Raised) -> Value {
    let operand = try call.array
    let shift = try call.whole(1, 0)
    let axis = try axisArgument(call[2], operand.layout)
    let array = axis == nil ? try flattened(.object(operand.object), call.host) : operand.object
    let count = axis == 0 && array.layout.dimensions == 2 ? array.layout.rows : array.layout.columns
    try call.host.reserve(count &* MemoryLayout<Value>.stride)
    let places = (0..<count).map { Value.int((($0 - shift % count) + count) % count) }
    let moved = try array.along(axis ?? 0, .list(ListObject(places)), call.host)
    guard axis == nil, operand.layout.dimensions == 2 else { return moved }
    let shape = [Value.int(operand.layout.rows), .int(operand.layout.columns)]
    return .object(try reshaped(try arrayOperand(moved, call.host), [.tuple(TupleObject(shape))], call.host))
}

let seriesFunctions: [ArrayFunction] = [
    ArrayFunction("convolve", "a v mode?", convolved),
    ArrayFunction("histogram", "a bins? range? density? weights?", histogram),
    ArrayFunction("interp", "x xp fp left? right?", interpolated),
    ArrayFunction("insert", "arr obj values axis?", inserted),
    ArrayFunction("cov", "m rowvar? bias? ddof?") { (call) throws(Raised) in squeezed(try covariances(call)) },
    ArrayFunction("corrcoef", "x rowvar?", correlations),
    ArrayFunction("triu", "m k?") { (call) throws(Raised) in try triangle(call, isUpper: true) },
    ArrayFunction("tril", "m k?") { (call) throws(Raised) in try triangle(call, isUpper: false) },
    ArrayFunction("roll", "a shift axis?", rolled),
]
