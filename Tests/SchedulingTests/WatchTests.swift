// SPDX-License-Identifier: Apache-2.0

import Plan
import Scheduling
import Testing

/// Second attempts, deadlines of tasks, executors that do not end what they are told to end.
@Suite struct WatchTests {
    private func rig(
        _ executors: Int = 2, slots: Int = 4, speculates: Bool = false, timeoutMillis: UInt64 = 0
    ) -> Rig {
        var options = SchedulerOptions(executorFailuresMax: 100)
        if speculates { options.speculation = SpeculationOptions() }
        options.taskTimeoutMillis = timeoutMillis
        let rig = Rig(options)
        for id in 1...executors { rig.register(id, slots: slots) }
        return rig
    }

    private func pass(_ millis: UInt64, _ rig: Rig) {
        rig.now += millis
        rig.send(.timerFired(.watch))
    }

    private func cancelled(_ rig: Rig) -> [TaskAttemptID] {
        rig.last.flatMap { command -> [TaskAttemptID] in
            if case .cancelTasks(let ids, _) = command { ids } else { [] }
        }
    }

    private func givenUp(_ rig: Rig) -> [ExecutorID] {
        rig.all.compactMap { command -> ExecutorID? in
            if case .letGo(let id, _) = command { id } else { nil }
        }
    }

    private func winners(_ rig: Rig) -> Int {
        rig.all.count { if case .note(.taskSucceeded) = $0 { true } else { false } }
    }

    /// A stage of eight tasks of which seven have ended within 10 ms, and the eighth.
    private func slow(_ rig: Rig, _ job: Job) throws -> (launch: TaskLaunch, executor: ExecutorID) {
        rig.send(.jobSubmitted(job))
        rig.now += 10
        while rig.outstanding.count > 1 { rig.succeed(rig.outstanding[0], runNanos: 10_000_000) }
        return try #require(rig.outstanding.first)
    }

    @Test func `without settings nothing is watched`() {
        let rig = rig()
        rig.send(.jobSubmitted(job(1, stage(10, tasks: 8))))
        pass(3_600_000, rig)
        #expect(rig.last.isEmpty && rig.auditor.timers.isEmpty)
        rig.finish()
        #expect(rig.hasSucceeded())
    }

    @Test func `a task that takes long gets a second attempt elsewhere, once, and the first to end wins`() throws {
        for twinWins in [true, false] {
            let rig = rig(speculates: true)
            let first = try slow(rig, job(1, stage(10, tasks: 8)))
            #expect(rig.auditor.timers.contains(.watch))
            pass(60, rig)
            #expect(rig.outstanding.count == 1, "less than the least time")
            pass(60, rig)
            try #require(rig.outstanding.count == 2)
            let second = rig.outstanding[1]
            #expect(second.launch.partition == first.launch.partition && second.executor != first.executor)
            #expect(second.launch.attemptNumber == 2)
            pass(10_000, rig)
            #expect(rig.outstanding.count == 2, "there is no third")
            #expect(rig.progress()?.runningCount == 1)
            rig.succeed(twinWins ? second : first)
            #expect(cancelled(rig) == [(twinWins ? first : second).launch.attempt])
            #expect(rig.hasSucceeded() && winners(rig) == 8)
            // The other had ended by itself before it heard.
            rig.succeed(twinWins ? first : second)
            #expect(winners(rig) == 8)
        }
    }

