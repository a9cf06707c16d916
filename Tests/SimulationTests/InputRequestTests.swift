// SPDX-License-Identifier: Apache-2.0

import Columnar
import Driver
import Logging
import Messages
import Net
import Plan
import Scheduling
import Storage
import SwiftProtobuf
import Testing

/// What the driver gives and refuses when an executor asks for kept inputs and definitions.
@Suite struct InputRequestTests {
    @Test func `kept inputs are given to whom they are for, as often as asked, and forgotten with the job`() throws {
        let world = try World()
        let blocks = try (0..<3).map { try integers(30_000, from: $0 * 30_000) }
        let job = try world.submit(blocks: blocks)
        #expect(world.executor.definitions == [world.stage])
        let attempt = try #require(world.executor.launches.first?.attempt)
        let kept = world.executor.launches[0].part.blocks.kept
        #expect(kept.byteCount == UInt64(blocks.reduce(0) { $0 + $1.count }) && world.driver.keptCount == 1)

        for _ in 0..<2 {
            #expect(world.ask { $0.input = input(attempt, kept.number) } == .bytes(blocks.flatMap { $0 }))
        }
        let definition = world.ask { $0.definition.stage = world.stage }
        guard case .bytes(let encoded) = definition else { throw Failure("no definition: \(definition)") }
        let message = try Martlet_StageDefinition.decode(encoded, "StageDefinition")
        #expect(message.stage == world.stage && message.name == "parallelize")

        world.expectMissing("an attempt that never was") { $0.input = input(attempt + 7, 0) }
        world.expectMissing("a number too high") { $0.input = input(attempt, 1) }
        world.expectMissing("the highest number") { $0.input = input(attempt, .max) }
        world.expectMissing("a stage that never was") { $0.definition.stage = 1 << 40 }
        #expect(world.ask { $0.result.attempt = attempt }.code == 400)
        #expect(world.ask { _ in }.code == 400)

        let other = try world.join("other")
        #expect(world.ask(other) { $0.input = input(attempt, kept.number) }.code == 404, "it is not that one's task")

        // A reader that grants nothing more when the job is cancelled.
        let slow = Reader(consumes: false)
        world.executor.peer.openStream(
            Martlet_StreamRequest.with { $0.input = input(attempt, kept.number) }.encoded(), windowBytes: 1_000,
            receiver: slow)
        world.run { slow.bytes.count == 1_000 }
        world.driver.cancel(job, reason: "enough")
        #expect(world.driver.keptCount == 0, "freed at once")
        world.run { slow.end != nil }
        #expect(slow.end?.code == 404, "\(String(describing: slow.end))")
        world.expectMissing("an attempt that was cancelled") { $0.input = input(attempt, kept.number) }
        world.expectMissing("a stage that was released") { $0.definition.stage = world.stage }
        _ = world.ask { $0.input = input(.max, .max) }
        #expect(!world.executor.peer.isOpen, "numbers out of range end the connection")
        #expect(world.driver.executorCount == 1)
    }

    @Test func `what an executor had not read yet is free when it is lost`() throws {
        let world = try World()
        _ = try world.submit(blocks: [try integers(100_000)])
        let attempt = try #require(world.executor.launches.first?.attempt)
        let slow = Reader(consumes: false)
        world.executor.peer.openStream(
            Martlet_StreamRequest.with { $0.input = input(attempt, 0) }.encoded(), windowBytes: 1_000, receiver: slow)
        world.run { slow.bytes.count == 1_000 }
        #expect(world.driver.keptCount == 2)
        world.executor.peer.close(.local("the end"))
        world.run { world.driver.executorCount == 0 }
        #expect(world.driver.keptCount == 0)
        let next = try world.join("next")
        world.run { !next.launches.isEmpty }
        let again = next.launches[0]
        #expect(world.ask(next) { $0.input = input(again.attempt, again.part.blocks.kept.number) }.count > 100_000)
    }

    /// A block of integers that do not compress well.
    private func integers(_ count: Int, from first: Int = 0) throws -> [UInt8] {
        let column = Column.ints(count: count) { out in
            for index in 0..<count { out[index] = (first + index) &* 0x1E37_79B9_7F4A_7C15 }
        }
        return try BlockCodec.encode(column)
    }

    private func input(_ attempt: UInt64, _ number: UInt32) -> Martlet_InputRequest {
        .with {
            $0.attempt = attempt
            $0.number = number
        }
    }
}

private struct Failure: Error {
    let text: String
    init(_ text: String) { self.text = text }
}

/// What came of a stream.
private enum Answer: Equatable {
    case bytes([UInt8])
    case failed(UInt32, String)
    case broken(String)

    var code: UInt32? { if case .failed(let code, _) = self { code } else { nil } }
    var count: Int { if case .bytes(let bytes) = self { bytes.count } else { 0 } }
}

private final class Reader: StreamReceiver {
    private let consumes: Bool
    var bytes: [UInt8] = []
    var end: Answer?

