// SPDX-License-Identifier: Apache-2.0

public import Bytecode
public import Columnar

/// How the values of a group become one. Except for `count`, `first`, `last`, lists and `calls`, a null among the
/// values makes the result null, as it does in the programs that these functions stand for.
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
    /// The value that arrived last.
    case last
    /// The values in the order of arrival. Not `partial`, but as one of several.
    case collectList
    /// Each of equal values once, in the order of arrival. As one of several.
    case collectSet
    /// The first values, which are tuples, in an order of their members, as a list. As one of several.
    case firstRows(FirstRowsRule)
    /// The mean of int or float values, as a float. As one of several.
    case average
    /// The variance of int or float values, or its root. As one of several.
    case moments(MomentResult)
    /// Strict left fold in the order of arrival by a reduce program of (T, T) -> T.
    case reduce(VerifiedProgram)
    /// Several functions of members of the value.
    case calls(GroupCalls)

    /// The type of the result for values of `type`.
    public func resultType(_ type: DataType) -> DataType {
        switch self {
        case .count: .int
        case .collectList, .collectSet, .firstRows: .list(type)
        case .average, .moments: .float
        case .calls(let calls): calls.resultType
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
    /// Accumulators -> accumulators, of `calls`.
    case merge

    var readsStates: Bool { self == .final || self == .merge }
    var givesStates: Bool { self == .partial || self == .merge }
    /// How the states of groups are aggregated further that were given up on the way.
    var afterSpill: AggregateMode { givesStates ? .merge : .final }
}

/// The accumulators of all groups, in dense arrays by group number.
protocol Accumulators: AnyObject {
    /// Bytes a group takes, reserved by the key table along with the group.
    var groupByteCount: Int { get }
    /// Bytes beyond `groupByteCount` that the values seen so far take; 0 for accumulators of fixed width.
    var variableByteCount: Int { get }
    /// Whether the accumulators may go on growing for groups that exist.
    var isVariable: Bool { get }
    /// Whether they take memory of their own accord, and so much that groups had better go to disk.
    var isShort: Bool { get }
    /// Room for group numbers below `capacity`.
    func ensure(_ capacity: Int)
    /// Folds row i of `values` into group `groups[i]`; groups from `known` on are new with this call.
    func update(_ groups: UnsafePointer<Int32>, _ values: Column, known: Int) throws(ComputeError)
    /// The results of the given groups.
    func results(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column
}

extension Accumulators {
    var isShort: Bool { false }
}

/// The accumulators of `function` for values of `type`. `resumes`: states that come are those of a spill of rows.
func makeAccumulators(
    _ function: AggregateFunction, _ type: DataType, _ mode: AggregateMode, _ context: RunContext,
    resumes: Bool = false
) -> any Accumulators {
    if let fold = function.fold(type) { return FoldAccumulators(fold) }
    switch function {
    case .calls(let calls): return CallAccumulators(calls, mode, context, resumes: resumes)
    case .count: return mode == .final ? FoldAccumulators(.sumInt) : CountAccumulators()
    case .minimum: return StoredAccumulators(type, .extreme(sign: 1))
    case .maximum: return StoredAccumulators(type, .extreme(sign: -1))
    case .first: return StoredAccumulators(type, .first)
    case .last: return StoredAccumulators(type, .last)
    case .collectList: return ListAccumulators(type)
    case .reduce(let program):
        if let fold = program.fold(type) { return FoldAccumulators(fold) }
        if let live = ScriptAccumulators(program, type, context) { return live }
        return StoredAccumulators(type, .program(ProgramRunner(program, context: context)))
    default: preconditionFailure("no \(function) of \(type) values")
    }
}

extension AggregateFunction {
    /// Whether results may be of any length.
    var givesLists: Bool {
        switch self {
        case .collectList, .collectSet, .firstRows: true
        case .calls(let calls): calls.calls.contains { $0.function.givesLists }
        default: false
        }
    }

    /// What folds values of `type` in place; nil when none does.
    func fold(_ type: DataType) -> Fold? {
        switch (self, type) {
        case (.sum, .int): .sumInt
        case (.sum, .float): .sumFloat
        case (.product, .int): .productInt
        case (.product, .float): .productFloat
        case (.minimum, .int): .minimumInt
        case (.maximum, .int): .maximumInt
        case (.minimum, .float): .minimumFloat
        case (.maximum, .float): .maximumFloat
        case (.and, .bool), (.minimum, .bool): .and
        case (.or, .bool), (.maximum, .bool): .or
        default: nil
        }
    }
}
