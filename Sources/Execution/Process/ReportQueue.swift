// SPDX-License-Identifier: Apache-2.0

import Messages
import Plan
import SwiftProtobuf

/// What an executor has to report, as messages within the bounds of `MessageLimits`. Progress comes first, and then
/// what tasks have printed: both are of tasks that have not ended. Partitions that tasks have stored come before the
/// ends of these.
struct ReportQueue {
    private var progress: [Martlet_TaskProgress] = []
    private var copies: [Martlet_MapOutputCopied] = []
    private var ends: [Martlet_TaskEnded] = []
    private var outputs: [Martlet_TaskOutput] = []
    private var stored: [Martlet_StoredPartition] = []
    private var isDraining = false

    mutating func drain() { isDraining = true }
    mutating func add(_ end: Martlet_TaskEnded) { ends.append(end) }
    mutating func add(_ copied: Martlet_MapOutputCopied) { copies.append(copied) }
    mutating func add(_ output: Martlet_TaskOutput) { outputs.append(output) }
    mutating func add(_ partition: Martlet_StoredPartition) { stored.append(partition) }
    /// Replaces progress that has not left.
    mutating func set(_ progress: [Martlet_TaskProgress]) { self.progress = progress }

    /// All that is queued, in messages that are sent in this order.
    mutating func takeMessages() -> [[UInt8]] {
        defer { self = ReportQueue() }
        var messages: [[UInt8]] = []
        var report = Martlet_ExecutorReport()
        report.draining = isDraining
        report.progress = Array(progress.prefix(MessageLimits.reportProgressMax))
        var bytes = 0
        var accumulators = 0
        var lines = 0
        func send() {
            messages.append(report.encoded())
            report = Martlet_ExecutorReport()
            (bytes, accumulators, lines) = (0, 0, 0)
        }
        for output in outputs {
            let size = output.byteCount
            if report.output.count == MessageLimits.reportOutputsMax || bytes + size > MessageLimits.reportBytesMax
                || lines + output.lines.count > MessageLimits.reportLinesMax
            {
                send()
            }
            report.output.append(output)
            bytes += size
            lines += output.lines.count
        }
        for copied in copies {
            if report.copies.count == MessageLimits.reportCopiesMax || bytes > MessageLimits.reportBytesMax { send() }
            report.copies.append(copied)
            bytes += 64 + copied.failure.utf8.count
        }
        for partition in stored {
            if report.stored.count == MessageLimits.reportStoredMax || bytes > MessageLimits.reportBytesMax { send() }
            report.stored.append(partition)
            bytes += 48
        }
        for end in ends {
            let (end, size) = Self.bounded(end)
            let updates = end.succeeded.accumulators.count
            if report.tasksEnded.count == Self.tasksMax || bytes + size > MessageLimits.reportBytesMax
                || accumulators + updates > MessageLimits.reportAccumulatorsMax
            {
                send()
            }
            report.tasksEnded.append(end)
            bytes += size
            accumulators += updates
        }
        send()
        return messages
    }

    /// A small result is a few blocks: so those of all tasks of a report stay within their bound.
    private static let tasksMax = min(
        MessageLimits.reportTasksMax, MessageLimits.reportBlocksMax / ExecutionLimits.inlineResultBlocksMax)

    /// The end of a task and its size. One that is too large for a message fails the task instead of being lost.
    private static func bounded(_ end: Martlet_TaskEnded) -> (Martlet_TaskEnded, Int) {
        let size =
            end.succeeded.resultBlocks.reduce(0) { $0 + $1.count + 8 }
            + end.succeeded.accumulators.reduce(0) { $0 + $1.value.count + 24 } + 24 * end.metrics.steps.count + 512
        guard
            size > MessageLimits.reportEntryBytesMax
                || end.succeeded.accumulators.count > MessageLimits.reportAccumulatorsMax
        else { return (end, size + end.failed.message.utf8.count) }
        let failed = Martlet_TaskEnded.with {
            $0.attempt = end.attempt
            $0.metrics = end.metrics
            $0.failed = .with {
                $0.kind = "memory"
                $0.message =
                    "the task's end has \(size) bytes, more than \(MessageLimits.reportEntryBytesMax): add "
                    + "less to accumulators, and return rows for what is large"
            }
        }
        return (failed, 1_024)
    }
}
