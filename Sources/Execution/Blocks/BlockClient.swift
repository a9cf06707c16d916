// SPDX-License-Identifier: Apache-2.0

import Net

/// Streams of blocks from other executors, over connections opened when first needed and shared by all tasks, and from
/// the driver, over its own connection. Loop thread only, but for the `BlockFetching` methods, which post.
final class BlockClient: BlockFetching, PeerHandler, @unchecked Sendable {
    /// What is asked for.
    private enum Wish {
        case bytes([UInt8])
        case outputs(OutputRequest)
    }

    private final class Fetch: StreamReceiver {
        let inbox: FetchInbox
        let wish: Wish
        /// In the order of the requests.
        let number: Int
        var stream: InboundStream?
        /// Has asked with the list of outputs: a service that does not know it now never will.
        var sentList = false
        weak var owner: BlockClient?
        weak var connection: Connection?

        init(inbox: FetchInbox, wish: Wish, owner: BlockClient) {
            self.inbox = inbox
            self.wish = wish
            self.owner = owner
            number = owner.fetchCount
            owner.fetchCount += 1
        }

        func stream(_ stream: InboundStream, received bytes: UnsafeRawBufferPointer) { inbox.received(Array(bytes)) }

        func streamEnded(_ stream: InboundStream) {
            inbox.end()
            owner?.forget(inbox)
        }

        func stream(_ stream: InboundStream, failed failure: CallFailure) {
            if case .failed(BlockService.unknownListCode, _) = failure, owner?.sendList(self) == true { return }
            inbox.fail("\(failure)")
            owner?.forget(inbox)
        }
    }

    private final class Connection {
        var peer: Peer?
        var isReady = false
        var waiting: [Fetch] = []
        /// Lists that the other side has had.
        var listsSent: Set<UInt64> = []
    }

    private let network: any Network
    private let secret: Secret
    private let options: PeerOptions
    private var connections: [BlockServerAddress: Connection] = [:]
    private var fetches: [ObjectIdentifier: Fetch] = [:]
    private var isClosed = false
    private var fetchCount = 0
    private var nextLook: TimerID?
    /// The driver's connection while it is there.
    var driver: () -> Peer? = { nil }

    init(network: any Network, secret: Secret, options: PeerOptions) {
        self.network = network
        self.secret = secret
        self.options = options
    }

    // MARK: Any thread

    func fetch(_ request: [UInt8], from server: BlockServerAddress, inbox: FetchInbox) {
        network.loop.post { [self] in start(.bytes(request), server, inbox) }
    }

    func fetch(_ request: OutputRequest, from server: BlockServerAddress, inbox: FetchInbox, afterMillis: Int) {
        network.loop.post { [self] in
            if afterMillis == 0 {
                start(.outputs(request), server, inbox)
            } else {
                network.loop.schedule(after: .milliseconds(afterMillis)) { [self] in
                    start(.outputs(request), server, inbox)
                }
            }
        }
    }

    func fetchFromDriver(_ request: [UInt8], inbox: FetchInbox) {
        network.loop.post { [self] in
            guard !isClosed, let peer = driver() else { return inbox.fail("the executor is leaving") }
            let fetch = Fetch(inbox: inbox, wish: .bytes(request), owner: self)
            fetches[ObjectIdentifier(inbox)] = fetch
            open(fetch, peer, request)
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

    private func start(_ wish: Wish, _ server: BlockServerAddress, _ inbox: FetchInbox) {
        if isClosed {
            inbox.fail("the executor is leaving")
            return
        }
        let fetch = Fetch(inbox: inbox, wish: wish, owner: self)
        fetches[ObjectIdentifier(inbox)] = fetch
        lookLater()
        if let connection = connections[server] {
            if connection.isReady { open(fetch, connection) } else { connection.waiting.append(fetch) }
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

    private func open(_ fetch: Fetch, _ connection: Connection) {
        guard let peer = connection.peer else { return }
        fetch.connection = connection
        switch fetch.wish {
        case .bytes(let bytes): open(fetch, peer, bytes)
        case .outputs(let request):
            let number = request.outputs.number
            fetch.sentList = !connection.listsSent.contains(number)
            if connection.listsSent.count >= ExecutionLimits.outputListsRememberedMax { connection.listsSent = [] }
            connection.listsSent.insert(number)
            open(fetch, peer, request.encoded(withList: fetch.sentList))
        }
    }

    private func open(_ fetch: Fetch, _ peer: Peer, _ request: [UInt8]) {
        var windowBytes = ExecutionLimits.fetchWindowBytes
        if case .outputs(let request) = fetch.wish { windowBytes = request.windowBytes }
        fetch.stream = peer.openStream(request, windowBytes: windowBytes, receiver: fetch)
    }

    /// The service does not know the list (any more): asks again with the list, once.
    private func sendList(_ fetch: Fetch) -> Bool {
        guard !fetch.sentList, case .outputs(let request) = fetch.wish, let connection = fetch.connection,
            fetches[ObjectIdentifier(fetch.inbox)] === fetch
        else { return false }
        connection.listsSent.remove(request.outputs.number)
        open(fetch, connection)
        return true
    }

    // MARK: Progress

    private func lookLater() {
        guard nextLook == nil, !isClosed else { return }
        nextLook = network.loop.schedule(after: .milliseconds(ExecutionLimits.fetchLookMillis)) { [weak self] in
            self?.look()
        }
    }

    /// An executor may say what it will send, never send it, and answer pings all the same. (The driver is watched by
    /// its own connection.)
    private func look() {
        nextLook = nil
        let waiting = fetches.values.filter { $0.connection != nil }.sorted { $0.number < $1.number }
        for fetch in waiting where fetch.inbox.isStalled() {
            fetch.stream?.cancel()
            forget(fetch.inbox)
            let seconds = ExecutionLimits.fetchLooksMax * ExecutionLimits.fetchLookMillis / 1_000
            fetch.inbox.fail("no byte came for \(seconds) s")
        }
        if !waiting.isEmpty || connections.values.contains(where: { !$0.waiting.isEmpty }) { lookLater() }
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
        if let nextLook { network.loop.cancel(nextLook) }
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
            for fetch in waiting { open(fetch, connection) }
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
