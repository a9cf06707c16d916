// SPDX-License-Identifier: Apache-2.0

import Plan
import Scheduling

// What can happen next.
extension ModelWorld {
    /// Runs a whole history: faults for a while, then calm until all jobs have ended. Says what went wrong.
    mutating func run() -> String? {
        for _ in 0..<1 + random.below(3) { addShuffle() }
        for _ in 0..<random.below(4) { join() }
        for _ in 0..<60 + random.below(240) {
            step()
            if let broken { return broken }
        }
        faults = Faults()
        for _ in 0..<20_000 {
            if auditor.liveJobs.isEmpty, isQuiet { return leftOver() }
            calmStep()
            if let broken { return broken }
        }
        let stuck = auditor.liveJobs.keys.sorted().map { "\(String(describing: scheduler.progress(of: $0)))" }
        return "jobs never end: \(stuck), running \(auditor.running), to fetch \(fetches), timers \(timers) at \(now)"
    }

    private var isQuiet: Bool {
        executors.allSatisfy { id, executor in
            executor.mail.isEmpty && (executor.isAlive ? executor.queue.isEmpty : !known.contains(id))
        }
    }

    /// After all jobs have ended nothing runs, no timer for executors is set, no stage is kept.
    private func leftOver() -> String? {
        if let task = auditor.running.first { return "attempt \(task.key) runs for nobody" }
        if auditor.timers.contains(.noExecutors) { return "the timer for executors is still set" }
        if let stage = auditor.stages.first { return "stage \(stage.key) was never released" }
        return nil
    }

    private mutating func step() {
        now += UInt64(random.below(20))
        if random.chance(faults.executorDies) { die() }
        if random.chance(faults.executorDrains) { drain() }
        if random.chance(faults.executorHangs), let id = pick(known.sorted()) { executors[id]?.isStuck = true }
        if random.chance(faults.jobCancelled), let id = pick(auditor.liveJobs.keys.sorted()) {
            send([.jobCancelled(id, reason: "by the model")])
        }
        if random.chance(faults.shuffleReleased) { release() }
        if random.chance(faults.staleTimer) { send([.timerFired(random.chance(500) ? .noExecutors : .locality)]) }
        if random.chance(faults.clusterStops) { send([.clusterStopped]) }
        switch random.below(100) {
        case 0..<5: if !joinsSeldom || random.chance(50) { join() }
        case 5..<10: if auditor.liveJobs.count < 5 { submitJob() }
        case 10..<12: if nodes.count < 6 { addShuffle() }
        case 12..<46: work()
        case 46..<50: copy()
        case 50..<90: deliver()
        case 90..<97: fetch()
        default: fireTimers()
        }
    }

    private mutating func calmStep() {
        now += UInt64(random.below(20))
        let isServed = executors.contains { known.contains($0.key) && !$0.value.isDraining && $0.value.slots > 0 }
        if !isServed { join() }
        for id in executors.keys.sorted() where executors[id]?.isAlive == false { bury(id) }
        // What is left of one that was given up ends some day.
        for id in executors.keys where !known.contains(id) { executors[id]?.isStuck = false }
        work()
        copy()
        deliver()
        fetch()
        fireTimers()
    }

    private mutating func pick<T>(_ items: [T]) -> T? {
        items.isEmpty ? nil : items[random.below(items.count)]
    }

    // MARK: Executors

    private mutating func join() {
        guard known.count < 6 else { return }
        executorCount += 1
        let slots = random.chance(50) ? 0 : 1 + random.below(3)
        executors[executorCount] = Executor(slots: slots)
        known.insert(executorCount)
        send([.executorRegistered(ExecutorID(executorCount), host: "host\(random.below(4))", slots: slots)])
    }

    /// The process dies, or the driver only believes so; the driver hears of it at once or later.
    private mutating func die() {
        guard let id = pick(known.sorted()) else { return }
        if random.chance(300) {
            count("given up alive")
            known.remove(id)
        } else {
            count("executor died")
            executors[id]?.isAlive = false
            executors[id]?.queue = []
            if random.chance(400) { return }
            known.remove(id)
        }
        send([.executorLost(ExecutorID(id), reason: reason())])
        if random.chance(200) { send([.executorLost(ExecutorID(id), reason: .heartbeatTimeout(silentMillis: 10_000))]) }
    }

    /// The driver notices at last.
    private mutating func bury(_ id: Int) {
        guard known.remove(id) != nil else { return }
        send([.executorLost(ExecutorID(id), reason: .heartbeatTimeout(silentMillis: 10_000))])
    }

    private mutating func reason() -> ExecutorLossReason {
        switch random.below(6) {
        case 0: .connectionLost("reset by peer")
        case 1: .processKilled(signal: 9)
        case 2: .killedByCluster("preempted")
        case 3: .processExited(code: 0)
        default: .dismissed
        }
    }

    private mutating func drain() {
        guard let id = pick(known.sorted()) else { return }
        count("executor drained")
        executors[id]?.isDraining = true
        send([.executorDraining(ExecutorID(id))])
        // It hands back what it has not begun.
        guard let slots = executors[id]?.slots, let queue = executors[id]?.queue, queue.count > slots else { return }
        executors[id]?.queue.removeLast(queue.count - slots)
        for task in queue[slots...] { post(.taskEnded(task.attempt, ExecutorID(id), .cancelled), from: id) }
    }

    // MARK: Tasks

    private mutating func work() {
        let busy = executors.filter { $0.value.isAlive && !$0.value.isStuck && !$0.value.queue.isEmpty }.keys.sorted()
        guard let id = pick(busy), var executor = executors[id] else { return }
        let task = executor.queue.remove(at: random.below(min(executor.slots, executor.queue.count)))
        executors[id] = executor
        post(.taskEnded(task.attempt, ExecutorID(id), outcome(of: task, on: id)), from: id)
    }

