// SPDX-License-Identifier: Apache-2.0

import Columnar
package import Execution
package import Messages
package import Net
import Plan
import Storage
import SwiftProtobuf

/// A real executor, and a driver that knows the secret and says what it is made to say.
package final class FalseDriver: PeerHandler {
    package let loop: SimulatedLoop
    package let fabric: MemoryFabric
    package let secret = Secret(contents: Array("a secret of a test, long enough".utf8))!
    private var server: PeerServer!
    private var executor: Executor!
    private let workers: LoopWorkers
    package private(set) var peer: Peer?
    package private(set) var closed: CloseReason?
    /// How the executor ended.
    package private(set) var end: ExecutorEnd?
    /// What it reported.
    package private(set) var ended: [Martlet_TaskEnded] = []
    package private(set) var copied: [Martlet_MapOutputCopied] = []
    /// Ends in each report.
    package private(set) var reportSizes: [Int] = []
    private let welcome: Martlet_Registered

    package init(seed: UInt64 = 5, welcome: Martlet_Registered = .with { $0.executorID = 1 }) throws {
        loop = SimulatedLoop(seed: seed, eventCountMax: .max)
        fabric = MemoryFabric(loop: loop, seed: seed)
        workers = LoopWorkers(loop: loop, slots: 2)
        self.welcome = welcome
        server = try PeerServer(
            network: fabric.host("driver"), on: Address(host: "driver", port: 1), secret: secret
        ) { [unowned self] in self }
        executor = Executor(
            options: ExecutorOptions(
                driver: server.address, secret: secret, slots: 2, memoryBytes: 64 << 20, host: "honest",
                blockAddress: Address(host: "honest", port: 7_000), name: "honest", softwareVersion: "test",
                processID: 1),
            network: fabric.host("honest"), workers: workers, disk: MemoryDisk(), logger: silent
        ) { [unowned self] in end = $0 }
        executor.start()
        run { isRegistered || end != nil }
        // Its answer arrives.
        run(events: 50) { false }
    }

    package private(set) var isRegistered = false

    @discardableResult
    package func run(events: Int = 100_000, until condition: () -> Bool) -> Bool {
        for _ in 0..<events {
            if condition() { return true }
            guard loop.runOne() else { break }
        }
        return condition()
    }

    package func orders(_ fill: (inout Martlet_ExecutorOrders) -> Void) {
        peer?.send(Martlet_ExecutorOrders.with(fill).encoded())
    }

    package func order(_ fill: (inout Martlet_ExecutorOrder) -> Void) {
        orders { $0.orders = [Martlet_ExecutorOrder.with(fill)] }
    }

    /// Defines a stage that counts a range.
    package func defineCount(_ stage: UInt64) {
        order {
            $0.defineStage = .with {
                $0.stage = stage
                $0.branches = [.with { $0.source.range = .init() }]
                $0.sink.count = .init()
            }
        }
    }

    /// Defines a stage that counts what one map output has for partition 0, which `FalseBlocks` is said to hold, and
    /// launches its task.
    package func launchRead(_ stage: UInt64, _ attempt: UInt64) {
        order {
            $0.defineStage = .with {
                $0.stage = stage
                $0.branches = [
                    .with {
                        $0.source.shuffle = .with {
                            $0.shuffle = 9
                            $0.rowType = .init(field: TypeCodec.encode(.int))
                        }
                    }
                ]
                $0.sink.count = .init()
            }
        }
        order {
            $0.mapOutputs = .with {
                $0.shuffle = 9
                $0.executorIndex = [0]
                $0.attempts = [1]
                $0.executors = [
                    .with {
                        $0.executorID = 2
                        $0.host = FalseBlocks.host
                        $0.port = UInt32(FalseBlocks.port)
                    }
                ]
            }
        }
        order {
            $0.launch = .with {
                $0.stage = stage
                $0.tasks = [
                    .with {
                        $0.attempt = attempt
                        $0.part.shufflePartition = 0
                    }
                ]
            }
        }
    }

    package func launchRange(_ stage: UInt64, _ attempt: UInt64, rows: UInt64) {
        order {
            $0.launch = .with {
                $0.stage = stage
                $0.tasks = [
                    .with {
                        $0.attempt = attempt
                        $0.part.range = .with {
                            $0.step = 1
                            $0.count = rows
                        }
                    }
                ]
            }
        }
    }

    // MARK: PeerHandler

    package func peerReady(_ peer: Peer) { self.peer = peer }

    package func peer(_ peer: Peer, called request: [UInt8], reply: Reply) {
        isRegistered = true
        reply.succeed(welcome.encoded())
    }

    package func peer(_ peer: Peer, received message: [UInt8]) {
        guard let report = try? Martlet_ExecutorReport.decode(message, "ExecutorReport") else { return }
        ended += report.tasksEnded
        if !report.tasksEnded.isEmpty { reportSizes.append(report.tasksEnded.count) }
        copied += report.copies
    }

    package func peerClosed(_ peer: Peer, reason: CloseReason) { closed = reason }
}
