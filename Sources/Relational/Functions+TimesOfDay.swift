// SPDX-License-Identifier: Apache-2.0

import Columnar
import Values

extension FunctionTable {
    private static let nanos = ["hour": 3_600_000_000_000, "minute": 60_000_000_000, "second": 1_000_000_000]
    private static let wholeTime = SQLType.timeOfDay(RelationalLimits.timeDigitsMax)

    /// Times of day.
    static let timeOfDayFunctions: [SQLFunction] = [
        reading("to_time", .fail, "The time of day of a text, by a pattern or as a cast has it."),
        reading("try_to_time", .null, "As to_time, or null."),
        SQLFunction("make_time", takes: 3...3, "The time of day of an hour, minute and second.") {
            (call) throws(SQLError) in
            let seconds = try call.argument(2, as: .decimal(precision: 16, scale: 6))
            let parts = [int(1970), int(1), int(1), try call.int(0), try call.int(1), seconds]
            return ofMicros(call, call.result(.makeClock, parts, .timestampNTZ).retyped(.bigint))
        },
        SQLFunction("current_time", takes: 0...1, "The time of day at which the query began.") {
            (call) throws(SQLError) in
            let digits = try call.literalInt(0, or: RelationalLimits.timeDigitsMax)
            let now = call.result(.currentTimestamp, [], .timestamp, isNullable: false)
            let clock = call.coercion.cast(now, to: .timestampNTZ).retyped(.bigint)
            let time = ofMicros(
                call, call.result(.positiveRemainder, [clock, number(EpochDays.microsecondsPerDay)], .bigint))
            return call.coercion.cast(time, to: .timeOfDay(digits))
        },
        SQLFunction("time_diff", takes: 3...3, "Whole units from the second time of day to the third.") {
            (call) throws(SQLError) in
            let (from, to) = (try time(call, 1), try time(call, 2))
            let distance = call.result(.subtract, [to.retyped(.bigint), from.retyped(.bigint)], .bigint)
            return call.result(.integralDivide, [distance, try unit(call)], .bigint)
        },
        SQLFunction("time_trunc", takes: 2...2, "The first moment of the unit.") { (call) throws(SQLError) in
            let time = try time(call, 1)
            let nanos = time.retyped(.bigint)
            let rest = call.result(.remainder, [nanos, try unit(call)], .bigint)
            return call.result(.subtract, [nanos, rest], .bigint).retyped(time.type)
        },
        counted("time_from_seconds", 1_000_000, "seconds"), counted("time_from_millis", 1_000, "milliseconds"),
        counted("time_from_micros", 1, "microseconds"),
        SQLFunction("time_to_seconds", takes: 1...1, "Seconds since midnight, with their fraction.") {
            (call) throws(SQLError) in
            micros(call, try time(call, 0)).retyped(.decimal(precision: 14, scale: 6))
        },
        SQLFunction("time_to_millis", takes: 1...1, "Milliseconds since midnight.") { (call) throws(SQLError) in
            whole(call, try time(call, 0), 1_000_000)
        },
        SQLFunction("time_to_micros", takes: 1...1, "Microseconds since midnight.") { (call) throws(SQLError) in
            micros(call, try time(call, 0))
        },
    ]

    private static func number(_ value: Int) -> Expression { .literal(.int(value), .bigint) }

    /// A time of day; text is read as one.
    private static func time(_ call: FunctionCall, _ index: Int) throws(SQLError) -> Expression {
        if call.types[index].isTimeOfDay { return call.arguments[index] }
        return try call.argument(index, as: wholeTime)
    }

    /// Nanoseconds of the unit that is named.
    private static func unit(_ call: FunctionCall) throws(SQLError) -> Expression {
        call.result(.timeUnit, [try call.text(0)], .bigint)
    }

    private static func whole(_ call: FunctionCall, _ time: Expression, _ unit: Int) -> Expression {
        call.result(.integralDivide, [time.retyped(.bigint), number(unit)], .bigint)
    }

    private static func micros(_ call: FunctionCall, _ time: Expression) -> Expression { whole(call, time, 1_000) }

    /// The time of day so many microseconds behind midnight.
    private static func ofMicros(_ call: FunctionCall, _ micros: Expression) -> Expression {
        call.result(.multiply, [micros, number(1_000)], .bigint).retyped(wholeTime)
    }

