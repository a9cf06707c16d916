// SPDX-License-Identifier: Apache-2.0

import Logging
import Messages
import Net
import Plan
import Scheduling

// What the driver tells of itself.
extension Driver {
    var nowMillis: UInt64 { network.loop.now.nanoseconds / 1_000_000 }

    /// Adds an event to those of this turn.
    func tell(_ event: DriverEvent) { eventsWaiting.append(event) }

    /// Tells what a session does with its driver: the beginning and the end of a query.
    package func announce(_ event: DriverEvent) {
        tell(event)
        publish()
    }

    /// The counts of a stage may have changed.
    func touch(_ stage: StageID) { stagesTouched.insert(stage) }

    /// Hands the events of this turn on, and the counts of the stages that they changed.
    func publish() {
        tellCounts()
        if !stagesTouched.isEmpty {
            for stage in stagesTouched.sorted() {
                if let progress = stageProgress(stage) { eventsWaiting.append(.stageChanged(progress)) }
            }
            stagesTouched.removeAll(keepingCapacity: true)
        }
        events.append(eventsWaiting, at: eventsWaiting.isEmpty ? 0 : nowMillis)
        // The stream keeps the events as they lie here, so that there is no capacity to keep.
        eventsWaiting = []
    }

    /// Tells what the steps of stages have done since the last time.
    func tellCounts() {
        if stagesCounted.isEmpty { return }
        for stage in stagesCounted.sorted() {
            if let entry = stages[stage] { tell(.stageCounted(stage, entry.counts)) }
        }
        stagesCounted.removeAll(keepingCapacity: true)
    }

    // MARK: Jobs and tasks

    func tellStart(of job: Job) {
        let found = stages(of: job.id)
        var known =
            found
            ?? job.stages.map { stage in
                StageProgress(
                    stage: stage.id, name: stage.name, taskCount: stage.tasks.count, doneCount: 0, runningCount: 0,
                    failedAttempts: 0)
            }
        for index in known.indices { known[index].steps = stages[known[index].stage]?.steps ?? [] }
        tell(
            .jobStarted(
                JobFacts(
                    id: job.id, name: job.name, stages: known.map(\.stage), parents: parents(in: job),
                    properties: job.stages.last?.properties ?? [:], startedMillis: nowMillis, stagesAtStart: known)))
    }

    /// For each stage the places of those that it reads from.
    private func parents(in job: Job) -> [[Int]] {
        var writers: [ShuffleID: Int] = [:]
        for (place, stage) in job.stages.enumerated() {
            if let output = stage.outputShuffle { writers[output] = place }
        }
        return job.stages.map { stage in Set(stage.inputShuffles.compactMap { writers[$0] }).sorted() }
    }

    func tellEnd(of running: RunningJob, _ error: JobError?) {
        tellCounts()
        tell(
            .jobEnded(
                running.job.id, error.map { .failed($0.kind, message: $0.message) } ?? .succeeded,
                seconds: (network.loop.now - running.started).inMilliseconds / 1_000))
    }

    /// Rows that are read, of the jobs with tasks on this executor.
    func tellRows(of executor: ExecutorHandle) {
        for id in Set(executor.attempts.values.map(\.job)).sorted() {
            guard let running = jobs[id] else { continue }
            var rows = running.summary.rowsRead
            for executor in executors.values {
                for attempt in executor.attempts.values where attempt.job == id {
                    rows.add(saturating: attempt.rowsRead)
                }
            }
            tell(.jobAdvanced(id, rowsRead: rows))
        }
    }

    func tellEnds(_ ends: [CheckedEnd]) {
        for end in ends {
            let how: TaskEnd
            switch end.outcome {
            case .succeeded(var report):
                // Told of the stage as a whole, of tasks that count.
                report.steps = []
                how = .succeeded(report)
            case .failed(let failure): how = .failed(message: failure.message)
            case .fetchFailed(_, _, _, _, let message): how = .fetchFailed(message: message)
            case .cancelled: how = .cancelled
            }
            tell(.taskEnded(end.attempt, how))
        }
    }

    // MARK: Executors

    func tell(_ executor: ExecutorHandle, _ state: ExecutorState) {
        tell(
            .executorChanged(
                ExecutorFacts(
                    name: executor.name, state: state, id: executor.id, host: executor.host, slots: executor.slots,
                    memoryByteCount: executor.memoryByteCount)))
        tellExpected()
    }

    func tellExpected() {
        let expected = executorsExpected
        guard expected != expectedTold else { return }
        expectedTold = expected
        tell(.executorsExpected(expected))
    }

    /// What the cluster says of an executor that has not registered, or why one that was lost is gone.
    func clusterSays(_ name: String, _ state: ExecutorState) {
        if isStopped { return }
        if let executor = executorByName[name] {
            // It is here: what the cluster sees of its start is late news.
            if case .lost(let reason) = state { lose(executor, reason) }
            return
        }
        publish()
        let known = events.read { $0.executors[name] }
        var facts = known ?? ExecutorFacts(name: name, state: state)
        if known?.state == state { return }
        facts.state = state
        if case .lost(let reason) = state {
            logger.debug("the cluster says why", metadata: ["name": "\(name)", "reason": "\(reason)"])
            // The network may have noticed before the cluster knew why.
            if let id = known?.id { handle(.executorLossExplained(id, reason: reason)) }
        }
        tell(.executorChanged(facts))
        tellExpected()
        publish()
    }

    /// The last lines of an executor's log.
    func clusterLogged(_ name: String, _ lines: String) {
        if isStopped { return }
        publish()
        guard var facts = events.read({ $0.executors[name] }) else { return }
        var kept = lines.utf8.suffix(DriverLimits.logTailBytesMax)
        // Whole lines, unless there is only one.
        if kept.count < lines.utf8.count, let end = kept.firstIndex(of: 10) { kept = kept[kept.index(after: end)...] }
        let tail = String(decoding: kept, as: UTF8.self)
        if tail.isEmpty || facts.logTail == tail { return }
        facts.logTail = tail
        tell(.executorChanged(facts))
        publish()
    }

    /// The error with what the cluster says about executors that jobs wait for.
    func explained(_ error: JobError) -> JobError {
        guard error.kind == .noExecutors else { return error }
        publish()
        guard let awaited = events.read({ $0.executorsAwaited }) else { return error }
        var error = error
        error.message += ". Executors: \(awaited)"
        return error
    }
}
