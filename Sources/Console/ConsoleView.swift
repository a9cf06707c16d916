// SPDX-License-Identifier: Apache-2.0

package import Driver
package import Plan
import Scheduling
import Values

/// What one answer is made of: the store as it is now, and what follows from it.
package struct ConsoleView: Sendable {
    package let facts: ConsoleFacts
    package let store: ConsoleStore
    /// By the driver's clock.
    package let nowMillis: UInt64
    /// What is to be said of the log that all comes from; nil when it comes from a driver.
    package let log: Log?
    /// How its pages name one another.
    var links = PageLinks.pages
    /// Stages of jobs that run.
    private let stagesInUse: Set<StageID>

    /// How a log was read.
    package struct Log: Sendable {
        /// It was ended in order.
        package var hasEnded: Bool
        /// There is more of it than was read yet.
        package var isReading: Bool
        package var linesUnknown: Int
        package var linesRefused: Int
        /// Why it was not read to its end.
        package var damage: String?
    }

    package init(facts: ConsoleFacts, store: ConsoleStore, nowMillis: UInt64, log: Log? = nil) {
        self.facts = facts
        self.store = store
        self.nowMillis = nowMillis
        self.log = log
        var used: Set<StageID> = []
        for job in store.now.jobs.values where job.end == nil { used.formUnion(job.stages) }
        stagesInUse = used
    }

    /// Whether things go on happening.
    package var isLive: Bool { log == nil && links == .pages }

    // MARK: Stages

    /// The words are Spark's.
    package enum StageStatus: String, Sendable {
        case active = "ACTIVE"
        case complete = "COMPLETE"
        case failed = "FAILED"
        case pending = "PENDING"
        case skipped = "SKIPPED"
    }

    package func status(of stage: StageID) -> StageStatus {
        guard let counts = store.now.stages[stage] else { return .skipped }
        let ended = store.stages[stage]?.totals.ended ?? 0
        if stagesInUse.contains(stage) {
            if counts.doneCount == counts.taskCount { return ended == 0 && counts.taskCount > 0 ? .skipped : .complete }
            return counts.runningCount > 0 || ended > 0 ? .active : .pending
        }
        if ended == 0 { return counts.failedAttempts > 0 ? .failed : .skipped }
        return counts.doneCount == counts.taskCount ? .complete : .failed
    }

    /// Newest first.
    package var stages: [StageID] { store.now.stages.keys.sorted(by: >) }

    // MARK: Jobs

    package struct JobCounts: Sendable {
        package var tasks = 0
        package var active = 0
        package var completed = 0
        package var skipped = 0
        package var failed = 0
        package var killed = 0
        package var stagesActive = 0
        package var stagesCompleted = 0
        package var stagesSkipped = 0
        package var stagesFailed = 0
    }

    /// Newest first.
    package var jobs: [JobFacts] { store.now.jobs.values.sorted { $0.id > $1.id } }

    package func counts(of job: JobFacts) -> JobCounts {
        var counts = JobCounts()
        for stage in job.stages {
            guard let progress = store.now.stages[stage] else { continue }
            let record = store.stages[stage]
            counts.tasks += progress.taskCount
            counts.failed += record?.totals.failed ?? progress.failedAttempts
            counts.killed += record?.totals.killed ?? 0
            switch status(of: stage) {
            case .skipped:
                counts.skipped += progress.taskCount
                counts.stagesSkipped += 1
                continue
            case .active: counts.stagesActive += 1
            case .complete: counts.stagesCompleted += 1
            case .failed: counts.stagesFailed += 1
            case .pending: break
            }
            counts.active += progress.runningCount
            counts.completed += progress.doneCount
        }
        return counts
    }

    /// RUNNING, SUCCEEDED or FAILED, as in Spark.
    package func status(of job: JobFacts) -> String {
        switch job.end {
        case nil: "RUNNING"
        case .succeeded: "SUCCEEDED"
        case .failed: "FAILED"
        }
    }

    package func seconds(of job: JobFacts) -> Double {
        job.end == nil ? Double(nowMillis - min(job.startedMillis, nowMillis)) / 1_000 : job.seconds
    }

    package func endMillis(of job: JobFacts) -> UInt64? {
        job.end == nil ? nil : job.startedMillis + UInt64(max(job.seconds, 0) * 1_000)
    }

    /// What its tasks have read: what they said on their way, or at their ends.
    package func rowsRead(by job: JobFacts) -> Int {
        let ended = job.stages.reduce(0) { sum, stage in
            let (all, overflow) = sum.addingReportingOverflow(
                status(of: stage) == .skipped ? 0 : store.stages[stage]?.totals.rowsRead ?? 0)
            return overflow ? .max : all
        }
        return max(job.rowsRead, ended)
    }

    /// Jobs that have a stage, oldest first.
    package func jobs(with stage: StageID) -> [JobFacts] {
        store.now.jobs.values.filter { $0.stages.contains(stage) }.sorted { $0.id < $1.id }
    }

    // MARK: Queries

    /// Newest first.
    package var queries: [QueryFacts] { store.now.queries.values.sorted { $0.id > $1.id } }

    /// Jobs of a query, oldest first.
    package func jobs(of query: QueryFacts) -> [JobFacts] {
        let number = String(query.id)
        return store.now.jobs.values.filter { $0.properties[QueryFacts.property] == number }.sorted { $0.id < $1.id }
    }

    package func seconds(of query: QueryFacts) -> Double {
        query.end == nil ? Double(nowMillis - min(query.startedMillis, nowMillis)) / 1_000 : query.seconds
    }

    // MARK: Executors

    /// In the order in which they came.
    package var executors: [ExecutorFacts] {
        store.now.executors.values.sorted { ($0.id?.rawValue ?? .max, $0.name) < ($1.id?.rawValue ?? .max, $1.name) }
    }

    /// What its tasks did; of one that no event tells of, as if it had been there from the beginning.
    func record(of executor: String) -> ConsoleStore.Executor {
        store.executors[executor] ?? ConsoleStore.Executor(name: executor, added: facts.startedMillis)
    }

    // MARK: Time

    /// A time of the driver's clock as Spark writes it: `2026-11-30T12:00:00.000GMT`.
    package func date(_ millis: UInt64) -> String { Self.date(wall: Int(clamping: millis) &+ facts.wallOffsetMillis) }

    private static func date(wall: Int) -> String {
        let wall = min(max(wall, 0), 1 << 50)
        let (year, month, day) = EpochDays.date(wall / 86_400_000)
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(width - digits.count, 0)) + digits
        }
        let (second, milli) = (wall / 1_000 % 86_400, wall % 1_000)
        return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2) + "T" + padded(second / 3_600, 2) + ":"
            + padded(second / 60 % 60, 2) + ":" + padded(second % 60, 2) + "." + padded(milli, 3) + "GMT"
    }

    /// The same for people: `2026-11-30 12:00:00`.
    package func moment(_ millis: UInt64) -> String { String(date(millis).prefix(19)).replacing("T", with: " ") }

    /// The same of milliseconds since 1970.
    func wallMoment(_ millis: Int) -> String { String(Self.date(wall: millis).prefix(19)).replacing("T", with: " ") }

    /// Milliseconds since 1970.
    package func epoch(_ millis: UInt64) -> Int { Int(clamping: millis) &+ facts.wallOffsetMillis }
}

/// Values at the given parts of sorted ones: the one at the place of each part, as Spark's summaries of tasks.
package func quantiles<Value>(_ sorted: [Value], _ parts: [Double]) -> [Value] {
    if sorted.isEmpty { return [] }
    return parts.map { sorted[min(Int(Double(sorted.count) * min(max($0, 0), 1)), sorted.count - 1)] }
}
