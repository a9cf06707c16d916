// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Relational

extension ExpressionLowering {
    // MARK: Arithmetic

    func arithmetic(
        _ operation: Operation, _ arguments: [Expression], _ onFailure: OnFailure, _ whole: Expression
    ) throws(SQLError) -> Node {
        let values = try nodes(arguments)
        if arguments[0].type.isDecimal { return try decimals(operation, arguments, values, onFailure, whole) }
        if whole.type.isFractional { return try floats(operation, values, onFailure, whole) }
        let immediate = onFailure.mode + whole.type.width << 2
        switch operation {
        case .add: return instruction(.sqlAddInt, values, immediate, at: whole)
        case .subtract: return instruction(.sqlSubtractInt, values, immediate, at: whole)
        case .multiply: return instruction(.sqlMultiplyInt, values, immediate, at: whole)
        case .negate: return instruction(.sqlNegateInt, values, immediate, at: whole)
        case .absolute: return instruction(.sqlAbsoluteInt, values, immediate, at: whole)
        case .integralDivide: return instruction(.sqlDivideInt, values, immediate, at: whole)
        case .remainder: return instruction(.sqlRemainderInt, values, immediate, at: whole)
        case .positiveRemainder: return instruction(.sqlPositiveRemainderInt, values, immediate, at: whole)
        case .bitAnd: return instruction(.bitAnd, values)
        case .bitOr: return instruction(.bitOr, values)
        case .bitXor: return instruction(.bitXor, values)
        case .bitNot: return instruction(.bitNot, values)
        default: throw missing("\(operation.rawValue) of \(whole.type.simpleName)", whole)
        }
    }

    private func floats(
        _ operation: Operation, _ values: [Node], _ onFailure: OnFailure, _ whole: Expression
    ) throws(SQLError) -> Node {
        let result: Node
        switch operation {
        case .add: result = instruction(.addFloat, values)
        case .subtract: result = instruction(.subtractFloat, values)
        case .multiply: result = instruction(.multiplyFloat, values)
        case .negate: return instruction(.negateFloat, values)
        case .absolute: return instruction(.absoluteFloat, values)
        case .divide: result = instruction(.sqlDivideFloat, values, onFailure.mode, at: whole)
        case .remainder: result = instruction(.sqlRemainderFloat, values, onFailure.mode, at: whole)
        case .positiveRemainder: result = instruction(.sqlPositiveRemainderFloat, values, onFailure.mode, at: whole)
        case .sign:
            let value = values[0]
            return choice(
                instruction(.sqlEqual, [value, float(.nan)]), value,
                choice(
                    instruction(.sqlGreater, [value, float(0)]), float(1),
                    choice(instruction(.sqlLess, [value, float(0)]), float(-1), value)))
        default: throw missing("\(operation.rawValue) of \(whole.type.simpleName)", whole)
        }
        // Rounded once: binary64 has more than twice the digits of binary32.
        return whole.type == .float ? instruction(.sqlRoundToFloat32, [result]) : result
    }

    private func decimals(
        _ operation: Operation, _ arguments: [Expression], _ values: [Node], _ onFailure: OnFailure, _ whole: Expression
    ) throws(SQLError) -> Node {
        let scales = arguments.map(\.type.scale)
        func made(_ opcode: Opcode) -> Node {
            instruction(
                opcode, values, decimalImmediate(onFailure, to: whole.type, from: scales[0], scales[1]), at: whole)
        }
        switch operation {
        case .add: return made(.decimalAdd)
        case .subtract: return made(.decimalSubtract)
        case .multiply: return made(.decimalMultiply)
        case .divide: return made(.decimalDivide)
        case .remainder: return made(.decimalRemainder)
        case .negate, .absolute:
            let zero = literal(.int(0), whole.type)
            let negated = instruction(
                .decimalSubtract, [zero, values[0]],
                decimalImmediate(.fail, to: whole.type, from: whole.type.scale, whole.type.scale), at: whole)
            if operation == .negate { return negated }
            return choice(instruction(.sqlLess, [values[0], zero]), negated, values[0])
        case .integralDivide:
            // The quotient rounded down, as a whole number.
            let exact = SQLType.decimal(precision: 38, scale: 6)
            let quotient = instruction(
                .decimalDivide, values, decimalImmediate(onFailure, to: exact, from: scales[0], scales[1]), at: whole)
            let rounded = try cast(quotient, from: exact, to: .bigint, onFailure, whole)
            // What the remainder leaves is divided without one; a divisor of zero is the division's to tell.
            let scale = max(scales[0], scales[1])
            let wide = SQLType.decimal(precision: 38, scale: scale)
            let whole38 = SQLType.decimal(precision: 38, scale: 0)
            let rest = instruction(
                .decimalRemainder, values, decimalImmediate(onFailure, to: wide, from: scales[0], scales[1]), at: whole)
            let multiple = instruction(
                .decimalSubtract, [values[0], rest], decimalImmediate(onFailure, to: wide, from: scales[0], scale),
                at: whole)
            let exactly = instruction(
                .decimalDivide, [multiple, values[1]],
                decimalImmediate(onFailure, to: whole38, from: scale, scales[1]), at: whole)
            let isZero = instruction(.sqlEqual, [values[1], literal(.int(0), arguments[1].type)])
            return choice(isZero, rounded, try cast(exactly, from: whole38, to: .bigint, onFailure, whole))
        default: throw missing("\(operation.rawValue) of decimals", whole)
        }
    }

