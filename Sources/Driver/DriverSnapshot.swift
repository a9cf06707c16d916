// SPDX-License-Identifier: Apache-2.0

public import Plan
public import Scheduling

/// What a driver is doing: the sum of its events. Bounded by `DriverLimits`: jobs and queries that have ended and
/// executors that were lost are forgotten, the oldest first.
public struct DriverSnapshot: Sendable {
    /// Running and ended, by number.
    public private(set) var jobs: [JobID: JobFacts] = [:]
    /// Of the jobs above.
    public private(set) var stages: [StageID: StageProgress] = [:]
    /// Attempts on their way or running.
    public private(set) var tasks: [TaskAttemptID: TaskFacts] = [:]
    public private(set) var executors: [String: ExecutorFacts] = [:]
    public private(set) var executorsExpected: Int?
    /// Stored datasets, until they are released.
    public private(set) var stored: [StoredID: StoredDataset] = [:]
    /// Blocks of all of them.
    public private(set) var storedBlockCount = 0
    /// Running and ended, by number.
    public private(set) var queries: [Int: QueryFacts] = [:]
    /// Events that are in this snapshot.
    public private(set) var eventCount = 0

    /// Numbers of ended jobs, and names of lost executors, in the order of their ends.
    private var ended: [JobID] = []
    private var running: Set<JobID> = []
    private var lost: [String] = []
    /// Queries that have ended, likewise.
    private var endedQueries: [Int] = []
    /// Jobs that know each stage.
    private var stageUses: [StageID: Int] = [:]
    /// Steps of all stages with what they do for queries, and nodes of all queries.
    package private(set) var stepCount = 0
    package private(set) var nodeCount = 0

    public init() {}

    public mutating func apply(_ event: DriverEvent) {
        eventCount += 1
        switch event {
        case .jobStarted(let job): begin(job)
        case .jobAdvanced(let id, let rows): jobs[id]?.rowsRead = rows
        case .jobEnded(let id, let end, let seconds): self.end(id, end, seconds)
        case .stageChanged(var stage):
            guard let known = stages[stage.stage] else { return }
            stage.reads = known.reads
            (stage.steps, stage.counts) = (known.steps, known.counts)
            stages[stage.stage] = stage
        case .stageCounted(let stage, let counts): stages[stage]?.counts = counts
        case .stageRead(let stage, let reads): stages[stage]?.reads.add(reads)
        case .taskStarted(let task): tasks[task.attempt] = task
        case .taskEnded(let attempt, _): tasks[attempt] = nil
        case .executorChanged(let facts): change(facts)
        case .executorsExpected(let count): executorsExpected = count
        case .datasetStored(let facts): store(StoredDataset(facts), as: facts.id)
        case .partitionChanged(let partition, let executor, let block):
            let before = stored[partition.dataset]?.blockCount ?? 0
            stored[partition.dataset]?.set(partition.partition, on: executor, block)
            storedBlockCount += (stored[partition.dataset]?.blockCount ?? 0) - before
        case .datasetReleased(let id): store(nil, as: id)
        case .queryStarted(let query):
            queries[query.id] = query
            queries[query.id]?.nodes = []
        case .queryPlanned(let id, let nodes): plan(id, nodes)
        case .queryEnded(let id, let end, let seconds): endQuery(id, end, seconds)
        case .resultReceived, .note: break
        }
    }

    private mutating func begin(_ job: JobFacts) {
        var job = job
        for stage in job.stagesAtStart {
            stageUses[stage.stage, default: 0] += 1
            let known = stages[stage.stage]
            stepCount += stage.stepCount - (known?.stepCount ?? 0)
            stages[stage.stage] = stage
            stages[stage.stage]?.reads = known?.reads ?? PlacedReads()
            stages[stage.stage]?.counts = known?.counts ?? []
        }
        job.stagesAtStart = []
        jobs[job.id] = job
        running.insert(job.id)
    }

    private mutating func end(_ id: JobID, _ end: JobFacts.End, _ seconds: Double) {
        guard let job = jobs[id], job.end == nil else { return }
        running.remove(id)
        for stage in job.stages where !running.contains(where: { jobs[$0]?.stages.contains(stage) == true }) {
            stages[stage]?.runningCount = 0
            if end == .succeeded, let count = stages[stage]?.taskCount { stages[stage]?.doneCount = count }
        }
        jobs[id]?.end = end
        jobs[id]?.seconds = seconds
        ended.append(id)
        while ended.count > DriverLimits.endedJobsKept { forget(ended.removeFirst()) }
        while ended.count > 1, stages.count > DriverLimits.stagesKept || stepCount > DriverLimits.stepsKept {
            forget(ended.removeFirst())
        }
    }

