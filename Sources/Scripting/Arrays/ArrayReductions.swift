// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A sum in numpy's order: eight sums side by side within blocks of 128 elements, and blocks in pairs. The result has
/// the same bytes as numpy's.
func pairwiseSum(_ values: UnsafePointer<Double>, _ count: Int, _ stride: Int) -> Double {
    if count < 8 {
        // Of zeros below zero the sum is one too.
        var sum = -0.0
        for place in 0..<count { sum += values[place &* stride] }
        return sum
    }
    if count <= 128 {
        if stride == 1 { return blockSum(values, count) }
        var sums = (
            values[0], values[stride], values[2 &* stride], values[3 &* stride], values[4 &* stride],
            values[5 &* stride], values[6 &* stride], values[7 &* stride]
        )
        var place = 8
        while place < count &- count % 8 {
            let next = values + place &* stride
            sums.0 += next[0]
            sums.1 += next[stride]
            sums.2 += next[2 &* stride]
            sums.3 += next[3 &* stride]
            sums.4 += next[4 &* stride]
            sums.5 += next[5 &* stride]
            sums.6 += next[6 &* stride]
            sums.7 += next[7 &* stride]
            place &+= 8
        }
        var sum = ((sums.0 + sums.1) + (sums.2 + sums.3)) + ((sums.4 + sums.5) + (sums.6 + sums.7))
        while place < count {
            sum += values[place &* stride]
            place &+= 1
        }
        return sum
    }
    let half = count / 2 - count / 2 % 8
    return pairwiseSum(values, half, stride) + pairwiseSum(values + half &* stride, count - half, stride)
}

/// As above, of up to 128 elements side by side.
@inline(__always)
private func blockSum(_ values: UnsafePointer<Double>, _ count: Int) -> Double {
    let start = UnsafeRawPointer(values)
    var sums = start.loadUnaligned(as: SIMD8<Double>.self)
    var place = 8
    while place < count &- count % 8 {
        sums += (start + place &* 8).loadUnaligned(as: SIMD8<Double>.self)
        place &+= 8
    }
    var sum = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]))
    while place < count {
        sum += values[place]
        place &+= 1
    }
    return sum
}

/// The same in the precision of float32, with its rounding after each step.
private func narrowSum(_ values: UnsafePointer<Double>, _ count: Int, _ stride: Int) -> Double {
    if count > 128 {
        let half = count / 2 - count / 2 % 8
        let rest = narrowSum(values + half &* stride, count - half, stride)
        return rounded32(narrowSum(values, half, stride) + rest)
    }
    var place = 0
    var sum: Float = -0.0
    if count >= 8 {
        var sums = SIMD8<Float>(repeating: 0)
        for lane in 0..<8 { sums[lane] = Float(values[lane &* stride]) }
        place = 8
        while place < count &- count % 8 {
            for lane in 0..<8 { sums[lane] += Float(values[(place &+ lane) &* stride]) }
            place &+= 8
        }
        sum = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]))
    }
    while place < count {
        sum += Float(values[place &* stride])
        place &+= 1
    }
    return Double(sum)
}

/// An axis as a call names it; nil: all elements. Negative ones count from the end.
func axisArgument(_ value: Value?, _ layout: ArrayLayout) throws(Raised) -> Int? {
    guard let value else { return nil }
    if case .none = value { return nil }
    if case .tuple(let tuple) = value {
        if tuple.elements.count == layout.dimensions { return nil }
        guard tuple.elements.count == 1 else {
            throw Raised("ValueError", "axis \(tuple.elements.count) is out of bounds for this array")
        }
        return try axisArgument(tuple.elements[0], layout)
    }
    let axis = try wholeArgument(value)
    let place = axis < 0 ? axis + layout.dimensions : axis
    guard place >= 0 && place < max(layout.dimensions, 1) else {
        throw Raised(
            "ValueError", "axis \(axis) is out of bounds for array of dimension \(layout.dimensions)")
    }
    return layout.dimensions == 0 ? nil : place
}

