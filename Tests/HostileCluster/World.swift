// SPDX-License-Identifier: Apache-2.0

package import Driver
package import Execution
import Logging
package import Net
import Plan
import Scheduling
import Storage

/// A driver, an honest executor and whoever else joins, on a simulated loop and network.
package final class World {
    package let loop: SimulatedLoop
    package let fabric: MemoryFabric
    package let driver: Driver
    package let secret = Secret(contents: Array("a secret of a test, long enough".utf8))!
    package static let blockAddress = Address(host: "honest", port: 7_000)
    private let cluster = OpenCluster()
    private let workers: LoopWorkers
    private var honest: Executor!
    package private(set) var honestEnd: ExecutorEnd?
    private var jobs = 0
    private var names = 0

    /// A session with one honest executor.
    package init(seed: UInt64 = 5, resultBytesMax: Int = 1 << 20) throws {
        loop = SimulatedLoop(seed: seed, eventCountMax: .max)
        fabric = MemoryFabric(loop: loop, seed: seed)
        var options = DriverOptions(listen: Address(host: "driver", port: 0), secret: secret, applicationID: "test")
        options.scheduler.executorFailuresMax = 1_000
        options.resultBytesMax = resultBytesMax
        // Kept inputs and definitions travel in streams.
        options.inlinePartBytesMax = 0
        driver = Driver(options: options, network: fabric.host("driver"), cluster: cluster, logger: silent)
        try driver.start()
        driver.keep(StoredFacts(id: StoredID(1), name: "rows", level: .memory, label: "", partitionCount: 2))
        workers = LoopWorkers(loop: loop, slots: 2)
        var own = ExecutorOptions(
            driver: driver.address!, secret: secret, slots: 2, memoryBytes: 64 << 20, host: "honest",
            blockAddress: Self.blockAddress, name: "honest", softwareVersion: "test", processID: 1)
        own.peerOptions = PeerOptions()
        honest = Executor(
            options: own, network: fabric.host("honest"), workers: workers, disk: MemoryDisk(), logger: silent
        ) { [unowned self] in honestEnd = $0 }
        honest.start()
        guard run(until: { driver.executorCount == 1 }) else { throw WorldError("the executor did not register") }
    }

    /// Lets things happen until `condition` holds; false when it never does.
    @discardableResult
    package func run(events: Int = 400_000, until condition: () -> Bool) -> Bool {
        for _ in 0..<events {
            if condition() { return true }
            guard loop.runOne() else { break }
        }
        return condition()
    }

    /// One more executor, which only pretends.
    package func join(slots: UInt32 = 4) -> Impostor {
        names += 1
        let impostor = Impostor(name: "impostor-\(names)", slots: slots)
        impostor.dial(fabric.host("impostor-\(names)"), driver.address!, secret)
        run(events: 2_000) { impostor.isRegistered || impostor.closed != nil }
        return impostor
    }

    /// One that proves the secret and says nothing.
    package func joinUnregistered() -> Impostor {
        let impostor = Impostor(name: "stranger", slots: 1, registers: false)
        impostor.dial(fabric.host("stranger"), driver.address!, secret)
        run(events: 2_000) { impostor.peer?.isReady == true }
        return impostor
    }

    /// The honest executor is told to leave.
    package func drainHonest() { honest.drain() }

    /// A connection to the block service of the honest executor.
    package func connectToBlocks(_ handler: any PeerHandler) -> Peer? {
        var peer: Peer?
        let network = fabric.host("thief")
        network.connect(to: Self.blockAddress, timeout: .seconds(5)) { [self] result in
            guard case .success(let connection) = result else { return }
            peer = Peer(connection: connection, role: .initiator, secret: secret, loop: loop, handler: handler)
        }
        run(events: 2_000) { peer?.isReady == true }
        return peer
    }

    package func count(partitions: Int = 8, rows: Int = 10) -> Run {
        submit { Jobs.count($0, partitions: partitions, rows: rows) }
    }

    package func shuffle(maps: Int = 6, reduces: Int = 3, rows: Int = 10, collects: Bool = false) -> Run {
        submit { Jobs.shuffle($0, maps: maps, reduces: reduces, rows: rows, collects: collects) }
    }

    private func submit(_ make: (Int) -> Run) -> Run {
        jobs += 1
        let run = make(jobs)
        driver.submit(run.job, consumer: run)
        return run
    }

    /// Why the honest executor is no longer there; nil while it is.
    package var lossOfHonest: String? { cluster.lost.first { $0.name == "honest" }.map { "\($0.reason)" } }
}

package struct WorldError: Error, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}

let silent: Logger = {
    var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    logger.logLevel = .critical
    return logger
}()
