// SPDX-License-Identifier: Apache-2.0

import Driver
import JSONValues
import NIOHTTP1
import Plan
import Scheduling

/// Everything that is answered of one application, without a socket. Any thread.
package final class ConsoleSite: ConsoleAnswering {
    private let source: any ConsoleSource
    private let door: RequestGuard

    package init(_ source: any ConsoleSource, door: RequestGuard) {
        self.source = source
        self.door = door
    }

    /// How many events there have been.
    package var eventCount: Int { source.eventCount }

    /// What it all is now.
    package var view: ConsoleView { source.view }

    var applicationID: String { view.facts.applicationID }

    package func answer(_ request: ConsoleRequest) -> ConsoleAnswer {
        if let refusal = door.refusal(request) { return refusal }
        if request.method == .POST { return killed(request) }
        switch request.path {
        case "healthz", "readyz": return .text(.ok, "ok")
        case "events": return events()
        case "metrics":
            return ConsoleAnswer(.ok, "text/plain; version=0.0.4; charset=utf-8", MetricsText(view).text.utf8)
        case "", "job", "stage", "executors", "queries", "query", "storage", "environment": return page(request)
        case "jobs", "stages": return .moved("./#" + request.path)
        case "SQL": return .moved("queries")
        case "jobs/job": return .moved("../../job?id=" + number(request.value("id")))
        case "stages/stage": return .moved("../../stage?id=" + number(request.value("id")))
        case "SQL/execution": return .moved("../../query?id=" + number(request.value("id")))
        default: break
        }
        if request.path == "api/v1/version" { return .json(["spark": .string(view.facts.version)]) }
        if request.path.hasPrefix("api/v1/applications") { return rest(request) }
        return .text(.notFound, "There is no such page.")
    }

    private func events() -> ConsoleAnswer {
        guard view.isLive else { return .text(.notFound, "Nothing happens there any more.") }
        var answer = ConsoleAnswer(.ok, "text/event-stream", [])
        answer.headers = [("x-accel-buffering", "no")]
        answer.isStream = true
        return answer
    }

    // MARK: Pages

    private func page(_ request: ConsoleRequest) -> ConsoleAnswer {
        let view = view
        let id = Int(request.value("id") ?? "")
        var status = HTTPResponseStatus.ok
        let title: String
        let main: HTMLText
        switch request.path {
        case "": (title, main) = ("Overview", view.overview())
        case "executors": (title, main) = ("Executors", view.executorsPage())
        case "queries": (title, main) = ("Queries", view.queriesPage())
        case "storage": (title, main) = ("Storage", view.storagePage())
        case "environment": (title, main) = ("Environment", view.environmentPage())
        case "job":
            if let job = id.flatMap({ view.store.now.jobs[JobID($0)] }) {
                (title, main) = ("Job \(job.id.rawValue)", view.page(of: job))
            } else {
                (status, title, main) = (.notFound, "Unknown job", Self.unknown("job"))
            }
        case "query":
            if let query = id.flatMap({ view.store.now.queries[$0] }) {
                (title, main) = ("Query \(query.id)", view.page(of: query))
            } else {
                (status, title, main) = (.notFound, "Unknown query", Self.unknown("query"))
            }
        default:
            if let stage = id.map({ StageID($0) }), let progress = view.store.now.stages[stage] {
                (title, main) = ("Stage \(stage.rawValue)", view.page(of: stage, progress))
            } else {
                (status, title, main) = (.notFound, "Unknown stage", Self.unknown("stage"))
            }
        }
        let nonce = view.isLive ? RequestGuard.makeToken() : nil
        let section = request.path.isEmpty ? "job" : request.path
        return .page(
            status, PageFrame.page(title: title, section: section, view, nonce: nonce, main: main), nonce: nonce)
    }

    private static func unknown(_ what: String) -> HTMLText {
        """
        <h1>There is no such \(what)</h1><p class="sub">It never ran, or it ended so long ago that it is forgotten. \
        <a href="./">Overview</a></p>
        """
    }

    private func number(_ text: String?) -> String { Int(text ?? "").map(String.init) ?? "" }

    // MARK: Ending a job

    private func killed(_ request: ConsoleRequest) -> ConsoleAnswer {
        let (path, name) = (request.path, request.path == "kill" ? "job" : "id")
        guard path == "kill" || path == "jobs/job/kill" else { return .text(.notFound, "There is nothing to change.") }
        guard let id = Int(request.value(name) ?? "") else {
            return .text(.badRequest, "Which job is to end? \(name)=NUMBER says it.")
        }
        guard let job = view.store.now.jobs[JobID(id)] else {
            return .text(.notFound, "There is no job \(id), or it is forgotten.")
        }
        guard job.end == nil, source.kill(job.id) else { return .text(.conflict, "Job \(id) has ended already.") }
        return .text(.accepted, "Job \(id) is being ended.")
    }

    // MARK: REST

    private func rest(_ request: ConsoleRequest) -> ConsoleAnswer {
        let parts = request.path.split(separator: "/").dropFirst(3).map(String.init)
        let view = view
        let words = request.values("status").map { $0.uppercased() }
        guard let application = parts.first else {
            let status = view.isLive || view.log?.hasEnded == false ? "RUNNING" : "COMPLETED"
            return .json(words.isEmpty || words.contains(status) ? [view.applicationJSON()] : [])
        }
        guard application == view.facts.applicationID else {
            return .text(.notFound, "unknown app \(application.cut(to: 100))")
        }
        let what = parts.count > 1 ? parts[1] : ""
        let number = parts.count > 2 ? parts[2] : ""
        switch (what, parts.count) {
        case ("", _): return .json(view.applicationJSON())
        case ("jobs", 2):
            return .json(
                .array(view.jobs.filter { words.isEmpty || words.contains(view.status(of: $0)) }.map(view.json)))
        case ("jobs", 3):
            guard let id = Int(number), let job = view.store.now.jobs[JobID(id)] else {
                return .text(.notFound, "unknown job: \(number.cut(to: 100))")
            }
            return .json(view.json(job))
        case ("stages", 2):
            let chosen = view.stages.filter { words.isEmpty || words.contains(view.status(of: $0).rawValue) }
            return .json(.array(chosen.compactMap { view.json($0, withTasks: request.value("details") == "true") }))
        case ("stages", _): return stage(number, parts.dropFirst(3).map { $0 }, request, view)
        case ("executors", 2):
            return .json(.array(view.executors.map(view.json).filter { $0["isActive"] == true }))
        case ("allexecutors", 2): return .json(.array(view.executors.map(view.json)))
        case ("environment", 2): return .json(view.environmentJSON)
        case ("storage", 3) where number == "rdd":
            return .json(.array(view.stored.map { view.json($0, withPartitions: false) }))
        case ("storage", 4) where number == "rdd":
            guard let dataset = Int(parts[3]).flatMap({ view.store.now.stored[StoredID($0)] }) else {
                return .text(.notFound, "no rdd found w/ id \(parts[3].cut(to: 100))")
            }
            return .json(view.json(dataset, withPartitions: true))
        case ("sql", 2):
            let offset = max(Int(request.value("offset") ?? "") ?? 0, 0)
            let length = max(Int(request.value("length") ?? "") ?? 20, 0)
            let withPlan = request.value("planDescription") != "false"
            let queries = view.queries.reversed().dropFirst(offset).prefix(length)
            return .json(.array(queries.map { view.json($0, withPlan: withPlan) }))
        case ("sql", 3):
            guard let query = Int(number).flatMap({ view.store.now.queries[$0] }) else {
                return .text(.notFound, "unknown query execution id: \(number.cut(to: 100))")
            }
            return .json(view.json(query, withPlan: request.value("planDescription") != "false"))
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
        guard let attempt = rest.first else { return .json([value]) }
        guard attempt == "0" else {
            return .text(.notFound, "unknown attempt \(attempt.cut(to: 20)) for stage \(number). Found attempts: [0]")
        }
        if rest.count == 1 { return .json(value) }
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
            return .json(summary)
        case "taskList":
            let offset = max(Int(request.value("offset") ?? "") ?? 0, 0)
            let length = max(Int(request.value("length") ?? "") ?? 20, 0)
            let tasks = (view.store.stages[id]?.tasks ?? []).sorted { $0.facts.attempt < $1.facts.attempt }
            return .json(.array(tasks.dropFirst(offset).prefix(length).map(view.json)))
        default: return .text(.notFound, "There is nothing there.")
        }
    }
}