    private mutating func outcome(of task: TaskLaunch, on id: Int) -> TaskOutcome {
        guard let stage = stages[task.stage] else {
            return .failed(TaskFailure(kind: .program, message: "the stage was released", isRetryable: true))
        }
        for shuffle in stage.inputShuffles {
            guard let table = executors[id]?.tables[shuffle] else {
                return .failed(TaskFailure(kind: .engine, message: "no table of shuffle", isRetryable: true))
            }
            for entry in table {
                if isThere(entry, shuffle), !random.chance(faults.fetchFails) { continue }
                count("fetch failed")
                return .fetchFailed(
                    shuffle, mapPartition: entry.mapPartition, mapAttempt: entry.attempt, from: entry.executor,
                    message: "connection refused")
            }
        }
        if random.chance(faults.taskFailsForGood) {
            return .failed(TaskFailure(kind: .closure, message: "division by zero", isRetryable: false))
        }
        if random.chance(faults.taskFails) {
            count("task failed")
            return .failed(TaskFailure(kind: .disk, message: "no space left on device", isRetryable: true))
        }
        return succeed(task, stage, on: id)
    }

    private func isThere(_ entry: MapOutputLocation, _ shuffle: ShuffleID) -> Bool {
        guard let source = executors[entry.executor.rawValue], source.isAlive else { return false }
        return source.store.contains(Auditor.Output(shuffle: shuffle, location: entry))
    }

    private mutating func succeed(_ task: TaskLaunch, _ stage: Stage, on id: Int) -> TaskOutcome {
        var report = TaskReport()
        report.runNanos = random.chance(300) ? 0 : UInt64(1_000 * (1 + random.below(1_000)))
        if let shuffle = stage.outputShuffle {
            var digest = UInt64(shuffle.rawValue * 1_000 + task.partition)
            if random.chance(faults.nonDeterministic) { digest += UInt64(random.below(2)) }
            digests[task.attempt] = digest
            report.mapOutput = MapOutputReport(
                shuffle: shuffle, mapPartition: task.partition, byteCount: 1, rowCount: 1, digest: digest)
            let location = MapOutputLocation(
                mapPartition: task.partition, attempt: task.attempt, executor: ExecutorID(id))
            executors[id]?.store.insert(Auditor.Output(shuffle: shuffle, location: location))
        } else {
            report.resultIsHeld = random.chance(500)
        }
        return .succeeded(report)
    }

    /// An executor copies one of the map outputs that it shall.
    private mutating func copy() {
        let busy = executors.filter { $0.value.isAlive && !$0.value.copies.isEmpty }.keys.sorted()
        guard let id = pick(busy), let wanted = executors[id]?.copies.removeFirst() else { return }
        let location = wanted.location
        guard isThere(location, wanted.shuffle), !random.chance(faults.copyFails) else {
            return post(
                .mapOutputNotCopied(
                    wanted.shuffle, mapPartition: location.mapPartition, attempt: location.attempt,
                    on: ExecutorID(id), message: "connection refused"), from: id)
        }
        let isWrong = random.chance(faults.copyIsWrong)
        let copied = MapOutputLocation(
            mapPartition: location.mapPartition, attempt: location.attempt, executor: ExecutorID(id))
        executors[id]?.store.insert(Auditor.Output(shuffle: wanted.shuffle, location: copied))
        post(
            .mapOutputCopied(
                wanted.shuffle, mapPartition: location.mapPartition, attempt: location.attempt, on: ExecutorID(id),
                digest: (digests[location.attempt] ?? 0) + (isWrong ? 1 : 0)), from: id)
    }

    // MARK: Driver

    /// Delivers some mail of one executor. Mail of one that the driver has given up still comes: stale.
    private mutating func deliver() {
        guard let id = pick(executors.keys.sorted().filter { executors[$0]?.mail.isEmpty == false }),
            var mail = executors[id]?.mail
        else { return }
        if !known.contains(id) { count("stale message") }
        var events: [SchedulerEvent] = []
        for _ in 0..<(random.chance(700) ? 1 : 3) where !mail.isEmpty {
            let isReordered = mail.count > 1 && random.chance(faults.reordered)
            if isReordered { count("reordered") }
            events.append(mail.remove(at: isReordered ? random.below(mail.count) : 0))
        }
        executors[id]?.mail = mail
        send(events)
    }

    private mutating func fetch() {
        guard !fetches.isEmpty else { return }
        let one = fetches.remove(at: random.below(fetches.count))
        if executors[one.executor]?.isAlive == true, !random.chance(faults.resultLost) {
            send([.resultReceived(one.job, partition: one.partition, attempt: one.attempt)])
        } else {
            count("result lost")
            send([.resultLost(one.job, partition: one.partition, attempt: one.attempt)])
        }
    }

    private mutating func release() {
        guard let index = pick(Array(nodes.indices)) else { return }
        count("shuffle released")
        send([.shuffleReleased(nodes[index].id)])
    }

    private mutating func fireTimers() {
        let drains = timers.keys.compactMap { if case .drain(let id) = $0 { id } else { nil } }
        for timer in [.noExecutors, .locality, .watch] + drains.sorted().map({ SchedulerTimer.drain($0) }) {
            guard let due = timers[timer], due <= now else { continue }
            timers[timer] = nil
            if case .drain = timer { count("timer drain") } else { count("timer \(timer)") }
            send([.timerFired(timer)])
        }
    }
}
