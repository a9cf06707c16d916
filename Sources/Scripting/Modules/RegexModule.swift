// SPDX-License-Identifier: Apache-2.0

/// Python's `re`. Keeps the patterns that it compiled, by text and flags.
final class RegexModule: LibraryModule {
    private struct Key: Hashable {
        let pattern: [UInt8]
        let flags: RegexFlags
    }

    private var cache: [Key: PatternObject] = [:]
    /// The patterns asked for last, by the very text that they were asked for with: a constant is one object.
    private var recent: [(text: Text, flags: RegexFlags, pattern: PatternObject)] = []

    init() {
        let flags: [(String, String, Int)] = [
            ("I", "IGNORECASE", 2), ("M", "MULTILINE", 8), ("S", "DOTALL", 16), ("X", "VERBOSE", 64),
            ("A", "ASCII", 256), ("U", "UNICODE", 32), ("NOFLAG", "NOFLAG", 0),
        ]
        var constants: [String: Value] = [:]
        for (short, long, value) in flags {
            constants[short] = .int(value)
            constants[long] = .int(value)
        }
        super.init("re", ["escape": escapePattern], constants: constants)
    }

    /// Functions of the module and how many arguments the pattern's method takes before the flags.
    private static let delegated: [String: (parameters: [String], flagsAt: Int)] = [
        "search": (["string"], 1), "match": (["string"], 1), "fullmatch": (["string"], 1), "findall": (["string"], 1),
        "finditer": (["string"], 1), "split": (["string", "maxsplit"], 2), "sub": (["repl", "string", "count"], 3),
        "subn": (["repl", "string", "count"], 3),
    ]

    private func pattern(_ value: Value, _ flags: RegexFlags) throws(Raised) -> PatternObject {
        if case .object(let object) = value, let pattern = object as? PatternObject {
            if !flags.isEmpty { throw Raised("ValueError", "cannot process flags argument with a compiled pattern") }
            return pattern
        }
        guard case .text(let text) = value else {
            if case .bytes = value {
                throw Raised("TypeError", "patterns of bytes are not supported: decode the pattern and the data first")
            }
            throw Raised("TypeError", "first argument must be string or compiled pattern")
        }
        for known in recent where known.text === text && known.flags == flags { return known.pattern }
        let pattern = try kept(text, flags)
        if recent.count >= RegexLimits.recentPatterns { recent.removeFirst() }
        recent.append((text, flags, pattern))
        return pattern
    }

    private func kept(_ text: Text, _ flags: RegexFlags) throws(Raised) -> PatternObject {
        let key = Key(pattern: text.utf8, flags: flags)
        if let known = cache[key] { return known }
        let pattern = try PatternObject(text, flags)
        if cache.count >= RegexLimits.cachedPatterns { cache.removeAll() }
        cache[key] = pattern
        return pattern
    }

    private func flags(_ value: Value?) throws(Raised) -> RegexFlags {
        RegexFlags(rawValue: try wholeArgument(value ?? .int(0)) & ~32)
    }

    override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        if name == "compile" {
            let bound = try Call(name, arguments, keywords, host).bind(["pattern", "flags"], required: 1)
            return .object(try pattern(bound[0] ?? Value.none, try flags(bound[1])))
        }
        if name == "purge" {
            cache = [:]
            recent = []
            return Value.none
        }
        guard let (parameters, flagsAt) = Self.delegated[name] else {
            return try super.callMethod(name, arguments, keywords, host)
        }
        let required = name.hasPrefix("sub") ? 3 : 2
        if keywords.isEmpty, arguments.count >= required, arguments.count <= flagsAt + 1 {
            return try pattern(arguments[0], []).callMethod(name, Array(arguments[1...]), [], host)
        }
        let bound = try Call(name, arguments, keywords, host).bind(
            ["pattern"] + parameters + ["flags"], required: required)
        let compiled = try pattern(bound[0] ?? Value.none, try flags(bound[flagsAt + 1]))
        var rest: [Value] = []
        for value in bound[1...flagsAt] { if let value { rest.append(value) } }
        return try compiled.callMethod(name, rest, [], host)
    }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        if Self.delegated[name] != nil || name == "compile" || name == "purge" {
            return .object(BoundMethod(self, name))
        }
        if name == "error" {
            return .object(ExceptionClass("error"))
        }
        return try super.attribute(name, host)
    }
}

@Sendable private func escapePattern(_ call: Call) throws(Raised) -> Value {
    let text = try textArgument(try call.one(), "expected str instance, not ")
    let special = Array("()[]{}?*+-|^$\\.&~# \t\n\r\u{0B}\u{0C}".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
        if special.contains(byte) { bytes.append(92) }
        bytes.append(byte)
    }
    try call.host.reserve(bytes.count)
    return .text(Text(utf8: bytes))
}

/// One match after the other, as `finditer` gives them: an empty match does not follow another at the same place.
struct RegexMatches {
    let pattern: PatternObject
    let text: Text
    let range: Range<Int>
    private var place: Int
    private var wasEmpty = false

    init(_ pattern: PatternObject, _ text: Text, _ range: Range<Int>) {
        self.pattern = pattern
        self.text = text
        self.range = range
        place = range.lowerBound
    }

    mutating func next(_ host: any ScriptHost) throws(Raised) -> MatchObject? {
        try nextOffsets(host).map { MatchObject(pattern, text, $0, range) }
    }

    /// Of the next match the byte offsets of its groups.
    mutating func nextOffsets(_ host: any ScriptHost) throws(Raised) -> [Int]? {
        let found = try pattern.engine.match(
            text, from: place, to: range.upperBound, .search, mayBeEmpty: !wasEmpty, host)
        guard let found else { return nil }
        wasEmpty = found[0] == found[1]
        place = found[1]
        return found
    }
}

