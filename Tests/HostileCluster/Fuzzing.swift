// SPDX-License-Identifier: Apache-2.0

import Driver
import Messages
import Net
import Plan
import SwiftProtobuf

/// Bytes of an input as choices; zeros when they are used up.
struct Choices {
    private var bytes: ArraySlice<UInt8>

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = Array(bytes)[...] }

    var isEmpty: Bool { bytes.isEmpty }

    mutating func byte() -> UInt8 { bytes.popFirst() ?? 0 }
    mutating func below(_ count: Int) -> Int { Int(byte()) % max(count, 1) }
    mutating func chance(_ one: Int) -> Bool { below(one) == 1 }
    mutating func take(_ count: Int) -> [UInt8] {
        let taken = Array(bytes.prefix(count))
        bytes = bytes.dropFirst(count)
        return taken
    }

    /// A number from anywhere in 64 bits: small ones, those at the edges, any.
    mutating func number() -> UInt64 {
        let kind = byte()
        switch kind % 8 {
        case 0, 1: return UInt64(byte())
        case 2: return UInt64.max &- UInt64(byte() % 3)
        // Powers of two and their neighbours.
        case 3, 4: return (UInt64(1) << UInt64(byte() % 64)) &+ UInt64(byte() % 3) &- 1
        case 5: return UInt64(PlanLimits.countMax) &+ UInt64(byte() % 3) &- 1
        default: return (0..<8).reduce(0) { sum, _ in sum << 8 | UInt64(byte()) }
        }
    }

    /// Mostly `real`, else any number.
    mutating func number(or real: UInt64) -> UInt64 { chance(4) ? number() : real }

    /// `message` with some bytes changed, left out or put in.
    mutating func changed(_ message: [UInt8]) -> [UInt8] {
        var message = message
        for _ in 0..<1 + below(4) where !message.isEmpty {
            let place = (Int(byte()) << 8 | Int(byte())) % message.count
            switch byte() % 4 {
            case 0: message.remove(at: place)
            case 1: message.insert(byte(), at: place)
            case 2: message[place] ^= 1 << (byte() & 7)
            default: message[place] = byte()
            }
        }
        return message
    }
}

/// A driver with an honest executor, and impostors whose messages come from `input`; or an executor whose driver's do.
/// Nothing traps; whoever breaks the protocol is let go and nobody else; every job ends, a success is the right one
/// unless an impostor said that a task of it succeeded; and a job after it all ends right.
package func fuzzMessages(_ input: UnsafeRawBufferPointer) {
    var choices = Choices(input)
    do {
        if choices.byte() & 1 == 0 {
            try Siege(choices).run()
        } else {
            try FalseOrders(choices).run()
        }
    } catch { fatalError("\(error)") }
}

/// Impostors against a driver.
private final class Siege {
    private static let stepsMax = 64
    private static let impostorsMax = 3
    private static let jobsMax = 5

    private var choices: Choices
    private let world: World
    private var impostors: [Impostor] = []
    private var jobs: [Run] = []
    private var cancelled: Set<JobID> = []
    /// Impostors spoke of the ends of tasks; they said that some succeeded.
    private var hasEnded = false
    private var hasLied = false
    private var thief: Peer?
    private let thiefSide = Sink()

    init(_ choices: Choices) throws {
        self.choices = choices
        world = try World(seed: 7)
    }

    func run() throws {
        impostors.append(world.join())
        submit()
        for _ in 0..<Self.stepsMax where !choices.isEmpty {
            step()
            if let broken = world.driver.checkInvariants() { throw WorldError("the scheduler: \(broken)") }
        }
        for impostor in impostors where impostor.closed == nil { impostor.peer?.close(.local("enough")) }
        guard world.run(until: { jobs.allSatisfy(\.isOver) }) else { throw WorldError("a job does not end") }
        for job in jobs { try judge(job) }
        if let reason = world.lossOfHonest ?? world.honestEnd.map({ "\($0)" }) {
            throw WorldError("the honest executor is lost: \(reason)")
        }
        let last = world.shuffle()
        guard world.run(until: { last.isOver }), last.isRight else {
            throw WorldError("the last job: \(last.end as Any)")
        }
        var isStopped = false
        world.driver.stop { isStopped = true }
        guard world.run(until: { isStopped && world.honestEnd != nil }) else {
            throw WorldError("the session does not stop")
        }
    }

    private func judge(_ job: Run) throws {
        if job.isRight || hasLied || cancelled.contains(job.job.id) { return }
        // A task that fails four times fails its job, whoever says so.
        if job.error != nil, hasEnded { return }
        throw WorldError("\(job.job.name): \(job.end as Any)")
    }

