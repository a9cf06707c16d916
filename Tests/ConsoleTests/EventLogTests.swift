// SPDX-License-Identifier: Apache-2.0

import CZstd
import Console
import Driver
import Files
import Glibc
import JSONValues
import Logging
import Plan
import Scheduling
import Testing
import Threads

private func frame(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    let most = ZSTD_compressBound(bytes.count)
    return [UInt8](unsafeUninitializedCapacity: most) { target, count in
        count = ZSTD_compress(target.baseAddress, most, bytes, bytes.count, 3)
    }
}

private let header = """
    {"format":1,"id":"martlet-1-2","martlet":"event log","master":"local[2]","name":"birds","settings":[],\
    "started":1000,"user":"ann","version":"0.1.0","wallOffset":1796040000000}

    """

private func facts(_ name: String = "birds") -> ConsoleFacts {
    var facts = ConsoleFacts(
        applicationID: Stage.id, applicationName: name, master: "local[2]", user: "ann", version: "0.1.0",
        settings: ["spark.a": "b", "spark.my.password": "hush"], startedMillis: 1_000,
        wallOffsetMillis: 1_796_040_000_000)
    facts.meanings = ["spark.a": SettingMeaning(state: "unknown", text: "nobody knows it")]
    return facts
}

/// Every kind of event, with all that each may say.
private let everything: [DriverEvent] = {
    var report = TaskReport()
    report.rowsRead = 10
    report.rowsWritten = 5
    report.inputByteCount = 100
    report.shuffleReadByteCount = 60
    report.shuffleReadRemoteByteCount = 20
    report.shuffleWriteByteCount = 40
    report.spillByteCount = 7
    report.runNanos = 250_000_000
    report.readNanos = 100_000_000
    report.writeNanos = 1_000_000
    report.shuffleReadNanos = 20_000_000
    report.shuffleWriteNanos = 30_000_000
    report.cpuNanos = 180_000_000
    report.waitNanos = 50_000_000
    report.fetchWaitNanos = 40_000_000
    report.mapOutput = MapOutputReport(shuffle: ShuffleID(1), mapPartition: 0, byteCount: 40, rowCount: 5, digest: 9)
    let reasons: [ExecutorLossReason] = [
        .connectionLost("it broke"), .heartbeatTimeout(silentMillis: 9_000), .processExited(code: 3),
        .processKilled(signal: 9), .outOfMemory("by the kernel"), .killedByCluster("preempted"),
        .ended("its pod is gone\nlast line", isOwnFault: true), .protocolViolation("nonsense"),
        .unresponsive("it does not answer"), .drained, .dismissed,
    ]
    var logged = ExecutorFacts(name: "one", state: .lost(because: .processExited(code: 3)), id: ExecutorID(1))
    logged.logTail = "first <line>\nlast \"words\""
    let lost = reasons.enumerated().map { executor("lost-\($0.offset)", 10 + $0.offset, .lost(because: $0.element)) }
    return [
        .executorsExpected(3), .executorsExpected(nil), .note("a <note>"),
        .executorChanged(ExecutorFacts(name: "one", state: .pending(because: "no node"))),
        .executorChanged(ExecutorFacts(name: "one", state: .starting("pulling"))),
        .executorChanged(
            ExecutorFacts(
                name: "one", state: .running, id: ExecutorID(1), host: "here", slots: 2, memoryByteCount: 1 << 30)),
        .queryStarted(
            QueryFacts(
                id: 1, name: "collect \"here\"", plan: "Filter\n+- Range", properties: ["a": "b"], startedMillis: 1_400)
        ),
        .queryPlanned(
            1,
            [
                PlanNode(number: 0, parent: nil, label: "Filter \"<1>\"", rowsGuessed: 7, bytesGuessed: 1 << 40),
                PlanNode(number: 1, parent: 0, label: "Range"),
            ]),
        job(
            1, "count\u{1}", stages: [counted(1), stage(2, "reduce", tasks: 1)], parents: [[], [0]],
            properties: [QueryFacts.property: "1", "spark.jobGroup.id": "ü"]),
        started(1, stage: 1), .taskEnded(TaskAttemptID(1), .succeeded(report)),
        .resultReceived(TaskAttemptID(1), stage: StageID(1), millis: 12), started(2, stage: 1, partition: 1),
        .taskEnded(TaskAttemptID(2), .failed(message: "no such bird")), started(3, stage: 1, partition: 1),
        .taskEnded(TaskAttemptID(3), .fetchFailed(message: "gone")), started(4, stage: 1, partition: 1),
        .taskEnded(TaskAttemptID(4), .cancelled), started(5, stage: 1, partition: 1),
        .taskEnded(TaskAttemptID(5), .lost), started(6, stage: 2), .stageChanged(stage(1, done: 4, failed: 2)),
        .stageRead(StageID(1), PlacedReads(byteCount: 100, localByteCount: 60)),
        .stageCounted(
            StageID(1), [StepCount(0, nanos: 5), StepCount(2, rows: 1 << 40, batches: 3, nanos: 1_000_000)]),
        .jobAdvanced(JobID(1), rowsRead: 10),
        .executorChanged(ExecutorFacts(name: "two", state: .draining(because: "idle"), id: ExecutorID(2), slots: 1)),
        .jobEnded(JobID(1), .failed(.fetchFailed, message: "it \"failed\""), seconds: 2.5),
        .queryEnded(1, .failed(message: "it failed"), seconds: 2.75), job(2, stages: [stage(3)]),
        .jobEnded(JobID(2), .succeeded, seconds: 0.25), .datasetStored(stored(1, .memoryAndDisk, "both <b>")),
        .partitionChanged(StoredPartition(StoredID(1), 2), on: ExecutorID(1), block(memory: 100)),
        .partitionChanged(StoredPartition(StoredID(1), 1), on: ExecutorID(1), block(memory: 5)),
        .partitionChanged(StoredPartition(StoredID(1), 2), on: ExecutorID(2), block(disk: 50)),
        .partitionChanged(StoredPartition(StoredID(1), 1), on: ExecutorID(1), nil),
        .datasetStored(stored(2, .memory, "")), .datasetStored(stored(3, .disk, "")), .datasetReleased(StoredID(2)),
        .executorChanged(logged),
    ] + lost
}()