/// Text and byte range from `(string, pos, endpos)`.
private func subject(_ call: Call) throws(Raised) -> (Text, Range<Int>) {
    if call.keywords.isEmpty, call.arguments.count == 1 {
        let text = try subjectText(call.arguments[0])
        return (text, 0..<text.utf8.count)
    }
    let bound = try call.bind(["string", "pos", "endpos"], required: 1)
    let text = try subjectText(bound[0] ?? Value.none)
    let start = min(max(try sliceIndex(bound[1]) ?? 0, 0), text.count)
    let end = min(max(try sliceIndex(bound[2]) ?? text.count, 0), text.count)
    if bound[1] == nil && bound[2] == nil { return (text, 0..<text.utf8.count) }
    let first = text.byteOffset(ofPosition: start)
    return (text, first..<max(first, text.byteOffset(ofPosition: end)))
}

private func subjectText(_ value: Value) throws(Raised) -> Text {
    switch value {
    case .text(let text): return text
    case .bytes: throw Raised("TypeError", "cannot use a string pattern on a bytes-like object")
    default: throw Raised("TypeError", "expected string or bytes-like object, got '\(typeName(of: value))'")
    }
}

private func single(_ mode: RegexEngine.Mode) -> LibraryObject.Method {
    method(PatternObject.self) { (pattern, call) throws(Raised) -> Value in
        let (text, range) = try subject(call)
        let found = try pattern.engine.match(text, from: range.lowerBound, to: range.upperBound, mode, call.host)
        guard let found else { return .none }
        return .object(MatchObject(pattern, text, found, range))
    }
}

let patternMethods: [String: LibraryObject.Method] = [
    "search": single(.search), "match": single(.match), "fullmatch": single(.fullMatch),
    "findall": method(PatternObject.self) { (pattern, call) throws(Raised) -> Value in
        let (text, range) = try subject(call)
        var matches = RegexMatches(pattern, text, range)
        var values: [Value] = []
        let empty = Value.text(Text(utf8: []))
        let groups = pattern.engine.groupCount
        while let match = try matches.next(call.host) {
            try call.host.reserve(64 + match.offsets[1] - match.offsets[0])
            switch groups {
            case 0: values.append(match.value(0))
            case 1: values.append(match.value(1, empty))
            default: values.append(.tuple(TupleObject((1...groups).map { match.value($0, empty) })))
            }
        }
        return .list(ListObject(values))
    },
    "finditer": method(PatternObject.self) { (pattern, call) throws(Raised) -> Value in
        let (text, range) = try subject(call)
        var matches = RegexMatches(pattern, text, range)
        return .object(
            IteratorObject("callable_iterator") { (host) throws(Raised) -> Value? in
                try matches.next(host).map { .object($0) }
            })
    },
    "split": method(PatternObject.self) { (pattern, call) throws(Raised) -> Value in
        let bound = try call.bind(["string", "maxsplit"], required: 1)
        let text = try subjectText(bound[0] ?? Value.none)
        let limit = try wholeArgument(bound[1] ?? .int(0))
        var matches = RegexMatches(pattern, text, 0..<text.utf8.count)
        var values: [Value] = []
        var last = 0
        var cuts = 0
        while limit == 0 || cuts < limit, let offsets = try matches.nextOffsets(call.host) {
            try call.host.reserve(64 + offsets[1] - last)
            values.append(.text(text.part(last..<offsets[0])))
            if pattern.engine.groupCount > 0 {
                let match = MatchObject(pattern, text, offsets, matches.range)
                for group in 0..<pattern.engine.groupCount { values.append(match.value(group + 1)) }
            }
            last = offsets[1]
            cuts += 1
        }
        values.append(.text(text.part(last..<text.utf8.count)))
        return .list(ListObject(values))
    },
    "sub": method(PatternObject.self) { (pattern, call) throws(Raised) -> Value in
        .text(try substitute(pattern, call).0)
    },
    "subn": method(PatternObject.self) { (pattern, call) throws(Raised) -> Value in
        let (text, count) = try substitute(pattern, call)
        return .tuple(TupleObject([.text(text), .int(count)]))
    },
]

private func substitute(_ pattern: PatternObject, _ call: Call) throws(Raised) -> (Text, Int) {
    let bound = try call.bind(["repl", "string", "count"], required: 2)
    let replacement = bound[0] ?? Value.none
    let text = try subjectText(bound[1] ?? Value.none)
    let limit = try wholeArgument(bound[2] ?? .int(0))
    var template: RegexTemplate?
    if case .text(let written) = replacement { template = try pattern.template(written) }
    var matches = RegexMatches(pattern, text, 0..<text.utf8.count)
    var bytes: [UInt8] = []
    var last = 0
    var count = 0
    var reserved = 0
    while limit == 0 || count < limit, let match = try matches.next(call.host) {
        bytes += text.utf8[last..<match.offsets[0]]
        if let template {
            try template.expand(match, &bytes, reserved: &reserved, call.host)
        } else {
            let value = try call.host.call(replacement, [.object(match)], keywords: [])
            guard case .text(let part) = value else {
                throw Raised("TypeError", "expected str instance, \(typeName(of: value)) found")
            }
            bytes += part.utf8
        }
        last = match.offsets[1]
        count += 1
        if bytes.count - reserved > TextLimits.reprStep {
            try call.host.reserve(bytes.count - reserved)
            reserved = bytes.count
        }
    }
    if count == 0 { return (text, 0) }
    bytes += text.utf8[last...]
    try call.host.reserve(bytes.count - reserved)
    return (Text(utf8: bytes), count)
}
