// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// What Python means by operations of typed values, and no more: where an instruction would differ for some value, an
/// error, so that a script does it.
extension ClosureCompiler {
    // MARK: Comparison

    func pythonCompare(
        _ comparison: Comparison, _ left: Register, _ right: Register
    ) throws(ClosureError) -> Register {
        let isEquality = comparison == .equal || comparison == .notEqual
        let (leftType, rightType) = (type(left), type(right))
        guard !leftType.containsAny, !rightType.containsAny else { throw error("values of unknown types are compared") }
        if let first = rank(leftType), let second = rank(rightType) {
            if first == second { return try emit(comparison.opcode, left, right) }
            if first < 2 && second < 2 {
                return try emit(comparison.opcode, convert(left, to: .int), convert(right, to: .int))
            }
            // A bool is a float exactly.
            if first == 0 || second == 0 {
                return try emit(comparison.opcode, convert(left, to: .float), convert(right, to: .float))
            }
            return first == 1
                ? try compareIntFloat(comparison, left, right) : try compareIntFloat(comparison.mirrored, right, left)
        }
        if isEquality, leftType == .null || rightType == .null {
            let test = try emit(.isNull, leftType == .null ? right : left)
            return comparison == .equal ? test : try emit(.not, test)
        }
        if isEquality, leftType.pythonKind != rightType.pythonKind {
            return emitter.emit(Constant(type: .bool, value: .bool(comparison == .notEqual)))
        }
        let pair = try unify([left, right], "the compared values")
        guard type(pair[0]).hasExactOrder else {
            throw error("values of type \(type(pair[0])) are compared, which may hold NaN")
        }
        return try emit(comparison.opcode, pair)
    }

    /// An int against a float by their exact values. The int as a float decides unless both are the same float.
    private func compareIntFloat(
        _ comparison: Comparison, _ int: Register, _ float: Register
    ) throws(ClosureError) -> Register {
        if case .float(let known)? = emitter.constant(float)?.value, known.magnitude < 0x1p53 {
            return try compare(comparison, int, with: known)
        }
        let rounded = try emit(.intToFloat, int)
        let isSame = try emit(.equal, rounded, float)
        return try branch(
            isSame,
            { (inner: ClosureCompiler) throws(ClosureError) in
                // A float from 2^63 on is greater than every int.
                let limit = inner.emitter.emit(Constant(type: .float, value: .float(0x1p63)))
                let fits = try inner.emit(.notEqual, rounded, limit)
                return try inner.branch(
                    fits,
                    { (inner: ClosureCompiler) throws(ClosureError) in
                        [try inner.emit(comparison.opcode, int, inner.emit(.floatToInt, float))]
                    },
                    { (inner: ClosureCompiler) throws(ClosureError) in
                        let isLess = [.less, .lessOrEqual, .notEqual].contains(comparison)
                        return [inner.emitter.emit(Constant(type: .bool, value: .bool(isLess)))]
                    })
            },
            { (inner: ClosureCompiler) throws(ClosureError) in [try inner.emit(comparison.opcode, rounded, float)] })[0]
    }

    /// An int against a known float that is not large: against the whole number below it.
    private func compare(
        _ comparison: Comparison, _ int: Register, with known: Double
    ) throws(ClosureError) -> Register {
        let floor = known.rounded(.down)
        let bound = emitter.emit(int: Int(floor))
        if floor == known { return try emit(comparison.opcode, int, bound) }
        switch comparison {
        case .equal: return emitter.emit(Constant(type: .bool, value: .bool(false)))
        case .notEqual: return emitter.emit(Constant(type: .bool, value: .bool(true)))
        case .less, .lessOrEqual: return try emit(.lessOrEqual, int, bound)
        case .greater, .greaterOrEqual: return try emit(.greater, int, bound)
        }
    }

    // MARK: Parts

