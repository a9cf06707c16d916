// SPDX-License-Identifier: Apache-2.0

import Columnar

extension FunctionTable {
    /// Dates and times by patterns, by parts and from numbers.
    static let clockFunctions: [SQLFunction] = [
        SQLFunction("date_format", takes: 2...2, "A time in the letters of a pattern.") { (call) throws(SQLError) in
            call.result(.formatClock, [try call.timestamp(0), try call.text(1)], .string)
        },
        reading("to_date", .date, "The day of a text, by a pattern or as a cast has it."),
        reading("to_timestamp", .timestamp, "The instant of a text, by a pattern or as a cast has it."),
        reading("to_timestamp_ltz", .timestamp, "The instant of a text, by a pattern or as a cast has it."),
        reading("to_timestamp_ntz", .timestampNTZ, "The time of a text, by a pattern or as a cast has it."),
        tolerant("try_to_date", "to_date", takes: 1...2, "As to_date, or null."),
        tolerant("try_to_timestamp", "to_timestamp", takes: 1...2, "As to_timestamp, or null."),
        SQLFunction(
            "unix_timestamp", "to_unix_timestamp", takes: 0...2,
            named: .custom {
                "unix_timestamp(\($0.first ?? "current_timestamp()"), \($0.count > 1 ? $0[1] : plainPattern))"
            },
            "Seconds since 1970 began, of a time or of a text by a pattern."
        ) { (call) throws(SQLError) in try seconds(call) },
        SQLFunction(
            "from_unixtime", takes: 1...2,
            named: .custom { "from_unixtime(\($0[0]), \($0.count > 1 ? $0[1] : plainPattern))" },
            "The time so many seconds after 1970 began, by a pattern."
        ) { (call) throws(SQLError) in
            let seconds = try call.argument(0, as: .bigint)
            // Seconds beyond all instants wrap, as Spark's do.
            let instant = call.result(.fromSeconds, [seconds], .timestamp, onFailure: .wrap)
            let pattern = call.arguments.count > 1 ? try call.text(1) : text(plainPattern)
            return call.result(.formatClock, [instant, pattern], .string)
        },
        scaled("unix_seconds", .secondsOf, 1_000_000, "Seconds"),
        scaled("unix_millis", .secondsOf, 1_000, "Milliseconds"),
        scaled("unix_micros", .secondsOf, 1, "Microseconds"),
        instants("timestamp_millis", 1_000, "milliseconds"), instants("timestamp_micros", 1, "microseconds"),
        SQLFunction("timestamp_seconds", takes: 1...1, "The instant so many seconds after 1970 began.") {
            (call) throws(SQLError) in
            let seconds = try call.number(0)
            guard seconds.type.isFractional else { return call.coercion.cast(seconds, to: .timestamp) }
            return Expression(.cast(seconds, .wrap), .timestamp, isNullable: true, at: call.place)
        },
        SQLFunction("unix_date", takes: 1...1, "Days since 1970 began.") { (call) throws(SQLError) in
            call.result(.daysBetween, [try call.argument(0, as: .date), .literal(.int(0), .date)], .int)
        },
        SQLFunction("date_from_unix_date", takes: 1...1, "The day so many days after 1970 began.") {
            (call) throws(SQLError) in call.result(.addDays, [.literal(.int(0), .date), try call.int(0)], .date)
        },
        SQLFunction(
            "months_between", takes: 2...3,
            named: .custom { "months_between(\($0[0]), \($0[1]), \($0.count > 2 ? $0[2] : "true"))" },
            "Months from the second time to the first."
        ) { (call) throws(SQLError) in
            let rounds = call.arguments.count > 2 ? try call.boolean(2) : .literal(.bool(true), .boolean)
            return call.result(
                .monthsBetween, [try call.argument(0, as: .timestamp), try call.argument(1, as: .timestamp), rounds],
                .double)
        },
        SQLFunction("next_day", takes: 2...2, "The first day behind the date that is such a day of the week.") {
            (call) throws(SQLError) in
            call.result(
                .nextDay, [try call.argument(0, as: .date), try call.text(1)], .date,
                isNullable: call.settings.isANSI ? nil : true, onFailure: call.settings.onFailure)
        },
        SQLFunction("make_date", takes: 3...3, "The day of a year, month and day.") { (call) throws(SQLError) in
            call.result(
                .makeDate, [try call.int(0), try call.int(1), try call.int(2)], .date,
                isNullable: call.settings.isANSI ? nil : true, onFailure: call.settings.onFailure)
        },
        making("make_timestamp", .timestamp, isTolerant: false),
        making("make_timestamp_ltz", .timestamp, isTolerant: false),
        making("make_timestamp_ntz", .timestampNTZ, isTolerant: false),
        making("try_make_timestamp", .timestamp, isTolerant: true),
        making("try_make_timestamp_ltz", .timestamp, isTolerant: true),
        making("try_make_timestamp_ntz", .timestampNTZ, isTolerant: true),
        SQLFunction("date_trunc", takes: 2...2, "The first moment of the unit.") { (call) throws(SQLError) in
            call.result(
                .truncateClockTo, [try call.text(0), try call.argument(1, as: .timestamp)], .timestamp, isNullable: true
            )
        },
        named("monthname", "MMM", "The short name of the month."),
        named("dayname", "EEE", "The short name of the day."),
        SQLFunction(
            "extract", takes: 2...2, named: .custom { "extract(\($0[0]) FROM \($0[1]))" },
            "A part of a date, time or interval, by name."
        ) { (call) throws(SQLError) in try extracted(call) },
        SQLFunction("date_part", "datepart", takes: 2...2, "A part of a date, time or interval, by name.") {
            (call) throws(SQLError) in try extracted(call)
        },
        SQLFunction("to_utc_timestamp", takes: 2...2, "What UTC shows when the zone shows this.") {
            (call) throws(SQLError) in try moved(call, .toUTC)
        },
        SQLFunction("from_utc_timestamp", takes: 2...2, "What the zone shows when UTC shows this.") {
            (call) throws(SQLError) in try moved(call, .fromUTC)
        },
        SQLFunction("convert_timezone", takes: 2...3, "A time without zone, from one zone to another.") {
            (call) throws(SQLError) in
            let hasSource = call.arguments.count == 3
            let source = hasSource ? try call.text(0) : text(call.settings.timeZone)
            let target = try call.text(hasSource ? 1 : 0)
            let time = try call.argument(hasSource ? 2 : 1, as: .timestampNTZ)
            let utc = call.result(.toUTC, [time, source], .timestampNTZ)
            return call.result(.fromUTC, [utc, target], .timestampNTZ)
        },
        SQLFunction("localtimestamp", takes: 0...0, "The time at which the query began, without a zone.") {
            (call) throws(SQLError) in
            call.coercion.cast(
                call.result(.currentTimestamp, [], .timestamp, isNullable: false), to: .timestampNTZ)
        },
        SQLFunction("timestampadd", takes: 3...3, "The time so many units later.") { (call) throws(SQLError) in
            try added(call)
        },
        SQLFunction("timestampdiff", takes: 3...3, "Whole units from the second to the third.") {
            (call) throws(SQLError) in try difference(call)
        },
    ]

