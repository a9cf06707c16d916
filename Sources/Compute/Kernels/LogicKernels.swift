// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

extension Machine {
    func executeLogic(_ call: InstructionCall) throws(Failure) {
        switch call.step.opcode {
        case .and: try binary(And.self, call)
        case .or: try binary(Or.self, call)
        case .not: try unary(Not.self, call)
        default: throw noKernel(call.step.opcode)
        }
    }
}

enum And: BinaryKernel {
    @inline(__always) static func apply(_ a: UInt8, _ b: UInt8, _ flags: inout Int) -> UInt8 { a & b }
}

enum Or: BinaryKernel {
    @inline(__always) static func apply(_ a: UInt8, _ b: UInt8, _ flags: inout Int) -> UInt8 { a | b }
}

enum Not: UnaryKernel {
    @inline(__always) static func apply(_ a: UInt8, _ flags: inout Int) -> UInt8 { a ^ 1 }
}
