// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Plan

// The kernels of operators, made for one task.

extension VerifiedAggregation {
    func makeAggregator(
        _ keyType: DataType, _ memory: TaskMemory, _ spills: TaskSpills, _ context: RunContext
    ) -> HashAggregator {
        HashAggregator(
            keyType: keyType, valueType: valuesRead, function: function, mode: aggregation.phase.mode, memory: memory,
            spill: spills, context: context)
    }

    /// The kernel for a part of a shuffle's rows, where rows of a key may lie together; nil where that changes nothing.
    func makePartial(
        _ keyType: DataType, _ memory: TaskMemory, _ spills: TaskSpills, _ context: RunContext
    ) -> PartialAggregator? {
        guard aggregation.phase == .partial else { return nil }
        return PartialAggregator(
            keyType: keyType, valueType: valuesRead, function: function, memory: memory, spill: spills,
            context: context)
    }

    /// The kernel for a whole partition as one group.
    func makeAggregator(_ memory: TaskMemory, _ context: RunContext) -> Aggregator {
        Aggregator(
            valueType: valuesRead, function: function, mode: aggregation.phase.mode, memory: memory, context: context)
    }

    private var valuesRead: DataType {
        aggregation.phase == .final ? aggregation.stateType : aggregation.valueType
    }

    private var function: AggregateFunction {
        switch aggregation.functions {
        case .whole(let kind): kind.function(reduces[0])
        case .calls(let calls):
            .calls(
                GroupCalls(
                    zip(calls, reduces).map { $0.groupCall($1) }, memberTypes: aggregation.memberTypes))
        }
    }
}

extension VerifiedOrder {
    func makeKeys(_ context: RunContext) -> SortKeys {
        SortKeys(
            rowType: rowType, program: key.map { ProgramRunner($0, context: context) },
            directions: order.directions.map(\.kernel))
    }

    func makeSorter(_ memory: TaskMemory, _ spills: TaskSpills, _ context: RunContext) -> Sorter {
        Sorter(type: rowType, keys: makeKeys(context), memory: memory, spill: spills, context: context)
    }

    /// The kernel for the first rows alone.
    func makeTopRows(
        _ rowsMax: Int, _ memory: TaskMemory, _ spills: TaskSpills, _ context: RunContext
    ) -> TopRows {
        TopRows(
            type: rowType, keys: makeKeys(context), rowsMax: rowsMax, memory: memory, spill: spills, context: context)
    }
}

extension VerifiedJoin {
    func makeJoiner(
        _ batchRows: Int, _ memory: TaskMemory, _ spills: TaskSpills, _ context: RunContext
    ) throws(TaskError) -> Joiner {
        let (one, two) = try pairs
        guard let result = join.kind.result else {
            throw .failed(kind: "plan", message: "right rows of a join by key", retryable: false)
        }
        return Joiner(
            keyType: one[0], leftType: one[1], rightType: two[1],
            rule: JoinRule(
                result, matchesNulls: join.matchesNulls, isNullAware: join.kind == .antiUnlessNull,
                condition: condition.map { ProgramRunner($0, context: context) }),
            batchRows: batchRows, memory: memory, spill: spills, context: context)
    }

    func makeHashJoiner(
        _ batchRows: Int, _ memory: TaskMemory, _ spills: TaskSpills, _ context: RunContext
    ) throws(TaskError) -> HashJoiner {
        let (one, two) = try pairs
        return HashJoiner(
            keyType: one[0], leftType: one[1], rightType: two[1],
            rule: HashJoinRule(
                join.kind.hashResult, matchesNulls: join.matchesNulls, isNullAware: join.kind == .antiUnlessNull,
                condition: condition.map { ProgramRunner($0, context: context) }),
            batchRows: batchRows, memory: memory, spill: spills, context: context)
    }

    /// Key and value of the rows of both sides.
    private var pairs: (left: [DataType], right: [DataType]) {
        get throws(TaskError) {
            guard case .tuple(let one) = leftType, case .tuple(let two) = rightType else {
                throw .failed(kind: "plan", message: "a join of rows that are no pairs", retryable: false)
            }
            return (one, two)
        }
    }
}

