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
        if array.type == .float {
            let numbers = rows.map { row in columns.map { array.storage.floats[place(row, $0)] } }
            let format = FloatCells(numbers.flatMap { $0 })
            cells = numbers.map { $0.map { format.text($0) } }
        } else {
            let texts = rows.map { row in
                columns.map { column -> String in
                    array.type == .int
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
        if layout.dimensions == 0 { return "array(\(array.type == .float ? cells[0][0] : number))" }
        if layout.count == 0 {
            let shape = layout.dimensions == 1 ? "" : ", shape=\(shapeText)"
            return "array([]\(shape), dtype=\(array.type.name))"
        }
        let text = body(separator: ",", indent: 6, end: 1)
        return isShort ? "array(\(text), shape=\(shapeText))" : "array(\(text))"
    }

    private var shapeText: String {
        let layout = array.layout
        return layout.dimensions == 1 ? "(\(layout.columns),)" : "(\(layout.rows), \(layout.columns))"
    }

    private var number: String {
        switch array.type {
        case .float: floatRepr(array.storage.floats[array.layout.offset])
        case .int: String(array.storage.wholes[array.layout.offset])
        case .bool: array.storage.truths[array.layout.offset] != 0 ? "True" : "False"
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
    private var before = 0
    private var after = 0

    init(_ values: [Double]) {
        let finite = values.filter(\.isFinite)
        let sizes = finite.map(\.magnitude).filter { $0 != 0 }
        let (most, least) = (sizes.max() ?? 0, sizes.min() ?? 0)
        usesExponents = !sizes.isEmpty && (most >= 1e8 || least < 1e-4 || most / least > 1000)
        for value in finite {
            let parts = usesExponents ? Self.exponent(value) : Self.fixed(value)
            before = max(before, parts.whole.utf8.count)
            after = max(after, parts.rest.utf8.count)
        }
        for value in values where !value.isFinite {
            let length = value.isNaN ? 3 : value < 0 ? 4 : 3
            before = max(before, length - after - (finite.isEmpty ? 0 : 1))
        }
    }

    func text(_ value: Double) -> String {
        if !value.isFinite {
            let word = value.isNaN ? "nan" : value < 0 ? "-inf" : "inf"
            let width = before + (after > 0 || before > 0 ? after + 1 : 0) + (usesExponents ? exponentWidth : 0)
            return String(repeating: " ", count: max(width - word.utf8.count, 0)) + word
        }
        let parts = usesExponents ? Self.exponent(value, digits: after) : Self.fixed(value)
        let left = String(repeating: " ", count: max(before - parts.whole.utf8.count, 0)) + parts.whole
        if usesExponents { return left + "." + parts.rest + parts.exponent }
        return left + "." + parts.rest + String(repeating: " ", count: max(after - parts.rest.utf8.count, 0))
    }

    private var exponentWidth: Int { 4 }

    /// The shortest digits, of which up to 8 stand behind the point.
    private static func fixed(_ value: Double) -> (whole: String, rest: String, exponent: String) {
        let shortest = floatRepr(value)
        if !shortest.utf8.contains(UInt8(ascii: "e")) {
            let parts = shortest.split(separator: ".")
            if parts.count == 2, parts[1].utf8.count <= 8 {
                return (String(parts[0]), parts[1] == "0" ? "" : String(parts[1]), "")
            }
        }
        return cut(printed(value, "%.8f"))
    }

    private static func exponent(
        _ value: Double, digits: Int? = nil
    ) -> (whole: String, rest: String, exponent: String) {
        var count = 0
        var text = printed(value, "%.8e")
        if digits == nil {
            // The fewest digits that mean the same number, up to 8.
            while count < 8, Double(printed(value, "%.\(count)e")) != value { count += 1 }
            text = printed(value, "%.\(count)e")
            // Of digits that were cut, zeros at the end are none.
            let parts = text.split(separator: "e")
            if parts[0].contains(".") {
                var number = String(parts[0])
                while number.last == "0" { number.removeLast() }
                text = number + "e" + parts[1]
            }
        } else {
            text = printed(value, "%.\(digits ?? 0)e")
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
