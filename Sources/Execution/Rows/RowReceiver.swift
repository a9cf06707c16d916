// SPDX-License-Identifier: Apache-2.0

import Columnar
import Compute

/// A link of a task's chain: takes batches and hands others on. Used by one thread at a time.
protocol RowReceiver: AnyObject {
    /// `batch` has rows.
    func add(_ batch: Column) throws(TaskError)
    /// True when more rows would change nothing.
    var isFull: Bool { get }
    /// How many rows at the end of the chain are still of use; nil when all are.
    var rowsWanted: Int? { get }
    /// The partition has no more rows, or no more are wanted: hands on about a batch of what is held. Called until it
    /// says `finished`, which it does when the rest of the chain has.
    func end() throws(TaskError) -> StepOutcome
    /// The task ends, however it does: gives back what is held.
    func close()
}

extension RowReceiver {
    var rowsWanted: Int? { nil }
    func close() {}
}

/// Hands rows on: a batch at a time, or as many as are wanted.
struct RowOutlet {
    private let next: NextLink
    private var pace: RowPace

    init(to next: NextLink, batchRows: Int) {
        self.next = next
        pace = RowPace(most: batchRows)
    }

    mutating func push(_ batch: Column) throws(TaskError) {
        var offset = 0
        while offset < batch.count && !next.isFull {
            let count = min(pace.next(wanted: next.rowsWanted), batch.count - offset)
            try next.add(count == batch.count ? batch : batch.slice(offset, count))
            pace.handed(count)
            offset += count
        }
    }
}

/// Runs rows through a program.
final class ProgramLink: RowReceiver {
    private let runner: ProgramRunner
    private let next: NextLink

    init(_ runner: ProgramRunner, next: NextLink) {
        self.runner = runner
        self.next = next
    }

    var isFull: Bool { next.isFull }
    var rowsWanted: Int? { next.rowsWanted }

    func add(_ batch: Column) throws(TaskError) {
        var failure: TaskError?
        do throws(ComputeError) {
            try runner.run(batch) { [self] (result) in
                do throws(TaskError) { try next.add(result) } catch { failure = error }
                return failure == nil && !next.isFull
            }
        } catch {
            throw .compute(error)
        }
        if let failure { throw failure }
    }

    func end() throws(TaskError) -> StepOutcome { try next.end() }

    func close() { next.close() }
}

/// The end of a chain: the task's sink.
final class SinkLink: RowReceiver {
    private let sink: any RowSink

    init(_ sink: any RowSink) { self.sink = sink }

    var isFull: Bool { sink.isFull }
    var rowsWanted: Int? { sink.rowsWanted }
    func add(_ batch: Column) throws(TaskError) { try sink.add(batch) }
    func end() -> StepOutcome { .finished }
}

/// The end of the chain of one part of a nested source: rows go on, the end does not.
final class PartLink: RowReceiver {
    private let next: NextLink

    init(next: NextLink) { self.next = next }

    var isFull: Bool { next.isFull }
    var rowsWanted: Int? { next.rowsWanted }
    func add(_ batch: Column) throws(TaskError) { try next.add(batch) }
    func end() -> StepOutcome { .finished }
}
