// SPDX-License-Identifier: Apache-2.0

/// A new object of the module `name`; nil when scripts have no such module. A script keeps one object a module: the
/// state of `random` lives in it.
public func module(named name: String) -> ScriptObject? { makers[name]?() }

/// The names of all modules of the library.
public var moduleNames: [String] { makers.keys.sorted() }

private let makers: [String: @Sendable () -> ScriptObject] = [
    "collections": collectionsModule, "functools": functoolsModule, "itertools": itertoolsModule,
    "bisect": bisectModule, "copy": copyModule, "heapq": heapModule, "json": jsonModule, "string": stringModule,
    "statistics": statisticsModule, "time": timeModule, "datetime": datetimeModule, "operator": operatorModule,
    "math": mathModule, "random": { RandomModule() }, "hashlib": hashlibModule, "re": { RegexModule() },
]

/// The object that arrives as data: its type's name and its fields; nil when the library has no such type or the fields
/// do not fit it.
public func decodeObject(_ type: String, _ fields: [Value]) -> ScriptObject? {
    switch (type, fields.count) {
    case ("collections.Counter", 1):
        if case .dict(let dict) = fields[0] { return CounterObject(dict) }
    case ("collections.OrderedDict", 1):
        if case .dict(let dict) = fields[0] { return OrderedDictObject(dict) }
    case ("collections.ChainMap", 1):
        if case .list(let maps) = fields[0], maps.elements.allSatisfy(ChainMapObject.isMap) {
            return ChainMapObject(maps)
        }
    case ("collections.defaultdict", 2):
        guard case .dict(let dict) = fields[1] else { return nil }
        guard case .text(let name) = fields[0] else { return DefaultDictObject(.none, dict) }
        return DefaultFactory(name.string).map { DefaultDictObject(.object($0), dict) }
    case ("Row", 2):
        guard case .tuple(let values) = fields[1] else { return nil }
        guard case .tuple(let names) = fields[0] else { return RowObject("Row", nil, values.elements) }
        var texts: [String] = []
        for name in names.elements {
            guard case .text(let text) = name else { return nil }
            texts.append(text.string)
        }
        return texts.count >= values.elements.count ? RowObject("Row", texts, values.elements) : nil
    case ("collections.deque", 2):
        guard case .list(let list) = fields[0] else { return nil }
        let deque = DequeObject(fields[1].wholeNumber)
        deque.replace(list.elements)
        return deque
    default: return decodeMoment(type, fields)
    }
    return nil
}

private func decodeMoment(_ type: String, _ fields: [Value]) -> ScriptObject? {
    let numbers = fields.map { $0.wholeNumber ?? 0 }
    var moment = MomentFields()
    switch (type, fields.count) {
    case ("datetime.date", 3):
        (moment.year, moment.month, moment.day) = (numbers[0], numbers[1], numbers[2])
        return try? MomentObject(.date, moment)
    case ("datetime.time", 4):
        (moment.hour, moment.minute, moment.second, moment.microsecond) = (
            numbers[0], numbers[1], numbers[2], numbers[3]
        )
        return try? MomentObject(.time, moment)
    case ("datetime.datetime", 9):
        (moment.year, moment.month, moment.day) = (numbers[0], numbers[1], numbers[2])
        (moment.hour, moment.minute, moment.second, moment.microsecond) = (
            numbers[3], numbers[4], numbers[5], numbers[6]
        )
        let offset = fields[7].wholeNumber
        if let offset, offset.magnitude >= 86_400 { return nil }
        return try? MomentObject(.datetime, moment, offset.map { ZoneObject($0) }, fold: numbers[8])
    case ("datetime.timedelta", 3):
        let days = Int128(numbers[0]) * 86_400_000_000
        return try? DeltaObject(days + Int128(numbers[1]) * 1_000_000 + Int128(numbers[2]))
    default: return nil
    }
}
