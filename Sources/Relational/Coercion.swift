// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Which types expressions meet in, and the casts that bring them there.
struct Coercion {
    let settings: SQLSettings

    // MARK: Casts

    /// The expression as `type`. Literals are converted at once where that cannot fail.
    func cast(_ value: Expression, to type: SQLType) -> Expression {
        if value.type == type { return value }
        if case .literal(let scalar) = value.kind, let folded = LiteralCast.cast(scalar, from: value.type, to: type) {
            return .literal(folded, type, at: value.place)
        }
        return Expression(
            .cast(value, settings.onFailure), type,
            isNullable: value.isNullable || mayLose(value.type, type), at: value.place)
    }

    /// The bytes of a whole number, those of the highest digits first.
    func bytes(of value: Expression) -> Expression {
        let digits: Int
        switch value.type {
        case .tinyint: digits = 2
        case .smallint: digits = 4
        case .int: digits = 8
        default: digits = 16
        }
        func call(_ operation: Operation, _ arguments: [Expression], _ type: SQLType) -> Expression {
            .call(operation, arguments, type, isNullable: value.isNullable, at: value.place)
        }
        func int(_ number: Int) -> Expression { .literal(.int(number), .int) }
        let all = call(.hexInt, [cast(value, to: .bigint)], .string)
        let filled = call(.padStart, [all, int(16), .literal(.string("0"), .string)], .string)
        return call(.unhex, [call(.substring, [filled, int(-digits), int(digits)], .string)], .binary)
    }

    /// Whether a cast may give null for what is none.
    func mayLose(_ from: SQLType, _ to: SQLType) -> Bool {
        !settings.isANSI && !(from.isNumeric && to.isFractional) && !(from.isInteger && to.isInteger) && to != .string
    }

    /// Whether values of `from` can be cast to `to` at all, when the user asks for it.
    static func canCast(_ from: SQLType, _ to: SQLType) -> Bool {
        if from == to || from == .void { return true }
        switch (from, to) {
        case (.array(let one, _), .array(let two, _)): return canCast(one, two)
        case (.map(let key, let value, _), .map(let otherKey, let otherValue, _)):
            return canCast(key, otherKey) && canCast(value, otherValue)
        case (.structure(let one), .structure(let two)):
            return one.count == two.count && zip(one, two).allSatisfy { canCast($0.type, $1.type) }
        case (_, .string): return true
        case (.string, .boolean), (.string, .binary), (.dayTime, .dayTime), (.yearMonth, .yearMonth): return true
        case (.dayTime, _), (.yearMonth, _): return to.isInteger
        case (.string, _): return to.isNumeric || to.isTime || to.isTimeOfDay
        case (.timeOfDay, .timeOfDay): return true
        case (.boolean, _): return to.isNumeric
        case (_, .boolean): return from.isNumeric
        case (.date, .timestamp), (.date, .timestampNTZ), (.timestamp, .date), (.timestampNTZ, .date),
            (.timestamp, .timestampNTZ), (.timestampNTZ, .timestamp):
            return true
        case (.timestamp, _): return to.isNumeric
        case (_, .timestamp): return from.isNumeric
        default: return from.isNumeric && to.isNumeric
        }
    }

    // MARK: Common types

    /// The type that values of all types become in CASE, coalesce, arrays and set operations; nil when there is none.
    func widest(_ types: [SQLType]) -> SQLType? {
        guard var common = types.first else { return nil }
        // Text last: with it numbers become wider than among themselves.
        for type in types.dropFirst() {
            guard let wider = widest(common, type) else { return nil }
            common = wider
        }
        return common
    }

    func widest(_ one: SQLType, _ two: SQLType) -> SQLType? {
        if one == two { return one }
        switch (one, two) {
        case (.void, let other), (let other, .void): return other
        case (.string, let other), (let other, .string): return withText(other)
        case (.date, .timestamp), (.timestamp, .date), (.timestampNTZ, .timestamp), (.timestamp, .timestampNTZ):
            return .timestamp
        case (.date, .timestampNTZ), (.timestampNTZ, .date): return .timestampNTZ
        case (.timeOfDay(let first), .timeOfDay(let second)): return .timeOfDay(max(first, second))
        case (.dayTime(let first), .dayTime(let second)): return .dayTime(first.union(second))
        case (.yearMonth(let first), .yearMonth(let second)): return .yearMonth(first.union(second))
        case (.array(let first, let a), .array(let second, let b)):
            return widest(first, second).map { .array($0, containsNull: a || b) }
        case (.map(let key, let value, let a), .map(let otherKey, let otherValue, let b)):
            guard let keys = widest(key, otherKey), let values = widest(value, otherValue) else { return nil }
            return .map(keys, values, valueContainsNull: a || b)
        case (.structure(let first), .structure(let second)):
            guard first.count == second.count else { return nil }
            var fields: [Field] = []
            for (left, right) in zip(first, second) {
                guard left.name.lowercased() == right.name.lowercased(), let type = widest(left.type, right.type) else {
                    return nil
                }
                fields.append(Field(left.name, type, isNullable: left.isNullable || right.isNullable))
            }
            return .structure(fields)
        default: return widestNumber(one, two)
        }
    }

