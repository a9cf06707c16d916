// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
public import Messages
import SwiftProtobuf

extension Stage {
    /// What travels to an executor once: everything but the tasks.
    public var definition: Martlet_StageDefinition {
        var message = Martlet_StageDefinition()
        message.stage = UInt64(id.rawValue)
        message.name = name
        message.branches = branches.map(\.message)
        message.sink = sink.message
        message.seed = seed
        message.properties = properties.sorted { $0.key < $1.key }.map { key, value in
            .with {
                $0.key = key
                $0.value = value
            }
        }
        return message
    }

    /// What an executor needs to know to copy map outputs of the stage; nil when it writes none.
    public var copying: Martlet_CopyMapOutputs? {
        guard case .shuffle(let shuffle, let partitions, let rowType, _) = sink else { return nil }
        return .with {
            $0.shuffle = UInt64(shuffle.rawValue)
            $0.rowType = .init(field: TypeCodec.encode(rowType))
            $0.partitions = UInt32(partitions)
        }
    }

    /// The bytes of a program or script that has more than `limit`.
    public func largestProgram(above limit: Int) -> Int? {
        definition.branches.compactMap { $0.largestProgram(above: limit) }.max()
    }

    /// What travels with an attempt at the task of `partition`: blocks as far as `bounds` lets them.
    public func launch(
        partition: Int, attempt: TaskAttemptID, attemptNumber: Int = 0, bounds: InlineBounds = .none
    ) -> PreparedLaunch {
        let part = tasks[partition].part
        var keeper = BlockKeeper(bounds: bounds)
        var message = Martlet_TaskLaunch()
        message.attempt = UInt64(attempt.rawValue)
        message.partition = UInt32(partition)
        message.part = part.message(&keeper)
        message.partitionNumber = UInt32(tasks[partition].partitionNumber ?? partition)
        message.attemptNumber = UInt32(clamping: attemptNumber)
        return PreparedLaunch(
            message: message, kept: keeper.kept, byteCount: part.messageByteCount + keeper.inlineByteCount)
    }
}

extension Martlet_Branch {
    fileprivate func largestProgram(above limit: Int) -> Int? {
        let own = operators.map { max($0.program.count, $0.partition.code.count, $0.join.condition.count) }.max() ?? 0
        let inner = source.nested.branches + operators.flatMap { $0.join.branches }
        let most = max(own, inner.compactMap { $0.largestProgram(above: limit) }.max() ?? 0)
        return most > limit ? most : nil
    }
}

/// Bytes of blocks that may travel in a launch.
public struct InlineBounds: Hashable, Sendable {
    /// Of one part of a task's input.
    public var partBytesMax: Int
    /// Of all its parts.
    public var taskBytesMax: Int

    public init(partBytesMax: Int, taskBytesMax: Int) {
        self.partBytesMax = partBytesMax
        self.taskBytesMax = taskBytesMax
    }

    /// All blocks travel.
    public static let none = InlineBounds(partBytesMax: .max, taskBytesMax: .max)
}

/// A launch, and what stays behind to be asked for.
public struct PreparedLaunch {
    public var message: Martlet_TaskLaunch
    /// The blocks of each part that has its own kept, by their number.
    public var kept: [[[UInt8]]]
    /// About how many bytes the message has.
    public var byteCount: Int
}

/// Decides which blocks travel in a launch.
private struct BlockKeeper {
    let bounds: InlineBounds
    private(set) var inlineByteCount = 0
    private(set) var kept: [[[UInt8]]] = []

    init(bounds: InlineBounds) { self.bounds = bounds }

    mutating func message(_ blocks: [[UInt8]]) -> Martlet_BlocksInput {
        let bytes = blocks.reduce(0) { $0 + $1.count }
        guard bytes <= bounds.partBytesMax, bytes <= bounds.taskBytesMax - inlineByteCount else {
            kept.append(blocks)
            return .with {
                $0.kept.number = UInt32(kept.count - 1)
                $0.kept.byteCount = UInt64(bytes)
            }
        }
        inlineByteCount += bytes
        return .with { $0.blocks = blocks.map { .init(field: $0) } }
    }
}

