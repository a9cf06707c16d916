// SPDX-License-Identifier: Apache-2.0

import Columnar
import Compute

/// Rows (key, value) that go by, joined with those of a part that is read before them.
final class HashJoinLink: RowReceiver {
    private let makeSide: (any RowReceiver) throws(TaskError) -> PartFeed
    private let metrics: SideMetrics
    private let next: NextLink
    /// Told when the other side is there.
    private let begins: (HashJoiner) -> Void
    /// nil when the joined rows have gone by.
    private var joiner: HashJoiner?
    private var side: PartFeed?

    /// `makeSide` makes the feed of the other side, which brings its rows to a receiver.
    init(
        _ joiner: HashJoiner, metrics: SideMetrics,
        makeSide: @escaping (any RowReceiver) throws(TaskError) -> PartFeed,
        begins: @escaping (HashJoiner) -> Void, next: NextLink
    ) {
        self.joiner = joiner
        self.begins = begins
        self.metrics = metrics
        self.makeSide = makeSide
        self.next = next
    }

    /// Reads a batch of the other side; `finished` with its end, and then rows may come.
    func readSide() throws(TaskError) -> StepOutcome {
        guard let joiner, !next.isFull else {
            closeSide()
            return .finished
        }
        if side == nil {
            let made = try makeSide(HashJoinSideLink(joiner))
            side = made
            metrics.begin(made.feed)
        }
        let outcome = try side!.feed.step()
        guard case .finished = outcome else { return outcome }
        closeSide()
        try next.measuring { () throws(TaskError) in
            joiner.beginLeft()
            begins(joiner)
        }
        return outcome
    }

    private func closeSide() {
        guard let side else { return }
        metrics.end(side.feed)
        side.close()
        self.side = nil
    }

    var isFull: Bool { next.isFull || joiner?.wantsNoLeft ?? false }

    func add(_ batch: Column) throws(TaskError) {
        guard let joiner else { return }
        var failure: TaskError?
        do throws(ComputeError) {
            try joiner.add(batch) { (rows) throws(ComputeError) in
                if next.isFull { return }
                do throws(TaskError) { try next.add(rows) } catch { failure = error }
                if failure != nil { throw ComputeError(.cancelled, "") }
            }
        } catch {
            throw failure ?? .compute(error)
        }
    }

    func end() throws(TaskError) -> StepOutcome {
        guard let joiner, !next.isFull else {
            self.joiner = nil
            return try next.end()
        }
        let batch: Column?
        do throws(ComputeError) { batch = try joiner.next() } catch { throw .compute(error) }
        if let batch { try next.add(batch) } else { self.joiner = nil }
        return .again
    }

    func close() {
        closeSide()
        joiner = nil
        next.close()
    }
}

/// The end of the chain of the right side of a hash join.
private final class HashJoinSideLink: RowReceiver {
    private let joiner: HashJoiner

    init(_ joiner: HashJoiner) { self.joiner = joiner }

    var isFull: Bool { false }

    func add(_ batch: Column) throws(TaskError) {
        do throws(ComputeError) { try joiner.addRight(batch) } catch { throw .compute(error) }
    }

    func end() -> StepOutcome { .finished }
}

/// Reads what joins of a chain need before its rows, then brings these.
final class SidesFirstFeed: RowFeed {
    private var links: [HashJoinLink]
    private let feed: any RowFeed

    init(_ links: [HashJoinLink], _ feed: any RowFeed) {
        self.links = links
        self.feed = feed
    }

    var metrics: FeedMetrics { feed.metrics }

    func step() throws(TaskError) -> StepOutcome {
        guard let link = links.last else { return try feed.step() }
        let outcome = try link.readSide()
        guard case .finished = outcome else { return outcome }
        links.removeLast()
        return .again
    }

    func close() { feed.close() }
}
