// SPDX-License-Identifier: Apache-2.0

import Values

typealias Calendar = CivilCalendar

extension CivilCalendar {
    static let dayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    static let monthNames = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// ISO year, week and day (Monday is 1).
    static func isoWeek(_ ordinal: Int) -> (year: Int, week: Int, day: Int) {
        let day = weekday(ordinal)
        // The Thursday of the week decides.
        let thursday = ordinal - day + 3
        let year = thursday < 1 ? 0 : thursday > lastOrdinal ? 10_000 : date(thursday).year
        let first = self.ordinal(max(year, 1), 1, 1)
        let week = year == 0 ? 52 : (thursday - first) / 7 + 1
        return (year, week, day + 1)
    }
}

/// The fields of a moment, for texts.
struct MomentFields {
    var year = 1900
    var month = 1
    var day = 1
    var hour = 0
    var minute = 0
    var second = 0
    var microsecond = 0
    /// Seconds east of UTC; nil where no zone is known.
    var offset: Int?
    var zoneName: String?

    var ordinal: Int { Calendar.ordinal(year, month, day) }

    /// Seconds since 1970 on a clock that shows this.
    var secondsOnClock: Int { (ordinal - Calendar.epoch) * 86_400 + hour * 3600 + minute * 60 + second }

    /// `strftime`.
    func text(_ format: Text) -> Text {
        var result = ""
        let scalars = format.scalars
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            if scalar == "%", index < scalars.count {
                result += code(scalars[index]) ?? "%\(scalars[index])"
                index += 1
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return Text(result)
    }

    private func code(_ code: Unicode.Scalar) -> String? {
        let weekday = Calendar.weekday(ordinal)
        let dayOfYear = Calendar.dayOfYear(year, month, day)
        switch code {
        case "Y": return String(year)
        case "m": return padded(month, 2)
        case "d": return padded(day, 2)
        case "e": return day < 10 ? " \(day)" : String(day)
        case "H": return padded(hour, 2)
        case "I": return padded((hour + 11) % 12 + 1, 2)
        case "M": return padded(minute, 2)
        case "S": return padded(second, 2)
        case "f": return padded(microsecond, 6)
        case "j": return padded(dayOfYear, 3)
        case "y": return padded(year % 100, 2)
        case "C": return padded(year / 100, 2)
        case "a": return String(Calendar.dayNames[weekday].prefix(3))
        case "A": return Calendar.dayNames[weekday]
        case "b", "h": return String(Calendar.monthNames[month - 1].prefix(3))
        case "B": return Calendar.monthNames[month - 1]
        case "p": return hour < 12 ? "AM" : "PM"
        case "w": return String((weekday + 1) % 7)
        case "u": return String(weekday + 1)
        case "U": return padded((dayOfYear + 6 - (weekday + 1) % 7) / 7, 2)
        case "W": return padded((dayOfYear + 6 - weekday) / 7, 2)
        case "V": return padded(Calendar.isoWeek(ordinal).week, 2)
        case "G": return String(Calendar.isoWeek(ordinal).year)
        case "z": return offset.map { offsetText($0, colon: false) } ?? ""
        case "Z": return zoneName ?? ""
        case "c": return text(Text("%a %b %e %H:%M:%S %Y")).string
        case "x", "D": return text(Text("%m/%d/%y")).string
        case "X", "T": return text(Text("%H:%M:%S")).string
        case "F": return text(Text("%Y-%m-%d")).string
        case "R": return text(Text("%H:%M")).string
        case "n": return "\n"
        case "t": return "\t"
        case "s":
            return String((ordinal - Calendar.epoch) * 86_400 + hour * 3600 + minute * 60 + second - (offset ?? 0))
        case "%": return "%"
        default: return nil
        }
    }
}

func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

/// `+HH:MM`, with seconds where there are some.
func offsetText(_ offset: Int, colon: Bool) -> String {
    let size = abs(offset)
    let separator = colon ? ":" : ""
    var text = (offset < 0 ? "-" : "+") + padded(size / 3600, 2) + separator + padded(size / 60 % 60, 2)
    if size % 60 != 0 { text += separator + padded(size % 60, 2) }
    return text
}

/// Reads a text by a format of `strptime`.
struct MomentParser {
    private let text: [Unicode.Scalar]
    private let format: [Unicode.Scalar]
    private let shownText: String
    private let shownFormat: String
    private var place = 0
    private(set) var fields = MomentFields()
    private var isAfternoon: Bool?
    private var dayOfYear: Int?

