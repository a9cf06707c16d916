// SPDX-License-Identifier: Apache-2.0

/// A function of a row that sees others of its partition.
public struct WindowExpression: Sendable {
    public var function: WindowFunction
    /// Of functions that are no aggregates.
    public var arguments: [Expression]
    public var ignoresNulls: Bool
    public var partition: [Expression]
    public var order: [SortKey]
    public var frame: WindowFrame
    /// Of a function that numbers rows: how many first rows of a partition are wanted; the others may be left out.
    public var rowsWanted: Int?
    /// Whether OVER has said which rows are seen.
    var isPlaced: Bool

    init(_ function: WindowFunction, _ arguments: [Expression], ignoresNulls: Bool = false) {
        self.function = function
        self.arguments = arguments
        self.ignoresNulls = ignoresNulls
        partition = []
        order = []
        frame = WindowFrame(isRange: false, start: .unbounded, end: .unbounded)
        isPlaced = false
    }
}

public enum WindowFunction: Sendable {
    case rowNumber, rank, denseRank, percentRank, cumulativeShare
    /// The number of one of so many parts.
    case tile(Int)
    /// The first argument so many rows on, back when negative; where there is none the second, or null.
    case shifted(Int)
    /// The argument in the row of the frame with this number, from 1.
    case nth(Int)
    case aggregate(AggregateExpression)
}

/// The rows that a function sees.
public struct WindowFrame: Sendable {
    /// By the value of the order and not by the number of rows.
    public var isRange: Bool
    public var start: Bound
    public var end: Bound

    public enum Bound: Sendable {
        /// The partition's.
        case unbounded
        /// The row, or of a range its peers.
        case current
        /// So many rows on, back when negative.
        case rows(Int)
        /// Where the order's only value is that of the expression.
        case value(Expression)
    }

    var values: [Expression] {
        [start, end].compactMap { if case .value(let value) = $0 { value } else { nil } }
    }

    mutating func replace(_ values: [Expression]) {
        var rest = values[...]
        if case .value = start { start = .value(rest.removeFirst()) }
        if case .value = end { end = .value(rest.removeFirst()) }
    }
}

extension WindowExpression {
    var children: [Expression] {
        var own = arguments
        if case .aggregate(let call) = function { own += call.children }
        return own + partition + order.map(\.expression) + frame.values
    }

    func with(children: [Expression]) -> WindowExpression {
        var changed = self
        var rest = children[...]
        func take(_ count: Int) -> [Expression] {
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        changed.arguments = take(arguments.count)
        if case .aggregate(let call) = function {
            changed.function = .aggregate(call.with(children: take(call.children.count)))
        }
        changed.partition = take(partition.count)
        for (index, value) in take(order.count).enumerated() { changed.order[index].expression = value }
        changed.frame.replace(Array(rest))
        return changed
    }

    func sharesPartition(with other: WindowExpression) -> Bool {
        partition.count == other.partition.count && zip(partition, other.partition).allSatisfy { $0.isSame(as: $1) }
    }

    /// Whether both look at the same rows in the same order.
    func sharesOrder(with other: WindowExpression) -> Bool {
        sharesPartition(with: other) && order.count == other.order.count
            && zip(order, other.order).allSatisfy {
                $0.expression.isSame(as: $1.expression) && $0.isDescending == $1.isDescending
                    && $0.nullsFirst == $1.nullsFirst
            }
    }

    /// Whether both are the same apart from their children.
    func isAlike(_ other: WindowExpression) -> Bool {
        guard ignoresNulls == other.ignoresNulls, rowsWanted == other.rowsWanted,
            partition.count == other.partition.count, order.count == other.order.count,
            frame.isRange == other.frame.isRange,
            frame.start.isAlike(other.frame.start), frame.end.isAlike(other.frame.end),
            zip(order, other.order).allSatisfy({
                $0.isDescending == $1.isDescending && $0.nullsFirst == $1.nullsFirst
            })
        else { return false }
        switch (function, other.function) {
        case (.rowNumber, .rowNumber), (.rank, .rank), (.denseRank, .denseRank), (.percentRank, .percentRank),
            (.cumulativeShare, .cumulativeShare):
            return true
        case (.tile(let one), .tile(let two)), (.shifted(let one), .shifted(let two)), (.nth(let one), .nth(let two)):
            return one == two
        case (.aggregate(let one), .aggregate(let two)): return one.isAlike(two)
        default: return false
        }
    }
}

extension WindowFrame.Bound {
    fileprivate func isAlike(_ other: WindowFrame.Bound) -> Bool {
        switch (self, other) {
        case (.unbounded, .unbounded), (.current, .current), (.value, .value): true
        case (.rows(let one), .rows(let two)): one == two
        default: false
        }
    }
}

extension AggregateExpression {
    var children: [Expression] { arguments + (filter.map { [$0] } ?? []) }

    func with(children: [Expression]) -> AggregateExpression {
        var changed = self
        changed.arguments = Array(children.prefix(arguments.count))
        if filter != nil { changed.filter = children[children.count - 1] }
        return changed
    }

    /// Whether both are the same apart from their children.
    func isAlike(_ other: AggregateExpression) -> Bool {
        function == other.function && isDistinct == other.isDistinct && (filter == nil) == (other.filter == nil)
            && ignoresNulls == other.ignoresNulls
    }
}

extension Expression {
    /// The function over a window; nil for anything else.
    public var window: WindowExpression? { if case .window(let window) = kind { window } else { nil } }

    public var hasWindow: Bool { contains { $0.window != nil } }
}
