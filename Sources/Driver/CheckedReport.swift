// SPDX-License-Identifier: Apache-2.0

import Messages
import Plan
import Scheduling
import SwiftProtobuf

/// What an executor reports, checked against what the driver knows to run there: nothing behind it sees a number of the
/// network. All of a report is checked before anything of it has an effect.
struct CheckedReport {
    var isDraining: Bool
    var progress: [(attempt: TaskAttemptID, rowsRead: Int)] = []
    var copies: [CheckedCopy] = []
    var ends: [CheckedEnd] = []
    var stored: [CheckedStored] = []
    /// What tasks have printed, and for which job.
    var outputs: [(job: JobID, output: TaskOutput)] = []

    /// `mapCount` gives the map outputs of a shuffle that an attempt reads; nil when the attempt's job has ended.
    /// `partitionCount` gives the partitions of a stored dataset; nil when it was released.
    init(
        _ message: Martlet_ExecutorReport, of executor: ExecutorHandle,
        mapCount: (ShuffleID, RunningAttempt) -> Int?, partitionCount: (StoredID) -> Int?
    ) throws(MessageFault) {
        isDraining = message.draining
        for entry in message.progress {
            let attempt: TaskAttemptID = try entry.attempt.id("TaskProgress.attempt")
            _ = try executor.running(attempt, "TaskProgress.attempt")
            progress.append((attempt, try entry.rowsRead.count("TaskProgress.rows_read")))
        }
        for entry in message.output {
            let attempt: TaskAttemptID = try entry.attempt.id("TaskOutput.attempt")
            let running = try executor.running(attempt, "TaskOutput.attempt")
            outputs.append((running.job, try TaskOutput(entry, partition: running.shownPartition)))
        }
        guard message.copies.count <= executor.copiesAwaited else {
            throw MessageFault(
                "ExecutorReport.copies", "\(message.copies.count) entries",
                "\(executor.copiesAwaited) copies were ordered and not answered")
        }
        for entry in message.stored { stored.append(try CheckedStored(entry, partitionCount: partitionCount)) }
        for entry in message.copies { copies.append(try CheckedCopy(entry)) }
        var ended: Set<TaskAttemptID> = []
        for entry in message.tasksEnded {
            let attempt: TaskAttemptID = try entry.attempt.id("TaskEnded.attempt")
            let running = try executor.running(attempt, "TaskEnded.attempt")
            guard ended.insert(attempt).inserted else {
                throw MessageFault("TaskEnded.attempt", attempt, "it is reported twice")
            }
            ends.append(try CheckedEnd(entry, attempt, running) { mapCount($0, running) })
        }
    }
}

/// The end of one ordered copy of a map output.
struct CheckedCopy {
    let shuffle: ShuffleID
    let mapPartition: Int
    let attempt: TaskAttemptID
    let digest: UInt64
    /// Why there is no copy; nil when there is one.
    let failure: String?

    init(_ message: Martlet_MapOutputCopied) throws(MessageFault) {
        shuffle = try message.shuffle.id("MapOutputCopied.shuffle")
        mapPartition = try message.mapPartition.index(
            "MapOutputCopied.map_partition", below: PlanLimits.tasksMax, of: "tasks of a stage at most")
        attempt = try message.attempt.id("MapOutputCopied.attempt")
        digest = message.digest
        failure = message.failure.isEmpty ? nil : cutText(message.failure)
    }
}

/// The end of one attempt.
struct CheckedEnd {
    let attempt: TaskAttemptID
    let outcome: TaskOutcome
    /// What it cost, in every outcome.
    let costs: TaskReport
    /// Of a success: the result as far as it came along, …
    private(set) var blocks: [[UInt8]] = []
    /// … the bytes of it that wait at the executor, …
    private(set) var bytesKept = 0
    /// … the bytes that its rows take once decoded, which are those of what came along, …
    private(set) var bytesDecoded = 0
    /// … and its rows, which are in what came along.
    private(set) var rows = 0
    let form: ResultForm
    private(set) var accumulators: [AccumulatorUpdate] = []

