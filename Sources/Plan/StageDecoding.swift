// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
public import Messages
import SwiftProtobuf

/// Why a stage definition or a task is refused by an executor, or by the driver before it is sent.
public struct PlanError: Error, Hashable, CustomStringConvertible {
    public var description: String

    public init(_ description: String) { self.description = description }
}

extension Stage {
    /// Reads a stage definition. The programs are decoded but not verified: see `VerifiedStage`.
    public init(_ message: Martlet_StageDefinition) throws(PlanError) {
        guard message.branches.count <= PlanLimits.branchesMax else {
            throw PlanError("a stage has \(message.branches.count) branches; at most \(PlanLimits.branchesMax)")
        }
        var branches: [Branch] = []
        for branch in message.branches { branches.append(try Branch(branch, depth: 0)) }
        guard branches.reduce(0, { $0 + $1.count }) <= PlanLimits.branchesMax else {
            throw PlanError("a stage has more than \(PlanLimits.branchesMax) branches")
        }
        self.init(
            id: StageID(try decodeIndex(message.stage, "stage")), name: message.name, branches: branches,
            sink: try Sink(message.sink),
            tasks: [])
        guard message.properties.count <= PlanLimits.propertiesMax,
            message.properties.reduce(0, { $0 + $1.key.utf8.count + $1.value.utf8.count })
                <= PlanLimits.propertyBytesMax
        else { throw PlanError("a job has more local properties than \(PlanLimits.propertyBytesMax) bytes") }
        for property in message.properties { properties[property.key] = property.value }
        seed = message.seed
    }
}

extension InputPart {
    /// Reads what a launched task shall read.
    public init(_ message: Martlet_TaskLaunch) throws(PlanError) {
        guard message.hasPart else { throw PlanError("task \(message.attempt) has no input") }
        try self.init(message.part, depth: 0)
        guard count <= PlanLimits.partsMax else { throw PlanError("task \(message.attempt) has too many parts") }
    }

    private init(_ message: Martlet_InputPart, depth: Int) throws(PlanError) {
        self.init(
            branch: Int(message.branch), number: Int(message.number), indexes: message.indexes.map { Int($0) },
            input: try Self.input(message, depth), sides: try Self.parts(message.sides, depth))
    }

    private static func parts(_ messages: [Martlet_InputPart], _ depth: Int) throws(PlanError) -> [InputPart] {
        if messages.isEmpty { return [] }
        guard depth < PlanLimits.nestingMax else { throw PlanError("a task's input is nested too deeply") }
        guard messages.count <= PlanLimits.partsMax else { throw PlanError("\(messages.count) parts in one task") }
        var list: [InputPart] = []
        for part in messages { list.append(try InputPart(part, depth: depth + 1)) }
        return list
    }

    private static func input(_ message: Martlet_InputPart, _ depth: Int) throws(PlanError) -> TaskInput {
        switch message.input {
        case .range(let range):
            guard let count = Int(exactly: range.count) else { throw PlanError("a range of \(range.count) rows") }
            return .range(start: Int(range.start), step: Int(range.step), count: count)
        case .blocks(let blocks):
            guard blocks.hasKept else { return .blocks(blocks.blocks.map(\.fieldBytes)) }
            guard blocks.blocks.isEmpty else { throw PlanError("an input of blocks of which some are kept") }
            return .keptBlocks(
                number: Int(blocks.kept.number), byteCount: try decodeCount(blocks.kept.byteCount, "byte count"))
        case .files(let files):
            guard files.ranges.count <= PlanLimits.fileRangesMax else {
                throw PlanError("\(files.ranges.count) parts of files in one task")
            }
            var ranges: [FileRange] = []
            for range in files.ranges { ranges.append(try FileRange(range)) }
            return .files(ranges)
        case .shufflePartition(let number): return .shufflePartition(Int(number))
        case .parts(let parts): return .parts(try Self.parts(parts.parts, depth))
        case nil: throw PlanError("a part of a task has no input")
        }
    }
}

