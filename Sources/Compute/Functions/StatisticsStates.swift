// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// What is kept of values for a statistic: floats, that of one value and that of several made into one.
protocol StatisticsState {
    static var width: Int { get }
    init(_ member: (Int) -> Double)
    func forEach(_ body: (Int, Double) -> Void)
    func merged(_ other: Self) -> Self
}

extension StatisticsState {
    init(_ scalar: Scalar) {
        var values: [Double] = []
        if case .tuple(let members) = scalar { values = SQLFunctions.floats(members) }
        self.init { $0 < values.count ? values[$0] : 0 }
    }

    var scalar: Scalar {
        var members: [Scalar] = []
        forEach { members.append(.float($1)) }
        return .tuple(members)
    }
}

/// Count, mean and central moments of numbers.
struct Moments: StatisticsState {
    var count, mean, second, third, fourth: Double

    static var width: Int { 5 }

    @inline(__always)
    init(_ member: (Int) -> Double) {
        (count, mean, second, third, fourth) = (member(0), member(1), member(2), member(3), member(4))
    }

    @inline(__always)
    func forEach(_ body: (Int, Double) -> Void) {
        body(0, count)
        body(1, mean)
        body(2, second)
        body(3, third)
        body(4, fourth)
    }

    /// With one more value: the same as merged with its moments, rounded as Spark rounds it.
    private func adding(_ value: Double) -> Moments {
        var result = self
        result.count = count + 1
        let delta = value - mean
        let deltaN = delta / result.count
        result.mean = mean + deltaN
        result.second = second + delta * (delta - deltaN)
        let (delta2, deltaN2) = (delta * delta, deltaN * deltaN)
        result.third = third - 3 * deltaN * result.second + delta * (delta2 - deltaN2)
        result.fourth =
            fourth - 4 * deltaN * result.third - 6 * deltaN2 * result.second
            + delta * (delta * delta2 - deltaN * deltaN2)
        return result
    }

    func merged(_ other: Moments) -> Moments {
        if other.count == 1 { return adding(other.mean) }
        var result = self
        let (n1, n2) = (count, other.count)
        let total = n1 + n2
        let delta = other.mean - mean
        let deltaN = total == 0 ? 0 : delta / total
        result.count = total
        result.mean = mean + deltaN * n2
        result.second = second + other.second + delta * deltaN * n1 * n2
        result.third =
            third + other.third + deltaN * deltaN * delta * n1 * n2 * (n1 - n2)
            + 3 * deltaN * (n1 * other.second - n2 * second)
        result.fourth =
            fourth + other.fourth + deltaN * deltaN * deltaN * delta * n1 * n2 * (n1 * n1 - n1 * n2 + n2 * n2)
            + 6 * deltaN * deltaN * (n1 * n1 * other.second + n2 * n2 * second)
            + 4 * deltaN * (n1 * other.third - n2 * third)
        return result
    }

    var skewness: Scalar {
        count == 0 || second == 0 ? .null : .float(count.squareRoot() * third / (second * second * second).squareRoot())
    }

    var kurtosis: Scalar {
        count == 0 || second == 0 ? .null : .float(count * fourth / (second * second) - 3)
    }
}

/// Count, means, co-moment and second moments of pairs.
struct PairMoments: StatisticsState {
    var count, meanX, meanY, both, secondX, secondY: Double

    static var width: Int { 6 }

    @inline(__always)
    init(_ member: (Int) -> Double) {
        (count, meanX, meanY, both) = (member(0), member(1), member(2), member(3))
        (secondX, secondY) = (member(4), member(5))
    }

    @inline(__always)
    func forEach(_ body: (Int, Double) -> Void) {
        body(0, count)
        body(1, meanX)
        body(2, meanY)
        body(3, both)
        body(4, secondX)
        body(5, secondY)
    }

    /// With one more pair: the same as merged with its moments, rounded as Spark rounds it.
    private func adding(_ x: Double, _ y: Double) -> PairMoments {
        var result = self
        result.count = count + 1
        let (dx, dy) = (x - meanX, y - meanY)
        result.meanX = meanX + dx / result.count
        result.meanY = meanY + dy / result.count
        result.both = both + dx * (y - result.meanY)
        result.secondX = secondX + dx * (x - result.meanX)
        result.secondY = secondY + dy * (y - result.meanY)
        return result
    }

    func merged(_ other: PairMoments) -> PairMoments {
        if other.count == 1 { return adding(other.meanX, other.meanY) }
        var result = self
        let (n1, n2) = (count, other.count)
        let total = n1 + n2
        let (dx, dy) = (other.meanX - meanX, other.meanY - meanY)
        let (dxN, dyN) = total == 0 ? (0, 0) : (dx / total, dy / total)
        result.count = total
        result.meanX = meanX + dxN * n2
        result.meanY = meanY + dyN * n2
        result.both = both + other.both + dx * dyN * n1 * n2
        result.secondX = secondX + other.secondX + dx * dxN * n1 * n2
        result.secondY = secondY + other.secondY + dy * dyN * n1 * n2
        return result
    }

    /// 0, 1: covariance of a population, of a sample; 2 correlation; of y = first by x = second: 3 slope, 4 intercept,
    /// 5 r2, 6 sxx, 7 syy, 8 sxy, 9 mean of x, 10 mean of y.
    func result(_ number: Int) -> Scalar {
        if count == 0 { return .null }
        // The first of the pair is y.
        let (y, x) = ((mean: meanX, second: secondX), (mean: meanY, second: secondY))
        switch number {
        case 0: return .float(both / count)
        case 1: return count == 1 ? .null : .float(both / (count - 1))
        case 2:
            let spread = (secondX * secondY).squareRoot()
            return count == 1 || spread == 0 ? .null : .float(both / spread)
        case 3: return count < 2 || x.second == 0 ? .null : .float(both / x.second)
        case 4: return count < 2 || x.second == 0 ? .null : .float(y.mean - both / x.second * x.mean)
        case 5:
            if count < 2 || x.second == 0 { return .null }
            return y.second == 0 ? .float(1) : .float(both * both / x.second / y.second)
        case 6: return .float(x.second)
        case 7: return .float(y.second)
        case 8: return .float(both)
        case 9: return .float(x.mean)
        default: return .float(y.mean)
        }
    }
}

