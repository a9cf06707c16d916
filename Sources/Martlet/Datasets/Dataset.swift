// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Plan

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
        /// A step with a Python function.
        case python(PythonStep, PythonClosure)
        /// Rows (key, value), whatever their type was.
        case splitPair
        /// Rows of type any.
        case toAny
        /// Rows of type string, as Python's `str` gives them.
        case toText
        /// Rows (key, value) with a value of type any.
        case valuesToAny
        /// Rows (key, value) with a key of type any.
        case keysToAny
    }

    /// What a Python function is for.
    package enum PythonStep: Sendable {
        case map, filter, flatMap, mapValues, flatMapValues, keyBy
        /// Rows (number, row), where the function gives the number for the key of a pair.
        case numberByKey
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

    private func compiler(_ steps: [Step], input: DataType? = nil) throws(MartletError) -> PipelineCompiler {
        let compiler = PipelineCompiler(input: input ?? base.rowType)
        do throws(ClosureError) {
            for step in steps {
                switch step {
                case .map(let closure): try compiler.map(closure)
                case .filter(let closure): try compiler.filter(closure)
                case .flatMap(let closure): try compiler.flatMap(closure)
                case .mapValues(let closure): try compiler.mapValues(closure)
                case .flatMapValues(let closure): try compiler.flatMapValues(closure)
                case .keyBy(let closure): try compiler.keyBy(closure)
                case .python(let step, let closure): try compiler.add(step, closure)
                case .splitPair: try compiler.splitPair()
                case .toAny: try compiler.toAny()
                case .toText: try compiler.toText()
                case .valuesToAny: try compiler.valuesToAny()
                case .keysToAny: try compiler.keysToAny()
                }
            }
        } catch {
            throw .compilation(error)
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
        return Lineage(.transformed(base, .program(program)), rowType: program.resultType, name: name)
    }

    /// What a script makes of each partition.
    package func mappingPartitions(_ script: PartitionScript, name: String) throws(MartletError) -> Dataset {
        guard script.inputType == rowType else {
            throw .argument("\(name): the script takes \(script.inputType), and the rows are \(rowType)")
        }
        return Dataset(
            engine: engine,
            lineage: Lineage(
                .transformed(try lineage(name: name), .partition(script)), rowType: script.resultType, name: name))
    }

    // MARK: Partitions brought together

    /// At most `partitions` partitions, by joining neighbours, without a shuffle.
    package func coalesced(_ partitions: Int, name: String) throws(MartletError) -> Dataset {
        guard partitions > 0 else { throw .argument("\(name): \(partitions) partitions; at least 1 is needed") }
        if partitions >= partitionCount { return self }
        return Dataset(
            engine: engine,
            lineage: Lineage(.coalesced(try lineage(name: name), partitions: partitions), rowType: rowType, name: name))
    }

    /// Tuples of the rows in the same places of two datasets, which have equal partitions.
    package func zipped(with other: Dataset, name: String) throws(MartletError) -> Dataset {
        guard partitionCount == other.partitionCount else {
            throw .argument(
                "\(name): Can only zip with RDD which has the same number of partitions; these have "
                    + "\(partitionCount) and \(other.partitionCount)")
        }
        return Dataset(
            engine: engine,
            lineage: Lineage(
                .zipped(try lineage(name: name), try other.lineage(name: name)),
                rowType: .tuple([rowType, other.rowType]), name: name))
    }

    /// Tuples of each row with each row of another dataset.
    package func product(with other: Dataset, name: String) throws(MartletError) -> Dataset {
        let lineage = Lineage(
            .product(try lineage(name: name), try other.lineage(name: name)),
            rowType: .tuple([rowType, other.rowType]), name: name)
        guard lineage.partitionCount <= PlanLimits.partitionsMax else {
            throw .argument(
                "\(name): \(partitionCount) times \(other.partitionCount) partitions; at most "
                    + "\(PlanLimits.partitionsMax) are possible: coalesce first")
        }
        return Dataset(engine: engine, lineage: lineage)
    }

    // MARK: Shuffles

    private func shuffled(
        name: String, partitions: Int?, way: Shuffle.Way, combine: Aggregation? = nil,
        travelling: DataType? = nil, reading: ShuffleReading, outputType: DataType
    ) throws(MartletError) -> Dataset {
        let parent = try lineage(name: name)
        let count = partitions ?? max(parent.partitionCount, 1)
        guard (1...PlanLimits.partitionsMax).contains(count) else {
            throw .argument("\(name): \(count) partitions; 1 to \(PlanLimits.partitionsMax) are possible")
        }
        var travelling = travelling ?? parent.rowType
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
        by key: Step?, descending: Bool, name: String, partitions: Int?
    ) throws(MartletError) -> Dataset {
        var program: Program?
        if let key {
            do { program = try compiler([key], input: rowType).finish() } catch let error as MartletError {
                throw error
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

    /// Of rows (key, value): the rows, each in the partition that the hash of its key names.
    package func partitionedByKey(_ partitions: Int, name: String) throws(MartletError) -> Dataset {
        guard case .tuple(let members) = rowType, members.count == 2 else {
            throw .argument("\(name) needs rows (key, value), and these are \(rowType)")
        }
        return try shuffled(
            name: name, partitions: partitions, way: .known(.hashOfKey), reading: .concatenate, outputType: rowType)
    }

    /// Of rows (number, payload): the payloads, each in partition number mod `partitions`.
    package func partitionedByNumber(_ partitions: Int, name: String) throws(MartletError) -> Dataset {
        guard case .tuple(let members) = rowType, members.count == 2, members[0] == .int else {
            throw .argument("\(name) needs rows (partition number, payload), and these are \(rowType)")
        }
        return try shuffled(
            name: name, partitions: partitions, way: .known(.explicit), travelling: members[1], reading: .concatenate,
            outputType: members[1])
    }

    /// The partitions of all `datasets`, one after another; rows of different types become values of type any.
    package static func union(_ datasets: [Dataset], name: String) throws(MartletError) -> Dataset {
        guard let first = datasets.first else { throw .argument("\(name): nothing to unite") }
        let isMixed = datasets.contains { $0.rowType != first.rowType }
        var parents: [Lineage] = []
        for dataset in datasets {
            let like = isMixed && dataset.rowType != .any ? try dataset.adding(.toAny) : dataset
            parents.append(try like.lineage(name: name))
        }
        return Dataset(
            engine: first.engine, lineage: Lineage(.union(parents), rowType: isMixed ? .any : first.rowType, name: name)
        )
    }
}

extension PipelineCompiler {
    fileprivate func add(_ step: Dataset.PythonStep, _ closure: PythonClosure) throws(ClosureError) {
        switch step {
        case .map: try map(closure)
        case .filter: try filter(closure)
        case .flatMap: try flatMap(closure)
        case .mapValues: try mapValues(closure)
        case .flatMapValues: try flatMapValues(closure)
        case .keyBy: try keyBy(closure)
        case .numberByKey:
            try splitPair()
            try numberByKey(closure)
        }
    }
}
