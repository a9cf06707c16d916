// SPDX-License-Identifier: Apache-2.0

import Plan
import Scheduling
import Testing

@Suite struct AssignmentTests {
    private func placement(_ rig: Rig) -> [[Int]] {
        let top = rig.outstanding.map(\.executor.rawValue).max() ?? 0
        return (0...top).dropFirst().map { id in
            rig.outstanding.filter { $0.executor == ExecutorID(id) }.map(\.launch.partition)
        }
    }

    @Test func tasksGoToExecutorsByTurnsInOrder() {
        let rig = Rig()
        for id in 1...3 { rig.register(id, slots: 2) }
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 10))))
        #expect(placement(rig) == [[0, 3], [1, 4], [2, 5]])
    }

    @Test func executorsWithMoreFreeSlotsComeFirst() {
        let rig = Rig()
        rig.register(1, slots: 2)
        rig.register(2, slots: 2)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 1))))
        rig.send(.jobSubmitted(job(2, stage(2, tasks: 2))))
        #expect(rig.outstanding(stage: 2).map(\.executor) == [ExecutorID(1), ExecutorID(2)])
        #expect(rig.outstanding(stage: 2).map(\.launch.partition) == [1, 0])
    }

    @Test func severalTasksForAnExecutorTravelTogether() {
        let rig = Rig()
        rig.register(1, slots: 8)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 8))))
        let launches = rig.last.count { if case .launch = $0 { true } else { false } }
        #expect(launches == 1 && rig.outstanding.count == 8)
    }

    @Test func withoutALocalityWaitAFreeSlotTakesAnyTaskButItsHostsOwnFirst() {
        let rig = Rig()
        rig.register(1, host: "a", slots: 2)
        rig.register(2, host: "b", slots: 2)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 4, hosts: [0: ["b"], 1: ["b"], 2: ["b"], 3: ["a"]]))))
        #expect(placement(rig) == [[3, 2], [0, 1]])
    }

    /// Four tasks, of which those read partitions of dataset 1.
    private func storedStage(_ id: Int, _ partitions: [Int]) -> Stage {
        var made = stage(id, tasks: 4)
        for partition in partitions { made.tasks[partition].stored = [StoredPartition(StoredID(1), partition)] }
        return made
    }

    private func keep(_ rig: Rig, _ partition: Int, on executor: Int) {
        rig.send(.partitionStored(StoredPartition(StoredID(1), partition), on: ExecutorID(executor)))
    }

    @Test func tasksRunOnTheExecutorThatKeepsTheirPartitionAndWaitForItAWhile() {
        let rig = Rig()
        rig.register(1, host: "a", slots: 1)
        rig.register(2, host: "a", slots: 1)
        for partition in [0, 1, 3] { keep(rig, partition, on: 2) }
        rig.send(.jobSubmitted(job(1, storedStage(1, [0, 1, 3]))))
        #expect(placement(rig) == [[2], [0]])
        rig.succeed(rig.outstanding[0])
        #expect(placement(rig) == [[], [0]] || placement(rig) == [[2], []])
        rig.now += 3_000
        rig.send(.timerFired(.locality))
        #expect(rig.outstanding.count == 2, "then anywhere")
    }

    @Test func whatAnExecutorKeepsGoesWithItAndWithTheDataset() {
        let rig = Rig()
        rig.register(1, slots: 1)
        rig.register(2, slots: 1)
        for partition in 0..<4 { keep(rig, partition, on: 2) }
        rig.send(.jobSubmitted(job(1, storedStage(1, [0, 1, 2, 3]))))
        #expect(placement(rig) == [[], [0]])
        rig.lose(2)
        #expect(placement(rig) == [[0]], "nothing waits for one that is gone")
        rig.send(.jobCancelled(JobID(1), reason: ""))
        rig.register(3, slots: 1)
        for partition in 0..<4 { keep(rig, partition, on: 3) }
        rig.send(.partitionDropped(StoredPartition(StoredID(1), 0), on: ExecutorID(3)))
        rig.send(.datasetReleased(StoredID(1)))
        rig.succeed(rig.outstanding[0])
        rig.send(.jobSubmitted(job(2, storedStage(2, [0, 1, 2, 3]))))
        #expect(placement(rig) == [[0], [], [1]])
    }

    @Test func withALocalityWaitTasksWaitForTheirHostAndThenGoAnywhere() {
        var options = SchedulerOptions()
        options.localityWaitMillis = 100
        let rig = Rig(options)
        rig.register(1, host: "a", slots: 1)
        rig.register(2, host: "b", slots: 1)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 2, hosts: [0: ["b"], 1: ["b"]]))))
        #expect(placement(rig) == [[], [0]])
        #expect(rig.lastContains { if case .setTimer(.locality, 100) = $0 { true } else { false } })
        rig.now += 99
        rig.send(.timerFired(.locality))
        #expect(rig.outstanding.count == 1)
        #expect(rig.lastContains { if case .setTimer(.locality, 1) = $0 { true } else { false } })
        rig.now += 1
        rig.send(.timerFired(.locality))
        #expect(placement(rig) == [[1], [0]])
    }

    @Test func aTaskThatComesBackPrefersItsHostAgain() {
        var options = SchedulerOptions()
        options.localityWaitMillis = 100
        let rig = Rig(options)
        rig.register(1, host: "a", slots: 2)
        rig.register(2, host: "b", slots: 2)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 3, hosts: [0: ["a"], 1: ["a"], 2: ["a"]]))))
        #expect(placement(rig) == [[0, 1]])
        let first = rig.outstanding[0]
        rig.send(.taskEnded(first.launch.attempt, first.executor, .cancelled))
        #expect(placement(rig) == [[1, 0]])
    }

    @Test func aPartitionThatComesBackIsTheNextHoweverFarTheStageIs() {
        let rig = Rig()
        rig.register(1, slots: 1)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 300))))
        let first = rig.outstanding[0]
        rig.send(.executorRegistered(ExecutorID(2), host: "b", slots: 1))
        for _ in 0..<200 {
            guard let task = rig.outstanding.first(where: { $0.executor == ExecutorID(2) }) else { break }
            rig.succeed(task)
        }
        rig.send(.taskEnded(first.launch.attempt, first.executor, .cancelled))
        #expect(rig.outstanding.map(\.launch.partition) == [201, 0])
        rig.finish()
        #expect(rig.hasSucceeded())
    }

    @Test func aTaskDoesNotWaitForAHostWithoutExecutors() {
        var options = SchedulerOptions()
        options.localityWaitMillis = 100
        let rig = Rig(options)
        rig.register(1, host: "a", slots: 2)
        rig.register(2, host: "b", slots: 1)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 3, hosts: [0: ["b"], 1: ["b"], 2: ["b"]]))))
        #expect(rig.outstanding.map(\.executor) == [ExecutorID(2)])
        rig.send(.executorDraining(ExecutorID(2)))
        #expect(placement(rig) == [[1, 2], [0]])
    }

    @Test func shortTasksAreQueuedBehindOneAnotherAndRefilledByTheHalf() {
        let rig = Rig()
        rig.register(1, slots: 1)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 200))))
        #expect(rig.outstanding.count == 1)
        rig.succeed(rig.outstanding[0], runNanos: 20_000)
        #expect(rig.outstanding.count == 33)
        for _ in 0..<15 { rig.succeed(rig.outstanding[0], runNanos: 20_000) }
        #expect(rig.outstanding.count == 18)
        rig.succeed(rig.outstanding[0], runNanos: 20_000)
        #expect(rig.outstanding.count == 33)
    }

    @Test func longTasksAreNotQueuedAndNothingIsQueuedBehindThem() {
        let rig = Rig()
        rig.register(1, slots: 1)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 3))))
        rig.succeed(rig.outstanding[0], runNanos: 50_000_000)
        #expect(rig.outstanding.count == 1)
        rig.succeed(rig.outstanding[0], runNanos: 50_000_000)
        rig.send(.jobSubmitted(job(2, stage(2, tasks: 3))))
        #expect(rig.outstanding.count == 1)
    }

    @Test func anExecutorWithoutSlotsGetsNothing() {
        let rig = Rig()
        rig.register(1, slots: 0)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 1))))
        #expect(rig.outstanding.isEmpty)
        #expect(rig.lastContains { if case .setTimer(.noExecutors, _) = $0 { true } else { false } })
    }

    @Test func anExecutorThatComesLateGetsWorkAtOnce() {
        let rig = Rig()
        rig.register(1, slots: 1)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 3))))
        rig.register(2, slots: 1)
        #expect(placement(rig) == [[0], [1]])
    }

    @Test func aDrainingExecutorFinishesWhatItRunsAndGetsNothingNew() {
        let rig = Rig()
        rig.register(1, slots: 2)
        rig.register(2, slots: 1)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 5))))
        rig.send(.executorDraining(ExecutorID(1)))
        let handedBack = rig.outstanding.filter { $0.executor == ExecutorID(1) }
        rig.succeed(handedBack[0])
        rig.send(.taskEnded(handedBack[1].launch.attempt, ExecutorID(1), .cancelled))
        #expect(rig.outstanding.allSatisfy { $0.executor == ExecutorID(2) })
        rig.finish()
        #expect(rig.hasSucceeded())
        #expect(rig.launched(stage: 1).count == 6)
    }
}
