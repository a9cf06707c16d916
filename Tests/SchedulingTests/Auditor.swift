// SPDX-License-Identifier: Apache-2.0

import Plan
import Scheduling

/// Watches all events and commands and knows the promises: an account of the scheduler's work that shares none of its
/// code.
final class Auditor {
    struct Running {
        var launch: TaskLaunch
        var executor: ExecutorID
        var isCancelled = false
    }

    struct Output: Hashable {
        var shuffle: ShuffleID
        var location: MapOutputLocation
    }

    struct Result: Hashable {
        var job: JobID
        var partition: Int
    }

    private let options: SchedulerOptions
    private(set) var stages: [StageID: Stage] = [:]
    private(set) var slots: [ExecutorID: Int] = [:]
    private(set) var draining: Set<ExecutorID> = []
    private(set) var dismissed: Set<ExecutorID> = []
    private(set) var letGo: Set<ExecutorID> = []
    private(set) var liveJobs: [JobID: Job] = [:]
    private(set) var endedJobs: Set<JobID> = []
    private(set) var running: [TaskAttemptID: Running] = [:]
    private(set) var seenAttempts: Set<TaskAttemptID> = []
    private(set) var defined: [ExecutorID: Set<StageID>] = [:]
    /// Tables that the executors have.
    private(set) var tables: [ExecutorID: [ShuffleID: [MapOutputLocation]]] = [:]
    /// Outputs that executors have and that nobody has complained about.
    private(set) var outputs: Set<Output> = []
    /// Outputs of attempts that counted when they ended.
    private(set) var accepted: Set<Output> = []
    private(set) var winners: [Result: TaskAttemptID] = [:]
    /// Results that the driver still has to fetch.
    private(set) var held: [Result: TaskAttemptID] = [:]
    private(set) var timers: Set<SchedulerTimer> = []
    /// Attempts that ended in the events last heard: the scheduler may have cancelled them before it came to that.
    private var endedNow: Set<TaskAttemptID> = []
    private var failureCounts: [StageID: [Int: Int]] = [:]
    private(set) var applicationHasFailed = false
    private var faults: [String] = []

    init(_ options: SchedulerOptions) { self.options = options }

    func takeFaults() -> [String] {
        defer { faults = [] }
        return faults
    }

    private func require(_ condition: Bool, _ message: @autoclosure () -> String) {
        if !condition { faults.append(message()) }
    }

    // MARK: Events

    /// Events that the scheduler takes in at once.
    func hear(_ events: [SchedulerEvent]) {
        endedNow = []
        for event in events { hear(event) }
    }

    private func hear(_ event: SchedulerEvent) {
        switch event {
        case .executorRegistered(let id, _, let count): slots[id] = slots[id] ?? count
        case .executorLost(let id, _):
            slots[id] = nil
            draining.remove(id)
            dismissed.remove(id)
            defined[id] = nil
            tables[id] = nil
            outputs = outputs.filter { $0.location.executor != id }
            for (attempt, task) in running where task.executor == id { running[attempt] = nil }
        case .executorDraining(let id): if slots[id] != nil { draining.insert(id) }
        case .jobSubmitted(let job):
            if liveJobs[job.id] == nil { liveJobs[job.id] = job }
            for stage in job.stages { stages[stage.id] = stage }
        case .taskEnded(let id, let executor, let outcome): hearEnd(id, executor, outcome)
        case .resultReceived(let job, let partition, let attempt):
            let result = Result(job: job, partition: partition)
            if held[result] == attempt { held[result] = nil }
        case .resultLost(let job, let partition, let attempt):
            let result = Result(job: job, partition: partition)
            if winners[result] == attempt { (winners[result], held[result]) = (nil, nil) }
        case .mapOutputCopied(let shuffle, let partition, let attempt, let id, _):
            guard slots[id] != nil else { return }
            // A copy of what counted counts; the scheduler drops those with other rows.
            let location = MapOutputLocation(mapPartition: partition, attempt: attempt, executor: id)
            let copy = Output(shuffle: shuffle, location: location)
            outputs.insert(copy)
            let isAccepted = accepted.contains {
                $0.shuffle == shuffle && $0.location.mapPartition == partition && $0.location.attempt == attempt
            }
            if isAccepted { accepted.insert(copy) }
        case .mapOutputNotCopied, .executorLossExplained: break
        case .timerFired(let timer): timers.remove(timer)
        case .jobCancelled, .shuffleReleased, .clusterStopped: break
        case .partitionStored, .partitionDropped, .datasetReleased: break
        }
    }

