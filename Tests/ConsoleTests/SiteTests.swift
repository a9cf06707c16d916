// SPDX-License-Identifier: Apache-2.0

import Console
import Driver
import JSONValues
import Plan
import Scheduling
import Testing
import Threads

@Suite struct SiteTests {
    /// One job that is done, one that runs, one that failed.
    private func busy() -> Stage {
        let driver = Stage(settings: ["spark.executor.memory": "1g", "spark.my.password": "hush"])
        driver.tell([
            executor("exec-1", 1), executor("exec-2", 2),
            job(1, "count at a.py:1", stages: [stage(1), stage(2, "reduce", tasks: 1)]),
            started(1, stage: 1), succeeded(1), started(2, stage: 2, executor: 2), succeeded(2, seconds: 1.5),
            .stageChanged(stage(1, done: 4)), .stageChanged(stage(2, "reduce", tasks: 1, done: 1)),
            .jobEnded(JobID(1), .succeeded, seconds: 2.5),
            job(
                2, "collect at a.py:2", stages: [stage(1, done: 4), stage(3)],
                properties: ["spark.jobGroup.id": "g", "spark.job.description": "the second"]),
            started(3, stage: 3), .stageChanged(stage(3, running: 1)), .jobAdvanced(JobID(2), rowsRead: 5),
            job(3, "boom at a.py:3", stages: [stage(4)]), started(4, stage: 4),
            .taskEnded(TaskAttemptID(4), .failed(message: "division by zero")),
            .stageChanged(stage(4, failed: 1)),
            .jobEnded(JobID(3), .failed(.taskFailed, message: "division by zero"), seconds: 1),
            executor("exec-2", 2, .lost(because: .outOfMemory("killed by the kernel"))),
        ])
        return driver
    }

    // MARK: REST

    @Test func `jobs are told in Spark's words`() throws {
        let driver = busy()
        let jobs = try driver.rest("/jobs")
        #expect(jobs.items.map { $0["jobId"].int } == [3, 2, 1])
        let first = try driver.rest("/jobs/1")
        #expect(first["status"] == "SUCCEEDED" && first["name"] == "count at a.py:1" && first["stageIds"] == [1, 2])
        #expect(first["numTasks"] == 5 && first["numCompletedTasks"] == 5 && first["numCompletedStages"] == 2)
        #expect(first["submissionTime"] == "2026-11-30T12:00:01.500GMT")
        #expect(first["completionTime"] == "2026-11-30T12:00:04.000GMT")
        let second = try driver.rest("/jobs/2")
        #expect(second["status"] == "RUNNING" && second["jobGroup"] == "g" && second["description"] == "the second")
        #expect(second["numActiveTasks"] == 1 && second["completionTime"].isNull)
        let third = try driver.rest("/jobs/3")
        #expect(third["status"] == "FAILED" && third["numFailedTasks"] == 1 && third["numFailedStages"] == 1)
        #expect(try driver.rest("/jobs?status=running").items.map { $0["jobId"].int } == [2])
        #expect(driver.ask("/api/v1/applications/\(Stage.id)/jobs/99").status == .notFound)
        #expect(driver.ask("/api/v1/applications/other/jobs").status == .notFound)
    }