/// Elements of which a reduction makes one: where the first lies, their distance, how many there are.
struct ArrayLane {
    var start: Int
    var stride: Int
    var count: Int
}

/// What a reduction goes along: the lanes, and the shape of what it gives.
struct ArrayLanes {
    let lanes: [ArrayLane]
    let shape: ArrayLayout
    let operand: ArrayOperand

    /// The lanes along an axis, or one lane of all elements row by row.
    init(_ operand: ArrayOperand, axis: Int?, keeps: Bool, _ host: any ScriptHost) throws(Raised) {
        let layout = operand.layout
        guard let axis, layout.dimensions > 0 else {
            var whole = operand
            if !layout.isContiguous, layout.rows > 1 {
                whole = ArrayOperand(
                    try operand.contiguous(as: operand.type, over: layout, host), ArrayLayout(layout.count))
            }
            self.operand = whole
            let stride = layout.rows > 1 ? 1 : layout.columnStride
            lanes = [ArrayLane(start: whole.layout.offset, stride: stride, count: layout.count)]
            shape =
                keeps
                ? ArrayLayout(dimensions: layout.dimensions, rows: 1, columns: 1) : ArrayLayout.number
            return
        }
        self.operand = operand
        if layout.dimensions == 2 {
            try host.reserve((axis == 1 ? layout.rows : layout.columns) &* MemoryLayout<ArrayLane>.stride)
        }
        if layout.dimensions == 1 {
            lanes = [ArrayLane(start: layout.offset, stride: layout.columnStride, count: layout.columns)]
            shape = keeps ? ArrayLayout(1) : ArrayLayout.number
        } else if axis == 1 {
            lanes = (0..<layout.rows).map { row in
                ArrayLane(
                    start: layout.offset + row * layout.rowStride, stride: layout.columnStride, count: layout.columns)
            }
            shape =
                keeps
                ? ArrayLayout(dimensions: 2, rows: layout.rows, columns: 1) : ArrayLayout(layout.rows)
        } else {
            lanes = (0..<layout.columns).map {
                ArrayLane(start: layout.offset + $0 * layout.columnStride, stride: layout.rowStride, count: layout.rows)
            }
            shape =
                keeps
                ? ArrayLayout(dimensions: 2, rows: 1, columns: layout.columns) : ArrayLayout(layout.columns)
        }
    }
}

/// Sums along an axis, in numpy's order.
func arraySum(
    _ operand: ArrayOperand, axis: Int?, keeps: Bool, as type: ElementType? = nil, _ host: any ScriptHost
) throws(Raised) -> ArrayObject {
    let wanted = type ?? operand.type.summed
    let source = try operand.converted(to: wanted, host)
    if wanted.form == .whole {
        return try reduced(source, axis: axis, keeps: keeps, wanted, host) { (storage, lane) in
            var sum = 0
            for place in 0..<lane.count { sum &+= storage.wholes[lane.start &+ place &* lane.stride] }
            return sum
        }
    }
    if wanted == .bool {
        throw arrayRefusal("sums that are truths", "leave the dtype out, or use any()")
    }
    let layout = source.layout
    let result: ArrayObject
    if axis == nil || layout.dimensions < 2 {
        let shape =
            keeps ? ArrayLayout(dimensions: layout.dimensions, rows: 1, columns: 1) : ArrayLayout.number
        let storage = try makeStorage(wanted, 1, host)
        storage.floats[0] = wholeSum(source)
        result = ArrayObject(storage, shape)
    } else {
        result = try sumsAlong(axis == 1 ? layout : layout.transposed, source, host)
        if keeps {
            let (rows, columns) = axis == 1 ? (layout.rows, 1) : (1, layout.columns)
            return ArrayObject(result.storage, ArrayLayout(dimensions: 2, rows: rows, columns: columns))
        }
    }
    return result
}

