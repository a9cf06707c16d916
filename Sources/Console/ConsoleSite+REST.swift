// SPDX-License-Identifier: Apache-2.0

import Driver
import JSONValues
import Plan
import Scheduling

// Spark's REST interface: which path gets which answer.
extension ConsoleSite {
    func rest(_ request: ConsoleRequest) -> ConsoleAnswer {
        do throws(RequestFault) {
            return try answerREST(request)
        } catch {
            return .text(.badRequest, error.text)
        }
    }

    private func answerREST(_ request: ConsoleRequest) throws(RequestFault) -> ConsoleAnswer {
        let parts = request.path.split(separator: "/").dropFirst(3).map(String.init)
        let view = view
        let words = request.values("status").map { $0.uppercased() }
        guard let application = parts.first else {
            return .json(view.isChosen(by: try ApplicationChoice(request)) ? [view.applicationJSON()] : [])
        }
        guard application == view.facts.applicationID else {
            return .text(.notFound, "unknown app \(application.cut(to: 100))")
        }
        let what = parts.count > 1 ? parts[1] : ""
        let number = parts.count > 2 ? parts[2] : ""
        switch (what, parts.count) {
        case ("", _): return .json(view.applicationJSON())
        case ("jobs", 2):
            guard words.allSatisfy({ ["RUNNING", "SUCCEEDED", "FAILED", "UNKNOWN"].contains($0) }) else {
                return .text(.notFound, "A job is RUNNING, SUCCEEDED or FAILED.")
            }
            return .json(
                .array(view.jobs.filter { words.isEmpty || words.contains(view.status(of: $0)) }.map(view.json)))
        case ("jobs", 3):
            guard let id = Int(number), let job = view.store.now.jobs[JobID(id)] else {
                return .text(.notFound, "unknown job: \(number.cut(to: 100))")
            }
            return .json(view.json(job))
        case ("stages", 2):
            return try stages(words, request, view)
        case ("stages", _): return try stage(number, parts.dropFirst(3).map { $0 }, request, view)
        case ("executors", 2), ("allexecutors", 2):
            let keepers = view.keepers
            let all = view.executors.map { view.json($0, keepers) }
            return .json(.array(what == "executors" ? all.filter { $0["isActive"] == true } : all))
        case ("executors", 4) where parts[3] == "threads":
            return .text(.notFound, "Thread dumps are not available: executors are no Java machines.")
        case ("logs", 2), ("logs", 3):
            return .text(.notFound, "Event logs are not sent from here; they are in spark.eventLog.dir, one file each.")
        case ("environment", 2): return .json(view.environmentJSON)
        case ("storage", 3) where number == "rdd":
            let shelves = view.shelves
            return .json(.array(view.stored.map { view.json($0, shelves) }))
        case ("storage", 4) where number == "rdd":
            guard let dataset = Int(parts[3]).flatMap({ view.store.now.stored[StoredID($0)] }) else {
                return .text(.notFound, "no rdd found w/ id \(parts[3].cut(to: 100))")
            }
            return .json(view.json(dataset, view.shelves))
        case ("sql", 2):
            let offset = max(Int(request.value("offset") ?? "") ?? 0, 0)
            let length = max(Int(request.value("length") ?? "") ?? 20, 0)
            let queries = view.queries.reversed().dropFirst(offset).prefix(length)
            return .json(.array(queries.map { Self.told($0, request, view) }))
        case ("sql", 3):
            guard let query = Int(number).flatMap({ view.store.now.queries[$0] }) else {
                return .text(.notFound, "unknown query execution id: \(number.cut(to: 100))")
            }
            return .json(Self.told(query, request, view))
        default: return .text(.notFound, "There is nothing at \(request.path.cut(to: 200)).")
        }
    }

    /// `stages/N`, `stages/N/0`, `stages/N/0/taskSummary`, `stages/N/0/taskList`: stages have one attempt.
    private func stage(
        _ number: String, _ rest: [String], _ request: ConsoleRequest, _ view: ConsoleView
    ) throws(RequestFault) -> ConsoleAnswer {
        let wantsSpread = request.value("withSummaries") == "true"
        if wantsSpread, Self.parts(request) == nil { return Self.badParts }
        guard let id = Int(number).map({ StageID($0) }),
            case let described = view.descriptions,
            let value = view.json(
                id, described,
                tasks: request.value("details") == "false" ? nil : try TaskChoice(request, states: "taskStatus"),
                summaries: wantsSpread ? Self.parts(request) : nil)
        else { return .text(.notFound, "unknown stage: \(number.cut(to: 100))") }
        guard let attempt = rest.first else { return .json([value]) }
        guard attempt == "0" else {
            return .text(.notFound, "unknown attempt for stage \(number.cut(to: 100)).  Found attempts: [0]")
        }
        if rest.count == 1 { return .json(value) }
        if rest.count > 2 { return .text(.notFound, "There is nothing there.") }
        switch rest[1] {
        case "taskSummary":
            guard let parts = Self.parts(request) else { return Self.badParts }
            guard let summary = view.taskSummary(id, parts) else {
                return .text(.notFound, "No tasks reported metrics for \(number) / 0 yet.")
            }
            return .json(summary)
        case "taskList":
            let offset = max(Int(request.value("offset") ?? "") ?? 0, 0)
            let length = max(Int(request.value("length") ?? "") ?? 20, 0)
            let tasks = try TaskChoice(request, states: "status").tasks(of: id, in: view)
            return .json(.array(tasks.dropFirst(offset).prefix(length).map(view.json)))
        default: return .text(.notFound, "There is nothing there.")
        }
    }

    private func stages(
        _ words: [String], _ request: ConsoleRequest, _ view: ConsoleView
    ) throws(RequestFault) -> ConsoleAnswer {
        guard words.allSatisfy({ ConsoleView.StageStatus(rawValue: $0) != nil }) else {
            return .text(.notFound, "A stage is ACTIVE, COMPLETE, FAILED, PENDING or SKIPPED.")
        }
        var parts: [Double]?
        if request.value("withSummaries") == "true" {
            parts = Self.parts(request)
            if parts == nil { return Self.badParts }
        }
        let chosen = view.stages.filter { words.isEmpty || words.contains(view.status(of: $0).rawValue) }
        let described = view.descriptions
        let tasks = request.value("details") == "true" ? try TaskChoice(request, states: "taskStatus") : nil
        return .json(.array(chosen.compactMap { view.json($0, described, tasks: tasks, summaries: parts) }))
    }

    private static func told(_ query: QueryFacts, _ request: ConsoleRequest, _ view: ConsoleView) -> JSON {
        view.json(
            query, withPlan: request.value("planDescription") != "false",
            withNodes: request.value("details") != "false")
    }

    /// Nil when they are no parts.
    private static func parts(_ request: ConsoleRequest) -> [Double]? {
        let words = (request.value("quantiles") ?? "0.05,0.25,0.5,0.75,0.95").split(separator: ",")
        let parts = words.compactMap { Double($0) }.filter { (0...1).contains($0) }
        return parts.count == words.count && parts.count <= ConsoleLimits.quantilesMax ? parts : nil
    }

    private static let badParts = ConsoleAnswer.text(
        .badRequest,
        "Bad value for parameter \"quantiles\": numbers from 0 to 1 with commas between, at most "
            + "\(ConsoleLimits.quantilesMax).")
}
