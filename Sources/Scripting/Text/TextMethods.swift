// SPDX-License-Identifier: Apache-2.0

/// Calls the method `name` of a `str`; nil when there is no such method.
public func callTextMethod(
    _ text: Text, _ name: String, _ arguments: [Value], _ keywords: [(name: String, value: Value)],
    _ host: any ScriptHost
) throws(Raised) -> Value? {
    guard let method = textMethods[name] else { return nil }
    if text.utf8.count >= 64 { try host.spend(text.utf8.count >> 5) }
    return try method(text, Call(name, arguments, keywords, host, owner: "str"))
}

/// Whether `str` has a method of this name.
public func isTextMethod(_ name: String) -> Bool { textMethods[name] != nil }

typealias TextMethod = @Sendable (Text, Call) throws(Raised) -> Value

let textMethods: [String: TextMethod] = [
    "split": splitText, "rsplit": splitTextFromEnd, "splitlines": splitLines,
    "strip": { (text, call) throws(Raised) -> Value in try stripText(text, call, start: true, end: true) },
    "lstrip": { (text, call) throws(Raised) -> Value in try stripText(text, call, start: true, end: false) },
    "rstrip": { (text, call) throws(Raised) -> Value in try stripText(text, call, start: false, end: true) },
    "startswith": { (text, call) throws(Raised) -> Value in try hasAffix(text, call, atEnd: false) },
    "endswith": { (text, call) throws(Raised) -> Value in try hasAffix(text, call, atEnd: true) },
    "find": { (text, call) throws(Raised) -> Value in .int(try position(text, call, last: false) ?? -1) },
    "rfind": { (text, call) throws(Raised) -> Value in .int(try position(text, call, last: true) ?? -1) },
    "index": { (text, call) throws(Raised) -> Value in
        guard let found = try position(text, call, last: false) else {
            throw Raised("ValueError", "substring not found")
        }
        return .int(found)
    },
    "rindex": { (text, call) throws(Raised) -> Value in
        guard let found = try position(text, call, last: true) else {
            throw Raised("ValueError", "substring not found")
        }
        return .int(found)
    },
    "count": countText, "replace": replaceText, "join": joinTexts,
    "partition": { (text, call) throws(Raised) -> Value in try partition(text, call, last: false) },
    "rpartition": { (text, call) throws(Raised) -> Value in try partition(text, call, last: true) },
    "removeprefix": { (text, call) throws(Raised) -> Value in
        let prefix = try textArgument(try call.one(), "removeprefix() argument must be str, not ")
        return .text(text.utf8.starts(with: prefix.utf8) ? text.part(prefix.utf8.count..<text.utf8.count) : text)
    },
    "removesuffix": { (text, call) throws(Raised) -> Value in
        let suffix = try textArgument(try call.one(), "removesuffix() argument must be str, not ")
        let rest = text.utf8.count - suffix.utf8.count
        guard rest >= 0, suffix.utf8.count > 0, text.utf8[rest...].elementsEqual(suffix.utf8) else {
            return .text(text)
        }
        return .text(text.part(0..<rest))
    },
    "zfill": zeroFill,
    "ljust": { (text, call) throws(Raised) -> Value in try justify(text, call) { (_, padding) in (padding, 0) } },
    "rjust": { (text, call) throws(Raised) -> Value in try justify(text, call) { (_, padding) in (0, padding) } },
    "center": { (text, call) throws(Raised) -> Value in
        try justify(text, call) { (width, padding) in
            // Where the padding is odd, Python puts the larger half left for odd widths.
            let left = padding / 2 + (padding & width & 1)
            return (padding - left, left)
        }
    },
    "expandtabs": expandTabs,
    "lower": { (text, call) throws(Raised) -> Value in
        try call.count(0, 0)
        return .text(lowercased(text))
    },
    "upper": { (text, call) throws(Raised) -> Value in
        try call.count(0, 0)
        return .text(uppercased(text))
    },
    "title": { (text, call) throws(Raised) -> Value in
        try call.count(0, 0)
        return .text(titlecased(text))
    },
    "capitalize": { (text, call) throws(Raised) -> Value in
        try call.count(0, 0)
        return .text(capitalized(text))
    },
    "swapcase": { (text, call) throws(Raised) -> Value in
        try call.count(0, 0)
        return .text(swapcased(text))
    },
    "casefold": { (text, call) throws(Raised) -> Value in
        try call.count(0, 0)
        return .text(casefolded(text))
    },
    "isdigit": test { $0.allSatisfy(isDigit) }, "isdecimal": test { $0.allSatisfy(isDecimal) },
    "isnumeric": test { $0.allSatisfy(isNumeric) }, "isalpha": test { $0.allSatisfy(isAlpha) },
    "isalnum": test { $0.allSatisfy { isAlpha($0) || isNumeric($0) } },
    "isspace": test { $0.allSatisfy(isSpace) }, "isupper": test { isCased($0, upper: true) },
    "islower": test { isCased($0, upper: false) }, "istitle": test(isTitle),
    "isidentifier": test(isIdentifier), "isprintable": test(onEmpty: true) { $0.allSatisfy(isPrintable) },
    "isascii": { (text, call) throws(Raised) -> Value in
        try call.count(0, 0)
        return .bool(text.isASCII)
    },
    "encode": { (text, call) throws(Raised) -> Value in
        let bound = try call.bind(["encoding", "errors"])
        let encoding = try codecArgument(bound[0], "utf-8")
        return .bytes(ByteString(try encode(text, encoding, errors: try codecArgument(bound[1], "strict"))))
    },
    "format": { (text, call) throws(Raised) -> Value in
        .text(try formatText(text, call.arguments, call.keywords, call.host))
    },
    "format_map": { (text, call) throws(Raised) -> Value in
        .text(try formatText(text, mapping: try call.one(), call.host))
    },
    "translate": translate,
    "maketrans": { (_, call) throws(Raised) -> Value in try makeTranslation(call) },
    "__len__": { (text, call) throws(Raised) -> Value in .int(text.count) },
]