    private func submit() {
        guard jobs.count < Self.jobsMax else { return }
        switch choices.below(3) {
        case 0: jobs.append(world.count(partitions: 1 + choices.below(12)))
        case 1: jobs.append(world.shuffle(maps: 1 + choices.below(8), reduces: 1 + choices.below(8)))
        default: jobs.append(world.shuffle(maps: 2, reduces: 12, collects: true))
        }
    }

    private func step() {
        if impostors.isEmpty { impostors.append(world.join()) }
        let impostor = impostors[choices.below(impostors.count)]
        switch choices.below(12) {
        case 0:
            if impostors.count < Self.impostorsMax { impostors.append(world.join(slots: 1 + UInt32(choices.below(8)))) }
        case 1: submit()
        case 2: world.run(events: 1 + 4 * Int(choices.byte())) { false }
        case 3, 4, 5, 6: say(impostor, report(impostor).encoded())
        case 7: say(impostor, choices.changed(report(impostor).encoded()))
        case 8: say(impostor, choices.take(1 + choices.below(64)))
        case 9: ask(impostor)
        case 10: if let job = jobs.last, choices.chance(3) { cancel(job) }
        default: call(impostor)
        }
        if impostor.closed != nil { impostors.removeAll { $0 === impostor } }
    }

    private func cancel(_ job: Run) {
        cancelled.insert(job.job.id)
        world.driver.cancel(job.job.id, reason: "enough")
    }

    private func say(_ impostor: Impostor, _ message: [UInt8]) {
        let report = try? Martlet_ExecutorReport.decode(message, "ExecutorReport")
        for ended in report?.tasksEnded ?? [] {
            hasEnded = true
            if case .succeeded = ended.outcome { hasLied = true }
        }
        impostor.peer?.send(message)
        world.run(events: 60) { false }
    }

    private func call(_ impostor: Impostor) {
        guard choices.chance(4) else { return }
        let register = Martlet_Register.with {
            $0.protocolVersion = protocolVersion
            $0.slots = UInt32(truncatingIfNeeded: choices.number())
            $0.blockPort = UInt32(truncatingIfNeeded: choices.number())
            $0.memoryBytes = choices.number()
        }
        impostor.peer?.call(choices.changed(register.encoded())) { _ in }
        world.run(events: 60) { false }
    }

    /// Streams of the driver, and of the honest executor's block service.
    private func ask(_ impostor: Impostor) {
        var request = Martlet_StreamRequest()
        let task = impostor.tasks.randomOrNil(&choices)
        switch choices.below(5) {
        case 0:
            request.input.attempt = choices.number(or: task?.attempt ?? 1)
            request.input.number = UInt32(truncatingIfNeeded: choices.number())
        case 1: request.definition.stage = choices.number(or: task?.stage ?? 1)
        case 2: request.result.attempt = choices.number(or: task?.attempt ?? 1)
        case 3:
            request.copy.shuffle = choices.number(or: 1)
            request.copy.mapPartition = choices.number(or: 0)
            request.copy.attempt = choices.number(or: 1)
        default:
            request.fetch.shuffle = choices.number(or: 1)
            request.fetch.partition = UInt32(truncatingIfNeeded: choices.number(or: 0))
            request.fetch.list = choices.number(or: 0)
            request.fetch.first = choices.number(or: 0)
            request.fetch.outputs.mapPartitions = [choices.number(or: 0), choices.number(or: 1)]
            request.fetch.outputs.attempts = [choices.number(or: 1), choices.number(or: 2)]
        }
        var bytes = request.encoded()
        if choices.chance(4) { bytes = choices.changed(bytes) }
        var target = impostor.peer
        if choices.chance(2) {
            if thief?.isOpen != true { thief = world.connectToBlocks(thiefSide) }
            target = thief
        }
        target?.openStream(bytes, windowBytes: 1 + Int(choices.byte()) * 64, receiver: thiefSide)
        world.run(events: 60) { false }
    }

    // MARK: Reports

