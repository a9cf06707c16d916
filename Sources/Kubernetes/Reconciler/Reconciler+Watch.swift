// SPDX-License-Identifier: Apache-2.0

import Driver
import Scheduling

// What lists and watches say, and when they are asked.
extension Reconciler {
    /// Lists and watches that are due.
    mutating func look() {
        if isStopping {
            if let due = deleteAllDue, due <= now {
                deleteAllDue = nil
                isDeletingAll = true
                mustDeleteAllAgain = false
                commands.append(.deleteAll)
            }
            return
        }
        if listSent == nil, let due = listDue, due <= now {
            listSent = now
            listDue = nil
            commands.append(.list)
        }
        if watchBegan == nil, let version, let due = watchDue, due <= now {
            watchBegan = now
            watchDue = nil
            commands.append(.watch(from: version))
        }
    }

    mutating func take(_ list: PodList) {
        let sent = listSent ?? now
        listSent = nil
        listPause = 0
        refusals = 0
        listDue = now + ReconcilerLimits.pollMillis
        var seen: Set<Int> = []
        for pod in list.pods {
            if let number = number(of: pod.name) { seen.insert(number) }
            see(pod)
            deleteAgain(pod, sent)
        }
        for executor in executors.values.sorted(by: { $0.number < $1.number }) {
            guard !seen.contains(executor.number) else {
                executors[executor.number]?.absences = 0
                continue
            }
            absent(executor, from: list, sent: sent)
        }
        // This list was older than the question.
        if executors.values.contains(where: { if case .taken = $0.step { true } else { false } }) { listDue = now }
        guard watchBegan == nil else { return }
        version = list.resourceVersion
        watchDue = max(watchDue ?? now, now)
    }

    /// A list does not have the executor's pod.
    private mutating func absent(_ executor: Executor, from list: PodList, sent: UInt64) {
        switch executor.step {
        case .planned, .creating: return
        case .taken(let since): if since <= sent { passOver(executor) }
        case .explaining, .deleting, .kept:
            // The log is asked for all the same: it was while the pod was there.
            if case .explaining = executor.step { return }
            executors[executor.number] = nil
        case .alive:
            // A list that is older than what is known of the pod says nothing.
            guard executor.createdMillis <= sent else { return }
            if let pod = executor.pod, isOlder(list.resourceVersion, pod.resourceVersion) { return }
            executors[executor.number]?.absences += 1
            guard executor.pod != nil || executor.absences > 0 else { return }
            end(executor.number, .vanished(executor.name, executor.pod), isGone: true)
        }
    }

    /// Its name is that of another application's pod: the next number takes its place.
    private mutating func passOver(_ executor: Executor) {
        var executor = executor
        tell(&executor, .lost(because: .dismissed))
        executors[executor.number] = nil
        numbersTaken += 1
    }

    /// One that was to go and is still there.
    private mutating func deleteAgain(_ pod: Pod, _ sent: UInt64) {
        guard let number = number(of: pod.name), var executor = executors[number],
            case .deleting(again: nil) = executor.step, !pod.isDeleting,
            executor.deletedMillis < sent
        else { return }
        delete(&executor)
        executors[number] = executor
    }

    mutating func listFailed(_ error: KubernetesError) {
        listSent = nil
        listPause = pause(after: listPause)
        listDue = now + max(listPause, UInt64(max(error.retryAfterSeconds ?? 0, 0)) * 1_000)
        guard !error.isPassing else { return }
        refusals += 1
        if refusals == ReconcilerLimits.refusalsMax { fail("pods cannot be watched: \(error)") }
    }

    mutating func take(_ event: PodEvent) {
        switch event {
        case .added(let pod), .modified(let pod):
            advance(pod.resourceVersion)
            see(pod)
        case .deleted(let pod):
            advance(pod.resourceVersion)
            guard let number = number(of: pod.name), let executor = executors[number] else { return }
            if let known = executor.pod, known.uid != pod.uid { return }
            end(number, PodEnd(pod, memory: options.memory) ?? .vanished(pod.name, pod), isGone: true)
        case .bookmark(let version): advance(version)
        }
    }

    private mutating func advance(_ seen: String) {
        if let version, isOlder(seen, version) { return }
        version = seen
    }

