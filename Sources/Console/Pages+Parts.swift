// SPDX-License-Identifier: Apache-2.0

import Driver
import Plan
import Scheduling

// Executors, queries, settings: each a page, and a part of a report.
extension ConsoleView {
    // MARK: Executors

    func executorsPage() -> HTMLText {
        let present = executors.filter { $0.state.word == "running" || $0.state.word == "draining" }
        let slots = present.reduce(0) { $0 + $1.slots }
        let memory = present.reduce(0) { $0 + min($1.memoryByteCount, 1 << 50) }
        let busy = present.reduce(0) { $0 + max(store.executors[$1.name]?.running ?? 0, 0) }
        var html: HTMLText = """
            <h1>Executors</h1>
            \(tiles([
                ("Here", Amount.count(present.count)),
                ("Expected", store.now.executorsExpected.map(Amount.count) ?? ""),
                ("Cores busy", slots == 0 ? "" : "\(busy) of \(slots)"), ("Memory", Amount.bytes(memory)),
                ("Lost", store.executorsLost == 0 ? "" : Amount.count(store.executorsLost)),
            ]))
            """
        if let awaited = store.now.executorsAwaited {
            html += "<p class=\"sub\"><span class=\"tag busy\">waiting</span> executors \(awaited)</p>"
        }
        html += executorTable()
        return html
    }

    private func executorTable() -> HTMLText {
        let ordered = executors.sorted { ($0.state.isOver ? 1 : 0) < ($1.state.isOver ? 1 : 0) }
        let rows = ordered.prefix(ConsoleLimits.rowsShown).map { executor -> HTMLText in
            let record = record(of: executor.name)
            let totals = record.totals
            let isHere = executor.slots > 0 && !executor.state.isOver
            return """
                <tr><th scope="row">\(executor.name)</th><td>\(tag(of: executor.state))\
                \(reason(executor.state))\(lastLines(executor))</td><td>\(executor.host)</td>
                \(number(isHere ? "\(max(record.running, 0)) of \(executor.slots)" : ""))
                \(number(Amount.bytes(executor.memoryByteCount)))\(number(Amount.count(totals.succeeded)))
                \(number(totals.failed == 0 ? "" : Amount.count(totals.failed)))
                \(number(Amount.count(totals.rowsRead)))\(number(Amount.bytes(totals.inputBytes)))
                \(number(Amount.bytes(totals.shuffleReadBytes)))\(number(Amount.bytes(totals.shuffleWriteBytes)))
                \(number(Amount.bytes(totals.spilledBytes)))\(number(Amount.seconds(totals.slotSeconds)))
                <td class="d">\(moment(record.added))</td>\
                <td class="d">\(record.removed.map(moment) ?? "")</td></tr>

                """
        }
        let heads = [
            Head(title: "Executor"), Head(title: "State"), Head(title: "Host"),
            Head(title: "Cores busy", isNumber: true), Head(title: "Memory", isNumber: true),
            Head(title: "Tasks done", isNumber: true), Head(title: "Failed", isNumber: true),
            Head(title: "Rows read", isNumber: true), Head(title: "Input", isNumber: true),
            Head(title: "Shuffle read", isNumber: true), Head(title: "Shuffle written", isNumber: true),
            Head(title: "Spilled", isNumber: true), Head(title: "Time on slots", isNumber: true),
            Head(title: "Since (UTC)"), Head(title: "Until (UTC)"),
        ]
        return table(heads, rows, of: executors.count, none: "No executor has been asked for yet.")
    }

    /// What it last wrote to its log: of one that is lost, at once.
    private func lastLines(_ executor: ExecutorFacts) -> HTMLText {
        if executor.logTail.isEmpty { return "" }
        let isOpen: HTMLText = executor.state.isOver ? " open" : ""
        return """
            <details class="reason"\(isOpen)><summary>Last lines of its log</summary>\
            <pre>\(executor.logTail)</pre></details>
            """
    }

    /// Why it is so; the last lines of a pod's log, which its cluster puts behind the reason, on lines of their own.
    private func reason(_ state: ExecutorState) -> HTMLText {
        let reason = state.reason
        if reason.isEmpty { return "" }
        guard reason.contains("\n") else { return "<div class=\"why reason\">\(reason.cut(to: 2_000))</div>" }
        return "<pre class=\"reason\">\(reason.cut(to: 4_000))</pre>"
    }

    private func tag(of state: ExecutorState) -> HTMLText {
        switch state {
        case .pending: tag("pending", "busy")
        case .starting: tag("starting", "busy")
        case .running: tag("running", "good")
        case .draining: tag("draining", "idle")
        case .lost(because: .dismissed), .lost(because: .drained): tag("gone", "idle")
        case .lost: tag("lost", "bad")
        }
    }

    // MARK: Queries

    func queriesPage() -> HTMLText {
        """
        <h1>Queries</h1>
        <p class="sub">Actions on frames and statements of SQL, with their plans.</p>
        \(queryTable())
        """
    }