    private func report(_ impostor: Impostor) -> Martlet_ExecutorReport {
        var report = Martlet_ExecutorReport()
        report.draining = choices.chance(12)
        for _ in 0..<choices.below(3) { report.tasksEnded.append(ended(impostor)) }
        for _ in 0..<choices.below(2) {
            report.progress.append(
                .with {
                    $0.attempt = choices.number(or: impostor.tasks.randomOrNil(&choices)?.attempt ?? 1)
                    $0.rowsRead = choices.number()
                })
        }
        for _ in 0..<choices.below(3) {
            report.stored.append(
                .with {
                    $0.dataset = choices.number(or: 1)
                    $0.partition = choices.number(or: 0)
                    $0.memoryBytes = choices.number(or: 8)
                    $0.diskBytes = choices.number(or: 0)
                    $0.rows = choices.number(or: 1)
                    $0.dropped = choices.chance(4)
                })
        }
        if impostor.copiesOrdered > 0 || choices.chance(8) {
            report.copies.append(
                .with {
                    $0.shuffle = choices.number(or: 1)
                    $0.mapPartition = choices.number(or: 0)
                    $0.attempt = choices.number(or: 1)
                    $0.digest = choices.number()
                    if choices.chance(2) { $0.failure = "no" }
                })
        }
        return report
    }

    private func ended(_ impostor: Impostor) -> Martlet_TaskEnded {
        var ended = Martlet_TaskEnded()
        let task = impostor.tasks.popLast()
        ended.attempt = choices.number(or: task?.attempt ?? 1)
        let job = (task?.stage ?? 2) / 2
        switch choices.below(6) {
        case 0, 1: ended.succeeded = success(task, job)
        case 2:
            ended.failed = .with {
                $0.kind = choices.chance(2) ? "internal" : "overflow"
                $0.retryable = choices.chance(2)
                if choices.chance(2) { $0.details.rowNumber = choices.number() }
            }
        case 3:
            ended.fetchFailed = .with {
                $0.shuffle = choices.number(or: job)
                $0.mapPartition = choices.number(or: 0)
                $0.mapAttempt = choices.number(or: 1)
                $0.executorID = choices.number(or: 1)
            }
        case 4: ended.cancelled = .init()
        default: break
        }
        if choices.chance(2) {
            ended.metrics = .with {
                $0.runNanoseconds = choices.number()
                $0.waitNanoseconds = choices.number()
                $0.fetchWaitNanoseconds = choices.number()
                $0.cpuNanoseconds = choices.number()
                $0.rowsRead = choices.number()
                $0.shuffleBytesReadLocal = choices.number()
                $0.shuffleBytesReadRemote = choices.number()
                $0.spilledBytes = choices.number()
                $0.steps = (0..<choices.below(4)).map { place in
                    .with {
                        $0.number = UInt32(truncatingIfNeeded: choices.number(or: UInt64(place)))
                        $0.rows = choices.number()
                        $0.batches = choices.number()
                        $0.nanoseconds = choices.number()
                    }
                }
            }
        }
        return ended
    }

    private func success(_ task: Impostor.Task?, _ job: UInt64) -> Martlet_TaskSucceeded {
        var success = Martlet_TaskSucceeded()
        if choices.chance(2) || (task?.stage ?? 1) % 2 == 0 {
            success.mapOutput = .with {
                $0.shuffle = choices.number(or: job)
                $0.mapPartition = choices.number(or: UInt64(task?.partition ?? 0))
                $0.byteCount = choices.number()
                $0.rowCount = choices.number()
                $0.digest = choices.number()
            }
        }
        if choices.chance(2) { success.resultBytesKept = choices.number(or: 8) }
        if choices.chance(2) {
            let values = (0..<choices.below(3)).map { _ in Int(truncatingIfNeeded: choices.number()) }
            success.resultBlocks = [.init(field: choices.chance(6) ? choices.changed(block(values)) : block(values))]
            success.resultRows = choices.number(or: UInt64(values.count))
            success.resultBytesDecoded = choices.number(or: UInt64(values.count * 8))
        }
        if choices.chance(4) {
            success.accumulators = [
                .with {
                    $0.accumulator = choices.number()
                    $0.value = .init(field: choices.take(4))
                }
            ]
        }
        return success
    }
}

extension [Impostor.Task] {
    fileprivate func randomOrNil(_ choices: inout Choices) -> Impostor.Task? {
        isEmpty ? nil : self[choices.below(count)]
    }
}

/// Takes what comes.
private final class Sink: PeerHandler, StreamReceiver {
    func stream(_ stream: InboundStream, received bytes: UnsafeRawBufferPointer) { stream.consumed(bytes.count) }
    func streamEnded(_ stream: InboundStream) {}
    func stream(_ stream: InboundStream, failed failure: CallFailure) {}
    func peerClosed(_ peer: Peer, reason: CloseReason) {}
}

