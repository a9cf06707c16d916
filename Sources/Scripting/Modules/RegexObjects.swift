// SPDX-License-Identifier: Apache-2.0

/// Python's `re.Pattern`.
final class PatternObject: LibraryObject {
    let text: Text
    let engine: RegexEngine

    init(_ text: Text, _ flags: RegexFlags) throws(Raised) {
        self.text = text
        engine = try RegexEngine(text, flags)
    }

    /// The replacement that was read last.
    private var lastTemplate: (written: Text, template: RegexTemplate)?

    /// A replacement, read.
    func template(_ written: Text) throws(Raised) -> RegexTemplate {
        if let lastTemplate, lastTemplate.written === written { return lastTemplate.template }
        let template = try RegexTemplate(written, engine)
        lastTemplate = (written, template)
        return template
    }

    override var typeName: String { "Pattern" }
    override var methods: [String: Method] { patternMethods }

    override func field(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
        case "pattern": return .text(text)
        case "flags": return .int(engine.flags.rawValue)
        case "groups": return .int(engine.groupCount)
        case "groupindex":
            let dict = DictObject()
            for (name, group) in engine.groupNames { dict[try ValueKey(.text(Text(name)))] = .int(group) }
            return .dict(dict)
        default: return nil
        }
    }

    override func isEqual(_ other: Value) -> Bool {
        guard case .object(let object) = other, let other = object as? PatternObject else { return false }
        return other.text.utf8 == text.utf8 && other.engine.flags == engine.flags
    }

    override func hashValue() -> UInt64? { try? hashOf(.text(text)) }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        let names: [(RegexFlags, String)] = [
            (.ignoreCase, "re.IGNORECASE"), (.multiline, "re.MULTILINE"), (.dotAll, "re.DOTALL"),
            (.verbose, "re.VERBOSE"), (.ascii, "re.ASCII"),
        ]
        let flags = names.filter { engine.flags.contains($0.0) }.map(\.1).joined(separator: "|")
        return "re.compile(" + ReprText.of(text) + (flags.isEmpty ? ")" : ", \(flags))")
    }
}

/// Python's `re.Match`.
final class MatchObject: LibraryObject {
    let pattern: PatternObject
    let text: Text
    let offsets: [Int]
    let searched: Range<Int>

    init(_ pattern: PatternObject, _ text: Text, _ offsets: [Int], _ searched: Range<Int>) {
        self.pattern = pattern
        self.text = text
        self.offsets = offsets
        self.searched = searched
    }

    override var typeName: String { "Match" }
    override var methods: [String: Method] { matchMethods }

    /// The text of a group; nil when it took no part.
    func part(_ group: Int) -> Text? {
        let (start, end) = (offsets[2 * group], offsets[2 * group + 1])
        return start < 0 || end < start ? nil : text.part(start..<end)
    }

    func value(_ group: Int, _ missing: Value = .none) -> Value { part(group).map { .text($0) } ?? missing }

    /// The number of a group given by number or name.
    func group(_ value: Value) throws(Raised) -> Int {
        if let number = value.wholeNumber {
            if number >= 0 && number <= pattern.engine.groupCount { return number }
        } else if case .text(let name) = value {
            let name = name.string
            if let found = pattern.engine.groupNames.first(where: { $0.name == name }) { return found.group }
        }
        throw Raised("IndexError", "no such group")
    }

    func span(_ group: Int) -> (Int, Int) {
        let (start, end) = (offsets[2 * group], offsets[2 * group + 1])
        return start < 0 ? (-1, -1) : (text.position(ofByte: start), text.position(ofByte: end))
    }

