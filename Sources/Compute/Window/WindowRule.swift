// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// What rows get to know of others of their partition: functions of the members of their values, which are tuples.
public struct WindowRule: Sendable {
    public var calls: [WindowCall]
    /// The members by which rows of a partition are ordered. Rows with equal ones are peers; without any, all are.
    public var order: [Order]
    public var memberTypes: [DataType]

    public struct Order: Sendable {
        public var member: Int
        public var direction: KeyDirection

        public init(member: Int, direction: KeyDirection) {
            self.member = member
            self.direction = direction
        }
    }

    public init(_ calls: [WindowCall], order: [Order], memberTypes: [DataType]) {
        self.calls = calls
        self.order = order
        self.memberTypes = memberTypes
    }

    /// The type of the results, a member for each call.
    public var resultTypes: [DataType] {
        calls.map { call in
            switch call.function {
            case .rowNumber, .rank, .denseRank, .tile: .int
            case .percentRank, .cumulativeShare: .float
            case .shifted(let input, _, _, _), .nth(let input, _, _): memberTypes[input]
            case .aggregate(let call): call.function.resultType(call.input.map { memberTypes[$0] } ?? .null)
            }
        }
    }
}

/// A function over the rows of a partition, and which of them it sees.
public struct WindowCall: Sendable {
    public var function: WindowFunction
    public var frame: WindowFrame

    public init(_ function: WindowFunction, frame: WindowFrame = WindowFrame()) {
        self.function = function
        self.frame = frame
    }
}

public enum WindowFunction: Sendable {
    /// From 1.
    case rowNumber
    /// 1 and the number of rows before the peers; 1 and the number of groups of peers before.
    case rank, denseRank
    /// The rank from 0 to 1; the share of the rows up to the last peer.
    case percentRank, cumulativeShare
    /// The number, from 1, of one of so many parts that differ by one row at most, the longer ones first.
    case tile(Int)
    /// The value so many rows on, or back when negative; `otherwise`: the member to take where there is no such row.
    case shifted(input: Int, by: Int, otherwise: Int?, skipsNulls: Bool)
    /// The value of the frame's row with this number from 1.
    case nth(input: Int, Int, skipsNulls: Bool)
    /// Of the rows of the frame.
    case aggregate(GroupCall)
}

/// From where to where rows are seen; by itself the whole partition.
public struct WindowFrame: Sendable {
    public var start: Bound
    public var end: Bound

    public enum Bound: Hashable, Sendable {
        /// The partition's.
        case unbounded
        /// So many rows on, or back when negative.
        case rows(Int)
        /// The first peer, or the last one.
        case peers
        /// The first row whose only order member is not before this member of the row, or the last one that is not
        /// behind it.
        case value(member: Int)
    }

    public init(start: Bound = .unbounded, end: Bound = .unbounded) {
        self.start = start
        self.end = end
    }

    var isWhole: Bool { start == .unbounded && end == .unbounded }
}
