// SPDX-License-Identifier: Apache-2.0

/// Names of columns as users write them.
public enum NameParts {
    /// The parts between dots; backticks hold a part together, and two of them are one. Nil when they do not match.
    public static func split(_ text: String) -> [String]? {
        guard text.contains("`") else {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            return parts.count == 1 || parts.allSatisfy { !$0.isEmpty } ? parts : nil
        }
        var parts: [String] = []
        var rest = text[...]
        while true {
            if rest.first == "`" {
                rest.removeFirst()
                var part = ""
                while true {
                    guard let end = rest.firstIndex(of: "`") else { return nil }
                    part += rest[..<end]
                    rest = rest[rest.index(after: end)...]
                    guard rest.first == "`" else { break }
                    part += "`"
                    rest.removeFirst()
                }
                parts.append(part)
            } else {
                let end = rest.firstIndex(of: ".") ?? rest.endIndex
                guard end > rest.startIndex, !rest[..<end].contains("`") else { return nil }
                parts.append(String(rest[..<end]))
                rest = rest[end...]
            }
            if rest.isEmpty { return parts }
            guard rest.first == "." else { return nil }
            rest.removeFirst()
        }
    }
}
