// SPDX-License-Identifier: Apache-2.0

let listMethods: Set<String> = [
    "append", "extend", "insert", "remove", "pop", "index", "count", "sort", "reverse", "copy", "clear",
]

func listMethod(_ list: ListObject, _ call: Call) throws(Raised) -> Value? {
    let host = call.host
    switch call.name {
    case "append":
        let value = try call.one()
        if list.elements.count == list.elements.capacity { try host.reserve((list.elements.count + 1) * 32) }
        list.elements.append(value)
    case "extend":
        let values = try valuesOf(try call.one(), host)
        try host.reserve(values.count * MemoryLayout<Value>.stride)
        try host.spend(values.count >> 4)
        list.elements += values
    case "insert":
        let (index, value) = try call.two()
        let whole = try wholeArgument(index)
        let place = whole < 0 ? max(whole &+ list.elements.count, 0) : min(whole, list.elements.count)
        if list.elements.count == list.elements.capacity { try host.reserve((list.elements.count + 1) * 32) }
        try host.spend((list.elements.count - place) >> 4)
        list.elements.insert(value, at: place)
    case "remove":
        guard let place = try search(list.elements, try call.one(), host) else {
            throw Raised("ValueError", "list.remove(x): x not in list")
        }
        list.elements.remove(at: place)
    case "pop":
        try call.count(0, 1)
        let index = call.arguments.first
        let whole = try index.map { (index) throws(Raised) in try wholeArgument(index) } ?? -1
        if list.elements.isEmpty { throw Raised("IndexError", "pop from empty list") }
        if index == nil { return list.elements.removeLast() }
        let place = whole < 0 ? whole &+ list.elements.count : whole
        guard list.elements.indices.contains(place) else { throw Raised("IndexError", "pop index out of range") }
        try host.spend((list.elements.count - place) >> 4)
        return list.elements.remove(at: place)
    case "sort":
        if !call.arguments.isEmpty { throw Raised("TypeError", "sort() takes no positional arguments") }
        let (key, isReversed) = try sortOptions(call)
        list.elements = try sortValues(list.elements, key: key, isReversed: isReversed, host)
    case "reverse":
        try call.count(0, 0)
        list.elements.reverse()
    case "copy":
        try call.count(0, 0)
        try host.reserve(list.elements.count * MemoryLayout<Value>.stride)
        return .list(ListObject(list.elements))
    case "clear":
        try call.count(0, 0)
        list.elements = []
    default: return try sequenceMethod(list.elements, "list", call)
    }
    return Value.none
}

/// The `key` and `reverse` of a sort.
func sortOptions(_ call: Call) throws(Raised) -> (key: Value?, isReversed: Bool) {
    var key: Value?
    var isReversed = false
    for (name, value) in call.keywords {
        switch name {
        case "key": if case .none = value { key = nil } else { key = value }
        case "reverse": isReversed = try wholeArgument(value) != 0
        default:
            throw Raised("TypeError", "'\(name)' is an invalid keyword argument for \(call.name)()")
        }
    }
    return (key, isReversed)
}

func sequenceMethod(_ elements: [Value], _ kind: String, _ call: Call) throws(Raised) -> Value? {
    switch call.name {
    case "index":
        try call.count(1, 3)
        func bound(_ place: Int, _ standard: Int) throws(Raised) -> Int {
            guard call.arguments.count > place else { return standard }
            let whole = try wholeArgument(call.arguments[place])
            return min(max(whole < 0 ? whole &+ elements.count : whole, 0), elements.count)
        }
        let start = try bound(1, 0)
        let end = max(try bound(2, elements.count), start)
        if let place = try search(Array(elements[start..<end]), call.arguments[0], call.host) {
            return .int(start + place)
        }
        if kind == "tuple" { throw Raised("ValueError", "tuple.index(x): x not in tuple") }
        throw Raised("ValueError", "\(try reprOf(call.arguments[0], call.host)) is not in list")
    case "count":
        let value = try call.one()
        try call.host.spend(elements.count >> 2)
        var count = 0
        for element in elements where areSame(element, value) || isEqual(element, value) { count += 1 }
        return .int(count)
    default: return nil
    }
}

let dictMethods: Set<String> = [
    "get", "items", "keys", "values", "pop", "popitem", "setdefault", "update", "copy", "clear", "fromkeys",
]

