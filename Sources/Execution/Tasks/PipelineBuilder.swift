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
        var context = context
        context.memory = memory
        let spills = TaskSpills(disk: services.disk)
        // The sink first: it fails early on what cannot be written, before anything is fetched.
        let sink = try makeSink(memory, spills, context)
        let sides = SideMetrics()
        let partitions = TaskPartitions(services.partitions)
        let meter = ChainMeter(clock: services.clock, threadClock: services.threadClock)
        let feeds = FeedBuilder(
            attempt: order.attempt, services: services, directories: directories, waiter: waiter, memory: memory,
            spills: spills, partitions: partitions, context: context, sideMetrics: sides, meter: meter)
        let chain = try feeds.build(order.part, stage.branches, end: SinkLink(sink), of: 0)
        return Pipeline(
            chain: chain, sides: sides, sink: sink, memory: memory, spills: spills, partitions: partitions,
            meter: meter)
    }

    private func plan(_ message: String) -> TaskError { .failed(kind: "plan", message: message, retryable: false) }

    // MARK: Sink

    private func makeSink(
        _ memory: TaskMemory, _ spills: TaskSpills, _ context: RunContext
    ) throws(TaskError) -> any RowSink {
        switch stage.stage.sink {
        case .collect(let type):
            return CollectSink(type: type, memory: memory, compression: services.resultCompression)
        case .take(let type, let rows):
            return CollectSink(
                type: type, rowsMax: rows, memory: memory, compression: services.resultCompression)
        case .count: return CountSink()
        case .discard: return DiscardSink()
        case .aggregate:
            guard let aggregation = stage.sinkAggregation else { throw plan("an aggregation that was not checked") }
            return AggregateSink(aggregation.makeAggregator(memory, context))
        case .files(let target):
            return try FilesSink(
                target, services, partition: order.partition, attempt: order.attempt,
                isCancelled: context.isCancelled)
        case .sample(_, _, let rows): return SampleSink(keys: try sinkKeys(context), rowsMax: rows)
        case .shuffle(let shuffle, let partitions, let rowType, let partitioning):
            let output = MapOutputKey(
                shuffle: shuffle.rawValue, mapPartition: order.partition, attempt: order.attempt.rawValue)
            let writer = MapOutputWriter(
                output, partitions: partitions, type: rowType, store: services.store, memory: memory.reservation)
            return ShuffleSink(key: output, writer: writer, router: try makeRouter(partitioning, partitions, context))
        }
    }

    private func makeRouter(
        _ partitioning: Partitioning, _ partitions: Int, _ context: RunContext
    ) throws(TaskError) -> RowRouter {
        switch partitioning {
        case .hashOfKey: return .byHash(partitions: partitions)
        case .roundRobin: return .roundRobin(partitions: partitions, mapPartition: order.partition)
        case .explicit: return .explicit(partitions: partitions)
        case .range(_, let encoded):
            let keys = try sinkKeys(context)
            let bounds = try decodeBlock(encoded, keys.type, "the block of range bounds")
            guard bounds.count + 1 <= partitions else {
                throw plan("\(bounds.count) range bounds for \(partitions) partitions")
            }
            return .byRange(keys, bounds: bounds)
        }
    }

    private func sinkKeys(_ context: RunContext) throws(TaskError) -> SortKeys {
        guard let order = stage.sinkOrder else { throw plan("a sort key that was not checked") }
        return order.makeKeys(context)
    }
}
