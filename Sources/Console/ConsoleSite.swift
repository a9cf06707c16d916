// SPDX-License-Identifier: Apache-2.0

package import Driver
import JSONValues
import NIOHTTP1
package import Plan
import Scheduling
import Threads

/// Everything that the console answers, without a socket. Any thread.
package final class ConsoleSite: Sendable {
    private let facts: ConsoleFacts
    private let events: DriverEvents
    private let store = Lock(ConsoleStore())
    private let clock: @Sendable () -> UInt64
    private let kill: @Sendable (JobID) -> Void
    private let door: RequestGuard

    /// - Parameters:
    ///   - clock: the driver's, in milliseconds.
    ///   - kill: ends a job; any thread, at once.
    package init(
        facts: ConsoleFacts, events: DriverEvents, door: RequestGuard, clock: @escaping @Sendable () -> UInt64,
        kill: @escaping @Sendable (JobID) -> Void
    ) {
        self.facts = facts
        self.events = events
        self.door = door
        self.clock = clock
        self.kill = kill
    }

    /// Takes in what has happened, so that the stream does not forget it before.
    package func catchUp() { store.withLock { $0.read(events) } }

    /// How many events there have been.
    var eventCount: Int { events.read { $0.eventCount } }

    /// What it all is now.
    package var view: ConsoleView {
        let now = store.withLock {
            $0.read(events)
            return $0
        }
        return ConsoleView(facts: facts, store: now, nowMillis: clock())
    }

    package func answer(_ request: ConsoleRequest) -> ConsoleAnswer {
        if let refusal = door.refusal(request) { return refusal }
        if request.method == .POST { return killed(request) }
        switch request.path {
        case "healthz", "readyz": return .text(.ok, "ok")
        case "events":
            var answer = ConsoleAnswer(.ok, "text/event-stream", [])
            answer.headers = [("x-accel-buffering", "no")]
            answer.isStream = true
            return answer
        case "metrics":
            return ConsoleAnswer(.ok, "text/plain; version=0.0.4; charset=utf-8", MetricsText(view).text.utf8)
        case "", "job", "stage": return page(request)
        case "jobs", "stages", "executors", "environment": return moved("./#" + request.path)
        case "jobs/job": return moved("../../job?id=" + number(request.value("id")))
        case "stages/stage": return moved("../../stage?id=" + number(request.value("id")))
        default: break
        }
        if request.path == "api/v1/version" { return json(["spark": .string(facts.version)]) }
        if request.path.hasPrefix("api/v1/applications") { return rest(request) }
        return .text(.notFound, "There is no such page.")
    }

    // MARK: Pages

    private func page(_ request: ConsoleRequest) -> ConsoleAnswer {
        let view = view
        let nonce = RequestGuard.makeToken()
        let id = Int(request.value("id") ?? "")
        var status = HTTPResponseStatus.ok
        let title: String
        let main: HTMLText
        switch request.path {
        case "":
            (title, main) = ("Overview", view.overview())
        case "job":
            if let job = id.flatMap({ view.store.now.jobs[JobID($0)] }) {
                (title, main) = ("Job \(job.id.rawValue)", view.page(of: job))
            } else {
                (status, title, main) = (.notFound, "Unknown job", Self.unknown("job"))
            }
        default:
            if let stage = id.map({ StageID($0) }), let progress = view.store.now.stages[stage] {
                (title, main) = ("Stage \(stage.rawValue)", view.page(of: stage, progress))
            } else {
                (status, title, main) = (.notFound, "Unknown stage", Self.unknown("stage"))
            }
        }
        var answer = ConsoleAnswer.html(
            status, PageFrame.page(title: title, application: facts, nonce: nonce, main: main))
        answer.headers = [
            (
                "content-security-policy",
                "default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-\(nonce)'; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
            )
        ]
        return answer
    }

    private static func unknown(_ what: String) -> HTMLText {
        """
        <h1>There is no such \(what)</h1><p class="sub">It never ran, or it ended so long ago that it is forgotten. \
        <a href="./">Overview</a></p>
        """
    }

    /// Where Spark has its pages.
    private func moved(_ place: String) -> ConsoleAnswer {
        var answer = ConsoleAnswer.text(.found, "It is at " + place)
        answer.headers = [("location", place)]
        return answer
    }

    private func number(_ text: String?) -> String { Int(text ?? "").map(String.init) ?? "" }

    // MARK: Ending a job

    private func killed(_ request: ConsoleRequest) -> ConsoleAnswer {
        let (path, name) = (request.path, request.path == "kill" ? "job" : "id")
        guard path == "kill" || path == "jobs/job/kill" else { return .text(.notFound, "There is nothing to change.") }
        guard let id = Int(request.value(name) ?? "") else {
            return .text(.badRequest, "Which job is to end? \(name)=NUMBER says it.")
        }
        catchUp()
        guard let job = store.withLock({ $0.now.jobs[JobID(id)] }) else {
            return .text(.notFound, "There is no job \(id), or it is forgotten.")
        }
        guard job.end == nil else { return .text(.conflict, "Job \(id) has ended already.") }
        kill(job.id)
        return .text(.accepted, "Job \(id) is being ended.")
    }

    // MARK: REST

    private func json(_ value: JSON) -> ConsoleAnswer { ConsoleAnswer(.ok, "application/json", value.bytes) }

    private func rest(_ request: ConsoleRequest) -> ConsoleAnswer {
        let parts = request.path.split(separator: "/").dropFirst(3).map(String.init)
        let view = view
        guard let application = parts.first else {
            let words = request.values("status").map { $0.uppercased() }
            return json(words.isEmpty || words.contains("RUNNING") ? [view.applicationJSON] : [])
        }
        guard application == facts.applicationID else {
            return .text(.notFound, "unknown app \(application.cut(to: 100))")
        }
        let what = parts.count > 1 ? parts[1] : ""
        let number = parts.count > 2 ? parts[2] : ""
        switch (what, parts.count) {
        case ("", _): return json(view.applicationJSON)
        case ("jobs", 2):
            let words = request.values("status").map { $0.uppercased() }
            return json(
                .array(view.jobs.filter { words.isEmpty || words.contains(view.status(of: $0)) }.map(view.json)))
        case ("jobs", 3):
            guard let id = Int(number), let job = view.store.now.jobs[JobID(id)] else {
                return .text(.notFound, "unknown job: \(number.cut(to: 100))")
            }
            return json(view.json(job))
        case ("stages", 2):
            let words = request.values("status").map { $0.uppercased() }
            let chosen = view.stages.filter { words.isEmpty || words.contains(view.status(of: $0).rawValue) }
            return json(.array(chosen.compactMap { view.json($0, withTasks: request.value("details") == "true") }))
        case ("stages", _): return stage(number, parts.dropFirst(3).map { $0 }, request, view)
        case ("executors", 2):
            return json(.array(view.executors.map(view.json).filter { $0["isActive"] == true }))
        case ("allexecutors", 2): return json(.array(view.executors.map(view.json)))
        case ("environment", 2): return json(view.environmentJSON)
        default: return .text(.notFound, "There is nothing at \(request.path.cut(to: 200)).")
        }
    }

    /// `stages/N`, `stages/N/0`, `stages/N/0/taskSummary`, `stages/N/0/taskList`: stages have one attempt.
    private func stage(
        _ number: String, _ rest: [String], _ request: ConsoleRequest, _ view: ConsoleView
    ) -> ConsoleAnswer {
        guard let id = Int(number).map({ StageID($0) }),
            let value = view.json(id, withTasks: request.value("details") != "false")
        else { return .text(.notFound, "unknown stage: \(number.cut(to: 100))") }
        guard let attempt = rest.first else { return json([value]) }
        guard attempt == "0" else {
            return .text(.notFound, "unknown attempt \(attempt.cut(to: 20)) for stage \(number). Found attempts: [0]")
        }
        if rest.count == 1 { return json(value) }
        if rest.count > 2 { return .text(.notFound, "There is nothing there.") }
        switch rest[1] {
        case "taskSummary":
            let words = (request.value("quantiles") ?? "0.05,0.25,0.5,0.75,0.95").split(separator: ",")
            let parts = words.compactMap { Double($0) }.filter { (0...1).contains($0) }
            guard parts.count == words.count, parts.count <= 100 else {
                return .text(.badRequest, "quantiles are numbers from 0 to 1 with commas between, at most 100.")
            }
            guard let summary = view.taskSummary(id, parts) else {
                return .text(.notFound, "No tasks reported metrics for \(number) / 0 yet.")
            }
            return json(summary)
        case "taskList":
            let offset = max(Int(request.value("offset") ?? "") ?? 0, 0)
            let length = max(Int(request.value("length") ?? "") ?? 20, 0)
            let tasks = (view.store.stages[id]?.tasks ?? []).sorted { $0.facts.attempt < $1.facts.attempt }
            return json(.array(tasks.dropFirst(offset).prefix(length).map(view.json)))
        default: return .text(.notFound, "There is nothing there.")
        }
    }
}
