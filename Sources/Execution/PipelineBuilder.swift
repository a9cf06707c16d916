// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Plan
import Storage

/// Builds the chain of one task from its verified stage.
struct PipelineBuilder {
    let order: TaskOrder
    let stage: VerifiedStage
    let directories: [ShuffleID: MapOutputDirectory]
    let services: TaskServices
    let context: RunContext
    let waiter: TaskWaiter

    func build() throws(TaskError) -> Pipeline {
        let memory = TaskMemory(pool: services.pool, slots: services.slots)
        let spills = TaskSpills(disk: services.disk)
        // The sink first: it fails early on what cannot be written, before anything is fetched.
        let sink = try makeSink(memory, spills)
        let feeds = FeedBuilder(
            attempt: order.attempt, services: services, directories: directories, waiter: waiter, memory: memory,
            spills: spills, context: context)
        let chain = try feeds.build(order.part, stage.branches, end: SinkLink(sink))
        return Pipeline(chain: chain, sink: sink, memory: memory, spills: spills)
    }

    private func plan(_ message: String) -> TaskError { .failed(kind: "plan", message: message, retryable: false) }

    // MARK: Sink

    private func makeSink(_ memory: TaskMemory, _ spills: TaskSpills) throws(TaskError) -> any RowSink {
        let key = stage.sinkKey.map { ProgramRunner($0, context: context) }
        switch stage.stage.sink {
        case .collect(let type): return CollectSink(type: type, memory: memory)
        case .take(let type, let rows): return CollectSink(type: type, rowsMax: rows, memory: memory)
        case .count: return CountSink()
        case .discard: return DiscardSink()
        case .aggregate(let aggregation):
            return AggregateSink(
                Aggregator(
                    valueType: aggregation.valueType, function: aggregation.function(stage.sinkReduce),
                    memory: memory, context: context))
        case .text(let directory, let job, let gzip):
            return try TextSink(
                directory: directory, job: job, partition: order.partition, attempt: order.attempt, gzip: gzip)
        case .sample(_, let keyType, let rows): return SampleSink(keyProgram: key, keyType: keyType, rowsMax: rows)
        case .shuffle(let shuffle, let partitions, let rowType, let partitioning, let combine):
            let output = MapOutputKey(
                shuffle: shuffle.rawValue, mapPartition: order.partition, attempt: order.attempt.rawValue)
            let writer = MapOutputWriter(
                output, partitions: partitions, type: rowType, store: services.store, memory: memory.reservation)
            if let combine {
                let aggregator = HashAggregator(
                    keyType: combine.keyType ?? .null, valueType: combine.valueType,
                    function: combine.function(stage.sinkReduce), mode: .partial, memory: memory, spill: spills,
                    context: context)
                return CombiningShuffleSink(
                    key: output, writer: writer, aggregator: aggregator, partitions: partitions)
            }
            return ShuffleSink(key: output, writer: writer, router: try makeRouter(partitioning, partitions, key))
        }
    }

    private func makeRouter(
        _ partitioning: Partitioning, _ partitions: Int, _ key: ProgramRunner?
    ) throws(TaskError) -> RowRouter {
        switch partitioning {
        case .hashOfKey: return .byHash(partitions: partitions)
        case .roundRobin: return .roundRobin(partitions: partitions, mapPartition: order.partition)
        case .explicit: return .explicit(partitions: partitions)
        case .range(let sorting, let encoded):
            let type = stage.sinkKey?.program.resultType ?? stage.rowType
            let bounds = try decodeBlock(encoded, type, "the block of range bounds")
            guard bounds.count + 1 <= partitions else {
                throw plan("\(bounds.count) range bounds for \(partitions) partitions")
            }
            return .byRange(key: key, bounds: bounds, descending: sorting.descending)
        }
    }
}

extension Aggregation {
    /// The kernel's function; `reduce` is the verified form of a reduce program.
    func function(_ reduce: VerifiedProgram?) -> AggregateFunction {
        switch kind {
        case .sum: .sum
        case .minimum: .minimum
        case .maximum: .maximum
        case .and: .and
        case .or: .or
        case .count: .count
        case .first: .first
        case .collectList: .collectList
        case .reduce: .reduce(reduce!)
        }
    }
}
