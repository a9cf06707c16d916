// SPDX-License-Identifier: Apache-2.0

import Glibc
import Values

/// Python's `datetime`. Clocks show what those of the driver's machine show.
func datetimeModule() -> ScriptObject {
    LibraryModule(
        "datetime", [:],
        constants: [
            "date": .object(dateClass), "datetime": .object(datetimeClass), "time": .object(timeClass),
            "timedelta": .object(deltaClass), "timezone": .object(zoneClass), "MINYEAR": .int(1),
            "MAXYEAR": .int(9999), "UTC": .object(ZoneObject(0)),
            "tzinfo": .object(zoneBaseClass),
        ])
}

/// Microseconds since 1970 began.
func wallClock() -> Int128 {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Int128(now.tv_sec) * 1_000_000 + Int128(now.tv_nsec / 1000)
}

private let epochClock = Int128(Calendar.epoch - 1) * 86_400_000_000

private func momentNow(_ kind: MomentObject.Kind, _ zone: MomentZone, _ host: any ScriptHost) throws(Raised) -> Value {
    try moment(kind, since1970: wallClock(), zone, host)
}

/// Whose clock a moment is read from.
private enum MomentZone {
    /// The driver's machine's; the result has no zone.
    case driver
    case utc
    /// The result has it.
    case zone(TimeZoneObject)

    init(_ zone: TimeZoneObject?) { self = zone.map { .zone($0) } ?? .driver }
}

/// What a clock shows so many microseconds after 1970 began.
private func moment(
    _ kind: MomentObject.Kind, since1970: Int128, _ zone: MomentZone, _ host: any ScriptHost
) throws(Raised) -> Value {
    guard since1970.magnitude < 1 << 62 else { throw Raised("OverflowError", "date value out of range") }
    let seconds = Int(DeltaObject.floorDivide(since1970, 1_000_000))
    let shown: (type: LocalTimeType, fold: Int)?
    var result: TimeZoneObject?
    switch zone {
    case .utc: shown = nil
    case .driver: shown = host.services.zones.local.type(atUTC: seconds)
    case .zone(let zone):
        result = zone
        shown = try zone.rules(host).type(atUTC: seconds)
    }
    let clock = epochClock + since1970 + Int128(shown?.type.offset ?? 0) * 1_000_000
    let whole = kind == .date ? DeltaObject.floorDivide(clock, 86_400_000_000) * 86_400_000_000 : clock
    return .object(
        try MomentObject(kind, microseconds: whole, result, fold: kind == .date ? 0 : shown?.fold ?? 0, host))
}

func zoneArgument(_ value: Value?) throws(Raised) -> TimeZoneObject? {
    switch value {
    case nil, .some(.none): return nil
    case .object(let object):
        if let zone = object as? TimeZoneObject { return zone }
        fallthrough
    default:
        throw Raised(
            "TypeError",
            "tzinfo argument must be None or of a tzinfo subclass, not type '\(value.map(typeName(of:)) ?? "")'")
    }
}

/// Whole-number fields by name, what is not given from `standard`; nil standards are required.
private func moment(
    _ kind: MomentObject.Kind, _ call: Call, from old: MomentObject? = nil
) throws(Raised) -> Value {
    let dateNames = kind == .time ? [] : ["year", "month", "day"]
    let names = kind == .date ? dateNames : dateNames + ["hour", "minute", "second", "microsecond", "tzinfo", "fold"]
    let bound = try call.bind(names, required: old == nil ? dateNames.count : 0)
    var fields = old?.fields ?? MomentFields()
    var zone = old?.zone
    var fold = old?.fold ?? 0
    for (name, value) in zip(names, bound) {
        guard let value else { continue }
        switch name {
        case "year": fields.year = try wholeArgument(value)
        case "month": fields.month = try wholeArgument(value)
        case "day": fields.day = try wholeArgument(value)
        case "hour": fields.hour = try wholeArgument(value)
        case "minute": fields.minute = try wholeArgument(value)
        case "second": fields.second = try wholeArgument(value)
        case "microsecond": fields.microsecond = try wholeArgument(value)
        case "tzinfo": zone = try zoneArgument(value)
        default: fold = try wholeArgument(value)
        }
    }
    return .object(try MomentObject(kind, fields, zone, fold: fold, call.host))
}

