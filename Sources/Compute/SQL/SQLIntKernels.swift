// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

extension Machine {
    func executeSQLInt(_ call: InstructionCall) throws(Failure) {
        switch call.step.opcode {
        case .sqlAddInt: try sqlInts(SQLAdd.self, call)
        case .sqlSubtractInt: try sqlInts(SQLSubtract.self, call)
        case .sqlMultiplyInt: try sqlInts(SQLMultiply.self, call)
        case .sqlNegateInt: try sqlInts(SQLNegate.self, call)
        case .sqlAbsoluteInt: try sqlInts(SQLAbsolute.self, call)
        case .sqlDivideInt: try sqlInts(SQLDivide.self, call)
        case .sqlRemainderInt: try sqlInts(SQLRemainder.self, call)
        case .sqlPositiveRemainderInt: try sqlInts(SQLPositiveRemainder.self, call)
        case .sqlNarrow: try sqlInts(SQLNarrow.self, call)
        case .sqlRoundInt where call.sql.variant: try sqlInts(SQLRoundHalfEven.self, call)
        case .sqlRoundInt: try sqlInts(SQLRoundHalfUp.self, call)
        default: throw noKernel(call.step.opcode)
        }
    }
}

extension IntWidth {
    @inline(__always)
    fileprivate func fault(_ result: (partialValue: Int, overflow: Bool)) -> SQLFault {
        result.overflow || result.partialValue < least || result.partialValue > greatest ? .overflow : .none
    }
}

private enum SQLAdd: SQLKernel {
    @inline(__always) static func apply(_ a: Int, _ b: Int, _ flags: inout Int) -> Int { AddInt.apply(a, b, &flags) }
    static func fault(_ a: Int, _ b: Int, _ width: IntWidth) -> SQLFault { width.fault(a.addingReportingOverflow(b)) }
    static func failure(_: SQLFault, _ a: Int, _ b: Int, _ width: IntWidth) -> Failure {
        sqlOverflow("\(a)S + \(b)S", width, "try_add")
    }
}

private enum SQLSubtract: SQLKernel {
    @inline(__always) static func apply(_ a: Int, _ b: Int, _ flags: inout Int) -> Int {
        SubtractInt.apply(a, b, &flags)
    }
    static func fault(_ a: Int, _ b: Int, _ width: IntWidth) -> SQLFault {
        width.fault(a.subtractingReportingOverflow(b))
    }
    static func failure(_: SQLFault, _ a: Int, _ b: Int, _ width: IntWidth) -> Failure {
        sqlOverflow("\(a)S - \(b)S", width, "try_subtract")
    }
}

private enum SQLMultiply: SQLKernel {
    @inline(__always) static func apply(_ a: Int, _ b: Int, _ flags: inout Int) -> Int {
        MultiplyInt.apply(a, b, &flags)
    }
    static func fault(_ a: Int, _ b: Int, _ width: IntWidth) -> SQLFault {
        width.fault(a.multipliedReportingOverflow(by: b))
    }
    static func failure(_: SQLFault, _ a: Int, _ b: Int, _ width: IntWidth) -> Failure {
        sqlOverflow("\(a)S * \(b)S", width, "try_multiply")
    }
}

private enum SQLNegate: SQLKernel {
    @inline(__always) static func apply(_ a: Int, _: Int, _ flags: inout Int) -> Int { NegateInt.apply(a, &flags) }
    static func fault(_ a: Int, _: Int, _ width: IntWidth) -> SQLFault {
        width.fault((0).subtractingReportingOverflow(a))
    }
    static func failure(_: SQLFault, _ a: Int, _: Int, _ width: IntWidth) -> Failure {
        sqlOverflow("- \(a)", width, nil)
    }
}

private enum SQLAbsolute: SQLKernel {
    @inline(__always) static func apply(_ a: Int, _: Int, _ flags: inout Int) -> Int { AbsoluteInt.apply(a, &flags) }
    static func fault(_ a: Int, _: Int, _ width: IntWidth) -> SQLFault {
        a < 0 ? width.fault((0).subtractingReportingOverflow(a)) : width.fault((a, false))
    }
    static func failure(_: SQLFault, _ a: Int, _: Int, _ width: IntWidth) -> Failure {
        sqlOverflow("abs(\(a))", width, nil)
    }
}

/// The divisor, or 1 where the division has no result; -1 is taken apart from it, since the least int by it overflows.
private enum SQLDivide: SQLKernel {
    @inline(__always) static func apply(_ a: Int, _ b: Int, _ flags: inout Int) -> Int {
        let isBad = b == 0 || (a == .min && b == -1)
        flags |= isBad ? -1 : 0
        return a / (isBad ? 1 : b)
    }
    static func fault(_ a: Int, _ b: Int, _ width: IntWidth) -> SQLFault {
        b == 0 ? .undefined : width.fault(a.dividedReportingOverflow(by: b))
    }
    static func failure(_ fault: SQLFault, _ a: Int, _ b: Int, _ width: IntWidth) -> Failure {
        fault == .undefined ? sqlDivideByZero() : sqlOverflow("\(a) div \(b)", width, "try_divide")
    }
}

