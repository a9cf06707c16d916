// SPDX-License-Identifier: Apache-2.0

/// A date or time in the letters of Java's DateTimeFormatter, for reading and writing:
/// `yyyy-MM-dd HH:mm:ss[.SSS]`. Immutable.
package struct TimePattern: Sendable {
    /// Why a pattern cannot be used.
    package struct Refused: Error {
        package let pattern: String
        package let why: String

        /// The whole as an error says it.
        package var message: String {
            "the pattern \"\(pattern)\" cannot be used: \(why); letters that can: y u M L d D H h K k m s S "
                + "a E Q q G X x Z z V, text in 'quotes', [optional parts]"
        }
    }

    enum Part: Hashable, Sendable {
        case literal([UInt8])
        case year(width: Int)
        case month(width: Int)
        case day(width: Int)
        case dayOfYear(width: Int)
        case hour(width: Int)
        case hourOfHalfDay(width: Int)
        case minute(width: Int)
        case second(width: Int)
        case fraction(width: Int)
        case halfDay
        /// 1 ... 24 (`k`), 0 ... 11 (`K`).
        case hourFromOne(width: Int)
        case hourOfHalfDayFromZero(width: Int)
        /// Written only.
        case quarter(width: Int)
        case era
        case weekday(isFull: Bool)
        /// `X`: `Z` for UTC. Otherwise digits always.
        case offset(letters: Int, hasZ: Bool)
        case zone
        /// As a whole or not at all.
        case optional([Part])
    }

    private let parts: [Part]
    package let text: String

    package init(_ pattern: String) throws(Refused) {
        text = pattern
        guard pattern.utf8.count <= ValuesLimits.patternByteCountMax else {
            throw TimePattern.refused(pattern, "it has more than \(ValuesLimits.patternByteCountMax) bytes")
        }
        var scalars = Array(pattern.unicodeScalars)[...]
        parts = try TimePattern.parse(&scalars, pattern, isInside: false)
    }

    private static func refused(_ pattern: String, _ why: String) -> Refused {
        Refused(pattern: pattern, why: why)
    }

    private static func parse(
        _ scalars: inout ArraySlice<Unicode.Scalar>, _ pattern: String, isInside: Bool
    ) throws(Refused) -> [Part] {
        var parts: [Part] = []
        while let scalar = scalars.popFirst() {
            switch scalar {
            case "[":
                guard !isInside else { throw refused(pattern, "optional parts are nested") }
                parts.append(.optional(try parse(&scalars, pattern, isInside: true)))
            case "]":
                guard isInside else { throw refused(pattern, "a ] is without its [") }
                return parts
            case "'":
                var text = String.UnicodeScalarView()
                var isClosed = false
                if scalars.first == "'" {
                    scalars.removeFirst()
                    text.append("'")
                    isClosed = true
                }
                while !isClosed, let next = scalars.popFirst() {
                    if next == "'" {
                        if scalars.first == "'" { text.append(scalars.removeFirst()) } else { isClosed = true }
                    } else {
                        text.append(next)
                    }
                }
                guard isClosed else { throw refused(pattern, "a quote is open") }
                parts.append(.literal(Array(String(text).utf8)))
            case "a"..."z", "A"..."Z":
                var width = 1
                while scalars.first == scalar {
                    scalars.removeFirst()
                    width += 1
                }
                parts.append(try part(scalar, width, pattern))
            case "#", "{", "}": throw refused(pattern, "it holds a \(scalar)")
            default: parts.append(.literal(Array(String(scalar).utf8)))
            }
        }
        if isInside { throw refused(pattern, "a [ is without its ]") }
        return parts
    }

    private static func part(_ letter: Unicode.Scalar, _ width: Int, _ pattern: String) throws(Refused) -> Part {
        switch (letter, width) {
        case ("y", 1...6), ("u", 1...6): return .year(width: width)
        case ("M", 1...4), ("L", 1...4): return .month(width: width)
        case ("d", 1...2): return .day(width: width)
        case ("D", 1...3): return .dayOfYear(width: width)
        case ("H", 1...2): return .hour(width: width)
        case ("h", 1...2): return .hourOfHalfDay(width: width)
        case ("k", 1...2): return .hourFromOne(width: width)
        case ("K", 1...2): return .hourOfHalfDayFromZero(width: width)
        case ("Q", 1...4), ("q", 1...4): return .quarter(width: width)
        case ("G", 1...3): return .era
        case ("m", 1...2): return .minute(width: width)
        case ("s", 1...2): return .second(width: width)
        case ("S", 1...9): return .fraction(width: width)
        case ("a", 1): return .halfDay
        case ("E", 1...4): return .weekday(isFull: width == 4)
        case ("X", 1...5): return .offset(letters: width, hasZ: true)
        case ("x", 1...5): return .offset(letters: width, hasZ: false)
        case ("Z", 1...3): return .offset(letters: 2, hasZ: false)
        case ("z", 1...4), ("V", 2): return .zone
        default: throw refused(pattern, "\(String(repeating: String(letter), count: width)) is not known")
        }
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ].map { Array($0.utf8) }
    private static let weekdays = [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ].map { Array($0.utf8) }

    // MARK: Reading

    /// What has been read so far.
    private struct Fields {
        var (year, month, day, dayOfYear) = (1970, 1, 1, 0)
        var (hour, halfDayHour, halfDay) = (0, -1, 0)
        var (minute, second, micros) = (0, 0, 0)
        var zone: ZoneRules?
    }

    /// Days since 1970; nil when the text is not of the pattern.
    package func readDate(_ text: UnsafeRawPointer, _ count: Int, _ zones: ZoneFinder) -> Int? {
        guard let fields = read(text, count, zones) else { return nil }
        return TimePattern.day(fields)
    }

    package func readTime(_ text: UnsafeRawPointer, _ count: Int, _ zones: ZoneFinder) -> ReadTime? {
        guard let fields = read(text, count, zones), let day = TimePattern.day(fields),
            abs(day) <= EpochDays.greatestClockDay
        else {
            return nil
        }
        var hour = fields.hour
        if fields.halfDayHour >= 0 { hour = fields.halfDayHour % 12 + fields.halfDay * 12 }
        guard hour < 24, fields.minute < 60, fields.second < 60 else { return nil }
        let micros =
            day * EpochDays.microsecondsPerDay + ((hour * 60 + fields.minute) * 60 + fields.second) * 1_000_000
            + fields.micros
        guard let zone = fields.zone else { return .wall(micros) }
        return zone.instant(ofClock: micros).map { .instant($0) }
    }

    private static func day(_ fields: Fields) -> Int? {
        if fields.dayOfYear > 0 {
            guard fields.dayOfYear <= CivilCalendar.dayOfYear(fields.year, 12, 31) else { return nil }
            return EpochDays.of(year: fields.year, month: 1, day: 1) + fields.dayOfYear - 1
        }
        guard EpochDays.isDate(fields.year, fields.month, fields.day) else { return nil }
        return EpochDays.of(year: fields.year, month: fields.month, day: fields.day)
    }

    private func read(_ text: UnsafeRawPointer, _ count: Int, _ zones: ZoneFinder) -> Fields? {
        var scanner = TimeScanner(text, count)
        var fields = Fields()
        guard TimePattern.read(parts, &scanner, &fields, zones), scanner.isAtEnd else { return nil }
        return fields
    }

    private static func read(
        _ parts: [Part], _ scanner: inout TimeScanner, _ fields: inout Fields, _ zones: ZoneFinder
    ) -> Bool {
        for part in parts {
            if case .optional(let inner) = part {
                let (before, fieldsBefore) = (scanner.place, fields)
                if !read(inner, &scanner, &fields, zones) {
                    scanner.place = before
                    fields = fieldsBefore
                }
            } else if !read(part, &scanner, &fields, zones) {
                return false
            }
        }
        return true
    }

    private static func read(
        _ part: Part, _ scanner: inout TimeScanner, _ fields: inout Fields, _ zones: ZoneFinder
    ) -> Bool {
        func number(_ width: Int, _ most: Int = 2) -> Int? { scanner.number(width == 1 ? 1...most : width...width) }
        func set(_ field: inout Int, _ value: Int?) -> Bool {
            guard let value else { return false }
            field = value
            return true
        }
        switch part {
        case .literal(let bytes): return bytes.allSatisfy { scanner.takes($0) }
        case .year(2): return set(&fields.year, scanner.number(2...2).map { $0 + 2_000 })
        case .year(let width):
            let isNegative = scanner.takes(45)
            return set(&fields.year, scanner.number(max(width, 1)...max(width, 4)).map { isNegative ? -$0 : $0 })
        case .month(3), .month(4):
            guard case .month(let width) = part else { return false }
            let found = name(months, &scanner, isFull: width == 4)
            return set(&fields.month, found.map { $0 + 1 })
        case .month(let width): return set(&fields.month, number(width))
        case .day(let width): return set(&fields.day, number(width))
        case .dayOfYear(let width): return set(&fields.dayOfYear, number(width, 3))
        case .hour(let width): return set(&fields.hour, number(width))
        case .hourOfHalfDay(let width): return set(&fields.halfDayHour, number(width))
        case .hourFromOne(let width): return set(&fields.hour, number(width).map { $0 % 24 })
        case .hourOfHalfDayFromZero(let width): return set(&fields.halfDayHour, number(width))
        case .quarter: return number(1) != nil
        case .era: return scanner.takes(0x41) && scanner.takes(0x44)
        case .minute(let width): return set(&fields.minute, number(width))
        case .second(let width): return set(&fields.second, number(width))
        case .fraction(let width):
            let start = scanner.place
            fields.micros = readFraction(&scanner)
            return scanner.place > start && scanner.place - start <= width
        case .halfDay:
            let letter = scanner.byte | 0x20
            guard letter == 0x61 || letter == 0x70 else { return false }
            scanner.place += 1
            fields.halfDay = letter == 0x70 ? 1 : 0
            return scanner.takes(0x4D) || scanner.takes(0x6D)
        case .weekday(let isFull): return name(weekdays, &scanner, isFull: isFull) != nil
        case .offset, .zone: return readZone(&scanner, &fields, zones)
        case .optional: return false
        }
    }

    /// Which of `names` comes next, whole or by its first three letters.
    private static func name(_ names: [[UInt8]], _ scanner: inout TimeScanner, isFull: Bool) -> Int? {
        for (index, name) in names.enumerated() {
            let wanted = isFull ? name[...] : name.prefix(3)
            let start = scanner.place
            if wanted.allSatisfy({ scanner.takes($0) }) { return index }
            scanner.place = start
        }
        return nil
    }

    private static func readZone(
        _ scanner: inout TimeScanner, _ fields: inout Fields, _ zones: ZoneFinder
    ) -> Bool {
        let start = scanner.place
        while !scanner.isAtEnd, scanner.byte > 32, scanner.byte != 93 { scanner.place += 1 }
        let bytes = UnsafeRawBufferPointer(start: scanner.text + start, count: scanner.place - start)
        guard !bytes.isEmpty, let zone = zones.find(String(decoding: bytes, as: UTF8.self)) else { return false }
        fields.zone = zone
        return true
    }

    // MARK: Writing

    /// Whether the name of the zone is part of what is written.
    package var writesZone: Bool { TimePattern.writesZone(parts) }

    private static func writesZone(_ parts: [Part]) -> Bool {
        parts.contains { part in
            switch part {
            case .zone: true
            case .optional(let inner): writesZone(inner)
            default: false
            }
        }
    }

    /// What `micros` on a wall clock is as text; `offset`: seconds of the clock's zone.
    package func write(_ micros: Int, offset: Int, zoneName: String, into out: inout [UInt8]) {
        let day = EpochDays.floorDivide(micros, EpochDays.microsecondsPerDay)
        let rest = micros &- day &* EpochDays.microsecondsPerDay
        TimePattern.write(parts, day, rest, offset, zoneName, into: &out)
    }

    private static func write(
        _ parts: [Part], _ day: Int, _ micros: Int, _ offset: Int, _ zoneName: String, into out: inout [UInt8]
    ) {
        let (year, month, dayOfMonth) = EpochDays.date(day)
        let second = micros / 1_000_000
        let hour = second / 3_600
        func number(_ value: Int, _ width: Int) {
            // Most parts of a time have two digits.
            if value < 100, width <= 2 {
                if value >= 10 || width == 2 { out.append(UInt8(48 + value / 10)) }
                return out.append(UInt8(48 + value % 10))
            }
            let digits = String(value)
            for _ in digits.utf8.count..<max(width, digits.utf8.count) { out.append(48) }
            out += digits.utf8
        }
        for part in parts {
            switch part {
            case .literal(let bytes): out += bytes
            case .year(2): number((year % 100 + 100) % 100, 2)
            case .year(let width):
                // More digits than the pattern has need a sign.
                if year < 0 { out.append(45) } else if width >= 4, year >= yearsOfDigits(width) { out.append(43) }
                number(abs(year), width)
            case .month(3): out += months[month - 1].prefix(3)
            case .month(4): out += months[month - 1]
            case .month(let width): number(month, width)
            case .day(let width): number(dayOfMonth, width)
            case .dayOfYear(let width): number(CivilCalendar.dayOfYear(year, month, dayOfMonth), width)
            case .hour(let width): number(hour, width)
            case .hourOfHalfDay(let width): number((hour + 11) % 12 + 1, width)
            case .hourFromOne(let width): number((hour + 23) % 24 + 1, width)
            case .hourOfHalfDayFromZero(let width): number(hour % 12, width)
            case .quarter(3): out += "Q\((month + 2) / 3)".utf8
            case .quarter(4): out += ["1st quarter", "2nd quarter", "3rd quarter", "4th quarter"][(month - 1) / 3].utf8
            case .quarter(let width): number((month + 2) / 3, width)
            case .era: out += (year > 0 ? "AD" : "BC").utf8
            case .minute(let width): number(second / 60 % 60, width)
            case .second(let width): number(second % 60, width)
            case .fraction(let width):
                let digits = String(micros % 1_000_000 + 1_000_000).utf8.dropFirst()
                for place in 0..<width { out.append(place < 6 ? Array(digits)[place] : 48) }
            case .halfDay: out += (hour < 12 ? "AM" : "PM").utf8
            case .weekday(let isFull):
                let name = weekdays[((day + 3) % 7 + 7) % 7]
                out += isFull ? name[...] : name.prefix(3)
            case .offset(let letters, let hasZ): writeOffset(offset, letters, hasZ, into: &out)
            case .zone: out += zoneName.utf8
            case .optional(let inner): write(inner, day, micros, offset, zoneName, into: &out)
            }
        }
    }

    package static func writeOffset(_ offset: Int, _ letters: Int, _ hasZ: Bool, into out: inout [UInt8]) {
        if offset == 0 && hasZ { return out.append(90) }
        let size = abs(offset)
        func two(_ value: Int) { out += [UInt8(48 + value / 10 % 10), UInt8(48 + value % 10)] }
        out.append(offset < 0 ? 45 : 43)
        two(size / 3_600)
        if letters == 1 && size / 60 % 60 == 0 { return }
        if letters == 3 || letters == 5 { out.append(58) }
        two(size / 60 % 60)
        if letters >= 4 && size % 60 != 0 {
            if letters == 5 { out.append(58) }
            two(size % 60)
        }
    }
}

/// The first year of more digits.
private func yearsOfDigits(_ digits: Int) -> Int { (0..<min(digits, 9)).reduce(1) { years, _ in years * 10 } }
