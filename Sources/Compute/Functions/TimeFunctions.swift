// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Scripting
import Values

extension Machine {
    /// The compiled pattern; those of constant texts are compiled once.
    fileprivate func timePattern(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> TimePattern {
        if let known = lastTimePattern.find(bytes) { return known }
        let text = String(decoding: bytes, as: UTF8.self)
        if let known = timePatterns[text] {
            lastTimePattern.keep(known, of: bytes)
            return known
        }
        let pattern: TimePattern
        do { pattern = try TimePattern(text) } catch {
            throw Failure(.invalidTimePattern, "Unrecognized datetime pattern: \(text): \(error.why).")
        }
        if timePatterns.count >= ComputeLimits.patternsKept { timePatterns = [:] }
        timePatterns[text] = pattern
        return pattern
    }

    func knownZone(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> ZoneRules {
        if let known = lastZone.find(bytes) { return known }
        let rules = try knownZone(String(decoding: bytes, as: UTF8.self))
        lastZone.keep(rules, of: bytes)
        return rules
    }

    private func knownZone(_ name: String) throws(Failure) -> ZoneRules {
        guard let rules = zone(name) ?? ZoneFinder(scriptEnvironment.services.zones).find(name) else {
            throw Failure(
                .invalidTimezone,
                "The timezone: \(name) is invalid. The timezone must be either a region-based zone ID or a zone offset."
            )
        }
        return rules
    }
}

extension SQLFunctions {
    static func time(_ code: SQLFunctionCode, _ arguments: FunctionArguments) throws(Failure) -> Scalar {
        let machine = arguments.machine
        switch code {
        case .formatClock:
            let pattern = try machine.timePattern(arguments.bytes(1))
            var bytes: [UInt8] = []
            pattern.write(arguments.int(0), offset: 0, zoneName: "Z", into: &bytes)
            return .string(String(decoding: bytes, as: UTF8.self))
        case .formatInstant:
            let pattern = try machine.timePattern(arguments.bytes(1))
            let instant = arguments.int(0)
            let rules = try machine.knownZone(arguments.bytes(2))
            guard let clock = rules.clock(atInstant: instant) else { throw overflow() }
            var bytes: [UInt8] = []
            let name = pattern.writesZone ? arguments.string(2) : ""
            pattern.write(clock, offset: (clock - instant) / 1_000_000, zoneName: name, into: &bytes)
            return .string(String(decoding: bytes, as: UTF8.self))
        case .parseClock: return try parsed(arguments, zone: nil)
        case .parseInstant: return try parsed(arguments, zone: machine.knownZone(arguments.bytes(2)))
        case .monthsBetween: return .float(months(arguments.int(0), arguments.int(1), rounds: arguments.bool(2)))
        case .nextDay: return try nextDay(arguments.int(0), arguments.string(1))
        case .makeDate:
            return .int(try date(arguments.int(0), arguments.int(1), arguments.int(2)))
        case .makeClock: return try clock(arguments)
        case .addMonthsClock:
            guard let sum = addMonths(arguments.int(0), arguments.int(1)) else { throw overflow() }
            return .int(sum)
        case .monthsDifference: return .int(wholeMonths(arguments.int(0), arguments.int(1)))
        case .truncateClockTo: return truncated(arguments.string(0), arguments.int(1))
        case .timeOfDay:
            let nanos = arguments.int(0).multipliedReportingOverflow(by: 1_000)
            guard !nanos.overflow, (0..<TimeOfDay.nanosecondsPerDay).contains(nanos.partialValue) else {
                throw Failure(
                    .datetimeFieldOutOfBounds,
                    "Invalid value for SecondOfDay (valid values 0 - 86399): \(arguments.int(0) / 1_000_000).")
            }
            return .int(nanos.partialValue)
        case .timeOfDayText: return .string(TimeOfDay.text(arguments.int(0)))
        case .parseTimeOfDay: return try timeOfDay(arguments)
        case .timeUnit: return .int(try unit(arguments.string(0)))
        case .dayTimeText: return .string(IntervalText.dayTime(arguments.int(0)))
        default: return .string(IntervalText.yearMonth(arguments.int(0)))
        }
    }

    private static func overflow() -> Failure {
        Failure(.datetimeOverflow, "Datetime operation overflow.")
    }

    private static func parsed(_ arguments: FunctionArguments, zone: ZoneRules?) throws(Failure) -> Scalar {
        let pattern = try arguments.machine.timePattern(arguments.bytes(1))
        let text = arguments.bytes(0)
        let zones = ZoneFinder(arguments.machine.scriptEnvironment.services.zones)
        var empty: UInt64 = 0
        let read = withUnsafeBytes(of: &empty) {
            pattern.readTime(text.baseAddress ?? $0.baseAddress!, text.count, zones)
        }
        switch read {
        case .wall(let clock):
            guard let zone else { return .int(clock) }
            if let instant = zone.instant(ofClock: clock) { return .int(instant) }
        case .instant(let instant) where zone != nil: return .int(instant)
        default: break
        }
        throw Failure(
            .cannotParseTimestamp,
            "Text '\(arguments.string(0))' could not be parsed. Use `try_to_timestamp` to tolerate invalid input "
                + "string and return NULL instead.")
    }

    /// The time of day of a text, by a pattern unless that is empty, for what is named.
    private static func timeOfDay(_ arguments: FunctionArguments) throws(Failure) -> Scalar {
        let text = arguments.string(0)
        if arguments.bytes(1).isEmpty {
            if let nanos = TimeOfDay.read(text) { return .int(nanos) }
        } else {
            let pattern = try arguments.machine.timePattern(arguments.bytes(1))
            let bytes = arguments.bytes(0)
            let zones = ZoneFinder(arguments.machine.scriptEnvironment.services.zones)
            var empty: UInt64 = 0
            let read = withUnsafeBytes(of: &empty) {
                pattern.readTime(bytes.baseAddress ?? $0.baseAddress!, bytes.count, zones)
            }
            if case .wall(let clock) = read { return .int(days(clock).rest * 1_000) }
        }
        if arguments.string(2) == "cast" {
            throw Failure(
                .castInvalidInput,
                "The value '\(text)' of the type \"STRING\" cannot be cast to \"TIME(6)\" because it is malformed. "
                    + "Correct the value as per the syntax, or change its target type. Use `try_cast` to tolerate "
                    + "malformed input and return NULL instead.", exception: "martlet.sql.DateTimeException")
        }
        throw Failure(
            .cannotParseTime,
            "The input string '\(text)' cannot be parsed to a TIME value because it does not match the datetime format "
                + "'\(arguments.bytes(1).isEmpty ? "HH:mm:ss.SSSSSS" : arguments.string(1))'.")
    }

    /// Nanoseconds of a unit of the clock.
    private static func unit(_ name: String) throws(Failure) -> Int {
        switch name.uppercased() {
        case "HOUR": return 3_600_000_000_000
        case "MINUTE": return 60_000_000_000
        case "SECOND": return 1_000_000_000
        case "MILLISECOND": return 1_000_000
        case "MICROSECOND": return 1_000
        default:
            throw Failure(
                .invalidTimeUnit,
                "The value of the parameter `unit` is invalid: expects one of the units 'HOUR', 'MINUTE', 'SECOND', "
                    + "'MILLISECOND', 'MICROSECOND', but got '\(name)'.")
        }
    }

    private static func days(_ clock: Int) -> (days: Int, rest: Int) {
        let days = EpochDays.floorDivide(clock, EpochDays.microsecondsPerDay)
        return (days, clock &- days &* EpochDays.microsecondsPerDay)
    }

    /// The clock so many months later; nil beyond 64 bits.
    static func addMonths(_ clock: Int, _ months: Int) -> Int? {
        let (day, rest) = days(clock)
        guard let moved = EpochDays.addMonths(day, months) else { return nil }
        let (start, overflow) = moved.multipliedReportingOverflow(by: EpochDays.microsecondsPerDay)
        let (sum, more) = start.addingReportingOverflow(rest)
        return overflow || more ? nil : sum
    }

    private static func months(_ one: Int, _ two: Int, rounds: Bool) -> Double {
        let ((first, firstRest), (second, secondRest)) = (days(one), days(two))
        let ((year, month, day), (year2, month2, day2)) = (EpochDays.date(first), EpochDays.date(second))
        let whole = Double((year - year2) * 12 + month - month2)
        let isLast = day == CivilCalendar.daysInMonth(year, month) && day2 == CivilCalendar.daysInMonth(year2, month2)
        if day == day2 || isLast { return whole }
        let seconds = (day - day2) * 86_400 + firstRest / 1_000_000 - secondRest / 1_000_000
        let difference = whole + Double(seconds) / Double(31 * 86_400)
        return rounds ? (difference * 1e8).rounded() / 1e8 : difference
    }

    /// Whole months from one clock to the other, towards zero.
    private static func wholeMonths(_ from: Int, _ to: Int) -> Int {
        let ((first, _), (second, _)) = (days(from), days(to))
        let ((year, month, _), (year2, month2, _)) = (EpochDays.date(first), EpochDays.date(second))
        var count = (year2 - year) * 12 + month2 - month
        if count > 0, let moved = addMonths(from, count), moved > to { count -= 1 }
        if count < 0, let moved = addMonths(from, count), moved < to { count += 1 }
        return count
    }

    private static let weekdays: [String: Int] = {
        var names: [String: Int] = [:]
        for (number, name) in ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]
            .enumerated()
        {
            names[name] = number
            names[String(name.prefix(3))] = number
            names[String(name.prefix(2))] = number
        }
        return names
    }()

    private static func nextDay(_ day: Int, _ name: String) throws(Failure) -> Scalar {
        guard let wanted = weekdays[name.uppercased()] else {
            throw Failure(.illegalDayOfWeek, "Illegal input for day of week: \(name).")
        }
        return .int(day &+ 1 &+ (wanted - EpochDays.weekday(day &+ 1) + 7) % 7)
    }

    private static func outOfBounds(_ what: String) -> Failure {
        Failure(.datetimeFieldOutOfBounds, "\(what).")
    }

    private static func date(_ year: Int, _ month: Int, _ day: Int) throws(Failure) -> Int {
        guard (1...12).contains(month) else {
            throw outOfBounds("Invalid value for MonthOfYear (valid values 1 - 12): \(month)")
        }
        guard (1...31).contains(day) else {
            throw outOfBounds("Invalid value for DayOfMonth (valid values 1 - 28/31): \(day)")
        }
        guard year.magnitude <= 5_000_000, EpochDays.isDate(year, month, day) else {
            throw outOfBounds("Invalid date '\(year)-\(month)-\(day)'")
        }
        return EpochDays.of(year: year, month: month, day: day)
    }

    private static func clock(_ arguments: FunctionArguments) throws(Failure) -> Scalar {
        let (hour, minute, micros) = (arguments.int(3), arguments.int(4), arguments.int(5))
        let day = try date(arguments.int(0), arguments.int(1), arguments.int(2))
        guard (0..<24).contains(hour) else {
            throw outOfBounds("Invalid value for HourOfDay (valid values 0 - 23): \(hour)")
        }
        guard (0..<60).contains(minute) else {
            throw outOfBounds("Invalid value for MinuteOfHour (valid values 0 - 59): \(minute)")
        }
        guard (0...60_000_000).contains(micros), abs(day) <= EpochDays.greatestClockDay else {
            throw outOfBounds("Invalid value for SecondOfMinute (valid values 0 - 59): \(micros / 1_000_000)")
        }
        return .int(day * EpochDays.microsecondsPerDay + (hour * 60 + minute) * 60_000_000 + micros)
    }

    private static func truncated(_ name: String, _ clock: Int) -> Scalar {
        let unit: TimeUnit
        switch name.uppercased() {
        case "YEAR", "YYYY", "YY": unit = .year
        case "QUARTER": unit = .quarter
        case "MONTH", "MM", "MON": unit = .month
        case "WEEK": unit = .week
        case "DAY", "DD": unit = .day
        case "HOUR": unit = .hour
        case "MINUTE": unit = .minute
        case "SECOND": unit = .second
        case "MILLISECOND": unit = .millisecond
        case "MICROSECOND": unit = .microsecond
        default: return .null
        }
        return .int(truncateClock(clock, unit))
    }
}
