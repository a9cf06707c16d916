// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The accumulators of one call: what rows that count, or states of other aggregations, do to groups.
protocol CallState: AnyObject {
    var groupByteCount: Int { get }
    var variableByteCount: Int { get }
    var isVariable: Bool { get }
    func ensure(_ capacity: Int)
    /// Row i of `input`, which counts, goes to group `groups[i]`.
    func add(_ groups: UnsafePointer<Int32>, _ input: Column) throws(ComputeError)
    /// State i goes to group `groups[i]`.
    func merge(_ groups: UnsafePointer<Int32>, _ states: Column) throws(ComputeError)
    /// As `merge`, of states that were on disk: those of one row each, and of more rows as the first of their group.
    /// Gives what `add` would have given, to the last digit.
    func resume(_ groups: UnsafePointer<Int32>, _ states: Column) throws(ComputeError)
    func states(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column
    func results(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column
    /// How many of the first of `groups`, and one at least, have results of at most `byteCountMax` bytes, and those.
    func prefix(_ groups: UnsafePointer<Int32>, _ rows: Int, byteCountMax: Int) -> (groups: Int, bytes: Int)
    /// Whether `run` can be called.
    var runs: Bool { get }
    /// Group after group is a frame that begins with its partition; rows of `input`, which all count, go to those that
    /// take them. The same as giving each frame all of its rows, one after the other.
    func run(_ input: Column, _ frames: RunningFrames) throws(ComputeError)
    /// Whether `restart` can be called.
    var restarts: Bool { get }
    /// Of the first `count` groups those from `first` on become the first ones, and all others are as new.
    func restart(keeping first: Int, of count: Int)
}

extension CallState {
    var variableByteCount: Int { 0 }
    var isVariable: Bool { false }
    var runs: Bool { false }
    func run(_ input: Column, _ frames: RunningFrames) throws(ComputeError) {
        preconditionFailure("frames that do not go on")
    }

    var restarts: Bool { false }
    func restart(keeping first: Int, of count: Int) { preconditionFailure("these groups cannot start anew") }

    func resume(_ groups: UnsafePointer<Int32>, _ states: Column) throws(ComputeError) { try merge(groups, states) }

    func results(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column {
        try states(groups, rows)
    }

    func prefix(_ groups: UnsafePointer<Int32>, _ rows: Int, byteCountMax: Int) -> (groups: Int, bytes: Int) {
        (rows, 0)
    }
}

/// The accumulators of several functions over one table of groups.
final class CallAccumulators: Accumulators {
    private let functions: GroupCalls
    private let mode: AggregateMode
    /// The states that come are those of a spill of rows.
    private let resumes: Bool
    private let states: [any CallState]

    init(_ functions: GroupCalls, _ mode: AggregateMode, _ context: RunContext, resumes: Bool = false) {
        self.functions = functions
        self.mode = mode
        self.resumes = resumes
        states = functions.calls.map { makeState($0, functions.inputType($0), context) }
    }

    var groupByteCount: Int { states.reduce(0) { $0 + $1.groupByteCount } }
    var variableByteCount: Int { states.reduce(0) { $0 + $1.variableByteCount } }
    var isVariable: Bool { states.contains { $0.isVariable } }

    func ensure(_ capacity: Int) { for state in states { state.ensure(capacity) } }

    /// As of a `CallState`, of all of them.
    func restart(keeping first: Int, of count: Int) {
        for state in states { state.restart(keeping: first, of: count) }
    }

    func update(_ groups: UnsafePointer<Int32>, _ values: Column, known: Int) throws(ComputeError) {
        if mode.readsStates {
            for (state, member) in zip(states, values.children) {
                if resumes { try state.resume(groups, member) } else { try state.merge(groups, member) }
            }
            return
        }
        for (state, call) in zip(states, functions.calls) {
            let rows = CountedRows(values, call)
            guard let mask = rows.mask else {
                try state.add(groups, rows.input)
                continue
            }
            try withCounted(groups, rows.input, mask) { (groups, input) throws(ComputeError) in
                try state.add(groups, input)
            }
        }
    }

    func results(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column {
        if mode.givesStates { return try partials(groups, rows) }
        var members: [Column] = []
        for state in states { members.append(try state.results(groups, rows)) }
        return .tuple(members, count: rows)
    }

    /// The states of the given groups, whatever the mode.
    func partials(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column {
        var members: [Column] = []
        for state in states { members.append(try state.states(groups, rows)) }
        return .tuple(members, count: rows)
    }

    /// As of a `CallState`, of all together.
    func prefix(_ groups: UnsafePointer<Int32>, _ rows: Int, byteCountMax: Int) -> (groups: Int, bytes: Int) {
        var (fewest, bytes) = (rows, 0)
        for state in states {
            let part = state.prefix(groups, fewest, byteCountMax: byteCountMax)
            (fewest, bytes) = (part.groups, bytes + part.bytes)
        }
        return (fewest, bytes)
    }
}

/// Calls `body` with the rows where `mask` has 1, when there are some.
func withCounted(
    _ groups: UnsafePointer<Int32>, _ input: Column, _ mask: Buffer,
    _ body: (UnsafePointer<Int32>, Column) throws(ComputeError) -> Void
) throws(ComputeError) {
    let rows = input.count
    let memory = UnsafeMutablePointer<Int32>.allocate(capacity: max(2 * rows, 1))
    defer { memory.deallocate() }
    let (chosen, owners) = (memory, memory + rows)
    let flags = mask.pointer(UInt8.self)
    var count = 0
    for row in 0..<rows {
        chosen[count] = Int32(truncatingIfNeeded: row)
        owners[count] = groups[row]
        count &+= Int(flags[row])
    }
    if count == rows { return try body(groups, input) }
    if count > 0 { try body(owners, input.gather(chosen, count: count)) }
}

/// Calls `body` with the states that are not null, when there are some.
func withPresent(
    _ groups: UnsafePointer<Int32>, _ states: Column,
    _ body: (UnsafePointer<Int32>, Column) throws(ComputeError) -> Void
) throws(ComputeError) {
    if states.type == .null { return }
    guard let mask = states.validity else { return try body(groups, states) }
    try withCounted(groups, states, mask, body)
}

func makeState(_ call: GroupCall, _ type: DataType, _ context: RunContext) -> any CallState {
    switch call.function {
    case .count: return CountState()
    case .average: return AverageState()
    case .moments(let result): return MomentsState(result)
    case .collectList: return ListState(type, isSet: false)
    case .collectSet: return ListState(type, isSet: true)
    case .firstRows(let rule): return FirstRowsState(type, rule)
    case .first: return StoredState(type, .first, wraps: call.wrapsState)
    case .last: return StoredState(type, .last, wraps: call.wrapsState)
    case .reduce(let program):
        if call.skipsNulls, let fold = program.statisticsFold { return StatisticsReduction(fold) }
        if let fold = program.fold(type) { return FoldState(fold, wraps: call.wrapsState) }
        return StoredState(type, .program(ProgramRunner(program, context: context)), wraps: call.wrapsState)
    case .sum where type == .decimal: return DecimalSumState(wraps: call.wrapsState)
    default:
        if let fold = call.function.fold(type) { return FoldState(fold, wraps: call.wrapsState) }
        let sign = if case .maximum = call.function { -1 } else { 1 }
        return StoredState(type, .extreme(sign: sign), wraps: call.wrapsState)
    }
}
