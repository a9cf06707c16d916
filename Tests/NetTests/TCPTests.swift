// SPDX-License-Identifier: Apache-2.0

import Glibc
import Net
import Synchronization
import Testing

/// A real loop with a server and a way to connect to it.
final class RealCluster: @unchecked Sendable {
    let loop = UVLoop()
    let network: UVNetwork
    let secret = Secret.random()
    let serverSide = Recorder()
    var server: PeerServer!

    init(options: PeerOptions = PeerOptions()) throws {
        try loop.start(name: "net-test")
        network = UVNetwork(loop: loop)
        server = try on { cluster in
            try PeerServer(
                network: cluster.network, on: Address(host: "127.0.0.1", port: 0), secret: cluster.secret,
                options: options, handler: { cluster.serverSide })
        }
    }

    /// Runs on the loop and waits.
    func on<Value>(_ body: @escaping (RealCluster) throws -> Value) throws -> Value {
        let box = Box<Result<Value, any Error>?>(nil)
        let work = Box(body)
        _ = loop.sync { box.value = Result { try work.value(self) } }
        return try box.value!.get()
    }

    func connect(_ handler: Recorder, options: PeerOptions = PeerOptions()) throws -> Peer {
        let done = Signal()
        let result = Box<Result<Peer, NetError>?>(nil)
        try on { cluster in
            Peer.connect(
                over: cluster.network, to: cluster.server.address, timeout: .seconds(5), secret: cluster.secret,
                options: options, handler: handler
            ) {
                result.value = $0
                done.fire()
            }
        }
        done.wait()
        return try result.value!.get()
    }

    func stop() {
        _ = loop.sync { self.server.close() }
        loop.stopAndJoin()
    }
}

/// Fires once a count is reached; waits without polling.
final class Signal: @unchecked Sendable {
    /// A wait that takes longer ends as a failure: what it waits for will not come any more.
    private static let secondsMax = 300

    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func fire() { sem_post(semaphore) }

    func wait(_ count: Int = 1, sourceLocation: SourceLocation = #_sourceLocation) {
        var end = timespec()
        clock_gettime(CLOCK_REALTIME, &end)
        end.tv_sec += Self.secondsMax
        for place in 0..<count {
            while sem_timedwait(semaphore, &end) != 0 {
                if errno == EINTR { continue }
                Issue.record(
                    "\(place) of \(count) have come in \(Self.secondsMax) s", sourceLocation: sourceLocation)
                return
            }
        }
    }
}

@Suite struct TCPTests {
    @Test func `many small messages arrive in order, a turn of them at a time`() throws {
        let cluster = try RealCluster()
        defer { cluster.stop() }
        let count = 100_000
        let done = Signal()
        cluster.serverSide.onMessage = { _, message in if message == bytes("\(count - 1)") { done.fire() } }
        cluster.serverSide.onClosed = { _ in done.fire() }
        // The handshake first: sending so many holds the loop for longer than it may take.
        let ready = Signal()
        let client = Recorder()
        client.onReady = { _ in ready.fire() }
        let near = try cluster.connect(client)
        ready.wait()
        try cluster.on { _ in for number in 0..<count { near.send(bytes("\(number)")) } }
        done.wait()
        let messages = try cluster.on { $0.serverSide.messages }
        #expect(
            messages.count == count, "\(messages.count) came; closed: \(String(describing: cluster.serverSide.reasons))"
        )
        #expect(messages.indices.allSatisfy { messages[$0] == bytes("\($0)") })
    }

    @Test func callsAndStreamsWorkOverTCP() throws {
        let cluster = try RealCluster()
        defer { cluster.stop() }
        let content = pattern(5_000_000)
        cluster.serverSide.onCall = { _, request, reply in reply.succeed(request.reversed()) }
        cluster.serverSide.onStream = { _, stream, _ in
            stream.write(content)
            stream.end()
        }
        let client = Recorder()
        let peer = try cluster.connect(client)
        let done = Signal()
        let answer = Box<Result<[UInt8], CallFailure>?>(nil)
        let collector = Collector()
        collector.onEnd = { done.fire() }
        try cluster.on { _ in
            peer.call(bytes("abc")) {
                answer.value = $0
                done.fire()
            }
            peer.openStream([], windowBytes: 1 << 20, receiver: collector)
        }
        done.wait(2)
        #expect(answer.value == .success(bytes("cba")))
        #expect(collector.bytes == content)
    }
}

@Suite(.serialized) struct TCPEndTests {
    @Test func aThousandConnectionsLeaveNothingBehind() throws {
        let cluster = try RealCluster()
        defer { cluster.stop() }
        let handlesBefore = try cluster.on { $0.loop.handleCount }
        for _ in 0..<20 {
            let ready = Signal()
            let closed = Signal()
            let clients = (0..<50).map { _ in Recorder() }
            cluster.serverSide.onClosed = { _ in closed.fire() }
            for client in clients {
                client.onReady = { _ in ready.fire() }
                client.onClosed = { _ in closed.fire() }
            }
            let peers = try clients.map { try cluster.connect($0) }
            ready.wait(50)
            try cluster.on { _ in for peer in peers { peer.close(.local("done")) } }
            closed.wait(100)
        }
        #expect(cluster.serverSide.ready.count == 1000)
        // A closed connection lingers until the other end has closed as well.
        while try cluster.on({ $0.loop.handleCount }) > handlesBefore { sched_yield() }
        #expect(try cluster.on { $0.server.unauthenticatedCount } == 0)
    }

