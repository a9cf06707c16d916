// SPDX-License-Identifier: Apache-2.0

import Values

/// Python's `datetime.tzinfo`.
class TimeZoneObject: LibraryObject {
    /// What `str` shows.
    var shown: String { "" }

    /// Fails with `ZoneInfoNotFoundError` where nobody knows them.
    func rules(_ host: any ScriptHost) throws(Raised) -> ZoneRules { .utc }

    /// Whether Python would have one object for both: their clocks show the same.
    func isSame(as other: TimeZoneObject) -> Bool { self === other }

    override func str(_ host: any ScriptHost) throws(Raised) -> String { shown }

    override var methods: [String: Method] { zoneMethods }
}

/// What the zone's clocks show when a date and time given as the argument is on them; nil for None.
private func typeArgument(_ zone: TimeZoneObject, _ call: Call) throws(Raised) -> LocalTimeType? {
    let value = try call.one()
    let rules = try zone.rules(call.host)
    if case .none = value { return rules.constant }
    guard let moment = MomentObject.of(value), moment.kind == .datetime else {
        throw Raised(
            "TypeError", "\(call.name)(dt) argument must be a datetime instance or None, not \(typeName(of: value))")
    }
    return rules.type(atClock: moment.fields.secondsOnClock, fold: moment.fold)
}

private let zoneMethods: [String: LibraryObject.Method] = [
    "utcoffset": method(TimeZoneObject.self) { (zone, call) throws(Raised) -> Value in
        guard let type = try typeArgument(zone, call) else { return .none }
        return .object(try DeltaObject(Int128(type.offset) * 1_000_000))
    },
    "tzname": method(TimeZoneObject.self) { (zone, call) throws(Raised) -> Value in
        guard let type = try typeArgument(zone, call) else { return .none }
        return .text(Text(type.abbreviation))
    },
    "dst": method(TimeZoneObject.self) { (zone, call) throws(Raised) -> Value in
        guard let type = try typeArgument(zone, call), zone is ZoneInfoObject else { return .none }
        return .object(try DeltaObject(Int128(type.saving) * 1_000_000))
    },
    "fromutc": method(TimeZoneObject.self) { (zone, call) throws(Raised) -> Value in
        guard let moment = MomentObject.of(try call.one()), moment.kind == .datetime else {
            throw Raised("TypeError", "fromutc() requires a datetime argument")
        }
        guard let own = moment.zone, own.isSame(as: zone) else {
            throw Raised("ValueError", "fromutc: dt.tzinfo is not self")
        }
        let (type, fold) = try zone.rules(call.host).type(atUTC: moment.fields.secondsOnClock)
        return .object(
            try MomentObject(
                .datetime, microseconds: moment.clock + Int128(type.offset) * 1_000_000, zone, fold: fold, call.host))
    },
]

/// The class `datetime.tzinfo`, of which there are no objects but those of its subclasses.
var zoneBaseClass: LibraryClass {
    LibraryClass("tzinfo", isInstance: { $0 is TimeZoneObject }) { (_) throws(Raised) -> Value in
        throw Raised("TypeError", "executors have no time zones of own classes: use zoneinfo.ZoneInfo or timezone")
    }
}

/// Python's `datetime.timezone`: a fixed offset.
final class ZoneObject: TimeZoneObject {
    /// Seconds east of UTC, less than a day.
    let offset: Int
    let name: String?

    init(_ offset: Int, _ name: String? = nil) {
        self.offset = offset
        self.name = name
    }

    override var typeName: String { "datetime.timezone" }
    override var shown: String { name ?? (offset == 0 ? "UTC" : "UTC" + offsetText(offset, colon: true)) }

    override func rules(_ host: any ScriptHost) throws(Raised) -> ZoneRules {
        ZoneRules(constant: LocalTimeType(offset: offset, saving: 0, isSaving: false, abbreviation: shown))
    }

    override func isSame(as other: TimeZoneObject) -> Bool { (other as? ZoneObject)?.offset == offset }

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

    override func encoded(_ host: any ScriptHost) throws(Raised) -> (type: String, fields: [Value])? {
        (typeName, [.int(offset), name.map { .text(Text($0)) } ?? Value.none])
    }
}

