// SPDX-License-Identifier: Apache-2.0

import Net
import Testing

@Suite struct PeerTests {
    @Test func messagesArriveInOrderOnBothSides() throws {
        let pair = try SimulatedPair()
        pair.getReady()
        for index in 0..<100 {
            pair.near.send(bytes("n\(index)"))
            pair.far.send(bytes("f\(index)"))
        }
        pair.loop.run(for: .seconds(1))
        #expect(pair.farSide.messages.map(text) == (0..<100).map { "n\($0)" })
        #expect(pair.nearSide.messages.map(text) == (0..<100).map { "f\($0)" })
    }

    @Test func callsAreAnsweredInAnyOrder() throws {
        let pair = try SimulatedPair()
        pair.getReady()
        let answers = Box<[String]>([])
        for index in 0..<10 {
            pair.near.call(bytes("\(index)")) { result in
                switch result {
                case .success(let reply): answers.value.append(text(reply))
                case .failure(let failure): answers.value.append("\(failure)")
                }
            }
        }
        pair.loop.run(while: { pair.farSide.replies.count < 10 })
        for (index, reply) in pair.farSide.replies.enumerated().reversed() {
            if index == 3 { reply.fail(code: 100, text: "three") } else { reply.succeed(bytes("r\(index)")) }
        }
        pair.loop.run(while: { answers.value.count < 10 })
        #expect(answers.value == ["r9", "r8", "r7", "r6", "r5", "r4", "three (code 100)", "r2", "r1", "r0"])
        #expect(pair.near.callsInFlight == 0)
    }

    @Test func aStreamDeliversEverythingAndEnds() throws {
        let pair = try SimulatedPair()
        pair.getReady()
        let content = pattern(3_000_000)
        pair.farSide.onStream = { _, stream, _ in
            let sent = Box(0)
            let pump = {
                while stream.creditAvailable > 0, sent.value < content.count {
                    let count = min(stream.creditAvailable, 100_000, content.count - sent.value)
                    stream.write(Array(content[sent.value..<sent.value + count]))
                    sent.value += count
                }
                if sent.value == content.count { stream.end() }
            }
            stream.onWritable = pump
            pump()
        }
        let collector = Collector()
        pair.near.openStream(bytes("all"), windowBytes: 300_000, receiver: collector)
        pair.loop.run(while: { collector.ended == 0 && collector.failures.isEmpty })
        #expect(collector.ended == 1)
        #expect(collector.bytes == content)
        #expect(pair.farSide.streams.map { text($0.1) } == ["all"])
    }

    @Test func aCallWithoutReplyFailsAtItsDeadline() throws {
        let pair = try SimulatedPair()
        pair.getReady()
        let result = Box<Result<[UInt8], CallFailure>?>(nil)
        let start = pair.loop.now
        pair.near.call([], deadline: .seconds(3)) { result.value = $0 }
        pair.loop.run(while: { result.value == nil })
        #expect(result.value == .failure(.deadline(after: .seconds(3))))
        #expect(pair.loop.now - start == .seconds(3))
        pair.loop.run(for: .seconds(1))
        #expect(pair.farSide.replies.first?.isCancelled == true)
    }

    @Test func aSilentPeerIsDetectedInVirtualTime() throws {
        let pair = try SimulatedPair()
        pair.getReady()
        pair.loop.run(for: .seconds(60))
        #expect(pair.near.isReady && pair.far.isReady)
        pair.fabric.partition("near", "far")
        let start = pair.loop.now
        pair.loop.run(while: { pair.nearSide.reasons.isEmpty || pair.farSide.reasons.isEmpty })
        #expect(pair.nearSide.reasons == [.silent(after: .seconds(10))])
        #expect(pair.loop.now - start <= .seconds(12))
    }

    @Test func aWrongSecretClosesBothSidesWithoutEffect() throws {
        let pair = try SimulatedPair(nearSecret: .random())
        pair.near.send(bytes("not for them"))
        pair.loop.run(for: .seconds(10))
        #expect(pair.farSide.events == 0)
        #expect(pair.nearSide.events == 0)
        #expect(pair.farSide.reasons.count == 1)
        #expect(pair.nearSide.reasons.count == 1)
        #expect(pair.fabric.connectionCount == 0)
    }

    @Test func closingTellsTheOtherSideWhyAfterTheLastMessage() throws {
        let pair = try SimulatedPair()
        pair.getReady()
        pair.near.send(bytes("last words"))
        pair.near.close(.local("done"))
        pair.loop.run(for: .seconds(5))
        #expect(pair.farSide.messages.map(text) == ["last words"])
        #expect(pair.farSide.reasons == [.remote(code: 0, text: "done")])
        #expect(pair.nearSide.reasons == [.local("done")])
        #expect(pair.fabric.connectionCount == 0)
    }
}
