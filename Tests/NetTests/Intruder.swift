// SPDX-License-Identifier: Apache-2.0

import Net

/// A client without manners: it speaks raw bytes, or frames of its own making once it has the secret.
final class Intruder: @unchecked Sendable {
    let connection: any ByteConnection
    var received: [UInt8] = []
    var closed = false
    var channel: SecureChannel?
    var plaintext: [UInt8] = []

    init(_ connection: any ByteConnection) {
        self.connection = connection
        connection.start(
            onBytes: { self.took($0) },
            onClose: { _ in self.closed = true })
    }

    /// Begins an honest handshake.
    func shakeHands(_ secret: Secret) throws {
        let channel = SecureChannel(role: .initiator, secret: secret)
        self.channel = channel
        connection.write(try channel.begin())
    }

    /// Sends plaintext through the channel.
    func send(_ plaintext: [UInt8]) throws {
        guard let channel else { return }
        connection.write(try channel.record(plaintext))
    }

    private func took(_ raw: UnsafeRawBufferPointer) {
        received += raw
        try? channel?.feed(raw, reply: { connection.write($0) }) {
            plaintext += $0
            return true
        }
    }
}

/// A server in a simulation and intruders that connect to it.
final class Fortress {
    let loop: SimulatedLoop
    let fabric: MemoryFabric
    let recorder = Recorder()
    let secret = Secret.random()
    let server: PeerServer

    init(options: PeerOptions = PeerOptions(), unauthenticatedMax: Int = NetLimits.unauthenticatedMax) throws {
        loop = SimulatedLoop(seed: 5)
        fabric = MemoryFabric(loop: loop)
        let recorder = recorder
        server = try PeerServer(
            network: fabric.host("server"), on: Address(host: "server", port: 1), secret: secret, options: options,
            unauthenticatedMax: unauthenticatedMax, handler: { recorder })
    }

    func connect() -> Intruder {
        let result = Box<Intruder?>(nil)
        fabric.host("intruder").connect(to: server.address, timeout: .seconds(1)) {
            result.value = (try? $0.get()).map { Intruder($0) }
        }
        loop.run(while: { result.value == nil })
        return result.value!
    }

    /// A client that has proved the secret.
    func authenticated() throws -> Intruder {
        let intruder = connect()
        let before = recorder.ready.count
        try intruder.shakeHands(secret)
        loop.run(while: { recorder.ready.count == before })
        return intruder
    }

    /// The reason for which the last connection ended.
    func lastReason() -> CloseReason? {
        loop.run(for: .seconds(1))
        return recorder.reasons.last
    }
}
