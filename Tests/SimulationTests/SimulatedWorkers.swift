// SPDX-License-Identifier: Apache-2.0

import Execution
import Net

/// The twin of a thread pool: steps of tasks run on the host's loop, as many tasks at a time as there are slots, each
/// step after a time drawn from the seed and the time that the disk took for the one before.
final class SimulatedWorkers: WorkerPool, @unchecked Sendable {  // touched by the simulation's one thread
    private let slots: Int
    private let host: SimulatedHost
    private let disk: SimulatedDisk
    private let stepTime: ClosedRange<Duration>
    private var random: SeededRandom
    private var queue: [any Steppable] = []
    private var running: [Int: any Steppable] = [:]
    /// Those that run beside the slots.
    private var beside: Set<Int> = []
    private var nextRun = 1
    private var isStopped = false
    /// Nothing that runs gets on, whatever it is told; the host itself answers as before.
    var isStuck = false {
        didSet { if !isStuck { goOn() } }
    }
    /// Steps that were due meanwhile.
    private var stuck: [Int] = []
    private var readings: UInt64 = 0
    /// How long the step before has waited for others than the disk, which is the step's own time.
    var takeWait: () -> Duration = { .zero }

    init(
        slots: Int, host: SimulatedHost, disk: SimulatedDisk, stepTime: ClosedRange<Duration>, random: SeededRandom
    ) {
        self.slots = slots
        self.host = host
        self.disk = disk
        self.stepTime = stepTime
        self.random = random
    }

    /// Virtual time stands still within a step; the tasks' clock goes on a little each time it is read.
    var nanoseconds: UInt64 {
        readings += 1
        return host.loop.now.nanoseconds + readings * 20_000
    }

    /// Tasks on slots that have begun and not ended.
    var runningCount: Int { running.count - beside.count }

    func submit(_ task: any Steppable) {
        queue.append(task)
        fill()
    }

    func submitAside(_ task: any Steppable) {
        guard !isStopped else { return }
        running[nextRun] = task
        beside.insert(nextRun)
        plan(nextRun)
        nextRun += 1
    }

    func shutdown() {
        isStopped = true
        queue = []
        running = [:]
        beside = []
        stuck = []
    }

    private func fill() {
        while !isStopped, runningCount < slots, !queue.isEmpty {
            let id = nextRun
            nextRun += 1
            running[id] = queue.removeFirst()
            plan(id)
        }
    }

    private func plan(_ id: Int, after waited: Duration = .zero) {
        let wait = random.duration(in: stepTime) + .nanoseconds(disk.takeDelayNanos()) + waited
        host.loop.schedule(after: wait) { [weak self] in self?.step(id) }
    }

    private func step(_ id: Int) {
        guard !isStopped, let task = running[id] else { return }
        if isStuck { return stuck.append(id) }
        let outcome = task.step()
        let waited = takeWait()
        switch outcome {
        case .again: plan(id, after: waited)
        case .waiting:
            task.waiter.whenSignalled { [weak self] in
                self?.host.loop.post { [weak self] in self?.resume(id, after: waited) }
            }
        case .finished:
            guard waited > .zero else { return finish(id) }
            host.loop.schedule(after: waited) { [weak self] in self?.finish(id) }
        }
    }

    private func finish(_ id: Int) {
        guard running.removeValue(forKey: id) != nil else { return }
        beside.remove(id)
        fill()
    }

    private func goOn() {
        let due = stuck
        stuck = []
        for id in due where running[id] != nil { plan(id) }
    }

    private func resume(_ id: Int, after waited: Duration) { if running[id] != nil { plan(id, after: waited) } }
}
