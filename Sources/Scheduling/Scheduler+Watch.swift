// SPDX-License-Identifier: Apache-2.0

import Plan

// Tasks that take too long: second attempts elsewhere (speculation), a deadline, and executors that do not end what
// they are told to end. All of it is off unless it is asked for; then a timer runs while tasks do.
extension Scheduler {
    private var watches: Bool { options.speculation != nil || options.taskTimeoutMillis > 0 }

    /// Sets the timer while there is something to watch.
    mutating func keepWatch() {
        guard watches, !isWatchSet, !attempts.isEmpty else { return }
        isWatchSet = true
        commands.append(.setTimer(.watch, afterMillis: watchMillis))
    }

    private var watchMillis: UInt64 {
        var millis = SchedulingLimits.watchMillisMax
        if let speculation = options.speculation { millis = min(millis, speculation.intervalMillis) }
        if options.taskTimeoutMillis > 0 { millis = min(millis, options.taskTimeoutMillis / 8) }
        return max(millis, SchedulingLimits.watchMillisMin)
    }

    mutating func watch() {
        guard isWatchSet else { return }
        isWatchSet = false
        noteStarts()
        endOverdueTasks()
        letGoOfTheDeaf()
        if let speculation = options.speculation { speculate(speculation) }
    }

    /// An executor starts its tasks in the order of their launch: the first ones run, the others wait for a slot.
    private mutating func noteStarts() {
        for executor in executors.values {
            let isQueueing = executor.running.count > executor.slots
            let begun = isQueueing ? Array(executor.running.sorted().prefix(executor.slots)) : Array(executor.running)
            for raw in begun where attempts[raw]?.startedMillis == nil { attempts[raw]?.startedMillis = now }
        }
    }

    /// Marks an attempt that nobody waits for any more; it holds its slot until it has ended.
    mutating func markCancelled(_ id: TaskAttemptID) {
        attempts[id.rawValue]?.isCancelled = true
        attempts[id.rawValue]?.cancelledMillis = now
    }

    // MARK: Deadline

    private mutating func endOverdueTasks() {
        let limit = options.taskTimeoutMillis
        guard limit > 0 else { return }
        let now = now
        let overdue = attempts.filter {
            !$0.value.isCancelled && $0.value.startedMillis.map { now - $0 >= limit } == true
        }
        for raw in overdue.keys.sorted() {
            // The end of an earlier one may have failed the job.
            guard let attempt = attempts[raw], !attempt.isCancelled, let started = attempt.startedMillis else {
                continue
            }
            let id = TaskAttemptID(raw)
            markCancelled(id)
            commands.append(.cancelTasks([id], on: attempt.executor.id))
            let message = """
                the task ran for \(inWords(now - started)) on executor \(attempt.executor.id), longer than the \
                \(inWords(limit)) that martlet.task.timeout allows, and was cancelled. Use more partitions, look for a \
                row on which a function never ends, or raise martlet.task.timeout
                """
            fail(attempt, id, TaskFailure(kind: .budget, message: message, isRetryable: true))
        }
    }

    /// Executors that have not ended a running task long after they were told to.
    private mutating func letGoOfTheDeaf() {
        var deaf: [Int: (attempt: Int, millis: UInt64)] = [:]
        for (raw, attempt) in attempts {
            guard attempt.startedMillis != nil, let since = attempt.cancelledMillis,
                now - since >= options.cancelGraceMillis
            else { continue }
            let executor = attempt.executor.id.rawValue
            if deaf[executor].map({ raw < $0.attempt }) ?? true { deaf[executor] = (raw, now - since) }
        }
        for raw in deaf.keys.sorted() {
            guard let executor = executors[raw], !executor.isLetGo, let found = deaf[raw] else { continue }
            executor.isLetGo = true
            usable.removeAll { $0 === executor }
            offersAll = true
            commands.append(
                .letGo(
                    executor.id,
                    reason:
                        "it was told to end task attempt \(found.attempt) \(inWords(found.millis)) ago and still runs "
                        + "it"))
        }
    }

