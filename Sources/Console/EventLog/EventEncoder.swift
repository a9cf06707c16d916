// SPDX-License-Identifier: Apache-2.0

import Driver
import Plan
import Scheduling

/// Makes lines of a driver's events (protocol/eventlog.md). Of what replaces itself (the counts of a stage, the rows of
/// a job) only the last of a piece is written, and a task that begins and ends in it is one line.
struct EventEncoder {
    private var line = EventLine()
    private var counts: [StageID: (progress: StageProgress, millis: UInt64)] = [:]
    private var done: [StageID: (counts: [StepCount], millis: UInt64)] = [:]
    private var rows: [JobID: (rows: Int, millis: UInt64)] = [:]
    private var begun: [TaskAttemptID: TaskFacts] = [:]
    /// Lines that were too long.
    private(set) var linesLeftOut = 0

    var byteCount: Int { line.bytes.count }

    /// The lines so far, all that was held back among them.
    mutating func take() -> [UInt8] {
        settle()
        for task in begun.values.sorted(by: { $0.attempt < $1.attempt }) { write(started: task) }
        begun.removeAll(keepingCapacity: true)
        let bytes = line.bytes
        line.clear()
        return bytes
    }

    mutating func add(_ event: DriverEvent, at millis: UInt64) {
        switch event {
        case .jobStarted(let job):
            settle()
            write(job, at: millis)
        case .jobAdvanced(let id, let count): rows[id] = (count, millis)
        case .jobEnded(let id, let end, let seconds):
            settle()
            write(end, of: id, seconds, at: millis)
        case .stageChanged(let progress): counts[progress.stage] = (progress, millis)
        case .stageRead(let stage, let reads):
            put("stageRead", at: millis) {
                $0.member("stage", stage.rawValue)
                $0.count("bytes", reads.byteCount)
                $0.count("localBytes", reads.localByteCount)
            }
        case .stageCounted(let stage, let counts): done[stage] = (counts, millis)
        case .taskStarted(let task): begun[task.attempt] = task
        case .taskEnded(let attempt, let end): write(end, of: attempt, at: millis)
        case .resultReceived(let attempt, let stage, let taken):
            put("resultReceived", at: millis) {
                $0.member("task", attempt.rawValue)
                $0.member("stage", stage.rawValue)
                $0.count("millis", Int(clamping: taken))
            }
        case .executorChanged(let facts): write(facts, at: millis)
        case .executorsExpected(let count):
            put("executorsExpected", at: millis) { if let count { $0.member("count", count) } }
        case .queryStarted(let query): write(query, at: millis)
        case .queryPlanned(let id, let nodes): write(nodes, of: id, at: millis)
        case .queryEnded(let id, let end, let seconds):
            put("queryEnded", at: millis) {
                $0.member("query", id)
                $0.member("seconds", seconds: seconds)
                if case .failed(let message) = end { $0.member("failed", message) }
            }
        case .datasetStored(let facts): write(facts, at: millis)
        case .partitionChanged(let partition, let executor, let block):
            put("partition", at: millis) { line in
                line.member("dataset", partition.dataset.rawValue)
                line.member("partition", partition.partition)
                line.member("executor", executor.rawValue)
                guard let block else { return }
                line.member("rows", block.rows)
                line.count("memory", block.memoryBytes)
                line.count("disk", block.diskBytes)
            }
        case .datasetReleased(let id): put("datasetReleased", at: millis) { $0.member("dataset", id.rawValue) }
        case .note(let text): put("note", at: millis) { $0.member("text", text) }
        }
    }

    /// Events that were forgotten before they were read; `retold` events that say how things are now follow.
    mutating func missed(_ count: Int, retold: Int, at millis: UInt64) {
        settle()
        put("missed", at: millis) {
            $0.member("count", count)
            $0.member("retold", retold)
        }
    }

    /// The application has ended in order.
    mutating func ended(at millis: UInt64) {
        settle()
        put("end", at: millis) { _ in }
    }

    private mutating func put(_ name: StaticString, at millis: UInt64, _ body: (inout EventLine) -> Void) {
        let start = line.bytes.count
        line.begin(name, at: millis)
        body(&line)
        line.end()
        guard line.bytes.count - start > EventLogLimits.lineBytesMax else { return }
        line.cut(to: start)
        linesLeftOut += 1
    }

