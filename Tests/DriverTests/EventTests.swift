// SPDX-License-Identifier: Apache-2.0

import Driver
import Plan
import Scheduling
import Testing

@Suite struct EventTests {
    private func stage(_ id: Int, tasks: Int = 4, done: Int = 0, running: Int = 0) -> StageProgress {
        StageProgress(
            stage: StageID(id), name: "stage \(id)", taskCount: tasks, doneCount: done, runningCount: running,
            failedAttempts: 0)
    }

    private func job(_ id: Int, stages: [Int], at millis: UInt64 = 0) -> DriverEvent {
        .jobStarted(
            JobFacts(
                id: JobID(id), name: "job \(id)", stages: stages.map { StageID($0) }, properties: [:],
                startedMillis: millis, stagesAtStart: stages.map { stage($0) }))
    }

    private func executor(_ name: String, _ state: ExecutorState, slots: Int = 1) -> DriverEvent {
        .executorChanged(ExecutorFacts(name: name, state: state, slots: slots))
    }

    private func snapshot(_ events: [DriverEvent]) -> DriverSnapshot {
        var snapshot = DriverSnapshot()
        for event in events { snapshot.apply(event) }
        return snapshot
    }

    @Test func `progress is the sum of the events`() throws {
        let task = TaskFacts(
            attempt: TaskAttemptID(9), stage: StageID(2), partition: 0, executor: ExecutorID(1), startedMillis: 1_500)
        let told = snapshot([
            executor("one", .running), job(1, stages: [1, 2], at: 1_000), .taskStarted(task),
            .stageChanged(stage(1, done: 4)), .stageChanged(stage(2, done: 1, running: 1)),
            .jobAdvanced(JobID(1), rowsRead: 70),
        ])
        let progress = try #require(told.progress(of: JobID(1), at: 4_000))
        #expect(progress.doneCount == 5 && progress.runningCount == 1 && progress.rowsRead == 70)
        #expect(progress.seconds == 3 && progress.longestRunSeconds == 2.5 && !progress.waitsForExecutors)
        var later = told
        later.apply(.taskEnded(TaskAttemptID(9), .cancelled))
        #expect(later.progress(of: JobID(1), at: 4_000)?.longestRunSeconds == 0 && later.tasks.isEmpty)
        later.apply(.jobEnded(JobID(1), .succeeded, seconds: 3))
        #expect(later.progress(of: JobID(1), at: 5_000) == nil)
        // The last counts of a job that ended well are those of its end.
        #expect(later.stages[StageID(2)]?.doneCount == 4 && later.stages[StageID(2)]?.runningCount == 0)
    }

    @Test func `what is stored is the sum of what executors keep`() throws {
        let facts = StoredFacts(
            id: StoredID(1), name: "points", level: .memoryAndDisk, label: "both", partitionCount: 3)
        func changed(_ partition: Int, _ executor: Int, _ block: StoredBlock?) -> DriverEvent {
            .partitionChanged(StoredPartition(StoredID(1), partition), on: ExecutorID(executor), block)
        }
        func block(_ memory: Int, _ disk: Int = 0) -> StoredBlock {
            StoredBlock(memoryBytes: memory, diskBytes: disk, rows: 1)
        }
        var told = snapshot([
            .datasetStored(facts), changed(0, 1, block(100)), changed(1, 1, block(50)), changed(1, 2, block(60)),
            changed(0, 1, block(0, 30)),
        ])
        let stored = try #require(told.stored[StoredID(1)])
        #expect(stored.facts == facts && stored.partitionsStored == 2)
        #expect(stored.memoryBytes == 110 && stored.diskBytes == 30)
        told.apply(changed(1, 1, nil))
        #expect(told.stored[StoredID(1)]?.partitionsStored == 2 && told.stored[StoredID(1)]?.memoryBytes == 60)
        told.apply(changed(1, 2, nil))
        #expect(told.stored[StoredID(1)]?.partitionsStored == 1)
        told.apply(.datasetReleased(StoredID(1)))
        told.apply(changed(0, 1, block(1)))
        #expect(told.stored.isEmpty)
    }

    @Test func `queries are known while they run, and the last ones afterwards`() {
        func query(_ id: Int) -> DriverEvent {
            .queryStarted(QueryFacts(id: id, name: "collect", plan: "Range", startedMillis: 1_000))
        }
        var told = snapshot([query(1), query(2), .queryEnded(2, .failed(message: "no such bird"), seconds: 2)])
        #expect(told.queries[1]?.end == nil && told.queries[2]?.end == .failed(message: "no such bird"))
        #expect(told.queries[2]?.seconds == 2)
        // Its end comes once.
        told.apply(.queryEnded(2, .succeeded, seconds: 9))
        #expect(told.queries[2]?.seconds == 2)
        for id in 3...(DriverLimits.endedQueriesKept + 10) {
            told.apply(query(id))
            told.apply(.queryEnded(id, .succeeded, seconds: 1))
        }
        #expect(told.queries.count == DriverLimits.endedQueriesKept + 1 && told.queries[1] != nil)
        #expect(told.queries[2] == nil)
    }