    private mutating func store(_ dataset: StoredDataset?, as id: StoredID) {
        storedBlockCount -= stored[id]?.blockCount ?? 0
        stored[id] = dataset
    }

    private mutating func plan(_ id: Int, _ nodes: [PlanNode]) {
        guard queries[id] != nil else { return }
        for node in nodes {
            // Each behind those before, and behind the one that takes its rows.
            let next = queries[id]!.nodes.count
            guard next < DriverLimits.queryNodesMax, node.number == next, node.parent ?? -1 < next else { return }
            queries[id]!.nodes.append(node)
            nodeCount += 1
        }
    }

    private mutating func endQuery(_ id: Int, _ end: QueryFacts.End, _ seconds: Double) {
        guard let query = queries[id], query.end == nil else { return }
        queries[id]?.end = end
        queries[id]?.seconds = seconds
        endedQueries.append(id)
        while endedQueries.count > DriverLimits.endedQueriesKept
            || endedQueries.count > 1 && nodeCount > DriverLimits.queryNodesKept
        {
            nodeCount -= queries.removeValue(forKey: endedQueries.removeFirst())?.nodes.count ?? 0
        }
    }

    private mutating func forget(_ id: JobID) {
        guard let job = jobs.removeValue(forKey: id) else { return }
        for stage in job.stages {
            stageUses[stage, default: 1] -= 1
            guard stageUses[stage] == 0 else { continue }
            stageUses[stage] = nil
            stepCount -= stages.removeValue(forKey: stage)?.stepCount ?? 0
        }
    }

    private mutating func change(_ facts: ExecutorFacts) {
        let wasLost = executors[facts.name].map(\.isLost) ?? false
        var known = facts
        if facts.logTail.isEmpty, let tail = executors[facts.name]?.logTail { known.logTail = tail }
        executors[facts.name] = known
        guard facts.isLost else {
            if wasLost { lost.removeAll { $0 == facts.name } }
            return
        }
        if !wasLost { lost.append(facts.name) }
        while lost.count > DriverLimits.lostExecutorsKept { executors[lost.removeFirst()] = nil }
    }

    // MARK: What people ask

    /// Executors that have registered and are not lost.
    public var executorsRegistered: Int {
        executors.values.count {
            switch $0.state {
            case .running, .draining: true
            case .pending, .starting, .lost: false
            }
        }
    }

    /// No executor takes tasks.
    public var waitsForExecutors: Bool { !executors.values.contains { $0.state == .running && $0.slots > 0 } }

    /// Why executors that are expected are not there, in the words of the one that says most; nil when all are, or
    /// when nobody says anything.
    public var executorsAwaited: String? {
        let registered = executorsRegistered
        guard let expected = executorsExpected, registered < expected else {
            return registered == 0 && executorsExpected == nil ? "(none has registered)" : nil
        }
        var text = "\(registered) of \(expected)"
        // Why one is pending says more than that another starts, and that more than why an earlier one was lost.
        var reasons: [String: Int] = [:]
        for word in ["pending", "starting"] where reasons.isEmpty {
            for facts in executors.values where facts.state.word == word && !facts.state.reason.isEmpty {
                reasons[facts.state.reason, default: 0] += 1
            }
        }
        if let most = reasons.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) { text += ": \(most.key)" }
        return text
    }

    /// The last executor that was lost otherwise than by leaving.
    public var lastLoss: ExecutorFacts? {
        lost.reversed().lazy.compactMap { executors[$0] }.first {
            if case .lost(let reason) = $0.state { reason != .dismissed && reason != .drained } else { false }
        }
    }

    /// How far a job is; nil when it has ended or is not known. `now` is by the driver's clock.
    public func progress(of id: JobID, at now: UInt64) -> JobProgress? {
        guard let job = jobs[id], job.end == nil else { return nil }
        var starts: [StageID: UInt64] = [:]
        for task in tasks.values { starts[task.stage] = min(starts[task.stage] ?? .max, task.startedMillis) }
        let stages = job.stages.compactMap { id -> StageProgress? in
            guard var stage = self.stages[id] else { return nil }
            if let began = starts[id], began < now { stage.longestRunSeconds = Double(now - began) / 1_000 }
            return stage
        }
        var progress = JobProgress(job: id, name: job.name, stages: stages, waitsForExecutors: waitsForExecutors)
        progress.rowsRead = job.rowsRead
        progress.seconds = Double(now - min(job.startedMillis, now)) / 1_000
        return progress
    }
}

extension StageProgress {
    /// Steps, and what they do for queries.
    package var stepCount: Int { steps.reduce(0) { $0 + 1 + $1.parts.count } }
}

extension ExecutorFacts {
    var isLost: Bool { if case .lost = state { true } else { false } }
}
