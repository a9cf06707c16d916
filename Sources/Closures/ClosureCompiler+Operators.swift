// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Operators: which instruction a node means, by the types of its operands and the dialect.
extension ClosureCompiler {
    // MARK: Conversions between operand types

    /// The type that values of both types become: equal types stay, a null becomes a null of the other type. In Python
    /// a value keeps its type, and a null is a value of its own.
    func commonType(
        _ left: DataType, _ right: DataType, _ what: String, allowsNull: Bool = false
    ) throws(ClosureError) -> DataType {
        if left == right { return left }
        if dialect != .python || allowsNull {
            if right == .null { return left }
            if left == .null { return right }
        }
        if case .list(let first) = left, case .list(let second) = right, first == .null || second == .null {
            return .list(try commonType(first, second, what, allowsNull: true))
        }
        throw error(
            "\(what) have different types, \(left) and \(right)",
            advice: dialect == .swift ? "convert one with toInt(), toDouble() or toString()" : "convert one of them")
    }

    /// The type of two numbers as operands: in Python a bool becomes an int, an int a float.
    private func numberType(_ left: DataType, _ right: DataType, _ what: String) throws(ClosureError) -> DataType {
        if dialect == .python, let first = rank(left), let second = rank(right) {
            return first > second ? left : right
        }
        return try commonType(left, right, what)
    }

    func rank(_ type: DataType) -> Int? {
        switch type {
        case .bool: 0
        case .int: 1
        case .float: 2
        default: nil
        }
    }

    /// The value as the wanted type, which `commonType` has found.
    func convert(_ value: Register, to wanted: DataType) throws(ClosureError) -> Register {
        switch (type(value), wanted) {
        case (.bool, .int): return try emit(.boolToInt, value)
        case (.bool, .float): return try emit(.intToFloat, emit(.boolToInt, value))
        case (.int, .float): return try emit(.intToFloat, value)
        case (.null, let type) where type != .null: return emitter.emit(Constant(type: type, value: .null))
        case (.list(.null), .list) where emitter.constant(value)?.value == .list([]):
            return emitter.emit(Constant(type: wanted, value: .list([])))
        case (.list(.null), .list(let element)) where element != .null:
            // The elements of such a list, if any, are nulls.
            _ = emitter.open(element: .null)
            let null = emitter.emit(Constant(type: element, value: .null))
            do throws(BytecodeError) { return try emitter.emitList(.listMap, value, yielding: null) } catch {
                throw self.error(error.reason)
            }
        default: return value
        }
    }

    /// All values as their common type.
    func unify(_ values: [Register], _ what: String) throws(ClosureError) -> [Register] {
        guard let first = values.first else { return [] }
        var common = type(first)
        for value in values.dropFirst() { common = try commonType(common, type(value), what) }
        var result: [Register] = []
        for value in values { result.append(try convert(value, to: common)) }
        return result
    }

    /// A value as an arithmetic operand: in Python a bool counts as an int.
    func number(_ value: Register) throws(ClosureError) -> Register {
        dialect == .python && type(value) == .bool ? try emit(.boolToInt, value) : value
    }

    /// A value as a float.
    func float(_ value: Register) throws(ClosureError) -> Register {
        let number = try number(value)
        return type(number) == .int ? try emit(.intToFloat, number) : number
    }

    /// A value as a condition: a bool, or in Python the truth of anything.
    func condition(_ value: Register) throws(ClosureError) -> Register {
        if type(value) == .bool { return value }
        guard dialect == .python else {
            throw error("a condition must be a bool, not \(type(value))", advice: "compare it with a value")
        }
        if let fields = emitter.fields(value) {
            return emitter.emit(Constant(type: .bool, value: .bool(!fields.isEmpty)))
        }
        switch type(value) {
        case .null: return emitter.emit(Constant(type: .bool, value: .bool(false)))
        case .int: return try emit(.notEqual, value, emitter.emit(int: 0))
        case .float: return try emit(.notEqual, value, emitter.emit(Constant(type: .float, value: .float(0))))
        case .string: return try emit(.notEqual, emit(.length, value, immediate: 2), emitter.emit(int: 0))
        case .list: return try emit(.notEqual, emit(.listCount, value), emitter.emit(int: 0))
        case .map: return try emit(.notEqual, mapPart(.length, [value]), emitter.emit(int: 0))
        case .tuple(let members): return emitter.emit(Constant(type: .bool, value: .bool(!members.isEmpty)))
        default: throw error("a value of type \(type(value)) is neither true nor false")
        }
    }

    /// A value that must be a string.
    func text(_ value: Register) throws(ClosureError) -> Register {
        guard type(value) == .string else {
            throw error("a string is needed here, not \(type(value))", advice: "convert it to a string first")
        }
        return value
    }

