// SPDX-License-Identifier: Apache-2.0

import Plan
import Scheduling
import Testing

@Suite("Executors by the work that there is")
struct AllocationTests {
    private func options(_ change: (inout AllocationOptions) -> Void = { _ in }) -> AllocationOptions {
        var options = AllocationOptions()
        options.executorsMin = 1
        options.executorsMax = 8
        options.idleMillis = 10_000
        change(&options)
        return options
    }

    /// So many tasks wait, and executors hold as many as they are said to.
    private func load(_ pending: Int, _ running: Int..., outputs: Set<Int> = []) -> ClusterLoad {
        ClusterLoad(
            pendingCount: pending,
            executors: running.enumerated().map {
                ClusterLoad.Executor(
                    id: ExecutorID($0.offset + 1), runningCount: $0.element, hasOutputs: outputs.contains($0.offset + 1)
                )
            })
    }

    @Test("tasks that wait bring 1, 2, 4, … executors more, and never more than there are tasks")
    func growth() {
        var allocation = ExecutorAllocation(options { $0.executorsMax = 100 }, slotsPerExecutor: 2)
        #expect(allocation.decide(load(0, 0), at: 0).wanted == 1)
        let first = allocation.decide(load(18, 2), at: 5_000)
        #expect(first.wanted == 1 && first.nextMillis == 6_000)
        #expect(allocation.decide(load(18, 2), at: 5_999).wanted == 1)
        let second = allocation.decide(load(18, 2), at: 6_000)
        #expect(second.wanted == 2 && second.reason == "2 executors are wanted: 20 tasks want a slot")
        #expect(allocation.decide(load(18, 2), at: 6_500).reason == nil)
        #expect(allocation.decide(load(18, 2), at: 7_000).wanted == 4)
        #expect(allocation.decide(load(18, 2), at: 8_000).wanted == 8)
        #expect(allocation.decide(load(18, 2), at: 9_000).wanted == 10)
        #expect(allocation.decide(load(18, 2), at: 10_000).nextMillis == nil)
    }

    @Test("executors that have not come are not wanted any more when their tasks have ended")
    func shrinkingOfWishes() {
        var allocation = ExecutorAllocation(options(), slotsPerExecutor: 1)
        for second in 0...5 { _ = allocation.decide(load(20, 1), at: UInt64(second) * 1_000) }
        #expect(allocation.decide(load(20, 1), at: 6_000).wanted == 8)
        #expect(allocation.decide(load(1, 1), at: 6_100).wanted == 2)
        #expect(allocation.decide(load(0, 0), at: 6_200).wanted == 1)
    }

    @Test("an executor that is idle for long leaves; enough stay, and those that work do")
    func idleness() {
        var allocation = ExecutorAllocation(options(), slotsPerExecutor: 1)
        _ = allocation.decide(load(0, 1, 1, 1, 1), at: 0)
        let idle = allocation.decide(load(0, 1, 0, 0, 1), at: 1_000)
        #expect(idle.leaving.isEmpty && idle.wanted == 4 && idle.nextMillis == 11_000)
        #expect(allocation.decide(load(0, 1, 0, 1, 1), at: 5_000).leaving.isEmpty)
        let gone = allocation.decide(load(0, 1, 0, 0, 1), at: 11_000)
        #expect(gone.leaving == [ExecutorID(2): "it had nothing to do for 10 s"] && gone.wanted == 3)
        var last = ExecutorAllocation(options(), slotsPerExecutor: 1)
        _ = last.decide(load(0, 0, 0), at: 0)
        let stays = last.decide(load(0, 0, 0), at: 20_000)
        #expect(stays.leaving.keys.map(\.rawValue) == [2] && stays.wanted == 1)
    }

    @Test("executors with map outputs that may be read stay, unless told otherwise, and leave after the others")
    func outputs() {
        func leaving(_ change: (inout AllocationOptions) -> Void, after millis: UInt64, outputs: Set<Int>) -> [Int] {
            var allocation = ExecutorAllocation(options(change), slotsPerExecutor: 1)
            _ = allocation.decide(load(0, 0, 0, 0, outputs: outputs), at: 0)
            return allocation.decide(load(0, 0, 0, 0, outputs: outputs), at: millis).leaving.keys.map(\.rawValue)
                .sorted()
        }
        #expect(leaving({ _ in }, after: 1_000_000, outputs: [2, 3]) == [1])
        #expect(leaving({ $0.shuffleMillis = 5_000 }, after: 14_999, outputs: [2, 3]) == [1])
        #expect(leaving({ $0.shuffleMillis = 5_000 }, after: 15_000, outputs: [2, 3]) == [1, 3])
        #expect(leaving({ $0.tracksShuffles = false }, after: 10_000, outputs: [2, 3]) == [1, 3])
    }