/// A stage with steps, as a job begins with it.
private func counted(_ id: Int) -> StageProgress {
    var progress = stage(id)
    progress.steps = [
        StageStep(.sink, "to shuffle 1", shuffle: ShuffleID(1)), StageStep(.source, "range", next: 2),
        StageStep(
            .operator, "a \"program\"", parts: [StepPart(1, keepsCount: true), StepPart(0)], next: 0),
        StageStep(.operator, "kept rows", next: 2, work: .reading),
        StageStep(.source, "pairs", next: 2, work: .computing),
    ]
    return progress
}

private func stored(_ id: Int, _ level: StorageLevel, _ label: String) -> StoredFacts {
    StoredFacts(id: StoredID(id), name: "points \(id)", level: level, label: label, partitionCount: 3)
}

private func block(memory: Int = 0, disk: Int = 0) -> StoredBlock {
    StoredBlock(memoryBytes: memory, diskBytes: disk, rows: 7)
}

/// A log of these events, ended in order or left open.
private func write(
    _ told: [[DriverEvent]], to folder: String, _ fileSystems: FileSystems = FileSystems(), name: String = "birds",
    kept: Int = 8_192
) throws {
    let events = DriverEvents(kept: kept)
    for piece in told { events.append(piece, at: 3_000) }
    let file = try EventLogFile(fileSystems, folder: folder, applicationID: Stage.id)
    let log = EventLog(file, facts: facts(name), events: events, logger: Logger(label: "test"), clock: { 5_000 })
    log.close()
}

private final class Reading {
    let site: HistorySite

    init(_ folder: String, _ fileSystems: FileSystems = FileSystems()) {
        site = HistorySite(
            HistoryIndex(fileSystems, folder: folder), door: RequestGuard(isLocal: true, token: Stage.token),
            version: "0.1.0")
    }

    func ask(_ target: String, _ method: ConsoleMethod = .get) -> ConsoleAnswer {
        site.answer(ConsoleRequest(method, target, ["host": "localhost"])!)
    }

    func text(_ target: String) -> String { String(decoding: ask(target).body, as: UTF8.self) }
    func json(_ path: String = "") throws -> JSON { try JSON(parsing: ask("/api/v1/applications" + path).body) }

