// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Operations of two operands, element by element, with numpy's meaning.
enum ArrayOperation: String {
    case add, subtract, multiply, divide, floorDivide, modulo, power
    case bitAnd, bitOr, bitXor, shiftLeft, shiftRight
    case maximum, minimum, fmax, fmin, fmod, arctan2, hypot, copysign
    case less, lessEqual, greater, greaterEqual, equal, notEqual
    case logicalAnd, logicalOr, logicalXor

    init?(sign: String) {
        switch sign {
        case "+": self = .add
        case "-": self = .subtract
        case "*": self = .multiply
        case "/": self = .divide
        case "//": self = .floorDivide
        case "%": self = .modulo
        case "**": self = .power
        case "&": self = .bitAnd
        case "|": self = .bitOr
        case "^": self = .bitXor
        case "<<": self = .shiftLeft
        case ">>": self = .shiftRight
        case "<": self = .less
        case "<=": self = .lessEqual
        case ">": self = .greater
        case ">=": self = .greaterEqual
        case "==": self = .equal
        case "!=": self = .notEqual
        default: return nil
        }
    }

    /// The name of numpy's function.
    var name: String {
        switch self {
        case .floorDivide: "floor_divide"
        case .modulo: "remainder"
        case .bitAnd: "bitwise_and"
        case .bitOr: "bitwise_or"
        case .bitXor: "bitwise_xor"
        case .shiftLeft: "left_shift"
        case .shiftRight: "right_shift"
        case .lessEqual: "less_equal"
        case .greaterEqual: "greater_equal"
        case .notEqual: "not_equal"
        case .logicalAnd: "logical_and"
        case .logicalOr: "logical_or"
        case .logicalXor: "logical_xor"
        default: rawValue
        }
    }

    /// Whether it gives truths.
    var givesTruths: Bool {
        switch self {
        case .less, .lessEqual, .greater, .greaterEqual, .equal, .notEqual, .logicalAnd, .logicalOr, .logicalXor: true
        default: false
        }
    }

    /// The type in which operands of a common type are calculated with.
    func type(of common: ElementType) throws(Raised) -> ElementType {
        switch self {
        case .divide, .arctan2, .hypot, .copysign: return common.asFloat
        case .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight:
            if common.isFloat {
                throw Raised(
                    "TypeError",
                    "ufunc '\(name)' not supported for the input types, and the inputs could not be safely coerced to "
                        + "any supported types according to the casting rule ''safe''")
            }
            return common == .bool && (self == .shiftLeft || self == .shiftRight) ? .int : common
        case .subtract:
            if common == .bool {
                throw Raised(
                    "TypeError",
                    "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` "
                        + "operator, or the logical_xor function instead.")
            }
            return common
        case .floorDivide, .modulo, .fmod, .power:
            if common == .bool {
                throw arrayRefusal("arrays of int8, which \(name) of truths gives", "convert first: mask.astype(int)")
            }
            return common
        default: return common
        }
    }
}

extension ArrayOperation {
    init(_ op: BinaryOperator) {
        switch op {
        case .add: self = .add
        case .subtract: self = .subtract
        case .multiply: self = .multiply
        case .divide: self = .divide
        case .floorDivide: self = .floorDivide
        case .modulo: self = .modulo
        case .power: self = .power
        case .bitAnd: self = .bitAnd
        case .bitOr: self = .bitOr
        case .bitXor: self = .bitXor
        case .shiftLeft: self = .shiftLeft
        case .shiftRight: self = .shiftRight
        }
    }
}

/// `left op right`, as the interpreter asks for it. Nil where the objects themselves must say what it means.
func arrayBinary(
    _ op: BinaryOperator, _ left: Value, _ right: Value, _ host: any ScriptHost
) throws(Raised) -> Value? {
    switch (op, left, right) {
    case _ where isMatrix(left) || isMatrix(right): return try matrixBinary(op.rawValue, left, right, host)
    // A list times a number of numpy's is that many lists.
    case (.multiply, .list, _), (.multiply, .tuple, _), (.multiply, _, .list), (.multiply, _, .tuple): return nil
    default: return try arrayOperation(ArrayOperation(op), left, right, host)
    }
}

func ufuncName(_ sign: String) -> String { ArrayOperation(sign: sign)?.name ?? sign }