    @Test("the executors of the beginning stay until there is work, or until they were idle for long")
    func beginning() {
        var allocation = ExecutorAllocation(options { $0.executorsInitial = 4 }, slotsPerExecutor: 1)
        #expect(allocation.decide(load(0), at: 0).wanted == 4)
        #expect(allocation.decide(load(0, 0, 0, 0, 0), at: 1_000).wanted == 4)
        #expect(allocation.decide(load(0, 0, 0, 0, 0), at: 11_000).leaving.count == 3)
        var none = ExecutorAllocation(options { $0.executorsMin = 0 }, slotsPerExecutor: 1)
        #expect(none.decide(load(0), at: 0).wanted == 0)
        // The first is not waited for.
        #expect(none.decide(load(1), at: 100).wanted == 1)
    }

    /// A cluster by dice: jobs come, executors come late and are lost, tasks end.
    private struct World {
        var random: SeededRandom
        var pending = 0
        var executors: [(id: Int, running: Int, outputs: Bool)] = []
        var coming: [UInt64] = []
        var lastID = 0

        var load: ClusterLoad {
            ClusterLoad(
                pendingCount: pending,
                executors: executors.map {
                    ClusterLoad.Executor(id: ExecutorID($0.id), runningCount: $0.running, hasOutputs: $0.outputs)
                })
        }

        mutating func step(_ now: UInt64, slots: Int, isCalm: Bool) {
            if !isCalm, random.below(40) == 0 { pending += random.below(20) }
            let here = coming.filter { $0 <= now }.count
            coming.removeAll { $0 <= now }
            for _ in 0..<here {
                lastID += 1
                executors.append((lastID, 0, false))
            }
            if !isCalm, !executors.isEmpty, random.below(60) == 0 {
                pending += executors.remove(at: random.below(executors.count)).running
            }
            for index in executors.indices {
                executors[index].running -= min(executors[index].running, random.below(2))
                while executors[index].running < slots, pending > 0 {
                    executors[index].running += 1
                    pending -= 1
                    if random.below(20) == 0 { executors[index].outputs = true }
                }
            }
        }

        /// Carries a decision out; what is wrong with it, if anything.
        mutating func obey(
            _ decision: ExecutorAllocation.Decision, _ options: AllocationOptions, _ now: UInt64
        )
            -> String?
        {
            for id in decision.leaving.keys {
                guard let index = executors.firstIndex(where: { $0.id == id.rawValue }) else { return "nobody leaves" }
                if executors[index].running > 0 { return "one that works leaves" }
                executors.remove(at: index)
            }
            if decision.wanted < options.executorsMin { return "\(decision.wanted) are too few" }
            if decision.wanted > max(options.executorsMax, executors.count) { return "\(decision.wanted) are too many" }
            if decision.wanted < executors.count { return "fewer are wanted than work" }
            if let next = decision.nextMillis, next > now + 100_000_000 { return "it never looks again" }
            while executors.count + coming.count < decision.wanted { coming.append(now + UInt64(random.below(5_000))) }
            while executors.count + coming.count > decision.wanted, !coming.isEmpty { coming.removeLast() }
            return nil
        }
    }

    @Test("100 seeds: bounds hold, nobody who works leaves, all work ends, and the least stay")
    func seeds() {
        for seed in 1...100 as ClosedRange<UInt64> {
            var world = World(random: SeededRandom(seed: seed))
            let slots = 1 + world.random.below(4)
            var wanted = options {
                $0.executorsMin = world.random.below(3)
                $0.executorsMax = $0.executorsMin + 1 + world.random.below(10)
                $0.tracksShuffles = false
                $0.idleMillis = UInt64(world.random.below(20_000))
            }
            if world.random.below(2) == 0 { wanted.executorsInitial = world.random.below(5) }
            var allocation = ExecutorAllocation(wanted, slotsPerExecutor: slots)
            var objection: String?
            for step in 0..<3_000 where objection == nil {
                let now = UInt64(step) * 100
                world.step(now, slots: slots, isCalm: step > 1_000)
                objection = world.obey(allocation.decide(world.load, at: now), allocation.options, now)
            }
            let left = world.executors.count
            if objection == nil, world.pending > 0 { objection = "\(world.pending) tasks were never run" }
            if objection == nil, left != wanted.executorsMin { objection = "\(left) stay, not \(wanted.executorsMin)" }
            if let objection { Issue.record("seed \(seed): \(objection)") }
        }
    }
}
