// SPDX-License-Identifier: Apache-2.0

public import Plan

/// Decides which task runs where and what becomes of each failure: a state machine that is told events and answers with
/// commands, without I/O, clock or threads. The same events at the same times give the same commands.
///
/// Jobs run oldest first, their stages parents first. A stage runs when all shuffles that it reads are complete. Map
/// outputs outlive their job: a later job with the same shuffle skips the stage that writes it. Confined to the
/// driver's loop thread.
public struct Scheduler: ~Copyable {
    let options: SchedulerOptions
    var now: UInt64 = 0
    var commands: [SchedulerCommand] = []

    /// Oldest first.
    var jobs: [JobRun] = []
    var jobsByID: [Int: JobRun] = [:]
    var shuffles: [Int: ShuffleRun] = [:]
    var attempts: [Int: Attempt] = [:]
    /// Who keeps partitions of stored datasets: by dataset and partition.
    var stored: [Int: [Int: [ExecutorID]]] = [:]
    var lastAttempt = 0
    /// Jobs and stage runs that refer to a stage's payload.
    var stageUses: [Int: Int] = [:]

    /// Registered and not lost, by number.
    var executors: [Int: ExecutorRun] = [:]
    /// Those that take tasks, by ascending number.
    var usable: [ExecutorRun] = []
    var executorsRegistered = 0
    var lastLoss: String?
    var lastLost: ExecutorID?
    /// Recent losses that count, oldest first; never more than the budget and one.
    var failureMillis: [UInt64] = []
    /// Set for good when the application has failed or the session has ended: what every job fails with.
    var ending: JobFailure?

    /// Stages with tasks that could run now, in the order in which they are served.
    var runnable: [StageRun] = []
    /// What is needed or ready may have changed since `runnable` was made.
    var demandIsStale = false
    var demandRound = 0
    /// Whom to look for work for: all executors, or these.
    var offersAll = false
    var offered: [ExecutorRun] = []

    /// Copies that executors make of the outputs of draining ones.
    var copies: [CopyKey: Copy] = [:]
    var copyCount = 0
    /// What draining executors have to give away, or whether they may leave, may have changed.
    var evacuationIsStale = false

    /// Since when jobs wait without an executor; the timer is set exactly while this is.
    var withoutExecutorsSince: UInt64?
    var localityTimerDue: UInt64?
    /// The timer for tasks that take long.
    var isWatchSet = false

    public init(options: SchedulerOptions = SchedulerOptions()) {
        self.options = options.inRange
    }

    deinit {
        // Stages and shuffles refer to each other.
        for shuffle in shuffles.values { shuffle.producer = nil }
    }

    /// Takes one event in. `now` is monotonic, in milliseconds.
    public mutating func handle(_ event: SchedulerEvent, at now: UInt64) -> [SchedulerCommand] {
        self.now = max(now, self.now)
        apply(event)
        return settle()
    }

    /// Takes several events in, in order, and assigns tasks once at the end: fewer, fuller launches.
    public mutating func handle(_ events: [SchedulerEvent], at now: UInt64) -> [SchedulerCommand] {
        self.now = max(now, self.now)
        for event in events {
            apply(event)
            guard case .executorLost(let id, _) = event, !commands.isEmpty else { continue }
            // Earlier events may have asked something of it.
            commands.removeAll { $0.recipient == id }
        }
        return settle()
    }

