// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Glibc

extension Machine {
    func executeFloat(_ call: InstructionCall) throws(Failure) {
        switch call.step.opcode {
        case .addFloat: try binary(AddFloat.self, call)
        case .subtractFloat: try binary(SubtractFloat.self, call)
        case .multiplyFloat: try binary(MultiplyFloat.self, call)
        case .divideFloat: try binary(DivideFloat.self, call)
        case .divideFloatChecked: try binary(DivideFloatChecked.self, call)
        case .divideFloorFloat: try binary(DivideFloorFloat.self, call)
        case .moduloFloorFloat: try binary(ModuloFloorFloat.self, call)
        case .remainderFloat: try binary(RemainderFloat.self, call)
        case .powerFloat where call.step.immediate == 1: try binary(PowerChecked.self, call)
        case .powerFloat: try binary(PowerFloat.self, call)
        case .minimumFloat: try binary(MinimumFloat.self, call)
        case .maximumFloat: try binary(MaximumFloat.self, call)
        default: throw noKernel(call.step.opcode)
        }
    }

    func executeFloatUnary(_ call: InstructionCall) throws(Failure) {
        if call.step.immediate == 1 { return try executeChecked(call) }
        switch call.step.opcode {
        case .negateFloat: try unary(NegateFloat.self, call)
        case .absoluteFloat: try unary(AbsoluteFloat.self, call)
        case .squareRoot: try unary(SquareRoot.self, call)
        case .floor: try unary(Floor.self, call)
        case .ceiling: try unary(Ceiling.self, call)
        case .roundAwayFromZero: try unary(RoundAwayFromZero.self, call)
        case .roundToEven: try unary(RoundToEven.self, call)
        case .exponential: try unary(Exponential.self, call)
        case .logarithm: try unary(Logarithm.self, call)
        case .sine: try unary(Sine.self, call)
        case .cosine: try unary(Cosine.self, call)
        case .tangent: try unary(Tangent.self, call)
        default: throw noKernel(call.step.opcode)
        }
    }
}

enum AddFloat: BinaryKernel {
    @inline(__always) static func apply(_ a: Double, _ b: Double, _ flags: inout Int) -> Double { a + b }
}

enum SubtractFloat: BinaryKernel {
    @inline(__always) static func apply(_ a: Double, _ b: Double, _ flags: inout Int) -> Double { a - b }
}

enum MultiplyFloat: BinaryKernel {
    @inline(__always) static func apply(_ a: Double, _ b: Double, _ flags: inout Int) -> Double { a * b }
}

enum DivideFloat: BinaryKernel {
    @inline(__always) static func apply(_ a: Double, _ b: Double, _ flags: inout Int) -> Double { a / b }
}

enum DivideFloatChecked: BinaryKernel {
    @inline(__always) static func apply(_ a: Double, _ b: Double, _ flags: inout Int) -> Double {
        flags |= b == 0 ? -1 : 0
        return a / b
    }
    static func explain(_ a: Double, _ b: Double) -> Failure? { b == 0 ? pythonZero("float division by zero") : nil }
}

enum DivideFloorFloat: BinaryKernel {
    static func apply(_ a: Double, _ b: Double, _ flags: inout Int) -> Double {
        flags |= b == 0 ? -1 : 0
        let remainder = Glibc.fmod(a, b)
        var quotient = (a - remainder) / b
        if remainder != 0 && (b < 0) != (remainder < 0) { quotient -= 1 }
        if quotient == 0 { return Double(signOf: a / b, magnitudeOf: 0) }
        let whole = quotient.rounded(.down)
        return quotient - whole > 0.5 ? whole + 1 : whole
    }
    static func explain(_ a: Double, _ b: Double) -> Failure? {
        b == 0 ? pythonZero("float floor division by zero") : nil
    }
}

enum ModuloFloorFloat: BinaryKernel {
    static func apply(_ a: Double, _ b: Double, _ flags: inout Int) -> Double {
        flags |= b == 0 ? -1 : 0
        let remainder = Glibc.fmod(a, b)
        if remainder == 0 { return Double(signOf: b, magnitudeOf: 0) }
        return (b < 0) != (remainder < 0) ? remainder + b : remainder
    }
    static func explain(_ a: Double, _ b: Double) -> Failure? { b == 0 ? pythonZero("float modulo") : nil }
}

enum RemainderFloat: BinaryKernel {
    static func apply(_ a: Double, _ b: Double, _ flags: inout Int) -> Double { Glibc.fmod(a, b) }
}

enum PowerFloat: BinaryKernel {
    static func apply(_ a: Double, _ b: Double, _ flags: inout Int) -> Double { Glibc.pow(a, b) }
}

/// The lesser in the order of `compareFloats` (NaN is greatest); the left one of equals.
enum MinimumFloat: BinaryKernel {
    @inline(__always) static func apply(_ a: Double, _ b: Double, _ flags: inout Int) -> Double {
        b < a || (a != a && b == b) ? b : a
    }
}

/// The greater in the order of `compareFloats` (NaN is greatest); the left one of equals.
enum MaximumFloat: BinaryKernel {
    @inline(__always) static func apply(_ a: Double, _ b: Double, _ flags: inout Int) -> Double {
        b > a || (b != b && a == a) ? b : a
    }
}

enum NegateFloat: UnaryKernel {
    @inline(__always) static func apply(_ a: Double, _ flags: inout Int) -> Double { -a }
}

enum AbsoluteFloat: UnaryKernel {
    @inline(__always) static func apply(_ a: Double, _ flags: inout Int) -> Double { a.magnitude }
}

enum SquareRoot: UnaryKernel {
    @inline(__always) static func apply(_ a: Double, _ flags: inout Int) -> Double { a.squareRoot() }
}

enum Floor: UnaryKernel {
    @inline(__always) static func apply(_ a: Double, _ flags: inout Int) -> Double { a.rounded(.down) }
}

enum Ceiling: UnaryKernel {
    @inline(__always) static func apply(_ a: Double, _ flags: inout Int) -> Double { a.rounded(.up) }
}

enum RoundAwayFromZero: UnaryKernel {
    @inline(__always) static func apply(_ a: Double, _ flags: inout Int) -> Double {
        a.rounded(.toNearestOrAwayFromZero)
    }
}

enum RoundToEven: UnaryKernel {
    @inline(__always) static func apply(_ a: Double, _ flags: inout Int) -> Double { a.rounded(.toNearestOrEven) }
}

enum Exponential: UnaryKernel {
    static func apply(_ a: Double, _ flags: inout Int) -> Double { Glibc.exp(a) }
}

enum Logarithm: UnaryKernel {
    static func apply(_ a: Double, _ flags: inout Int) -> Double { Glibc.log(a) }
}

enum Sine: UnaryKernel {
    static func apply(_ a: Double, _ flags: inout Int) -> Double { Glibc.sin(a) }
}

enum Cosine: UnaryKernel {
    static func apply(_ a: Double, _ flags: inout Int) -> Double { Glibc.cos(a) }
}

enum Tangent: UnaryKernel {
    static func apply(_ a: Double, _ flags: inout Int) -> Double { Glibc.tan(a) }
}
