// SPDX-License-Identifier: Apache-2.0

import Columnar
import Values

extension Expression {
    /// The same number as a value of another type that is laid out alike.
    /// What is computed keeps its type below: a cast or a call of another type would be another one.
    func retyped(_ type: SQLType) -> Expression {
        switch kind {
        case .literal, .attribute, .field, .variable: Expression(kind, type, isNullable: isNullable, at: place)
        default: .call(.coalesce, [self], type, isNullable: isNullable, at: place)
        }
    }
}

extension FunctionTable {
    /// Intervals of their parts.
    static let intervalFunctions: [SQLFunction] = [
        SQLFunction(
            "make_dt_interval", takes: 0...4,
            named: .custom { shownParts("make_dt_interval", $0, ["0", "0", "0", "0.000000"]) },
            "An interval of days, hours, minutes and seconds."
        ) { (call) throws(SQLError) in
            let parts = [86_400_000_000, 3_600_000_000, 60_000_000]
            var sum: Expression = .literal(.int(0), .bigint)
            for index in call.arguments.indices.prefix(3) {
                sum = call.result(
                    .add, [sum, scaled(call, try call.int(index), by: parts[index])], .bigint)
            }
            if call.arguments.count > 3 { sum = call.result(.add, [sum, try seconds(call, 3)], .bigint) }
            return sum.retyped(.dayTimeInterval)
        },
        SQLFunction(
            "make_ym_interval", takes: 0...2,
            named: .custom { shownParts("make_ym_interval", $0, ["0", "0"]) }, "An interval of years and months."
        ) { (call) throws(SQLError) in
            var months = call.arguments.isEmpty ? int(0) : call.result(.multiply, [try call.int(0), int(12)], .int)
            if call.arguments.count > 1 { months = call.result(.add, [months, try call.int(1)], .int) }
            return months.retyped(.yearMonthInterval)
        },
        making("make_interval", "An interval of years, months, weeks, days, hours, minutes and seconds.", .fail),
        making("try_make_interval", "As make_interval, or null.", .null),
        SQLFunction("time_bucket", takes: 2...3, "Where the bucket of a time begins.") { (call) throws(SQLError) in
            try bucket(call)
        },
    ]

    private static func making(_ name: String, _ documentation: String, _ onFailure: OnFailure) -> SQLFunction {
        SQLFunction(
            name, takes: 0...7,
            named: .custom { shownParts(name, $0, ["0", "0", "0", "0", "0", "0", "0.000000"]) }, documentation
        ) { (call) throws(SQLError) in
            func number(_ index: Int) throws(SQLError) -> Expression {
                index < call.arguments.count ? try call.int(index) : int(0)
            }
            func sum(_ one: Expression, _ two: Expression, _ type: SQLType) -> Expression {
                call.result(.add, [one, two], type, isNullable: onFailure == .null ? true : nil, onFailure: onFailure)
            }
            func times(_ one: Expression, _ factor: Int, _ type: SQLType) -> Expression {
                call.result(
                    .multiply, [call.coercion.cast(one, to: type), .literal(.int(factor), type)], type,
                    isNullable: onFailure == .null ? true : nil, onFailure: onFailure)
            }
            let months = sum(times(try number(0), 12, .int), try number(1), .int)
            let days = sum(times(try number(2), 7, .int), try number(3), .int)
            var micros = sum(
                times(try number(4), 3_600_000_000, .bigint), times(try number(5), 60_000_000, .bigint), .bigint)
            if call.arguments.count > 6 { micros = sum(micros, try seconds(call, 6), .bigint) }
            return calendar(call, months, days, micros)
        }
    }

    /// Null where one of its parts is.
    private static func calendar(
        _ call: FunctionCall, _ months: Expression, _ days: Expression, _ micros: Expression
    ) -> Expression {
        let parts = [months, days, micros]
        let made = call.result(.makeStruct, parts, .calendarInterval, isNullable: false)
        let tests = parts.filter(\.isNullable).map { call.result(.isNull, [$0], .boolean, isNullable: false) }
        guard let first = tests.first else { return made }
        let isMissing = tests.dropFirst().reduce(first) { call.result(.or, [$0, $1], .boolean) }
        return Expression(
            .caseWhen([(condition: isMissing, value: .literal(.null, .calendarInterval))], otherwise: made),
            .calendarInterval, isNullable: true, at: call.place)
    }