/// `left op right` where one of them is an array or a number of numpy's; nil where the other is neither.
func arrayBinary(
    _ sign: String, _ left: Value, _ right: Value, isReflected: Bool, _ host: any ScriptHost
) throws(Raised) -> Value? {
    if isMatrix(left) || isMatrix(right) {
        return isReflected
            ? try matrixBinary(sign, right, left, host) : try matrixBinary(sign, left, right, host)
    }
    if sign == "@" {
        return isReflected ? try matrixProduct(right, left, host) : try matrixProduct(left, right, host)
    }
    guard let op = ArrayOperation(sign: sign) else { return nil }
    return try arrayOperation(op, isReflected ? right : left, isReflected ? left : right, host)
}

/// A comparison of which one side is an array or a number of numpy's; nil where neither is.
func arrayCompare(
    _ sign: String, _ left: Value, _ right: Value, _ host: any ScriptHost
) throws(Raised) -> Value? {
    guard isArrayValue(left) || isArrayValue(right), let op = ArrayOperation(sign: sign) else { return nil }
    // A list on the left leaves the comparison to the array on the right, and an array to a matrix.
    var isList = false
    if case .list = left { isList = true }
    if isList || isMatrix(right) && !isMatrix(left) && isArrayValue(left) {
        return try arrayCompare(mirrored[sign] ?? sign, right, left, host)
    }
    do throws(Raised) {
        if let result = try arrayOperation(op, left, right, host) {
            return isMatrix(left) || isMatrix(right) ? asMatrix(result) : result
        }
    } catch {
        if error.type != "NotImplementedError" { throw error }
    }
    // What no array holds is equal to nothing in one.
    guard op == .equal || op == .notEqual else {
        throw Raised(
            "TypeError",
            "'\(sign)' not supported between instances of '\(typeName(of: left))' and '\(typeName(of: right))'")
    }
    let array = isArrayValue(left) ? left : right
    guard case .object(let object) = array, let known = object as? ArrayObject else {
        return .object(ArrayScalar(op == .notEqual))
    }
    let storage = try makeStorage(.bool, known.layout.count, host)
    storage.truths.update(repeating: op == .notEqual ? 1 : 0, count: known.layout.count)
    let shape = known.layout
    return ArrayObject(
        storage, ArrayLayout(dimensions: shape.dimensions, rows: shape.rows, columns: shape.columns)
    ).result
}

private let mirrored = ["<": ">", ">": "<", "<=": ">=", ">=": "<="]

/// Whether a value is a number of 32 bits.
@inline(__always)
private func isNarrow(_ value: Value) -> Bool {
    guard case .object(let object) = value, object.loopKind == .array else { return false }
    return (object as? ArrayScalar)?.type.isNarrow ?? false
}

/// Two numbers, without arrays for them; nil when one is none.
@inline(__always)
private func numberOperation(_ op: ArrayOperation, _ left: Value, _ right: Value) throws(Raised) -> Value? {
    if isNarrow(left) || isNarrow(right) { return nil }
    let (first, second) = (plainNumber(left), plainNumber(right))
    let (x, y): (Double, Double)
    switch first {
    case .float(let value): x = value
    case .int(let value): x = Double(value)
    default: return nil
    }
    switch second {
    case .float(let value): y = value
    case .int(let value): y = Double(value)
    default: return nil
    }
    if case .int = first, case .int = second { return nil }
    switch op {
    case .add: return .object(ArrayScalar(x + y))
    case .subtract: return .object(ArrayScalar(x - y))
    case .multiply: return .object(ArrayScalar(x * y))
    case .divide: return .object(ArrayScalar(x / y))
    case .less: return .object(ArrayScalar(x < y))
    case .lessEqual: return .object(ArrayScalar(x <= y))
    case .greater: return .object(ArrayScalar(x > y))
    case .greaterEqual: return .object(ArrayScalar(x >= y))
    default: return nil
    }
}

