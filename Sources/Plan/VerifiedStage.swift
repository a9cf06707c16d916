// SPDX-License-Identifier: Apache-2.0

public import Bytecode
public import Columnar

/// A stage whose programs have passed the verifier and whose types fit from source to sink: the only form that
/// executors run.
public struct VerifiedStage: Sendable {
    public let stage: Stage
    public let branches: [VerifiedBranch]
    /// The type of the rows that reach the sink.
    public let rowType: DataType
    /// The reduce program of the sink's aggregation, when it has one.
    public let sinkReduce: VerifiedProgram?
    /// The sort key program of the sink, when it has one.
    public let sinkKey: VerifiedProgram?

    public init(_ stage: Stage) throws(PlanError) {
        guard !stage.branches.isEmpty else { throw PlanError("stage \(stage.id) has no branches") }
        var branches: [VerifiedBranch] = []
        for branch in stage.branches { branches.append(try VerifiedBranch(branch)) }
        self.stage = stage
        self.branches = branches
        rowType = branches[0].rowType
        for branch in branches where branch.rowType != rowType {
            throw PlanError("branches of stage \(stage.id) give \(rowType) and \(branch.rowType)")
        }
        var reduce: VerifiedProgram?
        var key: VerifiedProgram?
        switch stage.sink {
        case .shuffle(_, let partitions, let shuffled, let partitioning, let combine):
            guard (1...PlanLimits.partitionsMax).contains(partitions) else {
                throw PlanError("a shuffle of \(partitions) partitions; 1 to \(PlanLimits.partitionsMax) are possible")
            }
            try expect(
                shuffled, try shuffledType(rowType, partitioning: partitioning, combine: combine), "shuffle")
            if let combine { reduce = try combine.verify(rows: rowType, partial: false) }
            switch partitioning {
            case .hashOfKey: _ = try keyOf(rowType)
            case .range(let order, _): key = try order.verify(rows: rowType)
            case .roundRobin, .explicit: break
            }
        case .collect(let type), .take(let type, _), .discard(let type): try expect(type, rowType, "result")
        case .count: break
        case .aggregate(let aggregation): reduce = try aggregation.verify(rows: rowType, partial: false)
        case .text: try expect(.string, rowType, "lines to save")
        case .sample(let order, let keyType, let rows):
            guard rows <= PlanLimits.sampleRowsMax else { throw PlanError("a sample of \(rows) rows") }
            key = try order.verify(rows: rowType)
            try expect(keyType, key?.program.resultType ?? rowType, "sample key")
        }
        sinkReduce = reduce
        sinkKey = key
    }
}

/// A branch of a verified stage.
public struct VerifiedBranch: Sendable {
    public let source: Source
    /// Of a nested source: its branches.
    public let nested: [VerifiedBranch]
    public let transforms: [VerifiedTransform]
    /// Reduce program of a shuffle source's aggregation.
    public let sourceReduce: VerifiedProgram?
    /// Key program of a shuffle source's sort.
    public let sourceKey: VerifiedProgram?
    /// Type of the rows that come from the source.
    public let sourceType: DataType
    /// Type of the rows behind the last transform.
    public let rowType: DataType

    init(_ branch: Branch) throws(PlanError) {
        var reduce: VerifiedProgram?
        var key: VerifiedProgram?
        var inner: [VerifiedBranch] = []
        source = branch.source
        switch branch.source {
        case .files: sourceType = .tuple([.string, .string])
        case .nested(let combination, let branches):
            for branch in branches { inner.append(try VerifiedBranch(branch)) }
            sourceType = try combination.rowType(inner)
        case .range: sourceType = .int
        case .text: sourceType = .string
        case .blocks(let type): sourceType = type
        case .shuffle(_, let type, .concatenate): sourceType = type
        case .shuffle(_, let type, .sort(let order)):
            sourceType = type
            key = try order.verify(rows: type)
        case .shuffle(_, let type, .aggregate(let aggregation)):
            reduce = try aggregation.verify(rows: type, partial: aggregation.combinesOnMapSide)
            sourceType = .tuple([aggregation.keyType ?? .null, aggregation.resultType])
        }
        var type = sourceType
        var verified: [VerifiedTransform] = []
        for transform in branch.transforms {
            switch transform {
            case .program(let program):
                let checked = try verifyProgram(program)
                try expect(program.inputTypes, [type], "program input")
                type = program.resultType
                verified.append(.program(checked))
            case .partition(let script):
                try expect(script.inputType, type, "script input")
                type = script.resultType
                verified.append(.partition(script))
            }
        }
        transforms = verified
        nested = inner
        rowType = type
        sourceReduce = reduce
        sourceKey = key
    }
}