    private func hearEnd(_ id: TaskAttemptID, _ executor: ExecutorID, _ outcome: TaskOutcome) {
        let task = running[id]
        let counts = task.map { $0.executor == executor && !$0.isCancelled } ?? false
        if task?.executor == executor {
            running[id] = nil
            endedNow.insert(id)
        }
        switch outcome {
        case .succeeded(let report):
            guard let output = report.mapOutput, slots[executor] != nil else { return }
            let location = MapOutputLocation(mapPartition: output.mapPartition, attempt: id, executor: executor)
            let written = Output(shuffle: output.shuffle, location: location)
            if counts {
                outputs.insert(written)
                accepted.insert(written)
            }
        case .failed:
            guard counts, let task else { return }
            failureCounts[task.launch.stage, default: [:]][task.launch.partition, default: 0] += 1
        case .fetchFailed(let shuffle, let partition, let attempt, let from, _):
            guard counts else { return }
            let location = MapOutputLocation(mapPartition: partition, attempt: attempt, executor: from)
            outputs.remove(Output(shuffle: shuffle, location: location))
        case .cancelled: break
        }
    }

    // MARK: Commands

    func check(_ command: SchedulerCommand) {
        if let executor = command.recipient {
            require(slots[executor] != nil, "a command for executor \(executor), which is not there: \(command)")
        }
        switch command {
        case .defineStage(let stage, let executor):
            require(defined[executor, default: []].insert(stage).inserted, "stage \(stage) was defined twice")
            require(stages[stage] != nil, "stage \(stage) was defined after its release")
        case .publishMapOutputs(let shuffle, let executor, let table):
            tables[executor, default: [:]][shuffle] = table
        case .launch(let tasks, let executor):
            require(!tasks.isEmpty, "an empty launch")
            for task in tasks { checkLaunch(task, executor) }
            let count = running.values.count { $0.executor == executor }
            let most = (slots[executor] ?? 0) * (1 + options.tasksPerSlotQueuedMax)
            require(count <= most, "executor \(executor) holds \(count) tasks, more than \(most)")
        case .cancelTasks(let ids, let executor):
            for id in ids {
                let runs = running[id]?.executor == executor || endedNow.contains(id)
                require(runs, "attempt \(id) was cancelled where it does not run")
                running[id]?.isCancelled = true
            }
        case .dropStage(let stage, let executor):
            require(defined[executor]?.remove(stage) != nil, "stage \(stage) was dropped where it is not defined")
        case .releaseStage(let stage):
            require(!defined.values.contains { $0.contains(stage) }, "stage \(stage) was released, but is defined")
            let isUsed = liveJobs.values.contains { $0.stages.contains { $0.id == stage } }
            require(!isUsed, "stage \(stage) was released, but a job needs it")
            stages[stage] = nil
        case .dropShuffle(let shuffle, let executor):
            tables[executor]?[shuffle] = nil
            outputs = outputs.filter { $0.shuffle != shuffle || $0.location.executor != executor }
        case .dropMapOutput(let shuffle, let partition, let attempt, let executor):
            let location = MapOutputLocation(mapPartition: partition, attempt: attempt, executor: executor)
            outputs.remove(Output(shuffle: shuffle, location: location))
        case .copyMapOutputs(let shuffle, let stage, let locations, let executor):
            require(!draining.contains(executor), "executor \(executor) is to take copies, but is leaving")
            require(stages[stage]?.outputShuffle == shuffle, "stage \(stage) does not write shuffle \(shuffle)")
            require(Set(locations.map(\.executor)).count == 1, "copies of several executors, or none, in one command")
            for location in locations {
                require(draining.contains(location.executor), "executor \(location.executor) does not leave")
                let output = Output(shuffle: shuffle, location: location)
                require(outputs.contains(output) && accepted.contains(output), "\(output) cannot be copied")
            }
        case .dismiss(let executor):
            require(draining.contains(executor), "executor \(executor) was let go, but does not leave")
            require(dismissed.insert(executor).inserted, "executor \(executor) was let go twice")
            let task = running.first { $0.value.executor == executor }
            require(task == nil, "executor \(executor) was let go while attempt \(task?.key.rawValue ?? 0) runs there")
        case .letGo(let executor, _):
            require(letGo.insert(executor).inserted, "executor \(executor) was given up twice")
            let cancelled = running.values.contains { $0.executor == executor && $0.isCancelled }
            require(cancelled, "executor \(executor) was given up, but ended all that it was told to end")
        case .partitionResult(let job, let partition, let attempt, let executor, let report):
            checkResult(job, partition, attempt, executor, report)
        case .jobSucceeded(let job): checkSuccess(job)
        case .jobFailed(let job, let failure): checkFailure(job, failure)
        case .applicationFailed:
            require(!applicationHasFailed, "the application failed twice")
            applicationHasFailed = true
        case .setTimer(let timer, _): timers.insert(timer)
        case .cancelTimer(let timer): require(timers.remove(timer) != nil, "timer \(timer) was cancelled, but not set")
        case .dropResult, .note: break
        }
    }

