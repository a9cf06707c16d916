// SPDX-License-Identifier: Apache-2.0

import Columnar
import Relational

extension SQLParser {
    /// What stands behind OVER: a name, or a window in parentheses that may begin with one.
    mutating func window() throws(SQLError) -> WindowSyntax {
        guard isSign("(") else { return .named(try name()) }
        return try windowSpecification()
    }

    mutating func windowSpecification() throws(SQLError) -> WindowSyntax {
        try expect(sign: "(")
        var window = WindowSyntax()
        if case .word(let base) = token.kind, !SQLParser.windowWords.contains(base.uppercased()) {
            window = .named(try name())
        }
        if take(words: "PARTITION", "BY") || take(words: "DISTRIBUTE", "BY") {
            window.partition = try list()
        } else if take(words: "CLUSTER", "BY") {
            window.partition = try list()
            window.order = window.partition
        }
        if take(words: "ORDER", "BY") || take(words: "SORT", "BY") { window.order = try sortKeys() }
        if word() == "ROWS" || word() == "RANGE" {
            let isRange = word() == "RANGE"
            advance()
            if take(word: "BETWEEN") {
                let start = try bound()
                try expect(word: "AND")
                window.frame = FrameSyntax(isRange: isRange, start: start, end: try bound())
            } else {
                window.frame = FrameSyntax(isRange: isRange, start: try bound(), end: .current)
            }
        }
        try expect(sign: ")")
        return window
    }

    private static let windowWords: Set<String> = [
        "PARTITION", "DISTRIBUTE", "CLUSTER", "ORDER", "SORT", "ROWS", "RANGE",
    ]

    mutating func list() throws(SQLError) -> [Syntax] {
        var found: [Syntax] = []
        repeat { found.append(try expression()) } while take(sign: ",")
        return found
    }

    private mutating func bound() throws(SQLError) -> FrameSyntax.Bound {
        if take(words: "UNBOUNDED", "PRECEDING") { return .unboundedPreceding }
        if take(words: "UNBOUNDED", "FOLLOWING") { return .unboundedFollowing }
        if take(words: "CURRENT", "ROW") { return .current }
        let offset = try expression()
        if take(word: "PRECEDING") { return .offset(offset, isPreceding: true) }
        try expect(word: "FOLLOWING")
        return .offset(offset, isPreceding: false)
    }

    /// `WINDOW name AS (…), …`, by the names in lower case.
    mutating func namedWindows() throws(SQLError) -> [String: WindowSyntax] {
        var windows: [String: WindowSyntax] = [:]
        guard take(word: "WINDOW") else { return windows }
        repeat {
            let name = try name()
            try expect(word: "AS")
            windows[name.lowercased()] = try windowSpecification().resolved(windows)
        } while take(sign: ",")
        return windows
    }
}

extension WindowSyntax {
    /// A window that is called by its name: the name stands as its only key until it is known.
    fileprivate static func named(_ name: String) -> WindowSyntax {
        WindowSyntax(partition: [.star([WindowSyntax.mark, name])])
    }

    private static let mark = "\u{0}window"

    /// The same with the window in place whose name it has.
    func resolved(_ windows: [String: WindowSyntax]) -> WindowSyntax {
        guard case .star(let parts)? = partition.first, parts.count == 2, parts[0] == WindowSyntax.mark,
            let known = windows[parts[1].lowercased()]
        else { return self }
        var window = known
        if partition.count > 1 { window.partition = Array(partition.dropFirst()) }
        if !order.isEmpty { window.order = order }
        if let frame { window.frame = frame }
        return window
    }
}

extension SelectSyntax {
    /// The same with named windows in place.
    func resolved(_ windows: [String: WindowSyntax]) -> SelectSyntax {
        if windows.isEmpty { return self }
        func all(_ syntax: Syntax) -> Syntax {
            syntax.replacing { node in
                guard case .over(let function, let window) = node else { return nil }
                return .over(function, window.resolved(windows))
            }
        }
        var changed = self
        changed.items = items.map(all)
        changed.having = having.map(all)
        changed.qualify = qualify.map(all)
        changed.order = order.map(all)
        return changed
    }
}