/// The sum of all elements: of those that lie one behind the other at once, else in the order of memory some lines at a
/// time, as many as numpy's buffer takes.
func wholeSum(_ source: ArrayOperand) -> Double {
    var layout = source.layout
    let values = source.storage.floats
    let isNarrow = source.type == .float32
    let add = isNarrow ? narrowSum : pairwiseSum
    if layout.count == 0 { return 0 }
    if layout.rowStride.magnitude < layout.columnStride.magnitude, layout.rows > 1 { layout = layout.transposedLines }
    if layout.isContiguous { return 0 + add(values + layout.offset, layout.count, 1) }
    if layout.columns == 1 { return 0 + add(values + layout.offset, layout.rows, layout.rowStride) }
    if layout.rowStride == layout.columnStride &* layout.columns {
        return 0 + add(values + layout.offset, layout.count, layout.columnStride)
    }
    var sum = 0.0
    if layout.columns > ArrayLimits.bufferedMax {
        for row in 0..<layout.rows {
            sum += add(values + (layout.offset &+ row &* layout.rowStride), layout.columns, layout.columnStride)
            if isNarrow { sum = rounded32(sum) }
        }
        return sum
    }
    let linesMax = ArrayLimits.bufferedMax / layout.columns
    withUnsafeTemporaryAllocation(of: Double.self, capacity: ArrayLimits.bufferedMax) { (buffer) in
        guard let target = buffer.baseAddress else { return }
        for first in stride(from: 0, to: layout.rows, by: linesMax) {
            var part = layout
            part.rows = min(linesMax, layout.rows - first)
            part.offset = layout.offset &+ first &* layout.rowStride
            gather(values, part, target) { $0 }
            sum += add(target, part.count, 1)
            if isNarrow { sum = rounded32(sum) }
        }
    }
    return sum
}

extension ArrayLayout {
    /// Rows and columns changed, whatever the number of dimensions.
    fileprivate var transposedLines: ArrayLayout {
        ArrayLayout(
            dimensions: dimensions, rows: columns, columns: rows, rowStride: columnStride, columnStride: rowStride,
            offset: offset)
    }
}

/// The sums of the rows of a layout.
private func sumsAlong(
    _ layout: ArrayLayout, _ source: ArrayOperand, _ host: any ScriptHost
) throws(Raised) -> ArrayObject {
    let result = try makeStorage(source.type, layout.rows, host, isZero: true)
    let add = source.type == .float32 ? narrowSum : pairwiseSum
    let (values, sums) = (source.storage.floats, result.floats)
    if layout.columnStride.magnitude < layout.rowStride.magnitude || layout.rows == 1 {
        for row in 0..<layout.rows {
            let line = values + (layout.offset &+ row &* layout.rowStride)
            sums[row] = 0 + add(line, layout.columns, layout.columnStride)
        }
        if layout.columns == 0 { sums.update(repeating: 0, count: layout.rows) }
    } else {
        // The rows lie side by side: one line of memory is added to all sums after the other.
        for column in 0..<layout.columns {
            let line = values + (layout.offset &+ column &* layout.columnStride)
            if layout.rowStride == 1 {
                for row in 0..<layout.rows { sums[row] += line[row] }
            } else {
                for row in 0..<layout.rows { sums[row] += line[row &* layout.rowStride] }
            }
            result.settle()
        }
    }
    return ArrayObject(result)
}

/// One element of each lane, of type int or bool (`wholes` of what `body` gives).
func reduced(
    _ operand: ArrayOperand, axis: Int?, keeps: Bool, _ type: ElementType, _ host: any ScriptHost,
    _ body: (ArrayStorage, ArrayLane) throws(Raised) -> Int
) throws(Raised) -> ArrayObject {
    let lanes = try ArrayLanes(operand, axis: axis, keeps: keeps, host)
    let result = try makeStorage(type, lanes.lanes.count, host)
    for (number, lane) in lanes.lanes.enumerated() {
        let value = try body(lanes.operand.storage, lane)
        if type == .bool { result.truths[number] = value != 0 ? 1 : 0 } else { result.wholes[number] = value }
    }
    result.settle()
    return ArrayObject(result, lanes.shape)
}

