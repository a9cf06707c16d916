// SPDX-License-Identifier: Apache-2.0

/// The order of the elements of a lane, from the least; what is no number comes last.
private func order(_ storage: ArrayStorage, _ lane: ArrayLane, _ host: any ScriptHost) throws(Raised) -> [Int] {
    try host.reserve(lane.count * 2 * MemoryLayout<Int>.stride)
    try host.spend(lane.count)
    var places = Array(0..<lane.count)
    func at(_ place: Int) -> Int { lane.start + place * lane.stride }
    switch storage.type.form {
    case .float:
        places.sort { (left, right) in
            let (x, y) = (storage.floats[at(left)], storage.floats[at(right)])
            if x < y { return true }
            if x > y { return false }
            if x.isNaN != y.isNaN { return y.isNaN }
            return left < right
        }
    case .whole:
        places.sort { (left, right) in
            let (x, y) = (storage.wholes[at(left)], storage.wholes[at(right)])
            return x == y ? left < right : x < y
        }
    case .truth:
        places.sort { (left, right) in
            let (x, y) = (storage.truths[at(left)], storage.truths[at(right)])
            return x == y ? left < right : x < y
        }
    }
    return places
}

/// Sorted elements, or the places where they were.
private func sorted(
    _ operand: ArrayOperand, _ axis: Int?, givesPlaces: Bool, _ host: any ScriptHost
) throws(Raised) -> ArrayObject {
    let source = try copied(operand, host)
    let flat = axis == nil && source.layout.dimensions == 2
    let shape = flat ? ArrayLayout(source.layout.count) : source.layout
    let lanes = try ArrayLanes(ArrayOperand(source.storage, shape), axis: axis ?? 0, keeps: false, host).lanes
    let result = try makeStorage(givesPlaces ? .int : operand.type, shape, host)
    for lane in lanes {
        for (number, place) in try order(source.storage, lane, host).enumerated() {
            let (target, origin) = (lane.start + number * lane.stride, lane.start + place * lane.stride)
            if givesPlaces {
                result.wholes[target] = place
            } else if operand.type == .bool {
                result.truths[target] = source.storage.truths[origin]
            } else {
                result.wholes[target] = source.storage.wholes[origin]
            }
        }
    }
    return ArrayObject(result, shape)
}

/// The axis of a sort: the last one unless another is named.
private func sortAxis(_ call: ArrayCall, _ layout: ArrayLayout) throws(Raised) -> Int? {
    if case .none? = call.values[1] { return nil }
    return try axisArgument(call[1] ?? .int(-1), layout)
}

/// The places of the elements that are true, along each axis.
private func nonZero(_ value: Value, _ host: any ScriptHost) throws(Raised) -> [ArrayObject] {
    let operand = try arrayOperand(value, host)
    if operand.layout.dimensions == 0 {
        throw Raised(
            "ValueError",
            "Calling nonzero on 0d arrays is not allowed. Use np.atleast_1d(scalar).nonzero() instead.")
    }
    let truths = try operand.contiguous(as: .bool, over: operand.layout, host)
    let layout = operand.layout
    try host.reserve(layout.count &* 2 &* MemoryLayout<Int>.stride)
    var (rows, columns): ([Int], [Int]) = ([], [])
    for place in 0..<layout.count where truths.truths[place] != 0 {
        rows.append(place / max(layout.columns, 1))
        columns.append(place % max(layout.columns, 1))
    }
    return layout.dimensions == 2 ? [try array(rows, host), try array(columns, host)] : [try array(columns, host)]
}

private func array(_ places: [Int], _ host: any ScriptHost) throws(Raised) -> ArrayObject {
    let storage = try makeStorage(.int, places.count, host)
    for (number, place) in places.enumerated() { storage.wholes[number] = place }
    return ArrayObject(storage)
}

private func tuple(_ arrays: [ArrayObject]) -> Value { .tuple(TupleObject(arrays.map { .object($0) })) }

/// `where(condition, x, y)`.
private func chosen(_ call: ArrayCall) throws(Raised) -> Value {
    let (test, yes, no) = (try call.operand(0), try call.operand(1), try call.operand(2))
    let shape = try ArrayLayout.met(try ArrayLayout.met(test.layout, yes.layout), no.layout)
    guard let a = test.layout.broadcast(to: shape), let b = yes.layout.broadcast(to: shape),
        let c = no.layout.broadcast(to: shape)
    else { throw Raised("ValueError", "operands could not be broadcast together") }
    let type = yes.met(no)
    let truths = try test.contiguous(as: .bool, over: a, call.host)
    let (one, two) = (
        try yes.contiguous(as: type, over: b, call.host), try no.contiguous(as: type, over: c, call.host)
    )
    for place in 0..<shape.count where truths.truths[place] == 0 {
        if type == .bool { one.truths[place] = two.truths[place] } else { one.wholes[place] = two.wholes[place] }
    }
    return .object(ArrayObject(one, shape))
}

