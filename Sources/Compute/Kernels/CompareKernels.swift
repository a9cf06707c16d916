// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Which of the orders of two values make a comparison true.
enum OrderTest {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual

    var isEquality: Bool { self == .equal || self == .notEqual }

    /// Bit 0: true for less, bit 1: for equal, bit 2: for greater.
    var orders: UInt8 {
        switch self {
        case .equal: 2
        case .notEqual: 5
        case .less: 1
        case .lessOrEqual: 3
        case .greater: 4
        case .greaterOrEqual: 6
        }
    }

    var sign: String {
        switch self {
        case .equal: "=="
        case .notEqual: "!="
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        }
    }
}

extension Machine {
    /// The six comparisons. `equal` and `notEqual` know null; the others fail on it.
    func compareRows(_ test: OrderTest, _ step: Step, _ rows: Int, _ isConstant: Bool) throws(Failure) {
        let isAny = types[step.a] == .any
        if !test.isEquality && !isAny { try requireValues(step, rows) }
        let call = InstructionCall(step: step, rows: rows, isConstant: isConstant, validity: nil)
        switch types[step.a] {
        case .int: try compareInts(test, call)
        case .float: try compareFloatRows(test, call)
        case .string where test.isEquality, .bytes where test.isEquality: try equalViews(test, call)
        case .any where test.isEquality: try equalAny(test, call)
        case let type where type.containsAny && !test.isEquality: try compareStrictly(test, call)
        default: try compareGeneric(test, call)
        }
        if test.isEquality, !isAny, self[step.a].validity != nil || self[step.b].validity != nil {
            equateNulls(call, flip: test == .notEqual ? 1 : 0)
        }
    }

    /// Fails at the first null operand.
    private func requireValues(_ step: Step, _ rows: Int) throws(Failure) {
        for register in [step.a, step.b] {
            let value = self[register]
            if let valid = value.valid {
                for row in 0..<(value.isConstant ? 1 : rows) where valid[row] == 0 { throw nullOperand(row) }
            } else if value.column?.type == .null {
                throw nullOperand(0)
            }
        }
    }

    private func nullOperand(_ row: Int) -> Failure {
        Failure(.nullOperand, "null has no order: test for null before comparing", row: row)
    }

    /// Corrects the result of `equal`, or with `flip` 1 of `notEqual`, where an operand is null: null equals null and
    /// nothing else.
    func equateNulls(_ call: InstructionCall, flip: UInt8) {
        let out = self[call.step.result].values!.pointer(UInt8.self)
        let (left, right) = (self[call.step.a], self[call.step.b])
        for row in 0..<call.rows {
            let a = left.valid.map { $0[row &* left.stride] } ?? 1
            let b = right.valid.map { $0[row &* right.stride] } ?? 1
            if a & b == 0 { out[row] = (a == b ? 1 : 0) ^ flip }
        }
    }

    func compareInts(_ test: OrderTest, _ call: InstructionCall) throws(Failure) {
        switch test {
        case .equal: try binary(Equal<Int>.self, call)
        case .notEqual: try binary(NotEqual<Int>.self, call)
        case .less: try binary(Less<Int>.self, call)
        case .lessOrEqual: try binary(LessOrEqual<Int>.self, call)
        case .greater: try binary(Greater<Int>.self, call)
        case .greaterOrEqual: try binary(GreaterOrEqual<Int>.self, call)
        }
    }

    func compareFloatRows(_ test: OrderTest, _ call: InstructionCall) throws(Failure) {
        switch test {
        case .equal: try binary(Equal<Double>.self, call)
        case .notEqual: try binary(NotEqual<Double>.self, call)
        case .less: try binary(Less<Double>.self, call)
        case .lessOrEqual: try binary(LessOrEqual<Double>.self, call)
        case .greater: try binary(Greater<Double>.self, call)
        case .greaterOrEqual: try binary(GreaterOrEqual<Double>.self, call)
        }
    }

    func equalViews(_ test: OrderTest, _ call: InstructionCall) throws(Failure) {
        let (left, right) = (column(call.step.a, call.rows), column(call.step.b, call.rows))
        let (strideA, strideB) = (self[call.step.a].stride, self[call.step.b].stride)
        let buffer = try allocate(call.rows, 1)
        let out = buffer.pointer(UInt8.self)
        let flip: UInt8 = test == .notEqual ? 1 : 0
        let (a, b) = (UnsafePointer(left.views), UnsafePointer(right.views))
        for row in 0..<call.rows {
            let (x, y) = (row &* strideA, row &* strideB)
            let same =
                a[x].word0 == b[y].word0
                && (a[x].isInline
                    ? a[x].word1 == b[y].word1
                    : compareBytes(viewBytes(a, x, left.dataPointers), viewBytes(b, y, right.dataPointers)) == 0)
            out[row] = (same ? 1 : 0) ^ flip
        }
        set(call.step.result, flat: buffer, validity: call.validity, isConstant: call.isConstant, charge: call.rows)
    }

