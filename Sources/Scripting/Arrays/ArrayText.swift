// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Arrays as numpy prints them: numbers of one width, lines of up to 75 characters, the middle of large ones left out.
struct ArrayText {
    private let array: ArrayObject
    private let cells: [[String]]
    private let isShort: Bool

    init(_ array: ArrayObject, _ host: any ScriptHost) throws(Raised) {
        self.array = array
        let layout = array.layout
        let isShort = layout.count > ArrayLimits.shownMax
        self.isShort = isShort
        let ends = ArrayLimits.shownAtEnds
        func shown(_ count: Int) -> [Int] {
            isShort && count > 2 * ends ? Array(0..<ends) + Array(count - ends..<count) : Array(0..<count)
        }
        let (rows, columns) = (shown(layout.rows), shown(layout.columns))
        try host.spend(rows.count * columns.count)
        func place(_ row: Int, _ column: Int) -> Int {
            layout.offset + row * layout.rowStride + column * layout.columnStride
        }
        if array.type.isFloat {
            let numbers = rows.map { row in columns.map { array.storage.floats[place(row, $0)] } }
            let format = FloatCells(numbers.flatMap { $0 }, isNarrow: array.type == .float32)
            cells = numbers.map { $0.map { format.text($0) } }
        } else {
            let texts = rows.map { row in
                columns.map { column -> String in
                    array.type.form == .whole
                        ? String(array.storage.wholes[place(row, column)])
                        : array.storage.truths[place(row, column)] != 0 ? "True" : "False"
                }
            }
            let width = texts.flatMap { $0 }.map(\.utf8.count).max().map { array.type == .bool ? 5 : $0 } ?? 0
            cells = texts.map { $0.map { String(repeating: " ", count: width - $0.utf8.count) + $0 } }
        }
    }

    func str() -> String {
        if array.layout.dimensions == 0 { return number }
        return body(separator: "", indent: 0, end: 0)
    }

    func repr() -> String {
        let layout = array.layout
        let name = array.isMatrix ? "matrix" : "array"
        let type = array.type.isNarrow ? "dtype=\(array.type.name)" : ""
        if layout.dimensions == 0 {
            return "\(name)(\(array.type.isFloat ? cells[0][0] : number)\(type.isEmpty ? "" : ", " + type))"
        }
        if layout.count == 0 {
            let shape = layout.dimensions == 1 ? "" : ", shape=\(shapeText)"
            return "\(name)([]\(shape), dtype=\(array.type.name))"
        }
        let indent = name.utf8.count + 1
        let text = "\(name)(" + body(separator: ",", indent: indent, end: 1)
        var more = isShort ? ["shape=\(shapeText)"] : []
        if !type.isEmpty { more.append(type) }
        if more.isEmpty { return text + ")" }
        let rest = more.joined(separator: ", ") + ")"
        let last = text.utf8.split(separator: 10).last?.count ?? 0
        let isLong = last + rest.utf8.count + 2 > ArrayLimits.lineWidth
        return text + (isLong ? ",\n" + String(repeating: " ", count: indent) : ", ") + rest
    }

    private var shapeText: String {
        let layout = array.layout
        return layout.dimensions == 1 ? "(\(layout.columns),)" : "(\(layout.rows), \(layout.columns))"
    }

    private var number: String {
        switch array.type.form {
        case .float: shownFloat(array.storage.floats[array.layout.offset], array.type)
        case .whole: String(array.storage.wholes[array.layout.offset])
        case .truth: array.storage.truths[array.layout.offset] != 0 ? "True" : "False"
        }
    }

    private func body(separator: String, indent: Int, end: Int) -> String {
        let layout = array.layout
        if layout.count == 0 { return "[]" }
        let ends = ArrayLimits.shownAtEnds
        func line(_ cells: [String], _ depth: Int) -> String {
            let prefix = String(repeating: " ", count: indent + depth)
            let width = ArrayLimits.lineWidth - max(separator.utf8.count, depth + end)
            var lines = ""
            var current = prefix
            var pieces = cells
            if isShort && layout.columns > 2 * ends { pieces.insert("...", at: ends) }
            for (number, piece) in pieces.enumerated() {
                let isLast = number == pieces.count - 1
                let word = isLast ? piece : piece + separator
                if current.utf8.count + piece.utf8.count > width, current.utf8.count > prefix.utf8.count {
                    while current.last == " " { current.removeLast() }
                    lines += current + "\n"
                    current = prefix
                }
                current += word + (isLast ? "" : " ")
            }
            lines += current
            return "[" + String(lines.dropFirst(indent + depth)) + "]"
        }
        if layout.dimensions == 1 { return line(cells[0], 1) }
        var lines = cells.map { line($0, 2) }
        if isShort && layout.rows > 2 * ends { lines.insert("...", at: ends) }
        return "[" + lines.joined(separator: "\(separator)\n" + String(repeating: " ", count: indent + 1)) + "]"
    }
}

/// Floats of one array in one form: as digits with points below each other, or with exponents where they differ much.
private struct FloatCells {
    private let usesExponents: Bool
    private let isNarrow: Bool
    private var before = 0
    private var after = 0

