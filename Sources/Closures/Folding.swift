// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Computes instructions on constants while compiling. What would fail is left for the run, which may never reach it.
enum Folding {
    /// The value of the instruction when all operands are constants and it is one that is folded.
    static func fold(_ opcode: Opcode, _ operands: [Constant?], immediate: Int) -> Constant? {
        var values: [Scalar] = []
        for operand in operands {
            guard let operand, operand.value != .null else { return nil }
            values.append(operand.value)
        }
        if values.isEmpty { return nil }
        if opcode == .makeTuple {
            return Constant(type: .tuple(operands.map { $0!.type }), value: .tuple(values))
        }
        if opcode == .makeList { return Constant(type: .list(operands[0]!.type), value: .list(values)) }
        switch (values[0], values.count > 1 ? values[1] : .null) {
        case (.int(let left), .int(let right)): return ints(opcode, left, right)
        case (.float(let left), .float(let right)): return floats(opcode, left, right)
        case (.bool(let left), .bool(let right)): return bools(opcode, left, right)
        case (.string(let left), .string(let right)): return texts(opcode, left, right)
        case (.int(let value), .null): return int(opcode, value)
        case (.float(let value), .null): return float(opcode, value)
        case (.bool(let value), .null):
            switch opcode {
            case .not: return bool(!value)
            case .boolToInt: return int(value ? 1 : 0)
            default: return nil
            }
        default: return nil
        }
    }

    /// The operand that an instruction equals, where one is (`x + 0`, `x && true`).
    static func simplify(_ opcode: Opcode, _ operands: [Register], constants: [Constant?]) -> Register? {
        guard operands.count == 2 else { return nil }
        let left = constants[0]?.value
        let right = constants[1]?.value
        switch opcode {
        case .addInt: return right == .int(0) ? operands[0] : left == .int(0) ? operands[1] : nil
        case .subtractInt: return right == .int(0) ? operands[0] : nil
        case .multiplyInt: return right == .int(1) ? operands[0] : left == .int(1) ? operands[1] : nil
        case .and: return right == .bool(true) ? operands[0] : left == .bool(true) ? operands[1] : nil
        case .or: return right == .bool(false) ? operands[0] : left == .bool(false) ? operands[1] : nil
        default: return nil
        }
    }

    private static func int(_ value: Int) -> Constant { Constant(type: .int, value: .int(value)) }
    private static func float(_ value: Double) -> Constant { Constant(type: .float, value: .float(value)) }
    private static func bool(_ value: Bool) -> Constant { Constant(type: .bool, value: .bool(value)) }

    private static func ints(_ opcode: Opcode, _ left: Int, _ right: Int) -> Constant? {
        func checked(_ result: (partialValue: Int, overflow: Bool)) -> Constant? {
            result.overflow ? nil : int(result.partialValue)
        }
        switch opcode {
        case .addInt: return checked(left.addingReportingOverflow(right))
        case .subtractInt: return checked(left.subtractingReportingOverflow(right))
        case .multiplyInt: return checked(left.multipliedReportingOverflow(by: right))
        case .divideTruncating: return right == 0 ? nil : checked(left.dividedReportingOverflow(by: right))
        case .remainderTruncating:
            return right == 0 ? nil : checked(left.remainderReportingOverflow(dividingBy: right))
        case .minimumInt: return int(min(left, right))
        case .maximumInt: return int(max(left, right))
        case .bitAnd: return int(left & right)
        case .bitOr: return int(left | right)
        case .bitXor: return int(left ^ right)
        default: return comparison(opcode, left, right)
        }
    }

    private static func floats(_ opcode: Opcode, _ left: Double, _ right: Double) -> Constant? {
        switch opcode {
        case .addFloat: float(left + right)
        case .subtractFloat: float(left - right)
        case .multiplyFloat: float(left * right)
        case .divideFloat: float(left / right)
        default: comparison(opcode, left, right)
        }
    }

    private static func bools(_ opcode: Opcode, _ left: Bool, _ right: Bool) -> Constant? {
        switch opcode {
        case .and: bool(left && right)
        case .or: bool(left || right)
        case .equal: bool(left == right)
        case .notEqual: bool(left != right)
        default: nil
        }
    }

    private static func texts(_ opcode: Opcode, _ left: String, _ right: String) -> Constant? {
        switch opcode {
        case .concatenate: Constant(type: .string, value: .string(left + right))
        case .equal: bool(left.utf8.elementsEqual(right.utf8))
        case .notEqual: bool(!left.utf8.elementsEqual(right.utf8))
        default: nil
        }
    }

    private static func comparison<Value: Comparable>(_ opcode: Opcode, _ left: Value, _ right: Value) -> Constant? {
        switch opcode {
        case .equal: bool(left == right)
        case .notEqual: bool(left != right)
        case .less: bool(left < right)
        case .lessOrEqual: bool(left <= right)
        case .greater: bool(left > right)
        case .greaterOrEqual: bool(left >= right)
        default: nil
        }
    }

    private static func int(_ opcode: Opcode, _ value: Int) -> Constant? {
        switch opcode {
        case .negateInt: value == .min ? nil : int(-value)
        case .absoluteInt: value == .min ? nil : int(abs(value))
        case .bitNot: int(~value)
        case .intToFloat: float(Double(value))
        case .intToString: Constant(type: .string, value: .string(String(value)))
        default: nil
        }
    }

    private static func float(_ opcode: Opcode, _ value: Double) -> Constant? {
        switch opcode {
        case .negateFloat: float(-value)
        case .absoluteFloat: float(abs(value))
        default: nil
        }
    }
}
