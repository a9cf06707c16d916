// SPDX-License-Identifier: Apache-2.0

import Console
import Driver
import Plan
import Scheduling
import Testing

@Suite struct StoreTests {
    private func store(_ told: [DriverEvent]) -> ConsoleStore {
        var store = ConsoleStore()
        for event in told { store.apply(event, at: 3_000) }
        return store
    }

    @Test func `what tasks did is summed up by stage and by executor`() throws {
        let now = store([
            executor("one", 1), executor("two", 2), job(1, stages: [stage(1)]), started(1, stage: 1),
            started(2, stage: 1, partition: 1, executor: 2), started(3, stage: 1, partition: 2), succeeded(1),
            .taskEnded(TaskAttemptID(2), .failed(message: "no such bird")),
        ])
        let totals = try #require(now.stages[StageID(1)]?.totals)
        #expect(totals.succeeded == 1 && totals.failed == 1 && totals.killed == 0)
        #expect(totals.rowsRead == 10 && totals.inputBytes == 100 && totals.spilledBytes == 7)
        #expect(totals.runNanos == 250_000_000 && totals == now.totals)
        #expect(now.executors["one"]?.totals.succeeded == 1 && now.executors["one"]?.running == 1)
        #expect(now.executors["two"]?.totals.failed == 1 && now.executors["two"]?.running == 0)
        #expect(now.stages[StageID(1)]?.lastFailure == "no such bird")
        #expect(now.stages[StageID(1)]?.firstStart == 2_000 && now.stages[StageID(1)]?.lastEnd == 3_000)
    }

    @Test func `an executor that is lost takes its tasks with it, once`() {
        let lost = executor("one", 1, .lost(because: .outOfMemory("")))
        let now = store([
            executor("one", 1), job(1, stages: [stage(1)]), started(1, stage: 1),
            .taskEnded(TaskAttemptID(1), .lost), lost, lost,
        ])
        #expect(now.totals.killed == 1 && now.executorsLost == 1)
        #expect(now.executors["one"]?.running == 0 && now.executors["one"]?.removed == 3_000)
    }

    @Test func `sums of what executors report do not overflow`() {
        var told = [executor("one", 1), job(1, stages: [stage(1)])]
        for attempt in 1...3 { told += [started(attempt, stage: 1), succeeded(attempt, rows: .max, bytes: .max)] }
        let now = store(told)
        #expect(now.totals.rowsRead == .max && now.totals.shuffleWriteBytes == .max)
    }

    @Test func `it reads a stream piece by piece and says what it missed`() {
        let events = DriverEvents(kept: 10)
        var store = ConsoleStore()
        events.append([executor("one", 1), job(1, stages: [stage(1, tasks: 50)]), started(1, stage: 1), succeeded(1)])
        store.read(events)
        #expect(store.totals.succeeded == 1 && store.eventsMissed == 0 && store.place == 4)
        for attempt in 2...21 { events.append([started(attempt, stage: 1), succeeded(attempt)]) }
        events.append([.jobEnded(JobID(1), .succeeded, seconds: 2)])
        store.read(events)
        // 41 events, of which 10 were kept; the snapshot knows of all.
        #expect(store.eventsMissed == 41 && store.place == 45)
        #expect(store.now.jobs[JobID(1)]?.end == .succeeded)
        events.append([job(2, stages: [stage(2)]), started(30, stage: 2), succeeded(30)])
        store.read(events)
        #expect(store.totals.succeeded == 2 && store.eventsMissed == 41)
    }

    @Test func `a reader is woken before anything is forgotten`() {
        let events = DriverEvents(kept: 64)
        nonisolated(unsafe) var store = ConsoleStore()
        events.follow(every: 16) { store.read(events) }
        for number in 0..<1_000 { events.append([.note("\(number)")]) }
        #expect(store.eventsMissed == 0 && store.place >= 984)
    }

    @Test func `of many tasks of a stage a bounded choice is kept, and all are counted`() throws {
        let count = 3 * ConsoleLimits.tasksOfStage
        var now = ConsoleStore()
        now.apply(executor("one", 1), at: 0)
        now.apply(job(1, stages: [stage(1, tasks: count)]), at: 0)
        for attempt in 0..<count {
            now.apply(started(attempt, stage: 1, partition: attempt), at: 0)
            now.apply(succeeded(attempt), at: 1)
        }
        let stage = try #require(now.stages[StageID(1)])
        #expect(stage.totals.succeeded == count && stage.tasks.count == ConsoleLimits.tasksOfStage)
        // Some of the later ones are among them.
        #expect(stage.tasks.contains { $0.facts.partition >= ConsoleLimits.tasksOfStage })
    }

    @Test func `ten thousand jobs leave no more than is kept of them`() {
        let events = DriverEvents()
        var store = ConsoleStore()
        var attempt = 0
        for number in 1...10_000 {
            var told = [job(number, stages: [stage(number, tasks: 10)])]
            for partition in 0..<10 {
                attempt += 1
                told += [started(attempt, stage: number, partition: partition), succeeded(attempt)]
            }
            told += [
                .stageChanged(stage(number, tasks: 10, done: 10)), .jobEnded(JobID(number), .succeeded, seconds: 1),
            ]
            events.append(told)
            store.read(events)
        }
        #expect(store.now.jobs.count == 1_000 && store.stages.count == 1_000)
        #expect(store.stages.values.reduce(0) { $0 + $1.tasks.count } <= ConsoleLimits.tasksKept)
        #expect(store.totals.succeeded == 100_000 && store.jobsSucceeded == 10_000 && store.eventsMissed == 0)
        #expect(store.jobTimes.count == 10_000 && store.taskTimes.count == 100_000)
    }

    @Test func `quantiles are those of the places`() {
        #expect(quantiles([1, 2, 3, 4], [0, 0.25, 0.5, 0.75, 1]) == [1, 2, 3, 4, 4])
        #expect(quantiles([9], [0, 0.5, 1]) == [9, 9, 9])
        #expect(quantiles([Int](), [0.5]).isEmpty)
    }
}