    // MARK: Mathematics

    func mathematics(
        _ operation: Operation, _ arguments: [Expression], _ onFailure: OnFailure, _ whole: Expression
    ) throws(SQLError) -> Node {
        let value = try node(arguments[0])
        switch operation {
        case .squareRoot: return instruction(.squareRoot, [value])
        case .naturalLogarithm:
            return choice(
                instruction(.sqlLessOrEqual, [value, float(0)]), null(.double), instruction(.logarithm, [value]))
        case .exponential: return instruction(.exponential, [value])
        case .sine: return instruction(.sine, [value])
        case .cosine: return instruction(.cosine, [value])
        case .tangent: return instruction(.tangent, [value])
        case .power: return try power(value, arguments[1])
        case .floor, .ceiling:
            if arguments[0].type.isDecimal, arguments.count > 1 {
                return try directed(value, arguments, operation == .floor ? .floor : .ceiling, onFailure, whole)
            }
            if arguments[0].type.isDecimal {
                return instruction(
                    .decimalRescale, [value],
                    decimalImmediate(
                        .fail, operation == .floor ? .floor : .ceiling, to: whole.type, from: arguments[0].type.scale))
            }
            // As Java: beyond 64 bits the nearest integer.
            return instruction(
                .sqlFloatToInt, [instruction(operation == .floor ? .floor : .ceiling, [value])], OnFailure.wrap.mode)
        case .roundHalfUp, .roundHalfEven: return try rounded(operation, value, arguments, onFailure, whole)
        default: throw missing("\(operation.rawValue)", whole)
        }
    }

    /// As Java: what is no number, and infinity over 1 and -1, give no number.
    private func power(_ base: Node, _ argument: Expression) throws(SQLError) -> Node {
        let exponent = try node(argument)
        let raised = instruction(.powerFloat, [base, exponent])
        if case .literal(.float(let written)) = argument.kind, written.isFinite { return raised }
        let isOne = instruction(.sqlEqual, [instruction(.absoluteFloat, [base]), float(1)])
        // NaN is the greatest number.
        let isBeyond = instruction(
            .sqlGreaterOrEqual, [instruction(.absoluteFloat, [exponent]), float(.infinity)])
        return choice(isBeyond, choice(isOne, float(.nan), raised), raised)
    }

    /// A decimal rounded to so many digits behind the point, or before it.
    private func directed(
        _ value: Node, _ arguments: [Expression], _ rounding: DecimalRounding, _ onFailure: OnFailure,
        _ whole: Expression
    ) throws(SQLError) -> Node {
        guard case .literal(.int(let digits)) = arguments[1].kind, digits > -38 else {
            throw missing("rounding to digits that are not written out", whole)
        }
        let scale = arguments[0].type.scale
        if digits >= 0 {
            return instruction(
                .decimalRescale, [value], decimalImmediate(onFailure, rounding, to: whole.type, from: scale), at: whole)
        }
        // A number of so many tens, as which the digits are read, and back.
        let wide = SQLType.decimal(precision: 38, scale: 0)
        let moved = instruction(
            .decimalRescale, [value],
            decimalImmediate(onFailure, rounding, to: wide, from: min(scale - digits, 38)), at: whole)
        return instruction(
            .decimalMultiply, [moved, literal(.decimal(power(10, -digits)), wide)],
            decimalImmediate(onFailure, to: whole.type, from: 0, 0), at: whole)
    }

    private func power(_ base: Int128, _ exponent: Int) -> Int128 {
        (0..<exponent).reduce(1) { (product, _) in product * base }
    }

    private func rounded(
        _ operation: Operation, _ value: Node, _ arguments: [Expression], _ onFailure: OnFailure, _ whole: Expression
    ) throws(SQLError) -> Node {
        let places = try node(arguments[1])
        let isEven = operation == .roundHalfEven
        switch arguments[0].type {
        case .decimal(_, let scale):
            guard case .literal(.int(let digits)) = arguments[1].kind else {
                throw missing("rounding to digits that are not written out", whole)
            }
            if digits < 0 {
                return try directed(value, arguments, isEven ? .halfEven : .halfUp, onFailure, whole)
            }
            return instruction(
                .decimalRescale, [value],
                decimalImmediate(onFailure, isEven ? .halfEven : .halfUp, to: whole.type, from: scale), at: whole)
        case let type where type.isInteger:
            return instruction(
                .sqlRoundInt, [value, places], onFailure.mode + type.width << 2 + (isEven ? 16 : 0), at: whole)
        default:
            let result = instruction(.sqlRoundFloat, [value, places], isEven ? 1 : 0)
            return whole.type == .float ? instruction(.sqlRoundToFloat32, [result]) : result
        }
    }
}
