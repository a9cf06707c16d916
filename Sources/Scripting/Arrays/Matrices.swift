// SPDX-License-Identifier: Apache-2.0

/// Whether a value is a `numpy.matrix`.
@inline(__always)
func isMatrix(_ value: Value) -> Bool {
    guard case .object(let object) = value, object.loopKind == .array, type(of: object) == ArrayObject.self else {
        return false
    }
    return unsafeDowncast(object, to: ArrayObject.self).isMatrix
}

/// An array as a matrix: one dimension is a row. Whatever else is as it is.
func asMatrix(_ value: Value, isColumn: Bool = false) -> Value {
    guard case .object(let object) = value, let array = object as? ArrayObject, !array.isMatrix else { return value }
    var layout = array.layout
    if isColumn, layout.dimensions == 1 {
        layout.dimensions = 2
        layout = layout.transposed
    }
    return .object(ArrayObject(array.storage, layout, isMatrix: true))
}

/// `numpy.asmatrix`: of an array a view, of a text such as `1 2; 3 4` its numbers.
func matrix(of value: Value, _ type: ElementType?, _ host: any ScriptHost) throws(Raised) -> Value {
    if case .text(let text) = value { return try matrix(of: try rows(text, host), type, host) }
    let operand = try arrayOperand(value, host)
    return asMatrix(.object(try operand.converted(to: type ?? operand.type, host).object))
}

/// The rows of a text, numbers with blanks or commas between them.
private func rows(_ text: Text, _ host: any ScriptHost) throws(Raised) -> Value {
    var rows: [Value] = []
    for line in text.string.split(separator: ";", omittingEmptySubsequences: false) {
        var row: [Value] = []
        for word in line.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
            let isWhole = word.utf8.allSatisfy { $0 >= 48 && $0 <= 57 || $0 == 45 || $0 == 43 }
            let number = Text(String(word))
            row.append(isWhole ? try parseInt(number, base: 10) : .float(try parseFloat(number)))
        }
        if case .list(let first)? = rows.first, first.elements.count != row.count {
            throw Raised("ValueError", "Rows not the same size.")
        }
        rows.append(.list(ListObject(row)))
    }
    return .list(ListObject(rows))
}

/// `numpy.matrix(data, dtype, copy)`.
func madeMatrix(_ call: Call) throws(Raised) -> Value {
    let values = try call.bind(["data", "dtype", "copy"], required: 1)
    let made = try matrix(of: values[0] ?? .none, try ElementType.of(values[1]), call.host)
    let copies = values[2].map { Scripting.isTrue($0) } ?? true
    guard copies, isArrayValue(values[0] ?? .none) else { return made }
    return asMatrix(.object(try copied(try arrayOperand(made, call.host), call.host)))
}

/// Methods of matrices that give what an attribute does.
let matrixMethods = ["getA": "A", "getA1": "A1", "getT": "T", "getH": "H", "getI": "I"]

extension ArrayObject {
    /// Attributes that only matrices have: as an array, its elements in one dimension, transposed, inverted.
    func matrixAttribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
        case "A": .object(ArrayObject(storage, layout))
        case "A1": .object(try flattened(.object(self), host))
        case "H": .object(ArrayObject(storage, layout.transposed, isMatrix: true))
        default: try decomposingTable["inv"]?.call(Call("inv", [.object(self)], [], host))
        }
    }

    /// What an index of a matrix gives: a column where the second index is one number, else a row.
    func matrixPart(_ part: Value, _ index: Value) -> Value {
        guard case .tuple(let tuple) = index, tuple.elements.count > 1 else { return asMatrix(part) }
        let second = tuple.elements[1]
        return asMatrix(part, isColumn: second.wholeNumber != nil || arrayIndex(second) != nil)
    }
}