func decodeType(_ bytes: [UInt8]) throws(PlanError) -> DataType {
    do throws(TypeCodingError) { return try TypeCodec.decode(bytes) } catch { throw PlanError("\(error)") }
}

private func decodeProgram(_ bytes: [UInt8]) throws(PlanError) -> Program {
    do throws(BytecodeError) {
        return try bytes.withUnsafeBufferPointer { (raw) throws(BytecodeError) in
            try ProgramCodec.decode(UnsafeRawBufferPointer(raw))
        }
    } catch {
        throw PlanError(error.description)
    }
}

private func decodeIndex(_ value: UInt64, _ what: String) throws(PlanError) -> Int {
    guard let index = Int(exactly: value) else { throw PlanError("\(what) \(value) is out of range") }
    return index
}

/// Bytes of something: so few that some of them can be added.
func decodeCount(_ value: UInt64, _ what: String) throws(PlanError) -> Int {
    do throws(MessageFault) { return try value.count(what) } catch { throw PlanError("\(error)") }
}

extension Branch {
    fileprivate init(_ message: Martlet_Branch, depth: Int) throws(PlanError) {
        guard message.operators.count <= PlanLimits.operatorsMax else {
            throw PlanError("a branch has \(message.operators.count) operators; at most \(PlanLimits.operatorsMax)")
        }
        var operators: [Operator] = []
        for step in message.operators { operators.append(try Operator(step, depth: depth)) }
        self.init(source: try Source(message.source, depth: depth), operators: operators)
        guard scriptCount <= PlanLimits.partitionScriptsMax else {
            throw PlanError("a branch has \(scriptCount) partition scripts; at most \(PlanLimits.partitionScriptsMax)")
        }
    }

    /// The branches within another one.
    fileprivate static func inner(_ messages: [Martlet_Branch], depth: Int) throws(PlanError) -> [Branch] {
        guard depth < PlanLimits.nestingMax else {
            throw PlanError("branches are nested more than \(PlanLimits.nestingMax) deep")
        }
        guard messages.count <= PlanLimits.branchesMax else {
            throw PlanError("\(messages.count) branches within one; at most \(PlanLimits.branchesMax)")
        }
        var branches: [Branch] = []
        for branch in messages { branches.append(try Branch(branch, depth: depth + 1)) }
        return branches
    }
}

extension Operator {
    fileprivate init(_ message: Martlet_Operator, depth: Int) throws(PlanError) {
        switch message.kind {
        case .program(let program): self = .program(try decodeProgram(program.fieldBytes))
        case .partition(let script):
            guard script.code.count <= PlanLimits.scriptBytesMax else {
                throw PlanError("a script of \(script.code.count) bytes; at most \(PlanLimits.scriptBytesMax)")
            }
            self = .partition(
                PartitionScript(
                    code: script.code.fieldBytes, inputType: try decodeType(script.inputType.fieldBytes),
                    resultType: try decodeType(script.resultType.fieldBytes), passesIndex: script.passesIndex))
        case .aggregate(let aggregation): self = .aggregate(try Aggregation(aggregation))
        case .sort(let order): self = .sort(try SortOrder(order))
        case .top(let top):
            self = .top(try SortOrder(top.order), rows: try decodeCount(top.rows, "number of first rows"))
        case .limit(let limit):
            self = .limit(
                skip: try decodeCount(limit.skip, "number of rows to skip"),
                rows: try decodeCount(limit.rows, "number of rows"))
        case .join(let join):
            guard join.matchesNulls.count <= PlanLimits.joinKeysMax else {
                throw PlanError("a join by \(join.matchesNulls.count) members of keys")
            }
            self = .join(
                Join(
                    try JoinKind(join.kind), matchesNulls: join.matchesNulls,
                    condition: join.hasCondition ? try decodeProgram(join.condition.fieldBytes) : nil,
                    order: join.inLeftOrder ? .ofLeft : .byKey),
                try Branch.inner(join.branches, depth: depth))
        case .window(let window): self = .window(try Window(window))
        case .registered(let named):
            guard named.settings.count <= PlanLimits.operatorSettingsBytesMax else {
                throw PlanError(
                    "settings of an operator of \(named.settings.count) bytes; at most "
                        + "\(PlanLimits.operatorSettingsBytesMax)")
            }
            self = .registered(
                RegisteredOperator(
                    named.name, settings: named.settings.fieldBytes,
                    inputType: try decodeType(named.inputType.fieldBytes),
                    resultType: try decodeType(named.resultType.fieldBytes)))
        case .stored(let rows):
            let level: StorageLevel
            switch rows.level {
            case .memory: level = .memory
            case .memoryAndDisk: level = .memoryAndDisk
            case .disk: level = .disk
            case .unspecified, .UNRECOGNIZED: throw PlanError("unknown storage level \(rows.level.rawValue)")
            }
            guard rows.dataset <= UInt64(PlanLimits.idMax) else {
                throw PlanError("stored dataset \(rows.dataset) is out of range")
            }
            self = .stored(StoredRows(StoredID(Int(rows.dataset)), level))
        case nil: throw PlanError("a branch with an operator of no known kind")
        }
    }
}