    mutating func watchEnded(_ error: KubernetesError?) {
        let lasted = now - (watchBegan ?? now)
        watchBegan = nil
        guard let error else {
            watchPause = 0
            watchDue =
                lasted < ReconcilerLimits.watchMillisMin ? now + ReconcilerLimits.watchMillisMin : now
            return
        }
        // Something may have been missed: list, and watch from there.
        version = nil
        watchPause = error.kind == .gone ? 0 : pause(after: watchPause)
        watchDue = now + watchPause
        if listSent == nil { listDue = min(listDue ?? .max, now + watchPause) }
    }

    /// What is known of a pod now.
    mutating func see(_ pod: Pod) {
        guard let number = number(of: pod.name) else { return }
        guard var executor = executors[number] else { return deleteStray(pod) }
        if let known = executor.pod, isOlder(pod.resourceVersion, known.resourceVersion) { return }
        executor.pod = pod
        executor.absences = 0
        if executor.isUnseen, executor.step != .planned {
            // Seen before its own answer.
            executor.step = .alive
            executor.createdMillis = now
        }
        guard executor.step == .alive else {
            executors[number] = executor
            return
        }
        if case .running = pod.container { executor.runningSince = executor.runningSince ?? now }
        executor.troubledSince = pod.trouble == nil ? nil : executor.troubledSince ?? now
        explainLoss(of: &executor)
        executors[number] = executor
        if let end = PodEnd(pod, memory: options.memory) { return self.end(number, end) }
        guard !executor.isRegistered, executor.lostMillis == nil else { return }
        if let wait = pod.wait {
            let isStarting = pod.node != nil && pod.trouble == nil && pod.unschedulable == nil
            tell(&executor, isStarting ? .starting(wait) : .pending(because: wait))
        } else {
            tell(&executor, .starting("its pod runs, and dials \(options.driver)"))
        }
        executors[number] = executor
    }

    /// A pod of this application that is not (or no longer) wanted.
    mutating func deleteStray(_ pod: Pod) {
        if pod.isDeleting { return }
        commands.append(.delete(name: pod.name, uid: pod.uid, graceSeconds: nil))
    }

    // MARK: Deadlines

    /// When time alone changes something about an executor.
    func deadline(of executor: Executor) -> UInt64? {
        switch executor.step {
        case .planned, .creating, .taken, .kept: return nil
        case .explaining(_, let until): return until
        case .deleting(let again): return again
        case .alive: break
        }
        if let lost = executor.lostMillis { return lost + ReconcilerLimits.explanationMillis }
        if executor.isRegistered || executor.pod?.isDeleting == true { return nil }
        if let since = executor.runningSince { return since + ReconcilerLimits.registrationMillis }
        if let since = executor.troubledSince { return since + ReconcilerLimits.imageMillis }
        if executor.pod == nil { return executor.createdMillis + options.unseenMillis }
        return nil
    }

    mutating func expire() {
        for number in executors.keys.sorted() {
            guard var executor = executors[number], let due = deadline(of: executor), due <= now else {
                continue
            }
            switch executor.step {
            case .planned, .creating, .taken, .kept: break
            case .explaining:
                putAway(&executor)
                executors[number] = executor
            case .deleting:
                delete(&executor)
                executors[number] = executor
            case .alive: giveUp(executor)
            }
        }
    }

    private mutating func giveUp(_ executor: Executor) {
        let name = executor.name
        if executor.lostMillis != nil {
            // It runs on although the driver has lost it.
            var executor = executor
            executor.deleteGrace = 0
            delete(&executor)
            executors[executor.number] = executor
        } else if let since = executor.runningSince {
            end(
                executor.number,
                PodEnd(
                    .ended(
                        "pod \(name) runs for \((now - since) / 1_000) s and has not reached \(options.driver): does "
                            + "the name (spark.driver.host) lead to this process, and does a NetworkPolicy let it?",
                        isOwnFault: true), hasLog: true))
        } else if executor.troubledSince != nil, let trouble = executor.pod?.trouble {
            end(
                executor.number,
                PodEnd(
                    .ended(
                        "pod \(name) cannot start: \(trouble). Check spark.kubernetes.container.image and "
                            + "spark.kubernetes.container.image.pullSecrets",
                        isOwnFault: true), hasLog: false))
        } else {
            end(
                executor.number,
                PodEnd(
                    .ended(
                        "pod \(name) was asked for \(options.unseenMillis / 1_000) s ago and has not been seen",
                        isOwnFault: true), hasLog: false))
        }
    }

    /// Versions are whole numbers that grow; of those that are not, none is older.
    func isOlder(_ version: String, _ other: String) -> Bool {
        guard let one = UInt64(version), let two = UInt64(other) else { return false }
        return one < two
    }
}