    /// The key of the only log.
    var key: String {
        get throws { try #require(try json().items.first?["id"].text) }
    }
}

@Suite struct EventLogTests {
    @Test func `all that happens goes through a log and comes back`() throws {
        let folder = Folder()
        try write([everything], to: folder.path)
        var live = ConsoleStore()
        for event in everything { live.apply(event, at: 3_000) }
        let name = try #require(try folder.names.first)
        #expect(try folder.names.count == 1 && name.wholeMatch(of: /martlet-1-2-[0-9a-f]{8}\.events\.zst/) != nil)
        let source = LogSource(FileSystems(), [folder.path + "/" + name])
        source.refresh([folder.path + "/" + name])
        let view = source.view
        #expect(view.log?.hasEnded == true && view.log?.damage == nil && view.log?.linesRefused == 0)
        #expect(view.nowMillis == 5_000 && view.facts.applicationName == "birds")
        let read = view.store
        #expect(read.now.jobs == live.now.jobs && read.now.queries == live.now.queries)
        #expect(read.now.stages == live.now.stages && read.now.executors == live.now.executors)
        #expect(read.now.tasks == live.now.tasks && read.now.executorsExpected == live.now.executorsExpected)
        #expect(read.now.stored.keys.sorted() == [StoredID(1), StoredID(3)] && read.now.storedBlockCount == 2)
        for (id, dataset) in read.now.stored {
            #expect(dataset.facts == live.now.stored[id]?.facts && dataset.blocks == live.now.stored[id]?.blocks)
        }
        #expect(read.totals == live.totals && read.executorsLost == live.executorsLost && read.totals.failed == 2)
        #expect(read.stages[StageID(1)]?.totals == live.stages[StageID(1)]?.totals)
        // What is secret is not in it.
        #expect(view.facts.settings == ["spark.a": "b", "spark.my.password": "*********(redacted)"])
        #expect(view.facts.meanings["spark.a"] == SettingMeaning(state: "unknown", text: "nobody knows it"))
    }

    @Test func `a log grows while it is read, and is a log wherever it is cut`() throws {
        let folder = Folder()
        try write([everything], to: folder.path)
        let whole = try FileSystems().read(folder.path + "/" + folder.names[0], at: 0, count: 1 << 20)
        var last = 0
        for length in 0...whole.count {
            let path = folder.path + "/cut"
            try folder.put("cut", Array(whole.prefix(length)))
            let source = LogSource(FileSystems(), [path])
            source.refresh([path])
            let view = source.view
            #expect(view.store.now.jobs.count >= last)
            last = view.store.now.jobs.count
            #expect(view.log?.linesRefused == 0)
            if length % 64 == 0 {
                // The rest comes.
                try LocalFileSystem.shared.delete(path, recursive: false)
                try folder.put("cut", whole)
                source.refresh([path])
                #expect(source.view.log?.hasEnded == true && source.view.store.now.jobs.count == 2)
            }
            try LocalFileSystem.shared.delete(path, recursive: false)
        }
        #expect(last == 2)
    }

    @Test func `whoever comes too late for events says so and goes on from how things are`() throws {
        let folder = Folder()
        let tasks = (10..<40).flatMap { [started($0, stage: 3), succeeded($0)] }
        try write(
            [everything, [job(9, stages: [stage(9)]), started(90, stage: 9)], tasks, [.note("last")]], to: folder.path,
            kept: 8)
        let reading = Reading(folder.path)
        let key = try reading.key
        #expect(reading.text("/history/\(key)/").contains("events came faster than they were read"))
        #expect(try reading.json("/\(key)/jobs").items.map { $0["jobId"].int } == [9, 2, 1])
        #expect(try reading.json("/\(key)/jobs/9")["status"] == "RUNNING")
    }