    /// Writes what was held back.
    private mutating func settle() {
        if !counts.isEmpty {
            for (progress, millis) in counts.values.sorted(by: { $0.progress.stage < $1.progress.stage }) {
                put("stage", at: millis) { Self.write(progress, to: &$0) }
            }
            counts.removeAll(keepingCapacity: true)
        }
        if !done.isEmpty {
            for (stage, value) in done.sorted(by: { $0.key < $1.key }) {
                put("stageCounted", at: value.millis) { line in
                    line.member("stage", stage.rawValue)
                    line.raw(",\"steps\":[")
                    for (index, count) in value.counts.enumerated() {
                        line.raw(index > 0 ? ",[" : "[")
                        line.numbers([count.number, count.rows, count.batches, count.nanos])
                        line.raw("]")
                    }
                    line.raw("]")
                }
            }
            done.removeAll(keepingCapacity: true)
        }
        if !rows.isEmpty {
            for (job, value) in rows.sorted(by: { $0.key < $1.key }) {
                put("jobAdvanced", at: value.millis) {
                    $0.member("job", job.rawValue)
                    $0.member("rows", value.rows)
                }
            }
            rows.removeAll(keepingCapacity: true)
        }
    }

    private static func write(_ progress: StageProgress, to line: inout EventLine) {
        line.member("stage", progress.stage.rawValue)
        line.member("tasks", progress.taskCount)
        line.count("done", progress.doneCount)
        line.count("running", progress.runningCount)
        line.count("failed", progress.failedAttempts)
    }

    // MARK: Jobs and queries

    private mutating func write(_ job: JobFacts, at millis: UInt64) {
        put("jobStarted", at: millis) { line in
            line.member("job", job.id.rawValue)
            line.member("name", job.name)
            line.member("started", Int(clamping: job.startedMillis))
            line.member("properties", job.properties)
            line.raw(",\"stages\":[")
            for (index, stage) in job.stagesAtStart.prefix(EventLogLimits.stagesOfJobMax).enumerated() {
                line.raw(index > 0 ? ",{\"name\":" : "{\"name\":")
                line.text(stage.name, most: EventLogLimits.textBytesMax)
                Self.write(stage, to: &line)
                Self.write(stage.steps, to: &line)
                line.raw("}")
            }
            line.raw("]")
            if job.parents.contains(where: { !$0.isEmpty }) { Self.write(job.parents, to: &line) }
        }
    }

    private static func write(_ steps: [StageStep], to line: inout EventLine) {
        if steps.isEmpty { return }
        line.raw(",\"steps\":[")
        for (index, step) in steps.enumerated() {
            line.raw(index > 0 ? ",{\"label\":" : "{\"label\":")
            line.text(step.label, most: EventLogLimits.textBytesMax)
            line.member("role", step.role.rawValue)
            if step.work != .usual(step.role, step.shuffle) { line.member("work", step.work.rawValue) }
            if let next = step.next { line.member("next", next) }
            if let shuffle = step.shuffle { line.member("shuffle", shuffle.rawValue) }
            if !step.parts.isEmpty {
                line.raw(",\"parts\":[")
                line.numbers(step.parts.flatMap { [$0.node, $0.keepsCount ? 1 : 0] })
                line.raw("]")
            }
            line.raw("}")
        }
        line.raw("]")
    }

    private mutating func write(_ nodes: [PlanNode], of query: Int, at millis: UInt64) {
        put("queryPlanned", at: millis) { line in
            line.member("query", query)
            line.raw(",\"nodes\":[")
            for (index, node) in nodes.prefix(DriverLimits.queryNodesMax).enumerated() {
                line.raw(index > 0 ? ",{\"label\":" : "{\"label\":")
                line.text(node.label, most: EventLogLimits.textBytesMax)
                line.member("node", node.number)
                if let parent = node.parent { line.member("parent", parent) }
                if let rows = node.rowsGuessed { line.member("rows", rows) }
                if let bytes = node.bytesGuessed { line.member("bytes", bytes) }
                line.raw("}")
            }
            line.raw("]")
        }
    }

    private static func write(_ parents: [[Int]], to line: inout EventLine) {
        line.raw(",\"parents\":[")
        for (index, places) in parents.prefix(EventLogLimits.stagesOfJobMax).enumerated() {
            line.raw(index > 0 ? ",[" : "[")
            for (index, place) in places.enumerated() {
                if index > 0 { line.raw(",") }
                line.number(place)
            }
            line.raw("]")
        }
        line.raw("]")
    }

    private mutating func write(_ end: JobFacts.End, of job: JobID, _ seconds: Double, at millis: UInt64) {
        put("jobEnded", at: millis) {
            $0.member("job", job.rawValue)
            $0.member("seconds", seconds: seconds)
            if case .failed(let kind, let message) = end {
                $0.member("failed", kind.rawValue)
                $0.member("message", message)
            }
        }
    }

    private mutating func write(_ query: QueryFacts, at millis: UInt64) {
        put("queryStarted", at: millis) {
            $0.member("query", query.id)
            $0.member("name", query.name)
            $0.member("plan", query.plan, most: EventLogLimits.planBytesMax)
            $0.member("started", Int(clamping: query.startedMillis))
            $0.member("properties", query.properties)
        }
    }

