// SPDX-License-Identifier: Apache-2.0

import Driver
import Execution
import Files
import HDFS
import Logging
import Net
import Plan
import Scheduling
import Storage
import Synchronization

/// One run of a whole cluster from one seed: a driver, its executors, a user with a few jobs, and faults.
final class Simulation: @unchecked Sendable {  // touched by one thread
    /// Virtual time within which everything must have ended, far beyond the sum of all deadlines.
    static let deadline = Duration.seconds(900)
    static let eventCountMax = 4_000_000

    let seed: UInt64
    let loop: SimulatedLoop
    let fabric: MemoryFabric
    let files: MemoryFileSystem
    let fileSystems = FileSystems()
    let counters = FaultCounters()
    let log: TraceLog
    let functions = SimulatedFunctions()
    var random: SeededRandom
    /// Whether anything may go wrong in this seed.
    let isCalm: Bool
    /// Whether data are many times the memory, so that disks are in use.
    let isBulky: Bool
    /// Tasks that take long are tried elsewhere too, and end at a deadline.
    let hasDeadlines: Bool
    /// An HDFS that some jobs read from and write to; nil in most seeds.
    let store: SimulatedStore?
    private(set) var driver: Driver!
    private(set) var cluster: SimulatedCluster!
    private(set) var flows: [Flow] = []
    private(set) var failures: [String] = []
    private(set) var fingerprint: UInt64 = 0xCBF2_9CE4_8422_2325
    let executorFailuresMax: Int
    private let checksEach: Int
    private var memoryBytes = 0
    /// So little that a task may say that it is not enough.
    var hasLittleMemory: Bool { memoryBytes < 1 << 20 }
    /// Deliveries may still take unusually long.
    let isTroubled = Flag()
    private var lastJob = 0
    private var lastStage = 0
    private var lastShuffle = 0
    private var lastStored = 0
    private var flowsPlanned = 0
    private var wordsRandom: SeededRandom
    /// Which datasets are stored, and where.
    private var storedRandom: SeededRandom

    init(seed: UInt64, prints: Bool = false) {
        self.seed = seed
        loop = SimulatedLoop(seed: seed, eventCountMax: Self.eventCountMax)
        var random = SeededRandom(seed: seed &* 0x9E37_79B9_7F4A_7C15 ^ 0x5EED)
        fabric = MemoryFabric(loop: loop, seed: random.next())
        files = MemoryFileSystem(scheme: "sim\(seed)")
        log = TraceLog(loop: loop, prints: prints)
        isCalm = random.chance(1, in: 12)
        isBulky = random.chance(1, in: 3)
        // Drawn apart, so that all else in a seed is as without.
        var apart = SeededRandom(seed: seed &* 0xD134_2543_DE82_EF95 ^ 0xDEAD)
        hasDeadlines = apart.chance(1, in: 4)
        store =
            apart.chance(1, in: 3) ? SimulatedStore(seed: apart.next(), loop: loop, logger: log.logger()) : nil
        wordsRandom = apart
        storedRandom = SeededRandom(seed: seed &* 0xA24B_AED4_963E_E407 ^ 0x570_4ED)
        let isThorough = random.chance(1, in: 10)
        checksEach = prints || isThorough ? 1 : 25
        executorFailuresMax = random.chance(1, in: 5) ? 2 : 12
        self.random = random
        fileSystems.register(files)
        if let store { fileSystems.register(store.fileSystem) }
        setUpNetwork()
        setUpCluster()
    }

    // MARK: Setting up

    private func setUpNetwork() {
        var faults = MemoryFabric.Faults()
        faults.fragments = random.chance(1, in: 3)
        if faults.fragments { counters.count(.fragments) }
        let slowest = [1, 5, 20][pick(3)]
        let spikes: UInt64 = isCalm || random.chance(1, in: 2) ? 0 : 5
        faults.latency = { [counters, isTroubled] _, _, random in
            if isTroubled.value, random.chance(spikes, in: 1_000) {
                counters.count(.delayedDelivery)
                return random.duration(in: .milliseconds(200)...(.milliseconds(4_000)))
            }
            return random.duration(in: .microseconds(50)...(.milliseconds(slowest)))
        }
        fabric.faults = faults
        // Not the sizes: errors name scratch files, which are numbered through the whole process.
        fabric.trace = { [unowned self] instant, from, to, _ in
            mix(instant.nanoseconds)
            for byte in from.host.utf8 { mix(UInt64(byte)) }
            for byte in to.host.utf8 { mix(UInt64(byte)) }
        }
    }

    private func mix(_ value: UInt64) { fingerprint = (fingerprint ^ value) &* 0x100_0000_01B3 }

