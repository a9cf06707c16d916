// SPDX-License-Identifier: Apache-2.0

/// What an operation on arrays takes: an array, a number as an array of no dimension, or nested sequences as the array
/// that numpy makes of them.
struct ArrayOperand {
    let storage: ArrayStorage
    let layout: ArrayLayout
    /// Whether it is a number of Python's own, which takes the type of an array that it meets.
    var isWeak = false

    var type: ElementType { storage.type }

    init(_ storage: ArrayStorage, _ layout: ArrayLayout) {
        self.storage = storage
        self.layout = layout
    }

    init(_ value: Double) {
        storage = ArrayStorage(.float, count: 1)
        storage.floats[0] = value
        layout = .number
    }

    init(_ value: Int) {
        storage = ArrayStorage(.int, count: 1)
        storage.wholes[0] = value
        layout = .number
    }

    init(_ value: Bool) {
        storage = ArrayStorage(.bool, count: 1)
        storage.truths[0] = value ? 1 : 0
        layout = .number
    }

    var object: ArrayObject { ArrayObject(storage, layout) }

    /// The elements of a layout on the storage, one behind the other and of a type; the storage itself where that is
    /// what it has.
    func contiguous(
        as type: ElementType, over layout: ArrayLayout, _ host: any ScriptHost, copies: Bool = true
    ) throws(Raised) -> ArrayStorage {
        if !copies, type == self.type, layout.isContiguous, layout.offset == 0, layout.count == storage.count {
            return storage
        }
        let result = try makeStorage(type, layout.count, host)
        switch (self.type.form, type.form) {
        case (.float, .float): gather(storage.floats, layout, result.floats) { $0 }
        case (.whole, .whole): gather(storage.wholes, layout, result.wholes) { $0 }
        case (.truth, .truth): gather(storage.truths, layout, result.truths) { $0 }
        case (.whole, .float): gather(storage.wholes, layout, result.floats) { Double($0) }
        case (.truth, .float): gather(storage.truths, layout, result.floats) { Double($0) }
        case (.truth, .whole): gather(storage.truths, layout, result.wholes) { Int($0) }
        case (.float, .whole) where type == .int32:
            gather(storage.floats, layout, result.wholes) { wholeNumber32(truncating: $0) }
        case (.float, .whole): gather(storage.floats, layout, result.wholes) { wholeNumber(truncating: $0) }
        case (.float, .truth): gather(storage.floats, layout, result.truths) { $0 != 0 ? 1 : 0 }
        case (.whole, .truth): gather(storage.wholes, layout, result.truths) { $0 != 0 ? 1 : 0 }
        }
        if type != self.type { result.settle() }
        return result
    }

    /// The type in which two operands are calculated with. Python's own number takes the other's type where that is
    /// of its kind or holds it.
    func met(_ other: ArrayOperand) -> ElementType {
        if isWeak != other.isWeak {
            let (weak, strong) = isWeak ? (type, other.type) : (other.type, type)
            return strong.form >= weak.form ? strong : weak
        }
        return type.met(other.type)
    }

    /// The operand in another type, with its layout if it has that type already.
    func converted(to type: ElementType, _ host: any ScriptHost) throws(Raised) -> ArrayOperand {
        if type == self.type { return self }
        let shape = ArrayLayout(dimensions: layout.dimensions, rows: layout.rows, columns: layout.columns)
        return ArrayOperand(try contiguous(as: type, over: layout, host), shape)
    }
}

/// The whole number that numpy's cast gives: what does not fit is the least number.
@inline(__always)
func wholeNumber(truncating value: Double) -> Int {
    value > -0x1p63 && value < 0x1p63 ? Int(value) : .min
}

/// The same of 32 bits.
@inline(__always)
func wholeNumber32(truncating value: Double) -> Int {
    value > -0x1p31 - 1 && value < 0x1p31 ? Int(value) : Int(Int32.min)
}

/// Copies the elements of a layout one behind the other.
@inline(__always)
func gather<From, To>(
    _ source: UnsafeMutablePointer<From>, _ layout: ArrayLayout, _ target: UnsafeMutablePointer<To>,
    _ convert: (From) -> To
) {
    var out = target
    for row in 0..<layout.rows {
        let start = source + (layout.offset &+ row &* layout.rowStride)
        if layout.columnStride == 1 {
            for column in 0..<layout.columns { out[column] = convert(start[column]) }
        } else {
            for column in 0..<layout.columns { out[column] = convert(start[column &* layout.columnStride]) }
        }
        out += layout.columns
    }
}

