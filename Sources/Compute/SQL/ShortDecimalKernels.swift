// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Values

// Sums, differences and products whose operands fit in 64 bits and whose results need no rounding, as most of what is
// computed with decimals: loops without branches and without numbers that may be missing.
extension Machine {
    /// False where that is not so, or a result has too many digits: nothing is set, and `executeDecimal` goes row by
    /// row.
    func executeShortDecimal(_ call: InstructionCall, _ settings: DecimalImmediate) throws(Failure) -> Bool {
        let scale = settings.scale
        switch call.step.opcode {
        case .decimalMultiply where settings.leftScale + settings.rightScale == scale:
            return try products(call, settings)
        case .decimalAdd, .decimalSubtract:
            let (left, right) = (scale - settings.leftScale, scale - settings.rightScale)
            // Of 18 digits and 18 zeros at most, whose sum 128 bits hold.
            guard min(left, right) == 0, max(left, right) <= DecimalMath.shortPrecisionMax else { return false }
            let sign = call.step.opcode == .decimalSubtract ? -1 : 1
            return try sums(
                call, settings, Int(DecimalMath.powers[left]), sign * Int(DecimalMath.powers[right]))
        default: return false
        }
    }

    private func products(_ call: InstructionCall, _ settings: DecimalImmediate) throws(Failure) -> Bool {
        let (left, right) = (decimals(call.step.a), decimals(call.step.b))
        return try each(call, settings) { row in
            let (a, b) = (left.short(row), right.short(row))
            let product = a.value.multipliedFullWidth(by: b.value)
            return (Int128(product.high) &<< 64 | Int128(product.low), a.isShort && b.isShort)
        }
    }

    private func sums(
        _ call: InstructionCall, _ settings: DecimalImmediate, _ leftFactor: Int, _ rightFactor: Int
    ) throws(Failure) -> Bool {
        let (left, right) = (decimals(call.step.a), decimals(call.step.b))
        return try each(call, settings) { row in
            let (a, b) = (left.short(row), right.short(row))
            let (one, two) = (
                a.value.multipliedFullWidth(by: leftFactor), b.value.multipliedFullWidth(by: rightFactor)
            )
            let sum =
                (Int128(one.high) &<< 64 | Int128(one.low)) &+ (Int128(two.high) &<< 64 | Int128(two.low))
            return (sum, a.isShort && b.isShort)
        }
    }

    /// Sets the results, also those of rows that are null; false when one was not made of short numbers, or has too
    /// many digits.
    @inline(__always)
    private func each(
        _ call: InstructionCall, _ settings: DecimalImmediate, _ body: (Int) -> (value: Int128, isRight: Bool)
    ) throws(Failure) -> Bool {
        let isShort = settings.type == .int
        let width = isShort ? 8 : 16
        let buffer = try allocate(call.rows, width)
        let bound = DecimalMath.powers[settings.precision].magnitude
        var areRight = true
        if isShort {
            let out = buffer.pointer(Int.self)
            for row in 0..<call.rows {
                let (value, isRight) = body(row)
                out[row] = Int(truncatingIfNeeded: value)
                areRight = areRight && isRight && value.magnitude < bound
            }
        } else {
            let out = buffer.pointer(Wide128.self)
            for row in 0..<call.rows {
                let (value, isRight) = body(row)
                out[row] = Wide128(value)
                areRight = areRight && isRight && value.magnitude < bound
            }
        }
        guard areRight else { return false }
        set(
            call.step.result, flat: buffer, validity: call.validity, isConstant: call.isConstant,
            charge: call.rows * width)
        return true
    }
}

extension DecimalOperand {
    /// The lower 64 bits of a number, and whether they are all of it.
    @inline(__always)
    fileprivate func short(_ row: Int) -> (value: Int, isShort: Bool) {
        let place = row &* stride
        if isShort { return (values.assumingMemoryBound(to: Int.self)[place], true) }
        let wide = values.assumingMemoryBound(to: Wide128.self)[place]
        let value = Int(Int64(bitPattern: wide.low))
        return (value, Int64(value) &>> 63 == wide.high)
    }
}
