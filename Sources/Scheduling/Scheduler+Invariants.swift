// SPDX-License-Identifier: Apache-2.0

import Plan

// What must hold between two events. Slow; for tests.
extension Scheduler {
    /// The first broken invariant in words, nil when all hold.
    package func checkInvariants() -> String? {
        brokenAmongExecutors() ?? brokenAmongAttempts() ?? brokenAmongStages() ?? brokenAmongShuffles()
            ?? brokenAmongCopies() ?? brokenAmongJobs()
    }

    private func brokenAmongExecutors() -> String? {
        let expected = executorsInOrder.filter { !$0.isDraining && !$0.isLetGo && $0.slots > 0 }.map(\.id)
        if usable.map(\.id) != expected { return "usable executors are \(usable.map(\.id)), not \(expected)" }
        for executor in executors.values {
            let id = executor.id
            let held = attempts.filter { $0.value.executor === executor }
            if executor.running != Set(held.keys) { return "executor \(id) does not hold the attempts on it" }
            let nanos = held.values.reduce(0) { $0 + $1.expectedNanos }
            if executor.heldNanos != nanos { return "executor \(id) holds \(executor.heldNanos) ns, not \(nanos)" }
            if !executor.outbox.isEmpty { return "executor \(id) has tasks that were not sent" }
            for stage in executor.definedStages where stageUses[stage] == nil {
                return "executor \(id) still has stage \(stage)"
            }
            for shuffle in executor.shuffleVersions.keys where shuffles[shuffle] == nil {
                return "executor \(id) still has shuffle \(shuffle)"
            }
        }
        if !offered.isEmpty || offersAll { return "offers are left over" }
        return nil
    }

    private func brokenAmongAttempts() -> String? {
        for (id, attempt) in attempts {
            guard executors[attempt.executor.id.rawValue] === attempt.executor else {
                return "attempt \(id) is on a lost executor"
            }
            let isRunning = attempt.stage.isRunning(attempt.partition, in: TaskAttemptID(id))
            if isRunning == attempt.isCancelled { return "attempt \(id) is neither running nor cancelled, or both" }
        }
        return nil
    }

    private func brokenAmongStages() -> String? {
        for stage in jobs.flatMap(\.stages) {
            let name = stage.title
            let running = stage.states.count { $0 == .running }
            let done = stage.states.count { $0 == .done }
            if running != stage.runningCount { return "\(name) counts \(stage.runningCount) running, not \(running)" }
            if done != stage.doneCount { return "\(name) counts \(stage.doneCount) done, not \(done)" }
            if stage.pendingCount != stage.partitionCount - running - done { return "\(name) has lost a partition" }
            for partition in 0..<stage.partitionCount {
                let state = stage.states[partition]
                let attempt = stage.attempt(of: partition)
                if state == .running, attempts[attempt?.rawValue ?? 0]?.stage !== stage {
                    return "\(name), partition \(partition), runs in no attempt"
                }
                if let twin = stage.twin(of: partition) {
                    guard state == .running, let first = attempts[attempt?.rawValue ?? 0],
                        let second = attempts[twin.rawValue], second.stage === stage, first.executor !== second.executor
                    else { return "\(name), partition \(partition), has a second attempt without a first" }
                }
                if let output = stage.output, output.hasOutput(partition) != (state == .done) {
                    return "\(name), partition \(partition), does not agree with shuffle \(output.id)"
                }
                if stage.failureCount(partition) >= options.taskAttemptsMax
                    || stage.lossCount(partition) > options.taskLossesMax
                {
                    return "\(name), partition \(partition), was tried too often"
                }
            }
            if stage.consecutiveFetchFailures >= options.stageAttemptsMax { return "\(name) was tried too often" }
        }
        return nil
    }

    private func brokenAmongShuffles() -> String? {
        for shuffle in shuffles.values {
            let present = (0..<shuffle.mapCount).filter { shuffle.hasOutput($0) }
            if shuffle.missingCount != shuffle.mapCount - present.count { return "shuffle \(shuffle.id) is miscounted" }
            for partition in present {
                guard let location = shuffle.location(partition) else { continue }
                guard let executor = executors[location.executor.rawValue] else {
                    return "shuffle \(shuffle.id) has an output on lost executor \(location.executor)"
                }
                if executor.shuffleVersions[shuffle.id.rawValue] == nil {
                    return "executor \(executor.id) would not hear that shuffle \(shuffle.id) ends"
                }
            }
            if let producer = shuffle.producer, producer.jobs.isEmpty { return "shuffle \(shuffle.id) has no job" }
            if shuffle.isReleased, shuffle.producer == nil { return "shuffle \(shuffle.id) was released, but is kept" }
        }
        return nil
    }

    private func brokenAmongCopies() -> String? {
        if evacuationIsStale { return "evacuations were not brought up to date" }
        for (key, copy) in copies {
            let name = "the copy of map output \(key.mapPartition) of shuffle \(key.shuffle)"
            guard let source = executors[copy.source.rawValue], source.evacuation?.isOver == false else {
                return "\(name) is of executor \(copy.source), which does not drain"
            }
            guard let target = executors[copy.target.rawValue], !target.isDraining else {
                return "\(name) goes to executor \(copy.target), which takes none"
            }
            if target.shuffleVersions[key.shuffle.rawValue] == nil { return "\(name) would never be dropped" }
            if source.evacuation?.isDismissed == true { return "\(name) is of an executor that was let go" }
        }
        for executor in executors.values where executor.isDraining != (executor.evacuation != nil) {
            return "executor \(executor.id) drains without an evacuation, or has one without draining"
        }
        return nil
    }

    private func brokenAmongJobs() -> String? {
        if jobs.count != jobsByID.count { return "jobs are miscounted" }
        if ending != nil, !jobs.isEmpty { return "a job lives on after the end" }
        if demandIsStale { return "demand was not brought up to date" }
        for job in jobs {
            if job.isSuccessful { return "job \(job.id) has all it wants, but has not ended" }
            if job.resultsAwaited != job.resultStage.held.count { return "job \(job.id) miscounts its results" }
            let moves = job.stages.contains { stage in
                stage.runningCount > 0 || runnable.contains { $0 === stage }
            }
            if !moves, job.resultsAwaited == 0 { return "job \(job.id) waits for nothing" }
        }
        for stage in runnable {
            if stage.pendingCount == 0 || !stage.inputs.allSatisfy(\.isComplete) {
                return "\(stage.title) is on the list, but cannot run"
            }
        }
        let isWatching = options.speculation != nil || options.taskTimeoutMillis > 0
        if isWatching, !attempts.isEmpty, !isWatchSet { return "tasks run that nobody watches" }
        let isWaiting = usable.isEmpty && !runnable.isEmpty
        if isWaiting != (withoutExecutorsSince != nil) { return "the wait for executors is not watched" }
        return nil
    }
}
