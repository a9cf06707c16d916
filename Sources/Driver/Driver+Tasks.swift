// SPDX-License-Identifier: Apache-2.0

import Logging
import Messages
import Net
import Plan
import Scheduling
import SwiftProtobuf

extension Driver {
    /// An executor says that attempts ended, and whether it drains: one step for the scheduler, so that what follows
    /// from all of them goes back in few messages.
    func take(_ report: Martlet_ExecutorReport, of executor: ExecutorHandle) {
        var events: [SchedulerEvent] = report.draining ? [.executorDraining(executor.id)] : []
        for copied in report.copies { events.append(event(of: copied, on: executor.id)) }
        for message in report.tasksEnded {
            let attempt = TaskAttemptID(Int(truncatingIfNeeded: message.attempt))
            ended[attempt] = message
            executor.attempts[attempt] = nil
            events.append(.taskEnded(attempt, executor.id, outcome(of: message)))
        }
        defer { ended = [:] }
        if !events.isEmpty { handle(events) }
    }

    private func event(of copied: Martlet_MapOutputCopied, on executor: ExecutorID) -> SchedulerEvent {
        let shuffle = ShuffleID(Int(truncatingIfNeeded: copied.shuffle))
        let partition = Int(truncatingIfNeeded: copied.mapPartition)
        let attempt = TaskAttemptID(Int(truncatingIfNeeded: copied.attempt))
        guard copied.failure.isEmpty else {
            let text = String(copied.failure.prefix(DriverLimits.messageCharactersMax))
            return .mapOutputNotCopied(shuffle, mapPartition: partition, attempt: attempt, on: executor, message: text)
        }
        return .mapOutputCopied(
            shuffle, mapPartition: partition, attempt: attempt, on: executor, digest: copied.digest)
    }

    private func outcome(of message: Martlet_TaskEnded) -> TaskOutcome {
        switch message.outcome {
        case .succeeded(let success): return .succeeded(report(success, message.metrics))
        case .cancelled: return .cancelled
        case .fetchFailed(let failure):
            return .fetchFailed(
                ShuffleID(Int(truncatingIfNeeded: failure.shuffle)),
                mapPartition: Int(truncatingIfNeeded: failure.mapPartition),
                mapAttempt: TaskAttemptID(Int(truncatingIfNeeded: failure.mapAttempt)),
                from: ExecutorID(Int(truncatingIfNeeded: failure.executorID)), message: failure.message)
        case .failed(let failure):
            let text = String(failure.message.prefix(DriverLimits.messageCharactersMax))
            var found = TaskFailure(kind: failureKind(failure.kind), message: text, isRetryable: failure.retryable)
            if failure.hasDetails {
                found.details = FailureDetails(failure.details, charactersMax: DriverLimits.messageCharactersMax)
            }
            return .failed(found)
        case nil:
            return .failed(TaskFailure(kind: .engine, message: "a task ended without an outcome", isRetryable: true))
        }
    }

    private func report(_ success: Martlet_TaskSucceeded, _ metrics: Martlet_TaskMetrics) -> TaskReport {
        var report = TaskReport()
        report.rowsRead = Int(clamping: metrics.rowsRead)
        report.rowsWritten = Int(clamping: metrics.rowsWritten)
        report.inputByteCount = Int(clamping: metrics.bytesRead)
        report.shuffleReadByteCount = Int(
            clamping: metrics.shuffleBytesReadLocal &+ metrics.shuffleBytesReadRemote)
        report.shuffleWriteByteCount = Int(clamping: metrics.shuffleBytesWritten)
        report.spillByteCount = Int(clamping: metrics.spilledBytes)
        report.runNanos = metrics.runNanoseconds
        report.resultIsHeld = success.resultBytesKept > 0
        if success.hasMapOutput {
            report.mapOutput = MapOutputReport(
                shuffle: ShuffleID(Int(clamping: success.mapOutput.shuffle)),
                mapPartition: Int(clamping: success.mapOutput.mapPartition),
                byteCount: Int(clamping: success.mapOutput.byteCount),
                rowCount: Int(clamping: success.mapOutput.rowCount), digest: success.mapOutput.digest)
        }
        return report
    }

    private func failureKind(_ kind: String) -> TaskFailureKind {
        switch kind {
        case "budgetExceeded", "memoryExceeded", "memory": .budget
        case "file", "input": .input
        case "output": .output
        case "storage", "spill": .disk
        case "plan": .program
        case "internal", "block": .engine
        default: .closure
        }
    }

