// SPDX-License-Identifier: Apache-2.0

import Columnar
import Driver
import Logging
import Net
import Plan
import Scheduling
import Storage
import Testing

/// What a shuffle of n by n partitions costs in messages: n of them, not n² entries.
@Suite struct ShuffleCostTests {
    @Test func `bytes on the wire grow with tasks, not with pairs of tasks`() throws {
        let costs = try [40, 80, 160].map { try Shuffled(partitions: $0, rows: 0).run() }
        for (less, more) in zip(costs, costs.dropFirst()) {
            #expect(more.rows == 0 && Double(more.bytes) <= 2.4 * Double(less.bytes), "\(costs)")
        }
    }

    @Test(arguments: [1, 30, 1_000])
    func `rows come through, few and many`(_ rows: Int) throws {
        for partitions in [1, 2, 50] {
            let cost = try Shuffled(partitions: partitions, rows: rows).run()
            #expect(cost.rows == rows, "\(partitions) partitions")
        }
    }
}

private struct Cost {
    var bytes: Int
    var rows: Int
}

private final class Counter: JobConsumer, @unchecked Sendable {  // touched by the simulation's one thread
    var blocks: [[UInt8]] = []
    var end: Result<JobSummary, JobError>?

    func partitionEnded(_ partition: Int, blocks: [[UInt8]], attempt: TaskAttemptID) throws(JobError) {
        self.blocks += blocks
    }

    func jobEnded(_ result: Result<JobSummary, JobError>) { end = result }
}

/// A driver and three executors, and a repartition of a range, counted.
private final class Shuffled {
    private let loop = SimulatedLoop(seed: 11, eventCountMax: 50_000_000)
    private let fabric: MemoryFabric
    private let driver: Driver
    private let lineage: Lineage

    init(partitions: Int, rows: Int) throws {
        fabric = MemoryFabric(loop: loop, seed: 11)
        let options = SimulatedClusterOptions(
            executors: 3, slots: 2...2, memoryBytes: 64 << 20, restartsMax: 0, noticesEnds: true,
            reusesAddresses: false,
            stepTime: .microseconds(10)...(.microseconds(20)), peerOptions: PeerOptions())
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let cluster = SimulatedCluster(
            options: options, fabric: fabric, counters: FaultCounters(), random: SeededRandom(seed: 11), logger: logger)
        driver = Driver(
            options: DriverOptions(
                listen: Address(host: "driver", port: 0), secret: Secret(contents: Array("a simulated secret".utf8))!,
                applicationID: "cost"),
            network: fabric.host("driver"), cluster: cluster, logger: logger)
        let range = Lineage(
            .range(start: 0, step: 1, count: rows, partitions: partitions), rowType: .int, name: "range")
        let shuffle = Shuffle(
            id: ShuffleID(1), parent: range, partitionCount: partitions, rowType: .int, way: .known(.roundRobin),
            onRelease: { _ in })
        lineage = Lineage(.shuffled(shuffle), rowType: .int, name: "repartition")
    }

    func run() throws -> Cost {
        try driver.start()
        while driver.executorCount < 3, loop.runOne() {}
        var bytes = 0
        fabric.trace = { _, _, _, count in bytes += count }
        let counter = Counter()
        var stage = 0
        let job = try Planner.job(JobID(1), name: "count", lineage: lineage, sink: .collect(.int)) {
            stage += 1
            return StageID(stage)
        }
        driver.submit(job, consumer: counter)
        while counter.end == nil, loop.runOne() {}
        fabric.trace = nil
        let summary = try #require(counter.end).get()
        #expect(summary.attemptsLost == 0)
        var rows: Set<Int> = []
        for block in counter.blocks {
            let column = try block.withUnsafeBytes { try BlockCodec.decode($0, expecting: .int) }
            rows.formUnion((0..<column.count).map { column.ints[$0] })
        }
        return Cost(bytes: bytes, rows: rows.count)
    }
}
