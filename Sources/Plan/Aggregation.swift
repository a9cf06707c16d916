// SPDX-License-Identifier: Apache-2.0

public import Bytecode
public import Columnar

/// How one key's values (or one partition's rows) become one value. A reduce program is sent as encoded bytecode.
///
/// Over whole values a null among them makes the result null, except for `count`, `first`, `last` and lists, as it does
/// in the programs that these functions stand for; as one of several calls, nulls are passed over where the call says
/// so.
public enum AggregateKind: Hashable, Sendable {
    /// int (an error on overflow) or float, in map order; as one of several calls decimals of one scale, too (an error
    /// beyond 128 bits).
    case sum
    case minimum
    case maximum
    case and
    case or
    case count
    /// Keeps the first value in map order.
    case first
    /// Keeps the last value in map order. As one of several calls.
    case last
    /// All values in map order.
    case collectList
    /// Each of equal values once, in map order. As one of several calls.
    case collectSet
    /// The first `rows` values, which are tuples, in an order of their members; of equal ones the first in map order.
    /// As one of several calls.
    case firstRows(order: [WindowOrder], rows: Int)
    /// The mean of int or float values, a float; null without a value. As one of several calls.
    case average
    /// The variance of int or float values, a float: by their number, or by one less (`isSample`); null where there is
    /// nothing to divide by. As one of several calls.
    case variance(isSample: Bool)
    /// Its root.
    case deviation(isSample: Bool)
    case reduce(Program)

    /// The type of what a partial aggregation gives for values of `type`.
    public func stateType(_ type: DataType) -> DataType {
        switch self {
        case .average: .tuple([.float, .int])
        case .variance, .deviation: .tuple([.int, .float, .float])
        default: resultType(type)
        }
    }

    /// The type of the result for values of `type`.
    public func resultType(_ type: DataType) -> DataType {
        switch self {
        case .count: .int
        case .average, .variance, .deviation: .float
        case .collectList, .collectSet, .firstRows: .list(type)
        default: type
        }
    }
}

/// One function of an aggregation over several.
public struct AggregateCall: Hashable, Sendable {
    public var function: AggregateKind
    /// The member of the value that it reads; nil for a `count` of rows.
    public var input: Int?
    /// The member, of type bool, that says which rows count; nil: all do. Null is false.
    public var filter: Int?
    /// Whether rows with a null for the input are passed over, as SQL's functions do.
    public var skipsNulls: Bool

    public init(_ function: AggregateKind, input: Int? = nil, filter: Int? = nil, skipsNulls: Bool = true) {
        self.function = function
        self.input = input
        self.filter = filter
        self.skipsNulls = skipsNulls
    }
}

extension AggregateCall {
    /// Whether a partial result is a tuple of one, null where no row counted: where a null may be a value.
    var wrapsState: Bool {
        switch function {
        case .count, .average, .variance, .deviation, .collectList, .collectSet, .firstRows: false
        default: !skipsNulls
        }
    }
}

/// What an aggregation reads and gives.
public enum AggregatePhase: Hashable, Sendable, CaseIterable {
    /// Values become results.
    case complete
    /// Values become partial results, to be brought together by key.
    case partial
    /// Partial results become results.
    case final
}

/// An aggregation and its types.
///
/// With a key, rows are (key, value) tuples and one row (key, result) comes out for each key; several keys are a tuple
/// as the key, in which a null is a value like others. Keys are equal as `Column.compare` has it: one NaN, and -0.0 is
/// 0.0 (a group shows the one that came first: a program before may add 0.0). Without a key, rows are values and one
/// row comes out, also where none came in; only of `calls`.
///
/// What goes before and behind it are programs: one that makes the key and the inputs and filters of all calls as the
/// members of a tuple, once for all of them; one that makes of (key, results) what is wanted.
public struct Aggregation: Hashable, Sendable {
    public enum Functions: Hashable, Sendable {
        /// One function of the value, whose result is the result.
        case whole(AggregateKind)
        /// Functions of the members of the value, a tuple; the result is a tuple of theirs.
        case calls([AggregateCall])
    }

    public var functions: Functions
    /// The key's type; nil when the whole partition is one group.
    public var keyType: DataType?
    /// Of the values before any aggregation, whatever the phase.
    public var valueType: DataType
    public var phase: AggregatePhase

    public init(
        kind: AggregateKind, keyType: DataType?, valueType: DataType, phase: AggregatePhase = .complete
    ) {
        functions = .whole(kind)
        self.keyType = keyType
        self.valueType = valueType
        self.phase = phase
    }

    public init(
        calls: [AggregateCall], keyType: DataType?, valueType: DataType, phase: AggregatePhase = .complete
    ) {
        functions = .calls(calls)
        self.keyType = keyType
        self.valueType = valueType
        self.phase = phase
    }

    /// The same in another phase.
    public func phase(_ phase: AggregatePhase) -> Aggregation {
        var other = self
        other.phase = phase
        return other
    }

    /// The types of the members of the values that calls read.
    public var memberTypes: [DataType] {
        if case .tuple(let members) = valueType { members } else { [] }
    }

    /// What a call reads: null for one that counts rows, or that reads what is not there.
    func inputType(_ call: AggregateCall) -> DataType {
        let members = memberTypes
        return call.input.flatMap { members.indices.contains($0) ? members[$0] : nil } ?? .null
    }

    /// The type of an aggregated value.
    public var resultType: DataType {
        switch functions {
        case .whole(let kind): kind.resultType(valueType)
        case .calls(let calls): .tuple(calls.map { $0.function.resultType(inputType($0)) })
        }
    }

    /// The type of a partial result.
    public var stateType: DataType {
        switch functions {
        case .whole(let kind): kind.stateType(valueType)
        case .calls(let calls):
            .tuple(
                calls.map { call in
                    let type = call.function.stateType(inputType(call))
                    return call.wrapsState ? .tuple([type]) : type
                })
        }
    }

    /// Whether partial results can be made before the shuffle: lists would be no shorter for it.
    public var combinesOnMapSide: Bool {
        switch functions {
        case .whole(let kind): kind != .collectList
        case .calls(let calls):
            !calls.contains { $0.function == .collectList || $0.function == .collectSet }
        }
    }

    /// The type of the rows that come.
    public var inputType: DataType { rows(of: phase == .final ? stateType : valueType) }

    /// The type of the rows that it gives.
    public var outputType: DataType { rows(of: phase == .partial ? stateType : resultType) }

    private func rows(of value: DataType) -> DataType { keyType.map { .tuple([$0, value]) } ?? value }
}