    init(consumes: Bool = true) { self.consumes = consumes }

    func stream(_ stream: InboundStream, received piece: UnsafeRawBufferPointer) {
        bytes += piece
        if consumes { stream.consumed(piece.count) }
    }

    func streamEnded(_ stream: InboundStream) { end = .bytes(bytes) }

    func stream(_ stream: InboundStream, failed failure: CallFailure) {
        if case .failed(let code, let text) = failure { end = .failed(code, text) } else { end = .broken("\(failure)") }
    }
}

/// One that only pretends to be an executor: it registers and writes down what it is told.
private final class Pretender: PeerHandler {
    var peer: Peer!
    var isRegistered = false
    var definitions: [UInt64] = []
    var launches: [Martlet_TaskLaunch] = []

    func peerReady(_ peer: Peer) {
        let register = Martlet_Register.with {
            $0.protocolVersion = protocolVersion
            $0.host = "here"
            $0.slots = 1
        }
        _ = peer.call(register.encoded()) { [weak self] result in
            if case .success = result { self?.isRegistered = true }
        }
    }

    func peer(_ peer: Peer, received message: [UInt8]) {
        guard let orders = try? Martlet_ExecutorOrders.decode(message, "ExecutorOrders") else { return }
        for order in orders.orders {
            switch order.order {
            case .stageKept(let kept): definitions.append(kept.stage)
            case .launch(let launch): launches += launch.tasks
            default: break
            }
        }
    }

    func peerClosed(_ peer: Peer, reason: CloseReason) {}
}

private final class NoCluster: Cluster {
    func start(_ context: ClusterContext) {}
    func executorLost(name: String, reason: ExecutorLossReason) {}
    func stop(completion: @escaping () -> Void) { completion() }
    var slotsExpected: Int? { nil }
    var executorsExpected: Int? { nil }
}

private final class Nobody: JobConsumer {
    func partitionEnded(_ partition: Int, blocks: [[UInt8]], attempt: TaskAttemptID) throws(JobError) {}
    func jobEnded(_ result: Result<JobSummary, JobError>) {}
}

/// A driver that keeps all it can and pretended executors.
private final class World {
    let loop = SimulatedLoop(seed: 5, eventCountMax: 1_000_000)
    let fabric: MemoryFabric
    let driver: Driver
    let secret = Secret(contents: Array("a secret of a test, long enough".utf8))!
    private(set) var executor: Pretender!
    let stage: UInt64 = 3

    init() throws {
        fabric = MemoryFabric(loop: loop, seed: 5)
        var options = DriverOptions(listen: Address(host: "driver", port: 0), secret: secret, applicationID: "test")
        options.inlinePartBytesMax = 0
        options.inlineDefinitionBytesMax = 0
        driver = Driver(
            options: options, network: fabric.host("driver"), cluster: NoCluster(), logger: Logger(label: "test"))
        try driver.start()
        executor = try join("first")
    }

    /// Lets things happen until `condition` holds; heartbeats would go on for ever.
    func run(until condition: () -> Bool) {
        var eventsLeft = 100_000
        while !condition(), eventsLeft > 0, loop.runOne() { eventsLeft -= 1 }
    }

    func join(_ name: String) throws -> Pretender {
        let pretender = Pretender()
        let network = fabric.host(name)
        network.connect(to: driver.address!, timeout: .seconds(5)) { [self] result in
            guard case .success(let connection) = result else { return }
            pretender.peer = Peer(
                connection: connection, role: .initiator, secret: secret, loop: loop, options: PeerOptions(),
                handler: pretender)
        }
        run { pretender.isRegistered }
        guard pretender.isRegistered else { throw Failure("\(name) is not registered") }
        return pretender
    }

    /// Submits a job of one task and waits for its launch.
    func submit(blocks: [[UInt8]]) throws -> JobID {
        let task = TaskDescription(branch: 0, number: 0, input: .blocks(blocks))
        let branch = Branch(source: .blocks(.int))
        let stage = Stage(id: StageID(Int(stage)), name: "parallelize", branches: [branch], sink: .count, tasks: [task])
        let job = Job(id: JobID(1), name: "count", stages: [stage])
        driver.submit(job, consumer: Nobody())
        run { !executor.launches.isEmpty }
        return job.id
    }

    func ask(_ pretender: Pretender? = nil, _ fill: (inout Martlet_StreamRequest) -> Void) -> Answer {
        let reader = Reader()
        (pretender ?? executor).peer.openStream(
            Martlet_StreamRequest.with(fill).encoded(), windowBytes: 10_000, receiver: reader)
        run { reader.end != nil }
        return reader.end ?? .broken("it never ended")
    }

    func expectMissing(_ what: String, _ fill: (inout Martlet_StreamRequest) -> Void) {
        let answer = ask(nil, fill)
        #expect(answer.code == 404, "\(what): \(answer)")
    }
}
