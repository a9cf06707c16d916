// SPDX-License-Identifier: Apache-2.0

import Net

/// Streams of blocks from other executors, over connections opened when first needed and shared by all tasks, and from
/// the driver, over its own connection. Loop thread only, but for the `BlockFetching` methods, which post.
final class BlockClient: BlockFetching, PeerHandler, @unchecked Sendable {
    private final class Fetch: StreamReceiver {
        let inbox: FetchInbox
        let request: [UInt8]
        var stream: InboundStream?
        weak var owner: BlockClient?

        init(inbox: FetchInbox, request: [UInt8], owner: BlockClient) {
            self.inbox = inbox
            self.request = request
            self.owner = owner
        }

        func stream(_ stream: InboundStream, received bytes: UnsafeRawBufferPointer) { inbox.received(Array(bytes)) }

        func streamEnded(_ stream: InboundStream) {
            inbox.end()
            owner?.forget(inbox)
        }

        func stream(_ stream: InboundStream, failed failure: CallFailure) {
            inbox.fail("\(failure)")
            owner?.forget(inbox)
        }
    }

    private final class Connection {
        var peer: Peer?
        var isReady = false
        var waiting: [Fetch] = []
    }

    private let network: any Network
    private let secret: Secret
    private let options: PeerOptions
    private var connections: [BlockServerAddress: Connection] = [:]
    private var fetches: [ObjectIdentifier: Fetch] = [:]
    private var isClosed = false
    /// The driver's connection while it is there.
    var driver: () -> Peer? = { nil }

    init(network: any Network, secret: Secret, options: PeerOptions) {
        self.network = network
        self.secret = secret
        self.options = options
    }

    // MARK: Any thread

    func fetch(_ request: [UInt8], from server: BlockServerAddress, inbox: FetchInbox, afterMillis: Int) {
        network.loop.post { [self] in
            if afterMillis == 0 {
                start(request, server, inbox)
            } else {
                network.loop.schedule(after: .milliseconds(afterMillis)) { [self] in start(request, server, inbox) }
            }
        }
    }

    func fetchFromDriver(_ request: [UInt8], inbox: FetchInbox) {
        network.loop.post { [self] in
            guard !isClosed, let peer = driver() else { return inbox.fail("the executor is leaving") }
            let fetch = Fetch(inbox: inbox, request: request, owner: self)
            fetches[ObjectIdentifier(inbox)] = fetch
            open(fetch, peer)
        }
    }

    func grant(_ bytes: Int, to inbox: FetchInbox) {
        network.loop.post { [self] in fetches[ObjectIdentifier(inbox)]?.stream?.consumed(bytes) }
    }

    func close(_ inbox: FetchInbox) {
        network.loop.post { [self] in
            guard let fetch = fetches.removeValue(forKey: ObjectIdentifier(inbox)) else { return }
            fetch.stream?.cancel()
            for connection in connections.values { connection.waiting.removeAll { $0 === fetch } }
        }
    }

    // MARK: Loop

    private func start(_ request: [UInt8], _ server: BlockServerAddress, _ inbox: FetchInbox) {
        if isClosed {
            inbox.fail("the executor is leaving")
            return
        }
        let fetch = Fetch(inbox: inbox, request: request, owner: self)
        fetches[ObjectIdentifier(inbox)] = fetch
        if let connection = connections[server] {
            if connection.isReady { open(fetch, connection.peer!) } else { connection.waiting.append(fetch) }
            return
        }
        let connection = Connection()
        connection.waiting.append(fetch)
        connections[server] = connection
        network.connect(
            to: Address(host: server.host, port: server.port),
            timeout: .seconds(ExecutionLimits.peerConnectTimeoutSeconds)
        ) { [self] result in
            switch result {
            case .success(let bytes):
                if isClosed {
                    bytes.close()
                    return
                }
                connection.peer = Peer(
                    connection: bytes, role: .initiator, secret: secret, loop: network.loop, options: options,
                    handler: self)
            case .failure(let error):
                connections[server] = nil
                failAll(connection, "\(error)")
            }
        }
    }

    private func open(_ fetch: Fetch, _ peer: Peer) {
        fetch.stream = peer.openStream(
            fetch.request, windowBytes: ExecutionLimits.fetchWindowBytes, receiver: fetch)
    }

    private func failAll(_ connection: Connection, _ message: String) {
        for fetch in connection.waiting {
            fetches[ObjectIdentifier(fetch.inbox)] = nil
            fetch.inbox.fail(message)
        }
        connection.waiting = []
    }

    private func forget(_ inbox: FetchInbox) { fetches[ObjectIdentifier(inbox)] = nil }

    func closeAll() {
        isClosed = true
        let ordered = connections.sorted { ($0.key.host, $0.key.port) < ($1.key.host, $1.key.port) }
        for (_, connection) in ordered {
            connection.peer?.close(.local("the executor is leaving"))
            failAll(connection, "the executor is leaving")
        }
        connections = [:]
    }

    // MARK: PeerHandler

    func peerReady(_ peer: Peer) {
        for connection in connections.values where connection.peer === peer {
            connection.isReady = true
            let waiting = connection.waiting
            connection.waiting = []
            for fetch in waiting { open(fetch, peer) }
        }
    }

    func peer(_ peer: Peer, received message: [UInt8]) {}

    func peer(_ peer: Peer, called request: [UInt8], reply: Reply) {
        reply.fail(code: BlockService.unknownRequestCode, text: "this side asks for blocks only")
    }

    func peer(_ peer: Peer, opened stream: OutboundStream, request: [UInt8]) {
        stream.fail(code: BlockService.unknownRequestCode, text: "this side asks for blocks only")
    }

    func peerClosed(_ peer: Peer, reason: CloseReason) {
        for (server, connection) in connections where connection.peer === peer {
            connections[server] = nil
            failAll(connection, "connection to \(server.host):\(server.port) closed: \(reason)")
        }
    }
}
