// SPDX-License-Identifier: Apache-2.0

import Compute
import Driver
import Execution
import Files
import HDFS
import Logging
import Net
import Scheduling
import Storage

/// One executor process of the simulation, from its start to its end.
final class SimulatedExecutor {
    let name: String
    let host: SimulatedHost
    let disk: SimulatedDisk
    let workers: SimulatedWorkers
    fileprivate(set) var executor: Executor?
    /// The driver does not count it any more.
    fileprivate(set) var isGivenUp = false
    fileprivate(set) var hasEnded = false
    /// A process that is killed takes along what it holds: nothing of it is taken apart.
    fileprivate(set) var wasKilled = false
    /// As HDFS knows it.
    fileprivate var client: SimulatedProcess?
    let functions = SimulatedFunctions.Living()

    fileprivate init(name: String, host: SimulatedHost, disk: SimulatedDisk, workers: SimulatedWorkers) {
        self.name = name
        self.host = host
        self.disk = disk
        self.workers = workers
    }

    /// Its process is there, running or paused.
    var isAlive: Bool { host.state != .dead && !hasEnded }
}

/// What a simulated cluster is made of.
struct SimulatedClusterOptions {
    var executors: Int
    var slots: ClosedRange<Int>
    var memoryBytes: Int
    var restartsMax: Int
    /// The cluster tells the driver of a process that ended, as one that started it can.
    var noticesEnds: Bool
    /// Processes that are started again listen at the address of the one before.
    var reusesAddresses: Bool
    var stepTime: ClosedRange<Duration>
    var peerOptions: PeerOptions
}

/// A cluster that starts executors on simulated hosts, and starts those again that end, within a budget.
final class SimulatedCluster: Cluster {
    private let options: SimulatedClusterOptions
    private let fabric: MemoryFabric
    private let counters: FaultCounters
    private let logger: Logger
    private var random: SeededRandom
    private var context: ClusterContext?
    /// What executors run in the place of scripts.
    var functions: SimulatedFunctions?
    var files = MemoryFileSystem()
    var store: SimulatedStore?
    private var started = 0
    private var restarts = 0
    private var launchesPlanned = 0
    private(set) var hasGivenUp = false
    private(set) var isStopping = false
    private var onStopped: (() -> Void)?
    /// All that were ever started, oldest first.
    private(set) var executors: [SimulatedExecutor] = []
    /// Losses that the driver counted against its budget.
    private(set) var failuresSeen = 0

    init(
        options: SimulatedClusterOptions, fabric: MemoryFabric, counters: FaultCounters, random: SeededRandom,
        logger: Logger
    ) {
        self.options = options
        self.fabric = fabric
        self.counters = counters
        self.random = random
        self.logger = logger
    }

    var slotsExpected: Int? { nil }
    var executorsExpected: Int? { options.executors }
    var alive: [SimulatedExecutor] { executors.filter(\.isAlive) }

    func start(_ context: ClusterContext) {
        self.context = context
        launchesPlanned = options.executors
        for number in 1...options.executors {
            after(.milliseconds(Int64(random.next() % 100))) { $0.launch("executor-\(number)", isRestart: false) }
        }
    }

    private func after(_ wait: Duration, _ work: @escaping (SimulatedCluster) -> Void) {
        fabric.loop.schedule(after: wait, Unchecked { [weak self] in if let self { work(self) } }.run)
    }

