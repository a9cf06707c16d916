// SPDX-License-Identifier: Apache-2.0

import Plan

// Free slots and pending tasks meet.
extension Scheduler {
    /// Gives tasks to the executors that are offered: stages in order, their partitions ascending, executors by turns.
    mutating func assignTasks() {
        defer {
            offersAll = false
            offered.removeAll(keepingCapacity: true)
        }
        guard !runnable.isEmpty, offersAll || !offered.isEmpty, !usable.isEmpty else { return }
        let candidates = offersAll ? usable : offeredInOrder()
        guard !candidates.isEmpty else { return }
        var someAreAllLaunched = false
        for stage in runnable {
            if candidates.allSatisfy({ $0.isFull(queuedMax: options.tasksPerSlotQueuedMax) }) { break }
            assign(stage, to: candidates)
            if stage.pendingCount == 0 { someAreAllLaunched = true }
        }
        if someAreAllLaunched { runnable.removeAll { $0.pendingCount == 0 } }
        for executor in candidates where !executor.outbox.isEmpty {
            commands.append(.launch(executor.outbox, on: executor.id))
            executor.outbox = []
        }
    }

    private func offeredInOrder() -> [ExecutorRun] {
        var candidates: [ExecutorRun] = []
        for executor in offered where !executor.isDraining && executors[executor.id.rawValue] === executor {
            if !candidates.contains(where: { $0 === executor }) { candidates.append(executor) }
        }
        if candidates.count > 1 { candidates.sort { $0.id < $1.id } }
        return candidates
    }

    private mutating func assign(_ stage: StageRun, to candidates: [ExecutorRun]) {
        var open: [ExecutorRun] = []
        for executor in candidates {
            executor.room = executor.room(
                meanRunNanos: stage.meanRunNanos, queuedMax: options.tasksPerSlotQueuedMax)
            if executor.room > 0 { open.append(executor) }
        }
        guard !open.isEmpty else { return }
        if open.count > 1 { open.sort { ($1.room, $0.id) < ($0.room, $1.id) } }

        guard stage.placedCount > 0 else { return serve(stage, .unplaced, &open) }
        if stage.localityBaseMillis == nil { stage.localityBaseMillis = now }
        var others = open
        serve(stage, .local, &open)
        others.removeAll { $0.room == 0 }
        let anywhere = localityWaitIsOver(stage)
        serve(stage, anywhere ? .any : .unplaced, &others)
        if !anywhere, stage.placedCount > 0, candidates.contains(where: { $0.room > 0 }) {
            waitForLocality(of: stage)
        }
    }

    /// One task an executor by turns, until there are no more tasks or no more room.
    private mutating func serve(_ stage: StageRun, _ choice: TaskChoice, _ open: inout [ExecutorRun]) {
        while !open.isEmpty, stage.pendingCount > 0 {
            var kept = 0
            for index in open.indices {
                let executor = open[index]
                guard let partition = stage.next(choice, for: executor, among: usable) else { continue }
                launch(stage, partition, on: executor)
                guard executor.room > 0 else { continue }
                open[kept] = executor
                kept += 1
            }
            open.removeSubrange(kept...)
        }
    }

    private mutating func launch(_ stage: StageRun, _ partition: Int, on executor: ExecutorRun) {
        lastAttempt += 1
        let id = TaskAttemptID(lastAttempt)
        prepare(executor, for: stage)
        let number = stage.launch(partition, attempt: id)
        let expected = stage.meanRunNanos > 0 ? stage.meanRunNanos : SchedulingLimits.runNanosUnknown
        var attempt = Attempt(
            stage: stage, partition: partition, executor: executor, stageAttempt: stage.stageAttempt,
            expectedNanos: expected)
        attempt.launchedMillis = now
        if executor.running.count < executor.slots { attempt.startedMillis = now }
        attempts[id.rawValue] = attempt
        executor.heldNanos += expected
        executor.room -= 1
        executor.outbox.append(
            TaskLaunch(attempt: id, stage: stage.id, partition: partition, attemptNumber: number))
        executor.running.insert(id.rawValue)
        if stage.prefers(executor, for: partition) { stage.localityBaseMillis = now }
    }

    /// What an executor needs before it can run tasks of a stage.
    mutating func prepare(_ executor: ExecutorRun, for stage: StageRun) {
        if !stage.hasStarted {
            stage.hasStarted = true
            commands.append(.note(.stageStarted(stage.id)))
        }
        if executor.definedStages.insert(stage.id.rawValue).inserted {
            commands.append(.defineStage(stage.id, on: executor.id))
        }
        for input in stage.inputs where executor.shuffleVersions[input.id.rawValue] != input.version {
            executor.shuffleVersions[input.id.rawValue] = input.version
            commands.append(.publishMapOutputs(input.id, on: executor.id, input.allLocations()))
        }
    }

    // MARK: Locality

    private func localityWaitIsOver(_ stage: StageRun) -> Bool {
        let wait = localityWaitMillis(stage)
        guard wait > 0, let base = stage.localityBaseMillis else { return true }
        if now >= base + wait { return true }
        return !usable.contains { stage.prefers($0) }
    }

    private func localityWaitMillis(_ stage: StageRun) -> UInt64 {
        stage.hasPlaces ? max(options.localityWaitMillis, options.storedWaitMillis) : options.localityWaitMillis
    }

    private mutating func waitForLocality(of stage: StageRun) {
        let due = (stage.localityBaseMillis ?? now) + localityWaitMillis(stage)
        if let set = localityTimerDue, set <= due { return }
        localityTimerDue = due
        commands.append(.setTimer(.locality, afterMillis: due - now))
    }

    mutating func endLocalityWait() {
        guard localityTimerDue != nil else { return }
        localityTimerDue = nil
        offersAll = true
    }
}
