// SPDX-License-Identifier: Apache-2.0

public import Plan

/// What dynamic allocation goes by. Times are in milliseconds.
public struct AllocationOptions: Hashable, Sendable {
    /// Executors that stay whatever happens, and the most that are wanted.
    public var executorsMin = 0
    public var executorsMax = Int.max
    /// Executors that are wanted at the beginning, until the first job has said what it needs; nil: the least.
    public var executorsInitial: Int?
    /// An executor that runs nothing for so long leaves, …
    public var idleMillis: UInt64 = 60_000
    /// … but not while it has outputs of shuffles that the program may still read, or partitions of stored datasets, …
    public var tracksShuffles = true
    /// … or not for so much longer; nil: for as long as it has them.
    public var shuffleMillis: UInt64?
    /// Tasks that find no slot for so long bring the first executor more, …
    public var backlogMillis: UInt64 = 1_000
    /// … and twice as many as before after each further while; nil: as long as the first.
    public var sustainedBacklogMillis: UInt64?

    public init() {}

    /// Executors that are wanted before anything is known.
    public var initial: Int { inRange.executorsInitial ?? executorsMin }

    var inRange: AllocationOptions {
        var options = self
        options.executorsMin = min(max(executorsMin, 0), SchedulingLimits.executorsWantedMax)
        options.executorsMax = min(max(executorsMax, options.executorsMin, 1), SchedulingLimits.executorsWantedMax)
        options.executorsInitial = min(
            max(executorsInitial ?? options.executorsMin, options.executorsMin), options.executorsMax)
        options.idleMillis = min(idleMillis, SchedulingLimits.waitMillisMax)
        options.shuffleMillis = shuffleMillis.map { min($0, SchedulingLimits.waitMillisMax) }
        options.backlogMillis = min(backlogMillis, SchedulingLimits.waitMillisMax)
        options.sustainedBacklogMillis = min(sustainedBacklogMillis ?? backlogMillis, SchedulingLimits.waitMillisMax)
        return options
    }
}

/// What a cluster has to do, and who is there to do it.
public struct ClusterLoad: Hashable, Sendable {
    /// An executor that takes tasks.
    public struct Executor: Hashable, Sendable {
        public var id: ExecutorID
        /// Attempts that it holds.
        public var runningCount: Int
        /// It has outputs of shuffles that no one has released, or partitions of stored datasets.
        public var hasOutputs: Bool

        public init(id: ExecutorID, runningCount: Int, hasOutputs: Bool) {
            self.id = id
            self.runningCount = runningCount
            self.hasOutputs = hasOutputs
        }
    }

    /// Tasks that could run now and have no executor.
    public var pendingCount: Int
    /// By number.
    public var executors: [Executor]

    public init(pendingCount: Int, executors: [Executor]) {
        self.pendingCount = pendingCount
        self.executors = executors
    }

    /// Tasks that want a slot, or have one.
    var taskCount: Int { executors.reduce(pendingCount) { $0 + $1.runningCount } }
}

/// Decides how many executors there should be, from how many tasks wait: up by 1, 2, 4, … while they wait, down by
/// those that have nothing to do. A state machine that is told the load and answers with what is wanted, without I/O,
/// clock or threads.
public struct ExecutorAllocation {
    public struct Decision: Hashable, Sendable {
        /// Executors that are wanted, beside those that leave. Never fewer than take tasks now.
        public var wanted: Int
        /// Those that are to give away what they have, and end: why.
        public var leaving: [ExecutorID: String] = [:]
        /// Why more, or fewer that have not come yet, are wanted than before; nil when nothing has changed.
        public var reason: String?
        /// When time alone may change something.
        public var nextMillis: UInt64?
    }

    public let options: AllocationOptions
    /// Tasks at a time on an executor.
    private let slots: Int
    private var target: Int
    /// Before the first task nobody knows what is needed, for as long as an executor may be idle.
    private var hasWorked = false
    /// While tasks wait: when more executors are asked for, and how many.
    private var growsAt: UInt64?
    private var growth = 1
    private var idleSince: [ExecutorID: UInt64] = [:]

