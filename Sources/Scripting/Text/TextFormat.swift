// SPDX-License-Identifier: Apache-2.0

/// Python's `text.format(*arguments, **keywords)`.
func formatText(
    _ text: Text, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
) throws(Raised) -> Text {
    var formatter = TextFormatter(arguments, keywords, nil, host)
    return try formatter.format(text.scalars, depth: TextLimits.formatDepth)
}

/// Python's `text.format_map(mapping)`.
func formatText(_ text: Text, mapping: Value, _ host: any ScriptHost) throws(Raised) -> Text {
    var formatter = TextFormatter([], [], mapping, host)
    return try formatter.format(text.scalars, depth: TextLimits.formatDepth)
}

private struct TextFormatter {
    let arguments: [Value]
    let keywords: Keywords
    let mapping: Value?
    let host: any ScriptHost
    /// Fields are numbered by place (true), by the user (false), or none was numbered yet.
    private var isAutomatic: Bool?
    private var nextPlace = 0

    init(_ arguments: [Value], _ keywords: Keywords, _ mapping: Value?, _ host: any ScriptHost) {
        self.arguments = arguments
        self.keywords = keywords
        self.mapping = mapping
        self.host = host
    }

    mutating func format(_ format: [Unicode.Scalar], depth: Int) throws(Raised) -> Text {
        if depth == 0 { throw Raised("ValueError", "Max string recursion exceeded") }
        var bytes: [UInt8] = []
        var reserved = 0
        var index = 0
        while index < format.count {
            let scalar = format[index]
            index += 1
            if scalar == "}" {
                guard index < format.count, format[index] == "}" else {
                    throw Raised("ValueError", "Single '}' encountered in format string")
                }
                index += 1
                bytes.append(125)
            } else if scalar == "{" {
                guard index < format.count else {
                    throw Raised("ValueError", "Single '{' encountered in format string")
                }
                if format[index] == "{" {
                    index += 1
                    bytes.append(123)
                    continue
                }
                let end = try fieldEnd(format, index)
                let shown = try field(Array(format[index..<end]), depth).utf8
                // A great text may come many times.
                try host.reserve(shown.count)
                reserved += shown.count
                bytes += shown
                index = end + 1
            } else {
                bytes.appendScalar(scalar)
            }
        }
        try host.reserve(bytes.count - reserved)
        return Text(utf8: bytes)
    }

    /// The place of the brace that closes the field at `start`.
    private func fieldEnd(_ format: [Unicode.Scalar], _ start: Int) throws(Raised) -> Int {
        var open = 1
        var index = start
        var isInBrackets = false
        while index < format.count {
            switch format[index] {
            case "[": isInBrackets = true
            case "]": isInBrackets = false
            case "{" where !isInBrackets: open += 1
            case "}" where !isInBrackets:
                open -= 1
                if open == 0 { return index }
            default: break
            }
            index += 1
        }
        throw Raised("ValueError", "expected '}' before end of string")
    }

    private mutating func field(_ field: [Unicode.Scalar], _ depth: Int) throws(Raised) -> Text {
        var end = 0
        var isInBrackets = false
        while end < field.count {
            if field[end] == "[" { isInBrackets = true } else if field[end] == "]" { isInBrackets = false }
            if !isInBrackets && (field[end] == "!" || field[end] == ":") { break }
            if field[end] == "{" && !isInBrackets { throw Raised("ValueError", "unexpected '{' in field name") }
            end += 1
        }
        var value = try valueOf(Array(field[..<end]))
        var rest = field[end...]
        if rest.first == "!" {
            rest = rest.dropFirst()
            guard let conversion = rest.first else {
                throw Raised("ValueError", "end of string while looking for conversion specifier")
            }
            rest = rest.dropFirst()
            if !rest.isEmpty && rest.first != ":" {
                throw Raised("ValueError", "expected ':' after conversion specifier")
            }
            switch conversion {
            case "s": value = .text(try textOf(value, host))
            case "r": value = .text(Text(try reprOf(value, host)))
            case "a": value = .text(Text(try asciiOf(value, host)))
            default:
                throw Raised("ValueError", "Unknown conversion specifier \(conversion)")
            }
        }
        var spec = Text(utf8: [])
        if rest.first == ":" {
            let written = Array(rest.dropFirst())
            spec =
                written.contains("{") || written.contains("}")
                ? try format(written, depth: depth - 1) : Text(scalars: written)
        }
        return try formatValue(value, spec: spec, host)
    }

    /// The value that a field's name gives: first part, then `.name` and `[key]`.
    private mutating func valueOf(_ name: [Unicode.Scalar]) throws(Raised) -> Value {
        var index = name.firstIndex { $0 == "." || $0 == "[" } ?? name.count
        var value = try first(name[..<index])
        while index < name.count {
            if name[index] == "." {
                let begin = index + 1
                index = name[begin...].firstIndex { $0 == "." || $0 == "[" } ?? name.count
                if index == begin { throw Raised("ValueError", "Empty attribute in format string") }
                value = try attributeOf(value, Text(scalars: name[begin..<index]).string, host)
            } else if name[index] == "[" {
                let begin = index + 1
                guard let end = name[begin...].firstIndex(of: "]") else {
                    throw Raised("ValueError", "Missing ']' in format string")
                }
                if end == begin { throw Raised("ValueError", "Empty attribute in format string") }
                let key = Text(scalars: name[begin..<end])
                let number = key.utf8.allSatisfy { $0 >= 48 && $0 <= 57 } ? Int(key.string) : nil
                value = try elementOf(value, number.map { .int($0) } ?? .text(key), host)
                index = end + 1
            } else {
                throw Raised("ValueError", "Only '.' or '[' may follow ']' in format field specifier")
            }
        }
        return value
    }

    private mutating func first(_ name: ArraySlice<Unicode.Scalar>) throws(Raised) -> Value {
        let text = Text(scalars: name)
        let isNumber = !name.isEmpty && text.utf8.allSatisfy { $0 >= 48 && $0 <= 57 }
        if !isNumber && !name.isEmpty {
            if let mapping { return try elementOf(mapping, .text(text), host) }
            let name = text.string
            if let found = keywords.first(where: { $0.name == name }) { return found.value }
            throw Raised("KeyError", arguments: [.text(text)])
        }
        if mapping != nil { throw Raised("ValueError", "Format string contains positional fields") }
        if let isAutomatic, isAutomatic == isNumber {
            throw Raised(
                "ValueError",
                isAutomatic
                    ? "cannot switch from automatic field numbering to manual field specification"
                    : "cannot switch from manual field specification to automatic field numbering")
        }
        isAutomatic = !isNumber
        let place: Int
        if isNumber {
            guard let number = Int(text.string) else {
                throw Raised("ValueError", "Too many decimal digits in format string")
            }
            place = number
        } else {
            place = nextPlace
            nextPlace += 1
        }
        guard place < arguments.count else {
            throw Raised("IndexError", "Replacement index \(place) out of range for positional args tuple")
        }
        return arguments[place]
    }
}