    private mutating func write(_ facts: StoredFacts, at millis: UInt64) {
        put("datasetStored", at: millis) {
            $0.member("dataset", facts.id.rawValue)
            $0.member("name", facts.name)
            $0.member("level", facts.level.word, most: EventLogLimits.textBytesMax)
            $0.text("label", facts.label)
            $0.member("partitions", facts.partitionCount)
        }
    }

    // MARK: Tasks

    private static func write(_ task: TaskFacts, to line: inout EventLine) {
        line.member("task", task.attempt.rawValue)
        line.member("stage", task.stage.rawValue)
        line.member("partition", task.partition)
        line.member("executor", task.executor.rawValue)
        line.member("started", Int(clamping: task.startedMillis))
    }

    private mutating func write(started task: TaskFacts) {
        put("taskStarted", at: task.startedMillis) { Self.write(task, to: &$0) }
    }

    private mutating func write(_ end: TaskEnd, of attempt: TaskAttemptID, at millis: UInt64) {
        let task = begun.removeValue(forKey: attempt)
        put("taskEnded", at: millis) { line in
            if let task { Self.write(task, to: &line) } else { line.member("task", attempt.rawValue) }
            switch end {
            case .succeeded(let report): Self.write(report, to: &line)
            case .failed(let message):
                line.member("end", word: "failed")
                line.member("message", message)
            case .fetchFailed(let message):
                line.member("end", word: "fetchFailed")
                line.member("message", message)
            case .cancelled: line.member("end", word: "cancelled")
            case .lost: line.member("end", word: "lost")
            }
        }
    }

    private static func write(_ report: TaskReport, to line: inout EventLine) {
        line.count("rowsRead", report.rowsRead)
        line.count("rowsWritten", report.rowsWritten)
        line.count("inputBytes", report.inputByteCount)
        line.count("shuffleReadBytes", report.shuffleReadByteCount)
        line.count("shuffleReadRemoteBytes", report.shuffleReadRemoteByteCount)
        line.count("shuffleWriteBytes", report.shuffleWriteByteCount)
        line.count("spilledBytes", report.spillByteCount)
        line.count("nanos", Int(clamping: report.runNanos))
        line.count("readNanos", Int(clamping: report.readNanos))
        line.count("writeNanos", Int(clamping: report.writeNanos))
        line.count("shuffleReadNanos", Int(clamping: report.shuffleReadNanos))
        line.count("shuffleWriteNanos", Int(clamping: report.shuffleWriteNanos))
        line.count("cpuNanos", Int(clamping: report.cpuNanos))
        line.count("waitNanos", Int(clamping: report.waitNanos))
        line.count("fetchWaitNanos", Int(clamping: report.fetchWaitNanos))
        if let output = report.mapOutput {
            line.member("shuffle", output.shuffle.rawValue)
            line.count("shuffleRows", output.rowCount)
        }
    }

    // MARK: Executors

    private mutating func write(_ facts: ExecutorFacts, at millis: UInt64) {
        put("executor", at: millis) { line in
            line.member("name", facts.name)
            if let id = facts.id { line.member("executor", id.rawValue) }
            line.text("host", facts.host)
            line.count("slots", facts.slots)
            line.count("memory", facts.memoryByteCount)
            line.text("log", facts.logTail)
            line.member("state", facts.state.word)
            switch facts.state {
            case .pending(let why), .starting(let why), .draining(let why): line.text("why", why)
            case .running: break
            case .lost(let reason): Self.write(reason, to: &line)
            }
        }
    }

    private static func write(_ reason: ExecutorLossReason, to line: inout EventLine) {
        let (word, why, number): (StaticString, String, Int?) =
            switch reason {
            case .connectionLost(let why): ("connectionLost", why, nil)
            case .heartbeatTimeout(let millis): ("heartbeatTimeout", "", Int(clamping: millis))
            case .processExited(let code): ("processExited", "", code)
            case .processKilled(let signal): ("processKilled", "", signal)
            case .outOfMemory(let why): ("outOfMemory", why, nil)
            case .killedByCluster(let why): ("killedByCluster", why, nil)
            case .ended(let why, let isOwnFault): ("ended", why, isOwnFault ? 1 : 0)
            case .protocolViolation(let why): ("protocolViolation", why, nil)
            case .unresponsive(let why): ("unresponsive", why, nil)
            case .drained: ("drained", "", nil)
            case .dismissed: ("dismissed", "", nil)
            }
        line.member("because", word: word)
        line.text("why", why)
        if let number { line.member("number", number) }
    }
}