/// The operand that a value is; nil for what is no number and no sequence.
func arrayOperandOrNil(_ value: Value, _ host: any ScriptHost) throws(Raised) -> ArrayOperand? {
    switch value {
    case .float(let number):
        var operand = ArrayOperand(number)
        operand.isWeak = true
        return operand
    case .int(let number):
        var operand = ArrayOperand(number)
        operand.isWeak = true
        return operand
    case .bool(let truth): return ArrayOperand(truth)
    case .list, .tuple: return try arrayOfSequence(value, nil, host)
    case .object(let object):
        if let array = object as? ArrayObject { return ArrayOperand(array.storage, array.layout) }
        if let scalar = object as? ArrayScalar {
            let storage = ArrayStorage(scalar.type, count: 1)
            switch scalar.value {
            case .float(let number): storage.floats[0] = number
            case .int(let number): storage.wholes[0] = number
            default: storage.truths[0] = scalar.isTrue ? 1 : 0
            }
            return ArrayOperand(storage, .number)
        }
        if object is WholeObject { throw Raised("OverflowError", "Python int too large to convert to C long") }
        if object is RangeObject || object is RowObject { return try arrayOfSequence(value, nil, host) }
        return nil
    default: return nil
    }
}

func arrayOperand(_ value: Value, _ host: any ScriptHost) throws(Raised) -> ArrayOperand {
    if let operand = try arrayOperandOrNil(value, host) { return operand }
    switch value {
    case .text, .bytes:
        throw arrayRefusal(
            "arrays of texts", "convert first, as in np.array(texts, dtype=float), or keep the texts in a list")
    default:
        throw arrayRefusal(
            "arrays of '\(typeName(of: value))'",
            "executors have arrays of numbers and truths: make a list of numbers first")
    }
}

/// The array that numpy makes of nested lists and tuples.
func arrayOfSequence(
    _ value: Value, _ wanted: ElementType?, _ host: any ScriptHost
) throws(Raised) -> ArrayOperand {
    let elements = try valuesOf(value, host)
    guard let first = elements.first else {
        return ArrayOperand(ArrayStorage(wanted ?? .float, count: 0), ArrayLayout(0))
    }
    if try !isSequence(first) {
        if let texts = try parsed(elements, wanted, host) { return texts }
        let type = try commonType(elements)
        let storage = try makeStorage(wanted ?? type, elements.count, host)
        try fill(storage, from: 0, elements, host)
        return ArrayOperand(storage, ArrayLayout(elements.count))
    }
    var rows: [ArrayOperand] = []
    rows.reserveCapacity(elements.count)
    var type = ElementType.bool
    for element in elements {
        guard try isSequence(element) else { throw inhomogeneous([elements.count]) }
        let row: ArrayOperand
        if case .object(let object) = element, let array = object as? ArrayObject {
            row = ArrayOperand(array.storage, array.layout)
        } else {
            row = try arrayOfSequence(element, wanted, host)
        }
        guard row.layout.dimensions == 1 else {
            throw arrayRefusal("arrays of three dimensions", "executors have one and two: keep a list of arrays")
        }
        guard row.layout.columns == (rows.first?.layout.columns ?? row.layout.columns) else {
            throw inhomogeneous([elements.count])
        }
        type = type.met(row.type)
        rows.append(row)
    }
    let columns = rows[0].layout.columns
    let storage = try makeStorage(wanted ?? type, rows.count * columns, host)
    for (number, row) in rows.enumerated() {
        let values = try row.contiguous(as: storage.type, over: row.layout, host, copies: false)
        let stride = storage.type.stride
        (storage.base + number * columns * stride).copyMemory(from: values.base, byteCount: columns * stride)
    }
    return ArrayOperand(storage, ArrayLayout(dimensions: 2, rows: rows.count, columns: columns))
}

private func inhomogeneous(_ shape: [Int]) -> Raised {
    Raised(
        "ValueError",
        "setting an array element with a sequence. The requested array has an inhomogeneous shape after \(shape.count) "
            + "dimensions. The detected shape was (\(shape[0]),) + inhomogeneous part.")
}

