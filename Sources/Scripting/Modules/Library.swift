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
    "base64": base64Module, "binascii": binasciiModule, "zlib": zlibModule, "math": mathModule,
    "random": { RandomModule() }, "struct": structModule, "decimal": decimalModule, "unicodedata": unicodeModule,
    "fractions": fractionsModule, "csv": csvModule, "io": ioModule, "os.path": pathModule,
    "urllib.parse": urlModule, "uuid": uuidModule, "hashlib": hashlibModule, "re": { RegexModule() },
    "sys": sysModule, "logging": loggingModule, "warnings": warningsModule, "martlet": martletModule,
    "zoneinfo": zoneinfoModule, "numpy": numpyModule, "numpy.linalg": linearModule,
    "numpy.random": { NumpyRandomModule() },
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
    case ("numpy.ndarray", 3): return ArrayObject(fields[0], fields[1], fields[2])
    case ("numpy.matrix", 3): return ArrayObject(fields[0], fields[1], fields[2], isMatrix: true)
    case ("numpy.float32", 1):
        if case .float(let number) = fields[0] { return ArrayScalar(rounded32(number), .float32) }
    case ("numpy.int32", 1): if case .int(let number) = fields[0] { return ArrayScalar(wrapped32(number), .int32) }
    case ("numpy.float64", 1): if case .float(let number) = fields[0] { return ArrayScalar(number) }
    case ("numpy.int64", 1): if case .int(let number) = fields[0] { return ArrayScalar(number) }
    case ("numpy.bool", 1): if case .bool(let truth) = fields[0] { return ArrayScalar(truth) }
    case ("numpy.dtype", 1):
        if case .text(let name) = fields[0] { return ElementType(name: name.string).map { DTypeObject($0) } }
    case ("fractions.Fraction", 2):
        if let top = wideNumber(fields[0]), let bottom = wideNumber(fields[1]) { return FractionObject(top, bottom) }
    case ("decimal.Decimal", 1):
        if case .text(let text) = fields[0], text.count <= NumberLimits.decimalDigitsMax {
            return DecimalNumber(text).map { DecimalObject($0) }
        }
    case ("uuid.UUID", 1):
        if case .bytes(let bytes) = fields[0], bytes.bytes.count == 16 { return UUIDObject(bytes.bytes) }
    case ("namedtuple", 2), ("record", 2):
        guard case .text(let text) = fields[0], let description = ClassDescription.of(text),
            case .tuple(let values) = fields[1], values.elements.count == description.names.count
        else { return nil }
        switch (type, description.kind) {
        case ("namedtuple", .namedTuple):
            let isURL = description.module == "urllib.parse" && values.elements.count > 2
            return isURL ? URLResult(description, values.elements) : RowObject(description, values.elements)
        case ("record", .data), ("record", .plain):
            return RecordObject(description, description.names, values.elements)
        default: return nil
        }
    case ("enum", 3), ("enumvalue", 3):
        guard case .text(let text) = fields[0], let description = ClassDescription.of(text),
            description.kind == .enumeration, case .text(let name) = fields[1]
        else { return nil }
        return EnumObject(description, name.string, fields[2], isMixed: type == "enumvalue")
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
    switch (type, fields.count) {
    case ("datetime.date", _), ("datetime.time", _), ("datetime.datetime", _):
        return MomentObject.decoded(type, fields)
    case ("datetime.timezone", 2):
        guard let offset = fields[0].wholeNumber, offset.magnitude < 86_400 else { return nil }
        if case .text(let name) = fields[1] { return ZoneObject(offset, name.string) }
        return ZoneObject(offset)
    case ("zoneinfo.ZoneInfo", 1):
        if case .text(let name) = fields[0] { return ZoneInfoObject(name.string) }
        return nil
    case ("datetime.timedelta", 3):
        let numbers = fields.map { $0.wholeNumber ?? 0 }
        let days = Int128(numbers[0]) * 86_400_000_000
        return try? DeltaObject(days + Int128(numbers[1]) * 1_000_000 + Int128(numbers[2]))
    default: return nil
    }
}