    private func queryTable() -> HTMLText {
        let rows = queries.prefix(ConsoleLimits.rowsShown).map { query -> HTMLText in
            let jobs = jobs(of: query)
            let links = jobs.prefix(20).map { "<a href=\"\(place($0.id))\">\($0.id.rawValue)</a> " as HTMLText }
            return """
                <tr><td class="n"><a href="\(place(ofQuery: query.id))">\(query.id)</a></td>
                <th class="w" scope="row"><a href="\(place(ofQuery: query.id))">\(title(of: query))</a>\
                \(why(query))</th><td>\(tag(of: query))</td><td>\(HTMLText(joining: links))</td>
                \(number(Amount.count(rowsRead(ofAll: jobs))))\(number(Amount.seconds(seconds(of: query))))
                <td class="d">\(moment(query.startedMillis))</td></tr>

                """
        }
        let heads = [
            Head(title: "Query", isNumber: true), Head(title: "Name"), Head(title: "Status"), Head(title: "Jobs"),
            Head(title: "Rows read", isNumber: true), Head(title: "Time", isNumber: true),
            Head(title: "Started (UTC)"),
        ]
        return table(heads, rows, of: queries.count, none: "No query has run yet.")
    }

    private func rowsRead(ofAll jobs: [JobFacts]) -> Int {
        jobs.reduce(0) { sum, job in
            let (all, overflow) = sum.addingReportingOverflow(rowsRead(by: job))
            return overflow ? .max : all
        }
    }

    private func title(of query: QueryFacts) -> String {
        let said = query.properties["spark.job.description"] ?? ""
        return said.isEmpty ? query.name : "\(said) (\(query.name))"
    }

    private func why(_ query: QueryFacts) -> HTMLText {
        guard case .failed(let message) = query.end else { return "" }
        return "<div class=\"why\">\(message.cut(to: 240))</div>"
    }

    private func tag(of query: QueryFacts) -> HTMLText {
        switch query.end {
        case nil: tag("RUNNING", "busy")
        case .succeeded: tag("COMPLETED", "good")
        case .failed: tag("FAILED", "bad")
        }
    }

    func page(of query: QueryFacts) -> HTMLText {
        let jobs = jobs(of: query)
        var html: HTMLText = """
            <h1>Query \(query.id): \(query.name)</h1>
            <p class="sub">\(tag(of: query)) started \(moment(query.startedMillis)) UTC</p>
            \(tiles([
                ("Time", Amount.seconds(seconds(of: query))), ("Jobs", Amount.count(jobs.count)),
                ("Rows read", Amount.count(rowsRead(ofAll: jobs))),
                ("Group", query.properties["spark.jobGroup.id"] ?? ""),
                ("Description", query.properties["spark.job.description"] ?? ""),
            ]))
            """
        if case .failed(let message) = query.end { html += "<h2>Why it ended</h2><pre>\(message)</pre>" }
        html += "<h2>Jobs <small>\(jobs.count)</small></h2>\(jobTable(jobs))"
        html += planTable(query)
        if !query.plan.isEmpty { html += "<h2>Plan</h2><pre class=\"plan\">\(query.plan)</pre>" }
        return html
    }

    // MARK: Environment

    func environmentPage() -> HTMLText {
        let shown = facts.settingsShown
        let unknown = shown.count { $0.state == "unknown" }
        let ignored = shown.count { $0.state == "ignored" }
        return """
            <h1>Environment</h1>
            <p class="sub">\(facts.master) · \(facts.user) · Martlet \(facts.version)</p>
            \(tiles([
                ("Settings", Amount.count(shown.count)), ("Ignored", ignored == 0 ? "" : Amount.count(ignored)),
                ("Unknown", unknown == 0 ? "" : Amount.count(unknown)),
            ]))
            \(environmentTable(shown))
            """
    }

    private func environmentTable(_ shown: [ConsoleFacts.Setting]) -> HTMLText {
        // What does nothing, and may be a mistake, first.
        let order = ["unknown": 0, "ignored": 1]
        let ordered = shown.enumerated().sorted {
            (order[$0.element.state] ?? 2, $0.offset) < (order[$1.element.state] ?? 2, $1.offset)
        }
        let rows = ordered.prefix(EventLogLimits.settingsMax).map { _, setting -> HTMLText in
            let state: HTMLText =
                switch setting.state {
                case "accepted": tag("accepted", "good")
                case "ignored": tag("ignored", "idle")
                case "unknown": tag("unknown", "bad")
                default: ""
                }
            return """
                <tr><th scope="row">\(setting.key)</th><td class="w">\(setting.value.cut(to: 1_000))</td>
                <td>\(state)</td><td class="w"><span class="why">\(setting.meaning.cut(to: 1_000))</span></td></tr>

                """
        }
        let heads = [
            Head(title: "Setting"), Head(title: "Value"), Head(title: "Effect"), Head(title: "Meaning"),
        ]
        return table(heads, rows, of: shown.count, none: "Nothing is set.")
    }
}
