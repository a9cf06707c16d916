// SPDX-License-Identifier: Apache-2.0

import Columnar
import Compute

/// A link of a task's chain: takes batches and hands others on. Used by one thread at a time.
protocol RowReceiver: AnyObject {
    /// `batch` has rows.
    func add(_ batch: Column) throws(TaskError)
    /// True when more rows would change nothing.
    var isFull: Bool { get }
    /// The partition has no more rows, or no more are wanted. Called once.
    func end() throws(TaskError)
    /// The task ends, however it does: gives back what is held.
    func close()
}

extension RowReceiver {
    func close() {}
}

/// Runs rows through a program.
final class ProgramLink: RowReceiver {
    private let runner: ProgramRunner
    private let next: any RowReceiver

    init(_ runner: ProgramRunner, next: any RowReceiver) {
        self.runner = runner
        self.next = next
    }

    var isFull: Bool { next.isFull }

    func add(_ batch: Column) throws(TaskError) {
        let result: Column
        do throws(ComputeError) { result = try runner.run(batch) } catch { throw .compute(error) }
        if result.count > 0 { try next.add(result) }
    }

    func end() throws(TaskError) { try next.end() }

    func close() { next.close() }
}

/// The end of a chain: the task's sink.
final class SinkLink: RowReceiver {
    private let sink: any RowSink

    init(_ sink: any RowSink) { self.sink = sink }

    var isFull: Bool { sink.isFull }
    func add(_ batch: Column) throws(TaskError) { try sink.add(batch) }
    func end() {}
}

/// The end of the chain of one part of a nested source: rows go on, the end does not.
final class PartLink: RowReceiver {
    private let next: any RowReceiver

    init(next: any RowReceiver) { self.next = next }

    var isFull: Bool { next.isFull }
    func add(_ batch: Column) throws(TaskError) { try next.add(batch) }
    func end() {}
}
