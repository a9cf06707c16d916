// SPDX-License-Identifier: Apache-2.0

import Plan

/// What a partition of a stage does. Whatever does not run and is not done is pending.
enum PartitionState: UInt8 {
    case pending
    case running
    case done
}

/// Which pending partitions to choose from.
enum TaskChoice {
    /// Those that prefer the executor or its host.
    case local
    /// Those that prefer no host.
    case unplaced
    case any
}

/// A stage while a job that includes it is alive. A map stage is shared by all jobs that include its shuffle.
final class StageRun {
    let id: StageID
    let name: String
    private(set) var tasks: [TaskDescription]
    /// Tasks prefer executors that keep stored partitions.
    let hasPlaces: Bool
    let inputs: [ShuffleRun]
    /// What a map stage writes; nil for a result stage.
    let output: ShuffleRun?
    /// Jobs that include the stage, oldest first.
    var jobs: [JobID] = []

    private(set) var states: [PartitionState]
    /// By partition: the attempt that runs or that won (result stages), else 0.
    private var attempts: [Int]
    /// Result stages: the winner's result is still with its executor.
    var held: Set<Int> = []
    private var launchCounts: [Int32]
    private var failureCounts: [UInt16]
    private var lossCounts: [UInt16]
    private(set) var failedAttempts = 0
    private(set) var doneCount = 0
    private(set) var runningCount = 0

    /// Pending partitions that may run anywhere, and those that prefer hosts.
    private var unplaced: PendingSet
    private var placed: PendingSet
    private var hostQueues: [String: HostQueue] = [:]
    /// Executors on which a partition failed; it should run elsewhere.
    private var avoided: [Int: [ExecutorID]] = [:]
    /// Since when tasks wait for preferred hosts: since the first chance to run, or the last launch on such a host.
    var localityBaseMillis: UInt64?

    /// All inputs are complete. Maintained by `Scheduler.refreshDemand`.
    var isReady = false
    /// The last demand round that needed the stage, and the last that put it on the list.
    var requiredRound = 0
    var listedRound = 0
    var hasStarted = false

    /// Goes up with each fetch failure that counts, so that those of the same wave count once.
    private(set) var stageAttempt = 1
    private(set) var consecutiveFetchFailures = 0
    /// Executors that one fetch failure has named; with the second, all their outputs of the shuffle go.
    private var fetchSuspects: Set<Int> = []
    /// Second attempts that run beside those in `attempts`.
    private var twins: [Int: TaskAttemptID] = [:]
    /// Run times of the last tasks that ended, the oldest overwritten.
    private var runTimes: [Int64] = []
    private var runTimeCount = 0
    /// Exponential mean of tasks' run times, 0 while unknown.
    private(set) var meanRunNanos: Int64 = 0

    /// `tasks`: those of the stage, with the executors that they prefer when `hasPlaces`.
    init(
        _ stage: Stage, tasks: [TaskDescription], hasPlaces: Bool, inputs: [ShuffleRun], output: ShuffleRun?
    ) {
        id = stage.id
        name = stage.name
        self.tasks = tasks
        self.hasPlaces = hasPlaces
        self.inputs = inputs
        self.output = output
        let count = tasks.count
        states = [PartitionState](repeating: .pending, count: count)
        attempts = [Int](repeating: 0, count: count)
        launchCounts = [Int32](repeating: 0, count: count)
        failureCounts = [UInt16](repeating: 0, count: count)
        lossCounts = [UInt16](repeating: 0, count: count)
        unplaced = PendingSet(capacity: count)
        placed = PendingSet(capacity: count)
        for partition in 0..<count {
            for host in tasks[partition].preferredHosts { hostQueues[host, default: HostQueue()].append(partition) }
            if let output, output.hasOutput(partition) {
                states[partition] = .done
                doneCount += 1
            } else {
                insertPending(partition)
            }
        }
    }

    var partitionCount: Int { tasks.count }
    var pendingCount: Int { unplaced.count + placed.count }
    var placedCount: Int { placed.count }
    var isComplete: Bool { doneCount == partitionCount }
    /// What messages call the stage.
    var title: String { name.isEmpty ? "stage \(id)" : "stage \(id) (\(name))" }

    func attempt(of partition: Int) -> TaskAttemptID? {
        attempts[partition] == 0 ? nil : TaskAttemptID(attempts[partition])
    }

    // MARK: Second attempts

    func twin(of partition: Int) -> TaskAttemptID? { twins.isEmpty ? nil : twins[partition] }

