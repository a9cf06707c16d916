// SPDX-License-Identifier: Apache-2.0

import Values

/// Python's `datetime.date`, `datetime.datetime` and `datetime.time`.
final class MomentObject: LibraryObject {
    enum Kind: String {
        case date
        case datetime
        case time
    }

    let kind: Kind
    let fields: MomentFields
    let zone: TimeZoneObject?
    let fold: Int
    /// Seconds east of UTC when the zone's clocks show this for the first time (or before a gap), and for the second;
    /// nil without a zone, and for times of a zone whose clocks change.
    let offsets: (first: Int, second: Int)?

    /// Fails with `ValueError` for fields out of range. `offsets` are those of a zone whose clocks change.
    init(
        _ kind: Kind, _ fields: MomentFields, _ zone: TimeZoneObject? = nil, fold: Int = 0,
        offsets: (first: Int, second: Int)? = nil
    ) throws(Raised) {
        try Self.check(kind, fields, fold)
        self.kind = kind
        self.fields = fields
        self.zone = zone
        self.fold = fold
        if let fixed = zone as? ZoneObject {
            self.offsets = (fixed.offset, fixed.offset)
        } else {
            self.offsets = zone == nil ? nil : offsets
        }
    }

    /// The same with the offsets that the rules of any zone say. Fails with `ZoneInfoNotFoundError` without them.
    convenience init(
        _ kind: Kind, _ fields: MomentFields, _ zone: TimeZoneObject?, fold: Int = 0, _ host: any ScriptHost
    ) throws(Raised) {
        guard let zone, !(zone is ZoneObject) else {
            try self.init(kind, fields, zone, fold: fold)
            return
        }
        try Self.check(kind, fields, fold)
        var offsets: (first: Int, second: Int)?
        let rules = try zone.rules(host)
        if kind == .datetime {
            let clock = fields.secondsOnClock
            offsets = (rules.type(atClock: clock, fold: 0).offset, rules.type(atClock: clock, fold: 1).offset)
        } else if let constant = rules.constant {
            offsets = (constant.offset, constant.offset)
        }
        try self.init(kind, fields, zone, fold: fold, offsets: offsets)
    }

    private static func check(_ kind: Kind, _ fields: MomentFields, _ fold: Int) throws(Raised) {
        if kind != .time {
            guard (1...9999).contains(fields.year) else {
                throw Raised("ValueError", "year \(fields.year) is out of range")
            }
            guard (1...12).contains(fields.month) else { throw Raised("ValueError", "month must be in 1..12") }
            guard fields.day >= 1, fields.day <= Calendar.daysInMonth(fields.year, fields.month) else {
                throw Raised("ValueError", "day is out of range for month")
            }
        }
        guard (0...23).contains(fields.hour) else { throw Raised("ValueError", "hour must be in 0..23") }
        guard (0...59).contains(fields.minute) else { throw Raised("ValueError", "minute must be in 0..59") }
        guard (0...59).contains(fields.second) else { throw Raised("ValueError", "second must be in 0..59") }
        guard (0...999_999).contains(fields.microsecond) else {
            throw Raised("ValueError", "microsecond must be in 0..999999")
        }
        guard fold == 0 || fold == 1 else { throw Raised("ValueError", "fold must be either 0 or 1") }
    }

    /// The date and time so many microseconds behind 0001-01-01 00:00. Fails with `OverflowError` outside the calendar.
    convenience init(
        _ kind: Kind, microseconds: Int128, _ zone: TimeZoneObject?, fold: Int = 0, _ host: any ScriptHost
    ) throws(Raised) {
        try self.init(kind, try Self.fields(microseconds), zone, fold: fold, host)
    }

    static func fields(_ microseconds: Int128) throws(Raised) -> MomentFields {
        let days = DeltaObject.floorDivide(microseconds, 86_400_000_000)
        guard days >= 0, days < Int128(Calendar.lastOrdinal) else {
            throw Raised("OverflowError", "date value out of range")
        }
        let date = Calendar.date(Int(days) + 1)
        var fields = MomentFields()
        (fields.year, fields.month, fields.day) = date
        let rest = Int(microseconds - days * 86_400_000_000)
        fields.microsecond = rest % 1_000_000
        fields.second = rest / 1_000_000 % 60
        fields.minute = rest / 60_000_000 % 60
        fields.hour = rest / 3_600_000_000
        return fields
    }

