// SPDX-License-Identifier: Apache-2.0

import Driver
import JSONValues
import Plan
import Scheduling

/// What a line of a log says (protocol/eventlog.md). Numbers are brought into bounds in which nothing overflows, texts
/// are cut.
enum LogLine {
    /// Events to apply in this order, the last one at this time.
    case events([DriverEvent], at: UInt64)
    case missed(Int, retold: Int)
    /// The application has ended in order.
    case end(at: UInt64)
    /// It is of a kind that a later format may have.
    case unknown
}

extension LogLine {
    /// Nil when it is no line of a log.
    init?(_ bytes: some Sequence<UInt8>) {
        guard let json = try? JSON(parsing: bytes), let name = json["event"].text else { return nil }
        let at = json.millis("at")
        switch name {
        case "missed": self = .missed(json.count("count"), retold: json.count("retold"))
        case "end": self = .end(at: at)
        case "taskEnded":
            guard let attempt = json["task"].int.map({ TaskAttemptID($0) }), let end = TaskEnd(json) else { return nil }
            // With the beginning in the same line, or without.
            let begun = TaskFacts(json).map { [DriverEvent.taskStarted($0)] } ?? []
            self = .events(begun + [.taskEnded(attempt, end)], at: at)
        default:
            guard let make = DriverEvent.makers[name] else {
                self = .unknown
                return
            }
            guard let event = make(json) else { return nil }
            self = .events([event], at: at)
        }
    }
}

extension DriverEvent {
    fileprivate static let makers: [String: @Sendable (JSON) -> DriverEvent?] = [
        "jobStarted": { JobFacts($0).map { .jobStarted($0) } },
        "jobAdvanced": { json in json["job"].int.map { .jobAdvanced(JobID($0), rowsRead: json.count("rows")) } },
        "jobEnded": { json in
            json["job"].int.map { .jobEnded(JobID($0), JobFacts.End(json), seconds: json.seconds) }
        },
        "stage": { StageProgress($0, name: "").map { .stageChanged($0) } },
        "stageRead": { json in
            let bytes = json.count("bytes")
            let reads = PlacedReads(byteCount: bytes, localByteCount: min(json.count("localBytes"), bytes))
            return json["stage"].int.map { .stageRead(StageID($0), reads) }
        },
        "resultReceived": { json in
            guard let attempt = json["task"].int, let stage = json["stage"].int else { return nil }
            return .resultReceived(TaskAttemptID(attempt), stage: StageID(stage), millis: json.millis("millis"))
        },
        "taskStarted": { TaskFacts($0).map { .taskStarted($0) } },
        "executor": { ExecutorFacts($0).map { .executorChanged($0) } },
        "executorsExpected": { .executorsExpected($0["count"].int.map { min(max($0, 0), 1 << 20) }) },
        "queryStarted": { QueryFacts($0).map { .queryStarted($0) } },
        "queryPlanned": { json in
            json["query"].int.map {
                .queryPlanned($0, json["nodes"].items.prefix(DriverLimits.queryNodesMax).compactMap { PlanNode($0) })
            }
        },
        "stageCounted": { json in
            json["stage"].int.map { .stageCounted(StageID($0), [StepCount](json)) }
        },
        "queryEnded": { json in
            json["query"].int.map { id in
                .queryEnded(
                    id,
                    json["failed"].text.map { .failed(message: $0.cut(to: EventLogLimits.textBytesMax)) }
                        ?? .succeeded, seconds: json.seconds)
            }
        },
        "datasetStored": { StoredFacts($0).map { .datasetStored($0) } },
        "partition": { json in
            guard let dataset = json["dataset"].int, let executor = json["executor"].int else { return nil }
            let partition = StoredPartition(StoredID(dataset), json.count("partition"))
            return .partitionChanged(partition, on: ExecutorID(executor), StoredBlock(json))
        },
        "datasetReleased": { json in json["dataset"].int.map { .datasetReleased(StoredID($0)) } },
        "note": { .note($0.short("text")) },
    ]
}

extension JSON {
    /// Not negative.
    func count(_ name: String, most: Int = 1 << 60) -> Int { min(max(self[name].int ?? 0, 0), most) }

    /// Milliseconds of a clock, with room to add to them.
    func millis(_ name: String) -> UInt64 { UInt64(count(name, most: 1 << 50)) }

    fileprivate var seconds: Double {
        switch self["seconds"] {
        case .int(let value): Double(min(max(value, 0), 1 << 40))
        case .double(let value): min(max(value, 0), Double(1 << 40))
        default: 0
        }
    }