    @Test func `a map output counts once, and the loser's is dropped`() throws {
        let rig = rig(speculates: true)
        let first = try slow(rig, mapReduce(maps: 8))
        pass(150, rig)
        let second = try #require(rig.outstanding.first { $0.launch.attempt != first.launch.attempt })
        rig.succeed(second)
        #expect(cancelled(rig) == [first.launch.attempt])
        rig.succeed(first)
        #expect(
            rig.lastContains {
                if case .dropMapOutput(_, _, first.launch.attempt, _) = $0 { true } else { false }
            })
        rig.finish()
        #expect(rig.hasSucceeded() && winners(rig) == 10)
    }

    @Test func `of two attempts one may fail or be lost, and the other goes on`() throws {
        for kind in 0..<4 {
            let rig = rig(speculates: true)
            let first = try slow(rig, job(1, stage(10, tasks: 8)))
            pass(150, rig)
            try #require(rig.outstanding.count == 2)
            let second = rig.outstanding[1]
            switch kind {
            case 0: rig.fail(first)
            case 1: rig.fail(second)
            case 2: rig.lose(first.executor.rawValue)
            default: rig.lose(second.executor.rawValue)
            }
            #expect(rig.outstanding.count == 1 && rig.launched(stage: 10).count == 9, "\(kind)")
            rig.finish()
            #expect(rig.hasSucceeded() && winners(rig) == 8, "\(kind)")
        }
    }

    @Test func `a task that fails for good, and a cancelled job, end both attempts`() throws {
        for cancels in [true, false] {
            let rig = rig(speculates: true)
            let first = try slow(rig, job(1, stage(10, tasks: 8)))
            pass(150, rig)
            let second = rig.outstanding[1]
            if cancels {
                rig.send(.jobCancelled(JobID(1), reason: "enough"))
            } else {
                rig.fail(second, retryable: false)
            }
            #expect(rig.failure() != nil)
            #expect(cancelled(rig).contains(first.launch.attempt))
            for task in rig.outstanding { rig.send(.taskEnded(task.launch.attempt, task.executor, .cancelled)) }
            #expect(winners(rig) == 7)
        }
    }

    @Test func `there is no second attempt without room elsewhere, before others have ended, or of one task`() throws {
        let alone = rig(1, speculates: true)
        _ = try slow(alone, job(1, stage(10, tasks: 8)))
        pass(10_000, alone)
        #expect(alone.outstanding.count == 1)
        let early = rig(speculates: true)
        early.send(.jobSubmitted(job(1, stage(10, tasks: 8))))
        for _ in 0..<6 { early.succeed(early.outstanding[0], runNanos: 1_000_000) }
        pass(10_000, early)
        #expect(early.outstanding.count == 2, "9 of 10 must have ended")
        let single = rig(speculates: true)
        single.send(.jobSubmitted(job(1, stage(10, tasks: 1))))
        pass(10_000, single)
        #expect(single.outstanding.count == 1)
    }

    @Test func `an attempt over its deadline is cancelled, counts as failed and says so`() throws {
        let rig = rig(1, slots: 1, timeoutMillis: 30_000)
        rig.send(.jobSubmitted(job(1, stage(10, tasks: 1))))
        for attempt in 1...4 {
            let task = try #require(rig.outstanding.first)
            #expect(task.launch.attemptNumber == attempt)
            pass(29_000, rig)
            #expect(cancelled(rig).isEmpty)
            pass(1_500, rig)
            #expect(cancelled(rig) == [task.launch.attempt])
            rig.send(.taskEnded(task.launch.attempt, task.executor, .cancelled))
        }
        let failure = try #require(rig.failure())
        #expect(failure.kind == .taskFailed && failure.attempts == 4 && failure.partition == 0)
        for word in ["partition 0", "executor 1", "30 s", "martlet.task.timeout", "attempt 4 of 4"] {
            #expect(failure.message.contains(word), "\(failure.message)")
        }
        #expect(givenUp(rig).isEmpty)
    }

    @Test func `an executor that does not end what it is told to end is given up`() throws {
        let rig = rig(2, slots: 1, timeoutMillis: 1_000)
        rig.send(.jobSubmitted(job(1, stage(10, tasks: 1))))
        let stuck = try #require(rig.outstanding.first)
        pass(1_100, rig)
        let again = try #require(rig.outstanding.last)
        #expect(cancelled(rig) == [stuck.launch.attempt] && again.executor != stuck.executor)
        rig.succeed(again)
        #expect(rig.hasSucceeded())
        pass(5_000, rig)
        #expect(givenUp(rig).isEmpty)
        pass(5_000, rig)
        #expect(givenUp(rig) == [stuck.executor])
        // It takes nothing any more, and is not given up twice.
        rig.send(.jobSubmitted(job(2, stage(20, tasks: 2))))
        #expect(rig.outstanding(stage: 20).allSatisfy { $0.executor != stuck.executor })
        pass(20_000, rig)
        #expect(givenUp(rig) == [stuck.executor])
        rig.lose(stuck.executor.rawValue, .unresponsive("it does not end its tasks"))
        rig.finish()
        #expect(rig.hasSucceeded(2))
    }

    @Test func `the loser of a speculation that never ends costs its executor, not the job`() throws {
        let rig = rig(speculates: true)
        let stuck = try slow(rig, job(1, stage(10, tasks: 8)))
        pass(150, rig)
        rig.succeed(rig.outstanding[1])
        #expect(rig.hasSucceeded())
        pass(9_000, rig)
        pass(1_100, rig)
        #expect(givenUp(rig) == [stuck.executor])
    }

    @Test func `progress says how long the longest task has run`() throws {
        let rig = rig()
        rig.send(.jobSubmitted(job(1, stage(10, tasks: 2))))
        rig.now += 40_000
        rig.succeed(rig.outstanding[0], runNanos: 1_000)
        #expect(rig.progress()?.longestRunSeconds == 40)
    }

    @Test func `tasks that wait in an executor's queue do not run yet`() throws {
        var options = SchedulerOptions(executorFailuresMax: 100)
        options.taskTimeoutMillis = 1_000
        let rig = Rig(options)
        rig.register(1, slots: 1)
        rig.send(.jobSubmitted(job(1, stage(10, tasks: 20))))
        rig.succeed(rig.outstanding[0], runNanos: 20_000)
        try #require(rig.outstanding.count > 2, "short tasks are queued")
        let running = rig.outstanding[0].launch.attempt
        pass(100, rig)
        pass(1_000, rig)
        #expect(cancelled(rig) == [running])
        rig.send(.taskEnded(running, ExecutorID(1), .cancelled))
        rig.finish()
        #expect(rig.hasSucceeded())
    }
}