    static func of(_ value: Value) -> MomentObject? {
        if case .object(let object) = value { return object as? MomentObject }
        return nil
    }

    /// Microseconds since 0001-01-01 00:00 on the clock of its zone; for a time, since midnight.
    var clock: Int128 {
        let day = kind == .time ? 0 : fields.ordinal - 1
        let seconds = day * 86_400 + fields.hour * 3600 + fields.minute * 60 + fields.second
        return Int128(seconds) * 1_000_000 + Int128(fields.microsecond)
    }

    /// Seconds east of UTC; nil where they are not known.
    var offset: Int? { offsets.map { fold == 0 ? $0.first : $0.second } }

    /// The same in UTC.
    var instant: Int128 { clock - Int128(offset ?? 0) * 1_000_000 }

    /// In UTC, of the first time that the clock shows it.
    private var firstInstant: Int128 { clock - Int128(offsets?.first ?? 0) * 1_000_000 }

    /// Whether `fold` decides what the offset is: for times that a clock skips or shows twice.
    private var isProblematic: Bool { offsets.map { $0.first != $0.second } ?? false }

    private func hasZone(of other: MomentObject) -> Bool {
        guard let zone, let theirs = other.zone else { return zone == nil && other.zone == nil }
        return zone.isSame(as: theirs)
    }

    override var typeName: String { "datetime." + kind.rawValue }

    override func isEqual(_ other: Value) -> Bool {
        guard let other = Self.of(other), other.kind == kind else { return false }
        if hasZone(of: other) { return other.clock == clock }
        guard (offsets == nil) == (other.offsets == nil), !isProblematic, !other.isProblematic else { return false }
        return other.instant == instant
    }

    override func hashValue() -> UInt64? {
        let value = firstInstant
        return try? hashOf(.tuple(TupleObject([.int(Int(value / 86_400_000_000)), .int(Int(value % 86_400_000_000))])))
    }

    override func compare(_ other: Value, _ host: any ScriptHost) throws(Raised) -> Int? {
        guard let other = Self.of(other) else { return nil }
        if other.kind != kind {
            if kind == .time || other.kind == .time { return nil }
            throw Raised("TypeError", "can't compare datetime.datetime to datetime.date")
        }
        if hasZone(of: other) { return clock == other.clock ? 0 : clock < other.clock ? -1 : 1 }
        if (offsets == nil) != (other.offsets == nil) {
            throw Raised("TypeError", "can't compare offset-naive and offset-aware \(kind.rawValue)s")
        }
        return instant == other.instant ? 0 : instant < other.instant ? -1 : 1
    }

    override func binary(
        _ op: String, _ other: Value, isReflected: Bool, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        if kind == .time { return nil }
        if let delta = DeltaObject.of(other) {
            guard op == "+" || (op == "-" && !isReflected) else { return nil }
            let change = kind == .date ? Int128(delta.days) * 86_400_000_000 : delta.microseconds
            let opposite = kind == .date ? Int128(-delta.days) * 86_400_000_000 : -delta.microseconds
            return .object(
                try MomentObject(kind, microseconds: clock + (op == "+" ? change : opposite), zone, host))
        }
        guard op == "-", !isReflected, let other = Self.of(other), other.kind == kind else { return nil }
        if hasZone(of: other) { return .object(try DeltaObject(clock - other.clock)) }
        if (offsets == nil) != (other.offsets == nil) {
            throw Raised("TypeError", "can't subtract offset-naive and offset-aware datetimes")
        }
        return .object(try DeltaObject(instant - other.instant))
    }

