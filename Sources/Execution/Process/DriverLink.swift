// SPDX-License-Identifier: Apache-2.0

import Logging
import Messages
import Net
import Plan
import SwiftProtobuf

/// An executor's connection to its driver: dials until the registration deadline, registers, carries orders in and
/// reports out. When it is lost the executor ends. Loop thread only.
final class DriverLink: PeerHandler, @unchecked Sendable {
    private let options: ExecutorOptions
    private let network: any Network
    private let blockPort: UInt16
    private let logger: Logger
    private weak var owner: Executor?
    private var peer: Peer?
    private var isRegistered = false
    private var isClosed = false
    private var handshakesFailed = 0
    private var deadline: Instant
    private var lastFailure = "no connection was tried"
    /// What was last said of it, and when.
    private var noted: (failure: String, at: Instant)?
    private var pending = ReportQueue()
    private var isFlushScheduled = false

    init(options: ExecutorOptions, network: any Network, blockPort: UInt16, logger: Logger, owner: Executor) {
        self.options = options
        self.network = network
        self.blockPort = blockPort
        self.logger = logger
        self.owner = owner
        deadline = network.loop.now + .seconds(ExecutionLimits.registrationSeconds)
    }

    /// The connection, once the driver has accepted this executor and while it lasts.
    var driver: Peer? { isRegistered && !isClosed ? peer : nil }

    func start() { dial() }

    private func dial() {
        guard !isClosed else { return }
        network.connect(to: options.driver, timeout: .seconds(ExecutionLimits.driverConnectTimeoutSeconds)) {
            [weak self] result in
            guard let self, !self.isClosed else { return }
            switch result {
            case .success(let connection):
                self.peer = Peer(
                    connection: connection, role: .initiator, secret: self.options.secret, loop: self.network.loop,
                    options: self.options.peerOptions, handler: self)
            case .failure(let error): self.retry("\(error)")
            }
        }
    }

    private func retry(_ message: String) {
        lastFailure = message
        let delay = Duration.milliseconds(ExecutionLimits.driverConnectRetryMillis)
        if network.loop.now + delay > deadline {
            owner?.end(
                .driverLost(
                    "the driver at \(options.driver) could not be reached for "
                        + "\(ExecutionLimits.registrationSeconds) s: "
                        + "\(lastFailure); check the address, that the driver runs and that no firewall or network "
                        + "policy is in between"))
            return
        }
        note(message)
        network.loop.schedule(after: delay) { [weak self] in self?.dial() }
    }

    /// Says that the driver cannot be reached, but not at each attempt.
    private func note(_ failure: String) {
        let now = network.loop.now
        if let noted, noted.failure == failure, now - noted.at < .seconds(ExecutionLimits.unreachableNoteSeconds) {
            return
        }
        noted = (failure, now)
        let left = max((deadline - now).inMilliseconds / 1_000, 0).rounded()
        logger.warning(
            "cannot reach the driver; trying again every \(ExecutionLimits.driverConnectRetryMillis) ms",
            metadata: ["driver": "\(options.driver)", "reason": "\(failure)", "for": "\(Int(left)) s more"])
    }

    /// Adds to the report that leaves at the end of this loop turn: tasks that end together are reported together.
    func report(_ change: (inout ReportQueue) -> Void) {
        change(&pending)
        guard !isFlushScheduled else { return }
        isFlushScheduled = true
        network.loop.post { [weak self] in self?.flush() }
    }

    private func flush() {
        isFlushScheduled = false
        guard isRegistered, let peer else { return }
        for message in pending.takeMessages() where !peer.send(message) {
            // Closed already, unless a bound of ours is wrong: the driver would wait for ever for what is in it.
            peer.close(.local("a report of \(message.count) bytes cannot be sent"))
        }
    }

    func close(_ reason: String) {
        if isRegistered { flush() }
        isClosed = true
        peer?.close(.local(reason))
    }

    // MARK: PeerHandler

    func peerReady(_ peer: Peer) {
        let register = Martlet_Register.with {
            $0.protocolVersion = protocolVersion
            $0.softwareVersion = options.softwareVersion
            $0.host = options.node ?? options.host
            $0.slots = UInt32(options.slots)
            $0.memoryBytes = UInt64(options.memoryBytes)
            $0.blockHost = options.host
            $0.blockPort = UInt32(blockPort)
            $0.processID = UInt64(options.processID)
            $0.name = options.name
        }
        _ = peer.call(register.encoded(), deadline: .seconds(ExecutionLimits.registrationSeconds)) {
            [weak self] result in
            guard let self, !self.isClosed else { return }
            switch result {
            case .success(let bytes):
                do {
                    let welcome = try CheckedWelcome(try Martlet_Registered.decode(bytes, "Registered"))
                    self.isRegistered = true
                    self.owner?.registered(welcome)
                } catch {
                    self.owner?.end(.driverLost("the driver's answer is \(error)"))
                }
            // The connection's end says it too, and what comes of it.
            case .failure(.closed(.remoteClosed)), .failure(.closed(.connection(_))),
                .failure(.closed(.remote(code: 0, text: _))):
                return
            case .failure(.failed(code: sessionStoppedCode, let text)): self.owner?.end(.shutDown(text))
            case .failure(let failure):
                self.owner?.end(.driverLost("the driver at \(self.options.driver) refused this executor: \(failure)"))
            }
        }
    }

    func peer(_ peer: Peer, received message: [UInt8]) {
        do {
            try MessageBounds.orders.check(message)
            let orders = try Martlet_ExecutorOrders.decode(message, "ExecutorOrders")
            // All are checked before any is carried out.
            var checked: [CheckedOrder] = []
            for order in orders.orders { checked.append(try CheckedOrder(order)) }
            try owner?.ordered(checked)
        } catch {
            breakOff(peer, "\(error)")
        }
    }

    func peer(_ peer: Peer, opened stream: OutboundStream, request: [UInt8]) {
        do { try owner?.serve(stream, request: request, of: peer) } catch { breakOff(peer, "\(error)") }
    }

    /// The driver broke the protocol.
    private func breakOff(_ peer: Peer, _ fault: String) {
        peer.close(.protocolError(fault))
        owner?.end(.driverLost("the driver broke the protocol: \(fault)"))
    }

    func peerClosed(_ peer: Peer, reason: CloseReason) {
        self.peer = nil
        guard !isClosed else { return }
        if isRegistered {
            owner?.end(.driverLost("the connection to the driver at \(options.driver) ended: \(reason)"))
        } else if case .remote(code: 0, let text) = reason {
            // The driver's session ended in order while this executor was starting.
            owner?.end(.shutDown(text))
        } else if case .handshakeFailed(let why) = reason {
            handshakesFailed += 1
            // A driver that ends within a handshake looks like one with another secret, but is not there again.
            guard handshakesFailed >= ExecutionLimits.handshakesFailedMax else { return retry(why) }
            owner?.end(
                .driverLost(
                    "the driver at \(options.driver) and this executor do not agree: \(why); check that both have the "
                        + "same secret file"))
        } else {
            retry("\(reason)")
        }
    }
}
