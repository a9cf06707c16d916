// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Plan
import Storage

/// Builds what brings the rows of a branch, and those nested in it, to the end of a chain.
struct FeedBuilder {
    let attempt: TaskAttemptID
    let services: TaskServices
    let directories: [ShuffleID: MapOutputDirectory]
    let waiter: TaskWaiter
    let memory: TaskMemory
    let spills: TaskSpills
    let partitions: TaskPartitions
    /// That of the task; each part has its own number.
    let context: RunContext
    /// Of what joins read from the side.
    let sideMetrics: SideMetrics
    let meter: ChainMeter

    /// A link, and the step that it belongs to.
    private struct Place {
        var link: any RowReceiver
        var step: StepMeter
    }

    /// The feed of `part`, which is read by one of `branches`, and its chain up to `end`, which belongs to the step
    /// with a number.
    func build(
        _ part: InputPart, _ branches: [VerifiedBranch], end: any RowReceiver, of number: Int
    ) throws(TaskError) -> PartFeed {
        guard branches.indices.contains(part.branch) else {
            throw plan("a task names branch \(part.branch) of \(branches.count)")
        }
        let branch = branches[part.branch]
        guard part.indexes.count == branch.numberedCount else {
            throw plan("a task has \(part.indexes.count) numbers for \(branch.numberedCount) steps that want one")
        }
        guard part.sides.count == branch.joinCount else {
            throw plan("a task has \(part.sides.count) parts from the side for \(branch.joinCount) joins")
        }
        var context = context
        context.partition = part.number
        var joins: [HashJoinLink] = []
        let filters = SourceFilters(branch)
        var stored: StoredSource?
        var source = meter.step(branch.number)
        let first = try makeChain(
            part, branch, context, Place(link: end, step: meter.step(number)), filters, &source, &joins, &stored)
        let head = NextLink(first.link, meter, from: source, to: first.step)
        let feed: any RowFeed
        if let stored {
            feed = SourceFeed(source: stored, head: head, batchRows: services.batchRows)
        } else if case .nested(let combination, _) = branch.source {
            feed = try makeNested(combination, part, branch, head, context)
        } else {
            if case .shuffle = branch.source { source.readsShuffle = true }
            feed = SourceFeed(
                source: try makeSource(branch, part.input, filters), head: head, batchRows: services.batchRows)
        }
        return PartFeed(feed: joins.isEmpty ? feed : SidesFirstFeed(joins, feed), head: first.link)
    }

    private func plan(_ message: String) -> TaskError { .failed(kind: "plan", message: message, retryable: false) }

    /// The links of the branch's operators, from the last one to the first, or to the rows of a stored dataset that are
    /// here, which become the `source`. `joins`: those whose other side comes first.
    private func makeChain(
        _ part: InputPart, _ branch: VerifiedBranch, _ context: RunContext, _ end: Place, _ filters: SourceFilters,
        _ source: inout StepMeter, _ joins: inout [HashJoinLink], _ stored: inout StoredSource?
    ) throws(TaskError) -> Place {
        var place = end
        var indexes = part.indexes[...]
        var sides = part.sides[...]
        for index in branch.operators.indices.reversed() {
            let (step, number) = (branch.operators[index], branch.operatorNumbers[index])
            let own = meter.step(number)
            let next = NextLink(place.link, meter, from: own, to: place.step)
            switch step {
            case .partition(let script): place.link = try makeScriptLink(script, indexes.removeLast(), context, next)
            case .join(let join):
                place.link = try makeJoin(join, number, sides.removeLast(), context, next, &joins) {
                    filters.add(index, $0)
                }
            case .stored(let rows, let type):
                let key = PartitionKey(dataset: rows.id.rawValue, partition: indexes.removeLast())
                if let reader = partitions.reader(key, type) {
                    stored = StoredSource(reader, key, partitions, batchRows: services.batchRows)
                    source = own
                    return place
                }
                place.link = StoreLink(partitions.makeWriter(key, type, rows.level), partitions, next: next)
            case .program, .aggregate, .sort, .top, .limit, .window, .registered:
                place.link = try makeLink(step, part, context, next)
            }
            place.step = own
        }
        return place
    }

    /// The link of an operator that needs nothing of its task's part but its rows.
    private func makeLink(
        _ step: VerifiedOperator, _ part: InputPart, _ context: RunContext, _ next: NextLink
    ) throws(TaskError) -> any RowReceiver {
        switch step {
        case .program(let program): return ProgramLink(ProgramRunner(program, context: context), next: next)
        case .aggregate(let aggregation):
            guard let keyType = aggregation.aggregation.keyType else {
                return WholeAggregateLink(aggregation.makeAggregator(memory, context), next: next)
            }
            if let partial = aggregation.makePartial(keyType, memory, spills, context) {
                return PartialAggregateLink(partial, batchRows: services.batchRows, next: next)
            }
            return AggregateLink(
                aggregation.makeAggregator(keyType, memory, spills, context),
                checksKeys: aggregation.aggregation.phase == .partial, batchRows: services.batchRows, next: next)
        case .sort(let order):
            return SortLink(order.makeSorter(memory, spills, context), batchRows: services.batchRows, next: next)
        case .top(let order, let rows):
            return SortLink(
                order.makeTopRows(rows, memory, spills, context), batchRows: services.batchRows, next: next)
        case .limit(let skip, let rows): return LimitLink(skipping: skip, rows: rows, next: next)
        case .window(let window): return WindowLink(window.makeWindower(memory, spills, context), next: next)
        case .registered(let named):
            let request = KernelRequest(
                operator: named, partition: part.number, memory: memory, isCancelled: context.isCancelled)
            return RegisteredLink(
                try RegisteredKernels.make(request), giving: named.resultType, batchRows: services.batchRows,
                next: next)
        case .partition, .join, .stored: throw plan("an operator that needs more than its rows")
        }
    }