    @Test func peersAreFreedWithTheirConnections() throws {
        let cluster = try RealCluster()
        let client = Recorder()
        let closed = Signal()
        client.onClosed = { _ in closed.fire() }
        weak var seen: Peer?
        do {
            let peer = try cluster.connect(client)
            seen = peer
            try cluster.on { _ in peer.close(.local("done")) }
        }
        closed.wait()
        client.ready = []
        cluster.stop()
        #expect(seen == nil)
    }

    @Test func aKilledLoopIsSeenAtOnceByTheOtherSide() throws {
        let cluster = try RealCluster()
        defer { cluster.stop() }
        let loop = UVLoop()
        try loop.start(name: "dies")
        let network = UVNetwork(loop: loop)
        let client = Recorder()
        let ready = Signal()
        let closed = Signal()
        cluster.serverSide.onReady = { _ in ready.fire() }
        cluster.serverSide.onClosed = { _ in closed.fire() }
        let failed = Box<CallFailure?>(nil)
        loop.post {
            Peer.connect(
                over: network, to: cluster.server.address, timeout: .seconds(5), secret: cluster.secret, handler: client
            ) { result in
                guard let peer = try? result.get() else { return }
                peer.call([]) { if case .failure(let failure) = $0 { failed.value = failure } }
            }
        }
        ready.wait()
        loop.stopAndJoin()
        closed.wait()
        #expect(client.reasons == [.connection(.loopStopped)])
        #expect(failed.value == .closed(.connection(.loopStopped)))
        #expect(cluster.serverSide.reasons.count == 1)
    }

    @Test func errorsNameTheAddressAndTheReason() throws {
        let cluster = try RealCluster()
        defer { cluster.stop() }
        let taken = cluster.server.address
        let message = try cluster.on { cluster -> String in
            do {
                _ = try cluster.network.listen(on: taken) { _ in }
                return ""
            } catch let error as NetError { return error.description }
        }
        #expect(
            message == "cannot listen on \(taken): address already in use; "
                + "choose another port or stop the process that holds it")

        let done = Signal()
        let texts = Box<[String]>([])
        try cluster.on { cluster in
            let listener = try cluster.network.listen(on: Address(host: "127.0.0.1", port: 0)) { _ in }
            let gone = listener.address
            listener.close()
            for address in [gone, Address(host: "no-such-host.invalid", port: 1)] {
                cluster.network.connect(to: address, timeout: .seconds(20)) { result in
                    if case .failure(let error) = result { texts.value.append(error.description) }
                    done.fire()
                }
            }
        }
        done.wait(2)
        #expect(texts.value.contains { $0.contains("connection refused; check that the process listens there") })
        #expect(texts.value.contains { $0.hasPrefix("cannot resolve host 'no-such-host.invalid'") })
    }

    @Test func namesAreResolved() throws {
        let cluster = try RealCluster()
        defer { cluster.stop() }
        let port = cluster.server.address.port
        let done = Signal()
        let ends = Box<[String]>([])
        try cluster.on { cluster in
            cluster.network.connect(to: Address(host: "localhost", port: port), timeout: .seconds(20)) { result in
                if let connection = try? result.get() {
                    ends.value.append(connection.remoteAddress.description)
                    connection.close()
                }
                done.fire()
            }
        }
        done.wait()
        #expect(ends.value == ["127.0.0.1:\(port)"])
    }

    @Test func aPausedReaderMakesAPeerWaitAndLosesNothing() throws {
        let cluster = try RealCluster()
        defer { cluster.stop() }
        let content = pattern(8_000_000)
        let got = Box<[UInt8]>([])
        let done = Signal()
        let started = Signal()
        let reader = Box<(any ByteConnection)?>(nil)
        let writer = Box<(any ByteConnection)?>(nil)
        try cluster.on { cluster in
            got.value.reserveCapacity(content.count)
            let listener = try cluster.network.listen(on: Address(host: "127.0.0.1", port: 0)) { connection in
                reader.value = connection
                connection.start(
                    onBytes: { got.value.append(contentsOf: $0) },
                    onClose: { _ in done.fire() })
                connection.pauseReading()
                started.fire()
            }
            cluster.network.connect(to: listener.address, timeout: .seconds(5)) { result in
                writer.value = try? result.get()
                writer.value?.write(content)
                listener.close()
                started.fire()
            }
        }
        started.wait(2)
        let queued = try cluster.on { _ in writer.value?.bytesQueued ?? 0 }
        #expect(queued > 0)
        #expect(got.value.isEmpty)
        // The writer closes while most is queued; everything still arrives.
        try cluster.on { _ in
            reader.value?.resumeReading()
            writer.value?.close()
        }
        done.wait()
        #expect(try cluster.on { _ in got.value } == content)
    }
}
