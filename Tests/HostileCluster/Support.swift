// SPDX-License-Identifier: Apache-2.0

import Columnar
package import Driver
package import Execution
package import Messages
package import Net
package import Plan
import Scheduling
import Storage
import SwiftProtobuf

/// The twin of a thread pool: steps of tasks run on the loop, one a turn.
package final class LoopWorkers: WorkerPool, @unchecked Sendable {  // touched by the simulation's one thread
    private let loop: any EventLoop
    private let slots: Int
    private var queue: [any Steppable] = []
    private var running = 0
    private var isStopped = false
    private var readings: UInt64 = 0

    package init(loop: any EventLoop, slots: Int) {
        self.loop = loop
        self.slots = slots
    }

    package var nanoseconds: UInt64 {
        readings += 1
        return loop.now.nanoseconds + readings * 20_000
    }

    package func submit(_ task: any Steppable) {
        queue.append(task)
        fill()
    }

    package func submitAside(_ task: any Steppable) { plan(task, onSlot: false) }

    package func shutdown() {
        isStopped = true
        queue = []
    }

    private func fill() {
        while running < slots, !queue.isEmpty {
            running += 1
            plan(queue.removeFirst(), onSlot: true)
        }
    }

    private func plan(_ task: any Steppable, onSlot: Bool) {
        loop.post { [weak self] in self?.step(task, onSlot) }
    }

    private func step(_ task: any Steppable, _ onSlot: Bool) {
        guard !isStopped else { return }
        switch task.step() {
        case .again: plan(task, onSlot: onSlot)
        case .waiting: task.waiter.whenSignalled { [weak self] in self?.plan(task, onSlot: onSlot) }
        case .finished:
            if onSlot { running -= 1 }
            fill()
        }
    }
}

/// Executors come by themselves.
final class OpenCluster: Cluster {
    private(set) var lost: [(name: String, reason: ExecutorLossReason)] = []
    func start(_ context: ClusterContext) {}
    func executorLost(name: String, reason: ExecutorLossReason) { lost.append((name, reason)) }
    func stop(completion: @escaping () -> Void) { completion() }
    var slotsExpected: Int? { nil }
    var executorsExpected: Int? { nil }
}

/// A job of a session and what came of it.
package final class Run: JobConsumer, @unchecked Sendable {  // touched by the simulation's one thread
    package let job: Job
    /// The sum of the ints in its result.
    let answer: Int
    package private(set) var end: Result<JobSummary, JobError>?
    private var blocks: [Int: [[UInt8]]] = [:]

    init(_ job: Job, answer: Int) {
        self.job = job
        self.answer = answer
    }

    package func partitionEnded(_ partition: Int, blocks: [[UInt8]], attempt: TaskAttemptID) throws(JobError) {
        self.blocks[partition] = blocks
    }

    package func jobEnded(_ result: Result<JobSummary, JobError>) { end = result }

    package var isOver: Bool { end != nil }
    package var error: JobError? { if case .failure(let error) = end { error } else { nil } }

    /// Whether the job succeeded and its result is the right one.
    package var isRight: Bool {
        guard case .success = end else { return false }
        var sum = 0
        for piece in blocks.values.joined() {
            guard let column = try? piece.withUnsafeBytes({ try BlockCodec.decode($0, expecting: .int) }) else {
                return false
            }
            for row in 0..<column.count { sum &+= column.ints[row] }
        }
        return sum == answer
    }
}

/// Jobs over ranges of integers whose answers are known.
package enum Jobs {
    static func range(_ partition: Int, _ rows: Int) -> TaskDescription {
        TaskDescription(
            branch: 0, number: partition, input: .range(start: partition * rows, step: 1, count: rows))
    }

    /// One stage that counts.
    static func count(_ number: Int, partitions: Int, rows: Int) -> Run {
        let stage = Stage(
            id: StageID(2 * number + 1), name: "count", branches: [Branch(source: .range)],
            sink: .count, tasks: (0..<partitions).map { range($0, rows) })
        return Run(Job(id: JobID(number), name: "count", stages: [stage]), answer: partitions * rows)
    }

    /// Two stages with a shuffle between them; the second adds up, or gives all rows.
    static func shuffle(_ number: Int, maps: Int, reduces: Int, rows: Int, collects: Bool) -> Run {
        let shuffle = ShuffleID(number)
        let map = Stage(
            id: StageID(2 * number), name: "map", branches: [Branch(source: .range)],
            sink: .shuffle(shuffle, partitions: reduces, rowType: .int, .roundRobin),
            tasks: (0..<maps).map { range($0, rows) })
        let reading = Branch(source: .shuffle(shuffle, rowType: .int))
        let sum = Aggregation(kind: .sum, keyType: nil, valueType: .int)
        let reduce = Stage(
            id: StageID(2 * number + 1), name: "reduce", branches: [reading],
            sink: collects ? .collect(.int) : .aggregate(sum),
            tasks: (0..<reduces).map { TaskDescription(branch: 0, number: $0, input: .shufflePartition($0)) })
        let total = maps * rows
        return Run(Job(id: JobID(number), name: "shuffle", stages: [map, reduce]), answer: total * (total - 1) / 2)
    }
}

