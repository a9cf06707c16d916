// SPDX-License-Identifier: Apache-2.0

import Columnar

/// A function of two plain values, applied to columns. Failures are gathered in `flags` without branches (the sign bit
/// means that some row failed); the failing row is looked for afterwards.
protocol BinaryKernel {
    associatedtype Operand: BitwiseCopyable
    associatedtype Result: BitwiseCopyable
    static func apply(_ a: Operand, _ b: Operand, _ flags: inout Int) -> Result
    /// Why the operands fail; nil when they do not.
    static func explain(_ a: Operand, _ b: Operand) -> Failure?
}

extension BinaryKernel {
    static func explain(_ a: Operand, _ b: Operand) -> Failure? { nil }
}

/// A function of one plain value; as `BinaryKernel`.
protocol UnaryKernel {
    associatedtype Operand: BitwiseCopyable
    associatedtype Result: BitwiseCopyable
    static func apply(_ a: Operand, _ flags: inout Int) -> Result
    static func explain(_ a: Operand) -> Failure?
}

extension UnaryKernel {
    static func explain(_ a: Operand) -> Failure? { nil }
}

@inline(__always)
private func applyColumns<K: BinaryKernel>(
    _: K.Type, _ out: UnsafeMutablePointer<K.Result>, _ a: UnsafePointer<K.Operand>, _ b: UnsafePointer<K.Operand>,
    _ count: Int
) -> Int {
    var flags = 0
    for row in 0..<count { out[row] = K.apply(a[row], b[row], &flags) }
    return flags
}

@inline(__always)
private func applyRight<K: BinaryKernel>(
    _: K.Type, _ out: UnsafeMutablePointer<K.Result>, _ a: UnsafePointer<K.Operand>, _ b: K.Operand, _ count: Int
) -> Int {
    var flags = 0
    for row in 0..<count { out[row] = K.apply(a[row], b, &flags) }
    return flags
}

@inline(__always)
private func applyLeft<K: BinaryKernel>(
    _: K.Type, _ out: UnsafeMutablePointer<K.Result>, _ a: K.Operand, _ b: UnsafePointer<K.Operand>, _ count: Int
) -> Int {
    var flags = 0
    for row in 0..<count { out[row] = K.apply(a, b[row], &flags) }
    return flags
}

@inline(__always)
private func applyUnary<K: UnaryKernel>(
    _: K.Type, _ out: UnsafeMutablePointer<K.Result>, _ a: UnsafePointer<K.Operand>, _ count: Int
) -> Int {
    var flags = 0
    for row in 0..<count { out[row] = K.apply(a[row], &flags) }
    return flags
}

/// A binary kernel over rows, each side a column or one value for all; whether some row failed.
@inline(__always)
func applyKernel<K: BinaryKernel>(
    _ kernel: K.Type, _ out: UnsafeMutablePointer<K.Result>, _ a: UnsafePointer<K.Operand>, _ isLeftConstant: Bool,
    _ b: UnsafePointer<K.Operand>, _ isRightConstant: Bool, _ count: Int
) -> Int {
    if isLeftConstant == isRightConstant { return applyColumns(kernel, out, a, b, count) }
    return isRightConstant
        ? applyRight(kernel, out, a, b[0], count) : applyLeft(kernel, out, a[0], b, count)
}

extension Machine {
    /// Runs a binary kernel: (column, column), (column, constant), (constant, column), or one row for two constants.
    @inline(__always)
    func binary<K: BinaryKernel>(_ kernel: K.Type, _ call: InstructionCall) throws(Failure) {
        let (left, right) = (self[call.step.a], self[call.step.b])
        let bytes = call.rows * MemoryLayout<K.Result>.stride
        let buffer = try allocate(bytes, 1)
        let out = buffer.pointer(K.Result.self)
        let a = UnsafePointer(left.values!.pointer(K.Operand.self))
        let b = UnsafePointer(right.values!.pointer(K.Operand.self))
        let flags = applyKernel(kernel, out, a, left.isConstant, b, right.isConstant, call.rows)
        if flags < 0, let failure = firstFailure(kernel, a, left.stride, b, right.stride, call) { throw failure }
        set(call.step.result, flat: buffer, validity: call.validity, isConstant: call.isConstant, charge: bytes)
    }

    @inline(__always)
    func unary<K: UnaryKernel>(_ kernel: K.Type, _ call: InstructionCall) throws(Failure) {
        let bytes = call.rows * MemoryLayout<K.Result>.stride
        let buffer = try allocate(bytes, 1)
        let a = UnsafePointer(self[call.step.a].values!.pointer(K.Operand.self))
        let flags = applyUnary(kernel, buffer.pointer(K.Result.self), a, call.rows)
        if flags < 0 {
            for row in 0..<call.rows where !call.isNull(row) {
                if var failure = K.explain(a[row]) {
                    failure.row = row
                    throw failure
                }
            }
        }
        set(call.step.result, flat: buffer, validity: call.validity, isConstant: call.isConstant, charge: bytes)
    }

    /// The first row that fails and is not null.
    @inline(never)
    private func firstFailure<K: BinaryKernel>(
        _: K.Type, _ a: UnsafePointer<K.Operand>, _ strideA: Int, _ b: UnsafePointer<K.Operand>, _ strideB: Int,
        _ call: InstructionCall
    ) -> Failure? {
        for row in 0..<call.rows where !call.isNull(row) {
            if var failure = K.explain(a[row * strideA], b[row * strideB]) {
                failure.row = row
                return failure
            }
        }
        return nil
    }
}
