// SPDX-License-Identifier: Apache-2.0

import Driver
import JSONValues
import Plan
import Scheduling

/// Everything that is answered of one application, without a socket. Any thread.
package final class ConsoleSite: ConsoleAnswering {
    private let source: any ConsoleSource
    private let door: RequestGuard
    private let neighbours: Neighbours?

    package init(_ source: any ConsoleSource, door: RequestGuard, neighbours: Neighbours? = nil) {
        self.source = source
        self.door = door
        self.neighbours = neighbours
    }

    /// How many events there have been.
    package var eventCount: Int { source.eventCount }

    /// What it all is now.
    package var view: ConsoleView { source.view }

    var applicationID: String { view.facts.applicationID }

    package func answer(_ request: ConsoleRequest) -> ConsoleAnswer {
        if let refusal = door.refusal(request) { return refusal }
        if request.method == .post { return killed(request) }
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
        var status = ConsoleStatus.ok
        let title: String
        let main: HTMLText
        switch request.path {
        case "":
            var html = view.overview()
            if let neighbours { html += view.neighbourSection(neighbours.others, ownPort: neighbours.ownPort ?? 0) }
            (title, main) = ("Overview", html)
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
}