    /// Member `index` of a tuple or list that must have `count` of them.
    func unpacked(_ value: Register, _ index: Int, _ count: Int) throws(ClosureError) -> Register {
        switch type(value) {
        case .tuple(let members):
            guard members.count == count else {
                throw error("\(members.count) values are unpacked into \(count)")
            }
            return try emit(.member, value, immediate: index)
        case .list(let element):
            let position = emitter.emit(int: index)
            // The first one is taken first, and looks at the number of all.
            guard index == 0 else { return try emit(.listElement, value, position) }
            let found = try emit(.listCount, value)
            let wanted = emitter.emit(int: count)
            return try branch(
                emit(.equal, found, wanted),
                { (inner: ClosureCompiler) throws(ClosureError) in [try inner.emit(.listElement, value, position)] },
                { (inner: ClosureCompiler) throws(ClosureError) in
                    [try inner.failUnpacking(found, wanted, count, element)]
                })[0]
        default: throw error("a value of type \(type(value)) is unpacked", advice: "only tuples and lists can be")
        }
    }

    private func failUnpacking(
        _ found: Register, _ wanted: Register, _ count: Int, _ element: DataType
    ) throws(ClosureError) -> Register {
        func text(_ text: String) -> Register { emitter.emit(Constant(type: .string, value: .string(text))) }
        let tooFew = try emit(
            .concatenate, text("not enough values to unpack (expected \(count), got "), emit(.intToString, found))
        let message = try branch(
            emit(.less, found, wanted),
            { (inner: ClosureCompiler) throws(ClosureError) in
                [try inner.emit(.concatenate, tooFew, text(")"))]
            },
            { (_: ClosureCompiler) throws(ClosureError) in
                [text("too many values to unpack (expected \(count))")]
            })[0]
        return emitter.emitFailure(message, type: element, immediate: 1)
    }

    /// A slice of a tuple between known bounds.
    func tupleSlice(_ value: Register, _ members: [DataType], _ bounds: [Register]) throws(ClosureError) -> Register {
        var limits: [Int] = []
        for bound in bounds {
            guard case .int(let known)? = emitter.constant(bound)?.value else {
                throw error("a tuple is sliced by numbers that are not known")
            }
            limits.append(min(max(known < 0 ? known &+ members.count : known, 0), members.count))
        }
        var parts: [Register] = []
        for index in limits[0]..<max(limits[0], limits[1]) { parts.append(try emit(.member, value, immediate: index)) }
        return try emit(.makeTuple, parts)
    }

    // MARK: Lists

    /// Refuses elements whose order or equality the kernels see in another way than Python.
    func expectExactOrder(_ element: DataType, _ what: Function) throws(ClosureError) {
        guard dialect == .python, !element.hasExactOrder else { return }
        throw error("\(what) goes by the order of values of type \(element), which may hold NaN")
    }
}

extension Comparison {
    var opcode: Opcode {
        switch self {
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        }
    }

    /// The comparison with the sides changed over.
    var mirrored: Comparison {
        switch self {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        case .equal, .notEqual: self
        }
    }
}

extension DataType {
    /// Types of different kinds have no equal values in Python.
    var pythonKind: Int {
        switch self {
        case .null: 0
        case .bool, .int, .float, .decimal: 1
        case .string: 2
        case .bytes: 3
        case .tuple: 4
        case .list: 5
        case .map: 6
        case .any: 7
        }
    }

    /// Whether the order of columns is Python's for all values: so it is where no NaN and no None can be.
    var hasExactOrder: Bool {
        switch self {
        case .bool, .int, .string, .bytes: true
        case .tuple(let members): members.allSatisfy(\.hasExactOrder)
        // The elements of a list of nulls are none at all: it comes from `[]`.
        case .list(let element): element == .null || element.hasExactOrder
        default: false
        }
    }

    /// Whether the type holds no None, which Python's values never become in a typed column.
    var hasNoNull: Bool {
        switch self {
        case .null: false
        default: children.allSatisfy(\.hasNoNull)
        }
    }
}