    override func field(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        if kind != .time {
            switch name {
            case "year": return .int(fields.year)
            case "month": return .int(fields.month)
            case "day": return .int(fields.day)
            default: break
            }
        }
        if kind == .date { return nil }
        switch name {
        case "hour": return .int(fields.hour)
        case "minute": return .int(fields.minute)
        case "second": return .int(fields.second)
        case "microsecond": return .int(fields.microsecond)
        case "tzinfo": return zone.map { .object($0) } ?? Value.none
        case "fold": return .int(fold)
        default: return nil
        }
    }

    private var timeParts: [Int] { [fields.hour, fields.minute, fields.second, fields.microsecond] }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        var parts = kind == .time ? [] : [fields.year, fields.month, fields.day]
        if kind != .date {
            var times = timeParts
            // Seconds and microseconds are left out while they are zero.
            if times[3] == 0 { times.removeLast() }
            if times.count == 3 && times[2] == 0 { times.removeLast() }
            parts += times
        }
        var text = "datetime.\(kind.rawValue)(" + parts.map(String.init).joined(separator: ", ")
        if fold == 1 { text += ", fold=1" }
        if let zone { text += ", tzinfo=" + (try zone.repr(host)) }
        return text + ")"
    }

    override func str(_ host: any ScriptHost) throws(Raised) -> String { try iso(" ", "auto") }

    /// `isoformat`.
    func iso(_ separator: String, _ precision: String) throws(Raised) -> String {
        var text = ""
        if kind != .time { text = "\(padded(fields.year, 4))-\(padded(fields.month, 2))-\(padded(fields.day, 2))" }
        if kind == .date { return text }
        if kind == .datetime { text += separator }
        let parts = timeParts
        var kept = precision
        if kept == "auto" { kept = parts[3] == 0 ? "seconds" : "microseconds" }
        text += padded(parts[0], 2)
        switch kept {
        case "hours": break
        case "minutes": text += ":" + padded(parts[1], 2)
        case "seconds", "milliseconds", "microseconds":
            text += ":" + padded(parts[1], 2) + ":" + padded(parts[2], 2)
            if kept == "milliseconds" { text += "." + padded(parts[3] / 1000, 3) }
            if kept == "microseconds" { text += "." + padded(parts[3], 6) }
        default: throw Raised("ValueError", "Unknown timespec value")
        }
        return text + (offset.map { offsetText($0, colon: true) } ?? "")
    }

    override var methods: [String: Method] { momentMethods[kind] ?? [:] }

    override func encoded(_ host: any ScriptHost) throws(Raised) -> (type: String, fields: [Value])? {
        let date: [Value] = [.int(fields.year), .int(fields.month), .int(fields.day)]
        let time = timeParts.map { Value.int($0) }
        switch kind {
        case .date: return (typeName, date)
        case .time:
            guard zone != nil || fold != 0 else { return (typeName, time) }
            return (typeName, time + [encodedZone(of: offsets), .int(fold)])
        case .datetime:
            let first = offsets.map { Value.int($0.first) } ?? Value.none
            let plain = date + time + [first, .int(fold)]
            switch zone {
            case let fixed as ZoneObject where fixed.name == nil: return (typeName, plain)
            case nil: return (typeName, plain)
            default: return (typeName, plain + [encodedZone(of: isProblematic ? offsets : nil)])
            }
        }
    }

    /// (blocks.md) A named zone: its name, or with offsets (name, the second one); a fixed one: (None, name, offset).
    private func encodedZone(of offsets: (first: Int, second: Int)?) -> Value {
        switch zone {
        case nil: return .none
        case let fixed as ZoneObject:
            let name = fixed.name.map { Value.text(Text($0)) } ?? Value.none
            return .tuple(TupleObject([.none, name, .int(fixed.offset)]))
        case let zone?:
            guard let offsets else { return .text(Text(zone.shown)) }
            return .tuple(TupleObject([.text(Text(zone.shown)), .int(offsets.second)]))
        }
    }

    /// What the zone's clocks show then; nil where no zone says it.
    func local(_ host: any ScriptHost) throws(Raised) -> LocalTimeType? {
        guard let zone, offsets != nil else { return nil }
        let rules = try zone.rules(host)
        return kind == .datetime ? rules.type(atClock: fields.secondsOnClock, fold: fold) : rules.constant
    }

    /// `strftime`.
    func text(_ format: Text, _ host: any ScriptHost) throws(Raised) -> Text {
        var fields = fields
        fields.offset = offset
        fields.zoneName = try local(host)?.abbreviation
        return fields.text(format)
    }

    /// A date or a time as it was encoded; nil for what does not fit together.
    static func decoded(_ type: String, _ fields: [Value]) -> MomentObject? {
        var numbers: [Int] = []
        for field in fields.prefix(type == "datetime.time" ? 4 : 7) {
            guard let number = field.wholeNumber else { return nil }
            numbers.append(number)
        }
        var moment = MomentFields()
        if type != "datetime.time" {
            guard numbers.count >= 3 else { return nil }
            (moment.year, moment.month, moment.day) = (numbers[0], numbers[1], numbers[2])
            numbers.removeFirst(3)
        }
        if type == "datetime.date" { return fields.count == 3 ? try? MomentObject(.date, moment) : nil }
        guard numbers.count == 4 else { return nil }
        (moment.hour, moment.minute, moment.second, moment.microsecond) = (
            numbers[0], numbers[1], numbers[2], numbers[3]
        )
        if type == "datetime.time" {
            guard fields.count == 4 || fields.count == 6 else { return nil }
            if fields.count == 4 { return try? MomentObject(.time, moment) }
            guard let fold = fields[5].wholeNumber, let zone = DecodedZone(fields[4], offset: nil) else { return nil }
            return try? MomentObject(.time, moment, zone.zone, fold: fold, offsets: zone.offsets)
        }
        guard fields.count == 9 || fields.count == 10, let fold = fields[8].wholeNumber else { return nil }
        let offset = fields[7].wholeNumber
        if let offset, offset.magnitude >= 86_400 { return nil }
        if fields.count == 9 {
            return try? MomentObject(.datetime, moment, offset.map { ZoneObject($0) }, fold: fold)
        }
        guard let offset, let zone = DecodedZone(fields[9], offset: offset) else { return nil }
        return try? MomentObject(.datetime, moment, zone.zone, fold: fold, offsets: zone.offsets)
    }
}

