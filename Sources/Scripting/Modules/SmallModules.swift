// SPDX-License-Identifier: Apache-2.0

import Glibc
import Values

// Modules of a few functions: string, time, bisect, heapq, copy.

func stringModule() -> ScriptObject {
    let lower = "abcdefghijklmnopqrstuvwxyz"
    let texts = [
        "ascii_lowercase": lower, "ascii_uppercase": lower.uppercased(), "ascii_letters": lower + lower.uppercased(),
        "digits": "0123456789", "hexdigits": "0123456789abcdefABCDEF", "octdigits": "01234567",
        "punctuation": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", "whitespace": " \t\n\r\u{0B}\u{0C}",
    ]
    var constants = texts.mapValues { Value.text(Text($0)) }
    let printable = "0123456789" + lower + lower.uppercased() + "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ \t\n\r\u{0B}\u{0C}"
    constants["printable"] = .text(Text(printable))
    constants["Template"] = .object(templateClass)
    return LibraryModule("string", ["capwords": capitalWords], constants: constants)
}

@Sendable private func capitalWords(_ call: Call) throws(Raised) -> Value {
    let bound = try call.bind(["s", "sep"], required: 1)
    let text = try textArgument(bound[0] ?? Value.none, "capwords() argument must be str, not ")
    let words = try call.values(try splitText(text, Call("split", [bound[1] ?? Value.none], [], call.host)))
    var bytes: [UInt8] = []
    var separator: [UInt8] = [32]
    if case .text(let given) = bound[1] ?? Value.none { separator = given.utf8 }
    for (place, word) in words.enumerated() {
        if place > 0 { bytes += separator }
        if case .text(let word) = word { bytes += capitalized(word).utf8 }
    }
    return .text(Text(utf8: bytes))
}

func timeModule() -> ScriptObject { LibraryModule("time", timeFunctions) }

private func monotonic() -> Int {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return now.tv_sec * 1_000_000_000 + now.tv_nsec
}

/// The seconds since 1970 of the first argument, or of now.
private func secondsArgument(_ call: Call) throws(Raised) -> Int {
    var value = Value.int(Int(wallClock() / 1_000_000))
    if let given = call.arguments.first, typeName(of: given) != "NoneType" { value = given }
    let seconds = try floatArgument(value).rounded(.down)
    guard seconds.magnitude < 1e12 else { throw Raised("OverflowError", "timestamp out of range for platform time_t") }
    return Int(seconds)
}

/// What clocks show then.
private func timeStruct(_ seconds: Int, _ type: LocalTimeType) throws(Raised) -> TimeStructObject {
    let clock = Int128(seconds + type.offset) + Int128(Calendar.epoch - 1) * 86_400
    return TimeStructObject(try MomentObject.fields(clock * 1_000_000), type)
}

private func localTime(_ call: Call) throws(Raised) -> TimeStructObject {
    let seconds = try secondsArgument(call)
    return try timeStruct(seconds, call.host.services.zones.local.type(atUTC: seconds).type)
}

private let greenwich = LocalTimeType(offset: 0, saving: 0, isSaving: false, abbreviation: "GMT")

/// The fields of a `struct_time` or a tuple like one, and whether it says that daylight saving holds: 1, 0 or -1.
private func fieldsOf(_ value: Value, _ call: Call) throws(Raised) -> (fields: MomentFields, isSaving: Int) {
    let parts = try call.values(value)
    guard parts.count >= 6 else { throw Raised("TypeError", "Tuple or struct_time argument required") }
    var fields = MomentFields()
    fields.year = try wholeArgument(parts[0])
    fields.month = try wholeArgument(parts[1])
    fields.day = try wholeArgument(parts[2])
    fields.hour = try wholeArgument(parts[3])
    fields.minute = try wholeArgument(parts[4])
    fields.second = try wholeArgument(parts[5])
    _ = try MomentObject(.datetime, fields)
    let isSaving = parts.count > 8 ? try wholeArgument(parts[8]) : -1
    if case .object(let object) = value, let known = object as? TimeStructObject {
        fields.offset = known.offset ?? 0
        fields.zoneName = known.zoneName
    } else {
        // The C library knows how the zone is called then, and not the offset.
        let rules = call.host.services.zones.local
        let halfYears = [0, 182, -182].map { rules.type(atClock: fields.secondsOnClock + $0 * 86_400, fold: 0) }
        fields.offset = 0
        if isSaving >= 0 { fields.zoneName = halfYears.first { $0.isSaving == (isSaving > 0) }?.abbreviation }
    }
    return (fields, isSaving)
}

