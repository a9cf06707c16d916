// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Glibc

extension Machine {
    func executeSQLFloat(_ call: InstructionCall) throws(Failure) {
        switch call.step.opcode {
        case .sqlDivideFloat: try sqlFloats(SQLDivideFloat.self, call)
        case .sqlRemainderFloat: try sqlFloats(SQLRemainderFloat.self, call)
        case .sqlPositiveRemainderFloat: try sqlFloats(SQLPositiveRemainderFloat.self, call)
        case .sqlRoundToFloat32: try unary(RoundToFloat32.self, call)
        case .sqlRoundFloat: try roundFloats(call)
        default: throw noKernel(call.step.opcode)
        }
    }

    private func roundFloats(_ call: InstructionCall) throws(Failure) {
        let (values, places) = (self[call.step.a], self[call.step.b])
        let (source, digits) = (values.values!.pointer(Double.self), places.values!.pointer(Int.self))
        let buffer = try allocate(call.rows, 8)
        let out = buffer.pointer(Double.self)
        let halfEven = call.step.immediate == 1
        for row in 0..<call.rows {
            out[row] = roundDecimal(source[row &* values.stride], digits[row &* places.stride], halfEven: halfEven)
        }
        set(call.step.result, flat: buffer, validity: call.validity, isConstant: call.isConstant, charge: call.rows * 8)
    }
}

private enum SQLDivideFloat: SQLKernel {
    @inline(__always) static func apply(_ a: Double, _ b: Double, _ flags: inout Int) -> Double {
        flags |= b == 0 ? -1 : 0
        return a / b
    }
    static func fault(_ a: Double, _ b: Double, _: IntWidth) -> SQLFault { b == 0 ? .undefined : .none }
    static func failure(_: SQLFault, _ a: Double, _ b: Double, _: IntWidth) -> Failure {
        sqlDivideByZero()
    }
}

private enum SQLRemainderFloat: SQLKernel {
    static func apply(_ a: Double, _ b: Double, _ flags: inout Int) -> Double {
        flags |= b == 0 ? -1 : 0
        return Glibc.fmod(a, b)
    }
    static func fault(_ a: Double, _ b: Double, _: IntWidth) -> SQLFault { b == 0 ? .undefined : .none }
    static func failure(_: SQLFault, _ a: Double, _ b: Double, _: IntWidth) -> Failure {
        sqlRemainderByZero()
    }
}

private enum SQLPositiveRemainderFloat: SQLKernel {
    static func apply(_ a: Double, _ b: Double, _ flags: inout Int) -> Double {
        flags |= b == 0 ? -1 : 0
        let remainder = Glibc.fmod(a, b)
        return remainder < 0 ? Glibc.fmod(remainder + b, b) : remainder
    }
    static func fault(_ a: Double, _ b: Double, _: IntWidth) -> SQLFault { b == 0 ? .undefined : .none }
    static func failure(_: SQLFault, _ a: Double, _ b: Double, _: IntWidth) -> Failure {
        sqlRemainderByZero()
    }
}

private enum RoundToFloat32: UnaryKernel {
    @inline(__always) static func apply(_ a: Double, _ flags: inout Int) -> Double { Double(Float(a)) }
}

private let exactPowers: [Double] = (0...15).map { Glibc.pow(10, Double($0)) }

/// The decimal number of `value`'s shortest text, rounded to `places`.
func roundDecimal(_ value: Double, _ places: Int, halfEven: Bool) -> Double {
    guard value.isFinite else { return value }
    if value == 0 { return 0 }
    // A whole number, or one halfway between two, has the same text as value; others keep their side of the half.
    // Adding 0 takes the sign from a zero: decimal numbers have but one.
    if places == 0 { return value.rounded(halfEven ? .toNearestOrEven : .toNearestOrAwayFromZero) + 0 }
    if places > 0, places <= 15 {
        let scaled = value * exactPowers[places]
        if scaled.magnitude < 0x1p40 {
            let whole = scaled.rounded(.toNearestOrEven)
            // Far from a half the product's rounding does not matter, and the quotient of two exact floats is the float
            // nearest to the decimal number.
            if (scaled - whole).magnitude < 0.499 { return whole / exactPowers[places] + 0 }
        }
    }
    let (digits, point) = decimalDigits(value.magnitude.description)
    // Digits that stay: the number is 0.d1d2... times ten to the power of `point`.
    // No float has a digit that far away.
    if places > 400 { return value }
    if places < -400 { return 0 }
    let kept = point + places
    if kept >= digits.count { return value }
    if kept < 0 { return 0 }
    var rest = Array(digits[..<kept])
    if isRoundedUp(digits[kept...], after: rest.last ?? 48, halfEven: halfEven) {
        var place = rest.count - 1
        while place >= 0, rest[place] == 57 {
            rest[place] = 48
            place -= 1
        }
        if place >= 0 { rest[place] += 1 } else { rest.insert(49, at: 0) }
    }
    let text = (rest.isEmpty ? "0" : String(decoding: rest, as: UTF8.self)) + "e\(-places)"
    let magnitude = Double(text) ?? value.magnitude
    return value < 0 && magnitude != 0 ? -magnitude : magnitude
}

private func isRoundedUp(_ dropped: ArraySlice<UInt8>, after last: UInt8, halfEven: Bool) -> Bool {
    guard let first = dropped.first, first >= 53 else { return false }
    if first > 53 || !halfEven || dropped.dropFirst().contains(where: { $0 != 48 }) { return true }
    return last & 1 == 1
}
