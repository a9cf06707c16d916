// SPDX-License-Identifier: Apache-2.0

import Console
import Driver
import Glibc
import Plan
import Scheduling
import Testing

/// What a console costs that has seen 10 000 jobs, 100 000 tasks and 500 executors.
@Suite(.serialized) struct BoundsTests {
    private let events = DriverEvents()
    private let source: LiveSource
    private let site: ConsoleSite

    init() {
        let facts = ConsoleFacts(
            applicationID: Stage.id, applicationName: "birds", master: "local-cluster[500,2,1g]", user: "ann",
            version: "0.1.0", settings: [:], startedMillis: 0, wallOffsetMillis: 1_796_040_000_000)
        source = LiveSource(facts: facts, events: events, clock: { 100_000_000 }, kill: { _ in })
        site = ConsoleSite(source, door: RequestGuard(isLocal: true))
    }

    private func feed(jobs: Range<Int>, query: Int? = nil) {
        for number in jobs {
            let millis = UInt64(number) * 10
            var told: [DriverEvent] = []
            if number % 20 == 0 {
                told.append(
                    .queryStarted(
                        QueryFacts(
                            id: number, name: "collect at a.py:\(number)", plan: "Project\n+- Filter\n   +- Range",
                            startedMillis: millis)))
            }
            told.append(
                .jobStarted(
                    JobFacts(
                        id: JobID(number), name: "count at a.py:\(number)", stages: [StageID(number)], parents: [[]],
                        properties: ["spark.job.description": "the number \(number)"], startedMillis: millis,
                        stagesAtStart: [stage(number, "map at a.py:\(number)", tasks: 10)])))
            for task in 0..<10 {
                let attempt = number * 10 + task
                told.append(
                    started(attempt, stage: number, partition: task, executor: 1 + attempt % 500, at: millis))
                told.append(
                    attempt % 997 == 0
                        ? .taskEnded(TaskAttemptID(attempt), .failed(message: "no such bird \(attempt)"))
                        : succeeded(attempt))
            }
            told.append(.stageChanged(stage(number, "map at a.py:\(number)", tasks: 10, done: 10)))
            told.append(.jobEnded(JobID(number), .succeeded, seconds: 0.5))
            if number % 20 == 0 { told.append(.queryEnded(number, .succeeded, seconds: 0.5)) }
            events.append(told, at: millis + 5)
            if number % 50 == 0 { source.catchUp() }
        }
        source.catchUp()
    }

    /// Bytes of this process that are in memory.
    private func residentBytes() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var pages = 0
        withUnsafeMutablePointer(to: &pages) { pointer in
            withVaList([pointer, pointer]) { _ = vfscanf(file, "%ld %ld", $0) }
        }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    private func threadMillis() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1_000 + Double(time.tv_nsec) / 1e6
    }

    /// In a process of its own: what other tests hold would count too.
    @Test func `it stays within its memory, and every answer within its time`() async {
        await #expect(processExitsWith: .success) { try BoundsTests().measure() }
    }

    private func measure() throws {
        let before = residentBytes()
        for number in 1...500 { events.append([executor("exec-\(number)", number, host: "node-\(number % 50)")]) }
        source.catchUp()
        feed(jobs: 1..<10_001)
        let filled = residentBytes()
        #expect(source.view.store.eventsMissed == 0 && source.view.store.totals.ended == 100_000)
        let base = "/api/v1/applications/\(Stage.id)"
        var slowest = ("", 0.0)
        for target in [
            "/", "/job?id=9990", "/stage?id=9990", "/executors", "/queries", "/query?id=9980", "/storage",
            "/environment", "/metrics", base, base + "/jobs", base + "/jobs/9990", base + "/stages",
            base + "/stages?status=failed", base + "/stages/9990", base + "/stages/9990/0/taskSummary",
            base + "/stages/9990/0/taskList", base + "/executors", base + "/allexecutors", base + "/environment",
            base + "/storage/rdd", base + "/sql?length=500", base + "/sql/9980",
        ] {
            let request = try #require(ConsoleRequest(.get, target, ["host": "localhost"]))
            let start = threadMillis()
            let answer = site.answer(request)
            let millis = threadMillis() - start
            #expect(answer.status == .ok, "\(target)")
            #expect(millis < 200, "\(target) took \(millis) ms of its thread for \(answer.body.count) bytes")
            if millis > slowest.1 { slowest = (target, millis) }
        }
        feed(jobs: 10_001..<20_001)
        let later = residentBytes()
        print(
            "console: \((filled - before) >> 20) MiB after 10 000 jobs, \((later - filled) >> 20) more after as many"
                + " again; slowest answer \(slowest.0): \(Int(slowest.1)) ms")
        #expect(filled - before < 100 << 20, "\((filled - before) >> 20) MiB")
        #expect(later - filled < 20 << 20, "\((later - filled) >> 20) MiB more")
    }
}
