// SPDX-License-Identifier: Apache-2.0

import Net
import Testing

@Suite struct CallTests {
    @Test func aCancelledCallEndsOnBothSides() throws {
        let pair = try SimulatedPair()
        pair.getReady()
        let result = Box<Result<[UInt8], CallFailure>?>(nil)
        let call = pair.near.call([]) { result.value = $0 }
        pair.loop.run(for: .seconds(1))
        let noticed = Box(0)
        pair.farSide.replies[0].onCancel = { noticed.value += 1 }
        pair.near.cancel(call)
        pair.near.cancel(call)
        #expect(result.value == .failure(.cancelled))
        pair.loop.run(for: .seconds(1))
        #expect(noticed.value == 1)
        pair.farSide.replies[0].succeed([1])
        pair.loop.run(for: .seconds(1))
        #expect(result.value == .failure(.cancelled))
        #expect(pair.near.isReady)
    }

    @Test func aReplyAfterTheDeadlineIsIgnored() throws {
        let pair = try SimulatedPair(faults: .latency(.milliseconds(300) ... .milliseconds(300)))
        pair.getReady()
        let results = Box<[Result<[UInt8], CallFailure>]>([])
        pair.farSide.onCall = { _, request, reply in reply.succeed(request) }
        pair.near.call([1], deadline: .milliseconds(500)) { results.value.append($0) }
        pair.near.call([2], deadline: .milliseconds(700)) { results.value.append($0) }
        pair.loop.run(for: .seconds(5))
        #expect(results.value == [.failure(.deadline(after: .milliseconds(500))), .success([2])])
    }

    @Test func anUnansweredCallThatIsLetGoFails() throws {
        let pair = try SimulatedPair()
        pair.getReady()
        pair.farSide.onCall = { _, _, _ in }
        let result = Box<Result<[UInt8], CallFailure>?>(nil)
        pair.near.call([]) { result.value = $0 }
        pair.loop.run(for: .seconds(1))
        guard case .failure(.failed(FailureCode.dropped, _)) = result.value else {
            throw Unexpected("\(result.value as Any)")
        }
    }

    @Test func onlyTheFirstAnswerCounts() throws {
        let pair = try SimulatedPair()
        pair.getReady()
        pair.farSide.onCall = { _, _, reply in
            reply.succeed([1])
            reply.succeed([2])
            reply.fail(code: 100, text: "no")
        }
        let results = Box<[Result<[UInt8], CallFailure>]>([])
        pair.near.call([]) { results.value.append($0) }
        pair.loop.run(for: .seconds(1))
        #expect(results.value == [.success([1])])
    }

    @Test func callsFailWhenTheConnectionEnds() throws {
        let pair = try SimulatedPair()
        pair.getReady()
        let results = Box<[Result<[UInt8], CallFailure>]>([])
        for _ in 0..<3 { pair.near.call([]) { results.value.append($0) } }
        pair.loop.run(for: .milliseconds(1))
        pair.far.close(.local("enough"))
        pair.loop.run(for: .seconds(1))
        let expected = CallFailure.closed(.remote(code: 0, text: "enough"))
        #expect(results.value == [.failure(expected), .failure(expected), .failure(expected)])
        pair.near.call([]) { results.value.append($0) }
        #expect(results.value.count == 3)
        pair.loop.run(for: .seconds(1))
        #expect(results.value.last == .failure(expected))
    }

    @Test func messagesOfTheLargestSizeArriveAndLargerOnesAreRefusedHere() throws {
        let pair = try SimulatedPair()
        pair.getReady()
        let largest = pattern(NetLimits.messageBytesMax)
        pair.farSide.onCall = { _, request, reply in reply.succeed(request) }
        let result = Box<Result<[UInt8], CallFailure>?>(nil)
        pair.near.call(largest) { result.value = $0 }
        pair.loop.run(while: { result.value == nil })
        #expect(result.value == .success(largest))
        #expect(pair.near.send(largest))
        #expect(!pair.near.send(largest + [0]))
        pair.near.call(largest + [0]) { result.value = $0 }
        pair.loop.run(for: .seconds(1))
        #expect(result.value == .failure(.tooLarge(bytes: largest.count + 1, max: largest.count)))
        #expect(pair.farSide.messages == [largest])
        pair.farSide.onCall = { _, _, reply in reply.succeed(largest + [0]) }
        pair.near.call([]) { result.value = $0 }
        pair.loop.run(for: .seconds(1))
        guard case .failure(.failed(FailureCode.tooLarge, _)) = result.value else { throw Unexpected("the reply") }
    }

    @Test func callsBeyondTheBoundFailAtOnce() throws {
        var options = PeerOptions()
        options.callsInFlightMax = 3
        let pair = try SimulatedPair(options: options)
        pair.getReady()
        let failures = Box<[CallFailure]>([])
        for _ in 0..<5 { pair.near.call([]) { if case .failure(let failure) = $0 { failures.value.append(failure) } } }
        pair.loop.run(for: .milliseconds(1))
        #expect(failures.value == [.tooManyCalls(3), .tooManyCalls(3)])
    }

    @Test func whatIsSentBeforeTheHandshakeArrivesAfterIt() throws {
        let pair = try SimulatedPair(faults: .latency(.milliseconds(10) ... .milliseconds(20)))
        #expect(!pair.near.isReady && pair.near.isOpen)
        pair.near.send(bytes("early"))
        pair.loop.run(for: .seconds(1))
        #expect(pair.farSide.messages.map(text) == ["early"])
    }

    @Test func sendsOfOneTurnLeaveInOneWrite() throws {
        let pair = try SimulatedPair()
        pair.getReady()
        pair.loop.run(for: .milliseconds(100))
        let writes = Box(0)
        pair.fabric.trace = { _, from, _, _ in if from.host == "near" { writes.value += 1 } }
        for index in 0..<50 { pair.near.send(bytes("\(index)")) }
        pair.loop.run(for: .milliseconds(100))
        #expect(pair.farSide.messages.count == 50)
        #expect(writes.value == 1)
    }

    @Test func aPeerThatDoesNotReadIsClosedWhenTheQueueIsFull() throws {
        var options = PeerOptions()
        options.sendQueueBytesMax = 1 << 20
        let pair = try SimulatedPair(options: options)
        pair.getReady()
        pair.fabric.stall(from: "near", to: "far")
        for _ in 0..<30 {
            pair.near.send([UInt8](repeating: 1, count: 100_000))
            pair.loop.run(for: .milliseconds(10))
        }
        guard case .sendQueueFull = pair.nearSide.reasons.first else { throw Unexpected("\(pair.nearSide.reasons)") }
        #expect(pair.nearSide.reasons.count == 1)
    }

    @Test func idlePeersStayConnectedForDays() throws {
        let pair = try SimulatedPair(faults: .latency(.milliseconds(1) ... .milliseconds(900)))
        pair.getReady()
        pair.loop.run(for: .seconds(86_400))
        #expect(pair.near.isReady && pair.far.isReady)
    }

    @Test func aStallShorterThanTheSilenceLimitIsSurvived() throws {
        let pair = try SimulatedPair()
        pair.getReady()
        for _ in 0..<10 {
            pair.fabric.partition("near", "far")
            pair.loop.run(for: .seconds(7))
            pair.fabric.healAll()
            pair.loop.run(for: .seconds(5))
        }
        #expect(pair.near.isReady && pair.far.isReady)
    }
}