private func test(
    onEmpty: Bool = false, _ body: @escaping @Sendable ([Unicode.Scalar]) -> Bool
) -> TextMethod {
    { (text, call) throws(Raised) -> Value in
        try call.count(0, 0)
        return .bool(text.count == 0 ? onEmpty : body(text.scalars))
    }
}

/// The text of an argument; `message` is followed by the name of the wrong type.
func textArgument(_ value: Value, _ message: String) throws(Raised) -> Text {
    if case .text(let text) = value { return text }
    throw Raised("TypeError", message + typeName(of: value))
}

/// The argument `chars` or `sep`: None and nothing are nil.
private func optionalText(_ value: Value?, _ message: (String) -> String) throws(Raised) -> Text? {
    switch value {
    case nil, .some(.none): return nil
    case .text(let text): return text
    case .some(let other): throw Raised("TypeError", message(typeName(of: other)))
    }
}

private func stripText(_ text: Text, _ call: Call, start: Bool, end: Bool) throws(Raised) -> Value {
    try call.count(0, 1)
    let chars = try optionalText(call.arguments.first) { _ in "\(call.name) arg must be None or str" }
    guard let chars else { return .text(text.part(trimmed(text.utf8, start: start, end: end))) }
    let wanted = Set(chars.scalars)
    let scalars = text.scalars
    var first = 0
    var last = scalars.count
    while start && first < last && wanted.contains(scalars[first]) { first += 1 }
    while end && first < last && wanted.contains(scalars[last - 1]) { last -= 1 }
    return .text(text.part(text.byteOffset(ofPosition: first)..<text.byteOffset(ofPosition: last)))
}

