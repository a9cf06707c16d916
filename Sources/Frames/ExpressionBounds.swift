// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Relational

extension Expression {
    /// What the expression, when it is true, says of single columns of a source: comparisons with constants.
    func bounds(_ output: [Attribute]) -> [ColumnBound] {
        conjuncts.compactMap { conjunct in
            guard case .call(let operation, let arguments, _) = conjunct.kind, arguments.count == 2 else { return nil }
            let comparisons: [Operation: (ColumnBound.Comparison, turned: ColumnBound.Comparison)] = [
                .equal: (.equal, .equal), .less: (.less, .greater), .greater: (.greater, .less),
                .lessOrEqual: (.lessOrEqual, .greaterOrEqual), .greaterOrEqual: (.greaterOrEqual, .lessOrEqual),
            ]
            guard let (comparison, turned) = comparisons[operation] else { return nil }
            return Expression.bound(arguments[0], comparison, arguments[1], output)
                ?? Expression.bound(arguments[1], turned, arguments[0], output)
        }
    }

    private static func bound(
        _ column: Expression, _ comparison: ColumnBound.Comparison, _ constant: Expression, _ output: [Attribute]
    ) -> ColumnBound? {
        var column = column
        let widths: [SQLType] = [.tinyint, .smallint, .int, .bigint]
        // Wider ints are the same numbers.
        if case .cast(let inner, _) = column.kind, let narrow = widths.firstIndex(of: inner.type),
            let wide = widths.firstIndex(of: column.type), narrow <= wide
        {
            column = inner
        }
        guard case .attribute(let id) = column.kind, let attribute = output.first(where: { $0.id == id }),
            case .literal(let value) = constant.kind,
            constant.type == column.type || column.type.isInteger && constant.type.isInteger
        else { return nil }
        switch value {
        case .int(let value): return ColumnBound(attribute.name, comparison, .int(value))
        case .float(let value): return ColumnBound(attribute.name, comparison, .float(value))
        case .string(let value): return ColumnBound(attribute.name, comparison, .text(value))
        default: return nil
        }
    }
}
