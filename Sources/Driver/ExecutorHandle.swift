// SPDX-License-Identifier: Apache-2.0

import Messages
import Net
import Plan
import SwiftProtobuf

/// A task on its way or running, as the driver sees it.
struct RunningAttempt {
    let job: JobID
    let stage: StageID
    let partition: Int
    /// The number of its partition that users see.
    let shownPartition: Int
    /// What it leaves when it succeeds.
    let form: ResultForm
    /// Of the steps of the stage that are counted, by their numbers.
    let work: [StepWork]
    /// The blocks of its input that did not travel with it, by their number.
    var kept: [[[UInt8]]]
    var rowsRead = 0
}

/// The driver's side of one executor. Loop thread only.
final class ExecutorHandle {
    let id: ExecutorID
    let name: String
    let host: String
    let slots: Int
    let memoryByteCount: Int
    let blockServer: Martlet_BlockServer
    let peer: Peer
    /// Tasks on their way or running there.
    var attempts: [TaskAttemptID: RunningAttempt] = [:]
    /// Copies of map outputs that were ordered and not answered. Some that were dropped never are.
    var copiesAwaited = 0
    /// It has said that it drains, or it was told to leave.
    var isDraining = false
    /// It was told to leave.
    var isDismissed = false
    /// It drains, and the scheduler needs nothing of it any more.
    var mayLeave = false
    /// It was told that it may go.
    var hasLeave = false
    private var pending = Martlet_ExecutorOrders()
    private var pendingBytes = 0
    private let loop: any EventLoop
    private var isFlushScheduled = false

    init(id: ExecutorID, register: CheckedRegistration, peer: Peer, loop: any EventLoop) {
        self.id = id
        name = register.name.isEmpty ? "executor \(id)" : register.name
        host = register.host
        slots = register.slots
        memoryByteCount = register.memoryByteCount
        blockServer = .with {
            $0.executorID = UInt64(id.rawValue)
            $0.host = register.blockHost
            $0.port = register.blockPort
        }
        self.peer = peer
        self.loop = loop
    }

    /// The attempt of this number, which `field` of a message names. Each that was launched ends in one report, and is
    /// not spoken of after it: so there is none that is only late.
    func running(_ attempt: TaskAttemptID, _ field: String) throws(MessageFault) -> RunningAttempt {
        guard let running = attempts[attempt] else {
            throw MessageFault(field, attempt, "no such attempt runs on this executor")
        }
        return running
    }

    /// Bytes of orders that have not left yet.
    var bytesQueued: Int { pendingBytes + peer.bytesQueued }

    /// Queues an order of about `bytes` bytes; all orders of a loop turn leave in one message, or in a few when they
    /// are many bytes.
    func order(_ order: Martlet_ExecutorOrder, bytes: Int = 64) {
        if pendingBytes + bytes > DriverLimits.ordersBytesMax { send() }
        pending.orders.append(order)
        pendingBytes += bytes
        guard !isFlushScheduled else { return }
        isFlushScheduled = true
        loop.post { [weak self] in self?.flush() }
    }

    func flush() {
        isFlushScheduled = false
        send()
    }

    private func send() {
        guard !pending.orders.isEmpty else { return }
        if !peer.send(pending.encoded()) { peer.close(.local("an order is too large to be sent")) }
        pending = Martlet_ExecutorOrders()
        pendingBytes = 0
    }
}

// Loop-confined; crosses only into work posted to its own loop.
extension ExecutorHandle: @unchecked Sendable {}
