// SPDX-License-Identifier: Apache-2.0

import Net
import Testing

@Suite struct HostileTests {
    @Test(arguments: FrameKind.allCases) func aFrameBeforeTheHandshakeClosesWithoutEffect(kind: FrameKind) throws {
        let fortress = try Fortress()
        let intruder = fortress.connect()
        let payload = [UInt8](repeating: 0, count: kind.payloadBytes.lowerBound)
        intruder.connection.write(plaintext(kind, id: kind.hasID ? 1 : 0, payload) + [UInt8](repeating: 0, count: 100))
        fortress.loop.run(for: .seconds(6))
        #expect(intruder.closed)
        #expect(intruder.received.isEmpty)
        #expect(fortress.recorder.events == 0)
        #expect(fortress.recorder.reasons.count == 1)
        #expect(fortress.fabric.connectionCount == 0)
    }

    @Test(arguments: [0, 1, 2, 49]) func aHalfOpenClientIsClosedAtTheHandshakeTimeout(sent: Int) throws {
        let fortress = try Fortress()
        let start = fortress.loop.now
        let intruder = fortress.connect()
        let honest = try SecureChannel(role: .initiator, secret: fortress.secret).begin()
        intruder.connection.write(Array(honest[..<sent]))
        fortress.loop.run(while: { !intruder.closed })
        #expect(fortress.loop.now - start == .seconds(5))
        #expect(fortress.recorder.events == 0)
        #expect(intruder.received.isEmpty)
    }

    @Test func aClientThatNeverConfirmsIsClosedWithoutEffect() throws {
        let fortress = try Fortress()
        let intruder = fortress.connect()
        intruder.connection.write(try SecureChannel(role: .initiator, secret: fortress.secret).begin())
        fortress.loop.run(for: .seconds(4))
        #expect(intruder.received.count == 50)
        #expect(!intruder.closed)
        fortress.loop.run(for: .seconds(2))
        #expect(intruder.closed)
        #expect(fortress.recorder.events == 0)
    }

    @Test func aRecordedSessionCannotBePlayedAgain() throws {
        let fortress = try Fortress()
        let honest = fortress.connect()
        let channel = SecureChannel(role: .initiator, secret: fortress.secret)
        let first = try channel.begin()
        honest.connection.write(first)
        fortress.loop.run(while: { honest.received.count < 50 })
        let confirmation = try channel.take(honest.received).replies
        let call = try channel.record(plaintext(.message, bytes("once")))
        honest.connection.write(confirmation + call)
        fortress.loop.run(for: .seconds(1))
        #expect(fortress.recorder.messages.map(text) == ["once"])

        let thief = fortress.connect()
        thief.connection.write(first + confirmation + call)
        fortress.loop.run(for: .seconds(6))
        #expect(thief.closed)
        #expect(fortress.recorder.messages.map(text) == ["once"])
        #expect(fortress.recorder.ready.count == 1)
    }

    @Test func randomBytesNeverHaveAnEffect() throws {
        let fortress = try Fortress()
        var random = SeededRandom(seed: 3)
        for _ in 0..<200 {
            let intruder = fortress.connect()
            intruder.connection.write((0..<random.next() % 500).map { _ in UInt8(truncatingIfNeeded: random.next()) })
        }
        fortress.loop.run(for: .seconds(10))
        #expect(fortress.recorder.events == 0)
        #expect(fortress.recorder.reasons.count == 200)
        #expect(fortress.server.unauthenticatedCount == 0)
        #expect(fortress.fabric.connectionCount == 0)
    }

    @Test func aFloodOfIdleConnectionsDoesNotKeepAnHonestClientOut() throws {
        let fortress = try Fortress(unauthenticatedMax: 8)
        let idle = (0..<30).map { _ in fortress.connect() }
        #expect(fortress.server.unauthenticatedCount <= 8)
        _ = try fortress.authenticated()
        #expect(fortress.recorder.ready.count == 1)
        #expect(fortress.server.evictedCount >= 22)
        #expect(idle.filter(\.closed).count >= 22)
    }

    @Test func dataBeyondTheWindowClosesTheConnection() throws {
        let fortress = try Fortress()
        let intruder = try fortress.authenticated()
        let collector = Collector()
        collector.consumes = false
        fortress.recorder.ready[0].openStream([], windowBytes: 100, receiver: collector)
        fortress.loop.run(for: .seconds(1))
        try intruder.send(plaintext(.data, id: 1, pattern(60)))
        try intruder.send(plaintext(.data, id: 1, pattern(40)))
        fortress.loop.run(for: .seconds(1))
        #expect(collector.received == 100)
        try intruder.send(plaintext(.data, id: 1, [1]))
        guard case .protocolError = fortress.lastReason() else { throw Unexpected("\(fortress.recorder.reasons)") }
        #expect(collector.received == 100)
        #expect(collector.failures.count == 1)
        #expect(intruder.closed)
    }

