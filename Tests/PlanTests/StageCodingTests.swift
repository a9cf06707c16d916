// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Messages
import Plan
import SwiftProtobuf
import Testing

/// A program that gives its row back, of any type.
private func identity(_ type: DataType) throws -> Program { try PipelineCompiler(input: type).finish() }

private func roundTrip(_ stage: Stage) throws -> Stage {
    let bytes = stage.definition.encoded()
    return try Stage(try Martlet_StageDefinition.decode(bytes, "StageDefinition"))
}

@Suite struct StageCodingTests {
    private let pair = DataType.tuple([.string, .int])

    private func stages() throws -> [Stage] {
        let sum = Aggregation(kind: .sum, keyType: .string, valueType: .int)
        let list = Aggregation(kind: .collectList, keyType: .string, valueType: .int)
        let order = SortOrder(key: try identity(.string), descending: true)
        let sources: [Source] = [
            .range, .blocks(pair), .text, .shuffle(ShuffleID(3), rowType: pair, .concatenate),
            .shuffle(ShuffleID(3), rowType: pair, .aggregate(sum)),
            .shuffle(ShuffleID(3), rowType: pair, .aggregate(list)),
            .shuffle(ShuffleID(3), rowType: .string, .sort(order)), .files,
            .nested(
                .concatenate,
                [
                    Branch(source: .range, transforms: []),
                    Branch(source: .text, transforms: [.program(try identity(.string))]),
                ]),
            .nested(
                .zip(left: 1),
                [
                    Branch(source: .range, transforms: []),
                    Branch(
                        source: .nested(.product(left: 1), [Branch(source: .files, transforms: [])]), transforms: []),
                ]),
        ]
        let script = PartitionScript(code: [1, 2, 3], inputType: pair, resultType: .int, passesIndex: true)
        let sinks: [Sink] = [
            .shuffle(ShuffleID(4), partitions: 7, rowType: pair, .hashOfKey, combine: sum),
            .shuffle(ShuffleID(4), partitions: 7, rowType: pair, .hashOfKey, combine: nil),
            .shuffle(ShuffleID(4), partitions: 7, rowType: .string, .range(order, bounds: [1, 2, 3]), combine: nil),
            .shuffle(ShuffleID(4), partitions: 7, rowType: .int, .roundRobin, combine: nil),
            .shuffle(ShuffleID(4), partitions: 7, rowType: .int, .explicit, combine: nil),
            .collect(pair), .take(pair, rows: 10), .count,
            .aggregate(Aggregation(kind: .reduce(try identity(.int)), keyType: nil, valueType: .int)),
            .text(directory: "/out", job: "job-1", gzip: true), .discard(.null),
            .sample(order, keyType: .string, rows: 100),
        ]
        return sources.flatMap { source in
            sinks.map { sink in
                Stage(
                    id: StageID(9), name: "a stage",
                    branches: [Branch(source: source, transforms: [.partition(script)])],
                    sink: sink, tasks: [])
            }
        }
    }

