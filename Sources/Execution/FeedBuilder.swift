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
    /// That of the task; each part has its own number.
    let context: RunContext

    /// The feed of `part`, which is read by one of `branches`, and its chain up to `end`.
    func build(_ part: InputPart, _ branches: [VerifiedBranch], end: any RowReceiver) throws(TaskError) -> PartFeed {
        guard branches.indices.contains(part.branch) else {
            throw plan("a task names branch \(part.branch) of \(branches.count)")
        }
        let branch = branches[part.branch]
        guard part.indexes.count == branch.scriptCount else {
            throw plan("a task has \(part.indexes.count) numbers for \(branch.scriptCount) scripts")
        }
        var context = context
        context.partition = part.number
        let head = try makeChain(part, branch, context, end)
        if case .nested(let combination, _) = branch.source {
            return PartFeed(feed: try makeNested(combination, part, branch, head, context), head: head)
        }
        let feed = SourceFeed(
            source: try makeSource(branch, part.input), reader: makeReader(branch, context), head: head,
            batchRows: services.batchRows)
        return PartFeed(feed: feed, head: head)
    }

    private func plan(_ message: String) -> TaskError { .failed(kind: "plan", message: message, retryable: false) }

    /// The links of the branch's transforms, from the last one to the first.
    private func makeChain(
        _ part: InputPart, _ branch: VerifiedBranch, _ context: RunContext, _ end: any RowReceiver
    ) throws(TaskError) -> any RowReceiver {
        var next = end
        var indexes = part.indexes[...]
        for transform in branch.transforms.reversed() {
            switch transform {
            case .program(let program): next = ProgramLink(ProgramRunner(program, context: context), next: next)
            case .partition(let script):
                let index = indexes.removeLast()
                var own = context
                own.partition = index
                do throws(ComputeError) {
                    let function = try services.makePartitionFunction(script, own)
                    next = PartitionLink(function, index: index, batchRows: services.batchRows, next: next)
                } catch {
                    throw .compute(error)
                }
            }
        }
        return next
    }

    // MARK: Sources

    private func makeSource(_ branch: VerifiedBranch, _ input: TaskInput) throws(TaskError) -> any RowSource {
        switch (branch.source, input) {
        case (.range, .range(let start, let step, let count)):
            return try RangeSource(start: start, step: step, count: count, batchRows: services.batchRows)
        case (.blocks(let type), .blocks(let blocks)):
            return BlocksSource(blocks: blocks, type: type, batchRows: services.batchRows)
        case (.blocks(let type), .keptBlocks(let number, let byteCount)):
            return KeptBlocksSource(
                attempt: attempt, number: number, byteCount: byteCount, type: type, client: services.client,
                waiter: waiter, batchRows: services.batchRows)
        case (.text, .text(let split)):
            return try TextSource(split, batchRows: services.batchRows)
        case (.files, .files(let files)):
            return FilesSource(files, batchRows: services.batchRows, memory: memory)
        case (.shuffle(let id, let rowType, _), .shufflePartition(let number)):
            guard let directory = directories[id] else {
                throw plan("the map outputs of the stage's input are not known here")
            }
            return ShuffleSource(
                directory: directory, partition: number, type: rowType, store: services.store,
                ownID: services.executor, client: services.client, waiter: waiter, batchRows: services.batchRows)
        default: throw plan("the input of a task does not fit its stage")
        }
    }

    private func makeReader(_ branch: VerifiedBranch, _ context: RunContext) -> ReaderOperator {
        switch branch.source {
        case .shuffle(_, _, .aggregate(let aggregation)):
            let partial = aggregation.combinesOnMapSide
            return .aggregate(
                HashAggregator(
                    keyType: aggregation.keyType ?? .null, valueType: aggregation.valueType,
                    function: aggregation.function(branch.sourceReduce), mode: partial ? .final : .complete,
                    memory: memory, spill: spills, context: context))
        case .shuffle(_, let type, .sort(let sorting)):
            return .sort(
                Sorter(
                    type: type, keyOf: branch.sourceKey.map { ProgramRunner($0, context: context) },
                    descending: sorting.descending, memory: memory, spill: spills, context: context))
        default: return .none
        }
    }

    // MARK: Nested sources

    private func makeNested(
        _ combination: Combination, _ part: InputPart, _ branch: VerifiedBranch, _ head: any RowReceiver,
        _ context: RunContext
    ) throws(TaskError) -> any RowFeed {
        guard case .parts(let parts) = part.input else { throw plan("a nested source without parts") }
        let make: PartMaker = { (part, end) throws(TaskError) in try build(part, branch.nested, end: end) }
        switch combination {
        case .concatenate: return ConcatenatedFeed(parts, make: make, head: head)
        case .zip(let left), .product(let left):
            guard parts.count == 2, parts[0].branch < left, parts[1].branch >= left,
                branch.nested.indices.contains(parts[1].branch)
            else { throw plan("a pairing source needs a part of each side") }
            let buffer = RowBuffer(type: branch.nested[parts[1].branch].rowType, memory: memory, spills: spills)
            var link: any RowReceiver = ZipLink(buffer: buffer, next: head)
            if case .product = combination {
                link = ProductLink(buffer: buffer, next: head, batchRows: services.batchRows, context: context)
            }
            return PairFeed(parts[0], parts[1], make: make, buffer: buffer, link: link)
        }
    }
}
