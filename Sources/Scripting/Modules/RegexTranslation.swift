// SPDX-License-Identifier: Apache-2.0

/// Flags of Python's `re`, with its numbers.
struct RegexFlags: OptionSet, Hashable {
    let rawValue: Int

    static let ignoreCase = RegexFlags(rawValue: 2)
    static let locale = RegexFlags(rawValue: 4)
    static let multiline = RegexFlags(rawValue: 8)
    static let dotAll = RegexFlags(rawValue: 16)
    static let unicode = RegexFlags(rawValue: 32)
    static let verbose = RegexFlags(rawValue: 64)
    static let ascii = RegexFlags(rawValue: 256)

    static func named(_ letter: Unicode.Scalar) -> RegexFlags? {
        switch letter {
        case "i": .ignoreCase
        case "L": .locale
        case "m": .multiline
        case "s": .dotAll
        case "u": .unicode
        case "x": .verbose
        case "a": .ascii
        default: nil
        }
    }
}

/// Reads a pattern in Python's syntax and writes it in PCRE2's. What PCRE2 reads otherwise is written out or refused.
struct RegexTranslation {
    /// Groups that may be nested.
    static let depthLimit = 200

    private let pattern: [Unicode.Scalar]
    private var index = 0
    private(set) var flags: RegexFlags
    private(set) var groupCount = 0
    private(set) var groupNames: [(name: String, group: Int)] = []
    private var closedGroups: Set<Int> = []
    private var out: [UInt8] = []

    /// The pattern for PCRE2.
    var translated: [UInt8] { out }

    /// Fails with `error`, as Python's `re.error` is named.
    init(_ pattern: Text, _ flags: RegexFlags) throws(Raised) {
        self.pattern = pattern.scalars
        self.flags = flags
        readGlobalFlags()
        try alternatives(depth: 0)
        if index < self.pattern.count { throw fail("unbalanced parenthesis", at: index) }
    }

    private func fail(_ message: String, at place: Int) -> Raised {
        Raised("error", "\(message) at position \(place)")
    }

    private func peek(_ offset: Int = 0) -> Unicode.Scalar? {
        index + offset < pattern.count ? pattern[index + offset] : nil
    }

    private mutating func write(_ text: String) { out += text.utf8 }

    /// `(?aimsx)` at the start holds for everything, also for how the rest is read.
    private mutating func readGlobalFlags() {
        while peek() == "(", peek(1) == "?" {
            var count = 2
            var found: RegexFlags = []
            while let letter = peek(count), let flag = RegexFlags.named(letter) {
                found.insert(flag)
                count += 1
            }
            guard count > 2, peek(count) == ")" else { return }
            flags.formUnion(found)
            index += count + 1
        }
    }

    private mutating func alternatives(depth: Int) throws(Raised) {
        if depth > Self.depthLimit { throw fail("too many nested groups", at: index) }
        /// Whether what was written last can be repeated, and whether it is a repetition already.
        var isRepeatable = false
        var wasRepeated = false
        while let scalar = peek() {
            let start = index
            if flags.contains(.verbose) {
                if isASCIISpace(scalar) {
                    index += 1
                    continue
                }
                if scalar == "#" {
                    while let next = peek(), next != "\n" { _ = next; index += 1 }
                    continue
                }
            }
            switch scalar {
            case ")": return
            case "|":
                write("|")
                index += 1
                isRepeatable = false
            case "*", "+", "?", "{":
                guard let quantifier = readQuantifier() else {
                    index += 1
                    write("\\{")
                    isRepeatable = true
                    wasRepeated = false
                    continue
                }
                if wasRepeated { throw fail("multiple repeat", at: start) }
                if !isRepeatable { throw fail("nothing to repeat", at: start) }
                if quantifier.isReversed { throw fail("min repeat greater than max repeat", at: start + 1) }
                write(quantifier.text)
                if peek() == "?" || peek() == "+" {
                    out.appendScalar(pattern[index])
                    index += 1
                }
                wasRepeated = true
                continue
            case "(": isRepeatable = try group(depth)
            case "[":
                try characterSet()
                isRepeatable = true
            case "\\":
                isRepeatable = try escapeSequence()
            case "^", "$":
                out.appendScalar(scalar)
                index += 1
                isRepeatable = scalar == "$"
            case ".":
                write(".")
                index += 1
                isRepeatable = true
            default:
                literal(scalar)
                index += 1
                isRepeatable = true
            }
            wasRepeated = false
        }
    }

