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
            .shuffle(ShuffleID(3), rowType: .string, .sort(order)),
        ]
        let sinks: [Sink] = [
            .shuffle(ShuffleID(4), partitions: 7, rowType: pair, .hashOfKey, combine: sum),
            .shuffle(ShuffleID(4), partitions: 7, rowType: pair, .hashOfKey, combine: nil),
            .shuffle(ShuffleID(4), partitions: 7, rowType: .string, .range(order, bounds: [1, 2, 3]), combine: nil),
            .shuffle(ShuffleID(4), partitions: 7, rowType: .int, .roundRobin, combine: nil),
            .collect(pair), .take(pair, rows: 10), .count,
            .aggregate(Aggregation(kind: .reduce(try identity(.int)), keyType: nil, valueType: .int)),
            .text(directory: "/out", job: "job-1", gzip: true), .discard(.null),
            .sample(order, keyType: .string, rows: 100),
        ]
        return sources.flatMap { source in
            sinks.map { sink in
                Stage(
                    id: StageID(9), name: "a stage", branches: [Branch(source: source, programs: [])], sink: sink,
                    tasks: [])
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
        ]
        for input in inputs {
            let stage = Stage(
                id: StageID(1), name: "", branches: [], sink: .count,
                tasks: [TaskDescription(branch: 2, number: 8, input: input)])
            let launch = stage.launch(partition: 0, attempt: TaskAttemptID(77))
            #expect(launch.branch == 2 && launch.number == 8 && launch.attempt == 77)
            #expect(try TaskInput(launch) == input)
        }
    }

    @Test func incompleteDefinitionsAreRefused() {
        var definition = Martlet_StageDefinition()
        #expect(throws: PlanError.self) { try Stage(definition) }
        definition.sink.count = .init()
        definition.branches = [.init()]
        #expect(throws: PlanError.self) { try Stage(definition) }
        definition.branches = Array(repeating: .with { $0.source.range = .init() }, count: PlanLimits.branchesMax + 1)
        #expect(throws: PlanError.self) { try Stage(definition) }
        #expect(throws: PlanError.self) { try TaskInput(Martlet_TaskLaunch()) }
    }
}

@Suite struct StageVerificationTests {
    private let pair = DataType.tuple([.string, .int])

    private func verify(_ source: Source, _ programs: [Program], _ sink: Sink) throws -> VerifiedStage {
        try VerifiedStage(
            Stage(
                id: StageID(1), name: "", branches: [Branch(source: source, programs: programs)], sink: sink,
                tasks: []))
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
                    branches: [Branch(source: .range, programs: []), Branch(source: .text, programs: [])],
                    sink: .count, tasks: []))
        }
        #expect(throws: PlanError.self) {
            try VerifiedStage(Stage(id: StageID(1), name: "", branches: [], sink: .count, tasks: []))
        }
    }
}
