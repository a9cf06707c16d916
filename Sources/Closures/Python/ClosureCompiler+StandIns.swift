// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Numbers that are an int in some rows and a float in others, as Python's are: `sum` of no floats is 0, and a total
/// that begins with 0 is an int until the first float is added. Such a value is a float with a flag, which is true
/// where it stands for the int of the same value. Most operations give the same for both; where one does not, or
/// where the value leaves the function, it is taken apart (`exact`).
extension ClosureCompiler {
    /// Whether an int is a constant so small that sums of many are exact as floats, or in a loop may be one.
    func isSmallInt(_ register: Register) -> Bool {
        guard dialect == .python else { return false }
        if trials.contains(register) {
            trialsUsed.insert(register)
            return true
        }
        return isSmallConstant(register)
    }

    private func isSmallConstant(_ register: Register) -> Bool {
        guard case .int(let known)? = emitter.constant(register)?.value else { return false }
        return known.magnitude <= ClosureLimits.standInMagnitudeMax
    }

    /// Whether a variable that begins with the value may turn out to be a float in a loop.
    func mayTurnFloat(_ initial: Register) -> Bool {
        dialect == .python && (trials.contains(initial) || isSmallConstant(initial))
    }

    /// Whether two values for one place are floats of which one may stand for an int.
    func needsFlag(_ left: Register, _ right: Register) -> Bool {
        guard dialect == .python else { return false }
        let isMarked = emitter.standsForInt(left) != nil || emitter.standsForInt(right) != nil
        switch (type(left), type(right)) {
        case (.float, .float): return isMarked
        case (.int, .float): return isSmallInt(left)
        case (.float, .int): return isSmallInt(right)
        default: return false
        }
    }

    /// Where the value is an int.
    func flag(_ value: Register) -> Register {
        emitter.standsForInt(value) ?? emitter.emit(Constant(type: .bool, value: .bool(type(value) == .int)))
    }

    /// The value as what it is in each row: of type any where it may be both.
    func exact(_ value: Register) throws(ClosureError) -> Register {
        guard let flag = emitter.standsForInt(value) else { return value }
        if case .bool(let isInt)? = emitter.constant(flag)?.value {
            return isInt ? try emit(.floatToInt, value) : value
        }
        return try branch(
            flag,
            { (inner: ClosureCompiler) throws(ClosureError) in
                [try inner.emit(.toAny, inner.emit(.floatToInt, value))]
            },
            { (inner: ClosureCompiler) throws(ClosureError) in [try inner.emit(.toAny, value)] })[0]
    }

    // MARK: Operations on stand-ins

    func unary(open operation: UnaryOperation, _ value: Register) throws(ClosureError) -> Register {
        guard let flag = emitter.standsForInt(value) else { return try unary(operation, value) }
        switch operation {
        case .plus, .immutable: return value
        case .not: return try unary(operation, value)
        case .negate:
            // The int 0 has no sign.
            let zero = emitter.emit(Constant(type: .float, value: .float(0)))
            let result = try branch(
                flag,
                { (inner: ClosureCompiler) throws(ClosureError) in [try inner.emit(.subtractFloat, zero, value)] },
                { (inner: ClosureCompiler) throws(ClosureError) in [try inner.emit(.negateFloat, value)] })[0]
            emitter.mark(result, standsForIntWhere: flag)
            return result
        case .bitNot, .elements: return try unary(operation, exact(value))
        }
    }

    func binary(
        open operation: BinaryOperation, _ left: Register, _ right: Register
    ) throws(ClosureError) -> Register {
        let (first, second) = (emitter.standsForInt(left), emitter.standsForInt(right))
        if first == nil, second == nil { return try binary(operation, left, right) }
        if let first, let second {
            guard operation == .add || operation == .subtract else {
                return try binary(operation, exact(left), exact(right))
            }
            let sum = try emit(operation == .add ? .addFloat : .subtractFloat, left, right)
            emitter.mark(sum, standsForIntWhere: try emit(.and, first, second))
            return sum
        }
        // An int becomes a float beside a float.
        let other = first == nil ? left : right
        if type(other) == .float { return try binary(operation, left, right) }
        if operation == .divide, type(other) == .int || type(other) == .bool {
            let flag = first ?? second!
            return try branch(
                flag,
                { (inner: ClosureCompiler) throws(ClosureError) in
                    let known = try inner.emit(.floatToInt, first == nil ? right : left)
                    return [try first == nil ? inner.binary(.divide, left, known) : inner.binary(.divide, known, right)]
                },
                { (inner: ClosureCompiler) throws(ClosureError) in [try inner.binary(.divide, left, right)] })[0]
        }
        return try binary(operation, exact(left), exact(right))
    }

    /// A call; of those that do not tell a float from the int of its value, arguments may stand for ints.
    func call(open function: Function, _ nodes: [Node]) throws(ClosureError) -> Register {
        switch function {
        case .toFloat, .toBool, .squareRoot, .exponential, .logarithm, .sine, .cosine, .tangent, .floor, .ceiling,
            .round, .roundTo, .absolute:
            var arguments: [Register] = []
            for node in nodes { arguments.append(try compileOpen(node)) }
            return try call(function, arguments)
        default: return try call(function, compile(all: nodes))
        }
    }

    // MARK: Sums

    /// `sum(value)`.
    func pythonSum(_ value: Register) throws(ClosureError) -> Register {
        if case .tuple(let members) = type(value) {
            var total = emitter.emit(int: 0)
            for index in members.indices {
                total = try binary(open: .add, total, emit(.member, value, immediate: index))
            }
            return total
        }
        var list = value
        if type(list) == .list(.bool) {
            let element = emitter.open(element: .bool)
            let number = try emit(.boolToInt, element)
            do throws(BytecodeError) { list = try emitter.emitList(.listMap, list, yielding: number) } catch {
                throw self.error(error.reason)
            }
        }
        guard type(list) == .list(.int) || type(list) == .list(.float) else {
            throw error("a value of type \(type(value)) has no sum", advice: "map its elements to numbers first")
        }
        let sum = try emit(.listSum, list)
        if type(sum) == .float, !hasElements(list) {
            let isEmpty = try emit(.equal, emit(.listCount, list), emitter.emit(int: 0))
            emitter.mark(sum, standsForIntWhere: isEmpty)
        }
        return sum
    }

    /// Whether a list has elements in every row.
    private func hasElements(_ list: Register) -> Bool {
        if case .list(let elements)? = emitter.constant(list)?.value { return !elements.isEmpty }
        guard let definition = emitter.definition(list) else { return false }
        switch definition.opcode {
        case .makeList: return true
        case .split: return definition.immediate == 0
        case .splitAtMost: return true
        case .listMap, .listSort, .listReverse, .listSortBy: return hasElements(definition.operands[0])
        case .listConcatenate: return definition.operands.contains { hasElements($0) }
        case .listZip: return definition.operands.allSatisfy { hasElements($0) }
        default: return false
        }
    }
}