func dictMethod(_ dict: DictObject, _ call: Call) throws(Raised) -> Value? {
    let host = call.host
    switch call.name {
    case "get":
        try call.count(1, 2)
        return dict[try ValueKey(call.arguments[0])] ?? (call.arguments.count > 1 ? call.arguments[1] : Value.none)
    case "items", "keys", "values":
        try call.count(0, 0)
        return DictView.Part(rawValue: call.name).map { .object(DictView(dict, $0)) }
    case "pop":
        try call.count(1, 2)
        let key = try ValueKey(call.arguments[0])
        if let value = dict[key] {
            dict[key] = nil
            return value
        }
        if call.arguments.count > 1 { return call.arguments[1] }
        throw Raised("KeyError", arguments: [call.arguments[0]])
    case "popitem":
        try call.count(0, 0)
        guard let (key, value) = dict.popLast() else {
            throw Raised("KeyError", "popitem(): dictionary is empty")
        }
        return .tuple(TupleObject([key, value]))
    case "setdefault":
        try call.count(1, 2)
        let key = try ValueKey(call.arguments[0])
        if let value = dict[key] { return value }
        let value = call.arguments.count > 1 ? call.arguments[1] : Value.none
        try makeRoom(dict, host)
        dict[key] = value
        return value
    case "update": try updateDict(dict, call)
    case "copy":
        try call.count(0, 0)
        try host.reserve(dict.count * 4 * MemoryLayout<Value>.stride)
        let copy = DictObject()
        for (key, value) in dict.items { copy[try ValueKey(key)] = value }
        return .dict(copy)
    case "clear":
        try call.count(0, 0)
        dict.removeAll()
    case "fromkeys": return try dictFromKeys(call)
    default: return nil
    }
    return Value.none
}

func dictFromKeys(_ call: Call) throws(Raised) -> Value {
    try call.count(1, 2)
    let made = DictObject()
    for key in try valuesOf(call.arguments[0], call.host) {
        try makeRoom(made, call.host)
        made[try ValueKey(key)] = call.arguments.count > 1 ? call.arguments[1] : Value.none
    }
    return .dict(made)
}

/// `d.update(mapping or pairs, **keywords)`, also for `dict(...)`.
func updateDict(_ dict: DictObject, _ call: Call) throws(Raised) {
    let host = call.host
    if call.arguments.count > 1 {
        throw Raised("TypeError", "\(call.name) expected at most 1 argument, got \(call.arguments.count)")
    }
    if let source = call.arguments.first {
        if let entries = try (host as? ScriptInstance)?.mappingItems(source) {
            for (key, value) in entries {
                try makeRoom(dict, host)
                dict[try ValueKey(key)] = value
            }
        } else {
            for (index, element) in try valuesOf(source, host).enumerated() {
                let pair: [Value]
                do throws(Raised) { pair = try valuesOf(element, host) } catch {
                    if error.type != "TypeError" { throw error }
                    throw Raised(
                        "TypeError", "cannot convert dictionary update sequence element #\(index) to a sequence")
                }
                guard pair.count == 2 else {
                    throw Raised(
                        "ValueError",
                        "dictionary update sequence element #\(index) has length \(pair.count); 2 is required")
                }
                try makeRoom(dict, host)
                dict[try ValueKey(pair[0])] = pair[1]
            }
        }
    }
    for (name, value) in call.keywords { dict[try ValueKey(.text(Text(name)))] = value }
}

let setChangingMethods: Set<String> = [
    "add", "discard", "remove", "pop", "clear", "update", "intersection_update", "difference_update",
    "symmetric_difference_update",
]
let setMethods: Set<String> = setChangingMethods.union([
    "union", "intersection", "difference", "symmetric_difference", "issubset", "issuperset", "isdisjoint", "copy",
])

