// SPDX-License-Identifier: Apache-2.0

public import Bytecode
public import Columnar

/// How the values of a group become one. Except for `count`, `first` and `collectList`, a null among the values makes
/// the result null, as it does in the programs that these functions stand for.
public enum AggregateFunction: Sendable {
    /// int (fails on overflow) or float, in the order of arrival.
    case sum
    case product
    /// Any type, by the order of `Column.compare`; the first of equals.
    case minimum
    case maximum
    /// Number of rows, nulls included. Of any value; final: adds up counts.
    case count
    /// bool
    case and
    case or
    /// The value that arrived first, null or not.
    case first
    /// The values in the order of arrival. Not `partial`.
    case collectList
    /// Strict left fold in the order of arrival by a reduce program of (T, T) -> T.
    case reduce(VerifiedProgram)

    /// The type of the result for values of `type`.
    public func resultType(_ type: DataType) -> DataType {
        switch self {
        case .count: .int
        case .collectList: .list(type)
        default: type
        }
    }
}

/// Whether an aggregation reads input values or the accumulators that partial aggregations have made.
public enum AggregateMode: Sendable {
    /// Input values -> accumulators.
    case partial
    /// Accumulators -> results.
    case final
    /// Input values -> results, without partial aggregations before.
    case complete
}

/// The accumulators of all groups, in dense arrays by group number.
protocol Accumulators: AnyObject {
    /// Bytes a group takes, reserved by the key table along with the group.
    var groupByteCount: Int { get }
    /// Bytes beyond `groupByteCount` that the values seen so far take; 0 for accumulators of fixed width.
    var variableByteCount: Int { get }
    /// Whether the accumulators may go on growing for groups that exist.
    var isVariable: Bool { get }
    /// Room for group numbers below `capacity`.
    func ensure(_ capacity: Int)
    /// Folds row i of `values` into group `groups[i]`; groups from `known` on are new with this call.
    func update(_ groups: UnsafePointer<Int32>, _ values: Column, known: Int) throws(ComputeError)
    /// The results of the given groups.
    func results(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column
}

/// The accumulators of `function` for values of `type`.
func makeAccumulators(
    _ function: AggregateFunction, _ type: DataType, _ mode: AggregateMode, _ context: RunContext
) -> any Accumulators {
    switch (function, type) {
    case (.count, _): return mode == .final ? FoldAccumulators(.sumInt) : CountAccumulators()
    case (.sum, .int): return FoldAccumulators(.sumInt)
    case (.sum, .float): return FoldAccumulators(.sumFloat)
    case (.product, .int): return FoldAccumulators(.productInt)
    case (.product, .float): return FoldAccumulators(.productFloat)
    case (.minimum, .int): return FoldAccumulators(.minimumInt)
    case (.maximum, .int): return FoldAccumulators(.maximumInt)
    case (.minimum, .float): return FoldAccumulators(.minimumFloat)
    case (.maximum, .float): return FoldAccumulators(.maximumFloat)
    case (.and, .bool), (.minimum, .bool): return FoldAccumulators(.and)
    case (.or, .bool), (.maximum, .bool): return FoldAccumulators(.or)
    case (.minimum, _): return StoredAccumulators(type, .extreme(sign: 1))
    case (.maximum, _): return StoredAccumulators(type, .extreme(sign: -1))
    case (.first, _): return StoredAccumulators(type, .first)
    case (.collectList, _): return ListAccumulators(type)
    case (.reduce(let program), _):
        return StoredAccumulators(type, .program(ProgramRunner(program, context: context)))
    default: preconditionFailure("no \(function) of \(type) values")
    }
}