/// States of statistics and what is made of lists of values, whole columns at a time.
enum StateKernels {
    /// Nil where there is none for the function, or for such columns: it is called for each row then. Only those of
    /// these functions are asked for their operands, which makes columns of constants.
    static func column(_ code: SQLFunctionCode, _ operands: () -> [Column], _ rows: Int) -> Column? {
        switch code {
        case .momentsOf: lifted(operands(), Moments.width, rows)
        case .pairOf: lifted(operands(), PairMoments.width, rows)
        case .momentsMerge: merged(operands(), Moments.self, rows)
        case .pairMerge: merged(operands(), PairMoments.self, rows)
        case .percentile: percentiles(operands(), rows)
        default: nil
        }
    }

    /// Of single values: one, the values, and no differences.
    private static func lifted(_ operands: [Column], _ width: Int, _ rows: Int) -> Column? {
        guard operands.allSatisfy({ $0.type == .float && $0.count == rows }) else { return nil }
        let ones = Column.floats(count: rows) { $0.update(repeating: 1, count: rows) }
        let zeros = Column.floats(count: rows) { $0.update(repeating: 0, count: rows) }
        let rest = [Column](repeating: zeros, count: width - 1 - operands.count)
        let values = operands.map { Column(type: .float, count: rows, values: $0.values) }
        return tuple([ones] + values + rest, of: operands, rows)
    }

    private static func merged<State: StatisticsState>(
        _ operands: [Column], _ state: State.Type, _ rows: Int
    ) -> Column? {
        let type = DataType.tuple([DataType](repeating: .float, count: State.width))
        guard operands.count == 2,
            operands.allSatisfy({ $0.type == type && $0.count == rows && $0.children.allSatisfy { $0.valid == nil } })
        else { return nil }
        let (one, two) = (operands[0].children.map(\.floats), operands[1].children.map(\.floats))
        let members = (0..<State.width).map { _ in Buffer(byteCount: rows * 8) }
        let out = members.map { $0.pointer(Double.self) }
        withExtendedLifetime(operands) {
            one.withUnsafeBufferPointer { one in
                two.withUnsafeBufferPointer { two in
                    out.withUnsafeBufferPointer { out in
                        for row in 0..<rows {
                            let made = State { one[$0][row] }.merged(State { two[$0][row] })
                            made.forEach { out[$0][row] = $1 }
                        }
                    }
                }
            }
        }
        return tuple(members.map { Column(type: .float, count: rows, values: $0) }, of: operands, rows)
    }

    /// Of lists without NaN and -0.0: equal values are the same then, in whatever order they come.
    private static func percentiles(_ operands: [Column], _ rows: Int) -> Column? {
        guard operands.count == 2, operands.allSatisfy({ $0.type == .list(.float) }) else { return nil }
        let (lists, shares) = (operands[0], operands[1])
        // One row of shares is that of all.
        guard lists.count == rows, shares.count == rows || shares.count == 1 else { return nil }
        let (elements, wanted) = (lists.children[0], shares.children[0])
        let (values, parts) = (elements.floats, wanted.floats)
        let ends = Buffer(byteCount: (rows + 1) * 4)
        let mask = Buffer(byteCount: rows, filledWith: 1)
        let (out, valid) = (ends.pointer(Int32.self), mask.pointer(UInt8.self))
        var sorted: [Double] = []
        var found: [Double] = []
        out[0] = 0
        for row in 0..<rows {
            sorted.removeAll(keepingCapacity: true)
            let own = shares.count == 1 ? 0 : row
            if !lists.isNull(row), !shares.isNull(own) {
                for element in Int(lists.offsets[row])..<Int(lists.offsets[row + 1]) where !elements.isNull(element) {
                    let value = values[element]
                    if value.isNaN || (value == 0 && value.sign == .minus) { return nil }
                    sorted.append(value)
                }
                sorted.sort()
            }
            if sorted.isEmpty {
                valid[row] = 0
            } else {
                for part in Int(shares.offsets[own])..<Int(shares.offsets[own + 1]) where !wanted.isNull(part) {
                    if (0...1).contains(parts[part]) { found.append(SQLFunctions.interpolated(sorted, parts[part])) }
                }
            }
            out[row + 1] = Int32(truncatingIfNeeded: found.count)
        }
        let results = Column.floats(count: found.count) { $0.update(from: found, count: found.count) }
        return withExtendedLifetime(operands) {
            Column(type: .list(.float), count: rows, validity: mask, values: ends, children: [results])
        }
    }

    /// Null where one of the operands is.
    private static func tuple(_ members: [Column], of operands: [Column], _ rows: Int) -> Column {
        let valid = operands.compactMap(\.valid)
        guard !valid.isEmpty else { return .tuple(members, count: rows) }
        let both = Buffer(byteCount: rows, filledWith: 1)
        let out = both.pointer(UInt8.self)
        withExtendedLifetime(operands) {
            for flags in valid { for row in 0..<rows { out[row] &= flags[row] } }
        }
        return Column(type: .tuple(members.map(\.type)), count: rows, validity: both, children: members)
    }
}
