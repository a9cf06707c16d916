// SPDX-License-Identifier: Apache-2.0

package import Driver
package import Plan
import Scheduling

/// What the console knows of a driver: the sum of its events, as a `DriverSnapshot`, and what tasks did, by stage and
/// by executor. Bounded: by the snapshot's bounds and by `ConsoleLimits`.
package struct ConsoleStore: Sendable {
    package struct Stage: Sendable {
        package var totals = TaskTotals()
        package var firstStart: UInt64?
        package var lastEnd: UInt64?
        package var lastFailure: String?
        /// In the order of their ends; all of them, or a random choice of so many.
        package var tasks: [EndedTask] = []
        /// Whether it was complete before its first job began.
        package var wasComplete = false
    }

    package struct Executor: Sendable {
        package var name: String
        package var totals = TaskTotals()
        package var added: UInt64
        package var removed: UInt64?
        package var running = 0
    }

    package private(set) var now = DriverSnapshot()
    package private(set) var stages = RecordTable<StageID, Stage>()
    package private(set) var executors = RecordTable<String, Executor>()
    package private(set) var totals = TaskTotals()
    package private(set) var taskTimes = DurationHistogram()
    package private(set) var jobTimes = DurationHistogram()
    package private(set) var jobsSucceeded = 0
    package private(set) var jobsFailed = 0
    package private(set) var executorsLost = 0
    /// Events that were forgotten before they were read: counts are too low by what they would have said.
    package private(set) var eventsMissed = 0
    /// The place in the stream up to which all is known.
    package private(set) var place = 0

    /// Places of those that are registered.
    private var registered: [ExecutorID: Int] = [:]
    /// Stages whose tasks are kept, in the order in which they began; how many tasks these are.
    private var stagesWithTasks: [StageID] = []
    private var tasksKept = 0
    private var random = SystemRandomNumberGenerator()

    package init() {}

    /// Takes in everything that the stream has beyond what is known.
    package mutating func read(_ events: DriverEvents) {
        while true {
            let piece = events.events(after: place, most: ConsoleLimits.eventsAtATime)
            if piece.missed > 0 {
                let snapshot = events.snapshot
                // Those that are still there cannot be told from the snapshot's.
                eventsMissed += snapshot.eventCount - place
                resume(from: snapshot, at: piece.batches.first?.millis ?? 0)
                continue
            }
            if piece.batches.isEmpty { return }
            for batch in piece.batches {
                for event in batch.events { apply(event, at: batch.millis) }
            }
            place = piece.next
            forget()
        }
    }

    /// Events are gone; what follows begins with a snapshot, if there is one.
    mutating func missed(_ count: Int) {
        let (sum, overflow) = eventsMissed.addingReportingOverflow(count)
        eventsMissed = overflow ? .max : sum
    }

    /// Goes on from a snapshot, after events that are gone; `millis` is the time of the first that is not.
    mutating func resume(from snapshot: DriverSnapshot, at millis: UInt64) {
        now = snapshot
        place = snapshot.eventCount
        for name in executors.keys { executors[at: executors.place(of: name)!].running = 0 }
        for facts in snapshot.executors.values { change(facts, at: millis) }
        for task in snapshot.tasks.values {
            if let place = registered[task.executor] { executors[at: place].running += 1 }
        }
    }

    package mutating func apply(_ event: DriverEvent, at millis: UInt64) {
        switch event {
        case .jobStarted(let job):
            for stage in job.stagesAtStart where stages.place(of: stage.stage) == nil {
                var record = Stage()
                record.wasComplete = stage.taskCount > 0 && stage.doneCount == stage.taskCount
                stages.insert(record, for: stage.stage)
            }
        case .jobEnded(_, let end, let seconds):
            if end == .succeeded { jobsSucceeded += 1 } else { jobsFailed += 1 }
            jobTimes.add(seconds: seconds)
        case .taskStarted(let task):
            if let place = stages.place(of: task.stage), stages[at: place].firstStart == nil {
                stages[at: place].firstStart = task.startedMillis
            }
            if let place = registered[task.executor] { executors[at: place].running += 1 }
        case .taskEnded(let attempt, let end):
            if let task = now.tasks[attempt] { count(task, end, at: millis) }
        case .resultReceived(let attempt, let stage, let millis): count(resultOf: attempt, stage, millis)
        case .executorChanged(let facts): change(facts, at: millis)
        case .jobAdvanced, .stageChanged, .stageRead, .stageCounted, .executorsExpected, .datasetStored,
            .partitionChanged, .datasetReleased, .queryStarted, .queryPlanned, .queryEnded, .note:
            break
        }
        now.apply(event)
    }

    /// Its number, when it is not known or gone.
    func name(of executor: ExecutorID) -> String {
        registered[executor].map { executors[at: $0].name } ?? "\(executor)"
    }

    private mutating func count(_ task: TaskFacts, _ end: TaskEnd, at millis: UInt64) {
        let executor = registered[task.executor]
        var ended = EndedTask(
            facts: task, executor: name(of: task.executor), endedMillis: max(millis, task.startedMillis),
            state: .killed, report: TaskReport())
        switch end {
        case .succeeded(let report):
            ended.state = .succeeded
            ended.report = report
            // Digests and the like are the scheduler's business.
            taskTimes.add(seconds: ended.millis / 1_000)
        case .failed(let message), .fetchFailed(let message):
            ended.state = .failed
            ended.message = message.cut(to: ConsoleLimits.messageBytesMax)
        case .cancelled: ended.message = "cancelled"
        case .lost: ended.message = "lost with its executor"
        }
        totals.add(ended)
        if let executor {
            executors[at: executor].totals.add(ended)
            executors[at: executor].running -= 1
        }
        guard let place = stages.place(of: task.stage) else { return }
        if ended.state == .failed { stages[at: place].lastFailure = ended.message }
        stages[at: place].totals.add(ended)
        stages[at: place].lastEnd = ended.endedMillis
        keep(ended, at: place)
    }

    private mutating func count(resultOf attempt: TaskAttemptID, _ stage: StageID, _ millis: UInt64) {
        totals.add(resultMillis: millis)
        guard let place = stages.place(of: stage) else { return }
        stages[at: place].totals.add(resultMillis: millis)
        if let task = stages[at: place].tasks.lastIndex(where: { $0.facts.attempt == attempt }) {
            stages[at: place].tasks[task].resultMillis = millis
        }
    }

    /// Keeps it with its stage, which is at `place`: all of them, then a random choice.
    private mutating func keep(_ task: EndedTask, at place: Int) {
        let count = stages[at: place].tasks.count
        if count < ConsoleLimits.tasksOfStage {
            if count == 0 { stagesWithTasks.append(task.facts.stage) }
            stages[at: place].tasks.append(task)
            tasksKept += 1
            while tasksKept > ConsoleLimits.tasksKept, stagesWithTasks.count > 1 {
                guard let oldest = stages.place(of: stagesWithTasks.removeFirst()) else { continue }
                tasksKept -= stages[at: oldest].tasks.count
                stages[at: oldest].tasks = []
            }
        } else {
            let chosen = Int.random(in: 0..<max(stages[at: place].totals.ended, 1), using: &random)
            if chosen < count { stages[at: place].tasks[chosen] = task }
        }
    }

    private mutating func change(_ facts: ExecutorFacts, at millis: UInt64) {
        let place =
            executors.place(of: facts.name)
            ?? executors.insert(Executor(name: facts.name, added: millis), for: facts.name)
        guard case .lost = facts.state else {
            if let id = facts.id { registered[id] = place }
            executors[at: place].removed = nil
            return
        }
        if executors[at: place].removed == nil {
            executorsLost += 1
            executors[at: place].removed = millis
        }
        executors[at: place].running = 0
        if let id = facts.id { registered[id] = nil }
    }

    /// Lets go what the snapshot has forgotten.
    mutating func forget() {
        if stages.count > now.stages.count {
            for id in stages.keys where now.stages[id] == nil {
                guard let stage = stages.remove(id), !stage.tasks.isEmpty else { continue }
                tasksKept -= stage.tasks.count
                stagesWithTasks.removeAll { $0 == id }
            }
        }
        if executors.count > now.executors.count {
            for name in executors.keys where now.executors[name] == nil {
                let place = executors.place(of: name)
                registered = registered.filter { $0.value != place }
                executors.remove(name)
            }
        }
    }
}

extension TaskTotals {
    fileprivate mutating func add(_ task: EndedTask) {
        switch task.state {
        case .succeeded: add(task.report, delayNanos: task.delayNanos)
        case .failed: failed += 1
        case .killed: killed += 1
        }
    }
}

extension String {
    /// The text, or its beginning with an ellipsis when it has more bytes.
    func cut(to bytes: Int) -> String {
        if utf8.count <= bytes { return self }
        // Half a character at the end becomes U+FFFD.
        return String(decoding: utf8.prefix(bytes), as: UTF8.self) + "…"
    }
}