    /// What text and another type meet in.
    private func withText(_ other: SQLType) -> SQLType? {
        if other.isNested { return nil }
        guard settings.isANSI else { return other == .binary || other == .boolean ? nil : .string }
        if other.isInteger { return .bigint }
        if other.isNumeric { return .double }
        return other
    }

    func widestNumber(_ one: SQLType, _ two: SQLType) -> SQLType? {
        guard one.isNumeric, two.isNumeric else { return nil }
        if let first = SQLType.integers.firstIndex(of: one), let second = SQLType.integers.firstIndex(of: two) {
            return SQLType.integers[max(first, second)]
        }
        if one == two { return one }
        if one.isFractional || two.isFractional {
            let isNarrow = one == .float || two == .float
            return isNarrow && !settings.isANSI && one != .double && two != .double && !one.isDecimal && !two.isDecimal
                ? .float : .double
        }
        guard case .decimal(let p1, let s1)? = one.asDecimal, case .decimal(let p2, let s2)? = two.asDecimal else {
            return nil
        }
        return .bounded(max(p1 - s1, p2 - s2) + max(s1, s2), max(s1, s2))
    }

    /// The type in which a value is looked for among others. Before ANSI text among them makes all of them text.
    func listed(_ types: [SQLType]) -> SQLType? {
        if !settings.isANSI, types.contains(.string) {
            return types.allSatisfy { $0 == .string || $0 == .void || withText($0) != nil } ? .string : nil
        }
        return types.dropFirst().reduce(types[0]) { (common: SQLType?, next) in
            common.flatMap { comparable($0, next) }
        }
    }

    /// Before ANSI a truth value equals 1 or 0.
    func equatable(_ one: SQLType, _ two: SQLType) -> SQLType? {
        guard !settings.isANSI else { return nil }
        if one == .boolean, two.isNumeric { return two }
        return two == .boolean && one.isNumeric ? one : nil
    }

    /// The type in which two values are compared; nil when they cannot be.
    func comparable(_ one: SQLType, _ two: SQLType) -> SQLType? {
        if !settings.isANSI {
            switch (one, two) {
            case (.string, let other) where other.isNumeric, (let other, .string) where other.isNumeric:
                return other.isInteger ? other : .double
            case (.string, let other) where other.isTime || other == .boolean || other == .binary,
                (let other, .string) where other.isTime || other == .boolean || other == .binary:
                return other
            default: break
            }
        }
        // Rows are compared member by member, whatever these are called.
        if case .structure(let first) = one, case .structure(let second) = two, first.count == second.count {
            var fields: [Field] = []
            for (left, right) in zip(first, second) {
                guard let type = comparable(left.type, right.type) else { return nil }
                fields.append(Field(left.name, type, isNullable: left.isNullable || right.isNullable))
            }
            return .structure(fields)
        }
        // Neither is read as the other.
        if one == .string && two.isInterval || one.isInterval && two == .string { return nil }
        return widest(one, two)
    }
}

extension SQLType {
    static let integers: [SQLType] = [.tinyint, .smallint, .int, .bigint]

    /// A decimal of so many digits, or the longest one: its digits behind the point give way, but for some.
    static func bounded(_ precision: Int, _ scale: Int) -> SQLType {
        let most = RelationalLimits.decimalDigitsMax
        if precision <= most { return .decimal(precision: max(precision, 1), scale: scale) }
        let kept = max(most - (precision - scale), min(scale, RelationalLimits.decimalScaleKept))
        return .decimal(precision: most, scale: kept)
    }

    /// A decimal of so many digits, or the longest one: all digits behind the point stay.
    static func capped(_ precision: Int, _ scale: Int) -> SQLType {
        let most = RelationalLimits.decimalDigitsMax
        return .decimal(precision: min(precision, most), scale: min(scale, most))
    }
}
