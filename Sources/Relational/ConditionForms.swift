// SPDX-License-Identifier: Apache-2.0

import Columnar

// Conditions in forms that say more of single relations.
extension Expression {
    /// The parts of a condition that must all be true, from the left; of alternatives also what all of them ask for.
    var factoredConjuncts: [Expression] { conjuncts.flatMap { $0.factored } }

    /// `(a AND x) OR (a AND y)` is `a AND (x OR y)`.
    private var factored: [Expression] {
        let alternatives = disjuncts
        guard alternatives.count > 1, !canFail else { return [self] }
        let parts = alternatives.map(\.conjuncts)
        let common = parts[0].filter { part in
            parts.dropFirst().allSatisfy { $0.contains { $0.isSame(as: part) } }
        }
        if common.isEmpty { return [self] }
        let rests = parts.map { part in part.filter { one in !common.contains { $0.isSame(as: one) } } }
        // One alternative asks for nothing else.
        if rests.contains(where: \.isEmpty) { return common }
        return common + [Expression.any(rests.compactMap { Expression.all($0) })].compactMap { $0 }
    }

    /// The parts of a condition of which one must be true.
    var disjuncts: [Expression] {
        guard case .call(.or, let operands, _) = kind else { return [self] }
        return operands.flatMap(\.disjuncts)
    }

    static func any(_ conditions: [Expression]) -> Expression? {
        guard let first = conditions.first else { return nil }
        return conditions.dropFirst().reduce(first) { .call(.or, [$0, $1], .boolean) }
    }

    /// What alternatives, whichever is true, say of these columns alone; nil when one of them says nothing.
    func implied(for columns: Set<Int>) -> Expression? {
        let alternatives = disjuncts
        guard alternatives.count > 1, !canFail else { return nil }
        var said: [Expression] = []
        for alternative in alternatives {
            let own = alternative.conjuncts.filter { part in
                let used = part.attributes
                return !used.isEmpty && used.isSubset(of: columns)
            }
            guard let all = Expression.all(own) else { return nil }
            said.append(all)
        }
        return Expression.any(said)
    }

    /// What a condition is when columns are null.
    enum Truth { case null, yes, no, unknown }

    /// Whether the condition is never true where these columns are null.
    func rejectsNulls(of columns: Set<Int>) -> Bool {
        let truth = truth(nulls: columns)
        return truth == .null || truth == .no
    }

    private func truth(nulls: Set<Int>) -> Truth {
        switch kind {
        case .attribute(let id): return nulls.contains(id) ? .null : .unknown
        case .literal(.null): return .null
        case .literal(.bool(let value)): return value ? .yes : .no
        case .cast(let value, _), .field(let value, _): return value.truth(nulls: nulls) == .null ? .null : .unknown
        case .caseWhen(let branches, let otherwise):
            for branch in branches {
                switch branch.condition.truth(nulls: nulls) {
                case .yes: return branch.value.truth(nulls: nulls)
                case .no, .null: continue
                case .unknown: return .unknown
                }
            }
            return otherwise?.truth(nulls: nulls) ?? .null
        case .call(let operation, let operands, _):
            return Expression.truth(operation, operands.map { $0.truth(nulls: nulls) })
        default: return .unknown
        }
    }

    private static func truth(_ operation: Operation, _ operands: [Truth]) -> Truth {
        switch operation {
        case .and:
            if operands.contains(.no) { return .no }
            if operands.contains(.null) { return .null }
            return operands.contains(.unknown) ? .unknown : .yes
        case .or:
            if operands.contains(.yes) { return .yes }
            if operands.contains(.unknown) { return .unknown }
            return operands.contains(.null) ? .null : .no
        case .not:
            switch operands[0] {
            case .yes: return .no
            case .no: return .yes
            default: return operands[0]
            }
        case .isNull: return operands[0] == .null ? .yes : operands[0] == .unknown ? .unknown : .no
        case .isNotNull: return operands[0] == .null ? .no : operands[0] == .unknown ? .unknown : .yes
        case .equal, .less, .lessOrEqual, .greater, .greaterOrEqual, .add, .subtract, .multiply, .divide,
            .integralDivide, .remainder, .negate, .absolute, .like, .startsWith, .endsWith, .contains, .substring,
            .year, .month, .dayOfMonth, .addDays, .subtractDays, .addMonths, .single:
            return operands.contains(.null) ? .null : .unknown
        default: return .unknown
        }
    }
}
