// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

// Vectors of numbers of 32 bits, and sets of small numbers as bits.
extension SQLFunctions {
    /// Bytes of a bitmap.
    static let bitmapByteCount = 4096

    static func vector(_ code: SQLFunctionCode, _ arguments: FunctionArguments) throws(Failure) -> Scalar {
        switch code {
        case .vectorPair: return try pair(arguments)
        case .vectorNorm:
            guard let values = present(arguments.list(0)) else { return .null }
            return .float(Double(try norm(values, arguments.float(1))))
        case .vectorScaled:
            guard let values = present(arguments.list(0)) else { return .null }
            let size = try norm(values, arguments.float(1))
            return size == 0 ? .null : .list(values.map { .float(Double($0 / size)) })
        case .vectorsMean: return try mean(arguments.list(0), isMean: arguments.bool(1))
        case .bitmapOf:
            var bytes = [UInt8](repeating: 0, count: bitmapByteCount)
            for case .int(let place) in arguments.list(0) {
                guard (0..<8 * bitmapByteCount).contains(place) else {
                    throw Failure(
                        .bitmapPosition,
                        "The 0-indexed bitmap position \(place) is out of bounds. The bitmap has "
                            + "\(8 * bitmapByteCount) bits (\(bitmapByteCount) bytes).")
                }
                bytes[place / 8] |= 1 << UInt8(place % 8)
            }
            return .bytes(bytes)
        case .bitmapsMerge:
            let areCommon = arguments.bool(1)
            var bytes = [UInt8](repeating: areCommon ? 0xFF : 0, count: bitmapByteCount)
            for case .bytes(let other) in arguments.list(0) {
                for place in bytes.indices {
                    let byte = place < other.count ? other[place] : 0
                    bytes[place] = areCommon ? bytes[place] & byte : bytes[place] | byte
                }
            }
            return .bytes(bytes)
        default: return .int(arguments.bytes(0).reduce(0) { $0 + $1.nonzeroBitCount })
        }
    }

    /// Nil when an element is null.
    private static func present(_ items: [Scalar]) -> [Float]? {
        var values: [Float] = []
        for item in items {
            guard case .float(let value) = item else { return nil }
            values.append(Float(value))
        }
        return values
    }

    private static func differ(_ one: Int, _ two: Int) -> Failure {
        Failure(
            .vectorLengths, "Vectors passed to a function must have the same dimension, but got \(one) and \(two).")
    }

    private static func pair(_ arguments: FunctionArguments) throws(Failure) -> Scalar {
        guard let one = present(arguments.list(0)), let two = present(arguments.list(1)) else { return .null }
        guard one.count == two.count else { throw differ(one.count, two.count) }
        func product(_ left: [Float], _ right: [Float]) -> Double {
            zip(left, right).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
        switch arguments.int(2) {
        case 0: return .float(Double(Float(product(one, two))))
        case 1:
            let size = (product(one, one) * product(two, two)).squareRoot()
            return one.isEmpty || size == 0 ? .null : .float(Double(Float(product(one, two) / size)))
        default:
            let gaps = zip(one, two).map { Float(Double($0) - Double($1)) }
            return .float(Double(Float(product(gaps, gaps).squareRoot())))
        }
    }

    private static func norm(_ values: [Float], _ degree: Double) throws(Failure) -> Float {
        switch degree {
        case 1: return Float(values.reduce(0) { $0 + Double(abs($1)) })
        case 2: return Float(values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot())
        case .infinity: return values.reduce(0) { max($0, abs($1)) }
        default:
            throw Failure(
                .vectorDegree, "The norm degree \(degree) is invalid: use 1.0, 2.0 or float('inf').")
        }
    }

    private static func mean(_ vectors: [Scalar], isMean: Bool) throws(Failure) -> Scalar {
        var (sum, count): ([Double]?, Int) = (nil, 0)
        for case .list(let items) in vectors {
            guard let values = present(items) else { continue }
            count += 1
            guard let known = sum else {
                sum = values.map { Double($0) }
                continue
            }
            guard known.count == values.count else { throw differ(known.count, values.count) }
            sum = zip(known, values).map { $0 + Double($1) }
        }
        guard let sum else { return .null }
        return .list(sum.map { .float(Double(Float(isMean ? $0 / Double(count) : $0))) })
    }
}