    public init(_ options: AllocationOptions, slotsPerExecutor: Int) {
        self.options = options.inRange
        slots = max(slotsPerExecutor, 1)
        target = options.initial
    }

    /// Takes in what there is to do. `now` is monotonic, in milliseconds.
    public mutating func decide(_ load: ClusterLoad, at now: UInt64) -> Decision {
        let before = target
        let needed = needed(load)
        noticeIdleness(load, now)
        if load.taskCount > 0 || load.executors.contains(where: { endOfIdleness($0).map { $0 <= now } == true }) {
            hasWorked = true
        }
        if hasWorked, target > max(needed, options.executorsMin) { target = max(needed, options.executorsMin) }
        grow(load, needed, now)
        let leaving = leaving(load, needed, now)
        var decision = Decision(wanted: max(target, load.executors.count - leaving.count))
        decision.leaving = leaving
        if target != before {
            let tasks = load.taskCount == 1 ? "1 task wants" : "\(load.taskCount) tasks want"
            decision.reason = "\(decision.wanted) executors are wanted: \(tasks) a slot"
        }
        decision.nextMillis = next(load, needed)
        return decision
    }

    /// Executors that could all be busy.
    private func needed(_ load: ClusterLoad) -> Int {
        min((load.taskCount + slots - 1) / slots, options.executorsMax)
    }

    private mutating func grow(_ load: ClusterLoad, _ needed: Int, _ now: UInt64) {
        guard needed > max(target, load.executors.count) else {
            growsAt = nil
            growth = 1
            return
        }
        guard let due = growsAt else {
            growsAt = now + options.backlogMillis
            // No executor at all: nothing is gained by waiting for the first.
            if target == 0, load.executors.isEmpty { target = 1 }
            return
        }
        guard due <= now else { return }
        // Those that are there count, also when fewer were wanted.
        target = min(max(target, load.executors.count) + growth, needed)
        growth = min(growth * 2, SchedulingLimits.executorsWantedMax)
        growsAt = now + (options.sustainedBacklogMillis ?? options.backlogMillis)
    }

    private mutating func noticeIdleness(_ load: ClusterLoad, _ now: UInt64) {
        var idle: [ExecutorID: UInt64] = [:]
        for executor in load.executors where executor.runningCount == 0 {
            idle[executor.id] = idleSince[executor.id] ?? now
        }
        idleSince = idle
    }

    /// Those that have had nothing to do for long, the ones without outputs first and of these the youngest, as long
    /// as enough stay.
    private mutating func leaving(_ load: ClusterLoad, _ needed: Int, _ now: UInt64) -> [ExecutorID: String] {
        var spare = load.executors.count - max(options.executorsMin, hasWorked ? needed : target)
        guard spare > 0, load.pendingCount == 0 else { return [:] }
        var leaving: [ExecutorID: String] = [:]
        let order = load.executors.sorted { ($0.hasOutputs ? 1 : 0, $1.id) < ($1.hasOutputs ? 1 : 0, $0.id) }
        for executor in order where spare > 0 {
            guard let since = idleSince[executor.id], let due = endOfIdleness(executor), due <= now else { continue }
            leaving[executor.id] = "it had nothing to do for \(inWords(now - since))"
            idleSince[executor.id] = nil
            spare -= 1
        }
        return leaving
    }

    /// Nil: it does not run out.
    private func endOfIdleness(_ executor: ClusterLoad.Executor) -> UInt64? {
        guard let since = idleSince[executor.id] else { return nil }
        guard executor.hasOutputs, options.tracksShuffles else { return since + options.idleMillis }
        return options.shuffleMillis.map { since + options.idleMillis + $0 }
    }

    private func next(_ load: ClusterLoad, _ needed: Int) -> UInt64? {
        var due = growsAt
        if load.executors.count > max(options.executorsMin, needed) {
            for executor in load.executors {
                if let end = endOfIdleness(executor) { due = min(due ?? end, end) }
            }
        }
        return due
    }
}