    private static func shownParts(_ name: String, _ given: [String], _ standard: [String]) -> String {
        name + "(" + (given + standard.dropFirst(given.count)).joined(separator: ", ") + ")"
    }

    private static func scaled(_ call: FunctionCall, _ value: Expression, by factor: Int) -> Expression {
        call.result(
            .multiply, [call.coercion.cast(value, to: .bigint), .literal(.int(factor), .bigint)], .bigint)
    }

    /// Microseconds of seconds.
    private static func seconds(_ call: FunctionCall, _ index: Int) throws(SQLError) -> Expression {
        try call.argument(index, as: .decimal(precision: 18, scale: 6)).retyped(.bigint)
    }

    // MARK: Arithmetic

    /// An interval turned around, or without its sign; nil of what is none.
    static func turnedInterval(_ call: FunctionCall, _ operation: Operation) -> Expression? {
        let value = call.arguments[0]
        guard value.type.isInterval else { return nil }
        if case .literal(.int(let number)) = value.kind, number != .min {
            return .literal(
                .int(operation == .negate ? -number : Int(number.magnitude)), value.type, at: value.place)
        }
        let width: SQLType = value.type.isYearMonth ? .int : .bigint
        return call.result(operation, [value.retyped(width)], width).retyped(value.type)
    }

    /// Times and intervals, and intervals and numbers; nil of others.
    static func intervalArithmetic(
        _ call: FunctionCall, _ operation: Operation, _ onFailure: OnFailure
    ) throws(SQLError) -> Expression? {
        let call = withTextsRead(call, operation)
        let (left, right) = (call.arguments[0], call.arguments[1])
        if let found = timeOfDayArithmetic(call, operation) { return found }
        switch (operation, left.type, right.type) {
        case (.add, let time, let distance) where time.isMoved(by: distance):
            return try moved(call, time: 0, by: 1, isBack: false, onFailure)
        case (.add, let distance, let time) where time.isMoved(by: distance):
            return try moved(call, time: 1, by: 0, isBack: false, onFailure)
        case (.subtract, let time, let distance) where time.isMoved(by: distance):
            return try moved(call, time: 0, by: 1, isBack: true, onFailure)
        case (.subtract, .date, .date):
            let days = call.coercion.cast(call.result(.daysBetween, [left, right], .int), to: .bigint)
            return scaled(call, days, by: EpochDays.microsecondsPerDay).retyped(
                .dayTime(IntervalSpan(.day, .day)))
        case (.subtract, let one, let two)
        where one.isTime && two.isTime && !(one == .date && two == .date):
            let common: SQLType = one == .timestampNTZ && two != .timestamp ? .timestampNTZ : .timestamp
            let type: SQLType = two == .timestampNTZ && one == .date ? .timestampNTZ : common
            // Between what clocks show: a day is one, however long it was.
            let clocks = [left, right].map { call.coercion.cast(call.coercion.cast($0, to: type), to: .timestampNTZ) }
            return call.result(.microsBetween, clocks, .bigint).retyped(.dayTimeInterval)
        case (.add, .dayTime, .dayTime), (.subtract, .dayTime, .dayTime), (.add, .yearMonth, .yearMonth),
            (.subtract, .yearMonth, .yearMonth):
            return sumOfIntervals(call, operation, onFailure)
        case (.add, .calendarInterval, .calendarInterval), (.subtract, .calendarInterval, .calendarInterval):
            return sumOfCalendars(call, operation, onFailure)
        case (.integralDivide, .dayTime, .dayTime), (.integralDivide, .yearMonth, .yearMonth):
            let width: SQLType = left.type.isYearMonth ? .int : .bigint
            let sides = [left, right].map { call.coercion.cast($0.retyped(width), to: .bigint) }
            return call.result(
                operation, sides, .bigint, isNullable: onFailure == .null ? true : nil, onFailure: onFailure)
        case (.multiply, let interval, let number) where interval.isInterval && number.isFactor:
            return multiplied(call, left, right, isDivided: false, onFailure)
        case (.multiply, let number, let interval) where interval.isInterval && number.isFactor:
            return multiplied(call, right, left, isDivided: false, onFailure)
        case (.divide, let interval, let number) where interval.isInterval && number.isFactor:
            return multiplied(call, left, right, isDivided: true, onFailure)
        case (.multiply, .calendarInterval, let number) where number.isFactor:
            return scaledCalendar(call, left, right, isDivided: false, onFailure)
        case (.multiply, let number, .calendarInterval) where number.isFactor:
            return scaledCalendar(call, right, left, isDivided: false, onFailure)
        case (.divide, .calendarInterval, let number) where number.isFactor:
            return scaledCalendar(call, left, right, isDivided: true, onFailure)
        default: return nil
        }
    }