func setMethod(_ set: SetObject, _ call: Call) throws(Raised) -> Value? {
    guard hasMethod(.set(set), call.name), setMethods.contains(call.name) else { return nil }
    let host = call.host
    try call.noKeywords()
    func others() throws(Raised) -> [SetObject] {
        var sets: [SetObject] = []
        for argument in call.arguments { sets.append(try setOf(argument, isFrozen: false, host)) }
        return sets
    }
    func fold(_ op: BinaryOperator) throws(Raised) -> SetObject {
        var result = SetObject(isFrozen: set.isFrozen)
        for element in set.elements { result.insert(try ValueKey(element)) }
        for other in try others() { result = try setOperation(op, result, other) ?? result }
        return result
    }
    func become(_ other: SetObject) throws(Raised) {
        let elements = other.elements
        set.members.removeAll()
        for element in elements { set.insert(try ValueKey(element)) }
    }
    switch call.name {
    case "add":
        try makeRoom(set.members, host)
        set.insert(try ValueKey(try call.one()))
    case "discard": set.remove(try ValueKey(try call.one()))
    case "remove":
        let value = try call.one()
        let key = try ValueKey(value)
        if !set.contains(key) { throw Raised("KeyError", arguments: [value]) }
        set.remove(key)
    case "pop":
        try call.count(0, 0)
        var position = 0
        guard let (first, _) = set.members.next(from: &position) else {
            throw Raised("KeyError", "pop from an empty set")
        }
        set.remove(try ValueKey(first))
        return first
    case "clear": set.members.removeAll()
    case "update":
        for other in call.arguments {
            for value in try valuesOf(other, host) {
                try makeRoom(set.members, host)
                set.insert(try ValueKey(value))
            }
        }
    case "union": return .set(try fold(.bitOr))
    case "intersection": return .set(try fold(.bitAnd))
    case "difference": return .set(try fold(.subtract))
    case "symmetric_difference": return .set(try fold(.bitXor))
    case "intersection_update": try become(try fold(.bitAnd))
    case "difference_update": try become(try fold(.subtract))
    case "symmetric_difference_update": try become(try fold(.bitXor))
    case "copy": return .set(try fold(.bitOr))
    default:
        let other = try setOf(try call.one(), isFrozen: false, host)
        switch call.name {
        case "issubset":
            for value in set.elements where !other.contains(try ValueKey(value)) { return .bool(false) }
        case "issuperset":
            for value in other.elements where !set.contains(try ValueKey(value)) { return .bool(false) }
        default:
            for value in other.elements where set.contains(try ValueKey(value)) { return .bool(false) }
        }
        return .bool(true)
    }
    return Value.none
}

/// A new set of an iterable's values.
func setOf(_ iterable: Value, isFrozen: Bool, _ host: any ScriptHost) throws(Raised) -> SetObject {
    let set = SetObject(isFrozen: isFrozen)
    let values = try valuesOf(iterable, host)
    for value in values {
        try makeRoom(set.members, host)
        set.insert(try ValueKey(value))
    }
    return set
}

let intMethods: Set<String> = ["bit_length", "bit_count", "conjugate", "is_integer", "to_bytes", "as_integer_ratio"]
let floatMethods: Set<String> = ["is_integer", "conjugate", "hex", "as_integer_ratio"]

func numberMethod(_ value: Value, _ call: Call) throws(Raised) -> Value? {
    guard hasMethod(value, call.name), !commonMethods.contains(call.name) else { return nil }
    if let whole = value.wholeNumber {
        switch call.name {
        case "bit_length": return .int(64 - whole.magnitude.leadingZeroBitCount)
        case "bit_count": return .int(whole.magnitude.nonzeroBitCount)
        case "is_integer": return .bool(true)
        case "as_integer_ratio": return .tuple(TupleObject([.int(whole), .int(1)]))
        case "to_bytes": return try bytesOf(whole, call)
        default: return .int(whole)
        }
    }
    guard case .float(let number) = value else { return nil }
    switch call.name {
    case "is_integer": return .bool(number.isFinite && number == number.rounded(.towardZero))
    case "conjugate": return value
    case "as_integer_ratio": return try ratio(number)
    case "hex":
        try call.count(0, 0)
        return .text(Text(hexText(number)))
    default: return nil
    }
}

private func bytesOf(_ whole: Int, _ call: Call) throws(Raised) -> Value {
    let bound = try call.bind(["length", "byteorder", "signed"])
    let length = try wholeArgument(bound[0] ?? .int(1))
    let isSigned = isTrue(bound[2] ?? .bool(false))
    if length < 0 { throw Raised("ValueError", "length argument must be non-negative") }
    if whole < 0 && !isSigned { throw Raised("OverflowError", "can't convert negative int to unsigned") }
    let fits =
        length >= 8
        || (isSigned ? (whole >> max(8 * length - 1, 0)) == (whole < 0 ? -1 : 0) : whole >> (8 * length) == 0)
    if !fits { throw Raised("OverflowError", "int too big to convert") }
    try call.host.reserve(length)
    var bytes: [UInt8] = []
    for index in 0..<length { bytes.append(UInt8(truncatingIfNeeded: whole >> min(8 * index, 63))) }
    if case .text(let order)? = bound[1], order.string == "little" { return .bytes(ByteString(bytes)) }
    return .bytes(ByteString(bytes.reversed()))
}

private func ratio(_ number: Double) throws(Raised) -> Value {
    if number.isNaN { throw Raised("ValueError", "cannot convert NaN to integer ratio") }
    if number.isInfinite { throw Raised("OverflowError", "cannot convert Infinity to integer ratio") }
    var top = number
    var bottom = 1
    while top != top.rounded(.towardZero) {
        top *= 2
        let (doubled, overflows) = bottom.multipliedReportingOverflow(by: 2)
        if overflows { throw overflow() }
        bottom = doubled
    }
    guard let whole = Int(exactly: top) else { throw overflow() }
    return .tuple(TupleObject([.int(whole), .int(bottom)]))
}
