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
        for branch in message.branches { branches.append(try Branch(branch)) }
        self.init(
            id: StageID(Int(message.stage)), name: message.name, branches: branches, sink: try Sink(message.sink),
            tasks: [])
    }
}

extension TaskInput {
    /// Reads what a launched task shall read.
    public init(_ message: Martlet_TaskLaunch) throws(PlanError) {
        switch message.input {
        case .range(let range):
            guard let count = Int(exactly: range.count) else { throw PlanError("a range of \(range.count) rows") }
            self = .range(start: Int(range.start), step: Int(range.step), count: count)
        case .blocks(let blocks): self = .blocks(blocks.blocks.map(\.fieldBytes))
        case .text(let text):
            guard let start = Int(exactly: text.start), let bytes = Int(exactly: text.byteCount),
                let fileBytes = Int(exactly: text.fileByteCount)
            else { throw PlanError("a text split out of range in \(text.path)") }
            self = .text(
                TextSplit(path: text.path, start: start, byteCount: bytes, fileByteCount: fileBytes, isGzip: text.gzip))
        case .shufflePartition(let number): self = .shufflePartition(Int(number))
        case nil: throw PlanError("task \(message.attempt) has no input")
        }
    }
}

private func decodeType(_ bytes: [UInt8]) throws(PlanError) -> DataType {
    do throws(BytecodeError) {
        return try bytes.withUnsafeBufferPointer { (raw) throws(BytecodeError) in
            try TypeCodec.decode(UnsafeRawBufferPointer(raw))
        }
    } catch {
        throw PlanError(error.reason)
    }
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

extension Branch {
    fileprivate init(_ message: Martlet_Branch) throws(PlanError) {
        guard message.programs.count <= PlanLimits.programsMax else {
            throw PlanError("a branch has \(message.programs.count) programs; at most \(PlanLimits.programsMax)")
        }
        var programs: [Program] = []
        for program in message.programs { programs.append(try decodeProgram(program.fieldBytes)) }
        self.init(source: try Source(message.source), programs: programs)
    }
}

extension Source {
    fileprivate init(_ message: Martlet_Source) throws(PlanError) {
        switch message.source {
        case .range: self = .range
        case .blocks(let blocks): self = .blocks(try decodeType(blocks.type.fieldBytes))
        case .text: self = .text
        case .shuffle(let shuffle):
            let reading: ShuffleReading
            switch shuffle.reading {
            case .concatenate: reading = .concatenate
            case .aggregate(let aggregation): reading = .aggregate(try Aggregation(aggregation))
            case .sort(let order): reading = .sort(try SortOrder(order))
            case nil: throw PlanError("a shuffle source without a way of reading")
            }
            self = .shuffle(
                ShuffleID(try decodeIndex(shuffle.shuffle, "shuffle")),
                rowType: try decodeType(shuffle.rowType.fieldBytes), reading)
        case nil: throw PlanError("a branch without a source")
        }
    }
}

extension Aggregation {
    fileprivate init(_ message: Martlet_Aggregation) throws(PlanError) {
        let kind: AggregateKind
        switch message.kind {
        case .sum: kind = .sum
        case .minimum: kind = .minimum
        case .maximum: kind = .maximum
        case .and: kind = .and
        case .or: kind = .or
        case .count: kind = .count
        case .first: kind = .first
        case .collectList: kind = .collectList
        case .reduce: kind = .reduce(try decodeProgram(message.program.fieldBytes))
        case .unspecified, .UNRECOGNIZED: throw PlanError("unknown aggregate kind \(message.kind.rawValue)")
        }
        self.init(
            kind: kind, keyType: message.hasKeyType ? try decodeType(message.keyType.fieldBytes) : nil,
            valueType: try decodeType(message.valueType.fieldBytes))
    }
}

extension SortOrder {
    fileprivate init(_ message: Martlet_SortOrder) throws(PlanError) {
        self.init(
            key: message.hasKeyProgram ? try decodeProgram(message.keyProgram.fieldBytes) : nil,
            descending: message.descending)
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
            case nil: throw PlanError("a shuffle sink without a partitioning")
            }
            self = .shuffle(
                ShuffleID(try decodeIndex(shuffle.shuffle, "shuffle")), partitions: Int(shuffle.partitions),
                rowType: try decodeType(shuffle.rowType.fieldBytes), partitioning,
                combine: shuffle.hasCombine ? try Aggregation(shuffle.combine) : nil)
        case .collect(let collect): self = .collect(try decodeType(collect.type.fieldBytes))
        case .take(let take):
            self = .take(try decodeType(take.type.fieldBytes), rows: try decodeIndex(take.rows, "row count"))
        case .count: self = .count
        case .aggregate(let aggregation): self = .aggregate(try Aggregation(aggregation))
        case .text(let text): self = .text(directory: text.directory, job: text.job, gzip: text.gzip)
        case .discard(let discard): self = .discard(try decodeType(discard.type.fieldBytes))
        case .sample(let sample):
            self = .sample(
                try SortOrder(sample.order), keyType: try decodeType(sample.keyType.fieldBytes),
                rows: try decodeIndex(sample.rows, "row count"))
        case nil: throw PlanError("a stage without a sink")
        }
    }
}