    private func isASCIISpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || (scalar.value >= 9 && scalar.value <= 13)
    }

    private mutating func literal(_ scalar: Unicode.Scalar) {
        // What PCRE2 could read as syntax, also when it skips white space.
        if scalar.isASCII && !isAlpha(scalar) && !isDecimal(scalar) && scalar != "_" {
            write("\\x{\(String(scalar.value, radix: 16))}")
        } else {
            out.appendScalar(scalar)
        }
    }

    /// `*`, `+`, `?` or `{m,n}`; nil for a brace that stands for itself.
    private mutating func readQuantifier() -> (text: String, isReversed: Bool)? {
        guard peek() == "{" else {
            index += 1
            return (String(pattern[index - 1]), false)
        }
        var place = 1
        func number() -> String {
            var digits = ""
            while let digit = peek(place), digit.value >= 48, digit.value <= 57 {
                digits.unicodeScalars.append(digit)
                place += 1
            }
            return digits
        }
        let least = number()
        var most = least
        let hasComma = peek(place) == ","
        if hasComma {
            place += 1
            most = number()
        }
        guard peek(place) == "}", hasComma || !least.isEmpty else { return nil }
        index += place + 1
        let isReversed = (Int(least) ?? 0) > (Int(most) ?? .max)
        let low = least.isEmpty ? "0" : least
        return (hasComma ? "{\(low),\(most)}" : "{\(low)}", isReversed)
    }

    /// A group; tells whether it can be repeated.
    private mutating func group(_ depth: Int) throws(Raised) -> Bool {
        let start = index
        index += 1
        var captured: Int?
        var isRepeatable = true
        let outer = flags
        if peek() == "?" {
            index += 1
            guard let kind = peek() else { throw fail("unexpected end of pattern", at: index) }
            index += 1
            switch kind {
            case ":": write("(?:")
            case ">": write("(?>")
            case "=", "!": write("(?\(kind)")
            case "<":
                guard let next = peek(), next == "=" || next == "!" else {
                    throw fail("unknown extension ?<\(peek().map { String($0) } ?? "")", at: start + 1)
                }
                index += 1
                write("(?<\(next)")
            case "#":
                while let next = peek(), next != ")" { _ = next; index += 1 }
                guard peek() == ")" else { throw fail("missing ), unterminated comment", at: start) }
                index += 1
                return false
            case "P":
                guard let name = try namedGroup(start) else { return true }
                captured = open(name)
            case "(":
                try condition(start)
                isRepeatable = true
            default:
                index -= 1
                if try inlineFlags(start) { return false }
            }
        } else if peek() == "*" {
            throw fail("nothing to repeat", at: index)
        } else {
            captured = open(nil)
        }
        try alternatives(depth: depth + 1)
        guard peek() == ")" else { throw fail("missing ), unterminated subpattern", at: start) }
        index += 1
        write(")")
        flags = outer
        if let captured { closedGroups.insert(captured) }
        return isRepeatable
    }

    private mutating func open(_ name: String?) -> Int {
        groupCount += 1
        if let name { groupNames.append((name, groupCount)) }
        write("(")
        return groupCount
    }

    /// The text up to `end`.
    private mutating func name(until end: Unicode.Scalar, _ what: String) throws(Raised) -> String {
        let begin = index
        while let next = peek(), next != end { _ = next; index += 1 }
        guard peek() == end else {
            throw index == begin
                ? fail("missing \(what)", at: begin) : fail("missing \(end), unterminated name", at: begin)
        }
        let text = String(String.UnicodeScalarView(pattern[begin..<index]))
        if text.isEmpty { throw fail("missing \(what)", at: begin) }
        index += 1
        return text
    }

    private func checkIdentifier(_ name: String, at place: Int) throws(Raised) {
        if !isIdentifier(Array(name.unicodeScalars)) {
            throw fail("bad character in group name \(ReprText.of(Text(name)))", at: place)
        }
    }

    /// `(?P<name>`: the name. `(?P=name)`: nil, the reference is written.
    private mutating func namedGroup(_ start: Int) throws(Raised) -> String? {
        let kind = peek()
        index += 1
        let place = index
        if kind == "<" {
            let name = try self.name(until: ">", "group name")
            try checkIdentifier(name, at: place)
            if let old = groupNames.first(where: { $0.name == name }) {
                throw fail(
                    "redefinition of group name \(ReprText.of(Text(name))) as group \(groupCount + 1); "
                        + "was group \(old.group)", at: place)
            }
            return name
        }
        if kind == "=" {
            let name = try self.name(until: ")", "group name")
            try checkIdentifier(name, at: place)
            guard let known = groupNames.first(where: { $0.name == name }) else {
                throw fail("unknown group name \(ReprText.of(Text(name)))", at: place)
            }
            guard closedGroups.contains(known.group) else { throw fail("cannot refer to an open group", at: place) }
            write("\\g{\(known.group)}")
            return nil
        }
        if kind == nil { throw fail("unexpected end of pattern", at: place - 1) }
        throw fail("unknown extension ?P\(kind.map { String($0) } ?? "")", at: start + 1)
    }

    private mutating func condition(_ start: Int) throws(Raised) {
        let place = index
        let name = try self.name(until: ")", "group name")
        var group = Int(name)
        if group == nil {
            try checkIdentifier(name, at: place)
            group = groupNames.first { $0.name == name }?.group
            if group == nil { throw fail("unknown group name \(ReprText.of(Text(name)))", at: place) }
        }
        if group == 0 { throw fail("bad group number", at: place) }
        write("(?(\(group ?? 0))")
    }

    /// `(?i:` and `(?-i:`; true when the group was flags for everything, which only the start may hold.
    private mutating func inlineFlags(_ start: Int) throws(Raised) -> Bool {
        var added: RegexFlags = []
        var removed: RegexFlags = []
        var isRemoving = false
        while let letter = peek() {
            index += 1
            if letter == ")" && !isRemoving && !added.isEmpty {
                throw fail("global flags not at the start of the expression", at: start)
            }
            if letter == ":" {
                flags.formUnion(added)
                flags.subtract(removed)
                write("(?" + letters(added) + (removed.isEmpty ? "" : "-" + letters(removed)) + ":")
                return false
            }
            if letter == "-" && !isRemoving {
                isRemoving = true
                continue
            }
            guard let flag = RegexFlags.named(letter) else {
                if added.isEmpty && !isRemoving { throw fail("unknown extension ?\(letter)", at: start + 1) }
                throw fail("unknown flag", at: index - 1)
            }
            if isRemoving { removed.insert(flag) } else { added.insert(flag) }
        }
        throw fail("missing -, : or )", at: index)
    }

    /// Flags as PCRE2 writes them; verbose text is read here already.
    private func letters(_ flags: RegexFlags) -> String {
        (flags.contains(.ignoreCase) ? "i" : "") + (flags.contains(.multiline) ? "m" : "")
            + (flags.contains(.dotAll) ? "s" : "")
    }

    /// A sequence outside a set; tells whether it can be repeated.
    private mutating func escapeSequence() throws(Raised) -> Bool {
        let start = index
        guard let scalar = peek(1) else { throw fail("bad escape (end of pattern)", at: start) }
        switch scalar {
        case "A", "b", "B":
            write("\\\(scalar)")
            index += 2
            return scalar != "A"
        case "Z":
            write("\\z")
            index += 2
            return true
        case "s":
            write(flags.contains(.ascii) ? "\\s" : "[\\s\\x1c-\\x1f]")
            index += 2
        case "S":
            write(flags.contains(.ascii) ? "\\S" : "[^\\s\\x1c-\\x1f]")
            index += 2
        case "d", "D", "w", "W":
            write("\\\(scalar)")
            index += 2
        case "1"..."9":
            var digits = 1
            if let next = peek(2), isDecimal(next), next.isASCII { digits = 2 }
            if digits == 2, scalar <= "3", let second = peek(2), second <= "7", let third = peek(3), third.isASCII,
                isDecimal(third), third <= "7"
            {
                write(
                    "\\x{\(String((scalar.value - 48) * 64 + (second.value - 48) * 8 + third.value - 48, radix: 16))}")
                index += 4
                return true
            }
            let group = Int(String(String.UnicodeScalarView(pattern[(start + 1)...(start + digits)]))) ?? 0
            index += 1 + digits
            guard group <= groupCount else { throw fail("invalid group reference \(group)", at: start + 1) }
            guard closedGroups.contains(group) else { throw fail("cannot refer to an open group", at: start) }
            write("\\g{\(group)}")
        default: literal(try escapedCharacter(inSet: false))
        }
        return true
    }

    /// The character that an escape stands for.
    private mutating func escapedCharacter(inSet: Bool) throws(Raised) -> Unicode.Scalar {
        let start = index
        guard let scalar = peek(1) else { throw fail("bad escape (end of pattern)", at: start) }
        index += 2
        switch scalar {
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "f": return "\u{0C}"
        case "v": return "\u{0B}"
        case "a": return "\u{07}"
        case "b" where inSet: return "\u{08}"
        case "x": return try hexadecimal(2, start)
        case "u": return try hexadecimal(4, start)
        case "U": return try hexadecimal(8, start)
        case "0"..."7":
            var value = scalar.value - 48
            var digits = 1
            while digits < 3, let next = peek(), next >= "0", next <= "7" {
                value = value * 8 + next.value - 48
                digits += 1
                index += 1
            }
            guard value <= 0o377, let result = Unicode.Scalar(value) else {
                throw fail("octal escape value outside of range 0-0o377", at: start)
            }
            return result
        default:
            if scalar.isASCII && (isAlpha(scalar) || isDecimal(scalar)) {
                throw fail("bad escape \\\(scalar)", at: start)
            }
            return scalar
        }
    }

    private mutating func hexadecimal(_ digits: Int, _ start: Int) throws(Raised) -> Unicode.Scalar {
        var value: UInt32 = 0
        var count = 0
        while count < digits, let next = peek(),
            let digit = next.properties.numericType == nil || next.isASCII
                ? Character(next).hexDigitValue : nil, next.isASCII
        {
            value = value << 4 | UInt32(digit)
            count += 1
            index += 1
        }
        guard count == digits, let scalar = Unicode.Scalar(value) else {
            let text = String(String.UnicodeScalarView(pattern[start..<index]))
            throw fail((count == digits ? "bad escape " : "incomplete escape ") + text, at: start)
        }
        return scalar
    }

    private mutating func characterSet() throws(Raised) {
        let start = index
        index += 1
        write("[")
        if peek() == "^" {
            write("^")
            index += 1
        }
        var isFirst = true
        while true {
            guard let scalar = peek() else { throw fail("unterminated character set", at: start) }
            if scalar == "]" && !isFirst { break }
            isFirst = false
            let place = index
            guard let low = try setMember() else {
                if peek() == "-", let next = peek(1), next != "]" {
                    let text = String(String.UnicodeScalarView(pattern[place...(index + 1)]))
                    throw fail("bad character range \(text)", at: place)
                }
                continue
            }
            guard peek() == "-", let next = peek(1), next != "]" else {
                literal(low)
                continue
            }
            index += 1
            let high = try setMember()
            guard let high, low <= high else {
                let text = String(String.UnicodeScalarView(pattern[place..<index]))
                throw fail("bad character range \(text)", at: place)
            }
            literal(low)
            write("-")
            literal(high)
        }
        index += 1
        write("]")
    }

    /// One character of a set; nil for a class such as `\d`, which is written.
    private mutating func setMember() throws(Raised) -> Unicode.Scalar? {
        guard let scalar = peek() else { return nil }
        guard scalar == "\\" else {
            index += 1
            return scalar
        }
        switch peek(1) {
        case "s":
            write(flags.contains(.ascii) ? "\\s" : "\\s\\x1c-\\x1f")
        case "S", "d", "D", "w", "W": write("\\\(peek(1) ?? "S")")
        default: return try escapedCharacter(inSet: true)
        }
        index += 2
        return nil
    }
}