    private func setUpCluster() {
        var peerOptions = PeerOptions()
        peerOptions.heartbeatInterval = .milliseconds(700)
        peerOptions.silenceLimit = .seconds(3)
        let stepMillis = [1, 2, 8][pick(3)]
        memoryBytes = (isBulky ? [24, 48, 96][pick(3)] : [24, 192, 8_192, 8_192][pick(4)]) << 10
        let options = SimulatedClusterOptions(
            executors: 2 + pick(5), slots: 1...(1 + pick(4)), memoryBytes: memoryBytes,
            restartsMax: random.chance(1, in: 5) ? pick(3) : 20, noticesEnds: random.chance(1, in: 2),
            reusesAddresses: random.chance(1, in: 3),
            stepTime: .microseconds(10)...(.milliseconds(stepMillis)), peerOptions: peerOptions)
        log.add("seed \(seed): \(options)")
        let logger = log.logger()
        cluster = SimulatedCluster(
            options: options, fabric: fabric, counters: counters, random: SeededRandom(seed: random.next()),
            logger: logger)
        cluster.functions = functions
        cluster.files = files
        cluster.store = store
        var driverOptions = DriverOptions(
            listen: Address(host: "driver", port: 0), secret: Secret(contents: Array("a simulated secret".utf8))!,
            applicationID: "simulation-\(seed)")
        driverOptions.batchRowsMax = (isBulky ? [16, 32, 64, 64, 256, 1_000] : [1, 2, 3, 7, 16, 64])[pick(6)]
        driverOptions.peerOptions = peerOptions
        // Whatever travels inline elsewhere is asked for in some seeds, and the queue holds less than a large input.
        driverOptions.inlinePartBytesMax = [0, 512, driverOptions.inlinePartBytesMax][pick(3)]
        driverOptions.inlineDefinitionBytesMax = [0, 600, driverOptions.inlineDefinitionBytesMax][pick(3)]
        driverOptions.peerOptions.sendQueueBytesMax = random.chance(1, in: 3) ? 64 << 10 : peerOptions.sendQueueBytesMax
        driverOptions.scheduler = SchedulerOptions(executorFailuresMax: executorFailuresMax)
        driverOptions.scheduler.noExecutorDeadlineMillis = 10_000
        if hasDeadlines {
            var speculation = SpeculationOptions()
            speculation.intervalMillis = 50
            speculation.quantile = 0.5
            speculation.multiplier = 2
            driverOptions.scheduler.speculation = speculation
            driverOptions.scheduler.taskTimeoutMillis = 20_000
            driverOptions.scheduler.cancelGraceMillis = 3_000
        }
        driverOptions.scheduler.localityWaitMillis = random.chance(1, in: 3) ? 50 : 0
        driverOptions.scheduler.tasksPerSlotQueuedMax = [0, 2, 32][pick(3)]
        driver = Driver(options: driverOptions, network: fabric.host("driver"), cluster: cluster, logger: logger)
    }

    func pick(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }

    // MARK: For flows

    func nextJob() -> JobID {
        lastJob += 1
        return JobID(lastJob)
    }

    func nextStage() -> StageID {
        lastStage += 1
        return StageID(lastStage)
    }

    /// At once, as a callback may, or a little later.
    func soon(_ work: @escaping () -> Void) {
        if random.chance(1, in: 2) { work() } else { loop.post(Unchecked(work).run) }
    }

    func after(_ wait: Duration, _ work: @escaping () -> Void) { loop.schedule(after: wait, Unchecked(work).run) }

    /// What the user's thread does, one after another, each in the time that it waits for HDFS; up to the first error.
    func inTurn(_ steps: [() throws -> Void], _ end: @escaping ((any Error)?) -> Void) {
        guard let step = steps.first else { return end(nil) }
        var failure: (any Error)?
        do { try step() } catch { failure = error }
        let rest = failure == nil ? Array(steps.dropFirst()) : []
        let next = { [unowned self] in if let failure { end(failure) } else { inTurn(rest, end) } }
        let waited = store?.takeUsersWait() ?? .zero
        if waited > .zero { after(waited, next) } else { next() }
    }

    func count(_ summary: JobSummary) {
        counters.count("attempts lost", summary.attemptsLost)
        counters.count("tasks", summary.tasks)
        counters.count("bytes spilled", summary.bytesSpilled)
        counters.count("bytes shuffled", summary.bytesShuffled)
        counters.count("bytes of HDFS", summary.reads.byteCount)
        counters.count("bytes of HDFS on the same host", summary.reads.localByteCount)
    }