    @Test func everySourceAndSinkSurvivesTheWire() throws {
        for stage in try stages() { #expect(try roundTrip(stage) == stage) }
    }

    @Test func everyTaskInputSurvivesTheWire() throws {
        let split = TextSplit(path: "/a/b.gz", start: 10, byteCount: 20, fileByteCount: 300, isGzip: true)
        let inputs: [TaskInput] = [
            .range(start: -5, step: -2, count: 10), .blocks([[1, 2], []]), .text(split), .shufflePartition(3),
            .keptBlocks(number: 3, byteCount: 1 << 40),
            .files([
                WholeFile(path: "/a", byteCount: 3, isGzip: false), WholeFile(path: "", byteCount: 0, isGzip: true),
            ]),
            .parts([
                InputPart(branch: 1, number: 2, indexes: [3, 4], input: .blocks([[9], [8]])),
                InputPart(
                    branch: 0, number: 0, input: .parts([InputPart(branch: 0, number: 1, input: .blocks([[7]]))])),
            ]),
        ]
        for input in inputs {
            let stage = Stage(
                id: StageID(1), name: "", branches: [], sink: .count,
                tasks: [TaskDescription(branch: 2, number: 8, input: input)])
            let whole = stage.launch(partition: 0, attempt: TaskAttemptID(77))
            #expect(whole.message.attempt == 77 && whole.kept.isEmpty)
            #expect(try InputPart(whole.message) == stage.tasks[0].part)
        }
    }

    @Test func blocksBeyondTheBoundsStayBehindByTheirNumbers() throws {
        func part(_ blocks: [[UInt8]]) -> InputPart { InputPart(branch: 0, number: 0, input: .blocks(blocks)) }
        let (small, large) = ([[1, 2], [3]] as [[UInt8]], [[4, 5], [6, 7]] as [[UInt8]])
        let stage = Stage(
            id: StageID(1), name: "", branches: [], sink: .count,
            tasks: [
                TaskDescription(
                    branch: 0, number: 0,
                    input: .parts([
                        part(small), part(large), InputPart(branch: 1, number: 0, input: .parts([part(small)])),
                        part(large),
                        part([]),
                    ]))
            ])
        func inputs(_ bounds: InlineBounds) throws -> (inputs: [TaskInput], kept: [[[UInt8]]]) {
            let launch = stage.launch(partition: 0, attempt: TaskAttemptID(7), bounds: bounds)
            guard case .parts(let parts) = try InputPart(launch.message).input else { return ([], []) }
            let leaves = parts.flatMap { part in
                if case .parts(let nested) = part.input { nested.map(\.input) } else { [part.input] }
            }
            return (leaves, launch.kept)
        }
        let byPart = try inputs(InlineBounds(partBytesMax: 3, taskBytesMax: 100))
        #expect(byPart.kept == [large, large])
        #expect(
            byPart.inputs == [
                .blocks(small), .keptBlocks(number: 0, byteCount: 4), .blocks(small),
                .keptBlocks(number: 1, byteCount: 4), .blocks([]),
            ])
        let byTask = try inputs(InlineBounds(partBytesMax: 100, taskBytesMax: 7))
        #expect(byTask.kept == [small, large])
        let nothing = try inputs(InlineBounds(partBytesMax: 100, taskBytesMax: 0))
        #expect(nothing.kept == [small, large, small, large] && nothing.inputs.last == .blocks([]))
        var mixed = stage.launch(partition: 0, attempt: TaskAttemptID(7)).message
        mixed.part.blocks = .with {
            $0.blocks = [.init(field: [1])]
            $0.kept.byteCount = 1
        }
        #expect(throws: PlanError.self) { try InputPart(mixed) }
    }

    @Test func nestingIsBounded() throws {
        var source = Source.range
        for _ in 0..<PlanLimits.nestingMax {
            source = .nested(.concatenate, [Branch(source: source, transforms: [])])
        }
        func stage(_ source: Source) -> Stage {
            Stage(
                id: StageID(1), name: "", branches: [Branch(source: source, transforms: [])], sink: .count, tasks: [])
        }
        #expect(try roundTrip(stage(source)) == stage(source))
        source = .nested(.concatenate, [Branch(source: source, transforms: [])])
        #expect(throws: PlanError.self) { try roundTrip(stage(source)) }
        var input = TaskInput.shufflePartition(0)
        for _ in 0...PlanLimits.nestingMax { input = .parts([InputPart(branch: 0, number: 0, input: input)]) }
        let deep = Stage(
            id: StageID(1), name: "", branches: [], sink: .count,
            tasks: [TaskDescription(branch: 0, number: 0, input: input)])
        let launch = deep.launch(partition: 0, attempt: TaskAttemptID(1)).message
        #expect(throws: PlanError.self) { try InputPart(launch) }
    }

    @Test func incompleteDefinitionsAreRefused() {
        var definition = Martlet_StageDefinition()
        #expect(throws: PlanError.self) { try Stage(definition) }
        definition.sink.count = .init()
        definition.branches = [.init()]
        #expect(throws: PlanError.self) { try Stage(definition) }
        definition.branches = Array(repeating: .with { $0.source.range = .init() }, count: PlanLimits.branchesMax + 1)
        #expect(throws: PlanError.self) { try Stage(definition) }
        #expect(throws: PlanError.self) { try InputPart(Martlet_TaskLaunch()) }
    }
}

@Suite struct StageVerificationTests {
    private let pair = DataType.tuple([.string, .int])