extension AggregateCall {
    fileprivate func groupCall(_ reduce: VerifiedProgram?) -> GroupCall {
        GroupCall(function: function.function(reduce), input: input, filter: filter, skipsNulls: skipsNulls)
    }
}

extension VerifiedWindow {
    func makeWindower(_ memory: TaskMemory, _ spills: TaskSpills, _ context: RunContext) -> Windower {
        let rule = WindowRule(
            zip(window.calls, reduces).map { call, reduce in
                Compute.WindowCall(
                    call.function.kernel(reduce), frame: WindowFrame(start: call.start.kernel, end: call.end.kernel))
            },
            order: window.order.map {
                WindowRule.Order(member: $0.member, direction: $0.direction.kernel)
            }, memberTypes: memberTypes)
        return Windower(keyType: keyType, rule: rule, memory: memory, spill: spills, context: context)
    }
}

extension Plan.WindowFunction {
    /// `reduce`: the verified form of a reduce program.
    fileprivate func kernel(_ reduce: VerifiedProgram?) -> Compute.WindowFunction {
        switch self {
        case .rowNumber: .rowNumber
        case .rank: .rank
        case .denseRank: .denseRank
        case .percentRank: .percentRank
        case .cumulativeShare: .cumulativeShare
        case .tile(let parts): .tile(parts)
        case .shifted(let input, let offset, let otherwise, let skipsNulls):
            .shifted(input: input, by: offset, otherwise: otherwise, skipsNulls: skipsNulls)
        case .nth(let input, let number, let skipsNulls): .nth(input: input, number, skipsNulls: skipsNulls)
        case .aggregate(let call): .aggregate(call.groupCall(reduce))
        }
    }
}

extension WindowBound {
    fileprivate var kernel: WindowFrame.Bound {
        switch self {
        case .unbounded: .unbounded
        case .rows(let offset): .rows(offset)
        case .peers: .peers
        case .value(let member): .value(member: member)
        }
    }
}

extension SortDirection {
    fileprivate var kernel: KeyDirection { KeyDirection(descending: descending, nullsFirst: nullsFirst) }
}

extension AggregateKind {
    /// The kernel's function; `reduce` is the verified form of a reduce program.
    fileprivate func function(_ reduce: VerifiedProgram?) -> AggregateFunction {
        switch self {
        case .sum: .sum
        case .minimum: .minimum
        case .maximum: .maximum
        case .and: .and
        case .or: .or
        case .count: .count
        case .first: .first
        case .last: .last
        case .collectList: .collectList
        case .collectSet: .collectSet
        case .firstRows(let order, let rows):
            .firstRows(
                FirstRowsRule(members: order.map(\.member), directions: order.map(\.direction.kernel), rows: rows))
        case .average: .average
        case .variance(let isSample): .moments(.variance(isSample: isSample))
        case .deviation(let isSample): .moments(.deviation(isSample: isSample))
        case .reduce: .reduce(reduce!)
        }
    }
}

extension AggregatePhase {
    var mode: AggregateMode {
        switch self {
        case .complete: .complete
        case .partial: .partial
        case .final: .final
        }
    }
}

extension JoinKind {
    /// What the kernel that sorts gives for it; nil when it does not.
    var result: JoinResult? {
        switch self {
        case .rightSemi, .rightAnti: nil
        case .inner: .pairs(keepsLeft: false, keepsRight: false)
        case .left: .pairs(keepsLeft: true, keepsRight: false)
        case .right: .pairs(keepsLeft: false, keepsRight: true)
        case .full: .pairs(keepsLeft: true, keepsRight: true)
        case .semi: .leftRows(matched: true)
        case .anti, .antiUnlessNull: .leftRows(matched: false)
        }
    }

    /// What the kernel with a hash table gives for it.
    var hashResult: HashJoinResult {
        switch self {
        case .inner: .pairs(keepsLeft: false, keepsRight: false)
        case .left: .pairs(keepsLeft: true, keepsRight: false)
        case .right: .pairs(keepsLeft: false, keepsRight: true)
        case .full: .pairs(keepsLeft: true, keepsRight: true)
        case .semi: .leftRows(matched: true)
        case .anti, .antiUnlessNull: .leftRows(matched: false)
        case .rightSemi: .rightRows(matched: true)
        case .rightAnti: .rightRows(matched: false)
        }
    }
}