private func moment(_ kind: MomentObject.Kind, iso text: Text) throws(Raised) -> Value {
    let wrong = Raised("ValueError", "Invalid isoformat string: \(ReprText.of(text))")
    var parser = ISOParser(text)
    var fields = MomentFields()
    var zone: TimeZoneObject?
    if kind != .time {
        guard let date = parser.date() else { throw wrong }
        (fields.year, fields.month, fields.day) = date
    }
    if kind != .date && !(kind == .datetime && parser.isAtEnd) {
        if kind == .datetime { parser.skip() }
        guard let time = parser.time() else { throw wrong }
        (fields.hour, fields.minute, fields.second, fields.microsecond, _) = time
        if let offset = time.4 {
            if abs(offset) >= 86_400 { throw wrong }
            zone = ZoneObject(offset)
        }
    }
    guard parser.isAtEnd else { throw wrong }
    return .object(try MomentObject(kind, fields, zone))
}

private func isoText(_ call: Call) throws(Raised) -> Text {
    guard case .text(let text) = try call.one() else {
        throw Raised("TypeError", "fromisoformat: argument must be str")
    }
    return text
}

/// Microseconds of a time stamp: half to even.
private func stamp(_ value: Value) throws(Raised) -> Int128 {
    if let whole = value.wholeNumber { return Int128(whole) * 1_000_000 }
    let seconds = try floatArgument(value)
    let whole = seconds.rounded(.down)
    if seconds.isNaN { throw Raised("ValueError", "cannot convert float NaN to integer") }
    guard whole.magnitude < 1e15 else { throw Raised("ValueError", "year is out of range") }
    return Int128(whole) * 1_000_000 + (try DeltaObject.whole((seconds - whole) * 1e6))
}

private let momentStatics: [String: LibraryClass.Body] = [
    "strptime": { (call) throws(Raised) -> Value in
        let (text, format) = try call.two()
        var parser = MomentParser(
            try textArgument(text, "strptime() argument 1 must be str, not "),
            try textArgument(format, "strptime() argument 2 must be str, not "))
        let fields = try parser.run()
        return .object(try MomentObject(.datetime, fields, fields.offset.map { ZoneObject($0) }))
    },
    "now": { (call) throws(Raised) -> Value in
        try momentNow(.datetime, MomentZone(try zoneArgument(try call.bind(["tz"])[0])), call.host)
    },
    "utcnow": { (call) throws(Raised) -> Value in try momentNow(.datetime, .utc, call.host) },
    "today": { (call) throws(Raised) -> Value in try momentNow(.datetime, .driver, call.host) },
    "fromtimestamp": { (call) throws(Raised) -> Value in
        let bound = try call.bind(["timestamp", "tz"], required: 1)
        return try moment(
            .datetime, since1970: try stamp(bound[0] ?? Value.none), MomentZone(try zoneArgument(bound[1])), call.host)
    },
    "utcfromtimestamp": { (call) throws(Raised) -> Value in
        try moment(.datetime, since1970: try stamp(try call.one()), .utc, call.host)
    },
    "fromisoformat": { (call) throws(Raised) -> Value in try moment(.datetime, iso: try isoText(call)) },
    "fromordinal": { (call) throws(Raised) -> Value in try fromOrdinal(.datetime, call) },
    "combine": { (call) throws(Raised) -> Value in
        let bound = try call.bind(["date", "time", "tzinfo"], required: 2)
        guard let date = MomentObject.of(bound[0] ?? Value.none), date.kind != .time else {
            throw Raised(
                "TypeError", "combine() argument 1 must be datetime.date, not \(typeName(of: bound[0] ?? Value.none))")
        }
        guard let time = MomentObject.of(bound[1] ?? Value.none), time.kind == .time else {
            throw Raised(
                "TypeError", "combine() argument 2 must be datetime.time, not \(typeName(of: bound[1] ?? Value.none))")
        }
        var fields = time.fields
        (fields.year, fields.month, fields.day) = (date.fields.year, date.fields.month, date.fields.day)
        return .object(
            try MomentObject(
                .datetime, fields, bound[2] == nil ? time.zone : try zoneArgument(bound[2]), fold: time.fold, call.host)
        )
    },
]

private func fromOrdinal(_ kind: MomentObject.Kind, _ call: Call) throws(Raised) -> Value {
    let ordinal = try wholeArgument(try call.one())
    guard ordinal >= 1 else { throw Raised("ValueError", "ordinal must be >= 1") }
    guard ordinal <= Calendar.lastOrdinal else { throw Raised("ValueError", "year is out of range") }
    return .object(try MomentObject(kind, microseconds: Int128(ordinal - 1) * 86_400_000_000, nil, call.host))
}