    /// Whether the partition runs in this attempt.
    func isRunning(_ partition: Int, in attempt: TaskAttemptID) -> Bool {
        states[partition] == .running && (attempts[partition] == attempt.rawValue || twin(of: partition) == attempt)
    }

    /// The second attempt beside a first one, or the first beside a second.
    func otherAttempt(than attempt: TaskAttemptID, at partition: Int) -> TaskAttemptID? {
        guard let twin = twin(of: partition) else { return nil }
        return twin == attempt ? self.attempt(of: partition) : twin
    }

    /// Gives the attempt's number at this partition, from 1.
    func launchTwin(_ partition: Int, attempt: TaskAttemptID) -> Int {
        assert(states[partition] == .running && twins[partition] == nil)
        twins[partition] = attempt
        launchCounts[partition] &+= 1
        return Int(launchCounts[partition])
    }

    /// Of two attempts only this one goes on.
    func keep(_ attempt: TaskAttemptID, at partition: Int) {
        assert(isRunning(partition, in: attempt))
        twins[partition] = nil
        attempts[partition] = attempt.rawValue
    }

    /// Of the tasks that ended last; nil while unknown.
    var medianRunNanos: Int64? {
        runTimes.isEmpty ? nil : runTimes.sorted()[runTimes.count / 2]
    }

    private func noteRunTime(_ nanos: Int64) {
        if runTimes.count < SchedulingLimits.runTimesKept {
            runTimes.append(nanos)
        } else {
            runTimes[runTimeCount % SchedulingLimits.runTimesKept] = nanos
        }
        runTimeCount += 1
    }

    func launchCount(_ partition: Int) -> Int { Int(launchCounts[partition]) }
    func failureCount(_ partition: Int) -> Int { Int(failureCounts[partition]) }
    func lossCount(_ partition: Int) -> Int { Int(lossCounts[partition]) }

    // MARK: Transitions

    /// Pending to running. Gives the attempt's number at this partition, from 1.
    func launch(_ partition: Int, attempt: TaskAttemptID) -> Int {
        assert(states[partition] == .pending)
        if tasks[partition].preferredHosts.isEmpty { unplaced.remove(partition) } else { placed.remove(partition) }
        states[partition] = .running
        attempts[partition] = attempt.rawValue
        launchCounts[partition] &+= 1
        runningCount += 1
        return Int(launchCounts[partition])
    }

    /// Running to done. A result stage keeps the attempt as the winner.
    func finish(_ partition: Int, runNanos: UInt64) {
        assert(states[partition] == .running)
        states[partition] = .done
        if output != nil { attempts[partition] = 0 }
        runningCount -= 1
        doneCount += 1
        consecutiveFetchFailures = 0
        guard runNanos > 0 else { return }
        let sample = Int64(min(runNanos, SchedulingLimits.runNanosMax))
        noteRunTime(sample)
        if meanRunNanos == 0 {
            meanRunNanos = sample
        } else {
            meanRunNanos = max(1, meanRunNanos + (sample - meanRunNanos) / SchedulingLimits.meanRunWeight)
        }
    }

    /// Running or done to pending: the attempt ended without an outcome that counts, or what it made is gone.
    func requeue(_ partition: Int) {
        assert(states[partition] != .pending)
        if states[partition] == .running { runningCount -= 1 } else { doneCount -= 1 }
        states[partition] = .pending
        attempts[partition] = 0
        if !twins.isEmpty { twins[partition] = nil }
        insertPending(partition)
    }

    /// Counts a failure that the task itself caused. Gives how many there were.
    func countFailure(_ partition: Int, on executor: ExecutorID) -> Int {
        failedAttempts += 1
        failureCounts[partition] += 1
        avoid(executor, for: partition)
        return Int(failureCounts[partition])
    }

    /// Counts an attempt (or its result) that was lost without the task's fault. Gives how many there were.
    func countLoss(_ partition: Int) -> Int {
        lossCounts[partition] += 1
        return Int(lossCounts[partition])
    }

    /// Counts a fetch failure of an attempt that was launched in `stageAttempt`. Gives how many came in a row.
    func countFetchFailure(launchedIn attempt: Int) -> Int {
        if attempt == stageAttempt {
            stageAttempt += 1
            consecutiveFetchFailures += 1
        }
        return consecutiveFetchFailures
    }

    /// Whether an earlier fetch failure of the stage named the executor.
    func suspect(_ executor: ExecutorID) -> Bool {
        !fetchSuspects.insert(executor.rawValue).inserted
    }

    // MARK: Which task next

    func avoid(_ executor: ExecutorID, for partition: Int) {
        if avoided[partition]?.contains(executor) != true { avoided[partition, default: []].append(executor) }
    }

