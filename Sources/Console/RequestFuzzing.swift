// SPDX-License-Identifier: Apache-2.0

import Driver
import Plan
import Scheduling

/// Where nothing goes on, and nothing may be changed.
struct FixedSource: ConsoleSource {
    let view: ConsoleView
    var eventCount: Int { 0 }
    func catchUp() {}
    func kill(_ job: JobID) -> Bool { preconditionFailure("job \(job) is ended without the token") }
}

/// Any bytes as a request: a byte for method and door, then lines, the target and what headers say. Whatever is asked
/// for, there is an answer, no fault of the console's own, whose headers are headers; nothing is read without the
/// secret where there is one, and nothing ended without the token.
package func fuzzConsoleRequest(_ bytes: UnsafeRawBufferPointer) {
    guard let choice = bytes.first else { return }
    let lines = String(decoding: bytes.dropFirst(), as: UTF8.self)
        .split(separator: "\n", maxSplits: 8, omittingEmptySubsequences: false).map(String.init)
    var headers = ConsoleHeaders([])
    for (name, value) in zip(
        ["host", "x-martlet-token", "origin", "x-forwarded-host", "sec-fetch-site", "authorization", "cookie"],
        lines.dropFirst()) where !value.isEmpty
    { headers.add(name: name, value: value) }
    guard let request = ConsoleRequest([.get, .head, .post, .other][Int(choice & 3)], lines[0], headers) else { return }
    let hasSecret = choice & 4 != 0
    let (token, secret) = (RequestGuard.makeToken(), RequestGuard.makeToken())
    let door = RequestGuard(
        isLocal: choice & 8 == 0, hosts: ["hub.example.org"], token: token, secret: hasSecret ? secret : nil)
    let answer = ConsoleSite(FixedSource(view: sampleView), door: door).answer(request)
    precondition(answer.status.rawValue < 500, "the console is at fault: \(answer.status)")
    for (name, value) in answer.headers {
        precondition(
            (name + value).utf8.allSatisfy { (0x20..<0x7F).contains($0) }, "\(name) says what no header says")
    }
    let isAlive = request.path == "healthz" || request.path == "readyz"
    precondition(!hasSecret || isAlive || answer.status.rawValue >= 400, "it is read without the secret")
    // Who knows what is asked for gets it, and the same for the same.
    if choice & 4 == 0, request.method == .get {
        let again = ConsoleSite(FixedSource(view: sampleView), door: door).answer(request)
        precondition(again.status == answer.status)
    }
}

/// A session in which something of each kind has happened.
private let sampleView: ConsoleView = {
    let facts = ConsoleFacts(
        applicationID: "a-1", applicationName: "b", master: "c", user: "d", version: "e", settings: ["spark.a": "b"],
        startedMillis: 1, wallOffsetMillis: 2)
    var store = ConsoleStore()
    let progress = StageProgress(
        stage: StageID(1), name: "map", taskCount: 2, doneCount: 1, runningCount: 0, failedAttempts: 1)
    var report = TaskReport()
    (report.runNanos, report.readNanos, report.rowsRead) = (1_000, 500, 3)
    let task = { (attempt: Int) in
        TaskFacts(
            attempt: TaskAttemptID(attempt), stage: StageID(1), partition: 0, executor: ExecutorID(1), startedMillis: 2)
    }
    let events: [DriverEvent] = [
        .executorChanged(ExecutorFacts(name: "one", state: .running, id: ExecutorID(1), host: "h", slots: 1)),
        .queryStarted(QueryFacts(id: 1, name: "q", plan: "Range", startedMillis: 2)),
        .queryPlanned(1, [PlanNode(number: 0, parent: nil, label: "Range")]),
        .jobStarted(
            JobFacts(
                id: JobID(1), name: "count", stages: [StageID(1)], parents: [[]], properties: [:], startedMillis: 2,
                stagesAtStart: [progress])),
        .taskStarted(task(1)), .taskEnded(TaskAttemptID(1), .succeeded(report)), .taskStarted(task(2)),
        .taskEnded(TaskAttemptID(2), .failed(message: "m")), .stageChanged(progress),
        .datasetStored(
            StoredFacts(id: StoredID(1), name: "d", level: .memory, label: "l", partitionCount: 1)),
        .jobEnded(JobID(1), .succeeded, seconds: 1),
    ]
    for event in events { store.apply(event, at: 3) }
    return ConsoleView(facts: facts, store: store, nowMillis: 9)
}()