    private func verify(_ source: Source, _ programs: [Program], _ sink: Sink) throws -> VerifiedStage {
        try VerifiedStage(
            Stage(
                id: StageID(1), name: "", branches: [Branch(source: source, transforms: programs.map { .program($0) })],
                sink: sink, tasks: []))
    }

    @Test func nestedBranchesMustFit() throws {
        let (range, text) = (Branch(source: .range, transforms: []), Branch(source: .text, transforms: []))
        let pairs = DataType.tuple([.int, .string])
        #expect(try verify(.nested(.zip(left: 1), [range, text]), [], .collect(pairs)).rowType == pairs)
        #expect(try verify(.nested(.product(left: 1), [range, text]), [], .collect(pairs)).rowType == pairs)
        #expect(try verify(.nested(.concatenate, [range, range]), [], .count).rowType == .int)
        #expect(throws: PlanError.self) { try verify(.nested(.concatenate, [range, text]), [], .count) }
        #expect(throws: PlanError.self) { try verify(.nested(.concatenate, []), [], .count) }
        #expect(throws: PlanError.self) { try verify(.nested(.zip(left: 2), [range, range]), [], .count) }
        #expect(throws: PlanError.self) { try verify(.nested(.zip(left: 3), [range, range]), [], .count) }
    }

    @Test func explicitNumbersMustBeThere() throws {
        let rows = DataType.tuple([.int, .string])
        let sink = Sink.shuffle(ShuffleID(1), partitions: 2, rowType: .string, .explicit, combine: nil)
        _ = try verify(.blocks(rows), [], sink)
        #expect(throws: PlanError.self) { try verify(.blocks(pair), [], sink) }
        #expect(throws: PlanError.self) {
            try verify(
                .blocks(rows), [], .shuffle(ShuffleID(1), partitions: 2, rowType: rows, .explicit, combine: nil))
        }
    }

    @Test func typesMustFitFromSourceToSink() throws {
        #expect(try verify(.text, [identity(.string)], .collect(.string)).rowType == .string)
        #expect(throws: PlanError.self) { try verify(.text, [identity(.int)], .collect(.int)) }
        #expect(throws: PlanError.self) { try verify(.text, [], .collect(.int)) }
        #expect(throws: PlanError.self) { try verify(.range, [], .text(directory: "/o", job: "j", gzip: false)) }
    }

    @Test func aggregationsMustFitTheirRows() throws {
        let sum = Aggregation(kind: .sum, keyType: .string, valueType: .int)
        let text = Aggregation(kind: .sum, keyType: .string, valueType: .string)
        _ = try verify(
            .blocks(pair), [],
            .shuffle(ShuffleID(1), partitions: 2, rowType: pair, .hashOfKey, combine: sum))
        #expect(throws: PlanError.self) {
            try verify(
                .text, [], .shuffle(ShuffleID(1), partitions: 2, rowType: pair, .hashOfKey, combine: sum))
        }
        #expect(throws: PlanError.self) {
            let rows = DataType.tuple([.string, .string])
            return try verify(
                .blocks(rows), [],
                .shuffle(ShuffleID(1), partitions: 2, rowType: rows, .hashOfKey, combine: text))
        }
        #expect(throws: PlanError.self) {
            try verify(
                .blocks(.int), [],
                .aggregate(Aggregation(kind: .reduce(try identity(.int)), keyType: nil, valueType: .int)))
        }
    }

    @Test func partitionCountsAreBounded() {
        for partitions in [0, PlanLimits.partitionsMax + 1] {
            #expect(throws: PlanError.self) {
                try verify(
                    .range, [],
                    .shuffle(ShuffleID(1), partitions: partitions, rowType: .int, .roundRobin, combine: nil))
            }
        }
    }

    @Test func branchesMustAgree() {
        #expect(throws: PlanError.self) {
            try VerifiedStage(
                Stage(
                    id: StageID(1), name: "",
                    branches: [Branch(source: .range, transforms: []), Branch(source: .text, transforms: [])],
                    sink: .count, tasks: []))
        }
        #expect(throws: PlanError.self) {
            try VerifiedStage(Stage(id: StageID(1), name: "", branches: [], sink: .count, tasks: []))
        }
    }
}
