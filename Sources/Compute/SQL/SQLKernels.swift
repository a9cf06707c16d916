// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Why an operation of the SQL dialect has no ordinary result.
enum SQLFault {
    /// It has one.
    case none
    /// The result exists and does not fit.
    case overflow
    /// There is no result, in any mode.
    case undefined
}

/// A function of two plain values of the SQL dialect; of one when it uses the first alone. `apply` is as a
/// `BinaryKernel`'s, and of what overflows gives what mode `wrap` gives, in 64 bits.
protocol SQLKernel: BinaryKernel {
    /// Cheap and exact: whether `apply` set a flag rightly, for the width.
    static func fault(_ a: Operand, _ b: Operand, _ width: IntWidth) -> SQLFault
    static func failure(_ fault: SQLFault, _ a: Operand, _ b: Operand, _ width: IntWidth) -> Failure
    /// What mode `wrap` makes of an int that `apply` gave and that the width does not hold.
    static func wrapped(_ result: Int, _ width: IntWidth) -> Int
}

extension SQLKernel {
    static func wrapped(_ result: Int, _ width: IntWidth) -> Int { width.wrapped(result) }
}

extension Machine {
    /// Runs a kernel that gives ints of a width.
    @inline(__always)
    func sqlInts<K: SQLKernel>(_ kernel: K.Type, _ call: InstructionCall) throws(Failure) where K.Result == Int {
        let settings = call.sql
        let (buffer, flags) = try apply(kernel, call)
        let out = buffer.pointer(Int.self)
        var seen = flags
        if settings.width != .bits64 {
            let (least, greatest) = (settings.width.least, settings.width.greatest)
            for row in 0..<call.rows { seen |= (out[row] &- least) | (greatest &- out[row]) }
        }
        var validity = call.validity
        if seen < 0 {
            validity = try settle(kernel, call) { row in out[row] = K.wrapped(out[row], settings.width) }
        }
        set(call.step.result, flat: buffer, validity: validity, isConstant: call.isConstant, charge: call.rows * 8)
    }

    /// Runs a kernel that gives floats.
    @inline(__always)
    func sqlFloats<K: SQLKernel>(_ kernel: K.Type, _ call: InstructionCall) throws(Failure) where K.Result == Double {
        let (buffer, flags) = try apply(kernel, call)
        let validity = flags < 0 ? try settle(kernel, call) { _ in } : call.validity
        set(call.step.result, flat: buffer, validity: validity, isConstant: call.isConstant, charge: call.rows * 8)
    }

    /// The results for all rows, and whether one may have a fault.
    @inline(__always)
    private func apply<K: SQLKernel>(_ kernel: K.Type, _ call: InstructionCall) throws(Failure) -> (Buffer, flags: Int)
    {
        let second = call.step.b < 0 ? call.step.a : call.step.b
        let (left, right) = (self[call.step.a], self[second])
        let buffer = try allocate(call.rows, MemoryLayout<K.Result>.stride)
        let flags = applyKernel(
            kernel, buffer.pointer(K.Result.self), left.values!.pointer(K.Operand.self), left.isConstant,
            right.values!.pointer(K.Operand.self), right.isConstant, call.rows)
        return (buffer, flags)
    }

    /// What the mode says of the rows that have a fault: the first ends the task, or they are null, or `wrap` is done
    /// to those that overflow. The validity of the result.
    @inline(never)
    private func settle<K: SQLKernel>(
        _ kernel: K.Type, _ call: InstructionCall, wrap: (Int) -> Void
    ) throws(Failure) -> Buffer? {
        let settings = call.sql
        let second = call.step.b < 0 ? call.step.a : call.step.b
        let (left, right) = (self[call.step.a], self[second])
        let (a, b) = (left.values!.pointer(K.Operand.self), right.values!.pointer(K.Operand.self))
        var nulls = NullMask(call)
        for row in 0..<call.rows where !call.isNull(row) {
            let (x, y) = (a[row &* left.stride], b[row &* right.stride])
            let fault = K.fault(x, y, settings.width)
            if fault == .none { continue }
            switch settings.mode {
            case .fail:
                var failure = K.failure(fault, x, y, settings.width)
                failure.row = row
                throw failure
            case .wrap where fault == .overflow: wrap(row)
            case .null, .wrap: nulls.add(row)
            }
        }
        return nulls.validity
    }
}

/// The validity of a call's result with more nulls than its operands have.
struct NullMask {
    private(set) var validity: Buffer?
    private let rows: Int
    private var isOwn = false

    init(_ call: InstructionCall) {
        validity = call.validity
        rows = call.rows
    }

    mutating func add(_ row: Int) {
        if !isOwn {
            let own = Buffer(byteCount: rows, filledWith: 1)
            if let validity { own.base.copyMemory(from: validity.base, byteCount: rows) }
            validity = own
            isOwn = true
        }
        validity!.pointer(UInt8.self)[row] = 0
    }
}

extension InstructionCall {
    /// The immediate, which the verifier has seen.
    var sql: SQLImmediate { SQLImmediate(encoded: step.immediate) ?? SQLImmediate() }
}