    /// A value that must be an int.
    func int(_ value: Register) throws(ClosureError) -> Register {
        let number = try number(value)
        guard type(number) == .int else {
            throw error("an int is needed here, not \(type(value))", advice: "convert it to an int first")
        }
        return number
    }

    // MARK: Operators

    func unary(_ operation: UnaryOperation, _ value: Register) throws(ClosureError) -> Register {
        switch operation {
        case .not: return try emit(.not, condition(value))
        case .plus:
            let operand = try number(value)
            guard type(operand) == .int || type(operand) == .float else {
                throw error("`+` takes a number, not \(type(value))")
            }
            return operand
        case .elements:
            let list = try iterable(value)
            guard case .list = type(list) else { throw error("a value of type \(type(value)) is not a list") }
            return list
        case .immutable:
            switch type(value) {
            case .bool, .int, .float, .string, .bytes, .tuple: return value
            default: throw error("a value of type \(type(value)) may be changed in place")
            }
        case .bitNot: return try emit(.bitNot, int(value))
        case .negate:
            let operand = try number(value)
            switch type(operand) {
            case .int: return try emit(.negateInt, operand)
            case .float: return try emit(.negateFloat, operand)
            default: throw error("`-` takes a number, not \(type(value))")
            }
        }
    }

    func binary(_ operation: BinaryOperation, _ left: Register, _ right: Register) throws(ClosureError) -> Register {
        if operation == .remainder, dialect == .python, type(left) == .string { return try percent(left, right) }
        if let joined = try sequenceOperation(operation, left, right) { return joined }
        switch operation {
        case .bitAnd, .bitOr, .bitXor: return try bits(operation, left, right)
        case .shiftLeft: return try emit(.shiftLeft, int(left), int(right))
        case .shiftRight: return try emit(.shiftRight, int(left), int(right))
        case .divide where dialect == .python && !(type(left) == .float || type(right) == .float):
            return try emit(.divideInts, int(left), int(right))
        case .divide where dialect == .python:
            return try emit(.divideFloatChecked, operands(operation, float(left), float(right)))
        case .power: return try power(left, right)
        default: break
        }
        let pair = try operands(operation, number(left), number(right))
        let isFloat = type(pair[0]) == .float
        switch operation {
        case .add: return try emit(isFloat ? .addFloat : .addInt, pair)
        case .subtract: return try emit(isFloat ? .subtractFloat : .subtractInt, pair)
        case .multiply: return try emit(isFloat ? .multiplyFloat : .multiplyInt, pair)
        case .floorDivide: return try emit(isFloat ? .divideFloorFloat : .divideFloor, pair)
        case .remainder where dialect == .python: return try emit(isFloat ? .moduloFloorFloat : .moduloFloor, pair)
        case .remainder: return try emit(isFloat ? .remainderFloat : .remainderTruncating, pair)
        default: return try emit(isFloat ? .divideFloat : .divideTruncating, pair)
        }
    }

    /// Two numbers of one type.
    private func operands(
        _ operation: BinaryOperation, _ left: Register, _ right: Register
    ) throws(ClosureError) -> [Register] {
        let numeric: [DataType] = [.int, .float]
        guard numeric.contains(type(left)), numeric.contains(type(right)) else {
            throw error(
                "\(operation) takes two numbers, not \(type(left)) and \(type(right))",
                advice: "convert the operands to numbers first")
        }
        let common = try numberType(type(left), type(right), "the operands of \(operation)")
        return [try convert(left, to: common), try convert(right, to: common)]
    }

    /// `+` of strings and lists, and Python's `*` of a string and a count.
    private func sequenceOperation(
        _ operation: BinaryOperation, _ left: Register, _ right: Register
    ) throws(ClosureError) -> Register? {
        switch (operation, type(left), type(right)) {
        case (.add, .string, .string): return try emit(.concatenate, left, right)
        case (.add, .list, .list):
            let lists = try unify([left, right], "the lists")
            if emitter.constant(left)?.value == .list([]) { return lists[1] }
            if emitter.constant(right)?.value == .list([]) { return lists[0] }
            return try emit(.listConcatenate, lists)
        case (.add, .tuple(let first), .tuple(let second)) where dialect == .python:
            var members: [Register] = []
            for index in first.indices { members.append(try emit(.member, left, immediate: index)) }
            for index in second.indices { members.append(try emit(.member, right, immediate: index)) }
            return try emit(.makeTuple, members)
        case (.multiply, .string, .int): return try emit(.repeatText, left, right)
        case (.multiply, .int, .string): return try emit(.repeatText, right, left)
        default: return nil
        }
    }

