// SPDX-License-Identifier: Apache-2.0

import Columnar
import Compute
import Plan

// The links of a task's chain around kernels that take all rows of a partition before they give one. A new operator is
// a kernel (Compute), a link here, and a case of `Operator` (Plan) with its codec and its check.

/// Rows (key, value) become one row a key.
final class AggregateLink: RowReceiver {
    private let next: NextLink
    private let checksKeys: Bool
    private var outlet: RowOutlet
    /// nil when it has given its groups.
    private var aggregator: HashAggregator?

    /// `checksKeys`: a key that has no hash is an error of the user's.
    init(_ aggregator: HashAggregator, checksKeys: Bool, batchRows: Int, next: NextLink) {
        self.aggregator = aggregator
        self.checksKeys = checksKeys
        self.next = next
        outlet = RowOutlet(to: next, batchRows: batchRows)
    }

    var isFull: Bool { next.isFull }

    func add(_ batch: Column) throws(TaskError) {
        if checksKeys { try checkHashable(ofPairs: batch) }
        do throws(ComputeError) {
            try aggregator?.add(keys: batch.children[0], values: batch.children[1])
        } catch {
            throw .compute(error)
        }
    }

    func end() throws(TaskError) -> StepOutcome {
        guard let aggregator, !next.isFull else { return try endNext() }
        var failure: TaskError?
        do throws(ComputeError) {
            try aggregator.finish { (batch, _) throws(ComputeError) in
                if next.isFull { return }
                do throws(TaskError) { try outlet.push(batch) } catch { failure = error }
                if failure != nil { throw ComputeError(.cancelled, "") }
            }
        } catch {
            throw failure ?? .compute(error)
        }
        return try endNext()
    }

    private func endNext() throws(TaskError) -> StepOutcome {
        aggregator = nil
        return try next.end()
    }

    func close() {
        aggregator = nil
        next.close()
    }
}

/// Rows (key, value) become rows of partial results by key.
final class PartialAggregateLink: RowReceiver {
    private let next: NextLink
    private var outlet: RowOutlet
    /// nil when it has given its groups.
    private var aggregator: PartialAggregator?

    init(_ aggregator: PartialAggregator, batchRows: Int, next: NextLink) {
        self.aggregator = aggregator
        self.next = next
        outlet = RowOutlet(to: next, batchRows: batchRows)
    }

    var isFull: Bool { next.isFull }

    func add(_ batch: Column) throws(TaskError) {
        try checkHashable(ofPairs: batch)
        try run { (aggregator, give) throws(ComputeError) in
            try aggregator.add(keys: batch.children[0], values: batch.children[1], emit: give)
        }
    }

    private func run(
        _ body: (PartialAggregator, (Column) throws(ComputeError) -> Void) throws(ComputeError) -> Void
    ) throws(TaskError) {
        guard let aggregator else { return }
        var failure: TaskError?
        do throws(ComputeError) {
            try body(aggregator) { (rows) throws(ComputeError) in
                if next.isFull { return }
                do throws(TaskError) { try outlet.push(rows) } catch { failure = error }
                if failure != nil { throw ComputeError(.cancelled, "") }
            }
        } catch {
            throw failure ?? .compute(error)
        }
    }

    func end() throws(TaskError) -> StepOutcome {
        if !next.isFull { try run { (aggregator, give) throws(ComputeError) in try aggregator.finish(emit: give) } }
        aggregator = nil
        return try next.end()
    }

    func close() {
        aggregator = nil
        next.close()
    }
}

/// The rows of a partition become one.
final class WholeAggregateLink: RowReceiver {
    private let next: NextLink
    /// nil when it has given its row.
    private var aggregator: Aggregator?

    init(_ aggregator: Aggregator, next: NextLink) {
        self.aggregator = aggregator
        self.next = next
    }

    var isFull: Bool { next.isFull }

    func add(_ batch: Column) throws(TaskError) {
        do throws(ComputeError) { try aggregator?.add(batch) } catch { throw .compute(error) }
    }

    func end() throws(TaskError) -> StepOutcome {
        if let aggregator, !next.isFull {
            let row: Column
            do throws(ComputeError) { row = try aggregator.finish() } catch { throw .compute(error) }
            if row.count > 0 { try next.add(row) }
        }
        aggregator = nil
        return try next.end()
    }

    func close() {
        aggregator = nil
        next.close()
    }
}

/// The rows of a partition in order, or the first of them.
final class SortLink: RowReceiver {
    private let next: NextLink
    private var outlet: RowOutlet
    /// nil when all rows have gone by.
    private var sorter: (any RowOrderer)?

    init(_ sorter: any RowOrderer, batchRows: Int, next: NextLink) {
        self.sorter = sorter
        self.next = next
        outlet = RowOutlet(to: next, batchRows: batchRows)
    }

    var isFull: Bool { next.isFull }

    func add(_ batch: Column) throws(TaskError) {
        do throws(ComputeError) { try sorter?.add(batch) } catch { throw .compute(error) }
    }

    func end() throws(TaskError) -> StepOutcome {
        let batch: Column?
        do throws(ComputeError) { batch = next.isFull ? nil : try sorter?.next() } catch { throw .compute(error) }
        guard let batch else {
            sorter = nil
            return try next.end()
        }
        try outlet.push(batch)
        return .again
    }

    func close() {
        sorter = nil
        next.close()
    }
}

