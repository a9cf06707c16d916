// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The layout of a shape: a number, or a tuple or list of up to two. One of them may be -1 where the number of elements
/// is known.
func shapeArgument(_ values: [Value], of count: Int? = nil) throws(Raised) -> ArrayLayout {
    var lengths: [Int] = []
    for value in values {
        switch value {
        case .tuple(let tuple): for length in tuple.elements { lengths.append(try wholeArgument(length)) }
        case .list(let list): for length in list.elements { lengths.append(try wholeArgument(length)) }
        default: lengths.append(try wholeArgument(value))
        }
    }
    if lengths.count > 2 {
        throw arrayRefusal(
            "arrays of \(lengths.count) dimensions", "executors have one and two: keep a list of arrays")
    }
    if let count, let open = lengths.firstIndex(of: -1) {
        let others = lengths.enumerated().reduce(1) { $1.offset == open ? $0 : $0 &* $1.element }
        if others > 0, count % others == 0 { lengths[open] = count / others }
    }
    for length in lengths where length < 0 {
        if count != nil { break }
        throw Raised("ValueError", "negative dimensions are not allowed")
    }
    let (rows, columns) = lengths.count == 2 ? (lengths[0], lengths[1]) : (1, lengths.first ?? 1)
    let (elements, overflows) = rows.multipliedReportingOverflow(by: columns)
    if overflows || elements == 0 && rows > ArrayLimits.emptyRowsMax {
        throw Raised("ValueError", "Maximum allowed dimension exceeded")
    }
    if let count, elements != count || lengths.contains(where: { $0 < 0 }) {
        let shown = lengths.count == 1 ? "(\(columns),)" : "(\(lengths.map(String.init).joined(separator: ",")))"
        throw Raised("ValueError", "cannot reshape array of size \(count) into shape \(shown)")
    }
    return ArrayLayout(dimensions: lengths.count, rows: rows, columns: columns)
}

/// An array of one value.
private func filled(
    _ shape: ArrayLayout, _ value: Value, _ type: ElementType?, _ host: any ScriptHost
) throws(Raised) -> Value {
    let operand = try arrayOperand(value, host)
    let result = ArrayObject(try makeStorage(type ?? operand.type, shape, host), shape)
    try result.assign(shape, operand, host)
    return .object(result)
}

private func zeros(
    _ shape: ArrayLayout, _ type: ElementType?, _ host: any ScriptHost
) throws(Raised) -> Value {
    .object(ArrayObject(try makeStorage(type ?? .float, shape, host, isZero: true), shape))
}

/// The array of a value as `np.array` makes it.
private func made(_ value: Value, _ type: ElementType?, _ host: any ScriptHost) throws(Raised) -> ArrayObject {
    switch value {
    case .list, .tuple: return try arrayOfSequence(value, type, host).object
    case .text where type != nil: return try cast(value, type ?? .float, host)
    case .object(let object) where object is RangeObject || object is RowObject:
        return try arrayOfSequence(value, type, host).object
    default:
        let operand = try arrayOperand(value, host)
        return try copied(try operand.converted(to: type ?? operand.type, host), host)
    }
}

private func shaped(_ operand: ArrayOperand) -> ArrayLayout {
    ArrayLayout(dimensions: operand.layout.dimensions, rows: operand.layout.rows, columns: operand.layout.columns)
}

/// `arange`: like `range`, of floats too.
private func arange(_ call: ArrayCall) throws(Raised) -> Value {
    var (start, stop, step) = (call[0] ?? .int(0), call[1], call[2] ?? .int(1))
    if stop == nil { (start, stop) = (.int(0), call[0]) }
    let end = stop ?? .int(0)
    let parts = [plainNumber(start), plainNumber(end), plainNumber(step)]
    if let first = parts[0].wholeNumber, let last = parts[1].wholeNumber, let step = parts[2].wholeNumber {
        if step == 0 { throw Raised("ZeroDivisionError", "division by zero") }
        guard let range = RangeObject(first, last, step) else { throw overflow() }
        let result = try makeStorage(.int, range.length ?? 0, call.host)
        for place in 0..<result.count { result.wholes[place] = first &+ place &* step }
        let type = try call.type(3) ?? .int
        return .object(try ArrayOperand(result, ArrayLayout(result.count)).converted(to: type, call.host).object)
    }
    let (first, last, distance) = (
        try floatArgument(parts[0]), try floatArgument(parts[1]), try floatArgument(parts[2])
    )
    if distance == 0 { throw Raised("ZeroDivisionError", "float division by zero") }
    let length = ceil((last - first) / distance)
    guard length < 1e15, !length.isNaN else { throw Raised("ValueError", "Maximum allowed size exceeded") }
    let result = try makeStorage(.float, max(Int(length), 0), call.host)
    let delta = (first + distance) - first
    for place in 0..<result.count {
        result.floats[place] = place == 1 ? first + distance : first + Double(place) * delta
    }
    let type = try call.type(3) ?? .float
    return .object(try ArrayOperand(result, ArrayLayout(result.count)).converted(to: type, call.host).object)
}