private enum SQLRemainder: SQLKernel {
    @inline(__always) static func apply(_ a: Int, _ b: Int, _ flags: inout Int) -> Int {
        flags |= b == 0 ? -1 : 0
        // A remainder by -1 is 0, as is that by 1.
        return a % (b == 0 || b == -1 ? 1 : b)
    }
    static func fault(_ a: Int, _ b: Int, _ width: IntWidth) -> SQLFault {
        b == 0 ? .undefined : width.fault((b == -1 ? 0 : a % b, false))
    }
    static func failure(_ fault: SQLFault, _ a: Int, _ b: Int, _ width: IntWidth) -> Failure {
        fault == .undefined ? sqlRemainderByZero() : sqlOverflow("\(a) % \(b)", width, "try_mod")
    }
}

private enum SQLPositiveRemainder: SQLKernel {
    @inline(__always) static func apply(_ a: Int, _ b: Int, _ flags: inout Int) -> Int {
        flags |= b == 0 ? -1 : 0
        let divisor = b == 0 || b == -1 ? 1 : b
        let remainder = a % divisor
        // The sum of a negative remainder and a negative divisor may wrap; its remainder is then that of the wrapped
        // sum, as Java's is.
        return remainder < 0 ? (remainder &+ divisor) % divisor : remainder
    }
    static func fault(_ a: Int, _ b: Int, _ width: IntWidth) -> SQLFault {
        var flags = 0
        return b == 0 ? .undefined : width.fault((apply(a, b, &flags), false))
    }
    static func failure(_ fault: SQLFault, _ a: Int, _ b: Int, _ width: IntWidth) -> Failure {
        fault == .undefined ? sqlRemainderByZero() : sqlOverflow("pmod(\(a), \(b))", width, "try_mod")
    }
}

private enum SQLNarrow: SQLKernel {
    @inline(__always) static func apply(_ a: Int, _: Int, _ flags: inout Int) -> Int { a }
    static func fault(_ a: Int, _: Int, _ width: IntWidth) -> SQLFault { width.fault((a, false)) }
    static func failure(_: SQLFault, _ a: Int, _: Int, _ width: IntWidth) -> Failure {
        sqlCastOverflow("\(a)L", from: "BIGINT", to: width.typeName)
    }
}

// MARK: Rounding

private let powersOfTen: [Int] = (0...18).map { power in (0..<power).reduce(1) { value, _ in value * 10 } }

/// `value` rounded to a multiple of ten to the power of -`places`; what 64 bits do not hold is wrapped.
private func rounded(_ value: Int, _ places: Int, halfEven: Bool) -> (partialValue: Int, overflow: Bool) {
    if places >= 0 { return (value, false) }
    // Half of ten to the 19th is more than half of the ints, and all are nearer to 0 than to ten to the 20th.
    if places < -19 { return (0, false) }
    if places == -19 {
        let half = 5_000_000_000_000_000_000 as UInt
        let isUp = halfEven ? value.magnitude > half : value.magnitude >= half
        // Ten to the 19th does not fit; its lowest bits do.
        let wrapped = Int(bitPattern: 10_000_000_000_000_000_000 as UInt)
        return isUp ? (value < 0 ? 0 &- wrapped : wrapped, true) : (0, false)
    }
    let unit = powersOfTen[-places]
    let (quotient, rest) = value.quotientAndRemainder(dividingBy: unit)
    let twice = rest.magnitude * 2
    let isUp = twice > unit.magnitude || (twice == unit.magnitude && (!halfEven || quotient & 1 != 0))
    let nearest = isUp ? quotient + (value < 0 ? -1 : 1) : quotient
    return nearest.multipliedReportingOverflow(by: unit)
}

private enum SQLRoundHalfUp: SQLKernel {
    static func apply(_ a: Int, _ b: Int, _ flags: inout Int) -> Int {
        let result = rounded(a, b, halfEven: false)
        flags |= result.overflow ? -1 : 0
        return result.partialValue
    }
    static func fault(_ a: Int, _ b: Int, _ width: IntWidth) -> SQLFault {
        width.fault(rounded(a, b, halfEven: false))
    }
    static func failure(_: SQLFault, _ a: Int, _ b: Int, _ width: IntWidth) -> Failure {
        sqlOverflow("round(\(a), \(b))", width, nil)
    }
}

private enum SQLRoundHalfEven: SQLKernel {
    static func apply(_ a: Int, _ b: Int, _ flags: inout Int) -> Int {
        let result = rounded(a, b, halfEven: true)
        flags |= result.overflow ? -1 : 0
        return result.partialValue
    }
    static func fault(_ a: Int, _ b: Int, _ width: IntWidth) -> SQLFault { width.fault(rounded(a, b, halfEven: true)) }
    static func failure(_: SQLFault, _ a: Int, _ b: Int, _ width: IntWidth) -> Failure {
        sqlOverflow("bround(\(a), \(b))", width, nil)
    }
}