extension Source {
    fileprivate init(_ message: Martlet_Source, depth: Int) throws(PlanError) {
        switch message.source {
        case .range: self = .range
        case .blocks(let blocks): self = .blocks(try decodeType(blocks.type.fieldBytes))
        case .shuffle(let shuffle):
            self = .shuffle(
                ShuffleID(try decodeIndex(shuffle.shuffle, "shuffle")),
                rowType: try decodeType(shuffle.rowType.fieldBytes))
        case .files(let files): self = .files(try FileScan(files))
        case .nested(let nested):
            let combination: Combination
            switch nested.combination {
            case .concatenate: combination = .concatenate
            case .zip: combination = .zip(left: Int(nested.leftBranches))
            case .product: combination = .product(left: Int(nested.leftBranches))
            case .unspecified, .UNRECOGNIZED: throw PlanError("unknown combination \(nested.combination.rawValue)")
            }
            self = .nested(combination, try Branch.inner(nested.branches, depth: depth))
        case nil: throw PlanError("a branch without a source")
        }
    }
}

extension JoinKind {
    fileprivate init(_ message: Martlet_JoinKind) throws(PlanError) {
        switch message {
        case .inner: self = .inner
        case .left: self = .left
        case .right: self = .right
        case .full: self = .full
        case .semi: self = .semi
        case .anti: self = .anti
        case .antiUnlessNull: self = .antiUnlessNull
        case .rightSemi: self = .rightSemi
        case .rightAnti: self = .rightAnti
        case .unspecified, .UNRECOGNIZED: throw PlanError("unknown kind of join \(message.rawValue)")
        }
    }
}

extension Aggregation {
    fileprivate init(_ message: Martlet_Aggregation) throws(PlanError) {
        let phase: AggregatePhase
        switch message.phase {
        case .complete: phase = .complete
        case .partial: phase = .partial
        case .final: phase = .final
        case .unspecified, .UNRECOGNIZED: throw PlanError("unknown aggregate phase \(message.phase.rawValue)")
        }
        let keyType = message.hasKeyType ? try decodeType(message.keyType.fieldBytes) : nil
        let valueType = try decodeType(message.valueType.fieldBytes)
        switch message.functions {
        case .whole(let function):
            self.init(kind: try AggregateKind(function), keyType: keyType, valueType: valueType, phase: phase)
        case .calls(let list):
            guard list.calls.count <= PlanLimits.aggregateCallsMax else {
                throw PlanError("\(list.calls.count) functions in one aggregation")
            }
            var calls: [AggregateCall] = []
            for call in list.calls { calls.append(try AggregateCall(call)) }
            self.init(calls: calls, keyType: keyType, valueType: valueType, phase: phase)
        case nil: throw PlanError("an aggregation without functions")
        }
    }
}