/// A driver that gives an executor orders of all kinds.
private final class FalseOrders {
    private static let stepsMax = 64

    private var choices: Choices
    private let driver: FalseDriver
    private let sink = Sink()
    private var attempts: UInt64 = 1
    private var launched: Set<UInt64> = []

    init(_ choices: Choices) throws {
        self.choices = choices
        driver = try FalseDriver(seed: 7)
    }

    func run() throws {
        driver.defineCount(1)
        for _ in 0..<Self.stepsMax where !choices.isEmpty {
            if driver.end != nil { break }
            step()
        }
        if driver.end == nil {
            // Whatever it was told: it still does what it is for, when it is rid of what would take for ever.
            driver.order { $0.cancel = .with { $0.attempts = launched.sorted() } }
            driver.defineCount(1 << 40)
            driver.launchRange(1 << 40, 1 << 41, rows: 7)
            let isDone = { self.driver.ended.contains { $0.attempt == 1 << 41 } || self.driver.end != nil }
            guard driver.run(events: 400_000, until: isDone) else { throw WorldError("the executor hangs") }
        }
        let cut = driver.ended.first { $0.attempt == 1 << 41 }
        if let cut, driver.end == nil, cut.succeeded.resultRows != 1 {
            throw WorldError("the honest task did not succeed: \(cut)")
        }
        driver.peer?.close(.local("enough"))
        guard driver.run(until: { driver.end != nil }) else { throw WorldError("the executor outlives its driver") }
    }

    private func step() {
        switch choices.below(8) {
        case 0: driver.run(events: 1 + 4 * Int(choices.byte())) { false }
        case 1, 2, 3, 4: say(orders().encoded())
        case 5: say(choices.changed(orders().encoded()))
        case 6: say(choices.take(1 + choices.below(64)))
        default:
            var request = Martlet_StreamRequest()
            switch choices.below(3) {
            case 0: request.result.attempt = choices.number(or: 1)
            case 1:
                request.fetch.list = choices.number(or: 0)
                request.fetch.outputs.mapPartitions = [choices.number(or: 0)]
                request.fetch.outputs.attempts = [choices.number(or: 0)]
            default: request.copy.shuffle = choices.number(or: 0)
            }
            driver.peer?.openStream(request.encoded(), windowBytes: 100, receiver: sink)
        }
        driver.run(events: 60) { false }
    }

    private func say(_ bytes: [UInt8]) {
        let orders = try? Martlet_ExecutorOrders.decode(bytes, "ExecutorOrders")
        for order in orders?.orders ?? [] {
            for task in order.launch.tasks where task.attempt <= UInt64(PlanLimits.idMax) {
                launched.insert(task.attempt)
            }
        }
        driver.peer?.send(bytes)
    }

    private func orders() -> Martlet_ExecutorOrders {
        .with { orders in
            for _ in 0..<1 + choices.below(3) { orders.orders.append(.with { fill(&$0) }) }
        }
    }

    private func fill(_ order: inout Martlet_ExecutorOrder) {
        switch choices.below(15) {
        case 14: order.dropStored = choices.number(or: 1)
        case 0: order.dropStage = choices.number()
        case 1: order.dropShuffle = choices.number()
        case 2: order.dropResult = choices.number()
        case 3: order.cancel = .with { $0.attempts = [choices.number(or: 1)] }
        case 4:
            order.dropMapOutput = .with {
                $0.shuffle = choices.number(or: 1)
                $0.mapPartition = choices.number(or: 0)
                $0.attempt = choices.number(or: 1)
            }
        case 5: order.mapOutputs = table()
        case 6:
            order.copyMapOutputs = .with {
                $0.shuffle = choices.number(or: 1)
                // Integers.
                $0.rowType = .init(field: [2])
                $0.partitions = UInt32(truncatingIfNeeded: choices.number(or: 2))
                $0.source.host = "nobody"
                $0.source.port = UInt32(truncatingIfNeeded: choices.number(or: 1))
                $0.mapPartitions = [choices.number(or: 0)]
                $0.attempts = [choices.number(or: 1)]
            }
        case 7:
            order.stageKept = .with {
                $0.stage = choices.number(or: 2)
                $0.byteCount = choices.number(or: 100)
            }
        case 8, 9: order.defineStage = definition()
        case 10, 11, 12: order.launch = launch()
        default: break
        }
    }