    /// Texts between which and a time there is a distance are read as such a time, those by which an interval is
    /// multiplied or divided as numbers.
    private static func withTextsRead(_ call: FunctionCall, _ operation: Operation) -> FunctionCall {
        guard let text = call.types.firstIndex(of: .string) else { return call }
        let type: SQLType
        switch (operation, call.types[1 - text]) {
        case (.subtract, let time) where time.isTime: type = time
        case (.multiply, let interval) where interval.isDistance: type = .double
        case (.divide, let interval) where interval.isDistance && text == 1: type = .double
        default: return call
        }
        var read = call
        read.arguments[text] = call.coercion.cast(call.arguments[text], to: type)
        return read
    }

    /// A time and an interval. A date and days, or months, are a date; a date and what is shorter is a timestamp.
    private static func moved(
        _ call: FunctionCall, time: Int, by interval: Int, isBack: Bool, _ onFailure: OnFailure
    ) throws(SQLError) -> Expression {
        if call.types[time] == .string {
            var read = call
            read.arguments[time] = call.coercion.cast(call.arguments[time], to: .timestamp)
            return call.coercion.cast(try moved(read, time: time, by: interval, isBack: isBack, onFailure), to: .string)
        }
        let (value, distance) = (call.arguments[time], call.arguments[interval])
        func turned(_ number: Expression) -> Expression {
            guard isBack else { return number }
            if case .literal(.int(let written)) = number.kind, written != .min {
                return .literal(.int(-written), number.type, at: number.place)
            }
            return call.result(.negate, [number], number.type)
        }
        if distance.type == .calendarInterval { return movedByCalendar(call, value, distance, turned) }
        if distance.type.isYearMonth {
            let months = turned(distance.retyped(.int))
            if value.type == .date { return call.result(.addMonths, [value, months], .date) }
            let clock = call.coercion.cast(value, to: .timestampNTZ)
            return call.coercion.cast(call.result(.addMonthsClock, [clock, months], .timestampNTZ), to: value.type)
        }
        let micros = distance.retyped(.bigint)
        if value.type == .date, distance.type == .dayTime(IntervalSpan(.day, .day)) {
            let days = call.coercion.cast(
                call.result(
                    .integralDivide, [micros, .literal(.int(EpochDays.microsecondsPerDay), .bigint)], .bigint),
                to: .int)
            return call.result(isBack ? .subtractDays : .addDays, [value, days], .date)
        }
        let start = value.type == .date ? call.coercion.cast(value, to: .timestamp) : value
        return call.result(.addMicros, [start, turned(micros)], start.type)
    }

    /// Months and days move the clock, what is shorter the instant.
    private static func movedByCalendar(
        _ call: FunctionCall, _ value: Expression, _ distance: Expression, _ turned: (Expression) -> Expression
    ) -> Expression {
        func part(_ index: Int, _ type: SQLType) -> Expression {
            turned(
                Expression(.field(distance, index), type, isNullable: distance.isNullable, at: distance.place))
        }
        let parts = [part(0, .int), part(1, .int), .literal(.int(0), .bigint)]
        let days = call.result(.makeStruct, parts, .calendarInterval, isNullable: false)
        let clock = call.coercion.cast(value, to: .timestampNTZ)
        let moved = call.result(
            .calendarAdded, [clock, days], .timestampNTZ, isNullable: value.isNullable || distance.isNullable)
        let back = call.coercion.cast(moved, to: value.type)
        let found =
            value.type == .date ? back : call.result(.addMicros, [back, part(2, .bigint)], value.type)
        guard distance.isNullable else { return found }
        let isMissing = call.result(.isNull, [distance], .boolean, isNullable: false)
        return Expression(
            .caseWhen([(condition: isMissing, value: .literal(.null, found.type))], otherwise: found), found.type,
            isNullable: true, at: call.place)
    }

