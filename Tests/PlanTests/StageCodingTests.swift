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

private let lines = Source.files(FileScan(format: "lines", rowType: .string))
private let table = FileScan(
    format: "csv", options: ["sep": ";", "header": "true"],
    columns: [PlannedColumn(name: "a", type: "string"), PlannedColumn(name: "", type: "decimal(3,1)")], wanted: [1],
    partitionColumns: [PlannedColumn(name: "k", type: "int")], wantedPartitions: [0], rowType: .tuple([.int, .int]))

@Suite struct StageCodingTests {
    private let pair = DataType.tuple([.string, .int])

    private func sources() throws -> [Source] {
        [
            .range, .blocks(pair), lines, .shuffle(ShuffleID(3), rowType: pair),
            .files(table),
            .nested(
                .concatenate,
                [
                    Branch(source: .range),
                    Branch(source: lines, operators: [.program(try identity(.string))]),
                ]),
            .nested(
                .zip(left: 1),
                [
                    Branch(source: .range),
                    Branch(
                        source: .nested(
                            .product(left: 1), [Branch(source: .files(table))]),
                        operators: []),
                ]),
        ]
    }

    private let stored: [Operator] = [
        .stored(StoredRows(StoredID(1 << 61), .memory)), .stored(StoredRows(StoredID(2), .memoryAndDisk)),
        .stored(StoredRows(StoredID(3), .disk)),
    ]

    private let directions = [SortDirection(descending: true, nullsFirst: true), SortDirection(descending: false)]

    private func stages() throws -> [Stage] {
        let sources = try sources()
        let sum = Aggregation(kind: .sum, keyType: .string, valueType: .int)
        let list = Aggregation(kind: .collectList, keyType: .string, valueType: .int)
        let order = SortOrder(key: try identity(.string), descending: true)
        let script = PartitionScript(code: [1, 2, 3], inputType: pair, resultType: .int, passesIndex: true)
        let sinks: [Sink] = [
            .shuffle(ShuffleID(4), partitions: 7, rowType: pair, .hashOfKey),
            .shuffle(ShuffleID(4), partitions: 7, rowType: .string, .range(order, bounds: [1, 2, 3])),
            .shuffle(ShuffleID(4), partitions: 7, rowType: .int, .roundRobin),
            .shuffle(ShuffleID(4), partitions: 7, rowType: .int, .explicit),
            .collect(pair), .take(pair, rows: 10), .count,
            .aggregate(Aggregation(kind: .reduce(try identity(.int)), keyType: nil, valueType: .int)),
            .files(
                FileTarget(
                    directory: "/out", job: "job-1", format: "csv", options: ["a": "b"],
                    columns: [PlannedColumn(name: "s", type: "string"), PlannedColumn(name: "i", type: "int")],
                    partitionBy: [1], fileRowsMax: 7, compression: 2, tag: "x-y", rowType: pair)),
            .files(FileTarget(directory: "/out", job: "job-1", format: "lines", rowType: .string)), .discard(.null),
            .sample(order, keyType: .string, rows: 100),
        ]
        let condition = try identity(.bool)
        let functions: [AggregateKind] = [
            .sum, .minimum, .maximum, .and, .or, .count, .first, .last, .collectList, .collectSet, .average,
            .variance(isSample: true), .variance(isSample: false), .deviation(isSample: true),
            .deviation(isSample: false), .reduce(try identity(.int)),
            .firstRows(order: [WindowOrder(member: 1, directions[0])], rows: 7),
        ]
        let calls = functions.enumerated().map { place, function in
            AggregateCall(
                function, input: place % 3 == 0 ? nil : place, filter: place % 2 == 0 ? nil : 0,
                skipsNulls: place % 2 == 0)
        }
        let operators: [Operator] =
            [
                .program(try identity(.string)), .partition(script), .aggregate(list), .sort(order),
                .sort(SortOrder(key: nil, descending: false)),
            ] + AggregatePhase.allCases.map { .aggregate(sum.phase($0)) }
            + JoinKind.allCases.map { kind in
                .join(
                    Join(
                        kind, matchesNulls: [true, false], condition: condition,
                        order: kind == .inner || kind.givesRightRows ? .ofLeft : nil),
                    sources.map { Branch(source: $0, operators: [.partition(script)]) })
            } + [
                .aggregate(Aggregation(calls: calls, keyType: nil, valueType: pair, phase: .partial)),
                .aggregate(Aggregation(calls: [], keyType: pair, valueType: .null)),
                .sort(SortOrder(key: nil, directions: directions)),
                .top(SortOrder(key: try identity(pair), directions: directions), rows: 7),
                .limit(skip: 3, rows: 1 << 40),
                .registered(RegisteredOperator("toy", settings: [1, 2], inputType: pair, resultType: .int)),
                .window(
                    Window(
                        [
                            WindowCall(.rowNumber), WindowCall(.rank), WindowCall(.denseRank),
                            WindowCall(.percentRank), WindowCall(.cumulativeShare, from: .unbounded, to: .peers),
                            WindowCall(.tile(7), from: .rows(-3), to: .rows(0)),
                            WindowCall(.shifted(input: 2, by: -1, otherwise: 0, skipsNulls: true)),
                            WindowCall(.nth(input: 1, 9, skipsNulls: false), from: .value(member: 4)),
                        ] + calls.map { WindowCall(.aggregate($0)) },
                        order: [WindowOrder(member: 3, directions[0])])),
            ] + stored
        return sources.flatMap { source in
            sinks.map { sink in
                Stage(
                    id: StageID(9), name: "a stage", branches: [Branch(source: source, operators: operators)],
                    sink: sink, tasks: [])
            }
        }
    }

