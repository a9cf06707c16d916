// SPDX-License-Identifier: Apache-2.0

import Driver

/// Numbers in the text format of Prometheus (0.0.4). Labels have few values: no number of a job, a task or an executor
/// is one.
struct MetricsText {
    private(set) var text = ""

    init(_ view: ConsoleView) {
        let store = view.store
        metric("martlet_info", "gauge", "The application: always 1.") {
            [
                (
                    [
                        ("application_id", view.facts.applicationID), ("application", view.facts.applicationName),
                        ("version", view.facts.version),
                    ], 1
                )
            ]
        }
        single("martlet_uptime_seconds", "gauge", "Since the session was started.") {
            Double(view.nowMillis - min(view.facts.startedMillis, view.nowMillis)) / 1_000
        }
        metric("martlet_jobs_total", "counter", "Jobs that have ended.") {
            [
                ([("status", "succeeded")], Double(store.jobsSucceeded)),
                ([("status", "failed")], Double(store.jobsFailed)),
            ]
        }
        single("martlet_jobs_running", "gauge", "Jobs that run or wait.") {
            Double(store.now.jobs.values.count { $0.end == nil })
        }
        let totals = store.totals
        metric("martlet_tasks_total", "counter", "Attempts at tasks that have ended.") {
            [
                ([("status", "succeeded")], Double(totals.succeeded)), ([("status", "failed")], Double(totals.failed)),
                ([("status", "killed")], Double(totals.killed)),
            ]
        }
        single("martlet_tasks_running", "gauge", "Attempts that executors have.") { Double(store.now.tasks.count) }
        metric("martlet_executors", "gauge", "Executors by state.") {
            ["pending", "starting", "running", "draining"].map { word in
                ([("state", word)], Double(store.now.executors.values.count { $0.state.word == word }))
            }
        }
        single("martlet_executors_lost_total", "counter", "Executors that are gone, for whatever reason.") {
            Double(store.executorsLost)
        }
        single("martlet_cores", "gauge", "Task slots of executors that are there.") {
            Double(
                store.now.executors.values.reduce(0) { sum, facts in
                    switch facts.state {
                    case .running, .draining: sum + facts.slots
                    case .pending, .starting, .lost: sum
                    }
                })
        }
        for (name, help, value) in [
            ("martlet_rows_read_total", "Rows that tasks read.", totals.rowsRead),
            ("martlet_rows_written_total", "Rows that tasks gave.", totals.rowsWritten),
            ("martlet_input_bytes_total", "Bytes of files that tasks read.", totals.inputBytes),
            ("martlet_shuffle_read_bytes_total", "Bytes that tasks read from shuffles.", totals.shuffleReadBytes),
            (
                "martlet_shuffle_read_remote_bytes_total", "Of them, those of other executors.",
                totals.shuffleReadRemoteBytes
            ),
            ("martlet_shuffle_write_bytes_total", "Bytes that tasks wrote to shuffles.", totals.shuffleWriteBytes),
            ("martlet_spilled_bytes_total", "Bytes that tasks wrote to disk for want of memory.", totals.spilledBytes),
        ] { single(name, "counter", help) { Double(value) } }
        times(totals)
        single("martlet_events_missed_total", "counter", "Events that the console came too late for.") {
            Double(store.eventsMissed)
        }
        histogram("martlet_task_duration_seconds", "Time of tasks that succeeded.", store.taskTimes)
        histogram("martlet_job_duration_seconds", "Time of jobs.", store.jobTimes)
    }

    private mutating func times(_ totals: TaskTotals) {
        single("martlet_task_run_seconds_total", "counter", "Time of tasks on slots.") { totals.slotSeconds }
        single("martlet_task_cpu_seconds_total", "counter", "Of it, on processors.") { Double(totals.cpuNanos) / 1e9 }
        metric("martlet_task_seconds_total", "counter", "Time of tasks that succeeded, by what it went into.") {
            TimeParts(totals).parts.map { ([("part", $0.kind.rawValue)], $0.nanos / 1e9) }
        }
    }

    private mutating func metric(
        _ name: String, _ type: String, _ help: String, _ samples: () -> [([(String, String)], Double)]
    ) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
        for (labels, value) in samples() { sample(name, labels, value) }
    }

    private mutating func single(_ name: String, _ type: String, _ help: String, _ value: () -> Double) {
        metric(name, type, help) { [([], value())] }
    }

    private mutating func histogram(_ name: String, _ help: String, _ histogram: DurationHistogram) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) histogram\n"
        var sum = 0
        for (bound, count) in zip(DurationHistogram.bounds, histogram.counts) {
            sum += count
            sample(name + "_bucket", [("le", "\(bound)")], Double(sum))
        }
        sample(name + "_bucket", [("le", "+Inf")], Double(histogram.count))
        sample(name + "_sum", [], histogram.sum)
        sample(name + "_count", [], Double(histogram.count))
    }

    private mutating func sample(_ name: String, _ labels: [(String, String)], _ value: Double) {
        text += name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",") + "}"
        }
        text += " " + (value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)") + "\n"
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            case "\r": result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