    init(_ values: [Double], isNarrow: Bool) {
        self.isNarrow = isNarrow
        let finite = values.filter(\.isFinite)
        let sizes = finite.map(\.magnitude).filter { $0 != 0 }
        let (most, least) = (sizes.max() ?? 0, sizes.min() ?? 0)
        let (high, low) = isNarrow ? (1e6, rounded32(1e-4)) : (1e8, 1e-4)
        usesExponents = !sizes.isEmpty && (most >= high || least < low || most / least > 1000)
        for value in finite {
            let parts = usesExponents ? exponent(value) : fixed(value)
            before = max(before, parts.whole.utf8.count)
            after = max(after, parts.rest.utf8.count)
        }
        for value in values where !value.isFinite {
            let length = value.isNaN ? 3 : value < 0 ? 4 : 3
            before = max(before, length - after - 1 - (usesExponents ? exponentWidth : 0))
        }
    }

    func text(_ value: Double) -> String {
        if !value.isFinite {
            let word = value.isNaN ? "nan" : value < 0 ? "-inf" : "inf"
            let width = before + (after > 0 || before > 0 ? after + 1 : 0) + (usesExponents ? exponentWidth : 0)
            return String(repeating: " ", count: max(width - word.utf8.count, 0)) + word
        }
        let parts = usesExponents ? exponent(value, digits: after) : fixed(value)
        let left = String(repeating: " ", count: max(before - parts.whole.utf8.count, 0)) + parts.whole
        if usesExponents { return left + "." + parts.rest + parts.exponent }
        return left + "." + parts.rest + String(repeating: " ", count: max(after - parts.rest.utf8.count, 0))
    }

    private var exponentWidth: Int { 4 }

    /// The shortest digits, of which up to 8 stand behind the point.
    private func fixed(_ value: Double) -> (whole: String, rest: String, exponent: String) {
        let shortest = isNarrow ? shownNarrow(value, exponentsBelow: 0) : floatRepr(value)
        if !shortest.utf8.contains(UInt8(ascii: "e")) {
            let parts = shortest.split(separator: ".")
            if parts.count == 2, parts[1].utf8.count <= 8 {
                return (String(parts[0]), parts[1] == "0" ? "" : String(parts[1]), "")
            }
        }
        return Self.cut(Self.printed(value, "%.8f"))
    }

    /// Whether a text means the number.
    private func isSame(_ text: String, _ value: Double) -> Bool {
        isNarrow ? Float(text) == Float(value) : Double(text) == value
    }

    private func exponent(
        _ value: Double, digits: Int? = nil
    ) -> (whole: String, rest: String, exponent: String) {
        var count = 0
        var text = Self.printed(value, "%.8e")
        if digits == nil {
            // The fewest digits that mean the same number, up to 8.
            while count < 8, !isSame(Self.printed(value, "%.\(count)e"), value) { count += 1 }
            text = Self.printed(value, "%.\(count)e")
            // Of digits that were cut, zeros at the end are none.
            let parts = text.split(separator: "e")
            if parts[0].contains(".") {
                var number = String(parts[0])
                while number.last == "0" { number.removeLast() }
                text = number + "e" + parts[1]
            }
        } else {
            text = Self.printed(value, "%.\(digits ?? 0)e")
        }
        let parts = text.split(separator: "e")
        let number = parts[0].split(separator: ".")
        return (String(number[0]), number.count > 1 ? String(number[1]) : "", "e" + String(parts[1]))
    }

    private static func cut(_ text: String) -> (whole: String, rest: String, exponent: String) {
        let parts = text.split(separator: ".")
        var rest = parts.count > 1 ? String(parts[1]) : ""
        while rest.last == "0" { rest.removeLast() }
        return (String(parts[0]), rest, "")
    }

    private static func printed(_ value: Double, _ format: String) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { (buffer) -> String in
            _ = printFloat(buffer.baseAddress, 400, format, value)
            return String(cString: buffer.baseAddress!)
        }
    }
}

/// A float as `str` shows one of its type.
func shownFloat(_ value: Double, _ type: ElementType) -> String {
    type == .float32 ? shownNarrow(value) : floatRepr(value)
}

/// A float32 by the fewest digits that mean it, with an exponent where numpy has one.
func shownNarrow(_ value: Double, exponentsBelow low: Double = 1e-4) -> String {
    if !value.isFinite || value == 0 { return floatRepr(value) }
    let parts = Float(value.magnitude).description.split(separator: "e")
    let number = parts[0].split(separator: ".")
    var digits = Array(number.joined().utf8)
    // The first digit stands for so many tens.
    var point = number[0].utf8.count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    while digits.count > 1, digits.first == UInt8(ascii: "0") {
        digits.removeFirst()
        point -= 1
    }
    while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
    let text = String(decoding: digits, as: UTF8.self)
    let sign = value < 0 ? "-" : ""
    if value.magnitude >= 1e6 || value.magnitude < low {
        let exponent = point - 1
        let shown = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
        let rest = digits.count > 1 ? "." + text.dropFirst() : ""
        return "\(sign)\(text.prefix(1))\(rest)e\(exponent < 0 ? "-" : "+")\(shown)"
    }
    if point <= 0 { return "\(sign)0." + String(repeating: "0", count: -point) + text }
    if point >= digits.count { return sign + text + String(repeating: "0", count: point - digits.count) + ".0" }
    return "\(sign)\(text.prefix(point)).\(text.dropFirst(point))"
}