    private static let plainPattern = "yyyy-MM-dd HH:mm:ss"

    private static func reading(
        _ name: String, _ type: SQLType, _ documentation: String
    ) -> SQLFunction {
        SQLFunction(name, takes: 1...2, documentation) { (call) throws(SQLError) in
            var call = call
            let type = type == .timestamp ? call.settings.timestamp : type
            // What is no time is read as its text has it.
            if type != .timestamp, !call.types[0].isTime, !call.types[0].isNested {
                call.arguments[0] = call.coercion.cast(call.arguments[0], to: .string)
            }
            guard Coercion.canCast(call.types[0], type) else { throw call.unexpected(0, "\"\(type.sqlName)\"") }
            guard call.arguments.count > 1, call.types[0] == .string || call.types[0] == .void else {
                return call.coercion.cast(call.arguments[0], to: type)
            }
            return call.result(
                .parseClock, [try call.text(0), try call.text(1)], type, isNullable: call.settings.isANSI ? nil : true,
                onFailure: call.settings.onFailure)
        }
    }

    private static func seconds(_ call: FunctionCall) throws(SQLError) -> Expression {
        /// Toward zero, which differs from `unix_seconds` before 1970.
        func whole(_ instant: Expression) -> Expression {
            let micros = call.result(.secondsOf, [instant, .literal(.int(1), .bigint)], .bigint)
            return call.result(.integralDivide, [micros, .literal(.int(1_000_000), .bigint)], .bigint)
        }
        guard let first = call.arguments.first else {
            return whole(call.result(.currentTimestamp, [], .timestamp, isNullable: false))
        }
        guard first.type == .string || first.type == .void else {
            return whole(call.coercion.cast(first, to: .timestamp))
        }
        let pattern = call.arguments.count > 1 ? try call.text(1) : text(plainPattern)
        let instant = call.result(
            .parseClock, [call.coercion.cast(first, to: .string), pattern], .timestamp,
            isNullable: call.settings.isANSI ? nil : true,
            onFailure: call.settings.onFailure)
        return whole(instant)
    }

