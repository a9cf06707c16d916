// SPDX-License-Identifier: Apache-2.0

import Columnar
import Compute
import Plan
import Storage

/// Brings the rows of a branch to the head of a chain. Used by one thread at a time.
protocol RowFeed: AnyObject {
    /// Brings about a batch. `finished`: the head has been told the end.
    func step() throws(TaskError) -> StepOutcome
    var metrics: FeedMetrics { get }
    /// The task ends, however it does.
    func close()
}

/// What a feed has read.
struct FeedMetrics {
    var rowsRead = 0
    var bytesRead = 0
    var shuffleBytesLocal = 0
    var shuffleBytesRemote = 0

    mutating func add(_ other: FeedMetrics) {
        rowsRead += other.rowsRead
        bytesRead += other.bytesRead
        shuffleBytesLocal += other.shuffleBytesLocal
        shuffleBytesRemote += other.shuffleBytesRemote
    }
}

/// Rows of a shuffle partition become other rows: aggregated or sorted.
enum ReaderOperator {
    case none
    case aggregate(HashAggregator)
    case sort(Sorter)
}

/// Rows of a source, through the reader's operator.
final class SourceFeed: RowFeed {
    private let source: any RowSource
    private let reader: ReaderOperator
    private let head: any RowReceiver
    private let batchRows: Int
    private var rowsRead = 0

    init(source: any RowSource, reader: ReaderOperator, head: any RowReceiver, batchRows: Int) {
        self.source = source
        self.reader = reader
        self.head = head
        self.batchRows = batchRows
    }

    var metrics: FeedMetrics {
        let source = source.metrics
        return FeedMetrics(
            rowsRead: rowsRead, bytesRead: source.bytesRead, shuffleBytesLocal: source.shuffleBytesLocal,
            shuffleBytesRemote: source.shuffleBytesRemote)
    }

    func step() throws(TaskError) -> StepOutcome {
        if head.isFull { return try end() }
        switch try source.next() {
        case .waiting: return .waiting
        case .end:
            try finishReader()
            return try end()
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
            if batch.count > 0 { try head.add(batch) }
            return head.isFull ? try end() : .again
        }
    }

    private func end() throws(TaskError) -> StepOutcome {
        try head.end()
        return .finished
    }

    /// What the reader's operator holds goes on.
    private func finishReader() throws(TaskError) {
        var failure: TaskError?
        func emit(_ batch: Column) {
            if failure != nil || head.isFull { return }
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
    }

    private func pushInBatches(_ batch: Column) throws(TaskError) {
        var offset = 0
        while offset < batch.count && !head.isFull {
            let count = min(batchRows, batch.count - offset)
            try head.add(batch.slice(offset, count))
            offset += count
        }
    }

    func close() { source.close() }
}

/// Makes the feed of one part of a nested source, which brings its rows to a receiver.
typealias PartMaker = (_ part: InputPart, _ end: any RowReceiver) throws(TaskError) -> PartFeed

/// A feed and the chain that it brings rows to.
struct PartFeed {
    let feed: any RowFeed
    let head: any RowReceiver

    func close() {
        head.close()
        feed.close()
    }
}

/// The rows of several parts, one part after another.
final class ConcatenatedFeed: RowFeed {
    private let parts: [InputPart]
    private let make: PartMaker
    private let head: any RowReceiver
    private var index = 0
    private var current: PartFeed?
    private var done = FeedMetrics()

    init(_ parts: [InputPart], make: @escaping PartMaker, head: any RowReceiver) {
        self.parts = parts
        self.make = make
        self.head = head
    }

    var metrics: FeedMetrics {
        var sum = done
        if let current { sum.add(current.feed.metrics) }
        return sum
    }

    func step() throws(TaskError) -> StepOutcome {
        if current == nil {
            if index == parts.count || head.isFull {
                try head.end()
                return .finished
            }
            current = try make(parts[index], PartLink(next: head))
            index += 1
        }
        let outcome = try current!.feed.step()
        guard case .finished = outcome else { return outcome }
        done.add(current!.feed.metrics)
        current!.close()
        current = nil
        return .again
    }

    func close() {
        current?.close()
        current = nil
    }
}
