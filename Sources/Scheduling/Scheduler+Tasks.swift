// SPDX-License-Identifier: Apache-2.0

import Plan

// Tasks end, in every way there is.
extension Scheduler {
    mutating func endTask(_ id: TaskAttemptID, _ executorID: ExecutorID, _ outcome: TaskOutcome) {
        guard let attempt = attempts[id.rawValue], attempt.executor.id == executorID else {
            return dropLeftovers(id, executorID, outcome)
        }
        attempts[id.rawValue] = nil
        attempt.executor.running.remove(id.rawValue)
        attempt.executor.heldNanos -= attempt.expectedNanos
        if !offersAll { offered.append(attempt.executor) }
        // One that drains may have ended its last task, or the last reader of what it has.
        if usable.count < executors.count { evacuationIsStale = true }
        guard !attempt.isCancelled else { return dropLeftovers(id, executorID, outcome) }
        assert(attempt.stage.isRunning(attempt.partition, in: id))
        switch outcome {
        case .succeeded(let report): succeed(attempt, id, report)
        case .failed(let failure): fail(attempt, id, failure)
        case .fetchFailed(let shuffle, let mapPartition, let mapAttempt, let from, let message):
            let lost = MapOutputLocation(mapPartition: mapPartition, attempt: mapAttempt, executor: from)
            failFetch(attempt, id, shuffle, lost, message)
        case .cancelled: requeueLost(attempt, id, "the executor handed it back")
        }
    }

    /// What an attempt that no longer counts has left on its executor is dropped; nothing else changes.
    private mutating func dropLeftovers(_ id: TaskAttemptID, _ executorID: ExecutorID, _ outcome: TaskOutcome) {
        guard case .succeeded(let report) = outcome, executors[executorID.rawValue] != nil else { return }
        if let output = report.mapOutput {
            // A repeated report of the output that counts is no reason to drop it.
            if shuffles[output.shuffle.rawValue]?.isCurrent(output.mapPartition, id) == true { return }
            commands.append(
                .dropMapOutput(output.shuffle, mapPartition: output.mapPartition, attempt: id, on: executorID))
        }
        if report.resultIsHeld, !isWinner(id) { commands.append(.dropResult(id, on: executorID)) }
    }

    private func isWinner(_ id: TaskAttemptID) -> Bool {
        jobs.contains { job in
            let stage = job.resultStage
            return stage.held.contains { stage.attempt(of: $0) == id }
        }
    }

    // MARK: Success

    private mutating func succeed(_ attempt: Attempt, _ id: TaskAttemptID, _ report: TaskReport) {
        let stage = attempt.stage
        if let shuffle = stage.output {
            guard let output = report.mapOutput, output.shuffle == shuffle.id, output.mapPartition == attempt.partition
            else {
                let message = "the executor reported success without the map output of shuffle \(shuffle.id)"
                dropLeftovers(id, attempt.executor.id, .succeeded(report))
                return fail(attempt, id, TaskFailure(kind: .engine, message: message, isRetryable: true))
            }
            recordMapOutput(attempt, id, output, runNanos: report.runNanos)
        } else {
            recordResult(attempt, id, report)
        }
    }

    private mutating func recordMapOutput(
        _ attempt: Attempt, _ id: TaskAttemptID, _ output: MapOutputReport, runNanos: UInt64
    ) {
        let stage = attempt.stage
        guard let shuffle = stage.output else { return }
        endTwin(of: id, attempt)
        guard shuffle.agrees(attempt.partition, digest: output.digest) else {
            stage.requeue(attempt.partition)
            commands.append(
                .dropMapOutput(shuffle.id, mapPartition: attempt.partition, attempt: id, on: attempt.executor.id))
            return fail(stage, nonDeterministicFailure(attempt))
        }
        shuffle.record(attempt.partition, attempt: id, executor: attempt.executor.id, digest: output.digest)
        attempt.executor.shuffleVersions[shuffle.id.rawValue, default: 0] += 0
        stage.finish(attempt.partition, runNanos: runNanos)
        commands.append(
            .note(
                .taskSucceeded(
                    stage.id, partition: attempt.partition, attempt: id, executor: attempt.executor.id)))
        guard stage.isComplete else { return }
        commands.append(.note(.stageCompleted(stage.id)))
        demandIsStale = true
    }

