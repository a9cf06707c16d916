// SPDX-License-Identifier: Apache-2.0

import Plan
import Scheduling
import Testing

/// A scheduler in a test's hands: events go in, commands are audited and kept.
final class Rig {
    private var scheduler: Scheduler
    let auditor: Auditor
    var now: UInt64 = 1_000
    /// The commands that the last event caused, and all so far.
    private(set) var last: [SchedulerCommand] = []
    private(set) var all: [SchedulerCommand] = []
    /// What was launched and has not ended, in order of launch.
    private(set) var outstanding: [(launch: TaskLaunch, executor: ExecutorID)] = []

    init(_ options: SchedulerOptions = SchedulerOptions(executorFailuresMax: 100)) {
        scheduler = Scheduler(options: options)
        auditor = Auditor(options)
    }

    func send(_ events: SchedulerEvent..., sourceLocation: SourceLocation = #_sourceLocation) {
        send(events, sourceLocation: sourceLocation)
    }

    /// Several events at once.
    func send(_ events: [SchedulerEvent], sourceLocation: SourceLocation = #_sourceLocation) {
        auditor.hear(events)
        last = events.count == 1 ? scheduler.handle(events[0], at: now) : scheduler.handle(events, at: now)
        all += last
        for command in last {
            auditor.check(command)
            if case .launch(let tasks, let executor) = command { outstanding += tasks.map { ($0, executor) } }
        }
        for event in events {
            if case .taskEnded(let id, _, _) = event { outstanding.removeAll { $0.launch.attempt == id } }
            if case .executorLost(let id, _) = event { outstanding.removeAll { $0.executor == id } }
        }
        if let broken = scheduler.checkInvariants() { Issue.record("\(broken)", sourceLocation: sourceLocation) }
        for fault in auditor.takeFaults() { Issue.record("\(fault)", sourceLocation: sourceLocation) }
    }

    func progress(_ job: Int = 1) -> JobProgress? { scheduler.progress(of: JobID(job)) }

    // MARK: Events, shortly

    func register(_ id: Int, host: String? = nil, slots: Int = 2) {
        send(.executorRegistered(ExecutorID(id), host: host ?? "host\(id)", slots: slots))
    }

    func lose(_ id: Int, _ reason: ExecutorLossReason = .connectionLost("")) {
        send(.executorLost(ExecutorID(id), reason: reason))
    }

    /// Ends an outstanding task; a map task with a fitting output.
    func succeed(
        _ task: (launch: TaskLaunch, executor: ExecutorID), digest: UInt64? = nil, held: Bool = false,
        runNanos: UInt64 = 0
    ) {
        send(.taskEnded(task.launch.attempt, task.executor, success(task.launch, digest, held, runNanos)))
    }

    func success(
        _ launch: TaskLaunch, _ digest: UInt64? = nil, _ held: Bool = false, _ runNanos: UInt64 = 0
    ) -> TaskOutcome {
        var report = TaskReport()
        report.runNanos = runNanos
        report.resultIsHeld = held
        if let output = auditor.stages[launch.stage]?.outputShuffle {
            report.mapOutput = MapOutputReport(
                shuffle: output, mapPartition: launch.partition, byteCount: 10, rowCount: 1,
                digest: digest ?? UInt64(launch.partition))
        }
        return .succeeded(report)
    }

    func fail(
        _ task: (launch: TaskLaunch, executor: ExecutorID), retryable: Bool = true, _ message: String = "disk full"
    ) {
        let failure = TaskFailure(kind: retryable ? .disk : .closure, message: message, isRetryable: retryable)
        send(.taskEnded(task.launch.attempt, task.executor, .failed(failure)))
    }

    /// The task says that it could not read a map output, as its executor's table has it.
    func failFetch(_ task: (launch: TaskLaunch, executor: ExecutorID), shuffle: Int = 1, map: Int) {
        guard let entry = auditor.tables[task.executor]?[ShuffleID(shuffle)]?[map] else {
            Issue.record("no table on executor \(task.executor)")
            return
        }
        failFetch(task, entry, shuffle: shuffle)
    }

    func failFetch(_ task: (launch: TaskLaunch, executor: ExecutorID), _ entry: MapOutputLocation, shuffle: Int = 1) {
        send(
            .taskEnded(
                task.launch.attempt, task.executor,
                .fetchFailed(
                    ShuffleID(shuffle), mapPartition: entry.mapPartition, mapAttempt: entry.attempt,
                    from: entry.executor, message: "connection refused")))
    }

    /// Ends all outstanding tasks with success, and those that follow, until nothing runs.
    func finish() {
        while let task = outstanding.first { succeed(task) }
    }

    // MARK: What happened

    func launched(stage: Int) -> [TaskLaunch] {
        all.flatMap { command -> [TaskLaunch] in
            if case .launch(let tasks, _) = command { tasks.filter { $0.stage == StageID(stage) } } else { [] }
        }
    }

    func outstanding(stage: Int) -> [(launch: TaskLaunch, executor: ExecutorID)] {
        outstanding.filter { $0.launch.stage == StageID(stage) }
    }

    func failure(_ job: Int = 1) -> JobFailure? {
        for command in all { if case .jobFailed(JobID(job), let failure) = command { return failure } }
        return nil
    }

    func hasSucceeded(_ job: Int = 1) -> Bool {
        all.contains { if case .jobSucceeded(JobID(job)) = $0 { true } else { false } }
    }

    func lastContains(_ test: (SchedulerCommand) -> Bool) -> Bool { last.contains(where: test) }
}