    private func launch(_ name: String, isRestart: Bool) {
        launchesPlanned -= 1
        guard let context, !isStopping else { return }
        started += 1
        if isRestart { counters.count(.restart) }
        if isRestart, options.reusesAddresses { counters.count(.reusedAddress) }
        let hostName = options.reusesAddresses ? name : "\(name)-\(started)"
        let host = SimulatedHost(name: hostName, fabric: fabric)
        let disk = SimulatedDisk(counters: counters, random: SeededRandom(seed: random.next()))
        let slots = options.slots.lowerBound + Int(random.next() % UInt64(options.slots.count))
        let workers = SimulatedWorkers(
            slots: slots, host: host, disk: disk, stepTime: options.stepTime,
            random: SeededRandom(seed: random.next()))
        let simulated = SimulatedExecutor(name: "\(name)-\(started)", host: host, disk: disk, workers: workers)
        var executorOptions = ExecutorOptions(
            driver: context.driver, secret: context.secret, slots: slots, memoryBytes: options.memoryBytes,
            host: hostName, blockAddress: Address(host: hostName, port: options.reusesAddresses ? 7_000 : 0),
            name: simulated.name, softwareVersion: "simulation", processID: started)
        executorOptions.peerOptions = options.peerOptions
        executorOptions.memoryBytesMin = 0
        executorOptions.fileSystems.register(files)
        if let store {
            let client = SimulatedProcess(store.hdfs)
            executorOptions.node = store.nextHost()
            executorOptions.fileSystems.register(store.client(client, host: executorOptions.node))
            workers.takeWait = { .nanoseconds(Int64(client.takeWaitedNanos())) }
            simulated.client = client
        }
        if let functions {
            let living = simulated.functions
            executorOptions.makePartitionFunction = { (script, context) throws(ComputeError) in
                try functions.make(script, context, living)
            }
        }
        let executor = Executor(
            options: executorOptions, network: host.network, workers: workers, disk: disk, logger: logger
        ) { [weak self, weak simulated] end in
            if let self, let simulated { self.ended(simulated, end) }
        }
        simulated.executor = executor
        executors.append(simulated)
        executor.start()
    }

    // MARK: Ends

    /// The executor's own end, with its goodbyes; its process exits a little later.
    private func ended(_ executor: SimulatedExecutor, _ end: ExecutorEnd) {
        logger.info("executor process ends", metadata: ["name": "\(executor.name)", "end": "\(end)"])
        executor.hasEnded = true
        executor.workers.shutdown()
        after(.milliseconds(50)) { cluster in
            executor.executor = nil
            // At the end of the session nothing is swept away: what an executor left behind would be seen.
            if !cluster.isStopping { executor.host.die(.connectionsEnd) }
            executor.client?.die()
        }
        if case .drained = end { return processEnded(executor, .processExited(code: 0)) }
        processEnded(executor, .processExited(code: 1))
    }

    /// Ends a process in the middle of whatever it does.
    func kill(_ executor: SimulatedExecutor, _ death: SimulatedHost.Death) {
        guard executor.isAlive else { return }
        logger.info("killing", metadata: ["name": "\(executor.name)", "death": "\(death)"])
        executor.wasKilled = true
        executor.host.die(death)
        executor.client?.die()
        executor.workers.shutdown()
        executor.executor = nil
        processEnded(executor, death == .silence ? .killedByCluster("the machine is gone") : .processKilled(signal: 9))
    }

    private func processEnded(_ executor: SimulatedExecutor, _ reason: ExecutorLossReason) {
        if isStopping {
            finishStopping()
            return
        }
        if options.noticesEnds {
            after(.milliseconds(Int64(random.next() % 20))) {
                $0.context?.executorState(executor.name, .lost(because: reason))
            }
        }
        guard restarts < options.restartsMax else {
            if !alive.isEmpty || launchesPlanned > 0 { return }
            hasGivenUp = true
            after(.milliseconds(30)) { $0.context?.failed("all executors have ended and no more are started") }
            return
        }
        restarts += 1
        launchesPlanned += 1
        let base = executor.name.split(separator: "-").prefix(2).joined(separator: "-")
        // A silent machine keeps its address until it is switched off.
        if options.reusesAddresses { executor.host.vanish() }
        after(.milliseconds(Int64(50 + random.next() % 1_500))) { $0.launch(base, isRestart: true) }
    }

    func executorLost(name: String, reason: ExecutorLossReason) {
        if reason.countsAsFailure { failuresSeen += 1 }
        counters.count("lost: " + reason.kind)
        executors.first { $0.name == name }?.isGivenUp = true
    }

    // MARK: Stop

    func stop(completion: @escaping () -> Void) {
        isStopping = true
        onStopped = completion
        after(.seconds(Int64(DriverLimits.stopSeconds))) { $0.killAll() }
        finishStopping()
    }

    private func killAll() {
        guard onStopped != nil else { return }
        for executor in alive { kill(executor, .connectionsReset) }
        finishStopping()
    }

    private func finishStopping() {
        guard alive.isEmpty, let completion = onStopped else { return }
        onStopped = nil
        completion()
    }
}

extension ExecutorLossReason {
    fileprivate var kind: String {
        switch self {
        case .connectionLost: "connection"
        case .heartbeatTimeout: "silence"
        case .protocolViolation: "protocol"
        default: "told by the cluster"
        }
    }
}