extension AggregateCall {
    init(_ message: Martlet_AggregateCall) throws(PlanError) {
        self.init(
            try AggregateKind(message.function), input: message.hasInput ? Int(message.input) : nil,
            filter: message.hasFilter ? Int(message.filter) : nil, skipsNulls: message.skipsNulls)
    }
}

extension AggregateKind {
    fileprivate init(_ message: Martlet_AggregateFunction) throws(PlanError) {
        switch message.kind {
        case .sum: self = .sum
        case .minimum: self = .minimum
        case .maximum: self = .maximum
        case .and: self = .and
        case .or: self = .or
        case .count: self = .count
        case .first: self = .first
        case .last: self = .last
        case .collectList: self = .collectList
        case .collectSet: self = .collectSet
        case .firstRows:
            guard message.order.count <= PlanLimits.sortKeysMax else {
                throw PlanError("first rows in the order of \(message.order.count) members")
            }
            self = .firstRows(
                order: message.order.map { WindowOrder(member: Int($0.member), SortDirection($0.direction)) },
                rows: try decodeCount(message.rows, "number of first rows"))
        case .average: self = .average
        case .variancePopulation: self = .variance(isSample: false)
        case .varianceSample: self = .variance(isSample: true)
        case .deviationPopulation: self = .deviation(isSample: false)
        case .deviationSample: self = .deviation(isSample: true)
        case .reduce: self = .reduce(try decodeProgram(message.program.fieldBytes))
        case .unspecified, .UNRECOGNIZED: throw PlanError("unknown aggregate kind \(message.kind.rawValue)")
        }
    }
}

extension SortOrder {
    fileprivate init(_ message: Martlet_SortOrder) throws(PlanError) {
        guard message.directions.count <= PlanLimits.sortKeysMax else {
            throw PlanError("a sort with \(message.directions.count) directions")
        }
        self.init(
            key: message.hasKeyProgram ? try decodeProgram(message.keyProgram.fieldBytes) : nil,
            directions: message.directions.map { SortDirection($0) })
    }
}

extension SortDirection {
    init(_ message: Martlet_SortDirection) {
        self.init(descending: message.descending, nullsFirst: message.nullsFirst)
    }
}

extension Sink {
    fileprivate init(_ message: Martlet_Sink) throws(PlanError) {
        switch message.sink {
        case .shuffle(let shuffle):
            let partitioning: Partitioning
            switch shuffle.partitioning {
            case .hashOfKey: partitioning = .hashOfKey
            case .range(let range):
                partitioning = .range(try SortOrder(range.order), bounds: range.bounds.fieldBytes)
            case .roundRobin: partitioning = .roundRobin
            case .explicit: partitioning = .explicit
            case nil: throw PlanError("a shuffle sink without a partitioning")
            }
            self = .shuffle(
                ShuffleID(try decodeIndex(shuffle.shuffle, "shuffle")), partitions: Int(shuffle.partitions),
                rowType: try decodeType(shuffle.rowType.fieldBytes), partitioning)
        case .collect(let collect): self = .collect(try decodeType(collect.type.fieldBytes))
        case .take(let take):
            self = .take(try decodeType(take.type.fieldBytes), rows: try decodeIndex(take.rows, "row count"))
        case .count: self = .count
        case .aggregate(let aggregation): self = .aggregate(try Aggregation(aggregation))
        case .files(let files): self = .files(try FileTarget(files))
        case .discard(let discard): self = .discard(try decodeType(discard.type.fieldBytes))
        case .sample(let sample):
            self = .sample(
                try SortOrder(sample.order), keyType: try decodeType(sample.keyType.fieldBytes),
                rows: try decodeIndex(sample.rows, "row count"))
        case nil: throw PlanError("a stage without a sink")
        }
    }
}