private func hasAffix(_ text: Text, _ call: Call, atEnd: Bool) throws(Raised) -> Value {
    try call.count(1, 3)
    let affixes: [Value]
    switch call.arguments[0] {
    case .text: affixes = [call.arguments[0]]
    case .tuple(let tuple): affixes = tuple.elements
    default:
        throw Raised(
            "TypeError",
            "\(call.name) first arg must be str or a tuple of str, not \(typeName(of: call.arguments[0]))")
    }
    let range = try text.range(
        call.arguments.count > 1 ? call.arguments[1] : nil, call.arguments.count > 2 ? call.arguments[2] : nil)
    for value in affixes {
        guard case .text(let affix) = value else {
            throw Raised("TypeError", "tuple for \(call.name) must only contain str, not \(typeName(of: value))")
        }
        guard let range, range.count >= affix.utf8.count else { continue }
        let from = atEnd ? range.upperBound - affix.utf8.count : range.lowerBound
        if text.utf8[from..<from + affix.utf8.count].elementsEqual(affix.utf8) { return .bool(true) }
    }
    return .bool(false)
}

private func position(_ text: Text, _ call: Call, last: Bool) throws(Raised) -> Int? {
    try call.count(1, 3)
    let part = try textArgument(call.arguments[0], "must be str, not ")
    let range = try text.range(
        call.arguments.count > 1 ? call.arguments[1] : nil, call.arguments.count > 2 ? call.arguments[2] : nil)
    guard let range else { return nil }
    let found =
        last
        ? findLastBytes(text.utf8, part.utf8, from: range.lowerBound, to: range.upperBound)
        : findBytes(text.utf8, part.utf8, from: range.lowerBound, to: range.upperBound)
    return found.map(text.position(ofByte:))
}

private func countText(_ text: Text, _ call: Call) throws(Raised) -> Value {
    try call.count(1, 3)
    let part = try textArgument(call.arguments[0], "must be str, not ")
    let range = try text.range(
        call.arguments.count > 1 ? call.arguments[1] : nil, call.arguments.count > 2 ? call.arguments[2] : nil)
    guard let range else { return .int(0) }
    if part.count == 0 { return .int(text.part(range).count + 1) }
    var total = 0
    var offset = range.lowerBound
    while let found = findBytes(text.utf8, part.utf8, from: offset, to: range.upperBound) {
        total += 1
        offset = found + part.utf8.count
    }
    return .int(total)
}

private func replaceText(_ text: Text, _ call: Call) throws(Raised) -> Value {
    try call.count(2, 3)
    let old = try textArgument(call.arguments[0], "replace() argument 1 must be str, not ")
    let new = try textArgument(call.arguments[1], "replace() argument 2 must be str, not ")
    let limit = call.arguments.count > 2 ? try wholeArgument(call.arguments[2]) : -1
    guard let bytes = try replaced(text.utf8, old.utf8, new.utf8, limit, call.host, isText: true) else {
        return .text(text)
    }
    return .text(Text(utf8: bytes))
}

/// The bytes with `old` replaced at most `limit` times (negative: everywhere); nil when nothing changes. An empty
/// `old` is found before every character and at the end.
func replaced(
    _ bytes: [UInt8], _ old: [UInt8], _ new: [UInt8], _ limit: Int, _ host: any ScriptHost, isText: Bool
) throws(Raised) -> [UInt8]? {
    var left = limit < 0 ? Int.max : limit
    var result: [UInt8] = []
    var counted = 0
    if old.isEmpty {
        try host.reserve(bytes.count &+ min(bytes.count + 1, left).multipliedOrMax(new.count))
        for byte in bytes {
            if left > 0 && !(isText && byte & 0xC0 == 0x80) {
                result += new
                left -= 1
            }
            result.append(byte)
            if result.count - counted > TextLimits.nativeStep {
                try host.spend((result.count - counted) >> 5)
                counted = result.count
            }
        }
        if left > 0 { result += new }
        return result
    }
    var offset = 0
    while left > 0, let found = findBytes(bytes, old, from: offset, to: bytes.count) {
        try host.reserve(found - offset + new.count)
        if result.count - counted > TextLimits.nativeStep || left & 4_095 == 0 {
            try host.spend(64 + (result.count - counted) >> 5)
            counted = result.count
        }
        result += bytes[offset..<found]
        result += new
        offset = found + old.count
        left -= 1
    }
    if offset == 0 && result.isEmpty { return nil }
    try host.reserve(bytes.count - offset)
    result += bytes[offset...]
    return result
}

