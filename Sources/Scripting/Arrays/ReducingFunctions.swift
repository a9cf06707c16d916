// SPDX-License-Identifier: Apache-2.0

import Glibc

private typealias Reduction = @Sendable (ArrayOperand, Int?, Bool, any ScriptHost) throws(Raised) -> ArrayObject

private func reducing(_ names: String, isMethod: Bool = true, _ body: @escaping Reduction) -> ArrayFunction {
    ArrayFunction(names, "a axis? keepdims?", isMethod: isMethod) { (call) throws(Raised) in
        let operand = try call.array
        return try body(operand, try axisArgument(call[1], operand.layout), call.truth(2), call.host).result
    }
}

/// A reduction of what remains when whatever is no number is left out.
private func withoutNaN(_ names: String, _ body: @escaping Reduction) -> ArrayFunction {
    ArrayFunction(names, "a axis?") { (call) throws(Raised) in
        let array = try call.array
        let operand = try array.converted(to: array.type.asFloat, call.host)
        let axis = try axisArgument(call[1], operand.layout)
        return try reducedFloats(operand, axis: axis, keeps: false, call.host) { (values, lane) throws(Raised) in
            let kept = try makeStorage(operand.type, lane.count, call.host)
            var count = 0
            for place in 0..<lane.count {
                let value = values[lane.start + place * lane.stride]
                if value.isNaN { continue }
                kept.floats[count] = value
                count += 1
            }
            let inner = ArrayOperand(kept, ArrayLayout(count))
            return try body(inner, nil, false, call.host).onlyFloat
        }.result
    }
}

private func variance(_ name: String, isRoot: Bool) -> ArrayFunction {
    ArrayFunction(name, "a axis? ddof? keepdims?", isMethod: true) { (call) throws(Raised) in
        let operand = try call.array
        let axis = try axisArgument(call[1], operand.layout)
        let less = try call.float(2, 0)
        let result = try arrayVariance(operand, axis: axis, keeps: call.truth(3), less: less, call.host)
        if isRoot {
            for place in 0..<result.layout.count {
                result.storage.floats[place] = result.storage.floats[place].squareRoot()
            }
            result.storage.settle()
        }
        return result.result
    }
}

let reducingFunctions: [ArrayFunction] = [
    ArrayFunction("sum", "a axis? dtype? keepdims?", isMethod: true) { (call) throws(Raised) in
        let operand = try call.array
        let axis = try axisArgument(call[1], operand.layout)
        if operand.type.isFloat, axis == nil || operand.layout.dimensions == 1, call[2] == nil, !call.truth(3) {
            return .object(ArrayScalar(wholeSum(operand), operand.type))
        }
        return try arraySum(operand, axis: axis, keeps: call.truth(3), as: try call.type(2), call.host).result
    },
    ArrayFunction("mean", "a axis? dtype? keepdims?", isMethod: true) { (call) throws(Raised) in
        let operand = try call.array
        let axis = try axisArgument(call[1], operand.layout)
        return try arrayMean(operand, axis: axis, keeps: call.truth(3), as: try call.type(2), call.host).result
    },
    variance("var", isRoot: false), variance("std", isRoot: true),
    reducing("min amin") { (operand, axis, keeps, host) throws(Raised) in
        try arrayExtreme(operand, isMax: false, axis: axis, keeps: keeps, host)
    },
    reducing("max amax") { (operand, axis, keeps, host) throws(Raised) in
        try arrayExtreme(operand, isMax: true, axis: axis, keeps: keeps, host)
    },
    reducing("argmin") { (operand, axis, keeps, host) throws(Raised) in
        try arrayExtremePlace(operand, isMax: false, axis: axis, keeps: keeps, host)
    },
    reducing("argmax") { (operand, axis, keeps, host) throws(Raised) in
        try arrayExtremePlace(operand, isMax: true, axis: axis, keeps: keeps, host)
    },
    reducing("any") { (operand, axis, keeps, host) throws(Raised) in
        try arrayTruth(operand, isAll: false, axis: axis, keeps: keeps, host)
    },
    reducing("all") { (operand, axis, keeps, host) throws(Raised) in
        try arrayTruth(operand, isAll: true, axis: axis, keeps: keeps, host)
    },
    reducing("prod") { (operand, axis, keeps, host) throws(Raised) in
        try arrayProduct(operand, axis: axis, keeps: keeps, host)
    },
    ArrayFunction("cumsum", "a axis?", isMethod: true) { (call) throws(Raised) in
        let operand = try call.array
        let axis = try axisArgument(call[1], operand.layout)
        return .object(try arrayRunning(operand, axis: axis, isProduct: false, call.host))
    },
    ArrayFunction("cumprod", "a axis?", isMethod: true) { (call) throws(Raised) in
        let operand = try call.array
        let axis = try axisArgument(call[1], operand.layout)
        return .object(try arrayRunning(operand, axis: axis, isProduct: true, call.host))
    },
    reducing("ptp", isMethod: false) { (operand, axis, keeps, host) throws(Raised) in
        let most = try arrayExtreme(operand, isMax: true, axis: axis, keeps: keeps, host)
        let least = try arrayExtreme(operand, isMax: false, axis: axis, keeps: keeps, host)
        return try arrayOperand(try calculated(.subtract, .object(most), .object(least), host), host).object
    },
    reducing("count_nonzero", isMethod: false) { (operand, axis, keeps, host) throws(Raised) in
        try arraySum(try operand.converted(to: .bool, host), axis: axis, keeps: keeps, host)
    },
    reducing("median", isMethod: false) { (operand, axis, keeps, host) throws(Raised) in
        try quantile(operand, 0.5, axis, keeps, host)
    },
    ArrayFunction("percentile", "a q axis?") { (call) throws(Raised) in try quantiles(call, of: 100) },
    ArrayFunction("quantile", "a q axis?") { (call) throws(Raised) in try quantiles(call, of: 1) },
    withoutNaN("nansum") { (operand, axis, keeps, host) throws(Raised) in
        try arraySum(operand, axis: axis, keeps: keeps, host)
    },
    withoutNaN("nanmean") { (operand, axis, keeps, host) throws(Raised) in
        try arrayMean(operand, axis: axis, keeps: keeps, host)
    },
    withoutNaN("nanmin") { (operand, axis, keeps, host) throws(Raised) in
        if operand.layout.count == 0 { return ArrayOperand(Double.nan).object }
        return try arrayExtreme(operand, isMax: false, axis: axis, keeps: keeps, host)
    },
    withoutNaN("nanmax") { (operand, axis, keeps, host) throws(Raised) in
        if operand.layout.count == 0 { return ArrayOperand(Double.nan).object }
        return try arrayExtreme(operand, isMax: true, axis: axis, keeps: keeps, host)
    },
    withoutNaN("nanstd") { (operand, axis, keeps, host) throws(Raised) in
        let result = try arrayVariance(operand, axis: axis, keeps: keeps, less: 0, host)
        result.storage.floats[0] = result.storage.floats[0].squareRoot()
        result.storage.settle()
        return result
    },
    ArrayFunction("average", "a axis? weights?") { (call) throws(Raised) in
        let operand = try call.array
        let axis = try axisArgument(call[1], operand.layout)
        guard call[2] != nil else { return try arrayMean(operand, axis: axis, keeps: false, call.host).result }
        var weights = call.value(2)
        if operand.layout.dimensions == 2, axis == 0, case let given = try call.operand(2), given.layout.dimensions == 1
        {
            weights = .object(try reshaped(given, [.int(-1), .int(1)], call.host))
        }
        let product = try arrayOperand(try calculated(.multiply, call.value(0), weights, call.host), call.host)
        let type = product.type.asFloat
        let sum = try arraySum(product, axis: axis, keeps: false, as: type, call.host)
        let spread = try calculated(.add, weights, .object(try zerosLike(operand, call.host)), call.host)
        let total = try arraySum(try arrayOperand(spread, call.host), axis: axis, keeps: false, as: type, call.host)
        return try calculated(.divide, sum.result, total.result, call.host)
    },
]