private func linspace(_ call: ArrayCall) throws(Raised) -> Value {
    let (start, stop) = (try call.float(0, 0), try call.float(1, 0))
    let count = try call.whole(2, 50)
    if count < 0 { throw Raised("ValueError", "Number of samples, \(count), must be non-negative.") }
    let hasEnd = call[3].map { Scripting.isTrue($0) } ?? true
    let parts = hasEnd ? count - 1 : count
    let result = try makeStorage(.float, count, call.host)
    let delta = stop - start
    let step = parts > 0 ? delta / Double(parts) : .nan
    for place in 0..<count {
        let x = Double(place)
        result.floats[place] =
            (parts <= 0 ? x * delta : step == 0 ? x / Double(parts) * delta : x * step) + start
    }
    if hasEnd, count > 1 { result.floats[count - 1] = stop }
    let made = ArrayOperand(result, ArrayLayout(count))
    return .object(try made.converted(to: try call.type(4) ?? .float, call.host).object)
}

private func eye(_ call: ArrayCall) throws(Raised) -> Value {
    let rows = try call.whole(0, 0)
    let columns = try call.whole(1, rows)
    let shift = try call.whole(2, 0)
    guard rows >= 0, columns >= 0 else { throw Raised("ValueError", "negative dimensions are not allowed") }
    let shape = ArrayLayout(dimensions: 2, rows: rows, columns: columns)
    let type = try call.type(3) ?? .float
    let result = try makeStorage(type, shape, call.host, isZero: true)
    // A diagonal far outside has no elements.
    let first = shift.magnitude > UInt(max(rows, columns)) ? rows : 0
    for row in first..<rows where row + shift >= 0 && row + shift < columns {
        let place = row * columns + row + shift
        switch type.form {
        case .truth: result.truths[place] = 1
        case .whole: result.wholes[place] = 1
        case .float: result.floats[place] = 1
        }
    }
    return .object(ArrayObject(result, shape))
}

/// `fromstring`: numbers in a text, with a separator; white space in it stands for any.
private func fromString(_ call: ArrayCall) throws(Raised) -> Value {
    guard case .text(let text) = call.value(0) else { throw Raised("TypeError", "fromstring() argument 1 must be str") }
    let type = try call.type(1) ?? .float
    guard case .text(let separator)? = call[3], separator.count > 0 else {
        throw arrayRefusal("binary texts as arrays", "give fromstring a separator, as in sep=' '")
    }
    let sign = separator.string.allSatisfy { $0 == " " } ? nil : separator
    var pieces: [Value] = []
    for piece in try valuesOf(try splitPieces(text, sign, .max, call.host), call.host) {
        if case .text(let part) = piece, part.utf8.allSatisfy({ $0 == 32 }) { continue }
        pieces.append(piece)
    }
    let count = try call.whole(2, -1)
    if count >= 0 { pieces = Array(pieces.prefix(count)) }
    return .object(try arrayOfSequence(.list(ListObject(pieces)), type, call.host).object)
}

/// `frombuffer`: elements out of bytes.
private func fromBuffer(_ call: ArrayCall) throws(Raised) -> Value {
    guard case .bytes(let content) = call.value(0) else {
        throw Raised("TypeError", "a bytes-like object is required, not '\(typeName(of: call.value(0)))'")
    }
    let type = try call.type(1) ?? .float
    let (all, start) = (content.bytes, try call.whole(3, 0))
    guard start >= 0, start <= all.count else {
        throw Raised(
            "ValueError", "offset must be non-negative and no greater than buffer length (\(all.count))")
    }
    var count = try call.whole(2, -1)
    let left = all.count - start
    if count < 0 {
        guard left % type.itemSize == 0 else {
            throw Raised("ValueError", "buffer size must be a multiple of element size")
        }
        count = left / type.itemSize
    }
    guard count <= left / type.itemSize else {
        throw Raised("ValueError", "buffer is smaller than requested size")
    }
    try call.host.reserve(count &* type.stride)
    let array = all.withUnsafeBytes { (bytes) in
        ArrayObject(type, (1, 1, count), UnsafeRawBufferPointer(rebasing: bytes[start..<start + count * type.itemSize]))
    }
    return array.map { .object($0) } ?? .none
}

/// The array that is given, where it has the type that is wanted; else one made of it.
private func given(_ call: ArrayCall) throws(Raised) -> Value {
    let wanted = try call.type(1)
    if case .object(let object) = call.value(0), let array = object as? ArrayObject,
        wanted == nil || wanted == array.type
    {
        return call.value(0)
    }
    return .object(try made(call.value(0), wanted, call.host))
}