    private func makeJoin(
        _ join: VerifiedJoin, _ number: Int, _ side: InputPart, _ context: RunContext, _ next: NextLink,
        _ joins: inout [HashJoinLink], begins: @escaping (HashJoiner) -> Void
    ) throws(TaskError) -> any RowReceiver {
        let makeSide: (any RowReceiver) throws(TaskError) -> PartFeed = { (link) throws(TaskError) in
            try build(side, join.branches, end: link, of: number)
        }
        guard join.join.order == .ofLeft else {
            let joiner = try join.makeJoiner(services.batchRows, memory, spills, context)
            return JoinLink(joiner, metrics: sideMetrics, makeSide: makeSide, next: next)
        }
        let joiner = try join.makeHashJoiner(services.batchRows, memory, spills, context)
        let link = HashJoinLink(
            joiner, metrics: sideMetrics, makeSide: makeSide, begins: begins, next: next)
        joins.append(link)
        return link
    }

    private func makeScriptLink(
        _ script: PartitionScript, _ index: Int, _ context: RunContext, _ next: NextLink
    ) throws(TaskError) -> any RowReceiver {
        var own = context
        own.partition = index
        do throws(ComputeError) {
            let function = try services.makePartitionFunction(script, own)
            return PartitionLink(function, index: index, batchRows: services.batchRows, next: next)
        } catch {
            throw .compute(error)
        }
    }

    // MARK: Sources

    private func makeSource(
        _ branch: VerifiedBranch, _ input: TaskInput, _ filters: SourceFilters
    ) throws(TaskError) -> any RowSource {
        switch (branch.source, input) {
        case (.range, .range(let start, let step, let count)):
            return try RangeSource(start: start, step: step, count: count, batchRows: services.batchRows)
        case (.blocks(let type), .blocks(let blocks)):
            return BlocksSource(blocks: blocks, type: type, batchRows: services.batchRows)
        case (.blocks(let type), .keptBlocks(let number, let byteCount)):
            return KeptBlocksSource(
                attempt: attempt, number: number, byteCount: byteCount, type: type, client: services.client,
                waiter: waiter, memory: memory, batchRows: services.batchRows)
        case (.files(let scan), .files(let ranges)):
            return try FilesSource(
                scan, ranges, services, memory: memory, filters: filters, isCancelled: context.isCancelled)
        case (.shuffle(let id, let rowType), .shufflePartition(let number)):
            guard let directory = directories[id] else {
                throw plan("the map outputs of the stage's input are not known here")
            }
            return ShuffleSource(
                directory: directory, partition: number, type: rowType, ownID: services.executor,
                client: services.client, waiter: waiter, memory: memory, batchRows: services.batchRows)
        default: throw plan("the input of a task does not fit its stage")
        }
    }

    // MARK: Nested sources

    private func makeNested(
        _ combination: Combination, _ part: InputPart, _ branch: VerifiedBranch, _ head: NextLink,
        _ context: RunContext
    ) throws(TaskError) -> any RowFeed {
        guard case .parts(let parts) = part.input else { throw plan("a nested source without parts") }
        let make: PartMaker = { (part, end) throws(TaskError) in
            try build(part, branch.nested, end: end, of: branch.number)
        }
        switch combination {
        case .concatenate: return ConcatenatedFeed(parts, make: make, head: head)
        case .zip(let left), .product(let left):
            try checkPair(parts, branch, left)
            let buffer = RowBuffer(type: branch.nested[parts[1].branch].rowType, memory: memory, spills: spills)
            var link: any RowReceiver = ZipLink(buffer: buffer, next: head)
            if case .product = combination {
                link = ProductLink(buffer: buffer, next: head, batchRows: services.batchRows, context: context)
            }
            // What comes to either is counted where it leaves them.
            let own = meter.step(branch.number)
            func way(to link: any RowReceiver) -> NextLink { NextLink(link, meter, from: meter.nobody, to: own) }
            return PairFeed(
                parts[0], parts[1], make: make, buffer: buffer, kept: way(to: buffer), link: way(to: link))
        }
    }

    /// A pair needs two parts, each of its side.
    private func checkPair(_ parts: [InputPart], _ branch: VerifiedBranch, _ left: Int) throws(TaskError) {
        guard parts.count == 2, branch.nested.indices.contains(parts[0].branch), parts[0].branch < left,
            branch.nested.indices.contains(parts[1].branch), parts[1].branch >= left
        else { throw plan("a pairing source needs a part of each side") }
    }
}