    private mutating func recordResult(_ attempt: Attempt, _ id: TaskAttemptID, _ report: TaskReport) {
        let stage = attempt.stage
        guard let jobID = stage.jobs.first, let job = job(jobID) else { return }
        endTwin(of: id, attempt)
        stage.finish(attempt.partition, runNanos: report.runNanos)
        commands.append(
            .note(
                .taskSucceeded(
                    stage.id, partition: attempt.partition, attempt: id, executor: attempt.executor.id)))
        commands.append(
            .partitionResult(
                jobID, partition: attempt.partition, attempt: id, executor: attempt.executor.id, report))
        if report.resultIsHeld {
            stage.held.insert(attempt.partition)
            job.resultsAwaited += 1
        }
        guard stage.isComplete else { return }
        commands.append(.note(.stageCompleted(stage.id)))
        demandIsStale = true
        if job.isSuccessful { succeed(job) }
    }

    mutating func receiveResult(_ id: JobID, _ partition: Int, _ attempt: TaskAttemptID) {
        guard let job = job(id), isWinner(attempt, partition, of: job.resultStage),
            job.resultStage.held.remove(partition) != nil
        else { return }
        job.resultsAwaited -= 1
        if job.isSuccessful { succeed(job) }
    }

    mutating func loseResult(_ id: JobID, _ partition: Int, _ attempt: TaskAttemptID) {
        guard let job = job(id), isWinner(attempt, partition, of: job.resultStage) else { return }
        let stage = job.resultStage
        if stage.held.remove(partition) != nil { job.resultsAwaited -= 1 }
        stage.requeue(partition)
        demandIsStale = true
        if stage.countLoss(partition) > options.taskLossesMax {
            let what = "\(stage.title), partition \(partition)"
            fail(
                job,
                JobFailure(
                    kind: .taskLost,
                    message: """
                        the result of \(what) could not be fetched \(stage.lossCount(partition)) times. See the \
                        executors' logs and the network between them and the driver
                        """,
                    stage: stage.id, stageName: stage.name, partition: partition,
                    attempts: stage.launchCount(partition)))
        }
    }

    private func isWinner(_ attempt: TaskAttemptID, _ partition: Int, of stage: StageRun) -> Bool {
        partition >= 0 && partition < stage.partitionCount && stage.states[partition] == .done
            && stage.attempt(of: partition) == attempt
    }

    // MARK: Failure

    mutating func fail(_ attempt: Attempt, _ id: TaskAttemptID, _ failure: TaskFailure) {
        let stage = attempt.stage
        let executor = attempt.executor
        let count = stage.countFailure(attempt.partition, on: executor.id)
        requeue(attempt, id, failure.message)
        guard !failure.isRetryable || count >= options.taskAttemptsMax else { return }
        var message = "\(stage.title), partition \(attempt.partition), on \(executor.host): \(failure.message)"
        if failure.isRetryable {
            message += " (attempt \(count) of \(options.taskAttemptsMax), each failed; this is the last failure)"
        }
        fail(
            stage,
            JobFailure(
                kind: .taskFailed, message: message, stage: stage.id, stageName: stage.name,
                partition: attempt.partition, host: executor.host, attempts: count, task: failure))
    }

    /// An attempt that ended through no fault of its own runs again, unless that has happened too often.
    mutating func requeueLost(_ attempt: Attempt, _ id: TaskAttemptID, _ reason: String) {
        let stage = attempt.stage
        let count = stage.countLoss(attempt.partition)
        requeue(attempt, id, reason)
        guard count > options.taskLossesMax else { return }
        let message = """
            \(stage.title), partition \(attempt.partition), was lost \(count) times, the last time on \
            \(attempt.executor.host): \(reason). If the task itself ends its executors (too much memory), use more \
            partitions or more memory for each executor
            """
        fail(
            stage,
            JobFailure(
                kind: .taskLost, message: message, stage: stage.id, stageName: stage.name,
                partition: attempt.partition, host: attempt.executor.host,
                attempts: stage.launchCount(attempt.partition)))
    }

