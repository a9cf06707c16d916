// SPDX-License-Identifier: Apache-2.0

import Driver
import Plan
import Scheduling

extension ConsoleView {
    /// `report`, as text.
    package var reportText: String { report().html }

    /// The application so far, all pages of it in one that asks for nothing else.
    func report() -> HTMLText {
        var view = self
        view.links = .anchors
        let shownJobs = view.jobs.prefix(ConsoleLimits.reportJobsMax)
        let shownStages = view.stages.prefix(ConsoleLimits.reportStagesMax)
        let shownQueries = view.queries.prefix(ConsoleLimits.rowsShown)
        var html = view.overview()
        func part(_ id: String, _ body: HTMLText) -> HTMLText { "<article id=\"\(id)\">\(body)</article>\n" }
        html += part("executors", view.executorsPage())
        if !shownQueries.isEmpty { html += part("queries", view.queriesPage()) }
        html += part("storage", view.storagePage())
        html += part("environment", view.environmentPage())
        html += HTMLText(joining: shownQueries.map { part("query-\($0.id)", view.page(of: $0)) })
        html += HTMLText(joining: shownJobs.map { part("job-\($0.id.rawValue)", view.page(of: $0)) })
        html += HTMLText(
            joining: shownStages.compactMap { id in
                store.now.stages[id].map { part("stage-\(id.rawValue)", view.page(of: id, $0)) }
            })
        return PageFrame.page(title: "Report", section: "report", view, nonce: nil, main: html)
    }
}