    /// Values of type any, where a null is the value None.
    private func equalAny(_ test: OrderTest, _ call: InstructionCall) throws(Failure) {
        let (left, right) = (column(call.step.a, call.rows), column(call.step.b, call.rows))
        let (strideA, strideB) = (self[call.step.a].stride, self[call.step.b].stride)
        let buffer = try allocate(call.rows, 1)
        let out = buffer.pointer(UInt8.self)
        let flip: UInt8 = test == .notEqual ? 1 : 0
        for row in 0..<call.rows { out[row] = (equalsIEEE(left, row &* strideA, right, row &* strideB) ? 1 : 0) ^ flip }
        set(call.step.result, flat: buffer, validity: nil, isConstant: call.isConstant, charge: call.rows)
    }

    /// The four comparisons of values that may have no order.
    private func compareStrictly(_ test: OrderTest, _ call: InstructionCall) throws(Failure) {
        let (left, right) = (column(call.step.a, call.rows), column(call.step.b, call.rows))
        let (strideA, strideB) = (self[call.step.a].stride, self[call.step.b].stride)
        let buffer = try allocate(call.rows, 1)
        let out = buffer.pointer(UInt8.self)
        let isLess = test == .less || test == .lessOrEqual
        let orEqual = test == .lessOrEqual || test == .greaterOrEqual
        for row in 0..<call.rows {
            let (a, b) = (row &* strideA, row &* strideB)
            do throws(Failure) {
                let order = try strictOrder(left, a, right, b, row)
                let holds = order == 0 ? orEqual : (order < 0) == isLess
                out[row] = holds && !(isNaN(left, a) || isNaN(right, b)) ? 1 : 0
            } catch {
                var failure = error
                // The order knows `<` alone.
                if failure.message.hasPrefix("'<'") {
                    failure.message = "'\(test.sign)'" + failure.message.dropFirst(3)
                }
                throw failure
            }
        }
        set(call.step.result, flat: buffer, validity: nil, isConstant: call.isConstant, charge: call.rows)
    }

    /// Comparisons with NaN are false.
    private func isNaN(_ column: Column, _ row: Int) -> Bool {
        guard column.type == .any else { return false }
        var cursor = column.anyCursor(row)
        return cursor.tag() == .float && cursor.float().isNaN
    }

    func compareGeneric(_ test: OrderTest, _ call: InstructionCall) throws(Failure) {
        let (left, right) = (column(call.step.a, call.rows), column(call.step.b, call.rows))
        let (strideA, strideB) = (self[call.step.a].stride, self[call.step.b].stride)
        let buffer = try allocate(call.rows, 1)
        let out = buffer.pointer(UInt8.self)
        let wanted = test.orders
        for row in 0..<call.rows {
            let order = left.compare(row &* strideA, with: right, row &* strideB)
            out[row] = (wanted >> (order < 0 ? 0 : (order == 0 ? 1 : 2))) & 1
        }
        set(call.step.result, flat: buffer, validity: call.validity, isConstant: call.isConstant, charge: call.rows)
    }
}

private enum Equal<T: BitwiseCopyable & Comparable>: BinaryKernel {
    @inline(__always) static func apply(_ a: T, _ b: T, _ flags: inout Int) -> UInt8 { a == b ? 1 : 0 }
}

private enum NotEqual<T: BitwiseCopyable & Comparable>: BinaryKernel {
    @inline(__always) static func apply(_ a: T, _ b: T, _ flags: inout Int) -> UInt8 { a == b ? 0 : 1 }
}

private enum Less<T: BitwiseCopyable & Comparable>: BinaryKernel {
    @inline(__always) static func apply(_ a: T, _ b: T, _ flags: inout Int) -> UInt8 { a < b ? 1 : 0 }
}

private enum LessOrEqual<T: BitwiseCopyable & Comparable>: BinaryKernel {
    @inline(__always) static func apply(_ a: T, _ b: T, _ flags: inout Int) -> UInt8 { a <= b ? 1 : 0 }
}

private enum Greater<T: BitwiseCopyable & Comparable>: BinaryKernel {
    @inline(__always) static func apply(_ a: T, _ b: T, _ flags: inout Int) -> UInt8 { a > b ? 1 : 0 }
}

private enum GreaterOrEqual<T: BitwiseCopyable & Comparable>: BinaryKernel {
    @inline(__always) static func apply(_ a: T, _ b: T, _ flags: inout Int) -> UInt8 { a >= b ? 1 : 0 }
}
