// SPDX-License-Identifier: Apache-2.0

import Columnar

// What is guessed of the results of aggregates: how many groups a condition over them leaves.
extension Cardinality {
    /// Where values lie: their mean and the square of their deviation from it.
    struct Spread {
        var mean: Double
        var variance: Double
    }

    /// Of the results of sums, counts and means over groups of so many rows on average. Values are taken to be even
    /// over the span of their column, and sizes of groups to be as those of things that happen by chance.
    static func spread(_ aggregate: Expression, _ input: Guess, groupRows: Double) -> Spread? {
        guard case .aggregate(let use) = aggregate.kind, !use.isDistinct, use.filter == nil else { return nil }
        let size = max(groupRows, 1)
        if use.function == .countRows || (use.function == .count && use.arguments.count == 1) {
            return Spread(mean: size, variance: size)
        }
        guard use.function == .sum || use.function == .average, var argument = use.arguments.first else { return nil }
        while case .cast(let inner, _) = argument.kind, inner.type.isInteger { argument = inner }
        guard case .attribute(let id) = argument.kind, let span = input.columns[id]?.span else { return nil }
        let mean = (span.lowerBound + span.upperBound) / 2
        let width = span.upperBound - span.lowerBound
        let variance = width * width / 12
        let own =
            use.function == .sum
            ? Spread(mean: size * mean, variance: size * (variance + mean * mean))
            : Spread(mean: mean, variance: variance / size)
        let factor = tenToThe(aggregate.type.digitsBehindPoint - argument.type.digitsBehindPoint)
        return Spread(mean: own.mean * factor, variance: own.variance * factor * factor)
    }

    /// The part of rows whose result of an aggregate is beyond a number: at most what Cantelli's inequality allows.
    static func selectivity(ofSpread condition: Expression, _ guess: Guess) -> Double? {
        guard case .call(let operation, let sides, _) = condition.kind, sides.count == 2 else { return nil }
        var (one, two, isTurned) = (sides[0], sides[1], false)
        if case .literal = one.kind { (one, two, isTurned) = (two, one, true) }
        guard case .attribute(let id) = one.kind, let spread = guess.columns[id]?.spread, let number = two.number,
            one.type.digitsBehindPoint == two.type.digitsBehindPoint
        else { return nil }
        let isAbove: Bool
        switch operation {
        case .greater, .greaterOrEqual: isAbove = !isTurned
        case .less, .lessOrEqual: isAbove = isTurned
        default: return nil
        }
        // Beyond the mean there is little, on this side of it most.
        let beyond = isAbove ? number - spread.mean : spread.mean - number
        let tail = spread.variance / max(spread.variance + beyond * beyond, .leastNonzeroMagnitude)
        return beyond > 0
            ? max(min(tail, 0.5), RelationalLimits.groupsKeptShareMin) : max(1 - tail, 0.5)
    }

    private static func tenToThe(_ exponent: Int) -> Double {
        (0..<exponent.magnitude).reduce(1.0) { value, _ in exponent < 0 ? value / 10 : value * 10 }
    }
}

extension Expression {
    /// A literal's number, decimals by their digits.
    fileprivate var number: Double? {
        switch kind {
        case .literal(.int(let value)): Double(value)
        case .literal(.float(let value)): value
        case .literal(.decimal(let value)): Double(value)
        default: nil
        }
    }
}

extension SQLType {
    fileprivate var digitsBehindPoint: Int { if case .decimal(_, let scale) = self { scale } else { 0 } }
}
