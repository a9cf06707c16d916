// SPDX-License-Identifier: Apache-2.0

/// One authenticated, encrypted, multiplexed connection to another process: one-way messages, calls with replies, and
/// byte streams with credit. All payloads are opaque bytes. Loop thread only.
///
/// The connection keeps its peer alive until it is closed; the peer keeps its handler alive as long.
///
/// `@unchecked Sendable`: used on the loop's thread only.
public final class Peer: @unchecked Sendable {
    enum State { case handshaking, open, closed }

    struct PendingCall {
        var completion: (Result<[UInt8], CallFailure>) -> Void
        var timer: TimerID
    }

    struct WeakReply {
        weak var reply: Reply?
    }

    public let remoteAddress: Address
    public let localAddress: Address
    public let role: HandshakeRole
    public let options: PeerOptions
    public let loop: any EventLoop
    /// Bytes given to and taken from the transport, all overhead included.
    public internal(set) var bytesSent: UInt64 = 0
    public internal(set) var bytesReceived: UInt64 = 0
    /// Why it closed, once it is closed.
    public private(set) var closeReason: CloseReason?

    var state = State.handshaking
    let connection: any ByteConnection
    let channel: SecureChannel
    let decoder = FrameDecoder()
    private(set) var handler: (any PeerHandler)?
    /// Called once, when the remote has proved itself or the connection ended.
    var onHandshakeOver: (() -> Void)?

    // Sending (Peer+Sending.swift)
    var frames = Queue<OutboundFrame>()
    var frameBytesQueued = 0
    var current: OutboundFrame?
    var sendingStreams = Queue<OutboundStream>()
    var isFlushScheduled = false
    /// A pong waits to be sent: it answers all pings that come until it leaves.
    var isPongQueued = false

    // Receiving (Peer+Receiving.swift)
    /// Frames that may still be handled in this loop turn.
    var framesLeft = NetLimits.framesPerTurn
    var isTurnOpen = false
    /// Plaintext of frames that wait for the next turn. Nothing is read meanwhile, so it is at most one read.
    var backlog: [UInt8] = []

    // Calls and streams (Peer+Calls.swift, Peer+Streams.swift)
    var nextID: UInt32 = 1
    var calls: [UInt32: PendingCall] = [:]
    var inboundCalls: [UInt32: WeakReply] = [:]
    var inboundStreams: [UInt32: InboundStream] = [:]
    var outboundStreams: [UInt32: OutboundStream] = [:]

    private var lastReceived: Instant
    private var heartbeatDue: Instant
    private var timer: TimerID?

    /// Takes over a connection whose `start` was not called yet and begins the handshake.
    public init(
        connection: any ByteConnection, role: HandshakeRole, secret: Secret, loop: any EventLoop,
        options: PeerOptions = PeerOptions(), handler: any PeerHandler
    ) {
        precondition(loop.isCurrent, "a peer is made on its loop's thread")
        self.connection = connection
        self.role = role
        self.loop = loop
        self.options = options
        self.handler = handler
        remoteAddress = connection.remoteAddress
        localAddress = connection.localAddress
        channel = SecureChannel(
            role: role, secret: secret, ephemeral: options.ephemeral,
            recordsPerKey: options.recordsPerKey)
        lastReceived = loop.now
        heartbeatDue = loop.now
        begin()
    }

    /// Connects over a network and begins the handshake; `handler` hears of the rest.
    public static func connect(
        over network: any Network, to address: Address, timeout: Duration, secret: Secret,
        options: PeerOptions = PeerOptions(), handler: any PeerHandler,
        completion: @escaping (Result<Peer, NetError>) -> Void
    ) {
        network.connect(to: address, timeout: timeout) { result in
            completion(
                result.map { connection in
                    Peer(
                        connection: connection, role: .initiator, secret: secret, loop: network.loop, options: options,
                        handler: handler)
                })
        }
    }

    /// Not closed; messages may be sent (before the handshake is done they wait for it).
    public var isOpen: Bool { state != .closed }

    /// The handshake is done and the connection is not closed.
    public var isReady: Bool { state == .open }

    /// Ends the connection: what was sent before still leaves, the other side is told the reason, every call and
    /// stream fails with it. The handler hears `peerClosed` in a later turn. Closing twice does nothing.
    public func close(_ reason: CloseReason) {
        guard state != .closed else { return }
        let wasOpen = state == .open
        state = .closed
        closeReason = reason
        if let timer { loop.cancel(timer) }
        timer = nil
        switch reason {
        case .silent, .connection, .sendQueueFull, .handshakeFailed:
            connection.abort()
        case .remote, .remoteClosed:
            connection.close()
        case .local, .protocolError:
            if wasOpen { sendFarewell(reason) }
            connection.close()
        }
        let over = onHandshakeOver
        onHandshakeOver = nil
        over?()
        loop.post { self.reportClosed(reason) }
    }

    // MARK: Beginning

