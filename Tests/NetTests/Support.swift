// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Net

/// Records what a peer tells it, and answers as told.
final class Recorder: PeerHandler, @unchecked Sendable {
    var ready: [Peer] = []
    var messages: [[UInt8]] = []
    var requests: [[UInt8]] = []
    var replies: [Reply] = []
    var streams: [(OutboundStream, [UInt8])] = []
    var reasons: [CloseReason] = []
    var events = 0
    var keepsMessages = true
    var onReady: ((Peer) -> Void)?
    var onMessage: ((Peer, [UInt8]) -> Void)?
    var onCall: ((Peer, [UInt8], Reply) -> Void)?
    var onStream: ((Peer, OutboundStream, [UInt8]) -> Void)?
    var onClosed: ((CloseReason) -> Void)?

    func peerReady(_ peer: Peer) {
        events += 1
        ready.append(peer)
        onReady?(peer)
    }

    func peer(_ peer: Peer, received message: [UInt8]) {
        events += 1
        if keepsMessages { messages.append(message) }
        onMessage?(peer, message)
    }

    func peer(_ peer: Peer, called request: [UInt8], reply: Reply) {
        events += 1
        requests.append(request)
        if let onCall { onCall(peer, request, reply) } else { replies.append(reply) }
    }

    func peer(_ peer: Peer, opened stream: OutboundStream, request: [UInt8]) {
        events += 1
        streams.append((stream, request))
        onStream?(peer, stream, request)
    }

    func peerClosed(_ peer: Peer, reason: CloseReason) {
        reasons.append(reason)
        onClosed?(reason)
    }
}

/// Collects a stream, consuming as told.
final class Collector: StreamReceiver {
    var bytes: [UInt8] = []
    var received = 0
    var ended = 0
    var failures: [CallFailure] = []
    var consumes = true
    var keeps = true
    var onEnd: (() -> Void)?

    func stream(_ stream: InboundStream, received part: UnsafeRawBufferPointer) {
        if keeps { bytes.append(contentsOf: part) }
        received += part.count
        if consumes { stream.consumed(part.count) }
    }

    func streamEnded(_ stream: InboundStream) {
        ended += 1
        onEnd?()
    }

    func stream(_ stream: InboundStream, failed failure: CallFailure) {
        failures.append(failure)
    }
}

/// Two connected peers in a simulation: `near` connected to `far`.
final class SimulatedPair {
    let loop: SimulatedLoop
    let fabric: MemoryFabric
    let nearSide = Recorder()
    let farSide = Recorder()
    var near: Peer!
    var far: Peer! { farSide.ready.first }
    var server: PeerServer!

    init(
        seed: UInt64 = 1, faults: MemoryFabric.Faults = .none, nearSecret: Secret? = nil,
        options: PeerOptions = PeerOptions(), farOptions: PeerOptions? = nil
    ) throws {
        let secret = Secret.random()
        loop = SimulatedLoop(seed: seed)
        fabric = MemoryFabric(loop: loop, seed: seed, faults: faults)
        let farSide = farSide
        server = try PeerServer(
            network: fabric.host("far"), on: Address(host: "far", port: 7), secret: secret,
            options: farOptions ?? options, handler: { farSide })
        let near = Box<Peer?>(nil)
        Peer.connect(
            over: fabric.host("near"), to: server.address, timeout: .seconds(1), secret: nearSecret ?? secret,
            options: options, handler: nearSide
        ) { near.value = try? $0.get() }
        loop.run(while: { near.value == nil })
        self.near = near.value
    }

    /// Runs until both sides are ready.
    func getReady() {
        loop.run(while: { nearSide.ready.isEmpty || farSide.ready.isEmpty })
    }
}

/// Something that closures change.
final class Box<Value>: @unchecked Sendable {
    var value: Value

    init(_ value: Value) {
        self.value = value
    }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

func hex(_ text: String) -> [UInt8] {
    let digits = Array(text.utf8).map { $0 >= 0x61 ? $0 - 0x61 + 10 : $0 - 0x30 }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] as [UInt8] }, as: UTF8.self)
}

/// Bytes that are easy to check at any offset.
func pattern(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
}

/// A file of vectors under protocol/vectors.
func vectors<File: Decodable>(_ name: String, as type: File.Type, from file: String = #filePath) throws -> File {
    let root = file.split(separator: "/").dropLast(3).joined(separator: "/")
    let data = try Data(contentsOf: URL(filePath: "/\(root)/protocol/vectors/\(name)"))
    return try JSONDecoder().decode(type, from: data)
}
