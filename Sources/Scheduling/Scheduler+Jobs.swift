// SPDX-License-Identifier: Apache-2.0

import Plan

// Jobs come and end; which stages they need.
extension Scheduler {
    mutating func submit(_ job: Job) {
        if let ending { return refuse(job, ending) }
        guard jobs.count < SchedulingLimits.jobsMax else {
            return refuse(
                job, "\(jobs.count) jobs are running, the most there can be; wait for one of them to end")
        }
        guard self.job(job.id) == nil else { return refuse(job, "a job of this number is running") }
        if let fault = fault(of: job) { return refuse(job, fault) }

        var stages: [StageRun] = []
        stages.reserveCapacity(job.stages.count)
        for stage in job.stages {
            stageUses[stage.id.rawValue, default: 0] += 1
            let run = stageRun(stage)
            run.jobs.append(job.id)
            stages.append(run)
        }
        let run = JobRun(job, stages: stages, submittedMillis: now)
        jobs.append(run)
        jobsByID[job.id.rawValue] = run
        demandIsStale = true
        if run.isSuccessful { succeed(run) }
    }

    mutating func cancel(_ id: JobID, _ reason: String) {
        guard let job = job(id) else { return }
        fail(job, JobFailure(kind: .cancelled, message: "job \(id) was cancelled: \(reason)"))
    }

    mutating func succeed(_ job: JobRun) {
        commands.append(.jobSucceeded(job.id))
        end(job)
    }

    mutating func fail(_ job: JobRun, _ failure: JobFailure) {
        commands.append(.jobFailed(job.id, failure))
        end(job)
    }

    /// Fails all jobs that include a stage.
    mutating func fail(_ stage: StageRun, _ failure: JobFailure) {
        for id in stage.jobs {
            if let job = job(id) { fail(job, failure) }
        }
    }

    private mutating func refuse(_ job: Job, _ failure: JobFailure) {
        commands.append(.jobFailed(job.id, failure))
        for stage in job.stages where stageUses[stage.id.rawValue] == nil {
            commands.append(.releaseStage(stage.id))
        }
    }

    private mutating func refuse(_ job: Job, _ reason: String) {
        refuse(job, JobFailure(kind: .invalid, message: "job \(job.id) (\(job.name)) cannot run: \(reason)"))
    }

    /// What makes a job impossible to run, in words.
    private func fault(of job: Job) -> String? {
        guard let result = job.stages.last else { return "it has no stages" }
        guard job.stages.count <= SchedulingLimits.stagesPerJobMax else {
            return "it has \(job.stages.count) stages, more than \(SchedulingLimits.stagesPerJobMax)"
        }
        guard result.outputShuffle == nil else { return "its last stage, \(result.id), writes a shuffle" }
        var written: Set<ShuffleID> = []
        for (index, stage) in job.stages.enumerated() {
            guard stage.tasks.count <= SchedulingLimits.tasksPerStageMax else {
                let most = SchedulingLimits.tasksPerStageMax
                return "stage \(stage.id) has \(stage.tasks.count) tasks, more than \(most); use fewer partitions"
            }
            for input in stage.inputShuffles where !written.contains(input) {
                return "stage \(stage.id) reads shuffle \(input), which no stage before it writes"
            }
            guard let output = stage.outputShuffle else {
                if index == job.stages.count - 1 { continue }
                return "stage \(stage.id) is not last and writes no shuffle"
            }
            guard written.insert(output).inserted else { return "two stages write shuffle \(output)" }
            guard let known = shuffles[output.rawValue] else { continue }
            guard known.mapCount == stage.tasks.count else {
                let maps = known.mapCount
                return "stage \(stage.id) has \(stage.tasks.count) tasks, but shuffle \(output) has \(maps) maps"
            }
            if let producer = known.producer, producer.inputs.map(\.id) != distinct(stage.inputShuffles) {
                return "shuffle \(output) is being written from other shuffles than stage \(stage.id) reads"
            }
        }
        return nil
    }

