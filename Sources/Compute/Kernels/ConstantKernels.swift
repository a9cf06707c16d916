// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

// Integer operations with one constant operand that are much faster than the general kernels: `x * 2`, `x % 10`.

extension Machine {
    /// Runs the instruction when it is one of these; false when the general kernel has to.
    func executeWithConstant(_ call: InstructionCall) throws(Failure) -> Bool {
        // Those of one operand have no second register to look at.
        if call.isConstant || call.step.b < 0 { return false }
        let (left, right) = (self[call.step.a], self[call.step.b])
        switch call.step.opcode {
        case .multiplyInt where right.isConstant: return try multiply(call, left, right.values!.pointer(Int.self)[0])
        case .multiplyInt where left.isConstant: return try multiply(call, right, left.values!.pointer(Int.self)[0])
        case .divideTruncating where right.isConstant, .remainderTruncating where right.isConstant,
            .divideFloor where right.isConstant, .moduloFloor where right.isConstant:
            return try divide(call, left, right.values!.pointer(Int.self)[0])
        default: return false
        }
    }

    /// Tests against the range that does not overflow, which vectorises; a row out of range is left to the general
    /// kernel.
    private func multiply(_ call: InstructionCall, _ column: RegisterValue, _ factor: Int) throws(Failure) -> Bool {
        if factor == 0 || factor == -1 || factor == .min { return false }
        let bound = Int.max / abs(factor)
        let source = UnsafePointer(column.values!.pointer(Int.self))
        let buffer = try allocate(call.rows, 8)
        let out = buffer.pointer(Int.self)
        var outside = 0
        for row in 0..<call.rows {
            let value = source[row]
            out[row] = value &* factor
            outside |= (value > bound ? 1 : 0) | (value < -bound ? 1 : 0)
        }
        return finish(call, buffer, fits: outside == 0)
    }

    private func finish(_ call: InstructionCall, _ buffer: Buffer, fits: Bool) -> Bool {
        var value = RegisterValue(flat: buffer, validity: call.validity, isConstant: false)
        value.charge = call.rows * 8
        if fits { self[call.step.result] = value } else { recycle(&value) }
        return fits
    }

    private func divide(_ call: InstructionCall, _ column: RegisterValue, _ divisor: Int) throws(Failure) -> Bool {
        if divisor == 0 || divisor == 1 || divisor == -1 { return false }
        let source = UnsafePointer(column.values!.pointer(Int.self))
        let buffer = try allocate(call.rows, 8)
        let out = buffer.pointer(Int.self)
        let by = ConstantDivisor(divisor)
        switch call.step.opcode {
        case .divideTruncating:
            for row in 0..<call.rows { out[row] = by.quotient(source[row]) }
        case .remainderTruncating:
            for row in 0..<call.rows { out[row] = source[row] &- by.quotient(source[row]) &* divisor }
        case .divideFloor:
            for row in 0..<call.rows {
                let quotient = by.quotient(source[row])
                let remainder = source[row] &- quotient &* divisor
                out[row] = quotient &- (remainder != 0 && (remainder ^ divisor) < 0 ? 1 : 0)
            }
        default:
            for row in 0..<call.rows {
                let remainder = source[row] &- by.quotient(source[row]) &* divisor
                out[row] = remainder &+ (remainder != 0 && (remainder ^ divisor) < 0 ? divisor : 0)
            }
        }
        return finish(call, buffer, fits: true)
    }
}

/// Division by a number that stays the same, as a multiplication: Granlund and Montgomery, "Division by Invariant
/// Integers using Multiplication" (1994), figure 5.2. The divisor is none of -1, 0 and 1.
struct ConstantDivisor {
    private let multiplier: Int
    private let shift: Int
    private let sign: Int

    init(_ divisor: Int) {
        let size = divisor.magnitude
        let bits = UInt.bitWidth - (size - 1).leadingZeroBitCount
        let (quotient, _) = size.dividingFullWidth((high: 1 << UInt(bits - 1), low: 0))
        multiplier = Int(bitPattern: quotient &+ 1)
        shift = bits - 1
        sign = divisor >> 63
    }

    /// Rounded toward zero.
    @inline(__always)
    func quotient(_ value: Int) -> Int {
        let high = value &+ multiplier.multipliedFullWidth(by: value).high
        let positive = (high &>> shift) &- (value &>> 63)
        return (positive ^ sign) &- sign
    }
}
