// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Glibc

// Python's `math` and `**`: where C gives infinity or NaN for operands that are neither, they fail.

extension Machine {
    func executeChecked(_ call: InstructionCall) throws(Failure) {
        switch call.step.opcode {
        case .squareRoot: try unary(CheckedSquareRoot.self, call)
        case .exponential: try unary(CheckedExponential.self, call)
        case .logarithm: try unary(CheckedLogarithm.self, call)
        case .sine: try unary(CheckedSine.self, call)
        case .cosine: try unary(CheckedCosine.self, call)
        case .tangent: try unary(CheckedTangent.self, call)
        default: throw noKernel(call.step.opcode)
        }
    }
}

private func domainError() -> Failure { Failure(.invalidArgument, "math domain error") }

enum CheckedSquareRoot: UnaryKernel {
    @inline(__always) static func apply(_ a: Double, _ flags: inout Int) -> Double {
        flags |= a < 0 ? -1 : 0
        return a.squareRoot()
    }
    static func explain(_ a: Double) -> Failure? { a < 0 ? domainError() : nil }
}

enum CheckedExponential: UnaryKernel {
    static func apply(_ a: Double, _ flags: inout Int) -> Double {
        let result = Glibc.exp(a)
        flags |= result.isInfinite && a.isFinite ? -1 : 0
        return result
    }
    static func explain(_ a: Double) -> Failure? {
        Glibc.exp(a).isInfinite && a.isFinite ? Failure(.overflow, "math range error") : nil
    }
}

enum CheckedLogarithm: UnaryKernel {
    static func apply(_ a: Double, _ flags: inout Int) -> Double {
        flags |= a <= 0 ? -1 : 0
        return Glibc.log(a)
    }
    static func explain(_ a: Double) -> Failure? { a <= 0 ? domainError() : nil }
}

enum CheckedSine: UnaryKernel {
    static func apply(_ a: Double, _ flags: inout Int) -> Double {
        flags |= a.isInfinite ? -1 : 0
        return Glibc.sin(a)
    }
    static func explain(_ a: Double) -> Failure? { a.isInfinite ? domainError() : nil }
}

enum CheckedCosine: UnaryKernel {
    static func apply(_ a: Double, _ flags: inout Int) -> Double {
        flags |= a.isInfinite ? -1 : 0
        return Glibc.cos(a)
    }
    static func explain(_ a: Double) -> Failure? { a.isInfinite ? domainError() : nil }
}

enum CheckedTangent: UnaryKernel {
    static func apply(_ a: Double, _ flags: inout Int) -> Double {
        flags |= a.isInfinite ? -1 : 0
        return Glibc.tan(a)
    }
    static func explain(_ a: Double) -> Failure? { a.isInfinite ? domainError() : nil }
}

enum PowerChecked: BinaryKernel {
    static func apply(_ a: Double, _ b: Double, _ flags: inout Int) -> Double {
        let result = Glibc.pow(a, b)
        flags |= (a.isFinite && b.isFinite && !result.isFinite) ? -1 : 0
        return result
    }
    static func explain(_ a: Double, _ b: Double) -> Failure? {
        guard a.isFinite, b.isFinite, !Glibc.pow(a, b).isFinite else { return nil }
        if a == 0 { return Failure(.divisionByZero, "0.0 cannot be raised to a negative power") }
        if Glibc.pow(a, b).isNaN { return Failure(.invalidArgument, "the power \(a) ** \(b) is complex") }
        return Failure(.overflow, "(34, 'Numerical result out of range')")
    }
}
