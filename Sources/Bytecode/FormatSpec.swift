// SPDX-License-Identifier: Apache-2.0

/// Python's format specification: `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`.
public struct FormatSpec: Hashable, Sendable {
    public var fill: Unicode.Scalar = " "
    /// `<`, `>`, `=` or `^`.
    public var align: Unicode.Scalar?
    /// `+`, `-` or a blank.
    public var sign: Unicode.Scalar?
    public var hasNoNegativeZero = false
    public var isAlternate = false
    public var width = 0
    /// `,` or `_`.
    public var grouping: Unicode.Scalar?
    public var precision: Int?
    public var type: Unicode.Scalar?

    /// Greatest width and precision that Python takes.
    public static let sizeMax = Int(Int32.max)

    public init() {}

    /// Fails with the message of Python's `ValueError` for what is no specification.
    ///
    /// - Parameter kind: the name of the value's type, as the message has it; of `str` zeros do not align.
    public init(_ text: String, for kind: String) throws(FormatError) {
        let scalars = Array(text.unicodeScalars)
        var index = 0
        func peek(_ offset: Int = 0) -> Unicode.Scalar? {
            index + offset < scalars.count ? scalars[index + offset] : nil
        }
        func isAlign(_ scalar: Unicode.Scalar?) -> Bool {
            scalar == "<" || scalar == ">" || scalar == "=" || scalar == "^"
        }
        if isAlign(peek(1)) {
            fill = scalars[0]
            align = scalars[1]
            index = 2
        } else if isAlign(peek()) {
            align = scalars[0]
            index = 1
        }
        if let next = peek(), next == "+" || next == "-" || next == " " {
            sign = next
            index += 1
        }
        if peek() == "z" {
            hasNoNegativeZero = true
            index += 1
        }
        if peek() == "#" {
            isAlternate = true
            index += 1
        }
        if peek() == "0" {
            if align == nil {
                fill = "0"
                if kind != "str" { align = "=" }
            } else if index < 2 || !isAlign(scalars[1]) {
                fill = "0"
            }
            index += 1
        }
        try readSizes(scalars, &index)
        if index < scalars.count {
            type = scalars[index]
            index += 1
        }
        if index < scalars.count {
            throw FormatError("Invalid format specifier '\(text)' for object of type '\(kind)'")
        }
        try checkGrouping()
    }

    /// Width, grouping and precision.
    private mutating func readSizes(_ scalars: [Unicode.Scalar], _ index: inout Int) throws(FormatError) {
        width = try Self.number(scalars, &index) ?? 0
        if index < scalars.count, scalars[index] == "," || scalars[index] == "_" {
            let mark = scalars[index]
            grouping = mark
            index += 1
            if index < scalars.count, scalars[index] == "," || scalars[index] == "_" {
                throw FormatError(
                    scalars[index] == mark
                        ? "Cannot specify '\(mark)' with '\(mark)'." : "Cannot specify both ',' and '_'.")
            }
        }
        if index < scalars.count, scalars[index] == "." {
            index += 1
            guard let value = try Self.number(scalars, &index) else {
                throw FormatError("Format specifier missing precision")
            }
            precision = value
        }
    }

    private static func number(_ scalars: [Unicode.Scalar], _ index: inout Int) throws(FormatError) -> Int? {
        var value: Int?
        while index < scalars.count, case let digit = Int(scalars[index].value) - 48, (0...9).contains(digit) {
            value = (value ?? 0) * 10 + digit
            if value! > sizeMax { throw FormatError("Too many decimal digits in format string") }
            index += 1
        }
        return value
    }

    private func checkGrouping() throws(FormatError) {
        guard let grouping, let type else { return }
        switch type {
        case "d", "e", "f", "g", "E", "F", "G", "%": return
        case "b" where grouping == "_", "o" where grouping == "_": return
        case "x" where grouping == "_", "X" where grouping == "_": return
        default: throw FormatError("Cannot specify '\(grouping)' with '\(type)'.")
        }
    }

    public func unknownCode(_ kind: String) -> FormatError {
        FormatError("Unknown format code '\(type.map { String($0) } ?? "")' for object of type '\(kind)'")
    }

    /// Whether a whole number is written as a float by it.
    public var isOfFloats: Bool {
        switch type {
        case "e", "E", "f", "F", "g", "G", "%": true
        default: false
        }
    }

    // MARK: What values of a type take

    /// Refuses, as Python does, what texts do not take.
    public func checkText() throws(FormatError) {
        if type != nil && type != "s" { throw unknownCode("str") }
        if let sign {
            throw FormatError(
                sign == " "
                    ? "Space not allowed in string format specifier" : "Sign not allowed in string format specifier")
        }
        if hasNoNegativeZero { throw FormatError("Negative zero coercion (z) not allowed in string format specifier") }
        if isAlternate { throw FormatError("Alternate form (#) not allowed in string format specifier") }
        if align == "=" { throw FormatError("'=' alignment not allowed in string format specifier") }
        if let grouping { throw FormatError("Cannot specify '\(grouping)' with 's'.") }
    }

    /// Refuses what whole numbers do not take.
    public func checkWhole(_ kind: String) throws(FormatError) {
        if isOfFloats { return }
        switch type {
        case nil, "d", "n", "b", "o", "x", "X", "c": break
        default: throw unknownCode(kind)
        }
        if precision != nil { throw FormatError("Precision not allowed in integer format specifier") }
        if hasNoNegativeZero {
            throw FormatError("Negative zero coercion (z) not allowed in format specifier with integer format code")
        }
        guard type == "c" else { return }
        if sign != nil { throw FormatError("Sign not allowed with integer format specifier 'c'") }
        if isAlternate { throw FormatError("Alternate form (#) not allowed with integer format specifier 'c'") }
    }

    /// Refuses what floats do not take.
    public func checkFloat() throws(FormatError) {
        guard type == nil || type == "n" || isOfFloats else { throw unknownCode("float") }
    }
}

/// Why a format specification is none, in the words of Python's `ValueError`.
public struct FormatError: Error, Hashable, Sendable {
    public var message: String

    public init(_ message: String) { self.message = message }
}
