// SPDX-License-Identifier: Apache-2.0

import Columnar
import Driver
import Logging
import Net
import Plan
import Scheduling
import Storage
import Testing

/// An executor that answers pings and never ends its tasks: told apart by how long they take.
@Suite struct StuckTests {
    private static func speculation() -> SchedulerOptions {
        var options = SchedulerOptions(executorFailuresMax: 10)
        options.speculation = SpeculationOptions()
        options.speculation?.quantile = 0.5
        return options
    }

    private static func timeout() -> SchedulerOptions {
        var options = SchedulerOptions(executorFailuresMax: 10)
        options.taskTimeoutMillis = 5_000
        return options
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as [UInt64])
    func `a job ends by second attempts, and the stuck executor is given up`(_ seed: UInt64) throws {
        let world = StuckWorld(seed, Self.speculation())
        let answer = try world.run(seconds: 30)
        #expect(answer.rows == 12_000 && answer.seconds < 5, "\(answer)")
        #expect(world.executorsLeft(after: 30) == 2)
        // Those that are left do the next one.
        #expect(try world.run(seconds: 30).rows == 12_000)
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as [UInt64])
    func `a job ends by its deadline`(_ seed: UInt64) throws {
        let world = StuckWorld(seed, Self.timeout())
        let answer = try world.run(seconds: 60)
        #expect(answer.rows == 12_000 && answer.seconds >= 5 && answer.seconds < 30, "\(answer)")
        #expect(world.executorsLeft(after: 30) == 2)
    }

    @Test func `without either it waits, and progress shows that it does`() throws {
        let world = StuckWorld(1, SchedulerOptions(executorFailuresMax: 10))
        #expect(throws: (any Error).self) { try world.run(seconds: 600) }
        let progress = try #require(world.progress)
        #expect(progress.runningCount > 0 && progress.seconds > 500)
        world.healAll()
        #expect(world.ends(within: 60))
    }
}

private final class Collector: JobConsumer, @unchecked Sendable {  // touched by the simulation's one thread
    var blocks: [[UInt8]] = []
    var end: Result<JobSummary, JobError>?

    func partitionEnded(_ partition: Int, blocks: [[UInt8]], attempt: TaskAttemptID) throws(JobError) {
        self.blocks += blocks
    }

    func jobEnded(_ result: Result<JobSummary, JobError>) { end = result }
}

/// Three executors, one of which gets stuck in the middle of a shuffle.
private final class StuckWorld {
    struct Answer {
        var rows: Int
        var seconds: Double
    }

    struct Waits: Error {}

    private let loop: SimulatedLoop
    private let fabric: MemoryFabric
    private let cluster: SimulatedCluster
    private let driver: Driver
    private var random: SeededRandom
    private var runs = 0
    private var collector = Collector()

    init(_ seed: UInt64, _ scheduler: SchedulerOptions) {
        loop = SimulatedLoop(seed: seed, eventCountMax: 50_000_000)
        fabric = MemoryFabric(loop: loop, seed: seed)
        random = SeededRandom(seed: seed)
        let options = SimulatedClusterOptions(
            executors: 3, slots: 2...2, memoryBytes: 64 << 20, restartsMax: 0, noticesEnds: true,
            reusesAddresses: false,
            stepTime: .milliseconds(1)...(.milliseconds(3)), peerOptions: PeerOptions())
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        cluster = SimulatedCluster(
            options: options, fabric: fabric, counters: FaultCounters(), random: SeededRandom(seed: seed),
            logger: logger)
        var driverOptions = DriverOptions(
            listen: Address(host: "driver", port: 0), secret: Secret(contents: Array("a simulated secret".utf8))!,
            applicationID: "stuck")
        driverOptions.scheduler = scheduler
        driver = Driver(options: driverOptions, network: fabric.host("driver"), cluster: cluster, logger: logger)
    }

    var progress: JobProgress? { driver.progress(of: JobID(runs)) }

    private func goOn(seconds: Int64, until condition: () -> Bool) {
        let deadline = loop.now + .seconds(seconds)
        while !condition(), loop.now < deadline, loop.runOne() {}
    }

    /// A repartition of a range, collected.
    func run(seconds: Int64) throws -> Answer {
        if runs == 0 {
            try driver.start()
            goOn(seconds: 10) { driver.executorCount == 3 }
        }
        runs += 1
        let range = Lineage(.range(start: 0, step: 1, count: 12_000, partitions: 12), rowType: .int, name: "range")
        let shuffle = Shuffle(
            id: ShuffleID(runs), parent: range, partitionCount: 12, rowType: .int, way: .known(.roundRobin),
            onRelease: { _ in })
        let lineage = Lineage(.shuffled(shuffle), rowType: .int, name: "repartition")
        var stage = runs * 10
        let job = try Planner.job(JobID(runs), name: "collect", lineage: lineage, sink: .collect(.int)) {
            stage += 1
            return StageID(stage)
        }
        collector = Collector()
        let collector = collector
        let began = loop.now
        driver.submit(job, consumer: collector)
        if runs == 1 {
            // Half of the maps have ended.
            goOn(seconds: 10) { (driver.progress(of: job.id)?.doneCount ?? 0) >= 6 + Int(random.next() % 4) }
            let busy = cluster.alive.filter { $0.workers.runningCount > 0 }
            busy[Int(random.next() % UInt64(busy.count))].workers.isStuck = true
        }
        goOn(seconds: seconds) { collector.end != nil }
        guard let end = collector.end else { throw Waits() }
        _ = try end.get()
        var rows: Set<Int> = []
        for block in collector.blocks {
            let column = try block.withUnsafeBytes { try BlockCodec.decode($0, expecting: .int) }
            rows.formUnion((0..<column.count).map { column.ints[$0] })
        }
        return Answer(rows: rows.count, seconds: (loop.now - began).inMilliseconds / 1_000)
    }

    func executorsLeft(after seconds: Int64) -> Int {
        goOn(seconds: seconds) { false }
        return driver.executorCount
    }

    func healAll() { for executor in cluster.executors { executor.workers.isStuck = false } }

    func ends(within seconds: Int64) -> Bool {
        goOn(seconds: seconds) { collector.end != nil }
        return collector.end != nil
    }
}