/// The operation element by element; nil when an operand is no array and no number.
func arrayOperation(
    _ op: ArrayOperation, _ left: Value, _ right: Value, _ host: any ScriptHost
) throws(Raised) -> Value? {
    if let quick = try quickOperation(op, left, right, host) { return quick }
    if let number = try numberOperation(op, left, right) { return number }
    if op == .power, let exponent = try quickPower(left, right, host) { return exponent }
    guard let first = try arrayOperandOrNil(left, host), let second = try arrayOperandOrNil(right, host) else {
        return nil
    }
    let type = try op.type(of: try calculating(op, first, second))
    let shape = try ArrayLayout.met(first.layout, second.layout)
    let one = try first.converted(to: type, host)
    let two = try second.converted(to: type, host)
    guard let here = one.layout.broadcast(to: shape), let there = two.layout.broadcast(to: shape) else { return nil }
    let result = try makeStorage(op.givesTruths ? .bool : type, shape, host)
    // Pointers into a storage do not keep it.
    defer { withExtendedLifetime((one, two)) {} }
    if shape.count > 0 {
        switch type.form {
        case .float:
            let pair = Pair(one.storage.floats, here, two.storage.floats, there)
            if op.givesTruths { truths(op, pair, result.truths) } else { numbers(op, pair, result.floats) }
        case .whole:
            let pair = Pair(one.storage.wholes, here, two.storage.wholes, there)
            if op.givesTruths { truths(op, pair, result.truths) } else { try numbers(op, pair, result.wholes) }
        case .truth: truths(op, Pair(one.storage.truths, here, two.storage.truths, there), result.truths)
        }
        result.settle()
    }
    return ArrayObject(result, shape).result
}

/// The type in which an operation calculates; whole numbers of Python's own must be of that type, but for a comparison.
private func calculating(
    _ op: ArrayOperation, _ first: ArrayOperand, _ second: ArrayOperand
) throws(Raised) -> ElementType {
    let type = first.met(second)
    if type != .int32 { return type }
    for operand in [first, second] where operand.isWeak && operand.type == .int {
        let whole = operand.storage.wholes[0]
        if whole == wrapped32(whole) { continue }
        if op.givesTruths { return .int }
        try checkFit(whole, type)
    }
    return type
}

/// An array of floats of one dimension, or a number: what most operations are about.
private enum QuickOperand {
    case line(UnsafeMutablePointer<Double>, stride: Int, count: Int)
    case number(Double)

    @inline(__always)
    init?(_ value: Value) {
        switch value {
        case .float(let number): self = .number(number)
        case .int(let number): self = .number(Double(number))
        case .object(let object):
            guard object.loopKind == .array else { return nil }
            if type(of: object) == ArrayObject.self {
                let array = unsafeDowncast(object, to: ArrayObject.self)
                guard array.type == .float, array.layout.dimensions == 1 else { return nil }
                self = .line(
                    array.storage.floats + array.layout.offset, stride: array.layout.columnStride,
                    count: array.layout.columns)
            } else {
                guard case .float(let number) = unsafeDowncast(object, to: ArrayScalar.self).value else { return nil }
                self = .number(number)
            }
        default: return nil
        }
    }
}

/// Arithmetic of arrays of floats of one dimension and numbers; nil for all else.
private func quickOperation(
    _ op: ArrayOperation, _ left: Value, _ right: Value, _ host: any ScriptHost
) throws(Raised) -> Value? {
    switch op {
    case .add, .subtract, .multiply, .divide: break
    default: return nil
    }
    guard let first = QuickOperand(left), let second = QuickOperand(right) else { return nil }
    let count: Int
    switch (first, second) {
    case (.line(_, _, let one), .line(_, _, let two)):
        guard one == two else { return nil }
        count = one
    case (.line(_, _, let one), .number): count = one
    case (.number, .line(_, _, let two)): count = two
    case (.number, .number): return nil
    }
    let result = try makeStorage(.float, count, host)
    defer { withExtendedLifetime((left, right)) {} }
    switch op {
    case .add: quickMap(first, second, result.floats, count) { $0 + $1 }
    case .subtract: quickMap(first, second, result.floats, count) { $0 - $1 }
    case .multiply: quickMap(first, second, result.floats, count) { $0 * $1 }
    default: quickMap(first, second, result.floats, count) { $0 / $1 }
    }
    return .object(ArrayObject(result))
}

@inline(__always)
private func quickMap(
    _ left: QuickOperand, _ right: QuickOperand, _ out: UnsafeMutablePointer<Double>, _ count: Int,
    _ op: (Double, Double) -> Double
) {
    switch (left, right) {
    case (.line(let a, let s, _), .line(let b, let t, _)):
        if s == 1 && t == 1 {
            for place in 0..<count { out[place] = op(a[place], b[place]) }
        } else {
            for place in 0..<count { out[place] = op(a[place &* s], b[place &* t]) }
        }
    case (.line(let a, let s, _), .number(let b)): for place in 0..<count { out[place] = op(a[place &* s], b) }
    case (.number(let a), .line(let b, let t, _)): for place in 0..<count { out[place] = op(a, b[place &* t]) }
    case (.number, .number): break
    }
}