    private func begin() {
        timer = loop.schedule(after: options.handshakeTimeout) { [weak self] in
            guard let self else { return }
            self.timer = nil
            self.close(.handshakeFailed("no proof of the secret within \(self.options.handshakeTimeout.text)"))
        }
        connection.onDrain = { [unowned self] in self.flush() }
        connection.start(
            onBytes: { self.received(bytes: $0) },
            onClose: { self.connectionClosed($0) })
        do throws(ChannelError) {
            write(try channel.begin())
        } catch {
            loop.post { self.close(.handshakeFailed("\(error)")) }
        }
    }

    func becomeReady() {
        guard state == .handshaking else { return }
        state = .open
        let over = onHandshakeOver
        onHandshakeOver = nil
        over?()
        if let timer { loop.cancel(timer) }
        scheduleHeartbeat(after: options.heartbeatInterval)
        handler?.peerReady(self)
        scheduleFlush()
    }

    // MARK: Receiving bytes

    private func received(bytes: UnsafeRawBufferPointer) {
        guard state != .closed else { return }
        bytesReceived += UInt64(bytes.count)
        lastReceived = loop.now
        do throws(ChannelError) {
            try channel.feed(bytes, reply: { write($0) }, deliver: { received(plaintext: $0) })
            if state == .handshaking, channel.state == .ready { becomeReady() }
        } catch {
            if state == .handshaking {
                close(.handshakeFailed(Peer.explain(error)))
            } else {
                close(.protocolError("a record does not decrypt (\(error)): bytes were altered on the way"))
            }
        }
    }

    private func received(plaintext: UnsafeRawBufferPointer) -> Bool {
        if state == .handshaking { becomeReady() }
        guard state == .open else { return false }
        if backlog.isEmpty { decode(plaintext) } else { backlog.append(contentsOf: plaintext) }
        return state == .open
    }

    /// Handles the frames in `plaintext`, as many as the turn has room for.
    private func decode(_ plaintext: UnsafeRawBufferPointer) {
        do throws(FrameError) {
            let taken = try decoder.feed(plaintext, to: self)
            guard state == .open, taken < plaintext.count else { return }
            backlog = Array(plaintext[taken...])
            connection.pauseReading()
            // A timer, not a post: the other connections are looked at before it fires.
            loop.schedule(after: .zero) { [weak self] in self?.takeTurn() }
        } catch {
            close(.protocolError(error.description))
        }
    }

    /// Goes on with what waited for this turn.
    private func takeTurn() {
        guard state == .open else { return }
        lastReceived = loop.now
        framesLeft = NetLimits.framesPerTurn
        let waiting = backlog
        backlog = []
        waiting.withUnsafeBytes { decode($0) }
        if state == .open, backlog.isEmpty { connection.resumeReading() }
    }

    private static func explain(_ error: ChannelError) -> String {
        switch error {
        case .authentication: "the other side has another secret, or bytes were altered on the way"
        case .badLength: "the other side does not speak the Martlet protocol"
        case .badKey, .keyUsedUp: "the other side sent an unusable key"
        }
    }

    private func connectionClosed(_ error: NetError?) {
        if state == .handshaking {
            let why = error?.description ?? "the other side closed the connection"
            close(.handshakeFailed("\(why); compare the secrets and the versions of both sides"))
        } else {
            close(error.map { .connection($0) } ?? .remoteClosed)
        }
    }

    // MARK: Heartbeats

    private func scheduleHeartbeat(after delay: Duration) {
        heartbeatDue = loop.now + delay
        timer = loop.schedule(after: delay) { [weak self] in self?.heartbeat() }
    }

    private func heartbeat() {
        timer = nil
        guard state == .open else { return }
        let now = loop.now
        // A loop that was stopped itself (a suspended process) has not listened: it must not call the other side
        // silent.
        if now - heartbeatDue > options.heartbeatInterval { lastReceived = now }
        let idle = now - lastReceived
        if idle >= options.silenceLimit {
            close(.silent(after: options.silenceLimit))
            return
        }
        if idle >= options.heartbeatInterval { enqueue(OutboundFrame(.ping)) }
        scheduleHeartbeat(after: min(options.heartbeatInterval, options.silenceLimit - idle))
    }

    // MARK: Ending

    private func reportClosed(_ reason: CloseReason) {
        failEverything(reason)
        let handler = handler
        self.handler = nil
        handler?.peerClosed(self, reason: reason)
    }

    private func failEverything(_ reason: CloseReason) {
        frames.removeAll()
        frameBytesQueued = 0
        backlog = []
        current = nil
        sendingStreams.removeAll()
        // In the order of their making, so that simulations repeat.
        for (_, call) in calls.sorted(by: { $0.key < $1.key }) {
            loop.cancel(call.timer)
            call.completion(.failure(.closed(reason)))
        }
        calls.removeAll()
        for (_, stream) in inboundStreams.sorted(by: { $0.key < $1.key }) { stream.failed(.closed(reason)) }
        inboundStreams.removeAll()
        for (_, stream) in outboundStreams.sorted(by: { $0.key < $1.key }) { stream.cancel() }
        outboundStreams.removeAll()
        for (_, call) in inboundCalls.sorted(by: { $0.key < $1.key }) { call.reply?.cancel() }
        inboundCalls.removeAll()
    }
}
