// SPDX-License-Identifier: Apache-2.0

import Net
import Testing

/// What one who knows the secret can make of the other connections' time and of this process's memory.
@Suite struct FairnessTests {
    @Test func `pings are answered one at a time, however many come and whether or not the pongs are read`() throws {
        let fortress = try Fortress()
        let intruder = try fortress.authenticated()
        let peer = fortress.recorder.ready[0]
        // Nothing that the server sends arrives.
        fortress.fabric.stall(from: "server", to: "intruder")
        let pings = (0..<5_000).flatMap { _ in plaintext(.ping) }
        var most = 0
        for _ in 0..<40 {
            try intruder.send(pings)
            fortress.loop.run(for: .milliseconds(200))
            most = max(most, peer.bytesQueued)
        }
        // A pong a loop turn leaves for the connection while that takes it; 200 000 pings came.
        #expect(peer.isOpen)
        #expect(most < 200_000, "\(most) bytes are queued")
        fortress.fabric.resume(from: "server", to: "intruder")
        fortress.loop.run(for: .seconds(1))
        #expect(intruder.plaintext.contains(FrameKind.pong.rawValue))
        #expect(peer.isOpen && peer.bytesQueued == 0)
    }

    @Test func `a queued frame counts with what it takes besides its bytes`() throws {
        var options = PeerOptions()
        options.sendQueueBytesMax = 4 << 20
        let fortress = try Fortress(options: options)
        let intruder = try fortress.authenticated()
        fortress.fabric.stall(from: "server", to: "intruder")
        let peer = fortress.recorder.ready[0]
        // Bulk fills the connection, so that frames wait in the queue.
        for _ in 0..<5 { peer.send([UInt8](repeating: 1, count: 256 << 10)) }
        fortress.loop.run(for: .milliseconds(100))
        var sent = 0
        while peer.isOpen, sent < 1_000_000 {
            peer.send([])
            sent += 1
        }
        #expect(!peer.isOpen)
        // Empty messages are 12 bytes of the stream each.
        #expect(sent < (4 << 20) / NetLimits.frameOverheadBytes, "\(sent) empty messages were queued")
        withExtendedLifetime(intruder) {}
    }

    @Test func `a flood of requests in one read is handled a few at a time, and others have their turns between`()
        throws
    {
        let fortress = try Fortress()
        let hostile = try fortress.authenticated()
        let honest = try fortress.authenticated()
        let recorder = fortress.recorder
        let (hostilePeer, honestPeer) = (recorder.ready[0], recorder.ready[1])
        var floodsBefore = 0
        var floods = 0
        var longest = 0
        var calls = 0
        recorder.onCall = { peer, _, reply in
            if peer === hostilePeer {
                floods += 1
            } else if peer === honestPeer {
                calls += 1
                longest = max(longest, floods - floodsBefore)
                floodsBefore = floods
            }
            reply.succeed([])
        }
        var id: UInt32 = 0
        var flood: [UInt8] = []
        for _ in 0..<100_000 {
            id += 1
            flood += plaintext(.request, id: id)
        }
        try hostile.send(flood)
        // The honest one calls again whenever it has its answer.
        var next: UInt32 = 1
        try honest.send(plaintext(.request, id: next))
        while floods < 100_000, fortress.loop.eventCount < 2_000_000 {
            fortress.loop.runOne()
            if calls == Int(next) {
                next += 1
                try honest.send(plaintext(.request, id: next))
            }
        }
        #expect(floods == 100_000, "all are handled in the end")
        // A call takes several of the simulated loop's events; between two of them goes at most one turn of the other.
        #expect(longest <= 32 * NetLimits.framesPerTurn, "\(longest) requests went before one call")
        #expect(calls >= 100_000 / 32 / NetLimits.framesPerTurn, "\(calls) calls of the honest one were answered")
    }

    @Test func `order is kept, and what came before a close is handled`() throws {
        let pair = try SimulatedPair()
        pair.getReady()
        for number in 0..<2_000 { pair.near.send(bytes("\(number)")) }
        pair.near.close(.local("done"))
        pair.loop.run(while: { pair.farSide.reasons.isEmpty })
        #expect(pair.farSide.messages.map(text) == (0..<2_000).map { "\($0)" })
    }

    @Test func `a writer holds little ahead, however wide the windows and many the streams`() throws {
        let fortress = try Fortress()
        let intruder = try fortress.authenticated()
        fortress.fabric.stall(from: "server", to: "intruder")
        let source = [UInt8](repeating: 7, count: 8 << 20)
        var given = 0
        var streams: [OutboundStream] = []
        fortress.recorder.onStream = { _, stream, _ in
            streams.append(stream)
            stream.onWritable = {
                while stream.creditAvailable > 0 {
                    let count = min(stream.creditAvailable, source.count)
                    stream.write(Array(source[..<count]))
                    given += count
                }
            }
            stream.onWritable?()
        }
        for id in 1...2_000 as ClosedRange<UInt32> {
            try intruder.send(plaintext(.streamOpen, id: id, [0, 0, 0, 0x40]))
        }
        fortress.loop.run(for: .seconds(1))
        #expect(streams.count == 2_000)
        let most = 2 * NetLimits.streamsAheadBytesMax + NetLimits.writeAheadBytesMax
        #expect(given < 10 * most, "\(given) bytes were taken from the writers")
        let held = streams.reduce(0) { $0 + $1.bytesQueued }
        #expect(held < 10 * most, "\(held) bytes are held")
    }

    @Test func `a stream goes on when others that shared its room have ended`() throws {
        let pair = try SimulatedPair()
        pair.getReady()
        let total = 3 << 20
        pair.farSide.onStream = { _, stream, request in
            var left = request.isEmpty ? 10 : total
            let pump = {
                while left > 0, stream.creditAvailable > 0 {
                    let count = min(stream.creditAvailable, left)
                    stream.write(pattern(count))
                    left -= count
                }
                if left == 0 { stream.end() }
            }
            stream.onWritable = pump
            pump()
        }
        let long = Collector()
        long.keeps = false
        pair.near.openStream([1], windowBytes: 1 << 30, receiver: long)
        var short: [Collector] = []
        for _ in 0..<5_000 {
            short.append(Collector())
            pair.near.openStream([], windowBytes: 100, receiver: short.last!)
        }
        pair.loop.run(for: .seconds(30))
        #expect(long.received == total && long.ended == 1)
        #expect(short.allSatisfy { $0.ended == 1 })
    }
}
