// SPDX-License-Identifier: Apache-2.0

import Driver
import Files
import Plan

/// Any bytes as an event log, behind a byte that says how they are one: as a whole file, or as what frames hold behind
/// a good header. Read alike in whatever pieces it comes, and shown on every page: a log may say what it likes.
package func fuzzEventLog(_ bytes: UnsafeRawBufferPointer) {
    guard let mode = bytes.first else { return }
    var content = [UInt8](bytes.dropFirst())
    if mode & 1 == 1, let compressor = FrameCompressor() {
        let facts = ConsoleFacts(
            applicationID: "a", applicationName: "b", master: "c", user: "d", version: "e", settings: [:],
            startedMillis: 1, wallOffsetMillis: 2)
        content = compressor.frame(EventLogHeader(facts).line) + compressor.frame(content)
    }
    let memory = MemoryFileSystem(scheme: "memory")
    memory.put("memory:/log", content)
    let systems = FileSystems()
    systems.register(memory)
    let whole = readLog(systems, most: .max)
    let pieces = readLog(systems, most: Int(mode >> 1) + 1)
    precondition(
        whole.eventCount == pieces.eventCount && whole.linesRefused == pieces.linesRefused
            && whole.linesUnknown == pieces.linesUnknown && whole.store.now.jobs == pieces.store.now.jobs
            && whole.store.totals == pieces.store.totals && (whole.damage == nil) == (pieces.damage == nil),
        "pieces change what a log says")
    show(whole)
}

private func readLog(_ systems: FileSystems, most: Int) -> EventLogContent {
    var content = EventLogContent()
    guard let reader = EventLogReader(systems) else { return content }
    while (try? reader.read(["memory:/log"], most: most, into: &content)) == true {}
    return content
}

/// All that is answered of a log.
private func show(_ content: EventLogContent) {
    let facts =
        content.facts
        ?? ConsoleFacts(
            applicationID: "a", applicationName: "", master: "", user: "", version: "", settings: [:],
            startedMillis: 0, wallOffsetMillis: 0)
    let log = ConsoleView.Log(
        hasEnded: content.hasEnded, isReading: false, linesUnknown: content.linesUnknown,
        linesRefused: content.linesRefused, damage: content.damage)
    let view = ConsoleView(facts: facts, store: content.store, nowMillis: content.lastMillis, log: log)
    _ = view.reportText
    let site = ConsoleSite(FixedSource(view: view), door: RequestGuard(isLocal: true))
    let base = "/api/v1/applications/" + facts.applicationID
    var targets = [
        "/", "/executors", "/queries", "/storage", "/environment", "/metrics", base, base + "/jobs",
        base + "/stages?details=true&withSummaries=true", base + "/allexecutors", base + "/environment",
        base + "/storage/rdd", base + "/sql",
    ]
    for job in view.jobs.prefix(4) { targets += ["/job?id=\(job.id.rawValue)", base + "/jobs/\(job.id.rawValue)"] }
    for stage in view.stages.prefix(4) {
        let number = stage.rawValue
        targets += [
            "/stage?id=\(number)", base + "/stages/\(number)/0", base + "/stages/\(number)/0/taskSummary",
            base + "/stages/\(number)/0/taskList",
        ]
    }
    for query in view.queries.prefix(4) { targets += ["/query?id=\(query.id)", base + "/sql/\(query.id)"] }
    for target in targets {
        guard let request = ConsoleRequest(.get, target, ["host": "localhost"]) else { continue }
        precondition(site.answer(request).status.rawValue < 500)
    }
}
