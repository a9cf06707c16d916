// SPDX-License-Identifier: Apache-2.0

import Glibc

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

/// Steps that a second of `time.sleep` costs: sleeping is work here, so that a budget ends it and nothing waits.
private let stepsASleptSecond = 1_000_000.0

func timeModule() -> ScriptObject { LibraryModule("time", timeFunctions) }

private func monotonic() -> Int {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return now.tv_sec * 1_000_000_000 + now.tv_nsec
}

/// The moment of the first argument, or now.
private func momentArgument(_ call: Call) throws(Raised) -> MomentObject {
    let zone = ZoneObject(0)
    var value = Value.int(Int(wallClock() / 1_000_000))
    if let given = call.arguments.first { value = given }
    let seconds = try floatArgument(value).rounded(.down)
    guard seconds.magnitude < 1e12 else { throw Raised("OverflowError", "timestamp out of range for platform time_t") }
    return try MomentObject(
        .datetime, microseconds: (Int128(seconds) + Int128(Calendar.epoch - 1) * 86_400) * 1_000_000, zone)
}

/// The moment of a `struct_time` or a tuple like one.
private func momentOf(_ value: Value, _ call: Call) throws(Raised) -> MomentObject {
    let parts = try call.values(value)
    guard parts.count >= 6 else { throw Raised("TypeError", "Tuple or struct_time argument required") }
    var fields = MomentFields()
    fields.year = try wholeArgument(parts[0])
    fields.month = try wholeArgument(parts[1])
    fields.day = try wholeArgument(parts[2])
    fields.hour = try wholeArgument(parts[3])
    fields.minute = try wholeArgument(parts[4])
    fields.second = try wholeArgument(parts[5])
    return try MomentObject(.datetime, fields, ZoneObject(0))
}

private let timeFunctions: [String: LibraryModule.Body] = [
    "time": { (_) throws(Raised) -> Value in .float(Double(wallClock()) / 1e6) },
    "time_ns": { (_) throws(Raised) -> Value in .int(Int(wallClock()) * 1000) },
    "perf_counter": { (_) throws(Raised) -> Value in .float(Double(monotonic()) / 1e9) },
    "perf_counter_ns": { (_) throws(Raised) -> Value in .int(monotonic()) },
    "monotonic": { (_) throws(Raised) -> Value in .float(Double(monotonic()) / 1e9) },
    "process_time": { (_) throws(Raised) -> Value in .float(Double(monotonic()) / 1e9) },
    "sleep": { (call) throws(Raised) -> Value in
        let seconds = try floatArgument(try call.one())
        if seconds < 0 || seconds.isNaN { throw Raised("ValueError", "sleep length must be non-negative") }
        try call.host.spend(Int(min(seconds * stepsASleptSecond, 1e15)))
        return .none
    },
    "gmtime": { (call) throws(Raised) -> Value in timeStruct(try momentArgument(call)) },
    "localtime": { (call) throws(Raised) -> Value in timeStruct(try momentArgument(call)) },
    "strftime": { (call) throws(Raised) -> Value in
        let bound = try call.bind(["format", "t"], required: 1)
        let format = try textArgument(bound[0] ?? Value.none, "strftime() argument 1 must be str, not ")
        let now = Call(call.name, [], [], call.host)
        let moment = if let given = bound[1] { try momentOf(given, call) } else { try momentArgument(now) }
        return .text(moment.fields.text(format))
    },
    "strptime": { (call) throws(Raised) -> Value in
        let (text, format) = try call.two()
        var parser = MomentParser(
            try textArgument(text, "strptime() argument 0 must be str, not "),
            try textArgument(format, "strptime() argument 1 must be str, not "))
        return timeStruct(try MomentObject(.datetime, try parser.run()))
    },
    "mktime": { (call) throws(Raised) -> Value in
        let moment = try momentOf(try call.one(), call)
        return .float(Double(moment.clock / 1_000_000 - Int128(Calendar.epoch - 1) * 86_400))
    },
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
