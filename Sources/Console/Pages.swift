// SPDX-License-Identifier: Apache-2.0

import Driver
import Plan
import Scheduling

// The first page, and the tables that it shares with others. Links are those of `PageLinks`.
extension ConsoleView {
    // MARK: Overview

    func overview() -> HTMLText {
        let running = jobs.filter { $0.end == nil }
        let present = executors.filter { $0.state.word == "running" || $0.state.word == "draining" }
        let expected = store.now.executorsExpected.map { $0 > present.count ? " of \($0)" : "" } ?? ""
        var html: HTMLText = """
            <h1>\(facts.applicationName)</h1>
            <p class="sub">\(facts.master) · \(facts.user) · started \(moment(facts.startedMillis)) UTC, \
            \(isLive ? "up" : "ran for") \
            \(Amount.seconds(Double(nowMillis - min(facts.startedMillis, nowMillis)) / 1_000))</p>
            \(tiles([
                ("Jobs running", Amount.count(running.count)),
                ("Tasks running", Amount.count(store.now.tasks.count)),
                ("Tasks done", Amount.count(store.totals.succeeded)),
                ("Executors", "\(present.count)\(expected)"),
                ("Rows read", Amount.count(store.totals.rowsRead)),
                ("Shuffled", Amount.bytes(store.totals.shuffleWriteBytes)),
                ("Spilled", Amount.bytes(store.totals.spilledBytes)),
            ]))
            """
        if let awaited = store.now.executorsAwaited {
            html += "<p class=\"sub\"><span class=\"tag busy\">waiting</span> executors \(awaited)</p>"
        }
        html += notes
        let timeline = timeline
        if !timeline.html.isEmpty { html += "<h2>Timeline</h2>\(timeline)" }
        html += section("jobs", "Jobs", jobs.count, jobTable(jobs))
        html += section("stages", "Stages", stages.count, stageTable(stages))
        return html
    }

    /// What is to be known before counts are believed.
    private var notes: HTMLText {
        var html: HTMLText = ""
        if store.eventsMissed > 0 {
            html += """
                <p class="sub"><span class="tag bad">incomplete</span> \(Amount.count(store.eventsMissed)) events came \
                faster than they were read: counts of tasks, rows and bytes are too low.</p>
                """
        }
        guard let log else { return html }
        if log.isReading {
            html += """
                <p class="sub"><span class="tag busy">reading</span> The log is still being read: load the page again \
                for the rest.</p>
                """
        } else if !log.hasEnded {
            html += """
                <p class="sub"><span class="tag busy">not ended</span> The log has no end: the application runs, or it \
                was killed. The last event is of \(moment(nowMillis)) UTC.</p>
                """
        }
        if let damage = log.damage {
            html +=
                """
                <p class="sub"><span class="tag bad">damaged</span> The log was not read to its end: \(damage).</p>
                """
        }
        if log.linesRefused > 0 {
            html += """
                <p class="sub"><span class="tag bad">left out</span> \(Amount.count(log.linesRefused)) lines of the \
                log make no sense, or are more than is kept.</p>
                """
        }
        if log.linesUnknown > 0 {
            html += """
                <p class="sub"><span class="tag">newer</span> \(Amount.count(log.linesUnknown)) lines of the log are \
                of kinds that this version does not know.</p>
                """
        }
        return html
    }

    func section(_ id: StaticString, _ title: StaticString, _ count: Int, _ body: HTMLText) -> HTMLText {
        """
        <section aria-labelledby="\(HTMLText(stringLiteral: id))"><h2 id="\(HTMLText(stringLiteral: id))">\
        \(HTMLText(stringLiteral: title)) <small>\(Amount.count(count))</small></h2>\(body)</section>

        """
    }

    func tiles(_ values: [(StaticString, String)]) -> HTMLText {
        let cells = values.filter { !$0.1.isEmpty }.map { name, value in
            "<div><dt>\(HTMLText(stringLiteral: name))</dt><dd>\(value)</dd></div>" as HTMLText
        }
        return "<dl class=\"tiles\">\(HTMLText(joining: cells))</dl>"
    }

    // MARK: Tables

    struct Head {
        var title: StaticString
        var isNumber = false
    }

    func table(_ heads: [Head], _ rows: [HTMLText], of count: Int? = nil, none: StaticString) -> HTMLText {
        if rows.isEmpty { return "<div class=\"table\"><p class=\"empty\">\(HTMLText(stringLiteral: none))</p></div>" }
        let cells = heads.map { head in
            (head.isNumber
                ? "<th class=\"n\" scope=\"col\">\(HTMLText(stringLiteral: head.title))</th>"
                : "<th scope=\"col\">\(HTMLText(stringLiteral: head.title))</th>") as HTMLText
        }
        let total = count ?? rows.count
        let more: HTMLText =
            total > rows.count
            ? """
            <p class="empty">\(Amount.count(total - rows.count)) more are \
            \(links == .pages ? "in the REST interface" : "not in this file").</p>
            """ : ""
        return """
            <div class="table"><table><thead><tr>\(HTMLText(joining: cells))</tr></thead>
            <tbody>\(HTMLText(joining: rows))</tbody></table>\(more)</div>
            """
    }

    func number(_ text: String) -> HTMLText { "<td class=\"n\">\(text)</td>" }