/// The class `datetime.timezone`.
var zoneClass: LibraryClass {
    LibraryClass("timezone", constants: ["utc": .object(ZoneObject(0))], isInstance: { $0 is ZoneObject }) {
        (call) throws(Raised) -> Value in
        let bound = try call.bind(["offset", "name"], required: 1)
        guard let delta = DeltaObject.of(bound[0] ?? Value.none) else {
            throw Raised(
                "TypeError",
                "timezone() argument 1 must be datetime.timedelta, not \(typeName(of: bound[0] ?? Value.none))")
        }
        let seconds = delta.microseconds / 1_000_000
        guard seconds.magnitude < 86_400 else {
            throw Raised(
                "ValueError",
                "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not "
                    + (try delta.repr(call.host)) + ".")
        }
        guard seconds * 1_000_000 == delta.microseconds else {
            throw Raised("ValueError", "executors have no time zones of parts of a second")
        }
        let name = try bound[1].map { (value) throws(Raised) -> String in
            try textArgument(value, "timezone() argument 2 must be str, not ").string
        }
        return .object(ZoneObject(Int(seconds), name))
    }
}

/// Python's `zoneinfo.ZoneInfo`: a name, and the rules that the driver sent with it.
final class ZoneInfoObject: TimeZoneObject {
    let key: String
    private var known: ZoneRules?

    init(_ key: String) { self.key = key }

    override var typeName: String { "zoneinfo.ZoneInfo" }
    override var shown: String { key }
    override var isOneOfAKind: Bool { true }

    override func rules(_ host: any ScriptHost) throws(Raised) -> ZoneRules {
        if let known { return known }
        guard let found = host.services.zones.rules(key) else {
            throw Raised(
                "ZoneInfoNotFoundError",
                arguments: [
                    .text(
                        Text(
                            "No time zone found with key \(key): executors have the zones whose names functions and "
                                + "rows contain; write the name into the function as a text, capture ZoneInfo('\(key)')"
                                + ", or install tzdata where executors run"))
                ])
        }
        known = found
        return found
    }

    override func isSame(as other: TimeZoneObject) -> Bool { (other as? ZoneInfoObject)?.key == key }

    override func isEqual(_ other: Value) -> Bool {
        if case .object(let object) = other { return (object as? ZoneInfoObject)?.key == key }
        return false
    }

    override func hashValue() -> UInt64? { try? hashOf(.text(Text(key))) }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        "zoneinfo.ZoneInfo(key=\(ReprText.of(Text(key))))"
    }

    override func field(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        name == "key" ? .text(Text(key)) : nil
    }

    override func encoded(_ host: any ScriptHost) throws(Raised) -> (type: String, fields: [Value])? {
        (typeName, [.text(Text(key))])
    }
}

/// Python's `zoneinfo`.
func zoneinfoModule() -> ScriptObject {
    let make: LibraryClass.Body = { (call) throws(Raised) -> Value in
        let bound = try call.bind(["key"], required: 1)
        let key = try textArgument(bound[0] ?? Value.none, "expected str, bytes or os.PathLike object, not ")
        let zone = ZoneInfoObject(key.string)
        if key.string.hasPrefix("/") {
            throw Raised("ValueError", "ZoneInfo keys may not be absolute paths, got: \(key.string)")
        }
        let parts = key.string.split(separator: "/", omittingEmptySubsequences: false)
        if parts.first == ".." {
            throw Raised("ValueError", "ZoneInfo keys must refer to subdirectories of TZPATH, got: \(key.string)")
        }
        if parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }), key.count > 0 {
            throw Raised("ValueError", "ZoneInfo keys must be normalized relative paths, got: \(key.string)")
        }
        _ = try zone.rules(call.host)
        return .object(zone)
    }
    return LibraryModule(
        "zoneinfo", [:],
        constants: [
            "ZoneInfo": .object(
                LibraryClass(
                    "ZoneInfo", statics: ["no_cache": make], isInstance: { $0 is ZoneInfoObject }, construct: make)),
            "ZoneInfoNotFoundError": .object(ExceptionClass("ZoneInfoNotFoundError")),
        ])
}
