// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Driver
import Files
import Plan
import Storage

/// An RDD without its Swift type: what every front end builds on. A lineage, and narrow operations on top of it that
/// are compiled into one program when something needs them. Immutable.
package struct Dataset: Sendable {
    package let engine: Engine
    /// Type of the rows.
    package let rowType: DataType
    private let base: Lineage
    private let steps: [Step]

    /// One narrow operation.
    package enum Step: Sendable {
        case map(Closure)
        case filter(Closure)
        case flatMap(Closure)
        case mapValues(Closure)
        case flatMapValues(Closure)
        case keyBy(Closure)
    }

    package init(engine: Engine, lineage: Lineage) {
        self.engine = engine
        base = lineage
        steps = []
        rowType = lineage.rowType
    }

    private init(engine: Engine, base: Lineage, steps: [Step], rowType: DataType) {
        self.engine = engine
        self.base = base
        self.steps = steps
        self.rowType = rowType
    }

    package var partitionCount: Int { base.partitionCount }

    // MARK: Narrow operations

    /// The dataset with one more operation. The closure is compiled here, so that a mistake shows where it was made.
    package func adding(_ step: Step) throws(MartletError) -> Dataset {
        let compiler = try compiler(steps + [step])
        return Dataset(engine: engine, base: base, steps: steps + [step], rowType: compiler.outputType)
    }

    private func compiler(_ steps: [Step]) throws(MartletError) -> PipelineCompiler {
        let compiler = PipelineCompiler(input: base.rowType)
        do throws(ClosureError) {
            for step in steps {
                switch step {
                case .map(let closure): try compiler.map(closure)
                case .filter(let closure): try compiler.filter(closure)
                case .flatMap(let closure): try compiler.flatMap(closure)
                case .mapValues(let closure): try compiler.mapValues(closure)
                case .flatMapValues(let closure): try compiler.flatMapValues(closure)
                case .keyBy(let closure): try compiler.keyBy(closure)
                }
            }
        } catch {
            throw .closure("\(error)")
        }
        return compiler
    }

    /// The lineage of the rows, all narrow operations fused into one program.
    package func lineage(name: String) throws(MartletError) -> Lineage {
        if steps.isEmpty { return base }
        let program: Program
        do { program = try compiler(steps).finish() } catch let error as MartletError { throw error } catch {
            throw .closure("\(error)")
        }
        return Lineage(.transformed(base, program), rowType: program.resultType, name: name)
    }

    // MARK: Shuffles

    private func shuffled(
        name: String, partitions: Int?, way: Shuffle.Way, combine: Aggregation? = nil, reading: ShuffleReading,
        outputType: DataType
    ) throws(MartletError) -> Dataset {
        let parent = try lineage(name: name)
        let count = partitions ?? max(parent.partitionCount, 1)
        guard (1...PlanLimits.partitionsMax).contains(count) else {
            throw .argument("\(name): \(count) partitions; 1 to \(PlanLimits.partitionsMax) are possible")
        }
        var travelling = parent.rowType
        if let combine { travelling = .tuple([combine.keyType ?? .null, combine.resultType]) }
        let shuffle = Shuffle(
            id: engine.nextShuffle(), parent: parent, partitionCount: count, rowType: travelling, way: way,
            combine: combine, reading: reading, onRelease: { [weak engine] in engine?.release($0) })
        return Dataset(engine: engine, lineage: Lineage(.shuffled(shuffle), rowType: outputType, name: name))
    }

    /// Of rows (key, value): one row (key, aggregated value) a key.
    package func aggregateByKey(
        _ kind: AggregateKind, name: String, partitions: Int?
    ) throws(MartletError) -> Dataset {
        guard case .tuple(let members) = rowType, members.count == 2 else {
            throw .argument("\(name) needs rows (key, value), and these are \(rowType)")
        }
        let aggregation = Aggregation(kind: kind, keyType: members[0], valueType: members[1])
        return try shuffled(
            name: name, partitions: partitions, way: .known(.hashOfKey),
            combine: aggregation.combinesOnMapSide ? aggregation : nil, reading: .aggregate(aggregation),
            outputType: .tuple([members[0], aggregation.resultType]))
    }

    /// The rows in the order of `key` (nil: of themselves), over range partitions.
    package func sorted(
        by key: Closure?, descending: Bool, name: String, partitions: Int?
    ) throws(MartletError) -> Dataset {
        var program: Program?
        if let key {
            let compiler = PipelineCompiler(input: rowType)
            do {
                try compiler.map(key)
                program = try compiler.finish()
            } catch {
                throw .closure("\(error)")
            }
        }
        let order = SortOrder(key: program, descending: descending)
        return try shuffled(
            name: name, partitions: partitions,
            way: .rangeToBeSampled(order, keyType: program?.resultType ?? rowType), reading: .sort(order),
            outputType: rowType)
    }

    /// The rows spread evenly over `partitions`.
    package func repartitioned(_ partitions: Int, name: String) throws(MartletError) -> Dataset {
        try shuffled(
            name: name, partitions: partitions, way: .known(.roundRobin), reading: .concatenate, outputType: rowType)
    }

    /// The partitions of all `datasets`, one after another.
    package static func union(_ datasets: [Dataset], name: String) throws(MartletError) -> Dataset {
        var parents: [Lineage] = []
        for dataset in datasets { parents.append(try dataset.lineage(name: name)) }
        guard let first = datasets.first else { throw .argument("\(name): nothing to unite") }
        for dataset in datasets where dataset.rowType != first.rowType {
            throw .argument("\(name): rows of \(first.rowType) and of \(dataset.rowType) do not go together")
        }
        return Dataset(
            engine: first.engine, lineage: Lineage(.union(parents), rowType: first.rowType, name: name))
    }

    // MARK: Actions

    /// Runs `sink` and gives the blocks of each partition.
    package func run(_ sink: Sink, name: String, partitions: [Int]? = nil) throws(MartletError) -> [[[UInt8]]] {
        let result = try engine.run(try lineage(name: name), sink: sink, name: name, partitions: partitions)
        engine.finished(result.summary)
        return result.partitions
    }

    /// All rows, in partition order.
    package func collect(name: String) throws(MartletError) -> [Column] {
        try decodeBlocks(try run(.collect(rowType), name: name).flatMap { $0 }, rowType)
    }

    package func count(name: String) throws(MartletError) -> Int {
        var total = 0
        for column in try decodeBlocks(try run(.count, name: name).flatMap({ $0 }), .int) {
            total += column.ints[0]
        }
        return total
    }

    /// The first `rows` rows, reading as few partitions as needed: one, then four times as many as before.
    package func take(_ rows: Int, name: String) throws(MartletError) -> [Column] {
        guard rows > 0 else { return [] }
        var taken: [Column] = []
        var missing = rows
        var next = 0
        var width = 1
        while missing > 0 && next < partitionCount {
            let partitions = Array(next..<min(next + width, partitionCount))
            let pieces = try run(.take(rowType, rows: missing), name: name, partitions: partitions)
            for column in try decodeBlocks(pieces.flatMap { $0 }, rowType) where missing > 0 {
                taken.append(column.slice(0, min(column.count, missing)))
                missing -= min(column.count, missing)
            }
            next += partitions.count
            width *= 4
        }
        return taken
    }

    /// One value for each partition that has rows, in partition order.
    package func aggregatePartitions(_ kind: AggregateKind, name: String) throws(MartletError) -> [Column] {
        let aggregation = Aggregation(kind: kind, keyType: nil, valueType: rowType)
        return try decodeBlocks(try run(.aggregate(aggregation), name: name).flatMap { $0 }, aggregation.resultType)
    }

    /// Runs all programs over all rows.
    package func discard(name: String) throws(MartletError) { _ = try run(.discard(rowType), name: name) }

    /// Writes rows of text as lines: `part-00000` and so on, `_SUCCESS` last.
    package func saveAsText(_ directory: String, gzip: Bool, name: String) throws(MartletError) {
        let lineage = try lineage(name: name)
        let job = engine.applicationID + "-" + String(engine.nextStage().rawValue)
        do {
            let fileSystem = try FileSystems.resolve(directory)
            let committer = OutputCommitter(
                directory: directory, fileSystem: fileSystem, jobID: job, suffix: gzip ? ".gz" : "")
            try committer.begin()
            do {
                let result = try engine.run(
                    lineage, sink: .text(directory: directory, job: job, gzip: gzip), name: name, commit: committer)
                try committer.commitJob(partitions: lineage.partitionCount)
                engine.finished(result.summary)
            } catch {
                try? committer.abort()
                throw error
            }
        } catch let error as MartletError {
            throw error
        } catch {
            throw .file("\(error)")
        }
    }
}