/// A block of integers.
package func block(_ values: [Int]) -> [UInt8] {
    let column = Column.ints(count: values.count) { out in
        for (index, value) in values.enumerated() { out[index] = value }
    }
    return (try? BlockCodec.encode(column)) ?? []
}

/// One that knows the secret and only pretends to be an executor: it registers, writes down what it is told, and says
/// what it is made to say.
///
/// `@unchecked Sendable`: used on its loop's thread only.
package final class Impostor: PeerHandler, @unchecked Sendable {
    package struct Task: Sendable {
        package let stage: UInt64
        package let attempt: UInt64
        package let partition: Int
    }

    private let slots: UInt32
    private let name: String
    package private(set) var peer: Peer!
    package private(set) var isRegistered = false
    /// Tasks that it was given, oldest first.
    package var tasks: [Task] = []
    /// Map outputs that it was told to copy.
    package private(set) var copiesOrdered = 0
    /// What it gives to whoever asks for a held result; nil: nothing.
    package var result: [UInt8]?
    /// It opens the stream of a held result and says nothing.
    package var keepsResults = false
    /// … but for this.
    package var sentOfResults: [UInt8]?
    private var silentStreams: [OutboundStream] = []
    private let registers: Bool
    package private(set) var closed: CloseReason?

    package init(name: String, slots: UInt32, registers: Bool = true) {
        self.registers = registers
        self.name = name
        self.slots = slots
    }

    package func dial(
        _ network: any Network, _ driver: Address, _ secret: Secret, options: PeerOptions = PeerOptions()
    ) {
        network.connect(to: driver, timeout: .seconds(5)) { [self] result in
            guard case .success(let connection) = result else { return }
            peer = Peer(
                connection: connection, role: .initiator, secret: secret, loop: network.loop, options: options,
                handler: self)
        }
    }

    package func peerReady(_ peer: Peer) {
        guard registers else { return }
        let register = Martlet_Register.with {
            $0.protocolVersion = protocolVersion
            $0.host = name
            $0.blockHost = name
            $0.blockPort = 7
            $0.slots = slots
            $0.name = name
        }
        peer.call(register.encoded()) { [weak self] in if case .success = $0 { self?.isRegistered = true } }
    }

    package func peer(_ peer: Peer, received message: [UInt8]) {
        guard let orders = try? Martlet_ExecutorOrders.decode(message, "ExecutorOrders") else { return }
        for case .copyMapOutputs(let order)? in orders.orders.map(\.order) { copiesOrdered += order.attempts.count }
        for case .launch(let launch)? in orders.orders.map(\.order) {
            tasks += launch.tasks.map { .init(stage: launch.stage, attempt: $0.attempt, partition: Int($0.partition)) }
        }
    }

    package func peer(_ peer: Peer, opened stream: OutboundStream, request: [UInt8]) {
        if keepsResults {
            if let sentOfResults { stream.write(sentOfResults) }
            return silentStreams.append(stream)
        }
        guard let result else { return stream.fail(code: 404, text: "nothing is kept") }
        stream.write(result)
        stream.end()
    }

    package func peerClosed(_ peer: Peer, reason: CloseReason) { closed = reason }

    package func report(_ fill: (inout Martlet_ExecutorReport) -> Void) {
        peer.send(Martlet_ExecutorReport.with(fill).encoded())
    }

    /// Says that its task ended.
    package func end(_ attempt: UInt64, _ fill: (inout Martlet_TaskEnded) -> Void) {
        report {
            var ended = Martlet_TaskEnded()
            ended.attempt = attempt
            fill(&ended)
            $0.tasksEnded.append(ended)
        }
    }

    /// The text of the protocol error that it was told, when that is how it ended.
    package var fault: String? {
        if case .remote(code: 1, let text) = closed { text } else { nil }
    }
}