    /// Microseconds divided by a number, down.
    private static func scaled(_ name: String, _ operation: Operation, _ unit: Int, _ what: String) -> SQLFunction {
        SQLFunction(name, takes: 1...1, "\(what) since 1970 began.") { (call) throws(SQLError) in
            // A time without a zone is taken as UTC's.
            let time =
                call.types[0] == .timestampNTZ
                ? call.arguments[0].retyped(.timestamp) : try call.argument(0, as: .timestamp)
            return call.result(operation, [time, .literal(.int(unit), .bigint)], .bigint)
        }
    }

    private static func instants(_ name: String, _ unit: Int, _ what: String) -> SQLFunction {
        SQLFunction(name, takes: 1...1, "The instant so many \(what) after 1970 began.") { (call) throws(SQLError) in
            call.result(.fromSeconds, [try call.argument(0, as: .bigint), .literal(.int(unit), .bigint)], .timestamp)
        }
    }

    private static func making(_ name: String, _ type: SQLType, isTolerant: Bool) -> SQLFunction {
        // Spark shows no zone of this one.
        SQLFunction(
            name, takes: 2...7,
            named: name == "try_make_timestamp"
                ? .custom { "\(name)(\($0.prefix(6).joined(separator: ", ")))" } : .call(name),
            "The time of its parts, or of a date and a time of day."
        ) { (call) throws(SQLError) in
            let type = type == .timestamp && name.hasSuffix("make_timestamp") ? call.settings.timestamp : type
            if call.arguments.count < 4 { return try joined(call, type) }
            guard call.arguments.count > 5 else { throw call.wrongCount("[2, 3, 6, 7]") }
            var parts: [Expression] = []
            for index in 0..<5 { parts.append(try call.int(index)) }
            let seconds = SQLType.decimal(precision: 16, scale: 6)
            parts.append(try call.argument(5, as: seconds))
            let onFailure = isTolerant ? OnFailure.null : call.settings.onFailure
            let clock = call.result(
                .makeClock, parts, .timestampNTZ, isNullable: onFailure == .fail ? nil : true, onFailure: onFailure)
            guard call.arguments.count > 6, type == .timestamp else { return call.coercion.cast(clock, to: type) }
            let utc = call.result(.toUTC, [clock, try call.text(6)], .timestampNTZ)
            // What UTC shows is the instant itself.
            return call.result(.fromSeconds, [utc, .literal(.int(1), .bigint)], .timestamp)
        }
    }

    private static func named(_ name: String, _ pattern: String, _ documentation: String) -> SQLFunction {
        SQLFunction(name, takes: 1...1, documentation) { (call) throws(SQLError) in
            let clock = call.coercion.cast(try call.argument(0, as: .date), to: .timestampNTZ)
            return call.result(.formatClock, [clock, text(pattern)], .string)
        }
    }

    private static func moved(_ call: FunctionCall, _ operation: Operation) throws(SQLError) -> Expression {
        let clock = call.coercion.cast(try call.argument(0, as: .timestamp), to: .timestampNTZ)
        return call.coercion.cast(call.result(operation, [clock, try call.text(1)], .timestampNTZ), to: .timestamp)
    }

