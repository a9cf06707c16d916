// SPDX-License-Identifier: Apache-2.0

import Plan
import Scheduling
import Testing

/// Map outputs that are lost, cannot be fetched or come back different.
@Suite struct ShuffleFaultTests {
    /// Executors 1 and 2 of two slots; maps 0 and 2 on the first, 1 and 3 on the second; the reduce tasks run.
    private func reducing(maps: Int = 4, reduces: Int = 4, _ options: SchedulerOptions? = nil) -> Rig {
        let rig = Rig(options ?? SchedulerOptions(executorFailuresMax: 100))
        rig.register(1, slots: 2)
        rig.register(2, slots: 2)
        rig.send(.jobSubmitted(mapReduce(maps: maps, reduces: reduces)))
        while let task = rig.outstanding(stage: 10).first { rig.succeed(task) }
        return rig
    }

    private func reruns(_ rig: Rig, _ stage: Int = 10) -> [Int] {
        rig.launched(stage: stage).filter { $0.attemptNumber > 1 }.map(\.partition)
    }

    /// Ballista 2027 and 2028: a fetch failure became text on the way, and the map task did not run again.
    @Test func aFetchFailureRunsExactlyTheMissingMapAgainAndThenTheReader() {
        let rig = reducing()
        let reader = rig.outstanding[0]
        rig.failFetch(reader, map: 1)
        #expect(reruns(rig) == [1])
        #expect(
            rig.lastContains { if case .dropMapOutput(ShuffleID(1), 1, _, ExecutorID(2)) = $0 { true } else { false } })
        #expect(!rig.outstanding(stage: 11).contains { $0.launch.partition == reader.launch.partition })
        rig.succeed(rig.outstanding(stage: 10)[0])
        #expect(rig.outstanding(stage: 11).contains { $0.launch.partition == reader.launch.partition })
        rig.finish()
        #expect(rig.hasSucceeded())
        #expect(reruns(rig) == [1])
    }

    @Test func aFetchFailureIsNoFailureOfTheTask() {
        let rig = reducing(maps: 1, reduces: 1)
        for _ in 1...3 {
            rig.failFetch(rig.outstanding(stage: 11)[0], map: 0)
            rig.succeed(rig.outstanding(stage: 10)[0])
        }
        #expect(rig.progress()?.stages[1].failedAttempts == 0)
        rig.fail(rig.outstanding(stage: 11)[0])
        rig.finish()
        #expect(rig.hasSucceeded())
    }

    @Test func theFourthFetchFailureInARowFailsTheJob() {
        let rig = reducing(maps: 1, reduces: 1)
        for _ in 1...3 {
            rig.failFetch(rig.outstanding(stage: 11)[0], map: 0)
            rig.succeed(rig.outstanding(stage: 10)[0])
        }
        #expect(rig.failure() == nil)
        rig.failFetch(rig.outstanding(stage: 11)[0], map: 0)
        #expect(rig.failure()?.kind == .fetchFailed && rig.failure()?.attempts == 4)
        #expect(rig.failure()?.message.contains("connection refused") == true)
    }

    @Test func progressOfTheStageForgivesEarlierFetchFailures() {
        let rig = reducing(maps: 1, reduces: 3)
        for _ in 1...3 {
            for _ in 1...3 {
                guard let reader = rig.outstanding(stage: 11).last else { break }
                rig.failFetch(reader, map: 0)
                guard let map = rig.outstanding(stage: 10).first else { break }
                rig.succeed(map)
            }
            if let reader = rig.outstanding(stage: 11).first { rig.succeed(reader) }
        }
        rig.finish()
        #expect(rig.hasSucceeded())
    }

    @Test func fetchFailuresOfOneWaveCountOnce() {
        let rig = reducing(maps: 6, reduces: 4)
        let readers = rig.outstanding(stage: 11)
        #expect(readers.count == 4)
        let table = rig.auditor.tables[ExecutorID(1)]?[ShuffleID(1)] ?? []
        for (index, reader) in readers.enumerated() { rig.failFetch(reader, table[index]) }
        #expect(rig.failure() == nil)
        rig.finish()
        #expect(rig.hasSucceeded())
    }

    @Test func aFetchFailureAboutAnOutputThatWasReplacedOnlyRunsTheReaderAgain() {
        let rig = reducing(reduces: 2)
        let readers = rig.outstanding(stage: 11)
        guard let old = rig.auditor.tables[ExecutorID(1)]?[ShuffleID(1)]?[0] else { return }
        rig.failFetch(readers[0], old)
        rig.succeed(rig.outstanding(stage: 10)[0])
        rig.failFetch(readers[1], old)
        #expect(reruns(rig) == [0])
        #expect(rig.outstanding(stage: 11).count == 2)
        rig.finish()
        #expect(rig.hasSucceeded())
    }

    @Test func theSecondFetchFailureFromAnExecutorWithdrawsAllItsOutputsOfTheShuffle() {
        let rig = Rig()
        rig.register(1, slots: 1)
        rig.register(2, slots: 3)
        rig.send(.jobSubmitted(mapReduce(maps: 4, reduces: 1)))
        #expect(rig.outstanding.filter { $0.executor == ExecutorID(2) }.map(\.launch.partition) == [0, 2, 3])
        while let task = rig.outstanding(stage: 10).first { rig.succeed(task) }
        rig.failFetch(rig.outstanding(stage: 11)[0], map: 0)
        #expect(reruns(rig) == [0])
        #expect(rig.outstanding(stage: 10).map(\.executor) == [ExecutorID(1)])
        rig.succeed(rig.outstanding(stage: 10)[0])
        rig.failFetch(rig.outstanding(stage: 11)[0], map: 2)
        rig.finish()
        #expect(reruns(rig) == [0, 2, 3])
        #expect(rig.hasSucceeded())
    }

    @Test func aLostExecutorsOutputsAreMadeAgainAndNoOthers() {
        let rig = reducing(maps: 4, reduces: 4)
        rig.succeed(rig.outstanding(stage: 11)[0])
        rig.lose(2)
        rig.finish()
        #expect(rig.hasSucceeded())
        #expect(reruns(rig) == [1, 3])
    }

    /// SPARK-9809: what a stage had done was counted again when it ran again.
    @Test func partitionsThatAreDoneDoNotRunAgain() {
        let rig = reducing(maps: 4, reduces: 4)
        let first = rig.outstanding(stage: 11)[0]
        rig.succeed(first)
        rig.lose(2)
        rig.finish()
        let runs = rig.launched(stage: 11).count { $0.partition == first.launch.partition }
        #expect(runs == 1)
    }

    @Test func outputsThatNobodyNeedsAnyMoreAreNotMadeAgainUntilAJobDoes() {
        let rig = reducing()
        rig.finish()
        rig.lose(2)
        #expect(reruns(rig).isEmpty && rig.outstanding.isEmpty)
        rig.send(.jobSubmitted(mapReduce(2, maps: 4)))
        rig.finish()
        #expect(rig.hasSucceeded(2))
        #expect(rig.launched(stage: 20).map(\.partition) == [1, 3])
    }

    @Test func aLossIsFollowedBackThroughAllStagesThatAreNeeded() {
        let rig = Rig()
        rig.register(1, slots: 1)
        let chain = job(
            1, stage(1, tasks: 1, writes: 1), stage(2, tasks: 1, reads: [1], writes: 2),
            stage(3, tasks: 1, reads: [2], writes: 3), stage(4, tasks: 1, reads: [3]))
        rig.send(.jobSubmitted(chain))
        for _ in 1...3 { rig.succeed(rig.outstanding[0]) }
        #expect(rig.outstanding(stage: 4).count == 1)
        rig.register(2, slots: 1)
        rig.lose(1)
        rig.finish()
        #expect(rig.hasSucceeded())
        for id in 1...4 { #expect(rig.launched(stage: id).count == 2) }
    }

    @Test func aLossBehindACompleteShuffleIsLeftAlone() {
        let rig = Rig()
        rig.register(1, slots: 1)
        let chain = job(
            1, stage(1, tasks: 1, writes: 1), stage(2, tasks: 1, reads: [1], writes: 2),
            stage(3, tasks: 2, reads: [2]))
        rig.send(.jobSubmitted(chain))
        rig.succeed(rig.outstanding[0])
        let middle = rig.outstanding[0]
        rig.register(2, slots: 1)
        // The second stage's task is done on executor 2 after executor 1 handed it back.
        rig.send(.executorDraining(ExecutorID(1)))
        rig.send(.taskEnded(middle.launch.attempt, middle.executor, .cancelled))
        rig.succeed(rig.outstanding[0])
        rig.lose(1, .drained)
        rig.finish()
        #expect(rig.hasSucceeded())
        #expect(rig.launched(stage: 1).count == 1)
    }

    /// SPARK-23243, -38160, -53575, -54556: part of a stage ran again with other rows, and results mixed both.
    @Test func aMapThatWritesOtherRowsWhenItRunsAgainFailsTheJobAlways() {
        let rig = reducing()
        rig.lose(2)
        rig.succeed(rig.outstanding(stage: 11)[0])
        let again = rig.outstanding(stage: 10)[0]
        rig.succeed(again, digest: 4_711)
        #expect(rig.failure()?.kind == .nonDeterministic)
        #expect(rig.failure()?.message.contains("not deterministic") == true)
        #expect(rig.failure()?.partition == again.launch.partition)
        #expect(
            rig.lastContains {
                if case .dropMapOutput(_, _, again.launch.attempt, _) = $0 { true } else { false }
            })
        // A later job that reads what is left of the first version must not get the second either.
        rig.send(.jobSubmitted(mapReduce(2, maps: 4)))
        while let task = rig.outstanding.first {
            let isAgain = task.launch.stage == StageID(20) && task.launch.partition == again.launch.partition
            rig.succeed(task, digest: isAgain ? 4_711 : nil)
        }
        #expect(rig.failure(2)?.kind == .nonDeterministic)
    }

    @Test func aMapThatWritesTheSameRowsAgainIsFine() {
        let rig = reducing()
        rig.lose(2)
        rig.finish()
        #expect(rig.hasSucceeded())
    }

    @Test func readersGetTheTableAgainWhenItHasChanged() {
        let rig = reducing(reduces: 6)
        let before = rig.all.count { if case .publishMapOutputs(_, ExecutorID(1), _) = $0 { true } else { false } }
        #expect(before == 1)
        rig.lose(2)
        rig.finish()
        let after = rig.all.count { if case .publishMapOutputs(_, ExecutorID(1), _) = $0 { true } else { false } }
        #expect(after == 2 && rig.hasSucceeded())
    }
}
