// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

extension Machine {
    func executeInt(_ call: InstructionCall) throws(Failure) {
        if try executeWithConstant(call) { return }
        switch call.step.opcode {
        case .addInt: try binary(AddInt.self, call)
        case .subtractInt: try binary(SubtractInt.self, call)
        case .multiplyInt: try binary(MultiplyInt.self, call)
        case .divideTruncating: try binary(DivideTruncating.self, call)
        case .remainderTruncating: try binary(RemainderTruncating.self, call)
        case .divideFloor: try binary(DivideFloor.self, call)
        case .moduloFloor: try binary(ModuloFloor.self, call)
        case .negateInt: try unary(NegateInt.self, call)
        case .absoluteInt: try unary(AbsoluteInt.self, call)
        case .powerInt: try binary(PowerInt.self, call)
        case .minimumInt: try binary(MinimumInt.self, call)
        case .maximumInt: try binary(MaximumInt.self, call)
        case .bitAnd: try binary(BitAnd.self, call)
        case .bitOr: try binary(BitOr.self, call)
        case .bitXor: try binary(BitXor.self, call)
        case .shiftLeft: try binary(ShiftLeft.self, call)
        case .shiftRight: try binary(ShiftRight.self, call)
        case .divideInts: try binary(DivideInts.self, call)
        case .bitNot: try unary(BitNot.self, call)
        default: throw noKernel(call.step.opcode)
        }
    }
}

private func overflow(_ a: Int, _ sign: String, _ b: Int) -> Failure {
    Failure(.overflow, "\(a) \(sign) \(b) does not fit in 64 bits")
}

private func divisionByZero(_ a: Int, _ sign: String) -> Failure {
    Failure(.divisionByZero, "division by zero: \(a) \(sign) 0")
}

/// Of operators that only Python's dialect has: its own words.
func pythonZero(_ message: String) -> Failure { Failure(.divisionByZero, message) }

enum AddInt: BinaryKernel {
    @inline(__always) static func apply(_ a: Int, _ b: Int, _ flags: inout Int) -> Int {
        let sum = a &+ b
        flags |= (a ^ sum) & (b ^ sum)
        return sum
    }
    static func explain(_ a: Int, _ b: Int) -> Failure? {
        a.addingReportingOverflow(b).overflow ? overflow(a, "+", b) : nil
    }
}

enum SubtractInt: BinaryKernel {
    @inline(__always) static func apply(_ a: Int, _ b: Int, _ flags: inout Int) -> Int {
        let difference = a &- b
        flags |= (a ^ b) & (a ^ difference)
        return difference
    }
    static func explain(_ a: Int, _ b: Int) -> Failure? {
        a.subtractingReportingOverflow(b).overflow ? overflow(a, "-", b) : nil
    }
}

enum MultiplyInt: BinaryKernel {
    @inline(__always) static func apply(_ a: Int, _ b: Int, _ flags: inout Int) -> Int {
        let (product, overflow) = a.multipliedReportingOverflow(by: b)
        flags |= overflow ? -1 : 0
        return product
    }
    static func explain(_ a: Int, _ b: Int) -> Failure? {
        a.multipliedReportingOverflow(by: b).overflow ? overflow(a, "*", b) : nil
    }
}

/// The divisor, or 1 with a flag where the division would trap.
@inline(__always)
private func safeDivisor(_ a: Int, _ b: Int, _ flags: inout Int) -> Int {
    let bad = b == 0 || (a == .min && b == -1)
    flags |= bad ? -1 : 0
    return bad ? 1 : b
}

private func explainDivision(_ a: Int, _ sign: String, _ b: Int) -> Failure? {
    if b == 0 { return divisionByZero(a, sign) }
    return a == .min && b == -1 ? overflow(a, sign, b) : nil
}

enum DivideTruncating: BinaryKernel {
    @inline(__always) static func apply(_ a: Int, _ b: Int, _ flags: inout Int) -> Int {
        a / safeDivisor(a, b, &flags)
    }
    static func explain(_ a: Int, _ b: Int) -> Failure? { explainDivision(a, "/", b) }
}

/// A remainder always fits: that of the least integer and -1 is 0.
enum RemainderTruncating: BinaryKernel {
    @inline(__always) static func apply(_ a: Int, _ b: Int, _ flags: inout Int) -> Int {
        a % safeDivisor(a, b, &flags)
    }
    static func explain(_ a: Int, _ b: Int) -> Failure? { b == 0 ? divisionByZero(a, "%") : nil }
}

enum DivideFloor: BinaryKernel {
    @inline(__always) static func apply(_ a: Int, _ b: Int, _ flags: inout Int) -> Int {
        let divisor = safeDivisor(a, b, &flags)
        let quotient = a / divisor
        let remainder = a &- quotient &* divisor
        return quotient &- (remainder != 0 && (remainder ^ divisor) < 0 ? 1 : 0)
    }
    static func explain(_ a: Int, _ b: Int) -> Failure? {
        b == 0 ? pythonZero("integer division or modulo by zero") : explainDivision(a, "//", b)
    }
}

enum ModuloFloor: BinaryKernel {
    @inline(__always) static func apply(_ a: Int, _ b: Int, _ flags: inout Int) -> Int {
        let divisor = safeDivisor(a, b, &flags)
        let remainder = a % divisor
        return remainder &+ (remainder != 0 && (remainder ^ divisor) < 0 ? divisor : 0)
    }
    static func explain(_ a: Int, _ b: Int) -> Failure? { b == 0 ? pythonZero("integer modulo by zero") : nil }
}