/// Seconds since 1970 when the driver's machine's clock shows this; `isSaving` chooses where it shows it twice.
private func momentOnClock(_ fields: MomentFields, _ isSaving: Int, _ call: Call) -> Int {
    let rules = call.host.services.zones.local
    let clock = fields.secondsOnClock
    let types = [rules.type(atClock: clock, fold: 0), rules.type(atClock: clock, fold: 1)]
    let wanted = types.first { isSaving < 0 || $0.isSaving == (isSaving > 0) }
    return clock - (wanted ?? types[0]).offset
}

private func clockText(_ fields: MomentFields) -> Value { .text(fields.text(Text("%a %b %e %H:%M:%S %Y"))) }

private let timeFunctions: [String: LibraryModule.Body] = [
    "time": { (_) throws(Raised) -> Value in .float(Double(wallClock()) / 1e6) },
    "time_ns": { (_) throws(Raised) -> Value in .int(Int(wallClock()) * 1000) },
    "perf_counter": { (_) throws(Raised) -> Value in .float(Double(monotonic()) / 1e9) },
    "perf_counter_ns": { (_) throws(Raised) -> Value in .int(monotonic()) },
    "monotonic": { (_) throws(Raised) -> Value in .float(Double(monotonic()) / 1e9) },
    "process_time": { (_) throws(Raised) -> Value in .float(Double(monotonic()) / 1e9) },
    "sleep": { (call) throws(Raised) -> Value in
        let seconds = try floatArgument(try call.one())
        if seconds.isNaN { throw Raised("ValueError", "Invalid value NaN (not a number)") }
        if seconds < 0 { throw Raised("ValueError", "sleep length must be non-negative") }
        if seconds > 9e9 { throw Raised("OverflowError", "timestamp too large to convert to C PyTime_t") }
        try call.host.sleep(seconds)
        return .none
    },
    "gmtime": { (call) throws(Raised) -> Value in .object(try timeStruct(try secondsArgument(call), greenwich)) },
    "localtime": { (call) throws(Raised) -> Value in .object(try localTime(call)) },
    "strftime": { (call) throws(Raised) -> Value in
        let bound = try call.bind(["format", "t"], required: 1)
        let format = try textArgument(bound[0] ?? Value.none, "strftime() argument 1 must be str, not ")
        let now = Call(call.name, [], [], call.host)
        let time: Value = if let given = bound[1] { given } else { .object(try localTime(now)) }
        return .text(try fieldsOf(time, call).fields.text(format))
    },
    "strptime": { (call) throws(Raised) -> Value in
        let (text, format) = try call.two()
        var parser = MomentParser(
            try textArgument(text, "strptime() argument 0 must be str, not "),
            try textArgument(format, "strptime() argument 1 must be str, not "))
        let fields = try parser.run()
        return .object(
            TimeStructObject(fields, isSaving: -1, offset: fields.offset, zoneName: fields.zoneName))
    },
    "mktime": { (call) throws(Raised) -> Value in
        let (fields, isSaving) = try fieldsOf(try call.one(), call)
        return .float(Double(momentOnClock(fields, isSaving, call)))
    },
    "asctime": { (call) throws(Raised) -> Value in
        let time: Value = if let given = call.arguments.first { given } else { .object(try localTime(call)) }
        return clockText(try fieldsOf(time, call).fields)
    },
    "ctime": { (call) throws(Raised) -> Value in clockText(try fieldsOf(.object(try localTime(call)), call).fields) },
]

func bisectModule() -> ScriptObject { LibraryModule("bisect", bisectFunctions) }

private func place(_ call: Call, isRight: Bool) throws(Raised) -> (sequence: Value, value: Value, place: Int) {
    let bound = try call.bind(["a", "x", "lo", "hi", "key"], required: 2)
    let (sequence, value) = (bound[0] ?? Value.none, bound[1] ?? Value.none)
    let values = try call.values(sequence)
    var low = try sliceIndex(bound[2]) ?? 0
    var high = try sliceIndex(bound[3]) ?? values.count
    if low < 0 { throw Raised("ValueError", "lo must be non-negative") }
    high = min(high, values.count)
    while low < high {
        let middle = low + (high - low) / 2
        var other = values[middle]
        if let key = bound[4], typeName(of: key) != "NoneType" {
            other = try call.host.call(key, [other], keywords: [])
        }
        let goesRight =
            isRight ? try compareValues(value, other, call.host) >= 0 : try compareValues(other, value, call.host) < 0
        if goesRight { low = middle + 1 } else { high = middle }
    }
    return (sequence, value, low)
}

