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
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func fire() { sem_post(semaphore) }

    func wait(_ count: Int = 1) {
        for _ in 0..<count { while sem_wait(semaphore) != 0 {} }
    }
}

@Suite struct TCPTests {
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