    func short(_ name: String, most: Int = EventLogLimits.textBytesMax) -> String {
        (self[name].text ?? "").cut(to: most)
    }

    fileprivate var properties: [String: String] {
        var found: [String: String] = [:]
        for (key, value) in self["properties"].texts.sorted(by: { $0.key < $1.key })
            .prefix(EventLogLimits.propertiesMax)
        { found[key.cut(to: EventLogLimits.shortTextBytesMax)] = value.cut(to: EventLogLimits.shortTextBytesMax) }
        return found
    }
}

extension StageProgress {
    fileprivate init?(_ json: JSON, name: String) {
        guard let id = json["stage"].int else { return nil }
        let most = 1 << 30
        self.init(
            stage: StageID(id), name: name, taskCount: json.count("tasks", most: most),
            doneCount: json.count("done", most: most), runningCount: json.count("running", most: most),
            failedAttempts: json.count("failed", most: most))
        let items = json["steps"].items.prefix(PlanLimits.countedStepsMax)
        steps = items.map { StageStep($0, below: items.count) }
    }
}

extension StageStep {
    fileprivate init(_ json: JSON, below count: Int) {
        let numbers = json["parts"].items.prefix(2 * DriverLimits.queryNodesMax).map { $0.int ?? 0 }
        let parts = stride(from: 0, to: numbers.count - numbers.count % 2, by: 2).map { place in
            StepPart(
                min(max(numbers[place], 0), DriverLimits.queryNodesMax), keepsCount: numbers[place + 1] != 0)
        }
        self.init(
            Role(rawValue: json.count("role")) ?? .operator,
            json.short("label", most: PlanLimits.stepLabelBytesMax), parts: parts,
            next: json["next"].int.flatMap { (0..<count).contains($0) ? $0 : nil },
            shuffle: json["shuffle"].int.map { ShuffleID($0) },
            work: json["work"].int.flatMap { StepWork(rawValue: $0) })
    }
}

extension [StepCount] {
    /// By ascending number, each once.
    fileprivate init(_ json: JSON) {
        self = []
        for item in json["steps"].items.prefix(PlanLimits.countedStepsMax) {
            let numbers = item.items.prefix(4).map { Swift.min(Swift.max($0.int ?? 0, 0), 1 << 60) }
            guard numbers.count == 4, (last?.number ?? -1) < numbers[0], numbers[0] < PlanLimits.countedStepsMax
            else { continue }
            append(StepCount(numbers[0], rows: numbers[1], batches: numbers[2], nanos: numbers[3]))
        }
    }
}

extension PlanNode {
    fileprivate init?(_ json: JSON) {
        guard let number = json["node"].int, number >= 0 else { return nil }
        let most = 1 << 60
        self.init(
            number: number, parent: json["parent"].int.map { Swift.max($0, 0) },
            label: json.short("label", most: DriverLimits.queryNodeBytesMax),
            rowsGuessed: json["rows"].int.map { Swift.min(Swift.max($0, 0), most) },
            bytesGuessed: json["bytes"].int.map { Swift.min(Swift.max($0, 0), most) })
    }
}

extension JobFacts {
    fileprivate init?(_ json: JSON) {
        guard let id = json["job"].int else { return nil }
        let stages = json["stages"].items.prefix(EventLogLimits.stagesOfJobMax).compactMap {
            StageProgress($0, name: $0.short("name", most: EventLogLimits.stageNameBytesMax))
        }
        // Parents come before their children: what says otherwise is no edge.
        let parents = json["parents"].items.prefix(stages.count).enumerated().map { place, item in
            item.items.prefix(EventLogLimits.parentsMax).compactMap(\.int).filter { (0..<place).contains($0) }
        }
        self.init(
            id: JobID(id), name: json.short("name"), stages: stages.map(\.stage), parents: parents,
            properties: json.properties,
            startedMillis: json.millis("started"), stagesAtStart: stages)
    }
}

extension JobFacts.End {
    fileprivate init(_ json: JSON) {
        guard let kind = json["failed"].text else {
            self = .succeeded
            return
        }
        self = .failed(FailureKind(rawValue: kind) ?? .taskFailed, message: json.short("message"))
    }
}

extension QueryFacts {
    fileprivate init?(_ json: JSON) {
        guard let id = json["query"].int else { return nil }
        self.init(
            id: id, name: json.short("name"), plan: json.short("plan", most: EventLogLimits.planBytesMax),
            properties: json.properties, startedMillis: json.millis("started"))
    }
}

