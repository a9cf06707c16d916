// SPDX-License-Identifier: Apache-2.0

/// Dates as days since 1970-01-01 and times as microseconds, in the Gregorian calendar, extended to all years.
public enum EpochDays {
    public static let microsecondsPerDay = 86_400_000_000
    /// Days are held to 32 bits, as Spark's: more than five million years each way.
    public static let least = Int(Int32.min)
    public static let greatest = Int(Int32.max)
    /// Days each way whose microseconds an int counts on the clocks of any zone.
    public static let greatestClockDay = Int.max / microsecondsPerDay - 2

    /// Days since 1970-01-01; the date must be one, in a year of at most eight digits.
    public static func of(year: Int, month: Int, day: Int) -> Int {
        // Years from March on, so that the leap day is their last.
        let shifted = month <= 2 ? year - 1 : year
        let cycle = floorDivide(shifted, 400)
        let yearOfCycle = shifted - cycle * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return cycle * 146_097 + yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear - 719_468
    }

    /// The date; days beyond 32 bits count as the last ones within.
    @inlinable
    public static func date(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = min(max(days, Int(Int32.min)), Int(Int32.max)) + 719_468
        let cycle = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let day = shifted - cycle * 146_097
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365
        let dayOfYear = day - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        let isEarly = month >= 10
        return (
            year + cycle * 400 + (isEarly ? 1 : 0), isEarly ? month - 9 : month + 3,
            dayOfYear - (153 * month + 2) / 5 + 1
        )
    }

    public static func isDate(_ year: Int, _ month: Int, _ day: Int) -> Bool {
        month >= 1 && month <= 12 && day >= 1 && day <= CivilCalendar.daysInMonth(year, month)
    }

    /// Monday is 0.
    @inlinable
    public static func weekday(_ days: Int) -> Int {
        let rest = (min(max(days, Int(Int32.min)), Int(Int32.max)) + 3) % 7
        return rest < 0 ? rest + 7 : rest
    }

    /// The week of ISO 8601 and the year that it belongs to.
    public static func week(_ days: Int) -> (year: Int, week: Int) {
        // The year of the week's Thursday.
        let thursday = min(max(days, least), greatest) - weekday(days) + 3
        let year = date(thursday).year
        return (year, (thursday - of(year: year, month: 1, day: 1)) / 7 + 1)
    }

    /// The date so many months later, in a shorter month its last day; nil beyond 32 bits of days.
    public static func addMonths(_ days: Int, _ months: Int) -> Int? {
        guard (-1 << 28...1 << 28).contains(months) else { return nil }
        let (year, month, day) = date(days)
        let total = year * 12 + month - 1 + months
        let newYear = floorDivide(total, 12)
        let newMonth = total - newYear * 12 + 1
        let result = of(
            year: newYear, month: newMonth, day: min(day, CivilCalendar.daysInMonth(newYear, newMonth)))
        return result >= least && result <= greatest ? result : nil
    }

    /// The quotient rounded toward minus infinity; the divisor is positive.
    @inlinable
    public static func floorDivide(_ value: Int, _ divisor: Int) -> Int {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }
}