/// Some rows of a partition as they come, and none behind them.
final class LimitLink: RowReceiver {
    private let next: NextLink
    private var left: (skipped: Int, rows: Int)

    init(skipping skipped: Int, rows: Int, next: NextLink) {
        left = (skipped, rows)
        self.next = next
    }

    var isFull: Bool { left.rows == 0 || next.isFull }

    var rowsWanted: Int? {
        let (sum, overflow) = left.skipped.addingReportingOverflow(min(left.rows, next.rowsWanted ?? .max))
        return overflow ? nil : sum
    }

    func add(_ batch: Column) throws(TaskError) {
        let skipped = min(left.skipped, batch.count)
        left.skipped -= skipped
        let count = min(batch.count - skipped, left.rows)
        left.rows -= count
        if count > 0 { try next.add(batch.slice(skipped, count)) }
    }

    func end() throws(TaskError) -> StepOutcome { try next.end() }

    func close() { next.close() }
}

/// Sorted rows, and what functions make of them and of their neighbours.
final class WindowLink: RowReceiver {
    private let next: NextLink
    /// nil when all rows have gone by.
    private var windower: Windower?

    init(_ windower: Windower, next: NextLink) {
        self.windower = windower
        self.next = next
    }

    var isFull: Bool { next.isFull }

    func add(_ batch: Column) throws(TaskError) {
        try run { (windower, give) throws(ComputeError) in try windower.add(batch, give) }
    }

    private func run(
        _ body: (Windower, (Column) throws(ComputeError) -> Void) throws(ComputeError) -> Void
    ) throws(TaskError) {
        guard let windower else { return }
        var failure: TaskError?
        do throws(ComputeError) {
            try body(windower) { (rows) throws(ComputeError) in
                if next.isFull { return }
                do throws(TaskError) { try next.add(rows) } catch { failure = error }
                if failure != nil { throw ComputeError(.cancelled, "") }
            }
        } catch {
            throw failure ?? .compute(error)
        }
    }

    func end() throws(TaskError) -> StepOutcome {
        if !next.isFull { try run { (windower, give) throws(ComputeError) in try windower.finish(give) } }
        windower = nil
        return try next.end()
    }

    func close() {
        windower = nil
        next.close()
    }
}

/// Rows (key, value) that come, joined with those of a part that is read when they have all come.
final class JoinLink: RowReceiver {
    private let makeSide: (any RowReceiver) throws(TaskError) -> PartFeed
    private let metrics: SideMetrics
    private let next: NextLink
    /// nil when the joined rows have gone by.
    private var joiner: Joiner?
    private var side: PartFeed?
    private var isRead = false
    private var hasBegun = false

    /// `makeSide` makes the feed of the other side, which brings its rows to a receiver.
    init(
        _ joiner: Joiner, metrics: SideMetrics,
        makeSide: @escaping (any RowReceiver) throws(TaskError) -> PartFeed, next: NextLink
    ) {
        self.joiner = joiner
        self.metrics = metrics
        self.makeSide = makeSide
        self.next = next
    }

    var isFull: Bool { next.isFull }

    func add(_ batch: Column) throws(TaskError) {
        do throws(ComputeError) { try joiner?.add(batch, to: .left) } catch { throw .compute(error) }
    }

    func end() throws(TaskError) -> StepOutcome {
        guard let joiner, !next.isFull else {
            closeSide()
            self.joiner = nil
            return try next.end()
        }
        if !isRead { return try readSide(joiner) }
        // The first rows come when both sides are sorted.
        let batch = hasBegun ? try rows(joiner) : try next.measuring { () throws(TaskError) in try rows(joiner) }
        hasBegun = true
        if let batch { try next.add(batch) } else { self.joiner = nil }
        return .again
    }

    private func rows(_ joiner: Joiner) throws(TaskError) -> Column? {
        do throws(ComputeError) { return try joiner.next() } catch { throw .compute(error) }
    }

    private func readSide(_ joiner: Joiner) throws(TaskError) -> StepOutcome {
        if side == nil {
            let made = try makeSide(JoinSideLink(joiner))
            side = made
            metrics.begin(made.feed)
        }
        let outcome = try side!.feed.step()
        guard case .finished = outcome else { return outcome }
        closeSide()
        isRead = true
        return .again
    }

    private func closeSide() {
        guard let side else { return }
        metrics.end(side.feed)
        side.close()
        self.side = nil
    }

    func close() {
        closeSide()
        joiner = nil
        next.close()
    }
}

/// The end of the chain of the other side of a join.
private final class JoinSideLink: RowReceiver {
    private let joiner: Joiner

    init(_ joiner: Joiner) { self.joiner = joiner }

    var isFull: Bool { false }

    func add(_ batch: Column) throws(TaskError) {
        do throws(ComputeError) { try joiner.add(batch, to: .right) } catch { throw .compute(error) }
    }

    func end() -> StepOutcome { .finished }
}

/// What the joins of a task read from the side.
final class SideMetrics {
    private var done = FeedMetrics()
    private var current: [any RowFeed] = []

    func begin(_ feed: any RowFeed) { current.append(feed) }

    func end(_ feed: any RowFeed) {
        done.add(feed.metrics)
        current.removeAll { $0 === feed }
    }

    func add(to metrics: inout FeedMetrics) {
        metrics.add(done)
        for feed in current { metrics.add(feed.metrics) }
    }
}
