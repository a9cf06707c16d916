// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Net
import Testing

/// Reports how fast the module is on this host; runs only when MARTLET_MEASURE is set, and never judges the times.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["MARTLET_MEASURE"] != nil))
struct Measurement {
    @Test(arguments: [1, 2]) func roundTripOfASmallCall(loops: Int) throws {
        let (cluster, client, peer) = try connected(loops: loops)
        defer { stop(cluster, client) }
        cluster.serverSide.onCall = { _, request, reply in reply.succeed(request) }
        let rounds = 20_000
        let left = Box(rounds)
        let done = Signal()
        let again = Box<() -> Void>({})
        again.value = {
            peer.call([1, 2, 3, 4, 5, 6, 7, 8]) { _ in
                left.value -= 1
                if left.value == 0 { done.fire() } else { again.value() }
            }
        }
        let start = client.now
        client.post { again.value() }
        done.wait()
        report("call round trip, \(loops) loop(s)", (client.now - start).inMilliseconds * 1000 / Double(rounds), "us")
        again.value = {}
    }

    @Test(arguments: [1, 2]) func pipelinedMessages(loops: Int) throws {
        let (cluster, client, peer) = try connected(loops: loops)
        defer { stop(cluster, client) }
        let count = 1_000_000
        let done = Signal()
        let got = Box(0)
        cluster.serverSide.onMessage = { _, _ in
            got.value += 1
            if got.value == count { done.fire() }
        }
        cluster.serverSide.keepsMessages = false
        let start = client.now
        let sent = Box(0)
        let again = Box<@Sendable () -> Void>({})
        again.value = {
            for _ in 0..<1000 where sent.value < count {
                peer.send(Array(repeating: 7, count: 100))
                sent.value += 1
            }
            if sent.value < count { client.post(again.value) }
        }
        client.post(again.value)
        done.wait()
        report("100-byte messages, \(loops) loop(s)", Double(count) / (client.now - start).inMilliseconds, "k/s")
        again.value = {}
    }

    @Test(arguments: [1, 2]) func bulkStream(loops: Int) throws {
        let (cluster, client, peer) = try connected(loops: loops)
        defer { stop(cluster, client) }
        let total = 4 << 30
        let chunk = [UInt8](repeating: 42, count: 1 << 20)
        cluster.serverSide.onStream = { _, stream, _ in
            let sent = Box(0)
            let pump = {
                while stream.creditAvailable > 0, sent.value < total {
                    stream.write(chunk)
                    sent.value += chunk.count
                }
                if sent.value >= total { stream.end() }
            }
            stream.onWritable = pump
            pump()
        }
        let collector = Collector()
        collector.keeps = false
        let done = Signal()
        collector.onEnd = { done.fire() }
        let start = client.now
        let receiver = Box(collector)
        client.post { peer.openStream([], windowBytes: 16 << 20, receiver: receiver.value) }
        done.wait()
        let wall = client.now - start
        report(
            "processor share of the reading loop", (client.sync { threadTime() } ?? 0) / wall.inMilliseconds * 100, "%")
        report(
            "processor share of the writing loop",
            (cluster.loop.sync { threadTime() } ?? 0) / wall.inMilliseconds * 100, "%")
        report("bulk stream, \(loops) loop(s)", Double(collector.received) / wall.inMilliseconds / 1000, "MB/s")
    }

    @Test func recordsWithoutSockets() throws {
        let pair = try ChannelPair()
        try pair.finish()
        let sealer = try #require(pair.initiator.sealer)
        let chunk = [UInt8](repeating: 42, count: NetLimits.dataBytesPreferred)
        let header = [UInt8](repeating: 0, count: FrameHeader.byteCount)
        var wire: [[UInt8]] = []
        let rounds = 2000
        var start = threadTime()
        for round in 0..<rounds {
            try header.withUnsafeBytes { try sealer.append($0) }
            try chunk.withUnsafeBytes { try sealer.append($0) }
            let sealed = try sealer.take()
            if round < 16 { wire.append(sealed) }
        }
        report("sealing alone", Double(rounds * chunk.count) / (threadTime() - start) / 1000, "MB/s")
        start = threadTime()
        var opened = 0
        for sealed in wire {
            try sealed.withUnsafeBytes { raw in
                try pair.responder.feed(raw, reply: { _ in }) {
                    opened += $0.count
                    return true
                }
            }
        }
        report("opening alone", Double(opened) / (threadTime() - start) / 1000, "MB/s")
    }

    private func connected(loops: Int) throws -> (RealCluster, UVLoop, Peer) {
        let cluster = try RealCluster()
        let client = Recorder()
        if loops == 1 { return (cluster, cluster.loop, try cluster.connect(client)) }
        let loop = UVLoop()
        try loop.start(name: "net-client")
        let network = UVNetwork(loop: loop)
        let done = Signal()
        let peer = Box<Peer?>(nil)
        loop.post {
            Peer.connect(
                over: network, to: cluster.server.address, timeout: .seconds(5), secret: cluster.secret, handler: client
            ) {
                peer.value = try? $0.get()
                done.fire()
            }
        }
        done.wait()
        return (cluster, loop, try #require(peer.value))
    }

    private func stop(_ cluster: RealCluster, _ client: UVLoop) {
        if client !== cluster.loop { client.stopAndJoin() }
        cluster.stop()
    }

    private func report(_ what: String, _ value: Double, _ unit: String) {
        print("measured \(what): \(Int(value * 10)) / 10 \(unit)")
    }
}

/// Milliseconds that the calling thread has computed.
private func threadTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) * 1e-6
}
