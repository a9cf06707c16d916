// SPDX-License-Identifier: Apache-2.0

import Driver
import Execution
import Files
import Glibc
import Net
import Threads

/// Does things to a simulated cluster while its jobs run, each seed another selection at other moments, and puts
/// everything right in the end.
final class FaultInjector {
    private enum Deed: CaseIterable {
        case kill, killAll, drain, pauseShortly, pauseLong, cut, losePackets, partition
        case slowDisk, fullDisk, failReads, flipReads, failOutput, cancelJob
        /// Only where speculation and deadlines are on: nothing else would end it.
        case stick
        /// Only where there is an HDFS: its servers do other things to their clients from now on.
        case failHDFS
    }

    private unowned let simulation: Simulation
    private var random: SeededRandom
    private let deeds: [Deed]
    private var left: Int
    private let spacing: ClosedRange<Duration>

    init(_ simulation: Simulation) {
        self.simulation = simulation
        random = SeededRandom(seed: simulation.random.next())
        var deeds = Deed.allCases.filter { $0 != .stick && $0 != .failHDFS }.filter { _ in
            simulation.random.chance(1, in: 3)
        }
        if deeds.isEmpty { deeds = [.kill] }
        if simulation.hasDeadlines { deeds.append(.stick) }
        if simulation.store != nil { deeds += [.failHDFS, .failHDFS] }
        if simulation.isBulky {
            deeds += [.slowDisk, .fullDisk, .failReads, .flipReads].filter { !deeds.contains($0) }
        }
        self.deeds = deeds
        left = 1 + simulation.pick(24)
        spacing = .milliseconds(1)...(.milliseconds([60, 200, 800][simulation.pick(3)]))
    }

    private var fabric: MemoryFabric { simulation.fabric }

    func start() {
        simulation.store?.spoil()
        plan()
    }

    private func plan() { simulation.after(random.duration(in: spacing)) { self.next() } }

    /// Nothing more happens, and what was broken is whole again.
    func stop() {
        left = 0
        simulation.isTroubled.value = false
        fabric.healAll()
        simulation.files.setFault(nil)
        simulation.store?.heal()
        for executor in simulation.cluster.executors {
            wake(executor)
            executor.workers.isStuck = false
            executor.disk.setSlow(false)
            executor.disk.setFull(false)
            executor.disk.failingReadsPerMille = 0
            executor.disk.flippedReadsPerMille = 0
        }
    }

    private func next() {
        guard left > 0 else { return }
        left -= 1
        let deed = deeds[Int(random.next() % UInt64(deeds.count))]
        simulation.log.add("fault: \(deed)")
        commit(deed)
        plan()
    }

    private func choose<Element>(_ elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[Int(random.next() % UInt64(elements.count))]
    }

    private func duration(_ millis: ClosedRange<Int>) -> Duration {
        random.duration(in: .milliseconds(Int64(millis.lowerBound))...(.milliseconds(Int64(millis.upperBound))))
    }

    private func commit(_ deed: Deed) {
        let cluster = simulation.cluster!
        switch deed {
        case .kill:
            let busy = cluster.alive.filter { $0.workers.runningCount > 0 }
            if let executor = choose(busy.isEmpty || random.chance(1, in: 4) ? cluster.alive : busy) { kill(executor) }
        case .killAll:
            guard random.chance(1, in: 3) else { return }
            if cluster.alive.count > 1 { simulation.counters.count(.killedAll) }
            for executor in cluster.alive { kill(executor) }
        case .drain:
            guard let executor = choose(cluster.alive.filter { $0.host.state == .running }) else { return }
            simulation.counters.count(executor.workers.runningCount > 0 ? .drainedBusy : .drainedIdle)
            executor.executor?.drain()
        case .pauseShortly: pause(duration(50...2_000))
        case .pauseLong: pause(duration(5_000...20_000))
        case .cut, .losePackets, .partition:
            let hosts = ["driver"] + cluster.alive.map(\.host.name)
            guard let first = choose(hosts), let second = choose(hosts), first != second else { return }
            separate(deed, first, second)
        case .slowDisk, .fullDisk, .failReads, .flipReads:
            if let executor = choose(cluster.alive) { spoil(executor.disk, deed) }
        case .failOutput: failOutput()
        case .stick:
            let busy = cluster.alive.filter { $0.workers.runningCount > 0 && !$0.workers.isStuck }
            guard let executor = choose(busy) else { return }
            simulation.counters.count(.stuckTasks)
            executor.workers.isStuck = true
        case .failHDFS: simulation.store?.spoil()
        case .cancelJob:
            guard let flow = choose(simulation.flows.filter { !$0.isOver }), let job = flow.job else { return }
            simulation.counters.count(.cancelledJob)
            flow.wasCancelled = true
            simulation.driver.cancel(job, reason: "the user wants it no more")
        }
    }

    private func kill(_ executor: SimulatedExecutor) {
        let death = choose(SimulatedHost.Death.allCases)!
        let isBusy = executor.workers.runningCount > 0
        simulation.counters.count(death == .silence ? .lostMachine : isBusy ? .killedBusy : .killedIdle)
        simulation.cluster.kill(executor, death)
    }

    private func pause(_ length: Duration) {
        let running = simulation.cluster.alive.filter { $0.host.state == .running }
        let busy = running.filter { $0.workers.runningCount > 0 }
        guard let executor = choose(busy.isEmpty ? running : busy) else { return }
        executor.host.pause()
        simulation.after(length) { self.wake(executor) }
    }

    private func wake(_ executor: SimulatedExecutor) {
        guard executor.host.state == .paused else { return }
        simulation.counters.count(executor.isGivenUp ? .longPause : .shortPause)
        simulation.log.add("\(executor.name) wakes")
        executor.host.wake()
    }

    private func separate(_ deed: Deed, _ first: String, _ second: String) {
        switch deed {
        case .cut:
            let before = fabric.connectionCount
            fabric.cut(first, second)
            if fabric.connectionCount < before { simulation.counters.count(.cutConnection) }
        case .losePackets:
            simulation.counters.count(.lostPackets)
            fabric.stall(from: first, to: second)
            simulation.after(duration(100...9_000)) { [fabric] in fabric.resume(from: first, to: second) }
        default:
            simulation.counters.count(.partition)
            fabric.partition(first, second)
            simulation.after(duration(100...9_000)) { [fabric] in fabric.heal(first, second) }
        }
    }

    private func spoil(_ disk: SimulatedDisk, _ deed: Deed) {
        switch deed {
        case .slowDisk: disk.setSlow(true)
        case .fullDisk: disk.setFull(true)
        case .failReads: disk.failingReadsPerMille = 300
        default: disk.flippedReadsPerMille = 200
        }
        simulation.after(duration(300...5_000)) {
            switch deed {
            case .slowDisk: disk.setSlow(false)
            case .fullDisk: disk.setFull(false)
            case .failReads: disk.failingReadsPerMille = 0
            default: disk.flippedReadsPerMille = 0
            }
        }
    }

    private func failOutput() {
        let chance = Lock(SeededRandom(seed: random.next()))
        let counters = simulation.counters
        simulation.files.setFault { _, _ in
            guard chance.withLock({ $0.chance(1, in: 6) }) else { return 0 }
            counters.count(.failedOutput)
            return EIO
        }
        simulation.after(duration(200...2_000)) { [files = simulation.files] in files.setFault(nil) }
    }
}