    private func table() -> Martlet_MapOutputTable {
        .with {
            $0.shuffle = choices.number(or: 1)
            $0.executors = [
                .with {
                    $0.executorID = choices.number(or: 1)
                    $0.host = "nobody"
                    $0.port = UInt32(truncatingIfNeeded: choices.number(or: 9))
                }
            ]
            for _ in 0..<choices.below(3) {
                $0.executorIndex.append(UInt32(truncatingIfNeeded: choices.number(or: 0)))
                $0.attempts.append(choices.number(or: 1))
            }
        }
    }

    private func definition() -> Martlet_StageDefinition {
        .with {
            $0.stage = choices.number(or: UInt64(1 + choices.below(4)))
            let integers = [UInt8(2)]
            var branch = Martlet_Branch()
            switch choices.below(5) {
            case 0: branch.source.range = .init()
            case 1:
                branch.source.files.format = choices.chance(2) ? "csv" : "lines"
                branch.source.files.wanted = [UInt32(truncatingIfNeeded: choices.number(or: 0))]
            case 2: branch.source.files = .init()
            case 3: branch.source.blocks.type = .init(field: integers)
            default:
                branch.source.shuffle.shuffle = choices.number(or: 1)
                branch.source.shuffle.rowType = .init(field: integers)
            }
            if choices.chance(3) {
                branch.operators = (0..<1 + choices.below(3)).map { _ in
                    .with {
                        switch choices.below(5) {
                        case 0: $0.sort.directions = [.with { $0.descending = choices.chance(2) }]
                        case 1:
                            $0.aggregate.valueType = .init(field: integers)
                            $0.aggregate.calls.calls = [.with { $0.input = UInt32(choices.byte()) }]
                        case 2: $0.join.branches = [branch]
                        case 3:
                            $0.stored.dataset = choices.number(or: 1)
                            $0.stored.level = .init(rawValue: choices.below(5)) ?? .memory
                        default: break
                        }
                    }
                }
            }
            $0.branches = [branch]
            switch choices.below(5) {
            case 0: $0.sink.count = .init()
            case 1:
                $0.sink.shuffle.shuffle = choices.number(or: 1)
                $0.sink.shuffle.partitions = UInt32(truncatingIfNeeded: choices.number(or: 2)) % 100_000
                $0.sink.shuffle.rowType = .init(field: integers)
                $0.sink.shuffle.roundRobin = .init()
            case 2:
                $0.sink.take.type = .init(field: integers)
                $0.sink.take.rows = choices.number(or: 3)
            case 3:
                $0.sink.sample.keyType = .init(field: integers)
                $0.sink.sample.rows = choices.number(or: 3)
            default: $0.sink.collect.type = .init(field: integers)
            }
        }
    }

    private func launch() -> Martlet_LaunchTasks {
        .with {
            $0.stage = choices.number(or: UInt64(1 + choices.below(4)))
            for _ in 0..<1 + choices.below(2) {
                attempts += 1
                let attempt = attempts
                $0.tasks.append(
                    .with {
                        $0.attempt = choices.number(or: attempt)
                        $0.partition = UInt32(truncatingIfNeeded: choices.number(or: 0))
                        $0.part = part(depth: 0)
                    })
            }
        }
    }

    private func part(depth: Int) -> Martlet_InputPart {
        .with {
            $0.branch = UInt32(truncatingIfNeeded: choices.number(or: 0))
            $0.number = UInt32(truncatingIfNeeded: choices.number(or: 0))
            if depth < 3, choices.chance(8) { $0.sides = [part(depth: depth + 1)] }
            switch choices.below(7) {
            case 0, 1:
                $0.range.start = Int64(truncatingIfNeeded: choices.number(or: 0))
                $0.range.step = Int64(truncatingIfNeeded: choices.number(or: 1))
                // Few rows: a task of many takes its time, which is no finding.
                $0.range.count = choices.chance(4) ? choices.number() | 1 << 62 : UInt64(choices.byte())
            case 2, 3:
                $0.files.ranges = [
                    .with {
                        $0.path = "/dev/null"
                        $0.start = choices.number(or: 0)
                        $0.byteCount = choices.number(or: 0)
                        $0.fileByteCount = choices.number(or: 0)
                        $0.compression = UInt32(choices.below(4))
                    }
                ]
            case 4: $0.shufflePartition = UInt32(truncatingIfNeeded: choices.number(or: 0))
            case 5:
                $0.blocks.kept.number = UInt32(truncatingIfNeeded: choices.number(or: 0))
                $0.blocks.kept.byteCount = choices.number(or: 50)
            default:
                if depth < 3 { $0.parts.parts = [part(depth: depth + 1), part(depth: depth + 1)] }
            }
        }
    }
}
