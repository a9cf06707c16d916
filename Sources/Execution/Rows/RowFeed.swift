// SPDX-License-Identifier: Apache-2.0

import Columnar
import Compute
import Plan
import Storage

/// Brings the rows of a branch to the head of a chain. Used by one thread at a time.
protocol RowFeed: AnyObject {
    /// Brings about a batch. `finished`: the head has come to its end.
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
        rowsRead.add(saturating: other.rowsRead)
        bytesRead.add(saturating: other.bytesRead)
        shuffleBytesLocal += other.shuffleBytesLocal
        shuffleBytesRemote += other.shuffleBytesRemote
    }
}

/// Rows of a source.
final class SourceFeed: RowFeed {
    private let source: any RowSource
    private let head: NextLink
    private var outlet: RowOutlet
    private var rowsRead = 0
    private var isRead = false

    init(source: any RowSource, head: NextLink, batchRows: Int) {
        self.source = source
        self.head = head
        outlet = RowOutlet(to: head, batchRows: batchRows)
    }

    var metrics: FeedMetrics {
        let source = source.metrics
        return FeedMetrics(
            rowsRead: rowsRead, bytesRead: source.bytesRead, shuffleBytesLocal: source.shuffleBytesLocal,
            shuffleBytesRemote: source.shuffleBytesRemote)
    }

    func step() throws(TaskError) -> StepOutcome {
        try head.turn { () throws(TaskError) in try bring() }
    }

    private func bring() throws(TaskError) -> StepOutcome {
        if isRead || head.isFull { return try end() }
        switch try source.next() {
        case .waiting: return .waiting
        case .end: return try end()
        case .batch(let batch):
            rowsRead += batch.count
            if batch.count > 0 { try outlet.push(batch) }
            return head.isFull ? try end() : .again
        }
    }

    private func end() throws(TaskError) -> StepOutcome {
        isRead = true
        return try head.end()
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
    private let head: NextLink
    private var index = 0
    private var current: PartFeed?
    private var done = FeedMetrics()

    init(_ parts: [InputPart], make: @escaping PartMaker, head: NextLink) {
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
                index = parts.count
                return try head.end()
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
