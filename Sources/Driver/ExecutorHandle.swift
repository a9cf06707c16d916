// SPDX-License-Identifier: Apache-2.0

import Messages
import Net
import Plan
import SwiftProtobuf

/// The driver's side of one executor. Loop thread only.
final class ExecutorHandle {
    let id: ExecutorID
    let name: String
    let host: String
    let slots: Int
    let blockServer: Martlet_BlockServer
    let peer: Peer
    private var pending = Martlet_ExecutorOrders()
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

    /// Queues an order; all orders of a loop turn leave in one message.
    func order(_ order: Martlet_ExecutorOrder) {
        pending.orders.append(order)
        guard !isFlushScheduled else { return }
        isFlushScheduled = true
        loop.post { [weak self] in self?.flush() }
    }

    func flush() {
        isFlushScheduled = false
        guard !pending.orders.isEmpty else { return }
        peer.send(pending.encoded())
        pending = Martlet_ExecutorOrders()
    }
}

// Loop-confined; crosses only into work posted to its own loop.
extension ExecutorHandle: @unchecked Sendable {}
