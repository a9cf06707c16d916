// SPDX-License-Identifier: Apache-2.0

/// Daylight saving time that begins and ends by the same rule each year.
struct YearlyRule: Hashable, Sendable {
    /// A day of the year and a time on that day's clock.
    enum Day: Hashable, Sendable {
        /// Week 5 is the last of the month, weekday 0 is Sunday.
        case weekday(month: Int, week: Int, weekday: Int)
        /// From 1 to 365, the leap day never counted.
        case julian(Int)
        /// From 0 to 365, the leap day counted.
        case ordinal(Int)
    }

    struct Change: Hashable, Sendable {
        var day: Day
        /// Seconds after midnight, negative ones too.
        var time: Int

        /// Seconds since 1970 on the clock that holds before the change.
        func clock(in year: Int) -> Int {
            let first = CivilCalendar.ordinal(year, 1, 1) - CivilCalendar.epoch
            switch day {
            case .julian(let number):
                let isBehindLeapDay = number >= 60 && CivilCalendar.isLeap(year)
                return (first + number - 1 + (isBehindLeapDay ? 1 : 0)) * 86_400 + time
            case .ordinal(let number): return (first + number) * 86_400 + time
            case .weekday(let month, let week, let weekday):
                let start = CivilCalendar.ordinal(year, month, 1)
                // Sunday is 0 here and Monday there.
                let ahead = ((weekday + 6) % 7 - CivilCalendar.weekday(start) + 7) % 7
                var day = ahead + (week - 1) * 7
                if day >= CivilCalendar.daysInMonth(year, month) { day -= 7 }
                return (start - CivilCalendar.epoch + day) * 86_400 + time
            }
        }
    }

    var standard: LocalTimeType
    var saving: LocalTimeType
    var start: Change
    var end: Change

    private var difference: Int { saving.offset - standard.offset }

    /// Daylight saving between two moments of the year, which may lie around its end.
    private func type(_ moment: Int, from start: Int, to end: Int) -> LocalTimeType {
        let isSaving = start < end ? start <= moment && moment < end : !(end <= moment && moment < start)
        return isSaving ? saving : standard
    }

    func type(atClock clock: Int, fold: Int) -> LocalTimeType {
        let year = Self.year(clock)
        var start = start.clock(in: year)
        var end = end.clock(in: year)
        // The clock shows the hour before the end twice; with the second time, daylight saving is over by then. The
        // hour behind the start is skipped: on the clock of before it with fold 0.
        if (fold == 1) == (difference >= 0) { end -= difference } else { start += difference }
        return type(clock, from: start, to: end)
    }

    func type(atUTC moment: Int) -> (type: LocalTimeType, fold: Int) {
        let year = Self.year(moment)
        let start = start.clock(in: year) - standard.offset
        let end = end.clock(in: year) - saving.offset
        let repeated = difference > 0 ? end..<end + difference : start..<start - difference
        return (type(moment, from: start, to: end), repeated.contains(moment) ? 1 : 0)
    }

    private static func year(_ seconds: Int) -> Int {
        var days = seconds / 86_400
        if seconds % 86_400 < 0 { days -= 1 }
        return CivilCalendar.date(min(max(days + CivilCalendar.epoch, 1), CivilCalendar.lastOrdinal)).year
    }
}

/// Reads `std[offset[dst[offset],start[/time],end[/time]]]`, also with times of other days (RFC 9636, section 3.3.1).
struct PosixRuleParser {
    private let text: [UInt8]
    private var place = 0

    static func parse(_ text: [UInt8]) throws(ZoneError) -> ZoneRules.Tail {
        guard text.count <= ValuesLimits.posixRuleBytesMax else {
            throw ZoneError("the rule of a time zone has \(text.count) bytes")
        }
        var parser = PosixRuleParser(text)
        return try parser.rule()
    }

    private init(_ text: [UInt8]) { self.text = text }

