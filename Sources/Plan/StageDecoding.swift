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
            input: try Self.input(message, depth))
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
                number: Int(blocks.kept.number), byteCount: try decodeIndex(blocks.kept.byteCount, "byte count"))
        case .text(let text):
            guard let start = Int(exactly: text.start), let bytes = Int(exactly: text.byteCount),
                let fileBytes = Int(exactly: text.fileByteCount)
            else { throw PlanError("a text split out of range in \(text.path)") }
            return .text(
                TextSplit(path: text.path, start: start, byteCount: bytes, fileByteCount: fileBytes, isGzip: text.gzip))
        case .files(let files):
            var list: [WholeFile] = []
            guard files.files.count <= PlanLimits.wholeFilesMax else {
                throw PlanError("\(files.files.count) files in one task")
            }
            for file in files.files {
                let bytes = try decodeIndex(file.byteCount, "file length")
                list.append(WholeFile(path: file.path, byteCount: bytes, isGzip: file.gzip))
            }
            return .files(list)
        case .shufflePartition(let number): return .shufflePartition(Int(number))
        case .parts(let parts):
            guard depth < PlanLimits.nestingMax else { throw PlanError("a task's input is nested too deeply") }
            guard parts.parts.count <= PlanLimits.partsMax else {
                throw PlanError("\(parts.parts.count) parts in one task")
            }
            var list: [InputPart] = []
            for part in parts.parts { list.append(try InputPart(part, depth: depth + 1)) }
            return .parts(list)
        case nil: throw PlanError("a part of a task has no input")
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
    fileprivate init(_ message: Martlet_Branch, depth: Int) throws(PlanError) {
        guard message.transforms.count <= PlanLimits.transformsMax else {
            throw PlanError(
                "a branch has \(message.transforms.count) programs and scripts; at most \(PlanLimits.transformsMax)")
        }
        var transforms: [Transform] = []
        for transform in message.transforms { transforms.append(try Transform(transform)) }
        self.init(source: try Source(message.source, depth: depth), transforms: transforms)
    }
}

extension Transform {
    fileprivate init(_ message: Martlet_Transform) throws(PlanError) {
        switch message.transform {
        case .program(let program): self = .program(try decodeProgram(program.fieldBytes))
        case .partition(let script):
            guard script.code.count <= PlanLimits.scriptBytesMax else {
                throw PlanError("a script of \(script.code.count) bytes; at most \(PlanLimits.scriptBytesMax)")
            }
            self = .partition(
                PartitionScript(
                    code: script.code.fieldBytes, inputType: try decodeType(script.inputType.fieldBytes),
                    resultType: try decodeType(script.resultType.fieldBytes), passesIndex: script.passesIndex))
        case nil: throw PlanError("a branch with an empty transform")
        }
    }
}

extension Source {
    fileprivate init(_ message: Martlet_Source, depth: Int) throws(PlanError) {
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
        case .files: self = .files
        case .nested(let nested):
            guard depth < PlanLimits.nestingMax else {
                throw PlanError("sources are nested more than \(PlanLimits.nestingMax) deep")
            }
            guard nested.branches.count <= PlanLimits.branchesMax else {
                throw PlanError("a source has \(nested.branches.count) branches; at most \(PlanLimits.branchesMax)")
            }
            let combination: Combination
            switch nested.combination {
            case .concatenate: combination = .concatenate
            case .zip: combination = .zip(left: Int(nested.leftBranches))
            case .product: combination = .product(left: Int(nested.leftBranches))
            case .unspecified, .UNRECOGNIZED: throw PlanError("unknown combination \(nested.combination.rawValue)")
            }
            var branches: [Branch] = []
            for branch in nested.branches { branches.append(try Branch(branch, depth: depth + 1)) }
            self = .nested(combination, branches)
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
            case .explicit: partitioning = .explicit
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