    @Test func whatBreaksTheProtocolClosesTheConnectionWithAReason() throws {
        let zero: [UInt8] = [0, 0, 0, 0]
        let huge: [UInt8] = [0, 0, 0, 0x7F]
        let cases: [(String, [UInt8])] = [
            ("two requests of one id", plaintext(.request, id: 1) + plaintext(.request, id: 1)),
            (
                "a stream with the id of a call",
                plaintext(.request, id: 1) + plaintext(.streamOpen, id: 1, [1, 0, 0, 0])
            ),
            ("a stream without window", plaintext(.streamOpen, id: 1, zero)),
            ("a stream with a huge window", plaintext(.streamOpen, id: 1, huge)),
            ("credit of nothing", plaintext(.streamOpen, id: 1, [1, 0, 0, 0]) + plaintext(.credit, id: 1, zero)),
            ("too much credit", plaintext(.streamOpen, id: 1, [1, 0, 0, 0]) + plaintext(.credit, id: 1, huge)),
            ("an unknown kind", [0, 0, 0, 0, 99, 0, 0, 0, 0, 0, 0, 0]),
            ("a message of 4 GiB", [255, 255, 255, 255, 1, 0, 0, 0, 0, 0, 0, 0]),
        ]
        for (name, attack) in cases {
            let fortress = try Fortress()
            let intruder = try fortress.authenticated()
            try intruder.send(attack)
            guard case .protocolError = fortress.lastReason() else {
                throw Unexpected("\(name): \(fortress.recorder.reasons)")
            }
            #expect(intruder.closed, "\(name)")
            #expect(intruder.plaintext.contains(FrameKind.goaway.rawValue), "\(name)")
        }
    }

    @Test func framesAboutUnknownCallsAndStreamsAreIgnored() throws {
        let fortress = try Fortress()
        let intruder = try fortress.authenticated()
        let strays =
            plaintext(.reply, id: 77, [1]) + plaintext(.failure, id: 77, [1, 0, 0, 0]) + plaintext(.cancel, id: 77)
            + plaintext(.data, id: 77, [1, 2]) + plaintext(.credit, id: 77, [1, 0, 0, 0]) + plaintext(.end, id: 77)
            + plaintext(.streamFailure, id: 77, [1, 0, 0, 0]) + plaintext(.pong)
        try intruder.send(strays + plaintext(.message, bytes("still here")))
        fortress.loop.run(for: .seconds(1))
        #expect(fortress.recorder.messages.map(text) == ["still here"])
        #expect(fortress.recorder.ready[0].isReady)
    }

    @Test func textsThatAreNotUTF8AreRepaired() throws {
        let fortress = try Fortress()
        let intruder = try fortress.authenticated()
        let result = Box<Result<[UInt8], CallFailure>?>(nil)
        fortress.recorder.ready[0].call([]) { result.value = $0 }
        fortress.loop.run(for: .milliseconds(10))
        try intruder.send(plaintext(.failure, id: 1, [100, 0, 0, 0, 0x61, 0xFF]))
        fortress.loop.run(for: .milliseconds(10))
        #expect(result.value == .failure(.failed(code: 100, text: "a\u{FFFD}")))
    }

    @Test func randomPlaintextFromOneWhoKnowsTheSecretNeverTraps() throws {
        var random = SeededRandom(seed: 11)
        for _ in 0..<300 {
            let fortress = try Fortress()
            let intruder = try fortress.authenticated()
            fortress.recorder.ready[0].openStream([], windowBytes: 1000, receiver: Collector())
            fortress.recorder.ready[0].call([]) { _ in }
            for _ in 0..<10 {
                let kind = FrameKind.allCases[Int(random.next() % 13)]
                let count = min(kind.payloadBytes.upperBound, kind.payloadBytes.lowerBound + Int(random.next() % 64))
                let id = kind.hasID ? UInt32(1 + random.next() % 4) : 0
                let payload = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next() & random.next()) }
                try intruder.send(plaintext(kind, id: id, payload))
            }
            fortress.loop.run(for: .seconds(20))
            #expect(fortress.recorder.reasons.count == 1)
            #expect(fortress.fabric.connectionCount == 0)
        }
    }
}

/// A test found something else than it can name in an expectation.
struct Unexpected: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