    private func checkLaunch(_ task: TaskLaunch, _ executor: ExecutorID) {
        let what = "attempt \(task.attempt) at stage \(task.stage), partition \(task.partition)"
        require(seenAttempts.insert(task.attempt).inserted, "\(what) is not new")
        require(!draining.contains(executor), "\(what) was launched on executor \(executor), which is leaving")
        require(!letGo.contains(executor), "\(what) was launched on executor \(executor), which was given up")
        require(defined[executor]?.contains(task.stage) == true, "\(what) was launched before its stage was defined")
        guard let stage = stages[task.stage] else { return require(false, "\(what) is of a released stage") }
        require(task.partition < stage.tasks.count, "\(what) does not exist")
        let twin = running.values.first { other in
            guard other.launch.partition == task.partition, !other.isCancelled else { return false }
            if other.launch.stage == task.stage { return true }
            return stage.outputShuffle != nil && stages[other.launch.stage]?.outputShuffle == stage.outputShuffle
        }
        if options.speculation == nil || twin?.executor == executor {
            require(twin == nil, "\(what) runs at the same time as attempt \(twin?.launch.attempt.rawValue ?? 0)")
        }
        let together = running.values.count {
            $0.launch.partition == task.partition && $0.launch.stage == task.stage && !$0.isCancelled
        }
        require(together < 2, "\(what) is the third at a time")
        for shuffle in stage.inputShuffles {
            guard let table = tables[executor]?[shuffle] else {
                return require(false, "\(what) was launched without the table of shuffle \(shuffle)")
            }
            let maps = stages.values.first { $0.outputShuffle == shuffle }?.tasks.count
            require(table.map(\.mapPartition) == Array(0..<(maps ?? table.count)), "\(what) has an incomplete table")
            for location in table {
                let output = Output(shuffle: shuffle, location: location)
                require(outputs.contains(output), "\(what) would read \(output), which is gone")
                require(accepted.contains(output), "\(what) would read \(output), which never counted")
            }
        }
        running[task.attempt] = Running(launch: task, executor: executor)
    }

    private func checkResult(
        _ job: JobID, _ partition: Int, _ attempt: TaskAttemptID, _ executor: ExecutorID, _ report: TaskReport
    ) {
        let result = Result(job: job, partition: partition)
        require(liveJobs[job] != nil, "a result of job \(job), which is not running")
        require(winners[result] == nil, "partition \(partition) of job \(job) has two winners")
        require(seenAttempts.contains(attempt), "the winner was never launched")
        winners[result] = attempt
        if report.resultIsHeld { held[result] = attempt }
    }

    private func checkSuccess(_ id: JobID) {
        guard let job = liveJobs.removeValue(forKey: id) else { return require(false, "job \(id) ended twice") }
        endedJobs.insert(id)
        for partition in job.resultStage.tasks.indices {
            let result = Result(job: id, partition: partition)
            require(winners[result] != nil, "job \(id) succeeded without partition \(partition)")
            require(held[result] == nil, "job \(id) succeeded before partition \(partition) was fetched")
        }
        forgetResults(id)
    }

    private func checkFailure(_ id: JobID, _ failure: JobFailure) {
        guard liveJobs.removeValue(forKey: id) != nil else { return require(false, "job \(id) ended twice") }
        endedJobs.insert(id)
        require(failure.message.count > 20, "job \(id) failed without a reason: \(failure.message)")
        if failure.kind == .taskFailed, failure.task?.isRetryable == true {
            require(failure.attempts == options.taskAttemptsMax, "job \(id) failed after \(failure.attempts) attempts")
        }
        forgetResults(id)
    }

    private func forgetResults(_ id: JobID) {
        for key in winners.keys where key.job == id { winners[key] = nil }
        for key in held.keys where key.job == id { held[key] = nil }
    }
}