private func bounds(_ kind: MomentObject.Kind) -> [String: Value] {
    var last = MomentFields()
    (last.year, last.month, last.day) = (9999, 12, 31)
    if kind != .date { (last.hour, last.minute, last.second, last.microsecond) = (23, 59, 59, 999_999) }
    var first = MomentFields()
    first.year = 1
    return [
        "min": (try? MomentObject(kind, first)).map { .object($0) } ?? Value.none,
        "max": (try? MomentObject(kind, last)).map { .object($0) } ?? Value.none,
    ]
}

private var datetimeClass: LibraryClass {
    let make: LibraryClass.Body = { (call) throws(Raised) -> Value in try moment(.datetime, call) }
    return LibraryClass(
        "datetime", statics: momentStatics, constants: bounds(.datetime),
        isInstance: { ($0 as? MomentObject)?.kind == .datetime }, construct: make)
}

private let dateStatics: [String: LibraryClass.Body] = [
    "today": { (call) throws(Raised) -> Value in try momentNow(.date, .driver, call.host) },
    "fromisoformat": { (call) throws(Raised) -> Value in try moment(.date, iso: try isoText(call)) },
    "fromordinal": { (call) throws(Raised) -> Value in try fromOrdinal(.date, call) },
    "fromtimestamp": { (call) throws(Raised) -> Value in
        try moment(.date, since1970: try stamp(try call.one()), .driver, call.host)
    },
]

private var dateClass: LibraryClass {
    let make: LibraryClass.Body = { (call) throws(Raised) -> Value in try moment(.date, call) }
    // A datetime is a date.
    return LibraryClass(
        "date", statics: dateStatics, constants: bounds(.date),
        isInstance: { ($0 as? MomentObject).map { $0.kind != .time } ?? false }, construct: make)
}

private let timeStatics: [String: LibraryClass.Body] = [
    "fromisoformat": { (call) throws(Raised) -> Value in try moment(.time, iso: try isoText(call)) }
]

private var timeClass: LibraryClass {
    let make: LibraryClass.Body = { (call) throws(Raised) -> Value in try moment(.time, call) }
    return LibraryClass(
        "time", statics: timeStatics, constants: bounds(.time),
        isInstance: { ($0 as? MomentObject)?.kind == .time }, construct: make)
}

private func ours(_ body: @escaping @Sendable (MomentObject, Call) throws(Raised) -> Value) -> LibraryObject.Method {
    method(MomentObject.self, body)
}

private let formatMethods: [String: LibraryObject.Method] = [
    "strftime": ours { (moment, call) throws(Raised) -> Value in
        .text(try moment.text(try textArgument(try call.one(), "strftime() argument 1 must be str, not "), call.host))
    },
    "__format__": ours { (moment, call) throws(Raised) -> Value in
        let format = try textArgument(try call.one(), "must be str, not ")
        return .text(format.count == 0 ? Text(try moment.str(call.host)) : try moment.text(format, call.host))
    },
    "replace": ours { (old, call) throws(Raised) -> Value in try moment(old.kind, call, from: old) },
    "isoformat": ours { (moment, call) throws(Raised) -> Value in
        let bound = try call.bind(moment.kind == .datetime ? ["sep", "timespec"] : ["timespec"])
        let precision = try bound.last.flatMap { $0 }.map { (value) throws(Raised) -> String in
            try strOf(value, call.host)
        }
        var separator = "T"
        if moment.kind == .datetime, let given = bound[0] { separator = try strOf(given, call.host) }
        return .text(Text(try moment.iso(separator, precision ?? "auto")))
    },
]

private let dateMethods: [String: LibraryObject.Method] = [
    "weekday": ours { (moment, _) throws(Raised) -> Value in .int(Calendar.weekday(moment.fields.ordinal)) },
    "isoweekday": ours { (moment, _) throws(Raised) -> Value in .int(Calendar.weekday(moment.fields.ordinal) + 1) },
    "isocalendar": ours { (moment, _) throws(Raised) -> Value in
        let iso = Calendar.isoWeek(moment.fields.ordinal)
        return .object(
            RowObject(
                "datetime.IsoCalendarDate", ["year", "week", "weekday"],
                [.int(iso.year), .int(iso.week), .int(iso.day)]))
    },
    "toordinal": ours { (moment, _) throws(Raised) -> Value in .int(moment.fields.ordinal) },
    "timetuple": ours { (moment, call) throws(Raised) -> Value in
        guard moment.zone is ZoneInfoObject, let type = try moment.local(call.host) else {
            return .object(TimeStructObject(moment.fields, isSaving: -1))
        }
        return .object(TimeStructObject(moment.fields, isSaving: type.saving != 0 ? 1 : 0))
    },
    "ctime": ours { (moment, _) throws(Raised) -> Value in .text(moment.fields.text(Text("%a %b %e %H:%M:%S %Y"))) },
]

