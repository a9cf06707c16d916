// SPDX-License-Identifier: Apache-2.0

public import Bytecode
public import Columnar

/// What rows run through on their way from a branch's source to the sink. Each is a link of the task's chain
/// (`OperatorLinks` of Execution) around a kernel (Compute).
public enum Operator: Hashable, Sendable {
    /// Rows become rows, a batch at a time.
    case program(Program)
    /// A partition becomes a partition, by a script that takes and gives an iterator.
    case partition(PartitionScript)
    /// Rows (key, value) become one row a key, in ascending order of (hash, key).
    case aggregate(Aggregation)
    /// The rows of the partition in order, stably.
    case sort(SortOrder)
    /// The first `rows` of them. Keys must not hold values of type any.
    case top(SortOrder, rows: Int)
    /// Of the rows of the partition, as they come, `rows` behind the first `skip`; no more are asked for.
    case limit(skip: Int, rows: Int)
    /// Rows (key, value) and those of other branches, with one type of key: rows of both with equal keys, in the order
    /// that the join says.
    case join(Join, [Branch])
    /// Rows (key, value), sorted by key and then as the window says: functions of them and of their neighbours.
    case window(Window)
    /// What a module of its own does with the rows of the partition.
    case registered(RegisteredOperator)
    /// The rows are those of a stored dataset: read where they are kept, else kept as they go by.
    case stored(StoredRows)
}

extension Operator {
    /// Whether it works on a partition by its number.
    var isNumbered: Bool {
        switch self {
        case .partition, .stored: true
        case .program, .aggregate, .sort, .top, .limit, .join, .window, .registered: false
        }
    }

    /// The branches whose rows come in from the side.
    package var sides: [Branch] { if case .join(_, let branches) = self { branches } else { [] } }
}

/// A script over the rows of a whole partition. It is called once for each partition, also for one without rows.
public struct PartitionScript: Hashable, Sendable {
    /// The encoded script (bytecode.md).
    public var code: [UInt8]
    public var inputType: DataType
    public var resultType: DataType
    /// Whether the script gets the number of the partition before the iterator.
    public var passesIndex: Bool

    public init(code: [UInt8], inputType: DataType, resultType: DataType, passesIndex: Bool) {
        self.code = code
        self.inputType = inputType
        self.resultType = resultType
        self.passesIndex = passesIndex
    }
}

/// How a key, or a member of one, is ordered.
public struct SortDirection: Hashable, Sendable {
    public var descending: Bool
    public var nullsFirst: Bool

    /// Nulls first when ascending, last when descending, unless said: null is least.
    public init(descending: Bool, nullsFirst: Bool? = nil) {
        self.descending = descending
        self.nullsFirst = nullsFirst ?? !descending
    }
}

/// A sort key and its order.
///
/// With one direction the whole key is ordered by it, as `Column.compare` has it. With several the key is a tuple, and
/// each member has its own. Where there are several, or nulls are not least, no key may hold values of type any.
public struct SortOrder: Hashable, Sendable {
    /// A program from row to key, or nil for the row itself.
    public var key: Program?
    public var directions: [SortDirection]

    public init(key: Program?, descending: Bool) {
        self.init(key: key, directions: [SortDirection(descending: descending)])
    }

    public init(key: Program?, directions: [SortDirection]) {
        self.key = key
        self.directions = directions
    }

    /// Whether keys are compared as they are; else byte strings stand for them.
    private var isPlain: Bool { directions.count == 1 && directions[0].nullsFirst == !directions[0].descending }

    /// The type of the keys that are compared, of bounds and samples, for rows of `rowType`.
    public func comparedType(rowType: DataType) -> DataType { isPlain ? key?.resultType ?? rowType : .bytes }

    /// Whether bounds and samples are in descending order of `Column.compare`.
    public var comparesDescending: Bool { isPlain && directions[0].descending }
}

/// A join of rows (key, value) with rows (key, value) of another side: those that come are on the left. What makes keys
/// of rows, and rows of (key, (left value, right value)), are programs before and behind it.
public struct Join: Hashable, Sendable {
    public var kind: JoinKind
    /// Whether null equals null: of the whole key, or of each member of a key that is a tuple of several.
    public var matchesNulls: [Bool]
    /// A program from (key, (left value, right value)) to bool: which pairs with equal keys match; nil: all. Null is
    /// false. Not of `right`, `full` and `antiUnlessNull`.
    public var condition: Program?
    public var order: JoinOrder

    /// `order`: by key unless said, and for right rows theirs.
    public init(
        _ kind: JoinKind, matchesNulls: [Bool] = [true], condition: Program? = nil, order: JoinOrder? = nil
    ) {
        self.kind = kind
        self.matchesNulls = matchesNulls
        self.condition = condition
        self.order = order ?? (kind.givesRightRows ? .ofLeft : .byKey)
    }
}

/// The order of a join's rows, and with it the way to them.
public enum JoinOrder: Hashable, Sendable, CaseIterable {
    /// Ascending by (hash, key), then as the left rows came, then the right ones: both sides are sorted.
    case byKey
    /// As the left rows came, then the right ones; right rows without a match behind all others. The right side is read
    /// first and kept in a hash table, the left one goes by.
    case ofLeft
}

/// Which rows of two sides become rows of a join.
public enum JoinKind: Hashable, Sendable, CaseIterable {
    /// (key, (left value, right value)) for each pair of rows with equal keys.
    case inner
    /// And each left row without a match, with null for the right value.
    case left
    /// And each right row without a match, with null for the left value.
    case right
    /// And both.
    case full
    /// Left rows whose key the right side has, as they are.
    case semi
    /// Left rows whose key the right side does not have, as they are.
    case anti
    /// Of these no row when the right side has a null key, and none with a null key unless the right side is empty: NOT
    /// IN. Each task needs the whole right side.
    case antiUnlessNull
    /// Right rows whose key the left side has, as they are, in their order. Of `JoinOrder.ofLeft`.
    case rightSemi
    /// Right rows whose key the left side does not have.
    case rightAnti

    /// Whether it gives right rows as they are.
    public var givesRightRows: Bool { self == .rightSemi || self == .rightAnti }

    /// Whether all rows of the right side that have a key must be in the one task that has it on the left: right rows
    /// would come once for each task else.
    public var givesRightRowsOnce: Bool { self == .right || self == .full || givesRightRows }

    /// Whether it gives left rows as they are.
    public var givesLeftRows: Bool { self == .semi || self == .anti || self == .antiUnlessNull }

    /// The type of a join's rows, given those of its sides; nil when they cannot be joined.
    public func rowType(_ left: DataType, _ right: DataType) -> DataType? {
        guard case .tuple(let one) = left, case .tuple(let two) = right, one.count == 2, two.count == 2,
            one[0] == two[0]
        else { return nil }
        return givesLeftRows ? left : givesRightRows ? right : .tuple([one[0], .tuple([one[1], two[1]])])
    }
}