    override func field(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
        case "string": return .text(text)
        case "re": return .object(pattern)
        case "pos": return .int(text.position(ofByte: searched.lowerBound))
        case "endpos": return .int(text.position(ofByte: searched.upperBound))
        case "lastindex":
            guard let last = lastGroup else { return Value.none }
            return .int(last)
        case "lastgroup":
            let last = lastGroup
            guard let named = pattern.engine.groupNames.first(where: { $0.group == last }) else { return Value.none }
            return .text(Text(named.name))
        default: return nil
        }
    }

    /// The group that closed last: of those that end last, the outermost.
    private var lastGroup: Int? {
        var last: Int?
        var end = -1
        for group in 1..<max(offsets.count / 2, 1) where offsets[2 * group] >= 0 && offsets[2 * group + 1] > end {
            last = group
            end = offsets[2 * group + 1]
        }
        return last
    }

    override func element(_ index: Value, _ host: any ScriptHost) throws(Raised) -> Value? {
        value(try group(index))
    }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        let (start, end) = span(0)
        return "<re.Match object; span=(\(start), \(end)), match=\(ReprText.of(part(0) ?? Text("")))>"
    }
}

private let matchMethods: [String: LibraryObject.Method] = [
    "group": method(MatchObject.self) { (match, call) throws(Raised) -> Value in
        if call.arguments.isEmpty { return match.value(0) }
        if call.arguments.count == 1 { return match.value(try match.group(call.arguments[0])) }
        var values: [Value] = []
        for argument in call.arguments { values.append(match.value(try match.group(argument))) }
        return .tuple(TupleObject(values))
    },
    "groups": method(MatchObject.self) { (match, call) throws(Raised) -> Value in
        let missing = try call.bind(["default"])[0] ?? Value.none
        return .tuple(TupleObject((0..<match.pattern.engine.groupCount).map { match.value($0 + 1, missing) }))
    },
    "groupdict": method(MatchObject.self) { (match, call) throws(Raised) -> Value in
        let missing = try call.bind(["default"])[0] ?? Value.none
        let dict = DictObject()
        for (name, group) in match.pattern.engine.groupNames {
            dict[try ValueKey(.text(Text(name)))] = match.value(group, missing)
        }
        return .dict(dict)
    },
    "start": method(MatchObject.self) { (match, call) throws(Raised) -> Value in
        .int(match.span(try groupArgument(match, call)).0)
    },
    "end": method(MatchObject.self) { (match, call) throws(Raised) -> Value in
        .int(match.span(try groupArgument(match, call)).1)
    },
    "span": method(MatchObject.self) { (match, call) throws(Raised) -> Value in
        let span = match.span(try groupArgument(match, call))
        return .tuple(TupleObject([.int(span.0), .int(span.1)]))
    },
    "expand": method(MatchObject.self) { (match, call) throws(Raised) -> Value in
        let template = try textArgument(try call.one(), "expected str instance, not ")
        var bytes: [UInt8] = []
        var reserved = 0
        try RegexTemplate(template, match.pattern.engine).expand(match, &bytes, reserved: &reserved, call.host)
        return .text(Text(utf8: bytes))
    },
]

private func groupArgument(_ match: MatchObject, _ call: Call) throws(Raised) -> Int {
    try call.count(0, 1)
    guard let argument = call.arguments.first else { return 0 }
    return try match.group(argument)
}

/// A replacement such as `\1-\g<name>`, read once.
struct RegexTemplate {
    private enum Piece {
        case literal([UInt8])
        case group(Int)
    }

    /// What stands for a byte behind a backslash.
    private static let controls: [Unicode.Scalar: UInt8] = [
        "n": 10, "t": 9, "r": 13, "f": 12, "v": 11, "a": 7, "b": 8, "\\": 92,
    ]

    private var pieces: [Piece] = []

