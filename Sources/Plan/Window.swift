// SPDX-License-Identifier: Apache-2.0

import Bytecode
public import Columnar

/// Functions of rows that see others of their partition.
///
/// Rows (key, value), whose values are tuples, come in the order of their keys, and those of one key, a partition, in
/// the order of `order`. Each goes on as (key, value), the results behind the value's members. What makes the members
/// that functions read, and takes the results apart, are programs before and behind.
public struct Window: Hashable, Sendable {
    public var calls: [WindowCall]
    /// The members of the value that order a partition: rows with equal ones are peers; without any, all are.
    public var order: [WindowOrder]

    public init(_ calls: [WindowCall], order: [WindowOrder]) {
        self.calls = calls
        self.order = order
    }

    /// The type of the rows that it gives for rows of `type`; nil when they are not (key, tuple), or a call names what
    /// is not there.
    public func rowType(_ type: DataType) -> DataType? {
        guard case .tuple(let pair) = type, pair.count == 2, case .tuple(let members) = pair[1] else { return nil }
        var results: [DataType] = []
        for call in calls {
            guard let result = call.resultType(members) else { return nil }
            results.append(result)
        }
        return .tuple([pair[0], .tuple(members + results)])
    }
}

/// A member by which a partition is ordered, as its rows have been sorted.
public struct WindowOrder: Hashable, Sendable {
    public var member: Int
    public var direction: SortDirection

    public init(member: Int, _ direction: SortDirection) {
        self.member = member
        self.direction = direction
    }
}

/// A function and the rows that it sees: from `start` to `end`.
public struct WindowCall: Hashable, Sendable {
    public var function: WindowFunction
    public var start: WindowBound
    public var end: WindowBound

    public init(_ function: WindowFunction, from start: WindowBound = .unbounded, to end: WindowBound = .unbounded) {
        self.function = function
        self.start = start
        self.end = end
    }

    func resultType(_ members: [DataType]) -> DataType? {
        func type(_ member: Int) -> DataType? { members.indices.contains(member) ? members[member] : nil }
        switch function {
        case .rowNumber, .rank, .denseRank, .tile: return .int
        case .percentRank, .cumulativeShare: return .float
        case .shifted(let input, _, _, _), .nth(let input, _, _): return type(input)
        case .aggregate(let call):
            guard let input = call.input else { return call.function.resultType(.null) }
            return type(input).map { call.function.resultType($0) }
        }
    }
}

public enum WindowFunction: Hashable, Sendable {
    /// The number of the row, from 1.
    case rowNumber
    /// The number of the first peer, and that of the group of peers, from 1.
    case rank, denseRank
    /// The rank from 0 to 1, and the share of rows up to the last peer.
    case percentRank, cumulativeShare
    /// The number, from 1, of one of so many parts of equal length, of which the first ones are longer by one row.
    case tile(Int)
    /// The value of the member so many rows on, back when negative; where there is no such row the member `otherwise`,
    /// or null. `skipsNulls`: only rows that have a value are counted.
    case shifted(input: Int, by: Int, otherwise: Int?, skipsNulls: Bool)
    /// The value of the member in the row with this number, from 1, of those that are seen, or of those with a value.
    case nth(input: Int, Int, skipsNulls: Bool)
    /// An aggregate of the rows that are seen.
    case aggregate(AggregateCall)
}

/// Where the rows that a function sees begin or end.
public enum WindowBound: Hashable, Sendable {
    /// With the partition.
    case unbounded
    /// So many rows on, back when negative.
    case rows(Int)
    /// With the row's peers.
    case peers
    /// With the rows whose order, which is one member, is that of this member of the row: the first that is not before
    /// it, or the last that is not behind it.
    case value(member: Int)
}

extension LineageMaker {
    /// Rows (key, value) as a window makes them of their neighbours: rows of equal keys together, sorted by `order`, an
    /// order of the key first. Without a key (of type null) all rows are in one partition.
    public func windowed(_ parent: Lineage, _ window: Window, order: SortOrder?, partitions: Int? = nil) -> Lineage? {
        guard case .tuple(let pair) = parent.rowType, let type = window.rowType(parent.rowType) else { return nil }
        let placed =
            pair[0] == .null
            ? inOnePartition(parent)
            : placedByKey(parent, partitions: partitions ?? max(parent.partitionCount, 1))
        let sorted = order.map { adding(.sort($0), to: placed, parent.rowType) } ?? placed
        return adding(.window(window), to: sorted, type)
    }
}
