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
    func take(_ report: CheckedReport, of executor: ExecutorHandle) {
        for (attempt, rowsRead) in report.progress { executor.attempts[attempt]?.rowsRead = rowsRead }
        if report.isDraining, !executor.isDraining {
            executor.isDraining = true
            tell(executor, .draining(because: "it was told to end"))
        }
        for (job, output) in report.outputs { jobs[job]?.consumer.taskPrinted(output) }
        var events: [SchedulerEvent] = report.isDraining ? [.executorDraining(executor.id)] : []
        executor.copiesAwaited -= report.copies.count
        events += take(report.stored, of: executor)
        for copied in report.copies { events.append(event(of: copied, on: executor.id)) }
        for end in report.ends {
            ended[end.attempt] = end
            if let stage = executor.attempts.removeValue(forKey: end.attempt)?.stage { touch(stage) }
            events.append(.taskEnded(end.attempt, executor.id, end.outcome))
        }
        tellEnds(report.ends)
        defer { ended = [:] }
        if !events.isEmpty { handle(events) }
        if !report.progress.isEmpty || !report.ends.isEmpty { tellRows(of: executor) }
        publish()
    }

    private func event(of copied: CheckedCopy, on executor: ExecutorID) -> SchedulerEvent {
        if let failure = copied.failure {
            return .mapOutputNotCopied(
                copied.shuffle, mapPartition: copied.mapPartition, attempt: copied.attempt, on: executor,
                message: failure)
        }
        return .mapOutputCopied(
            copied.shuffle, mapPartition: copied.mapPartition, attempt: copied.attempt, on: executor,
            digest: copied.digest)
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
            for attempt in attempts {
                if let stage = executors[executor]?.attempts[attempt]?.stage { touch(stage) }
            }
            forgetInputs(of: attempts, on: executor)
            executors[executor]?.order(
                .with { $0.cancel = .with { $0.attempts = attempts.map { UInt64($0.rawValue) } } })
        case .dropStage(let id, let executor): executors[executor]?.order(.with { $0.dropStage = UInt64(id.rawValue) })
        case .releaseStage(let id):
            tellCounts()
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
        case .letGo(let id, let reason):
            if let executor = executors[id] { lose(executor, .unresponsive(reason)) }
        case .dropResult(let attempt, let executor):
            executors[executor]?.order(.with { $0.dropResult = UInt64(attempt.rawValue) })
        case .partitionResult(let job, let partition, let attempt, let executor, _):
            partitionResult(job, partition, attempt, executor)
        case .jobSucceeded(let job): succeed(job)
        case .jobFailed(let job, let failure):
            guard let running = jobs.removeValue(forKey: job) else { return }
            running.cancelFetches()
            let error = explained(JobError(failure))
            tellEnd(of: running, error)
            publish()
            running.end(with: error)
        case .applicationFailed(let message):
            logger.error("application failed", metadata: ["reason": "\(message)"])
            tell(.note("application failed: \(message)"))
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
        executor.copiesAwaited += locations.count
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
                let launch = entry.stage.launch(
                    partition: task.partition, attempt: task.attempt, attemptNumber: task.attemptNumber - 1,
                    bounds: bounds)
                executor.attempts[task.attempt] = RunningAttempt(
                    job: entry.job, stage: task.stage, partition: task.partition,
                    shownPartition: Int(launch.message.partitionNumber), form: entry.form,
                    work: entry.work, kept: launch.kept)
                touch(task.stage)
                tell(
                    .taskStarted(
                        TaskFacts(
                            attempt: task.attempt, stage: task.stage, partition: task.partition, executor: id,
                            startedMillis: nowMillis)))
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
            touch(stage)
            logger.info(
                "task runs again",
                metadata: [
                    "stage": "\(stage)", "partition": "\(partition)", "tid": "\(attempt)", "executor": "\(executor)",
                    "reason": "\(reason)",
                ])
        case .mapOutputsLost(let shuffle, let count, let executor):
            for entry in stages.values where entry.stage.outputShuffle == shuffle { touch(entry.stage.id) }
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
        case .taskSpeculated(let stage, let partition, let attempt, let executor, let slow):
            logger.info(
                "task takes long, and is tried on another executor too",
                metadata: [
                    "stage": "\(stage)", "partition": "\(partition)", "tid": "\(attempt)", "executor": "\(executor)",
                    "slow": "\(slow)",
                ])
        case .stageStarted(let stage): logger.debug("stage started", metadata: ["stage": "\(stage)"])
        case .stageCompleted(let stage): logger.debug("stage completed", metadata: ["stage": "\(stage)"])
        case .taskSucceeded(let stage, let partition, let attempt, let executor):
            guard let entry = stages[stage], let running = jobs[entry.job], let ended = ended[attempt] else { return }
            let reads = placedReads(ended.costs, of: entry.stage, partition, on: executors[executor])
            if let reads { tell(.stageRead(stage, reads)) }
            if !ended.costs.steps.isEmpty, stages[stage]?.count(ended.costs.steps, of: partition) == true {
                stagesCounted.insert(stage)
            }
            running.count(ended.costs, reads, on: executors[executor]?.name ?? "executor \(executor)")
            count(ended.accumulators, of: entry.stage, partition, in: running)
        }
    }

    /// What a task has read of input that lies on known hosts; nil when its input does not.
    private func placedReads(
        _ costs: TaskReport, of stage: Stage, _ partition: Int, on executor: ExecutorHandle?
    ) -> PlacedReads? {
        guard stage.tasks.indices.contains(partition), !stage.tasks[partition].preferredHosts.isEmpty else {
            return nil
        }
        let isLocal = executor.map { stage.tasks[partition].preferredHosts.contains($0.host) } ?? false
        return PlacedReads(byteCount: costs.inputByteCount, localByteCount: isLocal ? costs.inputByteCount : 0)
    }

    /// Adds what a task added to accumulators, once for each partition of each stage, whatever is run again.
    private func count(
        _ updates: [AccumulatorUpdate], of stage: Stage, _ partition: Int, in running: RunningJob
    ) {
        if updates.isEmpty { return }
        if let shuffle = stage.outputShuffle {
            guard mapsCounted[shuffle, default: []].insert(partition).inserted else { return }
        }
        let bytes = running.addAccumulators(updates, stage.id, partition)
        guard bytes > DriverLimits.accumulatorBytesMax else { return }
        fail(
            running.job.id,
            JobError(
                kind: .result,
                message: "'\(running.job.name)' added more than \(DriverLimits.accumulatorBytesMax) bytes to "
                    + "accumulators; add numbers or small values"))
    }
}