/// Powers that numpy takes as something simpler.
private func quickPower(_ left: Value, _ right: Value, _ host: any ScriptHost) throws(Raised) -> Value? {
    guard case .object(let object) = left, object is ArrayObject else { return nil }
    switch right {
    case .int(2), .float(2): return try arrayOperation(.multiply, left, typed(right, left, host), host)
    case .float(0.5): return try arrayUnary("sqrt", left, host)
    case .int(-1) where (object as? ArrayObject)?.type.isFloat ?? false, .float(-1):
        return try arrayOperation(.divide, .float(1), left, host)
    default: return nil
    }
}

/// The array itself as the other factor of its square, as a float where the exponent is one.
private func typed(_ exponent: Value, _ base: Value, _ host: any ScriptHost) throws(Raised) -> Value {
    let operand = try arrayOperand(base, host)
    if case .float = exponent {
        return .object(try operand.converted(to: operand.type.asFloat, host).object)
    }
    return operand.type == .bool ? .object(ArrayScalar(1)) : base
}

/// Two operands over one shape.
struct Pair<Element> {
    let left: UnsafeMutablePointer<Element>
    let leftLayout: ArrayLayout
    let right: UnsafeMutablePointer<Element>
    let rightLayout: ArrayLayout

    init(
        _ left: UnsafeMutablePointer<Element>, _ leftLayout: ArrayLayout, _ right: UnsafeMutablePointer<Element>,
        _ rightLayout: ArrayLayout
    ) {
        self.left = left
        self.right = right
        // Rows that lie one behind the other are one row.
        func isFlat(_ layout: ArrayLayout) -> Bool {
            layout.isContiguous || layout.rowStride == 0 && layout.columnStride == 0
        }
        if leftLayout.rows > 1, isFlat(leftLayout), isFlat(rightLayout) {
            self.leftLayout = Self.flat(leftLayout)
            self.rightLayout = Self.flat(rightLayout)
        } else {
            self.leftLayout = leftLayout
            self.rightLayout = rightLayout
        }
    }

    private static func flat(_ layout: ArrayLayout) -> ArrayLayout {
        ArrayLayout(
            dimensions: 1, rows: 1, columns: layout.count, rowStride: 0,
            columnStride: layout.columns == 1 ? layout.rowStride : layout.columnStride, offset: layout.offset)
    }

    /// Writes `op` of each two elements, one behind the other.
    @inline(__always)
    func map<Result>(_ out: UnsafeMutablePointer<Result>, _ op: (Element, Element) -> Result) {
        let columns = leftLayout.columns
        let (leftStride, rightStride) = (leftLayout.columnStride, rightLayout.columnStride)
        for row in 0..<leftLayout.rows {
            let a = left + (leftLayout.offset &+ row &* leftLayout.rowStride)
            let b = right + (rightLayout.offset &+ row &* rightLayout.rowStride)
            let o = out + row &* columns
            if leftStride == 1 && rightStride == 1 {
                for column in 0..<columns { o[column] = op(a[column], b[column]) }
            } else if leftStride == 1 && rightStride == 0 {
                let value = b[0]
                for column in 0..<columns { o[column] = op(a[column], value) }
            } else if leftStride == 0 && rightStride == 1 {
                let value = a[0]
                for column in 0..<columns { o[column] = op(value, b[column]) }
            } else {
                for column in 0..<columns {
                    o[column] = op(a[column &* leftStride], b[column &* rightStride])
                }
            }
        }
    }
}