extension Int {
    /// The product of two counts, or a number that no budget grants.
    func multipliedOrMax(_ other: Int) -> Int {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max / 4 : Swift.min(product, .max / 4)
    }
}

private func joinTexts(_ text: Text, _ call: Call) throws(Raised) -> Value {
    let values: [Value]
    do throws(Raised) {
        values = try call.values(try call.one())
    } catch {
        throw error.type == "TypeError" && call.arguments.count == 1 && !isIterableKind(call.arguments[0])
            ? Raised("TypeError", "can only join an iterable") : error
    }
    for (index, value) in values.enumerated() {
        guard case .text = value else {
            throw Raised(
                "TypeError", "sequence item \(index): expected str instance, \(typeName(of: value)) found")
        }
    }
    return try joined(values, text, call.host)
}

/// The texts with another between them.
func joined(_ values: [Value], _ text: Text, _ host: any ScriptHost) throws(Raised) -> Value {
    if values.count == 1 { return values[0] }
    var total = 0
    for value in values { if case .text(let part) = value { total += part.utf8.count + text.utf8.count } }
    try host.reserve(total)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(total)
    var counted = 0
    for (index, value) in values.enumerated() {
        if index > 0 { bytes += text.utf8 }
        if case .text(let part) = value { bytes += part.utf8 }
        if bytes.count - counted > TextLimits.nativeStep {
            try host.spend((bytes.count - counted) >> 5)
            counted = bytes.count
        }
    }
    try host.spend((bytes.count - counted) >> 5)
    return .text(Text(utf8: bytes))
}

private func isIterableKind(_ value: Value) -> Bool {
    switch value {
    case .none, .bool, .int, .float: false
    default: true
    }
}

private func partition(_ text: Text, _ call: Call, last: Bool) throws(Raised) -> Value {
    let separator = try textArgument(try call.one(), "must be str, not ")
    if separator.count == 0 { throw Raised("ValueError", "empty separator") }
    let found =
        last
        ? findLastBytes(text.utf8, separator.utf8, from: 0, to: text.utf8.count)
        : findBytes(text.utf8, separator.utf8, from: 0, to: text.utf8.count)
    guard let found else {
        let empty = Value.text(Text(utf8: []))
        return .tuple(TupleObject(last ? [empty, empty, .text(text)] : [.text(text), empty, empty]))
    }
    let tail = found + separator.utf8.count
    return .tuple(
        TupleObject([
            .text(text.part(0..<found)), .text(separator), .text(text.part(tail..<text.utf8.count)),
        ]))
}

private func zeroFill(_ text: Text, _ call: Call) throws(Raised) -> Value {
    let width = try wholeArgument(try call.one())
    if width <= text.count { return .text(text) }
    try call.host.reserve(width)
    let hasSign = text.utf8.first == 43 || text.utf8.first == 45
    var bytes: [UInt8] = hasSign ? [text.utf8[0]] : []
    bytes += repeatElement(48, count: width - text.count)
    bytes += text.utf8[(hasSign ? 1 : 0)...]
    return .text(Text(utf8: bytes))
}

