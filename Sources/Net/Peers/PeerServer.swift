// SPDX-License-Identifier: Apache-2.0

/// Accepts connections and makes a `Peer` of each, with a bound on those that have not proved that they know the
/// secret. Loop thread only. Keep it as long as it shall listen, and `close` it.
///
/// `@unchecked Sendable`: used on the loop's thread only.
public final class PeerServer: @unchecked Sendable {
    private let loop: any EventLoop
    private let secret: Secret
    private let options: PeerOptions
    private let unauthenticatedMax: Int
    private let handler: () -> any PeerHandler
    private var listener: (any Listener)?
    /// Inside the handshake, by the number of their arrival.
    private var unauthenticated: [UInt64: Peer] = [:]
    private var arrivals: UInt64 = 0

    /// Where it listens, with the port that the system chose.
    public let address: Address
    /// Connections closed because too many were inside the handshake.
    public private(set) var evictedCount: UInt64 = 0

    /// Listens; `handler` is asked for each connection (and may return the same object each time).
    public init(
        network: any Network, on requested: Address, secret: Secret, options: PeerOptions = PeerOptions(),
        unauthenticatedMax: Int = NetLimits.unauthenticatedMax, handler: @escaping () -> any PeerHandler
    ) throws(NetError) {
        loop = network.loop
        self.secret = secret
        self.options = options
        self.unauthenticatedMax = unauthenticatedMax
        self.handler = handler
        let relay = Relay()
        let listener = try network.listen(on: requested) { connection in
            if let server = relay.server { server.accepted(connection) } else { connection.abort() }
        }
        self.listener = listener
        address = listener.address
        relay.server = self
    }

    /// Stops listening and drops connections inside the handshake; peers that are ready live on.
    public func close() {
        listener?.close()
        listener = nil
        let inOrder = unauthenticated.sorted { $0.key < $1.key }
        for (_, peer) in inOrder { peer.close(.local("the server was closed")) }
        unauthenticated.removeAll()
    }

    /// Connections inside the handshake.
    public var unauthenticatedCount: Int { unauthenticated.count }

    private func accepted(_ connection: any ByteConnection) {
        // The longest inside goes: an honest handshake takes a round trip, a flood of idle connections takes its
        // time.
        if unauthenticated.count >= unauthenticatedMax, let oldest = unauthenticated.keys.min() {
            evictedCount += 1
            unauthenticated[oldest]?.close(
                .handshakeFailed("\(unauthenticatedMax) newer connections are inside the handshake"))
        }
        let peer = Peer(
            connection: connection, role: .responder, secret: secret, loop: loop, options: options, handler: handler())
        arrivals += 1
        let arrival = arrivals
        unauthenticated[arrival] = peer
        peer.onHandshakeOver = { [weak self] in self?.unauthenticated[arrival] = nil }
    }

    /// Breaks the circle of a listener that needs its server before the server is made.
    private final class Relay {
        weak var server: PeerServer?
    }
}