    func avoids(_ executor: ExecutorID, for partition: Int) -> Bool {
        avoided[partition]?.contains(executor) == true
    }

    /// The lowest pending partition of a kind for an executor, one of those that take tasks.
    func next(_ choice: TaskChoice, for executor: ExecutorRun, among usable: [ExecutorRun]) -> Int? {
        guard !avoided.isEmpty else { return first(choice, executor) { _ in false } }
        return first(choice, executor) { shouldRunElsewhere($0, than: executor, among: usable) }
    }

    /// Whether a partition failed on an executor while one that it has not failed on takes tasks.
    private func shouldRunElsewhere(_ partition: Int, than executor: ExecutorRun, among usable: [ExecutorRun]) -> Bool {
        guard let executors = avoided[partition], executors.contains(executor.id) else { return false }
        return usable.contains { !executors.contains($0.id) }
    }

    private func first(_ choice: TaskChoice, _ executor: ExecutorRun, skip: (Int) -> Bool) -> Int? {
        if choice == .local {
            guard placed.count > 0 else { return nil }
            if hasPlaces, let kept = first(at: executor.place, skip: skip) { return kept }
            return first(at: executor.host, skip: skip)
        }
        return first(includingPlaced: choice == .any, skip: skip)
    }

    private func first(at place: String, skip: (Int) -> Bool) -> Int? {
        guard let index = hostQueues.index(forKey: place) else { return nil }
        return hostQueues.values[index].first(pending: placed, skip: skip)
    }

    private func first(includingPlaced: Bool, skip: (Int) -> Bool) -> Int? {
        var unplacedNext = unplaced.first()
        var placedNext = includingPlaced ? placed.first() : nil
        for _ in 0...SchedulingLimits.avoidedTasksPassedOverMax {
            let isPlaced: Bool
            let partition: Int
            switch (unplacedNext, placedNext) {
            case (nil, nil): return nil
            case (let found?, nil): (partition, isPlaced) = (found, false)
            case (nil, let found?): (partition, isPlaced) = (found, true)
            case (let one?, let other?): (partition, isPlaced) = one < other ? (one, false) : (other, true)
            }
            if !skip(partition) { return partition }
            if isPlaced {
                placedNext = placed.next(after: partition)
            } else {
                unplacedNext = unplaced.next(after: partition)
            }
        }
        return nil
    }

    /// Whether a task of the stage prefers the executor or its host.
    func prefers(_ executor: ExecutorRun) -> Bool {
        hostQueues.index(forKey: executor.host) != nil
            || hasPlaces && hostQueues.index(forKey: executor.place) != nil
    }

    func prefers(_ executor: ExecutorRun, for partition: Int) -> Bool {
        tasks[partition].preferredHosts.contains { $0 == executor.host || $0 == executor.place }
    }

    /// Nothing is kept there any more: tasks that preferred no other place may run anywhere.
    func forget(place: String) {
        guard hostQueues.removeValue(forKey: place) != nil else { return }
        for partition in tasks.indices where tasks[partition].preferredHosts.contains(place) {
            tasks[partition].preferredHosts.removeAll { $0 == place }
            guard tasks[partition].preferredHosts.isEmpty, placed.contains(partition) else { continue }
            placed.remove(partition)
            unplaced.insert(partition)
        }
    }

    private func insertPending(_ partition: Int) {
        if tasks[partition].preferredHosts.isEmpty {
            unplaced.insert(partition)
        } else {
            placed.insert(partition)
            for host in tasks[partition].preferredHosts { hostQueues[host]?.rewind(to: partition) }
        }
    }
}

/// The partitions that prefer a host, in order; those that are not pending are passed over.
struct HostQueue {
    private var partitions: [Int] = []
    /// No partition before it is pending.
    private var start = 0

    mutating func append(_ partition: Int) {
        if partitions.last != partition { partitions.append(partition) }
    }

    mutating func first(pending: PendingSet, skip: (Int) -> Bool) -> Int? {
        while start < partitions.count, !pending.contains(partitions[start]) { start += 1 }
        var passedOver = 0
        for partition in partitions[start...] where pending.contains(partition) {
            if !skip(partition) { return partition }
            passedOver += 1
            if passedOver > SchedulingLimits.avoidedTasksPassedOverMax { return nil }
        }
        return nil
    }

    mutating func rewind(to partition: Int) {
        var (low, high) = (0, partitions.count)
        while low < high {
            let middle = (low + high) / 2
            if partitions[middle] < partition { low = middle + 1 } else { high = middle }
        }
        start = min(start, low)
    }
}
