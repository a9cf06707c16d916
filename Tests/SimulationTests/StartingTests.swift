// SPDX-License-Identifier: Apache-2.0

import Driver
import Execution
import Logging
import Net
import Scheduling
import Storage
import Testing

/// An executor that is starting when its driver's session ends in order.
@Suite struct StartingTests {
    /// Runs an executor and a driver that is stopped after so many events of the loop; how the executor ended, and
    /// whether it was registered by then. Its parent's SIGTERM comes a second later.
    private func end(stoppedAfter events: Int) throws -> (end: ExecutorEnd?, wasRegistered: Bool, byItself: Bool) {
        let loop = SimulatedLoop(seed: 5, eventCountMax: 1_000_000)
        let fabric = MemoryFabric(loop: loop, seed: 5)
        let secret = Secret(contents: Array("a secret of a test, long enough".utf8))!
        let driver = Driver(
            options: DriverOptions(listen: Address(host: "driver", port: 0), secret: secret, applicationID: "test"),
            network: fabric.host("driver"), cluster: NoCluster(), logger: Logger(label: "test"))
        try driver.start()
        var options = ExecutorOptions(
            driver: driver.address!, secret: secret, slots: 1, memoryBytes: 1 << 20, host: "executor",
            blockAddress: Address(host: "executor", port: 0), name: "executor", softwareVersion: "test", processID: 1)
        options.memoryBytesMin = 0
        var end: ExecutorEnd?
        let executor = Executor(
            options: options, network: fabric.host("executor"), workers: NoWorkers(),
            disk: MemoryDisk(), logger: Logger(label: "test")
        ) { end = $0 }
        executor.start()
        var eventsLeft = events
        while eventsLeft > 0, driver.executorCount == 0, loop.runOne() { eventsLeft -= 1 }
        let wasRegistered = driver.executorCount > 0
        driver.stop {}
        let parent = loop.now + .seconds(1)
        while end == nil, loop.now < parent, loop.runOne() {}
        let byItself = end != nil
        if !byItself { executor.drain() }
        while end == nil, loop.runOne() {}
        return (end, wasRegistered, byItself)
    }

    @Test func `it ends in order whatever it has come to`() throws {
        var endedByItself = 0
        for events in 0..<1_000 {
            let result = try end(stoppedAfter: events)
            switch result.end {
            case .shutDown, .drained: break
            case let end: Issue.record("after \(events) events: \(String(describing: end))")
            }
            if result.byItself && !result.wasRegistered { endedByItself += 1 }
            if result.wasRegistered { break }
            #expect(events < 999, "it never registers")
        }
        #expect(endedByItself > 0, "one that asks to be registered hears that the session is over")
    }
}

private final class NoWorkers: WorkerPool {
    func submit(_ task: any Steppable) {}
    func submitAside(_ task: any Steppable) {}
    var nanoseconds: UInt64 { 0 }
}

private final class NoCluster: Cluster {
    func start(_ context: ClusterContext) {}
    func executorLost(name: String, reason: ExecutorLossReason) {}
    func stop(completion: @escaping () -> Void) { completion() }
    var slotsExpected: Int? { nil }
    var executorsExpected: Int? { nil }
}