/// `unique`, with what else it may give.
private func unique(_ call: ArrayCall) throws(Raised) -> Value {
    let source = try flattened(.object(try copied(try call.array, call.host)), call.host)
    let lane = ArrayLane(start: 0, stride: 1, count: source.layout.count)
    let places = try order(source.storage, lane, call.host)
    try call.host.reserve(places.count &* 4 &* MemoryLayout<Value>.stride)
    var (firsts, inverse, counts): ([Int], [Int], [Int]) = ([], Array(repeating: 0, count: places.count), [])
    func isSame(_ left: Int, _ right: Int) -> Bool {
        switch source.type.form {
        case .float:
            let (x, y) = (source.storage.floats[left], source.storage.floats[right])
            return x == y || x.isNaN && y.isNaN
        case .whole: return source.storage.wholes[left] == source.storage.wholes[right]
        case .truth: return source.storage.truths[left] == source.storage.truths[right]
        }
    }
    for place in places {
        if let last = firsts.last, isSame(last, place) {
            counts[counts.count - 1] += 1
        } else {
            firsts.append(place)
            counts.append(1)
        }
        inverse[place] = firsts.count - 1
    }
    let indices = Value.list(ListObject(firsts.map { .int($0) }))
    var results = [firsts.isEmpty ? .object(source) : try source.element(indices, call.host) ?? .none]
    if call.truth(1) { results.append(.object(try array(firsts, call.host))) }
    if call.truth(2) { results.append(.object(try array(inverse, call.host))) }
    if call.truth(3) { results.append(.object(try array(counts, call.host))) }
    return results.count == 1 ? results[0] : .tuple(TupleObject(results))
}

/// `searchsorted`: where a value goes in a sorted array.
private func placed(_ call: ArrayCall) throws(Raised) -> Value {
    let operand = try call.array
    if operand.layout.dimensions != 1 { throw Raised("ValueError", "object too deep for desired array") }
    let values = try operand.contiguous(as: .float, over: operand.layout, call.host)
    let wanted = try call.operand(1)
    let keys = try wanted.contiguous(as: .float, over: wanted.layout, call.host)
    var isRight = false
    if case .text(let side)? = call[2] { isRight = side.string == "right" }
    let result = try makeStorage(.int, wanted.layout.count, call.host)
    for number in 0..<result.count {
        let key = keys.floats[number]
        var (low, high) = (0, values.count)
        while low < high {
            let middle = (low + high) / 2
            let value = values.floats[middle]
            if isRight ? !(key < value) : value < key { low = middle + 1 } else { high = middle }
        }
        result.wholes[number] = low
    }
    let layout = wanted.layout
    return ArrayObject(
        result, ArrayLayout(dimensions: layout.dimensions, rows: layout.rows, columns: layout.columns)
    ).result
}

/// `bincount` of whole numbers that are not negative.
private func counted(_ call: ArrayCall) throws(Raised) -> Value {
    let operand = try call.array
    guard !operand.type.isFloat, operand.layout.dimensions == 1 else {
        throw Raised(
            "TypeError", "Cannot cast array data from dtype('float64') to dtype('int64') according to the rule 'safe'")
    }
    let values = try operand.contiguous(as: .int, over: operand.layout, call.host)
    var most = -1
    for place in 0..<values.count {
        if values.wholes[place] < 0 { throw Raised("ValueError", "'list' argument must have no negative elements") }
        most = max(most, values.wholes[place])
    }
    if most == .max { throw Raised("MemoryError", "Unable to allocate so many counts") }
    let count = max(most + 1, try call.whole(2, 0))
    let weights = call[1] == nil ? nil : try call.operand(1)
    let result = try makeStorage(weights == nil ? .int : .float, count, call.host, isZero: true)
    let factors = try weights.map { (weights) throws(Raised) in
        try weights.contiguous(as: .float, over: weights.layout, call.host)
    }
    if let factors, factors.count != values.count {
        throw Raised("ValueError", "The weights and list don't have the same length.")
    }
    for place in 0..<values.count {
        if let factors {
            result.floats[values.wholes[place]] += factors.floats[place]
        } else {
            result.wholes[values.wholes[place]] += 1
        }
    }
    return .object(ArrayObject(result))
}