    private static func sumOfIntervals(
        _ call: FunctionCall, _ operation: Operation, _ onFailure: OnFailure
    ) -> Expression {
        let type = call.coercion.widest(call.types[0], call.types[1]) ?? call.types[0]
        let width: SQLType = type.isYearMonth ? .int : .bigint
        return call.result(
            operation, call.arguments.map { $0.retyped(width) }, width, isNullable: onFailure == .null ? true : nil,
            onFailure: onFailure == .null ? .null : .fail
        ).retyped(type)
    }

    /// Part by part.
    private static func sumOfCalendars(
        _ call: FunctionCall, _ operation: Operation, _ onFailure: OnFailure
    ) -> Expression {
        let isNullable = call.arguments.contains { $0.isNullable }
        let parts = [SQLType.int, .int, .bigint].enumerated().map { index, type in
            let sides = call.arguments.map {
                Expression(.field($0, index), type, isNullable: $0.isNullable, at: $0.place)
            }
            return call.result(operation, sides, type, onFailure: onFailure == .null ? .null : .fail)
        }
        let sum = call.result(.makeStruct, parts, .calendarInterval, isNullable: false)
        guard isNullable || onFailure == .null else { return sum }
        let missing = parts.map { call.result(.isNull, [$0], .boolean, isNullable: false) }
        let isMissing = missing.dropFirst().reduce(missing[0]) { call.result(.or, [$0, $1], .boolean) }
        return Expression(
            .caseWhen([(condition: isMissing, value: .literal(.null, sum.type))], otherwise: sum), sum.type,
            isNullable: true, at: call.place)
    }

    /// Rounded half up.
    private static func multiplied(
        _ call: FunctionCall, _ interval: Expression, _ number: Expression, isDivided: Bool, _ onFailure: OnFailure
    ) -> Expression {
        let width: SQLType = interval.type.isYearMonth ? .int : .bigint
        let type: SQLType = interval.type.isYearMonth ? .yearMonthInterval : .dayTimeInterval
        // Intervals never wrap around.
        let isNullable: Bool? = call.isAttempt ? true : nil
        let mode: OnFailure = call.isAttempt ? .null : .fail
        if number.type.isInteger, !isDivided {
            return call.result(
                .multiply, [interval.retyped(width), call.coercion.cast(number, to: width)], width,
                isNullable: isNullable, onFailure: mode
            ).retyped(type)
        }
        let sides = [interval.retyped(.bigint), number].map { call.coercion.cast($0, to: .double) }
        let exact = call.result(
            isDivided ? .divide : .multiply, sides, .double, isNullable: isNullable, onFailure: mode)
        let rounded = call.result(.roundHalfUp, [exact, int(0)], .double)
        return Expression(
            .cast(rounded, call.isAttempt ? .attempt : .fail), width, isNullable: isNullable ?? rounded.isNullable,
            at: call.place
        ).retyped(type)
    }

    private static func scaledCalendar(
        _ call: FunctionCall, _ interval: Expression, _ number: Expression, isDivided: Bool, _ onFailure: OnFailure
    ) -> Expression {
        call.result(
            .calendarScaled,
            [interval, call.coercion.cast(number, to: .double), .literal(.bool(isDivided), .boolean)],
            .calendarInterval, isNullable: onFailure == .null ? true : nil,
            onFailure: onFailure == .null ? .null : .fail)
    }

    // MARK: Parts