    // MARK: Commands

    /// Carries out one command of the scheduler.
    func perform(_ command: SchedulerCommand) {
        switch command {
        case .defineStage(let id, let executor):
            if let entry = stages[id], let executor = executors[executor] { define(entry, on: executor) }
        case .publishMapOutputs(let shuffle, let executor, let locations):
            executors[executor]?.order(
                .with { $0.mapOutputs = table(shuffle, locations) }, bytes: locations.count * 12)
        case .launch(let launches, let executor): launch(launches, on: executor)
        case .cancelTasks(let attempts, let executor):
            forgetInputs(of: attempts, on: executor)
            executors[executor]?.order(
                .with { $0.cancel = .with { $0.attempts = attempts.map { UInt64($0.rawValue) } } })
        case .dropStage(let id, let executor): executors[executor]?.order(.with { $0.dropStage = UInt64(id.rawValue) })
        case .releaseStage(let id):
            stages[id] = nil
            forgetDefinition(id)
        case .dropShuffle(let id, let executor):
            executors[executor]?.order(.with { $0.dropShuffle = UInt64(id.rawValue) })
        case .dropMapOutput(let id, let mapPartition, let attempt, let executor):
            executors[executor]?.order(
                .with {
                    $0.dropMapOutput = .with {
                        $0.shuffle = UInt64(id.rawValue)
                        $0.mapPartition = UInt64(mapPartition)
                        $0.attempt = UInt64(attempt.rawValue)
                    }
                })
        case .copyMapOutputs(_, let stage, let locations, let executor):
            copyMapOutputs(stage, locations, on: executor)
        case .dismiss(let id):
            guard let executor = executors[id] else { return }
            executor.mayLeave = true
            dismissIfDrained(executor)
        case .dropResult(let attempt, let executor):
            executors[executor]?.order(.with { $0.dropResult = UInt64(attempt.rawValue) })
        case .partitionResult(let job, let partition, let attempt, let executor, _):
            partitionResult(job, partition, attempt, executor)
        case .jobSucceeded(let job): succeed(job)
        case .jobFailed(let job, let failure):
            guard let running = jobs.removeValue(forKey: job) else { return }
            running.cancelFetches()
            running.end(with: JobError(failure))
        case .applicationFailed(let message):
            logger.error("application failed", metadata: ["reason": "\(message)"])
        case .setTimer(let timer, let millis): setTimer(timer, afterMillis: millis)
        case .cancelTimer(let timer): cancelTimer(timer)
        case .note(let note): take(note)
        }
    }

    /// All from one executor.
    private func copyMapOutputs(_ stage: StageID, _ locations: [MapOutputLocation], on id: ExecutorID) {
        guard let executor = executors[id], let source = locations.first.flatMap({ executors[$0.executor] }),
            var message = stages[stage]?.stage.copying
        else { return }
        message.source = source.blockServer
        message.mapPartitions = locations.map { UInt64($0.mapPartition) }
        message.attempts = locations.map { UInt64($0.attempt.rawValue) }
        executor.order(.with { $0.copyMapOutputs = message }, bytes: 128 + locations.count * 12)
    }

    private func table(_ shuffle: ShuffleID, _ locations: [MapOutputLocation]) -> Martlet_MapOutputTable {
        var table = Martlet_MapOutputTable()
        table.shuffle = UInt64(shuffle.rawValue)
        var indexes: [ExecutorID: UInt32] = [:]
        for location in locations {
            let index =
                indexes[location.executor]
                ?? {
                    let next = UInt32(table.executors.count)
                    indexes[location.executor] = next
                    table.executors.append(
                        executors[location.executor]?.blockServer
                            ?? .with { $0.executorID = UInt64(location.executor.rawValue) })
                    return next
                }()
            table.executorIndex.append(index)
            table.attempts.append(UInt64(location.attempt.rawValue))
        }
        return table
    }

    private func define(_ entry: StageEntry, on executor: ExecutorHandle) {
        let bytes = entry.definition.count
        if let inline = entry.inline, bytes <= min(options.inlineDefinitionBytesMax, inlineRoom(executor)) {
            return executor.order(.with { $0.defineStage = inline }, bytes: bytes)
        }
        executor.order(
            .with {
                $0.stageKept.stage = UInt64(entry.stage.id.rawValue)
                $0.stageKept.byteCount = UInt64(bytes)
            })
    }

