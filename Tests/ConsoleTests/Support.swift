// SPDX-License-Identifier: Apache-2.0

import Console
import Driver
import Files
import Glibc
import JSONValues
import Plan
import Scheduling
import Threads

/// A driver that only tells events, and a site over them.
final class Stage: Sendable {
    let events: DriverEvents
    let site: ConsoleSite
    let killed = Lock<[JobID]>([])
    static let token = "0123456789abcdef0123456789abcdef"
    static let id = "martlet-1-2"

    init(
        kept: Int = 8_192, name: String = "birds", settings: [String: String] = [:], isLocal: Bool = true,
        secret: String? = nil, neighbours: Neighbours? = nil
    ) {
        let events = DriverEvents(kept: kept)
        self.events = events
        let killed = killed
        let facts = ConsoleFacts(
            applicationID: Self.id, applicationName: name, master: "local[2]", user: "ann", version: "0.1.0",
            settings: settings, startedMillis: 1_000, wallOffsetMillis: 1_796_040_000_000)
        let source = LiveSource(
            facts: facts, events: events, clock: { 61_000 }, kill: { job in killed.withLock { $0.append(job) } })
        site = ConsoleSite(
            source,
            door: RequestGuard(isLocal: isLocal, hosts: ["hub.example.org"], token: Self.token, secret: secret),
            neighbours: neighbours)
    }

    func tell(_ told: [DriverEvent], at millis: UInt64 = 2_000) { events.append(told, at: millis) }

    // MARK: Asking

    func ask(
        _ target: String, _ method: ConsoleMethod = .get, host: String? = "127.0.0.1:4040",
        _ headers: ConsoleHeaders = [:]
    ) -> ConsoleAnswer {
        var headers = headers
        if let host { headers.add(name: "host", value: host) }
        guard let request = ConsoleRequest(method, target, headers) else { return ConsoleAnswer.badPath }
        return site.answer(request)
    }

    func text(_ target: String) -> String { String(decoding: ask(target).body, as: UTF8.self) }

    func rest(_ path: String = "") throws -> JSON {
        try JSON(parsing: ask("/api/v1/applications/\(Self.id)\(path)").body)
    }
}

extension ConsoleAnswer {
    static var badPath: ConsoleAnswer {
        var answer = Stage().ask("/nonsense")
        answer.status = .badRequest
        return answer
    }
}

/// A folder that goes with its test.
final class Folder {
    let path: String

    init() {
        var template = Array("/tmp/martlet-test-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)!) }
    }

    deinit { try? LocalFileSystem.shared.delete(path, recursive: true) }

    var names: [String] {
        get throws { try LocalFileSystem.shared.list(path).map(\.name).sorted() }
    }

    func bytes(_ name: String) throws -> [UInt8] {
        try FileSystems().read(path + "/" + name, at: 0, count: 1 << 20)
    }

    func put(_ name: String, _ bytes: [UInt8]) throws {
        let file = try LocalFileSystem.shared.create(path + "/" + name)
        try bytes.withUnsafeBytes { try file.write($0) }
        try file.close()
    }
}

// MARK: Events

func job(
    _ id: Int, _ name: String = "collect", stages: [StageProgress], parents: [[Int]] = [],
    properties: [String: String] = [:]
)
    -> DriverEvent
{
    .jobStarted(
        JobFacts(
            id: JobID(id), name: name, stages: stages.map(\.stage), parents: parents, properties: properties,
            startedMillis: 1_500,
            stagesAtStart: stages))
}

func stage(
    _ id: Int, _ name: String = "map", tasks: Int = 4, done: Int = 0, running: Int = 0, failed: Int = 0
)
    -> StageProgress
{
    StageProgress(
        stage: StageID(id), name: name, taskCount: tasks, doneCount: done, runningCount: running, failedAttempts: failed
    )
}

func started(
    _ attempt: Int, stage: Int, partition: Int = 0, executor: Int = 1, at millis: UInt64 = 2_000
)
    -> DriverEvent
{
    .taskStarted(
        TaskFacts(
            attempt: TaskAttemptID(attempt), stage: StageID(stage), partition: partition,
            executor: ExecutorID(executor), startedMillis: millis))
}

func succeeded(_ attempt: Int, rows: Int = 10, bytes: Int = 100, seconds: Double = 0.25) -> DriverEvent {
    var report = TaskReport()
    report.rowsRead = rows
    report.rowsWritten = rows
    report.inputByteCount = bytes
    report.shuffleWriteByteCount = bytes
    report.spillByteCount = 7
    report.runNanos = UInt64(seconds * 1e9)
    return .taskEnded(TaskAttemptID(attempt), .succeeded(report))
}

/// One that was 3 s on its slot: 0.6 s reading, 0.9 computing, 0.3 reading a shuffle and 0.2 writing one, 0.4 writing
/// files, and 0.6 waiting, 0.5 of that for blocks of a shuffle.
func measured(_ attempt: Int) -> DriverEvent {
    var report = TaskReport()
    report.rowsRead = 10
    report.runNanos = 2_400_000_000
    report.readNanos = 600_000_000
    report.shuffleReadNanos = 300_000_000
    report.shuffleWriteNanos = 200_000_000
    report.writeNanos = 400_000_000
    report.cpuNanos = 1_200_000_000
    report.waitNanos = 600_000_000
    report.fetchWaitNanos = 500_000_000
    return .taskEnded(TaskAttemptID(attempt), .succeeded(report))
}

func executor(_ name: String, _ id: Int, _ state: ExecutorState = .running, host: String = "here") -> DriverEvent {
    .executorChanged(ExecutorFacts(name: name, state: state, id: ExecutorID(id), host: host, slots: 2))
}
