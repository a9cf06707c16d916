// SPDX-License-Identifier: Apache-2.0

/// What OVER says: which rows belong together, their order, and which of them a function sees.
public struct WindowSyntax: Sendable {
    public var partition: [Syntax]
    public var order: [Syntax]
    /// Nil: with an order up to the row and its peers, else all.
    public var frame: FrameSyntax?

    public init(partition: [Syntax] = [], order: [Syntax] = [], frame: FrameSyntax? = nil) {
        self.partition = partition
        self.order = order
        self.frame = frame
    }
}

public struct FrameSyntax: Sendable {
    public var isRange: Bool
    public var start: Bound
    public var end: Bound

    public enum Bound: Sendable {
        case unboundedPreceding, unboundedFollowing, current
        /// So many rows, or so much, before or behind.
        case offset(Syntax, isPreceding: Bool)
    }

    public init(isRange: Bool, start: Bound, end: Bound) {
        self.isRange = isRange
        self.start = start
        self.end = end
    }
}

extension WindowSyntax {
    var children: [Syntax] { partition + order + (frame?.offsets ?? []) }

    func with(children: [Syntax]) -> WindowSyntax {
        var changed = self
        var rest = children[...]
        for index in partition.indices { changed.partition[index] = rest.removeFirst() }
        for index in order.indices { changed.order[index] = rest.removeFirst() }
        changed.frame?.replace(Array(rest))
        return changed
    }
}

extension FrameSyntax {
    fileprivate var offsets: [Syntax] {
        [start, end].compactMap { if case .offset(let value, _) = $0 { value } else { nil } }
    }

    fileprivate mutating func replace(_ values: [Syntax]) {
        var rest = values[...]
        if case .offset(_, let isPreceding) = start { start = .offset(rest.removeFirst(), isPreceding: isPreceding) }
        if case .offset(_, let isPreceding) = end { end = .offset(rest.removeFirst(), isPreceding: isPreceding) }
    }

    /// As a generated name has it.
    func text(_ write: (Syntax) -> String) -> String {
        "\(isRange ? "RANGE" : "ROWS") BETWEEN \(FrameSyntax.text(start, write)) AND \(FrameSyntax.text(end, write))"
    }

    private static func text(_ bound: Bound, _ write: (Syntax) -> String) -> String {
        switch bound {
        case .unboundedPreceding: "UNBOUNDED PRECEDING"
        case .unboundedFollowing: "UNBOUNDED FOLLOWING"
        case .current: "CURRENT ROW"
        case .offset(let value, let isPreceding): write(value) + (isPreceding ? " PRECEDING" : " FOLLOWING")
        }
    }
}