private func isSequence(_ value: Value) throws(Raised) -> Bool {
    switch value {
    case .list, .tuple: return true
    case .object(let object):
        if let array = object as? ArrayObject { return array.layout.dimensions > 0 }
        return object is RangeObject || object is RowObject
    default: return false
    }
}

/// Texts as numbers, where a type is asked for.
private func parsed(
    _ elements: [Value], _ wanted: ElementType?, _ host: any ScriptHost
) throws(Raised) -> ArrayOperand? {
    guard let wanted, wanted != .bool, case .text = elements[0] else { return nil }
    let storage = try makeStorage(wanted, elements.count, host)
    for (place, element) in elements.enumerated() {
        guard case .text(let text) = element else { return nil }
        if wanted.isFloat {
            storage.floats[place] = try parseFloat(text)
        } else {
            guard case .int(let whole) = try parseInt(text, base: 10) else {
                throw Raised("OverflowError", "Python int too large to convert to C long")
            }
            try checkFit(whole, wanted)
            storage.wholes[place] = whole
        }
    }
    storage.settle()
    return ArrayOperand(storage, ArrayLayout(elements.count))
}

private func commonType(_ elements: [Value]) throws(Raised) -> ElementType {
    var type = ElementType.bool
    for element in elements {
        switch element {
        case .float: return type == .float ? type : try checked(elements)
        case .int: type = type.met(.int)
        case .bool: break
        case .object(let object):
            if let scalar = object as? ArrayScalar {
                type = type.met(scalar.type)
            } else if let array = object as? ArrayObject, array.layout.dimensions == 0 {
                type = type.met(array.type)
            } else if object is WholeObject {
                throw Raised("OverflowError", "Python int too large to convert to C long")
            } else {
                throw inhomogeneousOrRefused(element, elements.count)
            }
        default: throw inhomogeneousOrRefused(element, elements.count)
        }
    }
    return type
}

/// There is a float: whatever else there is must be a number.
private func checked(_ elements: [Value]) throws(Raised) -> ElementType {
    for element in elements {
        switch element {
        case .float, .int, .bool: continue
        case .object(let object) where object.loopKind == .array:
            if let array = object as? ArrayObject, array.layout.dimensions > 0 { break }
            continue
        default: break
        }
        throw inhomogeneousOrRefused(element, elements.count)
    }
    return .float
}

private func inhomogeneousOrRefused(_ element: Value, _ count: Int) -> Raised {
    switch element {
    case .list, .tuple: return inhomogeneous([count])
    case .object(let object) where object is ArrayObject: return inhomogeneous([count])
    case .text, .bytes:
        return arrayRefusal(
            "arrays of texts", "convert first, as in np.array(texts, dtype=float), or keep the texts in a list")
    default:
        return arrayRefusal(
            "arrays of '\(typeName(of: element))'", "executors have arrays of numbers and truths: keep a list")
    }
}

private func fill(
    _ storage: ArrayStorage, from start: Int, _ elements: [Value], _ host: any ScriptHost
) throws(Raised) {
    for (number, element) in elements.enumerated() {
        let place = start + number
        var plain = plainNumber(element)
        if case .object(let object) = plain, let array = object as? ArrayObject {
            plain = array.storage.plain(array.layout.offset)
        }
        switch (storage.type.form, plain) {
        case (.float, .float(let value)): storage.floats[place] = value
        case (.float, _): storage.floats[place] = try floatArgument(plain)
        case (.whole, .float(let value)):
            if !value.isFinite { throw Raised("ValueError", "cannot convert float \(floatRepr(value)) to integer") }
            storage.wholes[place] = wholeNumber(truncating: value)
            try checkFit(storage.wholes[place], storage.type)
        case (.whole, _):
            let whole = try wholeArgument(plain)
            if case .int = element { try checkFit(whole, storage.type) }
            storage.wholes[place] = whole
        case (.truth, _): storage.truths[place] = Scripting.isTrue(plain) ? 1 : 0
        }
    }
    storage.settle()
}

/// Python's own number must be one of the type that it takes.
func checkFit(_ whole: Int, _ type: ElementType) throws(Raised) {
    if type == .int32, whole != wrapped32(whole) {
        throw Raised("OverflowError", "Python integer \(whole) out of bounds for int32")
    }
}
