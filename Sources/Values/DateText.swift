// SPDX-License-Identifier: Apache-2.0

/// Texts of dates and times as Spark's casts read and write them.
public enum DateText {
    /// The most bytes that `write` and `writeClock` need.
    public static let byteCountMax = 48

    /// Days since 1970-01-01 of `[+-]y`, `[+-]y-m` or `[+-]y-m-d`, behind which a blank or `T` and anything may stand;
    /// years have four to seven digits. Nil for all else.
    public static func parse(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var cursor = DateCursor(bytes, yearDigits: 4...7)
        guard let (year, month, day) = cursor.date() else { return nil }
        if !cursor.isAtEnd {
            guard cursor.hasDay, cursor.peek == 0x20 || cursor.peek == 0x54 else { return nil }
        }
        guard EpochDays.isDate(year, month, day) else { return nil }
        let days = EpochDays.of(year: year, month: month, day: day)
        return days >= EpochDays.least && days <= EpochDays.greatest ? days : nil
    }

    /// What a text says of a time: microseconds since 1970-01-01 00:00 on a clock, and the name of the clock's zone.
    public struct Moment {
        public var clock: Int
        /// Empty when the text names none.
        public var zone: String
    }

    /// `date`, or `date[ T]h[:m[:s[.fraction]]][zone]` with a date as in `parse` in a year of up to six digits. Digits
    /// of the fraction behind the sixth do not count. Nil for all else, and for what 64 bits of microseconds do not
    /// hold.
    public static func parseMoment(_ bytes: UnsafeRawBufferPointer) -> Moment? {
        var cursor = DateCursor(bytes, yearDigits: 4...6)
        guard let (year, month, day) = cursor.date(), EpochDays.isDate(year, month, day) else { return nil }
        let days = EpochDays.of(year: year, month: month, day: day)
        var (seconds, fraction) = (0, 0)
        var zone = ""
        if !cursor.isAtEnd {
            guard cursor.hasDay, cursor.take(0x20) || cursor.take(0x54), let time = cursor.time() else { return nil }
            (seconds, fraction) = (time.seconds, time.microseconds)
            if !cursor.isAtEnd {
                guard time.hasSeconds else { return nil }
                zone = cursor.rest
            }
        }
        let (start, overflow) = days.multipliedReportingOverflow(by: EpochDays.microsecondsPerDay)
        let (clock, more) = start.addingReportingOverflow(seconds * 1_000_000 + fraction)
        return overflow || more ? nil : Moment(clock: clock, zone: zone)
    }

    /// Writes `yyyy-MM-dd`; how many bytes. Years beyond four digits have a sign.
    public static func write(_ days: Int, _ out: UnsafeMutablePointer<UInt8>) -> Int {
        let (year, month, day) = EpochDays.date(days)
        var count = 0
        if year < 0 || year > 9999 {
            out[0] = year < 0 ? 0x2D : 0x2B
            count = 1
        }
        count += digits(year.magnitude, out + count, atLeast: 4)
        out[count] = 0x2D
        count += 1 + digits(month.magnitude, out + count + 1, atLeast: 2)
        out[count] = 0x2D
        return count + 1 + digits(day.magnitude, out + count + 1, atLeast: 2)
    }

    /// Writes `yyyy-MM-dd HH:mm:ss` and the fraction without trailing zeros; how many bytes.
    public static func writeClock(_ clock: Int, _ out: UnsafeMutablePointer<UInt8>) -> Int {
        let days = EpochDays.floorDivide(clock, EpochDays.microsecondsPerDay)
        var rest = (clock &- days &* EpochDays.microsecondsPerDay).magnitude
        var count = write(days, out)
        for (unit, mark) in [(3_600_000_000, 0x20), (60_000_000, 0x3A), (1_000_000, 0x3A)] as [(UInt, UInt8)] {
            out[count] = mark
            count += 1 + digits(rest / unit, out + count + 1, atLeast: 2)
            rest %= unit
        }
        if rest == 0 { return count }
        out[count] = 0x2E
        count += 1 + digits(rest, out + count + 1, atLeast: 6)
        while out[count - 1] == 0x30 { count -= 1 }
        return count
    }

    private static func digits(_ value: UInt, _ out: UnsafeMutablePointer<UInt8>, atLeast: Int) -> Int {
        var (count, bound) = (1, 10 as UInt)
        while value >= bound {
            count += 1
            bound *= 10
        }
        count = max(count, atLeast)
        var rest = value
        for place in (0..<count).reversed() {
            out[place] = UInt8(0x30 + rest % 10)
            rest /= 10
        }
        return count
    }
}

/// Reads the parts of a date and a time from a text, white space around it left out.
private struct DateCursor {
    private let bytes: UnsafeRawBufferPointer
    private let yearDigits: ClosedRange<Int>
    private var place: Int
    private let end: Int
    private(set) var hasDay = false

    init(_ bytes: UnsafeRawBufferPointer, yearDigits: ClosedRange<Int>) {
        self.bytes = bytes
        self.yearDigits = yearDigits
        let range = TextTrimming.range(bytes)
        place = range.lowerBound
        end = range.upperBound
    }

    var isAtEnd: Bool { place == end }

    var peek: UInt8 { place < end ? bytes[place] : 0 }

    var rest: String { String(decoding: bytes[place..<end], as: UTF8.self) }

    mutating func take(_ byte: UInt8) -> Bool {
        guard place < end, bytes[place] == byte else { return false }
        place += 1
        return true
    }

    /// A number of so many digits.
    private mutating func number(_ count: ClosedRange<Int>) -> Int? {
        let start = place
        var value = 0
        while place < end, bytes[place] &- 0x30 < 10, place - start < count.upperBound {
            value = value * 10 + Int(bytes[place] - 0x30)
            place += 1
        }
        return count.contains(place - start) && !(place < end && bytes[place] &- 0x30 < 10) ? value : nil
    }

    mutating func date() -> (year: Int, month: Int, day: Int)? {
        let isNegative = take(0x2D)
        if !isNegative { _ = take(0x2B) }
        guard let year = number(yearDigits) else { return nil }
        var (month, day) = (1, 1)
        if take(0x2D) {
            guard let given = number(1...2) else { return nil }
            month = given
            if take(0x2D) {
                guard let given = number(1...2) else { return nil }
                day = given
                hasDay = true
            }
        }
        return (isNegative ? -year : year, month, day)
    }

    mutating func time() -> (seconds: Int, microseconds: Int, hasSeconds: Bool)? {
        var parts = [0, 0, 0]
        var known = 0
        repeat {
            guard let part = number(1...2), part < (known == 0 ? 24 : 60) else { return nil }
            parts[known] = part
            known += 1
        } while known < 3 && take(0x3A)
        var microseconds = 0
        if known == 3, take(0x2E) {
            var unit = 100_000
            while place < end, bytes[place] &- 0x30 < 10 {
                microseconds += Int(bytes[place] - 0x30) * unit
                unit /= 10
                place += 1
            }
        }
        return ((parts[0] * 60 + parts[1]) * 60 + parts[2], microseconds, known == 3)
    }
}

/// White space and control characters around a text, which Spark's casts leave out.
public enum TextTrimming {
    public static func range(_ bytes: UnsafeRawBufferPointer) -> Range<Int> {
        var (start, end) = (0, bytes.count)
        while start < end, isBlank(bytes[start]) { start += 1 }
        while end > start, isBlank(bytes[end - 1]) { end -= 1 }
        return start..<end
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte <= 0x20 || byte == 0x7F }
}