    // MARK: Speculation

    /// Starts second attempts at tasks that run much longer than those of their stage that have ended.
    private mutating func speculate(_ speculation: SpeculationOptions) {
        var thresholds: [StageID: UInt64] = [:]
        for raw in attempts.keys.sorted() {
            guard let attempt = attempts[raw], !attempt.isCancelled, !attempt.isTwin else { continue }
            let stage = attempt.stage
            let threshold = thresholds[stage.id] ?? Self.threshold(stage, speculation)
            thresholds[stage.id] = threshold
            // Since its launch: one that waits in a queue behind others that never end takes long, too.
            guard now - attempt.launchedMillis > threshold, stage.isReady, stage.twin(of: attempt.partition) == nil
            else { continue }
            if let executor = executorForTwin(of: attempt) { launchTwin(of: attempt, on: executor) }
        }
    }

    /// Milliseconds beyond which a task of the stage takes long; the greatest number when too few have ended.
    private static func threshold(_ stage: StageRun, _ speculation: SpeculationOptions) -> UInt64 {
        let needed = max(1, Int(speculation.quantile * Double(stage.partitionCount)))
        guard stage.partitionCount > 1, stage.doneCount >= needed, let median = stage.medianRunNanos else {
            return .max
        }
        let millis = Double(median) / 1_000_000 * speculation.multiplier
        return max(UInt64(min(millis, Double(SchedulingLimits.waitMillisMax))), speculation.minTaskRunMillis)
    }

    /// The one with the most room of those that have a free slot and have not failed at the partition.
    private func executorForTwin(of attempt: Attempt) -> ExecutorRun? {
        var best: ExecutorRun?
        for executor in usable where executor !== attempt.executor && executor.running.count < executor.slots {
            if attempt.stage.avoids(executor.id, for: attempt.partition) { continue }
            let room = executor.slots - executor.running.count
            if best.map({ room > $0.slots - $0.running.count }) ?? true { best = executor }
        }
        return best
    }

    private mutating func launchTwin(of original: Attempt, on executor: ExecutorRun) {
        let (stage, partition) = (original.stage, original.partition)
        lastAttempt += 1
        let id = TaskAttemptID(lastAttempt)
        prepare(executor, for: stage)
        let number = stage.launchTwin(partition, attempt: id)
        var attempt = Attempt(
            stage: stage, partition: partition, executor: executor, stageAttempt: stage.stageAttempt,
            expectedNanos: original.expectedNanos)
        attempt.isTwin = true
        attempt.launchedMillis = now
        attempt.startedMillis = now
        attempts[id.rawValue] = attempt
        executor.heldNanos += attempt.expectedNanos
        executor.running.insert(id.rawValue)
        let launch = TaskLaunch(attempt: id, stage: stage.id, partition: partition, attemptNumber: number)
        commands.append(.launch([launch], on: executor.id))
        commands.append(
            .note(
                .taskSpeculated(
                    stage.id, partition: partition, attempt: id, executor: executor.id, slow: original.executor.id)))
    }

    /// One of two attempts has won: the other is cancelled.
    mutating func endTwin(of id: TaskAttemptID, _ attempt: Attempt) {
        guard let other = attempt.stage.otherAttempt(than: id, at: attempt.partition) else { return }
        attempt.stage.keep(id, at: attempt.partition)
        guard let loser = attempts[other.rawValue] else { return }
        markCancelled(other)
        commands.append(.cancelTasks([other], on: loser.executor.id))
    }

    /// One of two attempts has come to nothing: the other goes on alone. False when there is none.
    mutating func leaveToTwin(of id: TaskAttemptID, _ attempt: Attempt) -> Bool {
        guard let other = attempt.stage.otherAttempt(than: id, at: attempt.partition) else { return false }
        attempt.stage.keep(other, at: attempt.partition)
        attempts[other.rawValue]?.isTwin = false
        return true
    }
}