private let zoneMethods: [String: LibraryObject.Method] = [
    "utcoffset": ours { (moment, _) throws(Raised) -> Value in
        guard let offset = moment.offset else { return .none }
        return .object(try DeltaObject(Int128(offset) * 1_000_000))
    },
    "tzname": ours { (moment, call) throws(Raised) -> Value in
        try moment.local(call.host).map { .text(Text($0.abbreviation)) } ?? Value.none
    },
    "dst": ours { (moment, call) throws(Raised) -> Value in
        guard moment.zone is ZoneInfoObject, let type = try moment.local(call.host) else { return .none }
        return .object(try DeltaObject(Int128(type.saving) * 1_000_000))
    },
]

private let datetimeMethods: [String: LibraryObject.Method] = [
    "date": ours { (moment, _) throws(Raised) -> Value in
        var fields = MomentFields()
        (fields.year, fields.month, fields.day) = (moment.fields.year, moment.fields.month, moment.fields.day)
        return .object(try MomentObject(.date, fields))
    },
    "time": ours { (moment, _) throws(Raised) -> Value in
        .object(try MomentObject(.time, moment.fields, fold: moment.fold))
    },
    "timetz": ours { (moment, call) throws(Raised) -> Value in
        .object(try MomentObject(.time, moment.fields, moment.zone, fold: moment.fold, call.host))
    },
    "timestamp": ours { (moment, call) throws(Raised) -> Value in
        let stamp = since1970(moment, call.host)
        guard moment.offset == nil else { return .float(DeltaObject.seconds(stamp)) }
        let whole = DeltaObject.floorDivide(stamp, 1_000_000)
        return .float(Double(whole) + Double(stamp - whole * 1_000_000) / 1e6)
    },
    "astimezone": ours { (old, call) throws(Raised) -> Value in
        let stamp = instantForZones(old, call.host)
        guard let zone = try zoneArgument(try call.bind(["tz"])[0]) else {
            let seconds = Int(DeltaObject.floorDivide(stamp, 1_000_000))
            let type = call.host.services.zones.local.type(atUTC: seconds).type
            let local = ZoneObject(type.offset, type.abbreviation)
            return try moment(.datetime, since1970: stamp, .zone(local), call.host)
        }
        if let own = old.zone, own.isSame(as: zone) { return .object(old) }
        return try moment(.datetime, since1970: stamp, .zone(zone), call.host)
    },
    "utctimetuple": ours { (moment, _) throws(Raised) -> Value in
        .object(TimeStructObject(try MomentObject.fields(moment.instant), isSaving: 0))
    },
]

/// As `since1970`; a time that the driver's machine's clock skips is, for Python's conversion between zones, on the
/// other side of the gap.
private func instantForZones(_ moment: MomentObject, _ host: any ScriptHost) -> Int128 {
    if moment.offset != nil { return moment.instant - epochClock }
    let local = host.services.zones.local
    let clock = moment.fields.secondsOnClock
    let offset = local.type(atUTC: local.moment(ofClock: clock, fold: moment.fold)).type.offset
    return moment.clock - epochClock - Int128(offset) * 1_000_000
}

/// Microseconds between the beginning of 1970 and a moment; one without a zone is on the driver's machine's clock.
private func since1970(_ moment: MomentObject, _ host: any ScriptHost) -> Int128 {
    if moment.offset != nil { return moment.instant - epochClock }
    let offset = host.services.zones.local.type(atClock: moment.fields.secondsOnClock, fold: moment.fold).offset
    return moment.clock - epochClock - Int128(offset) * 1_000_000
}

/// The methods of each kind.
let momentMethods: [MomentObject.Kind: [String: LibraryObject.Method]] = [
    .date: formatMethods.merging(dateMethods) { first, _ in first },
    .time: formatMethods.merging(zoneMethods) { first, _ in first },
    .datetime: formatMethods.merging(dateMethods) { first, _ in first }.merging(zoneMethods) { first, _ in first }
        .merging(datetimeMethods) { first, _ in first },
]
