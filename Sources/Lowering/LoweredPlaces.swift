// SPDX-License-Identifier: Apache-2.0

import Closures
import Relational

/// Where expressions say that they are written: one SQL text, or lines of one file of the host's.
struct LoweredPlaces {
    private let text: String?
    let source: ClosureSource

    init(_ expressions: [Expression]) {
        var text: String?
        var file: String?
        var lines: [Int: String] = [:]
        var open = Array(expressions.reversed())
        var visited = 0
        while let expression = open.popLast(), visited < 10_000 {
            visited += 1
            switch expression.place {
            case .text(let written, _, _)? where text == nil && file == nil:
                text = written
                for (index, line) in written.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                    lines[index + 1] = String(line.prefix(LoweringLimits.placeCharactersMax))
                }
            case .host(let name, let line, _, _, let shown)? where text == nil && (file == nil || file == name):
                file = name
                lines[line] = String(shown.prefix(LoweringLimits.placeCharactersMax))
            default: break
            }
            open += expression.children.reversed()
        }
        self.text = text
        source = ClosureSource(file: file ?? "SQL", line: lines.keys.min() ?? 1, lines: lines)
    }

    /// The place of an expression; nil when it is none of these.
    func place(of expression: Expression) -> Place? {
        switch expression.place {
        case .text(let written, let start, let end)?:
            guard written == text, let (line, position) = expression.place?.lineAndPosition else { return nil }
            return Place(line: line, column: position + 1, endColumn: position + 1 + max(1, end - start))
        case .host(let file, let line, let column, let end, _)?:
            return file == source.file ? Place(line: line, column: column, endColumn: end) : nil
        case nil: return nil
        }
    }
}
