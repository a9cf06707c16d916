// SPDX-License-Identifier: Apache-2.0

/// Where an expression is written.
public enum SQLPlace: Hashable, Sendable {
    /// Bytes of a SQL text.
    case text(String, start: Int, end: Int)
    /// A line of the host's program, by file, line and column from 1, with the line's text.
    case host(file: String, line: Int, column: Int, endColumn: Int, text: String)
}

extension SQLPlace {
    /// Line from 1 and position from 0 of a place in SQL text.
    public var lineAndPosition: (line: Int, position: Int)? {
        guard case .text(let text, let start, _) = self else { return nil }
        var (line, position) = (1, 0)
        var offset = 0
        for scalar in text.unicodeScalars {
            if offset >= start { break }
            offset += String(scalar).utf8.count
            if scalar == "\n" { (line, position) = (line + 1, 0) } else { position += 1 }
        }
        return (line, position)
    }

    /// The written text itself.
    public var fragment: String? {
        switch self {
        case .text(let text, let start, let end):
            let bytes = Array(text.utf8)
            guard start >= 0, start <= end, end <= bytes.count else { return nil }
            return String(decoding: bytes[start..<end], as: UTF8.self)
        case .host(_, _, _, _, let text): return text
        }
    }

    /// The SQL text with carets below what is meant, as Spark shows it.
    public var caret: String? {
        guard case .text(let text, let start, let end) = self, let (line, position) = lineAndPosition else {
            return nil
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var shown = ["== SQL (line \(line), position \(position + 1)) =="]
        for (index, content) in lines.enumerated() {
            shown.append(String(content))
            guard index == line - 1 else { continue }
            let width = max(1, min(end - start, content.unicodeScalars.count - position))
            shown.append(String(repeating: " ", count: position) + String(repeating: "^", count: width))
        }
        return shown.joined(separator: "\n") + "\n"
    }
}
