// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Glibc

extension SQLFunctions {
    static func number(_ code: SQLFunctionCode, _ arguments: FunctionArguments) throws(Failure) -> Scalar {
        func float(_ function: (Double) -> Double) -> Scalar { .float(function(arguments.float(0))) }
        /// Null where there is no logarithm.
        func logarithm(above least: Double, _ function: (Double) -> Double) -> Scalar {
            let value = arguments.float(0)
            return value <= least ? .null : .float(function(value))
        }
        switch code {
        case .arcCosine: return float(acos)
        case .arcSine: return float(asin)
        case .arcTangent: return float(atan)
        case .arcTangent2: return .float(atan2(arguments.float(0) + 0.0, arguments.float(1) + 0.0))
        case .arcCosineHyperbolic:
            return float(arcCosineHyperbolic)
        case .arcSineHyperbolic:
            return float { value in
                let result = arcSineHyperbolic(value.magnitude)
                return value.sign == .minus ? -result : result
            }
        case .arcTangentHyperbolic: return float { 0.5 * (log1p($0) - log1p(-$0)) }
        case .cosineHyperbolic: return float(cosh)
        case .sineHyperbolic: return float(sinh)
        case .tangentHyperbolic: return float(tanh)
        case .cubeRoot: return float(nearestCubeRoot)
        case .exponentialMinusOne: return float(expm1)
        case .logarithmPlusOne: return logarithm(above: -1, log1p)
        case .logarithm10: return logarithm(above: 0, log10)
        case .logarithm2: return logarithm(above: 0) { log($0) / log(2) }
        case .hypotenuse: return .float(hypot(arguments.float(0), arguments.float(1)))
        case .factorial:
            let number = arguments.int(0)
            return (0...20).contains(number) ? .int((1...max(number, 1)).reduce(1, *)) : .null
        case .widthBucket: return bucket(arguments)
        case .bitCount: return .int(arguments.int(0).nonzeroBitCount)
        case .bitGet: return .int(arguments.int(0) >> (arguments.int(1) & 63) & 1)
        default: return .int(shifted(code, arguments.int(0), arguments.int(1), bits: arguments.int(2)))
        }
    }

    /// Beyond it a square is as good as one more than it.
    private static let squaresAlone = 0x1p28
    private static let logarithmOfTwo = log(2.0)

    private static func arcCosineHyperbolic(_ value: Double) -> Double {
        if value > squaresAlone { return log(value) + logarithmOfTwo }
        if value > 2 { return log(2 * value - 1 / (value + (value * value - 1).squareRoot())) }
        let above = value - 1
        return log1p(above + (2 * above + above * above).squareRoot())
    }

    /// Of a number that is not negative.
    private static func arcSineHyperbolic(_ value: Double) -> Double {
        if value < 1 / squaresAlone { return value }
        if value > squaresAlone { return log(value) + logarithmOfTwo }
        let square = value * value
        if value > 2 { return log(2 * value + 1 / ((square + 1).squareRoot() + value)) }
        return log1p(value + square / (1 + (1 + square).squareRoot()))
    }

    private static func shifted(_ code: SQLFunctionCode, _ value: Int, _ count: Int, bits: Int) -> Int {
        let places = count & (bits == 64 ? 63 : 31)
        if bits == 64 {
            switch code {
            case .shiftBitsLeft: return value << places
            case .shiftBitsRight: return value >> places
            default: return Int(bitPattern: UInt(bitPattern: value) >> places)
            }
        }
        let narrow = Int32(truncatingIfNeeded: value)
        switch code {
        case .shiftBitsLeft: return Int(narrow << places)
        case .shiftBitsRight: return Int(narrow >> places)
        default: return Int(Int32(bitPattern: UInt32(bitPattern: narrow) >> places))
        }
    }

    /// The SQL standard's `width_bucket`; null of bounds that are none.
    private static func bucket(_ arguments: FunctionArguments) -> Scalar {
        let (value, low, high, count) = (
            arguments.float(0), arguments.float(1), arguments.float(2), arguments.int(3)
        )
        guard count > 0, count < .max, !value.isNaN, low.isFinite, high.isFinite, low != high else { return .null }
        let (start, end, place) = low < high ? (low, high, value) : (-low, -high, -value)
        if place < start { return .int(0) }
        if place >= end { return .int(count + 1) }
        return .int(Int(Double(count) * (place - start) / (end - start)) + 1)
    }
}

/// `cbrt` of the system's library, which may be off by one in the last place, made right by a step of Newton's.
private func nearestCubeRoot(_ value: Double) -> Double {
    let root = cbrt(value)
    guard root.isFinite, root != 0 else { return root }
    return root - (root * root * root - value) / (3 * root * root)
}