let creatingFunctions: [ArrayFunction] = [
    ArrayFunction("array", "object dtype? copy? ndmin?") { (call) throws(Raised) in
        let result = try made(call.value(0), try call.type(1), call.host)
        guard try call.whole(3, 0) == 2, result.layout.dimensions < 2 else { return .object(result) }
        var layout = result.layout
        layout.dimensions = 2
        return .object(ArrayObject(result.storage, layout))
    },
    ArrayFunction("asarray ascontiguousarray", "a dtype?") { (call) throws(Raised) in
        let result = try given(call)
        return isMatrix(result) ? .object(try arrayOperand(result, call.host).object) : result
    },
    ArrayFunction("asanyarray", "a dtype?") { (call) throws(Raised) in try given(call) },
    ArrayFunction("fromiter", "iter dtype count?") { (call) throws(Raised) in
        var values = try valuesOf(call.value(0), call.host)
        let count = try call.whole(2, -1)
        if count >= 0 { values = Array(values.prefix(count)) }
        return .object(try arrayOfSequence(.list(ListObject(values)), try call.type(1), call.host).object)
    },
    ArrayFunction("fromstring", "string dtype? count? sep?", fromString),
    ArrayFunction("frombuffer", "buffer dtype? count? offset?", fromBuffer),
    ArrayFunction("asmatrix", "data dtype?") { (call) throws(Raised) in
        try matrix(of: call.value(0), try call.type(1), call.host)
    },
    ArrayFunction("tobytes", "a", isMethod: true, isFunction: false) { (call) throws(Raised) in
        let array = try call.array.object
        try call.host.reserve(array.layout.count &* array.type.itemSize)
        var bytes: [UInt8] = []
        array.appendElements(to: &bytes)
        return .bytes(ByteString(bytes))
    },
    ArrayFunction("zeros empty", "shape dtype?") { (call) throws(Raised) in
        try zeros(try shapeArgument([call.value(0)]), try call.type(1), call.host)
    },
    ArrayFunction("ones", "shape dtype?") { (call) throws(Raised) in
        try filled(try shapeArgument([call.value(0)]), .int(1), try call.type(1) ?? .float, call.host)
    },
    ArrayFunction("full", "shape fill_value dtype?") { (call) throws(Raised) in
        try filled(try shapeArgument([call.value(0)]), call.value(1), try call.type(2), call.host)
    },
    ArrayFunction("zeros_like empty_like", "a dtype?") { (call) throws(Raised) in
        let operand = try call.array
        return try zeros(shaped(operand), try call.type(1) ?? operand.type, call.host)
    },
    ArrayFunction("ones_like", "a dtype?") { (call) throws(Raised) in
        let operand = try call.array
        return try filled(shaped(operand), .int(1), try call.type(1) ?? operand.type, call.host)
    },
    ArrayFunction("full_like", "a fill_value dtype?") { (call) throws(Raised) in
        let operand = try call.array
        return try filled(shaped(operand), call.value(1), try call.type(2) ?? operand.type, call.host)
    },
    ArrayFunction("arange", "start stop? step? dtype?", arange),
    ArrayFunction("linspace", "start stop num? endpoint? dtype?", linspace),
    ArrayFunction("eye", "N M? k? dtype?", eye),
    ArrayFunction("identity", "n dtype?") { (call) throws(Raised) in
        try eye(ArrayCall(values: [call.value(0), nil, nil, call[1]], host: call.host))
    },
    ArrayFunction("copy", "a", isMethod: true) { (call) throws(Raised) in
        .object(try copied(try call.array, call.host))
    },
    ArrayFunction("astype", "a dtype copy?", isMethod: true) { (call) throws(Raised) in
        let operand = try call.array
        let wanted = try call.type(1) ?? .float
        let copy = try operand.contiguous(as: wanted, over: operand.layout, call.host)
        return ArrayObject(copy, shaped(operand)).result
    },
    ArrayFunction("tolist", "a", isMethod: true, isFunction: false) { (call) throws(Raised) in
        try listed(try call.array, call.host)
    },
    ArrayFunction("item", "a args*", isMethod: true, isFunction: false) { (call) throws(Raised) in
        let array = try call.array.object
        let index = call.value(1)
        if case .tuple(let given) = index, given.elements.isEmpty {
            guard array.layout.count == 1 else {
                throw Raised("ValueError", "can only convert an array of size 1 to a Python scalar")
            }
            return array.storage.plain(array.layout.offset)
        }
        let source =
            array.layout.dimensions == 2 && index.wholeNumber != nil
            ? try flattened(.object(array), call.host) : array
        return plainNumber(try source.element(index, call.host) ?? .none)
    },
    ArrayFunction("fill", "a value", isMethod: true, isFunction: false) { (call) throws(Raised) in
        let array = try call.array.object
        try array.assign(array.layout, try call.operand(1), call.host)
        return .none
    },
]

/// The elements as Python's own numbers, in lists.
private func listed(_ operand: ArrayOperand, _ host: any ScriptHost) throws(Raised) -> Value {
    let layout = operand.layout
    if layout.dimensions == 0 { return operand.storage.plain(layout.offset) }
    try host.reserve(layout.count * MemoryLayout<Value>.stride)
    try host.spend(layout.count >> 2)
    func line(_ start: Int) -> Value {
        .list(ListObject((0..<layout.columns).map { operand.storage.plain(start + $0 * layout.columnStride) }))
    }
    if layout.dimensions == 1 { return line(layout.offset) }
    return .list(ListObject((0..<layout.rows).map { line(layout.offset + $0 * layout.rowStride) }))
}