/// A zone beside an encoded date or time.
private struct DecodedZone {
    var zone: TimeZoneObject?
    var offsets: (first: Int, second: Int)?

    init?(_ value: Value, offset: Int?) {
        switch value {
        case .none: break
        case .text(let name):
            zone = ZoneInfoObject(name.string)
            offsets = offset.map { ($0, $0) }
        case .tuple(let tuple):
            let parts = tuple.elements
            guard let last = parts.last?.wholeNumber, last.magnitude < 86_400 else { return nil }
            if parts.count == 2, case .text(let name) = parts[0] {
                zone = ZoneInfoObject(name.string)
                offsets = (offset ?? last, last)
            } else if parts.count == 3, case .none = parts[0] {
                var name: String?
                if case .text(let text) = parts[1] { name = text.string }
                zone = ZoneObject(last, name)
            } else {
                return nil
            }
        default: return nil
        }
    }
}

/// `time.struct_time`.
final class TimeStructObject: RowObject {
    private static let names = [
        "tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst",
    ]
    let offset: Int?
    let zoneName: String?

    init(_ fields: MomentFields, isSaving: Int, offset: Int? = nil, zoneName: String? = nil) {
        self.offset = offset
        self.zoneName = zoneName
        let values = [
            fields.year, fields.month, fields.day, fields.hour, fields.minute, fields.second,
            Calendar.weekday(fields.ordinal), Calendar.dayOfYear(fields.year, fields.month, fields.day), isSaving,
        ]
        super.init("time.struct_time", Self.names, values.map { .int($0) })
    }

    convenience init(_ fields: MomentFields, _ type: LocalTimeType) {
        self.init(fields, isSaving: type.isSaving ? 1 : 0, offset: type.offset, zoneName: type.abbreviation)
    }

    override func field(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
        case "tm_gmtoff": offset.map { .int($0) } ?? Value.none
        case "tm_zone": zoneName.map { .text(Text($0)) } ?? Value.none
        default: try super.field(name, host)
        }
    }
}