    init(_ text: Text, _ format: Text) {
        self.text = text.scalars
        self.format = format.scalars
        shownText = ReprText.of(text)
        shownFormat = ReprText.of(format)
    }

    private func mismatch() -> Raised {
        Raised("ValueError", "time data \(shownText) does not match format \(shownFormat)")
    }

    mutating func run() throws(Raised) -> MomentFields {
        try read(format)
        if place < text.count {
            let rest = String(String.UnicodeScalarView(text[place...]))
            throw Raised("ValueError", "unconverted data remains: \(rest)")
        }
        if let isAfternoon { fields.hour = fields.hour % 12 + (isAfternoon ? 12 : 0) }
        if let dayOfYear {
            guard dayOfYear <= (Calendar.isLeap(fields.year) ? 366 : 365) else { throw mismatch() }
            let date = Calendar.date(Calendar.ordinal(fields.year, 1, 1) + dayOfYear - 1)
            (fields.month, fields.day) = (date.month, date.day)
        }
        if fields.day > Calendar.daysInMonth(fields.year, fields.month) {
            throw Raised("ValueError", "day is out of range for month")
        }
        return fields
    }

    private mutating func read(_ format: [Unicode.Scalar]) throws(Raised) {
        var index = 0
        while index < format.count {
            let scalar = format[index]
            index += 1
            if isSpace(scalar) {
                while index < format.count && isSpace(format[index]) { index += 1 }
                guard place < text.count, isSpace(text[place]) else { throw mismatch() }
                while place < text.count && isSpace(text[place]) { place += 1 }
            } else if scalar == "%" {
                guard index < format.count else { throw Raised("ValueError", "stray % in format \(shownFormat)") }
                try directive(format[index])
                index += 1
            } else {
                guard place < text.count, text[place].properties.lowercaseMapping == scalar.properties.lowercaseMapping
                else { throw mismatch() }
                place += 1
            }
        }
    }

    /// A number of at most `width` digits in a range; as many digits as keep it there.
    private mutating func number(_ width: Int, _ range: ClosedRange<Int>, exact: Bool = false) throws(Raised) -> Int {
        var value = 0
        var digits = 0
        var best: (value: Int, digits: Int)?
        var cursor = place
        while digits < width, cursor < text.count, isDecimal(text[cursor]),
            let digit = text[cursor].properties.numericValue
        {
            value = value * 10 + Int(digit)
            digits += 1
            cursor += 1
            if range.contains(value) && (!exact || digits == width) { best = (value, digits) }
        }
        guard let best else { throw mismatch() }
        place += best.digits
        return best.value
    }

    private mutating func name(_ names: [String]) throws(Raised) -> Int {
        for (index, name) in names.enumerated() {
            let count = name.unicodeScalars.count
            guard place + count <= text.count else { continue }
            if String(String.UnicodeScalarView(text[place..<place + count])).lowercased() == name.lowercased() {
                place += count
                return index
            }
        }
        throw mismatch()
    }

    private mutating func directive(_ code: Unicode.Scalar) throws(Raised) {
        switch code {
        case "Y": fields.year = try number(4, 0...9999, exact: true)
        case "m": fields.month = try number(2, 1...12)
        case "d", "e":
            if place + 1 < text.count, text[place] == " " { place += 1 }
            fields.day = try number(2, 1...31)
        case "H": fields.hour = try number(2, 0...23)
        case "I": fields.hour = try number(2, 1...12)
        case "M": fields.minute = try number(2, 0...59)
        case "S": fields.second = try number(2, 0...61)
        case "f":
            let start = place
            var value = try number(6, 0...999_999)
            // Fewer digits are the first ones of six.
            for _ in (place - start)..<6 { value *= 10 }
            fields.microsecond = value
        case "j": dayOfYear = try number(3, 1...366)
        case "y":
            let year = try number(2, 0...99, exact: true)
            fields.year = year <= 68 ? 2000 + year : 1900 + year
        case "b", "h": fields.month = try name(Calendar.monthNames.map { String($0.prefix(3)) }) + 1
        case "B": fields.month = try name(Calendar.monthNames) + 1
        case "a": _ = try name(Calendar.dayNames.map { String($0.prefix(3)) })
        case "A": _ = try name(Calendar.dayNames)
        case "p": isAfternoon = try name(["am", "pm"]) == 1
        case "w": _ = try number(1, 0...6)
        case "u": _ = try number(1, 1...7)
        case "U", "W": _ = try number(2, 0...53)
        case "z": try zone()
        case "Z":
            let zone = try name(["utc", "gmt"])
            fields.zoneName = zone == 0 ? "UTC" : "GMT"
        case "c": try read(Array("%a %b %d %H:%M:%S %Y".unicodeScalars))
        case "x": try read(Array("%m/%d/%y".unicodeScalars))
        case "X": try read(Array("%H:%M:%S".unicodeScalars))
        case "%":
            guard place < text.count, text[place] == "%" else { throw mismatch() }
            place += 1
        default:
            throw Raised("ValueError", "'\(code)' is a bad directive in format \(shownFormat)")
        }
    }

