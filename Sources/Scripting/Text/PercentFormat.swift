// SPDX-License-Identifier: Apache-2.0

/// Python's `format % arguments`.
public func percentFormat(_ format: Text, _ arguments: Value, _ host: any ScriptHost) throws(Raised) -> Text {
    var formatter = PercentFormatter(format, arguments, host)
    return try formatter.run()
}

private struct PercentFormatter {
    let format: [Unicode.Scalar]
    let arguments: Value
    let host: any ScriptHost
    private var positional: [Value]
    private var used = 0
    private var index = 0
    private var bytes: [UInt8] = []
    /// How many of the bytes are counted already.
    private var reserved = 0

    init(_ format: Text, _ arguments: Value, _ host: any ScriptHost) {
        self.format = format.scalars
        self.arguments = arguments
        self.host = host
        if case .tuple(let tuple) = arguments { positional = tuple.elements } else { positional = [arguments] }
    }

    private var isMapping: Bool {
        switch arguments {
        case .dict: true
        case .object(let object): object is any MappingObject
        default: false
        }
    }

    mutating func run() throws(Raised) -> Text {
        var usesNames = false
        while index < format.count {
            let scalar = format[index]
            index += 1
            if scalar != "%" {
                bytes.appendScalar(scalar)
                continue
            }
            if index < format.count && format[index] == "(" { usesNames = true }
            try conversion()
        }
        if !usesNames && used < positional.count && !isMapping {
            throw Raised("TypeError", "not all arguments converted during string formatting")
        }
        try host.reserve(bytes.count - reserved)
        return Text(utf8: bytes)
    }

    private mutating func next() throws(Raised) -> Value {
        guard used < positional.count else {
            throw Raised("TypeError", "not enough arguments for format string")
        }
        used += 1
        return plainNumber(positional[used - 1])
    }

    private func peek() throws(Raised) -> Unicode.Scalar {
        if index < format.count { return format[index] }
        throw Raised("ValueError", "incomplete format")
    }

    /// Digits or `*`.
    private mutating func size() throws(Raised) -> Int? {
        if try peek() == "*" {
            index += 1
            guard let value = try next().wholeNumber else { throw Raised("TypeError", "* wants int") }
            return value
        }
        var value: Int?
        while index < format.count, case let digit = format[index], digit.isASCII, isDecimal(digit) {
            value = (value ?? 0) * 10 + Int(digit.value - 48)
            if value! > TextLimits.formatWidth { throw Raised("ValueError", "width too big") }
            index += 1
        }
        return value
    }

    private mutating func conversion() throws(Raised) {
        var named: Value?
        if try peek() == "(" { named = try mapped() }
        var flags: Set<Unicode.Scalar> = []
        while case let flag = try peek(), "-+ #0".unicodeScalars.contains(flag) {
            flags.insert(flag)
            index += 1
        }
        var width = try size() ?? 0
        if width < 0 {
            flags.insert("-")
            width = width == .min ? .max : -width
        }
        var precision: Int?
        if try peek() == "." {
            index += 1
            precision = max(try size() ?? 0, 0)
        }
        while case let scalar = try peek(), "hlL".unicodeScalars.contains(scalar) { index += 1 }
        let type = try peek()
        index += 1
        if type == "%" { return bytes.append(37) }
        let value: Value
        if let named { value = named } else { value = try next() }
        if width > TextLimits.formatWidth || (precision ?? 0) > TextLimits.formatWidth {
            throw Raised("OverflowError", "width or precision too big")
        }
        try host.reserve(width + (precision ?? 0))
        let content = try convert(value, type, flags, precision)
        // A great text may come many times.
        try host.reserve(content.body.utf8.count)
        reserved += content.body.utf8.count
        append(content.lead, content.body, flags.contains("0") && content.isNumber, flags.contains("-"), width)
    }

    /// The value of `%(name)`.
    private mutating func mapped() throws(Raised) -> Value {
        guard isMapping else { throw Raised("TypeError", "format requires a mapping") }
        index += 1
        var depth = 1
        let begin = index
        while index < format.count {
            if format[index] == "(" { depth += 1 } else if format[index] == ")" { depth -= 1 }
            if depth == 0 { break }
            index += 1
        }
        guard depth == 0 else { throw Raised("ValueError", "incomplete format key") }
        let key = Text(scalars: format[begin..<index])
        index += 1
        return try elementOf(arguments, .text(key), host)
    }

