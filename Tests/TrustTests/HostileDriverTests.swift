// SPDX-License-Identifier: Apache-2.0

import Columnar
import Execution
import HostileCluster
import Messages
import Net
import Plan
import Storage
import SwiftProtobuf
import Testing

/// What a driver may say to an executor, and executors to one another's block service.
@Suite struct HostileDriverTests {
    struct Order: Sendable, CustomTestStringConvertible {
        let reason: String
        let fill: @Sendable (inout Martlet_ExecutorOrder) -> Void

        init(_ reason: String, _ fill: @escaping @Sendable (inout Martlet_ExecutorOrder) -> Void) {
            (self.reason, self.fill) = (reason, fill)
        }

        var testDescription: String { reason }
    }

    static let orders: [Order] = [
        Order("StageDefinition.stage is \(UInt64.max)") { $0.defineStage = .with { $0.stage = .max } },
        Order("KeptStage.stage is \(UInt64.max)") { $0.stageKept = .with { $0.stage = .max } },
        Order("KeptStage.byte_count is \(UInt64.max)") { $0.stageKept = .with { $0.byteCount = .max } },
        Order("LaunchTasks.stage is \(UInt64.max)") { $0.launch = .with { $0.stage = .max } },
        Order("TaskLaunch.attempt is \(UInt64.max)") {
            $0.launch = .with { $0.tasks = [.with { $0.attempt = .max }] }
        },
        Order("TaskLaunch.partition is \(UInt32.max)") {
            $0.launch = .with { $0.tasks = [.with { $0.partition = .max }] }
        },
        Order("TaskLaunch.attempt is 5: it was launched already") {
            $0.launch = .with { $0.tasks = [.with { $0.attempt = 5 }, .with { $0.attempt = 5 }] }
        },
        Order("CancelTasks.attempts is \(UInt64.max)") { $0.cancel = .with { $0.attempts = [1, .max] } },
        Order("ExecutorOrder.drop_stage is \(UInt64.max)") { $0.dropStage = .max },
        Order("ExecutorOrder.drop_shuffle is \(UInt64.max)") { $0.dropShuffle = .max },
        Order("ExecutorOrder.drop_result is \(UInt64.max)") { $0.dropResult = .max },
        Order("ExecutorOrder.drop_stored is \(UInt64.max)") { $0.dropStored = .max },
        Order("DropMapOutput.shuffle is \(UInt64.max)") { $0.dropMapOutput = .with { $0.shuffle = .max } },
        Order("DropMapOutput.map_partition is \(UInt64.max)") { $0.dropMapOutput = .with { $0.mapPartition = .max } },
        Order("DropMapOutput.attempt is \(UInt64.max)") { $0.dropMapOutput = .with { $0.attempt = .max } },
        Order("MapOutputTable.shuffle is \(UInt64.max)") { $0.mapOutputs = .with { $0.shuffle = .max } },
        Order("MapOutputTable.attempts is 1 entries") { $0.mapOutputs = .with { $0.attempts = [1] } },
        Order("MapOutputTable.executor_index is 7") {
            $0.mapOutputs = .with {
                $0.attempts = [1]; $0.executorIndex = [7]
            }
        },
        Order("MapOutputTable.attempts is \(UInt64.max)") {
            $0.mapOutputs = .with {
                $0.attempts = [.max]
                $0.executorIndex = [0]
                $0.executors = [.init()]
            }
        },
        Order("BlockServer.executor_id is \(UInt64.max)") {
            $0.mapOutputs = .with { $0.executors = [.with { $0.executorID = .max }] }
        },
        Order("BlockServer.port is \(UInt32.max)") {
            $0.mapOutputs = .with { $0.executors = [.with { $0.port = .max }] }
        },
        Order("CopyMapOutputs.row_type") { $0.copyMapOutputs = .init() },
        Order("ExecutorOrder.order is missing") { _ in },
    ]

    @Test("an order out of bounds ends the executor with its reason", arguments: orders)
    func order(_ order: Order) throws {
        let driver = try FalseDriver()
        driver.order(order.fill)
        #expect(driver.run { driver.end != nil && driver.closed != nil })
        #expect("\(driver.end as Any)".contains(order.reason), "\(driver.end as Any)")
        guard case .remote(code: 1, let text) = driver.closed else {
            throw WorldError("it did not say why: \(driver.closed as Any)")
        }
        #expect(text.contains(order.reason))
    }

    @Test func `a welcome out of bounds is refused`() throws {
        for welcome in [
            Martlet_Registered.with { $0.executorID = .max }, .with { $0.batchRowsMax = .max },
            .with { $0.applicationID = String(repeating: "x", count: 2_000) },
        ] {
            let driver = try FalseDriver(welcome: welcome)
            #expect(driver.run { driver.end != nil })
            #expect("\(driver.end as Any)".contains("Registered."), "\(driver.end as Any)")
        }
    }