    private mutating func zone() throws(Raised) {
        if place < text.count, text[place] == "Z" {
            place += 1
            fields.offset = 0
            return
        }
        guard place < text.count, text[place] == "+" || text[place] == "-" else { throw mismatch() }
        let isNegative = text[place] == "-"
        place += 1
        let hours = try number(2, 0...23, exact: true)
        if place < text.count, text[place] == ":" { place += 1 }
        var offset = hours * 3600 + (try number(2, 0...59, exact: true)) * 60
        if place + 1 < text.count, text[place] == ":" {
            place += 1
            offset += try number(2, 0...59, exact: true)
        }
        fields.offset = isNegative ? -offset : offset
    }
}

/// Reads what `isoformat` writes, and the other forms of ISO 8601 that Python takes.
struct ISOParser {
    private let text: [UInt8]
    private var place = 0

    init(_ text: Text) { self.text = text.utf8 }

    var isAtEnd: Bool { place == text.count }

    private mutating func digits(_ count: Int) -> Int? {
        guard place + count <= text.count else { return nil }
        var value = 0
        for byte in text[place..<place + count] {
            guard byte >= 48, byte <= 57 else { return nil }
            value = value * 10 + Int(byte) - 48
        }
        place += count
        return value
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard place < text.count, text[place] == byte else { return false }
        place += 1
        return true
    }

    mutating func skip() { place = min(place + 1, text.count) }

    /// Year, month and day; nil where there is no date.
    mutating func date() -> (Int, Int, Int)? {
        guard let year = digits(4) else { return nil }
        let hasDash = take(45)
        if take(87) {
            guard year >= 1, let week = digits(2), (1...53).contains(week) else { return nil }
            var day = 1
            if hasDash ? take(45) : place < text.count && text[place] >= 48 && text[place] <= 57 {
                guard let given = digits(1), (1...7).contains(given) else { return nil }
                day = given
            }
            // The week of January 4 is the first.
            let fourth = Calendar.ordinal(year, 1, 4)
            let ordinal = fourth - Calendar.weekday(fourth) + (week - 1) * 7 + day - 1
            guard ordinal >= 1, ordinal <= Calendar.lastOrdinal, Calendar.isoWeek(ordinal).week == week else {
                return nil
            }
            return Calendar.date(ordinal)
        }
        guard let month = digits(2) else { return nil }
        if hasDash && !take(45) { return nil }
        guard let day = digits(2) else { return nil }
        return (year, month, day)
    }

    /// Hour, minute, second, microsecond and offset.
    mutating func time() -> (Int, Int, Int, Int, Int?)? {
        guard let hour = digits(2) else { return nil }
        var (minute, second, micro) = (0, 0, 0)
        let hasColon = take(58)
        if hasColon || (place < text.count && text[place] >= 48 && text[place] <= 57) {
            guard let given = digits(2) else { return nil }
            minute = given
            if hasColon ? take(58) : (place < text.count && text[place] >= 48 && text[place] <= 57) {
                guard let given = digits(2) else { return nil }
                second = given
                if take(46) || take(44) {
                    var scale = 100_000
                    let start = place
                    while let digit = digits(1) {
                        micro += digit * scale
                        scale /= 10
                    }
                    if place == start { return nil }
                }
            }
        }
        if place == text.count { return (hour, minute, second, micro, nil) }
        if take(90) { return (hour, minute, second, micro, 0) }
        let isNegative = text[place] == 45
        guard isNegative || text[place] == 43 else { return nil }
        place += 1
        guard let hours = digits(2) else { return nil }
        var offset = hours * 3600
        if !isAtEnd {
            let hasColon = take(58)
            guard let minutes = digits(2) else { return nil }
            offset += minutes * 60
            if !isAtEnd {
                if hasColon && !take(58) { return nil }
                guard let seconds = digits(2) else { return nil }
                offset += seconds
            }
        }
        return (hour, minute, second, micro, isNegative ? -offset : offset)
    }
}