    init(_ template: Text, _ engine: RegexEngine) throws(Raised) {
        let scalars = template.scalars
        var literal: [UInt8] = []
        var index = 0
        func fail(_ message: String, _ place: Int) -> Raised { Self.fail(message, place) }
        func isOctal(_ place: Int) -> Bool { place < scalars.count && scalars[place] >= "0" && scalars[place] <= "7" }
        func isNumber(_ place: Int) -> Bool { place < scalars.count && scalars[place] >= "0" && scalars[place] <= "9" }
        func group(_ number: Int, _ place: Int) throws(Raised) {
            guard number <= engine.groupCount else { throw fail("invalid group reference \(number)", place) }
            if !literal.isEmpty { pieces.append(.literal(literal)) }
            literal = []
            pieces.append(.group(number))
        }
        while index < scalars.count {
            let scalar = scalars[index]
            let start = index
            index += 1
            guard scalar == "\\" else {
                literal.appendScalar(scalar)
                continue
            }
            guard index < scalars.count else { throw fail("bad escape (end of pattern)", start) }
            let next = scalars[index]
            index += 1
            switch next {
            case "g":
                guard index < scalars.count, scalars[index] == "<" else { throw fail("missing <", index) }
                guard let end = scalars[index...].firstIndex(of: ">") else {
                    throw fail(
                        index + 1 == scalars.count ? "missing group name" : "missing >, unterminated name", index + 1)
                }
                let name = String(String.UnicodeScalarView(scalars[(index + 1)..<end]))
                try group(Self.number(ofGroup: name, engine, at: index + 1), index + 1)
                index = end + 1
            case "0":
                var value: UInt32 = 0
                var digits = 0
                while digits < 2 && isOctal(index) {
                    value = value * 8 + scalars[index].value - 48
                    index += 1
                    digits += 1
                }
                literal.appendScalar(Unicode.Scalar(UInt8(value)))
            case "1"..."9":
                var number = Int(next.value - 48)
                if isNumber(index) {
                    if next <= "3" && isOctal(index) && isOctal(index + 1) {
                        let value =
                            (next.value - 48) * 64 + (scalars[index].value - 48) * 8 + scalars[index + 1].value - 48
                        literal.appendScalar(Unicode.Scalar(UInt8(truncatingIfNeeded: value)))
                        index += 2
                        continue
                    }
                    number = number * 10 + Int(scalars[index].value - 48)
                    index += 1
                }
                try group(number, start + 1)
            default:
                if let byte = Self.controls[next] {
                    literal.append(byte)
                    continue
                }
                if next.isASCII && isAlpha(next) { throw fail("bad escape \\\(next)", start) }
                literal.append(92)
                literal.appendScalar(next)
            }
        }
        if !literal.isEmpty { pieces.append(.literal(literal)) }
    }

    private static func fail(_ message: String, _ place: Int) -> Raised {
        Raised("error", "\(message) at position \(place)")
    }

    /// The number of the group that is called so, or that the name is.
    private static func number(ofGroup name: String, _ engine: RegexEngine, at place: Int) throws(Raised) -> Int {
        if name.isEmpty { throw fail("missing group name", place) }
        if let number = Int(name), number >= 0 { return number }
        if let known = engine.groupNames.first(where: { $0.name == name }) { return known.group }
        if isIdentifier(Array(name.unicodeScalars)) {
            throw Raised("IndexError", "unknown group name \(ReprText.of(Text(name)))")
        }
        throw fail("bad character in group name \(ReprText.of(Text(name)))", place)
    }

    /// Appends what the template makes of the match with these offsets in the text.
    func expand(_ text: UnsafeRawBufferPointer, _ pairs: UnsafePointer<Int>, _ bytes: inout [UInt8]) {
        for piece in pieces {
            switch piece {
            case .literal(let literal): bytes += literal
            case .group(let group):
                let (start, end) = (pairs[2 * group], pairs[2 * group + 1])
                if start >= 0, end > start { bytes += text[start..<end] }
            }
        }
    }

    /// Appends what the template makes of a match; `reserved` of the bytes are counted already.
    func expand(
        _ match: MatchObject, _ bytes: inout [UInt8], reserved: inout Int, _ host: any ScriptHost
    ) throws(Raised) {
        for piece in pieces {
            switch piece {
            case .literal(let literal): bytes += literal
            case .group(let group): if let part = match.part(group) { bytes += part.utf8 }
            }
            // A great group may come many times.
            if bytes.count - reserved > TextLimits.reprStep {
                try host.reserve(bytes.count - reserved)
                reserved = bytes.count
            }
        }
    }
}
