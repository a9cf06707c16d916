// SPDX-License-Identifier: Apache-2.0

import Driver
import Plan
import Scheduling

extension ConsoleView {
    // MARK: A job

    func page(of job: JobFacts) -> HTMLText {
        let counts = counts(of: job)
        var html: HTMLText = """
            <h1>Job \(job.id.rawValue): \(job.name)</h1>
            <p class="sub">\(tag(of: job)) started \(moment(job.startedMillis)) UTC \
            \(job.end == nil ? killButton(job.id) : "")</p>
            \(tiles([
                ("Time", Amount.seconds(seconds(of: job))),
                ("Tasks done", "\(Amount.count(counts.completed + counts.skipped)) of \(Amount.count(counts.tasks))"),
                ("Tasks failed", counts.failed == 0 ? "" : Amount.count(counts.failed)),
                ("Rows read", Amount.count(rowsRead(by: job))),
                ("Group", job.properties["spark.jobGroup.id"] ?? ""),
                ("Description", job.properties["spark.job.description"] ?? ""),
            ]))
            """
        if let query = job.properties[QueryFacts.property].flatMap({ Int($0) }), store.now.queries[query] != nil {
            html += "<p class=\"sub\">A part of <a href=\"\(place(ofQuery: query))\">query \(query)</a></p>"
        }
        if case .failed(_, let message) = job.end { html += "<h2>Why it ended</h2><pre>\(message)</pre>" }
        html += "<h2>Stages <small>\(job.stages.count)</small></h2>"
        html += stageGraph(of: job)
        html += stageTable(job.stages)
        var times = TimeParts()
        for stage in job.stages where status(of: stage) != .skipped {
            times += store.stages[stage].map { TimeParts($0.totals) } ?? TimeParts()
        }
        html += whereTimeWent(times)
        return html
    }

    // MARK: A stage

    func page(of id: StageID, _ progress: StageProgress) -> HTMLText {
        let record = store.stages[id] ?? ConsoleStore.Stage()
        let totals = record.totals
        let jobs = jobs(with: id).prefix(20).map { job in
            " <a href=\"\(place(job.id))\">job \(job.id.rawValue)</a>" as HTMLText
        }
        var html: HTMLText = """
            <h1>Stage \(id.rawValue): \(progress.name)</h1>
            <p class="sub">\(tag(status(of: id)))\(HTMLText(joining: jobs))</p>
            \(tiles([
                ("Tasks done", "\(Amount.count(progress.doneCount)) of \(Amount.count(progress.taskCount))"),
                ("Running", progress.runningCount == 0 ? "" : Amount.count(progress.runningCount)),
                ("Failed", totals.failed == 0 ? "" : Amount.count(totals.failed)),
                ("Time on slots", Amount.seconds(totals.slotSeconds)),
                ("Rows read", Amount.count(totals.rowsRead)), ("Rows given", Amount.count(totals.rowsWritten)),
                ("Input", Amount.bytes(totals.inputBytes)), ("Shuffle read", Amount.bytes(totals.shuffleReadBytes)),
                ("Shuffle written", Amount.bytes(totals.shuffleWriteBytes)),
                ("Spilled", Amount.bytes(totals.spilledBytes)),
                ("Read where it lies", progress.reads.localShare.map { "\(Int($0 * 100)) %" } ?? ""),
            ]))
            """
        html += whereTimeWent(TimeParts(totals))
        html += stepTable(progress)
        if let failure = record.lastFailure { html += "<h2>Last failure</h2><pre>\(failure)</pre>" }
        html += quantileTable(record)
        html += taskTable(record)
        return html
    }