/// As `reduced`, of floats; they are of the operand's type where that is one of floats.
func reducedFloats(
    _ operand: ArrayOperand, axis: Int?, keeps: Bool, _ host: any ScriptHost,
    _ body: (UnsafeMutablePointer<Double>, ArrayLane) throws(Raised) -> Double
) throws(Raised) -> ArrayObject {
    let lanes = try ArrayLanes(operand, axis: axis, keeps: keeps, host)
    let result = try makeStorage(operand.type.asFloat, lanes.lanes.count, host)
    for (number, lane) in lanes.lanes.enumerated() {
        result.floats[number] = try body(lanes.operand.storage.floats, lane)
    }
    result.settle()
    return ArrayObject(result, lanes.shape)
}

/// `mean`: the sum divided by the number of elements.
func arrayMean(
    _ operand: ArrayOperand, axis: Int?, keeps: Bool, as type: ElementType? = nil, _ host: any ScriptHost
) throws(Raised) -> ArrayObject {
    let sum = try arraySum(operand, axis: axis, keeps: keeps, as: type ?? operand.type.asFloat, host)
    let count = Double(laneCount(operand.layout, axis))
    for place in 0..<sum.layout.count { sum.storage.floats[place] /= count }
    sum.storage.settle()
    return sum
}

/// Elements of which a reduction along the axis makes one.
func laneCount(_ layout: ArrayLayout, _ axis: Int?) -> Int {
    guard let axis, layout.dimensions == 2 else { return layout.count }
    return axis == 0 ? layout.rows : layout.columns
}

/// `var`: the mean of the squares of the distances from the mean, in numpy's steps.
func arrayVariance(
    _ operand: ArrayOperand, axis: Int?, keeps: Bool, less: Double, _ host: any ScriptHost
) throws(Raised) -> ArrayObject {
    let mean = try arrayMean(operand, axis: axis, keeps: true, host)
    let source = try operand.converted(to: operand.type.asFloat, host)
    guard
        let distance = try arrayOperation(.subtract, .object(source.object), .object(mean), host),
        let square = try arrayOperation(.multiply, distance, distance, host)
    else { return mean }
    let sum = try arraySum(try arrayOperand(square, host), axis: axis, keeps: keeps, host)
    let count = max(Double(laneCount(operand.layout, axis)) - less, 0)
    for place in 0..<sum.layout.count { sum.storage.floats[place] /= count }
    sum.storage.settle()
    return sum
}

/// `min` and `max`. What is not a number wins.
func arrayExtreme(
    _ operand: ArrayOperand, isMax: Bool, axis: Int?, keeps: Bool, _ host: any ScriptHost
) throws(Raised) -> ArrayObject {
    if laneCount(operand.layout, axis) == 0 {
        throw Raised(
            "ValueError",
            "zero-size array to reduction operation \(isMax ? "maximum" : "minimum") which has no identity")
    }
    if operand.type.isFloat {
        return try reducedFloats(operand, axis: axis, keeps: keeps, host) { (values, lane) in
            var best = values[lane.start]
            for place in 1..<max(lane.count, 1) {
                let value = values[lane.start &+ place &* lane.stride]
                if isMax ? !(best >= value) : !(best <= value), !best.isNaN { best = value }
            }
            return best
        }
    }
    let source = try operand.converted(to: .int, host)
    return try reduced(source, axis: axis, keeps: keeps, operand.type, host) { (storage, lane) in
        var best = storage.wholes[lane.start]
        for place in 1..<max(lane.count, 1) {
            let value = storage.wholes[lane.start &+ place &* lane.stride]
            best = isMax ? max(best, value) : min(best, value)
        }
        return best
    }
}