    init(
        _ message: Martlet_TaskEnded, _ attempt: TaskAttemptID, _ running: RunningAttempt,
        mapCount: (ShuffleID) -> Int?
    ) throws(MessageFault) {
        self.attempt = attempt
        form = running.form
        var costs = try TaskReport(message.metrics, work: running.work)
        switch message.outcome {
        case .succeeded(let success):
            costs.mapOutput = try Self.mapOutput(success, running)
            bytesKept = try success.resultBytesKept.count("TaskSucceeded.result_bytes_kept")
            bytesDecoded = try success.resultBytesDecoded.count("TaskSucceeded.result_bytes_decoded")
            costs.resultIsHeld = bytesKept > 0
            rows = try success.resultRows.count("TaskSucceeded.result_rows")
            blocks = success.resultBlocks.map(\.fieldBytes)
            // The number of an accumulator is a name: any 64 bits.
            accumulators = success.accumulators.map {
                AccumulatorUpdate(id: Int(truncatingIfNeeded: $0.accumulator), value: $0.value.fieldBytes)
            }
            outcome = .succeeded(costs)
        case .failed(let failure): outcome = .failed(try TaskFailure(failure))
        case .fetchFailed(let failure): outcome = try Self.fetchFailed(failure, mapCount)
        case .cancelled: outcome = .cancelled
        case nil: throw MessageFault("TaskEnded.outcome", "missing", "attempt \(attempt) ended in no known way")
        }
        self.costs = costs
        if case .succeeded = outcome { try checkResult() }
    }

    private func checkResult() throws(MessageFault) {
        guard bytesKept > 0 else {
            return try form.check(
                blocks, rows: form.givesRows ? rows : 0, decodedBytes: bytesDecoded,
                field: "TaskSucceeded.result_blocks")
        }
        guard blocks.isEmpty else {
            throw MessageFault("TaskSucceeded.result_bytes_kept", bytesKept, "the result came along as well")
        }
        guard form.givesRows else {
            throw MessageFault("TaskSucceeded.result_bytes_kept", bytesKept, "the stage gives the driver no rows")
        }
    }

    private static func mapOutput(
        _ success: Martlet_TaskSucceeded, _ running: RunningAttempt
    ) throws(MessageFault) -> MapOutputReport? {
        guard success.hasMapOutput else {
            guard case .mapOutput(let shuffle) = running.form else { return nil }
            throw MessageFault("TaskSucceeded.map_output", "missing", "the stage writes shuffle \(shuffle)")
        }
        let output = success.mapOutput
        let shuffle: ShuffleID = try output.shuffle.id("MapOutput.shuffle")
        guard case .mapOutput(let written) = running.form, written == shuffle else {
            throw MessageFault("MapOutput.shuffle", shuffle, "the stage of the task does not write it")
        }
        guard output.mapPartition == UInt64(running.partition) else {
            throw MessageFault("MapOutput.map_partition", output.mapPartition, "the task is \(running.partition)")
        }
        return MapOutputReport(
            shuffle: shuffle, mapPartition: running.partition,
            byteCount: try output.byteCount.count("MapOutput.byte_count"),
            rowCount: try output.rowCount.count("MapOutput.row_count"), digest: output.digest)
    }

    private static func fetchFailed(
        _ failure: Martlet_FetchFailed, _ mapCount: (ShuffleID) -> Int?
    ) throws(MessageFault) -> TaskOutcome {
        let shuffle: ShuffleID = try failure.shuffle.id("FetchFailed.shuffle")
        let count = mapCount(shuffle)
        guard count != 0 else {
            throw MessageFault("FetchFailed.shuffle", shuffle, "the stage of the task does not read it")
        }
        return .fetchFailed(
            shuffle,
            mapPartition: try failure.mapPartition.index(
                "FetchFailed.map_partition", below: count ?? PlanLimits.tasksMax, of: "map outputs"),
            mapAttempt: try failure.mapAttempt.id("FetchFailed.map_attempt"),
            from: try failure.executorID.id("FetchFailed.executor_id"), message: cutText(failure.message))
    }
}

extension ResultForm {
    fileprivate var givesRows: Bool {
        switch self {
        case .mapOutput, .nothing: false
        case .rows, .count: true
        }
    }
}

