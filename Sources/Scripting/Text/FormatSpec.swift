// SPDX-License-Identifier: Apache-2.0

/// A format specification: `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`.
struct FormatSpec {
    var fill: Unicode.Scalar = " "
    /// `<`, `>`, `=` or `^`.
    var align: Unicode.Scalar?
    /// `+`, `-` or a blank.
    var sign: Unicode.Scalar?
    var hasNoNegativeZero = false
    var isAlternate = false
    var width = 0
    /// `,` or `_`.
    var grouping: Unicode.Scalar?
    var precision: Int?
    var type: Unicode.Scalar?

    /// Fails with `ValueError` for what is no specification.
    init(_ text: Text, for kind: String) throws(Raised) {
        let scalars = text.scalars
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
            throw Raised("ValueError", "Invalid format specifier '\(text.string)' for object of type '\(kind)'")
        }
        try checkGrouping()
    }

    /// Width, grouping and precision.
    private mutating func readSizes(_ scalars: [Unicode.Scalar], _ index: inout Int) throws(Raised) {
        width = try Self.number(scalars, &index) ?? 0
        if index < scalars.count, scalars[index] == "," || scalars[index] == "_" {
            let mark = scalars[index]
            grouping = mark
            index += 1
            if index < scalars.count, scalars[index] == "," || scalars[index] == "_" {
                throw Raised(
                    "ValueError",
                    scalars[index] == mark
                        ? "Cannot specify '\(mark)' with '\(mark)'." : "Cannot specify both ',' and '_'.")
            }
        }
        if index < scalars.count, scalars[index] == "." {
            index += 1
            guard let value = try Self.number(scalars, &index) else {
                throw Raised("ValueError", "Format specifier missing precision")
            }
            precision = value
        }
    }

    private static func number(_ scalars: [Unicode.Scalar], _ index: inout Int) throws(Raised) -> Int? {
        var value: Int?
        while index < scalars.count, scalars[index].isASCII, isDecimal(scalars[index]) {
            value = (value ?? 0) * 10 + Int(scalars[index].value - 48)
            if value! > TextLimits.formatWidth {
                throw Raised("ValueError", "Too many decimal digits in format string")
            }
            index += 1
        }
        return value
    }

    private func checkGrouping() throws(Raised) {
        guard let grouping, let type else { return }
        switch type {
        case "d", "e", "f", "g", "E", "F", "G", "%": return
        case "b" where grouping == "_", "o" where grouping == "_": return
        case "x" where grouping == "_", "X" where grouping == "_": return
        default: throw Raised("ValueError", "Cannot specify '\(grouping)' with '\(type)'.")
        }
    }

    func unknownCode(_ kind: String) -> Raised {
        Raised("ValueError", "Unknown format code '\(type.map { String($0) } ?? "")' for object of type '\(kind)'")
    }

    /// The content filled up to the width; `standard` is where it stands without an alignment.
    func pad(_ content: Text, standard: Unicode.Scalar, _ host: any ScriptHost) throws(Raised) -> Text {
        let missing = width - content.count
        if missing <= 0 { return content }
        try host.reserve(missing * 4)
        let align = align ?? standard
        let before = align == "<" ? 0 : align == "^" ? missing / 2 : missing
        var bytes: [UInt8] = []
        for _ in 0..<before { bytes.appendScalar(fill) }
        bytes += content.utf8
        for _ in before..<missing { bytes.appendScalar(fill) }
        return Text(utf8: bytes)
    }

    /// A number from its parts: sign and prefix, digits before the point (grouped here), and the rest.
    func number(
        isNegative: Bool, prefix: String = "", whole: String, rest: String, groupSize: Int = 3,
        _ host: any ScriptHost
    ) throws(Raised) -> Text {
        var lead = isNegative ? "-" : sign == "+" ? "+" : sign == " " ? " " : ""
        lead += prefix
        let align = align ?? ">"
        var digits = Array(whole.utf8)
        let zeroes = fill == "0" && align == "="
        if let grouping, digits.first.map({ $0 >= 48 && $0 <= 57 || ($0 | 32) >= 97 && ($0 | 32) <= 102 }) ?? false {
            let separator = UInt8(grouping.value)
            let room = zeroes ? width - lead.utf8.count - rest.utf8.count : 0
            try host.reserve(max(room, 0))
            digits = Self.group(digits, separator, groupSize, room: room)
        }
        let body = digits + Array(rest.utf8)
        guard align == "=" else {
            return try pad(Text(utf8: Array(lead.utf8) + body), standard: ">", host)
        }
        let missing = width - lead.utf8.count - body.count
        var bytes = Array(lead.utf8)
        if missing > 0 {
            try host.reserve(missing * 4)
            for _ in 0..<missing { bytes.appendScalar(fill) }
        }
        return Text(utf8: bytes + body)
    }

    /// Digits with a separator every `size` digits, zeros before them while there is room.
    private static func group(_ digits: [UInt8], _ separator: UInt8, _ size: Int, room: Int) -> [UInt8] {
        var reversed: [UInt8] = []
        var written = 0
        var index = digits.count
        while index > 0 || reversed.count < room {
            if written > 0 && written % size == 0 {
                // A separator is never the first character.
                if index == 0 && reversed.count + 1 >= room {
                    if reversed.count < room {
                        reversed.append(separator)
                        reversed.append(48)
                    }
                    break
                }
                reversed.append(separator)
            }
            index -= 1
            reversed.append(index >= 0 ? digits[index] : 48)
            index = max(index, 0)
            written += 1
        }
        return reversed.reversed()
    }
}
