// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Values

/// The table that `show` prints, to which printing adds the end of its last line.
public struct ShowText {
    public var schema: Schema
    /// Code points of a cell before it is cut; 0: cells are not cut, and stand to the left.
    public var truncate: Int
    public var zone: ZoneRules

    public init(schema: Schema, truncate: Int, zone: ZoneRules) {
        self.schema = schema
        self.truncate = truncate
        self.zone = zone
    }

    /// `rows` have a member for each column; `hasMore` says that there are rows behind them.
    public func table(_ rows: [[Scalar]], hasMore: Bool, isVertical: Bool = false) -> String {
        let header = schema.fields.map { ShowText.escaped($0.name) }
        let cells = rows.map { row in zip(row, schema.fields).map { cell(ValueText.of($0, $1.type, zone: zone)) } }
        let text = isVertical ? vertical(header, cells) : horizontal(header, cells)
        guard hasMore, !(isVertical && rows.isEmpty) else { return text }
        return text + "only showing top \(rows.count) row" + (rows.count == 1 ? "" : "s")
    }

    private func cell(_ text: String) -> String {
        let shown = ShowText.escaped(text)
        guard truncate > 0, shown.unicodeScalars.count > truncate else { return shown }
        let scalars = shown.unicodeScalars
        if truncate < 4 { return String(scalars.prefix(truncate)) }
        return String(scalars.prefix(truncate - 3)) + "..."
    }

    /// Without what would break lines.
    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{C}": result += "\\f"
            case "\u{8}": result += "\\b"
            case "\u{B}": result += "\\v"
            case "\u{7}": result += "\\a"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private func horizontal(_ header: [String], _ rows: [[String]]) -> String {
        var widths = header.map { max(3, ShowText.width($0)) }
        for row in rows {
            for (column, cell) in row.enumerated() { widths[column] = max(widths[column], ShowText.width(cell)) }
        }
        let rule = "+" + widths.map { String(repeating: "-", count: $0) }.joined(separator: "+") + "+\n"
        func line(_ cells: [String]) -> String {
            "|" + zip(cells, widths).map { padded($0, $1) }.joined(separator: "|") + "|\n"
        }
        return rule + line(header) + rule + rows.map { line($0) }.joined() + rule
    }

    private func padded(_ cell: String, _ width: Int) -> String {
        let padding = String(repeating: " ", count: width - ShowText.width(cell))
        return truncate > 0 ? padding + cell : cell + padding
    }

    private func vertical(_ header: [String], _ rows: [[String]]) -> String {
        guard !rows.isEmpty else { return "(0 rows)\n" }
        let names = header.map { ShowText.width($0) }.max() ?? 0
        let values = rows.flatMap { $0.map { ShowText.width($0) } }.max() ?? 0
        let (nameWidth, valueWidth) = (max(3, names), max(3, values))
        var text = ""
        for (number, row) in rows.enumerated() {
            let title = "-RECORD \(number)"
            text += title + String(repeating: "-", count: max(0, nameWidth + valueWidth + 5 - title.utf8.count)) + "\n"
            for (name, cell) in zip(header, row) {
                text +=
                    " " + name + String(repeating: " ", count: nameWidth - ShowText.width(name)) + " | " + cell
                    + String(repeating: " ", count: valueWidth - ShowText.width(cell)) + " \n"
            }
        }
        return text
    }

    /// Columns of a terminal: those of East Asian scripts take two.
    static func width(_ text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.unicodeScalars.reduce(0) { $0 + (isWide($1.value) ? 2 : 1) }
    }

    private static func isWide(_ code: UInt32) -> Bool {
        switch code {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6:
            true
        default: false
        }
    }
}