    private static func reading(_ name: String, _ onFailure: OnFailure, _ documentation: String) -> SQLFunction {
        SQLFunction(name, takes: 1...2, documentation) { (call) throws(SQLError) in
            guard call.types[0] == .string || call.types[0] == .void else { throw call.unexpected(0, "\"STRING\"") }
            let value = try call.text(0)
            let pattern = call.arguments.count > 1 ? try call.text(1) : text("")
            return call.result(
                .parseTimeOfDay, [value, pattern], wholeTime, isNullable: onFailure == .null ? true : nil,
                onFailure: onFailure)
        }
    }

    /// A time of day by the number of units since midnight.
    private static func counted(_ name: String, _ unit: Int, _ what: String) -> SQLFunction {
        SQLFunction(name, takes: 1...1, "The time of day so many \(what) behind midnight.") { (call) throws(SQLError) in
            let count: Expression
            if unit == 1_000_000 {
                let exact = SQLType.decimal(precision: 14, scale: 6)
                guard call.types[0].isNumeric || call.types[0] == .void else { throw call.unexpected(0, "\"NUMERIC\"") }
                count = call.coercion.cast(try call.number(0), to: exact).retyped(.bigint)
            } else {
                guard call.types[0].isInteger || call.types[0] == .void else {
                    throw call.unexpected(0, "\"INTEGRAL\"")
                }
                count = call.result(
                    .multiply, [call.coercion.cast(call.arguments[0], to: .bigint), number(unit)], .bigint)
            }
            return call.result(.timeOfDay, [count], wholeTime)
        }
    }

    /// The hour, minute or second of a time of day.
    static func timeOfDayPart(_ call: FunctionCall, _ name: String) -> Expression {
        let count = whole(call, call.arguments[0], nanos[name] ?? 1)
        guard name != "hour" else { return call.coercion.cast(count, to: .int) }
        return call.coercion.cast(call.result(.remainder, [count, number(60)], .bigint), to: .int)
    }

    /// The seconds of a time of day, with their fraction.
    static func secondsOfTime(_ call: FunctionCall) -> Expression {
        call.result(.remainder, [micros(call, call.arguments[0]), number(60_000_000)], .bigint)
            .retyped(.decimal(precision: 8, scale: 6))
    }

    /// The timestamp of a date and a time of day, of the session's zone or of another one.
    static func joined(_ call: FunctionCall, _ type: SQLType) throws(SQLError) -> Expression {
        guard call.types[0] == .date || call.types[0] == .void else { throw call.unexpected(0, "\"DATE\"") }
        guard call.types[1].isTimeOfDay || call.types[1] == .void else { throw call.unexpected(1, "\"TIME\"") }
        let midnight = call.coercion.cast(call.coercion.cast(call.arguments[0], to: .date), to: .timestampNTZ)
        let rest = micros(call, call.coercion.cast(call.arguments[1], to: wholeTime))
        let clock = call.result(.addMicros, [midnight, rest], .timestampNTZ)
        guard call.arguments.count > 2 else { return call.coercion.cast(clock, to: type) }
        let utc = call.result(.toUTC, [clock, try call.text(2)], .timestampNTZ)
        return call.result(.fromSeconds, [utc, number(1)], .timestamp)
    }

    /// Times of day and intervals: moved by one, or the distance of two; nil of others.
    static func timeOfDayArithmetic(_ call: FunctionCall, _ operation: Operation) -> Expression? {
        let (left, right) = (call.arguments[0], call.arguments[1])
        switch (operation, left.type, right.type) {
        case (.subtract, .timeOfDay, .timeOfDay):
            let distance = call.result(.subtract, [left.retyped(.bigint), right.retyped(.bigint)], .bigint)
            return call.result(.integralDivide, [distance, number(1_000)], .bigint)
                .retyped(.dayTime(IntervalSpan(.hour, .second)))
        case (.add, .timeOfDay, .dayTime), (.subtract, .timeOfDay, .dayTime):
            return moved(call, left, right, operation)
        case (.add, .dayTime, .timeOfDay): return moved(call, right, left, .add)
        default: return nil
        }
    }

    private static func moved(
        _ call: FunctionCall, _ time: Expression, _ distance: Expression, _ operation: Operation
    ) -> Expression {
        let sum = call.result(operation, [micros(call, time), distance.retyped(.bigint)], .bigint)
        return call.result(.timeOfDay, [sum], wholeTime)
    }
}