    func flowEnded(_ flow: Flow) {
        log.add("\(flow.name) ends: \(flow.error.map { "\($0.kind): \($0.message)" } ?? "success")")
        mix(loop.now.nanoseconds)
        counters.count(flow.error.map { "error: \($0.kind)" } ?? "success")
        if let mistake = flow.mistake { failures.append("\(flow.name): \(mistake)") }
        if let error = flow.error, let objection = Justice(self).objection(to: error, of: flow) {
            failures.append("\(flow.name): \(objection): \(error.kind): \(error.message)")
        }
    }

    var areFlowsOver: Bool { flows.count == flowsPlanned && flows.allSatisfy(\.isOver) }

    // MARK: Running

    func run() throws {
        try driver.start()
        flowsPlanned = 1 + pick(isBulky ? 3 : 6)
        for number in 1...flowsPlanned {
            let at = Duration.milliseconds(Int64(pick(1_500)))
            after(at) { [unowned self] in
                do { try startFlow(number) } catch { failures.append("flow \(number): \(error)") }
            }
        }
        if let store { try planWords(store) }
        let injector = FaultInjector(self)
        if !isCalm { injector.start() }
        advance(until: { [unowned self] in areFlowsOver }, "the jobs")
        log.add("all jobs have ended")
        counters.count("inputs and definitions asked for", driver.servedCount)
        counters.count("map outputs moved", driver.mapOutputsMoved)
        if driver.keptCount > 0 { failures.append("the driver keeps \(driver.keptCount) inputs of jobs that ended") }
        injector.stop()
        guard failures.isEmpty else { return }
        // A call of HDFS may wait for minutes, and whoever made it with it.
        advance(for: .seconds(store == nil ? 45 : 240), "the cleaning up")
        checkLeftovers()
        guard failures.isEmpty else { return }
        var isStopped = false
        driver.stop { isStopped = true }
        advance(until: { isStopped }, "the stop")
        let weakExecutors = cluster.executors.compactMap(\.executor).map { WeakExecutor($0) }
        for executor in cluster.executors { executor.host.vanish() }
        advance(until: { [unowned self] in loop.pendingCount == 0 }, "the last timers")
        if fabric.connectionCount > 0 { failures.append("\(fabric.connectionCount) ends of connections are left") }
        if weakExecutors.contains(where: { $0.executor != nil }) { failures.append("executors outlive the session") }
        let living = cluster.executors.filter { !$0.wasKilled }.map { $0.functions.count.load(ordering: .relaxed) }
        let live = living.reduce(0, +)
        if live > 0 { failures.append("\(live) partition functions outlive the session") }
        if let store {
            mix(store.hdfs.fingerprint)
            store.count(into: counters)
            for violation in store.hdfs.violations { failures.append("a client of HDFS: \(violation)") }
        }
    }

    final class Flag: @unchecked Sendable { var value = true }  // touched by one thread

    private struct WeakExecutor {
        weak var executor: Executor?
        init(_ executor: Executor) { self.executor = executor }
    }

    private func maker(seed: UInt64) -> DatasetMaker {
        DatasetMaker(
            random: SeededRandom(seed: seed), isBulky: isBulky,
            nextShuffle: { [unowned self] in
                lastShuffle += 1
                return ShuffleID(lastShuffle)
            },
            release: { [weak self] id in
                guard let self else { return }
                self.loop.post { [weak self] in self?.driver.release(id) }
            })
    }

    /// Jobs over HDFS besides the others, whose draws stay as they are without. The files are there before anything
    /// happens to their servers.
    private func planWords(_ store: SimulatedStore) throws {
        for number in 1...(wordsRandom.chance(1, in: 3) ? 2 : 1) {
            var maker = maker(seed: wordsRandom.next())
            let task = maker.words()
            for (index, text) in task.texts.enumerated() {
                try store.put("\(SimulatedStore.root)/in-\(number)/text \(index)", text)
            }
            flowsPlanned += 1
            let at = Duration.milliseconds(Int64(wordsRandom.next() % 1_500))
            after(at) { [unowned self] in startWords(number, task, maker) }
        }
    }

    /// Plans the job over what the folder holds, and runs it.
    private func startWords(_ number: Int, _ task: WordsTask, _ maker: DatasetMaker) {
        var splits: [FileSplit] = []
        let planning: () throws -> Void = { [fileSystems] in
            splits = try InputPlanner(fileSystems).splits(
                of: ["\(SimulatedStore.root)/in-\(number)"], partitionsMin: task.partitionsMin)
        }
        inTurn([planning]) { [unowned self] error in
            do {
                if let error { throw error }
                var maker = maker
                let lineage = try maker.lineage(task.kind, splits)
                let action = Action.words(directory: "\(SimulatedStore.root)/out \(number)", lines: task.lines)
                begin(
                    Flow(
                        name: "words \(number)", lineage: lineage,
                        judge: Judge(
                            dataset: Dataset(lineage: lineage, partitions: [], order: .sequence), action: action),
                        repetitions: 0, simulation: self))
            } catch {
                failures.append("words \(number): \(error)")
            }
        }
    }

