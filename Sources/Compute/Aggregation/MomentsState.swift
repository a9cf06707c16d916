// SPDX-License-Identifier: Apache-2.0

import Columnar
import Glibc

/// Variances of numbers: how many there are, their mean and the sum of squared differences from it. One value after
/// another as Welford has it, two groups as Chan does: no differences of large sums.
final class MomentsState: CallState {
    private let result: MomentResult
    private var counts = Growing<Int>()
    private var means = Growing<Double>()
    private var squares = Growing<Double>()

    init(_ result: MomentResult) { self.result = result }

    deinit {
        counts.free()
        means.free()
        squares.free()
    }

    var groupByteCount: Int { 24 }

    func ensure(_ capacity: Int) {
        let old = counts.count
        if capacity <= old { return }
        counts.reserve(capacity)
        means.reserve(capacity)
        squares.reserve(capacity)
        (counts.base + old).update(repeating: 0, count: capacity - old)
        (means.base + old).update(repeating: 0, count: capacity - old)
        (squares.base + old).update(repeating: 0, count: capacity - old)
        (counts.count, means.count, squares.count) = (capacity, capacity, capacity)
    }

    var restarts: Bool { true }

    func restart(keeping first: Int, of count: Int) {
        counts.restart(keeping: first, of: count, as: 0)
        means.restart(keeping: first, of: count, as: 0)
        squares.restart(keeping: first, of: count, as: 0)
    }

    func add(_ groups: UnsafePointer<Int32>, _ input: Column) throws(ComputeError) {
        try withPresent(groups, input) { (groups, input) throws(ComputeError) in
            let numbers = input.asFloats()
            let source = numbers.floats
            for row in 0..<input.count { add(source[row], Int(groups[row])) }
        }
    }

    @inline(__always)
    private func add(_ value: Double, _ group: Int) {
        counts.base[group] &+= 1
        let difference = value - means.base[group]
        let step = difference / Double(counts.base[group])
        means.base[group] += step
        squares.base[group] += difference * (difference - step)
    }

    func resume(_ groups: UnsafePointer<Int32>, _ states: Column) throws(ComputeError) {
        let (others, othersMeans, othersSquares) = (
            states.children[0].ints, states.children[1].floats, states.children[2].floats
        )
        for row in 0..<states.count where others[row] > 0 {
            let group = Int(groups[row])
            if others[row] == 1 {
                add(othersMeans[row], group)
            } else if counts.base[group] == 0 {
                counts.base[group] = others[row]
                means.base[group] = othersMeans[row]
                squares.base[group] = othersSquares[row]
            } else {
                merge(others[row], othersMeans[row], othersSquares[row], group)
            }
        }
    }

    func merge(_ groups: UnsafePointer<Int32>, _ states: Column) throws(ComputeError) {
        let (others, othersMeans, othersSquares) = (
            states.children[0].ints, states.children[1].floats, states.children[2].floats
        )
        for row in 0..<states.count where others[row] > 0 {
            merge(others[row], othersMeans[row], othersSquares[row], Int(groups[row]))
        }
    }

    @inline(__always)
    private func merge(_ count: Int, _ mean: Double, _ square: Double, _ group: Int) {
        let (own, other) = (Double(counts.base[group]), Double(count))
        // In Spark's order, for the same last digits.
        let difference = mean - means.base[group]
        let step = difference / (own + other)
        means.base[group] += step * other
        squares.base[group] += square + difference * step * own * other
        counts.base[group] &+= count
    }

    private func numbers(_ groups: UnsafePointer<Int32>, _ rows: Int) -> Column {
        .ints(count: rows) { out in for row in 0..<rows { out[row] = counts.base[Int(groups[row])] } }
    }

    func states(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column {
        let number = numbers(groups, rows)
        let mean = Column.floats(count: rows) { out in for row in 0..<rows { out[row] = means.base[Int(groups[row])] } }
        let square = Column.floats(count: rows) { out in
            for row in 0..<rows { out[row] = squares.base[Int(groups[row])] }
        }
        return .tuple([number, mean, square], count: rows)
    }

    func results(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column {
        let number = numbers(groups, rows)
        return quotients(counts: number, rows) { row in
            let square = squares.base[Int(groups[row])]
            switch result {
            case .variance(let isSample): return variance(square, number.ints[row], isSample)
            case .deviation(let isSample): return variance(square, number.ints[row], isSample).map { sqrt($0) }
            }
        }
    }

    private func variance(_ square: Double, _ count: Int, _ isSample: Bool) -> Double? {
        let divisor = isSample ? count - 1 : count
        return divisor > 0 ? square / Double(divisor) : nil
    }
}
