// SPDX-License-Identifier: Apache-2.0

package import Bytecode
package import Closures
package import Columnar
package import Plan

/// An RDD without its Swift type: what every front end builds on. A lineage, and narrow operations on top of it that
/// are compiled into one program when something needs them. Immutable.
package struct Dataset: Sendable {
    package let engine: Engine
    /// Type of the rows.
    package let rowType: DataType
    private let base: Lineage
    private let steps: StepChain?
    /// The node of a query's plan that what is added is for, and those of the last steps. Steps before these are for
    /// `owner`.
    private var node: Int?
    private var owner: Int?
    private var nodes: [Int?] = []
    /// Where the user called the operation that is being added, for its errors.
    private var site: SourcePlace?

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
        /// Rows (key, value), whatever their type was; what is no pair fails at the place.
        case splitPair(SourcePlace?)
        /// Rows with dicts in the places of the tuples that the form says are dicts.
        case formed(RowForm)
        /// Rows of type any.
        case toAny
        /// Rows of a type, which those of type any must be of; one that is not fails at the place.
        case shaped(DataType, SourcePlace?)
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
        steps = nil
        rowType = lineage.rowType
        node = lineage.parts.last?.node
    }

    private init(engine: Engine, base: Lineage, steps: StepChain?, site: SourcePlace?) {
        self.engine = engine
        self.base = base
        self.steps = steps
        self.site = site
        rowType = steps?.outputType ?? base.rowType
    }

    // MARK: Nodes of plans

    /// The same rows, where what is added from now on is for a node of a query's plan.
    package func adding(for node: Int?) -> Dataset {
        var next = self
        next.node = node
        return next
    }

    /// The same rows, where all that is for no node so far is for this one.
    package func owned(by node: Int) -> Dataset {
        let isNew = base.parts.isEmpty && nodes.isEmpty
        var next = Dataset(
            engine: engine, base: isNew ? base.doing([StepPart(node)]) : base, steps: steps, site: site)
        next.nodes = nodes.map { $0 ?? node }
        next.owner = node
        next.node = node
        return next
    }

    /// What each of the steps, the last `count` behind those before `end`, does for a query.
    private func parts(_ steps: [StepChain], from start: Int, of all: Int) -> [StepPart] {
        if node == nil, owner == nil, nodes.isEmpty { return [] }
        return steps.enumerated().compactMap { place, step in
            let fromEnd = all - (start + place)
            let node = fromEnd <= nodes.count ? nodes[nodes.count - fromEnd] : owner
            return node.map { StepPart($0, keepsCount: step.step.keepsCount) }
        }
    }

    package var partitionCount: Int { base.partitionCount }

    /// What the rows are kept as; nil when they are not the rows of a stored dataset as they are.
    package var stored: Stored? {
        if steps == nil, case .stored(_, let stored) = base.kind { stored } else { nil }
    }

    /// The driver's own data of each partition; nil where these are not the rows as they are.
    var localBlocks: [[[UInt8]]]? {
        if steps == nil, case .blocks(let blocks) = base.kind { blocks } else { nil }
    }

    /// The same rows; errors of what is made of them next name the place.
    package func called(at site: SourcePlace?) -> Dataset {
        Dataset(engine: engine, base: base, steps: steps, site: site)
    }

    /// Rows (key, value) as two columns, whatever their type was.
    package func pairs() throws(MartletError) -> Dataset { try adding(.splitPair(site)) }

    /// Rows of a type, whatever theirs was: one that is not of it fails.
    package func shaped(as type: DataType) throws(MartletError) -> Dataset {
        rowType == type ? self : try adding(.shaped(type, site))
    }

    /// Rows with dicts in the places of the tuples that `form` says are dicts.
    package func formed(as form: RowForm) throws(MartletError) -> Dataset {
        form.isPlain ? self : try adding(.formed(form))
    }

    /// As many rows: those that are only given a form, without it.
    var unformed: Dataset {
        guard let steps, steps.count == 1, case .formed = steps.step else { return self }
        return Dataset(engine: engine, base: base, steps: nil, site: site)
    }

    /// What an operation on the rows does for a query.
    private var ownParts: [StepPart] { node.map { [StepPart($0)] } ?? [] }

    // MARK: Narrow operations

    /// The dataset with one more operation. The closure is compiled here, so that a mistake shows where it was made,
    /// against the rows as they are: what came before is not compiled again.
    package func adding(_ step: Step) throws(MartletError) -> Dataset {
        let chain: StepChain
        do { chain = try StepChain(step, after: steps, base: base.rowType) } catch { throw .compilation(error) }
        guard chain.outputType.isWithinLimits else {
            throw .closure(
                "rows would be nested deeper than \(BytecodeLimits.typeDepthMax) levels, or have more than "
                    + "\(BytecodeLimits.typeNodesMax) members: flatten them")
        }
        var next = Dataset(engine: engine, base: base, steps: chain, site: site)
        (next.node, next.owner) = (node, owner)
        if node != nil || !nodes.isEmpty { next.nodes = nodes + [node] }
        return next
    }

    /// The same rows; those of a type that is nested so deep that little can be added are values of type any.
    package func comfortable() throws(MartletError) -> Dataset {
        let fits = rowType.isWithin(
            depth: MartletLimits.typeDepthComfortable, nodes: MartletLimits.typeNodesComfortable)
        return fits ? self : try adding(.toAny)
    }

    /// The lineage of the rows, all narrow operations fused into few programs.
    package func lineage(name: String) throws(MartletError) -> Lineage {
        guard let steps else { return base }
        let programs: [FusedSteps]
        do { programs = try steps.programs() } catch { throw .compilation(error) }
        var lineage = base
        let all = node == nil && owner == nil && nodes.isEmpty ? [] : steps.all
        var start = 0
        for (index, fused) in programs.enumerated() {
            let functions: FunctionNotes = { index == programs.count - 1 ? steps.functions : [] }
            let parts =
                all.isEmpty ? [] : parts(Array(all[start..<(start + fused.count)]), from: start, of: all.count)
            start += fused.count
            lineage = Lineage(
                .transformed(lineage, .program(fused.program)), rowType: fused.program.resultType, name: name,
                keepsKeys: steps.keepsKeys, functions: functions, parts: parts)
        }
        return lineage
    }

    /// What a script makes of each partition. `function`: what it was compiled from.
    package func mappingPartitions(
        _ script: PartitionScript, of function: PythonClosure, name: String
    ) throws(MartletError) -> Dataset {
        guard script.inputType == rowType else {
            throw .argument("\(name): the script takes \(script.inputType), and the rows are \(rowType)")
        }
        let note = FunctionNote(name, ofPartition: function)
        return Dataset(
            engine: engine,
            lineage: Lineage(
                .transformed(try lineage(name: name), .partition(script)), rowType: script.resultType, name: name,
                functions: { [note] }))
    }

    /// What an operator that a module of its own brings makes of each partition.
    package func mapping(by named: RegisteredOperator, name: String) throws(MartletError) -> Dataset {
        guard named.inputType == rowType else {
            throw .argument("\(name): \(named.name) takes \(named.inputType), and the rows are \(rowType)")
        }
        return Dataset(
            engine: engine,
            lineage: Lineage(
                .transformed(try lineage(name: name), .registered(named)), rowType: named.resultType, name: name))
    }

    // MARK: Partitions brought together

    /// At most `partitions` partitions, by joining neighbours, without a shuffle.
    package func coalesced(_ partitions: Int, name: String) throws(MartletError) -> Dataset {
        guard partitions > 0 else { throw .argument("\(name): \(partitions) partitions; at least 1 is needed") }
        if partitions >= partitionCount { return self }
        return Dataset(
            engine: engine,
            lineage: Lineage(
                .coalesced(try lineage(name: name), partitions: partitions), rowType: rowType, name: name,
                parts: ownParts))
    }

    /// Tuples of the rows in the same places of two datasets, which have equal partitions.
    package func zipped(with other: Dataset, name: String) throws(MartletError) -> Dataset {
        guard partitionCount == other.partitionCount else {
            throw .argument(
                "\(name): Can only zip with RDD which has the same number of partitions; these have "
                    + "\(partitionCount) and \(other.partitionCount)")
        }
        let pairType = try pairType(with: other, name)
        return Dataset(
            engine: engine,
            lineage: Lineage(
                .zipped(try lineage(name: name), try other.lineage(name: name)), rowType: pairType, name: name))
    }

    private func pairType(with other: Dataset, _ name: String) throws(MartletError) -> DataType {
        let type = DataType.tuple([rowType, other.rowType])
        guard type.isWithinLimits else {
            throw .argument(
                "\(name): pairs of these rows would be nested deeper than \(BytecodeLimits.typeDepthMax) levels, or "
                    + "have more than \(BytecodeLimits.typeNodesMax) members: flatten the rows first")
        }
        return type
    }

    /// Tuples of each row with each row of another dataset.
    package func product(with other: Dataset, name: String) throws(MartletError) -> Dataset {
        let lineage = Lineage(
            .product(try lineage(name: name), try other.lineage(name: name)),
            rowType: try pairType(with: other, name), name: name)
        guard lineage.partitionCount <= PlanLimits.partitionsMax else {
            throw .argument(
                "\(name): \(partitionCount) times \(other.partitionCount) partitions; at most "
                    + "\(PlanLimits.partitionsMax) are possible: coalesce first")
        }
        return Dataset(engine: engine, lineage: lineage)
    }

    // MARK: Shuffles

    private func shuffled(
        name: String, partitions: Int?, function form: FunctionForm? = nil,
        _ make: (LineageMaker, Lineage, Int) -> Lineage
    ) throws(MartletError) -> Dataset {
        let parent = try lineage(name: name)
        let count = partitions ?? max(parent.partitionCount, 1)
        guard (1...PlanLimits.partitionsMax).contains(count) else {
            throw .argument("\(name): \(count) partitions; 1 to \(PlanLimits.partitionsMax) are possible")
        }
        let lineage = make(maker(name: name, function: form), parent, count)
        guard lineage.rowType.isWithinLimits else {
            throw .argument(
                "\(name): rows would be nested deeper than \(BytecodeLimits.typeDepthMax) levels: flatten them first")
        }
        return Dataset(engine: engine, lineage: lineage)
    }

    /// What makes lineages of others for an operation of this name, that a Python function was given to.
    package func maker(name: String, function form: FunctionForm? = nil) -> LineageMaker {
        let functions: FunctionNotes = { form.map { [FunctionNote(name, $0)] } ?? [] }
        return LineageMaker(
            name: name, place: site, functions: functions, parts: ownParts,
            nextShuffle: { [engine] in engine.nextShuffle() },
            onRelease: { [weak engine] in engine?.release($0) })
    }

    /// Of rows (key, value): one row (key, aggregated value) a key. `form`: how the function runs that aggregates.
    package func aggregateByKey(
        _ kind: AggregateKind, name: String, partitions: Int?, function form: FunctionForm? = nil
    ) throws(MartletError) -> Dataset {
        guard case .tuple(let members) = rowType, members.count == 2 else {
            throw .argument("\(name) needs rows (key, value), and these are \(rowType)")
        }
        let aggregation = Aggregation(kind: kind, keyType: members[0], valueType: members[1])
        return try shuffled(name: name, partitions: partitions, function: form) {
            $0.aggregated($1, aggregation, partitions: $2)
        }
    }

    /// The rows in the order of `key` (nil: of themselves), over range partitions.
    package func sorted(
        by key: Step?, descending: Bool, name: String, partitions: Int?
    ) throws(MartletError) -> Dataset {
        var (program, form): (Program?, FunctionForm?)
        if let key {
            do {
                let compiler = PipelineCompiler(input: rowType)
                try compiler.add(key)
                form = compiler.lastForm
                program = try compiler.finish()
            } catch {
                throw .compilation(error)
            }
        }
        let order = SortOrder(key: program, descending: descending)
        return try shuffled(name: name, partitions: partitions, function: form) {
            $0.sorted($1, order, partitions: $2)
        }
    }

    /// The rows spread evenly over `partitions`.
    package func repartitioned(_ partitions: Int, name: String) throws(MartletError) -> Dataset {
        try shuffled(name: name, partitions: partitions) { $0.shuffled($1, .known(.roundRobin), partitions: $2) }
    }

    /// Of rows (key, value): the rows, each in the partition that the hash of its key names.
    package func partitionedByKey(_ partitions: Int, name: String) throws(MartletError) -> Dataset {
        guard case .tuple(let members) = rowType, members.count == 2 else {
            throw .argument("\(name) needs rows (key, value), and these are \(rowType)")
        }
        return try shuffled(name: name, partitions: partitions) {
            $0.shuffled($1, .known(.hashOfKey), partitions: $2)
        }
    }

    /// Of rows (number, payload): the payloads, each in partition number mod `partitions`.
    package func partitionedByNumber(_ partitions: Int, name: String) throws(MartletError) -> Dataset {
        guard case .tuple(let members) = rowType, members.count == 2, members[0] == .int else {
            throw .argument("\(name) needs rows (partition number, payload), and these are \(rowType)")
        }
        return try shuffled(name: name, partitions: partitions) {
            $0.shuffled($1, .known(.explicit), partitions: $2, rowType: members[1])
        }
    }

    /// The partitions of all `datasets`, one after another; rows of different types become values of type any.
    /// `isAligned`: equal keys of all lie in partitions with the same number, and there are as many; then each
    /// partition holds the rows of all with its number, unless that nests too deep in a stage.
    package static func union(
        _ datasets: [Dataset], isAligned: Bool = false, name: String
    ) throws(MartletError) -> Dataset {
        guard let first = datasets.first else { throw .argument("\(name): nothing to unite") }
        let isMixed = datasets.contains { $0.rowType != first.rowType }
        var parents: [Lineage] = []
        for dataset in datasets {
            let like = isMixed && dataset.rowType != .any ? try dataset.adding(.toAny) : dataset
            parents.append(try like.lineage(name: name))
        }
        let isAligned = isAligned && !isMixed && Lineage.nesting(ofAligned: parents) <= PlanLimits.nestingMax
        let lineage = Lineage(
            isAligned ? .aligned(parents) : .union(parents), rowType: isMixed ? .any : first.rowType, name: name)
        guard lineage.partitionCount <= PlanLimits.partitionsMax else {
            throw .argument(
                "\(name): the RDDs have more than \(PlanLimits.partitionsMax) partitions together "
                    + "(PlanLimits.partitionsMax): coalesce them first")
        }
        return Dataset(engine: first.engine, lineage: lineage)
    }
}