enum NegateInt: UnaryKernel {
    @inline(__always) static func apply(_ a: Int, _ flags: inout Int) -> Int {
        let result = 0 &- a
        flags |= a & result
        return result
    }
    static func explain(_ a: Int) -> Failure? {
        a == .min ? Failure(.overflow, "-(\(a)) does not fit in 64 bits") : nil
    }
}

enum AbsoluteInt: UnaryKernel {
    @inline(__always) static func apply(_ a: Int, _ flags: inout Int) -> Int {
        let sign = a &>> 63
        let result = (a ^ sign) &- sign
        flags |= result
        return result
    }
    static func explain(_ a: Int) -> Failure? {
        a == .min ? Failure(.overflow, "the absolute value of \(a) does not fit in 64 bits") : nil
    }
}

enum PowerInt: BinaryKernel {
    static func apply(_ a: Int, _ b: Int, _ flags: inout Int) -> Int {
        guard b >= 0, let result = power(a, b) else {
            flags = -1
            return 0
        }
        return result
    }
    static func explain(_ a: Int, _ b: Int) -> Failure? {
        if b < 0 { return Failure(.invalidArgument, "the exponent \(b) is negative: use floats") }
        return power(a, b) == nil ? Failure(.overflow, "\(a) to the power of \(b) does not fit in 64 bits") : nil
    }

    /// By squaring; nil on overflow.
    private static func power(_ a: Int, _ b: Int) -> Int? {
        if b == 0 || a == 1 { return 1 }
        if a == 0 { return 0 }
        if a == -1 { return b & 1 == 0 ? 1 : -1 }
        if b > 63 { return nil }
        var (result, square, rest) = (1, a, b)
        while true {
            if rest & 1 == 1 {
                let (product, overflow) = result.multipliedReportingOverflow(by: square)
                if overflow { return nil }
                result = product
            }
            rest >>= 1
            if rest == 0 { return result }
            let (next, overflow) = square.multipliedReportingOverflow(by: square)
            if overflow { return nil }
            square = next
        }
    }
}

enum MinimumInt: BinaryKernel {
    @inline(__always) static func apply(_ a: Int, _ b: Int, _ flags: inout Int) -> Int { b < a ? b : a }
}

enum MaximumInt: BinaryKernel {
    @inline(__always) static func apply(_ a: Int, _ b: Int, _ flags: inout Int) -> Int { b > a ? b : a }
}

enum BitAnd: BinaryKernel {
    @inline(__always) static func apply(_ a: Int, _ b: Int, _ flags: inout Int) -> Int { a & b }
}

enum BitOr: BinaryKernel {
    @inline(__always) static func apply(_ a: Int, _ b: Int, _ flags: inout Int) -> Int { a | b }
}

enum BitXor: BinaryKernel {
    @inline(__always) static func apply(_ a: Int, _ b: Int, _ flags: inout Int) -> Int { a ^ b }
}

enum ShiftLeft: BinaryKernel {
    @inline(__always) static func apply(_ a: Int, _ b: Int, _ flags: inout Int) -> Int {
        let inRange = b & 63
        let result = a &<< inRange
        let lost = b < 0 || (a != 0 && (b > 63 || (result &>> inRange) != a))
        flags |= lost ? -1 : 0
        return b > 63 ? 0 : result
    }
    static func explain(_ a: Int, _ b: Int) -> Failure? {
        if b < 0 { return Failure(.invalidArgument, "negative shift count") }
        var flags = 0
        _ = apply(a, b, &flags)
        return flags < 0 ? Failure(.overflow, "\(a) << \(b) loses bits: it does not fit in 64 bits") : nil
    }
}

enum ShiftRight: BinaryKernel {
    @inline(__always) static func apply(_ a: Int, _ b: Int, _ flags: inout Int) -> Int {
        flags |= b
        return a &>> (b > 63 ? 63 : b & 63)
    }
    static func explain(_ a: Int, _ b: Int) -> Failure? {
        b < 0 ? Failure(.invalidArgument, "negative shift count") : nil
    }
}

enum BitNot: UnaryKernel {
    @inline(__always) static func apply(_ a: Int, _ flags: inout Int) -> Int { ~a }
}

/// Python's `/` of ints: the quotient of the numbers as they are, rounded once.
enum DivideInts: BinaryKernel {
    @inline(__always) static func apply(_ a: Int, _ b: Int, _ flags: inout Int) -> Double {
        flags |= b == 0 ? -1 : 0
        // Both are floats exactly: one rounding, that of the division.
        if a.magnitude <= 1 << 53 && b.magnitude <= 1 << 53 { return Double(a) / Double(b) }
        return b == 0 ? 0 : quotientOfInts(a, b)
    }
    static func explain(_ a: Int, _ b: Int) -> Failure? { b == 0 ? pythonZero("division by zero") : nil }
}

/// The quotient by long division: 56 bits or more of it, the last one set when there is a rest, so that the one
/// rounding to a float sees on which side of a half it is.
@inline(never)
private func quotientOfInts(_ a: Int, _ b: Int) -> Double {
    let (dividend, divisor) = (a.magnitude, b.magnitude)
    if dividend == 0 { return b < 0 ? -0.0 : 0 }
    let bits = 64 - dividend.leadingZeroBitCount
    let shift = max(0, 56 + (64 - divisor.leadingZeroBitCount) - bits)
    let (quotient, rest) = (UInt128(dividend) << UInt128(shift)).quotientAndRemainder(dividingBy: UInt128(divisor))
    let magnitude =
        Double(UInt64(truncatingIfNeeded: quotient) | (rest == 0 ? 0 : 1))
        * Double(sign: .plus, exponent: -shift, significand: 1)
    return (a < 0) != (b < 0) ? -magnitude : magnitude
}