/// `argmin` and `argmax`: the first place of the least or greatest; what is not a number wins.
func arrayExtremePlace(
    _ operand: ArrayOperand, isMax: Bool, axis: Int?, keeps: Bool, _ host: any ScriptHost
) throws(Raised) -> ArrayObject {
    if laneCount(operand.layout, axis) == 0 {
        throw Raised("ValueError", "attempt to get \(isMax ? "argmax" : "argmin") of an empty sequence")
    }
    let source = try operand.converted(to: operand.type.isFloat ? .float : .int, host)
    return try reduced(source, axis: axis, keeps: keeps, .int, host) { (storage, lane) in
        var best = 0
        for place in 1..<max(lane.count, 1) {
            let (here, there) = (lane.start &+ place &* lane.stride, lane.start &+ best &* lane.stride)
            if storage.type == .float {
                let (value, known) = (storage.floats[here], storage.floats[there])
                if known.isNaN { break }
                if value.isNaN || (isMax ? value > known : value < known) { best = place }
            } else {
                let (value, known) = (storage.wholes[here], storage.wholes[there])
                if isMax ? value > known : value < known { best = place }
            }
        }
        return best
    }
}

/// `any` and `all`.
func arrayTruth(
    _ operand: ArrayOperand, isAll: Bool, axis: Int?, keeps: Bool, _ host: any ScriptHost
) throws(Raised) -> ArrayObject {
    let source = try operand.converted(to: .bool, host)
    return try reduced(source, axis: axis, keeps: keeps, .bool, host) { (storage, lane) in
        for place in 0..<lane.count where (storage.truths[lane.start &+ place &* lane.stride] != 0) != isAll {
            return isAll ? 0 : 1
        }
        return isAll ? 1 : 0
    }
}

/// `prod`.
func arrayProduct(
    _ operand: ArrayOperand, axis: Int?, keeps: Bool, _ host: any ScriptHost
) throws(Raised) -> ArrayObject {
    if operand.type.isFloat {
        let isNarrow = operand.type == .float32
        return try reducedFloats(operand, axis: axis, keeps: keeps, host) { (values, lane) in
            var product = 1.0
            for place in 0..<lane.count {
                product *= values[lane.start &+ place &* lane.stride]
                if isNarrow { product = rounded32(product) }
            }
            return product
        }
    }
    let source = try operand.converted(to: .int, host)
    return try reduced(source, axis: axis, keeps: keeps, .int, host) { (storage, lane) in
        var product = 1
        for place in 0..<lane.count { product = product &* storage.wholes[lane.start &+ place &* lane.stride] }
        return product
    }
}

/// `cumsum` and `cumprod`: along an axis, or of all elements in one dimension.
func arrayRunning(
    _ operand: ArrayOperand, axis: Int?, isProduct: Bool, _ host: any ScriptHost
) throws(Raised) -> ArrayObject {
    let type = operand.type.summed
    let layout = operand.layout
    let result = try operand.contiguous(as: type, over: layout, host)
    let (lines, steps, lineStride, stride): (Int, Int, Int, Int)
    let shape: ArrayLayout
    if let axis, layout.dimensions == 2 {
        shape = ArrayLayout(dimensions: 2, rows: layout.rows, columns: layout.columns)
        (lines, steps, lineStride, stride) =
            axis == 0
            ? (layout.columns, layout.rows, 1, layout.columns) : (layout.rows, layout.columns, layout.columns, 1)
    } else {
        shape = ArrayLayout(layout.count)
        (lines, steps, lineStride, stride) = (1, layout.count, 0, 1)
    }
    for line in 0..<lines {
        for step in 1..<max(steps, 1) {
            let place = line &* lineStride &+ step &* stride
            if type.isFloat {
                let before = result.floats[place &- stride]
                let next = isProduct ? before * result.floats[place] : before + result.floats[place]
                result.floats[place] = type == .float32 ? rounded32(next) : next
            } else {
                let before = result.wholes[place &- stride]
                result.wholes[place] = isProduct ? before &* result.wholes[place] : before &+ result.wholes[place]
            }
        }
    }
    return ArrayObject(result, shape)
}