/// What rows run through, proven valid.
public enum VerifiedTransform: Sendable {
    case program(VerifiedProgram)
    case partition(PartitionScript)
}

extension VerifiedBranch {
    /// Partition scripts of the chain: so many numbers come with a task.
    public var scriptCount: Int {
        transforms.count { if case .partition = $0 { true } else { false } }
    }
}

extension Combination {
    /// The type of the rows that verified branches give together.
    fileprivate func rowType(_ branches: [VerifiedBranch]) throws(PlanError) -> DataType {
        func common(_ part: ArraySlice<VerifiedBranch>) throws(PlanError) -> DataType {
            guard let first = part.first else { throw PlanError("a part of a nested source has no branches") }
            for branch in part { try expect(branch.rowType, first.rowType, "rows of a nested branch") }
            return first.rowType
        }
        switch self {
        case .concatenate: return try common(branches[...])
        case .zip(let left), .product(let left):
            guard left <= branches.count else { throw PlanError("\(left) branches of \(branches.count)") }
            return .tuple([try common(branches[..<left]), try common(branches[left...])])
        }
    }
}

/// The type of the rows that travel when rows of `rows` are shuffled.
private func shuffledType(
    _ rows: DataType, partitioning: Partitioning, combine: Aggregation?
) throws(PlanError) -> DataType {
    if let combine {
        if partitioning != .hashOfKey { throw PlanError("rows are combined, but not shuffled by the hash of a key") }
        return .tuple([combine.keyType ?? .null, combine.resultType])
    }
    guard partitioning == .explicit else { return rows }
    guard case .tuple(let members) = rows, members.count == 2, members[0] == .int else {
        throw PlanError("rows of type \(rows) where (partition number, payload) pairs are needed")
    }
    return members[1]
}

private func verifyProgram(_ program: Program) throws(PlanError) -> VerifiedProgram {
    do {
        return try Verifier.verify(program)
    } catch {
        throw PlanError(error.description)
    }
}

private func expect<T: Equatable>(_ actual: T, _ expected: T, _ what: String) throws(PlanError) {
    if actual != expected { throw PlanError("\(what) is \(actual) where \(expected) comes") }
}

private func keyOf(_ rows: DataType) throws(PlanError) -> DataType {
    guard case .tuple(let members) = rows, members.count == 2 else {
        throw PlanError("rows of type \(rows) where (key, value) pairs are needed")
    }
    return members[0]
}

extension SortOrder {
    fileprivate func verify(rows: DataType) throws(PlanError) -> VerifiedProgram? {
        guard let key else { return nil }
        let checked = try verifyProgram(key)
        try expect(key.inputTypes, [rows], "sort key input")
        return checked
    }
}

extension Aggregation {
    /// Checks the aggregation against the rows it reads: values, or partial results when `partial`.
    fileprivate func verify(rows: DataType, partial: Bool) throws(PlanError) -> VerifiedProgram? {
        let value = partial ? resultType : valueType
        try expect(rows, keyType.map { .tuple([$0, value]) } ?? value, "rows to aggregate")
        switch kind {
        case .sum where valueType != .int && valueType != .float:
            throw PlanError("a sum of \(valueType)")
        case .and where valueType != .bool, .or where valueType != .bool:
            throw PlanError("a logical reduction of \(valueType)")
        case .reduce(let program):
            let checked = try verifyProgram(program)
            try expect(program.inputTypes, [valueType, valueType], "reduce program inputs")
            try expect(program.resultType, valueType, "reduce program result")
            guard program.segments.count == 1 else { throw PlanError("a reduce program drops or adds rows") }
            return checked
        default: break
        }
        return nil
    }
}
