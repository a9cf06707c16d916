// SPDX-License-Identifier: Apache-2.0

import Console
import Driver
import JSONValues
import Plan
import Scheduling
import Testing

/// Where the time went.
@Suite struct TimeTests {
    /// Two tasks that are alike, and were 4 s and 5 s on their way and on their slots; the result of the second came
    /// half a second later.
    private func stageOfTwo() -> Stage {
        let driver = Stage()
        driver.tell([
            executor("one", 1), job(1, stages: [stage(1, tasks: 2)]), started(1, stage: 1, at: 1_000),
            started(2, stage: 1, partition: 1, at: 1_000),
        ])
        driver.tell([measured(1)], at: 5_000)
        driver.tell([measured(2)], at: 6_000)
        driver.tell([.resultReceived(TaskAttemptID(2), stage: StageID(1), millis: 500)], at: 6_500)
        driver.tell([.stageChanged(stage(1, tasks: 2, done: 2)), .jobEnded(JobID(1), .succeeded, seconds: 6)])
        return driver
    }

    @Test func `a stage says what its time went into, in parts of one whole`() throws {
        let driver = stageOfTwo()
        let page = driver.text("/stage?id=1")
        // Of 9.5 s: reading 1.2, computing 1.8, shuffling 1, writing 0.8, waiting 4.7.
        let words = "reading 13 %, computing 19 %, shuffling 11 %, writing 8 %, waiting 49 %"
        #expect(page.contains("aria-label=\"\(words)\""), "\(page)")
        #expect(page.contains("600 ms reading blocks, 400 ms writing blocks"))
        let waits =
            "1 s for blocks of other executors, 200 ms for values of the driver, 3 s on the way and in the queues of "
            + "executors, 500 ms for results to come"
        #expect(page.contains(waits), "\(page)")
        #expect(page.contains("processors were busy for 50 % of all but waiting"))
        // Each task in the words of its largest part, and the spread of each part.
        #expect(page.contains("waiting 40 %") && page.contains(/waiting 5[67] %/))
        for row in ["Reading", "Computing", "Shuffling", "Writing files", "Waiting"] {
            #expect(page.contains("<tr><th scope=\"row\">\(row)</th>"), "\(row)")
        }
        #expect(driver.text("/job?id=1").contains(words))
    }

    @Test func `Spark's fields say the same`() throws {
        let driver = stageOfTwo()
        let stage = try driver.rest("/stages/1/0")
        #expect(stage["executorRunTime"] == 6_000 && stage["executorCpuTime"] == 2_400_000_000)
        #expect(stage["shuffleFetchWaitTime"] == 1_000 && stage["shuffleWriteTime"] == 400_000_000)
        let task = stage["tasks"]["2"]
        #expect(task["duration"] == 5_500 && task["schedulerDelay"] == 2_000 && task["gettingResultTime"] == 500)
        let metrics = task["taskMetrics"]
        #expect(metrics["executorRunTime"] == 3_000 && metrics["executorCpuTime"] == 1_200_000_000)
        #expect(metrics["shuffleReadMetrics"]["fetchWaitTime"] == 500)
        #expect(metrics["shuffleWriteMetrics"]["writeTime"] == 200_000_000)
        let summary = try driver.rest("/stages/1/0/taskSummary?quantiles=0,1")
        func spread(_ json: JSON) -> [Int?] { json.items.map(\.int) }
        #expect(spread(summary["duration"]) == [4_000, 5_500] && spread(summary["executorRunTime"]) == [3_000, 3_000])
        #expect(spread(summary["executorCpuTime"]) == [1_200_000_000, 1_200_000_000])
        #expect(spread(summary["schedulerDelay"]) == [1_000, 2_000])
        #expect(spread(summary["gettingResultTime"]) == [0, 500])
        #expect(spread(summary["shuffleReadMetrics"]["fetchWaitTime"]) == [500, 500])
        #expect(spread(summary["shuffleWriteMetrics"]["writeTime"]) == [200_000_000, 200_000_000])
    }

