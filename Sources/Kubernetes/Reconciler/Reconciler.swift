// SPDX-License-Identifier: Apache-2.0

import Driver
import Scheduling

/// Decides which pods are asked for, waited for, explained, replaced and deleted: a state machine that is told events
/// and answers with commands, without I/O, clock or threads. The same events at the same times give the same commands.
///
/// What a list or a watch says of a pod is only ever compared with what was wanted: events may be missing, late,
/// doubled or out of order, and the next list puts right what they left wrong.
package struct Reconciler {
    /// One executor that was wanted, from its plan to the last that is heard of its pod.
    struct Executor {
        enum Step: Hashable {
            /// To be asked for.
            case planned
            /// The request is on its way.
            case creating
            /// There is a pod of its name since then: its own, if the answer of an earlier request was lost. The next
            /// list of the application's pods tells.
            case taken(since: UInt64)
            /// It was asked for, and has not ended.
            case alive
            /// It has ended; its log is on its way until then.
            case explaining(PodEnd, until: UInt64)
            /// It is to go, and asked to again then, unless its deletion is known.
            case deleting(again: UInt64?)
            /// It has ended and stays for its log.
            case kept
        }

        let number: Int
        let name: String
        var step = Step.planned
        var pod: Pod?
        /// Since it was asked for.
        var createdMillis: UInt64 = 0
        /// Its container runs, or cannot, since then.
        var runningSince: UInt64?
        var troubledSince: UInt64?
        var isRegistered = false
        /// The driver has lost it then, …
        var lostMillis: UInt64?
        /// … because it was meant to leave.
        var hasLeft = false
        /// It is not wanted any more.
        var isDismissed = false
        var told: ExecutorState?
        /// Lists in a row that it was not in.
        var absences = 0
        var deletions = 0
        var deletedMillis: UInt64 = 0
        var deleteGrace: Int?

        /// It is, or is going to be, one of the executors that are wanted.
        var counts: Bool {
            if isDismissed || lostMillis != nil || pod?.isDeleting == true { return false }
            switch step {
            case .planned, .creating, .taken, .alive: return true
            case .explaining, .deleting, .kept: return false
            }
        }

        var isPending: Bool {
            switch step {
            case .creating, .taken: true
            case .alive: runningSince == nil
            case .planned, .explaining, .deleting, .kept: false
            }
        }

        /// Nothing was heard of its pod so far.
        var isUnseen: Bool {
            switch step {
            case .planned, .creating, .taken: true
            case .alive, .explaining, .deleting, .kept: false
            }
        }
    }

    private(set) var options: ReconcilerOptions
    private(set) var now: UInt64 = 0
    var commands: [ReconcilerCommand] = []
    var executors: [Int: Executor] = [:]
    package private(set) var desired: Int
    var nextNumber = 1
    /// Numbers that are those of others' pods.
    var numbersTaken = 0
    /// No creation before.
    var createAfter: UInt64 = 0
    var createPause: UInt64 = 0
    /// Ends that count, oldest first, and those in a row without a registration between them.
    var failures: [UInt64] = []
    var failuresInARow = 0
    /// Whose failure was one too many.
    var fatal: Int?
    /// Refusals in a row that waiting does not help against.
    var refusals = 0
    /// Why no more pods are made.
    var failure: String?
    var isStarted = false
    var isStopping = false
    var hasStopped = false

    // Watching
    var listDue: UInt64?
    var listSent: UInt64?
    var listPause: UInt64 = 0
    var watchDue: UInt64?
    var watchBegan: UInt64?
    var watchPause: UInt64 = 0
    /// Up to which the watch has come.
    var version: String?
    var deleteAllDue: UInt64?
    var isDeletingAll = false
    var mustDeleteAllAgain = false
    private var timerSet: UInt64?

    package init(options: ReconcilerOptions) {
        self.options = options
        desired = max(options.desired, 0)
    }

    /// Takes one event in. `now` is monotonic, in milliseconds.
    package mutating func handle(_ event: ReconcilerEvent, at now: UInt64) -> [ReconcilerCommand] {
        self.now = max(now, self.now)
        if hasStopped { return [] }
        apply(event)
        settle()
        defer { commands = [] }
        return commands
    }

    private mutating func apply(_ event: ReconcilerEvent) {
        switch event {
        case .started(let prefix):
            options.namePrefix = prefix
            isStarted = true
            listDue = now
            commands.append(.findLeftovers)
        case .desired(let count, let leaving):
            for number in leaving.compactMap({ number(of: $0) }) { executors[number]?.isDismissed = true }
            desired = max(count, 0)
        case .listed(let list): take(list)
        case .listFailed(let error): listFailed(error)
        case .created(let number, let pod): created(number, pod)
        case .createFailed(let number, let error): createFailed(number, error)
        case .deleted(let name): deleted(name)
        case .deleteFailed(let name, let error): deleteFailed(name, error)
        case .logRead(let name, let text): logRead(name, text)
        case .allDeleted: allDeleted()
        case .deleteAllFailed(let error): deleteAllFailed(error)
        case .leftoversFound(let pods): sweep(pods)
        case .watched(let event): take(event)
        case .watchEnded(let error): watchEnded(error)
        case .registered(let name): registered(name)
        case .lost(let name, let reason): lost(name, reason)
        case .timerFired: timerSet = nil
        case .stop: stop()
        }
    }

    private mutating func settle() {
        guard isStarted, !hasStopped else { return }
        if !isStopping {
            expire()
            plan()
            create()
        }
        look()
        setTimer()
    }

    /// The timer is set for the first thing that time alone brings.
    private mutating func setTimer() {
        var due: [UInt64?] = [deleteAllDue]
        if !isStopping {
            if listSent == nil { due.append(listDue) }
            if watchBegan == nil, version != nil { due.append(watchDue) }
            if createAfter > now, executors.values.contains(where: { $0.step == .planned }) {
                due.append(createAfter)
            }
            for executor in executors.values { due.append(deadline(of: executor)) }
        }
        guard let first = due.compactMap({ $0 }).min() else { return }
        // A timer that runs out sooner does no harm: it is set anew then.
        if let timerSet, timerSet <= max(first, now) { return }
        timerSet = max(first, now)
        commands.append(.setTimer(afterMillis: max(first, now) - now))
    }

    // MARK: What is wanted

    /// Plans as many executors as are missing, or sends away those that are too many.
    private mutating func plan() {
        let there = executors.values.filter(\.counts)
        if there.count > desired { dismiss(there, there.count - desired) }
        guard failure == nil, there.count < desired else { return }
        var missing = desired - there.count
        while missing > 0, nextNumber - numbersTaken <= options.podsMax {
            var executor = Executor(number: nextNumber, name: options.name(nextNumber))
            tell(&executor, .pending(because: "its pod is about to be asked for"))
            executors[nextNumber] = executor
            nextNumber += 1
            missing -= 1
        }
        if missing > 0, missing == desired {
            fail(
                "\(options.podsMax) pods have been made, the most that spark.kubernetes.allocation.maximum allows, and "
                    + "none of them is left")
        }
    }

    /// The youngest first, those that do not run yet before those that do.
    private mutating func dismiss(_ there: [Executor], _ count: Int) {
        let order = there.sorted {
            ($0.isRegistered ? 1 : 0, -$0.number) < ($1.isRegistered ? 1 : 0, -$1.number)
        }
        for executor in order.prefix(count) {
            var executor = executor
            executor.isDismissed = true
            switch executor.step {
            case .planned:
                tell(&executor, .lost(because: .dismissed))
                executors[executor.number] = nil
                continue
            case .alive:
                executor.deleteGrace = executor.isRegistered ? options.drainSeconds : 0
                delete(&executor)
            // If it is its own pod, the next list has it, and it is deleted then.
            case .taken:
                tell(&executor, .lost(because: .dismissed))
                executors[executor.number] = nil
                continue
            // Deleted as soon as it is there.
            case .creating, .explaining, .deleting, .kept: break
            }
            executors[executor.number] = executor
        }
    }

    private mutating func create() {
        guard failure == nil, now >= createAfter else { return }
        let planned = executors.values.filter { $0.step == .planned }.map(\.number).sorted()
        if planned.isEmpty { return }
        let creating = executors.values.count { $0.step == .creating }
        let pending = executors.values.count(where: \.isPending)
        let room = min(options.batchSize - creating, options.pendingMax - pending)
        guard room > 0 else { return }
        for number in planned.prefix(room) {
            executors[number]?.step = .creating
            commands.append(.create(number: number))
        }
        createAfter = now + options.batchDelayMillis
    }

    private mutating func created(_ number: Int, _ pod: Pod) {
        createPause = 0
        refusals = 0
        guard var executor = executors[number] else { return deleteStray(pod) }
        if executor.step == .creating {
            executor.step = .alive
            executor.createdMillis = now
            executors[number] = executor
        }
        see(pod)
        afterCreation(number)
    }

    private mutating func createFailed(_ number: Int, _ error: KubernetesError) {
        guard var executor = executors[number], executor.step == .creating else { return }
        switch error.kind {
        case .alreadyExists:
            // Either an answer was lost and the pod was not, or it is another application's.
            if executor.isDismissed {
                tell(&executor, .lost(because: .dismissed))
                executors[number] = nil
            } else {
                executor.step = .taken(since: now)
                executors[number] = executor
            }
            if listSent == nil { listDue = now }
            afterCreation(number)
            return
        case .unauthorized, .forbidden, .invalid, .badAnswer, .credentials, .notFound:
            refusals += 1
            if refusals >= ReconcilerLimits.refusalsMax { fail("no pod can be made: \(error)") }
        case .unreachable, .timeout, .quota, .conflict, .gone, .tooManyRequests, .server: break
        }
        createPause = pause(after: createPause)
        createAfter = now + max(createPause, UInt64(max(error.retryAfterSeconds ?? 0, 0)) * 1_000)
        if executor.isDismissed || isStopping {
            // Whether it was made nobody knows: the list will tell.
            tell(&executor, .lost(because: .dismissed))
            executors[number] = nil
            mustDeleteAllAgain = true
            return afterCreation(number)
        }
        executor.step = .planned
        tell(&executor, .pending(because: error.description))
        executors[number] = executor
    }

    /// One that was meant to go while it came.
    private mutating func afterCreation(_ number: Int) {
        if isStopping {
            mustDeleteAllAgain = true
            if !isDeletingAll, deleteAllDue == nil { deleteAll() }
            return
        }
        guard var executor = executors[number], executor.isDismissed, executor.step == .alive else {
            return
        }
        delete(&executor)
        executors[number] = executor
    }

    // MARK: Ends

    /// The one place where an executor ends; only the first end counts. `isGone`: there is no pod any more.
    mutating func end(_ number: Int, _ end: PodEnd, isGone: Bool = false) {
        guard var executor = executors[number] else { return }
        switch executor.step {
        case .planned, .creating, .taken, .alive: break
        case .explaining(let end, _):
            if isGone {
                tell(&executor, .lost(because: end.reason))
                executors[number] = nil
            }
            return
        case .deleting, .kept:
            if isGone { executors[number] = nil }
            return
        }
        if executor.isDismissed {
            tell(&executor, .lost(because: .dismissed))
        } else if !executor.hasLeft {
            tell(&executor, .lost(because: end.reason))
            if end.counts { countFailure(number, end.reason) }
        } else if end.explainsLeaving {
            tell(&executor, .lost(because: end.reason))
        }
        if isGone {
            executors[number] = nil
            return
        }
        if end.hasLog, !executor.isDismissed, !executor.hasLeft {
            executor.step = .explaining(end, until: now + ReconcilerLimits.logMillis)
            commands.append(.readLog(name: executor.name))
        } else {
            putAway(&executor)
        }
        executors[number] = executor
    }

    private mutating func logRead(_ name: String, _ text: String?) {
        guard let number = number(of: name), var executor = executors[number],
            case .explaining(let end, _) = executor.step
        else { return }
        if text?.isEmpty == false {
            let reason = end.with(log: text)
            if fatal == number { fail(failureText(reason)) }
            tell(&executor, .lost(because: reason))
        }
        putAway(&executor)
        executors[number] = executor
    }

    mutating func putAway(_ executor: inout Executor) {
        let hasEnded = executor.pod.map { PodEnd($0, memory: "") != nil } ?? false
        if options.deletesEnded || executor.isDismissed || !hasEnded {
            delete(&executor)
        } else {
            executor.step = .kept
        }
    }

    mutating func delete(_ executor: inout Executor) {
        executor.step = .deleting(again: nil)
        executor.deletions += 1
        executor.deletedMillis = now
        commands.append(
            .delete(name: executor.name, uid: executor.pod?.uid, graceSeconds: executor.deleteGrace))
    }

    private mutating func deleted(_ name: String) {
        // Its end is seen by the watch, or by a list that it is not in.
        guard let number = number(of: name), case .deleting = executors[number]?.step else { return }
        executors[number]?.step = .deleting(again: nil)
    }

    private mutating func deleteFailed(_ name: String, _ error: KubernetesError) {
        guard let number = number(of: name), var executor = executors[number],
            case .deleting = executor.step
        else {
            return
        }
        if error.kind == .notFound {
            executors[number] = nil
            return
        }
        // The next list shows it again.
        if executor.deletions >= ReconcilerLimits.deletionsMax { return }
        var wait = ReconcilerLimits.pauseMillisMin
        for _ in 1..<max(executor.deletions, 1) { wait = pause(after: wait) }
        executor.step = .deleting(
            again: now + max(wait, UInt64(max(error.retryAfterSeconds ?? 0, 0)) * 1_000))
        executors[number] = executor
    }

    private mutating func countFailure(_ number: Int, _ reason: ExecutorLossReason) {
        failures.append(now)
        failures.removeAll { now - $0 > ReconcilerLimits.failureWindowMillis }
        failuresInARow += 1
        if failuresInARow > 1 {
            // Pods that die at once are not made as fast as they die.
            let doublings = min(failuresInARow - 2, 10)
            let wait = min(
                ReconcilerLimits.pauseMillisMin << UInt64(doublings), ReconcilerLimits.pauseMillisMax)
            createAfter = max(createAfter, now + wait)
        }
        guard failures.count > options.failuresMax, failure == nil else { return }
        fatal = number
        fail(failureText(reason))
    }

    private func failureText(_ last: ExecutorLossReason) -> String {
        "\(failures.count) executors have failed within an hour, more than the \(options.failuresMax) of "
            + "spark.executor.maxNumFailures; the last: \(last)"
    }

    mutating func fail(_ why: String) {
        guard failure != why, !isStopping else { return }
        failure = why
        commands.append(.fail(why))
        // What was never asked for does not come.
        for number in executors.keys.sorted() {
            guard var executor = executors[number], executor.step == .planned else { continue }
            tell(&executor, .lost(because: .dismissed))
            executors[number] = nil
        }
    }

    // MARK: The driver's side

    private mutating func registered(_ name: String) {
        guard let number = number(of: name), var executor = executors[number] else { return }
        executor.isRegistered = true
        executor.told = .running
        if executor.isUnseen {
            // Its pod is there, although every answer that said so was lost.
            executor.step = .alive
            executor.createdMillis = now
        }
        executor.runningSince = executor.runningSince ?? now
        executors[number] = executor
        failuresInARow = 0
        refusals = 0
    }

    private mutating func lost(_ name: String, _ reason: ExecutorLossReason) {
        guard let number = number(of: name), var executor = executors[number], executor.step == .alive,
            executor.lostMillis == nil
        else { return }
        executor.told = .lost(because: reason)
        executor.lostMillis = now
        executor.hasLeft = reason == .drained || reason == .dismissed
        explainLoss(of: &executor)
        executors[number] = executor
        // Its pod says why, in a moment; if the watch is blind, a list does.
        listDue = min(listDue ?? .max, now + ReconcilerLimits.pauseMillisMin)
    }

    /// The driver has lost it, and its pod is being taken away: that is why, also while its node says nothing of it.
    mutating func explainLoss(of executor: inout Executor) {
        guard executor.lostMillis != nil, !executor.isDismissed,
            let why = executor.pod.flatMap({ PodEnd.disruption(of: $0) })
        else { return }
        tell(&executor, .lost(because: why))
    }

    // MARK: Stopping

    private mutating func stop() {
        guard !isStopping else { return }
        isStopping = true
        isStarted = true
        for (number, executor) in executors where executor.step == .planned { executors[number] = nil }
        deleteAll()
    }

    private mutating func deleteAll() {
        deleteAllDue = nil
        mustDeleteAllAgain = false
        isDeletingAll = true
        commands.append(.deleteAll)
    }

    private mutating func allDeleted() {
        guard isStopping else { return }
        isDeletingAll = false
        if executors.values.contains(where: { $0.step == .creating }) { return }
        if mustDeleteAllAgain { return deleteAll() }
        hasStopped = true
        commands.append(.stopped)
    }

    private mutating func deleteAllFailed(_ error: KubernetesError) {
        guard isStopping else { return }
        isDeletingAll = false
        commands.append(.note("the pods cannot be deleted yet: \(error)"))
        deleteAllDue = now + ReconcilerLimits.pauseMillisMin
    }

    private mutating func sweep(_ pods: [Pod]) {
        let left = pods.filter { number(of: $0.name) == nil && !$0.isDeleting }
        if left.isEmpty { return }
        commands.append(.note("\(left.count) pods that an earlier driver left are deleted"))
        for pod in left.prefix(ReconcilerLimits.leftoversMax) {
            commands.append(.delete(name: pod.name, uid: pod.uid, graceSeconds: 0))
        }
    }

    // MARK: Helpers

    mutating func tell(_ executor: inout Executor, _ state: ExecutorState) {
        guard executor.told != state else { return }
        executor.told = state
        commands.append(.report(name: executor.name, state))
    }

    func pause(after last: UInt64) -> UInt64 {
        min(max(last * 2, ReconcilerLimits.pauseMillisMin), ReconcilerLimits.pauseMillisMax)
    }

    /// The number in the name of a pod of this application; nil for any other.
    func number(of name: String) -> Int? {
        let prefix = options.namePrefix + "-exec-"
        guard name.hasPrefix(prefix), let number = Int(name.dropFirst(prefix.count)), number > 0,
            number < nextNumber
        else { return nil }
        return number
    }
}