private func zerosLike(_ operand: ArrayOperand, _ host: any ScriptHost) throws(Raised) -> ArrayObject {
    let layout = operand.layout
    return ArrayObject(
        try makeStorage(.float, layout.count, host, isZero: true),
        ArrayLayout(dimensions: layout.dimensions, rows: layout.rows, columns: layout.columns))
}

private func quantiles(_ call: ArrayCall, of whole: Double) throws(Raised) -> Value {
    let operand = try call.array
    let axis = try axisArgument(call[2], operand.layout)
    let shares = try call.operand(1).converted(to: .float, call.host)
    if shares.layout.dimensions == 0 {
        let share = shares.storage.floats[shares.layout.offset] / whole
        return try quantile(operand, share, axis, false, call.host).result
    }
    guard operand.layout.dimensions < 2 || axis == nil, shares.layout.dimensions == 1 else {
        throw arrayRefusal("several quantiles along an axis", "ask for one at a time")
    }
    let result = try makeStorage(.float, shares.layout.columns, call.host)
    for place in 0..<result.count {
        let share = shares.storage.floats[shares.layout.offset + place * shares.layout.columnStride] / whole
        result.floats[place] = try quantile(operand, share, axis, false, call.host).onlyFloat
    }
    return .object(ArrayObject(result))
}

/// The quantile between two neighbours in order, in numpy's steps.
private func quantile(
    _ operand: ArrayOperand, _ share: Double, _ axis: Int?, _ keeps: Bool, _ host: any ScriptHost
) throws(Raised) -> ArrayObject {
    guard share >= 0 && share <= 1 else {
        throw Raised("ValueError", "Quantiles must be in the range [0, 1]")
    }
    let source = try operand.converted(to: operand.type.asFloat, host)
    return try reducedFloats(source, axis: axis, keeps: keeps, host) { (values, lane) throws(Raised) in
        if lane.count == 0 { return .nan }
        var sorted = (0..<lane.count).map { values[lane.start + $0 * lane.stride] }
        try host.spend(lane.count)
        if sorted.contains(where: { $0.isNaN }) { return .nan }
        sorted.sort()
        let place = share * Double(lane.count - 1)
        let low = Int(place)
        let (below, above) = (sorted[low], sorted[min(low + 1, lane.count - 1)])
        let part = place - Double(low)
        if share == 0.5 && lane.count % 2 == 0 { return (below + above) / 2 }
        let distance = above - below
        return part >= 0.5 ? above - distance * (1 - part) : below + distance * part
    }
}