    private func begin(_ flow: Flow) {
        log.add("\(flow.name): \(flow.outline)")
        flows.append(flow)
        flow.start()
    }

    private func startFlow(_ number: Int) throws {
        let name = "flow \(number)"
        var maker = maker(seed: random.next())
        // Results too large to travel with the end of their task.
        let isLarge = memoryBytes >= 4 << 20 && random.chance(1, in: 16)
        var dataset = try isLarge ? maker.largeSource() : maker.source()
        var storedCount = 0
        for _ in 0..<(isLarge ? 0 : pick(4)) {
            if storedRandom.chance(1, in: 4) {
                dataset = stored(dataset)
                storedCount += 1
            }
            dataset = try maker.extended(dataset)
        }
        var action = Action.collect
        var lineage = dataset.lineage
        switch isLarge ? 99 : pick(8) {
        case 0: action = .count
        case 1:
            action = .sum
            lineage = try maker.values(dataset)
        case 2 where dataset.order == .exact: action = .take(1 + pick(30))
        case 3, 4:
            dataset = try maker.grouped(dataset)
            lineage = dataset.lineage
        case 5 where dataset.order == .exact:
            action = .text(directory: "sim\(seed):/out-\(number)", gzip: random.chance(1, in: 3))
            lineage = try maker.texts(dataset)
        default: break
        }
        begin(
            Flow(
                name: name, lineage: lineage, judge: Judge(dataset: dataset, action: action),
                repetitions: max(random.chance(1, in: 4) ? 1 : 0, storedCount), simulation: self))
    }

    /// The same rows, which executors keep.
    private func stored(_ dataset: Dataset) -> Dataset {
        lastStored += 1
        let id = StoredID(lastStored)
        let level = StorageLevel.allCases[Int(storedRandom.next() % 3)]
        let stored = Stored(id: id, level: level) { [weak self] id in
            guard let self else { return }
            self.loop.post { [weak self] in self?.driver.release(id) }
        }
        let count = dataset.lineage.partitionCount
        driver.keep(StoredFacts(id: id, name: "persist", level: level, label: "", partitionCount: count))
        counters.count("datasets stored")
        var same = dataset
        same.lineage = Lineage(.stored(dataset.lineage, stored), rowType: Dataset.pairType, name: "persist")
        return same
    }

    /// Runs until `condition` holds; a failure when that takes too long.
    private func advance(until condition: () -> Bool, _ what: String) {
        let limit = loop.now + Self.deadline
        while !condition() {
            guard failures.isEmpty else { return }
            if loop.now > limit || loop.eventCount >= Self.eventCountMax {
                failures.append("a hang: \(what) did not end within \(Self.deadline) or \(Self.eventCountMax) events")
                return
            }
            guard loop.runOne() else {
                if !condition() { failures.append("a hang: nothing is left to happen, but \(what) did not end") }
                return
            }
            checkInvariants()
        }
    }

    private func advance(for duration: Duration, _ what: String) {
        let limit = loop.now + duration
        var isOver = false
        after(duration) { isOver = true }
        advance(until: { isOver || loop.now > limit }, what)
    }

    private func checkInvariants() {
        guard loop.eventCount % checksEach == 0 else { return }
        if let broken = driver.checkInvariants() { failures.append("the scheduler: \(broken)") }
    }

    /// Long after the last job and the last fault: who is there is registered, and holds nothing.
    private func checkLeftovers() {
        let alive = cluster.alive
        if driver.executorCount != alive.count {
            failures.append("\(driver.executorCount) executors are registered, \(alive.count) are alive")
        }
        for executor in alive where !executor.disk.inner.names.isEmpty {
            failures.append("\(executor.name) has scratch files left: \(executor.disk.inner.names)")
        }
        for executor in alive where executor.workers.runningCount > 0 {
            failures.append("\(executor.name) still runs \(executor.workers.runningCount) tasks")
        }
    }
}

extension Lineage {
    /// For the trace.
    var outline: String {
        let above = parents.map(\.outline).joined(separator: " + ")
        return above.isEmpty ? "\(name)[\(partitionCount)]" : "(\(above)) → \(name)[\(partitionCount)]"
    }
}
