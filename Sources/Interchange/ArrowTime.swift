// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Arrow's dates, times of day, timestamps and durations, as the objects of Python's datetime.
struct ArrowTime {
    private enum Kind { case date, time, timestamp, duration }

    private let kind: Kind
    /// Units in a second; for dates units in a day.
    let units: Int
    private let isZoned: Bool
    let byteCount: Int

    /// nil when `format` is something else.
    init?(_ format: String) {
        let letters = Array(format.utf8)
        guard letters.count >= 3, letters[0] == UInt8(ascii: "t") else { return nil }
        let scales: [UInt8: Int] = [
            UInt8(ascii: "s"): 1, UInt8(ascii: "m"): 1_000, UInt8(ascii: "u"): 1_000_000,
            UInt8(ascii: "n"): 1_000_000_000,
        ]
        switch letters[1] {
        case UInt8(ascii: "d"):
            kind = .date
            guard letters[2] == UInt8(ascii: "D") || letters[2] == UInt8(ascii: "m") else { return nil }
            units = letters[2] == UInt8(ascii: "D") ? 1 : 86_400_000
            byteCount = letters[2] == UInt8(ascii: "D") ? 4 : 8
            isZoned = false
            return
        case UInt8(ascii: "t"): kind = .time
        case UInt8(ascii: "s"): kind = .timestamp
        case UInt8(ascii: "D"): kind = .duration
        default: return nil
        }
        guard let scale = scales[letters[2]] else { return nil }
        units = scale
        byteCount = kind == .time && scale <= 1_000 ? 4 : 8
        // "tsu:" has no zone, "tsu:UTC" counts from the epoch in UTC.
        isZoned = kind == .timestamp && letters.count > 4
    }

    /// Whether the values are dates, instants, clocks' readings or durations as `meaning` has them.
    func gives(_ meaning: ArrowMeaning) -> Bool {
        switch meaning {
        case .date: kind == .date
        case .timestamp(let wantsZone): kind == .timestamp && isZoned == wantsZone
        case .timeOfDay: kind == .time
        case .duration: kind == .duration
        default: false
        }
    }

    /// Whole seconds below `value`, and microseconds above them.
    private func split(_ value: Int) -> (seconds: Int, microseconds: Int) {
        let seconds = floorDivided(value, units)
        let rest = value &- seconds &* units
        return (seconds, units > 1_000_000 ? rest / (units / 1_000_000) : rest * (1_000_000 / units))
    }

    /// Appends the object that `value` is.
    func write(_ value: Int, to writer: inout AnyWriter) throws(ConversionError) {
        switch kind {
        case .date:
            let (year, month, day) = try civil(floorDivided(value, units))
            writer.beginObject("datetime.date", count: 3)
            for field in [year, month, day] { writer.int(field) }
        case .time:
            let (seconds, microseconds) = split(value)
            guard seconds >= 0 && seconds < 86_400 else {
                throw ConversionError(.value, "an Arrow time of day has \(seconds) seconds")
            }
            writer.beginObject("datetime.time", count: 4)
            for field in [seconds / 3_600, seconds / 60 % 60, seconds % 60, microseconds] { writer.int(field) }
        case .duration:
            let (seconds, microseconds) = split(value)
            let days = floorDivided(seconds, 86_400)
            guard days.magnitude < 1_000_000_000 else {
                throw ConversionError(.overflow, "a duration of \(days) days is beyond Python's timedelta")
            }
            writer.beginObject("datetime.timedelta", count: 3)
            for field in [days, seconds - days * 86_400, microseconds] { writer.int(field) }
        case .timestamp:
            let (seconds, microseconds) = split(value)
            let days = floorDivided(seconds, 86_400)
            let (year, month, day) = try civil(days)
            let rest = seconds - days * 86_400
            writer.beginObject("datetime.datetime", count: 9)
            for field in [year, month, day, rest / 3_600, rest / 60 % 60, rest % 60, microseconds] { writer.int(field) }
            if isZoned { writer.int(0) } else { writer.none() }
            writer.int(0)
        }
    }

    /// The date `days` after 1970-01-01.
    private func civil(_ days: Int) throws(ConversionError) -> (Int, Int, Int) {
        // Python's years are 1 to 9999.
        guard days >= -719_162 && days <= 2_932_896 else {
            throw ConversionError(.overflow, "a date \(days) days from 1970-01-01 is not in the years 1 to 9999")
        }
        // Years begin in March: the leap day is a year's last. 146097 days are 400 years.
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}

private func floorDivided(_ value: Int, _ by: Int) -> Int {
    let quotient = value / by
    return value % by < 0 ? quotient - 1 : quotient
}
