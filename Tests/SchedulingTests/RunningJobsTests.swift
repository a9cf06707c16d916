// SPDX-License-Identifier: Apache-2.0

import Plan
import Scheduling
import Testing

@Suite struct RunningJobsTests {
    @Test func aJobOfOneStageSucceedsWithEachPartitionOnce() {
        let rig = Rig()
        rig.register(1)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 5))))
        #expect(rig.outstanding.map(\.launch.partition) == [0, 1])
        rig.finish()
        #expect(rig.hasSucceeded())
        #expect(rig.launched(stage: 1).map(\.partition) == [0, 1, 2, 3, 4])
    }

    @Test func aStageStartsWhenItsInputIsComplete() {
        let rig = Rig()
        rig.register(1, slots: 4)
        rig.send(.jobSubmitted(mapReduce()))
        #expect(rig.outstanding(stage: 11).isEmpty)
        rig.succeed(rig.outstanding[0])
        #expect(rig.outstanding(stage: 11).isEmpty)
        rig.succeed(rig.outstanding[0])
        #expect(rig.outstanding(stage: 11).count == 2)
        rig.finish()
        #expect(rig.hasSucceeded())
    }

    @Test func jobsOnTheWayAreServedOldestFirst() {
        let rig = Rig()
        rig.register(1, slots: 1)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 2))))
        rig.send(.jobSubmitted(job(2, stage(2, tasks: 1))))
        rig.succeed(rig.outstanding[0])
        #expect(rig.outstanding.map(\.launch.stage) == [StageID(1)])
        rig.succeed(rig.outstanding[0])
        #expect(rig.outstanding.map(\.launch.stage) == [StageID(2)])
        rig.finish()
        #expect(rig.hasSucceeded(1) && rig.hasSucceeded(2))
    }

    @Test func aLaterJobFillsSlotsThatTheFirstLeavesFree() {
        let rig = Rig()
        rig.register(1, slots: 3)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 1))))
        rig.send(.jobSubmitted(job(2, stage(2, tasks: 5))))
        #expect(rig.outstanding(stage: 2).count == 2)
    }

    @Test func aStageIsDefinedAndATablePublishedOnceAnExecutor() {
        let rig = Rig()
        rig.register(1, slots: 1)
        rig.register(2, slots: 1)
        rig.send(.jobSubmitted(mapReduce(maps: 4, reduces: 6)))
        rig.finish()
        #expect(rig.hasSucceeded())
        let defined = rig.all.count { if case .defineStage = $0 { true } else { false } }
        let published = rig.all.count { if case .publishMapOutputs = $0 { true } else { false } }
        #expect(defined == 4 && published == 2)
    }

    @Test func whenAJobEndsItsStagesAreDroppedAndItsShufflesKept() {
        let rig = Rig()
        rig.register(1)
        rig.send(.jobSubmitted(mapReduce()))
        rig.finish()
        #expect(rig.lastContains { if case .dropStage(StageID(10), _) = $0 { true } else { false } })
        #expect(rig.lastContains { if case .releaseStage(StageID(11)) = $0 { true } else { false } })
        #expect(!rig.lastContains { if case .dropShuffle = $0 { true } else { false } })
        rig.send(.shuffleReleased(ShuffleID(1)))
        #expect(rig.lastContains { if case .dropShuffle(ShuffleID(1), ExecutorID(1)) = $0 { true } else { false } })
    }

    @Test func aLaterJobSkipsTheStageWhoseShuffleIsComplete() {
        let rig = Rig()
        rig.register(1)
        rig.send(.jobSubmitted(mapReduce(1)))
        rig.finish()
        rig.send(.jobSubmitted(mapReduce(2)))
        #expect(rig.outstanding(stage: 21).count == 2)
        rig.finish()
        #expect(rig.hasSucceeded(2))
        #expect(rig.launched(stage: 20).isEmpty)
    }

    @Test func twoJobsShareTheStageOfACommonShuffle() {
        let rig = Rig()
        rig.register(1, slots: 1)
        rig.send(.jobSubmitted(mapReduce(1)))
        rig.send(.jobSubmitted(mapReduce(2)))
        rig.finish()
        #expect(rig.hasSucceeded(1) && rig.hasSucceeded(2))
        #expect(rig.launched(stage: 10).count == 2 && rig.launched(stage: 20).isEmpty)
    }

    @Test func aSharedStageRunsOnWhenOneOfItsJobsIsCancelled() {
        let rig = Rig()
        rig.register(1, slots: 1)
        rig.send(.jobSubmitted(mapReduce(1)))
        rig.send(.jobSubmitted(mapReduce(2)))
        rig.send(.jobCancelled(JobID(1), reason: "interrupt"))
        #expect(rig.failure(1)?.kind == .cancelled)
        #expect(!rig.lastContains { if case .cancelTasks = $0 { true } else { false } })
        rig.finish()
        #expect(rig.hasSucceeded(2))
        #expect(rig.launched(stage: 10).count == 2 && rig.launched(stage: 20).isEmpty)
    }

    @Test func aReleasedShuffleIsKeptUntilItsJobEnds() {
        let rig = Rig()
        rig.register(1)
        rig.send(.jobSubmitted(mapReduce()))
        rig.succeed(rig.outstanding[0])
        rig.send(.shuffleReleased(ShuffleID(1)))
        #expect(!rig.lastContains { if case .dropShuffle = $0 { true } else { false } })
        rig.finish()
        #expect(rig.hasSucceeded())
        #expect(rig.lastContains { if case .dropShuffle(ShuffleID(1), _) = $0 { true } else { false } })
    }

    @Test func stagesWithoutPartitionsAreDoneAtOnce() {
        let rig = Rig()
        rig.register(1)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 0))))
        #expect(rig.hasSucceeded(1))
        rig.send(.jobSubmitted(job(2, stage(2, tasks: 0, writes: 7), stage(3, tasks: 1, reads: [7]))))
        #expect(rig.outstanding(stage: 3).count == 1)
        rig.finish()
        #expect(rig.hasSucceeded(2))
    }

    @Test func aCancelledJobsTasksAreCancelledAndHoldTheirSlotsUntilTheyHaveEnded() {
        let rig = Rig()
        rig.register(1, slots: 2)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 3))))
        let cancelled = rig.outstanding
        rig.send(.jobCancelled(JobID(1), reason: "interrupt"))
        #expect(rig.failure()?.message.contains("interrupt") == true)
        rig.send(.jobSubmitted(job(2, stage(2, tasks: 1))))
        #expect(rig.outstanding(stage: 2).isEmpty)
        rig.send(.taskEnded(cancelled[0].launch.attempt, cancelled[0].executor, .cancelled))
        #expect(rig.outstanding(stage: 2).count == 1)
    }

    @Test func aHeldResultEndsTheJobOnlyWhenTheDriverHasIt() {
        let rig = Rig()
        rig.register(1)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 1))))
        let task = rig.outstanding[0]
        rig.succeed(task, held: true)
        #expect(!rig.hasSucceeded())
        rig.send(.resultReceived(JobID(1), partition: 0, attempt: task.launch.attempt))
        #expect(rig.hasSucceeded())
    }

    @Test func aResultThatCannotBeFetchedIsMadeAgain() {
        let rig = Rig()
        rig.register(1)
        rig.register(2)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 1))))
        let first = rig.outstanding[0]
        rig.succeed(first, held: true)
        rig.lose(1)
        rig.send(.resultLost(JobID(1), partition: 0, attempt: first.launch.attempt))
        let second = rig.outstanding[0]
        #expect(second.executor == ExecutorID(2) && second.launch.attemptNumber == 2)
        rig.succeed(second, held: true)
        // The first one's answer comes late.
        rig.send(.resultReceived(JobID(1), partition: 0, attempt: first.launch.attempt))
        rig.send(.resultLost(JobID(1), partition: 0, attempt: first.launch.attempt))
        #expect(!rig.hasSucceeded())
        rig.send(.resultReceived(JobID(1), partition: 0, attempt: second.launch.attempt))
        #expect(rig.hasSucceeded())
    }

    @Test func progressCountsWhatIsDone() {
        let rig = Rig()
        rig.send(.jobSubmitted(mapReduce(maps: 3, reduces: 2)))
        #expect(rig.progress()?.waitsForExecutors == true)
        rig.register(1, slots: 2)
        rig.succeed(rig.outstanding[0])
        rig.fail(rig.outstanding[0])
        let progress = rig.progress()
        #expect(progress?.taskCount == 5 && progress?.doneCount == 1 && progress?.runningCount == 2)
        #expect(progress?.stages[0].failedAttempts == 1)
        rig.finish()
        #expect(rig.progress() == nil)
    }

    @Test(arguments: [
        (job(1), "no stages"),
        (job(1, stage(1, tasks: 1, writes: 1)), "writes a shuffle"),
        (job(1, stage(1, tasks: 1, reads: [9])), "reads shuffle 9"),
        (job(1, stage(1, tasks: 1), stage(2, tasks: 1)), "not last"),
        (job(1, stage(1, tasks: 1, writes: 1), stage(2, tasks: 1, writes: 1), stage(3, tasks: 1)), "two stages"),
    ])
    func aJobThatMakesNoSenseIsRefused(job: Job, why: String) {
        let rig = Rig()
        rig.register(1)
        rig.send(.jobSubmitted(job))
        #expect(rig.failure()?.kind == .invalid)
        #expect(rig.failure()?.message.contains(why) == true)
        #expect(rig.launched(stage: 1).isEmpty)
    }

    @Test func aShuffleKeepsItsNumberOfMaps() {
        let rig = Rig()
        rig.register(1)
        rig.send(.jobSubmitted(mapReduce(1, maps: 2)))
        rig.send(.jobSubmitted(mapReduce(2, maps: 3)))
        #expect(rig.failure(2)?.kind == .invalid)
        rig.finish()
        #expect(rig.hasSucceeded(1))
    }

    @Test func thereAreOnlySoManyJobsAtOnce() {
        let rig = Rig()
        let events = (1...SchedulingLimits.jobsMax).map { SchedulerEvent.jobSubmitted(job($0, stage($0, tasks: 1))) }
        rig.send(events)
        rig.send(.jobSubmitted(job(1_000_000, stage(1_000_000, tasks: 1))))
        #expect(rig.failure(1_000_000)?.message.contains("4096 jobs are running") == true)
        #expect(rig.failure(1) == nil)
    }

    @Test func whenTheSessionEndsAllJobsFailAndLaterOnesToo() {
        let rig = Rig()
        rig.register(1)
        rig.send(.jobSubmitted(mapReduce()))
        rig.send(.clusterStopped)
        #expect(rig.failure()?.kind == .stopped)
        rig.send(.jobSubmitted(job(2, stage(2, tasks: 1))))
        #expect(rig.failure(2)?.kind == .stopped)
    }
}
