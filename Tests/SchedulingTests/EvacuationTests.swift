// SPDX-License-Identifier: Apache-2.0

import Plan
import Scheduling
import Testing

/// Executors that drain while others need their map outputs.
@Suite struct EvacuationTests {
    /// Executors 1 and 2 (and 3) of two slots; maps 0 and 2 on the first, 1 and 3 on the second; reduce tasks run.
    private func reducing(reduces: Int = 4, third: Bool = false) -> Rig {
        let rig = Rig()
        rig.register(1)
        rig.register(2)
        rig.send(.jobSubmitted(mapReduce(maps: 4, reduces: reduces)))
        while let task = rig.outstanding(stage: 10).first { rig.succeed(task) }
        if third { rig.register(3) }
        return rig
    }

    private func asked(_ commands: [SchedulerCommand]) -> [(map: Int, from: Int, to: Int)] {
        commands.flatMap { command -> [(map: Int, from: Int, to: Int)] in
            guard case .copyMapOutputs(_, _, let locations, let target) = command else { return [] }
            return locations.map { ($0.mapPartition, $0.executor.rawValue, target.rawValue) }
        }
    }

    private func isDismissed(_ rig: Rig, _ id: Int) -> Bool {
        rig.all.contains { if case .dismiss(ExecutorID(id)) = $0 { true } else { false } }
    }

    private func reruns(_ rig: Rig) -> [Int] {
        rig.launched(stage: 10).filter { $0.attemptNumber > 1 }.map(\.partition).sorted()
    }

    /// The location of a map output when it was asked for.
    private func location(_ rig: Rig, _ map: Int) -> MapOutputLocation? {
        for command in rig.all.reversed() {
            guard case .copyMapOutputs(_, _, let locations, _) = command else { continue }
            if let found = locations.first(where: { $0.mapPartition == map }) { return found }
        }
        return nil
    }

    private func copied(_ rig: Rig, _ map: Int, on target: Int, digest: UInt64? = nil) throws {
        let attempt = try #require(location(rig, map)).attempt
        rig.send(
            .mapOutputCopied(
                ShuffleID(1), mapPartition: map, attempt: attempt, on: ExecutorID(target),
                digest: digest ?? UInt64(map)))
    }

    private func notCopied(_ rig: Rig, _ map: Int, on target: Int) throws {
        let attempt = try #require(location(rig, map)).attempt
        rig.send(
            .mapOutputNotCopied(
                ShuffleID(1), mapPartition: map, attempt: attempt, on: ExecutorID(target), message: "refused"))
    }

    @Test func outputsMoveBeforeTheExecutorLeavesAndNoMapRunsAgain() throws {
        let rig = reducing(reduces: 6)
        rig.send(.executorDraining(ExecutorID(1)))
        #expect(asked(rig.last).map(\.map) == [0, 2] && asked(rig.last).allSatisfy { $0.from == 1 && $0.to == 2 })
        let (leaving, staying) = (
            rig.outstanding.filter { $0.executor == ExecutorID(1) },
            rig.outstanding.filter { $0.executor == ExecutorID(2) }
        )
        try copied(rig, 0, on: 2)
        try copied(rig, 2, on: 2)
        for task in leaving { rig.succeed(task) }
        #expect(!isDismissed(rig, 1), "tasks on the other executor still read from the old places")
        for task in staying { rig.succeed(task) }
        #expect(isDismissed(rig, 1))
        let table = rig.all.compactMap { command -> [MapOutputLocation]? in
            if case .publishMapOutputs(_, ExecutorID(2), let table) = command { table } else { nil }
        }.last
        #expect(table?.map(\.executor) == Array(repeating: ExecutorID(2), count: 4), "later tasks know the new places")
        rig.lose(1, .drained)
        rig.finish()
        #expect(rig.hasSucceeded())
        #expect(reruns(rig).isEmpty && rig.launched(stage: 11).count == 6)
    }

    @Test func outputsThatComeWhileItDrainsMoveToo() throws {
        let rig = Rig()
        rig.register(1)
        rig.register(2)
        rig.send(.jobSubmitted(mapReduce(maps: 4, reduces: 1)))
        rig.send(.executorDraining(ExecutorID(1)))
        #expect(asked(rig.last).isEmpty)
        let task = try #require(rig.outstanding.first { $0.executor == ExecutorID(1) })
        rig.succeed(task)
        #expect(asked(rig.last).map(\.map) == [task.launch.partition])
        #expect(!isDismissed(rig, 1), "another task runs there")
    }

