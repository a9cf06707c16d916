// SPDX-License-Identifier: Apache-2.0

import Driver
import Plan
import Scheduling

/// Makes spans of a driver's events. A job is the root of its trace, or hangs on its query, or on the span that its
/// property `traceparent` or the environment names; stages hang on the job that runs them, tasks on their stages.
struct SpanMaker {
    /// A job or a query that runs.
    private struct Open {
        var trace: TraceID
        var span: UInt64
        var parent: UInt64?
        var name: String
        var properties: [String: String]
        var startedMillis: UInt64
        /// Of stages that this job runs.
        var stages: [StageID: OpenStage] = [:]
        /// Stages that it shares with another job, which runs them.
        var shared: [StageID: StageProgress] = [:]
    }

    private struct OpenStage {
        var span: UInt64
        var name: String
        var taskCount: Int
        var firstStart: UInt64?
        var lastEnd: UInt64 = 0
        var totals = TaskTotals()
        var lastFailure: String?
    }

    private struct OpenTask {
        var facts: TaskFacts
        var trace: TraceID
        var span: UInt64
        var parent: UInt64
        var job: JobID
        var executor: String
    }

    private var jobs: [JobID: Open] = [:]
    private var queries: [Int: Open] = [:]
    private var tasks: [TaskAttemptID: OpenTask] = [:]
    /// The job that runs each stage of jobs that run.
    private var owners: [StageID: JobID] = [:]
    private var names: [ExecutorID: String] = [:]
    private var random = SystemRandomNumberGenerator()
    private let parent: TraceParent?
    private let wallOffset: Int

    init(parent: TraceParent?, wallOffsetMillis: Int) {
        self.parent = parent
        wallOffset = wallOffsetMillis
    }

    /// What has ended with an event.
    mutating func add(_ event: DriverEvent, at millis: UInt64, to spans: inout [Span]) {
        switch event {
        case .queryStarted(let query):
            queries[query.id] = open(query.name, query.properties, query.startedMillis, within: nil)
        case .queryEnded(let id, let end, _):
            guard let query = queries.removeValue(forKey: id) else { return }
            var failure: String?
            if case .failed(let message) = end { failure = message }
            spans.append(span(.query, query, millis, failure, [("martlet.query.id", .number(id))]))
        case .jobStarted(let job): begin(job)
        case .jobEnded(let id, let end, _): self.end(id, end, at: millis, to: &spans)
        case .taskStarted(let task): begin(task)
        case .taskEnded(let attempt, let end):
            if let task = tasks.removeValue(forKey: attempt) { spans.append(ended(task, end, at: millis)) }
        case .executorChanged(let facts):
            guard let id = facts.id else { return }
            if case .lost = facts.state { names[id] = nil } else { names[id] = facts.name }
        case .jobAdvanced, .stageChanged, .stageRead, .stageCounted, .queryPlanned, .executorsExpected, .datasetStored,
            .resultReceived, .partitionChanged, .datasetReleased, .note:
            break
        }
    }

    /// Events are gone: goes on from how things are. What ended meanwhile has no span.
    mutating func resume(from now: DriverSnapshot) {
        tasks = [:]
        jobs = jobs.filter { now.jobs[$0.key].map { $0.end == nil } ?? false }
        queries = queries.filter { now.queries[$0.key].map { $0.end == nil } ?? false }
        owners = owners.filter { jobs[$0.value] != nil }
        for facts in now.executors.values { if let id = facts.id { names[id] = facts.name } }
        for (id, query) in now.queries where query.end == nil && queries[id] == nil {
            queries[id] = open(query.name, query.properties, query.startedMillis, within: nil)
        }
        for job in now.jobs.values.sorted(by: { $0.id < $1.id }) where job.end == nil && jobs[job.id] == nil {
            var job = job
            job.stagesAtStart = job.stages.compactMap { now.stages[$0] }
            begin(job)
        }
        for task in now.tasks.values { begin(task) }
    }

    // MARK: Beginnings

    private mutating func open(
        _ name: String, _ properties: [String: String], _ startedMillis: UInt64, within query: Open?
    ) -> Open {
        let outer = properties["traceparent"].flatMap { TraceParent($0) } ?? parent
        let above = query.map { TraceParent(trace: $0.trace, span: $0.span) } ?? outer
        return Open(
            trace: above?.trace ?? .random(using: &random), span: number(), parent: above?.span, name: name,
            properties: properties, startedMillis: startedMillis)
    }

    /// Never 0, which is no span.
    private mutating func number() -> UInt64 { .random(in: 1 ... .max, using: &random) }

    private mutating func begin(_ job: JobFacts) {
        let query = job.properties[QueryFacts.property].flatMap { Int($0) }.flatMap { queries[$0] }
        jobs[job.id] = open(job.name, job.properties, job.startedMillis, within: query)
        for stage in job.stagesAtStart {
            if owners[stage.stage] == nil { own(stage, job.id) } else { jobs[job.id]?.shared[stage.stage] = stage }
        }
    }

    private mutating func own(_ stage: StageProgress, _ job: JobID) {
        owners[stage.stage] = job
        jobs[job]?.shared[stage.stage] = nil
        let opened = OpenStage(span: number(), name: stage.name, taskCount: stage.taskCount)
        jobs[job]?.stages[stage.stage] = opened
    }

    private mutating func begin(_ task: TaskFacts) {
        guard let job = owners[task.stage], let trace = jobs[job]?.trace,
            let parent = jobs[job]?.stages[task.stage]?.span
        else { return }
        let first = jobs[job]?.stages[task.stage]?.firstStart ?? .max
        jobs[job]?.stages[task.stage]?.firstStart = min(first, task.startedMillis)
        tasks[task.attempt] = OpenTask(
            facts: task, trace: trace, span: number(), parent: parent, job: job,
            executor: names[task.executor] ?? "\(task.executor.rawValue)")
    }

