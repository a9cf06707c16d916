// SPDX-License-Identifier: Apache-2.0

package import Driver
import Plan
package import Scheduling

/// What tasks did, summed up.
package struct TaskTotals: Equatable, Sendable {
    package var succeeded = 0
    package var failed = 0
    /// Cancelled, or lost with their executors.
    package var killed = 0
    package var rowsRead = 0
    package var rowsWritten = 0
    package var inputBytes = 0
    package var shuffleReadBytes = 0
    package var shuffleReadRemoteBytes = 0
    package var shuffleWriteBytes = 0
    package var shuffleWriteRows = 0
    package var spilledBytes = 0
    /// On slots, at work; of tasks that succeeded.
    package var runNanos: UInt64 = 0
    /// What that went into besides computing.
    package var readNanos: UInt64 = 0
    package var writeNanos: UInt64 = 0
    package var shuffleReadNanos: UInt64 = 0
    package var shuffleWriteNanos: UInt64 = 0
    /// Of it, on processors.
    package var cpuNanos: UInt64 = 0
    /// On slots of the same tasks, waiting for bytes, and of it for those of shuffles.
    package var waitNanos: UInt64 = 0
    package var fetchWaitNanos: UInt64 = 0
    /// Handed out and not on slots: on the way there and back, and in the queue of an executor; of the same tasks.
    package var delayNanos: UInt64 = 0
    /// From their ends until the results that executors kept were here.
    package var resultNanos: UInt64 = 0

    package var slotSeconds: Double { (Double(runNanos) + Double(waitNanos)) / 1e9 }
    package var ended: Int { succeeded + failed + killed }

    mutating func add(_ report: TaskReport) {
        succeeded += 1
        rowsRead.add(report.rowsRead)
        rowsWritten.add(report.rowsWritten)
        inputBytes.add(report.inputByteCount)
        shuffleReadBytes.add(report.shuffleReadByteCount)
        shuffleReadRemoteBytes.add(report.shuffleReadRemoteByteCount)
        shuffleWriteBytes.add(report.shuffleWriteByteCount)
        shuffleWriteRows.add(report.mapOutput?.rowCount ?? 0)
        spilledBytes.add(report.spillByteCount)
        runNanos.add(report.runNanos)
        readNanos.add(report.readNanos)
        writeNanos.add(report.writeNanos)
        shuffleReadNanos.add(report.shuffleReadNanos)
        shuffleWriteNanos.add(report.shuffleWriteNanos)
        cpuNanos.add(report.cpuNanos)
        waitNanos.add(report.waitNanos)
        fetchWaitNanos.add(report.fetchWaitNanos)
    }

    /// An attempt that was not on its slot for so long of the time between its launch and the news of its end.
    mutating func add(_ report: TaskReport, delayNanos: UInt64) {
        add(report)
        self.delayNanos.add(delayNanos)
    }

    /// A result was here so long after the end of its task.
    mutating func add(resultMillis: UInt64) { resultNanos.add(min(resultMillis, 1 << 40) * 1_000_000) }
}

extension UInt64 {
    fileprivate mutating func add(_ other: UInt64) {
        let (sum, overflow) = addingReportingOverflow(other)
        self = overflow ? .max : sum
    }
}

extension Int {
    /// What executors say is not trusted to be small.
    fileprivate mutating func add(_ other: Int) {
        let (sum, overflow) = addingReportingOverflow(other)
        self = overflow ? .max : sum
    }
}

/// Counts of durations in fixed classes, as Prometheus wants them.
package struct DurationHistogram: Sendable {
    /// Upper ends in seconds.
    package static let bounds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300, 1_800, 3_600]
    /// Of each class, and of those above.
    package private(set) var counts = Array(repeating: 0, count: bounds.count + 1)
    package private(set) var sum = 0.0

    package var count: Int { counts.reduce(0, +) }

    mutating func add(seconds: Double) {
        let place = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
        counts[place] += 1
        sum += seconds
    }
}

/// One attempt at a task that has ended.
package struct EndedTask: Sendable {
    package enum State: String, Sendable {
        case succeeded = "SUCCESS"
        case failed = "FAILED"
        case killed = "KILLED"
    }

    package var facts: TaskFacts
    package var executor: String
    package var endedMillis: UInt64
    package var state: State
    package var message = ""
    package var report: TaskReport
    /// From its end until its result was here, when its executor kept that.
    package var resultMillis: UInt64 = 0

    /// On its slot where that is known, else since it was handed out.
    package var millis: Double {
        report.runNanos > 0 ? Double(report.slotNanos) / 1e6 : Double(handedOutMillis)
    }

    /// From its launch to the news of its end.
    private var handedOutMillis: UInt64 { endedMillis - min(facts.startedMillis, endedMillis) }

    /// Of these not on its slot, where that is known: on the way there and back, and in the queue of an executor.
    package var delayNanos: UInt64 {
        let (nanos, overflow) = handedOutMillis.multipliedReportingOverflow(by: 1_000_000)
        return report.runNanos > 0 && !overflow && nanos > report.slotNanos ? nanos - report.slotNanos : 0
    }

    /// From its launch until its result was here; not less than it was on its slot.
    package var wholeMillis: UInt64 {
        max(handedOutMillis, report.slotNanos / 1_000_000) &+ min(resultMillis, 1 << 40)
    }
}