    private func wrong(_ what: String) -> ZoneError {
        ZoneError("'\(String(decoding: text, as: UTF8.self))' is not a rule for a time zone: \(what)")
    }

    private var next: UInt8? { place < text.count ? text[place] : nil }

    private mutating func take(_ byte: Character) -> Bool {
        guard let value = byte.asciiValue, next == value else { return false }
        place += 1
        return true
    }

    private mutating func rule() throws(ZoneError) -> ZoneRules.Tail {
        let name = try abbreviation()
        var offset = 0
        if next != nil { offset = try -time(hoursMax: 24) }
        guard offset.magnitude < 86_400 else { throw wrong("an offset of a day") }
        let standard = LocalTimeType(offset: offset, saving: 0, isSaving: false, abbreviation: name)
        guard next != nil else { return .fixed(standard) }
        let savingName = try abbreviation()
        var savingOffset = offset + 3600
        if next != nil, next != UInt8(ascii: ",") { savingOffset = try -time(hoursMax: 24) }
        guard savingOffset.magnitude < 86_400 else { throw wrong("an offset of a day") }
        guard take(",") else { throw wrong("it does not say when daylight saving begins") }
        let start = try change()
        guard take(",") else { throw wrong("it does not say when daylight saving ends") }
        let end = try change()
        guard next == nil else { throw wrong("something follows its end") }
        let saving = LocalTimeType(
            offset: savingOffset, saving: savingOffset - offset, isSaving: true, abbreviation: savingName)
        return .yearly(YearlyRule(standard: standard, saving: saving, start: start, end: end))
    }

    private mutating func abbreviation() throws(ZoneError) -> String {
        let isQuoted = take("<")
        let begin = place
        while let byte = next {
            let isLetter = (65...90).contains(byte & 0xDF)
            let isOther = (48...57).contains(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            guard isLetter || isQuoted && isOther else { break }
            place += 1
        }
        let name = String(decoding: text[begin..<place], as: UTF8.self)
        if isQuoted && !take(">") { throw wrong("a '<' without its '>'") }
        guard !name.isEmpty, name.utf8.count <= ValuesLimits.abbreviationBytesMax else {
            throw wrong("an abbreviation is missing or too long")
        }
        return name
    }

    private mutating func number(digitsMax: Int, _ most: Int) throws(ZoneError) -> Int {
        var value = 0
        let begin = place
        while let byte = next, (48...57).contains(byte), place - begin < digitsMax {
            value = value * 10 + Int(byte) - 48
            place += 1
        }
        guard place > begin, value <= most else { throw wrong("a number is missing or out of range") }
        return value
    }

    /// `[+|-]hh[:mm[:ss]]` in seconds.
    private mutating func time(hoursMax: Int) throws(ZoneError) -> Int {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        var seconds = try number(digitsMax: 3, hoursMax) * 3600
        if take(":") {
            seconds += try number(digitsMax: 2, 59) * 60
            if take(":") { seconds += try number(digitsMax: 2, 59) }
        }
        return isNegative ? -seconds : seconds
    }

    private mutating func change() throws(ZoneError) -> YearlyRule.Change {
        let day: YearlyRule.Day
        if take("M") {
            let month = try number(digitsMax: 2, 12)
            guard take(".") else { throw wrong("a day without its week") }
            let week = try number(digitsMax: 1, 5)
            guard take(".") else { throw wrong("a day without its weekday") }
            let weekday = try number(digitsMax: 1, 6)
            guard month >= 1, week >= 1 else { throw wrong("a month or week of 0") }
            day = .weekday(month: month, week: week, weekday: weekday)
        } else if take("J") {
            let number = try number(digitsMax: 3, 365)
            guard number >= 1 else { throw wrong("a day of 0") }
            day = .julian(number)
        } else {
            day = .ordinal(try number(digitsMax: 3, 365))
        }
        return YearlyRule.Change(day: day, time: take("/") ? try time(hoursMax: 167) : 7200)
    }
}