    @Test func `where files are there when they are closed, a log is of parts`() throws {
        let memory = MemoryFileSystem(scheme: "memory")
        let systems = FileSystems()
        systems.register(memory)
        try write([everything], to: "memory:/logs", systems)
        let path = try #require(memory.paths.first { $0.contains("events") })
        #expect(path.contains(".0001.end.events.zst"))
        // The same log in two parts.
        let (first, second) = ("memory:/two/a-0.0001.events.zst", "memory:/two/a-0.0002.end.events.zst")
        let line = "{\"event\":\"jobStarted\",\"at\":1,\"job\":1,\"name\":\"x\",\"started\":1,\"stages\":[]}\n"
        memory.put(first, frame(header) + frame(line))
        memory.put(second, frame(header) + frame("{\"event\":\"end\",\"at\":2}\n"))
        let reading = Reading("memory:/two", systems)
        #expect(try reading.json().items.count == 1)
        #expect(reading.text("/").contains(">ended<"))
        #expect(try reading.json("/a-0/jobs").items.count == 1)
        #expect(try reading.json("/a-0")["attempts"].items.first?["completed"] == true)
    }

    @Test func `two sessions with one name have two logs`() throws {
        let folder = Folder()
        try write([], to: folder.path)
        try write([], to: folder.path)
        #expect(try folder.names.count == 2)
        #expect(try Reading(folder.path).json().items.count == 2)
    }

    @Test func `a folder that cannot be is an error that names it`() throws {
        let folder = Folder()
        try folder.put("file", [])
        let error = #expect(throws: FileError.self) {
            _ = try EventLogFile(FileSystems(), folder: folder.path + "/file/logs", applicationID: "a")
        }
        #expect(error?.description.contains("/file/logs") == true)
    }

    // MARK: Logs of others

    @Test func `lines that make no sense are left out and counted, newer ones told apart`() throws {
        let folder = Folder()
        let long =
            "{\"event\":\"note\",\"text\":\"" + String(repeating: "a", count: EventLogLimits.lineBytesMax) + "\"}\n"
        let lines = """
            {"event":"jobStarted","at":1,"job":1,"name":"first","started":1,"stages":[{"name":"m","stage":1,"tasks":4}]}
            nonsense
            {"event":"jobStarted","at":1,"name":"no number"}
            {"event":"perhapsLater","at":1,"x":[1,2,3]}
            {"event":"jobStarted","at":1,"job":1,"name":"again","started":1,"stages":[]}
            {"event":"taskEnded","at":1,"task":1,"end":"somehow"}
            {"event":"stage","at":-5,"stage":1,"tasks":-7,"done":99999999999999999999,"running":1e300}
            {"event":"jobEnded","at":9223372036854775807,"job":1,"seconds":1e308}
            {"event":"executor","at":1,"name":"x","state":"lost","because":"moon","why":"the moon"}

            """
        try folder.put("a.events.zst.inprogress", frame(header) + frame(lines) + frame(long) + frame(lines))
        let reading = Reading(folder.path)
        let page = reading.text("/history/a/")
        #expect(page.contains("first") && !page.contains(">again<") && page.contains("of kinds that this version"))
        #expect(page.contains("make no sense") && page.contains("not ended") && page.contains("the moon"))
        for target in ["job?id=1", "stage?id=1", "executors", "queries", "storage", "environment", "metrics"] {
            #expect(reading.ask("/history/a/" + target).status == .ok, "\(target)")
        }
        #expect(try reading.json("/a/jobs").items.count == 1)
    }

    @Test(arguments: [
        ("", "no first line yet"), ("not compressed at all, but long enough for a frame", "no file of Zstandard"),
    ])
    func `what is no log is listed as such`(content: String, why: String) throws {
        let folder = Folder()
        try folder.put("a.events.zst", Array(content.utf8))
        try folder.put("b.events.zst", frame("{\"martlet\":\"event log\",\"format\":99,\"version\":\"9.0\"}\n"))
        try folder.put("<b>.events.zst", [])
        try folder.put("readme.txt", [])
        let reading = Reading(folder.path)
        let page = reading.text("/")
        #expect(page.contains(why) && page.contains("its format is 99") && page.contains("use that of Martlet 9.0"))
        #expect(page.contains("2 other files") && !page.contains("<b>"))
        #expect(reading.text("/history/a/").contains("damaged"))
        #expect(reading.ask("/history/a").headers.contains { $0 == ("location", "a/") })
        #expect(reading.ask("/history/nobody/").status == .notFound)
        #expect(reading.ask("/history/..%2f..%2fetc/passwd").status == .notFound)
        #expect(reading.ask("/kill?job=1", .post).status == .forbidden)
        #expect(try reading.json().items.isEmpty)
    }