    @Test func everySourceOperatorAndSinkSurvivesTheWire() throws {
        for stage in try stages() { #expect(try roundTrip(stage) == stage) }
    }

    @Test func filesOfUnknownColumnsAreRefused() throws {
        var message = Martlet_StageDefinition()
        message.branches = [
            .with {
                $0.source.files = .with {
                    $0.format = "csv"
                    $0.rowType = .init(field: [UInt8](TypeCodec.encode(.string)))
                    $0.wanted = [1]
                    $0.columns = [.with { $0.name = "a" }]
                }
            }
        ]
        message.sink.count = .init()
        #expect(throws: PlanError.self) { try Stage(message) }
        message.branches[0].source.files.wanted = [0]
        #expect(try Stage(message).branches.count == 1)
        let options = (0...PlanLimits.fileOptionsMax).map { ("\($0)", "") }
        message.branches[0].source.files.options = Dictionary(uniqueKeysWithValues: options)
        #expect(throws: PlanError.self) { try Stage(message) }
        message.branches = [.with { $0.source.range = .init() }]
        for tag in ["../x", String(repeating: "x", count: PlanLimits.fileTagBytesMax + 1)] {
            message.sink.files = .with {
                $0.tag = tag
                $0.rowType = .init(field: [UInt8](TypeCodec.encode(.int)))
            }
            #expect(throws: PlanError.self) { try Stage(message) }
        }
    }

    @Test func everyTaskInputSurvivesTheWire() throws {
        let inputs: [TaskInput] = [
            .range(start: -5, step: -2, count: 10), .blocks([[1, 2], []]), .shufflePartition(3),
            .keptBlocks(number: 3, byteCount: 1 << 40),
            .files([
                FileRange(path: "/a/b.gz", start: 10, byteCount: 20, fileByteCount: 300, compression: 1),
                FileRange(path: "", byteCount: 0, fileByteCount: 0, partitionValues: ["x", nil, ""]),
            ]),
            .parts([
                InputPart(
                    branch: 0, number: 0, input: .shufflePartition(1),
                    sides: [InputPart(branch: 1, number: 5, indexes: [2], input: .blocks([[6]]))]),
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

    @Test func whatFunctionsMayAskForTravels() throws {
        var tasks = (0..<2).map { TaskDescription(branch: 0, number: $0, input: .shufflePartition($0)) }
        tasks[1].partitionNumber = 7
        var stage = Stage(id: StageID(3), name: "", branches: [], sink: .count, tasks: tasks)
        stage.properties = ["color": "blue", "": "é"]
        #expect(try Stage(stage.definition).properties == stage.properties)
        let launches = (0..<2).map { stage.launch(partition: $0, attempt: TaskAttemptID(9), attemptNumber: 2).message }
        #expect(launches.map(\.partitionNumber) == [0, 7])
        #expect(launches.map(\.attemptNumber) == [2, 2])
        stage.properties = ["long": String(repeating: "x", count: PlanLimits.propertyBytesMax)]
        #expect(throws: PlanError.self) { try Stage(stage.definition) }
        stage.properties = [:]
        for number in 0...PlanLimits.propertiesMax { stage.properties["\(number)"] = "" }
        #expect(throws: PlanError.self) { try Stage(stage.definition) }
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
            source = .nested(.concatenate, [Branch(source: source)])
        }
        func stage(_ source: Source) -> Stage {
            Stage(
                id: StageID(1), name: "", branches: [Branch(source: source)], sink: .count, tasks: [])
        }
        #expect(try roundTrip(stage(source)) == stage(source))
        source = .nested(.concatenate, [Branch(source: source)])
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

    private func verify(_ source: Source, _ operators: [Operator], _ sink: Sink) throws -> VerifiedStage {
        try VerifiedStage(
            Stage(
                id: StageID(1), name: "", branches: [Branch(source: source, operators: operators)], sink: sink,
                tasks: []))
    }

    @Test func nestedBranchesMustFit() throws {
        let (range, text) = (Branch(source: .range), Branch(source: lines))
        let pairs = DataType.tuple([.int, .string])
        #expect(try verify(.nested(.zip(left: 1), [range, text]), [], .collect(pairs)).rowType == pairs)
        #expect(try verify(.nested(.product(left: 1), [range, text]), [], .collect(pairs)).rowType == pairs)
        #expect(try verify(.nested(.concatenate, [range, range]), [], .count).rowType == .int)
        let (named, counted) = (
            Branch(source: .blocks(.tuple([.int, .string]))),
            Branch(source: .blocks(.tuple([.int, .float])))
        )
        for kind in JoinKind.allCases {
            let type: DataType =
                kind.givesLeftRows
                ? .tuple([.int, .string])
                : kind.givesRightRows ? .tuple([.int, .float]) : .tuple([.int, .tuple([.string, .float])])
            #expect(try verify(named.source, [.join(Join(kind), [counted, counted])], .collect(type)).rowType == type)
            // One key type, pairs on both sides, and two sides.
            let other = Branch(source: .blocks(.tuple([.string, .int])))
            for wrong in [[other], [range], [counted, other], []] {
                #expect(throws: PlanError.self) { try verify(named.source, [.join(Join(kind), wrong)], .count) }
            }
            #expect(throws: PlanError.self) { try verify(.range, [.join(Join(kind), [counted])], .count) }
        }
        #expect(throws: PlanError.self) { try verify(.nested(.concatenate, [range, text]), [], .count) }
        #expect(throws: PlanError.self) { try verify(.nested(.concatenate, []), [], .count) }
        #expect(throws: PlanError.self) { try verify(.nested(.zip(left: 2), [range, range]), [], .count) }
        #expect(throws: PlanError.self) { try verify(.nested(.zip(left: 3), [range, range]), [], .count) }
    }

    @Test func explicitNumbersMustBeThere() throws {
        let rows = DataType.tuple([.int, .string])
        let sink = Sink.shuffle(ShuffleID(1), partitions: 2, rowType: .string, .explicit)
        _ = try verify(.blocks(rows), [], sink)
        #expect(throws: PlanError.self) { try verify(.blocks(pair), [], sink) }
        #expect(throws: PlanError.self) {
            try verify(
                .blocks(rows), [], .shuffle(ShuffleID(1), partitions: 2, rowType: rows, .explicit))
        }
    }

    @Test func typesMustFitFromSourceToSink() throws {
        #expect(try verify(lines, [.program(identity(.string))], .collect(.string)).rowType == .string)
        #expect(throws: PlanError.self) { try verify(lines, [.program(identity(.int))], .collect(.int)) }
        #expect(throws: PlanError.self) { try verify(lines, [], .collect(.int)) }
        #expect(throws: PlanError.self) {
            try verify(.range, [], .files(FileTarget(directory: "/o", job: "j", format: "lines", rowType: .string)))
        }
    }

    @Test func aggregationsMustFitTheirRows() throws {
        let sum = Aggregation(kind: .sum, keyType: .string, valueType: .int)
        let text = Aggregation(kind: .sum, keyType: .string, valueType: .string)
        let sink = Sink.shuffle(ShuffleID(1), partitions: 2, rowType: pair, .hashOfKey)
        _ = try verify(.blocks(pair), [.aggregate(sum.phase(.partial))], sink)
        let count = Aggregation(kind: .count, keyType: .string, valueType: .string)
        let texts = DataType.tuple([.string, .string])
        #expect(try verify(.blocks(texts), [.aggregate(count.phase(.partial))], sink).rowType == pair)
        #expect(try verify(.blocks(pair), [.aggregate(count.phase(.final))], sink).rowType == pair)
        let list = Aggregation(kind: .collectList, keyType: .string, valueType: .int)
        let wrong: [(DataType, Aggregation)] = [
            (.string, sum), (texts, text), (texts, sum), (texts, count.phase(.final)), (pair, list.phase(.partial)),
            (.int, Aggregation(kind: .sum, keyType: nil, valueType: .int)),
        ]
        for (rows, aggregation) in wrong {
            #expect(throws: PlanError.self) { try verify(.blocks(rows), [.aggregate(aggregation)], .count) }
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
                    .shuffle(ShuffleID(1), partitions: partitions, rowType: .int, .roundRobin))
            }
        }
    }

    @Test func branchesMustAgree() {
        #expect(throws: PlanError.self) {
            try VerifiedStage(
                Stage(
                    id: StageID(1), name: "",
                    branches: [
                        Branch(source: .range), Branch(source: lines),
                    ],
                    sink: .count, tasks: []))
        }
        #expect(throws: PlanError.self) {
            try VerifiedStage(Stage(id: StageID(1), name: "", branches: [], sink: .count, tasks: []))
        }
    }
}