    private mutating func requeue(_ attempt: Attempt, _ id: TaskAttemptID, _ reason: String) {
        if !leaveToTwin(of: id, attempt) {
            attempt.stage.requeue(attempt.partition)
            demandIsStale = true
        }
        commands.append(
            .note(
                .taskRequeued(
                    attempt.stage.id, partition: attempt.partition, attempt: id, executor: attempt.executor.id,
                    reason: reason)))
    }

    /// A map output could not be read: it is made again if it is still the one that counts, and the reader runs again
    /// when its input is complete.
    private mutating func failFetch(
        _ attempt: Attempt, _ id: TaskAttemptID, _ shuffleID: ShuffleID, _ lost: MapOutputLocation, _ message: String
    ) {
        let stage = attempt.stage
        guard let shuffle = stage.inputs.first(where: { $0.id == shuffleID }), lost.mapPartition >= 0,
            lost.mapPartition < shuffle.mapCount
        else {
            let text = """
                the executor could not fetch map output \(lost.mapPartition) of shuffle \(shuffleID), which the stage \
                does not read
                """
            return fail(attempt, id, TaskFailure(kind: .engine, message: text, isRetryable: true))
        }
        let reason =
            "could not fetch map output \(lost.mapPartition) of shuffle \(shuffleID) "
            + "from executor \(lost.executor): \(message)"
        guard shuffle.location(lost.mapPartition) == lost else {
            // Lost or replaced since the task was launched: not the task's fault, and known already.
            return requeueLost(attempt, id, reason)
        }
        requeue(attempt, id, reason)
        withdraw(shuffle, lost, all: stage.suspect(lost.executor))
        let count = stage.countFetchFailure(launchedIn: attempt.stageAttempt)
        guard count >= options.stageAttemptsMax else { return }
        let text = """
            \(stage.title) could not read its input \(count) times in a row; the last time partition \
            \(attempt.partition) on \(attempt.executor.host) \(reason). See the executors' logs, their disks and the \
            network between them
            """
        fail(
            stage,
            JobFailure(
                kind: .fetchFailed, message: text, stage: stage.id, stageName: stage.name,
                partition: attempt.partition, host: attempt.executor.host, attempts: count))
    }

    /// Takes an output that cannot be fetched (or all of the shuffle on its executor) out of the table, and prefers
    /// other executors for making it again.
    private mutating func withdraw(_ shuffle: ShuffleRun, _ lost: MapOutputLocation, all: Bool) {
        let partitions = all ? shuffle.partitions(on: lost.executor) : [lost.mapPartition]
        for partition in partitions {
            shuffle.producer?.avoid(lost.executor, for: partition)
            guard executors[lost.executor.rawValue] != nil, let location = shuffle.location(partition) else { continue }
            commands.append(
                .dropMapOutput(shuffle.id, mapPartition: partition, attempt: location.attempt, on: lost.executor))
        }
        forgetOutputs(of: shuffle, on: lost.executor, partitions)
    }

    private func nonDeterministicFailure(_ attempt: Attempt) -> JobFailure {
        let stage = attempt.stage
        let message = """
            \(stage.title), partition \(attempt.partition), is not deterministic: it ran again because its output was \
            lost, and on \(attempt.executor.host) it wrote other rows than the first time, so results would mix two \
            versions of the data. A closure that depends on time, random numbers without a seed or files that change \
            has this effect; make it a function of its input, or save the data before the shuffle and read it back
            """
        return JobFailure(
            kind: .nonDeterministic, message: message, stage: stage.id, stageName: stage.name,
            partition: attempt.partition, host: attempt.executor.host, attempts: stage.launchCount(attempt.partition))
    }
}
