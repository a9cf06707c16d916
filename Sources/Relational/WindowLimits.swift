// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Numbers of rows within partitions of which a condition wants the first ones alone: `row_number() … <= 3`. The window
/// is told so, and leaves out the others before they are shuffled and sorted; the condition stays.
struct WindowLimits {
    let cardinality: Cardinality

    func limited(_ relation: Relation) -> Relation {
        let relation = relation.with(inputs: relation.inputs.map { limited($0) })
        guard case .filter(let below, let condition) = relation.kind, case .window(let input, let calls) = below.kind,
            // All of them number rows by those before them, which stay.
            calls.allSatisfy({ $0.expression.isNumberOfRow }), let rows = wanted(condition, calls),
            rows <= RelationalLimits.windowRowsKeptMax, pays(rows, input, calls)
        else { return relation }
        let fewer = calls.map { call in
            guard var window = call.expression.window else { return call }
            window.rowsWanted = rows
            let expression = call.expression
            return NamedExpression(
                call.attribute,
                Expression(.window(window), expression.type, isNullable: expression.isNullable, at: expression.place))
        }
        return relation.with(inputs: [Relation(.window(input, fewer), below.output)])
    }

    /// How many first rows of a partition satisfy the condition at most; nil when it does not say.
    private func wanted(_ condition: Expression, _ calls: [NamedExpression]) -> Int? {
        let numbers = Set(
            calls.filter { if case .rowNumber? = $0.expression.window?.function { true } else { false } }.map(
                \.attribute.id))
        return condition.conjuncts.compactMap { $0.most(of: numbers) }.min().map { max($0, 1) }
    }

    /// Whether partitions are guessed to have several times as many rows.
    private func pays(_ rows: Int, _ input: Relation, _ calls: [NamedExpression]) -> Bool {
        guard let window = calls.first?.expression.window, !window.order.isEmpty else { return false }
        let (groups, all) = (cardinality.groups(of: input, by: window.partition), cardinality.rows(of: input))
        return groups * Double(rows) * RelationalLimits.windowRowsDroppedFactor <= all
    }
}

extension Expression {
    /// The greatest number that one of these columns may be where the condition is true; nil when it does not say.
    fileprivate func most(of columns: Set<Int>) -> Int? {
        guard case .call(let operation, let sides, _) = kind, sides.count == 2 else { return nil }
        if let number = sides[1].wholeNumber, sides[0].isColumn(of: columns) {
            switch operation {
            case .less: return number == .min ? nil : number - 1
            case .lessOrEqual, .equal: return number
            default: return nil
            }
        }
        guard let number = sides[0].wholeNumber, sides[1].isColumn(of: columns) else { return nil }
        switch operation {
        case .greater: return number == .min ? nil : number - 1
        case .greaterOrEqual, .equal: return number
        default: return nil
        }
    }

    private var wholeNumber: Int? {
        guard case .literal(.int(let value)) = kind, type.isInteger else { return nil }
        return value
    }

    /// Whether it is such a column, or one of more digits.
    private func isColumn(of columns: Set<Int>) -> Bool {
        switch kind {
        case .attribute(let id): columns.contains(id)
        case .cast(let value, _): value.type.isInteger && type.isInteger && value.isColumn(of: columns)
        default: false
        }
    }
}