    private mutating func append(_ lead: String, _ body: String, _ zeros: Bool, _ isLeft: Bool, _ width: Int) {
        var count = 0
        for byte in body.utf8 where byte & 0xC0 != 0x80 { count += 1 }
        let missing = max(0, width - lead.utf8.count - count)
        if !isLeft && !zeros { bytes += repeatElement(32, count: missing) }
        bytes += lead.utf8
        if !isLeft && zeros { bytes += repeatElement(48, count: missing) }
        bytes += body.utf8
        if isLeft { bytes += repeatElement(32, count: missing) }
    }

    private func convert(
        _ value: Value, _ type: Unicode.Scalar, _ flags: Set<Unicode.Scalar>, _ precision: Int?
    ) throws(Raised) -> (lead: String, body: String, isNumber: Bool) {
        func sign(_ isNegative: Bool) -> String {
            isNegative ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : ""
        }
        switch type {
        case "s", "r", "a":
            var text = try type == "s" ? strOf(value, host) : type == "r" ? reprOf(value, host) : asciiOf(value, host)
            if let precision { text = String(String.UnicodeScalarView(text.unicodeScalars.prefix(precision))) }
            return ("", text, false)
        case "c":
            if case .text(let text) = value, text.count == 1 { return ("", text.string, false) }
            guard let code = value.wholeNumber else { throw Raised("TypeError", "%c requires int or char") }
            return ("", String(try character(code)), false)
        case "d", "i", "u", "x", "X", "o":
            var value = value
            if case .float(let float) = value, float.isFinite, "diu".unicodeScalars.contains(type) {
                value = Scripting.wholeOf(float.rounded(.towardZero))
            }
            if isWide(value), let number = wideNumber(value) {
                let text =
                    "xXo".unicodeScalars.contains(type)
                    ? String(decoding: number.digits(bits: type == "o" ? 3 : 4), as: UTF8.self)
                    : try wideText(number.magnitude, host)
                let prefix = flags.contains("#") && "xXo".unicodeScalars.contains(type) ? "0\(type)" : ""
                let digits = type == "X" ? text.uppercased() : text
                return (sign(number.isNegative) + prefix, padded(digits, precision), true)
            }
            if "xXo".unicodeScalars.contains(type) { fallthrough }
            let whole = try wholeOf(value, type)
            return (sign(whole < 0), padded(String(whole.magnitude), precision), true)
        case "x", "X", "o":
            guard let whole = value.wholeNumber else {
                throw Raised(
                    "TypeError", "%\(type) format: an integer is required, not \(typeName(of: value))")
            }
            let digits = String(whole.magnitude, radix: type == "o" ? 8 : 16, uppercase: type == "X")
            return (sign(whole < 0) + (flags.contains("#") ? "0\(type)" : ""), padded(digits, precision), true)
        case "e", "E", "f", "F", "g", "G":
            let float = try floatArgument(value)
            let precision = precision ?? 6
            let isAlternate = flags.contains("#")
            var text =
                switch type {
                case "e", "E": exponentText(float.magnitude, precision, alternate: isAlternate)
                case "f", "F": fixedText(float.magnitude, precision, alternate: isAlternate)
                default: generalText(float.magnitude, precision, alternate: isAlternate)
                }
            if type.properties.isUppercase { text = text.uppercased() }
            return (sign(float.sign == .minus && !float.isNaN), text, true)
        default:
            let code = String(type.value, radix: 16)
            throw Raised(
                "ValueError", "unsupported format character '\(type)' (0x\(code)) at index \(index - 1)")
        }
    }

    private func padded(_ digits: String, _ precision: Int?) -> String {
        String(repeating: "0", count: max(0, (precision ?? 0) - digits.utf8.count)) + digits
    }

    private func wholeOf(_ value: Value, _ type: Unicode.Scalar) throws(Raised) -> Int {
        if let whole = value.wholeNumber { return whole }
        guard case .float(let float) = value else {
            throw Raised("TypeError", "%\(type) format: a real number is required, not \(typeName(of: value))")
        }
        if float.isNaN { throw Raised("ValueError", "cannot convert float NaN to integer") }
        if float.isInfinite { throw Raised("OverflowError", "cannot convert float infinity to integer") }
        guard let whole = Int(exactly: float.rounded(.towardZero)) else { throw overflow() }
        return whole
    }
}

/// An object with keys, such as a Counter.
protocol MappingObject: AnyObject {}