    @Test func `inputs out of bounds fail their task and nothing else`() throws {
        let driver = try FalseDriver()
        driver.defineCount(1)
        let parts: [(inout Martlet_InputPart) -> Void] = [
            {
                $0.range = .with {
                    $0.count = .max; $0.step = 1
                }
            },
            {
                $0.range = .with {
                    $0.start = .max; $0.step = .max; $0.count = 3
                }
            },
            {
                $0.branch = .max; $0.range = .with { $0.count = 1 }
            },
            {
                $0.indexes = [.max]; $0.range = .with { $0.count = 1 }
            },
            {
                $0.files = .with {
                    $0.ranges = [
                        .with {
                            $0.start = .max; $0.byteCount = .max
                        }
                    ]
                }
            },
            { $0.files = .with { $0.ranges = [.with { $0.fileByteCount = .max }] } },
            { $0.files = .with { $0.ranges = [.with { $0.compression = .max }] } },
            { $0.blocks = .with { $0.kept.byteCount = .max } },
            { $0.shufflePartition = .max },
            { $0.parts = .init() },
            { _ in },
        ]
        for (number, fill) in parts.enumerated() {
            driver.order {
                $0.launch = .with {
                    $0.stage = 1
                    $0.tasks = [
                        .with {
                            $0.attempt = UInt64(number + 1); fill(&$0.part)
                        }
                    ]
                }
            }
        }
        #expect(driver.run { driver.ended.count == parts.count }, "\(driver.ended.count) of \(parts.count)")
        #expect(driver.ended.allSatisfy { $0.failed.kind == "plan" || $0.failed.kind == "overflow" })
        driver.launchRange(1, 100, rows: 7)
        #expect(driver.run { driver.ended.last?.attempt == 100 })
        #expect(driver.ended.last?.succeeded.resultRows == 1 && driver.end == nil)
    }

    @Test func `an executor splits what it reports at once`() throws {
        let driver = try FalseDriver()
        // No such stage: all end at once.
        driver.order {
            $0.launch = .with {
                $0.stage = 9
                $0.tasks = (1...5_000).map { number in .with { $0.attempt = number } }
            }
        }
        #expect(driver.run { driver.ended.count == 5_000 }, "\(driver.ended.count) ends came")
        #expect(driver.ended.map(\.attempt) == Array(1...5_000))
        #expect(driver.reportSizes.count > 1)
        #expect(driver.reportSizes.allSatisfy { $0 <= MessageLimits.reportTasksMax }, "\(driver.reportSizes)")
        #expect(driver.end == nil)
    }

    @Test func `an attempt that runs is not launched again`() throws {
        let driver = try FalseDriver()
        driver.defineCount(1)
        driver.launchRange(1, 3, rows: 1 << 50)
        driver.launchRange(1, 3, rows: 1)
        #expect(driver.run { driver.end != nil })
        #expect("\(driver.end as Any)".contains("TaskLaunch.attempt is 3"), "\(driver.end as Any)")
    }

    @Test func `millions of empty orders are refused before they are built`() throws {
        let driver = try FalseDriver()
        var bytes = [UInt8](repeating: 0, count: 16 << 20)
        for index in stride(from: 0, to: bytes.count, by: 2) { bytes[index] = 0x0A }
        driver.peer?.send(bytes)
        #expect(driver.run { driver.end != nil })
        #expect("\(driver.end as Any)".contains("ExecutorOrders.orders"), "\(driver.end as Any)")
    }

    private final class Thief: PeerHandler {
        var closed: CloseReason?
        func peerClosed(_ peer: Peer, reason: CloseReason) { closed = reason }
    }

    private final class Nothing: StreamReceiver {
        var failure: CallFailure?
        func stream(_ stream: InboundStream, received bytes: UnsafeRawBufferPointer) { stream.consumed(bytes.count) }
        func streamEnded(_ stream: InboundStream) {}
        func stream(_ stream: InboundStream, failed failure: CallFailure) { self.failure = failure }
    }

    static let requests: [(String, Martlet_StreamRequest)] = [
        (
            "FetchRequest.shuffle",
            .with {
                $0.fetch = .with {
                    $0.shuffle = .max; $0.outputs.mapPartitions = [0]; $0.outputs.attempts = [0]
                }
            }
        ),
        ("FetchRequest.partition", .with { $0.fetch = .with { $0.partition = .max } }),
        (
            "OutputList.map_partitions",
            .with {
                $0.fetch = .with {
                    $0.outputs.mapPartitions = [.max]; $0.outputs.attempts = [0]
                }
            }
        ),
        (
            "OutputList.attempts",
            .with {
                $0.fetch = .with {
                    $0.outputs.mapPartitions = [0]; $0.outputs.attempts = [.max]
                }
            }
        ),
        ("OutputList.attempts", .with { $0.fetch = .with { $0.outputs.attempts = [1, 2] } }),
        ("FetchRequest.first", .with { $0.fetch = .with { $0.first = .max } }),
        (
            "FetchRequest.first",
            .with {
                $0.fetch = .with {
                    $0.outputs.mapPartitions = [0]; $0.outputs.attempts = [0]; $0.first = 2
                }
            }
        ),
        ("CopyRequest.attempt", .with { $0.copy = .with { $0.attempt = .max } }),
        ("ResultRequest.attempt", .with { $0.result = .with { $0.attempt = .max } }),
        ("StreamRequest.request", .with { $0.result = .with { $0.attempt = 1 } }),
        ("StreamRequest.request", .with { $0.input = .init() }),
        ("StreamRequest.request", .init()),
    ]