let choosingFunctions: [ArrayFunction] = [
    ArrayFunction("where", "condition x? y?") { (call) throws(Raised) in
        if call.values[1] == nil, call.values[2] == nil { return tuple(try nonZero(call.value(0), call.host)) }
        if call.values[1] == nil || call.values[2] == nil {
            throw Raised("ValueError", "either both or neither of x and y should be given")
        }
        return try chosen(call)
    },
    ArrayFunction("nonzero", "a", isMethod: true) { (call) throws(Raised) in
        tuple(try nonZero(call.value(0), call.host))
    },
    ArrayFunction("flatnonzero", "a") { (call) throws(Raised) in
        .object(try nonZero(.object(try flattened(call.value(0), call.host)), call.host)[0])
    },
    ArrayFunction("argwhere", "a") { (call) throws(Raised) in
        let places = try nonZero(call.value(0), call.host)
        return try (arrayFunctions["column_stack"]?.call(Call("column_stack", [tuple(places)], [], call.host))) ?? .none
    },
    ArrayFunction("take", "a indices axis?", isMethod: true) { (call) throws(Raised) in
        let array = call[2] == nil ? try flattened(call.value(0), call.host) : try call.array.object
        return try array.along(try axisArgument(call[2], array.layout) ?? 0, call.value(1), call.host)
    },
    ArrayFunction("sort", "a axis?") { (call) throws(Raised) in
        let operand = try call.array
        return .object(
            try sorted(operand, try sortAxis(call, operand.layout), givesPlaces: false, call.host))
    },
    ArrayFunction("sort", "a axis?", isMethod: true, isFunction: false) { (call) throws(Raised) in
        let operand = try call.array
        let result = try sorted(operand, try sortAxis(call, operand.layout), givesPlaces: false, call.host)
        try operand.object.assign(operand.layout, ArrayOperand(result.storage, result.layout), call.host)
        return .none
    },
    ArrayFunction("argsort", "a axis? kind?", isMethod: true) { (call) throws(Raised) in
        let operand = try call.array
        if operand.layout.dimensions == 0 { return .object(try array([0], call.host)) }
        return .object(try sorted(operand, try sortAxis(call, operand.layout), givesPlaces: true, call.host))
    },
    // Sorted altogether, which is one of the orders that they may give.
    ArrayFunction("argpartition", "a kth axis?", isMethod: true) { (call) throws(Raised) in
        try
            (arrayFunctions["argsort"]?.call(
                Call("argsort", [call.value(0), call[2] ?? .int(-1)], [], call.host))) ?? .none
    },
    ArrayFunction("partition", "a kth axis?") { (call) throws(Raised) in
        try (arrayFunctions["sort"]?.call(Call("sort", [call.value(0), call[2] ?? .int(-1)], [], call.host))) ?? .none
    },
    ArrayFunction("unique", "ar return_index? return_inverse? return_counts?", unique),
    ArrayFunction("searchsorted", "a v side?", isMethod: true, placed),
    ArrayFunction("digitize", "x bins right?") { (call) throws(Raised) in
        let side = Text(call.truth(2) ? "left" : "right")
        return try placed(ArrayCall(values: [call.value(1), call.value(0), .text(side)], host: call.host))
    },
    ArrayFunction("bincount", "x weights? minlength?", counted),
    ArrayFunction("isin", "element test_elements") { (call) throws(Raised) in
        let (operand, others) = (try call.operand(0), try call.operand(1))
        let values = try operand.contiguous(as: .float, over: operand.layout, call.host)
        let known = try others.contiguous(as: .float, over: others.layout, call.host)
        try call.host.reserve(known.count &* 32)
        var set = Set<Double>()
        for place in 0..<known.count { set.insert(known.floats[place]) }
        let result = try makeStorage(.bool, values.count, call.host)
        for place in 0..<values.count { result.truths[place] = set.contains(values.floats[place]) ? 1 : 0 }
        let layout = operand.layout
        return ArrayObject(
            result, ArrayLayout(dimensions: layout.dimensions, rows: layout.rows, columns: layout.columns)
        ).result
    },
    ArrayFunction("diff", "a n? axis?") { (call) throws(Raised) in
        var array = try call.array.object
        if array.layout.dimensions == 0 {
            throw Raised("ValueError", "diff requires input that is at least one dimensional")
        }
        let axis = try axisArgument(call[2] ?? .int(-1), array.layout) ?? 0
        for _ in 0..<(try call.whole(1, 1)) {
            let count = array.layout.dimensions == 2 && axis == 0 ? array.layout.rows : array.layout.columns
            let from = SliceObject(.int(1), .none, .none)
            let to = SliceObject(.none, .int(max(count - 1, 0)), .none)
            let later = try array.along(axis, .object(from), call.host)
            let earlier = try array.along(axis, .object(to), call.host)
            let op: ArrayOperation = array.type == .bool ? .notEqual : .subtract
            array = try arrayOperand(try calculated(op, later, earlier, call.host), call.host).object
        }
        return .object(array)
    },
]
