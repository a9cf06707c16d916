// SPDX-License-Identifier: Apache-2.0

import Columnar
import Compute
import Storage

/// The chain of one task: feed → operators → sink. Used by one thread at a time.
final class Pipeline {
    let memory: TaskMemory
    let partitions: TaskPartitions
    let meter: ChainMeter
    private let chain: PartFeed
    private let sink: any RowSink
    private let spills: TaskSpills
    private let sides: SideMetrics

    /// `chain` ends in `sink`; `sides` is what its joins read besides.
    init(
        chain: PartFeed, sides: SideMetrics, sink: any RowSink, memory: TaskMemory, spills: TaskSpills,
        partitions: TaskPartitions, meter: ChainMeter
    ) {
        self.meter = meter
        self.partitions = partitions
        self.chain = chain
        self.sides = sides
        self.sink = sink
        self.memory = memory
        self.spills = spills
    }

    /// Takes one batch from the source as far as it goes.
    func step() throws(TaskError) -> StepOutcome { try chain.feed.step() }

    /// The last step was the last one: the sink closes.
    func finish() throws(TaskError) -> SinkResult {
        try meter.measuring(meter.step(0)) { () throws(TaskError) in try sink.finish() }
    }

    var rowsRead: Int { fed.rowsRead }

    private var fed: FeedMetrics {
        var fed = chain.feed.metrics
        sides.add(to: &fed)
        return fed
    }

    var metrics: TaskMetrics {
        let fed = fed
        var metrics = TaskMetrics()
        metrics.rowsRead = fed.rowsRead
        metrics.bytesRead = fed.bytesRead
        metrics.shuffleBytesLocal = fed.shuffleBytesLocal
        metrics.shuffleBytesRemote = fed.shuffleBytesRemote
        metrics.spilledBytes = spills.spilledBytes
        metrics.memoryBytesPeak = memory.peak
        return metrics
    }

    func abandon() { sink.abandon() }

    /// Ends what runs and gives back what is on its way.
    func close() { chain.close() }
}