    @Test func `stages are told in Spark's words`() throws {
        let driver = busy()
        let stages = try driver.rest("/stages")
        #expect(stages.items.map { $0["status"].text } == ["FAILED", "ACTIVE", "COMPLETE", "COMPLETE"])
        let attempts = try driver.rest("/stages/1")
        let stage = try #require(attempts.items.first)
        #expect(stage["numCompleteTasks"] == 4 && stage["inputBytes"] == 100 && stage["diskBytesSpilled"] == 7)
        #expect(stage["executorRunTime"] == 250 && stage["attemptId"] == 0)
        #expect(stage["tasks"]["1"]["executorId"] == "exec-1" && stage["tasks"]["1"]["status"] == "SUCCESS")
        #expect(try driver.rest("/stages/4/0")["failureReason"] == "division by zero")
        let summary = try driver.rest("/stages/1/0/taskSummary?quantiles=0,0.5,1")
        #expect(summary["executorRunTime"].items.map(\.int) == [250, 250, 250])
        #expect(try driver.rest("/stages/1/0/taskList").items.count == 1)
        #expect(driver.ask("/api/v1/applications/\(Stage.id)/stages/1/7").status == .notFound)
        #expect(
            driver.ask("/api/v1/applications/\(Stage.id)/stages/1/0/taskSummary?quantiles=x").status == .badRequest)
        let spread = driver.ask("/api/v1/applications/\(Stage.id)/stages/1?withSummaries=true&quantiles=x")
        #expect(spread.status == .badRequest)
    }

    @Test func `executors are told in Spark's words, those that are gone by allexecutors alone`() throws {
        let driver = busy()
        #expect(try driver.rest("/executors").items.map { $0["id"].text } == ["exec-1"])
        let all = try driver.rest("/allexecutors").items
        #expect(all.map { $0["id"].text } == ["exec-1", "exec-2"])
        #expect(all[1]["isActive"] == false && all[1]["removeReason"] == "out of memory: killed by the kernel")
        #expect(all[0]["totalCores"] == 2 && all[0]["activeTasks"] == 1 && all[0]["completedTasks"] == 1)
    }

    @Test func `the application and its environment are told, without secrets`() throws {
        let driver = busy()
        let applications = try JSON(parsing: driver.ask("/api/v1/applications").body)
        #expect(applications.items.first?["id"] == .string(Stage.id))
        let attempt = try #require(applications.items.first?["attempts"].items.first)
        #expect(attempt["startTime"] == "2026-11-30T12:00:01.000GMT" && attempt["duration"] == 60_000)
        #expect(try driver.rest()["name"] == "birds")
        let environment = try driver.rest("/environment")
        #expect(
            environment["sparkProperties"] == [
                ["spark.executor.memory", "1g"], ["spark.my.password", "*********(redacted)"],
            ])
        #expect(!driver.text("/").contains("hush"))
    }

    // MARK: Pages

    @Test func `pages show what runs, and link relatively`() throws {
        let driver = busy()
        for (target, texts) in [
            ("/", ["count at a.py:1", "the second", "division by zero", "exec-2", "killed by the kernel", "RUNNING"]),
            ("/job?id=3", ["Why it ended", "division by zero", "stage?id=4"]),
            ("/stage?id=1", ["Stage 1: map", "job?id=1", "job?id=2", "250 ms"]),
            ("/executors", ["exec-1", "exec-2", "killed by the kernel", "lost"]),
            ("/queries", ["No query has run yet."]), ("/storage", ["Nothing is kept."]),
            ("/environment", ["spark.executor.memory", "1g"]),
        ] {
            let answer = driver.ask(target)
            let page = String(decoding: answer.body, as: UTF8.self)
            #expect(answer.status == .ok && answer.type.hasPrefix("text/html"))
            for text in texts { #expect(page.contains(text), "\(target) lacks \(text)") }
            for link in page.matches(of: /(?:href|src|action)="([^"]*)"/) {
                #expect(!link.1.hasPrefix("/") && !link.1.contains("//"), "\(link.1) leaves the prefix")
            }
        }
        #expect(driver.ask("/job?id=77").status == .notFound && driver.ask("/stage?id=x").status == .notFound)
        #expect(driver.ask("/favicon.ico").status == .notFound)
        let moved = driver.ask("/jobs/job/?id=3")
        #expect(moved.status == .found && moved.headers.contains { $0 == ("location", "../../job?id=3") })
    }

    @Test func `what executors keep is shown, and told as Spark tells it`() throws {
        let driver = busy()
        func kept(_ partition: Int, _ executor: Int, _ memory: Int, _ disk: Int) -> DriverEvent {
            let block = StoredBlock(memoryBytes: memory, diskBytes: disk, rows: 1_500)
            return .partitionChanged(StoredPartition(StoredID(4), partition), on: ExecutorID(executor), block)
        }
        driver.tell([
            .datasetStored(
                StoredFacts(
                    id: StoredID(4), name: "points <i>", level: .memory, label: "Memory Deserialized 1x Replicated",
                    partitionCount: 8)),
            kept(0, 1, 3 << 20, 0), kept(5, 1, 0, 2 << 20), kept(5, 2, 0, 2 << 20),
        ])
        let page = driver.text("/storage")
        for text in ["points &lt;i&gt;", "Memory Deserialized", "2 of 8", "3,000", "3 MiB", "4 MiB", "exec-1"] {
            #expect(page.contains(text), "no \(text)")
        }
        let dataset = try #require(try driver.rest("/storage/rdd").items.first)
        #expect(dataset["id"] == 4 && dataset["numPartitions"] == 8 && dataset["numCachedPartitions"] == 2)
        #expect(dataset["memoryUsed"] == 3_145_728 && dataset["diskUsed"] == 4_194_304)
        #expect(dataset["partitions"].items.count == 2 && dataset["dataDistribution"].items.count == 2)
        let partitions = try driver.rest("/storage/rdd/4")["partitions"].items
        #expect(partitions.map { $0["blockName"].text } == ["rdd_4_0", "rdd_4_5"])
        #expect(partitions[1]["executors"] == ["exec-1", "exec-2"])
        #expect(driver.ask("/api/v1/applications/\(Stage.id)/storage/rdd/5").status == .notFound)
        driver.tell([.datasetReleased(StoredID(4))])
        #expect(try driver.rest("/storage/rdd").items.isEmpty && driver.text("/storage").contains("Nothing is kept."))
    }

    @Test func `queries have their jobs and their plans`() throws {
        let driver = busy()
        driver.tell([
            .queryStarted(
                QueryFacts(id: 7, name: "show at a.py:9", plan: "Filter <x>\n+- Range", startedMillis: 2_000)),
            job(8, "show", stages: [stage(8)], properties: [QueryFacts.property: "7"]),
        ])
        let page = driver.text("/query?id=7")
        #expect(page.contains("Filter &lt;x&gt;") && page.contains("job?id=8") && page.contains("RUNNING"))
        #expect(driver.text("/job?id=8").contains("query?id=7") && driver.text("/queries").contains("show at a.py:9"))
        #expect(try driver.rest("/sql").items.first?["runningJobIds"] == [8])
        driver.tell([.jobEnded(JobID(8), .succeeded, seconds: 1), .queryEnded(7, .succeeded, seconds: 1.5)])
        #expect(try driver.rest("/sql/7")["status"] == "COMPLETED")
        #expect(try driver.rest("/sql/7?planDescription=false")["planDescription"] == "")
        #expect(driver.ask("/query?id=77").status == .notFound)
        #expect(driver.ask("/SQL/execution/?id=7").headers.contains { $0 == ("location", "../../query?id=7") })
    }

    @Test func `a report is one file that asks for nothing`() throws {
        let driver = busy()
        let page = driver.site.view.reportText
        for text in ["count at a.py:1", "id=\"job-3\"", "href=\"#job-3\"", "id=\"stage-1\"", "killed by the kernel"] {
            #expect(page.contains(text), "it lacks \(text)")
        }
        #expect(!page.contains("<script") && !page.contains("hush") && !page.contains("data-kill"))
        let places = Set(page.matches(of: /id="([^"]*)"/).map { "#" + $0.1 })
        for link in page.matches(of: /(?:href|src)="([^"]*)"/) {
            #expect(link.1 == "data:," || places.contains(String(link.1)), "\(link.1) leads out of the file")
        }
    }

    @Test func `pictures of stages have each of them, behind those that it reads`() {
        let driver = Stage()
        let stages = (1...5).map { stage($0, "stage number \($0)") }
        driver.tell([job(1, stages: stages, parents: [[], [], [0, 1], [0], [2, 3]])])
        let page = driver.text("/job?id=1")
        #expect(page.ranges(of: "class=\"edge\"").count == 5 && page.ranges(of: "class=\"node").count == 5)
        #expect(page.contains("stage 3 reads stage 1 and stage 2"))
    }

    @Test func `an empty session has pages too`() {
        let driver = Stage()
        #expect(driver.text("/").contains("No job has run yet."))
        #expect(driver.text("/metrics").contains("martlet_jobs_total{status=\"succeeded\"} 0"))
    }

    @Test func `what users write is shown as text`() throws {
        let evil = "</title><script>alert(1)</script>\"'&\u{1}"
        let driver = Stage(name: evil, settings: ["spark.\(evil)": evil])
        driver.tell([
            executor(evil, 1, .draining(because: evil), host: evil),
            job(
                1, evil, stages: [stage(1, evil), stage(2, evil)],
                properties: ["spark.jobGroup.id": evil, "spark.job.description": evil]),
            started(1, stage: 1), .taskEnded(TaskAttemptID(1), .failed(message: evil)),
            .jobEnded(JobID(1), .failed(.taskFailed, message: evil), seconds: 1),
        ])
        for target in ["/", "/job?id=1", "/stage?id=1"] {
            let page = driver.text(target)
            #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\u{FFFD}"))
            #expect(!page.contains("<script>alert") && !page.contains("alert(1)</script>"))
        }
        // Nor do labels of metrics and JSON end where the text wants it.
        #expect(driver.text("/metrics").contains(#"application="</title><script>alert(1)</script>\"'&"#))
        #expect(try driver.rest("/jobs/1")["name"] == .string(evil))
    }

    @Test func `a page allows no script but its own`() throws {
        let answer = Stage().ask("/")
        let policy = try #require(answer.headers.first { $0.0 == "content-security-policy" }?.1)
        let nonce = try #require(policy.firstMatch(of: /'nonce-([0-9a-f]{32})'/)?.1)
        #expect(String(decoding: answer.body, as: UTF8.self).contains("<script nonce=\"\(nonce)\">"))
        #expect(policy.contains("default-src 'none'") && !policy.contains("script-src 'unsafe-inline'"))
    }

    @Test func `metrics have a help and a type each, and as many lines whatever runs`() {
        let (quiet, driver) = (Stage(), busy())
        func names(_ text: String) -> [String] {
            text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
                String(line.prefix { $0 != " " && $0 != "{" })
            }
        }
        let text = driver.text("/metrics")
        #expect(names(text) == names(quiet.text("/metrics")))
        for name in Set(names(text)) {
            let family = name.replacing(/_(bucket|sum|count)$/, with: "")
            #expect(text.contains("# HELP \(family) ") && text.contains("# TYPE \(family) "), "\(name)")
        }
        #expect(text.contains("martlet_tasks_total{status=\"succeeded\"} 2"))
        #expect(text.contains("martlet_tasks_total{status=\"failed\"} 1"))
        #expect(text.contains("martlet_job_duration_seconds_count 2"))
        #expect(text.contains("martlet_job_duration_seconds_bucket{le=\"+Inf\"} 2"))
        #expect(text.contains("martlet_executors{state=\"running\"} 1"))
    }

    @Test func `a page shows so many of a thousand jobs`() {
        let driver = Stage()
        driver.tell([executor("one", 1)])
        for number in 1...1_000 {
            driver.tell([
                job(number, stages: [stage(number, tasks: 1)]), started(number, stage: number), succeeded(number),
                .jobEnded(JobID(number), .succeeded, seconds: 1),
            ])
        }
        let text = driver.text("/")
        let links = text.ranges(of: "job?id=").count
        #expect(links > 0 && links <= 3 * ConsoleLimits.rowsShown, "\(links)")
        #expect(text.utf8.count < 400_000, "\(text.utf8.count) bytes")
    }

    // MARK: Ending jobs

    @Test func `a job is ended by those who have the token`() {
        let driver = busy()
        #expect(driver.ask("/kill?job=2", .post, ["x-martlet-token": Stage.token]).status == .accepted)
        #expect(driver.killed.withLock { $0 } == [JobID(2)])
        #expect(driver.ask("/jobs/job/kill/?id=2", .post, ["x-martlet-token": Stage.token]).status == .accepted)
        #expect(driver.ask("/kill?job=1", .post, ["x-martlet-token": Stage.token]).status == .conflict)
        #expect(driver.ask("/kill?job=99", .post, ["x-martlet-token": Stage.token]).status == .notFound)
        #expect(driver.ask("/kill", .post, ["x-martlet-token": Stage.token]).status == .badRequest)
        #expect(driver.killed.withLock { $0 } == [JobID(2), JobID(2)])
    }

    @Test func `without the token, or for another site, nothing is ended`() {
        let driver = busy()
        let token = ["x-martlet-token": Stage.token]
        func refused(_ host: String?, _ headers: [String: String]) {
            let answer = driver.ask("/kill?job=2", .post, host: host, .init(headers.map { ($0, $1) }))
            #expect([.forbidden, .badRequest].contains(answer.status), "\(host ?? "") \(headers)")
        }
        refused("127.0.0.1:4040", [:])
        refused("127.0.0.1:4040", ["x-martlet-token": ""])
        refused("127.0.0.1:4040", ["x-martlet-token": String(Stage.token.dropLast()) + "0"])
        refused("127.0.0.1:4040", token.merging(["origin": "https://evil.example"]) { $1 })
        refused("127.0.0.1:4040", token.merging(["origin": "null"]) { $1 })
        refused("127.0.0.1:4040", token.merging(["sec-fetch-site": "cross-site"]) { $1 })
        refused("evil.example:4040", token)
        refused("evil.example", token.merging(["origin": "http://evil.example"]) { $1 })
        refused(nil, token)
        #expect(driver.ask("/kill?job=2", .get, ["x-martlet-token": Stage.token]).status == .notFound)
        #expect(driver.ask("/kill?job=2", .other, ["x-martlet-token": Stage.token]).status == .methodNotAllowed)
        #expect(driver.killed.withLock { $0 }.isEmpty)
        let own = token.merging(["origin": "http://127.0.0.1:4040", "sec-fetch-site": "same-origin"]) { $1 }
        #expect(driver.ask("/kill?job=2", .post, .init(own.map { ($0, $1) })).status == .accepted)
        #expect(!driver.text("/").contains(Stage.token))
    }

    @Test(arguments: [
        ("localhost", true), ("LOCALHOST:4041", true), ("127.0.0.1:8001", true), ("[::1]:4040", true),
        ("10.1.2.3", true), ("hub.example.org", true), ("evil.example", false), ("127.0.0.1.evil.example", false),
        ("localhost.evil.example", false), ("[::1].evil.example", false), ("a b", false), ("", false),
        ("localhost:80:80", false), ("1.2.3", false), ("evil@localhost", false),
    ])
    func `on loopback the host must be this machine's`(host: String, isAnswered: Bool) {
        #expect((Stage().ask("/", host: host).status == .ok) == isAnswered)
    }

    @Test func `in a pod any name is answered`() {
        #expect(Stage(isLocal: false).ask("/", host: "notebook-spark-ui.team.svc").status == .ok)
        #expect(Stage(isLocal: false).ask("/kill?job=2", .post, host: "notebook-spark-ui").status == .forbidden)
    }

    @Test func `whatever is asked for has an answer, and neither reads without the secret nor ends a job`() {
        let words = [
            "/", "/", "api/v1/applications", "a-1", "jobs", "stages", "stage", "job", "query", "sql", "storage", "rdd",
            "kill", "0", "1", "-1", "9223372036854775808", "taskSummary", "taskList", "executors", "?", "&", "=", "id",
            "job=1", "token=", "status=running", "withSummaries=true", "details=true", "quantiles=", "0.5", "1e-3", ",",
            "offset=", "length=", "%2F", "%00", "%0D%0A", "%", "+", "é", "\u{0}", "\n", "\n", "localhost", "127.0.0.1",
            "[::1]", ":80", "http://", "hub.example.org", "Bearer ", "martlet-0=", ";", "same-origin", " ",
        ]
        var random = SystemRandomNumberGenerator()
        for _ in 0..<4_000 {
            var text = "/"
            for _ in 0..<Int.random(in: 0...24, using: &random) { text += words.randomElement(using: &random)! }
            if Bool.random(using: &random) { text += "\nlocalhost\n" }
            let bytes = [UInt8.random(in: .min ... .max, using: &random)] + Array(text.utf8)
            bytes.withUnsafeBytes { fuzzConsoleRequest($0) }
        }
    }

    @Test(arguments: ["nonsense", "/%", "/%zz", "/%+1", "/%ff", "/?a=%", "http://evil.example/"])
    func `targets that are no path are refused`(target: String) {
        #expect(Stage().ask(target).status == .badRequest)
    }
}