    @Test func `a log that claims more than there may be is read to its bounds`() throws {
        let folder = Folder()
        var content = frame(header)
        for piece in 0..<10 {
            var lines = ""
            for number in 0..<1_000 {
                let id = piece * 1_000 + number
                lines +=
                    "{\"event\":\"jobStarted\",\"at\":1,\"job\":\(id),\"name\":\"x\",\"started\":1,\"stages\":[]}\n"
                lines += "{\"event\":\"queryStarted\",\"at\":1,\"query\":\(id),\"name\":\"x\",\"started\":1}\n"
            }
            content += frame(lines)
        }
        // Kept partitions without end, and those of datasets that are not there or have no such partition.
        for dataset in 0..<3 {
            var lines = ""
            if dataset > 0 {
                lines += "{\"event\":\"datasetStored\",\"at\":1,\"dataset\":\(dataset),\"name\":\"x\","
                lines += "\"level\":\"disk\",\"partitions\":150000}\n"
            }
            for partition in 0..<160_000 {
                lines += "{\"event\":\"partition\",\"at\":1,\"dataset\":\(dataset),\"partition\":\(partition),"
                lines += "\"executor\":1,\"rows\":1,\"disk\":281474976710656}\n"
            }
            content += frame(lines)
        }
        // Much out of little.
        content += frame(String(repeating: "0", count: 64 << 20))
        try folder.put("a.events.zst", content)
        let path = folder.path + "/a.events.zst"
        let source = LogSource(FileSystems(), [path])
        while true {
            source.refresh([path])
            if source.view.log?.isReading == false { break }
        }
        #expect(source.view.store.now.jobs.count == EventLogLimits.jobsMax)
        #expect(source.view.store.now.queries.count <= EventLogLimits.jobsMax)
        #expect(source.view.store.now.storedBlockCount == EventLogLimits.storedBlocksMax)
        #expect(source.view.store.now.stored[StoredID(1)]?.partitionsStored == 150_000)
        #expect((source.view.log?.linesRefused ?? 0) >= 10_000 - EventLogLimits.jobsMax)
    }

    @Test func `bytes by chance crash nobody`() throws {
        let folder = Folder()
        try write([everything], to: folder.path)
        let whole = try FileSystems().read(folder.path + "/" + folder.names[0], at: 0, count: 1 << 20)
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: .min ... .max, using: &random)
            }
            try folder.put("hurt.events.zst", bytes)
            let reading = Reading(folder.path)
            for target in ["/", "/history/hurt/", "/history/hurt/job?id=1", "/history/hurt/stage?id=1"] {
                #expect(reading.ask(target).status != .internalServerError)
            }
            try LocalFileSystem.shared.delete(folder.path + "/hurt.events.zst", recursive: false)
        }
    }

    // MARK: The list

    @Test func `applications are listed, their pages and REST are the same`() throws {
        let folder = Folder()
        let evil = "<script>alert(1)</script>"
        try write([everything], to: folder.path, name: evil)
        let reading = Reading(folder.path)
        let key = try reading.key
        let list = reading.text("/")
        #expect(list.contains("&lt;script&gt;") && !list.contains("<script"))
        #expect(list.contains("href=\"history/\(key)/\""))
        let page = reading.text("/history/\(key)/")
        #expect(page.contains("href=\"../../\"") && page.contains("job?id=1") && page.contains("ran for"))
        // Nothing happens any more: no script, no stream, nothing to end.
        #expect(!page.contains("<script") && !page.contains("data-kill"))
        #expect(reading.ask("/history/\(key)/events").status == .notFound)
        let job = reading.text("/history/\(key)/job?id=1")
        #expect(job.contains("stage 2 reads stage 1") && job.contains("<svg") && job.contains("query?id=1"))
        #expect(reading.text("/history/\(key)/query?id=1").contains("+- Range"))
        #expect(reading.text("/history/\(key)/environment").contains("nobody knows it"))
        #expect(try reading.json("/\(Stage.id)/jobs").items.count == 2)
        #expect(try reading.json("/\(key)/allexecutors").items.count == 13)
        #expect(try reading.json("/\(key)/sql/1")["status"] == "FAILED")
        #expect(try reading.json("?status=running").items.isEmpty)
    }
}