    /// A part by the name that is written out.
    private static func extracted(_ call: FunctionCall) throws(SQLError) -> Expression {
        let field = try call.literalText(0).uppercased()
        var inner = call
        inner.arguments = [call.arguments[1]]
        if call.types[1].isInterval { return try extracted(field, ofInterval: inner) }
        let name: String
        switch field {
        case "YEAR", "Y", "YEARS", "YR", "YRS": name = "year"
        case "YEAROFWEEK":
            return call.result(.weekYear, [try inner.argument(0, as: .date)], .int)
        case "QUARTER", "QTR": name = "quarter"
        case "MONTH", "MON", "MONS", "MONTHS": name = "month"
        case "WEEK", "W", "WEEKS": name = "weekofyear"
        case "DAY", "D", "DAYS": name = "day"
        case "DAYOFWEEK", "DOW": name = "dayofweek"
        case "DAYOFWEEK_ISO", "DOW_ISO":
            return call.result(
                .add, [call.result(.weekday, [try inner.argument(0, as: .date)], .int), int(1)], .int)
        case "DOY": name = "dayofyear"
        case "HOUR", "H", "HOURS", "HR", "HRS": name = "hour"
        case "MINUTE", "M", "MIN", "MINS", "MINUTES": name = "minute"
        case "SECOND", "S", "SEC", "SECONDS", "SECS":
            if call.types[1].isTimeOfDay { return secondsOfTime(inner) }
            return call.result(.secondsWithFraction, [try inner.timestamp(0)], .decimal(precision: 8, scale: 6))
        default:
            throw SQLError(
                "INVALID_EXTRACT_FIELD", ["field": "`\(field)`", "expr": "\"\(call.shownArgument(1))\""], at: call.place
            )
        }
        guard let function = timeFunctions.first(where: { $0.names.contains(name) }) else {
            throw .unsupported("extract of \(field)", at: call.place)
        }
        return try function.make(inner)
    }

    private static func extracted(
        _ field: String, ofInterval call: FunctionCall
    ) throws(SQLError) -> Expression {
        let units: [(String, [String])] = [
            ("year", ["YEAR", "Y", "YEARS", "YR", "YRS"]), ("month", ["MONTH", "MON", "MONS", "MONTHS"]),
            ("day", ["DAY", "D", "DAYS"]), ("hour", ["HOUR", "H", "HOURS", "HR", "HRS"]),
            ("minute", ["MINUTE", "M", "MIN", "MINS", "MINUTES"]),
            ("second", ["SECOND", "S", "SEC", "SECONDS", "SECS"]),
        ]
        guard let unit = units.first(where: { $0.1.contains(field) })?.0, let found = part(unit, ofInterval: call)
        else {
            throw SQLError(
                "INVALID_EXTRACT_FIELD", ["field": "`\(field)`", "expr": "\"\(call.shownArgument(1))\""],
                at: call.place)
        }
        return found
    }

    // MARK: Units

    private static let months = ["YEAR": 12, "QUARTER": 3, "MONTH": 1]
    private static let micros = [
        "WEEK": 604_800_000_000, "DAY": 86_400_000_000, "DAYOFYEAR": 86_400_000_000, "HOUR": 3_600_000_000,
        "MINUTE": 60_000_000, "SECOND": 1_000_000, "MILLISECOND": 1_000, "MICROSECOND": 1,
    ]

    private static func unit(_ call: FunctionCall) throws(SQLError) -> String { try call.literalText(0).uppercased() }

    private static func added(_ call: FunctionCall) throws(SQLError) -> Expression {
        let (unit, time) = (try unit(call), try call.timestamp(2))
        let count = try call.argument(1, as: .bigint)
        if let factor = months[unit] {
            let months = call.result(.multiply, [count, .literal(.int(factor), .bigint)], .bigint)
            let clock = call.coercion.cast(time, to: .timestampNTZ)
            return call.coercion.cast(call.result(.addMonthsClock, [clock, months], .timestampNTZ), to: time.type)
        }
        guard let factor = micros[unit] else { throw .unsupported("timestampadd of \(unit)", at: call.place) }
        let distance = call.result(.multiply, [count, .literal(.int(factor), .bigint)], .bigint)
        if factor >= 86_400_000_000 {
            // Days are those of the calendar.
            let clock = call.coercion.cast(time, to: .timestampNTZ)
            return call.coercion.cast(call.result(.addMicros, [clock, distance], .timestampNTZ), to: time.type)
        }
        return call.result(.addMicros, [time, distance], time.type)
    }

    private static func difference(_ call: FunctionCall) throws(SQLError) -> Expression {
        let unit = try unit(call)
        // Both are instants, and what counts is what the session's clock shows at them.
        let instants = [try call.argument(1, as: .timestamp), try call.argument(2, as: .timestamp)]
        let clocks = instants.map { call.coercion.cast($0, to: .timestampNTZ) }
        if let factor = months[unit] {
            let count = call.result(.monthsDifference, clocks, .bigint)
            return call.result(.integralDivide, [count, .literal(.int(factor), .bigint)], .bigint)
        }
        guard let factor = micros[unit] else { throw .unsupported("timestampdiff of \(unit)", at: call.place) }
        let distance = call.result(.microsBetween, [clocks[1], clocks[0]], .bigint)
        return call.result(.integralDivide, [distance, .literal(.int(factor), .bigint)], .bigint)
    }
}
