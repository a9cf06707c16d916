// SPDX-License-Identifier: Apache-2.0

import Plan

// Executors come, drain and are lost; what happens when there is none.
extension Scheduler {
    var executorsInOrder: [ExecutorRun] { executors.values.sorted { $0.id < $1.id } }

    mutating func registerExecutor(_ id: ExecutorID, host: String, slots: Int) {
        guard executors[id.rawValue] == nil, ending?.kind != .stopped else { return }
        let slots = min(max(slots, 0), SchedulingLimits.slotsPerExecutorMax)
        let executor = ExecutorRun(id: id, host: host, slots: slots)
        executors[id.rawValue] = executor
        executorsRegistered += 1
        guard slots > 0 else { return }
        let position = usable.firstIndex { $0.id > id } ?? usable.count
        usable.insert(executor, at: position)
        offersAll = true
        evacuationIsStale = true
    }

    mutating func drainExecutor(_ id: ExecutorID) {
        guard let executor = executors[id.rawValue], !executor.isDraining else { return }
        executor.isDraining = true
        usable.removeAll { $0 === executor }
        forgetPlace(of: executor)
        // Tasks that were kept for it may go elsewhere.
        offersAll = true
        beginEvacuation(of: executor)
    }

    /// The one place where an executor ends. It leaves the offers before its tasks are requeued.
    mutating func loseExecutor(_ id: ExecutorID, _ reason: ExecutorLossReason) {
        guard let executor = executors.removeValue(forKey: id.rawValue) else { return }
        usable.removeAll { $0 === executor }
        forgetStored(on: id)
        forgetPlace(of: executor)
        lastLoss = "executor \(id) on \(executor.host): \(reason)"
        lastLost = id
        demandIsStale = true
        for shuffleID in shuffles.keys.sorted() {
            guard let shuffle = shuffles[shuffleID] else { continue }
            forgetOutputs(of: shuffle, on: id, shuffle.partitions(on: id))
        }
        for raw in executor.running.sorted() {
            guard let attempt = attempts.removeValue(forKey: raw), !attempt.isCancelled else { continue }
            // An earlier one may have failed the job.
            guard attempt.stage.isRunning(attempt.partition, in: TaskAttemptID(raw)) else { continue }
            requeueLost(attempt, TaskAttemptID(raw), "its executor was lost (\(reason))")
        }
        executor.running = []
        endEvacuation(ofLost: executor)
        if reason.countsAsFailure, !executor.isDraining { countExecutorFailure() }
    }

    mutating func explainLoss(_ id: ExecutorID, _ reason: ExecutorLossReason) {
        guard lastLost == id else { return }
        lastLoss = "executor \(id): \(reason)"
    }

    /// Takes outputs out of the table; the producer, if there is one, has them to make again.
    mutating func forgetOutputs(of shuffle: ShuffleRun, on executor: ExecutorID, _ partitions: [Int]) {
        guard !partitions.isEmpty else { return }
        for partition in partitions {
            shuffle.forget(partition)
            shuffle.producer?.requeue(partition)
        }
        commands.append(.note(.mapOutputsLost(shuffle.id, count: partitions.count, executor: executor)))
        demandIsStale = true
    }

    private mutating func countExecutorFailure() {
        failureMillis.append(now)
        failureMillis.removeAll { now - $0 > options.executorFailureWindowMillis }
        guard ending == nil, failureMillis.count > options.executorFailuresMax else { return }
        let message = """
            \(failureMillis.count) executors failed within \(inWords(options.executorFailureWindowMillis)), more than \
            the \(options.executorFailuresMax) that the application survives; the last was \(lastLoss ?? "unknown"). \
            See the executors' logs; more memory for each or fewer tasks at once may help
            """
        ending = JobFailure(kind: .applicationFailed, message: message)
        commands.append(.applicationFailed(message))
        failAllJobs()
    }

    // MARK: No executor

    /// Keeps the one timer for jobs that wait without an executor: set when that begins, cancelled when it ends.
    mutating func watchForExecutors() {
        let isWaiting = usable.isEmpty && !runnable.isEmpty
        if isWaiting, withoutExecutorsSince == nil {
            withoutExecutorsSince = now
            commands.append(.setTimer(.noExecutors, afterMillis: options.noExecutorDeadlineMillis))
        } else if !isWaiting, withoutExecutorsSince != nil {
            withoutExecutorsSince = nil
            commands.append(.cancelTimer(.noExecutors))
        }
    }

    /// Fails the jobs that have waited for the whole deadline, and sets the timer again for the others.
    mutating func failJobsWithoutExecutors() {
        guard let since = withoutExecutorsSince, usable.isEmpty else { return }
        if demandIsStale { refreshDemand() }
        let deadline = options.noExecutorDeadlineMillis
        let waiting = Set(runnable.flatMap(\.jobs))
        var remaining: UInt64?
        for job in jobs where waiting.contains(job.id) {
            let waited = now - max(since, job.submittedMillis)
            if waited >= deadline {
                fail(job, noExecutorFailure(waitedMillis: waited))
            } else {
                remaining = min(remaining ?? deadline, deadline - waited)
            }
        }
        if let remaining {
            commands.append(.setTimer(.noExecutors, afterMillis: remaining))
        } else {
            // The timer has run out: there is nothing to cancel.
            withoutExecutorsSince = nil
        }
    }

    private func noExecutorFailure(waitedMillis: UInt64) -> JobFailure {
        let draining = executors.values.count { $0.isDraining }
        var message = "no executor took tasks for \(inWords(waitedMillis)): "
        if executorsRegistered == 0 {
            message += "none has registered yet"
        } else {
            let lost = executorsRegistered - executors.count
            message += "\(executorsRegistered) had registered, \(lost) of them were lost"
            if draining > 0 { message += ", \(draining) are leaving" }
            if let lastLoss { message += "; the last lost was \(lastLoss)" }
        }
        message += """
            . Start executors (martlet-executor --driver HOST:PORT --secret-file FILE) or see in their logs why they \
            ended, then run the job again; a longer wait can be set
            """
        return JobFailure(kind: .noExecutors, message: message)
    }
}

/// A duration as people say it.
func inWords(_ millis: UInt64) -> String {
    if millis % 1_000 != 0, millis < 10_000 { return "\(millis) ms" }
    if millis < 120_000 { return "\(millis / 1_000) s" }
    return "\(millis / 60_000) min"
}