    @Test(
        "a request out of bounds ends the connection to the block service and nothing else",
        arguments: 0..<requests.count)
    func request(_ number: Int) throws {
        let (field, request) = Self.requests[number]
        let world = try World()
        let thief = Thief()
        let peer = try #require(world.connectToBlocks(thief))
        peer.openStream(request.encoded(), windowBytes: 1_000, receiver: Nothing())
        #expect(world.run { thief.closed != nil })
        guard case .remote(code: 1, let text) = thief.closed else {
            throw WorldError("it did not say why: \(thief.closed as Any)")
        }
        #expect(text.contains(field))
        let job = world.shuffle()
        #expect(world.run { job.isOver } && job.isRight)
    }

    @Test func `a list of a million outputs is refused before it is read`() throws {
        let world = try World()
        let thief = Thief()
        let peer = try #require(world.connectToBlocks(thief))
        let outputs = Martlet_OutputList.with {
            $0.mapPartitions = (0..<1_000_000).map { UInt64($0) }
            $0.attempts = $0.mapPartitions
        }
        let request = Martlet_StreamRequest.with { $0.fetch = .with { $0.outputs = outputs } }
        let bytes = request.encoded()
        let before = residentBytes()
        peer.openStream(bytes, windowBytes: 1_000, receiver: Nothing())
        #expect(world.run { thief.closed != nil })
        #expect("\(thief.closed as Any)".contains("of OutputList.map_partitions"), "\(thief.closed as Any)")
        #expect(residentBytes() - before < 48 << 20, "the message, its records and no list of it")
        let job = world.shuffle()
        #expect(world.run { job.isOver } && job.isRight)
    }

    /// What an executor says of a task that reads from a block service that gives these bytes and no more.
    private func reading(_ bytes: [UInt8]) throws -> (end: Martlet_TaskEnded, asked: Int) {
        let driver = try FalseDriver()
        let blocks = try FalseBlocks(bytes, driver.fabric, driver.secret)
        driver.launchRead(1, 5)
        let isOver = { driver.ended.contains { $0.attempt == 5 } || driver.end != nil }
        #expect(driver.run(events: 200_000, until: isOver))
        return (try #require(driver.ended.first { $0.attempt == 5 }), blocks.asked)
    }

    private func header(_ number: UInt64, _ byteCount: UInt64) -> [UInt8] {
        [number, byteCount].flatMap { word in withUnsafeBytes(of: word.littleEndian) { Array($0) } }
    }

    @Test func `a block too large for a task is refused before any of it is waited for`() throws {
        // The head of a block whose length (protocol/blocks.md) is 1 GiB less eight bytes.
        var head = Array(block([1, 2, 3]).prefix(BlockCodec.headerByteCount))
        withUnsafeBytes(of: UInt32((1 << 30) - 8).littleEndian) { head.replaceSubrange(8..<12, with: $0) }
        let (end, asked) = try reading(header(0, 1 << 30) + head)
        #expect(end.fetchFailed.message.contains("a block of 1073741816 bytes"), "\(end)")
        #expect(asked == 1, "it was not asked again")
    }

    @Test func `a block whose rows are too many for a task is refused before they are made`() throws {
        // The same number over and over: 100 MB in five.
        let alike = Column.ints(count: 100_000_000 / 8) { out in
            out.update(repeating: 1 << 40, count: 100_000_000 / 8)
        }
        let bytes = try BlockCodec.encode(alike)
        #expect(bytes.count < 16 << 20)
        let (end, _) = try reading(header(0, UInt64(bytes.count)) + bytes)
        #expect(end.fetchFailed.message.contains("take 100000000 bytes"), "\(end)")
    }

    @Test func `a block service that announces and never sends is asked again, and then given up`() throws {
        for bytes in [[], header(0, 1_000)] {
            let (end, asked) = try reading(bytes)
            #expect(end.fetchFailed.message.contains("no byte came for 30 s"), "\(end)")
            #expect(asked == 1 + ExecutionLimits.fetchRetriesMax)
        }
    }

    @Test func `an output that is not there is only not there`() throws {
        let world = try World()
        let thief = Thief()
        let peer = try #require(world.connectToBlocks(thief))
        let answer = Nothing()
        let request = Martlet_StreamRequest.with { $0.copy.shuffle = 7 }
        peer.openStream(request.encoded(), windowBytes: 1_000, receiver: answer)
        #expect(world.run { answer.failure != nil } && thief.closed == nil)
    }
}