extension InputPart {
    /// About how many bytes the part's message has, blocks not counted.
    public var messageByteCount: Int {
        let own = sides.reduce(32 + indexes.count * 4) { $0 + $1.messageByteCount }
        return switch input {
        case .files(let ranges): ranges.reduce(own) { $0 + $1.messageByteCount }
        case .parts(let parts): parts.reduce(own) { $0 + $1.messageByteCount }
        case .blocks, .keptBlocks, .range, .shufflePartition: own
        }
    }
}

extension InputPart {
    fileprivate func message(_ keeper: inout BlockKeeper) -> Martlet_InputPart {
        var message = Martlet_InputPart()
        message.branch = UInt32(branch)
        message.number = UInt32(number)
        message.indexes = indexes.map { UInt32($0) }
        message.sides = sides.map { $0.message(&keeper) }
        switch input {
        case .range(let start, let step, let count):
            message.range = .with {
                $0.start = Int64(start)
                $0.step = Int64(step)
                $0.count = UInt64(count)
            }
        case .blocks(let blocks): message.blocks = keeper.message(blocks)
        case .keptBlocks(let number, let byteCount):
            message.blocks.kept = .with {
                $0.number = UInt32(number)
                $0.byteCount = UInt64(byteCount)
            }
        case .files(let ranges): message.files.ranges = ranges.map(\.message)
        case .shufflePartition(let number):
            message.shufflePartition = UInt32(number)
        case .parts(let parts): message.parts.parts = parts.map { $0.message(&keeper) }
        }
        return message
    }
}

extension Branch {
    fileprivate var message: Martlet_Branch {
        .with {
            $0.source = source.message
            $0.operators = operators.map(\.message)
        }
    }
}

extension Operator {
    fileprivate var message: Martlet_Operator {
        .with {
            switch self {
            case .program(let program): $0.program = .init(field: ProgramCodec.encode(program))
            case .partition(let script):
                $0.partition = .with {
                    $0.code = .init(field: script.code)
                    $0.inputType = .init(field: TypeCodec.encode(script.inputType))
                    $0.resultType = .init(field: TypeCodec.encode(script.resultType))
                    $0.passesIndex = script.passesIndex
                }
            case .aggregate(let aggregation): $0.aggregate = aggregation.message
            case .sort(let order): $0.sort = order.message
            case .top(let order, let rows):
                $0.top = .with {
                    $0.order = order.message
                    $0.rows = UInt64(rows)
                }
            case .limit(let skip, let rows):
                $0.limit = .with {
                    $0.skip = UInt64(skip)
                    $0.rows = UInt64(rows)
                }
            case .join(let join, let branches):
                $0.join = .with {
                    $0.kind = join.kind.message
                    $0.matchesNulls = join.matchesNulls
                    $0.inLeftOrder = join.order == .ofLeft
                    if let condition = join.condition { $0.condition = .init(field: ProgramCodec.encode(condition)) }
                    $0.branches = branches.map(\.message)
                }
            case .window(let window): $0.window = window.message
            case .registered(let named):
                $0.registered = .with {
                    $0.name = named.name
                    $0.settings = .init(field: named.settings)
                    $0.inputType = .init(field: TypeCodec.encode(named.inputType))
                    $0.resultType = .init(field: TypeCodec.encode(named.resultType))
                }
            case .stored(let rows):
                $0.stored = .with {
                    $0.dataset = UInt64(rows.id.rawValue)
                    switch rows.level {
                    case .memory: $0.level = .memory
                    case .memoryAndDisk: $0.level = .memoryAndDisk
                    case .disk: $0.level = .disk
                    }
                }
            }
        }
    }
}

extension Source {
    fileprivate var message: Martlet_Source {
        .with { message in
            switch self {
            case .range: message.range = .init()
            case .blocks(let type): message.blocks = .with { $0.type = .init(field: TypeCodec.encode(type)) }
            case .files(let scan): message.files = scan.message
            case .nested(let combination, let branches):
                message.nested = .with {
                    switch combination {
                    case .concatenate: $0.combination = .concatenate
                    case .zip(let left):
                        $0.combination = .zip
                        $0.leftBranches = UInt32(left)
                    case .product(let left):
                        $0.combination = .product
                        $0.leftBranches = UInt32(left)
                    }
                    $0.branches = branches.map(\.message)
                }
            case .shuffle(let id, let rowType):
                message.shuffle = .with {
                    $0.shuffle = UInt64(id.rawValue)
                    $0.rowType = .init(field: TypeCodec.encode(rowType))
                }
            }
        }
    }
}