    /// A unit of an interval by its name; nil when it has none.
    static func part(_ field: String, ofInterval call: FunctionCall) -> Expression? {
        let value = call.arguments[0]
        func whole(_ number: Expression, _ divisor: Int, _ modulus: Int?, _ type: SQLType) -> Expression {
            var found = call.result(.integralDivide, [number, .literal(.int(divisor), .bigint)], .bigint)
            if let modulus {
                found = call.result(.remainder, [found, .literal(.int(modulus), .bigint)], .bigint)
            }
            return call.coercion.cast(found, to: type)
        }
        if value.type.isYearMonth {
            let months = call.coercion.cast(value.retyped(.int), to: .bigint)
            switch field {
            case "year": return whole(months, 12, nil, .int)
            case "month": return whole(months, 1, 12, .tinyint)
            default: return nil
            }
        }
        guard value.type.isDayTime else { return nil }
        let micros = value.retyped(.bigint)
        switch field {
        case "day": return whole(micros, 86_400_000_000, nil, .int)
        case "hour": return whole(micros, 3_600_000_000, 24, .tinyint)
        case "minute": return whole(micros, 60_000_000, 60, .tinyint)
        case "second":
            return call.result(.remainder, [micros, .literal(.int(60_000_000), .bigint)], .bigint)
                .retyped(.decimal(precision: 8, scale: 6))
        default: return nil
        }
    }

    // MARK: Buckets

    /// Buckets of so long, one of which begins at the origin.
    private static func bucket(_ call: FunctionCall) throws(SQLError) -> Expression {
        let time = try call.timestamp(1)
        let size = call.arguments[0]
        guard case .literal(.int(let length)) = size.kind, size.type.isInterval, length > 0 else {
            throw call.unexpected(0, "a positive interval that is written out")
        }
        let origin =
            call.arguments.count > 2
            ? call.coercion.cast(call.arguments[2], to: time.type)
            : call.coercion.cast(
                .literal(.int(0), .timestampNTZ), to: time.type)
        if size.type.isYearMonth {
            let clocks = [origin, time].map { call.coercion.cast($0, to: .timestampNTZ) }
            let months = call.result(.monthsDifference, clocks, .bigint)
            let isBefore = call.result(
                .less, [clocks[1], call.result(.addMonthsClock, [clocks[0], months], .timestampNTZ)], .boolean)
            let whole = Expression(
                .caseWhen(
                    [(isBefore, call.result(.subtract, [months, .literal(.int(1), .bigint)], .bigint))],
                    otherwise: months), .bigint, isNullable: months.isNullable, at: call.place)
            let rest = call.result(.positiveRemainder, [whole, .literal(.int(length), .bigint)], .bigint)
            let start = call.result(.subtract, [whole, rest], .bigint)
            return call.coercion.cast(
                call.result(.addMonthsClock, [clocks[0], start], .timestampNTZ), to: time.type)
        }
        // Buckets of days are those of the clock.
        let isOfDays = length % EpochDays.microsecondsPerDay == 0
        let points = isOfDays ? [origin, time].map { call.coercion.cast($0, to: .timestampNTZ) } : [origin, time]
        return call.coercion.cast(slot(call, points[1], origin: points[0], length), to: time.type)
    }

    /// The last of the moments so far from each other, of which the origin is one, that is not behind a time.
    static func slot(
        _ call: FunctionCall, _ time: Expression, origin: Expression, _ length: Int
    ) -> Expression {
        let distance = call.result(.microsBetween, [time, origin], .bigint)
        let rest = call.result(.positiveRemainder, [distance, .literal(.int(length), .bigint)], .bigint)
        return call.result(.addMicros, [time, call.result(.negate, [rest], .bigint)], time.type)
    }
}

extension SQLType {
    /// Whether times can be moved by it.
    fileprivate var isDistance: Bool { isInterval || self == .calendarInterval }

    /// Whether an interval moves it. Texts are read as times, and the moved ones are texts again; not by months.
    func isMoved(by distance: SQLType) -> Bool {
        distance.isDistance && (isTime || self == .string && !distance.isYearMonth)
    }

    /// Whether intervals can be multiplied by it.
    fileprivate var isFactor: Bool { isNumeric }
}
