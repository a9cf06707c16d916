// SPDX-License-Identifier: Apache-2.0

/// The Gregorian calendar, also before it began, counted in days: day 1 is 0001-01-01.
public enum CivilCalendar {
    /// The ordinal of 1970-01-01.
    public static let epoch = 719_163
    /// The ordinal of 9999-12-31.
    public static let lastOrdinal = 3_652_059

    public static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    public static func daysInMonth(_ year: Int, _ month: Int) -> Int {
        month == 2 ? (isLeap(year) ? 29 : 28) : [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    public static func dayOfYear(_ year: Int, _ month: Int, _ day: Int) -> Int {
        (1..<month).reduce(day) { $0 + daysInMonth(year, $1) }
    }

    public static func ordinal(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let before = year - 1
        return before * 365 + before / 4 - before / 100 + before / 400 + dayOfYear(year, month, day)
    }

    /// The date of an ordinal in 1...lastOrdinal.
    public static func date(_ ordinal: Int) -> (year: Int, month: Int, day: Int) {
        var year = (ordinal - 1) * 400 / 146_097 + 1
        while year > 1 && self.ordinal(year, 1, 1) > ordinal { year -= 1 }
        while self.ordinal(year + 1, 1, 1) <= ordinal { year += 1 }
        var rest = ordinal - self.ordinal(year, 1, 1) + 1
        var month = 1
        while rest > daysInMonth(year, month) {
            rest -= daysInMonth(year, month)
            month += 1
        }
        return (year, month, rest)
    }

    /// Monday is 0.
    public static func weekday(_ ordinal: Int) -> Int { (ordinal + 6) % 7 }
}