private func truths<Element: Comparable & ExpressibleByIntegerLiteral>(
    _ op: ArrayOperation, _ pair: Pair<Element>, _ out: UnsafeMutablePointer<UInt8>
) {
    switch op {
    case .less: pair.map(out) { $0 < $1 ? 1 : 0 }
    case .lessEqual: pair.map(out) { $0 <= $1 ? 1 : 0 }
    case .greater: pair.map(out) { $0 > $1 ? 1 : 0 }
    case .greaterEqual: pair.map(out) { $0 >= $1 ? 1 : 0 }
    case .equal: pair.map(out) { $0 == $1 ? 1 : 0 }
    case .notEqual, .bitXor: pair.map(out) { $0 != $1 ? 1 : 0 }
    case .logicalXor: pair.map(out) { ($0 != 0) != ($1 != 0) ? 1 : 0 }
    // Of truths the sum is `or`, the product `and`.
    case .logicalOr, .add, .bitOr, .maximum, .fmax: pair.map(out) { $0 != 0 || $1 != 0 ? 1 : 0 }
    default: pair.map(out) { $0 != 0 && $1 != 0 ? 1 : 0 }
    }
}

private func numbers(_ op: ArrayOperation, _ pair: Pair<Double>, _ out: UnsafeMutablePointer<Double>) {
    switch op {
    case .add: pair.map(out) { $0 + $1 }
    case .subtract: pair.map(out) { $0 - $1 }
    case .multiply: pair.map(out) { $0 * $1 }
    case .divide: pair.map(out) { $0 / $1 }
    case .floorDivide: pair.map(out) { $1 == 0 ? $0 / $1 : floorQuotient($0, $1).quotient }
    case .modulo: pair.map(out) { $1 == 0 ? .nan : floorQuotient($0, $1).rest }
    case .power: pair.map(out) { pow($0, $1) }
    case .maximum: pair.map(out) { $0 >= $1 || $0.isNaN ? $0 : $1 }
    case .minimum: pair.map(out) { $0 <= $1 || $0.isNaN ? $0 : $1 }
    case .fmax: pair.map(out) { $0 >= $1 || $1.isNaN ? $0 : $1 }
    case .fmin: pair.map(out) { $0 <= $1 || $1.isNaN ? $0 : $1 }
    case .fmod: pair.map(out) { fmod($0, $1) }
    case .arctan2: pair.map(out) { atan2($0, $1) }
    case .hypot: pair.map(out) { hypot($0, $1) }
    default: pair.map(out) { copysign($0, $1) }
    }
}

private func numbers(_ op: ArrayOperation, _ pair: Pair<Int>, _ out: UnsafeMutablePointer<Int>) throws(Raised) {
    switch op {
    case .add: pair.map(out) { $0 &+ $1 }
    case .subtract: pair.map(out) { $0 &- $1 }
    case .multiply: pair.map(out) { $0 &* $1 }
    case .floorDivide: pair.map(out) { floorQuotient($0, $1) }
    case .modulo: pair.map(out) { $1 == 0 ? 0 : $0 &- floorQuotient($0, $1) &* $1 }
    case .fmod: pair.map(out) { $1 == 0 || $1 == -1 ? 0 : $0 % $1 }
    case .power:
        var isNegative = false
        pair.map(out) { (base, exponent) in
            if exponent < 0 { isNegative = true }
            return wrappingPower(base, exponent)
        }
        if isNegative { throw Raised("ValueError", "Integers to negative integer powers are not allowed.") }
    case .maximum, .fmax: pair.map(out) { max($0, $1) }
    case .minimum, .fmin: pair.map(out) { min($0, $1) }
    case .bitAnd: pair.map(out) { $0 & $1 }
    case .bitOr: pair.map(out) { $0 | $1 }
    case .bitXor: pair.map(out) { $0 ^ $1 }
    case .shiftLeft: pair.map(out) { $1 < 0 || $1 > 63 ? 0 : $0 << $1 }
    default: pair.map(out) { $1 < 0 || $1 > 63 ? ($0 < 0 ? -1 : 0) : $0 >> $1 }
    }
}

/// Rounded down; 0 where there is none, as in numpy.
@inline(__always)
private func floorQuotient(_ left: Int, _ right: Int) -> Int {
    if right == 0 { return 0 }
    if right == -1 { return 0 &- left }
    let (quotient, rest) = left.quotientAndRemainder(dividingBy: right)
    return rest != 0 && (rest < 0) != (right < 0) ? quotient &- 1 : quotient
}

private func wrappingPower(_ base: Int, _ exponent: Int) -> Int {
    var (result, square, rest) = (1, base, exponent)
    while rest > 0 {
        if rest & 1 == 1 { result = result &* square }
        square = square &* square
        rest >>= 1
    }
    return result
}
