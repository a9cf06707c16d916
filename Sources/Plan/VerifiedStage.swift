// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// A stage whose programs have passed the verifier and whose types fit from source to sink: the only form that
/// executors run.
public struct VerifiedStage: Sendable {
    public let stage: Stage
    public let branches: [VerifiedBranch]
    /// The type of the rows that reach the sink.
    public let rowType: DataType
    /// The sink's aggregation, when it has one.
    public let sinkAggregation: VerifiedAggregation?
    /// The order that the sink parts or samples by, when it does.
    public let sinkOrder: VerifiedOrder?

    public init(_ stage: Stage) throws(PlanError) {
        guard !stage.branches.isEmpty else { throw PlanError("stage \(stage.id) has no branches") }
        var branches: [VerifiedBranch] = []
        var number = 1
        for branch in stage.branches { branches.append(try VerifiedBranch(branch, &number)) }
        self.stage = stage
        self.branches = branches
        rowType = branches[0].rowType
        for branch in branches where branch.rowType != rowType {
            throw PlanError("branches of stage \(stage.id) give \(rowType) and \(branch.rowType)")
        }
        var aggregated: VerifiedAggregation?
        var order: VerifiedOrder?
        switch stage.sink {
        case .shuffle(_, let partitions, let shuffled, let partitioning):
            guard (1...PlanLimits.partitionsMax).contains(partitions) else {
                throw PlanError("a shuffle of \(partitions) partitions; 1 to \(PlanLimits.partitionsMax) are possible")
            }
            try expect(shuffled, try shuffledType(rowType, partitioning: partitioning), "shuffle")
            switch partitioning {
            case .hashOfKey: _ = try keyOf(rowType)
            case .range(let sorting, _): order = try VerifiedOrder(sorting, rows: rowType)
            case .roundRobin, .explicit: break
            }
        case .collect(let type), .take(let type, _), .discard(let type): try expect(type, rowType, "result")
        case .count: break
        case .aggregate(let aggregation):
            guard aggregation.keyType == nil, aggregation.phase == .complete else {
                throw PlanError("an aggregation by key, or of parts of results, as the end of a stage")
            }
            aggregated = try VerifiedAggregation(aggregation, rows: rowType)
        case .files(let target):
            try expect(target.rowType, rowType, "what is written to files")
            // Some formats have rows without columns; the sink asks the format whether it holds these.
            if case .tuple(let members) = rowType, !target.columns.isEmpty, target.columns.count != members.count {
                throw PlanError("files of \(target.columns.count) columns from rows of \(members.count)")
            }
        case .sample(let sorting, let keyType, let rows):
            guard rows <= PlanLimits.sampleRowsMax else { throw PlanError("a sample of \(rows) rows") }
            order = try VerifiedOrder(sorting, rows: rowType)
            try expect(keyType, sorting.comparedType(rowType: rowType), "sample key")
        }
        sinkAggregation = aggregated
        sinkOrder = order
    }
}

/// A branch of a verified stage.
public struct VerifiedBranch: Sendable {
    public let source: Source
    /// Of a nested source: its branches.
    public let nested: [VerifiedBranch]
    public let operators: [VerifiedOperator]
    /// The numbers of the source and of the operators among the steps of the stage.
    public let number: Int
    public let operatorNumbers: [Int]
    /// Type of the rows behind the last operator.
    public let rowType: DataType

    /// `next`: the number of its first step, and afterwards that behind its last one.
    init(_ branch: Branch, _ next: inout Int) throws(PlanError) {
        var inner: [VerifiedBranch] = []
        source = branch.source
        number = next
        next += 1
        var type: DataType
        switch branch.source {
        case .files(let scan): type = scan.rowType
        case .nested(let combination, let branches):
            for branch in branches { inner.append(try VerifiedBranch(branch, &next)) }
            type = try combination.rowType(inner)
        case .range: type = .int
        case .blocks(let rows), .shuffle(_, let rows): type = rows
        }
        var verified: [VerifiedOperator] = []
        var numbers: [Int] = []
        for step in branch.operators {
            numbers.append(next)
            next += 1
            verified.append(try VerifiedOperator(step, rows: &type, next: &next))
        }
        operators = verified
        operatorNumbers = numbers
        nested = inner
        rowType = type
    }

    /// Partition scripts and stored datasets of the chain: so many numbers come with a task.
    public var numberedCount: Int {
        operators.count {
            switch $0 {
            case .partition, .stored: true
            case .program, .aggregate, .sort, .top, .limit, .join, .window, .registered: false
            }
        }
    }

    /// Joins of the chain: so many parts from the side come with a task.
    public var joinCount: Int { operators.count { if case .join = $0 { true } else { false } } }
}

extension Combination {
    /// The type of the rows that verified branches give together.
    fileprivate func rowType(_ branches: [VerifiedBranch]) throws(PlanError) -> DataType {
        switch self {
        case .concatenate: return try commonType(branches[...])
        case .zip(let left), .product(let left):
            guard left <= branches.count else { throw PlanError("\(left) branches of \(branches.count)") }
            return .tuple([try commonType(branches[..<left]), try commonType(branches[left...])])
        }
    }
}

/// The type of the rows that travel when rows of `rows` are shuffled.
private func shuffledType(_ rows: DataType, partitioning: Partitioning) throws(PlanError) -> DataType {
    guard partitioning == .explicit else { return rows }
    guard case .tuple(let members) = rows, members.count == 2, members[0] == .int else {
        throw PlanError("rows of type \(rows) where (partition number, payload) pairs are needed")
    }
    return members[1]
}

private func keyOf(_ rows: DataType) throws(PlanError) -> DataType {
    guard case .tuple(let members) = rows, members.count == 2 else {
        throw PlanError("rows of type \(rows) where (key, value) pairs are needed")
    }
    return members[0]
}
