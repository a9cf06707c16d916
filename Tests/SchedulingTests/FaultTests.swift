// SPDX-License-Identifier: Apache-2.0

import Plan
import Scheduling
import Testing

/// What other engines got wrong once, and what follows from our own promises.
@Suite struct FaultTests {
    // MARK: Executors

    /// SPARK-30297: an executor that was lost got its own tasks back, and the job hung.
    @Test func aLostExecutorsTasksGoElsewhereAtOnceAndNeverBackToIt() {
        let rig = Rig()
        rig.register(1, slots: 2)
        rig.register(2, slots: 4)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 4))))
        rig.lose(1)
        #expect(rig.outstanding.count == 4)
        #expect(rig.outstanding.allSatisfy { $0.executor == ExecutorID(2) })
        rig.finish()
        #expect(rig.hasSucceeded())
    }

    /// Events that come together: what the first asks of an executor is void when the second takes it away.
    @Test func nothingIsAskedOfAnExecutorThatIsLostInTheSameBreath() {
        let rig = Rig()
        rig.register(1, slots: 2)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 2))))
        rig.send(
            .jobCancelled(JobID(1), reason: "interrupt"),
            .executorLost(ExecutorID(1), reason: .connectionLost("reset")))
        #expect(rig.failure()?.kind == .cancelled)
        #expect(!rig.lastContains { $0.recipient != nil })
    }

    /// SPARK-58908: a heartbeat kill was classified by a second path, and never counted.
    @Test(arguments: [
        (ExecutorLossReason.connectionLost("reset"), true),
        (.heartbeatTimeout(silentMillis: 10_000), true),
        (.processExited(code: 1), true),
        (.processExited(code: 0), false),
        (.processKilled(signal: 9), true),
        (.outOfMemory("limit 512 MiB"), true),
        (.protocolViolation("frame too long"), true),
        (.killedByCluster("preempted"), false),
        (.drained, false),
        (.dismissed, false),
    ])
    func eachReasonCountsOrNot(reason: ExecutorLossReason, counts: Bool) {
        let rig = Rig(SchedulerOptions(executorFailuresMax: 0))
        rig.register(1)
        rig.register(2)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 1))))
        rig.lose(1, reason)
        #expect((rig.failure()?.kind == .applicationFailed) == counts)
        #expect(rig.auditor.applicationHasFailed == counts)
    }

    @Test func theFirstReasonOfALossWins() {
        let rig = Rig(SchedulerOptions(executorFailuresMax: 0))
        rig.register(1)
        rig.register(2)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 1))))
        rig.lose(1, .killedByCluster("preempted"))
        rig.lose(1, .processKilled(signal: 9))
        #expect(rig.last.isEmpty)
        rig.finish()
        #expect(rig.hasSucceeded())
    }

    @Test func anExecutorThatWasLeavingDoesNotCountHoweverItGoes() {
        let rig = Rig(SchedulerOptions(executorFailuresMax: 0))
        rig.register(1)
        rig.send(.executorDraining(ExecutorID(1)))
        rig.lose(1, .connectionLost("closed"))
        #expect(!rig.auditor.applicationHasFailed)
    }

    @Test func tooManyExecutorFailuresEndTheApplicationForGood() {
        let rig = Rig(SchedulerOptions(executorFailuresMax: 2))
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 1))))
        for id in 1...2 {
            rig.register(id)
            rig.lose(id)
        }
        #expect(rig.failure() == nil)
        rig.register(3, host: "worker7")
        rig.lose(3, .processKilled(signal: 11))
        #expect(rig.failure()?.kind == .applicationFailed)
        #expect(rig.failure()?.message.contains("worker7: its process was killed by signal 11") == true)
        rig.register(4)
        rig.send(.jobSubmitted(job(2, stage(2, tasks: 1))))
        #expect(rig.failure(2)?.kind == .applicationFailed)
        rig.lose(4)
    }

    @Test func oldExecutorFailuresAreForgotten() {
        let rig = Rig(SchedulerOptions(executorFailuresMax: 1))
        for id in 1...5 {
            rig.register(id)
            rig.lose(id)
            rig.now += 3_600_001
        }
        #expect(!rig.auditor.applicationHasFailed)
    }

    @Test func aTaskThatIsLostTooOftenFailsTheJobNotTheApplication() {
        let rig = Rig()
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 1))))
        for id in 1...9 {
            #expect(rig.failure() == nil)
            rig.register(id)
            rig.lose(id, .outOfMemory(""))
        }
        #expect(rig.failure()?.kind == .taskLost)
        #expect(rig.failure()?.attempts == 9)
        #expect(rig.failure()?.message.contains("lost 9 times") == true)
    }

    /// Ballista 2029 and 2226: without executors a job hung, by two code paths.
    @Test(arguments: ["never came", "were lost", "are leaving"])
    func withoutExecutorsAJobFailsAfterTheDeadlineAndSaysWhatToDo(they: String) {
        let rig = Rig()
        if they != "never came" { rig.register(1, slots: 1) }
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 2))))
        if they == "were lost" { rig.lose(1, .killedByCluster("evicted")) }
        if they == "are leaving" { rig.send(.executorDraining(ExecutorID(1))) }
        #expect(rig.lastContains { if case .setTimer(.noExecutors, 30_000) = $0 { true } else { false } })
        rig.now += 29_999
        rig.send(.timerFired(.noExecutors))
        #expect(rig.failure() == nil)
        #expect(rig.lastContains { if case .setTimer(.noExecutors, 1) = $0 { true } else { false } })
        rig.now += 1
        rig.send(.timerFired(.noExecutors))
        #expect(rig.failure()?.kind == .noExecutors)
        let message = rig.failure()?.message ?? ""
        #expect(message.contains("30 s") && message.contains("martlet-executor --driver"))
        #expect((they == "were lost") == message.contains("evicted"))
    }

    @Test func aReasonThatComesAfterTheLossIsWhatMessagesSay() {
        let rig = Rig()
        rig.register(1, slots: 1)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 2))))
        rig.lose(1, .connectionLost("reset"))
        rig.send(.executorLossExplained(ExecutorID(1), reason: .outOfMemory("the pod was killed")))
        rig.send(.executorLossExplained(ExecutorID(7), reason: .outOfMemory("another one")))
        rig.now += 30_000
        rig.send(.timerFired(.noExecutors))
        let message = rig.failure()?.message ?? ""
        #expect(message.contains("the pod was killed") && !message.contains("reset"))
    }

    @Test func anExecutorInTimeStopsTheDeadlineAndALateTimerDoesNoHarm() {
        let rig = Rig()
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 1))))
        rig.now += 29_000
        rig.register(1)
        #expect(rig.lastContains { if case .cancelTimer(.noExecutors) = $0 { true } else { false } })
        rig.now += 2_000
        rig.send(.timerFired(.noExecutors))
        #expect(rig.failure() == nil)
        rig.finish()
        #expect(rig.hasSucceeded())
    }

    @Test func eachJobHasTheWholeDeadline() {
        let rig = Rig()
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 1))))
        rig.now += 20_000
        rig.send(.jobSubmitted(job(2, stage(2, tasks: 1))))
        rig.now += 10_000
        rig.send(.timerFired(.noExecutors))
        #expect(rig.failure(1)?.kind == .noExecutors && rig.failure(2) == nil)
        #expect(rig.lastContains { if case .setTimer(.noExecutors, 20_000) = $0 { true } else { false } })
        rig.now += 20_000
        rig.send(.timerFired(.noExecutors))
        #expect(rig.failure(2)?.kind == .noExecutors)
    }

    // MARK: Tasks

    @Test func aFailedTaskIsTriedFourTimesElsewhereIfPossible() {
        let rig = Rig()
        for id in 1...3 { rig.register(id, slots: 1) }
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 1))))
        var hosts: [Int] = []
        for attempt in 1...4 {
            #expect(rig.failure() == nil)
            hosts.append(rig.outstanding[0].executor.rawValue)
            #expect(rig.outstanding[0].launch.attemptNumber == attempt)
            rig.fail(rig.outstanding[0])
        }
        #expect(Set(hosts[0..<3]).count == 3)
        let failure = rig.failure()
        #expect(failure?.kind == .taskFailed && failure?.attempts == 4 && failure?.partition == 0)
        #expect(failure?.message.contains("map at Example.swift:1") == true)
        #expect(failure?.message.contains("disk full (attempt 4 of 4") == true)
        #expect(failure?.host == "host\(hosts[3])")
    }

    @Test func aTaskThatWouldFailAgainFailsTheJobAtOnce() {
        let rig = Rig()
        rig.register(1)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 4))))
        rig.fail(rig.outstanding[0], retryable: false, "division by zero at Example.swift:3, row 17")
        #expect(rig.failure()?.attempts == 1)
        #expect(rig.failure()?.task?.kind == .closure)
        #expect(rig.failure()?.message.contains("division by zero at Example.swift:3, row 17") == true)
        #expect(rig.lastContains { if case .cancelTasks = $0 { true } else { false } })
    }

    /// Ballista, chaos scenario D: the end of an attempt that the engine itself had cancelled failed the job.
    @Test func theEndOfACancelledAttemptCountsForNothing() {
        let rig = Rig()
        rig.register(1, slots: 2)
        rig.send(.jobSubmitted(mapReduce(1)))
        let cancelled = rig.outstanding
        rig.send(.jobCancelled(JobID(1), reason: "interrupt"))
        rig.send(.jobSubmitted(mapReduce(2)))
        rig.fail(cancelled[0], retryable: false, "cancelled")
        rig.send(.taskEnded(cancelled[1].launch.attempt, cancelled[1].executor, .cancelled))
        rig.finish()
        #expect(rig.hasSucceeded(2))
    }

    /// SPARK-24552, -24589, -39195: attempts of two stage attempts both committed; a commit of an attempt whose
    /// executor was lost before it could say so was repeated.
    @Test func aPartitionHasOneWinnerWhateverOldAttemptsSay() {
        let rig = Rig()
        rig.register(1, slots: 1)
        rig.register(2, slots: 1)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 1))))
        let old = rig.outstanding[0]
        rig.lose(1, .heartbeatTimeout(silentMillis: 10_000))
        rig.send(.taskEnded(old.launch.attempt, old.executor, rig.success(old.launch)))
        #expect(rig.last.isEmpty)
        let new = rig.outstanding[0]
        rig.send(.taskEnded(new.launch.attempt, ExecutorID(1), rig.success(new.launch)))
        #expect(rig.last.isEmpty)
        rig.send(.taskEnded(new.launch.attempt, new.executor, rig.success(new.launch)))
        #expect(rig.hasSucceeded())
        let results = rig.all.compactMap { command -> TaskAttemptID? in
            if case .partitionResult(_, 0, let attempt, _, _) = command { attempt } else { nil }
        }
        #expect(results == [new.launch.attempt])
    }

    /// SPARK-13931, -18981, -37580, -49485: attempts that no longer counted finished or hung the stage.
    @Test func repeatedAndUnknownReportsChangeNothing() {
        let rig = Rig()
        rig.register(1, slots: 4)
        rig.send(.jobSubmitted(mapReduce(maps: 2)))
        let first = rig.outstanding[0]
        rig.succeed(first)
        for _ in 0..<3 {
            rig.send(.taskEnded(first.launch.attempt, first.executor, rig.success(first.launch)))
            #expect(rig.last.isEmpty)
        }
        rig.send(.taskEnded(TaskAttemptID(999), ExecutorID(1), .cancelled))
        rig.send(.taskEnded(TaskAttemptID(0), ExecutorID(77), .cancelled))
        #expect(rig.last.isEmpty)
        #expect(rig.outstanding(stage: 11).isEmpty)
        rig.finish()
        #expect(rig.hasSucceeded())
    }

    /// SPARK-57491: the output of a duplicate attempt was served to readers.
    @Test func theOutputOfAnAttemptThatNoLongerCountsIsDroppedAndNeverPublished() {
        let rig = Rig()
        rig.register(1, slots: 2)
        rig.send(.jobSubmitted(mapReduce(1)))
        let cancelled = rig.outstanding[0]
        let outcome = rig.success(cancelled.launch)
        rig.send(.jobCancelled(JobID(1), reason: "interrupt"))
        rig.send(.taskEnded(cancelled.launch.attempt, cancelled.executor, outcome))
        #expect(
            rig.lastContains {
                guard case .dropMapOutput(ShuffleID(1), 0, let attempt, ExecutorID(1)) = $0 else { return false }
                return attempt == cancelled.launch.attempt
            })
        rig.send(.jobSubmitted(mapReduce(2)))
        #expect(rig.launched(stage: 20).map(\.partition) == [0])
    }

    @Test func aMapTaskThatReportsNoOutputHasFailed() {
        let rig = Rig()
        rig.register(1, slots: 1)
        rig.send(.jobSubmitted(mapReduce(maps: 1)))
        for _ in 1...4 {
            let task = rig.outstanding[0]
            rig.send(.taskEnded(task.launch.attempt, task.executor, .succeeded(TaskReport())))
        }
        #expect(rig.failure()?.task?.kind == .engine)
    }

    @Test func resultsThatCannotBeFetchedTooOftenFailTheJob() {
        let rig = Rig()
        rig.register(1)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 1))))
        for _ in 1...9 {
            let task = rig.outstanding[0]
            rig.succeed(task, held: true)
            rig.send(.resultLost(JobID(1), partition: 0, attempt: task.launch.attempt))
        }
        #expect(rig.failure()?.kind == .taskLost)
    }
}
