// SPDX-License-Identifier: Apache-2.0

import Columnar

/// What `hash(x)` gives. Numbers and tuples of numbers hash as in Python on 64-bit machines, so that functions that
/// place keys by `hash` place them alike; texts, whose hashes differ between Python processes, have one of their own.
func pythonHash(_ value: Value) throws(Raised) -> Int {
    switch value {
    case .none: return 0xFCA8_6420
    case .bool, .int: return wholeHash(value.wholeNumber ?? 0)
    case .float(let number): return floatHash(number)
    case .tuple(let tuple):
        try enterHash()
        defer { NativeStack.leave() }
        // A round of xxHash64 for each element.
        var state: UInt64 = 0x27D4_EB2F_1656_67C5
        for element in tuple.elements {
            let lane = UInt64(bitPattern: Int64(try pythonHash(element)))
            state &+= lane &* 0xC2B2_AE3D_27D4_EB4F
            state = (state << 31 | state >> 33) &* 0x9E37_79B1_85EB_CA87
        }
        state &+= UInt64(tuple.elements.count) ^ (0x27D4_EB2F_1656_67C5 ^ 3_527_539)
        return state == .max ? 1_546_275_796 : Int(Int64(bitPattern: state))
    case .object(let object) where object is RowObject:
        return try pythonHash((object as? RowObject).map { .tuple($0.tuple) } ?? .none)
    case .object(let object):
        if let wide = object as? WholeObject { return wide.number.pythonHash }
        if let scalar = object as? ArrayScalar { return try pythonHash(scalar.value) }
        if let record = object as? RecordObject, record.description.hashesFields {
            return try pythonHash(record.comparedTuple)
        }
        let hash = Int(Int64(bitPattern: try hashOf(value)))
        return hash == -1 ? -2 : hash
    default:
        let hash = Int(Int64(bitPattern: try hashOf(value)))
        return hash == -1 ? -2 : hash
    }
}

/// Numbers hash as themselves modulo this prime, so that equal numbers of different types have equal hashes.
private let modulus = (1 << 61) - 1

private func wholeHash(_ whole: Int) -> Int {
    let rest = whole % modulus
    return rest == -1 ? -2 : rest
}

private func floatHash(_ number: Double) -> Int {
    if number.isInfinite { return number < 0 ? -314_159 : 314_159 }
    // Python tells NaNs apart by their identity, which a value has not.
    if number.isNaN || number == 0 { return 0 }
    if let whole = Int(exactly: number) { return wholeHash(whole) }
    // significand * 2^shift, where 2^61 is 1.
    let significand = UInt64(number.significandBitPattern)
    let isNormal = number.isNormal
    let whole = isNormal ? significand | 1 << 52 : significand
    let exponent = Int(number.exponentBitPattern)
    let shift = (isNormal ? exponent : 1) - 1_075
    let turn = UInt64(((shift % 61) + 61) % 61)
    let rest = whole % UInt64(modulus)
    let (high, low) = rest.multipliedFullWidth(by: 1 << turn)
    let folded = (low & UInt64(modulus)) &+ (low >> 61 | high << 3)
    let hash = Int(folded % UInt64(modulus)) * (number < 0 ? -1 : 1)
    return hash == -1 ? -2 : hash
}