    @Test func `what a stage reads where it lies is counted through its changes and behind its end`() {
        let told = snapshot([
            job(1, stages: [1]), .stageRead(StageID(1), PlacedReads(byteCount: 70, localByteCount: 70)),
            .stageChanged(stage(1, done: 1)), .stageRead(StageID(1), PlacedReads(byteCount: 30)),
            .stageRead(StageID(9), PlacedReads(byteCount: 5)), .jobEnded(JobID(1), .succeeded, seconds: 1),
        ])
        #expect(told.stages[StageID(1)]?.reads == PlacedReads(byteCount: 100, localByteCount: 70))
        #expect(told.stages[StageID(1)]?.reads.localShare == 0.7)
        #expect(told.stages.count == 1 && PlacedReads().localShare == nil)
    }

    @Test func `a stage that another job still runs keeps its counts`() {
        let told = snapshot([
            job(1, stages: [1, 2]), job(2, stages: [1, 3]), .stageChanged(stage(1, done: 1, running: 3)),
            .jobEnded(JobID(1), .failed(.cancelled, message: "enough"), seconds: 1),
        ])
        #expect(told.stages[StageID(1)]?.runningCount == 3)
    }

    @Test func `what executors are waited for is said in the words of whoever has to start them`() {
        let sentence = "Unschedulable: 0/3 nodes are available: insufficient cpu"
        var told = snapshot([
            .executorsExpected(4), executor("one", .running), executor("two", .pending(because: sentence)),
            executor("three", .pending(because: sentence)), executor("four", .starting("pulls its image")),
        ])
        #expect(told.executorsAwaited == "1 of 4: \(sentence)" && !told.waitsForExecutors)
        for name in ["two", "three", "four"] { told.apply(executor(name, .running)) }
        #expect(told.executorsAwaited == nil)
        told.apply(executor("two", .lost(because: .outOfMemory("too little"))))
        #expect(told.executorsAwaited == "3 of 4" && told.lastLoss?.name == "two")
        for name in ["one", "three", "four"] { told.apply(executor(name, .draining(because: "idle"))) }
        #expect(told.waitsForExecutors && told.executorsRegistered == 3)
        told.apply(executor("one", .lost(because: .drained)))
        #expect(told.lastLoss?.name == "two")
    }

    @Test func `jobs that ended and executors that were lost are forgotten, the oldest first`() {
        var told = DriverSnapshot()
        let jobs = DriverLimits.endedJobsKept + 10
        for id in 1...jobs {
            told.apply(job(id, stages: [id]))
            told.apply(.jobEnded(JobID(id), .succeeded, seconds: 0))
        }
        #expect(told.jobs.count == DriverLimits.endedJobsKept && told.stages.count == told.jobs.count)
        #expect(told.jobs[JobID(10)] == nil && told.jobs[JobID(11)] != nil)
        for number in 1...(DriverLimits.lostExecutorsKept + 5) {
            told.apply(executor("executor-\(number)", .lost(because: .drained)))
        }
        #expect(told.executors.count == DriverLimits.lostExecutorsKept)
        #expect(told.executors["executor-5"] == nil && told.executors["executor-6"] != nil)
    }

    @Test func `readers get what came after their place, and hear what they have missed`() {
        let events = DriverEvents(kept: 10)
        func note(_ number: Int) -> DriverEvent { .note("note \(number)") }
        events.append((0..<7).map(note))
        let first = events.events(after: 0)
        #expect(first.events == (0..<7).map(note) && first.next == 7 && first.missed == 0)
        #expect(events.events(after: 7).events.isEmpty)
        events.append((7..<25).map(note))
        let second = events.events(after: first.next, most: 4)
        #expect(second.events == (15..<19).map(note) && second.missed == 8 && second.next == 19)
        #expect(events.events(after: second.next).events == (19..<25).map(note))
        #expect(events.snapshot.eventCount == 25)
        // Places that never were.
        #expect(events.events(after: -5).missed == 15 && events.events(after: 1_000).events.isEmpty)
    }

    @Test func `events come with the time at which they were told, and followers are called once for many`() {
        let events = DriverEvents(kept: 10)
        nonisolated(unsafe) var places: [Int] = []
        events.follow(every: 4) { places.append(events.events(after: 0).next) }
        for number in 0..<12 { events.append([.note("\(number)")], at: UInt64(number)) }
        #expect(events.events(after: 8).batches.map(\.millis) == [8, 9, 10, 11])
        #expect(places == [4, 8, 12])
        events.append((0..<9).map { .note("\($0)") }, at: 20)
        #expect(places == [4, 8, 12, 21] && events.events(after: 0).batches.map(\.millis) == [11, 20])
    }

    @Test func `readers of any place get the same events however they were told`() {
        let events = DriverEvents(kept: 50)
        var all: [DriverEvent] = []
        for size in [1, 3, 1, 17, 2, 40, 1, 1, 60, 5, 9, 1] {
            let new = (all.count..<all.count + size).map { DriverEvent.note("\($0)") }
            events.append(new)
            all += new
            for place in max(all.count - 50, 0)...all.count {
                let piece = events.events(after: place, most: 7)
                #expect(piece.events == Array(all[place..<min(place + 7, all.count)]) && piece.missed == 0)
                #expect(piece.batches.allSatisfy { !$0.events.isEmpty } && piece.next == min(place + 7, all.count))
            }
            #expect(events.events(after: 0).missed == max(all.count - 50, 0))
        }
    }
}