extension TaskReport {
    /// `work`: of the steps that are counted of the stage.
    fileprivate init(_ metrics: Martlet_TaskMetrics, work: [StepWork]) throws(MessageFault) {
        self.init()
        let known = work.count
        var next = 0
        for entry in metrics.steps {
            guard (next..<max(known, next)).contains(Int(entry.number)) else {
                throw MessageFault(
                    "StepMetrics.number", entry.number, "\(known) steps of the stage are counted, in their order")
            }
            next = Int(entry.number) + 1
            steps.append(
                StepCount(
                    Int(entry.number), rows: try entry.rows.count("StepMetrics.rows"),
                    batches: try entry.batches.count("StepMetrics.batches"),
                    nanos: try entry.nanoseconds.count("StepMetrics.nanoseconds")))
        }
        rowsRead = try metrics.rowsRead.count("TaskMetrics.rows_read")
        rowsWritten = try metrics.rowsWritten.count("TaskMetrics.rows_written")
        inputByteCount = try metrics.bytesRead.count("TaskMetrics.bytes_read")
        shuffleReadRemoteByteCount = try metrics.shuffleBytesReadRemote.count("TaskMetrics.shuffle_bytes_read_remote")
        shuffleReadByteCount = shuffleReadRemoteByteCount.adding(
            saturating: try metrics.shuffleBytesReadLocal.count("TaskMetrics.shuffle_bytes_read_local"))
        shuffleWriteByteCount = try metrics.shuffleBytesWritten.count("TaskMetrics.shuffle_bytes_written")
        spillByteCount = try metrics.spilledBytes.count("TaskMetrics.spilled_bytes")
        runNanos = UInt64(try metrics.runNanoseconds.count("TaskMetrics.run_nanoseconds"))
        cpuNanos = UInt64(try metrics.cpuNanoseconds.count("TaskMetrics.cpu_nanoseconds"))
        waitNanos = UInt64(try metrics.waitNanoseconds.count("TaskMetrics.wait_nanoseconds"))
        fetchWaitNanos = UInt64(try metrics.fetchWaitNanoseconds.count("TaskMetrics.fetch_wait_nanoseconds"))
        for step in steps { add(UInt64(step.nanos), of: work[step.number]) }
        cutParts()
        // Not used, and checked all the same.
        _ = try metrics.bytesWritten.count("TaskMetrics.bytes_written")
        _ = try metrics.memoryBytesPeak.count("TaskMetrics.memory_bytes_peak")
    }

    private mutating func add(_ nanos: UInt64, of work: StepWork) {
        switch work {
        case .computing: break
        case .reading: readNanos = min(readNanos + nanos, runNanos)
        case .writing: writeNanos = min(writeNanos + nanos, runNanos)
        case .shuffleReading: shuffleReadNanos = min(shuffleReadNanos + nanos, runNanos)
        case .shuffleWriting: shuffleWriteNanos = min(shuffleWriteNanos + nanos, runNanos)
        }
    }
}

extension TaskFailure {
    fileprivate init(_ failure: Martlet_TaskFailed) throws(MessageFault) {
        let kind: TaskFailureKind =
            switch failure.kind {
            case "budgetExceeded", "memoryExceeded", "memory": .budget
            case "file", "input": .input
            case "output": .output
            case "storage", "spill": .disk
            case "plan": .program
            case "internal", "block": .engine
            default: .closure
            }
        self.init(kind: kind, message: cutText(failure.message), isRetryable: failure.retryable)
        if failure.hasDetails { details = try FailureDetails(failure.details) }
    }
}

/// An executor that asks to join.
struct CheckedRegistration {
    let name: String
    let host: String
    let softwareVersion: String
    let slots: Int
    let blockHost: String
    let blockPort: UInt32
    let memoryByteCount: Int

    init(_ message: Martlet_Register) throws(MessageFault) {
        name = try message.name.name("Register.name")
        host = try message.host.name("Register.host")
        softwareVersion = try message.softwareVersion.name("Register.software_version")
        guard (1...UInt32(PlanLimits.executorSlotsMax)).contains(message.slots) else {
            throw MessageFault(
                "Register.slots", message.slots, "an executor has 1 to \(PlanLimits.executorSlotsMax) slots")
        }
        slots = Int(message.slots)
        blockHost = try message.blockHost.name("Register.block_host")
        guard message.blockPort <= UInt32(UInt16.max) else {
            throw MessageFault("Register.block_port", message.blockPort, "ports go up to \(UInt16.max)")
        }
        blockPort = message.blockPort
        memoryByteCount = try message.memoryBytes.count("Register.memory_bytes")
        // Not used, and checked all the same.
        _ = try message.processID.count("Register.process_id")
    }
}