    private func bits(
        _ operation: BinaryOperation, _ left: Register, _ right: Register
    ) throws(ClosureError) -> Register {
        if type(left) == .bool && type(right) == .bool {
            switch operation {
            case .bitAnd: return try emit(.and, left, right)
            case .bitOr: return try emit(.or, left, right)
            default: return try emit(.notEqual, left, right)
            }
        }
        let opcode: Opcode = operation == .bitAnd ? .bitAnd : operation == .bitOr ? .bitOr : .bitXor
        return try emit(opcode, int(left), int(right))
    }

    private func power(_ left: Register, _ right: Register) throws(ClosureError) -> Register {
        let base = try number(left)
        let exponent = try number(right)
        let isWhole = type(base) == .int && type(exponent) == .int
        if dialect == .python { return try pythonPower(base, exponent, isWhole: isWhole) }
        if isWhole, case .int(let known)? = emitter.constant(exponent)?.value, known < 0 {
            return try emit(.powerFloat, float(base), float(exponent))
        }
        if isWhole { return try emit(.powerInt, base, exponent) }
        return try emit(.powerFloat, operands(.power, float(base), float(exponent)))
    }

    /// The type of a power depends on the exponent's value: it must be known here.
    private func pythonPower(
        _ base: Register, _ exponent: Register, isWhole: Bool
    ) throws(ClosureError) -> Register {
        switch emitter.constant(exponent)?.value {
        case .int(let known)? where known >= 0 && isWhole: return try emit(.powerInt, base, exponent)
        case .int?, .float?:
            let operands = try operands(.power, float(base), float(exponent))
            if case .float(let known)? = emitter.constant(operands[1])?.value, known.isFinite,
                known == known.rounded(), !isWhole
            {
                return try emit(.powerFloat, operands, immediate: 1)
            }
        default: break
        }
        throw error("the type of this power is known only when it is computed")
    }

    func compare(_ comparison: Comparison, _ left: Register, _ right: Register) throws(ClosureError) -> Register {
        if dialect == .python { return try pythonCompare(comparison, left, right) }
        var pair = [left, right]
        if type(left) != type(right) {
            let isEquality = comparison == .equal || comparison == .notEqual
            if isEquality, type(left) == .null || type(right) == .null {
                let test = try emit(.isNull, type(left) == .null ? right : left)
                return comparison == .equal ? test : try emit(.not, test)
            }
            pair = try unify(pair, "the compared values")
        }
        return try emit(comparison.opcode, pair)
    }

    // MARK: Logic

    /// `&&` and `||`: one instruction when the right side is cheap and cannot fail, an `if` otherwise. In Python the
    /// value is that of the deciding operand.
    func logical(_ operation: LogicalOperation, _ left: Node, _ right: Node) throws(ClosureError) -> Register {
        let first = try compile(left)
        let test = try condition(first)
        if case .bool(let known)? = emitter.constant(test)?.value {
            return known == (operation == .and) ? try compile(right) : first
        }
        let second = try detached { (inner: ClosureCompiler) throws(ClosureError) in [try inner.compile(right)] }
        let value = second.values[0]
        if type(first) == .bool && type(value) == .bool && isEager(second.scope) {
            emitter.attach(second.scope)
            emitter.merge()
            return try emit(operation == .and ? .and : .or, first, value)
        }
        let common = try commonType(type(first), type(value), "the sides of `\(operation == .and ? "and" : "or")`")
        let otherBlock = try close(second, [common])
        emitter.open()
        let shortcut = emitter.close(yielding: [try convert(first, to: common)])
        return operation == .and
            ? emitter.emitIf(test, otherBlock, shortcut)[0] : emitter.emitIf(test, shortcut, otherBlock)[0]
    }

    /// Whether a block may run for rows that do not need it: few cheap instructions, none of which can fail.
    func isEager(_ scope: Emitter.Scope) -> Bool {
        scope.instructions.count <= ClosureLimits.eagerInstructionsMax
            && scope.instructions.allSatisfy { isEager($0) }
    }

    private func isEager(_ instruction: Instruction) -> Bool {
        switch instruction.opcode {
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            // These fail on nulls only, which values of Swift's types are not; data from Python with None is `any`.
            return true
        case .divideTruncating, .remainderTruncating, .divideFloor, .moduloFloor, .divideInts:
            guard case .int(let divisor)? = emitter.constant(instruction.operands[1])?.value else { return false }
            return divisor != 0 && divisor != -1
        case .uppercase, .lowercase, .splitWhitespace, .trim, .listSort, .listSlice, .listReverse, .substring:
            return false
        default:
            return instruction.blocks.isEmpty
                && !Typing.canFail(
                    instruction.opcode, operands: instruction.operands.map { type($0) },
                    immediate: instruction.immediate)
        }
    }
}