    @Test func `metrics count seconds of each part`() {
        let text = stageOfTwo().text("/metrics")
        for line in [
            "martlet_task_run_seconds_total 6", "martlet_task_cpu_seconds_total 2.4",
            "martlet_task_seconds_total{part=\"reading\"} 1.2", "martlet_task_seconds_total{part=\"computing\"} 1.8",
            "martlet_task_seconds_total{part=\"shuffling\"} 1", "martlet_task_seconds_total{part=\"writing\"} 0.8",
            "martlet_task_seconds_total{part=\"waiting\"} 4.7",
        ] { #expect(text.contains(line + "\n"), "\(line)") }
    }

    @Test func `shares are whole numbers that together are a hundred`() {
        /// Of a task with so many milliseconds each: reading, computing, shuffling, writing and on its way.
        func shares(_ millis: [UInt64]) -> [Int] {
            var report = TaskReport()
            let run = millis[0] + millis[1] + millis[2] + millis[3]
            report.runNanos = run * 1_000_000
            (report.readNanos, report.shuffleReadNanos) = (millis[0] * 1_000_000, millis[2] * 1_000_000)
            report.writeNanos = millis[3] * 1_000_000
            var store = ConsoleStore()
            for event in [executor("one", 1), job(1, stages: [stage(1)]), started(1, stage: 1, at: 0)] {
                store.apply(event, at: 0)
            }
            store.apply(.taskEnded(TaskAttemptID(1), .succeeded(report)), at: run + millis[4])
            return TimeParts(store.totals).shares
        }
        #expect(shares([0, 0, 0, 0, 0]) == [0, 0, 0, 0, 0])
        #expect(shares([1, 1, 1, 0, 0]) == [34, 33, 33, 0, 0])
        #expect(shares([0, 7, 0, 0, 0]) == [0, 100, 0, 0, 0])
        #expect(shares([0, 1, 0, 0, 1]) == [0, 50, 0, 0, 50])
        var numbers = SystemRandomNumberGenerator()
        for _ in 0..<1_000 {
            let millis = (0..<5).map { _ in UInt64.random(in: 0...(1 << UInt64.random(in: 0...30)), using: &numbers) }
            let found = shares(millis)
            #expect(found.reduce(0, +) == (millis.prefix(4).contains { $0 > 0 } ? 100 : 0), "\(millis)")
            #expect(found.allSatisfy { (0...100).contains($0) }, "\(millis)")
        }
    }

    @Test func `parts that are told to be more than the whole are cut`() {
        var report = TaskReport()
        report.runNanos = 10
        (report.readNanos, report.shuffleReadNanos, report.shuffleWriteNanos) = (6, 6, 6)
        (report.cpuNanos, report.waitNanos, report.fetchWaitNanos) = (11, 3, 4)
        report.cutParts()
        #expect(report.readNanos == 6 && report.shuffleReadNanos == 4 && report.shuffleWriteNanos == 0)
        #expect(report.cpuNanos == 10 && report.fetchWaitNanos == 3)
        #expect(report.computeNanos == 0 && report.slotNanos == 13)
    }

    @Test func `numbers without measure trap nowhere`() {
        let driver = Stage()
        driver.tell([executor("one", 1), job(1, stages: [stage(1)])])
        for attempt in 1...3 {
            var report = TaskReport()
            let most = UInt64(1 << 60)
            report.runNanos = most
            (report.readNanos, report.writeNanos, report.waitNanos) = (most, most, most)
            (report.cpuNanos, report.fetchWaitNanos, report.shuffleReadNanos) = (most, most, most)
            driver.tell(
                [
                    started(attempt, stage: 1), .taskEnded(TaskAttemptID(attempt), .succeeded(report)),
                    .resultReceived(TaskAttemptID(attempt), stage: StageID(1), millis: .max),
                ], at: .max)
        }
        for target in [
            "/stage?id=1", "/job?id=1", "/metrics", "/executors",
            "/api/v1/applications/\(Stage.id)/stages/1?withSummaries=true",
        ] { #expect(driver.ask(target).status == .ok, "\(target)") }
    }
}