    /// The run that a job's stage takes part in: that of the shuffle's present producer, else a new one.
    private mutating func stageRun(_ stage: Stage) -> StageRun {
        let inputs = distinct(stage.inputShuffles).compactMap { shuffles[$0.rawValue] }
        var output: ShuffleRun?
        if let id = stage.outputShuffle {
            let known = shuffles[id.rawValue] ?? ShuffleRun(id: id, mapCount: stage.tasks.count)
            shuffles[id.rawValue] = known
            if let producer = known.producer { return producer }
            output = known
        }
        let (tasks, hasPlaces) = placed(stage.tasks)
        let run = StageRun(stage, tasks: tasks, hasPlaces: hasPlaces, inputs: inputs, output: output)
        output?.producer = run
        stageUses[stage.id.rawValue, default: 0] += 1
        return run
    }

    /// Forgets a job, and the stages that no other job includes.
    private mutating func end(_ job: JobRun) {
        jobs.removeAll { $0 === job }
        jobsByID[job.id.rawValue] = nil
        for stage in job.stages {
            stage.jobs.removeAll { $0 == job.id }
            if stage.jobs.isEmpty { retire(stage) }
        }
        for id in job.stageIDs { releaseUse(of: id) }
        demandIsStale = true
    }

    private mutating func retire(_ stage: StageRun) {
        cancelAttempts(of: stage)
        if let output = stage.output {
            output.producer = nil
            if output.isReleased { forget(output) }
        }
        releaseUse(of: stage.id)
    }

    private mutating func cancelAttempts(of stage: StageRun) {
        guard stage.runningCount > 0 else { return }
        var byExecutor: [Int: [TaskAttemptID]] = [:]
        for partition in 0..<stage.partitionCount where stage.states[partition] == .running {
            for attempt in [stage.attempt(of: partition), stage.twin(of: partition)].compactMap({ $0 }) {
                markCancelled(attempt)
                // A lost executor's attempts are cleared away by its loss.
                if let executor = attempts[attempt.rawValue]?.executor, executors[executor.id.rawValue] != nil {
                    byExecutor[executor.id.rawValue, default: []].append(attempt)
                }
            }
            stage.requeue(partition)
        }
        for executor in byExecutor.keys.sorted() {
            commands.append(.cancelTasks(byExecutor[executor] ?? [], on: ExecutorID(executor)))
        }
    }

    private mutating func releaseUse(of stage: StageID) {
        let left = stageUses[stage.rawValue, default: 1] - 1
        stageUses[stage.rawValue] = left == 0 ? nil : left
        guard left == 0 else { return }
        for executor in executorsInOrder where executor.definedStages.remove(stage.rawValue) != nil {
            commands.append(.dropStage(stage, on: executor.id))
        }
        commands.append(.releaseStage(stage))
    }

    // MARK: Shuffles

    mutating func releaseShuffle(_ id: ShuffleID) {
        guard let shuffle = shuffles[id.rawValue] else { return }
        if shuffle.producer == nil { forget(shuffle) } else { shuffle.isReleased = true }
    }

    private mutating func forget(_ shuffle: ShuffleRun) {
        shuffles[shuffle.id.rawValue] = nil
        copies = copies.filter { $0.key.shuffle != shuffle.id }
        for executor in executorsInOrder {
            guard executor.shuffleVersions.removeValue(forKey: shuffle.id.rawValue) != nil else { continue }
            commands.append(.dropShuffle(shuffle.id, on: executor.id))
        }
    }

    // MARK: Demand

    /// Finds what the jobs need: from each result stage that is not done back through shuffles that are not complete.
    mutating func refreshDemand() {
        demandIsStale = false
        demandRound += 1
        offersAll = true
        evacuationIsStale = true
        runnable.removeAll(keepingCapacity: true)
        for job in jobs {
            if !job.resultStage.isComplete { job.resultStage.requiredRound = demandRound }
            for stage in job.stages.reversed() where stage.requiredRound == demandRound {
                stage.isReady = true
                for input in stage.inputs where !input.isComplete {
                    stage.isReady = false
                    input.producer?.requiredRound = demandRound
                }
            }
            for stage in job.stages where stage.requiredRound == demandRound && stage.isReady {
                guard stage.pendingCount > 0, stage.listedRound != demandRound else { continue }
                stage.listedRound = demandRound
                runnable.append(stage)
            }
        }
    }
}

/// Without repetitions, in order.
private func distinct(_ ids: [ShuffleID]) -> [ShuffleID] {
    var seen: Set<ShuffleID> = []
    return ids.filter { seen.insert($0).inserted }
}
