// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Net
import Testing

private struct ChannelFile: Decodable {
    struct Step: Decodable {
        var from: String
        var kind: String
        var plaintext: String
        var bytes: String
    }

    struct Vector: Decodable {
        var name: String
        var secret_file: String
        var psk: String
        var initiator_ephemeral: String
        var responder_ephemeral: String
        var handshake_hash: String
        var records_per_key: UInt64
        var wire: [Step]
    }

    var vectors: [Vector]
}

/// Both ends of a secure channel, their bytes in the test's hands.
final class ChannelPair {
    let initiator: SecureChannel
    let responder: SecureChannel
    /// The handshake's messages, in order, and the initiator's first record.
    var first: [UInt8] = []
    var second: [UInt8] = []
    var confirmation: [UInt8] = []

    init(secret: Secret = .random(), other: Secret? = nil, recordsPerKey: UInt64 = NetLimits.recordsPerKey) throws {
        initiator = SecureChannel(role: .initiator, secret: secret, recordsPerKey: recordsPerKey)
        responder = SecureChannel(role: .responder, secret: other ?? secret, recordsPerKey: recordsPerKey)
        first = try initiator.begin()
    }

    /// Runs the handshake to its end.
    func finish() throws {
        second = try responder.take(first).replies
        confirmation = try initiator.take(second).replies
        _ = try responder.take(confirmation)
    }
}

extension SecureChannel {
    /// Feeds bytes and returns what came of it.
    func take(_ bytes: [UInt8]) throws -> (replies: [UInt8], plaintexts: [[UInt8]]) {
        var replies: [UInt8] = []
        var plaintexts: [[UInt8]] = []
        try bytes.withUnsafeBytes { raw in
            try feed(raw, reply: { replies += $0 }) {
                plaintexts.append(Array($0))
                return true
            }
        }
        return (replies, plaintexts)
    }

    func record(_ plaintext: [UInt8]) throws -> [UInt8] {
        let sealer = try #require(sealer)
        try plaintext.withUnsafeBytes { try sealer.append($0) }
        return try sealer.take(evenEmpty: true)
    }
}

/// Every copy of the bytes with one bit changed.
func flips(of bytes: [UInt8]) -> [[UInt8]] {
    (0..<bytes.count * 8).map { bit in
        var changed = bytes
        changed[bit / 8] ^= 1 << UInt8(bit % 8)
        return changed
    }
}

