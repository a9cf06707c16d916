// SPDX-License-Identifier: Apache-2.0

/// What a query asks of the values of a column: a reader may leave out rows of which it knows that they do not satisfy
/// it, null among them. Rows that come are tested all the same.
public struct ColumnBound: Hashable, Sendable {
    public enum Comparison: String, Sendable, CaseIterable {
        case less = "<"
        case lessOrEqual = "≤"
        case greater = ">"
        case greaterOrEqual = "≥"
        case equal = "="
    }

    /// As the column's values lie in memory.
    public enum Value: Hashable, Sendable {
        case int(Int)
        case float(Double)
        case text(String)
    }

    public var column: String
    public var comparison: Comparison
    public var value: Value

    public init(_ column: String, _ comparison: Comparison, _ value: Value) {
        self.column = column
        self.comparison = comparison
        self.value = value
    }
}

extension ColumnBound {
    /// The option in which bounds travel to readers.
    public static let option = "bounds"

    /// Bounds as the text of the option: each its comparison, the kind of its value, the length of the column's name,
    /// the name, the length of the value's text, the text.
    public static func encode(_ bounds: [ColumnBound]) -> String {
        bounds.map { bound in
            let (kind, value) =
                switch bound.value {
                case .int(let value): ("i", String(value))
                case .float(let value): ("f", String(value.bitPattern))
                case .text(let value): ("s", value)
                }
            return bound.comparison.rawValue + kind + "\(bound.column.count):\(bound.column)\(value.count):\(value)"
        }.joined()
    }

    /// What `encode` writes; nil for anything else.
    public static func decode(_ text: String) -> [ColumnBound]? {
        var rest = Substring(text)
        func part() -> String? {
            guard let colon = rest.firstIndex(of: ":"), let count = Int(rest[..<colon]), count >= 0 else { return nil }
            let start = rest.index(after: colon)
            guard let end = rest.index(start, offsetBy: count, limitedBy: rest.endIndex) else { return nil }
            defer { rest = rest[end...] }
            return String(rest[start..<end])
        }
        var bounds: [ColumnBound] = []
        while let first = rest.popFirst() {
            guard let comparison = Comparison(rawValue: String(first)), let kind = rest.popFirst(),
                let column = part(), let value = part()
            else { return nil }
            switch kind {
            case "i":
                guard let value = Int(value) else { return nil }
                bounds.append(ColumnBound(column, comparison, .int(value)))
            case "f":
                guard let bits = UInt64(value) else { return nil }
                bounds.append(ColumnBound(column, comparison, .float(Double(bitPattern: bits))))
            case "s": bounds.append(ColumnBound(column, comparison, .text(value)))
            default: return nil
            }
        }
        return bounds
    }
}