    @Test func atTheDeadlineItLeavesAndExactlyWhatIsMissingIsMadeAgain() throws {
        let rig = reducing()
        rig.send(.executorDraining(ExecutorID(1)))
        #expect(rig.lastContains { if case .setTimer(.drain(ExecutorID(1)), 20_000) = $0 { true } else { false } })
        try copied(rig, 0, on: 2)
        rig.send(.timerFired(.drain(ExecutorID(1))))
        #expect(!isDismissed(rig, 1), "its tasks run")
        for task in rig.outstanding where task.executor == ExecutorID(1) { rig.succeed(task) }
        #expect(isDismissed(rig, 1))
        try copied(rig, 2, on: 2)
        #expect(
            rig.lastContains { if case .dropMapOutput(ShuffleID(1), 2, _, ExecutorID(2)) = $0 { true } else { false } },
            "a copy that comes too late is dropped")
        rig.lose(1, .drained)
        rig.lose(2)
        rig.register(3)
        rig.finish()
        #expect(rig.hasSucceeded() && reruns(rig) == [0, 1, 2, 3])
    }

    @Test func onlyTheOutputThatDidNotMoveRunsAgain() throws {
        let rig = reducing(reduces: 8)
        rig.send(.executorDraining(ExecutorID(1)))
        try copied(rig, 0, on: 2)
        rig.lose(1, .drained)
        rig.finish()
        #expect(rig.hasSucceeded() && reruns(rig) == [2])
    }

    @Test func aCopyThatFailsIsTriedElsewhereAndThenGivenUp() throws {
        let rig = reducing(third: true)
        rig.send(.executorDraining(ExecutorID(1)))
        #expect(Set(asked(rig.last).map(\.to)) == [2, 3], "spread over those that stay: \(asked(rig.last))")
        let first = try #require(asked(rig.last).first { $0.map == 0 })
        try notCopied(rig, 0, on: first.to)
        let second = try #require(asked(rig.last).first)
        #expect(second.map == 0 && second.to != first.to)
        try notCopied(rig, 0, on: second.to)
        #expect(asked(rig.last).isEmpty)
        try copied(rig, 2, on: try #require(asked(rig.all).first { $0.map == 2 }).to)
        while let task = rig.outstanding.first(where: { $0.executor == ExecutorID(1) }) { rig.succeed(task) }
        while !isDismissed(rig, 1), let task = rig.outstanding.first { rig.succeed(task) }
        #expect(isDismissed(rig, 1))
    }

    @Test func aCopyWithOtherRowsIsDroppedAndMadeAgain() throws {
        let rig = reducing()
        rig.send(.executorDraining(ExecutorID(1)))
        try copied(rig, 0, on: 2, digest: 77)
        #expect(
            rig.lastContains { if case .dropMapOutput(ShuffleID(1), 0, _, ExecutorID(2)) = $0 { true } else { false } })
        #expect(asked(rig.last).map(\.map) == [0])
        try copied(rig, 0, on: 2)
        try copied(rig, 2, on: 2)
        rig.finish()
        #expect(rig.hasSucceeded() && reruns(rig).isEmpty)
    }

    @Test func whenTheTargetIsLostOrLeavesAnotherTakesTheCopies() throws {
        let rig = reducing(third: true)
        rig.send(.executorDraining(ExecutorID(1)))
        let lost = try #require(asked(rig.last).first)
        rig.send(.executorDraining(ExecutorID(lost.to)))
        let again = try #require(asked(rig.last).first { $0.map == lost.map })
        #expect(again.to != lost.to && again.from == 1)
        rig.lose(again.to)
        #expect(asked(rig.last).isEmpty, "nobody is left to take them")
        rig.register(4)
        #expect(asked(rig.last).contains { $0.map == lost.map && $0.to == 4 })
        rig.lose(1)
        rig.lose(lost.to)
        rig.finish()
        #expect(rig.hasSucceeded())
    }

    @Test func whatNobodyNeedsKeepsNobody() throws {
        let rig = reducing()
        rig.finish()
        #expect(rig.hasSucceeded())
        rig.send(.executorDraining(ExecutorID(1)))
        #expect(asked(rig.last).isEmpty && isDismissed(rig, 1))
        #expect(rig.lastContains { if case .cancelTimer(.drain(ExecutorID(1))) = $0 { true } else { false } })
        let alone = Rig()
        alone.register(1)
        alone.send(.jobSubmitted(mapReduce(maps: 1, reduces: 1)))
        alone.succeed(alone.outstanding[0])
        alone.send(.executorDraining(ExecutorID(1)))
        alone.succeed(alone.outstanding[0])
        #expect(alone.hasSucceeded() && isDismissed(alone, 1))
    }

    @Test func theEndOfTheJobEndsTheWait() throws {
        let rig = reducing()
        rig.send(.executorDraining(ExecutorID(1)))
        rig.send(.jobCancelled(JobID(1), reason: "enough"))
        for task in rig.outstanding { rig.send(.taskEnded(task.launch.attempt, task.executor, .cancelled)) }
        try copied(rig, 0, on: 2)
        try notCopied(rig, 2, on: 2)
        #expect(isDismissed(rig, 1))
    }
}