    private mutating func apply(_ event: SchedulerEvent) {
        switch event {
        case .executorRegistered(let id, let host, let slots): registerExecutor(id, host: host, slots: slots)
        case .executorLost(let id, let reason): loseExecutor(id, reason)
        case .executorLossExplained(let id, let reason): explainLoss(id, reason)
        case .executorDraining(let id): drainExecutor(id)
        case .jobSubmitted(let job): submit(job)
        case .jobCancelled(let id, let reason): cancel(id, reason)
        case .taskEnded(let attempt, let executor, let outcome): endTask(attempt, executor, outcome)
        case .resultReceived(let job, let partition, let attempt): receiveResult(job, partition, attempt)
        case .resultLost(let job, let partition, let attempt): loseResult(job, partition, attempt)
        case .shuffleReleased(let id): releaseShuffle(id)
        case .partitionStored(let partition, let id): keep(partition, on: id)
        case .partitionDropped(let partition, let id): forget(partition, on: id)
        case .datasetReleased(let id): stored[id.rawValue] = nil
        case .timerFired(.noExecutors): failJobsWithoutExecutors()
        case .timerFired(.locality): endLocalityWait()
        case .timerFired(.watch): watch()
        case .timerFired(.drain(let id)): endEvacuation(of: id)
        case .mapOutputCopied(let shuffle, let partition, let attempt, let id, let digest):
            let copy = MapOutputLocation(mapPartition: partition, attempt: attempt, executor: id)
            takeCopy(shuffle, copy, digest: digest)
        case .mapOutputNotCopied(let shuffle, let partition, let attempt, let id, let message):
            let copy = MapOutputLocation(mapPartition: partition, attempt: attempt, executor: id)
            missCopy(shuffle, copy, message)
        case .clusterStopped: stop()
        }
    }

    private mutating func settle() -> [SchedulerCommand] {
        if demandIsStale { refreshDemand() }
        assignTasks()
        if evacuationIsStale { evacuate() }
        watchForExecutors()
        keepWatch()
        let answer = commands
        commands = []
        return answer
    }

    private mutating func stop() {
        guard ending?.kind != .stopped else { return }
        ending = JobFailure(kind: .stopped, message: "the session has ended; jobs that ran were stopped")
        failAllJobs()
    }

    mutating func failAllJobs() {
        guard let ending else { return }
        for job in jobs { fail(job, ending) }
    }

    func job(_ id: JobID) -> JobRun? { jobsByID[id.rawValue] }

    /// How far a job is; nil when it has ended or was never submitted. `now` is as in `handle`.
    public func progress(of id: JobID, at now: UInt64? = nil) -> JobProgress? {
        guard let job = job(id) else { return nil }
        let now = max(now ?? self.now, self.now)
        var began: [StageID: UInt64] = [:]
        for attempt in attempts.values where !attempt.isCancelled {
            guard let started = attempt.startedMillis else { continue }
            began[attempt.stage.id] = min(began[attempt.stage.id] ?? started, started)
        }
        let stages = job.stages.map { stage in
            var progress = StageProgress(
                stage: stage.id, name: stage.name, taskCount: stage.partitionCount, doneCount: stage.doneCount,
                runningCount: stage.runningCount, failedAttempts: stage.failedAttempts)
            if let began = began[stage.id] { progress.longestRunSeconds = Double(now - began) / 1_000 }
            return progress
        }
        return JobProgress(job: id, name: job.name, stages: stages, waitsForExecutors: usable.isEmpty)
    }

    /// The counts of a stage of a running job, without run times; nil when no job has it.
    public func progress(of id: StageID) -> StageProgress? {
        for job in jobs {
            guard let stage = job.stages.first(where: { $0.id == id }) else { continue }
            return StageProgress(
                stage: id, name: stage.name, taskCount: stage.partitionCount, doneCount: stage.doneCount,
                runningCount: stage.runningCount, failedAttempts: stage.failedAttempts)
        }
        return nil
    }
}

/// An attempt that was launched and has not ended.
struct Attempt {
    let stage: StageRun
    let partition: Int
    let executor: ExecutorRun
    /// The stage's attempt in which it was launched.
    let stageAttempt: Int
    /// What it was expected to take when it was launched.
    let expectedNanos: Int64
    /// Nobody waits for it: it only holds its slot until it has ended.
    var isCancelled = false
    var cancelledMillis: UInt64?
    var launchedMillis: UInt64 = 0
    /// When it began to run, as far as that is known.
    var startedMillis: UInt64?
    /// A second attempt beside one that takes long.
    var isTwin = false
}