@Suite struct SecureChannelTests {
    @Test func vectorsAreReproducedByteByByte() throws {
        let file = try vectors("noise-channel.json", as: ChannelFile.self)
        #expect(file.vectors.count >= 3)
        for vector in file.vectors {
            let secret = try #require(Secret(contents: hex(vector.secret_file)))
            #expect(hex(secret.bytes) == vector.psk, "\(vector.name)")
            let keys = [vector.initiator_ephemeral, vector.responder_ephemeral].map {
                EphemeralKey(privateKey: hex($0))
            }
            let sides = [
                SecureChannel(
                    role: .initiator, secret: secret, ephemeral: keys[0], recordsPerKey: vector.records_per_key),
                SecureChannel(
                    role: .responder, secret: secret, ephemeral: keys[1], recordsPerKey: vector.records_per_key),
            ]
            var pending = [try sides[0].begin(), []]
            for step in vector.wire {
                let from = step.from == "initiator" ? 0 : 1
                let isAutomatic = step.kind == "handshake" || step.plaintext.isEmpty
                let sent = isAutomatic ? pending[from] : try sides[from].record(hex(step.plaintext))
                #expect(hex(sent) == step.bytes, "\(vector.name)")
                let result = try sides[1 - from].take(sent)
                pending[1 - from] = result.replies
                if step.kind == "record" { #expect(result.plaintexts == [hex(step.plaintext)]) }
            }
            #expect(sides.allSatisfy { $0.state == .ready })
        }
    }

    @Test func bytesMayArriveOneAtATime() throws {
        let pair = try ChannelPair()
        for byte in pair.first { pair.second += try pair.responder.take([byte]).replies }
        for byte in pair.second { pair.confirmation += try pair.initiator.take([byte]).replies }
        var got: [[UInt8]] = []
        for byte in pair.confirmation + (try pair.initiator.record(bytes("hello"))) {
            got += try pair.responder.take([byte]).plaintexts
        }
        #expect(got == [[], bytes("hello")])
    }

    @Test func aFlippedBitInTheFirstMessageFailsTheResponder() throws {
        let secret = Secret.random()
        let pair = try ChannelPair(secret: secret)
        for changed in flips(of: pair.first) {
            let responder = SecureChannel(role: .responder, secret: secret)
            #expect(throws: ChannelError.self) { _ = try responder.take(changed) }
            #expect(responder.state == .failed)
        }
    }

    @Test func aFlippedBitInTheSecondMessageFailsTheInitiator() throws {
        let secret = Secret.random()
        let key = try #require(EphemeralKey(privateKey: pattern(32)))
        let first = try SecureChannel(role: .initiator, secret: secret, ephemeral: key).begin()
        let second = try SecureChannel(role: .responder, secret: secret).take(first).replies
        for changed in flips(of: second) {
            let initiator = SecureChannel(role: .initiator, secret: secret, ephemeral: key)
            _ = try initiator.begin()
            #expect(throws: ChannelError.self) { _ = try initiator.take(changed) }
        }
    }

    @Test func aFlippedBitInARecordNeverDeliversAnything() throws {
        let secret = Secret.random()
        for bit in 0..<(2 + 5 + 16) * 8 {
            let pair = try ChannelPair(secret: secret)
            try pair.finish()
            var record = try pair.initiator.record(bytes("hello"))
            record[bit / 8] ^= 1 << UInt8(bit % 8)
            // A changed length may make the receiver wait for more; the next record then betrays the change.
            let next = try pair.initiator.record([UInt8](repeating: 1, count: 60_000))
            let more = try pair.initiator.record([UInt8](repeating: 2, count: 60_000))
            var delivered: [[UInt8]] = []
            #expect(throws: ChannelError.self) { delivered = try pair.responder.take(record + next + more).plaintexts }
            #expect(delivered.isEmpty)
            #expect(pair.responder.state == .failed)
        }
    }

    @Test func replayedReorderedAndDroppedRecordsFail() throws {
        for order in [[0, 0], [1], [1, 0], [0, 2]] {
            let pair = try ChannelPair()
            try pair.finish()
            let records = try (0..<3).map { try pair.initiator.record([UInt8($0)]) }
            #expect(throws: ChannelError.authentication) { _ = try pair.responder.take(order.flatMap { records[$0] }) }
        }
    }

    @Test func aRecordReflectedToItsSenderFails() throws {
        let pair = try ChannelPair()
        try pair.finish()
        let record = try pair.initiator.record([1])
        #expect(throws: ChannelError.authentication) { _ = try pair.initiator.take(record) }
    }

    @Test func aReplayedConnectionIsNeverConfirmed() throws {
        let secret = Secret.random()
        let pair = try ChannelPair(secret: secret)
        try pair.finish()
        let responder = SecureChannel(role: .responder, secret: secret)
        _ = try responder.take(pair.first)
        #expect(responder.state == .confirming)
        #expect(throws: ChannelError.authentication) { _ = try responder.take(pair.confirmation) }
    }

    @Test func anotherSecretFailsTheFirstMessage() throws {
        let pair = try ChannelPair(other: .random())
        #expect(throws: ChannelError.authentication) { _ = try pair.responder.take(pair.first) }
    }

    @Test func recordsShorterThanATagAreRefused() throws {
        for length in 0..<16 {
            let pair = try ChannelPair()
            try pair.finish()
            #expect(throws: ChannelError.badLength(length)) { _ = try pair.responder.take([0, UInt8(length)]) }
        }
    }

    @Test func keysAreReplacedOnBothSidesAlike() throws {
        let pair = try ChannelPair(recordsPerKey: 2)
        try pair.finish()
        for index in 0..<25 {
            let record = try pair.initiator.record([UInt8(index)])
            #expect(try pair.responder.take(record).plaintexts == [[UInt8(index)]])
        }
    }

    @Test func largePlaintextIsCutIntoFullRecords() throws {
        let pair = try ChannelPair()
        try pair.finish()
        let plaintext = pattern(NetLimits.recordPlaintextMax * 2 + 1000)
        let sealed = try pair.initiator.record(plaintext)
        let got = try pair.responder.take(sealed).plaintexts
        #expect(got.map(\.count) == [NetLimits.recordPlaintextMax, NetLimits.recordPlaintextMax, 1000])
        #expect(Array(got.joined()) == plaintext)
    }

    @Test func randomBytesAreRefusedInEveryState() throws {
        var random = SeededRandom(seed: 42)
        for round in 0..<500 {
            let noise = (0..<Int(random.next() % 300) + 2).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let pair = try ChannelPair()
            if round % 2 == 0 { try pair.finish() }
            var delivered: [[UInt8]] = []
            if let result = try? pair.responder.take(noise) { delivered = result.plaintexts }
            #expect(delivered.isEmpty)
        }
    }
}
