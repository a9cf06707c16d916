// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

// Reductions whose program is one operation that has a kernel in place: no rounds over rows of few groups.

extension VerifiedProgram {
    /// The operation of a reduce program that applies one to its two inputs, in their order, and gives what comes out.
    private var onlyOperation: Instruction? {
        guard program.segments.count == 1, program.segments[0].instructions.count == 1 else { return nil }
        let segment = program.segments[0]
        let instruction = segment.instructions[0]
        guard segment.parameters.count == 2, instruction.operands == segment.parameters,
            instruction.results.count == 1, segment.terminator == .yield(instruction.results[0])
        else { return nil }
        return instruction
    }

    /// What folds values of `type` as the program does; nil when nothing does. Of operations that never fail.
    func fold(_ type: DataType) -> Fold? {
        guard type == .int, let operation = onlyOperation else { return nil }
        switch operation.opcode {
        case .bitAnd: return .bitAnd
        case .bitOr: return .bitOr
        case .bitXor: return .bitXor
        default: return nil
        }
    }

    /// What merges states of statistics as the program does; nil when they are none.
    var statisticsFold: StatisticsFold? {
        guard let operation = onlyOperation, operation.opcode == .sqlFunction,
            let call = SQLFunctionImmediate(encoded: operation.immediate)
        else { return nil }
        switch call.code {
        case .momentsMerge: return .kernel(Moments.self)
        case .pairMerge: return .kernel(PairMoments.self)
        default: return nil
        }
    }
}

extension Fold {
    fileprivate static var bitAnd: Fold { kernel(BitAnd.self, .int, identity: .max, "the conjunction of bits") }
    fileprivate static var bitOr: Fold { kernel(BitOr.self, .int, identity: 0, "the disjunction of bits") }
    fileprivate static var bitXor: Fold { kernel(BitXor.self, .int, identity: 0, "the difference of bits") }
}

/// The merging of one kind of states as functions over floats, made where the kind is known (see `Fold`).
struct StatisticsFold {
    /// Each state goes to its group, whose floats lie together; the first one of a group (`seen` is 0) becomes its
    /// state.
    typealias Rows = (
        _ states: UnsafeMutablePointer<Double>, _ seen: UnsafeMutablePointer<UInt8>, _ groups: UnsafePointer<Int32>,
        _ members: UnsafeBufferPointer<UnsafePointer<Double>>, _ count: Int
    ) -> Void

    /// Floats of a state.
    let width: Int
    let rows: Rows
    /// What a state with nulls among its members is taken for.
    let read: (Scalar) -> Scalar

    @inline(__always)
    static func kernel<State: StatisticsState>(_: State.Type) -> StatisticsFold {
        StatisticsFold(
            width: State.width,
            rows: { states, seen, groups, members, count in
                for row in 0..<count {
                    let group = Int(groups[row])
                    let state = states + group &* State.width
                    var value = State { members[$0][row] }
                    if seen[group] != 0 { value = State { state[$0] }.merged(value) }
                    value.forEach { state[$0] = $1 }
                    seen[group] = 1
                }
            },
            read: { State($0).scalar })
    }
}

/// A reduction of states of statistics, row by row in place.
final class StatisticsReduction: CallState {
    private let fold: StatisticsFold
    private var floats = Growing<Double>()
    private let seen = SeenGroups()

    init(_ fold: StatisticsFold) { self.fold = fold }

    deinit { floats.free() }

    private var type: DataType { .tuple([DataType](repeating: .float, count: fold.width)) }

    var groupByteCount: Int { 8 * fold.width + 1 }

    func ensure(_ capacity: Int) {
        seen.ensure(capacity)
        let wanted = capacity * fold.width
        if wanted <= floats.count { return }
        let old = floats.count
        floats.reserve(wanted)
        (floats.base + old).update(repeating: 0, count: wanted - old)
        floats.count = wanted
    }

    func add(_ groups: UnsafePointer<Int32>, _ input: Column) throws(ComputeError) {
        try withPresent(groups, input) { (groups, input) throws(ComputeError) in
            let states = whole(input)
            let members = states.children.map { UnsafePointer($0.floats) }
            withExtendedLifetime(states) {
                members.withUnsafeBufferPointer { fold.rows(floats.base, seen.flags.base, groups, $0, states.count) }
            }
        }
    }

    /// States without nulls among their members.
    private func whole(_ states: Column) -> Column {
        guard states.children.contains(where: { $0.validity != nil }) else { return states }
        return Column(type, (0..<states.count).map { fold.read(states.scalar($0)) }) ?? states
    }

    func merge(_ groups: UnsafePointer<Int32>, _ states: Column) throws(ComputeError) { try add(groups, states) }

    func states(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column {
        let (source, width) = (floats.base, fold.width)
        let members = (0..<width).map { member in
            Column.floats(count: rows) { out in
                for row in 0..<rows { out[row] = source[Int(groups[row]) &* width &+ member] }
            }
        }
        return seen.masking(.tuple(members, count: rows), groups)
    }
}