    // MARK: Ends

    private func wall(_ millis: UInt64) -> Int { Int(clamping: millis) &+ wallOffset }

    private func span(
        _ kind: Span.Kind, _ open: Open, _ millis: UInt64, _ failure: String?,
        _ more: [(name: StaticString, value: Span.Value)]
    ) -> Span {
        var span = Span(
            kind: kind, trace: open.trace, id: open.span, parent: open.parent, name: open.name,
            startMillis: wall(open.startedMillis), endMillis: wall(max(millis, open.startedMillis)), attributes: more,
            failure: failure)
        if let group = open.properties["spark.jobGroup.id"] {
            span.attributes.append(("martlet.job.group", .text(group)))
        }
        if let said = open.properties["spark.job.description"] {
            span.attributes.append(("martlet.job.description", .text(said)))
        }
        return span
    }

    private mutating func end(_ id: JobID, _ end: JobFacts.End, at millis: UInt64, to spans: inout [Span]) {
        guard let job = jobs.removeValue(forKey: id) else { return }
        for (stageID, stage) in job.stages.sorted(by: { $0.key < $1.key }) {
            owners[stageID] = nil
            if let next = jobs.keys.sorted().first(where: { jobs[$0]?.shared[stageID] != nil }) {
                own(jobs[next]!.shared[stageID]!, next)
            }
            guard let start = stage.firstStart else { continue }
            var span = Span(
                kind: .stage, trace: job.trace, id: stage.span, parent: job.span, name: stage.name,
                startMillis: wall(start), endMillis: wall(max(stage.lastEnd, start)))
            if end != .succeeded, stage.totals.succeeded < stage.taskCount { span.failure = stage.lastFailure }
            let totals = stage.totals
            span.attributes = [
                ("martlet.stage.id", .number(stageID.rawValue)), ("martlet.stage.tasks", .number(stage.taskCount)),
                ("martlet.stage.tasks_failed", .number(totals.failed)), ("martlet.rows_read", .number(totals.rowsRead)),
                ("martlet.shuffle_read_bytes", .number(totals.shuffleReadBytes)),
                ("martlet.shuffle_write_bytes", .number(totals.shuffleWriteBytes)),
                ("martlet.spilled_bytes", .number(totals.spilledBytes)),
            ]
            span.attributes += Self.times(totals)
            spans.append(span)
        }
        var failure: String?
        if case .failed(_, let message) = end { failure = message }
        spans.append(span(.job, job, millis, failure, [("martlet.job.id", .number(id.rawValue))]))
    }

    /// What the time of a stage's tasks on their slots went into.
    private static func times(_ totals: TaskTotals) -> [(name: StaticString, value: Span.Value)] {
        [
            ("martlet.run_nanos", .number(Int(clamping: totals.runNanos))),
            ("martlet.read_nanos", .number(Int(clamping: totals.readNanos))),
            ("martlet.shuffle_read_nanos", .number(Int(clamping: totals.shuffleReadNanos))),
            ("martlet.shuffle_write_nanos", .number(Int(clamping: totals.shuffleWriteNanos))),
            ("martlet.write_nanos", .number(Int(clamping: totals.writeNanos))),
            ("martlet.cpu_nanos", .number(Int(clamping: totals.cpuNanos))),
            ("martlet.wait_nanos", .number(Int(clamping: totals.waitNanos))),
            ("martlet.fetch_wait_nanos", .number(Int(clamping: totals.fetchWaitNanos))),
        ]
    }

    private mutating func ended(_ task: OpenTask, _ end: TaskEnd, at millis: UInt64) -> Span {
        let facts = task.facts
        var span = Span(
            kind: .task, trace: task.trace, id: task.span, parent: task.parent, name: "task",
            startMillis: wall(facts.startedMillis), endMillis: wall(max(millis, facts.startedMillis)))
        span.attributes = [
            ("martlet.task.partition", .number(facts.partition)),
            ("martlet.task.attempt", .number(facts.attempt.rawValue)), ("martlet.executor", .text(task.executor)),
        ]
        switch end {
        case .succeeded(let report):
            span.attributes += [
                ("martlet.rows_read", .number(report.rowsRead)), ("martlet.rows_written", .number(report.rowsWritten)),
                ("martlet.input_bytes", .number(report.inputByteCount)),
                ("martlet.shuffle_read_bytes", .number(report.shuffleReadByteCount)),
                ("martlet.shuffle_write_bytes", .number(report.shuffleWriteByteCount)),
                ("martlet.spilled_bytes", .number(report.spillByteCount)),
                ("martlet.run_nanos", .number(Int(clamping: report.runNanos))),
                ("martlet.cpu_nanos", .number(Int(clamping: report.cpuNanos))),
                ("martlet.wait_nanos", .number(Int(clamping: report.waitNanos))),
                ("martlet.fetch_wait_nanos", .number(Int(clamping: report.fetchWaitNanos))),
            ]
            jobs[task.job]?.stages[facts.stage]?.totals.add(report)
        case .failed(let message), .fetchFailed(let message):
            span.failure = message
            jobs[task.job]?.stages[facts.stage]?.totals.failed += 1
            jobs[task.job]?.stages[facts.stage]?.lastFailure = message
        case .cancelled: span.failure = "cancelled"
        case .lost: span.failure = "lost with its executor"
        }
        if let last = jobs[task.job]?.stages[facts.stage]?.lastEnd {
            jobs[task.job]?.stages[facts.stage]?.lastEnd = max(last, millis)
        }
        return span
    }
}
