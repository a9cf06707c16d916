// SPDX-License-Identifier: Apache-2.0

import Columnar
import Compute
import Storage

/// Rows of a shuffle partition become other rows: aggregated or sorted.
enum ReaderOperator {
    case none
    case aggregate(HashAggregator)
    case sort(Sorter)
}

/// The chain of one task: source → reader operator → programs → sink. Used by one thread at a time.
final class Pipeline {
    let memory: TaskMemory
    private let source: any RowSource
    private let reader: ReaderOperator
    private let programs: [ProgramRunner]
    private let sink: any RowSink
    private let spills: TaskSpills
    private let batchRows: Int
    private(set) var rowsRead = 0

    init(
        source: any RowSource, reader: ReaderOperator, programs: [ProgramRunner], sink: any RowSink,
        memory: TaskMemory, spills: TaskSpills, batchRows: Int
    ) {
        self.source = source
        self.reader = reader
        self.programs = programs
        self.sink = sink
        self.memory = memory
        self.spills = spills
        self.batchRows = batchRows
    }

    /// Takes one batch from the source as far as it goes.
    func step() throws(TaskError) -> StepOutcome {
        switch try source.next() {
        case .batch(let batch):
            rowsRead += batch.count
            do throws(ComputeError) {
                switch reader {
                case .none: break
                case .aggregate(let aggregator):
                    try aggregator.add(keys: batch.children[0], values: batch.children[1])
                    return .again
                case .sort(let sorter):
                    try sorter.add(batch)
                    return .again
                }
            } catch {
                throw .compute(error)
            }
            try push(batch)
            return sink.isFull ? .finished : .again
        case .waiting: return .waiting
        case .end: return .finished
        }
    }

    /// The source has ended: what the reader operator holds goes on, then the sink closes.
    func finish() throws(TaskError) -> SinkResult {
        var failure: TaskError?
        func emit(_ batch: Column) {
            if failure != nil || sink.isFull { return }
            do throws(TaskError) { try pushInBatches(batch) } catch { failure = error }
        }
        do throws(ComputeError) {
            switch reader {
            case .none: break
            case .aggregate(let aggregator):
                try aggregator.finish { (batch, _) throws(ComputeError) in
                    emit(batch)
                    if failure != nil { throw ComputeError(.cancelled, "") }
                }
            case .sort(let sorter):
                try sorter.finish { (batch) throws(ComputeError) in
                    emit(batch)
                    if failure != nil { throw ComputeError(.cancelled, "") }
                }
            }
        } catch {
            throw failure ?? .compute(error)
        }
        return try sink.finish()
    }

    private func pushInBatches(_ batch: Column) throws(TaskError) {
        var offset = 0
        while offset < batch.count && !sink.isFull {
            let count = min(batchRows, batch.count - offset)
            try push(batch.slice(offset, count))
            offset += count
        }
    }

    private func push(_ batch: Column) throws(TaskError) {
        var batch = batch
        do throws(ComputeError) {
            for program in programs {
                if batch.count == 0 { return }
                batch = try program.run(batch)
            }
        } catch {
            throw .compute(error)
        }
        if batch.count > 0 { try sink.add(batch) }
    }

    var metrics: TaskMetrics {
        var metrics = TaskMetrics()
        metrics.rowsRead = rowsRead
        metrics.bytesRead = source.metrics.bytesRead
        metrics.shuffleBytesLocal = source.metrics.shuffleBytesLocal
        metrics.shuffleBytesRemote = source.metrics.shuffleBytesRemote
        metrics.spilledBytes = spills.spilledBytes
        metrics.memoryBytesPeak = memory.peak
        return metrics
    }

    func abandon() { sink.abandon() }

    func close() { source.close() }
}