/// `left op right` where one of them is a matrix.
func matrixBinary(
    _ sign: String, _ left: Value, _ right: Value, _ host: any ScriptHost
) throws(Raised) -> Value? {
    switch sign {
    case "@": return try matrixProduct(left, right, host).map { asMatrix($0) }
    case "**":
        if isMatrix(left) { return try matrixPower(left, right, host) }
        if !isArrayValue(left) { return nil }
    case "*":
        guard let first = try arrayOperandOrNil(left, host), let second = try arrayOperandOrNil(right, host) else {
            return nil
        }
        if first.layout.dimensions == 0 || second.layout.dimensions == 0 { break }
        // On the right an array of one dimension is a row.
        return asMatrix(try arrayDot(.object(first.object), asMatrix(.object(second.object)), host))
    default: break
    }
    guard let op = ArrayOperation(sign: sign) else { return nil }
    return try arrayOperation(op, left, right, host).map { asMatrix($0) }
}

/// `matrix ** exponent`: products of the matrix with itself, of its inverse where the exponent is negative.
private func matrixPower(_ matrix: Value, _ exponent: Value, _ host: any ScriptHost) throws(Raised) -> Value {
    let operand = try arrayOperand(matrix, host)
    let size = operand.layout.rows
    guard size == operand.layout.columns else {
        throw Raised("ValueError", "Last 2 dimensions of the array must be square")
    }
    guard let count = exponent.wholeNumber ?? arrayIndex(exponent) else {
        throw Raised("TypeError", "exponent must be an integer")
    }
    var square = matrix
    if count < 0 {
        square = try decomposingTable["inv"]?.call(Call("inv", [matrix], [], host)) ?? .none
    }
    var result: Value?
    var rest = count.magnitude
    while rest > 0 {
        if rest & 1 == 1 {
            if let known = result { result = try arrayDot(known, square, host) } else { result = square }
        }
        rest >>= 1
        if rest > 0 { square = try arrayDot(square, square, host) }
    }
    if let result { return asMatrix(.object(try copied(try arrayOperand(result, host), host))) }
    let type = operand.type == .bool ? ElementType.int : operand.type
    let unit = Call("identity", [.int(size), .object(DTypeObject(type))], [], host)
    return asMatrix(try arrayFunctions["identity"]?.call(unit) ?? .none)
}

extension ArrayFunction {
    /// Functions that give arrays of matrices too.
    private static let plain: Set<String> = [
        "array", "asarray", "where", "nonzero", "flatnonzero", "argwhere", "copy", "diag", "outer", "unique", "ravel",
        "norm",
    ]
    /// Functions of several arrays in a list or tuple.
    private static let joining: Set<String> = ["concatenate", "vstack", "hstack", "column_stack", "stack"]

    /// Whether a matrix is among the arguments.
    func hasMatrix(_ call: Call) -> Bool {
        for argument in call.arguments where isMatrix(argument) { return true }
        for keyword in call.keywords where isMatrix(keyword.value) { return true }
        guard let first = call.arguments.first, Self.joining.contains(names[0]) else { return false }
        switch first {
        case .list(let list): return list.elements.contains(where: isMatrix)
        case .tuple(let tuple): return tuple.elements.contains(where: isMatrix)
        default: return false
        }
    }

    /// What a function gives of matrices: a matrix again, a column where it went along the rows.
    func matrixResult(_ result: Value, _ call: Call) -> Value {
        if Self.plain.contains(names[0]) { return result }
        if names[0] == "solve" {
            let right = call.arguments.count > 1 ? call.arguments[1] : call.keywords.first { $0.name == "b" }?.value
            return right.map(isMatrix) ?? false ? asMatrix(result) : result
        }
        var axis = call.keywords.first { $0.name == "axis" }?.value
        if axis == nil, let place = parameters.firstIndex(of: "axis"), place < call.arguments.count {
            axis = call.arguments[place]
        }
        // Of all elements in one dimension.
        if names[0] == "append", axis == nil { return result }
        let along = axis?.wholeNumber
        return asMatrix(result, isColumn: along == 1 || along == -1)
    }
}
