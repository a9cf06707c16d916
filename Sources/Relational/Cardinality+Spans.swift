// SPDX-License-Identifier: Apache-2.0

import Columnar

// Which expressions fail for no value that their columns are known to have. Where a source's statistics are wrong such
// an expression still fails for the row, only earlier than behind its guards.
extension Cardinality {
    /// Whether computing an expression for rows of a relation may end the query.
    func mayFail(_ expression: Expression, over relation: Relation) -> Bool {
        expression.canFail && mayFail(expression, guess(relation))
    }

    private func mayFail(_ expression: Expression, _ guess: Guess) -> Bool {
        if expression.canFailItself, span(expression, guess) == nil { return true }
        return expression.children.contains { mayFail($0, guess) }
    }

    /// The values that sums, differences and products of columns and constants can have; nil: unknown, or too many.
    private func span(_ expression: Expression, _ guess: Guess) -> ClosedRange<Double>? {
        switch expression.kind {
        case .attribute(let id): return guess.columns[id]?.limits ?? guess.columns[id]?.span
        case .literal(.int(let value)): return Double(value)...Double(value)
        case .cast(let value, _) where value.type.isInteger && expression.type.isInteger:
            return span(value, guess)?.fitting(expression.type)
        case .call(let operation, let operands, _) where operands.count == 2:
            guard let one = span(operands[0], guess), let two = span(operands[1], guess) else { return nil }
            let found: ClosedRange<Double>
            switch operation {
            case .add, .addDays: found = one.lowerBound + two.lowerBound...one.upperBound + two.upperBound
            case .subtract, .subtractDays: found = one.lowerBound - two.upperBound...one.upperBound - two.lowerBound
            case .multiply:
                let corners = [one.lowerBound, one.upperBound].flatMap { [$0 * two.lowerBound, $0 * two.upperBound] }
                found = (corners.min() ?? 0)...(corners.max() ?? 0)
            default: return nil
            }
            return found.fitting(expression.type)
        default: return nil
        }
    }
}

extension Expression {
    /// Whether it is the number of a row among others.
    var isNumberOfRow: Bool {
        guard case .window(let window) = kind else { return false }
        switch window.function {
        case .rowNumber, .rank, .denseRank: return true
        default: return false
        }
    }
}

extension ClosedRange<Double> {
    /// Nil when a type of whole numbers does not have all of them, or they are too large to be told apart here.
    fileprivate func fitting(_ type: SQLType) -> ClosedRange<Double>? {
        let most: Double
        switch type {
        case .tinyint: most = 127
        case .smallint: most = 32_767
        case .int: most = 2_147_483_647
        case .bigint: most = 9_007_199_254_740_992
        // A day of the years 1 to 9999.
        case .date: return lowerBound >= -719_162 && upperBound <= 2_932_896 ? self : nil
        default: return nil
        }
        return -most <= lowerBound && upperBound <= most ? self : nil
    }
}