extension JoinKind {
    fileprivate var message: Martlet_JoinKind {
        switch self {
        case .inner: .inner
        case .left: .left
        case .right: .right
        case .full: .full
        case .semi: .semi
        case .anti: .anti
        case .antiUnlessNull: .antiUnlessNull
        case .rightSemi: .rightSemi
        case .rightAnti: .rightAnti
        }
    }
}

extension Aggregation {
    fileprivate var message: Martlet_Aggregation {
        .with {
            if let keyType { $0.keyType = .init(field: TypeCodec.encode(keyType)) }
            $0.valueType = .init(field: TypeCodec.encode(valueType))
            switch phase {
            case .complete: $0.phase = .complete
            case .partial: $0.phase = .partial
            case .final: $0.phase = .final
            }
            switch functions {
            case .whole(let kind): $0.whole = kind.message
            case .calls(let calls):
                $0.calls.calls = calls.map(\.message)
            }
        }
    }
}

extension AggregateCall {
    var message: Martlet_AggregateCall {
        .with {
            $0.function = function.message
            if let input { $0.input = UInt32(input) }
            if let filter { $0.filter = UInt32(filter) }
            $0.skipsNulls = skipsNulls
        }
    }
}

extension AggregateKind {
    fileprivate var message: Martlet_AggregateFunction {
        .with {
            switch self {
            case .sum: $0.kind = .sum
            case .minimum: $0.kind = .minimum
            case .maximum: $0.kind = .maximum
            case .and: $0.kind = .and
            case .or: $0.kind = .or
            case .count: $0.kind = .count
            case .first: $0.kind = .first
            case .last: $0.kind = .last
            case .collectList: $0.kind = .collectList
            case .collectSet: $0.kind = .collectSet
            case .firstRows(let order, let rows):
                $0.kind = .firstRows
                $0.order = order.map { order in
                    .with {
                        $0.member = UInt32(order.member)
                        $0.direction = order.direction.message
                    }
                }
                $0.rows = UInt64(rows)
            case .average: $0.kind = .average
            case .variance(let isSample): $0.kind = isSample ? .varianceSample : .variancePopulation
            case .deviation(let isSample): $0.kind = isSample ? .deviationSample : .deviationPopulation
            case .reduce(let program):
                $0.kind = .reduce
                $0.program = .init(field: ProgramCodec.encode(program))
            }
        }
    }
}

extension SortOrder {
    fileprivate var message: Martlet_SortOrder {
        .with {
            if let key { $0.keyProgram = .init(field: ProgramCodec.encode(key)) }
            $0.directions = directions.map(\.message)
        }
    }
}

extension SortDirection {
    var message: Martlet_SortDirection {
        .with {
            $0.descending = descending
            $0.nullsFirst = nullsFirst
        }
    }
}

extension Sink {
    fileprivate var message: Martlet_Sink {
        .with { message in
            switch self {
            case .shuffle(let id, let partitions, let rowType, let partitioning):
                message.shuffle = .with {
                    $0.shuffle = UInt64(id.rawValue)
                    $0.partitions = UInt32(partitions)
                    $0.rowType = .init(field: TypeCodec.encode(rowType))
                    switch partitioning {
                    case .hashOfKey: $0.hashOfKey = .init()
                    case .range(let order, let bounds):
                        $0.range = .with {
                            $0.order = order.message
                            $0.bounds = .init(field: bounds)
                        }
                    case .roundRobin: $0.roundRobin = .init()
                    case .explicit: $0.explicit = .init()
                    }
                }
            case .collect(let type): message.collect = .with { $0.type = .init(field: TypeCodec.encode(type)) }
            case .take(let type, let rows):
                message.take = .with {
                    $0.type = .init(field: TypeCodec.encode(type))
                    $0.rows = UInt64(rows)
                }
            case .count: message.count = .init()
            case .aggregate(let aggregation): message.aggregate = aggregation.message
            case .files(let target): message.files = target.message
            case .discard(let type): message.discard = .with { $0.type = .init(field: TypeCodec.encode(type)) }
            case .sample(let order, let keyType, let rows):
                message.sample = .with {
                    $0.order = order.message
                    $0.keyType = .init(field: TypeCodec.encode(keyType))
                    $0.rows = UInt64(rows)
                }
            }
        }
    }
}