    private func launch(_ launches: [TaskLaunch], on id: ExecutorID) {
        guard let executor = executors[id] else { return }
        var rest = launches[...]
        // One message for each run of tasks of the same stage, as far as they fit.
        while let first = rest.first {
            guard let entry = stages[first.stage] else { return }
            let run = rest.prefix { $0.stage == first.stage }
            rest = rest.dropFirst(run.count)
            var batch = Martlet_LaunchTasks.with { $0.stage = UInt64(first.stage.rawValue) }
            var bytes = 0
            for task in run {
                let bounds = InlineBounds(
                    partBytesMax: options.inlinePartBytesMax,
                    taskBytesMax: max(0, min(DriverLimits.inlineTaskBytesMax, inlineRoom(executor) - bytes)))
                let launch = entry.stage.launch(partition: task.partition, attempt: task.attempt, bounds: bounds)
                executor.attempts[task.attempt] = RunningAttempt(job: entry.job, kept: launch.kept)
                if bytes > 0, bytes + launch.byteCount > DriverLimits.ordersBytesMax {
                    executor.order(.with { $0.launch = batch }, bytes: bytes)
                    batch.tasks = []
                    bytes = 0
                }
                batch.tasks.append(launch.message)
                bytes += launch.byteCount
            }
            executor.order(.with { $0.launch = batch }, bytes: bytes)
        }
    }

    /// Bytes of data that may be queued for an executor now.
    private func inlineRoom(_ executor: ExecutorHandle) -> Int {
        let most = options.peerOptions.sendQueueBytesMax / DriverLimits.inlineQueueShare
        return max(0, min(DriverLimits.inlineQueueBytesMax, most) - executor.bytesQueued)
    }

    private func take(_ note: SchedulerNote) {
        switch note {
        case .taskRequeued(let stage, let partition, let attempt, let executor, let reason):
            if let job = stages[stage]?.job { jobs[job]?.summary.attemptsLost += 1 }
            logger.info(
                "task runs again",
                metadata: [
                    "stage": "\(stage)", "partition": "\(partition)", "tid": "\(attempt)", "executor": "\(executor)",
                    "reason": "\(reason)",
                ])
        case .mapOutputsLost(let shuffle, let count, let executor):
            logger.info(
                "map outputs lost",
                metadata: ["shuffle": "\(shuffle)", "count": "\(count)", "executor": "\(executor)"])
        case .mapOutputMoved(let shuffle, let partition, let source, let target):
            mapOutputsMoved += 1
            logger.debug(
                "map output moved",
                metadata: [
                    "shuffle": "\(shuffle)", "partition": "\(partition)", "from": "\(source)", "to": "\(target)",
                ])
        case .mapOutputNotMoved(let shuffle, let partition, let source, let reason):
            logger.info(
                "map output not moved",
                metadata: [
                    "shuffle": "\(shuffle)", "partition": "\(partition)", "from": "\(source)", "reason": "\(reason)",
                ])
        case .stageStarted(let stage): logger.debug("stage started", metadata: ["stage": "\(stage)"])
        case .stageCompleted(let stage): logger.debug("stage completed", metadata: ["stage": "\(stage)"])
        case .taskSucceeded(let stage, let partition, let attempt, let executor):
            guard let entry = stages[stage], let running = jobs[entry.job], let ended = ended[attempt] else { return }
            running.count(ended.metrics, on: executors[executor]?.name ?? "executor \(executor)")
            count(ended.succeeded.accumulators, of: entry.stage, partition, in: running)
        }
    }

    /// Adds what a task added to accumulators, once for each partition of each stage, whatever is run again.
    private func count(
        _ updates: [Martlet_AccumulatorUpdate], of stage: Stage, _ partition: Int, in running: RunningJob
    ) {
        if updates.isEmpty { return }
        if let shuffle = stage.outputShuffle {
            guard mapsCounted[shuffle, default: []].insert(partition).inserted else { return }
        }
        let bytes = running.addAccumulators(
            updates.map { AccumulatorUpdate(id: Int(truncatingIfNeeded: $0.accumulator), value: $0.value.fieldBytes) },
            stage.id, partition)
        guard bytes > DriverLimits.accumulatorBytesMax else { return }
        fail(
            running.job.id,
            JobError(
                kind: "result",
                message: "'\(running.job.name)' added more than \(DriverLimits.accumulatorBytesMax) bytes to "
                    + "accumulators; add numbers or small values"))
    }
}
