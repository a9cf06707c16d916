// SPDX-License-Identifier: Apache-2.0

/// Python's `datetime.timezone`: a fixed offset.
final class ZoneObject: LibraryObject {
    /// Seconds east of UTC, less than a day.
    let offset: Int
    let name: String?

    init(_ offset: Int, _ name: String? = nil) {
        self.offset = offset
        self.name = name
    }

    override var typeName: String { "datetime.timezone" }
    var shown: String { name ?? (offset == 0 ? "UTC" : "UTC" + offsetText(offset, colon: true)) }

    override func isEqual(_ other: Value) -> Bool {
        if case .object(let object) = other { return (object as? ZoneObject)?.offset == offset }
        return false
    }

    override func hashValue() -> UInt64? { try? hashOf(.int(offset)) }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        if offset == 0 && name == nil { return "datetime.timezone.utc" }
        let delta = try DeltaObject(Int128(offset) * 1_000_000).repr(host)
        return "datetime.timezone(\(delta)\(name.map { ", " + ReprText.of(Text($0)) } ?? ""))"
    }

    override func str(_ host: any ScriptHost) throws(Raised) -> String { shown }

    override var methods: [String: Method] { Self.table }

    private static let table: [String: Method] = [
        "utcoffset": method(ZoneObject.self) { (zone, _) throws(Raised) -> Value in
            .object(try DeltaObject(Int128(zone.offset) * 1_000_000))
        },
        "tzname": method(ZoneObject.self) { (zone, _) throws(Raised) -> Value in .text(Text(zone.shown)) },
    ]
}

/// Python's `datetime.date`, `datetime.datetime` and `datetime.time`.
final class MomentObject: LibraryObject {
    enum Kind: String {
        case date
        case datetime
        case time
    }

    let kind: Kind
    let fields: MomentFields
    let zone: ZoneObject?
    let fold: Int

    /// Fails with `ValueError` for fields out of range.
    init(_ kind: Kind, _ fields: MomentFields, _ zone: ZoneObject? = nil, fold: Int = 0) throws(Raised) {
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
        self.kind = kind
        var all = fields
        all.offset = zone?.offset
        all.zoneName = zone?.shown
        self.fields = all
        self.zone = zone
        self.fold = fold
    }

    /// The date and time so many microseconds behind 0001-01-01 00:00. Fails with `OverflowError` outside the calendar.
    convenience init(_ kind: Kind, microseconds: Int128, _ zone: ZoneObject?) throws(Raised) {
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
        try self.init(kind, fields, zone)
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

    /// The same in UTC.
    var instant: Int128 { clock - Int128(zone?.offset ?? 0) * 1_000_000 }

    override var typeName: String { "datetime." + kind.rawValue }

    override func isEqual(_ other: Value) -> Bool {
        guard let other = Self.of(other), other.kind == kind, (other.zone == nil) == (zone == nil) else { return false }
        return other.instant == instant
    }

    override func hashValue() -> UInt64? {
        let value = instant
        return try? hashOf(.tuple(TupleObject([.int(Int(value / 86_400_000_000)), .int(Int(value % 86_400_000_000))])))
    }

    override func compare(_ other: Value, _ host: any ScriptHost) throws(Raised) -> Int? {
        guard let other = Self.of(other) else { return nil }
        if other.kind != kind {
            if kind == .time || other.kind == .time { return nil }
            throw Raised("TypeError", "can't compare \(typeName) to \(other.typeName)")
        }
        if (zone == nil) != (other.zone == nil) {
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
                try MomentObject(kind, microseconds: clock + (op == "+" ? change : opposite), zone))
        }
        guard op == "-", !isReflected, let other = Self.of(other), other.kind == kind else { return nil }
        if (zone == nil) != (other.zone == nil) {
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
        return text + (zone.map { offsetText($0.offset, colon: true) } ?? "")
    }

    override var methods: [String: Method] { momentMethods[kind] ?? [:] }

    override func encoded(_ host: any ScriptHost) throws(Raised) -> (type: String, fields: [Value])? {
        let date: [Value] = [.int(fields.year), .int(fields.month), .int(fields.day)]
        let time = timeParts.map { Value.int($0) }
        switch kind {
        case .date: return (typeName, date)
        case .time: return (typeName, time)
        case .datetime: return (typeName, date + time + [zone.map { .int($0.offset) } ?? Value.none, .int(fold)])
        }
    }
}

/// The fields of `time.struct_time`.
func timeStruct(_ moment: MomentObject) -> Value {
    let fields = moment.fields
    let names = [
        "tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst",
    ]
    let values = [
        fields.year, fields.month, fields.day, fields.hour, fields.minute, fields.second,
        Calendar.weekday(fields.ordinal), Calendar.dayOfYear(fields.year, fields.month, fields.day),
        moment.zone == nil ? -1 : 0,
    ]
    return .object(RowObject("time.struct_time", names, values.map { .int($0) }))
}