    func jobTable(_ jobs: [JobFacts]) -> HTMLText {
        // Those that run come first, whatever their age.
        let ordered = jobs.filter { $0.end == nil } + jobs.filter { $0.end != nil }
        let rows = ordered.prefix(ConsoleLimits.rowsShown).map { job -> HTMLText in
            let counts = counts(of: job)
            let done = counts.completed + counts.skipped
            return """
                <tr><td class="n"><a href="\(place(job.id))">\(job.id.rawValue)</a></td>
                <th class="w" scope="row"><a href="\(place(job.id))">\(title(of: job))</a>\(why(job))</th>
                <td>\(tag(of: job))</td>
                <td>\(Amount.count(done)) of \(Amount.count(counts.tasks))\(failures(counts.failed))\
                \(bar(done, counts.active, counts.tasks, status(of: job)))</td>
                \(number("\(counts.stagesCompleted + counts.stagesSkipped) of \(job.stages.count)"))
                \(number(Amount.count(rowsRead(by: job))))\(number(Amount.seconds(seconds(of: job))))
                <td class="d">\(moment(job.startedMillis))</td>
                <td>\(job.end == nil ? killButton(job.id) : "")</td></tr>

                """
        }
        let heads = [
            Head(title: "Job", isNumber: true), Head(title: "Name"), Head(title: "Status"), Head(title: "Tasks"),
            Head(title: "Stages", isNumber: true), Head(title: "Rows read", isNumber: true),
            Head(title: "Time", isNumber: true), Head(title: "Started (UTC)"), Head(title: ""),
        ]
        return table(heads, rows, of: jobs.count, none: "No job has run yet.")
    }

    func killButton(_ job: JobID) -> HTMLText {
        if !isLive { return "" }
        return """
            <button type="button" hidden data-kill="\(job.rawValue)" aria-label="End job \(job.rawValue)">End</button>
            """
    }

    private func title(of job: JobFacts) -> String {
        let said = job.properties["spark.job.description"] ?? ""
        return said.isEmpty ? job.name : "\(said) (\(job.name))"
    }

    private func why(_ job: JobFacts) -> HTMLText {
        guard case .failed(_, let message) = job.end else { return "" }
        return "<div class=\"why\">\(message.cut(to: 240))</div>"
    }

    private func failures(_ count: Int) -> HTMLText {
        count == 0 ? "" : " <span class=\"tag bad\">\(Amount.count(count)) failed</span>"
    }

    func tag(of job: JobFacts) -> HTMLText {
        switch job.end {
        case nil: store.now.waitsForExecutors ? tag("WAITING", "busy") : tag("RUNNING", "busy")
        case .succeeded: tag("SUCCEEDED", "good")
        case .failed(.cancelled, _): tag("CANCELLED", "bad")
        case .failed: tag("FAILED", "bad")
        }
    }

    func tag(_ status: StageStatus) -> HTMLText {
        switch status {
        case .active: tag("ACTIVE", "busy")
        case .complete: tag("COMPLETE", "good")
        case .failed: tag("FAILED", "bad")
        case .pending: tag("PENDING", "idle")
        case .skipped: tag("SKIPPED", "idle")
        }
    }

    func tag(_ word: StaticString, _ kind: StaticString) -> HTMLText {
        "<span class=\"tag \(HTMLText(stringLiteral: kind))\">\(HTMLText(stringLiteral: word))</span>"
    }

    func bar(_ done: Int, _ running: Int, _ tasks: Int, _ status: String) -> HTMLText {
        guard tasks > 0 else { return "" }
        let share = min(max(100 * done / tasks, 0), 100)
        let ahead = status == "RUNNING" || status == "ACTIVE" ? min(max(100 * running / tasks, 0), 100 - share) : 0
        let kind: HTMLText =
            switch status {
            case "SUCCEEDED", "COMPLETE": " done"
            case "FAILED": " bad"
            default: ""
            }
        return """
            <div class="bar\(kind)" role="img" aria-label="\(share) % done"><i style="width:\(share)%"></i>\
            <i style="width:\(ahead)%"></i></div>
            """
    }

    func stageTable(_ stages: [StageID]) -> HTMLText {
        let order: [StageStatus: Int] = [.active: 0, .pending: 1]
        let known = stages.map { (id: $0, status: status(of: $0)) }
        let ordered = known.sorted {
            (order[$0.status] ?? 2, -$0.id.rawValue) < (order[$1.status] ?? 2, -$1.id.rawValue)
        }
        let rows = ordered.prefix(ConsoleLimits.rowsShown).compactMap { id, status -> HTMLText? in
            guard let progress = store.now.stages[id] else { return nil }
            let totals = store.stages[id]?.totals ?? TaskTotals()
            let done = status == .skipped ? 0 : progress.doneCount
            return """
                <tr><td class="n"><a href="\(place(id))">\(id.rawValue)</a></td>
                <th class="w" scope="row"><a href="\(place(id))">\(progress.name)</a></th>
                <td>\(tag(status))</td>
                <td>\(Amount.count(done)) of \(Amount.count(progress.taskCount))\(failures(totals.failed))\
                \(bar(done, progress.runningCount, progress.taskCount, status.rawValue))</td>
                \(number(Amount.count(totals.rowsRead)))\(number(Amount.bytes(totals.inputBytes)))
                \(number(Amount.bytes(totals.shuffleReadBytes)))\(number(Amount.bytes(totals.shuffleWriteBytes)))
                \(number(Amount.bytes(totals.spilledBytes)))\(number(Amount.seconds(totals.slotSeconds)))</tr>

                """
        }
        let heads = [
            Head(title: "Stage", isNumber: true), Head(title: "Name"), Head(title: "Status"), Head(title: "Tasks"),
            Head(title: "Rows read", isNumber: true), Head(title: "Input", isNumber: true),
            Head(title: "Shuffle read", isNumber: true), Head(title: "Shuffle written", isNumber: true),
            Head(title: "Spilled", isNumber: true), Head(title: "Time on slots", isNumber: true),
        ]
        return table(heads, rows, of: stages.count, none: "No stage has run yet.")
    }
}
