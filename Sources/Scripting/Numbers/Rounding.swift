// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Glibc

/// Python's `round(number, places)`: correctly rounded from the exact decimal expansion.
public func roundedFloat(_ number: Double, places: Int) -> Double {
    if !number.isFinite || number == 0 || places > 323 { return number }
    if places < -308 { return copysign(0, number) }
    guard places >= 0 else {
        let unit = Glibc.pow(10, Double(-places))
        let quotient = number / unit
        var rounded = quotient.rounded(.toNearestOrEven)
        if Swift.abs(quotient - quotient.rounded(.towardZero)) != 0.5 { rounded = quotient.rounded() }
        return rounded * unit
    }
    // A quotient of two exact floats is rounded once.
    if let whole = scaledWhole(number.magnitude, places: places), whole <= 1 << 53 {
        return copysign(Double(whole) / Double(exactPowersOfTen[places]), number)
    }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 800) { room in
        let out = room.baseAddress!
        var spec = FormatSpec()
        spec.type = "f"
        spec.precision = places
        out[spec.write(number, out)] = 0
        return UnsafeRawPointer(out).withMemoryRebound(to: CChar.self, capacity: 800) { strtod($0, nil) }
    }
}

/// Powers up to 22 are exact floats.
private let exactPowersOfTen: [Int] = (0...17).reduce(into: [1]) { powers, _ in powers.append(powers.last! * 10) }