private func insertion(isRight: Bool) -> LibraryModule.Body {
    { (call) throws(Raised) -> Value in
        let found = try place(call, isRight: isRight)
        guard case .list(let list) = found.sequence else {
            throw Raised("TypeError", "insort() argument must be a list, not \(typeName(of: found.sequence))")
        }
        try call.host.reserve(MemoryLayout<Value>.stride)
        list.elements.insert(found.value, at: min(found.place, list.elements.count))
        return .none
    }
}

private func search(isRight: Bool) -> LibraryModule.Body {
    { (call) throws(Raised) -> Value in .int(try place(call, isRight: isRight).place) }
}

private let bisectFunctions: [String: LibraryModule.Body] = [
    "bisect": search(isRight: true), "bisect_right": search(isRight: true), "bisect_left": search(isRight: false),
    "insort": insertion(isRight: true), "insort_right": insertion(isRight: true),
    "insort_left": insertion(isRight: false),
]

func copyModule() -> ScriptObject {
    LibraryModule(
        "copy",
        [
            "copy": { (call) throws(Raised) -> Value in try shallowCopy(try call.one(), call.host) },
            "deepcopy": { (call) throws(Raised) -> Value in
                var copier = DeepCopier(call.host)
                return try copier.copy(call.arguments.first ?? Value.none, 0)
            },
        ])
}

private func shallowCopy(_ value: Value, _ host: any ScriptHost) throws(Raised) -> Value {
    switch value {
    case .list(let list):
        try host.reserve(list.elements.count * MemoryLayout<Value>.stride)
        return .list(ListObject(list.elements))
    case .dict(let dict):
        try host.reserve(dict.count * 96)
        return .dict(copied(dict))
    case .set(let set) where !set.isFrozen:
        try host.reserve(set.count * 96)
        let copy = SetObject(isFrozen: false)
        for element in set.elements { copy.insert(try ValueKey(element)) }
        return .set(copy)
    case .object(let object): return try object.callMethod("copy", [], [], host) ?? value
    default: return value
    }
}

/// Copies containers and what is in them; what is shared stays shared.
private struct DeepCopier {
    private var done: [ObjectIdentifier: Value] = [:]
    private let host: any ScriptHost

    init(_ host: any ScriptHost) { self.host = host }

    mutating func copy(_ value: Value, _ depth: Int) throws(Raised) -> Value {
        if depth > TextLimits.reprDepth { throw Raised("RecursionError", "maximum recursion depth exceeded") }
        try host.spend(1)
        switch value {
        case .list(let list):
            if let known = done[ObjectIdentifier(list)] { return known }
            let result = ListObject([])
            done[ObjectIdentifier(list)] = .list(result)
            for element in list.elements {
                try host.reserve(MemoryLayout<Value>.stride)
                result.elements.append(try copy(element, depth + 1))
            }
            return .list(result)
        case .tuple(let tuple):
            var elements: [Value] = []
            for element in tuple.elements { elements.append(try copy(element, depth + 1)) }
            return .tuple(TupleObject(elements))
        case .dict(let dict):
            if let known = done[ObjectIdentifier(dict)] { return known }
            let result = DictObject()
            done[ObjectIdentifier(dict)] = .dict(result)
            try fill(result, dict, depth)
            return .dict(result)
        case .set(let set) where !set.isFrozen: return try shallowCopy(.set(set), host)
        case .object(let array as ArrayObject):
            if let known = done[ObjectIdentifier(array)] { return known }
            let copy = try copied(try arrayOperand(.object(array), host), host)
            let result = Value.object(ArrayObject(copy.storage, copy.layout, isMatrix: array.isMatrix))
            done[ObjectIdentifier(array)] = result
            return result
        case .object(let object as DictLikeObject):
            if let known = done[ObjectIdentifier(object)] { return known }
            let result = object.remade(DictObject())
            done[ObjectIdentifier(object)] = .object(result)
            try fill(result.dict, object.dict, depth)
            return .object(result)
        case .object(let object as DequeObject):
            let result = DequeObject(object.limit)
            done[ObjectIdentifier(object)] = .object(result)
            for element in object.elements { try result.append(try copy(element, depth + 1), host) }
            return .object(result)
        default: return value
        }
    }

    private mutating func fill(_ result: DictObject, _ dict: DictObject, _ depth: Int) throws(Raised) {
        for (key, value) in dict.items {
            try host.reserve(96)
            result[try ValueKey(try copy(key, depth + 1))] = try copy(value, depth + 1)
        }
    }
}
