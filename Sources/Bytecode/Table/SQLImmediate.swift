// SPDX-License-Identifier: Apache-2.0

/// What an instruction of the SQL dialect does with what it cannot do.
public enum SQLMode: Int, CaseIterable, Sendable {
    /// Ends the task with SQL's error condition and the value: Spark with `spark.sql.ansi.enabled`.
    case fail = 0
    /// Gives null: `try_add`, `try_cast` and their kin.
    case null = 1
    /// What overflows wraps around (a float becomes the nearest int instead), and what has no value at all, as a
    /// division by zero or a text that is no number, is null: Spark without `spark.sql.ansi.enabled`.
    case wrap = 2
}

/// How many bits of an int count. Registers have 64.
public enum IntWidth: Int, CaseIterable, Sendable {
    case bits64 = 0
    case bits32 = 1
    case bits16 = 2
    case bits8 = 3

    public var bits: Int { 64 >> rawValue }
    public var least: Int { Int.min >> (64 - bits) }
    public var greatest: Int { Int.max >> (64 - bits) }
    /// Spark's name of the type.
    public var typeName: String { ["BIGINT", "INT", "SMALLINT", "TINYINT"][rawValue] }

    /// The lowest bits of `value` as a number of this width.
    @inlinable
    public func wrapped(_ value: Int) -> Int {
        let unused = 64 - (64 >> rawValue)
        return (value << unused) >> unused
    }
}

/// The immediate of an instruction of the SQL dialect: mode + 4 × width + 16 × variant.
public struct SQLImmediate: Hashable, Sendable {
    public var mode: SQLMode
    public var width: IntWidth
    /// By opcode: half to even, a fraction is cut off, of 32 bits.
    public var variant: Bool

    public init(_ mode: SQLMode = .fail, width: IntWidth = .bits64, variant: Bool = false) {
        self.mode = mode
        self.width = width
        self.variant = variant
    }

    public init?(encoded: Int) {
        guard (0..<32).contains(encoded), let mode = SQLMode(rawValue: encoded & 3),
            let width = IntWidth(rawValue: encoded >> 2 & 3)
        else { return nil }
        self.init(mode, width: width, variant: encoded >> 4 == 1)
    }

    public var encoded: Int { mode.rawValue + 4 * width.rawValue + (variant ? 16 : 0) }
}

/// The parts of a date and of a time that `sqlDatePart` and `sqlClockPart` take out; the immediate is the raw value.
public enum DatePart: Int, CaseIterable, Sendable {
    case year = 0
    /// 1 ... 4.
    case quarter
    case month
    case day
    /// Sunday is 1.
    case dayOfWeek
    /// Monday is 0.
    case weekday
    case dayOfYear
    /// The week of ISO 8601, which begins on Monday and has four days of the year or more.
    case week
    /// The year that `week` belongs to.
    case weekYear
    /// The last day of the month, as days since 1970-01-01.
    case lastDay
}

/// As `DatePart`.
public enum ClockPart: Int, CaseIterable, Sendable {
    case hour = 0
    case minute
    case second
    /// Microseconds of the second and whole seconds: 0 ... 59 999 999.
    case microsecond
}

/// The unit to which `sqlTruncateDate` and `sqlTruncateClock` go down; the immediate is the raw value.
public enum TimeUnit: Int, CaseIterable, Sendable {
    case year = 0
    case quarter
    case month
    /// Monday.
    case week
    case day
    case hour
    case minute
    case second
    case millisecond
    case microsecond
}