/// `split` divides the padding into what goes behind and before the text, from the width and the padding.
private func justify(
    _ text: Text, _ call: Call, _ split: (Int, Int) -> (after: Int, before: Int)
) throws(Raised) -> Value {
    try call.count(1, 2)
    let width = try wholeArgument(call.arguments[0])
    var fill = Text(" ")
    if call.arguments.count > 1 {
        let message = "The fill character must be a unicode character, not "
        fill = try textArgument(call.arguments[1], message)
        if fill.count != 1 { throw Raised("TypeError", "The fill character must be exactly one character long") }
    }
    if width <= text.count { return .text(text) }
    try call.host.reserve(width.multipliedOrMax(4))
    let (after, before) = split(width, width - text.count)
    var bytes: [UInt8] = []
    for _ in 0..<before { bytes += fill.utf8 }
    bytes += text.utf8
    for _ in 0..<after { bytes += fill.utf8 }
    return .text(Text(utf8: bytes))
}

private func expandTabs(_ text: Text, _ call: Call) throws(Raised) -> Value {
    let size = try wholeArgument(try call.bind(["tabsize"])[0] ?? .int(8))
    var bytes: [UInt8] = []
    var column = 0
    for byte in text.utf8 {
        if byte == 9 {
            if size > 0 {
                let spaces = size - column % size
                try call.host.reserve(spaces)
                bytes += repeatElement(32, count: spaces)
                column += spaces
            }
            continue
        }
        bytes.append(byte)
        if byte == 10 || byte == 13 { column = 0 } else if byte & 0xC0 != 0x80 { column += 1 }
    }
    return .text(Text(utf8: bytes))
}

private func translate(_ text: Text, _ call: Call) throws(Raised) -> Value {
    let table = try call.one()
    var bytes: [UInt8] = []
    var reserved = 0
    for scalar in text.scalars {
        let key = Value.int(Int(scalar.value))
        var found: Value?
        if case .dict(let dict) = table {
            found = dict[try ValueKey(key)]
        } else {
            do throws(Raised) {
                found = try elementOf(table, key, call.host)
            } catch {
                if error.type != "KeyError" && error.type != "IndexError" { throw error }
            }
        }
        switch found {
        case nil: bytes.appendScalar(scalar)
        case .some(.none): break
        case .text(let text):
            // A great text may come many times.
            try call.host.reserve(text.utf8.count)
            reserved += text.utf8.count
            bytes += text.utf8
        case .int(let code):
            guard let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init) else {
                throw Raised("ValueError", "character mapping must be in range(0x110000)")
            }
            bytes.appendScalar(scalar)
        default: throw Raised("TypeError", "character mapping must return integer, None or str")
        }
    }
    try call.host.reserve(bytes.count - reserved)
    return .text(Text(utf8: bytes))
}

/// `str.maketrans(x[, y[, z]])`; also what the interpreter calls for `str.maketrans`.
func makeTranslation(_ call: Call) throws(Raised) -> Value {
    try call.count(1, 3)
    let table = DictObject()
    if call.arguments.count == 1 {
        guard case .dict(let dict) = call.arguments[0] else {
            throw Raised("TypeError", "if you give only one argument to maketrans it must be a dict")
        }
        for (key, value) in dict.items {
            if case .text(let text) = key {
                guard text.count == 1 else {
                    throw Raised("ValueError", "string keys in translate table must be of length 1")
                }
                table[try ValueKey(.int(Int(text.scalars[0].value)))] = value
            } else {
                table[try ValueKey(key)] = value
            }
        }
        return .dict(table)
    }
    let from = try textArgument(
        call.arguments[0], "first maketrans argument must be a string if there is a second argument, not "
    ).scalars
    let to = try textArgument(call.arguments[1], "maketrans() argument 2 must be str, not ").scalars
    if from.count != to.count {
        throw Raised("ValueError", "the first two maketrans arguments must have equal length")
    }
    for (key, value) in zip(from, to) {
        table[try ValueKey(.int(Int(key.value)))] = .int(Int(value.value))
    }
    if call.arguments.count > 2 {
        for scalar in try textArgument(call.arguments[2], "maketrans() argument 3 must be str, not ").scalars {
            table[try ValueKey(.int(Int(scalar.value)))] = Value.none
        }
    }
    return .dict(table)
}
