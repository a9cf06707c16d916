// SPDX-License-Identifier: Apache-2.0

/// A text with fields, as Python's `str.format` writes it: `{name!conversion:specification}`, `{{` and `}}` for braces.
/// The first operand of the instruction `format` is one whose fields have no names: they are its other operands in
/// turn.
public struct TextTemplate: Hashable, Sendable {
    public struct Field: Hashable, Sendable {
        public var name: String
        /// `s` or `r`; nil: none.
        public var conversion: Unicode.Scalar?
        /// Of a `FormatSpec`.
        public var specification: String

        public init(name: String = "", conversion: Unicode.Scalar? = nil, specification: String = "") {
            self.name = name
            self.conversion = conversion
            self.specification = specification
        }
    }

    public enum Part: Hashable, Sendable {
        case text(String)
        case field(Field)
    }

    public private(set) var parts: [Part] = []

    public init() {}

    /// Nil for what is malformed, and for fields within fields.
    public init?(_ text: String) {
        var text = text.unicodeScalars[...]
        var literal = ""
        while let scalar = text.popFirst() {
            switch scalar {
            case "{" where text.first == "{", "}" where text.first == "}":
                text.removeFirst()
                literal.unicodeScalars.append(scalar)
            case "{":
                guard let end = text.firstIndex(where: { $0 == "}" || $0 == "{" }), text[end] == "}",
                    let field = Field(text[..<end])
                else { return nil }
                append(text: literal)
                literal = ""
                append(field)
                text = text[end...].dropFirst()
            case "}": return nil
            default: literal.unicodeScalars.append(scalar)
            }
        }
        append(text: literal)
    }

    public mutating func append(text: String) {
        if text.isEmpty { return }
        if case .text(let before)? = parts.last {
            parts[parts.count - 1] = .text(before + text)
        } else {
            parts.append(.text(text))
        }
    }

    public mutating func append(_ field: Field) { parts.append(.field(field)) }

    public var fieldCount: Int {
        var count = 0
        for case .field in parts { count += 1 }
        return count
    }

    /// The text of which `init` makes the same; nil when a specification has braces.
    public var text: String? {
        var text = ""
        for part in parts {
            switch part {
            case .text(let literal):
                for scalar in literal.unicodeScalars {
                    if scalar == "{" || scalar == "}" { text.unicodeScalars.append(scalar) }
                    text.unicodeScalars.append(scalar)
                }
            case .field(let field):
                if field.specification.unicodeScalars.contains(where: { $0 == "{" || $0 == "}" }) { return nil }
                text += "{" + field.name
                if let conversion = field.conversion { text += "!\(conversion)" }
                if !field.specification.isEmpty { text += ":" + field.specification }
                text += "}"
            }
        }
        return text
    }
}

extension TextTemplate.Field {
    /// From what stands between the braces.
    fileprivate init?(_ text: Substring.UnicodeScalarView) {
        let end = text.firstIndex { $0 == "!" || $0 == ":" } ?? text.endIndex
        name = String(text[..<end])
        var rest = text[end...]
        conversion = nil
        if rest.first == "!" {
            guard let letter = rest.dropFirst().first, letter == "s" || letter == "r" else { return nil }
            conversion = letter
            rest = rest.dropFirst(2)
            guard rest.isEmpty || rest.first == ":" else { return nil }
        }
        specification = String(rest.dropFirst())
    }
}

/// Python's `%` format: text and conversions by position.
public struct PercentTemplate: Sendable {
    public struct Conversion: Hashable, Sendable {
        /// The letter.
        public var type: Unicode.Scalar
        /// Width, alignment, sign and precision of it as a format specification has them. A precision of whole numbers
        /// is the least number of digits.
        public var specification: FormatSpec
    }

    public enum Part: Hashable, Sendable {
        case text(String)
        case conversion(Conversion)
    }

    public private(set) var parts: [Part] = []

    /// Nil for what is malformed or unknown, for names and for `*`.
    public init?(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        var literal = ""
        var index = 0
        while index < scalars.count {
            guard scalars[index] == "%" else {
                literal.unicodeScalars.append(scalars[index])
                index += 1
                continue
            }
            index += 1
            guard let conversion = Self.conversion(scalars, &index) else { return nil }
            if conversion.type == "%" {
                literal += "%"
                continue
            }
            if !literal.isEmpty { parts.append(.text(literal)) }
            literal = ""
            parts.append(.conversion(conversion))
        }
        if !literal.isEmpty { parts.append(.text(literal)) }
    }

    private static func conversion(_ scalars: [Unicode.Scalar], _ index: inout Int) -> Conversion? {
        var flags: Set<Unicode.Scalar> = []
        while index < scalars.count, ["-", "+", " ", "#", "0"].contains(scalars[index]) {
            flags.insert(scalars[index])
            index += 1
        }
        func number() -> Int? {
            var value: Int?
            while index < scalars.count, case let digit = Int(scalars[index].value) - 48, (0...9).contains(digit) {
                value = min((value ?? 0) * 10 + digit, FormatSpec.sizeMax)
                index += 1
            }
            return value
        }
        var spec = FormatSpec()
        spec.width = number() ?? 0
        if index < scalars.count, scalars[index] == "." {
            index += 1
            spec.precision = number() ?? 0
        }
        guard index < scalars.count else { return nil }
        let type = scalars[index]
        index += 1
        // Other letters, sizes such as `l`, `*` and names.
        guard "diuoxXeEfFgGcrs%".unicodeScalars.contains(type) else { return nil }
        let isNumber = !"crs%".unicodeScalars.contains(type)
        spec.align = flags.contains("-") ? "<" : flags.contains("0") && isNumber ? "=" : ">"
        if spec.align == "=" { spec.fill = "0" }
        guard isNumber else { return Conversion(type: type, specification: spec) }
        spec.isAlternate = flags.contains("#")
        spec.sign = flags.contains("+") ? "+" : flags.contains(" ") ? " " : nil
        spec.type = type == "i" || type == "u" ? "d" : type
        return Conversion(type: type, specification: spec)
    }
}

extension FormatSpec {
    /// The text that is read as the same specification.
    public var text: String {
        var text = ""
        if let align { text.unicodeScalars += [fill, align] }
        if let sign { text.unicodeScalars.append(sign) }
        if hasNoNegativeZero { text += "z" }
        if isAlternate { text += "#" }
        if width > 0 { text += String(width) }
        if let grouping { text.unicodeScalars.append(grouping) }
        if let precision { text += ".\(precision)" }
        if let type { text.unicodeScalars.append(type) }
        return text
    }
}
