// SPDX-License-Identifier: Apache-2.0

import Messages
import Net
import Plan
import SwiftProtobuf

/// A task on its way or running, as the driver sees it.
struct RunningAttempt {
    let job: JobID
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
    let blockServer: Martlet_BlockServer
    let peer: Peer
    /// Tasks on their way or running there.
    var attempts: [TaskAttemptID: RunningAttempt] = [:]
    /// It drains, and the scheduler needs nothing of it any more.
    var mayLeave = false
    private var pending = Martlet_ExecutorOrders()
    private var pendingBytes = 0
    private let loop: any EventLoop
    private var isFlushScheduled = false

    init(id: ExecutorID, register: Martlet_Register, peer: Peer, loop: any EventLoop) {
        self.id = id
        name = register.name.isEmpty ? "executor \(id)" : register.name
        host = register.host
        slots = Int(register.slots)
        blockServer = .with {
            $0.executorID = UInt64(id.rawValue)
            $0.host = register.blockHost
            $0.port = register.blockPort
        }
        self.peer = peer
        self.loop = loop
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