extension StoredFacts {
    fileprivate init?(_ json: JSON) {
        guard let id = json["dataset"].int, let level = StorageLevel(word: json["level"].text) else { return nil }
        self.init(
            id: StoredID(id), name: json.short("name"), level: level, label: json.short("label"),
            partitionCount: json.count("partitions", most: 1 << 30))
    }
}

extension StoredBlock {
    /// Nil: nothing is kept any more.
    fileprivate init?(_ json: JSON) {
        guard json["rows"].int != nil else { return nil }
        let most = 1 << 48
        self.init(
            memoryBytes: json.count("memory", most: most), diskBytes: json.count("disk", most: most),
            rows: json.count("rows", most: most))
    }
}

extension TaskFacts {
    fileprivate init?(_ json: JSON) {
        guard let attempt = json["task"].int, let stage = json["stage"].int, let executor = json["executor"].int
        else { return nil }
        self.init(
            attempt: TaskAttemptID(attempt), stage: StageID(stage), partition: json.count("partition"),
            executor: ExecutorID(executor), startedMillis: json.millis("started"))
    }
}

extension TaskEnd {
    fileprivate init?(_ json: JSON) {
        switch json["end"].text {
        case nil: self = .succeeded(TaskReport(json))
        case "failed": self = .failed(message: json.short("message", most: EventLogLimits.shortTextBytesMax))
        case "fetchFailed": self = .fetchFailed(message: json.short("message", most: EventLogLimits.shortTextBytesMax))
        case "cancelled": self = .cancelled
        case "lost": self = .lost
        default: return nil
        }
    }
}

extension TaskReport {
    fileprivate init(_ json: JSON) {
        self.init()
        rowsRead = json.count("rowsRead")
        rowsWritten = json.count("rowsWritten")
        inputByteCount = json.count("inputBytes")
        shuffleReadByteCount = json.count("shuffleReadBytes")
        shuffleReadRemoteByteCount = min(json.count("shuffleReadRemoteBytes"), shuffleReadByteCount)
        shuffleWriteByteCount = json.count("shuffleWriteBytes")
        spillByteCount = json.count("spilledBytes")
        runNanos = UInt64(json.count("nanos"))
        readNanos = UInt64(json.count("readNanos"))
        writeNanos = UInt64(json.count("writeNanos"))
        shuffleReadNanos = UInt64(json.count("shuffleReadNanos"))
        shuffleWriteNanos = UInt64(json.count("shuffleWriteNanos"))
        cpuNanos = UInt64(json.count("cpuNanos"))
        waitNanos = UInt64(json.count("waitNanos"))
        fetchWaitNanos = UInt64(json.count("fetchWaitNanos"))
        cutParts()
        if let shuffle = json["shuffle"].int {
            mapOutput = MapOutputReport(
                shuffle: ShuffleID(shuffle), mapPartition: 0, byteCount: shuffleWriteByteCount,
                rowCount: json.count("shuffleRows"), digest: 0)
        }
    }
}

extension ExecutorFacts {
    fileprivate init?(_ json: JSON) {
        guard json["name"].text != nil, let state = ExecutorState(json) else { return nil }
        self.init(
            name: json.short("name"), state: state, id: json["executor"].int.map { ExecutorID($0) },
            host: json.short("host"), slots: json.count("slots", most: 1 << 20), memoryByteCount: json.count("memory"))
        logTail = json.short("log")
    }
}

extension ExecutorState {
    fileprivate init?(_ json: JSON) {
        let why = json.short("why")
        switch json["state"].text {
        case "pending": self = .pending(because: why)
        case "starting": self = .starting(why)
        case "running": self = .running
        case "draining": self = .draining(because: why)
        case "lost":
            guard let reason = ExecutorLossReason(json["because"].text ?? "", why, json["number"].int ?? 0) else {
                self = .lost(because: .ended(why, isOwnFault: false))
                return
            }
            self = .lost(because: reason)
        default: return nil
        }
    }
}

extension ExecutorLossReason {
    fileprivate init?(_ word: String, _ why: String, _ number: Int) {
        switch word {
        case "connectionLost": self = .connectionLost(why)
        case "heartbeatTimeout": self = .heartbeatTimeout(silentMillis: UInt64(max(number, 0)))
        case "processExited": self = .processExited(code: number)
        case "processKilled": self = .processKilled(signal: number)
        case "outOfMemory": self = .outOfMemory(why)
        case "killedByCluster": self = .killedByCluster(why)
        case "ended": self = .ended(why, isOwnFault: number != 0)
        case "protocolViolation": self = .protocolViolation(why)
        case "unresponsive": self = .unresponsive(why)
        case "drained": self = .drained
        case "dismissed": self = .dismissed
        default: return nil
        }
    }
}