    private func quantileTable(_ record: ConsoleStore.Stage) -> HTMLText {
        let tasks = record.tasks.filter { $0.state == .succeeded }
        if tasks.count < 2 { return "" }
        func row(
            _ name: StaticString, _ value: (EndedTask) -> Int, _ shown: (Int) -> String, flagsSkew: Bool = true
        ) -> HTMLText {
            let sorted = tasks.map(value).sorted()
            guard sorted.last != 0 else { return "" }
            let parts = quantiles(sorted, [0, 0.25, 0.5, 0.75, 1])
            return """
                <tr><th scope="row">\(HTMLText(stringLiteral: name))\(flagsSkew ? skew(parts) : "")</th>\
                \(HTMLText(joining: parts.map { number(shown($0)) }))</tr>
                """
        }
        func time(_ name: StaticString, _ part: (TimeParts) -> Double, flagsSkew: Bool = true) -> HTMLText {
            row(
                name, { Int(min(part(TimeParts($0)) / 1e3, 1e15)) }, { Amount.seconds(Double($0) / 1e6) },
                flagsSkew: flagsSkew)
        }
        let rows = [
            row("Time", { Int($0.millis * 1_000) }, { Amount.seconds(Double($0) / 1e6) }),
            time("Reading", \.reading), time("Computing", \.computing), time("Shuffling", \.shuffling),
            // Launches and ends are known to the millisecond.
            time("Writing files", \.writing), time("Waiting", \.waiting, flagsSkew: false),
            row("Rows read", { $0.report.rowsRead }, Amount.count),
            row("Input", { $0.report.inputByteCount }, Amount.bytes),
            row("Shuffle read", { $0.report.shuffleReadByteCount }, Amount.bytes),
            row("Shuffle written", { $0.report.shuffleWriteByteCount }, Amount.bytes),
            row("Spilled", { $0.report.spillByteCount }, Amount.bytes),
        ].filter { !$0.html.isEmpty }
        let heads = [
            Head(title: "Of each task"), Head(title: "Least", isNumber: true), Head(title: "25 %", isNumber: true),
            Head(title: "Median", isNumber: true), Head(title: "75 %", isNumber: true),
            Head(title: "Most", isNumber: true),
        ]
        return """
            <h2>Spread <small>over \(Amount.count(tasks.count)) tasks</small></h2>
            \(table(heads, rows, none: "Nothing was measured."))
            """
    }

    /// Flags what one task has much more of than the others.
    private func skew(_ parts: [Int]) -> HTMLText {
        guard parts.count == 5, parts[4] >= 4 * max(parts[2], 1), parts[4] >= 2 * max(parts[3], 1), parts[4] >= 1_000
        else { return "" }
        return " <span class=\"tag busy\">skewed</span>"
    }

    private func taskTable(_ record: ConsoleStore.Stage) -> HTMLText {
        // Failures first, then the slowest.
        let ordered = record.tasks.sorted {
            ($0.state == .failed ? 0 : 1, -$0.millis) < ($1.state == .failed ? 0 : 1, -$1.millis)
        }
        let rows = ordered.prefix(ConsoleLimits.rowsShown).map { task -> HTMLText in
            let state: HTMLText =
                switch task.state {
                case .succeeded: "<span class=\"tag good\">SUCCESS</span>"
                case .failed: "<span class=\"tag bad\">FAILED</span>"
                case .killed: "<span class=\"tag\">KILLED</span>"
                }
            let report = task.report
            return """
                <tr>\(number("\(task.facts.partition)"))\(number("\(task.facts.attempt)"))<td>\(state)\
                <div class="why">\(task.message.cut(to: 240))</div></td><td>\(task.executor)</td>
                \(number(Amount.seconds(task.millis / 1_000)))\(whereItWent(TimeParts(task)))
                \(number(Amount.count(report.rowsRead)))
                \(number(Amount.bytes(report.inputByteCount)))\(number(Amount.bytes(report.shuffleReadByteCount)))
                \(number(Amount.bytes(report.shuffleWriteByteCount)))\(number(Amount.bytes(report.spillByteCount)))
                <td class="d">\(moment(task.facts.startedMillis))</td></tr>

                """
        }
        let heads = [
            Head(title: "Partition", isNumber: true), Head(title: "Attempt", isNumber: true), Head(title: "Status"),
            Head(title: "Executor"), Head(title: "Time", isNumber: true), Head(title: "Went into"),
            Head(title: "Rows read", isNumber: true), Head(title: "Input", isNumber: true),
            Head(title: "Shuffle read", isNumber: true), Head(title: "Shuffle written", isNumber: true),
            Head(title: "Spilled", isNumber: true), Head(title: "Started (UTC)"),
        ]
        return """
            <h2>Tasks <small>failed ones and the slowest first</small></h2>
            \(table(heads, rows, of: record.totals.ended, none: "No task has ended yet."))
            """
    }
}
